/*
 * rules/mailauth.c -- SPF, DMARC, MTA-STS and TLS-RPT records of mail domains, by their text.
 *
 * Mail domains are the apexes of forward zones and the sender domains of the map: a zone may have an SPF record
 * at each of a million names, and to read them all would cost more than all other rules together.
 */
#include <stdlib.h>

#include "mail/spf.h"
#include "mail/tags.h"
#include "rules/each.h"

enum {
	DMARC_MULTIPLE,
	DMARC_REMOVED_TAG,
	DMARC_SYNTAX,
	MTA_STS_HOST_MISSING,
	MTA_STS_MULTIPLE,
	MTA_STS_SYNTAX,
	SPF_AFTER_ALL,
	SPF_LONG,
	SPF_LOOKUPS,
	SPF_MULTIPLE,
	SPF_NEUTRAL_ALL,
	SPF_NO_ALL,
	SPF_PLUS_ALL,
	SPF_PRIVATE,
	SPF_PTR_,
	SPF_SYNTAX,
	SPF_TYPE99,
	SPF_VOID,
	SPF_WIDE,
	TLSRPT_SYNTAX,
	RULE_COUNT
};

#define MAILAUTH(id_, severity_, summary_, why_, repair_, bad_, good_, ...)              \
 {                                                                                       \
  .id = (id_), .severity = (severity_), .groups = GROUP_MAILAUTH, .summary = (summary_), \
  .why = (why_), .repair = (repair_), .bad = (bad_), .good = (good_),                    \
  .references = (const char *const[]){ __VA_ARGS__, NULL },                              \
 }

