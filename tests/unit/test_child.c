/* test_child.c -- names of classless child zones */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "fix/child.h"

static const struct {
	const char *why, *block;
	enum project_style style;
	const char *template, *name;
} name_rows[] = {
	{ "hyphen: first and length", "192.0.2.64/26", PROJECT_STYLE_HYPHEN, NULL, "64-26" },
	{ "slash", "192.0.2.0/25", PROJECT_STYLE_SLASH, NULL, "0/25" },
	{ "range: first and last", "192.0.2.128/25", PROJECT_STYLE_RANGE, NULL, "128-255" },
	{ "octet: the first", "192.0.2.252/30", PROJECT_STYLE_OCTET, NULL, "252" },
	{ "one address", "192.0.2.7/32", PROJECT_STYLE_RANGE, NULL, "7-7" },
	{ "template", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, "n{first}-{last}_{bits}",
	    "n64-127_26" },
	{ "no template", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, NULL, NULL },
	{ "unknown field", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, "{n}", NULL },
	{ "two labels", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, "a.{first}", NULL },
	{ "an absolute name", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, "{first}.", NULL },
	{ "nothing", "192.0.2.64/26", PROJECT_STYLE_TEMPLATE, "", NULL },
};

START_TEST(children_are_named)
{
	struct prefix block;
	struct dname name;
	struct err err;
	char got[DNAME_TEXT_MAX], wanted[128] = "";
	bool ok;

	ck_assert(prefix_parse(str_of(name_rows[_i].block), &block));
	ok = child_name(&block, name_rows[_i].style, name_rows[_i].template, &name, &err);
	ck_assert_msg(ok == (name_rows[_i].name != NULL), "%s", name_rows[_i].why);
	if (!ok)
		return;
	snprintf(wanted, sizeof wanted, "%s.2.0.192.in-addr.arpa.", name_rows[_i].name);
	ck_assert_str_eq(dname_text(&name, got), wanted);
}
END_TEST

static const struct {
	const char *why, *label;
	enum child_reading reading;
	const char *block;
} read_rows[] = {
	{ "a length", "64-26", CHILD_BLOCK, "192.0.2.64/26" },
	{ "a length behind a slash", "64/26", CHILD_BLOCK, "192.0.2.64/26" },
	{ "a range", "64-127", CHILD_BLOCK, "192.0.2.64/26" },
	{ "a range that is the same block as a length", "30-31", CHILD_BLOCK, "192.0.2.30/31" },
	{ "a range, or a length", "0-31", CHILD_AMBIGUOUS, NULL },
	{ "with a slash it is a length", "0/31", CHILD_BLOCK, "192.0.2.0/31" },
	{ "no block begins there", "65-26", CHILD_OTHER, NULL },
	{ "no block is so large", "0-100", CHILD_OTHER, NULL },
	{ "over an octet", "256-32", CHILD_OTHER, NULL },
	{ "a number that would wrap", "4294967360-26", CHILD_OTHER, NULL },
	{ "a word", "customer", CHILD_OTHER, NULL },
	{ "half a range", "64-", CHILD_OTHER, NULL },
	{ "more than a range", "64-26-1", CHILD_OTHER, NULL },
};

START_TEST(children_are_read)
{
	struct dname parent = dname_const("2.0.192.in-addr.arpa."), name;
	struct prefix got = { .bits = 0 };
	char text[ADDR_TEXT_MAX + 4];

	ck_assert(dname_parse(str_of(read_rows[_i].label), &parent, &name, NULL));
	ck_assert_msg(child_read(&name, &got) == read_rows[_i].reading, "%s", read_rows[_i].why);
	if (read_rows[_i].block != NULL)
		ck_assert_str_eq(prefix_text(&got, text), read_rows[_i].block);
}
END_TEST

START_TEST(four_labels_are_ambiguous)
{
	static const char *const expected[] = { "0-31", "16-31", "24-31", "28-31" };
	struct dname parent = dname_const("2.0.192.in-addr.arpa."), name;
	struct prefix net;
	size_t found = 0;

	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			char label[32];

			snprintf(label, sizeof label, "%d-%d", a, b);
			ck_assert(dname_parse(str_of(label), &parent, &name, NULL));
			if (child_read(&name, &net) != CHILD_AMBIGUOUS)
				continue;
			ck_assert_uint_lt(found, ARRAY_LEN(expected));
			ck_assert_str_eq(label, expected[found++]);
		}
	ck_assert_uint_eq(found, ARRAY_LEN(expected));
}
END_TEST

START_TEST(only_below_a_24_are_there_children)
{
	struct prefix net;
	struct dname name = dname_const("64-26.0.192.in-addr.arpa.");

	ck_assert(child_read(&name, &net) == CHILD_OTHER);
	name = dname_const("64-26.2.0.192.example.");
	ck_assert(child_read(&name, &net) == CHILD_OTHER);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("child");
	TCase *tc = tcase_create("child");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, children_are_named, 0, ARRAY_LEN(name_rows));
	tcase_add_loop_test(tc, children_are_read, 0, ARRAY_LEN(read_rows));
	tcase_add_test(tc, four_labels_are_ambiguous);
	tcase_add_test(tc, only_below_a_24_are_there_children);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
