/* zone/canon.c -- records in canonical order */
#include "zone/canon.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "zone/model.h"

struct canon_record {
	const struct dname *owner; /* packed: only its octets may be read */
	const uint8_t *rdata;
	size_t rdata_len;
	uint32_t ttl;
	uint16_t type;
};

/* Names in RDATA compare without case, and folding does no harm to the order of the rest. */
static int
compare_folded(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t x = ascii_lower(a[i]), y = ascii_lower(b[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static int
compare_records(const void *a, const void *b)
{
	const struct canon_record *x = a, *y = b;
	size_t shorter = x->rdata_len < y->rdata_len ? x->rdata_len : y->rdata_len;
	int c = x->owner == y->owner ? 0 : dname_compare(x->owner, y->owner);

	if (c == 0)
		c = (int)x->type - (int)y->type;
	if (c == 0 && shorter > 0)
		c = compare_folded(x->rdata, y->rdata, shorter);
	if (c == 0)
		c = x->rdata_len < y->rdata_len ? -1 : x->rdata_len > y->rdata_len;
	if (c == 0 && shorter > 0)
		c = memcmp(x->rdata, y->rdata, shorter);
	if (c == 0)
		c = x->ttl < y->ttl ? -1 : x->ttl > y->ttl;
	return c;
}

static const struct dname *
keep_owner(struct arena *arena, const struct dname *name, const struct dname *last)
{
	struct dname *copy;

	if (last != NULL && last->len == name->len &&
	    memcmp(last->wire, name->wire, name->len) == 0)
		return last;
	copy = arena_alloc(arena, offsetof(struct dname, wire) + name->len);
	memcpy(copy, name, offsetof(struct dname, wire) + name->len);
	return copy;
}

static void
print_record(const struct canon_record *r, struct buf *out)
{
	char type[16];

	dname_print(r->owner, out);
	buf_put(out, " %u IN %s ", r->ttl, rrtype_text(r->type, type));
	rdata_print(r->type, r->rdata, r->rdata_len, out);
	buf_char(out, '\n');
}

static void
canon_zone(struct zone_set *set, const struct zone *zone, struct buf *out, bool *left_out)
{
	struct canon_record *list = xmalloc((zone->records + 1) * sizeof *list);
	const struct dname *last = NULL;
	struct record r = { 0 };
	struct arena arena = { 0 };
	size_t at = 0, n = 0;
	record_id id;

	if ((zone->unknown || zone->left_out) && zone->spec.role != ROLE_EXTERNAL)
		*left_out = true;
	while (n < zone->records && zone_next(set, zone, &at, &id)) {
		if (!query_record(set, id, &r) || r.rdata == NULL) {
			*left_out = true;
			continue;
		}
		last = keep_owner(&arena, &r.owner, last);
		list[n++] = (struct canon_record){ last,
			memcpy(arena_alloc(&arena, r.rdata_len + 1), r.rdata, r.rdata_len),
			r.rdata_len, r.ttl, r.type };
	}
	record_free(&r);
	sort_items(list, n, sizeof *list, compare_records);
	for (size_t i = 0, line = out->len; i < n; i++) {
		size_t begin = out->len, len;

		print_record(&list[i], out);
		len = out->len - begin;
		if (i > 0 && len == begin - line &&
		    memcmp(out->ptr + line, out->ptr + begin, len) == 0)
			out->len = begin;
		else
			line = begin;
	}
	free(list);
	arena_free(&arena);
}

void
canon_print(struct zone_set *set, const struct zone *zone, struct buf *out, bool *left_out)
{
	if (zone != NULL) {
		canon_zone(set, zone, out, left_out);
		return;
	}
	for (size_t i = 0; i < set_zone_count(set); i++)
		canon_zone(set, set_zone(set, i), out, left_out);
}
