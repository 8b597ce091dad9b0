/* dns/rdata_number.c -- fields that are numbers: decimal, by mnemonic, times */
#include <inttypes.h>
#include <stdio.h>

#include "dns/rdata_fields.h"
#include "dns/ttl.h"

/*
 * The value of decimal digits, held at the largest of 64 bits.
 *
 * return  false when text is empty or holds anything but digits
 */
static bool
digits_parse(struct str text, uint64_t *value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = (unsigned)text.ptr[i] - '0';

		if (digit > 9)
			return false;
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, digit, &n))
			n = UINT64_MAX;
	}
	*value = n;
	return text.len > 0;
}

/*
 * n digits with a value over 64 bits are held at its end, which is a legal value only when they say
 * so.
 */
static bool
is_held(struct str text, uint64_t value)
{
	static const char end[] = "18446744073709551615";
	size_t zeros = 0;

	if (value != UINT64_MAX)
		return false;
	while (zeros < text.len && text.ptr[zeros] == '0')
		zeros++;
	return !str_equal((struct str){ text.ptr + zeros, text.len - zeros }, STR(end));
}

static bool
is_negative(struct str text)
{
	uint64_t value;

	return text.len > 1 && text.ptr[0] == '-' &&
	       digits_parse((struct str){ text.ptr + 1, text.len - 1 }, &value);
}

bool
reader_number(struct reader *r, uint64_t most, uint64_t *value)
{
	const struct token *token = reader_plain(r);
	uint64_t n;

	if (token == NULL)
		return false;
	if (!digits_parse(token->text, &n))
		return reader_wanted(r,
		    is_negative(token->text) ? PROBLEM_NUMBER_RANGE : PROBLEM_RDATA_INVALID,
		    "a number from 0 to %" PRIu64, most);
	if (n > most || is_held(token->text, n))
		return reader_wanted(r, PROBLEM_NUMBER_RANGE, "a number from 0 to %" PRIu64, most);
	*value = n;
	return true;
}

bool
read_number(struct reader *r, size_t octets)
{
	uint64_t value = 0;

	return reader_number(r, UINT64_MAX >> (64 - 8 * octets), &value) &&
	       reader_put_number(r, value, octets);
}

bool
read_duration(struct reader *r)
{
	const struct token *token = reader_plain(r);
	uint32_t seconds = 0;
	enum problem problem;

	if (token == NULL)
		return false;
	problem = ttl_parse(token->text, &seconds);
	if (problem == PROBLEM_TTL_OVERFLOW)
		return reader_wanted(r, problem, "at most 4294967295 seconds");
	if (problem == PROBLEM_TTL_UNIT_INCOMPLETE)
		return reader_wanted(r, problem, "a unit behind the last number too");
	if (problem == PROBLEM_TTL_SYNTAX)
		return reader_wanted(r, problem, "seconds, or numbers with units as in 1h30m");
	return reader_put_number(r, seconds, 4);
}

bool
read_serial(struct reader *r)
{
	const struct token *token = reader_plain(r);
	uint64_t value;

	if (token == NULL)
		return false;
	if (!digits_parse(token->text, &value))
		return reader_wanted(r, PROBLEM_SOA_SERIAL_SYNTAX, "digits only");
	if (value > UINT32_MAX)
		return reader_wanted(r, PROBLEM_SOA_SERIAL_RANGE, "a number from 0 to 4294967295");
	return reader_put_number(r, value, 4);
}

static bool
is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned
month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from the first of January of year 0 to that of year. */
static uint64_t
year_days(unsigned year)
{
	/* leap years before it, year 0 being one */
	unsigned leaps = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1;

	return (uint64_t)year * 365 + leaps;
}

static unsigned
two_digits(const char *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* YYYYMMDDHHMMSS, all digits: NULL and the seconds since 1970 in 32 bits, or what was wanted. */
static const char *
time_parse(const char *p, uint32_t *seconds)
{
	unsigned year = two_digits(p) * 100 + two_digits(p + 2), month = two_digits(p + 4);
	unsigned day = two_digits(p + 6), hour = two_digits(p + 8), minute = two_digits(p + 10);
	unsigned second = two_digits(p + 12);
	uint64_t days;

	if (month < 1 || month > 12)
		return "a month from 01 to 12";
	if (day < 1 || day > month_days(year, month))
		return "a day that the month has";
	if (hour > 23)
		return "an hour from 00 to 23";
	if (minute > 59)
		return "a minute from 00 to 59";
	if (second > 60) /* 60 in a leap second */
		return "a second from 00 to 59";
	days = year_days(year) - year_days(1970) + day - 1; /* may wrap, for so may the result */
	for (unsigned m = 1; m < month; m++)
		days += month_days(year, m);
	*seconds = (uint32_t)(((days * 24 + hour) * 60 + minute) * 60 + second);
	return NULL;
}

/*
 * RFC 4034 §3.2.  Times are serial numbers of 32 bits (§3.1.5): a date before 1970 or after 2106
 * stands for its remainder, as in BIND, which prints such dates.  SIG has dates only.
 */
bool
read_time(struct reader *r)
{
	static const char wanted[] = "YYYYMMDDHHMMSS or up to ten digits of seconds";
	const struct token *token = reader_plain(r);
	const char *fault;
	uint64_t value;
	uint32_t seconds;

	if (token == NULL)
		return false;
	if (!digits_parse(token->text, &value))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	if (token->text.len == 14) {
		fault = time_parse(token->text.ptr, &seconds);
		if (fault != NULL)
			return reader_wanted(r, PROBLEM_NUMBER_RANGE, "%s", fault);
		return reader_put_number(r, seconds, 4);
	}
	if (r->type == RRTYPE_SIG)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "YYYYMMDDHHMMSS");
	if (token->text.len > 10)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	if (value > UINT32_MAX)
		return reader_wanted(r, PROBLEM_NUMBER_RANGE, "a number from 0 to 4294967295");
	return reader_put_number(r, value, 4);
}

