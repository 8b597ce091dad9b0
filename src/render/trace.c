/* render/trace.c -- a tree of hops: for people, in ASCII, and for programs */
#include "render/trace.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/escape.h"
#include "render/style.h"
#include "render/wrap.h"

enum {
	MARK = 9,   /* columns of the mark in front of the tree */
	BRANCH = 3, /* of one branch */
	WIDE = 100, /* where places stand at most when no terminal sets a bound */
	NARROW = 40 /* less is not kept to */
};

static const char *const status_names[] = { "info", "ok", "unknown", "missing", "wrong" };
static const char *const status_styles[] = { "1;36", STYLE_GOOD, "1;33", "1;31", "1;31" };
static const char *const verdict_names[] = { "whole", "unknown", "broken" };
static const char *const verdict_words[] = { "whole", "cannot be verified", "broken" };
static const enum hop_status verdict_status[] = { HOP_OK, HOP_UNKNOWN, HOP_WRONG };

/* ---- the tree ---- */

struct tree {
	struct sources *sources;
	const struct trace *trace;
	struct style style;
	unsigned width;
	uint64_t *open;    /* by hop: the depths at which a branch goes on below it */
	struct buf *texts; /* by hop, escaped */
	struct buf *places;
	size_t column; /* where places begin */
	struct buf *out;
};

static unsigned
depth_of(const struct hop *hop)
{
	return hop->depth < TRACE_DEPTH_MAX ? hop->depth : TRACE_DEPTH_MAX;
}

static size_t
indent_of(const struct hop *hop)
{
	return MARK + (size_t)BRANCH * depth_of(hop);
}

/* Which branches go on, told from the end. */
static void
find_branches(struct tree *t)
{
	uint64_t open = 0;

	for (size_t i = t->trace->count; i-- > 0;) {
		unsigned depth = depth_of(&t->trace->hops[i]);

		open &= (UINT64_C(2) << depth) - 1;
		t->open[i] = open;
		open |= UINT64_C(1) << depth;
	}
}

/* Does the hop right above name the same rule? */
static bool
is_told(const struct tree *t, size_t i)
{
	const struct hop *hop = &t->trace->hops[i];

	return i > 0 && hop->depth == hop[-1].depth + 1 && hop[-1].finding == hop->finding &&
	       hop->finding != NULL;
}

static void
fill_texts(struct tree *t)
{
	for (size_t i = 0; i < t->trace->count; i++) {
		const struct hop *hop = &t->trace->hops[i];

		escape_text(&t->texts[i], str_of(hop->text));
		if (hop->rule != NULL && !is_told(t, i))
			buf_put(&t->texts[i], " [%s]", hop->rule);
		if (hop->span.file != 0) {
			struct place at = source_place(t->sources, hop->span.file, hop->span.off);

			escape_path(&t->places[i], str_of(source_path(t->sources, hop->span.file)));
			buf_put(&t->places[i], ":%" PRIu32, at.line);
		}
	}
}

/* Does the place of hop i fit beside its text, when places begin at column? */
static bool
fits(const struct tree *t, size_t i, size_t column)
{
	size_t end = indent_of(&t->trace->hops[i]) + t->texts[i].len;

	return end + 2 <= column && (t->width == 0 || column + t->places[i].len <= t->width);
}

/* Places stand in one column: the one where most fit, the first of several. */
static void
find_column(struct tree *t)
{
	size_t most = 0, last = t->width > 0 ? t->width : WIDE;

	for (size_t column = MARK; column <= last; column++) {
		size_t count = 0;

		for (size_t i = 0; i < t->trace->count; i++)
			count += t->places[i].len > 0 && fits(t, i, column);
		if (count > most) {
			most = count;
			t->column = column;
		}
	}
}

/* The lines on the left of hop i; first: its own, where its branch begins. */
static void
put_branches(const struct tree *t, size_t i, bool first)
{
	unsigned depth = depth_of(&t->trace->hops[i]);
	bool parent = i + 1 < t->trace->count && depth_of(&t->trace->hops[i + 1]) > depth;

	for (unsigned k = 1; k <= depth; k++) {
		bool goes_on = (t->open[i] >> k & 1) != 0;

		if (k == depth && first)
			buf_text(t->out, goes_on ? "|- " : "`- ");
		else
			buf_text(t->out, goes_on ? "|  " : "   ");
	}
	if (!first)
		buf_text(t->out, parent && depth < TRACE_DEPTH_MAX ? "|  " : "   ");
}

static void
put_mark(const struct tree *t, const struct hop *hop)
{
	bool silent = hop->status == HOP_INFO && hop->rule == NULL;
	const char *mark = silent ? "" : status_names[hop->status];

	if (!silent)
		style_text(&t->style, status_styles[hop->status], mark, t->out);
	buf_fill(t->out, ' ', MARK - strlen(mark));
}

static void
trim_line(struct buf *out)
{
	while (out->len > 0 && out->ptr[out->len - 1] == ' ')
		out->len--;
	buf_char(out, '\n');
}

/* A new line below hop i, with the branches that pass by. */
static void
continue_line(const struct tree *t, size_t i)
{
	trim_line(t->out);
	buf_fill(t->out, ' ', MARK);
	put_branches(t, i, false);
}