static const struct rule rules[RULE_COUNT] = {
	[DMARC_MULTIPLE] =
	    MAILAUTH("dmarc-multiple", SEVERITY_ERROR, "domain has several DMARC records",
	        "Receivers discard all of them: the domain has no DMARC at all.", "Keep one.",
	        "_dmarc TXT \"v=DMARC1; p=none\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n",
	        "_dmarc TXT \"v=DMARC1; p=reject\"\n", "RFC 7489 §6.6.3, from memory"),
	[DMARC_REMOVED_TAG] = MAILAUTH("dmarc-removed-tag", SEVERITY_INFO,
	    "DMARC record has a tag that is no longer used",
	    "pct, rf and ri were taken out of DMARC; receivers pass over them.", "Delete the tag.",
	    "_dmarc TXT \"v=DMARC1; p=reject; pct=50\"\n", "_dmarc TXT \"v=DMARC1; p=reject\"\n",
	    "RFC 9989 §4, from memory"),
	[DMARC_SYNTAX] = MAILAUTH("dmarc-syntax", SEVERITY_ERROR, "DMARC record cannot be read",
	    "Receivers discard a record whose version is not first or whose policy they do not know: forged "
	    "mail is delivered, and no reports are sent.",
	    "Write v=DMARC1 first, then p=none, p=quarantine or p=reject; reports go to mailto: addresses.",
	    "_dmarc TXT \"v=DMARC1; p=rejct\"\n", "_dmarc TXT \"v=DMARC1; p=reject\"\n",
	    "RFC 7489 §6.3, from memory"),
	[MTA_STS_HOST_MISSING] = MAILAUTH("mta-sts-host-missing", SEVERITY_WARNING,
	    "MTA-STS is announced and its host has no address",
	    "Senders fetch the policy from https://mta-sts.DOMAIN/ and find no server, so that mail is sent "
	    "without it.",
	    "Add the address of the host mta-sts, or delete the record _mta-sts.",
	    "_mta-sts TXT \"v=STSv1; id=1\"\n",
	    "_mta-sts TXT \"v=STSv1; id=1\"\nmta-sts A 192.0.2.1\n", "RFC 8461 §3.2, from memory"),
	[MTA_STS_MULTIPLE] = MAILAUTH("mta-sts-multiple", SEVERITY_WARNING,
	    "domain has several MTA-STS records", "Senders take that for none.", "Keep one.",
	    "_mta-sts TXT \"v=STSv1; id=1\"\n_mta-sts TXT \"v=STSv1; id=2\"\n",
	    "_mta-sts TXT \"v=STSv1; id=1\"\n", "RFC 8461 §3.1, from memory"),
	[MTA_STS_SYNTAX] = MAILAUTH("mta-sts-syntax", SEVERITY_WARNING,
	    "MTA-STS record cannot be read",
	    "The id has 1 to 32 letters and digits. Senders pass over a record with another, and mail is sent "
	    "without the policy.",
	    "Write \"v=STSv1; id=\" and a number that grows, such as the time.",
	    "_mta-sts TXT \"v=STSv1; id=2026-01-01\"\n", "_mta-sts TXT \"v=STSv1; id=20260101\"\n",
	    "RFC 8461 §3.1, from memory"),
	[SPF_AFTER_ALL] = MAILAUTH("spf-after-all", SEVERITY_WARNING, "SPF terms behind \"all\"",
	    "\"all\" matches every address, so nothing behind it is looked at, and redirect does nothing "
	    "beside it. Mail from servers named there is refused.",
	    "Move \"all\" to the end.", "@ TXT \"v=spf1 -all ip4:20.0.0.1\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.1 -all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_LONG] = MAILAUTH("spf-long", SEVERITY_WARNING, "SPF record is longer than 450 octets",
	    "With the rest of the answer it no longer fits 512 octets, and receivers that cannot use TCP see "
	    "no record.",
	    "Shorten it, or move parts to an include.", NULL, NULL, "RFC 7208 §3.4"),
	[SPF_LOOKUPS] = MAILAUTH("spf-lookups", SEVERITY_ERROR,
	    "SPF record needs too many look-ups",
	    "More than ten, and receivers give up: every mail of the domain counts as permerror. With nine or "
	    "ten (then this is a warning) the next change of a provider does it.",
	    "Replace includes and host names by addresses.", NULL, NULL, "RFC 7208 §4.6.4"),
	[SPF_MULTIPLE] = MAILAUTH("spf-multiple", SEVERITY_ERROR, "domain has several SPF records",
	    "Receivers must not choose: every mail of the domain counts as permerror, and some refuse it.",
	    "Write one record with the terms of all.",
	    "@ TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 a -all\"\n", "@ TXT \"v=spf1 mx a -all\"\n",
	    "RFC 7208 §4.5, from memory"),
	[SPF_NEUTRAL_ALL] =
	    MAILAUTH("spf-neutral-all", SEVERITY_INFO, "SPF record says nothing of other servers",
	        "\"?all\" means that the domain does not say. It protects nothing.",
	        "Write \"~all\" or \"-all\".", "@ TXT \"v=spf1 mx ?all\"\n",
	        "@ TXT \"v=spf1 mx ~all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_NO_ALL] = MAILAUTH("spf-no-all", SEVERITY_WARNING, "SPF record ends without \"all\"",
	    "Servers that are not named are neither allowed nor forbidden: the record protects nothing.",
	    "Add \"-all\" or \"~all\" at the end.", "@ TXT \"v=spf1 mx\"\n",
	    "@ TXT \"v=spf1 mx -all\"\n", "RFC 7208 §4.7, from memory"),
	[SPF_PLUS_ALL] = MAILAUTH("spf-plus-all", SEVERITY_ERROR, "SPF record lets everybody send",
	    "\"+all\" or a bare \"all\" passes every server of the world. Forged mail passes, and some "
	    "receivers count such a record against the domain.",
	    "Write \"-all\" or \"~all\".", "@ TXT \"v=spf1 mx all\"\n",
	    "@ TXT \"v=spf1 mx -all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_PRIVATE] = MAILAUTH("spf-private", SEVERITY_WARNING,
	    "SPF record names a private network",
	    "Receivers never see such an address. It is left from a sketch of the network, or the outside "
	    "address is missing.",
	    "Write the addresses that receivers see.", "@ TXT \"v=spf1 ip4:10.0.0.0/8 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.0/24 -all\"\n", "RFC 7208 §5.6, from memory"),
	[SPF_PTR_] = MAILAUTH("spf-ptr", SEVERITY_WARNING, "SPF record uses \"ptr\"",
	    "It is slow, breaks with every mistake in reverse zones, and receivers may ignore it.",
	    "Name the addresses.", "@ TXT \"v=spf1 ptr -all\"\n", "@ TXT \"v=spf1 mx -all\"\n",
	    "RFC 7208 §5.5, from memory"),
	[SPF_SYNTAX] = MAILAUTH("spf-syntax", SEVERITY_ERROR, "SPF record cannot be read",
	    "One term that is wrong makes the whole record wrong: every mail of the domain counts as "
	    "permerror.",
	    "Correct the term.", "@ TXT \"v=spf1 ipv4:20.0.0.1 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.1 -all\"\n", "RFC 7208 §4.6.1"),
	[SPF_TYPE99] = MAILAUTH("spf-type99", SEVERITY_WARNING, "record of the type SPF",
	    "The type was given up; receivers read TXT records only.", "Write a TXT record.",
	    "x SPF \"v=spf1 -all\"\n", "x TXT \"v=spf1 -all\"\n", "RFC 7208 §3.1, from memory"),
	[SPF_VOID] = MAILAUTH("spf-void", SEVERITY_WARNING,
	    "SPF terms name hosts that do not exist",
	    "More than two look-ups without answer, and receivers give up: permerror.",
	    "Delete terms of hosts that are gone.",
	    "@ TXT \"v=spf1 a:x.example.com a:y.example.com a:z.example.com a:w.example.com -all\"\n",
	    "@ TXT \"v=spf1 a:x.example.com -all\"\nx A 20.0.0.1\n",
	    "RFC 7208 §4.6.4, from memory"),
	[SPF_WIDE] = MAILAUTH("spf-wide", SEVERITY_WARNING, "SPF record lets a huge network send",
	    "More than 65,536 IPv4 addresses, or an IPv6 network shorter than /32: mostly a digit is missing.",
	    "Correct the length of the prefix.", "@ TXT \"v=spf1 ip4:20.0.0.0/2 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.0/20 -all\"\n", "RFC 7208 §5.6, from memory"),
	[TLSRPT_SYNTAX] =
	    MAILAUTH("tlsrpt-syntax", SEVERITY_WARNING, "TLS-RPT record cannot be read",
	        "Reports go to rua=mailto: or rua=https: addresses; without one nobody sends any.",
	        "Write \"v=TLSRPTv1; rua=mailto:\" and an address.",
	        "_smtp._tls TXT \"v=TLSRPTv1; rua=tls@example.com\"\n",
	        "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.com\"\n",
	        "RFC 8460 §3, from memory"),
};

