/* conf/yaml_plain.c -- YAML of the simple kind, line by line */
#include "conf/yaml_plain.h"

/* libyaml takes 1024 characters for a key; nobody needs a quarter of them. */
#define KEY_MOST 255

/* A block collection that is not finished. */
struct open {
	uint32_t column;
	bool sequence;
	bool indentless; /* a sequence that stands no deeper than its key */
};

struct plain {
	struct builder *b;
	const char *text;
	uint32_t at, len;
	struct open open[LIMIT_YAML_DEPTH];
	unsigned depth;
	bool pending; /* the key that ends before pending_at has no value so far */
	uint32_t pending_at;
};

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\0';
}

/* Characters that mean nothing to YAML, wherever they stand. */
static bool
is_word(uint8_t c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
	       c == '.' || c == '/' || c == '_' || c == '-';
}

/* Those that may begin a plain scalar: "-" and "." may begin what is none. */
static bool
is_first(uint8_t c)
{
	return is_word(c) && c != '-' && c != '.';
}

/* The byte at an offset; past the end of the document the NUL that stands there. */
static uint8_t
byte_at(const struct plain *p, uint32_t at)
{
	return (uint8_t)p->text[at];
}

static struct span
span_from(const struct plain *p, uint32_t start, uint32_t past)
{
	return (struct span){ p->b->c->file, start, past - start };
}

static void
give_scalar(struct plain *p, uint32_t start, uint32_t past, enum yaml_style style)
{
	uint32_t quote = style != STYLE_PLAIN;

	build_scalar(p->b,
	    (struct str){ p->text + start + quote, past - start - (quote != 0 ? 2 : 0) }, style,
	    span_from(p, start, past));
}

static void
skip_spaces(struct plain *p)
{
	while (byte_at(p, p->at) == ' ')
		p->at++;
}

/* Go over a comment, up to the line's end; false when it holds what ends lines or is refused. */
static bool
skip_comment(struct plain *p)
{
	while (p->at < p->len && byte_at(p, p->at) != '\n') {
		uint8_t c = byte_at(p, p->at++);

		/* U+2028 and U+2029 are line ends to libyaml; U+FEFF and U+FFFE begin with EF */
		if (c < 0x20 || c == 0xEF ||
		    (c == 0xE2 && byte_at(p, p->at) == 0x80 &&
		        (byte_at(p, p->at + 1) & 0xFE) == 0xA8))
			return false;
	}
	return true;
}

/* Go to the end of the line, where nothing but a comment may stand. */
static bool
finish_line(struct plain *p)
{
	uint32_t start = p->at;

	skip_spaces(p);
	if (byte_at(p, p->at) == '#' && p->at > start)
		return skip_comment(p);
	return p->at == p->len || byte_at(p, p->at) == '\n';
}

/* The quoted scalar here, without escapes; *past is the byte after it. */
static bool
find_quoted(const struct plain *p, uint32_t *past)
{
	uint8_t quote = byte_at(p, p->at);
	uint32_t at = p->at + 1;

	for (; byte_at(p, at) != quote; at++) {
		uint8_t c = byte_at(p, at);

		if (c < 0x20 || c >= 0x7F || c == '\\')
			return false;
	}
	*past = at + 1;
	return byte_at(p, *past) != quote;
}

/* A run of words and colons within; *past is the byte after it. */
static bool
find_run(const struct plain *p, uint32_t *past)
{
	uint32_t at = p->at;

	if (!is_first(byte_at(p, at)))
		return false;
	for (;; at++) {
		uint8_t c = byte_at(p, at), next;

		if (is_word(c))
			continue;
		if (c != ':')
			break;
		next = byte_at(p, at + 1);
		if (!is_word(next) && next != ':')
			break;
	}
	*past = at;
	return true;
}

/* A key and the colon after it: hand it over.  Blanks must follow, as they do in block style. */
static bool
read_key(struct plain *p)
{
	uint8_t quote = byte_at(p, p->at);
	bool quoted = quote == '"' || quote == '\'';
	uint32_t start = p->at, past;

	if (!(quoted ? find_quoted(p, &past) : find_run(p, &past)) || past - start > KEY_MOST ||
	    byte_at(p, past) != ':' || !is_blank(byte_at(p, past + 1)))
		return false;
	give_scalar(p, start, past,
	    quote == '"' ? STYLE_ESCAPED
	    : quoted     ? STYLE_QUOTED
	                 : STYLE_PLAIN);
	p->at = past + 1;
	return !p->b->stopped;
}

