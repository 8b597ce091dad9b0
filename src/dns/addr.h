/* dns/addr.h -- IP addresses and their names in the reverse tree.  Pure; allocates nothing. */
#ifndef DNS_ADDR_H
#define DNS_ADDR_H

#include "base/base.h"
#include "dns/dname.h"

enum addr_family { ADDR_V4 = 4, ADDR_V6 = 6 };

struct addr {
	enum addr_family family;
	uint8_t octets[16]; /* network order; the first 4 for ADDR_V4, the rest zero */
};

/* A network: the first bits of base count, the others are zero. */
struct prefix {
	struct addr base;
	uint8_t bits;
};

#define ADDR_TEXT_MAX 46 /* "ffff:…:255.255.255.255" with NUL */

/*
 * Read an address as zone files and the map write it: four decimal octets without leading zeros, or
 * RFC 4291 §2.2 text (embedded IPv4 allowed, no zone id, no brackets).
 *
 * out     untouched on failure
 */
bool addr_parse(struct str text, struct addr *out);
bool addr_parse_v4(struct str text, uint8_t octets[4]);
bool addr_parse_v6(struct str text, uint8_t octets[16]);

/*
 * Read "192.0.2.0/24" or "2001:db8::/32"; bits outside the prefix must be zero; a bare address is a
 * full prefix.
 */
bool prefix_parse(struct str text, struct prefix *out);
bool prefix_contains(const struct prefix *prefix, const struct addr *addr);

/*
 * The text of RFC 5952 (lower case, longest run of zeros shortened), NUL-terminated; returns buf.
 */
const char *addr_text(const struct addr *addr, char buf[ADDR_TEXT_MAX]);
const char *prefix_text(const struct prefix *prefix, char buf[ADDR_TEXT_MAX + 4]);

/* IPv4 before IPv6, then by value; <0, 0, >0. */
int addr_compare(const struct addr *a, const struct addr *b);
bool addr_equal(const struct addr *a, const struct addr *b);

/*
 * The owner name of addr's PTR record: RFC 1035 §3.5 (octets), RFC 3596 §2.5 (nibbles, low first).
 */
void addr_reverse_name(const struct addr *addr, struct dname *out);

/*
 * The network that a name in the reverse tree stands for: "2.0.192.in-addr.arpa." is 192.0.2.0/24,
 * a name with all octets or nibbles a full prefix.
 *
 * return  false when name is not below in-addr.arpa or ip6.arpa, or has a label there that is no
 *         octet (0 to 255, no leading zero) or nibble, or too many of them
 */
bool addr_from_reverse(const struct dname *name, struct prefix *out);

/* Which addresses the world can reach, by IANA's special-purpose address registries. */
enum addr_class {
	ADDR_PUBLIC,
	ADDR_PRIVATE, /* RFC 1918, RFC 6598, RFC 4193 */
	ADDR_LOOPBACK,
	ADDR_LINK_LOCAL,
	ADDR_MULTICAST,     /* and 240.0.0.0/4, broadcast */
	ADDR_DOCUMENTATION, /* RFC 5737, 3849, 9637 */
	ADDR_UNSPECIFIED,
	ADDR_V4_MAPPED,
	ADDR_SPECIAL /* any other entry that is not globally reachable */
};
enum addr_class addr_class(const struct addr *addr);

/* Addresses that mean the same host everywhere, or no host at all: nobody asks for their names. */
bool addr_is_local(const struct addr *addr);

#endif