struct subject {
	struct lint *lint;
	const struct record *r; /* the record at fault */
	const struct dname *domain;
};

static struct finding *
tell(const struct subject *s, unsigned rule, const char *what, struct str detail)
{
	char name[DNAME_TEXT_MAX];
	struct finding *f = lint_report(s->lint, &rules[rule], s->r->rdata_span, "%s %s%s%.*s",
	    dname_text(s->domain, name), what, detail.len > 0 ? ": " : "",
	    (int)(detail.len > 80 ? 80 : detail.len), detail.len > 0 ? detail.ptr : "");

	finish_finding(s->lint, f, s->r, "in this record", NULL);
	finding_subject(s->lint, f, s->domain, NULL, "TXT");
	return f;
}

/* ---- SPF ---- */

static void
judge_term(const struct subject *s, const struct spf_term *t, bool behind)
{
	unsigned least;

	if (behind)
		tell(s, SPF_AFTER_ALL, "has an SPF term behind \"all\"", t->text);
	if (t->kind == SPF_PTR)
		tell(s, SPF_PTR_, "has \"ptr\" in its SPF record", t->text);
	if (t->kind == SPF_ALL && t->qualifier == '+')
		tell(s, SPF_PLUS_ALL, "lets everybody send", t->text);
	if (t->kind == SPF_ALL && t->qualifier == '?')
		tell(s, SPF_NEUTRAL_ALL, "says nothing of other servers", t->text);
	if (t->kind != SPF_IP4 && t->kind != SPF_IP6)
		return;
	least = t->kind == SPF_IP4 ? 16 : 32;
	if (addr_class(&t->network.base) == ADDR_PRIVATE && t->qualifier == '+')
		tell(s, SPF_PRIVATE, "has a private network in its SPF record", t->text);
	else if (t->network.bits < least && t->qualifier == '+')
		tell(s, SPF_WIDE, "lets a huge network send", t->text);
}

