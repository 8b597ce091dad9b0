/* fix/gen_place.c -- which zones are asked for, and which address goes into which */
#include <stdlib.h>

#include "base/sort.h"
#include "fix/child.h"
#include "fix/gen_parts.h"

#define NO_TARGET UINT32_MAX

/* New zones that one network may be cut into: all /24 of a /8. */
#define NEW_ZONES_MAX 65536

/* ---- targets ---- */

static void
add_target(struct gen *g, const struct gen_target *target)
{
	if (g->target_count == g->target_cap) {
		g->target_cap = g->target_cap == 0 ? 16 : g->target_cap * 2;
		g->targets = xrealloc(g->targets, g->target_cap * sizeof *g->targets);
	}
	g->targets[g->target_count++] = *target;
	g->has_new |= target->zone == NULL;
}

void
gen_add_zone(struct gen *g, const struct zone *zone)
{
	const struct gen_target target = {
		.origin = zone->spec.origin, .view = zone->spec.view, .zone = zone
	};

	if (g->of_zone[zone->id] != NO_TARGET)
		return;
	g->of_zone[zone->id] = 0;
	add_target(g, &target);
}

static bool
is_loaded(const struct zone *zone)
{
	return zone->spec.role != ROLE_EXTERNAL;
}

/* All loaded reverse zones that may be edited. */
static bool
add_all(struct gen *g, struct err *err)
{
	for (size_t i = 0; i < set_zone_count(g->set); i++) {
		const struct zone *zone = set_zone(g->set, i);

		if (zone->spec.role == ROLE_MANAGED && zone->reverse && !zone->signed_)
			gen_add_zone(g, zone);
	}
	if (g->target_count > 0)
		return true;
	err_set(err, "no reverse zone is among the zones: name one, or a network");
	return false;
}

