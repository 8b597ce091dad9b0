/* lint/engine.c -- one run: all rules, then order, waivers and counts */
#include "lint/engine.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/threads.h"
#include "lint/targets.h"

struct zone_set *
lint_zones(struct lint *lint)
{
	return lint->set;
}

struct arena *
lint_arena(struct lint *lint)
{
	return &lint->arena;
}

const struct dname *
lint_name(struct lint *lint, const struct dname *name)
{
	struct dname *copy = arena_alloc(&lint->arena, sizeof *copy);

	*copy = *name;
	return copy;
}

const struct mail *
lint_mail(const struct lint *lint)
{
	return lint->options->mail;
}

struct naming *
lint_naming(const struct lint *lint)
{
	return lint->options->naming;
}

bool
lint_advice(const struct lint *lint, record_id id, struct advice *out)
{
	*out = (struct advice){ 0 };
	return !lint->options->no_inline_ignores && id != RECORD_NONE &&
	       query_advice(lint->set, id, lint->options->today, out);
}

const struct zone_base *
lint_base(const struct lint *lint, const struct zone *zone, const char **name)
{
	const struct zone_base *base = lint->options->base;

	*name = lint->options->base_name;
	return base != NULL && base[zone->id].known ? &base[zone->id] : NULL;
}

int64_t
lint_today(const struct lint *lint)
{
	return lint->options->today;
}

bool
lint_wants(const struct lint *lint, const struct rule *rule)
{
	return lint->states[rule_index(rule)].wanted;
}

void
lint_unverified(struct lint *lint, uint64_t count)
{
	lint->summary.unverified += count;
}

/* ---- collecting ---- */

static void
report_problem(struct lint *lint, const struct zone_problem *p)
{
	const struct rule *rule = rule_of_problem((enum problem)p->problem);
	struct finding *f = NULL;
	enum target_verdict verdict;
	struct buf text = { 0 };

	if (rule == NULL)
		die("nobody explains problem %d of the reader", p->problem);
	verdict = targets_judge((enum problem)p->problem, lint->options->targets, &text);
	if (verdict != TARGETS_AGREE) /* else the servers in use read it alike: nothing to say */
		f = report_text(lint, rule, p->span, p->sentence, p->label);
	if (f != NULL && verdict == TARGETS_REFUSE)
		finding_severity(f, SEVERITY_ERROR);
	if (f != NULL && text.len > 0)
		finding_help(lint, f, "%.*s", (int)text.len, text.ptr);
	buf_free(&text);
	if (f == NULL || f == &lint->scratch.f)
		return;
	f->hidden = p->hidden;
	if (p->zone < set_zone_count(lint->set)) {
		f->zone = set_zone(lint->set, p->zone);
		report_of(f)->from_text = true;
	}
	if (p->from.file != 0)
		finding_note(lint, f, p->from, "include", "included from here");
}

static void
report_problems(struct lint *lint)
{
	size_t count;
	const struct zone_problem *problems = set_problems(lint->set, &count);

	for (size_t i = 0; i < count; i++)
		report_problem(lint, &problems[i]);
}

static void
report_extra(struct lint *lint)
{
	for (size_t i = 0; i < lint->options->extra_count; i++) {
		const struct lint_extra *extra = &lint->options->extra[i];
		const struct rule *rule = rule_find(extra->rule);
		struct finding *f;

		if (rule == NULL)
			die("nobody explains %s", extra->rule);
		f = report_text(lint, rule, extra->span, extra->message, NULL);
		f->help = extra->help;
		f->subject_name = extra->subject;
		if (extra->other.file != 0)
			finding_note(lint, f, extra->other, "first", "%s",
			    extra->other_label != NULL ? extra->other_label : "the other");
	}
}

/* A family that nobody asked for is not run. */
static bool
table_wanted(const struct lint *lint, const struct rule_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (lint_wants(lint, &table->rules[i]))
			return true;
	return false;
}

/* The families that run, each with a run of its own, so that workers share nothing they write. */
struct families {
	struct lint *runs;
	const struct rule_table **tables;
	size_t count;
};

static void
run_family(void *arg, size_t job, unsigned worker)
{
	struct families *f = arg;

	(void)worker;
	f->tables[job]->check(&f->runs[job]);
}

/* Append what a family found, as if it had reported here. */
static void
take_family(struct lint *lint, struct lint *run)
{
	if (lint->count + run->count > lint->cap) {
		lint->cap = (lint->count + run->count) * 2;
		lint->findings = xrealloc(lint->findings, lint->cap * sizeof *lint->findings);
	}
	for (size_t i = 0; i < run->count; i++) {
		report_of(run->findings[i])->sequence = (uint32_t)lint->count;
		lint->findings[lint->count++] = run->findings[i];
	}
	lint->summary.unverified += run->summary.unverified;
	arena_join(&lint->arena, &run->arena);
	free(run->findings);
}

/* Signed zones are verified before the families run, as that keeps all threads busy by itself. */
static void
verify(struct lint *lint)
{
	bool wanted = false;
	struct err err;

	for (size_t i = 0; i < rule_count() && !wanted; i++)
		wanted = (rule_at(i)->groups & GROUP_DNSSEC) != 0 && lint_wants(lint, rule_at(i));
	if (wanted && !set_verify(lint->set, lint->options->today, &err))
		lint->undone =
		    arena_printf(&lint->arena, "signed zones were not verified: %s", err.text);
}

