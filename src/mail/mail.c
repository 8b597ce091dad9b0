/* mail/mail.c -- one judgement: the map expanded, addresses looked up, causes found */
#include "mail/mail.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "mail/parts.h"

#define CLAIM_MAX_AGE_DAYS 180

bool
mail_treats_as_public(const struct mail *m, const struct addr *addr)
{
	const struct conf_prefix_list *more = m->settings.treat_as_public;

	for (size_t i = 0; more != NULL && i < more->count; i++)
		if (prefix_contains(&more->items[i].prefix, addr))
			return true;
	return false;
}

bool
mail_is_public(const struct mail *m, const struct addr *addr)
{
	return addr_class(addr) == ADDR_PUBLIC || mail_treats_as_public(m, addr);
}

static int
by_address(const void *a, const void *b)
{
	return addr_compare(a, b);
}

bool
mail_is_internal(const struct mail *m, const struct addr *addr)
{
	return m->internal_count > 0 && bsearch(addr, m->internals, m->internal_count,
	                                    sizeof *m->internals, by_address) != NULL;
}

static void
collect_internals(struct mail *m)
{
	size_t all = 0;

	for (size_t i = 0; i < m->host_count; i++)
		all += m->hosts[i].entry->internal.count;
	m->internals = arena_array(&m->arena, all + 1, sizeof *m->internals);
	for (size_t i = 0; i < m->host_count; i++)
		for (size_t k = 0; k < m->hosts[i].entry->internal.count; k++)
			m->internals[m->internal_count++] =
			    m->hosts[i].entry->internal.items[k].addr;
	sort_items(m->internals, all, sizeof *m->internals, by_address);
}

struct mail *
mail_judge(struct zone_set *set, const struct mail_settings *settings)
{
	struct mail *m = xcalloc(1, sizeof *m);
	size_t entries = settings->map == NULL ? 0 : settings->map->reverse_count;

	m->set = set;
	m->settings = *settings;
	if (m->settings.claim_max_age_days == 0)
		m->settings.claim_max_age_days = CLAIM_MAX_AGE_DAYS;
	m->entry_lacks = arena_array(&m->arena, entries + 1, sizeof *m->entry_lacks);
	m->entry_conflicts = arena_array(&m->arena, entries + 1, sizeof *m->entry_conflicts);
	expand_hosts(m);
	collect_internals(m);
	expand_egresses(m);
	senders_collect(m);
	exchanges_collect(m);
	addresses_make(m);
	views_judge(m);
	egresses_judge(m);
	exchanges_judge(m);
	hosts_judge(m);
	senders_judge(m);
	faults_settle(m);
	return m;
}

void
mail_free(struct mail *m)
{
	if (m == NULL)
		return;
	free(m->egresses);
	free(m->exchanges);
	free(m->deliveries);
	free(m->senders);
	free(m->faults);
	arena_free(&m->arena);
	free(m);
}

const struct mail_fault *
mail_faults(const struct mail *m, size_t *count)
{
	*count = m->fault_count;
	return m->faults;
}

const struct mail_egress *
mail_egresses(const struct mail *m, size_t *count)
{
	*count = m->egress_count;
	return m->egresses;
}

const struct mail_address *
mail_addresses(const struct mail *m, size_t *count)
{
	*count = m->address_count;
	return m->addresses;
}

const struct mail_host *
mail_hosts(const struct mail *m, size_t *count)
{
	*count = m->host_count;
	return m->hosts;
}

uint64_t
mail_unverified(const struct mail *m)
{
	return m->unverified;
}
