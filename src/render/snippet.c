/* render/snippet.c -- source lines and the marks and labels below them */
#include "render/snippet.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/escape.h"
#include "render/mask.h"
#include "render/wrap.h"

#define TAB         8
#define VIEW        4096 /* bytes of one line that are looked at */
#define VIEW_BEFORE 512  /* of them before the first mark, when the line is longer */
#define CUT         "..."

/* A line as it is shown. */
struct view {
	uint64_t off;        /* of the first byte of text */
	struct buf text;     /* bytes of the file */
	struct buf shown;    /* what is printed for them */
	uint32_t *columns;   /* where in shown each byte of text begins, and the end */
	bool before, behind; /* text was left out */
};

/* What one line is to show; columns are those of what is printed. */
struct cell_mark {
	const struct mark *mark;
	unsigned from, to;
	bool done; /* its label is printed, or it has none */
};

static void
expand(struct view *v)
{
	struct str text = buf_view(&v->text);
	char piece[ESCAPE_MAX];

	v->columns = xmalloc((text.len + 1) * sizeof *v->columns);
	for (size_t i = 0; i < text.len; i++) {
		size_t run = escape_run(text, i);

		for (size_t k = 0; k < run; k++)
			v->columns[i + k] = (uint32_t)(v->shown.len + k);
		buf_bytes(&v->shown, text.ptr + i, run);
		i += run;
		if (i == text.len)
			break;
		v->columns[i] = (uint32_t)v->shown.len;
		if (text.ptr[i] == '\t')
			buf_fill(&v->shown, ' ', TAB - v->shown.len % TAB);
		else
			buf_bytes(&v->shown, piece, escape_byte(text, i, piece));
	}
	v->columns[text.len] = (uint32_t)v->shown.len;
}

/* Read the line that begins at begin; of a very long one what lies around byte at. */
static void
view_read(const struct snippet *s, uint32_t file, uint64_t begin, uint64_t end, uint64_t at,
    struct view *v)
{
	*v = (struct view){ .off = begin };
	if (end - begin > VIEW) {
		if (at - begin > VIEW_BEFORE)
			v->off = at - VIEW_BEFORE;
		if (end - v->off > VIEW)
			end = v->off + VIEW;
		v->before = v->off > begin;
		v->behind = true;
	}
	/* a file that is gone by now shows an empty line */
	if (!source_copy(s->sources, file, v->off, (size_t)(end - v->off), &v->text))
		v->text.len = 0;
	if (source_is_confidential(s->sources, file))
		mask_secrets(&v->text);
	expand(v);
}

static void
view_free(struct view *v)
{
	buf_free(&v->text);
	buf_free(&v->shown);
	free(v->columns);
}

static unsigned
column_of(const struct view *v, uint64_t byte)
{
	uint64_t at = byte < v->off ? 0 : byte - v->off;

	return v->columns[at < v->text.len ? at : v->text.len];
}

/* The columns of a mark; it ends with the line, blanks at its end not counted. */
static struct cell_mark
cell_mark_of(const struct view *v, const struct mark *mark)
{
	struct cell_mark c = { .mark = mark, .done = mark->label == NULL };
	uint64_t end = (uint64_t)mark->span.off + mark->span.len;

	c.from = column_of(v, mark->span.off);
	c.to = mark->kind == MARK_INSERT ? c.from : column_of(v, end);
	while (c.to > c.from && v->shown.ptr[c.to - 1] == ' ')
		c.to--;
	if (c.to <= c.from)
		c.to = c.from + 1;
	return c;
}

/* Leave out what does not fit, so that the marks stay in sight; columns move along. */
static void
view_cut(struct view *v, struct cell_mark *marks, size_t count, unsigned width)
{
	unsigned low = marks[0].from, high = marks[0].to, cut = sizeof CUT - 1;
	size_t len = v->shown.len, from = 0;

	for (size_t i = 1; i < count; i++) {
		low = marks[i].from < low ? marks[i].from : low;
		high = marks[i].to > high ? marks[i].to : high;
	}
	if (len > width && high + cut > width) {
		from = high + cut + width / 4 > width ? high + cut + width / 4 - width : 0;
		from = from + cut > low ? (low > cut ? low - cut : 0) : from;
		from = from > len - width ? len - width : from;
	}
	if (from > 0 || v->before) {
		memmove(v->shown.ptr, v->shown.ptr + from, len - from);
		v->shown.len = len - from;
		if (v->shown.len >= cut)
			memcpy(v->shown.ptr, CUT, cut);
	}
	if (v->shown.len > width) {
		v->shown.len = width;
		v->behind = true;
		memcpy(v->shown.ptr + width - cut, CUT, cut);
	}
	for (size_t i = 0; i < count; i++) {
		marks[i].from = marks[i].from > from ? marks[i].from - (unsigned)from : 0;
		marks[i].to = marks[i].to > from ? marks[i].to - (unsigned)from : 1;
		if (marks[i].from >= width)
			marks[i].from = width - 1;
		if (marks[i].to > width)
			marks[i].to = width;
	}
}

