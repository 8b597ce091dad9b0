/* cli/out.c -- writing, and asking what the output is */
#include "cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/values.h"
#include "render/escape.h"

bool
write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? ENOSPC : errno;
			return false;
		}
		p += n;
		len -= (size_t)n;
	}
	return true;
}

struct output
output_standard(void)
{
	return (struct output){ .fd = STDOUT_FILENO, .name = "standard output" };
}

/* The file is open: what is written goes there. */
static void
output_fresh(struct output *out, const char *name)
{
	out->fd = out->fresh.fd;
	out->name = name;
	out->is_file = true;
}

bool
output_file(const char *path, struct output *out, struct err *err)
{
	*out = output_standard();
	if (!fresh_open(&out->fresh, path, err))
		return false;
	output_fresh(out, path);
	return true;
}

/* Does the file that is there begin as all reports of the format do?  An empty one may become any. */
static bool
is_report(const struct fresh *f, const struct render_format *format)
{
	size_t len = format->opening == NULL ? 0 : strlen(format->opening);
	char begin[128] = { 0 };
	ssize_t n = -1;
	int fd = openat(f->folder, f->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd != -1) {
		n = read(fd, begin, sizeof begin);
		close(fd);
	}
	return n == 0 || (n > 0 && len > 0 && (size_t)n >= len && len <= sizeof begin &&
	                     memcmp(begin, format->opening, len) == 0);
}

/* May the old file be replaced? */
static bool
may_replace(
    struct sources *sources, const struct report_to *report, const struct fresh *f, struct err *err)
{
	if (!f->replaces || f->folder == -1)
		return true;
	if (sources_use(sources, &f->old)) {
		err_set(err, "%s is a zone or settings of this run, and not written over",
		    report->file);
		return false;
	}
	if (!report->by_project || is_report(f, report->format))
		return true;
	err_set(err,
	    "%s is there and no report of format %s: the project file may not have it written over; "
	    "see --report",
	    report->file, report->format->name);
	return false;
}

bool
output_report(
    struct sources *sources, const struct report_to *report, struct output *out, struct err *err)
{
	bool ok;

	*out = output_standard();
	if (report->file == NULL)
		return true;
	ok = report->by_project
	         ? fresh_open_below(&out->fresh, sources_root_fd(sources), report->file, false, err)
	         : fresh_open(&out->fresh, report->file, err);
	if (!ok)
		return false;
	if (!may_replace(sources, report, &out->fresh, err)) {
		fresh_drop(&out->fresh);
		return false;
	}
	output_fresh(out, report->file);
	return true;
}

bool
output_setting(
    struct sources *sources, const char *path, bool trusted, struct output *out, struct err *err)
{
	bool ok;

	*out = output_standard();
	ok = trusted ? fresh_open(&out->fresh, path, err)
	             : fresh_open_below(&out->fresh, sources_root_fd(sources), path, true, err);
	if (ok)
		output_fresh(out, path);
	return ok;
}

void
output_flush(void *arg, struct buf *buf)
{
	struct output *out = arg;

	if (out->code == 0 && !write_all(out->fd, buf->ptr, buf->len))
		out->code = errno;
	buf->len = 0;
}

enum exit_status
output_end(struct output *out, enum exit_status status)
{
	struct err err;

	if (out->is_file && out->code != 0) {
		fresh_drop(&out->fresh);
	} else if (out->is_file && !fresh_keep(&out->fresh, &err)) {
		complain("%s", err.text);
		return EXIT_BROKEN;
	}
	if (out->code == 0)
		return status;
	if (out->code != EPIPE)
		complain("cannot write %s: %s", out->name, strerror(out->code));
	return EXIT_BROKEN;
}

enum exit_status
print_and_free(struct buf *buf, enum exit_status status)
{
	struct output out = output_standard();

	output_flush(&out, buf);
	buf_free(buf);
	return output_end(&out, status);
}

static bool
is_terminal(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

unsigned
terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

bool
want_colour(enum when when)
{
	const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");

	if (when != WHEN_AUTO)
		return when == WHEN_ALWAYS;
	if (no != NULL && *no != '\0')
		return false;
	if (force != NULL && *force != '\0' && strcmp(force, "0") != 0)
		return true;
	return is_terminal(STDOUT_FILENO);
}

bool
want_hyperlinks(enum when when)
{
	return when == WHEN_AUTO ? is_terminal(STDOUT_FILENO) : when == WHEN_ALWAYS;
}

bool
want_progress(enum when when)
{
	return when == WHEN_AUTO ? is_terminal(STDERR_FILENO) : when == WHEN_ALWAYS;
}

/* "ptrlint: " and the text, escaped; a line break at its end. */
static void say(const char *fmt, va_list args) PL_PRINTF(1, 0);

static void
say(const char *fmt, va_list args)
{
	struct buf line = { 0 };
	char text[4096];

	vsnprintf(text, sizeof text, fmt, args);
	buf_text(&line, "ptrlint: ");
	escape_text(&line, str_of(text));
	buf_char(&line, '\n');
	write_all(STDERR_FILENO, line.ptr, line.len);
	buf_free(&line);
}

void
complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
}

void
remark(const struct settings *settings, const char *fmt, ...)
{
	va_list args;

	if (settings->quiet)
		return;
	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
}

enum exit_status
usage_error(const struct command *command, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	if (command != NULL)
		complain("see `ptrlint %s --help`", command->name);
	else
		complain("see `ptrlint --help`");
	return EXIT_UNDONE;
}

int
choose_format(const struct settings *settings, const char *const *names, size_t count)
{
	struct err err;

	if (settings->format == NULL)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(settings->format, names[i]) == 0)
			return (int)i;
	value_unknown("format", settings->format, names, count, &err);
	usage_error(settings->command, "%s", err.text);
	return -1;
}
