/* fix/gen_parts.h -- what the files of the generator share.  Private to fix/. */
#ifndef FIX_GEN_PARTS_H
#define FIX_GEN_PARTS_H

#include "fix/generate.h"
#include "zone/pointer.h"

/* All facts of one address, and the zone that its PTR goes to. */
struct gen_address {
	uint32_t first, count; /* facts */
	uint32_t target;
};

struct gen {
	struct zone_set *set;
	struct naming *names;
	struct gen_options options;
	struct gen_target *targets;
	size_t target_count, target_cap;
	uint32_t *of_zone; /* by zone id: its target, or UINT32_MAX */
	uint32_t *blocks;  /* new classless zones */
	size_t block_count;
	bool has_new;      /* some targets are new zones */
	uint32_t *parents; /* by delegation and view: the target that holds it, or UINT32_MAX */
	struct gen_address *addresses; /* by target, address */
	size_t address_count, address_cap;
	uint32_t *starts;    /* by target: its first address; target_count + 1 entries */
	bool *commented;     /* by zone id: it has comments for us */
	struct doubt *doubt; /* NULL: every address is looked at */
};

/*
 * gen_place.c: where the PTR of an address goes.
 *
 * out     PLACE_HERE with zone NULL: into the new zone
 * return  the target, or UINT32_MAX when it goes elsewhere
 */
uint32_t gen_find(
    const struct gen *g, uint32_t view, const struct addr *addr, struct pointer_place *out);

/* Does a record of its own stand at the reverse name, so that no delegation takes the address? */
bool gen_has_records(const struct gen *g, uint32_t view, const struct dname *reverse);

/* The target that holds the delegation in a view, or UINT32_MAX. */
static inline uint32_t
gen_parent(const struct gen *g, size_t delegation, uint32_t view)
{
	return g->parents[delegation * set_view_count(g->set) + view];
}

/* ---- one zone ---- */

#define NO_RECORD SIZE_MAX

/* A record by its number. */
struct numbered {
	record_id record;
	uint32_t index;
};

/* One zone on its way. */
struct maker {
	struct gen *g;
	const struct gen_target *target;
	struct gen_zone *out;
	struct dname owner, hidden_by; /* the last owner looked at, and the cut that hides it */
	bool owner_hidden, owner_alias;
	struct pointer_cache cache;
	struct numbered *numbers; /* of the records of the zone as it is, by number */
	size_t number_count;
	bool *gone;           /* by index in out->records: it is left out */
	struct addr *orphans; /* addresses with a PTR and nobody who names them */
	size_t orphan_count, orphan_cap;
	size_t old_count; /* records of the zone as it is stand first */
	bool added, retimed;
	bool plain; /* a plain zone: what is not open stays as it stands */
	struct err *err;
};

/* generate.c: notes; text is copied. */
void maker_note(struct maker *m, enum gen_note_kind kind, const char *fmt, ...) PL_PRINTF(3, 4);
/* " (zones/db.example:12)", or "" for RECORD_NONE. */
const char *maker_place(struct maker *m, record_id id);

/* A new record whose data is a name. */
struct gen_record *maker_add(struct maker *m, const struct dname *owner, uint16_t type,
    uint32_t ttl, const struct dname *target);
/* The index of a record of the zone as it is, or NO_RECORD. */
size_t maker_index(const struct maker *m, record_id id);
/* A record of the zone as it is goes. */
void maker_drop(struct maker *m, size_t index);

/* gen_address.c: the PTR records of all addresses. */
void maker_addresses(struct maker *m);
/* gen_delegate.c: CNAMEs and NS records of delegations. */
void maker_delegations(struct maker *m);

#endif
