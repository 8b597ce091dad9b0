/* dns/crypto.c -- the one file that knows libcrypto */
#include "dns/crypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "dns/dnskey.h"

/* The parts of libcrypto's interface that are used; nothing of it is needed to build. */
typedef struct evp_md_st EVP_MD;
typedef struct evp_md_ctx_st EVP_MD_CTX;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_pkey_ctx_st EVP_PKEY_CTX;

#define LIBCRYPTO "libcrypto.so.3"

/* X(result, name, arguments) */
#define FUNCTIONS(X)                                                                               \
 X(EVP_MD *, EVP_MD_fetch, (void *, const char *, const char *))                                   \
 X(int, EVP_Digest, (const void *, size_t, uint8_t *, unsigned *, const EVP_MD *, void *))         \
 X(EVP_MD_CTX *, EVP_MD_CTX_new, (void))                                                           \
 X(void, EVP_MD_CTX_free, (EVP_MD_CTX *))                                                          \
 X(int, EVP_DigestInit_ex, (EVP_MD_CTX *, const EVP_MD *, void *))                                 \
 X(int, EVP_DigestUpdate, (EVP_MD_CTX *, const void *, size_t))                                    \
 X(int, EVP_DigestFinal_ex, (EVP_MD_CTX *, uint8_t *, unsigned *))                                 \
 X(int, EVP_DigestVerifyInit, (EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, void *, EVP_PKEY *)) \
 X(int, EVP_DigestVerify, (EVP_MD_CTX *, const uint8_t *, size_t, const uint8_t *, size_t))        \
 X(EVP_PKEY *, d2i_PUBKEY, (EVP_PKEY **, const uint8_t **, long))                                  \
 X(void, EVP_PKEY_free, (EVP_PKEY *))                                                              \
 X(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY *, void *))                                         \
 X(void, EVP_PKEY_CTX_free, (EVP_PKEY_CTX *))                                                      \
 X(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX *))                                                    \
 X(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX *, const EVP_MD *))                           \
 X(int, EVP_PKEY_verify, (EVP_PKEY_CTX *, const uint8_t *, size_t, const uint8_t *, size_t))       \
 X(void, ERR_clear_error, (void))

#define AS_MEMBER(result, name, arguments) result(*name) arguments;
static struct {
	FUNCTIONS(AS_MEMBER)
	EVP_MD *digests[4];
	bool loaded;
	struct err err;
} lib;
#undef AS_MEMBER

static bool
find(void *handle, const char *name, void *member)
{
	void *p = dlsym(handle, name);

	/* POSIX wants both kinds of pointer alike; C has no cast between them */
	memcpy(member, &p, sizeof p);
	return p != NULL;
}

static const char *const digest_names[] = { "SHA1", "SHA256", "SHA384", "SHA512" };

static void
load(void)
{
	void *handle = dlopen(LIBCRYPTO, RTLD_NOW | RTLD_LOCAL);
	bool ok = true;

	if (handle == NULL) {
		err_set(&lib.err, "%s", dlerror());
		return;
	}
#define AS_LOOKUP(result, name, arguments) ok = ok && find(handle, #name, &lib.name);
	FUNCTIONS(AS_LOOKUP)
#undef AS_LOOKUP
	for (size_t i = 0; ok && i < ARRAY_LEN(digest_names); i++) {
		lib.digests[i] = lib.EVP_MD_fetch(NULL, digest_names[i], NULL);
		ok = lib.digests[i] != NULL;
	}
	if (!ok)
		err_set(&lib.err, "%s lacks what is needed", LIBCRYPTO);
	lib.loaded = ok;
}

bool
crypto_load(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (!lib.loaded)
		*err = lib.err;
	return lib.loaded;
}

/* ---- digests ---- */

size_t
digest_size(enum digest digest)
{
	static const uint8_t sizes[] = { 20, 32, 48, 64 };

	return sizes[digest];
}

void
digest_octets(enum digest digest, const void *octets, size_t len, uint8_t *out)
{
	if (lib.EVP_Digest(octets, len, out, NULL, lib.digests[digest], NULL) != 1)
		die("libcrypto cannot digest");
}

struct digester {
	EVP_MD_CTX *ctx;
};

struct digester *
digester_new(enum digest digest)
{
	struct digester *d = xmalloc(sizeof *d);

	d->ctx = lib.EVP_MD_CTX_new();
	if (d->ctx == NULL || lib.EVP_DigestInit_ex(d->ctx, lib.digests[digest], NULL) != 1)
		die("libcrypto cannot digest");
	return d;
}

void
digester_add(struct digester *d, const void *octets, size_t len)
{
	if (lib.EVP_DigestUpdate(d->ctx, octets, len) != 1)
		die("libcrypto cannot digest");
}

