/*
 * fix/ignore.h -- comments that silence findings, put into the files that they stand in.
 *
 * A finding at a record gets "; ptrlint: ignore[RULE] -- reason" on a line above it, one in the map or the project
 * file the same with "#"; one at no record "file-ignore[RULE]" at the top of its file.  Nothing is written here.
 */
#ifndef FIX_IGNORE_H
#define FIX_IGNORE_H

#include "base/buf.h"
#include "base/err.h"
#include "lint/lint.h"

struct ignore_options {
	uint32_t map_file, project_file; /* 0: there is none */
	const char *reason;              /* a line of text, or NULL */
};

/* The new text of a file. */
struct ignore_file {
	uint32_t file;
	struct buf text;
	size_t comments;
};

/* A finding that stays, and why. */
struct ignore_left {
	const struct finding *finding;
	const char *why;
};

struct ignore_plan {
	struct ignore_file *files; /* by path */
	size_t count;
	const struct finding **silenced;
	size_t silenced_count;
	struct ignore_left *left;
	size_t left_count;
};

/*
 * Make the texts that silence all live findings that a comment can silence.
 *
 * findings  must outlive the plan
 * out       ended by ignore_plan_free() in any case
 * return    false with err when a file cannot be read again
 */
PL_MUST_CHECK bool ignore_plan_build(struct zone_set *set, const struct finding *const *findings,
    size_t count, const struct ignore_options *options, struct ignore_plan *out, struct err *err);
void ignore_plan_free(struct ignore_plan *p);

#endif
