/* render/cover.c -- addresses and what their PTR records come to */
#include "render/cover.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "zone/pointer.h"

enum { BLOCK_V4 = 24, BLOCK_V6 = 64 };

/* A record about an address. */
struct fact {
	uint32_t view;
	struct addr addr;
	bool pointer;
	record_id record; /* RECORD_NONE: of a mail address of the map */
	uint32_t order;   /* among those of its type, in order of output */
};

struct work {
	struct zone_set *set;
	const struct mail *mail;
	const struct about *about;
	struct cover *cover;
	struct fact *facts;
	size_t count, cap;
	record_id *suspects; /* PTR records that are not confirmed at first sight, sorted */
	size_t suspect_count;
};

const char *
cover_state_text(enum cover_state state)
{
	static const char *const texts[] = { "not used", "confirmed", "without PTR record",
		"with a PTR to a name without address", "with a PTR to a name with other addresses",
		"with several PTR records", "not to be told from the files" };

	return texts[state];
}

char
cover_letter(enum cover_state state, bool mail)
{
	const char *letters = mail ? ".ONAXS!" : ".onaxs?";

	return letters[state];
}

static void
add(struct work *w, uint32_t view, const struct addr *addr, bool pointer, record_id id,
    size_t order)
{
	w->facts = xgrow(w->facts, w->count, &w->cap, sizeof *w->facts);
	w->facts[w->count++] = (struct fact){ view, *addr, pointer, id, (uint32_t)order };
}

/* ---- facts ---- */

static void
gather_addresses(struct work *w, uint16_t type)
{
	size_t count;
	const record_id *list = set_records(w->set, type, &count);
	struct addr addr;

	for (size_t i = 0; i < count; i++)
		if (record_addr(w->set, list[i], &addr) && !addr_is_local(&addr) &&
		    set_covers(w->set, &addr))
			add(w, record_zone(w->set, list[i])->spec.view, &addr, false, list[i], i);
}

static void
gather_pointers(struct work *w)
{
	size_t count;
	const record_id *list = set_records(w->set, RRTYPE_PTR, &count);
	struct pointer_cache *cache = xcalloc(1, sizeof *cache);
	struct record r = { 0 };
	struct addr addr;

	for (size_t i = 0; i < count; i++) {
		const struct zone *zone = record_zone(w->set, list[i]);

		if (zone->reverse && query_record(w->set, list[i], &r) &&
		    query_pointer(w->set, &r, cache, &addr) == POINTER_ADDRESS)
			add(w, zone->spec.view, &addr, true, list[i], i);
	}
	record_free(&r);
	free(cache);
}

