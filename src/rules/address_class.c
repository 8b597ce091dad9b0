/*
 * rules/address_class.c -- address records whose address is of no use to the world, by IANA's registries.
 *
 * Behind an MX record mx-address-private and mx-address-special speak.  Private addresses are a defect only
 * where the project says that a view is public; documentation addresses stand for real ones in examples, so
 * a zone is told of them once.
 */
#include "rules/each.h"
#include "rules/zone.h"

enum {
	ADDRESS_DEPRECATED,
	ADDRESS_DOCUMENTATION,
	ADDRESS_DUAL_STACK,
	ADDRESS_LINK_LOCAL,
	ADDRESS_LOCALHOST,
	ADDRESS_LOOPBACK,
	ADDRESS_MULTICAST,
	ADDRESS_PRIVATE,
	ADDRESS_SAME_SUBNET_TWICE,
	ADDRESS_UNSPECIFIED,
	ADDRESS_V4_MAPPED,
	RULE_COUNT
};

static const char *const rfc6890[] = { "RFC 6890 §2.2.2, from memory", NULL };

static const struct rule rules[RULE_COUNT] = {
	[ADDRESS_DEPRECATED] = {
		.id = "address-deprecated",
		.severity = SEVERITY_INFO,
		.summary = "address of a kind that is given up",
		.why = "Site-local, 6to4 and IPv4-compatible addresses were withdrawn years ago. Few networks "
		       "route them, and clients that try them wait for a timeout.",
		.repair = "Publish the host's present address, or delete the record.",
		.bad = "www AAAA 2002:c000:201::1\n",
		.good = "www AAAA 2600::1\n",
		.references = (const char *const[]){
		    "RFC 3879 §4, from memory", "RFC 7526 §4, from memory", NULL },
	},
	[ADDRESS_DOCUMENTATION] = {
		.id = "address-documentation",
		.severity = SEVERITY_INFO,
		.summary = "addresses from networks kept for documentation",
		.why = "Nobody can reach them. In a real zone they were copied from a manual.",
		.repair = "Write the real address.",
		.bad = "www A 192.0.2.1\n",
		.good = "www A 20.0.0.1\n",
		.references = (const char *const[]){ "RFC 5737 §3, from memory",
		    "RFC 3849 §2, from memory", "RFC 9637 §3, from memory", NULL },
	},
	[ADDRESS_DUAL_STACK] = {
		.id = "address-dual-stack",
		.severity = SEVERITY_OFF,
		.summary = "host has an IPv4 address and no IPv6 address",
		.why = "Networks without IPv4 reach it through translators only. Most hosts are like that, so the "
		       "rule is off unless asked for.",
		.repair = "Add an AAAA record once the host answers there.",
		.bad = "www A 192.0.2.1\n",
		.good = "www A 192.0.2.1\nwww AAAA 2001:db8::1\n",
		.references = NULL,
	},
	[ADDRESS_LINK_LOCAL] = {
		.id = "address-link-local",
		.severity = SEVERITY_WARNING,
		.summary = "link-local address in a zone",
		.why = "It holds on one cable only, and an IPv6 one needs the name of an interface that the DNS "
		       "cannot carry. Clients wait for a timeout.",
		.repair = "Publish another address of the host, or delete the record.",
		.bad = "www AAAA fe80::1\n",
		.good = "www AAAA 2600::1\n",
		.references = (const char *const[]){ "RFC 4291 §2.5.6, from memory", NULL },
	},
	[ADDRESS_LOCALHOST] = {
		.id = "address-localhost",
		.severity = SEVERITY_INFO,
		.summary = "localhost has another address than 127.0.0.1 or ::1",
		.why = "Programs trust the name localhost to be their own machine, and are sent elsewhere.",
		.repair = "Write 127.0.0.1, or delete the record.",
		.bad = "localhost A 192.0.2.1\n",
		.good = "localhost A 127.0.0.1\n",
		.references = (const char *const[]){ "RFC 1912 §4.1", NULL },
	},
	[ADDRESS_LOOPBACK] = {
		.id = "address-loopback",
		.severity = SEVERITY_WARNING,
		.summary = "name other than localhost has a loopback address",
		.why = "Whoever connects reaches his own machine. Now and then a name is taken out of service "
		       "like that; mail and web clients then talk to themselves.",
		.repair = "Write the host's address, or delete the record.",
		.bad = "www A 127.0.0.1\n",
		.good = "localhost A 127.0.0.1\n",
		.references = (const char *const[]){ "RFC 1912 §4.1", NULL },
	},
	[ADDRESS_MULTICAST] = {
		.id = "address-multicast",
		.severity = SEVERITY_WARNING,
		.summary = "multicast, broadcast or reserved address in a zone",
		.why = "No host has such an address, so nobody can connect to it.",
		.repair = "Write the host's address.",
		.bad = "www A 239.1.1.1\n",
		.good = "www A 20.0.0.1\n",
		.references = rfc6890,
	},
	[ADDRESS_PRIVATE] = {
		.id = "address-private",
		.severity = SEVERITY_WARNING,
		.summary = "private address in a view that is public",
		.why = "The project file says that the world sees this view, and the world cannot reach the "
		       "address; clients that have such a network of their own talk to a stranger there.",
		.repair = "Publish the outside address, and keep the private one in an internal view.",
		.references = (const char *const[]){ "RFC 1918 §3, from memory", NULL },
	},
	[ADDRESS_SAME_SUBNET_TWICE] = {
		.id = "address-same-subnet-twice",
		.severity = SEVERITY_OFF,
		.summary = "name has two addresses in one network of 256",
		.why = "Often an old address was left beside the new one. To spread load it is usual, so the rule "
		       "is off unless asked for.",
		.repair = "Delete the address that is no longer used.",
		.bad = "www A 192.0.2.1\nwww A 192.0.2.2\n",
		.good = "www A 192.0.2.1\nwww A 198.51.100.2\n",
		.references = NULL,
	},
	[ADDRESS_UNSPECIFIED] = {
		.id = "address-unspecified",
		.severity = SEVERITY_WARNING,
		.summary = "the unspecified address in a zone",
		.why = "0.0.0.0 and :: mean \"no address\". Some systems take them for their own machine, others "
		       "report an error.",
		.repair = "Write the host's address, or delete the record.",
		.bad = "www A 0.0.0.0\n",
		.good = "www A 20.0.0.0\n",
		.references = rfc6890,
	},
	[ADDRESS_V4_MAPPED] = {
		.id = "address-v4-mapped",
		.severity = SEVERITY_WARNING,
		.summary = "AAAA record holds an IPv4-mapped address",
		.why = "Such addresses stand for IPv4 inside programs and are not sent over a network. Clients "
		       "with IPv6 only cannot connect, others may not either.",
		.repair = "Write an A record.",
		.bad = "www AAAA ::ffff:192.0.2.1\n",
		.good = "www A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 4291 §2.5.5.2", NULL },
	},
};

