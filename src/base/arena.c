/* base/arena.c -- bump allocation in growing blocks */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/pages.h"

#define ARENA_ALIGN ((size_t)16)
#define ARENA_FIRST ((size_t)4 << 10)
#define ARENA_MOST  ((size_t)1 << 20)
#define ARENA_FILL  ((size_t)256 << 10) /* most of such a block will be used */

struct arena_block {
	struct arena_block *older;
	size_t size;
	_Alignas(16) uint8_t bytes[];
};

static void
arena_grow(struct arena *a, size_t need)
{
	size_t size = a->blocks == NULL ? ARENA_FIRST : a->blocks->size * 2;
	struct arena_block *block;

	if (size > ARENA_MOST)
		size = ARENA_MOST;
	if (size < need)
		size = need;
	block = xcalloc(1, sizeof *block + size);
	if (size >= ARENA_FILL && size <= ARENA_MOST)
		pages_fill(block, size);
	block->older = a->blocks;
	block->size = size;
	a->blocks = block;
	a->next = block->bytes;
	a->left = size;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	size_t need = size > 0 ? (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1) : ARENA_ALIGN;
	void *p;

	if (need < size)
		die("out of memory (%zu bytes asked)", size);
	if (need > a->left)
		arena_grow(a, need);
	p = a->next;
	a->next += need;
	a->left -= need;
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		die("out of memory (%zu times %zu bytes asked)", count, size);
	return arena_alloc(a, total);
}

char *
arena_copy(struct arena *a, struct str text)
{
	char *copy = arena_alloc(a, text.len + 1);

	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *text;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("cannot format \"%s\"", fmt);
	text = arena_alloc(a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void
arena_join(struct arena *a, struct arena *from)
{
	struct arena_block *last = from->blocks;

	if (last == NULL)
		return;
	if (a->blocks == NULL) {
		*a = *from;
	} else {
		/* behind the newest, so that its free end stays in use */
		while (last->older != NULL)
			last = last->older;
		last->older = a->blocks->older;
		a->blocks->older = from->blocks;
	}
	*from = (struct arena){ 0 };
}

void
arena_free(struct arena *a)
{
	struct arena_block *block = a->blocks;

	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
	*a = (struct arena){ 0 };
}
