/*
 * zone/model.h -- how the records of a run lie in memory.  Private to zone/.
 *
 * A record is 12 bytes: where its text begins and what matching needs.  Consecutive records with one owner
 * share a run, consecutive records that were read in the same circumstances share a segment.  Each reading
 * thread fills a shelf of its own; a record_id is a shelf number and an index on that shelf.
 */
#ifndef ZONE_MODEL_H
#define ZONE_MODEL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/vec.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"
#include "zone/advice.h"
#include "zone/dnssec.h"
#include "zone/query.h"
#include "zone/set.h"

/* 3 bits of shelf, 28 of index: the top bit stays free for NAME_MULTI and RECORD_NONE. */
#define SHELF_SHIFT   28
#define SHELF_RECORDS ((uint32_t)1 << SHELF_SHIFT)

enum { RR_BAD = 1, RR_GENERATED = 2 };

struct rr {
	uint32_t off; /* where its entry begins in the file */
	uint32_t
	    mark; /* IPv4 address, or 32 bits of a hash of the RDATA (equal RDATA, equal mark); of an MX the
	             preference changes only the lower half of what its target makes */
	uint16_t ttl; /* index into the shelf's table of TTLs; TTL_MANY: see the list of the rest */
	uint8_t code; /* enum rrcode */
	uint8_t flags;
};
#define TTL_MANY 0xffff

/* What the owner of a run has that plain host names have not. */
enum { RUN_ODD = 1, RUN_UNDERSCORE = 2 };
#define RUN_DEEP 4 /* names without records may lie between the owner and the origin */

/*
 * Is a text one for rules to look at?  Those that begin with a tag ("v=DKIM1", but for SPF, of which there may be
 * one at every name), empty ones, those with a blank at an edge, those as long as an answer to ACME's challenge,
 * and those that begin with a quotation mark.
 *
 * first   the first string, len octets
 * last    the last octet of all, 0 when the last string is empty
 */
enum text_mark {
	TEXT_PLAIN,
	TEXT_DMARC, /* a policy of DMARC, of which there may be one for every name: only below _dmarc it is in order */
	TEXT_MARKED
};

static inline enum text_mark
text_mark(const uint8_t *first, unsigned len, uint8_t last, bool single)
{
	if (len == 0 || *first == ' ' || *first == '"' || *first == '\\' || last == ' ')
		return TEXT_MARKED;
	if (len > 1 && first[1] == '=') {
		if (len >= 8 && memcmp(first, "v=DMARC1", 8) == 0)
			return TEXT_DMARC;
		return len < 6 || memcmp(first, "v=spf1", 6) != 0 ? TEXT_MARKED : TEXT_PLAIN;
	}
	return single && len == 43 ? TEXT_MARKED : TEXT_PLAIN;
}

#define RDATA_LARGE 1000 /* octets: its RRset may be too big, and is worth a look */

/* What types a run or a name has, coarsely; codes 0 to 10 have a bit of their own. */
enum type_bit {
	TYPE_BIT_DNSSEC = 12, /* RRSIG, NSEC, NSEC3 */
	TYPE_BIT_OTHER = 13,
	TYPE_BIT_BAD = 14 /* something here was not read */
};
#define TYPES(bit)    ((uint16_t)(1u << (bit)))
#define TYPES_ADDRESS ((uint16_t)(1u << RRCODE_A | 1u << RRCODE_AAAA))

static inline uint16_t
type_bit(uint8_t code)
{
	if (code < RRCODE_RRSIG)
		return (uint16_t)(1u << code);
	return code <= RRCODE_NSEC3 ? TYPES(TYPE_BIT_DNSSEC) : TYPES(TYPE_BIT_OTHER);
}

