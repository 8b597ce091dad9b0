/*
 * rules/service.c -- SRV, SVCB and HTTPS, CAA, TLSA, SSHFP, NAPTR and URI records: rare types, so that all of
 * them are read.
 *
 * What no record of the type may hold at all (a key twice, a tag of other characters) the reader refuses.
 */
#include "rules/each.h"

enum {
	CAA_CONFLICT,
	CAA_FLAGS,
	CAA_IODEF,
	CAA_MISSING,
	CAA_NO_ISSUE,
	CAA_NO_ISSUEWILD,
	CAA_TAG_UNKNOWN,
	CAA_VALUE,
	HINFO_PRESENT,
	NAPTR_FLAGS,
	NAPTR_REGEXP_AND_REPLACEMENT,
	SRV_NULL_FIELDS,
	SRV_NULL_NOT_ALONE,
	SRV_OWNER,
	SRV_PORT_ZERO,
	SSHFP_FIELDS,
	SSHFP_NO_ADDRESS,
	SSHFP_SHA1,
	SVCB_ALIAS_CHAIN,
	SVCB_ALIAS_MULTIPLE,
	SVCB_ALIAS_PARAMS,
	SVCB_ALIAS_SELF,
	SVCB_ALIAS_TARGET_MISSING,
	SVCB_MODE_MIXED,
	SVCB_SERVICE_TARGET_MISSING,
	TLSA_BASE_CNAME,
	TLSA_BASE_MISSING,
	TLSA_FIELDS,
	TLSA_MATCHING_FULL,
	TLSA_OWNER,
	TLSA_UNSIGNED,
	TLSA_USAGE,
	URI_OWNER,
	RULE_COUNT
};

