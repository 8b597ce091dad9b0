/*
 * rules/xzone.c -- a loaded zone and the loaded zone above it: is it delegated, and do both say the same?
 *
 * What the parent says of the child's names is glue and asked for by query_glue().
 */
#include "rules/each.h"
#include "rules/zone.h"
#include "zone/pointer.h"

enum {
	RFC2317_NS_MISSING,
	XZONE_GLUE_MISMATCH,
	XZONE_NOT_DELEGATED,
	XZONE_NS_MISMATCH,
	RULE_COUNT
};

static const struct rule rules[RULE_COUNT] = {
	[RFC2317_NS_MISSING] = {
		.id = "rfc2317-ns-missing",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_REVERSE | GROUP_DELEGATION,
		.summary = "classless reverse zone is not delegated by its parent",
		.why = "The zone for a part of a /24 is here, and so is the /24, which has no NS records for it. "
		       "Nobody finds its PTR records, and receivers of mail see addresses without a name.",
		.repair = "Add the NS records of the zone to its parent.",
		.references = (const char *const[]){ "RFC 2317 §4", NULL },
	},
	[XZONE_GLUE_MISMATCH] = {
		.id = "xzone-glue-mismatch",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "glue differs from the child's own addresses",
		.why = "Resolvers that come from the parent ask another machine than those that know the child. "
		       "When the server has moved, a part of all look-ups fails until caches expire, again and "
		       "again.",
		.repair = "Give the name server the same addresses in both zones.",
		.references = (const char *const[]){ "RFC 1912 §2.3", NULL },
	},
	[XZONE_NOT_DELEGATED] = {
		.id = "xzone-not-delegated",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_DELEGATION,
		.summary = "zone is not delegated by its loaded parent",
		.why = "Both zones are here, and the upper one has no NS records for the lower. It works while one "
		       "server holds both; elsewhere every name of the lower zone does not exist.",
		.repair = "Add the NS records of the zone to its parent, and glue where needed.",
		.references = (const char *const[]){ "RFC 1034 §4.2.2", NULL },
	},
	[XZONE_NS_MISMATCH] = {
		.id = "xzone-ns-mismatch",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_DELEGATION,
		.summary = "delegation and child name different servers",
		.why = "Both sets are used, one by resolvers that come from the parent, one by those that know the "
		       "child. A server in one of them only is often one that was given up, or a new one that "
		       "nobody asks.",
		.repair = "Write the same NS records in both zones.",
		.references = (const char *const[]){ "RFC 1034 §4.2.2", "RFC 1912 §2.8", NULL },
	},
};

#define SERVERS_MAX 32

struct server {
	struct dname name;
	record_id id;
};

/* The name servers of a node; false when they are not all known or too many. */
static bool
servers_of(struct lint *lint, const struct node *node, struct server *out, size_t *count)
{
	struct record r = { 0 };
	record_id id;
	size_t at = 0, field;
	bool fine = true;

	*count = 0;
	while (fine && node_next(node, RRTYPE_NS, &at, &id)) {
		fine = *count < SERVERS_MAX && query_record(lint_zones(lint), id, &r) &&
		       record_target(&r, &out[*count].name, &field);
		if (fine)
			out[(*count)++].id = id;
	}
	record_free(&r);
	return fine;
}

static const struct server *
server_find(const struct server *list, size_t count, const struct dname *name)
{
	for (size_t i = 0; i < count; i++)
		if (dname_equal(&list[i].name, name))
			return &list[i];
	return NULL;
}

