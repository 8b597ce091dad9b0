/* mail/exchange.c -- MX records: where mail is delivered, and what the addresses there are called */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "mail/parts.h"

/* ---- collecting ---- */

static bool
is_served(struct mail *m, const struct record *r)
{
	struct node node;

	query_name(m->set, r->zone->spec.view, &r->owner, &node);
	return node.zone == r->zone && !node.below_cut;
}

/* The target is in nobody's zone that we have. */
static bool
is_external(struct mail *m, uint32_t view, const struct dname *target)
{
	struct node node;

	query_name(m->set, view, target, &node);
	return node.exists == ANSWER_UNKNOWN &&
	       (node.zone == NULL || node.zone->spec.role == ROLE_EXTERNAL || node.below_cut);
}

/* Read an MX record and take it up; NULL when it is not served, or cannot be read. */
static const struct exchange *
collect_record(struct mail *m, record_id id, struct record *r)
{
	uint32_t view = record_zone(m->set, id)->spec.view;
	struct exchange *x;
	struct dname target;
	size_t field;

	if (!query_record(m->set, id, r) || !is_served(m, r) || !record_target(r, &target, &field))
		return NULL;
	m->exchanges =
	    xgrow(m->exchanges, m->exchange_count, &m->exchange_cap, sizeof *m->exchanges);
	x = &m->exchanges[m->exchange_count++];
	*x = (struct exchange){ .record = id, .view = view, .span = record_field_span(r, field) };
	x->owner = names_keep(m, &r->owner);
	x->target = names_keep(m, &target);
	x->host = host_find(m, &target);
	x->external = target.len > 1 && is_external(m, view, &target);
	return x;
}

/* ---- one for many ---- */

/* An MX record of a public view by what need not be read. */
struct candidate {
	uint64_t target; /* hash */
	uint32_t view;
	uint32_t place; /* among all, in order of output */
};

static int
by_target(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->target != y->target)
		return x->target < y->target ? -1 : 1;
	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/*
 * For each record the first with the same target in the same view; itself where a target is not told from
 * others by its hash.
 */
static uint32_t *
find_firsts(struct mail *m, const record_id *list, size_t count)
{
	struct candidate *all = xcalloc(count + 1, sizeof *all);
	uint32_t *firsts = xcalloc(count + 1, sizeof *firsts);
	const struct candidate *first = all;

	for (size_t i = 0; i < count; i++)
		all[i] = (struct candidate){ record_target_hash(m->set, list[i]),
			record_zone(m->set, list[i])->spec.view, (uint32_t)i };
	sort_items(all, count, sizeof *all, by_target);
	for (const struct candidate *c = all; c < all + count; c++) {
		if (c->target == 0 || c->target != first->target || c->view != first->view)
			first = c;
		firsts[c->place] = first->place;
	}
	free(all);
	return firsts;
}

/*
 * Take up the MX records of public views.  What holds of a target that we know, and of its addresses, holds
 * for every record that names it, and is reported at the first: the others are not read, but for the first by which
 * the world sends mail.  Records of targets outside are judged one by one, for each domain may have declared them.
 */
static void
collect_records(struct mail *m, const record_id *list, size_t count)
{
	enum { NOT_YET, FROM_INSIDE, KNOWN };
	uint32_t *firsts = find_firsts(m, list, count);
	uint8_t *known = xcalloc(count + 1, sizeof *known);
	const struct zone *last = NULL;
	struct record r = { 0 };
	bool inside = false;

	for (size_t i = 0; i < count; i++) {
		const struct zone *zone = record_zone(m->set, list[i]);
		uint8_t *state = &known[firsts[i]];
		const struct exchange *x;

		if (last == NULL || zone != last)
			inside = name_ends_inside(&zone->spec.origin);
		last = zone;
		if (*state == KNOWN || (*state == FROM_INSIDE && inside) ||
		    !view_is_public(m, zone->spec.view))
			continue;
		x = collect_record(m, list[i], &r);
		if (x != NULL && x->target->len > 1 && !x->external)
			*state = inside ? FROM_INSIDE : KNOWN;
	}
	record_free(&r);
	free(known);
	free(firsts);
}

