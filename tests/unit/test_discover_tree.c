/* tests/unit/test_discover_tree.c -- the project file, parts, links and hostile trees in the search for zones */
#include "discover_text.h"

/* ---- the project file ---- */

START_TEST(project_zones)
{
	put(".ptrlint.yaml", "version: 1\nzones:\n"
	                     "  - {origin: a.example, file: body}\n"
	                     "  - {origin: b.example, file: body}\n"
	                     "  - {origin: c.example, file: old/c, role: reference}\n"
	                     "  - {origin: d.example, role: external}\n"
	                     "  - {origin: e.example, file: none}\n"
	                     "  - {origin: f.example, file: f}\n"
	                     "  - {origin: g.example, file: .g}\n"
	                     "  - {origin: h.example, file: bad}\n"
	                     "exclude: [old]\n");
	put("body", SOA_AT);
	put("old/c", NS);
	put("f", "$ORIGIN x.example.\n" SOA_AT);
	put(".g", SOA_AT);
	put("other.example", SOA_AT);
	ck_assert_int_eq(mkdir("bad", 0755), 0);
	expect(
	    "- d.example. external: entry in the project file\n"
	    ".g g.example.: entry in the project file\n"
	    "body a.example.: entry in the project file\n"
	    "body b.example.: entry in the project file\n"
	    "f f.example.: entry in the project file\n"
	    "old/c c.example. reference: entry in the project file\n"
	    "other.example other.example.: file name {o}\n"
	    "mismatch f:2 this is read as f.example. (entry in the project file), but the $ORIGIN at line 1 says "
	    "x.example.\n"
	    "config-zone-missing .ptrlint.yaml:7 the file of zone e.example.: cannot read none: No such file or "
	    "directory\n"
	    "config-zone-missing .ptrlint.yaml:10 the file of zone h.example.: bad is not a regular file\n");
}
END_TEST

START_TEST(project_views)
{
	put(".ptrlint.yaml",
	    "version: 1\nviews:\n"
	    "  outside: {zones: {a.example: out/a}}\n"
	    "  inside: {public: false, zones: {a.example: in/a, b.example: in/b}}\n"
	    "zones:\n"
	    "  - {origin: c.example, file: c}\n");
	put("out/a", SOA_AT);
	put("in/a", SOA_AT);
	put("in/b", "; ptrlint: origin=b.example.\n" SOA_AT);
	put("c", SOA_AT);
	put("db.d.example", SOA_AT);
	put("e", "; ptrlint: origin=e.example., view=third\n" SOA_AT);
	expect("c c.example. outside: entry in the project file\n"
	       "c c.example. inside: entry in the project file\n"
	       "c c.example. third: entry in the project file\n"
	       "db.d.example d.example. outside: file name db.{o}\n"
	       "db.d.example d.example. inside: file name db.{o}\n"
	       "db.d.example d.example. third: file name db.{o}\n"
	       "e e.example. third: comment at line 1\n"
	       "in/a a.example. inside: entry in the project file\n"
	       "in/b b.example. inside: entry in the project file\n"
	       "out/a a.example. outside: entry in the project file\n");
}
END_TEST

START_TEST(project_patterns)
{
	put(".ptrlint.yaml",
	    "version: 1\npatterns: ['{view}/{origin}.pri', 'db.{origin}', '*-{ipv4_prefix}.rev', "
	    "'{origin_reversed}.r']\n");
	put("in/domain.com.pri", SOA_AT);
	put("in/x/no.com.pri", SOA_AT);
	put("db.ffmd", SOA_AT);
	put("db.part", NS);
	put("db.prose", "no zone at all\nin any way\n");
	put("net-10.1.rev", SOA_AT PTR("1.1"));
	put("uk.co.example.r", SOA_AT);
	expect(
	    "db.ffmd ffmd. in: pattern db.{origin}\n"
	    "db.part part. in: pattern db.{origin}\n"
	    "in/domain.com.pri domain.com. in: pattern {view}/{origin}.pri\n"
	    "in/x/no.com.pri ? in: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "net-10.1.rev 1.10.in-addr.arpa. in: pattern *-{ipv4_prefix}.rev\n"
	    "uk.co.example.r example.co.uk. in: pattern {origin_reversed}.r\n"
	    "unknown in/x/no.com.pri:1\n");
}
END_TEST

