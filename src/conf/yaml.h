/*
 * conf/yaml.h -- a YAML file as a small tree in which every value and key knows its place.
 *
 * The only user of libyaml.  Plain values have no type: who reads a key knows what belongs there.
 * Refused, with a complaint at the place: what is not UTF-8, control characters, anchors, aliases,
 * tags, merge keys, keys that are no text, keys given twice, a second document, and what is over
 * the LIMIT_YAML_* of base/limits.h.  JSON is YAML.
 */
#ifndef CONF_YAML_H
#define CONF_YAML_H

#include "conf/conf.h"

enum node_kind {
	NODE_SCALAR,
	NODE_SEQUENCE,
	NODE_MAPPING,
	NODE_BROKEN /* complained of already; readers pass over it */
};

struct yaml_node {
	enum node_kind kind;
	bool quoted;      /* a scalar in quotes or a block: never null */
	struct span span; /* a quoted scalar begins at its quote, a collection at its first item */
	struct str text;  /* of a scalar; no NUL in it */
	struct yaml_node *parent;       /* NULL for the root */
	struct yaml_node *first, *next; /* children; of a mapping its values */
	uint32_t count, index;          /* children; place among the parent's */
	struct str key;                 /* of a mapping's child */
	struct span key_span;
};

/* Where complaints of one file go.  Text and arena of problems outlive the tree. */
struct conf {
	struct sources *sources;
	struct conf_problems *problems;
	struct arena *arena; /* for values; outlives the tree */
	const char *family;  /* "map" or "config": what rule ids begin with */
	uint32_t file;
	uint64_t suggestions; /* words still to be compared for a hint; a bound on hostile input */
	size_t before;        /* complaints of other files that were there first */
};

struct tree {
	struct arena arena;
	char *text;
	size_t len;
	struct yaml_node
	    *root; /* NULL when there is no tree to go on with; then it was complained of */
};

/* Begin a file; values go to arena. */
void conf_begin(struct conf *c, struct sources *sources, uint32_t file, const char *family,
    struct arena *arena, struct conf_problems *problems);

/* Put this file's complaints in order of place; true when there are none. */
bool conf_end(struct conf *c);

/* Read the file.  An empty file has a root that is null.  Free with tree_free(). */
void tree_read(struct conf *c, struct tree *doc);
void tree_free(struct tree *doc);

/*
 * Our comments, found by their text: none where "#" is part of a value.  They go to the arena for values;
 * none when there is no tree.
 */
void tree_comments(struct conf *c, const struct tree *doc, struct conf_comments *out);

/* True for "", "~" and "null" without quotes, and for nothing at all. */
bool node_is_null(const struct yaml_node *node);

/*
 * Complain.
 *
 * kind    what follows the family in the rule id: "type", "unknown-key", …
 * node    whose path the message begins with ("hosts.x.ptr: "); NULL for none, as for the root
 * span    the place
 * return  to be told more about; never NULL (over the limit: one that is thrown away)
 */
struct conf_problem *conf_report(struct conf *c, const char *kind, const struct yaml_node *node,
    struct span span, const char *fmt, ...) PL_PRINTF(5, 6);

/* The usual complaint at a value: "PATH: expected X, got Y"; hint may be NULL. */
struct conf_problem *conf_expected(struct conf *c, const char *kind, const struct yaml_node *node,
    const char *expected, const char *hint);

/* Text in the arena of the problems. */
const char *conf_print(struct conf *c, const char *fmt, ...) PL_PRINTF(2, 3);

/* Bytes of the file as a message shows them: at most 64, then "…"; NUL-terminated, unescaped. */
const char *conf_token(struct conf *c, struct str text);

/* "4:5", for messages that point at another line. */
const char *conf_place(struct conf *c, struct span span);

#endif
