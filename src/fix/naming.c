/* fix/naming.c -- facts about addresses, and the choice among their names */
#include "fix/naming.h"

#include <assert.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/glob.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"
#include "zone/advice.h"

/* A name with more addresses than that is no host's. */
#define MANY_ADDRESSES 1000

/* A name that MX, NS or SRV records lead to. */
struct referred {
	uint64_t hash;
	record_id record;
};

/* What is known of a name of a view; names of many records are asked about again and again. */
struct known_name {
	uint64_t hash;
	const struct zone *zone; /* whose record was asked about; NULL: none yet */
	bool nameable;
	uint32_t addresses[2]; /* A, AAAA: how many, and 1; 0: not counted */
};
#define KNOWN_NAMES 4096

struct naming {
	struct zone_set *set;
	struct naming_options options;
	struct name_fact *facts;
	size_t count, cap;
	struct prefix *networks; /* excluded */
	size_t network_count;
	const struct egress_canonical **pins; /* by address */
	size_t pin_count;
	struct referred *referred; /* by hash; gathered when first asked for */
	size_t referred_count;
	bool referred_known;
	struct name_candidate *candidates;
	size_t candidate_count, candidate_cap;
	struct dname *unwanted; /* names of the address with ptr=none, in order */
	size_t unwanted_count, unwanted_cap;
	struct name_incumbent *incumbents;
	size_t incumbent_count, incumbent_cap;
	struct known_name *known; /* by the last bits of the hash, the last one asked about */
	struct dname wanted;      /* of the last choice, when the map wants it */
};

const char *
name_reason_text(enum name_reason reason)
{
	static const char *const texts[] = { "none", "canonical", "map", "directive", "host",
		"incumbent", "only", "target", "pick", "all", "ambiguous", "conflict" };

	return texts[reason];
}

/* ---- gathering ---- */

static bool
is_excluded_address(const struct naming *n, const struct addr *addr)
{
	for (size_t i = 0; i < n->network_count; i++)
		if (prefix_contains(&n->networks[i], addr))
			return true;
	return false;
}

static void
add_fact(struct naming *n, const struct addr *addr, uint32_t view, record_id record)
{
	if (addr_is_local(addr) || is_excluded_address(n, addr))
		return;
	if (n->count == n->cap) {
		n->cap = n->cap == 0 ? 256 : n->cap * 2;
		n->facts = xrealloc(n->facts, n->cap * sizeof *n->facts);
	}
	n->facts[n->count] = (struct name_fact){ *addr, view, record, (uint32_t)n->count };
	n->count++;
}

static int
compare_facts(const void *a, const void *b)
{
	const struct name_fact *x = a, *y = b;
	int c = (x->view > y->view) - (x->view < y->view);

	if (c == 0)
		c = addr_compare(&x->addr, &y->addr);
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static int
compare_pins(const void *a, const void *b)
{
	const struct egress_canonical *x = *(const struct egress_canonical *const *)a;
	const struct egress_canonical *y = *(const struct egress_canonical *const *)b;

	return addr_compare(&x->address.addr, &y->address.addr);
}

static void
gather_map(struct naming *n)
{
	const struct egress_map *map = n->options.map;
	const struct mail_address *list;
	size_t count = 0;

	if (n->options.mail != NULL) {
		list = mail_addresses(n->options.mail, &count);
		for (size_t i = 0; i < count; i++)
			if (list[i].egress)
				add_fact(n, &list[i].addr, list[i].view, RECORD_NONE);
	}
	if (map == NULL)
		return;
	n->pins = xcalloc(map->canonical_count + 1, sizeof(struct egress_canonical *));
	for (size_t i = 0; i < map->canonical_count; i++) {
		n->pins[n->pin_count++] = &map->canonical[i];
		for (uint32_t view = 0; view < set_view_count(n->set); view++)
			add_fact(n, &map->canonical[i].address.addr, view, RECORD_NONE);
	}
	sort_items(n->pins, n->pin_count, sizeof(struct egress_canonical *), compare_pins);
}

static void
gather_networks(struct naming *n)
{
	const struct conf_list *exclude = n->options.exclude;
	size_t count = exclude == NULL ? 0 : exclude->count;

	n->networks = xcalloc(count + 1, sizeof *n->networks);
	for (size_t i = 0; i < count; i++)
		n->network_count +=
		    prefix_parse(str_of(exclude->items[i].text), &n->networks[n->network_count]);
}

struct naming *
naming_gather(struct zone_set *set, const struct naming_options *options)
{
	static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };
	struct naming *n = xcalloc(1, sizeof *n);

	n->set = set;
	n->known = xcalloc(KNOWN_NAMES, sizeof *n->known);
	n->options = *options;
	gather_networks(n);
	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t count;
		const record_id *ids = set_records(set, types[t], &count);
		struct addr addr;

		for (size_t i = 0; i < count; i++)
			if (record_addr(set, ids[i], &addr))
				add_fact(n, &addr, record_zone(set, ids[i])->spec.view, ids[i]);
	}
	gather_map(n);
	sort_items(n->facts, n->count, sizeof *n->facts, compare_facts);
	return n;
}

