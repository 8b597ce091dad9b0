/* dns/addr.c -- addresses: text, order, the reverse tree, classes */
#include "dns/addr.h"

#include <endian.h>
#include <stdio.h>

bool
addr_parse_v4(struct str text, uint8_t octets[4])
{
	uint8_t got[4];
	size_t at = 0;

	for (unsigned i = 0; i < 4; i++) {
		size_t start = at;
		unsigned value = 0;

		while (
		    at < text.len && at - start < 3 && text.ptr[at] >= '0' && text.ptr[at] <= '9')
			value = value * 10 + (unsigned)(text.ptr[at++] - '0');
		if (at == start || value > 255 || (text.ptr[start] == '0' && at - start > 1))
			return false;
		got[i] = (uint8_t)value;
		if (i < 3 && (at == text.len || text.ptr[at++] != '.'))
			return false;
	}
	if (at != text.len)
		return false;
	memcpy(octets, got, 4);
	return true;
}

/* The value of a hex digit, 16 for anything else. */
static unsigned
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/*
 * Read groups of hex digits parted by colons, the last perhaps an IPv4 address, up to the end of
 * text or up to a "::".
 *
 * return  octets written, at most room; -1 when text is none
 */
static int
groups_parse(struct str text, uint8_t *octets, size_t room)
{
	size_t at = 0, done = 0;

	while (at < text.len) {
		size_t start = at;
		unsigned value = 0;

		while (at < text.len && at - start < 4 && hex_value(text.ptr[at]) < 16)
			value = value * 16 + hex_value(text.ptr[at++]);
		if (at < text.len && text.ptr[at] == '.') {
			struct str rest = { text.ptr + start, text.len - start };

			if (done + 4 > room || !addr_parse_v4(rest, octets + done))
				return -1;
			return (int)done + 4;
		}
		if (at == start || done + 2 > room)
			return -1;
		octets[done++] = (uint8_t)(value >> 8);
		octets[done++] = (uint8_t)value;
		if (at == text.len)
			break;
		if (text.ptr[at++] != ':' || at == text.len)
			return -1;
	}
	return (int)done;
}

bool
addr_parse_v6(struct str text, uint8_t octets[16])
{
	uint8_t head[16], tail[16], got[16] = { 0 };
	int front, back;
	size_t gap;

	for (gap = 0; gap + 1 < text.len; gap++)
		if (text.ptr[gap] == ':' && text.ptr[gap + 1] == ':')
			break;
	if (gap + 1 >= text.len) {
		if (groups_parse(text, got, 16) != 16)
			return false;
		memcpy(octets, got, 16);
		return true;
	}
	/* "::" stands for one group of zeros at least (RFC 4291 §2.2) */
	front = groups_parse((struct str){ text.ptr, gap }, head, 14);
	back = groups_parse((struct str){ text.ptr + gap + 2, text.len - gap - 2 }, tail, 14);
	if (front < 0 || back < 0 || front + back > 14)
		return false;
	if (memchr(text.ptr, '.', gap) != NULL) /* an IPv4 address is only the end */
		return false;
	memcpy(got, head, (size_t)front);
	memcpy(got + 16 - back, tail, (size_t)back);
	memcpy(octets, got, 16);
	return true;
}

bool
addr_parse(struct str text, struct addr *out)
{
	struct addr got = { .family = ADDR_V4 };

	if (!addr_parse_v4(text, got.octets)) {
		got.family = ADDR_V6;
		if (!addr_parse_v6(text, got.octets))
			return false;
	}
	*out = got;
	return true;
}

static unsigned
full_bits(enum addr_family family)
{
	return family == ADDR_V4 ? 32 : 128;
}

/* The decimal number behind the slash, without leading zeros; UINT_MAX-like 999 when it is none. */
static unsigned
bits_parse(struct str text)
{
	unsigned value = 0;

	if (text.len == 0 || text.len > 3 || (text.len > 1 && text.ptr[0] == '0'))
		return 999;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return 999;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	}
	return value;
}

static bool
bits_zero_from(const uint8_t octets[16], unsigned bits)
{
	for (unsigned i = bits; i < 128; i++)
		if (octets[i / 8] & (0x80u >> (i % 8)))
			return false;
	return true;
}

bool
prefix_parse(struct str text, struct prefix *out)
{
	const char *slash = text.len == 0 ? NULL : memchr(text.ptr, '/', text.len);
	struct str front = text;
	struct prefix got;
	unsigned bits;

	if (slash != NULL)
		front.len = (size_t)(slash - text.ptr);
	if (!addr_parse(front, &got.base))
		return false;
	bits = full_bits(got.base.family);
	if (slash != NULL)
		bits = bits_parse((struct str){ slash + 1, text.len - front.len - 1 });
	if (bits > full_bits(got.base.family) || !bits_zero_from(got.base.octets, bits))
		return false;
	got.bits = (uint8_t)bits;
	*out = got;
	return true;
}

