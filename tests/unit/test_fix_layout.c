/* tests/unit/test_fix_layout.c -- new text is written as the neighbours write theirs */
#include "fix_text.h"

#define SOA     "@ IN SOA ns1.example. host.example. 7 7200 900 1209600 300\n"
#define SOA_NEW "@ IN SOA ns1.example. host.example. 8 7200 900 1209600 300\n"

static const struct row {
	const char *why, *origin, *wants, *before, *after;
} rows[] = {
	{ "in address order, in the neighbours' columns", "2.0.192.in-addr.arpa.",
	    "+10.2.0.192.in-addr.arpa.=j.example.",
	    "$TTL 1h\n" SOA "9       IN PTR  i.example.\n100     IN PTR  k.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "9       IN PTR  i.example.\n10      IN PTR  j.example.\n100     IN PTR  k.example.\n" },
	{ "before the first", "2.0.192.in-addr.arpa.", "+1.2.0.192.in-addr.arpa.=a.example.",
	    "$TTL 1h\n" SOA "@\tIN\tNS\tns1.example.\n; hosts\n9\tIN\tPTR\ti.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "@\tIN\tNS\tns1.example.\n; hosts\n1\tIN\tPTR\ta.example.\n9\tIN\tPTR\ti.example.\n" },
	{ "single blanks, no class", "2.0.192.in-addr.arpa.",
	    "+100.2.0.192.in-addr.arpa.=a.example.",
	    "$TTL 1h\n" SOA "9 PTR i.example.\n10 PTR k.example.\n",
	    "$TTL 1h\n" SOA_NEW "9 PTR i.example.\n10 PTR k.example.\n100 PTR a.example.\n" },
	{ "a single blank behind the longest owner is the end of a column", "2.0.192.in-addr.arpa.",
	    "+9.2.0.192.in-addr.arpa.=a.example.",
	    "$TTL 1h\n" SOA "1   PTR i.example.\n100 PTR k.example.\n",
	    "$TTL 1h\n" SOA_NEW "1   PTR i.example.\n9   PTR a.example.\n100 PTR k.example.\n" },
	{ "TTL and lower case", "2.0.192.in-addr.arpa.", "+2.2.0.192.in-addr.arpa.=b.example.",
	    "$TTL 1h\n" SOA "1\t1d\tin\tptr\ta.example.\n3\t1d\tin\tptr\tc.example.\n",
	    "$TTL 1h\n" SOA_NEW "1\t1d\tin\tptr\ta.example.\n2\t1d\tin\tptr\tb.example.\n"
	    "3\t1d\tin\tptr\tc.example.\n" },
	{ "absolute owners", "2.0.192.in-addr.arpa.", "+2.2.0.192.in-addr.arpa.=b.example.",
	    "$TTL 1h\n" SOA "1.2.0.192.in-addr.arpa. IN PTR a.example.\n",
	    "$TTL 1h\n" SOA_NEW "1.2.0.192.in-addr.arpa. IN PTR a.example.\n"
	    "2.2.0.192.in-addr.arpa. IN PTR b.example.\n" },
	{ "the segment whose origin fits", "0.192.in-addr.arpa.",
	    "+2.1.0.192.in-addr.arpa.=b.example. +3.2.0.192.in-addr.arpa.=c.example.",
	    "$TTL 1h\n" SOA "$ORIGIN 1.0.192.in-addr.arpa.\n1 PTR a.example.\n"
	    "$ORIGIN 2.0.192.in-addr.arpa.\n1 PTR d.example.\n9 PTR e.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "$ORIGIN 1.0.192.in-addr.arpa.\n1 PTR a.example.\n2 PTR b.example.\n"
	    "$ORIGIN 2.0.192.in-addr.arpa.\n1 PTR d.example.\n3 PTR c.example.\n9 PTR e.example.\n" },
	{ "several labels, by value", "192.in-addr.arpa.", "+7.10.0.192.in-addr.arpa.=b.example.",
	    "$TTL 1h\n" SOA "1.9.0 PTR a.example.\n9.10.0 PTR c.example.\n1.100.0 PTR d.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "1.9.0 PTR a.example.\n7.10.0 PTR b.example.\n9.10.0 PTR c.example.\n1.100.0 PTR d.example.\n" },
	{ "no pointer yet: as the NS records", "2.0.192.in-addr.arpa.",
	    "+1.2.0.192.in-addr.arpa.=a.example.", "$TTL 1h\n" SOA "        IN NS   ns1.example.\n",
	    "$TTL 1h\n" SOA_NEW "        IN NS   ns1.example.\n1       IN PTR  a.example.\n" },
	{ "nothing to copy from", "2.0.192.in-addr.arpa.", "+1.2.0.192.in-addr.arpa.=a.example.",
	    "$TTL 1h\n" SOA, "$TTL 1h\n" SOA_NEW "1\tIN\tPTR\ta.example.\n" },
	{ "CR LF", "2.0.192.in-addr.arpa.", "+1.2.0.192.in-addr.arpa.=a.example. -3",
	    "$TTL 1h\r\n@ IN SOA n. h. 7 1 1 1 1\r\n2 PTR b.example.\r\n3 PTR c.example.\r\n",
	    "$TTL 1h\r\n@ IN SOA n. h. 8 1 1 1 1\r\n1 PTR a.example.\r\n3 PTR c.example.\r\n" },
	{ "a comment ends the file without newline", "2.0.192.in-addr.arpa.",
	    "+1.2.0.192.in-addr.arpa.=a.example.", "$TTL 1h\n" SOA "; end",
	    "$TTL 1h\n" SOA_NEW "1\tIN\tPTR\ta.example.\n; end" },
	{ "behind the records that inherit the owner", "2.0.192.in-addr.arpa.",
	    "+2.2.0.192.in-addr.arpa.=b.example.",
	    "$TTL 1h\n" SOA "1\tPTR a.example.\n\tTXT \"x\"\n3\tPTR c.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "1\tPTR a.example.\n\tTXT \"x\"\n2\tPTR b.example.\n3\tPTR c.example.\n" },
	{ "an owner that is inherited is written out", "2.0.192.in-addr.arpa.", "-3",
	    "$TTL 1h\n" SOA
	    "1       PTR a.example. ; old\n        PTR b.example. ; new\n2 PTR c.example.\n",
	    "$TTL 1h\n" SOA_NEW "1       PTR b.example. ; new\n2 PTR c.example.\n" },
	{ "the same with tabs, the first of three stays away", "2.0.192.in-addr.arpa.", "-3 -4",
	    "$TTL 1h\n" SOA "1\tPTR a.example.\n\tPTR b.example.\n\tPTR c.example.\n",
	    "$TTL 1h\n" SOA_NEW "1\tPTR c.example.\n" },
	{ "all lines of a record go", "2.0.192.in-addr.arpa.", "-3",
	    "$TTL 1h\n" SOA "1 PTR ( ; one\n a.example.\n ) ; three\n2 PTR b.example.\n",
	    "$TTL 1h\n" SOA_NEW "2 PTR b.example.\n" },
	{ "only the target is replaced", "2.0.192.in-addr.arpa.", "3=new.example. 6=x.y.example.",
	    "$TTL 1h\n" SOA
	    "1 1h IN PTR a.example ; why\n2 PTR (\n; c\n\tb.example. )\n3 PTR c.example.\n",
	    NULL },
	{ "relative targets stay relative", "example.", "3=c.example.",
	    "$TTL 1h\n@ IN SOA ns host 7 1 1 1 1\n1 PTR a\n2 PTR b\n",
	    "$TTL 1h\n@ IN SOA ns host 8 1 1 1 1\n1 PTR c\n2 PTR b\n" },
	{ "a delegation among delegations", "2.0.192.in-addr.arpa.",
	    "~130.2.0.192.in-addr.arpa.=130.128/29.2.0.192.in-addr.arpa.",
	    "$TTL 1h\n" SOA
	    "128/29  IN NS   n.example.\n129     IN CNAME 129.128/29\n5       IN PTR  a.example.\n",
	    "$TTL 1h\n" SOA_NEW
	    "128/29  IN NS   n.example.\n129     IN CNAME 129.128/29\n5       IN PTR  a.example.\n"
	    "130     IN CNAME 130.128/29\n" },
	{ "nibbles, upper case", "8.b.d.0.1.0.0.2.ip6.arpa.",
	    "+1.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.=b.example.",
	    "$TTL 1h\n@ IN SOA n. h. 7 1 1 1 1\n"
	    "A.A.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.example.\n"
	    "C.B.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR c.example.\n",
	    "$TTL 1h\n@ IN SOA n. h. 8 1 1 1 1\n"
	    "A.A.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.example.\n"
	    "1.B.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR b.example.\n"
	    "C.B.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR c.example.\n" },
	{ "not in order: at the end of the section", "2.0.192.in-addr.arpa.",
	    "+5.2.0.192.in-addr.arpa.=e.example.",
	    "$TTL 1h\n" SOA
	    "9 PTR a.example.\n1 PTR b.example.\n7 PTR c.example.\n; others\nx TXT y\n",
	    "$TTL 1h\n" SOA_NEW
	    "9 PTR a.example.\n1 PTR b.example.\n7 PTR c.example.\n5 PTR e.example.\n; others\nx TXT y\n" },
	{ "without $TTL the line hands nothing on", "2.0.192.in-addr.arpa.",
	    "+2.2.0.192.in-addr.arpa.=b.example.",
	    "@ 60 IN SOA n. h. 7 1 1 1 1\n1 PTR a.example.\n3 PTR c.example.\n",
	    "@ 60 IN SOA n. h. 8 1 1 1 1\n1 PTR a.example.\n2 PTR b.example.\n3 PTR c.example.\n" },
	{ "the serial keeps its column", "2.0.192.in-addr.arpa.", "-4",
	    "$TTL 1h\n@ IN SOA n. h. ( 9    ; serial\n 1 1 1 1 )\n4 PTR a.example.\n",
	    "$TTL 1h\n@ IN SOA n. h. ( 10   ; serial\n 1 1 1 1 )\n" },
	{ "two zones' worth of wants at one owner: the same thing once", "2.0.192.in-addr.arpa.",
	    "+1.2.0.192.in-addr.arpa.=a.example. +1.2.0.192.in-addr.arpa.=a.example.",
	    "$TTL 1h\n" SOA, "$TTL 1h\n" SOA_NEW "1\tIN\tPTR\ta.example.\n" },
	{ "what is there already is not added", "2.0.192.in-addr.arpa.",
	    "+1.2.0.192.in-addr.arpa.=a.example.", "$TTL 1h\n" SOA "1 PTR a.example.\n",
	    "$TTL 1h\n" SOA "1 PTR a.example.\n" },
	{ "replaced by what stands beside it: deleted", "2.0.192.in-addr.arpa.", "4=a.example.",
	    "$TTL 1h\n" SOA "1 PTR a.example.\n1 PTR b.example.\n",
	    "$TTL 1h\n" SOA_NEW "1 PTR a.example.\n" },
};

static const char replaced[] =
    "$TTL 1h\n" SOA_NEW "1 1h IN PTR new.example. ; why\n2 PTR (\n; c\n\tx.y.example. )\n"
    "3 PTR c.example.\n";

START_TEST(layout)
{
	const struct row *row = &rows[_i];
	const struct fix_options options = { .today = 20000, .now = (int64_t)20000 * 86400 };
	struct zone_spec spec = { .origin = dname_const(row->origin), .role = ROLE_MANAGED };
	struct buf text = { 0 };
	struct fixing f;

	fixing_begin(&f);
	spec.file = source_add_text(f.sources, "zone", str_of(row->before));
	fixing_load(&f, &spec, 1, NULL, 0);
	/* the middle of a record of several lines counts as its line */
	fixing_plan(
	    &f, row->after == NULL ? "3=new.example. 4=x.y.example." : row->wants, &options);
	ck_assert_msg(f.ok, "%s: %s", row->why, f.err.text);
	ck_assert_msg(f.plan.refusal_count == 0, "%s: %s", row->why,
	    f.plan.refusal_count > 0 ? f.plan.refusals[0].text : "");
	if (f.plan.file_count > 0)
		fix_file_text(&f.plan.files[0], &text);
	else
		buf_text(&text, row->before);
	buf_char(&text, '\0');
	ck_assert_msg(strcmp(text.ptr, row->after ? row->after : replaced) == 0, "%s: got\n%s",
	    row->why, text.ptr);
	buf_free(&text);
	fixing_end(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("fix_layout");
	TCase *c = tcase_create("layout");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(c, layout, 0, (int)ARRAY_LEN(rows));
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
