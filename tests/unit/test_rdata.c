/* tests/unit/test_rdata.c -- RDATA: what is read, what is refused and with which words, printing */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "../diff/rdata_tokens.h"
#include "dns/rrtype.h"

#define HEX20 "2bb183af5f22588179a53b0a98631fad1a292118"
#define HEX32 "d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"
#define HEX48 HEX32 "d2abde240d7cd3ee6b4b28c54df034b9"
#define X50   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X255  X50 X50 X50 X50 X50 "xxxxx"

static struct token tokens[TOKENS_MAX];
static uint8_t wire[RDATA_MAX];

/* What the reader said last, and how often. */
struct said {
	unsigned fatal, remarks;
	enum problem problem, remark;
	size_t token;
	uint32_t at, len;
	char sentence[600];
};

static void
complain(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	struct said *said = arg;

	if (problem >= PROBLEM_FILE_BOM) {
		said->remarks++;
		said->remark = problem;
		return;
	}
	said->fatal++;
	said->problem = problem;
	said->token = token;
	said->at = at;
	said->len = len;
	snprintf(said->sentence, sizeof said->sentence, "%s", sentence);
}

/* "MX 10 mail": the type, then the RDATA. */
static bool
parse(const char *text, uint16_t *type, size_t *len, struct said *said)
{
	static const struct dname origin = { .len = 9, .wire = "\7example" };
	struct rdata_sink sink = { complain, said };
	size_t name = strcspn(text, " "), count;

	*said = (struct said){ .fatal = 0 };
	ck_assert_msg(rrtype_parse((struct str){ text, name }, type), "%s", text);
	ck_assert_msg(tokens_split(str_of(text + name), tokens, &count), "%s", text);
	return rdata_parse(*type, tokens, count, &origin, wire, len, &sink);
}

