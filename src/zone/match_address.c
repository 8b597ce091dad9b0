/*
 * zone/match_address.c -- addresses of all zones, matched in bulk with the PTR records
 */
#include <sys/mman.h>

#include "base/sort.h"
#include "base/threads.h"
#include "zone/match_parts.h"
#include "zone/order.h"

struct v4_entry {
	uint64_t hash; /* of the A record's owner, or of the PTR's target */
	uint32_t addr;
	uint32_t ref; /* record; NAME_MULTI marks a PTR */
};

struct v6_entry {
	uint64_t hash;
	uint8_t octets[16];
	uint32_t ref, unused;
};

bool
set_covers(const struct zone_set *set, const struct addr *addr)
{
	size_t lo = 0, hi = set->net_count;

	/* Sorted by base, none inside another: the last one that begins at or before addr. */
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (addr_compare(&set->nets[mid].base, addr) <= 0)
			lo = mid;
		else
			hi = mid;
	}
	return hi > 0 && prefix_contains(&set->nets[lo], addr);
}

static inline uint64_t
hash4(uint32_t addr)
{
	return (uint64_t)addr * 0x9e3779b97f4a7c15u;
}

static inline uint64_t
hash6(const uint8_t octets[16])
{
	uint64_t hi, lo;

	memcpy(&hi, octets, 8);
	memcpy(&lo, octets + 8, 8);
	return namehash_mix(hi, lo);
}

/*
 * One part of either family.  PTRs go into the table, addresses look them up: a pair agrees when the owner of
 * the address is the target of the PTR.
 */
#define ADDRESS_PART(entry, hash_of, same, addr_of)                                                \
 struct match *m = arg;                                                                            \
 struct entry *e = (struct entry *)m->entries + m->starts[part];                                   \
 size_t count = m->starts[part + 1] - m->starts[part];                                             \
 size_t size = slots_for(count);                                                                   \
 uint32_t *pairs = scratch_take(m, worker, 2 * size + (count + 3) / 4), mask = (uint32_t)size - 1; \
 uint32_t *met = pairs + size; /* by address alone */                                              \
 bool *good = (bool *)(pairs + 2 * size);                                                          \
 uint32_t at;                                                                                      \
                                                                                                   \
 for (size_t i = 0; i < count; i++) {                                                              \
  if ((e[i].ref & NAME_MULTI) == 0)                                                                \
   continue;                                                                                       \
  at = (uint32_t)((hash_of(&e[i]) ^ e[i].hash) >> 8) & mask;                                       \
  while (                                                                                          \
      pairs[at] != 0 && !(e[pairs[at] - 1].hash == e[i].hash && same(&e[pairs[at] - 1], &e[i])))   \
   at = (at + 1) & mask;                                                                           \
  if (pairs[at] == 0)                                                                              \
   pairs[at] = (uint32_t)i + 1;                                                                    \
  at = (uint32_t)(hash_of(&e[i]) >> 8) & mask;                                                     \
  while (met[at] != 0 && !same(&e[met[at] - 1], &e[i]))                                            \
   at = (at + 1) & mask;                                                                           \
  met[at] = met[at] ? met[at] : (uint32_t)i + 1;                                                   \
 }                                                                                                 \
 for (size_t i = 0; i < count; i++) {                                                              \
  struct addr addr;                                                                                \
                                                                                                   \
  if ((e[i].ref & NAME_MULTI) != 0)                                                                \
   continue;                                                                                       \
  at = (uint32_t)((hash_of(&e[i]) ^ e[i].hash) >> 8) & mask;                                       \
  while (                                                                                          \
      pairs[at] != 0 && !(e[pairs[at] - 1].hash == e[i].hash && same(&e[pairs[at] - 1], &e[i])))   \
   at = (at + 1) & mask;                                                                           \
  if (pairs[at] != 0) {                                                                            \
   good[pairs[at] - 1] = true;                                                                     \
   continue;                                                                                       \
  }                                                                                                \
  at = (uint32_t)(hash_of(&e[i]) >> 8) & mask;                                                     \
  while (met[at] != 0 && !same(&e[met[at] - 1], &e[i]))                                            \
   at = (at + 1) & mask;                                                                           \
  if (met[at] != 0 && m->one_view)                                                                 \
   continue;                                                                                       \
  addr_of(&e[i], &addr);                                                                           \
  if (set_covers(m->set, &addr))                                                                   \
   suspect(&m->suspects[worker], e[i].ref);                                                        \
 }                                                                                                 \
 for (size_t i = 0; i < count; i++) {                                                              \
  if ((e[i].ref & NAME_MULTI) == 0)                                                                \
   continue;                                                                                       \
  at = (uint32_t)((hash_of(&e[i]) ^ e[i].hash) >> 8) & mask;                                       \
  while (!(e[pairs[at] - 1].hash == e[i].hash && same(&e[pairs[at] - 1], &e[i])))                  \
   at = (at + 1) & mask;                                                                           \
  if (!good[pairs[at] - 1])                                                                        \
   suspect(&m->more_suspects[worker], e[i].ref & ~NAME_MULTI);                                     \
 }

