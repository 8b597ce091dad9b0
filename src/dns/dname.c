/* dns/dname.c -- domain names: text, wire form, order */
#include "dns/dname.h"

#include "base/err.h"

/* A name being put together from text. */
struct builder {
	struct str text;
	size_t at;       /* next byte of text */
	size_t label_at; /* first byte of the present label in text */
	size_t len;      /* octets of wire, the present label's length octet counted */
	size_t label;    /* place of the present label's length octet in wire */
	struct dname_error error;
	uint8_t wire[DNAME_MAX];
};

static bool
fail(struct builder *b, enum problem problem, size_t at, size_t len)
{
	b->error = (struct dname_error){ problem, (uint32_t)at, (uint32_t)len };
	return false;
}

/* The octet behind a backslash: "\X" or "\DDD". */
static bool
escape_parse(struct builder *b, uint8_t *octet)
{
	const char *p = b->text.ptr + b->at; /* behind the backslash */
	size_t left = b->text.len - b->at;
	unsigned value = 0;

	if (left == 0)
		return fail(b, PROBLEM_ESCAPE_INVALID, b->at - 1, 1);
	if (p[0] < '0' || p[0] > '9') {
		*octet = (uint8_t)p[0];
		b->at++;
		return true;
	}
	for (size_t i = 0; i < 3; i++) {
		if (i == left || p[i] < '0' || p[i] > '9')
			return fail(b, PROBLEM_ESCAPE_INVALID, b->at - 1, i + 1);
		value = value * 10 + (unsigned)(p[i] - '0');
	}
	if (value > 255)
		return fail(b, PROBLEM_ESCAPE_INVALID, b->at - 1, 4);
	*octet = (uint8_t)value;
	b->at += 3;
	return true;
}

/* End the present label at a dot or at the end of the text. */
static bool
label_close(struct builder *b, size_t end)
{
	size_t len = b->len - b->label - 1;

	if (len == 0)
		return fail(b, PROBLEM_LABEL_EMPTY, b->label_at, b->text.len > 0);
	if (len > DNAME_LABEL_MAX)
		return fail(b, PROBLEM_LABEL_TOO_LONG, b->label_at, end - b->label_at);
	b->wire[b->label] = (uint8_t)len;
	return true;
}

static bool
label_open(struct builder *b)
{
	if (b->len >= DNAME_MAX - 1) /* the root's octet must still fit */
		return fail(b, PROBLEM_NAME_TOO_LONG, 0, b->text.len);
	b->label = b->len++;
	b->label_at = b->at;
	return true;
}

/*
 * What a name that outgrows the buffer dies of: a label over 63 octets is told first, for it is the
 * narrower fault and most often the cause.
 */
static bool
overflow(struct builder *b)
{
	if (b->len - b->label - 1 > DNAME_LABEL_MAX) {
		while (b->at < b->text.len && b->text.ptr[b->at] != '.')
			b->at++;
		return fail(b, PROBLEM_LABEL_TOO_LONG, b->label_at, b->at - b->label_at);
	}
	return fail(b, PROBLEM_NAME_TOO_LONG, 0, b->text.len);
}

/* Take over what stands for itself, as far as there is room. */
static void
take_plain(struct builder *b)
{
	const char *text = b->text.ptr;
	size_t at = b->at, len = b->len, end = b->text.len;

	if (end - at > DNAME_MAX - 1 - len)
		end = at + (DNAME_MAX - 1 - len);
	while (at < end && text[at] != '.' && text[at] != '\\')
		b->wire[len++] = (uint8_t)text[at++];
	b->at = at;
	b->len = len;
}

/*
 * Read all labels.  On return b->wire[0..len) holds them without the root, and relative tells
 * whether the text ended without a dot.
 */
static bool
labels_parse(struct builder *b, bool *relative)
{
	if (!label_open(b))
		return false;
	while (b->at < b->text.len) {
		size_t start;
		uint8_t c;

		take_plain(b);
		if (b->at == b->text.len)
			break;
		start = b->at;
		c = (uint8_t)b->text.ptr[b->at++];

		if (c == '.') {
			if (!label_close(b, start))
				return false;
			if (b->at == b->text.len) {
				*relative = false;
				return true;
			}
			if (!label_open(b))
				return false;
			continue;
		}
		if (c == '\\' && !escape_parse(b, &c))
			return false;
		if (b->len >= DNAME_MAX - 1)
			return overflow(b);
		b->wire[b->len++] = c;
	}
	*relative = true;
	return label_close(b, b->at);
}

/* Put the origin, or the root, behind the labels. */
static bool
finish(struct builder *b, const struct dname *origin, struct dname *out)
{
	static const struct dname root = { .len = 1 };

	if (origin == NULL)
		origin = &root;
	if (b->len + origin->len > DNAME_MAX)
		return fail(b, PROBLEM_NAME_TOO_LONG, 0, b->text.len);
	memcpy(out->wire, b->wire, b->len);
	memcpy(out->wire + b->len, origin->wire, origin->len);
	out->len = (uint8_t)(b->len + origin->len);
	return true;
}

bool
dname_parse(
    struct str text, const struct dname *origin, struct dname *out, struct dname_error *error)
{
	struct builder b = { .text = text };
	bool relative = true, ok;

	if (text.len == 1 && text.ptr[0] == '@') {
		ok = finish(&b, origin, out);
	} else if (text.len == 1 && text.ptr[0] == '.') {
		ok = finish(&b, NULL, out);
	} else {
		ok = labels_parse(&b, &relative) && finish(&b, relative ? origin : NULL, out);
	}
	if (!ok && error != NULL)
		*error = b.error;
	return ok;
}

