/* render/report_svg.c -- the ways of mail as drawings: a node is a link, a line says by its form what it is worth */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"

enum {
	MOST_PARTS = 400, /* drawings on a page; the worst come first */
	OPEN_PARTS = 12,  /* of these unfolded when something is wrong with them */
	LABEL = 23,       /* characters that fit a node */
	SMALL = 28,       /* of its lesser lines */
	LOW = 40,         /* heights of nodes without and with a remark */
	HIGH = 54,
	MOST_NAMED = 12 /* members that a tooltip names */
};

static const char *const headings[GRAPH_COLUMNS] = { "Mail domain", "MX host, sender",
	"Its address", "Seen by receivers as", "PTR name", "Leads back to" };

/* What of a text is left out when it is too long. */
enum cut {
	CUT_MIDDLE,
	/* both ends tell names apart */ CUT_HEAD /* a place is known by its end */
};

/* Append text of at most most characters. */
static void
put_short(struct buf *out, struct str text, size_t most, enum cut cut)
{
	struct buf safe = { 0 };
	size_t head = 0, tail;

	escape_text(&safe, text);
	if (safe.len <= most) {
		escape_xml(out, buf_view(&safe));
	} else {
		if (cut == CUT_MIDDLE)
			head = (most - 1) / 2;
		tail = most - 1 - head;
		escape_xml(out, (struct str){ safe.ptr, head });
		buf_text(out, "\u2026");
		escape_xml(out, (struct str){ safe.ptr + safe.len - tail, tail });
	}
	buf_free(&safe);
}

/* ---- nodes ---- */

/* What a pointing device and a screen reader are told. */
static void
put_title(struct page *page, const struct graph_node *node)
{
	struct buf *out = page->b, place = { 0 };

	buf_text(out, "<title>");
	html_text(out, node->text);
	for (size_t i = 1; i < node->member_count && i < MOST_NAMED; i++) {
		buf_text(out, ", ");
		html_text(out, node->members[i]);
	}
	if (node->member_count > MOST_NAMED)
		buf_put(out, " and %zu more", node->member_count - MOST_NAMED);
	if (node->remark != NULL) {
		buf_text(out, ", ");
		html_text(out, node->remark);
	}
	buf_put(out, " (%s)", page_status(node->status));
	if (node->finding != NULL) {
		buf_put(out, "\n%s: ", severity_name(node->finding->severity));
		html_text(out, node->finding->message);
		buf_put(out, " [%s]", node->finding->rule->id);
	}
	page_place(page, node->span, &place);
	if (place.len > 0) {
		buf_char(out, '\n');
		escape_xml(out, buf_view(&place));
	}
	buf_text(out, "</title>");
	buf_free(&place);
}

static void
put_line(struct page *page, const char *class, uint32_t x, int64_t y, struct str text, size_t most,
    enum cut cut)
{
	buf_put(page->b, "<text class=\"%s\" x=\"%" PRIu32 "\" y=\"%" PRId64 "\">", class, x, y);
	put_short(page->b, text, most, cut);
	buf_text(page->b, "</text>");
}

static bool
is_warned(const struct graph_node *node)
{
	return node->finding != NULL && node->finding->severity == SEVERITY_WARNING &&
	       node->status <= HOP_OK;
}

static void
put_node(struct page *page, const struct graph_node *node)
{
	struct buf *out = page->b, label = { 0 }, place = { 0 };
	uint32_t height = node->remark != NULL ? HIGH : LOW;
	int64_t top = (int64_t)node->y - height / 2;
	bool linked;

	buf_text(out, "<a");
	linked = html_link(page, node->finding, node->span);
	/* what leads nowhere can be reached as well */
	buf_text(out, linked ? "" : " tabindex=\"0\" role=\"img\"");
	buf_put(out, " class=\"n %s\">", is_warned(node) ? "warned" : page_status(node->status));
	put_title(page, node);
	buf_put(out,
	    "<rect x=\"%" PRIu32 "\" y=\"%" PRId64 "\" width=\"%d\" height=\"%" PRIu32
	    "\" rx=\"6\"/>",
	    node->x, top, GRAPH_NODE_WIDTH, height);
	buf_put(out, "<text class=\"sign\" x=\"%" PRIu32 "\" y=\"%" PRIu32 "\">%s</text>",
	    node->x + 13, node->y + 5, is_warned(node) ? "!" : page_sign(node->status));
	buf_text(&label, node->text);
	if (node->member_count > 0)
		buf_put(&label, " +%zu more", node->member_count - 1);
	put_line(page, "label", node->x + 26, top + 17, buf_view(&label), LABEL, CUT_MIDDLE);
	if (node->remark != NULL)
		put_line(
		    page, "small", node->x + 26, top + 31, str_of(node->remark), SMALL, CUT_MIDDLE);
	page_place(page, node->span, &place);
	if (place.len > 0)
		put_line(page, "small place", node->x + 26, top + height - 8, buf_view(&place),
		    SMALL, CUT_HEAD);
	buf_text(out, "</a>\n");
	buf_free(&label);
	buf_free(&place);
}

