/*
 * rules/hostname.c -- targets that no host can be called: characters that names of hosts have not, a last
 * label of digits.
 *
 * Only what no zone here knows, once for equal data: a name that is here is judged as an owner (rules/names.c).
 */
#include "rules/each.h"

enum {
	CNAME_TARGET_INVALID,
	MX_TARGET_INVALID_HOSTNAME,
	MX_TARGET_NUMERIC_TLD,
	NAME_RESERVED_TLD,
	NS_TARGET_INVALID_HOSTNAME,
	NS_TARGET_NUMERIC_TLD,
	SRV_TARGET_INVALID_HOSTNAME,
	RULE_COUNT
};

static const char *const rfc1123[] = { "RFC 1123 §2.1", NULL };

static const struct rule rules[RULE_COUNT] = {
	[CNAME_TARGET_INVALID] = {
		.id = "cname-target-invalid",
		.severity = SEVERITY_WARNING,
		.summary = "CNAME target has characters of no name in use",
		.why = "Blanks, slashes, at signs and the like are legal in the DNS and in no name that anybody "
		       "would lead to. Mostly an URL or a mail address was pasted.",
		.repair = "Write the host's name alone.",
		.bad = "www CNAME https://cdn.provider.test.\n",
		.good = "www CNAME cdn.provider.test.\n",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 2181 §11", NULL },
	},
	[MX_TARGET_INVALID_HOSTNAME] = {
		.id = "mx-target-invalid-hostname",
		.severity = SEVERITY_ERROR,
		.summary = "MX target is no host name",
		.why = "Mail servers refuse a name with an underscore or another character that host names have "
		       "not: mail to the domain bounces with \"bad MX\" or \"host name syntax error\".",
		.repair = "Give the mail host a name of letters, digits and hyphens.",
		.bad = "@ MX 10 mx_1.provider.test.\n",
		.good = "@ MX 10 mx-1.provider.test.\n",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 5321 §2.3.5", NULL },
	},
	[MX_TARGET_NUMERIC_TLD] = {
		.id = "mx-target-numeric-tld",
		.severity = SEVERITY_ERROR,
		.summary = "MX target ends in a label of digits",
		.why = "No top-level domain is a number, so the name resolves to nothing. Programs that look for "
		       "an address first take it for one that is badly written.",
		.repair = "Correct the name; a name relative to the zone has no final dot.",
		.bad = "@ MX 10 mail.10.\n",
		.good = "@ MX 10 mail.provider.test.\n",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 3696 §2, from memory", NULL },
	},
	[NAME_RESERVED_TLD] = {
		.id = "name-reserved-tld",
		.severity = SEVERITY_WARNING,
		.summary = "target in a domain that the world does not have",
		.why = "Names below local, internal, lan, onion and their like have no servers on the Internet. In a "
		       "public zone the record leads nowhere for everybody outside, and tells them names from inside.",
		.repair = "Name a host of the public DNS, or move the record to an inside view.",
		.bad = "www CNAME web.corp.internal.\n",
		.good = "www CNAME web.provider.test.\n",
		.references = (const char *const[]){ "RFC 6761 §6, from memory", NULL },
	},
	[NS_TARGET_INVALID_HOSTNAME] = {
		.id = "ns-target-invalid-hostname",
		.severity = SEVERITY_WARNING,
		.summary = "NS target is no host name",
		.why = "Some resolvers and most registries refuse a name server whose name has an underscore or "
		       "another character that host names have not.",
		.repair = "Give the name server a name of letters, digits and hyphens.",
		.bad = "sub NS ns_1.provider.test.\nsub NS ns-2.provider.test.\n",
		.good = "sub NS ns-1.provider.test.\nsub NS ns-2.provider.test.\n",
		.references = rfc1123,
	},
	[NS_TARGET_NUMERIC_TLD] = {
		.id = "ns-target-numeric-tld",
		.severity = SEVERITY_ERROR,
		.summary = "NS target ends in a label of digits",
		.why = "No top-level domain is a number, so the name resolves to nothing and the server is never "
		       "asked.",
		.repair = "Correct the name; a name relative to the zone has no final dot.",
		.bad = "sub NS ns.1.\nsub NS ns-2.provider.test.\n",
		.good = "sub NS ns-1.provider.test.\nsub NS ns-2.provider.test.\n",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 3696 §2, from memory", NULL },
	},
	[SRV_TARGET_INVALID_HOSTNAME] = {
		.id = "srv-target-invalid-hostname",
		.severity = SEVERITY_WARNING,
		.summary = "SRV target is no host name",
		.why = "Clients that check names before they look them up do not connect, and no certificate can "
		       "be had for the name.",
		.repair = "Give the host a name of letters, digits and hyphens.",
		.bad = "_sip._tcp SRV 0 5 5060 sip_1.provider.test.\n",
		.good = "_sip._tcp SRV 0 5 5060 sip-1.provider.test.\n",
		.references = rfc1123,
	},
};

