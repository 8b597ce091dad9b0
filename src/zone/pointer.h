/*
 * zone/pointer.h -- which address a PTR record speaks for.
 *
 * Mostly its owner is the reverse name of one address.  In a classless delegation (RFC 2317 §4) the reverse
 * name is a CNAME, and the PTR stands where that leads to: "70.64-127.113.0.203.in-addr.arpa." or any
 * other name.  Then the CNAME in the parent zone says which address is meant; when the parent is not
 * loaded, the owner without the block's label does.
 */
#ifndef ZONE_POINTER_H
#define ZONE_POINTER_H

#include "zone/query.h"

enum pointer_kind {
	POINTER_ADDRESS, /* of one address */
	POINTER_NETWORK, /* a name of octets or nibbles, too few for an address */
	POINTER_BLOCK, /* below the name of a block or of a zone that is no network; no CNAME leads here */
	POINTER_WILDCARD, /* "*": of any address */
	POINTER_SERVICE,  /* with a label like "_dns-sd": not about addresses at all */
	POINTER_STRAY     /* below in-addr.arpa or ip6.arpa, and none of these */
};

/* Where the CNAMEs of one /24 lead to.  Caller's storage, starts as all zeroes, good for one run. */
struct pointer_cache {
	struct prefix net; /* bits 0: nothing yet */
	uint32_t view;
	uint64_t hashes[256]; /* of the names the CNAMEs lead to; 0: no CNAME */
	struct dname targets[256];
};

/*
 * Say what the owner of a PTR stands for.
 *
 * ptr     lies in a reverse zone
 * addr    set for POINTER_ADDRESS
 */
enum pointer_kind query_pointer(
    struct zone_set *set, const struct record *ptr, struct pointer_cache *cache, struct addr *addr);

/* A label (in wire form) of two numbers with "/" or "-" between, as names of blocks have. */
bool pointer_label_is_block(const uint8_t *label);

/* A label that is an octet (0 to 255, no leading zero) or, below ip6.arpa, a hexadecimal digit. */
bool pointer_label_fits(const uint8_t *label, bool v4);

#endif
