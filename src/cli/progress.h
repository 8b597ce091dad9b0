/* cli/progress.h -- how far reading has come, on the terminal, when it takes a while. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/base.h"

struct progress {
	bool wanted;
	int64_t begun, shown; /* milliseconds; shown 0: nothing stands there */
};

void progress_begin(struct progress *p, bool wanted);
/* As read_options wants it; arg is a struct progress. */
void progress_show(void *arg, uint64_t bytes, uint64_t of);
/* What is being done now, a few words; said only when it has taken a while already. */
void progress_say(struct progress *p, const char *what);
/* Take it off the screen. */
void progress_end(struct progress *p);

#endif