#define WHY(id_, severity_, groups_, summary_, why_, repair_, bad_, good_, ...)                    \
 {                                                                                                 \
  .id = (id_), .severity = (severity_), .groups = (groups_), .summary = (summary_), .why = (why_), \
  .repair = (repair_), .bad = (bad_), .good = (good_),                                             \
  .references = (const char *const[]){ __VA_ARGS__, NULL },                                        \
 }
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct rule rules[RULE_COUNT] = {
	[CAA_CONFLICT] = WHY("caa-conflict", SEVERITY_WARNING, 0,
	    "CAA forbids all authorities beside one that is allowed",
	    "\"issue ;\" allows nobody and has no effect beside another issue record. Whoever wrote it "
	    "believed certificates to be forbidden; they are not.",
	    "Delete \"issue ;\", or all others.",
	    "@ CAA 0 issue \";\"\n@ CAA 0 issue \"ca.test\"\n", "@ CAA 0 issue \";\"\n",
	    "RFC 8659 §4.2, from memory"),
	[CAA_FLAGS] = WHY("caa-flags", SEVERITY_WARNING, 0, "CAA flags are neither 0 nor 128",
	    "Only the highest bit has a meaning. 1 was meant to say \"critical\", and says nothing.",
	    "Write 128 for a critical record, else 0.", "@ CAA 1 issue \"ca.test\"\n",
	    "@ CAA 128 issue \"ca.test\"\n", "RFC 8659 §4.1, from memory"),
	[CAA_IODEF] = WHY("caa-iodef", SEVERITY_WARNING, 0, "CAA iodef is no mail or web address",
	    "Authorities report refused orders to this address. They know mailto:, http: and https: only.",
	    "Write mailto: in front of a mail address.", "@ CAA 0 iodef \"sec@example.com\"\n",
	    "@ CAA 0 iodef \"mailto:sec@example.com\"\n", "RFC 8659 §4.4, from memory"),
	[CAA_MISSING] = WHY("caa-missing", SEVERITY_OFF, 0, "zone has no CAA record at its apex",
	    "Any authority may issue certificates for its names. Most zones are like that; the rule is off "
	    "unless asked for.",
	    "Add CAA records that name your authorities.", "www A 192.0.2.1\n",
	    "@ CAA 0 issue \"ca.test\"\n", "RFC 8659 §3, from memory"),
	[CAA_NO_ISSUE] = WHY("caa-no-issue", SEVERITY_INFO, 0, "CAA records forbid nothing",
	    "There are CAA records, and none says who may issue: any authority may.",
	    "Add an issue record.", "@ CAA 0 iodef \"mailto:sec@example.com\"\n",
	    "@ CAA 0 issue \"ca.test\"\n@ CAA 0 iodef \"mailto:sec@example.com\"\n",
	    "RFC 8659 §3, from memory"),
	[CAA_NO_ISSUEWILD] = WHY("caa-no-issuewild", SEVERITY_OFF, 0,
	    "CAA says nothing of wildcard certificates",
	    "The issue records hold for wildcard certificates, too. That is mostly meant; off unless asked "
	    "for.",
	    "Add \"issuewild ;\" to forbid them.", "@ CAA 0 issue \"ca.test\"\n",
	    "@ CAA 0 issue \"ca.test\"\n@ CAA 0 issuewild \";\"\n", "RFC 8659 §4.3, from memory"),
	[CAA_TAG_UNKNOWN] = WHY("caa-tag-unknown", SEVERITY_WARNING, 0, "CAA tag is not registered",
	    "A misspelt tag is passed over, and any authority may issue. With the critical flag (then this is "
	    "an error) every authority has to refuse.",
	    "Correct the tag: issue, issuewild, issuemail, issuevmc, iodef, contactemail, contactphone.",
	    "@ CAA 0 issuee \"ca.test\"\n", "@ CAA 0 issue \"ca.test\"\n",
	    "RFC 8659 §7, from memory"),
	[CAA_VALUE] = WHY("caa-value", SEVERITY_ERROR, 0, "CAA issue names no authority",
	    "The value of issue is the domain of an authority and its parameters, or \";\". An authority that "
	    "cannot read it has to refuse.",
	    "Write the domain that the authority's manual names.",
	    "@ CAA 0 issue \"https://ca.test/\"\n",
	    "@ CAA 0 issue \"ca.test; validationmethods=dns-01\"\n", "RFC 8659 §4.2, from memory"),
	[HINFO_PRESENT] = WHY("hinfo-present", SEVERITY_OFF, 0, "machine and system are published",
	    "Attackers read there which weaknesses to try. Off unless asked for.",
	    "Delete the record.", "www HINFO PC Linux\n", "www HINFO RFC8482 \"\"\n",
	    "RFC 1912 §2.6.2"),
	[NAPTR_FLAGS] = WHY("naptr-flags", SEVERITY_WARNING, 0, "NAPTR flag is not known",
	    "S, A, U and P are known, or none. Clients skip a rule with another flag.",
	    "Write one of them.", "@ NAPTR 10 10 \"ZZ\" \"\" \"\" x.provider.test.\n",
	    "@ NAPTR 10 10 \"S\" \"SIP+D2U\" \"\" _sip._udp.provider.test.\n",
	    "RFC 3403 §4.1, from memory"),
	[NAPTR_REGEXP_AND_REPLACEMENT] = WHY("naptr-regexp-and-replacement", SEVERITY_ERROR, 0,
	    "NAPTR has a regular expression and a replacement",
	    "Only one of the two may be given; clients treat the record as broken.",
	    "Write \".\" as replacement, or an empty expression.",
	    "@ NAPTR 10 10 \"U\" \"E2U+sip\" \"!^.*$!sip:a@b.test!\" x.provider.test.\n",
	    "@ NAPTR 10 10 \"U\" \"E2U+sip\" \"!^.*$!sip:a@b.test!\" .\n",
	    "RFC 3403 §4.1, from memory"),
	[SRV_NULL_FIELDS] =
	    WHY("srv-null-fields", SEVERITY_INFO, 0, "SRV without service has other fields than 0",
	        "With the target \".\" the service is not offered, and the numbers mean nothing.",
	        "Write 0 0 0 in front of the dot.", "_sip._tcp SRV 10 5 5060 .\n",
	        "_sip._tcp SRV 0 0 0 .\n", "RFC 2782"),
	[SRV_NULL_NOT_ALONE] = WHY("srv-null-not-alone", SEVERITY_WARNING, 0,
	    "SRV says both that a service is there and that it is not",
	    "Some clients give up at the target \".\", others use the other records.",
	    "Delete the record with the target \".\", or the others.",
	    "_sip._tcp SRV 0 0 0 .\n_sip._tcp SRV 0 5 5060 sip.provider.test.\n",
	    "_sip._tcp SRV 0 0 0 .\n", "RFC 2782"),
	[SRV_OWNER] = WHY("srv-owner", SEVERITY_WARNING, 0, "SRV owner is not _service._proto",
	    "Clients ask for _service._protocol.domain. Nobody finds a record at another name.",
	    "Write the underscores of service and protocol.",
	    "sip._tcp SRV 0 5 5060 sip.provider.test.\n",
	    "_sip._tcp SRV 0 5 5060 sip.provider.test.\n", "RFC 2782"),
	[SRV_PORT_ZERO] = WHY("srv-port-zero", SEVERITY_WARNING, 0, "SRV record with port 0",
	    "No service can be reached at port 0.", "Write the port of the service.",
	    "_sip._tcp SRV 0 5 0 sip.provider.test.\n",
	    "_sip._tcp SRV 0 5 5060 sip.provider.test.\n", "RFC 2782"),
	[SSHFP_FIELDS] = WHY("sshfp-fields", SEVERITY_WARNING, 0,
	    "SSHFP algorithm or fingerprint type is not known",
	    "ssh skips records that it does not know, and asks whether the key is right.",
	    "Make the records anew with ssh-keyscan -D HOST.",
	    "h A 192.0.2.1\nh SSHFP 9 2 " DIGEST "\n", "h A 192.0.2.1\nh SSHFP 4 2 " DIGEST "\n",
	    "RFC 6594 §5, from memory", "RFC 7479 §3, from memory"),
	[SSHFP_NO_ADDRESS] =
	    WHY("sshfp-no-address", SEVERITY_INFO, 0, "SSHFP record at a name without address",
	        "ssh asks for it at the name that it connects to, so nobody sees it here.",
	        "Move it to the name of the host.", "h SSHFP 4 2 " DIGEST "\n",
	        "h A 192.0.2.1\nh SSHFP 4 2 " DIGEST "\n", "RFC 4255 §2, from memory"),
	[SSHFP_SHA1] =
	    WHY("sshfp-sha1", SEVERITY_INFO, 0, "only a SHA-1 fingerprint of the host key",
	        "SHA-1 is weak, and newer clients may not take it.", "Add the SHA-256 fingerprint.",
	        "h A 192.0.2.1\nh SSHFP 4 1 0123456789abcdef0123456789abcdef01234567\n",
	        "h A 192.0.2.1\nh SSHFP 4 1 0123456789abcdef0123456789abcdef01234567\n"
	        "h SSHFP 4 2 " DIGEST "\n",
	        "RFC 6594 §4, from memory"),
	[SVCB_ALIAS_CHAIN] =
	    WHY("svcb-alias-chain", SEVERITY_INFO, 0, "SVCB alias leads to an alias",
	        "Each costs clients a look-up more, and they follow a few only.",
	        "Name the end of the chain.",
	        "@ HTTPS 0 a\na HTTPS 0 b\nb HTTPS 1 . alpn=h2\nb A 192.0.2.1\n",
	        "@ HTTPS 0 b\nb HTTPS 1 . alpn=h2\nb A 192.0.2.1\n", "RFC 9460 §2.4.2"),
	[SVCB_ALIAS_MULTIPLE] = WHY("svcb-alias-multiple", SEVERITY_WARNING, 0,
	    "several SVCB aliases at one name", "Clients choose one of them at random.",
	    "Keep one.", "@ HTTPS 0 a.provider.test.\n@ HTTPS 0 b.provider.test.\n",
	    "@ HTTPS 0 a.provider.test.\n", "RFC 9460 §2.4.2"),
	[SVCB_ALIAS_PARAMS] = WHY("svcb-alias-params", SEVERITY_WARNING, 0,
	    "SVCB alias has parameters",
	    "With priority 0 parameters are ignored; a priority of 1 or more was perhaps meant.",
	    "Delete them, or write a priority.", "@ HTTPS 0 a.provider.test. alpn=h2\n",
	    "@ HTTPS 1 a.provider.test. alpn=h2\n", "RFC 9460 §2.4.2"),
	[SVCB_ALIAS_SELF] =
	    WHY("svcb-alias-self", SEVERITY_ERROR, 0, "SVCB alias leads to itself or to \".\"",
	        "Clients follow it in a circle; \".\" says that the service does not exist.",
	        "Write a priority of 1 or more, or the name that is meant.", "@ HTTPS 0 .\n",
	        "@ HTTPS 1 . alpn=h2\n", "RFC 9460 §2.5"),
	[SVCB_ALIAS_TARGET_MISSING] = WHY("svcb-alias-target-missing", SEVERITY_ERROR, 0,
	    "target of a SVCB alias has no records",
	    "The name is in a zone that is here, and has neither address nor SVCB records. Clients do not "
	    "reach the service.",
	    "Correct the target, or add its records.", "@ HTTPS 0 a\n",
	    "@ HTTPS 0 a\na A 192.0.2.1\n", "RFC 9460 §3"),
	[SVCB_MODE_MIXED] = WHY("svcb-mode-mixed", SEVERITY_WARNING, 0,
	    "SVCB alias beside records of a service", "Clients ignore all but the aliases.",
	    "Delete one of the two kinds.", "@ HTTPS 0 a.provider.test.\n@ HTTPS 1 . alpn=h2\n",
	    "@ HTTPS 1 . alpn=h2\n", "RFC 9460 §2.4.1"),
	[SVCB_SERVICE_TARGET_MISSING] = WHY("svcb-service-target-missing", SEVERITY_WARNING, 0,
	    "target of a SVCB record has no address",
	    "Clients fall back to the plain name, or do not connect.",
	    "Correct the target, or add its address.", "@ HTTPS 1 a alpn=h2\n",
	    "@ HTTPS 1 a alpn=h2\na A 192.0.2.1\n", "RFC 9460 §2.5.2"),
	[TLSA_BASE_CNAME] = WHY("tlsa-base-cname", SEVERITY_INFO, GROUP_MAILAUTH,
	    "TLSA record below an alias",
	    "Clients look for it at the end of the alias first, some there only.",
	    "Write it below the name that the alias leads to.",
	    "_443._tcp.www TLSA 3 1 1 " DIGEST "\nwww CNAME web\nweb A 192.0.2.1\n",
	    "_443._tcp.www TLSA 3 1 1 " DIGEST "\nwww A 192.0.2.1\n", "RFC 7671 §7, from memory"),
	[TLSA_BASE_MISSING] = WHY("tlsa-base-missing", SEVERITY_WARNING, GROUP_MAILAUTH,
	    "no records at the host of a TLSA record",
	    "The host has no address here, and a wildcard does not answer for it any more: the TLSA record "
	    "makes its name exist.",
	    "Add the address of the host, or correct the owner.",
	    "_443._tcp.www TLSA 3 1 1 " DIGEST "\n",
	    "_443._tcp.www TLSA 3 1 1 " DIGEST "\nwww A 192.0.2.1\n", "RFC 4592 §2.2, from memory"),
	[TLSA_FIELDS] = WHY("tlsa-fields", SEVERITY_ERROR, GROUP_MAILAUTH,
	    "TLSA field has no meaning",
	    "Usage is 0 to 3, selector 0 or 1, matching type 0 to 2. Clients ignore the record.",
	    "Write 3 1 1 and the SHA-256 digest of the key.",
	    "_443._tcp TLSA 4 1 1 " DIGEST "\n@ A 192.0.2.1\n",
	    "_443._tcp TLSA 3 1 1 " DIGEST "\n@ A 192.0.2.1\n", "RFC 6698 §2.1"),
	[TLSA_MATCHING_FULL] = WHY("tlsa-matching-full", SEVERITY_INFO, GROUP_MAILAUTH,
	    "TLSA record holds a whole certificate or key",
	    "The answer gets large, and clients prefer digests.", "Write matching type 1.",
	    "_443._tcp TLSA 3 1 0 00ff\n@ A 192.0.2.1\n",
	    "_443._tcp TLSA 3 1 1 " DIGEST "\n@ A 192.0.2.1\n", "RFC 7671 §4.1, from memory"),
	[TLSA_OWNER] =
	    WHY("tlsa-owner", SEVERITY_ERROR, GROUP_MAILAUTH, "TLSA owner is not _port._proto",
	        "Clients ask for _port._protocol.host. Nobody finds a record at another name.",
	        "Write the owner as _443._tcp and the host.", "www TLSA 3 1 1 " DIGEST "\n",
	        "_443._tcp.www TLSA 3 1 1 " DIGEST "\nwww A 192.0.2.1\n", "RFC 6698 §3"),
	[TLSA_UNSIGNED] = WHY("tlsa-unsigned", SEVERITY_INFO, GROUP_MAILAUTH,
	    "TLSA record in a zone without signatures",
	    "Clients use it only when DNSSEC proves it. The zone may be signed later on its way.",
	    "Sign the zone.", "_443._tcp TLSA 3 1 1 " DIGEST "\n@ A 192.0.2.1\n",
	    "www A 192.0.2.1\n", "RFC 6698 §4"),
	[TLSA_USAGE] = WHY("tlsa-usage", SEVERITY_WARNING, GROUP_MAILAUTH,
	    "TLSA usage 0 or 1 for mail",
	    "Mail servers know usage 2 and 3 only; with others the record counts as unusable.",
	    "Write 3 1 1 and the digest of the key.",
	    "_25._tcp.mx TLSA 1 1 1 " DIGEST "\nmx A 192.0.2.1\n",
	    "_25._tcp.mx TLSA 3 1 1 " DIGEST "\nmx A 192.0.2.1\n", "RFC 7672 §3.1.3, from memory"),
	[URI_OWNER] =
	    WHY("uri-owner", SEVERITY_WARNING, 0, "URI owner has no label with an underscore",
	        "Clients ask for _service._protocol.domain. Nobody finds a record at another name.",
	        "Write the underscores.", "www URI 10 1 \"https://provider.test/\"\n",
	        "_http._tcp URI 10 1 \"https://provider.test/\"\n", "RFC 7553 §4.1, from memory"),
};

