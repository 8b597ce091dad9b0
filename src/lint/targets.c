/*
 * lint/targets.c -- one file, one meaning: BIND 9.18, NSD 4.6, Knot DNS 3.2 and PowerDNS 4.7 on the same text.
 *
 * tests/diff/targets.py asks the servers' own checkers about every line of the table.
 */
#include "lint/targets.h"
#include "base/buf.h"

#define REFUSES "refuses the zone"
#define READS   "reads it as meant"

/* What a server does; NULL: it reads the text as it is meant. */
static const struct {
	enum problem problem;
	const char *by[TARGET_COUNT];
} differences[] = {
	{ PROBLEM_FILE_BOM, { REFUSES, REFUSES, REFUSES, REFUSES } },
	{ PROBLEM_FILE_CRLF, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_FILE_CR_ONLY, { NULL, NULL, REFUSES, REFUSES } },
	{ PROBLEM_FILE_NON_ASCII_TEXT, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_FILE_NON_ASCII_NAME, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_PAREN_NESTED, { NULL, REFUSES, REFUSES, REFUSES } },
	{ PROBLEM_PAREN_BEFORE_OWNER, { NULL, REFUSES, REFUSES, REFUSES } },
	{ PROBLEM_STRING_ADJACENT, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_DIRECTIVE_NONSTANDARD, { NULL, REFUSES, REFUSES, NULL } },
	{ PROBLEM_ORIGIN_RELATIVE, { NULL, REFUSES, REFUSES, NULL } },
	{ PROBLEM_INCLUDE_ORIGIN_RELATIVE, { NULL, REFUSES, REFUSES, NULL } },
	{ PROBLEM_CLASS_GENERIC, { NULL, NULL, REFUSES, REFUSES } },
	{ PROBLEM_NAME_QUOTED, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_NAME_AT_INSIDE, { NULL, NULL, REFUSES, NULL } },
	{ PROBLEM_TTL_MISSING, { "serves the last field of the SOA as TTL", "serves 3600 as TTL",
	                           "serves 3600 as TTL", "serves its default-ttl, 3600" } },
	{ PROBLEM_TTL_INHERITED, { "serves the TTL of the record above", "serves 3600 as TTL",
	                             "serves 3600 as TTL", "serves its default-ttl, 3600" } },
	{ PROBLEM_TTL_OVER_31_BITS,
	    { "serves 0 as TTL", "serves the number", "serves the number", NULL } },
	{ PROBLEM_OWNER_INHERITED_AFTER_INCLUDE,
	    { "takes the owner in front of $INCLUDE", "takes the last owner of the included file",
	        "takes the owner in front of $INCLUDE", NULL } },
	{ PROBLEM_INCLUDE_TTL_LEAK, { "goes on with the $TTL of the included file",
	                                "goes on with the $TTL of the included file",
	                                "goes back to the $TTL before it", NULL } },
	{ PROBLEM_INCLUDE_RELATIVE_PATH,
	    { "starts from its working directory", "starts from its working directory",
	        "starts from the folder of the including file", NULL } },
};

static const char *const names[TARGET_COUNT] = { "BIND", "NSD", "Knot", "PowerDNS" };

enum target_verdict
targets_judge(enum problem problem, unsigned targets, struct buf *text)
{
	enum target_verdict verdict = TARGETS_AGREE;
	const char *first = NULL;
	size_t i = 0;

	while (i < ARRAY_LEN(differences) && differences[i].problem != problem)
		i++;
	if (targets == 0 || i == ARRAY_LEN(differences))
		return TARGETS_SAY_NOTHING;
	for (unsigned s = 0; s < TARGET_COUNT; s++) {
		const char *does = differences[i].by[s] != NULL ? differences[i].by[s] : READS;

		if ((targets >> s & 1) == 0)
			continue;
		if (strcmp(does, REFUSES) == 0)
			verdict = TARGETS_REFUSE;
		else if (first != NULL && strcmp(first, does) != 0 && verdict == TARGETS_AGREE)
			verdict = TARGETS_DIFFER;
		first = does;
	}
	for (unsigned s = 0, said = 0; verdict != TARGETS_AGREE && s < TARGET_COUNT; s++)
		if ((targets >> s & 1) != 0)
			buf_put(text, "%s%s %s", said++ > 0 ? "; " : "", names[s],
			    differences[i].by[s] != NULL ? differences[i].by[s] : READS);
	return verdict;
}
