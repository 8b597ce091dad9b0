/* dns/ttl.h -- durations and serial numbers. */
#ifndef DNS_TTL_H
#define DNS_TTL_H

#include "base/base.h"
#include "dns/problem.h"

/*
 * Read a TTL: decimal seconds, or numbers each followed by a unit (w d h m s, any case, any order,
 * repeats add up), as in "1h30m".
 *
 * out     seconds, 0 to 2^32-1; set when the result is PROBLEM_NONE or PROBLEM_TTL_OVER_31_BITS
 * return  PROBLEM_NONE; TTL_SYNTAX; TTL_UNIT_INCOMPLETE ("1h30"); TTL_OVERFLOW (over 2^32-1);
 *         TTL_OVER_31_BITS (over 2^31-1, RFC 2181 §8: read, and remarked on)
 * source  RFC 2181 §8 (range); units as BIND 9.18 reads them
 */
enum problem ttl_parse(struct str text, uint32_t *out);

/* True when text has the form of a TTL: it begins with a digit and holds only digits and units. */
/* Several numbers with units, as in "1h30m"? */
bool ttl_is_compound(struct str text);

bool ttl_looks_like(struct str text);

/*
 * RFC 1982 §3.2: -1 when a comes before b, 0 when equal, 1 when after, 2 when undefined (2^31
 * apart).
 */
int serial_compare(uint32_t a, uint32_t b);

#endif