/* Below the text; a long path takes room from the branches rather than run over the edge. */
static void
put_place_below(const struct tree *t, size_t i)
{
	size_t line = indent_of(&t->trace->hops[i]) + BRANCH, end = line + t->places[i].len;
	size_t over = end > t->width ? end - t->width : 0;

	continue_line(t, i);
	if (over == 0)
		return;
	t->out->len -= over < line ? over : line;
	if (over < line)
		t->out->ptr[t->out->len - 1] = ' ';
}

static void
put_place(const struct tree *t, size_t i, size_t at)
{
	if (t->places[i].len == 0)
		return;
	if (t->width == 0 || fits(t, i, t->column))
		buf_fill(t->out, ' ', at + 2 <= t->column ? t->column - at : 2);
	else
		put_place_below(t, i);
	style_begin(&t->style, STYLE_DIM, t->out);
	buf_str(t->out, buf_view(&t->places[i]));
	style_end(&t->style, t->out);
}

/* Columns for text at an indent; 0: as many as it takes. */
static size_t
room_at(const struct tree *t, size_t indent)
{
	if (t->width == 0)
		return 0;
	return t->width > indent + NARROW / 2 ? t->width - indent : NARROW / 2;
}

static void
put_hop(const struct tree *t, size_t i)
{
	const struct hop *hop = &t->trace->hops[i];
	struct str rest = buf_view(&t->texts[i]), line;
	size_t indent = indent_of(hop);
	bool bad = hop->status == HOP_MISSING || hop->status == HOP_WRONG;

	put_mark(t, hop);
	put_branches(t, i, true);
	for (;;) {
		line = wrap_line(&rest, room_at(t, indent));
		if (bad)
			style_begin(&t->style, STYLE_BOLD, t->out);
		buf_str(t->out, line);
		if (bad)
			style_end(&t->style, t->out);
		if (rest.len == 0)
			break;
		continue_line(t, i);
		indent = indent_of(hop) + BRANCH;
	}
	put_place(t, i, indent + line.len);
	trim_line(t->out);
}

static void
put_verdict(const struct tree *t)
{
	const struct trace *trace = t->trace;
	const char *word = verdict_words[trace->verdict];
	size_t indent = strlen(word) + 2;
	struct buf text = { 0 };
	struct str rest;

	style_text(&t->style, status_styles[verdict_status[trace->verdict]], word, t->out);
	buf_text(t->out, ": ");
	escape_text(&text, str_of(trace->sentence));
	if (trace->rule != NULL)
		buf_put(&text, " [%s]", trace->rule);
	rest = buf_view(&text);
	do {
		struct str line = wrap_line(&rest, room_at(t, indent));

		style_begin(&t->style, STYLE_BOLD, t->out);
		buf_str(t->out, line);
		style_end(&t->style, t->out);
		indent = 2;
		buf_text(t->out, rest.len > 0 ? "\n  " : "\n\n");
	} while (rest.len > 0);
	buf_free(&text);
}

void
render_trace_text(struct sources *sources, const struct trace *trace, bool colour, unsigned width,
    struct buf *out)
{
	struct tree t = { .sources = sources,
		.trace = trace,
		.style = { .colour = colour },
		.width = width > 0 && width < NARROW ? NARROW : width,
		.out = out };

	t.open = xcalloc(trace->count + 1, sizeof *t.open);
	t.texts = xcalloc(trace->count + 1, sizeof *t.texts);
	t.places = xcalloc(trace->count + 1, sizeof *t.places);
	find_branches(&t);
	fill_texts(&t);
	find_column(&t);
	put_verdict(&t);
	for (size_t i = 0; i < trace->count; i++) {
		put_hop(&t, i);
		buf_free(&t.texts[i]);
		buf_free(&t.places[i]);
	}
	free(t.open);
	free(t.texts);
	free(t.places);
}

/* ---- JSON ---- */

static void
put_hop_json(struct sources *sources, const struct hop *hop, struct buf *out)
{
	bool placed = hop->span.file != 0;

	buf_put(out, "{\"depth\": %u", hop->depth);
	escape_json_pair(out, ", \"kind\": ", hop->kind);
	escape_json_pair(out, ", \"text\": ", hop->text);
	escape_json_pair(out, ", \"status\": ", status_names[hop->status]);
	escape_json_pair(out, ", \"rule\": ", hop->rule);
	escape_json_pair(out, ", \"path\": ", placed ? source_path(sources, hop->span.file) : NULL);
	if (placed)
		buf_put(out, ", \"line\": %" PRIu32 "}",
		    source_place(sources, hop->span.file, hop->span.off).line);
	else
		buf_text(out, ", \"line\": null}");
}

void
render_trace_json(
    struct sources *sources, const struct trace *traces, size_t count, struct buf *out)
{
	buf_text(out, "{\"version\": 1,\n \"queries\": [");
	for (size_t i = 0; i < count; i++) {
		const struct trace *trace = &traces[i];

		escape_json_pair(
		    out, i == 0 ? "\n  {\"query\": " : ",\n  {\"query\": ", trace->query);
		escape_json_pair(out, ", \"verdict\": ", verdict_names[trace->verdict]);
		escape_json_pair(out, ", \"sentence\": ", trace->sentence);
		escape_json_pair(out, ", \"rule\": ", trace->rule);
		buf_text(out, ", \"hops\": [");
		for (size_t k = 0; k < trace->count; k++) {
			buf_text(out, k == 0 ? "\n    " : ",\n    ");
			put_hop_json(sources, &trace->hops[k], out);
		}
		buf_text(out, "]}");
	}
	buf_text(out, "]}\n");
}
