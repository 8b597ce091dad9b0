/* render/report_dot.c -- the ways of mail for Graphviz, in which every text is a quoted string */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"

/* Inside of a quoted string of DOT: what layout would act on ("\n", "\G", a quotation mark) is broken. */
static void
put_text(struct buf *out, struct str text)
{
	struct buf safe = { 0 };

	escape_text(&safe, text);
	for (size_t i = 0; i < safe.len; i++) {
		char c = safe.ptr[i];

		if (c == '"' || c == '\\')
			buf_char(out, '\\');
		/* Graphviz reads entities of HTML in every label */
		buf_text(out, c == '&' ? "&amp;" : (char[2]){ c, '\0' });
	}
	buf_free(&safe);
}

static const char *
look_of(enum hop_status status)
{
	static const char *const looks[] = { "color=\"#2259a5\" style=\"rounded\"",
		"color=\"#1a7f37\" style=\"rounded\"", "color=\"#5b6675\" style=\"rounded,dotted\"",
		"color=\"#b3261e\" style=\"rounded,dashed\"",
		"color=\"#b3261e\" style=\"rounded,bold\"" };

	return looks[status];
}

static const char *
line_of(enum hop_status status)
{
	static const char *const lines[] = { "color=\"#2259a5\"", "color=\"#1a7f37\"",
		"color=\"#5b6675\" style=dotted", "color=\"#b3261e\" style=dashed",
		"color=\"#b3261e\" style=bold" };

	return lines[status];
}

static void
put_node(struct page *page, size_t part, size_t number, const struct graph_node *node)
{
	struct buf *out = page->b, place = { 0 };

	buf_put(out, "  n%zu_%zu [", part, number);
	if (node->waypoint) {
		buf_text(out, "shape=point width=0.01 label=\"\"];\n");
		return;
	}
	buf_put(out, "%s label=\"%s ", look_of(node->status), page_sign(node->status));
	put_text(out, str_of(node->text));
	if (node->member_count > 0)
		buf_put(out, " +%zu more", node->member_count - 1);
	if (node->remark != NULL) {
		buf_text(out, "\\n");
		put_text(out, str_of(node->remark));
	}
	page_place(page, node->span, &place);
	if (place.len > 0) {
		buf_text(out, "\\n");
		put_text(out, buf_view(&place));
	}
	buf_text(out, "\" tooltip=\"");
	put_text(out, str_of(node->finding != NULL ? node->finding->message : node->text));
	buf_text(out, "\"];\n");
	buf_free(&place);
}

static void
put_part(struct page *page, const struct graph_part *part, size_t number)
{
	struct buf *out = page->b;

	for (size_t i = 0; i < part->node_count; i++)
		put_node(page, number, i, &part->nodes[i]);
	for (size_t i = 0; i < part->edge_count; i++) {
		const struct graph_edge *e = &part->edges[i];
		bool through = part->nodes[e->to].waypoint;

		buf_put(out, "  n%zu_%" PRIu32 " -> n%zu_%" PRIu32 " [%s", number, e->from, number,
		    e->to, line_of(e->status));
		if (through)
			buf_text(out, " dir=none");
		if (e->text != NULL) {
			buf_text(out, " label=\"");
			put_text(out, str_of(e->text));
			buf_char(out, '"');
		}
		buf_text(out, "];\n");
	}
	for (int c = 0; c < GRAPH_COLUMNS; c++) {
		bool any = false;

		for (size_t i = 0; i < part->node_count; i++) {
			if ((int)part->nodes[i].column != c)
				continue;
			buf_put(out, "%s n%zu_%zu;", any ? "" : "  { rank=same;", number, i);
			any = true;
		}
		buf_text(out, any ? " }\n" : "");
	}
	render_pause(page->out);
}

void
render_report_dot(const struct report_input *in, struct render_out *out)
{
	struct page page;

	page_begin(in, out, &page);
	buf_text(page.b, "digraph \"ways of mail\" {\n"
	                 "  graph [rankdir=LR fontname=\"sans-serif\" charset=\"UTF-8\"];\n"
	                 "  node [shape=box fontname=\"sans-serif\" fontsize=10];\n"
	                 "  edge [fontname=\"sans-serif\" fontsize=8];\n");
	for (size_t i = 0; i < page.graph.part_count; i++)
		put_part(&page, &page.graph.parts[i], i);
	buf_text(page.b, "}\n");
	page_end(&page);
}
