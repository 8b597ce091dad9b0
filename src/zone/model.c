/* zone/model.c -- shelves of records, and the table of apexes */
#include "zone/model.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"

#define TTL_PLAIN      16 /* so many TTLs are looked through one by one */
#define TTL_SLOTS      (1u << 18)
#define CLASH_LOOKBACK 16

void
shelf_init(struct shelf *shelf, uint32_t number, const struct limits *limits)
{
	size_t most = limits->records + limits->generate + 1024;

	if (most > SHELF_RECORDS - 1)
		most = SHELF_RECORDS - 1;
	*shelf = (struct shelf){ .number = number };
	vec_reserve(&shelf->rrs, most, sizeof(struct rr));
	vec_reserve(&shelf->runs, most, sizeof(struct run));
	vec_reserve(&shelf->segments, most, sizeof(struct segment));
	vec_reserve(&shelf->frames, limits->includes + 2, sizeof(struct frame));
	vec_reserve(&shelf->aaaas, most, sizeof(struct aaaa));
	vec_reserve(&shelf->targets, most, sizeof(struct target));
	vec_reserve(&shelf->ptr4s, most, sizeof(struct ptr4));
	vec_reserve(&shelf->ptr6s, most, sizeof(struct ptr6));
	vec_reserve(&shelf->owners, most, sizeof(uint32_t));
	vec_reserve(&shelf->pointers, most, sizeof(uint32_t));
	vec_reserve(&shelf->nulls, most, sizeof(uint32_t));
	vec_reserve(&shelf->rares, most, sizeof(uint32_t));
	vec_reserve(&shelf->forward_pointers, most, sizeof(uint32_t));
	vec_reserve(&shelf->texts, most, sizeof(uint32_t));
	vec_reserve(&shelf->outside, most, sizeof(uint32_t));
	vec_reserve(&shelf->cuts, most, sizeof(uint64_t));
	vec_reserve(&shelf->odd_cuts, most, sizeof(uint32_t));
	vec_reserve(&shelf->deep, most, sizeof(struct deep));
	vec_reserve(&shelf->shadowed, most, sizeof(uint32_t));
	vec_reserve(&shelf->odd_names, most, sizeof(uint32_t));
	vec_reserve(&shelf->wildcards, most, sizeof(uint32_t));
	vec_reserve(&shelf->nonterminals, most, sizeof(uint64_t));
	vec_reserve(&shelf->ttls, TTL_MANY, sizeof(uint32_t));
	vec_reserve(&shelf->ttls_many, most, sizeof(struct ttl_entry));
	vec_more(&shelf->frames, sizeof(struct frame)); /* frame 0: no include */
}

void
shelf_free(struct shelf *shelf)
{
	struct vec *all[] = { &shelf->rrs, &shelf->runs, &shelf->segments, &shelf->frames,
		&shelf->aaaas, &shelf->targets, &shelf->ptr4s, &shelf->ptr6s, &shelf->owners,
		&shelf->pointers, &shelf->nulls, &shelf->rares, &shelf->odd_names,
		&shelf->wildcards, &shelf->outside, &shelf->forward_pointers, &shelf->texts,
		&shelf->cuts, &shelf->odd_cuts, &shelf->deep, &shelf->shadowed,
		&shelf->nonterminals, &shelf->ttls, &shelf->ttls_many };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		vec_free(all[i]);
	free(shelf->blocks);
	free(shelf->ttl_slots);
	free(shelf->problems);
	free(shelf->comments);
	free(shelf->unreadable);
	arena_free(&shelf->arena);
}

static uint16_t
ttl_append(struct shelf *shelf, uint32_t record, uint32_t ttl)
{
	size_t index = VEC_COUNT(&shelf->ttls, uint32_t);
	uint32_t *slot;

	if (index < TTL_MANY && (slot = vec_more(&shelf->ttls, sizeof *slot)) != NULL) {
		*slot = ttl;
		return (uint16_t)index;
	}
	struct ttl_entry *many = vec_more(&shelf->ttls_many, sizeof *many);

	if (many != NULL)
		*many = (struct ttl_entry){ record, ttl };
	return TTL_MANY;
}

