/*
 * cli/git.h -- texts of a revision.
 *
 * One `git cat-file --batch` reads objects and nothing else: no hook, no monitor, no fetch.  The revision
 * and the paths go in through its standard input, so that none of them can be an option.
 */
#ifndef CLI_GIT_H
#define CLI_GIT_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/source.h"

struct git {
	pid_t pid;
	int in, out; /* its standard input and output */
	char commit[72];
	char text[8192]; /* read from it */
	size_t at, len;
};

/*
 * Begin to read a revision.
 *
 * root    a folder of the work tree: paths are relative to it
 * rev     any name of a commit ("HEAD", "origin/main", "v1.2~3")
 * return  false with err when there is no such commit, no repository or no git; git_close() in any case
 */
PL_MUST_CHECK bool git_open(struct git *g, const char *root, const char *rev, struct err *err);

/*
 * Append the text of a file, links within the repository followed.
 *
 * most    more bytes than that are OPEN_TOO_BIG
 * return  OPEN_MISSING when the revision has no such file, OPEN_FAILED with err when git failed
 */
enum open_result git_read(
    struct git *g, const char *path, uint64_t most, struct buf *text, struct err *err);

void git_close(struct git *g);

#endif
