/* cli/revision.h -- a revision or the index of a repository in place of the work tree. */
#ifndef CLI_REVISION_H
#define CLI_REVISION_H

#include "cli/cli.h"

struct revision;

/*
 * Read what a repository has.
 *
 * The repository is the nearest folder at or above start with a .git; without one the working directory, as
 * it is for hooks of a repository without a work tree.
 *
 * rev     of a commit; NULL for the index
 * start   a folder or file of the repository, which need not be in the work tree
 * return  NULL with err when that cannot be
 */
struct revision *revision_open(const char *rev, const char *start, struct err *err);
void revision_close(struct revision *r); /* r may be NULL */

/* Take the start itself as the root; or the nearest folder at or above it that makes a project, else the top. */
void revision_root_start(struct revision *r);
void revision_root_search(struct revision *r);
/* Take a folder below the root as the root. */
void revision_root_below(struct revision *r, const char *folder);

/* Where the root is, or would be, on the disk. */
const char *revision_root(const struct revision *r);
/* The same from the top, with a final slash; "" for the top. */
const char *revision_below(const struct revision *r);

/* The files beneath the root; good until revision_close(), but for a change of the root. */
const struct source_tree *revision_tree(struct revision *r);

#endif
