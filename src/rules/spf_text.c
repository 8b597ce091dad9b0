/*
 * rules/spf_text.c -- SPF records by their text, and what they include in the zones that are here.
 */
#include "mail/spf.h"
#include "rules/maildomain.h"
#include "rules/texts.h"

enum {
	SPF_AFTER_ALL,
	SPF_INCLUDE_LOOP,
	SPF_INCLUDE_NO_SPF,
	SPF_IP_HOST_BITS,
	SPF_LONG,
	SPF_LOOKUPS,
	SPF_MULTIPLE,
	SPF_MX_TOO_MANY,
	SPF_NEUTRAL_ALL,
	SPF_NO_ALL,
	SPF_PLUS_ALL,
	SPF_PRIVATE,
	SPF_PTR_,
	SPF_STRING_JOIN,
	SPF_SYNTAX,
	SPF_TYPE99,
	SPF_UNUSED_SUBDOMAIN,
	SPF_VOID,
	SPF_WIDE,
	RULE_COUNT
};

#define MAILAUTH(fix_, id_, severity_, summary_, why_, repair_, bad_, good_, ...)            \
 {                                                                                           \
  .id = (id_), .severity = (severity_), .groups = GROUP_MAILAUTH, .fix = (fix_),             \
  .summary = (summary_), .why = (why_), .repair = (repair_), .bad = (bad_), .good = (good_), \
  .references = (const char *const[]){ __VA_ARGS__, NULL },                                  \
 }

