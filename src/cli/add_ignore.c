/* cli/add_ignore.c -- comments tried in memory, then written */
#include "cli/add_ignore.h"

#include <stdlib.h>

#include "base/replace.h"
#include "base/sort.h"
#include "cli/out.h"
#include "fix/ignore.h"
#include "lint/compare.h"

#define LEFT_SAID 20 /* lines on standard error about findings that stay */

bool
reason_check(const char *text, struct err *err)
{
	if (*text == '\0') {
		err_set(err, "a reason has words");
		return false;
	}
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == '\x7f') {
			err_set(err, "a reason is one line of text");
			return false;
		}
	return true;
}

/* ---- trying them ---- */

static int
compare_prints(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;

	return (x->fingerprint > y->fingerprint) - (x->fingerprint < y->fingerprint);
}

/* Is one of those that were to be silenced still live?  The plan's list is put in order for that. */
static const struct finding *
find_live(const struct ignore_plan *plan, const struct judgement *after)
{
	sort_items(plan->silenced, plan->silenced_count, sizeof(struct finding *), compare_prints);
	for (size_t i = 0; i < after->count; i++) {
		const struct finding *f = after->findings[i];

		if (f->suppressed == NULL && bsearch(&f, plan->silenced, plan->silenced_count,
		                                 sizeof(struct finding *), compare_prints) != NULL)
			return f;
	}
	return NULL;
}

/* The state with the comments against the one without; false with err. */
static bool
judge_texts(const struct session *s, const struct judgement *j, const struct session *with,
    const struct judgement *after, const struct ignore_plan *plan, struct err *err)
{
	struct compare_state was = { "", s->set, j->mail, j->findings, j->count };
	struct compare_state is = { "", with->set, after->mail, after->findings, after->count };
	const struct finding *f = find_live(plan, after);
	struct comparison c;
	bool ok = false;

	compare_states(&was, &is, &c);
	if (with->undone)
		err_set(err, "with the comments not all could be read");
	else if (c.zone_count > 0)
		err_set(err, "the comments would change zone %s", c.zones[0].origin);
	else if (f == NULL && c.come_count > 0)
		f = c.come[0];
	else
		ok = f == NULL;
	if (!ok && f != NULL)
		err_set(err, "there would still be: %s [%s]", f->message, f->rule->id);
	comparison_free(&c);
	return ok;
}

static bool
try_texts(const struct session *s, const struct judgement *j, const struct ignore_plan *plan,
    struct err *err)
{
	struct settings settings = *s->settings;
	struct overlay *overlays = xcalloc(plan->count + 1, sizeof *overlays);
	struct session with;
	struct judgement after = { 0 };
	bool ok;

	for (size_t i = 0; i < plan->count; i++)
		overlays[i] = (struct overlay){ source_path(s->sources, plan->files[i].file),
			buf_view(&plan->files[i].text) };
	settings.root = sources_root(s->sources);
	settings.overlays = overlays;
	settings.overlay_count = plan->count;
	settings.progress = WHEN_NEVER;
	settings.arena = (struct arena){ 0 };
	settings.select.cap = settings.select.count;
	settings.ignore.cap = settings.ignore.count;
	ok = session_open(&with, &settings) && judge_begin(&with, &after);
	if (ok)
		ok = judge_texts(s, j, &with, &after, plan, err);
	else
		err_set(err, "with the comments not all could be read");
	judge_end(&after);
	session_close(&with);
	arena_free(&settings.arena);
	free(overlays);
	return ok;
}

/* ---- writing them ---- */

static bool
write_texts(
    const struct session *s, const struct ignore_plan *plan, size_t *written, struct err *err)
{
	struct replace *r = replace_begin(s->sources, err);
	bool ok = r != NULL;

	for (size_t i = 0; ok && i < plan->count; i++)
		ok = replace_prepare(r, plan->files[i].file, buf_view(&plan->files[i].text), err);
	ok = ok && replace_commit(r, written, err);
	replace_end(r);
	return ok;
}

static void
say_left(const struct session *s, const struct ignore_plan *plan)
{
	for (size_t i = 0; i < plan->left_count && i < LEFT_SAID; i++)
		remark(s->settings, "not silenced, %s: %s [%s]", plan->left[i].why,
		    plan->left[i].finding->message, plan->left[i].finding->rule->id);
	if (plan->left_count > LEFT_SAID)
		remark(s->settings, "%zu more are not silenced", plan->left_count - LEFT_SAID);
}

enum exit_status
add_ignores(const struct session *s, const struct judgement *j, size_t *written)
{
	struct ignore_options options = { .map_file = s->map_file,
		.project_file = s->project_file,
		.reason = s->settings->ignore_reason };
	struct ignore_plan plan;
	struct err err;
	size_t comments = 0;
	bool ok;

	*written = 0;
	ok = ignore_plan_build(s->set, j->findings, j->count, &options, &plan, &err);
	if (ok && plan.count > 0 && !try_texts(s, j, &plan, &err)) {
		complain("%s; nothing is written", err.text);
		ignore_plan_free(&plan);
		return EXIT_BROKEN;
	}
	ok = ok && (plan.count == 0 || write_texts(s, &plan, written, &err));
	if (ok) {
		say_left(s, &plan);
		for (size_t i = 0; i < plan.count; i++)
			comments += plan.files[i].comments;
		if (plan.silenced_count == 0)
			remark(s->settings, "there is nothing that a comment could silence");
		else
			remark(s->settings, "%zu finding%s silenced by %zu comment%s in %zu file%s",
			    plan.silenced_count, plan.silenced_count == 1 ? "" : "s", comments,
			    comments == 1 ? "" : "s", plan.count, plan.count == 1 ? "" : "s");
	} else {
		complain("%s; %zu of %zu files written", err.text, *written, plan.count);
	}
	ignore_plan_free(&plan);
	return ok ? EXIT_CLEAN : EXIT_BROKEN;
}
