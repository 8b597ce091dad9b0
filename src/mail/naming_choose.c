/* mail/naming_choose.c -- the choice among the names of an address */
#include <assert.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/glob.h"
#include "base/sort.h"
#include "base/threads.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"
#include "mail/naming_parts.h"
#include "zone/advice.h"

/* A name with more addresses than that is no host's. */
#define MANY_ADDRESSES 1000

/* ---- candidates ---- */

static bool
is_excluded_name(const struct chooser *ch, const struct dname *name)
{
	const struct conf_list *exclude = ch->names->options.exclude;
	char text[DNAME_TEXT_MAX];
	struct str plain;
	struct prefix net;

	if (exclude == NULL || exclude->count == 0)
		return false;
	plain = str_of(dname_text(name, text));
	plain.len -= plain.len > 1;
	for (size_t i = 0; i < exclude->count; i++) {
		struct str pattern = str_of(exclude->items[i].text);

		if (!prefix_parse(pattern, &net) && glob_match(pattern, plain))
			return true;
	}
	return false;
}

static struct known_name *
know_name(const struct chooser *ch, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	struct known_name *k = &ch->known[hash % KNOWN_NAMES];

	if (k->hash != hash)
		*k = (struct known_name){ .hash = hash };
	return k;
}

/* Could a PTR name this owner?  Not a wildcard, not what is no host name, not glue of another zone. */
static bool
can_be_named(const struct chooser *ch, const struct record *r)
{
	struct known_name *k = know_name(ch, r->zone->spec.view, &r->owner);
	struct node node;

	if (k->zone == r->zone)
		return k->nameable;
	k->zone = r->zone;
	k->nameable = false;
	if (!dname_is_hostname(&r->owner) || is_excluded_name(ch, &r->owner))
		return false;
	query_name(ch->names->set, r->zone->spec.view, &r->owner, &node);
	k->nameable = node.zone == r->zone && !node.below_cut;
	return k->nameable;
}

