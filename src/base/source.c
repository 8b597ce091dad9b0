/* base/source.c -- files opened safely, known by number, read again when a place is to be shown */
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/source_files.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define OPEN_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define PATH_LEN   8192

/* path is taken over. */
static struct sources *
make_sources(char *path, int fd)
{
	struct sources *s = xcalloc(1, sizeof *s);

	s->root = path;
	s->root_fd = fd;
	s->bytes_most = LIMITS_DEFAULT.bytes;
	/* a seed that cannot be had only makes collisions easier to plan */
	if (getrandom(&s->seed, sizeof s->seed, GRND_NONBLOCK) == -1)
		s->seed = (uint64_t)(uintptr_t)s;
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->tree_lock, NULL);
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_init(&s->stripes[i], NULL);
	return s;
}

struct sources *
sources_new(const char *root, struct err *err)
{
	char *path = realpath(root, NULL);
	int fd;

	if (path == NULL) {
		err_sys(err, "cannot open folder %s", root);
		return NULL;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1) {
		err_sys(err, "cannot open folder %s", root);
		free(path);
		return NULL;
	}
	return make_sources(path, fd);
}

struct sources *
sources_new_tree(const char *root, const struct source_tree *tree)
{
	struct sources *s =
	    make_sources(xstrdup(root), open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	s->tree = tree;
	return s;
}

void
sources_free(struct sources *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->windows != NULL && i < WINDOWS; i++)
		source_window_drop(s, &s->windows[i]);
	free(s->windows);
	for (uint32_t file = 1; file <= s->count; file++)
		free(source_get(s, file)->blocks);
	vec_free(&s->texts);
	for (size_t i = 0; i < CHUNKS && s->chunks[i] != NULL; i++)
		free(s->chunks[i]);
	free(s->table);
	arena_free(&s->arena);
	if (s->root_fd != -1)
		close(s->root_fd);
	free(s->root);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->tree_lock);
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&s->stripes[i]);
	free(s);
}

const char *
sources_root(const struct sources *s)
{
	return s->root;
}

int
sources_root_fd(const struct sources *s)
{
	return s->root_fd;
}

void
sources_limit(struct sources *s, uint64_t bytes)
{
	pthread_mutex_lock(&s->lock);
	s->bytes_most = bytes;
	pthread_mutex_unlock(&s->lock);
}

/* path without "./" and doubled or final slashes; ".." stays, for links may stand before it. */
static char *
fold_path(struct sources *s, const char *path)
{
	size_t len = strlen(path), out = 0;
	char *copy = arena_alloc(&s->arena, len + 2);

	for (size_t i = 0; i < len;) {
		size_t end = i;

		while (end < len && path[end] != '/')
			end++;
		if (end > i && !(end == i + 1 && path[i] == '.')) {
			memcpy(copy + out, path + i, end - i);
			out += end - i;
			if (end < len)
				copy[out++] = '/';
		} else if (i == 0 && path[0] == '/') {
			copy[out++] = '/';
		}
		i = end + 1;
	}
	if (out > 1 && copy[out - 1] == '/')
		out--;
	if (out == 0 && len > 0)
		copy[out++] = '.';
	copy[out] = '\0';
	return copy;
}

static void
table_put(struct sources *s, uint64_t hash, uint32_t number)
{
	uint32_t at = (uint32_t)hash & s->table_mask;

	while (s->table[at] != 0)
		at = (at + 1) & s->table_mask;
	s->table[at] = number;
}

static uint32_t
table_find(const struct sources *s, uint64_t hash, const char *path, bool trusted)
{
	if (s->table == NULL)
		return 0;
	for (uint32_t at = (uint32_t)hash & s->table_mask; s->table[at] != 0;
	     at = (at + 1) & s->table_mask) {
		const struct file *f = source_get(s, s->table[at]);

		if (f->hash == hash && f->trusted == trusted && strcmp(f->path, path) == 0)
			return s->table[at];
	}
	return 0;
}

