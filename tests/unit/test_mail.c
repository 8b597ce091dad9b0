/* tests/unit/test_mail.c -- the map expanded, verdicts on addresses, names that look generic */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "mail/parts.h"

/* A run over a forward zone, a reverse zone and a map, all in memory. */
struct run {
	struct sources *sources;
	struct zone_set *set;
	struct egress_map map;
	struct conf_problems problems;
	struct conf_prefix_list public;
	struct conf_prefix net[2];
	struct mail *mail;
};

static struct err err;

static uint32_t
add_zone(struct sources *sources, const char *name, const char *text)
{
	struct buf zone = { 0 };
	uint32_t file;

	buf_put(&zone, "@ 300 SOA ns hostmaster 1 2 3 4 5\n%s", text);
	file = source_add_text(sources, name, buf_view(&zone));
	buf_free(&zone);
	return file;
}

static void
judge(struct run *run, const char *forward, const char *reverse, const char *map)
{
	static const struct view_spec view = { "", true };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec specs[2] = { { .origin = dname_const("example.com."),
		                          .role = ROLE_MANAGED },
		{ .origin = dname_const("2.0.192.in-addr.arpa."), .role = ROLE_MANAGED } };
	struct mail_settings settings = { .today = 20000 };

	*run = (struct run){ .sources = sources_new(".", &err) };
	ck_assert_msg(run->sources != NULL, "%s", err.text);
	specs[0].file = add_zone(run->sources, "a.zone", forward);
	specs[1].file = add_zone(run->sources, "b.zone", reverse);
	run->set = set_load(run->sources, &view, 1, specs, 2, &options);
	ck_assert(prefix_parse(STR("192.0.2.0/24"), &run->net[0].prefix));
	ck_assert(prefix_parse(STR("2001:db8::/32"), &run->net[1].prefix));
	run->public = (struct conf_prefix_list){ run->net, 2 };
	settings.treat_as_public = &run->public;
	if (map != NULL) {
		uint32_t file = source_add_text(run->sources, "map.yaml", str_of(map));

		ck_assert(egress_load(run->sources, file, 1024, &run->map, &run->problems));
		settings.map = &run->map;
	}
	run->mail = mail_judge(run->set, &settings);
}

static void
run_end(struct run *run)
{
	mail_free(run->mail);
	set_free(run->set);
	if (run->map.file != 0)
		egress_free(&run->map);
	conf_problems_free(&run->problems);
	sources_free(run->sources);
}

/* ---- names ---- */

