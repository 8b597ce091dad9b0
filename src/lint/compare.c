/* lint/compare.c -- zones, mail addresses and findings of two states, side by side */
#include "lint/compare.h"

#include <assert.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "zone/same.h"

/* ---- records ---- */

static int
compare_records(const void *pa, const void *pb)
{
	const struct compare_record *a = pa, *b = pb;
	int order = strcmp(a->owner, b->owner);

	if (order == 0)
		order = strcmp(a->type, b->type);
	if (order == 0)
		order = (a->add ? 1 : 0) - (b->add ? 1 : 0);
	if (order == 0)
		order = strcmp(a->data, b->data);
	return order != 0 ? order : (a->ttl > b->ttl) - (a->ttl < b->ttl);
}

/* The bytes of text, kept with a NUL behind them. */
static const char *
keep(struct comparison *c, struct buf *text)
{
	return arena_copy(&c->arena, buf_view(text));
}

static void
add_records(struct comparison *c, struct zone_set *set, const record_id *ids, size_t count,
    bool add, struct compare_zone *zone)
{
	struct record r = { 0 };
	struct buf text = { 0 };
	char type[16];

	for (size_t i = 0; i < count; i++) {
		struct compare_record *out = &zone->records[zone->count];

		/* it could be read a moment ago; who changes files meanwhile is told so elsewhere */
		if (!query_record(set, ids[i], &r) || r.rdata == NULL)
			continue;
		*out = (struct compare_record){ .add = add, .ttl = r.ttl, .span = r.span };
		text.len = 0;
		dname_print(&r.owner, &text);
		out->owner = keep(c, &text);
		out->type = arena_copy(&c->arena, str_of(rrtype_text(r.type, type)));
		text.len = 0;
		rdata_print(r.type, r.rdata, r.rdata_len, &text);
		out->data = keep(c, &text);
		zone->count++;
	}
	record_free(&r);
	buf_free(&text);
}

/* ---- zones ---- */

struct named_zone {
	const char *origin, *view;
	const struct zone *zone;
};

static int
compare_names(const struct named_zone *a, const struct named_zone *b)
{
	int order = strcmp(a->origin, b->origin);

	return order != 0 ? order : strcmp(a->view, b->view);
}

static int
compare_named(const void *a, const void *b)
{
	return compare_names(a, b);
}

/* The zones of a state in order of their names; ended by free(). */
static struct named_zone *
name_zones(struct comparison *c, struct zone_set *set, size_t *count)
{
	struct named_zone *list = xcalloc(set_zone_count(set) + 1, sizeof *list);
	char text[DNAME_TEXT_MAX];

	*count = 0;
	for (size_t i = 0; i < set_zone_count(set); i++) {
		const struct zone *zone = set_zone(set, i);

		if (zone->spec.role == ROLE_EXTERNAL)
			continue;
		list[(*count)++] = (struct named_zone){
			arena_copy(&c->arena, str_of(dname_text(&zone->spec.origin, text))),
			set_view(set, zone->spec.view)->name, zone
		};
	}
	sort_items(list, *count, sizeof *list, compare_named);
	return list;
}

static bool
read_serials(const struct comparison *c, const struct zone *was, const struct zone *is,
    struct compare_zone *out)
{
	return was != NULL && is != NULL && zone_serial(c->old->set, was, &out->old_serial) &&
	       zone_serial(c->new->set, is, &out->new_serial);
}