/* ---- edges ---- */

/* How many edges begin and end at each node. */
struct degrees {
	uint32_t *out, *in;
};

static struct degrees
degrees_of(const struct graph_part *part)
{
	struct degrees d = { xcalloc(part->node_count + 1, sizeof *d.out),
		xcalloc(part->node_count + 1, sizeof *d.in) };

	for (size_t i = 0; i < part->edge_count; i++) {
		d.out[part->edges[i].from]++;
		d.in[part->edges[i].to]++;
	}
	return d;
}

/* Where the label of an edge stands: at the end that has no other edge, for there is room. */
enum side { AT_BEGIN, AT_END, BETWEEN };

/* "MX 10, sends": each word on a line of its own. */
static void
put_edge_text(struct page *page, const struct graph_part *part, const struct graph_edge *e,
    const struct degrees *degrees)
{
	static const int across[] = { 34, 60, 50 }, down[] = { 8, 92, 50 }; /* hundredths */
	const struct graph_node *a = &part->nodes[e->from], *b = &part->nodes[e->to];
	enum side side = degrees->out[e->from] == 1 ? AT_BEGIN
	                 : degrees->in[e->to] == 1  ? AT_END
	                                            : BETWEEN;
	uint32_t x = a->x + GRAPH_NODE_WIDTH + (uint32_t)(GRAPH_GAP * across[side] / 100);
	int64_t y = (int64_t)a->y + ((int64_t)b->y - a->y) * down[side] / 100;
	const char *text = e->text;
	size_t row = 0;

	while (text != NULL && *text != '\0' && row < 2) {
		size_t len = strcspn(text, ",");

		buf_put(page->b, "<text class=\"edge\" x=\"%" PRIu32 "\" y=\"%" PRId64 "\">", x,
		    y + (row == 0 ? -4 : 10));
		escape_xml(page->b, (struct str){ text, len });
		buf_text(page->b, "</text>");
		text += len + strspn(text + len, ", ");
		row++;
	}
}

static void
put_edge(struct page *page, const struct graph_part *part, const struct graph_edge *e)
{
	const struct graph_node *a = &part->nodes[e->from], *b = &part->nodes[e->to];
	uint32_t from = a->x + GRAPH_NODE_WIDTH, middle = (from + b->x) / 2;

	buf_put(page->b,
	    "<path class=\"e %s\" d=\"M%" PRIu32 " %" PRIu32 "C%" PRIu32 " %" PRIu32 " %" PRIu32
	    " %" PRIu32 " %" PRIu32 " %" PRIu32,
	    page_status(e->status), from, a->y, middle, a->y, middle, b->y, b->x, b->y);
	if (b->waypoint)
		buf_put(page->b, "H%" PRIu32, b->x + GRAPH_NODE_WIDTH);
	buf_text(page->b, "\"/>");
}

/* ---- drawings ---- */

static void
put_drawing(struct page *page, const struct graph_part *part)
{
	struct degrees degrees = degrees_of(part);
	struct buf *out = page->b;

	buf_put(out,
	    "<div class=\"wide\"><svg class=\"graph\" viewBox=\"-2 -22 %" PRIu32 " %" PRIu32
	    "\" width=\"%" PRIu32 "\" height=\"%" PRIu32
	    "\" role=\"group\" aria-label=\"ways of mail\">\n",
	    part->width + 4, part->height + 24, part->width + 4, part->height + 24);
	for (int c = 0; c < GRAPH_COLUMNS; c++)
		buf_put(out, "<text class=\"head\" x=\"%d\" y=\"-8\">%s</text>",
		    c * (GRAPH_NODE_WIDTH + GRAPH_GAP), headings[c]);
	buf_char(out, '\n');
	for (size_t i = 0; i < part->edge_count; i++)
		put_edge(page, part, &part->edges[i]);
	buf_char(out, '\n');
	for (size_t i = 0; i < part->node_count; i++)
		if (!part->nodes[i].waypoint)
			put_node(page, &part->nodes[i]);
	for (size_t i = 0; i < part->edge_count; i++)
		put_edge_text(page, part, &part->edges[i], &degrees);
	buf_text(out, "</svg></div>\n");
	free(degrees.out);
	free(degrees.in);
}

