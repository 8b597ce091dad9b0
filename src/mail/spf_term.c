/* mail/spf_term.c -- the text of SPF records, RFC 7208 §4.6 and §12 */
#include "dns/rrtype.h"
#include "mail/spf.h"
#include "mail/tags.h"

bool
spf_is_record(struct str text, size_t *at)
{
	static const struct str version = { "v=spf1", 6 };

	if (text.len < version.len ||
	    !str_equal_fold((struct str){ text.ptr, version.len }, version) ||
	    (text.len > version.len && text.ptr[version.len] != ' '))
		return false;
	*at = version.len;
	return true;
}

/* ---- one term ---- */

static bool
is_alpha(char c)
{
	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that the whole text is; false when it is none, has a zero in front, or exceeds most. */
static bool
read_bits(struct str text, unsigned most, uint8_t *out)
{
	unsigned value = 0;

	if (text.len == 0 || text.len > 3 || (text.len > 1 && text.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	}
	if (value > most)
		return false;
	*out = (uint8_t)value;
	return true;
}

/* Take "/24", "//64" or "/24//64" off the end of a domain-spec. */
static bool
cut_lengths(struct str *spec, struct spf_term *out, const char **why)
{
	size_t slash = 0;
	struct str rest;

	out->bits4 = 32;
	out->bits6 = 128;
	*why = "a prefix length is no number from 0 to 32 (IPv4) or 128 (IPv6)";
	/* A macro may hold "/" as a delimiter: "%{d/}" */
	for (bool macro = false; slash < spec->len; slash++) {
		macro = spec->ptr[slash] == '{' || (macro && spec->ptr[slash] != '}');
		if (spec->ptr[slash] == '/' && !macro)
			break;
	}
	rest = (struct str){ spec->ptr + slash, spec->len - slash };
	spec->len = slash;
	if (rest.len > 1 && rest.ptr[1] != '/') {
		size_t end = 1;

		while (end < rest.len && rest.ptr[end] != '/')
			end++;
		if (!read_bits((struct str){ rest.ptr + 1, end - 1 }, 32, &out->bits4))
			return false;
		rest = (struct str){ rest.ptr + end, rest.len - end };
	}
	if (rest.len == 0)
		return true;
	return rest.len > 2 && rest.ptr[0] == '/' && rest.ptr[1] == '/' &&
	       read_bits((struct str){ rest.ptr + 2, rest.len - 2 }, 128, &out->bits6);
}

/* One macro at text[0] == '%': octets that it takes, 0 when it is none. */
static size_t
macro_length(struct str text)
{
	size_t i = 2;

	if (text.len < 2)
		return 0;
	if (text.ptr[1] == '%' || text.ptr[1] == '_' || text.ptr[1] == '-')
		return 2;
	if (text.ptr[1] != '{' || text.len < 4 || text.ptr[i] == '\0' ||
	    strchr("slodiphcrtv", (char)ascii_lower((uint8_t)text.ptr[i])) == NULL)
		return 0;
	for (i++; i < text.len && is_digit(text.ptr[i]);)
		i++;
	if (i < text.len && ascii_lower((uint8_t)text.ptr[i]) == 'r')
		i++;
	while (i < text.len && text.ptr[i] != '\0' && strchr(".-+,/_=", text.ptr[i]) != NULL)
		i++;
	return i < text.len && text.ptr[i] == '}' ? i + 1 : 0;
}

/* RFC 7208 §7.1: visible characters, "%" only as a macro, and an end that can be a name's. */
static bool
spec_is_legal(struct str spec, const char **why)
{
	size_t i = 0, step = 1;

	*why = "the domain is missing";
	if (spec.len == 0)
		return false;
	for (; i < spec.len; i += step) {
		step = spec.ptr[i] == '%' ? macro_length((struct str){ spec.ptr + i, spec.len - i })
		                          : 1;
		*why = "a macro is not one of RFC 7208";
		if (step == 0)
			return false;
		*why = "the domain holds a character that no domain may";
		if (spec.ptr[i] < 0x21 || spec.ptr[i] > 0x7e)
			return false;
	}
	*why = "the domain does not end like one";
	if (spec.ptr[spec.len - 1] == '}')
		return true;
	for (i = spec.len; i > 0 && spec.ptr[i - 1] != '.';)
		i--;
	if (i == spec.len) /* a final dot: what precedes it counts */
		return spec.len > 1;
	return i > 0;
}

static bool
read_network(struct str text, bool v4, struct prefix *out)
{
	struct addr addr;
	uint8_t bits = v4 ? 32 : 128;
	size_t slash = 0;

	while (slash < text.len && text.ptr[slash] != '/')
		slash++;
	if (!addr_parse((struct str){ text.ptr, slash }, &addr) || (addr.family == ADDR_V4) != v4)
		return false;
	if (slash < text.len &&
	    !read_bits((struct str){ text.ptr + slash + 1, text.len - slash - 1 }, bits, &bits))
		return false;
	for (unsigned i = bits; i < 128; i++) /* bits behind the length do not count */
		addr.octets[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
	*out = (struct prefix){ addr, bits };
	return true;
}

/* What follows ":" (or "=", of a modifier), and nothing when there is none. */
static bool
read_value(struct spf_term *t, struct str value, bool given, const char **why)
{
	switch (t->kind) {
	case SPF_ALL:
		*why = "all takes no value";
		return !given && value.len == 0;
	case SPF_IP4:
		*why = "what follows ip4: is no IPv4 address or network";
		return given && read_network(value, true, &t->network);
	case SPF_IP6:
		*why = "what follows ip6: is no IPv6 address or network";
		return given && read_network(value, false, &t->network);
	case SPF_A:
	case SPF_MX:
		if (!cut_lengths(&value, t, why))
			return false;
		break;
	case SPF_OTHER:
		t->domain = value;
		return true;
	default:
		break;
	}
	t->domain = value;
	*why = "the domain is missing";
	if (!given && (t->kind == SPF_A || t->kind == SPF_MX || t->kind == SPF_PTR))
		return value.len == 0;
	return given && spec_is_legal(value, why);
}

static bool
read_kind(struct str name, bool modifier, enum spf_kind *out)
{
	static const struct {
		const char *name;
		enum spf_kind kind;
		bool modifier;
	} kinds[] = {
		{ "all", SPF_ALL, false },
		{ "include", SPF_INCLUDE, false },
		{ "a", SPF_A, false },
		{ "mx", SPF_MX, false },
		{ "ptr", SPF_PTR, false },
		{ "ip4", SPF_IP4, false },
		{ "ip6", SPF_IP6, false },
		{ "exists", SPF_EXISTS, false },
		{ "redirect", SPF_REDIRECT, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].modifier == modifier && str_equal_fold(name, str_of(kinds[i].name))) {
			*out = kinds[i].kind;
			return true;
		}
	*out = SPF_OTHER;
	return modifier && name.len > 0 && is_alpha(name.ptr[0]);
}

enum spf_step
spf_next(struct str record, size_t *at, struct spf_term *out, const char **why)
{
	struct str text, name;
	size_t end;
	bool given, modifier;

	while (*at < record.len && record.ptr[*at] == ' ')
		++*at;
	if (*at >= record.len)
		return SPF_END;
	for (end = *at; end < record.len && record.ptr[end] != ' ';)
		end++;
	text = (struct str){ record.ptr + *at, end - *at };
	*at = end;
	*out = (struct spf_term){ .qualifier = '+', .text = text };
	if (strchr("+-~?", text.ptr[0]) != NULL && text.ptr[0] != '\0') {
		out->qualifier = text.ptr[0];
		text = (struct str){ text.ptr + 1, text.len - 1 };
	}
	name = text;
	for (name.len = 0; name.len < text.len &&
	                   (is_alpha(name.ptr[name.len]) ||
	                       (name.len > 0 && (is_digit(name.ptr[name.len]) ||
	                                            strchr("-_.", name.ptr[name.len]) != NULL)));)
		if (name.ptr[name.len++] == '\0')
			break;
	text = (struct str){ text.ptr + name.len, text.len - name.len };
	modifier = text.len > 0 && text.ptr[0] == '=';
	given = modifier || (text.len > 0 && text.ptr[0] == ':');
	*why = "no mechanism of RFC 7208 has this name";
	if (!read_kind(name, modifier, &out->kind) ||
	    (modifier && out->text.ptr != name.ptr)) /* a qualifier before a modifier */
		return SPF_WRONG;
	if (given)
		text = (struct str){ text.ptr + 1, text.len - 1 };
	else if (text.len > 0 && text.ptr[0] != '/')
		return SPF_WRONG;
	return read_value(out, text, given, why) ? SPF_TERM : SPF_WRONG;
}

/* ---- the record of a domain ---- */

enum answer
spf_find(struct zone_set *set, uint32_t view, const struct dname *domain, struct spf_record *out)
{
	struct record r = { 0 };
	struct chase chase;
	enum answer has;
	size_t at = 0, terms;
	record_id id;

	*out = (struct spf_record){ .id = RECORD_NONE };
	query_chase(set, view, domain, &chase);
	has = chase.end == CHASE_END ? node_has(&chase.node, RRTYPE_TXT) : ANSWER_ABSENT;
	while (has == ANSWER_PRESENT && node_next(&chase.node, RRTYPE_TXT, &at, &id)) {
		struct buf text = { 0 };

		if (!query_record(set, id, &r) || r.rdata == NULL) {
			has = ANSWER_UNKNOWN;
			break;
		}
		text_join(r.rdata, r.rdata_len, &text); /* RFC 7208 §3.3 */
		if (!spf_is_record(buf_view(&text), &terms) || out->count++ > 0) {
			buf_free(&text);
			continue;
		}
		out->text = text;
		out->id = id;
	}
	record_free(&r);
	if (has == ANSWER_UNKNOWN || out->count == 0)
		buf_free(&out->text);
	return has == ANSWER_UNKNOWN ? has : out->count > 0 ? ANSWER_PRESENT : ANSWER_ABSENT;
}

void
spf_record_free(struct spf_record *record)
{
	buf_free(&record->text);
}