/* False when a term is wrong: then the rest means nothing. */
static bool
judge_terms(const struct subject *s, struct str text, size_t at)
{
	struct spf_term t;
	const char *why = "";
	bool all = false, redirect = false;
	enum spf_step step;

	while ((step = spf_next(text, &at, &t, &why)) == SPF_TERM) {
		judge_term(s, &t, all && t.kind != SPF_OTHER);
		all |= t.kind == SPF_ALL;
		redirect |= t.kind == SPF_REDIRECT;
	}
	if (step == SPF_WRONG) {
		struct finding *f =
		    tell(s, SPF_SYNTAX, "has an SPF term that cannot be read", t.text);

		finding_label(s->lint, f, "%s", why);
		return false;
	}
	if (!all && !redirect)
		tell(s, SPF_NO_ALL, "has an SPF record without \"all\"", STR(""));
	return true;
}

/* Look-ups of the whole record: as for an address that no term names. */
static void
judge_lookups(const struct subject *s, uint32_t view)
{
	struct spf_question q = { .set = lint_zones(s->lint),
		.view = view,
		.addr = { .family = ADDR_V4, .octets = { 192, 0, 2, 255 } },
		.domain = *s->domain,
		.helo = *s->domain };
	struct spf_verdict v;
	char count[16];

	spf_check(&q, &v);
	if (v.lookups >= SPF_LOOKUPS_MAX - 1) {
		struct finding *f;

		memcpy(count,
		    v.lookups > SPF_LOOKUPS_MAX ? "more than 10"
		    : v.lookups == 10           ? "10"
		                                : "9",
		    v.lookups > SPF_LOOKUPS_MAX ? 13
		    : v.lookups == 10           ? 3
		                                : 2);
		f = tell(s, SPF_LOOKUPS, "has an SPF record of many look-ups", str_of(count));
		if (v.lookups <= SPF_LOOKUPS_MAX)
			finding_severity(f, SEVERITY_WARNING);
	} else if (v.voids > SPF_VOIDS_MAX) {
		tell(s, SPF_VOID, "has more than two SPF terms that lead nowhere", STR(""));
	}
}

static void
judge_spf(struct lint *lint, uint32_t view, const struct dname *domain)
{
	struct spf_record spf = { 0 };
	struct record r = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain };
	size_t at;

	if (spf_find(lint_zones(lint), view, domain, &spf) == ANSWER_PRESENT &&
	    query_record(lint_zones(lint), spf.id, &r)) {
		if (spf.count > 1)
			tell(&s, SPF_MULTIPLE, "has several SPF records", STR(""));
		else if (spf_is_record(buf_view(&spf.text), &at) &&
		         judge_terms(&s, buf_view(&spf.text), at))
			judge_lookups(&s, view);
		if (spf.text.len > 450)
			tell(&s, SPF_LONG, "has an SPF record of more than 450 octets", STR(""));
	}
	spf_record_free(&spf);
	record_free(&r);
}

/* ---- records of tags ---- */

/* The TXT records of a name that begin like this; their count, and the first with its strings joined. */
static unsigned
find_texts(struct lint *lint, uint32_t view, const struct dname *name, const char *version,
    struct record *r, struct buf *text)
{
	const struct zone *zone;
	struct node node;
	struct record other = { 0 };
	struct buf joined = { 0 };
	record_id id;
	size_t at = 0;
	unsigned count = 0;

