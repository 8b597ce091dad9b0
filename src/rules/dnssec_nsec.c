/*
 * rules/dnssec_nsec.c -- the chains of NSEC and NSEC3 records, which prove that a name or a type is not there.
 */
#include <stdio.h>

#include "rules/dnssec.h"

enum {
	NSEC_BITMAP,
	NSEC_CHAIN,
	NSEC_MISSING,
	NSEC_MIXED,
	NSEC3_ITERATIONS,
	NSEC3_OPTOUT,
	NSEC3_OWNER,
	NSEC3_SALT,
	NSEC3PARAM_FIELDS,
	NSEC3PARAM_OWNER,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[NSEC_BITMAP] = {
		.id = "dnssec-nsec-bitmap",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC or NSEC3 does not list the types of its name",
		.why = "The record proves which types a name has. A type that it lacks can be denied by anyone with "
		       "a genuine answer, and resolvers that use the proof (RFC 8198) deny it themselves; a type that "
		       "it has too much makes \"no such record\" fail with SERVFAIL.",
		.repair = "Change the source of the zone and sign it again.",
		.references = (const char *const[]){
		    "RFC 4035 §2.3", "RFC 5155 §7.1", NULL },
	},
	[NSEC_CHAIN] = {
		.id = "dnssec-nsec-chain",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "chain of NSEC or NSEC3 records is broken",
		.why = "Each record says which name comes next. Where it skips one, that name can be denied with a "
		       "genuine answer; where it leads to a name that is not there, a missing name cannot be "
		       "proved missing, and resolvers answer SERVFAIL.",
		.repair = "Change the source of the zone and sign it again.",
		.references = (const char *const[]){
		    "RFC 4035 §2.3, from memory", "RFC 5155 §7.1, from memory", NULL },
	},
	[NSEC_MISSING] = {
		.id = "dnssec-nsec-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "name of a signed zone without NSEC or NSEC3",
		.why = "What the name does not have cannot be proved missing: a question for another type fails "
		       "with SERVFAIL at validating resolvers, mail waits where it should bounce or be delivered.",
		.repair = "Change the source of the zone and sign it again.",
		.references = (const char *const[]){
		    "RFC 4035 §2.3, from memory", "RFC 5155 §7.1, from memory", NULL },
	},
	[NSEC_MIXED] = {
		.id = "dnssec-nsec-mixed",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC and NSEC3 in one zone",
		.why = "A zone proves absence one way or the other. Servers choose by what they find first, and "
		       "answer with proofs that do not belong together.",
		.repair = "Sign the zone again, with one of the two.",
		.references = (const char *const[]){ "RFC 5155 §10.4, from memory", NULL },
	},
	[NSEC3_ITERATIONS] = {
		.id = "dnssec-nsec3-iterations",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC3 with more than 0 extra iterations",
		.why = "Iterations cost every server and resolver time and hide nothing. Resolvers treat a zone "
		       "with many as unsigned, or refuse it: above 150 BIND 9.18 and others do, and newer ones allow "
		       "fewer still.",
		.repair = "Sign the zone with 0 iterations: `dnssec-signzone -3 - -H 0`.",
		.bad = "@ NSEC3PARAM 1 0 10 -\n",
		.good = "@ NSEC3PARAM 1 0 0 -\n",
		.references = (const char *const[]){ "RFC 9276 §3.1, from memory", NULL },
	},
	[NSEC3_OPTOUT] = {
		.id = "dnssec-nsec3-optout",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "delegation without NSEC3 outside of opt-out",
		.why = "A delegation without DS may go without an NSEC3 record where the record that covers it has "
		       "the opt-out flag. Here it has not: it proves that the delegation does not exist, and "
		       "validating resolvers fail for the whole child zone.",
		.repair = "Sign the zone again, with opt-out everywhere or nowhere.",
		.references = (const char *const[]){ "RFC 5155 §6, from memory", NULL },
	},
	[NSEC3_OWNER] = {
		.id = "dnssec-nsec3-owner",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "owner of an NSEC3 record is no hash, or stands twice",
		.why = "The owner is a hash in 32 characters of base32hex below the apex, and each has one record. "
		       "Others are never found, or make servers answer with two proofs that disagree.",
		.repair = "Sign the zone again.",
		.references = (const char *const[]){ "RFC 5155 §3, from memory", NULL },
	},
	[NSEC3_SALT] = {
		.id = "dnssec-nsec3-salt",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC3 with a salt",
		.why = "A salt protects nothing, as the name of the zone is hashed along. It makes proofs longer.",
		.repair = "Sign the zone with an empty salt: `dnssec-signzone -3 -`.",
		.bad = "@ NSEC3PARAM 1 0 0 ABCD\n",
		.good = "@ NSEC3PARAM 1 0 0 -\n",
		.references = (const char *const[]){ "RFC 9276 §3.1, from memory", NULL },
	},
	[NSEC3PARAM_FIELDS] = {
		.id = "dnssec-nsec3param-fields",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC3PARAM with flags or an unknown hash",
		.why = "Servers use an NSEC3PARAM record only when its flags are 0 and its hash is 1 (SHA-1), the "
		       "only one there is. With another they have no chain to prove absence with; BIND takes flags "
		       "for an order to build or remove one.",
		.repair = "Write 1 for the hash and 0 for the flags.",
		.bad = "@ NSEC3PARAM 1 1 0 -\n",
		.good = "@ NSEC3PARAM 1 0 0 -\n",
		.references = (const char *const[]){ "RFC 5155 §4.1, from memory", NULL },
	},
	[NSEC3PARAM_OWNER] = {
		.id = "dnssec-nsec3param-owner",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "NSEC3PARAM not at the apex",
		.why = "Servers look for it at the apex only. One elsewhere does nothing, and validns crashes on "
		       "it.",
		.repair = "Move it to the apex, or delete it.",
		.bad = "www A 192.0.2.1\nwww NSEC3PARAM 1 0 0 -\n",
		.good = "@ NSEC3PARAM 1 0 0 -\n",
		.references = (const char *const[]){ "RFC 5155 §4, from memory", NULL },
	},
};

