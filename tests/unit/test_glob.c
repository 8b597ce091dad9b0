/* tests/unit/test_glob.c -- patterns, paths, workers */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "base/glob.h"
#include "base/path.h"
#include "base/threads.h"

static const struct {
	const char *why, *pattern, *path;
	bool match;
} glob_rows[] = {
	{ "the same", "a", "a", true },
	{ "another", "a", "b", false },
	{ "no slash: in any folder", "*.bak", "zones/ext/db.a.bak", true },
	{ "no slash: a folder takes all below it", "old", "zones/old/deep/db.a", true },
	{ "a part of a name is no match", "old", "zones/older/db.a", false },
	{ "with slash: from the root", "zones/db.*", "zones/db.a", true },
	{ "with slash: only from the root", "zones/db.*", "x/zones/db.a", false },
	{ "a leading slash roots a single name", "/db.a", "zones/db.a", false },
	{ "a leading slash at the root", "/db.a", "db.a", true },
	{ "a star stops at a slash", "zones/*.db", "zones/a/b.db", false },
	{ "a star takes nothing", "a*b", "ab", true },
	{ "a question mark takes one", "a?c", "abc", true },
	{ "a question mark takes one code point", "a?c",
	    "a\xC3\xA4"
	    "c",
	    true },
	{ "a question mark takes no slash", "a?c", "a/c", false },
	{ "two stars take folders", "zones/**/db.a", "zones/x/y/db.a", true },
	{ "two stars take no folder", "zones/**/db.a", "zones/db.a", true },
	{ "two stars first", "**/db.a", "x/y/db.a", true },
	{ "two stars first take nothing", "**/db.a", "db.a", true },
	{ "two stars last: all inside", "zones/**", "zones/x/db.a", true },
	{ "two stars last: not the folder", "zones/**", "zones", false },
	{ "two stars alone", "**", "a/b", true },
	{ "two stars twice", "**/a/**/b", "x/a/y/a/z/b", true },
	{ "two stars inside a name are one", "a**b/c", "axb/c", true },
	{ "two stars inside a name stop at a slash", "a**b/c", "ax/xb/c", false },
	{ "a slash at the end wants a folder", "build/", "build/db.a", true },
	{ "a slash at the end, found deep", "build/", "x/build/db.a", true },
	{ "a slash at the end refuses a file", "build/", "build", false },
	{ "a folder after two stars", "**/b/", "a/b/b/c", true },
	{ "a file after two stars is no folder", "x/**/b/", "x/a/b", false },
	{ "a class", "db.[abc]", "db.b", true },
	{ "a range", "db.[0-9]", "db.7", true },
	{ "outside the range", "db.[0-9]", "db.x", false },
	{ "a class negated", "db.[!0-9]", "db.x", true },
	{ "a class negated the other way", "db.[^0-9]", "db.7", false },
	{ "] first is a member", "[]a]", "]", true },
	{ "- last is a member", "[a-]", "-", true },
	{ "a class of code points", "[\xC3\xA4-\xC3\xBC]", "\xC3\xB6", true },
	{ "an escaped star", "a\\*b", "a*b", true },
	{ "an escaped star is no star", "a\\*b", "axb", false },
	{ "an escaped bracket in a class", "[\\]]", "]", true },
	{ "without end: matches nothing", "[a", "[a", false },
	{ "a rule id", "ptr-*", "ptr-missing", true },
	{ "a rule id of another family", "ptr-*", "mx-ptr-missing", false },
	{ "a star tried again", "*a*b", "aaxaab", true },
	{ "an invalid byte is one character", "a?c",
	    "a\xFF"
	    "c",
	    true },
	{ "the empty pattern", "", "a", false },
};

START_TEST(glob_matches)
{
	bool got = glob_match(str_of(glob_rows[_i].pattern), str_of(glob_rows[_i].path));

	ck_assert_msg(got == glob_rows[_i].match, "%s", glob_rows[_i].why);
}
END_TEST

START_TEST(glob_ends_soon)
{
	char pattern[2000], path[4000];
	clock_t begin = clock();

	for (size_t i = 0; i < sizeof pattern; i++)
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	memset(path, 'a', sizeof path);
	path[sizeof path - 1] = 'b';
	ck_assert(!glob_match((struct str){ pattern, sizeof pattern - 1 },
	              (struct str){ path, sizeof path - 1 }) == false);
	pattern[sizeof pattern - 1] = 'c';
	ck_assert(!glob_match(
	    (struct str){ pattern, sizeof pattern }, (struct str){ path, sizeof path }));
	for (size_t i = 0; i + 5 < sizeof pattern; i += 5)
		memcpy(pattern + i, "**/a/", 5);
	for (size_t i = 1; i < sizeof path; i += 2)
		path[i] = '/';
	ck_assert(
	    !glob_match((struct str){ pattern, sizeof pattern - 1 }, (struct str){ path, 600 }));
	ck_assert((double)(clock() - begin) / CLOCKS_PER_SEC < 1.0);
}
END_TEST

