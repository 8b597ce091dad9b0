/* tests/unit/test_egress.c -- the egress map: what is read, and what is said of slips */
#include "conf_text.h"

#include <stdio.h>
#include <time.h>

#include "conf/egress.h"

static const struct {
	const char *why, *text, *problems;
} rows[] = {
	{ "E01: a key that is nearly another",
	    "version: 1\n"
	    "host:\n"
	    "  mail.source.com: 4.3.2.1\n",
	    "2:1 [map-unknown-key] unknown key \"host\"; did you mean \"hosts\"?\n" },
	{ "E02: a key that another word stands for",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com:\n"
	    "    public_ip: 4.3.2.1\n",
	    "4:5 [map-unknown-key] hosts.\"mail.source.com\": unknown key \"public_ip\"; "
	    "did you mean \"external\"?\n" },
	{ "E03: a key given twice",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com:\n"
	    "    external: 4.3.2.1\n"
	    "    external: 4.3.2.2\n",
	    "5:5 [map-duplicate-key] hosts.\"mail.source.com\".external: given twice; "
	    "first at 4:5\n" },
	{ "E04: an octet out of range",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: 4.3.2.256\n",
	    "3:20 [map-address] hosts.\"mail.source.com\": expected an address, prefix or "
	    "range, got \"4.3.2.256\"; octet 256 is above 255\n" },
	{ "E05: a leading zero",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: 4.3.2.01\n",
	    "3:20 [map-address] hosts.\"mail.source.com\": got \"4.3.2.01\"; leading zero "
	    "is ambiguous, write 4.3.2.1\n" },
	{ "E06: host bits",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: 203.0.113.17/29\n",
	    "3:20 [map-address] hosts.\"mail.source.com\": host bits set in "
	    "\"203.0.113.17/29\"; the prefix is 203.0.113.16/29 (8 addresses), one address "
	    "is 203.0.113.17\n" },
	{ "E07: an IPv6 address that ends in a colon",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: 2001:db8::\n",
	    "3:29 [map-syntax] mapping values are not allowed in this context; an IPv6 "
	    "address that ends in \":\" must be quoted: \"2001:db8::\"\n" },
	{ "E08: the same as a list item",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com:\n"
	    "    - 2001:db8::\n",
	    "4:7 [map-type] hosts.\"mail.source.com\"[0]: expected an address or {address: "
	    "…}, got a mapping with key \"2001:db8:\"; quote the IPv6 address: "
	    "\"2001:db8::\"\n" },
	{ "E09: a tab",
	    "version: 1\n"
	    "hosts:\n"
	    "\tmail.source.com: 4.3.2.1\n",
	    "3:1 [map-syntax] tab character cannot start a token; indent with spaces\n" },
	{ "E10: two keys that exclude each other",
	    "version: 1\n"
	    "pools:\n"
	    "  nat: {external: 198.51.100.20}\n"
	    "hosts:\n"
	    "  mail.source.com: {external: 4.3.2.1, pool: nat}\n",
	    "5:40 [map-conflict] hosts.\"mail.source.com\".pool: \"pool\" and \"external\" "
	    "(5:21) exclude each other\n" },
	{ "E11: a pool that is nearly another",
	    "version: 1\n"
	    "pools:\n"
	    "  office-nat: {external: 198.51.100.20}\n"
	    "hosts:\n"
	    "  mail.source.com: {pool: ofice-nat}\n",
	    "5:27 [map-reference] hosts.\"mail.source.com\".pool: no pool \"ofice-nat\"; "
	    "did you mean \"office-nat\" (3:3)?\n" },
	{ "E14: a version to come",
	    "version: 2\n"
	    "hosts:\n"
	    "  mail.source.com: 4.3.2.1\n",
	    "1:10 [map-version] version: this ptrlint reads version 1, got 2; update "
	    "ptrlint or convert the map\n" },
	{ "E15: a list for a mapping",
	    "version: 1\n"
	    "hosts:\n"
	    "  - mail.source.com\n",
	    "3:3 [map-type] hosts: expected a mapping of host name to address, got a list; "
	    "write \"mail.source.com: 4.3.2.1\"\n" },
	{ "E16: names that are no host names",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail_1.source.com: 4.3.2.1\n"
	    "  mail: 4.3.2.2\n",
	    "3:3 [map-name] hosts.\"mail_1.source.com\": \"_\" is not allowed in a host "
	    "name\n"
	    "4:3 [map-name] hosts.\"mail\": expected a fully qualified name, got one "
	    "label\n" },
	{ "E17: an IPv4-mapped address",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: ::ffff:4.3.2.1\n",
	    "3:20 [map-address] hosts.\"mail.source.com\": IPv4-mapped IPv6 address; write "
	    "4.3.2.1\n" },
	{ "E18: an anchor",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: &m 4.3.2.1\n"
	    "  out.source.com: *m\n",
	    "3:20 [map-alias] anchors and aliases are not supported; write the value out "
	    "or use \"pools\"\n" },
	{ "E21: a pool too large",
	    "version: 1\n"
	    "pools:\n"
	    "  big: {external: 198.18.0.0/15}\n"
	    "hosts:\n"
	    "  mail.source.com: {pool: big}\n",
	    "3:19 [map-limit] pools.big.external: 131072 addresses, limit is 1024 "
	    "(lint.max_pool)\n" },
	{ "E22: no version",
	    "hosts:\n"
	    "  mail.source.com: 4.3.2.1\n",
	    "1:1 [map-missing-key] \"version\" is required; add \"version: 1\"\n" },
	{ "E23: the same in flow",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: {external: [2001:db8::]}\n",
	    "3:41 [map-syntax] found unexpected ':'; an IPv6 address that ends in \":\" "
	    "must be quoted: \"2001:db8::\"\n" },
	{ "E24: nothing at all", "# empty\n", "1:1 [map-type] expected a mapping, got nothing\n" },
	{ "E25: two documents",
	    "version: 1\n"
	    "---\n"
	    "version: 1\n",
	    "2:1 [map-syntax] only one document is allowed\n" },
	{ "a map of three lines",
	    "version: 1\n"
	    "hosts:\n"
	    "  mail.source.com: 4.3.2.1\n",
	    "" },
	{ "keys that moved to the project file",
	    "version: 1\n"
	    "ignore: []\n"
	    "views: {}\n"
	    "policy: {}\n",
	    "2:1 [map-unknown-key] unknown key \"ignore\"; how to run belongs in "
	    ".ptrlint.yaml\n"
	    "3:1 [map-unknown-key] unknown key \"views\"; how to run belongs in "
	    ".ptrlint.yaml\n"
	    "4:1 [map-unknown-key] unknown key \"policy\"; how to run belongs in "
	    ".ptrlint.yaml\n" },
	{ "keys of the user's own",
	    "version: 1\n"
	    "x-a: {b: [c]}\n"
	    "hosts:\n"
	    "  a.example.com: {external: 192.0.2.1, x-owner: team}\n",
	    "" },
	{ "several errors in one file",
	    "version: one\n"
	    "hosts:\n"
	    "  a: 1.2.3\n"
	    "  b.example.com: {dynamic: yes, helo: \"x{q}.example.com\", families: "
	    "[ipv5]}\n"
	    "  B.example.com.: 192.0.2.1\n"
	    "  b.example.com.: 192.0.2.2\n",
	    "1:10 [map-version] version: this ptrlint reads version 1, got one; update "
	    "ptrlint or convert the map\n"
	    "3:3 [map-name] hosts.\"a\": expected a fully qualified name, got one label\n"
	    "3:6 [map-address] hosts.\"a\": expected an address, prefix or range, got "
	    "\"1.2.3\"\n"
	    "4:28 [map-type] hosts.\"b.example.com\".dynamic: expected true or false, got "
	    "\"yes\"; did you mean true?\n"
	    "4:39 [map-name] hosts.\"b.example.com\".helo: expected a host name or a "
	    "template, got \"x{q}.example.com\"; in braces may stand n, a, b, c, d, ip, "
	    "host or domain, or {ptr} alone\n"
	    "4:70 [map-value] hosts.\"b.example.com\".families[0]: expected ipv4 or ipv6, "
	    "got \"ipv5\"; did you mean \"ipv4\"?\n"
	    "5:3 [map-duplicate-key] hosts.\"B.example.com.\": given twice; first at 4:3\n"
	    "6:3 [map-duplicate-key] hosts.\"b.example.com.\": given twice; first at 4:3\n" },
	{ "names that differ by case and final dot",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: 192.0.2.1\n"
	    "  A.Example.com.: 192.0.2.2\n",
	    "4:3 [map-duplicate-key] hosts.\"A.Example.com.\": given twice; first at 3:3\n" },
	{ "a range turned round",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: 192.0.2.9-192.0.2.1\n",
	    "3:18 [map-address] hosts.\"a.example.com\": range \"192.0.2.9-192.0.2.1\" "
	    "ends before it begins\n" },
	{ "a range of two families",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: 192.0.2.9-2001:db8::1\n",
	    "3:18 [map-address] hosts.\"a.example.com\": range \"192.0.2.9-2001:db8::1\" "
	    "mixes IPv4 and IPv6\n" },
	{ "a range that ends in nothing",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: 192.0.2.1-\n",
	    "3:18 [map-address] hosts.\"a.example.com\": expected an address, prefix or "
	    "range, got \"192.0.2.1-\"\n" },
	{ "a name for an address",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: mail.example.com\n",
	    "3:18 [map-address] hosts.\"a.example.com\": expected an address, prefix or "
	    "range, got \"mail.example.com\"; write the address, not a name\n" },
	{ "an address with zone id",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: fe80::1%eth0\n",
	    "3:18 [map-address] hosts.\"a.example.com\": expected an address, prefix or "
	    "range, got \"fe80::1%eth0\"; leave the zone id (%…) out\n" },
	{ "a prefix far too large",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: 2001:db8::/32\n",
	    "3:18 [map-limit] hosts.\"a.example.com\".external: 2^64 or more addresses, "
	    "limit is 1024 (lint.max_pool)\n" },
	{ "a sum that is too large",
	    "version: 1\n"
	    "pools:\n"
	    "  p: {external: [192.0.2.0/23, 198.51.100.0/23, 203.0.113.1]}\n",
	    "3:49 [map-limit] pools.p.external: 1025 addresses, limit is 1024 "
	    "(lint.max_pool)\n" },
	{ "an empty list",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: []\n",
	    "3:18 [map-type] hosts.\"a.example.com\": expected at least one address, got "
	    "an empty list\n" },
	{ "a list in a list",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: [[192.0.2.1]]\n",
	    "3:19 [map-type] hosts.\"a.example.com\"[0]: expected an address or {address: "
	    "…}, got a list\n" },
	{ "a mapping for an address",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: {external: [{ptr: b.example.com}]}\n",
	    "3:30 [map-missing-key] hosts.\"a.example.com\".external[0]: \"address\" is "
	    "required\n" },
	{ "a quoted number", "version: \"1\"\n",
	    "1:10 [map-version] version: this ptrlint reads version 1, got \"1\"; leave "
	    "the quotes out\n" },
	{ "a letter outside ASCII",
	    "version: 1\n"
	    "hosts:\n"
	    "  mäil.example.com: 192.0.2.1\n",
	    "3:3 [map-name] hosts.\"mäil.example.com\": expected a host name, got "
	    "\"mäil.example.com\"; write letters outside ASCII in their xn-- form\n" },
	{ "an address for a name",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: {external: 192.0.2.1, helo: 192.0.2.1}\n",
	    "3:46 [map-name] hosts.\"a.example.com\".helo: expected a host name, got "
	    "\"192.0.2.1\"\n" },
	{ "helo may be {ptr}, ptr may not",
	    "version: 1\n"
	    "pools:\n"
	    "  p: {external: 192.0.2.1, ptr: \"{ptr}\", helo: \"{ptr}\"}\n",
	    "3:33 [map-name] pools.p.ptr: expected a host name or a template, got "
	    "\"{ptr}\"; in braces may stand n, a, b, c, d, ip, host or domain\n" },
	{ "a template that makes no host name",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: {external: 192.0.2.1, ptr: \"-{n}.example.com\"}\n",
	    "3:45 [map-name] hosts.\"a.example.com\".ptr: expected a host name, got "
	    "\"-1.example.com\"\n" },
	{ "smart hosts",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: {smarthost: {spf: \"include:x.example\"}}\n"
	    "  b.example.com: {smarthost: {name: a.example.com, spf: all, fallback: "
	    "true}}\n",
	    "3:30 [map-missing-key] hosts.\"a.example.com\".smarthost: \"name\" is "
	    "required\n"
	    "4:57 [map-value] hosts.\"b.example.com\".smarthost.spf: expected an SPF "
	    "mechanism such as include:spf.isp.example, got \"all\"\n"
	    "4:62 [map-unknown-key] hosts.\"b.example.com\".smarthost: unknown key "
	    "\"fallback\"; "
	    "known here: name, spf, fallback_direct\n" },
	{ "no pools at all",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: {pool: p}\n",
	    "3:25 [map-reference] hosts.\"a.example.com\".pool: no pool \"p\"; the map has "
	    "no \"pools\"\n" },
	{ "a pool without external",
	    "version: 1\n"
	    "pools:\n"
	    "  p: {ptr: a.example.com}\n"
	    "  \"q r\": {external: 192.0.2.1}\n",
	    "3:6 [map-missing-key] pools.p: \"external\" is required\n"
	    "4:3 [map-name] pools.\"q r\": expected a pool name of letters, digits, \"-\" "
	    "and \"_\"\n" },
	{ "claims",
	    "version: 1\n"
	    "reverse:\n"
	    "  - prefix: 192.0.2.0/24\n"
	    "    owner: ISP\n"
	    "    claims:\n"
	    "      192.0.2.1: a.example.com\n"
	    "      198.51.100.1: b.example.com\n"
	    "      192.0.2.2: {checked: 2026-02-30}\n"
	    "      x: c.example.com\n",
	    "7:7 [map-address] reverse[0]: claim lies outside 192.0.2.0/24\n"
	    "8:18 [map-missing-key] reverse[0].claims.\"192.0.2.2\": \"ptr\" is required\n"
	    "8:28 [map-date] reverse[0].claims.\"192.0.2.2\".checked: expected YYYY-MM-DD, "
	    "got \"2026-02-30\"\n"
	    "9:7 [map-address] reverse[0].claims.x: expected an address, got \"x\"; write "
	    "the address, not a name\n" },
	{ "one prefix twice",
	    "version: 1\n"
	    "reverse:\n"
	    "  - {prefix: \"2001:db8::/32\", owner: us}\n"
	    "  - {prefix: \"2001:0db8::/32\", owner: ISP}\n"
	    "  - {prefix: 192.0.2.1/24}\n",
	    "4:14 [map-duplicate-key] reverse[1]: prefix 2001:db8::/32 is given twice; "
	    "first at 3:14\n"
	    "5:5 [map-missing-key] reverse[2]: \"owner\" is required\n"
	    "5:14 [map-address] reverse[2].prefix: host bits set in \"192.0.2.1/24\"; the "
	    "prefix is 192.0.2.0/24 (256 addresses), one address is 192.0.2.1\n" },
	{ "canonical names",
	    "version: 1\n"
	    "canonical:\n"
	    "  192.0.2.1: none\n"
	    "  2001:db8::1: a.example.com\n"
	    "  2001:db8:0::1: b.example.com\n"
	    "  192.0.2.3: a\n",
	    "5:3 [map-duplicate-key] canonical.\"2001:db8:0::1\": given twice; first at "
	    "4:3\n"
	    "6:14 [map-name] canonical.\"192.0.2.3\": expected a fully qualified name, got "
	    "one label\n" },
	{ "domains",
	    "version: 1\n"
	    "domains:\n"
	    "  example.com: {mail: non}\n"
	    "  example.net: {mx: []}\n"
	    "  example.org:\n"
	    "  example: {mail: none}\n",
	    "3:23 [map-value] domains.\"example.com\".mail: expected both, send, receive "
	    "or none, got \"non\"; did you mean \"none\"?\n"
	    "4:21 [map-type] domains.\"example.net\".mx: expected at least one host name, "
	    "got an empty list\n"
	    "6:3 [map-name] domains.example: expected a fully qualified name, got one "
	    "label\n" },
	{ "senders",
	    "version: 1\n"
	    "senders:\n"
	    "  - {name: News, domains: news.example.com, dkim: nl1}\n"
	    "  - {domains: [a_b.example.com]}\n",
	    "4:5 [map-missing-key] senders[1]: \"name\" is required\n"
	    "4:16 [map-name] senders[1].domains[0]: \"_\" is not allowed in a host name, "
	    "got \"a_b.example.com\"\n" },
	{ "senders as a mapping",
	    "version: 1\n"
	    "senders:\n"
	    "  name: x\n",
	    "3:3 [map-type] senders: expected a list of {name, domains}, got a mapping "
	    "with key \"name\"; begin each item with \"- \"\n" },
	{ "defaults",
	    "version: 1\n"
	    "defaults: {domains: example.com, families: ipv4, ttl: 3600}\n",
	    "" },
	{ "defaults that do not fit",
	    "version: 1\n"
	    "defaults: {domains: {}, families: [], ttl: 4294967296, mx: 1}\n",
	    "2:21 [map-type] defaults.domains: expected a host name, got an empty mapping\n"
	    "2:35 [map-type] defaults.families: expected at least one ipv4 or ipv6, got an "
	    "empty list\n"
	    "2:44 [map-value] defaults.ttl: expected a number from 0 to 2147483647, got "
	    "\"4294967296\"\n"
	    "2:56 [map-unknown-key] defaults: unknown key \"mx\"; known here: domains, families, ttl\n" },
	{ "aliases do not draw further complaints",
	    "version: 1\n"
	    "pools:\n"
	    "  p: {external: *x}\n"
	    "hosts:\n"
	    "  a.example.com: {pool: *y}\n",
	    "3:17 [map-alias] anchors and aliases are not supported; write the value out "
	    "or use \"pools\"\n" },
	{ "a list without blanks",
	    "version: 1\n"
	    "hosts:\n"
	    "  a.example.com: -192.0.2.1\n",
	    "3:18 [map-address] hosts.\"a.example.com\": expected an address, prefix or "
	    "range, got \"-192.0.2.1\"; a list item needs a blank after \"-\"\n" },
	{ "claims may stand in both families",
	    "version: 1\n"
	    "canonical:\n"
	    "  32.1.13.184: none\n"
	    "  2001:db8::: none\n",
	    "" },
};

START_TEST(slips_are_named)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct egress_map map;
	uint32_t file = source_add_text(s, "mail-egress.yaml", str_of(rows[_i].text));
	bool ok = egress_load(s, file, 1024, &map, &problems);

	ck_assert_msg(ok == (rows[_i].problems[0] == '\0'), "%s", rows[_i].why);
	egress_free(&map);
	expect_lines(s, &problems, rows[_i].why, rows[_i].problems);
}
END_TEST

static const char everything[] =
    "version: 1\n"
    "defaults:\n"
    "  domains: [source.com]\n"
    "  families: [ipv4, ipv6]\n"
    "reverse:\n"
    "  - {prefix: 4.3.2.0/24, owner: us}\n"
    "  - {prefix: \"2001:db8:10::/48\", owner: us}\n"
    "  - prefix: 198.51.100.64/26\n"
    "    owner: us\n"
    "    zone: 64-127.100.51.198.in-addr.arpa\n"
    "  - prefix: 203.0.113.0/24\n"
    "    owner: ISP B\n"
    "    contact: noc@isp-b.example\n"
    "    claims:\n"
    "      203.0.113.7: {ptr: mail-b.source.com, checked: 2026-11-01}\n"
    "pools:\n"
    "  lb-egress:\n"
    "    external: 198.51.100.80/29\n"
    "    exclude: [198.51.100.87]\n"
    "    ptr: \"out{n}.source.com\"\n"
    "    helo: \"{ptr}\"\n"
    "hosts:\n"
    "  mail.source.com:\n"
    "    internal: 10.10.10.1\n"
    "    external: 4.3.2.1\n"
    "    inbound: 209.54.61.76\n"
    "    helo: out.source.com\n"
    "  edge.source.com:\n"
    "  news1.source.com:\n"
    "    internal: 10.10.20.1\n"
    "    pool: lb-egress\n"
    "    domains: [news.source.com, source.com]\n"
    "  news2.source.com:\n"
    "    internal: 10.10.20.2\n"
    "    pool: lb-egress\n"
    "    domains: [news.source.com, source.com]\n"
    "  mx6.source.com:\n"
    "    external: [4.3.2.6, \"2001:db8:10::6\"]\n"
    "  dual.source.com:\n"
    "    internal: 10.10.10.9\n"
    "    external:\n"
    "      - {address: 4.3.2.9, label: ISP A}\n"
    "      - {address: 203.0.113.7, label: ISP B, ptr: mail-b.source.com,\n"
    "         helo: mail-b.source.com}\n"
    "  branch.source.com:\n"
    "    internal: 192.168.7.2\n"
    "    dynamic: true\n"
    "    smarthost: {name: relay.isp.example, spf: \"include:spf.isp.example\"}\n"
    "  app.source.com:\n"
    "    internal: 10.10.30.4\n"
    "    smarthost: mail.source.com\n"
    "    x-owner: team-app\n"
    "senders:\n"
    "  - name: Newsletter service\n"
    "    domains: [news.source.com]\n"
    "    spf: include:spf.newsletter.example\n"
    "    dkim: [nl1, nl2]\n"
    "domains:\n"
    "  source.com: {mail: both}\n"
    "  parked-source.com: {mail: none}\n"
    "  cloud.source.com: {mx: [smtp.google.com]}\n"
    "canonical:\n"
    "  4.3.2.80: www.source.com\n"
    "  4.3.2.254: none\n";

/* The text that a place points at. */
static bool
stands_at(struct sources *s, struct span span, const char *text)
{
	struct buf got = { 0 };
	bool same;

	ck_assert(source_copy(s, span.file, span.off, span.len, &got));
	same = str_equal(buf_view(&got), str_of(text));
	buf_free(&got);
	return same;
}

static void
check_hosts(struct sources *s, const struct egress_map *map)
{
	const struct egress_host *mail = &map->hosts[0], *news1 = &map->hosts[2];
	const struct egress_host *dual = &map->hosts[5], *branch = &map->hosts[6];
	char text[ADDR_TEXT_MAX];

	ck_assert_uint_eq(map->host_count, 8);
	ck_assert_str_eq(mail->name.text, "mail.source.com");
	ck_assert(stands_at(s, mail->name.span, "mail.source.com"));
	ck_assert_str_eq(addr_text(&mail->internal.items[0].addr, text), "10.10.10.1");
	ck_assert(stands_at(s, mail->external.items[0].addrs.span, "4.3.2.1"));
	ck_assert_uint_eq(mail->external.items[0].addrs.count, 1);
	ck_assert_uint_eq(mail->external.items[0].addrs.bits, 32);
	ck_assert_uint_eq(mail->inbound.count, 1);
	ck_assert_str_eq(mail->helo.text, "out.source.com");
	ck_assert_ptr_null(mail->ptr.text);
	ck_assert_uint_eq(map->hosts[1].external.count, 0);
	ck_assert_uint_eq(map->hosts[1].external.span.file, 0);
	ck_assert_ptr_eq(news1->in_pool, &map->pools[0]);
	ck_assert_uint_eq(news1->domains.count, 2);
	ck_assert(stands_at(s, map->hosts[4].external.items[1].addrs.span, "\"2001:db8:10::6\""));
	ck_assert_uint_eq(dual->external.count, 2);
	ck_assert_str_eq(dual->external.items[1].label.text, "ISP B");
	ck_assert_str_eq(dual->external.items[1].ptr.text, "mail-b.source.com");
	ck_assert(branch->dynamic.value && branch->dynamic.given);
	ck_assert(stands_at(s, branch->dynamic.span, "true"));
	ck_assert_str_eq(branch->smarthost->name.text, "relay.isp.example");
	ck_assert_str_eq(branch->smarthost->spf.text, "include:spf.isp.example");
	ck_assert(!branch->smarthost->fallback_direct.value);
	ck_assert_str_eq(map->hosts[7].smarthost->name.text, "mail.source.com");
}

START_TEST(everything_is_read)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct egress_map map;
	const struct egress_pool *pool;
	char text[ADDR_TEXT_MAX];

	ck_assert(
	    egress_load(s, source_add_text(s, "m", str_of(everything)), 1024, &map, &problems));
	ck_assert_str_eq(map.defaults.domains.items[0].text, "source.com");
	ck_assert_int_eq(map.defaults.families.value, EGRESS_IPV4 | EGRESS_IPV6);
	check_hosts(s, &map);
	pool = &map.pools[0];
	ck_assert_uint_eq(map.pool_count, 1);
	ck_assert_uint_eq(pool->external.items[0].addrs.count, 8);
	ck_assert_str_eq(addr_text(&pool->external.items[0].addrs.last, text), "198.51.100.87");
	ck_assert_uint_eq(pool->exclude.count, 1);
	ck_assert_str_eq(pool->ptr.text, "out{n}.source.com");
	ck_assert_str_eq(pool->helo.text, "{ptr}");
	ck_assert_uint_eq(map.reverse_count, 4);
	ck_assert(map.reverse[0].ours && !map.reverse[3].ours);
	ck_assert_str_eq(map.reverse[2].zone.text, "64-127.100.51.198.in-addr.arpa.");
	ck_assert_uint_eq(map.reverse[3].claim_count, 1);
	ck_assert_str_eq(map.reverse[3].claims[0].ptr.items[0].text, "mail-b.source.com");
	ck_assert(stands_at(s, map.reverse[3].claims[0].address.span, "203.0.113.7"));
	ck_assert_int_eq(map.reverse[3].claims[0].checked.days, 20758); /* 2026-11-01 */
	ck_assert_uint_eq(map.sender_count, 1);
	ck_assert_uint_eq(map.senders[0].dkim.count, 2);
	ck_assert_uint_eq(map.domain_count, 3);
	ck_assert_int_eq(map.domains[1].mail.value, EGRESS_NONE);
	ck_assert_str_eq(map.domains[2].mx.items[0].text, "smtp.google.com");
	ck_assert_uint_eq(map.canonical_count, 2);
	ck_assert_str_eq(map.canonical[0].name.text, "www.source.com");
	ck_assert_ptr_null(map.canonical[1].name.text);
	egress_free(&map);
	conf_problems_free(&problems);
	sources_free(s);
}
END_TEST

static const struct {
	const char *text;
	uint64_t count;
} size_rows[] = {
	{ "192.0.2.1", 1 },
	{ "192.0.2.0/24", 256 },
	{ "0.0.0.0/0", (uint64_t)1 << 32 },
	{ "192.0.2.250-192.0.3.5", 12 },
	{ "\"2001:db8::/65\"", (uint64_t)1 << 63 },
	{ "\"2001:db8::/64\"", UINT64_MAX },
	{ "2001:db8::ffff-2001:db8::1:1", 3 },
	{ "2001:db8::-2001:db8:0:0:ffff:ffff:ffff:ffff", UINT64_MAX },
	{ "2001:db8::1-2001:db8:0:1::0", UINT64_MAX },
	{ "\"::1\"", 1 },
};

START_TEST(addresses_are_counted)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct egress_map map;
	char text[128];

	snprintf(text, sizeof text, "version: 1\nhosts: {a.example.com: {external: %s}}\n",
	    size_rows[_i].text);
	ck_assert(egress_load(s, source_add_text(s, "m", str_of(text)), UINT64_MAX, &map,
	              &problems) == (size_rows[_i].count <= EGRESS_ADDRESSES_MAX));
	ck_assert_uint_eq(map.host_count, 1);
	ck_assert_msg(map.hosts[0].external.items[0].addrs.count == size_rows[_i].count, "%s",
	    size_rows[_i].text);
	egress_free(&map);
	conf_problems_free(&problems);
	sources_free(s);
}
END_TEST

