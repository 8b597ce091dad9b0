/* mail/naming.c -- facts about addresses */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "mail/naming_parts.h"
#include "zone/advice.h"

const char *
name_reason_text(enum name_reason reason)
{
	static const char *const texts[] = { "none", "canonical", "map", "directive", "host",
		"incumbent", "only", "target", "pick", "all", "ambiguous", "conflict" };

	return texts[reason];
}

/* ---- gathering ---- */

bool
naming_exclude(const struct naming *n, const struct addr *addr)
{
	for (size_t i = 0; i < n->network_count; i++)
		if (prefix_contains(&n->networks[i], addr))
			return true;
	return false;
}

static void
add_fact(struct naming *n, const struct addr *addr, uint32_t view, record_id record)
{
	if (addr_is_local(addr) || naming_exclude(n, addr))
		return;
	n->facts = xgrow(n->facts, n->count, &n->cap, sizeof *n->facts);
	n->facts[n->count] = (struct name_fact){ *addr, view, record, (uint32_t)n->count };
	n->count++;
}

static int
compare_facts(const void *a, const void *b)
{
	const struct name_fact *x = a, *y = b;
	int c = (x->view > y->view) - (x->view < y->view);

	if (c == 0)
		c = addr_compare(&x->addr, &y->addr);
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static int
compare_pins(const void *a, const void *b)
{
	const struct egress_canonical *x = *(const struct egress_canonical *const *)a;
	const struct egress_canonical *y = *(const struct egress_canonical *const *)b;

	return addr_compare(&x->address.addr, &y->address.addr);
}

static void
gather_map(struct naming *n)
{
	const struct egress_map *map = n->options.map;
	const struct mail_address *list;
	size_t count = 0;

	if (n->options.mail != NULL) {
		list = mail_addresses(n->options.mail, &count);
		for (size_t i = 0; i < count; i++)
			if (list[i].egress)
				add_fact(n, &list[i].addr, list[i].view, RECORD_NONE);
	}
	for (size_t i = 0; map != NULL && i < map->canonical_count; i++)
		for (uint32_t view = 0; view < set_view_count(n->set); view++)
			add_fact(n, &map->canonical[i].address.addr, view, RECORD_NONE);
}

static void
gather_pins(struct naming *n)
{
	const struct egress_map *map = n->options.map;

	if (map == NULL)
		return;
	n->pins = xcalloc(map->canonical_count + 1, sizeof(struct egress_canonical *));
	for (size_t i = 0; i < map->canonical_count; i++)
		n->pins[n->pin_count++] = &map->canonical[i];
	sort_items(n->pins, n->pin_count, sizeof(struct egress_canonical *), compare_pins);
}

static void
gather_networks(struct naming *n)
{
	const struct conf_list *exclude = n->options.exclude;
	size_t count = exclude == NULL ? 0 : exclude->count;

	n->networks = xcalloc(count + 1, sizeof *n->networks);
	for (size_t i = 0; i < count; i++)
		n->network_count +=
		    prefix_parse(str_of(exclude->items[i].text), &n->networks[n->network_count]);
}

struct naming *
naming_new(struct zone_set *set, const struct naming_options *options)
{
	struct naming *n = xcalloc(1, sizeof *n);

	n->set = set;
	n->options = *options;
	pthread_mutex_init(&n->lock, NULL);
	gather_networks(n);
	gather_pins(n);
	if (options->replace)
		naming_gather(n, NULL);
	return n;
}

void
naming_free(struct naming *n)
{
	for (unsigned i = 0; i < ARRAY_LEN(n->choosers); i++)
		chooser_free(&n->choosers[i]);
	pthread_mutex_destroy(&n->lock);
	free(n->facts);
	free(n->networks);
	free(n->pins);
	free(n->referred);
	free(n);
}

/* Does a comment say "ptr=" of the record? */
static bool
has_order(void *arg, record_id id, const struct addr *addr)
{
	const struct naming *n = arg;
	struct advice advice;

	(void)addr;
	return query_advice(n->set, id, n->options.today, &advice) && advice.ptr != NULL;
}

/* What the map and comments speak of is open, whatever stands there. */
static void
add_spoken_of(struct naming *n, struct doubt *doubt)
{
	const struct mail_address *list;
	const record_id *ids;
	struct addr addr;
	size_t count = 0;

	for (size_t i = 0; i < n->pin_count; i++)
		doubt_add(doubt, &n->pins[i]->address.addr);
	list = n->options.mail == NULL ? NULL : mail_addresses(n->options.mail, &count);
	for (size_t i = 0; i < count; i++)
		if (list[i].egress)
			doubt_add(doubt, &list[i].addr);
	(void)set_advice(n->set, &count);
	if (count == 0)
		return;
	set_hosts(n->set, has_order, n, &ids, &count);
	for (size_t i = 0; i < count; i++)
		if (record_addr(n->set, ids[i], &addr))
			doubt_add(doubt, &addr);
}

/* What set_hosts() is to find. */
struct wanted {
	const struct naming *names;
	const struct doubt *doubt;
	bool one_view;
	size_t near;
};

static bool
is_wanted(void *arg, record_id id, const struct addr *addr)
{
	struct wanted *w = arg;
	uint32_t view = w->one_view ? 0 : record_zone(w->names->set, id)->spec.view;

	return w->doubt == NULL || doubt_is_open(w->doubt, view, addr, &w->near);
}

void
naming_gather(struct naming *n, struct doubt *doubt)
{
	struct wanted wanted = { n, doubt, set_view_count(n->set) == 1, 0 };
	const record_id *ids;
	struct addr addr;
	size_t count;

	if (doubt != NULL) {
		add_spoken_of(n, doubt);
		doubt_close(doubt);
	}
	if (n->gathered)
		return;
	n->gathered = true;
	set_hosts(n->set, is_wanted, &wanted, &ids, &count);
	for (size_t i = 0; i < count; i++)
		if (record_addr(n->set, ids[i], &addr))
			add_fact(n, &addr, record_zone(n->set, ids[i])->spec.view, ids[i]);
	gather_map(n);
	sort_items(n->facts, n->count, sizeof *n->facts, compare_facts);
}

const struct name_fact *
naming_facts(struct naming *n, size_t *count)
{
	naming_gather(n, NULL);
	*count = n->count;
	return n->facts;
}

const struct egress_canonical *
naming_pin(const struct naming *n, const struct addr *addr)
{
	struct egress_canonical wanted = { .address.addr = *addr };
	const struct egress_canonical *key = &wanted;
	void *found;

	if (n->pin_count == 0)
		return NULL;
	found =
	    bsearch(&key, n->pins, n->pin_count, sizeof(struct egress_canonical *), compare_pins);
	return found == NULL ? NULL : *(const struct egress_canonical **)found;
}

/* All facts of one address in one view. */
static const struct name_fact *
facts_of(const struct naming *n, uint32_t view, const struct addr *addr, size_t *count)
{
	const struct name_fact key = { .addr = *addr, .view = view };
	size_t lo = 0, hi = n->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_facts(&n->facts[mid], &key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	*count = 0;
	while (lo + *count < n->count && n->facts[lo + *count].view == view &&
	       addr_equal(&n->facts[lo + *count].addr, addr))
		++*count;
	return n->facts + lo;
}

bool
naming_replacement(struct naming *n, const struct addr *addr, uint32_t view,
    const struct dname *owner, struct name_choice *out)
{
	struct pointer_place place;
	const struct name_fact *facts;
	size_t count;

	if (!n->options.replace || naming_exclude(n, addr))
		return false;
	place_pointer(n->set, view, addr, NULL, &place);
	if (place.kind != PLACE_HERE || !dname_equal(&place.owner, owner))
		return false;
	facts = facts_of(n, view, addr, &count);
	if (count == 0)
		return false;
	naming_choose(n, addr, view, facts, count, &place, out);
	return out->name != NULL && (n->options.unsafe || out->reason == NAME_CANONICAL ||
	                                out->reason == NAME_DIRECTIVE);
}