START_TEST(glob_problems_are_named)
{
	ck_assert_ptr_null(glob_problem(STR("a[b]c\\*")));
	ck_assert_ptr_nonnull(glob_problem(STR("")));
	ck_assert_ptr_nonnull(glob_problem(STR("a[bc")));
	ck_assert_ptr_nonnull(glob_problem(STR("a[b/c]")));
	ck_assert_ptr_nonnull(glob_problem(STR("a\\")));
}
END_TEST

static const struct {
	const char *why, *folder, *path;
	enum path_result result;
	const char *out;
} path_rows[] = {
	{ "dots and doubled slashes go", "", "a/./b//c/", PATH_OK, "a/b/c" },
	{ "up and down", "", "a/../b", PATH_OK, "b" },
	{ "back where it began", "", "a/..", PATH_OK, "." },
	{ "the folder itself", "zones", ".", PATH_OK, "zones" },
	{ "up from a folder", "zones/ext", "../b", PATH_OK, "zones/b" },
	{ "up to the root", "zones", "..", PATH_OK, "." },
	{ "above the root", "zones", "../../b", PATH_OUTSIDE, "" },
	{ "above the root at once", "", "..", PATH_OUTSIDE, "" },
	{ "above the root and down again", "a", "../../a/b", PATH_OUTSIDE, "" },
	{ "three dots are a name", "", ".../a", PATH_OK, ".../a" },
	{ "the root as a dot", ".", "a", PATH_OK, "a" },
	{ "absolute", "a", "/b", PATH_ABSOLUTE, "" },
	{ "empty", "a", "", PATH_EMPTY, "" },
};

START_TEST(paths_are_shortest)
{
	struct buf out = { 0 };
	enum path_result result;

	buf_text(&out, "x/");
	result = path_join(str_of(path_rows[_i].folder), str_of(path_rows[_i].path), &out);
	ck_assert_msg(result == path_rows[_i].result, "%s", path_rows[_i].why);
	ck_assert_msg(
	    str_equal((struct str){ out.ptr + 2, out.len - 2 }, str_of(path_rows[_i].out)),
	    "%s: %.*s", path_rows[_i].why, (int)out.len, out.ptr);
	buf_free(&out);
}
END_TEST

START_TEST(paths_are_taken_apart)
{
	struct buf out = { 0 };

	ck_assert_int_eq(path_normalise((struct str){ "a\0b", 3 }, &out), PATH_INVALID);
	ck_assert(str_equal(path_base(STR("a/b/c")), STR("c")));
	ck_assert(str_equal(path_base(STR("c")), STR("c")));
	ck_assert(str_equal(path_folder(STR("a/b/c")), STR("a/b")));
	ck_assert(str_equal(path_folder(STR("c")), STR("")));
	ck_assert(str_equal(path_folder(STR("/c")), STR("/")));
	ck_assert(path_below(STR("a/b"), STR("a")));
	ck_assert(path_below(STR("a"), STR("a")));
	ck_assert(path_below(STR("a"), STR(".")));
	ck_assert(!path_below(STR("ab"), STR("a")));
	ck_assert(!path_below(STR("a"), STR("a/b")));
	buf_free(&out);
}
END_TEST

static void
mark(void *arg, size_t job, unsigned worker)
{
	unsigned char *done = arg;

	done[job]++;
	ck_assert_uint_lt(worker, 8);
}

START_TEST(every_job_is_done_once)
{
	static const unsigned counts[] = { 0, 1, 2, 8, 100 };
	unsigned char done[1000];

	ck_assert_uint_ge(threads_default(), 1);
	ck_assert_uint_le(threads_default(), 2);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		for (size_t jobs = 0; jobs <= sizeof done; jobs += 250) {
			memset(done, 0, sizeof done);
			threads_run(counts[i], jobs, mark, done);
			for (size_t j = 0; j < sizeof done; j++)
				ck_assert_uint_eq(done[j], j < jobs);
		}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("glob");
	TCase *tc = tcase_create("glob");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, glob_matches, 0, (int)ARRAY_LEN(glob_rows));
	tcase_add_test(tc, glob_ends_soon);
	tcase_add_test(tc, glob_problems_are_named);
	tcase_add_loop_test(tc, paths_are_shortest, 0, (int)ARRAY_LEN(path_rows));
	tcase_add_test(tc, paths_are_taken_apart);
	tcase_add_test(tc, every_job_is_done_once);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
