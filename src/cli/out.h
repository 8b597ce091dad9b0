/* cli/out.h -- bytes to descriptors, and what is at the other end. */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "base/fresh.h"
#include "cli/cli.h"

/* Write everything; false with errno. */
bool write_all(int fd, const void *bytes, size_t len);

/* A destination of output.  After a failure nothing more is written, and it is told at the end. */
struct output {
	int fd;
	const char *name;   /* for messages */
	int code;           /* errno of the first failure, or 0 */
	struct fresh fresh; /* a file on its way; folder and name are unset on standard output */
	bool is_file;
};

/* Standard output. */
struct output output_standard(void);

/* Begin a file, which appears when it is complete, at output_end(). */
PL_MUST_CHECK bool output_file(const char *path, struct output *out, struct err *err);

/*
 * Begin a report in the same way.
 *
 * return  false with err when it cannot be written, or must not: over a file that this run was about; by the
 *         project file also outside of the root, hidden, or over what is no report of that format
 */
PL_MUST_CHECK bool output_report(
    struct sources *sources, const struct report_to *report, struct output *out, struct err *err);

/*
 * Begin a file of settings that was read in this run, or is not there yet.
 *
 * path  trusted: as the command line gives it; else below the root, no link followed
 */
PL_MUST_CHECK bool output_setting(
    struct sources *sources, const char *path, bool trusted, struct output *out, struct err *err);

/* Write buf's bytes and empty it; arg is a struct output.  As render_out wants it. */
void output_flush(void *arg, struct buf *buf);

/* Put a file in place; say what went wrong (a reader that has gone is no news).  status, or EXIT_BROKEN. */
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
