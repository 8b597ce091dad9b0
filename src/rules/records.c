/*
 * rules/records.c -- SVCB hints, DANE for mail and for people, RP, AFSDB and their kin, NAPTR, catalog zones: rare
 * types, so that all of them are read.
 */
#include <stdlib.h>

#include "dns/namehash.h"
#include "rules/texts.h"

enum {
	AFSDB_TARGET,
	CATZ_MEMBER,
	CATZ_VERSION,
	NAPTR_REPLACEMENT_MISSING,
	OPENPGPKEY_DATA,
	OPENPGPKEY_OWNER,
	RP_MBOX,
	RP_TXT_MISSING,
	SMIMEA_OWNER,
	SVCB_DNS_ALPN,
	SVCB_DNS_DOHPATH,
	SVCB_HINT_MISMATCH,
	TLSA_ORPHAN,
	TLSA_PARTIAL,
	RULE_COUNT
};

#define WHY(id_, severity_, groups_, summary_, why_, repair_, bad_, good_, ...)                    \
 {                                                                                                 \
  .id = (id_), .severity = (severity_), .groups = (groups_), .summary = (summary_), .why = (why_), \
  .repair = (repair_), .bad = (bad_), .good = (good_),                                             \
  .references = (const char *const[]){ __VA_ARGS__, NULL },                                        \
 }
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LOCAL  "0123456789abcdef0123456789abcdef0123456789abcdef01234567"

