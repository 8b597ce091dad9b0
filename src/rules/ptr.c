/*
 * rules/ptr.c -- PTR records: what they name, and whether that leads back.
 *
 * One pass over the PTR records that no address confirms.  The form of the target comes first, then what
 * the target has: one defect is reported once.  Where the PTR stands is judged in rules/reverse.c.  PTRs of
 * addresses that mail is sent from or delivered to are judged in mail/, which knows what they should name.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"
#include "lint/lint.h"
#include "rules/each.h"
#include "rules/mailfault.h"
#include "zone/pointer.h"

enum {
	PTR_MISMATCH,
	PTR_MISSING_DOT,
	PTR_MULTIPLE,
	PTR_NAME_INVALID,
	PTR_TARGET_CNAME,
	PTR_TARGET_MISSING,
	RULE_COUNT
};

static const char *const rfc1912[] = { "RFC 1912 §2.1", "RFC 1035 §3.5", NULL };

static const struct rule rules[RULE_COUNT] = {
	[PTR_MISMATCH] = {
		.id = "ptr-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR target has other addresses, not this one",
		.why = "Who checks a client by its name looks the PTR up and then the addresses "
		       "of the name. They do not contain the client, so the name is not "
		       "believed: access lists by name do not match, and on an address that "
		       "sends mail (then this is an error) Gmail refuses with 550-5.7.25, "
		       "Postfix with 450 4.7.25 and the log line \"does not resolve to address\", "
		       "Sendmail says \"may be forged\", older Exchange bounces 5.5.0 or 5.5.4.",
		.repair = "Name the host that has the address, or add the address to the host.",
		.references = rfc1912,
	},
	[PTR_MISSING_DOT] = {
		.id = "ptr-missing-dot",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR target lacks its final dot",
		.why = "Without the dot the name of the reverse zone is appended, so the address "
		       "is called mail.example.com.2.0.192.in-addr.arpa. No check of the name "
		       "succeeds. On an address that sends mail this is an error: mail is "
		       "refused as for a PTR that does not lead back (550-5.7.25, 450 4.7.25).",
		.repair = "End the target with a dot.",
		.references = rfc1912,
	},
	[PTR_MULTIPLE] = {
		.id = "ptr-multiple",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "address has several PTR records",
		.why = "It is legal, but most programs take one of the names, and each time perhaps another. "
		       "Checks of a mail server's name then fail now and then.",
		.repair = "Keep the name that the host calls itself by.",
		.references = (const char *const[]){ "RFC 2181 §10.2", NULL },
	},
	[PTR_NAME_INVALID] = {
		.id = "ptr-name-invalid",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR target is no host name",
		.why = "A PTR names a host: letters, digits and hyphens, at least two labels, no wildcard, no "
		       "address. Programs drop what is no host name, so the address counts as nameless.",
		.repair = "Name the host by a name that has an address record.",
		.references = (const char *const[]){ "RFC 1123 §2.1", "RFC 1035 §3.5", NULL },
	},
	[PTR_TARGET_CNAME] = {
		.id = "ptr-target-cname",
		.severity = SEVERITY_INFO,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR target is an alias",
		.why = "A PTR names a host by its own name. Some programs do not follow the alias when they "
		       "check that the name leads back, and then do not believe it.",
		.repair = "Name the host that the alias leads to.",
		.references = (const char *const[]){ "RFC 1912 §2.4", "RFC 1034 §3.6.2", NULL },
	},
	[PTR_TARGET_MISSING] = {
		.id = "ptr-target-missing",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_REVERSE | GROUP_MAIL,
		.fix = FIX_SAFE,
		.summary = "PTR target has no address",
		.why = "The name does not lead back to the address, so it is not believed. "
		       "Mostly the host is gone and its PTR was left behind. On an address that "
		       "sends mail this is an error: Gmail refuses with 550-5.7.25, Postfix with "
		       "450 4.7.25, older Exchange bounces 5.5.0 or 5.5.4.",
		.repair = "Delete the PTR, name the host that has the address now, or add the address record.",
		.references = rfc1912,
	},
};

#define NOTES_MAX 8 /* further PTRs shown; an address may have a million */