/* Measured with the lists' own patterns; see the head of mail/generic.c. */
static const struct {
	const char *addr, *name;
	enum generic looks;
} generic_rows[] = {
	{ "4.3.2.1", "mail.source.com.", GENERIC_NOT },
	{ "4.3.2.1", "out1.source.com.", GENERIC_NOT },
	{ "4.3.2.1", "smtp-out.source.com.", GENERIC_NOT },
	{ "4.3.2.1", "nat.source.com.", GENERIC_NOT },
	{ "4.3.2.1", "nat1.source.com.", GENERIC_NOT },
	{ "4.3.2.1", "fw-nat.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "nat-1.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "gw.nat.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "static-4-3-2-1.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "1.2.3.4.rev.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "004003002001.source.com.", GENERIC_CLEARLY },
	{ "4.3.2.1", "h04030201.source.com.", GENERIC_CLEARLY },
	{ "203.0.113.17", "static17.source.com.", GENERIC_SOMEWHAT },
	{ "203.0.113.17", "mail-203-0-113-17.source.com.", GENERIC_CLEARLY },
	{ "203.0.113.17", "203-0-113-17.mail.source.com.", GENERIC_CLEARLY },
	{ "203.0.113.17", "pool-17.source.com.", GENERIC_CLEARLY },
	{ "203.0.113.17", "host-17.source.com.", GENERIC_SOMEWHAT },
	{ "203.0.113.17", "host17.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "vps17.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "o17.ptr.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "my.vps.source.com.", GENERIC_SOMEWHAT },
	{ "203.0.113.17", "client.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "mta113-17.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "staticmail.source.com.", GENERIC_NOT },
	{ "203.0.113.17", "source.com.", GENERIC_NOT },
	{ "203.0.113.17", ".", GENERIC_NOT },
	{ "2001:db8:1:2:3:4:5:6", "x-2001-db8-1-2.source.com.", GENERIC_CLEARLY },
	{ "2001:db8:1:2:3:4:5:6", "20010db800010002.source.com.", GENERIC_CLEARLY },
	{ "2001:db8::25", "mx1.source.com.", GENERIC_NOT },
};

START_TEST(generic_names_are_known)
{
	struct dname name = dname_const(generic_rows[_i].name);
	struct addr addr;
	char word[DNAME_LABEL_MAX + 1];

	ck_assert(addr_parse(str_of(generic_rows[_i].addr), &addr));
	ck_assert_msg(generic_judge(&name, &addr, word) == generic_rows[_i].looks, "%s for %s",
	    generic_rows[_i].name, generic_rows[_i].addr);
	ck_assert((word[0] == '\0') == (generic_rows[_i].looks == GENERIC_NOT));
}
END_TEST

/* ---- the map ---- */

static const struct {
	const char *why, *map, *expanded; /* address wanted[!] helo, each */
} map_rows[] = {
	{ "three lines suffice", "version: 1\nhosts:\n  mail.example.com: 192.0.2.1\n",
	    "192.0.2.1 mail.example.com. mail.example.com." },
	{ "helo is the default of ptr",
	    "version: 1\nhosts:\n  mail.example.com: {external: 192.0.2.1, helo: out.example.com}\n",
	    "192.0.2.1 out.example.com. out.example.com." },
	{ "ptr is explicit",
	    "version: 1\nhosts:\n  mail.example.com: {external: 192.0.2.1, ptr: out.example.com}\n",
	    "192.0.2.1 out.example.com.! mail.example.com." },
	{ "the address's own names come first",
	    "version: 1\nhosts:\n  mail.example.com:\n    ptr: b.example.com\n    external:\n"
	    "      - {address: 192.0.2.1, ptr: a.example.com, helo: h.example.com}\n      - 192.0.2.2\n",
	    "192.0.2.1 a.example.com.! h.example.com. 192.0.2.2 b.example.com.! mail.example.com." },
	{ "positions count what is excluded",
	    "version: 1\npools:\n  p: {external: 192.0.2.8/30, exclude: [192.0.2.9], ptr: "
	    "\"o{n}.example.com\", helo: \"{ptr}\"}\nhosts:\n  mail.example.com: {internal: 10.0.0.1, "
	    "pool: p}\n",
	    "192.0.2.8 o1.example.com.! o1.example.com. 192.0.2.10 o3.example.com.! o3.example.com. "
	    "192.0.2.11 o4.example.com.! o4.example.com." },
	{ "all that may stand in braces",
	    "version: 1\nhosts:\n  mail.example.com:\n    external: 192.0.2.7-192.0.2.7\n    domains: "
	    "[news.example]\n    ptr: \"{host}-{a}-{b}-{c}-{d}.{ip}.{domain}\"\n",
	    "192.0.2.7 mail-192-0-2-7.192-0-2-7.news.example.! mail.example.com." },
	{ "without addresses those of the name count, in the families used",
	    "version: 1\nhosts:\n  mail.example.com: {families: [ipv6]}\n",
	    "2001:db8::1 mail.example.com. mail.example.com." },
	{ "a relay's client sends nothing itself",
	    "version: 1\nhosts:\n  mail.example.com: {external: 192.0.2.1, smarthost: relay.example.org}\n",
	    "" },
	{ "unless it may",
	    "version: 1\nhosts:\n  mail.example.com: {external: 192.0.2.1, smarthost: {name: "
	    "relay.example.org, fallback_direct: true}}\n",
	    "192.0.2.1 mail.example.com. mail.example.com." },
	{ "the same address twice is one",
	    "version: 1\nhosts:\n  mail.example.com: [192.0.2.1, 192.0.2.0/31]\n",
	    "192.0.2.0 mail.example.com. mail.example.com. 192.0.2.1 mail.example.com. "
	    "mail.example.com." },
};

START_TEST(maps_are_expanded)
{
	struct run run;
	struct buf got = { 0 };
	char addr[ADDR_TEXT_MAX], wanted[DNAME_TEXT_MAX], helo[DNAME_TEXT_MAX];
	const struct mail_egress *list;
	size_t count;

	judge(&run, "mail 300 A 192.0.2.1\nmail 300 AAAA 2001:db8::1\n", "", map_rows[_i].map);
	list = mail_egresses(run.mail, &count);
	for (size_t i = 0; i < count; i++)
		buf_put(&got, "%s%s %s%s %s", i == 0 ? "" : " ", addr_text(&list[i].addr, addr),
		    dname_text(list[i].wanted, wanted), list[i].wanted_explicit ? "!" : "",
		    dname_text(list[i].helo, helo));
	buf_char(&got, '\0');
	ck_assert_msg(
	    strcmp(got.ptr, map_rows[_i].expanded) == 0, "%s: %s", map_rows[_i].why, got.ptr);
	buf_free(&got);
	run_end(&run);
}
END_TEST

/* ---- verdicts ---- */

static const struct {
	const char *why, *forward, *reverse;
	enum mail_verdict verdict;
} verdict_rows[] = {
	{ "one name leads back", "mail 300 A 192.0.2.1\n", "1 300 PTR mail.example.com.\n",
	    MAIL_PASS },
	{ "one of several does", "mail 300 A 192.0.2.1\n",
	    "1 300 PTR x.example.com.\n1 300 PTR mail.example.com.\n", MAIL_PASS },
	{ "none does", "mail 300 A 192.0.2.2\n", "1 300 PTR mail.example.com.\n", MAIL_FAIL },
	{ "there is no PTR", "mail 300 A 192.0.2.1\n", "", MAIL_NO_PTR },
	{ "the name is not known", "mail 300 A 192.0.2.1\n", "1 300 PTR mail.example.org.\n",
	    MAIL_UNVERIFIABLE },
	{ "through a chain", "mail 300 A 192.0.2.1\n",
	    "1 300 CNAME 1.0/26\n1.0/26 300 PTR mail.example.com.\n", MAIL_PASS },
	{ "a chain that leaves", "mail 300 A 192.0.2.1\n", "1 300 CNAME 1.example.org.\n",
	    MAIL_UNVERIFIABLE },
	{ "a circle", "mail 300 A 192.0.2.1\n", "1 300 CNAME 2\n2 300 CNAME 1\n",
	    MAIL_UNVERIFIABLE },
	{ "a wildcard answers", "mail 300 A 192.0.2.1\n", "* 300 PTR mail.example.com.\n",
	    MAIL_PASS },
	{ "generated", "mail 300 A 192.0.2.1\n", "$GENERATE 1-3 $ 300 PTR mail.example.com.\n",
	    MAIL_PASS },
	{ "a mapped address is another family's", "mail 300 AAAA ::ffff:192.0.2.1\n",
	    "1 300 PTR mail.example.com.\n", MAIL_FAIL },
	{ "the PTR could not be read", "mail 300 A 192.0.2.1\n", "1 300 PTR mail..example.com.\n",
	    MAIL_UNVERIFIABLE },
};

START_TEST(addresses_get_verdicts)
{
	struct run run;
	struct addr addr;
	const struct mail_address *a;

	judge(&run, verdict_rows[_i].forward, verdict_rows[_i].reverse,
	    "version: 1\nhosts:\n  mail.example.com: 192.0.2.1\n");
	ck_assert(addr_parse(STR("192.0.2.1"), &addr));
	a = mail_address_find(run.mail, 0, &addr);
	ck_assert_ptr_nonnull(a);
	ck_assert_msg(
	    a->verdict == verdict_rows[_i].verdict, "%s: %d", verdict_rows[_i].why, a->verdict);
	run_end(&run);
}
END_TEST

/* All causes reported, each with what it asks for. */
static void
list_faults(const struct mail *mail, struct buf *out)
{
	size_t count;
	const struct mail_fault *faults = mail_faults(mail, &count);

	for (size_t i = 0; i < count; i++) {
		buf_put(out, "%s", faults[i].rule);
		for (const struct want *w = faults[i].wants; w != NULL; w = w->next)
			buf_put(out, "%c", "+=-"[w->kind]);
		buf_char(out, ' ');
	}
	buf_char(out, '\0');
}

static const struct {
	const char *why, *forward, *reverse, *map, *faults;
} fault_rows[] = {
	{ "a wrong PTR is replaced, others go",
	    "@ 300 TXT \"v=spf1 a:mail.example.com -all\"\n@ 300 MX 1 mail\nmail 300 A 192.0.2.1\n",
	    "1 300 PTR x.example.com.\n1 300 PTR y.example.com.\n",
	    "version: 1\nhosts:\n  mail.example.com: 192.0.2.1\n", "ptr-target-missing=- " },
	{ "with the good one there, the bad one only goes",
	    "@ 300 TXT \"v=spf1 a:mail.example.com -all\"\n@ 300 MX 1 mail\nmail 300 A 192.0.2.1\n",
	    "1 300 PTR x.example.com.\n1 300 PTR mail.example.com.\n",
	    "version: 1\nhosts:\n  mail.example.com: 192.0.2.1\n", "ptr-partial- " },
	{ "hosts behind one address: its rules once, HELO for each",
	    "@ 300 TXT \"v=spf1 ip4:192.0.2.1 -all\"\n@ 300 MX 1 a\na 300 A 192.0.2.1\n", "",
	    "version: 1\nhosts:\n  a.example.com: 192.0.2.1\n  b.example.com: 192.0.2.1\n",
	    "ptr-missing+ helo-unresolvable " },
	{ "a private address silences all else",
	    "@ 300 MX 1 mail\n@ 300 TXT \"v=spf1 -all\"\n"
	    "mail 300 A 192.0.2.1\n",
	    "1 300 PTR mail.example.com.\n", "version: 1\nhosts:\n  mail.example.com: 10.0.0.1\n",
	    "egress-private " },
	{ "two MX hosts at one address: one PTR will do",
	    "@ 300 MX 1 a\n@ 300 MX 2 b\na 300 A 192.0.2.1\nb 300 A 192.0.2.1\n", "", NULL,
	    "mx-ptr-missing+ " },
	{ "relays in a circle are reported once",
	    "@ 300 MX 1 a\n@ 300 TXT \"v=spf1 -all\"\n"
	    "a 300 A 192.0.2.1\n",
	    "1 300 PTR a.example.com.\n",
	    "version: 1\nhosts:\n  a.example.com: {internal: 10.0.0.1, smarthost: b.example.com}\n  "
	    "b.example.com: {internal: 10.0.0.2, smarthost: a.example.com}\n",
	    "smarthost-loop " },
};

START_TEST(causes_are_reported_once)
{
	struct run run;
	struct buf got = { 0 };

	judge(&run, fault_rows[_i].forward, fault_rows[_i].reverse, fault_rows[_i].map);
	list_faults(run.mail, &got);
	ck_assert_msg(
	    strcmp(got.ptr, fault_rows[_i].faults) == 0, "%s: %s", fault_rows[_i].why, got.ptr);
	buf_free(&got);
	run_end(&run);
}
END_TEST

START_TEST(many_hosts_take_linear_time)
{
	struct buf map = { 0 };
	struct run run;
	size_t count;

	/* a chain of relays, each with a domain of its own, a claim for each */
	buf_text(&map, "version: 1\nhosts:\n");
	for (unsigned i = 0; i < 20000; i++)
		buf_put(&map,
		    "  h%u.example.com: {internal: 10.0.0.1, smarthost: h%u.example.com, domains: "
		    "[d%u.example.com]}\n",
		    i, i + 1, i);
	buf_text(&map, "  h20000.example.com: 192.0.2.1\nreverse:\n  - prefix: 198.51.0.0/16\n    "
	               "owner: x\n    claims:\n");
	for (unsigned i = 0; i < 20000; i++)
		buf_put(&map, "      198.51.%u.%u: h.example.com\n", i / 256, i % 256);
	buf_char(&map, '\0');
	judge(&run, "", "", map.ptr);
	(void)mail_hosts(run.mail, &count);
	ck_assert_uint_eq(count, 20001);
	buf_free(&map);
	run_end(&run);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("mail");
	TCase *t = tcase_create("mail");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, generic_names_are_known, 0, (int)ARRAY_LEN(generic_rows));
	tcase_add_loop_test(t, maps_are_expanded, 0, (int)ARRAY_LEN(map_rows));
	tcase_add_loop_test(t, addresses_get_verdicts, 0, (int)ARRAY_LEN(verdict_rows));
	tcase_add_loop_test(t, causes_are_reported_once, 0, (int)ARRAY_LEN(fault_rows));
	tcase_add_test(t, many_hosts_take_linear_time);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
