/* rules/config.c -- diagnostics of the project file .ptrlint.yaml */
#include "rules/settings.h"

static const char *const none[] = { NULL };

#define CONFIG_RULE(kind, about, because, remedy)                                               \
 {                                                                                              \
  .id = "config-" kind, .severity = SEVERITY_ERROR, .groups = GROUP_SYNTAX, .diagnostic = true, \
  .summary = "project file: " about,                                                            \
  .why = because " Settings of the project file are not taken while it is wrong.",              \
  .repair = remedy, .references = none,                                                         \
 }

static const struct rule rules[] = {
	SETTING_KINDS(CONFIG_RULE),
	CONFIG_RULE("path", "a path leaves the root",
	    "Settings come with the repository and may name only files in it.",
	    "Write a path below the root, without \"..\"."),
	CONFIG_RULE("rule", "a rule is named that does not exist",
	    "Nothing is selected, ignored or graded by a rule that does not exist, and a finding "
	    "that was waived comes back.",
	    "Mend the spelling; \"ptrlint rule --all\" lists the rules."),
	{
	    .id = "config-zone-missing",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .diagnostic = true,
	    .summary = "a configured zone file does not exist",
	    .why = "The project file or a server configuration names a zone file that is not "
	           "there. The zone is not checked, and what other zones ask of it stays "
	           "unknown.",
	    .repair = "Add the file, mend the path, or map the server's path with path_map.",
	    .references = none,
	},
};

const struct rule_table rules_config = { rules, ARRAY_LEN(rules), NULL };
