/*
 * fix/verify.c -- the self-check: the new texts, read as a server would, hold what was planned.
 *
 * Every record of every changed zone becomes 128 bits under a key of this run; the sorted lists
 * before and after may differ by the changes of the plan and the serial, and by nothing else.  What
 * is written twice counts once, as it is served once.  Records that an unsafe repair of text
 * touches are left out on both sides, for what they become is what was asked for.
 */
#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/parts.h"
#include "lint/registry.h"
#include "zone/place.h"

struct hashes {
	XXH128_hash_t *list;
	size_t count, cap;
};

static void
add_hash(struct hashes *h, uint64_t seed, const struct buf *text)
{
	if (h->count == h->cap) {
		h->cap = h->cap == 0 ? 1024 : h->cap * 2;
		h->list = xrealloc(h->list, h->cap * sizeof *h->list);
	}
	h->list[h->count++] = XXH3_128bits_withSeed(text->ptr, text->len, seed);
}

/* Bytes of a file that unsafe repairs touch, in order of place. */
struct touched {
	uint32_t file;
	struct span *list; /* file: LINES or WORDS */
	size_t count;
};

/* Whole lines are gone: who takes his owner from one of them gets it written. */
enum { WORDS, LINES };

static bool
touches(const struct touched *t, struct span span, bool lines)
{
	size_t lo = 0, hi = t->count;

	if (span.file != t->file)
		return false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->list[mid].off + t->list[mid].len <= span.off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->count && t->list[lo].off < span.off + span.len &&
	       (lines || t->list[lo].file == WORDS);
}

static bool
touches_record(const struct touched *t, const struct record *r)
{
	return touches(t, r->span, true) || touches(t, r->owner_span, false);
}

/* Does the edit take whole lines away, as that of a record written twice does? */
static bool
takes_lines(const struct fix_file *file, const struct fix_edit *e)
{
	const char *old = file->old.ptr;

	return e->mend != NULL && e->text.len == 0 && e->len > 0 &&
	       (e->off == 0 || old[e->off - 1] == '\n') && old[e->off + e->len - 1] == '\n';
}

static bool
changes_records(const struct fix_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->edits[i].mend != NULL && file->edits[i].mend->changes)
			return true;
	return false;
}

/*
 * In the old text (now false), or where they stand in the new one.  What is written twice may go with its other copy
 * changed: then it counts as touched.
 */
static void
find_touched(const struct fix_file *file, bool now, struct touched *out)
{
	bool changes = changes_records(file);
	int64_t shift = 0;

	out->list = xcalloc(file->count + 1, sizeof *out->list);
	for (size_t i = 0; i < file->count; i++) {
		const struct fix_edit *e = &file->edits[i];
		uint32_t len = now ? (uint32_t)e->text.len : e->len;

		/* what is put in front of a record's first word becomes part of it, unless it is a line */
		if (!now && len == 0 && e->text.len > 0 && e->text.ptr[e->text.len - 1] != '\n')
			len = 1;
		if (e->mend != NULL &&
		    (e->mend->changes || (changes && !now && takes_lines(file, e))))
			out->list[out->count++] = (struct span){ e->mend->changes ? WORDS : LINES,
				(uint32_t)((int64_t)e->off + shift), len };
		shift += now ? (int64_t)e->text.len - (int64_t)e->len : 0;
	}
}

static int
compare_hashes(const void *a, const void *b)
{
	return XXH128_cmp(a, b);
}

static void
put_record(struct buf *text, const struct dname *owner, uint32_t ttl, uint16_t type)
{
	text->len = 0;
	dname_print(owner, text);
	buf_put(text, " %u %u ", ttl, type);
}

/* Data that only some server reads, like that of ALIAS: as it is written, layout apart. */
static void
put_written(struct zone_set *set, const struct record *r, struct buf *text)
{
	struct buf written = { 0 };

	if (source_copy(set_sources(set), r->span.file, r->span.off, r->span.len, &written))
		for (size_t i = 0; i < written.len; i++)
			if ((uint8_t)written.ptr[i] > ' ')
				buf_char(text, written.ptr[i]);
	buf_free(&written);
}

