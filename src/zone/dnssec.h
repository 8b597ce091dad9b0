/*
 * zone/dnssec.h -- signed zones and zones with a digest, verified.
 *
 * A zone is looked at when its apex has DNSSEC records, or a DNSKEY while other names are signed, or a ZONEMD.
 * Others cost nothing.  A zone that was not read whole is not judged: what is missing may stand in what could
 * not be read.
 */
#ifndef ZONE_DNSSEC_H
#define ZONE_DNSSEC_H

#include "base/err.h"
#include "zone/query.h"

enum dnssec_kind {
	DNSSEC_UNREAD, /* the zone was not read whole; record: none */

	/* signatures; record: the RRSIG, type: what it covers, or should */
	DNSSEC_EXPIRED, /* count of them in the zone; value: when this one, the first to, expired */
	DNSSEC_EXPIRING, /* the same */
	DNSSEC_FUTURE,   /* the same; value: when this one, the last to, begins */
	DNSSEC_BOGUS,    /* reason; count when it stands for all of its key */
	DNSSEC_UNSIGNED, /* record: the first of the RRset */
	DNSSEC_NO_ENTRY, /* the keys are not signed by one with the flag SEP; record: the first key */
	DNSSEC_ORPHAN,
	DNSSEC_TTL,        /* value: the TTL that the signature says, wanted: that of the RRset */
	DNSSEC_OWN_TTL,    /* value: TTL of the signature, wanted: that of the RRset */
	DNSSEC_INCOMPLETE, /* record: the first of an RRset without signature by algorithm; count */
	DNSSEC_OCCLUDED,   /* a signature, NSEC or NSEC3 where the zone has no say */
	DNSSEC_NO_KEY,     /* signed, and no DNSKEY at the apex; record: the first signature */

	/* NSEC and NSEC3; record: the NSEC, or the first at the name that lacks it */
	DNSSEC_NO_CHAIN, /* neither NSEC nor NSEC3 in the whole zone; record: the first signature */
	DNSSEC_MIXED,    /* both; record: an NSEC, other: an NSEC3 */
	DNSSEC_NSEC_MISSING, /* count of them in the zone */
	DNSSEC_NSEC_TWICE,
	DNSSEC_NSEC_NEXT,   /* name: the next one that should stand there */
	DNSSEC_NSEC_BITMAP, /* type: lacks in it (0: none), value: too much in it (0: none) */

	DNSSEC_NO_PARAM,      /* NSEC3 without NSEC3PARAM; record: the first NSEC3 */
	DNSSEC_NO_NSEC3,      /* NSEC3PARAM whose chain is not there; record: NSEC3PARAM */
	DNSSEC_ITERATIONS,    /* too many to go on; record: NSEC3PARAM, value: iterations */
	DNSSEC_NSEC3_MISSING, /* name: of the empty non-terminal, or NULL; count */
	DNSSEC_NSEC3_OPTOUT,  /* insecure delegation without NSEC3, and the span is not opted out */
	DNSSEC_NSEC3_OWNER,   /* owner is no hash */
	DNSSEC_NSEC3_TWICE,   /* other: the first of its hash */
	DNSSEC_NSEC3_NEXT,    /* other: the NSEC3 that should be next */
	DNSSEC_NSEC3_STRAY,   /* matches no name */
	DNSSEC_NSEC3_BITMAP,  /* as DNSSEC_NSEC_BITMAP; other: a record at the name */

	/* record: the ZONEMD */
	DNSSEC_DIGEST,
	DNSSEC_KINDS
};

enum bogus_reason {
	BOGUS_SIGNATURE, /* does not fit */
	BOGUS_KEY,       /* no DNSKEY with its tag and algorithm */
	BOGUS_SIGNER,    /* signer is not the zone */
	BOGUS_LABELS,    /* value: labels it says, wanted: those of the owner */
	BOGUS_TIMES,     /* ends before it begins */
	BOGUS_MANY,      /* one of too many to be tried; value: how many were */
	BOGUS_ALL        /* none of the signatures by this key fits; count */
};

struct dnssec_fault {
	const struct zone *zone;
	record_id record, other;  /* RECORD_NONE when there is none */
	const struct dname *name; /* or NULL; lives as long as the set */
	uint64_t count;
	uint32_t value, wanted;
	uint16_t type, key_tag;
	uint8_t kind; /* enum dnssec_kind */
	uint8_t reason;
	uint8_t algorithm;
	bool beside; /* of a bogus signature: another of its RRset is good */
};

/* Signatures that end within so many days are remarkable: BIND signs anew 5 days ahead, OpenDNSSEC 3. */
#define DNSSEC_EXPIRING_DAYS 3

/* Above this BIND 9.18 treats a zone as unsigned; RFC 9276 §3.2 leaves the bound to the validator. */
#define DNSSEC_ITERATIONS_MAX 150

/* Signatures over one RRset, and keys of one zone, that are tried: KeyTrap (CVE-2023-50387) costs no more. */
#define DNSSEC_SIGNATURES_MAX 16
#define DNSSEC_KEYS_MAX       64
#define DNSSEC_SAME_TAG_MAX   4

/*
 * Verify all signed zones, once; what set_dnssec() lists.  Not from within threads_run().
 *
 * today   days since 1970-01-01: a signature is expired when it ended before that day (UTC), not yet valid
 *         when it begins after it
 * return  false with err when there are signed zones and no library to verify them with
 */
PL_MUST_CHECK bool set_verify(struct zone_set *set, int64_t today, struct err *err);

/* What set_verify() found, zone by zone, always in the same order; none before it was called. */
const struct dnssec_fault *set_dnssec(const struct zone_set *set, size_t *count);

/* Has any name of the zone RRSIG, NSEC or NSEC3? */
bool zone_has_signatures(const struct zone_set *set, const struct zone *zone);

#endif
