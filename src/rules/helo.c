/* rules/helo.c -- the names that sending servers greet with */
#include "rules/mailfault.h"

enum {
	HELO_ADDRESS_MISMATCH,
	HELO_CNAME,
	HELO_NOT_PUBLIC,
	HELO_PTR_MISMATCH,
	HELO_UNRESOLVABLE,
	NAT_SHARED_HELO,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[HELO_ADDRESS_MISMATCH] = {
		.id = "helo-address-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "HELO name has other addresses, not the sending one",
		.why = "Receivers may check that the name in the greeting leads to the client. They may not "
		       "refuse for that alone, but filters count it: rspamd HFILTER_HELO_IP_A, policyd-weight "
		       "1.5 points, and Exim's verify = helo fails unless the PTR equals the name.",
		.repair = "Give the name the sending address as well, or greet with a name that has it.",
		.references = (const char *const[]){ "RFC 5321 §4.1.4", NULL },
	},
	[HELO_CNAME] = {
		.id = "helo-cname",
		.severity = SEVERITY_WARNING,
		.summary = "HELO name is an alias",
		.why = "A server greets with its own name, not with an alias of it. Exim and Postfix follow "
		       "aliases, so mail arrives; receivers that compare the greeting with the PTR do not see "
		       "that the two are one host.",
		.repair = "Greet with the name that the alias leads to.",
		.references = (const char *const[]){ "RFC 5321 §2.3.5", NULL },
	},
	[HELO_NOT_PUBLIC] = {
		.id = "helo-not-public",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "HELO name is one that the world does not know",
		.why = "A single label, or a name below .local, .lan, .internal and the like, resolves nowhere "
		       "but at home. Postfix refuses with 504 or 450, SpamAssassin and rspamd count several "
		       "points. Exchange greets with the name of the Active Directory domain when nobody "
		       "tells it another.",
		.repair = "Set the server's greeting (myhostname, the FQDN of the send connector) to a public name "
		          "with an address record, and helo in the map to the same.",
		.references =
		    (const char *const[]){ "RFC 5321 §2.3.5", "RFC 5321 §4.1.1.1", NULL },
	},
	[HELO_PTR_MISMATCH] = {
		.id = "helo-ptr-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "HELO name differs from the PTR name",
		.why = "Both lead to the address, so most receivers are content. Some want the greeting and the "
		       "PTR to be the same name (Fastmail, Virgin Media; what Exchange reported as 5.5.0), and "
		       "SpamAssassin counts KHOP_HELO_FCRDNS.",
		.repair = "Let the PTR name what the server greets with, or the server greet with what the PTR "
		          "names.",
		.references = (const char *const[]){ "RFC 5321 §4.1.4", NULL },
	},
	[HELO_UNRESOLVABLE] = {
		.id = "helo-unresolvable",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "HELO name has no address",
		.why = "The name in the greeting has to resolve. Postfix refuses with 450 or 550 "
		       "(reject_unknown_helo_hostname), rspamd counts HFILTER_HELO_NORES_A_OR_MX.",
		.repair = "Add an address record for the name, or greet with one that has it.",
		.references =
		    (const char *const[]){ "RFC 5321 §2.3.5", "RFC 5321 §4.1.1.1", NULL },
	},
	[NAT_SHARED_HELO] = {
		.id = "nat-shared-helo",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "hosts behind one address greet with different names",
		.why = "An address has one PTR name, so the greetings of the other hosts never equal it. "
		       "Receivers that compare the two treat their mail worse than that of the first.",
		.repair = "Let all servers behind the address greet with the name of the PTR (helo in the pool), "
		          "or send through one of them.",
		.references = (const char *const[]){ "RFC 5321 §4.1.4", NULL },
	},
};

static struct finding *
tell_address(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "HELO name %s has the address %s, but mail is sent from %s%s", t->name, t->other_addr,
	    t->addr, t->at);

	finding_label(t->lint, f, "lacks %s", t->addr);
	finding_help(
	    t->lint, f, "add %s to %s, or greet with a name that has it", t->addr, t->name);
	return f;
}

static struct finding *
tell_cname(const struct telling *t)
{
	struct record r = { 0 };
	struct finding *f = lint_report(
	    t->lint, t->rule, t->fault->span, "HELO name %s is an alias of %s", t->name, t->other);

	finding_label(t->lint, f, "an alias");
	if (query_record(lint_zones(t->lint), t->fault->record, &r))
		finding_note(
		    t->lint, f, record_field_span(&r, 0), "alias", "the alias is defined here");
	finding_help(t->lint, f, "greet with %s", t->other);
	record_free(&r);
	return f;
}

static struct finding *
tell_not_public(const struct telling *t)
{
	struct finding *f = lint_report(
	    t->lint, t->rule, t->fault->span, "HELO name %s is not a public name", t->name);

	finding_label(t->lint, f, "resolves nowhere outside");
	finding_help(t->lint, f, "set the server's greeting to a public name with an address");
	return f;
}

static struct finding *
tell_ptr(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "HELO name %s differs from %s, the PTR name of %s%s", t->name, t->other, t->addr,
	    t->at);

	finding_label(t->lint, f, "not the PTR name");
	telling_note(t, f, "pointer", "the PTR name");
	finding_help(t->lint, f, "change the PTR to %s, or greet with %s", t->name, t->other);
	return f;
}

static struct finding *
tell_unresolvable(const struct telling *t)
{
	struct finding *f =
	    lint_report(t->lint, t->rule, t->fault->span, "HELO name %s has no address", t->name);

	finding_label(t->lint, f, "neither A nor AAAA");
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "add %s %s %s, or greet with another name", t->name,
	    t->fault->other_addr.family == ADDR_V6 ? "AAAA" : "A", t->other_addr);
	return f;
}

static struct finding *
tell_shared(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s greets with its own name from the shared address %s%s, whose PTR is %s", t->name,
	    t->addr, t->at, t->other);

	finding_label(t->lint, f, "not the PTR name");
	telling_note(t, f, "pointer", "the PTR name");
	finding_help(t->lint, f, "let it greet with %s", t->other);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[HELO_ADDRESS_MISMATCH] = { .tell = tell_address },
	[HELO_CNAME] = { .tell = tell_cname },
	[HELO_NOT_PUBLIC] = { .tell = tell_not_public },
	[HELO_PTR_MISMATCH] = { .tell = tell_ptr },
	[HELO_UNRESOLVABLE] = { .tell = tell_unresolvable },
	[NAT_SHARED_HELO] = { .tell = tell_shared },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_helo = { rules, RULE_COUNT, check };
