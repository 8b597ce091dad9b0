/*
 * tests/fuzz/fuzz_listing.c -- any bytes as what git prints.
 *
 * The first byte chooses: a list of a tree or an index, or the line before an object.  Whatever comes in, it ends;
 * the entries of a list are sorted and each is found; every file is met once by walking the folders; links end
 * beneath the root, whatever they say.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/git.h"
#include "cli/listing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walk {
	const struct listing *l;
	char folder[4096];
	size_t met, depth;
};

static void
meet(void *to, const char *name, enum file_kind kind)
{
	struct walk *w = to;
	size_t len = strlen(w->folder), more = strlen(name);

	if (more == 0 || strchr(name, '/') != NULL)
		abort();
	if (kind != KIND_FOLDER) {
		w->met++;
		return;
	}
	if (len + more + 2 > sizeof w->folder || w->depth > 200) {
		w->met = SIZE_MAX / 2; /* too deep for here */
		return;
	}
	memcpy(w->folder + len + (len > 0), name, more + 1);
	if (len > 0)
		w->folder[len] = '/';
	w->depth++;
	listing_folder(w->l, w->folder, meet, w);
	w->depth--;
	w->folder[len] = '\0';
}

/* What a link says is its own path turned round a little: enough to go astray. */
static bool
say(void *arg, const struct listed *link, struct buf *target)
{
	const char *slash = strrchr(link->path, '/');

	(void)arg;
	buf_text(target, strlen(link->path) % 3 == 0   ? "../"
	                 : strlen(link->path) % 3 == 1 ? ""
	                                               : "a/");
	buf_text(target, slash != NULL ? slash + 1 : link->path);
	if (target->len > 0)
		target->len--;
	return target->len > 0;
}

static void
look_at(const struct listing *l)
{
	struct walk w = { .l = l };
	struct buf out = { 0 };

	for (size_t i = 0; i < l->count; i++) {
		const struct listed *f = &l->items[i];
		enum listing_end end;

		if (i > 0 && strcmp(l->items[i - 1].path, f->path) >= 0)
			abort();
		if (listing_find(l, f->path) != f)
			abort();
		end = listing_resolve(l, "", f->path, say, NULL, &out);
		if (f->kind == KIND_FILE && end != LISTING_FOUND && end != LISTING_OUTSIDE &&
		    end != LISTING_LOOP && end != LISTING_ABSENT)
			abort();
		if (end == LISTING_FOUND && (listing_find(l, out.ptr) == NULL ||
		                                listing_find(l, out.ptr)->kind != KIND_FILE))
			abort();
		if (listing_resolve(l, "a", f->path, say, NULL, &out) == LISTING_FOUND &&
		    strncmp(out.ptr, "a/", 2) != 0)
			abort();
	}
	listing_folder(l, "", meet, &w);
	if (w.met < SIZE_MAX / 2 && w.met != l->count)
		abort();
	buf_free(&out);
}

static void
look_at_answer(struct str line)
{
	struct git_answer a;

	if (!git_answer_parse(line, &a) || a.missing)
		return;
	if (a.oid.len == 0 || a.oid.ptr != line.ptr || a.oid.len + a.kind.len + 2 > line.len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data + 1, size - 1 };
	struct listing l;
	struct err err = { 0 };

	if (size == 0 || size > 20000)
		return 0;
	if (data[0] % 3 == 2) {
		look_at_answer(text);
		return 0;
	}
	if (listing_parse(text, data[0] % 3 == 0 ? LISTING_TREE : LISTING_INDEX, &l, &err))
		look_at(&l);
	else if (err.text[0] == '\0')
		abort();
	listing_free(&l);
	return 0;
}
