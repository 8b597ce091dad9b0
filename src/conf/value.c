/* conf/value.c -- mappings by a table of fields, and the plain types */
#include "conf/value.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/path.h"
#include "base/suggest.h"
#include "dns/ttl.h"

bool
conf_is_own_key(const struct yaml_node *node)
{
	return node->key.len > 2 && memcmp(node->key.ptr, "x-", 2) == 0;
}

const struct yaml_node *
conf_first(const struct yaml_node *node)
{
	return node->kind == NODE_SEQUENCE ? node->first : node;
}

const struct yaml_node *
conf_next(const struct yaml_node *node, const struct yaml_node *item)
{
	return node == item ? NULL : item->next;
}

uint32_t
conf_count(const struct yaml_node *node)
{
	return node->kind == NODE_SEQUENCE ? node->count : 1;
}

bool
conf_is_mapping(struct conf *c, const struct yaml_node *node, const char *what, const char *hint)
{
	if (node->kind == NODE_MAPPING)
		return true;
	if (node->kind != NODE_BROKEN)
		conf_expected(c, "type", node, what, hint);
	return false;
}

bool
conf_is_filled(struct conf *c, const struct yaml_node *node, const char *what)
{
	if (node->kind != NODE_SEQUENCE || node->first != NULL)
		return true;
	conf_report(
	    c, "type", node, node->span, "expected at least one %s, got an empty list", what);
	return false;
}

/* Other words for our keys; the first that is allowed where the word stands is meant. */
static const struct {
	const char *word, *key;
} synonyms[] = {
	{ "ip", "external" },
	{ "address", "external" },
	{ "addr", "external" },
	{ "public", "external" },
	{ "public_ip", "external" },
	{ "nat", "external" },
	{ "nat_ip", "external" },
	{ "snat", "external" },
	{ "wan", "external" },
	{ "outside", "external" },
	{ "egress", "external" },
	{ "ip", "address" },
	{ "addr", "address" },
	{ "private", "internal" },
	{ "inside", "internal" },
	{ "lan", "internal" },
	{ "local_ip", "internal" },
	{ "source", "internal" },
	{ "hostname", "helo" },
	{ "fqdn", "helo" },
	{ "ehlo", "helo" },
	{ "myhostname", "helo" },
	{ "smtp_helo_name", "helo" },
	{ "relay", "smarthost" },
	{ "relayhost", "smarthost" },
	{ "smart_host", "smarthost" },
	{ "smarthosts", "smarthost" },
	{ "rdns", "ptr" },
	{ "reverse_dns", "ptr" },
	{ "PTR", "ptr" },
	{ "domain", "domains" },
	{ "expires", "until" },
	{ "expiry", "until" },
	{ "expire", "until" },
	{ "valid_until", "until" },
	{ "why", "reason" },
	{ "comment", "reason" },
	{ "because", "reason" },
	{ "host", "hosts" },
	{ "in", "inbound" },
	{ "published", "inbound" },
	{ "mx_ip", "inbound" },
	{ "name", "origin" },
	{ "zone", "origin" },
	{ "path", "file" },
	{ "filename", "file" },
	{ "rules", "rule" },
	{ "id", "rule" },
	{ "format", "formats" },
};

/* True when there is still work allowed for finding what a word was meant to be. */
static bool
may_suggest(struct conf *c, size_t words)
{
	if (c->suggestions < words)
		return false;
	c->suggestions -= words;
	return true;
}

const char *
conf_meant(struct conf *c, struct str word, const char *const *list, size_t count)
{
	const char *best;

	if (!may_suggest(c, count))
		return NULL;
	best = suggest_from(word, list, count);
	return best == NULL ? NULL : conf_print(c, "did you mean \"%s\"?", best);
}

static const struct conf_field *
find_field(const struct conf_form *form, struct str key)
{
	for (size_t i = 0; i < form->count; i++)
		if (str_equal(key, str_of(form->fields[i].key)))
			return &form->fields[i];
	return NULL;
}

/* "known here: a, b, c", in the order of the form. */
static const char *
known_keys(struct conf *c, const struct conf_form *form)
{
	const char *list = "";

	for (size_t i = 0; i < form->count; i++)
		list = conf_print(c, "%s%s%s", list, i > 0 ? ", " : "", form->fields[i].key);
	return conf_print(c, "known here: %s", list);
}

