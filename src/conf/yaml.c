/* conf/yaml.c -- libyaml's events to a tree with places */
#include "conf/yaml.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "conf/keyset.h"

#define BOM "\xEF\xBB\xBF"

/* A collection that is not finished. */
struct level {
	struct yaml_node *node, *last;
	struct yaml_node *value; /* of a mapping: made by its key, waits for its value */
	bool dropped;            /* that value belongs to a key given twice, or to no key at all */
	struct keyset keys;
};

struct builder {
	struct conf *c;
	struct tree *doc;
	yaml_parser_t parser;
	struct level levels[LIMIT_YAML_DEPTH];
	unsigned depth;
	uint32_t nodes, documents;
	bool anchored, stopped;
	/* libyaml counts characters; this pair of offsets of the same place follows its marks */
	size_t chars, bytes, base, len;
	bool ascii;
};

bool
node_is_null(const struct yaml_node *node)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };

	if (node->kind != NODE_SCALAR || node->quoted)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_equal(node->text, str_of(words[i])))
			return true;
	return false;
}

static bool
is_tail(char c)
{
	return ((uint8_t)c & 0xC0) == 0x80;
}

/* The byte offset of a mark. */
static uint32_t
byte_of(struct builder *b, const yaml_mark_t *mark)
{
	const char *text = b->doc->text;

	if (b->ascii)
		return (uint32_t)(b->base + mark->index);
	for (; b->chars < mark->index && b->bytes < b->len; b->chars++)
		do
			b->bytes++;
		while (b->bytes < b->len && is_tail(text[b->bytes]));
	for (; b->chars > mark->index && b->bytes > b->base; b->chars--)
		do
			b->bytes--;
		while (b->bytes > b->base && is_tail(text[b->bytes]));
	return (uint32_t)b->bytes;
}

static struct span
span_of(struct builder *b, const yaml_mark_t *start, const yaml_mark_t *end)
{
	uint32_t off = byte_of(b, start), past = byte_of(b, end);

	return (struct span){ b->c->file, off, past > off ? past - off : 0 };
}

static void
stop(struct builder *b)
{
	b->stopped = true;
	b->doc->root = NULL;
}

/* Complain once of anchors and aliases: what uses an anchor is no second defect. */
static void
refuse_alias(struct builder *b, struct span span)
{
	if (b->anchored)
		return;
	b->anchored = true;
	conf_report(b->c, "alias", NULL, span, "anchors and aliases are not supported")->hint =
	    strcmp(b->c->family, "map") == 0 ? "write the value out or use \"pools\""
	                                     : "write the value out";
}

static struct yaml_node *
new_node(struct builder *b, enum node_kind kind, struct span span)
{
	struct level *level = b->depth > 0 ? &b->levels[b->depth - 1] : NULL;
	struct yaml_node *node = level != NULL ? level->value : NULL;

	if (node == NULL)
		node = arena_alloc(&b->doc->arena, sizeof *node);
	if (++b->nodes > LIMIT_YAML_NODES) {
		conf_report(
		    b->c, "limit", NULL, span, "more than %d values in one file", LIMIT_YAML_NODES);
		stop(b);
	}
	node->kind = kind;
	node->span = span;
	return node;
}

