/*
 * rules/address.c -- addresses of forward zones that no PTR record answers for.
 *
 * Where a PTR stands, only the PTR is judged (rules/ptr.c); here its absence is.
 */
#include <stdlib.h>

#include "base/sort.h"
#include "dns/rrtype.h"
#include "lint/lint.h"

enum { ADDRESS_PTR_MISSING, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[ADDRESS_PTR_MISSING] = {
		.id = "address-ptr-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "address has no PTR record in its reverse zone",
		.why = "The reverse zone of the address is among the zones, and says nothing about it. Logs show "
		       "a bare number, SSH and mail servers wait for or mistrust clients without a name, and "
		       "nobody can tell that the address is in use.",
		.repair = "Add a PTR record that names the host to the reverse zone.",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 1035 §3.5", NULL },
	},
};

#define NEIGHBOURS 16 /* how far to look for a PTR that the missing one belongs behind */

/* An address record whose address has no PTR that names its owner. */
struct item {
	struct addr addr;
	uint32_t view;
	uint32_t place; /* in order of output */
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

/* Addresses that mean the same host everywhere, or no host at all: nobody asks for their names. */
static bool
address_is_local(const struct addr *addr)
{
	switch (addr_class(addr)) {
	case ADDR_LOOPBACK:
	case ADDR_LINK_LOCAL:
	case ADDR_MULTICAST:
	case ADDR_UNSPECIFIED:
	case ADDR_V4_MAPPED:
		return true;
	default:
		return false;
	}
}

/* Could a PTR name this owner?  Not a wildcard, not what is no host name, not glue of another zone. */
static bool
owner_can_be_named(struct zone_set *set, const struct record *r)
{
	struct node node;

	if (!dname_is_hostname(&r->owner))
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

/* All records of one address in one view. */
static void
judge(struct lint *lint, const struct item *items, size_t count)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct chase chase;
	struct finding *f;
	enum answer ptr;
	char addr[ADDR_TEXT_MAX], owner[DNAME_TEXT_MAX], name[DNAME_TEXT_MAX];
	size_t i = 0;

	if (address_is_local(&items->addr) || is_of_mail(lint, items))
		return;
	ptr = query_ptr(set, items->view, &items->addr, &chase);
	if (ptr == ANSWER_UNKNOWN)
		lint_unverified(lint, 1);
	if (ptr != ANSWER_ABSENT)
		return;
	while (i < count && !(query_record(set, items[i].id, &r) && owner_can_be_named(set, &r)))
		i++;
	if (i < count) {
		f = lint_report(lint, &rules[ADDRESS_PTR_MISSING], record_field_span(&r, 0),
		    "address %s of %s has no PTR record", addr_text(&items->addr, addr),
		    dname_text(&r.owner, owner));
		finding_label(lint, f, "no PTR at %s", dname_text(&chase.name, name));
		note_other_name(lint, f, items + i + 1, count - i - 1);
		note_place(lint, f, items, &chase);
		finding_help(lint, f, "add %s PTR %s", name, owner);
		finding_subject(lint, f, &r.owner, &items->addr, NULL);
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct item *items;
	size_t count = 0, end;

	if (!lint_wants(lint, &rules[ADDRESS_PTR_MISSING]))
		return;
	items = xrealloc(NULL, (suspects->address_count + 1) * sizeof *items);
	for (size_t i = 0; i < suspects->address_count; i++) {
		record_id id = suspects->addresses[i];

		if (!record_addr(set, id, &items[count].addr))
			continue;
		items[count].view = record_zone(set, id)->spec.view;
		items[count].place = (uint32_t)i;
		items[count++].id = id;
	}
	sort_items(items, count, sizeof *items, by_address);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && items[end].view == items[i].view &&
		                  addr_equal(&items[end].addr, &items[i].addr);)
			end++;
		judge(lint, items + i, end - i);
	}
	free(items);
}

const struct rule_table rules_address = { rules, RULE_COUNT, check };
