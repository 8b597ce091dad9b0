/*
 * rules/glue.c -- addresses of name servers that lie below a delegation: only the parent can say them.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "rules/each.h"

enum { GLUE_MISSING, GLUE_ORPHAN, GLUE_SIBLING_MISSING, GLUE_WILDCARD, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[GLUE_MISSING] = {
		.id = "glue-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "name server inside the child has no address here",
		.why = "To find the server a resolver would have to ask the server itself. Without its address "
		       "in the parent the delegation is dead unless another server can be reached; then it is "
		       "slow.",
		.repair = "Add the A or AAAA record of the name server to this zone.",
		.bad = "sub NS ns.sub\nsub NS ns2.provider.test.\n",
		.good = "sub NS ns.sub\nsub NS ns2.provider.test.\nns.sub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1034 §4.2.1", NULL },
	},
	[GLUE_ORPHAN] = {
		.id = "glue-orphan",
		.severity = SEVERITY_OFF,
		.groups = GROUP_DELEGATION,
		.summary = "address below a delegation that no NS record uses",
		.why = "Such an address is left from a name server that is gone. Old resolvers may pick it up. "
		       "To find them every record is read, so the rule is off unless asked for.",
		.repair = "Delete the record, or move it to the child zone.",
		.bad = "sub NS ns1.provider.test.\nsub NS ns2.provider.test.\nold.sub A 192.0.2.1\n",
		.good = "sub NS ns.sub\nsub NS ns2.provider.test.\nns.sub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 1912 §2.3", NULL },
	},
	[GLUE_SIBLING_MISSING] = {
		.id = "glue-sibling-missing",
		.severity = SEVERITY_INFO,
		.groups = GROUP_DELEGATION,
		.summary = "name server in another child has no address here",
		.why = "Its address is the other child's to say. When the two name each other's servers only, "
		       "neither can be resolved.",
		.repair = "Add the A or AAAA record of the name server to this zone.",
		.bad = "a NS ns.b\na NS ns1.provider.test.\n"
		       "b NS ns2.provider.test.\nb NS ns3.provider.test.\n",
		.good = "a NS ns.b\na NS ns1.provider.test.\n"
		        "b NS ns2.provider.test.\nb NS ns3.provider.test.\nns.b A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 9471 §3, from memory", NULL },
	},
	[GLUE_WILDCARD] = {
		.id = "glue-wildcard",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "only a wildcard has the address of a name server",
		.why = "Below a delegation wildcards do not answer, so most servers send no address along. Knot "
		       "does.",
		.repair = "Write the address at the name server's own name.",
		.bad = "sub NS ns.sub\nsub NS ns2.provider.test.\n*.sub A 192.0.2.1\n",
		.good = "sub NS ns.sub\nsub NS ns2.provider.test.\nns.sub A 192.0.2.1\n",
		.references = (const char *const[]){ "RFC 4592 §4, from memory", NULL },
	},
};

/* Has a wildcard between the name and the cut an address? */
static bool
wildcard_has_address(struct lint *lint, const struct node *node)
{
	unsigned above = dname_labels(&node->name) - dname_labels(&node->cut);

	for (unsigned i = 1; i <= above; i++) {
		struct dname parent = dname_parent(&node->name, i), star;
		struct node wild;

		if (!dname_wildcard(&parent, &star))
			continue;
		query_name(lint_zones(lint), node->view, &star, &wild);
		if (count_records(&wild, RRTYPE_A, 1) + count_records(&wild, RRTYPE_AAAA, 1) > 0)
			return true;
	}
	return false;
}

static void
judge(struct lint *lint, struct record *r)
{
	struct dname target;
	struct node node;
	size_t field;
	unsigned rule;
	char name[DNAME_TEXT_MAX], cut[DNAME_TEXT_MAX];
	struct finding *f;

	if (r->type != RRTYPE_NS || r->zone->left_out || !record_target(r, &target, &field))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (node.zone != r->zone || !node.below_cut || count_records(&node, RRTYPE_A, 1) > 0 ||
	    count_records(&node, RRTYPE_AAAA, 1) > 0 || count_records(&node, RRTYPE_CNAME, 1) > 0)
		return;
	if (wildcard_has_address(lint, &node))
		rule = GLUE_WILDCARD;
	else if (at_apex(r) || dname_equal(&node.cut, &r->owner))
		rule = GLUE_MISSING;
	else
		rule = GLUE_SIBLING_MISSING;
	f = lint_report(lint, &rules[rule], record_field_span(r, field),
	    rule == GLUE_WILDCARD
	        ? "name server %s lies below the delegation of %s and has a wildcard's address only"
	        : "name server %s lies below the delegation of %s and has no address here",
	    dname_text(&target, name), dname_text(&node.cut, cut));
	finding_label(lint, f, "no glue");
	finding_help(lint, f, "add an A or AAAA record for %s to this zone", name);
	finding_subject(lint, f, &target, NULL, NULL);
	finding_record(lint, f, r);
}

/* ---- glue that nobody needs ---- */

/* The names of all name servers, each with its zone, hashed. */
static uint64_t *
server_names(struct lint *lint, size_t *count)
{
	struct zone_set *set = lint_zones(lint);
	const record_id *ids = set_records(set, RRTYPE_NS, count);
	uint64_t *names = xcalloc(*count + 1, sizeof *names);
	struct record r = { 0 };
	struct dname target;
	size_t field;

	for (size_t i = 0; i < *count; i++)
		if (query_record(set, ids[i], &r) && record_target(&r, &target, &field))
			names[i] = namehash_dname(r.zone->id, &target);
	qsort(names, *count, sizeof *names, compare_u64);
	record_free(&r);
	return names;
}

static void
judge_orphan(struct lint *lint, const struct record *r, const uint64_t *names, size_t count)
{
	uint64_t hash = namehash_dname(r->zone->id, &r->owner);
	struct node node;
	char owner[DNAME_TEXT_MAX], cut[DNAME_TEXT_MAX];
	struct finding *f;

	if (bsearch(&hash, names, count, sizeof hash, compare_u64) != NULL)
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &r->owner, &node);
	if (node.zone != r->zone || !node.below_cut || dname_is_wildcard(&r->owner))
		return;
	f = lint_report(lint, &rules[GLUE_ORPHAN], r->owner_span,
	    "%s lies below the delegation of %s and is no name server's name",
	    dname_text(&r->owner, owner), dname_text(&node.cut, cut));
	finish_finding(lint, f, r, "no NS record names it", NULL);
}

static void
check_orphans(struct lint *lint)
{
	static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	size_t names_count, count;
	uint64_t *names = server_names(lint, &names_count);

	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		const record_id *ids = set_records(set, types[t], &count);

		for (size_t i = 0; i < count; i++)
			if (query_record(set, ids[i], &r))
				judge_orphan(lint, &r, names, names_count);
	}
	free(names);
	record_free(&r);
}

static void
check(struct lint *lint)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	each_of(lint, suspects->targets, suspects->target_count, judge);
	if (lint_wants(lint, &rules[GLUE_ORPHAN]))
		check_orphans(lint);
}

const struct rule_table rules_glue = { rules, RULE_COUNT, check };