/* Neither hosts, nor delegations, nor what signing adds. */
static inline bool
code_is_rare(uint8_t code)
{
	const uint32_t common = 1u << RRCODE_A | 1u << RRCODE_AAAA | 1u << RRCODE_NS |
	                        1u << RRCODE_CNAME | 1u << RRCODE_PTR | 1u << RRCODE_MX |
	                        1u << RRCODE_TXT | 1u << RRCODE_RRSIG | 1u << RRCODE_NSEC |
	                        1u << RRCODE_NSEC3;

	return code >= 32 || (common >> code & 1) == 0;
}

struct run {
	uint64_t hash;  /* of the owner; occluded names are hidden by OCCLUDED */
	uint32_t first; /* its first record, on this shelf */
	uint16_t types;
	uint16_t flags;
};

/* Owners at or below a child zone's apex: the parent's records there are glue, not the zone's own data. */
#define OCCLUDED ((uint64_t)0xa5a55a5ac3c33c3c)

struct segment {
	uint32_t first; /* its first record, on this shelf */
	uint32_t zone, file;
	uint32_t frame; /* index of the shelf's include frames; 0: the zone's own file */
	bool generated;
	bool has_owner;
	const struct dname *origin;
	const struct dname *owner; /* owner in force at its start */
	uint32_t line;             /* $GENERATE: where the line begins */
	uint64_t iteration, step;  /* of its first record; records follow in steps */
};

struct frame {
	uint32_t parent;  /* frame of the including file */
	struct span span; /* the $INCLUDE line */
};

struct aaaa {
	uint8_t octets[16];
	uint32_t record;
};

struct target {
	uint64_t hash;
	uint32_t record;
	uint32_t code;
};

struct ptr4 {
	uint64_t target;
	uint32_t addr, record;
};

struct ptr6 {
	uint64_t target;
	uint8_t octets[16];
	uint32_t record, unused;
};

struct shelf {
	uint32_t number;
	struct vec rrs, runs, segments, frames, aaaas, targets, ptr4s, ptr6s;
	struct vec owners; /* uint32_t: first record of a run where something may clash */
	struct vec
	    pointers;     /* uint32_t: PTR records in the reverse tree whose owner is no address */
	struct vec nulls; /* uint32_t: MX records that name the root */
	struct vec
	    rares; /* uint32_t: records of types that zones are not full of; see code_is_rare() */
	struct vec forward_pointers; /* uint32_t: PTR records outside of the reverse tree */
	struct vec texts;            /* uint32_t: TXT records that text_mark() picks */
	struct vec outside; /* uint32_t: records whose target no zone of the view encloses */
	struct vec cuts;    /* uint64_t: owners of NS records, but for those with a SOA */
	struct vec
	    odd_cuts; /* uint32_t: first records of runs with one NS record, or others beside NS */
	struct vec deep; /* struct deep: runs with more than addresses, below other names */
	struct vec
	    shadowed; /* uint32_t: records of a parent at names that its loaded child decides */
	size_t run_nonterminals; /* where the names above the open run begin in nonterminals */
	struct vec
	    odd_names; /* uint32_t: first records of runs whose owner is no plain host name */
	struct vec wildcards;    /* uint32_t: first records of runs whose owner is a wildcard */
	struct vec nonterminals; /* uint64_t: hashes of ancestors of owners with several labels */
	struct vec ttls;         /* uint32_t */
	struct vec ttls_many;    /* struct ttl_entry */
	uint32_t *ttl_slots;     /* hash table over ttls, made when they get many */
	bool octets4[256], octets6[256]; /* first octets of addresses that occur */
	uint32_t recent_ttl;             /* of the record before, and its index */
	uint16_t recent_ttl_index;
	bool has_recent_ttl;
	size_t closed_runs;         /* runs that shelf_close_run() has seen */
	struct shelf_block *blocks; /* NULL until shelf_close() */
	uint64_t generated;
	struct arena arena;
	struct zone_problem *problems;
	size_t problem_count, problem_cap;
	struct zone_comment *comments;
	size_t comment_count, comment_cap;
	struct unreadable *unreadable;
	size_t unreadable_count, unreadable_cap;
};

