/*
 * rules/mailmx.c -- MX records and the addresses behind them, as mail servers see them.
 *
 * Targets that lead nowhere are in rules/target.c.
 */
#include "rules/mailfault.h"

enum {
	MX_ADDRESS_PRIVATE,
	MX_ADDRESS_SPECIAL,
	MX_DECLARED_MISMATCH,
	MX_EXTERNAL,
	MX_MISSING,
	MX_PTR_MISMATCH,
	MX_PTR_MISSING,
	MX_PTR_OTHER_NAME,
	MX_PTR_UNVERIFIABLE,
	NULL_MX_MIXED,
	NULL_MX_PREFERENCE,
	NULL_MX_SENDER,
	RULE_COUNT
};

static const char *const rfc7505[] = { "RFC 7505 §3", NULL };
static const char *const rfc1912[] = { "RFC 1912 §2.1", "RFC 8601 §3", NULL };

#define REFUSED                                                                             \
 "An MX host usually sends mail as well, and receivers look the name of its address up: "   \
 "Gmail refuses with 550-5.7.25, Postfix with 450 4.7.1 or 4.7.25, older Exchange bounces " \
 "5.5.0 or 5.5.4, SpamAssassin and rspamd count RDNS_NONE. "                                \
 "When the map says that the host sends from other addresses, this is a warning."

static const struct rule rules[RULE_COUNT] = {
	[MX_ADDRESS_PRIVATE] = {
		.id = "mx-address-private",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "private address behind an MX record",
		.why = "Other networks cannot reach the address, or reach a machine of their own there. Mail "
		       "to the domain waits and bounces, and receivers that check the MX of a sender refuse its "
		       "mail: rspamd counts MX_LOCAL_ONLY.",
		.repair = "Publish the address at which the world delivers mail, often that of a firewall, and "
		          "keep the inside address in an internal view.",
		.bad = "@ MX 10 mail\nmail A 10.10.10.1\n",
		.good = "@ MX 10 mail\nmail A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1918 §3", "RFC 5321 §5.1", NULL },
	},
	[MX_ADDRESS_SPECIAL] = {
		.id = "mx-address-special",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "address behind an MX record is no server's",
		.why = "Loopback, link-local, multicast, documentation and mapped addresses lead nowhere or "
		       "back to the sender. Mail to the domain bounces or loops, and rspamd counts "
		       "MX_BOGON_ONLY for mail from it.",
		.repair = "Publish the address at which the world delivers mail; say \"MX 0 .\" when the domain "
		          "takes none.",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[MX_DECLARED_MISMATCH] = {
		.id = "mx-declared-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "MX target is not in the list that the map declares",
		.why = "The map lists the mail servers of others that the domain uses, and this is none of "
		       "them. Either mail goes to a server that was given up, or the map is out of date.",
		.repair = "Correct the MX record, or domains.NAME.mx in the map.",
		.references = NULL,
	},
	[MX_EXTERNAL] = {
		.id = "mx-external",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "MX target lies in a zone that is not here",
		.why = "Whether the name exists and has addresses cannot be told from the files.",
		.repair = "Write the name under domains.NAME.mx in the map when it is meant; a change of the MX "
		          "is then noticed.",
		.references = NULL,
	},
	[MX_MISSING] = {
		.id = "mx-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "sender domain has no MX record",
		.why = "Answers and bounces have to reach the domain that mail is sent from. "
		       "With neither MX nor address record it does not exist for mail, and "
		       "receivers refuse: 554, 550 5.1.8 or 450 4.1.8 \"Domain not found\". With "
		       "an address record alone (then this is a warning) mail goes to that host, "
		       "which often is a web server.",
		.repair = "Add an MX record that names the host which takes the domain's mail.",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[MX_PTR_MISMATCH] = {
		.id = "mx-ptr-mismatch",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR of an MX host's address does not lead back",
		.why = REFUSED,
		.repair = "Let the PTR name the MX host.",
		.references = rfc1912,
	},
	[MX_PTR_MISSING] = {
		.id = "mx-ptr-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "address of an MX host has no PTR",
		.why = REFUSED,
		.repair = "Add a PTR that names the MX host. When the host sends from another address, say so in "
		          "the egress map.",
		.references = rfc1912,
	},
	[MX_PTR_OTHER_NAME] = {
		.id = "mx-ptr-other-name",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "PTR of an MX address names it differently, but well",
		.why = "The PTR leads back to the address, so receivers are content. A server usually greets "
		       "with its MX name, though, and some receivers compare the two.",
		.repair = "Let the PTR name the MX host, if that is what the server greets with.",
		.references = (const char *const[]){ "RFC 5321 §4.1.4", NULL },
	},
	[MX_PTR_UNVERIFIABLE] = {
		.id = "mx-ptr-unverifiable",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "PTR of an MX address cannot be checked",
		.why = "The reverse zone, or the zone of the name in the PTR, is not among the files.",
		.repair = "Look it up with dig -x ADDRESS; ask the provider for a PTR that names the MX host; "
		          "note what it publishes under claims in the map.",
		.references = (const char *const[]){ "RFC 8601 §3", NULL },
	},
	[NULL_MX_MIXED] = {
		.id = "null-mx-mixed",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "null MX beside other MX records",
		.why = "\"MX 0 .\" says that the domain takes no mail, the others that it does. Some senders bounce "
		       "at once, others deliver: mail is lost now and then.",
		.repair = "Delete the null MX, or all others.",
		.bad = "@ MX 0 .\n@ MX 10 mail\nmail A 192.0.2.1\n",
		.good = "@ MX 0 .\n",
		.references = rfc7505,
	},
	[NULL_MX_PREFERENCE] = {
		.id = "null-mx-preference",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "null MX has another preference than 0",
		.why = "A null MX is \"MX 0 .\", with this preference. Programs that compare the whole record do "
		       "not see it as one and look for a mail server called \".\".",
		.repair = "Write \"MX 0 .\".",
		.bad = "@ MX 10 .\n",
		.good = "@ MX 0 .\n",
		.references = rfc7505,
	},
	[NULL_MX_SENDER] = {
		.id = "null-mx-sender",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "domain sends mail, but says that it takes none",
		.why = "Bounces and answers cannot come back, so receivers refuse mail from such "
		       "a domain: 550 5.7.27 \"Sender address has null MX\". rspamd counts "
		       "MX_NULL.",
		.repair = "Publish an MX that takes the domain's mail, or send in the name of another domain.",
		.references = (const char *const[]){ "RFC 7505 §3", "RFC 5321 §5.1", NULL },
	},
};

static struct finding *
tell_private(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "MX host %s has the private address %s", t->name, t->addr);

	finding_label(t->lint, f, "cannot be reached from outside");
	telling_note(t, f, "mx", "mail is sent there by this record");
	finding_help(t->lint, f, "publish the address at which the world delivers mail");
	return f;
}

