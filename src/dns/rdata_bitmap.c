/* dns/rdata_bitmap.c -- fields that are sets: type bitmaps, services of WKS */
#include "dns/rdata_fields.h"

/* Numbers up to 65535 as bits, the first the highest of its octet, as in all DNS bitmaps. */
struct bits {
	uint8_t octets[8192];
	size_t len; /* octets up to the last that is not zero */
};

static void
bit_set(struct bits *bits, uint16_t number)
{
	size_t octet = number / 8;

	bits->octets[octet] |= (uint8_t)(0x80 >> (number % 8));
	if (octet + 1 > bits->len)
		bits->len = octet + 1;
}

/*
 * RFC 4034 §4.1.2: for each window of 256 types that has any, its number, a length, and that many
 * octets.
 */
static bool
put_windows(struct reader *r, const struct bits *bits)
{
	for (size_t start = 0; start < bits->len; start += 32) {
		size_t len = bits->len - start < 32 ? bits->len - start : 32;

		while (len > 0 && bits->octets[start + len - 1] == 0)
			len--;
		if (len == 0)
			continue;
		if (!reader_put_number(r, start / 32, 1) || !reader_put_number(r, len, 1) ||
		    !reader_put(r, bits->octets + start, len))
			return false;
	}
	return true;
}

bool
read_bitmap(struct reader *r, char letter)
{
	struct bits bits = { .len = 0 };

	if (letter == 'E' && !reader_more(r))
		return true;
	do {
		uint16_t type;

		if (!reader_type(r, &type))
			return false;
		bit_set(&bits, type);
	} while (reader_more(r));
	return put_windows(r, &bits);
}

static void
print_types(struct walker *w, unsigned first, const uint8_t *octets, size_t len)
{
	char text[16];

	for (unsigned i = 0; i < 8 * len; i++) {
		if ((octets[i / 8] & (0x80u >> i % 8)) == 0)
			continue;
		walker_gap(w);
		walker_put(w, "%s", printed_type((uint16_t)(first + i), text));
	}
}

bool
walk_bitmap(struct walker *w, char letter)
{
	int last = -1;

	while (walker_left(w) > 0) {
		const uint8_t *head = walker_take(w, 2), *octets;

		if (head == NULL || head[0] <= last || head[1] < 1 || head[1] > 32)
			return false;
		octets = walker_take(w, head[1]);
		if (octets == NULL || octets[head[1] - 1] == 0)
			return false;
		last = head[0];
		if (w->out != NULL)
			print_types(w, head[0] * 256u, octets, head[1]);
	}
	return letter == 'E' || last >= 0;
}

/* RFC 2535 §5.2: types 1 to 127, mnemonics or numbers. */
bool
read_nxt_bitmap(struct reader *r)
{
	struct bits bits = { .len = 0 };

	while (reader_more(r)) {
		size_t at = r->len;
		uint64_t type;

		if (!read_type(r))
			return false;
		type = number_at(r->wire + at, 2);
		r->len = at;
		if (type < 1 || type > 127)
			return reader_bad(r, PROBLEM_NUMBER_RANGE, 0, 0,
			    "type %u is in types, wanted 1 to 127", (unsigned)type);
		bit_set(&bits, (uint16_t)type);
	}
	return reader_put(r, bits.octets, bits.len);
}

bool
walk_nxt_bitmap(struct walker *w)
{
	size_t len = walker_left(w);
	const uint8_t *octets = walker_take(w, len);

	if (len == 0)
		return true;
	if (len > 16 || octets[len - 1] == 0 || (octets[0] & 0x80))
		return false;
	if (w->out != NULL)
		print_types(w, 0, octets, len);
	return true;
}

/* Protocols that WKS records were written with; others go by number. */
static const struct mnemonic wks_protocols[] = {
	{ "icmp", 1 },
	{ "igmp", 2 },
	{ "ggp", 3 },
	{ "st", 5 },
	{ "tcp", 6 },
	{ "egp", 8 },
	{ "igp", 9 },
	{ "pup", 12 },
	{ "udp", 17 },
	{ "hmp", 20 },
	{ "xns-idp", 22 },
	{ "rdp", 27 },
};

