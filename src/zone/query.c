/* zone/query.c -- names, aliases and addresses, looked up across zones */
#include "zone/query.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "base/threads.h"
#include "zone/order.h"

static const struct zone_state *
zone_state(const struct zone_set *set, const struct zone *zone)
{
	return &set->zones[zone->id];
}

static bool
run_in_zone(const struct zone_set *set, uint32_t ref, uint32_t zone)
{
	return shelf_segment(ref_shelf(set, ref), ref_run(set, ref)->first)->zone == zone;
}

/* The types that a name has in a zone; false when it has no records there. */
static bool
types_at(const struct zone_set *set, uint64_t hash, const struct zone *zone, uint16_t *types)
{
	uint32_t at = 0, ref;
	bool found = false;

	*types = 0;
	while (names_next(set, hash, &at, &ref))
		if (run_in_zone(set, ref, zone->id)) {
			*types |= ref_run(set, ref)->types;
			found = true;
		}
	return found;
}

/* The zone that encloses a name most closely; labels counts those that its apex lacks. */
static const struct zone *
enclosing(const struct zone_set *set, const uint64_t *hashes, unsigned labels, unsigned *below)
{
	for (unsigned i = 0; i <= labels; i++) {
		const struct zone_state *z = apexes_find(set, hashes[i]);

		if (z != NULL) {
			*below = i;
			return &z->zone;
		}
	}
	return NULL;
}

const struct zone *
query_zone(const struct zone_set *set, uint32_t view, const struct dname *name)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];
	unsigned labels = namehash_ancestors(namehash_root(view), name, hashes), below;

	return enclosing(set, hashes, labels, &below);
}

/* The wildcard that covers a name which has no records itself: below its closest encloser, or not at all. */
static void
find_wildcard(struct zone_set *set, struct node *node, const uint64_t *hashes, unsigned below)
{
	static const uint8_t star[1 + NAMEHASH_PAD] = "*";
	struct dname above;
	uint16_t types;

	if (nonterminal_reverse(set, node->zone, &node->name)) {
		node->exists = ANSWER_PRESENT;
		return;
	}

	for (unsigned i = 1; i <= below; i++) {
		uint64_t hash = namehash_label(hashes[i], star, 1);

		if (types_at(set, hash, node->zone, &types)) {
			node->wildcard = true;
			node->exists = ANSWER_PRESENT;
			node->hash = hash;
			node->types = types;
			return;
		}
		above = dname_parent(&node->name, i);
		if (types_at(set, hashes[i], node->zone, &types) ||
		    nonterminal_known(set, hashes[i]) ||
		    nonterminal_reverse(set, node->zone, &above))
			return;
	}
}

static void
find_cut(const struct zone_set *set, struct node *node, const uint64_t *hashes, unsigned below)
{
	uint16_t types;

	for (unsigned i = below; i-- > 0;)
		if (types_at(set, hashes[i], node->zone, &types) &&
		    (types & type_bit(RRCODE_NS)) != 0) {
			node->below_cut = true;
			node->cut = dname_parent(&node->name, i);
			return;
		}
}

void
query_name(struct zone_set *set, uint32_t view, const struct dname *name, struct node *out)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];
	unsigned labels = namehash_ancestors(namehash_root(view), name, hashes), below = 0;

	*out = (struct node){
		.set = set, .view = view, .exists = ANSWER_UNKNOWN, .name = *name, .hash = hashes[0]
	};
	out->zone = enclosing(set, hashes, labels, &below);
	if (out->zone == NULL || out->zone->spec.role == ROLE_EXTERNAL)
		return;
	find_cut(set, out, hashes, below);
	if (types_at(set, hashes[0], out->zone, &out->types)) {
		out->exists = ANSWER_PRESENT;
		return;
	}
	if (out->below_cut)
		return;
	out->exists = out->zone->unknown ? ANSWER_UNKNOWN : ANSWER_ABSENT;
	if (nonterminal_known(set, hashes[0]))
		out->exists = ANSWER_PRESENT;
	else if (zone_state(set, out->zone)->has_wildcard)
		find_wildcard(set, out, hashes, below);
}