static const struct rule rules[RULE_COUNT] = {
	[SPF_AFTER_ALL] = MAILAUTH(FIX_UNSAFE, "spf-after-all", SEVERITY_WARNING,
	    "SPF terms behind \"all\"",
	    "\"all\" matches every address, so nothing behind it is looked at, and redirect does nothing "
	    "beside it. Mail from servers named there is refused.",
	    "Move \"all\" to the end.", "@ TXT \"v=spf1 -all ip4:20.0.0.1\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.1 -all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_INCLUDE_LOOP] = MAILAUTH(FIX_NONE, "spf-include-loop", SEVERITY_ERROR,
	    "SPF record includes itself",
	    "Receivers go round until the ten look-ups are used up: every mail of the domain counts as "
	    "permerror.",
	    "Take the include out that leads back.", "@ TXT \"v=spf1 include:example.com -all\"\n",
	    "@ TXT \"v=spf1 include:_spf.example.com -all\"\n_spf TXT \"v=spf1 mx -all\"\n",
	    "RFC 7208 §5.2, from memory"),
	[SPF_INCLUDE_NO_SPF] = MAILAUTH(FIX_NONE, "spf-include-no-spf", SEVERITY_ERROR,
	    "SPF record includes a name without one",
	    "An include or redirect of a name that has no SPF record is a permanent error for all mail of the "
	    "domain, whatever else the record says.",
	    "Correct the name, or take the term out.",
	    "@ TXT \"v=spf1 include:_spf.example.com -all\"\n",
	    "@ TXT \"v=spf1 include:_spf.example.com -all\"\n_spf TXT \"v=spf1 mx -all\"\n",
	    "RFC 7208 §5.2, from memory"),
	[SPF_IP_HOST_BITS] = MAILAUTH(FIX_UNSAFE, "spf-ip-host-bits", SEVERITY_INFO,
	    "SPF network has bits set behind its length",
	    "Receivers pass over the bits behind the length. Who reads the record may take it for the single "
	    "address, and either the address or the length may be wrong.",
	    "Write the first address of the network, or the single address without a length.",
	    "@ TXT \"v=spf1 ip4:20.0.0.77/24 -all\"\n", "@ TXT \"v=spf1 ip4:20.0.0.0/24 -all\"\n",
	    "RFC 7208 §5.6, from memory"),
	[SPF_LONG] = MAILAUTH(FIX_NONE, "spf-long", SEVERITY_WARNING,
	    "SPF record is longer than 450 octets",
	    "With the rest of the answer it no longer fits 512 octets, and receivers that cannot use TCP see "
	    "no record.",
	    "Shorten it, or move parts to an include.", NULL, NULL, "RFC 7208 §3.4"),
	[SPF_LOOKUPS] = MAILAUTH(FIX_NONE, "spf-lookups", SEVERITY_ERROR,
	    "SPF record needs too many look-ups",
	    "More than ten, and receivers give up: every mail of the domain counts as permerror. With nine or "
	    "ten (then this is a warning) the next change of a provider does it.",
	    "Replace includes and host names by addresses.", NULL, NULL, "RFC 7208 §4.6.4"),
	[SPF_MULTIPLE] = MAILAUTH(FIX_NONE, "spf-multiple", SEVERITY_ERROR,
	    "domain has several SPF records",
	    "Receivers must not choose: every mail of the domain counts as permerror, and some refuse it.",
	    "Write one record with the terms of all.",
	    "@ TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 a -all\"\n", "@ TXT \"v=spf1 mx a -all\"\n",
	    "RFC 7208 §4.5, from memory"),
	[SPF_MX_TOO_MANY] = MAILAUTH(FIX_NONE, "spf-mx-too-many", SEVERITY_ERROR,
	    "SPF term \"mx\" leads to more than ten hosts",
	    "Receivers look up ten hosts at most; with more the record is a permanent error for all mail of "
	    "the domain.",
	    "Name the addresses, or fewer MX hosts.", NULL, NULL, "RFC 7208 §4.6.4"),
	[SPF_NEUTRAL_ALL] = MAILAUTH(FIX_NONE, "spf-neutral-all", SEVERITY_INFO,
	    "SPF record says nothing of other servers",
	    "\"?all\" means that the domain does not say. It protects nothing.",
	    "Write \"~all\" or \"-all\".", "@ TXT \"v=spf1 mx ?all\"\n",
	    "@ TXT \"v=spf1 mx ~all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_NO_ALL] = MAILAUTH(FIX_NONE, "spf-no-all", SEVERITY_WARNING,
	    "SPF record ends without \"all\"",
	    "Servers that are not named are neither allowed nor forbidden: the record protects nothing.",
	    "Add \"-all\" or \"~all\" at the end.", "@ TXT \"v=spf1 mx\"\n",
	    "@ TXT \"v=spf1 mx -all\"\n", "RFC 7208 §4.7, from memory"),
	[SPF_PLUS_ALL] = MAILAUTH(FIX_NONE, "spf-plus-all", SEVERITY_ERROR,
	    "SPF record lets everybody send",
	    "\"+all\" or a bare \"all\" passes every server of the world. Forged mail passes, and some "
	    "receivers count such a record against the domain.",
	    "Write \"-all\" or \"~all\".", "@ TXT \"v=spf1 mx all\"\n",
	    "@ TXT \"v=spf1 mx -all\"\n", "RFC 7208 §5.1, from memory"),
	[SPF_PRIVATE] = MAILAUTH(FIX_NONE, "spf-private", SEVERITY_WARNING,
	    "SPF record names a private network",
	    "Receivers never see such an address. It is left from a sketch of the network, or the outside "
	    "address is missing.",
	    "Write the addresses that receivers see.", "@ TXT \"v=spf1 ip4:10.0.0.0/8 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.0/24 -all\"\n", "RFC 7208 §5.6, from memory"),
	[SPF_PTR_] = MAILAUTH(FIX_NONE, "spf-ptr", SEVERITY_WARNING, "SPF record uses \"ptr\"",
	    "It is slow, breaks with every mistake in reverse zones, and receivers may ignore it.",
	    "Name the addresses.", "@ TXT \"v=spf1 ptr -all\"\n", "@ TXT \"v=spf1 mx -all\"\n",
	    "RFC 7208 §5.5, from memory"),
	[SPF_STRING_JOIN] = MAILAUTH(FIX_UNSAFE, "spf-string-join", SEVERITY_WARNING,
	    "two strings of an SPF record run together",
	    "Receivers join the strings of a record without a blank, so that two terms become one that nobody "
	    "meant. Mail of the servers named there is refused.",
	    "End the first string, or begin the second, with a blank.",
	    "@ TXT \"v=spf1 include:_spf.provider.test\" \"~all\"\n",
	    "@ TXT \"v=spf1 include:_spf.provider.test \" \"~all\"\n", "RFC 7208 §3.3"),
	[SPF_SYNTAX] = MAILAUTH(FIX_NONE, "spf-syntax", SEVERITY_ERROR, "SPF record cannot be read",
	    "One term that is wrong makes the whole record wrong: every mail of the domain counts as "
	    "permerror.",
	    "Correct the term.", "@ TXT \"v=spf1 ipv4:20.0.0.1 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.1 -all\"\n", "RFC 7208 §4.6.1"),
	[SPF_TYPE99] =
	    MAILAUTH(FIX_UNSAFE, "spf-type99", SEVERITY_WARNING, "record of the type SPF",
	        "The type was given up; receivers read TXT records only.", "Write a TXT record.",
	        "x SPF \"v=spf1 -all\"\n", "x TXT \"v=spf1 -all\"\n", "RFC 7208 §3.1, from memory"),
	[SPF_UNUSED_SUBDOMAIN] = MAILAUTH(FIX_NONE, "spf-unused-subdomain", SEVERITY_OFF,
	    "host with MX records has no SPF record",
	    "SPF does not come down from the domain above: anybody's server may send in the name of the host. "
	    "Few sites mind; the rule is off unless asked for.",
	    "Add TXT \"v=spf1 -all\" where no mail is sent from the name.",
	    "host MX 10 mx.provider.test.\n",
	    "host MX 10 mx.provider.test.\nhost TXT \"v=spf1 -all\"\n",
	    "RFC 7208 §4.5, from memory"),
	[SPF_VOID] = MAILAUTH(FIX_NONE, "spf-void", SEVERITY_WARNING,
	    "SPF terms name hosts that do not exist",
	    "More than two look-ups without answer, and receivers give up: permerror.",
	    "Delete terms of hosts that are gone.",
	    "@ TXT \"v=spf1 a:x.example.com a:y.example.com a:z.example.com a:w.example.com -all\"\n",
	    "@ TXT \"v=spf1 a:x.example.com -all\"\nx A 20.0.0.1\n", "RFC 7208 §4.6.4"),
	[SPF_WIDE] = MAILAUTH(FIX_NONE, "spf-wide", SEVERITY_WARNING,
	    "SPF record lets a huge network send",
	    "More than 65,536 IPv4 addresses, or an IPv6 network shorter than /32: mostly a digit is missing.",
	    "Correct the length of the prefix.", "@ TXT \"v=spf1 ip4:20.0.0.0/2 -all\"\n",
	    "@ TXT \"v=spf1 ip4:20.0.0.0/20 -all\"\n", "RFC 7208 §5.6, from memory"),
};

