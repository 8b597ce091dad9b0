/* zone/discover_walk.c -- walk the root in a fixed order and look at every file once */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/glob.h"
#include "base/path.h"
#include "base/sort.h"
#include "base/threads.h"
#include "zone/discover_parts.h"

/* Read first: most zones end before it, and most files that are none show it by then. */
#define FIRST_BYTES ((size_t)16 << 10)
#define HEADS       128 /* files read before they are looked at */
#define FEW_HEADS   16  /* fewer are not worth a second worker */

struct entry {
	size_t name; /* offset in the folder's names */
	unsigned char type;
};

/* A folder being read. */
struct folder {
	const char *path; /* "" is the root */
	int fd;
	struct buf names;
	struct list entries; /* struct entry, sorted by name */
	bool journals;       /* some name ends in ".jnl" */
};

void *
list_more(struct list *l, size_t size)
{
	void *item;

	if (l->count == l->cap) {
		l->cap = l->cap == 0 ? 16 : l->cap * 2;
		if (l->cap > SIZE_MAX / size)
			die("out of memory");
		l->items = xrealloc(l->items, l->cap * size);
	}
	item = (char *)l->items + l->count++ * size;
	memset(item, 0, size);
	return item;
}

void
list_path(struct list *l, const char *text)
{
	*(const char **)list_more(l, sizeof text) = text;
}

static const char *
entry_name(const struct folder *f, size_t i)
{
	return f->names.ptr + ((const struct entry *)f->entries.items)[i].name;
}

static bool
folder_has(const struct folder *f, const char *name)
{
	size_t low = 0, high = f->entries.count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(entry_name(f, mid), name);

		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* The path of an entry, with a NUL behind it. */
static void
entry_path(const struct folder *f, const char *name, struct buf *path)
{
	path->len = 0;
	buf_text(path, f->path);
	if (path->len > 0)
		buf_char(path, '/');
	buf_bytes(path, name, strlen(name) + 1);
}

bool
look_ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && strcmp(name + len - end_len, end) == 0;
}

/* Names that editors, packagers and servers give to copies and journals. */
static bool
is_left_over(const char *name)
{
	static const char *const ends[] = { "~", ".bak", ".orig", ".old", ".swp", ".jnl" };

	if (name[0] == '.')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (look_ends_with(name, ends[i]))
			return true;
	/* "db.x.save.1" is a copy, "my.savethewhales.org" is not */
	for (const char *p = strstr(name, ".save"); p != NULL; p = strstr(p + 1, ".save"))
		if (p[5] == '\0' || p[5] == '.' || p[5] == '-' || (p[5] >= '0' && p[5] <= '9'))
			return true;
	return false;
}

/* Is path, or a folder above it, excluded? */
static bool
is_excluded(const struct walk *w, const char *path, bool folder)
{
	for (size_t i = 0; i < w->exclude.count; i++) {
		struct str pattern = str_of(w->exclude.items[i]);

		/* "old/" matches what lies in old, and so the folder itself for our purpose */
		if (folder && pattern.len > 1 && pattern.ptr[pattern.len - 1] == '/')
			pattern.len--;
		if (glob_match(pattern, str_of(path)))
			return true;
	}
	return false;
}

static const char *
join_path(struct arena *a, const char *folder, const char *name)
{
	return *folder == '\0' ? arena_copy(a, str_of(name))
	                       : arena_printf(a, "%s/%s", folder, name);
}

/* ---- beginnings of files ---- */

