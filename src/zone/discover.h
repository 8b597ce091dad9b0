/*
 * zone/discover.h -- which files are zones, what their origins are, and who says so.
 *
 * The root is walked once and each file is looked at for at most 64 KiB.  For every zone the
 * first source that answers wins: a "; ptrlint: origin=…" comment, the project file, the
 * configuration of a server (found by its name or content, or listed in the project file), the SOA's
 * owner (or the $ORIGIN it stands under), the name of the file and of links to it.  None answers:
 * the origin is unknown, which is an error; it is never guessed.
 */
#ifndef ZONE_DISCOVER_H
#define ZONE_DISCOVER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "conf/project.h"
#include "zone/set.h"

/* A zone that was found, or a zone file without known origin (spec.origin.len is 0). */
struct discovered {
	struct zone_spec spec;
	const char
	    *why; /* one clause: "SOA owner at line 3"; text of the repository in it is unescaped */
};

/* A view that a server configuration has, and that is used. */
struct discovered_view {
	const char *name;
	bool public;
	const char *place; /* "named.conf:12"; unescaped */
};

/* What is wrong with the entries rather than with a zone file, to be reported by that rule. */
struct discovery_finding {
	const char
	    *rule; /* "config-zone-missing", "xzone-duplicate-zone", "ptrlint-directive-unknown",
	                   "server-zone-missing" */
	struct span span;
	struct span other; /* the first of two; file 0 when there is none */
	const char *message;
	const char *other_label;
	const char *subject; /* a name without final dot, or NULL */
};

struct discovery {
	struct view_spec *views;
	size_t view_count;
	struct zone_spec *specs; /* by path bytewise, origin, view; what set_load() wants */
	size_t spec_count;
	struct discovered *rows; /* the same order; those of unknown origin among them */
	size_t row_count;
	/*
	 * ZONE_ORIGIN_UNKNOWN (zone UINT32_MAX) and ZONE_ORIGIN_MISMATCH (zone: index of the
	 * spec)
	 */
	struct zone_problem *problems;
	size_t problem_count;
	struct discovery_finding *findings;
	size_t finding_count;
	const char **nested; /* folders with a project of their own, left out; sorted */
	size_t nested_count;
	const struct discovered_view *server_views; /* in their order */
	size_t server_view_count;
	const char *
	    *absent; /* "named.conf:3: PATH": files to be included that are not here; sorted */
	size_t absent_count;
	const char *
	    *unread; /* "PATH: reason": folders and files that could not be looked at; sorted */
	size_t unread_count;
	struct arena arena; /* private */
};

/* --zone ORIGIN=FILE: the search is off; the path is trusted. */
struct cli_zone {
	const char *origin, *file;
};

/*
 * Find the zones beneath the root of sources, or take those of the command line.
 *
 * project  may be NULL; borrowed until discovery_free()
 * zones    when there are any, nothing is searched and the zones of the project are not read
 * return   false with err for an origin on the command line that is no name, a root that cannot
 *          be read, or
 *          a limit that was hit; out may be freed in any case
 */
PL_MUST_CHECK bool discover(struct sources *sources, const struct project *project,
    const struct cli_zone *zones, size_t zone_count, const struct limits *limits,
    struct discovery *out, struct err *err);

/*
 * The same for a single file that is no part of a project: nothing else is looked at, and no
 * settings are known.
 *
 * path  relative to the root of sources
 */
PL_MUST_CHECK bool discover_file(struct sources *sources, const char *path,
    const struct limits *limits, struct discovery *out, struct err *err);
void discovery_free(struct discovery *d);

#endif
