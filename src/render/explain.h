/* render/explain.h -- what a rule means and what to do: for people, for programs, as pages. */
#ifndef RENDER_EXPLAIN_H
#define RENDER_EXPLAIN_H

#include "base/buf.h"
#include "lint/rule.h"

/*
 * Append the explanation of a rule.
 *
 * width   columns; 0: no terminal
 */
void explain_text(const struct rule *rule, bool colour, unsigned width, struct buf *out);

/* Append "id  severity  summary" for each rule, in columns. */
void explain_list(const struct rule *const *rules, size_t count, bool colour, struct buf *out);

/* Append {"rules": [...]}. */
void explain_json(const struct rule *const *rules, size_t count, struct buf *out);

/* Append the page docs/rules/ID.md. */
void explain_markdown(const struct rule *rule, struct buf *out);

/*
 * Append the index of all pages: by symptom (reply and status codes of SMTP, names that spam
 * filters give), then by family.
 *
 * rules   sorted by id
 */
void explain_index(const struct rule *const *rules, size_t count, struct buf *out);

/* "safe", "unsafe" or "none". */
const char *explain_fix(const struct rule *rule);

/* Append text of a rule as Markdown: characters with a meaning there get a backslash. */
void explain_own_text(const char *text, struct buf *out);

/* True when a word of the rule's texts is or holds word: a bounce code, a server's message. */
bool explain_mentions(const struct rule *rule, const char *word);

#endif