/* Read from fd, which holds size bytes, what is to be looked at; false with errno. */
static bool
read_head(int fd, uint64_t size, char *text, size_t *len)
{
	size_t want = size < FIRST_BYTES ? (size_t)size : FIRST_BYTES;

	for (*len = 0; *len < want;) {
		ssize_t n = read(fd, text + *len, want - *len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		if (n == 0)
			return true;
		*len += (size_t)n;
		if (*len == FIRST_BYTES && memchr(text, '\0', SNIFF_BINARY) == NULL)
			want = size < SNIFF_BYTES ? (size_t)size : SNIFF_BYTES;
	}
	return true;
}

/* The beginning of a file of the folder that is being walked. */
struct head {
	size_t entry;
	char *text;
	size_t len, room;
	struct stat st;
	int error;    /* why it cannot be read, or 0 */
	bool ignored; /* gone, or no longer what it was: as if it had never been */
};

struct heads {
	const struct folder *folder;
	struct head list[HEADS];
	size_t count;
};

/* What one file leaves behind the next one takes. */
static void
room_for(struct head *h, size_t len)
{
	if (h->room > len)
		return;
	free(h->text);
	h->room = (len + 1 + 4095) & ~(size_t)4095;
	h->text = xmalloc(h->room);
}

static void
read_one(void *arg, size_t job, unsigned worker)
{
	struct heads *heads = arg;
	const struct folder *f = heads->folder;
	struct head *h = &heads->list[job];
	int fd = openat(f->fd, entry_name(f, h->entry),
	    O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);

	(void)worker;
	if (fd == -1) {
		h->ignored = errno == ENOENT || errno == ELOOP || errno == ENXIO;
		h->error = errno;
		return;
	}
	if (fstat(fd, &h->st) == -1) {
		h->error = errno;
	} else if (!S_ISREG(h->st.st_mode)) {
		h->ignored = true;
	} else {
		uint64_t size = (uint64_t)h->st.st_size;

		room_for(h, size < SNIFF_BYTES ? (size_t)size : SNIFF_BYTES);
		if (!read_head(fd, size, h->text, &h->len))
			h->error = errno;
	}
	close(fd);
}

/* Is it served as it is, made by a tool: signed, or kept up by a server with a journal? */
static bool
is_reference(const struct folder *f, const char *name)
{
	char journal[NAME_MAX + 8];

	if (look_ends_with(name, ".signed"))
		return true;
	if (!f->journals)
		return false;
	snprintf(journal, sizeof journal, "%s.jnl", name);
	return folder_has(f, journal);
}

static void
look_at_head(struct walk *w, const struct folder *f, struct head *h, struct buf *path)
{
	const char *name = entry_name(f, h->entry);
	struct str text = { h->text, h->len };

	entry_path(f, name, path);
	if (h->ignored)
		return;
	if (h->error != 0)
		look_unreadable(w, path->ptr, strerrordesc_np(h->error));
	else if (look_text(
	             w, path->ptr, text, (uint64_t)h->st.st_size > h->len, is_reference(f, name)))
		source_keep(w->sources, source_add(w->sources, path->ptr, false), &h->st, text);
}

static void
add_head(struct heads *heads, size_t entry)
{
	struct head *h = &heads->list[heads->count++];

	*h = (struct head){ .entry = entry, .text = h->text, .room = h->room };
}

static void
heads_free(struct heads *heads)
{
	for (size_t i = 0; i < HEADS; i++)
		free(heads->list[i].text);
	free(heads);
}

/* Read the beginnings that are waiting, several at a time, and look at them in their order. */
static void
look_at_heads(struct walk *w, struct heads *heads, struct buf *path)
{
	threads_run(
	    heads->count < FEW_HEADS ? 1 : threads_default(), heads->count, read_one, heads);
	for (size_t i = 0; i < heads->count; i++)
		look_at_head(w, heads->folder, &heads->list[i], path);
	heads->count = 0;
}

/* ---- folders ---- */

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

/* One component after the other, so that none is a link: for kernels before 5.6. */
static int
open_folder_walking(int root, const char *path)
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
open_folder(const struct walk *w, const char *path)
{
	int root = sources_root_fd(w->sources);
	struct open_how how = { .flags = FOLDER_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS };
	long fd;

	if (*path == '\0')
		return openat(root, ".", FOLDER_FLAGS);
	fd = syscall(SYS_openat2, root, path, &how, sizeof how);
	if (fd == -1 && (errno == ENOSYS || errno == EPERM))
		return open_folder_walking(root, path);
	return (int)fd;
}

static int
compare_entries(const void *a, const void *b, void *names)
{
	const struct entry *x = a, *y = b;

	return strcmp((const char *)names + x->name, (const char *)names + y->name);
}

static bool
read_entries(struct folder *f)
{
	DIR *dir = fdopendir(f->fd);
	struct dirent *d;

	if (dir == NULL) {
		close(f->fd);
		return false;
	}
	/* the stream's descriptor serves to open the files, and is closed with it */
	f->names.len = 0;
	f->entries.count = 0;
	f->journals = false;
	errno = 0;
	while ((d = readdir(dir)) != NULL) {
		struct entry *e;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		e = list_more(&f->entries, sizeof *e);
		e->name = f->names.len;
		e->type = d->d_type;
		buf_bytes(&f->names, d->d_name, strlen(d->d_name) + 1);
		f->journals |= look_ends_with(d->d_name, ".jnl");
		errno = 0;
	}
	f->fd = errno == 0 ? dup(f->fd) : -1;
	closedir(dir);
	if (f->fd == -1)
		return false;
	if (f->entries.count > 1)
		qsort_r(f->entries.items, f->entries.count, sizeof(struct entry), compare_entries,
		    f->names.ptr);
	return true;
}

static unsigned char
entry_type(const struct folder *f, size_t i)
{
	unsigned char type = ((const struct entry *)f->entries.items)[i].type;
	struct stat st;

	if (type != DT_UNKNOWN)
		return type;
	/* some file systems do not say */
	if (fstatat(f->fd, entry_name(f, i), &st, AT_SYMLINK_NOFOLLOW) == -1)
		return DT_UNKNOWN;
	return (unsigned char)IFTODT(st.st_mode);
}

/* A project of its own: its files are none of ours. */
static bool
is_nested(const struct walk *w, const struct folder *f)
{
	if (*f->path == '\0' || (w->map_folder != NULL && strcmp(w->map_folder, f->path) == 0))
		return false;
	return folder_has(f, ".ptrlint.yaml") || folder_has(f, "mail-egress.yaml");
}

static bool
is_in_memory(const struct walk *w, const char *path)
{
	const uint32_t *files = w->memory.items;

	for (size_t i = 0; i < w->memory.count; i++)
		if (strcmp(source_path(w->sources, files[i]), path) == 0)
			return true;
	return false;
}

static void
take_entry(struct walk *w, const struct folder *f, size_t i, struct heads *heads, struct buf *path)
{
	const char *name = entry_name(f, i);
	unsigned char type = entry_type(f, i);
	size_t len = strlen(name);

	entry_path(f, name, path);
	if (type == DT_DIR) {
		w->folder_count++;
		if (name[0] != '.' && strcmp(name, "build") != 0 &&
		    !is_excluded(w, path->ptr, true))
			list_path(&w->folders, join_path(&w->scratch, f->path, name));
		return;
	}
	if ((type != DT_REG && type != DT_LNK) || is_left_over(name) ||
	    is_excluded(w, path->ptr, false))
		return;
	w->files++;
	if (len > 7 && look_ends_with(name, ".signed")) {
		char source[NAME_MAX + 1];

		snprintf(source, sizeof source, "%.*s", (int)(len - 7), name);
		if (folder_has(f, source))
			return;
	}
	if (type == DT_LNK)
		list_path(&w->links, join_path(w->arena, f->path, name));
	else if (w->memory.count == 0 || !is_in_memory(w, path->ptr))
		add_head(heads, i);
	if (heads->count == HEADS)
		look_at_heads(w, heads, path);
}

static bool
too_many(const struct walk *w)
{
	return w->files > w->limits->files || w->folder_count > w->limits->files;
}

static void
take_entries(struct walk *w, const struct folder *f, struct heads *heads, struct buf *path)
{
	size_t first = w->folders.count;
	const char **folders;

	for (size_t i = 0; i < f->entries.count && !too_many(w); i++)
		take_entry(w, f, i, heads, path);
	look_at_heads(w, heads, path);
	/* the list is read from its end: what was found first is to be walked first */
	folders = w->folders.items;
	for (size_t last = w->folders.count; first + 1 < last; first++) {
		const char *swap = folders[first];

		folders[first] = folders[--last];
		folders[last] = swap;
	}
}

static bool
walk_folders(struct walk *w, struct err *err)
{
	struct folder f = { .fd = -1 };
	struct heads *heads = xcalloc(1, sizeof *heads);
	struct buf path = { 0 };
	bool ok = true;

	heads->folder = &f;

	list_path(&w->folders, "");
	while (ok && w->folders.count > 0) {
		f.path = ((const char **)w->folders.items)[--w->folders.count];
		f.fd = open_folder(w, f.path);
		if (f.fd == -1 || !read_entries(&f)) {
			if (*f.path == '\0') {
				err_sys(err, "cannot read folder %s", sources_root(w->sources));
				ok = false;
			} else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) {
				look_unread(w, f.path, strerrordesc_np(errno));
			}
			continue;
		}
		if (is_nested(w, &f))
			list_path(&w->nested, arena_copy(w->arena, str_of(f.path)));
		else
			take_entries(w, &f, heads, &path);
		close(f.fd);
		if (too_many(w)) {
			err_set(err,
			    "more than %llu files or folders in %s: exclude some, or --limit files=N",
			    (unsigned long long)w->limits->files, sources_root(w->sources));
			ok = false;
		}
	}
	heads_free(heads);
	buf_free(&path);
	buf_free(&f.names);
	free(f.entries.items);
	return ok;
}

