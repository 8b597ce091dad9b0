/*
 * zone/query.h -- what rules ask of the zones.
 *
 * Every look-up is three-valued.  ABSENT is said only of known names: the closest enclosing zone is
 * loaded in the view, and no cut to an unloaded zone lies between.  A record that could not be read
 * makes its owner UNKNOWN for its type; a zone that was not read whole is UNKNOWN wherever it has no
 * answer.
 *
 * Records are kept small and are read again from their text when asked for: query_record().
 * Several workers of threads_run() may ask at the same time; what a call lends is the worker's own.
 */
#ifndef ZONE_QUERY_H
#define ZONE_QUERY_H

#include "dns/addr.h"
#include "dns/rdata.h"
#include "zone/set.h"

enum answer { ANSWER_ABSENT, ANSWER_PRESENT, ANSWER_UNKNOWN };

/* One record in full.  Caller's storage, starts as all zeroes, reused by every call, ended by record_free(). */
struct record {
	record_id id;
	const struct zone *zone;
	struct dname owner; /* as written, absolute */
	uint16_t type, rclass;
	uint32_t ttl;
	struct span span; /* first to last token, all lines */
	struct span
	    owner_span; /* of the line that spelled the owner; where the record begins when inherited */
	bool owner_inherited;
	struct span ttl_span; /* len 0 when not written */
	struct span type_span, rdata_span;
	const struct token *fields; /* RDATA tokens; off and len are places in the file */
	size_t field_count;
	const uint8_t *rdata; /* wire form */
	size_t rdata_len;
	struct span include;          /* the $INCLUDE line that led to its file; file 0 when none */
	bool generated;               /* written by $GENERATE: all spans are that line's */
	uint64_t iteration;           /* its value of the range, when generated */
	struct record_memory *memory; /* private */
};

/* Read a record from its text; false when the file has changed or cannot be read (then nothing is set). */
bool query_record(struct zone_set *set, record_id id, struct record *out);
void record_free(struct record *r);

/* The target of MX, NS, SRV, CNAME, DNAME, PTR (and others with one main host name) and the token that spells it. */
bool record_target(const struct record *r, struct dname *target, size_t *field);
/* The place of field i; the record's type when there is no such field. */
struct span record_field_span(const struct record *r, size_t field);

/*
 * A PTR at a full reverse name that stands on one line, as most do: all there is to it but its TTL.
 *
 * return  false: ask query_record()
 */
struct quick_pointer {
	struct addr addr;
	struct dname target;  /* as written, absolute */
	uint64_t target_hash; /* see record_pointer() */
	uint32_t file;
};
bool query_quick(struct zone_set *set, record_id id, struct quick_pointer *out);

/* Without reading text. */
uint16_t record_type(const struct zone_set *set, record_id id); /* 0 for types that need the text */
uint32_t record_ttl(const struct zone_set *set, record_id id);
const struct zone *record_zone(const struct zone_set *set, record_id id);
bool record_addr(const struct zone_set *set, record_id id, struct addr *out); /* A and AAAA only */
/* Of MX, NS, SRV, CNAME: equal for equal targets of this run; 0 when not kept (the root, for one): see the text. */
uint64_t record_target_hash(const struct zone_set *set, record_id id);
/*
 * The address of a PTR at a full reverse name, and a number that is equal for equal targets of one view in this run,
 * in other sets too: namehash_dname() of namehash_root(view).  False for any other record.
 */
bool record_pointer(const struct zone_set *set, record_id id, struct addr *addr, uint64_t *target);
/* Order of output: path, then offset, then (for $GENERATE) iteration, then zone. */
bool record_before(const struct zone_set *set, record_id a, record_id b);

/* What a view knows of one name. */
struct node {
	const struct zone_set *set;
	uint32_t view;
	enum answer exists; /* PRESENT also for an empty non-terminal */
	const struct zone
	    *zone;      /* closest enclosing zone of the view; NULL when none is loaded or listed */
	bool wildcard;  /* the answer comes from a wildcard owner */
	bool below_cut; /* a delegation in zone lies at or above the name (glue, or nothing) */
	struct dname cut;  /* that delegation's owner */
	struct dname name; /* as asked */
	uint64_t hash;     /* of the owner that answers; private */
	uint16_t types;    /* what is there, as the reader counts them; private */
};