static int
compare_candidates(const void *a, const void *b)
{
	const struct name_candidate *x = a, *y = b;
	int c = dname_compare(&x->name, &y->name);

	/* the same record twice: the one that a comment puts first */
	if (c == 0)
		c = (x->order > y->order) - (x->order < y->order);
	if (c == 0)
		c = (int)y->ordered - (int)x->ordered;
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static const struct name_candidate *
find_candidate(const struct chooser *ch, const struct dname *name)
{
	size_t lo = 0, hi = ch->candidate_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = dname_compare(&ch->candidates[mid].name, name);

		if (c == 0)
			return &ch->candidates[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static void
add_candidate(struct chooser *ch, const struct name_candidate *candidate)
{
	if (ch->candidate_count == ch->candidate_cap) {
		ch->candidate_cap = ch->candidate_cap == 0 ? 16 : ch->candidate_cap * 2;
		ch->candidates =
		    xrealloc(ch->candidates, ch->candidate_cap * sizeof *ch->candidates);
	}
	ch->candidates[ch->candidate_count++] = *candidate;
}

/* In order, each name once. */
static void
sort_candidates(struct chooser *ch)
{
	size_t kept = 0;

	sort_items(ch->candidates, ch->candidate_count, sizeof *ch->candidates, compare_candidates);
	for (size_t i = 0; i < ch->candidate_count; i++)
		if (kept == 0 ||
		    !dname_equal(&ch->candidates[kept - 1].name, &ch->candidates[i].name))
			ch->candidates[kept++] = ch->candidates[i];
	ch->candidate_count = kept;
}

static bool
advise(const struct chooser *ch, record_id id, struct advice *advice)
{
	*advice = (struct advice){ 0 };
	return !ch->names->options.no_comments &&
	       query_advice(ch->names->set, id, ch->names->options.today, advice);
}

static bool
says_none(const struct chooser *ch, record_id id, struct advice *advice)
{
	return advise(ch, id, advice) && advice->ptr != NULL && advice->ptr->none;
}

static int
compare_names(const void *a, const void *b)
{
	return dname_compare(a, b);
}

static void
add_unwanted(struct chooser *ch, const struct dname *name)
{
	if (ch->unwanted_count == ch->unwanted_cap) {
		ch->unwanted_cap = ch->unwanted_cap == 0 ? 4 : ch->unwanted_cap * 2;
		ch->unwanted = xrealloc(ch->unwanted, ch->unwanted_cap * sizeof *ch->unwanted);
	}
	ch->unwanted[ch->unwanted_count++] = *name;
}

static void
collect_candidates(struct chooser *ch, const struct name_fact *facts, size_t count)
{
	struct record r = { 0 };

	ch->candidate_count = ch->unwanted_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct name_candidate c = {
			.record = facts[i].record, .order = ADVICE_ORDER, .place = facts[i].place
		};
		struct advice advice;
		bool none;

		if (c.record == RECORD_NONE)
			continue;
		none = says_none(ch, c.record, &advice);
		if (!query_record(ch->names->set, c.record, &r))
			continue;
		c.name = r.owner;
		if (none) {
			add_unwanted(ch, &c.name);
			continue;
		}
		if (!can_be_named(ch, &r))
			continue;
		if (advice.ptr != NULL) {
			c.order = advice.ptr->order;
			c.ordered = true;
		}
		add_candidate(ch, &c);
	}
	record_free(&r);
	sort_candidates(ch);
	sort_items(ch->unwanted, ch->unwanted_count, sizeof *ch->unwanted, compare_names);
}

/* ---- incumbents ---- */

/* Is the PTR to stay as long as nothing demands another? */
static bool
does_hold(
    const struct chooser *ch, const struct addr *addr, uint32_t view, const struct dname *name)
{
	const struct zone *zone;

	if (query_has_address(ch->names->set, view, name, addr) != ANSWER_ABSENT)
		return true;
	zone = query_zone(ch->names->set, view, name);
	return zone == NULL || zone->spec.role != ROLE_MANAGED || zone->unknown || zone->left_out;
}

static int
compare_incumbents(const void *a, const void *b)
{
	const struct name_incumbent *x = a, *y = b;
	int c = dname_compare(&x->name, &y->name);

	/* those to be kept first, so that one that is the same may go */
	if (c == 0)
		c = (int)y->kept - (int)x->kept;
	return c != 0 ? c : (x->place > y->place) - (x->place < y->place);
}

static void
collect_incumbents(
    struct chooser *ch, const struct addr *addr, uint32_t view, const struct pointer_place *place)
{
	struct record r = { 0 };
	struct node node;
	size_t at = 0, field;
	record_id id;

	ch->incumbent_count = 0;
	if (place->kind != PLACE_HERE)
		return;
	query_name(ch->names->set, view, &place->owner, &node);
	while (!node.wildcard && node.zone == place->zone && !node.below_cut &&
	       node_next(&node, RRTYPE_PTR, &at, &id)) {
		struct name_incumbent i = { .record = id, .place = ch->incumbent_count };
		struct advice advice;

		if (!query_record(ch->names->set, id, &r) || !record_target(&r, &i.name, &field))
			continue;
		(void)advise(ch, id, &advice);
		i.kept = advice.keep != NULL;
		i.external = advice.external != NULL;
		i.unwanted =
		    ch->unwanted_count > 0 && bsearch(&i.name, ch->unwanted, ch->unwanted_count,
		                                  sizeof *ch->unwanted, compare_names) != NULL;
		i.holds = !i.unwanted && does_hold(ch, addr, view, &i.name);
		if (ch->incumbent_count == ch->incumbent_cap) {
			ch->incumbent_cap = ch->incumbent_cap == 0 ? 8 : ch->incumbent_cap * 2;
			ch->incumbents =
			    xrealloc(ch->incumbents, ch->incumbent_cap * sizeof *ch->incumbents);
		}
		ch->incumbents[ch->incumbent_count++] = i;
	}
	record_free(&r);
	sort_items(ch->incumbents, ch->incumbent_count, sizeof *ch->incumbents, compare_incumbents);
}

/* ---- steps ---- */

static void
take(struct chooser *ch, struct name_choice *out, enum name_reason reason, const struct dname *name)
{
	const struct name_candidate *candidate = find_candidate(ch, name);

	assert(name != NULL);
	memcpy(&ch->wanted, name, offsetof(struct dname, wire) + name->len); /* may be packed */
	out->reason = reason;
	out->name = &ch->wanted;
	out->record = candidate != NULL ? candidate->record : RECORD_NONE;
}

/* 0: the map's canonical. */
static bool
choose_canonical(struct chooser *ch, const struct addr *addr, struct name_choice *out)
{
	const struct egress_canonical *pin = naming_pin(ch->names, addr);
	struct dname name;

	if (pin == NULL)
		return false;
	out->reason = NAME_CANONICAL;
	if (pin->name.text != NULL && dname_parse(str_of(pin->name.text), NULL, &name, NULL))
		take(ch, out, NAME_CANONICAL, &name);
	return true;
}

static bool
something_holds(const struct chooser *ch)
{
	for (size_t i = 0; i < ch->incumbent_count; i++)
		if (ch->incumbents[i].holds)
			return true;
	return false;
}

/* The mail hosts of an address in a view: the first, and how many. */
static const struct mail_egress *
find_egresses(const struct chooser *ch, const struct addr *addr, uint32_t view, size_t *count)
{
	const struct mail_egress *list;
	size_t all, lo = 0, hi;

	*count = 0;
	if (ch->names->options.mail == NULL)
		return NULL;
	list = mail_egresses(ch->names->options.mail, &all);
	for (hi = all; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		const struct mail_egress *e = &list[mid];

		if (e->view < view || (e->view == view && addr_compare(&e->addr, addr) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + *count < all && list[lo + *count].view == view &&
	       addr_equal(&list[lo + *count].addr, addr))
		++*count;
	return list + lo;
}

/* 0 and 2: the name that the map has for a mail host at the address; explicit: by a key "ptr". */
static bool
choose_host(struct chooser *ch, const struct addr *addr, uint32_t view, bool explicit,
    struct name_choice *out)
{
	size_t count;
	const struct mail_egress *list = find_egresses(ch, addr, view, &count);
	const struct dname *wanted;
	bool is_explicit = false;

	if (count == 0 || list->dynamic)
		return false;
	/* of hosts that share the address, the one whose name was judged; else the first of the map */
	wanted = list->address->wanted != NULL ? list->address->wanted : list->wanted;
	for (size_t i = count; i-- > 0;) {
		is_explicit |= list[i].wanted_explicit;
		if (list->address->wanted == NULL && list[i].wanted_explicit)
			wanted = list[i].wanted;
	}
	if (is_explicit != explicit)
		return false;
	/* a name that leads back is worth more than one that does not yet */
	if (!explicit && find_candidate(ch, wanted) == NULL && something_holds(ch))
		return false;
	take(ch, out, explicit ? NAME_MAP : NAME_HOST, wanted);
	return true;
}

/* 1: those with the lowest number stay candidates; true when that decides, or cannot. */
static bool
choose_directive(struct chooser *ch, struct name_choice *out)
{
	uint32_t lowest = UINT32_MAX;
	bool ordered = false, dropped = false;
	size_t kept = 0;

	for (size_t i = 0; i < ch->candidate_count; i++)
		if (ch->candidates[i].order < lowest)
			lowest = ch->candidates[i].order;
	for (size_t i = 0; i < ch->candidate_count; i++) {
		if (ch->candidates[i].order > lowest) {
			dropped = true;
			continue;
		}
		ordered |= ch->candidates[i].ordered;
		ch->candidates[kept++] = ch->candidates[i];
	}
	ch->candidate_count = kept;
	if (kept == 1 && (ordered || dropped)) {
		take(ch, out, NAME_DIRECTIVE, &ch->candidates[0].name);
		return true;
	}
	if (!ordered || lowest == ADVICE_ORDER)
		return false;
	out->reason = NAME_CONFLICT;
	return true;
}

/* 6: the only candidate that other records lead to. */
static bool
choose_target(struct chooser *ch, uint32_t view, struct name_choice *out)
{
	const struct name_candidate *found = NULL;

	for (size_t i = 0; i < ch->candidate_count; i++) {
		if (!naming_refers(ch->names, view, &ch->candidates[i].name))
			continue;
		if (found != NULL)
			return false;
		found = &ch->candidates[i];
	}
	if (found != NULL)
		take(ch, out, NAME_TARGET, &found->name);
	return found != NULL;
}

/* Addresses of one family at a name; many count alike. */
static size_t
count_addresses(const struct chooser *ch, uint32_t view, const struct dname *name, uint16_t type)
{
	struct known_name *k = know_name(ch, view, name);
	uint32_t *known = &k->addresses[type == RRTYPE_AAAA];
	struct node node;
	size_t at = 0, count = 0;
	record_id id;

	if (*known > 0)
		return *known - 1;
	query_name(ch->names->set, view, name, &node);
	while (count < MANY_ADDRESSES && node_next(&node, type, &at, &id))
		count++;
	*known = (uint32_t)count + 1;
	return count;
}

/* 7: the fixed order; candidates stand in canonical order, so the first of equals stays. */
static void
choose_pick(struct chooser *ch, const struct addr *addr, uint32_t view, struct name_choice *out)
{
	uint16_t type = addr->family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	const struct name_candidate *best = NULL;
	uint64_t best_rank = 0;

	for (size_t i = 0; i < ch->candidate_count; i++) {
		const struct dname *name = &ch->candidates[i].name;
		const struct zone *zone = query_zone(ch->names->set, view, name);
		bool apex = zone != NULL && dname_equal(&zone->spec.origin, name);
		uint64_t rank = (uint64_t)apex << 48 |
		                (uint64_t)count_addresses(ch, view, name, type) << 8 |
		                dname_labels(name);

		if (best == NULL || rank < best_rank) {
			best = &ch->candidates[i];
			best_rank = rank;
		}
	}
	take(ch, out, NAME_PICK, &best->name);
}

static void
choose(struct chooser *ch, const struct addr *addr, uint32_t view, struct name_choice *out)
{
	if (choose_canonical(ch, addr, out) || choose_host(ch, addr, view, true, out) ||
	    choose_directive(ch, out) || choose_host(ch, addr, view, false, out))
		return;
	if (something_holds(ch))
		out->reason = NAME_INCUMBENT;
	else if (ch->candidate_count == 1)
		take(ch, out, NAME_ONLY, &ch->candidates[0].name);
	else if (ch->candidate_count == 0 || choose_target(ch, view, out))
		return;
	else if (ch->names->options.pick)
		choose_pick(ch, addr, view, out);
	else
		out->reason = NAME_AMBIGUOUS;
}

static struct chooser *
chooser_take(struct naming *names)
{
	struct chooser *ch = &names->choosers[threads_self()];

	if (ch->known == NULL)
		ch->known = xcalloc(KNOWN_NAMES, sizeof *ch->known);
	ch->names = names;
	return ch;
}

void
chooser_free(struct chooser *ch)
{
	free(ch->candidates);
	free(ch->known);
	free(ch->unwanted);
	free(ch->incumbents);
}

void
naming_choose(struct naming *names, const struct addr *addr, uint32_t view,
    const struct name_fact *facts, size_t count, const struct pointer_place *place,
    struct name_choice *out)
{
	struct chooser *ch = chooser_take(names);

	collect_candidates(ch, facts, count);
	collect_incumbents(ch, addr, view, place);
	*out = (struct name_choice){ .reason = NAME_NONE, .record = RECORD_NONE };
	choose(ch, addr, view, out);
	out->candidates = ch->candidates;
	out->candidate_count = ch->candidate_count;
	out->incumbents = ch->incumbents;
	out->incumbent_count = ch->incumbent_count;
}
