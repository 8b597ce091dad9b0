/*
 * mail/egress.c -- the verdict on each address that mail is sent from.
 *
 * Forward first, since providers ask for the address record before they set a PTR; then the PTR; then the
 * HELO name.  Each step reports a cause once and leaves its consequences alone.
 */
#include "dns/rrtype.h"
#include "mail/parts.h"

#define NO_PTR "egress address without PTR"

static bool
address_unknown_name(const struct mail_address *a)
{
	for (size_t i = 0; i < a->pointer_count; i++)
		if (a->pointers[i].confirms == ANSWER_UNKNOWN)
			return true;
	return false;
}

static struct mail_fault *
address_fault(struct mail *m, const char *rule, const struct mail_egress *e, struct span span)
{
	struct mail_fault *f = fault_add(m, rule, span, e->view);

	fault_addr(f, &e->addr);
	f->host = e->host;
	f->egress = e;
	f->address = e->address;
	return f;
}

static struct mail_fault *
pointer_fault(struct mail *m, const char *rule, const struct mail_egress *e,
    const struct mail_address *a, const struct mail_pointer *p)
{
	struct mail_fault *f = fault_add(m, rule, p->span, a->view);

	fault_addr(f, &a->addr);
	f->egress = e;
	f->host = e != NULL ? e->host : NULL;
	f->address = a;
	f->pointer = p;
	f->record = p->record;
	f->other_span = a->span;
	return f;
}

/* Which of the hosts that share an address names it: a written "ptr", else who is named, else the first. */
static const struct mail_egress *
spokesman(struct mail *m, const struct mail_egress *list, size_t count)
{
	const struct mail_address *a = list->address;
	const struct mail_egress *named = NULL, *resolving = NULL;

	for (size_t i = 0; i < count; i++) {
		if (list[i].wanted_explicit)
			return &list[i];
		if (named == NULL && address_names(a, list[i].wanted) != NULL)
			named = &list[i];
		if (resolving == NULL &&
		    query_has_address(m->set, a->view, list[i].wanted, &a->addr) == ANSWER_PRESENT)
			resolving = &list[i];
	}
	return named != NULL ? named : resolving != NULL ? resolving : list;
}

/* Two hosts ask for different names of one address. */
static void
judge_conflict(struct mail *m, const struct mail_egress *list, size_t count)
{
	const struct mail_egress *first = NULL;

	for (size_t i = 0; i < count; i++) {
		struct mail_fault *f;

		if (!list[i].wanted_explicit)
			continue;
		if (first == NULL) {
			first = &list[i];
			continue;
		}
		if (dname_equal(first->wanted, list[i].wanted))
			continue;
		f = address_fault(m, "nat-shared-conflict", &list[i], list[i].wanted_span);
		fault_name(m, f, list[i].wanted);
		f->other = first->wanted;
		f->other_span = first->wanted_span;
	}
}

/* ---- 1: does the wanted name have the address? ---- */

/* The first address record of a name, aliases followed, the family's own before the other's. */
static record_id
address_record(struct mail *m, uint32_t view, const struct dname *name, enum addr_family family)
{
	const uint16_t types[2] = { family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA,
		family == ADDR_V4 ? RRTYPE_AAAA : RRTYPE_A };
	struct chase chase;
	record_id id;

	query_chase(m->set, view, name, &chase);
	for (unsigned i = 0; chase.end == CHASE_END && i < 2; i++) {
		size_t at = 0;

		if (node_next(&chase.node, types[i], &at, &id))
			return id;
	}
	return RECORD_NONE;
}

/* What the PTR should name: never an alias, but what it leads to. */
static const struct dname *
pointer_target(struct mail *m, const struct mail_egress *e)
{
	struct chase chase;

	query_chase(m->set, e->view, e->wanted, &chase);
	if (chase.end != CHASE_END || chase.steps == 0)
		return e->wanted;
	return names_keep(m, &chase.name);
}

