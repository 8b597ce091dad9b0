/*
 * zone/lex.h -- one entry of a master file as tokens: the definition of what tokens are (RFC 1035 §5.1).
 *
 * An entry is a line, or several when parentheses are open.  Whatever is wrong ends at the line's end, so
 * that a stray quote or parenthesis never swallows the records that follow.
 */
#ifndef ZONE_LEX_H
#define ZONE_LEX_H

#include "base/base.h"
#include "dns/problem.h"
#include "dns/rdata.h"

/* Takes a complaint about bytes [off, off + len) of the text; sentence lives only during the call. */
struct lex_sink {
	void (*complain)(
	    void *arg, enum problem problem, uint32_t off, uint32_t len, const char *sentence);
	void *arg;
};

struct lexed {
	struct token *tokens; /* off and len are offsets in the text; text lies inside the quotes */
	size_t count, cap;    /* grows; free with lexed_free() */
	uint32_t begin;       /* of the line */
	uint32_t next;        /* where the next entry begins */
	uint32_t comment;     /* the first comment on the last token's line, or UINT32_MAX */
	bool blank_start;     /* no owner: the line begins with a blank */
	bool failed;          /* a complaint that costs the entry was made */
	bool cut;             /* the text ended inside parentheses, in a CR, or without a newline */
	uint32_t scanned;     /* bytes looked at in vain for a closing parenthesis */
	bool has_odd;         /* some token has bytes that are not printable ASCII */
	bool crlf;
};

/*
 * Read the entry that begins at text[from].
 *
 * len     bytes of text; text[len] is readable and is taken as a newline
 * most    bytes that the entry may take over several lines before its parenthesis counts as forgotten; the
 *         caller lowers it when that happens again and again, so that reading stays linear
 * out     starts as all zeroes, storage is used again by every call
 * sink    gets complaints in the order of their places, but for a parenthesis never closed: that comes last
 */
void lex_entry(const uint8_t *text, uint32_t from, uint32_t len, uint32_t most, struct lexed *out,
    const struct lex_sink *sink);
/* Only the first token of an entry, into tokens[0]; false when lex_entry() has to tell what is there. */
bool lex_first(const uint8_t *text, uint32_t len, struct lexed *out);
void lexed_free(struct lexed *out);

#endif
