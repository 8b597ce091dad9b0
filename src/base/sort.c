/*
 * base/sort.c -- qsort() without its traps.
 */
#include "base/sort.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	const char *at = items;

	for (size_t i = 1; i < count; i++, at += size)
		if (compare(at, at + size) > 0) {
			qsort(items, count, size, compare);
			return;
		}
}

int
compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

int
compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}
