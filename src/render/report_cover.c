/* render/report_cover.c -- blocks of IPv4 as cells with letters, IPv6 as a tree of prefixes */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"
#include "render/report_parts.h"

enum {
	GRIDS = 48, /* blocks of a page that are drawn as squares; with more, all are rows */
	MOST_BLOCKS = 1000, /* rows of a page; blocks with something wrong go first */
	CELL = 22,          /* units of a square's side */
	EDGE = 34,          /* room for the numbers on the left, and above */
	ROW = 64,           /* cells in a line of a row */
	MOST_NAMES = 4,     /* records of one address in the table */
	MOST_LEAVES = 256,  /* addresses of a /64 in the tree */
	ALL_LEAVES = 5000   /* addresses in all: with more, the tree leaves out what is in order */
};

static const char *const classes[COVER_STATES] = { "unused", "match", "noptr", "noforward",
	"mismatch", "several", "untold" };

/* ---- one address ---- */

static void
put_address(struct buf *out, const struct cover_address *a)
{
	char text[ADDR_TEXT_MAX];

	buf_text(out, addr_text(&a->addr, text));
}

static size_t
number_of(const struct page *page, const struct cover_address *a)
{
	return (size_t)(a - page->cover.addresses) + 1;
}

/* " href" of the finding about it, or of its row in the table. */
static void
put_target(struct page *page, const struct cover_address *a)
{
	if (a->finding == NULL || !html_link(page, a->finding, (struct span){ 0 }))
		buf_put(page->b, " href=\"#a%zu\"", number_of(page, a));
}

static void
put_title(struct page *page, const struct cover_address *a)
{
	put_address(page->b, a);
	buf_put(page->b, ": %s%s", cover_state_text(a->state), a->mail ? ", a mail address" : "");
}

/* A record of the address: the name at its end, and the place. */
static void
put_record(struct page *page, record_id id, bool pointer)
{
	struct record r = { 0 };
	struct dname name;
	size_t field;
	char text[DNAME_TEXT_MAX];

	if (query_record(page->set, id, &r)) {
		if (!pointer || !record_target(&r, &name, &field))
			name = r.owner;
		buf_text(page->b, "<div>");
		html_text(page->b, dname_text(&name, text));
		buf_text(page->b, " <small>");
		html_place(page, r.span);
		buf_text(page->b, "</small></div>");
	}
	record_free(&r);
}

static void
put_records(struct page *page, const struct cover_address *a, bool pointers)
{
	uint32_t count = pointers ? a->pointers : a->names;
	const record_id *list = page->cover.records + a->first + (pointers ? a->names : 0);

	buf_text(page->b, "<td>");
	for (uint32_t i = 0; i < count && i < MOST_NAMES; i++)
		put_record(page, list[i], pointers);
	if (count > MOST_NAMES)
		buf_put(page->b, "<div>and %" PRIu32 " more</div>", count - MOST_NAMES);
	buf_text(page->b, "</td>");
}

static void
put_row(struct page *page, const struct cover_address *a)
{
	struct buf *out = page->b;

	buf_put(out, "<tr id=\"a%zu\"><th scope=\"row\">", number_of(page, a));
	put_address(out, a);
	buf_put(out, "</th><td><b class=\"c %s\">%c</b> %s%s", classes[a->state],
	    cover_letter(a->state, a->mail), cover_state_text(a->state), a->mail ? ", mail" : "");
	if (a->finding != NULL) {
		buf_text(out, "<div><a");
		(void)html_link(page, a->finding, (struct span){ 0 });
		buf_put(out, ">%s</a></div>", a->finding->rule->id);
	}
	buf_text(out, "</td>");
	put_records(page, a, false);
	put_records(page, a, true);
	buf_text(out, "</tr>\n");
	render_pause(page->out);
}

/* Addresses of a block; only what is wrong, and mail, where there are very many blocks. */
static void
put_table(struct page *page, const struct cover_block *block, bool all)
{
	size_t count = 0, shown = 0;

	for (size_t i = block->first; i < block->first + block->count; i++) {
		const struct cover_address *a = &page->cover.addresses[i];

		shown += all || cover_is_bad(a->state) || a->mail;
	}
	if (shown == 0)
		return;
	buf_put(page->b, "<details class=\"addresses\"><summary>%zu %s</summary>\n", shown,
	    shown == 1 ? "address" : "addresses");
	buf_text(page->b, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">address</th><th "
	                  "scope=\"col\">state</th><th scope=\"col\">names with it</th><th "
	                  "scope=\"col\">PTR records</th></tr></thead><tbody>\n");
	for (size_t i = block->first; i < block->first + block->count && count < shown; i++) {
		const struct cover_address *a = &page->cover.addresses[i];

		if (!all && !cover_is_bad(a->state) && !a->mail)
			continue;
		put_row(page, a);
		count++;
	}
	buf_text(page->b, "</tbody></table></div></details>\n");
}