/* Compare two zones of one name, one of which may be missing. */
static void
add_zone(struct comparison *c, const struct named_zone *old, const struct named_zone *new)
{
	const struct named_zone *any = new != NULL ? new : old;
	const struct zone *was = old != NULL ? old->zone : NULL,
	                  *is = new != NULL ? new->zone : NULL;
	struct compare_zone zone = { .was = was != NULL, .is = is != NULL };
	struct zone_changes changes;

	assert(any != NULL);
	zone.origin = any->origin;
	zone.view = any->view;
	zones_differ(c->old->set, was, c->new->set, is, &changes);
	zone.whole = changes.whole;
	c->whole &= changes.whole;
	zone.serials_known = read_serials(c, was, is, &zone);
	if (!zone.serials_known)
		zone.old_serial = zone.new_serial = 0;
	if (changes.gone_count + changes.come_count > 0 || !zone.was || !zone.is ||
	    zone.old_serial != zone.new_serial) {
		zone.records = arena_array(
		    &c->arena, changes.gone_count + changes.come_count + 1, sizeof *zone.records);
		add_records(c, c->old->set, changes.gone, changes.gone_count, false, &zone);
		zone.removed = zone.count;
		add_records(c, c->new->set, changes.come, changes.come_count, true, &zone);
		zone.added = zone.count - zone.removed;
		sort_items(zone.records, zone.count, sizeof *zone.records, compare_records);
		c->added += zone.added;
		c->removed += zone.removed;
		c->zones[c->zone_count++] = zone;
	}
	zone_changes_free(&changes);
}

