/* cli/base.h -- what the zones were at the revision that --base names. */
#ifndef CLI_BASE_H
#define CLI_BASE_H

#include "cli/session.h"

/*
 * Compare all zones of a loaded session with the same files at a revision.
 *
 * return  by zone id, in the session's arena; NULL after a complaint, the session is undone then
 */
const struct zone_base *base_load(struct session *s, const char *rev);

#endif
