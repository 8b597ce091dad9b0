/*
 * rules/dots.c -- names whose final dot was forgotten, so that the zone's own name stands there twice; and labels of
 * digits, letters of both cases.
 */
#include "rules/each.h"

enum { NAME_ALL_DIGITS, NAME_MISSING_DOT, NAME_MIXED_CASE, TARGET_MISSING_DOT, RULE_COUNT };

static const char *const dots[] = { "RFC 1912 §3.2", NULL };

static const struct rule rules[RULE_COUNT] = {
	[NAME_ALL_DIGITS] = {
		.id = "name-all-digits",
		.severity = SEVERITY_OFF,
		.summary = "host label has digits only",
		.why = "Such a name looks like part of an address, and some programs take it for one. It is legal; "
		       "the rule is off unless asked for.",
		.repair = "Put a letter in front.",
		.bad = "7 A 192.0.2.7\n",
		.good = "host7 A 192.0.2.7\n",
		.references = (const char *const[]){ "RFC 1912 §2.1", NULL },
	},
	[NAME_MISSING_DOT] = {
		.id = "name-missing-dot",
		.severity = SEVERITY_ERROR,
		.fix = FIX_UNSAFE,
		.summary = "owner repeats the name of its zone",
		.why = "A name without final dot gets the origin appended: \"www.example.com\" in example.com. is "
		       "www.example.com.example.com. The record is served where nobody looks for it, and the name "
		       "that was meant has none.",
		.repair = "End the name with a dot, or write only the part in front of the zone's name.",
		.bad = "www.example.com A 192.0.2.1\n",
		.good = "www.example.com. A 192.0.2.1\n",
		.references = dots,
	},
	[NAME_MIXED_CASE] = {
		.id = "name-mixed-case",
		.severity = SEVERITY_OFF,
		.fix = FIX_SAFE,
		.summary = "owner has capitals",
		.why = "DNS compares names without regard to case, people and scripts do not: the same name in two "
		       "spellings is hard to find. Off unless asked for.",
		.repair = "Write names in lower case.",
		.bad = "Www A 192.0.2.1\n",
		.good = "www A 192.0.2.1\n",
		.references = NULL,
	},
	[TARGET_MISSING_DOT] = {
		.id = "target-missing-dot",
		.severity = SEVERITY_ERROR,
		.fix = FIX_UNSAFE,
		.summary = "name in a record repeats the name of its zone",
		.why = "A name without final dot gets the origin appended: \"ns.example.com\" in example.com. is "
		       "ns.example.com.example.com., which does not exist. Of MX, NS, SRV, CNAME and PTR records "
		       "the rules for targets that are missing say so.",
		.repair = "End the name with a dot, or write only the part in front of the zone's name.",
		.bad = "@ AFSDB 1 afs.example.com\n",
		.good = "@ AFSDB 1 afs.example.com.\n",
		.references = dots,
	},
};

/* Does the name end in the zone's name, twice?  Names of one label may well repeat. */
static bool
repeats(const struct dname *name, const struct dname *apex)
{
	unsigned labels = dname_labels(apex), same;
	struct dname above;

	if (labels < 2 || dname_labels(name) < 2 * labels || !dname_below(name, apex))
		return false;
	for (unsigned i = 0; i + labels < dname_labels(name); i++) {
		above = dname_parent(name, i);
		if (above.len <= apex->len)
			break;
		for (same = 0; same + 1 < apex->len &&
		               ascii_lower(above.wire[same]) == ascii_lower(apex->wire[same]);)
			same++;
		if (same + 1 == apex->len)
			return true;
	}
	return false;
}

static bool
is_undotted(struct str text)
{
	return text.len > 0 && text.ptr[text.len - 1] != '.';
}

/* ---- owners ---- */

static void
judge_owner(struct lint *lint, const struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	struct span span = r->owner_span;
	struct finding *f;

	/* a name that was written whole was meant */
	if (r->generated || r->owner_inherited || !repeats(&r->owner, &r->zone->spec.origin) ||
	    span.len >= strlen(dname_text(&r->owner, owner)))
		return;
	f = lint_report(
	    lint, &rules[NAME_MISSING_DOT], span, "owner is %s", dname_text(&r->owner, owner));
	finish_finding(lint, f, r, "final dot missing?", NULL);
	finding_subject(lint, f, &r->owner, NULL, NULL);
	finding_fix(lint, f, FIX_UNSAFE, "end the name with a dot");
	span.off += span.len;
	span.len = 0;
	finding_edit(lint, f, span, ".");
}

/*
 * Is there a name that ends like this one of the zone's origins, twice?  One question for each origin; only where
 * the answer is yes are the zone's records read.
 */
static bool
has_repeats(struct lint *lint, const struct zone *zone)
{
	struct dname origin, last, twice;
	struct node node;
	size_t at = 0;
	bool found = false;

	last.len = 0;
	while (!found && zone_next_origin(lint_zones(lint), zone, &at, &origin)) {
		if (last.len != 0 && dname_equal(&last, &origin))
			continue;
		last = origin;
		if (!dname_below(&origin, &zone->spec.origin) ||
		    !dname_concat(&zone->spec.origin, &origin, &twice))
			continue;
		query_name(lint_zones(lint), zone->spec.view, &twice, &node);
		found = node.zone == zone && node.exists == ANSWER_PRESENT && !node.wildcard;
	}
	return found;
}

