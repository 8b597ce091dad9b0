/* mail/hosts.c -- hosts of the map: addresses that are missing, published or not, relays, claims */
#include "dns/rrtype.h"
#include "mail/parts.h"

static struct mail_fault *
host_fault(
    struct mail *m, const char *rule, const struct mail_host *host, struct span span, uint32_t view)
{
	struct mail_fault *f = fault_add(m, rule, span, view);

	f->host = host;
	return f;
}

static bool
host_in_view(const struct mail *m, const struct mail_host *host, uint32_t view)
{
	const char *only = host->entry->view.text;

	return view_is_public(m, view) &&
	       (only == NULL || strcmp(only, set_view(m->set, view)->name) == 0);
}

/* ---- addresses ---- */

/* A host that takes its addresses from the zones, and has none there. */
static void
judge_own_addresses(struct mail *m, const struct mail_host *host, uint32_t view)
{
	struct mail_fault *f;
	uint32_t inside;
	size_t count;

	switch (query_addresses(m->set, view, host->name, NULL, 0, &count)) {
	case ANSWER_PRESENT:
		return;
	case ANSWER_UNKNOWN:
		m->unverified++;
		return;
	case ANSWER_ABSENT:
		break;
	}
	f = host_fault(m,
	    elsewhere_find(m, host->name, &inside) ? "view-missing-public" : "forward-missing",
	    host, host->entry->name.span, view);
	fault_name(m, f, host->name);
}

/* A host in no zone of ours: a slip of the pen, or someone else's. */
static void
judge_zone(struct mail *m, const struct mail_host *host, uint32_t view)
{
	const struct zone *zone = query_zone(m->set, view, host->name);

	if (zone == NULL)
		fault_name(m,
		    host_fault(m, "egress-host-unknown", host, host->entry->name.span, view),
		    host->name);
}

static void
judge_addresses(struct mail *m, const struct mail_host *host, uint32_t view)
{
	const struct egress_host *e = host->entry;
	struct mail_fault *f;

	if (!host->sends || e->external.count > 0 || e->in_pool != NULL)
		return;
	if (e->internal.count == 0) {
		judge_own_addresses(m, host, view);
		return;
	}
	f = host_fault(m, e->dynamic.value ? "egress-dynamic" : "egress-external-missing", host,
	    e->name.span, view);
	fault_name(m, f, host->name);
}

/* Addresses that mail is said to be delivered to, and the host's name does not have. */
static void
judge_inbound(struct mail *m, const struct mail_host *host, uint32_t view)
{
	const struct conf_addr_list *list = &host->entry->inbound;

	for (size_t i = 0; i < list->count; i++) {
		const struct conf_addr *in = &list->items[i];
		struct mail_fault *f;
		size_t count;

		if (query_has_address(m->set, view, host->name, &in->addr) != ANSWER_ABSENT ||
		    leak_find(m, view, host, host->name) != RECORD_NONE)
			continue;
		f = host_fault(m, "inbound-mismatch", host, in->span, view);
		fault_name(m, f, host->name);
		fault_addr(f, &in->addr);
		query_addresses(m->set, view, host->name, &f->other_addr, 1, &count);
	}
}

/* ---- IPv6 that nobody thought of ---- */

static int64_t
host_families(const struct mail *m, const struct mail_host *host)
{
	const struct conf_number *own = &host->entry->families;
	const struct conf_number *usual = &m->settings.map->defaults.families;

	if (own->given)
		return own->value;
	return usual->given ? usual->value : EGRESS_IPV4 | EGRESS_IPV6;
}

static void
judge_ipv6_of(struct mail *m, const struct mail_egress *e)
{
	struct record r = { 0 };
	struct chase chase;
	struct addr addr;
	size_t at = 0;
	record_id id;

	query_chase(m->set, e->view, e->helo, &chase);
	while (chase.end == CHASE_END && node_next(&chase.node, RRTYPE_AAAA, &at, &id)) {
		struct mail_fault *f;

		if (!record_addr(m->set, id, &addr) || !mail_is_public(m, &addr) ||
		    !query_record(m->set, id, &r))
			continue;
		f = host_fault(
		    m, "egress-ipv6-undeclared", e->host, record_field_span(&r, 0), e->view);
		fault_name(m, f, e->helo);
		fault_addr(f, &addr);
		f->egress = e;
		f->record = id;
		f->other_span = e->span;
	}
	record_free(&r);
}