START_TEST(project_include)
{
	put(".ptrlint.yaml", "version: 1\ninclude: ['zones/*']\n");
	put("zones/a.example", NS);
	put("zones/b.example", "$INCLUDE part\n" SOA_AT);
	put("zones/part", NS);
	put("zones/lost", NS);
	put("zones/README", "All zones stand here\nand nowhere else\n");
	put("other/c.example", NS);
	expect(
	    "zones/a.example a.example.: file name {o}\n"
	    "zones/b.example b.example.: file name {o}\n"
	    "zones/lost ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "unknown zones/lost:1\n");
}
END_TEST

/* ---- parts ---- */

START_TEST(included_soa)
{
	put("soa", SOA_AT);
	put("db.a.example", "$TTL 1h\n$INCLUDE soa\n" NS);
	put("b", "$ORIGIN b.example.\n$TTL 1h\n$INCLUDE \"soa\"\n" NS);
	put("c", "$INCLUDE soa c.example.\n" NS);
	put("d", "$ORIGIN d.example.\n$INCLUDE middle\n");
	put("middle", "$TTL 1h\n$INCLUDE soa\n");
	put("etc/e", "$ORIGIN e.example.\n$INCLUDE /srv/dns/etc/soa\n");
	put("etc/soa", SOA_AT);
	put("f", "$INCLUDE absolute\n");
	put("absolute", SOA("f.example."));
	put("g", "$TTL 1h\n$INCLUDE soa\n" NS);
	put("h", "$ORIGIN h.example.\n" SOA_AT "$INCLUDE own\n");
	put("own", SOA("own.example."));
	put("loop1", "$INCLUDE loop2\n" NS);
	put("loop2", "$INCLUDE loop1\n" NS);
	put("db.lost.example", "$TTL 1h\n$INCLUDE elsewhere\n" NS);
	put("part", "$INCLUDE elsewhere\n" NS);
	expect("b b.example.: $ORIGIN in force at the $INCLUDE at line 3\n"
	       "c c.example.: $ORIGIN in force at the $INCLUDE at line 1\n"
	       "d d.example.: $ORIGIN in force at the $INCLUDE at line 2\n"
	       "db.a.example a.example.: file name db.{o}\n"
	       "db.lost.example lost.example.: file name db.{o}\n"
	       "etc/e e.example.: $ORIGIN in force at the $INCLUDE at line 2\n"
	       "f f.example.: SOA owner in absolute\n"
	       "g ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	       "h h.example.: $ORIGIN at line 1\n"
	       "own own.example.: SOA owner at line 1\n"
	       "unknown g:2\n");
}
END_TEST

/* ---- links ---- */

START_TEST(links_name_their_targets)
{
	put("templates/parking", SOA_AT);
	put_link("templates/a.example", "parking");
	put_link("templates/b.example", "parking");
	put_link("other/c.example", "../templates/parking");
	put_link("again/c.example", "../other/c.example");
	put_link("folder", "templates");
	put_link("d.example", "folder/parking");
	put_link("e.example", "templates/../folder/parking");
	put_link("no-name", "templates/parking");
	put(".secret/body", SOA_AT);
	put_link("hidden.example", ".secret/body");
	put("db.10", "$ORIGIN 10.in-addr.arpa.\n" SOA_AT PTR("1.1.1"));
	put_link("wrong.example", "db.10");
	expect(
	    "db.10 10.in-addr.arpa.: $ORIGIN at line 1\n"
	    "hidden.example hidden.example.: file name {o}\n"
	    "templates/parking a.example.: name of the link templates/a.example\n"
	    "templates/parking b.example.: name of the link templates/b.example\n"
	    "templates/parking c.example.: name of the link again/c.example\n"
	    "templates/parking d.example.: name of the link d.example\n"
	    "templates/parking e.example.: name of the link e.example\n"
	    "mismatch db.10:2 this is read as 10.in-addr.arpa. ($ORIGIN at line 1), but the name of the link "
	    "wrong.example says wrong.example.\n");
}
END_TEST

START_TEST(links_stay_inside)
{
	put("../outside", "$ORIGIN outside.example.\n" SOA_AT);
	put(".git/config", "$ORIGIN git.example.\n" SOA_AT);
	put("a", "$ORIGIN a.example.\n" SOA_AT);
	put_link("b", "../outside");
	put_link("c", ".git/config");
	put_link("loop", "loop");
	put_link("dangling", "nothing");
	put_link("up", "..");
	put_link("self", ".");
	put_link("dev", "/dev/zero");
	expect("a a.example.: $ORIGIN at line 1\n");
}
END_TEST

START_TEST(link_named_by_the_project)
{
	put(".ptrlint.yaml", "version: 1\nzones:\n  - {origin: a.example, file: link}\n");
	put("body", SOA_AT);
	put_link("link", "body");
	expect("link a.example.: entry in the project file\n");
}
END_TEST

/* ---- a hostile tree ---- */

START_TEST(irregular_files)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "socket.example" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_eq(mkfifo("fifo.example", 0644), 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
	close(fd);
	put_link("link.example", "fifo.example");
	put("a.example", SOA_AT);
	expect("a.example a.example.: file name {o}\n");
}
END_TEST

START_TEST(deep_folders)
{
	char path[4000] = "";

	for (int i = 0; i < 190; i++)
		strcat(path, "folder-of-a-depth/");
	strcat(path, "a.example");
	ck_assert_int_eq(chdir("."), 0);
	/* component by component, for the whole is too long for some calls */
	for (int i = 0; i < 300; i++) {
		ck_assert_int_eq(mkdir("folder-of-a-depth", 0755), 0);
		ck_assert_int_eq(chdir("folder-of-a-depth"), 0);
		if (i == 189)
			put("a.example", SOA_AT);
	}
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(chdir("tree"), 0);
	find(NULL, 0);
	ck_assert_int_eq(memcmp(said.ptr, path, strlen(path)), 0);
	buf_char(&said, '\0');
	ck_assert_ptr_nonnull(strstr(said.ptr, "unread folder-of-a-depth/"));
}
END_TEST

START_TEST(too_many_files)
{
	char path[32];

	limits.files = 20;
	for (int i = 0; i < 20; i++) {
		snprintf(path, sizeof path, "f%d", i);
		put(path, "x\n");
	}
	expect("");
	put("f20", "x\n");
	find(NULL, 0);
	ck_assert_int_eq(memcmp(said.ptr, "failed: more than 20 files or folders in /", 42), 0);
}
END_TEST

START_TEST(far_soa)
{
	size_t len = 200 << 10;
	char *text = malloc(len);

	memset(text, ';', len);
	for (size_t i = 79; i < len; i += 80)
		text[i] = '\n';
	memcpy(text + 60 * 1024, "\n$ORIGIN a.example.\n" SOA_AT,
	    strlen("\n$ORIGIN a.example.\n" SOA_AT));
	put_bytes("a", text, len);
	memset(text + 60 * 1024, ';', 200);
	memcpy(text + 70 * 1024, "\n$ORIGIN b.example.\n" SOA_AT,
	    strlen("\n$ORIGIN b.example.\n" SOA_AT));
	put_bytes("b", text, len);
	free(text);
	find(NULL, 0);
	ck_assert_int_eq(memcmp(said.ptr, "a a.example.: $ORIGIN at line", 29), 0);
	ck_assert_ptr_null(memmem(said.ptr, said.len, "\nb ", 3));
}
END_TEST

/* Whatever the bytes: no crash, and the same answer twice. */
START_TEST(any_bytes)
{
	static const char *const pieces[] = { "\n", "\n\n", " ", "\t", "(", ")", "\"", "\\", ";",
		"$ORIGIN", "$INCLUDE", "a", "example.", "@", "IN", "SOA", "PTR", "3600",
		"; ptrlint: origin=a.", "1h", "$GENERATE 1-2 $", "\\200", "\xff", "\r", "{{", "```",
		"." };
	unsigned seed = (unsigned)_i * 7919 + 1;
	char text[4096], *first;
	size_t len = 0;

	while (len < 3900) {
		const char *piece = pieces[rand_r(&seed) % ARRAY_LEN(pieces)];

		memcpy(text + len, piece, strlen(piece));
		len += strlen(piece);
		if (rand_r(&seed) % 3 == 0)
			text[len++] = ' ';
	}
	put_bytes("x", text, len);
	put_bytes("db.10.1.2", text, len / 2);
	find(NULL, 0);
	buf_char(&said, '\0');
	first = strdup(said.ptr);
	find(NULL, 0);
	buf_char(&said, '\0');
	ck_assert_str_eq(first, said.ptr);
	free(first);
}
END_TEST

/* ---- the command line ---- */

START_TEST(command_line_zones)
{
	struct cli_zone zones[] = { { "b.example", "../outside" }, { "a.example.", "a" },
		{ "c.example", "a" } };
	struct cli_zone wrong = { "a..b", "a" };

	put(".ptrlint.yaml", "version: 1\nzones:\n  - {origin: x.example, file: a}\n");
	put("a", SOA_AT);
	put("z.example", SOA_AT);
	find(zones, ARRAY_LEN(zones));
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr, "../outside b.example.: --zone\n"
	                           "a a.example.: --zone\n"
	                           "a c.example.: --zone\n");
	find(&wrong, 1);
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr, "failed: \"a..b\" is no domain name\n");
}
END_TEST

