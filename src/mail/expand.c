/*
 * mail/expand.c -- the map, expanded: hosts, their sender domains, one egress for each address.
 *
 * Pools and ranges are counted out, templates filled in, and hosts without addresses of their own take
 * those of their names.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "mail/parts.h"

#define RELAY_HOPS_MAX 16 /* relays one behind the other; a circle ends here as well */

/* ---- hosts ---- */

static int
by_host_name(const void *a, const void *b, void *arg)
{
	const struct mail_host *hosts = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = dname_compare(hosts[x].name, hosts[y].name);

	return order != 0 ? order : x < y ? -1 : x > y;
}

const struct mail_host *
host_find(const struct mail *m, const struct dname *name)
{
	size_t lo = 0, hi = m->host_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct mail_host *host = &m->hosts[m->by_name[mid]];
		int order = dname_compare(name, host->name);

		if (order == 0)
			return host;
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static bool
names_contain(const struct dname *const *names, size_t count, const struct dname *name)
{
	for (size_t i = 0; i < count; i++)
		if (dname_equal(names[i], name))
			return true;
	return false;
}

static int
by_name(const void *name, const void *item)
{
	return dname_compare(name, *(const struct dname *const *)item);
}

bool
host_has_domain(const struct mail_host *host, const struct dname *domain)
{
	size_t own = host->own_domain_count;

	if (names_contain(host->domains, own, domain))
		return true;
	return host->domain_count > own &&
	       bsearch(domain, host->domains + own, host->domain_count - own, sizeof *domain,
	           by_name) != NULL;
}

/* The zone of a public view that holds the host's name. */
static const struct dname *
zone_of_host(struct mail *m, const struct dname *name)
{
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		const struct zone *zone = view_is_public(m, v) ? query_zone(m->set, v, name) : NULL;

		if (zone != NULL && zone->spec.role != ROLE_EXTERNAL) {
			return &zone->spec.origin;
		}
	}
	return NULL;
}

static void
host_own_domains(struct mail *m, struct mail_host *host)
{
	const struct egress_host *e = host->entry;
	const struct conf_list *list = &e->domains;
	const struct dname *name;

	if (list->count == 0 && e->in_pool != NULL)
		list = &e->in_pool->domains;
	if (list->count == 0)
		list = &m->settings.map->defaults.domains;
	host->domains = arena_array(&m->arena, list->count + 1, sizeof *host->domains);
	for (size_t i = 0; i < list->count; i++) {
		name = names_keep_text(m, list->items[i].text);
		if (!names_contain(host->domains, host->domain_count, name))
			host->domains[host->domain_count++] = name;
	}
	if (list->count == 0 && (name = zone_of_host(m, host->name)) != NULL)
		host->domains[host->domain_count++] = name;
	host->own_domain_count = host->domain_count;
}

/* A domain that a relay sends for. */
struct client {
	size_t relay; /* index */
	const struct dname *domain;
};

static int
by_relay_and_domain(const void *a, const void *b)
{
	const struct client *x = a, *y = b;

	if (x->relay != y->relay)
		return x->relay < y->relay ? -1 : 1;
	return dname_compare(x->domain, y->domain);
}

/* The relays of a host, one behind the other, each with the host's domains. */
static void
list_relays(const struct mail *m, const struct mail_host *from, struct client **list, size_t *count,
    size_t *cap)
{
	const struct mail_host *relay = from->relay;

	for (int hops = 0; relay != NULL && relay != from && hops < RELAY_HOPS_MAX; hops++) {
		for (size_t i = 0; i < from->own_domain_count; i++) {
			*list = xgrow(*list, *count, cap, sizeof **list);
			(*list)[(*count)++] =
			    (struct client){ (size_t)(relay - m->hosts), from->domains[i] };
		}
		relay = relay->relay;
	}
}

