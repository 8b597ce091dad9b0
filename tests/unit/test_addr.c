/* tests/unit/test_addr.c -- addresses, the reverse tree, classes */
#include <check.h>
#include <stdlib.h>

#include "dns/addr.h"

static const struct {
	const char *why, *text, *want; /* want NULL: no address */
} text_rows[] = {
	{ "v4", "192.0.2.1", "192.0.2.1" },
	{ "v4, all ones", "255.255.255.255", "255.255.255.255" },
	{ "v4, zero", "0.0.0.0", "0.0.0.0" },
	{ "three octets", "192.0.2", NULL },
	{ "five octets", "192.0.2.1.5", NULL },
	{ "octet over 255", "192.0.2.256", NULL },
	{ "leading zero may mean octal", "192.0.2.01", NULL },
	{ "four digits", "192.0.2.0001", NULL },
	{ "empty octet", "192..2.1", NULL },
	{ "final dot", "192.0.2.1.", NULL },
	{ "hex octet", "0xc0.0.2.1", NULL },
	{ "blank", "192.0.2.1 ", NULL },
	{ "empty", "", NULL },
	{ "v6", "2001:db8:0:0:0:0:0:1", "2001:db8::1" },
	{ "upper case", "2001:DB8::A", "2001:db8::a" },
	{ "unspecified", "::", "::" },
	{ "loopback", "::1", "::1" },
	{ "gap at the end", "2001:db8::", "2001:db8::" },
	{ "one group of zeros is written out, RFC 5952 §4.2.2", "2001:db8::1:1:1:1:1",
	    "2001:db8:0:1:1:1:1:1" },
	{ "longest run is shortened", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "first of equal runs is shortened", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "embedded IPv4", "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
	{ "embedded IPv4 in full", "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201" },
	{ "mapped IPv4, RFC 5952 §5", "::ffff:c000:201", "::ffff:192.0.2.1" },
	{ "seven groups", "1:2:3:4:5:6:7", NULL },
	{ "nine groups", "1:2:3:4:5:6:7:8:9", NULL },
	{ "a gap for nothing", "1:2:3:4::5:6:7:8", NULL },
	{ "a gap for one group", "1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8" },
	{ "two gaps", "1::2::3", NULL },
	{ "three colons", "1:::2", NULL },
	{ "colon in front", ":1::2", NULL },
	{ "colon at the end", "1::2:", NULL },
	{ "one colon", ":", NULL },
	{ "five digits", "2001:db8::00001", NULL },
	{ "no hex", "2001:db8::g", NULL },
	{ "zone id", "fe80::1%eth0", NULL },
	{ "brackets", "[::1]", NULL },
	{ "IPv4 before the gap", "192.0.2.1::", NULL },
	{ "IPv4 in the middle", "::192.0.2.1:1", NULL },
	{ "too long with IPv4", "1:2:3:4:5:6:7:192.0.2.1", NULL },
	{ "bad IPv4 inside", "::ffff:192.0.2.256", NULL },
};

START_TEST(reads_and_prints)
{
	struct addr addr, again;
	char text[ADDR_TEXT_MAX];
	bool ok = addr_parse(str_of(text_rows[_i].text), &addr);

	ck_assert_msg(ok == (text_rows[_i].want != NULL), "%s", text_rows[_i].why);
	if (!ok)
		return;
	ck_assert_msg(strcmp(addr_text(&addr, text), text_rows[_i].want) == 0, "%s: %s",
	    text_rows[_i].why, text);
	ck_assert(addr_parse(str_of(text), &again) && addr_equal(&addr, &again));
}
END_TEST

static const struct {
	const char *why, *text, *want;
} prefix_rows[] = {
	{ "v4", "192.0.2.0/24", "192.0.2.0/24" },
	{ "everything", "0.0.0.0/0", "0.0.0.0/0" },
	{ "bare address", "192.0.2.1", "192.0.2.1/32" },
	{ "bare v6", "2001:db8::1", "2001:db8::1/128" },
	{ "v6", "2001:db8::/29", "2001:db8::/29" },
	{ "bits outside the prefix", "192.0.2.1/24", NULL },
	{ "too many bits", "192.0.2.0/33", NULL },
	{ "too many bits of v6", "2001:db8::/129", NULL },
	{ "no bits", "192.0.2.0/", NULL },
	{ "leading zero", "192.0.2.0/024", NULL },
	{ "sign", "192.0.2.0/+24", NULL },
	{ "four digits", "192.0.2.0/1000", NULL },
	{ "two slashes", "192.0.2.0/24/24", NULL },
	{ "short base", "192.0.2/24", NULL },
	{ "empty", "", NULL },
};

START_TEST(reads_prefixes)
{
	struct prefix prefix;
	char text[ADDR_TEXT_MAX + 4];
	bool ok = prefix_parse(str_of(prefix_rows[_i].text), &prefix);

	ck_assert_msg(ok == (prefix_rows[_i].want != NULL), "%s", prefix_rows[_i].why);
	if (ok)
		ck_assert_msg(strcmp(prefix_text(&prefix, text), prefix_rows[_i].want) == 0,
		    "%s: %s", prefix_rows[_i].why, text);
}
END_TEST

static const struct {
	const char *prefix, *addr;
	bool in;
} contain_rows[] = {
	{ "192.0.2.0/24", "192.0.2.255", true },
	{ "192.0.2.0/24", "192.0.3.0", false },
	{ "192.0.2.128/25", "192.0.2.127", false },
	{ "192.0.2.128/25", "192.0.2.128", true },
	{ "0.0.0.0/0", "255.255.255.255", true },
	{ "0.0.0.0/0", "::", false },
	{ "::/0", "0.0.0.0", false },
	{ "192.0.2.1/32", "192.0.2.1", true },
	{ "2001:db8::/29", "2001:dbf:ffff::", true },
	{ "2001:db8::/29", "2001:dc0::", false },
	{ "::1/128", "::1", true },
	{ "::1/128", "::", false },
};

START_TEST(prefix_holds_addresses)
{
	struct prefix prefix;
	struct addr addr;

	ck_assert(prefix_parse(str_of(contain_rows[_i].prefix), &prefix));
	ck_assert(addr_parse(str_of(contain_rows[_i].addr), &addr));
	ck_assert_msg(prefix_contains(&prefix, &addr) == contain_rows[_i].in, "%s %s",
	    contain_rows[_i].prefix, contain_rows[_i].addr);
}
END_TEST

START_TEST(orders_addresses)
{
	static const char *const sorted[] = { "0.0.0.0", "9.255.0.0", "10.0.0.0", "255.0.0.0",
		"::", "::1", "2001:db8::", "ff00::" };

	for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
		for (size_t j = 0; j < ARRAY_LEN(sorted); j++) {
			struct addr a, b;
			int order;

			ck_assert(
			    addr_parse(str_of(sorted[i]), &a) && addr_parse(str_of(sorted[j]), &b));
			order = addr_compare(&a, &b);
			ck_assert_msg((order < 0) == (i < j) && (order > 0) == (i > j), "%s %s",
			    sorted[i], sorted[j]);
		}
	}
}
END_TEST

