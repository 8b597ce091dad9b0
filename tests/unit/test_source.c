/* tests/unit/test_source.c -- safe opening, numbers, places */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/source.h"
#include "base/utf8.h"

static char root[] = "/tmp/ptrlint-test-XXXXXX";

static void
put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(close(fd), 0);
}

/* root/tree is the project's root; root/secret lies beside it. */
static void
make_tree(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd;

	strcpy(root + sizeof root - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	put_file("secret", "s");
	ck_assert_int_eq(mkdir("tree", 0755), 0);
	ck_assert_int_eq(chdir("tree"), 0);
	ck_assert_int_eq(mkdir("sub", 0755), 0);
	ck_assert_int_eq(mkdir(".git", 0755), 0);
	put_file(".git/config", "token");
	put_file("a", "first\nsecond\n");
	put_file("sub/b", "b");
	ck_assert_int_eq(symlink("sub/b", "inside"), 0);
	ck_assert_int_eq(symlink("../a", "sub/up"), 0);
	ck_assert_int_eq(symlink("../secret", "out"), 0);
	ck_assert_int_eq(symlink("/etc/passwd", "absolute"), 0);
	ck_assert_int_eq(symlink(".git/config", "token"), 0);
	ck_assert_int_eq(symlink(".git", "hidden"), 0);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	ck_assert_int_eq(mkfifo("fifo", 0644), 0);
	strcpy(name.sun_path, "socket");
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	close(fd);
}

static void
drop_tree(void)
{
	char command[64];

	snprintf(command, sizeof command, "rm -r %s", root);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

static const struct {
	const char *why, *path;
	bool trusted;
	enum open_result result, walking; /* walking: on a kernel without openat2 */
} open_rows[] = {
	{ "a file", "a", false, OPEN_OK, OPEN_OK },
	{ "a file in a folder", "sub//./b", false, OPEN_OK, OPEN_OK },
	{ "a link that stays within the root", "inside", false, OPEN_OK, OPEN_FAILED },
	{ "a link with .. that stays within", "sub/up", false, OPEN_OK, OPEN_FAILED },
	{ "nothing there", "nothing", false, OPEN_MISSING, OPEN_MISSING },
	{ "a file is no folder", "a/b", false, OPEN_MISSING, OPEN_MISSING },
	{ "the path leaves the root", "../secret", false, OPEN_OUTSIDE, OPEN_OUTSIDE },
	{ "leaves and says so late", "sub/../../secret", false, OPEN_OUTSIDE, OPEN_OUTSIDE },
	{ "an absolute path", "/etc/passwd", false, OPEN_OUTSIDE, OPEN_OUTSIDE },
	{ "a link leaves the root", "out", false, OPEN_OUTSIDE, OPEN_FAILED },
	{ "a link to an absolute path", "absolute", false, OPEN_OUTSIDE, OPEN_FAILED },
	{ "git's own files hold tokens", ".git/config", false, OPEN_OUTSIDE, OPEN_OUTSIDE },
	{ "a link to git's file", "token", false, OPEN_OUTSIDE, OPEN_FAILED },
	{ "a link to git's folder", "hidden/config", false, OPEN_OUTSIDE, OPEN_MISSING },
	{ "a link to itself", "loop", false, OPEN_FAILED, OPEN_FAILED },
	{ "a folder", "sub", false, OPEN_IRREGULAR, OPEN_IRREGULAR },
	{ "a FIFO must not block", "fifo", false, OPEN_IRREGULAR, OPEN_IRREGULAR },
	{ "a socket", "socket", false, OPEN_IRREGULAR, OPEN_IRREGULAR },
	{ "the empty path", "", false, OPEN_MISSING, OPEN_MISSING },
	{ "trusted paths may lie outside", "../secret", true, OPEN_OK, OPEN_OK },
	{ "trusted, yet a device", "/dev/zero", true, OPEN_IRREGULAR, OPEN_IRREGULAR },
	{ "trusted, yet git's", ".git/config", true, OPEN_OUTSIDE, OPEN_OUTSIDE },
	{ "trusted, yet a link to git's", "../tree/token", true, OPEN_OUTSIDE, OPEN_OUTSIDE },
};

static enum open_result
open_row(const char *path, bool trusted)
{
	struct err err = { 0 };
	struct sources *s = sources_new(".", &err);
	struct source_handle h;
	enum open_result result;
	char text[64];

	ck_assert_msg(s != NULL, "%s", err.text);
	result = source_open(s, source_add(s, path, trusted), &h, &err);
	if (result == OPEN_OK)
		ck_assert(source_read(&h, 0, text, sizeof text, &err));
	else
		ck_assert_int_ne(err.text[0], '\0');
	source_close(&h);
	sources_free(s);
	return result;
}

START_TEST(opens_only_what_is_safe)
{
	int got = (int)open_row(open_rows[_i].path, open_rows[_i].trusted);

	ck_assert_msg(got == (int)open_rows[_i].result, "%s: got %d", open_rows[_i].why, got);
}
END_TEST

/* Make openat2() answer code, as old kernels (ENOSYS) and container run-times (EPERM) do. */
static void
forbid_openat2(unsigned code)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | code),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_LEN(filter), filter };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

