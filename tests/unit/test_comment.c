/* tests/unit/test_comment.c -- "; ptrlint:" comments */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "zone/comment.h"

/* Items as "KIND:word:value" parted by " | ", then "-- reason". */
static const char *
spell(const char *text, char out[512])
{
	struct comment c;
	struct comment_item item;
	size_t n = 0;

	out[0] = '\0';
	if (!comment_begin(&c, str_of(text)))
		return "no comment of ours";
	while (comment_next(&c, &item)) {
		ck_assert((item.problem != NULL) == (item.kind == COMMENT_UNKNOWN));
		ck_assert_uint_le(item.off + item.len, c.text.len);
		ck_assert_ptr_eq(item.word.ptr, text + item.off);
		n += (size_t)snprintf(out + n, 512 - n, "%s%d:%.*s:%.*s", n == 0 ? "" : " | ",
		    item.kind, (int)item.word.len, item.word.ptr, (int)item.value.len,
		    item.value.ptr);
	}
	if (c.reason.ptr != NULL)
		snprintf(out + n, 512 - n, "-- %.*s", (int)c.reason.len, c.reason.ptr);
	return out;
}

static const struct {
	const char *why, *text, *want;
} rows[] = {
	{ "a list", "; ptrlint: ignore[ptr-missing]", "1:ignore:ptr-missing" },
	{ "no blanks at all", ";ptrlint:ignore[a]", "1:ignore:a" },
	{ "two items and a reason", "; ptrlint: ignore[a, b], until=2027-01-31 -- old host ",
	    "1:ignore:a, b | 5:until:2027-01-31-- old host" },
	{ "a comma in brackets parts no items", ";ptrlint: disable[ a,b ],keep",
	    "2:disable:a,b | 7:keep:" },
	{ "the rest",
	    "; ptrlint: enable[a], file-ignore[b], ptr=none, ptr=primary, ptr=2, external",
	    "3:enable:a | 4:file-ignore:b | 6:ptr:none | 6:ptr:primary | 6:ptr:2 | 8:external:" },
	{ "file settings", "; ptrlint: origin=example.com., view=in",
	    "9:origin:example.com. | 10:view:in" },
	{ "carriage return of CRLF", "; ptrlint: keep\r", "7:keep:" },
	{ "nothing said", "; ptrlint:", "" },
	{ "commas only", "; ptrlint: ,, ,", "" },
	{ "a reason may have anything", "; ptrlint: keep --a -- b, ignore[c]",
	    "7:keep:-- a -- b, ignore[c]" },
	{ "reason without blank", "; ptrlint: ignore[a]--b", "1:ignore:a-- b" },
	{ "an empty reason", "; ptrlint: keep --", "7:keep:-- " },
	{ "another comment", "; see ptrlint: keep", "no comment of ours" },
	{ "a longer word", "; ptrlinter: keep", "no comment of ours" },
	{ "two semicolons", ";; ptrlint: keep", "no comment of ours" },
	{ "no such word", "; ptrlint: ignroe[a]", "0:ignroe:a" },
	{ "a list is asked for", "; ptrlint: ignore", "0:ignore:" },
	{ "an empty list", "; ptrlint: ignore[ ]", "0:ignore:" },
	{ "an open list", "; ptrlint: ignore[a, b", "0:ignore:a, b" },
	{ "a reason without its mark", "; ptrlint: ignore[a] old host, keep",
	    "1:ignore:a | 0:old host: | 7:keep:" },
	{ "no value is taken", "; ptrlint: keep=yes", "0:keep:yes" },
	{ "ptr has few values", "; ptrlint: ptr=first", "0:ptr:first" },
	{ "ptr without value", "; ptrlint: ptr=", "0:ptr:" },
	{ "brackets alone", "; ptrlint: [a]", "0::a" },
	{ "an equal sign alone", "; ptrlint: =", "0::" },
	{ "stray closing bracket", "; ptrlint: ]", "0:]:" },
};

START_TEST(comments_are_read)
{
	char out[512];

	ck_assert_msg(
	    strcmp(spell(rows[_i].text, out), rows[_i].want) == 0, "%s: %s", rows[_i].why, out);
}
END_TEST

START_TEST(lists_are_parted)
{
	struct str word;
	size_t at = 0, count = 0;

	ck_assert(!comment_list_next(STR(""), &at, &word));
	while (comment_list_next(STR(" a, ,bc"), &at, &word))
		count += word.len + 10;
	ck_assert_uint_eq(count, 33);
}
END_TEST

static const struct {
	const char *text;
	int64_t days;
} dates[] = {
	{ "1970-01-01", 0 },
	{ "1970-12-31", 364 },
	{ "2000-02-29", 11016 },
	{ "2000-03-01", 11017 },
	{ "2026-11-22", 20779 },
	{ "2100-02-28", 47540 },
	{ "2100-02-29", -1 },
	{ "2026-13-01", -1 },
	{ "2026-00-10", -1 },
	{ "2026-04-31", -1 },
	{ "2026-1-01", -1 },
	{ "26-01-01", -1 },
	{ "31.12.2026", -1 },
	{ "2026-12-31 ", -1 },
	{ "1969-12-31", -1 },
	{ "2026-12-0x", -1 },
	{ "", -1 },
};

START_TEST(dates_are_days)
{
	int64_t days = -1;

	ck_assert_int_eq(comment_date(str_of(dates[_i].text), &days), dates[_i].days >= 0);
	ck_assert_int_eq(days, dates[_i].days);
}
END_TEST

/* Whatever the bytes: it ends, items come in order and lie within the text. */
START_TEST(any_bytes_end)
{
	static const char alphabet[] = "ptrlint: ,=[]-;\\ aigno\r\t\xff";
	char text[64] = "; ptrlint:";
	uint32_t seed = 1;

	for (int round = 0; round < 200000; round++) {
		struct comment c;
		struct comment_item item;
		size_t len = 10 + (size_t)(round % 50), from = 10;

		for (size_t i = 10; i < len; i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		ck_assert(comment_begin(&c, (struct str){ text, len }));
		while (comment_next(&c, &item)) {
			ck_assert_uint_ge(item.off, from);
			ck_assert_uint_gt(item.len, 0);
			from = item.off + item.len;
			ck_assert_uint_le(from, len);
		}
	}
}
END_TEST

START_TEST(long_comments_take_linear_time)
{
	size_t len = (size_t)8 << 20;
	char *text = malloc(len);
	struct comment c;
	struct comment_item item;
	size_t count = 0;

	ck_assert_ptr_nonnull(text);
	memset(text, '[', len);
	memcpy(text, "; ptrlint:", 10);
	for (size_t i = 10; i + 3 < len; i += 3)
		memcpy(text + i, "a[,", 3);
	ck_assert(comment_begin(&c, (struct str){ text, len }));
	while (comment_next(&c, &item))
		count++;
	ck_assert_uint_gt(count, 0);
	for (size_t i = 10; i + 2 < len; i += 2)
		memcpy(text + i, "- ", 2);
	ck_assert(comment_begin(&c, (struct str){ text, len }));
	while (comment_next(&c, &item))
		count++;
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("comment");
	TCase *tc = tcase_create("comment");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, comments_are_read, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(tc, lists_are_parted);
	tcase_add_loop_test(tc, dates_are_days, 0, (int)ARRAY_LEN(dates));
	tcase_add_test(tc, any_bytes_end);
	tcase_add_test(tc, long_comments_take_linear_time);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
