/* render/graph.c -- from MX records and mail verdicts to nodes and edges */
#include "render/graph.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"

enum {
	MOST_ADDRESSES = 64, /* of one name; what lies behind is left to the findings */
	MOST_POINTERS = 16,  /* PTR records of one address */
	MOST_OTHERS = 3,     /* addresses that a name has instead of the one looked for */
	MOST_INSIDE = 4,     /* inside addresses that are led to each egress address of a host */
	MOST_DOMAINS = 24    /* sender domains of a host, each a node of its own */
};

#define NOWHERE ((struct span){ 0 })

/* ---- nodes ---- */

static const char *
name_text(struct graph_work *w, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];

	return arena_copy(w->arena, str_of(dname_text(name, text)));
}

static const char *
address_text(struct graph_work *w, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	return arena_copy(w->arena, str_of(addr_text(addr, text)));
}

/* A node; those of one view, column and key become one. */
static uint32_t
add_node(struct graph_work *w, uint32_t view, enum graph_column column, const char *key,
    const char *text, enum hop_status status, struct span span)
{
	w->nodes = xgrow(w->nodes, w->node_count, &w->node_cap, sizeof *w->nodes);
	w->nodes[w->node_count] = (struct graph_node){ .view = view,
		.column = column,
		.key = key,
		.text = text,
		.status = status,
		.span = span };
	return (uint32_t)w->node_count++;
}

static void
add_edge(struct graph_work *w, uint32_t from, uint32_t to, const char *text)
{
	w->edges = xgrow(w->edges, w->edge_count, &w->edge_cap, sizeof *w->edges);
	w->edges[w->edge_count++] = (struct graph_edge){ .from = from, .to = to, .text = text };
}

/* What a rule says of the node; an error breaks it, whatever it looked like. */
static void
speak(struct graph_work *w, uint32_t at, const struct finding *f)
{
	struct graph_node *node = &w->nodes[at];

	if (f == NULL || (node->finding != NULL && node->finding->severity >= f->severity))
		return;
	node->finding = f;
	if (f->severity == SEVERITY_ERROR && node->status < HOP_MISSING)
		node->status = HOP_WRONG;
}

/* An edge that passes the columns between its ends; a waypoint for each. */
static void
lead(struct graph_work *w, uint32_t from, uint32_t to, const char *text)
{
	while (w->nodes[from].column + 1 < w->nodes[to].column) {
		const struct graph_node *a = &w->nodes[from], *b = &w->nodes[to];
		const char *key = arena_printf(w->arena, "~%s>%s", a->key, b->key);
		uint32_t way = add_node(w, a->view, a->column + 1, key, "", HOP_OK, NOWHERE);

		w->nodes[way].waypoint = true;
		add_edge(w, from, way, text);
		text = NULL;
		from = way;
	}
	add_edge(w, from, to, text);
}

/* The place of a record's field, or of its target. */
static struct span
field_span(struct graph_work *w, record_id id)
{
	struct record r = { 0 };
	struct span span = NOWHERE;
	struct dname target;
	size_t field = 0;

	if (id != RECORD_NONE && query_record(w->set, id, &r)) {
		if (!record_target(&r, &target, &field))
			field = 0;
		span = record_field_span(&r, field);
	}
	record_free(&r);
	return span;
}

/* The next address of a node, A before AAAA; *type and *at start at 0. */
static bool
next_address(struct graph_work *w, const struct node *node, unsigned *type, size_t *at,
    record_id *id, struct addr *addr)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };

	for (; *type < 2; ++*type, *at = 0)
		while (node_next(node, types[*type], at, id))
			if (record_addr(w->set, *id, addr))
				return true;
	return false;
}

/* The place of the record by which a name has an address. */
static struct span
address_span(struct graph_work *w, uint32_t view, const struct dname *name, const struct addr *addr)
{
	struct chase chase;
	struct addr found;
	size_t at = 0;
	unsigned type = 0;
	record_id id;

	query_chase(w->set, view, name, &chase);
	while (chase.end == CHASE_END && next_address(w, &chase.node, &type, &at, &id, &found))
		if (addr_equal(&found, addr))
			return field_span(w, id);
	return NOWHERE;
}

