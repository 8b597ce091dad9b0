/* render/compare.c -- what differs, for people: text and Markdown */
#include "render/compare.h"

#include <inttypes.h>

#include "dns/ttl.h"
#include "render/common.h"
#include "render/escape.h"

/* Of one comment, whose host takes 65,536 characters. */
#define MARKDOWN_MOST ((size_t)60000)

/* ---- lines ---- */

static void
put_record(const struct compare_zone *z, const struct compare_record *r, struct buf *out)
{
	buf_put(out, "%c %s %" PRIu32 " IN %s ", r->add ? '+' : '-', r->owner, r->ttl, r->type);
	escape_text(out, str_of(r->data));
	buf_put(out, "  ; zone %s", z->origin);
	if (*z->view != '\0') {
		buf_text(out, " view ");
		escape_text(out, str_of(z->view));
	}
	buf_char(out, '\n');
}

/* ", 2 records added, 1 removed" */
static void
put_counts(size_t added, size_t removed, struct buf *out)
{
	if (added > 0) {
		put_count(out, added, "record");
		buf_text(out, " added");
	}
	if (added > 0 && removed > 0)
		buf_put(out, ", %zu removed", removed);
	else if (removed > 0) {
		put_count(out, removed, "record");
		buf_text(out, " removed");
	}
}

static void
put_serial(const struct compare_zone *z, struct buf *out)
{
	int order = serial_compare(z->old_serial, z->new_serial);

	if (z->old_serial == z->new_serial)
		buf_put(out, "; serial %" PRIu32 " was not raised", z->new_serial);
	else
		buf_put(out, "; serial %" PRIu32 " -> %" PRIu32 "%s", z->old_serial, z->new_serial,
		    order < 0 ? "" : ", which is no rise");
}

static void
put_zone(const struct compare_zone *z, struct buf *out)
{
	buf_text(out, z->origin);
	if (*z->view != '\0') {
		buf_text(out, " view ");
		escape_text(out, str_of(z->view));
	}
	buf_text(out, ": ");
	if (!z->was || !z->is)
		buf_put(out, "%s%s", z->is ? "a new zone" : "the zone is gone",
		    z->count > 0 ? ", " : "");
	put_counts(z->added, z->removed, out);
	if (z->was && z->is && z->count == 0)
		buf_text(out, "the same records");
	if (z->serials_known)
		put_serial(z, out);
	if (!z->whole)
		buf_text(out, "; not all of it could be read");
}

/* "confirmed by mail.example.com." */
static void
put_side(const struct compare_side *s, struct buf *out)
{
	if (!s->there) {
		buf_text(out, "no mail address");
		return;
	}
	buf_text(out, compare_verdict(s->verdict));
	if (s->pointer != NULL)
		buf_put(out, "%s%s", s->confirmed ? " by " : ", its PTR names ", s->pointer);
}

static void
put_mail(const struct compare_mail *m, struct buf *out)
{
	buf_text(out, m->address);
	if (m->name != NULL)
		buf_put(out, " of %s", m->name);
	if (*m->view != '\0') {
		buf_text(out, " in view ");
		escape_text(out, str_of(m->view));
	}
	buf_text(out, ": ");
	put_side(&m->old, out);
	buf_text(out, " -> ");
	put_side(&m->new, out);
}

/* mark  before it, or NUL */
static void
put_finding(const struct compare_state *state, const struct finding *f, char mark, struct buf *out)
{
	struct region r;

	if (mark != '\0')
		buf_put(out, "%c ", mark);
	if (f->span.file != 0) {
		r = region_of(set_sources(state->set), f->span);
		escape_path(out, str_of(r.path));
		buf_put(out, ":%u:%u: ", r.start.line, r.start.column);
	}
	buf_put(out, "%s: ", severity_name(f->severity));
	escape_text(out, str_of(f->message));
	buf_put(out, " [%s]", f->rule->id);
}

static void
put_part(struct buf *out, size_t begin)
{
	if (out->len > begin)
		buf_text(out, "; ");
}

void
render_compare_sum(const struct comparison *c, struct buf *out)
{
	size_t begin = out->len;

	if (c->added + c->removed > 0) {
		put_counts(c->added, c->removed, out);
		buf_text(out, " in ");
		put_count(out, c->zone_count, "zone");
	} else if (c->zone_count > 0) {
		put_count(out, c->zone_count, "zone");
		buf_text(out, " with the same records");
	}
	if (c->mail_count > 0) {
		put_part(out, begin);
		buf_put(out, "%zu mail address%s seen otherwise", c->mail_count,
		    c->mail_count == 1 ? "" : "es");
	}
	if (c->come_count + c->gone_count > 0) {
		put_part(out, begin);
		put_count(out, c->come_count, "finding");
		buf_put(out, " new, %zu gone", c->gone_count);
	}
	if (out->len == begin)
		buf_text(out, "no difference");
	if (!c->mail_known)
		buf_text(out, "; what it means for mail is not known, for an egress map is wrong");
	if (!c->whole)
		buf_text(out, "; not all zones could be read whole");
}

