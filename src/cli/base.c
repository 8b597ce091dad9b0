/* cli/base.c -- zones now and at a revision */
#include "cli/base.h"

#include <stdlib.h>

#include "zone/same.h"

/* A zone whose text differs from what it was, or may through an include. */
struct pair {
	const struct zone *now;
	struct zone_spec then;
};

struct base {
	struct session *s;
	struct revision *revision;
	struct sources *then; /* the files of the revision */
	struct zone_base *list;
	struct pair *pairs;
	size_t pair_count;
	uint32_t file; /* looked at last */
	enum open_result result;
	bool text_same;
	struct err err;
};

static bool
has_include(struct str text)
{
	static const char word[] = "$INCLUDE";

	for (size_t i = 0; i + sizeof word - 1 <= text.len; i++)
		if (text.ptr[i] == '$' &&
		    str_equal_fold((struct str){ text.ptr + i, sizeof word - 1 }, STR(word)))
			return true;
	return false;
}

static bool
read_all(struct sources *sources, uint32_t file, struct buf *text, struct err *err)
{
	struct source_handle h;
	bool ok;

	if (source_open(sources, file, &h, err) != OPEN_OK)
		return false;
	ok = source_read(&h, 0, buf_room(text, h.size + 1), h.size, err);
	text->len = ok ? h.size : 0;
	source_close(&h);
	return ok;
}

/* Has the file the same text, and no other file's in it? */
static bool
look_at_file(struct base *b, uint32_t file)
{
	struct buf now = { 0 }, then = { 0 };
	uint32_t number;
	bool ok;

	if (file == b->file)
		return true;
	b->file = file;
	number = source_add(b->then, source_path(b->s->sources, file), false);
	ok = read_all(b->s->sources, file, &now, &b->err);
	b->result = OPEN_MISSING;
	if (ok) {
		struct source_handle h;

		b->result = source_open(b->then, number, &h, &b->err);
		ok = b->result == OPEN_OK || b->result == OPEN_MISSING;
	}
	if (ok && b->result == OPEN_OK) {
		ok = read_all(b->then, number, &then, &b->err);
		b->text_same =
		    str_equal(buf_view(&now), buf_view(&then)) && !has_include(buf_view(&now));
	}
	buf_free(&now);
	buf_free(&then);
	return ok;
}

/* Zones whose text is what it was are done here; the others wait to be read. */
static bool
look_at_zones(struct base *b)
{
	struct zone_set *set = b->s->set;

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);
		struct zone_base *base = &b->list[i];

		if (zone->spec.role == ROLE_EXTERNAL)
			continue;
		if (!look_at_file(b, zone->spec.file))
			return false;
		if (b->result != OPEN_OK)
			continue;
		if (b->text_same) {
			base->same = true;
			base->known = zone_serial(set, zone, &base->serial);
			continue;
		}
		b->pairs[b->pair_count] = (struct pair){ zone, zone->spec };
		b->pairs[b->pair_count++].then.file =
		    source_add(b->then, source_path(b->s->sources, zone->spec.file), false);
	}
	return true;
}

/* Read the others as they were, and compare.  What cannot be read whole is not judged. */
static void
compare(struct base *b)
{
	struct zone_spec *specs = xcalloc(b->pair_count + 1, sizeof *specs);
	struct read_options options = session_reading(b->s);
	struct zone_set *then;

	for (size_t i = 0; i < b->pair_count; i++)
		specs[i] = b->pairs[i].then;
	then = set_load(
	    b->then, b->s->found.views, b->s->found.view_count, specs, b->pair_count, &options);
	for (size_t i = 0; i < b->pair_count; i++) {
		const struct zone *now = b->pairs[i].now, *old = set_zone(then, i);
		struct zone_base *base = &b->list[now->id];

		base->known = !now->unknown && !now->left_out && !old->unknown && !old->left_out &&
		              zone_serial(then, old, &base->serial) &&
		              zones_same(b->s->set, now, then, old, &base->same);
	}
	set_free(then);
	free(specs);
}

const struct zone_base *
base_load(struct session *s, const char *rev)
{
	struct base b = { .s = s };
	bool ok;

	b.list = arena_array(&s->arena, set_zone_count(s->set) + 1, sizeof *b.list);
	b.pairs = xcalloc(set_zone_count(s->set) + 1, sizeof *b.pairs);
	b.revision = revision_open(rev, sources_root(s->sources), &b.err);
	ok = b.revision != NULL;
	if (ok) {
		revision_root_start(b.revision);
		b.then = sources_new_tree(revision_root(b.revision), revision_tree(b.revision));
		sources_limit(b.then, s->settings->limits.bytes);
		ok = look_at_zones(&b);
	}
	if (ok && b.pair_count > 0)
		compare(&b);
	if (!ok)
		complain("--base %s: %s", rev, b.err.text);
	s->undone |= !ok;
	sources_free(b.then);
	revision_close(b.revision);
	free(b.pairs);
	return ok ? b.list : NULL;
}
