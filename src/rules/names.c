/*
 * rules/names.c -- owners that no host can have, and TTLs out of bounds.
 *
 * The readers note owners with anything but letters, digits and single hyphens inside labels.
 */
#include "rules/each.h"

enum {
	IDN_INVALID_ALABEL,
	NAME_HYPHEN_34,
	NAME_HYPHEN_EDGE,
	NAME_INVALID_HOSTNAME,
	NAME_LITERAL_DOT,
	NAME_SPACE_OR_CONTROL,
	NAME_UNDERSCORE,
	TTL_TOO_HIGH,
	TTL_TOO_LOW,
	TTL_ZERO,
	WILDCARD_CNAME,
	WILDCARD_INNER,
	RULE_COUNT
};

static const char *const rfc1123[] = { "RFC 1123 §2.1", NULL };

static const struct rule rules[RULE_COUNT] = {
	[IDN_INVALID_ALABEL] = {
		.id = "idn-invalid-alabel",
		.severity = SEVERITY_WARNING,
		.summary = "label begins with xn-- and is no encoded name",
		.why = "Nothing can be decoded from it, so browsers show it as it is or refuse it, and nobody "
		       "reaches it by the name that was meant.",
		.repair = "Encode the name anew (idn2 NAME), or write the plain name.",
		.bad = "xn--0 A 192.0.2.1\n",
		.good = "xn--bcher-kva A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 5891 §4, from memory", "RFC 3492 §6.2, from memory", NULL },
	},
	[NAME_HYPHEN_34] = {
		.id = "name-hyphen-34",
		.severity = SEVERITY_INFO,
		.summary = "label with hyphens in third and fourth place",
		.why = "Such labels are kept for encodings like xn--. Registries and certificate authorities "
		       "refuse others.",
		.repair = "Choose another name.",
		.bad = "ab--c A 192.0.2.1\n",
		.good = "abc--d A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 5891 §4.2.3.1", NULL },
	},
	[NAME_HYPHEN_EDGE] = {
		.id = "name-hyphen-edge",
		.severity = SEVERITY_WARNING,
		.summary = "host label begins or ends with a hyphen",
		.why = "Host names must not. Mail servers and certificate authorities refuse the name, some "
		       "resolvers of operating systems as well.",
		.repair = "Choose another name.",
		.bad = "www- A 192.0.2.1\n",
		.good = "www-1 A 192.0.2.1\n",
		.references = rfc1123,
	},
	[NAME_INVALID_HOSTNAME] = {
		.id = "name-invalid-hostname",
		.severity = SEVERITY_WARNING,
		.summary = "owner of an address or MX is no host name",
		.why = "A character that host names have not. Programs that check names before they look them up "
		       "never ask for it.",
		.repair = "Write a name of letters, digits and hyphens.",
		.bad = "web!1 A 192.0.2.1\n",
		.good = "web-1 A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 1912 §2.1", NULL },
	},
	[NAME_LITERAL_DOT] = {
		.id = "name-literal-dot",
		.severity = SEVERITY_INFO,
		.summary = "label holds a dot",
		.why = "\"\\.\" is one label with a dot in it, not two labels. That is rarely meant outside of the "
		       "mailbox of a SOA record.",
		.repair = "Write a plain dot.",
		.bad = "www\\.old A 192.0.2.1\n",
		.good = "www.old A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §5.1", NULL },
	},
	[NAME_SPACE_OR_CONTROL] = {
		.id = "name-space-or-control",
		.severity = SEVERITY_WARNING,
		.summary = "blank or control character in a label",
		.why = "An escape that slipped in: the name looks right and is another one.",
		.repair = "Write the name without it.",
		.bad = "www\\032 A 192.0.2.1\n",
		.good = "www A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 2181 §11", NULL },
	},
	[NAME_UNDERSCORE] = {
		.id = "name-underscore",
		.severity = SEVERITY_WARNING,
		.summary = "host name with an underscore",
		.why = "Host names have letters, digits and hyphens. Some clients do not look such a name up, mail "
		       "servers refuse it, and public certificates are not issued for it.",
		.repair = "Use a hyphen.",
		.bad = "web_1 A 192.0.2.1\n",
		.good = "web-1 A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.1", "RFC 1123 §2.1", NULL },
	},
	[TTL_TOO_HIGH] = {
		.id = "ttl-too-high",
		.severity = SEVERITY_OFF,
		.summary = "TTL above a week",
		.why = "After a change the old data stays in caches for so long. Off unless asked for.",
		.repair = "Write a TTL of a day or less.",
		.bad = "www 8d A 192.0.2.1\n",
		.good = "www 7d A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.2", NULL },
	},
	[TTL_TOO_LOW] = {
		.id = "ttl-too-low",
		.severity = SEVERITY_OFF,
		.summary = "TTL below five minutes",
		.why = "Every resolver asks again and again, and a short outage shows at once. Off unless asked "
		       "for: who prepares a change wants it so.",
		.repair = "Write a TTL of an hour or more once the change is done.",
		.bad = "www 60 A 192.0.2.1\n",
		.good = "www 300 A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.2", NULL },
	},
	[TTL_ZERO] = {
		.id = "ttl-zero",
		.severity = SEVERITY_INFO,
		.summary = "TTL 0",
		.why = "The record is not kept in caches at all: every look-up goes to the name server, and some "
		       "resolvers raise the value as they like.",
		.repair = "Write a TTL of some seconds at least.",
		.bad = "www 0 A 192.0.2.1\n",
		.good = "www 1 A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1035 §3.2.1", NULL },
	},
	[WILDCARD_CNAME] = {
		.id = "wildcard-cname",
		.severity = SEVERITY_OFF,
		.summary = "CNAME at a wildcard",
		.why = "Every name that does not exist becomes an alias, for mail and text as well. It is legal and "
		       "often meant; off unless asked for.",
		.repair = "Write addresses in place of the CNAME, or aliases for the names in use.",
		.bad = "* CNAME www.provider.test.\n",
		.good = "* A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.7", NULL },
	},
	[WILDCARD_INNER] = {
		.id = "wildcard-inner",
		.severity = SEVERITY_WARNING,
		.summary = "asterisk inside a name",
		.why = "Only the leftmost label makes a wildcard. Elsewhere the asterisk is a plain character, and "
		       "the name answers for itself alone.",
		.repair = "Write the names that are meant, or a wildcard at the left.",
		.bad = "www.* A 192.0.2.1\n",
		.good = "*.www A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 4592 §2.1.1", NULL },
	},
};