struct subject {
	struct lint *lint;
	const struct record *r; /* the record at fault */
	const struct dname *domain;
	uint32_t view;
	struct str text; /* its strings joined */
};

/* At the word that detail is of the text, or at all of it. */
static struct finding *
tell(const struct subject *s, unsigned rule, const char *what, struct str detail)
{
	char name[DNAME_TEXT_MAX];
	struct span span = s->r->rdata_span;
	struct finding *f;

	if (detail.len > 0 && detail.ptr >= s->text.ptr &&
	    detail.ptr + detail.len <= s->text.ptr + s->text.len)
		text_place(s->r, (size_t)(detail.ptr - s->text.ptr), detail.len, &span);
	f = lint_report(s->lint, &rules[rule], span, "%s %s%s%.*s", dname_text(s->domain, name),
	    what, detail.len > 0 ? ": " : "", (int)(detail.len > 80 ? 80 : detail.len),
	    detail.len > 0 ? detail.ptr : "");
	finish_finding(s->lint, f, s->r, "in this record", NULL);
	finding_subject(s->lint, f, s->domain, NULL, "TXT");
	return f;
}

/* ---- repairs ---- */

/* Take a term away, with the blank in front of it. */
static void
offer_removal(const struct subject *s, struct finding *f, struct str term)
{
	size_t at = (size_t)(term.ptr - s->text.ptr);
	struct span span = s->r->rdata_span;

	if (at == 0 || s->text.ptr[at - 1] != ' ' || !text_place(s->r, at - 1, term.len + 1, &span))
		return;
	finding_fix(s->lint, f, FIX_UNSAFE, "take the term away");
	finding_edit(s->lint, f, span, "%s", "");
}

