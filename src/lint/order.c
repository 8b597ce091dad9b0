/* lint/order.c -- findings in one order, once for each body, known again by their meaning */
#include <inttypes.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "base/err.h"
#include "base/sort.h"
#include "lint/engine.h"

/* What decides most comparisons, next to each other in memory. */
struct key {
	uint64_t place; /* rank of the path, offset */
	struct report *r;
};

static int
compare_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static uint32_t
zone_number(const struct report *r)
{
	return r->f.zone == NULL ? 0 : r->f.zone->id + 1;
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Addresses by value, behind what has none; then names, types, words and zones. */
static int
compare_subjects(const struct report *a, const struct report *b)
{
	int order = (a->has_address ? 1 : 0) - (b->has_address ? 1 : 0);

	if (order == 0 && a->has_address)
		order = addr_compare(&a->address, &b->address);
	if (order == 0)
		order = compare_text(a->f.subject_name, b->f.subject_name);
	if (order == 0)
		order = compare_text(a->f.subject_type, b->f.subject_type);
	if (order == 0)
		order = strcmp(a->f.message, b->f.message);
	if (order == 0)
		order = compare_numbers(zone_number(a), zone_number(b));
	return order;
}

static int
compare_keys(const void *pa, const void *pb)
{
	const struct key *a = pa, *b = pb;
	int order = compare_numbers(a->place, b->place);

	if (order == 0)
		order = compare_numbers(a->r->rule, b->r->rule);
	if (order == 0)
		order = compare_subjects(a->r, b->r);
	return order != 0 ? order : compare_numbers(a->r->sequence, b->r->sequence);
}

struct named {
	const char *path;
	uint32_t file;
};

static int
compare_paths(const void *pa, const void *pb)
{
	const struct named *a = pa, *b = pb;
	int order = strcmp(a->path, b->path);

	return order != 0 ? order : compare_numbers(a->file, b->file);
}

/* The place of each file number in the order of paths; 0 (nowhere) comes first. */
static uint32_t *
rank_paths(const struct sources *sources)
{
	uint32_t count = source_count(sources);
	struct named *files = xcalloc((size_t)count + 1, sizeof(*files));
	uint32_t *ranks = xcalloc((size_t)count + 1, sizeof(*ranks));

	for (uint32_t i = 0; i < count; i++)
		files[i] = (struct named){ source_path(sources, i + 1), i + 1 };
	sort_items(files, count, sizeof(*files), compare_paths);
	for (uint32_t i = 0; i < count; i++)
		ranks[files[i].file] = i + 1;
	free(files);
	return ranks;
}

void
findings_sort(struct lint *lint)
{
	struct key *keys = xcalloc(lint->count + 1, sizeof(*keys));
	uint32_t *ranks;

	if (lint->count > 1) {
		ranks = rank_paths(set_sources(lint->set));
		for (size_t i = 0; i < lint->count; i++) {
			const struct finding *f = lint->findings[i];

			keys[i].r = report_of(lint->findings[i]);
			keys[i].place = (uint64_t)ranks[f->span.file] << 32 | f->span.off;
		}
		sort_items(keys, lint->count, sizeof(*keys), compare_keys);
		for (size_t i = 0; i < lint->count; i++)
			lint->findings[i] = &keys[i].r->f;
		free(ranks);
	}
	free(keys);
}

/* ---- one body, many zones ---- */

/* A member of a group of findings with one rule and one place. */
struct member {
	struct report *r;
	uint32_t at;  /* in the order of output */
	uint32_t nth; /* how many of its zone come before it */
};

/* By what only equal findings share, then as asked for. */
static int
compare_kinds(const struct member *a, const struct member *b)
{
	int order = compare_numbers(a->r->f.span.len, b->r->f.span.len);

	if (order == 0)
		order = compare_numbers(a->r->f.severity, b->r->f.severity);
	if (order == 0)
		order = compare_text(a->r->f.suppressed, b->r->f.suppressed);
	return order;
}

static int
compare_by_zone(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;
	int order = compare_kinds(a, b);

	if (order == 0)
		order = compare_numbers(zone_number(a->r), zone_number(b->r));
	return order != 0 ? order : compare_numbers(a->at, b->at);
}

static int
compare_by_turn(const void *pa, const void *pb)
{
	const struct member *a = pa, *b = pb;
	int order = compare_kinds(a, b);

	if (order == 0)
		order = compare_numbers(a->nth, b->nth);
	return order != 0 ? order : compare_numbers(zone_number(a->r), zone_number(b->r));
}

/* Tell of the zones that first stands for; they differ in name or else in view. */
static void
note_zones(struct lint *lint, struct report *first, const struct report *second, uint32_t count)
{
	const struct zone *a = first->f.zone, *b = second->f.zone;
	char one[DNAME_TEXT_MAX], two[DNAME_TEXT_MAX];

	first->f.zone_count = count;
	if (dname_equal(&a->spec.origin, &b->spec.origin))
		finding_note(lint, &first->f, (struct span){ 0, 0, 0 }, "zone",
		    "in %" PRIu32 " views, e.g. %s, %s", count,
		    set_view(lint->set, a->spec.view)->name,
		    set_view(lint->set, b->spec.view)->name);
	else
		finding_note(lint, &first->f, (struct span){ 0, 0, 0 }, "zone",
		    "in %" PRIu32 " zones, e.g. %s, %s", count, dname_text(&a->spec.origin, one),
		    dname_text(&b->spec.origin, two));
}

static bool
says_the_same(const struct report *a, const struct report *b)
{
	return strcmp(a->f.message, b->f.message) == 0 &&
	       compare_text(a->f.subject_name, b->f.subject_name) == 0 &&
	       compare_text(a->f.subject_address, b->f.subject_address) == 0;
}

/* What all of them ask for goes together: their zones have but one text. */
static void
join_wants(struct lint *lint, const struct member *m, size_t count)
{
	struct want *first = NULL, *last = NULL;

	for (size_t i = 0; i < count; i++)
		for (const struct want *w = m[i].r->f.wants; w != NULL; w = w->next) {
			struct want *copy = arena_alloc(&lint->arena, sizeof *copy);

			*copy = *w;
			copy->next = NULL;
			if (last != NULL)
				last->next = copy;
			else
				first = copy;
			last = copy;
		}
	m->r->f.wants = first;
}

/*
 * The nth finding of one zone is the nth of every other; the first zone keeps it, the rest is
 * dropped.
 */
static void
merge_group(struct lint *lint, struct member *m, size_t count)
{
	sort_items(m, count, sizeof(*m), compare_by_zone);
	for (size_t i = 1; i < count; i++)
		if (compare_kinds(&m[i - 1], &m[i]) == 0 && m[i].r->f.zone == m[i - 1].r->f.zone)
			m[i].nth = m[i - 1].nth + 1;
	sort_items(m, count, sizeof(*m), compare_by_turn);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count; end++)
			if (compare_kinds(&m[i], &m[end]) != 0 || m[i].nth != m[end].nth)
				break;
		if (end - i < 2)
			continue;
		note_zones(lint, m[i].r, m[i + 1].r, (uint32_t)(end - i));
		join_wants(lint, m + i, end - i);
		for (size_t k = i + 1; k < end; k++)
			lint->findings[m[k].at] = NULL;
	}
}