static bool
read_quoted(struct plain *p)
{
	enum yaml_style style = byte_at(p, p->at) == '"' ? STYLE_ESCAPED : STYLE_QUOTED;
	uint32_t past;

	if (!find_quoted(p, &past))
		return false;
	give_scalar(p, p->at, past, style);
	p->at = past;
	return true;
}

/* ---- flow ---- */

/* A plain scalar between brackets: runs with blanks between them. */
static bool
read_flow_words(struct plain *p)
{
	uint32_t start = p->at, past;

	if (!find_run(p, &past))
		return false;
	for (;;) {
		p->at = past;
		skip_spaces(p);
		if (p->at == past || !is_first(byte_at(p, p->at)))
			break;
		if (!find_run(p, &past))
			return false;
	}
	give_scalar(p, start, past, STYLE_PLAIN);
	p->at = past;
	return true;
}

/* Begin the collection at the bracket here. */
static bool
open_flow(struct plain *p)
{
	bool mapping = byte_at(p, p->at) == '{';

	build_start(p->b, mapping ? NODE_MAPPING : NODE_SEQUENCE, span_from(p, p->at, p->at + 1));
	p->at++;
	return !p->b->stopped;
}

static bool
in_mapping(const struct plain *p)
{
	return p->b->levels[p->b->depth - 1].node->kind == NODE_MAPPING;
}

/* One item, or the opening bracket of one. */
static bool
read_flow_item(struct plain *p)
{
	skip_spaces(p);
	if (in_mapping(p)) {
		if (!read_key(p))
			return false;
		skip_spaces(p);
	}
	switch (byte_at(p, p->at)) {
	case '{':
	case '[':
		return open_flow(p);
	case '"':
	case '\'':
		return read_quoted(p);
	default:
		return read_flow_words(p);
	}
}

/* A flow collection, all of it on this line. */
static bool
read_flow(struct plain *p)
{
	unsigned outer = p->b->depth, depth;

	if (!open_flow(p))
		return false;
	while (p->b->depth > outer) {
		depth = p->b->depth;
		if (!read_flow_item(p) || p->b->stopped)
			return false;
		if (p->b->depth > depth)
			continue;
		for (;;) {
			skip_spaces(p);
			if (byte_at(p, p->at) != (in_mapping(p) ? '}' : ']'))
				break;
			build_end(p->b, ++p->at);
			if (p->b->depth == outer)
				return true;
		}
		if (byte_at(p, p->at++) != ',')
			return false;
	}
	return true;
}

/* ---- block ---- */

/* A plain scalar up to the end of its line or a comment. */
static bool
read_block_words(struct plain *p)
{
	uint32_t start = p->at, past = p->at;

	if (!is_first(byte_at(p, p->at)))
		return false;
	for (; p->at < p->len && byte_at(p, p->at) != '\n'; p->at++) {
		uint8_t c = byte_at(p, p->at);

		if (c < 0x20 || c >= 0x7F || (c == ':' && is_blank(byte_at(p, p->at + 1))))
			return false;
		if (c == '#' && past < p->at)
			break;
		if (c != ' ')
			past = p->at + 1;
	}
	give_scalar(p, start, past, STYLE_PLAIN);
	p->at = past;
	return true;
}

/* The value that stands here, behind its key or dash, and the rest of the line. */
static bool
read_value(struct plain *p)
{
	bool ok;

	switch (byte_at(p, p->at)) {
	case '{':
	case '[':
		ok = read_flow(p);
		break;
	case '"':
	case '\'':
		ok = read_quoted(p);
		break;
	default:
		ok = read_block_words(p);
		break;
	}
	return ok && !p->b->stopped && finish_line(p);
}

