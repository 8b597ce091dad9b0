/*
 * zone/match.c -- names of all zones, matched in bulk
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/pages.h"
#include "base/threads.h"
#include "zone/match_parts.h"
#include "zone/order.h"

#define PART_ENTRIES  2048
#define PART_BITS_MAX 11
#define PAGES_HUGE    ((size_t)4 << 20) /* bytes that large pages are asked for */

/* An owner (a run) or a target on its way into a part. */
struct name_entry {
	uint64_t hash;
	uint32_t ref;   /* run, or index of a target on its shelf */
	uint16_t types; /* of a run; code of a target */
	uint16_t side;  /* 0 owner, 1 target, 2 owner with several runs */
};

static unsigned
part_bits(size_t count)
{
	unsigned bits = 0;

	while (bits < PART_BITS_MAX && count >> bits > PART_ENTRIES)
		bits++;
	return bits;
}

/*
 * Memory that goes back to the system when it is done with.  All of it will be written to.
 */
void *
pages_take(size_t bytes)
{
	void *p = mmap(NULL, bytes ? bytes : 1, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("out of memory (%zu bytes asked)", bytes);
	if (bytes >= PAGES_HUGE)
		pages_want_huge(p, bytes);
	pages_fill(p, bytes);
	return p;
}

uint32_t *
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

void
match_begin(struct match *m, struct zone_set *set, size_t most, void *entries)
{
	m->set = set;
	m->bits = part_bits(most);
	m->entries = entries;
	m->starts = xcalloc(((size_t)1 << m->bits) + 1, sizeof *m->starts);
	for (unsigned i = 0; i < set->shelf_count; i++) {
		m->places[i] = xcalloc((size_t)2 << m->bits, sizeof *m->places[i]);
		m->owners[i] = m->places[i] + ((size_t)1 << m->bits);
		vec_reserve(&m->suspects[i], most + 1, sizeof(uint32_t));
		vec_reserve(&m->more_suspects[i], most + 1, sizeof(uint32_t));
	}
}

void
places_sum(struct match *m)
{
	uint32_t parts = (uint32_t)1 << m->bits, sum = 0;

	for (uint32_t part = 0; part < parts; part++) {
		m->starts[part] = sum;
		for (unsigned k = 0; k < m->set->shelf_count; k++) {
			uint32_t count = m->places[k][part];

			m->places[k][part] = sum;
			sum += count;
		}
	}
	m->starts[parts] = sum;
}

void
match_end(struct match *m)
{
	for (unsigned i = 0; i < m->set->shelf_count; i++) {
		free(m->places[i]);
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
names_count(void *arg, size_t shelf, unsigned worker)
{
	struct match *m = arg;
	const struct shelf *s = &m->set->shelves[shelf];
	const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
	const struct target *targets = VEC_AT(&s->targets, const struct target, 0);
	uint32_t *count = m->places[shelf], *owners = m->owners[shelf];

	(void)worker;
	for (size_t i = 0, n = VEC_COUNT(&s->runs, struct run); i < n; i++)
		owners[part_of(runs[i].hash, m->bits)]++;
	memcpy(count, owners, sizeof *count << m->bits);
	for (size_t i = 0, n = VEC_COUNT(&s->targets, struct target); i < n; i++)
		count[part_of(targets[i].hash, m->bits)]++;
}

static void
names_scatter(void *arg, size_t shelf, unsigned worker)
{
	struct match *m = arg;
	struct name_entry *entries = m->entries;
	const struct shelf *s = &m->set->shelves[shelf];
	const struct run *runs = VEC_AT(&s->runs, const struct run, 0);
	const struct target *targets = VEC_AT(&s->targets, const struct target, 0);
	uint32_t *places = m->places[shelf], k = (uint32_t)shelf;

	(void)worker;
	for (size_t i = 0, n = VEC_COUNT(&s->runs, struct run); i < n; i++)
		entries[places[part_of(runs[i].hash, m->bits)]++] =
		    (struct name_entry){ runs[i].hash, shelf_ref(k, i), runs[i].types, 0 };
	for (size_t i = 0, n = VEC_COUNT(&s->targets, struct target); i < n; i++)
		entries[places[part_of(targets[i].hash, m->bits)]++] =
		    (struct name_entry){ targets[i].hash, shelf_ref(k, i),
			    (uint16_t)targets[i].code, 1 };
}

/* The permanent table: its parts are those of the owners. */
static void
names_table(struct match *m)
{
	struct name_table *names = &m->set->names;
	uint32_t parts = (uint32_t)1 << m->bits;

	names->bits = m->bits;
	names->starts = xcalloc(parts + 1, sizeof *names->starts);
	for (uint32_t part = 0; part < parts; part++) {
		size_t owners = 0;

		for (unsigned k = 0; k < m->set->shelf_count; k++)
			owners += m->owners[k][part];
		names->starts[part + 1] = names->starts[part] + (uint32_t)slots_for(owners);
	}
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
	threads_run(set->shelf_count, set->shelf_count, names_count, &m);
	names_table(&m);
	places_sum(&m);
	threads_run(set->shelf_count, set->shelf_count, names_scatter, &m);
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
	if (names->starts == NULL) /* never matched */
		return;
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

/* Put what the readers noted on one of their lists in order of output. */
static void
match_noted(struct zone_set *set, size_t list, const record_id **out, size_t *count)
{
	struct vec lists[LIMIT_THREADS] = { 0 };

	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct vec *v =
		    (const struct vec *)(const void *)((const char *)&set->shelves[k] + list);

		vec_reserve(&lists[k], VEC_COUNT(v, uint32_t) + 1, sizeof(uint32_t));
		for (size_t i = 0; i < VEC_COUNT(v, uint32_t); i++)
			suspect(&lists[k], shelf_ref(k, *VEC_AT(v, uint32_t, i)));
	}
	order_records(set, lists, NULL, out, count);
	for (unsigned k = 0; k < set->shelf_count; k++)
		vec_free(&lists[k]);
}

/* One bit for some of the owners of NS records each: most names fail here at once. */
struct cut_filter {
	uint64_t *bits;
	uint64_t mask;
};

static void
cut_filter_build(const struct zone_set *set, struct cut_filter *filter)
{
	uint64_t bits = 1024, cuts = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		cuts += VEC_COUNT(&set->shelves[k].cuts, uint64_t);
	while (bits < cuts * 16)
		bits *= 2;
	*filter = (struct cut_filter){ NULL, bits - 1 };
	if (cuts == 0)
		return;
	filter->bits = xcalloc(bits / 64, sizeof(uint64_t));
	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct vec *v = &set->shelves[k].cuts;

		for (size_t i = 0; i < VEC_COUNT(v, uint64_t); i++) {
			uint64_t bit = *VEC_AT(v, uint64_t, i) & filter->mask;

			filter->bits[bit >> 6] |= (uint64_t)1 << (bit & 63);
		}
	}
}

static bool
maybe_cut(const struct cut_filter *filter, uint64_t hash)
{
	uint64_t bit = hash & filter->mask;

	return (filter->bits[bit >> 6] >> (bit & 63) & 1) != 0;
}

static bool
is_cut(const struct zone_set *set, uint64_t hash)
{
	uint32_t at = 0, ref;

	while (names_next(set, hash, &at, &ref))
		if ((ref_run(set, ref)->types & type_bit(RRCODE_NS)) != 0)
			return true;
	return false;
}

/* Is the origin of a segment, or a name above it, a delegation of its zone? */
static bool
segment_below_cut(
    const struct zone_set *set, const struct segment *s, const struct cut_filter *filter)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];
	const struct zone_state *z = &set->zones[s->zone];
	unsigned labels;

	if (dname_equal(s->origin, &z->zone.spec.origin))
		return false;
	labels = namehash_ancestors(z->root_hash, s->origin, hashes);
	for (unsigned i = 0; i <= labels && hashes[i] != z->apex_hash; i++)
		if (maybe_cut(filter, hashes[i]))
			return true;
	return false;
}

