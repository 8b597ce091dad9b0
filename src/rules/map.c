/* rules/map.c -- diagnostics of the egress map mail-egress.yaml */
#include "rules/settings.h"

static const char *const none[] = { NULL };

#define MAP_RULE(kind, about, because, remedy)                                             \
 {                                                                                         \
  .id = "map-" kind, .severity = SEVERITY_ERROR, .groups = GROUP_MAIL, .diagnostic = true, \
  .summary = "egress map: " about,                                                         \
  .why = because " Mail rules are not run while the map is wrong.", .repair = remedy,      \
  .references = none,                                                                      \
 }

static const struct rule rules[] = { SETTING_KINDS(MAP_RULE) };

const struct rule_table rules_map = { rules, ARRAY_LEN(rules), NULL };
