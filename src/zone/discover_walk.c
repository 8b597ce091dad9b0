/* zone/discover_walk.c -- walk the root in a fixed order and look at every file once */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/folder.h"
#include "base/glob.h"
#include "base/path.h"
#include "base/sort.h"
#include "base/threads.h"
#include "zone/discover_parts.h"

/* Read first: most zones end before it, and most files that are none show it by then. */
#define FIRST_BYTES ((size_t)16 << 10)
#define HEADS       128 /* files read before they are looked at */
#define FEW_HEADS   16  /* fewer are not worth a second worker */

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

/* The folder that is being walked. */
struct walked {
	struct folder entries;
	bool journals; /* some name ends in ".jnl" */
};

/* The path of an entry, with a NUL behind it. */
static void
entry_path(const struct walked *f, const char *name, struct buf *path)
{
	path->len = 0;
	buf_text(path, f->entries.path);
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

/* The beginning of a file of the folder that is being walked. */
struct waiting {
	size_t entry;
	struct folder_head head;
};

struct heads {
	const struct walked *folder;
	struct waiting list[HEADS];
	size_t count;
};

/* More than the first bytes of what is no text tell nothing. */
static bool
is_binary(struct str text)
{
	return memchr(text.ptr, '\0', SNIFF_BINARY) != NULL;
}

static void
read_one(void *arg, size_t job, unsigned worker)
{
	struct heads *heads = arg;
	struct waiting *h = &heads->list[job];

	(void)worker;
	folder_head(
	    &heads->folder->entries, h->entry, FIRST_BYTES, SNIFF_BYTES, is_binary, &h->head);
}

/* Is it served as it is, made by a tool: signed, or kept up by a server with a journal? */
static bool
is_reference(const struct walked *f, const char *name)
{
	char journal[NAME_MAX + 8];

	if (look_ends_with(name, ".signed"))
		return true;
	if (!f->journals)
		return false;
	snprintf(journal, sizeof journal, "%s.jnl", name);
	return folder_has(&f->entries, journal);
}

static void
look_at_head(struct walk *w, const struct walked *f, struct waiting *h, struct buf *path)
{
	const char *name = folder_name(&f->entries, h->entry);
	const struct folder_head *head = &h->head;
	struct str text = { head->text, head->len };

	entry_path(f, name, path);
	if (head->ignored)
		return;
	if (head->failed)
		look_unreadable(w, path->ptr, head->err.text);
	else if (look_text(w, path->ptr, text, head->size > head->len, is_reference(f, name)))
		folder_keep(&f->entries, h->entry, head);
}

static void
add_head(struct heads *heads, size_t entry)
{
	heads->list[heads->count++].entry = entry;
}

static void
heads_free(struct heads *heads)
{
	for (size_t i = 0; i < HEADS; i++)
		free(heads->list[i].head.text);
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

/* A project of its own: its files are none of ours. */
static bool
is_nested(const struct walk *w, const struct walked *f)
{
	if (*f->entries.path == '\0' ||
	    (w->map_folder != NULL && strcmp(w->map_folder, f->entries.path) == 0))
		return false;
	return folder_has(&f->entries, ".ptrlint.yaml") ||
	       folder_has(&f->entries, "mail-egress.yaml");
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
take_entry(struct walk *w, const struct walked *f, size_t i, struct heads *heads, struct buf *path)
{
	const char *name = folder_name(&f->entries, i);
	enum file_kind kind = folder_kind(&f->entries, i);
	size_t len = strlen(name);

	entry_path(f, name, path);
	if (kind == KIND_FOLDER) {
		w->folder_count++;
		if (name[0] != '.' && strcmp(name, "build") != 0 &&
		    !is_excluded(w, path->ptr, true))
			list_path(&w->folders, join_path(&w->scratch, f->entries.path, name));
		return;
	}
	if ((kind != KIND_FILE && kind != KIND_LINK) || is_left_over(name) ||
	    is_excluded(w, path->ptr, false))
		return;
	w->files++;
	if (len > 7 && look_ends_with(name, ".signed")) {
		char source[NAME_MAX + 1];

		snprintf(source, sizeof source, "%.*s", (int)(len - 7), name);
		if (folder_has(&f->entries, source))
			return;
	}
	if (kind == KIND_LINK)
		list_path(&w->links, join_path(w->arena, f->entries.path, name));
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
take_entries(struct walk *w, const struct walked *f, struct heads *heads, struct buf *path)
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
has_journals(const struct folder *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (look_ends_with(folder_name(f, i), ".jnl"))
			return true;
	return false;
}

static bool
walk_folders(struct walk *w, struct err *err)
{
	struct walked f;
	struct heads *heads = xcalloc(1, sizeof *heads);
	struct buf path = { 0 };
	bool ok = true;

	heads->folder = &f;
	folder_init(&f.entries, w->sources);
	list_path(&w->folders, "");
	while (ok && w->folders.count > 0) {
		const char *folder = ((const char **)w->folders.items)[--w->folders.count];

		if (!folder_read(&f.entries, folder)) {
			if (*folder == '\0') {
				err_sys(err, "cannot read folder %s", sources_root(w->sources));
				ok = false;
			} else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) {
				look_unread(w, folder, strerrordesc_np(errno));
			}
			continue;
		}
		f.journals = has_journals(&f.entries);
		if (is_nested(w, &f))
			list_path(&w->nested, arena_copy(w->arena, str_of(folder)));
		else
			take_entries(w, &f, heads, &path);
		if (too_many(w)) {
			err_set(err,
			    "more than %llu files or folders in %s: exclude some, or --limit files=N",
			    (unsigned long long)w->limits->files, sources_root(w->sources));
			ok = false;
		}
	}
	heads_free(heads);
	buf_free(&path);
	folder_free(&f.entries);
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