/* Behind its own domains come those of its clients, sorted, each once. */
static void
take_clients(struct mail *m, struct mail_host *relay, const struct client *list, size_t count)
{
	size_t own = relay->own_domain_count, kept = own;
	const struct dname **domains = arena_array(&m->arena, own + count, sizeof *domains);

	if (own > 0)
		memcpy(domains, relay->domains, own * sizeof *domains);
	for (size_t i = 0; i < count; i++)
		if (!names_contain(domains, own, list[i].domain) &&
		    (kept == own || !dname_equal(domains[kept - 1], list[i].domain)))
			domains[kept++] = list[i].domain;
	relay->domains = domains;
	relay->domain_count = kept;
}

/* What a relay sends is sent in the name of its clients, and of theirs. */
static void
hand_on_domains(struct mail *m)
{
	struct client *list = NULL;
	size_t count = 0, cap = 0, end;

	for (size_t i = 0; i < m->host_count; i++)
		list_relays(m, &m->hosts[i], &list, &count, &cap);
	if (count > 0)
		sort_items(list, count, sizeof *list, by_relay_and_domain);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count && list[end].relay == list[i].relay;)
			end++;
		take_clients(m, &m->hosts[list[i].relay], list + i, end - i);
	}
	free(list);
}

void
expand_hosts(struct mail *m)
{
	const struct egress_map *map = m->settings.map;

	if (map == NULL)
		return;
	m->host_count = map->host_count;
	m->hosts = arena_array(&m->arena, m->host_count + 1, sizeof *m->hosts);
	m->by_name = arena_array(&m->arena, m->host_count + 1, sizeof *m->by_name);
	for (size_t i = 0; i < m->host_count; i++) {
		struct mail_host *host = &m->hosts[i];
		const struct egress_host *e = &map->hosts[i];

		host->entry = e;
		host->name = names_keep_text(m, e->name.text);
		host->sends =
		    e->smarthost->name.text == NULL || e->smarthost->fallback_direct.value;
		host_own_domains(m, host);
		m->by_name[i] = (uint32_t)i;
	}
	qsort_r(m->by_name, m->host_count, sizeof *m->by_name, by_host_name, m->hosts);
	for (size_t i = 0; i < m->host_count; i++) {
		const struct conf_str *relay = &m->hosts[i].entry->smarthost->name;
		struct dname name;

		if (relay->text != NULL && dname_parse(str_of(relay->text), NULL, &name, NULL))
			m->hosts[i].relay = host_find(m, &name);
	}
	hand_on_domains(m);
}

/* ---- templates ---- */

/* One address on its way to an egress. */
struct slot {
	const struct mail_host *host;
	const struct egress_external *item; /* or NULL: from the zones */
	struct addr addr;
	uint64_t position; /* from 1, what is excluded counted */
	uint32_t view;
};

static void
put_dashed(const struct addr *addr, struct buf *out)
{
	if (addr->family == ADDR_V4) {
		buf_put(out, "%u-%u-%u-%u", addr->octets[0], addr->octets[1], addr->octets[2],
		    addr->octets[3]);
		return;
	}
	for (unsigned i = 0; i < 16; i += 2)
		buf_put(out, "%s%x", i == 0 ? "" : "-",
		    (unsigned)addr->octets[i] << 8 | addr->octets[i + 1]);
}

static void
put_name(const struct dname *name, struct buf *out)
{
	dname_print(name, out);
	if (out->len > 0 && out->ptr[out->len - 1] == '.')
		out->len--;
}

static void
put_first_label(const struct dname *name, struct buf *out)
{
	struct dname label = { .len = (uint8_t)(name->wire[0] + 2u) };

	memcpy(label.wire, name->wire, name->wire[0] + 1u);
	label.wire[label.len - 1] = 0;
	put_name(&label, out);
}

/* The value of what stands in braces; false for a word that is none of ours. */
static bool
put_word(struct str word, const struct slot *slot, struct buf *out)
{
	const struct mail_host *host = slot->host;

	if (str_equal(word, STR("n")))
		buf_put(out, "%llu", (unsigned long long)slot->position);
	else if (word.len == 1 && word.ptr[0] >= 'a' && word.ptr[0] <= 'd')
		buf_put(out, "%u", slot->addr.octets[word.ptr[0] - 'a']);
	else if (str_equal(word, STR("ip")))
		put_dashed(&slot->addr, out);
	else if (str_equal(word, STR("host")))
		put_first_label(host->name, out);
	else if (str_equal(word, STR("domain")) && host->domain_count > 0)
		put_name(host->domains[0], out);
	else
		return false;
	return true;
}

