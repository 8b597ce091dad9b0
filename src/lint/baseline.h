/*
 * lint/baseline.h -- findings that were there before: a file of them, in and out of memory.
 *
 * The file is a JSON array of objects, one a line (schemas/baseline-1.schema.json):
 *
 *	{"fingerprint": "ptrlint/v1:0123456789abcdef", "id": RULE, "path": PATH or null, "message": TEXT}
 *
 * Fingerprint and rule say which finding is meant; path and message are for the people who read the file.
 */
#ifndef LINT_BASELINE_H
#define LINT_BASELINE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

/* A larger file is refused: that are some 300,000 findings. */
#define BASELINE_BYTES_MAX ((uint64_t)64 << 20)

#define FINGERPRINT_PREFIX "ptrlint/v1:"

struct known_finding {
	uint64_t fingerprint;
	const char *rule; /* id, perhaps of no rule that there is */
	const char *path; /* or NULL */
	const char *message;
	struct span span; /* of the fingerprint in the file; file 0: it comes from elsewhere */
	bool seen;        /* set by lint_run(): there is such a finding */
};

/* Starts as all zeroes. */
struct baseline {
	struct arena arena;
	struct known_finding *list;
	size_t count;
};

/*
 * Read the text of a baseline.
 *
 * file    number for the spans
 * out     may be freed in any case
 * return  false with err and the byte that it is about (at) when it is none
 */
PL_MUST_CHECK bool baseline_parse(
    struct str text, uint32_t file, struct baseline *out, size_t *at, struct err *err);
void baseline_free(struct baseline *b);

#endif