/* 6to4, site-local, IPv4-compatible: in the registries as special, or no longer in them. */
static bool
is_deprecated(const struct addr *addr)
{
	static const uint8_t zeros[12] = { 0 };
	const uint8_t *o = addr->octets;

	if (addr->family == ADDR_V4)
		return o[0] == 192 && o[1] == 88 && o[2] == 99;
	return (o[0] == 0x20 && o[1] == 0x02) || (o[0] == 0xfe && (o[1] & 0xc0) == 0xc0) ||
	       (memcmp(o, zeros, 12) == 0 && (o[12] | o[13]) != 0);
}

/* The rule for an address, or RULE_COUNT. */
static unsigned
rule_of(const struct addr *addr, enum addr_class class)
{
	if (is_deprecated(addr))
		return ADDRESS_DEPRECATED;
	switch (class) {
	case ADDR_LINK_LOCAL:
		return ADDRESS_LINK_LOCAL;
	case ADDR_LOOPBACK:
		return ADDRESS_LOOPBACK;
	case ADDR_MULTICAST:
		return ADDRESS_MULTICAST;
	case ADDR_PRIVATE:
		return ADDRESS_PRIVATE;
	case ADDR_DOCUMENTATION:
		return ADDRESS_DOCUMENTATION;
	case ADDR_UNSPECIFIED:
		return ADDRESS_UNSPECIFIED;
	case ADDR_V4_MAPPED:
		return ADDRESS_V4_MAPPED;
	default:
		return RULE_COUNT;
	}
}

