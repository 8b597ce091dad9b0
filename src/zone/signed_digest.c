/* zone/signed_digest.c -- ZONEMD */
#include "dns/dnskey.h"
#include "zone/signed.h"

enum {
	ZONEMD_FIXED = 6, /* serial, scheme, hash algorithm */
	SCHEME_SIMPLE = 1,
	HASH_SHA384 = 1,
	HASH_SHA512 = 2
};

/* RFC 8976 §3.3.1: the digest itself and its signature are no part of it. */
static bool
left_out(const struct signed_record *r)
{
	return r->name->key_len == 0 &&
	       (r->type == RRTYPE_ZONEMD ||
	           (r->type == RRTYPE_RRSIG && octets16(r->rdata) == RRTYPE_ZONEMD));
}

static void
add_record(struct digester *d, const struct signed_record *r)
{
	const uint8_t head[10] = { (uint8_t)(r->type >> 8), (uint8_t)r->type, 0, 1,
		(uint8_t)(r->ttl >> 24), (uint8_t)(r->ttl >> 16), (uint8_t)(r->ttl >> 8),
		(uint8_t)r->ttl, (uint8_t)(r->len >> 8), (uint8_t)r->len };

	digester_add(d, r->name->wire, r->name->len);
	digester_add(d, head, sizeof head);
	digester_add(d, r->rdata, r->len);
}

/* The scheme SIMPLE (RFC 8976 §3.3.1). */
static void
digest_zone(const struct signed_zone *z, enum digest digest, uint8_t out[DIGEST_MAX])
{
	struct digester *d = digester_new(digest);

	for (size_t i = 0; i < z->node_count; i++)
		for (uint32_t k = z->nodes[i].first; k < z->nodes[i].end; k++)
			if (!left_out(&z->records[k]))
				add_record(d, &z->records[k]);
	digester_end(d, out);
}

/* The serial of the zone, where it has one SOA record. */
static bool
soa_serial(const struct signed_zone *z, uint32_t *serial)
{
	uint32_t at, end = node_type(z, &z->nodes[0], RRTYPE_SOA, &at);

	if (end - at != 1 || z->records[at].len < 20)
		return false;
	*serial = octets32(z->records[at].rdata + z->records[at].len - 20);
	return true;
}

void
signed_digest(struct signed_zone *z)
{
	uint8_t digests[3][DIGEST_MAX];
	bool made[3] = { false };
	uint32_t at, end = node_type(z, &z->nodes[0], RRTYPE_ZONEMD, &at), serial;

	if (!soa_serial(z, &serial))
		return;
	for (; at < end; at++) {
		const struct signed_record *r = &z->records[at];
		unsigned hash = r->len > ZONEMD_FIXED ? r->rdata[5] : 0;
		enum digest digest = hash == HASH_SHA384 ? DIGEST_SHA384 : DIGEST_SHA512;

		/* another serial, another zone: that is a matter of its own */
		if ((hash != HASH_SHA384 && hash != HASH_SHA512) || r->rdata[4] != SCHEME_SIMPLE ||
		    octets32(r->rdata) != serial)
			continue;
		if (!made[hash])
			digest_zone(z, digest, digests[hash]);
		made[hash] = true;
		if (r->len != ZONEMD_FIXED + digest_size(digest) ||
		    memcmp(r->rdata + ZONEMD_FIXED, digests[hash], digest_size(digest)) != 0)
			fault_add(z->faults, z->zone, DNSSEC_DIGEST, r->id)->value = hash;
	}
}