static void
table_grow(struct sources *s)
{
	uint32_t size = s->table == NULL ? 64 : (s->table_mask + 1) * 2;

	free(s->table);
	s->table = xcalloc(size, sizeof *s->table);
	s->table_mask = size - 1;
	for (uint32_t i = 0; i < s->count; i++)
		table_put(s, source_get(s, i + 1)->hash, i + 1);
}

static uint32_t
number_file(struct sources *s, struct file *f)
{
	uint32_t number = s->count;
	struct file ***chunk = &s->chunks[number >> CHUNK_BITS];

	if (number == CHUNKS << CHUNK_BITS)
		die("more than %u files", number);
	if (*chunk == NULL)
		*chunk = xcalloc(CHUNK, sizeof(struct file *));
	(*chunk)[number & (CHUNK - 1)] = f;
	/* who sees the number sees the file */
	atomic_store_explicit(&s->count, number + 1, memory_order_release);
	return number + 1;
}

/* The number of the path, a new one when it has none yet; the lock is held. */
static uint32_t
add_file(struct sources *s, const char *path, bool trusted)
{
	const char *folded = fold_path(s, path);
	uint64_t hash = XXH3_64bits_withSeed(folded, strlen(folded), s->seed);
	uint32_t number = table_find(s, hash, folded, trusted);
	struct file *f;

	if (number != 0)
		return number;
	f = arena_alloc(&s->arena, sizeof *f);
	f->path = folded;
	f->hash = hash;
	f->trusted = trusted;
	number = number_file(s, f);
	if (s->table == NULL || number * 2 > s->table_mask)
		table_grow(s);
	else
		table_put(s, hash, number);
	return number;
}

/* A path of the command line that lies beneath the root as what files would call it; else NULL. */
static const char *
beneath_root(struct sources *s, const char *path)
{
	char folder[PATH_MAX];
	size_t len = strlen(s->root);
	const char *whole = path;

	if (strstr(path, "..") != NULL || (path[0] != '/' && getcwd(folder, sizeof folder) == NULL))
		return NULL;
	if (path[0] != '/')
		whole = arena_printf(&s->arena, "%s/%s", folder, path);
	whole = fold_path(s, whole);
	return strncmp(whole, s->root, len) == 0 && whole[len] == '/' ? whole + len + 1 : NULL;
}

uint32_t
source_add(struct sources *s, const char *path, bool trusted)
{
	const char *inside;
	uint32_t number;

	pthread_mutex_lock(&s->lock);
	inside = trusted ? beneath_root(s, path) : NULL;
	number = inside != NULL ? add_file(s, inside, false) : add_file(s, path, trusted);
	pthread_mutex_unlock(&s->lock);
	return number;
}

uint32_t
source_add_text(struct sources *s, const char *name, struct str text)
{
	uint32_t number;
	struct file *f;

	pthread_mutex_lock(&s->lock);
	number = add_file(s, name, false);
	f = source_get(s, number);
	f->text = arena_copy(&s->arena, text);
	f->size = text.len;
	f->block_count = 0;
	pthread_mutex_unlock(&s->lock);
	return number;
}

struct file *
source_get(const struct sources *s, uint32_t file)
{
	uint32_t at = file - 1;

	if (at >= atomic_load_explicit(&s->count, memory_order_acquire))
		die("file number %u was never given", file);
	return s->chunks[at >> CHUNK_BITS][at & (CHUNK - 1)];
}

const char *
source_path(const struct sources *s, uint32_t file)
{
	return source_get(s, file)->path;
}

uint32_t
source_count(const struct sources *s)
{
	return atomic_load_explicit(&s->count, memory_order_acquire);
}

/* True when a component of path is .git; without regard to case, as some file systems see it. */
static bool
through_git(const char *path)
{
	while (*path != '\0') {
		size_t len = strcspn(path, "/");

		if (str_equal_fold((struct str){ path, len }, STR(".git")))
			return true;
		path += len;
		path += *path == '/';
	}
	return false;
}

/* The real path of an open file, cut at the root when it lies beneath; false without /proc. */
static bool
opened_path(const struct sources *s, int fd, char out[PATH_LEN])
{
	char link[64];
	size_t root_len = strlen(s->root);
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_LEN - 1);
	if (n <= 0 || n == PATH_LEN - 1)
		return false;
	out[n] = '\0';
	if (strncmp(out, s->root, root_len) == 0 && out[root_len] == '/')
		memmove(out, out + root_len + 1, (size_t)n - root_len);
	return true;
}