/* True when something was reported about the name. */
static bool
judge_forward(struct mail *m, const struct mail_egress *e, bool confirmed)
{
	struct mail_fault *f;
	uint32_t inside;
	size_t count;
	enum answer any;

	if (confirmed && !e->wanted_explicit)
		return false;
	switch (query_has_address(m->set, e->view, e->wanted, &e->addr)) {
	case ANSWER_PRESENT:
		return false;
	case ANSWER_UNKNOWN:
		m->unverified++;
		return false;
	case ANSWER_ABSENT:
		break;
	}
	if (leak_find(m, e->view, e->host, e->wanted) != RECORD_NONE)
		return true;
	any = query_addresses(m->set, e->view, e->wanted, &(struct addr){ 0 }, 0, &count);
	if (any == ANSWER_ABSENT && elsewhere_find(m, e->wanted, &inside))
		f = address_fault(m, "view-missing-public", e, e->span);
	else
		f = address_fault(m, "forward-missing", e, e->span);
	fault_name(m, f, e->wanted);
	f->other_span = e->wanted_span;
	f->record = address_record(m, e->view, e->wanted, e->addr.family);
	if (f->record != RECORD_NONE)
		(void)record_addr(m->set, f->record, &f->other_addr);
	f->wants = want_address(m, e->view, e->address->wanted, &e->addr, RECORD_NONE, f->rule,
	    "the name that the PTR should have lacks the address", f->span);
	return true;
}

/* ---- 2: the PTR ---- */

/* The entry "reverse" says that we write these PTRs, and there is no zone; true when reported. */
static bool
judge_reverse_zone(struct mail *m, const struct mail_egress *e)
{
	const struct egress_reverse *entry = reverse_find(m, &e->addr);
	struct mail_fault *f;
	struct dname zone;

	if (entry == NULL || !entry->ours || e->address->aliases > 0)
		return false;
	if (m->entry_lacks[entry - m->settings.map->reverse])
		return true;
	m->entry_lacks[entry - m->settings.map->reverse] = true;
	f = fault_add(m, "reverse-zone-missing", entry->prefix.span, e->view);
	if (entry->zone.text == NULL || !dname_parse(str_of(entry->zone.text), NULL, &zone, NULL)) {
		struct dname full;
		unsigned bits = entry->prefix.prefix.bits, step = e->addr.family == ADDR_V4 ? 8 : 4;
		unsigned labels = (e->addr.family == ADDR_V4 ? 32 : 128) / step - bits / step;

		addr_reverse_name(&entry->prefix.prefix.base, &full);
		zone = dname_parent(&full, labels);
	}
	fault_name(m, f, &zone);
	f->egress = e;
	f->address = e->address;
	f->other_addr = e->addr;
	return true;
}

static void
judge_absent(struct mail *m, const struct mail_egress *e)
{
	const struct mail_address *a = e->address;
	struct mail_fault *f;
	struct dname block;

	if (a->aliases == 0 && block_find(m, a->view, &a->addr, &block)) {
		f = address_fault(m, "rfc2317-cname-missing", e, e->span);
		f->other = names_keep(m, &block);
		f->wants = want_cname(m, a, &block, f->rule,
		    "the child zone has the PTR, nothing leads there", e->span);
		return;
	}
	f = address_fault(m, "ptr-missing", e, e->span);
	f->other = e->address->wanted;
	f->wants = want_ptr(m, a, e->address->wanted, true, f->rule, NO_PTR, e->span);
}

static void
judge_unknown(struct mail *m, const struct mail_egress *e)
{
	struct mail_fault *f;

	m->unverified++;
	if (judge_reverse_zone(m, e))
		return;
	f = address_fault(m, "ptr-unverifiable", e, e->span);
	f->other = e->address->wanted;
	f->wants = want_request(m, e->address, e->address->wanted, f->rule, e->span);
}

/* Is one of the names within the sender domains?  True when there are none to be in. */
static bool
names_within(const struct mail_egress *list, size_t count, const struct mail_address *a)
{
	bool any_domain = false;

	for (size_t h = 0; h < count; h++)
		for (size_t d = 0; d < list[h].host->domain_count; d++) {
			any_domain = true;
			for (size_t i = 0; i < a->pointer_count; i++)
				if (dname_below(a->pointers[i].name, list[h].host->domains[d]))
					return true;
		}
	return !any_domain;
}

static void
judge_outside(struct mail *m, const struct mail_egress *e)
{
	const struct mail_address *a = e->address;
	struct mail_fault *f;

	f = pointer_fault(m, "ptr-outside-domain", e, a, &a->pointers[0]);
	f->other = e->address->wanted;
	f->wants = want_instead(m, a, e->address->wanted, true, false, f->rule,
	    "the PTR names a host outside of the sender domains");
}