/* ---- records of a name ---- */

static bool
rr_is(const struct zone_set *set, uint32_t ref, uint16_t type)
{
	const struct rr *rr = ref_rr(set, ref);

	if ((rr->flags & RR_BAD) != 0)
		return false;
	if (type == 0)
		return true;
	if (rr->code != RRCODE_OTHER)
		return rr->code == rrtype_code(type);
	return record_type(set, ref) == type;
}

/* Walk the records of a node that are of a type; false from visit ends the walk. */
static void
node_walk(const struct node *node, bool (*visit)(void *arg, uint32_t ref), void *arg)
{
	uint32_t at = 0, ref;

	if (node->zone == NULL || node->zone->spec.role == ROLE_EXTERNAL)
		return;
	while (names_next(node->set, node->hash, &at, &ref)) {
		const struct shelf *shelf = ref_shelf(node->set, ref);
		const struct run *run = ref_run(node->set, ref);
		uint32_t end = shelf_run_end(shelf, run);

		if (!run_in_zone(node->set, ref, node->zone->id))
			continue;
		for (uint32_t r = run->first; r < end; r++)
			if (!visit(arg, shelf_ref(shelf->number, r)))
				return;
	}
}

struct has {
	const struct zone_set *set;
	uint16_t type;
	bool found, unread;
};

static bool
visit_has(void *arg, uint32_t ref)
{
	struct has *h = arg;
	const struct rr *rr = ref_rr(h->set, ref);

	/* An alias speaks for every type, and what has no code may be any that has none. */
	if ((rr->flags & RR_BAD) != 0)
		h->unread |= rr->code == RRCODE_OTHER || rr->code == RRCODE_CNAME ||
		             rr->code == rrtype_code(h->type);
	else if (rr->code == RRCODE_OTHER)
		h->unread |= rrtype_code(h->type) == RRCODE_OTHER;
	else
		h->found = rr_is(h->set, ref, h->type);
	return !h->found;
}

enum answer
node_has(const struct node *node, uint16_t type)
{
	struct has h = { .set = node->set, .type = type };

	if (node->zone == NULL || node->zone->spec.role == ROLE_EXTERNAL)
		return ANSWER_UNKNOWN;
	node_walk(node, visit_has, &h);
	if (h.found)
		return ANSWER_PRESENT;
	if (h.unread || node->zone->unknown)
		return ANSWER_UNKNOWN;
	/* The zone says all there is to its cut's DS; the rest of what lies there belongs to the child. */
	if (node->below_cut && !(type == RRTYPE_DS && dname_equal(&node->cut, &node->name)))
		return ANSWER_UNKNOWN;
	return node->exists == ANSWER_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_ABSENT;
}

bool
node_has_below(const struct node *node)
{
	/* A cache: nothing that others see changes. */
	struct zone_set *set = (struct zone_set *)(uintptr_t)node->set;

	if (node->zone == NULL || node->zone->spec.role == ROLE_EXTERNAL)
		return false;
	return dname_equal(&node->name, &node->zone->spec.origin) ||
	       nonterminal_known(set, node->hash);
}

struct gathering {
	const struct zone_set *set;
	uint16_t type;
	struct vec *list;
};

static bool
visit_gather(void *arg, uint32_t ref)
{
	struct gathering *g = arg;
	uint32_t *slot;

	if (rr_is(g->set, ref, g->type) && (slot = vec_more(g->list, sizeof *slot)) != NULL)
		*slot = ref;
	return true;
}

