/* tests/unit/test_canon.c -- what canon prints, and when it says that something is missing */
#include <check.h>
#include <stdlib.h>

#include "base/err.h"
#include "zone/canon.h"

#define HEAD "$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n NS ns\n"
#define HEAD_OUT                           \
 "example.com. 60 IN NS ns.example.com.\n" \
 "example.com. 60 IN SOA ns.example.com. h.example.com. 1 2 3 4 5\n"

static void
canon(const char *text, struct buf *out, bool *left_out)
{
	static const struct view_spec view = { "", true };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = dname_const("example.com.") };
	struct err err;
	struct sources *sources = sources_new("/", &err);
	struct zone_set *set;

	ck_assert_msg(sources != NULL, "%s", err.text);
	spec.file = source_add_text(sources, "tests/zone", str_of(text));
	set = set_load(sources, &view, 1, &spec, 1, &options);
	*left_out = false;
	canon_print(set, NULL, out, left_out);
	buf_char(out, '\0');
	set_free(set);
	sources_free(sources);
}

static const struct {
	const char *why, *text, *want;
} print_rows[] = {
	{ "owners in canonical order (RFC 4034 §6.1)",
	    "z A 192.0.2.1\na.b A 192.0.2.2\nb A 192.0.2.3\nB.b A 192.0.2.4\n\\001 A 192.0.2.5\n* A 192.0.2.6\n",
	    "\\001.example.com. 60 IN A 192.0.2.5\n*.example.com. 60 IN A 192.0.2.6\n"
	    "b.example.com. 60 IN A 192.0.2.3\na.b.example.com. 60 IN A 192.0.2.2\n"
	    "b.b.example.com. 60 IN A 192.0.2.4\nz.example.com. 60 IN A 192.0.2.1\n" },
	{ "types by number, RDATA by octets",
	    "a TXT b\na A 192.0.2.10\na A 192.0.2.9\na AAAA ::1\n",
	    "a.example.com. 60 IN A 192.0.2.9\na.example.com. 60 IN A 192.0.2.10\n"
	    "a.example.com. 60 IN TXT \"b\"\na.example.com. 60 IN AAAA ::1\n" },
	{ "duplicates once, also those that differ in case",
	    "a A 192.0.2.9\nA A 192.0.2.9\na MX 1 B\na MX 1 b\n",
	    "a.example.com. 60 IN A 192.0.2.9\na.example.com. 60 IN MX 1 b.example.com.\n" },
	{ "but not those that differ in TTL, nor text in case",
	    "a 1 A 192.0.2.9\na 2 A 192.0.2.9\na 2 TXT x X\na 2 TXT x x\n",
	    "a.example.com. 1 IN A 192.0.2.9\na.example.com. 2 IN A 192.0.2.9\n"
	    "a.example.com. 2 IN TXT \"x\" \"X\"\na.example.com. 2 IN TXT \"x\" \"x\"\n" },
	{ "$GENERATE written out", "$GENERATE 1-2 h$ A 192.0.2.$\n",
	    "h1.example.com. 60 IN A 192.0.2.1\nh2.example.com. 60 IN A 192.0.2.2\n" },
	{ "bytes that mean something are escaped",
	    "a TXT \"q\\\"\\\\\\001;\"\n\\$x.\\@\\;\\(b TXT a\n",
	    "\\$x.\\@\\;\\(b.example.com. 60 IN TXT \"a\"\na.example.com. 60 IN TXT \"q\\\"\\\\\\001;\"\n" },
	{ "types without a name", "a TYPE65280 \\# 3 010203\n",
	    "a.example.com. 60 IN TYPE65280 \\# 3 010203\n" },
};

START_TEST(test_print)
{
	struct buf text = { 0 }, out = { 0 };
	bool left_out;

	buf_text(&text, HEAD);
	buf_text(&text, print_rows[_i].text);
	buf_char(&text, '\0');
	canon(text.ptr, &out, &left_out);
	ck_assert_msg(!left_out, "%s", print_rows[_i].why);
	ck_assert_msg(strncmp(out.ptr, HEAD_OUT, strlen(HEAD_OUT)) == 0, "%s: %s",
	    print_rows[_i].why, out.ptr);
	ck_assert_msg(strcmp(out.ptr + strlen(HEAD_OUT), print_rows[_i].want) == 0, "%s:\n%s",
	    print_rows[_i].why, out.ptr + strlen(HEAD_OUT));
	buf_free(&text);
	buf_free(&out);
}
END_TEST

static const struct {
	const char *why, *text;
	bool left_out;
} left_rows[] = {
	{ "nothing", "a A 192.0.2.2\n", false },
	{ "a remark costs nothing", "a in a 192.0.2.2", false },
	{ "RDATA", "a A 192.0.2.256\n", true },
	{ "the type", "a NOSUCH x\n", true },
	{ "a record without a type", "a IN\n", true },
	{ "the owner", "a..b A 192.0.2.2\n", true },
	{ "outside the zone", "a.example.net. A 192.0.2.2\n", true },
	{ "outside the zone and without a type", "a.example.net. IN\n", true },
	{ "another class", "a CH TXT x\n", true },
	{ "a type of some servers", "a ALIAS b.example.net.\n", true },
	{ "a type for questions", "a ANY x\n", true },
	{ "a TTL", "a 5x A 192.0.2.2\n", true },
	{ "a parenthesis", "a A ( 192.0.2.2\n", true },
	{ "a quote", "a TXT \"x\n", true },
	{ "a control character in a comment", "a A 192.0.2.2 ; \001\n", false },
	{ "a mark of a merge", "<<<<<<< mine\n", true },
	{ "a comment of another language", "// A 192.0.2.2 b\n", true },
	{ "a directive", "$NOSUCH x\n", true },
	{ "$TTL", "$TTL x\n", true },
	{ "$ORIGIN", "$ORIGIN\n", true },
	{ "$INCLUDE", "$INCLUDE no/such/file\n", true },
	{ "$GENERATE", "$GENERATE 2-1 a$ A 192.0.2.$\n", true },
	{ "one of $GENERATE", "$GENERATE 255-256 a$ A 192.0.2.$\n", true },
};

START_TEST(test_left_out)
{
	struct buf text = { 0 }, out = { 0 };
	bool left_out;

	buf_text(&text, HEAD);
	buf_text(&text, left_rows[_i].text);
	buf_char(&text, '\0');
	canon(text.ptr, &out, &left_out);
	ck_assert_msg(
	    left_out == left_rows[_i].left_out, "%s: %s", left_rows[_i].why, left_rows[_i].text);
	buf_free(&text);
	buf_free(&out);
}
END_TEST

START_TEST(test_empty)
{
	struct buf out = { 0 };
	bool left_out;

	canon("", &out, &left_out);
	ck_assert(left_out);
	ck_assert_str_eq(out.ptr, "");
	buf_free(&out);
	canon(" A 192.0.2.1\n", &out, &left_out);
	ck_assert_msg(left_out, "no owner yet");
	buf_free(&out);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("canon");
	TCase *t = tcase_create("canon");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_print, 0, (int)ARRAY_LEN(print_rows));
	tcase_add_loop_test(t, test_left_out, 0, (int)ARRAY_LEN(left_rows));
	tcase_add_test(t, test_empty);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
