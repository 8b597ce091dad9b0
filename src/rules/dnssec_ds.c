/*
 * rules/dnssec_ds.c -- DS records: their form, and whether they lead to the keys of a child that is loaded.
 */
#include <stdio.h>

#include "rules/dnssec.h"

enum {
	DS_ALGORITHM_DEPRECATED,
	DS_DIGEST_SHA1,
	DS_DIGEST_UNKNOWN,
	DS_SHA256_MISSING,
	XZONE_DS_ABSENT,
	XZONE_DS_MISMATCH,
	XZONE_DS_ORPHAN,
	RULE_COUNT
};

#define DIGEST_32 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CUT       "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n"

static const struct rule rules[RULE_COUNT] = {
	[DS_ALGORITHM_DEPRECATED] = {
		.id = "ds-algorithm-deprecated",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record for a key of a deprecated algorithm",
		.why = "Resolvers give up algorithms with MD5, SHA-1, DSA and GOST: to them the child zone is "
		       "unsigned, or fails.",
		.repair = "Roll the child over to algorithm 13 or 15, then replace the DS record.",
		.bad = CUT "sub DS 12345 5 2 " DIGEST_32 "\n",
		.good = CUT "sub DS 12345 13 2 " DIGEST_32 "\n",
		.references = (const char *const[]){
		    "RFC 8624 §3.1, from memory", "RFC 9905, from memory", NULL },
	},
	[DS_DIGEST_SHA1] = {
		.id = "ds-digest-sha1",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record with a SHA-1 digest",
		.why = "SHA-1 no longer proves anything, and resolvers stop to accept it: the child zone becomes "
		       "unsigned to them. Beside a SHA-256 digest of the same key it is ignored, and only "
		       "superfluous.",
		.repair = "Replace it by the DS record with digest type 2 for the same key.",
		.bad = CUT "sub DS 12345 13 1 0123456789abcdef0123456789abcdef01234567\n",
		.good = CUT "sub DS 12345 13 2 " DIGEST_32 "\n",
		.references = (const char *const[]){
		    "RFC 8624 §3.3, from memory", "RFC 4509 §3, from memory", NULL },
	},
	[DS_DIGEST_UNKNOWN] = {
		.id = "ds-digest-unknown",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record with a digest that few resolvers know",
		.why = "Resolvers know SHA-1 (1), SHA-256 (2) and SHA-384 (4). A DS record with another digest is "
		       "ignored; when it is the only one, the child zone counts as unsigned.",
		.repair = "Replace it by the DS record with digest type 2 for the same key.",
		.bad = CUT "sub DS 12345 13 3 " DIGEST_32 "\n",
		.good = CUT "sub DS 12345 13 2 " DIGEST_32 "\n",
		.references = (const char *const[]){ "RFC 8624 §3.3, from memory", NULL },
	},
	[DS_SHA256_MISSING] = {
		.id = "ds-sha256-missing",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "no DS record with SHA-256 for a key",
		.why = "SHA-256 is the one digest that every validator must know; SHA-384 is optional to some.",
		.repair = "Add the DS record with digest type 2 for the same key.",
		.bad = CUT "sub DS 12345 13 4 " DIGEST_32 "0123456789abcdef0123456789abcdef\n",
		.good = CUT "sub DS 12345 13 2 " DIGEST_32 "\n",
		.references = (const char *const[]){ "RFC 8624 §3.3, from memory", NULL },
	},
	[XZONE_DS_ABSENT] = {
		.id = "xzone-ds-absent",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "signed zone without DS record in its loaded parent",
		.why = "Nothing leads from the parent to the keys of the zone, so that its signatures protect "
		       "nobody.",
		.repair = "Add the DS record of the key with flags 257 to the parent: `dnssec-dsfromkey -f ZONE "
		          "ORIGIN`.",
		.references = (const char *const[]){ "RFC 4035 §2.4, from memory", NULL },
	},
	[XZONE_DS_MISMATCH] = {
		.id = "xzone-ds-mismatch",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record leads to no key of the loaded child",
		.why = "A DS record of the parent must match a key that signs the keys of the child. When none "
		       "does, every name of the child fails with SERVFAIL at validating resolvers: mail to it waits "
		       "and bounces. The key was rolled over, and the parent was not told.",
		.repair = "Replace the DS record by that of the child's key: `dnssec-dsfromkey -f ZONE ORIGIN`.",
		.references = (const char *const[]){ "RFC 4035 §5.2, from memory", NULL },
	},
	[XZONE_DS_ORPHAN] = {
		.id = "xzone-ds-orphan",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record of a loaded child that is not signed",
		.why = "The parent says that the child is signed, and it is not: every name of it fails with "
		       "SERVFAIL at validating resolvers. The rule speaks only where the parent is kept signed; "
		       "where it is signed on its way to the servers, so may be the child.",
		.repair = "Sign the child, or take the DS record out of the parent.",
		.references = (const char *const[]){ "RFC 4035 §5.2, from memory", NULL },
	},
};

