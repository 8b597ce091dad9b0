/* tests/unit/test_generate.c -- $GENERATE lines, as BIND 9.18 writes them out */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/problem.h"
#include "zone/canon.h"

#define HEAD "$TTL 60\n@ SOA a. b. 1 2 3 4 5\n"

struct loaded {
	struct sources *sources;
	struct zone_set *set;
};

static void
load(struct loaded *l, const char *text, uint64_t budget)
{
	static const struct view_spec view = { "", true };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = dname_const("example.com.") };
	struct err err;

	options.limits.generate = budget;
	l->sources = sources_new("/", &err);
	ck_assert_msg(l->sources != NULL, "%s", err.text);
	spec.file = source_add_text(l->sources, "tests/zone", str_of(text));
	l->set = set_load(l->sources, &view, 1, &spec, 1, &options);
}

static void
unload(struct loaded *l)
{
	set_free(l->set);
	sources_free(l->sources);
}

/* Values taken from named-compilezone 9.18.49; NULL: refused. */
static const struct {
	const char *why, *line, *want;
} rows[] = {
	{ "plain", "1-3 a$ A 192.0.2.$",
	    "a1.example.com. 60 IN A 192.0.2.1\na2.example.com. 60 IN A 192.0.2.2\na3.example.com. 60 IN A 192.0.2.3\n" },
	{ "a step", "1-4/2 a$ A 192.0.2.$",
	    "a1.example.com. 60 IN A 192.0.2.1\na3.example.com. 60 IN A 192.0.2.3\n" },
	{ "one value", "5-5 a$ A 192.0.2.$", "a5.example.com. 60 IN A 192.0.2.5\n" },
	{ "names on both sides", "0-1 $ CNAME $.x",
	    "0.example.com. 60 IN CNAME 0.x.example.com.\n1.example.com. 60 IN CNAME 1.x.example.com.\n" },
	{ "the same name often", "1-2 @ NS ns$",
	    "example.com. 60 IN NS ns1.example.com.\nexample.com. 60 IN NS ns2.example.com.\n" },
	{ "two dollar signs", "1-1 a$$ A 192.0.2.1", "a\\$.example.com. 60 IN A 192.0.2.1\n" },
	{ "an escaped dollar sign", "1-1 a\\$ A 192.0.2.1",
	    "a\\$.example.com. 60 IN A 192.0.2.1\n" },
	{ "an escaped backslash", "1-1 a\\\\$ A 192.0.2.1",
	    "a\\\\1.example.com. 60 IN A 192.0.2.1\n" },
	{ "an offset", "1-1 a${10} A 192.0.2.1", "a11.example.com. 60 IN A 192.0.2.1\n" },
	{ "no offset", "1-1 ${0} A 192.0.2.1", "1.example.com. 60 IN A 192.0.2.1\n" },
	{ "with a sign", "1-1 a${+5} A 192.0.2.1", "a6.example.com. 60 IN A 192.0.2.1\n" },
	{ "a negative offset", "5-5 a${-3} A 192.0.2.1", "a2.example.com. 60 IN A 192.0.2.1\n" },
	{ "down to zero", "1-1 a${-1,3} A 192.0.2.1", "a000.example.com. 60 IN A 192.0.2.1\n" },
	{ "below zero (BIND writes \"-2\")", "1-1 a${-3} A 192.0.2.1", NULL },
	{ "a width", "1-1 a${0,3} A 192.0.2.1", "a001.example.com. 60 IN A 192.0.2.1\n" },
	{ "a width that is used up", "1000-1000 a${0,3} A 192.0.2.1",
	    "a1000.example.com. 60 IN A 192.0.2.1\n" },
	{ "decimal", "1-1 a${0,3,d} A 192.0.2.1", "a001.example.com. 60 IN A 192.0.2.1\n" },
	{ "octal", "10-10 a${0,4,o} A 192.0.2.1", "a0012.example.com. 60 IN A 192.0.2.1\n" },
	{ "hexadecimal", "10-10 a${0,4,x} A 192.0.2.1", "a000a.example.com. 60 IN A 192.0.2.1\n" },
	{ "without width", "171-171 a${0,0,x} A 192.0.2.1",
	    "aab.example.com. 60 IN A 192.0.2.1\n" },
	{ "in capitals", "171-171 a TXT ${0,4,X}", "a.example.com. 60 IN TXT \"00AB\"\n" },
	{ "nibbles", "4660-4660 ${0,1,n} A 192.0.2.1", "4.3.2.1.example.com. 60 IN A 192.0.2.1\n" },
	{ "nibbles, no width", "4660-4660 ${0,0,n} A 192.0.2.1",
	    "4.3.2.1.example.com. 60 IN A 192.0.2.1\n" },
	{ "nibbles, the width counts dots", "10-10 ${0,3,n} A 192.0.2.1",
	    "a.0.example.com. 60 IN A 192.0.2.1\n" },
	{ "nibbles, one digit", "10-10 ${0,1,n} A 192.0.2.1",
	    "a.example.com. 60 IN A 192.0.2.1\n" },
	{ "nibbles, an even width ends with a dot", "0-0 ${0,6,n}x A 192.0.2.1",
	    "0.0.0.x.example.com. 60 IN A 192.0.2.1\n" },
	{ "then it is absolute and outside the zone", "10-10 ${0,4,n} A 192.0.2.1", NULL },
	{ "nibbles in capitals", "171-171 a TXT ${0,3,N}", "a.example.com. 60 IN TXT \"B.A\"\n" },
	{ "several in one field", "1-1 a$-$-${1} A 192.0.2.1",
	    "a1-1-2.example.com. 60 IN A 192.0.2.1\n" },
	{ "of different form", "10-10 ${0,3,d}b${0,2,x} A 192.0.2.1",
	    "010b0a.example.com. 60 IN A 192.0.2.1\n" },
	{ "braces alone are text", "1-1 a TXT {$}", "a.example.com. 60 IN TXT \"{1}\"\n" },
	{ "TTL", "1-1 a$ 300 A 192.0.2.$", "a1.example.com. 300 IN A 192.0.2.1\n" },
	{ "class", "1-1 a$ IN A 192.0.2.$", "a1.example.com. 60 IN A 192.0.2.1\n" },
	{ "TTL and class", "1-1 a$ 300 IN A 192.0.2.$", "a1.example.com. 300 IN A 192.0.2.1\n" },
	{ "class and TTL", "1-1 a$ IN 300 A 192.0.2.$", "a1.example.com. 300 IN A 192.0.2.1\n" },
	{ "RDATA in quotes", "1-1 @ MX \"$ m$\"", "example.com. 60 IN MX 1 m1.example.com.\n" },
	{ "blanks in quotes part strings", "1-1 a TXT \"x $ y\"",
	    "a.example.com. 60 IN TXT \"x\" \"1\" \"y\"\n" },
	{ "RDATA in two fields", "1-1 a$ MX $ m", NULL },
	{ "RDATA in two fields, both strings", "1-1 a$ TXT x$ y$", NULL },
	{ "a comment behind", "0-0 a$ A 192.0.2.$ ; c", "a0.example.com. 60 IN A 192.0.2.0\n" },
	{ "a wildcard", "1-1 *.a$ A 192.0.2.1", "*.a1.example.com. 60 IN A 192.0.2.1\n" },
	{ "AAAA", "1-1 a$ AAAA 2001:db8::$", "a1.example.com. 60 IN AAAA 2001:db8::1\n" },
	{ "a semicolon escaped", "1-1 a TXT $\\;x", "a.example.com. 60 IN TXT \"1;x\"\n" },
	{ "a quote escaped", "1-1 a TXT \\\"$\\\"", "a.example.com. 60 IN TXT \"\\\"1\\\"\"\n" },
	{ "up to 2147483647", "1-2147483647/2147483646 a$ A 192.0.2.1",
	    "a1.example.com. 60 IN A 192.0.2.1\na2147483647.example.com. 60 IN A 192.0.2.1\n" },
	{ "over it", "1-2147483648/2147483647 a$ A 192.0.2.1", NULL },
	{ "downwards", "3-1 a$ A 192.0.2.1", NULL },
	{ "a step of zero", "1-3/0 a$ A 192.0.2.1", NULL },
	{ "a step that is none", "1-3/x a$ A 192.0.2.1", NULL },
	{ "a negative start", "-1-3 a$ A 192.0.2.1", NULL },
	{ "no range", "1 a$ A 192.0.2.1", NULL },
	{ "a word as range", "a-b a$ A 192.0.2.1", NULL },
	{ "an empty modifier", "1-1 a${} A 192.0.2.1", NULL },
	{ "no number", "1-1 a${x} A 192.0.2.1", NULL },
	{ "a width that is none", "1-1 a${0,} A 192.0.2.1", NULL },
	{ "no offset but a width", "1-1 a${,3} A 192.0.2.1", NULL },
	{ "no such base", "1-1 a${0,3,z} A 192.0.2.1", NULL },
	{ "not closed", "1-1 a${0 A 192.0.2.1", NULL },
	{ "too wide for a label", "1-1 a${0,255} A 192.0.2.1", NULL },
	{ "too wide", "1-1 a${0,256} A 192.0.2.1", NULL },
	{ "no address", "1-1 a$ A 192.0.2.${0,3,d}", NULL },
	{ "no RDATA", "1-1 a$ A", NULL },
	{ "no type", "1-1 a$ B x", NULL },
	{ "parentheses", "1-1 a$ ( A 192.0.2.1 )", NULL },
	{ "outside the zone", "1-1 $.example.net. A 192.0.2.1", NULL },
	{ "nothing", "", NULL },
};