/* What is odd about an owner. */
struct oddities {
	bool other, underscore, edge, third, blank, dot, star, alabel;
};

/* Can a label behind "xn--" be decoded to something beyond ASCII?  RFC 3492 §6.2. */
static bool
punycode_is_fine(const uint8_t *s, unsigned len)
{
	uint32_t n = 128, i = 0, bias = 72, out = 0;
	unsigned in = 0, decoded = 0;

	for (unsigned k = 0; k < len; k++)
		if (s[k] == '-')
			in = k + 1;
	out = in > 0 ? in - 1 : 0;
	while (in < len) {
		uint32_t old = i, w = 1, delta;

		for (uint32_t k = 36;; k += 36) {
			uint32_t digit, t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
			uint8_t c;

			if (in >= len)
				return false;
			c = ascii_lower(s[in++]);
			digit = c >= 'a' && c <= 'z'   ? (uint32_t)(c - 'a')
			        : c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 26
			                               : 99;
			if (digit > 35 || digit > (UINT32_MAX - i) / w)
				return false;
			i += digit * w;
			if (digit < t)
				break;
			if (w > UINT32_MAX / (36 - t))
				return false;
			w *= 36 - t;
		}
		delta = old == 0 ? (i - old) / 700 : (i - old) / 2;
		delta += delta / (out + 1);
		for (bias = 0; delta > 455; bias += 36)
			delta /= 35;
		bias += 36 * delta / (delta + 38);
		n += i / (out + 1);
		i %= out + 1;
		if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000))
			return false;
		i++;
		out++;
		decoded++;
	}
	return decoded > 0;
}

static void
look_at_label(const uint8_t *label, unsigned len, bool first, struct oddities *o)
{
	static const char prefix[] = "xn--";

	o->edge |= label[0] == '-' || label[len - 1] == '-';
	if (len >= 4 && label[2] == '-' && label[3] == '-') {
		if (str_equal_fold((struct str){ (const char *)label, 4 }, str_of(prefix)))
			o->alabel |= !punycode_is_fine(label + 4, len - 4);
		else
			o->third = true;
	}
	for (unsigned i = 0; i < len; i++) {
		uint8_t c = ascii_lower(label[i]);

		if (c <= ' ' || c == 0x7f)
			o->blank = true;
		else if (c == '.')
			o->dot = true;
		else if (c == '_')
			o->underscore = true;
		else if (c == '*')
			o->star |= len == 1 ? !first : false;
		else if ((uint8_t)(c - 'a') > 25 && (uint8_t)(c - '0') > 9 && c != '-')
			o->other = true;
	}
}

