/* conf/comment.c -- "# ptrlint: …" in settings, and the line that it stands at */
#include <stdlib.h>

#include "base/err.h"
#include "conf/yaml.h"

#define MARK "ptrlint:"

/* A "#" where a comment may begin, on a line with our word. */
struct hash {
	uint32_t off, line; /* where it and its line begin */
	bool quoted;        /* it stands in a value or a key */
};

struct hashes {
	const char *text;
	size_t len;
	struct hash *list;
	size_t count, cap;
	size_t at; /* the first that no scalar so far lies behind */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static size_t
line_end(const struct hashes *h, size_t at)
{
	while (at < h->len && !ends_line(h->text[at]))
		at++;
	return at;
}

static size_t
next_line(const struct hashes *h, size_t at)
{
	at = line_end(h, at);
	if (at + 1 < h->len && h->text[at] == '\r' && h->text[at + 1] == '\n')
		at++;
	return at < h->len ? at + 1 : at;
}

static size_t
skip_blanks(const struct hashes *h, size_t at)
{
	while (at < h->len && is_blank(h->text[at]))
		at++;
	return at;
}

static void
collect_line(struct hashes *h, size_t line, size_t end)
{
	for (size_t at = line; at < end; at++) {
		if (h->text[at] != '#' || (at > line && !is_blank(h->text[at - 1])))
			continue;
		if (h->count == h->cap) {
			h->cap = h->cap == 0 ? 16 : h->cap * 2;
			h->list = xrealloc(h->list, h->cap * sizeof *h->list);
		}
		h->list[h->count++] = (struct hash){ .off = (uint32_t)at, .line = (uint32_t)line };
	}
}

/* All on lines that hold our word, which few files do. */
static void
collect(struct hashes *h)
{
	size_t at = 0, end;

	while (at < h->len) {
		const char *word = memmem(h->text + at, h->len - at, MARK, sizeof MARK - 1);
		size_t line;

		if (word == NULL)
			return;
		line = (size_t)(word - h->text);
		end = line_end(h, line);
		while (line > 0 && !ends_line(h->text[line - 1]))
			line--;
		collect_line(h, line, end);
		at = end;
	}
}

/* What a key or a value holds is no comment.  Spans come in the order of the text. */
static void
pass_over(struct hashes *h, struct span span)
{
	if (span.file == 0)
		return;
	while (h->at < h->count && h->list[h->at].off < span.off)
		h->at++;
	while (h->at < h->count && h->list[h->at].off < span.off + span.len)
		h->list[h->at++].quoted = true;
}

static void
pass_over_values(struct hashes *h, const struct yaml_node *node)
{
	pass_over(h, node->key_span);
	if (node->kind == NODE_SCALAR || node->kind == NODE_BROKEN)
		pass_over(h, node->span);
	for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
		pass_over_values(h, child);
}

/* The next line that holds more than a comment, unless an empty one comes before it. */
static void
find_below(const struct hashes *h, size_t at, struct conf_comment *comment)
{
	for (at = next_line(h, at); at < h->len; at = next_line(h, at)) {
		size_t first = skip_blanks(h, at);

		if (first == h->len || ends_line(h->text[first]))
			return;
		if (h->text[first] == '#')
			continue;
		comment->begin = (uint32_t)at;
		comment->end = (uint32_t)line_end(h, at);
		return;
	}
}

static struct conf_comment
comment_at(const struct hashes *h, const struct hash *hash, uint32_t file)
{
	size_t end = line_end(h, hash->off);
	struct conf_comment comment = { .span = { file, hash->off, (uint32_t)end - hash->off },
		.begin = 1 };

	if (skip_blanks(h, hash->line) == hash->off) {
		find_below(h, hash->off, &comment);
	} else {
		comment.begin = hash->line;
		comment.end = (uint32_t)end;
	}
	return comment;
}

static bool
is_ours(const struct hashes *h, const struct hash *hash)
{
	size_t word = skip_blanks(h, hash->off + 1);

	return h->len - word >= sizeof MARK - 1 &&
	       memcmp(h->text + word, MARK, sizeof MARK - 1) == 0;
}

void
tree_comments(struct conf *c, const struct tree *doc, struct conf_comments *out)
{
	struct hashes h = { .text = doc->text, .len = doc->len };
	const struct hash *last = NULL;

	*out = (struct conf_comments){ 0 };
	if (doc->root == NULL)
		return;
	collect(&h);
	pass_over_values(&h, doc->root);
	if (h.count > 0)
		out->items = arena_array(c->arena, h.count, sizeof *out->items);
	for (size_t i = 0; i < h.count; i++) {
		const struct hash *hash = &h.list[i];

		/* of a line the first that counts begins the comment, and all behind it is text */
		if (hash->quoted || (last != NULL && last->line == hash->line))
			continue;
		last = hash;
		if (!is_ours(&h, hash))
			continue;
		out->items[out->count] = comment_at(&h, hash, c->file);
		out->items[out->count].before_first =
		    hash->off < (doc->root->kind == NODE_SCALAR ? h.len : doc->root->span.off);
		out->count++;
	}
	free(h.list);
}
