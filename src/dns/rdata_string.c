/* dns/rdata_string.c -- fields that are character-strings, RFC 1035 §3.3 and §5.1 */
#include "dns/rdata_fields.h"

#define STRING_MAX 255

/*
 * Take one octet with or without escape from text at *at.
 *
 * return  false when the escape is none; *at is then the place behind what was looked at
 */
static bool
octet_decode(struct str text, size_t *at, uint8_t *octet)
{
	unsigned value = 0;
	uint8_t c = (uint8_t)text.ptr[(*at)++];

	*octet = c;
	if (c != '\\')
		return true;
	if (*at == text.len)
		return false;
	c = (uint8_t)text.ptr[*at];
	if (c < '0' || c > '9') {
		*octet = c;
		(*at)++;
		return true;
	}
	for (unsigned i = 0; i < 3; i++) {
		if (*at == text.len || text.ptr[*at] < '0' || text.ptr[*at] > '9')
			return false;
		value = value * 10 + (unsigned)(text.ptr[(*at)++] - '0');
	}
	*octet = (uint8_t)value;
	return value <= 255;
}

/*
 * len gets the octets that text stands for, also when they are more than room; text is the token
 * taken last, or a part of it.
 */
bool
reader_decode(struct reader *r, struct str text, uint8_t *out, size_t room, size_t *len)
{
	size_t at = 0, count = 0;

	while (at < text.len) {
		size_t start = at;
		uint8_t octet;

		if (!octet_decode(text, &at, &octet)) {
			const char *token = r->tokens[r->next - 1].text.ptr;

			return reader_bad(r, PROBLEM_ESCAPE_INVALID,
			    (size_t)(text.ptr - token) + start, at - start,
			    "escape %.*s in %.*s is none, wanted \\DDD up to \\255 or \\X",
			    (int)(at - start), text.ptr + start, SHOWN(r->field));
		}
		if (count < room)
			out[count] = octet;
		count++;
	}
	*len = count;
	return true;
}

static bool
put_string(struct reader *r, const uint8_t *octets, size_t len)
{
	return reader_put_number(r, len, 1) && reader_put(r, octets, len);
}

static bool
is_alphanumeric(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = ascii_lower(octets[i]);

		if ((c < '0' || c > '9') && (c < 'a' || c > 'z'))
			return false;
	}
	return true;
}

static bool
is_digits(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (octets[i] < '0' || octets[i] > '9')
			return false;
	return true;
}

/* NULL, or what was wanted of a string with this letter. */
static const char *
string_fault(char letter, const uint8_t *octets, size_t len)
{
	switch (letter) {
	case 'Q': /* RFC 1183 §3.1: "a string of decimal digits, beginning with the 4 digit DNIC" */
		return len >= 4 && is_digits(octets, len) ? NULL : "four or more digits";
	case 'g': /* RFC 8659 §4.1 */
		return len > 0 && is_alphanumeric(octets, len) ? NULL : "letters and digits";
	case 'r':
		return regexp_fault(octets, len);
	default:
		return NULL;
	}
}

bool
read_string(struct reader *r, char letter)
{
	const struct token *token;
	uint8_t octets[STRING_MAX];
	const char *wanted;
	size_t len;

	if (letter == 'o' && !reader_more(r))
		return true;
	token = letter == 'g' ? reader_plain(r) : reader_next(r);
	if (token != NULL && letter == 'g' &&
	    memchr(token->text.ptr, '\\', token->text.len) != NULL)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "letters and digits");
	if (token == NULL || !reader_decode(r, token->text, octets, sizeof octets, &len))
		return false;
	if (len > STRING_MAX)
		return reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0,
		    "%.*s has %zu octets, wanted at most 255", SHOWN(r->field), len);
	wanted = string_fault(letter, octets, len);
	if (wanted != NULL)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	return put_string(r, octets, len);
}

bool
read_strings(struct reader *r)
{
	do {
		const struct token *token = reader_next(r);
		uint8_t octets[STRING_MAX];
		size_t len = 0;

		if (token == NULL || !reader_decode(r, token->text, octets, sizeof octets, &len))
			return false;
		if (len > STRING_MAX)
			return reader_bad(r, PROBLEM_TXT_STRING_TOO_LONG, 0, 0,
			    "string has %zu octets, wanted at most 255", len);
		if (!put_string(r, octets, len))
			return false;
	} while (reader_more(r));
	return true;
}

bool
read_long_string(struct reader *r)
{
	const struct token *token = reader_next(r);
	size_t len = 0;

	if (token == NULL ||
	    !reader_decode(r, token->text, r->wire + r->len, RDATA_MAX - r->len, &len))
		return false;
	if (len > RDATA_MAX - r->len)
		return reader_bad(r, PROBLEM_RDATA_TOO_LONG, 0, 0,
		    "%.*s has %zu octets, wanted at most %zu", SHOWN(r->field), len,
		    RDATA_MAX - r->len);
	if (!token->quoted)
		reader_remark(r, PROBLEM_CAA_UNQUOTED, 0, 0,
		    "value stands without quotes; some servers refuse that");
	r->len += len;
	return true;
}

void
walker_quoted(struct walker *w, const uint8_t *octets, size_t len)
{
	if (w->out == NULL)
		return;
	buf_char(w->out, '"');
	for (size_t i = 0; i < len; i++) {
		uint8_t c = octets[i];

		if (c < 0x20 || c >= 0x7f) {
			buf_put(w->out, "\\%03u", c);
			continue;
		}
		if (c == '"' || c == '\\')
			buf_char(w->out, '\\');
		buf_char(w->out, (char)c);
	}
	buf_char(w->out, '"');
}

bool
walk_string(struct walker *w, char letter)
{
	const uint8_t *len, *octets;

	if (letter == 'o' && walker_left(w) == 0)
		return true;
	len = walker_take(w, 1);
	if (len == NULL)
		return false;
	octets = walker_take(w, *len);
	if (octets == NULL || string_fault(letter, octets, *len) != NULL)
		return false;
	walker_gap(w);
	if (letter == 'g') /* BIND refuses quotes around a tag */
		walker_put(w, "%.*s", (int)*len, (const char *)octets);
	else
		walker_quoted(w, octets, *len);
	return true;
}

bool
walk_strings(struct walker *w)
{
	do {
		if (!walk_string(w, 'c'))
			return false;
	} while (walker_left(w) > 0);
	return true;
}

bool
walk_long_string(struct walker *w)
{
	size_t len = walker_left(w);

	walker_gap(w);
	walker_quoted(w, walker_take(w, len), len);
	return true;
}
