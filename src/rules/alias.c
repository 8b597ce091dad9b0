/* rules/alias.c -- aliases that lead to aliases or to what only a wildcard answers, and DNAME records */
#include "rules/each.h"

enum {
	CNAME_CHAIN,
	CNAME_UNDER_WILDCARD_ONLY,
	DNAME_AT_WILDCARD,
	DNAME_CHILD,
	DNAME_LOOP,
	DNAME_MULTIPLE,
	DNAME_WITH_CNAME,
	DNAME_WITH_NS,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[CNAME_CHAIN] = {
		.id = "cname-chain",
		.severity = SEVERITY_INFO,
		.summary = "CNAME leads to a CNAME",
		.why = "Each alias on the way may cost resolvers a question more, and one that is deleted takes "
		       "all before it along. Some clients follow a few only.",
		.repair = "Let the alias name the host at the end.",
		.bad = "a CNAME b\nb CNAME c\nc A 192.0.2.1\n",
		.good = "a CNAME c\nb CNAME c\nc A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1034 §3.6.2", "RFC 1912 §2.4", NULL },
	},
	[CNAME_UNDER_WILDCARD_ONLY] = {
		.id = "cname-under-wildcard-only",
		.severity = SEVERITY_INFO,
		.summary = "only a wildcard answers for the CNAME's target",
		.why = "The target has no records of its own. It works as long as nothing else is written at or "
		       "below that name; a mistyped target works as well, and leads to the wrong host.",
		.repair = "Name a host that has records of its own, if that was meant.",
		.bad = "www CNAME web\n* A 192.0.2.1\n",
		.good = "www CNAME web\nweb A 192.0.2.1\n* A 192.0.2.2\n",
		.references = (const char *const[]){ "RFC 4592 §2.2, from memory", NULL },
	},
	[DNAME_AT_WILDCARD] = {
		.id = "dname-at-wildcard",
		.severity = SEVERITY_WARNING,
		.summary = "DNAME at a wildcard",
		.why = "What a server answers then is not defined well, and every cache makes something else "
		       "of it.",
		.repair = "Write a DNAME at each name that is meant.",
		.bad = "*.old DNAME new\n",
		.good = "old DNAME new\n",
		.references = (const char *const[]){ "RFC 6672 §3.3", "RFC 4592 §4.4, from memory", NULL },
	},
	[DNAME_CHILD] = {
		.id = "dname-child",
		.severity = SEVERITY_ERROR,
		.summary = "records below a DNAME",
		.why = "The DNAME redirects every name below it, so these records are never seen. NSD and Knot "
		       "refuse to load the zone.",
		.repair = "Delete them, or move them below the target of the DNAME.",
		.bad = "old DNAME new\nwww.old A 192.0.2.1\n",
		.good = "old DNAME new\nwww.new A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 6672 §2.4", NULL },
	},
	[DNAME_LOOP] = {
		.id = "dname-loop",
		.severity = SEVERITY_WARNING,
		.summary = "target of a DNAME lies below the DNAME",
		.why = "The name that it makes is redirected again, each time longer, until it is too long. Every "
		       "question ends in an error.",
		.repair = "Correct the target.",
		.bad = "old DNAME new.old\n",
		.good = "old DNAME new.older\n",
		.references = (const char *const[]){ "RFC 6672 §2.2", NULL },
	},
	[DNAME_MULTIPLE] = {
		.id = "dname-multiple",
		.severity = SEVERITY_ERROR,
		.summary = "name has several DNAMEs",
		.why = "A tree is redirected to one place. Servers refuse to load the zone.",
		.repair = "Keep one of them.",
		.bad = "old DNAME a\nold DNAME b\n",
		.good = "old DNAME a\nolder DNAME b\n",
		.references = (const char *const[]){ "RFC 6672 §2.4", NULL },
	},
	[DNAME_WITH_CNAME] = {
		.id = "dname-with-cname",
		.severity = SEVERITY_ERROR,
		.summary = "DNAME stands beside a CNAME",
		.why = "A name that is an alias has no other records, and so no DNAME. Servers refuse to load the "
		       "zone.",
		.repair = "Write addresses in place of the CNAME, or delete one of the two.",
		.bad = "old DNAME new\nold CNAME new\n",
		.good = "old DNAME new\nold A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 6672 §2.4", NULL },
	},
	[DNAME_WITH_NS] = {
		.id = "dname-with-ns",
		.severity = SEVERITY_ERROR,
		.summary = "DNAME stands beside a delegation",
		.why = "The NS records send whoever asks to another server, the DNAME to another name; both cannot "
		       "be. Knot refuses to load the zone.",
		.repair = "Delete the delegation, or move the DNAME to the apex of the child.",
		.bad = "old DNAME new\nold NS ns1.provider.test.\nold NS ns2.provider.test.\n",
		.good = "@ DNAME example.net.\n",
		.references = (const char *const[]){ "RFC 6672 §2.3", NULL },
	},
};

