/*
 * render/snippet.h -- lines of a file with marks under them.  Private to render/.
 *
 *    14 | @     IN MX 10   mx1.example.net.
 *       |       --         ^^^^^^^^^^^^^^^^ mail is handled here
 *       |       |
 *       |       asked for by this
 */
#ifndef RENDER_SNIPPET_H
#define RENDER_SNIPPET_H

#include "base/buf.h"
#include "base/source.h"
#include "render/style.h"

enum mark_kind {
	MARK_SECONDARY, /* ---- */
	MARK_INSERT,    /* +, something is missing here */
	MARK_PRIMARY    /* ^^^^, covers the others */
};

struct mark {
	enum mark_kind kind;
	struct span span;
	struct place at;   /* of its first byte */
	const char *label; /* or NULL */
	bool hidden;       /* its text must not be shown */
	bool taken;        /* stands in a snippet already */
};

struct snippet {
	struct sources *sources;
	const struct style *style;
	unsigned gutter; /* digits of the largest line number */
	unsigned width;  /* columns for text, those of the gutter not counted */
	bool wrap;       /* labels keep to the width as well */
};

/*
 * Append the lines of marks, which are all in one file, in order of lines; at most two lines
 * without a mark stand between.
 */
void snippet_print(
    const struct snippet *s, const struct mark *const *marks, size_t count, struct buf *out);

/* Append the gutter without a number: "    |". */
void snippet_bar(const struct snippet *s, struct buf *out);

#endif
