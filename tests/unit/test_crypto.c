/* tests/unit/test_crypto.c -- digests, key tags, keys that are none */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "dns/crypto.h"
#include "dns/dnskey.h"
#include "dns/rdata_fields.h"

static size_t
decode(const char *text, uint8_t *out)
{
	struct buf b = { 0 };
	size_t len;

	ck_assert(base64_decode(str_of(text), &b));
	len = b.len;
	memcpy(out, b.ptr, len);
	buf_free(&b);
	return len;
}

/* An RSA key of 2048 bits. */
static const char rsa_key[] = "AwEAAYxxwysZkzBqZ9BFc6kSLFD9eE44sSiJFot2bdo9Js7MtfcnrLfE2U/qO/7x"
                              "GsVpHQZ3C7YmYa1tM4y3Va60R5ue+KRdVLeeq8O+/XgmR8AZcr2v8pdeU1TwjXRA"
                              "jGu4SJlTUlbWAnRupbbxrNOOuUjzFivHo/hygas+6VJV4oz2rdrZZ6DshK/Jv++E"
                              "sRtryqRHszJjErBKzIyYEUPNwZc9uDee9sAdYLTVDrgISmdG7ltPqpfYLZgEnEgO"
                              "phGxS/3VTJY6B4nQhr68TzgxcrVlupVBW6AOwdfSlcus/dS/LNCT02M5rnERtnlk"
                              "gOSayBTO7mgz1Bh/B0k+hjVZYrc=";

START_TEST(a_key_has_its_tag_and_digest)
{
	/* calculated by Python's hashlib */
	static const uint8_t wanted[] = { 0xec, 0x4a, 0x48, 0x2c, 0x4f, 0xb1, 0xf0, 0x91, 0xec,
		0xf1, 0x33, 0x00, 0xc4, 0xa0, 0x05, 0x0c, 0x82, 0x78, 0x12, 0x9e, 0xfa, 0x8d, 0xd7,
		0x70, 0xcb, 0xde, 0x09, 0x18, 0x7f, 0x85, 0xe4, 0xe9 };
	struct dname owner = dname_const("Example.com.");
	uint8_t rdata[512] = { 1, 1, 3, 15 }, digest[DIGEST_MAX];
	size_t len = 4 + decode("/FdWKTpvzrfPn0ZUwx8LK43QIDiOE+13um7TWlD02qc=", rdata + 4),
	       digest_len;

	ck_assert_uint_eq(dnskey_tag(rdata, len), 9969);
	ck_assert(ds_digest(2, &owner, rdata, len, digest, &digest_len));
	ck_assert_uint_eq(digest_len, sizeof wanted);
	ck_assert_mem_eq(digest, wanted, sizeof wanted);
	ck_assert(!ds_digest(3, &owner, rdata, len, digest, &digest_len));
}
END_TEST

START_TEST(pieces_make_the_digest_of_the_whole)
{
	static const uint8_t wanted[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41,
		0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a,
		0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
	uint8_t whole[DIGEST_MAX], pieces[DIGEST_MAX];
	struct digester *d;
	struct err err;

	ck_assert(crypto_load(&err));
	digest_octets(DIGEST_SHA256, "abc", 3, whole);
	ck_assert_mem_eq(whole, wanted, sizeof wanted);
	d = digester_new(DIGEST_SHA256);
	digester_add(d, "a", 1);
	digester_add(d, "bc", 2);
	digester_end(d, pieces);
	ck_assert_mem_eq(pieces, wanted, sizeof wanted);
}
END_TEST

static const struct {
	const char *why;
	uint8_t algorithm;
	size_t len;
	const char *octets;
} no_keys[] = {
	{ "an algorithm that nobody verifies", 3, 4, "\1\3\5\7" },
	{ "no key at all", 8, 0, "" },
	{ "an exponent longer than the key", 8, 3, "\5\1\1" },
	{ "an exponent and no modulus", 8, 2, "\1\3" },
	{ "a modulus of zeros", 8, 5, "\1\3\0\0\0" },
	{ "an exponent of six octets", 8, 9, "\6\1\2\3\4\5\6\7\7" },
	{ "a point that is too short", 13, 4, "\1\2\3\4" },
	{ "a point that is not on the curve", 13, 64,
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" },
	{ "a key of the other curve", 16, 32, "0123456789abcdef0123456789abcdef" },
};

START_TEST(what_is_no_key_is_refused)
{
	struct err err;

	ck_assert(crypto_load(&err));
	ck_assert_msg(public_key_new(no_keys[_i].algorithm, (const uint8_t *)no_keys[_i].octets,
	                  no_keys[_i].len) == NULL,
	    "%s", no_keys[_i].why);
}
END_TEST

START_TEST(a_signature_of_something_else_does_not_fit)
{
	uint8_t key[512], sig[512];
	size_t key_len = decode(rsa_key, key);
	struct public_key *k;
	struct verifier *v;
	struct err err;

	ck_assert(crypto_load(&err));
	memset(sig, 7, sizeof sig);
	ck_assert_ptr_nonnull(k = public_key_new(8, key, key_len));
	v = verifier_new(k);
	for (size_t len = 0; len <= sizeof sig; len += 64)
		ck_assert(!verifier_check(v, (const uint8_t *)"text", 4, sig, len));
	verifier_free(v);
	public_key_free(k);
}
END_TEST

START_TEST(an_rsa_key_falls_into_its_parts)
{
	/* the exponent's length in one octet, and in three */
	const uint8_t one[] = { 1, 3, 0x7f, 0xff }, three[] = { 0, 0, 2, 1, 1, 0x00, 0x01, 0x80 };
	struct rsa_parts parts;

	ck_assert(rsa_parts(one, sizeof one, &parts));
	ck_assert_uint_eq(parts.bits, 15);
	ck_assert_uint_eq(parts.exponent_len, 1);
	ck_assert(rsa_parts(three, sizeof three, &parts));
	ck_assert_uint_eq(parts.exponent_len, 2);
	ck_assert_uint_eq(parts.modulus_len, 3);
	ck_assert_uint_eq(parts.bits, 9);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("crypto");
	TCase *tc = tcase_create("crypto");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_key_has_its_tag_and_digest);
	tcase_add_test(tc, pieces_make_the_digest_of_the_whole);
	tcase_add_loop_test(tc, what_is_no_key_is_refused, 0, (int)ARRAY_LEN(no_keys));
	tcase_add_test(tc, a_signature_of_something_else_does_not_fit);
	tcase_add_test(tc, an_rsa_key_falls_into_its_parts);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
