/* conf/yaml.c -- libyaml's events to a tree with places */
#include "conf/yaml.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/err.h"
#include "base/utf8.h"
#include "conf/yaml_build.h"
#include "conf/yaml_plain.h"

#define BOM "\xEF\xBB\xBF"

/* libyaml at work on one file. */
struct events {
	struct builder *b;
	yaml_parser_t parser;
	/* libyaml counts characters; this pair of offsets of the same place follows its marks */
	size_t chars, bytes;
};

static bool
is_tail(char c)
{
	return ((uint8_t)c & 0xC0) == 0x80;
}

/* The byte offset of a mark. */
static uint32_t
byte_of(struct events *e, const yaml_mark_t *mark)
{
	const struct builder *b = e->b;
	const char *text = b->doc->text;

	if (b->ascii)
		return (uint32_t)(b->base + mark->index);
	for (; e->chars < mark->index && e->bytes < b->len; e->chars++)
		do
			e->bytes++;
		while (e->bytes < b->len && is_tail(text[e->bytes]));
	for (; e->chars > mark->index && e->bytes > b->base; e->chars--)
		do
			e->bytes--;
		while (e->bytes > b->base && is_tail(text[e->bytes]));
	return (uint32_t)e->bytes;
}

static struct span
span_of(struct events *e, const yaml_mark_t *start, const yaml_mark_t *end)
{
	uint32_t off = byte_of(e, start), past = byte_of(e, end);

	return (struct span){ e->b->c->file, off, past > off ? past - off : 0 };
}

/* The scalar's text: a view of the file where that is what it says, else a copy. */
static struct str
scalar_text(struct builder *b, const yaml_event_t *event, struct span span)
{
	struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	const char *written = b->doc->text + span.off + quoted;

	if (span.len == text.len + (quoted ? 2 : 0) && memcmp(written, text.ptr, text.len) == 0)
		return (struct str){ written, text.len };
	return (struct str){ arena_copy(&b->doc->arena, text), text.len };
}

/* Complain of what a value carries before it: "&name" or "!tag". */
static void
check_properties(
    struct builder *b, const yaml_char_t *anchor, const yaml_char_t *tag, struct span span)
{
	if (anchor != NULL)
		build_anchor(b, span);
	if (tag != NULL)
		conf_report(b->c, "syntax", NULL, span, "tags (!) are not supported")->hint =
		    "leave the tag out, or quote a value that begins with \"!\"";
}

static void
take_scalar(struct builder *b, const yaml_event_t *event, struct span span)
{
	yaml_scalar_style_t style = event->data.scalar.style;

	check_properties(b, event->data.scalar.anchor, event->data.scalar.tag, span);
	build_scalar(b, scalar_text(b, event, span),
	    style == YAML_PLAIN_SCALAR_STYLE           ? STYLE_PLAIN
	    : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? STYLE_ESCAPED
	                                               : STYLE_QUOTED,
	    span);
}

static void
take_event(struct events *e, const yaml_event_t *event)
{
	struct builder *b = e->b;
	struct span span = span_of(e, &event->start_mark, &event->end_mark);

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		build_document(b, span);
		break;
	case YAML_ALIAS_EVENT:
		build_alias(b, span);
		break;
	case YAML_SCALAR_EVENT:
		take_scalar(b, event, span);
		break;
	case YAML_SEQUENCE_START_EVENT:
		check_properties(
		    b, event->data.sequence_start.anchor, event->data.sequence_start.tag, span);
		build_start(b, NODE_SEQUENCE, span);
		break;
	case YAML_MAPPING_START_EVENT:
		check_properties(
		    b, event->data.mapping_start.anchor, event->data.mapping_start.tag, span);
		build_start(b, NODE_MAPPING, span);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		build_end(b, span.off + span.len);
		break;
	default:
		break;
	}
}

