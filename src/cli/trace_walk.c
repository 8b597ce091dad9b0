/* cli/trace_walk.c -- the steps that all ways have in common: hops, aliases, addresses */
#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/trace.h"
#include "dns/rrtype.h"

#define OTHERS_SHOWN 3 /* addresses that a name has instead of the one looked for */

/* ---- hops ---- */

static const char *keep_text(struct walk *w, const char *fmt, va_list args) PL_PRINTF(2, 0);

static const char *
keep_text(struct walk *w, const char *fmt, va_list args)
{
	char text[4 * DNAME_TEXT_MAX];

	vsnprintf(text, sizeof text, fmt, args);
	return arena_copy(w->arena, str_of(text));
}

struct hop *
trace_add(struct walk *w, unsigned depth, const char *kind, enum hop_status status,
    struct span span, const char *fmt, ...)
{
	struct hop *hop;
	va_list args;

	if (w->count == w->cap) {
		w->cap = w->cap == 0 ? 32 : w->cap * 2;
		w->hops = xrealloc(w->hops, w->cap * sizeof *w->hops);
	}
	hop = &w->hops[w->count++];
	if (w->lenient && status != HOP_OK)
		status = HOP_INFO;
	*hop = (struct hop){ .depth = depth, .kind = kind, .status = status, .span = span };
	va_start(args, fmt);
	hop->text = keep_text(w, fmt, args);
	va_end(args);
	return hop;
}

void
trace_why(struct walk *w, struct hop *hop, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	hop->why = keep_text(w, fmt, args);
	va_end(args);
}

void
trace_more(struct walk *w, unsigned depth, size_t count)
{
	if (count > 0)
		trace_add(w, depth, "more", HOP_INFO, (struct span){ 0 }, "and %zu more", count);
}

const char *
trace_name(struct walk *w, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];

	return arena_copy(w->arena, str_of(dname_text(name, text)));
}

/* ---- places ---- */

struct span
trace_field(struct walk *w, record_id id)
{
	struct record r = { 0 };
	struct span span = { 0 };
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

struct span
trace_owner(struct walk *w, record_id id, struct dname *owner)
{
	struct record r = { 0 };
	struct span span = { 0 };

	*owner = DNAME_ROOT;
	if (query_record(w->set, id, &r)) {
		*owner = r.owner;
		span = r.span;
	}
	record_free(&r);
	return span;
}

struct span
trace_zone(struct walk *w, const struct zone *zone)
{
	struct dname owner;
	struct span span = { 0 };

	if (zone == NULL || zone->spec.role == ROLE_EXTERNAL)
		return span;
	if (zone->soa != RECORD_NONE)
		span = trace_owner(w, zone->soa, &owner);
	if (span.file == 0)
		span.file = zone->spec.file;
	span.len = 1;
	return span;
}

/* ---- names to addresses ---- */

unsigned
trace_aliases(struct walk *w, unsigned depth, const struct chase *chase)
{
	struct record r = { 0 };
	char type[16];

	for (unsigned i = 0; i < chase->steps && i < ARRAY_LEN(chase->aliases); i++) {
		struct dname target = chase->name;
		size_t field = 0;

		if (!query_record(w->set, chase->aliases[i], &r))
			continue;
		(void)record_target(&r, &target, &field);
		trace_add(w, depth, "alias", HOP_OK, record_field_span(&r, field), "%s %s",
		    rrtype_text(r.type, type), trace_name(w, &target));
		depth++;
	}
	record_free(&r);
	if (chase->end == CHASE_END)
		return depth;
	trace_why(w,
	    trace_add(w, depth, "alias", HOP_WRONG, (struct span){ 0 }, "%s",
	        chase->end == CHASE_LOOP ? "the aliases lead in a circle"
	                                 : "too many aliases, one behind the other"),
	    "the aliases come to no end at %s", trace_name(w, &chase->name));
	return depth;
}

static void
add_outside(struct walk *w, unsigned depth, const struct dname *name)
{
	const char *text = trace_name(w, name);
	struct hop *hop = trace_add(w, depth, "outside", HOP_UNKNOWN, (struct span){ 0 },
	    "%s is outside of the zones here", text);

	hop->name = *name;
	trace_why(w, hop, "%s is outside of the zones here", text);
}

static const char *
type_of(const struct addr *addr)
{
	return addr->family == ADDR_V4 ? "A" : "AAAA";
}

/* The next address of a node, A before AAAA; *type and *at start at 0. */
static bool
next_address(struct walk *w, const struct node *node, unsigned *type, size_t *at, record_id *id,
    struct addr *addr)
{
	static const uint16_t types[2] = { RRTYPE_A, RRTYPE_AAAA };

	for (; *type < 2; ++*type, *at = 0)
		while (node_next(node, types[*type], at, id))
			if (record_addr(w->set, *id, addr))
				return true;
	return false;
}

/* Where a name leads instead, by addresses of the same family. */
static void
add_others(struct walk *w, unsigned depth, const struct chase *chase, const struct addr *wanted)
{
	char text[ADDR_TEXT_MAX], want[ADDR_TEXT_MAX];
	const char *lacks = "address";
	struct addr addr;
	size_t at = 0, count = 0;
	unsigned type = 0;
	record_id id;

	while (next_address(w, &chase->node, &type, &at, &id, &addr)) {
		struct hop *hop;

		if (addr.family != wanted->family) {
			lacks = wanted->family == ADDR_V4 ? "IPv4 address" : "IPv6 address";
			continue;
		}
		if (count++ >= OTHERS_SHOWN)
			continue;
		hop = trace_add(w, depth, "address", HOP_WRONG, trace_field(w, id), "%s %s, not %s",
		    type_of(&addr), addr_text(&addr, text), addr_text(wanted, want));
		hop->addr = *wanted;
		hop->name = chase->name;
		trace_why(w, hop, "%s lacks the address %s", trace_name(w, &chase->name), want);
	}
	trace_more(w, depth, count > OTHERS_SHOWN ? count - OTHERS_SHOWN : 0);
	if (count == 0) {
		struct hop *hop = trace_add(w, depth, "address", HOP_MISSING, (struct span){ 0 },
		    "%s has no %s", trace_name(w, &chase->name), lacks);

		hop->addr = *wanted;
		hop->name = chase->name;
		trace_why(w, hop, "%s has no %s", trace_name(w, &chase->name), lacks);
	}
}

void
trace_forward(struct walk *w, unsigned depth, const struct dname *name, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];
	struct chase chase;
	struct addr found;
	size_t at = 0;
	unsigned type = 0;
	record_id id;

	query_chase(w->set, w->view, name, &chase);
	depth = trace_aliases(w, depth, &chase);
	if (chase.end != CHASE_END)
		return;
	while (next_address(w, &chase.node, &type, &at, &id, &found))
		if (addr_equal(&found, addr)) {
			trace_add(w, depth, "address", HOP_OK, trace_field(w, id), "%s %s",
			    type_of(addr), addr_text(addr, text))
			    ->addr = *addr;
			return;
		}
	if (query_has_address(w->set, w->view, name, addr) == ANSWER_UNKNOWN)
		add_outside(w, depth, &chase.name);
	else
		add_others(w, depth, &chase, addr);
}