/* Names that stand behind "+N more", for a reader who wants all of them. */
static void
put_members(struct page *page, const struct graph_part *part)
{
	for (size_t i = 0; i < part->node_count; i++) {
		const struct graph_node *node = &part->nodes[i];

		if (node->member_count == 0)
			continue;
		buf_put(page->b, "<details class=\"members\"><summary>%zu domains</summary><p>",
		    node->member_count);
		for (size_t k = 0; k < node->member_count; k++) {
			buf_text(page->b, k > 0 ? ", " : "");
			html_text(page->b, node->members[k]);
		}
		buf_text(page->b, "</p></details>\n");
	}
}

/* The first domain, host or address, and how many more of that column. */
static void
put_name(struct page *page, const struct graph_part *part)
{
	const struct graph_node *first = &part->nodes[0];
	size_t count = 0;

	for (size_t i = 0; i < part->node_count && part->nodes[i].column == first->column; i++)
		count += part->nodes[i].member_count > 0 ? part->nodes[i].member_count : 1;
	html_text(page->b, first->text);
	if (count > 1)
		buf_put(page->b, " and %zu more", count - 1);
}

static void
put_part(struct page *page, const struct graph_part *part, size_t number)
{
	static const char *const words[] = { "whole", "whole", "cannot be told from the files",
		"something is missing", "something is wrong" };
	struct buf *out = page->b;
	enum hop_status worst = part->worst == HOP_INFO ? HOP_OK : part->worst;

	buf_put(out, "<details class=\"part\" id=\"m%zu\"%s><summary><b class=\"sign %s\">%s</b> ",
	    number + 1, number < OPEN_PARTS ? " open=\"\"" : "", page_status(worst),
	    page_sign(worst));
	put_name(page, part);
	if (set_view_count(page->set) > 1) {
		buf_text(out, " <span class=\"view\">view ");
		html_text(out, set_view(page->set, part->view)->name);
		buf_text(out, "</span>");
	}
	buf_put(out, " <span class=\"verdict %s\">%s</span></summary>\n", page_status(worst),
	    words[part->worst]);
	put_drawing(page, part);
	put_members(page, part);
	if (part->whole_left + part->bad_left > 0)
		buf_put(out,
		    "<p class=\"note\">Not drawn here: %" PRIu64 " more that are whole, %" PRIu64
		    " that are not; see the addresses below.</p>\n",
		    part->whole_left, part->bad_left);
	buf_text(out, "</details>\n");
	render_pause(page->out);
}

static void
put_key(struct buf *out)
{
	buf_text(out, "<p class=\"key\"><span class=\"ok\">\u2713 in order</span> "
	              "<span class=\"wrong\">\u2717 wrong</span> "
	              "<span class=\"missing\">\u2205 missing</span> "
	              "<span class=\"unknown\">? outside of the zones here</span> "
	              "<span class=\"warned\">! a warning</span> "
	              "<span class=\"info\">\u00B7 worth knowing</span> "
	              "A box leads to its finding, or to its line.</p>\n");
}

void
html_graphs(struct page *page)
{
	const struct graph *graph = &page->graph;

	buf_text(page->b, "<section id=\"paths\"><h2>Ways of mail</h2>\n");
	if (graph->part_count == 0)
		buf_text(page->b,
		    "<p>No MX record in a public view, and no map of hosts that send mail.</p>\n");
	else
		put_key(page->b);
	for (size_t i = 0; i < graph->part_count && i < MOST_PARTS; i++)
		put_part(page, &graph->parts[i], i);
	if (graph->part_count > MOST_PARTS)
		buf_put(page->b,
		    "<p class=\"note\">%zu more drawings are left out: these are the worst.</p>\n",
		    graph->part_count - MOST_PARTS);
	if (graph->whole_left + graph->bad_left > 0)
		buf_put(page->b,
		    "<p class=\"note\">Not drawn: %" PRIu64 " more that are whole, %" PRIu64
		    " that are not.</p>\n",
		    graph->whole_left, graph->bad_left);
	buf_text(page->b, "</section>\n");
}