/* No name leads back, and all are known. */
static void
judge_unconfirmed(struct mail *m, const struct mail_egress *e)
{
	const struct mail_address *a = e->address;
	const char *rule = "ptr-target-missing";
	struct mail_fault *f;

	if (address_names(a, e->wanted) != NULL)
		return;
	for (size_t i = 0; i < a->pointer_count; i++) {
		if (leak_find(m, a->view, e->host, a->pointers[i].name) != RECORD_NONE)
			return;
		if (a->pointers[i].resolves == ANSWER_PRESENT)
			rule = "ptr-mismatch";
	}
	f = pointer_fault(m, rule, e, a, &a->pointers[0]);
	f->other = a->wanted;
	f->wants = want_instead(
	    m, a, a->wanted, true, true, rule, "the PTR names a host that lacks the address");
}

/* Beside a malformed PTR that gives way to a good name: others that do not lead back would be next. */
static void
judge_beside(struct mail *m, const struct mail_egress *e, const struct mail_address *a,
    const struct dname *wanted)
{
	if (!address_confirmed(a) && (wanted == NULL || query_has_address(m->set, a->view, wanted,
	                                                    &a->addr) != ANSWER_PRESENT))
		return;
	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		struct mail_fault *f;

		if (p->undotted || p->malformed != NULL || p->confirms != ANSWER_ABSENT)
			continue;
		f = pointer_fault(m, "ptr-partial", e, a, p);
		f->other = p->name;
		f->wants = want_swap(
		    m, a, p, NULL, true, f->rule, "one of several PTR names lacks the address");
	}
}

bool
form_judge(struct mail *m, const struct mail_egress *e, const struct mail_address *a,
    const struct dname *wanted)
{
	bool found = false;

	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		struct mail_fault *f;

		if (!p->undotted && p->malformed == NULL)
			continue;
		found = true;
		f = pointer_fault(m, p->undotted ? "ptr-missing-dot" : "ptr-name-invalid", e, a, p);
		f->other = wanted;
		f->text = p->malformed;
		f->wants = want_swap(
		    m, a, p, wanted, true, f->rule, "the PTR names what no host can be called");
	}
	if (found)
		judge_beside(m, e, a, wanted);
	return found;
}

/* What holds of several PTR records, some or all of them good. */
static void
judge_several(struct mail *m, const struct mail_egress *e, const struct mail_address *a,
    const struct dname *wanted)
{
	const struct mail_pointer *first = NULL;
	size_t confirmed = 0;
	struct mail_fault *f;

	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];

		if (p->undotted || p->malformed != NULL)
			continue;
		confirmed += p->confirms == ANSWER_PRESENT;
		if (p->confirms == ANSWER_PRESENT && first == NULL)
			first = p;
		if (p->confirms != ANSWER_ABSENT)
			continue;
		f = pointer_fault(m, "ptr-partial", e, a, p);
		f->other = p->name;
		f->wants = want_swap(
		    m, a, p, NULL, true, f->rule, "one of several PTR names lacks the address");
	}
	if (confirmed < 2)
		return;
	f = pointer_fault(m, "ptr-multiple", e, a, first);
	f->other = address_names(a, wanted) != NULL ? wanted : first->name;
	f->wants = want_instead(m, a, f->other, true, false, f->rule, "several PTR names");
}

/* Names that confirm but are aliases; true when the one behind is name. */
static bool
judge_aliases(struct mail *m, const struct mail_egress *e, const struct mail_address *a,
    const struct dname *name)
{
	bool leads = false;

	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		struct mail_fault *f;

		if (!p->alias || p->confirms != ANSWER_PRESENT)
			continue;
		f = pointer_fault(m, "ptr-target-cname", e, a, p);
		f->other = p->canonical;
		f->wants =
		    want_swap(m, a, p, p->canonical, true, f->rule, "the PTR names an alias");
		leads |= dname_equal(p->canonical, name);
	}
	return leads;
}

void
pointers_judge(struct mail *m, const struct mail_address *a)
{
	judge_several(m, NULL, a, a->wanted);
	judge_aliases(m, NULL, a, a->wanted);
}

static void
judge_generic(struct mail *m, const struct mail_egress *e)
{
	const struct mail_address *a = e->address;
	char word[DNAME_LABEL_MAX + 1];

	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		enum generic g = generic_judge(p->name, &a->addr, word);
		struct mail_fault *f;

		if (g == GENERIC_NOT || p->confirms != ANSWER_PRESENT)
			continue;
		f = pointer_fault(m, "ptr-generic", e, a, p);
		f->minor = g == GENERIC_SOMEWHAT;
		f->text = arena_copy(&m->arena, str_of(word));
	}
}