/* The run of characters around off that an address could consist of. */
static struct str
address_around(const struct builder *b, uint32_t off)
{
	static const char set[] = "0123456789abcdefABCDEF:.";
	const char *text = b->doc->text;
	size_t begin = off, end = off;

	while (begin > b->base && text[begin - 1] != '\0' && strchr(set, text[begin - 1]) != NULL)
		begin--;
	while (end < b->len && text[end] != '\0' && strchr(set, text[end]) != NULL)
		end++;
	return (struct str){ text + begin, end - begin };
}

/* Advice for an IPv6 address that YAML reads as a key, or NULL. */
static const char *
address_hint(struct builder *b, uint32_t off)
{
	struct str address = address_around(b, off);
	size_t colons = 0;
	const char *edge;

	for (size_t i = 0; i < address.len; i++)
		colons += address.ptr[i] == ':';
	if (colons < 2 || address.len > 45)
		return NULL;
	if (address.ptr[address.len - 1] == ':')
		edge = "ends in";
	else if (address.ptr[0] == ':')
		edge = "begins with";
	else
		return NULL;
	return conf_print(b->c, "an IPv6 address that %s \":\" must be quoted: \"%s\"", edge,
	    conf_token(b->c, address));
}

static const struct {
	const char *problem, *hint;
} syntax_hints[] = {
	{ "could not find expected ':'", "write \"key: value\", with a blank after \":\"" },
	{ "did not find expected key", "see that the indentation fits the lines above" },
	{ "mapping values are not allowed in this context",
	    "a value that holds \": \" must be quoted, and indentation must fit the lines above" },
	{ "did not find expected '-' indicator",
	    "begin each item of the list with \"- \", all with the same indentation" },
	{ "block sequence entries are not allowed in this context",
	    "begin the list on a line of its own" },
	{ "found unexpected end of stream", "a quote is not closed" },
	{ "did not find expected ',' or ']'", "a \"[\" is not closed, or a \",\" is missing" },
	{ "did not find expected ',' or '}'", "a \"{\" is not closed, or a \",\" is missing" },
	{ "did not find expected alphabetic or numeric character",
	    "a value that begins with \"*\" or \"&\" must be quoted" },
};

static void
syntax_problem(struct events *e)
{
	struct builder *b = e->b;
	const yaml_parser_t *parser = &e->parser;
	const char *text = b->doc->text, *words = parser->problem, *hint;
	uint32_t off = byte_of(e, &parser->problem_mark);
	struct span span = { b->c->file, off, off < b->len ? 1 : 0 };
	struct conf_problem *problem;

	if (parser->error == YAML_MEMORY_ERROR)
		die("out of memory");
	build_stop(b);
	if (words != NULL && strstr(words, "cannot start any token") != NULL && off < b->len) {
		if (text[off] == '\t') {
			conf_report(
			    b->c, "syntax", NULL, span, "tab character cannot start a token")
			    ->hint = "indent with spaces";
			return;
		}
		conf_report(b->c, "syntax", NULL, span, "\"%c\" cannot start a value", text[off])
		    ->hint = "quote the value";
		return;
	}
	problem = conf_report(
	    b->c, "syntax", NULL, span, "%s", words != NULL ? words : "cannot be read as YAML");
	hint = address_hint(b, off);
	for (size_t i = 0; i < ARRAY_LEN(syntax_hints) && hint == NULL && words != NULL; i++)
		if (strcmp(words, syntax_hints[i].problem) == 0)
			hint = syntax_hints[i].hint;
	problem->hint = hint;
}

/*
 * See that the bytes are UTF-8 text without controls, which libyaml would refuse with a place that
 * cannot be used.
 */
static bool
check_bytes(struct builder *b)
{
	const char *text = b->doc->text;
	size_t at = b->base;

	b->ascii = true;
	while (at < b->len) {
		uint8_t c = (uint8_t)text[at];
		struct span span = { b->c->file, (uint32_t)at, 1 };
		size_t len;

		if (c >= 0x20 && c < 0x7F) {
			at++;
			continue;
		}
		len = utf8_length(text + at, b->len - at);
		if (len == 0) {
			conf_report(b->c, "syntax", NULL, span, "byte 0x%02X is not UTF-8", c);
			return false;
		}
		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F ||
		    (c == 0xC2 && (uint8_t)text[at + 1] < 0xA0)) {
			conf_report(b->c, "syntax", NULL, span, "control character 0x%02X",
			    c == 0xC2 ? (uint8_t)text[at + 1] : c);
			return false;
		}
		b->ascii = b->ascii && len == 1;
		at += len;
	}
	return true;
}