/* ---- from an address to its PTR records and back ---- */

/* Where a PTR name leads. */
static void
add_forward(
    struct graph_work *w, uint32_t from, const struct mail_address *a, const struct mail_pointer *p)
{
	const char *address = address_text(w, &a->addr), *name = name_text(w, p->name);
	struct chase chase;
	struct addr found;
	size_t at = 0, count = 0;
	unsigned type = 0;
	record_id id;

	query_chase(w->set, a->view, p->name, &chase);
	while (chase.end == CHASE_END && next_address(w, &chase.node, &type, &at, &id, &found)) {
		bool same = addr_equal(&found, &a->addr);

		if (same != (p->confirms == ANSWER_PRESENT) || count++ >= MOST_OTHERS)
			continue;
		add_edge(w, from,
		    add_node(w, a->view, GRAPH_FORWARD,
		        arena_printf(w->arena, "%s %s", name, address_text(w, &found)),
		        same ? address : address_text(w, &found), same ? HOP_OK : HOP_WRONG,
		        field_span(w, id)),
		    NULL);
	}
	if (count > 0)
		return;
	add_edge(w, from,
	    add_node(w, a->view, GRAPH_FORWARD, arena_printf(w->arena, "%s -", name),
	        p->resolves == ANSWER_UNKNOWN  ? "outside of the zones"
	        : p->resolves == ANSWER_ABSENT ? "no address"
	                                       : "not this address",
	        p->resolves == ANSWER_UNKNOWN ? HOP_UNKNOWN : HOP_MISSING, NOWHERE),
	    NULL);
}

static enum hop_status
pointer_status(const struct mail_address *a, const struct mail_pointer *p)
{
	if (p->confirms == ANSWER_PRESENT)
		return HOP_OK;
	if (a->verdict == MAIL_PASS) /* another PTR is confirmed: this one breaks nothing */
		return HOP_INFO;
	return p->confirms == ANSWER_UNKNOWN ? HOP_UNKNOWN : HOP_WRONG;
}

/* Where the PTR belongs: as the rule has it, else the zone's beginning. */
static struct span
missing_span(struct graph_work *w, const struct mail_address *a, const struct finding *f)
{
	for (const struct note *note = f != NULL ? f->notes : NULL; note != NULL; note = note->next)
		if (note->insert)
			return note->span;
	return a->ptr_zone != NULL ? field_span(w, a->ptr_zone->soa) : NOWHERE;
}

static void
add_no_pointer(struct graph_work *w, uint32_t from, const struct mail_address *a)
{
	const struct finding *lacking = about_address(w->about, &a->addr, ABOUT_LACKING);
	const struct finding *f =
	    lacking != NULL ? lacking : about_address(w->about, &a->addr, ABOUT_NAMING);
	bool unknown = a->has_ptr == ANSWER_UNKNOWN;
	uint32_t node = add_node(w, a->view, GRAPH_POINTER,
	    arena_printf(w->arena, "%s -", address_text(w, &a->addr)),
	    unknown ? "PTR not known here" : "no PTR", unknown ? HOP_UNKNOWN : HOP_MISSING,
	    unknown ? NOWHERE : missing_span(w, a, f));

	/* what no rule minds, for mail leaves from another address, breaks nothing */
	if (!a->egress && (f == NULL || f->severity < SEVERITY_WARNING))
		w->nodes[node].status = HOP_INFO;
	if (a->wanted != NULL && !unknown)
		w->nodes[node].remark =
		    arena_printf(w->arena, "should be %s", name_text(w, a->wanted));
	speak(w, node, f);
	lead(w, from, node, NULL);
}

