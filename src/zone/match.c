/*
 * zone/match.c -- names and addresses of all zones, matched in bulk
 *
 * Everything is scattered into parts by the top bits of a hash, then each part is worked on while it sits in
 * the near cache.  Parts do not touch each other, so threads share them out; the lists of suspects are put in
 * order of output at the end, whatever the schedule was.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/sort.h"
#include "base/threads.h"
#include "zone/model.h"
#include "zone/order.h"

#define PART_ENTRIES  2048
#define PART_BITS_MAX 11

/* An owner (a run) or a target on its way into a part. */
struct name_entry {
	uint64_t hash;
	uint32_t ref;   /* run, or index of a target on its shelf */
	uint16_t types; /* of a run; code of a target */
	uint16_t side;  /* 0 owner, 1 target, 2 owner with several runs */
};

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

struct range4 {
	uint32_t first, last;
};

/* Shared by all workers of one matching. */
struct match {
	struct zone_set *set;
	void *entries;
	uint32_t *starts; /* of each part, in entries; parts + 1 of them */
	unsigned bits;
	struct vec suspects[LIMIT_THREADS];      /* uint32_t records */
	struct vec more_suspects[LIMIT_THREADS]; /* a second kind: owners, pointers */
	uint32_t *scratch[LIMIT_THREADS];        /* hash table of one part */
	size_t scratch_size[LIMIT_THREADS];
	bool one_view;
	pthread_mutex_t lock;
};

static unsigned
part_bits(size_t count)
{
	unsigned bits = 0;

	while (bits < PART_BITS_MAX && count >> bits > PART_ENTRIES)
		bits++;
	return bits;
}

static inline uint32_t
part_of(uint64_t hash, unsigned bits)
{
	return bits ? (uint32_t)(hash >> (64 - bits)) : 0;
}

