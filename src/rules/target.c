/*
 * rules/target.c -- MX, NS, SRV and CNAME records whose target leads nowhere.
 *
 * One judgement for all four types: a target written as an address, a target that is an alias, a target
 * without address (for a CNAME: without any record).  What only other zones could tell is counted and
 * not reported.
 */
#include "dns/rrtype.h"
#include "lint/lint.h"
#include "rules/each.h"

enum {
	CNAME_TARGET_ADDRESS,
	CNAME_TARGET_MISSING,
	MX_TARGET_ADDRESS,
	MX_TARGET_CNAME,
	MX_TARGET_DNAME,
	MX_TARGET_MISSING,
	NS_TARGET_ADDRESS,
	NS_TARGET_CNAME,
	NS_TARGET_DNAME,
	NS_TARGET_MISSING,
	SRV_TARGET_ADDRESS,
	SRV_TARGET_CNAME,
	SRV_TARGET_DNAME,
	SRV_TARGET_MISSING,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[CNAME_TARGET_ADDRESS] = {
		.id = "cname-target-address",
		.severity = SEVERITY_ERROR,
		.summary = "CNAME target is an address",
		.why = "The target of a CNAME is read as a name. 192.0.2.1 becomes a host name that does not "
		       "exist, so the alias resolves to nothing.",
		.repair = "Write an A or AAAA record in place of the CNAME.",
		.bad = "www CNAME 192.0.2.1\n",
		.good = "www A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §3.3.1", NULL },
	},
	[CNAME_TARGET_MISSING] = {
		.id = "cname-target-missing",
		.severity = SEVERITY_WARNING,
		.fix = FIX_UNSAFE,
		.summary = "CNAME target does not exist or has no records",
		.why = "An alias of a name that is gone answers every question with \"no such name\". "
		       "Often the host was renamed or retired and the alias was left behind.",
		.repair = "Correct the target, or delete the alias. When the target was meant to be absolute, "
		          "end it with a dot.",
		.bad = "www CNAME web\n",
		.good = "www CNAME web\nweb A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.4", "RFC 1034 §3.6.2", NULL },
	},
	[MX_TARGET_ADDRESS] = {
		.id = "mx-target-address",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "MX target is an address",
		.why = "An MX record names a host. Mail servers look 192.0.2.1 up as a host name, find nothing, "
		       "and mail to the domain is deferred or bounces.",
		.repair = "Give the server a name with an A or AAAA record, and name it in the MX record.",
		.bad = "@ MX 10 192.0.2.1\n",
		.good = "@ MX 10 mail\nmail A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §3.3.9", "RFC 5321 §5.1", NULL },
	},
	[MX_TARGET_CNAME] = {
		.id = "mx-target-cname",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "MX target is an alias",
		.why = "The name in an MX record must have an address record of its own. With an alias a second "
		       "look-up is needed at best; some servers refuse to follow it and the mail bounces.",
		.repair = "Name the host that the alias leads to.",
		.bad = "@ MX 10 mail\nmail CNAME host\nhost A 192.0.2.1\n",
		.good = "@ MX 10 host\nmail CNAME host\nhost A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §10.3", "RFC 5321 §5.1", NULL },
	},
	[MX_TARGET_DNAME] = {
		.id = "mx-target-dname",
		.severity = SEVERITY_ERROR,
		.fix = FIX_UNSAFE,
		.summary = "MX target lies below a DNAME",
		.why = "The name in an MX record must have an address record of its own, and below a DNAME "
		       "every name is an alias. Some mail servers do not follow it, and the mail bounces.",
		.repair = "Name the host that the alias leads to.",
		.bad = "@ MX 10 host.old\nold DNAME new\nhost.new A 192.0.2.1\n",
		.good = "@ MX 10 host.new\nold DNAME new\nhost.new A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §10.3", "RFC 6672 §2.3", NULL },
	},
	[MX_TARGET_MISSING] = {
		.id = "mx-target-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "MX target has no address",
		.why = "Mail servers find no address to deliver to. Mail to the domain waits in queues until it "
		       "bounces, or goes to the remaining MX hosts only.",
		.repair = "Add the A or AAAA record of the mail host, or correct the name. When the name was "
		          "meant to be absolute, end it with a dot.",
		.bad = "@ MX 10 mail\n",
		.good = "@ MX 10 mail\nmail A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[NS_TARGET_ADDRESS] = {
		.id = "ns-target-address",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "NS target is an address",
		.why = "An NS record names a host. Resolvers look 192.0.2.1 up as a host name, find nothing, and "
		       "never ask this server.",
		.repair = "Give the server a name with an A or AAAA record, and name it in the NS record.",
		.bad = "sub NS 192.0.2.1\n",
		.good = "sub NS ns.sub\nns.sub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §3.3.11", NULL },
	},
	[NS_TARGET_CNAME] = {
		.id = "ns-target-cname",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.fix = FIX_UNSAFE,
		.summary = "NS target is an alias",
		.why = "The name in an NS record must have an address record of its own. Many resolvers do not "
		       "follow an alias there, so the server counts as unreachable and the zone as lame.",
		.repair = "Name the host that the alias leads to.",
		.bad = "sub NS ns\nns CNAME host\nhost A 192.0.2.1\n",
		.good = "sub NS host\nns CNAME host\nhost A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §10.3", "RFC 1912 §2.4", NULL },
	},
	[NS_TARGET_DNAME] = {
		.id = "ns-target-dname",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.fix = FIX_UNSAFE,
		.summary = "NS target lies below a DNAME",
		.why = "The name in an NS record must have an address record of its own, and below a DNAME "
		       "every name is an alias. Many resolvers do not follow it, and the server counts as unreachable.",
		.repair = "Name the host that the alias leads to.",
		.bad = "sub NS ns2.provider.test.\nsub NS host.old\nold DNAME new\nhost.new A 192.0.2.1\n",
		.good = "sub NS ns2.provider.test.\nsub NS host.new\nold DNAME new\nhost.new A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §10.3", "RFC 6672 §2.3", NULL },
	},
	[NS_TARGET_MISSING] = {
		.id = "ns-target-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "NS target has no address",
		.why = "Resolvers find no address of this name server. Look-ups are slower while the others are "
		       "up, and fail when they are not.",
		.repair = "Add the A or AAAA record of the name server, or correct the name. When the name was "
		          "meant to be absolute, end it with a dot.",
		.bad = "sub NS ns9\n",
		.good = "sub NS ns9\nns9 A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §10.3", NULL },
	},
	[SRV_TARGET_ADDRESS] = {
		.id = "srv-target-address",
		.severity = SEVERITY_ERROR,
		.summary = "SRV target is an address",
		.why = "An SRV record names a host. Clients look 192.0.2.1 up as a host name, find nothing, and "
		       "do not reach the service.",
		.repair = "Give the server a name with an A or AAAA record, and name it in the SRV record.",
		.bad = "_sip._tcp SRV 0 5 5060 192.0.2.1\n",
		.good = "_sip._tcp SRV 0 5 5060 sip\nsip A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2782", NULL },
	},
	[SRV_TARGET_CNAME] = {
		.id = "srv-target-cname",
		.severity = SEVERITY_ERROR,
		.fix = FIX_UNSAFE,
		.summary = "SRV target is an alias",
		.why = "The target of an SRV record must not be an alias. Clients that rely on this find no "
		       "address and do not reach the service.",
		.repair = "Name the host that the alias leads to.",
		.bad = "_sip._tcp SRV 0 5 5060 sip\nsip CNAME host\nhost A 192.0.2.1\n",
		.good = "_sip._tcp SRV 0 5 5060 host\nsip CNAME host\nhost A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2782", NULL },
	},
	[SRV_TARGET_DNAME] = {
		.id = "srv-target-dname",
		.severity = SEVERITY_ERROR,
		.fix = FIX_UNSAFE,
		.summary = "SRV target lies below a DNAME",
		.why = "The name in an SRV record must have an address record of its own, and below a DNAME "
		       "every name is an alias. Clients that rely on this do not reach the service.",
		.repair = "Name the host that the alias leads to.",
		.bad = "_sip._tcp SRV 0 5 5060 host.old\nold DNAME new\nhost.new A 192.0.2.1\n",
		.good = "_sip._tcp SRV 0 5 5060 host.new\nold DNAME new\nhost.new A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2782", "RFC 6672 §2.3", NULL },
	},
	[SRV_TARGET_MISSING] = {
		.id = "srv-target-missing",
		.severity = SEVERITY_ERROR,
		.summary = "SRV target has no address",
		.why = "Clients learn of the service and find no address of the host that offers it, so they "
		       "cannot connect.",
		.repair = "Add the A or AAAA record of the host, or correct the name. When there is no such "
		          "service, say so with the target \".\".",
		.bad = "_sip._tcp SRV 0 5 5060 sip\n",
		.good = "_sip._tcp SRV 0 5 5060 sip\nsip A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2782", NULL },
	},
};

