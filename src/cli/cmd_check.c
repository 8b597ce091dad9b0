/* cli/cmd_check.c -- ptrlint check: read, judge, print */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/effective.h"
#include "cli/out.h"

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

static struct render_input
input_of(const struct session *s, const struct lint *lint)
{
	struct render_input in = {
		.summary = lint_summary(lint), .sources = s->sources, .set = s->set
	};

	in.findings = lint_findings(lint, &in.count);
	return in;
}

static enum exit_status
write_reports(const struct session *s, const struct lint *lint, enum exit_status status)
{
	for (size_t i = 0; i < s->settings->report_count; i++) {
		const struct report_to *report = &s->settings->reports[i];
		struct render_input in = input_of(s, lint);
		struct render_out out = { .flush = output_flush };
		struct output file;
		struct err err;

		if (!output_file(report->file, &file, &err)) {
			complain("%s", err.text);
			status = EXIT_BROKEN;
			continue;
		}
		out.arg = &file;
		report->format->render(&in, &out);
		output_flush(&file, &out.buf);
		buf_free(&out.buf);
		status = output_end(&file, status);
	}
	return status;
}

/* Nothing was found: say what was looked at, for silence after a wrong path looks like success. */
static void
say_clean(const struct session *s, const struct render_input *in)
{
	struct buf line = { 0 };

	if (s->settings->quiet || s->undone)
		return;
	render_clean(in, &line);
	write_all(STDERR_FILENO, line.ptr, line.len);
	buf_free(&line);
}

static enum exit_status
print(const struct session *s, const struct effective *settings, const struct lint *lint,
    enum exit_status status)
{
	struct render_input in = input_of(s, lint);
	const struct lint_summary *sum = in.summary;
	struct output standard = output_standard();
	struct render_out out = { .flush = output_flush, .arg = &standard };
	bool full = strcmp(settings->format->name, "full") == 0;

	in.options.width = full ? terminal_width() : 0;
	in.options.colour = settings->format->text && want_colour(s->settings->colour);
	in.options.hyperlinks = full && want_hyperlinks(s->settings->hyperlinks);
	if (s->settings->statistics)
		render_statistics(&in, &out);
	else
		settings->format->render(&in, &out);
	output_flush(&standard, &out.buf);
	buf_free(&out.buf);
	status = output_end(&standard, status);
	if (status != EXIT_BROKEN && full && sum->error + sum->warning + sum->info == 0)
		say_clean(s, &in);
	return status;
}

static void
say_zones(const struct session *s)
{
	char name[DNAME_TEXT_MAX];

	if (!s->settings->verbose)
		return;
	remark(s->settings, "the root is %s", sources_root(s->sources));
	for (size_t i = 0; i < s->found.row_count; i++) {
		const struct discovered *row = &s->found.rows[i];

		remark(s->settings, "%s: %s (%s)",
		    row->spec.file == 0 ? "external" : source_path(s->sources, row->spec.file),
		    row->spec.origin.len == 0 ? "origin unknown"
		                              : dname_text(&row->spec.origin, name),
		    row->why);
	}
}

static enum exit_status
judge(struct session *s)
{
	struct effective settings;
	enum exit_status status;
	struct lint *lint;

	if (!effective_settings(s, &settings))
		return EXIT_UNDONE;
	if (s->settings->statistics && !settings.format->text)
		return usage_error(
		    s->settings->command, "--statistics goes with text formats only");
	if (!session_discover(s))
		return EXIT_UNDONE;
	say_zones(s);
	session_load(s);
	if (!session_focus(s))
		return EXIT_UNDONE;
	settings.lint.extra = s->extra;
	settings.lint.extra_count = s->extra_count;
	lint = lint_run(s->set, &settings.lint);
	if (s->focus != NULL)
		lint_retain(lint, keep, s);
	status = fails(lint_summary(lint), settings.fail_on) ? EXIT_FINDINGS : EXIT_CLEAN;
	if (s->undone)
		status = EXIT_UNDONE;
	status = write_reports(s, lint, status);
	status = print(s, &settings, lint, status);
	lint_free(lint);
	return status;
}

enum exit_status
cmd_check(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	struct session s;

	if (session_open(&s, settings))
		status = judge(&s);
	session_close(&s);
	return status;
}