	zone = query_zone(lint_zones(lint), view, name);
	if (zone == NULL || zone->spec.role == ROLE_EXTERNAL)
		return 0;
	query_owner(lint_zones(lint), zone, name, &node);
	while (node_next(&node, RRTYPE_TXT, &at, &id)) {
		size_t len = strlen(version);

		if (!query_record(lint_zones(lint), id, &other))
			continue;
		joined.len = 0;
		text_join(other.rdata, other.rdata_len, &joined);
		if (joined.len < len ||
		    !str_equal_fold((struct str){ joined.ptr, len }, str_of(version)))
			continue;
		if (count++ == 0 && query_record(lint_zones(lint), id, r)) {
			text->len = 0;
			buf_bytes(text, joined.ptr, joined.len);
		}
	}
	buf_free(&joined);
	record_free(&other);
	return count;
}

static bool
is_one_of(struct str value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_equal_fold(value, str_of(*words)))
			return true;
	return false;
}

/* Every address of a list begins with mailto: (or https:, where the web may be told). */
static bool
addresses_fine(struct str list, bool web)
{
	size_t at = 0;

	while (at < list.len) {
		const char *from = list.ptr + at, *end = memchr(from, ',', list.len - at);
		struct str one;

		if (end == NULL)
			end = list.ptr + list.len;
		one = tag_trimmed(from, end);
		at = (size_t)(end - list.ptr) + 1;
		if (!begins_with(one, "mailto:") && !(web && begins_with(one, "https://")))
			return false;
	}
	return list.len > 0;
}

static bool
dmarc_tag_fine(const struct tag *t)
{
	static const char *const policies[] = { "none", "quarantine", "reject", NULL };
	static const char *const modes[] = { "r", "s", NULL }, *const yes[] = { "y", "n", "u",
		NULL };

	if (is_one_of(t->name, (const char *const[]){ "p", "sp", "np", NULL }))
		return is_one_of(t->value, policies);
	if (is_one_of(t->name, (const char *const[]){ "adkim", "aspf", NULL }))
		return is_one_of(t->value, modes);
	if (is_one_of(t->name, (const char *const[]){ "psd", "t", NULL }))
		return is_one_of(t->value, yes);
	if (is_one_of(t->name, (const char *const[]){ "rua", "ruf", NULL }))
		return addresses_fine(t->value, false);
	return true;
}

static void
judge_dmarc(struct lint *lint, uint32_t view, const struct dname *domain)
{
	static const struct dname label = { 8, "\6_dmarc" };
	struct record r = { 0 };
	struct buf text = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain };
	struct dname name;
	struct tag t;
	size_t at = 0;
	unsigned count = 0;

	if (dname_concat(&label, domain, &name))
		count = find_texts(lint, view, &name, "v=DMARC1", &r, &text);
	if (count > 1)
		tell(&s, DMARC_MULTIPLE, "has several DMARC records", STR(""));
	if (text.len >= 8 && memcmp(text.ptr, "v=DMARC1", 8) != 0)
		tell(&s, DMARC_SYNTAX, "has a DMARC version in other letters than v=DMARC1",
		    STR(""));
	while (count > 0 && tag_next(buf_view(&text), &at, &t)) {
		if (!dmarc_tag_fine(&t))
			tell(&s, DMARC_SYNTAX, "has a DMARC tag that cannot be read", t.name);
		if (is_one_of(t.name, (const char *const[]){ "pct", "rf", "ri", NULL }))
			tell(&s, DMARC_REMOVED_TAG, "has a DMARC tag that is no longer used",
			    t.name);
	}
	buf_free(&text);
	record_free(&r);
}

static bool
sts_id_fine(struct str text)
{
	struct tag t;
	size_t at = 0;

	while (tag_next(text, &at, &t)) {
		bool fine = t.value.len >= 1 && t.value.len <= 32;

		if (!str_equal_fold(t.name, STR("id")))
			continue;
		for (size_t i = 0; i < t.value.len; i++) {
			uint8_t c = ascii_lower((uint8_t)t.value.ptr[i]);

			fine &= (uint8_t)(c - 'a') <= 25 || (uint8_t)(c - '0') <= 9;
		}
		return fine;
	}
	return false;
}

