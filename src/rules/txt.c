/*
 * rules/txt.c -- TXT records by their text: blanks and quotation marks that nobody meant, challenges left behind,
 * policies at the wrong name.
 */
#include <stdio.h>

#include "rules/texts.h"

enum {
	DMARC_LOCATION,
	TXT_BLANK,
	TXT_DUPLICATE_TOKEN,
	TXT_EDGE_SPACE,
	TXT_LITERAL_QUOTE,
	TXT_STALE_ACME,
	RULE_COUNT
};

static const char *const none[] = { NULL };

static const struct rule rules[RULE_COUNT] = {
	[DMARC_LOCATION] = {
		.id = "dmarc-location",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAILAUTH,
		.summary = "DMARC record is not at _dmarc",
		.why = "Receivers ask for _dmarc.DOMAIN and nothing else. The policy is not found, forged mail is "
		       "delivered, and no reports come.",
		.repair = "Write the owner as _dmarc and the domain.",
		.bad = "dmarc TXT \"v=DMARC1; p=reject\"\n",
		.good = "_dmarc TXT \"v=DMARC1; p=reject\"\n",
		.references = (const char *const[]){ "RFC 7489 §6.1, from memory", NULL },
	},
	[TXT_BLANK] = {
		.id = "txt-blank",
		.severity = SEVERITY_INFO,
		.summary = "text is empty",
		.why = "The record says nothing. Some programs take the first TXT record of a name for the one they "
		       "look for, and control panels refuse to edit it.",
		.repair = "Delete the record, or write its text.",
		.bad = "www TXT \"\"\n",
		.good = "www TXT \"text\"\n",
		.references = none,
	},
	[TXT_DUPLICATE_TOKEN] = {
		.id = "txt-duplicate-token",
		.severity = SEVERITY_INFO,
		.summary = "domain has two tokens of one vendor",
		.why = "A token proves the domain to a vendor once. Of two, one is mostly left from an account that "
		       "was given up, and whoever holds that still counts as the domain's owner there.",
		.repair = "Delete the token that no account needs any more.",
		.bad = "@ TXT \"google-site-verification=one\"\n@ TXT \"google-site-verification=two\"\n",
		.good = "@ TXT \"google-site-verification=one\"\n",
		.references = none,
	},
	[TXT_EDGE_SPACE] = {
		.id = "txt-edge-space",
		.severity = SEVERITY_INFO,
		.fix = FIX_UNSAFE,
		.summary = "text begins or ends with a blank",
		.why = "Programs that compare the text, or look for it at the beginning, do not find it: \" v=spf1 …\" "
		       "is no SPF record.",
		.repair = "Take the blank away.",
		.bad = "www TXT \" v=spf1 -all\"\n",
		.good = "www TXT \"v=spf1 -all\"\n",
		.references = none,
	},
	[TXT_LITERAL_QUOTE] = {
		.id = "txt-literal-quote",
		.severity = SEVERITY_WARNING,
		.fix = FIX_UNSAFE,
		.summary = "quotation marks are part of the text",
		.why = "The text was quoted twice, by a form and by whoever typed it. What is published begins with "
		       "a quotation mark, so that programs do not recognise it.",
		.repair = "Take the inner quotation marks away.",
		.bad = "www TXT \"\\\"v=spf1 -all\\\"\"\n",
		.good = "www TXT \"v=spf1 -all\"\n",
		.references = (const char *const[]){ "RFC 1035 §5.1", NULL },
	},
	[TXT_STALE_ACME] = {
		.id = "txt-stale-acme",
		.severity = SEVERITY_INFO,
		.fix = FIX_UNSAFE,
		.summary = "challenge of ACME left in a zone file",
		.why = "The text answers one order for a certificate and means nothing afterwards. Records left "
		       "behind make later orders fail at authorities that look at the first ones only.",
		.repair = "Delete the record; delegate _acme-challenge when it is written by hand often.",
		.bad = "_acme-challenge TXT \"LPsIwTo7o8BoG0-vjCyGQGBWSVIPxI-i_X336eUOQZo\"\n",
		.good = "www TXT \"LPsIwTo7o8BoG0-vjCyGQGBWSVIPxI-i_X336eUOQZo\"\n",
		.references = (const char *const[]){ "RFC 8555 §8.4, from memory", NULL },
	},
};

