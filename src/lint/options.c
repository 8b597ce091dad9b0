/* lint/options.c -- which rules run, and how grave each is */
#include "base/err.h"
#include "lint/engine.h"

static bool
picked(const struct rule *rule, const char *const *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rule_matches(rule, patterns[i]))
			return true;
	return false;
}

static bool
named(const struct rule *rule, const char *const *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rule_named_by(rule, patterns[i]))
			return true;
	return false;
}

/* Later settings win over earlier ones; a diagnostic keeps its level. */
static void
resolve_one(const struct lint_options *o, const struct rule *rule, struct rule_state *state)
{
	bool by_level = false;

	*state = (struct rule_state){ .severity = rule->severity, .wanted = true };
	if (rule->diagnostic)
		return;
	for (size_t i = 0; i < o->severity_count; i++) {
		const struct rule_setting *set = &o->severities[i];

		if (!rule_matches(rule, set->pattern))
			continue;
		state->severity = set->severity;
		state->level_fixed = true;
		by_level = rule_named_by(rule, set->pattern);
	}
	state->asked = named(rule, o->select, o->select_count);
	if (o->select_count > 0)
		state->wanted = picked(rule, o->select, o->select_count);
	else
		state->wanted = rule->severity != SEVERITY_OFF || by_level;
	if (state->level_fixed && state->severity == SEVERITY_OFF)
		state->wanted = false;
	if (picked(rule, o->ignore, o->ignore_count))
		state->wanted = false;
	if (state->severity == SEVERITY_OFF)
		state->severity = SEVERITY_WARNING; /* asked for, so it matters to someone */
}

void
options_resolve(const struct lint_options *options, struct rule_state *states)
{
	for (size_t i = 0; i < rule_count(); i++)
		resolve_one(options, rule_at(i), &states[i]);
}

bool
lint_needs_remarks(const struct lint_options *options)
{
	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule *rule = rule_at(i);
		struct rule_state state;

		/* what is on by default is always remarked on */
		if (rule->problem == PROBLEM_NONE || rule->severity != SEVERITY_OFF)
			continue;
		resolve_one(options, rule, &state);
		if (state.wanted)
			return true;
	}
	return false;
}

bool
pattern_wanted(const struct lint *lint, uint16_t rule, const char *pattern)
{
	if (rule != RULE_MANY)
		return lint->states[rule].wanted;
	for (size_t i = 0; i < rule_count(); i++)
		if (lint->states[i].wanted && rule_matches(rule_at(i), pattern))
			return true;
	return false;
}

static bool
check_pattern(const char *pattern, struct err *err)
{
	const char *nearest;
	const char *kind = pattern[0] == '@' ? "group" : "rule";

	if (rule_pattern_known(pattern))
		return true;
	nearest = rule_nearest(pattern);
	if (nearest != NULL)
		err_set(err, "unknown %s \"%s\"; did you mean \"%s\"?", kind, pattern, nearest);
	else
		err_set(err, "unknown %s \"%s\"", kind, pattern);
	return false;
}

static bool
check_scoped(const struct scoped_ignore *list, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (!check_pattern(list[i].pattern, err))
			return false;
	return true;
}

bool
lint_check_options(const struct lint_options *o, struct err *err)
{
	for (size_t i = 0; i < o->select_count; i++)
		if (!check_pattern(o->select[i], err))
			return false;
	for (size_t i = 0; i < o->ignore_count; i++)
		if (!check_pattern(o->ignore[i], err))
			return false;
	for (size_t i = 0; i < o->severity_count; i++)
		if (!check_pattern(o->severities[i].pattern, err))
			return false;
	for (size_t i = 0; i < o->ignores_count; i++)
		if (!check_pattern(o->ignores[i].rule, err))
			return false;
	return check_scoped(o->per_file, o->per_file_count, err) &&
	       check_scoped(o->per_name, o->per_name_count, err) &&
	       check_scoped(o->per_network, o->per_network_count, err) && scopes_check(o, err);
}