/* Open component by component, following no link at all: for kernels before 5.6. */
static int
open_walking(const struct sources *s, const char *path)
{
	int dir = s->root_fd, fd = -1;

	if (*path == '/') {
		errno = EXDEV;
		return -1;
	}
	for (;;) {
		char name[256];
		size_t len = strcspn(path, "/");
		bool last = path[len] == '\0';

		if (len >= sizeof name) {
			errno = ENAMETOOLONG;
			break;
		}
		memcpy(name, path, len);
		name[len] = '\0';
		if (strcmp(name, "..") == 0) {
			errno = EXDEV;
			break;
		}
		fd = openat(
		    dir, name, O_NOFOLLOW | (last ? OPEN_FLAGS : O_PATH | O_DIRECTORY | O_CLOEXEC));
		if (fd == -1 || last)
			break;
		if (dir != s->root_fd)
			close(dir);
		dir = fd;
		fd = -1;
		path += len + 1;
	}
	if (dir != s->root_fd) {
		int code = errno;

		close(dir);
		errno = code;
	}
	return fd;
}

static int
open_beneath(struct sources *s, const char *path)
{
	struct open_how how = { .flags = OPEN_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

	/* EAGAIN: a rename elsewhere raced with the walk through ".." */
	for (int tries = 0; tries < 32 && !__atomic_load_n(&s->no_openat2, __ATOMIC_RELAXED);
	     tries++) {
		long fd = syscall(SYS_openat2, s->root_fd, path, &how, sizeof how);

		if (fd >= 0)
			return (int)fd;
		/* EPERM: what older container run-times answer for a call they do not know */
		if (errno == ENOSYS || errno == EPERM)
			__atomic_store_n(&s->no_openat2, true, __ATOMIC_RELAXED);
		else if (errno != EAGAIN && errno != EINTR)
			return -1;
	}
	return open_walking(s, path);
}

static enum open_result
open_failure(const struct file *f, struct err *err)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		err_sys(err, "cannot read %s", f->path);
		return OPEN_MISSING;
	case EXDEV:
		err_set(err, "%s lies outside the root", f->path);
		return OPEN_OUTSIDE;
	case ENXIO:
		err_set(err, "%s is not a regular file", f->path);
		return OPEN_IRREGULAR;
	default:
		err_sys(err, "cannot read %s", f->path);
		return OPEN_FAILED;
	}
}

enum open_result
source_open_checked(
    struct sources *s, const struct file *f, bool seen, int *fd, struct stat *st, struct err *err)
{
	char real[PATH_LEN];

	*fd = -1;
	if (through_git(f->path)) {
		err_set(err, "%s lies in a .git folder", f->path);
		return OPEN_OUTSIDE;
	}
	*fd = f->trusted ? open(f->path, OPEN_FLAGS) : open_beneath(s, f->path);
	/* What was found to lie where it may, and is still the same, needs no second look. */
	if (*fd != -1 && seen && fstat(*fd, st) == 0 && source_same(f, st))
		return OPEN_OK;
	if (*fd != -1 && !opened_path(s, *fd, real)) {
		/* where links lead cannot be seen, so none is followed */
		close(*fd);
		*fd =
		    f->trusted ? open(f->path, OPEN_FLAGS | O_NOFOLLOW) : open_walking(s, f->path);
		real[0] = '\0';
	}
	if (*fd == -1)
		return open_failure(f, err);
	if (through_git(real)) {
		err_set(err, "%s lies in a .git folder", f->path);
		return OPEN_OUTSIDE;
	}
	if (fstat(*fd, st) == -1) {
		err_sys(err, "cannot read %s", f->path);
		return OPEN_FAILED;
	}
	if (!S_ISREG(st->st_mode)) {
		err_set(err, "%s is not a regular file", f->path);
		return OPEN_IRREGULAR;
	}
	return OPEN_OK;
}

