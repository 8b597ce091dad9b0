/* tests/unit/test_replace.c -- new text is put in place whole or not at all */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/replace.h"
#include "base/source.h"

static char root[] = "/tmp/ptrlint-test-XXXXXX";
static struct sources *s;
static struct err err;

static void
put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(close(fd), 0);
}

static bool
holds(const char *path, const char *text)
{
	char got[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, got, sizeof got);

	close(fd);
	return n >= 0 && str_equal((struct str){ got, (size_t)n }, str_of(text));
}

/* Files in the folder, "." and ".." not counted. */
static int
count_files(const char *folder)
{
	char command[128];
	FILE *f;
	int n = -1;

	snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
	f = popen(command, "r");
	ck_assert_int_eq(fscanf(f, "%d", &n), 1);
	pclose(f);
	return n;
}

static uint32_t
read_file(const char *path)
{
	uint32_t file = source_add(s, path, false);
	struct source_handle h;

	ck_assert_msg(source_open(s, file, &h, &err) == OPEN_OK, "%s", err.text);
	source_close(&h);
	return file;
}

static void
make_tree(void)
{
	strcpy(root + sizeof root - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("sub", 0755), 0);
	put_file("a", "old a\n");
	put_file("sub/b", "old b\n");
	s = sources_new(".", &err);
}