/* The list that node_next() walks, kept until another one takes its place. */
static const struct node_list *
node_list(const struct node *node, uint16_t type)
{
	/* A cache: nothing that others see changes. */
	struct zone_set *set = (struct zone_set *)(uintptr_t)node->set;
	struct query_memory *memory = &set->memories[threads_self()];
	struct gathering g = { .set = set, .type = type, .list = &memory->found };
	struct node_list *l;

	for (size_t i = 0; i < ARRAY_LEN(memory->lists); i++) {
		l = &memory->lists[i];
		if (l->used && l->hash == node->hash && l->zone == node->zone->id &&
		    l->type == type)
			return l;
	}
	l = &memory->lists[memory->list_next++ % ARRAY_LEN(memory->lists)];
	if (memory->found.most == 0)
		vec_reserve(&memory->found, set_record_count(set) + 1, sizeof(uint32_t));
	memory->found.len = 0;
	node_walk(node, visit_gather, &g);
	free(l->refs);
	*l = (struct node_list){
		.hash = node->hash, .zone = node->zone->id, .type = type, .used = true
	};
	order_list(set, &memory->found, &l->refs, &l->count);
	return l;
}

bool
node_next(const struct node *node, uint16_t type, size_t *at, record_id *out)
{
	const struct node_list *l;

	if (node->zone == NULL || node->zone->spec.role == ROLE_EXTERNAL)
		return false;
	l = node_list(node, type);
	if (*at >= l->count)
		return false;
	*out = l->refs[(*at)++];
	return true;
}

/* ---- without text ---- */

uint32_t
record_ttl(const struct zone_set *set, record_id id)
{
	return shelf_ttl(ref_shelf(set, id), ref_index(id));
}

const struct zone *
record_zone(const struct zone_set *set, record_id id)
{
	return &set->zones[shelf_segment(ref_shelf(set, id), ref_index(id))->zone].zone;
}

bool
record_addr(const struct zone_set *set, record_id id, struct addr *out)
{
	const struct shelf *shelf = ref_shelf(set, id);
	const struct rr *rr = ref_rr(set, id);
	size_t lo = 0, hi = VEC_COUNT(&shelf->aaaas, struct aaaa);

	if ((rr->flags & RR_BAD) != 0)
		return false;
	if (rr->code == RRCODE_A) {
		*out =
		    (struct addr){ ADDR_V4, { (uint8_t)(rr->mark >> 24), (uint8_t)(rr->mark >> 16),
			                        (uint8_t)(rr->mark >> 8), (uint8_t)rr->mark } };
		return true;
	}
	if (rr->code != RRCODE_AAAA)
		return false;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (VEC_AT(&shelf->aaaas, const struct aaaa, mid)->record <= ref_index(id))
			lo = mid;
		else
			hi = mid;
	}
	out->family = ADDR_V6;
	memcpy(out->octets, VEC_AT(&shelf->aaaas, const struct aaaa, lo)->octets, 16);
	return true;
}

static void
gather_rares(const struct zone_set *set, uint32_t k, uint8_t code, struct vec *found)
{
	const struct vec *rares = &set->shelves[k].rares;
	uint32_t *slot;

	for (size_t i = 0; i < VEC_COUNT(rares, uint32_t); i++) {
		uint32_t ref = shelf_ref(k, *VEC_AT(rares, uint32_t, i));

		if (ref_rr(set, ref)->code == code &&
		    (slot = vec_more(found, sizeof *slot)) != NULL)
			*slot = ref;
	}
}

const record_id *
set_records(struct zone_set *set, uint16_t type, size_t *count)
{
	uint8_t code = (uint8_t)rrtype_code(type);
	const record_id *list;
	struct vec found = { 0 };

	vec_reserve(&found, set_record_count(set) + 1, sizeof(uint32_t));
	for (uint32_t k = 0; k < set->shelf_count && code_is_rare(code); k++)
		gather_rares(set, k, code, &found);
	for (uint32_t k = 0; k < set->shelf_count && !code_is_rare(code); k++) {
		const struct rr *rrs = VEC_AT(&set->shelves[k].rrs, const struct rr, 0);
		uint32_t most = (uint32_t)VEC_COUNT(&set->shelves[k].rrs, struct rr), *slot;

		for (uint32_t i = 0; i < most; i++)
			if (rrs[i].code == code && (rrs[i].flags & RR_BAD) == 0 &&
			    (slot = vec_more(&found, sizeof *slot)) != NULL)
				*slot = shelf_ref(k, i);
	}
	order_records(set, NULL, &found, &list, count);
	vec_free(&found);
	return list;
}

