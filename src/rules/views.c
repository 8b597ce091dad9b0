/* rules/views.c -- what the world sees of mail hosts, what only the inside should, and what both share */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "rules/mailfault.h"
#include "zone/place.h"

enum {
	VIEW_INTERNAL_PTR,
	VIEW_MISSING_PUBLIC,
	VIEW_PRIVATE_LEAK,
	VIEW_REVERSE_CONFLICT,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[VIEW_INTERNAL_PTR] = {
		.id = "view-internal-ptr",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "inside address of a mail host lacks a good PTR",
		.why = "Servers of the same network that take mail from this one look its inside address up. "
		       "Without a PTR that leads back they wait for time-outs, or log a bare number.",
		.repair = "Add the PTR to the internal reverse zone.",
		.references = (const char *const[]){ "RFC 1912 §2.1", NULL },
	},
	[VIEW_MISSING_PUBLIC] = {
		.id = "view-missing-public",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "name of a sending host exists inside only",
		.why = "Inside the name resolves, so everything looks right from there. Receivers see the public "
		       "view, find no address, and refuse mail: 450 4.7.25, 550-5.7.25.",
		.repair = "Add the outside address to the public view's zone.",
		.references = (const char *const[]){ "RFC 8601 §3", "RFC 5321 §2.3.5", NULL },
	},
	[VIEW_PRIVATE_LEAK] = {
		.id = "view-private-leak",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "public view shows the inside address of a mail host",
		.why = "Nobody outside can reach the address: mail to the host bounces, mail from it fails the "
		       "check of its name, and the plan of the network is on show.",
		.repair = "Publish the outside address in the public view, and the inside one in an internal view "
		          "only.",
		.references = (const char *const[]){ "RFC 1918 §3", NULL },
	},
	[VIEW_REVERSE_CONFLICT] = {
		.id = "view-reverse-conflict",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "views share a reverse file, but not the name of an address",
		.why = "One file is the reverse zone of two views, and the address has other names in the one than in "
		       "the other. Whatever PTR stands there, in one view it does not lead back: mail is refused, "
		       "and no repair can help, because both views are served the same bytes.",
		.repair = "Give each view a reverse file of its own, or the address one name that both views know.",
		.references = (const char *const[]){ "RFC 1912 §2.1", NULL },
	},
};

static struct finding *
tell_internal(const struct telling *t)
{
	struct finding *f;

	if (t->other[0] != '\0') {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "PTR of %s, inside address of %s, names %s, which lacks this address", t->addr,
		    t->host, t->other);
		finding_label(t->lint, f, "does not lead back");
		telling_note(t, f, "map", "the inside address");
	} else {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "inside address %s of %s has no PTR record", t->addr, t->host);
		finding_label(t->lint, f, "no PTR in the internal reverse zone");
	}
	if (strcmp(t->other, t->host) == 0)
		finding_help(t->lint, f,
		    "give %s the address %s in the view of the inside, or let the PTR name the host that has it",
		    t->host, t->addr);
	else
		finding_help(t->lint, f, "let the PTR name %s", t->host);
	return f;
}

static struct finding *
tell_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s exists in an internal view only, though mail is sent in this name", t->name);

	finding_label(t->lint, f, "not in the public view");
	if (t->addr[0] != '\0')
		finding_help(t->lint, f, "add %s %s %s to the public view", t->name,
		    t->fault->addr.family == ADDR_V4 ? "A" : "AAAA", t->addr);
	else
		finding_help(t->lint, f, "add its outside address to the public view");
	return f;
}

static struct finding *
tell_leak(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "public view shows %s, the inside address of %s", t->addr, t->host);

	finding_label(t->lint, f, "an inside address");
	if (t->other_addr[0] != '\0')
		finding_help(t->lint, f, "write %s", t->other_addr);
	else
		finding_help(t->lint, f, "write the address that the world reaches the host at");
	return f;
}