/* A mnemonic, TYPEnnn or, as BIND 9.18 takes in RRSIG, a bare number. */
bool
read_type(struct reader *r)
{
	const struct token *token;
	uint64_t value;
	uint16_t type;

	if (reader_more(r) && digits_parse(r->tokens[r->next].text, &value))
		return reader_number(r, UINT16_MAX, &value) && reader_put_number(r, value, 2);
	token = reader_plain(r);
	if (token == NULL)
		return false;
	if (!rrtype_parse(token->text, &type))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "a record type");
	return reader_put_number(r, type, 2);
}

bool
reader_type(struct reader *r, uint16_t *type)
{
	const struct token *token = reader_plain(r);

	if (token == NULL)
		return false;
	if (!rrtype_parse(token->text, type))
		return reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0,
		    "%.*s in %.*s is no record type, wanted a mnemonic or TYPEnnn",
		    SHOWN(token->text), SHOWN(r->field));
	return true;
}

const char *
printed_type(uint16_t type, char buf[16])
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(type));

	if (info == NULL || (info->flags & (RRTYPE_RECENT | RRTYPE_NONSTANDARD)) == 0)
		return rrtype_text(type, buf);
	snprintf(buf, 16, "TYPE%u", (unsigned)type);
	return buf;
}

/* The registry "DNS Security Algorithm Numbers" with the spellings of RFC 4034 and of BIND 9.18. */
static const struct mnemonic algorithms[] = {
	{ "RSAMD5", 1 },
	{ "DH", 2 },
	{ "DSA", 3 },
	{ "RSASHA1", 5 },
	{ "NSEC3DSA", 6 },
	{ "DSA-NSEC3-SHA1", 6 },
	{ "NSEC3RSASHA1", 7 },
	{ "RSASHA1-NSEC3-SHA1", 7 },
	{ "RSASHA256", 8 },
	{ "RSASHA512", 10 },
	{ "ECCGOST", 12 },
	{ "ECC-GOST", 12 },
	{ "ECDSAP256SHA256", 13 },
	{ "ECDSAP384SHA384", 14 },
	{ "ED25519", 15 },
	{ "ED448", 16 },
	{ "SM2SM3", 17 },
	{ "ECC-GOST12", 23 },
	{ "INDIRECT", 252 },
	{ "PRIVATEDNS", 253 },
	{ "PRIVATEOID", 254 },
};

/* RFC 2535 §7.1 */
static const struct mnemonic protocols[] = {
	{ "NONE", 0 },
	{ "TLS", 1 },
	{ "EMAIL", 2 },
	{ "DNSSEC", 3 },
	{ "IPSEC", 4 },
	{ "ALL", 255 },
};

/* RFC 4398 §2.1 */
static const struct mnemonic certificates[] = {
	{ "PKIX", 1 },
	{ "SPKI", 2 },
	{ "PGP", 3 },
	{ "IPKIX", 4 },
	{ "ISPKI", 5 },
	{ "IPGP", 6 },
	{ "ACPKIX", 7 },
	{ "IACPKIX", 8 },
	{ "URI", 253 },
	{ "OID", 254 },
};

/* The registry "Digest Algorithms" of DS. */
static const struct mnemonic digests[] = {
	{ "SHA-1", 1 },
	{ "SHA1", 1 },
	{ "SHA-256", 2 },
	{ "SHA256", 2 },
	{ "GOST", 3 },
	{ "SHA-384", 4 },
	{ "SHA384", 4 },
};

/* The registry "DNSSEC NSEC3 Hash Algorithms". */
static const struct mnemonic hashes[] = {
	{ "SHA-1", 1 },
};

/* RFC 9859 */
static const struct mnemonic schemes[] = {
	{ "NOTIFY", 1 },
};

struct mnemonics {
	char letter;
	uint8_t octets;
	const struct mnemonic *list;
	size_t count;
};

static const struct mnemonics kinds[] = {
	{ 'k', 1, algorithms, ARRAY_LEN(algorithms) },
	{ 'p', 1, protocols, ARRAY_LEN(protocols) },
	{ 'v', 2, certificates, ARRAY_LEN(certificates) },
	{ 'i', 1, digests, ARRAY_LEN(digests) },
	{ 'j', 1, hashes, ARRAY_LEN(hashes) },
	{ 'w', 1, schemes, ARRAY_LEN(schemes) },
};