/* Memory that goes back to the system when it is done with. */
static void *
pages_take(size_t bytes)
{
	void *p = mmap(NULL, bytes ? bytes : 1, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("out of memory (%zu bytes asked)", bytes);
	return p;
}

/* From counts (each at index part + 2) to places: afterwards starts[part + 1]++ gives the next place. */
static void
starts_sum(uint32_t *starts, unsigned bits)
{
	for (uint32_t k = 1; k < ((uint32_t)1 << bits) + 2; k++)
		starts[k] += starts[k - 1];
}

static void
suspect(struct vec *v, uint32_t record)
{
	uint32_t *slot = vec_more(v, sizeof *slot);

	if (slot != NULL)
		*slot = record;
}

static uint32_t *
scratch_take(struct match *m, unsigned worker, size_t slots)
{
	if (m->scratch_size[worker] < slots) {
		free(m->scratch[worker]);
		m->scratch[worker] = xmalloc(slots * sizeof(uint32_t));
		m->scratch_size[worker] = slots;
	}
	memset(m->scratch[worker], 0, slots * sizeof(uint32_t));
	return m->scratch[worker];
}

static size_t
slots_for(size_t count)
{
	size_t slots = 8;

	while (slots < count * 2)
		slots *= 2;
	return slots;
}

static void
match_begin(struct match *m, struct zone_set *set, size_t most, void *entries)
{
	m->set = set;
	m->bits = part_bits(most);
	m->entries = entries;
	m->starts = xcalloc(((size_t)1 << m->bits) + 3, sizeof *m->starts);
	for (unsigned i = 0; i < set->shelf_count; i++) {
		vec_reserve(&m->suspects[i], most + 1, sizeof(uint32_t));
		vec_reserve(&m->more_suspects[i], most + 1, sizeof(uint32_t));
	}
}

static void
match_end(struct match *m)
{
	for (unsigned i = 0; i < m->set->shelf_count; i++) {
		vec_free(&m->suspects[i]);
		vec_free(&m->more_suspects[i]);
		free(m->scratch[i]);
		m->scratch[i] = NULL;
		m->scratch_size[i] = 0;
	}
	free(m->starts);
}

/* ---- names ---- */

/* A record type that only an alias lacks, or an alias beside something else. */
static bool
names_clash(uint16_t a, uint16_t b)
{
	uint16_t both = a | b, alias = type_bit(RRCODE_CNAME);

	if ((a & b & ~TYPES(TYPE_BIT_BAD)) != 0)
		return true;
	return (both & alias) != 0 &&
	       (both & ~(alias | TYPES(TYPE_BIT_DNSSEC) | TYPES(TYPE_BIT_BAD))) != 0;
}

/* Nothing is wrong with a target whose name has these types. */
static bool
target_fine(unsigned code, uint16_t types)
{
	if ((types & type_bit(RRCODE_CNAME)) != 0)
		return false;
	return code == RRCODE_CNAME ? types != 0 : (types & TYPES_ADDRESS) != 0;
}

static const struct run *
ref_run(const struct zone_set *set, uint32_t ref)
{
	return VEC_AT(&ref_shelf(set, ref)->runs, const struct run, ref_index(ref));
}

/* The runs of one name: chain them. */
static void
chain_run(struct match *m, struct name_entry *head, uint32_t run)
{
	struct vec *multi = &m->set->names.multi;
	struct multi *link;

	pthread_mutex_lock(&m->lock);
	if (head->side == 0) {
		link = vec_more(multi, sizeof *link);
		if (link == NULL)
			die("too many owners in several places");
		*link = (struct multi){ head->ref, 0 };
		head->side = 2;
		head->ref = (uint32_t)VEC_COUNT(multi, struct multi) - 1;
	}
	link = vec_more(multi, sizeof *link);
	if (link == NULL)
		die("too many owners in several places");
	/* The first stays first; the others follow it, the latest next: order does not matter behind the first. */
	struct multi *first = VEC_AT(multi, struct multi, head->ref);

	*link = (struct multi){ run, first->next };
	first->next = (uint32_t)VEC_COUNT(multi, struct multi);
	pthread_mutex_unlock(&m->lock);
}

static void
name_part(void *arg, size_t part, unsigned worker)
{
	struct match *m = arg;
	struct name_table *names = &m->set->names;
	struct name_entry *e = (struct name_entry *)m->entries + m->starts[part];
	size_t count = m->starts[part + 1] - m->starts[part];
	uint32_t *slots = names->slots + names->starts[part];
	uint32_t mask = names->starts[part + 1] - names->starts[part] - 1;

	for (size_t i = 0; i < count; i++) {
		uint32_t at = (uint32_t)e[i].hash & mask;

		if (e[i].side != 0)
			continue;
		while (slots[at] != 0 && e[slots[at] - 1].hash != e[i].hash)
			at = (at + 1) & mask;
		if (slots[at] == 0) {
			slots[at] = (uint32_t)i + 1;
			continue;
		}
		struct name_entry *head = &e[slots[at] - 1];
		uint32_t first = head->side == 2
		                     ? VEC_AT(&names->multi, struct multi, head->ref)->run
		                     : head->ref;

		if (names_clash(head->types, e[i].types))
			suspect(&m->more_suspects[worker],
			    shelf_ref(first >> SHELF_SHIFT, ref_run(m->set, first)->first));
		head->types |= e[i].types;
		chain_run(m, head, e[i].ref);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t at = (uint32_t)e[i].hash & mask;

		if (e[i].side != 1)
			continue;
		while (slots[at] != 0 && e[slots[at] - 1].hash != e[i].hash)
			at = (at + 1) & mask;
		if (slots[at] != 0 && target_fine(e[i].types, e[slots[at] - 1].types))
			continue;
		suspect(&m->suspects[worker],
		    shelf_ref(e[i].ref >> SHELF_SHIFT, VEC_AT(&ref_shelf(m->set, e[i].ref)->targets,
		                                           const struct target, ref_index(e[i].ref))
		                                           ->record));
	}
	for (uint32_t at = 0; at <= mask; at++)
		if (slots[at] != 0) {
			const struct name_entry *head = &e[slots[at] - 1];

			slots[at] = (head->side == 2 ? NAME_MULTI | head->ref : head->ref) + 1;
		}
}

static void
names_scatter(struct match *m)
{
	struct name_entry *entries = m->entries;

	for (unsigned k = 0; k < m->set->shelf_count; k++) {
		const struct shelf *s = &m->set->shelves[k];
		const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
		const struct target *targets = VEC_AT(&s->targets, const struct target, 0);
		size_t run_count = VEC_COUNT(&s->runs, struct run),
		       target_count = VEC_COUNT(&s->targets, struct target);

		for (size_t i = 0; i < run_count; i++)
			entries[m->starts[part_of(runs[i].hash, m->bits) + 1]++] =
			    (struct name_entry){ runs[i].hash, shelf_ref(k, i), runs[i].types, 0 };
		for (size_t i = 0; i < target_count; i++)
			entries[m->starts[part_of(targets[i].hash, m->bits) + 1]++] =
			    (struct name_entry){ targets[i].hash, shelf_ref(k, i),
				    (uint16_t)targets[i].code, 1 };
	}
}

/* Sizes of the parts; of owners alone they are the sizes of the permanent table. */
static void
names_count(struct match *m)
{
	struct name_table *names = &m->set->names;
	uint32_t parts = (uint32_t)1 << m->bits, *owners = xcalloc(parts, sizeof *owners);

	for (unsigned k = 0; k < m->set->shelf_count; k++) {
		const struct shelf *s = &m->set->shelves[k];
		const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
		const struct target *targets = VEC_AT(&s->targets, const struct target, 0);

		for (size_t i = 0, n = VEC_COUNT(&s->runs, struct run); i < n; i++)
			owners[part_of(runs[i].hash, m->bits)]++;
		for (size_t i = 0, n = VEC_COUNT(&s->targets, struct target); i < n; i++)
			m->starts[part_of(targets[i].hash, m->bits) + 2]++;
	}
	names->starts = xcalloc(parts + 1, sizeof *names->starts);
	for (uint32_t k = 0; k < parts; k++) {
		m->starts[k + 2] += owners[k];
		names->starts[k + 1] = names->starts[k] + (uint32_t)slots_for(owners[k]);
	}
	free(owners);
	starts_sum(m->starts, m->bits);
	names->bits = m->bits;
	names->slots = pages_take(names->starts[parts] * sizeof *names->slots);
}

static void
match_names(struct zone_set *set)
{
	struct match m = { .lock = PTHREAD_MUTEX_INITIALIZER };
	size_t runs = 0, targets = 0;
	struct vec owners = { 0 };
	size_t bytes;
	void *entries;

	for (unsigned k = 0; k < set->shelf_count; k++) {
		runs += VEC_COUNT(&set->shelves[k].runs, struct run);
		targets += VEC_COUNT(&set->shelves[k].targets, struct target);
	}
	bytes = (runs + targets + 1) * sizeof(struct name_entry);
	entries = pages_take(bytes);
	match_begin(&m, set, runs + targets, entries);
	vec_reserve(&set->names.multi, runs + 1, 2 * sizeof(struct multi));
	names_count(&m);
	names_scatter(&m);
	threads_run(set->shelf_count, (size_t)1 << m.bits, name_part, &m);
	munmap(entries, bytes);
	order_records(set, m.suspects, NULL, &set->suspects.targets, &set->suspects.target_count);
	/* Clashes inside a run were noted while reading. */
	vec_reserve(&owners, runs + 1, sizeof(uint32_t));
	for (unsigned k = 0; k < set->shelf_count; k++)
		for (size_t i = 0; i < VEC_COUNT(&set->shelves[k].owners, uint32_t); i++)
			suspect(
			    &owners, shelf_ref(k, *VEC_AT(&set->shelves[k].owners, uint32_t, i)));
	order_records(
	    set, m.more_suspects, &owners, &set->suspects.owners, &set->suspects.owner_count);
	vec_free(&owners);
	match_end(&m);
}

void
names_free(struct name_table *names)
{
	munmap(names->slots, names->starts[(uint32_t)1 << names->bits] * sizeof *names->slots);
	vec_free(&names->multi);
}

bool
names_next(const struct zone_set *set, uint64_t hash, uint32_t *at, uint32_t *run)
{
	const struct name_table *names = &set->names;
	const struct multi *link;
	uint32_t part, mask, slot, k;

	if (*at == UINT32_MAX || names->slots == NULL)
		return false;
	if (*at != 0) { /* on a chain: index of the next link + 1 */
		link = VEC_AT(&names->multi, const struct multi, *at - 1);
		*run = link->run;
		*at = link->next ? link->next : UINT32_MAX;
		return true;
	}
	part = part_of(hash, names->bits);
	mask = names->starts[part + 1] - names->starts[part] - 1;
	for (k = (uint32_t)hash & mask; (slot = names->slots[names->starts[part] + k]) != 0;
	     k = (k + 1) & mask) {
		uint32_t ref = slot - 1, next = UINT32_MAX;

		if ((ref & NAME_MULTI) != 0) {
			link = VEC_AT(&names->multi, const struct multi, ref & ~NAME_MULTI);
			ref = link->run;
			next = link->next;
		}
		if (ref_run(set, ref)->hash == hash) {
			*run = ref;
			*at = next;
			return true;
		}
	}
	return false;
}

/* ---- addresses ---- */

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

/* Count (places NULL) or place the A records and their PTRs. */
static size_t
v4_scatter(struct match *m, struct v4_entry *places)
{
	size_t total = 0;

	for (unsigned k = 0; k < m->set->shelf_count; k++) {
		const struct shelf *s = &m->set->shelves[k];
		const struct rr *rrs = VEC_AT(&s->rrs, const struct rr, 0);
		const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
		const struct ptr4 *ptrs = VEC_AT(&s->ptr4s, const struct ptr4, 0);

		for (size_t i = 0, n = VEC_COUNT(&s->runs, struct run); i < n; i++) {
			uint32_t end;

			if ((runs[i].types & type_bit(RRCODE_A)) == 0)
				continue;
			end = shelf_run_end(s, &runs[i]);
			for (uint32_t r = runs[i].first; r < end; r++) {
				uint32_t part;

				if (rrs[r].code != RRCODE_A || (rrs[r].flags & RR_BAD) != 0)
					continue;
				part = part_of(hash4(rrs[r].mark), m->bits);
				total++;
				if (places == NULL)
					m->starts[part + 2]++;
				else
					places[m->starts[part + 1]++] =
					    (struct v4_entry){ runs[i].hash, rrs[r].mark,
						    shelf_ref(k, r) };
			}
		}
		for (size_t i = 0, n = VEC_COUNT(&s->ptr4s, struct ptr4); i < n; i++) {
			uint32_t part = part_of(hash4(ptrs[i].addr), m->bits);

			total++;
			if (places == NULL)
				m->starts[part + 2]++;
			else
				places[m->starts[part + 1]++] = (struct v4_entry){ ptrs[i].target,
					ptrs[i].addr, shelf_ref(k, ptrs[i].record) | NAME_MULTI };
		}
	}
	return total;
}

static size_t
v6_scatter(struct match *m, struct v6_entry *places)
{
	size_t total = 0;

	for (unsigned k = 0; k < m->set->shelf_count; k++) {
		const struct shelf *s = &m->set->shelves[k];
		const struct aaaa *as = VEC_AT(&s->aaaas, const struct aaaa, 0);
		const struct ptr6 *ptrs = VEC_AT(&s->ptr6s, const struct ptr6, 0);
		const struct run *run = VEC_AT(&s->runs, const struct run, 0);

		for (size_t i = 0, n = VEC_COUNT(&s->aaaas, struct aaaa); i < n; i++) {
			uint32_t part = part_of(hash6(as[i].octets), m->bits);

			total++;
			if (places == NULL) {
				m->starts[part + 2]++;
				continue;
			}
			/* Both lists are in order of records: the run is found by walking along. */
			while (shelf_run_end(s, run) <= as[i].record)
				run++;
			struct v6_entry *e = &places[m->starts[part + 1]++];

			*e = (struct v6_entry){ .hash = run->hash,
				.ref = shelf_ref(k, as[i].record) };
			memcpy(e->octets, as[i].octets, 16);
		}
		for (size_t i = 0, n = VEC_COUNT(&s->ptr6s, struct ptr6); i < n; i++) {
			uint32_t part = part_of(hash6(ptrs[i].octets), m->bits);

			total++;
			if (places == NULL) {
				m->starts[part + 2]++;
				continue;
			}
			struct v6_entry *e = &places[m->starts[part + 1]++];

			*e = (struct v6_entry){ .hash = ptrs[i].target,
				.ref = shelf_ref(k, ptrs[i].record) | NAME_MULTI };
			memcpy(e->octets, ptrs[i].octets, 16);
		}
	}
	return total;
}

static int
compare_prefix(const void *a, const void *b)
{
	const struct prefix *x = a, *y = b;
	int c = addr_compare(&x->base, &y->base);

	return c != 0 ? c : (int)x->bits - (int)y->bits;
}

/* The networks of the reverse zones that are loaded, sorted, without those that lie inside another. */
static void
nets_make(struct zone_set *set)
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

/* ---- exchanges ---- */

/* No server that the world can reach, or one whose reverse side is here to be looked at. */
static bool
address_interests(const struct zone_set *set, record_id id)
{
	struct addr addr;

	return record_addr(set, id, &addr) &&
	       (addr_class(&addr) != ADDR_PUBLIC || set_covers(set, &addr));
}

static bool
exchange_interests(const struct zone_set *set, uint64_t target)
{
	uint32_t at = 0, ref;

	while (names_next(set, target, &at, &ref)) {
		const struct shelf *shelf = ref_shelf(set, ref);
		const struct run *run = ref_run(set, ref);
		uint32_t end = shelf_run_end(shelf, run);

		if ((run->types & type_bit(RRCODE_CNAME)) != 0)
			return true; /* what is behind the alias is for others to find out */
		if ((run->types & TYPES_ADDRESS) == 0)
			continue;
		for (uint32_t r = run->first; r < end; r++)
			if (address_interests(set, shelf_ref(shelf->number, r)))
				return true;
	}
	return false;
}

static void
match_exchanges(struct zone_set *set)
{
	struct vec found = { 0 };
	size_t most = 1;

	for (unsigned k = 0; k < set->shelf_count; k++)
		most += VEC_COUNT(&set->shelves[k].targets, struct target) +
		        VEC_COUNT(&set->shelves[k].nulls, uint32_t);
	vec_reserve(&found, most, sizeof(uint32_t));
	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct shelf *s = &set->shelves[k];
		const struct target *targets = VEC_AT(&s->targets, const struct target, 0);

		for (size_t i = 0, n = VEC_COUNT(&s->targets, struct target); i < n; i++)
			if (targets[i].code == RRCODE_MX &&
			    exchange_interests(set, targets[i].hash))
				suspect(&found, shelf_ref(k, targets[i].record));
		for (size_t i = 0, n = VEC_COUNT(&s->nulls, uint32_t); i < n; i++)
			suspect(&found, shelf_ref(k, *VEC_AT(&s->nulls, uint32_t, i)));
	}
	order_records(set, NULL, &found, &set->suspects.exchanges, &set->suspects.exchange_count);
	vec_free(&found);
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
	most = v6 ? v6_scatter(&m, NULL) : v4_scatter(&m, NULL);
	starts_sum(m.starts, m.bits);
	entries = m.entries = pages_take(most * size);
	if (v6)
		v6_scatter(&m, entries);
	else
		v4_scatter(&m, entries);
	threads_run(set->shelf_count, (size_t)1 << m.bits, v6 ? v6_part : v4_part, &m);
	munmap(entries, most > 0 ? most * size : 1);
	gather(&m, addresses, pointers);
	match_end(&m);
}

static void
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

void
set_match(struct zone_set *set)
{
	bool reverse = false;

	match_names(set);
	nets_make(set);
	match_exchanges(set);
	for (size_t i = 0; i < set->zone_count && !reverse; i++)
		reverse = set->zones[i].zone.reverse;
	if (reverse)
		match_addresses(set);
}
