/*
 * rules/mailauth.c -- DMARC, MTA-STS and TLS-RPT records of mail domains, by their text.
 */
#include "mail/tags.h"
#include "rules/maildomain.h"
#include "rules/texts.h"

enum {
	DMARC_MULTIPLE,
	DMARC_REMOVED_TAG,
	DMARC_REPORT_UNAUTHORISED,
	DMARC_SYNTAX,
	MTA_STS_HOST_MISSING,
	MTA_STS_MULTIPLE,
	MTA_STS_SYNTAX,
	TLSRPT_MISSING,
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
	[DMARC_REPORT_UNAUTHORISED] = MAILAUTH("dmarc-report-unauthorised", SEVERITY_WARNING,
	    "DMARC reports go to a domain that has not agreed",
	    "Receivers send reports to another domain only when that has a record which says that it wants "
	    "them. Without it they are not sent, and nobody notices.",
	    "Add a TXT record \"v=DMARC1\" at DOMAIN._report._dmarc of the domain that takes the reports.",
	    NULL, NULL, "RFC 7489 §7.1, from memory"),
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
	[TLSRPT_MISSING] = MAILAUTH("tlsrpt-missing", SEVERITY_OFF,
	    "mail domain does not ask for reports on TLS",
	    "When other servers cannot reach the MX hosts over TLS, nobody tells. Most domains are like "
	    "that; the rule is off unless asked for.",
	    "Add _smtp._tls TXT \"v=TLSRPTv1; rua=mailto:\" and an address.",
	    "@ MX 10 mx.provider.test.\n",
	    "@ MX 10 mx.provider.test.\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:tls@example.com\"\n",
	    "RFC 8460 §3, from memory"),
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

/* Does the other domain say that it takes reports on this one?  A wildcard may say it of all. */
static enum answer
report_agreed(
    struct lint *lint, uint32_t view, const struct dname *domain, const struct dname *other)
{
	static const struct dname middle = { 16, "\7_report\6_dmarc" };
	struct dname below, name;
	struct chase chase;

	if (!dname_concat(&middle, other, &below) || !dname_concat(domain, &below, &name))
		return ANSWER_UNKNOWN;
	query_chase(lint_zones(lint), view, &name, &chase);
	return chase.end == CHASE_END ? node_has(&chase.node, RRTYPE_TXT) : ANSWER_ABSENT;
}

/* The organisation's own names need no leave; those of one zone are taken for that. */
static bool
is_same_organisation(
    struct lint *lint, uint32_t view, const struct dname *domain, const struct dname *other)
{
	const struct zone *zone = query_zone(lint_zones(lint), view, domain);

	return dname_below(other, domain) || dname_below(domain, other) ||
	       (zone != NULL && dname_labels(&zone->spec.origin) > 1 &&
	           query_zone(lint_zones(lint), view, other) == zone);
}

/* Each "mailto:USER@DOMAIN" of a list, a size behind "!" cut. */
static void
judge_reports(const struct subject *s, uint32_t view, struct str list)
{
	for (size_t at = 0; at < list.len;) {
		const char *from = list.ptr + at, *end = memchr(from, ',', list.len - at), *sign;
		struct str one;
		struct dname other;

		if (end == NULL)
			end = list.ptr + list.len;
		one = tag_trimmed(from, end);
		at = (size_t)(end - list.ptr) + 1;
		sign = memchr(one.ptr, '!', one.len);
		if (sign != NULL)
			one.len = (size_t)(sign - one.ptr);
		sign = memchr(one.ptr, '@', one.len);
		if (!begins_with(one, "mailto:") || sign == NULL ||
		    !dname_parse((struct str){ sign + 1, (size_t)(one.ptr + one.len - sign) - 1 },
		        NULL, &other, NULL) ||
		    is_same_organisation(s->lint, view, s->domain, &other))
			continue;
		switch (report_agreed(s->lint, view, s->domain, &other)) {
		case ANSWER_PRESENT:
			break;
		case ANSWER_UNKNOWN:
			lint_unverified(s->lint, 1);
			break;
		case ANSWER_ABSENT:
			tell(s, DMARC_REPORT_UNAUTHORISED,
			    "has DMARC reports sent to a domain that has not agreed", one);
		}
	}
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
		if (is_one_of(t.name, (const char *const[]){ "rua", "ruf", NULL }))
			judge_reports(&s, view, t.value);
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

/* A domain that takes mail and asks for no reports: told at its first MX record. */
static void
judge_unreported(struct lint *lint, uint32_t view, const struct dname *domain)
{
	struct record r = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain };
	struct dname target;
	struct node node;
	record_id id;
	size_t at = 0, field;

	query_name(lint_zones(lint), view, domain, &node);
	if (node_next(&node, RRTYPE_MX, &at, &id) && query_record(lint_zones(lint), id, &r) &&
	    record_target(&r, &target, &field) && target.len > 1)
		tell(&s, TLSRPT_MISSING, "takes mail and has no TLS-RPT record", STR(""));
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
	if (count == 0 && lint_wants(lint, &rules[TLSRPT_MISSING]))
		judge_unreported(lint, view, domain);
	buf_free(&text);
	record_free(&r);
}

void
mailauth_judge(struct lint *lint, const struct text *t)
{
	const struct dname *owner = &t->r.owner;
	bool sts = text_is(t, "v", "STSv1"), tls = !sts && text_is(t, "v", "TLSRPTv1");
	struct subject s = { .lint = lint, .r = &t->r, .domain = owner };

	if ((!sts && !tls) || is_aliased(lint, t->r.zone->spec.view, owner))
		return;
	if (sts && !has_label(owner, "_mta-sts"))
		tell(&s, MTA_STS_SYNTAX, "holds an MTA-STS record and is not at _mta-sts", STR(""));
	if (tls && !has_label(owner, "_tls"))
		tell(&s, TLSRPT_SYNTAX, "holds a TLS-RPT record and is not at _smtp._tls", STR(""));
}

static void
judge_domain(struct lint *lint, uint32_t view, const struct dname *domain)
{
	judge_dmarc(lint, view, domain);
	judge_sts(lint, view, domain);
	judge_tlsrpt(lint, view, domain);
}

static void
check(struct lint *lint)
{
	each_mail_domain(lint, judge_domain);
	if (!txt_reads(lint) &&
	    (lint_wants(lint, &rules[MTA_STS_SYNTAX]) || lint_wants(lint, &rules[TLSRPT_SYNTAX])))
		each_text(lint, mailauth_judge);
}

const struct rule_table rules_mailauth = { rules, RULE_COUNT, check };