static const struct told told[RULE_COUNT] = {
	[VIEW_INTERNAL_PTR] = { .tell = tell_internal },
	[VIEW_MISSING_PUBLIC] = { .tell = tell_missing },
	[VIEW_PRIVATE_LEAK] = { .tell = tell_leak },
};

/* ---- one reverse file, several views ---- */

/* Two zones of one file and one name, each of a view of its own. */
struct shared {
	const struct zone *a, *b;
	struct prefix net;
};

struct sharing {
	struct lint *lint;
	struct shared *list;
	size_t count, cap;
};

static int
compare_bodies(const void *a, const void *b)
{
	const struct zone *x = *(const struct zone *const *)a, *y = *(const struct zone *const *)b;

	if (x->spec.file != y->spec.file)
		return x->spec.file < y->spec.file ? -1 : 1;
	return x->spec.view != y->spec.view
	           ? (x->spec.view > y->spec.view) - (x->spec.view < y->spec.view)
	           : (x->id > y->id) - (x->id < y->id);
}

static void
add_shared(struct sharing *s, const struct zone *a, const struct zone *b)
{
	struct shared pair = { a, b, { .bits = 0 } };

	if (a->spec.view == b->spec.view || !dname_equal(&a->spec.origin, &b->spec.origin) ||
	    !addr_from_reverse(&a->spec.origin, &pair.net))
		return;
	s->list = xgrow(s->list, s->count, &s->cap, sizeof *s->list);
	s->list[s->count++] = pair;
}

static void
find_shared(struct sharing *s)
{
	struct zone_set *set = lint_zones(s->lint);
	size_t all = set_zone_count(set), count = 0;
	const struct zone **zones = xcalloc(all + 1, sizeof(const struct zone *));

	for (size_t i = 0; i < all; i++)
		if (set_zone(set, i)->reverse && set_zone(set, i)->spec.role != ROLE_EXTERNAL)
			zones[count++] = set_zone(set, i);
	sort_items(zones, count, sizeof(const struct zone *), compare_bodies);
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count && zones[k]->spec.file == zones[i]->spec.file; k++)
			add_shared(s, zones[i], zones[k]);
	free(zones);
}

static bool
is_shared(void *arg, record_id id, const struct addr *addr)
{
	const struct sharing *s = arg;

	(void)id;
	for (size_t i = 0; i < s->count; i++)
		if (prefix_contains(&s->list[i].net, addr))
			return !addr_is_local(addr);
	return false;
}

/* A name that an address has in a view. */
struct named {
	struct addr addr;
	uint32_t view, place;
	record_id id;
};

static int
compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int c = addr_compare(&x->addr, &y->addr);

	if (c == 0)
		c = (x->view > y->view) - (x->view < y->view);
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

/* The owner, when a PTR could name it. */
static bool
name_of(struct lint *lint, record_id id, struct record *r)
{
	struct advice advice;

	return query_record(lint_zones(lint), id, r) && !r->zone->reverse &&
	       dname_is_hostname(&r->owner) &&
	       !(lint_advice(lint, id, &advice) && advice.ptr != NULL && advice.ptr->none);
}

/* The address's first name in each of two views; false when one name is of both, or a view knows none. */
static bool
find_rivals(struct lint *lint, const struct named *list, size_t count, const struct shared *pair,
    record_id rivals[2])
{
	struct record a = { 0 }, b = { 0 };
	bool common = false;

	rivals[0] = rivals[1] = RECORD_NONE;
	for (size_t i = 0; i < count && !common; i++) {
		if (list[i].view != pair->a->spec.view || !name_of(lint, list[i].id, &a))
			continue;
		if (rivals[0] == RECORD_NONE)
			rivals[0] = list[i].id;
		for (size_t k = 0; k < count && !common; k++) {
			if (list[k].view != pair->b->spec.view || !name_of(lint, list[k].id, &b))
				continue;
			if (rivals[1] == RECORD_NONE)
				rivals[1] = list[k].id;
			common = dname_equal(&a.owner, &b.owner);
		}
	}
	record_free(&a);
	record_free(&b);
	return !common && rivals[0] != RECORD_NONE && rivals[1] != RECORD_NONE;
}

