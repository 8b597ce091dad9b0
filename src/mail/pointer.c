/* mail/pointer.c -- the reverse side of an address: where its PTR stands, and what it names */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "mail/parts.h"
#include "zone/pointer.h"

static const struct dname in_addr_arpa = { 14, "\7in-addr\4arpa" };
static const struct dname ip6_arpa = { 10, "\3ip6\4arpa" };

const struct egress_reverse *
reverse_find(const struct mail *m, const struct addr *addr)
{
	const struct egress_map *map = m->settings.map;
	const struct egress_reverse *best = NULL;

	for (size_t i = 0; map != NULL && i < map->reverse_count; i++) {
		const struct egress_reverse *r = &map->reverse[i];

		if (prefix_contains(&r->prefix.prefix, addr) &&
		    (best == NULL || r->prefix.prefix.bits > best->prefix.prefix.bits))
			best = r;
	}
	return best;
}

/* ---- classless children (RFC 2317) ---- */

static int
by_parent(const struct dname *a, const struct dname *b)
{
	struct dname x = dname_parent(a, 1), y = dname_parent(b, 1);

	return dname_compare(&x, &y);
}

static int
by_block(const void *a, const void *b)
{
	const struct zone *x = *(const struct zone *const *)a, *y = *(const struct zone *const *)b;
	int order = by_parent(&x->spec.origin, &y->spec.origin);

	return order != 0 ? order : x->id < y->id ? -1 : x->id > y->id;
}

/* All loaded zones below an octet boundary whose own label is no octet, sorted by what lies above. */
static void
collect_blocks(struct mail *m)
{
	struct prefix net;

	m->blocks = arena_array(&m->arena, set_zone_count(m->set) + 1, sizeof(struct zone *));
	for (size_t i = 0; i < set_zone_count(m->set); i++) {
		const struct zone *z = set_zone(m->set, i);

		if (z->reverse && z->spec.role != ROLE_EXTERNAL &&
		    dname_below(&z->spec.origin, &in_addr_arpa) &&
		    dname_labels(&z->spec.origin) == 6 && !addr_from_reverse(&z->spec.origin, &net))
			m->blocks[m->block_count++] = z;
	}
	sort_items(m->blocks, m->block_count, sizeof(struct zone *), by_block);
}

/* Two numbers of a label like "64/26" or "64-127"; false when it is another. */
static bool
block_numbers(const uint8_t *label, unsigned *first, unsigned *second, bool *slash)
{
	unsigned *to = first;

	if (!pointer_label_is_block(label))
		return false;
	*first = *second = 0;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] == '/' || label[i] == '-') {
			*slash = label[i] == '/';
			to = second;
		} else
			*to = *to * 10 + label[i] - '0';
	}
	return true;
}

/* Does the label name a block with this octet in it?  "64-26" is a length as well (RFC 4183 and habit). */
static bool
block_covers(const uint8_t *label, unsigned octet)
{
	unsigned first, second;
	bool slash = false;

	if (!block_numbers(label, &first, &second, &slash) || first > octet)
		return false;
	if (!slash && second >= first)
		return octet <= second;
	return second >= 25 && second <= 31 && octet < first + (1u << (32 - second));
}

/* The address's name in a child zone: its last octet in front of the origin. */
static bool
name_in_block(const struct addr *addr, const struct dname *origin, struct dname *out)
{
	struct dname full, octet;

	addr_reverse_name(addr, &full);
	octet.len = (uint8_t)(full.wire[0] + 2);
	memcpy(octet.wire, full.wire, full.wire[0] + 1u);
	octet.wire[octet.len - 1] = 0;
	return dname_concat(&octet, origin, out);
}