bool
prefix_contains(const struct prefix *prefix, const struct addr *addr)
{
	unsigned whole = prefix->bits / 8, rest = prefix->bits % 8;

	if (prefix->base.family != addr->family)
		return false;
	if (memcmp(prefix->base.octets, addr->octets, whole) != 0)
		return false;
	return rest == 0 ||
	       ((prefix->base.octets[whole] ^ addr->octets[whole]) & (0xff00u >> rest) & 0xff) == 0;
}

/* The first longest run of two or more zero groups; len is 0 when there is none (RFC 5952 §4.2). */
static void
longest_zeros(const unsigned groups[8], unsigned *start, unsigned *len)
{
	unsigned run = 0;

	*start = 8;
	*len = 0;
	for (unsigned i = 0; i < 8; i++) {
		run = groups[i] == 0 ? run + 1 : 0;
		if (run >= 2 && run > *len) {
			*len = run;
			*start = i + 1 - run;
		}
	}
}

/* Write n in decimal, without a NUL; returns the end. */
static char *
put_octet(char *to, unsigned n)
{
	if (n >= 100)
		*to++ = (char)('0' + n / 100);
	if (n >= 10)
		*to++ = (char)('0' + n / 10 % 10);
	*to++ = (char)('0' + n % 10);
	return to;
}

static char *
put_dotted(char *to, const uint8_t octets[4])
{
	for (unsigned i = 0; i < 4; i++) {
		to = put_octet(to, octets[i]);
		*to++ = '.';
	}
	to[-1] = '\0';
	return to - 1;
}

/* A group without leading zeros. */
static char *
put_group(char *to, unsigned group)
{
	static const char digits[] = "0123456789abcdef";
	unsigned shift = 12;

	while (shift > 0 && group >> shift == 0)
		shift -= 4;
	for (;; shift -= 4) {
		*to++ = digits[group >> shift & 15];
		if (shift == 0)
			return to;
	}
}

const char *
addr_text(const struct addr *addr, char buf[ADDR_TEXT_MAX])
{
	const uint8_t *o = addr->octets;
	unsigned groups[8], start, len;
	char *to = buf;

	if (addr->family == ADDR_V4) {
		put_dotted(buf, o);
		return buf;
	}
	for (unsigned i = 0; i < 8; i++)
		groups[i] = (unsigned)o[2 * i] << 8 | o[2 * i + 1];
	longest_zeros(groups, &start, &len);
	if (start == 0 && len == 5 &&
	    groups[5] == 0xffff) { /* RFC 5952 §5: a mapped IPv4 address */
		memcpy(buf, "::ffff:", 7);
		put_dotted(buf + 7, o + 12);
		return buf;
	}
	for (unsigned i = 0; i < 8; i++) {
		if (len > 0 && i >= start && i < start + len) {
			if (i == start) {
				*to++ = ':';
				*to++ = ':';
			}
			continue;
		}
		if (i > 0 && !(len > 0 && i == start + len))
			*to++ = ':';
		to = put_group(to, groups[i]);
	}
	*to = '\0';
	return buf;
}

const char *
prefix_text(const struct prefix *prefix, char buf[ADDR_TEXT_MAX + 4])
{
	char base[ADDR_TEXT_MAX];

	snprintf(buf, ADDR_TEXT_MAX + 4, "%s/%u", addr_text(&prefix->base, base), prefix->bits);
	return buf;
}

int
addr_compare(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family == ADDR_V4 ? -1 : 1;
	return memcmp(a->octets, b->octets, sizeof a->octets);
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_compare(a, b) == 0;
}

static const uint8_t in_addr_arpa[] = "\7in-addr\4arpa";
static const uint8_t ip6_arpa[] = "\3ip6\4arpa";

static void
put(struct dname *name, const void *bytes, size_t len)
{
	memcpy(name->wire + name->len, bytes, len);
	name->len = (uint8_t)(name->len + len);
}