static bool
check_encoding(struct builder *b)
{
	const char *text = b->doc->text;

	if (b->len >= 2 && (memcmp(text, "\xFE\xFF", 2) == 0 || memcmp(text, "\xFF\xFE", 2) == 0)) {
		conf_report(b->c, "syntax", NULL, (struct span){ b->c->file, 0, 2 },
		    "expected UTF-8, got UTF-16");
		return false;
	}
	b->base = b->len >= 3 && memcmp(text, BOM, 3) == 0 ? 3 : 0;
	return check_bytes(b);
}

/*
 * Run through the events.  Depth is counted on events and not in the bytes: libyaml looks at most
 * 1024 characters ahead of an event, so what is quadratic in the depth of "[[[[" stops in time.
 */
static void
read_events(struct builder *b)
{
	struct events e = { .b = b, .bytes = b->base };
	yaml_event_t event;

	if (!yaml_parser_initialize(&e.parser))
		die("out of memory");
	yaml_parser_set_encoding(&e.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &e.parser, (const unsigned char *)b->doc->text + b->base, b->len - b->base);
	while (!b->stopped) {
		bool end;

		if (!yaml_parser_parse(&e.parser, &event)) {
			syntax_problem(&e);
			break;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		take_event(&e, &event);
		yaml_event_delete(&event);
		if (end)
			break;
	}
	yaml_parser_delete(&e.parser);
}

/* Read by the short way, if the file is as simple as most are. */
static bool
read_plain(struct builder *b)
{
	size_t count = b->c->problems->count, dropped = b->c->problems->dropped;

	if (yaml_plain_read(b))
		return true;
	b->c->problems->count = count;
	b->c->problems->dropped = dropped;
	build_reset(b);
	return false;
}

/* Read the bytes; what cannot be read is a complaint as well, for the file is named by the user. */
static bool
read_bytes(struct builder *b)
{
	struct span span = { b->c->file, 0, 0 };
	struct source_handle h;
	struct err err = { 0 };
	bool ok;

	if (source_open(b->c->sources, b->c->file, &h, &err) != OPEN_OK) {
		conf_report(b->c, "unreadable", NULL, span, "%s", err.text);
		return false;
	}
	source_use(b->c->sources, b->c->file);
	if (h.size > LIMIT_YAML_BYTES) {
		conf_report(b->c, "limit", NULL, span, "the file is larger than %d bytes",
		    LIMIT_YAML_BYTES);
		source_close(&h);
		return false;
	}
	b->len = (size_t)h.size;
	b->doc->text = xmalloc(b->len + 1);
	b->doc->text[b->len] = '\0';
	ok = source_read(&h, 0, b->doc->text, b->len, &err);
	source_close(&h);
	if (!ok)
		conf_report(b->c, "unreadable", NULL, span, "%s", err.text);
	return ok;
}

enum tree_reader
tree_read_by(struct conf *c, struct tree *doc, enum tree_reader reader)
{
	struct builder b = { .c = c, .doc = doc };

	*doc = (struct tree){ 0 };
	if (!read_bytes(&b) || !check_encoding(&b))
		return reader;
	if (reader == TREE_SHORT && !read_plain(&b))
		reader = TREE_LIBYAML;
	if (reader == TREE_LIBYAML)
		read_events(&b);
	build_finish(&b);
	if (doc->root == NULL && !b.stopped)
		build_nothing(&b);
	return reader;
}

void
tree_read(struct conf *c, struct tree *doc)
{
	tree_read_by(c, doc, TREE_SHORT);
}

void
tree_free(struct tree *doc)
{
	arena_free(&doc->arena);
	free(doc->text);
	*doc = (struct tree){ 0 };
}
