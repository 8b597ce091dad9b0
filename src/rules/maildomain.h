/*
 * rules/maildomain.h -- the names whose mail policies are looked at: apexes of forward zones and the sender domains
 * of the map.
 *
 * A zone may have an SPF record at each of a million names, and to read them all would cost more than all other
 * rules together.
 */
#ifndef RULES_MAILDOMAIN_H
#define RULES_MAILDOMAIN_H

#include <stdlib.h>

#include "rules/each.h"

/* Is the name an apex of the view?  Then it was judged as one. */
static inline bool
maildomain_is_apex(struct zone_set *set, uint32_t view, const struct dname *name)
{
	const struct zone *zone = query_zone(set, view, name);

	return zone == NULL || dname_equal(&zone->spec.origin, name);
}

static inline int
maildomain_order(const void *a, const void *b)
{
	return dname_compare(*(const struct dname *const *)a, *(const struct dname *const *)b);
}

/* Sender domains of the map that are no apex, each once. */
static inline void
each_sender_domain(
    struct lint *lint, void (*judge)(struct lint *lint, uint32_t view, const struct dname *domain))
{
	struct zone_set *set = lint_zones(lint);
	size_t hosts = 0, total = 0, count = 0;
	const struct mail_host *list =
	    lint_mail(lint) == NULL ? NULL : mail_hosts(lint_mail(lint), &hosts);
	const struct dname **names;

	for (size_t i = 0; i < hosts; i++)
		total += list[i].own_domain_count;
	names = arena_array(lint_arena(lint), total + 1, sizeof *names);
	for (size_t i = 0; i < hosts; i++)
		for (size_t k = 0; k < list[i].own_domain_count; k++)
			names[count++] = list[i].domains[k];
	qsort(names, count, sizeof *names, maildomain_order);
	for (size_t i = 0; i < count; i++)
		for (uint32_t v = 0; v < set_view_count(set); v++)
			if ((i == 0 || !dname_equal(names[i], names[i - 1])) &&
			    !maildomain_is_apex(set, v, names[i]))
				judge(lint, v, names[i]);
}

/* Judge each of them in each view that has it. */
static inline void
each_mail_domain(
    struct lint *lint, void (*judge)(struct lint *lint, uint32_t view, const struct dname *domain))
{
	struct zone_set *set = lint_zones(lint);

	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);

		if (zone->spec.role != ROLE_EXTERNAL && !zone->reverse && zone->records > 0)
			judge(lint, zone->spec.view, &zone->spec.origin);
	}
	each_sender_domain(lint, judge);
}

#endif
