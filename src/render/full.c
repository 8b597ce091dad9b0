/*
 * render/full.c -- a finding with the lines it speaks of
 *
 *    error[mx-ptr-missing]: mail host mx1.example.net. leaves as 203.0.113.25, which has no PTR
 *      --> zones/db.example.com:14:18
 *       |
 *    14 | @     IN MX 10   mx1.example.net.
 *       |                  ^^^^^^^^^^^^^^^^ mail for example.com. is handled here
 *       |
 *      ::: mail-egress.yaml:7:16
 *       |
 *     7 |     10.1.2.25: 203.0.113.25
 *       |                ------------ address the world sees
 *       |
 *       = help: ask the provider of 203.0.113.0/24 for it
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/snippet.h"
#include "render/wrap.h"

enum {
	NEAR = 3,        /* lines apart that share a snippet */
	MOST_MARKS = 40, /* of one finding; the rest is counted */
	WIDE = 120,      /* columns of source text where no terminal sets a bound */
	NARROW = 40,     /* less is not kept to */
	HANGING = 4      /* blanks before what a sentence goes on with */
};

struct full {
	const struct render_input *in;
	struct buf *out;
	struct style style;
	struct snippet snippet;
	struct mark marks[MOST_MARKS];
	size_t count;
	uint64_t left_out;
};

/* The id of a rule, as a link to its page where the build says where the pages are. */
static void
put_rule(const struct full *full, const char *id)
{
#ifdef PTRLINT_RULES_URL
	if (full->style.hyperlinks) {
		buf_put(full->out, "\033]8;;" PTRLINT_RULES_URL "%s\033\\%s\033]8;;\033\\", id, id);
		return;
	}
#endif
	buf_text(full->out, id);
}

/* The sentence behind used columns, broken between words where a terminal would break within. */
static void
put_message(const struct full *full, const struct finding *f, size_t used)
{
	size_t width = full->in->options.width, first = 0, more = 0;
	struct buf safe = { 0 };
	struct str rest;

	if (width > 0) {
		width = width < NARROW ? NARROW : width;
		first = width > used ? width - used : 1;
		more = width - HANGING;
	}
	escape_text(&safe, str_of(f->message));
	rest = buf_view(&safe);
	buf_str(full->out, wrap_line(&rest, first));
	while (rest.len > 0) {
		buf_char(full->out, '\n');
		buf_fill(full->out, ' ', HANGING);
		buf_str(full->out, wrap_line(&rest, more));
	}
	buf_free(&safe);
}

static void
put_header(const struct full *full, const struct finding *f)
{
	struct buf *out = full->out;

	style_begin(&full->style, full->style.severity, out);
	buf_put(out, "%s[", severity_name(f->severity));
	put_rule(full, f->rule->id);
	buf_char(out, ']');
	style_end(&full->style, out);
	style_begin(&full->style, STYLE_BOLD, out);
	buf_text(out, ": ");
	put_message(full, f, strlen(severity_name(f->severity)) + strlen(f->rule->id) + 4);
	style_end(&full->style, out);
	buf_char(out, '\n');
}

/* "  --> path:line:col"; the path is a link to the file. */
static void
put_arrow(const struct full *full, const char *arrow, const struct mark *mark, bool shown)
{
	const char *path = source_path(full->in->sources, mark->span.file);
	struct buf *out = full->out;

	buf_fill(out, ' ', full->snippet.gutter);
	style_text(&full->style, STYLE_DIM, arrow, out);
	buf_char(out, ' ');
	if (full->style.hyperlinks) {
		buf_text(out, "\033]8;;file://");
		if (path[0] != '/') {
			const char *root = sources_root(full->in->sources);

			escape_uri(out, str_of(root));
			buf_text(out, strcmp(root, "/") == 0 ? "" : "/");
		}
		escape_uri(out, str_of(path));
		buf_text(out, "\033\\");
	}
	escape_path(out, str_of(path));
	if (shown)
		buf_put(out, ":%" PRIu32 ":%" PRIu32, mark->at.line, mark->at.column);
	if (full->style.hyperlinks)
		buf_text(out, "\033]8;;\033\\");
	buf_char(out, '\n');
}

static void
add_mark(struct full *full, enum mark_kind kind, struct span span, const char *label)
{
	struct mark *mark = &full->marks[full->count];

	if (span.file == 0)
		return;
	if (full->count == MOST_MARKS) {
		full->left_out++;
		return;
	}
	*mark = (struct mark){ .kind = kind, .span = span, .label = label };
	mark->at = source_place(full->in->sources, span.file, span.off);
	full->count++;
}

static unsigned
digits(uint32_t n)
{
	unsigned count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static void
collect(struct full *full, const struct finding *f)
{
	unsigned width = full->in->options.width;
	uint32_t largest = 1;

	full->count = 0;
	full->left_out = 0;
	add_mark(full, MARK_PRIMARY, f->span, f->label);
	full->marks[0].hidden = f->hidden;
	for (const struct note *note = f->notes; note != NULL; note = note->next)
		add_mark(
		    full, note->insert ? MARK_INSERT : MARK_SECONDARY, note->span, note->label);
	for (size_t i = 0; i < full->count; i++)
		if (full->marks[i].at.line > largest)
			largest = full->marks[i].at.line;
	full->snippet = (struct snippet){
		.sources = full->in->sources,
		.style = &full->style,
		.gutter = digits(largest),
		.wrap = width > 0,
	};
	width = width == 0 ? WIDE : width < NARROW ? NARROW : width;
	full->snippet.width = width - (full->snippet.gutter + 3);
}

static bool
are_near(const struct mark *a, const struct mark *b)
{
	uint32_t apart =
	    a->at.line > b->at.line ? a->at.line - b->at.line : b->at.line - a->at.line;

	if (a->span.file != b->span.file || b->at.line == 0 || apart > NEAR)
		return false;
	if (a->hidden || b->hidden)
		return false;
	/* what lies far apart on one very long line is not to be shown together */
	return apart > 0 || a->at.column / 1024 == b->at.column / 1024;
}

/* The mark and all that are near it, or near one that is. */
static size_t
gather(struct full *full, struct mark *first, const struct mark *group[MOST_MARKS])
{
	size_t count = 0;

	group[count++] = first;
	first->taken = true;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < full->count; j++)
			if (!full->marks[j].taken && are_near(group[i], &full->marks[j])) {
				full->marks[j].taken = true;
				group[count++] = &full->marks[j];
			}
	return count;
}

