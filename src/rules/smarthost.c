/* rules/smarthost.c -- relays that mail goes through */
#include "rules/mailfault.h"

enum { SMARTHOST_LOOP, SMARTHOST_SPF, SMARTHOST_UNKNOWN, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[SMARTHOST_LOOP] = {
		.id = "smarthost-loop",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "hosts of the map relay in a circle",
		.why = "Each host hands its mail to the next, and the last to the first. No message ever leaves, "
		       "until the servers count too many hops and bounce it.",
		.repair = "Let one of the hosts send directly, or through a relay outside of the circle.",
		.references = NULL,
	},
	[SMARTHOST_SPF] = {
		.id = "smarthost-spf",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "SPF record does not let the smart host send",
		.why = "Receivers see the relay's address, not the server's own. When the sender domain's SPF "
		       "record does not let the relay send, mail fails SPF and with it often DMARC.",
		.repair = "Add the relay's term, as its operator tells it, to the SPF record before the \"all\".",
		.references = (const char *const[]){ "RFC 7208 §5.2", NULL },
	},
	[SMARTHOST_UNKNOWN] = {
		.id = "smarthost-unknown",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "smart host has no address",
		.why = "The relay's name lies in one of our zones and has no address record. The server cannot "
		       "find its relay, and mail stays in its queue.",
		.repair = "Add the address record of the relay, or correct the name in the map.",
		.references = NULL,
	},
};

static struct finding *
tell_loop(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s relays through %s, and so on back to itself", t->name, t->other);

	finding_label(t->lint, f, "a circle");
	telling_note(t, f, "map", "the relay");
	finding_help(t->lint, f, "let one of them send directly");
	return f;
}

static struct finding *
tell_spf(const struct telling *t)
{
	struct finding *f;

	if (t->fault->text != NULL) {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "SPF record of %s lacks \"%s\", the term of smart host %s", t->name,
		    t->fault->text, t->other);
		finding_help(t->lint, f, "add %s before the \"all\"", t->fault->text);
	} else {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "SPF record of %s does not let %s, address of smart host %s, send", t->name,
		    t->other_addr, t->other);
		finding_help(t->lint, f, "add a:%s before the \"all\"", t->other);
	}
	finding_label(t->lint, f, "the relay is not in it");
	telling_note(t, f, "map", "mail goes through this relay");
	return f;
}

static struct finding *
tell_unknown(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "smart host %s of %s has no address", t->name, t->host);

	finding_label(t->lint, f, "neither A nor AAAA");
	finding_help(t->lint, f, "add its address record, or correct the name");
	return f;
}

static const struct told told[RULE_COUNT] = {
	[SMARTHOST_LOOP] = { .tell = tell_loop },
	[SMARTHOST_SPF] = { .tell = tell_spf },
	[SMARTHOST_UNKNOWN] = { .tell = tell_unknown },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_smarthost = { rules, RULE_COUNT, check };