static const char *
unknown_key_hint(struct conf *c, const struct conf_form *form, struct str key)
{
	struct suggest near;

	for (size_t i = 0; i < form->moved_count; i++)
		if (str_equal(key, str_of(form->moved[i].key)))
			return form->moved[i].hint;
	if (!may_suggest(c, form->count))
		return NULL;
	suggest_begin(&near, key);
	for (size_t i = 0; i < form->count; i++)
		suggest_offer(&near, str_of(form->fields[i].key));
	for (size_t i = 0; i < ARRAY_LEN(synonyms) && near.best.ptr == NULL; i++)
		if (str_equal_fold(key, str_of(synonyms[i].word)) &&
		    find_field(form, str_of(synonyms[i].key)) != NULL)
			near.best = str_of(synonyms[i].key);
	return near.best.ptr != NULL ? conf_print(c, "did you mean \"%s\"?", near.best.ptr)
	                             : known_keys(c, form);
}

static void
missing_key(struct conf *c, const struct yaml_node *node, const char *key)
{
	struct span span = node->span;
	bool version = node->parent == NULL && strcmp(key, "version") == 0;

	/* the root's first line is where a reader looks for it, comments or not */
	if (version)
		span = (struct span){ node->span.file, 0, 0 };
	conf_report(c, "missing-key", node, span, "\"%s\" is required", key)->hint =
	    version ? "add \"version: 1\"" : NULL;
}

bool
conf_mapping(struct conf *c, const struct yaml_node *node, const struct conf_form *form, void *to)
{
	uint64_t seen = 0;

	if (!conf_is_mapping(c, node, form->expected, NULL))
		return false;
	for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
		const struct conf_field *field = find_field(form, child->key);

		if (field != NULL) {
			seen |= (uint64_t)1 << (field - form->fields);
			if (child->kind != NODE_BROKEN)
				field->read(c, child, (char *)to + field->offset, field->extra);
		} else if (!form->x_keys || !conf_is_own_key(child)) {
			conf_report(c, "unknown-key", node, child->key_span, "unknown key \"%s\"",
			    conf_token(c, child->key))
			    ->hint = unknown_key_hint(c, form, child->key);
		}
	}
	for (size_t i = 0; i < form->count; i++)
		if (form->fields[i].required && !(seen >> i & 1))
			missing_key(c, node, form->fields[i].key);
	return true;
}

bool
conf_scalar(struct conf *c, const struct yaml_node *node, const char *expected, struct str *out)
{
	if (node->kind == NODE_BROKEN)
		return false;
	if (node->kind != NODE_SCALAR || node_is_null(node) || node->text.len == 0) {
		conf_expected(c, "type", node, expected, conf_quote_hint(c, node));
		return false;
	}
	*out = node->text;
	return true;
}

struct conf_str
conf_copy(struct conf *c, struct str text, struct span span)
{
	return (struct conf_str){ arena_copy(c->arena, text), span };
}

void
conf_read_text(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct str text;

	(void)extra;
	if (conf_scalar(c, node, "text", &text))
		*(struct conf_str *)to = conf_copy(c, text, node->span);
}

/* Read one value or a list of them into a conf_list; those that do not fit are left out. */
static void
read_list(struct conf *c, const struct yaml_node *node, struct conf_list *list, conf_reader *read,
    const void *extra)
{
	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	list->count = 0;
	list->span = node->span;
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		struct conf_str *str = &list->items[list->count];

		read(c, item, str, extra);
		list->count += str->text != NULL;
	}
}

void
conf_read_texts(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	read_list(c, node, to, conf_read_text, extra);
}