/* ---- form ---- */

/* Has the RRset a DS record for the same key with a digest of this type? */
static bool
has_digest(struct lint *lint, const struct node *node, const struct record *r, unsigned type)
{
	struct record other = { 0 };
	size_t at = 0;
	record_id id;
	bool found = false;

	while (!found && at < DNSSEC_KEYS_MAX && node_next(node, RRTYPE_DS, &at, &id))
		found = query_record(lint_zones(lint), id, &other) && other.rdata_len >= 4 &&
		        memcmp(other.rdata, r->rdata, 3) == 0 && other.rdata[3] == type;
	record_free(&other);
	return found;
}

static void
judge_digest(struct lint *lint, const struct record *r, const struct node *node)
{
	unsigned type = r->rdata[3], tag = octets16(r->rdata);
	struct finding *f;

	if (type == 2)
		return;
	if (type == 1) {
		bool better = has_digest(lint, node, r, 2) || has_digest(lint, node, r, 4);

		f = lint_report(lint, &rules[DS_DIGEST_SHA1], record_field_span(r, 2),
		    "digest of key %u by SHA-1%s", tag,
		    better ? ", beside one that is better" : ", wanted SHA-256 (2)");
		if (better)
			finding_severity(f, SEVERITY_INFO);
		finish_finding(lint, f, r, "SHA-1", NULL);
	} else if (type != 4) {
		f = lint_report(lint, &rules[DS_DIGEST_UNKNOWN], record_field_span(r, 2),
		    "digest type of key %u is %u, wanted SHA-256 (2)", tag, type);
		finish_finding(lint, f, r, "ignored by resolvers", NULL);
	} else if (lint_wants(lint, &rules[DS_SHA256_MISSING]) && !has_digest(lint, node, r, 2) &&
	           !has_digest(lint, node, r, 1)) {
		f = lint_report(lint, &rules[DS_SHA256_MISSING], record_field_span(r, 2),
		    "key %u has a digest by SHA-384 and none by SHA-256 (2)", tag);
		finish_finding(lint, f, r, "SHA-384", NULL);
	}
}

static void
judge_form(struct lint *lint, const struct record *r, const struct node *node)
{
	char algorithm[ALGORITHM_TEXT_MAX];
	struct finding *f;

	judge_digest(lint, r, node);
	if (dnskey_algorithm(r->rdata[2], NULL) != ALGORITHM_DEPRECATED)
		return;
	f = lint_report(lint, &rules[DS_ALGORITHM_DEPRECATED], record_field_span(r, 1),
	    "key %u is of algorithm %s, which is deprecated", octets16(r->rdata),
	    algorithm_text(r->rdata[2], algorithm));
	finish_finding(lint, f, r, "deprecated", NULL);
}

/* ---- parent and child ---- */