/* ---- the whole ---- */

static int
compare_candidates(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->path, ((const struct candidate *)b)->path);
}

struct candidate *
walk_find(const struct walk *w, struct str path)
{
	struct candidate *items = w->candidates.items;
	size_t low = 0, high = w->candidates.count;

	while (low < high) {
		size_t mid = low + (high - low) / 2, len = strlen(items[mid].path);
		int order = memcmp(items[mid].path, path.ptr, len < path.len ? len : path.len);

		if (order == 0)
			order = (len > path.len) - (len < path.len);
		if (order == 0)
			return &items[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

void
walk_sort(struct walk *w)
{
	sort_items(
	    w->candidates.items, w->candidates.count, sizeof(struct candidate), compare_candidates);
}

/*
 * Entries of the project that the walk has not met: excluded, hidden, linked, unreadable or not
 * there.
 */
static void
take_named(struct walk *w)
{
	for (size_t i = 0; i < w->named_files; i++) {
		struct err err = { 0 };

		if (w->named[i].found)
			continue;
		if (walk_look(w, w->named[i].path, false, &err) == OPEN_FAILED)
			look_unreadable(w, w->named[i].path, err.text);
	}
}

bool
walk_root(struct walk *w, struct err *err)
{
	uint32_t known = source_count(w->sources);

	w->text = xmalloc(SNIFF_BYTES);
	w->includes = w->limits->includes;
	for (uint32_t file = 1; file <= known; file++) {
		struct source_handle h;
		struct err ignored;

		if (source_open(w->sources, file, &h, &ignored) != OPEN_OK)
			continue;
		if (h.fd == -1)
			*(uint32_t *)list_more(&w->memory, sizeof file) = file;
		source_close(&h);
	}
	if (!walk_folders(w, err))
		return false;
	for (size_t i = 0; i < w->memory.count; i++) {
		const char *path = source_path(w->sources, ((const uint32_t *)w->memory.items)[i]);

		if (!is_left_over(path_base(str_of(path)).ptr) && !is_excluded(w, path, false))
			walk_look(w, path, false, &(struct err){ 0 });
	}
	take_named(w);
	walk_sort(w);
	if (w->links.count > 0) {
		sort_items(w->links.items, w->links.count, sizeof(const char *), compare_strings);
		link_resolve(w);
		walk_sort(w);
	}
	server_resolve(w);
	return true;
}

bool
walk_file(struct walk *w, const char *path, struct err *err)
{
	w->text = xmalloc(SNIFF_BYTES);
	w->includes = w->limits->includes;
	return walk_look(w, path, false, err) == OPEN_OK;
}

void
walk_free(struct walk *w)
{
	free(w->candidates.items);
	free(w->links.items);
	free(w->folders.items);
	free(w->nested.items);
	free(w->unread.items);
	free(w->memory.items);
	free(w->others.items);
	free(w->configs.items);
	free(w->remarks.items);
	free(w->absent.items);
	free(w->served.items);
	free(w->server_views.items);
	free(w->text);
	arena_free(&w->scratch);
}
