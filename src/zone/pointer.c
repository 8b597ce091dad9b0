/* zone/pointer.c -- which address a PTR record speaks for */
#include "zone/pointer.h"

#include "dns/namehash.h"
#include "dns/rrtype.h"

/* An owner below in-addr.arpa or ip6.arpa, its labels from the left. */
struct owner {
	const struct dname *name;
	uint32_t view;
	const uint8_t *labels[DNAME_LABELS_MAX];
	unsigned count; /* without in-addr.arpa or ip6.arpa */
	unsigned own;   /* of them in front of the zone's name */
	unsigned full;  /* as many as an address has */
	bool v4;
};

bool
pointer_label_is_block(const uint8_t *label)
{
	unsigned digits[2] = { 0, 0 }, part = 0;

	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] >= '0' && label[i] <= '9')
			digits[part]++;
		else if ((label[i] == '/' || label[i] == '-') && part == 0)
			part = 1;
		else
			return false;
	}
	return digits[0] > 0 && digits[0] <= 3 && digits[1] > 0 && digits[1] <= 3;
}

bool
pointer_label_fits(const uint8_t *label, bool v4)
{
	unsigned value = 0;
	uint8_t c = ascii_lower(label[1]);

	if (!v4)
		return label[0] == 1 && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
	if (label[0] > 3 || (label[0] > 1 && label[1] == '0'))
		return false;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] < '0' || label[i] > '9')
			return false;
		value = value * 10 + label[i] - '0';
	}
	return value <= 255;
}

static bool
is_address(const struct dname *name, struct addr *out)
{
	struct prefix net;

	if (!addr_from_reverse(name, &net) || net.bits != (net.base.family == ADDR_V4 ? 32 : 128))
		return false;
	*out = net.base;
	return true;
}

/* False when the owner is not in the reverse tree. */
static bool
owner_split(const struct record *ptr, struct owner *out)
{
	static const struct dname in_addr = { 14, "\7in-addr\4arpa" }, ip6 = { 10, "\3ip6\4arpa" };
	const struct dname *name = &ptr->owner;
	unsigned zone = dname_labels(&ptr->zone->spec.origin), all = dname_labels(name);

	*out = (struct owner){ .name = name };
	out->view = ptr->zone->spec.view;
	out->v4 = dname_below(name, &in_addr);
	if (!out->v4 && !dname_below(name, &ip6))
		return false;
	out->full = out->v4 ? 4 : 32;
	out->count = all - 2;
	out->own = all - zone < out->count ? all - zone : out->count;
	for (unsigned i = 0, at = 0; i < out->count; i++, at += name->wire[at] + 1u)
		out->labels[i] = name->wire + at;
	return true;
}

/* The address whose reverse name is the owner without label drop. */
static bool
address_without(const struct owner *o, unsigned drop, struct addr *out)
{
	size_t at = (size_t)(o->labels[drop] - o->name->wire), end = at + o->labels[drop][0] + 1u;
	struct dname name;

	memcpy(name.wire, o->name->wire, at);
	memcpy(name.wire + at, o->name->wire + end, o->name->len - end);
	name.len = (uint8_t)(o->name->len - (end - at));
	return is_address(&name, out);
}

/* Does the chain of aliases at addr's reverse name pass the owner?  UNKNOWN: that name is not known. */
static enum answer
chain_passes(struct zone_set *set, const struct owner *o, const struct addr *addr)
{
	struct record r = { 0 };
	struct dname name, target;
	struct chase chase;
	size_t field;
	enum answer answer = ANSWER_ABSENT;

	addr_reverse_name(addr, &name);
	query_chase(set, o->view, &name, &chase);
	if (chase.steps == 0 && chase.node.exists == ANSWER_UNKNOWN)
		return ANSWER_UNKNOWN;
	if (dname_equal(&chase.name, o->name))
		return ANSWER_PRESENT;
	for (unsigned i = 0; i < chase.steps && i < ARRAY_LEN(chase.aliases); i++)
		if (query_record(set, chase.aliases[i], &r) && record_target(&r, &target, &field) &&
		    dname_equal(&target, o->name))
			answer = ANSWER_PRESENT;
	record_free(&r);
	return answer;
}

/*
 * An owner with one label too many: a block's name, when a CNAME leads here without it.
 *
 * block   set when some label may be the name of a block
 */