void
conf_read_bool(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char *const yes[] = { "yes", "on", "y", "1" }, *const no[] = { "no", "off",
		"n", "0" };
	struct conf_bool *out = to;
	const char *hint = NULL;
	bool value = node->kind == NODE_SCALAR && str_equal(node->text, STR("true"));

	(void)extra;
	if (node->kind == NODE_SCALAR && !node->quoted &&
	    (value || str_equal(node->text, STR("false")))) {
		*out = (struct conf_bool){ value, true, node->span };
		return;
	}
	if (node->kind == NODE_SCALAR && node->quoted)
		hint = "leave the quotes out";
	for (size_t i = 0; i < ARRAY_LEN(yes) && node->kind == NODE_SCALAR && !hint; i++) {
		if (str_equal_fold(node->text, str_of(yes[i])))
			hint = "did you mean true?";
		else if (str_equal_fold(node->text, str_of(no[i])))
			hint = "did you mean false?";
	}
	conf_expected(c, "type", node, "true or false", hint);
}

/* Decimal digits only, without leading zeros; -1 when there is anything else or too much. */
static int64_t
parse_number(struct str text)
{
	int64_t n = 0;

	if (text.len == 0 || text.len > 18 || (text.len > 1 && text.ptr[0] == '0'))
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		n = n * 10 + (text.ptr[i] - '0');
	}
	return n;
}

void
conf_read_number(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	const struct conf_bounds *bounds = extra;
	struct conf_number *out = to;
	int64_t n = node->kind == NODE_SCALAR && !node->quoted ? parse_number(node->text) : -1;

	if (n >= bounds->low && n <= bounds->high) {
		*out = (struct conf_number){ n, true, node->span };
		return;
	}
	conf_expected(c, n < 0 ? "type" : "value", node,
	    conf_print(
	        c, "a number from %lld to %lld", (long long)bounds->low, (long long)bounds->high),
	    node->kind == NODE_SCALAR && node->quoted && parse_number(node->text) >= 0
	        ? "leave the quotes out"
	        : NULL);
}

/* The index of the node's word, or -1 with a complaint. */
static int
read_word(struct conf *c, const struct yaml_node *node, const struct conf_words *words)
{
	size_t count = 0;
	struct str text;

	if (!conf_scalar(c, node, words->expected, &text))
		return -1;
	for (; words->words[count] != NULL; count++)
		if (str_equal(text, str_of(words->words[count])))
			return (int)count;
	conf_expected(c, "value", node, words->expected, conf_meant(c, text, words->words, count));
	return -1;
}

void
conf_read_choice(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	int at = read_word(c, node, extra);

	if (at >= 0)
		*(struct conf_number *)to = (struct conf_number){ at, true, node->span };
}

void
conf_read_choices(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	const struct conf_words *words = extra;
	struct conf_number *out = to;
	int64_t bits = 0;

	if (!conf_is_filled(c, node, words->expected))
		return;
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		int at = read_word(c, item, words);

		if (at < 0)
			return;
		bits |= (int64_t)1 << at;
	}
	*out = (struct conf_number){ bits, true, node->span };
}

/* Days since 1970-01-01 of a date of the Gregorian calendar; the years 1970 to 9999. */
static bool
make_date(unsigned year, unsigned month, unsigned day, int32_t *out)
{
	static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	unsigned before = year - 1;
	int32_t days;

	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1] + (unsigned)(leap && month == 2))
		return false;
	days = (int32_t)(before * 365 + before / 4 - before / 100 + before / 400) - 719162;
	for (unsigned m = 1; m < month; m++)
		days += lengths[m - 1] + (leap && m == 2);
	*out = days + (int32_t)day - 1;
	return true;
}

/* Up to three numbers with one character between each; false when anything else is there. */
static bool
split_numbers(struct str text, char between, unsigned numbers[3], size_t lengths[3])
{
	size_t field = 0;

	memset(lengths, 0, 3 * sizeof *lengths);
	memset(numbers, 0, 3 * sizeof *numbers);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == between && lengths[field] > 0 && field < 2) {
			field++;
		} else if (c >= '0' && c <= '9' && lengths[field] < 4) {
			numbers[field] = numbers[field] * 10 + (unsigned)(c - '0');
			lengths[field]++;
		} else {
			return false;
		}
	}
	return field == 2 && lengths[2] > 0;
}

