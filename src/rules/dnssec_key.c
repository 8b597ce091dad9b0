/*
 * rules/dnssec_key.c -- DNSKEY records, and those by which a child tells its parent of them.
 */
#include <stdio.h>

#include "rules/dnssec.h"

enum {
	CDS_DELETE_MIXED,
	CDS_MISMATCH,
	CDS_OWNER,
	CDS_WITHOUT_DNSKEY,
	DNSKEY_ALGORITHM,
	DNSKEY_FLAGS,
	DNSKEY_NOT_APEX,
	DNSKEY_UNSIGNED,
	DNSKEY_WEAK,
	KEYTAG_CLASH,
	KSK_MISSING,
	RULE_COUNT
};

#define ED25519_TEXT "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="
#define OTHER_TEXT   "zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs="

static const struct rule rules[RULE_COUNT] = {
	[CDS_DELETE_MIXED] = {
		.id = "dnssec-cds-delete-mixed",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "CDS or CDNSKEY says \"delete\" beside others",
		.why = "Algorithm 0 asks the parent to take all DS records away, so that the zone becomes unsigned. "
		       "Beside other records it means nothing: BIND refuses the zone, parents ignore the set.",
		.repair = "Leave the record with algorithm 0 alone, or delete it.",
		.bad = "@ CDS 0 0 0 00\n@ CDS 12345 13 2 "
		       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.good = "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n",
		.references = (const char *const[]){ "RFC 8078 §4, from memory", NULL },
	},
	[CDS_MISMATCH] = {
		.id = "dnssec-cds-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "CDS and CDNSKEY do not say the same",
		.why = "Some parents read CDS, others CDNSKEY. When the two name different keys, it depends on the "
		       "parent which DS records come of it. One of the two alone is no error, but a parent that "
		       "reads only the other sees nothing.",
		.repair = "Publish both for the same keys.",
		.references = (const char *const[]){ "RFC 7344 §4, from memory", NULL },
	},
	[CDS_OWNER] = {
		.id = "dnssec-cds-owner",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC | GROUP_DELEGATION,
		.summary = "CDS, CDNSKEY or CSYNC not at the apex",
		.why = "Parents look for them at the apex of the child zone and nowhere else.",
		.repair = "Move the record to the apex.",
		.bad = "www A 192.0.2.1\nwww CDS 0 0 0 00\n",
		.good = "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n",
		.references = (const char *const[]){ "RFC 7344 §4.1, from memory", NULL },
	},
	[CDS_WITHOUT_DNSKEY] = {
		.id = "dnssec-cds-without-dnskey",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "CDS or CDNSKEY of a key that the zone has not",
		.why = "The parent would publish a DS record for a key that is not there; when it is the only one, "
		       "the whole zone fails at validating resolvers. BIND refuses to load it.",
		.repair = "Delete the record, or publish the key first.",
		.bad = "@ CDS 12345 13 2 "
		       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.good = "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n",
		.references = (const char *const[]){ "RFC 7344 §4.1, from memory", NULL },
	},
	[DNSKEY_ALGORITHM] = {
		.id = "dnssec-dnskey-algorithm",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "DNSKEY of a deprecated algorithm",
		.why = "Resolvers give up algorithms with MD5, SHA-1, DSA and GOST: to them the zone is unsigned, "
		       "or fails. RSASHA512 still verifies everywhere and is not recommended for signing.",
		.repair = "Roll over to algorithm 13 (ECDSAP256SHA256) or 15 (ED25519).",
		.bad = "@ DNSKEY 257 3 5 AwEAAcCFXVHPEpDJ2w+x8dyoL1cVgp2nZWBW\n",
		.good = "@ DNSKEY 257 3 15 " ED25519_TEXT "\n",
		.references = (const char *const[]){
		    "RFC 8624 §3.1, from memory", "RFC 9905, from memory", NULL },
	},
	[DNSKEY_FLAGS] = {
		.id = "dnssec-dnskey-flags",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DNSSEC,
		.summary = "DNSKEY with wrong flags or protocol",
		.why = "Validators use a key only when its protocol is 3 and its flag ZONE is set. 257 is the key "
		       "that the parent's DS points at, 256 one that signs the zone; 128 more says revoked. "
		       "Other bits have no meaning yet.",
		.repair = "Write 256 or 257, and protocol 3.",
		.bad = "@ DNSKEY 1 3 15 " ED25519_TEXT "\n",
		.good = "@ DNSKEY 257 3 15 " ED25519_TEXT "\n",
		.references = (const char *const[]){
		    "RFC 4034 §2.1.1, from memory", "RFC 4034 §2.1.2, from memory", NULL },
	},
	[DNSKEY_NOT_APEX] = {
		.id = "dnssec-dnskey-not-apex",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC | GROUP_DELEGATION,
		.summary = "DNSKEY not at the apex",
		.why = "Keys are looked for at the apex of their zone only. One at another name belongs to a child "
		       "zone, or lost its owner on the way.",
		.repair = "Move it to the apex of its zone.",
		.bad = "www A 192.0.2.1\nwww DNSKEY 257 3 15 " ED25519_TEXT "\n",
		.good = "@ DNSKEY 257 3 15 " ED25519_TEXT "\n",
		.references = (const char *const[]){ "RFC 4035 §2.1, from memory", NULL },
	},
	[DNSKEY_UNSIGNED] = {
		.id = "dnssec-dnskey-unsigned",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "DNSKEY in a zone without signatures",
		.why = "Where the parent has a DS record, an unsigned zone fails at validating resolvers. A source "
		       "that is signed later includes its keys by $INCLUDE, which is in order, as is a zone whose "
		       "parent has no DS record of it.",
		.repair = "Sign the zone, or take the key out.",
		.references = (const char *const[]){ "RFC 4035 §2.1, from memory", NULL },
	},
	[DNSKEY_WEAK] = {
		.id = "dnssec-dnskey-weak",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "DNSKEY that is short or malformed",
		.why = "RSA keys below 2048 bits are within reach of those who can spend for it, and with an "
		       "exponent of 3 a careless validator can be deceived. Leading zeros, or a key of another "
		       "length than its algorithm has, make validators refuse it.",
		.repair = "Make a new key of algorithm 13 or 15 and roll over to it.",
		.bad = "@ DNSKEY 257 3 8 AwEAAcCFXVHPEpDJ2w+x8dyoL1cVgp2nZWBW\n",
		.good = "@ DNSKEY 257 3 15 " ED25519_TEXT "\n",
		.references = (const char *const[]){
		    "RFC 3110 §2, from memory", "RFC 6781 §3.4.2, from memory", NULL },
	},
	[KEYTAG_CLASH] = {
		.id = "dnssec-keytag-clash",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "several keys share a key tag",
		.why = "A signature names its key by tag and algorithm. Where two keys have the same, validators "
		       "must try both, and since CVE-2023-50387 they give up early, or at once.",
		.repair = "Make another key; signers retry until the tag is unique.",
		.references = (const char *const[]){ "RFC 4034 §5.1.1, from memory", NULL },
	},
	[KSK_MISSING] = {
		.id = "dnssec-ksk-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DNSSEC,
		.summary = "no DNSKEY has the flag SEP",
		.why = "The flag (257 in place of 256) tells tools, and people, which key the DS record of the "
		       "parent is for. Signers and registrars that go by it find none.",
		.repair = "Publish the key that the DS record is for with the flags 257.",
		.bad = "@ DNSKEY 256 3 15 " ED25519_TEXT "\n",
		.good = "@ DNSKEY 256 3 15 " ED25519_TEXT "\n@ DNSKEY 257 3 15 " OTHER_TEXT "\n",
		.references = (const char *const[]){ "RFC 4034 §2.1.1, from memory", NULL },
	},
};

