/* tests/diff/rdata_tokens.h -- one line of RDATA as tokens: blanks, quotes, backslashes, no more */
#ifndef TESTS_RDATA_TOKENS_H
#define TESTS_RDATA_TOKENS_H

#include "dns/rdata.h"

#define TOKENS_MAX 70000

/* False when a quote stays open or there are too many; text is borrowed. */
static inline bool
tokens_split(struct str text, struct token *tokens, size_t *count)
{
	const char *begin = text.ptr == NULL ? "" : text.ptr;
	const char *p = begin, *end = begin + text.len;

	for (*count = 0;; (*count)++) {
		struct token *t = &tokens[*count];
		const char *start;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p == end)
			return true;
		if (*count == TOKENS_MAX)
			return false;
		t->quoted = *p == '"';
		t->off = (uint32_t)(p - begin);
		p += t->quoted;
		for (start = p; p < end && *p != '"'; p++) {
			if (!t->quoted && (*p == ' ' || *p == '\t'))
				break;
			if (*p == '\\' && p + 1 < end)
				p++;
		}
		t->text = (struct str){ start, (size_t)(p - start) };
		if (t->quoted && (p == end || *p++ != '"'))
			return false;
		t->len = (uint32_t)(p - begin) - t->off;
	}
}

#endif
