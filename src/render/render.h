/*
 * render/render.h -- findings in, bytes out: one function for each output format.
 *
 * A renderer decides nothing and writes nothing: it gets findings in their final order and appends
 * to a buffer, which the caller takes away from time to time.  Text formats show at most
 * LIMIT_TEXT_FINDINGS findings of a rule and count the rest; all others are complete, as far as their
 * host takes them.  json and jsonl tell suppressed findings, too; paths there and in text start at the
 * root, in the formats of hosts at the top of the repository, where hosts look for them.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "base/buf.h"
#include "base/source.h"
#include "fix/fix.h"
#include "lint/lint.h"

struct render_options {
	unsigned width; /* columns of the terminal; 0 when the output goes elsewhere */
	bool colour;
	bool hyperlinks;         /* OSC 8 */
	const char *fix_command; /* what repairs the fixable findings, or NULL */
};

struct render_input {
	const struct finding *const
	    *findings; /* live ones first, in order of output, then suppressed ones */
	size_t count;
	const struct lint_summary *summary; /* counts these findings */
	struct sources *sources;
	const struct zone_set *set; /* NULL when there was none to read */
	const char
	    *below;  /* of the repository: the root's path from its top with a final "/", or "" */
	bool undone; /* not all could be checked: no findings do not mean that all is well */
	const struct fix_plan *plan; /* what --fix would do, when the format tells of it; or NULL */
	const struct fix_plan *offer; /* the same with --unsafe-fixes, or NULL */
	struct render_options options;
};

/* Where the bytes go.  flush takes buf's bytes away and sets its len to 0; NULL keeps them all. */
struct render_out {
	struct buf buf;
	void (*flush)(void *arg, struct buf *buf);
	void *arg;
	uint64_t
	    left_out; /* set: findings that are not told, for the host would refuse the report */
};

/* What a format tells of repairs: finding them out costs time. */
enum render_repairs {
	REPAIRS_UNTOLD,
	REPAIRS_MADE,   /* by --fix: their number, or all of them */
	REPAIRS_OFFERED /* those that only --unsafe-fixes makes as well */
};

struct render_format {
	const char *name;
	const char *summary; /* for --help */
	bool text;           /* for people: limited, may be coloured, has a summary at its end */
	enum render_repairs repairs;
	const char
	    *opening; /* what every report begins with; NULL when that differs, or may be nothing */
	void (*render)(const struct render_input *in, struct render_out *out);
};

/* The format of that name, or NULL. */
const struct render_format *render_format_find(const char *name);

/* Formats in the order of --help; NULL at the end. */
const struct render_format *render_format_at(size_t i);

/* The nearest name, or NULL. */
const char *render_format_nearest(const char *name);

void render_full(const struct render_input *in, struct render_out *out);
void render_concise(const struct render_input *in, struct render_out *out);
void render_json(const struct render_input *in, struct render_out *out);
void render_jsonl(const struct render_input *in, struct render_out *out);
void render_sarif(const struct render_input *in, struct render_out *out);
void render_github(const struct render_input *in, struct render_out *out);
void render_gitlab(const struct render_input *in, struct render_out *out);
void render_junit(const struct render_input *in, struct render_out *out);
void render_checkstyle(const struct render_input *in, struct render_out *out);
void render_rdjson(const struct render_input *in, struct render_out *out);
void render_markdown(const struct render_input *in, struct render_out *out);

/* Append the text of a baseline (lint/baseline.h); the list is put in the order of the file. */
void render_baseline(struct known_finding *list, size_t count, struct buf *out);

/* How many findings of which rule, most first: in place of the findings themselves. */
void render_statistics(const struct render_input *in, struct render_out *out);

/* Append "1 error, 2 warnings in 7 zones (412 records). …", one line. */
void render_summary(const struct render_input *in, struct buf *out);

/* Append "7 zones, 412 records: ok", one line, for a run without findings. */
void render_clean(const struct render_input *in, struct buf *out);

#endif
