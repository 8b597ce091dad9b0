/* cli/cmd_config.c -- ptrlint config: the settings in force, and where each came from */
#include "cli/effective.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "cli/out.h"
#include "cli/schemas.h"
#include "render/escape.h"

enum format { TEXT, JSON };
static const char *const formats[] = { "text", "json" };

struct row {
	const char *key, *value, *from;
};

struct table {
	struct session *s;
	struct row *rows;
	size_t count, cap;
};

/* "FILE:LINE:COL" of a value of the project file, or what else decided. */
static const char *
from_of(const struct table *t, struct span span, bool command_line)
{
	struct place at;

	if (command_line)
		return "command line";
	if (span.file == 0)
		return "default";
	at = source_place(t->s->sources, span.file, span.off);
	return arena_printf(&t->s->arena, "%s:%" PRIu32 ":%" PRIu32,
	    source_path(t->s->sources, span.file), at.line, at.column);
}

static void
add(struct table *t, const char *key, const char *value, const char *from)
{
	if (t->count == t->cap) {
		t->cap = t->cap == 0 ? 32 : t->cap * 2;
		t->rows = xrealloc(t->rows, t->cap * sizeof *t->rows);
	}
	t->rows[t->count++] = (struct row){ key, *value == '\0' ? "-" : value, from };
}

static void
add_text(struct table *t, const char *key, const struct conf_str *text)
{
	add(t, key, text->text == NULL ? "" : text->text, from_of(t, text->span, false));
}

static void
add_number(struct table *t, const char *key, const struct conf_number *n)
{
	add(t, key, arena_printf(&t->s->arena, "%" PRId64, n->value), from_of(t, n->span, false));
}

/* A choice of the project file by its word. */
static void
add_choice(struct table *t, const char *key, const struct conf_number *n, const char *const *words)
{
	add(t, key, words[n->value], from_of(t, n->span, false));
}

static void
add_bool(struct table *t, const char *key, const struct conf_bool *b)
{
	add(t, key, b->value ? "true" : "false", from_of(t, b->span, false));
}

static const char *
joined(struct table *t, const char *const *items, size_t count)
{
	struct buf text = { 0 };
	const char *copy;

	for (size_t i = 0; i < count; i++)
		buf_put(&text, "%s%s", i == 0 ? "" : ", ", items[i]);
	copy = arena_copy(&t->s->arena, buf_view(&text));
	buf_free(&text);
	return copy;
}

static void
add_list(struct table *t, const char *key, const struct conf_list *list)
{
	const char **items = arena_array(&t->s->arena, list->count + 1, sizeof(const char *));

	for (size_t i = 0; i < list->count; i++)
		items[i] = list->items[i].text;
	add(t, key, joined(t, items, list->count), from_of(t, list->span, false));
}

/* Rules left out: those of the command line and of the project file are added up. */
static const char *
ignore_from(struct table *t, bool given, bool select_given)
{
	struct span span = t->s->project.lint.ignore.span;
	const char *file = from_of(t, span, false);

	if (!given)
		return select_given ? "default" : file;
	if (select_given || span.file == 0)
		return "command line";
	return arena_printf(&t->s->arena, "command line and %s", file);
}

static void
add_levels(struct table *t, const struct effective *e)
{
	for (size_t i = 0; i < e->lint.severity_count; i++) {
		const struct rule_setting *set = &e->lint.severities[i];
		bool given = i + t->s->settings->severity_count >= e->lint.severity_count;
		const char *from = given ? "command line" : "project file";

		add(t, arena_printf(&t->s->arena, "lint.severity.%s", set->pattern),
		    severity_name(set->severity), from);
	}
}

static const char *
file_or_none(const struct session *s, uint32_t file)
{
	return file == 0 ? "none" : source_path(s->sources, file);
}

static void
add_lint(struct table *t, const struct effective *e, bool select_given, bool ignore_given)
{
	const struct project_lint *p = &t->s->project.lint;
	const struct lint_options *lint = &e->lint;

	add(t, "lint.select",
	    lint->select_count == 0 ? "@recommended" : joined(t, lint->select, lint->select_count),
	    from_of(t, p->select.span, select_given));
	add(t, "lint.ignore", joined(t, lint->ignore, lint->ignore_count),
	    ignore_from(t, ignore_given, select_given));
	add_levels(t, e);
	add_bool(t, "lint.require_reason", &p->require_reason);
	add_bool(t, "lint.require_until", &p->require_until);
	add_number(t, "lint.max_pool", &p->max_pool);
	add_number(t, "lint.claim_max_age_days", &p->claim_max_age_days);
}

