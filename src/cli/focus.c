/* cli/focus.c -- which files the operands name */
#include <stdlib.h>

#include "base/path.h"
#include "cli/session.h"

/* Make path relative to the root; false when it lies elsewhere. */
static bool
below_root(const struct session *s, const char *path, struct buf *out)
{
	const char *root = sources_root(s->sources);
	size_t len = strcmp(root, "/") == 0 ? 0 : strlen(root);

	if (strncmp(path, root, len) != 0 || (path[len] != '/' && path[len] != '\0'))
		return false;
	buf_text(out, path[len] == '/' ? path + len + 1 : "");
	return true;
}

/* The path as it is written, in its shortest form, relative to the root. */
static bool
as_written(const struct session *s, const char *path, struct buf *out)
{
	struct buf absolute = { 0 }, shortest = { 0 };
	char *here = path[0] == '/' ? NULL : realpath(".", NULL);
	bool ok;

	if (here != NULL)
		buf_put(&absolute, "%s/%s", here, path);
	else
		buf_text(&absolute, path);
	buf_char(&shortest, '/');
	ok = path_normalise((struct str){ absolute.ptr + 1, absolute.len - 1 }, &shortest) ==
	     PATH_OK;
	buf_char(&shortest, '\0');
	ok = ok && below_root(s, strcmp(shortest.ptr, "/.") == 0 ? "/" : shortest.ptr, out);
	buf_free(&absolute);
	buf_free(&shortest);
	free(here);
	return ok;
}

/* The path behind all links, relative to the root. */
static bool
as_real(const struct session *s, const char *path, struct buf *out)
{
	char *real = realpath(path, NULL);
	bool ok = real != NULL && below_root(s, real, out);

	free(real);
	return ok;
}

bool
session_relative(const struct session *s, const char *path, struct buf *out)
{
	return as_real(s, path, out) || as_written(s, path, out);
}

/* Flag the files that one operand names; false when there is none. */
static bool
focus_on(struct session *s, const char *path)
{
	struct buf written = { 0 }, real = { 0 };
	bool by_written = as_written(s, path, &written), by_real = as_real(s, path, &real);
	bool any = false;

	for (uint32_t i = 0; i < s->focus_count; i++) {
		struct str name = str_of(source_path(s->sources, i + 1));

		if (str_equal(name, str_of(path)) ||
		    (by_written && path_below(name, buf_view(&written))) ||
		    (by_real && path_below(name, buf_view(&real))))
			any = s->focus[i] = true;
	}
	buf_free(&written);
	buf_free(&real);
	return any;
}

bool
session_focus(struct session *s)
{
	const struct texts *paths = &s->settings->operands;

	if (paths->count == 0)
		return true;
	s->focus_count = source_count(s->sources);
	s->focus = xcalloc(s->focus_count + 1, sizeof *s->focus);
	for (size_t i = 0; i < paths->count; i++)
		if (!focus_on(s, paths->items[i])) {
			complain("%s is no file of the project %s", paths->items[i],
			    sources_root(s->sources));
			return false;
		}
	return true;
}

bool
session_names(const struct session *s, uint32_t file)
{
	return s->focus == NULL || (file >= 1 && file <= s->focus_count && s->focus[file - 1]);
}
