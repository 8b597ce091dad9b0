/* zone/extent.h -- which record a comment stands at. */
#ifndef ZONE_EXTENT_H
#define ZONE_EXTENT_H

#include "base/source.h"

/* What a comment stands at: bytes [begin, end] of its record, the line end included. */
struct extent {
	uint32_t begin, end; /* begin > end: at no record */
	bool before_first;   /* no record stands above it in the file */
};

/*
 * Find the records that comments stand at: that of the line, or of the lines around in parentheses; for a
 * comment on a line of its own the next one, if no empty line lies between.
 *
 * offs    where the comments begin, ascending
 * out     count entries
 * return  false when the file cannot be read again
 */
PL_MUST_CHECK bool extents_find(
    struct sources *sources, uint32_t file, const uint32_t *offs, size_t count, struct extent *out);

/*
 * Find the entries (records, directives) that hold bytes of the file.
 *
 * offs    ascending; of a byte in a comment or on an empty line the extent is none, unless an entry begins before
 *         it on that line, or goes on behind it
 */
PL_MUST_CHECK bool entries_find(
    struct sources *sources, uint32_t file, const uint32_t *offs, size_t count, struct extent *out);

#endif
