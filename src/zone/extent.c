/*
 * zone/extent.c -- which record a comment stands at
 *
 * A walk over the text that knows only what bounds an entry: quotes, comments, parentheses, line
 * ends. Where a comment begins is known from the reader, so a walk that has lost its way in a
 * broken file finds it again there.
 */
#include "zone/extent.h"

#define CHUNK 65536

struct walk {
	const uint32_t *offs;
	size_t count, next; /* comments met */
	size_t open;        /* first comment whose record is not over, or has not begun */
	struct extent *out;
	uint32_t entry; /* where the entry or the blank line began */
	unsigned depth;
	bool text, directive, quoted, commented, escaped, remark, record_seen;
	bool cr;     /* the byte before was a carriage return */
	bool places; /* the bytes looked for are any, and no comment begins there */
};

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A comment begins; until its record is known it stands at none. */
static void
walk_comment(struct walk *w)
{
	w->quoted = w->escaped = false;
	w->commented = w->remark = true;
	w->out[w->next++] =
	    (struct extent){ .begin = 1, .end = 0, .before_first = !w->record_seen };
}

/*
 * A line is over, and with it the entry if there was one; off is its last byte.  Comments wait
 * through lines that are only comments, and give up at an empty one.
 */
static void
walk_end(struct walk *w, uint32_t off)
{
	if (w->text)
		for (size_t i = w->open; i < w->next; i++) {
			w->out[i].begin = w->entry;
			w->out[i].end = off;
		}
	if (w->text || !w->remark || w->places)
		w->open = w->next;
	if (w->text && !w->directive)
		w->record_seen = true;
	w->entry = off + 1;
	w->text = w->directive = w->remark = false;
}

static void
walk_newline(struct walk *w, uint32_t off)
{
	w->commented = w->quoted = w->escaped = false;
	if (w->depth == 0)
		walk_end(w, off);
}

static void
walk_byte(struct walk *w, uint8_t c, uint32_t off)
{
	bool bare = w->cr && c != '\n';

	w->cr = c == '\r';
	if (bare)
		walk_newline(w, off - 1);
	while (w->places && w->next < w->count && w->offs[w->next] == off)
		w->out[w->next++] =
		    (struct extent){ .begin = 1, .end = 0, .before_first = !w->record_seen };
	if (w->next < w->count && w->offs[w->next] == off) {
		walk_comment(w);
		return;
	}
	if (c == '\n') {
		walk_newline(w, off);
		return;
	}
	if (w->commented)
		return;
	if (w->escaped) {
		w->escaped = false;
		return;
	}
	if (!w->text && !is_blank(c) && c != ';') {
		w->text = true;
		w->directive = c == '$' && w->entry == off;
	}
	if (c == '\\')
		w->escaped = true;
	else if (c == '"')
		w->quoted = !w->quoted;
	else if (w->quoted)
		return;
	else if (c == ';')
		w->commented = w->remark = true;
	else if (c == '(')
		w->depth++;
	else if (c == ')' && w->depth > 0)
		w->depth--;
}

/* True when nothing more can be learnt: all comments are met and stand at a record that is over. */
static bool
walk_done(const struct walk *w)
{
	return w->next == w->count && w->open == w->next && !w->text;
}

/* Go through the file until all offsets are met and their entries over; the file's own end is one, too. */
static bool
walk_file(struct sources *sources, uint32_t file, struct walk *w)
{
	struct source_handle h;
	struct err err = { .code = 0 };
	uint8_t text[CHUNK];
	uint64_t off = 0;
	bool ok = true;

	if (source_open(sources, file, &h, &err) != OPEN_OK)
		return false;
	while (ok && off < h.size && !walk_done(w)) {
		size_t len = h.size - off < CHUNK ? (size_t)(h.size - off) : CHUNK;

		ok = source_read(&h, off, text, len, &err);
		for (size_t i = 0; ok && i < len; i++)
			walk_byte(w, text[i], (uint32_t)(off + i));
		off += len;
	}
	source_close(&h);
	if (ok)
		walk_end(w, (uint32_t)off);
	return ok;
}

bool
extents_find(
    struct sources *sources, uint32_t file, const uint32_t *offs, size_t count, struct extent *out)
{
	struct walk w = { .offs = offs, .count = count, .out = out };

	return walk_file(sources, file, &w) && w.next == count;
}

bool
entries_find(
    struct sources *sources, uint32_t file, const uint32_t *offs, size_t count, struct extent *out)
{
	struct walk w = { .offs = offs, .count = count, .out = out, .places = true };

	if (!walk_file(sources, file, &w))
		return false;
	while (w.next < count)
		out[w.next++] = (struct extent){ .begin = 1, .end = 0 };
	return true;
}
