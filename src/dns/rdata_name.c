/* dns/rdata_name.c -- fields that are names or addresses */
#include "dns/addr.h"
#include "dns/rdata_fields.h"

/* Say why a token is no name. */
static bool
name_fault(struct reader *r, struct str text, const struct dname_error *error)
{
	struct str part = { text.ptr + error->at, error->len };

	switch (error->problem) {
	case PROBLEM_LABEL_TOO_LONG:
		return reader_bad(r, error->problem, error->at, error->len,
		    "label %.*s of %.*s has more than 63 octets, wanted at most 63", SHOWN(part),
		    SHOWN(r->field));
	case PROBLEM_NAME_TOO_LONG:
		return reader_bad(r, error->problem, error->at, error->len,
		    "%.*s has more than 255 octets, wanted at most 255", SHOWN(r->field));
	case PROBLEM_LABEL_EMPTY:
		return reader_bad(r, error->problem, error->at, error->len,
		    text.len == 0 ? "%.*s is empty, wanted a name"
		                  : "%.*s has an empty label, wanted one dot between labels",
		    SHOWN(r->field));
	default:
		return reader_bad(r, error->problem, error->at, error->len,
		    "escape %.*s in %.*s is none, wanted \\DDD up to \\255 or \\X", SHOWN(part),
		    SHOWN(r->field));
	}
}

static void
name_remarks(struct reader *r, const struct token *token)
{
	struct str text = token->text;

	if (token->quoted)
		reader_remark(r, PROBLEM_NAME_QUOTED, 0, 0,
		    "name is quoted; servers differ in what that means");
	for (size_t i = 0; text.len > 1 && i < text.len; i++) {
		if (text.ptr[i] == '\\') {
			i++;
		} else if (text.ptr[i] == '@') {
			reader_remark(r, PROBLEM_NAME_AT_INSIDE, i, 1,
			    "@ inside a name is a letter like others, not the origin");
			return;
		}
	}
}

bool
read_name(struct reader *r)
{
	const struct token *token = reader_next(r);
	struct dname_error error;
	struct dname name;

	if (token == NULL)
		return false;
	if (!dname_parse(token->text, r->origin, &name, &error))
		return name_fault(r, token->text, &error);
	name_remarks(r, token);
	return reader_put(r, name.wire, name.len);
}

/*
 * RFC 4034 §3.1.7: the signer is the zone, so it has no more labels than the owner, which the labels
 * field in octet 3 counts.
 */
static bool
signer_check(const uint8_t *wire, size_t len, size_t at)
{
	struct dname name;

	return rdata_name(wire, len, at, &name) != 0 && dname_labels(&name) <= wire[3];
}

bool
read_signer(struct reader *r)
{
	size_t at = r->len;

	if (!read_name(r))
		return false;
	return signer_check(r->wire, r->len, at) ||
	       reader_wanted(r, PROBLEM_NUMBER_RANGE, "a name of at most %u labels", r->wire[3]);
}

bool
walk_signer(struct walker *w)
{
	return signer_check(w->wire, w->len, w->at) && walk_name(w);
}

bool
read_names(struct reader *r)
{
	while (reader_more(r))
		if (!read_name(r))
			return false;
	return true;
}

static bool
looks_like_v6(struct str text)
{
	uint8_t octets[16];

	return addr_parse_v6(text, octets);
}

/* Find the octet that is wrong in what should be four of them, and say why. */
static bool
v4_fault(struct reader *r, struct str text)
{
	static const enum problem problem = PROBLEM_A_INVALID;
	size_t start = 0, count = 0;

	if (looks_like_v6(text))
		return reader_bad(r, problem, 0, 0,
		    "%.*s is an IPv6 address, wanted IPv4 as in 192.0.2.1", SHOWN(text));
	for (size_t i = 0; i <= text.len; i++) {
		struct str octet = { text.ptr + start, i - start };

		if (i < text.len && text.ptr[i] != '.') {
			if (text.ptr[i] < '0' || text.ptr[i] > '9')
				return reader_bad(r, problem, i, 1,
				    "%.*s is no IPv4 address: \"%.1s\" is no digit", SHOWN(text),
				    text.ptr + i);
			continue;
		}
		count++;
		if (octet.len == 0)
			return reader_bad(r, problem, start, i < text.len,
			    "%.*s is no IPv4 address: octet %zu is empty", SHOWN(text), count);
		if (octet.len > 1 && octet.ptr[0] == '0')
			return reader_bad(r, problem, start, octet.len,
			    "%.*s is no IPv4 address: octet %.*s has a leading zero", SHOWN(text),
			    SHOWN(octet));
		if (octet.len > 3 || (octet.len == 3 && memcmp(octet.ptr, "255", 3) > 0))
			return reader_bad(r, problem, start, octet.len,
			    "%.*s is no IPv4 address: octet %.*s is over 255", SHOWN(text),
			    SHOWN(octet));
		start = i + 1;
	}
	return reader_bad(r, problem, 0, 0, "%.*s is no IPv4 address: it has %zu octets, wanted 4",
	    SHOWN(text), count);
}

