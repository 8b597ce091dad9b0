/* base/replace.c -- temporary file, fsync, compare, rename, fsync the folder */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/sort.h"
#include "base/source_files.h"
#include "base/temporary.h"

/* One file on its way. */
struct change {
	uint32_t file;
	const char *folder, *name; /* of the old file, links resolved */
	dev_t folder_dev;
	ino_t folder_ino;
	char temporary[TEMPORARY_NAME];
	bool pending; /* the temporary file exists */
};

struct replace {
	struct sources *sources;
	struct arena arena;
	struct change *changes;
	size_t count, cap;
};

struct replace *
replace_begin(struct sources *sources, struct err *err)
{
	struct replace *r;

	/* a file system without locks is no reason not to write */
	if (flock(sources_root_fd(sources), LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK) {
		err_set(err, "another ptrlint is writing to %s", sources_root(sources));
		return NULL;
	}
	r = xcalloc(1, sizeof *r);
	r->sources = sources;
	return r;
}

static bool
write_all(int fd, struct str text)
{
	while (text.len > 0) {
		ssize_t n = write(fd, text.ptr, text.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? ENOSPC : errno;
			return false;
		}
		text.ptr += n;
		text.len -= (size_t)n;
	}
	return true;
}

/* Give to the attribute that from has, or none. */
static bool
copy_attribute(int from, int to, const char *name)
{
	char value[65536];
	ssize_t len = fgetxattr(from, name, value, sizeof value);

	if (len >= 0)
		return fsetxattr(to, name, value, (size_t)len, 0) == 0;
	if (errno == ENOTSUP)
		return true;
	if (errno != ENODATA)
		return false;
	/* the folder's default list may have given one */
	return fremovexattr(to, name) == 0 || errno == ENODATA || errno == ENOTSUP;
}

/* Give the new file what the old one has: who may read it is not for a fix to change. */
static bool
copy_rights(int from, const struct stat *st, int to)
{
	struct stat made;

	if (fstat(to, &made) == -1)
		return false;
	/* owner first, for a change of owner takes set-id bits off */
	if ((made.st_uid != st->st_uid || made.st_gid != st->st_gid) &&
	    fchown(to, st->st_uid, st->st_gid) == -1)
		return false;
	return copy_attribute(from, to, "system.posix_acl_access") &&
	       fchmod(to, st->st_mode & 07777) == 0;
}

/* A security label is kept where the system lets us; where it does not, the folder's rule holds. */
static void
copy_label(int from, int to)
{
	char value[4096];
	ssize_t len = fgetxattr(from, "security.selinux", value, sizeof value);

	if (len >= 0)
		(void)fsetxattr(to, "security.selinux", value, (size_t)len, 0);
}

/* Where the open file really lies, split at its last slash. */
static bool
find_real_path(struct replace *r, int fd, struct change *change, struct err *err)
{
	char link[64], path[8192], *slash;
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n <= 0 || n == (ssize_t)sizeof path - 1) {
		err_set(err, "cannot find where %s lies", source_path(r->sources, change->file));
		return false;
	}
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL || slash[1] == '\0') {
		err_set(err, "cannot find where %s lies", source_path(r->sources, change->file));
		return false;
	}
	change->name = arena_copy(&r->arena, str_of(slash + 1));
	slash[slash == path] = '\0';
	change->folder = arena_copy(&r->arena, str_of(path));
	return true;
}

/* Open the folder, and see that it is the one that was found when the file was prepared. */
static int
open_folder(struct replace *r, struct change *change, struct err *err)
{
	int fd = open(change->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd == -1 || fstat(fd, &st) == -1) {
		err_sys(err, "cannot open the folder of %s", source_path(r->sources, change->file));
		if (fd != -1)
			close(fd);
		return -1;
	}
	if (change->pending &&
	    (st.st_dev != change->folder_dev || st.st_ino != change->folder_ino)) {
		err_set(
		    err, "the folder of %s was replaced", source_path(r->sources, change->file));
		close(fd);
		return -1;
	}
	change->folder_dev = st.st_dev;
	change->folder_ino = st.st_ino;
	return fd;
}

