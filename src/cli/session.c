/* cli/session.c -- from the command line to zones that are read */
#include "cli/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/out.h"
#include "cli/progress.h"
#include "lint/registry.h"

#define PROJECT_NAME ".ptrlint.yaml"
#define MAP_NAME     "mail-egress.yaml"

void
session_extra(struct session *s, const char *rule, struct span span, const char *message,
    const char *label, const char *help)
{
	struct lint_extra extra = { .rule = rule, .span = span };

	if (rule_find(rule) == NULL) {
		/* no rule explains it: then it is not a finding, but not nothing either */
		complain("%s", message);
		s->undone = true;
		return;
	}
	extra.message = arena_copy(&s->arena, str_of(message));
	extra.label = label == NULL ? NULL : arena_copy(&s->arena, str_of(label));
	extra.help = help == NULL ? NULL : arena_copy(&s->arena, str_of(help));
	if (s->extra_count == s->extra_cap) {
		s->extra_cap = s->extra_cap == 0 ? 16 : s->extra_cap * 2;
		s->extra = xrealloc(s->extra, s->extra_cap * sizeof *s->extra);
	}
	s->extra[s->extra_count++] = extra;
}

void
session_say_extra(const struct session *s)
{
	for (size_t i = 0; i < s->extra_count; i++) {
		const struct lint_extra *e = &s->extra[i];
		const char *help = e->help == NULL ? "" : e->help;
		const char *between = e->help == NULL ? "" : "; ";
		struct place at;

		if (e->span.file == 0) {
			complain("%s%s%s [%s]", e->message, between, help, e->rule);
			continue;
		}
		at = source_place(s->sources, e->span.file, e->span.off);
		complain("%s:%u:%u: %s%s%s [%s]", source_path(s->sources, e->span.file), at.line,
		    at.column, e->message, between, help, e->rule);
	}
}

/* "the first stands at PATH:LINE:COL", for what has room for one place only. */
static void
put_other(const struct session *s, struct span other, const char *label, struct buf *out)
{
	struct place at;

	if (other.file == 0)
		return;
	at = source_place(s->sources, other.file, other.off);
	buf_put(out, "%s%s: %s:%u:%u", out->len > 0 ? "; " : "", label != NULL ? label : "see",
	    source_path(s->sources, other.file), at.line, at.column);
}

static void
add_conf_problems(struct session *s)
{
	struct buf help = { 0 };

	for (size_t i = 0; i < s->problems.count; i++) {
		const struct conf_problem *p = &s->problems.list[i];

		help.len = 0;
		buf_text(&help, p->hint != NULL ? p->hint : "");
		put_other(s, p->other, p->other_label, &help);
		buf_char(&help, '\0');
		session_extra(
		    s, p->rule, p->span, p->message, NULL, help.len > 1 ? help.ptr : NULL);
	}
	if (s->problems.dropped > 0)
		complain("%zu more complaints about settings", s->problems.dropped);
	s->undone |= s->problems.count > 0;
	buf_free(&help);
}

/* A file that is there, or that was asked for by name. */
static uint32_t
settings_file(struct session *s, const char *given, const char *usual)
{
	uint32_t file = source_add(s->sources, given != NULL ? given : usual, given != NULL);
	struct source_handle h;
	struct err err;
	enum open_result result = source_open(s->sources, file, &h, &err);

	if (result == OPEN_OK)
		source_close(&h);
	return result == OPEN_MISSING && given == NULL ? 0 : file;
}

static void
read_project(struct session *s)
{
	project_defaults(&s->project);
	if (s->settings->no_config)
		return;
	s->project_file = settings_file(s, s->settings->config, PROJECT_NAME);
	/* what is wrong is in the problems */
	if (s->project_file != 0 &&
	    !project_load(s->sources, s->project_file, &s->project, &s->problems))
		s->undone = true;
}

static void
read_map(struct session *s)
{
	const char *usual = MAP_NAME;

	if (s->project.map.text != NULL)
		usual = s->project.map.text;
	s->map_file = settings_file(s, s->settings->map, usual);
	if (s->map_file == 0 && s->project.map.text != NULL)
		s->map_file =
		    source_add(s->sources, usual, false); /* asked for: it has to be there */
	if (s->map_file == 0)
		return;
	s->map_valid = egress_load(s->sources, s->map_file,
	    (uint64_t)s->project.lint.max_pool.value, &s->map, &s->problems);
	s->undone |= !s->map_valid;
}

static bool
open_at(struct session *s, const char *root)
{
	struct err err;

	s->sources = sources_new(root, &err);
	if (s->sources == NULL) {
		complain("%s", err.text);
		return false;
	}
	sources_limit(s->sources, s->settings->limits.bytes);
	read_project(s);
	read_map(s);
	add_conf_problems(s);
	return true;
}

