/* fix/mend_file.c -- repairs of lines, line ends and directives */
#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "fix/mend.h"

bool
mend_span(struct mending *m)
{
	mend_edit(m, m->f->span.off, m->f->span.len, STR(""));
	return true;
}

/* Behind a backslash it may be part of a word. */
static bool
is_escaped(const struct body *b, uint32_t at)
{
	return at > 0 && b->text[at - 1] == '\\';
}

bool
mend_crlf(struct mending *m)
{
	const struct body *b = m->b;

	for (uint32_t i = 0; i + 1 < b->len; i++) {
		if (b->text[i] != '\r' || b->text[i + 1] != '\n')
			continue;
		if (is_escaped(b, i))
			return false;
		/* The first of two is a line end of its own, and becomes one. */
		if (i > 0 && b->text[i - 1] == '\r')
			return false;
		mend_edit(m, i, 1, STR(""));
	}
	return true;
}

bool
mend_cr(struct mending *m)
{
	const struct body *b = m->b;

	for (uint32_t i = 0; i < b->len; i++)
		if (b->text[i] == '\r' && (i + 1 == b->len || b->text[i + 1] != '\n')) {
			if (is_escaped(b, i))
				return false;
			mend_edit(m, i, 1, STR("\n"));
		}
	return true;
}

/* The first token that ends behind a byte. */
static size_t
token_behind(const struct lexed *l, uint32_t at)
{
	size_t lo = 0, hi = l != NULL ? l->count : 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (l->tokens[mid].off + l->tokens[mid].len <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* All tabs between the fields of the line; what follows stays in its column. */
bool
mend_tabs(struct mending *m)
{
	const char *text = m->b->text;
	uint32_t at = m->f->span.off, column = 0;
	size_t token;

	while (at > 0 && text[at - 1] != '\n')
		at--;
	token = token_behind(m->lexed, at);
	for (; at < m->b->len && text[at] != '\n'; at++) {
		const struct token *t =
		    m->lexed != NULL && token < m->lexed->count ? &m->lexed->tokens[token] : NULL;
		bool within = t != NULL && at >= t->off;

		if (!within && text[at] == ';')
			break;
		if (!within && text[at] == '\t') {
			uint32_t width = 8 - column % 8;

			mend_edit(m, at, 1, (struct str){ "        ", width });
			column += width;
		} else if (text[at] == '\t') {
			column += 8 - column % 8;
		} else {
			column += (uint8_t)text[at] < 0x80 || (uint8_t)text[at] >= 0xc0;
		}
		if (within && at + 1 >= t->off + t->len)
			token++;
	}
	return true;
}

bool
mend_upper(struct mending *m)
{
	struct buf text = { 0 };

	if (m->token == NULL || m->token->quoted)
		return false;
	buf_str(&text, m->token->text);
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] >= 'a' && text.ptr[i] <= 'z')
			text.ptr[i] = (char)(text.ptr[i] - 'a' + 'A');
	mend_token(m, m->token, buf_view(&text));
	buf_free(&text);
	return true;
}

/* The name that the argument is read as.  Where it is relative to several zones, none is right. */
bool
mend_origin(struct mending *m)
{
	const struct dname *origin = &m->b->origins[m->b->entries[m->entry].origin];
	struct buf text = { 0 };
	struct dname name;

	if (m->token == NULL || m->t->zones > 1 ||
	    !dname_parse(m->token->text, origin, &name, NULL))
		return false;
	dname_print(&name, &text);
	mend_token(m, m->token, buf_view(&text));
	buf_free(&text);
	return true;
}

/* Does the line that a byte begins end in CR LF? */
static bool
ends_crlf(const struct body *b, uint32_t at)
{
	while (at < b->len && b->text[at] != '\n')
		at++;
	return at > 0 && at < b->len && b->text[at - 1] == '\r';
}

static void
put_ttl(struct mending *m, uint32_t ttl)
{
	uint32_t begin = m->b->entries[m->entry].begin;

	m->out->title = arena_printf(m->p->arena, "put $TTL %u in front", ttl);
	mend_edit(m, begin, 0,
	    str_of(arena_printf(
	        m->p->arena, "$TTL %u%s", ttl, ends_crlf(m->b, begin) ? "\r\n" : "\n")));
}

/*
 * "$TTL" in front of the record, with the value that it has: BIND's, which is the last field of the
 * SOA.  Where that is 3600, or BIND refuses the zone, NSD and Knot take the same.
 */
bool
mend_ttl(struct mending *m)
{
	uint32_t ttl = 3600;
	size_t minimum = m->parts.rdata + 6;

	if (m->b->entries[m->entry].type == RRTYPE_SOA &&
	    (m->lexed->count <= minimum ||
	        ttl_parse(m->lexed->tokens[minimum].text, &ttl) != PROBLEM_NONE))
		return false;
	if (ttl != 3600)
		m->out->safety = FIX_UNSAFE;
	put_ttl(m, ttl);
	return true;
}

/*
 * "$TTL" in front of the first record that has no TTL, with the value that BIND takes: only where all that follow
 * take the same.
 */
bool
mend_inherited(struct mending *m)
{
	const struct entry *first = &m->b->entries[m->entry];

	if (!first->implied_known || first->has_ttl || first->dollar_ttl)
		return false;
	for (uint32_t i = m->entry; (i = body_next_record(m->b, i)) != BODY_NONE; i++) {
		const struct entry *e = &m->b->entries[i];

		if (!e->has_ttl && !e->dollar_ttl &&
		    (!e->implied_known || e->implied != first->implied))
			return false;
	}
	if (first->implied != 3600) /* what NSD and Knot take */
		m->out->safety = FIX_UNSAFE;
	put_ttl(m, first->implied);
	return true;
}

bool
mend_seconds(struct mending *m)
{
	uint32_t ttl;

	if (m->token == NULL || ttl_parse(m->token->text, &ttl) != PROBLEM_NONE)
		return false;
	mend_token(m, m->token, str_of(arena_printf(m->p->arena, "%u", ttl)));
	return true;
}