/* Runs of a shelf from first to end that hold more than addresses. */
static void
suspect_runs(const struct shelf *shelf, unsigned k, uint32_t first, uint32_t end, struct vec *found)
{
	size_t lo = 0, hi = VEC_COUNT(&shelf->runs, struct run);
	const struct run *runs = VEC_AT(&shelf->runs, const struct run, 0);
	size_t count = hi;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (runs[mid].first < first)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < count && runs[lo].first < end; lo++)
		if ((runs[lo].types & ~TYPES_ADDRESS) != 0)
			suspect(found, shelf_ref(k, runs[lo].first));
}

/* Data that may lie below a delegation of its own zone. */
static void
match_occluded(struct zone_set *set)
{
	struct cut_filter filter;
	struct vec found = { 0 };
	size_t most = 1;

	cut_filter_build(set, &filter);
	for (unsigned k = 0; k < set->shelf_count; k++)
		most += VEC_COUNT(&set->shelves[k].deep, struct deep) +
		        VEC_COUNT(&set->shelves[k].runs, struct run);
	vec_reserve(&found, most, sizeof(uint32_t));
	for (unsigned k = 0; filter.bits != NULL && k < set->shelf_count; k++) {
		const struct shelf *shelf = &set->shelves[k];
		const struct deep *deep = VEC_AT(&shelf->deep, const struct deep, 0);
		const struct segment *segments = VEC_AT(&shelf->segments, const struct segment, 0);
		size_t count = VEC_COUNT(&shelf->segments, struct segment);

		for (size_t i = 0; i < VEC_COUNT(&shelf->deep, struct deep); i++)
			if (maybe_cut(&filter, deep[i].hash) && is_cut(set, deep[i].hash))
				suspect(&found, shelf_ref(k, deep[i].record));
		for (size_t i = 0; i < count; i++)
			if (segment_below_cut(set, &segments[i], &filter))
				suspect_runs(shelf, k, segments[i].first,
				    i + 1 < count ? segments[i + 1].first : UINT32_MAX, &found);
	}
	free(filter.bits);
	order_records(set, NULL, &found, &set->suspects.occluded, &set->suspects.occluded_count);
	vec_free(&found);
}

void
set_match(struct zone_set *set)
{
	bool reverse = false;

	match_names(set);
	match_nets(set);
	match_exchanges(set);
	match_noted(set, offsetof(struct shelf, odd_names), &set->suspects.names,
	    &set->suspects.name_count);
	match_noted(set, offsetof(struct shelf, forward_pointers), &set->suspects.forward_pointers,
	    &set->suspects.forward_pointer_count);
	match_noted(
	    set, offsetof(struct shelf, texts), &set->suspects.texts, &set->suspects.text_count);
	match_noted(set, offsetof(struct shelf, wildcards), &set->suspects.wildcards,
	    &set->suspects.wildcard_count);
	match_noted(
	    set, offsetof(struct shelf, odd_cuts), &set->suspects.cuts, &set->suspects.cut_count);
	match_noted(set, offsetof(struct shelf, shadowed), &set->suspects.shadowed,
	    &set->suspects.shadowed_count);
	match_occluded(set);
	for (size_t i = 0; i < set->zone_count && !reverse; i++)
		reverse = set->zones[i].zone.reverse;
	if (reverse)
		match_addresses(set);
}