static bool
address_in_block(struct zone_set *set, const struct owner *o, struct addr *out, bool *block)
{
	/* a zone may be called after the first address of its block; IPv6 has no such blocks */
	bool zone_full = o->v4 && o->count - o->own >= o->full;

	if (o->count != o->full + 1)
		return false;
	for (unsigned i = 1; i < o->count; i++) {
		bool of_zone =
		    i >= o->own && (zone_full || !pointer_label_fits(o->labels[i], o->v4));
		enum answer leads;

		if (!address_without(o, i, out))
			continue;
		*block |= of_zone || pointer_label_is_block(o->labels[i]);
		leads = chain_passes(set, o, out);
		if (leads == ANSWER_PRESENT || (leads == ANSWER_UNKNOWN && of_zone))
			return true;
	}
	return false;
}

static void
cache_fill(struct zone_set *set, struct pointer_cache *cache)
{
	struct record r = { 0 };
	struct addr addr = cache->net.base;
	struct dname name;
	struct node node;
	record_id id;
	size_t field;

	for (unsigned i = 0; i < 256; i++) {
		size_t at = 0;

		cache->hashes[i] = 0;
		addr.octets[3] = (uint8_t)i;
		addr_reverse_name(&addr, &name);
		query_name(set, cache->view, &name, &node);
		if (node_next(&node, RRTYPE_CNAME, &at, &id) && query_record(set, id, &r) &&
		    record_target(&r, &cache->targets[i], &field))
			cache->hashes[i] = namehash_dname(0, &cache->targets[i]);
	}
	record_free(&r);
}

/* Any owner: is it the target of a CNAME of the /24 whose name it ends in? */
static bool
address_by_search(
    struct zone_set *set, const struct owner *o, struct pointer_cache *cache, struct addr *out)
{
	struct dname parent;
	struct prefix net;
	uint64_t hash;

	if (!o->v4 || o->count < 4)
		return false;
	parent = dname_parent(o->name, o->count - 3);
	if (!addr_from_reverse(&parent, &net))
		return false;
	if (cache->net.bits == 0 || cache->view != o->view ||
	    !addr_equal(&cache->net.base, &net.base)) {
		cache->view = o->view;
		cache->net = net;
		cache_fill(set, cache);
	}
	hash = namehash_dname(0, o->name);
	for (unsigned i = 0; i < 256; i++)
		if (cache->hashes[i] == hash && dname_equal(&cache->targets[i], o->name)) {
			*out = net.base;
			out->octets[3] = (uint8_t)i;
			return true;
		}
	return false;
}

/* A label of the zone's own name that no network has, or a block's name of the owner's own. */
static bool
has_block_label(const struct owner *o)
{
	for (unsigned i = 0; i < o->count; i++) {
		if (i >= o->own && !pointer_label_fits(o->labels[i], o->v4))
			return true;
		if (i < o->own && o->v4 && pointer_label_is_block(o->labels[i]))
			return true;
	}
	return false;
}

/* Are all labels in front of the zone's name octets, nibbles or blocks? */
static bool
own_labels_fit(const struct owner *o)
{
	for (unsigned i = 0; i < o->own; i++)
		if (!pointer_label_fits(o->labels[i], o->v4) &&
		    !(o->v4 && pointer_label_is_block(o->labels[i])))
			return false;
	return true;
}

enum pointer_kind
query_pointer(
    struct zone_set *set, const struct record *ptr, struct pointer_cache *cache, struct addr *addr)
{
	struct owner o;
	struct prefix net;
	bool block = false;

	if (is_address(&ptr->owner, addr))
		return POINTER_ADDRESS;
	if (!owner_split(ptr, &o))
		return POINTER_SERVICE;
	for (unsigned i = 0; i < o.count; i++)
		if (o.labels[i][1] == '_')
			return POINTER_SERVICE;
	if (dname_is_wildcard(&ptr->owner))
		return POINTER_WILDCARD;
	if (addr_from_reverse(&ptr->owner, &net))
		return POINTER_NETWORK;
	if (address_in_block(set, &o, addr, &block) || address_by_search(set, &o, cache, addr))
		return POINTER_ADDRESS;
	if (block || (own_labels_fit(&o) && has_block_label(&o)))
		return POINTER_BLOCK;
	return POINTER_STRAY;
}
