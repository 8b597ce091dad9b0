/* dns/dnskey.c -- key tags, algorithms, the parts of RSA keys */
#include "dns/dnskey.h"

#include <stdio.h>

uint16_t
dnskey_tag(const uint8_t *rdata, size_t len)
{
	uint32_t sum = 0;

	if (len >= DNSKEY_FIXED && rdata[3] == 1)
		return len < DNSKEY_FIXED + 3 ? 0 : octets16(rdata + len - 3);
	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? rdata[i] : (uint32_t)rdata[i] << 8;
	return (uint16_t)(sum + (sum >> 16));
}

static const struct algorithm {
	uint8_t number;
	uint8_t state;
	bool verifiable;
	const char *name;
} algorithms[] = {
	{ 1, ALGORITHM_DEPRECATED, false, "RSAMD5" },
	{ 3, ALGORITHM_DEPRECATED, false, "DSA" },
	{ 5, ALGORITHM_DEPRECATED, true, "RSASHA1" },
	{ 6, ALGORITHM_DEPRECATED, false, "NSEC3DSA" },
	{ 7, ALGORITHM_DEPRECATED, true, "NSEC3RSASHA1" },
	{ 8, ALGORITHM_GOOD, true, "RSASHA256" },
	{ 10, ALGORITHM_UNLIKED, true, "RSASHA512" },
	{ 12, ALGORITHM_DEPRECATED, false, "ECC-GOST" },
	{ 13, ALGORITHM_GOOD, true, "ECDSAP256SHA256" },
	{ 14, ALGORITHM_GOOD, true, "ECDSAP384SHA384" },
	{ 15, ALGORITHM_GOOD, true, "ED25519" },
	{ 16, ALGORITHM_GOOD, true, "ED448" },
};

static const struct algorithm *
algorithm_find(uint8_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++)
		if (algorithms[i].number == number)
			return &algorithms[i];
	return NULL;
}

enum algorithm_state
dnskey_algorithm(uint8_t algorithm, const char **name)
{
	const struct algorithm *a = algorithm_find(algorithm);

	if (name != NULL)
		*name = a != NULL ? a->name : "";
	return a != NULL ? (enum algorithm_state)a->state : ALGORITHM_UNKNOWN;
}

bool
dnskey_verifiable(uint8_t algorithm)
{
	const struct algorithm *a = algorithm_find(algorithm);

	return a != NULL && a->verifiable;
}

const char *
algorithm_text(uint8_t algorithm, char buf[ALGORITHM_TEXT_MAX])
{
	const struct algorithm *a = algorithm_find(algorithm);

	if (a != NULL)
		snprintf(buf, ALGORITHM_TEXT_MAX, "%u (%s)", algorithm, a->name);
	else
		snprintf(buf, ALGORITHM_TEXT_MAX, "%u", algorithm);
	return buf;
}

bool
rsa_parts(const uint8_t *key, size_t len, struct rsa_parts *out)
{
	size_t at = 1, exponent_len;
	const uint8_t *n;
	size_t n_len;

	if (len < 3)
		return false;
	exponent_len = key[0];
	if (exponent_len == 0) {
		exponent_len = octets16(key + 1);
		at = 3;
	}
	if (exponent_len == 0 || len - at <= exponent_len)
		return false;
	n = key + at + exponent_len;
	n_len = len - at - exponent_len;
	*out = (struct rsa_parts){ key + at, n, exponent_len, n_len, 0 };
	while (n_len > 0 && *n == 0)
		n++, n_len--;
	if (n_len == 0)
		return false;
	out->bits = (unsigned)n_len * 8;
	for (uint8_t top = *n; (top & 0x80) == 0; top = (uint8_t)(top << 1))
		out->bits--;
	return true;
}
