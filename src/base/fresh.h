/*
 * base/fresh.h -- a file that is written anew: all of it appears under its name, or nothing does.
 *
 *	fresh_open(&f, path, &err)         write to f.fd
 *	fresh_keep(&f, &err)               or fresh_drop(&f)
 *
 * What stood there before stays until the new text is complete and on the disk.
 */
#ifndef BASE_FRESH_H
#define BASE_FRESH_H

#include <sys/stat.h>

#include "base/err.h"
#include "base/temporary.h"

struct fresh {
	int fd;     /* to write to */
	int folder; /* -1: fd is the thing itself, a device or a pipe, that cannot be replaced */
	char *name, *path; /* in the folder; as it was asked for */
	char temporary[TEMPORARY_NAME];
	bool only_new;   /* nothing may stand there, not even at the end */
	bool replaces;   /* there is such a file now: */
	struct stat old; /* what it is */
};

/*
 * Begin to write to path, relative to the working directory.  Symbolic links are followed; a device, FIFO
 * or /dev/stdout is written to as it is.  An old file's mode is kept.
 *
 * return  false with err, and nothing to drop
 */
PL_MUST_CHECK bool fresh_open(struct fresh *f, const char *path, struct err *err);

/*
 * The same for a path that a stranger has named: below the folder root, no link followed on the way or at
 * its end, regular files only.
 *
 * path    relative, without "." and ".."
 * hidden  names that begin with a dot are allowed
 */
PL_MUST_CHECK bool fresh_open_below(
    struct fresh *f, int root, const char *path, bool hidden, struct err *err);

/*
 * The same for a file that must not be there yet: folders on the way are made, no link is followed, and
 * what somebody else puts there meanwhile stays.
 *
 * path    relative to root, without "." and ".."; hidden names are allowed
 * is_there  set when false is returned because something stands there: err is not set then
 */
PL_MUST_CHECK bool fresh_open_new(
    struct fresh *f, int root, const char *path, bool *is_there, struct err *err);

/* Put the new file in place and bring it to the disk; false with err, and the old one is as before. */
PL_MUST_CHECK bool fresh_keep(struct fresh *f, struct err *err);

/* Give up: nothing has changed. */
void fresh_drop(struct fresh *f);

#endif