static inline uint64_t
v4_hash(const struct v4_entry *e)
{
	return hash4(e->addr);
}

static inline bool
v4_same(const struct v4_entry *a, const struct v4_entry *b)
{
	return a->addr == b->addr;
}

static inline void
v4_addr(const struct v4_entry *e, struct addr *out)
{
	*out = (struct addr){ ADDR_V4, { (uint8_t)(e->addr >> 24), (uint8_t)(e->addr >> 16),
		                           (uint8_t)(e->addr >> 8), (uint8_t)e->addr } };
}

static void
v4_part(void *arg, size_t part, unsigned worker)
{
	ADDRESS_PART(v4_entry, v4_hash, v4_same, v4_addr)
}

static inline uint64_t
v6_hash(const struct v6_entry *e)
{
	return hash6(e->octets);
}

static inline bool
v6_same(const struct v6_entry *a, const struct v6_entry *b)
{
	return memcmp(a->octets, b->octets, 16) == 0;
}

static inline void
v6_addr(const struct v6_entry *e, struct addr *out)
{
	out->family = ADDR_V6;
	memcpy(out->octets, e->octets, 16);
}

static void
v6_part(void *arg, size_t part, unsigned worker)
{
	ADDRESS_PART(v6_entry, v6_hash, v6_same, v6_addr)
}

/* Count (m->entries NULL) or place the A records of a shelf and its PTRs. */
static void
v4_scatter(void *arg, size_t shelf, unsigned worker)
{
	struct match *m = arg;
	struct v4_entry *entries = m->entries;
	const struct shelf *s = &m->set->shelves[shelf];
	const struct rr *rrs = VEC_AT(&s->rrs, const struct rr, 0);
	const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
	const struct ptr4 *ptrs = VEC_AT(&s->ptr4s, const struct ptr4, 0);
	uint32_t *places = m->places[shelf], k = (uint32_t)shelf;

	(void)worker;
	for (size_t i = 0, n = VEC_COUNT(&s->runs, struct run); i < n; i++) {
		uint32_t end;

		if ((runs[i].types & type_bit(RRCODE_A)) == 0)
			continue;
		end = shelf_run_end(s, &runs[i]);
		for (uint32_t r = runs[i].first; r < end; r++) {
			uint32_t *place;

			if (rrs[r].code != RRCODE_A || (rrs[r].flags & RR_BAD) != 0)
				continue;
			place = &places[part_of(hash4(rrs[r].mark), m->bits)];
			if (entries != NULL)
				entries[*place] =
				    (struct v4_entry){ runs[i].hash, rrs[r].mark, shelf_ref(k, r) };
			++*place;
		}
	}
	for (size_t i = 0, n = VEC_COUNT(&s->ptr4s, struct ptr4); i < n; i++) {
		uint32_t *place = &places[part_of(hash4(ptrs[i].addr), m->bits)];

		if (entries != NULL)
			entries[*place] = (struct v4_entry){ ptrs[i].target, ptrs[i].addr,
				shelf_ref(k, ptrs[i].record) | NAME_MULTI };
		++*place;
	}
}

static void
v6_place(struct v6_entry *e, uint64_t hash, const uint8_t octets[16], uint32_t ref)
{
	*e = (struct v6_entry){ .hash = hash, .ref = ref };
	memcpy(e->octets, octets, 16);
}

static void
v6_scatter(void *arg, size_t shelf, unsigned worker)
{
	struct match *m = arg;
	struct v6_entry *entries = m->entries;
	const struct shelf *s = &m->set->shelves[shelf];
	const struct aaaa *as = VEC_AT(&s->aaaas, const struct aaaa, 0);
	const struct ptr6 *ptrs = VEC_AT(&s->ptr6s, const struct ptr6, 0);
	const struct run *run = VEC_AT(&s->runs, const struct run, 0);
	uint32_t *places = m->places[shelf], k = (uint32_t)shelf;

	(void)worker;
	for (size_t i = 0, n = VEC_COUNT(&s->aaaas, struct aaaa); i < n; i++) {
		uint32_t *place = &places[part_of(hash6(as[i].octets), m->bits)];

		/* Both lists are in order of records: the run is found by walking along. */
		while (entries != NULL && shelf_run_end(s, run) <= as[i].record)
			run++;
		if (entries != NULL)
			v6_place(
			    &entries[*place], run->hash, as[i].octets, shelf_ref(k, as[i].record));
		++*place;
	}
	for (size_t i = 0, n = VEC_COUNT(&s->ptr6s, struct ptr6); i < n; i++) {
		uint32_t *place = &places[part_of(hash6(ptrs[i].octets), m->bits)];

		if (entries != NULL)
			v6_place(&entries[*place], ptrs[i].target, ptrs[i].octets,
			    shelf_ref(k, ptrs[i].record) | NAME_MULTI);
		++*place;
	}
}

