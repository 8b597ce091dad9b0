/*
 * fix/generate.h -- whole reverse zones from forward zones and the map.
 *
 *	g = gen_new(set, names, &options)
 *	gen_add(g, "192.0.2.0/24", &err)              which zones: by name, by network, or all
 *	gen_place(g, &err)                            each address into one of them
 *	gen_make(g, i, &zone, &err)                   the records of one, for render/zonefile.h
 *	gen_free(g)
 *
 * A zone that is loaded keeps its SOA, its name servers, and every record that is no PTR of an address; of
 * those PTR records go that another takes the place of, and those that a zone of ours disproves.  A new
 * zone has what the project file says under "gen".  Nothing here prints or writes.
 */
#ifndef FIX_GENERATE_H
#define FIX_GENERATE_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/project.h"
#include "fix/body.h"
#include "lint/finding.h"
#include "mail/naming.h"

/* A classless delegation (RFC 2317 §4) whose CNAMEs are wanted. */
struct gen_delegation {
	struct prefix block; /* 25 to 32 bits */
	struct dname child;
};

struct gen_options {
	const struct project *project;
	const struct egress_map *map; /* or NULL */
	const struct gen_delegation *delegations;
	size_t delegation_count;
	bool snippet; /* for $INCLUDE: addresses with a PTR in the zone's own file are left out */
	bool tell;    /* a note for every choice */
	int64_t today, now; /* days, seconds since 1970-01-01 */
};

/* A zone that is asked for. */
struct gen_target {
	struct dname origin;
	uint32_t view;
	const struct zone *zone; /* NULL: a new one */
	struct prefix block;     /* of a new classless zone; bits 0: none, or not known */
};

/* What is to be said of an address or a delegation. */
enum gen_note_kind {
	GEN_CHOICE,    /* which name, and why */
	GEN_LEFT_OUT,  /* a record of the zone goes */
	GEN_UNDECIDED, /* no name could be chosen: exit status 1 */
	GEN_INCOMPLETE /* something a server needs is missing */
};
struct gen_note {
	enum gen_note_kind kind;
	const char *text; /* one line without a full stop; bytes of files in it are raw */
};

struct gen_record {
	const struct dname *owner; /* packed: only its octets may be read */
	struct order_key key;
	bool full; /* its owner is the reverse name of an address */
	uint16_t type;
	uint32_t ttl;
	const uint8_t *rdata;
	uint32_t rdata_len;
	record_id record; /* of the zone as it is, or RECORD_NONE */
	bool pointer;     /* PTR of an address, or CNAME of a delegation */
	bool own_text;    /* it stands in the zone's own file */
	struct addr addr; /* of the owner when that is full, else of the pointer; family 0: none */
	uint64_t target_hash; /* record_pointer() of a PTR as it is; 0: not known */
	const char *comment;  /* "; ptrlint: …" of the record as it is, raw, or NULL */
};

/* One zone's records, in the order in which they are to be written. */
struct gen_zone {
	const struct gen_target *target;
	struct gen_record *records;
	size_t count, cap;
	uint32_t ttl; /* that most have */
	uint32_t serial_before, serial_after;
	record_id *dropped; /* records of the zone as it is that go */
	size_t dropped_count, dropped_cap;
	size_t pointers_before, pointers_after;     /* PTR records */
	size_t pointers_deleted, pointers_replaced; /* of those before */
	bool changed;
	struct gen_note *notes;
	size_t note_count, note_cap;
	struct arena arena;
};

/* Is the record part of what is written? */
static inline bool
gen_record_in(const struct gen_record *r, bool snippet)
{
	return !snippet || (r->pointer && !r->own_text);
}

struct gen;

/* Names and set must outlive the result; options are copied. */
struct gen *gen_new(struct zone_set *set, struct naming *names, const struct gen_options *options);
void gen_free(struct gen *g);

/*
 * Ask for zones.
 *
 * text    a zone's name, loaded or new; a network or an address: the zones that lie in it, or the one that
 *         holds it, else new ones of gen.zone_length for its addresses; NULL: all loaded reverse zones that may
 *         be edited
 * return  false with err
 */
PL_MUST_CHECK bool gen_add(struct gen *g, const char *text, struct err *err);

/* Ask for a loaded zone. */
void gen_add_zone(struct gen *g, const struct zone *zone);

/* Find the zone of each address; false with err when a delegation lies in none of the zones. */
PL_MUST_CHECK bool gen_place(struct gen *g, struct err *err);

/* The zones, by view and in canonical order. */
const struct gen_target *gen_targets(const struct gen *g, size_t *count);

/*
 * Work out one zone; false with err when it must not, or cannot.  End it with gen_zone_free().  Several workers of
 * threads_run() may at the same time.
 */
PL_MUST_CHECK bool gen_make(struct gen *g, size_t target, struct gen_zone *out, struct err *err);
void gen_zone_free(struct gen_zone *zone);

/* A zone and its text, on their way to be checked. */
struct gen_text {
	const struct gen_zone *zone;
	struct str text;
	bool same; /* out */
};

/*
 * gen_check.c, the self-check: each text, read again as a server would, holds its zone's records in their order
 * and no others.  A text that does not must not be used.
 *
 * return  false with err when nothing could be checked
 */
PL_MUST_CHECK bool gen_check(struct gen *g, struct gen_text *texts, size_t count, struct err *err);

/*
 * gen_update.c: what makes the zone's own file hold the PTR records and delegations of zone, as findings for
 * fix_plan_build().  NS records of delegations and TTLs of records that stay are not among them.
 *
 * return  count findings in the zone's arena
 */
const struct finding *const *gen_wants(struct zone_set *set, struct gen_zone *zone, size_t *count);

#endif
