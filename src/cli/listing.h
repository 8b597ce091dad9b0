/*
 * cli/listing.h -- the files that git lists, found by path and folder by folder.
 *
 * Paths come from a repository that anybody may have made: what no work tree could hold is refused.
 */
#ifndef CLI_LISTING_H
#define CLI_LISTING_H

#include "base/buf.h"
#include "base/err.h"
#include "base/source.h"

/* What `git ls-tree -r -z` and `git ls-files -s -z` print. */
enum listing_form { LISTING_TREE, LISTING_INDEX };

struct listed {
	const char *path, *oid; /* in the text, NUL-terminated */
	enum file_kind kind;    /* file, link, or other: a repository of its own */
};

/* Starts as all zeroes. */
struct listing {
	char *text;
	struct listed *items; /* sorted by path, each path once */
	size_t count;
};

/*
 * Take apart what git has printed.
 *
 * text    copied
 * return  false with err when it is no such list, a path is none (".." in it, say), or stands twice, as those
 *         of an index do that is not merged; out may be freed in any case
 */
PL_MUST_CHECK bool listing_parse(
    struct str text, enum listing_form form, struct listing *out, struct err *err);
void listing_free(struct listing *l);

/* The entry with that path, or NULL. */
const struct listed *listing_find(const struct listing *l, const char *path);

/* Give the entries of a folder ("" is the top), files and folders, each once. */
void listing_folder(const struct listing *l, const char *folder,
    void (*take)(void *to, const char *name, enum file_kind kind), void *to);

/* Append what the link says; false with nothing when that cannot be had. */
typedef bool listing_link(void *arg, const struct listed *link, struct buf *target);

enum listing_end { LISTING_FOUND, LISTING_ABSENT, LISTING_OUTSIDE, LISTING_LOOP };

/*
 * Follow links to the file that path leads to in the end.
 *
 * root    folder that is not left ("" is the top); path is relative to it
 * out     replaced by the path from the top, NUL-terminated, when the result is LISTING_FOUND
 */
enum listing_end listing_resolve(const struct listing *l, const char *root, const char *path,
    listing_link *link, void *arg, struct buf *out);

#endif
