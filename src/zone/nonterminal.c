/* zone/nonterminal.c -- names that exist only because something below them does */
#include <stdlib.h>

#include "base/sort.h"
#include "zone/model.h"

static void
gather_nonterminals(struct zone_set *set)
{
	size_t total = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		total += VEC_COUNT(&set->shelves[k].nonterminals, uint64_t);
	vec_reserve(&set->nonterminals, total + 1, sizeof(uint64_t));
	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct vec *v = &set->shelves[k].nonterminals;

		if (v->len > 0)
			memcpy(vec_more(&set->nonterminals, v->len), v->ptr, v->len);
	}
	sort_items(set->nonterminals.ptr, total, sizeof(uint64_t), compare_u64);
}

/* Call make() when nobody has done so yet; who comes meanwhile waits. */
static void
once(struct zone_set *set, atomic_bool *done, void (*make)(struct zone_set *set))
{
	if (atomic_load_explicit(done, memory_order_acquire))
		return;
	pthread_mutex_lock(&set->lock);
	if (!atomic_load_explicit(done, memory_order_relaxed)) {
		make(set);
		atomic_store_explicit(done, true, memory_order_release);
	}
	pthread_mutex_unlock(&set->lock);
}

/* Who asks once or twice only is not worth a sorted list. */
#define ASKS_BEFORE_SORTING 4

static bool
is_nonterminal_unsorted(const struct zone_set *set, uint64_t hash)
{
	bool found = false;

	for (unsigned k = 0; k < set->shelf_count && !found; k++) {
		const struct vec *v = &set->shelves[k].nonterminals;
		const uint64_t *hashes = VEC_AT(v, const uint64_t, 0);

		for (size_t i = 0, n = VEC_COUNT(v, uint64_t); i < n; i++)
			found |= hashes[i] == hash;
	}
	return found;
}

bool
nonterminal_known(struct zone_set *set, uint64_t hash)
{
	if (!atomic_load_explicit(&set->nonterminals_sorted, memory_order_acquire) &&
	    atomic_fetch_add(&set->nonterminals_asked, 1) < ASKS_BEFORE_SORTING)
		return is_nonterminal_unsorted(set, hash);
	once(set, &set->nonterminals_sorted, gather_nonterminals);
	return set->nonterminals.len > 0 &&
	       bsearch(&hash, set->nonterminals.ptr, VEC_COUNT(&set->nonterminals, uint64_t),
	           sizeof hash, compare_u64) != NULL;
}

/* An address whose reverse name has a PTR, as it lies in the tree: first the zone, then what is next to the root. */
struct leaf {
	uint32_t zone;
	uint8_t octets[16];
};

static int
compare_leaves(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;

	if (x->zone != y->zone)
		return x->zone < y->zone ? -1 : 1;
	return memcmp(x->octets, y->octets, sizeof x->octets);
}

static void
add_leaf(struct zone_set *set, const struct shelf *shelf, uint32_t record, const uint8_t *octets,
    size_t len)
{
	uint32_t zone = shelf_segment(shelf, record)->zone;
	struct leaf *leaf;

	if (!set->zones[zone].has_wildcard || (leaf = vec_more(&set->leaves, sizeof *leaf)) == NULL)
		return;
	*leaf = (struct leaf){ .zone = zone };
	memcpy(leaf->octets, octets, len);
}

/* Those of zones with a wildcard; in others nobody asks. */
static void
gather_leaves(struct zone_set *set)
{
	size_t total = 1;

	for (unsigned k = 0; k < set->shelf_count; k++)
		total += VEC_COUNT(&set->shelves[k].ptr4s, struct ptr4) +
		         VEC_COUNT(&set->shelves[k].ptr6s, struct ptr6);
	vec_reserve(&set->leaves, total, sizeof(struct leaf));
	for (unsigned k = 0; k < set->shelf_count; k++) {
		const struct shelf *s = &set->shelves[k];

		for (size_t i = 0; i < VEC_COUNT(&s->ptr4s, struct ptr4); i++) {
			const struct ptr4 *p = VEC_AT(&s->ptr4s, const struct ptr4, i);
			const uint8_t octets[4] = { (uint8_t)(p->addr >> 24),
				(uint8_t)(p->addr >> 16), (uint8_t)(p->addr >> 8),
				(uint8_t)p->addr };

			add_leaf(set, s, p->record, octets, sizeof octets);
		}
		for (size_t i = 0; i < VEC_COUNT(&s->ptr6s, struct ptr6); i++) {
			const struct ptr6 *p = VEC_AT(&s->ptr6s, const struct ptr6, i);

			add_leaf(set, s, p->record, p->octets, sizeof p->octets);
		}
	}
	sort_items(set->leaves.ptr, VEC_COUNT(&set->leaves, struct leaf), sizeof(struct leaf),
	    compare_leaves);
}

/* The names between apex and owner are not kept there, for an address has up to 32 of them. */
bool
nonterminal_reverse(struct zone_set *set, const struct zone *zone, const struct dname *name)
{
	struct leaf first = { .zone = zone->id };
	struct prefix net, found = { 0 };
	size_t lo = 0, hi;

	if (!zone->reverse || !addr_from_reverse(name, &net))
		return false;
	once(set, &set->leaves_gathered, gather_leaves);
	memcpy(first.octets, net.base.octets, sizeof first.octets);
	hi = VEC_COUNT(&set->leaves, struct leaf);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_leaves(VEC_AT(&set->leaves, const struct leaf, mid), &first) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == VEC_COUNT(&set->leaves, struct leaf) ||
	    VEC_AT(&set->leaves, const struct leaf, lo)->zone != zone->id)
		return false;
	found.base.family = net.base.family;
	memcpy(found.base.octets, VEC_AT(&set->leaves, const struct leaf, lo)->octets, 16);
	return prefix_contains(&net, &found.base);
}
