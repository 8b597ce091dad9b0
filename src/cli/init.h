/* cli/init.h -- the texts that ptrlint init writes. */
#ifndef CLI_INIT_H
#define CLI_INIT_H

#include "cli/session.h"

/* The project file, with the zones that were found as comments. */
void init_project(const struct session *s, struct buf *out);

/* The egress map, with the MX hosts of the zones as comments; the zones are read. */
void init_map(const struct session *s, struct buf *out);

/* Files that run ptrlint on each change. */
extern const char init_github[], init_gitlab[], init_pre_commit[];

#endif
