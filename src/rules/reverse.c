/*
 * rules/reverse.c -- where PTR records stand: at the reverse name of an address, or at a name nobody asks
 * for.
 *
 * Labels of the zone's own name are never at fault here: they are one mistake, not one for each record.
 */
#include <stdlib.h>

#include "base/err.h"
#include "lint/lint.h"
#include "zone/pointer.h"

enum {
	PTR_OWNER_FULL_ADDRESS,
	PTR_OWNER_LEADING_ZERO,
	PTR_OWNER_NIBBLE_COUNT,
	PTR_OWNER_NOT_NIBBLE,
	PTR_OWNER_NOT_NUMERIC,
	PTR_OWNER_OCTET_RANGE,
	PTR_OWNER_TOO_DEEP,
	PTR_OWNER_TOO_SHALLOW,
	RULE_COUNT
};

static const char *const rfc1035[] = { "RFC 1035 §3.5", NULL };
static const char *const rfc1035_2317[] = { "RFC 1035 §3.5", "RFC 2317 §4", NULL };
static const char *const rfc3596[] = { "RFC 3596 §2.5", NULL };

static const struct rule rules[RULE_COUNT] = {
	[PTR_OWNER_FULL_ADDRESS] = {
		.id = "ptr-owner-full-address",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.fix = FIX_UNSAFE,
		.summary = "owner of a PTR is a whole address",
		.why = "The owner is completed with the name of the reverse zone, which holds the network part "
		       "already. The record stands at a name that nobody asks for, and the address has no PTR.",
		.repair = "Write only the part of the address that the zone's name lacks, last octet first.",
		.references = rfc1035,
	},
	[PTR_OWNER_LEADING_ZERO] = {
		.id = "ptr-owner-leading-zero",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.fix = FIX_UNSAFE,
		.summary = "owner of a PTR has a leading zero",
		.why = "Look-ups ask for the octet without leading zeros, and names are compared as text. "
		       "Nobody finds the record at 01.2.0.192.in-addr.arpa.",
		.repair = "Write the octet without leading zeros.",
		.references = rfc1035,
	},
	[PTR_OWNER_NIBBLE_COUNT] = {
		.id = "ptr-owner-nibble-count",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "owner of a PTR has not 32 nibbles",
		.why = "An IPv6 address has 32 hexadecimal digits, each a label below ip6.arpa, and zeros are "
		       "not left out. A record at any other depth answers for no address.",
		.repair = "Write all digits of the address that the zone's name lacks, last digit first.",
		.references = rfc3596,
	},
	[PTR_OWNER_NOT_NIBBLE] = {
		.id = "ptr-owner-not-nibble",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "owner of a PTR has a label that is no nibble",
		.why = "Below ip6.arpa each label is one hexadecimal digit. A record at any other name answers "
		       "for no address.",
		.repair = "Write each hexadecimal digit as a label of its own, last digit first.",
		.references = rfc3596,
	},
	[PTR_OWNER_NOT_NUMERIC] = {
		.id = "ptr-owner-not-numeric",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE,
		.summary = "owner of a PTR is not numeric",
		.why = "Below in-addr.arpa addresses are octets. A record at another name answers for no "
		       "address, unless a CNAME of a classless delegation leads to it.",
		.repair = "Write the octets of the address, last octet first.",
		.references = rfc1035_2317,
	},
	[PTR_OWNER_OCTET_RANGE] = {
		.id = "ptr-owner-octet-range",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "owner of a PTR has an octet above 255",
		.why = "No address has such an octet, so nobody asks for this name. The address that was meant "
		       "has no PTR.",
		.repair = "Correct the octet.",
		.references = rfc1035,
	},
	[PTR_OWNER_TOO_DEEP] = {
		.id = "ptr-owner-too-deep",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE,
		.summary = "owner of a PTR has more than four octets",
		.why = "An IPv4 address has four octets. Often the owner repeats a part of the zone's name, or "
		       "$ORIGIN is not what the writer believed. Nobody asks for this name.",
		.repair = "Write only the part of the address that the zone's name lacks, last octet first.",
		.references = rfc1035_2317,
	},
	[PTR_OWNER_TOO_SHALLOW] = {
		.id = "ptr-owner-too-shallow",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE,
		.summary = "PTR stands at a network, not at an address",
		.why = "Names of networks and their gateways may stand there, but hardly anybody asks for them. "
		       "More often an octet of the owner was forgotten, and the address has no PTR.",
		.repair = "Write all octets of the address that the zone's name lacks, last octet first.",
		.references = rfc1035,
	},
};

