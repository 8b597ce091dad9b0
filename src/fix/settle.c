/* fix/settle.c -- from wants to items: which zone, which record, and what is doubtful */
#include <stdlib.h>

#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/parts.h"
#include "zone/place.h"

/* ---- one by one ---- */

static const char *
name_in(const struct dname *name, char text[DNAME_TEXT_MAX])
{
	return dname_text(name, text);
}

/* The record that goes or is changed. */
static void
settle_old(struct planner *p, struct item *item)
{
	struct record r = { 0 };
	size_t field;

	item->zone = record_zone(p->set, item->want->old);
	if (!query_record(p->set, item->want->old, &r) ||
	    !record_target(&r, &item->old_target, &field)) {
		item_refuse(p, item, "unreadable", "the record can no longer be read");
		record_free(&r);
		return;
	}
	item->owner = r.owner;
	item->old_ttl = item->ttl = r.ttl;
	item->line = r.span;
	item->old_token = record_field_span(&r, field);
	(void)guard_record(p, item, &r);
	record_free(&r);
}

static int
compare_ids(const void *a, const void *b)
{
	const record_id *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The records that items are about, sorted; ended by free(). */
static record_id *
old_records(const struct planner *p, size_t *count)
{
	record_id *list = xcalloc(p->item_count + 1, sizeof *list);

	*count = 0;
	for (size_t i = 0; i < p->item_count; i++)
		if (p->items[i].want->old != RECORD_NONE)
			list[(*count)++] = p->items[i].want->old;
	sort_items(list, *count, sizeof *list, compare_ids);
	return list;
}

/* What goes is served until all of its copies are gone: the same record may be written several times. */
static void
add_twins(struct planner *p, size_t index, const record_id *known, size_t count)
{
	struct item item = p->items[index];
	struct record r = { 0 };
	struct dname target;
	struct node node;
	size_t at = 0, field;
	record_id id;

	query_name(p->set, item.zone->spec.view, &item.owner, &node);
	while (node.zone == item.zone && !node.wildcard &&
	       node_next(&node, item.want->type, &at, &id)) {
		struct want *want;

		if (bsearch(&id, known, count, sizeof id, compare_ids) != NULL ||
		    !query_record(p->set, id, &r) || !record_target(&r, &target, &field) ||
		    !dname_equal(&target, &item.old_target))
			continue;
		want = arena_alloc(p->arena, sizeof *want);
		*want = *item.want;
		want->kind = WANT_DELETE;
		want->old = id;
		want->next = NULL;
		item_add(p, item.finding, want)->twin = true;
	}
	record_free(&r);
}

/* The zone's place for a PTR is where the address leads to, and nowhere else. */
static void
settle_pointer(struct planner *p, struct item *item, struct pointer_place *place)
{
	const struct want *want = item->want;
	char name[DNAME_TEXT_MAX];

	place_pointer(p->set, want->view, &want->addr,
	    want->zone != NULL ? &want->zone->spec.origin : NULL, place);
	if (place->kind == PLACE_HERE && !dname_equal(&place->owner, want->owner))
		item_refuse(p, item, "misplaced", "the PTR would belong to %s",
		    name_in(&place->owner, name));
}

static void
settle_place(struct planner *p, struct item *item, const struct pointer_place *place)
{
	char name[DNAME_TEXT_MAX];

	switch (place->kind) {
	case PLACE_HERE:
		item->zone = place->zone;
		break;
	case PLACE_DELEGATED:
		item_refuse(p, item, "delegated", "%s is delegated to a zone that is not loaded",
		    name_in(&place->cut, name));
		break;
	case PLACE_EXTERNAL:
		item_refuse(p, item, "external", "the zone %s is not loaded",
		    name_in(&place->zone->spec.origin, name));
		break;
	case PLACE_CIRCLE:
		item_refuse(p, item, "circle", "the aliases of %s come to no end",
		    name_in(&item->owner, name));
		break;
	default:
		item_refuse(p, item, "no-zone", "no zone of the view holds %s",
		    name_in(&item->owner, name));
		break;
	}
}

/* A CNAME stands alone (RFC 2181 §10.1): nothing is put beside one, nor one beside anything. */
static void
settle_neighbours(struct planner *p, struct item *item)
{
	char name[DNAME_TEXT_MAX];
	struct node node;
	size_t at = 0;
	record_id id;
	bool alone;

	query_name(p->set, item->want->view, &item->owner, &node);
	alone = item->want->type == RRTYPE_CNAME;
	if (node.wildcard || node.zone != item->zone)
		return;
	if (!alone && node_next(&node, RRTYPE_CNAME, &at, &id))
		item_refuse(p, item, "alias", "%s is an alias", name_in(&item->owner, name));
	else if (alone && node_next(&node, 0, &at, &id))
		item_refuse(
		    p, item, "occupied", "%s has other records", name_in(&item->owner, name));
	else if (node_has(&node, item->want->type) == ANSWER_UNKNOWN)
		item_refuse(p, item, "unread", "a record of %s could not be read",
		    name_in(&item->owner, name));
}

static void
settle_new(struct planner *p, struct item *item)
{
	const struct want *want = item->want;
	struct pointer_place place;

	item->owner = *want->owner;
	if (want->type == RRTYPE_PTR && want->addr.family != 0)
		settle_pointer(p, item, &place);
	else
		place_owner(p->set, want->view, want->owner, &place);
	if (item->code == NULL)
		settle_place(p, item, &place);
	if (item->code == NULL && want->zone != NULL && want->zone != item->zone)
		item_refuse(p, item, "misplaced", "the record would belong to another zone");
	if (item->code == NULL)
		settle_neighbours(p, item);
}

/* ---- against each other ---- */

static int
compare_zones(const struct planner *p, const struct zone *a, const struct zone *b)
{
	int c;

	if (a == b)
		return 0;
	c = strcmp(source_path(set_sources(p->set), a->spec.file),
	    source_path(set_sources(p->set), b->spec.file));
	if (c == 0)
		c = dname_compare(&a->spec.origin, &b->spec.origin);
	return c != 0 ? c : a->id < b->id ? -1 : 1;
}

/* By zone, owner, type; then as the records come: old ones by place, new ones behind them. */
static int
compare_items(const void *a, const void *b, void *arg)
{
	const struct item *x = a, *y = b;
	int c;

	if (x->zone == NULL || y->zone == NULL)
		return (x->zone == NULL) - (y->zone == NULL);
	c = compare_zones(arg, x->zone, y->zone);
	if (c == 0)
		c = order_compare(&x->key, &x->owner, &y->key, &y->owner);
	if (c == 0)
		c = (int)x->want->type - (int)y->want->type;
	if (c == 0)
		c = (x->kind == WANT_ADD) - (y->kind == WANT_ADD);
	if (c == 0 && x->line.off != y->line.off)
		c = x->line.off < y->line.off ? -1 : 1;
	if (c == 0)
		c = dname_compare(x->want->target, y->want->target);
	return c;
}

static bool
same_owner(const struct item *a, const struct item *b)
{
	return a->zone == b->zone && a->want->type == b->want->type &&
	       dname_equal(&a->owner, &b->owner);
}

static void
conflict(struct planner *p, struct item *a, struct item *b)
{
	char name[DNAME_TEXT_MAX];

	name_in(&a->owner, name);
	if (item_lives(a))
		item_refuse(p, a, "ambiguous", "several records are wanted at %s", name);
	if (item_lives(b))
		item_refuse(p, b, "ambiguous", "several records are wanted at %s", name);
}

/* Two items of one owner. */
static void
settle_pair(struct planner *p, struct item *a, struct item *b)
{
	bool a_comes = a->kind != WANT_DELETE, b_comes = b->kind != WANT_DELETE;
	bool same_target = a_comes && b_comes && dname_equal(a->want->target, b->want->target);

	if (a->want->old != RECORD_NONE && a->want->old == b->want->old) {
		/* what is pruned may as well be replaced */
		if (a->want->prune != b->want->prune &&
		    (a->kind == WANT_REPLACE || b->kind == WANT_REPLACE)) {
			struct item *pruned = a->want->prune ? a : b;

			pruned->dropped = true;
			pruned->by = pruned == a ? b : a;
		} else if (a->kind == b->kind && (same_target || !a_comes)) {
			b->dropped = true;
			b->by = a;
		} else
			conflict(p, a, b);
	} else if (same_target) {
		/* b is behind a: an addition, or one more that should become the same */
		b->dropped = b->kind == WANT_ADD;
		b->by = b->dropped ? a : NULL;
		b->kind = b->kind == WANT_REPLACE ? WANT_DELETE : b->kind;
	} else if (a_comes && b_comes) {
		conflict(p, a, b);
	}
}

/* Does the owner have the wanted record already, and will it stay? */
static bool
is_there(struct planner *p, const struct item *items, size_t count, const struct item *item)
{
	struct record r = { 0 };
	struct node node;
	size_t at = 0, field;
	bool found = false;
	record_id id;

	query_name(p->set, item->zone->spec.view, &item->owner, &node);
	while (!found && node.zone == item->zone && !node.wildcard &&
	       node_next(&node, item->want->type, &at, &id)) {
		struct dname target;
		bool goes = false;

		for (size_t i = 0; i < count; i++)
			goes |= item_lives(&items[i]) && items[i].want->old == id;
		found = !goes && query_record(p->set, id, &r) &&
		        record_target(&r, &target, &field) &&
		        dname_equal(&target, item->want->target);
	}
	record_free(&r);
	return found;
}

/* A record is served as long as one of its copies stands: when one must stay, none goes. */
static void
settle_copies(struct planner *p, struct item *items, size_t count)
{
	char name[DNAME_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0;
		     k < count && items[i].code != NULL && items[i].want->old != RECORD_NONE; k++)
			if (item_lives(&items[k]) && items[k].want->old != RECORD_NONE &&
			    dname_equal(&items[i].old_target, &items[k].old_target))
				item_refuse(p, &items[k], "copy",
				    "a copy of the record of %s stays",
				    name_in(&items[k].owner, name));
}

static void
settle_owner(struct planner *p, struct item *items, size_t count)
{
	settle_copies(p, items, count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count && item_lives(&items[i]); k++)
			if (item_lives(&items[k]))
				settle_pair(p, &items[i], &items[k]);
	for (size_t i = 0; i < count; i++) {
		if (!item_lives(&items[i]) || items[i].kind == WANT_DELETE ||
		    items[i].kind == WANT_RAISE || !is_there(p, items, count, &items[i]))
			continue;
		if (items[i].kind == WANT_ADD)
			items[i].dropped = true;
		else
			items[i].kind = WANT_DELETE;
	}
}

void
items_settle(struct planner *p)
{
	size_t known_count;
	record_id *known = old_records(p, &known_count);

	/* twins come behind on the way */
	for (size_t i = 0; i < p->item_count; i++) {
		struct item *item = &p->items[i];
		const struct guard *guard;

		if (item->kind == WANT_RAISE) {
			item->zone = item->want->zone;
			item->owner = *item->want->owner;
		} else if (item->want->old != RECORD_NONE)
			settle_old(p, item);
		else
			settle_new(p, item);
		if (item->zone == NULL)
			continue;
		item->key = order_key(&item->owner, &item->zone->spec.origin);
		guard = guard_zone(p, item->zone);
		if (guard->code != NULL)
			item_refuse(p, item, guard->code, "%s", guard->text);
		if (item->code == NULL)
			guard_name(p, item);
		if (item->code == NULL && item->want->old != RECORD_NONE && !item->twin)
			add_twins(p, i, known, known_count);
	}
	free(known);
	if (p->item_count > 1)
		qsort_r(p->items, p->item_count, sizeof *p->items, compare_items, p);
	for (size_t i = 0, end; i < p->item_count; i = end) {
		for (end = i + 1; end < p->item_count && p->items[i].zone != NULL &&
		                  same_owner(&p->items[i], &p->items[end]);
		     end++)
			;
		settle_owner(p, &p->items[i], end - i);
	}
}

static int
compare_chains(const void *a, const void *b)
{
	const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;

	return (x->chain > y->chain) - (x->chain < y->chain);
}

bool
items_refuse_chains(struct planner *p)
{
	struct item **list = xcalloc(p->item_count + 1, sizeof(struct item *));
	bool any = false;

	for (size_t i = 0; i < p->item_count; i++)
		list[i] = &p->items[i];
	sort_items(list, p->item_count, sizeof(struct item *), compare_chains);
	for (size_t i = 0, end; i < p->item_count; i = end) {
		bool refused = false;

		for (end = i; end < p->item_count && list[end]->chain == list[i]->chain; end++)
			refused |= list[end]->code != NULL;
		for (size_t k = i; refused && k < end; k++)
			if (item_lives(list[k])) {
				item_refuse(p, list[k], "together",
				    "it goes together with a change that cannot be made");
				any = true;
			}
	}
	free(list);
	return any;
}
