/* rules/baseline.c -- the file of findings that were there before */
#include "lint/lint.h"

static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "baseline-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .diagnostic = true,
	    .summary = "the baseline cannot be read",
	    .why = "The file of findings that were there before is missing, cut off, or no "
	           "baseline. None of them is left out then, so the run tells all of them.",
	    .repair = "Take the file from the repository again, or write a new one with "
	              "`ptrlint check --write-baseline`.",
	    .references = none,
	},
	{
	    .id = "baseline-stale",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX,
	    .summary = "a finding of the baseline is gone",
	    .why =
	        "The defect was mended. While the baseline still has it, it may come back unseen.",
	    .repair = "Run `ptrlint check --write-baseline`, which leaves out what is gone.",
	    .references = none,
	},
};

const struct rule_table rules_baseline = { rules, ARRAY_LEN(rules), NULL };
