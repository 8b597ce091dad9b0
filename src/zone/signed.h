/*
 * zone/signed.h -- a whole zone in canonical form and order, to be verified.  Private to zone/.
 *
 * Every record is read again into wire form once; all names get a key by which memcmp() orders them
 * canonically (RFC 4034 §6.1) and by which a name below another begins with the other's key.
 */
#ifndef ZONE_SIGNED_H
#define ZONE_SIGNED_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/threads.h"
#include "base/vec.h"
#include "dns/crypto.h"
#include "zone/dnssec.h"
#include "zone/model.h"

/* An owner; lives in the zone's arena. */
struct signed_name {
	uint16_t key_len;
	uint8_t len, labels;
	const uint8_t *key;
	uint8_t wire[]; /* lower case; the key behind it */
};

struct signed_record {
	const struct signed_name *name;
	const uint8_t *rdata; /* canonical form */
	record_id id;
	uint32_t ttl;
	uint16_t type, len;
};

enum node_kind {
	NODE_OWN,      /* the zone's own data */
	NODE_CUT,      /* a delegation: NS is the child's, DS and NSEC are ours */
	NODE_OCCLUDED, /* below a delegation or a DNAME */
	NODE_NSEC3     /* has nothing but NSEC3 and its signatures */
};

struct signed_node {
	const struct signed_name *name;
	uint32_t first, end; /* its records, by type, then RDATA */
	uint8_t kind;
};

struct signed_key {
	const struct signed_record *record;
	struct public_key *key; /* NULL: nobody asks for it, or it is none of its algorithm */
	uint16_t flags, tag;
	uint8_t algorithm;
	bool usable; /* protocol and flags of a zone key, not revoked */
	bool wanted; /* some signature names it */
};

struct signed_zone {
	struct zone_set *set;
	const struct zone *zone;
	unsigned threads;
	uint32_t day; /* the first second of today, and the last */
	uint32_t day_end;
	struct arena arena;
	struct signed_record *records;
	size_t record_count;
	struct signed_node *nodes; /* the apex first */
	size_t node_count;
	struct signed_key keys[DNSSEC_KEYS_MAX];
	size_t key_count;
	struct fault_list *faults;
};

/* Faults being gathered; starts as all zeroes, ended by free(list). */
struct fault_list {
	struct dnssec_fault *list;
	size_t count, cap;
};

static inline struct dnssec_fault *
fault_add(struct fault_list *f, const struct zone *zone, enum dnssec_kind kind, record_id record)
{
	f->list = xgrow(f->list, f->count, &f->cap, sizeof *f->list);
	f->list[f->count] = (struct dnssec_fault){
		.zone = zone, .kind = (uint8_t)kind, .record = record, .other = RECORD_NONE
	};
	return &f->list[f->count++];
}

/* Call work() for every job, by several threads when there are some and none runs yet. */
static inline void
signed_share(
    unsigned threads, size_t jobs, void (*work)(void *arg, size_t job, unsigned worker), void *arg)
{
	if (threads > 1) {
		threads_run(threads, jobs, work, arg);
		return;
	}
	for (size_t i = 0; i < jobs; i++)
		work(arg, i, 0);
}

/* The first record of a node whose type is at least this. */
static inline uint32_t
node_type_from(const struct signed_zone *z, const struct signed_node *n, uint32_t type)
{
	uint32_t lo = n->first, hi = n->end;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (z->records[mid].type < type)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The records of one type of a node: [*at, return). */
static inline uint32_t
node_type(const struct signed_zone *z, const struct signed_node *n, uint16_t type, uint32_t *at)
{
	*at = node_type_from(z, n, type);
	return node_type_from(z, n, type + 1u);
}

static inline bool
node_has_type(const struct signed_zone *z, const struct signed_node *n, uint16_t type)
{
	uint32_t at;

	return node_type(z, n, type, &at) > at;
}

/* Has name the other above it, or is it the same? */
static inline bool
name_below(const struct signed_name *name, const struct signed_name *above)
{
	return name->key_len >= above->key_len &&
	       memcmp(name->key, above->key, above->key_len) == 0;
}

/* zone/signed.c: read a zone; false when a record of it cannot be read, or there is no apex */
PL_MUST_CHECK bool signed_read(struct signed_zone *z);
/* An unpacked name in the set's arena. */
const struct dname *signed_keep(struct signed_zone *z, const uint8_t *wire, size_t len);

/* zone/signed_sigs.c */
void signed_signatures(struct signed_zone *z);

/* zone/signed_nsec.c */
void signed_chain(struct signed_zone *z);
/* The bitmap of types that a node should have; returns its octets.  At most 8,192 + 512. */
#define BITMAP_MAX (256 * 34)
size_t signed_bitmap(
    const struct signed_zone *z, const struct signed_node *n, bool nsec3, uint8_t *out);
/* Find the first type that one bitmap has and the other has not, each way. */
void bitmap_compare(
    const uint8_t *is, size_t is_len, const uint8_t *want, size_t want_len, struct dnssec_fault *f);

/* zone/signed_nsec3.c */
void signed_nsec3(struct signed_zone *z);

/* zone/signed_digest.c: compare the ZONEMD records */
void signed_digest(struct signed_zone *z);

#endif
