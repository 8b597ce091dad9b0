/* conf/conf.c -- complaints about settings */
#include "conf/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "conf/yaml.h"

#define TOKEN_SHOWN 64
#define SUGGESTIONS 200000

void
conf_problems_free(struct conf_problems *problems)
{
	free(problems->list);
	arena_free(&problems->arena);
	*problems = (struct conf_problems){ 0 };
}

void
conf_problem_text(const struct conf_problem *problem, struct buf *out)
{
	buf_text(out, problem->message);
	if (problem->hint != NULL) {
		buf_text(out, "; ");
		buf_text(out, problem->hint);
	}
}

void
conf_begin(struct conf *c, struct sources *sources, uint32_t file, const char *family,
    struct arena *arena, struct conf_problems *problems)
{
	*c = (struct conf){ .sources = sources,
		.problems = problems,
		.family = family,
		.arena = arena,
		.file = file,
		.suggestions = SUGGESTIONS,
		.before = problems->count };
	arena_alloc(arena, 1); /* from now on an array of nothing has an address, too */
}

/* By place; at one place in the order of their making, which the addresses of messages keep. */
static int
compare_problems(const void *a, const void *b)
{
	const struct conf_problem *x = a, *y = b;

	if (x->span.off != y->span.off)
		return x->span.off < y->span.off ? -1 : 1;
	return strcmp(x->message, y->message);
}

bool
conf_end(struct conf *c)
{
	struct conf_problems *p = c->problems;

	if (p->count == c->before)
		return true;
	sort_items(p->list + c->before, p->count - c->before, sizeof *p->list, compare_problems);
	return false;
}

const char *
conf_print(struct conf *c, const char *fmt, ...)
{
	char stack[512], *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(stack, sizeof stack, fmt, ap);
	va_end(ap);
	if (len < 0)
		die("cannot format \"%s\"", fmt);
	text = arena_alloc(&c->problems->arena, (size_t)len + 1);
	if ((size_t)len < sizeof stack) {
		memcpy(text, stack, (size_t)len);
		return text;
	}
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

const char *
conf_token(struct conf *c, struct str text)
{
	size_t len = text.len;

	if (len > TOKEN_SHOWN) {
		len = TOKEN_SHOWN;
		while (len > 0 && ((uint8_t)text.ptr[len] & 0xC0) == 0x80)
			len--;
	}
	return conf_print(c, "%.*s%s", (int)len, text.ptr, len < text.len ? "…" : "");
}

const char *
conf_place(struct conf *c, struct span span)
{
	struct place place = source_place(c->sources, span.file, span.off);

	return conf_print(c, "%u:%u", place.line, place.column);
}

/* A key needs no quotes in a path when it is one of ours or looks like one. */
static bool
is_plain_key(const struct yaml_node *node)
{
	const struct yaml_node *parent = node->parent;

	if (parent->parent != NULL && parent->parent->parent == NULL &&
	    str_equal(parent->key, STR("hosts")))
		return false;
	for (size_t i = 0; i < node->key.len; i++) {
		uint8_t c = ascii_lower((uint8_t)node->key.ptr[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return node->key.len > 0;
}

/* Append 'hosts."mail.source.com".external[0]'. */
static void
path_of(struct conf *c, const struct yaml_node *node, struct buf *out)
{
	if (node->parent == NULL)
		return;
	path_of(c, node->parent, out);
	if (node->parent->kind == NODE_SEQUENCE) {
		buf_put(out, "[%u]", node->index);
		return;
	}
	if (out->len > 0)
		buf_char(out, '.');
	if (is_plain_key(node))
		buf_text(out, conf_token(c, node->key));
	else
		buf_put(out, "\"%s\"", conf_token(c, node->key));
}

static struct conf_problem *
new_problem(struct conf *c)
{
	static _Thread_local struct conf_problem thrown_away;
	struct conf_problems *p = c->problems;

	if (p->count >= CONF_PROBLEMS_MAX) {
		p->dropped++;
		return &thrown_away;
	}
	if (p->count == p->cap) {
		p->cap = p->cap == 0 ? 16 : p->cap * 2;
		p->list = xrealloc(p->list, p->cap * sizeof *p->list);
	}
	return &p->list[p->count++];
}

struct conf_problem *
conf_report(struct conf *c, const char *kind, const struct yaml_node *node, struct span span,
    const char *fmt, ...)
{
	struct conf_problem *problem = new_problem(c);
	struct buf path = { 0 };
	char text[1024];
	va_list ap;

	*problem = (struct conf_problem){ .span = span };
	if (c->problems->dropped > 0)
		return problem;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (node != NULL)
		path_of(c, node, &path);
	problem->rule = conf_print(c, "%s-%s", c->family, kind);
	problem->message = conf_print(c, "%.*s%s%s", (int)path.len, path.len > 0 ? path.ptr : "",
	    path.len > 0 ? ": " : "", text);
	buf_free(&path);
	return problem;
}

/* What stands there, as a message says it. */
static const char *
describe(struct conf *c, const struct yaml_node *node)
{
	if (node_is_null(node))
		return "nothing";
	switch (node->kind) {
	case NODE_SCALAR:
		return conf_print(c, "\"%s\"", conf_token(c, node->text));
	case NODE_SEQUENCE:
		return "a list";
	default:
		if (node->first == NULL)
			return "an empty mapping";
		return conf_print(c, "a mapping with key \"%s\"", conf_token(c, node->first->key));
	}
}

struct conf_problem *
conf_expected(struct conf *c, const char *kind, const struct yaml_node *node, const char *expected,
    const char *hint)
{
	const char *got = describe(c, node);
	struct conf_problem *problem =
	    conf_report(c, kind, node, node->span, "expected %s, got %s", expected, got);

	problem->expected = expected;
	problem->got = got;
	problem->hint = hint;
	return problem;
}