/* "key: value" or "key:", and the rest of the line. */
static bool
read_pair(struct plain *p)
{
	uint32_t past;

	if (!read_key(p))
		return false;
	past = p->at;
	skip_spaces(p);
	if (p->at < p->len && byte_at(p, p->at) != '\n' && byte_at(p, p->at) != '#')
		return read_value(p);
	p->pending = true;
	p->pending_at = past;
	p->at = past;
	return finish_line(p);
}

static bool
open_block(struct plain *p, uint32_t column, bool sequence, bool indentless)
{
	if (p->depth == ARRAY_LEN(p->open))
		return false;
	build_start(p->b, sequence ? NODE_SEQUENCE : NODE_MAPPING, span_from(p, p->at, p->at + 1));
	p->open[p->depth++] = (struct open){ column, sequence, indentless };
	return !p->b->stopped;
}

/* True when a line that begins here is a pair: a key with a colon before any other blank. */
static bool
begins_pair(const struct plain *p)
{
	uint8_t quote = byte_at(p, p->at);
	uint32_t past;

	if (!(quote == '"' || quote == '\'' ? find_quoted(p, &past) : find_run(p, &past)))
		return false;
	return byte_at(p, past) == ':';
}

/* "- item", where the item may be the first pair of a mapping. */
static bool
read_item(struct plain *p, uint32_t column)
{
	uint32_t dash = p->at++;

	skip_spaces(p);
	if (!begins_pair(p))
		return read_value(p);
	return open_block(p, column + (p->at - dash), false, false) && read_pair(p);
}

/* The key before has no value, or it begins here, at this column. */
static bool
settle_pending(struct plain *p, uint32_t column, bool dash)
{
	uint32_t key = p->open[p->depth - 1].column;

	p->pending = false;
	if (column > key)
		return open_block(p, column, dash, false);
	if (column == key && dash)
		return open_block(p, column, true, true);
	give_scalar(p, p->pending_at, p->pending_at, STYLE_PLAIN);
	return !p->b->stopped;
}

/* Close what a line with this column is no part of. */
static void
close_blocks(struct plain *p, uint32_t column, bool dash)
{
	while (p->depth > 0) {
		const struct open *top = &p->open[p->depth - 1];

		if (top->column < column || (top->column == column && (!top->indentless || dash)))
			return;
		p->depth--;
		build_end(p->b, p->at);
	}
}

/* The line that begins here, after its indentation. */
static bool
read_line(struct plain *p, uint32_t column)
{
	bool dash = byte_at(p, p->at) == '-' && byte_at(p, p->at + 1) == ' ';
	const struct open *top;

	if (p->depth == 0 && (column != 0 || dash || !open_block(p, 0, false, false)))
		return false;
	if (p->pending && !settle_pending(p, column, dash))
		return false;
	close_blocks(p, column, dash);
	if (p->depth == 0)
		return false;
	top = &p->open[p->depth - 1];
	if (top->column != column || top->sequence != dash)
		return false;
	return dash ? read_item(p, column) : read_pair(p);
}

/* Go to the next line that holds something; false when that cannot be told. */
static bool
next_line(struct plain *p, uint32_t *column)
{
	for (;;) {
		uint32_t start = p->at;

		skip_spaces(p);
		*column = p->at - start;
		if (byte_at(p, p->at) == '#' && !skip_comment(p))
			return false;
		if (p->at == p->len || byte_at(p, p->at) != '\n')
			return true;
		p->at++;
	}
}

bool
yaml_plain_read(struct builder *b)
{
	struct plain p = {
		.b = b, .text = b->doc->text, .at = (uint32_t)b->base, .len = (uint32_t)b->len
	};
	uint32_t column;

	build_document(b, span_from(&p, p.at, p.at));
	if (!next_line(&p, &column))
		return false;
	if (column == 0 && p.len - p.at > 4 && memcmp(p.text + p.at, "---\n", 4) == 0) {
		p.at += 3;
		if (!next_line(&p, &column))
			return false;
	}
	while (p.at < p.len)
		if (!read_line(&p, column) || !next_line(&p, &column))
			return false;
	if (p.depth == 0)
		return false;
	if (p.pending && !settle_pending(&p, 0, false))
		return false;
	while (p.depth > 0) {
		p.depth--;
		build_end(b, p.at);
	}
	return true;
}
