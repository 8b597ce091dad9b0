/*
 * base/replace.h -- new text for files of the user: whole or not at all.
 *
 * Every new text is written to a file of its own beside the old one and brought to the disk before
 * the first old file is replaced.  Whatever goes wrong, and whenever the program is killed, each
 * path holds either all of the old text or all of the new; what is left lying about has the name
 * ".ptrlint-PID-N.tmp" and is cleared away by the next run.
 *
 *	r = replace_begin(sources, &err);
 *	replace_prepare(r, file, text, &err);      for each file
 *	replace_commit(r, &done, &err);
 *	replace_end(r);                            in any case
 */
#ifndef BASE_REPLACE_H
#define BASE_REPLACE_H

#include "base/base.h"
#include "base/err.h"
#include "base/source.h"

struct replace;

/*
 * Begin to write beneath the root of sources; no other program of ours may at the same time.
 *
 * return  NULL with err when another one does; end with replace_end()
 */
struct replace *replace_begin(struct sources *sources, struct err *err);

/*
 * Write text to a new file beside the old one, with the old one's mode, owner and access list.
 * Symbolic links are followed, so what is replaced is the file they lead to.
 *
 * file    that was read before, each once; refused when it has changed since, when it has another
 *         name (a hard link, which would keep the old text), or may not be written
 * return  false with err: nothing is left behind for this file
 */
PL_MUST_CHECK bool replace_prepare(
    struct replace *r, uint32_t file, struct str text, struct err *err);

/*
 * Put the new files in place of the old ones, in the order in which they were prepared.
 *
 * done    how many were replaced, also on failure
 * return  false with err when a file was changed by somebody since it was read (then none is
 *         replaced, if that was so at the start) or could not be replaced (then those before were)
 */
PL_MUST_CHECK bool replace_commit(struct replace *r, size_t *done, struct err *err);

/* Remove new files that were not put in place, and let others write; r may be NULL. */
void replace_end(struct replace *r);

#endif