/* The verdicts on data seen: an open hash table of marks, the verdict in the low bit. */
struct verdicts {
	uint64_t *slots; /* 0: free */
	size_t mask;
};

static uint64_t *
verdict_slot(const struct verdicts *v, const struct rr *rr)
{
	uint64_t key = ((uint64_t)rr->mark << 8 | rr->code) << 1 | (uint64_t)1 << 63;
	size_t at = (rr->mark ^ rr->mark >> 15) & v->mask;

	while (v->slots[at] != 0 && (v->slots[at] & ~((uint64_t)1 << 62 | 1)) != key)
		at = (at + 1) & v->mask;
	if (v->slots[at] == 0)
		v->slots[at] = key;
	return &v->slots[at];
}

void
set_outside(struct zone_set *set, bool (*judge)(void *arg, record_id id), void *arg,
    const record_id **out, size_t *count)
{
	struct verdicts v = { NULL, 15 };
	struct vec found = { 0 };
	size_t total = 1;

	for (unsigned k = 0; k < set->shelf_count; k++)
		total += VEC_COUNT(&set->shelves[k].outside, uint32_t);
	while (v.mask < 2 * total)
		v.mask = 2 * v.mask + 1;
	v.slots = xcalloc(v.mask + 1, sizeof *v.slots);
	vec_reserve(&found, total, sizeof(uint32_t));
	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct vec *outside = &set->shelves[k].outside;

		for (size_t i = 0; i < VEC_COUNT(outside, uint32_t); i++) {
			uint32_t ref = shelf_ref(k, *VEC_AT(outside, uint32_t, i));
			uint64_t *slot = verdict_slot(&v, ref_rr(set, ref));

			/* Bit 62 says that the verdict is known; marks and codes are below it. */
			if ((*slot >> 62 & 1) == 0)
				*slot |= (uint64_t)1 << 62 | (judge(arg, ref) ? 1 : 0);
			if ((*slot & 1) != 0)
				shelf_note(&found, ref);
		}
	}
	free(v.slots);
	order_records(set, NULL, &found, out, count);
	vec_free(&found);
}

void
query_owner(
    struct zone_set *set, const struct zone *zone, const struct dname *name, struct node *out)
{
	uint64_t hash = namehash_dname(namehash_root(zone->spec.view), name);

	*out = (struct node){ .set = set,
		.view = zone->spec.view,
		.exists = zone->unknown ? ANSWER_UNKNOWN : ANSWER_ABSENT,
		.zone = zone,
		.name = *name,
		.hash = hash };
	if (types_at(set, hash, zone, &out->types))
		out->exists = ANSWER_PRESENT;
}

void
query_glue(
    struct zone_set *set, const struct zone *zone, const struct dname *name, struct node *out)
{
	uint64_t hash = namehash_dname(namehash_root(zone->spec.view), name) ^ OCCLUDED;

	*out = (struct node){ .set = set,
		.view = zone->spec.view,
		.exists = ANSWER_ABSENT,
		.zone = zone,
		.below_cut = true,
		.cut = *name,
		.name = *name,
		.hash = hash };
	if (types_at(set, hash, zone, &out->types))
		out->exists = ANSWER_PRESENT;
	else if (zone->unknown)
		out->exists = ANSWER_UNKNOWN;
}