static const struct {
	const char *why, *name, *want; /* want NULL: stands for no network */
	bool whole;                    /* name is what addr_reverse_name() writes */
} reverse_rows[] = {
	{ "RFC 1035 §3.5", "52.0.3.10.in-addr.arpa.", "10.3.0.52/32", true },
	{ "RFC 3596 §2.5",
	    "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.",
	    "4321:0:1:2:3:4:567:89ab/128", true },
	{ "three octets are a /24", "2.0.192.in-addr.arpa.", "192.0.2.0/24", false },
	{ "no octets are everything", "in-addr.arpa.", "0.0.0.0/0", false },
	{ "nibbles are four bits each", "8.b.d.0.1.0.0.2.ip6.arpa.", "2001:db8::/32", false },
	{ "an odd number of nibbles", "d.0.1.0.0.2.ip6.arpa.", "2001:d00::/24", false },
	{ "case does not count", "8.B.D.0.1.0.0.2.IP6.ARPA.", "2001:db8::/32", false },
	{ "octet over 255", "256.0.192.in-addr.arpa.", NULL, false },
	{ "leading zero", "02.0.192.in-addr.arpa.", NULL, false },
	{ "RFC 2317 label", "0/25.2.0.192.in-addr.arpa.", NULL, false },
	{ "five octets", "1.2.3.4.5.in-addr.arpa.", NULL, false },
	{ "octet where a nibble belongs", "10.8.b.d.0.1.0.0.2.ip6.arpa.", NULL, false },
	{ "no nibble", "g.8.b.d.0.1.0.0.2.ip6.arpa.", NULL, false },
	{ "33 nibbles",
	    "0.b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.", NULL,
	    false },
	{ "elsewhere", "2.0.192.example.", NULL, false },
	{ "the old tree", "8.b.d.0.1.0.0.2.ip6.int.", NULL, false },
};

