/* tests/unit/test_rrtype.c -- the list of RR types */
#include <check.h>
#include <stdlib.h>

#include "dns/rrtype.h"

START_TEST(list_is_sound)
{
	for (unsigned code = 0; code < RRCODE_OTHER; code++) {
		const struct rrtype_info *info = rrtype_info((enum rrcode)code);
		uint16_t number = 0;
		char text[16];

		ck_assert_ptr_nonnull(info);
		ck_assert_msg(rrtype_code(info->number) == code, "%s", info->name);
		ck_assert_msg(rrtype_parse(str_of(info->name), &number), "%s", info->name);
		ck_assert_msg(number == info->number, "%s: %u", info->name, number);
		ck_assert_str_eq(rrtype_text(info->number, text), info->name);
		ck_assert_msg(strlen(info->source) > 0, "%s has no source", info->name);
		if (info->flags & RRTYPE_META)
			ck_assert_msg(info->layout[0] == '\0', "%s", info->name);
		ck_assert_msg(((info->flags & RRTYPE_NONSTANDARD) != 0) == (info->number >= 65400),
		    "%s", info->name);
	}
	ck_assert_ptr_null(rrtype_info(RRCODE_OTHER));
	ck_assert_int_eq(rrtype_code(65280), RRCODE_OTHER);
	ck_assert_int_eq(RRCODE_A, 0);
	ck_assert_int_eq(RRCODE_CAA, 15); /* the commonest fit four bits */
}
END_TEST

static const struct {
	const char *why, *text;
	bool ok;
	uint16_t number;
} type_rows[] = {
	{ "mnemonic", "MX", true, 15 },
	{ "any case", "aAaA", true, 28 },
	{ "with a hyphen", "nsap-ptr", true, 23 },
	{ "by number", "TYPE65280", true, 65280 },
	{ "by number, any case", "type1", true, 1 },
	{ "largest", "TYPE65535", true, 65535 },
	{ "type 0 can be written", "TYPE0", true, 0 },
	{ "too large", "TYPE65536", false, 0 },
	{ "would wrap", "TYPE4294967297", false, 0 },
	{ "no number", "TYPE", false, 0 },
	{ "sign", "TYPE-1", false, 0 },
	{ "letter", "TYPE1x", false, 0 },
	{ "a name's beginning is no name", "AAA", false, 0 },
	{ "longer than a name", "MXX", false, 0 },
	{ "empty", "", false, 0 },
};

START_TEST(reads_types)
{
	uint16_t number = 0xdead;
	bool ok = rrtype_parse(str_of(type_rows[_i].text), &number);

	ck_assert_msg(ok == type_rows[_i].ok, "%s", type_rows[_i].why);
	ck_assert_msg(number == (ok ? type_rows[_i].number : 0xdead), "%s", type_rows[_i].why);
}
END_TEST

static const struct {
	const char *text, *nearest;
} near_rows[] = {
	{ "CNMAE", "CNAME" },
	{ "CNAM", "CNAME" },
	{ "AAA", "AAAA" },
	{ "txtt", "TXT" },
	{ "DSNKEY", "DNSKEY" },
	{ "HTTP", "HTTPS" },
	{ "NSEC3PARM", "NSEC3PARAM" },
	{ "BOGUS", NULL },
	{ "Q", NULL },
	{ "", NULL },
	{ "averylongwordthatisnotype", NULL },
};

START_TEST(guesses_spelling)
{
	const char *got = rrtype_nearest(str_of(near_rows[_i].text));

	if (near_rows[_i].nearest == NULL)
		ck_assert_msg(got == NULL, "%s: %s", near_rows[_i].text, got);
	else
		ck_assert_msg(got != NULL && strcmp(got, near_rows[_i].nearest) == 0, "%s: %s",
		    near_rows[_i].text, got ? got : "nothing");
}
END_TEST

START_TEST(reads_classes)
{
	uint16_t number = 0;

	ck_assert(rrclass_parse(STR("in"), &number) && number == 1);
	ck_assert(rrclass_parse(STR("CH"), &number) && number == 3);
	ck_assert(rrclass_parse(STR("HS"), &number) && number == 4);
	ck_assert(rrclass_parse(STR("NONE"), &number) && number == 254);
	ck_assert(rrclass_parse(STR("ANY"), &number) && number == 255);
	ck_assert(rrclass_parse(STR("CLASS65535"), &number) && number == 65535);
	ck_assert(!rrclass_parse(STR("CLASS65536"), &number));
	ck_assert(!rrclass_parse(STR("I"), &number));
	ck_assert(!rrclass_parse(STR(""), &number));
	ck_assert_uint_eq(number, 65535);
}
END_TEST

START_TEST(writes_types)
{
	char text[16];

	ck_assert_str_eq(rrtype_text(RRTYPE_NSAP_PTR, text), "NSAP-PTR");
	ck_assert_str_eq(rrtype_text(65535, text), "TYPE65535");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rrtype");
	TCase *tc = tcase_create("rrtype");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, list_is_sound);
	tcase_add_loop_test(tc, reads_types, 0, (int)ARRAY_LEN(type_rows));
	tcase_add_loop_test(tc, guesses_spelling, 0, (int)ARRAY_LEN(near_rows));
	tcase_add_test(tc, reads_classes);
	tcase_add_test(tc, writes_types);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