/* ---- what the reader has marked ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The blanks at the edges go, where they stand as such in quotation marks. */
static void
offer_trimmed(struct lint *lint, struct finding *f, const struct record *r)
{
	const struct token *first = &r->fields[0], *last = &r->fields[r->field_count - 1];
	size_t front = 0, back = 0;
	struct span span = r->rdata_span;

	if (r->generated || !first->quoted || !last->quoted)
		return;
	while (front < first->text.len && is_blank(first->text.ptr[front]))
		front++;
	while (back < last->text.len && is_blank(last->text.ptr[last->text.len - 1 - back]))
		back++;
	if (front == first->text.len || back == last->text.len ||
	    (back < last->text.len && last->text.ptr[last->text.len - 1 - back] == '\\'))
		return;
	finding_fix(lint, f, FIX_UNSAFE, "take the blanks away");
	if (front > 0) {
		span.off = first->off + 1;
		span.len = (uint32_t)front;
		finding_edit(lint, f, span, "%s", "");
	}
	if (back > 0) {
		span.off = last->off + last->len - 1 - (uint32_t)back;
		span.len = (uint32_t)back;
		finding_edit(lint, f, span, "%s", "");
	}
}

static void
judge_edges(struct lint *lint, const struct text *t)
{
	const char *text = t->joined.ptr;
	size_t len = t->joined.len;
	bool front = is_blank(text[0]), back = is_blank(text[len - 1]);

	if (!front && !back)
		return;
	offer_trimmed(lint,
	    tell_text(lint, &rules[TXT_EDGE_SPACE], t,
	        front && back ? "begins and ends with a blank"
	        : front       ? "begins with a blank"
	                      : "ends with a blank",
	        "a blank at its edge", NULL),
	    &t->r);
}

/* Quotation marks at both ends, and the escapes that make them stand there. */
static void
judge_quotes(struct lint *lint, const struct text *t)
{
	const struct record *r = &t->r;
	struct span span = r->rdata_span;
	struct finding *f;

	if (t->joined.len < 2 || t->joined.ptr[0] != '"' || t->joined.ptr[t->joined.len - 1] != '"')
		return;
	f = tell_text(lint, &rules[TXT_LITERAL_QUOTE], t, "has quotation marks inside its text",
	    "published with quotation marks", NULL);
	if (r->generated || r->field_count != 1 || !r->fields[0].quoted ||
	    r->fields[0].text.len < 5 || memcmp(r->fields[0].text.ptr, "\\\"", 2) != 0)
		return;
	finding_fix(lint, f, FIX_UNSAFE, "take the inner quotation marks away");
	span.off = r->fields[0].off + 1;
	span.len = 2;
	finding_edit(lint, f, span, "%s", "");
	span.off = r->fields[0].off + r->fields[0].len - 3;
	finding_edit(lint, f, span, "%s", "");
}

static bool
is_base64url(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = ascii_lower((uint8_t)s.ptr[i]);

		if ((uint8_t)(c - 'a') > 25 && (uint8_t)(c - '0') > 9 && c != '-' && c != '_')
			return false;
	}
	return true;
}

static void
judge_challenge(struct lint *lint, const struct text *t)
{
	struct finding *f;

	if (!label_is(&t->r.owner, "_acme-challenge") || t->joined.len != 43 ||
	    !is_base64url(buf_view(&t->joined)))
		return;
	f = tell_text(lint, &rules[TXT_STALE_ACME], t, "answers a challenge of ACME",
	    "of use for one order only", NULL);
	if (!t->r.generated) {
		finding_fix(lint, f, FIX_UNSAFE, "delete the record");
		finding_drop(lint, f, &t->r);
	}
}