/* ---- counts ---- */

/* "12 confirmed, 3 no PTR record". */
static void
put_counts(struct buf *out, const uint64_t states[COVER_STATES])
{
	bool any = false;

	for (int s = COVER_MATCH; s < COVER_STATES; s++) {
		if (states[s] == 0)
			continue;
		buf_put(out, "%s%" PRIu64 " %s", any ? ", " : "", states[s],
		    cover_state_text((enum cover_state)s));
		any = true;
	}
}

static bool
is_bad_block(const struct cover_block *block)
{
	for (int s = COVER_UNUSED; s < COVER_STATES; s++)
		if (block->states[s] > 0 && cover_is_bad((enum cover_state)s))
			return true;
	return false;
}

static void
put_block_name(struct page *page, const struct cover_block *block)
{
	char text[ADDR_TEXT_MAX + 4];

	buf_text(page->b, prefix_text(&block->prefix, text));
	if (set_view_count(page->set) > 1) {
		buf_text(page->b, " <span class=\"view\">view ");
		html_text(page->b, set_view(page->set, block->view)->name);
		buf_text(page->b, "</span>");
	}
}

/* ---- squares ---- */

static void
put_cell(struct page *page, const struct cover_address *a)
{
	unsigned last = a->addr.octets[3];
	unsigned x = EDGE + last % 16 * CELL, y = EDGE + last / 16 * CELL;

	buf_text(page->b, "<a");
	put_target(page, a);
	buf_put(page->b, " class=\"c %s%s\"><title>", classes[a->state], a->mail ? " mail" : "");
	put_title(page, a);
	buf_put(page->b,
	    "</title><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\"/><text x=\"%u\" "
	    "y=\"%u\">%c</text></a>\n",
	    x + 1, y + 1, CELL - 2, CELL - 2, x + CELL / 2, y + 16,
	    cover_letter(a->state, a->mail));
}

static void
put_square(struct page *page, const struct cover_block *block)
{
	struct buf *out = page->b;
	int side = EDGE + 16 * CELL + 2;

	buf_put(out,
	    "<svg class=\"square\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	    "role=\"group\" aria-label=\"addresses of the block\">\n",
	    side, side, side, side);
	for (int i = 0; i < 16; i++)
		buf_put(out,
		    "<text class=\"axis\" x=\"%d\" y=\"%d\">.%d</text><text class=\"axis top\" "
		    "x=\"%d\" y=\"%d\">+%d</text>",
		    EDGE - 5, EDGE + i * CELL + 15, i * 16, EDGE + i * CELL + CELL / 2, EDGE - 6,
		    i);
	buf_text(out, "<path class=\"lattice\" d=\"");
	for (int i = 0; i <= 16; i++)
		buf_put(out, "M%d %dH%dM%d %dV%d", EDGE, EDGE + i * CELL, EDGE + 16 * CELL,
		    EDGE + i * CELL, EDGE, EDGE + 16 * CELL);
	buf_text(out, "\"/>\n");
	for (size_t i = block->first; i < block->first + block->count; i++)
		put_cell(page, &page->cover.addresses[i]);
	buf_text(out, "</svg>\n");
}

static void
put_grid(struct page *page, const struct cover_block *block)
{
	struct buf *out = page->b;

	buf_text(out, "<figure class=\"block\"><figcaption><h3>");
	put_block_name(page, block);
	buf_text(out, "</h3><p>");
	put_counts(out, block->states);
	buf_text(out, "</p></figcaption>\n");
	put_square(page, block);
	put_table(page, block, true);
	buf_text(out, "</figure>\n");
	render_pause(page->out);
}

/* ---- rows ---- */

/* Cells of one state, unused ones too: a link for each that is wrong, one for a run of others. */
static void
put_run(struct page *page, const struct cover_block *block, const struct cover_address *const *at,
    unsigned from, unsigned to)
{
	const struct cover_address *a = at[from];
	struct buf *out = page->b;

	if (a == NULL) {
		buf_fill(out, '.', to - from);
		return;
	}
	buf_text(out, "<a");
	if (cover_is_bad(a->state) || a->mail)
		put_target(page, a);
	else
		buf_put(out, " href=\"#b%zu\"", (size_t)(block - page->cover.blocks) + 1);
	buf_put(out, " class=\"c %s\" title=\"", classes[a->state]);
	if (to - from > 1) {
		put_address(out, a);
		buf_put(out, " to .%u: %s", to - 1, cover_state_text(a->state));
	} else {
		put_title(page, a);
	}
	buf_text(out, "\">");
	buf_fill(out, cover_letter(a->state, a->mail), to - from);
	buf_text(out, "</a>");
}

