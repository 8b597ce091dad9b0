/* rules/spf.c -- SPF records of sender domains, against the addresses that mail is sent from */
#include "rules/mailfault.h"

enum { SPF_EGRESS_MISSING, SPF_MISSING, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[SPF_EGRESS_MISSING] = {
		.id = "spf-egress-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "SPF record does not let a sending address pass",
		.why = "The map says that mail of the domain is sent from the address, and the domain's own SPF "
		       "record disowns it. Receivers refuse such mail (550 5.7.23, 5.7.1) or file it as spam, "
		       "and DMARC fails where DKIM does not save it. What other zones say in included records is "
		       "not guessed: this is reported only when no outcome would be a pass.",
		.repair = "Add the address or its network to the record, before the \"all\".",
		.references = (const char *const[]){ "RFC 7208 §4.6", "RFC 7208 §4.7", NULL },
	},
	[SPF_MISSING] = {
		.id = "spf-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "sender domain has no SPF record",
		.why = "Large receivers want SPF or DKIM of every sender, and both of bulk senders: Gmail and "
		       "Outlook.com refuse with 550-5.7.26 or 550 5.7.515. Without a record anybody's server may "
		       "send in the domain's name.",
		.repair = "Add a TXT record \"v=spf1 … -all\" that lists the addresses which send for the domain.",
		.references = (const char *const[]){ "RFC 7208 §3.1", NULL },
	},
};

static struct finding *
tell_egress(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "SPF record of %s does not let %s%s send: %s", t->name, t->addr, t->at, t->fault->text);

	finding_label(t->lint, f, "%s is not let send", t->addr);
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "add ip%c:%s before the \"all\"",
	    t->fault->addr.family == ADDR_V4 ? '4' : '6', t->addr);
	return f;
}

static struct finding *
tell_missing(const struct telling *t)
{
	struct finding *f = lint_report(
	    t->lint, t->rule, t->fault->span, "sender domain %s has no SPF record", t->name);

	finding_label(t->lint, f, "no TXT \"v=spf1 …\" at %s", t->name);
	telling_note(t, f, "map", "mail is sent in its name");
	finding_help(
	    t->lint, f, "add %s TXT \"v=spf1 … -all\" with the addresses that send", t->name);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[SPF_EGRESS_MISSING] = { .tell = tell_egress },
	[SPF_MISSING] = { .tell = tell_missing },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_spf = { rules, RULE_COUNT, check };
