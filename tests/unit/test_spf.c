/* tests/unit/test_spf.c -- SPF records read and worked out, with unknown among the results */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "mail/spf.h"

#define SOA "@ 300 SOA ns hostmaster 1 2 3 4 5\n"

/* One zone of its own for each row: what is not in it is absent below example.com., unknown elsewhere. */
struct fixture {
	struct sources *sources;
	struct zone_set *set;
};

static struct fixture
load(const char *text)
{
	static const struct view_spec view = { "", true };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = dname_const("example.com."), .role = ROLE_MANAGED };
	struct fixture f;
	struct err err;
	char zone[8192];

	f.sources = sources_new(".", &err);
	ck_assert_ptr_nonnull(f.sources);
	snprintf(zone, sizeof zone, SOA "%s", text);
	spec.file = source_add_text(f.sources, "zone", str_of(zone));
	f.set = set_load(f.sources, &view, 1, &spec, 1, &options);
	return f;
}

static void
unload(struct fixture *f)
{
	set_free(f->set);
	sources_free(f->sources);
}

#define TXT(record) "@ 300 TXT \"v=spf1 " record "\"\n"
#define SUB(record) "_spf 300 TXT \"v=spf1 " record "\"\n"

static const struct {
	const char *why, *zone, *addr, *result;
} rows[] = {
	{ "no record", "@ 300 TXT \"hello\"\n", "192.0.2.1", "none" },
	{ "another version", "@ 300 TXT \"v=spf10 all\"\n", "192.0.2.1", "none" },
	{ "two records", TXT("mx -all") TXT("a -all"), "192.0.2.1", "permerror" },
	{ "case of the version does not matter", "@ 300 TXT \"V=SPF1 all\"\n", "192.0.2.1",
	    "pass" },
	{ "nothing matches", TXT(""), "192.0.2.1", "neutral" },
	{ "an address", TXT("ip4:192.0.2.1 -all"), "192.0.2.1", "pass" },
	{ "another address", TXT("ip4:192.0.2.1 -all"), "192.0.2.2", "fail" },
	{ "bits behind the length do not count", TXT("ip4:192.0.2.77/24 -all"), "192.0.2.1",
	    "pass" },
	{ "length 0", TXT("ip4:0.0.0.0/0 -all"), "192.0.2.1", "pass" },
	{ "IPv4 is not in ip6", TXT("ip6:::/0 -all"), "192.0.2.1", "fail" },
	{ "IPv6", TXT("ip6:2001:db8::/32 -all"), "2001:db8::1", "pass" },
	{ "soft", TXT("~all"), "192.0.2.1", "softfail" },
	{ "undecided", TXT("?all"), "192.0.2.1", "neutral" },
	{ "the first match decides", TXT("-ip4:192.0.2.1 +all"), "192.0.2.1", "fail" },
	{ "behind all nothing counts", TXT("-all ip4:192.0.2.1"), "192.0.2.1", "fail" },
	{ "several blanks", TXT("  ip4:192.0.2.1   -all  "), "192.0.2.1", "pass" },
	{ "strings are joined without a blank", "@ 300 TXT \"v=spf1 ip4:192.0\" \".2.1 -all\"\n",
	    "192.0.2.1", "pass" },
	{ "a", TXT("a -all") "@ 300 A 192.0.2.1\n", "192.0.2.1", "pass" },
	{ "a of a name, with a length", TXT("a:www.example.com/24 -all") "www 300 A 192.0.2.9\n",
	    "192.0.2.1", "pass" },
	{ "a with a length of IPv6 only",
	    TXT("a:www.example.com//64 -all") "www 300 AAAA 2001:db8::9\n", "2001:db8::1", "pass" },
	{ "a with both", TXT("a:www.example.com/24//64 -all") "www 300 AAAA 2001:db8::9\n",
	    "2001:db8::1", "pass" },
	{ "a through an alias",
	    TXT("a:www.example.com -all") "www 300 CNAME web\nweb 300 A 192.0.2.1\n", "192.0.2.1",
	    "pass" },
	{ "a of an unknown name", TXT("a:www.example.org -all"), "192.0.2.1", "unknown" },
	{ "a certain pass before what is unknown", TXT("ip4:192.0.2.1 include:example.org -all"),
	    "192.0.2.1", "pass" },
	{ "a certain pass behind what is unknown", TXT("include:example.org ip4:192.0.2.1 -all"),
	    "192.0.2.1", "pass" },
	{ "a denial that may match", TXT("-include:example.org ip4:192.0.2.1 -all"), "192.0.2.1",
	    "unknown" },
	{ "a denial either way", TXT("-include:example.org -all"), "192.0.2.1", "fail" },
	{ "two that may match differ", TXT("include:example.org ~a:example.org -all"), "192.0.2.1",
	    "unknown" },
	{ "mx", TXT("mx -all") "@ 300 MX 10 mail\nmail 300 A 192.0.2.1\n", "192.0.2.1", "pass" },
	{ "mx, one of its hosts unknown", TXT("mx -all") "@ 300 MX 10 mail.example.org.\n",
	    "192.0.2.1", "unknown" },
	{ "mx, another of its hosts",
	    TXT("mx -all") "@ 300 MX 10 mail.example.org.\n@ 300 MX 20 mail\nmail 300 A 192.0.2.1\n",
	    "192.0.2.1", "pass" },
	{ "include that passes", TXT("include:_spf.example.com -all") SUB("ip4:192.0.2.1 -all"),
	    "192.0.2.1", "pass" },
	{ "include that fails is no match", TXT("include:_spf.example.com ~all") SUB("-all"),
	    "192.0.2.1", "softfail" },
	{ "include of nothing", TXT("include:_spf.example.com -all"), "192.0.2.1", "permerror" },
	{ "include of a broken record", TXT("include:_spf.example.com -all") SUB("ip4:x"),
	    "192.0.2.1", "permerror" },
	{ "include in a circle", TXT("include:example.com -all"), "192.0.2.1", "permerror" },
	{ "redirect", TXT("redirect=_spf.example.com") SUB("ip4:192.0.2.1 -all"), "192.0.2.1",
	    "pass" },
	{ "redirect fails with its own result", TXT("redirect=_spf.example.com") SUB("~all"),
	    "192.0.2.1", "softfail" },
	{ "redirect to nothing", TXT("redirect=_spf.example.com"), "192.0.2.1", "permerror" },
	{ "redirect beside all", TXT("redirect=example.org -all"), "192.0.2.1", "fail" },
	{ "redirect to what is unknown", TXT("redirect=example.org"), "192.0.2.1", "unknown" },
	{ "redirect twice", TXT("redirect=example.org redirect=example.net"), "192.0.2.1",
	    "permerror" },
	{ "exists", TXT("exists:%{i}._ok.%{d} -all") "192.0.2.1._ok 300 A 127.0.0.2\n", "192.0.2.1",
	    "pass" },
	{ "reversed macro",
	    TXT("exists:%{ir}._ok.example.com -all") "1.2.0.192._ok 300 A 127.0.0.2\n", "192.0.2.1",
	    "pass" },
	{ "a part of a macro", TXT("a:www.%{d2} -all") "www 300 A 192.0.2.1\n", "192.0.2.1",
	    "pass" },
	{ "a macro of the message", TXT("exists:%{l}.example.com -all"), "192.0.2.1", "unknown" },
	{ "unknown modifiers are nothing", TXT("foo=bar ip4:192.0.2.1 -all"), "192.0.2.1", "pass" },
	{ "exp is nothing", TXT("exp=why.example.com ip4:192.0.2.1 -all"), "192.0.2.1", "pass" },
	{ "unknown mechanism", TXT("ip4:192.0.2.1 foo -all"), "192.0.2.1", "permerror" },
	{ "glued terms", TXT("ip4:192.0.2.0/24~all"), "192.0.2.1", "permerror" },
	{ "length too long", TXT("ip4:192.0.2.0/33 -all"), "192.0.2.1", "permerror" },
	{ "length with a zero in front", TXT("ip4:192.0.2.0/024 -all"), "192.0.2.1", "permerror" },
	{ "all with a value", TXT("all:example.com"), "192.0.2.1", "permerror" },
	{ "include without a domain", TXT("include: -all"), "192.0.2.1", "permerror" },
	{ "bad macro", TXT("exists:%{q}.example.com -all"), "192.0.2.1", "permerror" },
	{ "a lone per cent", TXT("exists:%.example.com -all"), "192.0.2.1", "permerror" },
	{ "ten look-ups are allowed",
	    TXT("a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com "
	        "a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com "
	        "-all") "a 300 A 192.0.2.9\n",
	    "192.0.2.1", "fail" },
	{ "eleven are not",
	    TXT("a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com "
	        "a:a.example.com a:a.example.com a:a.example.com a:a.example.com a:a.example.com "
	        "a:a.example.com -all") "a 300 A 192.0.2.9\n",
	    "192.0.2.1", "permerror" },
	{ "two void look-ups are allowed", TXT("a:x.example.com a:y.example.com -all"), "192.0.2.1",
	    "fail" },
	{ "three are not", TXT("a:x.example.com a:y.example.com a:z.example.com -all"), "192.0.2.1",
	    "permerror" },
	{ "a wildcard has the address", TXT("a:any.w.example.com -all") "*.w 300 A 192.0.2.1\n",
	    "192.0.2.1", "pass" },
	{ "a record that could not be read", TXT("a:b.example.com -all") "b 300 A 192.0.2.300\n",
	    "192.0.2.1", "unknown" },
	{ "below a cut", TXT("a:x.sub.example.com -all") "sub 300 NS ns.example.org.\n",
	    "192.0.2.1", "unknown" },
};