/* What is said of one type. */
struct kind {
	uint16_t type;
	const char *word;
	const struct rule *address, *missing;
	const struct rule *alias, *dname; /* NULL where an alias may stand */
};

static const struct kind kinds[] = {
	{ RRTYPE_CNAME, "CNAME", &rules[CNAME_TARGET_ADDRESS], &rules[CNAME_TARGET_MISSING], NULL,
	    NULL },
	{ RRTYPE_MX, "MX", &rules[MX_TARGET_ADDRESS], &rules[MX_TARGET_MISSING],
	    &rules[MX_TARGET_CNAME], &rules[MX_TARGET_DNAME] },
	{ RRTYPE_NS, "NS", &rules[NS_TARGET_ADDRESS], &rules[NS_TARGET_MISSING],
	    &rules[NS_TARGET_CNAME], &rules[NS_TARGET_DNAME] },
	{ RRTYPE_SRV, "SRV", &rules[SRV_TARGET_ADDRESS], &rules[SRV_TARGET_MISSING],
	    &rules[SRV_TARGET_CNAME], &rules[SRV_TARGET_DNAME] },
};

/* A record under judgement. */
struct suspect {
	const struct kind *kind;
	const struct record *record;
	struct dname target;
	size_t field;
	struct span span; /* of the target */
	uint32_t view;
};

