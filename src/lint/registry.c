/* lint/registry.c -- all rules in one sorted list, and the patterns that pick some of them. */
#include "lint/registry.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/glob.h"
#include "base/sort.h"
#include "base/suggest.h"

static const struct rule **all_rules; /* sorted by id; made once, kept for the whole run */
static size_t all_count;
static uint16_t problem_rules[PROBLEM_COUNT]; /* index + 1, 0 when nobody claims the kind */
static pthread_once_t registry_once = PTHREAD_ONCE_INIT;

static const struct {
	const char *name;
	unsigned groups; /* 0: follows from the severity */
} groups[] = {
	{ "@delegation", GROUP_DELEGATION },
	{ "@dnssec", GROUP_DNSSEC },
	{ "@mail", GROUP_MAIL },
	{ "@mailauth", GROUP_MAILAUTH },
	{ "@portability", GROUP_PORTABILITY },
	{ "@recommended", 0 },
	{ "@reverse", GROUP_REVERSE },
	{ "@strict", 0 },
	{ "@style", GROUP_STYLE },
	{ "@syntax", GROUP_SYNTAX },
};

static int
compare_rules(const void *a, const void *b)
{
	const struct rule *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static void
registry_make(void)
{
	size_t n = 0;

	for (size_t t = 0; rule_tables[t] != NULL; t++)
		all_count += rule_tables[t]->count;
	assert(all_count < UINT16_MAX);
	all_rules = xcalloc(all_count + 1, sizeof(*all_rules));
	for (size_t t = 0; rule_tables[t] != NULL; t++)
		for (size_t i = 0; i < rule_tables[t]->count; i++)
			all_rules[n++] = &rule_tables[t]->rules[i];
	sort_items(all_rules, all_count, sizeof(*all_rules), compare_rules);
	for (size_t i = 0; i < all_count; i++)
		if (all_rules[i]->problem != PROBLEM_NONE)
			problem_rules[all_rules[i]->problem] = (uint16_t)(i + 1);
}

static void
registry_need(void)
{
	pthread_once(&registry_once, registry_make);
}

size_t
rule_count(void)
{
	registry_need();
	return all_count;
}

const struct rule *
rule_at(size_t i)
{
	registry_need();
	assert(i < all_count);
	return all_rules[i];
}

/* The index of an id; rule_count() when there is no such rule. */
static size_t
find_index(const char *id)
{
	size_t lo = 0, hi = rule_count();

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(all_rules[mid]->id, id);

		if (order == 0)
			return mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return all_count;
}

const struct rule *
rule_find(const char *id)
{
	size_t i = find_index(id);

	return i < all_count ? all_rules[i] : NULL;
}

size_t
rule_index(const struct rule *rule)
{
	size_t i = find_index(rule->id);

	assert(i < all_count && all_rules[i] == rule);
	return i;
}

const struct rule *
rule_of_problem(enum problem problem)
{
	registry_need();
	if ((unsigned)problem >= PROBLEM_COUNT || problem_rules[problem] == 0)
		return NULL;
	return all_rules[problem_rules[problem] - 1];
}

const char *
rule_nearest(const char *id)
{
	struct suggest s;

	suggest_begin(&s, str_of(id));
	for (size_t i = 0; i < rule_count(); i++)
		suggest_offer(&s, str_of(all_rules[i]->id));
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		suggest_offer(&s, str_of(groups[i].name));
	return s.best.ptr;
}

const char *
rule_group_at(size_t i)
{
	return i < ARRAY_LEN(groups) ? groups[i].name : NULL;
}

bool
rule_in_group(const struct rule *rule, const char *group)
{
	bool on = rule->severity != SEVERITY_OFF;

	if (strcmp(group, "@recommended") == 0)
		return on;
	if (strcmp(group, "@strict") == 0)
		return on ||
		       (rule->groups & (GROUP_SYNTAX | GROUP_PORTABILITY | GROUP_DELEGATION)) != 0;
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		if (strcmp(group, groups[i].name) == 0)
			return on && (rule->groups & groups[i].groups) != 0;
	return false;
}

static bool
is_glob(const char *pattern)
{
	return strpbrk(pattern, "*?[") != NULL;
}

bool
rule_matches(const struct rule *rule, const char *pattern)
{
	if (pattern[0] == '@')
		return rule_in_group(rule, pattern);
	if (strcmp(pattern, "all") == 0)
		return true;
	if (!is_glob(pattern))
		return strcmp(rule->id, pattern) == 0;
	return rule->severity != SEVERITY_OFF && glob_match(str_of(pattern), str_of(rule->id));
}

bool
rule_named_by(const struct rule *rule, const char *pattern)
{
	return strcmp(pattern, "all") == 0 || strcmp(rule->id, pattern) == 0;
}

bool
rule_pattern_known(const char *pattern)
{
	if (strcmp(pattern, "all") == 0)
		return true;
	if (pattern[0] == '@') {
		for (size_t i = 0; i < ARRAY_LEN(groups); i++)
			if (strcmp(pattern, groups[i].name) == 0)
				return true;
		return false;
	}
	if (!is_glob(pattern))
		return rule_find(pattern) != NULL;
	if (glob_problem(str_of(pattern)) != NULL)
		return false;
	for (size_t i = 0; i < rule_count(); i++)
		if (glob_match(str_of(pattern), str_of(all_rules[i]->id)))
			return true;
	return false;
}

static const char *const severity_names[] = { "off", "info", "warning", "error" };

const char *
severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool
severity_parse(const char *text, enum severity *out)
{
	for (size_t i = 0; i < ARRAY_LEN(severity_names); i++)
		if (strcmp(text, severity_names[i]) == 0) {
			*out = (enum severity)i;
			return true;
		}
	return false;
}
