/*
 * zone/place.h -- where the PTR of an address belongs: which zone, which owner.
 *
 * The closest zone above the reverse name, on a label boundary; from there along CNAMEs and DNAMEs
 * (RFC 2317), into whatever zone of the view they lead.  One address has one place in a view, or
 * none: below a delegation to a zone that is not loaded the record is someone else's.
 *
 *	4.3.2.1       1.2.3.4.in-addr.arpa. in 2.3.4.in-addr.arpa.
 *	203.0.113.70  70.64-127.113.0.203.in-addr.arpa., where a CNAME or the map leads there
 */
#ifndef ZONE_PLACE_H
#define ZONE_PLACE_H

#include "zone/query.h"

enum place_kind {
	PLACE_HERE,      /* owner, in zone */
	PLACE_NOWHERE,   /* no zone of the view is above it */
	PLACE_EXTERNAL,  /* the closest zone is not loaded */
	PLACE_DELEGATED, /* a cut, or an alias, leads to where nothing is loaded */
	PLACE_CIRCLE     /* the aliases come to no end */
};

struct pointer_place {
	enum place_kind kind;
	const struct zone *zone; /* PLACE_HERE: the zone; PLACE_EXTERNAL: that one; or the parent */
	struct dname owner;      /* PLACE_HERE: of the PTR; else where it ended */
	struct dname cut;        /* PLACE_DELEGATED: the delegation or alias */
	unsigned aliases;        /* followed on the way */
};

/*
 * Find the place of an address's PTR.
 *
 * block   zone of the address that the map names ("reverse[].zone"), or NULL: taken when the parent
 *         of a classless delegation is not loaded; zones named after their block ("64-127", "64/26")
 *         are found without it
 */
void place_pointer(struct zone_set *set, uint32_t view, const struct addr *addr,
    const struct dname *block, struct pointer_place *out);

/*
 * Find the place of a record with this very owner: as above, but a CNAME there is not followed.
 * PLACE_DELEGATED when it lies below a cut.
 */
void place_owner(
    struct zone_set *set, uint32_t view, const struct dname *owner, struct pointer_place *out);

/* Are some of the zone's records written in this file? */
bool zone_uses_file(const struct zone_set *set, const struct zone *zone, uint32_t file);

#endif
