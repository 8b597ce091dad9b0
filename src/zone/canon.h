/* zone/canon.h -- what was read, as text: one absolute record a line, canonical order. */
#ifndef ZONE_CANON_H
#define ZONE_CANON_H

#include "base/buf.h"
#include "zone/query.h"

/*
 * Append the records of a zone, or of all zones one after the other: "owner TTL CLASS TYPE rdata", names in
 * lower case, ordered by owner (RFC 4034 §6.1), type and RDATA; exact duplicates once.
 *
 * left_out  set when some record could not be read, never cleared
 */
void canon_print(struct zone_set *set, const struct zone *zone, struct buf *out, bool *left_out);

#endif