#define SIGN_AGAIN "sign the zone again"

static void
report_chain(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char owner[DNAME_TEXT_MAX], next[DNAME_TEXT_MAX], to[DNAME_TEXT_MAX];
	struct finding *out;
	struct dname is;

	dname_text(&r->owner, owner);
	switch ((enum dnssec_kind)f->kind) {
	case DNSSEC_NSEC_NEXT:
		if (rdata_name(r->rdata, r->rdata_len, 0, &is) == 0)
			return;
		out = lint_report(lint, &rules[NSEC_CHAIN], record_field_span(r, 0),
		    "the NSEC of %s leads to %s, and the next name is %s", owner,
		    dname_text(&is, to), dname_text(f->name, next));
		break;
	case DNSSEC_NSEC_TWICE:
		out = lint_report(lint, &rules[NSEC_CHAIN], r->type_span,
		    "%s has more than one NSEC record", owner);
		break;
	case DNSSEC_NSEC3_STRAY:
		out = lint_report(lint, &rules[NSEC_CHAIN], r->type_span,
		    "the NSEC3 at %s is the hash of no name in the zone", owner);
		break;
	default:
		out = lint_report(lint, &rules[NSEC_CHAIN], record_field_span(r, 4),
		    "the NSEC3 at %s does not lead to the next one", owner);
		note_record(lint, out, f->other, "next", "the next one");
		break;
	}
	finish_finding(lint, out, r, "not as the zone is", SIGN_AGAIN);
}

