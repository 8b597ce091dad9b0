/*
 * rules/ns.c -- the name servers of a zone taken together: addresses that two share, families and networks
 * that none is in.
 *
 * Only zones whose servers' addresses are all known are judged as a set.
 */
#include "rules/each.h"

enum {
	NS_ADDRESS_SPECIAL,
	NS_DUPLICATE_ADDRESS,
	NS_NO_IPV4,
	NS_NO_IPV6,
	NS_OWNER_WILDCARD,
	NS_SAME_SUBNET,
	NS_TTL_LOW,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[NS_ADDRESS_SPECIAL] = {
		.id = "ns-address-special",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "name server has an address that nobody can reach",
		.why = "Loopback, link-local, multicast and unspecified addresses lead resolvers nowhere, or "
		       "back to themselves, and so does a private address in a view that is public. Each "
		       "such server costs them a timeout.",
		.repair = "Publish the address at which the server answers.",
		.references = (const char *const[]){ "RFC 6890 §2.2.2, from memory", NULL },
	},
	[NS_DUPLICATE_ADDRESS] = {
		.id = "ns-duplicate-address",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "two name servers of a zone share an address",
		.why = "Two names for one machine are no second server: when it is down, so is the zone. "
		       "Registries refuse such a delegation.",
		.repair = "Run the second server elsewhere, or delete one of the NS records.",
		.references = (const char *const[]){ "RFC 2182 §3.1, from memory", NULL },
	},
	[NS_NO_IPV4] = {
		.id = "ns-no-ipv4",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION,
		.summary = "no name server of the zone has an IPv4 address",
		.why = "Resolvers that have IPv4 only cannot resolve the zone.",
		.repair = "Add a name server with an A record.",
		.references = (const char *const[]){ "RFC 3901 §4, from memory", NULL },
	},
	[NS_NO_IPV6] = {
		.id = "ns-no-ipv6",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION,
		.summary = "no name server of the zone has an IPv6 address",
		.why = "Resolvers that have IPv6 only cannot resolve the zone without help.",
		.repair = "Add AAAA records to the name servers.",
		.references = (const char *const[]){ "RFC 3901 §4, from memory", NULL },
	},
	[NS_OWNER_WILDCARD] = {
		.id = "ns-owner-wildcard",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "NS record at a wildcard",
		.why = "A wildcard cannot delegate: what servers make of it is undefined. BIND refuses the zone, "
		       "NSD and Knot load it and answer each in their own way.",
		.repair = "Write a delegation for each child.",
		.bad = "*.sub NS ns1.provider.test.\n*.sub NS ns2.provider.test.\n",
		.good = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\n",
		.references = (const char *const[]){ "RFC 4592 §4.2, from memory", NULL },
	},
	[NS_SAME_SUBNET] = {
		.id = "ns-same-subnet",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION,
		.summary = "all name servers of the zone are in one network",
		.why = "One router or one cable takes them all down: no name of the zone resolves.",
		.repair = "Run a name server in another network.",
		.references = (const char *const[]){ "RFC 2182 §3.1, from memory", NULL },
	},
	[NS_TTL_LOW] = {
		.id = "ns-ttl-low",
		.severity = SEVERITY_OFF,
		.groups = GROUP_DELEGATION,
		.summary = "NS records of the apex have a very low TTL",
		.why = "Name servers seldom change. With less than five minutes every resolver asks for them "
		       "again and again, and a short outage shows at once.",
		.repair = "Give the NS records a TTL of an hour to a day.",
		.references = (const char *const[]){ "RFC 1912 §2.2", NULL },
	},
};

#define SERVERS_MAX   16
#define ADDRESSES_MAX 8

struct server {
	record_id id;
	struct dname name;
	struct addr addrs[ADDRESSES_MAX];
	size_t count;
};

struct servers {
	const struct zone *zone;
	struct server list[SERVERS_MAX];
	size_t count;
	bool known; /* all names and all addresses are here */
};

