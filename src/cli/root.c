/* cli/root.c -- which folder is the project */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/session.h"

static bool
holds(const char *folder, size_t len, const char *name)
{
	struct buf path = { 0 };
	bool there;

	buf_put(&path, "%.*s/%s", (int)len, folder, name);
	buf_char(&path, '\0');
	there = access(path.ptr, F_OK) == 0;
	buf_free(&path);
	return there;
}

/* How much of path is the nearest folder upwards with one of two names in it; 0: none. */
static size_t
upwards(const char *path, const char *one, const char *other)
{
	size_t len = strlen(path);

	for (;;) {
		if (holds(path, len, one) || (other != NULL && holds(path, len, other)))
			return len == 0 ? 1 : len;
		if (len == 0)
			return 0;
		do
			len--;
		while (len > 0 && path[len] != '/');
	}
}

/* The folder of the first operand, or the working directory, as a real path. */
static char *
start_folder(const struct settings *settings, struct err *err)
{
	const char *path = settings->operands.count > 0 && settings->zone_count == 0
	                       ? settings->operands.items[0]
	                       : ".";
	char *real = realpath(path, NULL);
	struct stat st;

	if (real == NULL || stat(real, &st) == -1) {
		err_sys(err, "cannot find %s", path);
		free(real);
		return NULL;
	}
	if (!S_ISDIR(st.st_mode)) {
		char *slash = strrchr(real, '/');

		slash[slash == real] = '\0';
	}
	return real;
}

/* How much of the real path start is the root of a project at or above it; 0: there is none. */
static size_t
find_upwards(const char *start)
{
	size_t len = upwards(start, ".ptrlint.yaml", "mail-egress.yaml");

	return len > 0 ? len : upwards(start, ".git", NULL);
}

static bool
lies_below(const char *path, const char *root)
{
	char *real = realpath(root, NULL);
	size_t len = real == NULL || strcmp(real, "/") == 0 ? 0 : strlen(real);
	bool below = real != NULL && strncmp(path, real, len) == 0 && path[len] == '/';

	free(real);
	return below;
}

bool
root_outside(const struct settings *settings, struct buf *folder, struct buf *name)
{
	struct stat st;
	char *real, *slash;
	bool outside = false;

	if (settings->operands.count != 1 || settings->zone_count > 0)
		return false;
	real = realpath(settings->operands.items[0], NULL);
	if (real != NULL && stat(real, &st) == 0 && !S_ISDIR(st.st_mode)) {
		slash = strrchr(real, '/');
		if (settings->root != NULL) {
			outside = !lies_below(real, settings->root);
			*slash = '\0';
		} else {
			*slash = '\0';
			outside = find_upwards(real) == 0;
		}
		buf_text(name, slash + 1);
		buf_char(name, '\0');
		buf_text(folder, *real == '\0' ? "/" : real);
		buf_char(folder, '\0');
	}
	free(real);
	return outside;
}

bool
root_find(const struct settings *settings, struct buf *root, struct err *err)
{
	char *start;
	size_t len;

	root->len = 0;
	if (settings->root != NULL) {
		buf_text(root, settings->root);
		buf_char(root, '\0');
		return true;
	}
	start = start_folder(settings, err);
	if (start == NULL)
		return false;
	if (strcmp(start, "/") == 0)
		start[0] = '\0';
	len = find_upwards(start);
	if (start[0] == '\0')
		buf_char(root, '/');
	else
		buf_bytes(root, start, len == 0 ? strlen(start) : len);
	buf_char(root, '\0');
	free(start);
	return true;
}

static const char *
below_git(struct session *s)
{
	const char *root = sources_root(s->sources);
	size_t len = upwards(root, ".git", NULL);

	if (len == 0 || root[len] != '/')
		return "";
	return arena_printf(&s->arena, "%s/", root + len + 1);
}

size_t
root_with_git(const char *path)
{
	return upwards(path, ".git", NULL);
}

const char *
root_below_repository(struct session *s)
{
	if (s->revision != NULL)
		return revision_below(s->revision);
	return below_git(s);
}