/* With many TTLs: open addressing, filled with what is there when first needed. */
static uint16_t
ttl_hashed(struct shelf *shelf, uint32_t record, uint32_t ttl)
{
	size_t known = VEC_COUNT(&shelf->ttls, uint32_t);
	uint32_t at = (ttl * 0x9e3779b1u) >> 14;

	if (shelf->ttl_slots == NULL) {
		shelf->ttl_slots = xcalloc(TTL_SLOTS, sizeof *shelf->ttl_slots);
		for (size_t i = 0; i < known; i++) {
			uint32_t k = (*VEC_AT(&shelf->ttls, uint32_t, i) * 0x9e3779b1u) >> 14;

			while (shelf->ttl_slots[k] != 0)
				k = (k + 1) & (TTL_SLOTS - 1);
			shelf->ttl_slots[k] = (uint32_t)i + 1;
		}
	}
	for (; shelf->ttl_slots[at] != 0; at = (at + 1) & (TTL_SLOTS - 1))
		if (*VEC_AT(&shelf->ttls, uint32_t, shelf->ttl_slots[at] - 1) == ttl)
			return (uint16_t)(shelf->ttl_slots[at] - 1);
	uint16_t index = ttl_append(shelf, record, ttl);

	if (index != TTL_MANY)
		shelf->ttl_slots[at] = index + 1u;
	return index;
}

uint16_t
shelf_ttl_index(struct shelf *shelf, uint32_t record, uint32_t ttl)
{
	size_t known = VEC_COUNT(&shelf->ttls, uint32_t);

	if (known > TTL_PLAIN)
		return ttl_hashed(shelf, record, ttl);
	for (size_t i = 0; i < known; i++)
		if (*VEC_AT(&shelf->ttls, uint32_t, i) == ttl)
			return (uint16_t)i;
	return ttl_append(shelf, record, ttl);
}

uint32_t
shelf_ttl(const struct shelf *shelf, uint32_t record)
{
	const struct rr *rr = VEC_AT(&shelf->rrs, const struct rr, record);
	size_t lo = 0, hi = VEC_COUNT(&shelf->ttls_many, struct ttl_entry);

	if (rr->ttl != TTL_MANY)
		return *VEC_AT(&shelf->ttls, uint32_t, rr->ttl);
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (VEC_AT(&shelf->ttls_many, struct ttl_entry, mid)->record <= record)
			lo = mid;
		else
			hi = mid;
	}
	return VEC_AT(&shelf->ttls_many, struct ttl_entry, lo)->ttl;
}

/* Records that share an entry of shelf->blocks. */
#define BLOCK 64

/*
 * The last element whose field first is at most record.  Halving without branches: which half it is cannot
 * be foretold, and this runs for every look-up.
 */
#define LAST_AT_MOST(v, type, record, from, to)     \
 const type *at = VEC_AT(v, const type, from);      \
                                                    \
 for (size_t left = (to) - (from); left > 1;) {     \
  size_t half = left / 2;                           \
                                                    \
  at = at[half].first <= (record) ? at + half : at; \
  left -= half;                                     \
 }                                                  \
 return at

const struct run *
shelf_run(const struct shelf *shelf, uint32_t record)
{
	const struct shelf_block *blocks = shelf->blocks;
	size_t at_block = record / BLOCK;
	size_t from = blocks != NULL ? blocks[at_block].run : 0;
	size_t to = blocks != NULL ? blocks[at_block + 1].run + (size_t)1
	                           : VEC_COUNT(&shelf->runs, struct run);

	LAST_AT_MOST(&shelf->runs, struct run, record, from, to);
}

const struct segment *
shelf_segment(const struct shelf *shelf, uint32_t record)
{
	const struct shelf_block *blocks = shelf->blocks;
	size_t at_block = record / BLOCK;
	size_t from = blocks != NULL ? blocks[at_block].segment : 0;
	size_t to = blocks != NULL ? blocks[at_block + 1].segment + (size_t)1
	                           : VEC_COUNT(&shelf->segments, struct segment);

	LAST_AT_MOST(&shelf->segments, struct segment, record, from, to);
}

