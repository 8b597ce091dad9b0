/*
 * render/markdown.c -- a table for the summary of a job, or a comment on a change
 *
 * A comment holds 65,536 characters, a job summary 1 MiB; both are refused or cut when they hold more.  So
 * the table ends in time, worst findings first, and the rest is counted.
 */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"

enum {
	MOST_BYTES = 60000, /* of the table */
	MOST_NOTES =
	    5 /* of a finding; our choice: who wants all of them opens the report of another format */
};

/* A path of many backticks and bars would end a code span or a cell: so it is text. */
static void
put_place(const struct render_input *in, struct span span, struct buf *out)
{
	struct buf path = { 0 };

	if (span.file == 0)
		return;
	put_host_path(in, span.file, &path);
	escape_comment(out, buf_view(&path));
	buf_put(out, ":%" PRIu32, region_of(in->sources, span).start.line);
	buf_free(&path);
}

static void
put_notes(const struct render_input *in, const struct finding *f, struct buf *out)
{
	unsigned count = 0;

	for (const struct note *note = f->notes; note != NULL; note = note->next) {
		if (++count > MOST_NOTES)
			continue;
		buf_text(out, "<br>");
		put_place(in, note->span, out);
		buf_text(out, note->span.file != 0 ? ": " : "");
		escape_comment(out, str_of(note->label != NULL ? note->label : note->kind));
	}
	if (count > MOST_NOTES)
		buf_put(out, "<br>and %u more places", count - MOST_NOTES);
}

static void
put_row(const struct render_input *in, const struct finding *f, struct buf *out)
{
	buf_put(out, "| %s | `%s` | ", severity_name(f->severity), f->rule->id);
	put_place(in, anchor_of(f), out);
	buf_text(out, " | ");
	escape_comment(out, str_of(f->message));
	put_notes(in, f, out);
	if (f->help != NULL) {
		buf_text(out, "<br>**help**: ");
		escape_comment(out, str_of(f->help));
	}
	buf_text(out, " |\n");
}

/* Rows of one level until the table is full; how many there are, and how many were written. */
static void
put_level(const struct render_input *in, enum severity severity, struct buf *table, uint64_t *all,
    uint64_t *shown)
{
	const struct finding *f;
	size_t at = 0;

	while ((f = next_live(in, &at)) != NULL) {
		size_t before = table->len;

		if (f->severity != severity)
			continue;
		++*all;
		if (*shown + 1 < *all)
			continue;
		put_row(in, f, table);
		if (table->len <= MOST_BYTES)
			++*shown;
		else
			table->len = before;
	}
}

void
render_markdown(const struct render_input *in, struct render_out *out)
{
	static const enum severity levels[] = { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO };
	struct buf table = { 0 };
	uint64_t all = 0, shown = 0;

	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		put_level(in, levels[i], &table, &all, &shown);
	buf_text(&out->buf, MARKDOWN_OPENING "\n\n");
	if (all > 0)
		render_summary(in, &out->buf);
	else
		render_clean(in, &out->buf);
	if (shown > 0) {
		buf_text(&out->buf, "\n| level | rule | place | finding |\n|---|---|---|---|\n");
		buf_str(&out->buf, buf_view(&table));
	}
	if (all > shown)
		buf_put(&out->buf, "\n%" PRIu64 " more are not shown here.\n", all - shown);
	buf_free(&table);
}
