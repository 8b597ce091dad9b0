/* rules/syntax_directive.c -- lines that begin with a dollar sign */
#include "lint/lint.h"

static const char *const format[] = { "RFC 1035 §5.1", NULL };
static const char *const loading[] = { "RFC 1035 §5.2", NULL };
static const char *const default_ttl[] = { "RFC 2308 §4", NULL };
static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "directive-unknown",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_DIRECTIVE_UNKNOWN,
	    .summary = "no directive has this name",
	    .why = "Servers know $ORIGIN, $TTL and $INCLUDE, some also $GENERATE. They refuse "
	           "a zone with any other word behind the dollar sign.",
	    .repair = "Mend the spelling. An owner that begins with a dollar sign is written "
	              "\"\\$\".",
	    .bad = "$ORIGN sub.example.com.\nwww.example.com. A 192.0.2.1\n",
	    .good = "$ORIGIN sub.example.com.\nwww.example.com. A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "directive-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_DIRECTIVE_INVALID,
	    .summary = "a directive lacks its argument or has too many",
	    .why = "The directive cannot be followed, so everything behind it may be read with "
	           "the wrong origin or TTL. Servers refuse the zone.",
	    .repair = "Give the directive the arguments that it takes, and nothing else.",
	    .bad = "$TTL 3600 7200\nwww A 192.0.2.1\n",
	    .good = "$TTL 3600\nwww A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "directive-case",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_DIRECTIVE_CASE,
	    .summary = "a directive is not written in capitals",
	    .why = "BIND, Knot and ldns take \"$origin\"; validns and newer releases of NSD "
	           "know only \"$ORIGIN\" and refuse the zone.",
	    .repair = "Write the directive in capitals.",
	    .bad = "$ttl 3600\nwww A 192.0.2.1\n",
	    .good = "$TTL 3600\nwww A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "directive-nonstandard",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_DIRECTIVE_NONSTANDARD,
	    .summary = "a directive is known to some servers only",
	    .why = "$GENERATE is an invention of BIND; NSD, Knot and ldns refuse a zone that "
	           "holds it. The zone cannot move to another server as it is.",
	    .repair = "Where other servers load the file, write the records out; \"ptrlint "
	              "canon\" does. Where BIND or PowerDNS is and stays the only one, ignore the "
	              "rule.",
	    .bad = "$GENERATE 1-2 host$ A 192.0.2.$\n",
	    .good = "host1 A 192.0.2.1\nhost2 A 192.0.2.2\n",
	    .references = format,
	},
	{
	    .id = "origin-relative",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_ORIGIN_RELATIVE,
	    .summary = "$ORIGIN is given a name without final dot",
	    .why = "BIND and ldns put the current origin behind the name; NSD and Knot refuse "
	           "it. When the whole name was meant, all names that follow get the zone's "
	           "name twice.",
	    .repair = "Write the whole name with its final dot.",
	    .bad = "$ORIGIN sub\nwww A 192.0.2.1\n",
	    .good = "$ORIGIN sub.example.com.\nwww A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "origin-outside-zone",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_ORIGIN_OUTSIDE_ZONE,
	    .summary = "$ORIGIN leads out of the zone",
	    .why = "Relative names that follow do not belong to the zone; BIND and Knot drop "
	           "such records, NSD refuses the zone. Only targets may lie outside.",
	    .repair = "Name the zone or a name below it, or move the records to the zone they "
	              "belong to.",
	    .bad = "$ORIGIN example.net.\nwww.example.com. CNAME www\n",
	    .good = "$ORIGIN example.com.\nwww CNAME www.example.net.\n",
	    .references = loading,
	},
	{
	    .id = "include-missing",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_INCLUDE_MISSING,
	    .summary = "an included file does not exist",
	    .why = "Servers refuse the zone. Here its records are unknown, so nothing that may "
	           "depend on them is called missing.",
	    .repair = "Add the file, mend the path, or map the path of the server to that of the "
	              "repository with path_map.",
	    .bad = "$INCLUDE nothing-here.inc\n",
	    .good = "www A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "include-cycle",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_INCLUDE_CYCLE,
	    .summary = "a file includes itself",
	    .why = "The chain of includes comes back to a file that is being read. NSD stops "
	           "at a depth of ten; BIND and Knot go on until they run out of file "
	           "descriptors.",
	    .repair = "Break the circle: one of the files must not include the other.",
	    .references = format,
	},
	{
	    .id = "include-too-deep",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_INCLUDE_TOO_DEEP,
	    .summary = "includes are nested more than ten deep",
	    .why = "NSD refuses a zone whose includes are nested more than ten deep, other "
	           "software stops even earlier.",
	    .repair = "Include the inner files from the zone file itself.",
	    .references = format,
	},
	{
	    .id = "include-outside-root",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_INCLUDE_OUTSIDE_ROOT,
	    .summary = "an included path leaves the repository",
	    .why = "The path leads to a file that is not part of what is checked. On a server "
	           "it may read any file, and parts of it end up in error messages. It is not "
	           "opened here.",
	    .repair = "Keep included files below the root, or map the server's path with "
	              "path_map.",
	    .bad = "$INCLUDE ../../etc/passwd\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "include-ttl-leak",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_INCLUDE_TTL_LEAK,
	    .summary = "$TTL of an included file stays in force",
	    .why = "In BIND and NSD 4.6 a $TTL inside an included file goes on to count for "
	           "the records behind $INCLUDE; in Knot and newer NSD it does not. The same "
	           "file gives different TTLs. The value shown here is that of BIND.",
	    .repair = "Repeat $TTL behind the $INCLUDE line.",
	    .references = default_ttl,
	},
	{
	    .id = "include-relative-path",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_INCLUDE_RELATIVE_PATH,
	    .summary = "an included path depends on the server",
	    .why = "BIND and NSD look for a relative path in the working directory of the "
	           "server, Knot beside the file that includes it. The file is found by one "
	           "and missing for the other.",
	    .repair = "Lay the files out so that both readings find the same file.",
	    .references = none,
	},
	{
	    .id = "include-origin-relative",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_INCLUDE_ORIGIN_RELATIVE,
	    .summary = "the origin of $INCLUDE has no final dot",
	    .why = "BIND puts the current origin behind the name; NSD and Knot refuse the "
	           "zone.",
	    .repair = "Write the whole name with its final dot.",
	    .references = format,
	},
	{
	    .id = "generate-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_GENERATE_INVALID,
	    .summary = "$GENERATE cannot be followed",
	    .why = "The range, the step, a modifier or the type is wrong, so nothing is "
	           "generated. BIND refuses the zone.",
	    .repair = "Give START-STOP or START-STOP/STEP, an owner, a type and its data; "
	              "modifiers are ${OFFSET,WIDTH,BASE}.",
	    .bad = "$GENERATE 9-1 host$ A 192.0.2.$\n",
	    .good = "$GENERATE 1-9 host$ A 192.0.2.$\n",
	    .references = none,
	},
	{
	    .id = "generate-out-of-zone",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_GENERATE_OUT_OF_ZONE,
	    .summary = "$GENERATE writes owners outside the zone",
	    .why = "BIND drops the records that it generates outside the zone, with a warning "
	           "only.",
	    .repair = "Mend the owner; a final dot too many is the usual cause.",
	    .bad = "$GENERATE 1-2 host$.example.net. A 192.0.2.$\n",
	    .good = "$GENERATE 1-2 host$.example.com. A 192.0.2.$\n",
	    .references = loading,
	},
	{
	    .id = "generate-too-many",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_GENERATE_TOO_MANY,
	    .summary = "$GENERATE writes too many records",
	    .why = "The lines of a run may write one million records together. What goes "
	           "beyond was not read, so it was not checked. A range with a digit too many "
	           "fills a server's memory.",
	    .repair = "Mend the range, or raise the bound with --limit generate=N.",
	    .bad = "$GENERATE 0-2000000 host$ A 192.0.2.1\n",
	    .good = "$GENERATE 0-20 host$ A 192.0.2.1\n",
	    .references = none,
	},
};

const struct rule_table rules_syntax_directive = { rules, ARRAY_LEN(rules), NULL };
