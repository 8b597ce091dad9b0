/* mail/views.c -- split horizon: inside addresses shown to the world, names it does not see */
#include "dns/rrtype.h"
#include "mail/parts.h"

static bool
host_is_inside(const struct mail *m, const struct mail_host *host, const struct addr *addr)
{
	const struct conf_addr_list *list = &host->entry->internal;

	for (size_t i = 0; i < list->count; i++)
		if (addr_equal(&list->items[i].addr, addr))
			return !mail_is_public(m, addr);
	return false;
}

record_id
leak_find(struct mail *m, uint32_t view, const struct mail_host *host, const struct dname *name)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };
	struct chase chase;
	struct addr addr;
	record_id id;

	if (host->entry->internal.count == 0)
		return RECORD_NONE;
	query_chase(m->set, view, name, &chase);
	for (unsigned i = 0; chase.end == CHASE_END && i < 2; i++) {
		size_t at = 0;

		while (node_next(&chase.node, types[i], &at, &id))
			if (record_addr(m->set, id, &addr) && host_is_inside(m, host, &addr))
				return id;
	}
	return RECORD_NONE;
}

bool
elsewhere_find(struct mail *m, const struct dname *name, uint32_t *view)
{
	size_t count;

	for (uint32_t v = 0; v < set_view_count(m->set); v++)
		if (!view_is_public(m, v) &&
		    query_addresses(m->set, v, name, NULL, 0, &count) == ANSWER_PRESENT) {
			*view = v;
			return true;
		}
	return false;
}

/* What the world should see in place of an inside address: where mail is delivered, else sent from. */
static bool
outside_address(
    const struct mail *m, const struct mail_host *host, enum addr_family family, struct addr *out)
{
	const struct conf_addr_list *inbound = &host->entry->inbound;

	for (size_t i = 0; i < inbound->count; i++)
		if (inbound->items[i].addr.family == family) {
			*out = inbound->items[i].addr;
			return true;
		}
	if (host_outside(m, host, family) == NULL ||
	    !mail_is_public(m, host_outside(m, host, family)))
		return false;
	*out = *host_outside(m, host, family);
	return true;
}

static void
judge_leak(struct mail *m, uint32_t view, const struct mail_host *host, const struct dname *name)
{
	static const char rule[] = "view-private-leak";
	record_id id = leak_find(m, view, host, name);
	struct record r = { 0 };
	struct mail_fault *f;
	struct addr inside, outside;

	if (id == RECORD_NONE || !record_addr(m->set, id, &inside) || !query_record(m->set, id, &r))
		goto out;
	f = fault_add(m, rule, record_field_span(&r, 0), view);
	fault_name(m, f, &r.owner);
	fault_addr(f, &inside);
	f->host = host;
	f->record = id;
	if (outside_address(m, host, inside.family, &outside)) {
		f->other_addr = outside;
		if (query_has_address(m->set, view, name, &outside) != ANSWER_PRESENT)
			f->wants = want_address(m, view, &r.owner, &outside, id, rule,
			    "inside address in a public view", f->span);
	}
out:
	record_free(&r);
}

static void
judge_leaks(struct mail *m, uint32_t view)
{
	for (size_t i = 0; i < m->host_count; i++)
		judge_leak(m, view, &m->hosts[i], m->hosts[i].name);
	for (size_t i = 0; i < m->egress_count; i++) {
		const struct mail_egress *e = &m->egresses[i];

		if (e->view != view)
			continue;
		if (!dname_equal(e->wanted, e->host->name))
			judge_leak(m, view, e->host, e->wanted);
		if (!dname_equal(e->helo, e->host->name))
			judge_leak(m, view, e->host, e->helo);
	}
}

/* ---- PTR records of inside addresses ---- */

/* The first PTR at an inside address that leads back to it; *first: the first of all. */
static bool
inside_confirmed(struct mail *m, uint32_t view, const struct addr *addr, const struct chase *chase,
    record_id *first, struct dname *named)
{
	struct record r = { 0 };
	size_t at = 0, field;
	record_id id;
	struct dname target;
	bool found = false;

	*first = RECORD_NONE;
	while (!found && at < POINTERS_MAX && node_next(&chase->node, RRTYPE_PTR, &at, &id)) {
		if (!query_record(m->set, id, &r) || !record_target(&r, &target, &field))
			continue;
		if (*first == RECORD_NONE) {
			*first = id;
			*named = target;
		}
		found = query_has_address(m->set, view, &target, addr) != ANSWER_ABSENT;
	}
	record_free(&r);
	return found;
}

static void
judge_inside(
    struct mail *m, uint32_t view, const struct mail_host *host, const struct conf_addr *inside)
{
	static const char rule[] = "view-internal-ptr";
	struct mail_address at = { .addr = inside->addr, .view = view, .span = inside->span };
	struct record r = { 0 };
	struct chase chase;
	struct mail_fault *f;
	record_id first = RECORD_NONE;
	struct dname named;
	enum answer has = query_ptr(m->set, view, &inside->addr, &chase);

	if (has == ANSWER_UNKNOWN || chase.end != CHASE_END ||
	    (has == ANSWER_PRESENT &&
	        inside_confirmed(m, view, &inside->addr, &chase, &first, &named)))
		return;
	at.ptr_owner = names_keep(m, &chase.name);
	at.ptr_zone = chase.node.zone;
	f = fault_add(m, rule, inside->span, view);
	if (first != RECORD_NONE && query_record(m->set, first, &r)) {
		size_t field;

		(void)record_target(&r, &named, &field);
		f->span = record_field_span(&r, field);
		f->record = first;
		f->other = names_keep(m, &named);
	} else
		f->wants = want_ptr(m, &at, host->name, false, rule,
		    "inside address of a mail host without PTR", inside->span);
	fault_addr(f, &inside->addr);
	f->host = host;
	f->other_span = inside->span;
	record_free(&r);
}

void
views_judge(struct mail *m)
{
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		if (view_is_public(m, v))
			judge_leaks(m, v);
		for (size_t i = 0; i < m->host_count; i++) {
			const struct conf_addr_list *list = &m->hosts[i].entry->internal;

			for (size_t k = 0; k < list->count; k++)
				if (mail_address_find(m, v, &list->items[k].addr) == NULL)
					judge_inside(m, v, &m->hosts[i], &list->items[k]);
		}
	}
}