static void
run_checks(struct lint *lint)
{
	struct families f = { 0 };
	size_t tables = 0;

	while (rule_tables[tables] != NULL)
		tables++;
	f.runs = xcalloc(tables + 1, sizeof *f.runs);
	f.tables = xcalloc(tables + 1, sizeof(struct rule_table *));
	for (size_t t = 0; t < tables; t++)
		if (rule_tables[t]->check != NULL && table_wanted(lint, rule_tables[t])) {
			f.tables[f.count] = rule_tables[t];
			f.runs[f.count++] = (struct lint){
				.set = lint->set, .options = lint->options, .states = lint->states
			};
		}
	verify(lint);
	threads_run(set_threads(lint->set), f.count, run_family, &f);
	for (size_t i = 0; i < f.count; i++)
		take_family(lint, &f.runs[i]);
	free(f.runs);
	free(f.tables);
}

/* ---- what becomes of the findings ---- */

/* Rules may have said that a finding is none after all. */
static void
drop_off(struct lint *lint)
{
	size_t kept = 0;

	for (size_t i = 0; i < lint->count; i++)
		if (lint->findings[i]->severity != SEVERITY_OFF)
			lint->findings[kept++] = lint->findings[i];
	lint->count = kept;
}

static void
waive(struct lint *lint, size_t from)
{
	for (size_t i = from; i < lint->count; i++) {
		struct report *r = report_of(lint->findings[i]);

		if (lint->waivers != NULL && waivers_waive(lint->waivers, r))
			r->f.suppressed = "inline";
		else if (lint->scopes != NULL && scopes_waive(lint->scopes, r))
			r->f.suppressed = "config";
	}
}

/*
 * Waivers are judged by what they silence; the verdicts are findings, and may be silenced in
 * turn.
 */
static void
waive_all(struct lint *lint)
{
	size_t before;

	lint->waivers = waivers_new(lint);
	lint->scopes = scopes_new(lint);
	findings_sort(lint);
	waive(lint, 0);
	before = lint->count;
	if (lint->waivers != NULL)
		waivers_report(lint->waivers, lint);
	if (lint->scopes != NULL)
		scopes_report(lint->scopes, lint);
	if (lint->count == before)
		return;
	waive(lint, before);
	findings_sort(lint);
}

/* What the baseline still has and nothing was found for is a finding, which comes last. */
static void
suppress_known(struct lint *lint)
{
	size_t before = lint->count;

	if (lint->options->known_count == 0)
		return;
	known_suppress(lint);
	known_report_stale(lint);
	if (lint->count == before)
		return;
	drop_off(lint);
	waive(lint, before);
	findings_sort(lint);
	findings_fingerprint(lint);
}

static void
count_finding(struct lint_summary *s, const struct finding *f)
{
	if (f->suppressed != NULL) {
		s->suppressed++;
		return;
	}
	s->error += f->severity == SEVERITY_ERROR;
	s->warning += f->severity == SEVERITY_WARNING;
	s->info += f->severity == SEVERITY_INFO;
}

/* Count, and put what is suppressed behind the rest. */
static void
finish(struct lint *lint)
{
	struct lint_summary *s = &lint->summary;
	struct finding **back = xcalloc(lint->count + 1, sizeof(struct finding *));
	size_t live = 0, silent = 0;

	s->error = s->warning = s->info = s->suppressed = s->fixable = s->unsafe = 0;
	for (size_t i = 0; i < lint->count; i++) {
		struct finding *f = lint->findings[i];

		count_finding(s, f);
		if (f->suppressed == NULL)
			lint->findings[live++] = f;
		else
			back[silent++] = f;
	}
	if (silent > 0)
		memcpy(lint->findings + live, back, silent * sizeof(struct finding *));
	free(back);
}

static void
count_zones(struct lint *lint)
{
	for (size_t i = 0; i < set_zone_count(lint->set); i++)
		lint->summary.zones += set_zone(lint->set, i)->spec.role != ROLE_EXTERNAL;
	lint->summary.records = set_record_count(lint->set);
	lint->summary.unverified += set_unverified(lint->set);
}

struct lint *
lint_run(struct zone_set *set, const struct lint_options *options)
{
	struct lint *lint = xcalloc(1, sizeof(*lint));

	lint->set = set;
	lint->options = options;
	lint->states = xcalloc(rule_count() + 1, sizeof(*lint->states));
	options_resolve(options, lint->states);
	report_extra(lint);
	report_problems(lint);
	run_checks(lint);
	drop_off(lint);
	waive_all(lint);
	findings_merge(lint);
	findings_fingerprint(lint);
	suppress_known(lint);
	count_zones(lint);
	finish(lint);
	return lint;
}

void
lint_free(struct lint *lint)
{
	if (lint == NULL)
		return;
	waivers_free(lint->waivers);
	scopes_free(lint->scopes);
	free(lint->states);
	free(lint->findings);
	arena_free(&lint->arena);
	free(lint);
}

const struct finding *const *
lint_findings(const struct lint *lint, size_t *count)
{
	*count = lint->count;
	return (const struct finding *const *)lint->findings;
}

const char *
lint_undone(const struct lint *lint)
{
	return lint->undone;
}

const struct lint_summary *
lint_summary(const struct lint *lint)
{
	return &lint->summary;
}

void
lint_fixable(struct lint *lint, uint64_t count, bool at_most)
{
	lint->summary.fixable = count;
	lint->summary.fixable_at_most = at_most;
}

void
lint_unsafe(struct lint *lint, uint64_t count)
{
	lint->summary.unsafe = count;
}

void
lint_retain(struct lint *lint, bool (*keep)(void *arg, const struct finding *f), void *arg)
{
	size_t kept = 0;

	for (size_t i = 0; i < lint->count; i++)
		if (keep(arg, lint->findings[i]))
			lint->findings[kept++] = lint->findings[i];
	lint->count = kept;
	finish(lint);
}
