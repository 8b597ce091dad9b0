/* tests/unit/test_dname.c -- names: text, wire form, order */
#include <check.h>
#include <stdlib.h>

#include "dns/dname.h"

/* 63 letters, and names built of them. */
#define L10  "abcdefghij"
#define L63  L10 L10 L10 L10 L10 L10 "abc"
#define N250 L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 "abcdefgh"

static struct dname
origin(void)
{
	return dname_const("example.org.");
}

static const struct {
	const char *why, *text, *want;
} good_rows[] = {
	{ "absolute", "www.example.com.", "www.example.com." },
	{ "relative names get the origin", "www", "www.example.org." },
	{ "@ alone is the origin", "@", "example.org." },
	{ "@ inside is a letter like others", "a@b.", "a\\@b." },
	{ "an escaped @ is no origin", "\\@", "\\@.example.org." },
	{ "the root", ".", "." },
	{ "letters are kept, and printed lower case", "WwW.Example.COM.", "www.example.com." },
	{ "an escaped dot does not end a label", "a\\.b.c.", "a\\.b.c." },
	{ "decimal escapes", "a\\046b\\000.", "a\\.b\\000." },
	{ "escaped letter is that letter", "\\a.b.", "a.b." },
	{ "what looks like syntax is escaped", "a\\;b\\(c\\).d\\\"e\\$f.",
	    "a\\;b\\(c\\).d\\\"e\\$f." },
	{ "a blank is printed by number", "DNS\\032SD.", "dns\\032sd." },
	{ "octets above ASCII are taken as they are", "\xc3\xa9.", "\\195\\169." },
	{ "underscore, star and slash need no escape", "_a.*.0/25.", "_a.*.0/25." },
	{ "63 octets in a label", L63 ".", L63 "." },
	{ "255 octets in a name", N250 ".ab.", N250 ".ab." },
	{ "the longest name that is completed", L63 "." L63 "." L63 "." L10 L10 L10 L10 "abcdefghi",
	    L63 "." L63 "." L63 "." L10 L10 L10 L10 "abcdefghi.example.org." },
};

START_TEST(reads_and_prints)
{
	struct dname base = origin(), name, again;
	char text[DNAME_TEXT_MAX];
	struct buf buf = { 0 };

	ck_assert_msg(
	    dname_parse(str_of(good_rows[_i].text), &base, &name, NULL), "%s", good_rows[_i].why);
	ck_assert_msg(strcmp(dname_text(&name, text), good_rows[_i].want) == 0, "%s: %s",
	    good_rows[_i].why, text);
	dname_print(&name, &buf);
	ck_assert(str_equal(buf_view(&buf), str_of(text)));
	ck_assert_msg(dname_parse(buf_view(&buf), NULL, &again, NULL) && dname_equal(&again, &name),
	    "%s: reads back", good_rows[_i].why);
	buf_free(&buf);
}
END_TEST

static const struct {
	const char *why, *text;
	enum problem problem;
	uint32_t at, len;
} bad_rows[] = {
	{ "nothing at all", "", PROBLEM_LABEL_EMPTY, 0, 0 },
	{ "leading dot", ".a", PROBLEM_LABEL_EMPTY, 0, 1 },
	{ "two dots", "a..b", PROBLEM_LABEL_EMPTY, 2, 1 },
	{ "two dots at the end", "a..", PROBLEM_LABEL_EMPTY, 2, 1 },
	{ "two dots alone", "..", PROBLEM_LABEL_EMPTY, 0, 1 },
	{ "64 octets in a label", "x." L63 "d.y.", PROBLEM_LABEL_TOO_LONG, 2, 64 },
	{ "a label longer than a name may be", "x." N250, PROBLEM_NAME_TOO_LONG, 0, 0 },
	{ "256 octets in a name", N250 ".abc.", PROBLEM_NAME_TOO_LONG, 0, 0 },
	{ "longer than 255 only with the origin", N250, PROBLEM_NAME_TOO_LONG, 0, 0 },
	{ "backslash at the end", "ab\\", PROBLEM_ESCAPE_INVALID, 2, 1 },
	{ "escape of two digits", "a\\12", PROBLEM_ESCAPE_INVALID, 1, 3 },
	{ "escape of a digit and a letter", "a\\1bc", PROBLEM_ESCAPE_INVALID, 1, 2 },
	{ "escape above 255", "a\\256b", PROBLEM_ESCAPE_INVALID, 1, 4 },
};

START_TEST(refuses)
{
	struct dname base = origin(), name = base;
	struct dname_error error = { PROBLEM_NONE, 9, 9 };
	size_t whole = strlen(bad_rows[_i].text);

	ck_assert_msg(
	    !dname_parse(str_of(bad_rows[_i].text), &base, &name, &error), "%s", bad_rows[_i].why);
	ck_assert_msg(error.problem == bad_rows[_i].problem, "%s", bad_rows[_i].why);
	ck_assert_msg(error.at == bad_rows[_i].at, "%s: at %u", bad_rows[_i].why, error.at);
	if (bad_rows[_i].problem == PROBLEM_NAME_TOO_LONG)
		ck_assert_uint_eq(error.len, whole);
	else
		ck_assert_msg(error.len == bad_rows[_i].len, "%s: %u", bad_rows[_i].why, error.len);
	ck_assert_msg(dname_equal(&name, &base), "%s: out untouched", bad_rows[_i].why);
}
END_TEST

