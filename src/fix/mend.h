/*
 * fix/mend.h -- how text is written right that a finding of the reader speaks of.
 *
 * One table: the kind of problem, and the edits that make an end of it.  What they leave is read
 * again at once: a safe repair must give the same record, an unsafe one a record at all.  Findings
 * that bring edits of their own (lint/finding.h) pass through the same test.  Private to fix/.
 *
 *	"www CLASS1 A 192.0.2.1"   write IN             [4, 10) -> "IN"
 *	"@ RP a.b@example.com. ."  write dots for "@"   [5, 21) -> "a\.b.example.com."
 */
#ifndef FIX_MEND_H
#define FIX_MEND_H

#include "fix/parts.h"

/* A repair in the making. */
struct mending {
	struct planner *p;
	struct target *t;
	struct body *b;
	const struct finding *f;
	struct mend *out;
	uint32_t entry;            /* that the finding stands in, or BODY_NONE */
	const struct lexed *lexed; /* its tokens */
	struct parts parts;        /* when it is a record */
	const struct token *token; /* of the place, or NULL */
};

/* What repairs a kind of problem. */
struct mender {
	enum problem problem;
	enum { IN_FILE, IN_LINE, IN_DIRECTIVE, IN_RECORD } where;
	enum fixability safety;
	const char *title;
	bool (*mend)(struct mending *m); /* make the edits; false: none helps here */
};

/*
 * Find the repair of a finding.
 *
 * t      its text is loaded
 * out    all zeroes; finding, safety, title and edits are set
 * return false when it has none
 */
bool mend_find(struct planner *p, struct target *t, const struct finding *f, struct mend *out);

/* The repair that is known for a kind of problem, or NULL. */
const struct mender *mender_of(enum problem problem);

/* ---- for the table ---- */

/* Add an edit of bytes [off, off + len). */
void mend_edit(struct mending *m, uint32_t off, uint32_t len, struct str text);
static inline void
mend_token(struct mending *m, const struct token *t, struct str text)
{
	mend_edit(m, t->off, t->len, text);
}

/* mend_file.c: repairs of whole files, lines and directives. */
bool mend_span(struct mending *m);
bool mend_crlf(struct mending *m);
bool mend_cr(struct mending *m);
bool mend_tabs(struct mending *m);
bool mend_upper(struct mending *m);
bool mend_origin(struct mending *m);
bool mend_ttl(struct mending *m);
bool mend_inherited(struct mending *m);
bool mend_seconds(struct mending *m);

/* mend_record.c: repairs of one record. */
bool mend_gap(struct mending *m);
bool mend_class(struct mending *m);
bool mend_order(struct mending *m);
bool mend_parens(struct mending *m);
bool mend_owner(struct mending *m);
bool mend_indent(struct mending *m);
bool mend_quotes(struct mending *m);
bool mend_octets(struct mending *m);
bool mend_type(struct mending *m);
bool mend_canonical(struct mending *m);
bool mend_lookalikes(struct mending *m);
bool mend_escape(struct mending *m);
bool mend_at(struct mending *m);
bool mend_cut(struct mending *m);
bool mend_join(struct mending *m);

#endif