/* Fill a template in; NULL when the outcome is no name. */
static const struct dname *
fill(struct mail *m, const char *text, const struct slot *slot)
{
	struct buf name = { 0 };
	const char *at = text;
	struct dname out;
	bool ok = true;

	while (ok && *at != '\0') {
		const char *close = *at == '{' ? strchr(at, '}') : NULL;

		if (close == NULL) {
			buf_char(&name, *at++);
			continue;
		}
		ok = put_word((struct str){ at + 1, (size_t)(close - at - 1) }, slot, &name);
		at = close + 1;
	}
	ok = ok && dname_parse(buf_view(&name), NULL, &out, NULL);
	buf_free(&name);
	return ok ? names_keep(m, &out) : NULL;
}

/* The first of the three that is written: of the address, the host, the pool. */
static const struct conf_str *
first_given(const struct conf_str *item, const struct conf_str *host, const struct conf_str *pool)
{
	if (item != NULL && item->text != NULL)
		return item;
	if (host->text != NULL)
		return host;
	return pool != NULL && pool->text != NULL ? pool : NULL;
}

static void
set_names(struct mail *m, const struct slot *slot, struct mail_egress *e)
{
	const struct egress_host *entry = slot->host->entry;
	const struct egress_external *item = slot->item;
	const struct egress_pool *pool = entry->in_pool;
	const struct conf_str *ptr =
	    first_given(item ? &item->ptr : NULL, &entry->ptr, pool ? &pool->ptr : NULL);
	const struct conf_str *helo =
	    first_given(item ? &item->helo : NULL, &entry->helo, pool ? &pool->helo : NULL);
	const struct dname *filled;

	e->wanted = e->helo = slot->host->name;
	e->wanted_span = e->helo_span = entry->name.span;
	if (ptr != NULL && (filled = fill(m, ptr->text, slot)) != NULL) {
		e->wanted = filled;
		e->wanted_explicit = true;
		e->wanted_span = ptr->span;
	}
	if (helo != NULL && strcmp(helo->text, "{ptr}") == 0) {
		e->helo = e->wanted;
		e->helo_span = helo->span;
	} else if (helo != NULL && (filled = fill(m, helo->text, slot)) != NULL) {
		e->helo = filled;
		e->helo_span = helo->span;
	}
	if (!e->wanted_explicit) {
		e->wanted = e->helo;
		e->wanted_span = e->helo_span;
	}
}

/* ---- addresses ---- */

static void
add_egress(struct mail *m, const struct slot *slot)
{
	const struct egress_host *entry = slot->host->entry;
	struct mail_egress *e;

	m->egresses = xgrow(m->egresses, m->egress_count, &m->egress_cap, sizeof *m->egresses);
	e = &m->egresses[m->egress_count++];
	*e = (struct mail_egress){ .host = slot->host, .view = slot->view, .addr = slot->addr };
	e->span = slot->item != NULL ? slot->item->addrs.span : entry->name.span;
	e->label = slot->item != NULL ? slot->item->label.text : NULL;
	if (e->label == NULL)
		e->label = entry->label.text;
	e->dynamic = entry->dynamic.value && entry->smarthost->name.text == NULL;
	set_names(m, slot, e);
}

static bool
lists_contain(const struct conf_addrs_list *list, const struct addr *addr)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].first.family == addr->family &&
		    addr_compare(&list->items[i].first, addr) <= 0 &&
		    addr_compare(addr, &list->items[i].last) <= 0)
			return true;
	return false;
}

static void
addr_next(struct addr *addr)
{
	for (unsigned i = addr->family == ADDR_V4 ? 4 : 16; i-- > 0;)
		if (++addr->octets[i] != 0)
			return;
}