/* Every server of one side that the other lacks. */
static void
report_lacking(struct lint *lint, const struct zone *child, const struct server *have,
    size_t have_count, const struct server *other, size_t other_count, bool parent_has)
{
	struct record r = { 0 };

	for (size_t i = 0; i < have_count; i++) {
		char name[DNAME_TEXT_MAX], origin[DNAME_TEXT_MAX];
		struct dname target;
		struct finding *f;
		size_t field;

		if (server_find(other, other_count, &have[i].name) != NULL ||
		    !query_record(lint_zones(lint), have[i].id, &r) ||
		    !record_target(&r, &target, &field))
			continue;
		f = lint_report(lint, &rules[XZONE_NS_MISMATCH], record_field_span(&r, field),
		    parent_has ? "name server %s of %s is in the delegation, and not in the zone"
		               : "name server %s of %s is in the zone, and not in its delegation",
		    dname_text(&target, name), dname_text(&child->spec.origin, origin));
		finding_label(lint, f, "here only");
		if (other != NULL && other_count > 0)
			note_record(lint, f, other[0].id, "other", "the other side");
		finding_help(lint, f, "write the same NS records in both zones");
		finding_subject(lint, f, &target, NULL, NULL);
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

static bool
glue_agrees(struct lint *lint, const struct record *glue, const struct addr *have, size_t count)
{
	struct addr addr;

	if (!record_addr(lint_zones(lint), glue->id, &addr))
		return true;
	for (size_t i = 0; i < count; i++)
		if (addr_equal(&have[i], &addr))
			return true;
	return false;
}

/* Glue for a server of the child, against the child's own word. */
static void
judge_glue(struct lint *lint, const struct zone *child, const struct dname *name)
{
	static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };
	struct record r = { 0 };
	struct addr have[32];
	struct node node, glue;
	size_t count;
	record_id id;

	query_name(lint_zones(lint), child->spec.view, name, &node);
	if (node.zone != child || node.below_cut || has_address(&node) != ANSWER_PRESENT ||
	    query_addresses(lint_zones(lint), child->spec.view, name, have, 32, &count) !=
	        ANSWER_PRESENT ||
	    count > 32)
		return;
	query_glue(lint_zones(lint), child->above, name, &glue);
	for (size_t t = 0; t < ARRAY_LEN(types); t++)
		for (size_t at = 0; node_next(&glue, types[t], &at, &id);) {
			char text[DNAME_TEXT_MAX];
			struct finding *f;
			record_id own;
			size_t own_at = 0;

			if (!query_record(lint_zones(lint), id, &r) ||
			    glue_agrees(lint, &r, have, count))
				continue;
			f = lint_report(lint, &rules[XZONE_GLUE_MISMATCH], r.rdata_span,
			    "glue of %s differs from its address in the zone below",
			    dname_text(name, text));
			finding_label(lint, f, "not an address of %s", text);
			if (node_next(&node, types[t], &own_at, &own) ||
			    node_next(&node, types[1 - t], &own_at, &own))
				note_record(lint, f, own, "address", "the zone's own word");
			finding_record(lint, f, &r);
		}
	record_free(&r);
}

static void
report_not_delegated(struct lint *lint, const struct zone *child)
{
	struct record r = { 0 };
	char origin[DNAME_TEXT_MAX], above[DNAME_TEXT_MAX];
	struct prefix net;
	bool classless = child->reverse && child->above->reverse &&
	                 !addr_from_reverse(&child->spec.origin, &net);
	struct finding *f;

	if (query_record(lint_zones(lint), child->soa, &r)) {
		f = lint_report(lint, &rules[classless ? RFC2317_NS_MISSING : XZONE_NOT_DELEGATED],
		    r.type_span, "zone %s is not delegated by %s",
		    dname_text(&child->spec.origin, origin),
		    dname_text(&child->above->spec.origin, above));
		finding_label(lint, f, "nobody is led here");
		if (child->above->soa != RECORD_NONE)
			note_record(lint, f, child->above->soa, "zone", "the zone above");
		finding_help(lint, f, "add NS records for %s to the zone %s", origin, above);
		finding_record(lint, f, &r);
	}
	record_free(&r);
}

static void
check_zone(struct lint *lint, const struct zone *child, struct server *up, struct server *down)
{
	const struct zone *above = child->above;
	struct node parent, apex;
	size_t ups, downs;

	if (child->spec.role == ROLE_EXTERNAL || child->soa == RECORD_NONE || above == NULL ||
	    above->spec.role == ROLE_EXTERNAL || above->unknown || above->left_out ||
	    above->records == 0 || above->soa == RECORD_NONE)
		return;
	query_glue(lint_zones(lint), above, &child->spec.origin, &parent);
	query_name(lint_zones(lint), child->spec.view, &child->spec.origin, &apex);
	if (apex.zone != child || !servers_of(lint, &parent, up, &ups))
		return;
	if (ups == 0) {
		if (!zone_is_local(lint, child))
			report_not_delegated(lint, child);
		return;
	}
	if (child->left_out || child->unknown || !servers_of(lint, &apex, down, &downs) ||
	    downs == 0)
		return;
	report_lacking(lint, child, up, ups, down, downs, true);
	report_lacking(lint, child, down, downs, up, ups, false);
	for (size_t i = 0; i < ups; i++)
		judge_glue(lint, child, &up[i].name);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	struct server *up = arena_array(lint_arena(lint), SERVERS_MAX, sizeof *up);
	struct server *down = arena_array(lint_arena(lint), SERVERS_MAX, sizeof *down);

	for (size_t i = 0; i < set_zone_count(set); i++)
		check_zone(lint, set_zone(set, i), up, down);
}

const struct rule_table rules_xzone = { rules, RULE_COUNT, check };
