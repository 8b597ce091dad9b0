/* tests/unit/test_server.c -- configurations of name servers, and the paths in them */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/path.h"
#include "conf/server.h"
#include "dns/dname.h"

#define FILES_MOST 16

static struct sources *sources;
static struct server_conf conf;
static struct buf said;
static uint32_t files[FILES_MOST];
static size_t file_count;

/* "*" is every file, any other path the file with its last component. */
static struct server_files
find(void *arg, struct str target, uint32_t root, uint32_t from, bool pattern)
{
	(void)arg;
	(void)root;
	(void)from;
	if (pattern && str_equal(target, STR("*")))
		return (struct server_files){ files, file_count };
	for (size_t i = 0; i < file_count; i++)
		if (str_equal(path_base(target), str_of(source_path(sources, files[i]))))
			return (struct server_files){ &files[i], 1 };
	return (struct server_files){ NULL, 0 };
}

static void
begin(void)
{
	struct err err;

	sources = sources_new("/", &err);
	ck_assert_ptr_nonnull(sources);
	conf = (struct server_conf){ .sources = sources, .find = find };
	file_count = 0;
}

static void
end(void)
{
	server_free(&conf);
	sources_free(sources);
	buf_free(&said);
}

static uint32_t
put(const char *name, const char *text)
{
	return files[file_count++] = source_add_text(sources, name, str_of(text));
}

static void
say(struct span span, uint32_t line)
{
	struct place at = source_place(sources, span.file, span.off);

	ck_assert_uint_eq(at.line, line);
	buf_put(&said, "%s:%u:%u", source_path(sources, span.file), at.line, at.column);
}

static void
say_remarks(const char *what, const struct vec *list)
{
	for (size_t i = 0; i < VEC_COUNT(list, struct server_remark); i++) {
		const struct server_remark *r = VEC_AT(list, struct server_remark, i);

		buf_put(&said, "%s ", what);
		say(r->span, r->line);
		buf_put(&said, " %s\n", r->text);
	}
}

/* All that was read, one thing a line. */
static void
expect(const char *want)
{
	static const char *const roles[] = { "", " secondary", " other" };
	char text[DNAME_TEXT_MAX];

	server_end(&conf);
	said.len = 0;
	for (size_t i = 0; i < VEC_COUNT(&conf.zones, struct server_zone); i++) {
		const struct server_zone *z = VEC_AT(&conf.zones, struct server_zone, i);
		struct dname name = { .len = z->origin[0] };

		memcpy(name.wire, z->origin + 1, name.len);
		say(z->span, z->line);
		buf_put(&said, " %s %s%s%s%s%s%s\n", dname_text(&name, text),
		    z->target != NULL ? z->target : "-", z->view != NULL ? " in " : "",
		    z->view != NULL ? z->view : "", roles[z->role], z->dynamic ? " dynamic" : "",
		    z->raw ? " raw" : "");
	}
	for (size_t i = 0; i < VEC_COUNT(&conf.views, struct server_view); i++) {
		const struct server_view *v = VEC_AT(&conf.views, struct server_view, i);

		buf_put(&said, "view %s%s ", v->name, v->public ? " public" : "");
		say(v->span, v->line);
		buf_char(&said, '\n');
	}
	say_remarks("problem", &conf.problems);
	say_remarks("missing", &conf.missing);
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr, want);
}

static void
read_alone(enum project_server type, const char *text)
{
	server_read(&conf, type, put("c", text), false);
}

/* ---- BIND ---- */

START_TEST(bind_comments_and_quotes)
{
	read_alone(PROJECT_BIND,
	    "/* zone \"a\" { */ zone \"b.\" // }\n{ type # x\n primary;\n"
	    "file \"x;}//\\\"y\"; };\n/**/zone c { type hint; file \"/*\"; };");
	expect("c:4:6 b. x;}//\"y\nc:5:30 c. /* other\n");
}
END_TEST

START_TEST(bind_types)
{
	read_alone(PROJECT_BIND,
	    "zone a { type master; file \"f\"; };\nzone b { type slave; };\n"
	    "zone c { TYPE Mirror; file \"f\"; };\nzone d { type stub; };\n"
	    "zone e CH { type master; file \"f\"; };\nzone f { file \"f\"; };\n"
	    "zone g in { type forward; };\n");
	expect("c:1:28 a. f\nc:2:6 b. - secondary\nc:3:28 c. f secondary\nc:4:6 d. - other\n"
	       "c:7:6 g. - other\n");
}
END_TEST

