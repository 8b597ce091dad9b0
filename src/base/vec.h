/*
 * base/vec.h -- arrays that grow in place.
 *
 * Address space for the most that may ever be needed is reserved once and costs nothing; pages
 * are paid for as they fill, some at a time.  So elements never move, growth never copies, and the
 * test for "full" is one compare.  Starts as all zeroes.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/base.h"

struct vec {
	uint8_t *ptr;
	size_t len, ready, most; /* bytes: used, with pages behind them, reserved */
	bool
	    huge; /* set after vec_reserve(): large pages once it is large, 2 MiB more than needed at worst */
};

/* Reserve room for most elements of size bytes.  Without address space the program ends. */
void vec_reserve(struct vec *v, size_t most, size_t size);

/* Give pages and address space back. */
void vec_free(struct vec *v);

/* Pages for size more bytes; false when that is over the most.  For vec_more() alone. */
bool vec_grow(struct vec *v, size_t size);

/* Room for size more bytes at the end, counted at once; zeroed when never used before; NULL when full. */
static inline void *
vec_more(struct vec *v, size_t size)
{
	void *p = v->ptr + v->len;

	if (PL_UNLIKELY(size > v->ready - v->len) && !vec_grow(v, size))
		return NULL;
	v->len += size;
	return p;
}

#define VEC_COUNT(v, type) ((v)->len / sizeof(type))
#define VEC_AT(v, type, i) ((type *)(void *)(v)->ptr + (i))

#endif
