/* base/folder.c -- entries of a folder and the beginnings of its files */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/source_files.h"

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

struct folder_entry {
	size_t name; /* offset in the folder's names */
	uint8_t kind;
};

/* ---- entries ---- */

/* One component after the other, so that none is a link: for kernels before 5.6. */
static int
open_walking(int root, const char *path)
{
	int at = root, next;

	while (*path != '\0') {
		char name[NAME_MAX + 1];
		size_t len = strcspn(path, "/");

		if (len > NAME_MAX) {
			errno = ENAMETOOLONG;
			next = -1;
		} else {
			memcpy(name, path, len);
			name[len] = '\0';
			next = openat(at, name, FOLDER_FLAGS);
		}
		if (at != root)
			close(at);
		if (next == -1)
			return -1;
		at = next;
		path += len + (path[len] == '/');
	}
	return at;
}

static int
open_folder(const struct sources *sources, const char *path)
{
	int root = sources_root_fd(sources);
	struct open_how how = { .flags = FOLDER_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS };
	long fd;

	if (*path == '\0')
		return openat(root, ".", FOLDER_FLAGS);
	fd = syscall(SYS_openat2, root, path, &how, sizeof how);
	if (fd == -1 && (errno == ENOSYS || errno == EPERM))
		return open_walking(root, path);
	return (int)fd;
}

static void
take_entry(void *to, const char *name, enum file_kind kind)
{
	struct folder *f = to;

	f->entries = xgrow(f->entries, f->count, &f->cap, sizeof *f->entries);
	f->entries[f->count++] = (struct folder_entry){ f->names.len, (uint8_t)kind };
	buf_bytes(&f->names, name, strlen(name) + 1);
}

static enum file_kind
kind_of(unsigned char type)
{
	switch (type) {
	case DT_REG:
		return KIND_FILE;
	case DT_DIR:
		return KIND_FOLDER;
	case DT_LNK:
		return KIND_LINK;
	case DT_UNKNOWN:
		return KIND_UNKNOWN;
	default:
		return KIND_OTHER;
	}
}

static bool
read_disk(struct folder *f)
{
	DIR *dir = fdopendir(f->fd);
	struct dirent *d;

	if (dir == NULL) {
		close(f->fd);
		f->fd = -1;
		return false;
	}
	/* the stream's descriptor serves to open the files, and is closed with it */
	errno = 0;
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			take_entry(f, d->d_name, kind_of(d->d_type));
		errno = 0;
	}
	f->fd = errno == 0 ? dup(f->fd) : -1;
	closedir(dir);
	return f->fd != -1;
}

static int
compare_entries(const void *a, const void *b, void *names)
{
	const struct folder_entry *x = a, *y = b;

	return strcmp((const char *)names + x->name, (const char *)names + y->name);
}

void
folder_init(struct folder *f, struct sources *sources)
{
	*f = (struct folder){ .sources = sources, .fd = -1 };
}

static void
close_folder(struct folder *f)
{
	if (f->fd != -1)
		close(f->fd);
	f->fd = -1;
	f->names.len = 0;
	f->count = 0;
}

void
folder_free(struct folder *f)
{
	close_folder(f);
	buf_free(&f->names);
	free(f->entries);
}

bool
folder_read(struct folder *f, const char *path)
{
	const struct source_tree *tree = f->sources->tree;

	close_folder(f);
	f->path = path;
	if (tree != NULL) {
		tree->list(tree->arg, path, take_entry, f);
	} else {
		f->fd = open_folder(f->sources, path);
		if (f->fd == -1 || !read_disk(f))
			return false;
	}
	if (f->count > 1)
		qsort_r(f->entries, f->count, sizeof *f->entries, compare_entries, f->names.ptr);
	return true;
}

const char *
folder_name(const struct folder *f, size_t i)
{
	return f->names.ptr + f->entries[i].name;
}