static const struct rule rules[RULE_COUNT] = {
	[AFSDB_TARGET] = WHY("afsdb-kx-rt-px-lp-target", SEVERITY_INFO, 0,
	    "AFSDB, KX, RT or LP leads to a name without address",
	    "Clients look the host up and find nothing, or an alias that these types must not name.",
	    "Correct the name, or add its address.", "@ AFSDB 1 afs\n",
	    "@ AFSDB 1 afs\nafs A 192.0.2.1\n", "RFC 1183 §1, from memory"),
	[CATZ_MEMBER] = WHY("catz-member", SEVERITY_ERROR, 0, "catalog zone names a member twice",
	    "A member node holds one PTR record, and each member zone has one node. Servers that read the "
	    "catalog refuse it as a whole and go on with the old one.",
	    "Keep one PTR record for each member.",
	    "@ NS invalid.\nversion TXT \"2\"\na.zones PTR example.org.\nb.zones PTR example.org.\n",
	    "@ NS invalid.\nversion TXT \"2\"\na.zones PTR example.org.\n",
	    "RFC 9432 §4.1, from memory"),
	[CATZ_VERSION] = WHY("catz-version", SEVERITY_ERROR, 0,
	    "catalog zone without a version that is known",
	    "Servers that read the catalog refuse it when the TXT record at \"version\" is missing, is not "
	    "the only one, or is not \"2\". They go on with the old one.",
	    "Write version TXT \"2\", once.", "@ NS invalid.\na.zones PTR example.org.\n",
	    "@ NS invalid.\nversion TXT \"2\"\na.zones PTR example.org.\n",
	    "RFC 9432 §4.2.1, from memory"),
	[NAPTR_REPLACEMENT_MISSING] = WHY("naptr-replacement-missing", SEVERITY_WARNING, 0,
	    "NAPTR leads to a name without the record asked for",
	    "The flag says what clients look up next: S an SRV record, A an address, none another NAPTR. The "
	    "name is in a zone that is here and has none; calls are not put through.",
	    "Correct the name or the flag, or add the record.",
	    "@ NAPTR 10 10 \"S\" \"SIP+D2U\" \"\" _sip._udp\n",
	    "@ NAPTR 10 10 \"S\" \"SIP+D2U\" \"\" _sip._udp\n_sip._udp SRV 0 5 5060 sip.provider.test.\n",
	    "RFC 3403 §4.1, from memory"),
	[OPENPGPKEY_DATA] = WHY("openpgpkey-data", SEVERITY_ERROR, 0,
	    "OPENPGPKEY holds no public key",
	    "The data does not begin with a packet of a public key. Mail programs cannot use it, and mail is "
	    "sent in the clear.",
	    "Export the key with gpg --export-options export-dane.",
	    LOCAL "._openpgpkey OPENPGPKEY aGVsbG8=\n", LOCAL "._openpgpkey OPENPGPKEY mQENBA==\n",
	    "RFC 7929 §2.1, from memory"),
	[OPENPGPKEY_OWNER] = WHY("openpgpkey-owner", SEVERITY_WARNING, 0,
	    "OPENPGPKEY owner is not HASH._openpgpkey",
	    "Clients ask for 56 hexadecimal digits, made of the local part, below _openpgpkey. Nobody finds a "
	    "record at another name.",
	    "Make the record anew with gpg --export-options export-dane.",
	    "hugo OPENPGPKEY mQENBA==\n", LOCAL "._openpgpkey OPENPGPKEY mQENBA==\n",
	    "RFC 7929 §3, from memory"),
	[RP_MBOX] = WHY("rp-mbox", SEVERITY_INFO, 0, "mailbox of an RP record is no mail address",
	    "Whoever wants to report a fault of the host has nobody to write to.",
	    "Write hostmaster.example.com. for hostmaster@example.com, or \".\" for none.",
	    "www RP nobody. .\n", "www RP hostmaster.example.com. .\n", NULL),
	[RP_TXT_MISSING] = WHY("rp-txt-missing", SEVERITY_INFO, 0,
	    "RP record names a text that does not exist",
	    "The second name leads to TXT records with more about the person. The name is in a zone that is "
	    "here and has none.",
	    "Correct the name, or write \".\".", "www RP hostmaster.example.com. hugo\n",
	    "www RP hostmaster.example.com. hugo\nhugo TXT \"Hugo, extension 12\"\n",
	    "RFC 1183 §2.2, from memory"),
	[SMIMEA_OWNER] = WHY("smimea-owner", SEVERITY_WARNING, 0,
	    "SMIMEA owner is not HASH._smimecert",
	    "Clients ask for 56 hexadecimal digits, made of the local part, below _smimecert. Nobody finds a "
	    "record at another name.",
	    "Write the SHA-256 digest of the local part, its first 56 digits, and _smimecert.",
	    "hugo SMIMEA 3 1 1 " DIGEST "\n", LOCAL "._smimecert SMIMEA 3 1 1 " DIGEST "\n",
	    "RFC 8162 §3, from memory"),
	[SVCB_DNS_ALPN] = WHY("svcb-dns-alpn", SEVERITY_ERROR, 0,
	    "SVCB record of a DNS server has no alpn",
	    "Of a record at _dns clients learn by alpn which encrypted protocol the server speaks. Without it "
	    "they pass the record over and go on unencrypted.",
	    "Add alpn=dot, alpn=h2 or alpn=doq.", "_dns SVCB 1 dns.provider.test. port=853\n",
	    "_dns SVCB 1 dns.provider.test. alpn=dot\n", "RFC 9461 §4.1, from memory"),
	[SVCB_DNS_DOHPATH] = WHY("svcb-dns-dohpath", SEVERITY_ERROR, 0,
	    "SVCB record of DNS over HTTPS has no dohpath",
	    "With h2 or h3 the record has to say under which path queries are taken. Without it clients pass "
	    "it over.",
	    "Add dohpath=/dns-query{?dns}, or the path that the server has.",
	    "_dns SVCB 1 dns.provider.test. alpn=h2\n",
	    "_dns SVCB 1 dns.provider.test. alpn=h2 dohpath=/dns-query{?dns}\n",
	    "RFC 9461 §5, from memory"),
	[SVCB_HINT_MISMATCH] = WHY("svcb-hint-mismatch", SEVERITY_WARNING, 0,
	    "SVCB hint is no address of its target",
	    "Clients may connect to the hint before they know the addresses of the target. The hint was left "
	    "behind when those changed: some clients reach an old server, or none.",
	    "Write the addresses of the target, or take the hint away.",
	    "@ HTTPS 1 web ipv4hint=192.0.2.9\nweb A 192.0.2.1\n",
	    "@ HTTPS 1 web ipv4hint=192.0.2.1\nweb A 192.0.2.1\n", "RFC 9460 §7.3"),
	[TLSA_ORPHAN] = WHY("tlsa-orphan", SEVERITY_INFO, GROUP_MAILAUTH,
	    "TLSA record for mail at a name that is no MX host",
	    "Senders look below the name of the MX host. At the mail domain itself (then this is a warning) "
	    "the record was meant for its MX hosts, and protects nothing.",
	    "Write it below the names of the MX hosts.",
	    "@ MX 10 mx.provider.test.\n_25._tcp TLSA 3 1 1 " DIGEST "\n",
	    "@ MX 10 mx\nmx A 192.0.2.1\n_25._tcp.mx TLSA 3 1 1 " DIGEST "\n",
	    "RFC 7672 §2.2, from memory"),
	[TLSA_PARTIAL] = WHY("tlsa-partial", SEVERITY_INFO, GROUP_MAILAUTH,
	    "some MX hosts have TLSA records, others not",
	    "Whoever can keep senders from the protected hosts gets the mail delivered to the unprotected "
	    "one.",
	    "Add TLSA records for all MX hosts.",
	    "@ MX 10 mx1\n@ MX 20 mx2\nmx1 A 192.0.2.1\nmx2 A 192.0.2.2\n_25._tcp.mx1 TLSA 3 1 1 " DIGEST
	    "\n",
	    "@ MX 10 mx1\nmx1 A 192.0.2.1\n_25._tcp.mx1 TLSA 3 1 1 " DIGEST "\n",
	    "RFC 7672 §8.1, from memory"),
};