/* All records of a zone that are not touched; false when one cannot be read. */
static bool
hash_zone(struct zone_set *set, const struct zone *zone, uint64_t seed,
    const struct touched *touched, struct hashes *h)
{
	struct record r = { 0 };
	struct buf text = { 0 };
	size_t at = 0;
	record_id id;
	bool ok = true;

	while (ok && zone_next(set, zone, &at, &id)) {
		ok = query_record(set, id, &r);
		if (!ok)
			break;
		if (touches_record(touched, &r))
			continue;
		put_record(&text, &r.owner, r.ttl, r.type);
		if (r.rdata != NULL)
			rdata_print(r.type, r.rdata, r.rdata_len, &text);
		else
			put_written(set, &r, &text);
		add_hash(h, seed, &text);
	}
	record_free(&r);
	buf_free(&text);
	return ok;
}

/* The SOA record with another serial, unless it is touched. */
static bool
hash_soa(struct zone_set *set, const struct zone *zone, uint32_t serial, uint64_t seed,
    const struct touched *touched, struct hashes *h)
{
	uint8_t wire[2 * DNAME_MAX + 20];
	struct record r = { 0 };
	struct buf text = { 0 };
	bool ok =
	    query_record(set, zone->soa, &r) && r.rdata_len >= 20 && r.rdata_len <= sizeof wire;

	if (ok && !touches_record(touched, &r)) {
		uint8_t *at = wire + r.rdata_len - 20;

		memcpy(wire, r.rdata, r.rdata_len);
		for (unsigned i = 0; i < 4; i++)
			at[i] = (uint8_t)(serial >> (24 - 8 * i));
		put_record(&text, &r.owner, r.ttl, r.type);
		rdata_print(r.type, wire, r.rdata_len, &text);
		add_hash(h, seed, &text);
	}
	record_free(&r);
	buf_free(&text);
	return ok;
}

/* What the plan takes from one side and gives to the other. */
static bool
hash_changes(const struct planner *p, const struct zone *zone, uint64_t seed,
    const struct touched *touched, struct hashes *before, struct hashes *after)
{
	const struct fix_plan *plan = p->plan;
	struct buf text = { 0 };
	bool ok = true;

	for (size_t i = 0; i < plan->change_count; i++) {
		const struct fix_change *c = &plan->changes[i];

		/* a record that is touched as well is left out on both sides */
		if (c->zone != zone || touches(touched, c->line, true))
			continue;
		put_record(&text, &c->owner, c->ttl, c->type);
		buf_text(&text, c->data);
		add_hash(c->add ? before : after, seed, &text);
	}
	buf_free(&text);
	for (size_t i = 0; i < plan->serial_count && ok; i++) {
		const struct fix_serial *s = &plan->serials[i];

		if (s->zone == zone && s->before != s->after)
			ok = hash_soa(p->set, zone, s->after, seed, touched, before) &&
			     hash_soa(p->set, zone, s->before, seed, touched, after);
	}
	return ok;
}

static void
sort_hashes(struct hashes *h)
{
	size_t kept = 0;

	if (h->count > 1)
		sort_items(h->list, h->count, sizeof *h->list, compare_hashes);
	for (size_t i = 0; i < h->count; i++)
		if (kept == 0 || !XXH128_isEqual(h->list[kept - 1], h->list[i]))
			h->list[kept++] = h->list[i];
	h->count = kept;
}

static const struct fix_file *
file_of(const struct planner *p, const struct zone *zone)
{
	for (size_t i = 0; i < p->plan->file_count; i++)
		if (p->plan->files[i].file == zone->spec.file)
			return &p->plan->files[i];
	return NULL;
}