bool
zone_next(const struct zone_set *set, const struct zone *zone, size_t *at, record_id *out)
{
	const struct zone_state *z = zone_state(set, zone);
	size_t index = *at;

	for (uint32_t part = 0; part < z->part_count; part++) {
		const struct shelf *shelf = &set->shelves[z->shelves[part]];
		const struct segment *segments = VEC_AT(&shelf->segments, const struct segment, 0);
		uint32_t begin, end;

		if (z->segments[part] == z->segment_ends[part])
			continue;
		begin = segments[z->segments[part]].first;
		end = z->segment_ends[part] < VEC_COUNT(&shelf->segments, struct segment)
		          ? segments[z->segment_ends[part]].first
		          : (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
		if (index < end - begin) {
			*out = shelf_ref(shelf->number, begin + index);
			++*at;
			return true;
		}
		index -= end - begin;
	}
	return false;
}

bool
zone_next_owner(struct zone_set *set, const struct zone *zone, struct owner_walk *at,
    struct node *out, record_id *first, bool *deep)
{
	const struct zone_state *z = zone_state(set, zone);

	for (; at->part < z->part_count; at->part++, at->next = 0) {
		const struct shelf *shelf = &set->shelves[z->shelves[at->part]];
		const struct segment *segments = VEC_AT(&shelf->segments, const struct segment, 0);
		const struct run *run;
		uint32_t end;

		if (z->segments[at->part] == z->segment_ends[at->part])
			continue;
		end = z->segment_ends[at->part] < VEC_COUNT(&shelf->segments, struct segment)
		          ? segments[z->segment_ends[at->part]].first
		          : (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
		if (at->next == 0) /* one more than the index of the record that comes next */
			at->next = segments[z->segments[at->part]].first + 1;
		if (at->next > end)
			continue;
		run = shelf_run(shelf, at->next - 1);
		*first = shelf_ref(shelf->number, at->next - 1);
		*deep = (run->flags & RUN_DEEP) != 0;
		*out = (struct node){ .set = set,
			.view = zone->spec.view,
			.exists = ANSWER_PRESENT,
			.zone = zone,
			.hash = run->hash };
		types_at(set, run->hash, zone, &out->types);
		at->next = shelf_run_end(shelf, run) + 1;
		return true;
	}
	return false;
}

bool
zone_next_origin(const struct zone_set *set, const struct zone *zone, size_t *at, struct dname *out)
{
	const struct zone_state *z = zone_state(set, zone);
	size_t index = *at;

	for (uint32_t part = 0; part < z->part_count; part++) {
		const struct shelf *shelf = &set->shelves[z->shelves[part]];
		size_t count = z->segment_ends[part] - z->segments[part];

		if (index < count) {
			const struct dname *origin = VEC_AT(
			    &shelf->segments, const struct segment, z->segments[part] + index)
			                                 ->origin;

			memset(out, 0, sizeof *out); /* what is kept ends with its last octet */
			memcpy(out, origin, offsetof(struct dname, wire) + origin->len);
			++*at;
			return true;
		}
		index -= count;
	}
	return false;
}

/* ---- aliases and addresses ---- */

/* The name behind an alias record; false when it cannot be read. */
static bool
alias_target(struct zone_set *set, record_id id, struct dname *out)
{
	struct record r = { 0 };
	bool ok = query_record(set, id, &r) && r.rdata != NULL &&
	          rdata_name(r.rdata, r.rdata_len, 0, out) > 0;

	record_free(&r);
	return ok;
}

/* A DNAME above the name, in its zone: the name with that part replaced. */
static bool
find_dname(struct zone_set *set, const struct node *node, record_id *id, struct dname *out)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];
	unsigned labels, below = 0;
	struct dname target, prefix;
	uint16_t types;

	if (node->zone == NULL || !zone_state(set, node->zone)->has_dname)
		return false;
	labels = namehash_ancestors(namehash_root(node->view), &node->name, hashes);
	if (enclosing(set, hashes, labels, &below) != node->zone)
		return false;
	for (unsigned i = 1; i <= below; i++) {
		struct node above;
		struct dname owner;
		size_t at = 0, cut;

		if (!types_at(set, hashes[i], node->zone, &types) ||
		    (types & type_bit(RRCODE_DNAME)) == 0)
			continue;
		owner = dname_parent(&node->name, i);
		query_name(set, node->view, &owner, &above);
		if (!node_next(&above, RRTYPE_DNAME, &at, id) || !alias_target(set, *id, &target))
			return false;
		cut = (size_t)(node->name.len - owner.len);
		memcpy(prefix.wire, node->name.wire, cut);
		prefix.wire[cut] = 0;
		prefix.len = (uint8_t)(cut + 1);
		return dname_concat(&prefix, &target, out);
	}
	return false;
}