static void
put_bar(const struct full *full)
{
	snippet_bar(&full->snippet, full->out);
	buf_char(full->out, '\n');
}

static void
put_places(struct full *full)
{
	const struct mark *group[MOST_MARKS];

	for (size_t i = 0; i < full->count; i++) {
		struct mark *first = &full->marks[i];
		size_t count;

		if (first->taken)
			continue;
		if (i > 0)
			put_bar(full);
		put_arrow(full, i == 0 ? "-->" : ":::", first, first->at.line != 0);
		count = gather(full, first, group);
		if (first->at.line == 0 || first->hidden)
			continue;
		put_bar(full);
		snippet_print(&full->snippet, group, count, full->out);
	}
}

/* "   = help: text", text trusted only when it is escaped already. */
static void
put_remark(struct full *full, const char *word, const char *style, const char *text)
{
	size_t indent = full->snippet.gutter + 3 + strlen(word) + 2;
	struct buf safe = { 0 };

	buf_fill(full->out, ' ', full->snippet.gutter + 1);
	style_text(&full->style, STYLE_DIM, "= ", full->out);
	style_text(&full->style, style, word, full->out);
	buf_text(full->out, ": ");
	escape_text(&safe, str_of(text));
	buf_char(&safe, '\0');
	wrap_text(full->out, safe.ptr, indent, full->in->options.width);
	buf_char(full->out, '\n');
	buf_free(&safe);
}

static void
put_zones(struct full *full, const struct finding *f)
{
	char name[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX + 64];

	if (f->zone_count < 2)
		return;
	if (f->zone != NULL)
		snprintf(text, sizeof text, "in %" PRIu32 " zones, e.g. %s", f->zone_count,
		    dname_text(&f->zone->spec.origin, name));
	else
		snprintf(text, sizeof text, "in %" PRIu32 " zones", f->zone_count);
	put_remark(full, "note", STYLE_BOLD, text);
}

/* Repairs of text; what wants ask for is said in other words. */
static void
put_repair(struct full *full, const struct finding *f)
{
	const struct fix_plan *plan;
	const struct fix_repair *r = repair_of(full->in, f, &plan);

	if (r != NULL && r->text)
		put_remark(full, r->safety == FIX_SAFE ? "fix (safe)" : "fix (unsafe)", STYLE_GOOD,
		    r->title);
}

/* What is said without a place.  A bar parts it from the last snippet. */
static void
put_remarks(struct full *full, const struct finding *f)
{
	size_t before = full->out->len, bar;

	if (full->count > 0 && full->marks[full->count - 1].at.line != 0 &&
	    !full->marks[full->count - 1].hidden)
		put_bar(full);
	bar = full->out->len;
	for (const struct note *note = f->notes; note != NULL; note = note->next)
		if (note->span.file == 0)
			put_remark(full, "note", STYLE_BOLD, note->label);
	put_zones(full, f);
	if (full->left_out > 0) {
		char text[64];

		snprintf(text, sizeof text, "%" PRIu64 " more places", full->left_out);
		put_remark(full, "note", STYLE_BOLD, text);
	}
	put_repair(full, f);
	if (f->help != NULL)
		put_remark(full, "help", STYLE_BOLD, f->help);
	if (full->out->len == bar)
		full->out->len = before;
}

/* full is not moved afterwards: its parts point at each other. */
static void
full_begin(
    struct full *full, const struct render_input *in, const struct finding *f, struct buf *out)
{
	*full = (struct full){ .in = in,
		.out = out,
		.style = { .severity = style_of_severity(f->severity),
		    .colour = in->options.colour,
		    .hyperlinks = in->options.hyperlinks } };
	collect(full, f);
}

void
put_full_places(const struct render_input *in, const struct finding *f, struct buf *out)
{
	struct full full;

	full_begin(&full, in, f, out);
	put_places(&full);
	put_remarks(&full, f);
}

static void
put_finding(const struct render_input *in, const struct finding *f, struct buf *out)
{
	struct full full;

	full_begin(&full, in, f, out);
	put_header(&full, f);
	put_places(&full);
	put_remarks(&full, f);
	buf_char(out, '\n');
}

void
render_full(const struct render_input *in, struct render_out *out)
{
	const struct finding **shown = xcalloc(in->count + 1, sizeof(const struct finding *));
	struct tally tally = { 0 };
	size_t count = 0;
	bool any = false;

	for (size_t i = 0; i < in->count; i++) {
		const struct finding *f = in->findings[i];

		if (is_suppressed(f))
			continue;
		any = true;
		if (tally_show(&tally, f->rule))
			shown[count++] = f;
	}
	render_each(in, shown, count, put_finding, out);
	tally_rest(&tally, &out->buf);
	if (any)
		put_summary_line(in, &out->buf);
	tally_free(&tally);
	free(shown);
}