START_TEST(opens_safely_without_openat2)
{
	int got;

	forbid_openat2(_i % 2 == 0 ? ENOSYS : EPERM);
	got = (int)open_row(open_rows[_i].path, open_rows[_i].trusted);
	ck_assert_msg(got == (int)open_rows[_i].walking, "%s: got %d", open_rows[_i].why, got);
}
END_TEST

START_TEST(numbers_are_given_once)
{
	struct err err;
	struct sources *s = sources_new(".", &err);
	char path[32];

	ck_assert_uint_eq(source_add(s, "a/b", false), 1);
	ck_assert_uint_eq(source_add(s, "./a//b/", false), 1);
	ck_assert_uint_eq(source_add(s, "a/./b", true), 1);
	ck_assert_uint_eq(source_add(s, "../a/b", true), 2);
	ck_assert_str_eq(source_path(s, 1), "a/b");
	ck_assert_uint_eq(source_add(s, "/", true), 3);
	ck_assert_str_eq(source_path(s, 3), "/");
	ck_assert_uint_eq(source_add(s, ".//", false), 4);
	ck_assert_str_eq(source_path(s, 4), ".");
	for (int again = 0; again < 2; again++)
		for (uint32_t i = 0; i < 5000; i++) {
			snprintf(path, sizeof path, "zones/db.%u", i);
			ck_assert_uint_eq(source_add(s, path, false), 5 + i);
		}
	ck_assert_uint_eq(source_count(s), 5004);
	sources_free(s);
}
END_TEST

/* What source_place() must say, by the shortest way. */
static struct place
slow_place(struct str text, uint64_t off)
{
	struct place place = { 1, 1, off };

	for (size_t at = 0; at < off;) {
		size_t len = utf8_length(text.ptr + at, text.len - at);

		len = len == 0 ? 1 : len;
		if (at + len > off)
			break;
		place.column++;
		if (text.ptr[at] == '\n') {
			place.line++;
			place.column = 1;
		}
		at += len;
	}
	return place;
}

static void
slow_line(struct str text, uint64_t off, uint64_t *begin, uint64_t *end)
{
	for (*begin = off; *begin > 0 && text.ptr[*begin - 1] != '\n'; --*begin)
		;
	for (*end = off; *end < text.len && text.ptr[*end] != '\n'; ++*end)
		;
	if (*end<text.len && * end> * begin && text.ptr[*end - 1] == '\r')
		--*end;
}

static struct str
random_text(struct buf *b, size_t len, int newlines)
{
	static const char *const pieces[] = { "a", "bcdefgh ", "\r", "\xC3\xA4", "\xE2\x82\xAC",
		"\xF0\x9F\x98\x80", "\xC3", "\xF0\x9F", "\xED\xA0\x80", "\xFF", "\x80" };

	b->len = 0;
	buf_room(b, 1); /* so that an empty text has an address, too */
	while (b->len < len)
		if (random() % 100 < newlines)
			buf_text(b, random() % 4 == 0 ? "\r\n" : "\n");
		else
			buf_text(
			    b, pieces[random() % (random() % 3 ? 2 : (long)ARRAY_LEN(pieces))]);
	return buf_view(b);
}