/* Report at field (or the owner, SIZE_MAX) of a record: "OWNER: WHAT". */
static struct finding *
tell(struct lint *lint, unsigned rule, const struct record *r, size_t field, const char *what)
{
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f = lint_report(lint, &rules[rule],
	    field == SIZE_MAX ? r->owner_span : record_field_span(r, field), "%s record of %s %s",
	    rrtype_text(r->type, type), dname_text(&r->owner, owner), what);

	finish_finding(lint, f, r, field == SIZE_MAX ? "nobody asks here" : "here", NULL);
	return f;
}

static bool
label_begins(const struct dname *name, char c)
{
	return name->wire[0] > 0 && name->wire[1] == (uint8_t)c;
}

/* Does the owner begin with two labels that begin with underscores? */
static bool
is_service_owner(const struct record *r)
{
	struct dname above;

	if (!label_begins(&r->owner, '_') && !dname_is_wildcard(&r->owner))
		return false;
	above = dname_parent(&r->owner, 1);
	return label_begins(&above, '_');
}

/* One of many of a service: "Printer on 2nd floor._ipp._tcp" (RFC 6763 §4.1). */
static bool
is_instance_owner(const struct record *r)
{
	struct dname service = dname_parent(&r->owner, 1), protocol;

	if (!label_begins(&service, '_'))
		return false;
	protocol = dname_parent(&service, 1);
	return label_begins(&protocol, '_');
}