static void
drop_tree(void)
{
	char command[64];

	sources_free(s);
	snprintf(command, sizeof command, "rm -r %s", root);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(files_are_replaced_together)
{
	uint32_t a = read_file("a"), b = read_file("sub/b");
	struct replace *r;
	struct stat before, after;
	size_t done;

	ck_assert_int_eq(chmod("a", 0640), 0);
	ck_assert_int_eq(stat("a", &before), 0);
	r = replace_begin(s, &err);
	ck_assert_msg(replace_prepare(r, a, STR("new a\n"), &err), "%s", err.text);
	ck_assert(replace_prepare(r, b, STR(""), &err));
	ck_assert(holds("a", "old a\n") && holds("sub/b", "old b\n"));
	ck_assert_int_eq(count_files("."), 3);
	ck_assert_msg(replace_commit(r, &done, &err), "%s", err.text);
	ck_assert_uint_eq(done, 2);
	replace_end(r);
	ck_assert(holds("a", "new a\n") && holds("sub/b", ""));
	ck_assert_int_eq(stat("a", &after), 0);
	ck_assert_uint_eq(after.st_mode, before.st_mode);
	ck_assert(after.st_ino != before.st_ino);
	ck_assert(source_changed(s, a));
	ck_assert_int_eq(count_files(".") + count_files("sub"), 3);
}
END_TEST

START_TEST(links_are_followed)
{
	struct replace *r;
	struct stat st;
	size_t done;
	uint32_t link;

	ck_assert_int_eq(symlink("sub/b", "link"), 0);
	link = read_file("link");
	r = replace_begin(s, &err);
	ck_assert(replace_prepare(r, link, STR("new b\n"), &err));
	ck_assert(replace_commit(r, &done, &err));
	replace_end(r);
	ck_assert(holds("sub/b", "new b\n"));
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(access_lists_are_kept)
{
	/* version 2; owner rw-, user 1 r--, group r--, mask r--, others --- */
	static const uint8_t list[] = { 2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 1,
		0, 0, 0, 4, 0, 4, 0, 255, 255, 255, 255, 16, 0, 4, 0, 255, 255, 255, 255, 32, 0, 0,
		0, 255, 255, 255, 255 };
	uint8_t got[sizeof list];
	struct replace *r;
	size_t done;
	uint32_t a;

	if (setxattr("a", "system.posix_acl_access", list, sizeof list, 0) == -1)
		return; /* this file system has none */
	a = read_file("a");
	r = replace_begin(s, &err);
	ck_assert(replace_prepare(r, a, STR("new a\n"), &err));
	ck_assert(replace_commit(r, &done, &err));
	replace_end(r);
	ck_assert_int_eq(getxattr("a", "system.posix_acl_access", got, sizeof got), sizeof got);
	ck_assert_mem_eq(got, list, sizeof list);
}
END_TEST

/* What is done to file a between reading and writing, and what is said of it. */
static void
grow(void)
{
	put_file("a", "old a, edited\n");
}

static void
swap(void)
{
	put_file("x", "old a\n");
	ck_assert_int_eq(rename("x", "a"), 0);
}

static void
drop(void)
{
	ck_assert_int_eq(unlink("a"), 0);
}

static void
link_again(void)
{
	ck_assert_int_eq(link("a", "other"), 0);
}

static void
become_link(void)
{
	drop();
	ck_assert_int_eq(symlink("sub/b", "a"), 0);
}

static const struct {
	const char *why;
	void (*meddle)(void);
	const char *words;
} meddle_rows[] = {
	{ "somebody edits it", grow, "changed" },
	{ "another file takes its place", swap, "changed" },
	{ "it is gone", drop, "No such file" },
	{ "it gets a second name", link_again, "hard links" },
	{ "it becomes a link", become_link, "changed" },
};

START_TEST(meddling_before_is_seen)
{
	uint32_t a = read_file("a");
	struct replace *r = replace_begin(s, &err);

	meddle_rows[_i].meddle();
	ck_assert(!replace_prepare(r, a, STR("new a\n"), &err));
	ck_assert_msg(strstr(err.text, meddle_rows[_i].words) != NULL, "%s: %s",
	    meddle_rows[_i].why, err.text);
	replace_end(r);
}
END_TEST

START_TEST(meddling_after_replaces_nothing)
{
	uint32_t b = read_file("sub/b"), a = read_file("a");
	struct replace *r = replace_begin(s, &err);
	size_t done;

	ck_assert(replace_prepare(r, b, STR("new b\n"), &err));
	ck_assert(replace_prepare(r, a, STR("new a\n"), &err));
	meddle_rows[_i].meddle();
	ck_assert(!replace_commit(r, &done, &err));
	ck_assert_msg(strstr(err.text, meddle_rows[_i].words) != NULL, "%s: %s",
	    meddle_rows[_i].why, err.text);
	ck_assert_uint_eq(done, 0);
	replace_end(r);
	ck_assert(holds("sub/b", "old b\n"));
	ck_assert_int_eq(count_files("sub"), 1);
	ck_assert_int_eq(system("! ls .ptrlint-* sub/.ptrlint-* 2>/dev/null"), 0);
}
END_TEST

START_TEST(one_file_twice_is_refused)
{
	struct replace *r;
	size_t done;
	uint32_t b, link;

	ck_assert_int_eq(symlink("sub/b", "link"), 0);
	b = read_file("sub/b");
	link = read_file("link");
	r = replace_begin(s, &err);
	ck_assert(replace_prepare(r, b, STR("new b\n"), &err));
	ck_assert(replace_prepare(r, link, STR("newer b\n"), &err));
	ck_assert(!replace_commit(r, &done, &err));
	ck_assert_msg(strstr(err.text, "one file") != NULL, "%s", err.text);
	replace_end(r);
	ck_assert(holds("sub/b", "old b\n"));
}
END_TEST

START_TEST(a_full_disk_leaves_the_old_text)
{
	struct rlimit limit = { 3, 3 };
	uint32_t a = read_file("a");
	struct replace *r = replace_begin(s, &err);

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert(!replace_prepare(r, a, STR("new a\n"), &err));
	ck_assert_int_eq(err.code, EFBIG);
	replace_end(r);
	ck_assert(holds("a", "old a\n"));
	ck_assert_int_eq(count_files("."), 2);
}
END_TEST

START_TEST(leavings_of_the_dead_are_cleared)
{
	uint32_t a = read_file("a");
	struct replace *r;
	char dead[64], alive[64];
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	snprintf(dead, sizeof dead, ".ptrlint-%d-1.tmp", (int)pid);
	snprintf(alive, sizeof alive, ".ptrlint-%d-1.tmp", (int)getppid());
	put_file(dead, "");
	put_file(alive, "");
	put_file(".ptrlint-x-1.tmp", "");
	put_file(".ptrlint-0-1.tmp", "");
	r = replace_begin(s, &err);
	ck_assert(replace_prepare(r, a, STR("new a\n"), &err));
	replace_end(r);
	ck_assert_int_eq(access(dead, F_OK), -1);
	ck_assert_int_eq(access(alive, F_OK), 0);
	ck_assert_int_eq(access(".ptrlint-x-1.tmp", F_OK), 0);
	ck_assert_int_eq(access(".ptrlint-0-1.tmp", F_OK), 0);
	ck_assert(holds("a", "old a\n"));
}
END_TEST

START_TEST(one_writer_at_a_time)
{
	struct sources *other = sources_new(".", &err);
	struct replace *r = replace_begin(s, &err);

	ck_assert_ptr_nonnull(r);
	ck_assert_ptr_null(replace_begin(other, &err));
	ck_assert_msg(strstr(err.text, "another ptrlint") != NULL, "%s", err.text);
	replace_end(r);
	r = replace_begin(other, &err);
	ck_assert_ptr_nonnull(r);
	replace_end(r);
	replace_end(NULL);
	sources_free(other);
}
END_TEST

START_TEST(text_in_memory_is_refused)
{
	struct replace *r = replace_begin(s, &err);

	ck_assert(!replace_prepare(r, source_add_text(s, "a", STR("x")), STR("y"), &err));
	replace_end(r);
	ck_assert(holds("a", "old a\n"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("replace");
	TCase *tc = tcase_create("replace");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, make_tree, drop_tree);
	tcase_add_test(tc, files_are_replaced_together);
	tcase_add_test(tc, links_are_followed);
	tcase_add_test(tc, access_lists_are_kept);
	tcase_add_loop_test(tc, meddling_before_is_seen, 0, (int)ARRAY_LEN(meddle_rows));
	tcase_add_loop_test(tc, meddling_after_replaces_nothing, 0, (int)ARRAY_LEN(meddle_rows));
	tcase_add_test(tc, one_file_twice_is_refused);
	tcase_add_test(tc, a_full_disk_leaves_the_old_text);
	tcase_add_test(tc, leavings_of_the_dead_are_cleared);
	tcase_add_test(tc, one_writer_at_a_time);
	tcase_add_test(tc, text_in_memory_is_refused);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
