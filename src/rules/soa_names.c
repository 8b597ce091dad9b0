/* rules/soa_names.c -- where a SOA record stands, and the two names in it */
#include "rules/each.h"
#include "rules/zone.h"

enum {
	SOA_MNAME_CNAME,
	SOA_MNAME_INVALID,
	SOA_MNAME_IS_ZONE,
	SOA_MNAME_LOCALHOST,
	SOA_MNAME_NO_ADDRESS,
	SOA_MNAME_NOT_IN_NS,
	SOA_MNAME_ROOT,
	SOA_NOT_AT_APEX,
	SOA_NOT_FIRST,
	SOA_RNAME_INVALID,
	SOA_RNAME_LOCALHOST,
	SOA_RNAME_SHORT,
	SOA_RNAME_UNDELIVERABLE,
	RULE_COUNT
};

#define HEAD "3 7200 900 1209600 300\n"

static const char *const rfc1035[] = { "RFC 1035 §3.3.13", NULL };

static const struct rule rules[RULE_COUNT] = {
	[SOA_MNAME_CNAME] = {
		.id = "soa-mname-cname",
		.severity = SEVERITY_WARNING,
		.summary = "primary server of the SOA is an alias",
		.why = "Updates and NOTIFY messages are sent to the host that the SOA names. Programs that do "
		       "not follow an alias there find no address, and dynamic updates fail.",
		.repair = "Name the host that the alias leads to.",
		.references = (const char *const[]){ "RFC 1912 §2.4", NULL },
	},
	[SOA_MNAME_INVALID] = {
		.id = "soa-mname-invalid",
		.severity = SEVERITY_WARNING,
		.summary = "primary server of the SOA is no host name",
		.why = "The first field of the SOA names the primary server. What no host can be called has no "
		       "address, so dynamic updates have nowhere to go.",
		.repair = "Write the name of the primary server, letters, digits and hyphens only.",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 1035 §3.3.13", NULL },
	},
	[SOA_MNAME_IS_ZONE] = {
		.id = "soa-mname-is-zone",
		.severity = SEVERITY_INFO,
		.summary = "SOA names the zone itself as primary server",
		.why = "The first field of the SOA is the name of a server, not of the zone. Secondaries that "
		       "skip the primary when they send NOTIFY messages do not know which server it is.",
		.repair = "Write the name of the primary server.",
		.references = (const char *const[]){ "RFC 2181 §7.3", NULL },
	},
	[SOA_MNAME_LOCALHOST] = {
		.id = "soa-mname-localhost",
		.severity = SEVERITY_WARNING,
		.summary = "primary server of the SOA is localhost",
		.why = "Whoever wants to update the zone is sent to his own machine: DHCP servers and clients "
		       "of Active Directory log failed updates.",
		.repair = "Write the public name of the primary server.",
		.references = rfc1035,
	},
	[SOA_MNAME_NO_ADDRESS] = {
		.id = "soa-mname-no-address",
		.severity = SEVERITY_WARNING,
		.summary = "primary server of the SOA has no address",
		.why = "The name is in a zone that is here, and has neither A nor AAAA. Dynamic updates have "
		       "nowhere to go. Often the final dot is missing, or the server was renamed.",
		.repair = "Add the address of the server, or name another one.",
		.references = rfc1035,
	},
	[SOA_MNAME_NOT_IN_NS] = {
		.id = "soa-mname-not-in-ns",
		.severity = SEVERITY_INFO,
		.summary = "primary server of the SOA is not among the NS records",
		.why = "That is right for a hidden primary. Else the name is often one of a server given up "
		       "long ago.",
		.repair = "Nothing, when the primary is hidden. Else name one of the zone's servers.",
		.references = (const char *const[]){
		    "RFC 1996 §2, from memory", "RFC 2136 §1, from memory", NULL },
	},
	[SOA_MNAME_ROOT] = {
		.id = "soa-mname-root",
		.severity = SEVERITY_INFO,
		.summary = "SOA names no primary server",
		.why = "With \".\" in its place nobody can find the primary server. That is meant when updates "
		       "are to be kept away; else it was never filled in.",
		.repair = "Write the name of the primary server.",
		.references = rfc1035,
	},
	[SOA_NOT_AT_APEX] = {
		.id = "soa-not-at-apex",
		.severity = SEVERITY_ERROR,
		.summary = "SOA record below the apex of its zone",
		.why = "A SOA record stands at the top of a zone and nowhere else. BIND and NSD refuse to load "
		       "the zone; others answer with a zone that does not exist.",
		.repair = "Move the records to a zone file of their own, or delete the SOA record.",
		.bad = "sub SOA ns1.example.net. hostmaster.example.net. " HEAD,
		.good = "sub NS ns1.example.net.\n",
		.references = (const char *const[]){ "RFC 1034 §4.2", NULL },
	},
	[SOA_NOT_FIRST] = {
		.id = "soa-not-first",
		.severity = SEVERITY_INFO,
		.summary = "SOA is not the first record of the zone",
		.why = "Servers do not mind. Some older tools want it first, and so do people who look for the "
		       "serial.",
		.repair = "Move the SOA record to the top.",
		.references = (const char *const[]){ "RFC 1035 §5.2", NULL },
	},
	[SOA_RNAME_INVALID] = {
		.id = "soa-rname-invalid",
		.severity = SEVERITY_WARNING,
		.summary = "mailbox in the SOA is no mail address",
		.why = "The second field of the SOA is a mail address, its @ written as a dot. From this name "
		       "none can be made, so nobody can tell you of a fault.",
		.repair = "Write the mailbox with a dot in place of the @; a dot before that is written \"\\.\".",
		.bad = "sub SOA ns1.example.net. host\\ master.example.net. " HEAD,
		.good = "sub SOA ns1.example.net. host\\.master.example.net. " HEAD,
		.references = (const char *const[]){
		    "RFC 1035 §3.3.13", "RFC 1035 §8", "RFC 5322 §3.4.1, from memory", NULL },
	},
	[SOA_RNAME_LOCALHOST] = {
		.id = "soa-rname-localhost",
		.severity = SEVERITY_WARNING,
		.summary = "mailbox in the SOA is at localhost",
		.why = "Whoever finds a fault in the zone writes to his own machine.",
		.repair = "Write an address that is read, such as hostmaster at your domain.",
		.bad = "sub SOA ns1.example.net. root.localhost. " HEAD,
		.good = "sub SOA ns1.example.net. hostmaster.example.net. " HEAD,
		.references = rfc1035,
	},
	[SOA_RNAME_SHORT] = {
		.id = "soa-rname-short",
		.severity = SEVERITY_WARNING,
		.summary = "mailbox in the SOA has no mail domain",
		.why = "The name has one or two labels, so that what should be a mail domain is nothing or a "
		       "top-level domain. Mostly the local part was forgotten.",
		.repair = "Write local part and mail domain: hostmaster.example.com. for "
		          "hostmaster@example.com.",
		.bad = "sub SOA ns1.example.net. hostmaster. " HEAD,
		.good = "sub SOA ns1.example.net. hostmaster.example.net. " HEAD,
		.references = rfc1035,
	},
	[SOA_RNAME_UNDELIVERABLE] = {
		.id = "soa-rname-undeliverable",
		.severity = SEVERITY_WARNING,
		.summary = "mail domain of the SOA's mailbox takes no mail",
		.why = "The domain behind the first label is in a zone that is here, and it has a null MX, or "
		       "neither MX nor address. Reports of faults bounce.",
		.repair = "Write a mailbox that takes mail, or give its domain an MX record.",
		.references = (const char *const[]){ "RFC 1912 §2.2", NULL },
	},
};