static void
report_bitmap(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	struct record at = { 0 };
	char name[DNAME_TEXT_MAX], lacks[16], more[16];
	struct finding *out;
	size_t field = f->kind == DNSSEC_NSEC_BITMAP ? 1 : 5;
	const char *kind = f->kind == DNSSEC_NSEC_BITMAP ? "NSEC" : "NSEC3";

	if (f->name != NULL)
		dname_text(f->name, name);
	else if (f->other != RECORD_NONE && query_record(lint_zones(lint), f->other, &at))
		dname_text(&at.owner, name);
	else
		dname_text(&r->owner, name);
	rrtype_text(f->type, lacks);
	rrtype_text((uint16_t)f->value, more);
	if (f->type != 0 && f->value != 0)
		out = lint_report(lint, &rules[NSEC_BITMAP], record_field_span(r, field),
		    "the %s of %s lacks type %s, and lists type %s", kind, name, lacks, more);
	else if (f->type != 0)
		out = lint_report(lint, &rules[NSEC_BITMAP], record_field_span(r, field),
		    "the %s of %s lacks type %s, which is there", kind, name, lacks);
	else
		out = lint_report(lint, &rules[NSEC_BITMAP], record_field_span(r, field),
		    "the %s of %s lists type %s, which is not there", kind, name, more);
	if (f->other != RECORD_NONE)
		note_record(lint, out, f->other, "name", "the name");
	finish_finding(lint, out, r, "not the types of the name", SIGN_AGAIN);
	record_free(&at);
}

static void
report_missing(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	const struct rule *rule = &rules[NSEC_MISSING];
	char name[DNAME_TEXT_MAX], origin[DNAME_TEXT_MAX];
	const char *kind = f->kind == DNSSEC_NSEC_MISSING ? "NSEC" : "NSEC3";
	struct finding *out;

	dname_text(f->name != NULL ? f->name : &r->owner, name);
	dname_text(&f->zone->spec.origin, origin);
	switch ((enum dnssec_kind)f->kind) {
	case DNSSEC_NO_CHAIN:
		out = lint_report(lint, rule, r->type_span,
		    "the zone %s is signed and has neither NSEC nor NSEC3 records", origin);
		break;
	case DNSSEC_NO_PARAM:
		out = lint_report(lint, rule, r->type_span,
		    "the zone %s has NSEC3 records and no NSEC3PARAM that servers use", origin);
		break;
	case DNSSEC_NO_NSEC3:
		out = lint_report(lint, rule, r->type_span,
		    "the zone %s has no NSEC3 record of these parameters", origin);
		break;
	default:
		if (f->count == 1)
			out = lint_report(
			    lint, rule, r->owner_span, "%s has no %s record", name, kind);
		else
			out = lint_report(lint, rule, r->owner_span,
			    "%llu names of the zone %s have no %s record, the first is %s",
			    (unsigned long long)f->count, origin, kind, name);
		break;
	}
	finish_finding(lint, out, r, "its absence cannot be proved", SIGN_AGAIN);
}

static void
report_optout(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *out = lint_report(lint, &rules[NSEC3_OPTOUT], r->owner_span,
	    "the delegation of %s has no NSEC3 record, and what covers it has no opt-out",
	    dname_text(&r->owner, owner));

	note_record(lint, out, f->other, "cover", "covers it");
	finish_finding(lint, out, r, "proved not to exist", SIGN_AGAIN);
}

static void
report_owner(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *out;

	dname_text(&r->owner, owner);
	if (f->kind == DNSSEC_NSEC3_OWNER)
		out = lint_report(lint, &rules[NSEC3_OWNER], r->owner_span,
		    "%s is no owner of an NSEC3 record: 32 characters 0-9 a-v are wanted below "
		    "the apex",
		    owner);
	else
		out = lint_report(lint, &rules[NSEC3_OWNER], r->owner_span,
		    "%s has more than one NSEC3 record", owner);
	if (f->other != RECORD_NONE)
		note_record(lint, out, f->other, "first", "the first");
	finish_finding(lint, out, r, "never found by its hash", SIGN_AGAIN);
}