/* See that what has the old name is still what was read, and nothing else has it. */
static bool
check_old(struct replace *r, const struct change *change, int folder, struct err *err)
{
	const char *path = source_path(r->sources, change->file);
	struct stat st;

	if (fstatat(folder, change->name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		err_sys(err, "cannot write %s", path);
		return false;
	}
	if (!S_ISREG(st.st_mode) || !source_same(source_get(r->sources, change->file), &st)) {
		err_set(err, "%s has changed since it was read", path);
		return false;
	}
	if (st.st_nlink > 1) {
		err_set(err, "%s has %lu names (hard links), which would part", path,
		    (unsigned long)st.st_nlink);
		return false;
	}
	if (faccessat(folder, change->name, W_OK, AT_EACCESS) == -1) {
		err_sys(err, "cannot write %s", path);
		return false;
	}
	return true;
}

/* Make the temporary file, whole and on the disk; false with errno and no file. */
static bool
make_temporary(struct change *change, int folder, int old, struct str text)
{
	struct stat st;
	int fd, code;

	fd = temporary_make(folder, 0600, change->temporary);
	if (fd == -1)
		return false;
	if (fstat(old, &st) == 0 && write_all(fd, text) && copy_rights(old, &st, fd)) {
		copy_label(old, fd);
		if (fsync(fd) == 0) {
			close(fd);
			return true;
		}
	}
	code = errno;
	close(fd);
	unlinkat(folder, change->temporary, 0);
	errno = code;
	return false;
}

/* Files come sorted by path, so those of one folder come one after the other. */
static bool
folder_is_new(const struct replace *r, const struct change *change)
{
	const struct change *last = r->count > 0 ? &r->changes[r->count - 1] : NULL;

	return last == NULL || last->folder_dev != change->folder_dev ||
	       last->folder_ino != change->folder_ino;
}

static bool
prepare(struct replace *r, struct change *change, int old, struct str text, struct err *err)
{
	const char *path = source_path(r->sources, change->file);
	bool ok = false;
	int folder;

	if (!find_real_path(r, old, change, err))
		return false;
	folder = open_folder(r, change, err);
	if (folder == -1)
		return false;
	if (check_old(r, change, folder, err)) {
		if (folder_is_new(r, change))
			temporary_clear(folder);
		ok = make_temporary(change, folder, old, text);
		if (!ok)
			err_sys(err, "cannot write a new file beside %s", path);
	}
	close(folder);
	return ok;
}

bool
replace_prepare(struct replace *r, uint32_t file, struct str text, struct err *err)
{
	struct change change = { .file = file };
	struct source_handle h;
	bool ok;

	if (source_open_disk(r->sources, file, &h, err) != OPEN_OK)
		return false;
	if (h.fd == -1) {
		err_set(err, "%s is no file that could be written", source_path(r->sources, file));
		return false;
	}
	ok = prepare(r, &change, h.fd, text, err);
	source_close(&h);
	if (!ok)
		return false;
	change.pending = true;
	if (r->count == r->cap) {
		r->cap = r->cap == 0 ? 16 : r->cap * 2;
		r->changes = xrealloc(r->changes, r->cap * sizeof *r->changes);
	}
	r->changes[r->count++] = change;
	return true;
}

/* Replace one file; the folder is brought to the disk by the caller. */
static bool
commit_one(struct replace *r, struct change *change, int folder, struct err *err)
{
	if (!check_old(r, change, folder, err))
		return false;
	if (renameat(folder, change->temporary, folder, change->name) == -1) {
		err_sys(err, "cannot replace %s", source_path(r->sources, change->file));
		return false;
	}
	change->pending = false;
	return true;
}

static int
compare_files(const void *a, const void *b)
{
	const struct file *x = *(struct file *const *)a, *y = *(struct file *const *)b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->ino == y->ino ? 0 : x->ino < y->ino ? -1 : 1;
}

/* See that no two paths lead to one file, of which only one text could stay. */
static bool
check_distinct(struct replace *r, struct err *err)
{
	struct file **files = arena_array(&r->arena, r->count, sizeof(struct file *));

	for (size_t i = 0; i < r->count; i++)
		files[i] = source_get(r->sources, r->changes[i].file);
	sort_items(files, r->count, sizeof(struct file *), compare_files);
	for (size_t i = 1; i < r->count; i++)
		if (compare_files(&files[i - 1], &files[i]) == 0) {
			err_set(err, "%s and %s are one file", files[i - 1]->path, files[i]->path);
			return false;
		}
	return true;
}

/* See that nothing at all has changed before the first file is replaced. */
static bool
check_all(struct replace *r, struct err *err)
{
	for (size_t i = 0; i < r->count; i++) {
		int folder = open_folder(r, &r->changes[i], err);
		bool ok = folder != -1 && check_old(r, &r->changes[i], folder, err);

		if (folder != -1)
			close(folder);
		if (!ok)
			return false;
	}
	return true;
}

bool
replace_commit(struct replace *r, size_t *done, struct err *err)
{
	*done = 0;
	if (r->count == 0)
		return true;
	if (!check_distinct(r, err) || !check_all(r, err))
		return false;
	for (size_t i = 0; i < r->count; i++) {
		struct change *change = &r->changes[i];
		int folder = open_folder(r, change, err);
		bool ok;

		if (folder == -1)
			return false;
		ok = commit_one(r, change, folder, err);
		*done += ok;
		/* the new text is in place; what may still be lost is that it has the old name */
		if (ok && fsync(folder) == -1) {
			err_sys(err, "cannot bring the folder of %s to the disk",
			    source_path(r->sources, change->file));
			ok = false;
		}
		close(folder);
		if (!ok)
			return false;
	}
	return true;
}

void
replace_end(struct replace *r)
{
	struct err err = { 0 };

	if (r == NULL)
		return;
	for (size_t i = 0; i < r->count; i++) {
		int folder;

		if (!r->changes[i].pending)
			continue;
		folder = open_folder(r, &r->changes[i], &err);
		if (folder == -1)
			continue;
		unlinkat(folder, r->changes[i].temporary, 0);
		close(folder);
	}
	flock(sources_root_fd(r->sources), LOCK_UN);
	free(r->changes);
	arena_free(&r->arena);
	free(r);
}