static void
collect(struct lint *lint, const struct zone *zone, struct servers *s)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct node apex;
	record_id id;
	size_t at = 0, field;

	s->zone = zone;
	s->count = 0;
	s->known = !zone->left_out;
	query_name(set, zone->spec.view, &zone->spec.origin, &apex);
	while (apex.zone == zone && node_next(&apex, RRTYPE_NS, &at, &id)) {
		struct server *one = &s->list[s->count];

		if (s->count == SERVERS_MAX || !query_record(set, id, &r) ||
		    !record_target(&r, &one->name, &field)) {
			s->known = false;
			break;
		}
		one->id = id;
		if (query_addresses(set, zone->spec.view, &one->name, one->addrs, ADDRESSES_MAX,
		        &one->count) != ANSWER_PRESENT ||
		    one->count > ADDRESSES_MAX) {
			s->known = false;
			one->count = 0;
		}
		s->count++;
	}
	record_free(&r);
}

static struct finding *
tell(struct lint *lint, unsigned rule, const struct server *one, const char *label,
    const char *before, const char *behind)
{
	struct record r = { 0 };
	struct dname target;
	size_t field = 0;
	char name[DNAME_TEXT_MAX];
	struct finding *f = NULL;

	if (query_record(lint_zones(lint), one->id, &r) && record_target(&r, &target, &field)) {
		f = lint_report(lint, &rules[rule], record_field_span(&r, field), "%s %s%s", before,
		    dname_text(&one->name, name), behind);
		finish_finding(lint, f, &r, label, NULL);
		finding_subject(lint, f, &one->name, NULL, NULL);
	}
	record_free(&r);
	return f;
}

/* The same for the zone as a whole, at the first of its servers. */
static void
tell_zone(struct lint *lint, unsigned rule, const struct servers *s, const char *behind)
{
	char origin[DNAME_TEXT_MAX];
	struct record r = { 0 };
	struct finding *f;

	if (query_record(lint_zones(lint), s->list[0].id, &r)) {
		f = lint_report(lint, &rules[rule], r.type_span, "%s of the zone %s %s",
		    rule == NS_SAME_SUBNET ? "all name servers" : "no name server",
		    dname_text(&s->zone->spec.origin, origin), behind);
		finish_finding(lint, f, &r, "the first of them", NULL);
		finding_subject(lint, f, &s->zone->spec.origin, NULL, "NS");
	}
	record_free(&r);
}

static bool
shares(const struct server *a, const struct server *b, struct addr *out)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (addr_equal(&a->addrs[i], &b->addrs[k])) {
				*out = a->addrs[i];
				return true;
			}
	return false;
}

/* The same record once more: it is judged where it stands first. */
static bool
is_repeated(const struct servers *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (dname_equal(&s->list[i].name, &s->list[k].name))
			return true;
	return false;
}

static void
judge_duplicates(struct lint *lint, const struct servers *s)
{
	for (size_t i = 1; i < s->count; i++)
		for (size_t k = 0; k < i; k++) {
			char name[DNAME_TEXT_MAX], text[ADDR_TEXT_MAX];
			struct addr addr;
			struct finding *f;

			if (is_repeated(s, i))
				break;
			if (!shares(&s->list[i], &s->list[k], &addr))
				continue;
			f = tell(lint, NS_DUPLICATE_ADDRESS, &s->list[i], "the same machine",
			    "name server",
			    arena_printf(lint_arena(lint), " has the address %s of %s, too",
			        addr_text(&addr, text), dname_text(&s->list[k].name, name)));
			if (f != NULL)
				note_record(lint, f, s->list[k].id, "first", "the other");
			break;
		}
}

/* An address that no resolver can ask; documentation stands for a real one in examples. */
static bool
is_unreachable(struct lint *lint, const struct servers *s, const struct addr *addr)
{
	const struct view_spec *view = set_view(lint_zones(lint), s->zone->spec.view);

	switch (addr_class(addr)) {
	case ADDR_LOOPBACK:
	case ADDR_LINK_LOCAL:
	case ADDR_MULTICAST:
	case ADDR_UNSPECIFIED:
	case ADDR_V4_MAPPED:
		return true;
	case ADDR_PRIVATE:
		return view->name[0] != '\0' && view->public;
	default:
		return false;
	}
}

