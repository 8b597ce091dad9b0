/* conf/yaml_build.c -- nodes, their places, and what is refused of YAML */
#include "conf/yaml_build.h"

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

void
build_stop(struct builder *b)
{
	b->stopped = true;
	b->doc->root = NULL;
}

/* Complain once of anchors and aliases: what uses an anchor is no second defect. */
void
build_anchor(struct builder *b, struct span span)
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
		build_stop(b);
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

/* True when escapes brought in what the file itself may not hold: NUL, ESC, other controls. */
static bool
has_control(struct str text, enum yaml_style style)
{
	if (style != STYLE_ESCAPED)
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
take_key(
    struct builder *b, struct level *level, struct str key, struct span span, enum yaml_style style)
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
	if (style == STYLE_PLAIN && str_equal(key, STR("<<"))) {
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

void
build_scalar(struct builder *b, struct str text, enum yaml_style style, struct span span)
{
	struct yaml_node *node;

	if (expects_key(b)) {
		take_key(b, &b->levels[b->depth - 1], text, span, style);
		return;
	}
	node = new_node(b, NODE_SCALAR, span);
	node->text = text;
	node->quoted = style != STYLE_PLAIN;
	link_node(b, node);
	if (has_control(text, style)) {
		conf_report(b->c, "syntax", node, span, "control character in a value");
		node->kind = NODE_BROKEN;
	}
}

void
build_start(struct builder *b, enum node_kind kind, struct span span)
{
	struct level *level;
	struct yaml_node *node;

	if (expects_key(b)) {
		conf_report(b->c, "syntax", b->levels[b->depth - 1].node, span,
		    "a key must be text, not a list or a mapping");
		build_stop(b);
		return;
	}
	if (b->depth == LIMIT_YAML_DEPTH) {
		conf_report(b->c, "limit", NULL, span, "nested deeper than %d", LIMIT_YAML_DEPTH);
		build_stop(b);
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

void
build_end(struct builder *b, uint32_t past)
{
	struct span *span = &b->levels[--b->depth].node->span;

	span->len = past - span->off;
}

void
build_alias(struct builder *b, struct span span)
{
	build_anchor(b, span);
	if (expects_key(b)) {
		struct level *level = &b->levels[b->depth - 1];

		level->value = arena_alloc(&b->doc->arena, sizeof *level->value);
		level->dropped = true;
		return;
	}
	link_node(b, new_node(b, NODE_BROKEN, span));
}

void
build_document(struct builder *b, struct span span)
{
	if (++b->documents < 2)
		return;
	conf_report(b->c, "syntax", NULL, span, "only one document is allowed");
	b->stopped = true; /* the first one stands, and its own complaints are worth having */
}

void
build_nothing(struct builder *b)
{
	b->doc->root = new_node(b, NODE_SCALAR, (struct span){ b->c->file, 0, 0 });
}

void
build_finish(struct builder *b)
{
	for (size_t i = 0; i < ARRAY_LEN(b->levels); i++)
		keyset_clear(&b->levels[i].keys);
}

void
build_reset(struct builder *b)
{
	arena_free(&b->doc->arena);
	b->doc->root = NULL;
	b->depth = 0;
	b->nodes = b->documents = 0;
	b->anchored = b->stopped = false;
}
