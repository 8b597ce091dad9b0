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

bool
judge_begin(struct session *s, struct judgement *j)
{
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
	baseline_read(s, &j->baseline);
	if (!s->settings->write_baseline) {
		j->settings.lint.known = j->baseline.list;
		j->settings.lint.known_count = j->baseline.count;
	}
	j->settings.lint.extra = s->extra;
	j->settings.lint.extra_count = s->extra_count;
	j->mail = judge_mail(s, j->settings.lint.today);
	j->settings.lint.mail = j->mail;
	j->settings.lint.map_comments = s->map_valid ? &s->map.comments : NULL;
	j->settings.lint.project_comments = &s->project.comments;
	j->lint = lint_run(s->set, &j->settings.lint);
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
	if (j->mail != NULL)
		mail_free(j->mail);
	baseline_free(&j->baseline);
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
