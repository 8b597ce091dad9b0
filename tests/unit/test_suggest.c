/* tests/unit/test_suggest.c -- nearest spellings */
#include <check.h>
#include <stdlib.h>

#include "base/suggest.h"

static const struct {
	const char *why, *a, *b;
	size_t distance;
} distance_rows[] = {
	{ "the same", "hosts", "hosts", 0 },
	{ "case does not count", "Hosts", "hOSTS", 0 },
	{ "- and _ are one", "treat-as-public", "treat_as_public", 0 },
	{ "one missing", "host", "hosts", 1 },
	{ "one too many", "hostss", "hosts", 1 },
	{ "one replaced", "hasts", "hosts", 1 },
	{ "neighbours swapped", "hsots", "hosts", 1 },
	{ "two slips", "hsot", "hosts", 2 },
	{ "too far", "pools", "hosts", 3 },
	{ "nothing to something", "", "abc", 3 },
	{ "a swap at the end", "externla", "external", 1 },
};

START_TEST(distance_counts_slips)
{
	struct str a = str_of(distance_rows[_i].a), b = str_of(distance_rows[_i].b);
	size_t want = distance_rows[_i].distance;

	ck_assert_msg(
	    suggest_distance(a, b, 2) == (want > 3 ? 3 : want), "%s", distance_rows[_i].why);
	ck_assert_msg(suggest_distance(b, a, 2) == (want > 3 ? 3 : want), "%s, turned round",
	    distance_rows[_i].why);
	ck_assert_msg(
	    suggest_distance(a, b, 50) >= want, "%s, without bound", distance_rows[_i].why);
}
END_TEST

static const char *const words[] = { "hosts", "pools", "ptr", "helo", "external", "internal" };

static const struct {
	const char *why, *word, *best;
} nearest_rows[] = {
	{ "one letter missing", "host", "hosts" },
	{ "two slips in a long word", "extrenel", "external" },
	{ "one slip in a short word", "prt", "ptr" },
	{ "two slips in a short word are too many", "pxx", NULL },
	{ "nothing near", "version", NULL },
	{ "case only", "PTR", "ptr" },
	{ "the first of equally near ones", "nternal", "internal" },
	{ "the empty word", "", NULL },
	{ "far too long",
	    "externalexternalexternalexternalexternalexternalexternalexternalexternal"
	    "externalexternal",
	    NULL },
};

START_TEST(nearest_is_found)
{
	const char *got = suggest_from(str_of(nearest_rows[_i].word), words, ARRAY_LEN(words));
	const char *want = nearest_rows[_i].best;

	ck_assert_msg(want == NULL ? got == NULL : got != NULL && strcmp(got, want) == 0, "%s: %s",
	    nearest_rows[_i].why, got == NULL ? "nothing" : got);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("suggest");
	TCase *tc = tcase_create("suggest");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, distance_counts_slips, 0, (int)ARRAY_LEN(distance_rows));
	tcase_add_loop_test(tc, nearest_is_found, 0, (int)ARRAY_LEN(nearest_rows));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
