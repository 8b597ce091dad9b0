/* zone/same.h -- two readings of a zone compared. */
#ifndef ZONE_SAME_H
#define ZONE_SAME_H

#include "zone/query.h"

/*
 * Have two zones the same records, TTLs included?  The order, and what stands twice, does not count, nor does
 * the serial of the SOA record.
 *
 * same    untouched on failure
 * return  false when a record cannot be read
 */
PL_MUST_CHECK bool zones_same(struct zone_set *set, const struct zone *zone,
    struct zone_set *other_set, const struct zone *other, bool *same);

/* What one zone has and the other has not; in no order that means anything. */
struct zone_changes {
	record_id *gone, *come; /* of the old set, of the new set */
	size_t gone_count, come_count;
	bool whole; /* false: some of a zone could not be read, so that more may differ */
};

/*
 * Compare as zones_same() does.
 *
 * old, new  NULL: there is no such zone, so all of the other differs
 * out       ended by zone_changes_free()
 */
void zones_differ(struct zone_set *old_set, const struct zone *old, struct zone_set *new_set,
    const struct zone *new, struct zone_changes *out);
void zone_changes_free(struct zone_changes *c);

/* The serial of the zone's only SOA record; false when it has none, or several. */
PL_MUST_CHECK bool zone_serial(struct zone_set *set, const struct zone *zone, uint32_t *serial);

/* What a zone was at an earlier revision. */
struct zone_base {
	bool known;      /* it was there, and both could be read whole */
	bool same;       /* zones_same() */
	uint32_t serial; /* that it had */
};

#endif
