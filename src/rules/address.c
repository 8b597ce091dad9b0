/*
 * rules/address.c -- addresses of forward zones that no PTR record answers for.
 *
 * Where a PTR stands, only the PTR is judged (rules/ptr.c); here its absence is, and what "; ptrlint: ptr="
 * behind address records asks for.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "lint/lint.h"
#include "rules/mailfault.h"

enum { ADDRESS_PTR_MISSING, PTR_AMBIGUOUS, PTR_CONFLICT, PTR_WRONG_NAME, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[ADDRESS_PTR_MISSING] = {
		.id = "address-ptr-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.fix = FIX_UNSAFE,
		.summary = "address has no PTR record in its reverse zone",
		.why = "The reverse zone of the address is among the zones, and says nothing about it. Logs show "
		       "a bare number, SSH and mail servers wait for or mistrust clients without a name, and "
		       "nobody can tell that the address is in use.",
		.repair = "Add a PTR record that names the host to the reverse zone.",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 1035 §3.5", NULL },
	},
	[PTR_AMBIGUOUS] = {
		.id = "ptr-ambiguous",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE,
		.summary = "address without PTR has several names, and none comes first",
		.why = "An address is to have one name in its reverse zone. Several names have this address, and "
		       "neither the map, nor a comment, nor an MX, NS or SRV record tells which of them it is to "
		       "be, so that no PTR is written.",
		.repair = "Put \"; ptrlint: ptr=primary\" behind the record of the name to be used, or ptr=none "
			  "behind the others. --pick takes the one that is not a zone's own, then has fewer "
			  "addresses, then fewer labels, then sorts first.",
		.references = (const char *const[]){ "RFC 2181 §10.2", NULL },
	},
	[PTR_CONFLICT] = {
		.id = "ptr-conflict",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "two comments put different names first of an address",
		.why = "An address is to have one name in its reverse zone. Two of its address records carry the "
		       "same ptr=N, or both ptr=primary, so that neither comes first, and no PTR is written.",
		.repair = "Leave ptr=primary at one name, or give the others a higher number.",
		.references = (const char *const[]){ "RFC 2181 §10.2", NULL },
	},
	[PTR_WRONG_NAME] = {
		.id = "ptr-wrong-name",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR names another host than is asked for",
		.why = "The PTR leads back, so mail is accepted, but the map, or a comment with ptr= at an "
		       "address record, asks for another name. Filters by name, logs and agreements with "
		       "receivers will see the wrong one.",
		.repair = "Change the PTR to the name that is asked for, or the map or the comment.",
		.references = NULL,
	},
};

#define NEIGHBOURS 16 /* how far to look for a PTR that the missing one belongs behind */

/*
 * An address record: one whose address has no PTR that names its owner, or any when a comment orders the
 * names of its address.
 */
struct item {
	struct addr addr;
	uint32_t view;
	uint32_t place; /* in order of output */
	bool asked;     /* a comment with ptr=N is at one of the address's records */
	record_id id;
};