/* A PTR under judgement. */
struct pointer {
	const struct record *record;
	enum pointer_kind kind;
	struct addr addr; /* POINTER_ADDRESS */
	struct dname target;
	size_t field;
	struct span span; /* of the target */
	uint32_t view;
	char at[DNAME_TEXT_MAX + 8]; /* "PTR of 192.0.2.1", "PTR at *.2.0.192.in-addr.arpa." */
	char name[DNAME_TEXT_MAX];   /* the target */
};

/* The end of every report: about the address where it is known, else about the owner. */
static void
finish(struct lint *lint, struct finding *f, const struct pointer *p)
{
	finding_record(lint, f, p->record);
	if (p->kind == POINTER_ADDRESS) {
		finding_subject(lint, f, NULL, &p->addr, NULL);
		f->subject_name = NULL;
	}
}

static struct str
target_token(const struct pointer *p)
{
	return p->field < p->record->field_count ? p->record->fields[p->field].text : STR("");
}

static bool
target_is_address(const struct pointer *p, struct addr *out)
{
	struct str text = target_token(p);

	if (text.len > 0 && text.ptr[text.len - 1] == '.')
		text.len--;
	return addr_parse(text, out);
}

static bool
target_is_localhost(const struct pointer *p)
{
	static const struct dname localhost = { 11, "\11localhost" };

	return dname_equal(&p->target, &localhost) && p->kind == POINTER_ADDRESS &&
	       addr_class(&p->addr) == ADDR_LOOPBACK;
}

/* Why no host can have this name; NULL when one can. */
static const char *
why_no_host(const struct pointer *p)
{
	const struct dname *t = &p->target;

	if (t->len == 1)
		return "the root";
	if (dname_is_wildcard(t))
		return "a wildcard";
	if (dname_labels(t) == 1)
		return target_is_localhost(p) ? NULL : "a single label";
	if (dname_is_hostname(t))
		return NULL;
	if (memchr(t->wire, '_', t->len) != NULL)
		return "no host name: it has an underscore";
	for (unsigned at = 0; t->wire[at] != 0; at += t->wire[at] + 1u)
		if (t->wire[at + 1] == '-' || t->wire[at + t->wire[at]] == '-')
			return "no host name: a label begins or ends with a hyphen";
	return "no host name: labels are letters, digits and hyphens, the last not only digits";
}

static bool
target_in_reverse_tree(const struct pointer *p)
{
	static const struct dname in_addr = { 14, "\7in-addr\4arpa" }, ip6 = { 10, "\3ip6\4arpa" };

	return dname_below(&p->target, &in_addr) || dname_below(&p->target, &ip6);
}

static void
report_invalid(struct lint *lint, const struct pointer *p, const char *why)
{
	struct finding *f = lint_report(lint, &rules[PTR_NAME_INVALID], p->span,
	    "%s names %s, which is %s", p->at, p->name, why);

	finding_label(lint, f, "no host has this name");
	finding_help(lint, f, "name the host by a name with an A or AAAA record");
	finish(lint, f, p);
}

/* The name in front of the reverse zone's, which was put behind it. */
static bool
target_undotted(const struct pointer *p, struct dname *out)
{
	const struct dname *origin = &p->record->zone->spec.origin;
	struct str text = target_token(p);
	unsigned own;

	if (!p->record->generated && text.len > 0 && text.ptr[text.len - 1] != '.')
		return dname_parse(text, NULL, out, NULL);
	if (!dname_below(&p->target, origin) || p->target.len == origin->len)
		return false;
	own = (unsigned)(p->target.len - origin->len);
	memcpy(out->wire, p->target.wire, own);
	out->wire[own] = 0;
	out->len = (uint8_t)(own + 1);
	return true;
}

