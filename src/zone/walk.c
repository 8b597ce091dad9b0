/* zone/walk.c -- all addresses and all TTLs of a run, gone over without reading text */
#include "zone/order.h"
#include "zone/query.h"

/* By its first octet, may an IPv4 address be one that the world does not route? */
static bool
is_odd_octet(uint8_t octet)
{
	switch (octet) {
	case 0:
	case 10:
	case 100:
	case 127:
	case 169:
	case 172:
	case 192:
	case 198:
	case 203:
		return true;
	default:
		return octet >= 224;
	}
}

struct address_walk {
	struct zone_set *set;
	bool (*judge)(void *arg, const struct seen_address *seen);
	void *arg;
	struct vec found;
	const struct shelf *shelf;
	const struct segment *segment; /* of the address seen last; NULL: none on this shelf */
	uint32_t stop;                 /* the first record behind it */
};

/* Nothing to say of: public, and not of fec0::/10 or 192.88.99.0/24, which the registries no longer have. */
static bool
is_plain(const struct seen_address *seen)
{
	const uint8_t *o = seen->addr.octets;

	return seen->class == ADDR_PUBLIC &&
	       !(seen->addr.family == ADDR_V6 ? o[0] == 0xfe && o[1] >= 0xc0
	                                      : o[0] == 192 && o[1] == 88 && o[2] == 99);
}

/* Ask about one address; records of a shelf come in order. */
static void
see(struct address_walk *w, uint32_t record, const struct addr *addr)
{
	struct seen_address seen = { .addr = *addr, .class = addr_class(addr) };

	if (is_plain(&seen))
		return;
	seen.follows = w->segment != NULL && record < w->stop;
	if (!seen.follows) {
		const struct vec *all = &w->shelf->segments;

		w->segment = shelf_segment(w->shelf, record);
		w->stop = (const void *)(w->segment + 1) < (const void *)(all->ptr + all->len)
		              ? w->segment[1].first
		              : UINT32_MAX;
	}
	seen.id = shelf_ref(w->shelf->number, record);
	seen.zone = &w->set->zones[w->segment->zone].zone;
	if (w->judge(w->arg, &seen))
		shelf_note(&w->found, seen.id);
}

static void
walk_ipv4(struct address_walk *w)
{
	const struct shelf *shelf = w->shelf;
	const struct rr *rrs = VEC_AT(&shelf->rrs, const struct rr, 0);
	uint32_t most = (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
	bool odd[256], any = false;

	for (unsigned i = 0; i < 256; i++) {
		odd[i] = is_odd_octet((uint8_t)i);
		any |= odd[i] && shelf->octets4[i];
	}
	w->segment = NULL;
	for (uint32_t i = 0; i < most && any; i++) {
		struct addr addr = { .family = ADDR_V4 };

		if (rrs[i].code != RRCODE_A || !odd[rrs[i].mark >> 24] ||
		    (rrs[i].flags & RR_BAD) != 0)
			continue;
		for (unsigned o = 0; o < 4; o++)
			addr.octets[o] = (uint8_t)(rrs[i].mark >> (24 - 8 * o));
		see(w, i, &addr);
	}
}

static void
walk_ipv6(struct address_walk *w)
{
	const struct shelf *shelf = w->shelf;
	const struct aaaa *aaaas = VEC_AT(&shelf->aaaas, const struct aaaa, 0);
	bool any = false;

	/* All of 2000::/3 is plain but for parts of 2000::/8 and 3f00::/8. */
	for (unsigned i = 0; i < 256; i++)
		any |= shelf->octets6[i] && ((i & 0xe0) != 0x20 || i == 0x20 || i == 0x3f);
	w->segment = NULL;
	for (size_t i = 0; any && i < VEC_COUNT(&shelf->aaaas, struct aaaa); i++) {
		struct addr addr = { .family = ADDR_V6 };

		memcpy(addr.octets, aaaas[i].octets, 16);
		see(w, aaaas[i].record, &addr);
	}
}

void
set_addresses(struct zone_set *set, bool (*judge)(void *arg, const struct seen_address *seen),
    void *arg, const record_id **out, size_t *count)
{
	struct address_walk w = { .set = set, .judge = judge, .arg = arg };

	vec_reserve(&w.found, set_record_count(set) + 1, sizeof(uint32_t));
	for (uint32_t k = 0; k < set->shelf_count; k++) {
		w.shelf = &set->shelves[k];
		walk_ipv4(&w);
		walk_ipv6(&w);
	}
	order_records(set, NULL, &w.found, out, count);
	vec_free(&w.found);
}

static bool
has_ttl_outside(const struct shelf *shelf, uint32_t least, uint32_t most)
{
	for (size_t i = 0; i < VEC_COUNT(&shelf->ttls, uint32_t); i++) {
		uint32_t ttl = *VEC_AT(&shelf->ttls, const uint32_t, i);

		if (ttl < least || ttl > most)
			return true;
	}
	return shelf->ttls_many.len > 0;
}

void
set_ttls(struct zone_set *set, uint32_t least, uint32_t most, const record_id **out, size_t *count)
{
	struct vec found = { 0 };

	vec_reserve(&found, set_record_count(set) + 1, sizeof(uint32_t));
	for (uint32_t k = 0; k < set->shelf_count; k++) {
		const struct shelf *shelf = &set->shelves[k];
		uint32_t records = (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);

		if (!has_ttl_outside(shelf, least, most))
			continue;
		for (uint32_t i = 0; i < records; i++) {
			bool bad = (VEC_AT(&shelf->rrs, const struct rr, i)->flags & RR_BAD) != 0;
			uint32_t ttl = bad ? least : shelf_ttl(shelf, i);

			if (ttl < least || ttl > most)
				shelf_note(&found, shelf_ref(k, i));
		}
	}
	order_records(set, NULL, &found, out, count);
	vec_free(&found);
}
