/* rules/reverse_zone.c -- reverse zones as a whole: their names, their blocks, what does not belong there */
#include "rules/each.h"
#include "rules/zone.h"
#include "zone/pointer.h"

enum {
	ADDRESS_IN_REVERSE_ZONE,
	PTR_IN_FORWARD_ZONE,
	PTR_OWNER_UPPER_NIBBLE,
	PTR_TARGET_RESERVED_TLD,
	PTR_TTL,
	REVERSE_PRIVATE_ZONE,
	REVERSE_WILDCARD,
	REVERSE_ZONE_NAME,
	REVERSE_ZONE_OTHER_DATA,
	RFC2317_CNAME_DANGLING,
	RFC2317_DOUBLE_CNAME,
	RFC2317_LABEL_STYLE,
	RFC2317_RANGE,
	RULE_COUNT
};

static const char *const rfc2317[] = { "RFC 2317 §4", NULL };

static const struct rule rules[RULE_COUNT] = {
	[ADDRESS_IN_REVERSE_ZONE] = {
		.id = "address-in-reverse-zone",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE,
		.summary = "A or AAAA record in a reverse zone",
		.why = "It is legal, and now and then the address of the zone's own name server. Mostly the record "
		       "was meant for the forward zone, or a PTR was meant.",
		.repair = "Move it to the forward zone, or write a PTR.",
		.references = (const char *const[]){ "RFC 1035 §3.5", NULL },
	},
	[PTR_IN_FORWARD_ZONE] = {
		.id = "ptr-in-forward-zone",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE,
		.summary = "PTR record outside of the reverse tree",
		.why = "Whoever looks up an address asks below in-addr.arpa or ip6.arpa. Elsewhere PTR records "
		       "serve service discovery; this one does not look like it.",
		.repair = "Move it to the reverse zone, or write a CNAME.",
		.bad = "www PTR web.provider.test.\n",
		.good = "_http._tcp PTR web._http._tcp\n",
		.references = (const char *const[]){ "RFC 6763 §4.1", NULL },
	},
	[PTR_OWNER_UPPER_NIBBLE] = {
		.id = "ptr-owner-upper-nibble",
		.severity = SEVERITY_OFF,
		.groups = GROUP_REVERSE | GROUP_STYLE,
		.summary = "nibble of a PTR owner is an upper-case letter",
		.why = "Names are compared without case, so it works; tools that compare text miss it. House style, "
		       "and off unless asked for.",
		.repair = "Write the digits a to f in lower case.",
		.references = (const char *const[]){ "RFC 3596 §2.5, from memory", NULL },
	},
	[PTR_TARGET_RESERVED_TLD] = {
		.id = "ptr-target-reserved-tld",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "PTR names a host in a domain that the world does not have",
		.why = ".local, .lan, .internal and their like resolve inside a network only. A mail server whose "
		       "address has such a name is refused or counted as spam: its name cannot be confirmed.",
		.repair = "Name the host by its public name, or serve the zone inside only.",
		.references = (const char *const[]){ "RFC 6761 §6, from memory", NULL },
	},
	[PTR_TTL] = {
		.id = "ptr-ttl",
		.severity = SEVERITY_OFF,
		.groups = GROUP_REVERSE,
		.summary = "PTR record with a TTL below five minutes",
		.why = "Names of addresses seldom change, and mail servers ask for them with every connection. "
		       "Off unless asked for.",
		.repair = "Write a TTL of an hour or more.",
		.references = (const char *const[]){ "RFC 1912 §2.2", NULL },
	},
	[REVERSE_PRIVATE_ZONE] = {
		.id = "reverse-private-zone",
		.severity = SEVERITY_OFF,
		.groups = GROUP_REVERSE,
		.summary = "reverse zone of private addresses in a public view",
		.why = "Nobody outside is led to it, and it tells how the network is built. Off unless asked for.",
		.repair = "Serve it in an internal view only.",
		.references = (const char *const[]){ "RFC 6303 §4, from memory", NULL },
	},
	[REVERSE_WILDCARD] = {
		.id = "reverse-wildcard",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "wildcard PTR in a reverse zone",
		.why = "Every address without a PTR of its own gets the same name, which can lead back to one of "
		       "them at best. Receivers of mail see a name that does not hold.",
		.repair = "Write a PTR for each address in use; $GENERATE makes many at once.",
		.references = (const char *const[]){ "RFC 4592 §2.1, from memory", NULL },
	},
	[REVERSE_ZONE_NAME] = {
		.id = "reverse-zone-name",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "name of a reverse zone stands for no network",
		.why = "A label above 255, with a leading zero, or one too many: no address has its name in this "
		       "zone, so nobody ever asks it.",
		.repair = "Name the zone after the network: 2.0.192.in-addr.arpa. for 192.0.2.0/24.",
		.references = (const char *const[]){ "RFC 1035 §3.5", NULL },
	},
	[REVERSE_ZONE_OTHER_DATA] = {
		.id = "reverse-zone-other-data",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "record in a reverse zone that belongs elsewhere",
		.why = "Services, certificates and text of mail are asked for at names of hosts and domains, never "
		       "at those of addresses. $ORIGIN is perhaps not what the writer believed.",
		.repair = "Move it to the forward zone.",
		.references = (const char *const[]){ "RFC 3172 §2, from memory", NULL },
	},
	[RFC2317_CNAME_DANGLING] = {
		.id = "rfc2317-cname-dangling",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "CNAME of a classless delegation leads to nothing",
		.why = "The address is handed to a zone that has no PTR for it, so it has no name: receivers of "
		       "mail refuse or distrust it.",
		.repair = "Add the PTR to the zone below, or delete the CNAME.",
		.references = rfc2317,
	},
	[RFC2317_DOUBLE_CNAME] = {
		.id = "rfc2317-double-cname",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "CNAME in a reverse zone leads to another CNAME",
		.why = "Programs that look up names of addresses follow one alias, not always two.",
		.repair = "Let the first CNAME lead to the PTR itself.",
		.references = (const char *const[]){ "RFC 2317 §5", NULL },
	},
	[RFC2317_LABEL_STYLE] = {
		.id = "rfc2317-label-style",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE,
		.summary = "name of a classless reverse zone has a slash",
		.why = "It is the form of RFC 2317, and file names, web forms and some servers do not take it.",
		.repair = "Use a hyphen, as in 64-127.2.0.192.in-addr.arpa., when the zone is made anew.",
		.references = rfc2317,
	},
	[RFC2317_RANGE] = {
		.id = "rfc2317-range",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "PTR outside the block that its zone is named after",
		.why = "The zone above hands over the addresses of the block only, so nobody is led to this record.",
		.repair = "Correct the owner, or move the record to the zone of its address.",
		.references = rfc2317,
	},
};