static struct finding *
tell_special(const struct telling *t)
{
	static const char *const words[] = {
		[ADDR_PUBLIC] = "special",
		[ADDR_PRIVATE] = "private",
		[ADDR_LOOPBACK] = "loopback",
		[ADDR_LINK_LOCAL] = "link-local",
		[ADDR_MULTICAST] = "multicast or reserved",
		[ADDR_DOCUMENTATION] = "documentation",
		[ADDR_UNSPECIFIED] = "unspecified",
		[ADDR_V4_MAPPED] = "IPv4-mapped",
		[ADDR_SPECIAL] = "special-purpose",
	};
	struct finding *f =
	    lint_report(t->lint, t->rule, t->fault->span, "MX host %s has the %s address %s",
	        t->name, words[addr_class(&t->fault->addr)], t->addr);

	finding_label(t->lint, f, "no server can be reached here");
	telling_note(t, f, "mx", "mail is sent there by this record");
	finding_help(t->lint, f, "publish the address at which the world delivers mail");
	return f;
}

static struct finding *
tell_declared(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "MX target %s is not among those that the map declares", t->name);

	finding_label(t->lint, f, "not declared");
	telling_note(t, f, "map", "these are");
	if (t->other[0] != '\0')
		finding_help(t->lint, f, "write %s, or add %s to the map", t->other, t->name);
	else
		finding_help(t->lint, f, "delete the record, or add %s to the map", t->name);
	return f;
}

