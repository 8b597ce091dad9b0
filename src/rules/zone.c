/* rules/zone.c -- zones as a whole, as the search for them sees them */
#include "lint/lint.h"

static const char *const serving[] = { "RFC 1034 §4.2", NULL };

static const struct rule rules[] = {
	{
	    .id = "xzone-duplicate-zone",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .summary = "two files hold the same zone",
	    .why = "A server loads one file for a zone, so the records of the other are not "
	           "served, and who edits it wonders why nothing changes. Here both were read, "
	           "so what one of them lacks may be hidden by the other.",
	    .repair = "Remove or exclude the file that is not served. Where both are, for "
	              "different clients, name their views in the project file.",
	    .references = serving,
	},
};

const struct rule_table rules_zone = { rules, ARRAY_LEN(rules), NULL };
