/* render/report_html.c -- the page: its frame, what comes first, the zones */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"

enum { MOST_URGENT = 20, MOST_ALIKE = 3 /* of one rule among these */ };

void
html_text(struct buf *out, const char *text)
{
	struct buf safe = { 0 };

	escape_text(&safe, str_of(text));
	escape_xml(out, buf_view(&safe));
	buf_free(&safe);
}

/* The number of the line, from 1; 0 when the page has it not. */
static size_t
line_number(const struct page *page, struct span span)
{
	struct place at = source_place(page->in->sources, span.file, span.off);
	size_t lo = 0, hi = page->line_count;
	const char *path = source_path(page->in->sources, span.file);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct page_line *l = &page->lines[mid];
		int order = l->file == span.file ? 0 : strcmp(l->path, path);

		if (order == 0 && l->line == at.line)
			return mid + 1;
		if (order < 0 || (order == 0 && l->line < at.line))
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}

bool
html_link(const struct page *page, const struct finding *f, struct span span)
{
	size_t number = f != NULL ? about_number(page->about, f) : 0;

	if (f != NULL && page->shown[number]) {
		buf_put(page->b, " href=\"#f%zu\"", number + 1);
		return true;
	}
	number = span.file != 0 ? line_number(page, span) : 0;
	if (number > 0)
		buf_put(page->b, " href=\"#l%zu\"", number);
	return number > 0;
}

void
html_place(const struct page *page, struct span span)
{
	struct buf place = { 0 }, safe = { 0 };

	page_place(page, span, &place);
	escape_path(&safe, buf_view(&place));
	escape_xml(page->b, buf_view(&safe));
	buf_free(&place);
	buf_free(&safe);
}

/* ---- what comes first ---- */

static void
put_tile(struct buf *out, const char *class, uint64_t n, const char *word, const char *href)
{
	buf_put(out, "<a class=\"tile %s\" href=\"#%s\"><b>%" PRIu64 "</b> %s</a>\n",
	    n > 0 ? class : "none", href, n, word);
}

/* "3 of 4 mail addresses confirmed". */
static void
put_part_of(struct buf *out, uint64_t part, uint64_t all, const char *words, const char *href)
{
	if (all > 0)
		buf_put(out,
		    "<a class=\"tile %s\" href=\"#%s\"><b>%" PRIu64 "<small> of %" PRIu64
		    "</small></b> %s</a>\n",
		    part == all ? "ok" : "unknown", href, part, all, words);
}

static void
put_tiles(struct page *page)
{
	const struct lint_summary *sum = page->in->summary;
	const struct cover *cover = &page->cover;
	uint64_t mail = 0, passed = 0;

	for (size_t i = 0; i < cover->address_count; i++) {
		mail += cover->addresses[i].mail;
		passed += cover->addresses[i].mail && cover->addresses[i].state == COVER_MATCH;
	}
	buf_text(page->b, "<div class=\"tiles\">\n");
	put_tile(page->b, "wrong", sum->error, sum->error == 1 ? "error" : "errors", "findings");
	put_tile(page->b, "warned", sum->warning, sum->warning == 1 ? "warning" : "warnings",
	    "findings");
	put_tile(page->b, "info", sum->info, "worth knowing", "findings");
	put_part_of(page->b, passed, mail, "mail addresses confirmed", "paths");
	put_part_of(page->b, cover->states[COVER_MATCH], cover->address_count,
	    "addresses with one PTR that leads back", cover->v4_blocks > 0 ? "blocks" : "ipv6");
	put_tile(page->b, "plain", sum->zones, sum->zones == 1 ? "zone" : "zones", "zones");
	buf_text(page->b, "</div>\n");
}