/* Hang a finished or opened value below the collection that is being read. */
static void
link_node(struct builder *b, struct yaml_node *node)
{
	struct level *level;

	if (b->depth == 0) {
		if (b->documents == 1)
			b->doc->root = node;
		return;
	}
	level = &b->levels[b->depth - 1];
	node->parent = level->node;
	if (level->node->kind == NODE_MAPPING) {
		level->value = NULL;
		if (level->dropped)
			return;
	}
	node->index = level->node->count++;
	if (level->last == NULL)
		level->node->first = node;
	else
		level->last->next = node;
	level->last = node;
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

/* True when escapes brought in what the file itself may not hold: NUL, ESC, other controls. */
static bool
has_control(struct str text, yaml_scalar_style_t style)
{
	if (style != YAML_DOUBLE_QUOTED_SCALAR_STYLE)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.ptr[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
			return true;
		if (c == 0xC2 && i + 1 < text.len && (uint8_t)text.ptr[i + 1] < 0xA0)
			return true;
	}
	return false;
}

/* A key: the value that follows is named after it, or dropped. */
static void
take_key(struct builder *b, struct level *level, struct str key, struct span span,
    yaml_scalar_style_t style)
{
	struct yaml_node *node = arena_alloc(&b->doc->arena, sizeof *node);
	const struct yaml_node *first;

	node->key = key;
	node->key_span = span;
	node->parent = level->node;
	level->value = node;
	level->dropped = true;
	if (has_control(key, style)) {
		conf_report(b->c, "syntax", NULL, span, "control character in a key");
		return;
	}
	if (style == YAML_PLAIN_SCALAR_STYLE && str_equal(key, STR("<<"))) {
		conf_report(b->c, "alias", NULL, span, "merge keys (<<) are not supported")->hint =
		    "write the values out";
		return;
	}
	first = keyset_add(&level->keys, key, node);
	if (first != node) {
		struct conf_problem *p = conf_report(b->c, "duplicate-key", node, span,
		    "given twice; first at %s", conf_place(b->c, first->key_span));

		p->other = first->key_span;
		p->other_label = "first given here";
		return;
	}
	level->dropped = false;
}

static bool
expects_key(const struct builder *b)
{
	const struct level *level = b->depth > 0 ? &b->levels[b->depth - 1] : NULL;

	return level != NULL && level->node->kind == NODE_MAPPING && level->value == NULL;
}

static void
take_scalar(struct builder *b, const yaml_event_t *event, struct span span)
{
	yaml_scalar_style_t style = event->data.scalar.style;
	struct str text = scalar_text(b, event, span);
	struct yaml_node *node;

	if (expects_key(b)) {
		take_key(b, &b->levels[b->depth - 1], text, span, style);
		return;
	}
	node = new_node(b, NODE_SCALAR, span);
	node->text = text;
	node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
	link_node(b, node);
	if (has_control(text, style)) {
		conf_report(b->c, "syntax", node, span, "control character in a value");
		node->kind = NODE_BROKEN;
	}
}

static void
take_start(struct builder *b, enum node_kind kind, struct span span)
{
	struct level *level;
	struct yaml_node *node;

	if (expects_key(b)) {
		conf_report(b->c, "syntax", b->levels[b->depth - 1].node, span,
		    "a key must be text, not a list or a mapping");
		stop(b);
		return;
	}
	if (b->depth == LIMIT_YAML_DEPTH) {
		conf_report(b->c, "limit", NULL, span, "nested deeper than %d", LIMIT_YAML_DEPTH);
		stop(b);
		return;
	}
	node = new_node(b, kind, (struct span){ span.file, span.off, 1 });
	link_node(b, node);
	level = &b->levels[b->depth++];
	level->node = node;
	level->last = NULL;
	level->value = NULL;
	level->dropped = false;
	keyset_clear(&level->keys);
}

static void
take_alias(struct builder *b, struct span span)
{
	refuse_alias(b, span);
	if (expects_key(b)) {
		struct level *level = &b->levels[b->depth - 1];

		level->value = arena_alloc(&b->doc->arena, sizeof *level->value);
		level->dropped = true;
		return;
	}
	link_node(b, new_node(b, NODE_BROKEN, span));
}

static void
take_document(struct builder *b, struct span span)
{
	if (++b->documents < 2)
		return;
	conf_report(b->c, "syntax", NULL, span, "only one document is allowed");
	b->stopped = true; /* the first one stands, and its own complaints are worth having */
}

/* Complain of what a value carries before it: "&name" or "!tag". */
static void
check_properties(
    struct builder *b, const yaml_char_t *anchor, const yaml_char_t *tag, struct span span)
{
	if (anchor != NULL)
		refuse_alias(b, span);
	if (tag != NULL)
		conf_report(b->c, "syntax", NULL, span, "tags (!) are not supported")->hint =
		    "leave the tag out, or quote a value that begins with \"!\"";
}

static void
take_event(struct builder *b, const yaml_event_t *event)
{
	struct span span = span_of(b, &event->start_mark, &event->end_mark);

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		take_document(b, span);
		break;
	case YAML_ALIAS_EVENT:
		take_alias(b, span);
		break;
	case YAML_SCALAR_EVENT:
		check_properties(b, event->data.scalar.anchor, event->data.scalar.tag, span);
		take_scalar(b, event, span);
		break;
	case YAML_SEQUENCE_START_EVENT:
		check_properties(
		    b, event->data.sequence_start.anchor, event->data.sequence_start.tag, span);
		take_start(b, NODE_SEQUENCE, span);
		break;
	case YAML_MAPPING_START_EVENT:
		check_properties(
		    b, event->data.mapping_start.anchor, event->data.mapping_start.tag, span);
		take_start(b, NODE_MAPPING, span);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		b->levels[b->depth].node->span.len =
		    span.off + span.len - b->levels[b->depth].node->span.off;
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
syntax_problem(struct builder *b)
{
	const yaml_parser_t *parser = &b->parser;
	const char *text = b->doc->text, *words = parser->problem, *hint;
	uint32_t off = byte_of(b, &parser->problem_mark);
	struct span span = { b->c->file, off, off < b->len ? 1 : 0 };
	struct conf_problem *problem;

	if (parser->error == YAML_MEMORY_ERROR)
		die("out of memory");
	stop(b);
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
	b->bytes = b->base;
	return check_bytes(b);
}

/*
 * Run through the events.  Depth is counted on events and not in the bytes: libyaml looks at most
 * 1024 characters ahead of an event, so what is quadratic in the depth of "[[[[" stops in time.
 */
static void
build(struct builder *b)
{
	yaml_event_t event;

	if (!yaml_parser_initialize(&b->parser))
		die("out of memory");
	yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &b->parser, (const unsigned char *)b->doc->text + b->base, b->len - b->base);
	while (!b->stopped) {
		bool end;

		if (!yaml_parser_parse(&b->parser, &event)) {
			syntax_problem(b);
			break;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		take_event(b, &event);
		yaml_event_delete(&event);
		if (end)
			break;
	}
	yaml_parser_delete(&b->parser);
	for (size_t i = 0; i < ARRAY_LEN(b->levels); i++)
		keyset_clear(&b->levels[i].keys);
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
	b->doc->len = b->len;
	b->doc->text[b->len] = '\0';
	ok = source_read(&h, 0, b->doc->text, b->len, &err);
	source_close(&h);
	if (!ok)
		conf_report(b->c, "unreadable", NULL, span, "%s", err.text);
	return ok;
}

void
tree_read(struct conf *c, struct tree *doc)
{
	struct builder b = { .c = c, .doc = doc };

	*doc = (struct tree){ 0 };
	if (!read_bytes(&b) || !check_encoding(&b))
		return;
	build(&b);
	if (doc->root == NULL && !b.stopped)
		doc->root = new_node(&b, NODE_SCALAR, (struct span){ c->file, 0, 0 });
}

void
tree_free(struct tree *doc)
{
	arena_free(&doc->arena);
	free(doc->text);
	*doc = (struct tree){ 0 };
}
