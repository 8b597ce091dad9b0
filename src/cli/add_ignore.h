/* cli/add_ignore.h -- `check --add-ignore`: comments that silence what is found. */
#ifndef CLI_ADD_IGNORE_H
#define CLI_ADD_IGNORE_H

#include "cli/judge.h"

/* Is the text one that may stand in a comment?  False with err. */
PL_MUST_CHECK bool reason_check(const char *text, struct err *err);

/*
 * Write the comments.  First all is judged with them in memory: they must silence what they are for, change no
 * record, and bring no other finding.
 *
 * s        not undone
 * written  set to the number of files
 * return   EXIT_CLEAN, or EXIT_BROKEN after a complaint
 */
enum exit_status add_ignores(const struct session *s, const struct judgement *j, size_t *written);

#endif