/* An address that mail is only delivered to: no receiver asks for its name. */
static bool
only_inbound(const struct walk *w, const struct dname *name, const struct addr *addr)
{
	const struct mail_host *host = trace_host_find(w, name);
	const struct mail_address *a;
	const struct mail_egress *list;
	size_t count;

	if (host == NULL)
		return false;
	a = mail_address_find(w->mail, w->view, addr);
	if (a != NULL && a->egress)
		return false;
	list = mail_egresses(w->mail, &count);
	for (size_t i = 0; i < count; i++)
		if (list[i].host == host && list[i].view == w->view &&
		    list[i].addr.family == addr->family)
			return true;
	return !host->sends;
}

bool
trace_addresses(struct walk *w, unsigned depth, const struct dname *name, bool required)
{
	char text[ADDR_TEXT_MAX];
	struct chase chase;
	struct addr addr;
	size_t at = 0, count = 0;
	unsigned type = 0;
	record_id id;

	query_chase(w->set, w->view, name, &chase);
	depth = trace_aliases(w, depth, &chase);
	if (chase.end != CHASE_END)
		return true;
	while (next_address(w, &chase.node, &type, &at, &id, &addr)) {
		bool lenient = w->lenient;
		struct hop *hop;

		if (count++ >= TRACE_MOST)
			continue;
		hop = trace_add(w, depth, "address", HOP_OK, trace_field(w, id), "%s %s",
		    type_of(&addr), addr_text(&addr, text));
		hop->addr = addr;
		w->lenient |= only_inbound(w, name, &addr);
		trace_pointers(w, depth + 1, &addr, id);
		w->lenient = lenient;
	}
	trace_more(w, depth, count > TRACE_MOST ? count - TRACE_MOST : 0);
	if (count > 0)
		return true;
	if (node_has(&chase.node, RRTYPE_A) == ANSWER_UNKNOWN)
		add_outside(w, depth, &chase.name);
	else {
		struct hop *hop = trace_add(w, depth, "address", required ? HOP_MISSING : HOP_INFO,
		    (struct span){ 0 }, "%s has no address in the zones",
		    trace_name(w, &chase.name));

		hop->name = chase.name;
		if (required)
			trace_why(w, hop, "%s has no address", trace_name(w, &chase.name));
	}
	return chase.steps > 0;
}
