/* render/report_parts.h -- what the files that write the report share.  Private to render/. */
#ifndef RENDER_REPORT_PARTS_H
#define RENDER_REPORT_PARTS_H

#include "render/about.h"
#include "render/cover.h"
#include "render/graph.h"
#include "render/report.h"

/* A line of a file that the page shows, for nodes to lead to. */
struct page_line {
	const char *path;
	uint32_t file, line;
	uint64_t byte;
};

struct page {
	const struct report_input *report;
	const struct render_input *in;
	struct zone_set *set;
	struct about *about;
	struct graph graph;
	struct cover cover;
	bool *shown; /* by number of a finding: the page has it */
	struct page_line *lines;
	size_t line_count;
	struct render_out *out;
	struct buf *b; /* its buffer */
};

/* Work out all that is to be shown; ended by page_end(). */
void page_begin(const struct report_input *report, struct render_out *out, struct page *page);
void page_end(struct page *page);

/* "ok", "missing", …: the words of render/trace.h, which are also classes. */
const char *page_status(enum hop_status status);
/* One character that says the same without colour. */
const char *page_sign(enum hop_status status);

/* Append "path:line" unescaped; nothing without a place. */
void page_place(const struct page *page, struct span span, struct buf *out);

/* ---- parts of the HTML page ---- */

extern const char *const report_style[]; /* CSS; ends with NULL */

/* Append text as HTML, inside of an element or of a quoted attribute. */
void html_text(struct buf *out, const char *text);
/* Append ' href="#…"' of what speaks of it: a finding that is shown, else the line; false for neither. */
bool html_link(const struct page *page, const struct finding *f, struct span span);
/* Append "path:line" as HTML. */
void html_place(const struct page *page, struct span span);

/* report_svg.c: the ways of mail. */
void html_graphs(struct page *page);
/* report_cover.c: blocks of IPv4, the tree of IPv6. */
void html_cover(struct page *page);
/* report_findings.c: findings, rules, lines. */
void html_findings(struct page *page);
void html_rules(struct page *page);
void html_lines(struct page *page);

#endif