/* The target's token as an address: 192.0.2.1, 2001:db8::1, with a final dot, or in brackets. */
static bool
target_is_address(const struct suspect *s, struct addr *out)
{
	struct str text =
	    s->field < s->record->field_count ? s->record->fields[s->field].text : STR("");

	if (text.len > 0 && text.ptr[text.len - 1] == '.')
		text.len--;
	if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		text = (struct str){ text.ptr + 1, text.len - 2 };
	return addr_parse(text, out);
}

/*
 * The target as it would be had its final dot been written: the part in front of the origin.
 *
 * return  false when it was written with a dot and does not end in the zone's name
 */
static bool
target_undotted(const struct suspect *s, struct dname *out)
{
	const struct dname *origin = &s->record->zone->spec.origin;
	struct str text =
	    s->field < s->record->field_count ? s->record->fields[s->field].text : STR("");
	unsigned own;

	if (!s->record->generated && text.len > 0 && text.ptr[text.len - 1] != '.')
		return !str_equal(text, STR("@")) && dname_parse(text, NULL, out, NULL);
	if (!dname_below(&s->target, origin))
		return false;
	own = (unsigned)(s->target.len - origin->len);
	if (own == 0)
		return false;
	memcpy(out->wire, s->target.wire, own);
	out->wire[own] = 0;
	out->len = (uint8_t)(own + 1);
	return true;
}

/* Does the name end like names of the world outside: in a common or a two-letter last label? */
static bool
ends_like_public_name(const struct dname *name)
{
	static const struct dname endings[] = { { 5, "\3com" }, { 5, "\3net" }, { 5, "\3org" },
		{ 5, "\3edu" }, { 5, "\3gov" }, { 6, "\4info" }, { 5, "\3biz" }, { 7, "\5cloud" },
		{ 5, "\3dev" } };
	unsigned labels = dname_labels(name);
	struct dname last;

	if (labels < 2)
		return false;
	last = dname_parent(name, labels - 1);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (dname_equal(&last, &endings[i]))
			return true;
	return last.wire[0] == 2;
}

/* The advice for a target that is not there. */
static void
help_missing(struct lint *lint, struct finding *f, const struct suspect *s)
{
	const struct dname *origin = &s->record->zone->spec.origin;
	struct dname bare;
	struct node node;
	char buf[DNAME_TEXT_MAX];

	if (target_undotted(s, &bare)) {
		if (bare.len > 1 && dname_below(&bare, origin) && origin->len > 1) {
			finding_help(
			    lint, f, "final dot missing: write %s", dname_text(&bare, buf));
			return;
		}
		query_name(lint_zones(lint), s->view, &bare, &node);
		if (dname_labels(&bare) > 1 &&
		    (node.exists == ANSWER_PRESENT || ends_like_public_name(&bare))) {
			finding_help(
			    lint, f, "final dot missing: did you mean %s", dname_text(&bare, buf));
			return;
		}
	}
	if (s->kind->type == RRTYPE_CNAME)
		finding_help(lint, f, "correct the target, or delete the alias");
	else
		finding_help(lint, f, "add an A or AAAA record for %s, or correct the target",
		    dname_text(&s->target, buf));
}