START_TEST(records_are_evaluated)
{
	struct fixture f = load(rows[_i].zone);
	struct spf_question q = { .set = f.set,
		.domain = dname_const("example.com."),
		.helo = dname_const("mail.example.com.") };
	struct spf_verdict verdict;

	ck_assert(addr_parse(str_of(rows[_i].addr), &q.addr));
	spf_check(&q, &verdict);
	ck_assert_msg(strcmp(spf_result_name(verdict.result), rows[_i].result) == 0,
	    "%s: %s, expected %s (%s)", rows[_i].why, spf_result_name(verdict.result),
	    rows[_i].result, verdict.reason != NULL ? verdict.reason : "");
	ck_assert((verdict.reason != NULL) == (verdict.result == SPF_RESULT_PERMERROR));
	unload(&f);
}
END_TEST

static const struct {
	const char *why, *zone, *term;
	enum answer has;
} searches[] = {
	{ "there", TXT("include:spf.isp.example -all"), "include:spf.isp.example", ANSWER_PRESENT },
	{ "in capitals, with a plus", TXT("+Include:SPF.isp.example -all"),
	    "include:spf.isp.example", ANSWER_PRESENT },
	{ "only denied", TXT("-include:spf.isp.example -all"), "include:spf.isp.example",
	    ANSWER_ABSENT },
	{ "a longer name", TXT("include:spf.isp.example.org -all"), "include:spf.isp.example",
	    ANSWER_ABSENT },
	{ "in an include", TXT("include:_spf.example.com -all") SUB("ip4:192.0.2.1"),
	    "ip4:192.0.2.1", ANSWER_PRESENT },
	{ "in a circle", TXT("include:example.com include:example.com -all"), "ip4:192.0.2.1",
	    ANSWER_ABSENT },
	{ "no record", "", "ip4:192.0.2.1", ANSWER_ABSENT },
	{ "behind a broken term", TXT("foo:: ip4:192.0.2.1"), "ip4:192.0.2.1", ANSWER_PRESENT },
};