static struct finding *
tell(struct lint *lint, unsigned rule, const struct record *r, struct span span, const char *before,
    const struct dname *name, const char *behind, const char *label, const char *help)
{
	char text[DNAME_TEXT_MAX];
	struct finding *f =
	    lint_report(lint, &rules[rule], span, "%s%s%s", before, dname_text(name, text), behind);

	finish_finding(lint, f, r, label, help);
	finding_subject(lint, f, name, NULL, NULL);
	return f;
}

/* ---- the zone's name ---- */

static bool
label_is_bad(const uint8_t *label, bool v4)
{
	if (pointer_label_fits(label, v4) || pointer_label_is_block(label))
		return false;
	for (unsigned i = 1; i <= label[0]; i++)
		if ((v4 ? (uint8_t)(label[i] - '0') > 9
		        : (uint8_t)(ascii_lower(label[i]) - 'a') > 5 &&
		                (uint8_t)(label[i] - '0') > 9))
			return false; /* a word: any name may be delegated to (RFC 2317 §5.2) */
	return true;
}

static bool
name_is_bad(const struct dname *origin)
{
	static const struct dname in_addr = { 14, "\7in-addr\4arpa" };
	bool v4 = dname_below(origin, &in_addr);
	unsigned labels = dname_labels(origin), plain = 0;

	for (unsigned i = 0, at = 0; i + 2 < labels; i++, at += origin->wire[at] + 1u) {
		if (label_is_bad(origin->wire + at, v4))
			return true;
		plain += pointer_label_fits(origin->wire + at, v4);
	}
	return plain > (v4 ? 4 : 32);
}

static void
check_name(struct lint *lint, const struct zone *zone)
{
	struct record r = { 0 };
	struct prefix net;
	const struct view_spec *view = set_view(lint_zones(lint), zone->spec.view);

	if (zone->soa == RECORD_NONE || !query_record(lint_zones(lint), zone->soa, &r))
		goto out;
	if (name_is_bad(&zone->spec.origin))
		tell(lint, REVERSE_ZONE_NAME, &r, r.owner_span, "zone ", &zone->spec.origin,
		    " stands for no network", "no address has its name here", NULL);
	if (memchr(zone->spec.origin.wire + 1, '/', zone->spec.origin.wire[0]) != NULL)
		tell(lint, RFC2317_LABEL_STYLE, &r, r.owner_span, "zone ", &zone->spec.origin,
		    " has a slash in its name", "a slash", NULL);
	if (view->public && addr_from_reverse(&zone->spec.origin, &net) &&
	    addr_class(&net.base) == ADDR_PRIVATE)
		tell(lint, REVERSE_PRIVATE_ZONE, &r, r.owner_span, "reverse zone ",
		    &zone->spec.origin, " of private addresses is public", "of no use outside",
		    NULL);
out:
	record_free(&r);
}