static void
report_mixed(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	char origin[DNAME_TEXT_MAX];
	struct finding *out = lint_report(lint, &rules[NSEC_MIXED], r->type_span,
	    "the zone %s has both NSEC and NSEC3 records",
	    dname_text(&f->zone->spec.origin, origin));

	note_record(lint, out, f->other, "nsec3", "NSEC3");
	finish_finding(lint, out, r, "NSEC", "sign the zone with one of the two");
}

static void
report(struct lint *lint, const struct dnssec_fault *f, const struct record *r)
{
	switch ((enum dnssec_kind)f->kind) {
	case DNSSEC_NSEC_NEXT:
	case DNSSEC_NSEC_TWICE:
	case DNSSEC_NSEC3_STRAY:
	case DNSSEC_NSEC3_NEXT:
		report_chain(lint, f, r);
		break;
	case DNSSEC_NSEC_BITMAP:
	case DNSSEC_NSEC3_BITMAP:
		report_bitmap(lint, f, r);
		break;
	case DNSSEC_NO_CHAIN:
	case DNSSEC_NO_PARAM:
	case DNSSEC_NO_NSEC3:
	case DNSSEC_NSEC_MISSING:
	case DNSSEC_NSEC3_MISSING:
		report_missing(lint, f, r);
		break;
	case DNSSEC_NSEC3_OPTOUT:
		report_optout(lint, f, r);
		break;
	case DNSSEC_NSEC3_OWNER:
	case DNSSEC_NSEC3_TWICE:
		report_owner(lint, f, r);
		break;
	case DNSSEC_MIXED:
		report_mixed(lint, f, r);
		break;
	default:
		break;
	}
}

static void
judge_param(struct lint *lint, struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	unsigned hash, flags, iterations;
	struct finding *f;

	if (r->rdata == NULL || r->rdata_len < 5)
		return;
	if (!at_apex(r)) {
		f = lint_report(lint, &rules[NSEC3PARAM_OWNER], r->type_span,
		    "NSEC3PARAM at %s, which is not the apex", dname_text(&r->owner, owner));
		finish_finding(lint, f, r, "never looked at", "move it to the apex");
		return;
	}
	hash = r->rdata[0];
	flags = r->rdata[1];
	iterations = octets16(r->rdata + 2);
	if (hash != 1 || flags != 0) {
		f = lint_report(lint, &rules[NSEC3PARAM_FIELDS],
		    record_field_span(r, hash != 1 ? 0 : 1), "%s of NSEC3PARAM is %u, wanted %u",
		    hash != 1 ? "hash" : "flags", hash != 1 ? hash : flags, hash != 1 ? 1u : 0u);
		finish_finding(lint, f, r, "no server uses it", NULL);
	}
	if (iterations > 0) {
		f = lint_report(lint, &rules[NSEC3_ITERATIONS], record_field_span(r, 2),
		    iterations > DNSSEC_ITERATIONS_MAX
		        ? "%u extra iterations, so that the zone counts as unsigned; its NSEC3 "
		          "records were not verified"
		        : "%u extra iterations, wanted 0",
		    iterations);
		if (iterations > DNSSEC_ITERATIONS_MAX)
			finding_severity(f, SEVERITY_ERROR);
		finish_finding(lint, f, r, "costs time and hides nothing", NULL);
	}
	if (r->rdata[4] != 0) {
		f = lint_report(lint, &rules[NSEC3_SALT], record_field_span(r, 3),
		    "a salt of %u octets, wanted none", r->rdata[4]);
		finish_finding(lint, f, r, "protects nothing", NULL);
	}
}

static void
check(struct lint *lint)
{
	each_fault(lint, report);
	each_record(lint, RRTYPE_NSEC3PARAM, judge_param);
}

const struct rule_table rules_dnssec_nsec = { rules, RULE_COUNT, check };
