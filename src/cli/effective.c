/* cli/effective.c -- which setting wins */
#include "cli/effective.h"

#include <stdlib.h>

#include "cli/values.h"
#include "lint/registry.h"

static const enum severity severities[] = {
	[PROJECT_ERROR] = SEVERITY_ERROR,
	[PROJECT_WARNING] = SEVERITY_WARNING,
	[PROJECT_INFO] = SEVERITY_INFO,
	[PROJECT_OFF] = SEVERITY_OFF,
};

static const enum severity fail_levels[] = {
	[PROJECT_FAIL_ERROR] = SEVERITY_ERROR,
	[PROJECT_FAIL_WARNING] = SEVERITY_WARNING,
	[PROJECT_FAIL_INFO] = SEVERITY_INFO,
	[PROJECT_FAIL_NEVER] = SEVERITY_OFF,
};

/* True when there are such rules; else that is a finding. */
static bool
known(struct session *s, const struct conf_str *pattern)
{
	const char *nearest;
	struct lint_extra extra = { .rule = "config-rule", .span = pattern->span };

	if (rule_pattern_known(pattern->text))
		return true;
	nearest = rule_nearest(pattern->text);
	extra.message = arena_printf(&s->arena, "there is no rule \"%s\"", pattern->text);
	if (nearest != NULL)
		extra.help = arena_printf(&s->arena, "did you mean \"%s\"?", nearest);
	session_extra(s, &extra);
	s->undone = true;
	return false;
}

/* Those of list that exist, to out, unless that is NULL. */
static void
add_list(struct session *s, const struct conf_list *list, struct texts *out)
{
	for (size_t i = 0; i < list->count; i++)
		if (known(s, &list->items[i]) && out != NULL)
			texts_add(s->settings, out, list->items[i].text);
}

/* Rules: --select takes the place of what the project file selects and ignores. */
static void
choose_rules(struct session *s, struct lint_options *lint)
{
	struct settings *settings = s->settings;
	bool given = settings->select.count > 0;

	add_list(s, &s->project.lint.select, given ? NULL : &settings->select);
	add_list(s, &s->project.lint.ignore, given ? NULL : &settings->ignore);
	lint->select = settings->select.items;
	lint->select_count = settings->select.count;
	lint->ignore = settings->ignore.items;
	lint->ignore_count = settings->ignore.count;
}

/* Levels: later ones win, so those of the command line stand last. */
static void
choose_levels(struct session *s, struct lint_options *lint)
{
	const struct project_lint *p = &s->project.lint;
	const struct settings *settings = s->settings;
	size_t count = 0;
	struct rule_setting *list = arena_array(&s->arena,
	    p->severity_count + settings->severity_count + 1, sizeof(struct rule_setting));

	for (size_t i = 0; i < p->severity_count; i++)
		if (known(s, &p->severity[i].rule))
			list[count++] = (struct rule_setting){ p->severity[i].rule.text,
				severities[p->severity[i].severity.value] };
	if (settings->severity_count > 0)
		memcpy(list + count, settings->severities, settings->severity_count * sizeof *list);
	lint->severities = list;
	lint->severity_count = count + settings->severity_count;
}

static const struct scoped_ignore *
choose_scopes(struct session *s, const struct project_scoped *from, size_t count, size_t *out_count)
{
	struct scoped_ignore *list;
	size_t most = 0, n = 0;

	for (size_t i = 0; i < count; i++)
		most += from[i].rules.count;
	list = arena_array(&s->arena, most + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < from[i].rules.count; j++)
			if (known(s, &from[i].rules.items[j]))
				list[n++] = (struct scoped_ignore){ from[i].scope.text,
					from[i].rules.items[j].text };
	*out_count = n;
	return list;
}

static void
choose_ignores(struct session *s, struct lint_options *lint)
{
	const struct project *p = &s->project;
	struct lint_ignore *list = arena_array(&s->arena, p->ignore_count + 1, sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < p->ignore_count; i++) {
		const struct project_ignore *from = &p->ignores[i];

		if (from->rule.text == NULL || !known(s, &from->rule))
			continue;
		list[n++] = (struct lint_ignore){
			.rule = from->rule.text,
			.at = from->at.text,
			.until = from->until.given ? from->until.days : INT64_MAX,
			.span = from->span,
		};
	}
	lint->ignores = list;
	lint->ignores_count = n;
}

/* The project file's reports; the first without a file is not one of them, but what is printed. */
static const struct project_format *
project_reports(struct session *s, struct effective *out)
{
	const struct project_output *project = &s->project.output;
	const struct project_format *printed = NULL;
	struct report_to *list = arena_array(&s->arena, project->format_count + 1, sizeof *list);

	out->reports = list;
	for (size_t i = 0; i < project->format_count; i++) {
		const struct project_format *from = &project->formats[i];
		const char *name = project_formats[from->format.value];

		if (from->file.text == NULL && printed == NULL)
			printed = from;
		else
			list[out->report_count++] = (struct report_to){ render_format_find(name),
				from->file.text, from->file.text != NULL };
	}
	return printed;
}

/* What is printed, and which reports are written. */
static bool
choose_output(struct session *s, struct effective *out)
{
	const struct settings *settings = s->settings;
	const struct project_format *printed = project_reports(s, out);
	const char *name = settings->format;
	bool taken = false;
	struct err err;

	if (settings->report_count > 0) {
		out->reports = settings->reports;
		out->report_count = settings->report_count;
		for (size_t i = 0; i < out->report_count; i++)
			taken |= out->reports[i].file == NULL;
	}
	if (name == NULL && taken && !settings->statistics)
		return true;
	if (name == NULL && printed != NULL)
		name = project_formats[printed->format.value];
	out->format = render_format_at(0);
	if (name == NULL || value_format(name, &out->format, &err))
		return true;
	usage_error(settings->command, "%s", err.text);
	return false;
}

bool
effective_settings(struct session *s, struct effective *out)
{
	const struct project *project = &s->project;
	const struct project_lint *p = &project->lint;
	const struct settings *settings = s->settings;
	struct lint_options *lint = &out->lint;
	struct err err;

	*out = (struct effective){ .fail_on = settings->fail_on };
	if (!settings->fail_on_given && project->output.fail_on.given)
		out->fail_on = fail_levels[project->output.fail_on.value];
	if (!choose_output(s, out))
		return false;
	choose_rules(s, lint);
	choose_levels(s, lint);
	lint->per_file = choose_scopes(s, p->per_file, p->per_file_count, &lint->per_file_count);
	lint->per_name = choose_scopes(s, p->per_name, p->per_name_count, &lint->per_name_count);
	lint->per_network =
	    choose_scopes(s, p->per_network, p->per_network_count, &lint->per_network_count);
	choose_ignores(s, lint);
	lint->no_inline_ignores = settings->no_inline_ignores;
	lint->require_reason = p->require_reason.value;
	lint->require_until = p->require_until.value;
	lint->targets = (unsigned)p->targets.value;
	lint->today = settings->today;
	if (!settings->today_given && !value_today(&lint->today, &err)) {
		complain("%s", err.text);
		return false;
	}
	if (!lint_check_options(lint, &err)) {
		usage_error(settings->command, "%s", err.text);
		return false;
	}
	return true;
}