static void
report_missing_dot(struct lint *lint, const struct pointer *p)
{
	char bare[DNAME_TEXT_MAX];
	struct dname name;
	struct finding *f = lint_report(lint, &rules[PTR_MISSING_DOT], p->span,
	    "%s names %s, inside the reverse tree", p->at, p->name);

	finding_label(lint, f, "final dot missing");
	if (target_undotted(p, &name) && dname_labels(&name) > 1)
		finding_help(lint, f, "write %s", dname_text(&name, bare));
	else
		finding_help(lint, f, "write the whole name of the host, with a dot at its end");
	finish(lint, f, p);
}

static void
report_alias(struct lint *lint, const struct pointer *p, const struct chase *chase)
{
	struct record r = { 0 };
	struct dname to;
	size_t field;
	char end[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	dname_text(&chase->name, end);
	if (chase->end == CHASE_END)
		f = lint_report(lint, &rules[PTR_TARGET_CNAME], p->span,
		    "%s names %s, an alias of %s", p->at, p->name, end);
	else
		f = lint_report(lint, &rules[PTR_TARGET_CNAME], p->span,
		    "%s names %s, an alias that leads nowhere", p->at, p->name);
	finding_label(lint, f, "an alias");
	if (query_record(lint_zones(lint), chase->aliases[0], &r) && record_target(&r, &to, &field))
		finding_note(lint, f, record_field_span(&r, field), "alias", "the %s is here",
		    rrtype_text(r.type, type));
	if (chase->end == CHASE_END)
		finding_help(lint, f, "name %s instead", end);
	finish(lint, f, p);
	record_free(&r);
}

static void
report_target_missing(struct lint *lint, const struct pointer *p, const struct node *node)
{
	bool exists = node->exists == ANSWER_PRESENT;
	struct finding *f = lint_report(lint, &rules[PTR_TARGET_MISSING], p->span,
	    "%s names %s, which %s", p->at, p->name, exists ? "has no address" : "does not exist");

	finding_label(lint, f, exists ? "no A or AAAA record" : "no such name");
	finding_help(lint, f, "delete the PTR, or name the host that has the address");
	if (p->kind == POINTER_ADDRESS)
		finding_disproved(lint, f, p->record, &p->addr, &p->target);
	finish(lint, f, p);
}

/* "the address 192.0.2.1", "the addresses 192.0.2.1 and 192.0.2.2", "… and 3 more". */
static void
describe_addresses(struct lint *lint, const struct pointer *p, struct buf *out)
{
	struct addr has[2] = { { .family = ADDR_V4 }, { .family = ADDR_V4 } };
	size_t count = 0;
	char one[ADDR_TEXT_MAX], two[ADDR_TEXT_MAX];

	query_addresses(lint_zones(lint), p->view, &p->target, has, ARRAY_LEN(has), &count);
	addr_text(&has[0], one);
	addr_text(&has[1], two);
	if (count <= 1)
		buf_put(out, "the address %s", one);
	else if (count == 2)
		buf_put(out, "the addresses %s and %s", one, two);
	else
		buf_put(out, "the addresses %s, %s and %zu more", one, two, count - 2);
}

static void
report_mismatch(struct lint *lint, const struct pointer *p, const struct node *node)
{
	struct record r = { 0 };
	struct buf addresses = { 0 };
	size_t at = 0;
	record_id id;
	char text[ADDR_TEXT_MAX];
	uint16_t type = p->addr.family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	struct finding *f;

	describe_addresses(lint, p, &addresses);
	f = lint_report(lint, &rules[PTR_MISMATCH], p->span, "%s names %s, which has %.*s", p->at,
	    p->name, (int)addresses.len, addresses.ptr);
	addr_text(&p->addr, text);
	finding_label(lint, f, "does not have %s", text);
	if (node_has(node, type) != ANSWER_PRESENT)
		type = type == RRTYPE_A ? RRTYPE_AAAA : RRTYPE_A;
	if (node_next(node, type, &at, &id) && query_record(lint_zones(lint), id, &r))
		finding_note(
		    lint, f, record_field_span(&r, 0), "address", "an address of %s", p->name);
	finding_help(
	    lint, f, "name the host that has %s, or give the address to %s", text, p->name);
	finding_disproved(lint, f, p->record, &p->addr, &p->target);
	finish(lint, f, p);
	buf_free(&addresses);
	record_free(&r);
}

/* The name is one that a host can have: what do the zones say of it? */
static void
judge_host(struct lint *lint, const struct pointer *p)
{
	struct zone_set *set = lint_zones(lint);
	struct chase chase;
	struct advice advice;
	enum answer any, this;

	query_chase(set, p->view, &p->target, &chase);
	if (chase.steps > 0) {
		report_alias(lint, p, &chase);
		return;
	}
	any = this = has_address(&chase.node);
	if (p->kind == POINTER_ADDRESS)
		this = query_has_address(set, p->view, &p->target, &p->addr);
	if (this == ANSWER_UNKNOWN && lint_advice(lint, p->record->id, &advice) &&
	    advice.external != NULL)
		return;
	if (this == ANSWER_UNKNOWN)
		lint_unverified(lint, 1);
	else if (this == ANSWER_ABSENT && any == ANSWER_ABSENT)
		report_target_missing(lint, p, &chase.node);
	else if (this == ANSWER_ABSENT)
		report_mismatch(lint, p, &chase.node);
}

/* Is the target a name that no host can have?  Reported when told to. */
static bool
judge_form(struct lint *lint, const struct pointer *p, bool tell)
{
	struct addr addr;
	struct prefix net;
	const char *why = NULL;

	if (target_is_address(p, &addr))
		why = "an address";
	else if (addr_from_reverse(&p->target, &net))
		why = "a name of the reverse tree";
	else if (!target_in_reverse_tree(p) && (why = why_no_host(p)) == NULL)
		return false;
	if (tell && why != NULL)
		report_invalid(lint, p, why);
	else if (tell)
		report_missing_dot(lint, p);
	return true;
}

/* Look at a PTR; false when there is nothing to judge. */
static bool
pointer_find(
    struct lint *lint, const struct record *r, struct pointer_cache *cache, struct pointer *p)
{
	char text[DNAME_TEXT_MAX];

	p->record = r;
	p->view = r->zone->spec.view;
	if (!record_target(r, &p->target, &p->field))
		return false;
	p->span = record_field_span(r, p->field);
	p->kind = query_pointer(lint_zones(lint), r, cache, &p->addr);
	if (p->kind == POINTER_ADDRESS)
		snprintf(p->at, sizeof p->at, "PTR of %s", addr_text(&p->addr, text));
	else
		snprintf(p->at, sizeof p->at, "PTR at %s", dname_text(&r->owner, text));
	dname_text(&p->target, p->name);
	return p->kind != POINTER_SERVICE;
}

/* Is this PTR judged in mail/? */
static bool
is_of_mail(const struct lint *lint, const struct pointer *p)
{
	return p->kind == POINTER_ADDRESS && lint_mail(lint) != NULL &&
	       mail_address_find(lint_mail(lint), p->view, &p->addr) != NULL;
}

/* ---- several PTRs at one address ---- */

/* A PTR of the address, not at fault itself. */
struct item {
	uint64_t hash; /* of its target */
	uint32_t place;
	record_id id;
	bool confirmed;
};

static int
by_target(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static int
by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->place < y->place ? -1 : x->place > y->place;
}

struct items {
	struct item *list;
	size_t count, cap;
};

/* The PTRs of a name with different targets that no other rule finds fault with, in order of output. */
static void
items_collect(struct lint *lint, const struct node *node, struct pointer_cache *cache,
    struct pointer *p, struct items *items)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct chase chase;
	record_id id;
	size_t kept = 0;
	uint32_t place = 0;

	items->count = 0;
	for (size_t at = 0; node_next(node, RRTYPE_PTR, &at, &id); place++) {
		enum answer has;

		if (!query_record(set, id, &r) || !pointer_find(lint, &r, cache, p) ||
		    p->kind != POINTER_ADDRESS || is_of_mail(lint, p) || judge_form(lint, p, false))
			continue;
		query_chase(set, p->view, &p->target, &chase);
		has = query_has_address(set, p->view, &p->target, &p->addr);
		if (chase.steps > 0 || has == ANSWER_ABSENT)
			continue;
		if (items->count == items->cap) {
			items->cap = items->cap == 0 ? 16 : items->cap * 2;
			items->list = xrealloc(items->list, items->cap * sizeof *items->list);
		}
		items->list[items->count++] = (struct item){ namehash_dname(0, &p->target), place,
			id, has == ANSWER_PRESENT };
	}
	record_free(&r);
	if (items->count < 2)
		return;
	sort_items(items->list, items->count, sizeof *items->list, by_target);
	for (size_t i = 0; i < items->count; i++)
		if (kept == 0 || items->list[kept - 1].hash != items->list[i].hash)
			items->list[kept++] = items->list[i];
	items->count = kept;
	sort_items(items->list, items->count, sizeof *items->list, by_place);
}

