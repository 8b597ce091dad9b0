/*
 * rules/wildcard.c -- names that a wildcard was meant for and does not answer: those that exist for another type, and
 * those that exist only because others lie below them (RFC 4592 §2.2.2, §4.3.3 of RFC 1034).
 */
#include "rules/texts.h"

enum { MX_WILDCARD_SHADOWED, WILDCARD_MASKED_BY_ENT, WILDCARD_SHADOWED, RULE_COUNT };

static const char *const wildcards[] = { "RFC 1912 §2.7", NULL };

static const struct rule rules[RULE_COUNT] = {
	[MX_WILDCARD_SHADOWED] = {
		.id = "mx-wildcard-shadowed",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAILAUTH,
		.summary = "MX at a wildcard does not count for names that exist",
		.why = "A wildcard answers for names that do not exist. A host with an address record exists, so that "
		       "mail to it goes to the host itself and not to the MX host.",
		.repair = "Write an MX record at each name that takes mail.",
		.bad = "* MX 10 mx.provider.test.\nwww A 192.0.2.1\n",
		.good = "* MX 10 mx.provider.test.\nwww A 192.0.2.1\nwww MX 10 mx.provider.test.\n",
		.references = wildcards,
	},
	[WILDCARD_MASKED_BY_ENT] = {
		.id = "wildcard-masked-by-ent",
		.severity = SEVERITY_INFO,
		.summary = "wildcard does not answer for a name above another",
		.why = "a.b.example.com makes b.example.com exist, without any record. *.example.com does not answer "
		       "there: clients get an empty answer in place of the wildcard's.",
		.repair = "Write the record at that name, too.",
		.bad = "* A 192.0.2.1\na.b A 192.0.2.2\n",
		.good = "* A 192.0.2.1\na.b A 192.0.2.2\nb A 192.0.2.1\n",
		.references = wildcards,
	},
	[WILDCARD_SHADOWED] = {
		.id = "wildcard-shadowed",
		.severity = SEVERITY_INFO,
		.summary = "wildcard does not answer for names that exist",
		.why = "A wildcard answers for names that do not exist. A name with records of another type exists, "
		       "and whoever asks there for the wildcard's type gets an empty answer.",
		.repair = "Write the record at that name, too.",
		.bad = "* A 192.0.2.1\nwww TXT \"text\"\n",
		.good = "* A 192.0.2.1\nwww TXT \"text\"\nwww A 192.0.2.1\n",
		.references = wildcards,
	},
};

#define SHOWN    3    /* names told of each wildcard */
#define READ_MAX 1000 /* names whose text is read for each */

/* The names that one wildcard does not answer for. */
struct shadow {
	const struct record *r; /* the wildcard's */
	struct dname parent;
	record_id records[SHOWN];
	struct dname names[SHOWN];
	size_t count, read;
};

static void
add_name(struct shadow *s, const struct dname *name, record_id id)
{
	for (size_t i = 0; i < s->count && i < SHOWN; i++)
		if (dname_equal(&s->names[i], name))
			return;
	if (s->count < SHOWN) {
		s->names[s->count] = *name;
		s->records[s->count] = id;
	}
	s->count++;
}

static void
tell(struct lint *lint, unsigned rule, const struct shadow *s)
{
	char owner[DNAME_TEXT_MAX], name[DNAME_TEXT_MAX], type[16];
	struct finding *f;

	if (s->count == 0)
		return;
	f = lint_report(lint, &rules[rule], s->r->owner_span,
	    "%s record of %s does not answer for %s%s", rrtype_text(s->r->type, type),
	    dname_text(&s->r->owner, owner), dname_text(&s->names[0], name),
	    s->count > 1 ? " and others" : "");
	finish_finding(lint, f, s->r, "not for names that exist", NULL);
	finding_subject(lint, f, &s->r->owner, NULL, type);
	for (size_t i = 0; i < s->count && i < SHOWN && s->records[i] != RECORD_NONE; i++)
		note_record(lint, f, s->records[i], "name", "this name exists");
}

/* Does the node answer for what the wildcard's record would: the type itself, an alias, or a delegation? */
static bool
answers(const struct node *node, uint16_t type)
{
	return node_has(node, type) != ANSWER_ABSENT ||
	       node_has(node, RRTYPE_CNAME) != ANSWER_ABSENT ||
	       node_has(node, RRTYPE_NS) != ANSWER_ABSENT ||
	       node_has(node, RRTYPE_DNAME) != ANSWER_ABSENT ||
	       ((type == RRTYPE_A || type == RRTYPE_AAAA) && has_address(node) != ANSWER_ABSENT);
}

