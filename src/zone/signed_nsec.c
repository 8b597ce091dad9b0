/* zone/signed_nsec.c -- the chain of NSEC records, and the bitmaps of both kinds of chain */
#include "zone/signed.h"

static void
bitmap_add(uint8_t *out, size_t *len, size_t *block, uint16_t type)
{
	uint8_t window = (uint8_t)(type >> 8), octet = (uint8_t)((type & 255) / 8);

	if (*len == 0 || out[*block] != window) {
		*block = *len;
		out[*len] = window;
		out[*len + 1] = 0;
		*len += 2;
	}
	while (out[*block + 1] <= octet) {
		out[(*len)++] = 0;
		out[*block + 1]++;
	}
	out[*block + 2 + octet] |= (uint8_t)(0x80 >> (type & 7));
}

/* Does the type belong into a bitmap of this node? */
static bool
is_listed(const struct signed_node *n, bool nsec3, uint16_t type)
{
	if (type == RRTYPE_RRSIG || (nsec3 && (type == RRTYPE_NSEC || type == RRTYPE_NSEC3)))
		return false; /* the first is said apart, the others are of another chain or owner */
	return n->kind != NODE_CUT || type == RRTYPE_NS || type == RRTYPE_DS || type == RRTYPE_NSEC;
}

size_t
signed_bitmap(const struct signed_zone *z, const struct signed_node *n, bool nsec3, uint8_t *out)
{
	/* of an insecure delegation nothing is signed but, in a chain of NSEC, the NSEC */
	bool rrsig = !nsec3 || n->kind != NODE_CUT || node_has_type(z, n, RRTYPE_DS);
	size_t len = 0, block = 0;
	uint16_t last = 0;

	for (uint32_t i = n->first; i <= n->end; i++) {
		uint16_t type = i < n->end ? z->records[i].type : UINT16_MAX;

		if (rrsig && type >= RRTYPE_RRSIG) {
			bitmap_add(out, &len, &block, RRTYPE_RRSIG);
			rrsig = false;
		}
		if (i == n->end || type == last || !is_listed(n, nsec3, type))
			continue;
		bitmap_add(out, &len, &block, type);
		last = type;
	}
	return len;
}

/* One octet of a bitmap; 0 where the bitmap has none. */
static uint8_t
bitmap_octet(const uint8_t *map, size_t len, unsigned window, unsigned octet)
{
	for (size_t at = 0; at + 2 <= len; at += 2u + map[at + 1]) {
		if (map[at] < window)
			continue;
		return map[at] == window && octet < map[at + 1] && at + 2 + octet < len
		           ? map[at + 2 + octet]
		           : 0;
	}
	return 0;
}

/* The first type that a has and b has not; 0 when there is none. */
static uint16_t
bitmap_lacks(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	for (size_t at = 0; at + 2 <= a_len; at += 2u + a[at + 1])
		for (unsigned o = 0; o < a[at + 1] && at + 2 + o < a_len; o++) {
			unsigned more = a[at + 2 + o] & ~(unsigned)bitmap_octet(b, b_len, a[at], o);

			for (unsigned bit = 0; more != 0 && bit < 8; bit++)
				if ((more & 0x80u >> bit) != 0)
					return (uint16_t)(a[at] * 256u + o * 8 + bit);
		}
	return 0;
}

void
bitmap_compare(
    const uint8_t *is, size_t is_len, const uint8_t *want, size_t want_len, struct dnssec_fault *f)
{
	f->type = bitmap_lacks(want, want_len, is, is_len);
	f->value = bitmap_lacks(is, is_len, want, want_len);
}

/* Does the name take part in the chain?  One that has only signatures is no name. */
static bool
is_chained(const struct signed_zone *z, const struct signed_node *n)
{
	return (n->kind == NODE_OWN || n->kind == NODE_CUT) &&
	       (z->records[n->first].type != RRTYPE_RRSIG ||
	           z->records[n->end - 1].type != RRTYPE_RRSIG);
}

/* An NSEC record against its name and the name that is next. */
static void
judge_nsec(struct signed_zone *z, const struct signed_node *n, const struct signed_record *nsec,
    const struct signed_node *next)
{
	uint8_t want[BITMAP_MAX];
	struct dname name;
	size_t len = rdata_name(nsec->rdata, nsec->len, 0, &name);
	size_t want_len = signed_bitmap(z, n, false, want);
	struct dname expected = { .len = next->name->len };

	memcpy(expected.wire, next->name->wire, expected.len);
	if (!dname_equal(&name, &expected))
		fault_add(z->faults, z->zone, DNSSEC_NSEC_NEXT, nsec->id)->name =
		    signed_keep(z, expected.wire, expected.len);
	if (nsec->len - len != want_len || memcmp(nsec->rdata + len, want, want_len) != 0)
		bitmap_compare(nsec->rdata + len, nsec->len - len, want, want_len,
		    fault_add(z->faults, z->zone, DNSSEC_NSEC_BITMAP, nsec->id));
}

static void
judge_chained(struct signed_zone *z, const struct signed_node *n, const struct signed_node *next,
    size_t *missing)
{
	uint32_t at, end = node_type(z, n, RRTYPE_NSEC, &at);

	if (at == end) {
		if (*missing > 0) {
			z->faults->list[*missing - 1].count++;
			return;
		}
		fault_add(z->faults, z->zone, DNSSEC_NSEC_MISSING, z->records[n->first].id)->count =
		    1;
		*missing = z->faults->count;
		return;
	}
	if (end - at > 1)
		fault_add(z->faults, z->zone, DNSSEC_NSEC_TWICE, z->records[at + 1].id);
	else
		judge_nsec(z, n, &z->records[at], next);
}

static void
judge_nsec_chain(struct signed_zone *z)
{
	const struct signed_node *open = NULL;
	size_t missing = 0;

	for (size_t i = 0; i < z->node_count; i++) {
		const struct signed_node *n = &z->nodes[i];

		if (!is_chained(z, n))
			continue;
		if (open != NULL)
			judge_chained(z, open, n, &missing);
		open = n;
	}
	if (open != NULL)
		judge_chained(z, open, &z->nodes[0], &missing);
}

/* The first record of a type in the zone, but for occluded names; NULL when there is none. */
static const struct signed_record *
find_type(const struct signed_zone *z, uint16_t type)
{
	for (size_t i = 0; i < z->node_count; i++) {
		uint32_t at, end = node_type(z, &z->nodes[i], type, &at);

		if (z->nodes[i].kind != NODE_OCCLUDED && at < end)
			return &z->records[at];
	}
	return NULL;
}

void
signed_chain(struct signed_zone *z)
{
	const struct signed_record *nsec = find_type(z, RRTYPE_NSEC);
	const struct signed_record *nsec3 = find_type(z, RRTYPE_NSEC3);

	if (nsec != NULL && nsec3 != NULL) {
		fault_add(z->faults, z->zone, DNSSEC_MIXED, nsec->id)->other = nsec3->id;
	} else if (nsec != NULL) {
		judge_nsec_chain(z);
	} else if (nsec3 != NULL || node_has_type(z, &z->nodes[0], RRTYPE_NSEC3PARAM)) {
		signed_nsec3(z);
	} else {
		const struct signed_record *first = find_type(z, RRTYPE_RRSIG);

		if (first != NULL)
			fault_add(z->faults, z->zone, DNSSEC_NO_CHAIN, first->id);
	}
}
