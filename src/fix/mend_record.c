/* fix/mend_record.c -- repairs within one record */
#include <stdio.h>

#include "dns/rrtype.h"
#include "fix/layout.h"
#include "fix/mend.h"
#include "zone/lookalike.h"

bool
mend_gap(struct mending *m)
{
	mend_edit(m, m->f->span.off, 0, STR(" "));
	return true;
}

bool
mend_class(struct mending *m)
{
	if (m->parts.rclass == PART_NONE)
		return false;
	mend_token(m, &m->lexed->tokens[m->parts.rclass], STR("IN"));
	return true;
}

bool
mend_order(struct mending *m)
{
	const struct token *rclass, *ttl;

	if (m->parts.ttl == PART_NONE || m->parts.rclass == PART_NONE ||
	    m->parts.rclass > m->parts.ttl)
		return false;
	rclass = &m->lexed->tokens[m->parts.rclass];
	ttl = &m->lexed->tokens[m->parts.ttl];
	mend_token(m, rclass, ttl->text);
	mend_token(m, ttl, rclass->text);
	return true;
}

static bool
is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '(' || c == ')' || c == ';';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Take a byte away, with a blank when two would be left, with all of them at the end of the line. */
static void
take_away(struct mending *m, uint32_t at, uint32_t *from)
{
	const char *text = m->b->text;
	uint32_t begin = at, end = at + 1, rest = end;
	bool parts = !is_gap(text[at - 1]) && !is_gap(text[end]);

	while (is_blank(text[rest]))
		rest++;
	if (text[rest] == '\n' || text[rest] == '\r') {
		end = rest;
		while (begin > *from && is_blank(text[begin - 1]))
			begin--;
	} else if (is_blank(text[at - 1]) && text[end] == ' ') {
		end++;
	}
	mend_edit(m, begin, end - begin, parts ? STR(" ") : STR(""));
	*from = end;
}

/* Parentheses inside parentheses part fields like blanks. */
bool
mend_parens(struct mending *m)
{
	const char *text = m->b->text;
	uint32_t end = m->b->entries[m->entry].next, from = m->b->entries[m->entry].begin;
	const struct lexed *l = m->lexed;
	unsigned depth = 0;
	size_t token = 0;

	for (uint32_t at = from; at < end; at++) {
		if (token < l->count && at == l->tokens[token].off) {
			at += l->tokens[token++].len - 1;
			continue;
		}
		if (text[at] == ';')
			while (at < end && text[at] != '\n' && text[at] != '\r')
				at++;
		if (at < from || at >= end || (text[at] != '(' && text[at] != ')'))
			continue;
		depth -= text[at] == ')';
		if (depth > 0)
			take_away(m, at, &from);
		depth += text[at] == '(';
	}
	return true;
}

bool
mend_owner(struct mending *m)
{
	struct buf text = { 0 };
	struct dname owner;
	uint32_t len;

	if (m->t->zones > 1 || m->parts.owner != PART_NONE || !body_owner(m->b, m->entry, &owner))
		return false;
	layout_owner(m->b, m->entry, &owner, &text, &len);
	mend_edit(m, m->b->entries[m->entry].begin, len, buf_view(&text));
	buf_free(&text);
	return true;
}

/* Only where nobody else takes the owner from it, and there is one to be taken from above. */
bool
mend_indent(struct mending *m)
{
	uint32_t next = body_next_record(m->b, m->entry + 1);
	const struct token *t = &m->lexed->tokens[0];
	struct buf text = { 0 };
	bool above = false;

	if (m->parts.owner == PART_NONE || (next != BODY_NONE && m->b->entries[next].head != next))
		return false;
	for (uint32_t i = 0; i < m->entry && !above; i++)
		above = m->b->entries[i].kind == ENTRY_RECORD;
	if (!above)
		return false;
	buf_char(&text, ' ');
	buf_bytes(&text, m->b->text + t->off, t->len);
	mend_token(m, t, buf_view(&text));
	buf_free(&text);
	return true;
}

