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

static int
compare_hashes(const void *a, const void *b)
{
	return XXH128_cmp(a, b);
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

/* Sorted, each once; ended by free().  NULL when a record cannot be read. */
static XXH128_hash_t *
hash_zone(struct zone_set *set, const struct zone *zone, size_t *count)
{
	XXH128_hash_t *list = xmalloc((zone->records + 1) * sizeof *list);
	struct record r = { 0 };
	struct buf text = { 0 };
	size_t at = 0, n = 0;
	record_id id;
	bool ok = true;

	while (ok && n < zone->records && zone_next(set, zone, &at, &id)) {
		ok = query_record(set, id, &r) && r.rdata != NULL;
		if (!ok)
			break;
		put_record(&r, &text);
		list[n++] = XXH3_128bits_withSeed(text.ptr, text.len, namehash_key[0]);
	}
	record_free(&r);
	buf_free(&text);
	if (!ok) {
		free(list);
		return NULL;
	}
	sort_items(list, n, sizeof *list, compare_hashes);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !XXH128_isEqual(list[*count - 1], list[i]))
			list[(*count)++] = list[i];
	return list;
}

bool
zones_same(struct zone_set *set, const struct zone *zone, struct zone_set *other_set,
    const struct zone *other, bool *same)
{
	size_t n = 0, m = 0;
	XXH128_hash_t *a = hash_zone(set, zone, &n);
	XXH128_hash_t *b = a != NULL ? hash_zone(other_set, other, &m) : NULL;
	bool ok = a != NULL && b != NULL;

	if (ok) {
		*same = n == m;
		for (size_t i = 0; i < n && *same; i++)
			*same = XXH128_isEqual(a[i], b[i]);
	}
	free(a);
	free(b);
	return ok;
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
