/* render/report_text.c -- the same for a terminal: ways of mail as trees, blocks as letters */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"
#include "render/style.h"
#include "render/wrap.h"

enum { ROW = 64, MARK = 9, INDENT = 4 };

static const char *const status_styles[] = { "1;36", STYLE_GOOD, "1;33", "1;31", "1;31" };

struct text {
	struct page *page;
	struct style style;
	bool *told; /* by node of a part: what it leads to was printed above */
};

static void
put_heading(const struct text *t, const char *heading)
{
	buf_char(t->page->b, '\n');
	style_text(&t->style, STYLE_BOLD, heading, t->page->b);
	buf_char(t->page->b, '\n');
}

/* ---- ways of mail ---- */

static void
put_node(const struct text *t, const struct graph_node *node, const char *edge, unsigned depth,
    bool again)
{
	struct buf *out = t->page->b, place = { 0 };
	const char *word = page_status(node->status);

	if (node->status == HOP_INFO)
		buf_fill(out, ' ', MARK);
	else {
		style_text(&t->style, status_styles[node->status], word, out);
		buf_fill(out, ' ', MARK - strlen(word));
	}
	buf_fill(out, ' ', 2 * depth);
	if (edge != NULL)
		buf_put(out, "%s ", edge);
	escape_text(out, str_of(node->text));
	if (node->member_count > 0)
		buf_put(out, " and %zu more", node->member_count - 1);
	if (node->remark != NULL) {
		buf_text(out, ", ");
		escape_text(out, str_of(node->remark));
	}
	if (node->finding != NULL)
		buf_put(out, " [%s]", node->finding->rule->id);
	page_place(t->page, node->span, &place);
	if (place.len > 0) {
		buf_text(out, "  ");
		style_begin(&t->style, STYLE_DIM, out);
		escape_path(out, buf_view(&place));
		style_end(&t->style, out);
	}
	buf_text(out, again ? ", as above\n" : "\n");
	buf_free(&place);
}