/* What stood in quotes, with the characters escaped that mean something without. */
bool
mend_quotes(struct mending *m)
{
	struct buf text = { 0 };
	bool ok = m->token != NULL && m->token->quoted && m->token->text.len > 0;

	for (size_t i = 0; ok && i < m->token->text.len; i++) {
		char c = m->token->text.ptr[i];

		if (c == '\\' && i + 1 < m->token->text.len) {
			buf_char(&text, c);
			c = m->token->text.ptr[++i];
		} else if (is_gap(c) || (c == '$' && i == 0)) {
			buf_char(&text, '\\');
		}
		buf_char(&text, c);
	}
	if (ok)
		mend_token(m, m->token, buf_view(&text));
	buf_free(&text);
	return ok;
}

bool
mend_octets(struct mending *m)
{
	struct buf text = { 0 };

	if (m->token == NULL)
		return false;
	for (uint32_t i = m->token->off; i < m->token->off + m->token->len; i++) {
		uint8_t c = (uint8_t)m->b->text[i];

		if (c == '\\' && (uint8_t)m->b->text[i + 1] >= 0x80)
			continue;
		if (c >= 0x80)
			buf_put(&text, "\\%03u", c);
		else
			buf_char(&text, (char)c);
		if (c == '\\')
			buf_char(&text, m->b->text[++i]);
	}
	mend_token(m, m->token, buf_view(&text));
	buf_free(&text);
	return true;
}

/* The RDATA as we print it. */
static bool
canonical_text(struct mending *m, struct buf *out)
{
	size_t len, first = m->parts.rdata;

	if (!rdata_parse(m->parts.type_number, m->lexed->tokens + first, m->lexed->count - first,
	        &m->b->origins[m->b->entries[m->entry].origin], m->p->wires, &len, &rdata_silent))
		return false;
	rdata_print(m->parts.type_number, m->p->wires, len, out);
	return true;
}

/* Nothing but blanks between the tokens of the RDATA? */
static bool
on_one_line(const struct mending *m)
{
	const struct token *first = &m->lexed->tokens[m->parts.rdata],
	                   *last = &m->lexed->tokens[m->lexed->count - 1];

	for (const struct token *t = first; t < last; t++)
		for (uint32_t i = t->off + t->len; i < t[1].off; i++)
			if (m->b->text[i] != ' ' && m->b->text[i] != '\t')
				return false;
	return true;
}

/* "TYPE1" is written A; data in hexadecimal digits as the type has it. */
bool
mend_type(struct mending *m)
{
	const struct token *type = &m->lexed->tokens[m->parts.type], *first, *last;
	struct buf text = { 0 };
	char name[16];
	bool ok = true;

	if (m->parts.rdata >= m->lexed->count)
		return false;
	if (type->text.len > 4 && str_equal_fold((struct str){ type->text.ptr, 4 }, STR("TYPE")))
		mend_token(m, type, str_of(rrtype_text(m->parts.type_number, name)));
	first = &m->lexed->tokens[m->parts.rdata];
	last = &m->lexed->tokens[m->lexed->count - 1];
	if (str_equal(first->text, STR("\\#"))) {
		ok = on_one_line(m) && canonical_text(m, &text) && text.len > 0 &&
		     text.ptr[0] != '\\';
		if (ok)
			mend_edit(
			    m, first->off, last->off + last->len - first->off, buf_view(&text));
	}
	buf_free(&text);
	return ok;
}

/* All fields that differ, names and what stands in quotes left out; zone/style.c tells of the first. */
bool
mend_canonical(struct mending *m)
{
	struct buf text = { 0 };
	struct lexed canonical = { 0 };
	size_t first = m->parts.rdata;
	bool ok = canonical_text(m, &text);

	buf_char(&text, '\n');
	memset(buf_room(&text, BODY_PAD), ' ', BODY_PAD);
	lex_entry((const uint8_t *)text.ptr, 0, (uint32_t)text.len - 1, LIMIT_RECORD_BYTES,
	    &canonical, NULL);
	ok = ok && canonical.count == m->lexed->count - first;
	for (size_t i = 0; ok && i < canonical.count; i++) {
		const struct token *t = &m->lexed->tokens[first + i], *c = &canonical.tokens[i];

		if (!c->quoted && !t->quoted && c->text.len > 0 &&
		    c->text.ptr[c->text.len - 1] != '.' && !str_equal(c->text, t->text))
			mend_token(m, t, c->text);
	}
	lexed_free(&canonical);
	buf_free(&text);
	return ok;
}