static bool
goes_on(const struct cover_address *a, const struct cover_address *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return !a->mail && !b->mail && a->state == b->state && !cover_is_bad(a->state);
}

static void
put_letters(struct page *page, const struct cover_block *block)
{
	const struct cover_address *at[256] = { NULL };

	for (size_t i = block->first; i < block->first + block->count; i++)
		at[page->cover.addresses[i].addr.octets[3]] = &page->cover.addresses[i];
	buf_text(page->b, "<pre class=\"letters\">");
	for (unsigned line = 0; line < 256; line += ROW) {
		for (unsigned from = line, to; from < line + ROW; from = to) {
			for (to = from + 1; to < line + ROW && goes_on(at[from], at[to]);)
				to++;
			put_run(page, block, at, from, to);
		}
		buf_char(page->b, '\n');
	}
	buf_text(page->b, "</pre>");
}

static void
put_row_block(struct page *page, const struct cover_block *block)
{
	buf_put(page->b, "<div class=\"row\" id=\"b%zu\"><div><h3>",
	    (size_t)(block - page->cover.blocks) + 1);
	put_block_name(page, block);
	buf_text(page->b, "</h3><p>");
	put_counts(page->b, block->states);
	buf_text(page->b, "</p></div>");
	put_letters(page, block);
	put_table(page, block, false);
	buf_text(page->b, "</div>\n");
	render_pause(page->out);
}

/* Rows of blocks with something wrong, or of the others, as long as there is room. */
static void
put_rows(struct page *page, bool bad, size_t *room, size_t *left)
{
	const struct cover *cover = &page->cover;

	for (size_t i = 0; i < cover->block_count; i++) {
		const struct cover_block *block = &cover->blocks[i];

		if (block->prefix.base.family != ADDR_V4 || is_bad_block(block) != bad)
			continue;
		if (*room == 0) {
			++*left;
			continue;
		}
		--*room;
		put_row_block(page, block);
	}
}

/* ---- IPv6 ---- */

static unsigned
nibble_at(const struct addr *addr, unsigned i)
{
	uint8_t octet = addr->octets[i / 2];

	return i % 2 == 0 ? octet >> 4 : octet & 15U;
}

/* Nibbles that two addresses share from the front, at most a /64. */
static unsigned
shared(const struct addr *a, const struct addr *b)
{
	unsigned n = 0;

	while (n < 16 && nibble_at(a, n) == nibble_at(b, n))
		n++;
	return n;
}

static void
put_prefix(struct buf *out, const struct addr *addr, unsigned nibbles)
{
	struct prefix p = { .base = *addr, .bits = (uint8_t)(nibbles * 4) };
	char text[ADDR_TEXT_MAX + 4];

	for (unsigned i = nibbles; i < 32; i++)
		p.base.octets[i / 2] &= i % 2 == 0 ? 0x0F : 0xF0;
	buf_text(out, prefix_text(&p, text));
}

static void
put_leaf(struct page *page, const struct cover_address *a)
{
	buf_put(page->b, "<li id=\"a%zu\"><a", number_of(page, a));
	put_target(page, a);
	buf_text(page->b, " title=\"");
	put_title(page, a);
	buf_put(page->b, "\"><b class=\"c %s\">%c</b> ", classes[a->state],
	    cover_letter(a->state, a->mail));
	put_address(page->b, a);
	buf_text(page->b, "</a>");
	for (uint32_t i = 0; i < a->names + a->pointers && i < 2 * MOST_NAMES; i++) {
		bool pointer = i >= a->names;

		buf_put(page->b, "<div class=\"of\">%s ", pointer ? "PTR" : "AAAA of");
		put_record(page, page->cover.records[a->first + i], pointer);
		buf_text(page->b, "</div>");
	}
	buf_text(page->b, "</li>\n");
	render_pause(page->out);
}

/* Addresses of a /64; of very many only what is wrong, and mail. */
static void
put_leaves(struct page *page, const struct cover_block *block)
{
	bool all = page->cover.address_count <= ALL_LEAVES;
	size_t room = MOST_LEAVES, left = 0;

	buf_text(page->b, "<ul>\n");
	for (size_t i = block->first; i < block->first + block->count; i++) {
		const struct cover_address *a = &page->cover.addresses[i];

		if (room > 0 && (all || a->mail || cover_is_bad(a->state))) {
			put_leaf(page, a);
			room--;
		} else {
			left++;
		}
	}
	if (left > 0)
		buf_put(page->b, "<li>%s%zu more</li>\n", left < block->count ? "and " : "", left);
	buf_text(page->b, "</ul>\n");
}