void
query_chase(struct zone_set *set, uint32_t view, const struct dname *name, struct chase *out)
{
	struct dname seen[LIMIT_CNAME_CHAIN + 1], next;
	record_id alias;

	*out = (struct chase){ .end = CHASE_END, .name = *name };
	for (;;) {
		size_t at = 0;
		bool found;

		query_name(set, view, &out->name, &out->node);
		found = (out->node.types & type_bit(RRCODE_CNAME)) != 0 &&
		        node_next(&out->node, RRTYPE_CNAME, &at, &alias) &&
		        alias_target(set, alias, &next);
		if (!found && !find_dname(set, &out->node, &alias, &next))
			return;
		if (out->steps == LIMIT_CNAME_CHAIN) {
			out->end = CHASE_TOO_LONG;
			return;
		}
		seen[out->steps] = out->name;
		out->aliases[out->steps++] = alias;
		out->name = next;
		for (unsigned i = 0; i < out->steps; i++)
			if (dname_equal(&seen[i], &next)) {
				out->end = CHASE_LOOP;
				return;
			}
	}
}

enum answer
query_addresses(struct zone_set *set, uint32_t view, const struct dname *name, struct addr *out,
    size_t most, size_t *count)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };
	struct chase chase;
	bool unknown = false;

	*count = 0;
	query_chase(set, view, name, &chase);
	if (chase.end != CHASE_END)
		return ANSWER_ABSENT;
	for (unsigned i = 0; i < 2; i++) {
		size_t at = 0;
		record_id id;
		struct addr addr;

		unknown |= node_has(&chase.node, types[i]) == ANSWER_UNKNOWN;
		while (node_next(&chase.node, types[i], &at, &id))
			if (record_addr(set, id, &addr)) {
				if (*count < most)
					out[*count] = addr;
				++*count;
			}
	}
	return *count > 0 ? ANSWER_PRESENT : unknown ? ANSWER_UNKNOWN : ANSWER_ABSENT;
}

struct address_search {
	const struct zone_set *set;
	const struct addr *addr;
	uint16_t code;
	bool found, unread;
};

static bool
visit_address(void *arg, uint32_t ref)
{
	struct address_search *s = arg;
	const struct rr *rr = ref_rr(s->set, ref);
	struct addr addr;

	if ((rr->flags & RR_BAD) != 0)
		s->unread |= rr->code == RRCODE_OTHER || rr->code == s->code;
	s->found = record_addr(s->set, ref, &addr) && addr_equal(&addr, s->addr);
	return !s->found;
}

enum answer
query_has_address(
    struct zone_set *set, uint32_t view, const struct dname *name, const struct addr *addr)
{
	struct address_search search = { .set = set, .addr = addr };
	uint16_t type = addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	struct chase chase;
	enum answer answer;

	query_chase(set, view, name, &chase);
	if (chase.end != CHASE_END)
		return ANSWER_ABSENT;
	search.code = (uint8_t)rrtype_code(type);
	node_walk(&chase.node, visit_address, &search);
	if (search.found)
		return ANSWER_PRESENT;
	answer = node_has(&chase.node, type);
	if (answer != ANSWER_PRESENT)
		return answer;
	/* Others are there; one that could not be read may be the one. */
	return search.unread || chase.node.zone->unknown || chase.node.below_cut ? ANSWER_UNKNOWN
	                                                                         : ANSWER_ABSENT;
}

enum answer
query_ptr(struct zone_set *set, uint32_t view, const struct addr *addr, struct chase *chase)
{
	struct dname name;

	addr_reverse_name(addr, &name);
	query_chase(set, view, &name, chase);
	if (chase->end != CHASE_END)
		return ANSWER_ABSENT;
	return node_has(&chase->node, RRTYPE_PTR);
}
