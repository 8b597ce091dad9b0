#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/git.h"
#include "cli/listing.h"

#define OID              "0123456789abcdef0123456789abcdef01234567"
#define FILE_ENTRY(path) "100644 blob " OID "\t" path "\0"
#define LINK_ENTRY(path) "120000 blob " OID "\t" path "\0"

/* What links say: two words each, path and target. */
struct links {
	const char *const *pairs;
};

static bool
say(void *arg, const struct listed *link, struct buf *target)
{
	const struct links *links = arg;

	for (const char *const *p = links->pairs; *p != NULL; p += 2)
		if (strcmp(p[0], link->path) == 0) {
			buf_text(target, p[1]);
			return true;
		}
	return false;
}

static void
spell(void *to, const char *name, enum file_kind kind)
{
	static const char *const marks[] = {
		[KIND_FILE] = "", [KIND_FOLDER] = "/", [KIND_LINK] = "@", [KIND_OTHER] = "?"
	};

	buf_put(to, "%s%s ", name, marks[kind]);
}

START_TEST(folders_have_each_entry_once)
{
	static const char text[] = FILE_ENTRY("a/x/2") FILE_ENTRY("a-b") FILE_ENTRY("a/x/1")
	    FILE_ENTRY("a/x.y") FILE_ENTRY("a/x0") LINK_ENTRY("a/link")
	        FILE_ENTRY("a.b") "160000 commit " OID "\tsub\0" FILE_ENTRY("b/c/d/e");
	static const struct {
		const char *folder, *entries;
	} cases[] = {
		{ "", "a-b a.b a/ b/ sub? " },
		{ "a", "link@ x.y x/ x0 " },
		{ "a/x", "1 2 " },
		{ "b", "c/ " },
		{ "a/x/1", "" },
		{ "nowhere", "" },
	};
	struct listing l;
	struct err err;

	ck_assert(listing_parse((struct str){ text, sizeof text - 1 }, LISTING_TREE, &l, &err));
	ck_assert_uint_eq(l.count, 9);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		listing_folder(&l, cases[i].folder, spell, &out);
		buf_char(&out, '\0');
		ck_assert_str_eq(out.ptr, cases[i].entries);
		buf_free(&out);
	}
	listing_free(&l);
}
END_TEST