/* ---- DNSKEY ---- */

static void
judge_flags(struct lint *lint, const struct record *r)
{
	unsigned flags = octets16(r->rdata), protocol = r->rdata[2];
	bool reserved = (flags & ~(unsigned)(DNSKEY_ZONE | DNSKEY_REVOKE | DNSKEY_SEP)) != 0;
	struct finding *f;

	if (protocol != DNSKEY_PROTOCOL)
		f = lint_report(lint, &rules[DNSKEY_FLAGS], record_field_span(r, 1),
		    "protocol of DNSKEY is %u, wanted 3", protocol);
	else if (reserved)
		f = lint_report(lint, &rules[DNSKEY_FLAGS], record_field_span(r, 0),
		    "flags of DNSKEY are %u, and bits 0x%x of it have no meaning", flags,
		    flags & ~(unsigned)(DNSKEY_ZONE | DNSKEY_REVOKE | DNSKEY_SEP));
	else if ((flags & DNSKEY_ZONE) == 0)
		f = lint_report(lint, &rules[DNSKEY_FLAGS], record_field_span(r, 0),
		    "flags of DNSKEY are %u, wanted 256 or 257", flags);
	else
		return;
	finish_finding(lint, f, r, "no validator uses the key", NULL);
}

static void
judge_algorithm(struct lint *lint, const struct record *r)
{
	enum algorithm_state state = dnskey_algorithm(r->rdata[3], NULL);
	char algorithm[ALGORITHM_TEXT_MAX];
	struct finding *f;

	if (state != ALGORITHM_DEPRECATED && state != ALGORITHM_UNLIKED)
		return;
	f = lint_report(lint, &rules[DNSKEY_ALGORITHM], record_field_span(r, 2),
	    "key of algorithm %s, which is %s", algorithm_text(r->rdata[3], algorithm),
	    state == ALGORITHM_DEPRECATED ? "deprecated" : "not recommended for signing");
	if (state == ALGORITHM_UNLIKED)
		finding_severity(f, SEVERITY_INFO);
	finish_finding(
	    lint, f, r, "better 13 or 15", "roll over to algorithm 13 (ECDSAP256SHA256)");
}

