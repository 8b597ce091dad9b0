/*
 * zone/doubt.h -- which addresses need a second look.
 *
 * In a plain reverse zone (zone_is_plain()) bulk matching has met every address with every PTR record.  Where a
 * PTR leads back it stays, unless somebody asks for another name; most addresses are of that kind, and need
 * neither their names nor a query.  Open are all others: those with a fault, those that the map or a comment
 * speaks of, and all that lie in no plain zone.
 */
#ifndef ZONE_DOUBT_H
#define ZONE_DOUBT_H

#include "zone/query.h"

struct doubt;

/* Ask bulk matching; NULL when no zone is plain, or what is hidden may have been met.  Free with doubt_free(). */
struct doubt *doubt_new(struct zone_set *set);
void doubt_free(struct doubt *d);

/* An address is open; before doubt_close(). */
void doubt_add(struct doubt *d, const struct addr *addr);
void doubt_close(struct doubt *d);

/*
 * Afterwards: must the address be looked at?
 *
 * near    0 at first, then what the last call left: neighbours are asked about one after the other
 */
bool doubt_is_open(const struct doubt *d, uint32_t view, const struct addr *addr, size_t *near);

/* Is the zone plain, so that its addresses are open only when they were added? */
bool doubt_is_plain(const struct doubt *d, const struct zone *zone);
/* Was the address added?  Of plain zones that is all there is to ask.  Several workers may. */
bool doubt_has(const struct doubt *d, const struct addr *addr);

#endif
