/*
 * render/linehash.h -- the fingerprint that GitHub's code scanning tells alerts apart by.
 *
 * Whoever uploads a report by the action has it computed there (codeql-action, src/fingerprints.ts);
 * whoever uploads by the API brings it along.  Both must come to the same value, or each alert is closed
 * and opened anew.  Private to render/.
 */
#ifndef RENDER_LINEHASH_H
#define RENDER_LINEHASH_H

#include "base/source.h"

struct linehash {
	uint64_t hash;  /* of the next 100 characters that are no blanks, from the line's start */
	uint32_t count; /* how many lines have it, from the first to this one; 0: not to be had */
};

/*
 * Hashes of lines of a file.
 *
 * lines   ascending, from 1
 * out     an entry for each; all zeroes for lines that the file does not have, or when it can not be read
 */
void linehash_find(struct sources *sources, uint32_t file, const uint32_t *lines, size_t count,
    struct linehash *out);

#endif