/* Octets of a public key; 0 when they vary. */
static size_t
key_length(uint8_t algorithm)
{
	static const uint8_t lengths[] = { [13] = 64, [14] = 96, [15] = 32, [16] = 57 };

	return algorithm < ARRAY_LEN(lengths) ? lengths[algorithm] : 0;
}

/* What is weak about an RSA key; NULL when nothing is. */
static const char *
rsa_weakness(const uint8_t *key, size_t len, char buf[80], bool *broken)
{
	struct rsa_parts rsa;

	*broken = true;
	if (!rsa_parts(key, len, &rsa))
		return "the public key has no modulus, or no exponent";
	if (rsa.modulus[0] == 0 || rsa.exponent[0] == 0)
		return "the public key has leading zeros";
	if ((rsa.exponent[rsa.exponent_len - 1] & 1) == 0 ||
	    (rsa.exponent_len == 1 && rsa.exponent[0] == 1))
		return "the exponent of the public key is even, or 1";
	*broken = false;
	snprintf(buf, 80, "RSA key of %u bits, wanted 2048 or more", rsa.bits);
	if (rsa.bits < 2048)
		return buf;
	if (rsa.exponent_len == 1 && rsa.exponent[0] == 3)
		return "RSA key with exponent 3, wanted 65537";
	return NULL;
}

static void
judge_strength(struct lint *lint, const struct record *r)
{
	uint8_t algorithm = r->rdata[3];
	size_t len = r->rdata_len - DNSKEY_FIXED, wanted = key_length(algorithm);
	bool rsa = algorithm == 5 || algorithm == 7 || algorithm == 8 || algorithm == 10;
	bool broken = wanted != 0;
	char buf[80];
	const char *what = NULL;
	struct finding *f;

	if (rsa)
		what = rsa_weakness(r->rdata + DNSKEY_FIXED, len, buf, &broken);
	else if (wanted != 0 && len != wanted) {
		snprintf(
		    buf, sizeof buf, "key of %zu octets, its algorithm wants %zu", len, wanted);
		what = buf;
	}
	if (what == NULL)
		return;
	f = lint_report(lint, &rules[DNSKEY_WEAK], record_field_span(r, 3), "%s", what);
	if (broken)
		finding_severity(f, SEVERITY_ERROR);
	finish_finding(lint, f, r, broken ? "no key" : "weak", "make a new key");
}

static void
judge_key(struct lint *lint, struct record *r)
{
	char owner[DNAME_TEXT_MAX];

	if (r->rdata == NULL || r->rdata_len <= DNSKEY_FIXED)
		return;
	if (!at_apex(r)) {
		finish_finding(lint,
		    lint_report(lint, &rules[DNSKEY_NOT_APEX], r->type_span,
		        "DNSKEY at %s, which is not the apex", dname_text(&r->owner, owner)),
		    r, "never looked at", NULL);
		return;
	}
	judge_flags(lint, r);
	judge_algorithm(lint, r);
	judge_strength(lint, r);
}

/* Keys of one zone, as the rules about sets of them want to know. */
#define KEYS_MAX DNSSEC_KEYS_MAX
struct key {
	record_id id;
	uint16_t flags, tag;
	uint8_t algorithm;
};

