/* cli/trace_reverse.c -- from an address to its PTR records, and whether they lead back */
#include "cli/trace.h"
#include "dns/rrtype.h"

const struct egress_reverse *
trace_reverse(const struct walk *w, const struct addr *addr)
{
	const struct egress_reverse *best = NULL;

	for (size_t i = 0; w->map != NULL && i < w->map->reverse_count; i++) {
		const struct egress_reverse *r = &w->map->reverse[i];

		if (prefix_contains(&r->prefix.prefix, addr) &&
		    (best == NULL || r->prefix.prefix.bits > best->prefix.prefix.bits))
			best = r;
	}
	return best;
}

void
trace_place(struct walk *w, const struct addr *addr, struct pointer_place *place)
{
	const struct egress_reverse *entry = trace_reverse(w, addr);
	struct dname block;
	bool named = entry != NULL && entry->zone.text != NULL &&
	             dname_parse(str_of(entry->zone.text), NULL, &block, NULL);

	place_pointer(w->set, w->view, addr, named ? &block : NULL, place);
}

const struct hop *
trace_pointer(const struct walk *w, const struct addr *addr, const struct dname *name)
{
	for (size_t i = w->from; i < w->count; i++) {
		const struct hop *hop = &w->hops[i];

		if (strcmp(hop->kind, "pointer") == 0 && addr_equal(&hop->addr, addr) &&
		    (name == NULL || (hop->name.len > 0 && dname_equal(&hop->name, name))))
			return hop;
	}
	return NULL;
}

/* ---- names ---- */

/* One name of an address, from a record or a claim. */
struct naming {
	const struct addr *addr;
	struct dname name;
	struct span span;
	bool claimed;
	bool other_confirms; /* this one need not */
	record_id shown;
};

/* Is the record that confirms the name the one above? */
static bool
is_shown(struct walk *w, const struct naming *n)
{
	uint16_t type = n->addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	struct node node;
	size_t at = 0;
	record_id id;

	if (n->shown == RECORD_NONE)
		return false;
	query_name(w->set, w->view, &n->name, &node);
	while (node_next(&node, type, &at, &id))
		if (id == n->shown)
			return true;
	return false;
}

static void
add_naming(struct walk *w, unsigned depth, const struct naming *n)
{
	static const enum hop_status statuses[] = { HOP_WRONG, HOP_OK, HOP_UNKNOWN };
	enum answer confirms = query_has_address(w->set, w->view, &n->name, n->addr);
	bool shown = confirms == ANSWER_PRESENT && is_shown(w, n), lenient = w->lenient;
	char text[ADDR_TEXT_MAX];
	struct hop *hop;

	w->lenient |= n->other_confirms;
	hop = trace_add(w, depth, "pointer", statuses[confirms], n->span, "%sPTR %s%s",
	    n->claimed ? "claimed: " : "", trace_name(w, &n->name), shown ? ", leads back" : "");
	hop->addr = *n->addr;
	hop->name = n->name;
	if (confirms == ANSWER_ABSENT)
		trace_why(w, hop, "PTR of %s names %s, which lacks this address",
		    addr_text(n->addr, text), trace_name(w, &n->name));
	else if (confirms == ANSWER_UNKNOWN)
		trace_why(w, hop, "PTR of %s names %s, which is outside of the zones here",
		    addr_text(n->addr, text), trace_name(w, &n->name));
	if (!shown)
		trace_forward(w, depth + 1, &n->name, n->addr);
	w->lenient = lenient;
}

/* The next PTR name of a node; *at starts at 0. */
static bool
next_naming(struct walk *w, const struct node *node, size_t *at, struct naming *n)
{
	struct record r = { 0 };
	record_id id;
	size_t field;
	bool found = false;

	while (!found && node_next(node, RRTYPE_PTR, at, &id)) {
		found = query_record(w->set, id, &r) && record_target(&r, &n->name, &field);
		if (found)
			n->span = record_field_span(&r, field);
	}
	record_free(&r);
	return found;
}

static void
add_records(struct walk *w, unsigned depth, const struct node *node, struct naming *n)
{
	size_t at = 0, count = 0;

	while (!n->other_confirms && count < TRACE_MOST && next_naming(w, node, &at, n)) {
		n->other_confirms =
		    query_has_address(w->set, w->view, &n->name, n->addr) == ANSWER_PRESENT;
		count++;
	}
	at = count = 0;
	while (next_naming(w, node, &at, n))
		if (count++ < TRACE_MOST)
			add_naming(w, depth, n);
	trace_more(w, depth, count > TRACE_MOST ? count - TRACE_MOST : 0);
}

