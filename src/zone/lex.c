/* zone/lex.c -- bytes of one entry to tokens */
#include "zone/lex.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

/* A quoted string that was left open is looked for its end in so many further lines. */
#define QUOTE_LINES 16

struct lexer {
	const uint8_t *text;
	uint32_t at, len, stop; /* stop: where a parenthesis counts as forgotten */
	struct lexed *out;
	const struct lex_sink *sink;
	unsigned depth;
	uint32_t opened; /* the outermost parenthesis that is open */
	bool nested;     /* said already */
};

static void
complain(struct lexer *lx, enum problem problem, uint32_t off, uint32_t len, bool fatal,
    const char *sentence)
{
	if (fatal)
		lx->out->failed = true;
	if (lx->sink != NULL)
		lx->sink->complain(lx->sink->arg, problem, off, len, sentence);
}

#define IN_WORD    1
#define IN_STRING  2
#define IN_COMMENT 4

/* Where a byte means nothing but itself. */
__extension__ static const uint8_t inside[256] = {
	[0] = 0,
	[1 ... '\t' - 1] = 4,
	['\t'] = 2 | 4,
	['\v' ... '\f'] = 4,
	['\r' + 1 ... 0x1f] = 4,
	[' '] = 2 | 4,
	['!'] = 1 | 2 | 4,
	['"'] = 4,
	['#' ... '\''] = 1 | 2 | 4,
	['(' ... ')'] = 2 | 4,
	['*' ... ':'] = 1 | 2 | 4,
	[';'] = 2 | 4,
	['<' ... '['] = 1 | 2 | 4,
	['\\'] = 4,
	[']' ... '~'] = 1 | 2 | 4,
	[0x7f ... 0xff] = 4,
};

/* Go on over bytes that mean nothing where we are. */
static void
skip_inside(struct lexer *lx, uint8_t where)
{
	const uint8_t *text = lx->text;
	uint32_t at = lx->at, len = lx->len;

	while (at < len && (inside[text[at]] & where) != 0)
		at++;
	lx->at = at;
}

static bool
at_newline(const struct lexer *lx)
{
	if (lx->at >= lx->len || lx->text[lx->at] == '\n')
		return true;
	return lx->text[lx->at] == '\r' && (lx->at + 1 >= lx->len || lx->text[lx->at + 1] != '\n');
}

static bool
at_blank(const struct lexer *lx)
{
	uint8_t c = lx->text[lx->at];

	return c == ' ' || c == '\t' || c == '\r';
}

/* The end of the line that at is on: the offset of its newline, or of a bare CR. */
static uint32_t
line_end(const struct lexer *lx, uint32_t at)
{
	while (at < lx->len && lx->text[at] != '\n' &&
	       !(lx->text[at] == '\r' && at + 1 < lx->len && lx->text[at + 1] != '\n'))
		at++;
	return at;
}

static struct token *
push(struct lexer *lx, uint32_t off, uint32_t len, bool quoted)
{
	struct lexed *out = lx->out;
	uint32_t skip = quoted ? 1 : 0;

	if (out->count == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 16;
		out->tokens = xrealloc(out->tokens, out->cap * sizeof *out->tokens);
	}
	out->tokens[out->count] = (struct token){
		.text = { (const char *)lx->text + off + skip, len - 2 * skip },
		.off = off,
		.len = len,
		.quoted = quoted,
	};
	return &out->tokens[out->count++];
}

static void
control_char(struct lexer *lx, uint32_t off)
{
	char text[96];
	uint8_t c = lx->text[off];

	snprintf(text, sizeof text, "control character \\%03u%s", c, c == 0 ? " (NUL)" : "");
	complain(lx, PROBLEM_FILE_CONTROL_CHAR, off, 1, true, text);
}

