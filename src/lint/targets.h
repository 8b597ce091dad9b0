/*
 * lint/targets.h -- what the servers in use make of text that they read differently; "lint.targets" of the project
 * file.  Private to lint/.
 */
#ifndef LINT_TARGETS_H
#define LINT_TARGETS_H

#include "lint/lint.h"

enum target_server { TARGET_BIND, TARGET_NSD, TARGET_KNOT, TARGET_POWERDNS, TARGET_COUNT };

enum target_verdict {
	TARGETS_SAY_NOTHING, /* nobody asked, or the complaint is the same for all servers */
	TARGETS_AGREE,       /* the servers in use read it alike */
	TARGETS_DIFFER,      /* what is served depends on the server */
	TARGETS_REFUSE       /* one of them does not load the zone */
};

/*
 * targets  bits 1 << enum target_server; 0: nothing is known of the servers
 * text     what each does, "Knot refuses the zone; BIND reads it"; appended when they differ or one refuses
 */
enum target_verdict targets_judge(enum problem problem, unsigned targets, struct buf *text);

#endif