/* The date that was probably meant by 31.12.2026, 2026/12/31 or 2026-1-2; NULL for none. */
static const char *
date_hint(struct conf *c, struct str text)
{
	static const char betweens[] = { '.', '/', '-' };
	unsigned n[3];
	size_t lengths[3];
	int32_t days;

	for (size_t i = 0; i < ARRAY_LEN(betweens); i++) {
		if (!split_numbers(text, betweens[i], n, lengths))
			continue;
		if (make_date(n[0], n[1], n[2], &days))
			return conf_print(c, "did you mean %04u-%02u-%02u?", n[0], n[1], n[2]);
		/* with slashes, day and month may stand either way */
		if (betweens[i] == '.' && make_date(n[2], n[1], n[0], &days))
			return conf_print(c, "did you mean %04u-%02u-%02u?", n[2], n[1], n[0]);
	}
	return NULL;
}

void
conf_read_date(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_date *out = to;
	unsigned n[3];
	size_t lengths[3];
	struct str text;
	int32_t days;

	(void)extra;
	if (!conf_scalar(c, node, "YYYY-MM-DD", &text))
		return;
	if (split_numbers(text, '-', n, lengths) && lengths[0] == 4 && lengths[1] == 2 &&
	    lengths[2] == 2 && make_date(n[0], n[1], n[2], &days))
		*out = (struct conf_date){ days, true, node->span };
	else
		conf_expected(c, "date", node, "YYYY-MM-DD", date_hint(c, text));
}

void
conf_read_path(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char *const words[] = { NULL, "the path is empty",
		"an absolute path is not taken from a file", "the path leaves the root",
		"the path holds a NUL" };
	struct buf path = { 0 };
	enum path_result result;
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, "a path below the root", &text))
		return;
	result = path_normalise(text, &path);
	if (result == PATH_OK)
		*(struct conf_str *)to = conf_copy(c, buf_view(&path), node->span);
	else
		conf_expected(c, "path", node, "a path below the root", words[result]);
	buf_free(&path);
}

void
conf_read_paths(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	read_list(c, node, to, conf_read_path, extra);
}

static void
read_glob(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	const char *problem;
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, "a pattern for paths", &text))
		return;
	problem = glob_problem(text);
	if (problem == NULL)
		*(struct conf_str *)to = conf_copy(c, text, node->span);
	else
		conf_expected(c, "value", node, "a pattern for paths", problem);
}

void
conf_read_globs(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	read_list(c, node, to, read_glob, extra);
}

void
conf_read_ttl(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char expected[] = "seconds or a duration such as 1h30m, below 2^31";
	struct str text;
	uint32_t seconds;

	(void)extra;
	if (!conf_scalar(c, node, expected, &text))
		return;
	if (ttl_parse(text, &seconds) == PROBLEM_NONE)
		*(struct conf_number *)to = (struct conf_number){ seconds, true, node->span };
	else
		conf_expected(c, "value", node, expected, NULL);
}

void
conf_read_hostnames(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	if (conf_is_filled(c, node, "host name"))
		read_list(c, node, to, conf_read_hostname, extra);
}

void
conf_read_form(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	conf_mapping(c, node, extra, to);
}

bool
conf_is_list(struct conf *c, const struct yaml_node *node, const char *expected)
{
	if (node->kind == NODE_SEQUENCE)
		return true;
	conf_expected(c, "type", node, expected,
	    node->kind == NODE_MAPPING ? "begin each item with \"- \"" : NULL);
	return false;
}

void
conf_read_version(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_number *out = to;
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, "1", &text))
		return;
	if (str_equal(text, STR("1")) && !node->quoted) {
		*out = (struct conf_number){ 1, true, node->span };
		return;
	}
	conf_report(c, "version", node, node->span, "this ptrlint reads version 1, got %s%s%s",
	    node->quoted ? "\"" : "", conf_token(c, text), node->quoted ? "\"" : "")
	    ->hint = node->quoted                    ? "leave the quotes out"
	             : strcmp(c->family, "map") == 0 ? "update ptrlint or convert the map"
	                                             : "update ptrlint or convert the file";
}

const struct yaml_node *
conf_child(const struct yaml_node *node, const char *key)
{
	const struct yaml_node *child = node->kind == NODE_MAPPING ? node->first : NULL;

	while (child != NULL && !str_equal(child->key, str_of(key)))
		child = child->next;
	return child;
}