/* Report at field (or the owner, SIZE_MAX) of a record: "TYPE record of OWNER WHAT". */
static struct finding *
tell(struct lint *lint, unsigned rule, const struct record *r, size_t field, const char *what)
{
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f = lint_report(lint, &rules[rule],
	    field == SIZE_MAX ? r->owner_span : record_field_span(r, field), "%s record of %s %s",
	    rrtype_text(r->type, type), dname_text(&r->owner, owner), what);

	finish_finding(lint, f, r, field == SIZE_MAX ? "nobody asks here" : "here", NULL);
	finding_subject(lint, f, &r->owner, NULL, NULL);
	return f;
}

/* ---- SVCB, HTTPS ---- */

enum { SVCB_ALPN = 1, SVCB_IPV4HINT = 4, SVCB_IPV6HINT = 6, SVCB_DOHPATH = 7 };

/* The value of a key; false when it is not there. */
static bool
svcb_value(const struct record *r, size_t at, unsigned key, const uint8_t **value, size_t *len)
{
	while (at + 4 <= r->rdata_len) {
		unsigned found = (unsigned)r->rdata[at] << 8 | r->rdata[at + 1];

		*len = (size_t)r->rdata[at + 2] << 8 | r->rdata[at + 3];
		*value = r->rdata + at + 4;
		if (at + 4 + *len > r->rdata_len)
			return false;
		if (found == key)
			return true;
		at += 4 + *len;
	}
	return false;
}

/* The token of a parameter: "ipv4hint=…". */
static size_t
svcb_field(const struct record *r, const char *name)
{
	for (size_t i = 2; i < r->field_count; i++)
		if (begins_with(r->fields[i].text, name))
			return i;
	return 0;
}

static void
judge_hints(struct lint *lint, const struct record *r, const struct dname *target, size_t at,
    enum addr_family family)
{
	bool v4 = family == ADDR_V4;
	const uint8_t *value;
	size_t len, size = v4 ? 4 : 16, count;
	struct addr any;