static void
put_branch_head(
    struct page *page, const struct cover_block *blocks, size_t count, unsigned nibbles, bool open)
{
	uint64_t states[COVER_STATES] = { 0 };
	uint64_t all = 0;

	for (size_t i = 0; i < count; i++)
		for (int s = 0; s < COVER_STATES; s++)
			states[s] += blocks[i].states[s];
	for (int s = 0; s < COVER_STATES; s++)
		all += states[s];
	buf_put(page->b, "<li><details%s><summary><b>", open ? " open=\"\"" : "");
	put_prefix(page->b, &blocks[0].prefix.base, nibbles);
	buf_text(page->b, "</b> ");
	buf_put(page->b, "%" PRIu64 " %s: ", all, all == 1 ? "address" : "addresses");
	put_counts(page->b, states);
	buf_text(page->b, "</summary>\n");
}

/* A prefix of so many nibbles, with the /64s in it; what has one way on only is not a branch. */
static void
put_branch(struct page *page, const struct cover_block *blocks, size_t count, unsigned depth)
{
	unsigned nibbles = shared(&blocks[0].prefix.base, &blocks[count - 1].prefix.base);

	put_branch_head(page, blocks, count, nibbles, depth < 2);
	if (nibbles == 16) {
		put_leaves(page, blocks);
	} else {
		buf_text(page->b, "<ul>\n");
		for (size_t i = 0, next; i < count; i = next) {
			unsigned n = nibble_at(&blocks[i].prefix.base, nibbles);

			for (next = i + 1;
			     next < count && nibble_at(&blocks[next].prefix.base, nibbles) == n;)
				next++;
			put_branch(page, blocks + i, next - i, depth + 1);
		}
		buf_text(page->b, "</ul>\n");
	}
	buf_text(page->b, "</details></li>\n");
}

static void
put_v6(struct page *page)
{
	const struct cover *cover = &page->cover;

	if (cover->v4_blocks == cover->block_count)
		return;
	buf_text(page->b, "<section id=\"ipv6\"><h2>IPv6</h2>\n<p>Prefixes that are in use.</p>\n");
	for (size_t i = 0, next; i < cover->block_count; i = next) {
		const struct cover_block *first = &cover->blocks[i];

		for (next = i + 1;
		     next < cover->block_count && cover->blocks[next].view == first->view &&
		     cover->blocks[next].prefix.base.family == first->prefix.base.family;)
			next++;
		if (first->prefix.base.family == ADDR_V4)
			continue;
		if (set_view_count(page->set) > 1) {
			buf_text(page->b, "<h3>view ");
			html_text(page->b, set_view(page->set, first->view)->name);
			buf_text(page->b, "</h3>\n");
		}
		buf_text(page->b, "<ul class=\"tree\">\n");
		put_branch(page, first, next - i, 0);
		buf_text(page->b, "</ul>\n");
	}
	buf_text(page->b, "</section>\n");
}

/* ---- all of it ---- */

static void
put_key(struct buf *out)
{
	buf_text(out, "<p class=\"key\">");
	for (int s = COVER_MATCH; s < COVER_STATES; s++)
		buf_put(out, "<span><b class=\"c %s\">%c</b> %s</span> ", classes[s],
		    cover_letter((enum cover_state)s, false),
		    cover_state_text((enum cover_state)s));
	buf_text(out, "<span>Capital letters, and !: a mail address</span></p>\n");
}

void
html_cover(struct page *page)
{
	const struct cover *cover = &page->cover;
	size_t room = MOST_BLOCKS, left = 0;

	if (cover->v4_blocks > 0) {
		buf_text(page->b, "<section id=\"blocks\"><h2>Reverse blocks</h2>\n");
		put_key(page->b);
		buf_text(
		    page->b, cover->v4_blocks <= GRIDS ? "<div class=\"blocks\">\n" : "<div>\n");
		for (size_t i = 0; cover->v4_blocks <= GRIDS && i < cover->block_count; i++)
			if (cover->blocks[i].prefix.base.family == ADDR_V4)
				put_grid(page, &cover->blocks[i]);
		if (cover->v4_blocks > GRIDS) {
			put_rows(page, true, &room, &left);
			put_rows(page, false, &room, &left);
		}
		buf_text(page->b, "</div>\n");
		if (left > 0)
			buf_put(page->b, "<p class=\"note\">%zu more blocks are not drawn.</p>\n",
			    left);
		buf_text(page->b, "</section>\n");
	}
	put_v6(page);
}