static int
compare_prefix(const void *a, const void *b)
{
	const struct prefix *x = a, *y = b;
	int c = addr_compare(&x->base, &y->base);

	return c != 0 ? c : (int)x->bits - (int)y->bits;
}

void
match_nets(struct zone_set *set)
{
	struct prefix *nets = arena_array(&set->arena, set->zone_count + 1, sizeof *nets);
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < set->zone_count; i++)
		if (set->zones[i].zone.reverse && set->zones[i].zone.spec.role != ROLE_EXTERNAL &&
		    addr_from_reverse(&set->zones[i].zone.spec.origin, &nets[n]))
			n++;
	sort_items(nets, n, sizeof *nets, compare_prefix);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !prefix_contains(&nets[kept - 1], &nets[i].base) ||
		    nets[kept - 1].bits > nets[i].bits)
			nets[kept++] = nets[i];
	set->nets = nets;
	set->net_count = kept;
}

/* Append the suspects of one family to the lists. */
static void
gather(struct match *m, struct vec *addresses, struct vec *pointers)
{
	for (unsigned k = 0; k < m->set->shelf_count; k++) {
		for (size_t i = 0; i < VEC_COUNT(&m->suspects[k], uint32_t); i++)
			suspect(addresses, *VEC_AT(&m->suspects[k], uint32_t, i));
		for (size_t i = 0; i < VEC_COUNT(&m->more_suspects[k], uint32_t); i++)
			suspect(pointers, *VEC_AT(&m->more_suspects[k], uint32_t, i));
	}
}

static void
match_family(struct zone_set *set, bool v6, struct vec *addresses, struct vec *pointers)
{
	struct match m = { .lock = PTHREAD_MUTEX_INITIALIZER, .one_view = set->view_count == 1 };
	size_t most = 0, size = v6 ? sizeof(struct v6_entry) : sizeof(struct v4_entry);
	void *entries;

	for (unsigned k = 0; k < set->shelf_count; k++)
		most += v6 ? VEC_COUNT(&set->shelves[k].aaaas, struct aaaa) +
		                 VEC_COUNT(&set->shelves[k].ptr6s, struct ptr6)
		           : VEC_COUNT(&set->shelves[k].rrs, struct rr);
	if (most == 0)
		return;
	match_begin(&m, set, most, NULL);
	threads_run(set->shelf_count, set->shelf_count, v6 ? v6_scatter : v4_scatter, &m);
	places_sum(&m);
	most = m.starts[(size_t)1 << m.bits];
	entries = m.entries = pages_take(most * size);
	threads_run(set->shelf_count, set->shelf_count, v6 ? v6_scatter : v4_scatter, &m);
	threads_run(set->shelf_count, (size_t)1 << m.bits, v6 ? v6_part : v4_part, &m);
	munmap(entries, most > 0 ? most * size : 1);
	gather(&m, addresses, pointers);
	match_end(&m);
}

void
match_addresses(struct zone_set *set)
{
	size_t records = 0;
	struct vec addresses = { 0 }, pointers = { 0 };

	for (unsigned k = 0; k < set->shelf_count; k++)
		records += VEC_COUNT(&set->shelves[k].rrs, struct rr);
	vec_reserve(&addresses, records + 1, sizeof(uint32_t));
	vec_reserve(&pointers, records + 1, sizeof(uint32_t));
	for (unsigned k = 0; k < set->shelf_count; k++)
		for (size_t i = 0; i < VEC_COUNT(&set->shelves[k].pointers, uint32_t); i++)
			suspect(&pointers,
			    shelf_ref(k, *VEC_AT(&set->shelves[k].pointers, uint32_t, i)));
	match_family(set, false, &addresses, &pointers);
	match_family(set, true, &addresses, &pointers);
	order_records(
	    set, NULL, &addresses, &set->suspects.addresses, &set->suspects.address_count);
	order_records(set, NULL, &pointers, &set->suspects.pointers, &set->suspects.pointer_count);
	vec_free(&addresses);
	vec_free(&pointers);
}