/* _i: bit 0 a file on disk, then how many lines there are */
START_TEST(places_agree_with_counting)
{
	static const int newlines[] = { 0, 1, 20 };
	struct err err;
	struct sources *s = sources_new(".", &err);
	struct buf b = { 0 }, copy = { 0 };

	srandom(42);
	for (size_t len = 0; len < 100000; len = len * 3 + 1365) {
		struct str text = random_text(&b, len, newlines[_i / 2]);
		char name[32];
		uint32_t file;

		snprintf(name, sizeof name, "text%zu", len);
		if (_i % 2 == 0) {
			file = source_add_text(s, name, text);
		} else {
			int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

			ck_assert_int_eq(write(fd, text.ptr, text.len), (ssize_t)text.len);
			close(fd);
			file = source_add(s, name, false);
		}
		for (int i = 0; i < 300; i++) {
			uint64_t off = (uint64_t)random() % (text.len + 1), begin, end, b2, e2;
			struct place want, got;

			if (i < 40)
				off = off / 4096 * 4096;
			want = slow_place(text, off);
			got = source_place(s, file, off);
			ck_assert_uint_eq(got.line, want.line);
			ck_assert_uint_eq(got.column, want.column);
			slow_line(text, off, &b2, &e2);
			ck_assert(source_line(s, file, off, &begin, &end));
			ck_assert_uint_eq(begin, b2);
			ck_assert_uint_eq(end, e2);
			copy.len = 0;
			ck_assert(source_copy(s, file, begin, (size_t)(end - begin), &copy));
			ck_assert(str_equal(buf_view(&copy),
			    (struct str){ text.ptr + begin, (size_t)(end - begin) }));
		}
		copy.len = 0;
		ck_assert(source_copy(s, file, 0, text.len + 10, &copy));
		ck_assert(str_equal(buf_view(&copy), text));
	}
	buf_free(&b);
	buf_free(&copy);
	sources_free(s);
}
END_TEST

START_TEST(change_is_noticed)
{
	struct err err = { 0 };
	struct sources *s = sources_new(".", &err);
	uint32_t file = source_add(s, "a", false), other = source_add(s, "sub/b", false);
	struct source_handle h;
	struct buf copy = { 0 };
	uint64_t begin, end;
	char text[16];

	ck_assert(!source_changed(s, file));
	ck_assert_int_eq(source_open(s, file, &h, &err), OPEN_OK);
	ck_assert_uint_eq(h.size, 13);
	ck_assert(source_read(&h, 6, text, sizeof text, &err));
	ck_assert_int_eq(memcmp(text, "second\n", 7), 0);
	ck_assert(source_read(&h, 13, text, 1, &err));
	ck_assert(!source_changed(s, file));
	ck_assert_uint_eq(source_place(s, file, 6).line, 2);
	ck_assert_int_eq(truncate("a", 8), 0);
	ck_assert(source_changed(s, file));
	ck_assert(!source_read(&h, 6, text, sizeof text, &err));
	ck_assert_msg(strstr(err.text, "shrunk") != NULL, "%s", err.text);
	source_close(&h);
	ck_assert_int_eq(source_open(s, file, &h, &err), OPEN_FAILED);
	ck_assert_uint_eq(source_place(s, other, 0).line, 1);
	ck_assert_int_eq(unlink("a"), 0);
	put_file("a", "first\nsecond\n");
	ck_assert(source_changed(s, file));
	sources_free(s);

	s = sources_new(".", &err);
	file = source_add(s, "a", false);
	ck_assert_uint_eq(source_place(s, file, 0).line, 1);
	ck_assert_int_eq(unlink("a"), 0);
	ck_assert(source_changed(s, file));
	file = source_add(s, "nothing", false);
	ck_assert_uint_eq(source_place(s, file, 0).line, 0);
	ck_assert(!source_line(s, file, 0, &begin, &end));
	ck_assert(!source_copy(s, file, 0, 1, &copy));
	sources_free(s);
}
END_TEST

START_TEST(text_stands_in_for_a_file)
{
	struct err err;
	struct sources *s = sources_new(".", &err);
	uint32_t file = source_add_text(s, "a", STR("other\n"));
	struct source_handle h;
	char text[8];

	ck_assert_uint_eq(source_add(s, "./a", false), file);
	ck_assert_int_eq(source_open(s, file, &h, &err), OPEN_OK);
	ck_assert_uint_eq(h.size, 6);
	ck_assert(source_read(&h, 0, text, sizeof text, &err));
	ck_assert_int_eq(memcmp(text, "other\n", 6), 0);
	source_close(&h);
	sources_free(s);
}
END_TEST

START_TEST(bytes_are_limited)
{
	struct err err;
	struct sources *s = sources_new(".", &err);
	struct source_handle h;

	sources_limit(s, 13);
	ck_assert_int_eq(source_open(s, source_add(s, "a", false), &h, &err), OPEN_OK);
	source_close(&h);
	ck_assert_int_eq(source_open(s, source_add(s, "a", false), &h, &err), OPEN_OK);
	source_close(&h);
	ck_assert_int_eq(source_open(s, source_add(s, "sub/b", false), &h, &err), OPEN_TOO_BIG);
	sources_free(s);
	ck_assert_ptr_null(sources_new("nothing", &err));
	ck_assert_int_eq(err.code, ENOENT);
}
END_TEST

