/* cli/repair.c -- plans made, printed as a patch, carried out */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/judge.h"
#include "cli/out.h"
#include "cli/values.h"
#include "render/plan.h"

/* Lines on standard error about what is left alone. */
#define REFUSALS_SAID 20

/* Plan in the project's settings; options as far as they are given. */
static bool
make_plan(struct session *s, const struct judgement *j, struct fix_options options,
    struct fix_plan *plan, struct err *err)
{
	const struct project_fix *fix = &s->project.fix;
	struct read_options read = session_reading(s);
	bool ok;

	options.base = j->settings.lint.base;
	options.prune = s->settings->prune;
	options.force = s->settings->force;
	options.max_deletes_given = s->settings->max_deletes_given;
	options.max_deletes = s->settings->max_deletes;
	options.max_delete_percent = (unsigned)fix->max_delete_percent.value;
	options.max_replace_percent = (unsigned)fix->max_replace_percent.value;
	options.serial = (enum project_serial)fix->soa_serial.value;
	options.ttl = (enum project_ptr_ttl)fix->ptr_ttl.value;
	options.ttl_seconds = fix->ptr_ttl_seconds;
	options.today = j->settings.lint.today;
	options.now = value_now(options.today);
	options.read = &read;
	progress_say(&s->progress, "working out repairs");
	ok = fix_plan_build(s->set, j->findings, j->count, &options, plan, err);
	progress_end(&s->progress);
	return ok;
}

bool
judge_plan(struct session *s, const struct judgement *j, bool repairs, struct fix_plan *plan)
{
	struct fix_options options = { .unsafe = s->settings->unsafe_fixes, .repairs = repairs };
	struct err err;

	if (make_plan(s, j, options, plan, &err))
		return true;
	complain("%s", err.text);
	return false;
}

/*
 * A plan reads every zone that it changes.  Where people are told, so many repairs are not looked at one by
 * one: their number will do.
 */
#define LOOK_AHEAD_MOST ((size_t)500)

/* A plan to tell of; one that a guard stops does nothing. */
static void
look_ahead(
    struct session *s, const struct judgement *j, struct fix_options options, struct fix_plan *plan)
{
	struct err err;

	if (!make_plan(s, j, options, plan, &err))
		remark(s->settings, "what can be repaired is not known: %s", err.text);
	else if (plan->stop_count == 0)
		return;
	fix_plan_free(plan);
}

/* How many findings offer a repair of this kind; most runs need no plan to know that none does. */
static size_t
count_offered(const struct judgement *j, bool unsafe)
{
	size_t count = 0;

	for (size_t i = 0; i < j->count; i++)
		count +=
		    j->findings[i]->suppressed == NULL && fix_is_offered(j->findings[i], unsafe);
	return count;
}

void
judge_repairs(struct session *s, const struct judgement *j, enum render_repairs told, bool exact,
    struct judged_repairs *out)
{
	bool unsafe = s->settings->unsafe_fixes;
	struct fix_options options = { .unsafe = unsafe, .repairs = true, .dry = true };
	size_t offered;

	*out = (struct judged_repairs){ 0 };
	/* what is not on the disk cannot be repaired there */
	if (s->undone || told == REPAIRS_UNTOLD || s->revision != NULL)
		return;
	offered = count_offered(j, false);
	if (unsafe)
		offered += count_offered(j, true);
	if (!exact && offered > LOOK_AHEAD_MOST) {
		lint_fixable(j->lint, offered, true);
		return;
	}
	if (offered > 0)
		look_ahead(s, j, options, &out->plan);
	options.unsafe = true;
	if (told == REPAIRS_OFFERED && !unsafe && count_offered(j, true) > 0)
		look_ahead(s, j, options, &out->offer);
	lint_fixable(j->lint, out->plan.repair_count, false);
	if (out->offer.repair_count > out->plan.repair_count)
		lint_unsafe(j->lint, out->offer.repair_count - out->plan.repair_count);
}

void
judge_repairs_free(struct judged_repairs *r)
{
	fix_plan_free(&r->plan);
	fix_plan_free(&r->offer);
}

void
say_refusals(const struct session *s, const struct judgement *j, const struct fix_plan *plan)
{
	struct plan_input in = { s->set, j->findings, j->count, plan };
	struct buf text = { 0 };

	if (s->settings->quiet)
		return;
	render_refusals(&in, REFUSALS_SAID, &text);
	write_all(STDERR_FILENO, text.ptr, text.len);
	buf_free(&text);
}

bool
say_stops(const struct session *s, const struct fix_plan *plan)
{
	char name[DNAME_TEXT_MAX];
	bool deletes = false;

	for (size_t i = 0; i < plan->stop_count; i++) {
		const struct fix_stop *stop = &plan->stops[i];
		const char *view = set_view(s->set, stop->zone->spec.view)->name;

		deletes |= strcmp(stop->code, "deletes") == 0;
		complain("zone %s%s%s: %s", dname_text(&stop->zone->spec.origin, name),
		    *view != '\0' ? " view " : "", view, stop->text);
	}
	if (plan->stop_count > 0)
		complain("refused: `ptrlint plan` shows the changes, --force makes them%s",
		    deletes ? ", --max-deletes N allows deletions" : "");
	return plan->stop_count > 0;
}

enum exit_status
repair_diff(struct session *s, const struct judgement *j)
{
	enum exit_status status = s->undone ? EXIT_UNDONE : EXIT_CLEAN;
	struct buf text = { 0 };
	struct fix_plan plan;

	if (judge_plan(s, j, true, &plan)) {
		say_refusals(s, j, &plan);
		if (say_stops(s, &plan))
			status = EXIT_BROKEN;
		else
			render_diff(&plan, &text);
		if (text.len > 0 && status == EXIT_CLEAN)
			status = EXIT_FINDINGS;
		status = print_and_free(&text, status);
	} else {
		status = EXIT_BROKEN;
	}
	fix_plan_free(&plan);
	return status;
}

static void
put_number(struct buf *out, size_t n, const char *word, const char *rest)
{
	buf_put(out, "%s%zu %s%s%s", out->len > 0 ? ", " : "", n, word, n == 1 ? "" : "s", rest);
}

void
say_written(const struct session *s, const struct fix_plan *plan)
{
	struct buf text = { 0 };
	size_t records = 0;

	for (size_t i = 0; i < plan->change_count; i++)
		records += !(plan->changes[i].replaces && plan->changes[i].add);
	if (records > 0)
		put_number(&text, records, "record", " changed");
	if (plan->text_repairs > 0)
		put_number(&text, plan->text_repairs, "repair", " of text");
	put_number(&text, plan->file_count, "file", " written");
	buf_char(&text, '\0');
	remark(s->settings, "%s", text.ptr);
	buf_free(&text);
}

enum exit_status
repair_write(struct session *s, const struct judgement *j, size_t *written)
{
	enum exit_status status = EXIT_CLEAN;
	struct fix_plan plan;
	struct err err;

	*written = 0;
	if (s->undone) {
		complain("nothing is repaired, because not all could be read");
		return EXIT_CLEAN;
	}
	if (!judge_plan(s, j, true, &plan) || say_stops(s, &plan)) {
		status = EXIT_BROKEN;
	} else if (!fix_plan_write(s->sources, &plan, written, &err)) {
		complain("%s", err.text);
		complain("%zu of %zu files written", *written, plan.file_count);
		status = EXIT_BROKEN;
	} else {
		say_refusals(s, j, &plan);
		if (*written > 0)
			say_written(s, &plan);
	}
	fix_plan_free(&plan);
	return status;
}
