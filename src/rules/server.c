/* rules/server.c -- configurations of name servers that were found or listed */
#include "lint/lint.h"

static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "server-config-syntax",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "a server configuration cannot be read whole",
	    .why = "A named.conf, nsd.conf or knot.conf says which file is which zone. What stands "
	           "behind a missing semicolon or quote may have been read as something else, so "
	           "a zone may lack its origin or its view.",
	    .repair = "Mend the line; named-checkconf, nsd-checkconf or \"knotc conf-check\" tell "
	              "more. A file that is no configuration can be excluded.",
	    .references = none,
	},
	{
	    .id = "server-zone-ambiguous",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "several files may be the one that a server loads",
	    .why = "The path that the server's configuration has ends as those of several files "
	           "here do. None of them was taken for that zone on the server's word.",
	    .repair = "Say where the server's folder lies: path_map of the server in the project "
	              "file.",
	    .references = none,
	},
	{
	    .id = "server-zone-missing",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX,
	    .summary = "a server loads a zone whose file is not in the repository",
	    .why = "A configuration that was found here lists a primary zone, but its file is not "
	           "here, or cannot be read as text. The zone is not checked, and what others ask "
	           "of it stays unknown.",
	    .repair = "Nothing, if the file is kept elsewhere. If it is here under another path, "
	              "map the server's folder with path_map in the project file.",
	    .references = none,
	},
};

const struct rule_table rules_server = { rules, ARRAY_LEN(rules), NULL };
