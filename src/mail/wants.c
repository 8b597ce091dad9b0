/* mail/wants.c -- the records that would set a fault right */
#include "dns/rrtype.h"
#include "mail/parts.h"

static struct want *
want_new(struct mail *m, enum want_kind kind, enum want_by by, bool safe, const char *rule,
    const char *reason)
{
	static const struct dname root = { .len = 1 };
	struct want *w = arena_alloc(&m->arena, sizeof *w);

	w->kind = kind;
	w->by = by;
	w->safe = safe;
	w->rule = rule;
	w->reason = reason;
	w->old = RECORD_NONE;
	w->target = &root;
	return w;
}

/* The TTL that a new record should have: of another at its owner, else of the zone's SOA. */
static void
hint_ttl(struct mail *m, struct want *w)
{
	struct node node;
	record_id id = w->old;
	size_t at = 0;

	if (id == RECORD_NONE) {
		query_name(m->set, w->view, w->owner, &node);
		if (node.wildcard || !node_next(&node, w->type, &at, &id))
			id = w->zone != NULL ? w->zone->soa : RECORD_NONE;
	}
	w->ttl_known = id != RECORD_NONE;
	if (w->ttl_known)
		w->ttl = record_ttl(m->set, id);
}

static struct want *
want_reverse(struct mail *m, const struct mail_address *a, enum want_kind kind, bool safe,
    const char *rule, const char *reason)
{
	struct want *w = want_new(m, kind, WANT_BY_PLAN, safe, rule, reason);

	w->view = a->view;
	w->zone = a->ptr_zone;
	w->owner = a->ptr_owner;
	w->type = RRTYPE_PTR;
	w->addr = a->addr;
	w->span = a->span;
	return w;
}

const struct want *
want_ptr(struct mail *m, const struct mail_address *a, const struct dname *target, bool safe,
    const char *rule, const char *reason, struct span span)
{
	struct want *w;

	if (a->ptr_zone == NULL)
		return NULL;
	w = want_reverse(m, a, WANT_ADD, safe, rule, reason);
	w->target = names_keep(m, target);
	w->span = span;
	hint_ttl(m, w);
	return w;
}

const struct want *
want_swap(struct mail *m, const struct mail_address *a, const struct mail_pointer *p,
    const struct dname *target, bool safe, const char *rule, const char *reason)
{
	bool replace = target != NULL && address_names(a, target) == NULL;
	struct want *w;

	if (p->record == RECORD_NONE)
		return target == NULL ? NULL : want_request(m, a, target, rule, p->span);
	w = want_reverse(m, a, replace ? WANT_REPLACE : WANT_DELETE, safe, rule, reason);
	w->target = replace ? names_keep(m, target) : p->name;
	w->old = p->record;
	w->span = p->span;
	hint_ttl(m, w);
	return w;
}

const struct want *
want_instead(struct mail *m, const struct mail_address *a, const struct dname *target,
    bool everything, bool safe, const char *rule, const char *reason)
{
	struct want *first = NULL, *last = NULL;

	for (size_t i = 0; i < a->pointer_count; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		struct want *w;

		if (dname_equal(p->name, target) || (!everything && p->confirms == ANSWER_PRESENT))
			continue;
		if (p->record == RECORD_NONE)
			return want_request(m, a, target, rule, p->span);
		w = want_reverse(m, a, WANT_DELETE, safe, rule, reason);
		w->target = p->name;
		w->old = p->record;
		w->span = p->span;
		if (first == NULL && address_names(a, target) == NULL) {
			w->kind = WANT_REPLACE;
			w->target = names_keep(m, target);
		}
		hint_ttl(m, w);
		if (last != NULL)
			last->next = w;
		else
			first = w;
		last = w;
	}
	return first;
}

const struct want *
want_address(struct mail *m, uint32_t view, const struct dname *name, const struct addr *addr,
    record_id old, const char *rule, const char *reason, struct span span)
{
	const struct zone *zone = query_zone(m->set, view, name);
	struct want *w;

	if (zone == NULL || zone->spec.role == ROLE_EXTERNAL)
		return NULL;
	w = want_new(
	    m, old == RECORD_NONE ? WANT_ADD : WANT_REPLACE, WANT_BY_PROPOSAL, false, rule, reason);
	w->view = view;
	w->zone = zone;
	w->owner = names_keep(m, name);
	w->type = addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	w->addr = *addr;
	w->old = old;
	w->span = span;
	hint_ttl(m, w);
	return w;
}

const struct want *
want_cname(struct mail *m, const struct mail_address *a, const struct dname *target,
    const char *rule, const char *reason, struct span span)
{
	struct want *w;

	if (a->ptr_zone == NULL)
		return NULL;
	w = want_reverse(m, a, WANT_ADD, true, rule, reason);
	w->type = RRTYPE_CNAME;
	w->target = names_keep(m, target);
	w->span = span;
	hint_ttl(m, w);
	return w;
}

const struct want *
want_request(struct mail *m, const struct mail_address *a, const struct dname *target,
    const char *rule, struct span span)
{
	const struct egress_reverse *entry = reverse_find(m, &a->addr);
	struct dname owner;
	struct want *w =
	    want_new(m, WANT_ADD, WANT_BY_REQUEST, false, rule, "the reverse zone is not ours");

	w->view = a->view;
	w->type = RRTYPE_PTR;
	addr_reverse_name(&a->addr, &owner);
	w->owner = names_keep(m, &owner);
	w->target = names_keep(m, target);
	w->addr = a->addr;
	w->span = span;
	w->forward_exists = query_has_address(m->set, a->view, target, &a->addr) == ANSWER_PRESENT;
	if (entry != NULL && !entry->ours) {
		w->whom = entry->owner.text;
		w->contact = entry->contact.text;
	}
	return w;
}