static void
report_multiple(
    struct lint *lint, struct pointer_cache *cache, struct pointer *p, const struct items *items)
{
	struct record r = { 0 }, other = { 0 };
	char addr[ADDR_TEXT_MAX], name[DNAME_TEXT_MAX];
	struct dname target;
	size_t confirmed = 0, field;
	struct finding *f;

	for (size_t i = 0; i < items->count; i++)
		confirmed += items->list[i].confirmed;
	if (!query_record(lint_zones(lint), items->list[0].id, &r) ||
	    !pointer_find(lint, &r, cache, p))
		goto out;
	f = lint_report(lint, &rules[PTR_MULTIPLE], p->span, "%s has %zu PTR records, %s",
	    addr_text(&p->addr, addr), items->count,
	    confirmed == items->count ? "all lead back to it" : "not all known to lead back to it");
	finding_label(lint, f, "one name");
	for (size_t i = 1; i < items->count && i <= NOTES_MAX; i++)
		if (query_record(lint_zones(lint), items->list[i].id, &other) &&
		    record_target(&other, &target, &field))
			finding_note(lint, f, record_field_span(&other, field), "pointer",
			    "also %s", dname_text(&target, name));
	finding_help(lint, f, "keep the name that the host calls itself by");
	finish(lint, f, p);
out:
	record_free(&r);
	record_free(&other);
}