static size_t
take_keys(struct lint *lint, const struct node *apex, struct key *keys)
{
	struct record r = { 0 };
	size_t at = 0, n = 0;
	record_id id;

	while (n < KEYS_MAX && node_next(apex, RRTYPE_DNSKEY, &at, &id))
		if (query_record(lint_zones(lint), id, &r) && r.rdata != NULL &&
		    r.rdata_len > DNSKEY_FIXED)
			keys[n++] = (struct key){ id, octets16(r.rdata),
				dnskey_tag(r.rdata, r.rdata_len), r.rdata[3] };
	record_free(&r);
	return n;
}

static bool
same_key(const struct record *a, const struct record *b)
{
	return a->rdata_len == b->rdata_len && memcmp(a->rdata, b->rdata, a->rdata_len) == 0;
}

/* Two records of one key are one key. */
static bool
are_twins(struct lint *lint, const struct key *a, const struct record *r)
{
	struct record other = { 0 };
	bool twins = query_record(lint_zones(lint), a->id, &other) && !same_key(&other, r);

	record_free(&other);
	return twins;
}

static void
report_clashes(struct lint *lint, const struct key *keys, size_t count)
{
	struct record r = { 0 };
	char algorithm[ALGORITHM_TEXT_MAX];

	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++) {
			struct finding *f;

			if (keys[i].tag != keys[k].tag || keys[i].algorithm != keys[k].algorithm ||
			    !query_record(lint_zones(lint), keys[i].id, &r) ||
			    !are_twins(lint, &keys[k], &r))
				continue;
			f = lint_report(lint, &rules[KEYTAG_CLASH], r.type_span,
			    "key tag %u of algorithm %s belongs to two keys", keys[i].tag,
			    algorithm_text(keys[i].algorithm, algorithm));
			note_record(lint, f, keys[k].id, "first", "the other key");
			finish_finding(lint, f, &r, "the same key tag", "make another key");
			break;
		}
	record_free(&r);
}

/* Is a DS record of the zone known to be missing?  Then nobody minds that it is unsigned. */
static bool
parent_lacks_ds(struct lint *lint, const struct zone *zone)
{
	struct node node;

	if (zone->above == NULL || zone->above->spec.role == ROLE_EXTERNAL ||
	    zone->above->unknown || zone->above->left_out)
		return false;
	query_glue(lint_zones(lint), zone->above, &zone->spec.origin, &node);
	return count_records(&node, RRTYPE_DS, 1) == 0;
}

static void
judge_key_set(struct lint *lint, const struct record *first)
{
	struct key keys[KEYS_MAX];
	const struct zone *zone = first->zone;
	struct node apex;
	size_t count;
	bool sep = false;
	char origin[DNAME_TEXT_MAX];

	query_owner(lint_zones(lint), zone, &zone->spec.origin, &apex);
	count = take_keys(lint, &apex, keys);
	dname_text(&zone->spec.origin, origin);
	for (size_t i = 0; i < count; i++)
		sep |= (keys[i].flags & DNSKEY_SEP) != 0;
	if (!sep && !zone->left_out)
		finish_finding(lint,
		    lint_report(lint, &rules[KSK_MISSING], record_field_span(first, 0),
		        "no key of the zone %s has the flag SEP", origin),
		    first, "without the flag", NULL);
	report_clashes(lint, keys, count);
	if (lint_wants(lint, &rules[DNSKEY_UNSIGNED]) && first->include.file == 0 &&
	    !zone->left_out && !zone->unknown && !zone_has_signatures(lint_zones(lint), zone) &&
	    !parent_lacks_ds(lint, zone))
		finish_finding(lint,
		    lint_report(lint, &rules[DNSKEY_UNSIGNED], first->type_span,
		        "the zone %s has a key and no signature", origin),
		    first, "signs nothing", "sign the zone");
}

static void
judge_dnskey(struct lint *lint, struct record *r)
{
	struct node node;

	judge_key(lint, r);
	if (at_apex(r) && is_first_of_rrset(lint, r, &node))
		judge_key_set(lint, r);
}

/* ---- CDS and CDNSKEY ---- */

static bool
is_delete(const struct record *r)
{
	/* RFC 8078 §4: algorithm 0 */
	return r->rdata_len >= 4 && r->rdata[r->type == RRTYPE_CDS ? 2 : 3] == 0;
}

