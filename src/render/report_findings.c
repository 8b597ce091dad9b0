/* render/report_findings.c -- findings with their lines, rules in words, and the lines that boxes lead to */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"
#include "render/snippet.h"

enum { LINE_BYTES = 400 }; /* of a line that is shown; a longer one is cut */

static const enum severity levels[] = { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO };

/*
 * Append text with our own marks for terminals as HTML: what stood between ESC "[" CODE "m" and ESC "[0m" is
 * an element with a class.  Text of strangers has no ESC in it any more, so every one is ours.
 */
static void
put_marked(struct buf *out, struct str text)
{
	static const struct {
		const char *code, *class;
	} marks[] = { { "1", "strong" }, { "1;34", "dim" }, { "1;32", "good" }, { "1;31", "bad" },
		{ "1;33", "warn" }, { "1;36", "info" } };
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		struct str code = { text.ptr + i + 2, 0 };

		if (text.ptr[i] != '\033')
			continue;
		escape_xml(out, (struct str){ text.ptr + from, i - from });
		while (i + 2 + code.len < text.len && code.ptr[code.len] != 'm')
			code.len++;
		if (str_equal(code, STR("0")))
			buf_text(out, "</b>");
		for (size_t k = 0; k < ARRAY_LEN(marks); k++)
			if (str_equal(code, str_of(marks[k].code)))
				buf_put(out, "<b class=\"%s\">", marks[k].class);
		i += 2 + code.len;
		from = i + 1;
	}
	if (from < text.len)
		escape_xml(out, (struct str){ text.ptr + from, text.len - from });
}

/* The same for several lines: line ends are ours, too. */
static void
put_marked_lines(struct buf *out, struct str text)
{
	while (text.len > 0) {
		const char *end = memchr(text.ptr, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.ptr) : text.len;

		put_marked(out, (struct str){ text.ptr, len });
		buf_char(out, '\n');
		len += end != NULL;
		text.ptr += len;
		text.len -= len;
	}
}

/* ---- findings ---- */

static void
put_finding(const struct render_input *in, const struct finding *f, size_t number, struct buf *out)
{
	struct render_input plain = *in;
	struct buf lines = { 0 };

	plain.options = (struct render_options){ .colour = true };
	buf_put(out,
	    "<article class=\"finding %s\" id=\"f%zu\"><h3><span class=\"level\">%s</span> <a "
	    "class=\"rule\" href=\"#r-%s\">%s</a></h3><p>",
	    severity_name(f->severity), number + 1, severity_name(f->severity), f->rule->id,
	    f->rule->id);
	html_text(out, f->message);
	buf_text(out, "</p><pre>");
	put_full_places(&plain, f, &lines);
	put_marked_lines(out, buf_view(&lines));
	buf_text(out, "</pre></article>\n");
	buf_free(&lines);
}

static void
put_level(struct page *page, enum severity severity)
{
	static const char *const titles[] = { "", "Worth knowing", "Warnings", "Errors" };
	static const char *const ids[] = { "", "infos", "warnings", "errors" };
	const struct render_input *in = page->in;
	uint64_t all = 0, shown = 0;

	for (size_t i = 0; i < in->count; i++) {
		const struct finding *f = in->findings[i];

		if (is_suppressed(f) || f->severity != severity)
			continue;
		if (all++ == 0)
			buf_put(page->b,
			    "<details class=\"level\" id=\"%s\"%s><summary><h3>%s</h3></summary>\n",
			    ids[severity], severity == SEVERITY_INFO ? "" : " open=\"\"",
			    titles[severity]);
		if (!page->shown[i])
			continue;
		put_finding(in, f, i, page->b);
		render_pause(page->out);
		shown++;
	}
	if (all > shown)
		buf_put(page->b,
		    "<p class=\"note\">%" PRIu64
		    " more are not shown: ptrlint check tells all of them.</p>\n",
		    all - shown);
	if (all > 0)
		buf_text(page->b, "</details>\n");
}

