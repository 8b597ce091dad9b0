/* zone/same.c -- records of two zones compared by 128 bits each, under a key of the run */
#include "zone/same.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"

#define SERIAL_BACK 20 /* the serial is the first of five numbers that end a SOA record */

struct hashed {
	XXH128_hash_t hash;
	record_id id;
};

static int
compare_hashes(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	return XXH128_cmp(&x->hash, &y->hash);
}

/* The record in a form in which equal records are equal. */
static void
put_record(const struct record *r, struct buf *text)
{
	uint8_t wire[2 * DNAME_MAX + SERIAL_BACK];
	const uint8_t *rdata = r->rdata;

	text->len = 0;
	dname_print(&r->owner, text);
	buf_put(text, " %u %u ", r->ttl, r->type);
	if (r->type == RRTYPE_SOA && r->rdata_len >= SERIAL_BACK && r->rdata_len <= sizeof wire) {
		memcpy(wire, rdata, r->rdata_len);
		memset(wire + r->rdata_len - SERIAL_BACK, 0, 4);
		rdata = wire;
	}
	rdata_print(r->type, rdata, r->rdata_len, text);
}

/* Sorted, each once; ended by free().  *whole is cleared when a record cannot be read. */
static struct hashed *
hash_zone(struct zone_set *set, const struct zone *zone, size_t *count, bool *whole)
{
	struct hashed *list = xmalloc(((zone == NULL ? 0 : zone->records) + 1) * sizeof *list);
	struct record r = { 0 };
	struct buf text = { 0 };
	size_t at = 0, n = 0;
	record_id id;

	while (zone != NULL && n < zone->records && zone_next(set, zone, &at, &id)) {
		if (!query_record(set, id, &r) || r.rdata == NULL) {
			*whole = false;
			continue;
		}
		put_record(&r, &text);
		list[n++] =
		    (struct hashed){ XXH3_128bits_withSeed(text.ptr, text.len, namehash_key[0]),
			    id };
	}
	record_free(&r);
	buf_free(&text);
	sort_items(list, n, sizeof *list, compare_hashes);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_hashes(&list[*count - 1], &list[i]) != 0)
			list[(*count)++] = list[i];
	return list;
}

bool
zones_same(struct zone_set *set, const struct zone *zone, struct zone_set *other_set,
    const struct zone *other, bool *same)
{
	size_t n, m;
	bool whole = true;
	struct hashed *a = hash_zone(set, zone, &n, &whole);
	struct hashed *b = hash_zone(other_set, other, &m, &whole);

	if (whole) {
		*same = n == m;
		for (size_t i = 0; i < n && *same; i++)
			*same = compare_hashes(&a[i], &b[i]) == 0;
	}
	free(a);
	free(b);
	return whole;
}

static bool
has_include(struct str text)
{
	static const char word[] = "$INCLUDE";

	for (const char *p = text.ptr, *end = text.ptr + text.len;
	     p != NULL && (p = memchr(p, '$', (size_t)(end - p))) != NULL; p++)
		if ((size_t)(end - p) >= sizeof word - 1 &&
		    str_equal_fold((struct str){ p, sizeof word - 1 }, STR(word)))
			return true;
	return false;
}

/* Have both the same text, and no other file's in it?  Then nothing of them differs. */
static bool
same_text(struct zone_set *set, const struct zone *zone, struct zone_set *other_set,
    const struct zone *other)
{
	struct buf a = { 0 }, b = { 0 };
	bool same = dname_equal(&zone->spec.origin, &other->spec.origin) &&
	            zone->records == other->records &&
	            source_copy(set_sources(set), zone->spec.file, 0, UINT32_MAX, &a) &&
	            source_copy(set_sources(other_set), other->spec.file, 0, UINT32_MAX, &b) &&
	            str_equal(buf_view(&a), buf_view(&b)) && !has_include(buf_view(&a));

	buf_free(&a);
	buf_free(&b);
	return same;
}

/* Is the zone all there? */
static bool
is_whole(const struct zone *zone)
{
	return zone == NULL || (!zone->unknown && !zone->left_out);
}

void
zones_differ(struct zone_set *old_set, const struct zone *old, struct zone_set *new_set,
    const struct zone *new, struct zone_changes *out)
{
	size_t n, m, i = 0, k = 0;
	struct hashed *a, *b;

	*out = (struct zone_changes){ .whole = is_whole(old) && is_whole(new) };
	if (old != NULL && new != NULL && same_text(old_set, old, new_set, new))
		return;
	a = hash_zone(old_set, old, &n, &out->whole);
	b = hash_zone(new_set, new, &m, &out->whole);
	out->gone = xcalloc(n + 1, sizeof *out->gone);
	out->come = xcalloc(m + 1, sizeof *out->come);
	while (i < n || k < m) {
		int order = i == n ? 1 : k == m ? -1 : compare_hashes(&a[i], &b[k]);

		if (order < 0)
			out->gone[out->gone_count++] = a[i].id;
		else if (order > 0)
			out->come[out->come_count++] = b[k].id;
		i += order <= 0;
		k += order >= 0;
	}
	free(a);
	free(b);
}

void
zone_changes_free(struct zone_changes *c)
{
	free(c->gone);
	free(c->come);
	*c = (struct zone_changes){ 0 };
}

bool
zone_serial(struct zone_set *set, const struct zone *zone, uint32_t *serial)
{
	struct record r = { 0 };
	bool ok = zone->soa_count == 1 && zone->soa != RECORD_NONE &&
	          query_record(set, zone->soa, &r) && r.rdata != NULL && r.rdata_len >= SERIAL_BACK;

	if (ok) {
		const uint8_t *p = r.rdata + r.rdata_len - SERIAL_BACK;

		*serial = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	}
	record_free(&r);
	return ok;
}