START_TEST(test_row)
{
	struct buf text = { 0 }, out = { 0 };
	struct loaded l;
	bool left_out = false;
	const char *rest;

	buf_put(&text, HEAD "$GENERATE %s\n", rows[_i].line);
	buf_char(&text, '\0');
	load(&l, text.ptr, 1000);
	canon_print(l.set, NULL, &out, &left_out);
	buf_char(&out, '\0');
	ck_assert_msg(left_out == (rows[_i].want == NULL), "%s: %s\n%s", rows[_i].why,
	    rows[_i].line, out.ptr);
	if (rows[_i].want != NULL) {
		/* The SOA is among them, first unless NS or MX of the apex sort before it. */
		char *soa = strstr(out.ptr, "example.com. 60 IN SOA"),
		     *end = soa != NULL ? strchr(soa, '\n') + 1 : NULL;

		ck_assert_ptr_nonnull(soa);
		memmove(soa, end, strlen(end) + 1);
		rest = out.ptr;
		ck_assert_msg(strcmp(rest, rows[_i].want) == 0, "%s: %s\n got %s\nwant %s",
		    rows[_i].why, rows[_i].line, rest, rows[_i].want);
	}
	buf_free(&text);
	buf_free(&out);
	unload(&l);
}
END_TEST

/* One complaint a line, however many values it has; and at the line, or at the token. */
START_TEST(test_said_once)
{
	struct loaded l;
	const struct zone_problem *p;
	size_t n, fatal = 0;

	load(&l, HEAD "$GENERATE 1-500 a$ A 192.0.2.$\nb A 192.0.2.1\n", 1000);
	p = set_problems(l.set, &n);
	for (size_t i = 0; i < n; i++)
		if (PROBLEM_IS_FATAL(p[i].problem)) {
			fatal++;
			ck_assert_uint_eq(p[i].span.off, strlen(HEAD));
		}
	ck_assert_uint_eq(fatal, 1);
	ck_assert_uint_eq(set_record_count(l.set), 1 + 500 + 1);
	unload(&l);
}
END_TEST

