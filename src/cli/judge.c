/* cli/judge.c -- read and judge a project */
#include "cli/judge.h"

#include <stdlib.h>

#include "base/err.h"
#include "cli/base.h"
#include "cli/baseline.h"

/* As lint_retain() wants it.  What concerns the run as a whole always counts. */
static bool
keep(void *arg, const struct finding *f)
{
	const struct session *s = arg;

	if (f->span.file == 0 || session_names(s, f->span.file))
		return true;
	for (const struct note *note = f->notes; note != NULL; note = note->next)
		if (session_names(s, note->span.file))
			return true;
	return false;
}

/* Verdicts on mail addresses; a map that is wrong is no ground to judge on. */
struct mail *
judge_mail(struct session *s, int64_t today)
{
	struct mail_settings settings = {
		.map = s->map_file != 0 ? &s->map : NULL,
		.treat_as_public = &s->project.lint.treat_as_public,
		.claim_max_age_days = s->project.lint.claim_max_age_days.value,
		.today = today,
	};

	return s->map_file != 0 && !s->map_valid ? NULL : mail_judge(s->set, &settings);
}

/* Settings before zones: what is wrong with the command line is said at once. */
static bool
prepare(struct session *s, struct judgement *j)
{
	if (!effective_settings(s, &j->settings))
		return false;
	if (!s->settings->statistics || j->settings.format == NULL || j->settings.format->text)
		return true;
	usage_error(s->settings->command, "--statistics goes with text formats only");
	return false;
}

/* The choice that `ptrlint gen` makes too. */
static struct naming *
choose_names(const struct session *s, const struct judgement *j)
{
	const struct naming_options options = {
		.map = s->map_file != 0 && s->map_valid ? &s->map : NULL,
		.mail = j->mail,
		.exclude = &s->project.gen.exclude,
		.today = j->settings.lint.today,
		.pick = s->settings->pick,
		.no_comments = s->settings->no_inline_ignores,
		.replace = s->settings->prune,
		.unsafe = s->settings->unsafe_fixes,
	};

	return naming_new(s->set, &options);
}

/* Run the rules over what was read. */
static void
run(struct session *s, struct judgement *j)
{
	progress_say(&s->progress, "checking zones");
	j->settings.lint.extra = s->extra;
	j->settings.lint.extra_count = s->extra_count;
	j->mail = judge_mail(s, j->settings.lint.today);
	j->settings.lint.mail = j->mail;
	j->naming = choose_names(s, j);
	j->settings.lint.naming = j->naming;
	j->settings.lint.map_comments = s->map_valid ? &s->map.comments : NULL;
	j->settings.lint.project_comments = &s->project.comments;
	j->lint = lint_run(s->set, &j->settings.lint);
	if (lint_undone(j->lint) != NULL) {
		complain("%s", lint_undone(j->lint));
		s->undone = true;
	}
	j->findings = lint_findings(j->lint, &j->count);
	progress_end(&s->progress);
}

/* Append what is live in the state before; what was silenced there is new when it is no longer. */
static void
add_before(struct judgement *j, const struct judgement *before)
{
	struct lint_options *lint = &j->settings.lint;

	j->known = xcalloc(lint->known_count + before->count + 1, sizeof *j->known);
	if (lint->known_count > 0)
		memcpy(j->known, lint->known, lint->known_count * sizeof *j->known);
	lint->known = j->known;
	for (size_t i = 0; i < before->count; i++) {
		const struct finding *f = before->findings[i];

		if (f->suppressed == NULL)
			j->known[lint->known_count++] = (struct known_finding){
				.fingerprint = f->fingerprint, .rule = f->rule->id, .message = ""
			};
	}
}

/*
 * Judge the revision to compare with, by its own settings.  One that has no zones, say, knows nothing: then all is
 * new.
 *
 * settings  as the command line gave them
 * return    false after a complaint: there is no such revision
 */
static bool
judge_before(struct settings *settings, const char *root, struct judgement *j)
{
	struct judgement before = { 0 };
	struct session old;
	bool ok;

	/* what is added to the lists goes elsewhere, for the originals are in use */
	settings->arena = (struct arena){ 0 };
	settings->select.cap = settings->select.count;
	settings->ignore.cap = settings->ignore.count;
	settings->operands = (struct texts){ 0 };
	ok = session_open_before(&old, settings, settings->new_from, root);
	if (ok && effective_settings(&old, &before.settings) && session_discover(&old)) {
		session_load(&old, lint_needs_remarks(&before.settings.lint));
		run(&old, &before);
		add_before(j, &before);
	}
	judge_end(&before);
	session_close(&old);
	arena_free(&settings->arena);
	return ok;
}

/* The findings that are no news: of the baseline, and of the revision to compare with. */
static bool
find_known(struct session *s, struct settings *given, struct judgement *j)
{
	baseline_read(s, &j->baseline);
	if (!s->settings->write_baseline) {
		j->settings.lint.known = j->baseline.list;
		j->settings.lint.known_count = j->baseline.count;
	}
	return given->new_from == NULL || judge_before(given, sources_root(s->sources), j);
}

bool
judge_begin(struct session *s, struct judgement *j)
{
	struct settings given = *s->settings;
	char *root = xstrdup(sources_root(s->sources));
	bool ok;

	*j = (struct judgement){ 0 };
	ok = prepare(s, j) && session_discover(s);
	/* the only project further down has settings of its own */
	if (ok && strcmp(root, sources_root(s->sources)) != 0)
		ok = prepare(s, j);
	free(root);
	if (!ok)
		return false;
	session_load(s, lint_needs_remarks(&j->settings.lint));
	if (!session_focus(s))
		return false;
	if (s->settings->base != NULL) {
		j->settings.lint.base_name = s->settings->base;
		j->settings.lint.base = base_load(s, s->settings->base);
		if (j->settings.lint.base == NULL)
			return false;
	}
	if (!find_known(s, &given, j))
		return false;
	run(s, j);
	if (s->focus != NULL)
		lint_retain(j->lint, keep, s);
	j->findings = lint_findings(j->lint, &j->count);
	return true;
}

void
judge_end(struct judgement *j)
{
	if (j->lint != NULL)
		lint_free(j->lint);
	if (j->naming != NULL)
		naming_free(j->naming);
	if (j->mail != NULL)
		mail_free(j->mail);
	baseline_free(&j->baseline);
	free(j->known);
	*j = (struct judgement){ 0 };
}

static bool
fails(const struct lint_summary *sum, enum severity fail_on)
{
	switch (fail_on) {
	case SEVERITY_ERROR:
		return sum->error > 0;
	case SEVERITY_WARNING:
		return sum->error + sum->warning > 0;
	case SEVERITY_INFO:
		return sum->error + sum->warning + sum->info > 0;
	default:
		return false;
	}
}

enum exit_status
judge_status(const struct session *s, const struct judgement *j)
{
	return s->undone                                           ? EXIT_UNDONE
	       : fails(lint_summary(j->lint), j->settings.fail_on) ? EXIT_FINDINGS
	                                                           : EXIT_CLEAN;
}
