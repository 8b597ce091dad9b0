/* cli/trace_mail.c -- the ways of mail: domains, their MX hosts, and where hosts send from */
#include "cli/trace.h"
#include "dns/rrtype.h"

const struct mail_host *
trace_host_find(const struct walk *w, const struct dname *name)
{
	size_t count = 0;
	const struct mail_host *hosts = w->mail != NULL ? mail_hosts(w->mail, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (dname_equal(hosts[i].name, name))
			return &hosts[i];
	return NULL;
}

/* ---- sending ---- */

/* Has the name that the map wants in the PTR this address?  False when that need not be said. */
static bool
trace_wanted(struct walk *w, unsigned depth, const struct mail_egress *e)
{
	const struct hop *any = trace_pointer(w, &e->addr, NULL);
	bool confirmed = any != NULL && any->status == HOP_OK, lenient = w->lenient;
	const char *name;
	struct hop *hop;

	if (trace_pointer(w, &e->addr, e->wanted) != NULL || (confirmed && !e->wanted_explicit))
		return false;
	name = trace_name(w, e->wanted);
	hop = trace_add(w, depth, "wanted", HOP_INFO, e->wanted_span, "should be called %s", name);
	hop->addr = e->addr;
	hop->name = *e->wanted;
	w->lenient |= confirmed;
	trace_forward(w, depth + 1, e->wanted, &e->addr);
	w->lenient = lenient;
	return true;
}

/* The name that the host greets with, when it is another than those shown. */
static void
trace_helo(struct walk *w, unsigned depth, const struct mail_egress *e)
{
	enum answer has = query_has_address(w->set, w->view, e->helo, &e->addr), any;
	enum hop_status status = has == ANSWER_PRESENT   ? HOP_OK
	                         : has == ANSWER_UNKNOWN ? HOP_UNKNOWN
	                                                 : HOP_INFO;
	struct addr addr;
	size_t count;
	struct hop *hop;

	if (trace_pointer(w, &e->addr, e->helo) != NULL)
		return;
	any = query_addresses(w->set, w->view, e->helo, &addr, 1, &count);
	if (any == ANSWER_ABSENT)
		status = HOP_MISSING;
	hop = trace_add(w, depth, "helo", status, e->helo_span, "greets as %s%s",
	    trace_name(w, e->helo),
	    any == ANSWER_ABSENT   ? ", which has no address"
	    : has == ANSWER_ABSENT ? ", which has another address"
	                           : "");
	hop->addr = e->addr;
	hop->name = *e->helo;
	if (status != HOP_OK)
		trace_why(w, hop, "%s greets as %s, which %s", trace_name(w, e->host->name),
		    trace_name(w, e->helo),
		    status == HOP_MISSING   ? "has no address"
		    : status == HOP_UNKNOWN ? "is outside of the zones here"
		                            : "has another address");
}

void
trace_egress(struct walk *w, unsigned depth, const struct mail_egress *e)
{
	bool public = mail_is_public(w->mail, &e->addr);
	bool seen = trace_pointer(w, &e->addr, NULL) != NULL;
	char text[ADDR_TEXT_MAX];
	struct hop *hop = trace_add(w, depth, "egress", public && !e->dynamic ? HOP_OK : HOP_WRONG,
	    e->span, "sends from %s%s%s%s%s", addr_text(&e->addr, text),
	    e->label != NULL ? " (" : "", e->label != NULL ? e->label : "",
	    e->label != NULL ? ")" : "", seen ? ", as above" : "");

	hop->addr = e->addr;
	if (!public)
		trace_why(w, hop, "%s sends from %s, which no receiver can see",
		    trace_name(w, e->host->name), text);
	else if (e->dynamic)
		trace_why(w, hop, "%s sends from the dynamic address %s",
		    trace_name(w, e->host->name), text);
	else {
		if (!seen)
			trace_pointers(w, depth + 1, &e->addr, RECORD_NONE);
		if (!trace_wanted(w, depth + 1, e) || !dname_equal(e->helo, e->wanted))
			trace_helo(w, depth + 1, e);
	}
}

static void
trace_relay(struct walk *w, unsigned depth, const struct mail_host *host)
{
	const struct conf_str *relay = &host->entry->smarthost->name;

	if (relay->text != NULL)
		trace_add(w, depth, "relay", HOP_INFO, relay->span, "hands mail to %s.%s",
		    relay->text, host->relay != NULL ? "" : ", which the map does not list");
}

static bool
is_in_view(const struct walk *w, const struct mail_host *host)
{
	const struct view_spec *view = set_view(w->set, w->view);
	const char *only = host->entry->view.text;

	return view->public && (only == NULL || strcmp(only, view->name) == 0);
}

/* What the map says of a host. */
static void
trace_sending(struct walk *w, unsigned depth, const struct mail_host *host)
{
	const struct egress_host *entry = host->entry;
	char text[ADDR_TEXT_MAX];
	size_t count, shown = 0;
	const struct mail_egress *list = mail_egresses(w->mail, &count);

	if (!is_in_view(w, host))
		return;
	for (size_t i = 0; i < entry->internal.count; i++)
		trace_add(w, depth, "inside", HOP_INFO, entry->internal.items[i].span, "inside %s",
		    addr_text(&entry->internal.items[i].addr, text))
		    ->addr = entry->internal.items[i].addr;
	trace_relay(w, depth, host);
	for (size_t i = 0; i < count; i++)
		if (list[i].host == host && list[i].view == w->view) {
			trace_egress(w, depth, &list[i]);
			shown++;
		}
	if (shown == 0 && host->sends)
		trace_why(w,
		    trace_add(w, depth, "egress", HOP_MISSING, entry->name.span,
		        "sends from no address that is known"),
		    "nothing says from which address %s sends", trace_name(w, host->name));
}

/* ---- hosts ---- */

/* Records of a type in this view whose target is the name. */
static size_t
trace_leading(
    struct walk *w, unsigned depth, const struct dname *name, uint16_t type, const char *kind)
{
	size_t count, found = 0, field;
	const record_id *list = set_records(w->set, type, &count);
	struct record r = { 0 };
	struct dname target;
	char mnemonic[16];

	for (size_t i = 0; i < count; i++) {
		if (record_zone(w->set, list[i])->spec.view != w->view ||
		    !query_record(w->set, list[i], &r) || !record_target(&r, &target, &field) ||
		    !dname_equal(&target, name) || found++ >= TRACE_MOST)
			continue;
		trace_add(w, depth, kind, HOP_INFO, record_field_span(&r, field), "%s of %s",
		    type == RRTYPE_CNAME ? "CNAME" : rrtype_text(type, mnemonic),
		    trace_name(w, &r.owner));
	}
	record_free(&r);
	trace_more(w, depth, found > TRACE_MOST ? found - TRACE_MOST : 0);
	return found;
}

/* The map's words for a name: the same, and not a template. */
static bool
is_called(const struct conf_str *text, const struct dname *name)
{
	struct dname item;

	return text->text != NULL && dname_parse(str_of(text->text), NULL, &item, NULL) &&
	       dname_equal(&item, name);
}

/* Domains and hosts of the map that rely on the name. */
static size_t
trace_relying(struct walk *w, unsigned depth, const struct dname *name)
{
	size_t found = 0;

	for (size_t i = 0; w->map != NULL && i < w->map->domain_count; i++) {
		const struct egress_domain *domain = &w->map->domains[i];

		for (size_t k = 0; k < domain->mx.count; k++)
			if (is_called(&domain->mx.items[k], name) && found++ < TRACE_MOST)
				trace_add(w, depth, "mx-of", HOP_INFO, domain->mx.items[k].span,
				    "MX of %s., says the map", domain->name.text);
	}
	for (size_t i = 0; w->map != NULL && i < w->map->host_count; i++) {
		const struct egress_host *host = &w->map->hosts[i];

		if (is_called(&host->smarthost->name, name) && found++ < TRACE_MOST)
			trace_add(w, depth, "relay-of", HOP_INFO, host->smarthost->name.span,
			    "relay of %s.", host->name.text);
	}
	trace_more(w, depth, found > TRACE_MOST ? found - TRACE_MOST : 0);
	return found;
}

/* Hosts that greet with the name, or whose PTR should have it, once for each address. */
static size_t
trace_greetings(struct walk *w, unsigned depth, const struct dname *name)
{
	size_t count = 0, found = 0;
	const struct mail_egress *list = w->mail != NULL ? mail_egresses(w->mail, &count) : NULL;
	char text[ADDR_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		const struct mail_egress *e = &list[i];
		bool greets = dname_equal(e->helo, name);

		if (e->view != w->view || dname_equal(e->host->name, name) ||
		    (!greets && !dname_equal(e->wanted, name)) || found++ >= TRACE_MOST)
			continue;
		trace_add(w, depth, greets ? "helo-of" : "name-of", HOP_INFO,
		    greets ? e->helo_span : e->wanted_span, "%s of %s at %s",
		    greets ? "greeting" : "PTR wanted", trace_name(w, e->host->name),
		    addr_text(&e->addr, text));
	}
	trace_more(w, depth, found > TRACE_MOST ? found - TRACE_MOST : 0);
	return found;
}

size_t
trace_users(struct walk *w, unsigned depth, const struct dname *name)
{
	return trace_leading(w, depth, name, RRTYPE_MX, "mx-of") +
	       trace_leading(w, depth, name, RRTYPE_CNAME, "alias-of") +
	       trace_relying(w, depth, name) + trace_greetings(w, depth, name);
}

bool
trace_host(struct walk *w, unsigned depth, const struct dname *name)
{
	const struct mail_host *host = trace_host_find(w, name);
	struct span span = host != NULL ? host->entry->name.span : (struct span){ 0 };
	bool known;

	trace_add(w, depth, "host", HOP_INFO, span, "%s", trace_name(w, name))->name = *name;
	known = trace_addresses(w, depth + 1, name, host == NULL);
	if (host != NULL)
		trace_sending(w, depth + 1, host);
	known |= trace_users(w, depth + 1, name) > 0;
	return known || (host != NULL && is_in_view(w, host));
}

/* ---- domains ---- */

static const struct egress_domain *
declared_domain(const struct walk *w, const struct dname *name)
{
	struct dname item;

	for (size_t i = 0; w->map != NULL && i < w->map->domain_count; i++)
		if (dname_parse(str_of(w->map->domains[i].name.text), NULL, &item, NULL) &&
		    dname_equal(&item, name))
			return &w->map->domains[i];
	return NULL;
}

static bool
sends_for(const struct mail_host *host, const struct dname *domain)
{
	for (size_t i = 0; i < host->domain_count; i++)
		if (dname_equal(host->domains[i], domain))
			return true;
	return false;
}

/* Is mail sent in this name? */
static bool
is_sender(const struct walk *w, const struct dname *name)
{
	size_t count = 0;
	const struct mail_host *hosts = w->mail != NULL ? mail_hosts(w->mail, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (sends_for(&hosts[i], name))
			return true;
	return false;
}

bool
trace_is_domain(struct walk *w, const struct dname *name)
{
	struct node node;

	if (declared_domain(w, name) != NULL)
		return true;
	for (uint32_t v = 0; v < set_view_count(w->set); v++) {
		query_name(w->set, v, name, &node);
		if (node_has(&node, RRTYPE_MX) == ANSWER_PRESENT)
			return true;
	}
	return is_sender(w, name) && trace_host_find(w, name) == NULL;
}

/* An MX record, and the hosts shown so far. */
struct exchange {
	unsigned preference;
	struct dname target;
	struct span span;
};

/* By preference, in order of output else; how many there are. */
static size_t
read_exchanges(struct walk *w, const struct node *node, struct exchange list[TRACE_MOST])
{
	struct record r = { 0 };
	size_t at = 0, count = 0, field, k;
	record_id id;

	while (count < TRACE_MOST && node_next(node, RRTYPE_MX, &at, &id)) {
		struct exchange x = { 0 };

		if (!query_record(w->set, id, &r) || !record_target(&r, &x.target, &field))
			continue;
		x.span = record_field_span(&r, field);
		x.preference = (unsigned)r.rdata[0] << 8 | r.rdata[1];
		for (k = count++; k > 0 && list[k - 1].preference > x.preference; k--)
			list[k] = list[k - 1];
		list[k] = x;
	}
	record_free(&r);
	return count;
}

static void
trace_exchange(struct walk *w, unsigned depth, const struct exchange *x)
{
	const struct mail_host *host = trace_host_find(w, &x->target);
	bool null = x->target.len == 1;
	struct hop *hop = trace_add(w, depth, "mx", null ? HOP_INFO : HOP_OK, x->span, "MX %u %s%s",
	    x->preference, trace_name(w, &x->target), null ? ": takes no mail" : "");

	hop->name = x->target;
	if (null)
		return;
	trace_addresses(w, depth + 1, &x->target, true);
	if (host != NULL)
		trace_sending(w, depth + 1, host);
}

/* The places where something is to be added for the domain: as the rules have it. */
static struct span
domain_span(struct walk *w, const struct node *node, const struct dname *name)
{
	bool apex = node->zone != NULL && dname_equal(&node->zone->spec.origin, name);
	struct record r = { 0 };
	struct span span = { 0 };
	size_t at = 0;
	record_id id = apex ? node->zone->soa : RECORD_NONE;

	if ((id != RECORD_NONE || node_next(node, 0, &at, &id)) && query_record(w->set, id, &r))
		span = r.type_span;
	record_free(&r);
	return span;
}

/* The MX of a domain whose zone is not here: what the map says of it. */
static void
trace_unknown_exchange(struct walk *w, unsigned depth, const struct dname *name)
{
	const struct egress_domain *domain = declared_domain(w, name);
	struct hop *hop;

	for (size_t i = 0; domain != NULL && i < domain->mx.count; i++)
		trace_add(w, depth, "mx", HOP_INFO, domain->mx.items[i].span,
		    "MX %s., says the map", domain->mx.items[i].text);
	hop = trace_add(
	    w, depth, "mx", HOP_UNKNOWN, (struct span){ 0 }, "its MX is outside of the zones here");
	trace_why(w, hop, "the MX of %s is outside of the zones here", trace_name(w, name));
}

static void
trace_no_exchange(struct walk *w, unsigned depth, const struct node *node, const struct dname *name)
{
	const struct egress_domain *domain = declared_domain(w, name);
	struct hop *hop;

	if (node_has(node, RRTYPE_MX) == ANSWER_UNKNOWN) {
		trace_unknown_exchange(w, depth, name);
		return;
	}
	if (domain != NULL &&
	    (domain->mail.value == EGRESS_NONE || domain->mail.value == EGRESS_SEND)) {
		trace_add(w, depth, "mx", HOP_INFO, domain->mail.span,
		    domain->mail.value == EGRESS_NONE ? "has no mail, says the map"
		                                      : "takes no mail, says the map");
		return;
	}
	hop = trace_add(w, depth, "mx", HOP_INFO, domain_span(w, node, name),
	    "no MX: mail goes to its own address");
	hop->name = *name;
	trace_why(w, hop, "%s has no MX", trace_name(w, name));
	trace_addresses(w, depth + 1, name, false);
}

static bool
is_exchange(const struct exchange *list, size_t count, const struct dname *name)
{
	for (size_t i = 0; i < count; i++)
		if (dname_equal(&list[i].target, name))
			return true;
	return false;
}

static void
trace_senders(struct walk *w, unsigned depth, const struct dname *name, const struct exchange *list,
    size_t count)
{
	size_t all = 0;
	const struct mail_host *hosts = w->mail != NULL ? mail_hosts(w->mail, &all) : NULL;

	for (size_t i = 0; i < all; i++) {
		const struct mail_host *host = &hosts[i];

		if (!sends_for(host, name) || is_exchange(list, count, host->name) ||
		    !is_in_view(w, host))
			continue;
		trace_add(w, depth, "sender", HOP_INFO, host->entry->name.span, "sender %s",
		    trace_name(w, host->name))
		    ->name = *host->name;
		trace_sending(w, depth + 1, host);
	}
}

bool
trace_domain(struct walk *w, unsigned depth, const struct dname *name)
{
	const struct egress_domain *domain = declared_domain(w, name);
	struct exchange *list = arena_array(w->arena, TRACE_MOST, sizeof *list);
	struct node node;
	struct span span;
	size_t count;

	query_name(w->set, w->view, name, &node);
	span = node.zone != NULL && dname_equal(&node.zone->spec.origin, name)
	           ? trace_zone(w, node.zone)
	       : domain != NULL ? domain->name.span
	                        : (struct span){ 0 };
	trace_add(w, depth, "domain", HOP_INFO, span, "%s", trace_name(w, name))->name = *name;
	count = read_exchanges(w, &node, list);
	for (size_t i = 0; i < count; i++)
		trace_exchange(w, depth + 1, &list[i]);
	if (count == 0)
		trace_no_exchange(w, depth + 1, &node, name);
	trace_senders(w, depth + 1, name, list, count);
	return node.exists == ANSWER_PRESENT ||
	       (set_view(w->set, w->view)->public && (domain != NULL || is_sender(w, name)));
}
