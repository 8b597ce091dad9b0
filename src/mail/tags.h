/*
 * mail/tags.h -- lists of "name=value; name=value", the form of DKIM, DMARC, MTA-STS and TLS-RPT records
 * (RFC 6376 §3.2, from memory).
 */
#ifndef MAIL_TAGS_H
#define MAIL_TAGS_H

#include "base/buf.h"

struct tag {
	struct str name, value; /* blanks at their edges cut; value of len 0 when there is no "=" */
	bool equals;
};

/* The strings of a TXT record, joined. */
static inline void
text_join(const uint8_t *rdata, size_t len, struct buf *out)
{
	for (size_t at = 0; at < len; at += rdata[at] + 1u)
		if (at + 1 + rdata[at] <= len)
			buf_bytes(out, rdata + at + 1, rdata[at]);
}

static inline bool
tag_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline struct str
tag_trimmed(const char *from, const char *to)
{
	while (from < to && tag_is_blank(*from))
		from++;
	while (to > from && tag_is_blank(to[-1]))
		to--;
	return (struct str){ from, (size_t)(to - from) };
}

/* The next of a list parted by semicolons, empty ones left out; *at starts at 0; false at the end. */
static inline bool
tag_next(struct str text, size_t *at, struct tag *out)
{
	while (*at < text.len) {
		const char *from = text.ptr + *at, *end = memchr(from, ';', text.len - *at),
		           *equals;

		if (end == NULL)
			end = text.ptr + text.len;
		*at = (size_t)(end - text.ptr) + 1;
		if (tag_trimmed(from, end).len == 0)
			continue;
		equals = memchr(from, '=', (size_t)(end - from));
		out->equals = equals != NULL;
		out->name = tag_trimmed(from, equals != NULL ? equals : end);
		out->value = equals != NULL ? tag_trimmed(equals + 1, end) : STR("");
		return true;
	}
	return false;
}

#endif