/* The first edge of a node, or of those behind it: edges are in the order of their nodes. */
static size_t
first_edge(const struct graph_part *part, uint32_t at)
{
	size_t lo = 0, hi = part->edge_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (part->edges[mid].from < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A node and what it leads to; not deeper than there are columns. */
static void
put_tree(const struct text *t, const struct graph_part *part, uint32_t at, const char *edge,
    unsigned depth)
{
	const struct graph_node *node = &part->nodes[at];
	size_t i = first_edge(part, at);
	bool again = t->told[at], leaf = i == part->edge_count || part->edges[i].from != at;

	if (!node->waypoint)
		put_node(t, node, edge, depth++, again && !leaf);
	t->told[at] = true;
	for (; !again && i < part->edge_count && part->edges[i].from == at; i++)
		put_tree(
		    t, part, part->edges[i].to, node->waypoint ? edge : part->edges[i].text, depth);
}

static void
put_part(struct text *t, const struct graph_part *part)
{
	bool *led = xcalloc(part->node_count + 1, sizeof *led);

	t->told = xcalloc(part->node_count + 1, sizeof *t->told);
	for (size_t i = 0; i < part->edge_count; i++)
		led[part->edges[i].to] = true;
	for (size_t i = 0; i < part->node_count; i++)
		if (!led[i])
			put_tree(t, part, (uint32_t)i, NULL, 0);
	if (part->whole_left + part->bad_left > 0)
		buf_put(t->page->b,
		    "         %" PRIu64 " more that are whole, %" PRIu64 " that are not\n",
		    part->whole_left, part->bad_left);
	free(led);
	free(t->told);
	t->told = NULL;
	render_pause(t->page->out);
}

static void
put_paths(struct text *t)
{
	const struct graph *graph = &t->page->graph;

	if (graph->part_count == 0)
		return;
	put_heading(t, "Ways of mail");
	for (size_t i = 0; i < graph->part_count; i++) {
		buf_text(t->page->b, i > 0 ? "\n" : "");
		put_part(t, &graph->parts[i]);
	}
}

/* ---- coverage ---- */

static const char *
style_of_state(enum cover_state state)
{
	return state == COVER_MATCH     ? STYLE_GOOD
	       : state == COVER_SEVERAL ? "1;33"
	       : state == COVER_UNKNOWN ? "1;36"
	                                : "1;31";
}

/* Append text in the width of the terminal, further lines a little to the right. */
static void
put_wrapped(const struct text *t, struct buf *text)
{
	buf_char(text, '\0');
	wrap_text(t->page->b, text->ptr, INDENT, t->page->in->options.width);
	buf_char(t->page->b, '\n');
	buf_free(text);
}

/* "192.0.2.0/24: 12 confirmed, 1 no PTR record" */
static void
put_block_head(const struct text *t, const struct cover_block *block)
{
	char prefix[ADDR_TEXT_MAX + 4];
	struct buf text = { 0 };
	bool any = false;

	buf_text(&text, prefix_text(&block->prefix, prefix));
	if (set_view_count(t->page->set) > 1) {
		buf_text(&text, " in view ");
		escape_text(&text, str_of(set_view(t->page->set, block->view)->name));
	}
	buf_char(&text, ':');
	for (int s = COVER_MATCH; s < COVER_STATES; s++) {
		if (block->states[s] == 0)
			continue;
		buf_put(&text, "%s %" PRIu64 " %s", any ? "," : "", block->states[s],
		    cover_state_text((enum cover_state)s));
		any = true;
	}
	put_wrapped(t, &text);
}

static void
put_key(const struct text *t)
{
	struct buf text = { 0 };

	for (int s = COVER_MATCH; s < COVER_STATES; s++)
		buf_put(&text, "%s%c %s", s > COVER_MATCH ? ", " : "",
		    cover_letter((enum cover_state)s, false),
		    cover_state_text((enum cover_state)s));
	buf_text(&text, "; capitals, and !: mail");
	put_wrapped(t, &text);
}

/* A /24, in four lines. */
static void
put_letters(const struct text *t, const struct cover_block *block)
{
	struct buf *out = t->page->b;
	const struct cover_address *at[256] = { NULL };

	for (size_t i = block->first; i < block->first + block->count; i++)
		at[t->page->cover.addresses[i].addr.octets[3]] = &t->page->cover.addresses[i];
	for (unsigned line = 0; line < 256; line += ROW) {
		buf_put(out, "  .%-3u ", line);
		for (unsigned i = line, next; i < line + ROW; i = next) {
			enum cover_state state = at[i] != NULL ? at[i]->state : COVER_UNUSED;

			next = i;
			if (state != COVER_UNUSED)
				style_begin(&t->style, style_of_state(state), out);
			while (next < line + ROW &&
			       (at[next] != NULL ? at[next]->state : COVER_UNUSED) == state) {
				buf_char(
				    out, cover_letter(state, at[next] != NULL && at[next]->mail));
				next++;
			}
			if (state != COVER_UNUSED)
				style_end(&t->style, out);
		}
		buf_char(out, '\n');
	}
}

static void
put_blocks(struct text *t, enum addr_family family)
{
	const struct cover *cover = &t->page->cover;

	for (size_t i = 0; i < cover->block_count; i++) {
		const struct cover_block *block = &cover->blocks[i];

		if (block->prefix.base.family != family)
			continue;
		put_block_head(t, block);
		if (family == ADDR_V4)
			put_letters(t, block);
		render_pause(t->page->out);
	}
}

static void
put_cover(struct text *t)
{
	const struct cover *cover = &t->page->cover;

	if (cover->v4_blocks > 0) {
		put_heading(t, "Reverse blocks");
		put_key(t);
		put_blocks(t, ADDR_V4);
	}
	if (cover->v4_blocks < cover->block_count) {
		put_heading(t, "IPv6");
		put_blocks(t, ADDR_V6);
	}
}

/* ---- zones ---- */

static void
put_zones(struct text *t)
{
	struct buf *out = t->page->b;
	char name[DNAME_TEXT_MAX];

	put_heading(t, "Zones");
	buf_text(out, "  errors warnings infos  records\n");
	for (size_t i = 0; i < set_zone_count(t->page->set); i++) {
		const struct zone *zone = set_zone(t->page->set, i);
		uint64_t n[4] = { 0 };

		about_zone(t->page->about, zone, n);
		buf_put(out, "%8" PRIu64 " %8" PRIu64 " %5" PRIu64 " %8" PRIu64 "  ",
		    n[SEVERITY_ERROR], n[SEVERITY_WARNING], n[SEVERITY_INFO], zone->records);
		escape_text(out, str_of(dname_text(&zone->spec.origin, name)));
		if (set_view_count(t->page->set) > 1) {
			buf_text(out, " in view ");
			escape_text(out, str_of(set_view(t->page->set, zone->spec.view)->name));
		}
		if (zone->spec.file != 0) {
			buf_text(out, "  ");
			style_begin(&t->style, STYLE_DIM, out);
			escape_path(
			    out, str_of(source_path(t->page->in->sources, zone->spec.file)));
			style_end(&t->style, out);
		}
		buf_char(out, '\n');
		render_pause(t->page->out);
	}
}

void
render_report_text(const struct report_input *in, struct render_out *out)
{
	struct page page;
	struct text t = { .page = &page, .style = { .colour = in->in->options.colour } };

	page_begin(in, out, &page);
	put_summary_line(in->in, page.b);
	put_paths(&t);
	put_cover(&t);
	put_zones(&t);
	page_end(&page);
}
