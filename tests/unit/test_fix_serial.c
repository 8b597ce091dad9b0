/* tests/unit/test_fix_serial.c -- the next serial, in the form its owner chose */
#include <check.h>

#include "fix/serial.h"

#define DAY_2026_11_22 20779
#define NOW            ((int64_t)DAY_2026_11_22 * 86400 + 1234)

static const struct {
	const char *why;
	uint32_t serial;
	enum project_serial policy;
	bool ok;
	uint32_t next;
} rows[] = {
	{ "dated yesterday", 2026112107, PROJECT_SERIAL_AUTO, true, 2026112200 },
	{ "dated today", 2026112201, PROJECT_SERIAL_AUTO, true, 2026112202 },
	{ "the day's counter is used up: on into the next number", 2026112299, PROJECT_SERIAL_AUTO,
	    true, 2026112300 },
	{ "dated tomorrow, as east of here", 2026112301, PROJECT_SERIAL_AUTO, true, 2026112302 },
	{ "dated in the future goes on counting", 2027010100, PROJECT_SERIAL_AUTO, true,
	    2027010101 },
	{ "hours instead of a counter", 2026112223, PROJECT_SERIAL_AUTO, true, 2026112224 },
	{ "no day of the calendar: a counter", 2026022901, PROJECT_SERIAL_AUTO, true, 2026022902 },
	{ "leap day", 2024022901, PROJECT_SERIAL_AUTO, true, 2026112200 },
	{ "Unix time", 1795305000, PROJECT_SERIAL_AUTO, true, (uint32_t)NOW },
	{ "Unix time ahead of the clock", (uint32_t)NOW + 5, PROJECT_SERIAL_AUTO, true,
	    (uint32_t)NOW + 6 },
	{ "counter", 42, PROJECT_SERIAL_AUTO, true, 43 },
	{ "zero is never written", UINT32_MAX, PROJECT_SERIAL_AUTO, true, 1 },
	{ "3YYMMDDnnn is a counter", 3261122001u, PROJECT_SERIAL_AUTO, true, 3261122002u },
	{ "increment", 2026112101, PROJECT_SERIAL_INCREMENT, true, 2026112102 },
	{ "keep", 2026112101, PROJECT_SERIAL_KEEP, true, 2026112101 },
	{ "a counter becomes a date", 42, PROJECT_SERIAL_DATE, true, 2026112201 },
	{ "Unix time becomes a date: a step forward", 1795305000, PROJECT_SERIAL_DATE, true,
	    2026112201 },
	{ "beyond every date a date would be a step back", 3000000000u, PROJECT_SERIAL_DATE, false,
	    0 },
	{ "from date to Unix time is a step back", 2026112201, PROJECT_SERIAL_UNIX, false, 0 },
	{ "a counter becomes Unix time", 7, PROJECT_SERIAL_UNIX, true, (uint32_t)NOW },
};

START_TEST(serial)
{
	uint32_t next = 0;
	bool ok = serial_next(rows[_i].serial, rows[_i].policy, DAY_2026_11_22, NOW, &next);

	ck_assert_msg(ok == rows[_i].ok, "%s", rows[_i].why);
	ck_assert_msg(!ok || next == rows[_i].next, "%s: %u", rows[_i].why, next);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fix_serial");
	TCase *c = tcase_create("serial");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(c, serial, 0, (int)ARRAY_LEN(rows));
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