/* ---- the zone's records ---- */

static unsigned
label_number(const uint8_t *label, unsigned from, unsigned *end)
{
	unsigned value = 0;

	for (*end = from; *end <= label[0] && (uint8_t)(label[*end] - '0') <= 9 && value < 1000;
	     ++*end)
		value = value * 10 + label[*end] - '0';
	return value;
}

/* The octets that a block stands for: "64/26", "64-26" and "64-127" are 64 to 127. */
static bool
block_range(const uint8_t *label, unsigned *first, unsigned *last)
{
	unsigned end, second;

	if (!pointer_label_is_block(label))
		return false;
	*first = label_number(label, 1, &end);
	second = label_number(label, end + 1, &end);
	if (second > *first && second < 256 &&
	    !(second >= 24 && second <= 32 && memchr(label + 1, '/', label[0]) != NULL)) {
		*last = second;
		return true;
	}
	if (second < 24 || second > 32 || *first > 255)
		return false;
	*last = *first + (1u << (32 - second)) - 1;
	return true;
}

static void
judge_range(struct lint *lint, const struct record *r, unsigned first, unsigned last)
{
	unsigned end, number = label_number(r->owner.wire, 1, &end);

	if (dname_labels(&r->owner) != dname_labels(&r->zone->spec.origin) + 1 ||
	    end <= r->owner.wire[0] || (number >= first && number <= last))
		return;
	tell(lint, RFC2317_RANGE, r, r->owner_span, "PTR owner ", &r->owner,
	    arena_printf(
	        lint_arena(lint), " is not in the block %u to %u of its zone", first, last),
	    "nobody is led here", NULL);
}

/* Types that say something of an address, of the zone, or are judged elsewhere. */
static bool
is_at_home(uint16_t type)
{
	switch (type) {
	case RRTYPE_SRV:
	case RRTYPE_SVCB:
	case RRTYPE_HTTPS:
	case RRTYPE_CAA:
	case RRTYPE_TLSA:
	case RRTYPE_SSHFP:
	case RRTYPE_NAPTR:
	case RRTYPE_URI:
	case RRTYPE_OPENPGPKEY:
	case RRTYPE_SMIMEA:
		return false;
	default:
		return true;
	}
}

static void
judge_record(struct lint *lint, const struct record *r, bool block, unsigned first, unsigned last)
{
	char type[16];

	switch (r->type) {
	case RRTYPE_A:
	case RRTYPE_AAAA:
		if (!at_apex(r) || !zone_is_local(lint, r->zone))
			tell(lint, ADDRESS_IN_REVERSE_ZONE, r, r->type_span, "address record at ",
			    &r->owner, ", in a reverse zone", "not a PTR", NULL);
		break;
	case RRTYPE_PTR:
		if (block)
			judge_range(lint, r, first, last);
		if (r->ttl < 300)
			tell(lint, PTR_TTL, r, r->ttl_span.len > 0 ? r->ttl_span : r->type_span,
			    "PTR of ", &r->owner, " has a TTL below five minutes", "short", NULL);
		for (unsigned i = 0; i < r->owner.len; i += r->owner.wire[i] + 1u)
			if (r->owner.wire[i] == 1 && (uint8_t)(r->owner.wire[i + 1] - 'A') <= 5) {
				tell(lint, PTR_OWNER_UPPER_NIBBLE, r, r->owner_span, "PTR owner ",
				    &r->owner, " is written in upper case", "upper case", NULL);
				break;
			}
		break;
	default:
		if (!is_at_home(r->type))
			tell(lint, REVERSE_ZONE_OTHER_DATA, r, r->type_span,
			    arena_printf(
			        lint_arena(lint), "%s record at ", rrtype_text(r->type, type)),
			    &r->owner, ", in a reverse zone", "nobody asks for it here", NULL);
		break;
	}
}