/* What a CNAME needs at its target: anything. */
static enum answer
node_has_anything(const struct node *node)
{
	size_t at = 0;
	record_id id;

	if (node->exists != ANSWER_PRESENT)
		return node->exists;
	if (node_next(node, 0, &at, &id))
		return ANSWER_PRESENT;
	if (node_has(node, RRTYPE_TXT) == ANSWER_UNKNOWN)
		return ANSWER_UNKNOWN;
	return has_address(node); /* absent, unless some record here could not be read */
}

/* Show what the target's name has, when it has something. */
static void
note_what_is_there(struct lint *lint, struct finding *f, const struct node *node)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;
	char type[16];

	if (node_next(node, 0, &at, &id) && query_record(lint_zones(lint), id, &r))
		finding_note(lint, f, r.type_span, "target", "has %s, but neither A nor AAAA",
		    rrtype_text(r.type, type));
	record_free(&r);
}

static void
report_missing(struct lint *lint, const struct suspect *s, const struct node *node)
{
	char buf[DNAME_TEXT_MAX];
	bool exists = node->exists == ANSWER_PRESENT;
	const char *lacks = s->kind->type == RRTYPE_CNAME ? "has no records" : "has no address";
	struct finding *f = lint_report(lint, s->kind->missing, s->span, "%s target %s %s",
	    s->kind->word, dname_text(&s->target, buf), exists ? lacks : "does not exist");

	finding_label(lint, f, exists ? "nothing to connect to" : "no such name");
	if (exists)
		note_what_is_there(lint, f, node);
	help_missing(lint, f, s);
	if (s->kind->type == RRTYPE_CNAME && !s->record->generated) {
		finding_fix(lint, f, FIX_UNSAFE, "delete the CNAME");
		finding_drop(lint, f, s->record);
	}
	finding_subject(lint, f, &s->target, NULL, NULL);
	finding_record(lint, f, s->record);
}

static void
report_address(struct lint *lint, const struct suspect *s, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX], owner[DNAME_TEXT_MAX];
	const char *type = addr->family == ADDR_V4 ? "A" : "AAAA";
	struct finding *f = lint_report(lint, s->kind->address, s->span,
	    "%s target is the address %s, not a name", s->kind->word, addr_text(addr, text));

	finding_label(lint, f, "read as a host name");
	if (s->kind->type == RRTYPE_CNAME)
		finding_help(
		    lint, f, "write %s %s %s", dname_text(&s->record->owner, owner), type, text);
	else
		finding_help(lint, f,
		    "give the host a name with the record %s %s, and name it here", type, text);
	finding_subject(lint, f, &s->target, addr, NULL);
	finding_record(lint, f, s->record);
}

/* One note for each alias on the way. */
static void
note_aliases(struct lint *lint, struct finding *f, const struct chase *chase)
{
	struct record r = { 0 };
	struct dname to;
	size_t field;
	char owner[DNAME_TEXT_MAX], target[DNAME_TEXT_MAX], type[16];

	for (unsigned i = 0; i < chase->steps && i < ARRAY_LEN(chase->aliases); i++) {
		if (!query_record(lint_zones(lint), chase->aliases[i], &r) ||
		    !record_target(&r, &to, &field))
			continue;
		finding_note(lint, f, record_field_span(&r, field), "alias", "%s is a %s to %s",
		    dname_text(&r.owner, owner), rrtype_text(r.type, type),
		    dname_text(&to, target));
	}
	record_free(&r);
}

static void
report_alias(struct lint *lint, const struct suspect *s, const struct chase *chase)
{
	char buf[DNAME_TEXT_MAX], end[DNAME_TEXT_MAX];
	bool ends = chase->end == CHASE_END;
	const struct rule *rule = record_type(lint_zones(lint), chase->aliases[0]) == RRTYPE_DNAME
	                              ? s->kind->dname
	                              : s->kind->alias;
	struct finding *f;

	dname_text(&s->target, buf);
	dname_text(&chase->name, end);
	if (ends)
		f = lint_report(
		    lint, rule, s->span, "%s target %s is an alias of %s", s->kind->word, buf, end);
	else
		f = lint_report(lint, rule, s->span, "%s target %s is an alias that leads nowhere",
		    s->kind->word, buf);
	finding_label(lint, f, "an alias");
	note_aliases(lint, f, chase);
	if (ends && has_address(&chase->node) != ANSWER_ABSENT)
		finding_help(lint, f, "name %s instead", end);
	else
		finding_help(lint, f, "name a host that has an A or AAAA record");
	if (ends && has_address(&chase->node) == ANSWER_PRESENT && !s->record->generated) {
		finding_fix(lint, f, FIX_UNSAFE, "name %s", end);
		finding_edit(lint, f, s->span, "%s", end);
	}
	finding_subject(lint, f, &s->target, NULL, NULL);
	finding_record(lint, f, s->record);
}

