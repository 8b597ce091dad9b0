/* base/path.h -- paths as text; nothing here asks the file system. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/base.h"
#include "base/buf.h"

enum path_result {
	PATH_OK,
	PATH_EMPTY,
	PATH_ABSOLUTE,
	PATH_OUTSIDE, /* ".." leads above where the path starts */
	PATH_INVALID  /* holds a NUL */
};

/*
 * Append a relative path in its shortest form: "a/./b//c/../d/" is "a/b/d", the root is ".".
 *
 * out     unchanged unless the result is PATH_OK
 */
enum path_result path_normalise(struct str path, struct buf *out);

/*
 * Append path as it is meant inside folder, shortest form: "../b" in "zones/ext" is "zones/b".
 *
 * folder  relative and normalised; empty or "." for the root
 */
enum path_result path_join(struct str folder, struct str path, struct buf *out);

/* The folder of a path, empty when it has none: "a/b/c" gives "a/b". */
struct str path_folder(struct str path);

/* The last component: "a/b/c" gives "c". */
struct str path_base(struct str path);

/* Components that two paths have in common at their ends: 2 for "a/b/c" and "x/b/c". */
unsigned path_common_end(struct str a, struct str b);

/* A path of another machine, a file or a folder with all below it, and where it lies here. */
struct path_map {
	const char *target, *local; /* local is relative to the root, shortest form */
};

/*
 * Append what the longest target that path is, or lies below, makes of it; false when there is none.
 *
 * path  as written; "/etc//bind/./x" lies below "/etc/bind/"
 */
bool path_mapped(const struct path_map *maps, size_t count, struct str path, struct buf *out);

/* True when path is folder or lies below it; both normalised, "." and empty are the root. */
bool path_below(struct str path, struct str folder);

#endif