static int
by_address(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = addr_compare(&x->addr, &y->addr);

	if (order != 0)
		return order;
	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/*
 * Could a PTR name this owner?  Not a wildcard, not what is no host name, not glue of another zone, not a name of the
 * reverse tree: there an address is a netmask (RFC 1101), or a PTR was meant.
 */
static bool
owner_can_be_named(struct zone_set *set, const struct record *r)
{
	struct node node;

	if (r->zone->reverse || !dname_is_hostname(&r->owner))
		return false;
	query_name(set, r->zone->spec.view, &r->owner, &node);
	return node.zone == r->zone && !node.below_cut;
}

/* The record of a PTR a little below addr in the zone; false when there is none near. */
static bool
find_neighbour(
    struct zone_set *set, const struct item *item, const struct zone *zone, struct record *out)
{
	struct addr addr = item->addr;
	uint8_t *last = &addr.octets[addr.family == ADDR_V4 ? 3 : 15];
	struct dname name;
	struct node node;
	struct chase chase;
	record_id id;

	for (unsigned i = 0; i < NEIGHBOURS; i++) {
		size_t at = 0;

		if (*last == 0)
			break;
		--*last;
		addr_reverse_name(&addr, &name);
		query_name(set, item->view, &name, &node);
		if (node.exists == ANSWER_PRESENT && !node.wildcard &&
		    query_ptr(set, item->view, &addr, &chase) == ANSWER_PRESENT &&
		    chase.node.zone == zone && node_next(&chase.node, RRTYPE_PTR, &at, &id) &&
		    query_record(set, id, out) && !out->generated)
			return true;
	}
	return false;
}

/* Show where the PTR belongs: behind a neighbour, or in the zone with this SOA. */
static void
note_place(struct lint *lint, struct finding *f, const struct item *item, const struct chase *chase)
{
	struct zone_set *set = lint_zones(lint);
	const struct zone *zone = chase->node.zone;
	struct record r = { 0 };
	struct note *note;
	char name[DNAME_TEXT_MAX], origin[DNAME_TEXT_MAX];
	bool near;

	if (zone == NULL)
		return;
	dname_text(&chase->name, name);
	near = find_neighbour(set, item, zone, &r);
	if (!near && (zone->soa == RECORD_NONE || !query_record(set, zone->soa, &r)))
		goto out;
	r.span.len = 1;
	if (near)
		finding_note(lint, f, r.span, "pointer", "%s belongs after this record", name);
	else
		finding_note(lint, f, r.span, "zone", "%s belongs in zone %s", name,
		    dname_text(&zone->spec.origin, origin));
	for (note = f->notes; note != NULL && note->next != NULL;)
		note = note->next;
	if (note != NULL)
		note->insert = true;
out:
	record_free(&r);
}

/* Another name of the same address, when there is one that could be named. */
static void
note_other_name(struct lint *lint, struct finding *f, const struct item *items, size_t count)
{
	struct record r = { 0 };
	char owner[DNAME_TEXT_MAX];

	for (size_t i = 0; i < count && i < NEIGHBOURS; i++) {
		if (!query_record(lint_zones(lint), items[i].id, &r) ||
		    !owner_can_be_named(lint_zones(lint), &r))
			continue;
		finding_note(lint, f, record_field_span(&r, 0), "address", "also the address of %s",
		    dname_text(&r.owner, owner));
		break;
	}
	record_free(&r);
}

/* Other rules speak of it: it is a mail address, or the inside address of a mail host. */
static bool
is_of_mail(const struct lint *lint, const struct item *item)
{
	const struct mail *mail = lint_mail(lint);

	return mail != NULL && (mail_is_internal(mail, &item->addr) ||
	                           mail_address_find(mail, item->view, &item->addr) != NULL);
}

/* ---- which name comments put first ---- */

/* Names of one address by "; ptrlint: ptr=N"; those without stand in the middle. */
struct choice {
	record_id first, rival; /* the lowest ptr=N, another with the same; RECORD_NONE */
	uint32_t order;
	const struct advice_item *first_said, *rival_said;
	record_id plain; /* one without ptr= */
	unsigned plains; /* 2: or more */
};

static bool
can_be_named(struct lint *lint, record_id id)
{
	struct record r = { 0 };
	bool ok =
	    query_record(lint_zones(lint), id, &r) && owner_can_be_named(lint_zones(lint), &r);

	record_free(&r);
	return ok;
}

static void
weigh(struct lint *lint, record_id id, struct choice *c)
{
	struct advice advice;

	if (!lint_advice(lint, id, &advice) || advice.ptr == NULL) {
		if (c->plains < 2 && can_be_named(lint, id)) {
			c->plain = id;
			c->plains++;
		}
		return;
	}
	if (advice.ptr->none || (c->first != RECORD_NONE && advice.ptr->order > c->order) ||
	    !can_be_named(lint, id))
		return;
	if (c->first != RECORD_NONE && advice.ptr->order == c->order) {
		c->rival = id;
		c->rival_said = advice.ptr;
		return;
	}
	c->first = id;
	c->first_said = advice.ptr;
	c->order = advice.ptr->order;
	c->rival = RECORD_NONE;
}

static void
report_conflict(struct lint *lint, const struct item *item, const struct choice *c)
{
	struct zone_set *set = lint_zones(lint);
	struct record a = { 0 }, b = { 0 };
	char addr[ADDR_TEXT_MAX], one[DNAME_TEXT_MAX], two[DNAME_TEXT_MAX];
	struct finding *f;

	if (query_record(set, c->first, &a) && query_record(set, c->rival, &b)) {
		f = lint_report(lint, &rules[PTR_CONFLICT], c->rival_said->span,
		    "comments put both %s and %s first of %s", dname_text(&a.owner, one),
		    dname_text(&b.owner, two), addr_text(&item->addr, addr));
		finding_label(lint, f, "as low as the other");
		finding_note(lint, f, c->first_said->span, "first", "the other");
		finding_help(lint, f, "leave it at one of them, or write a higher number");
		finding_subject(lint, f, &b.owner, &item->addr, NULL);
		finding_record(lint, f, &b);
	}
	record_free(&a);
	record_free(&b);
}

/* The name that comments put first; RECORD_NONE when they do not. */
static record_id
choose(struct lint *lint, const struct item *items, size_t count)
{
	struct choice c = { .first = RECORD_NONE, .rival = RECORD_NONE, .plain = RECORD_NONE };

	if (!items->asked)
		return RECORD_NONE;
	for (size_t i = 0; i < count; i++)
		weigh(lint, items[i].id, &c);
	if (c.rival != RECORD_NONE) {
		report_conflict(lint, items, &c);
		return RECORD_NONE;
	}
	if (c.first != RECORD_NONE && (c.order < ADVICE_ORDER || c.plains == 0))
		return c.first;
	/* what is left when ptr=N puts the others behind */
	return c.first != RECORD_NONE && c.order > ADVICE_ORDER && c.plains == 1 ? c.plain
	                                                                         : RECORD_NONE;
}

static struct want *
new_want(struct lint *lint, enum want_kind kind, const struct finding *f, const struct item *item,
    const struct chase *chase, const struct dname *target)
{
	struct want *w = arena_alloc(lint_arena(lint), sizeof *w);

	w->kind = kind;
	w->by = WANT_BY_PLAN;
	w->safe = true;
	w->rule = f->rule->id;
	w->reason = "a comment puts this name first";
	w->view = item->view;
	w->zone = chase->node.zone;
	w->owner = lint_name(lint, &chase->name);
	w->type = RRTYPE_PTR;
	w->target = lint_name(lint, target);
	w->addr = item->addr;
	w->old = RECORD_NONE;
	return w;
}

/* The TTL of a record that there is. */
static void
want_like(struct lint *lint, struct want *w, record_id like)
{
	w->ttl_known = like != RECORD_NONE;
	w->ttl = w->ttl_known ? record_ttl(lint_zones(lint), like) : 0;
}

static struct want *
want_chosen(struct lint *lint, struct finding *f, const struct item *item,
    const struct chase *chase, const struct record *host, record_id old)
{
	struct want *w = new_want(lint, WANT_REPLACE, f, item, chase, &host->owner);

	w->old = old;
	w->choice = name_reason_text(NAME_DIRECTIVE);
	want_like(lint, w, old);
	w->span = record_field_span(host, 0);
	finding_wants(f, w);
	return w;
}

/* May this PTR go along when another is written?  Only what can be edited is held to it. */
static bool
goes_along(struct lint *lint, const struct item *item, const struct record *ptr,
    const struct dname *target)
{
	struct advice advice;

	return !ptr->generated && ptr->span.file == ptr->zone->spec.file &&
	       !(lint_advice(lint, ptr->id, &advice) && advice.keep != NULL) &&
	       lint_disproves(lint, item->view, target, &item->addr);
}

/* PTR records beside the new one that do not lead back: they would be the next to go. */
static void
want_rest_gone(struct lint *lint, const struct finding *f, const struct item *item,
    const struct chase *chase, struct want *last)
{
	record_id old = last->old;
	struct record ptr = { 0 };
	struct dname target;
	size_t at = 0, field;
	record_id id;

	while (node_next(&chase->node, RRTYPE_PTR, &at, &id)) {
		struct want *w;

		if (id == old || !query_record(lint_zones(lint), id, &ptr) ||
		    !record_target(&ptr, &target, &field) || !goes_along(lint, item, &ptr, &target))
			continue;
		w = new_want(lint, WANT_DELETE, f, item, chase, &target);
		w->reason = "another PTR leads back";
		w->old = id;
		w->ttl_known = true;
		w->ttl = ptr.ttl;
		w->span = record_field_span(&ptr, field);
		last->next = w;
		last = w;
	}
	record_free(&ptr);
}

/*
 * The PTR to write the name over, one that leads back or may before one that does not; none when one
 * has the name already.
 */
static record_id
pointer_in_its_place(
    struct lint *lint, const struct item *item, const struct chase *chase, const struct dname *name)
{
	struct zone_set *set = lint_zones(lint);
	struct record ptr = { 0 };
	record_id id, old = RECORD_NONE, wrong = RECORD_NONE;
	size_t at = 0, field;
	bool there = false;

	while (!there && node_next(&chase->node, RRTYPE_PTR, &at, &id)) {
		struct dname target;
		bool absent;

		if (!query_record(set, id, &ptr) || !record_target(&ptr, &target, &field))
			continue;
		there = dname_equal(&target, name);
		absent = query_has_address(set, item->view, &target, &item->addr) == ANSWER_ABSENT;
		if (old == RECORD_NONE && !absent)
			old = id;
		if (wrong == RECORD_NONE && absent)
			wrong = id;
	}
	record_free(&ptr);
	return there ? RECORD_NONE : old != RECORD_NONE ? old : wrong;
}

/* A PTR, perhaps one that leads back, but a comment asks for another name. */
static void
judge_wrong_name(
    struct lint *lint, const struct item *item, const struct chase *chase, record_id chosen)
{
	struct zone_set *set = lint_zones(lint);
	struct record host = { 0 }, ptr = { 0 };
	struct dname target;
	char addr[ADDR_TEXT_MAX], one[DNAME_TEXT_MAX], two[DNAME_TEXT_MAX];
	record_id old = RECORD_NONE;
	size_t field;
	struct finding *f;

	if (!chase->node.wildcard && query_record(set, chosen, &host))
		old = pointer_in_its_place(lint, item, chase, &host.owner);
	if (old != RECORD_NONE && query_record(set, old, &ptr) &&
	    record_target(&ptr, &target, &field)) {
		f = lint_report(lint, &rules[PTR_WRONG_NAME], record_field_span(&ptr, field),
		    "PTR of %s names %s, but a comment puts %s first", addr_text(&item->addr, addr),
		    dname_text(&target, one), dname_text(&host.owner, two));
		finding_label(lint, f, "not %s", two);
		finding_note(lint, f, record_field_span(&host, 0), "address",
		    "a comment is at its addresses");
		finding_help(lint, f, "write %s", two);
		finding_record(lint, f, &ptr);
		finding_subject(lint, f, NULL, &item->addr, NULL);
		f->subject_name = NULL;
		want_rest_gone(lint, f, item, chase, want_chosen(lint, f, item, chase, &host, old));
	}
	record_free(&host);
	record_free(&ptr);
}

/* Does a comment say that this name needs no PTR? */
static bool
is_left_out(struct lint *lint, record_id id)
{
	struct advice advice;

	return lint_advice(lint, id, &advice) && advice.ptr != NULL && advice.ptr->none;
}

/* ---- which name an address without PTR gets ---- */

static const char *
words_of(enum name_reason reason)
{
	switch (reason) {
	case NAME_CANONICAL:
		return "the map's name of the address";
	case NAME_DIRECTIVE:
		return "a comment puts this name first";
	case NAME_TARGET:
		return "of its names the only one that MX, NS or SRV records lead to";
	case NAME_PICK:
		return "of its names the first in the fixed order";
	default:
		return "the only name of the address";
	}
}

/* Choose as `ptrlint gen` does; out is good until the next choice. */
static void
choose_name(struct lint *lint, const struct item *items, size_t count, struct name_choice *out)
{
	const struct pointer_place nothing_stands = { .kind = PLACE_NOWHERE };
	struct name_fact *facts = xcalloc(count, sizeof *facts);

	for (size_t i = 0; i < count; i++)
		facts[i] =
		    (struct name_fact){ items[i].addr, items[i].view, items[i].id, items[i].place };
	naming_choose(
	    lint_naming(lint), &items->addr, items->view, facts, count, &nothing_stands, out);
	free(facts);
}

/* Several names: say which, each with the record that a comment could stand at. */
static void
report_ambiguous(struct lint *lint, const struct item *item, const struct name_choice *choice)
{
	const struct name_candidate *first = choice->candidates;
	struct record r = { 0 };
	char addr[ADDR_TEXT_MAX], name[DNAME_TEXT_MAX];
	struct finding *f;
	size_t shown = 1;

	for (size_t i = 1; i < choice->candidate_count; i++)
		if (choice->candidates[i].place < first->place)
			first = &choice->candidates[i];
	if (query_record(lint_zones(lint), first->record, &r)) {
		f = lint_report(lint, &rules[PTR_AMBIGUOUS], record_field_span(&r, 0),
		    "%s has %zu names, and none comes first", addr_text(&item->addr, addr),
		    choice->candidate_count);
		finding_label(lint, f, "%s", dname_text(&first->name, name));
		finding_subject(lint, f, &r.owner, &item->addr, NULL);
		finding_record(lint, f, &r);
		for (size_t i = 0; i < choice->candidate_count && shown < NEIGHBOURS; i++) {
			const struct name_candidate *c = &choice->candidates[i];

			if (c == first || !query_record(lint_zones(lint), c->record, &r))
				continue;
			finding_note(lint, f, record_field_span(&r, 0), "address", "or %s",
			    dname_text(&c->name, name));
			shown++;
		}
		finding_help(lint, f,
		    "put \"; ptrlint: ptr=primary\" behind one of them, or let --unsafe-fixes --pick choose");
	}
	record_free(&r);
}

/* An address without PTR: the record it is to get, or why none can be told; the name for the help text. */
static void
want_name(struct lint *lint, struct finding *f, const struct item *items, size_t count,
    const struct chase *chase, char owner[DNAME_TEXT_MAX])
{
	struct name_choice choice;
	struct record host = { 0 };
	struct want *w;

	choose_name(lint, items, count, &choice);
	if (choice.reason == NAME_AMBIGUOUS)
		report_ambiguous(lint, items, &choice);
	if (choice.name == NULL || chase->node.zone == NULL)
		return;
	dname_text(choice.name, owner);
	w = new_want(lint, WANT_ADD, f, items, chase, choice.name);
	/* not every address is to have a PTR: who has not asked for one reads the diff first */
	w->safe = choice.reason == NAME_CANONICAL || choice.reason == NAME_DIRECTIVE;
	w->reason = words_of(choice.reason);
	w->choice = name_reason_text(choice.reason);
	want_like(lint, w, chase->node.zone->soa);
	w->span = f->span;
	if (choice.record != RECORD_NONE && query_record(lint_zones(lint), choice.record, &host))
		w->span = record_field_span(&host, 0);
	finding_wants(f, w);
	record_free(&host);
}

/* All records of one address in one view. */
static void
judge(struct lint *lint, const struct item *items, size_t count)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct chase chase;
	struct finding *f;
	enum answer ptr;
	record_id chosen;
	char addr[ADDR_TEXT_MAX], owner[DNAME_TEXT_MAX], name[DNAME_TEXT_MAX];
	size_t i = 0;

	if (addr_is_local(&items->addr))
		return;
	ptr = query_ptr(set, items->view, &items->addr, &chase);
	chosen = choose(lint, items, count);
	if (is_of_mail(lint, items))
		return;
	if (ptr == ANSWER_UNKNOWN && (!items->asked || set_covers(set, &items->addr)))
		lint_unverified(lint, 1);
	if (ptr == ANSWER_PRESENT && chosen != RECORD_NONE)
		judge_wrong_name(lint, items, &chase, chosen);
	if (ptr != ANSWER_ABSENT)
		return;
	while (i < count && !(!is_left_out(lint, items[i].id) &&
	                        query_record(set, items[i].id, &r) && owner_can_be_named(set, &r)))
		i++;
	if (i < count) {
		f = lint_report(lint, &rules[ADDRESS_PTR_MISSING], record_field_span(&r, 0),
		    "address %s of %s has no PTR record", addr_text(&items->addr, addr),
		    dname_text(&r.owner, owner));
		finding_label(lint, f, "no PTR at %s", dname_text(&chase.name, name));
		note_other_name(lint, f, items + i + 1, count - i - 1);
		note_place(lint, f, items, &chase);
		finding_subject(lint, f, &r.owner, &items->addr, NULL);
		if (lint_naming(lint) != NULL)
			want_name(lint, f, items, count, &chase, owner);
		finding_help(lint, f, "add %s PTR %s", name, owner);
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

/* ---- of mail addresses ---- */

static struct finding *
tell_wrong_name(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s names %s, but the map asks for %s", t->addr, t->at, t->pointer, t->other);

	finding_label(t->lint, f, "not %s", t->other);
	telling_note(t, f, "map", "the map says so");
	finding_help(t->lint, f, "write %s", t->other);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[PTR_WRONG_NAME] = { .tell = tell_wrong_name },
};

/* ---- collecting ---- */

struct items {
	struct item *list;
	size_t count, cap;
};

static void
items_add(struct items *to, const struct item *item)
{
	if (to->count == to->cap) {
		to->cap = to->cap == 0 ? 64 : to->cap * 2;
		to->list = xrealloc(to->list, to->cap * sizeof *to->list);
	}
	to->list[to->count] = *item;
	to->list[to->count].place = (uint32_t)to->count;
	to->count++;
}

static int
by_address_alone(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = addr_compare(&x->addr, &y->addr);

	return order != 0 ? order : (x->view > y->view) - (x->view < y->view);
}

static bool
item_of(struct zone_set *set, record_id id, struct item *out)
{
	*out = (struct item){ .view = record_zone(set, id)->spec.view, .id = id };
	return record_addr(set, id, &out->addr);
}

/* Does a comment order the names of this record's address? */
static bool
is_ordered(struct lint *lint, record_id id)
{
	struct advice advice;

	return lint_advice(lint, id, &advice) && advice.ptr != NULL && !advice.ptr->none;
}

static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };

/* The addresses whose names comments order, sorted. */
static void
collect_asked(struct lint *lint, struct items *to)
{
	struct zone_set *set = lint_zones(lint);
	struct item item;
	size_t said;

	set_advice(set, &said);
	for (size_t t = 0; t < ARRAY_LEN(types) && said > 0; t++) {
		size_t count;
		const record_id *ids = set_records(set, types[t], &count);

		for (size_t i = 0; i < count; i++)
			if (is_ordered(lint, ids[i]) && item_of(set, ids[i], &item))
				items_add(to, &item);
	}
	sort_items(to->list, to->count, sizeof *to->list, by_address_alone);
}

static bool
is_asked(const struct items *asked, const struct item *item)
{
	return asked->count > 0 &&
	       bsearch(item, asked->list, asked->count, sizeof *item, by_address_alone) != NULL;
}

/* Suspects, and all records of the addresses whose names comments order. */
static void
collect(struct lint *lint, struct items *to)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct items asked = { 0 };
	struct item item;

	collect_asked(lint, &asked);
	for (size_t i = 0; i < suspects->address_count; i++)
		if (item_of(set, suspects->addresses[i], &item) && !is_asked(&asked, &item))
			items_add(to, &item);
	for (size_t t = 0; t < ARRAY_LEN(types) && asked.count > 0; t++) {
		size_t count;
		const record_id *ids = set_records(set, types[t], &count);

		for (size_t i = 0; i < count; i++)
			if (item_of(set, ids[i], &item) && is_asked(&asked, &item)) {
				item.asked = true;
				items_add(to, &item);
			}
	}
	free(asked.list);
	sort_items(to->list, to->count, sizeof *to->list, by_address);
}

static void
check(struct lint *lint)
{
	struct items items = { 0 };

	tell_faults(lint, rules, told, RULE_COUNT);
	collect(lint, &items);
	for (size_t i = 0, end; i < items.count; i = end) {
		const struct item *first = &items.list[i];

		for (end = i + 1;
		     end < items.count && by_address_alone(first, &items.list[end]) == 0;)
			end++;
		judge(lint, first, end - i);
	}
	free(items.list);
}

const struct rule_table rules_address = { rules, RULE_COUNT, check };