static void
check_records(struct lint *lint, const struct zone *zone)
{
	struct zone_set *set = lint_zones(lint);
	unsigned first = 0, last = 0;
	bool block = block_range(zone->spec.origin.wire, &first, &last);
	bool pointers = block || lint_wants(lint, &rules[PTR_TTL]) ||
	                lint_wants(lint, &rules[PTR_OWNER_UPPER_NIBBLE]);
	struct record r = { 0 };
	record_id id;
	size_t at = 0;

	while (zone_next(set, zone, &at, &id)) {
		uint16_t type = record_type(set, id);

		if (type == RRTYPE_A || type == RRTYPE_AAAA || !is_at_home(type) ||
		    (type == RRTYPE_PTR && pointers))
			if (query_record(set, id, &r))
				judge_record(lint, &r, block, first, last);
	}
	record_free(&r);
}

/* ---- single records ---- */

static void
judge_wildcard(struct lint *lint, struct record *r)
{
	struct node node;
	record_id id;
	size_t at = 0;

	if (!r->zone->reverse)
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && node_next(&node, RRTYPE_PTR, &at, &id) &&
	    query_record(lint_zones(lint), id, r))
		tell(lint, REVERSE_WILDCARD, r, r->owner_span, "wildcard PTR ", &r->owner, "",
		    "one name for all addresses", "write a PTR for each address in use");
}

static void
judge_alias(struct lint *lint, struct record *r)
{
	struct dname target;
	struct chase chase;
	struct node node;
	size_t field, at = 0;
	record_id id;
	struct finding *f;

	if (r->type != RRTYPE_CNAME || !r->zone->reverse || !record_target(r, &target, &field) ||
	    has_underscore_label(&r->owner))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (node_next(&node, RRTYPE_CNAME, &at, &id) && !dname_equal(&target, &r->owner)) {
		f = tell(lint, RFC2317_DOUBLE_CNAME, r, record_field_span(r, field),
		    "CNAME target ", &target, " is a CNAME again", "an alias",
		    "name the PTR's owner itself");
		note_record(lint, f, id, "alias", "the next alias");
		return;
	}
	query_chase(lint_zones(lint), r->zone->spec.view, &target, &chase);
	if (chase.end == CHASE_END && chase.node.zone != NULL && chase.node.zone->reverse &&
	    node_has(&chase.node, RRTYPE_PTR) == ANSWER_ABSENT)
		tell(lint, RFC2317_CNAME_DANGLING, r, record_field_span(r, field), "CNAME target ",
		    &target, " has no PTR", "leads to nothing",
		    "add the PTR there, or delete the CNAME");
}

/* Documentation stands for a real address in examples. */
static bool
is_for_the_world(const struct addr *addr)
{
	enum addr_class class = addr_class(addr);

	return class == ADDR_PUBLIC || class == ADDR_DOCUMENTATION;
}

static void
judge_pointer(struct lint *lint, struct record *r)
{
	struct dname target;
	struct prefix net;
	size_t field;

	if (!record_target(r, &target, &field) || !is_reserved_tld(&target) ||
	    !set_view(lint_zones(lint), r->zone->spec.view)->public)
		return;
	if (addr_from_reverse(&r->owner, &net) && !is_for_the_world(&net.base))
		return; /* an inside address may well have an inside name */
	tell(lint, PTR_TARGET_RESERVED_TLD, r, record_field_span(r, field), "PTR target ", &target,
	    " is in a domain that the world does not have", "cannot be confirmed", NULL);
}

static void
judge_forward(struct lint *lint, struct record *r)
{
	struct dname above = dname_parent(&r->owner, 1);

	if (r->zone->reverse || has_underscore_label(&r->owner) || label_is(&above, "zones"))
		return;
	tell(lint, PTR_IN_FORWARD_ZONE, r, r->type_span, "PTR record at ", &r->owner,
	    ", outside of the reverse tree", "nobody looks for it here", NULL);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);

		if (!zone->reverse || zone->spec.role == ROLE_EXTERNAL)
			continue;
		check_name(lint, zone);
		check_records(lint, zone);
	}
	each_of(lint, suspects->wildcards, suspects->wildcard_count, judge_wildcard);
	each_of(lint, suspects->targets, suspects->target_count, judge_alias);
	if (lint_wants(lint, &rules[PTR_TARGET_RESERVED_TLD]))
		each_of(lint, suspects->pointers, suspects->pointer_count, judge_pointer);
	each_of(lint, suspects->forward_pointers, suspects->forward_pointer_count, judge_forward);
}

const struct rule_table rules_reverse_zone = { rules, RULE_COUNT, check };
