/* tests/unit/yaml_same.h -- do both readers of YAML say the same of a text? */
#ifndef YAML_SAME_H
#define YAML_SAME_H

#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "conf/yaml.h"

/* One reader's view of a text. */
struct yaml_view {
	struct arena arena;
	struct conf_problems problems;
	struct tree tree;
	enum tree_reader reader;
};

static inline void
yaml_view_make(struct sources *s, uint32_t file, enum tree_reader reader, struct yaml_view *view)
{
	struct conf c;

	*view = (struct yaml_view){ 0 };
	conf_begin(&c, s, file, "map", &view->arena, &view->problems);
	view->reader = tree_read_by(&c, &view->tree, reader);
	conf_end(&c);
}

static inline void
yaml_view_free(struct yaml_view *view)
{
	tree_free(&view->tree);
	arena_free(&view->arena);
	conf_problems_free(&view->problems);
}

static inline bool
span_same(struct span a, struct span b)
{
	return a.file == b.file && a.off == b.off && a.len == b.len;
}

static inline bool
node_same(const struct yaml_node *a, const struct yaml_node *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->kind != b->kind || a->quoted != b->quoted || a->count != b->count ||
	    a->index != b->index || !span_same(a->span, b->span) ||
	    !span_same(a->key_span, b->key_span) || !str_equal(a->key, b->key) ||
	    !str_equal(a->text, b->text))
		return false;
	a = a->first;
	b = b->first;
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!node_same(a, b))
			return false;
	return a == b;
}

static inline bool
yaml_view_same(const struct yaml_view *a, const struct yaml_view *b)
{
	if (a->problems.count != b->problems.count || !node_same(a->tree.root, b->tree.root))
		return false;
	for (size_t i = 0; i < a->problems.count; i++)
		if (!span_same(a->problems.list[i].span, b->problems.list[i].span) ||
		    strcmp(a->problems.list[i].message, b->problems.list[i].message) != 0)
			return false;
	return true;
}

/* True when both agree; *reader: who read it when asked to take the short way. */
static inline bool
yaml_readers_agree(struct str text, enum tree_reader *reader)
{
	struct err err = { 0 };
	struct sources *s = sources_new("/", &err);
	uint32_t file = source_add_text(s, "yaml", text);
	struct yaml_view plain, full;
	bool same;

	yaml_view_make(s, file, TREE_SHORT, &plain);
	yaml_view_make(s, file, TREE_LIBYAML, &full);
	same = yaml_view_same(&plain, &full);
	*reader = plain.reader;
	yaml_view_free(&plain);
	yaml_view_free(&full);
	sources_free(s);
	return same;
}

#endif