static struct finding *
tell_external(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "MX target %s lies in a zone that is not among the files", t->name);

	finding_label(t->lint, f, "cannot be checked");
	finding_help(t->lint, f, "declare it under domains in the map when it is meant");
	return f;
}

static struct finding *
tell_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    t->fault->minor ? "sender domain %s has no MX record"
	                    : "sender domain %s has neither MX nor address record",
	    t->name);

	finding_label(t->lint, f, "no MX for %s", t->name);
	telling_note(t, f, "map", "mail is sent in its name");
	finding_help(t->lint, f, "add %s MX 10 and the host that takes its mail", t->name);
	return f;
}

static struct finding *
tell_ptr_mismatch(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s, address of MX host %s, names %s, which lacks this address", t->addr,
	    t->other, t->pointer);

	finding_label(t->lint, f, "does not lead back");
	telling_note(t, f, "address", "the address of the MX host");
	finding_help(t->lint, f, "write %s", t->other);
	return f;
}

static struct finding *
tell_ptr_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "address %s of MX host %s has no PTR record", t->addr, t->other);

	finding_label(t->lint, f, "no PTR at %s", t->owner);
	telling_note_zone(t, f);
	finding_help(t->lint, f, "add %s PTR %s", t->owner, t->other);
	return f;
}

static struct finding *
tell_other_name(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s names %s, not the MX host %s", t->addr, t->pointer, t->other);

	finding_label(t->lint, f, "another name of the same address");
	telling_note(t, f, "address", "the address of the MX host");
	finding_help(t->lint, f, "write %s if the server greets with it", t->other);
	return f;
}

static struct finding *
tell_ptr_unverifiable(const struct telling *t)
{
	struct finding *f;

	if (t->pointer[0] != '\0') {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "PTR of %s, address of an MX host, names %s, whose zone is not among the files",
		    t->addr, t->pointer);
		finding_label(t->lint, f, "cannot be looked up here");
	} else {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "PTR of %s, address of an MX host, cannot be checked: no reverse zone",
		    t->addr);
		finding_label(t->lint, f, "its reverse zone is not among the files");
	}
	finding_help(t->lint, f, "look it up with dig -x %s; it should name %s", t->addr, t->other);
	return f;
}

static struct finding *
tell_mixed(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "null MX of %s stands beside other MX records", t->name);

	finding_label(t->lint, f, "says that no mail is taken");
	finding_help(t->lint, f, "delete this record, or the others");
	return f;
}

static struct finding *
tell_preference(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "null MX of %s has another preference than 0", t->name);

	finding_label(t->lint, f, "wants preference 0");
	finding_help(t->lint, f, "write MX 0 .");
	finding_fix(t->lint, f, FIX_UNSAFE, "write preference 0");
	finding_edit(t->lint, f, t->fault->span, "0");
	return f;
}

static struct finding *
tell_sender(const struct telling *t)
{
	struct finding *f = lint_report(
	    t->lint, t->rule, t->fault->span, "%s sends mail, but has a null MX", t->name);

	finding_label(t->lint, f, "says that no mail is taken");
	finding_help(t->lint, f, "name the host that takes mail for %s", t->name);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[MX_ADDRESS_PRIVATE] = { .tell = tell_private },
	[MX_ADDRESS_SPECIAL] = { .tell = tell_special },
	[MX_DECLARED_MISMATCH] = { .tell = tell_declared },
	[MX_EXTERNAL] = { .tell = tell_external },
	[MX_MISSING] = { .tell = tell_missing, .milder = SEVERITY_WARNING },
	[MX_PTR_MISMATCH] = { .tell = tell_ptr_mismatch, .milder = SEVERITY_WARNING },
	[MX_PTR_MISSING] = { .tell = tell_ptr_missing, .milder = SEVERITY_WARNING },
	[MX_PTR_OTHER_NAME] = { .tell = tell_other_name },
	[MX_PTR_UNVERIFIABLE] = { .tell = tell_ptr_unverifiable },
	[NULL_MX_MIXED] = { .tell = tell_mixed },
	[NULL_MX_PREFERENCE] = { .tell = tell_preference },
	[NULL_MX_SENDER] = { .tell = tell_sender },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_mailmx = { rules, RULE_COUNT, check };
