/*
 * render/man.h -- manual pages, as mdoc(7) source.
 *
 * Text is put in as it is: what roff would act on is escaped here, `words` become bold, letters outside of
 * ASCII are named by their numbers.
 */
#ifndef RENDER_MAN_H
#define RENDER_MAN_H

#include "base/buf.h"
#include "base/err.h"
#include "lint/rule.h"

struct man {
	struct buf *out;
	const char *name; /* of the page */
	bool in_text;     /* a paragraph stands before: the next one is parted from it */
};

/* Begin a page: its name, section and what it is, in a few words without a full stop. */
struct man man_begin(struct buf *out, const char *name, int section, const char *summary);

void man_section(struct man *m, const char *heading);
void man_subsection(struct man *m, const char *heading);

/* Paragraphs, parted by empty lines. */
void man_text(struct man *m, const char *text);

/* Lines as they are, indented. */
void man_lines(struct man *m, const char *text);

/* A list of tags with text: begin, then for each item its tag and man_text(), then end. */
void man_list(struct man *m);
void man_list_end(struct man *m);
/* A tag in bold, then perhaps more of it in the letters of text. */
void man_tag(struct man *m, const char *name, const char *more);

/* All pages of ours but this one. */
void man_see_also(struct man *m);

/* ptrlint-rules(7): every rule. */
void man_rules(const struct rule *const *rules, size_t count, struct buf *out);

/*
 * A page about a file whose form a JSON schema says: every key with its type and its description.
 *
 * about    paragraphs for DESCRIPTION
 * example  lines
 * return   false with err when the schema is none
 */
PL_MUST_CHECK bool man_schema(struct str schema, const char *name, const char *summary,
    const char *about, const char *example, struct buf *out, struct err *err);

#endif