	if (!svcb_value(r, at, v4 ? SVCB_IPV4HINT : SVCB_IPV6HINT, &value, &len) ||
	    query_addresses(lint_zones(lint), r->zone->spec.view, target, &any, 1, &count) !=
	        ANSWER_PRESENT)
		return;
	for (size_t i = 0; i + size <= len; i += size) {
		struct addr hint = { .family = family };
		char text[ADDR_TEXT_MAX], name[DNAME_TEXT_MAX];
		struct finding *f;

		memcpy(hint.octets, value + i, size);
		if (query_has_address(lint_zones(lint), r->zone->spec.view, target, &hint) !=
		    ANSWER_ABSENT)
			continue;
		f = lint_report(lint, &rules[SVCB_HINT_MISMATCH],
		    record_field_span(r, svcb_field(r, v4 ? "ipv4hint=" : "ipv6hint=")),
		    "hint %s is no address of %s", addr_text(&hint, text),
		    dname_text(target, name));
		finish_finding(lint, f, r, "left from another server?", NULL);
		finding_subject(lint, f, target, &hint, NULL);
	}
}

/* Has the list of protocols one of these of two letters? */
static bool
speaks_http(const uint8_t *alpn, size_t len)
{
	for (size_t i = 0; i < len; i += alpn[i] + 1u)
		if (alpn[i] == 2 && i + 2 < len && alpn[i + 1] == 'h' &&
		    (alpn[i + 2] == '2' || alpn[i + 2] == '3'))
			return true;
	return false;
}

static void
judge_svcb(struct lint *lint, struct record *r)
{
	const uint8_t *value;
	struct dname target, above;
	size_t at = rdata_name(r->rdata, r->rdata_len, 2, &target), len;

	if (at == 0 || (r->rdata[0] == 0 && r->rdata[1] == 0))
		return;
	at += 2;
	judge_hints(lint, r, target.len == 1 ? &r->owner : &target, at, ADDR_V4);
	judge_hints(lint, r, target.len == 1 ? &r->owner : &target, at, ADDR_V6);
	above = dname_parent(&r->owner, r->owner.len > 1 ? 1 : 0);
	if (r->type != RRTYPE_SVCB || (!label_is(&r->owner, "_dns") && !label_is(&above, "_dns")))
		return;
	if (!svcb_value(r, at, SVCB_ALPN, &value, &len))
		tell(lint, SVCB_DNS_ALPN, r, 1, "names a DNS server and no protocol");
	else if (speaks_http(value, len) && !svcb_value(r, at, SVCB_DOHPATH, &value, &len))
		tell(lint, SVCB_DNS_DOHPATH, r, svcb_field(r, "alpn="),
		    "names DNS over HTTPS and no path");
}

/* ---- DANE for mail ---- */

/* Is the name the target of an MX record of the zones? */
static bool
is_exchange(struct lint *lint, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	size_t count;
	const record_id *list = set_records(lint_zones(lint), RRTYPE_MX, &count);

	for (size_t i = 0; i < count; i++)
		if (record_target_hash(lint_zones(lint), list[i]) == hash)
			return true;
	return false;
}

static bool
is_for_mail(const struct record *r, struct dname *host)
{
	struct dname above;

	if (!label_is(&r->owner, "_25"))
		return false;
	above = dname_parent(&r->owner, 1);
	if (!label_is(&above, "_tcp"))
		return false;
	*host = dname_parent(&above, 1);
	return !dname_is_wildcard(host);
}

static void
judge_tlsa(struct lint *lint, struct record *r)
{
	struct dname host;
	struct node node;
	struct finding *f;

	if (!is_for_mail(r, &host) || !is_first_of_rrset(lint, r, &node) ||
	    is_exchange(lint, r->zone->spec.view, &host) ||
	    is_aliased(lint, r->zone->spec.view, &r->owner))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &host, &node);
	if (node_has(&node, RRTYPE_MX) == ANSWER_PRESENT) {
		f = tell(
		    lint, TLSA_ORPHAN, r, SIZE_MAX, "is at a mail domain in place of its MX hosts");
		finding_severity(f, SEVERITY_WARNING);
	} else {
		tell(
		    lint, TLSA_ORPHAN, r, SIZE_MAX, "is at a name that no MX record here leads to");
	}
}

