/* rules/dnssec.h -- what the families about signed zones share. */
#ifndef RULES_DNSSEC_H
#define RULES_DNSSEC_H

#include <time.h>

#include "dns/crypto.h"
#include "dns/dnskey.h"
#include "rules/each.h"

/* A time of RRSIG as "2026-11-25 12:30 UTC". */
#define TIME_TEXT_MAX 32
static inline const char *
time_text(uint32_t seconds, char buf[TIME_TEXT_MAX])
{
	time_t t = seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(buf, TIME_TEXT_MAX, "%Y-%m-%d %H:%M UTC", &tm);
	return buf;
}

/* Hand every fault whose record can be read to judge(), in the order that they were found. */
static inline void
each_fault(struct lint *lint,
    void (*judge)(struct lint *lint, const struct dnssec_fault *f, const struct record *r))
{
	struct record r = { 0 };
	size_t count;
	const struct dnssec_fault *list = set_dnssec(lint_zones(lint), &count);

	for (size_t i = 0; i < count; i++)
		if (list[i].record != RECORD_NONE &&
		    query_record(lint_zones(lint), list[i].record, &r))
			judge(lint, &list[i], &r);
	record_free(&r);
}

/* What a DS or CDS record has to do with a key. */
enum ds_match {
	DS_OTHER_KEY,    /* its tag or algorithm is another */
	DS_WRONG_DIGEST, /* tag and algorithm fit, the digest does not */
	DS_MATCH,
	DS_UNKNOWN /* tag and algorithm fit, and nobody here can make the digest */
};

static inline enum ds_match
ds_compare(const struct record *ds, const struct record *key)
{
	uint8_t digest[DIGEST_MAX];
	size_t len = 0;

	if (ds->rdata_len < 4 || key->rdata_len <= DNSKEY_FIXED ||
	    octets16(ds->rdata) != dnskey_tag(key->rdata, key->rdata_len) ||
	    ds->rdata[2] != key->rdata[3])
		return DS_OTHER_KEY;
	if (!ds_digest(ds->rdata[3], &ds->owner, key->rdata, key->rdata_len, digest, &len))
		return DS_UNKNOWN;
	return ds->rdata_len == 4 + len && memcmp(ds->rdata + 4, digest, len) == 0
	           ? DS_MATCH
	           : DS_WRONG_DIGEST;
}

#endif
