/* zone/style.c -- remarks on layout and spelling: tabs, trailing blanks, RDATA unlike its canonical form */
#include <stdio.h>

#include "zone/read.h"

static bool
in_token(const struct lexed *l, uint32_t at)
{
	for (size_t i = 0; i < l->count; i++)
		if (at >= l->tokens[i].off && at < l->tokens[i].off + l->tokens[i].len)
			return true;
	return false;
}

/* One physical line of the entry. */
static void
style_line(struct reader *rd, uint32_t begin, uint32_t end)
{
	const uint8_t *text = reader_level(rd)->window.text;
	uint32_t last = end, at;

	if (last > begin && text[last - 1] == '\r')
		last--;
	for (at = last; at > begin && (text[at - 1] == ' ' || text[at - 1] == '\t') &&
	                !in_token(&rd->lexed, at - 1);
	     at--)
		;
	if (at < last)
		reader_complain(rd, PROBLEM_STYLE_TRAILING_SPACE, at, last - at,
		    "blanks at the end of the line");
	for (uint32_t i = begin; i < at && text[i] != ';'; i++)
		if (text[i] == '\t' && !in_token(&rd->lexed, i)) {
			reader_complain(rd, PROBLEM_STYLE_TABS, i, 1, "tab between fields");
			return;
		}
}

void
style_read(struct reader *rd, uint32_t from, uint32_t next)
{
	const struct window *w = &reader_level(rd)->window;

	for (uint32_t begin = from, at = from; at < next; at++)
		if (w->text[at] == '\n' || at + 1 == next) {
			style_line(rd, begin, w->text[at] == '\n' ? at : at + 1);
			begin = at + 1;
		}
}

/* Names have spellings of their own, and text in quotes is nobody's business. */
static bool
comparable(const struct token *canonical, const struct token *written)
{
	struct str s = canonical->text;

	return !canonical->quoted && !written->quoted && s.len > 0 && s.ptr[s.len - 1] != '.';
}

void
style_rdata(struct reader *rd, uint16_t type, size_t first, size_t len)
{
	struct buf text = { 0 };
	struct lexed canonical = { 0 };
	const struct lexed *l = &rd->lexed;
	char sentence[256];

	rdata_print(type, rd->wire, len, &text);
	buf_char(&text, '\n');
	memset(buf_room(&text, INDEX_PAD), ' ', INDEX_PAD);
	lex_entry((const uint8_t *)text.ptr, 0, (uint32_t)text.len - 1, LIMIT_RECORD_BYTES,
	    &canonical, NULL);
	for (size_t i = 0; canonical.count == l->count - first && i < canonical.count; i++) {
		const struct token *t = &l->tokens[first + i], *c = &canonical.tokens[i];

		if (!comparable(c, t) || str_equal(c->text, t->text))
			continue;
		snprintf(sentence, sizeof sentence, "written unlike its canonical form %.*s",
		    c->text.len > 64 ? 64 : (int)c->text.len, c->text.ptr);
		reader_complain(rd, PROBLEM_STYLE_RDATA_CANONICAL, t->off, t->len, sentence);
		break;
	}
	lexed_free(&canonical);
	buf_free(&text);
}