bool
read_a(struct reader *r)
{
	const struct token *token = reader_next(r);
	uint8_t octets[4];

	if (token == NULL)
		return false;
	if (token->quoted)
		return reader_bad(
		    r, PROBLEM_A_INVALID, 0, 0, "IPv4 address is quoted, wanted without quotes");
	if (!addr_parse_v4(token->text, octets))
		return v4_fault(r, token->text);
	return reader_put(r, octets, 4);
}

static bool
v6_fault(struct reader *r, struct str text)
{
	static const enum problem problem = PROBLEM_AAAA_INVALID;
	size_t groups = 0, digits = 0, gaps = 0;
	uint8_t v4[4];

	if (addr_parse_v4(text, v4))
		return reader_bad(r, problem, 0, 0,
		    "%.*s is an IPv4 address, wanted IPv6 as in 2001:db8::1", SHOWN(text));
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%')
			return reader_bad(r, problem, i, text.len - i,
			    "%.*s is no IPv6 address: a zone id has no place in DNS", SHOWN(text));
		if (c == ':') {
			gaps += i > 0 && text.ptr[i - 1] == ':';
			digits = 0;
			continue;
		}
		if (c == '.')
			break;
		if (hex_digit(c) < 0)
			return reader_bad(r, problem, i, 1,
			    "%.*s is no IPv6 address: \"%.1s\" is no hex digit", SHOWN(text),
			    text.ptr + i);
		groups += digits == 0;
		if (++digits > 4)
			return reader_bad(r, problem, i - 4, 5,
			    "%.*s is no IPv6 address: a group has more than four digits",
			    SHOWN(text));
	}
	if (gaps > 1)
		return reader_bad(
		    r, problem, 0, 0, "%.*s is no IPv6 address: \"::\" stands twice", SHOWN(text));
	if (gaps == 0 && groups != 8 && memchr(text.ptr, '.', text.len) == NULL)
		return reader_bad(r, problem, 0, 0,
		    "%.*s is no IPv6 address: it has %zu groups, wanted 8 or \"::\"", SHOWN(text),
		    groups);
	return reader_bad(
	    r, problem, 0, 0, "%.*s is no IPv6 address, wanted one as in 2001:db8::1", SHOWN(text));
}

bool
read_aaaa(struct reader *r)
{
	const struct token *token = reader_next(r);
	uint8_t octets[16];

	if (token == NULL)
		return false;
	if (token->quoted)
		return reader_bad(
		    r, PROBLEM_AAAA_INVALID, 0, 0, "IPv6 address is quoted, wanted without quotes");
	if (!addr_parse_v6(token->text, octets))
		return token->text.len == 0
		           ? reader_bad(r, PROBLEM_AAAA_INVALID, 0, 0, "IPv6 address is empty")
		           : v6_fault(r, token->text);
	return reader_put(r, octets, 16);
}

bool
walk_name(struct walker *w)
{
	char text[DNAME_TEXT_MAX];
	struct dname name;
	size_t len = rdata_name(w->wire, w->len, w->at, &name);

	if (len == 0)
		return false;
	for (size_t i = w->at; w->fold != NULL && i < w->at + len; i++)
		w->fold[i] = ascii_lower(w->fold[i]); /* lengths of labels are below any letter */
	w->at += len;
	walker_gap(w);
	if (w->out != NULL)
		buf_text(w->out, dname_text(&name, text));
	return true;
}

static bool
walk_address(struct walker *w, enum addr_family family, size_t octets)
{
	const uint8_t *p = walker_take(w, octets);
	struct addr addr = { .family = family };
	char text[ADDR_TEXT_MAX];

	if (p == NULL)
		return false;
	memcpy(addr.octets, p, octets);
	walker_gap(w);
	walker_put(w, "%s", addr_text(&addr, text));
	return true;
}

bool
walk_a(struct walker *w)
{
	return walk_address(w, ADDR_V4, 4);
}

bool
walk_aaaa(struct walker *w)
{
	return walk_address(w, ADDR_V6, 16);
}