START_TEST(bind_written_by_the_server)
{
	read_alone(PROJECT_BIND,
	    "zone a { type primary; file \"f\"; allow-update { none; }; };\n"
	    "zone b { type primary; file \"f\"; allow-update { key k; }; };\n"
	    "zone c { type primary; file \"f\"; update-policy local; };\n"
	    "zone d { type primary; file \"f\"; update-policy { grant k zonesub ANY; }; };\n"
	    "zone e { type primary; file \"f\"; masterfile-format raw; };\n");
	expect("c:1:29 a. f\nc:2:29 b. f dynamic\nc:3:29 c. f dynamic\nc:4:29 d. f dynamic\n"
	       "c:5:29 e. f raw\n");
}
END_TEST

START_TEST(bind_directory_and_raw_for_all)
{
	read_alone(PROJECT_BIND,
	    "options { directory \"/var/named\"; masterfile-format raw; };\n"
	    "zone a { type primary; file \"f\"; };\n"
	    "zone b { type primary; file \"/f\"; masterfile-format text; };\n");
	expect("c:2:29 a. /var/named/f raw\nc:3:29 b. /f\n");
}
END_TEST

START_TEST(bind_views)
{
	read_alone(PROJECT_BIND,
	    "acl all { any; }; acl some { 10/8; };\n"
	    "view a { zone x { type primary; file \"f\"; }; };\n"
	    "view b { match-clients { some; !any; }; zone x { in-view a; }; };\n"
	    "view c { match-clients { ! some; all; }; zone x { in-view none; }; };\n"
	    "view d CH { zone x { type primary; file \"f\"; }; };\n"
	    "view e { match-clients { { 10/8; ::/0; }; }; };\n");
	expect("c:2:38 x. f in a\nc:3:46 x. f in b\nc:4:47 x. - in c\nview a public c:2:6\n"
	       "view b c:3:6\nview c public c:4:6\nview e public c:6:6\n");
}
END_TEST

START_TEST(bind_includes_stand_where_they_are)
{
	put("part", "zone p { type primary; include \"/x/file\"; };");
	put("file", "file \"f\";");
	read_alone(PROJECT_BIND, "include \"part\";\nview v { include \"/etc/bind/part\"; };\n"
	                         "include \"/etc/bind/keys\";\n");
	expect(
	    "file:1:6 p. f\nfile:1:6 p. f in v\nview v public c:2:6\nmissing c:3:9 /etc/bind/keys\n");
}
END_TEST

START_TEST(bind_mistakes)
{
	read_alone(PROJECT_BIND,
	    "zone a { type primary; file \"f\" };\n}\nzone \"b..c\" { type primary; };\n"
	    "zone d { type primary file \"f\"; };\noptions { x { ");
	expect("c:1:29 a. f\nc:4:6 d. -\nproblem c:1:33 a semicolon is missing before this\n"
	       "problem c:2:1 this brace closes nothing\nproblem c:3:6 \"b..c\" is no domain name\n"
	       "problem c:4:23 a semicolon is missing before this\n"
	       "problem c:5:15 a block is not closed before the end of the file\n");
}
END_TEST

START_TEST(parts_are_no_roots)
{
	uint32_t part = put("part", "zone p { type primary; file \"f\"; };");
	uint32_t whole = put("whole", "view v { include \"part\"; };");

	server_read(&conf, PROJECT_BIND, part, false);
	server_read(&conf, PROJECT_BIND, whole, false);
	expect("part:1:29 p. f in v\nview v public whole:1:6\n");
}
END_TEST

START_TEST(guesses_have_to_be_flawless)
{
	server_read(&conf, PROJECT_BIND, put("a", "zone x { type primary; file \"f\"; }; }"), true);
	server_read(&conf, PROJECT_BIND, put("b", "options { directory \"x\"; };"), true);
	server_read(&conf, PROJECT_BIND, put("d", "zone y { type primary; file \"f\"; };"), true);
	expect("d:1:29 y. f\n");
}
END_TEST