void
shelf_close(struct shelf *shelf)
{
	size_t runs = VEC_COUNT(&shelf->runs, struct run), run = 0;
	size_t segments = VEC_COUNT(&shelf->segments, struct segment), segment = 0;
	size_t count = VEC_COUNT(&shelf->rrs, struct rr) / BLOCK + 2;
	struct shelf_block *blocks;

	if (runs == 0 || segments == 0)
		return;
	blocks = xmalloc(count * sizeof *blocks);
	for (size_t i = 0; i < count; i++) {
		while (run + 1 < runs &&
		       VEC_AT(&shelf->runs, const struct run, run + 1)->first <= i * BLOCK)
			run++;
		while (
		    segment + 1 < segments &&
		    VEC_AT(&shelf->segments, const struct segment, segment + 1)->first <= i * BLOCK)
			segment++;
		blocks[i] = (struct shelf_block){ (uint32_t)run, (uint32_t)segment };
	}
	shelf->blocks = blocks;
}

uint32_t
shelf_run_end(const struct shelf *shelf, const struct run *run)
{
	const struct run *end =
	    VEC_AT(&shelf->runs, const struct run, VEC_COUNT(&shelf->runs, struct run));

	return run + 1 < end ? run[1].first : (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
}

/* Long runs are sorted rather than compared pair by pair. */
static bool
run_clashes_sorted(const struct shelf *shelf, uint32_t first, uint32_t end)
{
	uint64_t *keys = xmalloc((end - first) * sizeof *keys);
	uint16_t ttls[256];
	bool seen[256] = { false }, clash = false;

	for (uint32_t i = first; i < end; i++) {
		const struct rr *rr = VEC_AT(&shelf->rrs, const struct rr, i);

		keys[i - first] = (uint64_t)rr->code << 32 | rr->mark;
		clash |= seen[rr->code] && (ttls[rr->code] != rr->ttl || rr->code == RRCODE_PTR ||
		                               rr->code == RRCODE_CNAME);
		seen[rr->code] = true;
		ttls[rr->code] = rr->ttl;
	}
	sort_items(keys, end - first, sizeof *keys, compare_u64);
	for (uint32_t i = 1; i < end - first; i++)
		clash |= keys[i] == keys[i - 1] ||
		         (keys[i] >> 32 == RRCODE_MX && keys[i] >> 16 == keys[i - 1] >> 16);
	free(keys);
	return clash;
}

/* May an RRset of the run be too big for one answer: many records, or several of text? */
static bool
run_is_long(const struct shelf *shelf, const struct run *run, uint32_t end)
{
	unsigned texts = 0;

	if (end - run->first >= 10)
		return true;
	for (uint32_t i = run->first; i < end && end - run->first >= 6; i++)
		texts += VEC_AT(&shelf->rrs, const struct rr, i)->code == RRCODE_TXT;
	return texts >= 5;
}

static bool
run_clashes(const struct shelf *shelf, uint32_t first, uint32_t end)
{
	const struct rr *rrs = VEC_AT(&shelf->rrs, const struct rr, 0);

	if (end - first > CLASH_LOOKBACK)
		return run_clashes_sorted(shelf, first, end);
	for (uint32_t i = first + 1; i < end; i++)
		for (uint32_t j = first; j < i; j++)
			if (rrs[i].code == rrs[j].code &&
			    (rrs[i].mark == rrs[j].mark || rrs[i].ttl != rrs[j].ttl ||
			        rrs[i].ttl == TTL_MANY || rrs[i].code == RRCODE_PTR ||
			        rrs[i].code == RRCODE_CNAME ||
			        (rrs[i].code == RRCODE_MX &&
			            (rrs[i].mark ^ rrs[j].mark) >> 16 == 0)))
				return true;
	return false;
}

/* A delegation that may be wrong: one server only, or data beside it that its child would have to say. */
static void
close_cut(struct shelf *shelf, const struct run *run, uint32_t end)
{
	const uint16_t usual = type_bit(RRCODE_NS) | type_bit(RRCODE_DS) | TYPES(TYPE_BIT_DNSSEC);
	unsigned servers = 0;
	uint64_t *cut;

	if ((run->types & type_bit(RRCODE_SOA)) != 0)
		return;
	cut = vec_more(&shelf->cuts, sizeof *cut);
	if (cut != NULL)
		*cut = run->hash;
	for (uint32_t i = run->first; i < end && servers < 2; i++)
		servers += VEC_AT(&shelf->rrs, const struct rr, i)->code == RRCODE_NS;
	if (servers < 2 || (run->types & ~usual) != 0)
		shelf_note(&shelf->odd_cuts, run->first);
}

/* A run with other records than addresses: were it below a delegation, nobody would see them. */
static void
close_other(struct shelf *shelf, const struct run *run, uint32_t end)
{
	size_t names = VEC_COUNT(&shelf->nonterminals, uint64_t);

	if ((run->types & type_bit(RRCODE_NS)) != 0)
		close_cut(shelf, run, end);
	else if ((run->types & type_bit(RRCODE_DS)) != 0)
		shelf_note(&shelf->odd_cuts, run->first);
	for (size_t i = shelf->run_nonterminals; i < names; i++) {
		struct deep *deep = vec_more(&shelf->deep, sizeof *deep);

		if (deep != NULL)
			*deep = (struct deep){ *VEC_AT(&shelf->nonterminals, const uint64_t, i),
				run->first };
	}
}

void
shelf_close_run(struct shelf *shelf)
{
	size_t count = VEC_COUNT(&shelf->runs, struct run);
	uint32_t end = (uint32_t)VEC_COUNT(&shelf->rrs, struct rr), *slot;
	struct run *run;

	if (count == shelf->closed_runs)
		return;
	shelf->closed_runs = count;
	run = VEC_AT(&shelf->runs, struct run, count - 1);
	if ((run->types & ~TYPES_ADDRESS) != 0)
		close_other(shelf, run, end);
	if (run->flags != 0 && ((run->flags & RUN_ODD) != 0 ||
	                           (run->types & (TYPES_ADDRESS | type_bit(RRCODE_MX))) != 0))
		shelf_note(&shelf->odd_names, run->first);
	if (VEC_COUNT(&shelf->nonterminals, uint64_t) > shelf->run_nonterminals)
		run->flags |= RUN_DEEP;
	if (end - run->first < 2)
		return;
	if (((run->types & type_bit(RRCODE_CNAME)) == 0 ||
	        (run->types & ~(type_bit(RRCODE_CNAME) | TYPES(TYPE_BIT_DNSSEC))) == 0) &&
	    !run_is_long(shelf, run, end) && !run_clashes(shelf, run->first, end))
		return;
	slot = vec_more(&shelf->owners, sizeof *slot);
	if (slot != NULL)
		*slot = run->first;
}

void
shelf_complain(struct shelf *shelf, const struct zone_problem *problem)
{
	struct zone_problem *p;

	if (shelf->problem_count == shelf->problem_cap) {
		shelf->problem_cap = shelf->problem_cap ? shelf->problem_cap * 2 : 64;
		shelf->problems =
		    xrealloc(shelf->problems, shelf->problem_cap * sizeof *shelf->problems);
	}
	p = &shelf->problems[shelf->problem_count++];
	*p = *problem;
	p->sentence = arena_copy(&shelf->arena, str_of(problem->sentence));
	if (problem->label != NULL)
		p->label = arena_copy(&shelf->arena, str_of(problem->label));
}

bool
apexes_build(struct zone_set *set)
{
	struct apex_table *t = &set->apexes;
	uint32_t slots = 64;
	uint64_t bits = 1024;

	while (slots < set->zone_count * 2)
		slots *= 2;
	while (bits < set->zone_count * 32)
		bits *= 2;
	t->slots = xcalloc(slots, sizeof *t->slots);
	t->mask = slots - 1;
	t->filter = xcalloc(bits / 64, sizeof *t->filter);
	t->filter_mask = bits - 1;
	for (size_t i = 0; i < set->zone_count; i++) {
		uint64_t hash = set->zones[i].apex_hash, bit = hash & t->filter_mask;
		uint32_t at = (uint32_t)(hash >> 32) & t->mask;

		if (apexes_find(set, hash) != NULL)
			continue; /* the same zone twice: the first stands for it */
		while (t->slots[at] != 0)
			at = (at + 1) & t->mask;
		t->slots[at] = (uint32_t)i + 1;
		t->filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
	}
	return true;
}

void
apexes_free(struct apex_table *t)
{
	free(t->slots);
	free(t->filter);
}

struct zone_state *
apexes_find(const struct zone_set *set, uint64_t hash)
{
	const struct apex_table *t = &set->apexes;

	if (!apexes_maybe(t, hash))
		return NULL;
	for (uint32_t at = (uint32_t)(hash >> 32) & t->mask; t->slots[at] != 0;
	     at = (at + 1) & t->mask)
		if (set->zones[t->slots[at] - 1].apex_hash == hash)
			return &set->zones[t->slots[at] - 1];
	return NULL;
}
