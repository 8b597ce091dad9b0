/* tests/unit/test_index.c -- every kernel gives the lists of the definition */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "zone/index.h"

static uint8_t *
padded(const char *text, size_t len)
{
	uint8_t *copy = malloc(len + 1 + 2 * INDEX_PAD);

	memcpy(copy, text, len);
	memset(copy + len, ' ', 1 + 2 * INDEX_PAD);
	return copy;
}

static void
same_list(
    const char *what, const char *kernel, const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	ck_assert_msg(
	    n == m && (n == 0 || memcmp(a, b, n * sizeof *a) == 0), "%s of %s", what, kernel);
}

static void
compare_kernels(const char *text, size_t len, uint32_t from)
{
	size_t count;
	const struct index_kernel_info *k = index_kernels(&count);
	uint8_t *copy = padded(text, len);
	struct tape want = { 0 }, got = { 0 };

	tape_reserve(&want, len);
	tape_reserve(&got, len);
	k[0].run(&want, copy, from, (uint32_t)len);
	for (size_t i = 1; i < count; i++) {
		got.crlf = false;
		k[i].run(&got, copy, from, (uint32_t)len);
		same_list("fields", k[i].name, want.fields, want.field_count, got.fields,
		    got.field_count);
		same_list("ends", k[i].name, want.ends, want.end_count, got.ends, got.end_count);
		same_list("rare", k[i].name, want.rare, want.rare_count, got.rare, got.rare_count);
		same_list("comments", k[i].name, want.comments, want.comment_count, got.comments,
		    got.comment_count);
		ck_assert_int_eq(want.crlf, got.crlf);
	}
	tape_free(&want);
	tape_free(&got);
	free(copy);
}

/* "F12 E14 …": fields and newlines, ends, rare places, comments of ours, "crlf". */
static void
spell(const char *text, struct buf *out)
{
	size_t count, len = strlen(text);
	const struct index_kernel_info *k = index_kernels(&count);
	uint8_t *copy = padded(text, len);
	struct tape t = { 0 };

	tape_reserve(&t, len);
	k[0].run(&t, copy, 0, (uint32_t)len);
	for (size_t i = 0; i < t.field_count; i++)
		buf_put(out, "%s%u", i == 0 ? "" : " ", t.fields[i]);
	buf_text(out, " /");
	for (size_t i = 0; i < t.end_count; i++)
		buf_put(out, " %u", t.ends[i]);
	for (size_t i = 0; i < t.rare_count; i++)
		buf_put(out, "%s%u", i == 0 ? " rare " : " ", t.rare[i]);
	for (size_t i = 0; i < t.comment_count; i++)
		buf_put(out, "%s%u", i == 0 ? " ours " : " ", t.comments[i]);
	if (t.crlf)
		buf_text(out, " crlf");
	buf_char(out, '\0');
	tape_free(&t);
	free(copy);
}