START_TEST(cycles_end)
{
	put("a", "include \"b\"; zone x { type primary; file \"f\"; };");
	put("b", "include \"*\";");
	server_read(&conf, PROJECT_BIND, files[0], false);
	server_read(&conf, PROJECT_BIND, files[1], false);
	expect("a:1:42 x. f\nproblem b:1:9 \"*\" includes itself\n");
}
END_TEST

START_TEST(depth_ends)
{
	char name[16], text[64];

	for (int i = 0; i < LIMIT_INCLUDE_DEPTH + 2; i++) {
		snprintf(name, sizeof name, "n%d", i);
		snprintf(text, sizeof text, "include \"n%d\"; zone z%d { type stub; };", i + 1, i);
		put(name, text);
	}
	server_read(&conf, PROJECT_BIND, files[0], false);
	ck_assert_uint_eq(VEC_COUNT(&conf.zones, struct server_zone), LIMIT_INCLUDE_DEPTH + 1);
	ck_assert_uint_eq(VEC_COUNT(&conf.problems, struct server_remark), 1);
}
END_TEST

START_TEST(inclusions_are_counted)
{
	struct buf text = { 0 };

	put("leaf", "#");
	for (int i = 0; i <= SERVER_INCLUDES_MAX; i++)
		buf_text(&text, "include \"leaf\";\n");
	buf_char(&text, '\0');
	read_alone(PROJECT_BIND, text.ptr);
	ck_assert(conf.limit_hit);
	buf_free(&text);
}
END_TEST

/* ---- NSD ---- */

START_TEST(nsd_patterns)
{
	read_alone(PROJECT_NSD,
	    "server: zonesdir: \"/z\" # zonesdir: /y\npattern:\n name: p\n"
	    " zonefile: \"%z/%y/%x/%1%2%3/%s%\"\npattern: name: q include-pattern: p\n"
	    " request-xfr: AXFR 2001:db8:: NOKEY\nzone: name: \"aB.example.\"\n"
	    " include-pattern: p\nzone:\n name: c\n include-pattern: q\n zonefile: /own\n"
	    "zone: name: d include-pattern: r\n");
	expect("c:7:13 ab.example. /z/example/aB/./aB./aB.example.%\nc:12:12 c. /own secondary\n"
	       "c:13:13 d. -\nproblem c:13:32 there is no pattern \"r\" above\n");
}
END_TEST

START_TEST(nsd_zone_list)
{
	put("zone.list", "# NSD zone list\nadd a p\ndel b p\nadd c q\n");
	read_alone(PROJECT_NSD, "pattern: name: p\n zonefile: \"%s.z\"\n");
	expect("zone.list:2:5 a. a.z\nproblem zone.list:4:7 there is no pattern \"q\"\n");
}
END_TEST

START_TEST(nsd_includes_within_clauses)
{
	put("part", "zonefile: f");
	read_alone(PROJECT_NSD,
	    "zone:\n name: a\n include: \"/etc/nsd/part\"\nzone: name: b\nkey:\n name: k\n");
	expect("c:2:8 a. f\nc:4:13 b. -\n");
}
END_TEST

/* ---- Knot ---- */

START_TEST(knot_templates)
{
	read_alone(PROJECT_KNOT,
	    "server:\n  listen: 0.0.0.0@53\nzone:\n  - domain: a.example # c\n  - domain: b.example\n"
	    "    template: t\n    file: \"x\\\"y\"\ntemplate:\n  - id: default\n    storage: /s\n"
	    "  - id: t\n    storage: \"/t\"\n    master: [m, n]\nzone:\n  - domain: [c.example]\n");
	expect("c:4:13 a.example. /s/a.example.zone\nc:7:11 b.example. /t/x\"y secondary\n"
	       "c:15:14 c.example. /s/c.example.zone\n");
}
END_TEST

START_TEST(knot_formatters)
{
	read_alone(PROJECT_KNOT,
	    "template:\n- id: default\n  storage: /s\n"
	    "  file: \"%%/%l[0]/%l[9]/%c[0]%c[2-3]%c[90]/%s-%q%\"\nzone:\n- domain: Ab.example\n"
	    "- domain: 0/25.2.0.192.in-addr.arpa\n- domain: .\n");
	expect("c:6:11 ab.example. /s/%/example//a.e/ab.example-%\n"
	       "c:7:11 0/25.2.0.192.in-addr.arpa. /s/%/arpa//025/0_25.2.0.192.in-addr.arpa-%\n"
	       "c:8:11 . /s/%///./-%\n");
}
END_TEST