/* Has the host of an MX record TLSA records for mail?  UNKNOWN also when the record cannot be read. */
static enum answer
is_protected(struct lint *lint, const struct record *r)
{
	static const struct dname label = { 10, "\3_25\4_tcp" };
	struct dname target, name;
	struct chase chase;
	size_t field;

	if (!record_target(r, &target, &field) || target.len == 1 ||
	    !dname_concat(&label, &target, &name))
		return ANSWER_UNKNOWN;
	query_chase(lint_zones(lint), r->zone->spec.view, &name, &chase);
	return chase.end == CHASE_END ? node_has(&chase.node, RRTYPE_TLSA) : ANSWER_UNKNOWN;
}

/* The MX records of one name, told at the first of them: asked only where TLSA records are about. */
static void
judge_exchange(struct lint *lint, struct record *r)
{
	struct record other = { 0 };
	struct node node;
	record_id id;
	size_t at = 0;
	bool some = false;

	if (r->zone->reverse || !is_first_of_rrset(lint, r, &node))
		return;
	while (!some && node_next(&node, RRTYPE_MX, &at, &id))
		some = query_record(lint_zones(lint), id, &other) &&
		       is_protected(lint, &other) == ANSWER_PRESENT;
	at = 0;
	while (some && node_next(&node, RRTYPE_MX, &at, &id))
		if (query_record(lint_zones(lint), id, &other) &&
		    is_protected(lint, &other) == ANSWER_ABSENT)
			tell(lint, TLSA_PARTIAL, &other, 1,
			    "leads to a host without TLSA record, beside others that have one");
	record_free(&other);
}

/* ---- keys of people ---- */

/* 56 hexadecimal digits in front of this label? */
static bool
is_person(const struct dname *owner, const char *label)
{
	struct dname above;

	if (dname_is_wildcard(owner) || owner->wire[0] != 56)
		return dname_is_wildcard(owner);
	for (unsigned i = 1; i <= 56; i++) {
		uint8_t c = ascii_lower(owner->wire[i]);

		if ((uint8_t)(c - 'a') > 5 && (uint8_t)(c - '0') > 9)
			return false;
	}
	above = dname_parent(owner, 1);
	return label_is(&above, label);
}

static void
judge_smimea(struct lint *lint, struct record *r)
{
	if (!is_person(&r->owner, "_smimecert") && !is_aliased(lint, r->zone->spec.view, &r->owner))
		tell(lint, SMIMEA_OWNER, r, SIZE_MAX, "is not at HASH._smimecert");
}

/* The first packet: a public key, in the old form of a tag (6 << 2) or in the new one. */
static void
judge_openpgpkey(struct lint *lint, struct record *r)
{
	uint8_t tag = r->rdata_len > 0 ? r->rdata[0] : 0;

	if (!is_person(&r->owner, "_openpgpkey") &&
	    !is_aliased(lint, r->zone->spec.view, &r->owner))
		tell(lint, OPENPGPKEY_OWNER, r, SIZE_MAX, "is not at HASH._openpgpkey");
	if ((tag & 0xfc) != 0x98 && tag != 0xc6)
		tell(lint, OPENPGPKEY_DATA, r, 0, "does not begin with a public key");
}

/* ---- names in rare types ---- */

static void
judge_rp(struct lint *lint, struct record *r)
{
	struct dname mbox, text, domain;
	size_t at = rdata_name(r->rdata, r->rdata_len, 0, &mbox);
	struct chase chase;

	if (at == 0 || rdata_name(r->rdata, r->rdata_len, at, &text) == 0)
		return;
	domain = dname_parent(&mbox, mbox.len > 1 ? 1 : 0);
	if (mbox.len > 1 && (dname_labels(&mbox) < 2 || !dname_is_hostname(&domain)))
		tell(lint, RP_MBOX, r, 0, "has a mailbox that is no mail address");
	if (text.len == 1)
		return;
	query_chase(lint_zones(lint), r->zone->spec.view, &text, &chase);
	if (chase.end != CHASE_END || node_has(&chase.node, RRTYPE_TXT) == ANSWER_ABSENT)
		tell(lint, RP_TXT_MISSING, r, 1, "leads to a name without TXT record");
}

