/* cli/progress.c -- one line on stderr, written over and over */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/out.h"

enum { PATIENCE = 100, PAUSE = 100 }; /* milliseconds */

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_begin(struct progress *p, bool wanted)
{
	*p = (struct progress){ .wanted = wanted, .begun = now() };
}

void
progress_show(void *arg, uint64_t bytes, uint64_t of)
{
	struct progress *p = arg;
	int64_t t = now();
	char line[80];
	int len;

	if (t - p->begun < PATIENCE || t - p->shown < PAUSE)
		return;
	p->shown = t;
	len = snprintf(line, sizeof line, "\rreading zones: %" PRIu64 " of %" PRIu64 " MiB\033[K",
	    bytes >> 20, (of + (1 << 20) - 1) >> 20);
	write_all(STDERR_FILENO, line, (size_t)len);
}

void
progress_say(struct progress *p, const char *what)
{
	int64_t t = now();
	char line[80];
	int len;

	if (!p->wanted || t - p->begun < PATIENCE)
		return;
	p->shown = t;
	len = snprintf(line, sizeof line, "\r%s\033[K", what);
	write_all(STDERR_FILENO, line, (size_t)len);
}

void
progress_end(struct progress *p)
{
	if (p->shown != 0)
		write_all(STDERR_FILENO, "\r\033[K", 4);
	p->shown = 0;
}