static void
judge_srv(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	size_t field;
	unsigned port, sum = 0;

	if (!record_target(r, &target, &field))
		return;
	for (unsigned i = 0; i < 6; i++)
		sum += r->rdata[i];
	port = (unsigned)r->rdata[4] << 8 | r->rdata[5];
	if (!is_service_owner(r) && !is_instance_owner(r) && !r->zone->reverse)
		tell(lint, SRV_OWNER, r, SIZE_MAX, "is not at _service._protocol");
	if (target.len > 1) {
		if (port == 0)
			tell(lint, SRV_PORT_ZERO, r, 2, "has port 0");
		return;
	}
	if (sum > 0)
		tell(lint, SRV_NULL_FIELDS, r, 0, "has numbers and no target");
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && count_records(&node, RRTYPE_SRV, 2) > 1)
		tell(lint, SRV_NULL_NOT_ALONE, r, field,
		    "says that there is no service, beside others");
}

/* ---- SVCB, HTTPS ---- */

static unsigned
svcb_priority(const struct record *r)
{
	return (unsigned)r->rdata[0] << 8 | r->rdata[1];
}

/* How many of a name's records are aliases, and how many are not. */
static void
count_modes(struct lint *lint, const struct node *node, uint16_t type, unsigned *aliases,
    unsigned *services)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;

	*aliases = *services = 0;
	while (node_next(node, type, &at, &id))
		if (query_record(lint_zones(lint), id, &r) && r.rdata_len > 2)
			++*(svcb_priority(&r) == 0 ? aliases : services);
	record_free(&r);
}