void
digester_end(struct digester *d, uint8_t *out)
{
	if (lib.EVP_DigestFinal_ex(d->ctx, out, NULL) != 1)
		die("libcrypto cannot digest");
	lib.EVP_MD_CTX_free(d->ctx);
	free(d);
}

bool
ds_digest(uint8_t type, const struct dname *owner, const uint8_t *key, size_t key_len, uint8_t *out,
    size_t *len)
{
	static const enum digest digests[] = {
		[1] = DIGEST_SHA1, [2] = DIGEST_SHA256, [4] = DIGEST_SHA384
	};
	struct digester *d;
	struct err err;
	uint8_t name[DNAME_MAX];

	if ((type != 1 && type != 2 && type != 4) || !crypto_load(&err))
		return false;
	for (unsigned i = 0; i < owner->len; i++)
		name[i] = ascii_lower(owner->wire[i]); /* lengths of labels are below any letter */
	d = digester_new(digests[type]);
	digester_add(d, name, owner->len);
	digester_add(d, key, key_len);
	digester_end(d, out);
	*len = digest_size(digests[type]);
	return true;
}

/* ---- keys ---- */

/* Bounds on what one signature may cost; RFC 3110 §3 has 4096 bits, BIND 9.18 refuses exponents over 35 bits. */
#define RSA_BITS_MAX     4096
#define RSA_EXPONENT_MAX 5 /* octets */

/* DER that is put together from its end to its beginning, where lengths are known. */
struct der {
	uint8_t octets[RSA_BITS_MAX / 8 + 64];
	size_t at; /* the first octet in use */
};

static void
der_put(struct der *der, const uint8_t *octets, size_t len)
{
	der->at -= len;
	memcpy(der->octets + der->at, octets, len);
}

static void
der_octet(struct der *der, uint8_t octet)
{
	der_put(der, &octet, 1);
}

/* The head of what has been put from end to here. */
static void
der_head(struct der *der, uint8_t tag, size_t end)
{
	size_t len = end - der->at;

	if (len < 0x80) {
		der_octet(der, (uint8_t)len);
	} else {
		unsigned octets = 0;

		for (size_t rest = len; rest > 0; rest >>= 8, octets++)
			der_octet(der, (uint8_t)rest);
		der_octet(der, (uint8_t)(0x80 | octets));
	}
	der_octet(der, tag);
}

/* An unsigned integer. */
static void
der_integer(struct der *der, const uint8_t *octets, size_t len)
{
	size_t end = der->at;

	while (len > 1 && *octets == 0)
		octets++, len--;
	der_put(der, octets, len);
	if ((*octets & 0x80) != 0)
		der_octet(der, 0);
	der_head(der, 0x02, end);
}

/* AlgorithmIdentifiers with their head, as SubjectPublicKeyInfo has them. */
static const uint8_t rsa_id[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
	0x01, 0x01, 0x05, 0x00 };
static const uint8_t p256_id[] = { 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
	0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };
static const uint8_t p384_id[] = { 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
	0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };
