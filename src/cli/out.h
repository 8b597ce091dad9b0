/* cli/out.h -- bytes to descriptors, and what is at the other end. */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "cli/cli.h"

/* Write everything; false with errno. */
bool write_all(int fd, const void *bytes, size_t len);

/* A destination of output.  After a failure nothing more is written, and it is told at the end. */
struct output {
	int fd;
	const char *name; /* for messages */
	int code;         /* errno of the first failure, or 0 */
};

/* Standard output. */
struct output output_standard(void);

/* Create or empty a file. */
PL_MUST_CHECK bool output_file(const char *path, struct output *out, struct err *err);

/* Write buf's bytes and empty it; arg is a struct output.  As render_out wants it. */
void output_flush(void *arg, struct buf *buf);

/* Close a file; say what went wrong (a reader that has gone is no news).  status, or EXIT_BROKEN. */
enum exit_status output_end(struct output *out, enum exit_status status);

/* All of buf to standard output; frees buf. */
enum exit_status print_and_free(struct buf *buf, enum exit_status status);

/* Columns of the terminal on standard output; 0 when there is none. */
unsigned terminal_width(void);
/* Colour on standard output? */
bool want_colour(enum when when);
bool want_hyperlinks(enum when when);
/* Progress on standard error? */
bool want_progress(enum when when);

#endif
