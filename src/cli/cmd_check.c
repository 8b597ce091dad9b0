/* cli/cmd_check.c -- ptrlint check: read, judge, print */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/judge.h"
#include "cli/out.h"

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
	in.options.fix_command = "ptrlint check --fix";
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
tell(struct session *s, const struct judgement *j)
{
	enum exit_status status = s->undone ? EXIT_UNDONE
	                          : fails(lint_summary(j->lint), j->settings.fail_on)
	                              ? EXIT_FINDINGS
	                              : EXIT_CLEAN;

	say_zones(s);
	status = write_reports(s, j->lint, status);
	return print(s, &j->settings, j->lint, status);
}

/* Carry out the repairs; true when files were written, so that all is to be read again. */
static bool
repair(struct session *s, const struct judgement *j, enum exit_status *status)
{
	size_t written = 0;

	*status = repair_write(s, j, &written);
	if (*status == EXIT_CLEAN && written == 0)
		*status = tell(s, j);
	return *status == EXIT_CLEAN && written > 0;
}

/* One reading; true when another is to tell what is left. */
static bool
judge(struct session *s, enum exit_status *status)
{
	struct judgement j;
	bool again = false;

	*status = EXIT_UNDONE;
	if (judge_begin(s, &j)) {
		if (s->settings->fix)
			again = repair(s, &j, status);
		else
			*status = s->settings->diff ? repair_diff(s, &j) : tell(s, &j);
	}
	judge_end(&j);
	return again;
}

enum exit_status
cmd_check(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	struct session s;
	bool again = true;

	if (settings->fix && settings->diff)
		return usage_error(settings->command, "--fix and --diff exclude each other");
	while (again) {
		again = session_open(&s, settings) && judge(&s, &status);
		session_close(&s);
		settings->fix = false;
	}
	return status;
}