static void
judge_svcb_alias(struct lint *lint, const struct record *r, const struct dname *target)
{
	unsigned aliases, services;
	struct node node;
	size_t taken = rdata_name(r->rdata, r->rdata_len, 2, &node.name);

	if (2 + taken < r->rdata_len)
		tell(lint, SVCB_ALIAS_PARAMS, r, 2, "is an alias with parameters");
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (is_first_of_rrset(lint, r, &node)) {
		count_modes(lint, &node, r->type, &aliases, &services);
		if (aliases > 1)
			tell(lint, SVCB_ALIAS_MULTIPLE, r, 0, "is one of several aliases");
		if (services > 0)
			tell(
			    lint, SVCB_MODE_MIXED, r, 0, "is an alias beside records of a service");
	}
	if (target->len == 1 || dname_equal(target, &r->owner)) {
		tell(lint, SVCB_ALIAS_SELF, r, 1, "is an alias that leads nowhere");
		return;
	}
	query_name(lint_zones(lint), r->zone->spec.view, target, &node);
	count_modes(lint, &node, r->type, &aliases, &services);
	if (aliases > 0)
		tell(lint, SVCB_ALIAS_CHAIN, r, 1, "leads to an alias");
	else if (services == 0 && node_has(&node, RRTYPE_CNAME) == ANSWER_ABSENT &&
	         has_address(&node) == ANSWER_ABSENT && node_has(&node, r->type) == ANSWER_ABSENT)
		tell(lint, SVCB_ALIAS_TARGET_MISSING, r, 1, "leads to a name without records");
}

