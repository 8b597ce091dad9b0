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

bool
output_file(const char *path, struct output *out, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);

	if (fd == -1) {
		err_sys(err, "cannot write %s", path);
		return false;
	}
	*out = (struct output){ .fd = fd, .name = path };
	return true;
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
	if (out->fd != STDOUT_FILENO && close(out->fd) == -1 && out->code == 0)
		out->code = errno;
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