/* An owner that stands for no address, and what is wrong with it. */
struct owner {
	const struct record *record;
	const struct rule *rule;
	const uint8_t *labels[DNAME_LABELS_MAX];
	unsigned count;  /* of labels, without in-addr.arpa or ip6.arpa */
	unsigned own;    /* of them in front of the zone's name */
	unsigned misfit; /* the first of its own that is no octet or nibble; own when all are */
	bool v4;
	struct addr addr; /* PTR_OWNER_FULL_ADDRESS: the address */
};

static void
owner_split(const struct record *r, struct owner *o)
{
	static const struct dname in_addr = { 14, "\7in-addr\4arpa" };
	unsigned zone = dname_labels(&r->zone->spec.origin), all = dname_labels(&r->owner);

	*o = (struct owner){ .record = r, .v4 = dname_below(&r->owner, &in_addr) };
	o->count = all - 2;
	o->own = all - zone < o->count ? all - zone : o->count;
	for (unsigned i = 0, at = 0; i < o->count; i++, at += r->owner.wire[at] + 1u)
		o->labels[i] = r->owner.wire + at;
	while (o->misfit < o->own && pointer_label_fits(o->labels[o->misfit], o->v4))
		o->misfit++;
}

static bool
label_is_number(const uint8_t *label)
{
	for (unsigned i = 1; i <= label[0]; i++)
		if (label[i] < '0' || label[i] > '9')
			return false;
	return true;
}

/* Leading zeros apart, is the number at most 255? */
static bool
label_is_small(const uint8_t *label)
{
	unsigned value = 0;

	for (unsigned i = 1; i <= label[0] && value <= 255; i++)
		value = value * 10 + label[i] - '0';
	return value <= 255;
}

/*
 * Four octets of its own in a zone that has some already: a whole address, written forwards or backwards.
 *
 * return  false when they are not; else o->addr is the address, by the zone's network when that decides
 */
static bool
owner_is_whole_address(struct owner *o)
{
	struct addr forward = { .family = ADDR_V4 }, backward = { .family = ADDR_V4 };
	struct prefix net;

	if (!o->v4 || o->own != 4 || o->misfit < o->own || o->count == 4)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0;

		for (unsigned k = 1; k <= o->labels[i][0]; k++)
			value = value * 10 + o->labels[i][k] - '0';
		forward.octets[i] = backward.octets[3 - i] = (uint8_t)value;
	}
	o->addr = forward;
	if (addr_from_reverse(&o->record->zone->spec.origin, &net) &&
	    prefix_contains(&net, &backward) && !prefix_contains(&net, &forward))
		o->addr = backward;
	return true;
}

/* Choose the rule for an owner that zone/pointer.h cannot explain. */
static void
owner_judge(struct owner *o, enum pointer_kind kind)
{
	const uint8_t *label = o->misfit < o->own ? o->labels[o->misfit] : NULL;

	if (kind == POINTER_NETWORK)
		o->rule = &rules[o->v4 ? PTR_OWNER_TOO_SHALLOW : PTR_OWNER_NIBBLE_COUNT];
	else if (owner_is_whole_address(o))
		o->rule = &rules[PTR_OWNER_FULL_ADDRESS];
	else if (label != NULL && !o->v4)
		o->rule = &rules[PTR_OWNER_NOT_NIBBLE];
	else if (label != NULL && !label_is_number(label))
		o->rule = &rules[PTR_OWNER_NOT_NUMERIC];
	else if (label != NULL)
		o->rule =
		    &rules[label_is_small(label) ? PTR_OWNER_LEADING_ZERO : PTR_OWNER_OCTET_RANGE];
	else
		o->rule = &rules[o->v4 ? PTR_OWNER_TOO_DEEP : PTR_OWNER_NIBBLE_COUNT];
}

/* The owner that the address would have in the zone; false when it lies elsewhere. */
static bool
owner_in_zone(const struct owner *o, struct dname *out)
{
	const struct dname *origin = &o->record->zone->spec.origin;

	addr_reverse_name(&o->addr, out);
	if (!dname_below(out, origin) || out->len == origin->len)
		return false;
	out->len = (uint8_t)(out->len - origin->len + 1);
	out->wire[out->len - 1] = 0;
	return true;
}

/* A name's text without the final dot: a relative name, or a label alone. */
static const char *
relative_text(const struct dname *name, char buf[DNAME_TEXT_MAX])
{
	dname_text(name, buf);
	buf[strlen(buf) - 1] = '\0';
	return buf;
}

static const char *
label_text(const struct owner *o, char buf[DNAME_TEXT_MAX])
{
	const uint8_t *label = o->labels[o->misfit];
	struct dname name = { .len = (uint8_t)(label[0] + 2) };

	memcpy(name.wire, label, label[0] + 1u);
	return relative_text(&name, buf);
}

static void
help_full_address(struct lint *lint, struct finding *f, const struct owner *o)
{
	char buf[DNAME_TEXT_MAX];
	struct dname name;

	if (owner_in_zone(o, &name))
		finding_help(lint, f, "write %s", relative_text(&name, buf));
	else
		finding_help(lint, f, "the address is not in this zone's network");
}