void
addr_reverse_name(const struct addr *addr, struct dname *out)
{
	static const char digits[] = "0123456789abcdef";
	char label[4];

	out->len = 0;
	if (addr->family == ADDR_V4) {
		for (unsigned i = 4; i-- > 0;) {
			size_t len = (size_t)(put_octet(label + 1, addr->octets[i]) - label);

			label[0] = (char)(len - 1);
			put(out, label, len);
		}
		put(out, in_addr_arpa, sizeof in_addr_arpa); /* the literal's NUL is the root */
		return;
	}
	for (unsigned i = 16; i-- > 0;) {
		char nibbles[4] = { 1, digits[addr->octets[i] & 15], 1,
			digits[addr->octets[i] >> 4] };

		put(out, nibbles, 4);
	}
	put(out, ip6_arpa, sizeof ip6_arpa);
}

/* The octet that a label's text stands for; false when it is none. */
static bool
octet_label(const uint8_t *label, uint8_t *octet)
{
	unsigned value = bits_parse((struct str){ (const char *)label + 1, label[0] });

	*octet = (uint8_t)value;
	return value <= 255;
}

static bool
nibble_label(const uint8_t *label, uint8_t *nibble)
{
	unsigned value = label[0] == 1 ? hex_value((char)label[1]) : 16;

	*nibble = (uint8_t)value;
	return value < 16;
}

bool
addr_from_reverse(const struct dname *name, struct prefix *out)
{
	static const struct dname v4 = { .len = sizeof in_addr_arpa, .wire = "\7in-addr\4arpa" };
	static const struct dname v6 = { .len = sizeof ip6_arpa, .wire = "\3ip6\4arpa" };
	bool is_v4 = dname_below(name, &v4);
	struct prefix got = { .base.family = is_v4 ? ADDR_V4 : ADDR_V6 };
	unsigned count, most = is_v4 ? 4 : 32;
	const uint8_t *label = name->wire;

	if (!is_v4 && !dname_below(name, &v6))
		return false;
	count = dname_labels(name) - 2;
	if (count > most)
		return false;
	for (unsigned i = count; i-- > 0; label += (size_t)label[0] + 1) {
		uint8_t value;

		if (is_v4) {
			if (!octet_label(label, &value))
				return false;
			got.base.octets[i] = value;
		} else {
			if (!nibble_label(label, &value))
				return false;
			got.base.octets[i / 2] |= (uint8_t)(i % 2 == 0 ? value << 4 : value);
		}
	}
	got.bits = (uint8_t)(count * (is_v4 ? 8 : 4));
	*out = got;
	return true;
}

/* Networks of the registries, IPv4 as one number, IPv6 as two. */
struct special4 {
	uint32_t base;
	uint8_t bits;
	enum addr_class class;
};
struct special6 {
	uint64_t high, low;
	uint8_t bits;
	enum addr_class class;
};
#define V4(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define V6(a, b, c, d) ((uint64_t)(a) << 48 | (uint64_t)(b) << 32 | (uint64_t)(c) << 16 | (d))

/*
 * IANA's IPv4 and IPv6 special-purpose address registries (RFC 6890) and the multicast ranges; the
 * first row that holds decides, so exceptions stand before what they are taken from.  Globally
 * reachable entries without such a range around them need no row.
 */
static const struct special4 specials4[] = {
	{ V4(0, 0, 0, 0), 32, ADDR_UNSPECIFIED },
	{ V4(0, 0, 0, 0), 8, ADDR_SPECIAL },
	{ V4(10, 0, 0, 0), 8, ADDR_PRIVATE },
	{ V4(100, 64, 0, 0), 10, ADDR_PRIVATE },
	{ V4(127, 0, 0, 0), 8, ADDR_LOOPBACK },
	{ V4(169, 254, 0, 0), 16, ADDR_LINK_LOCAL },
	{ V4(172, 16, 0, 0), 12, ADDR_PRIVATE },
	{ V4(192, 0, 0, 9), 32, ADDR_PUBLIC },  /* PCP anycast, RFC 7723 */
	{ V4(192, 0, 0, 10), 32, ADDR_PUBLIC }, /* TURN anycast, RFC 8155 */
	{ V4(192, 0, 0, 0), 24, ADDR_SPECIAL },
	{ V4(192, 0, 2, 0), 24, ADDR_DOCUMENTATION },
	{ V4(192, 88, 99, 0), 24, ADDR_SPECIAL }, /* 6to4 relays, withdrawn by RFC 7526 */
	{ V4(192, 168, 0, 0), 16, ADDR_PRIVATE },
	{ V4(198, 18, 0, 0), 15, ADDR_SPECIAL },
	{ V4(198, 51, 100, 0), 24, ADDR_DOCUMENTATION },
	{ V4(203, 0, 113, 0), 24, ADDR_DOCUMENTATION },
	{ V4(224, 0, 0, 0), 3, ADDR_MULTICAST },
};