/* The budget is one for all lines. */
START_TEST(test_budget)
{
	struct loaded l;
	const struct zone_problem *p;
	size_t n;
	bool said = false;

	load(&l,
	    HEAD
	    "$GENERATE 1-60 a$ A 192.0.2.1\n$GENERATE 1-60 b$ A 192.0.2.1\n$GENERATE 0-2147483646 c$ A 192.0.2.1\n",
	    100);
	p = set_problems(l.set, &n);
	for (size_t i = 0; i < n; i++)
		said |= p[i].problem == PROBLEM_GENERATE_TOO_MANY;
	ck_assert(said);
	ck_assert(set_limit_hit(l.set));
	ck_assert_uint_eq(set_record_count(l.set), 1 + 100);
	ck_assert(set_zone(l.set, 0)->unknown);
	unload(&l);

	load(&l, HEAD "$GENERATE 1-60 a$ A 192.0.2.1\n$GENERATE 1-40 b$ A 192.0.2.1\n", 100);
	ck_assert(!set_limit_hit(l.set));
	unload(&l);
}
END_TEST

/* A record of it knows the line and its value; the owner in force before the line is in force behind it. */
START_TEST(test_record)
{
	static const char text[] =
	    HEAD "x A 192.0.2.1\n$GENERATE 3-7/2 a$ A 192.0.2.$\n\tAAAA ::1\n";
	struct loaded l;
	struct record r = { 0 };
	struct dname x = dname_const("x.example.com.");
	size_t at = 0, seen = 0;
	record_id id;

	load(&l, text, 1000);
	while (zone_next(l.set, set_zone(l.set, 0), &at, &id)) {
		ck_assert(query_record(l.set, id, &r));
		if (r.generated) {
			ck_assert_uint_eq(r.iteration, 3 + 2 * seen);
			ck_assert_uint_eq(r.rdata[3], r.iteration);
			ck_assert_uint_eq(r.span.off, (size_t)(strstr(text, "$GENERATE") - text));
			seen++;
		}
		if (r.type == 28)
			ck_assert(dname_equal(&r.owner, &x));
	}
	ck_assert_uint_eq(seen, 3);
	record_free(&r);
	unload(&l);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("generate");
	TCase *t = tcase_create("generate");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_row, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(t, test_said_once);
	tcase_add_test(t, test_budget);
	tcase_add_test(t, test_record);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
