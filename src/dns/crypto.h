/*
 * dns/crypto.h -- digests and signatures, by libcrypto.
 *
 * The library is loaded when the first signed zone asks for it, and by nobody else: to load it takes longer
 * than to read a small zone.  ldns would bring it along as well, and adds nothing that is needed here: names,
 * canonical form and order are our own.  Everything comes in as octets; no text, file or socket is touched.
 */
#ifndef DNS_CRYPTO_H
#define DNS_CRYPTO_H

#include "base/base.h"
#include "base/err.h"
#include "dns/dname.h"

enum digest { DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

#define DIGEST_MAX 64

/*
 * Load the library; later calls return what the first one found.  Before anything else here is called.
 *
 * return  false with err when there is no libcrypto of OpenSSL 3
 */
PL_MUST_CHECK bool crypto_load(struct err *err);

/* Octets of a digest. */
size_t digest_size(enum digest digest);

/* The digest of some octets, into at least DIGEST_MAX octets. */
void digest_octets(enum digest digest, const void *octets, size_t len, uint8_t *out);

/*
 * The digest of a DS record for a key: that of the owner in canonical form and the RDATA of the DNSKEY.  Loads the
 * library when need be.
 *
 * type    as in DS: 1 (SHA-1), 2 (SHA-256), 4 (SHA-384)
 * out     at least DIGEST_MAX octets
 * return  false when it is another type, or there is no library
 * source  RFC 4034 §5.1.4, RFC 4509 §2.1, RFC 6605 §2
 */
PL_MUST_CHECK bool ds_digest(uint8_t type, const struct dname *owner, const uint8_t *key,
    size_t key_len, uint8_t *out, size_t *len);

/* A digest of octets that come in pieces. */
struct digester;
struct digester *digester_new(enum digest digest);
void digester_add(struct digester *d, const void *octets, size_t len);
/* The digest, into at least DIGEST_MAX octets; ends the digester. */
void digester_end(struct digester *d, uint8_t *out);

/*
 * A public key, made once and used by any number of verifiers.
 *
 * algorithm  as in DNSKEY: 5, 7, 8, 10 (RSA), 13, 14 (ECDSA), 15, 16 (EdDSA)
 * key        the public key as DNSKEY has it (RFC 3110 §2, RFC 6605 §4, RFC 8080 §3)
 * return     NULL when the algorithm is another, or the octets are no key of it
 */
struct public_key;
struct public_key *public_key_new(uint8_t algorithm, const uint8_t *key, size_t len);
void public_key_free(struct public_key *key);

/* Verifies with one key; not for two threads at a time. */
struct verifier;
struct verifier *verifier_new(const struct public_key *key);
void verifier_free(struct verifier *v);

/* Does the signature, in the form of RRSIG, fit the message? */
bool verifier_check(
    struct verifier *v, const uint8_t *message, size_t len, const uint8_t *sig, size_t sig_len);

#endif
