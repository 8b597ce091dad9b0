/*
 * rules/delegation.c -- what a zone holds at and below its delegations.
 *
 * Only what the readers found remarkable is looked at: see struct suspects.
 */
#include "rules/each.h"
#include "rules/zone.h"

enum {
	DELEG_RR_AT_APEX,
	DELEGATION_MIXED,
	DELEGATION_NESTED,
	DELEGATION_OCCLUDED,
	DS_AT_APEX,
	DS_WITHOUT_NS,
	NS_SINGLE,
	WILDCARD_UNREACHABLE,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[DELEG_RR_AT_APEX] = {
		.id = "deleg-rr-at-apex",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "DELEG record at the apex of a zone",
		.why = "A DELEG record belongs to the parent, at the name of the child. At the apex it says "
		       "nothing, and Knot refuses the zone.",
		.repair = "Move it to the parent zone.",
		.references = NULL,
	},
	[DELEGATION_MIXED] = {
		.id = "delegation-mixed",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "other records stand beside a delegation",
		.why = "Whoever asks for the name is sent on to the child's servers, so that the other records "
		       "are never seen. They work while a server holds parent and child, and stop when the two "
		       "are parted.",
		.repair = "Move the records to the child zone.",
		.bad = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\nsub TXT \"hello\"\n",
		.good = "sub NS sub\nsub NS ns2.provider.test.\nsub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §6.1", NULL },
	},
	[DELEGATION_NESTED] = {
		.id = "delegation-nested",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "delegation below another delegation",
		.why = "The upper delegation decides; the lower one is never seen. It belongs to the child.",
		.repair = "Move the NS records to the child zone.",
		.bad = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n"
		       "x.sub NS ns3.provider.test.\nx.sub NS ns4.provider.test.\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n",
		.references = (const char *const[]){ "RFC 1035 §5.2", "RFC 1034 §4.2.1", NULL },
	},
	[DELEGATION_OCCLUDED] = {
		.id = "delegation-occluded",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "records below a delegation are never seen",
		.why = "Whoever asks for a name below the delegation is sent on to the child's servers. What this "
		       "zone says there, but for addresses of name servers, is not served: the name seems "
		       "to lack what the file says.",
		.repair = "Move the records to the child zone, or delete them.",
		.bad = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\nwww.sub CNAME web\n",
		.good = "sub NS ns.sub\nsub NS ns2.provider.test.\nns.sub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §5.2", "RFC 1034 §4.2.1", NULL },
	},
	[DS_AT_APEX] = {
		.id = "ds-at-apex",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record at the apex of a zone",
		.why = "A DS record belongs to the parent zone. BIND refuses to load a zone that has one at its "
		       "apex.",
		.repair = "Give it to whoever runs the parent zone, and delete it here.",
		.bad = "@ DS 12345 13 2 "
		       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\nsub DS 12345 13 2 "
		        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.references = (const char *const[]){ "RFC 4035 §2.4, from memory", NULL },
	},
	[DS_WITHOUT_NS] = {
		.id = "ds-without-ns",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION | GROUP_DNSSEC,
		.summary = "DS record where there is no delegation",
		.why = "A DS record says how the child's keys are known; without NS records there is no child. "
		       "The name was mistyped, or the delegation was deleted and its DS left behind.",
		.repair = "Add the NS records of the child, or delete the DS record.",
		.bad = "sub DS 12345 13 2 "
		       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\nsub DS 12345 13 2 "
		        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
		.references = (const char *const[]){ "RFC 4035 §2.4, from memory", NULL },
	},
	[NS_SINGLE] = {
		.id = "ns-single",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "zone or delegation with one name server only",
		.why = "When this server or its network is down, no name of the zone resolves: mail waits, "
		       "pages do not load. Registries ask for two at least.",
		.repair = "Add a second name server, in another network.",
		.bad = "sub NS ns1.provider.test.\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n",
		.references = (const char *const[]){
		    "RFC 1034 §4.1", "RFC 2182 §5, from memory", NULL },
	},
	[WILDCARD_UNREACHABLE] = {
		.id = "wildcard-unreachable",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "wildcard below a delegation or a DNAME is never used",
		.why = "Whoever asks for a name there is sent elsewhere before the wildcard is looked at.",
		.repair = "Move the wildcard to the child zone, or delete it.",
		.bad = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n*.sub A 192.0.2.1\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n*.other A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1034 §4.3.2", "RFC 4592 §4, from memory", NULL },
	},
};

/* The first NS record of the delegation at a name. */
static void
note_cut(struct lint *lint, struct finding *f, const struct zone *zone, const struct dname *cut)
{
	struct node node;
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), zone->spec.view, cut, &node);
	if (node_next(&node, RRTYPE_NS, &at, &id))
		note_record(lint, f, id, "delegation", "the delegation");
}