bool
source_same(const struct file *f, const struct stat *st)
{
	return f->dev == st->st_dev && f->ino == st->st_ino && f->size == (uint64_t)st->st_size &&
	       f->mtime.tv_sec == st->st_mtim.tv_sec && f->mtime.tv_nsec == st->st_mtim.tv_nsec;
}

void
source_use(struct sources *s, uint32_t file)
{
	atomic_store_explicit(&source_get(s, file)->used, true, memory_order_relaxed);
}

void
source_confide(struct sources *s, uint32_t file)
{
	atomic_store_explicit(&source_get(s, file)->confidential, true, memory_order_relaxed);
}

bool
source_is_confidential(const struct sources *s, uint32_t file)
{
	return atomic_load_explicit(&source_get(s, file)->confidential, memory_order_relaxed);
}

bool
sources_use(struct sources *s, const struct stat *st)
{
	for (uint32_t i = 1; i <= source_count(s); i++) {
		struct file *f = source_get(s, i);

		if (f->opened && f->dev == st->st_dev && f->ino == st->st_ino &&
		    atomic_load_explicit(&f->used, memory_order_relaxed))
			return true;
	}
	return false;
}

/* offsets have 32 bits */
static bool
has_room(const struct sources *s, uint64_t size)
{
	return size <= UINT32_MAX && size <= s->bytes_most && s->bytes <= s->bytes_most - size;
}

static enum open_result
too_big(const struct sources *s, const struct file *f, struct err *err)
{
	err_set(err, "%s: all files together exceed the limit of %llu bytes", f->path,
	    (unsigned long long)s->bytes_most);
	return OPEN_TOO_BIG;
}

enum open_result
source_first_sight(struct sources *s, struct file *f, const struct stat *st, struct err *err)
{
	uint64_t size = (uint64_t)st->st_size;

	if (f->opened) {
		if (source_same(f, st))
			return OPEN_OK;
		err_set(err, "%s has changed while it was being checked", f->path);
		return OPEN_FAILED;
	}
	if (!has_room(s, size))
		return too_big(s, f, err);
	s->bytes += size;
	f->opened = true;
	f->dev = st->st_dev;
	f->ino = st->st_ino;
	f->size = size;
	f->mtime = st->st_mtim;
	return OPEN_OK;
}

enum open_result
source_take(struct sources *s, uint32_t file, struct str text, struct err *err)
{
	struct file *f = source_get(s, file);
	enum open_result result = OPEN_OK;

	pthread_mutex_lock(&s->lock);
	if (f->text == NULL && !has_room(s, text.len)) {
		result = too_big(s, f, err);
	} else if (f->text == NULL) {
		s->bytes += text.len;
		f->size = text.len;
		f->text = arena_copy(&s->arena, text);
	}
	pthread_mutex_unlock(&s->lock);
	return result;
}

/* The text is fetched when it is first asked for; *size is that of the text. */
static enum open_result
open_in_tree(struct sources *s, uint32_t file, uint64_t *size, struct err *err)
{
	struct file *f = source_get(s, file);
	enum open_result result = OPEN_OK;
	struct buf text = { 0 };

	if (f->text == NULL && through_git(f->path)) {
		err_set(err, "%s lies in a .git folder", f->path);
		return OPEN_OUTSIDE;
	}
	pthread_mutex_lock(&s->tree_lock);
	if (f->text == NULL) {
		uint64_t whole;

		result = s->tree->read(s->tree->arg, f->path, s->bytes_most, &text, &whole, err);
		if (result == OPEN_MISSING)
			err_set(err, "cannot read %s: there is none", f->path);
		else if (result == OPEN_OK && whole > text.len)
			result = too_big(s, f, err);
		else if (result == OPEN_OK)
			result = source_take(s, file, buf_view(&text), err);
	}
	*size = f->size;
	pthread_mutex_unlock(&s->tree_lock);
	buf_free(&text);
	return result;
}

bool
source_link(const struct sources *s, const char *path, struct buf *target)
{
	char text[PATH_LEN];
	ssize_t n;

	if (s->tree != NULL)
		return s->tree->link(s->tree->arg, path, target);
	n = readlinkat(s->root_fd, path, text, sizeof text);
	if (n <= 0 || (size_t)n == sizeof text)
		return false;
	buf_bytes(target, text, (size_t)n);
	return true;
}