static void
add_listed(struct mail *m, struct slot *slot, const struct egress_external_list *list,
    const struct conf_addrs_list *exclude)
{
	slot->position = 0;
	for (size_t i = 0; i < list->count; i++) {
		slot->item = &list->items[i];
		slot->addr = slot->item->addrs.first;
		for (uint64_t n = 0; n < slot->item->addrs.count; n++, addr_next(&slot->addr)) {
			slot->position++;
			if (!lists_contain(&slot->item->exclude, &slot->addr) &&
			    (exclude == NULL || !lists_contain(exclude, &slot->addr)))
				add_egress(m, slot);
		}
	}
}

/* What the host's own name has, in the families that it uses. */
static void
add_from_zones(struct mail *m, struct slot *slot)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };
	const struct conf_number *families = &slot->host->entry->families;
	int64_t used = EGRESS_IPV4 | EGRESS_IPV6;
	struct chase chase;

	if (families->given)
		used = families->value;
	else if (m->settings.map->defaults.families.given)
		used = m->settings.map->defaults.families.value;
	slot->item = NULL;
	query_chase(m->set, slot->view, slot->host->name, &chase);
	for (unsigned i = 0; chase.end == CHASE_END && i < 2; i++) {
		size_t at = 0;
		record_id id;

		while ((used & (i == 0 ? EGRESS_IPV4 : EGRESS_IPV6)) != 0 &&
		       node_next(&chase.node, types[i], &at, &id)) {
			slot->position = at;
			if (record_addr(m->set, id, &slot->addr))
				add_egress(m, slot);
		}
	}
}

static int
by_view_and_address(const void *a, const void *b)
{
	const struct mail_egress *x = a, *y = b;
	int order;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	order = addr_compare(&x->addr, &y->addr);
	if (order != 0)
		return order;
	if (x->host != y->host)
		return x->host < y->host ? -1 : 1;
	return x->span.off < y->span.off ? -1 : x->span.off > y->span.off;
}

/* The same address twice in one host is one. */
static void
drop_doubles(struct mail *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->egress_count; i++)
		if (kept == 0 || m->egresses[kept - 1].host != m->egresses[i].host ||
		    m->egresses[kept - 1].view != m->egresses[i].view ||
		    !addr_equal(&m->egresses[kept - 1].addr, &m->egresses[i].addr))
			m->egresses[kept++] = m->egresses[i];
	m->egress_count = kept;
}

/* The egresses of each host, and the first of them in each family. */
static void
index_hosts(struct mail *m)
{
	size_t *at = arena_array(&m->arena, m->host_count + 2, sizeof *at);

	m->outsides = arena_alloc(&m->arena, (m->host_count + 1) * sizeof *m->outsides);
	m->egress_by_host = arena_array(&m->arena, m->egress_count + 1, sizeof(uint32_t));
	m->host_egresses = at + 1;
	at[m->host_count + 1] = m->egress_count;
	for (size_t i = m->egress_count; i-- > 0;) {
		const struct mail_egress *e = &m->egresses[i];

		m->outsides[e->host - m->hosts][e->addr.family == ADDR_V6] = &e->addr;
		at[e->host - m->hosts + 1]++;
	}
	for (size_t i = 0; i < m->host_count; i++)
		at[i + 1] += at[i];
	for (size_t i = m->egress_count; i-- > 0;)
		m->egress_by_host[--at[m->egresses[i].host - m->hosts + 1]] = (uint32_t)i;
}

void
expand_egresses(struct mail *m)
{
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		struct slot slot = { .view = v };

		if (!view_is_public(m, v))
			continue;
		for (size_t i = 0; i < m->host_count; i++) {
			const struct egress_host *e = m->hosts[i].entry;

			slot.host = &m->hosts[i];
			if (!slot.host->sends ||
			    (e->view.text != NULL &&
			        strcmp(e->view.text, set_view(m->set, v)->name) != 0))
				continue;
			if (e->external.count > 0)
				add_listed(m, &slot, &e->external, NULL);
			else if (e->in_pool != NULL)
				add_listed(m, &slot, &e->in_pool->external, &e->in_pool->exclude);
			else if (e->internal.count == 0)
				add_from_zones(m, &slot);
		}
	}
	if (m->egress_count > 0)
		sort_items(m->egresses, m->egress_count, sizeof *m->egresses, by_view_and_address);
	drop_doubles(m);
	index_hosts(m);
}
