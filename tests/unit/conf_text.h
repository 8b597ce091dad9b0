/* tests/unit/conf_text.h -- complaints about settings as the lines that a user would see */
#ifndef CONF_TEXT_H
#define CONF_TEXT_H

#include <check.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/source.h"
#include "conf/conf.h"

/* A folder for files in memory; nothing is read from it. */
static inline struct sources *
text_sources(void)
{
	struct err err = { 0 };
	struct sources *s = sources_new("/", &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	return s;
}

/* "LINE:COL [RULE] MESSAGE; HINT" for each complaint, a line each, NUL-terminated; free it. */
static inline char *
problem_lines(struct sources *s, const struct conf_problems *problems)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < problems->count; i++) {
		const struct conf_problem *p = &problems->list[i];
		struct place place = source_place(s, p->span.file, p->span.off);

		ck_assert_uint_ge(place.line, 1);
		buf_put(&out, "%u:%u [%s] ", place.line, place.column, p->rule);
		conf_problem_text(p, &out);
		buf_char(&out, '\n');
	}
	buf_char(&out, '\0');
	return out.ptr;
}

/* Compare complaints with what a row of a table expects, and give all memory back. */
static inline void
expect_lines(struct sources *s, struct conf_problems *problems, const char *why, const char *want)
{
	char *got = problem_lines(s, problems);

	ck_assert_msg(strcmp(got, want) == 0, "%s:\ngot:\n%swanted:\n%s", why, got, want);
	free(got);
	conf_problems_free(problems);
	sources_free(s);
}

static inline int
run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

#endif
