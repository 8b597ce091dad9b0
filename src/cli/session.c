/* cli/session.c -- from the command line to zones that are read */
#include "cli/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"
#include "cli/out.h"
#include "lint/registry.h"

#define PROJECT_NAME ".ptrlint.yaml"
#define MAP_NAME     "mail-egress.yaml"

/* complain() of a session, unless that is of the state before. */
static void PL_PRINTF(2, 3) tell(const struct session *s, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (!s->silent)
		complain("%s", text);
}

static const char *
keep(struct session *s, const char *text)
{
	return text == NULL ? NULL : arena_copy(&s->arena, str_of(text));
}

void
session_extra(struct session *s, const struct lint_extra *extra)
{
	struct lint_extra *kept;

	if (rule_find(extra->rule) == NULL) {
		/* no rule explains it: then it is not a finding, but not nothing either */
		tell(s, "%s", extra->message);
		s->undone = true;
		return;
	}
	if (s->extra_count == s->extra_cap) {
		s->extra_cap = s->extra_cap == 0 ? 16 : s->extra_cap * 2;
		s->extra = xrealloc(s->extra, s->extra_cap * sizeof *s->extra);
	}
	kept = &s->extra[s->extra_count++];
	*kept = *extra;
	kept->message = keep(s, extra->message);
	kept->help = keep(s, extra->help);
	kept->subject = keep(s, extra->subject);
	kept->other_label = keep(s, extra->other_label);
}

static void
put_place(const struct session *s, struct span span, struct buf *out)
{
	struct place at = source_place(s->sources, span.file, span.off);

	buf_put(out, "%s:%u:%u", source_path(s->sources, span.file), at.line, at.column);
}

void
session_say_extra(const struct session *s)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < s->extra_count; i++) {
		const struct lint_extra *e = &s->extra[i];

		line.len = 0;
		if (e->span.file != 0) {
			put_place(s, e->span, &line);
			buf_text(&line, ": ");
		}
		buf_text(&line, e->message);
		if (e->help != NULL)
			buf_put(&line, "; %s", e->help);
		if (e->other.file != 0) {
			buf_put(&line, "; %s: ", e->other_label != NULL ? e->other_label : "see");
			put_place(s, e->other, &line);
		}
		buf_put(&line, " [%s]", e->rule);
		buf_char(&line, '\0');
		complain("%s", line.ptr);
	}
	buf_free(&line);
}