/* Does the key sign the keys of its zone, as far as the signatures say?  True when there are none at all. */
static bool
signs_keys(struct lint *lint, const struct node *apex, const struct record *key)
{
	struct record sig = { 0 };
	uint16_t tag = dnskey_tag(key->rdata, key->rdata_len);
	size_t at = 0;
	record_id id;
	bool any = false, found = false;

	while (!found && node_next(apex, RRTYPE_RRSIG, &at, &id)) {
		if (!query_record(lint_zones(lint), id, &sig) || sig.rdata_len < 18 ||
		    octets16(sig.rdata) != RRTYPE_DNSKEY)
			continue;
		any = true;
		found = octets16(sig.rdata + 16) == tag && sig.rdata[2] == key->rdata[3];
	}
	record_free(&sig);
	return found || !any;
}

/* What the keys of the child have to do with one DS record. */
struct verdict {
	enum ds_match match;
	bool silent;   /* the key that matches does not sign the keys */
	record_id key; /* of the same tag, or the first; RECORD_NONE when there is none */
	size_t keys;
};

static void
judge_ds(struct lint *lint, const struct record *ds, const struct node *apex, struct verdict *out)
{
	struct record key = { 0 };
	size_t at = 0;
	record_id id;

	*out = (struct verdict){ .key = RECORD_NONE };
	while (out->keys < DNSSEC_KEYS_MAX && node_next(apex, RRTYPE_DNSKEY, &at, &id)) {
		enum ds_match match;

		if (!query_record(lint_zones(lint), id, &key) || key.rdata == NULL)
			continue;
		if (out->keys++ == 0)
			out->key = id;
		match = ds_compare(ds, &key);
		if (match <= out->match)
			continue;
		out->match = match;
		out->key = id;
		out->silent = match == DS_MATCH && !signs_keys(lint, apex, &key);
	}
	record_free(&key);
}

static bool
leads_on(const struct verdict *v)
{
	return v->match == DS_UNKNOWN || (v->match == DS_MATCH && !v->silent);
}

static void
report_mismatch(struct lint *lint, const struct record *ds, const struct verdict *v, bool other)
{
	const struct rule *rule = &rules[XZONE_DS_MISMATCH];
	unsigned tag = octets16(ds->rdata);
	char owner[DNAME_TEXT_MAX], algorithm[ALGORITHM_TEXT_MAX];
	struct finding *f;

	dname_text(&ds->owner, owner);
	algorithm_text(ds->rdata[2], algorithm);
	if (v->match == DS_WRONG_DIGEST)
		f = lint_report(lint, rule, record_field_span(ds, 3),
		    "the digest is not that of key %u of %s", tag, owner);
	else if (v->silent)
		f = lint_report(lint, rule, record_field_span(ds, 0),
		    "key %u of %s is there and does not sign its keys", tag, owner);
	else
		f = lint_report(lint, rule, record_field_span(ds, 0),
		    "%s has no key %u of algorithm %s", owner, tag, algorithm);
	if (other) /* another DS record leads on, so that the zone works */
		finding_severity(f, SEVERITY_WARNING);
	if (v->key != RECORD_NONE)
		note_record(lint, f, v->key, "key", "a key of the zone");
	finish_finding(lint, f, ds, "leads nowhere",
	    "replace it by the DS record of the child's key with flags 257");
}

/* All DS records of a child that is loaded; called with the first. */
static void
judge_child(struct lint *lint, const struct node *parent, const struct zone *child)
{
	struct record ds = { 0 };
	struct node apex;
	struct verdict v;
	bool other = false;
	size_t at = 0;
	record_id id;

	query_owner(lint_zones(lint), child, &child->spec.origin, &apex);
	while (at < DNSSEC_KEYS_MAX && node_next(parent, RRTYPE_DS, &at, &id))
		if (query_record(lint_zones(lint), id, &ds) && ds.rdata_len >= 4) {
			judge_ds(lint, &ds, &apex, &v);
			other |= leads_on(&v);
		}
	at = 0;
	while (at < DNSSEC_KEYS_MAX && node_next(parent, RRTYPE_DS, &at, &id)) {
		if (!query_record(lint_zones(lint), id, &ds) || ds.rdata_len < 4)
			continue;
		judge_ds(lint, &ds, &apex, &v);
		/* a DS of a key that is not there yet is how a rollover begins */
		if (!leads_on(&v) && (!other || v.match == DS_WRONG_DIGEST))
			report_mismatch(lint, &ds, &v, other);
	}
	record_free(&ds);
}

