/* cli/listing.c -- what git lists, sorted */
#include "cli/listing.h"

#include <stdlib.h>

#include "base/sort.h"

/* Links followed for one path; more is a loop, as kernels see it. */
#define LINKS_MOST 40

/* ---- taking apart ---- */

/* Cut the text before sep off rest; false when there is no sep. */
static bool
cut(char **rest, char sep, char **word)
{
	char *p = strchr(*rest, sep);

	if (p == NULL)
		return false;
	*p = '\0';
	*word = *rest;
	*rest = p + 1;
	return true;
}

static bool
is_object_name(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");

	return text[len] == '\0' && (len == 40 || len == 64);
}

/* Could a work tree hold it?  No empty component, none of "." and "..", none that is git's own. */
static bool
is_path(const char *path)
{
	do {
		struct str name = { path, strcspn(path, "/") };

		if (name.len == 0 || str_equal(name, STR(".")) || str_equal(name, STR("..")) ||
		    str_equal_fold(name, STR(".git")))
			return false;
		path += name.len;
	} while (*path++ == '/');
	return true;
}

/* "100644 blob OID\tPATH" of a tree, "100644 OID 0\tPATH" of an index. */
static bool
take_entry(char *text, enum listing_form form, struct listed *out, struct err *err)
{
	char *mode, *second, *third, *oid, *stage = NULL;

	if (!cut(&text, ' ', &mode) || !cut(&text, ' ', &second) || !cut(&text, '\t', &third)) {
		err_set(err, "git lists something else than files");
		return false;
	}
	oid = form == LISTING_TREE ? third : second;
	stage = form == LISTING_TREE ? NULL : third;
	if (!is_object_name(oid)) {
		err_set(err, "git lists something else than files");
		return false;
	}
	if (!is_path(text)) {
		err_set(err, "there is a path that no work tree can hold: \"%.200s\"", text);
		return false;
	}
	if (stage != NULL && strcmp(stage, "0") != 0) {
		err_set(err, "%.200s is not merged yet", text);
		return false;
	}
	*out = (struct listed){ .path = text, .oid = oid, .kind = KIND_OTHER };
	if (strncmp(mode, "100", 3) == 0)
		out->kind = KIND_FILE;
	else if (strcmp(mode, "120000") == 0)
		out->kind = KIND_LINK;
	return true;
}

static int
compare_listed(const void *a, const void *b)
{
	return strcmp(((const struct listed *)a)->path, ((const struct listed *)b)->path);
}

bool
listing_parse(struct str text, enum listing_form form, struct listing *out, struct err *err)
{
	size_t cap = 0, at = 0;

	*out = (struct listing){ .text = xcalloc(text.len + 1, 1) };
	if (text.len > 0)
		memcpy(out->text, text.ptr, text.len);
	while (at < text.len) {
		char *entry = out->text + at;

		at += strlen(entry) + 1;
		out->items = xgrow(out->items, out->count, &cap, sizeof *out->items);
		if (!take_entry(entry, form, &out->items[out->count], err))
			return false;
		out->count++;
	}
	if (out->count > 1)
		sort_items(out->items, out->count, sizeof *out->items, compare_listed);
	for (size_t i = 1; i < out->count; i++)
		if (strcmp(out->items[i - 1].path, out->items[i].path) == 0) {
			err_set(err, "%.200s stands there twice", out->items[i].path);
			return false;
		}
	return true;
}

void
listing_free(struct listing *l)
{
	free(l->text);
	free(l->items);
	*l = (struct listing){ 0 };
}

/* ---- finding ---- */

