/* zone/signed_nsec3.c -- the chains of NSEC3 records */
#include <stdlib.h>

#include "base/sort.h"
#include "dns/dnskey.h"
#include "zone/signed.h"

enum {
	HASH_LEN = 20,   /* of SHA-1, the only hash there is */
	HASH_TEXT = 32,  /* the same in base32hex */
	NSEC3_FIXED = 5, /* hash algorithm, flags, iterations, length of the salt */
	FLAG_OPTOUT = 1,
	HASH_SHA1 = 1
};

#define HASH_STRIDE 256 /* names of one job */

/* One NSEC3 record of the chain. */
struct link {
	uint8_t hash[HASH_LEN];
	const struct signed_record *record;
	bool used; /* some name has this hash */
};

/* A name that should be in the chain. */
struct hashed {
	uint8_t hash[HASH_LEN];
	uint8_t
	    labels;  /* of the node's name, counted from the root: an empty non-terminal above it */
	bool secure; /* not only insecure delegations at and below it */
	uint32_t node; /* which, or of an empty non-terminal the first below it */
};

struct chain {
	struct signed_zone *z;
	const struct signed_record *param;
	uint16_t iterations;
	const uint8_t *salt;
	uint8_t salt_len;
	struct link *links;
	size_t link_count;
	struct hashed *names;
	size_t name_count, name_cap;
	size_t missing; /* index + 1 of the fault that stands for all missing ones */
};

static bool
same_parameters(const struct chain *c, const struct signed_record *r)
{
	return r->len >= NSEC3_FIXED && r->rdata[0] == HASH_SHA1 &&
	       octets16(r->rdata + 2) == c->iterations && r->rdata[4] == c->salt_len &&
	       r->len >= NSEC3_FIXED + c->salt_len &&
	       (c->salt_len == 0 || memcmp(r->rdata + NSEC3_FIXED, c->salt, c->salt_len) == 0);
}