static void
add_delivery(struct mail *m, size_t exchange, const struct addr *addr, record_id id)
{
	m->deliveries =
	    xgrow(m->deliveries, m->delivery_count, &m->delivery_cap, sizeof *m->deliveries);
	m->deliveries[m->delivery_count++] = (struct delivery){ .addr = *addr,
		.view = m->exchanges[exchange].view,
		.exchange = (uint32_t)exchange,
		.record = id };
}

static void
collect_addresses(struct mail *m, size_t exchange)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };
	const struct exchange *x = &m->exchanges[exchange];
	struct chase chase;
	struct addr addr;
	record_id id;

	query_chase(m->set, x->view, x->target, &chase);
	for (unsigned i = 0; chase.end == CHASE_END && i < 2; i++) {
		size_t at = 0;

		while (node_next(&chase.node, types[i], &at, &id))
			if (record_addr(m->set, id, &addr))
				add_delivery(m, exchange, &addr, id);
	}
}

static int
by_address(const void *a, const void *b)
{
	const struct delivery *x = a, *y = b;
	int order;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	order = addr_compare(&x->addr, &y->addr);
	if (order != 0)
		return order;
	return x->exchange < y->exchange ? -1 : x->exchange > y->exchange;
}

void
exchanges_collect(struct mail *m)
{
	const struct suspects *suspects = set_suspects(m->set);
	size_t count = suspects->exchange_count;
	const record_id *list = suspects->exchanges;

	/* A map speaks of hosts and domains, wherever they are; without one only what may be wrong counts. */
	if (m->settings.map != NULL)
		list = set_records(m->set, RRTYPE_MX, &count);
	collect_records(m, list, count);
	for (size_t i = 0; i < m->exchange_count; i++)
		collect_addresses(m, i);
	if (m->delivery_count > 0)
		sort_items(m->deliveries, m->delivery_count, sizeof *m->deliveries, by_address);
}

/* ---- the record itself ---- */

static struct mail_fault *
exchange_fault(struct mail *m, const char *rule, const struct exchange *x)
{
	struct mail_fault *f = fault_add(m, rule, x->span, x->view);

	f->record = x->record;
	f->host = x->host;
	return f;
}

static size_t
exchanges_at(struct mail *m, const struct exchange *x)
{
	struct node node;
	size_t at = 0, count = 0;
	record_id id;

	query_name(m->set, x->view, x->owner, &node);
	while (node_next(&node, RRTYPE_MX, &at, &id))
		count++;
	return count;
}

static unsigned
preference_of(struct mail *m, const struct exchange *x)
{
	struct record r = { 0 };
	unsigned value = 0;

	if (query_record(m->set, x->record, &r) && r.rdata_len >= 2)
		value = (unsigned)r.rdata[0] << 8 | r.rdata[1];
	record_free(&r);
	return value;
}

/* "MX 0 .": no mail at all. */
static void
judge_null(struct mail *m, const struct exchange *x)
{
	if (exchanges_at(m, x) > 1) {
		fault_name(m, exchange_fault(m, "null-mx-mixed", x), x->owner);
		return;
	}
	if (preference_of(m, x) != 0)
		fault_name(m, exchange_fault(m, "null-mx-preference", x), x->owner);
	if (sender_find(m, x->owner) != NULL)
		fault_name(m, exchange_fault(m, "null-mx-sender", x), x->owner);
}

static int
by_declared_name(const void *key, const void *item)
{
	return dname_compare(key, ((const struct declared *)item)->name);
}

static const struct egress_domain *
domain_find(const struct mail *m, const struct dname *name)
{
	const struct declared *found = NULL;

	if (m->declared_count > 0)
		found = bsearch(
		    name, m->declared, m->declared_count, sizeof *m->declared, by_declared_name);
	return found == NULL ? NULL : found->entry;
}

static bool
list_has(const struct conf_list *list, const struct dname *name)
{
	struct dname item;

	for (size_t i = 0; i < list->count; i++)
		if (dname_parse(str_of(list->items[i].text), NULL, &item, NULL) &&
		    dname_equal(&item, name))
			return true;
	return false;
}

