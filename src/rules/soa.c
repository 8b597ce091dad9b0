/*
 * rules/soa.c -- what every zone must have at its apex: one SOA, and NS records.
 *
 * A zone that was not read whole is silent when what it lacks may stand in the unread part.
 */
#include "base/buf.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "lint/lint.h"

enum { NS_MISSING, SOA_MISSING, SOA_MULTIPLE, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[NS_MISSING] = {
		.id = "ns-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "zone has no NS record at its apex",
		.why = "Every zone names its servers at its apex. Most servers refuse to load a zone without "
		       "them, and resolvers that get as far treat it as lame.",
		.repair = "Add the NS records of the zone's name servers at its apex.",
		.references = (const char *const[]){ "RFC 2181 §6.1", "RFC 1035 §5.2", NULL },
	},
	[SOA_MISSING] = {
		.id = "soa-missing",
		.severity = SEVERITY_ERROR,
		.summary = "zone has no SOA record at its apex",
		.why = "Without a SOA record at the apex no server loads the zone; the version that was loaded "
		       "before stays, or the zone is not answered at all.",
		.repair = "Add the SOA record at the apex. When the file is only a part of a zone, let the zone "
		          "include it and leave it out of the list of zones.",
		.references = (const char *const[]){ "RFC 1035 §5.2", "RFC 2181 §6.1", NULL },
	},
	[SOA_MULTIPLE] = {
		.id = "soa-multiple",
		.severity = SEVERITY_ERROR,
		.summary = "zone has several SOA records",
		.why = "A zone has exactly one SOA record. Servers refuse to load a zone with two, or take one of "
		       "them, and secondaries may then never see a new serial.",
		.repair = "Keep the SOA record with the higher serial and delete the other.",
		.bad = "@ SOA ns1.example.net. hostmaster.example.net. 9 7200 900 1209600 300\n",
		.good = "www A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §5.2", "RFC 2181 §6.1", NULL },
	},
};

/* The first record of the zone's text, for a finding about what stands nowhere. */
static bool
zone_begin(struct zone_set *set, const struct zone *zone, struct record *out)
{
	record_id id;
	size_t at = 0;

	return zone_next(set, zone, &at, &id) && query_record(set, id, out);
}

static void
report_soa_missing(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	char origin[DNAME_TEXT_MAX];
	struct span span = { .file = zone->spec.file };
	struct finding *f;
	bool begun = zone_begin(lint_zones(lint), zone, &r);

	if (begun && r.include.file == 0) {
		span = r.owner_span;
		span.len = 1;
	}
	f = lint_report(lint, &rules[SOA_MISSING], span, "zone %s has no SOA record",
	    dname_text(&zone->spec.origin, origin));
	finding_label(lint, f, "it belongs before this");
	finding_help(
	    lint, f, "add %s SOA ..., or leave this file out of the list of zones", origin);
	if (begun)
		finding_record(lint, f, &r);
	f->zone = zone;
	finding_subject(lint, f, &zone->spec.origin, NULL, "SOA");
	record_free(&r);
}

static void
report_ns_missing(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	char origin[DNAME_TEXT_MAX];
	struct finding *f;

	if (query_record(lint_zones(lint), zone->soa, &r)) {
		f = lint_report(lint, &rules[NS_MISSING], r.type_span,
		    "zone %s has no NS record at its apex", dname_text(&zone->spec.origin, origin));
		finding_label(lint, f, "NS records belong beside this one");
		finding_help(lint, f, "add %s NS with the name of each name server", origin);
		finding_subject(lint, f, &zone->spec.origin, NULL, "NS");
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

/* The RDATA in a form in which equal data has equal text. */
static void
canonical(const struct record *r, struct buf *out)
{
	out->len = 0;
	rdata_print(r->type, r->rdata, r->rdata_len, out);
}

/* The serial that a SOA has, and where it is written. */
static uint32_t
serial_of(const struct record *r)
{
	const uint8_t *p = r->rdata + r->rdata_len - 20;

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* All that differ from the first; what equals it is a duplicate and no matter of ours. */
static void
report_soa_multiple(struct lint *lint, const struct zone *zone, const struct node *apex)
{
	struct zone_set *set = lint_zones(lint);
	struct record first = { 0 }, r = { 0 };
	struct buf one = { 0 }, other = { 0 };
	char origin[DNAME_TEXT_MAX];
	record_id id;
	size_t at = 0;
	bool found = false;

	if (!node_next(apex, RRTYPE_SOA, &at, &id) || !query_record(set, id, &first))
		goto out;
	canonical(&first, &one);
	while (!found && node_next(apex, RRTYPE_SOA, &at, &id)) {
		struct finding *f;

		if (!query_record(set, id, &r))
			continue;
		canonical(&r, &other);
		if (str_equal(buf_view(&one), buf_view(&other)))
			continue;
		found = true;
		f = lint_report(lint, &rules[SOA_MULTIPLE], r.type_span,
		    "zone %s has a second SOA record, with serial %u",
		    dname_text(&zone->spec.origin, origin), serial_of(&r));
		finding_label(lint, f, "a zone has one SOA record");
		finding_note(lint, f, first.type_span, "first", "the first, with serial %u",
		    serial_of(&first));
		finding_help(lint, f, "delete one of them");
		finding_record(lint, f, &r);
	}
out:
	buf_free(&one);
	buf_free(&other);
	record_free(&first);
	record_free(&r);
}

static void
check_zone(struct lint *lint, const struct zone *zone)
{
	struct node apex;

	if (zone->spec.role == ROLE_EXTERNAL || zone->records == 0)
		return;
	if (zone->soa_count == 1 && zone->apex_ns_count > 0)
		return;
	query_name(lint_zones(lint), zone->spec.view, &zone->spec.origin, &apex);
	if (apex.zone != zone)
		return;
	if (zone->soa_count == 0 && node_has(&apex, RRTYPE_SOA) == ANSWER_ABSENT)
		report_soa_missing(lint, zone);
	if (zone->soa_count > 0 && zone->apex_ns_count == 0 &&
	    node_has(&apex, RRTYPE_NS) == ANSWER_ABSENT)
		report_ns_missing(lint, zone);
	if (zone->soa_count > 1)
		report_soa_multiple(lint, zone, &apex);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);

	for (size_t i = 0; i < set_zone_count(set); i++)
		check_zone(lint, set_zone(set, i));
}

const struct rule_table rules_soa = { rules, RULE_COUNT, check };