/* ---- terms ---- */

/* Bits behind the length of "ip4:ADDRESS/LENGTH". */
static void
judge_host_bits(const struct subject *s, const struct spf_term *t)
{
	const char *colon = memchr(t->text.ptr, ':', t->text.len), *slash;
	char network[ADDR_TEXT_MAX];
	struct addr written;
	struct span span = s->r->rdata_span;
	struct finding *f;
	struct str addr;

	if (colon == NULL)
		return;
	slash = memchr(colon, '/', (size_t)(t->text.ptr + t->text.len - colon));
	if (slash == NULL)
		return;
	addr = (struct str){ colon + 1, (size_t)(slash - colon) - 1 };
	if (!addr_parse(addr, &written) || addr_equal(&written, &t->network.base))
		return;
	f = tell(s, SPF_IP_HOST_BITS, "has an SPF network with bits behind its length", t->text);
	addr_text(&t->network.base, network);
	finding_help(s->lint, f, "the network is %s/%u", network, t->network.bits);
	if (text_place(s->r, (size_t)(addr.ptr - s->text.ptr), addr.len, &span)) {
		finding_fix(s->lint, f, FIX_UNSAFE, "write the network's first address");
		finding_edit(s->lint, f, span, "%s", network);
	}
}

/* What the zones know of the name that a term leads to; false when it has macros, or nobody knows it. */
static bool
known_name(const struct subject *s, const struct spf_term *t, struct dname *out)
{
	const struct zone *zone;

	if (t->domain.len == 0)
		*out = *s->domain;
	else if (memchr(t->domain.ptr, '%', t->domain.len) != NULL ||
	         !dname_parse(t->domain, NULL, out, NULL))
		return false;
	zone = query_zone(lint_zones(s->lint), s->view, out);
	return zone != NULL && zone->spec.role != ROLE_EXTERNAL;
}

/* Does a way of includes lead from the record of name to one that is on the path? */
struct walk {
	struct dname path[SPF_LOOKUPS_MAX + 1];
	unsigned depth, looked;
};

static bool
leads_back(const struct subject *s, struct walk *w, const struct dname *name)
{
	struct spf_record record;
	struct spf_term t;
	struct dname next;
	const char *why;
	size_t at;
	bool found = false;

	for (unsigned i = 0; i < w->depth; i++)
		if (dname_equal(&w->path[i], name))
			return true;
	if (w->depth == ARRAY_LEN(w->path) || ++w->looked > 100)
		return false;
	w->path[w->depth++] = *name;
	if (spf_find(lint_zones(s->lint), s->view, name, &record) == ANSWER_PRESENT &&
	    spf_is_record(buf_view(&record.text), &at))
		while (!found && spf_next(buf_view(&record.text), &at, &t, &why) == SPF_TERM)
			found = (t.kind == SPF_INCLUDE || t.kind == SPF_REDIRECT) &&
			        known_name(s, &t, &next) && leads_back(s, w, &next);
	spf_record_free(&record);
	w->depth--;
	return found;
}

