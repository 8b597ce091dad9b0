/* cli/gen_update.c -- `ptrlint gen --update`: a zone file with its records brought up to date */
#include <stdlib.h>

#include "base/path.h"
#include "cli/gen.h"
#include "cli/out.h"

bool
gen_update_zones(struct session *s, struct gen *g)
{
	uint32_t file = 0;

	if (!session_focus(s))
		return false;
	for (size_t i = 0; i < set_zone_count(s->set); i++) {
		const struct zone *zone = set_zone(s->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || !session_names(s, zone->spec.file))
			continue;
		if (file != 0 && file != zone->spec.file) {
			complain(
			    "--update takes one file, and %s holds several", s->settings->update);
			return false;
		}
		file = zone->spec.file;
		gen_add_zone(g, zone);
	}
	if (file != 0)
		return true;
	complain("%s is no zone's file", s->settings->update);
	return false;
}

/* What the file is to become, after a complaint false. */
static bool
new_text(struct session *s, const struct fix_plan *plan, uint32_t file, struct buf *out)
{
	struct source_handle h;
	struct err err;
	bool ok;

	if (plan->file_count > 0) {
		fix_file_text(&plan->files[0], out);
		return true;
	}
	ok = source_open(s->sources, file, &h, &err) == OPEN_OK;
	if (ok) {
		ok = source_read(&h, 0, buf_room(out, h.size), h.size, &err);
		out->len = ok ? h.size : 0;
		source_close(&h);
	}
	if (!ok)
		complain("%s", err.text);
	return ok;
}

static enum exit_status
give_text(struct session *s, struct buf *text)
{
	struct gen_files files = { 0 };
	struct str base = path_base(str_of(s->settings->update));
	enum exit_status status;

	if (s->settings->output == NULL)
		return print_and_free(text, EXIT_CLEAN);
	gen_files_add(&files, arena_copy(&s->arena, base), text);
	status = gen_files_write(s, &files);
	gen_files_free(&files);
	return status;
}

/* Findings of all zones of the file, one behind the other. */
struct all {
	const struct finding **list;
	size_t count;
};

static void
add_findings(struct all *all, const struct finding *const *list, size_t count)
{
	all->list = xrealloc(all->list, (all->count + count + 1) * sizeof(const struct finding *));
	for (size_t i = 0; i < count; i++)
		all->list[all->count++] = list[i];
}

/* The file itself, as --fix replaces it. */
static enum exit_status
replace_file(struct session *s, const struct fix_plan *plan)
{
	size_t written;
	struct err err;

	if (!fix_plan_write(s->sources, plan, &written, &err)) {
		complain("%s", err.text);
		return EXIT_BROKEN;
	}
	if (written == 0)
		remark(s->settings, "%s is as it should be", s->settings->update);
	else
		say_written(s, plan);
	return EXIT_CLEAN;
}

static enum exit_status
carry_out(struct session *s, const struct judgement *j, uint32_t file)
{
	enum exit_status status = EXIT_BROKEN;
	struct buf text = { 0 };
	struct fix_plan plan;

	if (judge_plan(s, j, false, &plan)) {
		say_refusals(s, j, &plan);
		if (say_stops(s, &plan))
			status = EXIT_BROKEN;
		else if (s->settings->in_place)
			status = replace_file(s, &plan);
		else if (new_text(s, &plan, file, &text))
			status = give_text(s, &text);
		if (status == EXIT_CLEAN && plan.refusal_count > 0)
			status = EXIT_FINDINGS;
	}
	fix_plan_free(&plan);
	buf_free(&text);
	return status;
}

enum exit_status
gen_update(struct session *s, struct gen *g, int64_t today)
{
	enum exit_status status = EXIT_CLEAN, done;
	size_t count, made = 0;
	const struct gen_target *targets = gen_targets(g, &count);
	struct gen_zone *zones = xcalloc(count + 1, sizeof *zones);
	struct judgement j = { .settings.lint.today = today };
	struct all all = { 0 };

	for (; made < count; made++) {
		const struct finding *const *findings;
		struct said said = { 0 };
		size_t wants;
		struct err err;

		if (!gen_make(g, made, &zones[made], &err)) {
			complain("%s", err.text);
			status = EXIT_UNDONE;
			made++;
			goto out;
		}
		gen_say(s, &zones[made], &said);
		gen_say_rest(s, &said);
		status = said.status > status ? said.status : status;
		findings = gen_wants(s->set, &zones[made], &wants);
		add_findings(&all, findings, wants);
	}
	j.findings = all.list;
	j.count = all.count;
	done = carry_out(s, &j, targets[0].zone->spec.file);
	status = done > status ? done : status;
out:
	for (size_t i = 0; i < made; i++)
		gen_zone_free(&zones[i]);
	free(zones);
	free(all.list);
	return status;
}