START_TEST(any_octet_survives_text)
{
	for (unsigned c = 0; c < 256; c++) {
		struct dname name = { .len = 4, .wire = { 2, (uint8_t)c, 'x', 0 } }, again;
		char text[DNAME_TEXT_MAX];

		dname_text(&name, text);
		ck_assert_msg(dname_parse(str_of(text), NULL, &again, NULL), "%s", text);
		ck_assert_msg(dname_equal(&again, &name), "octet %u as %s", c, text);
	}
}
END_TEST

START_TEST(longest_text_fits)
{
	struct dname name = { .len = DNAME_MAX };
	char text[DNAME_TEXT_MAX];

	for (unsigned i = 0; i < 3; i++)
		name.wire[i * 64] = 63;
	name.wire[192] = 61;
	memset(name.wire + 1, 0xff, 63);
	memset(name.wire + 65, 0xff, 63);
	memset(name.wire + 129, 0xff, 63);
	memset(name.wire + 193, 0xff, 61);
	ck_assert_uint_eq(strlen(dname_text(&name, text)), DNAME_TEXT_MAX - 1);
}
END_TEST

/* RFC 4034 §6.1 */
START_TEST(canonical_order)
{
	static const char *const sorted[] = { ".", "example.", "a.example.", "yljkjljk.a.example.",
		"Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.",
		"\\200.z.example." };

	for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
		struct dname a = dname_const(sorted[i]);

		for (size_t j = 0; j < ARRAY_LEN(sorted); j++) {
			struct dname b = dname_const(sorted[j]);
			int order = dname_compare(&a, &b);

			ck_assert_msg((order < 0) == (i < j) && (order > 0) == (i > j), "%s and %s",
			    sorted[i], sorted[j]);
			ck_assert(dname_equal(&a, &b) == (i == j));
		}
	}
}
END_TEST

static const struct {
	const char *why, *name, *apex;
	bool below;
} below_rows[] = {
	{ "itself", "example.", "example.", true },
	{ "case does not count", "a.EXAMPLE.", "example.", true },
	{ "all is below the root", "a.", ".", true },
	{ "a common end is not a common label", "badexample.", "example.", false },
	{ "an octet that looks like a length", "a\\007example.", "example.", false },
	{ "above is not below", "example.", "a.example.", false },
	{ "beside", "b.example.", "a.example.", false },
};

START_TEST(knows_below)
{
	struct dname name = dname_const(below_rows[_i].name),
	             apex = dname_const(below_rows[_i].apex);

	ck_assert_msg(dname_below(&name, &apex) == below_rows[_i].below, "%s", below_rows[_i].why);
}
END_TEST

START_TEST(takes_apart_and_joins)
{
	struct dname name = dname_const("a.b.c."), got, want = dname_const("c."), root = DNAME_ROOT;
	struct dname prefix = dname_const("a.b."), longest = dname_const(N250 ".ab.");

	ck_assert_uint_eq(dname_labels(&name), 3);
	ck_assert_uint_eq(dname_labels(&root), 0);
	got = dname_parent(&name, 2);
	ck_assert(dname_equal(&got, &want));
	got = dname_parent(&name, 0);
	ck_assert(dname_equal(&got, &name));
	got = dname_parent(&name, 3);
	ck_assert(dname_equal(&got, &root));
	ck_assert(dname_concat(&prefix, &want, &got) && dname_equal(&got, &name));
	ck_assert(dname_concat(&root, &name, &got) && dname_equal(&got, &name));
	ck_assert(!dname_concat(&want, &longest, &got));
	ck_assert(dname_wildcard(&want, &got) && dname_is_wildcard(&got));
	want = dname_const("*.c.");
	ck_assert(dname_equal(&got, &want));
	ck_assert(!dname_wildcard(&longest, &got));
	ck_assert(!dname_is_wildcard(&name) && !dname_is_wildcard(&root));
	want = dname_const("**.c.");
	ck_assert(!dname_is_wildcard(&want));
}
END_TEST

static const struct {
	const char *why, *name;
	bool is;
} hostname_rows[] = {
	{ "plain", "mail.example.com.", true },
	{ "upper case", "MAIL.Example.COM.", true },
	{ "digits in front, RFC 1123 §2.1", "3com.com.", true },
	{ "digits only, not the last label", "123.example.com.", true },
	{ "hyphen inside", "a-b.c.", true },
	{ "one letter", "a.", true },
	{ "last label of digits only looks like an address", "192.0.2.1.", false },
	{ "underscore", "_dmarc.example.com.", false },
	{ "leading hyphen", "-a.example.", false },
	{ "trailing hyphen", "a-.example.", false },
	{ "star", "*.example.", false },
	{ "octet above ASCII", "\\195\\169.example.", false },
	{ "root", ".", false },
};

START_TEST(knows_hostnames)
{
	struct dname name = dname_const(hostname_rows[_i].name);

	ck_assert_msg(
	    dname_is_hostname(&name) == hostname_rows[_i].is, "%s", hostname_rows[_i].why);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dname");
	TCase *tc = tcase_create("dname");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, reads_and_prints, 0, (int)ARRAY_LEN(good_rows));
	tcase_add_loop_test(tc, refuses, 0, (int)ARRAY_LEN(bad_rows));
	tcase_add_test(tc, any_octet_survives_text);
	tcase_add_test(tc, longest_text_fits);
	tcase_add_test(tc, canonical_order);
	tcase_add_loop_test(tc, knows_below, 0, (int)ARRAY_LEN(below_rows));
	tcase_add_test(tc, takes_apart_and_joins);
	tcase_add_loop_test(tc, knows_hostnames, 0, (int)ARRAY_LEN(hostname_rows));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
