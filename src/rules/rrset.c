/*
 * rules/rrset.c -- records of one name that clash: a CNAME beside others, the same data twice, TTLs that
 * differ in one RRset.
 *
 * A name may have a million records, so nothing is compared pairwise: records are sorted by type and a
 * hash of their data, and equal ones stand side by side.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "lint/lint.h"

enum {
	CNAME_AND_OTHER,
	CNAME_AT_APEX,
	CNAME_MULTIPLE,
	DUPLICATE_RECORD,
	DUPLICATE_RECORD_CASE,
	MX_DUPLICATE_TARGET,
	RRSET_SCATTERED,
	RRSET_TOO_BIG,
	RRSET_TOO_MANY,
	TTL_RRSET_MISMATCH,
	TYPES_TOO_MANY,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[CNAME_AND_OTHER] = {
		.id = "cname-and-other",
		.severity = SEVERITY_ERROR,
		.summary = "CNAME stands beside other records",
		.why = "A name that is an alias has no data of its own. Most servers refuse to load such a "
		       "zone; others answer with the CNAME only, so that mail or text records at the name "
		       "are lost.",
		.repair = "Delete the CNAME and write the addresses in its place, or move the other records "
		          "to the target of the alias.",
		.bad = "www CNAME web\nwww TXT \"hello\"\nweb A 192.0.2.1\n",
		.good = "www CNAME web\nweb TXT \"hello\"\nweb A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1034 §3.6.2", "RFC 2181 §10.1", NULL },
	},
	[CNAME_AT_APEX] = {
		.id = "cname-at-apex",
		.severity = SEVERITY_ERROR,
		.summary = "CNAME at the apex of a zone",
		.why = "The apex has a SOA and NS records, and a name that is an alias has no others. Servers "
		       "refuse to load the zone; where one answers with the CNAME, mail to the domain and its "
		       "very delegation are lost.",
		.repair = "Write the addresses of the host in place of the CNAME.",
		.bad = "@ CNAME www.provider.test.\n",
		.good = "www CNAME www.provider.test.\n",
		.references = (const char *const[]){ "RFC 1912 §2.4", NULL },
	},
	[CNAME_MULTIPLE] = {
		.id = "cname-multiple",
		.severity = SEVERITY_ERROR,
		.summary = "name has several CNAMEs",
		.why = "An alias leads to one name. Servers refuse to load the zone, and those that do not "
		       "answer now with one and now with the other.",
		.repair = "Keep one of them. To spread load, give the target several addresses.",
		.bad = "www CNAME a.provider.test.\nwww CNAME b.provider.test.\n",
		.good = "www CNAME a.provider.test.\nweb CNAME b.provider.test.\n",
		.references = (const char *const[]){ "RFC 2181 §10.1", NULL },
	},
	[DUPLICATE_RECORD] = {
		.id = "duplicate-record",
		.severity = SEVERITY_WARNING,
		.fix = FIX_SAFE,
		.summary = "the same record is written twice",
		.why = "Servers drop the second one without a word. It does no harm until somebody changes or "
		       "deletes one of the two: then the old data stays and looks like a server that does not "
		       "reload.",
		.repair = "Delete one of the two lines. When another record was meant, correct it.",
		.bad = "www A 192.0.2.1\nwww A 192.0.2.1\n",
		.good = "www A 192.0.2.1\nwww A 192.0.2.2\n",
		.references = (const char *const[]){ "RFC 2181 §5", "RFC 4034 §6.2", NULL },
	},
	[DUPLICATE_RECORD_CASE] = {
		.id = "duplicate-record-case",
		.severity = SEVERITY_WARNING,
		.fix = FIX_SAFE,
		.summary = "two records differ in the case of letters only",
		.why = "Names are compared without case, so this is one record written twice. Servers keep the "
		       "first, the last, or both, and a zone transfer may never come to rest.",
		.repair = "Delete one of the two lines.",
		.bad = "@ MX 10 mail\n@ MX 10 MAIL\nmail A 192.0.2.1\n",
		.good = "x TXT \"a\"\nx TXT \"A\"\n",
		.references = (const char *const[]){ "RFC 4034 §6.2", NULL },
	},
	[MX_DUPLICATE_TARGET] = {
		.id = "mx-duplicate-target",
		.severity = SEVERITY_WARNING,
		.summary = "one host stands in two MX records of a domain",
		.why = "The second record gives no second server. A sender that got an error tries the same host "
		       "again, and a back-up that was meant is not there.",
		.repair = "Name the other mail host in one of the two, or delete one.",
		.bad = "@ MX 10 mx.provider.test.\n@ MX 20 mx.provider.test.\n",
		.good = "@ MX 10 mx1.provider.test.\n@ MX 20 mx2.provider.test.\n",
		.references = (const char *const[]){ "RFC 5321 §5.1", NULL },
	},
	[RRSET_SCATTERED] = {
		.id = "rrset-scattered",
		.severity = SEVERITY_OFF,
		.groups = GROUP_STYLE,
		.summary = "records of one RRset stand far apart",
		.why = "Who edits the one place overlooks the other. House style, and off unless asked for.",
		.repair = "Write the records of one name and type one below the other.",
		.references = NULL,
	},
	[RRSET_TOO_BIG] = {
		.id = "rrset-too-big",
		.severity = SEVERITY_INFO,
		.summary = "RRset does not fit a UDP answer of 1232 octets",
		.why = "Each answer is cut, and asked for again over TCP: slower, and lost where TCP to port 53 is "
		       "blocked. Big TXT sets at the apex make SPF and domain checks fail at random.",
		.repair = "Delete records that nobody needs any more, or move them to names of their own.",
		.references = (const char *const[]){ "RFC 9715 §3, from memory", NULL },
	},
	[RRSET_TOO_MANY] = {
		.id = "rrset-too-many",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_PORTABILITY,
		.summary = "more than 100 records of one name and type",
		.why = "BIND 9.18.28 and later refuse such a zone at run time by default "
		       "(max-records-per-type), after named-checkzone has passed it.",
		.repair = "Spread the records over several names, or raise max-records-per-type on every server.",
		.references = NULL,
	},
	[TTL_RRSET_MISMATCH] = {
		.id = "ttl-rrset-mismatch",
		.severity = SEVERITY_WARNING,
		.fix = FIX_UNSAFE,
		.summary = "records of one RRset have different TTLs",
		.why = "The records of one name and type are cached together and must have one TTL. Servers "
		       "disagree on what to do: some take the first value, some the last, some serve the "
		       "records as they are, and then a part of them vanishes from caches before the rest.",
		.repair = "Give all records of the name and type the same TTL.",
		.bad = "www 300 A 192.0.2.1\nwww 60 A 192.0.2.2\n",
		.good = "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2\nwww 60 AAAA 2001:db8::1\n",
		.references = (const char *const[]){ "RFC 2181 §5.2", NULL },
	},
	[TYPES_TOO_MANY] = {
		.id = "types-too-many",
		.severity = SEVERITY_OFF,
		.groups = GROUP_PORTABILITY,
		.summary = "more than 100 record types at one name",
		.why = "BIND refuses such a name by default (max-types-per-name). No sane zone has one; the rule "
		       "is off unless asked for.",
		.repair = "Delete what nobody needs.",
		.references = NULL,
	},
};

#define OTHERS_MAX 4 /* types named beside a CNAME */

