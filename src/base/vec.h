/*
 * base/vec.h -- arrays that grow in place.
 *
 * Address space for the most that may ever be needed is reserved once and costs nothing; pages
 * are paid for when they are touched.  So elements never move, growth never copies, and the test
 * for "full" is one compare.  Starts as all zeroes.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/base.h"

struct vec {
	uint8_t *ptr;
	size_t len, cap; /* bytes */
};

/* Reserve room for most elements of size bytes.  Without address space the program ends. */
void vec_reserve(struct vec *v, size_t most, size_t size);

/* Give pages and address space back. */
void vec_free(struct vec *v);

/* Room for size more bytes at the end, counted at once; zeroed when never used before; NULL when full. */
static inline void *
vec_more(struct vec *v, size_t size)
{
	void *p = v->ptr + v->len;

	if (PL_UNLIKELY(size > v->cap - v->len))
		return NULL;
	v->len += size;
	return p;
}

#define VEC_COUNT(v, type) ((v)->len / sizeof(type))
#define VEC_AT(v, type, i) ((type *)(void *)(v)->ptr + (i))

#endif
