/* cli/cmd_report.c -- ptrlint report: the state of affairs as a page, a graph, or text */
#include <unistd.h>

#include "cli/judge.h"
#include "cli/out.h"
#include "render/report.h"

enum report_format { REPORT_HTML, REPORT_DOT, REPORT_TEXT };

static const char *const formats[] = { "html", "dot", "text" };
static void (*const renderers[])(const struct report_input *,
    struct render_out *) = { render_report_html, render_report_dot, render_report_text };

/* Where it goes; false after a complaint. */
static bool
open_output(struct session *s, struct output *to)
{
	struct report_to report = { .file = s->settings->output };
	struct err err;

	if (report.file != NULL && strcmp(report.file, "-") == 0)
		report.file = NULL;
	if (output_report(s->sources, &report, to, &err))
		return true;
	complain("%s", err.text);
	return false;
}

static enum exit_status
write_report(struct session *s, const struct judgement *j, enum report_format format)
{
	enum exit_status status = judge_status(s, j);
	struct render_input findings = { .findings = j->findings,
		.count = j->count,
		.summary = lint_summary(j->lint),
		.sources = s->sources,
		.set = s->set,
		.below = "",
		.undone = s->undone };
	struct report_input in = {
		.in = &findings, .set = s->set, .mail = j->mail, .found = &s->found
	};
	struct render_out out = { .flush = output_flush };
	struct output to;

	if (!open_output(s, &to))
		return EXIT_BROKEN;
	out.arg = &to;
	if (format == REPORT_TEXT && !to.is_file) {
		findings.options.width = terminal_width();
		findings.options.colour = want_colour(s->settings->colour);
	}
	renderers[format](&in, &out);
	output_flush(&to, &out.buf);
	buf_free(&out.buf);
	return output_end(&to, status);
}

static enum exit_status
report_session(struct session *s, enum report_format format)
{
	enum exit_status status = EXIT_UNDONE;
	struct judgement j;

	if (judge_begin(s, &j))
		status = write_report(s, &j, format);
	judge_end(&j);
	return status;
}

enum exit_status
cmd_report(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	struct session s;

	if (format < 0)
		return EXIT_UNDONE;
	if (format == REPORT_HTML && settings->output == NULL && isatty(STDOUT_FILENO))
		return usage_error(settings->command,
		    "a page is nothing for a terminal: write it to a file with -o, or ask for --format text");
	settings->format = NULL;
	if (session_open(&s, settings))
		status = report_session(&s, (enum report_format)format);
	session_close(&s);
	return status;
}