/* Host names behind a number.  PX is left out: its names stand for mail domains and need no address. */
static void
judge_host(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	bool there;

	if (rdata_name(r->rdata, r->rdata_len, 2, &target) == 0 || target.len == 1)
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	there = r->type == RRTYPE_LP ? node_has(&node, RRTYPE_L32) != ANSWER_ABSENT ||
	                                   node_has(&node, RRTYPE_L64) != ANSWER_ABSENT
	                             : has_address(&node) != ANSWER_ABSENT;
	if (node_has(&node, RRTYPE_CNAME) == ANSWER_PRESENT)
		tell(lint, AFSDB_TARGET, r, 1, "leads to an alias");
	else if (!there)
		tell(lint, AFSDB_TARGET, r, 1,
		    r->type == RRTYPE_LP ? "leads to a name without locator"
		                         : "leads to a name without address");
}

static void
judge_naptr(struct lint *lint, struct record *r)
{
	struct dname replacement;
	struct chase chase;
	size_t at = 4;
	uint8_t flag;
	enum answer has;

	if (r->rdata_len < 6)
		return;
	flag = r->rdata[4] == 1 ? ascii_lower(r->rdata[5]) : 0;
	for (unsigned i = 0; i < 3 && at < r->rdata_len; i++)
		at += r->rdata[at] + 1u;
	if (r->rdata[4] > 1 || (flag != 0 && flag != 's' && flag != 'a') ||
	    rdata_name(r->rdata, r->rdata_len, at, &replacement) == 0 || replacement.len == 1)
		return;
	query_chase(lint_zones(lint), r->zone->spec.view, &replacement, &chase);
	if (chase.end != CHASE_END)
		return;
	has = flag == 's'   ? node_has(&chase.node, RRTYPE_SRV)
	      : flag == 'a' ? has_address(&chase.node)
	                    : node_has(&chase.node, RRTYPE_NAPTR);
	if (has == ANSWER_ABSENT)
		tell(lint, NAPTR_REPLACEMENT_MISSING, r, 5,
		    flag == 's'   ? "leads to a name without SRV record"
		    : flag == 'a' ? "leads to a name without address"
		                  : "leads to a name without NAPTR record");
}

/* ---- catalog zones ---- */

/* Is it a member of a catalog: UNIQUE.zones.APEX, in a zone with a version or the server that nobody has? */
static bool
is_member(struct lint *lint, const struct record *r)
{
	static const struct dname label = { 9, "\7version" }, nobody = { 9, "\7invalid" };
	struct dname above, top, name, target;
	struct node node;
	record_id id;
	size_t at = 0, field;
	struct record ns = { 0 };
	bool found = false;

	if (r->owner.len == 1)
		return false;
	above = dname_parent(&r->owner, 1);
	if (!label_is(&above, "zones"))
		return false;
	top = dname_parent(&above, 1);
	if (!dname_equal(&top, &r->zone->spec.origin) || !dname_concat(&label, &top, &name))
		return false;
	query_owner(lint_zones(lint), r->zone, &name, &node);
	if (count_records(&node, RRTYPE_TXT, 1) > 0)
		return true;
	query_owner(lint_zones(lint), r->zone, &top, &node);
	while (!found && node_next(&node, RRTYPE_NS, &at, &id))
		found = query_record(lint_zones(lint), id, &ns) &&
		        record_target(&ns, &target, &field) && dname_equal(&target, &nobody);
	record_free(&ns);
	return found;
}

