/* base/err.c -- failures as text, and allocation that does not fail */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	err->code = 0;
}

void
err_sys(struct err *err, const char *fmt, ...)
{
	int code = errno;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof err->text)
		snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s", strerror(code));
	err->code = code;
}

void
die(const char *fmt, ...)
{
	va_list ap;

	fputs("ptrlint: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_Exit(3);
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (p == NULL)
		die("out of memory (%zu bytes asked)", size);
	return p;
}

void *
xrealloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (p == NULL)
		die("out of memory (%zu bytes asked)", size);
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (p == NULL)
		die("out of memory (%zu times %zu bytes asked)", count, size);
	return p;
}

char *
xstrdup(const char *text)
{
	size_t len = strlen(text) + 1;

	return memcpy(xmalloc(len), text, len);
}

void *
xgrow(void *list, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return list;
	*cap = *cap == 0 ? 64 : *cap * 2;
	if (*cap > SIZE_MAX / size)
		die("out of memory (%zu elements of %zu bytes asked)", *cap, size);
	return xrealloc(list, *cap * size);
}