/* What a provider is noted to publish; false when nothing is. */
static bool
add_claims(struct walk *w, unsigned depth, struct naming *n)
{
	const struct egress_reverse *entry = trace_reverse(w, n->addr);
	bool any = false;

	n->claimed = true;
	for (size_t i = 0; entry != NULL && i < entry->claim_count; i++) {
		const struct egress_claim *claim = &entry->claims[i];

		if (!addr_equal(&claim->address.addr, n->addr))
			continue;
		for (size_t k = 0; k < claim->ptr.count; k++) {
			if (!dname_parse(str_of(claim->ptr.items[k].text), NULL, &n->name, NULL))
				continue;
			n->span = claim->ptr.items[k].span;
			add_naming(w, depth, n);
			any = true;
		}
	}
	return any;
}

/* ---- none ---- */

/* What one view does not know, another may: whoever asks from outside gets one answer. */
static bool
is_told_elsewhere(struct walk *w, const struct addr *addr)
{
	struct chase chase;

	for (uint32_t v = 0; v < set_view_count(w->set); v++)
		if (v != w->view && set_view(w->set, v)->public &&
		    query_ptr(w->set, v, addr, &chase) != ANSWER_UNKNOWN)
			return true;
	return false;
}

/* Why the files do not tell. */
static const char *
say_unknown(struct walk *w, const struct addr *addr, const struct pointer_place *place)
{
	const struct egress_reverse *entry = trace_reverse(w, addr);

	if (place->kind == PLACE_HERE)
		return arena_printf(w->arena, "zone %s was not read whole",
		    trace_name(w, &place->zone->spec.origin));
	if (place->kind == PLACE_DELEGATED)
		return place->aliases == 0
		           ? "delegated to a zone that is not here"
		           : arena_printf(w->arena, "leads to %s, which is not here",
		                 trace_name(w, &place->cut));
	if (entry != NULL && !entry->ours)
		return arena_printf(w->arena, "no reverse zone here, but at %s", entry->owner.text);
	return "no reverse zone here";
}

static void
add_unknown(
    struct walk *w, unsigned depth, const struct addr *addr, const struct pointer_place *place)
{
	const struct egress_reverse *entry = trace_reverse(w, addr);
	bool public =
	    w->mail != NULL ? mail_is_public(w->mail, addr) : addr_class(addr) == ADDR_PUBLIC;
	bool matters = public && !is_told_elsewhere(w, addr);
	struct span span = entry != NULL ? entry->span : (struct span){ 0 };
	char text[ADDR_TEXT_MAX];
	struct hop *hop;

	if (place->kind == PLACE_HERE)
		span = trace_zone(w, place->zone);
	hop = trace_add(w, depth, "pointer", matters ? HOP_UNKNOWN : HOP_INFO, span, "%s",
	    say_unknown(w, addr, place));
	hop->addr = *addr;
	trace_why(w, hop, "the PTR of %s stands in no zone that is here", addr_text(addr, text));
}

static void
add_absent(
    struct walk *w, unsigned depth, const struct addr *addr, const struct pointer_place *place)
{
	char text[ADDR_TEXT_MAX];
	struct hop *hop = trace_add(w, depth, "pointer", HOP_MISSING, trace_zone(w, place->zone),
	    "no PTR in zone %s", trace_name(w, &place->zone->spec.origin));

	hop->addr = *addr;
	trace_why(w, hop, "%s has no PTR record", addr_text(addr, text));
}

void
trace_pointers(struct walk *w, unsigned depth, const struct addr *addr, record_id shown)
{
	struct naming n = { .addr = addr, .shown = shown };
	struct pointer_place place;
	struct dname reverse;
	struct chase chase;
	struct node node;

	if (trace_pointer(w, addr, NULL) != NULL) {
		trace_add(w, depth, "again", HOP_INFO, (struct span){ 0 }, "PTR as above");
		return;
	}
	trace_place(w, addr, &place);
	addr_reverse_name(addr, &reverse);
	query_chase(w->set, w->view, &reverse, &chase);
	depth = trace_aliases(w, depth, &chase);
	if (chase.end != CHASE_END)
		return;
	query_name(w->set, w->view, &place.owner, &node);
	if (place.kind != PLACE_HERE || node_has(&node, RRTYPE_PTR) == ANSWER_UNKNOWN) {
		if (!add_claims(w, depth, &n))
			add_unknown(w, depth, addr, &place);
	} else if (node_has(&node, RRTYPE_PTR) == ANSWER_ABSENT)
		add_absent(w, depth, addr, &place);
	else
		add_records(w, depth, &node, &n);
}