/*
 * Look a name up in a view: exact owner, else the wildcard that covers it (RFC 4592 §3.3: not when a closer
 * name exists), in its closest enclosing zone; below a cut the child zone answers when loaded.  CNAME and
 * DNAME are not followed.
 */
void query_name(struct zone_set *set, uint32_t view, const struct dname *name, struct node *out);

/* Has the node a record of this type?  Below a cut only address records (glue) and NS are there. */
enum answer node_has(const struct node *node, uint16_t type);

/* Do names exist below the node's own, in its zone?  Of the reverse tree little is known: false. */
bool node_has_below(const struct node *node);

/* The records of one type, or of any type (0), in order of output; starts with *at = 0; false at the end. */
bool node_next(const struct node *node, uint16_t type, size_t *at, record_id *out);

/* Where following CNAME (and DNAME) from a name ends. */
enum chase_end {
	CHASE_END,     /* at a name that is no alias: node tells of it */
	CHASE_LOOP,    /* a name came twice */
	CHASE_TOO_LONG /* over LIMIT_CNAME_CHAIN */
};
struct chase {
	enum chase_end end;
	unsigned steps;       /* aliases followed */
	struct dname name;    /* where it ended */
	struct node node;     /* what is there */
	record_id aliases[9]; /* the records followed, first to last */
};
void query_chase(struct zone_set *set, uint32_t view, const struct dname *name, struct chase *out);

/*
 * Addresses of a name, aliases followed.
 *
 * return  PRESENT with *count > 0 (at most most are stored, all are counted), ABSENT, or UNKNOWN
 */
enum answer query_addresses(struct zone_set *set, uint32_t view, const struct dname *name,
    struct addr *out, size_t most, size_t *count);
/* Does name (aliases followed) have this very address? */
enum answer query_has_address(
    struct zone_set *set, uint32_t view, const struct dname *name, const struct addr *addr);

/*
 * The PTR records of an address: its reverse name, CNAMEs (RFC 2317) followed.
 *
 * chase   where the look-up ended (its node's zone is where a PTR would have to stand)
 * return  PRESENT, ABSENT or UNKNOWN (no reverse zone loaded, a chain into an unloaded zone, …)
 */
enum answer query_ptr(
    struct zone_set *set, uint32_t view, const struct addr *addr, struct chase *chase);

/* The closest enclosing zone of name in view, external zones included; NULL when none. */
const struct zone *query_zone(const struct zone_set *set, uint32_t view, const struct dname *name);

/*
 * What bulk matching could not wave through.  Everything not listed is in order; what is listed needs a
 * second look at the text, and may still be in order.  All lists are in order of output.
 */
struct suspects {
	const record_id *
	    targets; /* MX, NS, SRV, CNAME whose target is unknown, absent, alias, or has no address */
	size_t target_count;
	const record_id *
	    addresses; /* A, AAAA below a loaded reverse zone without a PTR that names their owner */
	size_t address_count;
	const record_id
	    *pointers; /* PTR in the reverse tree that no address record of their target confirms */
	size_t pointer_count;
	const record_id *
	    exchanges; /* MX records whose target has an address that is not public, or one that a loaded
	                               reverse zone covers, or is an alias; and those that name the root */
	size_t exchange_count;
	const record_id
	    *owners; /* first record of a name where something may clash: duplicates, mixed TTLs,
	                              several PTRs or CNAMEs, one MX target twice, CNAME beside other data,
	                              records in several places, many or large ones */
	size_t owner_count;
	const record_id
	    *names; /* in forward zones: first record of each run of records whose owner has
	                           bytes or hyphens that plain host names have not; underscores count when
	                           there is an address or an MX */
	size_t name_count;
	const record_id *
	    texts; /* TXT records that begin with a tag such as "v=DKIM1" (not SPF, nor DMARC at _dmarc), are empty, have a
	              blank at an edge or a quotation mark in front, or 43 octets */
	size_t text_count;
	const record_id *wildcards; /* first record of each run of records at a wildcard */
	size_t wildcard_count;
	const record_id *forward_pointers; /* PTR records outside of the reverse tree */
	size_t forward_pointer_count;
	const record_id
	    *cuts; /* first record of each run below an apex with one NS record only, with others
	              beside NS, or with DS and no NS */
	size_t cut_count;
	const record_id
	    *occluded; /* first record of each run that may lie below a cut of its own zone
	                              and holds more than addresses */
	size_t occluded_count;
	const record_id
	    *shadowed; /* records at or below the apex of a loaded child that are neither
	                              delegation nor address */
	size_t shadowed_count;
};
/* Does a reverse zone that is loaded cover the address, in whatever view? */
bool set_covers(const struct zone_set *set, const struct addr *addr);