static void
tell(struct lint *lint, unsigned rule, const struct record *r, const char *what)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f = lint_report(
	    lint, &rules[rule], r->owner_span, "%s %s", dname_text(&r->owner, owner), what);

	finish_finding(
	    lint, f, r, rules[rule].severity == SEVERITY_INFO ? "odd" : "not as meant?", NULL);
	finding_subject(lint, f, &r->owner, NULL, NULL);
}

/* The part of an owner in front of its zone's name: an odd name of a zone is told of once, by the zone. */
static struct oddities
look_at(const struct record *r)
{
	struct oddities o = { 0 };
	unsigned own = dname_labels(&r->owner) - dname_labels(&r->zone->spec.origin);

	for (unsigned i = 0, at = 0; i < own; i++, at += r->owner.wire[at] + 1u)
		look_at_label(r->owner.wire + at + 1, r->owner.wire[at], i == 0, &o);
	return o;
}

static void
judge(struct lint *lint, struct record *r)
{
	struct node node;
	struct oddities o;
	record_id id;
	size_t at = 0;
	bool host, service = has_underscore_label(&r->owner);

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone != r->zone || !node_next(&node, 0, &at, &id) || id != r->id)
		return;
	o = look_at(r);
	host = count_records(&node, RRTYPE_A, 1) + count_records(&node, RRTYPE_AAAA, 1) +
	           count_records(&node, RRTYPE_MX, 1) >
	       0;
	if (o.blank && !service)
		tell(lint, NAME_SPACE_OR_CONTROL, r, "has a blank or control character");
	else if (o.dot && !service)
		tell(lint, NAME_LITERAL_DOT, r, "has a dot inside a label");
	else if (o.star)
		tell(lint, WILDCARD_INNER, r, "has an asterisk that makes no wildcard");
	else if (o.edge && host)
		tell(lint, NAME_HYPHEN_EDGE, r, "has a label with a hyphen at its edge");
	else if (o.other && host && !service)
		tell(lint, NAME_INVALID_HOSTNAME, r, "has an address and is no host name");
	else if (o.underscore && host && !service)
		tell(lint, NAME_UNDERSCORE, r, "is a host name with an underscore");
	if (o.alabel)
		tell(lint, IDN_INVALID_ALABEL, r, "begins with xn-- and cannot be decoded");
	if (o.third)
		tell(lint, NAME_HYPHEN_34, r, "has hyphens in third and fourth place");
}

static void
judge_wildcard(struct lint *lint, struct record *r)
{
	struct node node;
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone == r->zone && node_next(&node, RRTYPE_CNAME, &at, &id) &&
	    query_record(lint_zones(lint), id, r))
		tell(lint, WILDCARD_CNAME, r, "makes an alias of every name");
}

/* ---- TTLs ---- */

#define DAY 86400

static void
judge_ttls(struct lint *lint, unsigned rule, uint32_t least, uint32_t most)
{
	struct record r = { 0 };
	const record_id *list;
	size_t count;

	if (!lint_wants(lint, &rules[rule]))
		return;
	set_ttls(lint_zones(lint), least, most, &list, &count);
	for (size_t i = 0; i < count; i++) {
		char owner[DNAME_TEXT_MAX], type[16];
		struct finding *f;

		if (!query_record(lint_zones(lint), list[i], &r) || r.type == RRTYPE_RRSIG)
			continue;
		f = lint_report(lint, &rules[rule], r.ttl_span.len > 0 ? r.ttl_span : r.type_span,
		    "%s record of %s has the TTL %u", rrtype_text(r.type, type),
		    dname_text(&r.owner, owner), r.ttl);
		finish_finding(
		    lint, f, &r, rule == TTL_ZERO ? "not kept at all" : "out of bounds", NULL);
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	each_of(lint, suspects->names, suspects->name_count, judge);
	if (lint_wants(lint, &rules[WILDCARD_CNAME]))
		each_of(lint, suspects->wildcards, suspects->wildcard_count, judge_wildcard);
	judge_ttls(lint, TTL_ZERO, 1, UINT32_MAX);
	judge_ttls(lint, TTL_TOO_LOW, 300, UINT32_MAX);
	judge_ttls(lint, TTL_TOO_HIGH, 0, 7 * DAY);
}

const struct rule_table rules_names = { rules, RULE_COUNT, check };
