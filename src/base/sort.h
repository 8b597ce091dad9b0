/*
 * base/sort.h -- qsort() without its traps.
 */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/*
 * Put count items of size bytes in the order of compare.  Unlike qsort() it may be given an empty
 * list without storage, and it moves nothing when the items stand in order, as they most often do.
 * Not stable: compare must tell all items apart whose order can be seen.
 */
void sort_items(void *items, size_t count, size_t size, int (*compare)(const void *, const void *));

/* For sort_items() and bsearch(): items that are uint64_t, or const char * by their bytes. */
int compare_u64(const void *a, const void *b);
int compare_strings(const void *a, const void *b);

#endif