void
snippet_bar(const struct snippet *s, struct buf *out)
{
	style_begin(s->style, STYLE_DIM, out);
	buf_fill(out, ' ', s->gutter + 1);
	buf_char(out, '|');
	style_end(s->style, out);
}

static const char *
mark_style(const struct snippet *s, enum mark_kind kind)
{
	return kind == MARK_PRIMARY  ? s->style->severity
	       : kind == MARK_INSERT ? STYLE_GOOD
	                             : STYLE_DIM;
}

/* The row of marks alone; returns its end. */
static unsigned
print_marks(const struct snippet *s, const struct cell_mark *marks, size_t count, struct buf *out)
{
	static const char signs[] = { '-', '+', '^' };
	unsigned end = 0;
	char *kinds;

	for (size_t i = 0; i < count; i++)
		end = marks[i].to > end ? marks[i].to : end;
	kinds = xcalloc(end, 1); /* kind + 1 of what stands in a column */
	for (int kind = MARK_SECONDARY; kind <= MARK_PRIMARY; kind++)
		for (size_t i = 0; i < count; i++)
			if (marks[i].mark->kind == (enum mark_kind)kind)
				memset(
				    kinds + marks[i].from, kind + 1, marks[i].to - marks[i].from);
	buf_char(out, ' ');
	for (unsigned i = 0, next; i < end; i = next) {
		for (next = i + 1; next < end && kinds[next] == kinds[i];)
			next++;
		if (kinds[i] == 0) {
			buf_fill(out, ' ', next - i);
			continue;
		}
		style_begin(s->style, mark_style(s, (enum mark_kind)(kinds[i] - 1)), out);
		buf_fill(out, signs[kinds[i] - 1], next - i);
		style_end(s->style, out);
	}
	free(kinds);
	return end;
}

/* The label that can stand behind the row of marks: that of the mark which reaches furthest. */
static struct cell_mark *
last_mark(struct cell_mark *marks, size_t count, unsigned end)
{
	struct cell_mark *last = NULL;

	for (size_t i = 0; i < count; i++)
		if (!marks[i].done && marks[i].to == end &&
		    (last == NULL || marks[i].mark->kind > last->mark->kind))
			last = &marks[i];
	return last;
}

/* The mark furthest right whose label is still to be printed; the first of equals. */
static struct cell_mark *
next_mark(struct cell_mark *marks, size_t count)
{
	struct cell_mark *next = NULL;

	for (size_t i = 0; i < count; i++)
		if (!marks[i].done && (next == NULL || marks[i].from > next->from))
			next = &marks[i];
	return next;
}

/* "|" under every mark left of column whose label comes later; returns the column reached. */
static unsigned
print_stems(const struct snippet *s, const struct cell_mark *marks, size_t count, unsigned column,
    struct buf *out)
{
	unsigned at = 0;

	buf_char(out, ' ');
	for (;;) {
		const struct cell_mark *stem = NULL;

		for (size_t i = 0; i < count; i++)
			if (!marks[i].done && marks[i].from >= at && marks[i].from < column &&
			    (stem == NULL || marks[i].from < stem->from))
				stem = &marks[i];
		if (stem == NULL)
			break;
		buf_fill(out, ' ', stem->from - at);
		style_text(s->style, mark_style(s, stem->mark->kind), "|", out);
		at = stem->from + 1;
	}
	return at;
}

/* A label on rows of its own, below its mark or as near as the width allows. */
static void
print_label(const struct snippet *s, struct cell_mark *mark, struct cell_mark *marks, size_t count,
    struct buf *out)
{
	struct buf label = { 0 };
	struct str rest;
	unsigned column = mark->from;