/* ---- text ---- */

static void
put_heading(const char *text, struct buf *out)
{
	buf_put(out, "%s%s:\n", out->len > 0 ? "\n" : "", text);
}

void
render_compare_text(const struct comparison *c, struct buf *out)
{
	for (size_t i = 0; i < c->zone_count; i++)
		for (size_t k = 0; k < c->zones[i].count; k++)
			put_record(&c->zones[i], &c->zones[i].records[k], out);
	if (c->zone_count > 0)
		put_heading("Zones", out);
	for (size_t i = 0; i < c->zone_count; i++) {
		buf_text(out, "  ");
		put_zone(&c->zones[i], out);
		buf_char(out, '\n');
	}
	if (c->mail_count > 0)
		put_heading("Mail addresses, as receivers see them", out);
	for (size_t i = 0; i < c->mail_count; i++) {
		buf_text(out, "  ");
		put_mail(&c->mail[i], out);
		buf_char(out, '\n');
	}
	if (c->come_count + c->gone_count > 0)
		put_heading("Findings", out);
	for (size_t i = 0; i < c->gone_count; i++) {
		buf_text(out, "  ");
		put_finding(c->old, c->gone[i], '-', out);
		buf_char(out, '\n');
	}
	for (size_t i = 0; i < c->come_count; i++) {
		buf_text(out, "  ");
		put_finding(c->new, c->come[i], '+', out);
		buf_char(out, '\n');
	}
}

/* ---- Markdown ---- */

/* Blocks are written until the comment is full; lines that have no place any more are counted. */
struct page {
	struct buf *out;
	struct buf line;
	size_t begin, left_out;
};

/* Write the line that was put together, unless the page is full. */
static void
end_line(struct page *p)
{
	if (p->left_out > 0 || p->out->len - p->begin + p->line.len > MARKDOWN_MOST)
		p->left_out++;
	else
		buf_str(p->out, buf_view(&p->line));
	p->line.len = 0;
}

/* The line so far as text of Markdown, a list item. */
static void
end_item(struct page *p)
{
	struct buf item = { 0 };

	buf_text(&item, "- ");
	escape_comment(&item, buf_view(&p->line));
	buf_char(&item, '\n');
	buf_free(&p->line);
	p->line = item;
	end_line(p);
}

static void
put_fence(struct page *p, const struct comparison *c)
{
	if (c->added + c->removed == 0)
		return;
	/* each line begins with a mark, so none of them ends the block */
	buf_text(p->out, "\n```diff\n");
	for (size_t i = 0; i < c->zone_count; i++)
		for (size_t k = 0; k < c->zones[i].count; k++) {
			put_record(&c->zones[i], &c->zones[i].records[k], &p->line);
			end_line(p);
		}
	buf_text(p->out, "```\n");
}

void
render_compare_markdown(const struct comparison *c, struct buf *out)
{
	struct page p = { .out = out, .begin = out->len };

	buf_text(out, "## ptrlint diff\n\n");
	render_compare_sum(c, &p.line);
	escape_comment(out, buf_view(&p.line));
	p.line.len = 0;
	buf_char(out, '\n');
	if (c->mail_count > 0)
		buf_text(out, "\n### Mail addresses, as receivers see them\n\n");
	for (size_t i = 0; i < c->mail_count; i++) {
		put_mail(&c->mail[i], &p.line);
		end_item(&p);
	}
	if (c->come_count + c->gone_count > 0)
		buf_text(out, "\n### Findings\n\n");
	for (size_t i = 0; i < c->come_count; i++) {
		buf_text(&p.line, "new: ");
		put_finding(c->new, c->come[i], '\0', &p.line);
		end_item(&p);
	}
	for (size_t i = 0; i < c->gone_count; i++) {
		buf_text(&p.line, "gone: ");
		put_finding(c->old, c->gone[i], '\0', &p.line);
		end_item(&p);
	}
	if (c->zone_count > 0)
		buf_text(out, "\n### Zones\n\n");
	for (size_t i = 0; i < c->zone_count; i++) {
		put_zone(&c->zones[i], &p.line);
		end_item(&p);
	}
	put_fence(&p, c);
	if (p.left_out > 0)
		buf_put(out, "\n%zu more lines are not shown here.\n", p.left_out);
	buf_free(&p.line);
}