static void
judge_special(struct lint *lint, const struct servers *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct server *one = &s->list[i];

		if (label_is(&one->name, "localhost") ||
		    dname_equal(&one->name, &s->zone->spec.origin))
			continue;
		for (size_t k = 0; k < one->count && k < ADDRESSES_MAX; k++)
			if (is_unreachable(lint, s, &one->addrs[k])) {
				char text[ADDR_TEXT_MAX];

				tell(lint, NS_ADDRESS_SPECIAL, one, "cannot be reached",
				    "name server",
				    arena_printf(lint_arena(lint),
				        " has an address that nobody can reach: %s",
				        addr_text(&one->addrs[k], text)));
				break;
			}
	}
}

static void
judge_set(struct lint *lint, const struct servers *s)
{
	struct prefix net = { 0 };
	bool v4 = false, v6 = false, one_net = true;
	size_t addresses = 0;

	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->list[i].count; k++) {
			const struct addr *a = &s->list[i].addrs[k];
			unsigned octets = a->family == ADDR_V4 ? 3 : 6;

			v4 |= a->family == ADDR_V4;
			v6 |= a->family == ADDR_V6;
			if (addresses++ == 0)
				net.base = *a;
			else
				one_net &= net.base.family == a->family &&
				           memcmp(net.base.octets, a->octets, octets) == 0;
		}
	if (addresses == 0 || (s->count == 1 && label_is(&s->list[0].name, "localhost")))
		return;
	if (!v4)
		tell_zone(lint, NS_NO_IPV4, s, "has an IPv4 address");
	if (!v6)
		tell_zone(lint, NS_NO_IPV6, s, "has an IPv6 address");
	if (one_net && s->count > 1)
		tell_zone(lint, NS_SAME_SUBNET, s,
		    v4 ? "are in one network of 256 addresses" : "are in one /48");
}

static void
judge_ttl(struct lint *lint, const struct servers *s)
{
	struct record r = { 0 };
	struct finding *f;

	if (s->count > 0 && query_record(lint_zones(lint), s->list[0].id, &r) && r.ttl < 300) {
		f = lint_report(lint, &rules[NS_TTL_LOW],
		    r.ttl_span.len > 0 ? r.ttl_span : r.type_span,
		    "NS records of the apex have the TTL %u", r.ttl);
		finish_finding(lint, f, &r, "less than five minutes", NULL);
	}
	record_free(&r);
}

static void
judge_wildcard(struct lint *lint, struct record *r)
{
	struct node node;
	char owner[DNAME_TEXT_MAX];
	struct finding *f;
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone != r->zone || !node_next(&node, RRTYPE_NS, &at, &id) ||
	    !query_record(lint_zones(lint), id, r))
		return;
	f = lint_report(lint, &rules[NS_OWNER_WILDCARD], r->owner_span,
	    "NS record at the wildcard %s", dname_text(&r->owner, owner));
	finish_finding(
	    lint, f, r, "a wildcard cannot delegate", "write a delegation for each child");
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct servers *s = arena_array(lint_arena(lint), 1, sizeof *s);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);

		if (zone->spec.role == ROLE_EXTERNAL || zone->apex_ns_count == 0)
			continue;
		collect(lint, zone, s);
		judge_special(lint, s);
		judge_duplicates(lint, s);
		if (s->known)
			judge_set(lint, s);
		judge_ttl(lint, s);
	}
	if (lint_wants(lint, &rules[NS_OWNER_WILDCARD]))
		each_of(lint, suspects->wildcards, suspects->wildcard_count, judge_wildcard);
}

const struct rule_table rules_ns = { rules, RULE_COUNT, check };
