/* rules/syntax_token.c -- parentheses, quotes, escapes, names and owners */
#include "lint/lint.h"

static const char *const format[] = { "RFC 1035 §5.1", NULL };
static const char *const sizes[] = { "RFC 1035 §2.3.4", "RFC 1035 §3.1", NULL };
static const char *const labels[] = { "RFC 1035 §3.1", NULL };
static const char *const loading[] = { "RFC 1035 §5.2", NULL };

static const struct rule rules[] = {
	{
	    .id = "paren-unclosed",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_PAREN_UNCLOSED,
	    .summary = "a parenthesis is never closed",
	    .why = "Within parentheses line ends do not count, so everything that follows "
	           "belongs to the same record. BIND and Knot refuse the zone; NSD 4.6 loads "
	           "it, and a TXT record swallows all later records as strings.",
	    .repair = "Close the parenthesis at the end of the record.",
	    .bad = "www TXT ( \"one\" \"two\"\nmail A 192.0.2.1\n",
	    .good = "www TXT ( \"one\"\n\"two\" )\nmail A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "paren-unopened",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_PAREN_UNOPENED,
	    .summary = "a closing parenthesis closes nothing",
	    .why = "A record holds \")\" although none is open; usually the opening one was "
	           "deleted together with a line. Servers refuse the zone.",
	    .repair = "Remove the parenthesis, or open it where the record begins to span lines.",
	    .bad = "www A 192.0.2.1 )\n",
	    .good = "www A ( 192.0.2.1 )\n",
	    .references = format,
	},
	{
	    .id = "paren-nested",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_PAREN_NESTED,
	    .summary = "parentheses stand inside parentheses",
	    .why = "BIND counts the parentheses and loads the zone; NSD and Knot refuse it.",
	    .repair = "Keep the outer pair of parentheses only.",
	    .bad = "www TXT ( \"one\" ( \"two\" ) )\n",
	    .good = "www TXT ( \"one\" \"two\" )\n",
	    .references = format,
	},
	{
	    .id = "paren-before-owner",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_PAREN_BEFORE_OWNER,
	    .summary = "a parenthesis opens before the owner",
	    .why = "BIND takes the first word behind the parenthesis as the owner. NSD, Knot "
	           "and ldns refuse the zone.",
	    .repair = "Write the owner first and open the parenthesis behind the type.",
	    .bad = "( www A 192.0.2.1 )\n",
	    .good = "www A ( 192.0.2.1 )\n",
	    .references = format,
	},
	{
	    .id = "quote-unclosed",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_QUOTE_UNCLOSED,
	    .summary = "a quotation mark is never closed",
	    .why = "The string has no end. Servers refuse the zone; which line they name "
	           "depends on where the next quotation mark stands.",
	    .repair = "Close the string; a quotation mark inside it is written \\\".",
	    .bad = "www TXT \"hello\n",
	    .good = "www TXT \"hello\"\n",
	    .references = format,
	},
	{
	    .id = "quote-multiline",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_QUOTE_MULTILINE,
	    .summary = "a quoted string goes over a line end",
	    .why = "The standard allows a line end inside quotation marks, and NSD reads it. "
	           "BIND, Knot and ldns refuse the zone. Where it is read, the line end "
	           "becomes part of the string, which breaks DKIM keys and SPF policies.",
	    .repair = "Close the string at the end of the line and go on with a second string, "
	              "both within parentheses.",
	    .bad = "www TXT \"one\ntwo\"\n",
	    .good = "www TXT ( \"one\"\n\"two\" )\n",
	    .references = format,
	},
	{
	    .id = "string-adjacent",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_STRING_ADJACENT,
	    .summary = "two strings are not parted by a blank",
	    .why = "Knot refuses a string that touches the word beside it; BIND, NSD and ldns "
	           "read two words.",
	    .repair = "Put a blank between the strings.",
	    .bad = "www TXT \"one\"\"two\"\n",
	    .good = "www TXT \"one\" \"two\"\n",
	    .references = format,
	},
	{
	    .id = "escape-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_ESCAPE_INVALID,
	    .summary = "a backslash is followed by no valid octet",
	    .why = "A backslash and a digit begin an octet of three decimal digits, at most "
	           "255. BIND refuses other numbers, Knot accepts them silently, NSD warns: "
	           "the name that is served differs from server to server.",
	    .repair = "Write three digits from 000 to 255, or double the backslash when it is "
	              "meant itself.",
	    .bad = "www TXT \"\\256\"\n",
	    .good = "www TXT \"\\255\"\n",
	    .references = format,
	},
	{
	    .id = "escape-swallows-space",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_ESCAPE_SWALLOWS_SPACE,
	    .summary = "a backslash glues two fields together",
	    .why = "A backslash takes the meaning from the blank behind it, so two fields "
	           "become one name with a blank inside. The record is loaded under a name "
	           "that nobody asks for.",
	    .repair = "Remove the backslash; where a blank is meant, write \\032.",
	    .bad = "www\\ IN A 192.0.2.1\n",
	    .good = "www IN A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "label-too-long",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_LABEL_TOO_LONG,
	    .summary = "a label is longer than 63 octets",
	    .why = "The length of a label has six bits in a DNS message, so no longer one can "
	           "be sent. Servers refuse the zone.",
	    .repair = "Shorten the part between two dots; look for a forgotten dot.",
	    .bad = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa A 192.0.2.1\n",
	    .good = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa A 192.0.2.1\n",
	    .references = sizes,
	},
	{
	    .id = "name-too-long",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_NAME_TOO_LONG,
	    .summary = "a name is longer than 255 octets",
	    .why = "A whole name may take 255 octets, each label counted with one octet more "
	           "and the root with one. Servers refuse the zone. A relative name counts "
	           "with its origin.",
	    .repair = "Shorten the name; look for an absolute name whose final dot was forgotten.",
	    .references = sizes,
	},
	{
	    .id = "label-empty",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_LABEL_EMPTY,
	    .summary = "a name has nothing between two dots",
	    .why = "Only the root has an empty label, so a name cannot begin with a dot or "
	           "have two in a row. Servers refuse the zone.",
	    .repair = "Remove the dot that is too many.",
	    .bad = "www..old A 192.0.2.1\n",
	    .good = "www.old A 192.0.2.1\n",
	    .references = labels,
	},
	{
	    .id = "owner-missing",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_OWNER_MISSING,
	    .summary = "the first record has no owner",
	    .why = "A line that begins with a blank belongs to the owner above it, and there "
	           "is none. BIND and Knot refuse the zone; NSD 4.6 silently takes the apex.",
	    .repair = "Write the owner, \"@\" for the zone itself.",
	    .references = format,
	},
	{
	    .id = "owner-inherited-after-origin",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_OWNER_INHERITED_AFTER_ORIGIN,
	    .summary = "a record takes its owner from before $ORIGIN",
	    .why = "A line without owner keeps the last one, even when $ORIGIN stands between. "
	           "Who reads the file expects the new origin, so the record is easily put at "
	           "the wrong name.",
	    .repair = "Write the owner on the first record behind $ORIGIN.",
	    .bad = "www A 192.0.2.1\n$ORIGIN sub.example.com.\n TXT \"where\"\n",
	    .good = "www A 192.0.2.1\n$ORIGIN sub.example.com.\n@ TXT \"here\"\n",
	    .references = format,
	},
	{
	    .id = "owner-inherited-after-include",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_OWNER_INHERITED_AFTER_INCLUDE,
	    .summary = "a record takes its owner across $INCLUDE",
	    .why = "BIND gives a line without owner behind $INCLUDE the owner that stood "
	           "before it; NSD 4.6 gives it the last owner of the included file. The "
	           "record lands on different names.",
	    .repair = "Write the owner on the first record behind $INCLUDE.",
	    .references = format,
	},
	{
	    .id = "owner-looks-like-ttl",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_OWNER_LOOKS_LIKE_TTL,
	    .summary = "the owner looks like a TTL",
	    .why = "The first word of a line is its owner. When the blank in front was "
	           "forgotten, the TTL becomes a name: the record lands on \"3600\" below the "
	           "zone, and the name that was meant lacks it. No server says so.",
	    .repair = "Put a blank in front of the TTL, or write the owner.",
	    .bad = "www A 192.0.2.1\n3600 MX 10 mail.example.net.\n",
	    .good = "www A 192.0.2.1\n 3600 MX 10 mail.example.net.\n",
	    .references = format,
	},
	{
	    .id = "owner-looks-like-type",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_OWNER_LOOKS_LIKE_TYPE,
	    .summary = "the owner looks like a class",
	    .why = "The first word of a line is its owner. A line that begins with IN usually "
	           "lacks the blank in front, and its record lands on the name \"in\" below "
	           "the zone, while the name that was meant lacks it.",
	    .repair = "Put a blank in front of the class. Where a host is really called so, waive "
	              "the rule for it.",
	    .bad = "www A 192.0.2.1\nIN TXT \"note\"\n",
	    .good = "www A 192.0.2.1\n IN TXT \"note\"\n",
	    .references = format,
	},
	{
	    .id = "name-out-of-zone",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_NAME_OUT_OF_ZONE,
	    .summary = "the owner lies outside the zone",
	    .why = "NSD refuses a zone with such a record. BIND and Knot drop the record with "
	           "a warning and exit as if all were well, so it is missing from what is "
	           "served.",
	    .repair = "Move the record into the zone that it belongs to, or mend the owner; a "
	              "final dot too many is the usual cause.",
	    .bad = "www.example.net. A 192.0.2.1\n",
	    .good = "www.example.com. A 192.0.2.1\n",
	    .references = loading,
	},
	{
	    .id = "ptr-wrong-zone",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_REVERSE,
	    .problem = PROBLEM_PTR_WRONG_ZONE,
	    .summary = "a PTR record stands in another zone's file",
	    .why =
	        "The owner lies in a reverse zone that is here, but in another file. NSD refuses the zone; "
	        "BIND and Knot drop the record with a warning, so that the address has no name.",
	    .repair = "Move the record to the zone that the message names.",
	    .references = loading,
	},
	{
	    .id = "name-quoted",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_NAME_QUOTED,
	    .summary = "a name is written in quotation marks",
	    .why = "Quotation marks are for strings. BIND takes a quoted owner and refuses a "
	           "quoted target, NSD takes both, Knot neither.",
	    .repair = "Remove the quotation marks.",
	    .bad = "\"www\" A 192.0.2.1\n",
	    .good = "www A 192.0.2.1\n",
	    .references = format,
	},
	{
	    .id = "name-at-inside",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_NAME_AT_INSIDE,
	    .summary = "an at sign stands inside a name",
	    .why = "\"@\" means the origin only when it stands alone. Inside a name it is an "
	           "ordinary octet: Knot refuses it, NSD publishes a label that holds it. In a "
	           "mailbox the address becomes undeliverable.",
	    .repair = "Write a dot; in the local part of a mailbox escape dots as \"\\.\".",
	    .bad = "@ RP admin@example.com. .\n",
	    .good = "@ RP admin.example.com. .\n",
	    .references = format,
	},
};

const struct rule_table rules_syntax_token = { rules, ARRAY_LEN(rules), NULL };