/* "5.2.0.192.in-addr.arpa" with its final dot forgotten. */
static bool
lacks_final_dot(const struct owner *o)
{
	static const struct dname arpa = { 6, "\4arpa" };

	for (unsigned i = 0; i < o->own; i++)
		if (o->labels[i][0] == 4 && memcmp(o->labels[i] + 1, arpa.wire + 1, 4) == 0)
			return true;
	return false;
}

/* The owner with its octets as numbers are written. */
static void
owner_without_zeros(const struct owner *o, struct dname *out)
{
	const uint8_t *in = o->record->owner.wire;

	out->len = 0;
	for (unsigned i = 0; in[0] != 0; i++, in += in[0] + 1u) {
		unsigned skip = 0;

		while (
		    i < o->own && label_is_number(in) && skip + 1u < in[0] && in[1 + skip] == '0')
			skip++;
		out->wire[out->len++] = (uint8_t)(in[0] - skip);
		memcpy(out->wire + out->len, in + 1 + skip, in[0] - skip);
		out->len = (uint8_t)(out->len + in[0] - skip);
	}
	out->wire[out->len++] = 0;
}

/* What was meant, as an absolute name: which origin is in force need not be known. */
static void
offer_owner(struct lint *lint, struct finding *f, const struct owner *o, const struct dname *meant)
{
	char name[DNAME_TEXT_MAX];

	if (o->record->generated || o->record->owner_inherited)
		return;
	dname_text(meant, name);
	finding_fix(lint, f, FIX_UNSAFE, "write %s", name);
	finding_edit(lint, f, o->record->owner_span, "%s", name);
}

static void
report(struct lint *lint, const struct owner *o)
{
	const struct record *r = o->record;
	char name[DNAME_TEXT_MAX], label[DNAME_TEXT_MAX] = "", addr[ADDR_TEXT_MAX];
	struct dname meant;
	struct finding *f;

	dname_text(&r->owner, name);
	if (o->misfit < o->own)
		label_text(o, label);
	switch (o->rule - rules) {
	case PTR_OWNER_FULL_ADDRESS:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s holds the whole address %s", name, addr_text(&o->addr, addr));
		help_full_address(lint, f, o);
		addr_reverse_name(&o->addr, &meant);
		if (dname_below(&meant, &r->zone->spec.origin))
			offer_owner(lint, f, o, &meant);
		break;
	case PTR_OWNER_LEADING_ZERO:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has the octet %s with a leading zero", name, label);
		owner_without_zeros(o, &meant);
		offer_owner(lint, f, o, &meant);
		break;
	case PTR_OWNER_OCTET_RANGE:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has the octet %s, above 255", name, label);
		break;
	case PTR_OWNER_NOT_NUMERIC:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has the label %s, which is no octet", name, label);
		break;
	case PTR_OWNER_NOT_NIBBLE:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has the label %s, which is not one hexadecimal digit", name,
		    label);
		break;
	case PTR_OWNER_NIBBLE_COUNT:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has %u nibbles, an IPv6 address has 32", name, o->count);
		break;
	case PTR_OWNER_TOO_DEEP:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s has %u octets, an IPv4 address has 4", name, o->count);
		break;
	default:
		f = lint_report(lint, o->rule, r->owner_span,
		    "PTR owner %s is a network: %u octets of 4", name, o->count);
		break;
	}
	finding_label(lint, f,
	    o->rule == &rules[PTR_OWNER_TOO_SHALLOW] ? "no address" : "nobody asks for this name");
	if (lacks_final_dot(o))
		finding_help(lint, f, "final dot missing behind the owner");
	finding_record(lint, f, r);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct pointer_cache *cache = xcalloc(1, sizeof *cache);
	struct record r = { 0 };
	const struct zone *zone = NULL;
	struct dname last = DNAME_ROOT;

	for (size_t i = 0; i < suspects->pointer_count; i++) {
		enum pointer_kind kind;
		struct addr addr;
		struct owner owner;

		if (!query_record(set, suspects->pointers[i], &r))
			continue;
		kind = query_pointer(set, &r, cache, &addr);
		if (kind != POINTER_NETWORK && kind != POINTER_STRAY)
			continue;
		/* Several PTRs at one bad name are one mistake. */
		if (zone == r.zone && dname_equal(&last, &r.owner))
			continue;
		zone = r.zone;
		last = r.owner;
		owner_split(&r, &owner);
		if (owner.count == 0)
			continue;
		owner_judge(&owner, kind);
		report(lint, &owner);
	}
	record_free(&r);
	free(cache);
}

const struct rule_table rules_reverse = { rules, RULE_COUNT, check };
