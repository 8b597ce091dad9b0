/* fix/gen_delegate.c -- the parent's side of classless delegations (RFC 2317 §4) */
#include "dns/rrtype.h"
#include "fix/child.h"
#include "fix/gen_parts.h"

static void
add_server(struct maker *m, const struct dname *child, const struct dname *server)
{
	maker_add(m, child, RRTYPE_NS, m->out->ttl, server);
	m->added = true;
}

/* The servers of a child zone that is loaded, or a new one of this run; false when it is neither. */
static bool
add_servers(struct maker *m, const struct dname *child)
{
	const struct conf_list *servers = &m->g->options.project->gen.ns;
	struct record r = { 0 };
	struct dname server;
	struct node node;
	size_t at = 0, field;
	record_id id;
	bool any = false;

	query_name(m->g->set, m->target->view, child, &node);
	if (node.zone != NULL && node.zone->spec.role != ROLE_EXTERNAL &&
	    dname_equal(&node.zone->spec.origin, child))
		while (node_next(&node, RRTYPE_NS, &at, &id))
			if (query_record(m->g->set, id, &r) && record_target(&r, &server, &field)) {
				add_server(m, child, &server);
				any = true;
			}
	record_free(&r);
	for (size_t i = 0; i < m->g->target_count && !any; i++) {
		const struct gen_target *t = &m->g->targets[i];

		if (t->zone != NULL || t->view != m->target->view ||
		    !dname_equal(&t->origin, child))
			continue;
		for (size_t k = 0; k < servers->count; k++)
			if (dname_parse(str_of(servers->items[k].text), NULL, &server, NULL))
				add_server(m, child, &server);
		any = servers->count > 0;
	}
	return any;
}

/* NS records of a delegation below the zone, when it has none. */
static void
make_servers(struct maker *m, const struct dname *child)
{
	char name[DNAME_TEXT_MAX];

	for (size_t i = 0; i < m->old_count; i++)
		if (m->out->records[i].type == RRTYPE_NS &&
		    dname_equal(m->out->records[i].owner, child))
			return;
	if (!add_servers(m, child))
		maker_note(m, GEN_INCOMPLETE,
		    "the delegation of %s has no NS record: add those of its servers",
		    dname_text(child, name));
}

/* Is the name in the zone that is made, and not given away? */
static bool
is_ours(struct maker *m, const struct dname *name)
{
	struct node node;

	if (m->target->zone == NULL)
		return true;
	query_name(m->g->set, m->target->view, name, &node);
	return node.zone == m->target->zone && !node.below_cut;
}

static void
make_delegation(struct maker *m, const struct gen_delegation *d)
{
	unsigned first = d->block.base.octets[3], size = 1u << (32 - d->block.bits);

	if (dname_below(&d->child, &m->target->origin) &&
	    !dname_equal(&d->child, &m->target->origin) && !m->g->options.snippet)
		make_servers(m, &d->child);
	for (unsigned i = first; i < first + size; i++) {
		struct addr addr = d->block.base;
		struct dname reverse, target;
		struct gen_record *r;

		addr.octets[3] = (uint8_t)i;
		addr_reverse_name(&addr, &reverse);
		/* named after its first octet, the child holds that address itself */
		if (dname_below(&reverse, &d->child) || !is_ours(m, &reverse) ||
		    gen_has_records(m->g, m->target->view, &reverse) ||
		    !child_owner(&addr, &d->child, &target))
			continue;
		r = maker_add(m, &reverse, RRTYPE_CNAME, m->out->ttl, &target);
		r->pointer = true;
		r->addr = addr;
		m->added = true;
	}
}

void
maker_delegations(struct maker *m)
{
	for (size_t i = 0; i < m->g->options.delegation_count; i++)
		if (gen_parent(m->g, i, m->target->view) == (uint32_t)(m->target - m->g->targets))
			make_delegation(m, &m->g->options.delegations[i]);
}