enum file_kind
folder_kind(const struct folder *f, size_t i)
{
	enum file_kind kind = (enum file_kind)f->entries[i].kind;
	struct stat st;

	if (kind != KIND_UNKNOWN)
		return kind;
	/* some file systems do not say */
	if (fstatat(f->fd, folder_name(f, i), &st, AT_SYMLINK_NOFOLLOW) == -1)
		return KIND_OTHER;
	return kind_of((unsigned char)IFTODT(st.st_mode));
}

bool
folder_has(const struct folder *f, const char *name)
{
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(folder_name(f, mid), name);

		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* ---- beginnings ---- */

static void
room_for(struct folder_head *h, size_t len)
{
	if (h->room > len)
		return;
	free(h->text);
	h->room = (len + 1 + 4095) & ~(size_t)4095;
	h->text = xmalloc(h->room);
}

static void
fail(struct folder_head *h)
{
	h->failed = true;
	err_set(&h->err, "%s", strerrordesc_np(errno));
}

static bool
read_disk_head(
    int fd, size_t first, size_t most, bool (*is_enough)(struct str text), struct folder_head *h)
{
	size_t want = h->size < first ? (size_t)h->size : first;

	for (h->len = 0; h->len < want;) {
		ssize_t n = read(fd, h->text + h->len, want - h->len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		if (n == 0)
			return true;
		h->len += (size_t)n;
		if (h->len == first && !is_enough((struct str){ h->text, h->len }))
			want = h->size < most ? (size_t)h->size : most;
	}
	return true;
}

static void
disk_head(const struct folder *f, size_t i, size_t first, size_t most,
    bool (*is_enough)(struct str text), struct folder_head *h)
{
	int fd = openat(
	    f->fd, folder_name(f, i), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1) {
		h->ignored = errno == ENOENT || errno == ELOOP || errno == ENXIO;
		fail(h);
		return;
	}
	if (fstat(fd, &h->st) == -1) {
		fail(h);
	} else if (!S_ISREG(h->st.st_mode)) {
		h->ignored = true;
	} else {
		h->size = (uint64_t)h->st.st_size;
		room_for(h, h->size < most ? (size_t)h->size : most);
		if (!read_disk_head(fd, first, most, is_enough, h))
			fail(h);
	}
	close(fd);
}

static void
entry_path(const struct folder *f, size_t i, struct buf *path)
{
	buf_text(path, f->path);
	if (path->len > 0)
		buf_char(path, '/');
	buf_bytes(path, folder_name(f, i), strlen(folder_name(f, i)) + 1);
}

static void
tree_head(const struct folder *f, size_t i, size_t most, struct folder_head *h)
{
	struct sources *s = f->sources;
	struct buf path = { 0 }, text = { 0 };
	enum open_result result;

	entry_path(f, i, &path);
	pthread_mutex_lock(&s->tree_lock);
	result = s->tree->read(s->tree->arg, path.ptr, most, &text, &h->size, &h->err);
	pthread_mutex_unlock(&s->tree_lock);
	if (result == OPEN_OK) {
		room_for(h, text.len);
		if (text.len > 0)
			memcpy(h->text, text.ptr, text.len);
		h->len = text.len;
	}
	h->failed = result != OPEN_OK;
	h->ignored = result == OPEN_MISSING;
	buf_free(&path);
	buf_free(&text);
}

void
folder_head(const struct folder *f, size_t i, size_t first, size_t most,
    bool (*is_enough)(struct str text), struct folder_head *h)
{
	*h = (struct folder_head){ .text = h->text, .room = h->room };
	if (f->sources->tree != NULL)
		tree_head(f, i, most, h);
	else
		disk_head(f, i, first, most, is_enough, h);
}

void
folder_keep(const struct folder *f, size_t i, const struct folder_head *h)
{
	struct buf path = { 0 };
	uint32_t file;

	entry_path(f, i, &path);
	file = source_add(f->sources, path.ptr, false);
	buf_free(&path);
	if (f->sources->tree == NULL)
		source_keep(f->sources, file, &h->st, (struct str){ h->text, h->len });
	else if (h->len == h->size)
		(void)source_take(
		    f->sources, file, (struct str){ h->text, h->len }, &(struct err){ 0 });
}