/* A name may be listed for each place it stands in: sort them by name. */
struct listed {
	uint64_t hash; /* of zone and owner */
	record_id id;
};

static int
by_name(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static void
check_multiple(struct lint *lint, struct pointer_cache *cache, struct pointer *p)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct record r = { 0 };
	struct items items = { 0 };
	struct node node;
	struct listed *names = xmalloc((suspects->owner_count + 1) * sizeof *names);
	size_t count = 0;

	for (size_t i = 0; i < suspects->owner_count; i++) {
		record_id id = suspects->owners[i];

		if (record_zone(set, id)->reverse && query_record(set, id, &r))
			names[count++] =
			    (struct listed){ namehash_dname(r.zone->id, &r.owner), id };
	}
	sort_items(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		if ((i > 0 && names[i].hash == names[i - 1].hash) ||
		    !query_record(set, names[i].id, &r))
			continue;
		query_name(set, r.zone->spec.view, &r.owner, &node);
		if (node.zone != r.zone)
			continue;
		items_collect(lint, &node, cache, p, &items);
		if (items.count > 1)
			report_multiple(lint, cache, p, &items);
	}
	free(names);
	free(items.list);
	record_free(&r);
}

/* ---- of mail addresses ---- */

/* What the record or the claim says, the beginning of all messages. */
static const char *
says(const struct telling *t)
{
	return t->fault->pointer->record == RECORD_NONE ? "claimed PTR" : "PTR";
}

static struct finding *
tell_mismatch(const struct telling *t)
{
	struct addr has = { .family = ADDR_V4 };
	size_t count = 0;
	char text[ADDR_TEXT_MAX];
	struct finding *f;

	query_addresses(
	    lint_zones(t->lint), t->fault->view, t->fault->pointer->name, &has, 1, &count);
	addr_text(&has, text);
	f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s of %s%s names %s, which has the address %s%s", says(t), t->addr, t->at, t->pointer,
	    text, count > 1 ? " and others" : "");
	finding_label(t->lint, f, "lacks %s", t->addr);
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "name %s", t->other);
	return f;
}