static void
put_verdict(struct page *page)
{
	const struct lint_summary *sum = page->in->summary;
	const char *class = page->in->undone || sum->error > 0 ? "wrong"
	                    : sum->warning > 0                 ? "warned"
	                                                       : "ok";
	struct buf line = { 0 };

	buf_put(page->b, "<p class=\"headline %s\">", class);
	if (page->in->undone)
		buf_text(page->b, "Not everything could be checked. ");
	buf_text(page->b, sum->error > 0     ? "Something is broken."
	                  : page->in->undone ? ""
	                  : sum->warning > 0 ? "Nothing is broken; some of it wants a look."
	                                     : "All is well.");
	buf_text(page->b, "</p>\n<p>");
	render_summary(page->in, &line);
	escape_xml(page->b, (struct str){ line.ptr, line.len - 1 });
	buf_text(page->b, "</p>\n");
	buf_free(&line);
}

/* An error in words, with what is to be said behind it. */
static void
put_error(struct page *page, size_t number, uint64_t more)
{
	const struct finding *f = page->in->findings[number];

	buf_put(page->b, "<li><a href=\"#f%zu\">", number + 1);
	html_text(page->b, f->message);
	buf_put(page->b, "</a> <small>%s", f->rule->id);
	if (more > 0)
		buf_put(page->b, ", and %" PRIu64 " more of this kind", more);
	buf_text(page->b, "</small></li>\n");
}

/* The first errors of a rule of which there are all; how many. */
static uint64_t
put_errors_of(struct page *page, const struct rule *rule, uint64_t all)
{
	uint64_t most = all < MOST_ALIKE ? all : MOST_ALIKE, count = 0;

	for (size_t i = 0; i < page->in->count && count < most; i++) {
		const struct finding *f = page->in->findings[i];

		if (f->rule != rule || f->severity != SEVERITY_ERROR || !page->shown[i])
			continue;
		count++;
		put_error(page, i, count == most ? all - most : 0);
	}
	return count;
}

/* The errors before everything else, a few of each kind: whoever opens the page at night wants these. */
static void
put_urgent(struct page *page)
{
	struct tally tally = { 0 };
	uint64_t shown = 0;

	for (size_t i = 0; i < page->in->count; i++) {
		const struct finding *f = page->in->findings[i];

		if (f->severity == SEVERITY_ERROR && !is_suppressed(f))
			tally_row(&tally, f->rule)->count++;
	}
	if (tally.count > 0)
		buf_text(page->b, "<ol class=\"urgent\">\n");
	for (size_t i = 0; i < tally.count && shown < MOST_URGENT; i++)
		shown += put_errors_of(page, tally.rows[i].rule, tally.rows[i].count);
	if (tally.count > 0)
		buf_text(page->b, "</ol>\n");
	if (page->in->summary->error > shown)
		buf_put(page->b, "<p><a href=\"#errors\">All %" PRIu64 " errors</a></p>\n",
		    page->in->summary->error);
	tally_free(&tally);
}

/* ---- zones ---- */

struct zone_row {
	const struct discovered *found;
	const struct zone *zone; /* NULL: its origin is unknown */
	uint64_t counts[4];
	size_t order;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct zone_row *x = a, *y = b;