struct judge {
	struct lint *lint;
	struct zone_set *set;
	bool wanted[RULE_COUNT];
	uint64_t *documentation; /* by zone: how many addresses */
	record_id *first;        /* by zone: the first of them */
};

/* Only 127.0.0.1 and ::1: lists of addresses that are refused answer with others. */
static bool
is_plain_loopback(const struct addr *addr)
{
	return addr->octets[addr->family == ADDR_V4 ? 3 : 15] == 1 &&
	       (addr->family == ADDR_V6 || (addr->octets[1] | addr->octets[2]) == 0);
}

static bool
wants_address(void *arg, const struct seen_address *seen)
{
	struct judge *j = arg;
	unsigned rule = rule_of(&seen->addr, seen->class);
	const struct mail *all = lint_mail(j->lint);
	const struct zone *zone = seen->zone;
	const struct mail_address *mail;
	const struct view_spec *view;

	if (rule == RULE_COUNT || !j->wanted[rule])
		return false;
	/* What the project file treats as public is; what was given up is gone all the same. */
	if (rule != ADDRESS_DEPRECATED && all != NULL && mail_treats_as_public(all, &seen->addr))
		return false;
	if (rule == ADDRESS_DOCUMENTATION) {
		if (j->documentation[zone->id]++ == 0 ||
		    (!seen->follows && record_before(j->set, seen->id, j->first[zone->id])))
			j->first[zone->id] = seen->id;
		return false;
	}
	view = set_view(j->set, zone->spec.view);
	if (rule == ADDRESS_PRIVATE && (view->name[0] == '\0' || !view->public))
		return false;
	if (rule == ADDRESS_LOOPBACK && !is_plain_loopback(&seen->addr))
		return false;
	mail = all == NULL ? NULL : mail_address_find(all, zone->spec.view, &seen->addr);
	return mail == NULL || !mail->inbound;
}

static void
report(struct lint *lint, const struct record *r, const struct addr *addr, uint64_t count)
{
	static const char *const words[RULE_COUNT] = {
		[ADDRESS_DEPRECATED] = "address %s of a kind that is given up",
		[ADDRESS_LINK_LOCAL] = "link-local address %s",
		[ADDRESS_LOOPBACK] = "loopback address %s",
		[ADDRESS_MULTICAST] = "multicast or reserved address %s",
		[ADDRESS_PRIVATE] = "private address %s in a public view",
		[ADDRESS_UNSPECIFIED] = "unspecified address %s",
		[ADDRESS_V4_MAPPED] = "IPv4-mapped address %s",
	};
	char owner[DNAME_TEXT_MAX], text[ADDR_TEXT_MAX];
	unsigned rule = rule_of(addr, addr_class(addr));
	struct finding *f;

	if (rule == RULE_COUNT)
		return;
	if (rule == ADDRESS_LOOPBACK &&
	    (label_is(&r->owner, "localhost") || label_is(&r->owner, "loopback") ||
	        (at_apex(r) && zone_is_local(lint, r->zone))))
		return;
	addr_text(addr, text);
	if (rule == ADDRESS_DOCUMENTATION) {
		f = lint_report(lint, &rules[rule], r->rdata_span,
		    "zone %s has %llu address%s kept for documentation, the first is %s",
		    dname_text(&r->zone->spec.origin, owner), (unsigned long long)count,
		    count == 1 ? "" : "es", text);
		finish_finding(lint, f, r, "nobody can reach it", "write the real address");
	} else {
		const char *word = words[rule];
		int head = (int)(strstr(word, "%s") - word);

		f = lint_report(lint, &rules[rule], r->rdata_span, "%s has the %.*s%s%s",
		    dname_text(&r->owner, owner), head, word, text, word + head + 2);
		finish_finding(lint, f, r, "cannot be reached", NULL);
	}
	finding_subject(lint, f, &r->owner, addr, NULL);
}

