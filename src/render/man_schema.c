/*
 * render/man_schema.c -- a page about a file of settings, from its JSON schema
 *
 * Only what our own schemas use is understood.  The type of a key is written as YAML would have it:
 * "[host name, ...]" is a list, "{host name: host}" a mapping, "|" parts what may stand there.
 */
#include <jansson.h>

#include "render/man.h"

enum {
	DEEPEST = 12 /* of types within types */
};

struct page {
	struct man man;
	json_t *root;
};

/* The definition that a node stands for, and its name; the node itself when it is none. */
static json_t *
follow(const struct page *p, json_t *node, const char **name)
{
	static const char front[] = "#/definitions/";
	const char *ref = json_string_value(json_object_get(node, "$ref"));

	*name = NULL;
	if (ref == NULL || strncmp(ref, front, sizeof front - 1) != 0)
		return node;
	*name = ref + sizeof front - 1;
	return json_object_get(json_object_get(p->root, "definitions"), *name);
}

/* "addressRange" as "address range". */
static void
put_name(const char *name, struct buf *out)
{
	for (; *name != '\0'; name++)
		if (*name >= 'A' && *name <= 'Z')
			buf_put(out, " %c", *name - 'A' + 'a');
		else
			buf_char(out, *name);
}

static void put_type(const struct page *p, json_t *node, unsigned depth, struct buf *out);

static void
put_choices(const struct page *p, json_t *list, unsigned depth, struct buf *out)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		buf_text(out, i == 0 ? "" : " | ");
		if (json_is_string(item))
			buf_text(out, json_string_value(item));
		else if (json_is_object(item))
			put_type(p, item, depth, out);
	}
}

/* A mapping: its keys are listed elsewhere, or are of the user's making. */
static void
put_mapping(const struct page *p, json_t *node, unsigned depth, struct buf *out)
{
	json_t *values = json_object_get(node, "additionalProperties");

	if (!json_is_object(values)) {
		buf_text(out, "mapping");
		return;
	}
	buf_char(out, '{');
	if (json_object_get(json_object_get(node, "propertyNames"), "$ref") != NULL)
		put_type(p, json_object_get(node, "propertyNames"), depth + 1, out);
	else
		buf_text(out, "name");
	buf_text(out, ": ");
	put_type(p, values, depth + 1, out);
	buf_char(out, '}');
}

/* A type that its key "type" names: "integer", or several. */
static void
put_basic(const struct page *p, json_t *node, unsigned depth, struct buf *out)
{
	const char *type = json_string_value(json_object_get(node, "type"));

	if (type == NULL) {
		buf_text(out, "text");
	} else if (strcmp(type, "array") == 0) {
		buf_char(out, '[');
		put_type(p, json_object_get(node, "items"), depth + 1, out);
		buf_text(out, ", ...]");
	} else if (strcmp(type, "object") == 0) {
		put_mapping(p, node, depth, out);
	} else if (strcmp(type, "boolean") == 0) {
		buf_text(out, "true | false");
	} else {
		buf_text(out, strcmp(type, "integer") == 0 ? "number"
		              : strcmp(type, "null") == 0  ? "nothing"
		                                           : "text");
	}
}

static void
put_type(const struct page *p, json_t *node, unsigned depth, struct buf *out)
{
	const char *name;
	json_t *constant;

	node = follow(p, node, &name);
	if (depth > DEEPEST) {
		buf_text(out, "...");
	} else if (name != NULL && json_object_get(node, "description") != NULL) {
		put_name(name, out);
	} else if ((constant = json_object_get(node, "const")) != NULL) {
		if (json_is_integer(constant))
			buf_put(out, "%lld", (long long)json_integer_value(constant));
		else if (json_is_string(constant))
			buf_text(out, json_string_value(constant));
	} else if (json_object_get(node, "enum") != NULL) {
		put_choices(p, json_object_get(node, "enum"), depth + 1, out);
	} else if (json_object_get(node, "anyOf") != NULL) {
		put_choices(p, json_object_get(node, "anyOf"), depth + 1, out);
	} else if (json_object_get(node, "allOf") != NULL) {
		put_type(p, json_array_get(json_object_get(node, "allOf"), 0), depth + 1, out);
	} else {
		put_basic(p, node, depth, out);
	}
}