/* Told at the zone's first member. */
static void
judge_version(struct lint *lint, const struct record *member)
{
	static const struct dname label = { 9, "\7version" };
	struct record r = { 0 };
	struct dname name;
	struct node node;
	record_id id;
	size_t at = 0, count = 0;
	bool known = false;

	if (!dname_concat(&label, &member->zone->spec.origin, &name))
		return;
	query_owner(lint_zones(lint), member->zone, &name, &node);
	while (node_next(&node, RRTYPE_TXT, &at, &id) && query_record(lint_zones(lint), id, &r)) {
		count++;
		known = r.rdata_len == 2 && (r.rdata[1] == '2' || r.rdata[1] == '1');
		if (count == 1 && !known)
			tell(lint, CATZ_VERSION, &r, 0, "is no version of catalogs that is known");
		if (count == 2)
			tell(lint, CATZ_VERSION, &r, 0, "is a second version of the catalog");
	}
	if (count == 0)
		tell(lint, CATZ_VERSION, member, SIZE_MAX,
		    "is a member of a catalog without version");
	record_free(&r);
}

struct member {
	const struct zone *zone;
	record_id id;
	struct dname target;
};

static int
by_target(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order;

	if (x->zone != y->zone)
		return x->zone->id < y->zone->id ? -1 : 1;
	order = dname_compare(&x->target, &y->target);
	return order != 0 ? order : x->id < y->id ? -1 : x->id > y->id;
}

static void
judge_members(struct lint *lint, struct member *list, size_t count)
{
	struct record r = { 0 };

	qsort(list, count, sizeof *list, by_target);
	for (size_t i = 1; i < count; i++) {
		struct finding *f;

		if (list[i].zone != list[i - 1].zone ||
		    !dname_equal(&list[i].target, &list[i - 1].target) ||
		    !query_record(lint_zones(lint), list[i].id, &r))
			continue;
		f = tell(lint, CATZ_MEMBER, &r, 0, "names a member that has a node already");
		note_record(lint, f, list[i - 1].id, "first", "the other");
	}
	record_free(&r);
}

static void
check_catalogs(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));
	struct member *list =
	    arena_array(lint_arena(lint), suspects->forward_pointer_count + 1, sizeof *list);
	const struct zone *seen = NULL;
	struct record r = { 0 };
	size_t count = 0, field;

	for (size_t i = 0; i < suspects->forward_pointer_count; i++) {
		struct node node;

		if (!query_record(lint_zones(lint), suspects->forward_pointers[i], &r) ||
		    !is_member(lint, &r) || !record_target(&r, &list[count].target, &field))
			continue;
		list[count].zone = r.zone;
		list[count++].id = r.id;
		if (seen == NULL || r.zone != seen)
			judge_version(lint, &r);
		seen = r.zone;
		query_owner(lint_zones(lint), r.zone, &r.owner, &node);
		if (count_records(&node, RRTYPE_PTR, 2) > 1 && is_first_of_rrset(lint, &r, &node))
			tell(lint, CATZ_MEMBER, &r, 0, "is not the only one of its node");
	}
	judge_members(lint, list, count);
	record_free(&r);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	static const uint16_t hosts[] = { RRTYPE_AFSDB, RRTYPE_KX, RRTYPE_RT, RRTYPE_LP };
	size_t tlsa;

	each_record(lint, RRTYPE_SVCB, judge_svcb);
	each_record(lint, RRTYPE_HTTPS, judge_svcb);
	each_record(lint, RRTYPE_SMIMEA, judge_smimea);
	each_record(lint, RRTYPE_OPENPGPKEY, judge_openpgpkey);
	each_record(lint, RRTYPE_RP, judge_rp);
	each_record(lint, RRTYPE_NAPTR, judge_naptr);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++)
		each_record(lint, hosts[i], judge_host);
	if (any_wanted(lint, rules, TLSA_ORPHAN, TLSA_PARTIAL)) {
		set_records(set, RRTYPE_TLSA, &tlsa);
		each_record(lint, RRTYPE_TLSA, judge_tlsa);
		if (tlsa > 0 && lint_wants(lint, &rules[TLSA_PARTIAL]))
			each_record(lint, RRTYPE_MX, judge_exchange);
	}
	if (any_wanted(lint, rules, CATZ_MEMBER, CATZ_VERSION))
		check_catalogs(lint);
}

const struct rule_table rules_records = { rules, RULE_COUNT, check };