/* What the map says of a target outside. */
static void
judge_external(struct mail *m, const struct exchange *x)
{
	const struct egress_domain *domain = domain_find(m, x->owner);
	struct mail_fault *f;

	if (domain == NULL || domain->mx.span.file == 0) {
		fault_name(m, exchange_fault(m, "mx-external", x), x->target);
		return;
	}
	if (list_has(&domain->mx, x->target))
		return;
	f = exchange_fault(m, "mx-declared-mismatch", x);
	fault_name(m, f, x->target);
	f->other_span = domain->mx.span;
	if (domain->mx.count > 0)
		f->other = names_keep_text(m, domain->mx.items[0].text);
}

/* "192.0.2.1." as a target: another rule says what is wrong with it. */
static bool
target_is_address(const struct exchange *x)
{
	char text[DNAME_TEXT_MAX];
	struct str bare = str_of(dname_text(x->target, text));
	struct addr addr;

	bare.len--;
	return addr_parse(bare, &addr);
}

static void
judge_target(struct mail *m, const struct exchange *x)
{
	if (x->target->len == 1)
		judge_null(m, x);
	else if (x->external && !target_is_address(x))
		judge_external(m, x);
}

/* ---- the addresses behind it ---- */

/* Does the map say that the host sends through other addresses of this family? */
static bool
sends_elsewhere(const struct mail *m, const struct mail_host *host, const struct delivery *d)
{
	return host != NULL && (!host->sends || host_outside(m, host, d->addr.family) != NULL);
}

static struct mail_fault *
delivery_fault(struct mail *m, const char *rule, const struct delivery *d,
    const struct mail_address *a, struct span span)
{
	struct mail_fault *f = fault_add(m, rule, span, d->view);

	fault_addr(f, &d->addr);
	f->address = a;
	f->host = m->exchanges[d->exchange].host;
	f->record = d->record;
	return f;
}

/* The first by which the world would send mail there: mail at corp.local comes from inside only. */
static const struct delivery *
first_from_outside(const struct mail *m, const struct delivery *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!name_ends_inside(m->exchanges[list[i].exchange].owner))
			return &list[i];
	return NULL;
}

static void
judge_private(struct mail *m, const struct delivery *d, const struct record *r)
{
	struct mail_fault *f;

	/* An inside address of the map at this name is reported as what it is. */
	for (size_t i = 0; mail_is_internal(m, &d->addr) && i < m->host_count; i++)
		if (leak_find(m, d->view, &m->hosts[i], &r->owner) == d->record)
			return;
	f = delivery_fault(m,
	    addr_class(&d->addr) == ADDR_PRIVATE ? "mx-address-private" : "mx-address-special", d,
	    NULL, record_field_span(r, 0));
	fault_name(m, f, &r->owner);
	f->other_span = m->exchanges[d->exchange].span;
}

static struct mail_fault *
mx_pointer_fault(struct mail *m, const char *rule, const struct delivery *d,
    const struct mail_address *a, const struct mail_pointer *p)
{
	struct mail_fault *f = delivery_fault(m, rule, d, a, p->span);

	f->pointer = p;
	f->record = p->record;
	f->other = a->wanted;
	f->other_span = a->span;
	return f;
}

/* The PTR names something, but not the MX host. */
static void
judge_other_name(struct mail *m, const struct delivery *d, const struct mail_address *a, bool minor)
{
	static const char reason[] = "the PTR does not name the MX host";
	bool unknown = false, aliased = false;
	struct mail_fault *f;

	for (size_t i = 0; i < a->pointer_count; i++) {
		unknown |= a->pointers[i].confirms == ANSWER_UNKNOWN;
		aliased |= a->pointers[i].alias && a->pointers[i].confirms == ANSWER_PRESENT;
	}
	if (aliased)
		return;
	if (address_confirmed(a)) {
		f = mx_pointer_fault(m, "mx-ptr-other-name", d, a, &a->pointers[0]);
		f->wants = want_swap(m, a, &a->pointers[0], a->wanted, false, f->rule, reason);
	} else if (unknown) {
		m->unverified++;
		mx_pointer_fault(m, "mx-ptr-unverifiable", d, a, &a->pointers[0]);
	} else {
		f = mx_pointer_fault(m, "mx-ptr-mismatch", d, a, &a->pointers[0]);
		f->minor = minor;
		f->wants = want_instead(m, a, a->wanted, true, true, f->rule, reason);
	}
}

