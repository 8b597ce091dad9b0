/*
 * fix/budget.c -- how much of a zone may go at once
 *
 * A plan is only as good as what it was made from.  A forward file that was emptied by mistake, a view
 * that lost its zones: both look like hosts that are gone, and the reverse side would follow.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/parts.h"

/* Our choice, as octoDNS': a share of very few records says nothing. */
#define DELETES_FREE  3
#define REPLACES_FREE 10

/* What the plan does to the PTR records of one zone. */
struct tally {
	uint64_t has, deletes, replaces, adds;
};

static uint64_t
count_pointers(const struct zone_set *set, const struct zone *zone)
{
	uint64_t n = 0;
	size_t at = 0;
	record_id id;

	while (zone_next(set, zone, &at, &id))
		n += record_type(set, id) == RRTYPE_PTR;
	return n;
}

static void PL_PRINTF(6, 7) stop(struct planner *p, const struct zone *zone, const char *code,
    uint64_t count, uint64_t most, const char *fmt, ...)
{
	struct fix_plan *plan = p->plan;
	char text[256];
	va_list args;

	if ((plan->stop_count & (plan->stop_count - 1)) == 0) {
		size_t cap = plan->stop_count == 0 ? 1 : plan->stop_count * 2;
		struct fix_stop *list = arena_array(p->arena, cap, sizeof *list);

		if (plan->stop_count > 0)
			memcpy(list, plan->stops, plan->stop_count * sizeof *list);
		plan->stops = list;
	}

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	plan->stops[plan->stop_count++] = (struct fix_stop){
		.zone = zone,
		.code = code,
		.count = count,
		.most = most,
		.text = arena_copy(p->arena, str_of(text)),
	};
}

static void
check_budgets(struct planner *p, const struct zone *zone, const struct tally *t)
{
	const struct fix_options *o = p->options;
	uint64_t deletes = t->has * o->max_delete_percent / 100;
	uint64_t replaces = t->has * o->max_replace_percent / 100;

	if (deletes < DELETES_FREE)
		deletes = DELETES_FREE;
	if (o->max_deletes_given)
		deletes = o->max_deletes;
	if (t->deletes > deletes)
		stop(p, zone, "deletes", t->deletes, deletes,
		    "%" PRIu64 " of %" PRIu64 " PTR records would be deleted, %" PRIu64
		    " may be (%s %" PRIu64 ")",
		    t->deletes, t->has, deletes,
		    o->max_deletes_given ? "--max-deletes" : "fix.max_delete_percent",
		    o->max_deletes_given ? o->max_deletes : o->max_delete_percent);
	if (t->has >= REPLACES_FREE && t->replaces > replaces)
		stop(p, zone, "replaces", t->replaces, replaces,
		    "%" PRIu64 " of %" PRIu64 " PTR records would be replaced, %" PRIu64
		    " may be (fix.max_replace_percent %u)",
		    t->replaces, t->has, replaces, o->max_replace_percent);
	if (t->deletes > 0 && t->deletes + t->replaces >= t->has && t->adds + t->replaces == 0)
		stop(p, zone, "last", t->deletes, t->has - 1,
		    "no PTR record would be left of %" PRIu64, t->has);
}

/* ---- forward zones that have lost their addresses ---- */

static bool
has_address(const struct zone_set *set, const struct zone *zone)
{
	size_t at = 0;
	record_id id;

	while (zone_next(set, zone, &at, &id)) {
		uint16_t type = record_type(set, id);

		if (type == RRTYPE_A || type == RRTYPE_AAAA)
			return true;
	}
	return false;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct zone *x = *(const struct zone *const *)a, *y = *(const struct zone *const *)b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Forward zones whose names the deleted PTR records have, each once for each of these. */
static const struct zone **
zones_named(struct planner *p, size_t *count)
{
	const struct zone **list = xcalloc(p->plan->change_count + 1, sizeof(struct zone *));
	struct dname target;

	*count = 0;
	for (size_t i = 0; i < p->plan->change_count; i++) {
		const struct fix_change *c = &p->plan->changes[i];

		if (c->add || c->replaces || c->type != RRTYPE_PTR ||
		    !dname_parse(str_of(c->data), NULL, &target, NULL))
			continue;
		list[*count] = query_zone(p->set, c->zone->spec.view, &target);
		*count += list[*count] != NULL;
	}
	sort_items(list, *count, sizeof(struct zone *), compare_ids);
	return list;
}

static void
check_forward(struct planner *p)
{
	size_t count;
	const struct zone **list = zones_named(p, &count);

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && list[end] == list[i];)
			end++;
		if (list[i]->spec.role != ROLE_EXTERNAL && !list[i]->reverse &&
		    !has_address(p->set, list[i]))
			stop(p, list[i], "forward", end - i, 0,
			    "it has no address record, and %zu PTR record%s of its names would be "
			    "deleted",
			    end - i, end - i == 1 ? "" : "s");
	}
	free(list);
}

void
budget_check(struct planner *p)
{
	const struct fix_change *list = p->plan->changes;

	if (p->options->force)
		return;
	for (size_t i = 0, end; i < p->plan->change_count; i = end) {
		struct tally t = { 0 };

		for (end = i; end < p->plan->change_count && list[end].zone == list[i].zone;
		     end++) {
			if (list[end].type != RRTYPE_PTR)
				continue;
			t.deletes += !list[end].add && !list[end].replaces;
			t.replaces += list[end].add && list[end].replaces;
			t.adds += list[end].add && !list[end].replaces;
		}
		t.has = count_pointers(p->set, list[i].zone);
		check_budgets(p, list[i].zone, &t);
	}
	check_forward(p);
}