/* ---- a tree that is not on the disk ---- */

static enum open_result
tree_read(
    void *arg, const char *path, uint64_t most, struct buf *text, uint64_t *size, struct err *err)
{
	unsigned *asked = arg;

	++*asked;
	if (strcmp(path, "zones/a") != 0)
		return OPEN_MISSING;
	(void)err;
	*size = 5;
	buf_bytes(text, "hello", most < 5 ? (size_t)most : 5);
	return OPEN_OK;
}

static void
tree_list(void *arg, const char *folder,
    void (*take)(void *to, const char *name, enum file_kind kind), void *to)
{
	(void)arg;
	if (strcmp(folder, "") == 0) {
		take(to, "zones", KIND_FOLDER);
		take(to, "link", KIND_LINK);
	} else if (strcmp(folder, "zones") == 0) {
		take(to, "b", KIND_FILE);
		take(to, "a", KIND_FILE);
	}
}

static bool
tree_link(void *arg, const char *path, struct buf *target)
{
	(void)arg;
	buf_text(target, "zones/a");
	return strcmp(path, "link") == 0;
}

static struct source_tree
tree_of(unsigned *asked)
{
	return (struct source_tree){ .arg = asked,
		.read = tree_read,
		.list = tree_list,
		.link = tree_link,
		.resolve = tree_link };
}

START_TEST(a_tree_stands_in_for_the_disk)
{
	unsigned asked = 0;
	const struct source_tree tree = tree_of(&asked);
	struct sources *s = sources_new_tree("/no/such/folder", &tree);
	struct source_handle h;
	struct folder f;
	struct folder_head head = { 0 };
	struct buf text = { 0 };
	struct err err;
	uint32_t file;

	ck_assert_int_eq(sources_root_fd(s), -1);
	folder_init(&f, s);
	ck_assert(folder_read(&f, ""));
	ck_assert(f.count == 2 && folder_kind(&f, 0) == KIND_LINK);
	ck_assert_str_eq(folder_name(&f, 1), "zones");
	ck_assert(folder_read(&f, "zones"));
	ck_assert(f.count == 2 && folder_has(&f, "a") && !folder_has(&f, "link"));
	folder_head(&f, 0, 2, 3, NULL, &head);
	ck_assert(!head.failed && head.len == 3 && head.size == 5);
	folder_keep(&f, 0, &head); /* not all of it: it is not kept */
	folder_head(&f, 0, 2, 64, NULL, &head);
	folder_keep(&f, 0, &head);
	folder_head(&f, 1, 2, 64, NULL, &head);
	ck_assert(head.ignored);
	ck_assert_uint_eq(asked, 3);
	/* kept, so that nobody is asked again */
	file = source_add(s, "zones/a", false);
	ck_assert_int_eq(source_open(s, file, &h, &err), OPEN_OK);
	ck_assert(source_copy(s, file, 1, 3, &text) && str_equal(buf_view(&text), STR("ell")));
	ck_assert_uint_eq(asked, 3);
	ck_assert_int_eq(source_open(s, source_add(s, "zones/b", false), &h, &err), OPEN_MISSING);
	ck_assert_int_eq(
	    source_open(s, source_add(s, "zones/.GIT/config", false), &h, &err), OPEN_OUTSIDE);
	text.len = 0;
	ck_assert(source_link(s, "link", &text) && str_equal(buf_view(&text), STR("zones/a")));
	buf_free(&text);
	free(head.text);
	folder_free(&f);
	sources_free(s);
	/* a limit holds for them as for files */
	s = sources_new_tree("/no/such/folder", &tree);
	sources_limit(s, 4);
	ck_assert_int_eq(source_open(s, source_add(s, "zones/a", false), &h, &err), OPEN_TOO_BIG);
	sources_free(s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("source");
	TCase *tc = tcase_create("source");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, make_tree, drop_tree);
	tcase_add_loop_test(tc, opens_only_what_is_safe, 0, (int)ARRAY_LEN(open_rows));
	tcase_add_loop_test(tc, opens_safely_without_openat2, 0, (int)ARRAY_LEN(open_rows));
	tcase_add_test(tc, numbers_are_given_once);
	tcase_add_test(tc, a_tree_stands_in_for_the_disk);
	tcase_add_loop_test(tc, places_agree_with_counting, 0, 6);
	tcase_add_test(tc, change_is_noticed);
	tcase_add_test(tc, text_stands_in_for_a_file);
	tcase_add_test(tc, bytes_are_limited);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