/* The run and the segment that the first of some records in a row belongs to. */
struct shelf_block {
	uint32_t run, segment;
};

/* A name above the owner of a run. */
struct deep {
	uint64_t hash;
	uint32_t record; /* the run's first */
};

struct ttl_entry {
	uint32_t record, ttl;
};

/* A zone, with what its readers need and rules do not see. */
struct zone_state {
	struct zone zone;
	uint64_t apex_hash, root_hash;
	uint32_t shelves[2]; /* where its records are; the second only when the file was split */
	uint32_t segments[2], segment_ends[2];
	uint32_t part_count;
	bool has_wildcard, has_dname;
	uint8_t family; /* 4, 6 or 0: the reverse tree it lies in */
};

/* Apexes of all zones of all views, by hash. */
struct apex_table {
	uint32_t *slots; /* zone id + 1 */
	uint32_t mask;
	uint64_t *filter; /* one bit for each few hashes: most names fail here at once */
	uint64_t filter_mask;
};

/* The names of all runs; see zone/match.c. */
struct name_table {
	uint32_t *slots;  /* run reference + 1, or MULTI | index of multi + 1 */
	uint32_t *starts; /* first slot of each part; count + 1 entries */
	unsigned bits;    /* parts = 1 << bits, by the top bits of the hash */
	struct vec multi;
};

/* Several runs with one name: a chain. */
struct multi {
	uint32_t run, next; /* next: index + 1, 0 at the end */
};
#define NAME_MULTI ((uint32_t)1 << 31)

/* The records of one type at one name, in order of output; see node_next(). */
struct node_list {
	uint64_t hash;
	uint32_t zone;
	uint16_t type;
	bool used;
	uint32_t *refs;
	size_t count;
};

/* What queries keep from one to the next; a worker of threads_run() has its own. */
struct query_memory {
	struct record_memory *spare; /* see zone/again.c */
	struct node_list lists[8];
	unsigned list_next;
	struct vec found; /* scratch of node_next() */
	struct buf line;  /* of query_quick() */
};

struct zone_set {
	struct sources *sources;
	struct read_options options;
	struct arena arena;
	struct view_spec *views;
	size_t view_count;
	struct zone_state *zones;
	size_t zone_count;
	struct apex_table apexes;
	struct shelf shelves[LIMIT_THREADS];
	unsigned shelf_count;
	struct name_table names;
	struct suspects suspects;
	const struct prefix *nets; /* of the loaded reverse zones, sorted, none inside another */
	size_t net_count;
	struct zone_problem *problems;
	size_t problem_count;
	struct zone_comment *comments;
	size_t comment_count;
	struct advice_item *advice;
	size_t advice_count;
	struct unreadable *unreadable;
	size_t unreadable_count;
	struct dnssec_fault *dnssec; /* see zone/dnssec.h */
	size_t dnssec_count;
	const uint32_t *path_order;                  /* rank of each source file by path */
	struct query_memory memories[LIMIT_THREADS]; /* one for each worker */
	struct vec nonterminals;                     /* sorted when first asked for */
	struct vec
	    leaves; /* addresses with a PTR in zones with a wildcard; gathered when first asked for */
	atomic_uint nonterminals_asked;
	atomic_bool nonterminals_sorted, leaves_gathered;
	pthread_mutex_t lock; /* guards the arena and both lists once the set is loaded */
	atomic_bool limit_hit;
	atomic_uint_fast64_t records, generated, includes, bytes;
	atomic_uint_fast64_t read; /* bytes, for the caller's progress */
	uint64_t to_read;          /* of the zones' own files; 0 when nobody wants to know */
};

/* References to runs and records across shelves. */
static inline uint32_t
shelf_ref(uint32_t shelf, size_t index)
{
	return shelf << SHELF_SHIFT | (uint32_t)index;
}

