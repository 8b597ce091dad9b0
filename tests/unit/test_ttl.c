/* tests/unit/test_ttl.c -- durations and serial numbers */
#include <check.h>
#include <stdlib.h>

#include "dns/ttl.h"

static const struct {
	const char *why, *text;
	enum problem problem;
	uint32_t seconds;
	bool looks;
} ttl_rows[] = {
	{ "zero", "0", PROBLEM_NONE, 0, true },
	{ "seconds", "3600", PROBLEM_NONE, 3600, true },
	{ "leading zeros are harmless", "007", PROBLEM_NONE, 7, true },
	{ "units add up", "1h30m", PROBLEM_NONE, 5400, true },
	{ "every unit, any case", "1W1d1H1m1S", PROBLEM_NONE, 694861, true },
	{ "any order, as BIND 9.18 reads it", "30m1h", PROBLEM_NONE, 5400, true },
	{ "a unit twice adds up, as in BIND 9.18", "1h1h", PROBLEM_NONE, 7200, true },
	{ "largest of RFC 2181 §8", "2147483647", PROBLEM_NONE, 2147483647, true },
	{ "the 32nd bit", "2147483648", PROBLEM_TTL_OVER_31_BITS, 2147483648, true },
	{ "the same with a unit", "3551w", PROBLEM_TTL_OVER_31_BITS, 2147644800, true },
	{ "largest of 32 bits", "4294967295", PROBLEM_TTL_OVER_31_BITS, 4294967295, true },
	{ "would wrap to 0", "4294967296", PROBLEM_TTL_OVERFLOW, 0, true },
	{ "would wrap in 64 bits", "99999999999999999999999", PROBLEM_TTL_OVERFLOW, 0, true },
	{ "the sum would wrap", "7101w1w", PROBLEM_TTL_OVERFLOW, 0, true },
	{ "number without its unit", "1h30", PROBLEM_TTL_UNIT_INCOMPLETE, 0, true },
	{ "empty", "", PROBLEM_TTL_SYNTAX, 0, false },
	{ "unit alone", "h", PROBLEM_TTL_SYNTAX, 0, false },
	{ "unit without its number", "1hm", PROBLEM_TTL_SYNTAX, 0, true },
	{ "sign", "-1", PROBLEM_TTL_SYNTAX, 0, false },
	{ "plus", "+1", PROBLEM_TTL_SYNTAX, 0, false },
	{ "point", "1.5", PROBLEM_TTL_SYNTAX, 0, false },
	{ "hex", "0x10", PROBLEM_TTL_SYNTAX, 0, false },
	{ "no such unit", "1y", PROBLEM_TTL_SYNTAX, 0, false },
	{ "blank", "1 ", PROBLEM_TTL_SYNTAX, 0, false },
};

START_TEST(reads_ttl)
{
	uint32_t got = 0xdead;
	struct str text = str_of(ttl_rows[_i].text);
	enum problem problem = ttl_parse(text, &got);
	bool read = problem == PROBLEM_NONE || problem == PROBLEM_TTL_OVER_31_BITS;

	ck_assert_msg(problem == ttl_rows[_i].problem, "%s", ttl_rows[_i].why);
	ck_assert_msg(got == (read ? ttl_rows[_i].seconds : 0xdead), "%s", ttl_rows[_i].why);
	ck_assert_msg(ttl_looks_like(text) == ttl_rows[_i].looks, "%s", ttl_rows[_i].why);
}
END_TEST

static const struct {
	const char *why;
	uint32_t a, b;
	int order;
} serial_rows[] = {
	{ "equal", 7, 7, 0 },
	{ "next", 2026010101, 2026010102, -1 },
	{ "back", 2026010102, 2026010101, 1 },
	{ "over the end", 4294967295, 0, -1 },
	{ "largest step, RFC 1982 §3.1", 0, 2147483647, -1 },
	{ "one more has no order", 0, 2147483648, 2 },
	{ "nor the other way", 2147483648, 0, 2 },
	{ "beyond is behind", 0, 2147483649, 1 },
};

START_TEST(compares_serials)
{
	ck_assert_msg(serial_compare(serial_rows[_i].a, serial_rows[_i].b) == serial_rows[_i].order,
	    "%s", serial_rows[_i].why);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ttl");
	TCase *tc = tcase_create("ttl");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, reads_ttl, 0, (int)ARRAY_LEN(ttl_rows));
	tcase_add_loop_test(tc, compares_serials, 0, (int)ARRAY_LEN(serial_rows));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