static const struct kind {
	uint16_t type;
	const char *word;
	const struct rule *name, *number; /* number: or NULL */
} kinds[] = {
	{ RRTYPE_CNAME, "CNAME", &rules[CNAME_TARGET_INVALID], NULL },
	{ RRTYPE_MX, "MX", &rules[MX_TARGET_INVALID_HOSTNAME], &rules[MX_TARGET_NUMERIC_TLD] },
	{ RRTYPE_NS, "NS", &rules[NS_TARGET_INVALID_HOSTNAME], &rules[NS_TARGET_NUMERIC_TLD] },
	{ RRTYPE_SRV, "SRV", &rules[SRV_TARGET_INVALID_HOSTNAME], NULL },
};

static bool
ends_in_number(const struct dname *name)
{
	struct dname last;

	if (name->len == 1)
		return false;
	last = dname_parent(name, dname_labels(name) - 1);
	for (unsigned i = 1; i <= last.wire[0]; i++)
		if (last.wire[i] < '0' || last.wire[i] > '9')
			return false;
	return true;
}

/* Letters, digits, hyphens and underscores: names of services and keys are aliases, too. */
static bool
is_alias_name(const struct dname *name)
{
	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		for (unsigned i = 1; i <= name->wire[at]; i++) {
			uint8_t c = ascii_lower(name->wire[at + i]);

			if ((uint8_t)(c - 'a') > 25 && (uint8_t)(c - '0') > 9 && c != '-' &&
			    c != '_' && c != '*' && c < 0x80)
				return false;
		}
	return true;
}

/* The rule that a target breaks, or NULL. */
static const struct rule *
broken(const struct record *r, const struct kind *kind, const struct dname *target)
{
	struct addr addr;
	char text[DNAME_TEXT_MAX];

	if (target->len == 1)
		return NULL;
	dname_text(target, text);
	if (addr_parse((struct str){ text, strlen(text) - 1 }, &addr))
		return NULL; /* rules/target.c says so */
	if (kind->type == RRTYPE_CNAME)
		return r->zone->reverse || is_alias_name(target) ? NULL : kind->name;
	if (dname_is_hostname(target))
		return NULL;
	if (ends_in_number(target) && kind->number != NULL)
		return kind->number;
	return kind->name;
}

static const struct kind *
kind_of(uint16_t type)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

struct judge {
	struct lint *lint;
	struct record r;
};

static bool
is_broken(void *arg, record_id id)
{
	struct judge *j = arg;
	const struct kind *kind = kind_of(record_type(lint_zones(j->lint), id));
	struct dname target;
	size_t field;

	return kind != NULL && query_record(lint_zones(j->lint), id, &j->r) &&
	       record_target(&j->r, &target, &field) &&
	       (broken(&j->r, kind, &target) != NULL || is_reserved_tld(&target));
}

/* A target that a known zone lacks, or an alias, is wrong before its characters are: see rules/target.c. */
static bool
is_known(struct lint *lint, const struct record *r, const struct dname *target)
{
	struct node node;

	query_name(lint_zones(lint), r->zone->spec.view, target, &node);
	return node.exists != ANSWER_UNKNOWN;
}

static void
report_reserved(struct lint *lint, const struct record *r, const struct dname *target, size_t field)
{
	char text[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	if (!set_view(lint_zones(lint), r->zone->spec.view)->public || is_known(lint, r, target))
		return;
	f = lint_report(lint, &rules[NAME_RESERVED_TLD], record_field_span(r, field),
	    "%s target %s is in a domain that the world does not have", rrtype_text(r->type, type),
	    dname_text(target, text));
	finish_finding(lint, f, r, "nobody outside finds it", NULL);
	finding_subject(lint, f, target, NULL, NULL);
}

static void
report(struct lint *lint, struct record *r)
{
	const struct kind *kind = kind_of(r->type);
	const struct rule *rule;
	struct dname target;
	size_t field;
	char text[DNAME_TEXT_MAX];
	struct finding *f;

	if (kind != NULL && record_target(r, &target, &field) && is_reserved_tld(&target))
		report_reserved(lint, r, &target, field);
	if (kind == NULL || !record_target(r, &target, &field) ||
	    (rule = broken(r, kind, &target)) == NULL || is_known(lint, r, &target))
		return;
	f = lint_report(lint, rule, record_field_span(r, field), "%s target %s %s", kind->word,
	    dname_text(&target, text),
	    rule == kind->number         ? "ends in a label of digits"
	    : kind->type == RRTYPE_CNAME ? "has characters that names have not"
	                                 : "is no host name");
	finish_finding(
	    lint, f, r, "no host can be called so", "write a name of letters, digits and hyphens");
	finding_subject(lint, f, &target, NULL, NULL);
}

static void
check(struct lint *lint)
{
	struct judge j = { .lint = lint };
	const struct suspects *suspects = set_suspects(lint_zones(lint));
	const record_id *outside;
	size_t count;

	set_outside(lint_zones(lint), is_broken, &j, &outside, &count);
	each_of(lint, outside, count, report);
	each_of(lint, suspects->targets, suspects->target_count, report);
	record_free(&j.r);
}

const struct rule_table rules_hostname = { rules, RULE_COUNT, check };