static void
judge_svcb(struct lint *lint, struct record *r)
{
	struct dname target;
	struct chase chase;

	if (r->rdata_len < 3 || rdata_name(r->rdata, r->rdata_len, 2, &target) == 0)
		return;
	if (svcb_priority(r) == 0) {
		judge_svcb_alias(lint, r, &target);
		return;
	}
	if (target.len == 1)
		return;
	query_chase(lint_zones(lint), r->zone->spec.view, &target, &chase);
	if (chase.end == CHASE_END && has_address(&chase.node) == ANSWER_ABSENT)
		tell(lint, SVCB_SERVICE_TARGET_MISSING, r, 1, "leads to a name without address");
}

/* ---- CAA ---- */

struct caa {
	struct str tag, value;
	unsigned flags;
};

static bool
caa_parse(const struct record *r, struct caa *out)
{
	const char *p = (const char *)r->rdata;

	if (r->rdata_len < 2 || r->rdata_len < 2u + r->rdata[1])
		return false;
	*out = (struct caa){ .tag = { p + 2, r->rdata[1] },
		.value = { p + 2 + r->rdata[1], r->rdata_len - 2 - r->rdata[1] },
		.flags = r->rdata[0] };
	return true;
}

static bool
tag_is(const struct caa *caa, const char *tag)
{
	return str_equal_fold(caa->tag, str_of(tag));
}