/* Is one of the records of a type at the apex what this one speaks of? */
static bool
is_spoken_of(struct lint *lint, const struct node *apex, const struct record *r, uint16_t type)
{
	struct record other = { 0 };
	size_t at = 0;
	record_id id;
	bool found = false;

	while (!found && node_next(apex, type, &at, &id)) {
		if (at > DNSSEC_KEYS_MAX || !query_record(lint_zones(lint), id, &other) ||
		    other.rdata == NULL)
			found = true; /* nobody can tell */
		else if (is_delete(r) || (type != RRTYPE_DNSKEY && is_delete(&other)))
			found = is_delete(r) && type != RRTYPE_DNSKEY && is_delete(&other);
		else if (r->type != RRTYPE_CDS && type != RRTYPE_CDS)
			found = same_key(r, &other);
		else if (r->type == RRTYPE_CDS)
			found = ds_compare(r, &other) >= DS_MATCH;
		else
			found = ds_compare(&other, r) >= DS_MATCH;
	}
	record_free(&other);
	return found;
}

static bool
has_other_kind(struct lint *lint, const struct node *apex, const struct record *r)
{
	struct record other = { 0 };
	size_t at = 0;
	record_id id;
	bool found = false;

	while (!found && at < DNSSEC_KEYS_MAX && node_next(apex, r->type, &at, &id))
		found = query_record(lint_zones(lint), id, &other) && other.rdata != NULL &&
		        !is_delete(&other);
	record_free(&other);
	return found;
}

static void
judge_against_other(
    struct lint *lint, const struct node *apex, const struct record *r, const char *name)
{
	uint16_t other = r->type == RRTYPE_CDS ? RRTYPE_CDNSKEY : RRTYPE_CDS;
	const char *other_name = r->type == RRTYPE_CDS ? "CDNSKEY" : "CDS";
	bool alone = count_records(apex, other, 1) == 0;
	struct finding *f;
	struct node node;

	if (alone ? !is_first_of_rrset(lint, r, &node) : is_spoken_of(lint, apex, r, other))
		return;
	if (alone)
		f = lint_report(lint, &rules[CDS_MISMATCH], r->type_span,
		    "%s and no %s, which some parents read", name, other_name);
	else
		f = lint_report(lint, &rules[CDS_MISMATCH], r->type_span,
		    "no %s is for the key of this %s", other_name, name);
	if (alone)
		finding_severity(f, SEVERITY_INFO);
	finish_finding(lint, f, r, alone ? "alone" : "of another key", NULL);
}

static void
judge_child_record(struct lint *lint, struct record *r)
{
	const char *name = r->type == RRTYPE_CDS ? "CDS" : "CDNSKEY";
	char owner[DNAME_TEXT_MAX];
	struct node apex;
	struct finding *f;

	if (r->rdata == NULL)
		return;
	if (!at_apex(r)) {
		finish_finding(lint,
		    lint_report(lint, &rules[CDS_OWNER], r->type_span,
		        "%s at %s, which is not the apex", name, dname_text(&r->owner, owner)),
		    r, "never looked at", NULL);
		return;
	}
	query_owner(lint_zones(lint), r->zone, &r->owner, &apex);
	if (is_delete(r) && has_other_kind(lint, &apex, r)) {
		f = lint_report(lint, &rules[CDS_DELETE_MIXED], r->type_span,
		    "%s asks the parent to delete all, beside others", name);
		finish_finding(lint, f, r, "\"delete\"", NULL);
		return;
	}
	if (!is_delete(r) && !r->zone->left_out && !is_spoken_of(lint, &apex, r, RRTYPE_DNSKEY)) {
		f = lint_report(lint, &rules[CDS_WITHOUT_DNSKEY], r->type_span,
		    "%s is for a key that the zone %s has not", name, dname_text(&r->owner, owner));
		finish_finding(lint, f, r, "no such DNSKEY", NULL);
		return;
	}
	judge_against_other(lint, &apex, r, name);
}

static void
judge_csync(struct lint *lint, struct record *r)
{
	char owner[DNAME_TEXT_MAX];

	if (!at_apex(r))
		finish_finding(lint,
		    lint_report(lint, &rules[CDS_OWNER], r->type_span,
		        "CSYNC at %s, which is not the apex", dname_text(&r->owner, owner)),
		    r, "never looked at", NULL);
}

static void
check(struct lint *lint)
{
	each_record(lint, RRTYPE_DNSKEY, judge_dnskey);
	each_record(lint, RRTYPE_CDS, judge_child_record);
	each_record(lint, RRTYPE_CDNSKEY, judge_child_record);
	each_record(lint, RRTYPE_CSYNC, judge_csync);
}

const struct rule_table rules_dnssec_key = { rules, RULE_COUNT, check };