/* One record of the name under judgement. */
struct item {
	uint64_t hash; /* of its canonical RDATA */
	record_id id;
	uint32_t place; /* among the records of the name, in order of output */
	uint32_t ttl;
	uint16_t type;
	uint16_t len; /* of its RDATA */
};

/*
 * The RDATA in canonical form (RFC 4034 §6.2): names lower case where the type asks for it.
 *
 * out     any bytes; equal for equal records of one type
 */
static void
canonical(const struct record *r, struct buf *out)
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(r->type));

	out->len = 0;
	if (info != NULL && (info->flags & RRTYPE_LOWER) != 0)
		rdata_print(r->type, r->rdata, r->rdata_len, out);
	else
		buf_bytes(out, r->rdata, r->rdata_len);
}

static int
by_data(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static int
by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

struct name {
	uint8_t owner_len;
	struct item *items;
	size_t count, cap;
	struct buf data, other; /* scratch */
	struct record record, first;
};

/* Read all records of the node. */
static void
name_collect(struct lint *lint, const struct node *node, struct name *name)
{
	struct zone_set *set = lint_zones(lint);
	struct record *r = &name->record;
	record_id id;
	size_t at = 0;

	name->count = 0;
	while (node_next(node, 0, &at, &id)) {
		if (!query_record(set, id, r))
			continue;
		if (name->count == name->cap) {
			name->cap = name->cap == 0 ? 64 : name->cap * 2;
			name->items = xrealloc(name->items, name->cap * sizeof *name->items);
		}
		canonical(r, &name->data);
		name->items[name->count] = (struct item){
			.hash = namehash_bytes(
			    r->type, (const uint8_t *)name->data.ptr, name->data.len),
			.id = id,
			.place = (uint32_t)name->count,
			.ttl = r->ttl,
			.type = r->type,
			.len = (uint16_t)r->rdata_len,
		};
		name->owner_len = r->owner.len;
		name->count++;
	}
}

static void
report_duplicate(
    struct lint *lint, struct name *name, const struct item *first, const struct item *second)
{
	struct record *r = &name->record, *f1 = &name->first;
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f;
	bool same;

	if (!query_record(lint_zones(lint), second->id, r) ||
	    !query_record(lint_zones(lint), first->id, f1))
		return;
	canonical(r, &name->data);
	canonical(f1, &name->other);
	if (!str_equal(buf_view(&name->data), buf_view(&name->other)))
		return;
	same = r->rdata_len == f1->rdata_len && memcmp(r->rdata, f1->rdata, r->rdata_len) == 0;
	f = lint_report(lint, &rules[same ? DUPLICATE_RECORD : DUPLICATE_RECORD_CASE],
	    r->rdata_span,
	    same ? "%s has the same %s record twice"
	         : "%s has the same %s record twice, but for the case of letters",
	    dname_text(&r->owner, owner), rrtype_text(r->type, type));
	finding_label(lint, f, "written before");
	if (r->ttl == f1->ttl)
		finding_note(lint, f, f1->rdata_span, "first", "the first");
	else
		finding_note(lint, f, f1->rdata_span, "first", "the first, with TTL %u and not %u",
		    f1->ttl, r->ttl);
	finding_help(lint, f, "delete one of them");
	finding_record(lint, f, r);
	if (r->generated)
		return;
	finding_fix(lint, f, r->ttl == f1->ttl ? FIX_SAFE : FIX_UNSAFE, "delete this one");
	finding_drop(lint, f, r);
}

/* Report second and further occurrences, and take them out: they say nothing about the RRset. */
static void
judge_duplicates(struct lint *lint, struct name *name)
{
	size_t kept = 0;

	sort_items(name->items, name->count, sizeof *name->items, by_data);
	for (size_t i = 0; i < name->count; i++) {
		struct item *first = kept > 0 ? &name->items[kept - 1] : NULL,
		            item = name->items[i];

		if (first != NULL && first->type == item.type && first->hash == item.hash)
			report_duplicate(lint, name, first, &item);
		else
			name->items[kept++] = item;
	}
	name->count = kept;
}

/* Give all records from the second on the TTL of the first; those of $GENERATE cannot have it. */
static void
offer_ttl(struct lint *lint, struct name *name, struct finding *f, const struct item *first,
    const struct item *end)
{
	struct record *r = &name->record;

	finding_fix(lint, f, FIX_UNSAFE, "write TTL %u", first->ttl);
	for (const struct item *item = first + 1; item < end && item->type == first->type; item++) {
		if (item->ttl == first->ttl)
			continue;
		if (!query_record(lint_zones(lint), item->id, r) || r->generated) {
			f->fix = NULL;
			return;
		}
		if (r->ttl_span.len > 0)
			finding_edit(lint, f, r->ttl_span, "%u", first->ttl);
		else
			finding_edit(lint, f,
			    (struct span){ r->type_span.file, r->type_span.off, 0 }, "%u ",
			    first->ttl);
	}
}

static void
report_ttl(
    struct lint *lint, struct name *name, const struct item *first, const struct item *second)
{
	struct record *r = &name->record, *f1 = &name->first;
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	if (!query_record(lint_zones(lint), second->id, r) ||
	    !query_record(lint_zones(lint), first->id, f1))
		return;
	f = lint_report(lint, &rules[TTL_RRSET_MISMATCH],
	    r->ttl_span.len > 0 ? r->ttl_span : r->type_span,
	    "%s has %s records with the TTLs %u and %u", dname_text(&r->owner, owner),
	    rrtype_text(r->type, type), f1->ttl, r->ttl);
	finding_label(lint, f, r->ttl_span.len > 0 ? "TTL %u" : "TTL %u by default", r->ttl);
	finding_note(lint, f, f1->ttl_span.len > 0 ? f1->ttl_span : f1->type_span, "first",
	    f1->ttl_span.len > 0 ? "TTL %u" : "TTL %u by default", f1->ttl);
	finding_help(lint, f, "give all %s records of the name the same TTL", type);
	finding_record(lint, f, r);
	offer_ttl(lint, name, f, first, name->items + name->count);
}

/* Signatures take the TTL of what they sign (RFC 4035 §2.2). */
static bool
is_signature(uint16_t type)
{
	return type == RRTYPE_RRSIG || type == RRTYPE_SIG;
}

static void
judge_ttls(struct lint *lint, struct name *name)
{
	const struct item *first = NULL;
	bool told = false;

	sort_items(name->items, name->count, sizeof *name->items, by_place);
	for (size_t i = 0; i < name->count; i++) {
		const struct item *item = &name->items[i];

		if (first == NULL || first->type != item->type) {
			first = item;
			told = is_signature(item->type);
		} else if (!told && item->ttl != first->ttl) {
			report_ttl(lint, name, first, item);
			told = true;
		}
	}
}

/* May a record of this type stand beside a CNAME?  RFC 4035 §2.5, RFC 2181 §10.1. */
static bool
may_stand_beside(uint16_t type)
{
	return type == RRTYPE_CNAME || type == RRTYPE_RRSIG || type == RRTYPE_NSEC ||
	       type == RRTYPE_SIG || type == RRTYPE_NXT || type == RRTYPE_KEY ||
	       type == RRTYPE_DNAME; /* rules/dname.c says so */
}

static void
report_other(struct lint *lint, struct name *name, const struct item *alias,
    const struct item *const *others, unsigned count)
{
	struct record *r = &name->record, *other = &name->first;
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	if (!query_record(lint_zones(lint), alias->id, r))
		return;
	name->data.len = 0;
	for (unsigned i = 0; i < count; i++)
		buf_put(
		    &name->data, "%s%s", i == 0 ? "" : ", ", rrtype_text(others[i]->type, type));
	f = lint_report(lint,
	    &rules[dname_equal(&r->owner, &r->zone->spec.origin) ? CNAME_AT_APEX : CNAME_AND_OTHER],
	    r->type_span, "%s has a CNAME beside other records: %.*s", dname_text(&r->owner, owner),
	    (int)name->data.len, name->data.ptr);
	finding_label(lint, f, "no other record may stand beside it");
	for (unsigned i = 0; i < count; i++)
		if (query_record(lint_zones(lint), others[i]->id, other))
			finding_note(lint, f, other->type_span, "other",
			    "%s record of the same name", rrtype_text(other->type, type));
	finding_help(lint, f, "delete the CNAME, or move the other records to its target");
	finding_record(lint, f, r);
}

/* Items are sorted by type. */
static void
judge_alias(struct lint *lint, struct name *name)
{
	const struct item *alias = NULL, *others[OTHERS_MAX];
	unsigned count = 0;

	for (size_t i = 0; i < name->count; i++) {
		const struct item *item = &name->items[i];

		if (i > 0 && item->type == name->items[i - 1].type)
			continue;
		if (item->type == RRTYPE_CNAME)
			alias = item;
		else if (count < OTHERS_MAX && !may_stand_beside(item->type)) {
			unsigned at = count++;

			for (; at > 0 && others[at - 1]->place > item->place; at--)
				others[at] = others[at - 1];
			others[at] = item;
		}
	}
	if (alias != NULL && count > 0)
		report_other(lint, name, alias, others, count);
}

/* A second CNAME; items are sorted by type and place, equal ones are out. */
static void
judge_aliases(struct lint *lint, struct name *name)
{
	const struct item *first = NULL;

	for (size_t i = 0; i < name->count; i++) {
		struct record *r = &name->record;
		char owner[DNAME_TEXT_MAX];
		struct finding *f;

		if (name->items[i].type != RRTYPE_CNAME)
			continue;
		if (first == NULL) {
			first = &name->items[i];
			continue;
		}
		if (!query_record(lint_zones(lint), name->items[i].id, r))
			continue;
		f = lint_report(lint, &rules[CNAME_MULTIPLE], r->rdata_span,
		    "%s has a second CNAME", dname_text(&r->owner, owner));
		finding_label(lint, f, "another target than before");
		if (query_record(lint_zones(lint), first->id, &name->first))
			finding_note(lint, f, name->first.rdata_span, "first", "the first");
		finding_help(lint, f, "keep one of them");
		finding_record(lint, f, r);
	}
}

/* MX records of one target; a hash stands for it, for all of them may have one. */
struct exchange {
	uint64_t hash;
	record_id id;
	uint32_t place;
};

static int
by_exchange(const void *a, const void *b)
{
	const struct exchange *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void
report_exchange(struct lint *lint, struct name *name, const struct exchange *first,
    const struct exchange *again)
{
	struct record *r = &name->record, *f1 = &name->first;
	char owner[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX];
	struct dname target;
	struct finding *f;
	size_t field, other;

	if (!query_record(lint_zones(lint), again->id, r) || !record_target(r, &target, &field) ||
	    target.len == 1 || !query_record(lint_zones(lint), first->id, f1) ||
	    !record_target(f1, &target, &other))
		return;
	f = lint_report(lint, &rules[MX_DUPLICATE_TARGET], record_field_span(r, field),
	    "%s has %s in two MX records", dname_text(&r->owner, owner), dname_text(&target, text));
	finding_label(lint, f, "named before");
	finding_note(lint, f, record_field_span(f1, other), "first", "the first");
	finding_record(lint, f, r);
}

static void
judge_exchanges(struct lint *lint, struct name *name)
{
	struct exchange *list;
	size_t count = 0, n = 0, field;
	struct dname target;

	for (size_t i = 0; i < name->count; i++)
		count += name->items[i].type == RRTYPE_MX;
	if (count < 2)
		return;
	list = xcalloc(count, sizeof *list);
	for (size_t i = 0; i < name->count; i++)
		if (name->items[i].type == RRTYPE_MX &&
		    query_record(lint_zones(lint), name->items[i].id, &name->record) &&
		    record_target(&name->record, &target, &field))
			list[n++] = (struct exchange){ namehash_dname(0, &target),
				name->items[i].id, name->items[i].place };
	sort_items(list, n, sizeof *list, by_exchange);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (list[i].hash == list[first].hash)
			report_exchange(lint, name, &list[first], &list[i]);
		else
			first = i;
	}
	free(list);
}

/* BIND's limits, and the answer that UDP carries without being cut or taken apart (RFC 9715). */
enum { RECORDS_MOST = 100, TYPES_MOST = 100, ANSWER_MOST = 1232, FAR_APART = 2000 };

static void
report_size(
    struct lint *lint, struct name *name, const struct item *first, size_t count, size_t size)
{
	struct record *r = &name->record;
	char owner[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	if ((count <= RECORDS_MOST && size <= ANSWER_MOST) || is_signature(first->type) ||
	    !query_record(lint_zones(lint), first->id, r))
		return;
	dname_text(&r->owner, owner);
	rrtype_text(r->type, type);
	if (count > RECORDS_MOST) {
		f = lint_report(lint, &rules[RRSET_TOO_MANY], r->type_span,
		    "%s has %zu %s records, BIND takes %d", owner, count, type, RECORDS_MOST);
		finding_label(lint, f, "the first of them");
		finding_record(lint, f, r);
	}
	if (size > ANSWER_MOST) {
		f = lint_report(lint, &rules[RRSET_TOO_BIG], r->type_span,
		    "%s records of %s take %zu octets, UDP answers carry %d", type, owner, size,
		    ANSWER_MOST);
		finding_label(lint, f, "the first of them");
		finding_record(lint, f, r);
	}
}

/* Items are sorted by type and place. */
static void
judge_sizes(struct lint *lint, struct name *name)
{
	size_t types = 0, size = 0;
	const struct item *first = NULL;

	for (size_t i = 0; i < name->count; i++) {
		const struct item *item = &name->items[i];

		if (first == NULL || first->type != item->type) {
			first = item;
			types++;
			size = 12 + 5 + name->owner_len; /* header and question */
		}
		size += 12u + item->len;
		if (i + 1 == name->count || name->items[i + 1].type != item->type)
			report_size(lint, name, first, (size_t)(item - first) + 1, size);
	}
	if (types > TYPES_MOST &&
	    query_record(lint_zones(lint), name->items[0].id, &name->record)) {
		char owner[DNAME_TEXT_MAX];
		struct finding *f = lint_report(lint, &rules[TYPES_TOO_MANY],
		    name->record.type_span, "%s has records of %zu types, BIND takes %d",
		    dname_text(&name->record.owner, owner), types, TYPES_MOST);

		finding_label(lint, f, "one of them");
		finding_record(lint, f, &name->record);
	}
}

static void
judge_places(struct lint *lint, struct name *name)
{
	struct record *r = &name->record, *before = &name->first;

	for (size_t i = 1; i < name->count && lint_wants(lint, &rules[RRSET_SCATTERED]); i++) {
		char owner[DNAME_TEXT_MAX], type[16];
		struct finding *f;

		if (name->items[i].type != name->items[i - 1].type ||
		    !query_record(lint_zones(lint), name->items[i - 1].id, before) ||
		    !query_record(lint_zones(lint), name->items[i].id, r) ||
		    r->span.file != before->span.file ||
		    r->span.off < before->span.off + before->span.len + FAR_APART)
			continue;
		f = lint_report(lint, &rules[RRSET_SCATTERED], r->type_span,
		    "%s records of %s stand far apart", rrtype_text(r->type, type),
		    dname_text(&r->owner, owner));
		finding_label(lint, f, "one more");
		finding_note(lint, f, before->type_span, "first", "the one before");
		finding_record(lint, f, r);
	}
}

/* Names already judged: one may be listed for each place it stands in. */
struct seen {
	uint64_t *slots; /* hashes, never 0 */
	size_t mask;
};

static struct seen
seen_new(size_t most)
{
	size_t slots = 16;

	while (slots < 2 * most)
		slots *= 2;
	return (struct seen){ xcalloc(slots, sizeof(uint64_t)), slots - 1 };
}

/* True when the owner of r is new in its zone. */
static bool
seen_add(struct seen *seen, const struct record *r)
{
	uint64_t hash = namehash_dname(r->zone->id, &r->owner) | 1;
	size_t at = (size_t)(hash >> 32) & seen->mask;

	while (seen->slots[at] != 0 && seen->slots[at] != hash)
		at = (at + 1) & seen->mask;
	if (seen->slots[at] != 0)
		return false;
	seen->slots[at] = hash;
	return true;
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	const struct suspects *suspects = set_suspects(set);
	struct name name = { 0 };
	struct seen seen;

	seen = seen_new(suspects->owner_count);
	for (size_t i = 0; i < suspects->owner_count; i++) {
		struct node node;

		if (!query_record(set, suspects->owners[i], &name.record) ||
		    !seen_add(&seen, &name.record))
			continue;
		query_name(set, name.record.zone->spec.view, &name.record.owner, &node);
		/* What a parent says of a child's names is not its own data. */
		if (node.zone != name.record.zone)
			continue;
		name_collect(lint, &node, &name);
		judge_duplicates(lint, &name);
		judge_ttls(lint, &name);
		judge_alias(lint, &name);
		judge_aliases(lint, &name);
		judge_exchanges(lint, &name);
		judge_sizes(lint, &name);
		judge_places(lint, &name);
	}
	free(seen.slots);
	free(name.items);
	buf_free(&name.data);
	buf_free(&name.other);
	record_free(&name.record);
	record_free(&name.first);
}

const struct rule_table rules_rrset = { rules, RULE_COUNT, check };