void
naming_free(struct naming *n)
{
	free(n->facts);
	free(n->networks);
	free(n->pins);
	free(n->referred);
	free(n->candidates);
	free(n->known);
	free(n->unwanted);
	free(n->incumbents);
	free(n);
}

const struct name_fact *
naming_facts(const struct naming *n, size_t *count)
{
	*count = n->count;
	return n->facts;
}

/* ---- candidates ---- */

static bool
is_excluded_name(const struct naming *n, const struct dname *name)
{
	const struct conf_list *exclude = n->options.exclude;
	char text[DNAME_TEXT_MAX];
	struct str plain;
	struct prefix net;

	if (exclude == NULL || exclude->count == 0)
		return false;
	plain = str_of(dname_text(name, text));
	plain.len -= plain.len > 1;
	for (size_t i = 0; i < exclude->count; i++) {
		struct str pattern = str_of(exclude->items[i].text);

		if (!prefix_parse(pattern, &net) && glob_match(pattern, plain))
			return true;
	}
	return false;
}

static struct known_name *
know_name(const struct naming *n, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	struct known_name *k = &n->known[hash % KNOWN_NAMES];

	if (k->hash != hash)
		*k = (struct known_name){ .hash = hash };
	return k;
}

/* Could a PTR name this owner?  Not a wildcard, not what is no host name, not glue of another zone. */
static bool
can_be_named(const struct naming *n, const struct record *r)
{
	struct known_name *k = know_name(n, r->zone->spec.view, &r->owner);
	struct node node;

	if (k->zone == r->zone)
		return k->nameable;
	k->zone = r->zone;
	k->nameable = false;
	if (!dname_is_hostname(&r->owner) || is_excluded_name(n, &r->owner))
		return false;
	query_name(n->set, r->zone->spec.view, &r->owner, &node);
	k->nameable = node.zone == r->zone && !node.below_cut;
	return k->nameable;
}

