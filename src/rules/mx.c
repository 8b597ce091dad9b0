/* rules/mx.c -- MX records as zone data: where they stand, whom they share an address with */
#include "mail/spf.h"
#include "rules/each.h"

enum {
	MX_CHAINED,
	MX_DUPLICATE_ADDRESS,
	MX_IN_REVERSE_ZONE,
	MX_SINGLE,
	MX_TARGET_ONLY_WILDCARD,
	MX_WILDCARD,
	NULL_MX_SPF,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[MX_CHAINED] = {
		.id = "mx-chained",
		.severity = SEVERITY_OFF,
		.summary = "MX target has MX records of its own",
		.why = "Senders use the addresses of an MX target, not its MX records. That is in order, and now "
		       "and then a sign that a domain was written where a host was meant; the rule is off unless "
		       "asked for.",
		.repair = "Name the host itself.",
		.bad = "@ MX 10 sub\nsub MX 10 mx.provider.test.\nsub A 192.0.2.1\n",
		.good = "@ MX 10 mail\nmail A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[MX_DUPLICATE_ADDRESS] = {
		.id = "mx-duplicate-address",
		.severity = SEVERITY_OFF,
		.summary = "two MX hosts of a domain share an address",
		.why = "Two names for one machine are no second server. Often that is meant, so the rule is off "
		       "unless asked for.",
		.repair = "Name one of the two, or let the other lead to another server.",
		.bad = "@ MX 10 mx1\n@ MX 20 mx2\nmx1 A 192.0.2.1\nmx2 A 192.0.2.1\n",
		.good = "@ MX 10 mx1\n@ MX 20 mx2\nmx1 A 192.0.2.1\nmx2 A 192.0.2.2\n",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[MX_IN_REVERSE_ZONE] = {
		.id = "mx-in-reverse-zone",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "MX record in a reverse zone",
		.why = "Nobody has a mail address below in-addr.arpa or ip6.arpa. The record was meant for another "
		       "zone, or $ORIGIN is not what the writer believed.",
		.repair = "Move it to the zone of the domain.",
		.references = (const char *const[]){ "RFC 3172 §2, from memory", NULL },
	},
	[MX_SINGLE] = {
		.id = "mx-single",
		.severity = SEVERITY_OFF,
		.summary = "domain has one MX record only",
		.why = "While the host is down mail waits at the senders, which is what queues are for; most "
		       "domains are like that. The rule is off unless asked for.",
		.repair = "Add a second mail host.",
		.bad = "@ MX 10 mx.provider.test.\n",
		.good = "@ MX 10 mx1.provider.test.\n@ MX 20 mx2.provider.test.\n",
		.references = NULL,
	},
	[MX_TARGET_ONLY_WILDCARD] = {
		.id = "mx-target-only-wildcard",
		.severity = SEVERITY_INFO,
		.summary = "only a wildcard has the MX target's address",
		.why = "It works until some record is written at the name of the mail host: then the wildcard does "
		       "not answer there any more, and mail to the domain bounces.",
		.repair = "Write the address of the mail host at its own name.",
		.bad = "@ MX 10 mail\n* A 192.0.2.1\n",
		.good = "@ MX 10 mail\nmail A 192.0.2.1\n* A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.7", NULL },
	},
	[MX_WILDCARD] = {
		.id = "mx-wildcard",
		.severity = SEVERITY_INFO,
		.summary = "MX record at a wildcard",
		.why = "It takes mail for every name that does not exist, spam most of all, and not for names that "
		       "do: a host with an address record needs an MX record of its own.",
		.repair = "Write MX records for the names that take mail.",
		.bad = "* MX 10 mx.provider.test.\n",
		.good = "@ MX 10 mx.provider.test.\n",
		.references = (const char *const[]){ "RFC 1912 §2.7", NULL },
	},
	[NULL_MX_SPF] = {
		.id = "null-mx-spf",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAILAUTH,
		.summary = "null MX without an SPF record that forbids all",
		.why = "A domain that takes no mail sends none either. Without \"v=spf1 -all\" anybody's server may "
		       "send in its name.",
		.repair = "Write TXT \"v=spf1 -all\" at the domain.",
		.bad = "@ MX 0 .\n",
		.good = "@ MX 0 .\n@ TXT \"v=spf1 -all\"\n",
		.references = (const char *const[]){ "RFC 7505 §4.2, from memory", NULL },
	},
};

static void
tell(struct lint *lint, unsigned rule, const struct record *r, struct span span, const char *what,
    const struct dname *name, const char *behind, const char *label)
{
	char text[DNAME_TEXT_MAX];
	struct finding *f =
	    lint_report(lint, &rules[rule], span, "%s %s%s", what, dname_text(name, text), behind);

	finish_finding(lint, f, r, label, NULL);
	finding_subject(lint, f, name, NULL, NULL);
}

