/* cli/cmd_plan.c -- ptrlint plan: the reverse records to add, replace, delete */
#include "cli/judge.h"
#include "cli/out.h"
#include "render/plan.h"

enum plan_format { PLAN_TEXT, PLAN_JSON, PLAN_NSUPDATE, PLAN_REQUESTS, PLAN_PROPOSALS };

static const char *const formats[] = { "text", "json", "nsupdate", "requests", "proposals" };

static enum exit_status
print_plan(const struct session *s, const struct judgement *j, const struct fix_plan *plan,
    enum plan_format format)
{
	struct plan_input in = { s->set, j->findings, j->count, plan };
	struct buf text = { 0 };
	bool stopped = say_stops(s, plan);

	switch (format) {
	case PLAN_JSON:
		render_plan_json(&in, &text);
		break;
	case PLAN_NSUPDATE:
		say_refusals(s, j, plan);
		/* what could be carried out by itself is not printed; to look at it there are the others */
		if (!stopped)
			render_nsupdate(&in, &text);
		break;
	case PLAN_REQUESTS:
		render_requests(&in, &text);
		break;
	case PLAN_PROPOSALS:
		render_proposals(&in, &text);
		break;
	default:
		say_refusals(s, j, plan);
		render_plan_text(&in, &text);
		break;
	}
	/* proposals and requests are for others to carry out: alone they leave a plan empty */
	return print_and_free(&text, stopped                  ? EXIT_BROKEN
	                             : s->undone              ? EXIT_UNDONE
	                             : plan->change_count > 0 ? EXIT_FINDINGS
	                                                      : EXIT_CLEAN);
}

static enum exit_status
plan_session(struct session *s, enum plan_format format)
{
	enum exit_status status = EXIT_UNDONE;
	struct judgement j;
	struct fix_plan plan;

	if (judge_begin(s, &j)) {
		if (judge_plan(s, &j, false, &plan))
			status = print_plan(s, &j, &plan, format);
		else
			status = EXIT_BROKEN;
		fix_plan_free(&plan);
	}
	judge_end(&j);
	return status;
}

enum exit_status
cmd_plan(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	struct session s;

	if (format < 0)
		return EXIT_UNDONE;
	settings->format = NULL;
	if (session_open(&s, settings))
		status = plan_session(&s, (enum plan_format)format);
	session_close(&s);
	return status;
}