static void
tell(struct lint *lint, unsigned rule, const struct record *r, size_t field, const char *label,
    const char *help, const char *what, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];
	struct finding *f =
	    lint_report(lint, &rules[rule], record_field_span(r, field), "%s %s of the SOA %s",
	        field == 0 ? "primary server" : "mailbox", dname_text(name, text), what);

	finish_finding(lint, f, r, label, help);
	finding_subject(lint, f, name, NULL, "SOA");
}

static bool
is_localhost(const struct dname *name)
{
	return label_is(name, "localhost") &&
	       (dname_labels(name) == 1 || name->wire[10] == 11 /* localhost.localdomain. */);
}

static bool
has_loopback(struct lint *lint, uint32_t view, const struct dname *name)
{
	struct addr addrs[4];
	size_t count;

	if (query_addresses(lint_zones(lint), view, name, addrs, 4, &count) != ANSWER_PRESENT)
		return false;
	for (size_t i = 0; i < count && i < 4; i++)
		if (addr_class(&addrs[i]) == ADDR_LOOPBACK)
			return true;
	return false;
}

static bool
is_name_server(struct lint *lint, const struct zone *zone, const struct dname *name)
{
	struct record r = { 0 };
	struct dname target;
	struct node apex;
	record_id id;
	size_t at = 0, field;
	bool found = zone->apex_ns_count == 0;

	query_name(lint_zones(lint), zone->spec.view, &zone->spec.origin, &apex);
	while (!found && node_next(&apex, RRTYPE_NS, &at, &id))
		found = !query_record(lint_zones(lint), id, &r) ||
		        !record_target(&r, &target, &field) || dname_equal(&target, name);
	record_free(&r);
	return found;
}