static void
judge_sts(struct lint *lint, uint32_t view, const struct dname *domain)
{
	static const struct dname label = { 10, "\10_mta-sts" }, host = { 9, "\7mta-sts" };
	struct record r = { 0 };
	struct buf text = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain };
	struct dname name;
	struct addr addr;
	size_t addresses;
	unsigned count = 0;

	if (dname_concat(&label, domain, &name))
		count = find_texts(lint, view, &name, "v=STSv1", &r, &text);
	if (count > 1)
		tell(&s, MTA_STS_MULTIPLE, "has several MTA-STS records", STR(""));
	if (count > 0 && !sts_id_fine(buf_view(&text)))
		tell(&s, MTA_STS_SYNTAX, "has an MTA-STS record without a readable id", STR(""));
	if (count > 0 && dname_concat(&host, domain, &name) &&
	    query_addresses(lint_zones(lint), view, &name, &addr, 1, &addresses) == ANSWER_ABSENT)
		tell(&s, MTA_STS_HOST_MISSING, "announces MTA-STS, and mta-sts has no address",
		    STR(""));
	buf_free(&text);
	record_free(&r);
}

static void
judge_tlsrpt(struct lint *lint, uint32_t view, const struct dname *domain)
{
	static const struct dname label = { 12, "\5_smtp\4_tls" };
	struct record r = { 0 };
	struct buf text = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain };
	struct dname name;
	struct tag t;
	size_t at = 0;
	unsigned count = 0;
	bool fine = false;

	if (dname_concat(&label, domain, &name))
		count = find_texts(lint, view, &name, "v=TLSRPTv1", &r, &text);
	while (count > 0 && tag_next(buf_view(&text), &at, &t))
		if (str_equal_fold(t.name, STR("rua")))
			fine = addresses_fine(t.value, true);
	if (count > 0 && !fine)
		tell(&s, TLSRPT_SYNTAX, "has a TLS-RPT record without a readable rua", STR(""));
	buf_free(&text);
	record_free(&r);
}

/* ---- domains ---- */

static void
judge_type99(struct lint *lint, struct record *r)
{
	struct subject s = { .lint = lint, .r = r, .domain = &r->owner };

	tell(&s, SPF_TYPE99, "has a record of the type SPF", STR(""));
}

static void
judge_domain(struct lint *lint, uint32_t view, const struct dname *domain)
{
	judge_spf(lint, view, domain);
	judge_dmarc(lint, view, domain);
	judge_sts(lint, view, domain);
	judge_tlsrpt(lint, view, domain);
}

/* Is the name an apex of the view?  Then it was judged as one. */
static bool
is_apex(struct zone_set *set, uint32_t view, const struct dname *name)
{
	const struct zone *zone = query_zone(set, view, name);

	return zone == NULL || dname_equal(&zone->spec.origin, name);
}

static int
by_name(const void *a, const void *b)
{
	return dname_compare(*(const struct dname *const *)a, *(const struct dname *const *)b);
}

/* Sender domains of the map that are no apex, each once. */
static void
check_senders(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	size_t hosts = 0, total = 0, count = 0;
	const struct mail_host *list =
	    lint_mail(lint) == NULL ? NULL : mail_hosts(lint_mail(lint), &hosts);
	const struct dname **names;

	for (size_t i = 0; i < hosts; i++)
		total += list[i].own_domain_count;
	names = arena_array(lint_arena(lint), total + 1, sizeof *names);
	for (size_t i = 0; i < hosts; i++)
		for (size_t k = 0; k < list[i].own_domain_count; k++)
			names[count++] = list[i].domains[k];
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++)
		for (uint32_t v = 0; v < set_view_count(set); v++)
			if ((i == 0 || !dname_equal(names[i], names[i - 1])) &&
			    !is_apex(set, v, names[i]))
				judge_domain(lint, v, names[i]);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);

		if (zone->spec.role != ROLE_EXTERNAL && !zone->reverse && zone->records > 0)
			judge_domain(lint, zone->spec.view, &zone->spec.origin);
	}
	check_senders(lint);
	each_record(lint, RRTYPE_SPF, judge_type99);
}

const struct rule_table rules_mailauth = { rules, RULE_COUNT, check };
