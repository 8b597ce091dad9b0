/*
 * rules/dnssec.c -- signatures of signed zones.
 *
 * What zone/dnssec.h found is put into words here.  One cause that runs through the zone is one finding: all
 * signatures that expired, all that one key did not make.
 */
#include <stdio.h>

#include "rules/dnssec.h"

enum {
	DNSSEC_RULE_ALGORITHM_INCOMPLETE,
	DNSSEC_RULE_DNSKEY_MISSING,
	DNSSEC_RULE_OCCLUDED_SIGNED,
	DNSSEC_RULE_RRSIG_BOGUS,
	DNSSEC_RULE_RRSIG_EXPIRED,
	DNSSEC_RULE_RRSIG_EXPIRING,
	DNSSEC_RULE_RRSIG_FUTURE,
	DNSSEC_RULE_RRSIG_MISSING,
	DNSSEC_RULE_RRSIG_ORPHAN,
	DNSSEC_RULE_RRSIG_TTL,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[DNSSEC_RULE_ALGORITHM_INCOMPLETE] = {
		.id = "dnssec-algorithm-incomplete",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "an algorithm of the DNSKEY set does not sign everything",
		.why = "A zone that has a key of an algorithm promises signatures by that algorithm over all its "
		       "data. Some validators insist, and answer SERVFAIL where one is missing. It happens when a "
		       "key of a new algorithm is published before the zone is signed with it.",
		.repair = "Sign the whole zone with every algorithm first, then publish the keys; or take the key "
		          "out.",
		.references = (const char *const[]){ "RFC 4035 §2.2, from memory", NULL },
	},
	[DNSSEC_RULE_DNSKEY_MISSING] = {
		.id = "dnssec-dnskey-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "signed zone without DNSKEY records",
		.why = "Nobody can verify the signatures. Where the parent has a DS record, every name of the zone "
		       "fails with SERVFAIL at validating resolvers.",
		.repair = "Sign the zone with its DNSKEY records in it, or take the signatures out.",
		.references = (const char *const[]){ "RFC 4035 §2.1, from memory", NULL },
	},
	[DNSSEC_RULE_OCCLUDED_SIGNED] = {
		.id = "dnssec-occluded-signed",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "signature where the zone has no say",
		.why = "NS records of a delegation, glue, and what lies below a DNAME are not the zone's own data and "
		       "are not signed. A signature there comes from a signer that took the name for one of the "
		       "zone, often because the delegation was added after signing.",
		.repair = "Sign the zone again.",
		.references = (const char *const[]){ "RFC 4035 §2.2, from memory", NULL },
	},
	[DNSSEC_RULE_RRSIG_BOGUS] = {
		.id = "dnssec-rrsig-bogus",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "signature does not verify",
		.why = "Validating resolvers refuse the records: the name fails with SERVFAIL, mail to it waits and "
		       "bounces. The records were changed after signing, or the key is not that of the signature.",
		.repair = "Sign the zone again; never edit a signed file by hand.",
		.references = (const char *const[]){
		    "RFC 4035 §5.3.1", "RFC 4035 §5.3.3, from memory", NULL },
	},
	[DNSSEC_RULE_RRSIG_EXPIRED] = {
		.id = "dnssec-rrsig-expired",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "signatures have expired",
		.why = "Validating resolvers treat the records as forged: names fail with SERVFAIL. The job that "
		       "signs the zone has stopped. The day to compare with is today's, or that of --today.",
		.repair = "Sign the zone again, and find out why that did not happen by itself.",
		.references = (const char *const[]){ "RFC 4035 §5.3.1", NULL },
	},
	[DNSSEC_RULE_RRSIG_EXPIRING] = {
		.id = "dnssec-rrsig-expiring",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "signatures expire within three days",
		.why = "Signers renew earlier than that: BIND five days ahead, OpenDNSSEC three. That it has not "
		       "happened yet is often the first sign that it will not.",
		.repair = "Sign the zone again, and look at the job that should have.",
		.references = (const char *const[]){ "RFC 6781 §4.4.2, from memory", NULL },
	},
	[DNSSEC_RULE_RRSIG_FUTURE] = {
		.id = "dnssec-rrsig-future",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "signatures are not valid yet",
		.why = "Until then validating resolvers treat the records as forged: names fail with SERVFAIL. The "
		       "clock of the machine that signs is fast, or the time was given by hand.",
		.repair = "Set the clock and sign the zone again.",
		.references = (const char *const[]){ "RFC 4035 §5.3.1", NULL },
	},
	[DNSSEC_RULE_RRSIG_MISSING] = {
		.id = "dnssec-rrsig-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "records of a signed zone without signature",
		.why = "Validating resolvers refuse them, as somebody may have put them there on the way: the name "
		       "fails with SERVFAIL. The records were added after signing.",
		.repair = "Add records to the source of the zone and sign it again.",
		.references = (const char *const[]){ "RFC 4035 §2.2, from memory", NULL },
	},
	[DNSSEC_RULE_RRSIG_ORPHAN] = {
		.id = "dnssec-rrsig-orphan",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "signature of records that are not there",
		.why = "The records were deleted after signing. Their type still stands in the NSEC record, so that "
		       "their absence cannot be proved, and resolvers fail where they should say \"none\".",
		.repair = "Delete records from the source of the zone and sign it again.",
		.references = (const char *const[]){ "RFC 4035 §2.2, from memory", NULL },
	},
	[DNSSEC_RULE_RRSIG_TTL] = {
		.id = "dnssec-rrsig-ttl",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "TTL of a signature is not that of its records",
		.why = "A signature says which TTL its records have, and has the same itself. Where they differ, a "
		       "resolver takes the lower one, and checkers such as dnssec-verify refuse the zone. The TTL was "
		       "changed after signing.",
		.repair = "Change the TTL in the source of the zone and sign it again.",
		.references = (const char *const[]){
		    "RFC 4034 §3.1.4, from memory", "RFC 4035 §2.2, from memory", NULL },
	},
};

