/* cli/cmd_check.c -- ptrlint check: read, judge, print */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/add_ignore.h"
#include "cli/baseline.h"
#include "cli/out.h"
#include "cli/stdin.h"

/* What is told: findings, and what can be done about them. */
struct story {
	struct session *s;
	const struct judgement *j;
	struct judged_repairs repairs;
};

static struct render_input
input_of(const struct story *story)
{
	struct session *s = story->s;
	struct render_input in = { .summary = lint_summary(story->j->lint),
		.sources = s->sources,
		.set = s->set,
		.below = root_below_repository(s),
		.undone = s->undone,
		.plan = &story->repairs.plan,
		.offer = &story->repairs.offer,
		.options = { .fix_command = "ptrlint check --fix" } };

	in.findings = lint_findings(story->j->lint, &in.count);
	return in;
}

/* All of a report, but for its end. */
static void
put_report(const struct session *s, const struct render_format *format,
    const struct render_input *in, struct output *to)
{
	struct render_out out = { .flush = output_flush, .arg = to };

	format->render(in, &out);
	output_flush(to, &out.buf);
	buf_free(&out.buf);
	if (out.left_out > 0)
		remark(s->settings,
		    "%s: %" PRIu64 " findings are left out, for its host would take none at all",
		    format->name, out.left_out);
}

/* Reports to files, or those to standard output. */
static enum exit_status
write_reports(const struct story *story, bool files, enum exit_status status)
{
	const struct effective *settings = &story->j->settings;

	for (size_t i = 0; i < settings->report_count; i++) {
		const struct report_to *report = &settings->reports[i];
		struct render_input in = input_of(story);
		struct output to;
		struct err err;

		if ((report->file != NULL) != files)
			continue;
		if (!output_report(story->s->sources, report, &to, &err)) {
			complain("%s", err.text);
			status = EXIT_BROKEN;
			continue;
		}
		put_report(story->s, report->format, &in, &to);
		status = output_end(&to, status);
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

static const struct render_format statistics = {
	.name = "statistics", .text = true, .repairs = REPAIRS_MADE, .render = render_statistics
};

static enum exit_status
print(const struct story *story, enum exit_status status)
{
	const struct session *s = story->s;
	const struct effective *settings = &story->j->settings;
	struct render_input in = input_of(story);
	const struct lint_summary *sum = in.summary;
	struct output standard = output_standard();
	bool full = strcmp(settings->format->name, "full") == 0;

	in.options.width = full ? terminal_width() : 0;
	in.options.colour = settings->format->text && want_colour(s->settings->colour);
	in.options.hyperlinks = full && want_hyperlinks(s->settings->hyperlinks);
	put_report(s, s->settings->statistics ? &statistics : settings->format, &in, &standard);
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

/* The most that any of the formats tells of repairs; exact when one of them is for programs. */
static enum render_repairs
told_repairs(const struct session *s, const struct judgement *j, bool *exact)
{
	const struct effective *settings = &j->settings;
	const struct render_format *format =
	    s->settings->statistics && settings->format != NULL ? &statistics : settings->format;
	enum render_repairs most = format != NULL ? format->repairs : REPAIRS_UNTOLD;

	*exact = format != NULL && !format->text && format->repairs != REPAIRS_UNTOLD;
	for (size_t i = 0; i < settings->report_count; i++) {
		format = settings->reports[i].format;
		most = format->repairs > most ? format->repairs : most;
		*exact |= !format->text && format->repairs != REPAIRS_UNTOLD;
	}
	return most;
}

static enum exit_status
tell(struct session *s, const struct judgement *j)
{
	enum exit_status status = judge_status(s, j);
	struct story story = { .s = s, .j = j };
	enum render_repairs told;
	bool exact;

	say_zones(s);
	told = told_repairs(s, j, &exact);
	judge_repairs(s, j, told, exact, &story.repairs);
	status = write_reports(&story, true, status);
	if (j->settings.format != NULL)
		status = print(&story, status);
	status = write_reports(&story, false, status);
	judge_repairs_free(&story.repairs);
	return status;
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

/* True when the baseline was written, so that all is to be judged again. */
static bool
write_baseline(struct session *s, const struct judgement *j, enum exit_status *status)
{
	if (s->undone) {
		complain("no baseline is written, because not all could be checked");
		*status = tell(s, j);
		return false;
	}
	*status = baseline_write(s, j);
	return *status == EXIT_CLEAN;
}

/* True when comments were written, so that all is to be judged again. */
static bool
silence(struct session *s, const struct judgement *j, enum exit_status *status)
{
	size_t written = 0;

	if (s->undone)
		complain("nothing is silenced, because not all could be read");
	else
		*status = add_ignores(s, j, &written);
	if (s->undone || (*status == EXIT_CLEAN && written == 0))
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
		if (s->settings->write_baseline)
			again = write_baseline(s, &j, status);
		else if (s->settings->add_ignore)
			again = silence(s, &j, status);
		else if (s->settings->fix)
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
	struct buf input = { 0 };
	struct session s;
	bool again;

	if ((settings->rev != NULL || settings->staged) &&
	    (settings->fix || settings->diff || settings->write_baseline || settings->add_ignore))
		return usage_error(settings->command,
		    "only files on the disk can be changed, not those of --rev or --staged");
	if (settings->write_baseline && (settings->new_from != NULL || settings->base != NULL))
		return usage_error(settings->command,
		    "--write-baseline takes the findings of one state, without --new-from and --base");
	if (settings->fix && settings->diff)
		return usage_error(settings->command, "--fix and --diff exclude each other");
	if (settings->add_ignore && (settings->fix || settings->diff || settings->write_baseline))
		return usage_error(settings->command,
		    "--add-ignore goes with none of --fix, --diff and --write-baseline");
	if (settings->add_ignore && settings->no_inline_ignores)
		return usage_error(
		    settings->command, "with --no-inline-ignores comments silence nothing");
	if (settings->write_baseline && (settings->fix || settings->diff))
		return usage_error(settings->command,
		    "--write-baseline goes with neither --fix nor --diff: repair first");
	if (settings->write_baseline && settings->operands.count > 0)
		return usage_error(settings->command,
		    "--write-baseline takes the findings of the whole project, not those of a PATH");
	again = stdin_take(settings, &input);
	settings->stdin_text = buf_view(&input);
	while (again) {
		again = session_open(&s, settings) && judge(&s, &status);
		session_close(&s);
		settings->fix = settings->write_baseline = settings->add_ignore = false;
	}
	buf_free(&input);
	return status;
}
