/* base/vec.c -- reserved address space, with pages as it fills */
#include "base/vec.h"

#include <sys/mman.h>

#include "base/err.h"
#include "base/pages.h"

#define STEP_LEAST ((size_t)16 << 10)
#define STEP_MOST  ((size_t)512 << 10)
#define HUGE       ((size_t)2 << 20)

void
vec_reserve(struct vec *v, size_t most, size_t size)
{
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(most, size, &bytes) || bytes > (size_t)1 << 46)
		die("out of memory (%zu elements of %zu bytes asked)", most, size);
	bytes = (bytes + 4095) & ~(size_t)4095;
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	    -1, 0);
	if (p == MAP_FAILED)
		die("out of memory (%zu bytes of address space asked)", bytes);
	v->ptr = p;
	v->len = 0;
	v->ready = 0;
	v->most = bytes;
}

bool
vec_grow(struct vec *v, size_t size)
{
	size_t step = v->ready / 4;

	if (size > v->most - v->len)
		return false;
	step = step < STEP_LEAST ? STEP_LEAST : step > STEP_MOST ? STEP_MOST : step;
	step &= ~(size_t)4095;
	if (step < v->len + size - v->ready)
		step = (v->len + size - v->ready + 4095) & ~(size_t)4095;
	if (step > v->most - v->ready)
		step = v->most - v->ready;
	if (v->huge && v->ready >= HUGE / 2) {
		uintptr_t end = (uintptr_t)v->ptr + v->ready + step;

		end = (end + HUGE - 1) & ~(uintptr_t)(HUGE - 1);
		step = end - (uintptr_t)v->ptr - v->ready;
		if (step > v->most - v->ready)
			step = v->most - v->ready;
		pages_want_huge(v->ptr + v->ready, step);
	}
	pages_fill(v->ptr + v->ready, step);
	v->ready += step;
	return true;
}

void
vec_free(struct vec *v)
{
	if (v->most > 0)
		munmap(v->ptr, v->most);
	*v = (struct vec){ 0 };
}