/* Hosts that the map lists with IPv4 addresses only, though they greet with a name that has IPv6. */
static void
judge_ipv6(struct mail *m)
{
	bool *has_v6 = arena_array(&m->arena, m->host_count + 1, sizeof *has_v6);

	for (size_t i = 0; i < m->egress_count; i++)
		if (m->egresses[i].addr.family == ADDR_V6)
			has_v6[m->egresses[i].host - m->hosts] = true;
	for (size_t i = 0; i < m->egress_count; i++) {
		const struct mail_egress *e = &m->egresses[i];
		const struct egress_host *entry = e->host->entry;

		if (has_v6[e->host - m->hosts] || e->dynamic ||
		    (entry->external.count == 0 && entry->in_pool == NULL) ||
		    (host_families(m, e->host) & EGRESS_IPV6) == 0 || !mail_is_public(m, &e->addr))
			continue;
		judge_ipv6_of(m, e);
	}
}

/* ---- smart hosts ---- */

static void
report_circle(struct mail *m, const struct mail_host *host)
{
	const struct mail_host *first = host;
	struct mail_fault *f;

	for (const struct mail_host *at = host->relay; at != host; at = at->relay)
		if (at < first)
			first = at;
	f = host_fault(m, "smarthost-loop", first, first->entry->smarthost->name.span, 0);
	fault_name(m, f, first->name);
	f->other = first->relay->name;
	f->other_span = first->relay->entry->name.span;
}

/* Relays in a circle, each once; a walk that meets an earlier one has nothing new. */
static void
judge_circles(struct mail *m)
{
	size_t *walk = arena_array(&m->arena, m->host_count + 1, sizeof *walk);

	for (size_t i = 0; i < m->host_count; i++) {
		const struct mail_host *at = &m->hosts[i];

		while (at != NULL && walk[at - m->hosts] == 0) {
			walk[at - m->hosts] = i + 1;
			at = at->relay;
		}
		if (at != NULL && walk[at - m->hosts] == i + 1)
			report_circle(m, at);
	}
}

static void
judge_relay(struct mail *m, const struct mail_host *host, uint32_t view)
{
	const struct conf_str *relay = &host->entry->smarthost->name;
	struct mail_fault *f;
	struct dname name;
	size_t count;

	if (relay->text == NULL || host->relay != NULL ||
	    !dname_parse(str_of(relay->text), NULL, &name, NULL) ||
	    query_addresses(m->set, view, &name, NULL, 0, &count) != ANSWER_ABSENT)
		return;
	f = host_fault(m, "smarthost-unknown", host, relay->span, view);
	fault_name(m, f, &name);
}

/* ---- claims ---- */

static void
judge_claims(struct mail *m)
{
	const struct egress_map *map = m->settings.map;

	for (size_t i = 0; map != NULL && i < map->reverse_count; i++)
		for (size_t k = 0; k < map->reverse[i].claim_count; k++) {
			const struct egress_claim *claim = &map->reverse[i].claims[k];
			int64_t age = m->settings.today - claim->checked.days;
			struct mail_fault *f;

			if (!claim->checked.given || age <= m->settings.claim_max_age_days)
				continue;
			f = fault_add(m, "claim-stale", claim->checked.span, 0);
			fault_addr(f, &claim->address.addr);
			f->text = arena_printf(&m->arena, "%lld", (long long)age);
		}
}

void
hosts_judge(struct mail *m)
{
	for (size_t i = 0; i < m->host_count; i++) {
		const struct mail_host *host = &m->hosts[i];

		for (uint32_t v = 0; v < set_view_count(m->set); v++) {
			if (!host_in_view(m, host, v))
				continue;
			judge_zone(m, host, v);
			judge_addresses(m, host, v);
			judge_inbound(m, host, v);
			judge_relay(m, host, v);
		}
	}
	judge_circles(m);
	judge_ipv6(m);
	judge_claims(m);
}