static void
compare_zones(struct comparison *c)
{
	size_t n, m, i = 0, k = 0;
	struct named_zone *old = name_zones(c, c->old->set, &n);
	struct named_zone *new = name_zones(c, c->new->set, &m);

	c->zones = arena_array(&c->arena, n + m + 1, sizeof *c->zones);
	while (i < n || k < m) {
		int order = i == n ? 1 : k == m ? -1 : compare_names(&old[i], &new[k]);

		add_zone(c, order <= 0 ? &old[i] : NULL, order >= 0 ? &new[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
	free(old);
	free(new);
}

/* ---- mail ---- */

const char *
compare_verdict(enum mail_verdict verdict)
{
	static const char *const words[] = {
		[MAIL_PASS] = "confirmed",
		[MAIL_FAIL] = "not confirmed",
		[MAIL_NO_PTR] = "no PTR record",
		[MAIL_UNVERIFIABLE] = "not to be verified",
		[MAIL_NOT_ASKED] = "seen by nobody",
	};

	return words[verdict];
}

struct named_address {
	const struct mail_address *address;
	const char *view;
};

static int
compare_named_addresses(const void *pa, const void *pb)
{
	const struct named_address *a = pa, *b = pb;
	int order = addr_compare(&a->address->addr, &b->address->addr);

	return order != 0 ? order : strcmp(a->view, b->view);
}

static struct named_address *
name_addresses(const struct compare_state *state, size_t *count)
{
	const struct mail_address *all = mail_addresses(state->mail, count);
	struct named_address *list = xcalloc(*count + 1, sizeof *list);

	for (size_t i = 0; i < *count; i++)
		list[i] =
		    (struct named_address){ &all[i], set_view(state->set, all[i].view)->name };
	sort_items(list, *count, sizeof *list, compare_named_addresses);
	return list;
}

static const char *
name_text(struct comparison *c, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];
	struct dname whole;

	if (name == NULL)
		return NULL;
	/* of a name of the judgement only its octets may be read */
	whole.len = name->len;
	memcpy(whole.wire, name->wire, name->len);
	return arena_copy(&c->arena, str_of(dname_text(&whole, text)));
}

/* The pointer that tells: the first that confirms, else the first. */
static struct compare_side
side_of(struct comparison *c, const struct mail_address *a)
{
	struct compare_side side = { .there = a != NULL };
	const struct mail_pointer *p = a != NULL && a->pointer_count > 0 ? a->pointers : NULL;

	if (a == NULL)
		return side;
	side.verdict = a->verdict;
	for (size_t i = 0; i < a->pointer_count; i++)
		if (a->pointers[i].confirms == ANSWER_PRESENT) {
			p = &a->pointers[i];
			break;
		}
	if (p != NULL) {
		side.pointer = name_text(c, p->name);
		side.confirmed = p->confirms == ANSWER_PRESENT;
	}
	return side;
}

static bool
same_side(const struct compare_side *a, const struct compare_side *b)
{
	if (a->there != b->there || a->verdict != b->verdict || a->confirmed != b->confirmed ||
	    (a->pointer == NULL) != (b->pointer == NULL))
		return false;
	return a->pointer == NULL || strcmp(a->pointer, b->pointer) == 0;
}

static void
add_mail(struct comparison *c, const struct named_address *old, const struct named_address *new)
{
	const struct named_address *any = new != NULL ? new : old;
	struct compare_mail m = {
		.old = side_of(c, old != NULL ? old->address : NULL),
		.new = side_of(c, new != NULL ? new->address : NULL),
	};
	char text[ADDR_TEXT_MAX];

	if (same_side(&m.old, &m.new))
		return;
	assert(any != NULL);
	m.view = any->view;
	m.address = arena_copy(&c->arena, str_of(addr_text(&any->address->addr, text)));
	m.name = name_text(c, any->address->wanted);
	c->mail[c->mail_count++] = m;
}

static void
compare_mails(struct comparison *c)
{
	size_t n, m, i = 0, k = 0;
	struct named_address *old, *new;

	c->mail_known = c->old->mail != NULL && c->new->mail != NULL;
	if (!c->mail_known)
		return;
	old = name_addresses(c->old, &n);
	new = name_addresses(c->new, &m);
	c->mail = arena_array(&c->arena, n + m + 1, sizeof *c->mail);
	while (i < n || k < m) {
		int order = i == n ? 1 : k == m ? -1 : compare_named_addresses(&old[i], &new[k]);

		add_mail(c, order <= 0 ? &old[i] : NULL, order >= 0 ? &new[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
	free(old);
	free(new);
}

/* ---- findings ---- */

static int
compare_fingerprints(const struct finding *a, const struct finding *b)
{
	if (a->fingerprint != b->fingerprint)
		return a->fingerprint < b->fingerprint ? -1 : 1;
	return strcmp(a->rule->id, b->rule->id);
}

static int
compare_findings(const void *a, const void *b)
{
	return compare_fingerprints(
	    *(const struct finding *const *)a, *(const struct finding *const *)b);
}

/* The live findings by fingerprint; ended by free(). */
static const struct finding **
live(const struct compare_state *state, size_t *count)
{
	const struct finding **list = xcalloc(state->count + 1, sizeof(struct finding *));

	*count = 0;
	for (size_t i = 0; i < state->count; i++)
		if (state->findings[i]->suppressed == NULL)
			list[(*count)++] = state->findings[i];
	sort_items(list, *count, sizeof(struct finding *), compare_findings);
	return list;
}

/* Those of state that the others lack, in order of output. */
static const struct finding **
lacking(struct comparison *c, const struct compare_state *state, const struct finding **others,
    size_t other_count, size_t *count)
{
	const struct finding **list =
	    arena_array(&c->arena, state->count + 1, sizeof(struct finding *));

	*count = 0;
	for (size_t i = 0; i < state->count; i++) {
		const struct finding *f = state->findings[i];

		if (f->suppressed == NULL &&
		    (other_count == 0 || bsearch(&f, others, other_count, sizeof(struct finding *),
		                             compare_findings) == NULL))
			list[(*count)++] = f;
	}
	return list;
}

static void
compare_all_findings(struct comparison *c)
{
	size_t n, m;
	const struct finding **old = live(c->old, &n), **new = live(c->new, &m);

	c->gone = lacking(c, c->old, new, m, &c->gone_count);
	c->come = lacking(c, c->new, old, n, &c->come_count);
	free(old);
	free(new);
}

void
compare_states(
    const struct compare_state *old, const struct compare_state *new, struct comparison *out)
{
	*out = (struct comparison){ .old = old, .new = new, .whole = true };
	compare_zones(out);
	compare_mails(out);
	compare_all_findings(out);
}

void
comparison_free(struct comparison *c)
{
	arena_free(&c->arena);
	*c = (struct comparison){ 0 };
}

bool
comparison_empty(const struct comparison *c)
{
	return c->zone_count + c->mail_count + c->gone_count + c->come_count == 0;
}