static void
add_pointers(struct graph_work *w, uint32_t from, const struct mail_address *a)
{
	if (a == NULL || a->verdict == MAIL_NOT_ASKED)
		return;
	for (size_t i = 0; i < a->pointer_count && i < MOST_POINTERS; i++) {
		const struct mail_pointer *p = &a->pointers[i];
		const char *name = name_text(w, p->name);
		uint32_t node = add_node(w, a->view, GRAPH_POINTER,
		    arena_printf(w->arena, "%s %s", address_text(w, &a->addr), name), name,
		    pointer_status(a, p), p->span);

		w->nodes[node].remark = a->claimed             ? "as claimed"
		                        : p->undotted          ? "its final dot is missing"
		                        : p->malformed != NULL ? p->malformed
		                        : p->alias             ? "an alias"
		                                               : NULL;
		speak(w, node, about_place(w->about, p->span));
		if (p->confirms != ANSWER_PRESENT || w->nodes[node].finding == NULL)
			speak(w, node, about_address(w->about, &a->addr, ABOUT_NAMING));
		lead(w, from, node, NULL);
		add_forward(w, node, a, p);
	}
	if (a->pointer_count == 0)
		add_no_pointer(w, from, a);
}

/* ---- hosts ---- */

static uint32_t
host_node(struct graph_work *w, uint32_t view, const struct dname *name, struct span span)
{
	const char *text = name_text(w, name);
	uint32_t node = add_node(w, view, GRAPH_HOST, text, text, HOP_OK, span);

	speak(w, node, about_name(w->about, name));
	return node;
}

static uint32_t
egress_node(struct graph_work *w, uint32_t view, const struct addr *addr)
{
	const char *text = address_text(w, addr);

	return add_node(w, view, GRAPH_EGRESS, text, text, HOP_OK, NOWHERE);
}

/* What the name of an MX host leads to. */
static void
add_addresses(struct graph_work *w, uint32_t host, uint32_t view, const struct dname *name)
{
	struct chase chase;
	struct addr addr;
	size_t at = 0, count = 0;
	unsigned type = 0;
	record_id id;

	query_chase(w->set, view, name, &chase);
	if (chase.steps > 0)
		w->nodes[host].remark =
		    arena_printf(w->arena, "alias of %s", name_text(w, &chase.name));
	while (chase.end == CHASE_END && next_address(w, &chase.node, &type, &at, &id, &addr)) {
		const char *text = address_text(w, &addr);
		const struct mail_address *a =
		    w->mail != NULL ? mail_address_find(w->mail, view, &addr) : NULL;
		uint32_t node;

		if (count++ >= MOST_ADDRESSES)
			continue;
		node = add_node(w, view, GRAPH_ADDRESS, text, text, HOP_OK, field_span(w, id));
		speak(w, node, about_place(w->about, w->nodes[node].span));
		add_edge(w, host, node, NULL);
		if (a != NULL && a->egress)
			add_edge(w, node, egress_node(w, view, &addr), NULL);
		else
			add_pointers(w, node, a);
	}
	if (count == 0) {
		bool unknown =
		    chase.end == CHASE_END && node_has(&chase.node, RRTYPE_A) == ANSWER_UNKNOWN;
		const char *key = arena_printf(w->arena, "%s -", w->nodes[host].text);

		add_edge(w, host,
		    add_node(w, view, GRAPH_ADDRESS, key,
		        unknown                  ? "outside of the zones"
		        : chase.end == CHASE_END ? "no address"
		                                 : "aliases without end",
		        unknown ? HOP_UNKNOWN : HOP_MISSING, NOWHERE),
		    NULL);
	}
}

/* ---- MX records ---- */

struct exchange {
	uint32_t view;
	struct dname domain, target;
	struct span owner, span;
	unsigned preference;
};

static int
compare_targets(const void *a, const void *b)
{
	const struct exchange *x = a, *y = b;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	return dname_compare(&x->target, &y->target);
}

static size_t
read_exchanges(struct graph_work *w, struct exchange **out)
{
	struct exchange *list = NULL;
	size_t ids, count = 0, cap = 0, field;
	const record_id *all = set_records(w->set, RRTYPE_MX, &ids);
	struct record r = { 0 };

	for (size_t i = 0; i < ids; i++) {
		uint32_t view = record_zone(w->set, all[i])->spec.view;
		struct exchange x = { .view = view };

		if (!set_view(w->set, view)->public || !query_record(w->set, all[i], &r) ||
		    !record_target(&r, &x.target, &field))
			continue;
		x.domain = r.owner;
		x.owner = r.owner_inherited ? r.type_span : r.owner_span;
		x.span = record_field_span(&r, field);
		x.preference = (unsigned)r.rdata[0] << 8 | r.rdata[1];
		list = xgrow(list, count, &cap, sizeof *list);
		list[count++] = x;
	}
	record_free(&r);
	sort_items(list, count, sizeof *list, compare_targets);
	*out = list;
	return count;
}