/* Of all tokens of the record: a quotation mark makes sense only with the other. */
bool
mend_lookalikes(struct mending *m)
{
	for (size_t i = 0; i < m->lexed->count; i++) {
		const struct token *t = &m->lexed->tokens[i];
		struct str rest = t->text;
		const struct lookalike *like;
		size_t at;

		while ((like = lookalike_find(rest, t->quoted, &at)) != NULL) {
			size_t len = strlen(like->utf8);

			mend_edit(m, (uint32_t)(rest.ptr - m->b->text + (ptrdiff_t)at),
			    (uint32_t)len, str_of(like->ascii));
			rest.ptr += at + len;
			rest.len -= at + len;
		}
	}
	return true;
}

bool
mend_escape(struct mending *m)
{
	if (m->token == NULL)
		return false;
	/* the whole word: what it says changes */
	for (uint32_t i = m->token->off; i < m->token->off + m->token->len; i++)
		if (i == m->f->span.off) {
			struct buf text = { 0 };

			buf_bytes(&text, m->b->text + m->token->off, i - m->token->off);
			buf_bytes(&text, m->b->text + i + 1, m->token->off + m->token->len - i - 1);
			mend_token(m, m->token, buf_view(&text));
			buf_free(&text);
			return true;
		}
	return false;
}

/* Is token i of the RDATA a mailbox, whose local part may hold dots? */
static bool
is_mailbox(const struct mending *m, size_t i)
{
	return (m->parts.type_number == RRTYPE_SOA && i == m->parts.rdata + 1) ||
	       (m->parts.type_number == RRTYPE_RP && i == m->parts.rdata);
}

bool
mend_at(struct mending *m)
{
	struct buf text = { 0 };
	bool local;

	if (m->token == NULL || m->token->quoted)
		return false;
	local = is_mailbox(m, (size_t)(m->token - m->lexed->tokens));
	for (size_t i = 0; i < m->token->text.len; i++) {
		char c = m->token->text.ptr[i];

		if (c == '\\' && i + 1 < m->token->text.len) {
			buf_char(&text, c);
			c = m->token->text.ptr[++i];
		} else if (c == '@') {
			c = '.';
			local = false;
		} else if (c == '.' && local) {
			buf_char(&text, '\\');
		}
		buf_char(&text, c);
	}
	mend_token(m, m->token, buf_view(&text));
	buf_free(&text);
	return true;
}

/* From the first field of the data to the end of the line. */
bool
mend_cut(struct mending *m)
{
	const struct token *first = &m->lexed->tokens[m->parts.rdata];
	uint32_t end = m->b->entries[m->entry].next;
	struct buf text = { 0 };

	while (end > first->off && (is_gap(m->b->text[end - 1]) && m->b->text[end - 1] != ';' &&
	                               m->b->text[end - 1] != ')' && m->b->text[end - 1] != '('))
		end--;
	buf_char(&text, '"');
	for (uint32_t i = first->off; i < end; i++) {
		if (m->b->text[i] == '\n' || m->b->text[i] == '(')
			break;
		if (m->b->text[i] == '"')
			buf_char(&text, '\\');
		buf_char(&text, m->b->text[i]);
		if (m->b->text[i] == '\\' && i + 1 < end)
			buf_char(&text, m->b->text[++i]);
	}
	buf_char(&text, '"');
	mend_edit(m, first->off, end - first->off, buf_view(&text));
	buf_free(&text);
	return on_one_line(m) && !first->quoted;
}

/* One string of all words of the RDATA, a blank between each two; those in quotation marks lose them. */
bool
mend_join(struct mending *m)
{
	const struct lexed *l = m->lexed;
	const struct token *first, *last = &l->tokens[l->count - 1];
	struct buf text = { 0 };

	if (m->parts.rdata + 1 >= l->count || !on_one_line(m))
		return false;
	first = &l->tokens[m->parts.rdata];
	buf_char(&text, '"');
	for (size_t i = m->parts.rdata; i < l->count; i++) {
		if (i > m->parts.rdata)
			buf_char(&text, ' ');
		buf_str(&text, l->tokens[i].text);
	}
	buf_char(&text, '"');
	mend_edit(m, first->off, last->off + last->len - first->off, buf_view(&text));
	buf_free(&text);
	return true;
}
