/* conf/project.c -- .ptrlint.yaml, key by key */
#include "conf/project.h"

#include "base/glob.h"
#include "base/suggest.h"
#include "conf/keyset.h"
#include "conf/project_keys.h"
#include "dns/dname.h"

const char *const project_formats[] = { "full", "concise", "json", "jsonl", "sarif", "github",
	"gitlab", "junit", "checkstyle", "rdjson", "markdown", NULL };

static const struct conf_words role_words = { (const char *const[]){
	                                          "managed", "reference", "external", NULL },
	"managed, reference or external" };
static const struct conf_words server_words = {
	(const char *const[]){ "bind", "nsd", "knot", NULL }, "bind, nsd or knot"
};
static const struct conf_words serial_words = { (const char *const[]){ "auto", "date", "increment",
	                                            "unix", "keep", NULL },
	"auto, date, increment, unix or keep" };
static const struct conf_words multiple_words = {
	(const char *const[]){ "one", "keep", "all", NULL }, "one, keep or all"
};
static const struct conf_words style_words = { (const char *const[]){ "hyphen", "slash", "range",
	                                           "octet", "template", NULL },
	"hyphen, slash, range, octet or template" };
static const struct conf_words fail_words = { (const char *const[]){
	                                          "error", "warning", "info", "never", NULL },
	"error, warning, info or never" };
static const struct conf_words format_words = { project_formats, "a format of --format" };
static const struct conf_bounds percent_bounds = { 0, 100 };

/* ---- zones and views ---- */

static const struct conf_field zone_fields[] = {
	CONF_REQUIRED(struct project_zone, "origin", conf_read_zone_name, origin, NULL),
	CONF_FIELD(struct project_zone, "file", conf_read_path, file, NULL),
	CONF_FIELD(struct project_zone, "view", conf_read_text, view, NULL),
	CONF_FIELD(struct project_zone, "role", conf_read_choice, role, &role_words),
};
static const struct conf_form zone_form = { .expected = "a mapping with origin and file",
	.fields = zone_fields,
	.count = ARRAY_LEN(zone_fields) };

static void
read_zone(struct conf *c, const struct yaml_node *node, struct project_zone *zone)
{
	bool external;

	zone->span = node->span;
	if (!conf_mapping(c, node, &zone_form, zone))
		return;
	external = zone->role.given && zone->role.value == PROJECT_EXTERNAL;
	if (!external && conf_child(node, "file") == NULL)
		conf_report(c, "missing-key", node, node->span, "\"file\" is required")->hint =
		    "only a zone with \"role: external\" has none";
	if (external && zone->file.text != NULL)
		conf_report(c, "conflict", node, zone->file.span,
		    "\"file\" and \"role: external\" (%s) exclude each other",
		    conf_place(c, zone->role.span));
}

static void
read_zones(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project *p = to;
	struct project_zone *zones;

	(void)extra;
	if (!conf_is_list(c, node, "a list of {origin, file}"))
		return;
	zones = p->zones + p->zone_count;
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		read_zone(c, item, zones);
		if (zones->origin.text != NULL) {
			zones++;
			p->zone_count++;
		} else {
			*zones = (struct project_zone){ 0 };
		}
	}
}

/* What stands below one name of views. */
struct view_value {
	struct project *project;
	struct project_view *view;
};

static void
read_view_zones(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct view_value *value = to;
	struct project *p = value->project;
	struct project_zone *zones;

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of zone name to file", NULL))
		return;
	zones = p->zones + p->zone_count;
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		*zones = (struct project_zone){ .span = item->key_span, .view = value->view->name };
		conf_read_path(c, item, &zones->file, NULL);
		if (conf_key_zone_name(c, item, &zones->origin) && zones->file.text != NULL) {
			zones++;
			p->zone_count++;
		} else {
			*zones = (struct project_zone){ 0 };
		}
	}
}

static void
read_view_public(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct view_value *value = to;

	conf_read_bool(c, node, &value->view->public, extra);
}

static const struct conf_field view_fields[] = {
	{ "public", read_view_public, 0, NULL, false },
	{ "zones", read_view_zones, 0, NULL, false },
};
static const struct conf_form view_form = { .expected = "a mapping with public and zones",
	.fields = view_fields,
	.count = ARRAY_LEN(view_fields) };