/* ---- what is a configuration ---- */

START_TEST(names_and_content)
{
	static const struct {
		const char *path, *text;
		int type; /* -1: none */
		const char *why;
	} rows[] = {
		{ "etc/named.conf", "", PROJECT_BIND, "name" },
		{ "named.conf.local", "", PROJECT_BIND, "Debian's parts" },
		{ "named.conf-ours", "", PROJECT_BIND, "a copy with a suffix" },
		{ "named.config", "", -1, "another word" },
		{ "x/nsd.conf", "", PROJECT_NSD, "name" },
		{ "knot.conf.d", "", PROJECT_KNOT, "name" },
		{ "x", "# c\n/* c */ zone \"a\" IN {", PROJECT_BIND, "content" },
		{ "x", "options{directory \"x\";};", PROJECT_BIND, "content" },
		{ "x", "include \"x\";", PROJECT_BIND, "content" },
		{ "x", "A zone \"a\" {", -1, "prose" },
		{ "x.md", "# Zones\n\nzone \"a\" {\n", PROJECT_BIND, "only all of it can tell" },
		{ "x.conf", "zone:\n  - domain: a\n", PROJECT_KNOT, "content" },
		{ "x.conf", "pattern:\n name: p\n", PROJECT_NSD, "content" },
		{ "x.yaml", "zone:\n  - domain: a\n", -1, "YAML of others" },
		{ "x.conf", "server:\n auth-zone: x\n", -1, "Unbound" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum project_server type = PROJECT_BIND;
		bool found = server_by_name(str_of(rows[i].path), &type) ||
		             server_by_content(str_of(rows[i].path), str_of(rows[i].text), &type);

		ck_assert_msg(found == (rows[i].type >= 0) && (!found || (int)type == rows[i].type),
		    "row %zu: %s", i, rows[i].why);
	}
}
END_TEST

/* ---- paths ---- */

START_TEST(mapped_paths)
{
	static const struct path_map maps[] = { { "/etc/bind", "bind" },
		{ "/etc/bind/zones/", "zones" }, { "/etc/one.db", "x/one" }, { "rel", "r" } };
	static const struct {
		const char *path, *want; /* NULL: none */
	} rows[] = { { "/etc/bind/a", "bind/a" }, { "//etc/./bind//zones/b", "zones/b" },
		{ "/etc/bind", "bind" }, { "/etc/bindings", NULL }, { "/etc/one.db", "x/one" },
		{ "/etc/one.db/y", "x/one/y" }, { "rel/a", "r/a" }, { "/rel/a", NULL },
		{ "/etc/bind/../x", NULL }, { "", NULL }, { "/../etc/bind/a", NULL } };
	static const struct path_map all[] = { { "/", "root" } };
	struct buf out = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool hit;

		out.len = 0;
		hit = path_mapped(maps, ARRAY_LEN(maps), str_of(rows[i].path), &out);
		buf_char(&out, '\0');
		ck_assert_msg(
		    hit == (rows[i].want != NULL) && (!hit || strcmp(out.ptr, rows[i].want) == 0),
		    "row %zu: %s", i, out.ptr);
	}
	out.len = 0;
	ck_assert(path_mapped(all, 1, STR("/etc/x"), &out));
	ck_assert(str_equal(buf_view(&out), STR("root/etc/x")));
	buf_free(&out);
	ck_assert_uint_eq(path_common_end(STR("a/b/c"), STR("/x/b/c")), 2);
	ck_assert_uint_eq(path_common_end(STR("/"), STR("/")), 0);
	ck_assert_uint_eq(path_common_end(STR("/b/c"), STR("/b/c")), 2);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { bind_comments_and_quotes, bind_types,
		bind_written_by_the_server, bind_directory_and_raw_for_all, bind_views,
		bind_includes_stand_where_they_are, bind_mistakes, parts_are_no_roots,
		guesses_have_to_be_flawless, cycles_end, depth_ends, inclusions_are_counted,
		nsd_patterns, nsd_zone_list, nsd_includes_within_clauses, knot_templates,
		knot_formatters, names_and_content, mapped_paths };
	Suite *s = suite_create("server");
	TCase *c = tcase_create("server");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(c, begin, end);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		tcase_add_test(c, tests[i]);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