START_TEST(reads_reverse_names)
{
	struct dname name = dname_const(reverse_rows[_i].name), back;
	struct prefix prefix;
	char text[ADDR_TEXT_MAX + 4];
	bool ok = addr_from_reverse(&name, &prefix);

	ck_assert_msg(ok == (reverse_rows[_i].want != NULL), "%s", reverse_rows[_i].why);
	if (!ok)
		return;
	ck_assert_msg(strcmp(prefix_text(&prefix, text), reverse_rows[_i].want) == 0, "%s: %s",
	    reverse_rows[_i].why, text);
	addr_reverse_name(&prefix.base, &back);
	ck_assert_msg(
	    dname_equal(&back, &name) == reverse_rows[_i].whole, "%s", reverse_rows[_i].why);
}
END_TEST

static const struct {
	const char *addr;
	enum addr_class class;
} class_rows[] = {
	{ "8.8.8.8", ADDR_PUBLIC },
	{ "0.0.0.0", ADDR_UNSPECIFIED },
	{ "0.0.0.1", ADDR_SPECIAL },
	{ "10.255.255.255", ADDR_PRIVATE },
	{ "11.0.0.0", ADDR_PUBLIC },
	{ "100.63.255.255", ADDR_PUBLIC },
	{ "100.64.0.0", ADDR_PRIVATE },
	{ "100.127.255.255", ADDR_PRIVATE },
	{ "100.128.0.0", ADDR_PUBLIC },
	{ "127.255.0.1", ADDR_LOOPBACK },
	{ "169.254.1.1", ADDR_LINK_LOCAL },
	{ "172.15.255.255", ADDR_PUBLIC },
	{ "172.16.0.0", ADDR_PRIVATE },
	{ "172.31.255.255", ADDR_PRIVATE },
	{ "172.32.0.0", ADDR_PUBLIC },
	{ "192.0.0.8", ADDR_SPECIAL },
	{ "192.0.0.9", ADDR_PUBLIC },
	{ "192.0.2.1", ADDR_DOCUMENTATION },
	{ "192.31.196.1", ADDR_PUBLIC },
	{ "192.88.99.1", ADDR_SPECIAL },
	{ "192.168.0.1", ADDR_PRIVATE },
	{ "198.17.255.255", ADDR_PUBLIC },
	{ "198.18.0.0", ADDR_SPECIAL },
	{ "198.19.255.255", ADDR_SPECIAL },
	{ "198.51.100.7", ADDR_DOCUMENTATION },
	{ "203.0.113.7", ADDR_DOCUMENTATION },
	{ "223.255.255.255", ADDR_PUBLIC },
	{ "224.0.0.1", ADDR_MULTICAST },
	{ "240.0.0.1", ADDR_MULTICAST },
	{ "255.255.255.255", ADDR_MULTICAST },
	{ "2606:4700::1", ADDR_PUBLIC },
	{ "::", ADDR_UNSPECIFIED },
	{ "::1", ADDR_LOOPBACK },
	{ "::ffff:192.0.2.1", ADDR_V4_MAPPED },
	{ "64:ff9b::1", ADDR_PUBLIC },
	{ "64:ff9b:1::1", ADDR_SPECIAL },
	{ "100::1", ADDR_SPECIAL },
	{ "2001::1", ADDR_SPECIAL },
	{ "2001:1::1", ADDR_PUBLIC },
	{ "2001:1::4", ADDR_SPECIAL },
	{ "2001:20::1", ADDR_PUBLIC },
	{ "2001:200::1", ADDR_PUBLIC },
	{ "2001:db8::1", ADDR_DOCUMENTATION },
	{ "2002::1", ADDR_SPECIAL },
	{ "3fff:fff::1", ADDR_DOCUMENTATION },
	{ "3fff:1000::1", ADDR_PUBLIC },
	{ "fc00::1", ADDR_PRIVATE },
	{ "fdff::1", ADDR_PRIVATE },
	{ "fe80::1", ADDR_LINK_LOCAL },
	{ "febf::1", ADDR_LINK_LOCAL },
	{ "ff02::1", ADDR_MULTICAST },
};

START_TEST(knows_classes)
{
	struct addr addr;

	ck_assert(addr_parse(str_of(class_rows[_i].addr), &addr));
	ck_assert_msg(addr_class(&addr) == class_rows[_i].class, "%s", class_rows[_i].addr);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("addr");
	TCase *tc = tcase_create("addr");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, reads_and_prints, 0, (int)ARRAY_LEN(text_rows));
	tcase_add_loop_test(tc, reads_prefixes, 0, (int)ARRAY_LEN(prefix_rows));
	tcase_add_loop_test(tc, prefix_holds_addresses, 0, (int)ARRAY_LEN(contain_rows));
	tcase_add_test(tc, orders_addresses);
	tcase_add_loop_test(tc, reads_reverse_names, 0, (int)ARRAY_LEN(reverse_rows));
	tcase_add_loop_test(tc, knows_classes, 0, (int)ARRAY_LEN(class_rows));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