/* The facts that lie in a network, in a view. */
static void
facts_within(const struct gen *g, uint32_t view, const struct prefix *net, size_t *from, size_t *to)
{
	size_t count, lo = 0, hi;
	const struct name_fact *facts = naming_facts(g->names, &count);

	for (hi = count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		const struct name_fact *f = &facts[mid];

		if (f->view < view || (f->view == view && addr_compare(&f->addr, &net->base) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	*from = *to = lo;
	while (*to < count && facts[*to].view == view && prefix_contains(net, &facts[*to].addr))
		++*to;
}

/* A new zone in each view that knows an address of it; in the first when none does. */
static void
add_new(struct gen *g, const struct dname *origin, const struct prefix *net, bool classless)
{
	struct gen_target target = { .origin = *origin };
	bool any = false;

	if (classless)
		target.block = *net;
	for (uint32_t view = 0; view < set_view_count(g->set); view++) {
		size_t from = 0, to = 0;

		if (net->bits > 0)
			facts_within(g, view, net, &from, &to);
		if (from == to)
			continue;
		target.view = view;
		add_target(g, &target);
		any = true;
	}
	if (!any) {
		target.view = 0;
		add_target(g, &target);
	}
}

/* The entry of the map's "reverse" that names the zone, or NULL. */
static const struct egress_reverse *
reverse_of(const struct gen *g, const struct dname *origin)
{
	const struct egress_map *map = g->options.map;
	struct dname name;

	for (size_t i = 0; map != NULL && i < map->reverse_count; i++)
		if (map->reverse[i].zone.text != NULL &&
		    dname_parse(str_of(map->reverse[i].zone.text), NULL, &name, NULL) &&
		    dname_equal(&name, origin))
			return &map->reverse[i];
	return NULL;
}

/* A zone of this name that is not loaded. */
static bool
add_new_name(struct gen *g, const struct dname *origin, struct err *err)
{
	const struct egress_reverse *entry = reverse_of(g, origin);
	struct prefix net = { .bits = 0 };
	char text[DNAME_TEXT_MAX];

	for (size_t i = 0; i < g->options.delegation_count; i++)
		if (dname_equal(&g->options.delegations[i].child, origin)) {
			add_new(g, origin, &g->options.delegations[i].block, true);
			return true;
		}
	if (entry != NULL) {
		add_new(g, origin, &entry->prefix.prefix, entry->prefix.prefix.bits > 24);
		return true;
	}
	if (addr_from_reverse(origin, &net) && net.bits > 0) {
		add_new(g, origin, &net, false);
		return true;
	}
	dname_text(origin, text);
	switch (child_read(origin, &net)) {
	case CHILD_BLOCK:
		add_new(g, origin, &net, true);
		return true;
	case CHILD_AMBIGUOUS:
		err_set(err,
		    "%s may be two blocks, a range of addresses or a first address and a length: "
		    "write its prefix and \"zone\" under \"reverse\" in the egress map",
		    text);
		return false;
	default:
		err_set(err,
		    "%s is no zone that was read, and its name does not tell which addresses it is "
		    "for: write its prefix and \"zone\" under \"reverse\" in the egress map",
		    text);
		return false;
	}
}

static bool
add_name(struct gen *g, const char *text, struct err *err)
{
	struct dname origin;
	bool any = false;

	if (!dname_parse(str_of(text), NULL, &origin, NULL)) {
		err_set(err, "\"%s\" is neither a zone's name nor a network", text);
		return false;
	}
	for (size_t i = 0; i < set_zone_count(g->set); i++) {
		const struct zone *zone = set_zone(g->set, i);

		if (!dname_equal(&zone->spec.origin, &origin))
			continue;
		if (!is_loaded(zone)) {
			err_set(err, "the zone %s is external: others write it", text);
			return false;
		}
		gen_add_zone(g, zone);
		any = true;
	}
	return any || add_new_name(g, &origin, err);
}

/* ---- networks ---- */

static bool
prefix_within(const struct prefix *inner, const struct prefix *outer)
{
	return inner->bits >= outer->bits && prefix_contains(outer, &inner->base);
}

/* The network of a loaded zone; false when it has none. */
static bool
network_of(const struct gen *g, const struct zone *zone, struct prefix *out)
{
	const struct egress_reverse *entry = reverse_of(g, &zone->spec.origin);

	if (entry != NULL) {
		*out = entry->prefix.prefix;
		return true;
	}
	return addr_from_reverse(&zone->spec.origin, out) ||
	       child_read(&zone->spec.origin, out) == CHILD_BLOCK;
}

/* Loaded zones that lie in the network, else those that hold it, the closest of each view. */
static bool
add_loaded(struct gen *g, const struct prefix *net)
{
	bool any = false;

	for (size_t i = 0; i < set_zone_count(g->set); i++) {
		const struct zone *zone = set_zone(g->set, i);
		struct prefix own;

		if (is_loaded(zone) && network_of(g, zone, &own) && prefix_within(&own, net)) {
			gen_add_zone(g, zone);
			any = true;
		}
	}
	for (uint32_t view = 0; view < set_view_count(g->set); view++) {
		const struct zone *closest = NULL;
		struct prefix best = { .bits = 0 };

		for (size_t i = 0; i < set_zone_count(g->set); i++) {
			const struct zone *zone = set_zone(g->set, i);
			struct prefix own;

			if (zone->spec.view != view || !is_loaded(zone) ||
			    !network_of(g, zone, &own) || !prefix_within(net, &own) ||
			    (closest != NULL && own.bits <= best.bits))
				continue;
			closest = zone;
			best = own;
		}
		if (closest == NULL)
			continue;
		gen_add_zone(g, closest);
		any = true;
	}
	return any;
}

/* The first bits of an address. */
static struct prefix
prefix_of(const struct addr *addr, unsigned bits)
{
	struct prefix net = { *addr, (uint8_t)bits };

	for (unsigned i = bits; i < (addr->family == ADDR_V4 ? 32u : 128u); i++)
		net.base.octets[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
	return net;
}

/* The zone that a network on a label boundary is. */
static struct dname
zone_of(const struct prefix *net)
{
	struct dname reverse;
	unsigned labels = net->base.family == ADDR_V4 ? 4u - net->bits / 8 : 32u - net->bits / 4;

	addr_reverse_name(&net->base, &reverse);
	return dname_parent(&reverse, labels);
}

/* One new zone for all of a network that is not cut. */
static bool
add_single(struct gen *g, const struct prefix *net, struct err *err)
{
	const struct project_gen *gen = &g->options.project->gen;
	char text[ADDR_TEXT_MAX + 4];
	struct dname origin;

	if (net->base.family == ADDR_V4 && net->bits > 24) {
		if (!child_name(net, (enum project_style)gen->style.value, gen->template.text,
		        &origin, err))
			return false;
		add_new(g, &origin, net, true);
		return true;
	}
	if (net->bits % (net->base.family == ADDR_V4 ? 8 : 4) != 0) {
		err_set(err,
		    "%s ends within a label: no reverse zone has this length; see "
		    "gen.zone_length",
		    prefix_text(net, text));
		return false;
	}
	origin = zone_of(net);
	add_new(g, &origin, net, false);
	return true;
}

/* New zones of the length that the project cuts at, where there are addresses that no loaded zone takes. */
static bool
add_cut(struct gen *g, const struct prefix *net, unsigned bits, struct err *err)
{
	char text[ADDR_TEXT_MAX + 4];
	size_t added = 0, count;
	const struct name_fact *facts = naming_facts(g->names, &count);

	for (uint32_t view = 0; view < set_view_count(g->set); view++) {
		struct prefix last = { .bits = 0 };
		size_t from, to;

		facts_within(g, view, net, &from, &to);
		for (; from < to; from++) {
			struct gen_target target = { .view = view };
			struct pointer_place place;

			if (last.bits > 0 && prefix_contains(&last, &facts[from].addr))
				continue;
			place_pointer(g->set, view, &facts[from].addr, NULL, &place);
			if (place.kind != PLACE_NOWHERE)
				continue;
			if (++added > NEW_ZONES_MAX) {
				err_set(err,
				    "%s is cut into more than %d zones; see gen.zone_length",
				    prefix_text(net, text), NEW_ZONES_MAX);
				return false;
			}
			last = prefix_of(&facts[from].addr, bits);
			target.origin = zone_of(&last);
			add_target(g, &target);
		}
	}
	return true;
}

static bool
add_network(struct gen *g, const struct prefix *net, struct err *err)
{
	const struct project_gen *gen = &g->options.project->gen;
	bool v4 = net->base.family == ADDR_V4, any = add_loaded(g, net);
	unsigned length =
	    (unsigned)(v4 ? gen->zone_length_ipv4.value : gen->zone_length_ipv6.value);
	char text[ADDR_TEXT_MAX + 4];
	size_t before = g->target_count;

	if (net->bits >= length)
		return any || add_single(g, net, err);
	if (!add_cut(g, net, length, err))
		return false;
	if (any || g->target_count > before)
		return true;
	err_set(err, "no zone was read for %s, and none of its addresses has a name",
	    prefix_text(net, text));
	return false;
}

bool
gen_add(struct gen *g, const char *text, struct err *err)
{
	struct prefix net;

	if (text == NULL)
		return add_all(g, err);
	if (prefix_parse(str_of(text), &net))
		return add_network(g, &net, err);
	if (strchr(text, ':') != NULL ||
	    (strchr(text, '/') != NULL && strstr(text, "arpa") == NULL)) {
		err_set(err, "\"%s\" is no network: bits behind its length must be zero", text);
		return false;
	}
	return add_name(g, text, err);
}

/* ---- addresses ---- */

static int
compare_targets(const void *a, const void *b)
{
	const struct gen_target *x = a, *y = b;
	int c = (x->view > y->view) - (x->view < y->view);

	return c != 0 ? c : dname_compare(&x->origin, &y->origin);
}

/* In order, each once. */
static void
sort_targets(struct gen *g)
{
	size_t kept = 0;

	sort_items(g->targets, g->target_count, sizeof *g->targets, compare_targets);
	for (size_t i = 0; i < g->target_count; i++)
		if (kept == 0 || compare_targets(&g->targets[kept - 1], &g->targets[i]) != 0)
			g->targets[kept++] = g->targets[i];
	g->target_count = kept;
	g->blocks = xcalloc(kept + 1, sizeof *g->blocks);
	for (size_t i = 0; i < kept; i++)
		if (g->targets[i].block.bits > 0)
			g->blocks[g->block_count++] = (uint32_t)i;
	for (size_t i = 0; i < kept; i++)
		if (g->targets[i].zone != NULL)
			g->of_zone[g->targets[i].zone->id] = (uint32_t)i;
}

/* The new zone that a name lies in, the closest. */
static uint32_t
find_new(const struct gen *g, uint32_t view, const struct dname *name)
{
	unsigned labels = dname_labels(name);

	for (unsigned i = 0; i < labels && g->has_new; i++) {
		struct gen_target key = { .origin = dname_parent(name, i), .view = view };
		const struct gen_target *found =
		    bsearch(&key, g->targets, g->target_count, sizeof *g->targets, compare_targets);

		if (found != NULL && found->zone == NULL)
			return (uint32_t)(found - g->targets);
	}
	return NO_TARGET;
}

/* The new classless zone of an address. */
static uint32_t
find_block(const struct gen *g, uint32_t view, const struct addr *addr)
{
	for (size_t i = 0; i < g->block_count; i++) {
		const struct gen_target *t = &g->targets[g->blocks[i]];

		if (t->view == view && prefix_contains(&t->block, addr))
			return g->blocks[i];
	}
	return NO_TARGET;
}

bool
gen_has_records(const struct gen *g, uint32_t view, const struct dname *reverse)
{
	struct node node;
	size_t at = 0;
	record_id id;

	query_name(g->set, view, reverse, &node);
	return node.zone != NULL && !node.wildcard && !node.below_cut &&
	       node_next(&node, 0, &at, &id);
}

/* The delegation, asked for in this run, that takes the address away from its zone. */
static const struct gen_delegation *
find_delegation(
    const struct gen *g, uint32_t view, const struct addr *addr, const struct dname *reverse)
{
	for (size_t i = 0; i < g->options.delegation_count; i++)
		if (prefix_contains(&g->options.delegations[i].block, addr) &&
		    gen_parent(g, i, view) != NO_TARGET && !gen_has_records(g, view, reverse))
			return &g->options.delegations[i];
	return NULL;
}

/* Does the delegation of child take reverse out of the zone? */
static bool
gives(const struct dname *zone, const struct dname *child, const struct dname *reverse)
{
	return !dname_equal(zone, child) && dname_below(child, zone) && dname_below(reverse, zone);
}

/* Into a new zone, at owner. */
static uint32_t
into_new(uint32_t target, const struct dname *owner, struct pointer_place *out)
{
	if (target != NO_TARGET)
		*out = (struct pointer_place){ .kind = PLACE_HERE, .owner = *owner };
	return target;
}

uint32_t
gen_find(const struct gen *g, uint32_t view, const struct addr *addr, struct pointer_place *out)
{
	const struct gen_delegation *delegation;
	struct dname reverse, owner;
	uint32_t target;
	bool plain;

	addr_reverse_name(addr, &reverse);
	place_pointer(g->set, view, addr, NULL, out);
	plain = out->aliases == 0 && dname_equal(&out->owner, &reverse);
	delegation = plain ? find_delegation(g, view, addr, &reverse) : NULL;
	if (delegation != NULL && child_owner(addr, &delegation->child, &owner)) {
		place_owner(g->set, view, &owner, out);
		out->owner = owner;
		/* what is given away does not come back to who gave it */
		if (out->kind == PLACE_HERE &&
		    gives(&out->zone->spec.origin, &delegation->child, &reverse))
			out->kind = PLACE_DELEGATED;
	}
	target = find_new(g, view, &out->owner);
	if (out->kind == PLACE_HERE) {
		if (target != NO_TARGET &&
		    dname_below(&g->targets[target].origin, &out->zone->spec.origin))
			return into_new(target, &out->owner, out);
		target = plain && delegation == NULL ? find_block(g, view, addr) : NO_TARGET;
		if (target != NO_TARGET && !gen_has_records(g, view, &reverse) &&
		    child_owner(addr, &g->targets[target].origin, &owner))
			return into_new(target, &owner, out);
		return g->of_zone[out->zone->id];
	}
	if (out->kind == PLACE_CIRCLE)
		return NO_TARGET;
	owner = out->owner;
	if (target == NO_TARGET) {
		target = find_block(g, view, addr);
		if (target == NO_TARGET || !child_owner(addr, &g->targets[target].origin, &owner))
			return NO_TARGET;
	}
	return into_new(target, &owner, out);
}

/* The zone that each delegation's CNAMEs belong to. */
static bool
find_parents(struct gen *g, struct err *err)
{
	size_t views = set_view_count(g->set);

	g->parents = xcalloc(g->options.delegation_count * views + 1, sizeof *g->parents);
	for (size_t i = 0; i < g->options.delegation_count; i++) {
		const struct gen_delegation *d = &g->options.delegations[i];
		char text[ADDR_TEXT_MAX + 4];
		struct dname reverse, net;
		bool any = false;

		addr_reverse_name(&d->block.base, &reverse);
		net = dname_parent(&reverse, 1);
		for (uint32_t view = 0; view < views; view++) {
			uint32_t *parent = &g->parents[i * views + view];

			*parent = NO_TARGET;
			for (uint32_t t = 0; t < g->target_count; t++)
				if (g->targets[t].view == view &&
				    dname_below(&net, &g->targets[t].origin) &&
				    (*parent == NO_TARGET || dname_below(&g->targets[t].origin,
				                                 &g->targets[*parent].origin)))
					*parent = t;
			any |= *parent != NO_TARGET;
		}
		if (!any) {
			err_set(err, "none of the zones that are generated holds %s",
			    prefix_text(&d->block, text));
			return false;
		}
	}
	return true;
}

static void
add_address(struct gen *g, size_t first, size_t count, uint32_t target)
{
	if (g->address_count == g->address_cap) {
		g->address_cap = g->address_cap == 0 ? 256 : g->address_cap * 2;
		g->addresses = xrealloc(g->addresses, g->address_cap * sizeof *g->addresses);
	}
	g->addresses[g->address_count++] =
	    (struct gen_address){ (uint32_t)first, (uint32_t)count, target };
}

static int
compare_addresses(const void *a, const void *b)
{
	const struct gen_address *x = a, *y = b;

	return x->target != y->target ? (x->target > y->target) - (x->target < y->target)
	                              : (x->first > y->first) - (x->first < y->first);
}

/* Can what bulk matching found in order be left as it stands?  Not where more is asked for than a PTR. */
static bool
keeps_settled(const struct gen *g)
{
	const struct project_fix *fix = &g->options.project->fix;

	return !g->has_new && g->options.delegation_count == 0 && !g->options.tell &&
	       fix->multiple_ptr.value != PROJECT_MULTIPLE_ALL &&
	       fix->ptr_ttl.value == PROJECT_TTL_ZONE;
}

bool
gen_place(struct gen *g, struct err *err)
{
	const struct name_fact *facts;
	size_t count, at = 0;

	sort_targets(g);
	if (!find_parents(g, err))
		return false;
	g->doubt = keeps_settled(g) ? doubt_new(g->set) : NULL;
	naming_gather(g->names, g->doubt);
	facts = naming_facts(g->names, &count);
	for (size_t i = 0, end; i < count; i = end) {
		struct pointer_place place;
		uint32_t target;

		for (end = i + 1; end < count && facts[end].view == facts[i].view &&
		                  addr_equal(&facts[end].addr, &facts[i].addr);)
			end++;
		target = gen_find(g, facts[i].view, &facts[i].addr, &place);
		if (target != NO_TARGET)
			add_address(g, i, end - i, target);
	}
	sort_items(g->addresses, g->address_count, sizeof *g->addresses, compare_addresses);
	g->starts = xcalloc(g->target_count + 1, sizeof *g->starts);
	for (size_t t = 0; t <= g->target_count; t++) {
		while (at < g->address_count && g->addresses[at].target < t)
			at++;
		g->starts[t] = (uint32_t)at;
	}
	return true;
}

/* ---- the whole ---- */

struct gen *
gen_new(struct zone_set *set, struct naming *names, const struct gen_options *options)
{
	struct gen *g = xcalloc(1, sizeof *g);
	size_t comments;
	const struct zone_comment *comment = set_comments(set, &comments);

	g->commented = xcalloc(set_zone_count(set) + 1, sizeof *g->commented);
	for (size_t i = 0; i < comments; i++)
		g->commented[comment[i].zone] = true;
	g->set = set;
	g->names = names;
	g->options = *options;
	g->of_zone = xcalloc(set_zone_count(set) + 1, sizeof *g->of_zone);
	for (size_t i = 0; i < set_zone_count(set); i++)
		g->of_zone[i] = NO_TARGET;
	return g;
}

void
gen_free(struct gen *g)
{
	free(g->targets);
	free(g->of_zone);
	free(g->blocks);
	free(g->parents);
	free(g->addresses);
	free(g->starts);
	free(g->commented);
	doubt_free(g->doubt);
	free(g);
}

const struct gen_target *
gen_targets(const struct gen *g, size_t *count)
{
	*count = g->target_count;
	return g->targets;
}
