/* lint/disproof.c -- PTR records that the zones disprove */
#include "dns/rrtype.h"
#include "lint/engine.h"

/* May the silence of the zone that holds the name be believed? */
static bool
zone_proves(const struct zone *zone)
{
	return zone != NULL && zone->spec.role == ROLE_MANAGED && !zone->reverse &&
	       !zone->unknown && !zone->left_out;
}

/* Has the owner a PTR that leads back? */
static bool
other_confirms(struct zone_set *set, const struct record *ptr, const struct addr *addr)
{
	struct record r = { 0 };
	struct dname target;
	struct node node;
	size_t at = 0, field;
	record_id id;
	bool found = false;

	query_name(set, ptr->zone->spec.view, &ptr->owner, &node);
	while (!found && node.zone == ptr->zone && !node.wildcard &&
	       node_next(&node, RRTYPE_PTR, &at, &id))
		found =
		    id != ptr->id && query_record(set, id, &r) &&
		    record_target(&r, &target, &field) &&
		    query_has_address(set, ptr->zone->spec.view, &target, addr) == ANSWER_PRESENT;
	record_free(&r);
	return found;
}

bool
lint_disproves(
    struct lint *lint, uint32_t view, const struct dname *target, const struct addr *addr)
{
	return zone_proves(query_zone(lint->set, view, target)) &&
	       query_has_address(lint->set, view, target, addr) == ANSWER_ABSENT;
}

void
finding_disproved(struct lint *lint, struct finding *f, const struct record *ptr,
    const struct addr *addr, const struct dname *target)
{
	uint32_t view = ptr->zone->spec.view;
	struct name_choice choice;
	struct want *w;

	if (!lint_disproves(lint, view, target, addr))
		return;
	w = arena_alloc(&lint->arena, sizeof *w);
	w->kind = WANT_DELETE;
	w->by = WANT_BY_PLAN;
	w->safe = other_confirms(lint->set, ptr, addr);
	w->prune = !w->safe;
	w->rule = f->rule->id;
	w->reason = w->safe ? "another PTR leads back" : "the target has not this address";
	w->view = view;
	w->zone = ptr->zone;
	w->owner = lint_name(lint, &ptr->owner);
	w->type = RRTYPE_PTR;
	w->target = lint_name(lint, target);
	w->addr = *addr;
	w->old = ptr->id;
	w->ttl_known = true;
	w->ttl = ptr->ttl;
	w->span = f->span;
	if (w->prune && lint_naming(lint) != NULL &&
	    naming_replacement(lint_naming(lint), addr, view, &ptr->owner, &choice)) {
		w->kind = WANT_REPLACE;
		w->target = lint_name(lint, choice.name);
		w->reason = "the target has not this address, but another name";
		w->choice = name_reason_text(choice.reason);
	}
	finding_wants(f, w);
}