static void
judge_orphan(struct lint *lint, const struct record *ds, const struct zone *child)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f;

	if (!ds->zone->signed_) {
		lint_unverified(lint, 1);
		return;
	}
	f = lint_report(lint, &rules[XZONE_DS_ORPHAN], ds->type_span,
	    "%s has a DS record, and the zone is not signed", dname_text(&ds->owner, owner));
	if (child->soa != RECORD_NONE)
		note_record(lint, f, child->soa, "zone", "the child zone");
	finish_finding(lint, f, ds, "says that it is signed", NULL);
}

static void
judge_record(struct lint *lint, struct record *r)
{
	const struct zone *child = query_zone(lint_zones(lint), r->zone->spec.view, &r->owner);
	struct node node, apex;
	record_id id;
	size_t at = 0;

	if (r->rdata_len < 4 || at_apex(r))
		return;
	query_owner(lint_zones(lint), r->zone, &r->owner, &node);
	if (count_records(&node, RRTYPE_DS, 1) == 0)
		query_glue(lint_zones(lint), r->zone, &r->owner, &node); /* the child is loaded */
	judge_form(lint, r, &node);
	if (child == NULL || child == r->zone || child->spec.role == ROLE_EXTERNAL ||
	    child->unknown || child->left_out || child->records == 0 ||
	    !dname_equal(&child->spec.origin, &r->owner) ||
	    !node_next(&node, RRTYPE_DS, &at, &id) || id != r->id)
		return;
	query_owner(lint_zones(lint), child, &child->spec.origin, &apex);
	if (count_records(&apex, RRTYPE_DNSKEY, 1) > 0)
		judge_child(lint, &node, child);
	else if (!child->signed_)
		judge_orphan(lint, r, child);
}

static void
judge_absent(struct lint *lint, const struct zone *zone)
{
	const struct zone *parent = zone->above;
	char origin[DNAME_TEXT_MAX], parent_origin[DNAME_TEXT_MAX];
	struct record ns = { 0 };
	struct node node;
	record_id id;
	size_t at = 0;

	if (!zone->signed_ || parent == NULL || parent->spec.role == ROLE_EXTERNAL ||
	    parent->unknown || parent->left_out)
		return;
	query_glue(lint_zones(lint), parent, &zone->spec.origin, &node);
	if (count_records(&node, RRTYPE_DS, 1) > 0 || !node_next(&node, RRTYPE_NS, &at, &id))
		return;
	if (query_record(lint_zones(lint), id, &ns))
		finish_finding(lint,
		    lint_report(lint, &rules[XZONE_DS_ABSENT], ns.type_span,
		        "the zone %s is signed, and %s has no DS record of it",
		        dname_text(&zone->spec.origin, origin),
		        dname_text(&parent->spec.origin, parent_origin)),
		    &ns, "delegated without DS", NULL);
	record_free(&ns);
}

static void
check(struct lint *lint)
{
	each_record(lint, RRTYPE_DS, judge_record);
	if (!lint_wants(lint, &rules[XZONE_DS_ABSENT]))
		return;
	for (size_t i = 0; i < set_zone_count(lint_zones(lint)); i++)
		judge_absent(lint, set_zone(lint_zones(lint), i));
}

const struct rule_table rules_dnssec_ds = { rules, RULE_COUNT, check };