static struct finding *
tell_target_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s of %s%s names %s, which has no address", says(t), t->addr, t->at, t->pointer);

	finding_label(t->lint, f, "no A or AAAA record");
	telling_note(t, f, "map", "mail is sent from here");
	finding_help(t->lint, f, "name %s", t->other);
	return f;
}

static struct finding *
tell_missing_dot(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s of %s%s names %s, inside the reverse tree", says(t), t->addr, t->at, t->pointer);

	finding_label(t->lint, f, "final dot missing");
	telling_note(t, f, "map", "a mail address");
	finding_help(t->lint, f, "write %s", t->other);
	return f;
}

static struct finding *
tell_name_invalid(const struct telling *t)
{
	struct finding *f =
	    lint_report(t->lint, t->rule, t->fault->span, "%s of %s%s names %s, which is %s",
	        says(t), t->addr, t->at, t->pointer, t->fault->text);

	finding_label(t->lint, f, "no host has this name");
	telling_note(t, f, "map", "a mail address");
	finding_help(t->lint, f, "write %s", t->other);
	return f;
}

static struct finding *
tell_target_cname(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s of %s%s names %s, an alias of %s", says(t), t->addr, t->at, t->pointer, t->other);

	finding_label(t->lint, f, "an alias");
	telling_note(t, f, "map", "a mail address");
	finding_help(t->lint, f, "name %s instead", t->other);
	return f;
}

static struct finding *
tell_multiple(const struct telling *t)
{
	const struct mail_address *a = t->fault->address;
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s%s has %zu PTR records", t->addr, t->at, a->pointer_count);
	char name[DNAME_TEXT_MAX];

	finding_label(t->lint, f, "one name");
	for (size_t i = 0; i < a->pointer_count && i < NOTES_MAX; i++)
		if (&a->pointers[i] != t->fault->pointer)
			finding_note(t->lint, f, a->pointers[i].span, "pointer", "also %s",
			    dname_text(a->pointers[i].name, name));
	finding_help(t->lint, f, "keep %s only", t->other);
	return f;
}

static const struct told told[RULE_COUNT] = {
	[PTR_MISMATCH] = { .tell = tell_mismatch, .severity = SEVERITY_ERROR },
	[PTR_MISSING_DOT] = { .tell = tell_missing_dot, .severity = SEVERITY_ERROR },
	[PTR_MULTIPLE] = { .tell = tell_multiple, .severity = SEVERITY_WARNING },
	[PTR_NAME_INVALID] = { .tell = tell_name_invalid, .severity = SEVERITY_ERROR },
	[PTR_TARGET_CNAME] = { .tell = tell_target_cname, .severity = SEVERITY_WARNING },
	[PTR_TARGET_MISSING] = { .tell = tell_target_missing, .severity = SEVERITY_ERROR },
};

/* ---- all of it ---- */

static void
check_targets(struct lint *lint, struct pointer_cache *cache, struct pointer *p)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct record r = { 0 };

	for (size_t i = 0; i < suspects->pointer_count; i++) {
		if (!query_record(set, suspects->pointers[i], &r) ||
		    !pointer_find(lint, &r, cache, p) || is_of_mail(lint, p))
			continue;
		/* At a name that nobody asks for, what the target has does not matter. */
		if (!judge_form(lint, p, true) && p->kind != POINTER_STRAY)
			judge_host(lint, p);
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	struct pointer_cache *cache = xcalloc(1, sizeof *cache);
	struct pointer *p = xcalloc(1, sizeof *p);

	check_targets(lint, cache, p);
	if (lint_wants(lint, &rules[PTR_MULTIPLE]))
		check_multiple(lint, cache, p);
	tell_faults(lint, rules, told, RULE_COUNT);
	free(p);
	free(cache);
}

const struct rule_table rules_ptr = { rules, RULE_COUNT, check };