/* An include or redirect into the zones; true when it goes round. */
static bool
judge_include(const struct subject *s, const struct spf_term *t)
{
	struct walk w = { .path = { *s->domain }, .depth = 1 };
	struct spf_record record;
	struct dname name;

	if (!known_name(s, t, &name))
		return false;
	if (leads_back(s, &w, &name)) {
		tell(s, SPF_INCLUDE_LOOP, "has an SPF record that includes itself", t->text);
		return true;
	}
	if (spf_find(lint_zones(s->lint), s->view, &name, &record) == ANSWER_ABSENT)
		tell(s, SPF_INCLUDE_NO_SPF, "includes a name without SPF record", t->text);
	spf_record_free(&record);
	return false;
}

static void
judge_mx_count(const struct subject *s, const struct spf_term *t)
{
	struct chase chase;
	struct dname name;

	if (!known_name(s, t, &name))
		return;
	query_chase(lint_zones(s->lint), s->view, &name, &chase);
	if (chase.end == CHASE_END &&
	    count_records(&chase.node, RRTYPE_MX, SPF_LOOKUPS_MAX + 1) > SPF_LOOKUPS_MAX)
		tell(s, SPF_MX_TOO_MANY, "has an SPF term that leads to more than ten MX hosts",
		    t->text);
}

/* One word of a record: does it read as a term that is certainly meant as one? */
static bool
is_clear_term(struct str word, bool second)
{
	struct spf_term t;
	const char *why;
	size_t at = 0;

	if (word.len == 0 || spf_next(word, &at, &t, &why) != SPF_TERM || at != word.len ||
	    t.kind == SPF_OTHER)
		return false;
	return !second || strchr("+-~?", word.ptr[0]) != NULL ||
	       memchr(word.ptr, ':', word.len) != NULL || memchr(word.ptr, '=', word.len) != NULL;
}

/* Where one string ends and the next begins inside a word, and both halves are terms. */
static void
judge_joints(const struct subject *s)
{
	size_t joint = 0, at = 0;

	for (size_t i = 0; i < s->r->rdata_len; i += s->r->rdata[i] + 1u, at++) {
		size_t begin = joint, end = joint;
		struct str word;
		struct finding *f;
		struct span span;

		while (begin > 0 && s->text.ptr[begin - 1] != ' ')
			begin--;
		while (end < s->text.len && s->text.ptr[end] != ' ')
			end++;
		word = (struct str){ s->text.ptr + begin, end - begin };
		if (i > 0 && is_clear_term((struct str){ word.ptr, joint - begin }, false) &&
		    is_clear_term((struct str){ s->text.ptr + joint, end - joint }, true)) {
			f = tell(s, SPF_STRING_JOIN, "has two SPF terms that run together", word);
			if (!s->r->generated && at < s->r->field_count && s->r->fields[at].quoted) {
				span = record_field_span(s->r, at);
				span.off++;
				span.len = 0;
				finding_fix(
				    s->lint, f, FIX_UNSAFE, "put a blank between the terms");
				finding_edit(s->lint, f, span, " ");
			}
		}
		joint += s->r->rdata[i];
	}
}
static void
judge_term(const struct subject *s, const struct spf_term *t, bool behind)
{
	unsigned least;

	if (behind)
		offer_removal(
		    s, tell(s, SPF_AFTER_ALL, "has an SPF term behind \"all\"", t->text), t->text);
	if (t->kind == SPF_PTR)
		tell(s, SPF_PTR_, "has \"ptr\" in its SPF record", t->text);
	if (t->kind == SPF_ALL && t->qualifier == '+')
		tell(s, SPF_PLUS_ALL, "lets everybody send", t->text);
	if (t->kind == SPF_ALL && t->qualifier == '?')
		tell(s, SPF_NEUTRAL_ALL, "says nothing of other servers", t->text);
	if (t->kind == SPF_MX)
		judge_mx_count(s, t);
	if (t->kind != SPF_IP4 && t->kind != SPF_IP6)
		return;
	judge_host_bits(s, t);
	least = t->kind == SPF_IP4 ? 16 : 32;
	if (addr_class(&t->network.base) == ADDR_PRIVATE && t->qualifier == '+')
		tell(s, SPF_PRIVATE, "has a private network in its SPF record", t->text);
	else if (t->network.bits < least && t->qualifier == '+')
		tell(s, SPF_WIDE, "lets a huge network send", t->text);
}