static const uint8_t ed25519_id[] = { 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const uint8_t ed448_id[] = { 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71 };

enum kind { KIND_RSA, KIND_ECDSA, KIND_EDDSA };

static const struct scheme {
	uint8_t algorithm, kind, digest;
	uint8_t key_len; /* octets of the public key; 0: they vary */
	uint8_t sig_len;
	uint8_t id_len;
	const uint8_t *id;
} schemes[] = {
	{ 5, KIND_RSA, DIGEST_SHA1, 0, 0, sizeof rsa_id, rsa_id },
	{ 7, KIND_RSA, DIGEST_SHA1, 0, 0, sizeof rsa_id, rsa_id },
	{ 8, KIND_RSA, DIGEST_SHA256, 0, 0, sizeof rsa_id, rsa_id },
	{ 10, KIND_RSA, DIGEST_SHA512, 0, 0, sizeof rsa_id, rsa_id },
	{ 13, KIND_ECDSA, DIGEST_SHA256, 64, 64, sizeof p256_id, p256_id },
	{ 14, KIND_ECDSA, DIGEST_SHA384, 96, 96, sizeof p384_id, p384_id },
	{ 15, KIND_EDDSA, DIGEST_SHA512, 32, 64, sizeof ed25519_id, ed25519_id },
	{ 16, KIND_EDDSA, DIGEST_SHA512, 57, 114, sizeof ed448_id, ed448_id },
};

struct public_key {
	const struct scheme *scheme;
	EVP_PKEY *key;
};

static bool
put_key(struct der *der, const struct scheme *s, const uint8_t *key, size_t len)
{
	struct rsa_parts rsa;
	size_t end = der->at;

	if (s->kind != KIND_RSA) {
		if (len != s->key_len)
			return false;
		der_put(der, key, len);
		if (s->kind == KIND_ECDSA)
			der_octet(der, 0x04); /* both coordinates follow */
		return true;
	}
	if (!rsa_parts(key, len, &rsa) || rsa.bits > RSA_BITS_MAX ||
	    rsa.modulus_len > RSA_BITS_MAX / 8 || rsa.exponent_len > RSA_EXPONENT_MAX)
		return false;
	der_integer(der, rsa.exponent, rsa.exponent_len);
	der_integer(der, rsa.modulus, rsa.modulus_len);
	der_head(der, 0x30, end);
	return true;
}

struct public_key *
public_key_new(uint8_t algorithm, const uint8_t *key, size_t len)
{
	struct der der = { .at = sizeof der.octets };
	struct public_key *k;
	const struct scheme *s = NULL;
	const uint8_t *p;
	EVP_PKEY *made;

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (schemes[i].algorithm == algorithm)
			s = &schemes[i];
	if (s == NULL || !put_key(&der, s, key, len))
		return NULL;
	der_octet(&der, 0); /* unused bits of the bit string */
	der_head(&der, 0x03, sizeof der.octets);
	der_put(&der, s->id, s->id_len);
	der_head(&der, 0x30, sizeof der.octets);
	p = der.octets + der.at;
	made = lib.d2i_PUBKEY(NULL, &p, (long)(sizeof der.octets - der.at));
	if (made == NULL) {
		lib.ERR_clear_error();
		return NULL;
	}
	k = xmalloc(sizeof *k);
	*k = (struct public_key){ s, made };
	return k;
}

void
public_key_free(struct public_key *key)
{
	if (key == NULL)
		return;
	lib.EVP_PKEY_free(key->key);
	free(key);
}

/* ---- signatures ---- */

struct verifier {
	const struct public_key *key;
	EVP_PKEY_CTX *ctx;   /* RSA, ECDSA: of digests */
	EVP_MD_CTX *message; /* EdDSA: of whole messages */
};

struct verifier *
verifier_new(const struct public_key *key)
{
	struct verifier *v = xcalloc(1, sizeof *v);

	v->key = key;
	if (key->scheme->kind == KIND_EDDSA) {
		v->message = lib.EVP_MD_CTX_new();
		if (v->message == NULL)
			die("libcrypto has no memory");
		return v;
	}
	v->ctx = lib.EVP_PKEY_CTX_new(key->key, NULL);
	if (v->ctx == NULL || lib.EVP_PKEY_verify_init(v->ctx) != 1 ||
	    lib.EVP_PKEY_CTX_set_signature_md(v->ctx, lib.digests[key->scheme->digest]) != 1) {
		/* a policy of this system may forbid SHA-1: such signatures do not verify here */
		lib.EVP_PKEY_CTX_free(v->ctx);
		lib.ERR_clear_error();
		v->ctx = NULL;
	}
	return v;
}

void
verifier_free(struct verifier *v)
{
	if (v == NULL)
		return;
	lib.EVP_PKEY_CTX_free(v->ctx);
	lib.EVP_MD_CTX_free(v->message);
	free(v);
}

static bool
check_digest(
    struct verifier *v, const uint8_t *message, size_t len, const uint8_t *sig, size_t sig_len)
{
	const struct scheme *s = v->key->scheme;
	uint8_t digest[DIGEST_MAX];
	struct der der = { .at = sizeof der.octets };

	if (v->ctx == NULL)
		return false;
	digest_octets(s->digest, message, len, digest);
	if (s->kind == KIND_ECDSA) {
		der_integer(&der, sig + sig_len / 2, sig_len / 2);
		der_integer(&der, sig, sig_len / 2);
		der_head(&der, 0x30, sizeof der.octets);
		sig = der.octets + der.at;
		sig_len = sizeof der.octets - der.at;
	}
	return lib.EVP_PKEY_verify(v->ctx, sig, sig_len, digest, digest_size(s->digest)) == 1;
}

static bool
check_message(
    struct verifier *v, const uint8_t *message, size_t len, const uint8_t *sig, size_t sig_len)
{
	return lib.EVP_DigestVerifyInit(v->message, NULL, NULL, NULL, v->key->key) == 1 &&
	       lib.EVP_DigestVerify(v->message, sig, sig_len, message, len) == 1;
}

bool
verifier_check(
    struct verifier *v, const uint8_t *message, size_t len, const uint8_t *sig, size_t sig_len)
{
	const struct scheme *s = v->key->scheme;
	bool ok;

	if (sig_len == 0 || (s->sig_len != 0 && sig_len != s->sig_len))
		return false;
	ok = s->kind == KIND_EDDSA ? check_message(v, message, len, sig, sig_len)
	                           : check_digest(v, message, len, sig, sig_len);
	if (!ok)
		lib.ERR_clear_error();
	return ok;
}