static const struct {
	const char *why, *text, *want;
} rows[] = {
	{ "nothing", "\n", "0 /" },
	{ "words", "a bc\td\n", "0 2 5 6 / 1 4 6" },
	{ "blanks at both ends", "  a \n", "2 4 / 3" },
	{ "several lines", "a b\nc\n", "0 2 3 4 5 / 1 3 5" },
	{ "quotes are one token", "a \"b c\"\n", "0 2 7 / 1 7" },
	{ "a quote inside a word is rare", "a\"b\"\n", "0 4 / 4 rare 1" },
	{ "a word behind quotes is rare", "\"b\"a\n", "0 4 / 4 rare 2" },
	{ "a comment is no token", "a ; b c\n", "0 7 / 1" },
	{ "a comment at a word", "a;b\n", "0 3 / 1" },
	{ "quotes in a comment are nothing", "a ;\"\nb \"c\"\n", "0 4 5 7 10 / 1 6 10" },
	{ "a semicolon in quotes is no comment", "a \"b;c\" d\n", "0 2 8 9 / 1 7 9" },
	{ "an escape is rare", "a\\b\n", "0 3 / 3 rare 1" },
	{ "a parenthesis is rare", "a ( b\n", NULL },
	{ "not within quotes", "a \"(\"\n", "0 2 5 / 1 5" },
	{ "not in a comment", "a ;(\n", "0 4 / 1" },
	{ "bytes over 0x7e are rare", "a \x80\n", "0 2 3 / 1 3 rare 2" },
	{ "also within quotes", "\"\xff\"\n", "0 3 / 3 rare 1" },
	{ "not in a comment", "a ;\xff\n", "0 4 / 1" },
	{ "control characters are rare", "a\001\n", "0 2 / 2 rare 1" },
	{ "an open quote is rare and ends with its line", "\"a\nb c\n",
	    "0 2 3 5 6 / 2 4 6 rare 2" },
	{ "CR LF", "a\r\nb\r\n", "0 2 3 5 / 1 4 crlf" },
	{ "a bare CR is rare", "a\rb\n", NULL },
	{ "CR LF behind a comment", "a ;x\r\nb\n", "0 5 6 7 / 1 7 crlf" },
	{ "a comment that speaks to us", "a ; ptrlint: keep\n", "0 17 / 1 ours 2" },
	{ "without blank", ";ptrlint:keep\n", "13 / ours 0" },
	{ "one that does not", ";ptrlints: keep\n", "15 /" },
	{ "an at sign by itself", "@ A @\n", "0 2 4 5 / 1 3 5" },
	{ "an at sign in a word is rare", "a@b\n", "0 3 / 3 rare 1" },
};

START_TEST(test_row)
{
	struct buf out = { 0 };

	spell(rows[_i].text, &out);
	if (rows[_i].want != NULL)
		ck_assert_msg(strcmp(out.ptr, rows[_i].want) == 0, "%s:\n got %s\nwant %s",
		    rows[_i].why, out.ptr, rows[_i].want);
	else
		ck_assert_msg(strstr(out.ptr, "rare") != NULL, "%s: %s", rows[_i].why, out.ptr);
	buf_free(&out);
}
END_TEST

/* Each row at each place of a block of 64 bytes. */
START_TEST(test_places)
{
	size_t len = strlen(rows[_i].text);

	for (size_t shift = 0; shift <= 130; shift++) {
		struct buf text = { 0 };

		for (size_t i = 0; i < shift; i++)
			buf_char(&text, i % 7 == 6 ? ' ' : 'x');
		if (shift > 0)
			text.ptr[shift - 1] = '\n';
		buf_bytes(&text, rows[_i].text, len);
		compare_kernels(text.ptr, text.len, 0);
		compare_kernels(text.ptr, text.len, (uint32_t)shift);
		buf_free(&text);
	}
}
END_TEST

/* Each byte, alone and beside a few others, at both ends of a block. */
START_TEST(test_bytes)
{
	static const char beside[] = { 'a', ' ', '"', '\\', '\n', ';', '\r', '@' };

	for (size_t b = 0; b < sizeof beside; b++)
		for (size_t at = 60; at < 68; at++) {
			char text[160];

			memset(text, 'x', sizeof text);
			text[at] = (char)_i;
			text[at + 1] = beside[b];
			text[at + 40] = '"';
			text[sizeof text - 1] = '\n';
			compare_kernels(text, sizeof text, 0);
			text[at - 1] = beside[b];
			compare_kernels(text, sizeof text, 0);
		}
}
END_TEST

/* Random text of the bytes that mean something. */
START_TEST(test_random)
{
	static const char pool[] = "aab. \t\n\n\"\"\\();;@\r\r\n\x80\x01ptrlint:";
	uint64_t seed = 88172645463325252u + (uint64_t)_i;

	for (unsigned round = 0; round < 400; round++) {
		char text[300];
		size_t len;

		for (len = 0; len < sizeof text - 1; len++) {
			seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
			text[len] = pool[seed % (sizeof pool - 1)];
		}
		text[len++] = '\n';
		compare_kernels(text, len, 0);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("index");
	TCase *t = tcase_create("index");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_row, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(t, test_places, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(t, test_bytes, 0, 256);
	tcase_add_loop_test(t, test_random, 0, 8);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