static uint32_t
domain_node(struct graph_work *w, uint32_t view, const struct dname *name, struct span span)
{
	const char *text = name_text(w, name);
	uint32_t node = add_node(w, view, GRAPH_DOMAIN, text, text, HOP_OK, span);

	speak(w, node, about_name(w->about, name));
	return node;
}

static uint32_t
exchange_node(struct graph_work *w, const struct exchange *x)
{
	uint32_t host;

	if (x->target.len == 1) /* RFC 7505 */
		return add_node(w, x->view, GRAPH_HOST, ".", "takes no mail", HOP_INFO, NOWHERE);
	host = host_node(w, x->view, &x->target, x->span);
	add_addresses(w, host, x->view, &x->target);
	return host;
}

static void
add_exchanges(struct graph_work *w)
{
	struct exchange *list;
	size_t count = read_exchanges(w, &list);
	uint32_t host = 0;

	for (size_t i = 0; i < count; i++) {
		const struct exchange *x = &list[i];
		uint32_t domain = domain_node(w, x->view, &x->domain, x->owner);

		speak(w, domain, about_place(w->about, x->span));
		if (i == 0 || compare_targets(x - 1, x) != 0)
			host = exchange_node(w, x);
		add_edge(w, domain, host, arena_printf(w->arena, "MX %u", x->preference));
	}
	free(list);
}

/* ---- the map ---- */

/* One node for very many domains, so that hosts which share them share it. */
static uint32_t
domains_node(struct graph_work *w, uint32_t view, const struct mail_host *host)
{
	const char **members = arena_array(w->arena, host->domain_count, sizeof(const char *));
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, of all names */
	uint32_t node;

	for (size_t i = 0; i < host->domain_count; i++) {
		members[i] = name_text(w, host->domains[i]);
		for (const char *p = members[i]; *p != '\0'; p++)
			hash = (hash ^ (uint8_t)*p) * UINT64_C(1099511628211);
	}
	node = add_node(w, view, GRAPH_DOMAIN,
	    arena_printf(w->arena, "%s %zu %016llx", members[0], host->domain_count,
	        (unsigned long long)hash),
	    members[0], HOP_OK, host->entry->domains.span);
	w->nodes[node].members = members;
	w->nodes[node].member_count = host->domain_count;
	return node;
}

static void
add_senders(struct graph_work *w, uint32_t view, uint32_t node, const struct mail_host *host)
{
	if (host->domain_count > MOST_DOMAINS) {
		add_edge(w, domains_node(w, view, host), node, "sends");
		return;
	}
	for (size_t i = 0; i < host->domain_count; i++)
		add_edge(w, domain_node(w, view, host->domains[i], NOWHERE), node, "sends");
}

static void
add_egress(struct graph_work *w, uint32_t host, const struct mail_egress *e)
{
	const struct conf_addr_list *inside = &e->host->entry->internal;
	uint32_t node = egress_node(w, e->view, &e->addr);
	struct span at;

	w->nodes[node].span = e->span;
	w->nodes[node].remark = e->label != NULL ? e->label : e->dynamic ? "dynamic" : NULL;
	if (e->dynamic || !mail_is_public(w->mail, &e->addr))
		w->nodes[node].status = HOP_WRONG;
	speak(w, node, about_address(w->about, &e->addr, ABOUT_SENDING));
	for (size_t i = 0; i < inside->count && i < MOST_INSIDE; i++) {
		const char *text = address_text(w, &inside->items[i].addr);
		uint32_t from = add_node(
		    w, e->view, GRAPH_ADDRESS, text, text, HOP_INFO, inside->items[i].span);

		w->nodes[from].remark = "inside";
		add_edge(w, host, from, NULL);
		add_edge(w, from, node, NULL);
	}
	at = inside->count == 0 ? address_span(w, e->view, e->host->name, &e->addr) : NOWHERE;
	if (at.file != 0) {
		const char *text = address_text(w, &e->addr);
		uint32_t from = add_node(w, e->view, GRAPH_ADDRESS, text, text, HOP_OK, at);

		add_edge(w, host, from, NULL);
		add_edge(w, from, node, NULL);
	} else if (inside->count == 0) {
		lead(w, host, node, NULL);
	}
	add_pointers(w, node, e->address);
}