static void
read_views(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project *p = to;

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of view name to {public, zones}", NULL))
		return;
	p->views = arena_array(c->arena, node->count, sizeof *p->views);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_view *view = &p->views[p->view_count];
		struct view_value value = { p, view };

		if (item->key.len == 0) {
			conf_report(c, "name", item, item->key_span, "a view needs a name");
			continue;
		}
		view->name = conf_copy(c, item->key, item->key_span);
		view->public.value = true;
		p->view_count++;
		/* "internal:" alone is a view without zones of its own */
		if (!node_is_null(item))
			conf_mapping(c, item, &view_form, &value);
	}
}

/* ---- servers ---- */

struct path_map *
project_path_maps(const struct project *project, struct arena *a, size_t *count)
{
	struct path_map *maps;
	size_t most = 0;

	for (size_t i = 0; i < project->server_count; i++)
		most += project->servers[i].path_map_count;
	maps = arena_array(a, most, sizeof *maps);
	*count = 0;
	for (size_t i = 0; i < project->server_count; i++) {
		const struct project_servers *s = &project->servers[i];

		for (size_t j = 0; j < s->path_map_count; j++)
			maps[(*count)++] = (struct path_map){ s->path_map[j].target.text,
				s->path_map[j].local.text };
	}
	return maps;
}

static void
read_path_map(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_servers *s = to;

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of path on the server to path here", NULL))
		return;
	s->path_map = arena_array(c->arena, node->count, sizeof *s->path_map);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_path_map *map = &s->path_map[s->path_map_count];

		conf_read_path(c, item, &map->local, NULL);
		map->target = conf_copy(c, item->key, item->key_span);
		s->path_map_count += map->local.text != NULL;
	}
}

static const struct conf_field server_fields[] = {
	CONF_REQUIRED(struct project_servers, "type", conf_read_choice, type, &server_words),
	CONF_REQUIRED(struct project_servers, "file", conf_read_path, file, NULL),
	{ "path_map", read_path_map, 0, NULL, false },
};
static const struct conf_form server_form = { .expected = "a mapping with type and file",
	.fields = server_fields,
	.count = ARRAY_LEN(server_fields) };

static void
read_servers(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project *p = to;

	(void)extra;
	if (!conf_is_list(c, node, "a list of {type, file}"))
		return;
	p->servers = arena_array(c->arena, node->count, sizeof *p->servers);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_servers *s = &p->servers[p->server_count];

		s->span = item->span;
		conf_mapping(c, item, &server_form, s);
		p->server_count += s->type.given && s->file.text != NULL;
	}
}

/* ---- file names ---- */

/* A pattern of file names: one of the keys that name the zone must stand in it. */
static void
read_pattern(struct conf *c, const struct yaml_node *node, struct conf_str *out)
{
	static const char *const keys[] = { "{origin}", "{origin_reversed}", "{ipv4_prefix}",
		"{view}" };
	static const char expected[] =
	    "a file name with {origin}, {origin_reversed} or {ipv4_prefix}";
	unsigned zones = 0, views = 0;
	struct str text;

	if (!conf_scalar(c, node, expected, &text))
		return;
	for (size_t at = 0; at < text.len; at++) {
		bool known = text.ptr[at] != '{' && text.ptr[at] != '}';

		for (size_t i = 0; i < ARRAY_LEN(keys) && text.ptr[at] == '{' && !known; i++) {
			struct str key = str_of(keys[i]);

			known = text.len - at >= key.len &&
			        memcmp(text.ptr + at, key.ptr, key.len) == 0;
			if (known) {
				at += key.len - 1;
				zones += i < 3;
				views += i == 3;
			}
		}
		if (!known) {
			conf_expected(c, "value", node, expected, NULL);
			return;
		}
	}
	if (zones == 1 && views <= 1)
		*out = conf_copy(c, text, node->span);
	else
		conf_expected(c, "value", node, expected, "exactly one of them");
}

static void
read_patterns(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_list *list = to;

	(void)extra;
	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	list->span = node->span;
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		read_pattern(c, item, &list->items[list->count]);
		list->count += list->items[list->count].text != NULL;
	}
}