static bool
is_control(uint8_t c)
{
	return (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f;
}

/* To the end of the line; a NUL is reported even here. */
static void
skip_comment(struct lexer *lx)
{
	if (lx->out->comment == UINT32_MAX)
		lx->out->comment = lx->at;
	for (skip_inside(lx, IN_COMMENT); !at_newline(lx); lx->at++, skip_inside(lx, IN_COMMENT))
		if (lx->text[lx->at] == 0) {
			control_char(lx, lx->at);
			lx->at = line_end(lx, lx->at);
			return;
		}
}

/* A quote stays open at the end of its line: find out whether the string goes on, and where to resume. */
static void
open_quote(struct lexer *lx, uint32_t start)
{
	uint32_t at = line_end(lx, start);

	for (unsigned lines = 0; lines < QUOTE_LINES && at < lx->len; lines++) {
		uint32_t end = line_end(lx, at + 1), quotes = 0;

		for (uint32_t i = at + 1; i < end; i++) {
			if (lx->text[i] == '\\')
				i++;
			else if (lx->text[i] == '"')
				quotes++;
		}
		if (quotes % 2 == 1) {
			complain(lx, PROBLEM_QUOTE_MULTILINE, start, 1, true,
			    "quoted string goes on over a line end; BIND and Knot refuse that");
			lx->at = end;
			return;
		}
		if (quotes > 0)
			break;
		at = end;
	}
	complain(lx, PROBLEM_QUOTE_UNCLOSED, start, 1, true, "quote is never closed");
	lx->at = line_end(lx, start);
}

static bool
lex_quoted(struct lexer *lx)
{
	uint32_t start = lx->at++;

	for (;; lx->at++) {
		uint8_t c;

		skip_inside(lx, IN_STRING);
		if (at_newline(lx)) {
			open_quote(lx, start);
			return false;
		}
		c = lx->text[lx->at];
		if (c == '"')
			break;
		if (c == '\\' && lx->at + 1 < lx->len) {
			lx->at++;
			if (at_newline(lx)) {
				open_quote(lx, start);
				return false;
			}
			c = lx->text[lx->at];
		}
		if (is_control(c)) {
			control_char(lx, lx->at);
			return false;
		}
		lx->out->has_odd |= c >= 0x80;
	}
	lx->at++;
	push(lx, start, lx->at - start, true);
	if (lx->at < lx->len && !at_newline(lx) && !at_blank(lx) && lx->text[lx->at] != ')' &&
	    lx->text[lx->at] != ';' && lx->text[lx->at] != '(')
		complain(lx, PROBLEM_STRING_ADJACENT, lx->at, 1, false,
		    "no blank between the quoted string and what follows; Knot refuses that");
	return true;
}

static bool
lex_word(struct lexer *lx)
{
	uint32_t start = lx->at;

	for (;; lx->at++) {
		uint8_t c;

		skip_inside(lx, IN_WORD);
		if (at_newline(lx) || at_blank(lx))
			break;
		c = lx->text[lx->at];
		if (c == '"' || c == '(' || c == ')' || c == ';')
			break;
		if (c == '\\') {
			lx->at++;
			if (at_newline(lx)) {
				complain(lx, PROBLEM_ESCAPE_INVALID, lx->at - 1, 1, true,
				    "backslash at the end of the line escapes nothing");
				return false;
			}
			c = lx->text[lx->at];
			if (c == ' ' || c == '\t')
				complain(lx, PROBLEM_ESCAPE_SWALLOWS_SPACE, lx->at - 1, 2, false,
				    "backslash before a blank makes the blank part of the field");
		}
		if (is_control(c)) {
			control_char(lx, lx->at);
			return false;
		}
		lx->out->has_odd |= c >= 0x80;
	}
	push(lx, start, lx->at - start, false);
	/* key="value" is how SvcParams are written (RFC 9460 §2.1). */
	if (lx->at < lx->len && lx->text[lx->at] == '"' && lx->text[lx->at - 1] != '=')
		complain(lx, PROBLEM_STRING_ADJACENT, lx->at, 1, false,
		    "no blank before the quoted string; Knot refuses that");
	return true;
}

static bool
lex_paren(struct lexer *lx)
{
	if (lx->text[lx->at] == '(') {
		if (lx->depth == 0) {
			lx->opened = lx->at;
			if (lx->out->count == 0 && !lx->out->blank_start)
				complain(lx, PROBLEM_PAREN_BEFORE_OWNER, lx->at, 1, false,
				    "parenthesis before the owner; only BIND reads that");
		} else if (!lx->nested) {
			lx->nested = true;
			complain(lx, PROBLEM_PAREN_NESTED, lx->at, 1, false,
			    "parenthesis inside parentheses; NSD and Knot refuse that");
		}
		lx->depth++;
	} else if (lx->depth == 0) {
		complain(lx, PROBLEM_PAREN_UNOPENED, lx->at, 1, true,
		    "closing parenthesis without an opening one");
		return false;
	} else {
		lx->depth--;
	}
	lx->at++;
	return true;
}

/* A parenthesis stays open to the end of the text: it was forgotten, so resume on the line behind it. */
static void
open_paren(struct lexer *lx)
{
	complain(lx, PROBLEM_PAREN_UNCLOSED, lx->opened, 1, true, "parenthesis is never closed");
	lx->out->cut = lx->at >= lx->len;
	lx->out->scanned = lx->at - lx->opened;
	lx->at = line_end(lx, lx->opened);
}

/* One step: a blank, a token, a comment, a parenthesis; false when the entry is over. */
static bool
lex_step(struct lexer *lx)
{
	if (at_newline(lx)) {
		if (lx->depth == 0)
			return false;
		if (lx->at >= lx->stop) {
			open_paren(lx);
			return false;
		}
		lx->out->comment = UINT32_MAX;
		lx->at++;
		return true;
	}
	if (at_blank(lx)) {
		lx->out->crlf |= lx->text[lx->at] == '\r';
		lx->at++;
		while (lx->at < lx->len && lx->text[lx->at] == ' ')
			lx->at++;
		return true;
	}
	switch (lx->text[lx->at]) {
	case ';':
		skip_comment(lx);
		return !lx->out->failed;
	case '(':
	case ')':
		return lex_paren(lx);
	case '"':
		return lex_quoted(lx);
	default:
		return lex_word(lx);
	}
}

void
lex_entry(const uint8_t *text, uint32_t from, uint32_t len, uint32_t most, struct lexed *out,
    const struct lex_sink *sink)
{
	struct lexer lx = { .text = text, .at = from, .len = len, .out = out, .sink = sink };

	lx.stop = len - from > most ? from + most : len;
	out->count = 0;
	out->scanned = 0;
	out->begin = from;
	out->comment = UINT32_MAX;
	out->blank_start = from < len && (text[from] == ' ' || text[from] == '\t');
	out->failed = out->cut = out->has_odd = out->crlf = false;
	while (lex_step(&lx))
		;
	if (out->failed && !out->cut && !at_newline(&lx))
		lx.at = line_end(&lx, lx.at);
	/* A CR at the end may be half of a CR LF. */
	if (lx.at >= len || (lx.at + 1 == len && text[lx.at] == '\r'))
		out->cut = true;
	out->next = lx.at < len ? lx.at + 1 : len;
}

bool
lex_first(const uint8_t *text, uint32_t len, struct lexed *out)
{
	struct lexer lx = { .text = text, .len = len, .stop = len, .out = out };

	out->count = 0;
	out->failed = out->has_odd = false;
	/* A token at the very end of the text may go on behind it. */
	return len > 0 && lex_word(&lx) && lx.at > 0 && lx.at < len && at_blank(&lx);
}

void
lexed_free(struct lexed *out)
{
	free(out->tokens);
	*out = (struct lexed){ 0 };
}