static inline const struct shelf *
ref_shelf(const struct zone_set *set, uint32_t ref)
{
	return &set->shelves[ref >> SHELF_SHIFT];
}

static inline uint32_t
ref_index(uint32_t ref)
{
	return ref & (SHELF_RECORDS - 1);
}

static inline const struct rr *
ref_rr(const struct zone_set *set, uint32_t ref)
{
	return VEC_AT(&ref_shelf(set, ref)->rrs, const struct rr, ref_index(ref));
}

/* Append a record to one of a shelf's lists. */
static inline void
shelf_note(struct vec *list, uint32_t record)
{
	uint32_t *slot = vec_more(list, sizeof *slot);

	if (slot != NULL)
		*slot = record;
}

static inline const struct run *
ref_run(const struct zone_set *set, uint32_t ref)
{
	return VEC_AT(&ref_shelf(set, ref)->runs, const struct run, ref_index(ref));
}

/* zone/model.c */
void shelf_init(struct shelf *shelf, uint32_t number, const struct limits *limits);
void shelf_free(struct shelf *shelf);
uint16_t shelf_ttl_index(struct shelf *shelf, uint32_t record, uint32_t ttl);
/* The same, quicker when the record before had this TTL. */
static inline uint16_t
shelf_ttl_again(struct shelf *shelf, uint32_t record, uint32_t ttl)
{
	if (PL_LIKELY(ttl == shelf->recent_ttl && shelf->has_recent_ttl))
		return shelf->recent_ttl_index;
	shelf->recent_ttl = ttl;
	shelf->recent_ttl_index = shelf_ttl_index(shelf, record, ttl);
	shelf->has_recent_ttl = shelf->recent_ttl_index != TTL_MANY;
	return shelf->recent_ttl_index;
}
uint32_t shelf_ttl(const struct shelf *shelf, uint32_t record);
/* The run and the segment that a record of the shelf belongs to. */
const struct run *shelf_run(const struct shelf *shelf, uint32_t record);
const struct segment *shelf_segment(const struct shelf *shelf, uint32_t record);
/* One past the last record of a run. */
uint32_t shelf_run_end(const struct shelf *shelf, const struct run *run);
/* Look at a run that is complete: note it when records in it may clash. */
void shelf_close_run(struct shelf *shelf);
/* Nothing will be added: runs and segments are found faster from now on. */
void shelf_close(struct shelf *shelf);
/* Add a complaint; sentence and label are copied. */
void shelf_complain(struct shelf *shelf, const struct zone_problem *problem);

/* The mark of a record: equal for equal RDATA. */
uint32_t rdata_mark(uint16_t type, uint8_t code, const uint8_t *wire, size_t len, uint64_t root);

bool apexes_build(struct zone_set *set);
void apexes_free(struct apex_table *t);
/* The zone with this apex hash, or NULL. */
struct zone_state *apexes_find(const struct zone_set *set, uint64_t hash);

static inline bool
apexes_maybe(const struct apex_table *t, uint64_t hash)
{
	uint64_t bit = hash & t->filter_mask;

	return t->filter[bit >> 6] >> (bit & 63) & 1;
}

/* zone/advice.c: read the comments; the records are there. */
void advice_build(struct zone_set *set);

/* zone/nonterminal.c */
/* Is this the hash of a name that exists only because something below it does?  Of the forward tree. */
bool nonterminal_known(struct zone_set *set, uint64_t hash);
/* The same in the reverse tree of a zone with a wildcard: does a PTR stand somewhere below the name? */
bool nonterminal_reverse(struct zone_set *set, const struct zone *zone, const struct dname *name);

/* zone/again.c */
void memory_free(struct query_memory *memory);

/* zone/match.c */
void set_match(struct zone_set *set);
void names_free(struct name_table *names);
/* The first run with this hash and the chain behind it: *at starts at 0; false at the end. */
bool names_next(const struct zone_set *set, uint64_t hash, uint32_t *at, uint32_t *run);

#endif
