/*
 * dns/dnskey.h -- what the octets of DNSKEY and DS records say.  Pure.
 */
#ifndef DNS_DNSKEY_H
#define DNS_DNSKEY_H

#include "base/base.h"

enum {
	DNSKEY_ZONE = 0x0100,   /* RFC 4034 §2.1.1 */
	DNSKEY_REVOKE = 0x0080, /* RFC 5011 §7 */
	DNSKEY_SEP = 0x0001,    /* RFC 4034 §2.1.1 */
	DNSKEY_PROTOCOL = 3,    /* RFC 4034 §2.1.2 */
	DNSKEY_FIXED = 4        /* octets before the public key */
};

/* The key tag (RFC 4034 appendix B); of algorithm 1 as in appendix B.1. */
uint16_t dnskey_tag(const uint8_t *rdata, size_t len);

static inline uint16_t
octets16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
octets32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* What is thought of an algorithm for signing. */
enum algorithm_state {
	ALGORITHM_UNKNOWN, /* no number of the registry, or a private one */
	ALGORITHM_GOOD,
	ALGORITHM_UNLIKED,   /* not recommended for signing */
	ALGORITHM_DEPRECATED /* must not be used: validators treat the zone as unsigned */
};

/*
 * source  RFC 8624 §3.1, and RFC 9905 for those with SHA-1
 * name    the mnemonic, "" when there is none; may be NULL
 */
enum algorithm_state dnskey_algorithm(uint8_t algorithm, const char **name);

/* An algorithm whose signatures can be verified here. */
bool dnskey_verifiable(uint8_t algorithm);

/* "13 (ECDSAP256SHA256)" */
#define ALGORITHM_TEXT_MAX 32
const char *algorithm_text(uint8_t algorithm, char buf[ALGORITHM_TEXT_MAX]);

/* Exponent and modulus of an RSA key. */
struct rsa_parts {
	const uint8_t *exponent, *modulus;
	size_t exponent_len, modulus_len;
	unsigned bits; /* of the modulus, leading zeros not counted */
};

/* source  RFC 3110 §2; return  false when the octets are no such key */
PL_MUST_CHECK bool rsa_parts(const uint8_t *key, size_t len, struct rsa_parts *out);

#endif