/* Is it the first record of its owner in the zone?  A name with records in several places is one case. */
static bool
is_first_of_name(const struct node *node, const struct record *r)
{
	record_id id;
	size_t at = 0;

	return node->zone == r->zone && !node->wildcard && node_next(node, 0, &at, &id) &&
	       id == r->id;
}

static void
judge_occluded(struct lint *lint, struct record *r)
{
	struct node node;
	char owner[DNAME_TEXT_MAX], cut[DNAME_TEXT_MAX], type[16];
	struct finding *f;
	bool nested;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (!node.below_cut || dname_equal(&node.cut, &r->owner) || !is_first_of_name(&node, r) ||
	    dname_is_wildcard(&r->owner))
		return;
	nested = node_has(&node, RRTYPE_NS) == ANSWER_PRESENT;
	f = lint_report(lint, &rules[nested ? DELEGATION_NESTED : DELEGATION_OCCLUDED],
	    r->type_span,
	    nested ? "delegation of %s lies below the delegation of %s"
	           : "%s lies below the delegation of %s and is not served",
	    dname_text(&r->owner, owner), dname_text(&node.cut, cut));
	finding_label(lint, f, "nobody sees this %s", rrtype_text(r->type, type));
	note_cut(lint, f, r->zone, &node.cut);
	finding_help(lint, f, "move it to the zone %s", cut);
	finding_record(lint, f, r);
}

/* What a parent says of its loaded child beyond delegation and glue. */
static void
judge_shadowed(struct lint *lint, struct record *r)
{
	const struct zone *child = query_zone(lint_zones(lint), r->zone->spec.view, &r->owner);
	char owner[DNAME_TEXT_MAX], origin[DNAME_TEXT_MAX], type[16];
	struct finding *f;
	struct node parent;

	if (child == NULL || child == r->zone || r->type == RRTYPE_SOA)
		return;
	query_glue(lint_zones(lint), r->zone, &child->spec.origin, &parent);
	if (count_records(&parent, RRTYPE_NS, 1) == 0)
		return; /* that it is not delegated is what is wrong */
	f = lint_report(lint, &rules[DELEGATION_OCCLUDED], r->type_span,
	    "%s belongs to the zone %s and is not served from here", dname_text(&r->owner, owner),
	    dname_text(&child->spec.origin, origin));
	finding_label(lint, f, "nobody sees this %s", rrtype_text(r->type, type));
	if (child->soa != RECORD_NONE)
		note_record(lint, f, child->soa, "zone", "the child zone");
	finding_help(lint, f, "move it to the zone %s", origin);
	finding_record(lint, f, r);
}