/* The hash that an owner spells; false when it is none. */
static bool
owner_hash(const struct signed_zone *z, const struct signed_name *name, uint8_t out[HASH_LEN])
{
	uint32_t bits = 0;
	unsigned have = 0, n = 0;

	if (name->wire[0] != HASH_TEXT || name->labels != z->nodes[0].name->labels + 1)
		return false;
	for (unsigned i = 1; i <= HASH_TEXT; i++) {
		uint8_t c = name->wire[i];

		if (c >= '0' && c <= '9')
			c = (uint8_t)(c - '0');
		else if (c >= 'a' && c <= 'v')
			c = (uint8_t)(c - 'a' + 10);
		else
			return false;
		bits = bits << 5 | c;
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	return true;
}

/* The next hash of an NSEC3, and the bitmap behind it; NULL when it is of another length. */
static const uint8_t *
next_hash(const struct signed_record *r, const uint8_t **bitmap, size_t *len)
{
	size_t at = NSEC3_FIXED + r->rdata[4];

	if (at >= r->len || r->rdata[at] != HASH_LEN || r->len - at <= HASH_LEN)
		return NULL;
	*bitmap = r->rdata + at + 1 + HASH_LEN;
	*len = r->len - (at + 1 + HASH_LEN);
	return r->rdata + at + 1;
}

/* ---- the records of the chain ---- */

static int
compare_links(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	int c = memcmp(x->hash, y->hash, HASH_LEN);

	return c != 0 ? c : (x->record > y->record) - (x->record < y->record);
}

static void
take_links(struct chain *c)
{
	struct signed_zone *z = c->z;
	size_t cap = 0;

	for (size_t i = 0; i < z->node_count; i++) {
		uint32_t at, end = node_type(z, &z->nodes[i], RRTYPE_NSEC3, &at);

		for (; at < end && z->nodes[i].kind != NODE_OCCLUDED; at++) {
			struct link *l;

			if (!same_parameters(c, &z->records[at]))
				continue;
			c->links = xgrow(c->links, c->link_count, &cap, sizeof *c->links);
			l = &c->links[c->link_count];
			*l = (struct link){ .record = &z->records[at] };
			c->link_count += owner_hash(z, z->nodes[i].name, l->hash);
		}
	}
	if (c->link_count > 0)
		sort_items(c->links, c->link_count, sizeof *c->links, compare_links);
}

/* Each record must lead to the next, the last to the first. */
static void
judge_links(struct chain *c)
{
	struct signed_zone *z = c->z;
	size_t kept = 0;

	for (size_t i = 0; i < c->link_count; i++) {
		if (kept > 0 && memcmp(c->links[kept - 1].hash, c->links[i].hash, HASH_LEN) == 0) {
			fault_add(z->faults, z->zone, DNSSEC_NSEC3_TWICE, c->links[i].record->id)
			    ->other = c->links[kept - 1].record->id;
			continue;
		}
		c->links[kept++] = c->links[i];
	}
	c->link_count = kept;
	for (size_t i = 0; i < kept; i++) {
		const struct link *next = &c->links[i + 1 < kept ? i + 1 : 0];
		const uint8_t *bitmap, *hash;
		size_t len;

		hash = next_hash(c->links[i].record, &bitmap, &len);
		if (hash == NULL || memcmp(hash, next->hash, HASH_LEN) != 0)
			fault_add(z->faults, z->zone, DNSSEC_NSEC3_NEXT, c->links[i].record->id)
			    ->other = next->record->id;
	}
}

/* ---- the names ---- */

static struct hashed *
add_name(struct chain *c, size_t node, unsigned labels, bool secure)
{
	c->names = xgrow(c->names, c->name_count, &c->name_cap, sizeof *c->names);
	c->names[c->name_count] =
	    (struct hashed){ .node = (uint32_t)node, .labels = (uint8_t)labels, .secure = secure };
	return &c->names[c->name_count++];
}

/* Labels that two names have in common, from the root. */
static unsigned
common_labels(const struct signed_name *a, const struct signed_name *b, unsigned apex_labels)
{
	size_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
	unsigned labels = apex_labels;

	for (size_t i = 0; i < shorter && a->key[i] == b->key[i]; i++)
		labels += a->key[i] == 0;
	return labels;
}

static bool
is_secure(const struct signed_zone *z, const struct signed_node *n)
{
	return n->kind == NODE_OWN || node_has_type(z, n, RRTYPE_DS);
}

static bool
is_hashed(const struct signed_zone *z, const struct signed_node *n)
{
	return (n->kind == NODE_OWN || n->kind == NODE_CUT) &&
	       (z->records[n->first].type != RRTYPE_RRSIG ||
	           z->records[n->end - 1].type != RRTYPE_RRSIG);
}

/* All names that exist, the empty ones between them included; those open above the present one are kept by depth. */
static void
take_names(struct chain *c)
{
	struct signed_zone *z = c->z;
	unsigned apex_labels = z->nodes[0].name->labels;
	size_t open[DNAME_LABELS_MAX +
	            1]; /* by labels: index + 1 in names, 0 when it is no empty one */
	const struct signed_name *last = NULL;

	memset(open, 0, sizeof open);
	for (size_t i = 0; i < z->node_count; i++) {
		const struct signed_node *n = &z->nodes[i];
		unsigned labels = n->name->labels, common;
		bool secure;

		if (!is_hashed(z, n))
			continue;
		common = last == NULL ? labels : common_labels(last, n->name, apex_labels);
		secure = is_secure(z, n);
		for (unsigned k = common + 1; last != NULL && k < labels; k++) {
			add_name(c, i, k, false);
			open[k] = c->name_count;
		}
		open[labels] = 0;
		for (unsigned k = labels; secure && k-- > apex_labels && k > 0;) {
			if (open[k] == 0)
				continue;
			if (c->names[open[k] - 1].secure)
				break;
			c->names[open[k] - 1].secure = true;
		}
		add_name(c, i, labels, secure);
		last = n->name;
	}
}

/* The name itself, or the ancestor of its node with so many labels. */
static size_t
name_wire(const struct chain *c, const struct hashed *h, const uint8_t **wire)
{
	const struct signed_name *name = c->z->nodes[h->node].name;
	const uint8_t *p = name->wire;

	for (unsigned k = name->labels; k > h->labels; k--)
		p += *p + 1;
	*wire = p;
	return name->len - (size_t)(p - name->wire);
}

/* RFC 5155 §5 */
static void
hash_stretch(void *arg, size_t job, unsigned worker)
{
	struct chain *c = arg;
	size_t end = (job + 1) * HASH_STRIDE;

	(void)worker;
	for (size_t i = job * HASH_STRIDE; i < end && i < c->name_count; i++) {
		uint8_t octets[DNAME_MAX + 255], out[DIGEST_MAX];
		const uint8_t *wire;
		size_t len = name_wire(c, &c->names[i], &wire);

		memcpy(octets, wire, len);
		for (unsigned k = 0; k <= c->iterations; k++) {
			if (c->salt_len > 0)
				memcpy(octets + len, c->salt, c->salt_len);
			digest_octets(DIGEST_SHA1, octets, len + c->salt_len, out);
			memcpy(octets, out, HASH_LEN);
			len = HASH_LEN;
		}
		memcpy(c->names[i].hash, out, HASH_LEN);
	}
}

/* The last link whose hash is not above this one; before the first comes the last. */
static struct link *
link_at(const struct chain *c, const uint8_t *hash)
{
	size_t lo = 0, hi = c->link_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(c->links[mid].hash, hash, HASH_LEN) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return &c->links[lo > 0 ? lo - 1 : c->link_count - 1];
}

static void
judge_missing(struct chain *c, const struct hashed *h, const struct link *cover)
{
	struct signed_zone *z = c->z;
	const struct signed_node *n = &z->nodes[h->node];
	struct dnssec_fault *f;
	const uint8_t *wire;
	size_t len = name_wire(c, h, &wire);

	if (!h->secure) {
		if ((cover->record->rdata[1] & FLAG_OPTOUT) != 0)
			return;
		if (h->labels != n->name->labels)
			return; /* for want of the one below it */
		fault_add(z->faults, z->zone, DNSSEC_NSEC3_OPTOUT, z->records[n->first].id)->other =
		    cover->record->id;
		return;
	}
	if (c->missing > 0) {
		z->faults->list[c->missing - 1].count++;
		return;
	}
	f = fault_add(z->faults, z->zone, DNSSEC_NSEC3_MISSING, z->records[n->first].id);
	f->count = 1;
	if (h->labels != n->name->labels)
		f->name = signed_keep(z, wire, len);
	c->missing = z->faults->count;
}

static void
judge_name(struct chain *c, const struct hashed *h)
{
	struct signed_zone *z = c->z;
	const struct signed_node *n = &z->nodes[h->node];
	struct link *l = link_at(c, h->hash);
	uint8_t want[BITMAP_MAX];
	const uint8_t *is;
	size_t len, want_len = 0;
	struct dnssec_fault *f;

	if (memcmp(l->hash, h->hash, HASH_LEN) != 0) {
		judge_missing(c, h, l);
		return;
	}
	l->used = true;
	if (h->labels == n->name->labels)
		want_len = signed_bitmap(z, n, true, want);
	if (next_hash(l->record, &is, &len) == NULL)
		return; /* said already */
	if (len == want_len && (len == 0 || memcmp(is, want, len) == 0))
		return;
	f = fault_add(z->faults, z->zone, DNSSEC_NSEC3_BITMAP, l->record->id);
	bitmap_compare(is, len, want, want_len, f);
	f->other = z->records[n->first].id;
	if (h->labels != n->name->labels) {
		const uint8_t *wire;
		size_t name_len = name_wire(c, h, &wire);

		f->name = signed_keep(z, wire, name_len);
	}
}

static void
judge_chain(struct signed_zone *z, const struct signed_record *param)
{
	struct chain c = { .z = z,
		.param = param,
		.iterations = octets16(param->rdata + 2),
		.salt_len = param->rdata[4],
		.salt = param->rdata + NSEC3_FIXED };

	if (c.iterations > DNSSEC_ITERATIONS_MAX) {
		fault_add(z->faults, z->zone, DNSSEC_ITERATIONS, param->id)->value = c.iterations;
		return;
	}
	take_links(&c);
	if (c.link_count == 0) {
		fault_add(z->faults, z->zone, DNSSEC_NO_NSEC3, param->id);
		free(c.links);
		return;
	}
	judge_links(&c);
	take_names(&c);
	signed_share(z->threads, (c.name_count + HASH_STRIDE - 1) / HASH_STRIDE, hash_stretch, &c);
	for (size_t i = 0; i < c.name_count; i++)
		judge_name(&c, &c.names[i]);
	for (size_t i = 0; i < c.link_count; i++)
		if (!c.links[i].used)
			fault_add(z->faults, z->zone, DNSSEC_NSEC3_STRAY, c.links[i].record->id);
	free(c.links);
	free(c.names);
}

/* NSEC3 records whose owner is no hash; returns the first NSEC3 of all. */
static const struct signed_record *
judge_owners(struct signed_zone *z)
{
	const struct signed_record *first = NULL;

	for (size_t i = 0; i < z->node_count; i++) {
		uint32_t at, end = node_type(z, &z->nodes[i], RRTYPE_NSEC3, &at);
		uint8_t hash[HASH_LEN];

		if (at == end || z->nodes[i].kind == NODE_OCCLUDED)
			continue;
		first = first == NULL ? &z->records[at] : first;
		if (z->records[at].rdata[0] == HASH_SHA1 && !owner_hash(z, z->nodes[i].name, hash))
			fault_add(z->faults, z->zone, DNSSEC_NSEC3_OWNER, z->records[at].id);
	}
	return first;
}

void
signed_nsec3(struct signed_zone *z)
{
	uint32_t at, end = node_type(z, &z->nodes[0], RRTYPE_NSEC3PARAM, &at);
	const struct signed_record *first = judge_owners(z);
	size_t chains = 0;

	for (; at < end; at++) {
		const struct signed_record *r = &z->records[at];

		/* flags say that a server builds or removes the chain: RFC 5155 §4.1.2 ignores it */
		if (r->len < NSEC3_FIXED || r->rdata[0] != HASH_SHA1 || r->rdata[1] != 0 ||
		    r->len < NSEC3_FIXED + r->rdata[4])
			continue;
		/* more than two at once are not there to be served; each costs as much as the zone */
		if (chains++ < 2)
			judge_chain(z, r);
	}
	if (chains == 0 && first != NULL)
		fault_add(z->faults, z->zone, DNSSEC_NO_PARAM, first->id);
}
