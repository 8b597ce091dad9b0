/* zone/place.c -- where the PTR of an address belongs */
#include "zone/place.h"

#include "zone/model.h"

/* Decide by where following the aliases ended. */
static void
place_end(const struct chase *chase, struct pointer_place *out)
{
	const struct node *node = &chase->node;

	*out = (struct pointer_place){
		.owner = chase->name, .zone = node->zone, .aliases = chase->steps
	};
	if (chase->end != CHASE_END) {
		out->kind = PLACE_CIRCLE;
		return;
	}
	if (node->zone == NULL || node->zone->spec.role == ROLE_EXTERNAL) {
		out->kind = chase->steps > 0     ? PLACE_DELEGATED
		            : node->zone == NULL ? PLACE_NOWHERE
		                                 : PLACE_EXTERNAL;
		out->cut = chase->name;
		return;
	}
	out->kind = node->below_cut ? PLACE_DELEGATED : PLACE_HERE;
	if (node->below_cut)
		out->cut = node->cut;
}

/* The number at the front of text; -1 when there is none, or it is over 255. */
static int
take_number(struct str *text)
{
	int n = 0;
	size_t i = 0;

	for (; i < text->len && text->ptr[i] >= '0' && text->ptr[i] <= '9' && n <= 255; i++)
		n = n * 10 + (text->ptr[i] - '0');
	*text = (struct str){ text->ptr + i, text->len - i };
	return i == 0 || n > 255 ? -1 : n;
}

/* "64-127", "64/26", "64-26": does the label name a block with this octet? */
static bool
block_has(const uint8_t *label, uint8_t octet)
{
	struct str text = { (const char *)label + 1, label[0] };
	int first = take_number(&text), last, size;
	bool slash;

	if (first < 0 || text.len == 0 || (*text.ptr != '-' && *text.ptr != '/'))
		return false;
	slash = *text.ptr == '/';
	text = (struct str){ text.ptr + 1, text.len - 1 };
	last = take_number(&text);
	if (last < 0 || text.len > 0)
		return false;
	if (slash || last < first) { /* a length */
		if (last < 25 || last > 31)
			return false;
		size = 1 << (32 - last);
		return first % size == 0 && octet >= first && octet < first + size;
	}
	return octet >= first && octet <= last;
}

/* The loaded zone of the view that lies directly below the /24 and is named after the block. */
static const struct zone *
find_block(const struct zone_set *set, uint32_t view, const struct dname *reverse, uint8_t octet)
{
	struct dname parent = dname_parent(reverse, 1);
	unsigned labels = dname_labels(reverse);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);
		const struct dname *apex = &zone->spec.origin;

		if (zone->spec.view == view && zone->spec.role != ROLE_EXTERNAL &&
		    dname_labels(apex) == labels && dname_below(apex, &parent) &&
		    block_has(apex->wire, octet))
			return zone;
	}
	return NULL;
}

/* The zone itself, when it is loaded in the view. */
static const struct zone *
find_zone(const struct zone_set *set, uint32_t view, const struct dname *apex)
{
	const struct zone *zone = query_zone(set, view, apex);

	return zone != NULL && zone->spec.role != ROLE_EXTERNAL &&
	               dname_equal(&zone->spec.origin, apex)
	           ? zone
	           : NULL;
}

void
place_pointer(struct zone_set *set, uint32_t view, const struct addr *addr,
    const struct dname *block, struct pointer_place *out)
{
	const struct zone *zone = NULL;
	struct dname reverse, first = { .len = 1 }, owner;
	struct chase chase;

	addr_reverse_name(addr, &reverse);
	query_chase(set, view, &reverse, &chase);
	place_end(&chase, out);
	if (out->kind != PLACE_NOWHERE && out->kind != PLACE_EXTERNAL)
		return;
	if (block != NULL && block->len > 0)
		zone = find_zone(set, view, block);
	if (zone == NULL && addr->family == ADDR_V4)
		zone = find_block(set, view, &reverse, addr->octets[3]);
	if (zone == NULL)
		return;
	/* The CNAMEs of the parent are the provider's, and taken for granted. */
	memcpy(first.wire, reverse.wire, 1u + reverse.wire[0]);
	first.len = (uint8_t)(reverse.wire[0] + 2);
	first.wire[first.len - 1] = 0;
	if (!dname_concat(&first, &zone->spec.origin, &owner))
		return;
	query_chase(set, view, &owner, &chase);
	place_end(&chase, out);
}

void
place_owner(
    struct zone_set *set, uint32_t view, const struct dname *owner, struct pointer_place *out)
{
	struct chase here = { .end = CHASE_END, .name = *owner };

	query_name(set, view, owner, &here.node);
	place_end(&here, out);
}

bool
zone_uses_file(const struct zone_set *set, const struct zone *zone, uint32_t file)
{
	const struct zone_state *z = &set->zones[zone->id];

	if (zone->spec.file == file)
		return true;
	for (uint32_t part = 0; part < z->part_count; part++) {
		const struct shelf *shelf = &set->shelves[z->shelves[part]];

		for (uint32_t i = z->segments[part]; i < z->segment_ends[part]; i++)
			if (VEC_AT(&shelf->segments, const struct segment, i)->file == file)
				return true;
	}
	return false;
}
