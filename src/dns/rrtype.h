/*
 * dns/rrtype.h -- the one list of RR types.
 *
 * A type's code is its place in the list, small enough for one octet of a record; types without an
 * entry share RRCODE_OTHER.  Numbers are those of the IANA registry.
 */
#ifndef DNS_RRTYPE_H
#define DNS_RRTYPE_H

#include "base/base.h"
#include "dns/rrtypes.inc"

#define RRTYPE_AS_ENUM(name, text, number, layout, flags, source) RRTYPE_##name = (number),
enum rrtype { RRTYPE_LIST(RRTYPE_AS_ENUM) };
#undef RRTYPE_AS_ENUM

#define RRTYPE_AS_CODE(name, text, number, layout, flags, source) RRCODE_##name,
enum rrcode { RRTYPE_LIST(RRTYPE_AS_CODE) RRCODE_OTHER };
#undef RRTYPE_AS_CODE

enum rrtype_flags {
	RRTYPE_META = 1, /* never stands in a zone file (RFC 6895 §3.1) */
	RRTYPE_OBSOLETE = 2,
	RRTYPE_NONSTANDARD = 4, /* a server's own invention */
	RRTYPE_LOWER = 8, /* names in its RDATA are lower-cased in canonical form (RFC 4034 §6.2) */
	RRTYPE_RECENT = 16 /* servers of 2023 do not know the mnemonic: others are told TYPEnnn */
};

struct rrtype_info {
	const char *name; /* "AAAA" */
	uint16_t number;
	uint16_t flags;
	const char *layout; /* see dns/rrtypes.inc; "" when only RFC 3597 text exists */
	const char *source; /* "RFC 3596 §2.2" */
};

/* The entry with this code; RRCODE_OTHER and beyond give NULL. */
const struct rrtype_info *rrtype_info(enum rrcode code);

/* The code of a type number; RRCODE_OTHER when the list has none. */
enum rrcode rrtype_code(uint16_t number);

/* The number of a mnemonic in any case, or of "TYPEnnn"; false when it is neither. */
bool rrtype_parse(struct str text, uint16_t *number);

/* "AAAA", or "TYPE65280" for a type without mnemonic, in buf; returns buf. */
const char *rrtype_text(uint16_t number, char buf[16]);

/* The mnemonic nearest in spelling, or NULL when none is near. */
const char *rrtype_nearest(struct str text);

/* Classes: IN, CH, HS, NONE, ANY or CLASSnnn. */
bool rrclass_parse(struct str text, uint16_t *number);

#endif