static bool
tag_is_known(const struct caa *caa)
{
	static const char *const known[] = { "issue", "issuewild", "issuemail", "issuevmc", "iodef",
		"contactemail", "contactphone" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (tag_is(caa, known[i]))
			return true;
	return false;
}

/* An authority's domain before the first ";", or nothing there. */
static bool
value_is_issuer(struct str v)
{
	size_t len = 0;
	struct dname name;

	while (v.len > 0 && (*v.ptr == ' ' || *v.ptr == '\t'))
		v = (struct str){ v.ptr + 1, v.len - 1 };
	while (len < v.len && v.ptr[len] != ';')
		len++;
	while (len > 0 && (v.ptr[len - 1] == ' ' || v.ptr[len - 1] == '\t'))
		len--;
	if (len == 0)
		return true;
	return dname_parse((struct str){ v.ptr, len }, NULL, &name, NULL) &&
	       dname_is_hostname(&name);
}

static bool
forbids_all(struct str value)
{
	return value.len == 0 || (value.len <= 3 && memchr(value.ptr, ';', value.len) != NULL);
}

/* What a name's CAA records say together; told at the first. */
static void
judge_caa_set(struct lint *lint, const struct record *first, const struct node *node)
{
	struct record r = { 0 };
	unsigned issue = 0, forbidden = 0, wild = 0;
	record_id id;
	size_t at = 0;

	while (node_next(node, RRTYPE_CAA, &at, &id)) {
		struct caa caa;

		if (!query_record(lint_zones(lint), id, &r) || !caa_parse(&r, &caa))
			continue;
		issue += tag_is(&caa, "issue");
		forbidden += tag_is(&caa, "issue") && forbids_all(caa.value);
		wild += tag_is(&caa, "issuewild");
	}
	if (forbidden > 0 && issue > forbidden)
		tell(lint, CAA_CONFLICT, first, 1,
		    "stands among some that allow and some that forbid");
	if (issue == 0 && wild == 0)
		tell(lint, CAA_NO_ISSUE, first, 1, "forbids no authority");
	if (issue > 0 && wild == 0)
		tell(lint, CAA_NO_ISSUEWILD, first, 1, "says nothing of wildcards");
	record_free(&r);
}

static void
judge_caa(struct lint *lint, struct record *r)
{
	struct caa caa;
	struct node node;
	bool issues;

	if (!caa_parse(r, &caa))
		return;
	issues = tag_is(&caa, "issue") || tag_is(&caa, "issuewild");
	if ((caa.flags & 0x7f) != 0)
		tell(lint, CAA_FLAGS, r, 0, "has flags that mean nothing");
	if (!tag_is_known(&caa)) {
		struct finding *f =
		    tell(lint, CAA_TAG_UNKNOWN, r, 1, "has a tag that is not registered");

		if (caa.flags >= 128)
			finding_severity(f, SEVERITY_ERROR);
	}
	if (issues && !value_is_issuer(caa.value))
		tell(lint, CAA_VALUE, r, 2, "names no authority");
	if (tag_is(&caa, "iodef") && !begins_with(caa.value, "mailto:") &&
	    !begins_with(caa.value, "http://") && !begins_with(caa.value, "https://"))
		tell(lint, CAA_IODEF, r, 2, "has an iodef that is no address");
	if (is_first_of_rrset(lint, r, &node))
		judge_caa_set(lint, r, &node);
}

static void
check_caa_missing(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	struct node apex;

	if (zone->spec.role == ROLE_EXTERNAL || zone->reverse || zone->soa == RECORD_NONE)
		return;
	query_name(lint_zones(lint), zone->spec.view, &zone->spec.origin, &apex);
	if (node_has(&apex, RRTYPE_CAA) == ANSWER_ABSENT &&
	    query_record(lint_zones(lint), zone->soa, &r)) {
		char origin[DNAME_TEXT_MAX];
		struct finding *f = lint_report(lint, &rules[CAA_MISSING], r.type_span,
		    "zone %s has no CAA record", dname_text(&zone->spec.origin, origin));

		finish_finding(lint, f, &r, "any authority may issue", NULL);
	}
	record_free(&r);
}

/* ---- TLSA, SSHFP, NAPTR, URI, HINFO ---- */

/*
 * A name that the aliases of several ports lead to, such as "_tlsa" or "tlsa201._dane".  Our choice: labels with
 * underscores, and none that is a port or a protocol, with or without its underscore.
 */
static bool
is_shared_tlsa(const struct dname *owner)
{
	static const char *const words[] = { "_tcp", "_udp", "_sctp", "_dccp", "tcp", "udp" };

	for (unsigned at = 0; owner->wire[at] != 0; at += owner->wire[at] + 1u) {
		struct str label = { (const char *)owner->wire + at + 1, owner->wire[at] };

		if (label.len > 1 && label.ptr[0] == '_' && label.ptr[1] >= '0' &&
		    label.ptr[1] <= '9')
			return false;
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (str_equal_fold(label, str_of(words[i])))
				return false;
	}
	return has_underscore_label(owner);
}

static void
judge_tlsa(struct lint *lint, struct record *r)
{
	bool asked = is_service_owner(r);
	struct dname base;
	struct node node;

	if (r->rdata_len < 3)
		return;
	if (!asked && !is_shared_tlsa(&r->owner)) {
		tell(lint, TLSA_OWNER, r, SIZE_MAX, "is not at _port._protocol");
		return;
	}
	if (r->rdata[0] > 3 || r->rdata[1] > 1 || r->rdata[2] > 2)
		tell(lint, TLSA_FIELDS, r,
		    r->rdata[0] > 3   ? 0
		    : r->rdata[1] > 1 ? 1
		                      : 2,
		    "has a field without meaning");
	else if (r->rdata[2] == 0)
		tell(lint, TLSA_MATCHING_FULL, r, 2, "holds more than a digest");
	if (label_is(&r->owner, "_25") && r->rdata[0] < 2)
		tell(lint, TLSA_USAGE, r, 0, "has a usage that mail servers do not know");
	if (!r->zone->signed_)
		tell(lint, TLSA_UNSIGNED, r, 0, "is in a zone without signatures");
	if (!asked)
		return;
	base = dname_parent(&r->owner, 2);
	if (label_begins(&base, '*') || label_begins(&base, '_'))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &base, &node);
	if (node_has(&node, RRTYPE_CNAME) == ANSWER_PRESENT)
		tell(lint, TLSA_BASE_CNAME, r, SIZE_MAX, "is below an alias");
	else if (has_address(&node) == ANSWER_ABSENT && node_has(&node, RRTYPE_MX) == ANSWER_ABSENT)
		tell(lint, TLSA_BASE_MISSING, r, SIZE_MAX, "is below a name without address");
}