bool
read_mnemonic(struct reader *r, char letter)
{
	const struct mnemonics *kind = kinds;
	const struct token *token;

	while (kind->letter != letter)
		kind++;
	if (!reader_more(r))
		return read_number(r, kind->octets); /* says what is missing */
	token = &r->tokens[r->next];
	for (size_t i = 0; i < kind->count && !token->quoted; i++) {
		if (str_equal_fold(token->text, str_of(kind->list[i].name))) {
			r->next++;
			return reader_put_number(r, kind->list[i].number, kind->octets);
		}
	}
	return read_number(r, kind->octets);
}

/* RFC 2535 §3.1.2 and §7.1: names of flags and what they add. */
static const struct mnemonic key_flags[] = {
	{ "NOCONF", 0x4000 },
	{ "NOAUTH", 0x8000 },
	{ "NOKEY", 0xc000 },
	{ "FLAG2", 0x2000 },
	{ "EXTEND", 0x1000 },
	{ "FLAG4", 0x0800 },
	{ "FLAG5", 0x0400 },
	{ "USER", 0x0000 },
	{ "ZONE", 0x0100 },
	{ "HOST", 0x0200 },
	{ "NTYP3", 0x0300 },
	{ "FLAG8", 0x0080 },
	{ "FLAG9", 0x0040 },
	{ "FLAG10", 0x0020 },
	{ "FLAG11", 0x0010 },
	{ "SIG0", 0x0000 },
	{ "SIG1", 0x0001 },
	{ "SIG2", 0x0002 },
	{ "SIG3", 0x0003 },
	{ "SIG4", 0x0004 },
	{ "SIG5", 0x0005 },
	{ "SIG6", 0x0006 },
	{ "SIG7", 0x0007 },
	{ "SIG8", 0x0008 },
	{ "SIG9", 0x0009 },
	{ "SIG10", 0x000a },
	{ "SIG11", 0x000b },
	{ "SIG12", 0x000c },
	{ "SIG13", 0x000d },
	{ "SIG14", 0x000e },
	{ "SIG15", 0x000f },
};

static bool
key_flag_add(struct str text, uint16_t *value)
{
	for (size_t i = 0; i < ARRAY_LEN(key_flags); i++) {
		if (str_equal_fold(text, str_of(key_flags[i].name))) {
			*value |= key_flags[i].number;
			return true;
		}
	}
	return false;
}

/* Flags as names with "|" between them. */
static bool
key_flags_parse(struct str text, uint16_t *value)
{
	size_t start = 0;

	*value = 0;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != '|')
			continue;
		if (!key_flag_add((struct str){ text.ptr + start, i - start }, value))
			return false;
		start = i + 1;
	}
	return true;
}

bool
read_key_flags(struct reader *r)
{
	uint16_t names;
	uint64_t value = 0;

	if (reader_more(r) && !r->tokens[r->next].quoted &&
	    key_flags_parse(r->tokens[r->next].text, &names)) {
		value = names;
		r->next++;
	} else if (!reader_number(r, UINT16_MAX, &value)) {
		return false;
	}
	if (r->type == RRTYPE_RKEY && value != 0)
		return reader_wanted(r, PROBLEM_NUMBER_RANGE, "0");
	return reader_put_number(r, value, 2);
}

uint64_t
number_at(const uint8_t *octets, size_t len)
{
	uint64_t value = 0;

	for (size_t i = 0; i < len; i++)
		value = value << 8 | octets[i];
	return value;
}

bool
walk_number(struct walker *w, size_t octets)
{
	const uint8_t *p = walker_take(w, octets);

	if (p == NULL)
		return false;
	walker_gap(w);
	walker_put(w, "%" PRIu64, number_at(p, octets));
	return true;
}

bool
walk_key_flags(struct walker *w)
{
	if (w->type == RRTYPE_RKEY && walker_left(w) >= 2 && number_at(w->wire + w->at, 2) != 0)
		return false;
	return walk_number(w, 2);
}

bool
walk_time(struct walker *w)
{
	const uint8_t *p = walker_take(w, 4);
	unsigned year = 1970, month = 1, second, days;
	uint64_t value;

	if (p == NULL)
		return false;
	value = number_at(p, 4);
	days = (unsigned)(value / 86400);
	second = (unsigned)(value % 86400);
	while (days >= 365u + is_leap(year))
		days -= 365u + is_leap(year++);
	while (days >= month_days(year, month))
		days -= month_days(year, month++);
	walker_gap(w);
	walker_put(w, "%04u%02u%02u%02u%02u%02u", year, month, days + 1, second / 3600,
	    second / 60 % 60, second % 60);
	return true;
}

bool
walk_type(struct walker *w)
{
	const uint8_t *p = walker_take(w, 2);
	char text[16];

	if (p == NULL)
		return false;
	walker_gap(w);
	walker_put(w, "%s", printed_type((uint16_t)number_at(p, 2), text));
	return true;
}