/*
 * Findings [from, to) have one rule and one place; a text read twice for one zone says things
 * twice.
 */
static void
merge_run(struct lint *lint, size_t from, size_t to)
{
	struct member *m = xcalloc(to - from, sizeof(*m));
	const struct report *last = NULL;
	bool several = false;
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		struct report *r = report_of(lint->findings[i]);

		if (!r->from_text || r->f.zone == NULL)
			continue;
		if (last != NULL && last->f.zone == r->f.zone && says_the_same(last, r) &&
		    last->f.span.len == r->f.span.len) {
			lint->findings[i] = NULL;
			continue;
		}
		several |= last != NULL && last->f.zone != r->f.zone;
		m[n++] = (struct member){ .r = r, .at = (uint32_t)i };
		last = r;
	}
	if (several)
		merge_group(lint, m, n);
	free(m);
}

void
findings_merge(struct lint *lint)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < lint->count; i = end) {
		const struct report *r = report_of(lint->findings[i]);

		for (end = i + 1; end < lint->count; end++) {
			const struct report *next = report_of(lint->findings[end]);

			if (next->rule != r->rule || next->f.span.file != r->f.span.file ||
			    next->f.span.off != r->f.span.off)
				break;
		}
		if (end - i > 1)
			merge_run(lint, i, end);
	}
	for (size_t i = 0; i < lint->count; i++)
		if (lint->findings[i] != NULL)
			lint->findings[kept++] = lint->findings[i];
	lint->count = kept;
}