/* ---- fix, gen, output ---- */

static void
read_ptr_ttl(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char expected[] = "zone, inherit or a number of seconds";
	struct project_fix *fix = to;
	struct conf_number seconds = { 0 };
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, expected, &text))
		return;
	if (str_equal(text, STR("zone"))) {
		fix->ptr_ttl = (struct conf_number){ PROJECT_TTL_ZONE, true, node->span };
	} else if (str_equal(text, STR("inherit"))) {
		fix->ptr_ttl = (struct conf_number){ PROJECT_TTL_INHERIT, true, node->span };
	} else if (text.ptr[0] >= '0' && text.ptr[0] <= '9') {
		conf_read_ttl(c, node, &seconds, NULL);
		fix->ptr_ttl = (struct conf_number){ PROJECT_TTL_SECONDS, true, node->span };
		fix->ptr_ttl_seconds = (uint32_t)seconds.value;
	} else {
		conf_expected(c, "value", node, expected, NULL);
	}
}

static const struct conf_field fix_fields[] = {
	CONF_FIELD(struct project_fix, "soa_serial", conf_read_choice, soa_serial, &serial_words),
	{ "ptr_ttl", read_ptr_ttl, 0, NULL, false },
	CONF_FIELD(
	    struct project_fix, "multiple_ptr", conf_read_choice, multiple_ptr, &multiple_words),
	CONF_FIELD(struct project_fix, "max_delete_percent", conf_read_number, max_delete_percent,
	    &percent_bounds),
	CONF_FIELD(struct project_fix, "max_replace_percent", conf_read_number, max_replace_percent,
	    &percent_bounds),
};
static const struct conf_form fix_form = { .expected = "a mapping with settings of --fix",
	.fields = fix_fields,
	.count = ARRAY_LEN(fix_fields) };

static const struct conf_field soa_fields[] = {
	CONF_FIELD(struct project_soa, "mname", conf_read_zone_name, mname, NULL),
	CONF_FIELD(struct project_soa, "rname", conf_read_zone_name, rname, NULL),
	CONF_FIELD(struct project_soa, "ttl", conf_read_ttl, ttl, NULL),
	CONF_FIELD(struct project_soa, "refresh", conf_read_ttl, refresh, NULL),
	CONF_FIELD(struct project_soa, "retry", conf_read_ttl, retry, NULL),
	CONF_FIELD(struct project_soa, "expire", conf_read_ttl, expire, NULL),
	CONF_FIELD(struct project_soa, "minimum", conf_read_ttl, minimum, NULL),
};
static const struct conf_form soa_form = { .expected = "a mapping with fields of the SOA record",
	.fields = soa_fields,
	.count = ARRAY_LEN(soa_fields) };

/* A length of network at which zones are cut: whole octets of IPv4, whole nibbles of IPv6. */
static void
read_length(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	const struct conf_bounds *bounds = extra;
	struct conf_number n = { 0 };

	conf_read_number(c, node, &n, extra);
	if (!n.given)
		return;
	if (n.value % bounds->low == 0)
		*(struct conf_number *)to = n;
	else
		conf_expected(c, "value", node,
		    conf_print(c, "a multiple of %lld", (long long)bounds->low), NULL);
}

static const struct conf_field length_fields[] = {
	CONF_FIELD(struct project_gen, "ipv4", read_length, zone_length_ipv4,
	    (&(const struct conf_bounds){ 8, 24 })),
	CONF_FIELD(struct project_gen, "ipv6", read_length, zone_length_ipv6,
	    (&(const struct conf_bounds){ 4, 124 })),
};
static const struct conf_form length_form = { .expected = "a mapping with ipv4 and ipv6",
	.fields = length_fields,
	.count = ARRAY_LEN(length_fields) };

