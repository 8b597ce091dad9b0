/* render/symptom.h -- the words by which mail servers and filters say what they mind. */
#ifndef RENDER_SYMPTOM_H
#define RENDER_SYMPTOM_H

#include "lint/rule.h"

#define SYMPTOM_RULES 32

/* Words that follow each other in a line of a log, and ids of the rules for its causes, the likeliest first. */
struct saying {
	const char *words, *rules; /* each with blanks between */
};

/* All that we know, the clearest first. */
const struct saying *symptom_sayings(size_t *count);

struct symptom_rules {
	const struct rule *rules[SYMPTOM_RULES]; /* the likeliest first */
	size_t count;
};

/*
 * The rules for what may be behind a line of a mail log or a bounce, by what it says, else by its status code
 * (RFC 3463) and by the names that spam filters give.  None when the line says nothing that we know.
 */
void explain_symptom(struct str line, struct symptom_rules *out);

/* Each gives the length of what text begins with, or 0. */
size_t symptom_status_code(struct str text); /* "5.7.25" (RFC 3463) */
size_t symptom_reply_code(struct str text);  /* "550" (RFC 5321 §4.2.1) */
size_t symptom_filter_name(struct str text); /* "RDNS_NONE" */

/* May the character stand in one of them? */
bool symptom_is_word(char c);

#endif