/* Names of RFC 1010, of RFC 1700 and of /etc/services for the ports that such hosts served. */
static const struct mnemonic wks_services[] = {
	{ "tcpmux", 1 },
	{ "rje", 5 },
	{ "echo", 7 },
	{ "discard", 9 },
	{ "users", 11 },
	{ "systat", 11 },
	{ "daytime", 13 },
	{ "netstat", 15 },
	{ "qotd", 17 },
	{ "quote", 17 },
	{ "chargen", 19 },
	{ "ftp-data", 20 },
	{ "ftp", 21 },
	{ "ssh", 22 },
	{ "telnet", 23 },
	{ "smtp", 25 },
	{ "time", 37 },
	{ "rlp", 39 },
	{ "name", 42 },
	{ "nameserver", 42 },
	{ "whois", 43 },
	{ "nicname", 43 },
	{ "tacacs", 49 },
	{ "domain", 53 },
	{ "mtp", 57 },
	{ "bootps", 67 },
	{ "bootpc", 68 },
	{ "tftp", 69 },
	{ "gopher", 70 },
	{ "finger", 79 },
	{ "http", 80 },
	{ "www", 80 },
	{ "link", 87 },
	{ "kerberos", 88 },
	{ "supdup", 95 },
	{ "hostnames", 101 },
	{ "hostname", 101 },
	{ "iso-tsap", 102 },
	{ "pop2", 109 },
	{ "pop3", 110 },
	{ "sunrpc", 111 },
	{ "auth", 113 },
	{ "ident", 113 },
	{ "sftp", 115 },
	{ "uucp-path", 117 },
	{ "nntp", 119 },
	{ "ntp", 123 },
	{ "netbios-ns", 137 },
	{ "netbios-dgm", 138 },
	{ "netbios-ssn", 139 },
	{ "imap", 143 },
	{ "imap2", 143 },
	{ "snmp", 161 },
	{ "snmp-trap", 162 },
	{ "bgp", 179 },
	{ "irc", 194 },
	{ "imap3", 220 },
	{ "ldap", 389 },
	{ "https", 443 },
	{ "exec", 512 },
	{ "login", 513 },
	{ "shell", 514 },
	{ "syslog", 514 },
	{ "printer", 515 },
	{ "talk", 517 },
	{ "route", 520 },
	{ "uucp", 540 },
	{ "imaps", 993 },
	{ "pop3s", 995 },
	{ "x11", 6000 },
};

/* A name of the list, or a number up to most. */
static bool
listed_number(
    struct reader *r, const struct mnemonic *list, size_t count, uint64_t most, uint64_t *value)
{
	for (size_t i = 0; reader_more(r) && !r->tokens[r->next].quoted && i < count; i++) {
		if (str_equal_fold(r->tokens[r->next].text, str_of(list[i].name))) {
			*value = list[i].number;
			r->next++;
			return true;
		}
	}
	return reader_number(r, most, value);
}

bool
read_wks(struct reader *r)
{
	struct bits bits = { .len = 0 };
	uint64_t number;

	if (!listed_number(r, wks_protocols, ARRAY_LEN(wks_protocols), 255, &number) ||
	    !reader_put_number(r, number, 1))
		return false;
	r->field = STR("services");
	while (reader_more(r)) {
		if (!listed_number(r, wks_services, ARRAY_LEN(wks_services), 65535, &number))
			return false;
		bit_set(&bits, (uint16_t)number);
	}
	return reader_put(r, bits.octets, bits.len);
}

bool
walk_wks(struct walker *w)
{
	size_t len;
	const uint8_t *octets;

	if (!walk_number(w, 1))
		return false;
	len = walker_left(w);
	octets = walker_take(w, len);
	if (len > 8192 || (len > 0 && octets[len - 1] == 0))
		return false;
	for (unsigned i = 0; w->out != NULL && i < 8 * len; i++) {
		if (octets[i / 8] & (0x80u >> i % 8)) {
			walker_gap(w);
			walker_put(w, "%u", i);
		}
	}
	return true;
}