static void
report_mixed(struct lint *lint, const struct node *node)
{
	struct record r = { 0 };
	char owner[DNAME_TEXT_MAX], type[16];
	record_id id;
	size_t at = 0;
	bool found = false;

	while (!found && node_next(node, 0, &at, &id)) {
		struct finding *f;

		if (!query_record(lint_zones(lint), id, &r) || r.type == RRTYPE_NS ||
		    r.type == RRTYPE_DS || r.type == RRTYPE_A || r.type == RRTYPE_AAAA ||
		    r.type == RRTYPE_RRSIG || r.type == RRTYPE_NSEC || r.type == RRTYPE_NSEC3 ||
		    r.type == RRTYPE_DELEG || r.type == RRTYPE_CNAME)
			continue;
		found = true;
		f = lint_report(lint, &rules[DELEGATION_MIXED], r.type_span,
		    "%s is delegated and has a %s record beside", dname_text(&r.owner, owner),
		    rrtype_text(r.type, type));
		finding_label(lint, f, "nobody sees it");
		note_cut(lint, f, r.zone, &r.owner);
		finding_help(lint, f, "move it to the zone %s", owner);
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

static void
report_single(struct lint *lint, record_id id)
{
	struct record r = { 0 };
	struct dname target;
	size_t field;
	char owner[DNAME_TEXT_MAX], name[DNAME_TEXT_MAX];
	struct finding *f;

	if (query_record(lint_zones(lint), id, &r) && record_target(&r, &target, &field) &&
	    !server_is_nominal(&target) && !dname_equal(&target, &r.owner) &&
	    !zone_is_local(lint, r.zone)) {
		f = lint_report(lint, &rules[NS_SINGLE], record_field_span(&r, field),
		    "%s has one name server only, %s", dname_text(&r.owner, owner),
		    dname_text(&target, name));
		finish_finding(
		    lint, f, &r, "the only one", "add a second name server, in another network");
		finding_subject(lint, f, &r.owner, NULL, "NS");
	}
	record_free(&r);
}

static void
report_ds(struct lint *lint, const struct node *node, unsigned rule)
{
	struct record r = { 0 };
	char owner[DNAME_TEXT_MAX];
	record_id id;
	size_t at = 0;
	struct finding *f;

	if (node_next(node, RRTYPE_DS, &at, &id) && query_record(lint_zones(lint), id, &r)) {
		dname_text(&r.owner, owner);
		if (rule == DS_AT_APEX)
			f = lint_report(lint, &rules[rule], r.type_span,
			    "DS record at the apex of the zone %s", owner);
		else
			f = lint_report(lint, &rules[rule], r.type_span,
			    "%s has a DS record and no NS record", owner);
		finish_finding(lint, f, &r,
		    rule == DS_AT_APEX ? "belongs to the parent" : "nothing is delegated here",
		    NULL);
	}
	record_free(&r);
}

static void
judge_cut(struct lint *lint, struct record *r)
{
	struct node node;
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (!is_first_of_name(&node, r) || at_apex(r))
		return;
	if (node.below_cut && !dname_equal(&node.cut, &r->owner))
		return; /* occluded: said there */
	if (node_has(&node, RRTYPE_NS) == ANSWER_ABSENT)
		report_ds(lint, &node, DS_WITHOUT_NS);
	else if (node_next(&node, RRTYPE_NS, &at, &id)) {
		if (count_records(&node, RRTYPE_NS, 2) == 1 && !dname_is_wildcard(&r->owner))
			report_single(lint, id);
		report_mixed(lint, &node);
	}
}

static void
check_apex(struct lint *lint, const struct zone *zone)
{
	struct node apex;
	record_id id;
	size_t at = 0;

	if (zone->spec.role == ROLE_EXTERNAL || zone->records == 0)
		return;
	query_name(lint_zones(lint), zone->spec.view, &zone->spec.origin, &apex);
	if (apex.zone != zone)
		return;
	if (node_has(&apex, RRTYPE_DS) == ANSWER_PRESENT)
		report_ds(lint, &apex, DS_AT_APEX);
	if (zone->apex_ns_count == 1 && !zone->left_out && node_next(&apex, RRTYPE_NS, &at, &id))
		report_single(lint, id);
}

static void
judge_deleg(struct lint *lint, struct record *r)
{
	struct finding *f;

	if (!at_apex(r))
		return;
	f = lint_report(
	    lint, &rules[DELEG_RR_AT_APEX], r->type_span, "DELEG record at the apex of its zone");
	finish_finding(lint, f, r, "belongs to the parent", NULL);
}

/* Does a DNAME stand above the name? */
static bool
below_dname(struct lint *lint, const struct record *r, struct dname *at)
{
	unsigned own = dname_labels(&r->owner) - dname_labels(&r->zone->spec.origin);

	for (unsigned i = 1; i <= own; i++) {
		struct node node;

		*at = dname_parent(&r->owner, i);
		query_name(lint_zones(lint), r->zone->spec.view, at, &node);
		if (!node.wildcard && count_records(&node, RRTYPE_DNAME, 1) > 0)
			return true;
	}
	return false;
}

static void
judge_wildcard(struct lint *lint, struct record *r)
{
	struct node node;
	struct dname above;
	char owner[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX];
	struct finding *f;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone != r->zone || (node.below_cut && dname_equal(&node.cut, &r->owner)))
		return;
	above = node.cut;
	if (!node.below_cut && !below_dname(lint, r, &above))
		return;
	f = lint_report(lint, &rules[WILDCARD_UNREACHABLE], r->owner_span,
	    "wildcard %s lies below the %s %s and is never used", dname_text(&r->owner, owner),
	    node.below_cut ? "delegation of" : "DNAME at", dname_text(&above, text));
	finish_finding(lint, f, r, "never used", NULL);
}

static void
check(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	for (size_t i = 0; i < set_zone_count(lint_zones(lint)); i++)
		check_apex(lint, set_zone(lint_zones(lint), i));
	each_of(lint, suspects->cuts, suspects->cut_count, judge_cut);
	each_of(lint, suspects->occluded, suspects->occluded_count, judge_occluded);
	each_of(lint, suspects->shadowed, suspects->shadowed_count, judge_shadowed);
	if (lint_wants(lint, &rules[WILDCARD_UNREACHABLE]))
		each_of(lint, suspects->wildcards, suspects->wildcard_count, judge_wildcard);
	each_record(lint, RRTYPE_DELEG, judge_deleg);
}

const struct rule_table rules_delegation = { rules, RULE_COUNT, check };
