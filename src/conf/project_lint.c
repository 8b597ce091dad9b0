/* conf/project_lint.c -- the part of the project file that chooses rules and exempts from them */
#include "conf/project_keys.h"

#include "base/glob.h"
#include "dns/dname.h"

static const struct conf_words severity_words = { (const char *const[]){
	                                              "error", "warning", "info", "off", NULL },
	"error, warning, info or off" };
static const struct conf_words target_words = { (const char *const[]){
	                                            "bind", "nsd", "knot", "powerdns", NULL },
	"bind, nsd, knot or powerdns" };

static void
read_severity(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_lint *lint = to;

	if (!conf_is_mapping(c, node, "a mapping of rule to severity", NULL))
		return;
	lint->severity = arena_array(c->arena, node->count, sizeof *lint->severity);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_severity_of *s = &lint->severity[lint->severity_count];

		conf_read_choice(c, item, &s->severity, extra);
		s->rule = conf_copy(c, item->key, item->key_span);
		lint->severity_count += s->severity.given;
	}
}

/* The scope of a scoped ignore: a pattern, or of networks a prefix. */
static bool
read_scope(
    struct conf *c, const struct yaml_node *item, bool network, struct project_scoped *scoped)
{
	const char *problem = NULL;

	scoped->scope = conf_copy(c, item->key, item->key_span);
	if (network && !prefix_parse(item->key, &scoped->prefix))
		problem = "expected a prefix, all bits behind it zero";
	else if (!network)
		problem = glob_problem(item->key);
	if (problem == NULL)
		return true;
	conf_report(c, network ? "address" : "value", item, item->key_span, "%s", problem);
	return false;
}

static struct project_scoped *
read_scoped(struct conf *c, const struct yaml_node *node, bool network, size_t *count)
{
	struct project_scoped *list;

	if (!conf_is_mapping(c, node,
	        network ? "a mapping of prefix to rules" : "a mapping of pattern to rules", NULL))
		return NULL;
	list = arena_array(c->arena, node->count, sizeof *list);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		conf_read_texts(c, item, &list[*count].rules, NULL);
		*count += read_scope(c, item, network, &list[*count]);
	}
	return list;
}

static void
read_per_file(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_lint *lint = to;

	(void)extra;
	lint->per_file = read_scoped(c, node, false, &lint->per_file_count);
}

static void
read_per_name(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_lint *lint = to;

	(void)extra;
	lint->per_name = read_scoped(c, node, false, &lint->per_name_count);
}

static void
read_per_network(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_lint *lint = to;

	(void)extra;
	lint->per_network = read_scoped(c, node, true, &lint->per_network_count);
}

static const struct conf_field lint_fields[] = {
	CONF_FIELD(struct project_lint, "select", conf_read_texts, select, NULL),
	CONF_FIELD(struct project_lint, "ignore", conf_read_texts, ignore, NULL),
	{ "severity", read_severity, 0, &severity_words, false },
	{ "per_file_ignores", read_per_file, 0, NULL, false },
	{ "per_name_ignores", read_per_name, 0, NULL, false },
	{ "per_network_ignores", read_per_network, 0, NULL, false },
	CONF_FIELD(struct project_lint, "require_reason", conf_read_bool, require_reason, NULL),
	CONF_FIELD(struct project_lint, "require_until", conf_read_bool, require_until, NULL),
	CONF_FIELD(
	    struct project_lint, "treat_as_public", conf_read_prefixes, treat_as_public, NULL),
	CONF_FIELD(struct project_lint, "max_pool", conf_read_number, max_pool,
	    (&(const struct conf_bounds){ 1, 65536 })),
	CONF_FIELD(struct project_lint, "claim_max_age_days", conf_read_number, claim_max_age_days,
	    (&(const struct conf_bounds){ 1, 36500 })),
	CONF_FIELD(struct project_lint, "targets", conf_read_choices, targets, &target_words),
};
const struct conf_form project_lint_form = { .expected = "a mapping with settings of the rules",
	.fields = lint_fields,
	.count = ARRAY_LEN(lint_fields) };

static void
read_at(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char expected[] = "an address, a prefix, a name or *.name";
	struct project_ignore *ignore = to;
	struct dname name;
	struct buf print = { 0 };
	struct str text, rest;
	bool below;

	(void)extra;
	if (!conf_scalar(c, node, expected, &text))
		return;
	ignore->at = conf_copy(c, text, node->span);
	if (prefix_parse(text, &ignore->network)) {
		ignore->at_kind = PROJECT_AT_NETWORK;
		return;
	}
	below = text.len > 2 && memcmp(text.ptr, "*.", 2) == 0;
	rest = below ? (struct str){ text.ptr + 2, text.len - 2 } : text;
	/* what has a slash or a colon was meant to be an address, and no name has blanks */
	if (memchr(text.ptr, ':', text.len) != NULL || memchr(text.ptr, ' ', text.len) != NULL ||
	    str_equal(text, STR("@")) || !dname_parse(rest, NULL, &name, NULL)) {
		conf_expected(c, "address", node, expected, NULL);
		return;
	}
	ignore->at_kind = below ? PROJECT_AT_BELOW : PROJECT_AT_NAME;
	dname_print(&name, &print);
	ignore->name = conf_copy(c, buf_view(&print), node->span);
	buf_free(&print);
}

static const struct conf_field ignore_fields[] = {
	CONF_REQUIRED(struct project_ignore, "rule", conf_read_text, rule, NULL),
	{ "at", read_at, 0, NULL, false },
	CONF_REQUIRED(struct project_ignore, "reason", conf_read_text, reason, NULL),
	CONF_FIELD(struct project_ignore, "until", conf_read_date, until, NULL),
};
static const struct conf_form ignore_form = { .expected = "a mapping with rule and reason",
	.fields = ignore_fields,
	.count = ARRAY_LEN(ignore_fields) };

void
project_read_ignores(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project *p = to;

	(void)extra;
	if (!conf_is_list(c, node, "a list of {rule, at, reason, until}"))
		return;
	p->ignores = arena_array(c->arena, node->count, sizeof *p->ignores);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_ignore *ignore = &p->ignores[p->ignore_count];

		ignore->span = item->span;
		conf_mapping(c, item, &ignore_form, ignore);
		p->ignore_count += ignore->rule.text != NULL;
	}
}

void
project_check_until(struct conf *c, const struct project *p, const struct yaml_node *root)
{
	const struct yaml_node *list = conf_child(root, "ignore");

	if (!p->lint.require_until.value || list == NULL || list->kind != NODE_SEQUENCE)
		return;
	for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
		if (item->kind == NODE_MAPPING && conf_child(item, "until") == NULL)
			conf_report(c, "missing-key", item, item->span, "\"until\" is required")
			    ->hint = "lint.require_until asks for it";
}
