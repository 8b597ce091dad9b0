/* render/report.c -- what every form of the report works out first */
#include "render/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/common.h"
#include "render/report_parts.h"

enum { MOST_OF_RULE = 200 }; /* findings of one rule on the page; our choice: the rest is counted */

const char *
page_status(enum hop_status status)
{
	static const char *const names[] = { "info", "ok", "unknown", "missing", "wrong" };

	return names[status];
}

const char *
page_sign(enum hop_status status)
{
	static const char *const signs[] = { "\u00B7", "\u2713", "?", "\u2205", "\u2717" };

	return signs[status];
}

void
page_place(const struct page *page, struct span span, struct buf *out)
{
	struct place at;

	if (span.file == 0)
		return;
	at = source_place(page->in->sources, span.file, span.off);
	buf_text(out, source_path(page->in->sources, span.file));
	if (at.line > 0)
		buf_put(out, ":%" PRIu32, at.line);
}

/* Which findings the page has: so many of each rule. */
static void
choose_findings(struct page *page)
{
	struct tally tally = { 0 };

	page->shown = xcalloc(page->in->count + 1, sizeof *page->shown);
	for (size_t i = 0; i < page->in->count; i++) {
		const struct finding *f = page->in->findings[i];

		page->shown[i] =
		    !is_suppressed(f) && ++tally_row(&tally, f->rule)->count <= MOST_OF_RULE;
	}
	tally_free(&tally);
}

static int
compare_lines(const void *a, const void *b)
{
	const struct page_line *x = a, *y = b;
	int order = x->file == y->file ? 0 : strcmp(x->path, y->path);

	if (order != 0)
		return order;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* The lines that nodes of the graph stand for. */
static void
gather_lines(struct page *page)
{
	size_t cap = 0, kept = 0;

	for (size_t i = 0; i < page->graph.part_count; i++)
		for (size_t k = 0; k < page->graph.parts[i].node_count; k++) {
			struct span span = page->graph.parts[i].nodes[k].span;
			struct place at;

			if (span.file == 0)
				continue;
			at = source_place(page->in->sources, span.file, span.off);
			page->lines =
			    xgrow(page->lines, page->line_count, &cap, sizeof *page->lines);
			page->lines[page->line_count++] =
			    (struct page_line){ source_path(page->in->sources, span.file),
				    span.file, at.line, at.byte };
		}
	sort_items(page->lines, page->line_count, sizeof *page->lines, compare_lines);
	for (size_t i = 0; i < page->line_count; i++)
		if (kept == 0 || compare_lines(&page->lines[kept - 1], &page->lines[i]) != 0)
			page->lines[kept++] = page->lines[i];
	page->line_count = kept;
}

void
page_begin(const struct report_input *report, struct render_out *out, struct page *page)
{
	const struct render_input *in = report->in;

	*page = (struct page){
		.report = report, .in = in, .set = report->set, .out = out, .b = &out->buf
	};
	page->about = about_new(in->findings, in->count);
	graph_build(page->set, report->mail, page->about, &page->graph);
	cover_build(page->set, report->mail, page->about, &page->cover);
	choose_findings(page);
	gather_lines(page);
}

void
page_end(struct page *page)
{
	graph_free(&page->graph);
	cover_free(&page->cover);
	about_free(page->about);
	free(page->shown);
	free(page->lines);
}
