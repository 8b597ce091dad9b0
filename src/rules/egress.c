/* rules/egress.c -- addresses and hosts of the egress map, and the names that they should have */
#include "rules/mailfault.h"

enum {
	EGRESS_DYNAMIC,
	EGRESS_EXTERNAL_MISSING,
	EGRESS_HOST_UNKNOWN,
	EGRESS_IPV6_UNDECLARED,
	EGRESS_PRIVATE,
	FORWARD_MISSING,
	INBOUND_MISMATCH,
	NAT_SHARED_CONFLICT,
	NAT_SPLIT_ADDRESS,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[EGRESS_DYNAMIC] = {
		.id = "egress-dynamic",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "mail is sent directly from a dynamic address",
		.why = "Nobody can keep PTR and SPF right for an address that changes, and receivers refuse "
		       "whole dynamic ranges: AOL with 554 RTR:DU or RTR:BB, others by policy block lists.",
		.repair = "Send through a relay with a fixed address, and name it in the map as smarthost.",
		.references = NULL,
	},
	[EGRESS_EXTERNAL_MISSING] = {
		.id = "egress-external-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "map has only an inside address for a sending host",
		.why = "Receivers see the address that the firewall or router translates to. Without it in the "
		       "map nothing about the host's mail can be checked, and its PTR is easily forgotten.",
		.repair = "Add external or pool with the address that receivers see, or smarthost when the host "
		          "sends through a relay.",
		.references = (const char *const[]){ "RFC 1918 §3", NULL },
	},
	[EGRESS_HOST_UNKNOWN] = {
		.id = "egress-host-unknown",
		.severity = SEVERITY_INFO,
		.summary = "host of the map lies in no zone that is here",
		.why = "Whether the host's name leads to its addresses cannot be told from the files. Often the "
		       "name in the map is a slip of the pen.",
		.repair = "Correct the name in the map, or add the zone to the repository.",
		.references = NULL,
	},
	[EGRESS_IPV6_UNDECLARED] = {
		.id = "egress-ipv6-undeclared",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "host has IPv6, but the map lists only IPv4 senders",
		.why = "A host with a public IPv6 address usually sends over it when the receiver has one. Gmail "
		       "and Exchange Online are stricter there: without a PTR of the IPv6 address mail is "
		       "refused with 550-5.7.25 or 450 4.7.25, while mail over IPv4 passes.",
		.repair = "List the IPv6 address under external, or write families: [ipv4] when the server does "
		          "not send over IPv6.",
		.references = NULL,
	},
	[EGRESS_PRIVATE] = {
		.id = "egress-private",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "sending address is not one that receivers can see",
		.why = "The address is private, reserved or for documentation, so another one stands on the "
		       "outside. The PTR, SPF and all else hang on that one.",
		.repair = "Write the address that receivers see as external, and this one as internal.",
		.references = (const char *const[]){ "RFC 1918 §3", NULL },
	},
	[FORWARD_MISSING] = {
		.id = "forward-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "name of a sending address lacks that address",
		.why = "Receivers look the PTR name up and want the sending address among its addresses. "
		       "Postfix refuses with 450 4.7.25 and logs \"does not resolve to address\", Sendmail says "
		       "\"may be forged\", Gmail refuses with 550-5.7.25, others note iprev=fail.",
		.repair = "Add the address record. When the name is also an MX host and port 25 of this address "
		          "is not forwarded to it, give the sending address a name of its own instead: an address "
		          "record like out, the PTR to it, and helo in the map and the server.",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 8601 §3", NULL },
	},
	[INBOUND_MISMATCH] = {
		.id = "inbound-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAIL,
		.summary = "declared inbound address is not published",
		.why = "The map says that mail for the host is delivered to an address that the host's name does "
		       "not have. Either mail goes elsewhere, or the map is out of date.",
		.repair = "Correct the address record of the host, or inbound in the map.",
		.references = NULL,
	},
	[NAT_SHARED_CONFLICT] = {
		.id = "nat-shared-conflict",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "map asks for two PTR names of one address",
		.why = "Two hosts send from one address and each asks for another PTR. Only one of both can be "
		       "the name, so the map cannot be fulfilled.",
		.repair = "Write the same ptr for all hosts behind the address, best once in a pool.",
		.references = NULL,
	},
	[NAT_SPLIT_ADDRESS] = {
		.id = "nat-split-address",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.summary = "MX host sends from another address than it receives at",
		.why = "Port forwarding and source translation are two settings of a firewall, so this is often "
		       "right. It is also how the PTR of the sending address gets forgotten, because everybody "
		       "looks at the MX.",
		.repair = "Write inbound in the map when this is meant.",
		.references = NULL,
	},
};

