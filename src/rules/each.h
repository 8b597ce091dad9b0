/*
 * rules/each.h -- what many families do: go over records of a type, and end a finding about one of them.
 */
#ifndef RULES_EACH_H
#define RULES_EACH_H

#include "dns/rrtype.h"
#include "lint/lint.h"

/* Judge every record of a type that can be read, in order of output. */
static inline void
each_record(struct lint *lint, uint16_t type, void (*judge)(struct lint *lint, struct record *r))
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	size_t count;
	const record_id *ids = set_records(set, type, &count);

	for (size_t i = 0; i < count; i++)
		if (query_record(set, ids[i], &r))
			judge(lint, &r);
	record_free(&r);
}

/* Judge every record on a list that can be read. */
static inline void
each_of(struct lint *lint, const record_id *ids, size_t count,
    void (*judge)(struct lint *lint, struct record *r))
{
	struct record r = { 0 };

	for (size_t i = 0; i < count; i++)
		if (query_record(lint_zones(lint), ids[i], &r))
			judge(lint, &r);
	record_free(&r);
}

/* Words under the mark, advice (NULL: none), and what belongs to the record. */
static inline void
finish_finding(struct lint *lint, struct finding *f, const struct record *r, const char *label,
    const char *help)
{
	finding_label(lint, f, "%s", label);
	if (help != NULL)
		finding_help(lint, f, "%s", help);
	finding_record(lint, f, r);
}

/* A note at another record, at its type. */
static inline void
note_record(struct lint *lint, struct finding *f, record_id id, const char *kind, const char *label)
{
	struct record r = { 0 };

	if (query_record(lint_zones(lint), id, &r))
		finding_note(lint, f, r.type_span, kind, "%s", label);
	record_free(&r);
}

/* Is it the first record of its type at its owner, in its zone?  Then it may speak for all of them. */
static inline bool
is_first_of_rrset(struct lint *lint, const struct record *r, struct node *node)
{
	record_id id;
	size_t at = 0;

	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, node);
	return node->zone == r->zone && !node->wildcard && node_next(node, r->type, &at, &id) &&
	       id == r->id;
}

static inline bool
at_apex(const struct record *r)
{
	return dname_equal(&r->owner, &r->zone->spec.origin);
}

/* PRESENT when there is an A or an AAAA record, ABSENT when there is certainly neither. */
static inline enum answer
has_address(const struct node *node)
{
	enum answer a = node_has(node, RRTYPE_A), aaaa = node_has(node, RRTYPE_AAAA);

	if (a == ANSWER_PRESENT || aaaa == ANSWER_PRESENT)
		return ANSWER_PRESENT;
	return a == ANSWER_UNKNOWN || aaaa == ANSWER_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_ABSENT;
}

/* Does the leftmost label equal this text, case apart? */
static inline bool
label_is(const struct dname *name, const char *text)
{
	return str_equal_fold(
	    (struct str){ (const char *)name->wire + 1, name->wire[0] }, str_of(text));
}

/* Does more than prefix stand there, and prefix first, case apart? */
static inline bool
begins_with(struct str s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len > len && str_equal_fold((struct str){ s.ptr, len }, str_of(prefix));
}

/* Does any label begin with an underscore? */
static inline bool
has_underscore_label(const struct dname *name)
{
	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		if (name->wire[at + 1] == '_')
			return true;
	return false;
}

/* Is the last of several labels one that the world's DNS does not have (RFC 6761, RFC 7686, and what networks use)? */
static inline bool
is_reserved_tld(const struct dname *name)
{
	static const char *const tlds[] = { "local", "localdomain", "localhost", "lan", "home",
		"internal", "intranet", "corp", "private", "invalid", "onion", "alt" };
	unsigned labels = dname_labels(name);
	struct dname last;

	if (labels < 2)
		return false;
	last = dname_parent(name, labels - 1);
	for (size_t i = 0; i < ARRAY_LEN(tlds); i++)
		if (label_is(&last, tlds[i]))
			return true;
	return false;
}

/* How many records of a type a node has, at most limit counted. */
static inline size_t
count_records(const struct node *node, uint16_t type, size_t limit)
{
	record_id id;
	size_t at = 0, count = 0;

	while (count < limit && node_next(node, type, &at, &id))
		count++;
	return count;
}

static inline bool
any_wanted(const struct lint *lint, const struct rule *rules, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (lint_wants(lint, &rules[i]))
			return true;
	return false;
}

#endif
