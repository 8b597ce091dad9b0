/* fix/gen_update.c -- from a zone's records to changes of its file */
#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/gen_parts.h"

struct updater {
	struct zone_set *set;
	struct gen_zone *zone;
	const struct finding **findings;
	size_t count;
};

/* A name of the arena, from its wire form. */
static const struct dname *
keep_name(struct updater *u, const uint8_t *wire, size_t len)
{
	struct dname *name = arena_alloc(&u->zone->arena, sizeof *name);

	name->len = (uint8_t)len;
	memcpy(name->wire, wire, len);
	return name;
}

static struct want *
add_want(struct updater *u, enum want_kind kind, const struct dname *owner, uint16_t type)
{
	struct arena *arena = &u->zone->arena;
	struct finding *f = arena_alloc(arena, sizeof *f);
	struct want *w = arena_alloc(arena, sizeof *w);

	w->kind = kind;
	w->by = WANT_BY_PLAN;
	w->safe = true;
	w->view = u->zone->target->view;
	w->zone = u->zone->target->zone;
	w->owner = keep_name(u, owner->wire, owner->len);
	w->target = keep_name(u, (const uint8_t *)"", 1);
	w->type = type;
	w->old = RECORD_NONE;
	w->ttl = u->zone->ttl;
	w->ttl_known = true;
	f->wants = w;
	u->findings[u->count++] = f;
	return w;
}

/* A PTR record that comes. */
struct coming {
	const struct gen_record *record;
	bool done; /* it takes the place of one that goes */
};

static int
compare_coming(const void *a, const void *b)
{
	const struct gen_record *x = ((const struct coming *)a)->record;
	const struct gen_record *y = ((const struct coming *)b)->record;

	return dname_compare(x->owner, y->owner);
}

static void
set_target(struct updater *u, struct want *w, const struct gen_record *r)
{
	w->addr = r->type == RRTYPE_PTR ? r->addr : (struct addr){ .family = 0 };
	w->target = keep_name(u, r->rdata, r->rdata_len);
}

/* A record that goes; one that comes to the same owner takes its place. */
static void
add_old(struct updater *u, record_id id, struct coming *list, size_t count)
{
	struct record r = { 0 };
	size_t lo = 0, hi = count, field;
	struct dname target;
	struct want *w;

	if (!query_record(u->set, id, &r) || r.type != RRTYPE_PTR)
		goto out;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (dname_compare(list[mid].record->owner, &r.owner) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo < count && list[lo].done && dname_equal(list[lo].record->owner, &r.owner))
		lo++;
	if (lo < count && dname_equal(list[lo].record->owner, &r.owner)) {
		w = add_want(u, WANT_REPLACE, &r.owner, RRTYPE_PTR);
		set_target(u, w, list[lo].record);
		list[lo].done = true;
	} else {
		w = add_want(u, WANT_DELETE, &r.owner, RRTYPE_PTR);
		if (record_target(&r, &target, &field))
			w->target = keep_name(u, target.wire, target.len);
	}
	w->old = id;
	w->ttl = r.ttl;
out:
	record_free(&r);
}

static void
add_new(struct updater *u, const struct gen_record *r)
{
	struct want *w = add_want(u, WANT_ADD, r->owner, r->type);

	set_target(u, w, r);
	w->ttl = r->ttl;
}

const struct finding *const *
gen_wants(struct zone_set *set, struct gen_zone *z, size_t *count)
{
	struct updater u = { .set = set, .zone = z };
	struct coming *list = arena_array(&z->arena, z->count + 1, sizeof *list);
	size_t coming = 0;

	u.findings =
	    arena_array(&z->arena, z->count + z->dropped_count + 1, sizeof(const struct finding *));
	for (size_t i = 0; i < z->count; i++) {
		const struct gen_record *r = &z->records[i];

		if (r->record == RECORD_NONE && r->type == RRTYPE_PTR)
			list[coming++].record = r;
		else if (r->record == RECORD_NONE && r->type == RRTYPE_CNAME)
			add_new(&u, r);
	}
	sort_items(list, coming, sizeof *list, compare_coming);
	for (size_t i = 0; i < z->dropped_count; i++)
		add_old(&u, z->dropped[i], list, coming);
	for (size_t i = 0; i < coming; i++)
		if (!list[i].done)
			add_new(&u, list[i].record);
	*count = u.count;
	return u.findings;
}