/*
 * Every record of one common type (one with a mnemonic), in order of output; lives as long as the set.  Free
 * of charge for what zones are not full of: all but addresses, targets, text and what signing adds.
 */
const record_id *set_records(struct zone_set *set, uint16_t type, size_t *count);

const struct suspects *set_suspects(const struct zone_set *set);

/*
 * MX, NS, SRV and CNAME records whose target lies in no zone of the set, and of which judge() says true.  It is
 * asked once for all records of equal data.
 *
 * out     in order of output; lives as long as the set
 */
void set_outside(struct zone_set *set, bool (*judge)(void *arg, record_id id), void *arg,
    const record_id **out, size_t *count);

/* An address record that set_addresses() found. */
struct seen_address {
	record_id id;
	struct addr addr;
	enum addr_class class;
	const struct zone *zone;
	bool follows; /* behind the one seen before, in the same zone */
};

/*
 * A and AAAA records whose address is in none of the networks that the world routes (addr_class()), or in one that
 * was given up (fec0::/10, 192.88.99.0/24), and of which judge() says true.
 *
 * judge   called in no order that means anything
 * out     in order of output; lives as long as the set
 */
void set_addresses(struct zone_set *set, bool (*judge)(void *arg, const struct seen_address *seen),
    void *arg, const record_id **out, size_t *count);

/*
 * All A and AAAA records of which judge() says true: many at a time, cheaper than set_records().
 *
 * judge   called in no order that means anything
 * out     in order of output; lives as long as the set
 */
void set_hosts(struct zone_set *set,
    bool (*judge)(void *arg, record_id id, const struct addr *addr), void *arg,
    const record_id **out, size_t *count);

/*
 * Does every owner of the zone speak for itself?  It has no delegations, aliases or wildcards, no zone lies
 * below it, and it was read whole.
 */
bool zone_is_plain(const struct zone_set *set, const struct zone *zone);

/*
 * Records with a TTL below least or above most, in order of output.  Free of charge while no record has such
 * a TTL.
 */
void set_ttls(
    struct zone_set *set, uint32_t least, uint32_t most, const record_id **out, size_t *count);

/*
 * The records that stand at this very name in this very zone: no wildcard, no delegation is looked for, and a
 * name that exists only because others lie below it counts as absent.  Cheaper than query_name() where that
 * will do.  What the zone holds at or below the apex of a loaded child is query_glue()'s.
 */
void query_owner(
    struct zone_set *set, const struct zone *zone, const struct dname *name, struct node *out);

/*
 * What a zone says of a name at or below the apex of a loaded child: its NS records there, and glue.  node_next()
 * lists them; the child's own data are query_name()'s.
 */
void query_glue(
    struct zone_set *set, const struct zone *zone, const struct dname *name, struct node *out);

/*
 * Every owner of a zone in the order of its text, once for each stretch of its records; node_has() and
 * node_next() work on out, name and cut are not set.  Costs no text.
 *
 * at      starts as all zeroes
 * first   its first record there
 * deep    names without records may lie between the owner and its $ORIGIN
 * return  false at the end
 */
struct owner_walk {
	uint32_t part, next; /* private */
};
bool zone_next_owner(struct zone_set *set, const struct zone *zone, struct owner_walk *at,
    struct node *out, record_id *first, bool *deep);

/* Every $ORIGIN that records of a zone were read under, the apex among them; may come several times. */
bool zone_next_origin(
    const struct zone_set *set, const struct zone *zone, size_t *at, struct dname *out);

/* Every record of a zone in the order of its text: *at starts at 0; false at the end. */
bool zone_next(const struct zone_set *set, const struct zone *zone, size_t *at, record_id *out);

#endif