static bool
has_sha256(struct lint *lint, const struct node *node, unsigned algorithm)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0;
	bool found = false;

	while (!found && node_next(node, RRTYPE_SSHFP, &at, &id))
		found = query_record(lint_zones(lint), id, &r) && r.rdata_len > 2 &&
		        r.rdata[0] == algorithm && r.rdata[1] == 2;
	record_free(&r);
	return found;
}

static void
judge_sshfp(struct lint *lint, struct record *r)
{
	struct node node;
	unsigned algorithm;

	if (r->rdata_len < 3)
		return;
	algorithm = r->rdata[0];
	if (algorithm == 0 || algorithm == 5 || algorithm > 6 || r->rdata[1] == 0 ||
	    r->rdata[1] > 2)
		tell(lint, SSHFP_FIELDS, r, r->rdata[1] == 0 || r->rdata[1] > 2 ? 1 : 0,
		    "has an algorithm or type that is not known");
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (r->rdata[1] == 1 && !has_sha256(lint, &node, algorithm))
		tell(lint, SSHFP_SHA1, r, 1, "is SHA-1, and there is no other");
	if (has_address(&node) == ANSWER_ABSENT && is_first_of_rrset(lint, r, &node))
		tell(lint, SSHFP_NO_ADDRESS, r, SIZE_MAX, "is at a name without address");
}

static void
judge_naptr(struct lint *lint, struct record *r)
{
	size_t at = 4, regexp, flags = 5;
	struct dname replacement;
	bool known;

	for (unsigned i = 0; i < 2 && at < r->rdata_len; i++)
		at += r->rdata[at] + 1u;
	if (at >= r->rdata_len)
		return;
	regexp = r->rdata[at];
	at += regexp + 1;
	if (rdata_name(r->rdata, r->rdata_len, at, &replacement) == 0)
		return;
	known = r->rdata[4] == 0 ||
	        (r->rdata[4] == 1 && memchr("saup", ascii_lower(r->rdata[flags]), 4) != NULL);
	if (!known)
		tell(lint, NAPTR_FLAGS, r, 2, "has a flag that is not known");
	if (regexp > 0 && replacement.len > 1)
		tell(lint, NAPTR_REGEXP_AND_REPLACEMENT, r, 5,
		    "has both an expression and a replacement");
}

static void
judge_uri(struct lint *lint, struct record *r)
{
	if (!has_underscore_label(&r->owner))
		tell(lint, URI_OWNER, r, SIZE_MAX, "is not at _service._protocol");
}

static void
judge_hinfo(struct lint *lint, struct record *r)
{
	if (r->rdata_len > 8 && memcmp(r->rdata, "\7RFC8482", 8) == 0)
		return;
	tell(lint, HINFO_PRESENT, r, 0, "tells machine and system");
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);

	each_record(lint, RRTYPE_SRV, judge_srv);
	each_record(lint, RRTYPE_SVCB, judge_svcb);
	each_record(lint, RRTYPE_HTTPS, judge_svcb);
	each_record(lint, RRTYPE_CAA, judge_caa);
	each_record(lint, RRTYPE_TLSA, judge_tlsa);
	each_record(lint, RRTYPE_SSHFP, judge_sshfp);
	each_record(lint, RRTYPE_NAPTR, judge_naptr);
	each_record(lint, RRTYPE_URI, judge_uri);
	each_record(lint, RRTYPE_HINFO, judge_hinfo);
	for (size_t i = 0; i < set_zone_count(set) && lint_wants(lint, &rules[CAA_MISSING]); i++)
		check_caa_missing(lint, set_zone(set, i));
}

const struct rule_table rules_service = { rules, RULE_COUNT, check };
