/*
 * rules/cname.c -- aliases that run in a circle.
 *
 * Circles are looked for in the graph of CNAME records, not of names: each has one successor, so one walk
 * over all of them is linear, however long the chains are.
 */
#include "base/buf.h"
#include "dns/rrtype.h"
#include "lint/lint.h"

enum { CNAME_LOOP, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[CNAME_LOOP] = {
		.id = "cname-loop",
		.severity = SEVERITY_ERROR,
		.summary = "CNAMEs lead back to where they began",
		.why = "A resolver that follows the aliases never reaches a record. It gives up after some "
		       "steps and answers with a failure for every name of the circle.",
		.repair = "Let one of the aliases lead to a name that has records, or delete them.",
		.bad = "a CNAME b\nb CNAME a\n",
		.good = "a CNAME b\nb A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1034 §3.6.2", NULL },
	},
};

#define NOTES_MAX 8 /* of one finding; a circle may have a million members */
#define NAMES_MAX 4 /* in one message */
#define NOWHERE   UINT32_MAX

/* The CNAMEs whose target may be an alias, in order of output. */
struct aliases {
	record_id *ids;
	uint32_t *slots; /* hash table: index + 1 */
	uint32_t *next;  /* the alias at its target, or NOWHERE; known once a walk has met it */
	uint32_t *walk;  /* the walk that has met it, from 1 */
	uint32_t count, mask;
	unsigned shift;
};

static uint32_t
slot_of(const struct aliases *a, record_id id)
{
	uint32_t at = (id * UINT32_C(2654435761)) >> a->shift;

	while (a->slots[at] != 0 && a->ids[a->slots[at] - 1] != id)
		at = (at + 1) & a->mask;
	return at;
}

static void
aliases_collect(struct lint *lint, struct aliases *a)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	size_t count = 0, slots = 16;
	unsigned shift = 28;

	for (size_t i = 0; i < suspects->target_count; i++)
		count += record_type(set, suspects->targets[i]) == RRTYPE_CNAME;
	for (; slots < 2 * count; slots *= 2)
		shift--;
	*a = (struct aliases){ .mask = (uint32_t)(slots - 1), .shift = shift };
	a->ids = arena_array(lint_arena(lint), count + 1, sizeof *a->ids);
	a->next = arena_array(lint_arena(lint), count + 1, sizeof *a->next);
	a->walk = arena_array(lint_arena(lint), count + 1, sizeof *a->walk);
	a->slots = arena_array(lint_arena(lint), slots, sizeof *a->slots);
	for (size_t i = 0; i < suspects->target_count; i++) {
		record_id id = suspects->targets[i];

		if (record_type(set, id) != RRTYPE_CNAME)
			continue;
		a->ids[a->count++] = id;
		a->slots[slot_of(a, id)] = a->count;
	}
}

/* The alias at the target of alias i, or NOWHERE. */
static uint32_t
alias_next(struct lint *lint, const struct aliases *a, uint32_t i, struct record *r)
{
	struct dname target;
	struct node node;
	record_id id;
	size_t field, at = 0;

	if (!query_record(lint_zones(lint), a->ids[i], r) || !record_target(r, &target, &field))
		return NOWHERE;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (!node_next(&node, RRTYPE_CNAME, &at, &id))
		return NOWHERE;
	return a->slots[slot_of(a, id)] - 1; /* no slot: NOWHERE */
}

/* "a.example. -> b.example. -> a.example.", the middle left out when it is long. */
static void
describe_circle(struct lint *lint, const struct aliases *a, uint32_t first, struct buf *out)
{
	struct record r = { 0 };
	struct dname target;
	size_t field;
	uint32_t i = first, count = 0;

	do {
		if (count++ < NAMES_MAX && query_record(lint_zones(lint), a->ids[i], &r)) {
			dname_print(&r.owner, out);
			buf_text(out, " -> ");
		}
		i = a->next[i];
	} while (i != first);
	if (count > NAMES_MAX)
		buf_put(out, "(%u more) -> ", count - NAMES_MAX);
	if (query_record(lint_zones(lint), a->ids[first], &r)) {
		bool alone = count == 1 && record_target(&r, &target, &field);

		dname_print(alone ? &target : &r.owner, out);
	}
	record_free(&r);
}

static void
note_members(struct lint *lint, struct finding *f, const struct aliases *a, uint32_t first)
{
	struct record r = { 0 };
	struct dname target;
	size_t field;
	char owner[DNAME_TEXT_MAX], to[DNAME_TEXT_MAX];
	uint32_t i = a->next[first];

	for (unsigned n = 0; n < NOTES_MAX && i != first; n++, i = a->next[i])
		if (query_record(lint_zones(lint), a->ids[i], &r) &&
		    record_target(&r, &target, &field))
			finding_note(lint, f, record_field_span(&r, field), "alias",
			    "%s is an alias of %s", dname_text(&r.owner, owner),
			    dname_text(&target, to));
	record_free(&r);
}

static void
report_loop(struct lint *lint, const struct aliases *a, uint32_t first)
{
	struct record r = { 0 };
	struct dname target;
	size_t field;
	struct buf names = { 0 };
	struct finding *f;

	if (!query_record(lint_zones(lint), a->ids[first], &r) ||
	    !record_target(&r, &target, &field))
		goto out;
	describe_circle(lint, a, first, &names);
	f = lint_report(lint, &rules[CNAME_LOOP], record_field_span(&r, field), "CNAME loop: %.*s",
	    (int)names.len, names.ptr);
	if (!dname_equal(&r.owner, &target) && dname_is_wildcard(&r.owner))
		finding_label(lint, f, "this wildcard may answer here again");
	else
		finding_label(lint, f, "leads back to this record");
	note_members(lint, f, a, first);
	finding_help(lint, f, "let one of the aliases lead to a name with records, or delete them");
	finding_record(lint, f, &r);
out:
	buf_free(&names);
	record_free(&r);
}

/* The member of the circle through alias i that comes first in order of output. */
static uint32_t
circle_first(const struct aliases *a, uint32_t i)
{
	uint32_t first = i;

	for (uint32_t j = a->next[i]; j != i; j = a->next[j])
		if (j < first)
			first = j;
	return first;
}

static void
check_loops(struct lint *lint)
{
	struct record r = { 0 };
	struct aliases a;

	aliases_collect(lint, &a);
	for (uint32_t i = 0; i < a.count; i++) {
		uint32_t j = i;

		while (j != NOWHERE && a.walk[j] == 0) {
			a.walk[j] = i + 1;
			a.next[j] = alias_next(lint, &a, j, &r);
			j = a.next[j];
		}
		if (j != NOWHERE && a.walk[j] == i + 1)
			report_loop(lint, &a, circle_first(&a, j));
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	if (lint_wants(lint, &rules[CNAME_LOOP]))
		check_loops(lint);
}

const struct rule_table rules_cname = { rules, RULE_COUNT, check };
