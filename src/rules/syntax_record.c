/* rules/syntax_record.c -- type, class and TTL of a record, and how its line is written */
#include "lint/lint.h"

static const char *const format[] = { "RFC 1035 §5.1", NULL };
static const char *const loading[] = { "RFC 1035 §5.2", NULL };
static const char *const generic[] = { "RFC 3597 §5", NULL };
static const char *const query_types[] = { "RFC 1035 §3.2.3", NULL };
static const char *const types[] = { "RFC 1035 §3.2.2", NULL };
static const char *const default_ttl[] = { "RFC 2308 §4", NULL };
static const char *const ttl_range[] = { "RFC 2181 §8", NULL };
static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "type-unknown",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_TYPE_UNKNOWN,
	    .summary = "no record type has this name",
	    .why = "Servers refuse a zone with a type that they do not know. Usually it is a "
	           "slip of the pen, or the owner is missing and the next word was taken for the "
	           "type.",
	    .repair = "Mend the type. A type that servers do not know yet is written as TYPE and "
	              "its number, its data as \\# and hexadecimal digits.",
	    .bad = "www AA 192.0.2.1\n",
	    .good = "www A 192.0.2.1\n",
	    .references = generic,
	},
	{
	    .id = "type-generic-for-known",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_TYPE_GENERIC_FOR_KNOWN,
	    .summary = "a well-known type is written by its number",
	    .why = "\"TYPE1\" and \"\\#\" are meant for types that a server does not know. Knot "
	           "3.2 publishes such data unchecked, an address of three octets included, and "
	           "gdnsd refuses them.",
	    .repair = "Write the type by its name and the data in its own form.",
	    .bad = "www TYPE1 \\# 4 C0000201\n",
	    .good = "www A 192.0.2.1\n",
	    .references = generic,
	},
	{
	    .id = "type-meta",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_TYPE_META,
	    .summary = "a type of queries stands in a zone",
	    .why = "ANY, AXFR, OPT, TSIG and their like belong into messages, never into a zone. "
	           "BIND refuses the zone; NSD and Knot may publish what nobody can ask for.",
	    .repair = "Remove the record.",
	    .bad = "www OPT \\# 0\n",
	    .good = "www TXT \"any\"\n",
	    .references = query_types,
	},
	{
	    .id = "type-nonstandard",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TYPE_NONSTANDARD,
	    .summary = "a type that only one server knows",
	    .why = "ALIAS, LUA, DYNA and the like are inventions of one server or provider; any "
	           "other refuses the zone. What the record answers is decided when it is asked, "
	           "so it cannot be checked from the file, and its owner counts as unknown.",
	    .repair = "Keep it where that server is and stays the only one; otherwise write the "
	              "addresses out.",
	    .bad = "@ ALIAS www.example.net.\n",
	    .good = "@ A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "type-obsolete",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TYPE_OBSOLETE,
	    .summary = "the record type is obsolete",
	    .why = "No resolver asks for the type any more. BIND refuses a zone with MD or MF, "
	           "Knot one with most of the old types.",
	    .repair = "Remove the record, or use the type that took its place.",
	    .bad = "@ MB mail.example.net.\n",
	    .good = "@ MX 10 mail.example.net.\n",
	    .references = types,
	},
	{
	    .id = "class-mismatch",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_CLASS_MISMATCH,
	    .summary = "the class is not that of the zone",
	    .why = "All records of a zone have one class, which for names in the Internet is IN. "
	           "Servers refuse a zone that mixes classes.",
	    .repair = "Write IN, or leave the class out.",
	    .bad = "www CH TXT \"hello\"\n",
	    .good = "www IN TXT \"hello\"\n",
	    .references = loading,
	},
	{
	    .id = "class-generic",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_CLASS_GENERIC,
	    .summary = "the class IN is written as CLASS1",
	    .why = "Knot and validns refuse \"CLASS1\", although it means the same as \"IN\".",
	    .repair = "Write IN, or leave the class out.",
	    .bad = "www CLASS1 A 192.0.2.1\n",
	    .good = "www IN A 192.0.2.1\n",
	    .references = generic,
	},
	{
	    .id = "field-order",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_FIELD_ORDER,
	    .summary = "the class stands before the TTL",
	    .why = "The standard allows both orders, and servers read both. Tools built on ldns "
	           "refuse the class in front of the TTL.",
	    .repair = "Write the TTL first, then the class.",
	    .bad = "www IN 60 A 192.0.2.1\n",
	    .good = "www 60 IN A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "ttl-missing",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_TTL_MISSING,
	    .summary = "neither the record nor $TTL says a TTL",
	    .why = "Without any TTL the servers invent one: BIND takes the last field of the "
	           "SOA, NSD and Knot one hour, gdnsd a day, and validns refuses the zone. How "
	           "long answers are cached depends on who serves them.",
	    .repair = "Put $TTL in front of the first record.",
	    .references = default_ttl,
	},
	{
	    .id = "ttl-inherited",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_TTL_INHERITED,
	    .summary = "a TTL is taken from the record above",
	    .why =
	        "Without $TTL, BIND gives a record without TTL that of the record before it; NSD "
	        "and Knot give it one hour. How long answers are cached depends on who serves "
	        "them, and a TTL that is lowered for one record silently lowers those below it. "
	        "Only the first such record of a zone is reported.",
	    .repair = "Put $TTL in front of the first record.",
	    .references = default_ttl,
	},
	{
	    .id = "ttl-directive-late",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_TTL_DIRECTIVE_LATE,
	    .summary = "$TTL stands below records that need it",
	    .why =
	        "$TTL counts for what follows it. The records above it that have no TTL get one that "
	        "each server makes up.",
	    .repair = "Move it in front of the first record.",
	    .references = default_ttl,
	},
	{
	    .id = "ttl-unit-compound",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_STYLE | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_TTL_UNIT_COMPOUND,
	    .summary = "a TTL has several units",
	    .why =
	        "BIND, NSD, Knot and validns add the parts up. Not every program that reads zone files "
	        "does, and 1h30m is easily read as 1h or 30m by people, too. Off unless asked for.",
	    .repair = "Write seconds, or one unit.",
	    .bad = "www 1h30m A 192.0.2.1\n",
	    .good = "www 90m A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ttl-syntax",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_TTL_SYNTAX,
	    .summary = "a TTL is no number of seconds",
	    .why = "A TTL is a decimal number, by most servers also taken with the units w, d, "
	           "h, m and s. Signs, quotation marks, other bases and other units make servers "
	           "refuse the zone.",
	    .repair = "Write the TTL as decimal seconds.",
	    .bad = "www A 192.0.2.1\n$TTL 1y\n",
	    .good = "$TTL 1w\nwww A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "ttl-unit-incomplete",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TTL_UNIT_INCOMPLETE,
	    .summary = "a TTL ends in a number without unit",
	    .why = "Of \"1h30\" nobody can tell whether minutes or seconds are meant. BIND and "
	           "Knot refuse it, NSD 4.6 publishes 3630 seconds.",
	    .repair = "Give the last number its unit, or write decimal seconds.",
	    .bad = "www 1h30 A 192.0.2.1\n",
	    .good = "www 1h30m A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ttl-overflow",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TTL_OVERFLOW,
	    .summary = "a TTL does not fit into 32 bits",
	    .why = "BIND and Knot refuse a TTL above 4294967295; NSD 4.6 publishes 0, so that "
	           "nothing is cached and every query reaches the server.",
	    .repair = "Write a TTL of at most 2147483647 seconds; a day is 86400.",
	    .bad = "www 4294967296 A 192.0.2.1\n",
	    .good = "www 86400 A 192.0.2.1\n",
	    .references = ttl_range,
	},
	{
	    .id = "ttl-over-31-bits",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TTL_OVER_31_BITS,
	    .summary = "a TTL is above 2147483647",
	    .why = "The highest bit of a TTL must be zero, and resolvers take a TTL that has it "
	           "as 0. BIND itself sets such a TTL to 0 with a warning; NSD and Knot send it. "
	           "Nothing is cached where for ever was meant.",
	    .repair = "Write a TTL of at most 2147483647 seconds; more than a week gains nothing.",
	    .bad = "www 2147483648 A 192.0.2.1\n",
	    .good = "www 604800 A 192.0.2.1\n",
	    .references = ttl_range,
	},
	{
	    .id = "style-type-case",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_STYLE,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_STYLE_TYPE_CASE,
	    .summary = "a type or class is not in capitals",
	    .why = "Case does not matter to servers. One spelling throughout makes files easier "
	           "to search and to compare.",
	    .repair = "Write types and classes in capitals.",
	    .bad = "www a 192.0.2.1\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "style-tabs",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_STYLE,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_STYLE_TABS,
	    .summary = "fields are parted by tabs",
	    .why = "Tabs and blanks mean the same to servers. Columns made of tabs move with the "
	           "editor's settings, and mixed lines no longer align.",
	    .repair = "Use blanks.",
	    .bad = "www\tA\t192.0.2.1\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "style-trailing-space",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_STYLE,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_STYLE_TRAILING_SPACE,
	    .summary = "a line ends in blanks",
	    .why = "Blanks at the end of a line mean nothing and show up as noise in reviews.",
	    .repair = "Remove them.",
	    .bad = "www A 192.0.2.1 \n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
};

const struct rule_table rules_syntax_record = { rules, ARRAY_LEN(rules), NULL };
