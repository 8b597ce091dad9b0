/*
 * lint/registry.h -- rules by number, by group and by the complaint they stand for.
 *
 * A pattern names rules: a full id, a glob ("ptr-*"), a group ("@mail") or "all".  Globs and groups
 * pick only rules that are on by default; a rule that is off needs its id, "all", or "@strict".
 * "@recommended" is every rule that is on; "@strict" adds what is off in @syntax, @portability and
 * @delegation.  Other rules that are off are a matter of taste or of a site's size.
 */
#ifndef LINT_REGISTRY_H
#define LINT_REGISTRY_H

#include "lint/lint.h"

/* The place of rule in the order of rule_at(). */
size_t rule_index(const struct rule *rule);

/* The rule that claims a complaint of the reader; NULL when none does. */
const struct rule *rule_of_problem(enum problem problem);

/* Names of the groups, "@" included, sorted; NULL at the end. */
const char *rule_group_at(size_t i);
bool rule_in_group(const struct rule *rule, const char *group);

/* Does pattern pick the rule by its very name (or by "all"), so that it counts even when off? */
bool rule_named_by(const struct rule *rule, const char *pattern);

/* Is there a rule or a group that pattern can pick? */
bool rule_pattern_known(const char *pattern);

#endif
