/* tests/unit/test_discover.c -- which files are zones, and of what origin */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "conf/project.h"
#include "zone/discover.h"

#define SOA_AT     "@ IN SOA ns1.example.com. hostmaster.example.com. (\n 1 ; serial\n 2h 1h 2w 5m )\n"
#define SOA(owner) owner " 3600 IN SOA ns hostmaster 1 7200 3600 1209600 300\n"
#define NS         "@ IN NS ns1.example.com.\n"
#define PTR(owner) owner " IN PTR host.example.com.\n"

static char root[64];
static struct limits limits;
static struct buf said;

static void
begin(void)
{
	strcpy(root, "/tmp/ptrlint-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("tree", 0755), 0);
	ck_assert_int_eq(chdir("tree"), 0);
	limits = LIMITS_DEFAULT;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
end(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	buf_free(&said);
}

static void
make_folders(const char *path)
{
	char copy[512];

	snprintf(copy, sizeof copy, "%s", path);
	for (char *p = strchr(copy, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		ck_assert(mkdir(copy, 0755) == 0 || errno == EEXIST);
		*p = '/';
	}
}

static void
put_bytes(const char *path, const char *text, size_t len)
{
	int fd;

	make_folders(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	ck_assert_int_eq(close(fd), 0);
}

static void
put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static void
put_link(const char *path, const char *target)
{
	make_folders(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

static void
put_place(struct sources *s, struct span span)
{
	if (span.file == 0) {
		buf_text(&said, "nowhere");
		return;
	}
	buf_put(
	    &said, "%s:%u", source_path(s, span.file), source_place(s, span.file, span.off).line);
}

static void
put_discovery(struct sources *s, const struct discovery *d)
{
	static const char *const roles[] = { "", " reference", " external" };
	char name[DNAME_TEXT_MAX];

	for (size_t i = 0; i < d->row_count; i++) {
		const struct zone_spec *z = &d->rows[i].spec;

		buf_put(&said, "%s %s%s%s%s: %s\n", z->file == 0 ? "-" : source_path(s, z->file),
		    z->origin.len == 0 ? "?" : dname_text(&z->origin, name),
		    *d->views[z->view].name ? " " : "", d->views[z->view].name, roles[z->role],
		    d->rows[i].why);
	}
	for (size_t i = 0; i < d->problem_count; i++) {
		const struct zone_problem *p = &d->problems[i];
		bool unknown = p->problem == PROBLEM_ZONE_ORIGIN_UNKNOWN;

		buf_text(&said, unknown ? "unknown " : "mismatch ");
		put_place(s, p->span);
		if (!unknown)
			buf_put(&said, " %s", p->sentence);
		ck_assert_int_eq(unknown, p->zone == UINT32_MAX);
		ck_assert(unknown || p->zone < d->spec_count);
		buf_char(&said, '\n');
	}
	for (size_t i = 0; i < d->finding_count; i++) {
		buf_put(&said, "%s ", d->findings[i].rule);
		put_place(s, d->findings[i].span);
		buf_put(&said, " %s\n", d->findings[i].message);
	}
	for (size_t i = 0; i < d->nested_count; i++)
		buf_put(&said, "nested %s\n", d->nested[i]);
	for (size_t i = 0; i < d->unread_count; i++)
		buf_put(&said, "unread %s\n", d->unread[i]);
}

static void
find(const struct cli_zone *zones, size_t count)
{
	struct conf_problems problems = { 0 };
	struct discovery d;
	struct project p;
	struct err err = { 0 };
	struct sources *s = sources_new(".", &err);

	ck_assert_ptr_nonnull(s);
	project_defaults(&p);
	if (access(".ptrlint.yaml", F_OK) == 0)
		ck_assert_msg(project_load(s, source_add(s, ".ptrlint.yaml", false), &p, &problems),
		    "the project file of the test is wrong");
	said.len = 0;
	if (discover(s, &p, zones, count, &limits, &d, &err))
		put_discovery(s, &d);
	else
		buf_put(&said, "failed: %s\n", err.text);
	discovery_free(&d);
	project_free(&p);
	conf_problems_free(&problems);
	sources_free(s);
}

static void
expect(const char *expected)
{
	find(NULL, 0);
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr, expected);
}

/* ---- what is a zone ---- */

START_TEST(other_text_is_no_zone)
{
	put("README.md",
	    "# Zones\n\nOurs begins so:\n\n```\n$TTL 3600\n" SOA("example.com.") NS "```\n");
	put("readme.rst", "Zones\n=====\n\nOurs::\n\n    example.com. IN SOA a b 1 2 3 4 5\n");
	put("doc.html", "<html><pre>\n$ORIGIN example.com.\n" SOA_AT NS "</pre>\n");
	put("test.c",
	    "#include <stdio.h>\n\nint main(void)\n{\n\tputs(\"example.com. IN SOA a b 1 2 3 4 5\");\n}\n");
	put("test.py", "import x\nimport y\n\nzone = '''\n" SOA("example.com.") NS "'''\n");
	put("make.sh", "#!/bin/sh\ncat >zone <<EOF\n$TTL 3600\n" SOA("example.com.") NS "EOF\n");
	put("config.yaml",
	    "data:\n  zone: |\n    $ORIGIN example.com.\n    @ IN SOA a b 1 2 3 4 5\n");
	put("a.patch",
	    "diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n+@ IN SOA a b 1 2 3 4 5\n"
	    "@ IN SOA a b 1 2 3 4 5\n");
	put("prose.txt",
	    "The SOA record of a zone in use\nUse a record like it\nexample SOA serial 5\n");
	put("soa.txt", "; nothing but talk of SOA\n");
	put("empty", "");
	put("hosts", "127.0.0.1 localhost\n");
	put_bytes("binary", "$ORIGIN example.com.\n\0" SOA_AT,
	    sizeof "$ORIGIN example.com.\n\0" SOA_AT - 1);
	expect("");
}
END_TEST

START_TEST(zones_with_faults_are_zones)
{
	put("a", "# a comment of another language\n// and one more\n$TTL 3600\n" SOA("a.example."));
	put("b",
	    "<<<<<<< HEAD\n$TTL 1\n=======\n$TTL 2\n>>>>>>> other\n$ORIGIN b.example.\n" SOA_AT);
	put("c", "$ORIGIN c.example.\n$TLL 3600\n@ IN SOA ns1 ( 1 2 3 )\n" NS);
	put("d", "\xEF\xBB\xBF$ORIGIN d.example.\n" SOA_AT);
	put("e", "$ORIGIN e.example.\r\n$TTL 1h\r\n@ IN SOA a b (\r\n 1 2 3 4 5 )\r\n");
	put("f", "$ORIGIN f.example.\r@ IN SOA a b 1 2 3 4 5\r");
	put("g", "$ORIGIN g.example.\nwww IN A 192.0.2.1\nthis line is a mistake\n" SOA_AT NS);
	put("h",
	    "{% set x = 1 %}\n$ORIGIN h.example.\n@ 1H IN SOA ns h ( {{ serial }} 12H 15M 4W 1H )\n");
	put("i", "h.example. 3600 soa ns.example. h.example. 1 2 3 4 5\n" NS);
	put("j", "$ORIGIN j.example.\n\tIN SOA a b ( 1 2 3 4 5 )\n" NS);
	expect("a a.example.: SOA owner at line 4\n"
	       "b b.example.: $ORIGIN at line 6\n"
	       "c c.example.: $ORIGIN at line 1\n"
	       "d d.example.: $ORIGIN at line 1\n"
	       "e e.example.: $ORIGIN at line 1\n"
	       "f f.example.: $ORIGIN at line 1\n"
	       "g g.example.: $ORIGIN at line 1\n"
	       "h h.example.: $ORIGIN at line 2\n"
	       "i h.example.: SOA owner at line 1\n"
	       "j j.example.: $ORIGIN at line 1\n"
	       "xzone-duplicate-zone i:1 two files hold the zone h.example.: h and i\n");
}
END_TEST

START_TEST(left_out)
{
	static const char *const paths[] = { ".hidden/a", ".git/a", "build/a", "x/build/a", "a~",
		"a.bak", "a.save", "a.save.1", "a.orig", "a.old", ".a.swp", "a.jnl", ".a", "#a",
		"old/a", "z.tmp" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		put(paths[i], "$ORIGIN left.example.\n" SOA_AT);
	put(".ptrlint.yaml", "version: 1\nexclude: [old/, '*.tmp', '#*']\n");
	put("b", "$ORIGIN b.example.\n" SOA_AT);
	put("b.signed", "$ORIGIN b.example.\n" SOA_AT);
	put("c.signed", "$ORIGIN c.example.\n" SOA_AT);
	put("d", "$ORIGIN d.example.\n" SOA_AT);
	put("d.jnl", "journal");
	put("my.savethewhales.org", SOA_AT);
	expect("b b.example.: $ORIGIN at line 1\n"
	       "c.signed c.example. reference: $ORIGIN at line 1\n"
	       "d d.example. reference: $ORIGIN at line 1\n"
	       "my.savethewhales.org my.savethewhales.org.: file name {o}\n");
}
END_TEST

START_TEST(nested_projects)
{
	put("mail-egress.yaml", "version: 1\n");
	put("a", "$ORIGIN a.example.\n" SOA_AT);
	put("sub/.ptrlint.yaml", "version: 1\n");
	put("sub/b", "$ORIGIN b.example.\n" SOA_AT);
	put("sub/deep/c", "$ORIGIN c.example.\n" SOA_AT);
	put("map/mail-egress.yaml", "version: 1\n");
	put("map/d", "$ORIGIN d.example.\n" SOA_AT);
	expect("a a.example.: $ORIGIN at line 1\nnested map\nnested sub\n");
	put(".ptrlint.yaml", "version: 1\nmap: map/mail-egress.yaml\n");
	expect(
	    "a a.example.: $ORIGIN at line 1\nmap/d d.example.: $ORIGIN at line 1\nnested sub\n");
}
END_TEST

/* ---- origins ---- */

START_TEST(origin_by_content)
{
	put("a", SOA("a.example."));
	put("b", "$ORIGIN .\n" SOA("b.example") "$ORIGIN b.example.\n" NS);
	put("c", "$ORIGIN example.\n$ORIGIN c\n" SOA_AT);
	put("d", "$ORIGIN example.\n" SOA("d"));
	put("e", SOA("."));
	put("f", "; $ORIGIN no.example.\n" SOA_AT);
	put("g", "$ORIGIN .\n" SOA_AT);
	put("h", "$ORIGIN h\n" SOA_AT);
	put("i", SOA("i.example"));
	expect("a a.example.: SOA owner at line 1\n"
	       "b b.example.: SOA owner at line 2\n"
	       "c c.example.: $ORIGIN at line 2\n"
	       "d d.example.: SOA owner at line 2\n"
	       "e .: SOA owner at line 1\n"
	       "f ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	       "g ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	       "h ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	       "i ?: unknown: the SOA owner is relative, and the file name says nothing\n"
	       "unknown f:2\nunknown g:2\nunknown h:2\nunknown i:1\n");
}
END_TEST

/* File name, and the origin that it says, or "?"; PTR records stand in all of them. */
static const struct {
	const char *name, *origin, *why;
} names[] = {
	{ "db.example.com", "example.com.", "file name db.{o}" },
	{ "db.example.com.", "example.com.", "file name db.{o}" },
	{ "db.Example.COM.zone", "example.com.", "file name db.{o}.zone" },
	{ "named.example.com", "example.com.", "file name named.{o}" },
	{ "example.com", "example.com.", "file name {o}" },
	{ "example.com.zone", "example.com.", "file name {o}.zone" },
	{ "example.com.db", "example.com.", "file name {o}.db" },
	{ "example.com.hosts", "example.com.", "file name {o}.hosts" },
	{ "example.com.dns", "example.com.", "file name {o}.dns" },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example.", "file name {o}" },
	{ "shop.xn--p1ai", "shop.xn--p1ai.", "file name {o}" },
	{ "_msdcs.corp.example", "_msdcs.corp.example.", "file name {o}" },
	{ "voltaire.sh", "voltaire.sh.", "file name {o}" },
	{ "cal.fyi", "cal.fyi.", "file name {o}" },
	{ "2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa.", "file name {o}" },
	{ "128-29.2.0.192.in-addr.arpa.rev", "128-29.2.0.192.in-addr.arpa.", "file name {o}.rev" },
	{ "8.b.d.0.1.0.0.2.ip6.arpa.zone", "8.b.d.0.1.0.0.2.ip6.arpa.", "file name {o}.zone" },
	{ "db.192.0.2", "2.0.192.in-addr.arpa.", "file name db.{ipv4_prefix}" },
	{ "192.0.2", "2.0.192.in-addr.arpa.", "file name {ipv4_prefix}" },
	{ "192.0.2.rev", "2.0.192.in-addr.arpa.", "file name {ipv4_prefix}.rev" },
	/* what would be a guess */
	{ "db.local", "?", NULL },
	{ "db.root", "?", NULL },
	{ "db.ffmd", "?", NULL },
	{ "named.empty", "?", NULL },
	{ "named.localhost", "?", NULL },
	{ "reverse.zone", "?", NULL },
	{ "domain.com.pri", "?", NULL },
	{ "example.com.internal", "?", NULL },
	{ "example.com.20240101", "?", NULL },
	{ "uk.co.tea-cats", "?", NULL },
	{ "com.mydomain", "?", NULL },
	{ "db.192", "?", NULL },
	{ "db.2001-db8-10", "?", NULL },
	{ "db.fd10.127", "?", NULL },
	{ "db.192.0.256", "?", NULL },
	{ "db.192.00.2", "?", NULL },
	{ "db.1.2.3.4.5", "?", NULL },
	{ "db.5.0.7214.ip6.arpa", "?", NULL },
	{ "db.1.300.10.in-addr.arpa", "?", NULL },
	{ "a..example", "?", NULL },
	{ "a b.example", "?", NULL },
	{ "a\nb.example", "?", NULL },
	{ "caf\xC3\xA9.example", "?", NULL },
};

START_TEST(origin_by_name)
{
	const char *name = names[_i].name, *origin = names[_i].origin;
	char expected[1024];

	put(name, SOA_AT PTR("1") PTR("2"));
	snprintf(expected, sizeof expected, "%s %s: %s\n", name, origin,
	    names[_i].why != NULL
	        ? names[_i].why
	        : "unknown: no $ORIGIN stands above the SOA, and the file name says nothing");
	if (names[_i].why == NULL)
		snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
		    "unknown %s:1\n", name);
	expect(expected);
}
END_TEST

/* RFC 2317: a name with a slash is no file name; the parent tells which character it wrote. */
START_TEST(classless_label)
{
	put("parent/2.0.192.in-addr.arpa",
	    SOA("@") NS "0/26 IN NS ns1.example.com.\n64-26 IN NS ns1.example.com.\n"
	                "$GENERATE 128-191 $ CNAME $.128/26.2.0.192.in-addr.arpa.\n"
	                "192/27 NS a.example.\n192-27 NS b.example.\n"
	                "256/27 NS a.example.\n01/27 NS a.example.\n");
	put("0-26.2.0.192.in-addr.arpa", SOA("@") NS);
	put("64-26.2.0.192.in-addr.arpa", SOA("@") NS);
	put("128-26.2.0.192.in-addr.arpa", SOA("@") NS);
	put("192-27.2.0.192.in-addr.arpa", SOA("@") NS);
	put("224-27.2.0.192.in-addr.arpa", SOA("@") NS);
	put("1-27.2.0.192.in-addr.arpa", SOA("@") NS);
	put("0-26.100.51.198.in-addr.arpa", SOA("@") NS);
	expect("0-26.100.51.198.in-addr.arpa 0-26.100.51.198.in-addr.arpa.: file name {o}\n"
	       "0-26.2.0.192.in-addr.arpa 0/26.2.0.192.in-addr.arpa.: file name {o}, \"/\" as the "
	       "parent has it\n"
	       "1-27.2.0.192.in-addr.arpa 1-27.2.0.192.in-addr.arpa.: file name {o}\n"
	       "128-26.2.0.192.in-addr.arpa 128/26.2.0.192.in-addr.arpa.: file name {o}, \"/\" as "
	       "the parent has it\n"
	       "192-27.2.0.192.in-addr.arpa 192-27.2.0.192.in-addr.arpa.: file name {o}\n"
	       "224-27.2.0.192.in-addr.arpa 224-27.2.0.192.in-addr.arpa.: file name {o}\n"
	       "64-26.2.0.192.in-addr.arpa 64-26.2.0.192.in-addr.arpa.: file name {o}\n"
	       "parent/2.0.192.in-addr.arpa 2.0.192.in-addr.arpa.: file name {o}\n");
}
END_TEST

START_TEST(prefix_needs_records)
{
	put("db.10", SOA_AT PTR("1.2.3"));
	put("db.10.1", SOA_AT PTR("1.2") PTR("1.3") PTR("9"));
	put("db.10.2", SOA_AT "www IN A 192.0.2.1\n");
	put("db.10.3", SOA_AT PTR("1") PTR("2"));
	put("db.10.4.5", SOA_AT "$GENERATE 1-20 $ IN PTR host-$.example.com.\n");
	put("db.10.6", SOA_AT "1.6.6.10.in-addr.arpa. PTR a.\n");
	put("db.10.7", SOA_AT PTR("1.7.7.11.in-addr.arpa."));
	put("db.10.8", SOA_AT "1.1 IN A 192.0.2.1\n PTR a.\n");
	put("db.10.9", SOA_AT "$ORIGIN 9.10.in-addr.arpa.\n" PTR("1.1"));
	expect(
	    "db.10 10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "db.10.1 1.10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "db.10.2 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.10.3 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.10.4.5 5.4.10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "db.10.6 6.10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "db.10.7 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.10.8 8.10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "db.10.9 9.10.in-addr.arpa.: file name db.{ipv4_prefix}\n"
	    "unknown db.10.2:1\nunknown db.10.3:1\nunknown db.10.7:1\n");
}
END_TEST

START_TEST(origin_by_directive)
{
	put("a", "; ptrlint: origin=a.example.\n" SOA_AT);
	put("b", SOA_AT "txt TXT \"; ptrlint: origin=no.example.\"\n" NS
	                "; ptrlint: view=inside, origin=b.example\n");
	put("c", "; say ; ptrlint: origin=no.example.\n$ORIGIN c.example.\n" SOA_AT);
	put("d", "; ptrlint: origin=d..example.\n$ORIGIN d.example.\n" SOA_AT);
	put("e", "; ptrlint: origin=e.example.\n" NS);
	put("f", "; ptrlint: origin=f.example.\nan example in prose\nmore of it\n");
	put("g", "; ptrlint: view=inside\n$ORIGIN g.example.\n" SOA_AT);
	put("h", "; ptrlint: origin=h.example.\n$ORIGIN example.\n" SOA_AT);
	expect(
	    "a a.example. inside: comment at line 1\n"
	    "b b.example. inside: comment at line 6\n"
	    "c c.example. inside: $ORIGIN at line 2\n"
	    "d d.example. inside: $ORIGIN at line 2\n"
	    "e e.example. inside: comment at line 1\n"
	    "g g.example. inside: $ORIGIN at line 2\n"
	    "h h.example. inside: comment at line 1\n"
	    "mismatch h:3 this is read as h.example. (comment at line 1), but the $ORIGIN at line 2 says example.\n"
	    "ptrlint-directive-unknown d:1 \"d..example.\" is no domain name\n");
}
END_TEST

START_TEST(name_against_content)
{
	put("db.a.example", "$ORIGIN b.example.\n" SOA_AT);
	put("db.3.2.10", "$ORIGIN 3.2.10.in-addr.arpa.\n" SOA_AT PTR("1"));
	put("db.4.2.10", "$ORIGIN 10.2.4.in-addr.arpa.\n" SOA_AT PTR("1"));
	put("db.0-31.5.2.10.in-addr.arpa", "$ORIGIN 0/31.5.2.10.in-addr.arpa.\n" SOA_AT);
	put("db.10.2.6", "$ORIGIN 7.2.10.in-addr.arpa.\n" SOA_AT PTR("1"));
	put("db.10.2.8", "$ORIGIN example.org.\n" SOA_AT);
	expect(
	    "db.0-31.5.2.10.in-addr.arpa 0/31.5.2.10.in-addr.arpa.: $ORIGIN at line 1\n"
	    "db.10.2.6 7.2.10.in-addr.arpa.: $ORIGIN at line 1\n"
	    "db.10.2.8 example.org.: $ORIGIN at line 1\n"
	    "db.3.2.10 3.2.10.in-addr.arpa.: $ORIGIN at line 1\n"
	    "db.4.2.10 10.2.4.in-addr.arpa.: $ORIGIN at line 1\n"
	    "db.a.example b.example.: $ORIGIN at line 1\n"
	    "mismatch db.10.2.6:2 this is read as 7.2.10.in-addr.arpa. ($ORIGIN at line 1), but the file name "
	    "db.{ipv4_prefix} says 6.2.10.in-addr.arpa.\n"
	    "mismatch db.a.example:2 this is read as b.example. ($ORIGIN at line 1), but the file name db.{o} says "
	    "a.example.\n");
}
END_TEST

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
	Suite *s = suite_create("discover");
	TCase *t = tcase_create("discover");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, other_text_is_no_zone);
	tcase_add_test(t, zones_with_faults_are_zones);
	tcase_add_test(t, left_out);
	tcase_add_test(t, nested_projects);
	tcase_add_test(t, origin_by_content);
	tcase_add_loop_test(t, origin_by_name, 0, ARRAY_LEN(names));
	tcase_add_test(t, classless_label);
	tcase_add_test(t, prefix_needs_records);
	tcase_add_test(t, origin_by_directive);
	tcase_add_test(t, name_against_content);
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
