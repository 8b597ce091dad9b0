/* rules/sender.c -- third parties that send mail, against the records that let them */
#include "rules/mailfault.h"

enum { SENDER_DKIM_MISSING, SENDER_SPF_MISSING, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[SENDER_DKIM_MISSING] = {
		.id = "sender-dkim-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAILAUTH,
		.summary = "no DKIM key at a selector of the map",
		.why = "The map says that a third party signs with the selector, and the zone has neither a key nor an "
		       "alias there. Its mail fails DKIM (dkim=permerror, \"no key for signature\") and, where the "
		       "policy says so, DMARC.",
		.repair = "Add the CNAME or TXT record that the third party asks for.",
		.references = NULL,
	},
	[SENDER_SPF_MISSING] = {
		.id = "sender-spf-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAILAUTH,
		.summary = "SPF record lacks a third party's term",
		.why = "The map says that a third party sends for the domain and which term lets it. The record has not "
		       "this term, itself or by an include: receivers refuse that mail, or file it as spam.",
		.repair = "Add the term in front of the \"all\".",
		.references = (const char *const[]){ "RFC 7208 §4.6.1", NULL },
	},
};

static struct finding *
tell_dkim(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s, the DKIM selector of %s, has no key", t->name, t->fault->text);

	finding_label(t->lint, f, "neither TXT nor CNAME");
	return f;
}

static struct finding *
tell_spf(const struct telling *t)
{
	struct finding *f = lint_report(
	    t->lint, t->rule, t->fault->span, "SPF record of %s lacks %s", t->name, t->fault->text);

	finding_label(t->lint, f, "not in the record");
	return f;
}

static const struct told told[RULE_COUNT] = {
	[SENDER_DKIM_MISSING] = { .tell = tell_dkim },
	[SENDER_SPF_MISSING] = { .tell = tell_spf },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_sender = { rules, RULE_COUNT, check };