/* False when a term is wrong, or leads round: then there is nothing to count. */
static bool
judge_terms(const struct subject *s, size_t at)
{
	struct spf_term t;
	const char *why = "";
	bool all = false, redirect = false, round = false;
	enum spf_step step;

	while ((step = spf_next(s->text, &at, &t, &why)) == SPF_TERM) {
		if (t.kind == SPF_INCLUDE || t.kind == SPF_REDIRECT)
			round |= judge_include(s, &t);
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
	return !round;
}

/* Look-ups of the whole record: as for an address that no term names. */
static void
judge_lookups(const struct subject *s)
{
	struct spf_question q = { .set = lint_zones(s->lint),
		.view = s->view,
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
judge_record(const struct subject *s, size_t count)
{
	size_t at;

	if (count > 1)
		tell(s, SPF_MULTIPLE, "has several SPF records", STR(""));
	else if (spf_is_record(s->text, &at) && judge_terms(s, at))
		judge_lookups(s);
	judge_joints(s);
	if (s->text.len > 450)
		tell(s, SPF_LONG, "has an SPF record of more than 450 octets", STR(""));
}

static void
judge_domain(struct lint *lint, uint32_t view, const struct dname *domain)
{
	struct spf_record spf = { 0 };
	struct record r = { 0 };
	struct subject s = { .lint = lint, .r = &r, .domain = domain, .view = view };

	if (spf_find(lint_zones(lint), view, domain, &spf) == ANSWER_PRESENT &&
	    query_record(lint_zones(lint), spf.id, &r)) {
		s.text = buf_view(&spf.text);
		judge_record(&s, spf.count);
	}
	spf_record_free(&spf);
	record_free(&r);
}

/* ---- other records ---- */

/* The type SPF: as a TXT record, where none says it already. */
static void
judge_type99(struct lint *lint, struct record *r)
{
	struct subject s = { .lint = lint, .r = r, .domain = &r->owner };
	struct finding *f = tell(&s, SPF_TYPE99, "has a record of the type SPF", STR(""));
	struct spf_record twin;

	if (!r->generated &&
	    spf_find(lint_zones(lint), r->zone->spec.view, &r->owner, &twin) == ANSWER_ABSENT) {
		finding_fix(lint, f, FIX_UNSAFE, "write it as TXT");
		finding_edit(lint, f, r->type_span, "TXT");
	}
	spf_record_free(&twin);
}

/* Names below an apex with MX records of their own: only when asked for. */
static void
judge_receiver(struct lint *lint, struct record *r)
{
	struct spf_record spf;
	struct node node;

	if (at_apex(r) || r->zone->reverse || !is_first_of_rrset(lint, r, &node))
		return;
	if (spf_find(lint_zones(lint), r->zone->spec.view, &r->owner, &spf) == ANSWER_ABSENT) {
		char name[DNAME_TEXT_MAX];
		struct finding *f = lint_report(lint, &rules[SPF_UNUSED_SUBDOMAIN], r->owner_span,
		    "%s has MX records and no SPF record", dname_text(&r->owner, name));

		finish_finding(lint, f, r, "anybody may send in its name", NULL);
		finding_subject(lint, f, &r->owner, NULL, NULL);
	}
	spf_record_free(&spf);
}

static void
check(struct lint *lint)
{
	each_mail_domain(lint, judge_domain);
	each_record(lint, RRTYPE_SPF, judge_type99);
	if (lint_wants(lint, &rules[SPF_UNUSED_SUBDOMAIN]))
		each_record(lint, RRTYPE_MX, judge_receiver);
}

const struct rule_table rules_spf_text = { rules, RULE_COUNT, check };
