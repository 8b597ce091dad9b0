/* zone/advice.c -- ptr=, keep and external in comments, and the records they stand at */
#include "zone/advice.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "zone/extent.h"
#include "zone/model.h"

/* ---- reading ---- */

static uint32_t
order_of(struct str value)
{
	uint32_t n = 0;

	/* primary, or digits: comment_next() has looked */
	for (size_t i = 0; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9'; i++)
		n = n * 10 + (uint32_t)(value.ptr[i] - '0');
	return n;
}

/* Where the comment's ptr=, keep and external end, if they do. */
static void
read_until(struct comment c, struct span at, struct advice_item *out)
{
	struct comment_item item;

	out->until = INT64_MAX;
	while (comment_next(&c, &item))
		if (item.kind == COMMENT_UNTIL && comment_date(item.value, &out->until))
			out->until_span = (struct span){ at.file, at.off + item.off, item.len };
}

struct items {
	struct advice_item *list;
	size_t count, cap;
};

static void
read_comment(const struct zone_comment *at, struct str text, struct items *to)
{
	struct comment c;
	struct comment_item item;
	struct advice_item common = {
		.comment = at->span, .zone = at->zone, .begin = UINT32_MAX, .record = RECORD_NONE
	};

	if (!comment_begin(&c, text))
		return;
	read_until(c, at->span, &common);
	while (comment_next(&c, &item)) {
		if (item.kind != COMMENT_PTR && item.kind != COMMENT_KEEP &&
		    item.kind != COMMENT_EXTERNAL)
			continue;
		if (to->count == to->cap) {
			to->cap = to->cap == 0 ? 16 : to->cap * 2;
			to->list = xrealloc(to->list, to->cap * sizeof *to->list);
		}
		common.kind = item.kind;
		common.none = item.kind == COMMENT_PTR && str_equal(item.value, STR("none"));
		common.order = order_of(item.value);
		common.span = (struct span){ at->span.file, at->span.off + item.off, item.len };
		to->list[to->count++] = common;
	}
}

/* ---- places ---- */

/* The extents of the items of one file. */
static void
find_extents(struct zone_set *set, struct advice_item *items, size_t count)
{
	uint32_t *offs = xcalloc(count, sizeof *offs);
	struct extent *extents = xcalloc(count, sizeof *extents);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (n == 0 || offs[n - 1] != items[i].comment.off)
			offs[n++] = items[i].comment.off;
	if (extents_find(set->sources, items->span.file, offs, n, extents))
		for (size_t i = 0, k = 0; i < count; i++) {
			k += offs[k] != items[i].comment.off;
			if (extents[k].begin <= extents[k].end) {
				items[i].begin = extents[k].begin;
				items[i].end = extents[k].end;
			}
		}
	free(offs);
	free(extents);
}

/* By file and where the record begins; those at no record come last. */
static int
compare_places(const void *a, const void *b)
{
	const struct advice_item *x = a, *y = b;

	if (x->span.file != y->span.file)
		return x->span.file < y->span.file ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->span.off < y->span.off ? -1 : x->span.off > y->span.off;
}

/* The first item of the file whose record does not end before off; the number of items when there is none. */
static size_t
item_at(const struct zone_set *set, uint32_t file, uint32_t off)
{
	size_t lo = 0, hi = set->advice_count;

	while (lo < hi) {
		const struct advice_item *item = &set->advice[lo + (hi - lo) / 2];

		if (item->span.file < file ||
		    (item->span.file == file && item->begin != UINT32_MAX && item->end < off))
			lo += (hi - lo) / 2 + 1;
		else
			hi = lo + (hi - lo) / 2;
	}
	return lo;
}

/* ---- records ---- */

/* Where the entry of a record begins; where the line begins, when it is generated. */
static uint32_t
entry_of(const struct shelf *shelf, const struct segment *s, uint32_t record)
{
	return s->generated ? s->line : VEC_AT(&shelf->rrs, const struct rr, record)->off;
}

/* The first record of [from, to) that begins at or behind off. */
static uint32_t
record_at(
    const struct shelf *shelf, const struct segment *s, uint32_t from, uint32_t to, uint32_t off)
{
	while (from < to) {
		uint32_t mid = from + (to - from) / 2;

		if (entry_of(shelf, s, mid) < off)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Items that stand at records [from, to) of the segment. */
static void
match_segment(struct zone_set *set, const struct shelf *shelf, const struct segment *s,
    uint32_t from, uint32_t to)
{
	uint32_t last = from < to ? entry_of(shelf, s, to - 1) : 0;
	size_t i = from < to ? item_at(set, s->file, entry_of(shelf, s, from)) : set->advice_count;

	for (; i < set->advice_count && set->advice[i].span.file == s->file &&
	       set->advice[i].begin <= last;
	     i++) {
		struct advice_item *item = &set->advice[i];
		uint32_t k = record_at(shelf, s, from, to, item->begin);
		record_id id = shelf_ref(shelf->number, k);

		if (k < to && entry_of(shelf, s, k) <= item->end &&
		    (item->record == RECORD_NONE || record_before(set, id, item->record)))
			item->record = id;
	}
}

static void
match_records(struct zone_set *set)
{
	for (unsigned n = 0; n < set->shelf_count; n++) {
		const struct shelf *shelf = &set->shelves[n];
		size_t count = VEC_COUNT(&shelf->segments, struct segment);

		for (size_t i = 0; i < count; i++) {
			const struct segment *s = VEC_AT(&shelf->segments, const struct segment, i);

			match_segment(set, shelf, s, s->first,
			    i + 1 < count ? s[1].first
			                  : (uint32_t)VEC_COUNT(&shelf->rrs, struct rr));
		}
	}
}

/* ---- all of it ---- */

void
advice_build(struct zone_set *set)
{
	struct items items = { 0 };
	struct buf text = { 0 };

	for (size_t i = 0; i < set->comment_count; i++) {
		const struct zone_comment *c = &set->comments[i];

		text.len = 0;
		/* sorted by place, then zone: once for all zones that have the text */
		if ((i == 0 || c[-1].span.file != c->span.file || c[-1].span.off != c->span.off) &&
		    source_copy(set->sources, c->span.file, c->span.off, c->span.len, &text))
			read_comment(c, buf_view(&text), &items);
	}
	buf_free(&text);
	for (size_t i = 0, end; i < items.count; i = end) {
		for (end = i + 1;
		     end < items.count && items.list[end].span.file == items.list[i].span.file;)
			end++;
		find_extents(set, items.list + i, end - i);
	}
	sort_items(items.list, items.count, sizeof *items.list, compare_places);
	set->advice = arena_array(&set->arena, items.count + 1, sizeof *set->advice);
	if (items.count > 0)
		memcpy(set->advice, items.list, items.count * sizeof *set->advice);
	set->advice_count = items.count;
	free(items.list);
	if (set->advice_count > 0)
		match_records(set);
}

const struct advice_item *
set_advice(const struct zone_set *set, size_t *count)
{
	*count = set->advice_count;
	return set->advice;
}

bool
advice_at(
    const struct zone_set *set, uint32_t file, uint32_t off, int64_t today, struct advice *out)
{
	bool said = false;

	*out = (struct advice){ 0 };
	for (size_t i = item_at(set, file, off); i < set->advice_count; i++) {
		const struct advice_item *item = &set->advice[i];
		const struct advice_item **to = item->kind == COMMENT_PTR    ? &out->ptr
		                                : item->kind == COMMENT_KEEP ? &out->keep
		                                                             : &out->external;

		if (item->span.file != file || item->begin > off)
			break;
		if (item->until < today)
			continue;
		said = true;
		if (*to == NULL)
			*to = item;
	}
	return said;
}

bool
query_advice(const struct zone_set *set, record_id id, int64_t today, struct advice *out)
{
	const struct shelf *shelf = ref_shelf(set, id);
	const struct segment *s;

	*out = (struct advice){ 0 };
	if (set->advice_count == 0)
		return false;
	s = shelf_segment(shelf, ref_index(id));
	return advice_at(set, s->file, entry_of(shelf, s, ref_index(id)), today, out);
}
