/* cli/revision.c -- git's objects as a tree of files */
#include "cli/revision.h"

#include <stdlib.h>

#include "base/path.h"
#include "cli/git.h"
#include "cli/listing.h"
#include "cli/session.h"

/* The longest path that a link may hold, as of kernels. */
#define LINK_MOST 4095

struct revision {
	struct git git;
	struct listing files;
	struct buf start, root; /* from the top, NUL-terminated; "" is the top */
	struct buf root_path, below;
	struct source_tree tree;
};

/* ---- the tree ---- */

static bool
read_link(void *arg, const struct listed *link, struct buf *target)
{
	struct revision *r = arg;
	struct err err;
	uint64_t size;

	return git_blob(&r->git, link->oid, LINK_MOST, target, &size, &err) == OPEN_OK &&
	       size <= LINK_MOST;
}

static enum open_result
read_file(
    void *arg, const char *path, uint64_t most, struct buf *text, uint64_t *size, struct err *err)
{
	struct revision *r = arg;
	struct buf real = { 0 };
	enum listing_end end = listing_resolve(&r->files, r->root.ptr, path, read_link, r, &real);
	enum open_result result = OPEN_MISSING;

	if (end == LISTING_FOUND)
		result = git_blob(
		    &r->git, listing_find(&r->files, real.ptr)->oid, most, text, size, err);
	else if (end == LISTING_OUTSIDE) {
		err_set(err, "%s lies outside the root", path);
		result = OPEN_OUTSIDE;
	} else if (end == LISTING_LOOP) {
		err_set(err, "cannot read %s: too many levels of symbolic links", path);
		result = OPEN_FAILED;
	}
	buf_free(&real);
	return result;
}

/* A path beneath the root from the top. */
static void
from_top(const struct revision *r, const char *path, struct buf *out)
{
	buf_text(out, r->root.ptr);
	if (out->len > 0 && *path != '\0')
		buf_char(out, '/');
	buf_bytes(out, path, strlen(path) + 1);
}

static void
list_folder(void *arg, const char *folder,
    void (*take)(void *to, const char *name, enum file_kind kind), void *to)
{
	struct revision *r = arg;
	struct buf path = { 0 };

	from_top(r, folder, &path);
	listing_folder(&r->files, path.ptr, take, to);
	buf_free(&path);
}

static bool
link_text(void *arg, const char *path, struct buf *target)
{
	struct revision *r = arg;
	struct buf whole = { 0 };
	const struct listed *f;

	from_top(r, path, &whole);
	f = listing_find(&r->files, whole.ptr);
	buf_free(&whole);
	return f != NULL && f->kind == KIND_LINK && read_link(r, f, target);
}

static bool
resolve(void *arg, const char *path, struct buf *out)
{
	struct revision *r = arg;
	struct buf real = { 0 };
	size_t skip = strlen(r->root.ptr);
	bool ok =
	    listing_resolve(&r->files, r->root.ptr, path, read_link, r, &real) == LISTING_FOUND;

	if (ok)
		buf_text(out, real.ptr + skip + (skip > 0));
	buf_free(&real);
	return ok;
}

const struct source_tree *
revision_tree(struct revision *r)
{
	return &r->tree;
}

/* ---- where it is ---- */

/* The absolute path in its shortest form; links are resolved where it exists. */
static bool
absolute(const char *path, struct buf *out)
{
	char *real = realpath(path, NULL), *here;
	struct buf whole = { 0 };
	bool ok = real != NULL;

	if (ok) {
		buf_text(out, strcmp(real, "/") == 0 ? "" : real);
	} else if ((here = realpath(".", NULL)) != NULL) {
		buf_put(&whole, "%s/%s", path[0] == '/' ? "" : here, path);
		buf_char(out, '/');
		while (whole.len > 0 && whole.ptr[0] == '/')
			memmove(whole.ptr, whole.ptr + 1, --whole.len);
		ok = path_normalise(buf_view(&whole), out) == PATH_OK;
		free(here);
	}
	free(real);
	buf_free(&whole);
	buf_char(out, '\0');
	return ok;
}

