/* tests/unit/test_linehash.c -- the hashes of lines are those of GitHub's upload action */
#include <check.h>
#include <stdlib.h>

#include "base/err.h"
#include "render/linehash.h"

struct row {
	const char *why;
	const char *text;
	size_t len;
	const char *want; /* of the lines from the first, "hash:count", blanks between */
};

#define ROW(why, text, want)        \
 {                                  \
  why, text, sizeof(text) - 1, want \
 }
#define LOREM  "Lorem ipsum dolor sit amet.\n"
#define LOREM5 LOREM LOREM LOREM LOREM LOREM
#define HELLO                                                                   \
 "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 " \
 "b3edc88f2938467e:1 c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1"

/* The values of the first seven rows are those that the action's own tests want. */
static const struct row rows[] = {
	ROW("nothing", "", "c129715d7a2bc9a3:1"),
	ROW("blanks do not count", " a\nb\n  \t\tc\n d",
	    "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
	ROW("LF", " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", HELLO),
	ROW("CR", " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", HELLO),
	ROW("CRLF", " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", HELLO),
	ROW("all kinds", " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", HELLO),
	ROW("the same again", LOREM5 LOREM5,
	    "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 "
	    "a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 "
	    "55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1"),
	/* these two by running the action's algorithm in node, over what its StringDecoder makes of the bytes */
	ROW("outside of ASCII", "m\303\274 \360\237\222\214\n",
	    "7b28770802f2056b:1 c129715d7a2bc9a3:1"),
	ROW("no UTF-8", "a\377b\342\200c\360\237\222d\355\240\200\n",
	    "62019f5a04fa64b5:1 c129715d7a2bc9a3:1"),
};

START_TEST(as_the_action_has_it)
{
	const struct row *row = &rows[_i];
	struct linehash got[16];
	uint32_t lines[16];
	struct buf text = { 0 };
	struct err err;
	struct sources *sources = sources_new("/", &err);
	uint32_t file;

	ck_assert(sources != NULL);
	file = source_add_text(sources, "x", (struct str){ row->text, row->len });
	for (uint32_t i = 0; i < 16; i++)
		lines[i] = i + 1;
	linehash_find(sources, file, lines, 16, got);
	for (size_t i = 0; i < 16 && got[i].count > 0; i++)
		buf_put(&text, "%s%llx:%u", i > 0 ? " " : "", (unsigned long long)got[i].hash,
		    got[i].count);
	buf_char(&text, '\0');
	ck_assert_msg(
	    strcmp(text.ptr, row->want) == 0, "%s: got %s, want %s", row->why, text.ptr, row->want);
	buf_free(&text);
	sources_free(sources);
}
END_TEST

START_TEST(only_lines_asked_for)
{
	const uint32_t lines[] = { 2, 2, 6, 99 };
	struct linehash got[4];
	struct err err;
	struct sources *sources = sources_new("/", &err);

	ck_assert(sources != NULL);
	linehash_find(sources, source_add_text(sources, "x", STR(LOREM5 LOREM5)), lines, 4, got);
	ck_assert_uint_eq(got[0].count, 2);
	ck_assert_uint_eq(got[1].count, 2);
	ck_assert_uint_eq(got[2].count, 6);
	ck_assert_uint_eq(got[3].count, 0);
	sources_free(sources);
}
END_TEST

/* A window of the reader ends within a character, and within one that is broken. */
START_TEST(pieces_do_not_matter)
{
	struct linehash got[2];
	struct err err;

	for (size_t fill = 65530; fill < 65540; fill++) {
		const uint32_t lines[] = { 1, 2 };
		struct sources *sources = sources_new("/", &err);
		struct buf text = { 0 };

		ck_assert(sources != NULL);
		buf_fill(&text, ' ', fill);
		buf_text(&text, "m\303\274 \360\237\222\214\n\n");
		linehash_find(
		    sources, source_add_text(sources, "x", buf_view(&text)), lines, 2, got);
		ck_assert_uint_eq(got[0].count, 1);
		ck_assert_uint_eq(got[0].hash, 0x52577cc1f5d74df9);
		buf_free(&text);
		sources_free(sources);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linehash");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, as_the_action_has_it, 0, ARRAY_LEN(rows));
	tcase_add_test(all, only_lines_asked_for);
	tcase_add_test(all, pieces_do_not_matter);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