static void
add_fix(struct table *t)
{
	static const char *const serials[] = { "auto", "date", "increment", "unix", "keep" };
	static const char *const ttls[] = { "zone", "inherit", "a number" };
	static const char *const multiple[] = { "one", "keep", "all" };
	static const char *const styles[] = { "hyphen", "slash", "range", "octet", "template" };
	const struct project *p = &t->s->project;

	add_choice(t, "fix.soa_serial", &p->fix.soa_serial, serials);
	if (p->fix.ptr_ttl.value == PROJECT_TTL_SECONDS)
		add(t, "fix.ptr_ttl",
		    arena_printf(&t->s->arena, "%" PRIu32, p->fix.ptr_ttl_seconds),
		    from_of(t, p->fix.ptr_ttl.span, false));
	else
		add_choice(t, "fix.ptr_ttl", &p->fix.ptr_ttl, ttls);
	add_choice(t, "fix.multiple_ptr", &p->fix.multiple_ptr, multiple);
	add_number(t, "fix.max_delete_percent", &p->fix.max_delete_percent);
	add_number(t, "fix.max_replace_percent", &p->fix.max_replace_percent);
	add_list(t, "gen.ns", &p->gen.ns);
	add_number(t, "gen.zone_length.ipv4", &p->gen.zone_length_ipv4);
	add_number(t, "gen.zone_length.ipv6", &p->gen.zone_length_ipv6);
	add_choice(t, "gen.style", &p->gen.style, styles);
	add_text(t, "gen.template", &p->gen.template);
}

static void
fill(struct table *t, const struct effective *e, bool select_given, bool ignore_given)
{
	struct session *s = t->s;
	const struct settings *settings = s->settings;
	const struct project *p = &s->project;

	add(t, "root", sources_root(s->sources), settings->root != NULL ? "command line" : "found");
	add(t, "project file", file_or_none(s, s->project_file),
	    settings->config != NULL || settings->no_config ? "command line" : "found");
	add(t, "map", file_or_none(s, s->map_file), from_of(t, p->map.span, settings->map != NULL));
	add_list(t, "include", &p->include);
	add_list(t, "exclude", &p->exclude);
	add_list(t, "patterns", &p->patterns);
	add_list(t, "include_path", &p->include_path);
	add_lint(t, e, select_given, ignore_given);
	add_fix(t);
	add(t, "output.fail_on", e->fail_on == SEVERITY_OFF ? "never" : severity_name(e->fail_on),
	    from_of(t, p->output.fail_on.span, settings->fail_on_given));
	add_text(t, "baseline", &p->baseline);
}

static void
print_text(const struct table *t, struct buf *out)
{
	size_t keys = 0, values = 0;

	for (size_t i = 0; i < t->count; i++) {
		size_t key = strlen(t->rows[i].key), value = strlen(t->rows[i].value);

		keys = key > keys ? key : keys;
		values = value > values && value <= 40 ? value : values;
	}
	for (size_t i = 0; i < t->count; i++) {
		size_t before = out->len;

		escape_text(out, str_of(t->rows[i].key));
		buf_fill(out, ' ', keys + 2 - (out->len - before));
		before = out->len;
		escape_text(out, str_of(t->rows[i].value));
		buf_fill(out, ' ', out->len - before < values ? values - (out->len - before) : 0);
		buf_text(out, "  # ");
		escape_text(out, str_of(t->rows[i].from));
		buf_char(out, '\n');
	}
}

static void
print_json(const struct table *t, struct buf *out)
{
	buf_text(out, "{\"settings\": [");
	for (size_t i = 0; i < t->count; i++) {
		buf_text(out, i == 0 ? "\n  {\"key\": " : ",\n  {\"key\": ");
		escape_json(out, str_of(t->rows[i].key));
		buf_text(out, ", \"value\": ");
		escape_json(out, str_of(t->rows[i].value));
		buf_text(out, ", \"from\": ");
		escape_json(out, str_of(t->rows[i].from));
		buf_char(out, '}');
	}
	buf_text(out, "]}\n");
}

static enum exit_status
show(struct session *s, int format)
{
	const struct settings *settings = s->settings;
	bool select_given = settings->select.count > 0, ignore_given = settings->ignore.count > 0;
	struct table t = { .s = s };
	struct effective e;
	struct buf out = { 0 };

	if (!effective_settings(s, &e))
		return EXIT_UNDONE;
	session_say_extra(s);
	if (!settings->check) {
		fill(&t, &e, select_given, ignore_given);
		if (format == JSON)
			print_json(&t, &out);
		else
			print_text(&t, &out);
	}
	free(t.rows);
	return print_and_free(&out, s->undone ? EXIT_UNDONE : EXIT_CLEAN);
}

static enum exit_status
print_schema(const struct settings *settings)
{
	struct buf out = { 0 };
	struct suggest s;

	suggest_begin(&s, str_of(settings->schema));
	for (const struct schema *x = schemas; x->name != NULL; x++) {
		if (strcmp(x->name, settings->schema) == 0) {
			out.len = 0;
			buf_bytes(&out, x->text.ptr, x->text.len);
			return print_and_free(&out, EXIT_CLEAN);
		}
		suggest_offer(&s, str_of(x->name));
		buf_put(&out, "%s%s", out.len > 0 ? ", " : "", x->name);
	}
	buf_char(&out, '\0');
	if (s.best.ptr != NULL)
		usage_error(settings->command, "no schema \"%s\"; did you mean %s?",
		    settings->schema, s.best.ptr);
	else
		usage_error(settings->command, "no schema \"%s\"; there are: %s", settings->schema,
		    out.ptr);
	buf_free(&out);
	return EXIT_UNDONE;
}

enum exit_status
cmd_config(struct settings *settings)
{
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	enum exit_status status = EXIT_UNDONE;
	struct session s;

	if (format < 0)
		return EXIT_UNDONE;
	if (settings->schema != NULL)
		return print_schema(settings);
	settings->format = NULL; /* it is not that of a report */
	if (session_open(&s, settings))
		status = show(&s, format);
	session_close(&s);
	return status;
}
