/* tests/unit/test_discover.c -- which files are zones, and what says of which origin */
#include "discover_text.h"

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

/* What packages of BIND bring along is no zone by itself; a zone of the same name with a server of its own is. */
START_TEST(packaged_zones)
{
	put("db.local",
	    "@ IN SOA localhost. root.localhost. 2 604800 86400 2419200 604800\n@ IN NS localhost.\n");
	put("named.empty",
	    "@\tIN SOA\t@ rname.invalid. (\n 0 1D 1H 1W 3H )\n NS @\n A 127.0.0.1\n");
	put("site/db.local", SOA_AT NS);
	put("site/other", "@ IN SOA localhost. root.localhost. 2 604800 86400 2419200 604800\n");
	expect(
	    "site/db.local ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "site/other ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "unknown site/db.local:1\nunknown site/other:1\n");
	put("named.conf", "zone \"10.in-addr.arpa\" { type master; file \"named.empty\"; };\n");
	put(".ptrlint.yaml", "version: 1\nexclude: [site]\n");
	expect("named.empty 10.in-addr.arpa.: named.conf:1: named.empty\n");
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

/* Owners below a /48 have 20 labels, below a /32 24. */
#define NIBBLES16 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0"
#define NIBBLES20 NIBBLES16 ".0.0.0.0"
#define NIBBLES24 NIBBLES20 ".0.0.0.0"

START_TEST(prefix6_needs_records)
{
	put("2001:db8:50::.rev", SOA_AT PTR(NIBBLES20));
	put("db.2001-DB8-40", SOA_AT PTR(NIBBLES20) PTR(NIBBLES20) PTR("1"));
	put("db.2001-db8-41", SOA_AT PTR(NIBBLES24));
	put("db.2001-db8.42", SOA_AT PTR(NIBBLES20));
	put("db.2001-db8-10000", SOA_AT PTR(NIBBLES20));
	put("db.2001", SOA_AT PTR(NIBBLES24 ".0.0.0.0"));
	put("db.fd10.127", SOA_AT PTR(NIBBLES24));
	expect(
	    "2001:db8:50::.rev 0.5.0.0.8.b.d.0.1.0.0.2.ip6.arpa.: file name {ipv6_prefix}.rev\n"
	    "db.2001 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.2001-DB8-40 0.4.0.0.8.b.d.0.1.0.0.2.ip6.arpa.: file name db.{ipv6_prefix}\n"
	    "db.2001-db8-10000 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.2001-db8-41 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.2001-db8.42 ?: unknown: no $ORIGIN stands above the SOA, and the file name says nothing\n"
	    "db.fd10.127 7.2.1.0.0.1.d.f.ip6.arpa.: file name db.{ipv6_prefix}\n"
	    "unknown db.2001:1\nunknown db.2001-db8-10000:1\nunknown db.2001-db8-41:1\nunknown db.2001-db8.42:1\n");
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
	tcase_add_test(t, packaged_zones);
	tcase_add_test(t, classless_label);
	tcase_add_test(t, prefix_needs_records);
	tcase_add_test(t, prefix6_needs_records);
	tcase_add_test(t, origin_by_directive);
	tcase_add_test(t, name_against_content);
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