static int
compare_candidates(const void *a, const void *b)
{
	const struct name_candidate *x = a, *y = b;
	int c = dname_compare(&x->name, &y->name);

	/* the same record twice: the one that a comment puts first */
	if (c == 0)
		c = (x->order > y->order) - (x->order < y->order);
	if (c == 0)
		c = (int)y->ordered - (int)x->ordered;
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static const struct name_candidate *
find_candidate(const struct naming *n, const struct dname *name)
{
	size_t lo = 0, hi = n->candidate_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = dname_compare(&n->candidates[mid].name, name);

		if (c == 0)
			return &n->candidates[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static void
add_candidate(struct naming *n, const struct name_candidate *candidate)
{
	if (n->candidate_count == n->candidate_cap) {
		n->candidate_cap = n->candidate_cap == 0 ? 16 : n->candidate_cap * 2;
		n->candidates = xrealloc(n->candidates, n->candidate_cap * sizeof *n->candidates);
	}
	n->candidates[n->candidate_count++] = *candidate;
}

/* In order, each name once. */
static void
sort_candidates(struct naming *n)
{
	size_t kept = 0;

	sort_items(n->candidates, n->candidate_count, sizeof *n->candidates, compare_candidates);
	for (size_t i = 0; i < n->candidate_count; i++)
		if (kept == 0 ||
		    !dname_equal(&n->candidates[kept - 1].name, &n->candidates[i].name))
			n->candidates[kept++] = n->candidates[i];
	n->candidate_count = kept;
}

static bool
says_none(const struct naming *n, record_id id, struct advice *advice)
{
	return query_advice(n->set, id, n->options.today, advice) && advice->ptr != NULL &&
	       advice->ptr->none;
}

static int
compare_names(const void *a, const void *b)
{
	return dname_compare(a, b);
}

static void
add_unwanted(struct naming *n, const struct dname *name)
{
	if (n->unwanted_count == n->unwanted_cap) {
		n->unwanted_cap = n->unwanted_cap == 0 ? 4 : n->unwanted_cap * 2;
		n->unwanted = xrealloc(n->unwanted, n->unwanted_cap * sizeof *n->unwanted);
	}
	n->unwanted[n->unwanted_count++] = *name;
}

static void
collect_candidates(struct naming *n, const struct name_fact *facts, size_t count)
{
	struct record r = { 0 };

	n->candidate_count = n->unwanted_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct name_candidate c = {
			.record = facts[i].record, .order = ADVICE_ORDER, .place = facts[i].place
		};
		struct advice advice;
		bool none;

		if (c.record == RECORD_NONE)
			continue;
		none = says_none(n, c.record, &advice);
		if (!query_record(n->set, c.record, &r))
			continue;
		c.name = r.owner;
		if (none) {
			add_unwanted(n, &c.name);
			continue;
		}
		if (!can_be_named(n, &r))
			continue;
		if (advice.ptr != NULL) {
			c.order = advice.ptr->order;
			c.ordered = true;
		}
		add_candidate(n, &c);
	}
	record_free(&r);
	sort_candidates(n);
	sort_items(n->unwanted, n->unwanted_count, sizeof *n->unwanted, compare_names);
}

/* ---- incumbents ---- */

/* Is the PTR to stay as long as nothing demands another? */
static bool
does_hold(const struct naming *n, const struct addr *addr, uint32_t view, const struct dname *name)
{
	const struct zone *zone;

	if (query_has_address(n->set, view, name, addr) != ANSWER_ABSENT)
		return true;
	zone = query_zone(n->set, view, name);
	return zone == NULL || zone->spec.role != ROLE_MANAGED || zone->unknown || zone->left_out;
}

static int
compare_incumbents(const void *a, const void *b)
{
	const struct name_incumbent *x = a, *y = b;
	int c = dname_compare(&x->name, &y->name);

	/* those to be kept first, so that one that is the same may go */
	if (c == 0)
		c = (int)y->kept - (int)x->kept;
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static void
collect_incumbents(
    struct naming *n, const struct addr *addr, uint32_t view, const struct pointer_place *place)
{
	struct record r = { 0 };
	struct node node;
	size_t at = 0, field;
	record_id id;

	n->incumbent_count = 0;
	if (place->kind != PLACE_HERE)
		return;
	query_name(n->set, view, &place->owner, &node);
	while (!node.wildcard && node.zone == place->zone && !node.below_cut &&
	       node_next(&node, RRTYPE_PTR, &at, &id)) {
		struct name_incumbent i = { .record = id, .place = n->incumbent_count };
		struct advice advice;

		if (!query_record(n->set, id, &r) || !record_target(&r, &i.name, &field))
			continue;
		query_advice(n->set, id, n->options.today, &advice);
		i.kept = advice.keep != NULL;
		i.external = advice.external != NULL;
		i.unwanted =
		    n->unwanted_count > 0 && bsearch(&i.name, n->unwanted, n->unwanted_count,
		                                 sizeof *n->unwanted, compare_names) != NULL;
		i.holds = !i.unwanted && does_hold(n, addr, view, &i.name);
		if (n->incumbent_count == n->incumbent_cap) {
			n->incumbent_cap = n->incumbent_cap == 0 ? 8 : n->incumbent_cap * 2;
			n->incumbents =
			    xrealloc(n->incumbents, n->incumbent_cap * sizeof *n->incumbents);
		}
		n->incumbents[n->incumbent_count++] = i;
	}
	record_free(&r);
	sort_items(n->incumbents, n->incumbent_count, sizeof *n->incumbents, compare_incumbents);
}

/* ---- steps ---- */

bool
naming_exclude(const struct naming *n, const struct addr *addr)
{
	return is_excluded_address(n, addr);
}

static const struct egress_canonical *
find_pin(const struct naming *n, const struct addr *addr)
{
	struct egress_canonical wanted = { .address.addr = *addr };
	const struct egress_canonical *key = &wanted;
	void *found;

	if (n->pin_count == 0)
		return NULL;
	found =
	    bsearch(&key, n->pins, n->pin_count, sizeof(struct egress_canonical *), compare_pins);
	return found == NULL ? NULL : *(const struct egress_canonical **)found;
}

static void
take(struct naming *n, struct name_choice *out, enum name_reason reason, const struct dname *name)
{
	const struct name_candidate *candidate = find_candidate(n, name);

	assert(name != NULL);
	memcpy(&n->wanted, name, offsetof(struct dname, wire) + name->len); /* may be packed */
	out->reason = reason;
	out->name = &n->wanted;
	out->record = candidate != NULL ? candidate->record : RECORD_NONE;
}

/* 0: the map's canonical. */
static bool
choose_canonical(struct naming *n, const struct addr *addr, struct name_choice *out)
{
	const struct egress_canonical *pin = find_pin(n, addr);
	struct dname name;

	if (pin == NULL)
		return false;
	out->reason = NAME_CANONICAL;
	if (pin->name.text != NULL && dname_parse(str_of(pin->name.text), NULL, &name, NULL))
		take(n, out, NAME_CANONICAL, &name);
	return true;
}

static bool
something_holds(const struct naming *n)
{
	for (size_t i = 0; i < n->incumbent_count; i++)
		if (n->incumbents[i].holds)
			return true;
	return false;
}

/* The mail hosts of an address in a view: the first, and how many. */
static const struct mail_egress *
find_egresses(const struct naming *n, const struct addr *addr, uint32_t view, size_t *count)
{
	const struct mail_egress *list;
	size_t all, lo = 0, hi;

	*count = 0;
	if (n->options.mail == NULL)
		return NULL;
	list = mail_egresses(n->options.mail, &all);
	for (hi = all; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		const struct mail_egress *e = &list[mid];

		if (e->view < view || (e->view == view && addr_compare(&e->addr, addr) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + *count < all && list[lo + *count].view == view &&
	       addr_equal(&list[lo + *count].addr, addr))
		++*count;
	return list + lo;
}

/* 0 and 2: the name that the map has for a mail host at the address; explicit: by a key "ptr". */
static bool
choose_host(struct naming *n, const struct addr *addr, uint32_t view, bool explicit,
    struct name_choice *out)
{
	size_t count;
	const struct mail_egress *list = find_egresses(n, addr, view, &count);
	const struct dname *wanted;
	bool is_explicit = false;

	if (count == 0 || list->dynamic)
		return false;
	/* of hosts that share the address, the one whose name was judged; else the first of the map */
	wanted = list->address->wanted != NULL ? list->address->wanted : list->wanted;
	for (size_t i = count; i-- > 0;) {
		is_explicit |= list[i].wanted_explicit;
		if (list->address->wanted == NULL && list[i].wanted_explicit)
			wanted = list[i].wanted;
	}
	if (is_explicit != explicit)
		return false;
	/* a name that leads back is worth more than one that does not yet */
	if (!explicit && find_candidate(n, wanted) == NULL && something_holds(n))
		return false;
	take(n, out, explicit ? NAME_MAP : NAME_HOST, wanted);
	return true;
}

/* 1: those with the lowest number stay candidates; true when that decides, or cannot. */
static bool
choose_directive(struct naming *n, struct name_choice *out)
{
	uint32_t lowest = UINT32_MAX;
	bool ordered = false, dropped = false;
	size_t kept = 0;

	for (size_t i = 0; i < n->candidate_count; i++)
		if (n->candidates[i].order < lowest)
			lowest = n->candidates[i].order;
	for (size_t i = 0; i < n->candidate_count; i++) {
		if (n->candidates[i].order > lowest) {
			dropped = true;
			continue;
		}
		ordered |= n->candidates[i].ordered;
		n->candidates[kept++] = n->candidates[i];
	}
	n->candidate_count = kept;
	if (kept == 1 && (ordered || dropped)) {
		take(n, out, NAME_DIRECTIVE, &n->candidates[0].name);
		return true;
	}
	if (!ordered || lowest == ADVICE_ORDER)
		return false;
	out->reason = NAME_CONFLICT;
	return true;
}

static int
compare_referred(const void *a, const void *b)
{
	const struct referred *x = a, *y = b;

	return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash)
	                          : (x->record > y->record) - (x->record < y->record);
}

static void
gather_referred(struct naming *n)
{
	static const uint16_t types[] = { RRTYPE_MX, RRTYPE_NS, RRTYPE_SRV };
	struct record r = { 0 };
	struct dname target;
	size_t field, cap = 0;

	n->referred_known = true;
	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t count;
		const record_id *ids = set_records(n->set, types[t], &count);

		for (size_t i = 0; i < count; i++) {
			if (!query_record(n->set, ids[i], &r) ||
			    !record_target(&r, &target, &field))
				continue;
			if (n->referred_count == cap) {
				cap = cap == 0 ? 256 : cap * 2;
				n->referred = xrealloc(n->referred, cap * sizeof *n->referred);
			}
			n->referred[n->referred_count++] = (struct referred){
				namehash_dname(namehash_root(r.zone->spec.view), &target), ids[i]
			};
		}
	}
	record_free(&r);
	sort_items(n->referred, n->referred_count, sizeof *n->referred, compare_referred);
}

static bool
is_referred(struct naming *n, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	struct record r = { 0 };
	struct dname target;
	size_t lo = 0, hi, field;
	bool found = false;

	if (!n->referred_known)
		gather_referred(n);
	for (hi = n->referred_count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (n->referred[mid].hash < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n->referred_count && n->referred[lo].hash == hash && !found; lo++)
		found = query_record(n->set, n->referred[lo].record, &r) &&
		        record_target(&r, &target, &field) && dname_equal(&target, name);
	record_free(&r);
	return found;
}

/* 6: the only candidate that other records lead to. */
static bool
choose_target(struct naming *n, uint32_t view, struct name_choice *out)
{
	const struct name_candidate *found = NULL;

	for (size_t i = 0; i < n->candidate_count; i++) {
		if (!is_referred(n, view, &n->candidates[i].name))
			continue;
		if (found != NULL)
			return false;
		found = &n->candidates[i];
	}
	if (found != NULL)
		take(n, out, NAME_TARGET, &found->name);
	return found != NULL;
}

/* Addresses of one family at a name; many count alike. */
static size_t
count_addresses(const struct naming *n, uint32_t view, const struct dname *name, uint16_t type)
{
	struct known_name *k = know_name(n, view, name);
	uint32_t *known = &k->addresses[type == RRTYPE_AAAA];
	struct node node;
	size_t at = 0, count = 0;
	record_id id;

	if (*known > 0)
		return *known - 1;
	query_name(n->set, view, name, &node);
	while (count < MANY_ADDRESSES && node_next(&node, type, &at, &id))
		count++;
	*known = (uint32_t)count + 1;
	return count;
}

/* 7: the fixed order; candidates stand in canonical order, so the first of equals stays. */
static void
choose_pick(struct naming *n, const struct addr *addr, uint32_t view, struct name_choice *out)
{
	uint16_t type = addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	const struct name_candidate *best = NULL;
	uint64_t best_rank = 0;

	for (size_t i = 0; i < n->candidate_count; i++) {
		const struct dname *name = &n->candidates[i].name;
		const struct zone *zone = query_zone(n->set, view, name);
		bool apex = zone != NULL && dname_equal(&zone->spec.origin, name);
		uint64_t rank = (uint64_t)apex << 48 |
		                (uint64_t)count_addresses(n, view, name, type) << 8 |
		                dname_labels(name);

		if (best == NULL || rank < best_rank) {
			best = &n->candidates[i];
			best_rank = rank;
		}
	}
	take(n, out, NAME_PICK, &best->name);
}

static void
choose(struct naming *n, const struct addr *addr, uint32_t view, struct name_choice *out)
{
	if (choose_canonical(n, addr, out) || choose_host(n, addr, view, true, out) ||
	    choose_directive(n, out) || choose_host(n, addr, view, false, out))
		return;
	if (something_holds(n))
		out->reason = NAME_INCUMBENT;
	else if (n->candidate_count == 1)
		take(n, out, NAME_ONLY, &n->candidates[0].name);
	else if (n->candidate_count == 0 || choose_target(n, view, out))
		return;
	else if (n->options.pick)
		choose_pick(n, addr, view, out);
	else
		out->reason = NAME_AMBIGUOUS;
}

void
naming_choose(struct naming *n, const struct addr *addr, uint32_t view,
    const struct name_fact *facts, size_t count, const struct pointer_place *place,
    struct name_choice *out)
{
	collect_candidates(n, facts, count);
	collect_incumbents(n, addr, view, place);
	*out = (struct name_choice){ .reason = NAME_NONE, .record = RECORD_NONE };
	choose(n, addr, view, out);
	out->candidates = n->candidates;
	out->candidate_count = n->candidate_count;
	out->incumbents = n->incumbents;
	out->incumbent_count = n->incumbent_count;
}