/* ACME clients write there for minutes, and delegate it to a zone made for that (RFC 8555 §8.4). */
static bool
is_challenge(const struct dname *name)
{
	static const struct dname label = { 17, "\17_acme-challenge" };
	struct dname first;

	if (name->wire[0] != label.wire[0])
		return false;
	memcpy(first.wire, name->wire, 16);
	first.wire[16] = 0;
	first.len = 17;
	return dname_equal(&first, &label);
}

/*
 * Not this file's matter: no target at all; the name server of a child, in the child (rules/glue.c), unless it
 * is an alias; CNAMEs of a classless delegation.
 */
static bool
is_exempt(struct lint *lint, const struct suspect *s)
{
	const struct record *r = s->record;
	struct node node;
	record_id id;
	size_t at = 0;

	if (s->target.len == 1)
		return true;
	if (s->kind->type == RRTYPE_CNAME)
		return r->zone->reverse || is_challenge(&r->owner);
	if (s->kind->type != RRTYPE_NS || dname_equal(&r->owner, &r->zone->spec.origin) ||
	    !dname_below(&s->target, &r->owner))
		return false;
	query_name(lint_zones(lint), s->view, &s->target, &node);
	return !node_next(&node, RRTYPE_CNAME, &at, &id);
}

/* A CNAME whose target is a CNAME in turn is in order: that one is judged by itself. */
static enum answer
judge_alias(struct lint *lint, const struct suspect *s, struct chase *chase)
{
	enum answer alias;

	query_name(lint_zones(lint), s->view, &s->target, &chase->node);
	alias = node_has(&chase->node, RRTYPE_CNAME);
	if (alias != ANSWER_ABSENT)
		return alias;
	if (chase->node.exists != ANSWER_PRESENT) {
		query_chase(
		    lint_zones(lint), s->view, &s->target, chase); /* perhaps below a DNAME */
		if (chase->end != CHASE_END)
			return ANSWER_UNKNOWN;
	}
	return node_has_anything(&chase->node);
}

static void
judge(struct lint *lint, const struct suspect *s)
{
	struct addr addr;
	struct chase chase;
	enum answer has;

	if (is_exempt(lint, s))
		return;
	if (target_is_address(s, &addr)) {
		report_address(lint, s, &addr);
		return;
	}
	if (s->kind->type == RRTYPE_CNAME)
		has = judge_alias(lint, s, &chase);
	else {
		query_chase(lint_zones(lint), s->view, &s->target, &chase);
		if (chase.steps > 0) {
			report_alias(lint, s, &chase);
			return;
		}
		has = has_address(&chase.node);
	}
	if (has == ANSWER_ABSENT)
		report_missing(lint, s, &chase.node);
	else if (has == ANSWER_UNKNOWN)
		lint_unverified(lint, 1);
}

static const struct kind *
kind_of(uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

static bool
kind_wanted(const struct lint *lint, const struct kind *kind)
{
	return lint_wants(lint, kind->missing) || lint_wants(lint, kind->address) ||
	       (kind->alias != NULL &&
	           (lint_wants(lint, kind->alias) || lint_wants(lint, kind->dname)));
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct record r = { 0 };
	bool wanted[ARRAY_LEN(kinds)];

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		wanted[i] = kind_wanted(lint, &kinds[i]);
	for (size_t i = 0; i < suspects->target_count; i++) {
		struct suspect s = { .record = &r };

		s.kind = kind_of(record_type(set, suspects->targets[i]));
		if (s.kind == NULL || !wanted[s.kind - kinds])
			continue;
		if (!query_record(set, suspects->targets[i], &r) ||
		    !record_target(&r, &s.target, &s.field))
			continue;
		s.span = record_field_span(&r, s.field);
		s.view = r.zone->spec.view;
		judge(lint, &s);
	}
	record_free(&r);
}

const struct rule_table rules_target = { rules, RULE_COUNT, check };