static void
judge_cname(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	size_t field, at = 0;
	char name[DNAME_TEXT_MAX];
	record_id id;
	struct finding *f;

	if (r->type != RRTYPE_CNAME || r->zone->reverse || !record_target(r, &target, &field))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (node.exists != ANSWER_PRESENT)
		return;
	dname_text(&target, name);
	if (node_next(&node, RRTYPE_CNAME, &at, &id) && !dname_equal(&target, &r->owner)) {
		f = lint_report(lint, &rules[CNAME_CHAIN], record_field_span(r, field),
		    "CNAME target %s is a CNAME itself", name);
		finish_finding(lint, f, r, "an alias", "name the host at the end");
		note_record(lint, f, id, "alias", "the next alias");
		finding_subject(lint, f, &target, NULL, NULL);
	} else if (node.wildcard && node_next(&node, 0, &at, &id)) {
		f = lint_report(lint, &rules[CNAME_UNDER_WILDCARD_ONLY],
		    record_field_span(r, field), "CNAME target %s is answered by a wildcard only",
		    name);
		finish_finding(lint, f, r, "no records of its own", NULL);
		note_record(lint, f, id, "wildcard", "the wildcard");
		finding_subject(lint, f, &target, NULL, NULL);
	}
}

static void
tell_dname(struct lint *lint, unsigned rule, const struct record *r, struct span span,
    const char *what, const char *label)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f = lint_report(
	    lint, &rules[rule], span, "DNAME at %s %s", dname_text(&r->owner, owner), what);

	finish_finding(lint, f, r, label, NULL);
}

static void
judge_dname(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	size_t field;

	if (!record_target(r, &target, &field))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (dname_is_wildcard(&r->owner))
		tell_dname(lint, DNAME_AT_WILDCARD, r, r->owner_span, "is a wildcard",
		    "a wildcard cannot redirect");
	if (dname_below(&target, &r->owner))
		tell_dname(lint, DNAME_LOOP, r, record_field_span(r, field),
		    "leads to a name below itself", "redirected again");
	if (node.zone != r->zone || !is_first_of_rrset(lint, r, &node))
		return;
	if (count_records(&node, RRTYPE_CNAME, 1) > 0)
		tell_dname(lint, DNAME_WITH_CNAME, r, r->type_span, "stands beside a CNAME",
		    "an alias has no other records");
	if (count_records(&node, RRTYPE_NS, 1) > 0 && !at_apex(r))
		tell_dname(lint, DNAME_WITH_NS, r, r->type_span, "stands beside a delegation",
		    "only one of the two can be");
}

/* A second DNAME with another target at the name of the first. */
static void
judge_multiple(struct lint *lint, struct record *r)
{
	struct record first = { 0 };
	struct dname a, b;
	struct node node;
	size_t at = 0, field;
	record_id id;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && node_next(&node, RRTYPE_DNAME, &at, &id) && id != r->id &&
	    query_record(lint_zones(lint), id, &first) && record_target(&first, &a, &field) &&
	    record_target(r, &b, &field) && !dname_equal(&a, &b))
		tell_dname(lint, DNAME_MULTIPLE, r, r->type_span, "is the second at its name",
		    "one leads elsewhere already");
	record_free(&first);
}

/* ---- data below a DNAME ---- */

#define CHILDREN_MAX 8 /* of one DNAME; more tell nothing new */

/* Zones with a DNAME are read once more, and only when something lies below one. */
static void
report_children(struct lint *lint, const struct record *above)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	size_t at = 0;
	unsigned told = 0;
	record_id id;
	char owner[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX];

	while (told < CHILDREN_MAX && zone_next(set, above->zone, &at, &id)) {
		struct finding *f;

		if (!query_record(set, id, &r) || !dname_below(&r.owner, &above->owner) ||
		    dname_equal(&r.owner, &above->owner) || dname_is_wildcard(&r.owner) ||
		    query_zone(set, r.zone->spec.view, &r.owner) != r.zone)
			continue;
		f = lint_report(lint, &rules[DNAME_CHILD], r.owner_span,
		    "%s lies below the DNAME at %s", dname_text(&r.owner, owner),
		    dname_text(&above->owner, text));
		finding_label(lint, f, "never seen");
		finding_note(lint, f, above->type_span, "dname", "the DNAME");
		finding_record(lint, f, &r);
		told++;
	}
	record_free(&r);
}

static void
judge_below(struct lint *lint, struct record *r)
{
	struct node node;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && is_first_of_rrset(lint, r, &node) && node_has_below(&node))
		report_children(lint, r);
}

static void
check(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	if (any_wanted(lint, rules, CNAME_CHAIN, CNAME_UNDER_WILDCARD_ONLY))
		each_of(lint, suspects->targets, suspects->target_count, judge_cname);
	each_record(lint, RRTYPE_DNAME, judge_dname);
	each_record(lint, RRTYPE_DNAME, judge_multiple);
	if (lint_wants(lint, &rules[DNAME_CHILD]))
		each_record(lint, RRTYPE_DNAME, judge_below);
}

const struct rule_table rules_alias = { rules, RULE_COUNT, check };