	mark->done = true;
	escape_text(&label, str_of(mark->mark->label));
	if (s->wrap && column + label.len > s->width)
		column = label.len < s->width ? s->width - (unsigned)label.len : 0;
	rest = buf_view(&label);
	do {
		struct str row = wrap_line(&rest, s->wrap ? s->width - column : 0);

		snippet_bar(s, out);
		buf_fill(out, ' ', column - print_stems(s, marks, count, column, out));
		style_begin(s->style, mark_style(s, mark->mark->kind), out);
		buf_str(out, row);
		style_end(s->style, out);
		buf_char(out, '\n');
	} while (rest.len > 0);
	buf_free(&label);
}

/* Append the label behind the row of marks, which ends at column end, if there is room. */
static void
print_last(const struct snippet *s, struct cell_mark *mark, unsigned end, struct buf *out)
{
	struct buf label = { 0 };

	escape_text(&label, str_of(mark->mark->label));
	if (!s->wrap || end + 1 + label.len <= s->width) {
		buf_char(out, ' ');
		style_begin(s->style, mark_style(s, mark->mark->kind), out);
		buf_str(out, buf_view(&label));
		style_end(s->style, out);
		mark->done = true;
	}
	buf_free(&label);
}

static void
print_below(const struct snippet *s, struct cell_mark *marks, size_t count, struct buf *out)
{
	struct cell_mark *mark;
	unsigned end;

	snippet_bar(s, out);
	end = print_marks(s, marks, count, out);
	mark = last_mark(marks, count, end);
	if (mark != NULL)
		print_last(s, mark, end, out);
	buf_char(out, '\n');
	while ((mark = next_mark(marks, count)) != NULL)
		print_label(s, mark, marks, count, out);
}

/* One line with its marks; count may be 0. */
static void
print_line(const struct snippet *s, uint32_t file, uint64_t byte, uint32_t number,
    const struct mark *const *marks, size_t count, struct buf *out)
{
	struct cell_mark *cells = xcalloc(count + 1, sizeof *cells);
	uint64_t begin, end;
	struct view v;

	if (!source_line(s->sources, file, byte, &begin, &end))
		begin = end = byte;
	view_read(s, file, begin, end, byte > end ? end : byte, &v);
	for (size_t i = 0; i < count; i++)
		cells[i] = cell_mark_of(&v, marks[i]);
	view_cut(&v, cells, count == 0 ? 1 : count, s->width);
	style_begin(s->style, STYLE_DIM, out);
	buf_put(out, "%*u |", (int)s->gutter, number);
	style_end(s->style, out);
	if (v.shown.len > 0)
		buf_char(out, ' ');
	buf_str(out, buf_view(&v.shown));
	buf_char(out, '\n');
	if (count > 0)
		print_below(s, cells, count, out);
	view_free(&v);
	free(cells);
}

/* The first byte of the line that follows the one with byte. */
static uint64_t
next_line(const struct snippet *s, uint32_t file, uint64_t byte)
{
	uint64_t begin, end;
	char c[2];
	struct buf two = { c, 0, sizeof c };

	if (!source_line(s->sources, file, byte, &begin, &end) ||
	    !source_copy(s->sources, file, end, sizeof c, &two))
		return byte;
	return end + 1 + (two.len == 2 && c[0] == '\r' && c[1] == '\n');
}

static int
compare_marks(const void *a, const void *b)
{
	const struct mark *x = *(const struct mark *const *)a;
	const struct mark *y = *(const struct mark *const *)b;

	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->span.off != y->span.off)
		return x->span.off < y->span.off ? -1 : 1;
	return (x->kind < y->kind) - (x->kind > y->kind);
}

void
snippet_print(
    const struct snippet *s, const struct mark *const *marks, size_t count, struct buf *out)
{
	const struct mark **sorted = xcalloc(count, sizeof(struct mark *));
	uint32_t file = marks[0]->span.file;

	memcpy(sorted, marks, count * sizeof(struct mark *));
	sort_items(sorted, count, sizeof(struct mark *), compare_marks);
	for (size_t i = 0, next; i < count; i = next) {
		uint32_t line = sorted[i]->at.line;
		uint64_t byte = sorted[i]->at.byte;

		for (next = i + 1; next < count && sorted[next]->at.line == line;)
			next++;
		print_line(s, file, byte, line, sorted + i, next - i, out);
		if (next == count)
			break;
		for (line++; line < sorted[next]->at.line; line++) {
			byte = next_line(s, file, byte);
			print_line(s, file, byte, line, NULL, 0, out);
		}
	}
	free(sorted);
}