/* "A of www.example.com." */
static const char *
covered_text(const struct dnssec_fault *f, const struct record *r, char buf[DNAME_TEXT_MAX + 32])
{
	char owner[DNAME_TEXT_MAX], type[16];

	snprintf(buf, DNAME_TEXT_MAX + 32, "%s of %s", rrtype_text(f->type, type),
	    dname_text(&r->owner, owner));
	return buf;
}

static void
report_time(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	static const struct {
		unsigned rule;
		size_t field;
		const char *one, *many, *which, *label;
	} words[] = {
		[DNSSEC_EXPIRED] = { DNSSEC_RULE_RRSIG_EXPIRED, 4, "expired on", "have expired",
		    "the first on", "no longer valid" },
		[DNSSEC_EXPIRING] = { DNSSEC_RULE_RRSIG_EXPIRING, 4, "expires on", "expire soon",
		    "the first on", "valid until then" },
		[DNSSEC_FUTURE] = { DNSSEC_RULE_RRSIG_FUTURE, 5, "is not valid before",
		    "are not valid yet", "the last from", "not valid before" },
	};
	char covered[DNAME_TEXT_MAX + 32], when[TIME_TEXT_MAX], origin[DNAME_TEXT_MAX];
	const struct rule *rule = &rules[words[f->kind].rule];
	struct span span = record_field_span(r, words[f->kind].field);
	struct finding *out;

	covered_text(f, r, covered);
	time_text(f->value, when);
	if (f->count == 1)
		out = lint_report(lint, rule, span, "the signature of %s %s %s", covered,
		    words[f->kind].one, when);
	else
		out = lint_report(lint, rule, span,
		    "%llu signatures of the zone %s %s, %s %s: that of %s",
		    (unsigned long long)f->count, dname_text(&f->zone->spec.origin, origin),
		    words[f->kind].many, words[f->kind].which, when, covered);
	finish_finding(lint, out, r, words[f->kind].label, "sign the zone again");
}

static struct finding *
bogus_words(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	const struct rule *rule = &rules[DNSSEC_RULE_RRSIG_BOGUS];
	char covered[DNAME_TEXT_MAX + 32], algorithm[ALGORITHM_TEXT_MAX], origin[DNAME_TEXT_MAX];

	covered_text(f, r, covered);
	algorithm_text(f->algorithm, algorithm);
	dname_text(&f->zone->spec.origin, origin);
	switch ((enum bogus_reason)f->reason) {
	case BOGUS_KEY:
		return lint_report(lint, rule, record_field_span(r, 6),
		    "the signature of %s is by key %u of algorithm %s, and the zone has no such key",
		    covered, f->key_tag, algorithm);
	case BOGUS_SIGNER:
		return lint_report(lint, rule, record_field_span(r, 7),
		    "the signature of %s is by another zone than %s", covered, origin);
	case BOGUS_LABELS:
		return lint_report(lint, rule, record_field_span(r, 2),
		    "the signature of %s is for a name of %u labels, and this one has %u", covered,
		    f->value, f->wanted);
	case BOGUS_TIMES:
		return lint_report(lint, rule, record_field_span(r, 4),
		    "the signature of %s ends before it begins", covered);
	case BOGUS_MANY:
		return lint_report(lint, rule, r->type_span,
		    "%s has more than %u signatures, and no more were verified", covered, f->value);
	case BOGUS_ALL:
		return lint_report(lint, rule, record_field_span(r, 8),
		    "none of the %llu signatures of the zone %s by key %u of algorithm %s verifies",
		    (unsigned long long)f->count, origin, f->key_tag, algorithm);
	case BOGUS_SIGNATURE:
		break;
	}
	return lint_report(lint, rule, record_field_span(r, 8),
	    "the signature of %s by key %u of algorithm %s does not verify", covered, f->key_tag,
	    algorithm);
}

static void
report_bogus(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	struct finding *out = bogus_words(lint, f, r);

	if (f->beside)
		finding_severity(out, SEVERITY_WARNING);
	finish_finding(
	    lint, out, r, f->beside ? "another one is good" : "no good", "sign the zone again");
}