/* The first entry whose path is text or sorts behind it. */
static size_t
lower_bound(const struct listing *l, struct str text)
{
	size_t lo = 0, hi = l->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2, len = strlen(l->items[mid].path);
		size_t n = len < text.len ? len : text.len;
		int order = n == 0 ? 0 : memcmp(l->items[mid].path, text.ptr, n);

		if (order < 0 || (order == 0 && len < text.len))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct listed *
find(const struct listing *l, struct str path)
{
	size_t i = lower_bound(l, path);

	return i < l->count && str_equal(str_of(l->items[i].path), path) ? &l->items[i] : NULL;
}

const struct listed *
listing_find(const struct listing *l, const char *path)
{
	return find(l, str_of(path));
}

void
listing_folder(const struct listing *l, const char *folder,
    void (*take)(void *to, const char *name, enum file_kind kind), void *to)
{
	struct buf key = { 0 };
	size_t begin;

	buf_text(&key, folder);
	if (key.len > 0)
		buf_char(&key, '/');
	begin = key.len;
	for (size_t i = lower_bound(l, buf_view(&key)); i < l->count;) {
		const char *path = l->items[i].path;
		size_t len;

		if (strlen(path) < begin || (begin > 0 && memcmp(path, key.ptr, begin) != 0))
			break;
		len = strcspn(path + begin, "/");
		if (path[begin + len] == '\0') {
			take(to, path + begin, l->items[i++].kind);
			continue;
		}
		/* all below that folder: on to what sorts behind its slash */
		key.len = begin;
		buf_bytes(&key, path + begin, len);
		buf_char(&key, '\0');
		take(to, key.ptr + begin, KIND_FOLDER);
		key.ptr[key.len - 1] = '/' + 1;
		i = lower_bound(l, buf_view(&key));
	}
	buf_free(&key);
}

/* ---- links ---- */

/* A path on its way: what is done, links resolved, and what is still to go. */
struct way {
	struct buf done, rest;
	size_t root; /* bytes of done that are not left */
};

/* Take the first component off rest. */
static struct str
next_name(struct way *w, struct buf *name)
{
	size_t len, skip = 0;

	while (skip < w->rest.len && w->rest.ptr[skip] == '/')
		skip++;
	for (len = 0; skip + len < w->rest.len && w->rest.ptr[skip + len] != '/'; len++)
		;
	name->len = 0;
	buf_bytes(name, w->rest.ptr + skip, len);
	skip += len;
	memmove(w->rest.ptr, w->rest.ptr + skip, w->rest.len - skip);
	w->rest.len -= skip;
	return buf_view(name);
}

/* One component on; false when that leaves the root. */
static bool
step(struct way *w, struct str name)
{
	if (name.len == 0 || str_equal(name, STR(".")))
		return true;
	if (!str_equal(name, STR(".."))) {
		if (w->done.len > 0)
			buf_char(&w->done, '/');
		buf_str(&w->done, name);
		return true;
	}
	if (w->done.len <= w->root)
		return false;
	while (w->done.len > w->root && w->done.ptr[w->done.len - 1] != '/')
		w->done.len--;
	w->done.len -= w->done.len > w->root;
	return true;
}

/* What the link says comes before what is still to go; false when it leads out of the root. */
static bool
follow(struct way *w, const struct listed *at, listing_link *link, void *arg, bool *ok)
{
	struct buf target = { 0 };

	*ok = link(arg, at, &target) && target.len > 0 &&
	      memchr(target.ptr, '\0', target.len) == NULL;
	if (*ok && target.ptr[0] == '/') {
		buf_free(&target);
		return false;
	}
	buf_char(&target, '/');
	buf_str(&target, buf_view(&w->rest));
	buf_free(&w->rest);
	w->rest = target;
	return step(w, STR(".."));
}

static enum listing_end
walk(const struct listing *l, struct way *w, listing_link *link, void *arg)
{
	struct buf name = { 0 };
	enum listing_end end = LISTING_FOUND;
	const struct listed *at = NULL;
	unsigned links = 0;

	while (end == LISTING_FOUND && w->rest.len > 0) {
		struct str component = next_name(w, &name);
		bool ok = true;

		if (!step(w, component)) {
			end = LISTING_OUTSIDE;
			break;
		}
		at = find(l, buf_view(&w->done));
		if (at == NULL || at->kind != KIND_LINK)
			continue;
		if (++links > LINKS_MOST)
			end = LISTING_LOOP;
		else if (!follow(w, at, link, arg, &ok))
			end = LISTING_OUTSIDE;
		else if (!ok)
			end = LISTING_ABSENT;
	}
	buf_free(&name);
	at = end == LISTING_FOUND ? find(l, buf_view(&w->done)) : NULL;
	if (end == LISTING_FOUND && (at == NULL || at->kind != KIND_FILE))
		end = LISTING_ABSENT;
	return end;
}

enum listing_end
listing_resolve(const struct listing *l, const char *root, const char *path, listing_link *link,
    void *arg, struct buf *out)
{
	struct way w = { .root = strlen(root) };
	enum listing_end end;

	buf_text(&w.done, root);
	buf_text(&w.rest, path);
	end = walk(l, &w, link, arg);
	if (end == LISTING_FOUND) {
		out->len = 0;
		buf_str(out, buf_view(&w.done));
		buf_char(out, '\0');
	}
	buf_free(&w.done);
	buf_free(&w.rest);
	return end;
}
