/* cli/trace_address.c -- what stands at an address, and who uses it */
#include "cli/trace.h"
#include "dns/rrtype.h"

/* Names that have the address, and what leads to them. */
static size_t
trace_names(struct walk *w, unsigned depth, const struct addr *addr)
{
	uint16_t type = addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	size_t count, found = 0;
	const record_id *list = set_records(w->set, type, &count);
	struct addr other;
	struct dname owner;

	for (size_t i = 0; i < count; i++) {
		if (!record_addr(w->set, list[i], &other) || !addr_equal(&other, addr) ||
		    record_zone(w->set, list[i])->spec.view != w->view || found++ >= TRACE_MOST)
			continue;
		trace_owner(w, list[i], &owner);
		trace_add(w, depth, "name", HOP_INFO, trace_field(w, list[i]), "%s of %s",
		    type == RRTYPE_A ? "A" : "AAAA", trace_name(w, &owner))
		    ->addr = *addr;
		trace_users(w, depth + 1, &owner);
	}
	trace_more(w, depth, found > TRACE_MOST ? found - TRACE_MOST : 0);
	return found;
}

static bool
lists(const struct conf_addr_list *list, const struct addr *addr, struct span *span)
{
	for (size_t i = 0; i < list->count; i++)
		if (addr_equal(&list->items[i].addr, addr)) {
			*span = list->items[i].span;
			return true;
		}
	return false;
}

/* Hosts of the map that have the address inside, or take mail there. */
static size_t
trace_entries(struct walk *w, unsigned depth, const struct addr *addr)
{
	size_t count = 0, found = 0;
	const struct mail_host *hosts = w->mail != NULL ? mail_hosts(w->mail, &count) : NULL;
	struct span span;

	for (size_t i = 0; i < count; i++) {
		const struct egress_host *entry = hosts[i].entry;
		const char *name = trace_name(w, hosts[i].name);

		if (lists(&entry->internal, addr, &span)) {
			trace_add(w, depth, "inside", HOP_INFO, span, "inside address of %s", name);
			found++;
		}
		if (lists(&entry->inbound, addr, &span)) {
			trace_add(w, depth, "inbound", HOP_INFO, span, "%s takes mail here", name);
			found++;
		}
	}
	return found;
}

static size_t
trace_egresses(struct walk *w, unsigned depth, const struct addr *addr)
{
	size_t count = 0, found = 0;
	const struct mail_egress *list = w->mail != NULL ? mail_egresses(w->mail, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		if (list[i].view != w->view || !addr_equal(&list[i].addr, addr))
			continue;
		trace_add(w, depth, "sender", HOP_INFO, list[i].host->entry->name.span, "sender %s",
		    trace_name(w, list[i].host->name))
		    ->name = *list[i].host->name;
		trace_egress(w, depth + 1, &list[i]);
		found++;
	}
	return found;
}

/* What the map says of the address's name: a choice, or whose it is to write. */
static size_t
trace_choices(struct walk *w, unsigned depth, const struct addr *addr, bool *none)
{
	const struct egress_reverse *entry = trace_reverse(w, addr);
	size_t found = 0;
	char text[ADDR_TEXT_MAX + 4];

	*none = false;
	for (size_t i = 0; w->map != NULL && i < w->map->canonical_count; i++) {
		const struct egress_canonical *c = &w->map->canonical[i];

		if (!addr_equal(&c->address.addr, addr))
			continue;
		*none = c->name.text == NULL;
		trace_add(w, depth, "canonical", HOP_INFO, c->address.span, "the map wants %s%s",
		    *none ? "no PTR" : c->name.text, *none ? "" : ".");
		found++;
	}
	if (entry != NULL)
		trace_add(w, depth, "holder", HOP_INFO, entry->span,
		    "%s: PTR records are written by %s", prefix_text(&entry->prefix.prefix, text),
		    entry->ours ? "us" : entry->owner.text);
	return found;
}

/* The name that is asked for, in the zone that answers. */
static void
trace_reverse_name(struct walk *w, unsigned depth, const struct addr *addr)
{
	struct dname reverse;
	struct node node;

	addr_reverse_name(addr, &reverse);
	query_name(w->set, w->view, &reverse, &node);
	trace_add(
	    w, depth, "reverse", HOP_INFO, trace_zone(w, node.zone), "%s", trace_name(w, &reverse));
	trace_pointers(w, depth + 1, addr, RECORD_NONE);
}

bool
trace_address(struct walk *w, unsigned depth, const struct addr *addr)
{
	bool lenient = w->lenient, none;
	char text[ADDR_TEXT_MAX];
	struct pointer_place place;
	size_t found, at;

	trace_add(w, depth, "query", HOP_INFO, (struct span){ 0 }, "%s", addr_text(addr, text));
	found = trace_choices(w, depth + 1, addr, &none);
	at = w->count;
	w->lenient |= none;
	trace_reverse_name(w, depth + 1, addr);
	w->lenient = lenient;
	/* a PTR, even one that is claimed, is something to speak of */
	for (; at < w->count; at++)
		found += strcmp(w->hops[at].kind, "pointer") == 0 && w->hops[at].name.len > 0;
	found += trace_names(w, depth + 1, addr);
	found += trace_entries(w, depth + 1, addr);
	found += trace_egresses(w, depth + 1, addr);
	trace_place(w, addr, &place);
	return found > 0 || (place.kind == PLACE_HERE && set_view(w->set, w->view)->public);
}
