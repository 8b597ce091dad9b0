/* dns/rdata_regexp.c -- substitution expressions of NAPTR, RFC 3402 §3.2 */
#include "dns/rdata_fields.h"

/* An extended regular expression of POSIX being looked over. */
struct ere {
	const uint8_t *p, *end;
	unsigned groups; /* opened so far */
	unsigned depth;
	bool atom;       /* the present alternative is not empty */
	bool repeatable; /* what stands last may be followed by a repetition */
};

/* "[:alpha:]" and the like inside of brackets; p stands behind "[:". */
static bool
class_name(struct ere *e)
{
	static const char *const names[] = { "alpha", "digit", "alnum", "upper", "lower", "blank",
		"space", "print", "punct", "graph", "cntrl", "xdigit" };
	size_t left = (size_t)(e->end - e->p);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i]);

		if (left >= len + 2 && memcmp(e->p, names[i], len) == 0 &&
		    memcmp(e->p + len, ":]", 2) == 0) {
			e->p += len + 2;
			return true;
		}
	}
	return false;
}

/* "[.x.]" or "[=x=]" inside of brackets; p stands behind the mark; len gets the octets of x. */
static bool
collating(struct ere *e, uint8_t mark, size_t *len)
{
	for (*len = 0; e->end - e->p >= 2; (*len)++) {
		if (*len > 0 && e->p[0] == mark && e->p[1] == ']') {
			e->p += 2;
			return true;
		}
		e->p++;
	}
	return false;
}

/*
 * One member of a bracket expression.
 *
 * single  true when it is one character, which may be an end of a range; c is that character
 */
static bool
member(struct ere *e, uint8_t *c, bool *single)
{
	uint8_t mark = e->p + 1 < e->end ? e->p[1] : 0;
	size_t len;

	*single = true;
	*c = *e->p;
	if (*e->p != '[' || (mark != ':' && mark != '.' && mark != '=')) {
		e->p++;
		return true;
	}
	e->p += 2;
	*single = false;
	if (mark == ':')
		return class_name(e);
	*c = e->p < e->end ? *e->p : 0;
	if (!collating(e, mark, &len))
		return false;
	*single = mark == '.' && len == 1;
	return true;
}

/* "[...]"; p stands behind the bracket. */
static bool
bracket(struct ere *e)
{
	bool first = true;

	if (e->p < e->end && *e->p == '^')
		e->p++;
	for (; e->p < e->end && (*e->p != ']' || first); first = false) {
		uint8_t low, high;
		bool single;

		if (!member(e, &low, &single))
			return false;
		if (!single || e->end - e->p < 2 || e->p[0] != '-' || e->p[1] == ']')
			continue;
		e->p++; /* a range: two single characters, and no third end */
		if (!member(e, &high, &single) || !single || low > high)
			return false;
		if (e->end - e->p >= 2 && e->p[0] == '-' && e->p[1] != ']')
			return false;
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
		e->atom = e->repeatable = true;
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
	if (e->p == e->end || !e->repeatable)
		return false;
	if (which == 1 && digits && bounds[0] > bounds[1])
		return false;
	e->p++;
	e->repeatable = false; /* "a{2}*" repeats a repetition */
	return true;
}

/* "\x"; p stands behind the backslash. */
static bool
escape(struct ere *e)
{
	if (e->p == e->end)
		return false;
	if (*e->p >= '1' && *e->p <= '9' && (unsigned)(*e->p - '0') > e->groups)
		return false;
	e->p++;
	return true;
}

static bool
ere_step(struct ere *e)
{
	uint8_t c = *e->p++;

	switch (c) {
	case '(':
		e->groups++;
		e->depth++;
		e->atom = e->repeatable = false;
		return true;
	case '|':
		if (!e->atom || e->p == e->end || *e->p == '|' || (*e->p == ')' && e->depth > 0))
			return false;
		e->atom = e->repeatable = false;
		return true;
	case '*':
	case '+':
	case '?':
		if (!e->repeatable)
			return false;
		e->repeatable = false;
		return true;
	case '{':
		return interval(e);
	case ')': /* without its partner it is a character like others */
		e->depth -= e->depth > 0;
		break;
	case '[':
		if (!bracket(e))
			return false;
		break;
	case '\\':
		if (!escape(e))
			return false;
		break;
	default:
		break;
	}
	e->atom = true;
	e->repeatable = c != '^' && c != '$';
	return true;
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