/* ---- fingerprints ---- */

/* Text with its NUL, so that "a", "bc" and "ab", "c" differ; what is missing is one octet apart. */
static void
put_part(struct buf *to, const char *text)
{
	if (text == NULL)
		buf_char(to, '\1');
	else
		buf_bytes(to, text, strlen(text) + 1);
}

static void
put_zone(const struct lint *lint, struct buf *to, const struct finding *f)
{
	char text[DNAME_TEXT_MAX];

	if (f->zone == NULL || f->zone_count > 1)
		return;
	put_part(to, dname_text(&f->zone->spec.origin, text));
	put_part(to, set_view(lint->set, f->zone->spec.view)->name);
}

/* Messages that quote the number of a line, which changes with what stands above it. */
static bool
tells_lines(const struct rule *rule)
{
	return rule->problem == PROBLEM_ZONE_ORIGIN_MISMATCH;
}

/* Without a subject the words tell; outside zones the file, too. */
static uint64_t
fingerprint(const struct lint *lint, const struct report *r, struct buf *parts)
{
	const struct finding *f = &r->f;
	const uint8_t type[2] = { (uint8_t)(r->type >> 8), (uint8_t)(r->type & 0xff) };

	parts->len = 0;
	put_part(parts, f->rule->id);
	put_zone(lint, parts, f);
	put_part(parts, r->owner);
	buf_bytes(parts, type, sizeof(type));
	put_part(parts, f->subject_name);
	put_part(parts, f->subject_address);
	put_part(parts, f->subject_type);
	if (f->subject_name == NULL && f->subject_address == NULL && !tells_lines(f->rule))
		put_part(parts, f->message);
	if (f->zone == NULL && f->span.file != 0)
		put_part(parts, source_path(set_sources(lint->set), f->span.file));
	return XXH3_64bits(parts->ptr, parts->len);
}

struct print {
	uint64_t hash;
	size_t at;
};

static int
compare_prints(const void *pa, const void *pb)
{
	const struct print *a = pa, *b = pb;
	int order = compare_numbers(a->hash, b->hash);

	return order != 0 ? order : compare_numbers(a->at, b->at);
}

void
findings_fingerprint(struct lint *lint)
{
	struct print *prints = xcalloc(lint->count + 1, sizeof(*prints));
	struct buf parts = { 0 };
	uint64_t nth = 0;

	for (size_t i = 0; i < lint->count; i++)
		prints[i] =
		    (struct print){ fingerprint(lint, report_of(lint->findings[i]), &parts), i };
	sort_items(prints, lint->count, sizeof(*prints), compare_prints);
	for (size_t i = 0; i < lint->count; i++) {
		nth = i > 0 && prints[i].hash == prints[i - 1].hash ? nth + 1 : 0;
		lint->findings[prints[i].at]->fingerprint =
		    nth == 0 ? prints[i].hash
		             : XXH3_64bits_withSeed(&nth, sizeof(nth), prints[i].hash);
	}
	buf_free(&parts);
	free(prints);
}