static void
gather_mail(struct work *w)
{
	size_t count = 0;
	const struct mail_address *list = w->mail != NULL ? mail_addresses(w->mail, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (list[i].verdict != MAIL_NOT_ASKED)
			add(w, list[i].view, &list[i].addr, false, RECORD_NONE, UINT32_MAX);
}

static int
compare_facts(const void *a, const void *b)
{
	const struct fact *x = a, *y = b;
	int order;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	order = addr_compare(&x->addr, &y->addr);
	if (order != 0)
		return order;
	if (x->pointer != y->pointer)
		return x->pointer ? 1 : -1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int
compare_ids(const void *a, const void *b)
{
	record_id x = *(const record_id *)a, y = *(const record_id *)b;

	return x < y ? -1 : x > y;
}

static void
gather_suspects(struct work *w)
{
	const struct suspects *s = set_suspects(w->set);

	w->suspect_count = s->pointer_count;
	w->suspects = xcalloc(s->pointer_count + 1, sizeof *w->suspects);
	if (s->pointer_count > 0)
		memcpy(w->suspects, s->pointers, s->pointer_count * sizeof *w->suspects);
	sort_items(w->suspects, w->suspect_count, sizeof *w->suspects, compare_ids);
}

/* ---- states ---- */

static enum cover_state
judge_pointer(struct work *w, const struct cover_address *a, record_id id)
{
	enum cover_state state = COVER_UNKNOWN;
	struct record r = { 0 };
	struct dname target;
	struct addr one;
	size_t field, count;

	if (bsearch(&id, w->suspects, w->suspect_count, sizeof id, compare_ids) == NULL)
		return COVER_MATCH;
	if (query_record(w->set, id, &r) && record_target(&r, &target, &field)) {
		enum answer has = query_has_address(w->set, a->view, &target, &a->addr);

		if (has == ANSWER_PRESENT)
			state = COVER_MATCH;
		else if (has == ANSWER_ABSENT)
			state = query_addresses(w->set, a->view, &target, &one, 1, &count) ==
			                ANSWER_PRESENT
			            ? COVER_MISMATCH
			            : COVER_NO_FORWARD;
	}
	record_free(&r);
	return state;
}

/* Without a PTR record in the zones: the map may know what a provider publishes. */
static enum cover_state
judge_without(struct work *w, const struct cover_address *a)
{
	const struct mail_address *m =
	    w->mail != NULL ? mail_address_find(w->mail, a->view, &a->addr) : NULL;
	struct chase chase;

	if (m != NULL && m->claimed)
		return m->pointer_count > 1                        ? COVER_SEVERAL
		       : m->verdict == MAIL_PASS                   ? COVER_MATCH
		       : m->verdict != MAIL_FAIL                   ? COVER_UNKNOWN
		       : m->pointers[0].resolves == ANSWER_PRESENT ? COVER_MISMATCH
		                                                   : COVER_NO_FORWARD;
	return query_ptr(w->set, a->view, &a->addr, &chase) == ANSWER_ABSENT ? COVER_NO_PTR
	                                                                     : COVER_UNKNOWN;
}

static void
judge(struct work *w, struct cover_address *a)
{
	const record_id *pointers = w->cover->records + a->first + a->names;

	a->state = a->pointers > 1    ? COVER_SEVERAL
	           : a->pointers == 1 ? judge_pointer(w, a, pointers[0])
	                              : judge_without(w, a);
	a->finding = about_address(w->about, &a->addr, ABOUT_NAMING);
}

/* Addresses out of facts, which are sorted. */
static void
make_addresses(struct work *w)
{
	struct cover *cover = w->cover;
	uint32_t records = 0;

	cover->addresses = xcalloc(w->count + 1, sizeof *cover->addresses);
	cover->records = xcalloc(w->count + 1, sizeof *cover->records);
	for (size_t i = 0, next; i < w->count; i = next) {
		const struct fact *first = &w->facts[i];
		struct cover_address *a = &cover->addresses[cover->address_count];

		*a = (struct cover_address){
			.view = first->view, .addr = first->addr, .first = records
		};
		for (next = i; next < w->count && w->facts[next].view == first->view &&
		               addr_equal(&w->facts[next].addr, &first->addr);
		     next++) {
			const struct fact *f = &w->facts[next];

			a->mail |= f->record == RECORD_NONE;
			if (f->record == RECORD_NONE)
				continue;
			a->names += !f->pointer;
			a->pointers += f->pointer;
			cover->records[records++] = f->record;
		}
		judge(w, a);
		/* an address of ours whose reverse zone is another view's */
		if (a->state == COVER_UNKNOWN && !a->mail && a->pointers == 0)
			records = a->first;
		else
			cover->address_count++;
	}
}

static struct prefix
block_of(const struct addr *addr)
{
	struct prefix p = { .base = *addr, .bits = addr->family == ADDR_V4 ? BLOCK_V4 : BLOCK_V6 };

	memset(p.base.octets + p.bits / 8, 0, sizeof p.base.octets - p.bits / 8);
	return p;
}

static void
make_blocks(struct cover *cover)
{
	size_t cap = 0;

	for (size_t i = 0; i < cover->address_count; i++) {
		const struct cover_address *a = &cover->addresses[i];
		struct cover_block *b =
		    cover->block_count > 0 ? &cover->blocks[cover->block_count - 1] : NULL;

		if (b == NULL || b->view != a->view || !prefix_contains(&b->prefix, &a->addr)) {
			cover->blocks =
			    xgrow(cover->blocks, cover->block_count, &cap, sizeof *cover->blocks);
			b = &cover->blocks[cover->block_count++];
			*b = (struct cover_block){
				.view = a->view, .prefix = block_of(&a->addr), .first = i
			};
			cover->v4_blocks += a->addr.family == ADDR_V4;
		}
		b->count++;
		b->states[a->state]++;
		b->mail += a->mail;
		cover->states[a->state]++;
	}
}

void
cover_build(
    struct zone_set *set, const struct mail *mail, const struct about *about, struct cover *cover)
{
	struct work w = { .set = set, .mail = mail, .about = about, .cover = cover };

	*cover = (struct cover){ 0 };
	gather_addresses(&w, RRTYPE_A);
	gather_addresses(&w, RRTYPE_AAAA);
	gather_pointers(&w);
	gather_mail(&w);
	gather_suspects(&w);
	sort_items(w.facts, w.count, sizeof *w.facts, compare_facts);
	make_addresses(&w);
	make_blocks(cover);
	free(w.facts);
	free(w.suspects);
}

void
cover_free(struct cover *cover)
{
	free(cover->addresses);
	free(cover->records);
	free(cover->blocks);
	*cover = (struct cover){ 0 };
}