static struct finding *
tell_dynamic(const struct telling *t)
{
	struct finding *f;

	if (t->addr[0] != '\0')
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "%s sends mail directly from the dynamic address %s", t->host, t->addr);
	else
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "%s sends mail directly from a dynamic address", t->host);
	finding_label(t->lint, f, "receivers refuse such ranges");
	finding_help(t->lint, f, "send through a relay, and name it as smarthost");
	return f;
}

static struct finding *
tell_external_missing(const struct telling *t)
{
	struct finding *f =
	    lint_report(t->lint, t->rule, t->fault->span, "%s has only an inside address", t->host);

	finding_label(t->lint, f, "what do receivers see");
	finding_help(t->lint, f, "add external, pool or smarthost");
	return f;
}

static struct finding *
tell_host_unknown(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "host %s lies in a zone that is not among the files", t->name);

	finding_label(t->lint, f, "cannot be looked up here");
	finding_help(t->lint, f, "correct the name, or add its zone");
	return f;
}

static struct finding *
tell_ipv6(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s has the IPv6 address %s, but the map lists only IPv4 addresses for it", t->name,
	    t->addr);

	finding_label(t->lint, f, "mail may leave from here");
	telling_note(t, f, "map", "all that the map lists");
	finding_help(t->lint, f, "add %s to external, or write families: [ipv4]", t->addr);
	return f;
}

static struct finding *
tell_private(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s, from which %s sends mail, is no public address", t->addr, t->host);

	finding_label(t->lint, f, "no receiver sees this");
	finding_help(
	    t->lint, f, "write the outside address as external, and %s as internal", t->addr);
	return f;
}

/* Show the address that the name has. */
static void
note_address(const struct telling *t, struct finding *f)
{
	struct record r = { 0 };

	if (t->fault->record != RECORD_NONE &&
	    query_record(lint_zones(t->lint), t->fault->record, &r))
		finding_note(
		    t->lint, f, record_field_span(&r, 0), "address", "the address of %s", t->name);
	record_free(&r);
}

static struct finding *
tell_forward(const struct telling *t)
{
	struct finding *f;

	if (t->addr[0] == '\0')
		f = lint_report(
		    t->lint, t->rule, t->fault->span, "%s sends mail and has no address", t->name);
	else if (t->other_addr[0] != '\0')
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "%s, the name for %s%s, has the address %s instead", t->name, t->addr, t->at,
		    t->other_addr);
	else
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "%s, the name for %s%s, has no address", t->name, t->addr, t->at);
	if (t->addr[0] == '\0') {
		finding_label(t->lint, f, "neither A nor AAAA");
		finding_help(t->lint, f, "add its address record, or list external in the map");
		return f;
	}
	finding_label(t->lint, f, "%s does not lead here", t->name);
	note_address(t, f);
	finding_help(t->lint, f, "add %s %s %s, or give the address a name of its own by helo",
	    t->name, t->fault->addr.family == ADDR_V4 ? "A" : "AAAA", t->addr);
	return f;
}

static struct finding *
tell_inbound(const struct telling *t)
{
	struct finding *f;

	if (t->other_addr[0] != '\0')
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "inbound address %s of %s is not published; %s is", t->addr, t->name,
		    t->other_addr);
	else
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "inbound address %s of %s is not published", t->addr, t->name);
	finding_label(t->lint, f, "no such record at %s", t->name);
	finding_help(t->lint, f, "correct the address record of %s, or the map", t->name);
	return f;
}

static struct finding *
tell_conflict(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s should be %s here and %s elsewhere", t->addr, t->name, t->other);

	finding_label(t->lint, f, "one address has one name");
	telling_note(t, f, "map", "the other name");
	finding_help(t->lint, f, "write the same ptr for all hosts behind %s", t->addr);
	return f;
}

static struct finding *
tell_split(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "MX host %s receives at %s and sends from %s", t->name, t->addr, t->other_addr);

	finding_label(t->lint, f, "inbound only");
	telling_note(t, f, "map", "the map says so");
	finding_help(t->lint, f, "write inbound: %s when this is meant", t->addr);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[EGRESS_DYNAMIC] = { .tell = tell_dynamic },
	[EGRESS_EXTERNAL_MISSING] = { .tell = tell_external_missing },
	[EGRESS_HOST_UNKNOWN] = { .tell = tell_host_unknown },
	[EGRESS_IPV6_UNDECLARED] = { .tell = tell_ipv6 },
	[EGRESS_PRIVATE] = { .tell = tell_private },
	[FORWARD_MISSING] = { .tell = tell_forward },
	[INBOUND_MISMATCH] = { .tell = tell_inbound },
	[NAT_SHARED_CONFLICT] = { .tell = tell_conflict },
	[NAT_SPLIT_ADDRESS] = { .tell = tell_split },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_egress = { rules, RULE_COUNT, check };
