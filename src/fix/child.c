/* fix/child.c -- names of classless child zones */
#include "fix/child.h"

/* "{first}" and the like into their numbers. */
static bool
fill(const char *template, unsigned first, unsigned last, unsigned bits, struct buf *out)
{
	while (*template != '\0') {
		struct str rest = str_of(template);

		if (*template != '{') {
			buf_char(out, *template ++);
		} else if (rest.len >= 7 && memcmp(template, "{first}", 7) == 0) {
			buf_put(out, "%u", first);
			template += 7;
		} else if (rest.len >= 6 && memcmp(template, "{last}", 6) == 0) {
			buf_put(out, "%u", last);
			template += 6;
		} else if (rest.len >= 6 && memcmp(template, "{bits}", 6) == 0) {
			buf_put(out, "%u", bits);
			template += 6;
		} else {
			return false;
		}
	}
	return true;
}

bool
child_name(const struct prefix *block, enum project_style style, const char *template,
    struct dname *out, struct err *err)
{
	unsigned first = block->base.octets[3], last = first + (1u << (32 - block->bits)) - 1;
	struct buf label = { 0 };
	struct dname reverse, parent;
	bool ok = true;

	addr_reverse_name(&block->base, &reverse);
	parent = dname_parent(&reverse, 1);
	switch (style) {
	case PROJECT_STYLE_SLASH:
		buf_put(&label, "%u/%u", first, block->bits);
		break;
	case PROJECT_STYLE_RANGE:
		buf_put(&label, "%u-%u", first, last);
		break;
	case PROJECT_STYLE_OCTET:
		buf_put(&label, "%u", first);
		break;
	case PROJECT_STYLE_TEMPLATE:
		ok = template != NULL && fill(template, first, last, block->bits, &label);
		break;
	default:
		buf_put(&label, "%u-%u", first, block->bits);
		break;
	}
	ok = ok && dname_parse(buf_view(&label), &parent, out, NULL) && dname_below(out, &parent) &&
	     dname_labels(out) == 5 + 1;
	buf_free(&label);
	if (!ok)
		err_set(err, "gen.style is template, but gen.template does not make a label");
	return ok;
}

/* The number at the front of text; -1 when there is none, or it is over 255. */
static int
take_number(struct str *text)
{
	size_t i = 0;
	int n = 0;

	for (; i < text->len && text->ptr[i] >= '0' && text->ptr[i] <= '9' && n <= 255; i++)
		n = n * 10 + (text->ptr[i] - '0');
	*text = (struct str){ text->ptr + i, text->len - i };
	return i == 0 || n > 255 ? -1 : n;
}

/* The length of a block of so many addresses that begins there; 0 when there is none. */
static uint8_t
range_bits(int first, int last)
{
	for (uint8_t bits = 25; bits <= 32; bits++) {
		int size = 1 << (32 - bits);

		if (last - first + 1 == size && first % size == 0)
			return bits;
	}
	return 0;
}

enum child_reading
child_read(const struct dname *name, struct prefix *out)
{
	struct dname parent;
	struct prefix net;
	struct str text;
	uint8_t by_range = 0, by_length = 0;
	int first, second;

	if (dname_labels(name) != 6)
		return CHILD_OTHER;
	parent = dname_parent(name, 1);
	if (!addr_from_reverse(&parent, &net) || net.base.family != ADDR_V4 || net.bits != 24)
		return CHILD_OTHER;
	text = (struct str){ (const char *)name->wire + 1, name->wire[0] };
	first = take_number(&text);
	if (first < 0 || text.len < 2 || (*text.ptr != '-' && *text.ptr != '/'))
		return CHILD_OTHER;
	if (*text.ptr == '-')
		by_range = 1;
	text = (struct str){ text.ptr + 1, text.len - 1 };
	second = take_number(&text);
	if (second < 0 || text.len > 0)
		return CHILD_OTHER;
	if (by_range)
		by_range = range_bits(first, second);
	if (second >= 25 && second <= 32 && first % (1 << (32 - second)) == 0)
		by_length = (uint8_t)second;
	if (by_range == 0 && by_length == 0)
		return CHILD_OTHER;
	if (by_range != 0 && by_length != 0 && by_range != by_length)
		return CHILD_AMBIGUOUS;
	*out = net;
	out->bits = by_range != 0 ? by_range : by_length;
	out->base.octets[3] = (uint8_t)first;
	return CHILD_BLOCK;
}

bool
child_owner(const struct addr *addr, const struct dname *child, struct dname *out)
{
	struct dname reverse, label = { .len = 1 };

	addr_reverse_name(addr, &reverse);
	if (dname_below(&reverse, child)) {
		*out = reverse;
		return true;
	}
	memcpy(label.wire, reverse.wire, 1u + reverse.wire[0]);
	label.len = (uint8_t)(reverse.wire[0] + 2);
	label.wire[label.len - 1] = 0;
	return dname_concat(&label, child, out);
}