/* Text with {first}, {last} and {bits} that makes one label. */
static void
read_child_template(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char expected[] = "a label with {first}, such as {first}-{last} or net{first}";
	static const char *const fields[] = { "{first}", "{last}", "{bits}" };
	struct str text;
	bool first = false, ok;

	(void)extra;
	if (!conf_scalar(c, node, expected, &text))
		return;
	ok = text.len > 0 && text.len <= 40;
	for (size_t i = 0; i < text.len && ok; i++) {
		char letter = text.ptr[i];
		size_t k = 0;

		if (letter != '{') {
			ok = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
			     letter == '-' || letter == '_' || letter == '/';
			continue;
		}
		for (; k < ARRAY_LEN(fields); k++)
			if (text.len - i >= strlen(fields[k]) &&
			    memcmp(text.ptr + i, fields[k], strlen(fields[k])) == 0)
				break;
		ok = k < ARRAY_LEN(fields);
		first |= k == 0;
		i += ok ? strlen(fields[k]) - 1 : 0;
	}
	if (ok && first)
		conf_read_text(c, node, to, NULL);
	else
		conf_expected(c, "value", node, expected, NULL);
}

static const struct conf_field gen_fields[] = {
	CONF_FIELD(struct project_gen, "soa", conf_read_form, soa, &soa_form),
	CONF_FIELD(struct project_gen, "ns", conf_read_hostnames, ns, NULL),
	{ "zone_length", conf_read_form, 0, &length_form, false },
	CONF_FIELD(struct project_gen, "style", conf_read_choice, style, &style_words),
	CONF_FIELD(struct project_gen, "template", read_child_template, template, NULL),
	CONF_FIELD(struct project_gen, "exclude", conf_read_texts, exclude, NULL),
};
static const struct conf_form gen_form = { .expected = "a mapping with settings of gen",
	.fields = gen_fields,
	.count = ARRAY_LEN(gen_fields) };

static const struct conf_field format_fields[] = {
	CONF_REQUIRED(struct project_format, "format", conf_read_choice, format, &format_words),
	CONF_FIELD(struct project_format, "file", conf_read_path, file, NULL),
};
static const struct conf_form format_form = { .expected = "a mapping with format and file",
	.fields = format_fields,
	.count = ARRAY_LEN(format_fields) };

static void
read_formats(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct project_output *output = to;

	(void)extra;
	if (!conf_is_list(c, node, "a list of {format, file}"))
		return;
	output->formats = arena_array(c->arena, node->count, sizeof *output->formats);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct project_format *format = &output->formats[output->format_count];

		conf_mapping(c, item, &format_form, format);
		output->format_count += format->format.given;
	}
}

static const struct conf_field output_fields[] = {
	CONF_FIELD(struct project_output, "fail_on", conf_read_choice, fail_on, &fail_words),
	{ "formats", read_formats, 0, NULL, false },
};
static const struct conf_form output_form = { .expected = "a mapping with fail_on and formats",
	.fields = output_fields,
	.count = ARRAY_LEN(output_fields) };

/* ---- the whole ---- */

static const struct conf_field project_fields[] = {
	CONF_REQUIRED(struct project, "version", conf_read_version, version, NULL),
	CONF_FIELD(struct project, "map", conf_read_path, map, NULL),
	{ "zones", read_zones, 0, NULL, false },
	{ "views", read_views, 0, NULL, false },
	{ "servers", read_servers, 0, NULL, false },
	CONF_FIELD(struct project, "include", conf_read_globs, include, NULL),
	CONF_FIELD(struct project, "exclude", conf_read_globs, exclude, NULL),
	CONF_FIELD(struct project, "patterns", read_patterns, patterns, NULL),
	CONF_FIELD(struct project, "include_path", conf_read_paths, include_path, NULL),
	CONF_FIELD(struct project, "lint", conf_read_form, lint, &project_lint_form),
	{ "ignore", project_read_ignores, 0, NULL, false },
	CONF_FIELD(struct project, "fix", conf_read_form, fix, &fix_form),
	CONF_FIELD(struct project, "gen", conf_read_form, gen, &gen_form),
	CONF_FIELD(struct project, "output", conf_read_form, output, &output_form),
	CONF_FIELD(struct project, "baseline", conf_read_path, baseline, NULL),
};