/* Both sides with the other's share of the changes: then they are equal. */
static bool
same_zone(const struct planner *p, const struct zone *zone, struct zone_set *now,
    const struct zone *now_zone, uint64_t seed)
{
	struct hashes before = { 0 }, after = { 0 };
	struct touched old = { .file = zone->spec.file }, new = { .file = now_zone->spec.file };
	bool same;

	find_touched(file_of(p, zone), false, &old);
	find_touched(file_of(p, zone), true, &new);
	same = hash_zone(p->set, zone, seed, &old, &before) &&
	       hash_zone(now, now_zone, seed, &new, &after) &&
	       hash_changes(p, zone, seed, &old, &before, &after);
	sort_hashes(&before);
	sort_hashes(&after);
	same = same && before.count == after.count;
	for (size_t i = 0; same && i < before.count; i++)
		same = XXH128_isEqual(before.list[i], after.list[i]);
	free(old.list);
	free(new.list);
	free(before.list);
	free(after.list);
	return same;
}

/* No complaint may come that costs a record; those zones had none before. */
static bool
reads_well(struct zone_set *now)
{
	size_t count;
	const struct zone_problem *problems = set_problems(now, &count);

	for (size_t i = 0; i < count; i++)
		if (problem_blocks((enum problem)problems[i].problem))
			return false;
	(void)set_unreadable(now, &count);
	return count == 0 && !set_limit_hit(now);
}

struct check {
	struct sources *sources; /* the new texts */
	struct zone_spec *specs;
	const struct zone **zones; /* the old ones */
	size_t count;
};

/* The zones whose own file changes, with the new text in its place. */
static void
add_zones(struct planner *p, struct check *c)
{
	size_t most = set_zone_count(p->set);

	c->specs = xcalloc(most + 1, sizeof *c->specs);
	c->zones = xcalloc(most + 1, sizeof(struct zone *));
	for (size_t f = 0; f < p->plan->file_count; f++) {
		const struct fix_file *file = &p->plan->files[f];
		struct buf text = { 0 };
		uint32_t number;

		fix_file_text(file, &text);
		number = source_add_text(
		    c->sources, source_path(set_sources(p->set), file->file), buf_view(&text));
		buf_free(&text);
		for (size_t i = 0; i < most; i++) {
			const struct zone *zone = set_zone(p->set, i);

			if (zone->spec.role == ROLE_EXTERNAL || zone->spec.file != file->file)
				continue;
			c->zones[c->count] = zone;
			c->specs[c->count] = zone->spec;
			c->specs[c->count].file = number;
			c->specs[c->count++].decided_at = (struct span){ 0 };
		}
	}
}

static bool
compare_all(struct planner *p, struct check *c)
{
	struct view_spec *views = xcalloc(set_view_count(p->set) + 1, sizeof *views);
	struct read_options options = { .limits = LIMITS_DEFAULT };
	struct zone_set *now;
	uint64_t seed = 0;
	bool same;

	for (size_t i = 0; i < set_view_count(p->set); i++)
		views[i] = *set_view(p->set, i);
	if (p->options->read != NULL)
		options = *p->options->read;
	options.progress = NULL;
	if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
		seed = (uint64_t)(uintptr_t)c;
	now = set_load(c->sources, views, set_view_count(p->set), c->specs, c->count, &options);
	same = reads_well(now) && set_zone_count(now) == c->count;
	for (size_t i = 0; i < c->count && same; i++) {
		same = same_zone(p, c->zones[i], now, set_zone(now, i), seed);
		if (!same) {
			char name[DNAME_TEXT_MAX];

			err_set(p->err,
			    "self-check: the new text of %s (zone %s) does not hold what was planned",
			    source_path(set_sources(p->set), c->zones[i]->spec.file),
			    dname_text(&c->zones[i]->spec.origin, name));
		}
	}
	set_free(now);
	free(views);
	return same;
}

bool
plan_verify(struct planner *p)
{
	struct check c = { .sources = sources_new(sources_root(set_sources(p->set)), p->err) };
	bool same;

	if (c.sources == NULL)
		return false;
	err_set(p->err, "self-check: a new text cannot be read without errors");
	add_zones(p, &c);
	same = compare_all(p, &c);
	free(c.specs);
	free(c.zones);
	sources_free(c.sources);
	return same;
}