/* The top of the repository that path lies in; false with err when it lies in none. */
static bool
find_top(const char *path, struct buf *top, struct err *err)
{
	size_t len = root_with_git(path);
	char *here;

	if (len > 0) {
		buf_bytes(top, path, len);
		buf_char(top, '\0');
		return true;
	}
	here = realpath(".", NULL);
	if (here != NULL && path_below((struct str){ path + 1, strlen(path) - 1 },
	                        (struct str){ here + 1, strlen(here) - 1 })) {
		buf_text(top, here);
		buf_char(top, '\0');
		free(here);
		return true;
	}
	free(here);
	err_set(err, "%s lies in no git repository", path);
	return false;
}

static void
set_root(struct revision *r, const char *from_the_top)
{
	r->root.len = r->root_path.len = r->below.len = 0;
	buf_bytes(&r->root, from_the_top, strlen(from_the_top) + 1);
	buf_text(&r->root_path, r->git.top);
	if (*from_the_top != '\0')
		buf_put(
		    &r->root_path, "%s%s", strcmp(r->git.top, "/") == 0 ? "" : "/", from_the_top);
	buf_char(&r->root_path, '\0');
	if (*from_the_top != '\0')
		buf_put(&r->below, "%s/", from_the_top);
	buf_char(&r->below, '\0');
}

static bool
begin(struct revision *r, const char *rev, const char *start, struct err *err)
{
	struct buf path = { 0 }, top = { 0 }, text = { 0 };
	char oid[GIT_OID];
	bool ok;

	if (!absolute(start, &path)) {
		err_set(err, "cannot find %s", start);
		buf_free(&path);
		return false;
	}
	ok = find_top(path.ptr, &top, err) && git_open(&r->git, top.ptr, err) &&
	     (rev == NULL || git_commit(&r->git, rev, oid, err)) &&
	     git_list(&r->git, rev == NULL ? NULL : oid, &text, err) &&
	     listing_parse(
	         buf_view(&text), rev == NULL ? LISTING_INDEX : LISTING_TREE, &r->files, err);
	if (ok) {
		size_t skip = strcmp(top.ptr, "/") == 0 ? 0 : strlen(top.ptr);

		buf_text(&r->start, path.ptr[skip] == '/' ? path.ptr + skip + 1 : path.ptr + skip);
		buf_char(&r->start, '\0');
	}
	buf_free(&path);
	buf_free(&top);
	buf_free(&text);
	return ok;
}

struct revision *
revision_open(const char *rev, const char *start, struct err *err)
{
	struct revision *r = xcalloc(1, sizeof *r);

	r->git.in = r->git.out = -1;
	r->tree = (struct source_tree){ .arg = r,
		.read = read_file,
		.list = list_folder,
		.link = link_text,
		.resolve = resolve };
	if (begin(r, rev, start, err)) {
		set_root(r, "");
		return r;
	}
	revision_close(r);
	return NULL;
}

void
revision_close(struct revision *r)
{
	if (r == NULL)
		return;
	git_close(&r->git);
	listing_free(&r->files);
	buf_free(&r->start);
	buf_free(&r->root);
	buf_free(&r->root_path);
	buf_free(&r->below);
	free(r);
}

void
revision_root_start(struct revision *r)
{
	set_root(r, r->start.ptr);
}

static bool
makes_project(const struct revision *r, struct str folder)
{
	static const char *const names[] = { ".ptrlint.yaml", "mail-egress.yaml" };
	struct buf path = { 0 };
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		path.len = 0;
		buf_put(&path, "%.*s%s%s", (int)folder.len, folder.ptr, folder.len > 0 ? "/" : "",
		    names[i]);
		buf_char(&path, '\0');
		found |= listing_find(&r->files, path.ptr) != NULL;
	}
	buf_free(&path);
	return found;
}

void
revision_root_search(struct revision *r)
{
	struct str folder = str_of(r->start.ptr);
	char *root;

	/* a file stands for the folder it lies in */
	if (listing_find(&r->files, r->start.ptr) != NULL)
		folder = path_folder(folder);
	while (folder.len > 0 && !makes_project(r, folder))
		folder = path_folder(folder);
	root = xcalloc(folder.len + 1, 1);
	memcpy(root, folder.ptr, folder.len);
	set_root(r, root);
	free(root);
}

void
revision_root_below(struct revision *r, const char *folder)
{
	struct buf path = { 0 };

	from_top(r, folder, &path);
	set_root(r, path.ptr);
	buf_free(&path);
}

const char *
revision_root(const struct revision *r)
{
	return r->root_path.ptr;
}

const char *
revision_below(const struct revision *r)
{
	return r->below.ptr;
}