/* The name of a server: first its form, then what the zones know of it. */
static void
judge_mname(struct lint *lint, const struct record *r, const struct dname *name)
{
	struct chase chase;

	if (name->len == 1) {
		tell(lint, SOA_MNAME_ROOT, r, 0, "no name", "write the name of the primary server",
		    "is no host", name);
		return;
	}
	if (is_localhost(name) || has_loopback(lint, r->zone->spec.view, name)) {
		tell(lint, SOA_MNAME_LOCALHOST, r, 0, "everybody's own machine",
		    "write the public name of the primary server", "is the machine of whoever asks",
		    name);
		return;
	}
	if (!dname_is_hostname(name)) {
		tell(lint, SOA_MNAME_INVALID, r, 0, "no host can have this name",
		    "write the name of the primary server", "is no host name", name);
		return;
	}
	if (dname_equal(name, &r->zone->spec.origin)) {
		tell(lint, SOA_MNAME_IS_ZONE, r, 0, "the zone", "write the name of a server",
		    "is the zone itself", name);
		return;
	}
	query_chase(lint_zones(lint), r->zone->spec.view, name, &chase);
	if (chase.steps > 0)
		tell(lint, SOA_MNAME_CNAME, r, 0, "an alias", "name the host that it leads to",
		    "is an alias", name);
	else if (has_address(&chase.node) == ANSWER_ABSENT)
		tell(lint, SOA_MNAME_NO_ADDRESS, r, 0, "no address",
		    "add its A or AAAA record, or name another server", "has no address", name);
	else if (!is_name_server(lint, r->zone, name))
		tell(lint, SOA_MNAME_NOT_IN_NS, r, 0, "not among the NS records", NULL,
		    "is not among the NS records", name);
}

/* Can the first label be a local part?  RFC 5322 §3.2.3, and dots. */
static bool
is_local_part(const uint8_t *label)
{
	for (unsigned i = 1; i <= label[0]; i++) {
		uint8_t c = ascii_lower(label[i]);
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 ||
		            (c != 0 && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);

		if (!fine)
			return false;
	}
	return label[0] > 0 && label[1] != '.' && label[label[0]] != '.';
}

/* May mail to the domain arrive, as far as the zones know? */
static bool
takes_mail(struct lint *lint, uint32_t view, const struct dname *domain)
{
	struct record r = { 0 };
	struct dname target;
	struct chase chase;
	record_id id;
	size_t at = 0, field;
	bool takes;

	query_chase(lint_zones(lint), view, domain, &chase);
	if (chase.end != CHASE_END || node_has(&chase.node, RRTYPE_MX) == ANSWER_UNKNOWN)
		return true;
	if (!node_next(&chase.node, RRTYPE_MX, &at, &id))
		return has_address(&chase.node) != ANSWER_ABSENT;
	takes = !query_record(lint_zones(lint), id, &r) || !record_target(&r, &target, &field) ||
	        target.len > 1;
	record_free(&r);
	return takes;
}

