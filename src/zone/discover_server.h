/*
 * zone/discover_server.h -- what discover_server.c (whose zones) and discover_path.c (which file) share.
 *
 * Nobody else includes this.
 */
#ifndef ZONE_DISCOVER_SERVER_H
#define ZONE_DISCOVER_SERVER_H

#include "base/path.h"
#include "zone/discover_parts.h"

/* A configuration where reading begins, and what the project file says of it. */
struct server_root {
	uint32_t file;
	const char *folder; /* that holds it; "" for the root */
	bool listed;        /* under servers in the project file */
	const struct path_map *maps;
	size_t map_count;
};

/* All files of the tree, by the ends of their paths. */
struct server_paths {
	struct walk *walk;
	const char **paths;
	size_t count;
	uint64_t steps; /* comparisons that patterns may still cost */
	struct buf path, end;
};

/* A file here for a path of the server. */
struct server_hit {
	const char *path;  /* NULL: none */
	unsigned score;    /* components that agree */
	bool sure;         /* mapped, at its place beside the configuration, or alike in folders */
	bool ambiguous;    /* several files would do */
	const char *other; /* two of those, path and this one */
};

void server_paths_init(struct server_paths *p, struct walk *w);
void server_paths_free(struct server_paths *p);

/*
 * Find the file that a server means by target: by path_map, else by the longest end that the paths
 * have in common, beside the configuration first.
 */
struct server_hit server_path_find(
    struct server_paths *p, const struct server_root *root, const char *from, struct str target);

/* The files that a pattern means: those in the folder that is most alike; in order. */
struct server_files server_path_match(
    struct server_paths *p, const struct server_root *root, const char *from, struct str target);

#endif
