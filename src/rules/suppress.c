/* rules/suppress.c -- comments to ptrlint, and waivers that do nothing */
#include "lint/lint.h"

static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "ptrlint-directive-unknown",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .summary = "a comment to ptrlint cannot be understood",
	    .why = "A comment that begins with \"ptrlint:\" holds a word, a rule or a value that "
	           "does not exist, or stands where it counts for nothing. What it was to do "
	           "does not happen.",
	    .repair = "Mend the spelling. Items are ignore[RULE], disable[RULE], enable[RULE], "
	              "file-ignore[RULE], until=DATE, ptr=, keep, external, origin= and view=, "
	              "parted by commas; a reason follows \"--\".",
	    .bad = "www A 192.0.2.1 ; ptrlint: ingore[address-documentation]\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ignore-unused",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_MAIL,
	    .fix = FIX_SAFE,
	    .summary = "a waiver silences nothing",
	    .why = "The defect was mended, or the waiver stands at the wrong place. Left alone, "
	           "it hides the next defect of that kind.",
	    .repair = "Remove the waiver.",
	    .bad = "www A 192.0.2.1 ; ptrlint: ignore[ttl-over-31-bits]\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ignore-expired",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_MAIL,
	    .summary = "a waiver has ended",
	    .why = "The day named by \"until\" has passed, so the findings that were waived "
	           "count again.",
	    .repair = "Mend the defect, or set a new date.",
	    .bad = "www A 192.0.2.1 ; ptrlint: ignore[address-ptr-missing], until=2020-01-31\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ignore-needs-reason",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "a waiver has no reason",
	    .why = "The project asks for a reason with every waiver (lint.require_reason), so "
	           "that those who come later can tell whether it still holds.",
	    .repair = "Write the reason behind \"--\" in the comment.",
	    .references = none,
	},
	{
	    .id = "ignore-needs-until",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "a waiver has no end",
	    .why = "The project asks for a last day with every waiver (lint.require_until), so "
	           "that none is forgotten.",
	    .repair = "Add until=DATE to the comment.",
	    .references = none,
	},
};

const struct rule_table rules_suppress = { rules, ARRAY_LEN(rules), NULL };