START_TEST(text_in_memory)
{
	struct err err = { 0 };
	struct sources *s = sources_new(".", &err);
	struct discovery d;

	put("a.example", SOA_AT);
	put("b.example", SOA_AT);
	source_add_text(s, "a.example", STR("$ORIGIN other.example.\n" SOA_AT));
	source_add_text(s, "new.example", STR(SOA_AT));
	said.len = 0;
	ck_assert(discover(s, NULL, NULL, 0, &limits, &d, &err));
	put_discovery(s, &d);
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr,
	    "a.example other.example.: $ORIGIN at line 1\n"
	    "b.example b.example.: file name {o}\n"
	    "new.example new.example.: file name {o}\n"
	    "mismatch a.example:2 this is read as other.example. ($ORIGIN at line 1), but the "
	    "file name {o} says a.example.\n");
	discovery_free(&d);
	sources_free(s);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("discover_tree");
	TCase *t = tcase_create("discover_tree");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, project_zones);
	tcase_add_test(t, project_views);
	tcase_add_test(t, project_patterns);
	tcase_add_test(t, project_include);
	tcase_add_test(t, included_soa);
	tcase_add_test(t, links_name_their_targets);
	tcase_add_test(t, links_stay_inside);
	tcase_add_test(t, link_named_by_the_project);
	tcase_add_test(t, irregular_files);
	tcase_add_test(t, deep_folders);
	tcase_add_test(t, too_many_files);
	tcase_add_test(t, far_soa);
	tcase_add_loop_test(t, any_bytes, 0, 50);
	tcase_add_test(t, command_line_zones);
	tcase_add_test(t, text_in_memory);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
