/*
 * rules/soa.c -- what every zone must have at its apex: one SOA, and NS records.
 *
 * A zone that was not read whole is silent when what it lacks may stand in the unread part.
 */
#include "base/buf.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "lint/lint.h"

enum {
	NS_MISSING,
	SOA_MISSING,
	SOA_MULTIPLE,
	SOA_SERIAL_BACKWARDS,
	SOA_SERIAL_NOT_RAISED,
	RULE_COUNT
};

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
	[SOA_SERIAL_BACKWARDS] = {
		.id = "soa-serial-backwards",
		.severity = SEVERITY_ERROR,
		.fix = FIX_SAFE,
		.summary = "serial went back since the base revision",
		.why = "Secondaries compare serials and take a zone only when its serial is later, counting in a "
		       "circle of 2^32. With an earlier one they keep what they have, now and after the next "
		       "changes, until it expires. Told only with --base REV.",
		.repair = "Write a serial later than that of the base; ptrlint check --fix --base REV does.",
		.references = (const char *const[]){ "RFC 1982 §3.2", "RFC 1912 §3.1", NULL },
	},
	[SOA_SERIAL_NOT_RAISED] = {
		.id = "soa-serial-not-raised",
		.severity = SEVERITY_ERROR,
		.fix = FIX_SAFE,
		.summary = "zone changed and its serial did not",
		.why = "Records differ from those of the base revision, with the same serial. Secondaries take a "
		       "zone only when its serial is later, so they go on with the old records, and servers "
		       "answer differently. A change of comments or order is none. Told only with --base REV.",
		.repair = "Raise the serial; ptrlint check --fix --base REV does, once.",
		.references = (const char *const[]){ "RFC 1912 §3.1", "RFC 1982 §3.1", NULL },
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
want_raise(struct lint *lint, struct finding *f, const struct record *soa)
{
	struct want *w = arena_alloc(lint_arena(lint), sizeof *w);

	w->kind = WANT_RAISE;
	w->by = WANT_BY_PLAN;
	w->safe = true;
	w->rule = f->rule->id;
	w->reason = "the serial is to be later than at the base";
	w->view = soa->zone->spec.view;
	w->zone = soa->zone;
	w->owner = lint_name(lint, &soa->owner);
	w->target = lint_name(lint, &DNAME_ROOT);
	w->type = RRTYPE_SOA;
	w->old = RECORD_NONE;
	w->span = f->span;
	finding_wants(f, w);
}

static void
check_serial(struct lint *lint, const struct zone *zone)
{
	const char *rev;
	const struct zone_base *base = lint_base(lint, zone, &rev);
	struct record r = { 0 };
	struct finding *f = NULL;
	char origin[DNAME_TEXT_MAX];
	uint32_t serial;
	int order;

	if (base == NULL || !zone_serial(lint_zones(lint), zone, &serial) ||
	    !query_record(lint_zones(lint), zone->soa, &r))
		goto out;
	order = serial_compare(serial, base->serial);
	dname_text(&zone->spec.origin, origin);
	if (order == 0 && !base->same) {
		f = lint_report(lint, &rules[SOA_SERIAL_NOT_RAISED], record_field_span(&r, 2),
		    "zone %s has changed since %s, its serial is still %u", origin, rev, serial);
		finding_label(lint, f, "not raised");
	} else if (order == -1 || order == 2) {
		f = lint_report(lint, &rules[SOA_SERIAL_BACKWARDS], record_field_span(&r, 2),
		    "serial of zone %s went back from %u at %s to %u", origin, base->serial, rev,
		    serial);
		finding_label(lint, f, "earlier than %u", base->serial);
	}
	if (f != NULL) {
		finding_help(lint, f, "write a serial later than %u", base->serial);
		finding_record(lint, f, &r);
		finding_subject(lint, f, &zone->spec.origin, NULL, "SOA");
		want_raise(lint, f, &r);
	}
out:
	record_free(&r);
}

static void
check_zone(struct lint *lint, const struct zone *zone)
{
	struct node apex;

	check_serial(lint, zone);

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