static const char in_map[] = "facts about mail belong in the egress map (mail-egress.yaml)";
static const struct conf_moved project_moved[] = {
	{ "hosts", in_map },
	{ "pools", in_map },
	{ "reverse", in_map },
	{ "senders", in_map },
	{ "domains", in_map },
	{ "canonical", in_map },
	{ "defaults", in_map },
	{ "policy", "its keys belong under \"lint\" and \"output\"" },
	{ "fail_on", "\"fail_on\" belongs under \"output\"" },
	{ "severity", "\"severity\" belongs under \"lint\"" },
	{ "select", "\"select\" belongs under \"lint\"" },
};
static const struct conf_form project_form = { .expected = "a mapping",
	.fields = project_fields,
	.count = ARRAY_LEN(project_fields),
	.moved = project_moved,
	.moved_count = ARRAY_LEN(project_moved) };

/* How many zones the file may give, so that there is room for all of them at once. */
static size_t
count_zones(const struct yaml_node *root)
{
	const struct yaml_node *zones = conf_child(root, "zones");
	const struct yaml_node *views = conf_child(root, "views");
	size_t count = zones == NULL ? 0 : zones->count;

	if (views == NULL || views->kind != NODE_MAPPING)
		return count;
	for (const struct yaml_node *view = views->first; view != NULL; view = view->next) {
		zones = conf_child(view, "zones");
		count += zones == NULL ? 0 : zones->count;
	}
	return count;
}

/* Views that zones[] speaks of must exist. */
static void
check_views(struct conf *c, const struct project *p)
{
	const char **names = arena_array(c->arena, p->view_count, sizeof(const char *));
	struct keyset views = { 0 };

	for (size_t i = 0; i < p->view_count; i++) {
		names[i] = p->views[i].name.text;
		keyset_add(&views, str_of(names[i]), names[i]);
	}
	for (size_t i = 0; i < p->zone_count; i++) {
		const struct conf_str *view = &p->zones[i].view;

		if (view->text == NULL || keyset_find(&views, str_of(view->text)) != NULL)
			continue;
		conf_report(c, "reference", NULL, view->span, "no view \"%s\"",
		    conf_token(c, str_of(view->text)))
		    ->hint = p->view_count == 0
		                 ? "name the views under \"views\""
		                 : conf_meant(c, str_of(view->text), names, p->view_count);
	}
	keyset_clear(&views);
}

/* A zone has one file in a view. */
static void
check_twice(struct conf *c, const struct project *p)
{
	struct keyset seen = { 0 };

	for (size_t i = 0; i < p->zone_count; i++) {
		const struct project_zone *zone = &p->zones[i], *first;
		const char *view = zone->view.text == NULL ? "" : zone->view.text;
		const char *key = conf_print(c, "%s %s", zone->origin.text, view);
		struct conf_problem *problem;

		first = keyset_add(&seen, str_of(key), zone);
		if (first == zone)
			continue;
		problem = conf_report(c, "duplicate-key", NULL, zone->origin.span,
		    "zone \"%s\" is given twice%s; first at %s",
		    conf_token(c, str_of(zone->origin.text)),
		    zone->view.text == NULL ? "" : " in one view",
		    conf_place(c, first->origin.span));
		problem->other = first->origin.span;
		problem->other_label = "first given here";
	}
	keyset_clear(&seen);
}

void
project_defaults(struct project *p)
{
	*p = (struct project){ .version.value = 1 };
	p->lint.max_pool.value = 1024;
	p->lint.claim_max_age_days.value = 180;
	p->fix.max_delete_percent.value = 10;
	p->fix.max_replace_percent.value = 30;
	p->gen.zone_length_ipv4.value = 24;
	p->gen.zone_length_ipv6.value = 64;
}

bool
project_load(
    struct sources *sources, uint32_t file, struct project *p, struct conf_problems *problems)
{
	struct tree doc;
	struct conf c;

	project_defaults(p);
	p->file = file;
	conf_begin(&c, sources, file, "config", &p->arena, problems);
	tree_read(&c, &doc);
	tree_comments(&c, &doc, &p->comments);
	if (doc.root != NULL) {
		p->zones = arena_array(&p->arena, count_zones(doc.root), sizeof *p->zones);
		conf_mapping(&c, doc.root, &project_form, p);
		check_views(&c, p);
		check_twice(&c, p);
		project_check_until(&c, p, doc.root);
	}
	tree_free(&doc);
	return conf_end(&c);
}

void
project_free(struct project *p)
{
	arena_free(&p->arena);
	*p = (struct project){ 0 };
}