/*
 * Too few labels for a mailbox?  A top-level domain that is here is judged as any other; ".invalid" is how
 * RFC 6303 §3 says that there is no mailbox.
 */
static bool
is_short(struct lint *lint, const struct zone *zone, const struct dname *name,
    const struct dname *domain)
{
	struct node node;

	if (dname_labels(name) > 2 || dname_labels(&zone->spec.origin) < 2)
		return false;
	if (domain->len == 1)
		return true;
	query_name(lint_zones(lint), zone->spec.view, domain, &node);
	return !label_is(domain, "invalid") && node_has(&node, RRTYPE_SOA) != ANSWER_PRESENT;
}

static void
judge_rname(struct lint *lint, const struct record *r, const struct dname *name)
{
	struct dname domain;

	if (name->len == 1 || (r->field_count > 1 && r->fields[1].text.len > 0 &&
	                          memchr(r->fields[1].text.ptr, '@', r->fields[1].text.len)))
		return; /* ".": none; "@": the reader speaks of it */
	domain = dname_parent(name, 1);
	if (is_localhost(&domain))
		tell(lint, SOA_RNAME_LOCALHOST, r, 1, "everybody's own machine",
		    "write an address that is read", "is at localhost", name);
	else if (is_short(lint, r->zone, name, &domain))
		tell(lint, SOA_RNAME_SHORT, r, 1, "local part or mail domain missing",
		    "write hostmaster.example.com. for hostmaster@example.com",
		    domain.len == 1 ? "has no mail domain" : "is at a top-level domain", name);
	else if (!is_local_part(name->wire) || !dname_is_hostname(&domain))
		tell(lint, SOA_RNAME_INVALID, r, 1, "no mail address",
		    "write the mailbox with a dot in place of the @", "is no mail address", name);
	else if (!takes_mail(lint, r->zone->spec.view, &domain))
		tell(lint, SOA_RNAME_UNDELIVERABLE, r, 1, "its domain takes no mail",
		    "write a mailbox that takes mail", "is at a domain that takes no mail", name);
}

static void
judge_place(struct lint *lint, const struct record *r)
{
	record_id first;
	size_t at = 0;

	if (!at_apex(r)) {
		char owner[DNAME_TEXT_MAX];
		struct finding *f = lint_report(lint, &rules[SOA_NOT_AT_APEX], r->type_span,
		    "SOA record at %s, below the apex of its zone", dname_text(&r->owner, owner));

		finish_finding(
		    lint, f, r, "a SOA stands at the apex only", "move it to a zone of its own");
	} else if (r->zone->soa == r->id && zone_next(lint_zones(lint), r->zone, &at, &first) &&
	           first != r->id && r->include.file == 0) {
		struct finding *f = lint_report(lint, &rules[SOA_NOT_FIRST], r->type_span,
		    "SOA is not the first record of its zone");

		finish_finding(lint, f, r, "other records stand before it", NULL);
		note_record(lint, f, first, "first", "the first record");
	}
}

static void
judge(struct lint *lint, struct record *r)
{
	struct dname mname, rname;
	size_t at = rdata_name(r->rdata, r->rdata_len, 0, &mname);

	judge_place(lint, r);
	if (at == 0 || rdata_name(r->rdata, r->rdata_len, at, &rname) == 0 ||
	    zone_is_local(lint, r->zone))
		return;
	if (at_apex(r))
		judge_mname(lint, r, &mname);
	judge_rname(lint, r, &rname);
}

static void
check(struct lint *lint)
{
	each_record(lint, RRTYPE_SOA, judge);
}

const struct rule_table rules_soa_names = { rules, RULE_COUNT, check };
