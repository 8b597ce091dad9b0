/*
 * conf/yaml_build.h -- a tree grows: what both readers of YAML (yaml.c with libyaml, yaml_plain.c
 * without) hand over, one event at a time.
 *
 * Complaints are made here, so that they are the same whoever reads.  After one that ends the
 * reading, stopped is set, and nothing more may be handed over.
 */
#ifndef CONF_YAML_BUILD_H
#define CONF_YAML_BUILD_H

#include "base/limits.h"
#include "conf/keyset.h"
#include "conf/yaml.h"

/* A collection that is not finished. */
struct level {
	struct yaml_node *node, *last;
	struct yaml_node *value; /* of a mapping: made by its key, waits for its value */
	bool dropped;            /* that value belongs to a key given twice, or to no key at all */
	struct keyset keys;
};

/* Starts as zeroes but for c and doc.  text[base, len) of the document is what to read. */
struct builder {
	struct conf *c;
	struct tree *doc;
	size_t base, len;
	struct level levels[LIMIT_YAML_DEPTH];
	unsigned depth;
	uint32_t nodes, documents;
	bool ascii; /* no byte above 0x7F */
	bool anchored, stopped;
};

enum yaml_style {
	STYLE_PLAIN,
	STYLE_QUOTED, /* '…' and blocks */
	STYLE_ESCAPED /* "…": escapes may have brought in what a file cannot hold */
};

void build_document(struct builder *b, struct span span);
/* A key or a value; text must outlive the tree. */
void build_scalar(struct builder *b, struct str text, enum yaml_style style, struct span span);
/* A collection begins at span. */
void build_start(struct builder *b, enum node_kind kind, struct span span);
/* The innermost collection ended before the byte past. */
void build_end(struct builder *b, uint32_t past);
/* "*name" where a key or a value should stand. */
void build_alias(struct builder *b, struct span span);
/* "&name" before a value; said once for a file. */
void build_anchor(struct builder *b, struct span span);

/* The document is a null: nothing stood in it. */
void build_nothing(struct builder *b);

/* Give up: there is no tree. */
void build_stop(struct builder *b);

/* Take back what was built, for another reader; complaints are the caller's to take back. */
void build_reset(struct builder *b);

/* Give back what building held beside the tree. */
void build_finish(struct builder *b);

#endif