bool
session_open(struct session *s, struct settings *settings)
{
	struct buf root = { 0 };
	struct err err;
	bool ok;

	*s = (struct session){ .settings = settings };
	if (settings->no_config && settings->config != NULL) {
		usage_error(settings->command, "--config and --no-config exclude each other");
		return false;
	}
	if (!root_find(settings, &root, &err)) {
		complain("%s", err.text);
		return false;
	}
	ok = open_at(s, root.ptr);
	buf_free(&root);
	return ok;
}

void
session_close(struct session *s)
{
	if (s->set != NULL)
		set_free(s->set);
	discovery_free(&s->found);
	if (s->map_file != 0)
		egress_free(&s->map);
	project_free(&s->project);
	conf_problems_free(&s->problems);
	free(s->extra);
	free(s->focus);
	arena_free(&s->arena);
	sources_free(s->sources);
	*s = (struct session){ .settings = s->settings };
}

static bool
look(struct session *s)
{
	struct err err;

	if (discover(s->sources, &s->project, s->settings->zones, s->settings->zone_count,
	        &s->settings->limits, &s->found, &err))
		return true;
	complain("%s", err.text);
	return false;
}

/* Nothing is here but projects further down: the only one is meant, of several one is to be named. */
static bool
go_down(struct session *s)
{
	struct settings *settings = s->settings;
	struct buf root = { 0 };
	bool ok;

	if (s->found.nested_count > 1) {
		complain("no zone here, but %zu projects further down; name one by --root:",
		    s->found.nested_count);
		for (size_t i = 0; i < s->found.nested_count; i++)
			complain("  %s", s->found.nested[i]);
		return false;
	}
	remark(settings, "the project is %s", s->found.nested[0]);
	buf_put(&root, "%s/%s", sources_root(s->sources), s->found.nested[0]);
	buf_char(&root, '\0');
	session_close(s);
	*s = (struct session){ .settings = settings };
	ok = open_at(s, root.ptr) && look(s);
	buf_free(&root);
	return ok;
}

static void
no_zone(const struct session *s)
{
	complain("no zone found in %s", sources_root(s->sources));
	complain("looked for files with a SOA record (hidden and backup files, build/ and what the "
	         "project file excludes left out); --zone ORIGIN=FILE names one");
}

static void
add_discovery(struct session *s)
{
	const struct discovery *d = &s->found;
	struct buf text = { 0 };

	for (size_t i = 0; i < d->problem_count; i++) {
		const struct zone_problem *p = &d->problems[i];
		const struct rule *rule = rule_of_problem((enum problem)p->problem);

		session_extra(s, rule->id, p->span, p->sentence, p->label, NULL);
	}
	for (size_t i = 0; i < d->finding_count; i++) {
		const struct discovery_finding *f = &d->findings[i];

		text.len = 0;
		put_other(s, f->other, f->other_label, &text);
		buf_char(&text, '\0');
		session_extra(
		    s, f->rule, f->span, f->message, NULL, text.len > 1 ? text.ptr : NULL);
		s->undone |= strncmp(f->rule, "config-", strlen("config-")) == 0;
	}
	for (size_t i = 0; i < d->unread_count; i++) {
		text.len = 0;
		buf_put(&text, "cannot read %s", d->unread[i]);
		buf_char(&text, '\0');
		session_extra(s, "file-unreadable", (struct span){ 0 }, text.ptr, NULL, NULL);
		s->undone = true;
	}
	buf_free(&text);
}

bool
session_discover(struct session *s)
{
	if (!look(s))
		return false;
	if (s->found.row_count == 0 && s->project_file == 0 && s->map_file == 0 &&
	    s->found.nested_count > 0 && !go_down(s))
		return false;
	if (s->found.row_count == 0) {
		no_zone(s);
		s->undone = true;
	}
	add_discovery(s);
	return true;
}

void
session_load(struct session *s)
{
	const struct conf_list *folders = &s->project.include_path;
	const char **path = arena_array(&s->arena, folders->count + 1, sizeof(const char *));
	struct progress progress;
	struct read_options options = {
		.limits = s->settings->limits,
		.threads = s->settings->jobs,
		.include_path = path,
	};
	size_t unreadable;

	for (size_t i = 0; i < folders->count; i++)
		path[i] = folders->items[i].text;
	if (want_progress(s->settings->progress)) {
		options.progress = progress_show;
		options.progress_arg = &progress;
	}
	progress_begin(&progress);
	s->set = set_load(s->sources, s->found.views, s->found.view_count, s->found.specs,
	    s->found.spec_count, &options);
	progress_end(&progress);
	(void)set_unreadable(s->set, &unreadable);
	s->undone |= unreadable > 0;
	if (set_limit_hit(s->set)) {
		complain("a limit was reached, so not all was read; see --limit");
		s->undone = true;
	}
}
