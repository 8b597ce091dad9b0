/* cli/manual.h -- the manual pages. */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/cli.h"

/* The source of the page that the operand names, "ptrlint.1" without one, to standard output. */
enum exit_status manual_print(struct settings *settings);

#endif