static void
judge_suspect(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	size_t field;

	if (r->type != RRTYPE_MX || !record_target(r, &target, &field))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (node.wildcard && has_address(&node) == ANSWER_PRESENT)
		tell(lint, MX_TARGET_ONLY_WILDCARD, r, record_field_span(r, field), "MX target",
		    &target, " has the address of a wildcard only", "no records of its own");
}

static void
judge_name(struct lint *lint, struct record *r)
{
	struct node node;
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && node_next(&node, RRTYPE_MX, &at, &id) &&
	    query_record(lint_zones(lint), id, r))
		tell(lint, MX_WILDCARD, r, r->owner_span, "MX record at the wildcard", &r->owner,
		    "", "not for names that exist");
}

static void
judge_null(struct lint *lint, struct record *r)
{
	struct spf_record spf = { 0 };
	struct dname target;
	size_t field;
	enum answer has;
	bool forbids;

	if (r->type != RRTYPE_MX || !record_target(r, &target, &field) || target.len > 1 ||
	    dname_is_wildcard(&r->owner))
		return;
	has = spf_find(lint_zones(lint), r->zone->spec.view, &r->owner, &spf);
	forbids = has == ANSWER_PRESENT && str_equal_fold(buf_view(&spf.text), STR("v=spf1 -all"));
	if (has != ANSWER_UNKNOWN && !forbids)
		tell(lint, NULL_MX_SPF, r, record_field_span(r, field), "null MX of", &r->owner,
		    has == ANSWER_PRESENT ? " beside an SPF record that lets mail be sent"
		                          : " without SPF record",
		    "takes no mail, but may send");
	spf_record_free(&spf);
}

static void
check_reverse(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;

	while (zone_next(lint_zones(lint), zone, &at, &id))
		if (record_type(lint_zones(lint), id) == RRTYPE_MX &&
		    query_record(lint_zones(lint), id, &r))
			tell(lint, MX_IN_REVERSE_ZONE, &r, r.type_span,
			    "MX record in a reverse zone, at", &r.owner, "",
			    "nobody has an address there");
	record_free(&r);
}

/* Rules that look at every MX record, only when asked for. */
static void
judge_each(struct lint *lint, struct record *r)
{
	struct zone_set *set = lint_zones(lint);
	struct dname target, other_name;
	struct record other = { 0 };
	struct node node, host;
	struct addr mine[8];
	size_t field, at = 0, count = 0, other_field;
	record_id id;

	if (!record_target(r, &target, &field) || target.len == 1)
		return;
	query_name(set, r->zone->spec.view, &target, &host);
	if (count_records(&host, RRTYPE_MX, 1) > 0 && !dname_equal(&target, &r->owner))
		tell(lint, MX_CHAINED, r, record_field_span(r, field), "MX target", &target,
		    " has MX records of its own", "a domain, not a host?");
	query_name(set, r->zone->spec.view, &r->owner, &node);
	if (count_records(&node, RRTYPE_MX, 2) == 1)
		tell(lint, MX_SINGLE, r, r->type_span, "the only MX record of", &r->owner, "",
		    "the only one");
	query_addresses(set, r->zone->spec.view, &target, mine, ARRAY_LEN(mine), &count);
	while (count > 0 && node_next(&node, RRTYPE_MX, &at, &id) && id != r->id) {
		if (!query_record(set, id, &other) ||
		    !record_target(&other, &other_name, &other_field) ||
		    dname_equal(&other_name, &target) ||
		    query_has_address(set, r->zone->spec.view, &other_name, &mine[0]) !=
		        ANSWER_PRESENT)
			continue;
		tell(lint, MX_DUPLICATE_ADDRESS, r, record_field_span(r, field), "MX target",
		    &target, " has an address of another MX target of the domain",
		    "the same machine");
		break;
	}
	record_free(&other);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);

	if (lint_wants(lint, &rules[MX_TARGET_ONLY_WILDCARD]))
		each_of(lint, suspects->targets, suspects->target_count, judge_suspect);
	if (lint_wants(lint, &rules[MX_WILDCARD]))
		each_of(lint, suspects->wildcards, suspects->wildcard_count, judge_name);
	if (lint_wants(lint, &rules[NULL_MX_SPF]))
		each_of(lint, suspects->exchanges, suspects->exchange_count, judge_null);
	for (size_t i = 0; i < set_zone_count(set) && lint_wants(lint, &rules[MX_IN_REVERSE_ZONE]);
	     i++)
		if (set_zone(set, i)->reverse && set_zone(set, i)->spec.role != ROLE_EXTERNAL)
			check_reverse(lint, set_zone(set, i));
	if (lint_wants(lint, &rules[MX_CHAINED]) || lint_wants(lint, &rules[MX_SINGLE]) ||
	    lint_wants(lint, &rules[MX_DUPLICATE_ADDRESS]))
		each_record(lint, RRTYPE_MX, judge_each);
}

const struct rule_table rules_mx = { rules, RULE_COUNT, check };
