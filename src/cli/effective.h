/* cli/effective.h -- the settings in force: the command line, then the project file, then defaults. */
#ifndef CLI_EFFECTIVE_H
#define CLI_EFFECTIVE_H

#include "cli/session.h"

struct effective {
	struct lint_options lint;
	enum severity fail_on;              /* SEVERITY_OFF: never */
	const struct render_format *format; /* NULL: a report has standard output to itself */
	const struct report_to *reports;
	size_t report_count;
};

/*
 * Work them out.  What the project file says about rules that do not exist becomes a finding of the
 * session.
 *
 * return  false after a usage error
 */
PL_MUST_CHECK bool effective_settings(struct session *s, struct effective *out);

#endif
