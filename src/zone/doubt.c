/* zone/doubt.c -- what bulk matching leaves open */
#include "zone/doubt.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"

/* A plain zone's network. */
struct plain {
	uint32_t view;
	struct prefix net;
};

struct doubt {
	struct zone_set *set;
	bool *zones;          /* by zone id: plain */
	struct plain *plains; /* by view and network; none inside another */
	size_t plain_count;
	struct addr *open; /* in order once closed */
	size_t count, cap;
	uint64_t *filter; /* a bit for each of their hashes: most others fail here at once */
	uint64_t filter_mask;
};

static int
compare_plains(const void *a, const void *b)
{
	const struct plain *x = a, *y = b;

	return x->view != y->view ? (x->view > y->view) - (x->view < y->view)
	                          : addr_compare(&x->net.base, &y->net.base);
}

static int
compare_open(const void *a, const void *b)
{
	return addr_compare(a, b);
}

/* False when an address may have been met with a PTR that nobody is served. */
static bool
find_plain(struct doubt *d)
{
	for (size_t i = 0; i < set_zone_count(d->set); i++) {
		const struct zone *zone = set_zone(d->set, i);
		struct prefix net;

		if (!zone->reverse || zone->spec.role == ROLE_EXTERNAL)
			continue;
		/* of two zones of one name the first speaks */
		if (query_zone(d->set, zone->spec.view, &zone->spec.origin) != zone)
			return false;
		if (!addr_from_reverse(&zone->spec.origin, &net) || !zone_is_plain(d->set, zone))
			continue;
		d->zones[i] = true;
		d->plains[d->plain_count++] = (struct plain){ zone->spec.view, net };
	}
	sort_items(d->plains, d->plain_count, sizeof *d->plains, compare_plains);
	return d->plain_count > 0;
}

/* The address that a record of a reverse zone stands at. */
static void
add_owner(struct doubt *d, record_id id, struct record *r)
{
	struct prefix net;

	if (query_record(d->set, id, r) && addr_from_reverse(&r->owner, &net))
		doubt_add(d, &net.base);
}

static void
add_suspects(struct doubt *d, const struct suspects *suspects)
{
	struct record r = { 0 };
	struct addr addr;

	for (size_t i = 0; i < suspects->address_count; i++)
		if (record_addr(d->set, suspects->addresses[i], &addr))
			doubt_add(d, &addr);
	for (size_t i = 0; i < suspects->pointer_count; i++)
		add_owner(d, suspects->pointers[i], &r);
	for (size_t i = 0; i < suspects->owner_count; i++)
		if (d->zones[record_zone(d->set, suspects->owners[i])->id])
			add_owner(d, suspects->owners[i], &r);
	record_free(&r);
}

struct doubt *
doubt_new(struct zone_set *set)
{
	const struct suspects *suspects = set_suspects(set);
	struct doubt *d = xcalloc(1, sizeof *d);

	d->set = set;
	d->zones = xcalloc(set_zone_count(set) + 1, sizeof *d->zones);
	d->plains = xcalloc(set_zone_count(set) + 1, sizeof *d->plains);
	if (suspects->shadowed_count > 0 || !find_plain(d)) {
		doubt_free(d);
		return NULL;
	}
	add_suspects(d, suspects);
	return d;
}

void
doubt_free(struct doubt *d)
{
	if (d == NULL)
		return;
	free(d->zones);
	free(d->plains);
	free(d->open);
	free(d->filter);
	free(d);
}

void
doubt_add(struct doubt *d, const struct addr *addr)
{
	d->open = xgrow(d->open, d->count, &d->cap, sizeof *d->open);
	d->open[d->count++] = *addr;
}

/* Who makes addresses that meet here costs himself time, and nothing else. */
static uint64_t
hash_of(const struct addr *addr)
{
	uint64_t hi, lo;

	memcpy(&hi, addr->octets, 8);
	memcpy(&lo, addr->octets + 8, 8);
	hi = (hi ^ lo >> 7) * 0x9e3779b97f4a7c15u + lo;
	return (hi ^ hi >> 32) * 0x9e3779b97f4a7c15u >> 20;
}

void
doubt_close(struct doubt *d)
{
	uint64_t bits = 1024;

	while (bits < d->count * 16)
		bits *= 2;
	d->filter = xcalloc(bits / 64, sizeof *d->filter);
	d->filter_mask = bits - 1;
	for (size_t i = 0; i < d->count; i++) {
		uint64_t bit = hash_of(&d->open[i]) & d->filter_mask;

		d->filter[bit / 64] |= (uint64_t)1 << bit % 64;
	}
	sort_items(d->open, d->count, sizeof *d->open, compare_open);
}

bool
doubt_has(const struct doubt *d, const struct addr *addr)
{
	uint64_t bit = hash_of(addr) & d->filter_mask;

	return (d->filter[bit / 64] >> bit % 64 & 1) != 0 &&
	       bsearch(addr, d->open, d->count, sizeof *d->open, compare_open) != NULL;
}

bool
doubt_is_plain(const struct doubt *d, const struct zone *zone)
{
	return d->zones[zone->id];
}

static bool
is_within(const struct plain *plain, uint32_t view, const struct addr *addr)
{
	return plain->view == view && prefix_contains(&plain->net, addr);
}

bool
doubt_is_open(const struct doubt *d, uint32_t view, const struct addr *addr, size_t *near)
{
	const struct plain key = { view, { *addr, 0 } };
	size_t lo = 0, hi = d->plain_count;

	if (doubt_has(d, addr))
		return true;
	if (is_within(&d->plains[*near], view, addr))
		return false;
	/* the last one that begins at or before the address */
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_plains(&d->plains[mid], &key) <= 0)
			lo = mid;
		else
			hi = mid;
	}
	*near = lo;
	return !is_within(&d->plains[lo], view, addr);
}