struct dname
dname_const(const char *text)
{
	struct dname name;

	if (!dname_parse(str_of(text), NULL, &name, NULL))
		die("bug: \"%s\" is no domain name", text);
	return name;
}

/* Write one octet of a label to p, at most four characters; return the place behind. */
static char *
octet_print(uint8_t c, char *p)
{
	c = ascii_lower(c);
	if (c <= 0x20 || c >= 0x7f) {
		*p++ = '\\';
		*p++ = (char)('0' + c / 100);
		*p++ = (char)('0' + c / 10 % 10);
		*p++ = (char)('0' + c % 10);
		return p;
	}
	if (c == '.' || c == ';' || c == '(' || c == ')' || c == '\\' || c == '"' || c == '@' ||
	    c == '$')
		*p++ = '\\';
	*p++ = (char)c;
	return p;
}

const char *
dname_text(const struct dname *name, char buf[DNAME_TEXT_MAX])
{
	char *p = buf;

	if (name->len <= 1)
		*p++ = '.';
	/* At the start of a line these pass for a comment or a conflict marker. */
	else if (memchr("#/<=>|", name->wire[1], 6) != NULL)
		*p++ = '\\';
	for (size_t i = 0; i < name->len && name->wire[i] != 0; i += (size_t)name->wire[i] + 1) {
		for (size_t j = 1; j <= name->wire[i]; j++) {
			uint8_t c = name->wire[i + j];

			/* most there is */
			if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
				*p++ = (char)c;
			else
				p = octet_print(c, p);
		}
		*p++ = '.';
	}
	*p = '\0';
	return buf;
}

void
dname_print(const struct dname *name, struct buf *out)
{
	char text[DNAME_TEXT_MAX];

	buf_text(out, dname_text(name, text));
}

/* Length octets are below 'A', so that they may be folded along with the rest. */
static bool
wire_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

bool
dname_equal(const struct dname *a, const struct dname *b)
{
	return a->len == b->len && wire_equal(a->wire, b->wire, a->len);
}

/* Where each label begins; the number of labels, the root not counted. */
static unsigned
label_starts(const struct dname *name, uint8_t starts[DNAME_LABELS_MAX])
{
	unsigned count = 0;

	for (size_t i = 0; name->wire[i] != 0; i += (size_t)name->wire[i] + 1)
		starts[count++] = (uint8_t)i;
	return count;
}

static int
label_compare(const uint8_t *a, const uint8_t *b)
{
	size_t common = a[0] < b[0] ? a[0] : b[0];

	for (size_t i = 1; i <= common; i++) {
		int difference = (int)ascii_lower(a[i]) - (int)ascii_lower(b[i]);

		if (difference != 0)
			return difference;
	}
	return (int)a[0] - (int)b[0];
}

int
dname_compare(const struct dname *a, const struct dname *b)
{
	uint8_t in_a[DNAME_LABELS_MAX], in_b[DNAME_LABELS_MAX];
	unsigned left_a = label_starts(a, in_a), left_b = label_starts(b, in_b);

	while (left_a > 0 && left_b > 0) {
		int order = label_compare(a->wire + in_a[--left_a], b->wire + in_b[--left_b]);

		if (order != 0)
			return order;
	}
	return (int)left_a - (int)left_b;
}

bool
dname_below(const struct dname *name, const struct dname *apex)
{
	size_t at = 0;

	if (name->len < apex->len)
		return false;
	while (at + apex->len < name->len)
		at += (size_t)name->wire[at] + 1;
	return at + apex->len == name->len && wire_equal(name->wire + at, apex->wire, apex->len);
}

unsigned
dname_labels(const struct dname *name)
{
	unsigned count = 0;

	for (size_t i = 0; name->wire[i] != 0; i += (size_t)name->wire[i] + 1)
		count++;
	return count;
}

struct dname
dname_parent(const struct dname *name, unsigned count)
{
	struct dname parent;
	size_t at = 0;

	while (count-- > 0 && name->wire[at] != 0)
		at += (size_t)name->wire[at] + 1;
	parent.len = (uint8_t)(name->len - at);
	memcpy(parent.wire, name->wire + at, parent.len);
	return parent;
}

bool
dname_concat(const struct dname *prefix, const struct dname *suffix, struct dname *out)
{
	size_t front = (size_t)prefix->len - 1;
	struct dname joined;

	if (front + suffix->len > DNAME_MAX)
		return false;
	memcpy(joined.wire, prefix->wire, front);
	memcpy(joined.wire + front, suffix->wire, suffix->len);
	joined.len = (uint8_t)(front + suffix->len);
	*out = joined;
	return true;
}

bool
dname_wildcard(const struct dname *name, struct dname *out)
{
	static const struct dname star = { .len = 3, .wire = { 1, '*', 0 } };

	return dname_concat(&star, name, out);
}

bool
dname_is_wildcard(const struct dname *name)
{
	return name->wire[0] == 1 && name->wire[1] == '*';
}

/* label begins with its length octet. */
static bool
is_hostname_label(const uint8_t *label, bool *digits_only)
{
	size_t len = label[0];

	*digits_only = true;
	for (size_t i = 1; i <= len; i++) {
		uint8_t c = ascii_lower(label[i]);

		if (c >= '0' && c <= '9')
			continue;
		*digits_only = false;
		if (c >= 'a' && c <= 'z')
			continue;
		if (c != '-' || i == 1 || i == len)
			return false;
	}
	return true;
}

bool
dname_is_hostname(const struct dname *name)
{
	bool digits_only =
	    true; /* of the last label looked at; the root has none and is no hostname */

	for (size_t i = 0; name->wire[i] != 0; i += (size_t)name->wire[i] + 1)
		if (!is_hostname_label(name->wire + i, &digits_only))
			return false;
	return !digits_only;
}
