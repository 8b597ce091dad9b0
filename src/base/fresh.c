/* base/fresh.c -- temporary file, fsync, rename, fsync the folder */
#include "base/fresh.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"

static bool
fail(struct err *err, const char *path, int code)
{
	errno = code;
	err_sys(err, "cannot write %s", path);
	return false;
}

/* The folder of f is open: make the new file there.  False with errno. */
static bool
make(struct fresh *f)
{
	temporary_clear(f->folder);
	f->fd = temporary_make(f->folder, 0666, f->temporary);
	if (f->fd == -1)
		return false;
	/* whoever could read the old one can read the new one, and nobody else */
	if (f->replaces && fchmod(f->fd, f->old.st_mode & 07777) == -1) {
		int code = errno;

		close(f->fd);
		unlinkat(f->folder, f->temporary, 0);
		errno = code;
		return false;
	}
	return true;
}

/* Close and free what is open; for who has made nothing yet. */
static void
forget(struct fresh *f)
{
	if (f->folder != -1)
		close(f->folder);
	free(f->name);
	free(f->path);
	*f = (struct fresh){ .fd = -1, .folder = -1 };
}

static void
begin(struct fresh *f, const char *path, const char *real)
{
	struct str base = path_base(str_of(real));

	*f = (struct fresh){ .fd = -1, .folder = -1, .path = xstrdup(path) };
	f->name = xcalloc(base.len + 1, 1);
	memcpy(f->name, base.ptr, base.len);
}

/* A thing that is no file is opened as it is; /dev/stdout might lead to one that others write to. */
static bool
open_as_it_is(struct fresh *f, const char *path, struct err *err)
{
	begin(f, path, path);
	f->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (f->fd != -1)
		return true;
	fail(err, path, errno);
	forget(f);
	return false;
}

/* The folder of a path and its last name, in the folder that is open as f->folder. */
static bool
open_folder(struct fresh *f, const char *real)
{
	struct str folder = path_folder(str_of(real));
	char *copy = xcalloc(folder.len + 2, 1);

	memcpy(copy, folder.ptr, folder.len);
	if (folder.len == 0)
		copy[0] = real[0] == '/' ? '/' : '.';
	f->folder = open(copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	return f->folder != -1;
}

bool
fresh_open(struct fresh *f, const char *path, struct err *err)
{
	struct stat st;
	bool is_there = stat(path, &st) == 0;
	char *real = NULL;
	bool ok;

	if (strncmp(path, "/dev/", 5) == 0 || (is_there && !S_ISREG(st.st_mode)))
		return open_as_it_is(f, path, err);
	if (is_there) {
		real = realpath(path, NULL);
		if (real == NULL)
			return fail(err, path, errno);
	} else if (lstat(path, &st) == 0) {
		err_set(err, "cannot write %s: it is a link that leads nowhere", path);
		return false;
	}
	begin(f, path, real != NULL ? real : path);
	ok = f->name[0] != '\0' || (errno = EISDIR, false);
	ok = ok && open_folder(f, real != NULL ? real : path);
	f->replaces = is_there;
	f->old = st;
	ok = ok && make(f);
	free(real);
	if (ok)
		return true;
	fail(err, path, errno);
	forget(f);
	return false;
}

enum walk { WALK_VISIBLE, WALK_HIDDEN, WALK_MAKING };

/* The folder of path below root, each step by name; folders that are missing are made, or nothing hidden is met. */
static int
walk(int root, const char *path, enum walk how, struct err *err)
{
	int dir = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (const char *at = path, *slash; dir != -1; at = slash + 1) {
		char name[256];
		int next;

		if (how == WALK_VISIBLE && *at == '.') {
			err_set(err, "%s is hidden, and not written to", path);
			close(dir);
			return -1;
		}
		slash = strchr(at, '/');
		if (slash == NULL)
			return dir;
		snprintf(name, sizeof name, "%.*s", (int)(slash - at), at);
		/* what goes wrong here goes wrong below */
		if (how == WALK_MAKING)
			(void)mkdirat(dir, name, 0777);
		next = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(dir);
		dir = next;
	}
	fail(err, path, errno);
	return -1;
}

bool
fresh_open_below(struct fresh *f, int root, const char *path, bool hidden, struct err *err)
{
	int folder = walk(root, path, hidden ? WALK_HIDDEN : WALK_VISIBLE, err);

	if (folder == -1)
		return false;
	begin(f, path, path);
	f->folder = folder;
	f->replaces = fstatat(folder, f->name, &f->old, AT_SYMLINK_NOFOLLOW) == 0;
	if (f->replaces && !S_ISREG(f->old.st_mode)) {
		err_set(err, "%s is no regular file", path);
		forget(f);
		return false;
	}
	if (make(f))
		return true;
	fail(err, path, errno);
	forget(f);
	return false;
}

bool
fresh_open_new(struct fresh *f, int root, const char *path, bool *is_there, struct err *err)
{
	int folder = walk(root, path, WALK_MAKING, err);

	*is_there = false;
	if (folder == -1)
		return false;
	begin(f, path, path);
	f->folder = folder;
	f->only_new = true;
	*is_there = fstatat(folder, f->name, &f->old, AT_SYMLINK_NOFOLLOW) == 0;
	if (!*is_there && make(f))
		return true;
	if (!*is_there)
		fail(err, path, errno);
	forget(f);
	return false;
}

/* Give the temporary file its name; false with errno. */
static bool
put_in_place(const struct fresh *f)
{
	if (!f->only_new)
		return renameat(f->folder, f->temporary, f->folder, f->name) == 0;
	if (renameat2(f->folder, f->temporary, f->folder, f->name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno != EINVAL && errno != ENOSYS)
		return false;
	/* some file systems cannot, but a link never takes the place of another file either */
	if (linkat(f->folder, f->temporary, f->folder, f->name, 0) == -1)
		return false;
	(void)unlinkat(f->folder, f->temporary, 0);
	return true;
}

bool
fresh_keep(struct fresh *f, struct err *err)
{
	bool ok = f->folder == -1 || fsync(f->fd) == 0;
	int code = errno;

	if (close(f->fd) == -1 && ok) {
		code = errno;
		ok = false;
	}
	f->fd = -1;
	if (ok && f->folder != -1) {
		ok = put_in_place(f);
		code = errno;
	}
	if (!ok) {
		fail(err, f->path, code);
		fresh_drop(f);
		return false;
	}
	/* the text is whole; that its name may be lost with the power is no reason to fail */
	if (f->folder != -1)
		(void)fsync(f->folder);
	forget(f);
	return true;
}

void
fresh_drop(struct fresh *f)
{
	if (f->fd != -1)
		close(f->fd);
	if (f->folder != -1 && f->temporary[0] != '\0')
		unlinkat(f->folder, f->temporary, 0);
	forget(f);
}
