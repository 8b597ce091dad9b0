/*
 * rules/zone.h -- what kind a zone is of, where that decides whether a rule has anything to say
 */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H

#include "lint/lint.h"

/* Does an NS record name no server with it?  localhost does not; nor does "invalid." (catalog zones, RFC 9432 §4.1). */
bool server_is_nominal(const struct dname *name);

/*
 * Is it a zone that a server keeps for its own clients: localhost, its networks, an empty zone that stops queries
 * for private addresses, a policy zone, a catalog of zones?  Then nobody outside asks for it, is led to it, or writes
 * to its mailbox.
 *
 * Our choice, after the zones that Debian and Red Hat ship and RFC 6303 §3: it is localhost or a reverse zone
 * of 0/8, 127/8, 255/8, :: or ::1; or every name server at its apex is nominal, or is the zone itself with loopback
 * addresses only.
 */
bool zone_is_local(struct lint *lint, const struct zone *zone);

#endif
