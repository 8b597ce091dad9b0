/*
 * cli/git.h -- what git has: commits, the index, the text of objects.
 *
 * `git cat-file --batch` reads objects, `git ls-tree` and `git ls-files` list them, and nothing else is started:
 * no hook, no monitor, no fetch.  Names go in through standard input, or are object names, so that none of them
 * can be an option.
 */
#ifndef CLI_GIT_H
#define CLI_GIT_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/source.h"

/* Room for the name of an object: 40 or 64 hexadecimal digits. */
#define GIT_OID 72

struct git {
	char *top;
	pid_t pid;
	int in, out;      /* its standard input and output */
	char text[65536]; /* read from it */
	size_t at, len;
};

/*
 * Begin to ask.
 *
 * top     the top of a work tree, or a repository without one
 * return  false with err when there is no git; git_close() in any case
 */
PL_MUST_CHECK bool git_open(struct git *g, const char *top, struct err *err);
void git_close(struct git *g);

/*
 * Find a commit.
 *
 * rev     any name of one ("HEAD", "origin/main", "v1.2~3")
 * oid     set to its object's name
 */
PL_MUST_CHECK bool git_commit(struct git *g, const char *rev, char oid[GIT_OID], struct err *err);

/*
 * Append the text of a blob, at most its first most bytes.
 *
 * size    of all of it
 * return  OPEN_OK, or OPEN_FAILED with err
 */
enum open_result git_blob(struct git *g, const char *oid, uint64_t most, struct buf *text,
    uint64_t *size, struct err *err);

/*
 * Append what git lists, as listing_parse() reads it.
 *
 * commit  an object's name; NULL for the index
 */
PL_MUST_CHECK bool git_list(
    const struct git *g, const char *commit, struct buf *out, struct err *err);

/* What cat-file says before an object: its name, its kind, and how many bytes follow. */
struct git_answer {
	struct str oid, kind;
	uint64_t size;
	bool missing; /* there is no such object, nothing follows */
};

/* Read such a line; false when it is none.  What it gives lies in line. */
PL_MUST_CHECK bool git_answer_parse(struct str line, struct git_answer *out);

#endif