static void
check_owners(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;

	if (zone->spec.role == ROLE_EXTERNAL || zone->reverse || zone->records == 0 ||
	    dname_labels(&zone->spec.origin) < 2 || !has_repeats(lint, zone))
		return;
	while (zone_next(lint_zones(lint), zone, &at, &id))
		if (query_record(lint_zones(lint), id, &r))
			judge_owner(lint, &r);
	record_free(&r);
}

/* ---- targets ---- */

/* Names in the data of a type: where they begin, and which field spells the first. */
static const struct {
	uint16_t type;
	uint8_t offset, field, names;
} shapes[] = {
	{ RRTYPE_AFSDB, 2, 1, 1 },
	{ RRTYPE_DNAME, 0, 0, 1 },
	{ RRTYPE_HTTPS, 2, 1, 1 },
	{ RRTYPE_KX, 2, 1, 1 },
	{ RRTYPE_LP, 2, 1, 1 },
	{ RRTYPE_PX, 2, 1, 2 },
	{ RRTYPE_RP, 0, 0, 2 },
	{ RRTYPE_RT, 2, 1, 1 },
	{ RRTYPE_SOA, 0, 0, 2 },
	{ RRTYPE_SVCB, 2, 1, 1 },
};

static void
judge_target(struct lint *lint, const struct record *r, const struct dname *name, size_t field)
{
	char text[DNAME_TEXT_MAX], type[16];
	struct span span = record_field_span(r, field);
	struct finding *f;

	if (r->generated || field >= r->field_count || r->fields[field].quoted ||
	    !is_undotted(r->fields[field].text) || !repeats(name, &r->zone->spec.origin))
		return;
	f = lint_report(lint, &rules[TARGET_MISSING_DOT], span, "%s record names %s",
	    rrtype_text(r->type, type), dname_text(name, text));
	finish_finding(lint, f, r, "final dot missing?", NULL);
	finding_subject(lint, f, name, NULL, NULL);
	finding_fix(lint, f, FIX_UNSAFE, "end the name with a dot");
	finding_edit(
	    lint, f, span, "%.*s.", (int)r->fields[field].text.len, r->fields[field].text.ptr);
}

static void
judge_names(struct lint *lint, struct record *r)
{
	struct dname name;

	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		size_t at = shapes[i].offset, taken;

		for (unsigned n = 0; shapes[i].type == r->type && n < shapes[i].names; n++) {
			taken = rdata_name(r->rdata, r->rdata_len, at, &name);
			if (taken == 0)
				return;
			judge_target(lint, r, &name, shapes[i].field + n);
			at += taken;
		}
	}
}

static void
judge_naptr(struct lint *lint, struct record *r)
{
	struct dname name;
	size_t at = 4;

	for (unsigned i = 0; i < 3 && at < r->rdata_len; i++)
		at += r->rdata[at] + 1u;
	if (rdata_name(r->rdata, r->rdata_len, at, &name) > 0)
		judge_target(lint, r, &name, 5);
}

/* ---- spelling, only when asked for ---- */

static void
judge_case(struct lint *lint, const struct record *r)
{
	char owner[DNAME_TEXT_MAX], *lower;
	struct finding *f;
	bool capitals = false;
	unsigned own = r->owner.len - r->zone->spec.origin.len;

	for (unsigned i = 0; i < own; i++)
		capitals |= r->owner.wire[i] >= 'A' && r->owner.wire[i] <= 'Z';
	if (!capitals || r->owner_inherited || r->generated)
		return;
	f = lint_report(lint, &rules[NAME_MIXED_CASE], r->owner_span, "%s has capitals",
	    dname_text(&r->owner, owner));
	finish_finding(lint, f, r, "capitals", NULL);
	finding_subject(lint, f, &r->owner, NULL, NULL);
	dname_text(&r->owner, owner);
	lower = arena_copy(lint_arena(lint), str_of(owner));
	for (char *c = lower; *c != '\0'; c++)
		*c = (char)ascii_lower((uint8_t)*c);
	finding_fix(lint, f, FIX_SAFE, "write it in lower case");
	finding_edit(lint, f, r->owner_span, "%s", lower);
}

static void
judge_digits(struct lint *lint, const struct record *r)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f;

	if ((r->type != RRTYPE_A && r->type != RRTYPE_AAAA) || r->zone->reverse || at_apex(r) ||
	    r->owner_inherited)
		return;
	for (unsigned i = 1; i <= r->owner.wire[0]; i++)
		if ((uint8_t)(r->owner.wire[i] - '0') > 9)
			return;
	f = lint_report(lint, &rules[NAME_ALL_DIGITS], r->owner_span,
	    "%s begins with a label of digits", dname_text(&r->owner, owner));
	finish_finding(lint, f, r, "digits only", NULL);
	finding_subject(lint, f, &r->owner, NULL, NULL);
}

static void
check_spelling(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;

	while (zone->spec.role != ROLE_EXTERNAL && zone_next(lint_zones(lint), zone, &at, &id)) {
		if (!query_record(lint_zones(lint), id, &r))
			continue;
		judge_case(lint, &r);
		judge_digits(lint, &r);
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	bool spelling =
	    lint_wants(lint, &rules[NAME_ALL_DIGITS]) || lint_wants(lint, &rules[NAME_MIXED_CASE]);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		if (lint_wants(lint, &rules[NAME_MISSING_DOT]))
			check_owners(lint, set_zone(set, i));
		if (spelling)
			check_spelling(lint, set_zone(set, i));
	}
	if (!lint_wants(lint, &rules[TARGET_MISSING_DOT]))
		return;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		each_record(lint, shapes[i].type, judge_names);
	each_record(lint, RRTYPE_NAPTR, judge_naptr);
}

const struct rule_table rules_dots = { rules, RULE_COUNT, check };