/* The first of the blocks directly below the address's /24, and how many there are. */
static size_t
blocks_at(const struct mail *m, const struct addr *addr, size_t *count)
{
	struct dname name;
	size_t lo = 0, hi = m->block_count, end;

	*count = 0;
	if (addr->family != ADDR_V4)
		return 0;
	addr_reverse_name(addr, &name);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (by_parent(&m->blocks[mid]->spec.origin, &name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (end = lo; end < m->block_count && by_parent(&m->blocks[end]->spec.origin, &name) == 0;)
		end++;
	*count = end - lo;
	return lo;
}

bool
block_find(struct mail *m, uint32_t view, const struct addr *addr, struct dname *out)
{
	size_t count, first = blocks_at(m, addr, &count);

	for (size_t i = first; i < first + count; i++) {
		const struct zone *z = m->blocks[i];
		struct node node;

		if (z->spec.view != view || !name_in_block(addr, &z->spec.origin, out))
			continue;
		query_name(m->set, view, out, &node);
		if (node.zone == z && node_has(&node, RRTYPE_PTR) == ANSWER_PRESENT)
			return true;
	}
	return false;
}

/* Where the PTR stands when the zone above is someone else's: said by the map, or by a zone's name. */
static bool
block_of_ours(struct mail *m, uint32_t view, const struct addr *addr, struct dname *out)
{
	const struct egress_reverse *entry = reverse_find(m, addr);
	size_t count, first = blocks_at(m, addr, &count);
	struct dname origin;

	if (entry != NULL && entry->zone.text != NULL &&
	    dname_parse(str_of(entry->zone.text), NULL, &origin, NULL)) {
		const struct zone *z = query_zone(m->set, view, &origin);

		return z != NULL && z->spec.role != ROLE_EXTERNAL &&
		       dname_equal(&z->spec.origin, &origin) && name_in_block(addr, &origin, out);
	}
	for (size_t i = first; i < first + count; i++) {
		const struct zone *z = m->blocks[i];

		if (z->spec.view == view && block_covers(z->spec.origin.wire, addr->octets[3]))
			return name_in_block(addr, &z->spec.origin, out);
	}
	return false;
}

/* ---- names ---- */

/* Why no receiver takes this for a host's name; NULL when it may be one. */
static const char *
why_malformed(const struct dname *name)
{
	static const struct dname localhost = { 11, "\11localhost" };

	if (name->len == 1)
		return "the root";
	if (dname_equal(name, &localhost))
		return "the name of every host for itself";
	if (dname_is_wildcard(name))
		return "a wildcard";
	if (dname_labels(name) == 1)
		return "a single label";
	if (dname_is_hostname(name))
		return NULL;
	if (memchr(name->wire, '_', name->len) != NULL)
		return "no host name: it has an underscore";
	return "no host name: labels are of letters, digits and hyphens, the last not of digits only";
}

static enum answer
name_resolves(struct mail *m, uint32_t view, const struct dname *name)
{
	size_t count;

	return query_addresses(m->set, view, name, NULL, 0, &count);
}

static void
pointer_judge(struct mail *m, const struct mail_address *a, struct mail_pointer *p)
{
	struct prefix net;
	struct addr written;
	struct chase chase;

	p->undotted = dname_below(p->name, &in_addr_arpa) || dname_below(p->name, &ip6_arpa);
	if (p->undotted && addr_from_reverse(p->name, &net))
		p->undotted = false, p->malformed = "a name of the reverse tree";
	else if (!p->undotted)
		p->malformed = why_malformed(p->name);
	if (p->malformed != NULL && dname_labels(p->name) == 4) {
		char text[DNAME_TEXT_MAX];
		struct str bare = str_of(dname_text(p->name, text));

		bare.len--;
		if (addr_parse(bare, &written))
			p->malformed = "an address";
	}
	p->confirms = query_has_address(m->set, a->view, p->name, &a->addr);
	p->resolves = name_resolves(m, a->view, p->name);
	query_chase(m->set, a->view, p->name, &chase);
	p->alias = chase.steps > 0;
	p->canonical = p->alias && chase.end == CHASE_END ? names_keep(m, &chase.name) : p->name;
}

static struct mail_pointer *
add_pointer(struct mail *m, struct mail_address *a, size_t *cap)
{
	if (a->pointer_count == *cap) {
		struct mail_pointer *more;

		*cap = *cap == 0 ? 1 : *cap * 2;
		more = arena_array(&m->arena, *cap, sizeof *more);
		if (a->pointer_count > 0)
			memcpy(more, a->pointers, a->pointer_count * sizeof *more);
		a->pointers = more;
	}
	a->pointers[a->pointer_count] = (struct mail_pointer){ .record = RECORD_NONE };
	return &a->pointers[a->pointer_count++];
}

static void
read_pointers(struct mail *m, struct mail_address *a)
{
	struct record r = { 0 };
	struct node node;
	struct dname target;
	size_t at = 0, field, cap = 0;
	record_id id;

	query_name(m->set, a->view, a->ptr_owner, &node);
	while (node_next(&node, RRTYPE_PTR, &at, &id)) {
		struct mail_pointer *p;

		if (!query_record(m->set, id, &r) || !record_target(&r, &target, &field))
			continue;
		if (a->pointer_count >= POINTERS_MAX || address_names(a, &target) != NULL)
			continue;
		p = add_pointer(m, a, &cap);
		p->name = names_keep(m, &target);
		p->record = id;
		p->span = record_field_span(&r, field);
		pointer_judge(m, a, p);
	}
	record_free(&r);
}

static int
by_claimed_address(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order = addr_compare(&x->claim->address.addr, &y->claim->address.addr);

	return order != 0 ? order : x->claim < y->claim ? -1 : x->claim > y->claim;
}

static void
collect_claims(struct mail *m)
{
	const struct egress_map *map = m->settings.map;
	size_t all = 0;

	for (size_t i = 0; map != NULL && i < map->reverse_count; i++)
		all += map->reverse[i].claim_count;
	m->claims = arena_array(&m->arena, all + 1, sizeof *m->claims);
	for (size_t i = 0; m->claim_count < all; i++)
		for (size_t k = 0; k < map->reverse[i].claim_count; k++)
			m->claims[m->claim_count++] =
			    (struct claim){ &map->reverse[i].claims[k], &map->reverse[i] };
	sort_items(m->claims, all, sizeof *m->claims, by_claimed_address);
}

/* The claim of the entry that speaks for the address. */
static const struct egress_claim *
claim_find(const struct mail *m, const struct addr *addr)
{
	const struct egress_reverse *entry = reverse_find(m, addr);
	size_t lo = 0, hi = m->claim_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (addr_compare(&m->claims[mid].claim->address.addr, addr) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < m->claim_count && addr_equal(&m->claims[lo].claim->address.addr, addr); lo++)
		if (m->claims[lo].entry == entry)
			return m->claims[lo].claim;
	return NULL;
}

static void
read_claim(struct mail *m, struct mail_address *a, const struct egress_claim *claim)
{
	size_t cap = 0;

	a->claimed = true;
	a->has_ptr = ANSWER_PRESENT;
	for (size_t i = 0; i < claim->ptr.count; i++) {
		struct mail_pointer *p = add_pointer(m, a, &cap);

		p->name = names_keep_text(m, claim->ptr.items[i].text);
		p->span = claim->ptr.items[i].span;
		pointer_judge(m, a, p);
	}
}

const struct mail_pointer *
address_names(const struct mail_address *a, const struct dname *name)
{
	for (size_t i = 0; i < a->pointer_count; i++)
		if (dname_equal(a->pointers[i].name, name))
			return &a->pointers[i];
	return NULL;
}

/* ---- addresses ---- */

static enum mail_verdict
verdict_of(const struct mail_address *a)
{
	bool unknown = false;

	if (a->has_ptr != ANSWER_PRESENT)
		return a->has_ptr == ANSWER_ABSENT ? MAIL_NO_PTR : MAIL_UNVERIFIABLE;
	for (size_t i = 0; i < a->pointer_count; i++) {
		if (a->pointers[i].confirms == ANSWER_PRESENT)
			return MAIL_PASS;
		unknown |= a->pointers[i].confirms == ANSWER_UNKNOWN;
	}
	return unknown ? MAIL_UNVERIFIABLE : MAIL_FAIL;
}

static void
address_look_up(struct mail *m, struct mail_address *a)
{
	struct chase chase;
	struct node node;
	struct dname in_block;
	const struct egress_claim *claim;

	a->has_ptr = query_ptr(m->set, a->view, &a->addr, &chase);
	if (chase.end != CHASE_END)
		a->has_ptr = ANSWER_UNKNOWN; /* a circle is a defect of its own */
	a->ptr_zone = chase.node.zone;
	a->aliases = chase.steps;
	if (a->has_ptr == ANSWER_UNKNOWN && chase.steps == 0 && chase.end == CHASE_END &&
	    block_of_ours(m, a->view, &a->addr, &in_block)) {
		a->ptr_owner = names_keep(m, &in_block);
		query_name(m->set, a->view, &in_block, &node);
		a->has_ptr = node_has(&node, RRTYPE_PTR);
		a->ptr_zone = node.zone;
	} else
		a->ptr_owner = names_keep(m, &chase.name);
	if (a->ptr_zone != NULL && a->ptr_zone->spec.role == ROLE_EXTERNAL)
		a->ptr_zone = NULL;
	claim = a->has_ptr == ANSWER_UNKNOWN ? claim_find(m, &a->addr) : NULL;
	if (claim != NULL)
		read_claim(m, a, claim);
	else if (a->has_ptr == ANSWER_PRESENT)
		read_pointers(m, a);
	a->verdict = verdict_of(a);
}

static int
compare_places(uint32_t view, const struct addr *addr, const struct mail_address *a)
{
	if (view != a->view)
		return view < a->view ? -1 : 1;
	return addr_compare(addr, &a->addr);
}

/* The addresses of the next egress or delivery, both being sorted alike; false at the end of both. */
static bool
next_place(const struct mail *m, size_t e, size_t d, struct mail_address *out)
{
	const struct delivery *delivery = d < m->delivery_count ? &m->deliveries[d] : NULL;

	if (e < m->egress_count) {
		out->view = m->egresses[e].view;
		out->addr = m->egresses[e].addr;
		out->span = m->egresses[e].span;
		if (delivery == NULL || compare_places(delivery->view, &delivery->addr, out) >= 0)
			return true;
	}
	if (delivery == NULL)
		return false;
	*out = (struct mail_address){ .view = delivery->view, .addr = delivery->addr };
	return true;
}

/* Each address of a view once. */
void
addresses_make(struct mail *m)
{
	size_t e = 0, d = 0;

	collect_blocks(m);
	collect_claims(m);
	m->addresses =
	    arena_array(&m->arena, m->egress_count + m->delivery_count + 1, sizeof *m->addresses);
	while (next_place(m, e, d, &m->addresses[m->address_count])) {
		struct mail_address *a = &m->addresses[m->address_count++];

		for (; e < m->egress_count &&
		       compare_places(m->egresses[e].view, &m->egresses[e].addr, a) == 0;
		     e++) {
			m->egresses[e].address = a;
			a->egress = true;
		}
		for (; d < m->delivery_count &&
		       compare_places(m->deliveries[d].view, &m->deliveries[d].addr, a) == 0;
		     d++)
			a->inbound = true;
		if (mail_is_public(m, &a->addr))
			address_look_up(m, a);
		else
			a->verdict = MAIL_NOT_ASKED;
	}
}

const struct mail_address *
mail_address_find(const struct mail *m, uint32_t view, const struct addr *addr)
{
	size_t lo = 0, hi = m->address_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = compare_places(view, addr, &m->addresses[mid]);

		if (order == 0)
			return &m->addresses[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}
