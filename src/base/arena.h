/*
 * base/arena.h -- memory that lives and dies together.
 *
 * An arena hands out pieces and takes them back all at once: nothing in it is freed alone.
 * Not for two threads at a time.  Starts as all zeroes.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena {
	struct arena_block *blocks; /* newest first */
	uint8_t *next;
	size_t left;
};

/* Zeroed, aligned for anything, never NULL; a request that cannot be met ends the program. */
void *arena_alloc(struct arena *a, size_t size);

/* count pieces of size bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of text with a NUL behind it. */
char *arena_copy(struct arena *a, struct str text);

/* A formatted, NUL-terminated string. */
char *arena_printf(struct arena *a, const char *fmt, ...) PL_PRINTF(2, 3);

/* Take over all that from holds, which is empty afterwards; pieces stay where they are. */
void arena_join(struct arena *a, struct arena *from);

/* Give everything back; the arena is empty and may be used again. */
void arena_free(struct arena *a);

#endif
