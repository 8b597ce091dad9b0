/* dns/rdata_regexp.c -- substitution expressions of NAPTR, RFC 3402 §3.2 */
#include "dns/rdata_fields.h"

/* An extended regular expression of POSIX being looked over. */
struct ere {
	const uint8_t *p, *end;
	unsigned groups; /* opened so far */
	unsigned depth;
	bool atom; /* something stands here that a repetition can repeat */
};

/* "[...]"; p stands behind the bracket. */
static bool
bracket(struct ere *e)
{
	if (e->p < e->end && *e->p == '^')
		e->p++;
	if (e->p < e->end && *e->p == ']') /* in first place it is a member */
		e->p++;
	while (e->p < e->end && *e->p != ']') {
		uint8_t kind = e->p + 1 < e->end ? e->p[1] : 0;

		if (*e->p == '[' && (kind == ':' || kind == '.' || kind == '=')) {
			e->p += 2;
			while (e->p + 1 < e->end && !(e->p[0] == kind && e->p[1] == ']'))
				e->p++;
			if (e->p + 1 >= e->end)
				return false;
			e->p++; /* now on the closing bracket of the class */
		}
		e->p++;
	}
	if (e->p >= e->end)
		return false;
	e->p++;
	return true;
}

/*
 * "{n}", "{n,}" or "{n,m}" up to 255; p stands behind the brace.  A brace without a digit behind it
 * is a character like others.
 */
static bool
interval(struct ere *e)
{
	unsigned bounds[2] = { 0, 0 };
	unsigned which = 0;
	bool digits = false;

	if (e->p == e->end || *e->p < '0' || *e->p > '9') {
		e->atom = true;
		return true;
	}
	for (; e->p < e->end && *e->p != '}'; e->p++) {
		if (*e->p == ',' && which == 0) {
			which = 1;
			digits = false;
		} else if (*e->p >= '0' && *e->p <= '9') {
			bounds[which] = bounds[which] * 10 + (unsigned)(*e->p - '0');
			digits = true;
			if (bounds[which] > 255)
				return false;
		} else {
			return false;
		}
	}
	if (e->p == e->end || !e->atom)
		return false;
	if (which == 1 && digits && bounds[0] > bounds[1])
		return false;
	e->p++;
	e->atom = false; /* "a{2}*" repeats a repetition */
	return true;
}

static bool
ere_step(struct ere *e)
{
	switch (*e->p++) {
	case '(':
		e->groups++;
		e->depth++;
		e->atom = false;
		return true;
	case ')':
		if (e->depth == 0)
			return false;
		e->depth--;
		e->atom = true;
		return true;
	case '|':
		if (!e->atom)
			return false;
		e->atom = false;
		return e->p < e->end && *e->p != '|' && *e->p != ')';
	case '*':
	case '+':
	case '?':
		if (!e->atom)
			return false;
		e->atom = false;
		return true;
	case '{':
		return interval(e);
	case '[':
		e->atom = true;
		return bracket(e);
	case '\\':
		if (e->p == e->end)
			return false;
		if (*e->p >= '1' && *e->p <= '9' && (unsigned)(*e->p - '0') > e->groups)
			return false;
		e->p++;
		e->atom = true;
		return true;
	default:
		e->atom = true;
		return true;
	}
}

static bool
ere_check(const uint8_t *p, size_t len, unsigned *groups)
{
	struct ere e = { .p = p, .end = p + len };

	while (e.p < e.end)
		if (!ere_step(&e))
			return false;
	*groups = e.groups;
	return len > 0 && e.depth == 0;
}

/* The highest "\N" of the replacement; 10 for "\0", which stands for nothing. */
static unsigned
highest_reference(const uint8_t *p, size_t len)
{
	unsigned highest = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		unsigned digit;

		if (p[i] != '\\')
			continue;
		digit = (unsigned)p[++i] - '0';
		if (digit == 0)
			return 10;
		if (digit <= 9 && digit > highest)
			highest = digit;
	}
	return highest;
}

/*
 * The place of the next delimiter that no backslash takes its meaning from; len when there is none.
 */
static size_t
part_end(const uint8_t *p, size_t len, uint8_t delimiter)
{
	for (size_t i = 0; i < len; i++) {
		if (p[i] == delimiter)
			return i;
		if (p[i] == '\\')
			i++;
	}
	return len;
}

const char *
regexp_fault(const uint8_t *octets, size_t len)
{
	size_t first, second;
	unsigned groups;
	const uint8_t *p = octets + 1;
	uint8_t delimiter;

	if (len == 0)
		return NULL;
	delimiter = octets[0];
	if ((delimiter >= '0' && delimiter <= '9') || delimiter == '\\' || delimiter == 'i' ||
	    memchr(octets, 0, len) != NULL)
		return "a delimiter that is no digit, no backslash and no flag, and no zero octet";
	len--;
	first = part_end(p, len, delimiter);
	if (first == len)
		return "an expression and a replacement behind it, as in !^.*$!sip:a@b!";
	second = first + 1 + part_end(p + first + 1, len - first - 1, delimiter);
	if (second >= len)
		return "a delimiter behind the replacement";
	for (size_t i = second + 1; i < len; i++)
		if (p[i] != 'i')
			return "no flag but i behind the last delimiter";
	if (!ere_check(p, first, &groups))
		return "an extended regular expression of POSIX between the first two delimiters";
	if (highest_reference(p + first + 1, second - first - 1) > groups)
		return "back-references to groups that the expression has";
	return NULL;
}
