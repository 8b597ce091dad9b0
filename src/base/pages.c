/* base/pages.c -- advice to the kernel about memory */
#include "base/pages.h"

#include <sys/mman.h>

#define PAGE ((uintptr_t)4096)

void
pages_fill(void *p, size_t bytes)
{
#ifdef MADV_POPULATE_WRITE
	uintptr_t at = (uintptr_t)p, begin = (at + PAGE - 1) & ~(PAGE - 1),
	          end = (at + bytes) & ~(PAGE - 1);

	if (end > begin)
		(void)madvise((uint8_t *)p + (begin - at), end - begin, MADV_POPULATE_WRITE);
#else
	(void)p;
	(void)bytes;
#endif
}

void
pages_want_huge(void *p, size_t bytes)
{
	(void)madvise(p, bytes, MADV_HUGEPAGE);
}
