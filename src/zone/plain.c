/* zone/plain.c -- all addresses of a run, and the reverse zones that hold nothing but names for them */
#include "zone/order.h"
#include "zone/query.h"

static struct addr
addr_of_mark(uint32_t mark)
{
	return (struct addr){ ADDR_V4, { (uint8_t)(mark >> 24), (uint8_t)(mark >> 16),
		                           (uint8_t)(mark >> 8), (uint8_t)mark } };
}

void
set_hosts(struct zone_set *set, bool (*judge)(void *arg, record_id id, const struct addr *addr),
    void *arg, const record_id **out, size_t *count)
{
	struct vec found = { 0 };

	vec_reserve(&found, set_record_count(set) + 1, sizeof(uint32_t));
	for (uint32_t k = 0; k < set->shelf_count; k++) {
		const struct shelf *shelf = &set->shelves[k];
		const struct rr *rrs = VEC_AT(&shelf->rrs, const struct rr, 0);
		const struct aaaa *aaaas = VEC_AT(&shelf->aaaas, const struct aaaa, 0);
		uint32_t most = (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);

		for (uint32_t i = 0; i < most; i++) {
			struct addr addr = addr_of_mark(rrs[i].mark);

			if (rrs[i].code == RRCODE_A && (rrs[i].flags & RR_BAD) == 0 &&
			    judge(arg, shelf_ref(k, i), &addr))
				shelf_note(&found, shelf_ref(k, i));
		}
		for (size_t i = 0; i < VEC_COUNT(&shelf->aaaas, struct aaaa); i++) {
			struct addr addr = { .family = ADDR_V6 };

			memcpy(addr.octets, aaaas[i].octets, 16);
			if (judge(arg, shelf_ref(k, aaaas[i].record), &addr))
				shelf_note(&found, shelf_ref(k, aaaas[i].record));
		}
	}
	order_records(set, NULL, &found, out, count);
	vec_free(&found);
}

/* The first run of a shelf that begins at or behind a record. */
static size_t
run_from(const struct shelf *shelf, uint32_t record)
{
	size_t lo = 0, hi = VEC_COUNT(&shelf->runs, struct run);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (VEC_AT(&shelf->runs, const struct run, mid)->first < record)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool
zone_is_plain(const struct zone_set *set, const struct zone *zone)
{
	const struct zone_state *z = &set->zones[zone->id];
	const uint16_t alias = type_bit(RRCODE_CNAME) | type_bit(RRCODE_DNAME);

	if (zone->has_children || zone->unknown || zone->left_out || z->has_wildcard)
		return false;
	for (uint32_t part = 0; part < z->part_count; part++) {
		const struct shelf *shelf = &set->shelves[z->shelves[part]];
		const struct segment *segments = VEC_AT(&shelf->segments, const struct segment, 0);
		size_t run, most = VEC_COUNT(&shelf->runs, struct run);
		uint32_t end;

		if (z->segments[part] == z->segment_ends[part])
			continue;
		end = z->segment_ends[part] < VEC_COUNT(&shelf->segments, struct segment)
		          ? segments[z->segment_ends[part]].first
		          : (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
		for (run = run_from(shelf, segments[z->segments[part]].first); run < most; run++) {
			const struct run *r = VEC_AT(&shelf->runs, const struct run, run);

			if (r->first >= end)
				break;
			if ((r->types & (alias | TYPES(TYPE_BIT_BAD))) != 0 ||
			    ((r->types & type_bit(RRCODE_NS)) != 0 && r->hash != z->apex_hash))
				return false;
		}
	}
	return true;
}
