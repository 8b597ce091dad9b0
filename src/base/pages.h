/*
 * base/pages.h -- memory whose pages come many at a time.
 */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include "base/base.h"

/*
 * Put zeroed pages behind the whole pages of a range that is to be written, in one call: cheaper than a fault
 * for each, and much cheaper than pages that are first read.  Advice only: a system that cannot (Linux before
 * 5.14) faults.
 *
 * p       page-aligned or not; what was written there before stays
 */
void pages_fill(void *p, size_t bytes);

/* Large pages for the range, where the system has them. */
void pages_want_huge(void *p, size_t bytes);

#endif
