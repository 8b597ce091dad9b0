/*
 * rules/mailptr.c -- PTR records of addresses that mail is sent from.
 *
 * What holds of any PTR is in rules/ptr.c; here is what only senders of mail have to mind, and what the
 * egress map says of reverse zones.
 */
#include "rules/mailfault.h"

enum {
	CLAIM_STALE,
	PTR_GENERIC,
	PTR_MISSING,
	PTR_OUTSIDE_DOMAIN,
	PTR_PARTIAL,
	PTR_TARGET_UNVERIFIABLE,
	PTR_UNVERIFIABLE,
	REVERSE_OWNER_CONFLICT,
	REVERSE_ZONE_MISSING,
	RFC2317_CNAME_MISSING,
	RULE_COUNT
};

static const char *const rfc8601[] = { "RFC 8601 §3", NULL };
static const char *const rfc2317[] = { "RFC 2317 §4", NULL };

static const struct rule rules[RULE_COUNT] = {
	[CLAIM_STALE] = {
		.id = "claim-stale",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "claim of a provider's PTR was not checked for long",
		.why = "What a provider publishes is not in the files, so the map notes it by hand. Providers "
		       "change such records when servers are rebuilt or contracts change, and nobody is told; "
		       "an old note hides the failure it should show.",
		.repair = "Look the PTR up (dig -x ADDRESS), correct the claim, and write today's date.",
		.references = NULL,
	},
	[PTR_GENERIC] = {
		.id = "ptr-generic",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "PTR name looks like that of a dial-up or a pool",
		.why = "Filters take names that hold the address, or words like dsl, dhcp, pool or nat between "
		       "dots and hyphens, for access lines: AOL refused them (554 RTR:RD), SpamAssassin counts "
		       "RDNS_DYNAMIC, rspamd HFILTER_HOSTNAME with up to 5 points, Virgin Media refuses them.",
		.repair = "Give the server a name of its own, like mail, out1 or smtp-out1, with an address "
		          "record, and let the PTR name it.",
		.references = NULL,
	},
	[PTR_MISSING] = {
		.id = "ptr-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "address that mail is sent from has no PTR",
		.why = "Receivers look the name of the sending address up and refuse mail when "
		       "there is none: Gmail 550-5.7.25 or 421-4.7.23, Exchange Online over IPv6 "
		       "450 4.7.25, Postfix 450 4.7.1 \"cannot find your reverse hostname\", "
		       "Sendmail 550 5.7.1, AOL 421 4.7.1 (DNS:NR), GMX and Comcast 554. Older "
		       "Exchange servers bounce with 5.5.0 or 5.5.4 and log the events 4000 and "
		       "4001; a network trace shows a NetBIOS name query before the receiver "
		       "hangs up. SpamAssassin and rspamd count RDNS_NONE. Only some receivers "
		       "ask, so mail to others still arrives.",
		.repair = "Add the PTR to the reverse zone of the address that receivers see, which may be that "
		          "of a firewall. Publish the address record of the name first: providers ask for it.",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 8601 §3", "RFC 7372", NULL },
	},
	[PTR_OUTSIDE_DOMAIN] = {
		.id = "ptr-outside-domain",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "PTR name lies in none of the sender domains",
		.why = "Some receivers want the name of the sending host to lie in the domain that the mail is "
		       "sent from; Gmail recommends it. A provider's or another customer's name there looks "
		       "like mail from a stranger's server.",
		.repair = "Let the PTR name a host of the sender domain, or add the domain to the map "
		          "(domains of the host) when the mail is sent in its name.",
		.references = NULL,
	},
	[PTR_PARTIAL] = {
		.id = "ptr-partial",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "one of several PTR names lacks the address",
		.why = "Some servers try all names of an address, others, like Postfix, take one of them as "
		       "they come. When it is the one that does not lead back, mail is refused; next time it "
		       "may pass. Such failures come and go and are hard to find.",
		.repair = "Delete the PTR that does not lead back, or give its name the address.",
		.references = rfc8601,
	},
	[PTR_TARGET_UNVERIFIABLE] = {
		.id = "ptr-target-unverifiable",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "PTR name lies in a zone that is not here",
		.why = "Whether the name leads back to the address cannot be told from the files. If it does "
		       "not, receivers refuse mail as if there were no PTR.",
		.repair = "Look the name up (dig NAME A), or add its zone to the repository. Write \"; ptrlint: "
		          "external\" behind a PTR whose name is meant to lie elsewhere.",
		.references = rfc8601,
	},
	[PTR_UNVERIFIABLE] = {
		.id = "ptr-unverifiable",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "reverse zone of a sending address is not here",
		.why = "The reverse zone is a provider's, so the PTR cannot be told from the files. Receivers "
		       "will ask for it all the same.",
		.repair = "Ask the provider for the PTR (ptrlint plan --format requests writes the list), and note "
		          "what it publishes in the map under claims, or add the zone.",
		.references = rfc8601,
	},
	[REVERSE_OWNER_CONFLICT] = {
		.id = "reverse-owner-conflict",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "map gives a reverse zone to a provider, but it is here",
		.why = "The map says that a provider writes the PTR records of a prefix, and the repository has "
		       "the zone. One of both is out of date: either the records here are served by nobody, or "
		       "requests go to the wrong address.",
		.repair = "Write owner: us in the map, or take the zone file out of the repository.",
		.references = NULL,
	},
	[REVERSE_ZONE_MISSING] = {
		.id = "reverse-zone-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "reverse zone is ours, but not here",
		.why = "The map says that we write the PTR records of a prefix that mail is sent from, and no "
		       "zone holds them. Adding a host together with its PTR fails, and receivers find no "
		       "name for the sending address.",
		.repair = "Create the zone (ptrlint gen PREFIX writes it) and have it delegated, or name the "
		          "provider as owner in the map.",
		.references = (const char *const[]){ "RFC 1912 §2.1", NULL },
	},
	[RFC2317_CNAME_MISSING] = {
		.id = "rfc2317-cname-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL | GROUP_REVERSE,
		.fix = FIX_SAFE,
		.summary = "no CNAME leads to the PTR in the classless zone",
		.why = "In a delegation of less than 256 addresses the parent zone needs a CNAME for each of "
		       "them. Without it the PTR in the child zone stands at a name that nobody asks for, and "
		       "receivers find none.",
		.repair = "Add the CNAME to the parent zone.",
		.references = rfc2317,
	},
};