static void
add_conf_problems(struct session *s)
{
	for (size_t i = 0; i < s->problems.count; i++) {
		const struct conf_problem *p = &s->problems.list[i];
		struct lint_extra extra = { .rule = p->rule,
			.span = p->span,
			.message = p->message,
			.help = p->hint,
			.other = p->other,
			.other_label = p->other_label };

		session_extra(s, &extra);
	}
	if (s->problems.dropped > 0)
		tell(s, "%zu more complaints about settings", s->problems.dropped);
	s->undone |= s->problems.count > 0;
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

/* What stands in the editor, in place of what was saved. */
static bool
take_stdin(struct session *s)
{
	const char *path = s->settings->stdin_filename;
	struct buf name = { 0 };
	bool ok = path == NULL || s->revision != NULL;

	if (!ok && session_relative(s, path, &name)) {
		buf_char(&name, '\0');
		source_add_text(s->sources, name.ptr, s->settings->stdin_text);
		ok = true;
	} else if (!ok) {
		tell(s, "%s does not lie below %s", path, sources_root(s->sources));
	}
	buf_free(&name);
	return ok;
}

static bool
open_at(struct session *s, const char *root)
{
	struct err err;

	if (s->revision != NULL)
		s->sources =
		    sources_new_tree(revision_root(s->revision), revision_tree(s->revision));
	else
		s->sources = sources_new(root, &err);
	if (s->sources == NULL) {
		tell(s, "%s", err.text);
		return false;
	}
	sources_limit(s->sources, s->settings->limits.bytes);
	for (size_t i = 0; i < s->settings->overlay_count; i++)
		source_add_text(
		    s->sources, s->settings->overlays[i].path, s->settings->overlays[i].text);
	if (!take_stdin(s))
		return false;
	read_project(s);
	read_map(s);
	add_conf_problems(s);
	return true;
}

/* The root in a revision, or in the index. */
static bool
open_revision(struct session *s)
{
	const struct settings *settings = s->settings;
	const char *start = settings->root;
	struct err err;

	if (start == NULL)
		start = settings->operands.count > 0 && settings->zone_count == 0
		            ? settings->operands.items[0]
		            : ".";
	s->revision = revision_open(settings->rev, start, &err);
	if (s->revision == NULL) {
		if (settings->rev != NULL && settings->command->bit == FOR_DIFF)
			complain("%s: there is no such folder, and %s", settings->rev, err.text);
		else if (settings->rev != NULL)
			complain("--rev %s: %s", settings->rev, err.text);
		else
			complain("--staged: %s", err.text);
		return false;
	}
	if (settings->root != NULL)
		revision_root_start(s->revision);
	else
		revision_root_search(s->revision);
	return open_at(s, NULL);
}

bool
session_open_before(struct session *s, struct settings *settings, const char *rev, const char *root)
{
	struct err err;

	*s = (struct session){ .settings = settings, .silent = true };
	s->revision = revision_open(rev, root, &err);
	if (s->revision == NULL) {
		complain("--new-from %s: %s", rev, err.text);
		return false;
	}
	revision_root_start(s->revision);
	return open_at(s, NULL);
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
	if (settings->rev != NULL && settings->staged) {
		usage_error(settings->command, "--rev and --staged exclude each other");
		return false;
	}
	if (settings->rev != NULL || settings->staged)
		return open_revision(s);
	if (!root_find(settings, &root, &err)) {
		complain("%s", err.text);
		return false;
	}
	ok = open_at(s, root.ptr);
	buf_free(&root);
	return ok;
}

bool
session_open_file(struct session *s, struct settings *settings, const char *root, const char *name)
{
	*s = (struct session){ .settings = settings };
	s->alone = arena_copy(&s->arena, str_of(name));
	settings->no_config = true;
	return open_at(s, root);
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
	revision_close(s->revision);
	*s = (struct session){ .settings = s->settings };
}

static bool
look(struct session *s)
{
	struct err err;
	const struct limits *limits = &s->settings->limits;
	bool ok;

	if (s->alone != NULL)
		ok = discover_file(s->sources, s->alone, limits, &s->found, &err);
	else
		ok = discover(s->sources, &s->project, s->settings->zones, s->settings->zone_count,
		    limits, &s->found, &err);
	if (ok)
		return true;
	tell(s, "%s", err.text);
	return false;
}

/* Nothing is here but projects further down: the only one is meant, of several one is to be named. */
static bool
go_down(struct session *s)
{
	struct settings *settings = s->settings;
	struct revision *revision = s->revision;
	struct buf root = { 0 };
	bool ok, silent = s->silent;

	if (s->found.nested_count > 1) {
		tell(s, "no zone here, but %zu projects further down; name one by --root:",
		    s->found.nested_count);
		for (size_t i = 0; i < s->found.nested_count; i++)
			tell(s, "  %s", s->found.nested[i]);
		return false;
	}
	if (!silent)
		remark(settings, "the project is %s", s->found.nested[0]);
	buf_put(&root, "%s/%s", sources_root(s->sources), s->found.nested[0]);
	buf_char(&root, '\0');
	if (revision != NULL)
		revision_root_below(revision, s->found.nested[0]);
	s->revision = NULL;
	session_close(s);
	*s = (struct session){ .settings = settings, .revision = revision, .silent = silent };
	ok = open_at(s, root.ptr) && look(s);
	buf_free(&root);
	return ok;
}

static void
no_zone(const struct session *s)
{
	if (s->alone != NULL) {
		complain("%s is no zone: it has no SOA record; --zone ORIGIN=FILE reads it all the "
		         "same",
		    s->settings->operands.items[0]);
		return;
	}
	tell(s, "no zone found in %s", sources_root(s->sources));
	tell(s, "looked for files with a SOA record (hidden and backup files, build/ and what the "
	        "project file excludes left out); --zone ORIGIN=FILE names one");
}

static void
add_origin_problem(struct session *s, const struct zone_problem *p)
{
	struct lint_extra extra = { .rule = rule_of_problem((enum problem)p->problem)->id,
		.span = p->span,
		.message = p->sentence };

	session_extra(s, &extra);
}

static void
add_unread(struct session *s, const char *what)
{
	struct buf text = { 0 };
	struct lint_extra extra = { .rule = "file-unreadable" };

	buf_put(&text, "cannot read %s", what);
	buf_char(&text, '\0');
	extra.message = text.ptr;
	session_extra(s, &extra);
	s->undone = true;
	buf_free(&text);
}

static void
add_discovery(struct session *s)
{
	const struct discovery *d = &s->found;

	for (size_t i = 0; i < d->problem_count; i++)
		add_origin_problem(s, &d->problems[i]);
	for (size_t i = 0; i < d->finding_count; i++) {
		const struct discovery_finding *f = &d->findings[i];
		struct lint_extra extra = { .rule = f->rule,
			.span = f->span,
			.message = f->message,
			.subject = f->subject,
			.other = f->other,
			.other_label = f->other_label };

		session_extra(s, &extra);
		s->undone |= strncmp(f->rule, "config-", strlen("config-")) == 0;
	}
	for (size_t i = 0; i < d->unread_count; i++)
		add_unread(s, d->unread[i]);
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

struct read_options
session_reading(struct session *s)
{
	const struct conf_list *folders = &s->project.include_path;
	const char **path = arena_array(&s->arena, folders->count + 1, sizeof(const char *));
	struct read_options options = {
		.limits = s->settings->limits,
		.threads = s->settings->jobs,
		.include_path = path,
	};

	for (size_t i = 0; i < folders->count; i++)
		path[i] = folders->items[i].text;
	options.path_map = project_path_maps(&s->project, &s->arena, &options.path_map_count);
	return options;
}

void
session_load(struct session *s, bool all_remarks)
{
	struct read_options options = session_reading(s);
	size_t unreadable;

	options.all_remarks = all_remarks;
	progress_begin(&s->progress, want_progress(s->settings->progress));
	if (s->progress.wanted) {
		options.progress = progress_show;
		options.progress_arg = &s->progress;
	}
	s->set = set_load(s->sources, s->found.views, s->found.view_count, s->found.specs,
	    s->found.spec_count, &options);
	progress_end(&s->progress);
	(void)set_unreadable(s->set, &unreadable);
	s->undone |= unreadable > 0;
	if (set_limit_hit(s->set)) {
		tell(s, "a limit was reached, so not all was read; see --limit");
		s->undone = true;
	}
}