START_TEST(lists_that_are_none_are_refused)
{
	static const struct {
		const char *text;
		enum listing_form form;
		const char *why;
	} cases[] = {
		{ "100644 blob " OID "\t../x", LISTING_TREE, "no work tree can hold: \"../x\"" },
		{ "100644 blob " OID "\ta//x", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob " OID "\t/x", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob " OID "\t", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob " OID "\ta/", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob " OID "\ta/.", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob " OID "\t.Git/config", LISTING_TREE, "no work tree can hold" },
		{ "100644 blob --output=x\ta", LISTING_TREE, "something else" },
		{ "100644 blob " OID "0\ta", LISTING_TREE, "something else" },
		{ "a", LISTING_TREE, "something else" },
		{ "", LISTING_TREE, NULL },
		{ "100644 " OID " 0\ta", LISTING_INDEX, NULL },
		{ "100644 " OID " 2\ta", LISTING_INDEX, "a is not merged yet" },
		{ "100644 " OID OID " 0\ta", LISTING_INDEX, "something else" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t len = strlen(cases[i].text);
		struct listing l;
		struct err err = { 0 };
		bool ok = listing_parse(
		    (struct str){ cases[i].text, len + (len > 0) }, cases[i].form, &l, &err);

		ck_assert_msg(ok == (cases[i].why == NULL), "case %zu", i);
		ck_assert_msg(
		    ok || strstr(err.text, cases[i].why) != NULL, "case %zu: %s", i, err.text);
		listing_free(&l);
	}
}
END_TEST

START_TEST(a_path_stands_once)
{
	static const char text[] = FILE_ENTRY("b") FILE_ENTRY("a") FILE_ENTRY("b");
	struct listing l;
	struct err err;

	ck_assert(!listing_parse((struct str){ text, sizeof text - 1 }, LISTING_TREE, &l, &err));
	ck_assert_str_eq(err.text, "b stands there twice");
	listing_free(&l);
}
END_TEST

START_TEST(links_are_followed_beneath_the_root)
{
	static const char text[] = FILE_ENTRY("f") FILE_ENTRY("a/f") FILE_ENTRY("a/b/f")
	    LINK_ENTRY("a/up") LINK_ENTRY("a/b/link") LINK_ENTRY("a/folder") LINK_ENTRY("a/loop")
	        LINK_ENTRY("a/out") LINK_ENTRY("a/root") LINK_ENTRY("a/far") LINK_ENTRY("a/self")
	            LINK_ENTRY("a/dir") LINK_ENTRY("a/mute") "160000 commit " OID "\ta/sub\0";
	static const char *const pairs[] = { "a/up", "../f", "a/b/link", "../folder/./f",
		"a/folder", "b", "a/loop", "loop2/../loop", "a/out", "../../f", "a/root", "/f",
		"a/far", "b/../folder/link", "a/self", "self", "a/dir", "b", NULL };
	static const struct {
		const char *root, *path, *real;
		enum listing_end end;
		const char *why;
	} cases[] = {
		{ "", "a/f", "a/f", LISTING_FOUND, "a file" },
		{ "a", "f", "a/f", LISTING_FOUND, "below the root" },
		{ "", "a/up", "f", LISTING_FOUND, "upwards within the root" },
		{ "a", "up", NULL, LISTING_OUTSIDE, "upwards out of it" },
		{ "a", "b/link", "a/b/f", LISTING_FOUND, "through a folder that is a link" },
		{ "a", "far", "a/b/f", LISTING_FOUND, "a link to a link" },
		{ "", "a/folder/f", "a/b/f", LISTING_FOUND, "a folder on the way" },
		{ "a", "dir", NULL, LISTING_ABSENT, "to a folder" },
		{ "a", "self", NULL, LISTING_LOOP, "to itself" },
		{ "a", "loop", NULL, LISTING_LOOP, "round about" },
		{ "a", "out", NULL, LISTING_OUTSIDE, "further up than there is" },
		{ "", "a/out", NULL, LISTING_OUTSIDE, "further up than the top" },
		{ "a", "root", NULL, LISTING_OUTSIDE, "absolute" },
		{ "a", "mute", NULL, LISTING_ABSENT, "what it says cannot be had" },
		{ "a", "sub", NULL, LISTING_ABSENT, "a repository of its own" },
		{ "a", "nowhere", NULL, LISTING_ABSENT, "nothing" },
		{ "a", "", NULL, LISTING_ABSENT, "the root itself" },
		{ "a", "../f", NULL, LISTING_OUTSIDE, "plainly out" },
	};
	struct links links = { pairs };
	struct listing l;
	struct err err;

	ck_assert(listing_parse((struct str){ text, sizeof text - 1 }, LISTING_TREE, &l, &err));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		ck_assert_msg(listing_resolve(&l, cases[i].root, cases[i].path, say, &links,
		                  &out) == cases[i].end,
		    "%s", cases[i].why);
		if (cases[i].real != NULL)
			ck_assert_str_eq(out.ptr, cases[i].real);
		buf_free(&out);
	}
	listing_free(&l);
}
END_TEST

START_TEST(answers_are_taken_apart)
{
	static const struct {
		const char *line, *kind;
		uint64_t size;
		bool ok, missing;
	} cases[] = {
		{ OID " blob 12", "blob", 12, true, false },
		{ OID " commit 0", "commit", 0, true, false },
		{ "some words missing", "", 0, true, true },
		{ "v1 ambiguous", "", 0, true, true },
		{ OID " blob 18446744073709551616", NULL, 0, false, false },
		{ OID " blob -1", NULL, 0, false, false },
		{ OID " blob ", NULL, 0, false, false },
		{ OID " 12", NULL, 0, false, false },
		{ "two words blob 12", NULL, 0, false, false },
		{ "", NULL, 0, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct git_answer a;

		ck_assert_msg(git_answer_parse(str_of(cases[i].line), &a) == cases[i].ok, "%s",
		    cases[i].line);
		if (!cases[i].ok)
			continue;
		ck_assert(a.missing == cases[i].missing && a.size == cases[i].size);
		ck_assert(str_equal(a.kind, str_of(cases[i].kind)));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("listing");
	TCase *tc = tcase_create("listing");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, folders_have_each_entry_once);
	tcase_add_test(tc, lists_that_are_none_are_refused);
	tcase_add_test(tc, a_path_stands_once);
	tcase_add_test(tc, links_are_followed_beneath_the_root);
	tcase_add_test(tc, answers_are_taken_apart);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