void
html_findings(struct page *page)
{
	buf_text(page->b, "<section id=\"findings\"><h2>Findings</h2>\n");
	for (size_t i = 0; i < ARRAY_LEN(levels); i++)
		put_level(page, levels[i]);
	if (page->in->summary->error + page->in->summary->warning + page->in->summary->info == 0)
		buf_text(page->b, "<p>None.</p>\n");
	buf_text(page->b, "</section>\n");
}

/* ---- rules ---- */

/* Text of a rule: paragraphs, and `words` as code. */
static void
put_prose(struct buf *out, const char *text)
{
	bool code = false;

	buf_text(out, "<p>");
	while (*text != '\0') {
		size_t len = strcspn(text, "`\n");

		escape_xml(out, (struct str){ text, len });
		text += len;
		if (*text == '`') {
			buf_text(out, code ? "</code>" : "<code>");
			code = !code;
		} else if (*text == '\n') {
			buf_text(out, text[1] == '\n' ? "</p><p>" : " ");
			text += text[1] == '\n';
		}
		text += *text != '\0';
	}
	buf_text(out, code ? "</code></p>" : "</p>");
}

void
html_rules(struct page *page)
{
	bool any = false;

	for (size_t r = 0; r < rule_count(); r++) {
		const struct rule *rule = rule_at(r);
		bool used = false;

		for (size_t i = 0; i < page->in->count && !used; i++)
			used = page->shown[i] && page->in->findings[i]->rule == rule;
		if (!used)
			continue;
		if (!any)
			buf_text(page->b, "<section id=\"rules\"><h2>What the rules mean</h2>\n");
		any = true;
		buf_put(page->b, "<details class=\"rule\" id=\"r-%s\"><summary><b>%s</b> ",
		    rule->id, rule->id);
		html_text(page->b, rule->summary);
		buf_text(page->b, "</summary>");
		put_prose(page->b, rule->why);
		put_prose(page->b, rule->repair);
		buf_text(page->b, "</details>\n");
		render_pause(page->out);
	}
	if (any)
		buf_text(page->b, "</section>\n");
}

/* ---- lines ---- */

static void
put_line(struct page *page, size_t i)
{
	const struct page_line *l = &page->lines[i];
	struct buf text = { 0 }, safe = { 0 };
	uint64_t begin, end;

	if (!source_line(page->in->sources, l->file, l->byte, &begin, &end))
		begin = end = 0;
	if (end - begin > LINE_BYTES)
		end = begin + LINE_BYTES;
	if (!source_copy(page->in->sources, l->file, begin, (size_t)(end - begin), &text))
		text.len = 0;
	buf_put(page->b, "<li id=\"l%zu\"><b>%" PRIu32 "</b> ", i + 1, l->line);
	for (size_t k = 0; k < text.len; k++)
		if (text.ptr[k] == '\t')
			text.ptr[k] = ' ';
	escape_text(&safe, buf_view(&text));
	escape_xml(page->b, buf_view(&safe));
	buf_text(page->b, "</li>\n");
	buf_free(&text);
	buf_free(&safe);
}

void
html_lines(struct page *page)
{
	if (page->line_count == 0)
		return;
	buf_text(page->b, "<section id=\"lines\"><h2>Lines</h2>\n");
	for (size_t i = 0; i < page->line_count; i++) {
		const struct page_line *l = &page->lines[i];

		if (i == 0 || l[-1].file != l->file) {
			buf_text(page->b, i > 0 ? "</ol></details>\n" : "");
			buf_text(page->b, "<details class=\"file\"><summary>");
			html_text(page->b, l->path);
			buf_text(page->b, "</summary><ol>\n");
		}
		put_line(page, i);
		render_pause(page->out);
	}
	buf_text(page->b, "</ol></details></section>\n");
}