static void
report_incomplete(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char covered[DNAME_TEXT_MAX + 32], algorithm[ALGORITHM_TEXT_MAX], origin[DNAME_TEXT_MAX];
	struct finding *out;

	covered_text(f, r, covered);
	algorithm_text(f->algorithm, algorithm);
	if (f->count == 1)
		out = lint_report(lint, &rules[DNSSEC_RULE_ALGORITHM_INCOMPLETE], r->type_span,
		    "%s has no signature of algorithm %s, of which the zone has a key", covered,
		    algorithm);
	else
		out = lint_report(lint, &rules[DNSSEC_RULE_ALGORITHM_INCOMPLETE], r->type_span,
		    "the zone %s has a key of algorithm %s, and %llu record sets have no signature of it: "
		    "the first is %s",
		    dname_text(&f->zone->spec.origin, origin), algorithm,
		    (unsigned long long)f->count, covered);
	finish_finding(lint, out, r, "not signed by it", "sign the zone again with all its keys");
}

static void
report_missing(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char covered[DNAME_TEXT_MAX + 32];

	finish_finding(lint,
	    lint_report(lint, &rules[DNSSEC_RULE_RRSIG_MISSING], r->type_span,
	        f->kind == DNSSEC_NO_ENTRY ? "%s has no good signature by a key with the flag SEP"
	                                   : "%s has no signature, and the zone is signed",
	        covered_text(f, r, covered)),
	    r, f->kind == DNSSEC_NO_ENTRY ? "a DS record leads nowhere" : "unsigned",
	    "sign the zone again");
}

static void
report_stray(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char covered[DNAME_TEXT_MAX + 32], type[16];
	struct finding *out;

	covered_text(f, r, covered);
	if (f->kind == DNSSEC_ORPHAN)
		out = lint_report(lint, &rules[DNSSEC_RULE_RRSIG_ORPHAN], record_field_span(r, 0),
		    "a signature of %s, and no such record", covered);
	else
		out = lint_report(lint, &rules[DNSSEC_RULE_OCCLUDED_SIGNED], r->type_span,
		    "%s %s, which the zone does not speak for",
		    r->type == RRTYPE_RRSIG ? "a signature of" : "an", covered);
	finish_finding(lint, out, r,
	    f->kind == DNSSEC_ORPHAN  ? "covers nothing"
	    : r->type == RRTYPE_RRSIG ? "not to be signed"
	                              : rrtype_text(r->type, type),
	    "sign the zone again");
}

static void
report_ttl(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char covered[DNAME_TEXT_MAX + 32];
	struct finding *out;

	covered_text(f, r, covered);
	if (f->kind == DNSSEC_TTL)
		out = lint_report(lint, &rules[DNSSEC_RULE_RRSIG_TTL], record_field_span(r, 3),
		    "the signature of %s says TTL %u, and the records have %u", covered, f->value,
		    f->wanted);
	else
		out = lint_report(lint, &rules[DNSSEC_RULE_RRSIG_TTL],
		    r->ttl_span.len > 0 ? r->ttl_span : r->type_span,
		    "the signature of %s has TTL %u, and the records have %u", covered, f->value,
		    f->wanted);
	finish_finding(lint, out, r, "not that of the records", "sign the zone again");
}

static void
report_no_key(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char origin[DNAME_TEXT_MAX];

	finish_finding(lint,
	    lint_report(lint, &rules[DNSSEC_RULE_DNSKEY_MISSING], r->type_span,
	        "the zone %s is signed and has no DNSKEY record",
	        dname_text(&f->zone->spec.origin, origin)),
	    r, "by a key that is not here", NULL);
}

static void
report(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	switch ((enum dnssec_kind)f->kind) {
	case DNSSEC_EXPIRED:
	case DNSSEC_EXPIRING:
	case DNSSEC_FUTURE:
		report_time(lint, f, r);
		break;
	case DNSSEC_BOGUS:
		report_bogus(lint, f, r);
		break;
	case DNSSEC_UNSIGNED:
	case DNSSEC_NO_ENTRY:
		report_missing(lint, f, r);
		break;
	case DNSSEC_ORPHAN:
	case DNSSEC_OCCLUDED:
		report_stray(lint, f, r);
		break;
	case DNSSEC_TTL:
	case DNSSEC_OWN_TTL:
		report_ttl(lint, f, r);
		break;
	case DNSSEC_INCOMPLETE:
		report_incomplete(lint, f, r);
		break;
	case DNSSEC_NO_KEY:
		report_no_key(lint, f, r);
		break;
	default:
		break;
	}
}

static void
check(struct lint *lint)
{
	size_t count;
	const struct dnssec_fault *list = set_dnssec(lint_zones(lint), &count);

	for (size_t i = 0; i < count; i++)
		if (list[i].kind == DNSSEC_UNREAD || list[i].kind == DNSSEC_ITERATIONS)
			lint_unverified(lint, 1);
	each_fault(lint, report);
}

const struct rule_table rules_dnssec = { rules, RULE_COUNT, check };
