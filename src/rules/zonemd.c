/* rules/zonemd.c -- the digest that a zone carries of itself */
#include <stdio.h>

#include "rules/dnssec.h"

enum { ZONEMD_DUPLICATE, ZONEMD_MISMATCH, ZONEMD_OWNER, ZONEMD_SERIAL, RULE_COUNT };

#define DIGEST_48                                                   \
 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" \
 "0123456789abcdef0123456789abcdef"

static const struct rule rules[RULE_COUNT] = {
	[ZONEMD_DUPLICATE] = {
		.id = "zonemd-duplicate",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "two ZONEMD records of one scheme and hash",
		.why = "Who verifies must not use either, so that the zone counts as one without digest, or is "
		       "refused.",
		.repair = "Keep the one that was made last; make it again when in doubt.",
		.references = (const char *const[]){ "RFC 8976 §2.2, from memory", NULL },
	},
	[ZONEMD_MISMATCH] = {
		.id = "zonemd-mismatch",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "digest of ZONEMD is not that of the zone",
		.why = "Secondaries and resolvers that verify the digest refuse the zone and keep the old one, or "
		       "none. A record was changed after the digest was made, or the file was cut.",
		.repair = "Make the digest again, as the last step but signing: `ldns-zone-digest`, `dnssec-signzone`, "
		          "or the server.",
		.references = (const char *const[]){ "RFC 8976 §4, from memory", NULL },
	},
	[ZONEMD_OWNER] = {
		.id = "zonemd-owner",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC | GROUP_DELEGATION,
		.summary = "ZONEMD not at the apex",
		.why = "A digest is of a whole zone and stands at its apex. One elsewhere is never looked at, and is "
		       "digested along as any other record.",
		.repair = "Move it to the apex, or delete it.",
		.bad = "www A 192.0.2.1\nwww ZONEMD 1 1 1 " DIGEST_48 "\n",
		.good = "www A 192.0.2.1\n@ ZONEMD 1 1 1 " DIGEST_48 "\n",
		.references = (const char *const[]){ "RFC 8976 §2, from memory", NULL },
	},
	[ZONEMD_SERIAL] = {
		.id = "zonemd-serial",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "serial of ZONEMD is not that of the SOA",
		.why = "The digest is of another version of the zone. Secondaries and resolvers that verify it "
		       "refuse the zone. The serial was raised after the digest was made.",
		.repair = "Make the digest again after every change.",
		.references = (const char *const[]){ "RFC 8976 §2.2.1, from memory", NULL },
	},
};

static void
report(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char origin[DNAME_TEXT_MAX];

	if (f->kind != DNSSEC_DIGEST)
		return;
	finish_finding(lint,
	    lint_report(lint, &rules[ZONEMD_MISMATCH], record_field_span(r, 3),
	        "the digest is not that of the zone %s as it is here",
	        dname_text(&r->owner, origin)),
	    r, "of another zone, or another version", "make the digest again");
}

/* An earlier record of the same scheme and hash, or RECORD_NONE. */
static record_id
find_twin(struct lint *lint, const struct record *r)
{
	struct record other = { 0 };
	struct node apex;
	record_id id, twin = RECORD_NONE;
	size_t at = 0;

	query_owner(lint_zones(lint), r->zone, &r->owner, &apex);
	while (twin == RECORD_NONE && at < DNSSEC_KEYS_MAX &&
	       node_next(&apex, RRTYPE_ZONEMD, &at, &id) && id != r->id)
		if (query_record(lint_zones(lint), id, &other) && other.rdata_len > 6 &&
		    memcmp(other.rdata + 4, r->rdata + 4, 2) == 0)
			twin = id;
	record_free(&other);
	return twin;
}

static void
judge(struct lint *lint, struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f;
	uint32_t serial;
	record_id twin;

	if (r->rdata_len < 6)
		return;
	if (!at_apex(r)) {
		finish_finding(lint,
		    lint_report(lint, &rules[ZONEMD_OWNER], r->type_span,
		        "ZONEMD at %s, which is not the apex", dname_text(&r->owner, owner)),
		    r, "never looked at", NULL);
		return;
	}
	if (zone_serial(lint_zones(lint), r->zone, &serial) && serial != octets32(r->rdata)) {
		f = lint_report(lint, &rules[ZONEMD_SERIAL], record_field_span(r, 0),
		    "serial of ZONEMD is %u, that of the SOA is %u", octets32(r->rdata), serial);
		note_record(lint, f, r->zone->soa, "soa", "the serial");
		finish_finding(lint, f, r, "of another version", "make the digest again");
	}
	twin = find_twin(lint, r);
	if (twin == RECORD_NONE)
		return;
	f = lint_report(lint, &rules[ZONEMD_DUPLICATE], r->type_span,
	    "a second ZONEMD of scheme %u and hash %u", r->rdata[4], r->rdata[5]);
	note_record(lint, f, twin, "first", "the first");
	finish_finding(lint, f, r, "neither counts", NULL);
}

static void
check(struct lint *lint)
{
	each_fault(lint, report);
	each_record(lint, RRTYPE_ZONEMD, judge);
}

const struct rule_table rules_zonemd = { rules, RULE_COUNT, check };