/* Names one label below the wildcard's parent that have records, and not this type. */
static void
find_shadowed(struct lint *lint, struct shadow *s)
{
	struct owner_walk at = { 0 };
	struct record r = { 0 };
	struct node node;
	record_id id;
	bool deep;

	while (s->read < READ_MAX &&
	       zone_next_owner(lint_zones(lint), s->r->zone, &at, &node, &id, &deep)) {
		struct dname above;

		if (answers(&node, s->r->type) ||
		    (s->r->type == RRTYPE_MX && has_address(&node) != ANSWER_PRESENT))
			continue;
		s->read++;
		if (!query_record(lint_zones(lint), id, &r) || r.owner.len <= s->parent.len)
			continue;
		above = dname_parent(&r.owner, 1);
		if (dname_equal(&above, &s->parent) && r.owner.wire[1] != '_' &&
		    !dname_is_wildcard(&r.owner))
			add_name(s, &r.owner, id);
	}
	record_free(&r);
}

/* The name one label below the parent on the way to a name, when nothing stands there. */
static void
judge_way(struct lint *lint, struct shadow *s, const struct dname *name, record_id id)
{
	unsigned labels = dname_labels(name), top = dname_labels(&s->parent);
	struct dname step;
	struct node node;

	if (labels < top + 2 || !dname_below(name, &s->parent))
		return;
	step = dname_parent(name, labels - top - 1);
	if (step.wire[1] == '_' || dname_is_wildcard(&step))
		return;
	query_owner(lint_zones(lint), s->r->zone, &step, &node);
	if (node.exists == ANSWER_ABSENT)
		add_name(s, &step, id);
}

static void
find_masked(struct lint *lint, struct shadow *s)
{
	struct dname origin, below;
	size_t origins = 0;
	struct owner_walk at = { 0 };
	struct record r = { 0 };
	struct node node;
	record_id id;
	bool deep;

	while (s->read < READ_MAX &&
	       zone_next_owner(lint_zones(lint), s->r->zone, &at, &node, &id, &deep)) {
		if (!deep)
			continue;
		s->read++;
		if (query_record(lint_zones(lint), id, &r))
			judge_way(lint, s, &r.owner, id);
	}
	/* names below an $ORIGIN further down are not deep: the origin is the name above them */
	while (zone_next_origin(lint_zones(lint), s->r->zone, &origins, &origin))
		if (dname_wildcard(&origin, &below))
			judge_way(lint, s, &below, RECORD_NONE);
	record_free(&r);
}

/* Each type of a wildcard is judged at its first record. */
static void
judge_type(struct lint *lint, const struct record *r, bool address_told)
{
	struct shadow s = { .r = r, .parent = dname_parent(&r->owner, 1) };
	unsigned rule = r->type == RRTYPE_MX ? MX_WILDCARD_SHADOWED : WILDCARD_SHADOWED;

	if (r->type == RRTYPE_AAAA && address_told)
		return;
	if (lint_wants(lint, &rules[rule])) {
		find_shadowed(lint, &s);
		tell(lint, rule, &s);
	}
}

static void
judge(struct lint *lint, struct record *r)
{
	struct record one = { 0 };
	struct node node;
	struct shadow s;
	record_id id;
	size_t at = 0;
	uint16_t seen[8] = { 0 };
	size_t types = 0;
	bool address = false;

	if (r->zone->reverse)
		return;
	query_owner(lint_zones(lint), r->zone, &r->owner, &node);
	if (!node_next(&node, 0, &at, &id) || id != r->id)
		return;
	s = (struct shadow){ .r = r, .parent = dname_parent(&r->owner, 1) };
	if (lint_wants(lint, &rules[WILDCARD_MASKED_BY_ENT])) {
		find_masked(lint, &s);
		tell(lint, WILDCARD_MASKED_BY_ENT, &s);
	}
	at = 0;
	while (node_next(&node, 0, &at, &id) && query_record(lint_zones(lint), id, &one)) {
		bool again = one.type == RRTYPE_RRSIG || one.type == RRTYPE_NSEC;

		for (size_t i = 0; i < types; i++)
			again |= seen[i] == one.type;
		if (again || types == ARRAY_LEN(seen))
			continue;
		seen[types++] = one.type;
		judge_type(lint, &one, address);
		address |= one.type == RRTYPE_A;
	}
	record_free(&one);
}

static void
check(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	each_of(lint, suspects->wildcards, suspects->wildcard_count, judge);
}

const struct rule_table rules_wildcard = { rules, RULE_COUNT, check };
