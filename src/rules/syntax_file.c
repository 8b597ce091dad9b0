/* rules/syntax_file.c -- what is wrong with a file before its records are looked at */
#include "lint/lint.h"

static const char *const format[] = { "RFC 1035 §5.1", NULL };
static const char *const loading[] = { "RFC 1035 §5.2", NULL };
static const char *const none[] = { NULL };

enum { FILE_UNREADABLE };

static const struct rule rules[] = {
	[FILE_UNREADABLE] = {
		.id = "file-unreadable",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.diagnostic = true,
		.summary = "a zone file cannot be read",
		.why = "The file is missing, is no regular file, may not be read, or changed "
"while it was read. Nothing was checked in it, and what other zones ask "
"of it stays unknown.",
		.repair = "Restore the file or its permissions, or take it out of the "
"configuration.",
		.references = none,
	},
	{
		.id = "limit-reached",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_FILE_LIMIT,
		.diagnostic = true,
		.summary = "a limit on input was reached",
		.why = "Reading stopped at a bound on bytes, files, records or the length of "
"one record. What lies behind it was not checked, so the run cannot say "
"that all is well.",
		.repair = "Raise the bound with --limit when the input is as large as it should "
"be; otherwise look for a runaway include or range at the place named.",
		.references = none,
	},
	{
		.id = "zone-origin-unknown",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_ZONE_ORIGIN_UNKNOWN,
		.summary = "nothing says which zone the file holds",
		.why = "A file with relative names means something only together with the name "
"of its zone. No server configuration, project file, directive, $ORIGIN "
"or file name gives that name, so the file was left out of every check.",
		.repair = "Write \"; ptrlint: origin=NAME\" at the top of the file, list the file "
"in the project file, or name it with --zone.",
		.references = format,
	},
	{
		.id = "zone-origin-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_ZONE_ORIGIN_MISMATCH,
		.summary = "SOA owner and zone name differ",
		.why = "The zone is configured, or named by its file, under one name, but the "
"SOA record belongs to another. Servers refuse to load such a zone, or "
"serve it under the wrong name; a copied file whose names were not all "
"changed looks like this.",
		.repair = "Make the owner of the SOA record and the configured zone name agree.",
		.references = loading,
	},
	{
		.id = "file-empty",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_FILE_EMPTY,
		.summary = "the zone file holds no records",
		.why = "A zone without records has no SOA and cannot be served: BIND, NSD and "
"Knot refuse it at the next reload. An empty file is often what a "
"failed script left behind.",
		.repair = "Restore the records, or remove the zone from the configuration.",
		.references = loading,
	},
	{
		.id = "file-bom",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_SYNTAX | GROUP_PORTABILITY,
		.fix = FIX_SAFE,
		.problem = PROBLEM_FILE_BOM,
		.summary = "the file begins with a byte-order mark",
		.why = "Some editors put three invisible bytes in front of UTF-8 text. Servers "
"take them as part of the first word and refuse the zone with a message "
"about line 1 or 2 that never names the cause.",
		.repair = "Save the file as UTF-8 without byte-order mark.",
		.references = none,
	},
	{
		.id = "file-crlf",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_SYNTAX | GROUP_PORTABILITY,
		.fix = FIX_SAFE,
		.problem = PROBLEM_FILE_CRLF,
		.summary = "lines end in CR LF",
		.why = "Knot refuses a file whose lines end as on Windows, while BIND, NSD and "
"ldns take it. The zone loads on the primary and fails on the day the "
"software changes.",
		.repair = "Store the file with LF line ends, for example with dos2unix or "
"\"eol=lf\" in .gitattributes.",
		.references = none,
	},
	{
		.id = "file-cr-only",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX | GROUP_PORTABILITY,
		.fix = FIX_SAFE,
		.problem = PROBLEM_FILE_CR_ONLY,
		.summary = "a line ends in a bare CR",
		.why = "BIND and ldns end a line at a lone carriage return; NSD and Knot do "
"not, and read two records as one or refuse the file. What is served "
"depends on the server.",
		.repair = "Replace the carriage return by a line feed.",
		.references = none,
	},
	{
		.id = "file-no-final-newline",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_FILE_NO_FINAL_NEWLINE,
		.summary = "the last record is not ended by a newline",
		.why = "A file that stops in the middle of a line cannot be told from one that "
"was cut off while it was written: the last record may be only the "
"first half of itself, as 192.0.2.1 is of 192.0.2.17. Most servers load "
"it without a word.",
		.repair = "See that the last record is whole, then end its line.",
		.references = none,
	},
	{
		.id = "file-control-char",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_FILE_CONTROL_CHAR,
		.summary = "a control character stands in the text",
		.why = "NUL, vertical tab, form feed and their like are invisible in an "
"editor. Knot refuses them, BIND and NSD may take them as part of a "
"name or string, and the record is published under a name that nobody "
"can type.",
		.repair = "Remove the character; where an octet is really meant, write it as "
"\\DDD.",
		.references = format,
	},
	{
		.id = "file-non-ascii-name",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX | GROUP_PORTABILITY,
		.problem = PROBLEM_FILE_NON_ASCII_NAME,
		.summary = "a name holds letters outside ASCII",
		.why = "Resolvers look internationalised names up in their ASCII form, which "
"begins with \"xn--\". A name typed with its real letters is stored as "
"raw bytes that no query ever asks for; Knot refuses it, NSD says "
"nothing.",
		.repair = "Write the ASCII form of the label, as idn2 prints it.",
		.bad = "bücher A 192.0.2.1\n",
		.good = "xn--bcher-kva A 192.0.2.1\n",
		.references = none,
	},
	{
		.id = "file-non-ascii-text",
		.severity = SEVERITY_INFO,
		.groups = GROUP_SYNTAX | GROUP_PORTABILITY,
		.fix = FIX_SAFE,
		.problem = PROBLEM_FILE_NON_ASCII_TEXT,
		.summary = "a string holds bytes outside ASCII",
		.why = "Knot refuses raw bytes above 127 in a string; BIND and NSD publish "
"them as they are. Which characters readers see depends on the encoding "
"that they assume.",
		.repair = "Write the octets as \\DDD, or keep the text in ASCII.",
		.bad = "www TXT \"Zürich\"\n",
		.good = "www TXT \"Z\\195\\188rich\"\n",
		.references = format,
	},
	{
		.id = "file-lookalike-char",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.fix = FIX_UNSAFE,
		.problem = PROBLEM_FILE_LOOKALIKE_CHAR,
		.summary = "a character only looks like syntax",
		.why = "Curly quotes, no-break spaces, long dashes and the like come in by "
"copying from web pages and mail. They quote and part nothing: BIND and "
"NSD publish an SPF policy in curly quotes as broken text without a "
"word, and receivers ignore the policy.",
		.repair = "Type the plain ASCII character.",
		.bad = "@ TXT “v=spf1 -all”\n",
		.good = "@ TXT \"v=spf1 -all\"\n",
		.references = none,
	},
	{
		.id = "file-merge-conflict",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_FILE_MERGE_CONFLICT,
		.summary = "a merge conflict was committed",
		.why = "The markers of an unfinished merge stand in the file, with both "
"versions of the records between them. Servers refuse the zone and call "
"the marker an unknown type.",
		.repair = "Decide for one of the versions and remove the three marker lines.",
		.bad = "<<<<<<< HEAD\nwww A 192.0.2.1\n=======\nwww A 192.0.2.2\n>>>>>>> topic\n",
		.good = "www A 192.0.2.2\n",
		.references = none,
	},
	{
		.id = "comment-bad-marker",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_SYNTAX,
		.problem = PROBLEM_COMMENT_BAD_MARKER,
		.summary = "a comment does not begin with a semicolon",
		.why = "Only a semicolon begins a comment in a zone file. A line that begins "
"with \"#\" or \"//\" is read as a record of that name; most servers "
"refuse the zone.",
		.repair = "Begin the comment with a semicolon.",
		.bad = "# web servers\nwww A 192.0.2.1\n",
		.good = "; web servers\nwww A 192.0.2.1\n",
		.references = format,
	},
};

static void
check(struct lint *lint)
{
	size_t count;
	const struct unreadable *list = set_unreadable(lint_zones(lint), &count);

	for (size_t i = 0; i < count; i++)
		lint_report(lint, &rules[FILE_UNREADABLE], (struct span){ list[i].file, 0, 0 },
		    "%s", list[i].reason);
}

const struct rule_table rules_syntax_file = { rules, ARRAY_LEN(rules), check };