static void put_inner(struct page *p, json_t *node, unsigned depth);

/* "Default: error." behind a description. */
static void
put_default(json_t *node, struct buf *out)
{
	json_t *value = json_object_get(node, "default");
	char *text;

	if (value == NULL)
		return;
	text = json_dumps(value, JSON_ENCODE_ANY);
	if (text != NULL && text[0] == '"')
		buf_put(out, " Default: %s.", json_string_value(value));
	else if (text != NULL)
		buf_put(out, " Default: %s.", text);
	free(text);
}

static bool
is_required(json_t *object, const char *key)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, "required"), i, item)
	{
		if (strcmp(json_string_value(item), key) == 0)
			return true;
	}
	return false;
}

static void
put_key(struct page *p, json_t *object, const char *key, json_t *node, unsigned depth)
{
	const char *description = json_string_value(json_object_get(node, "description"));
	struct buf text = { 0 };

	put_type(p, node, 0, &text);
	buf_char(&text, '\0');
	man_tag(&p->man, key, text.ptr);
	text.len = 0;
	buf_text(&text, description != NULL ? description : "");
	put_default(node, &text);
	if (is_required(object, key))
		buf_text(&text, " Required.");
	buf_char(&text, '\0');
	man_text(&p->man, text.ptr);
	buf_free(&text);
	put_inner(p, node, depth + 1);
}

static void
put_keys(struct page *p, json_t *object, unsigned depth)
{
	json_t *properties = json_object_get(object, "properties"), *node;
	const char *key;

	if (json_object_size(properties) == 0)
		return;
	man_list(&p->man);
	json_object_foreach(properties, key, node)
	{
		put_key(p, object, key, node, depth);
	}
	man_list_end(&p->man);
}

/* The keys of all mappings that may stand at node. */
static void
put_inner(struct page *p, json_t *node, unsigned depth)
{
	static const char *const lists[] = { "anyOf", "allOf" };
	json_t *item;
	const char *name;
	size_t i;

	node = follow(p, node, &name);
	if (depth > DEEPEST || !json_is_object(node))
		return;
	put_keys(p, node, depth);
	put_inner(p, json_object_get(node, "items"), depth + 1);
	put_inner(p, json_object_get(node, "additionalProperties"), depth + 1);
	for (size_t list = 0; list < ARRAY_LEN(lists); list++)
		json_array_foreach(json_object_get(node, lists[list]), i, item)
		{
			put_inner(p, item, depth + 1);
		}
}

/* What the names of types mean. */
static void
put_values(struct page *p)
{
	json_t *node;
	const char *name;

	man_section(&p->man, "VALUES");
	man_list(&p->man);
	json_object_foreach(json_object_get(p->root, "definitions"), name, node)
	{
		const char *text = json_string_value(json_object_get(node, "description"));
		struct buf words = { 0 };

		if (text == NULL)
			continue;
		put_name(name, &words);
		buf_char(&words, '\0');
		man_tag(&p->man, words.ptr, NULL);
		man_text(&p->man, text);
		buf_free(&words);
	}
	man_list_end(&p->man);
}

bool
man_schema(struct str schema, const char *name, const char *summary, const char *about,
    const char *example, struct buf *out, struct err *err)
{
	json_error_t error;
	struct page p = { .root = json_loadb(schema.ptr, schema.len, 0, &error) };

	if (p.root == NULL) {
		err_set(err, "the schema of %s, line %d: %s", name, error.line, error.text);
		return false;
	}
	p.man = man_begin(out, name, 5, summary);
	man_section(&p.man, "DESCRIPTION");
	man_text(&p.man, about);
	man_lines(&p.man, example);
	man_section(&p.man, "KEYS");
	put_keys(&p, p.root, 0);
	put_values(&p);
	man_see_also(&p.man);
	json_decref(p.root);
	return true;
}