static void
judge_no_pointer(struct mail *m, const struct delivery *d, const struct mail_address *a, bool minor)
{
	struct mail_fault *f;
	struct dname block;

	if (a->has_ptr == ANSWER_UNKNOWN) {
		m->unverified++;
		f = delivery_fault(m, "mx-ptr-unverifiable", d, a, a->span);
		f->other = a->wanted;
		f->wants = want_request(m, a, a->wanted, f->rule, a->span);
		return;
	}
	if (a->aliases == 0 && block_find(m, a->view, &a->addr, &block)) {
		f = delivery_fault(m, "rfc2317-cname-missing", d, a, a->span);
		f->other = names_keep(m, &block);
		f->wants = want_cname(m, a, &block, f->rule,
		    "the child zone has the PTR, nothing leads there", a->span);
		return;
	}
	f = delivery_fault(m, "mx-ptr-missing", d, a, a->span);
	f->minor = minor;
	f->other = a->wanted;
	f->wants =
	    want_ptr(m, a, a->wanted, true, f->rule, "address of an MX host without PTR", a->span);
}

/* Does a PTR name one of the MX hosts at this address? */
static bool
names_exchange(
    const struct mail *m, const struct delivery *list, size_t count, const struct mail_address *a)
{
	if (address_names(a, a->wanted) != NULL)
		return true;
	for (size_t i = 0; i < count; i++)
		if (address_names(a, m->exchanges[list[i].exchange].target) != NULL)
			return true;
	return false;
}

/* The inbound address of a host that sends from elsewhere, which the map does not mention. */
static void
judge_split(struct mail *m, const struct delivery *d, const struct record *r)
{
	const struct mail_host *host = m->exchanges[d->exchange].host;
	struct mail_fault *f;

	if (host == NULL || !host->sends || host->entry->inbound.count > 0 ||
	    !sends_elsewhere(m, host, d) ||
	    !mail_is_public(m, host_outside(m, host, d->addr.family)))
		return;
	f = delivery_fault(m, "nat-split-address", d, NULL, record_field_span(r, 0));
	fault_name(m, f, host->name);
	f->other_span = host->entry->name.span;
	f->other_addr = *host_outside(m, host, d->addr.family);
}

/* All MX hosts at one address. */
static void
judge_delivery(struct mail *m, const struct delivery *list, size_t count)
{
	const struct mail_address *found = mail_address_find(m, list->view, &list->addr);
	struct mail_address *a = &m->addresses[found - m->addresses];
	struct record r = { 0 };
	bool minor;

	if (a->egress || !query_record(m->set, list->record, &r))
		goto out;
	if (!mail_is_public(m, &a->addr)) {
		const struct delivery *d = first_from_outside(m, list, count);

		if (d != NULL && query_record(m->set, d->record, &r))
			judge_private(m, d, &r);
		goto out;
	}
	a->wanted = names_keep(m, &r.owner);
	a->span = record_field_span(&r, 0);
	minor = sends_elsewhere(m, m->exchanges[list->exchange].host, list);
	judge_split(m, list, &r);
	if (a->pointer_count == 0)
		judge_no_pointer(m, list, a, minor);
	else if (!form_judge(m, NULL, a, a->wanted)) {
		if (address_confirmed(a))
			pointers_judge(m, a);
		if (!names_exchange(m, list, count, a))
			judge_other_name(m, list, a, minor);
	}
out:
	record_free(&r);
}

void
exchanges_judge(struct mail *m)
{
	size_t end;

	for (size_t i = 0; i < m->exchange_count; i++)
		judge_target(m, &m->exchanges[i]);
	for (size_t i = 0; i < m->delivery_count; i = end) {
		for (end = i + 1; end < m->delivery_count &&
		                  m->deliveries[end].view == m->deliveries[i].view &&
		                  addr_equal(&m->deliveries[end].addr, &m->deliveries[i].addr);)
			end++;
		judge_delivery(m, &m->deliveries[i], end - i);
	}
}
