/* cli/stdin.h -- standard input in place of a file, for editors. */
#ifndef CLI_STDIN_H
#define CLI_STDIN_H

#include "cli/cli.h"

/*
 * With --stdin-filename: read standard input, and let the file be the only operand.
 *
 * text    gets what was read; the caller's
 * return  false when it was said what is wrong
 */
PL_MUST_CHECK bool stdin_take(struct settings *settings, struct buf *text);

#endif