bool
source_resolve(const struct sources *s, const char *path, struct buf *out)
{
	size_t len = strlen(s->root);
	struct stat st;
	char *full = NULL, *real;
	bool ok = false;

	if (s->tree != NULL)
		return s->tree->resolve(s->tree->arg, path, out);
	if (asprintf(&full, "%s/%s", s->root, path) == -1)
		die("out of memory");
	real = realpath(full, NULL);
	if (real != NULL && strncmp(real, s->root, len) == 0 && (real[len] == '/' || len == 1) &&
	    stat(real, &st) == 0 && S_ISREG(st.st_mode)) {
		buf_text(out, real + len + (len > 1));
		ok = true;
	}
	free(full);
	free(real);
	return ok;
}

enum open_result
source_open_disk(struct sources *s, uint32_t file, struct source_handle *h, struct err *err)
{
	struct file *f = source_get(s, file);
	enum open_result result;
	struct stat st;
	bool seen;
	int fd;

	*h = (struct source_handle){ .sources = s, .file = file, .fd = -1, .size = f->size };
	if (s->tree != NULL && !f->trusted)
		return open_in_tree(s, file, &h->size, err);
	if (f->text != NULL)
		return OPEN_OK;
	pthread_mutex_lock(&s->lock);
	seen = f->opened;
	pthread_mutex_unlock(&s->lock);
	result = source_open_checked(s, f, seen, &fd, &st, err);
	if (result == OPEN_OK) {
		pthread_mutex_lock(&s->lock);
		result = source_first_sight(s, f, &st, err);
		pthread_mutex_unlock(&s->lock);
	}
	if (result != OPEN_OK) {
		if (fd != -1)
			close(fd);
		return result;
	}
	h->fd = fd;
	h->size = f->size;
	return OPEN_OK;
}

enum open_result
source_open(struct sources *s, uint32_t file, struct source_handle *h, struct err *err)
{
	struct file *f = source_get(s, file);

	if (f->text == NULL && f->kept == NULL)
		return source_open_disk(s, file, h, err);
	*h = (struct source_handle){ .sources = s, .file = file, .fd = -1, .size = f->size };
	return OPEN_OK;
}

bool
source_read_full(int fd, uint64_t off, char *to, size_t len)
{
	while (len > 0) {
		ssize_t n = pread(fd, to, len, (off_t)off);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? 0 : errno;
			return false;
		}
		to += n;
		off += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

bool
source_read(struct source_handle *h, uint64_t off, void *to, size_t len, struct err *err)
{
	struct file *f = source_get(h->sources, h->file);
	struct stat st;

	if (off >= h->size)
		return true;
	if (len > h->size - off)
		len = (size_t)(h->size - off);
	if (h->fd == -1) {
		memcpy(to, (f->text != NULL ? f->text : f->kept) + off, len);
		return true;
	}
	if (!source_read_full(h->fd, off, to, len)) {
		if (errno == 0)
			err_set(err, "%s has shrunk while it was being read", f->path);
		else
			err_sys(err, "cannot read %s", f->path);
		return false;
	}
	if (fstat(h->fd, &st) == -1 || !source_same(f, &st)) {
		err_set(err, "%s has changed while it was being read", f->path);
		return false;
	}
	return true;
}

void
source_close(struct source_handle *h)
{
	if (h->fd != -1)
		close(h->fd);
	h->fd = -1;
}

bool
source_changed(struct sources *s, uint32_t file)
{
	struct file *f = source_get(s, file);
	struct err err = { 0 };
	struct stat st;
	bool changed;
	int fd;

	pthread_mutex_lock(&s->lock);
	changed = f->opened;
	pthread_mutex_unlock(&s->lock);
	if (f->text != NULL || !changed)
		return false;
	changed =
	    source_open_checked(s, f, false, &fd, &st, &err) != OPEN_OK || !source_same(f, &st);
	if (fd != -1)
		close(fd);
	return changed;
}
