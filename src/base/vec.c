/* base/vec.c -- reserved address space, touched as it fills */
#include "base/vec.h"

#include <sys/mman.h>

#include "base/err.h"

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
	v->cap = bytes;
}

void
vec_free(struct vec *v)
{
	if (v->cap > 0)
		munmap(v->ptr, v->cap);
	*v = (struct vec){ 0 };
}