	for (int s = SEVERITY_ERROR; s >= SEVERITY_WARNING; s--)
		if ((x->counts[s] > 0) != (y->counts[s] > 0))
			return x->counts[s] > 0 ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Rows of discovery and the zones that were made of them, which are in the same order. */
static struct zone_row *
read_rows(const struct page *page)
{
	const struct discovery *found = page->report->found;
	struct zone_row *rows = xcalloc(found->row_count + 1, sizeof *rows);
	size_t id = 0;

	for (size_t i = 0; i < found->row_count; i++) {
		const struct zone_spec *spec = &found->rows[i].spec;

		rows[i] = (struct zone_row){ .found = &found->rows[i], .order = i };
		if (spec->origin.len == 0 || id >= set_zone_count(page->set))
			continue;
		rows[i].zone = set_zone(page->set, id++);
		about_zone(page->about, rows[i].zone, rows[i].counts);
	}
	sort_items(rows, found->row_count, sizeof *rows, compare_rows);
	return rows;
}

static void
put_zone(struct page *page, const struct zone_row *row, bool views)
{
	static const char *const roles[] = { "managed", "reference", "external" };
	const struct zone_spec *spec = &row->found->spec;
	struct buf *out = page->b;
	char text[DNAME_TEXT_MAX];
	uint32_t serial;

	buf_text(out, "<tr><th scope=\"row\">");
	html_text(out, spec->origin.len > 0 ? dname_text(&spec->origin, text) : "?");
	buf_text(out, "</th>");
	if (views) {
		buf_text(out, "<td>");
		html_text(out, set_view(page->set, spec->view)->name);
		buf_text(out, "</td>");
	}
	for (int s = SEVERITY_ERROR; s >= SEVERITY_INFO; s--)
		buf_put(out, "<td class=\"n %s\">%" PRIu64 "</td>",
		    row->counts[s] > 0 ? severity_name((enum severity)s) : "zero", row->counts[s]);
	buf_put(out, "<td class=\"n\">%" PRIu64 "</td><td class=\"n\">",
	    row->zone != NULL ? row->zone->records : 0);
	if (row->zone != NULL && zone_serial(page->set, row->zone, &serial))
		buf_put(out, "%" PRIu32, serial);
	buf_put(out, "</td><td>%s</td><td>", roles[spec->role]);
	if (spec->file != 0)
		html_text(out, source_path(page->in->sources, spec->file));
	buf_text(out, "</td><td>");
	html_text(out, row->found->why != NULL ? row->found->why : "");
	buf_text(out, "</td></tr>\n");
	render_pause(page->out);
}

static void
put_zones(struct page *page)
{
	size_t count = page->report->found->row_count;
	bool views = set_view_count(page->set) > 1;
	struct zone_row *rows = read_rows(page);

	buf_text(page->b, "<section id=\"zones\"><h2>Zones</h2>\n");
	buf_put(page->b,
	    "<div class=\"wide\"><table><thead><tr><th scope=\"col\">zone</th>%s<th "
	    "scope=\"col\">errors</th><th scope=\"col\">warnings</th><th scope=\"col\">infos</th><th "
	    "scope=\"col\">records</th><th scope=\"col\">serial</th><th scope=\"col\">role</th><th "
	    "scope=\"col\">file</th><th scope=\"col\">origin known by</th></tr></thead><tbody>\n",
	    views ? "<th scope=\"col\">view</th>" : "");
	for (size_t i = 0; i < count; i++)
		put_zone(page, &rows[i], views);
	buf_text(page->b, "</tbody></table></div></section>\n");
	free(rows);
}

/* ---- all of it ---- */

static void
put_head(struct buf *out)
{
	buf_text(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	    "'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
	    "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	    "<title>ptrlint report</title>\n<style>\n");
	for (size_t i = 0; report_style[i] != NULL; i++)
		buf_text(out, report_style[i]);
	buf_text(out, "</style>\n</head>\n<body>\n");
}

static void
put_navigation(const struct page *page)
{
	const struct cover *cover = &page->cover;

	buf_text(page->b,
	    "<nav aria-label=\"parts of the report\"><a href=\"#paths\">Ways of mail</a> ");
	if (cover->v4_blocks > 0)
		buf_text(page->b, "<a href=\"#blocks\">Reverse blocks</a> ");
	if (cover->v4_blocks < cover->block_count)
		buf_text(page->b, "<a href=\"#ipv6\">IPv6</a> ");
	buf_text(
	    page->b, "<a href=\"#zones\">Zones</a> <a href=\"#findings\">Findings</a></nav>\n");
}

void
render_report_html(const struct report_input *in, struct render_out *out)
{
	struct page page;

	page_begin(in, out, &page);
	put_head(page.b);
	buf_text(page.b, "<header><h1>ptrlint report</h1>\n");
	put_navigation(&page);
	buf_text(page.b, "</header>\n<main>\n<section id=\"first\">\n");
	put_verdict(&page);
	put_tiles(&page);
	put_urgent(&page);
	buf_text(page.b, "</section>\n");
	html_graphs(&page);
	html_cover(&page);
	put_zones(&page);
	html_findings(&page);
	html_rules(&page);
	html_lines(&page);
	buf_text(page.b, "</main>\n</body>\n</html>\n");
	page_end(&page);
}