static void
judge_policy(struct lint *lint, const struct text *t)
{
	if (text_is(t, "v", "DMARC1") && !has_label(&t->r.owner, "_dmarc") &&
	    !is_aliased(lint, t->r.zone->spec.view, &t->r.owner))
		tell_text(lint, &rules[DMARC_LOCATION], t,
		    "holds a DMARC policy and is not at _dmarc", "nobody asks here", NULL);
}

static void
judge(struct lint *lint, const struct text *t)
{
	if (t->joined.len == 0) {
		tell_text(lint, &rules[TXT_BLANK], t, "is empty", "nothing", "delete the record");
		return;
	}
	dkim_judge(lint, t);
	mailauth_judge(lint, t);
	judge_edges(lint, t);
	judge_quotes(lint, t);
	judge_challenge(lint, t);
	judge_policy(lint, t);
}

/* ---- tokens at the apex ---- */

/* What stands in front of "=" when that looks like a vendor's proof of who owns the domain. */
static struct str
token_vendor(struct str text)
{
	static const char *const words[] = { "verif", "domain-key", "-token", "_token" };
	struct str name = { text.ptr, 0 };

	while (name.len < text.len && text.ptr[name.len] != '=' && text.ptr[name.len] != ' ')
		name.len++;
	if (name.len == text.len || text.ptr[name.len] != '=' || name.len > 60)
		return STR("");
	for (size_t w = 0; w < ARRAY_LEN(words); w++) {
		size_t len = strlen(words[w]);

		for (size_t i = 0; i + len <= name.len; i++)
			if (str_equal_fold((struct str){ name.ptr + i, len }, str_of(words[w])))
				return name;
	}
	return STR("");
}

#define TOKENS_MAX 64 /* of one name; more are not compared */

struct token_seen {
	record_id id;
	char *vendor;
};

static void
judge_token(struct lint *lint, const struct text *t, struct token_seen *seen, size_t *count)
{
	struct str vendor = token_vendor(buf_view(&t->joined));
	struct finding *f;
	char what[120];

	if (vendor.len == 0)
		return;
	for (size_t i = 0; i < *count; i++) {
		if (!str_equal_fold(vendor, str_of(seen[i].vendor)))
			continue;
		snprintf(what, sizeof what, "is a second \"%s\"", seen[i].vendor);
		f = tell_text(
		    lint, &rules[TXT_DUPLICATE_TOKEN], t, what, "another of this vendor", NULL);
		note_record(lint, f, seen[i].id, "first", "the first");
		return;
	}
	if (*count == TOKENS_MAX)
		return;
	seen[*count].id = t->r.id;
	seen[(*count)++].vendor = arena_copy(lint_arena(lint), vendor);
}

/* Vendors ask for their tokens at the domain itself. */
static void
judge_apex(struct lint *lint, const struct zone *zone, struct text *t)
{
	struct token_seen seen[TOKENS_MAX];
	struct node apex;
	record_id id;
	size_t at = 0, count = 0;

	query_owner(lint_zones(lint), zone, &zone->spec.origin, &apex);
	if (count_records(&apex, RRTYPE_TXT, 2) < 2)
		return;
	while (node_next(&apex, RRTYPE_TXT, &at, &id)) {
		if (!query_record(lint_zones(lint), id, &t->r))
			continue;
		t->joined.len = 0;
		text_join(t->r.rdata, t->r.rdata_len, &t->joined);
		judge_token(lint, t, seen, &count);
	}
}

bool
txt_reads(const struct lint *lint)
{
	return any_wanted(lint, rules, 0, RULE_COUNT - 1);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	struct text t = { .joined = { 0 } };

	each_text(lint, judge);
	for (size_t i = 0; i < set_zone_count(set) && lint_wants(lint, &rules[TXT_DUPLICATE_TOKEN]);
	     i++) {
		const struct zone *zone = set_zone(set, i);

		if (zone->spec.role != ROLE_EXTERNAL && !zone->reverse && zone->records > 0)
			judge_apex(lint, zone, &t);
	}
	buf_free(&t.joined);
	record_free(&t.r);
}

const struct rule_table rules_txt = { rules, RULE_COUNT, check };