/* A hundred thousand of a thing, right or wrong, in reasonable time. */
static const char *const many_rows[] = {
	"  m%u.example.com: 192.0.2.1\n",
	"  m%u.example.com: {pool: pool%u}\n",
	"  m%u.example.com: {unknown%u: 1}\n",
};

START_TEST(many_hosts_are_quick)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct egress_map map;
	struct buf text = { 0 };
	clock_t begin;
	bool ok;

	buf_text(&text, "version: 1\nhosts:\n");
	for (unsigned i = 0; i < 100000; i++) {
		char line[80];

		/* the rows are ours, and have two numbers at most */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(line, sizeof line, many_rows[_i], i, i);
#pragma GCC diagnostic pop
		buf_text(&text, line);
	}
	if (_i == 1)
		buf_text(&text, "pools:\n");
	for (unsigned i = 0; i < 20000 && _i == 1; i++)
		buf_put(&text, "  pool%ux: {external: 192.0.2.1}\n", i);
	begin = clock();
	ok = egress_load(s, source_add_text(s, "m", buf_view(&text)), 1024, &map, &problems);
	ck_assert((double)(clock() - begin) / CLOCKS_PER_SEC < 5);
	ck_assert(ok == (_i == 0));
	ck_assert_uint_eq(map.host_count, 100000);
	ck_assert_uint_eq(problems.count, _i == 0 ? 0 : CONF_PROBLEMS_MAX);
	ck_assert_uint_eq(problems.dropped, _i == 0 ? 0 : 100000 - CONF_PROBLEMS_MAX);
	egress_free(&map);
	conf_problems_free(&problems);
	sources_free(s);
	buf_free(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("egress");
	TCase *tc = tcase_create("egress");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, slips_are_named, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(tc, everything_is_read);
	tcase_add_loop_test(tc, addresses_are_counted, 0, (int)ARRAY_LEN(size_rows));
	tcase_add_loop_test(tc, many_hosts_are_quick, 0, (int)ARRAY_LEN(many_rows));
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