static const struct special6 specials6[] = {
	{ V6(0, 0, 0, 0), 0, 128, ADDR_UNSPECIFIED },
	{ V6(0, 0, 0, 0), 1, 128, ADDR_LOOPBACK },
	{ V6(0, 0, 0, 0), 0xffff00000000, 96, ADDR_V4_MAPPED },
	{ V6(0x0064, 0xff9b, 0x0001, 0), 0, 48, ADDR_SPECIAL },
	{ V6(0x0100, 0, 0, 0), 0, 64, ADDR_SPECIAL },      /* discard only, RFC 6666 */
	{ V6(0x0100, 0, 0, 0x0001), 0, 64, ADDR_SPECIAL }, /* dummy prefix, RFC 9780 */
	{ V6(0x2001, 0x0001, 0, 0), 1, 128, ADDR_PUBLIC },
	{ V6(0x2001, 0x0001, 0, 0), 2, 128, ADDR_PUBLIC },
	{ V6(0x2001, 0x0001, 0, 0), 3, 128, ADDR_PUBLIC },
	{ V6(0x2001, 0x0003, 0, 0), 0, 32, ADDR_PUBLIC },      /* AMT, RFC 7450 */
	{ V6(0x2001, 0x0004, 0x0112, 0), 0, 48, ADDR_PUBLIC }, /* AS112, RFC 7535 */
	{ V6(0x2001, 0x0020, 0, 0), 0, 28, ADDR_PUBLIC },      /* ORCHIDv2, RFC 7343 */
	{ V6(0x2001, 0x0030, 0, 0), 0, 28, ADDR_PUBLIC },      /* DRIP, RFC 9374 */
	{ V6(0x2001, 0, 0, 0), 0, 23, ADDR_SPECIAL },
	{ V6(0x2001, 0x0db8, 0, 0), 0, 32, ADDR_DOCUMENTATION },
	{ V6(0x2002, 0, 0, 0), 0, 16, ADDR_SPECIAL }, /* 6to4, RFC 3056 */
	{ V6(0x3fff, 0, 0, 0), 0, 20, ADDR_DOCUMENTATION },
	{ V6(0x5f00, 0, 0, 0), 0, 16, ADDR_SPECIAL }, /* SRv6 SIDs, RFC 9602 */
	{ V6(0xfc00, 0, 0, 0), 0, 7, ADDR_PRIVATE },
	{ V6(0xfe80, 0, 0, 0), 0, 10, ADDR_LINK_LOCAL },
	{ V6(0xff00, 0, 0, 0), 0, 8, ADDR_MULTICAST },
};

/* Whether some row above begins with this octet: most addresses are done with here. */
static bool
begins_a_row(const struct addr *addr)
{
	uint8_t c = addr->octets[0];

	if (addr->family == ADDR_V6)
		return c <= 1 || c == 0x20 || c == 0x3f || c == 0x5f || c >= 0xfc;
	return c == 0 || c == 10 || c == 100 || c == 127 || c == 169 || c == 172 || c == 192 ||
	       c == 198 || c == 203 || c >= 224;
}

static enum addr_class
class_of_ipv4(uint32_t value)
{
	for (size_t i = 0; i < ARRAY_LEN(specials4); i++)
		if ((value ^ specials4[i].base) >> (32 - specials4[i].bits) == 0)
			return specials4[i].class;
	return ADDR_PUBLIC;
}

static enum addr_class
class_of_ipv6(uint64_t high, uint64_t low)
{
	for (size_t i = 0; i < ARRAY_LEN(specials6); i++) {
		const struct special6 *row = &specials6[i];

		if (row->bits <= 64
		        ? (high ^ row->high) >> (64 - row->bits) == 0
		        : high == row->high && (low ^ row->low) >> (128 - row->bits) == 0)
			return row->class;
	}
	return ADDR_PUBLIC;
}

enum addr_class
addr_class(const struct addr *addr)
{
	uint64_t high, low;

	if (!begins_a_row(addr))
		return ADDR_PUBLIC;
	memcpy(&high, addr->octets, sizeof high);
	memcpy(&low, addr->octets + sizeof high, sizeof low);
	high = be64toh(high);
	low = be64toh(low);
	return addr->family == ADDR_V4 ? class_of_ipv4((uint32_t)(high >> 32))
	                               : class_of_ipv6(high, low);
}

bool
addr_is_local(const struct addr *addr)
{
	switch (addr_class(addr)) {
	case ADDR_LOOPBACK:
	case ADDR_LINK_LOCAL:
	case ADDR_MULTICAST:
	case ADDR_UNSPECIFIED:
	case ADDR_V4_MAPPED:
		return true;
	default:
		return false;
	}
}