static struct finding *
tell_claim(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "claim about %s was checked %s days ago", t->addr, t->fault->text);

	finding_label(t->lint, f, "too long ago");
	finding_help(t->lint, f, "look it up with dig -x %s and write the new date", t->addr);
	return f;
}

static struct finding *
tell_generic(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s names %s, which holds %s", t->addr, t->at, t->pointer, t->fault->text);

	finding_label(t->lint, f, "looks like an access line");
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "name the host like mail, out1 or smtp-out1");
	return f;
}

static struct finding *
tell_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s%s, from which %s sends mail, has no PTR record", t->addr, t->at, t->host);

	finding_label(t->lint, f, "no PTR at %s", t->owner);
	telling_note_zone(t, f);
	finding_help(t->lint, f, "add %s PTR %s", t->owner, t->other);
	return f;
}

static struct finding *
tell_outside(const struct telling *t)
{
	const struct mail_host *host = t->fault->host;
	char domain[DNAME_TEXT_MAX] = "";
	struct finding *f;

	if (host != NULL && host->domain_count > 0)
		dname_text(host->domains[0], domain);
	f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s names %s, outside of sender domain %s%s", t->addr, t->at, t->pointer,
	    domain, host != NULL && host->domain_count > 1 ? " and others" : "");
	finding_label(t->lint, f, "not in %s", domain);
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(
	    t->lint, f, "name %s, or add the domain of %s to the host", t->other, t->pointer);
	return f;
}

static struct finding *
tell_partial(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "one of several PTR records of %s%s names %s, which lacks this address", t->addr, t->at,
	    t->pointer);

	finding_label(t->lint, f, "lacks %s", t->addr);
	telling_note(t, f, "map", "mail passes here");
	finding_help(t->lint, f, "delete this PTR");
	return f;
}

static struct finding *
tell_target_unverifiable(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s names %s, whose zone is not among the files", t->addr, t->at, t->pointer);

	finding_label(t->lint, f, "cannot be looked up here");
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "check with dig %s that it has %s, or name %s", t->pointer,
	    t->addr, t->other);
	return f;
}

static struct finding *
tell_unverifiable(const struct telling *t)
{
	const struct want *w = t->fault->wants;
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s cannot be checked: its reverse zone is not among the files", t->addr,
	    t->at);

	finding_label(t->lint, f, "no reverse zone here");
	if (w != NULL && w->whom != NULL)
		finding_help(t->lint, f, "ask %s for %s PTR %s, and note it under claims", w->whom,
		    t->owner, t->other);
	else
		finding_help(
		    t->lint, f, "ask whoever holds the prefix for %s PTR %s", t->owner, t->other);
	return f;
}

static struct finding *
tell_owner_conflict(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s is said to write the reverse zone %s, which is here", t->fault->text, t->name);

	finding_label(t->lint, f, "the zone is loaded");
	finding_help(t->lint, f, "write owner: us, or take the zone out of the repository");
	return f;
}

static struct finding *
tell_zone_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "reverse zone %s is ours, but is not among the files", t->name);

	finding_label(t->lint, f, "mail is sent from %s in it", t->other_addr);
	finding_help(t->lint, f, "create the zone, or name the provider as owner");
	return f;
}

static struct finding *
tell_cname_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "PTR of %s%s stands at %s, but no CNAME leads there", t->addr, t->at, t->other);

	finding_label(t->lint, f, "no CNAME at %s", t->owner);
	telling_note_zone(t, f);
	finding_help(t->lint, f, "add %s CNAME %s", t->owner, t->other);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[CLAIM_STALE] = { .tell = tell_claim },
	[PTR_GENERIC] = { .tell = tell_generic, .milder = SEVERITY_INFO },
	[PTR_MISSING] = { .tell = tell_missing },
	[PTR_OUTSIDE_DOMAIN] = { .tell = tell_outside },
	[PTR_PARTIAL] = { .tell = tell_partial },
	[PTR_TARGET_UNVERIFIABLE] = { .tell = tell_target_unverifiable },
	[PTR_UNVERIFIABLE] = { .tell = tell_unverifiable },
	[REVERSE_OWNER_CONFLICT] = { .tell = tell_owner_conflict },
	[REVERSE_ZONE_MISSING] = { .tell = tell_zone_missing },
	[RFC2317_CNAME_MISSING] = { .tell = tell_cname_missing },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
	if (lint_mail(lint) != NULL)
		lint_unverified(lint, mail_unverified(lint_mail(lint)));
}

const struct rule_table rules_mailptr = { rules, RULE_COUNT, check };
