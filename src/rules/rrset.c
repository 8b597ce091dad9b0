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

enum { CNAME_AND_OTHER, DUPLICATE_RECORD, TTL_RRSET_MISMATCH, RULE_COUNT };

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
};

#define OTHERS_MAX 4 /* types named beside a CNAME */

/* One record of the name under judgement. */
struct item {
	uint64_t hash; /* of its canonical RDATA */
	record_id id;
	uint32_t place; /* among the records of the name, in order of output */
	uint32_t ttl;
	uint16_t type;
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
		};
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

	if (!query_record(lint_zones(lint), second->id, r) ||
	    !query_record(lint_zones(lint), first->id, f1))
		return;
	canonical(r, &name->data);
	canonical(f1, &name->other);
	if (!str_equal(buf_view(&name->data), buf_view(&name->other)))
		return;
	f = lint_report(lint, &rules[DUPLICATE_RECORD], r->rdata_span,
	    "%s has the same %s record twice", dname_text(&r->owner, owner),
	    rrtype_text(r->type, type));
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
	       type == RRTYPE_SIG || type == RRTYPE_NXT || type == RRTYPE_KEY;
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
	f = lint_report(lint, &rules[CNAME_AND_OTHER], r->type_span,
	    "%s has a CNAME beside other records: %.*s", dname_text(&r->owner, owner),
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

	if (!lint_wants(lint, &rules[TTL_RRSET_MISMATCH]) &&
	    !lint_wants(lint, &rules[DUPLICATE_RECORD]) &&
	    !lint_wants(lint, &rules[CNAME_AND_OTHER]))
		return;
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
	}
	free(seen.slots);
	free(name.items);
	buf_free(&name.data);
	buf_free(&name.other);
	record_free(&name.record);
	record_free(&name.first);
}

const struct rule_table rules_rrset = { rules, RULE_COUNT, check };
