/* zone/discover_classless.c -- a part of a /24: "128-25" in a file name, "128/25" in the zone */
#include <stdlib.h>

#include "base/sort.h"
#include "zone/discover_parts.h"

/* Labels of "128-25.2.0.192.in-addr.arpa.". */
#define LABELS 6

/* A zone whose file name may stand for another one, or a zone that may be its parent. */
struct member {
	struct decision *decision;
	struct dname parent; /* of the child; the parent itself */
	unsigned pair;       /* of the child */
};

/* Pairs of two octets that a parent hands on, written A/B and A-B. */
struct handed {
	struct dname zone;
	uint8_t slash[1 << 13], hyphen[1 << 13];
};

static bool
read_octet(const uint8_t **at, const uint8_t *end, unsigned *octet)
{
	const uint8_t *begin = *at;

	for (*octet = 0; *at < end && **at >= '0' && **at <= '9' && *at - begin < 3; (*at)++)
		*octet = *octet * 10 + (unsigned)(**at - '0');
	return *at > begin && *octet <= 255 && (*begin != '0' || *at - begin == 1);
}

/* "A-B" or "A/B" as one number; false when the label is not of this form. */
static bool
read_pair(const uint8_t *label, char between, unsigned *pair)
{
	const uint8_t *at = label + 1, *end = at + label[0];
	unsigned a, b;

	if (!read_octet(&at, end, &a) || at == end || *at++ != (uint8_t)between ||
	    !read_octet(&at, end, &b) || at != end)
		return false;
	*pair = a << 8 | b;
	return true;
}

static void
take(void *arg, const struct dname *name)
{
	struct handed *h = arg;
	struct dname child;
	unsigned labels = dname_labels(name), pair;

	if (labels < LABELS || !dname_below(name, &h->zone))
		return;
	child = dname_parent(name, labels - LABELS);
	if (read_pair(child.wire, '/', &pair))
		h->slash[pair >> 3] |= (uint8_t)(1u << (pair & 7));
	if (read_pair(child.wire, '-', &pair))
		h->hyphen[pair >> 3] |= (uint8_t)(1u << (pair & 7));
}

static void
read_parent(struct walk *w, const struct decision *x, struct handed *h)
{
	struct source_handle file;
	struct err err;
	size_t len;

	if (x->file == 0 || source_open(w->sources, x->file, &file, &err) != OPEN_OK)
		return; /* the reader will complain */
	len = file.size < SNIFF_BYTES ? (size_t)file.size : SNIFF_BYTES;
	if (source_read(&file, 0, w->text, len, &err))
		sniff_handed_on((struct str){ w->text, len }, file.size > len, &h->zone, take, h);
	source_close(&file);
}

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = dname_compare(&x->parent, &y->parent);

	return order != 0 ? order : (x->decision > y->decision) - (x->decision < y->decision);
}

/* The zones with that many labels that are (or are not) of the form that is asked for. */
static void
collect(struct decision *decisions, size_t count, bool children, struct list *out)
{
	const struct dname reverse = { 14, "\7in-addr\4arpa" };
	struct dname origin;

	for (size_t i = 0; i < count; i++) {
		struct decision *x = &decisions[i];
		struct member m = { .decision = x };

		if ((children && x->by != BY_NAME) || !name_load(x->origin, &origin) ||
		    dname_labels(&origin) != (children ? LABELS : LABELS - 1) ||
		    !dname_below(&origin, &reverse) ||
		    (children && !read_pair(origin.wire, '-', &m.pair)))
			continue;
		m.parent = children ? dname_parent(&origin, 1) : origin;
		*(struct member *)list_more(out, sizeof m) = m;
	}
	if (out->count > 1)
		sort_items(out->items, out->count, sizeof(struct member), compare_members);
}

static bool
has(const uint8_t *set, unsigned pair)
{
	return (set[pair >> 3] >> (pair & 7) & 1) != 0;
}

/* The parent writes a slash, and no hyphen: so does the zone. */
static void
settle(struct walk *w, const struct member *m, const struct handed *h)
{
	struct decision *x = m->decision;
	uint8_t *origin;

	if (!has(h->slash, m->pair) || has(h->hyphen, m->pair))
		return;
	origin = arena_alloc(w->arena, x->origin[0] + 1u);
	memcpy(origin, x->origin, x->origin[0] + 1u);
	/* behind the length of the name, that of the label */
	*(uint8_t *)memchr(origin + 2, '-', origin[1]) = '/';
	x->origin = origin;
	x->why = arena_printf(w->arena, "%s, \"/\" as the parent has it", x->why);
}

void
classless_resolve(struct walk *w, struct decision *decisions, size_t count)
{
	struct list children = { 0 }, parents = { 0 };
	struct handed *h = NULL;

	collect(decisions, count, true, &children);
	if (children.count > 0) {
		collect(decisions, count, false, &parents);
		h = xcalloc(1, sizeof *h);
	}
	for (size_t i = 0, p = 0; i < children.count; i++) {
		const struct member *m = (struct member *)children.items + i;
		const struct member *parent = parents.items;
		int order = 1;

		if (i == 0 || !dname_equal(&h->zone, &m->parent))
			*h = (struct handed){ .zone = m->parent };
		while (p < parents.count &&
		       (order = dname_compare(&parent[p].parent, &m->parent)) <= 0) {
			if (order == 0)
				read_parent(w, parent[p].decision, h);
			p++;
		}
		settle(w, m, h);
	}
	free(h);
	free(children.items);
	free(parents.items);
}