START_TEST(terms_are_found)
{
	struct fixture f = load(searches[_i].zone);
	struct dname domain = dname_const("example.com.");

	ck_assert_msg(
	    spf_has_term(f.set, 0, &domain, str_of(searches[_i].term)) == searches[_i].has, "%s",
	    searches[_i].why);
	unload(&f);
}
END_TEST

START_TEST(names_too_long_lose_labels_on_the_left)
{
	struct spf_question q = { .addr.family = ADDR_V4, .domain = dname_const("example.com.") };
	struct dname out;
	char spec[600];

	memset(spec, 'a', sizeof spec);
	for (size_t i = 10; i < sizeof spec; i += 11)
		spec[i] = '.';
	ck_assert(
	    spf_expand(&q, &q.domain, (struct str){ spec, sizeof spec }, &out) == ANSWER_PRESENT);
	ck_assert_uint_le(out.len, DNAME_MAX);
	for (size_t i = 0; i < sizeof spec; i++)
		spec[i] = 'a'; /* no dot at which it could be cut */
	ck_assert(
	    spf_expand(&q, &q.domain, (struct str){ spec, sizeof spec }, &out) == ANSWER_ABSENT);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("spf");
	TCase *t = tcase_create("spf");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, records_are_evaluated, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(t, terms_are_found, 0, (int)ARRAY_LEN(searches));
	tcase_add_test(t, names_too_long_lose_labels_on_the_left);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
