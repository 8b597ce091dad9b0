/* cli/progress.h -- how far reading has come, on the terminal, when it takes a while. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/base.h"

struct progress {
	int64_t begun, shown; /* milliseconds; shown 0: nothing yet */
};

void progress_begin(struct progress *p);
/* As read_options wants it; arg is a struct progress. */
void progress_show(void *arg, uint64_t bytes, uint64_t of);
/* Take it off the screen. */
void progress_end(struct progress *p);

#endif