static void
report_conflict(struct lint *lint, const struct addr *addr, const struct shared *pair,
    const struct pointer_place *place, const record_id rivals[2])
{
	struct zone_set *set = lint_zones(lint);
	char text[ADDR_TEXT_MAX], one[DNAME_TEXT_MAX], two[DNAME_TEXT_MAX];
	struct record a = { 0 }, b = { 0 }, ptr = { 0 };
	struct finding *f;
	struct node node;
	size_t at = 0;
	record_id id;

	query_name(set, pair->a->spec.view, &place->owner, &node);
	if (query_record(set, rivals[0], &a) && query_record(set, rivals[1], &b)) {
		/* the PTR if one stands, else what asks for another one */
		bool stands = !node.wildcard && node_next(&node, RRTYPE_PTR, &at, &id) &&
		              query_record(set, id, &ptr);

		f = lint_report(lint, &rules[VIEW_REVERSE_CONFLICT],
		    record_field_span(stands ? &ptr : &b, 0),
		    "%s is %s in view \"%s\" and %s in view \"%s\", which share the reverse zone",
		    addr_text(addr, text), dname_text(&a.owner, one),
		    set_view(set, pair->a->spec.view)->name, dname_text(&b.owner, two),
		    set_view(set, pair->b->spec.view)->name);
		finding_label(
		    lint, f, stands ? "cannot be right in both views" : "in the one view");
		finding_note(lint, f, record_field_span(&a, 0), "address",
		    stands ? "in the one view" : "in the other view");
		if (stands)
			finding_note(
			    lint, f, record_field_span(&b, 0), "address", "in the other view");
		finding_help(lint, f,
		    "give each view a reverse file of its own, or both views one name with this address");
		finding_subject(lint, f, &place->owner, addr, NULL);
		finding_record(lint, f, stands ? &ptr : &b);
	}
	record_free(&a);
	record_free(&b);
	record_free(&ptr);
}

/* All names of one address, in all views. */
static void
judge_shared(const struct sharing *s, const struct named *list, size_t count)
{
	struct zone_set *set = lint_zones(s->lint);

	for (size_t i = 0; i < s->count; i++) {
		const struct shared *pair = &s->list[i];
		struct pointer_place here, there;
		record_id rivals[2];

		if (!prefix_contains(&pair->net, &list->addr) ||
		    !find_rivals(s->lint, list, count, pair, rivals))
			continue;
		place_pointer(set, pair->a->spec.view, &list->addr, NULL, &here);
		place_pointer(set, pair->b->spec.view, &list->addr, NULL, &there);
		if (here.kind == PLACE_HERE && here.zone == pair->a && there.kind == PLACE_HERE &&
		    there.zone == pair->b) {
			report_conflict(s->lint, &list->addr, pair, &here, rivals);
			return;
		}
	}
}

static void
check_shared(struct lint *lint)
{
	struct sharing s = { .lint = lint };
	struct zone_set *set = lint_zones(lint);
	struct named *list = NULL;
	const record_id *ids;
	size_t count = 0;

	find_shared(&s);
	if (s.count > 0) {
		set_hosts(set, is_shared, &s, &ids, &count);
		list = xcalloc(count + 1, sizeof *list);
	}
	for (size_t i = 0; i < count; i++) {
		list[i] = (struct named){ .view = record_zone(set, ids[i])->spec.view,
			.place = (uint32_t)i,
			.id = ids[i] };
		(void)record_addr(set, ids[i], &list[i].addr);
	}
	sort_items(list, count, sizeof *list, compare_named);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && addr_equal(&list[i].addr, &list[end].addr);)
			end++;
		judge_shared(&s, &list[i], end - i);
	}
	free(list);
	free(s.list);
}

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
	if (set_view_count(lint_zones(lint)) > 1 && lint_wants(lint, &rules[VIEW_REVERSE_CONFLICT]))
		check_shared(lint);
}

const struct rule_table rules_views = { rules, RULE_COUNT, check };