static int
compare_hosts(const void *a, const void *b)
{
	const struct mail_egress *x = *(const struct mail_egress *const *)a;
	const struct mail_egress *y = *(const struct mail_egress *const *)b;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	if (x->host != y->host)
		return x->host < y->host ? -1 : 1;
	return addr_compare(&x->addr, &y->addr);
}

/* Hosts that hand their mail to this one, each a remark less for its reader. */
static const char *
relay_remark(struct graph_work *w, const struct mail_host *host)
{
	size_t count, clients = 0;
	const struct mail_host *hosts = mail_hosts(w->mail, &count);

	for (size_t i = 0; host->domain_count > host->own_domain_count && i < count; i++)
		clients += hosts[i].relay == host;
	return clients == 0   ? NULL
	       : clients == 1 ? "relays for another host"
	                      : arena_printf(w->arena, "relays for %zu hosts", clients);
}

static void
add_map(struct graph_work *w)
{
	size_t count;
	const struct mail_egress *all = mail_egresses(w->mail, &count);
	const struct mail_egress **list = xcalloc(count + 1, sizeof(struct mail_egress *));
	uint32_t host = 0;

	for (size_t i = 0; i < count; i++)
		list[i] = &all[i];
	sort_items(list, count, sizeof(struct mail_egress *), compare_hosts);
	for (size_t i = 0; i < count; i++) {
		const struct mail_egress *e = list[i];

		if (i == 0 || list[i - 1]->host != e->host || list[i - 1]->view != e->view) {
			host = host_node(w, e->view, e->host->name, e->host->entry->name.span);
			w->nodes[host].remark = relay_remark(w, e->host);
			add_senders(w, e->view, host, e->host);
		}
		add_egress(w, host, e);
	}
	free(list);
}

/* Hosts of which nothing says where they send from. */
static void
add_silent(struct graph_work *w)
{
	size_t count, egresses;
	const struct mail_host *hosts = mail_hosts(w->mail, &count);
	const struct mail_egress *all = mail_egresses(w->mail, &egresses);
	bool *heard = xcalloc(count + 1, sizeof *heard);
	uint32_t view = 0, host;

	for (size_t i = 0; i < egresses; i++)
		heard[all[i].host - hosts] = true;
	while (view < set_view_count(w->set) && !set_view(w->set, view)->public)
		view++;
	for (size_t i = 0; view < set_view_count(w->set) && i < count; i++) {
		if (heard[i] || !hosts[i].sends)
			continue;
		host = host_node(w, view, hosts[i].name, hosts[i].entry->name.span);
		add_senders(w, view, host, &hosts[i]);
		lead(w, host,
		    add_node(w, view, GRAPH_EGRESS,
		        arena_printf(w->arena, "%s -", w->nodes[host].text), "not known",
		        HOP_MISSING, hosts[i].entry->name.span),
		    NULL);
	}
	free(heard);
}

/* ---- all of it ---- */

void
graph_build(
    struct zone_set *set, const struct mail *mail, const struct about *about, struct graph *graph)
{
	struct graph_work w = { .set = set, .mail = mail, .about = about };

	*graph = (struct graph){ 0 };
	w.arena = &graph->arena;
	add_exchanges(&w);
	if (mail != NULL) {
		add_map(&w);
		add_silent(&w);
	}
	graph_unite(&w);
	graph_parts(&w, graph);
	free(w.nodes);
	free(w.edges);
}

void
graph_free(struct graph *graph)
{
	free(graph->parts);
	arena_free(&graph->arena);
	*graph = (struct graph){ 0 };
}