/* ---- localhost ---- */

static void
check_localhost(struct lint *lint, const struct zone *zone)
{
	static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };
	static const struct dname label = { 11, "\11localhost" };
	struct record r = { 0 };
	struct dname name;
	struct node node;
	record_id id;

	if (zone->spec.role == ROLE_EXTERNAL || zone->reverse ||
	    !dname_concat(&label, &zone->spec.origin, &name))
		return;
	query_owner(lint_zones(lint), zone, &name, &node);
	for (size_t t = 0; t < ARRAY_LEN(types); t++)
		for (size_t at = 0; node_next(&node, types[t], &at, &id);) {
			struct addr addr;
			char text[ADDR_TEXT_MAX];
			struct finding *f;

			if (!record_addr(lint_zones(lint), id, &addr) ||
			    addr_class(&addr) == ADDR_LOOPBACK ||
			    !query_record(lint_zones(lint), id, &r))
				continue;
			f = lint_report(lint, &rules[ADDRESS_LOCALHOST], r.rdata_span,
			    "localhost has the address %s", addr_text(&addr, text));
			finish_finding(lint, f, &r, "not the machine itself",
			    "write 127.0.0.1, or delete the record");
		}
	record_free(&r);
}

/* ---- every address, only when asked for ---- */

static bool
same_net(const struct record *a, const struct record *b)
{
	return memcmp(a->rdata, b->rdata, 3) == 0 && memcmp(a->rdata, b->rdata, 4) != 0;
}

static void
judge_each(struct lint *lint, struct record *r)
{
	struct record other = { 0 };
	char owner[DNAME_TEXT_MAX];
	struct node node;
	struct finding *f;
	record_id id;
	size_t at = 0;

	if (is_first_of_rrset(lint, r, &node) && node_has(&node, RRTYPE_AAAA) == ANSWER_ABSENT) {
		f = lint_report(lint, &rules[ADDRESS_DUAL_STACK], r->owner_span,
		    "%s has no IPv6 address", dname_text(&r->owner, owner));
		finish_finding(lint, f, r, "IPv4 only", NULL);
	}
	while (node_next(&node, RRTYPE_A, &at, &id) && id != r->id)
		if (query_record(lint_zones(lint), id, &other) && same_net(r, &other)) {
			f = lint_report(lint, &rules[ADDRESS_SAME_SUBNET_TWICE], r->rdata_span,
			    "%s has two addresses in one network of 256",
			    dname_text(&r->owner, owner));
			finish_finding(lint, f, r, "near the other", NULL);
			break;
		}
	record_free(&other);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	struct judge j = { .lint = lint, .set = set };
	struct record r = { 0 };
	const record_id *list;
	struct addr addr;
	size_t count;

	j.documentation =
	    arena_array(lint_arena(lint), set_zone_count(set) + 1, sizeof *j.documentation);
	j.first = arena_array(lint_arena(lint), set_zone_count(set) + 1, sizeof *j.first);
	for (size_t i = 0; i < RULE_COUNT; i++)
		j.wanted[i] = lint_wants(lint, &rules[i]);
	set_addresses(set, wants_address, &j, &list, &count);
	for (size_t i = 0; i < count; i++)
		if (record_addr(set, list[i], &addr) && query_record(set, list[i], &r))
			report(lint, &r, &addr, 1);
	for (size_t i = 0; i < set_zone_count(set); i++)
		if (j.documentation[i] > 0 && record_addr(set, j.first[i], &addr) &&
		    query_record(set, j.first[i], &r))
			report(lint, &r, &addr, j.documentation[i]);
	record_free(&r);
	for (size_t i = 0; i < set_zone_count(set) && lint_wants(lint, &rules[ADDRESS_LOCALHOST]);
	     i++)
		check_localhost(lint, set_zone(set, i));
	if (lint_wants(lint, &rules[ADDRESS_DUAL_STACK]) ||
	    lint_wants(lint, &rules[ADDRESS_SAME_SUBNET_TWICE]))
		each_record(lint, RRTYPE_A, judge_each);
}

const struct rule_table rules_address_class = { rules, RULE_COUNT, check };
