/* rules/syntax_rdata.c -- the data of a record: fields, numbers, addresses, strings */
#include "lint/lint.h"

static const char *const format[] = { "RFC 1035 §5.1", NULL };
static const char *const record[] = { "RFC 1035 §3.2.1", NULL };
static const char *const generic[] = { "RFC 3597 §5", NULL };
static const char *const ipv4[] = { "RFC 1035 §3.4.1", NULL };
static const char *const ipv6[] = { "RFC 3596 §2.2", NULL };
static const char *const soa[] = { "RFC 1035 §3.3.13", NULL };
static const char *const strings[] = { "RFC 1035 §3.3", NULL };
static const char *const txt[] = { "RFC 1035 §3.3.14", NULL };
static const char *const none[] = { NULL };

static const struct rule rules[] = {
	{
	    .id = "rdata-missing",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_MISSING,
	    .summary = "a record lacks a field",
	    .why = "The line ends before the type has all its fields. Every server refuses the "
	           "zone.",
	    .repair = "Write the missing field; where the data goes on below, open a parenthesis.",
	    .bad = "@ SRV 0 5 443\n",
	    .good = "_https._tcp SRV 0 5 443 www.example.net.\n",
	    .references = format,
	},
	{
	    .id = "rdata-trailing",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_TRAILING,
	    .summary = "a record has more fields than its type takes",
	    .why = "Something stands behind the last field. Every server refuses the zone; a "
	           "remark without semicolon looks like this, or two records on one line.",
	    .repair = "Remove the rest, or put a semicolon in front of a remark.",
	    .bad = "www A 192.0.2.1 web server\n",
	    .good = "www A 192.0.2.1 ; web server\n",
	    .references = format,
	},
	{
	    .id = "rdata-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_INVALID,
	    .summary = "a field is not what the type asks for",
	    .why = "The text cannot be read as the kind of value that belongs there. Servers "
	           "refuse the zone.",
	    .repair = "Write the value in the form that the message names.",
	    .bad = "@ MX ten mail.example.net.\n",
	    .good = "@ MX 10 mail.example.net.\n",
	    .references = none,
	},
	{
	    .id = "rdata-generic-length",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_GENERIC_LENGTH,
	    .summary = "the length behind \\# is not that of the data",
	    .why = "The number says how many octets follow. BIND, Knot and ldns refuse a zone "
	           "where they differ; NSD 4.6 silently changes the number, and the record is "
	           "published cut or otherwise than meant.",
	    .repair = "See that the data is whole, then write its length in octets.",
	    .bad = "www TYPE65300 \\# 4 0A\n",
	    .good = "www TYPE65300 \\# 1 0A\n",
	    .references = generic,
	},
	{
	    .id = "rdata-too-long",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_TOO_LONG,
	    .summary = "the data of a record is over 65535 octets",
	    .why = "The length of a record's data has 16 bits in a DNS message. BIND, NSD and "
	           "Knot refuse the zone.",
	    .repair = "Spread the data over several records.",
	    .references = record,
	},
	{
	    .id = "rdata-hex-odd",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_RDATA_HEX_ODD,
	    .summary = "a digit of encoded data is missing",
	    .why = "Hexadecimal data has two digits an octet, base32 and base64 have a fixed "
	           "length, too. What is left over cannot be an octet; the end was cut off by "
	           "copying. Servers refuse the zone.",
	    .repair = "Copy the value again, whole.",
	    .bad = "host SSHFP 1 1 123456789abcdef67890123456789abcdef6789\n",
	    .good = "host SSHFP 1 1 123456789abcdef67890123456789abcdef67890\n",
	    .references = none,
	},
	{
	    .id = "number-range",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_NUMBER_RANGE,
	    .summary = "a number does not fit its field",
	    .why = "BIND and Knot refuse a preference of 65536 or a port of 70000. NSD 4.6 loads "
	           "the zone and publishes the low bits: port 70000 becomes 4464.",
	    .repair = "Write a number that fits; the message names the largest.",
	    .bad = "@ MX 65536 mail.example.net.\n",
	    .good = "@ MX 65535 mail.example.net.\n",
	    .references = none,
	},
	{
	    .id = "a-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_A_INVALID,
	    .summary = "the data of an A record is no IPv4 address",
	    .why = "An IPv4 address is four decimal numbers from 0 to 255, without leading "
	           "zeros, which some programs read as octal. Every server refuses the zone.",
	    .repair = "Write the address in full; an IPv6 address belongs into an AAAA record.",
	    .bad = "www A 192.0.2.01\n",
	    .good = "www A 192.0.2.1\n",
	    .references = ipv4,
	},
	{
	    .id = "aaaa-invalid",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_AAAA_INVALID,
	    .summary = "the data of an AAAA record is no IPv6 address",
	    .why = "An AAAA record holds one IPv6 address, without prefix length, interface or "
	           "brackets. Every server refuses the zone.",
	    .repair = "Write the address alone; an IPv4 address belongs into an A record.",
	    .bad = "www AAAA 192.0.2.1\n",
	    .good = "www AAAA 2001:db8::1\n",
	    .references = ipv6,
	},
	{
	    .id = "soa-serial-syntax",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_SOA_SERIAL_SYNTAX,
	    .summary = "the SOA serial is no decimal number",
	    .why = "A serial has digits only: no decimal point, no unit, no date separators. "
	           "Servers refuse the zone.",
	    .repair = "Write the serial as one decimal number, for example 2026112201.",
	    .references = soa,
	},
	{
	    .id = "soa-serial-range",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_SOA_SERIAL_RANGE,
	    .summary = "the SOA serial does not fit into 32 bits",
	    .why = "A serial is at most 4294967295; a date with a digit too many is larger. BIND "
	           "and Knot refuse the zone, NSD 4.6 loads 4294967296 as 0, and secondaries "
	           "stop to transfer because the serial went back.",
	    .repair = "Write a serial of ten digits, as YYYYMMDDnn.",
	    .references = soa,
	},
	{
	    .id = "txt-string-too-long",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_TXT_STRING_TOO_LONG,
	    .summary = "a string is longer than 255 octets",
	    .why = "The length of one string has eight bits. BIND and NSD refuse the zone, Knot "
	           "splits the string silently. Long DKIM keys, pasted as one string, look like "
	           "this.",
	    .repair = "Split the string into several, each in quotation marks; readers join them "
	              "without a blank.",
	    .references = strings,
	},
	{
	    .id = "txt-empty",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .problem = PROBLEM_TXT_EMPTY,
	    .summary = "a text record has no string",
	    .why = "A TXT record holds one string at least, which may be \"\". Servers refuse "
	           "the zone.",
	    .repair = "Write the string, or remove the record.",
	    .bad = "www TXT\n",
	    .good = "www TXT \"\"\n",
	    .references = txt,
	},
	{
	    .id = "txt-comment-cut",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_TXT_COMMENT_CUT,
	    .summary = "a semicolon cuts off the rest of the text",
	    .why = "Outside quotation marks a semicolon begins a comment. Of an unquoted DKIM "
	           "key or DMARC policy only the first tag is published, and no server says a "
	           "word; mail then fails the check, or the policy counts as none.",
	    .repair = "Put the whole text in quotation marks.",
	    .bad = "_dmarc TXT v=DMARC1; p=reject\n",
	    .good = "_dmarc TXT \"v=DMARC1; p=reject\"\n",
	    .references = format,
	},
	{
	    .id = "txt-unquoted",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX,
	    .fix = FIX_UNSAFE,
	    .problem = PROBLEM_TXT_UNQUOTED,
	    .summary = "words of a text stand without quotation marks",
	    .why =
	        "Each word becomes a string of its own. Programs that read the record join the strings "
	        "without a blank, so that \"v=spf1 mx -all\" becomes \"v=spf1mx-all\" and means nothing.",
	    .repair = "Put the whole text in quotation marks.",
	    .bad = "www TXT v=spf1 mx -all\n",
	    .good = "www TXT \"v=spf1 mx -all\"\n",
	    .references = format,
	},
	{
	    .id = "digest-length",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX | GROUP_DNSSEC,
	    .problem = PROBLEM_DIGEST_LENGTH,
	    .summary = "a digest has not the length of its algorithm",
	    .why = "SHA-1 has 20 octets, SHA-256 has 32, SHA-384 has 48. A digest of another "
	           "length matches no key, so that validation, or the check of a host key, "
	           "fails. NSD loads it without a word.",
	    .repair = "Copy the digest again, whole, or mend the number of its algorithm.",
	    .bad = "sub NS ns.example.net.\nsub DS 12345 13 2 0123456789abcdef\n",
	    .good =
	        "sub NS ns.example.net.\nsub DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
	    .references = none,
	},
	{
	    .id = "caa-unquoted",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_PORTABILITY,
	    .problem = PROBLEM_CAA_UNQUOTED,
	    .summary = "the value of a CAA or URI record is not quoted",
	    .why = "BIND refuses a URI target without quotation marks, NSD and Knot take it. In "
	           "a value a semicolon without quotation marks begins a comment and cuts off "
	           "its parameters.",
	    .repair = "Put the value in quotation marks.",
	    .bad = "@ CAA 0 issue ca.example.net\n",
	    .good = "@ CAA 0 issue \"ca.example.net\"\n",
	    .references = none,
	},
	{
	    .id = "style-rdata-canonical",
	    .severity = SEVERITY_OFF,
	    .groups = GROUP_STYLE,
	    .fix = FIX_SAFE,
	    .problem = PROBLEM_STYLE_RDATA_CANONICAL,
	    .summary = "data is not written in its shortest form",
	    .why = "An IPv6 address with leading zeros or capitals is served alike, but "
	           "searching the repository for its usual form does not find it.",
	    .repair = "Write addresses as programs print them, for example 2001:db8::1.",
	    .bad = "www AAAA 2001:0DB8:0:0:0:0:0:1\n",
	    .good = "www AAAA 2001:db8::1\n",
	    .references = none,
	},
};

const struct rule_table rules_syntax_rdata = { rules, ARRAY_LEN(rules), NULL };