/* What is read, and what it is printed as; NULL: as it was read. */
static const struct {
	const char *text, *printed;
} good_rows[] = {
	{ "A 192.0.2.1", NULL },
	{ "NS ns1", "ns1.example." },
	{ "NS @", "example." },
	{ "CNAME WWW.Example.COM.", "www.example.com." },
	{ "SOA ns a\\.b 2026010101 1h 30m 2w 300",
	    "ns.example. a\\.b.example. 2026010101 3600 1800 1209600 300" },
	{ "SOA . . 4294967295 0 0 0 4294967295", NULL },
	{ "PTR .", NULL },
	{ "MX 0 .", NULL },
	{ "MX 00010 a", "10 a.example." },
	{ "TXT a \"b c\" \"\"", "\"a\" \"b c\" \"\"" },
	{ "TXT @", "\"@\"" },
	{ "TXT \\# a", "\"#\" \"a\"" },
	{ "TXT \\# 3 026162", "\"ab\"" },
	{ "TXT \"\\\"\\\\\\000;\\233\"", "\"\\\"\\\\\\000;\\233\"" },
	{ "TXT \"" X255 "\"", NULL },
	{ "AAAA 2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
	{ "SRV 0 5 5060 sip.example.", NULL },
	{ "DS 60485 RSASHA1 SHA-1 2BB183AF5F22588179A5 3B0A98631FAD1A292118", "60485 5 1 " HEX20 },
	{ "DS 1 8 2 " HEX32, NULL },
	{ "DS 1 8 4 " HEX48, NULL },
	{ "DS 1 8 200 aa", NULL },
	{ "DNAME example.net.", NULL },
	{ "RRSIG A 5 3 86400 20030322173103 1045762263 2642 example. AQID",
	    "A 5 3 86400 20030322173103 20030220173103 2642 example. AQID" },
	{ "RRSIG TYPE65280 8 1 1 20240229235959 21060207062815 1 a. AQID",
	    "TYPE65280 8 1 1 20240229235959 21060207062815 1 a. AQID" },
	{ "RRSIG DSYNC 8 1 1 19691231235959 21060207062816 1 a. AQ==",
	    "TYPE66 8 1 1 21060207062815 19700101000000 1 a. AQ==" },
	{ "NSEC a. mx A TYPE1234 TYPE15", "a. A MX TYPE1234" },
	{ "NSEC3 1 1 12 AABB 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A",
	    "1 1 12 aabb 2t7b4g4vsa5smi47k61mv5bv1a22bojr A" },
	{ "NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr", NULL },
	{ "NSEC3PARAM 1 0 0 -", NULL },
	{ "DNSKEY ZONE DNSSEC ECDSAP256SHA256 AQ ID", "256 3 13 AQID" },
	{ "KEY NOKEY 3 5", "49152 3 5" },
	{ "KEY HOST|SIG1 ALL 5 AQID", "513 255 5 AQID" },
	{ "CAA 128 ISSUE \";\"", NULL },
	{ "CAA 0 issue \"\"", NULL },
	{ "WKS 192.0.2.1 TCP smtp 80", "192.0.2.1 6 25 80" },
	{ "HINFO PC \"\"", "\"PC\" \"\"" },
	{ "X25 311061700956", "\"311061700956\"" },
	{ "ISDN 1 2", "\"1\" \"2\"" },
	{ "ISDN 1", "\"1\"" },
	{ "NSAP 0X47.0005", "0x470005" },
	{ "SIG A 5 1 1 20260101000000 20250101000000 1 . AQID", NULL },
	{ "LOC 42 21 54 N 71 06 18 W -24m 30m",
	    "42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m" },
	{ "LOC 90 S 180 E 42849672.95 90000000 0.01 0.5",
	    "90 0 0.000 S 180 0 0.000 E 42849672.95m 90000000m 0.01m 0.50m" },
	{ "LOC 0 N 0 E -100000 12.34m", "0 0 0.000 N 0 0 0.000 E -100000.00m 10m 10000m 10m" },
	{ "NXT a. A 2 TYPE127", "a. A NS TYPE127" },
	{ "NXT a.", NULL },
	{ "EID 12 AF", "12af" },
	{ "ATMA +358.400", "+358400" },
	{ "ATMA 39.24", "3924" },
	{ "NAPTR 100 10 U E2U+sip \"!^(.*)$!sip:\\\\1@a!i\" .",
	    "100 10 \"U\" \"E2U+sip\" \"!^(.*)$!sip:\\\\1@a!i\" ." },
	{ "NAPTR 1 1 \"\" \"\" \"\" a.", NULL },
	{ "CERT PKIX 65535 0 AQID", "1 65535 0 AQID" },
	{ "A6 64 2001:db8::1 a.", "64 ::1 a." },
	{ "A6 0 ::1", NULL },
	{ "A6 128 a.", NULL },
	{ "SINK 1 2 3", NULL },
	{ "APL", "" },
	{ "APL 1:192.0.2.0/24 !2:2001:DB8::/32", "1:192.0.2.0/24 !2:2001:db8::/32" },
	{ "APL 1:0.0.0.0/0", NULL },
	{ "SSHFP 4 2 " HEX32, NULL },
	{ "IPSECKEY 10 0 2 . AQID", NULL },
	{ "IPSECKEY 10 1 2 192.0.2.1 AQID", NULL },
	{ "IPSECKEY 10 2 2 2001:db8::1 AQID", NULL },
	{ "IPSECKEY 10 3 2 gw.example. AQ ID", "10 3 2 gw.example. AQID" },
	{ "TLSA 3 1 1 " HEX32, NULL },
	{ "TLSA 3 1 0 aabb", NULL },
	{ "HIP 2 200100107B1A AQID a. b.", "2 200100107b1a AQID a. b." },
	{ "CDS 0 0 0 00", NULL },
	{ "CDNSKEY 0 3 0 AA==", NULL },
	{ "CSYNC 66 3", NULL },
	{ "ZONEMD 1 1 1 " HEX48, NULL },
	{ "ZONEMD 1 1 9 000000000000000000000000", NULL },
	{ "HTTPS 1 . port=443 alpn=\"h2,h3\" no-default-alpn",
	    "1 . alpn=\"h2,h3\" no-default-alpn port=443" },
	{ "SVCB 1 a. mandatory=port,alpn alpn=h2 port=8443 key1234",
	    "1 a. mandatory=alpn,port alpn=\"h2\" port=8443 key1234" },
	{ "SVCB 1 a. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", NULL }, /* RFC 9460 appendix D.2 */
	{ "SVCB 1 a. key3=\\001\\187 key4=\\192\\000\\002\\001",
	    "1 a. port=443 ipv4hint=192.0.2.1" },
	{ "SVCB 1 a. ipv6hint=2001:DB8::1,::2 ech=AQID", "1 a. ech=AQID ipv6hint=2001:db8::1,::2" },
	{ "SVCB 1 a. dohpath=/q{?dns} ohttp", "1 a. key7=\"/q{?dns}\" key8" },
	{ "SVCB 1 a. tls-supported-groups=29,23 docpath=a,b",
	    "1 a. key9=\"\\000\\029\\000\\023\" key10=\"\\001a\\001b\"" },
	{ "SVCB 0 a.", NULL },
	{ "SVCB 1 a. key667=\"hello\\210qoo\"", NULL },
	{ "DSYNC CDS NOTIFY 5359 a.", "CDS 1 5359 a." },
	{ "NID 10 0014:4FFF:ff20:ee64", "10 14:4fff:ff20:ee64" },
	{ "L32 10 10.1.2.0", NULL },
	{ "EUI48 00-00-5E-00-53-2A", "00-00-5e-00-53-2a" },
	{ "EUI64 00-00-5e-ef-10-00-00-2a", NULL },
	{ "URI 10 1 \"ftp://a/b\"", NULL },
	{ "DOA 1 2 3 \"\" -", NULL },
	{ "AMTRELAY 10 1 2 2001:db8::15", NULL },
	{ "AMTRELAY 10 0 0 .", NULL },
	{ "IPN 18446744073709551615", NULL },
	{ "ALIAS a", "a.example." },
	{ "TYPE65280 \\# 4 0a0 000 01", "\\# 4 0a000001" },
	{ "TYPE65280 \\# 0", NULL },
	{ "NULL \\# 1 ff", NULL },
	{ "DELEG \\# 1 ff", NULL },
};

START_TEST(reads_and_prints)
{
	const char *text = good_rows[_i].text;
	const char *want = good_rows[_i].printed;
	struct buf printed = { 0 }, again = { 0 };
	struct said said;
	uint16_t type;
	size_t len = 0;

	if (want == NULL)
		want = text + strcspn(text, " ") + 1;
	ck_assert_msg(parse(text, &type, &len, &said), "%s: %s", text, said.sentence);
	ck_assert_uint_eq(said.fatal, 0);
	ck_assert_msg(rdata_check(type, wire, len), "%s: the check refuses it", text);
	rdata_print(type, wire, len, &printed);
	ck_assert_msg(str_equal(buf_view(&printed), str_of(want)), "%s: printed %.*s", text,
	    (int)printed.len, printed.ptr);
	/* printing is appending, and the first field has no blank before it */
	buf_text(&again, "x ");
	rdata_print(type, wire, len, &again);
	ck_assert_uint_eq(again.len, printed.len + 2);
	buf_free(&printed);
	buf_free(&again);
}
END_TEST

/* What is refused: where, and a part of the sentence. */
static const struct {
	const char *text;
	enum problem problem;
	size_t token;
	const char *sentence;
} bad_rows[] = {
	{ "A 192.0.2.300", PROBLEM_A_INVALID, 0, "octet 300 is over 255" },
	{ "A 192.0.2", PROBLEM_A_INVALID, 0, "it has 3 octets, wanted 4" },
	{ "A 192.0.2.1.5", PROBLEM_A_INVALID, 0, "it has 5 octets, wanted 4" },
	{ "A 192.0.2.01", PROBLEM_A_INVALID, 0, "octet 01 has a leading zero" },
	{ "A 192.0..1", PROBLEM_A_INVALID, 0, "octet 3 is empty" },
	{ "A host", PROBLEM_A_INVALID, 0, "\"h\" is no digit" },
	{ "A 2001:db8::1", PROBLEM_A_INVALID, 0, "is an IPv6 address" },
	{ "A \"192.0.2.1\"", PROBLEM_A_INVALID, 0, "is quoted" },
	{ "A", PROBLEM_RDATA_MISSING, 0, "address is missing, A wants address" },
	{ "A 192.0.2.1 192.0.2.2", PROBLEM_RDATA_TRAILING, 1, "\"192.0.2.2\" is too much" },
	{ "AAAA 192.0.2.1", PROBLEM_AAAA_INVALID, 0, "is an IPv4 address" },
	{ "AAAA fe80::1%eth0", PROBLEM_AAAA_INVALID, 0, "zone id" },
	{ "AAAA 1::2::3", PROBLEM_AAAA_INVALID, 0, "\"::\" stands twice" },
	{ "AAAA 2001:db8::12345", PROBLEM_AAAA_INVALID, 0, "more than four digits" },
	{ "AAAA 1:2:3", PROBLEM_AAAA_INVALID, 0, "it has 3 groups, wanted 8" },
	{ "AAAA 2001:db8::g", PROBLEM_AAAA_INVALID, 0, "\"g\" is no hex digit" },
	{ "MX 65536 a", PROBLEM_NUMBER_RANGE, 0,
	    "preference is 65536, wanted a number from 0 to 65535" },
	{ "MX 70000 a", PROBLEM_NUMBER_RANGE, 0, "70000" },
	{ "MX -1 a", PROBLEM_NUMBER_RANGE, 0, "-1" },
	{ "MX +1 a", PROBLEM_RDATA_INVALID, 0, "preference is +1" },
	{ "MX 0x10 a", PROBLEM_RDATA_INVALID, 0, "0x10" },
	{ "MX 99999999999999999999999 a", PROBLEM_NUMBER_RANGE, 0, "wanted a number" },
	{ "MX \"10\" a", PROBLEM_RDATA_INVALID, 0, "preference is quoted" },
	{ "MX mail", PROBLEM_RDATA_INVALID, 0, "preference is mail" },
	{ "MX 10", PROBLEM_RDATA_MISSING, 1, "exchange is missing, MX wants preference exchange" },
	{ "MX", PROBLEM_RDATA_MISSING, 0, "preference is missing" },
	{ "MX 10 a b", PROBLEM_RDATA_TRAILING, 2, "\"b\" is too much, MX ends with exchange" },
	{ "MX 10 a..b", PROBLEM_LABEL_EMPTY, 1, "exchange has an empty label" },
	{ "MX 10 \"\"", PROBLEM_LABEL_EMPTY, 1, "exchange is empty" },
	{ "MX 10 a\\256", PROBLEM_ESCAPE_INVALID, 1, "escape \\256" },
	{ "MX 10 " X50 X50, PROBLEM_LABEL_TOO_LONG, 1, "more than 63 octets" },
	{ "MX 10 " X50 "." X50 "." X50 "." X50 "." X50, PROBLEM_NAME_TOO_LONG, 1, "255" },
	{ "SRV 0 0 99999 a", PROBLEM_NUMBER_RANGE, 2, "port is 99999" },
	{ "CAA 256 issue a", PROBLEM_NUMBER_RANGE, 0,
	    "flags is 256, wanted a number from 0 to 255" },
	{ "CAA 0 iss-ue a", PROBLEM_RDATA_INVALID, 1, "tag is iss-ue, wanted letters and digits" },
	{ "CAA 0 issue", PROBLEM_RDATA_MISSING, 2, "value is missing, CAA wants flags tag value" },
	{ "DS 65536 5 1 " HEX20, PROBLEM_NUMBER_RANGE, 0, "key-tag is 65536" },
	{ "DS 1 5 1 " HEX20 "aa", PROBLEM_DIGEST_LENGTH, 3, "digest has 21 octets, wanted 20" },
	{ "DS 1 5 2 " HEX20, PROBLEM_DIGEST_LENGTH, 3, "wanted 32" },
	{ "DS 1 5 4 " HEX32, PROBLEM_DIGEST_LENGTH, 3, "wanted 48" },
	{ "DS 1 5 9 abc", PROBLEM_RDATA_HEX_ODD, 3, "odd number" },
	{ "DS 1 5 9 abxx", PROBLEM_RDATA_INVALID, 3, "digest has \"x\", wanted hex digits" },
	{ "DS 1 BOGUS 1 " HEX20, PROBLEM_RDATA_INVALID, 1, "algorithm is BOGUS" },
	{ "TLSA 3 1 1 abc", PROBLEM_RDATA_HEX_ODD, 3, "association-data" },
	{ "TLSA 3 1 1 abcd", PROBLEM_DIGEST_LENGTH, 3, "2 octets, wanted 32" },
	{ "TLSA 3 1 2 " HEX32, PROBLEM_DIGEST_LENGTH, 3, "wanted 64" },
	{ "SSHFP 1 1 abc", PROBLEM_RDATA_HEX_ODD, 2, "fingerprint" },
	{ "SSHFP 1 2 " HEX20, PROBLEM_DIGEST_LENGTH, 2, "20 octets, wanted 32" },
	{ "ZONEMD 1 1 1 " HEX32, PROBLEM_DIGEST_LENGTH, 3, "wanted 48" },
	{ "ZONEMD 1 1 9 aabb", PROBLEM_DIGEST_LENGTH, 3, "wanted at least 12" },
	{ "SOA a b 4294967296 1 1 1 1", PROBLEM_SOA_SERIAL_RANGE, 2, "serial is 4294967296" },
	{ "SOA a b -1 1 1 1 1", PROBLEM_SOA_SERIAL_SYNTAX, 2, "serial is -1, wanted digits only" },
	{ "SOA a b 1h 1 1 1 1", PROBLEM_SOA_SERIAL_SYNTAX, 2, "1h" },
	{ "SOA a b 2026.1 1 1 1 1", PROBLEM_SOA_SERIAL_SYNTAX, 2, "2026.1" },
	{ "SOA a b 1 4294967296 1 1 1", PROBLEM_TTL_OVERFLOW, 3, "refresh" },
	{ "SOA a b 1 1 1h30 1 1", PROBLEM_TTL_UNIT_INCOMPLETE, 4, "retry" },
	{ "SOA a b 1 1 1 1y 1", PROBLEM_TTL_SYNTAX, 5, "expire" },
	{ "SOA a b 1 1 1 1", PROBLEM_RDATA_MISSING, 6,
	    "minimum is missing, SOA wants mname rname" },
	{ "TXT", PROBLEM_TXT_EMPTY, 0, "no string" },
	{ "TXT \"" X255 "x\"", PROBLEM_TXT_STRING_TOO_LONG, 0, "256 octets, wanted at most 255" },
	{ "TXT a " X255 "x", PROBLEM_TXT_STRING_TOO_LONG, 1, "256" },
	{ "TXT a\\25", PROBLEM_ESCAPE_INVALID, 0, "escape \\25" },
	{ "HINFO a " X255 "x", PROBLEM_RDATA_INVALID, 1, "os has 256 octets" },
	{ "NSEC a. BOGUS", PROBLEM_RDATA_INVALID, 1, "BOGUS in types is no record type" },
	{ "NSEC a. A 15", PROBLEM_RDATA_INVALID, 2, "15" },
	{ "NSEC a. TYPE65536", PROBLEM_RDATA_INVALID, 1, "TYPE65536" },
	{ "NSEC a.", PROBLEM_RDATA_MISSING, 1, "types is missing" },
	{ "CSYNC 1 65536", PROBLEM_NUMBER_RANGE, 1, "flags is 65536" },
	{ "RRSIG A 5 1 1 20230231000000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a day that" },
	{ "RRSIG A 5 1 1 20230229000000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a day that" },
	{ "RRSIG A 5 1 1 21000229000000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a day that" },
	{ "RRSIG A 5 1 1 20231301000000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a month" },
	{ "RRSIG A 5 1 1 20230101240000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "an hour" },
	{ "RRSIG A 5 1 1 20230101006000 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a minute" },
	{ "RRSIG A 5 1 1 20230101000061 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "a second" },
	{ "RRSIG A 5 1 1 4294967296 0 1 a. AQID", PROBLEM_NUMBER_RANGE, 4, "4294967296" },
	{ "RRSIG A 5 1 1 2023010100000 0 1 a. AQID", PROBLEM_RDATA_INVALID, 4, "YYYYMMDDHHMMSS" },
	{ "RRSIG A 5 1 1h 0 0 1 a. AQID", PROBLEM_RDATA_INVALID, 3, "original-ttl" },
	{ "RRSIG A 5 1 1 0 0 1 a.b. AQID", PROBLEM_NUMBER_RANGE, 7, "at most 1 labels" },
	{ "RRSIG A 5 1 1 0 0 1 a. AQI", PROBLEM_RDATA_HEX_ODD, 8, "inside a group" },
	{ "RRSIG A 5 1 1 0 0 1 a. AR==", PROBLEM_RDATA_HEX_ODD, 8, "wanted base64" },
	{ "SIG A 5 1 1 0 0 1 . AQID", PROBLEM_RDATA_INVALID, 4, "YYYYMMDDHHMMSS" },
	{ "DNSKEY 256 3 5", PROBLEM_RDATA_MISSING, 3, "public-key is missing" },
	{ "DNSKEY 65536 3 5 AQID", PROBLEM_NUMBER_RANGE, 0, "flags is 65536" },
	{ "DNSKEY 256 3 5 AQ== ID==", PROBLEM_RDATA_TRAILING, 4, "too much" },
	{ "RKEY 1 3 5 AQID", PROBLEM_NUMBER_RANGE, 0, "flags is 1, wanted 0" },
	{ "NSEC3 1 0 0 - 2t7b", PROBLEM_RDATA_HEX_ODD, 4, "inside an octet" },
	{ "NSEC3 1 0 0 - 64", PROBLEM_DIGEST_LENGTH, 4, "20 octets" },
	{ "NSEC3 1 0 65536 - 64", PROBLEM_NUMBER_RANGE, 2, "iterations is 65536" },
	{ "NSEC3PARAM 1 0 0 abc", PROBLEM_RDATA_HEX_ODD, 3, "salt" },
	{ "LOC 91 N 0 E 0", PROBLEM_NUMBER_RANGE, 0, "latitude is 91" },
	{ "LOC 90 0 0.001 N 0 E 0", PROBLEM_NUMBER_RANGE, 3, "over 90 degrees" },
	{ "LOC 0 60 N 0 E 0", PROBLEM_NUMBER_RANGE, 1, "latitude is 60" },
	{ "LOC 0 0 60 N 0 E 0", PROBLEM_NUMBER_RANGE, 2, "59.999" },
	{ "LOC 0 N 181 E 0", PROBLEM_NUMBER_RANGE, 2, "longitude is 181" },
	{ "LOC 0 N 0 E 42849672.96m", PROBLEM_NUMBER_RANGE, 4, "altitude" },
	{ "LOC 0 N 0 E -100000.01m", PROBLEM_NUMBER_RANGE, 4, "altitude" },
	{ "LOC 0 N 0 E 0 90000000.01m", PROBLEM_NUMBER_RANGE, 5, "size" },
	{ "LOC 0 N 0 E 1.234", PROBLEM_RDATA_INVALID, 4, "two decimals" },
	{ "LOC 0 N 0 E", PROBLEM_RDATA_MISSING, 4, "altitude is missing" },
	{ "LOC 0 0 0 X 0 E 0", PROBLEM_RDATA_INVALID, 3, "N or S" },
	{ "APL 1:192.0.2.0/33", PROBLEM_NUMBER_RANGE, 0, "0 to 32" },
	{ "APL 3:aa/1", PROBLEM_RDATA_INVALID, 0, "family 1 or 2" },
	{ "APL 1:192.0.2.0/24x", PROBLEM_NUMBER_RANGE, 0, "length" },
	{ "APL 192.0.2.0/24", PROBLEM_RDATA_INVALID, 0, "[!]family:address/length" },
	{ "NAPTR 1 1 s a \"!a!b\" .", PROBLEM_RDATA_INVALID, 4, "delimiter" },
	{ "NAPTR 1 1 s a \"!(a!b!\" .", PROBLEM_RDATA_INVALID, 4, "regular expression" },
	{ "NAPTR 1 1 s a \"!a!\\\\1!\" .", PROBLEM_RDATA_INVALID, 4, "back-references" },
	{ "X25 123", PROBLEM_RDATA_INVALID, 0, "four or more digits" },
	{ "IPSECKEY 10 4 2 a AQID", PROBLEM_NUMBER_RANGE, 1, "gateway-type is 4, wanted 0 to 3" },
	{ "IPSECKEY 10 0 2 a AQID", PROBLEM_RDATA_INVALID, 3, "behind type 0" },
	{ "IPSECKEY 10 1 2 ::1 AQID", PROBLEM_A_INVALID, 3, "IPv6" },
	{ "AMTRELAY 10 2 0 .", PROBLEM_NUMBER_RANGE, 1, "discovery-optional is 2" },
	{ "AMTRELAY 10 0 4 .", PROBLEM_NUMBER_RANGE, 2, "relay-type is 4" },
	{ "HIP 2 20", PROBLEM_RDATA_MISSING, 2, "public-key is missing, HIP wants algorithm hit" },
	{ "A6 129 ::1 a", PROBLEM_NUMBER_RANGE, 0, "prefix-length is 129" },
	{ "WKS 192.0.2.1 tcp bogus", PROBLEM_RDATA_INVALID, 2, "services is bogus" },
	{ "NXT a. TYPE128", PROBLEM_NUMBER_RANGE, 1, "128" },
	{ "EUI48 00-00-5e-00-53-2aX", PROBLEM_RDATA_INVALID, 0, "6 pairs" },
	{ "EUI64 00-00-5e-00-53-2a", PROBLEM_RDATA_INVALID, 0, "8 pairs" },
	{ "NID 1 14:4f:ff20", PROBLEM_RDATA_INVALID, 1, "four groups" },
	{ "IPN 18446744073709551616", PROBLEM_NUMBER_RANGE, 0, "node" },
	{ "SVCB 1 a. port=65536", PROBLEM_RDATA_INVALID, 2, "port is 65536" },
	{ "SVCB 1 a. port=80 port=81", PROBLEM_RDATA_INVALID, 3, "port stands twice" },
	{ "SVCB 1 a. alpn=", PROBLEM_RDATA_INVALID, 2, "alpn has no value" },
	{ "SVCB 1 a. alpn=h2,,h3", PROBLEM_RDATA_INVALID, 2, "alpn is h2,,h3" },
	{ "SVCB 1 a. bogus=1", PROBLEM_RDATA_INVALID, 2, "bogus is no parameter key" },
	{ "SVCB 1 a. key65536=1", PROBLEM_RDATA_INVALID, 2, "no parameter key" },
	{ "SVCB 1 a. no-default-alpn", PROBLEM_RDATA_INVALID, 2, "without alpn" },
	{ "SVCB 1 a. mandatory=port", PROBLEM_RDATA_INVALID, 2, "mandatory lists port" },
	{ "SVCB 1 a. mandatory=mandatory", PROBLEM_RDATA_INVALID, 2, "other than mandatory" },
	{ "SVCB 1 a. mandatory=alpn,alpn alpn=a", PROBLEM_RDATA_INVALID, 2, "once" },
	{ "SVCB 1 a. ipv4hint=::1", PROBLEM_RDATA_INVALID, 2, "IPv4 addresses" },
	{ "SVCB 1 a. ech=AQI", PROBLEM_RDATA_INVALID, 2, "base64" },
	{ "SVCB 1 a. dohpath=/q", PROBLEM_RDATA_INVALID, 2, "variable dns" },
	{ "SVCB 1 a. ohttp=1", PROBLEM_RDATA_INVALID, 2, "no value" },
	{ "SVCB 1 a. key3=1", PROBLEM_RDATA_INVALID, 2, "key3 is 1" },
	{ "SVCB 1 a. \"port=1\"", PROBLEM_RDATA_INVALID, 2, "quoted" },
	{ "SVCB 1", PROBLEM_RDATA_MISSING, 1, "target is missing" },
	{ "TYPE65280 abc", PROBLEM_RDATA_INVALID, 0, "wants \\# length data" },
	{ "TYPE65280", PROBLEM_RDATA_MISSING, 0, "rdata is missing" },
	{ "TYPE65280 \\#", PROBLEM_RDATA_MISSING, 1, "length is missing" },
	{ "TYPE65280 \\# 4 aabb", PROBLEM_RDATA_GENERIC_LENGTH, 1, "length is 4, but 2 octets" },
	{ "TYPE65280 \\# 0 aa", PROBLEM_RDATA_GENERIC_LENGTH, 1, "length is 0, but 1" },
	{ "TYPE65280 \\# 4", PROBLEM_RDATA_MISSING, 2, "data is missing" },
	{ "TYPE65280 \\# 1 a", PROBLEM_RDATA_HEX_ODD, 2, "odd number" },
	{ "TYPE65280 \\# 4x aabbccdd", PROBLEM_RDATA_INVALID, 1, "length is 4x" },
	{ "TYPE65280 \\# 65536 aa", PROBLEM_NUMBER_RANGE, 1, "length is 65536" },
	{ "A \\# 3 c00002", PROBLEM_RDATA_INVALID, 2, "3 octets are no rdata of A" },
	{ "A \\# 0", PROBLEM_RDATA_INVALID, 1, "0 octets are no rdata of A" },
	{ "MX \\# 4 000ac00c", PROBLEM_RDATA_INVALID, 2, "no rdata of MX" },
};

START_TEST(refuses)
{
	const char *text = bad_rows[_i].text;
	struct said said;
	uint16_t type;
	size_t len;

	ck_assert_msg(!parse(text, &type, &len, &said), "%s is taken", text);
	ck_assert_msg(said.fatal == 1, "%s: %u complaints", text, said.fatal);
	ck_assert_msg(said.problem == bad_rows[_i].problem, "%s: problem %d: %s", text,
	    said.problem, said.sentence);
	ck_assert_msg(said.token == bad_rows[_i].token, "%s: token %zu", text, said.token);
	ck_assert_msg(
	    strstr(said.sentence, bad_rows[_i].sentence) != NULL, "%s: %s", text, said.sentence);
}
END_TEST

static const struct {
	const char *text;
	uint32_t at, len;
} place_rows[] = {
	{ "A 192.0.2.300", 8, 3 },
	{ "A 192.x.2.1", 4, 1 },
	{ "AAAA 2001:db8::12345", 10, 5 },
	{ "AAAA ::1%eth0", 3, 5 },
	{ "MX 10 a.b\\999.c", 3, 4 },
	{ "MX 10 a..c", 2, 1 },
	{ "DS 1 5 9 aabbg", 4, 1 },
	{ "OPENPGPKEY AQ*D", 2, 1 },
	{ "TXT ab\\300", 2, 4 },
	{ "SVCB 1 a. bogus=1", 0, 5 },
	{ "SVCB 1 a. key9=ab\\300", 7, 4 },
	{ "SVCB 1 a. key9=\"ab\\300\"", 2, 4 },
	{ "MX 70000 a", 0, 0 },
};

START_TEST(points_at_bytes)
{
	struct said said;
	uint16_t type;
	size_t len;

	ck_assert(!parse(place_rows[_i].text, &type, &len, &said));
	ck_assert_msg(said.at == place_rows[_i].at && said.len == place_rows[_i].len, "%s: %u+%u",
	    place_rows[_i].text, said.at, said.len);
}
END_TEST

static const struct {
	const char *text;
	enum problem remark; /* PROBLEM_NONE: none at all */
} remark_rows[] = {
	{ "MX 10 \"a\"", PROBLEM_NAME_QUOTED },
	{ "SOA ns root@example.com. 1 2 3 4 5", PROBLEM_NAME_AT_INSIDE },
	{ "NS a\\@b", PROBLEM_NONE },
	{ "NS @", PROBLEM_NONE },
	{ "CAA 0 issue ca.example", PROBLEM_CAA_UNQUOTED },
	{ "CAA 0 issue \"ca.example\"", PROBLEM_NONE },
	{ "URI 1 1 https://a", PROBLEM_CAA_UNQUOTED },
	{ "A \\# 4 c0000201", PROBLEM_TYPE_GENERIC_FOR_KNOWN },
	{ "TYPE65280 \\# 4 c0000201", PROBLEM_NONE },
	{ "NULL \\# 1 00", PROBLEM_NONE },
	{ "TXT a b", PROBLEM_NONE },
	{ "HTTPS 1 . port=1 alpn=a", PROBLEM_NONE },
};

START_TEST(remarks)
{
	struct said said;
	uint16_t type;
	size_t len;

	ck_assert_msg(parse(remark_rows[_i].text, &type, &len, &said), "%s", remark_rows[_i].text);
	ck_assert_uint_eq(said.remarks, remark_rows[_i].remark != PROBLEM_NONE);
	ck_assert_msg(said.remark == remark_rows[_i].remark, "%s", remark_rows[_i].text);
}
END_TEST

/* Wire that no text stands for. */
static const struct {
	const char *why;
	uint16_t type;
	size_t len;
	const char *octets;
} wire_rows[] = {
	{ "short address", RRTYPE_A, 3, "\xc0\0\2" },
	{ "long address", RRTYPE_A, 5, "\xc0\0\2\1\1" },
	{ "nothing", RRTYPE_MX, 0, "" },
	{ "no name", RRTYPE_MX, 2, "\0\1" },
	{ "compressed name", RRTYPE_MX, 4, "\0\1\xc0\x0c" },
	{ "name that does not end", RRTYPE_MX, 4, "\0\1\1a" },
	{ "octets behind the name", RRTYPE_MX, 4, "\0\1\0\0" },
	{ "string over the end", RRTYPE_TXT, 2, "\2a" },
	{ "no string", RRTYPE_TXT, 0, "" },
	{ "SHA-1 of 19 octets", RRTYPE_DS, 23, "\0\1\5\1abcdefghijklmnopqrs" },
	{ "empty bitmap", RRTYPE_NSEC, 1, "" },
	{ "bitmap window of no octets", RRTYPE_NSEC, 3, "\0\0\0" },
	{ "bitmap that ends in zero", RRTYPE_NSEC, 4, "\0\0\1\0" },
	{ "bitmap windows out of order", RRTYPE_NSEC, 7, "\0\1\1\1\0\1\1" },
	{ "bitmap window of 33 octets", RRTYPE_NSEC, 36,
	    "\0\0\41aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "tag with a hyphen", RRTYPE_CAA, 5, "\0\2a-b" },
	{ "tag of nothing", RRTYPE_CAA, 2, "\0\0" },
	{ "LOC of version 1", RRTYPE_LOC, 16, "\1\x12\x16\x13\x80\0\0\0\x80\0\0\0\0\x98\x96\x80" },
	{ "LOC beyond the pole", RRTYPE_LOC, 16,
	    "\0\x12\x16\x13\xff\0\0\0\x80\0\0\0\0\x98\x96\x80" },
	{ "LOC size of ten", RRTYPE_LOC, 16, "\0\xa2\x16\x13\x80\0\0\0\x80\0\0\0\0\x98\x96\x80" },
	{ "parameters out of order", RRTYPE_SVCB, 14, "\0\1\0\0\4\0\4abcd\0\3\0" },
	{ "parameter twice", RRTYPE_SVCB, 15, "\0\1\0\0\3\0\2ab\0\3\0\2ab" },
	{ "parameter over the end", RRTYPE_SVCB, 8, "\0\1\0\0\3\0\2a" },
	{ "mandatory without its key", RRTYPE_SVCB, 9, "\0\1\0\0\0\0\2\0\3" },
	{ "APL that ends in zero", RRTYPE_APL, 5, "\0\1\10\1\0" },
	{ "APL of family 3", RRTYPE_APL, 5, "\0\3\10\1\1" },
	{ "relay of type 4", RRTYPE_AMTRELAY, 2, "\1\4" },
	{ "gateway of type 4", RRTYPE_IPSECKEY, 4, "\1\4\1a" },
	{ "HIT of nothing", RRTYPE_HIP, 5, "\0\2\0\1a" },
	{ "A6 with padding bits", RRTYPE_A6, 4, "\176\4\0\0" },
	{ "hash of 19 octets", RRTYPE_NSEC3, 25, "\1\0\0\0\0\23abcdefghijklmnopqrs" },
	{ "signer with too many labels", RRTYPE_RRSIG, 22,
	    "\0\1\5\1\0\0\0\1\0\0\0\0\0\0\0\0\0\1\1a\1b" },
};

START_TEST(checks_wire)
{
	const uint8_t *octets = (const uint8_t *)wire_rows[_i].octets;
	struct buf printed = { 0 };

	ck_assert_msg(
	    !rdata_check(wire_rows[_i].type, octets, wire_rows[_i].len), "%s", wire_rows[_i].why);
	rdata_print(wire_rows[_i].type, octets, wire_rows[_i].len, &printed);
	ck_assert_msg(
	    printed.len > 3 && memcmp(printed.ptr, "\\# ", 3) == 0, "%s", wire_rows[_i].why);
	buf_free(&printed);
}
END_TEST

START_TEST(bounds_hold)
{
	static char hex[2 * RDATA_MAX + 3], txt[RDATA_MAX * 2];
	static uint8_t all[RDATA_MAX + 1];
	struct rdata_sink sink;
	struct said said = { 0 };
	struct token generic[3] = { { .text = STR("\\#") }, { .text = STR("65535") },
		{ .text = { hex, sizeof hex - 3 } } };
	size_t len, count = 0;

	sink = (struct rdata_sink){ complain, &said };
	memset(hex, 'a', sizeof hex);
	ck_assert(rdata_parse(65280, generic, 3, NULL, wire, &len, &sink));
	ck_assert_uint_eq(len, RDATA_MAX);
	generic[2].text.len += 2;
	ck_assert(!rdata_parse(65280, generic, 3, NULL, wire, &len, &sink));
	ck_assert_int_eq(said.problem, PROBLEM_RDATA_TOO_LONG);
	memset(txt, 'a', sizeof txt);
	for (; count < 257; count++)
		tokens[count] = (struct token){ .text = { txt, count < 256 ? 255 : 1 } };
	ck_assert(!rdata_parse(RRTYPE_TXT, tokens, count, NULL, wire, &len, &sink));
	ck_assert(rdata_parse(RRTYPE_TXT, tokens, 255, NULL, wire, &len, &sink));
	ck_assert_uint_eq(len, 255 * 256);
	ck_assert(!rdata_check(65280, all, sizeof all));
	tokens[0] = (struct token){ .text = STR("1") };
	tokens[1] = (struct token){ .text = STR("1") };
	tokens[2] = (struct token){ .text = { txt, RDATA_MAX - 4 }, .quoted = true };
	ck_assert(rdata_parse(RRTYPE_URI, tokens, 3, NULL, wire, &len, &sink));
	ck_assert_uint_eq(len, RDATA_MAX);
	tokens[2].text.len++;
	ck_assert(!rdata_parse(RRTYPE_URI, tokens, 3, NULL, wire, &len, &sink));
	ck_assert_int_eq(said.problem, PROBLEM_RDATA_TOO_LONG);
}
END_TEST

START_TEST(reads_names_from_wire)
{
	static const uint8_t octets[] = "\0\12\4mail\7example\0\1x";
	struct dname name, want = dname_const("mail.example.");

	ck_assert_uint_eq(rdata_name(octets, sizeof octets - 1, 2, &name), 14);
	ck_assert(dname_equal(&name, &want));
	ck_assert_uint_eq(rdata_name(octets, 10, 2, &name), 0);
	ck_assert_uint_eq(rdata_name(octets, sizeof octets - 1, 16, &name), 0);
	ck_assert_uint_eq(rdata_name(octets, 4, 4, &name), 0);
	ck_assert_uint_eq(rdata_name((const uint8_t *)"\100", 1, 0, &name), 0);
}
END_TEST

/* Each type with a layout says what is missing from nothing, and takes no octets as RDATA. */
START_TEST(every_layout_is_known)
{
	for (unsigned code = 0; code < RRCODE_OTHER; code++) {
		const struct rrtype_info *info = rrtype_info((enum rrcode)code);
		struct said said = { 0 };
		struct rdata_sink sink = { complain, &said };
		size_t len;

		if (info->number == RRTYPE_APL) /* may be empty */
			continue;
		ck_assert_msg(
		    !rdata_parse(info->number, NULL, 0, NULL, wire, &len, &sink), "%s", info->name);
		ck_assert_msg(
		    said.problem == PROBLEM_RDATA_MISSING || said.problem == PROBLEM_TXT_EMPTY,
		    "%s", info->name);
		ck_assert_msg(strstr(said.sentence, info->name) != NULL, "%s", said.sentence);
		if (info->layout[0] != '\0')
			ck_assert_msg(!rdata_check(info->number, wire, 0), "%s", info->name);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rdata");
	TCase *tc = tcase_create("rdata");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, reads_and_prints, 0, (int)ARRAY_LEN(good_rows));
	tcase_add_loop_test(tc, refuses, 0, (int)ARRAY_LEN(bad_rows));
	tcase_add_loop_test(tc, points_at_bytes, 0, (int)ARRAY_LEN(place_rows));
	tcase_add_loop_test(tc, remarks, 0, (int)ARRAY_LEN(remark_rows));
	tcase_add_loop_test(tc, checks_wire, 0, (int)ARRAY_LEN(wire_rows));
	tcase_add_test(tc, bounds_hold);
	tcase_add_test(tc, reads_names_from_wire);
	tcase_add_test(tc, every_layout_is_known);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
