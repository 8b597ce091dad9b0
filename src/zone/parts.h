/*
 * zone/parts.h -- which token of an entry is what: owner, TTL, class, type, and where the RDATA begins.
 *
 * Order as BIND 9.18 takes it: the owner unless the line begins with a blank, then TTL and class once each
 * in either order, then the type (RFC 1035 §5.1).
 */
#ifndef ZONE_PARTS_H
#define ZONE_PARTS_H

#include "zone/lex.h"

#define PART_NONE SIZE_MAX

struct parts {
	size_t owner, ttl, rclass, type; /* token indexes, or PART_NONE */
	size_t rdata;                    /* the first token behind the type */
	uint32_t ttl_seconds;
	uint16_t class_number, type_number;
	enum problem wrong; /* what stopped it, PROBLEM_NONE when complete */
	size_t wrong_token;
	enum problem ttl_remark;
};

/*
 * Find the parts of an entry that is no directive and not empty.
 *
 * return  false when it has no usable type, TTL or class; wrong and wrong_token tell
 */
bool parts_find(const struct lexed *entry, struct parts *out);

#endif