/* Some name leads back.  True when the address is reported to go by another name than it should. */
static bool
judge_confirmed(
    struct mail *m, const struct mail_egress *e, const struct mail_egress *list, size_t count)
{
	const struct mail_address *a = e->address;
	struct mail_fault *f;
	bool leads, wrong = false;

	judge_several(m, e, a, a->wanted);
	leads = judge_aliases(m, e, a, e->wanted);
	if (e->wanted_explicit && address_names(a, e->wanted) == NULL && !leads) {
		f = pointer_fault(m, "ptr-wrong-name", e, a, &a->pointers[0]);
		f->other = e->wanted;
		f->other_span = e->wanted_span;
		if (query_has_address(m->set, a->view, e->wanted, &a->addr) == ANSWER_PRESENT)
			f->wants = want_swap(m, a, &a->pointers[0], e->wanted, true, f->rule,
			    "the map asks for another name");
		wrong = true;
	}
	judge_generic(m, e);
	if (!wrong && !names_within(list, count, a)) {
		judge_outside(m, e);
		wrong = true;
	}
	return wrong || leads;
}

/* True when a report on the PTR says already that it is not the name that the host greets with. */
static bool
judge_reverse(
    struct mail *m, const struct mail_egress *e, const struct mail_egress *list, size_t count)
{
	const struct mail_address *a = e->address;

	if (a->has_ptr == ANSWER_UNKNOWN)
		judge_unknown(m, e);
	else if (a->has_ptr == ANSWER_ABSENT)
		judge_absent(m, e);
	if (a->pointer_count == 0)
		return true;
	if (form_judge(m, e, a, a->wanted))
		return true;
	if (address_confirmed(a))
		return judge_confirmed(m, e, list, count);
	if (!address_unknown_name(a)) {
		judge_unconfirmed(m, e);
		return true;
	}
	m->unverified++;
	pointer_fault(m, "ptr-target-unverifiable", e, a, &a->pointers[0])->other = a->wanted;
	if (!names_within(list, count, a))
		judge_outside(m, e);
	return true;
}

/* ---- all of it ---- */

/* The map says that someone else writes this zone, and here it is. */
static void
judge_owner(struct mail *m, const struct mail_egress *e)
{
	const struct egress_reverse *entry = reverse_find(m, &e->addr);
	const struct zone *zone = e->address->ptr_zone;
	struct mail_fault *f;

	if (entry == NULL || entry->ours || zone == NULL || e->address->aliases > 0 ||
	    zone->spec.role != ROLE_MANAGED || e->address->has_ptr == ANSWER_UNKNOWN ||
	    m->entry_conflicts[entry - m->settings.map->reverse])
		return;
	m->entry_conflicts[entry - m->settings.map->reverse] = true;
	f = fault_add(m, "reverse-owner-conflict", entry->owner.span, e->view);
	fault_name(m, f, &zone->spec.origin);
	f->egress = e;
	f->text = entry->owner.text;
	f->record = zone->soa;
}

/* All hosts that send from one address. */
static void
judge_address(struct mail *m, const struct mail_egress *list, size_t count)
{
	const struct mail_egress *e;
	struct mail_address *a = &m->addresses[list->address - m->addresses];
	bool forward, named;

	if (!mail_is_public(m, &a->addr)) {
		address_fault(m, "egress-private", list, list->span);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (list[i].dynamic) {
			address_fault(m, "egress-dynamic", &list[i], list[i].span);
			a->verdict = MAIL_NOT_ASKED;
			return;
		}
	judge_conflict(m, list, count);
	e = spokesman(m, list, count);
	a->span = e->span;
	a->wanted = pointer_target(m, e);
	judge_owner(m, e);
	forward = judge_forward(m, e, address_confirmed(a));
	named = judge_reverse(m, e, list, count);
	helo_judge(m, list, count, forward ? e->wanted : NULL, named);
}

void
egresses_judge(struct mail *m)
{
	size_t end;

	for (size_t i = 0; i < m->egress_count; i = end) {
		for (end = i + 1;
		     end < m->egress_count && m->egresses[end].address == m->egresses[i].address;)
			end++;
		judge_address(m, &m->egresses[i], end - i);
	}
}
