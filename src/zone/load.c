/* zone/load.c -- a zone set from files: threads, the split of one big file, and what was complained of */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "base/threads.h"
#include "zone/order.h"
#include "zone/read.h"

#define SPLIT_BYTES ((uint64_t)4 << 20) /* smaller files are not worth a second thread */
#define SPLIT_LOOK  ((size_t)64 << 10) /* the cut is looked for in so many bytes behind the middle */
#define FEW_ZONES   4 /* so few are looked at for one that makes up most of the work */

struct loading {
	struct zone_set *set;
	struct reader readers[LIMIT_THREADS];
	size_t *jobs; /* zone ids to read */
	size_t job_count;
};

/* ---- zones and their apexes ---- */

/* The reverse tree that a name lies in: 4, 6 or 0. */
static uint8_t
reverse_family(const struct dname *name)
{
	static const struct dname v4 = { 14, "\7in-addr\4arpa" }, v6 = { 10, "\3ip6\4arpa" };

	return dname_below(name, &v4) ? ADDR_V4 : dname_below(name, &v6) ? ADDR_V6 : 0;
}

static void
zones_init(struct zone_set *set, const struct zone_spec *specs)
{
	set->zones = arena_array(&set->arena, set->zone_count + 1, sizeof *set->zones);
	for (size_t i = 0; i < set->zone_count; i++) {
		struct zone_state *z = &set->zones[i];

		z->zone = (struct zone){ .spec = specs[i], .id = (uint32_t)i, .soa = RECORD_NONE };
		z->family = reverse_family(&specs[i].origin);
		z->zone.reverse = z->family != 0;
		z->zone.unknown = specs[i].role == ROLE_EXTERNAL;
		z->root_hash = namehash_root(specs[i].view);
		z->apex_hash = namehash_dname(z->root_hash, &specs[i].origin);
	}
	apexes_build(set);
	for (size_t i = 0; i < set->zone_count; i++) {
		uint64_t hashes[DNAME_LABELS_MAX + 1];
		struct zone_state *z = &set->zones[i], *above = NULL;
		unsigned labels = namehash_ancestors(z->root_hash, &z->zone.spec.origin, hashes);

		for (unsigned k = 1; k <= labels && above == NULL; k++)
			above = apexes_find(set, hashes[k]);
		if (above != NULL) {
			z->zone.above = &above->zone;
			above->zone.has_children = true;
		}
	}
}

/* ---- reading ---- */

/* Where on a shelf a zone's segments are. */
static void
part_begin(struct zone_state *z, const struct shelf *s)
{
	z->shelves[z->part_count] = s->number;
	z->segments[z->part_count] = (uint32_t)VEC_COUNT(&s->segments, struct segment);
}

static void
part_end(struct zone_state *z, const struct shelf *s)
{
	z->segment_ends[z->part_count++] = (uint32_t)VEC_COUNT(&s->segments, struct segment);
}

static void
read_zone(void *arg, size_t job, unsigned worker)
{
	struct loading *l = arg;
	struct reader *rd = &l->readers[worker];
	struct zone_state *z = &l->set->zones[l->jobs[job]];

	if (rd->set == NULL)
		reader_init(rd, l->set, &l->set->shelves[worker]);
	part_begin(z, rd->shelf);
	reader_zone(rd, z, UINT64_MAX);
	part_end(z, rd->shelf);
}

/*
 * A line at or behind the middle that can only begin a record with an owner; 0 when none is near.  Whether it
 * really begins one shows when the reader of the first half arrives there.
 */
static uint64_t
find_cut(struct zone_set *set, uint32_t file, uint64_t size)
{
	struct source_handle h;
	struct err err;
	uint8_t *text = xmalloc(SPLIT_LOOK);
	uint64_t cut = 0;

	if (source_open(set->sources, file, &h, &err) == OPEN_OK) {
		if (h.size == size && source_read(&h, size / 2, text, SPLIT_LOOK, &err))
			for (size_t i = 0; i + 1 < SPLIT_LOOK && cut == 0; i++) {
				uint8_t c = text[i + 1];

				if (text[i] == '\n' &&
				    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				        (c >= '0' && c <= '9')))
					cut = size / 2 + i + 1;
			}
		source_close(&h);
	}
	free(text);
	return cut;
}

struct half {
	struct loading *loading;
	struct zone_state zone; /* the second half counts on its own */
	struct circumstances assumed;
	uint64_t cut;
	bool usable;
};

static void
read_half(void *arg, size_t job, unsigned worker)
{
	struct half *h = arg;
	struct loading *l = h->loading;
	struct reader *rd = &l->readers[job];
	struct zone_state *z = job == 0 ? &l->set->zones[l->jobs[0]] : &h->zone;

	(void)worker;
	reader_init(rd, l->set, &l->set->shelves[job]);
	if (job == 0) {
		reader_zone(rd, z, h->cut);
		return;
	}
	h->usable = reader_skim(rd, z, h->cut);
	if (!h->usable)
		return;
	h->assumed = rd->now;
	reader_part(rd, z, h->cut, UINT64_MAX);
}

static bool
same_circumstances(const struct circumstances *a, const struct circumstances *b)
{
	return a->origin_hash == b->origin_hash && a->has_default_ttl == b->has_default_ttl &&
	       a->default_ttl == b->default_ttl;
}

/* Read one zone by two threads, each a half; false when the halves do not fit and nothing was kept. */
static bool
read_split(struct loading *l, uint64_t cut)
{
	struct zone_state *z = &l->set->zones[l->jobs[0]];
	struct half h = { .loading = l, .zone = *z, .cut = cut };
	bool fits;

	threads_run(2, 2, read_half, &h);
	fits = h.usable && !l->readers[1].guessed && !l->readers[0].stop &&
	       l->readers[0].ended_at == cut && same_circumstances(&l->readers[0].now, &h.assumed);
	if (!fits) {
		for (unsigned k = 0; k < 2; k++) {
			reader_fini(&l->readers[k]);
			l->readers[k] = (struct reader){ 0 };
			shelf_free(&l->set->shelves[k]);
			shelf_init(&l->set->shelves[k], k, &l->set->options.limits);
		}
		*z = (struct zone_state){ .zone = { .spec = z->zone.spec,
			                      .id = z->zone.id,
			                      .above = z->zone.above,
			                      .reverse = z->zone.reverse,
			                      .has_children = z->zone.has_children,
			                      .soa = RECORD_NONE },
			.apex_hash = z->apex_hash,
			.root_hash = z->root_hash,
			.family = z->family };
		atomic_store(&l->set->bytes, 0);
		atomic_store(&l->set->read, 0);
		atomic_store(&l->set->records, 0);
		atomic_store(&l->set->includes, 0);
		atomic_store(&l->set->generated, 0);
		return false;
	}
	for (unsigned k = 0; k < 2; k++) {
		z->shelves[k] = k;
		z->segments[k] = 0;
		z->segment_ends[k] =
		    (uint32_t)VEC_COUNT(&l->set->shelves[k].segments, struct segment);
	}
	z->part_count = 2;
	z->zone.records += h.zone.zone.records;
	z->zone.unknown |= h.zone.zone.unknown;
	z->zone.left_out |= h.zone.zone.left_out;
	z->has_wildcard |= h.zone.has_wildcard;
	z->has_dname |= h.zone.has_dname;
	return true;
}

/* One zone that is big enough for two threads: its size; 0 else. */
static uint64_t
split_size(struct zone_set *set, const struct loading *l)
{
	struct source_handle h;
	struct err err;
	uint64_t size = 0;

	if (l->job_count != 1 || set->options.threads == 1 || set->options.plain)
		return 0;
	if (source_open(set->sources, set->zones[l->jobs[0]].zone.spec.file, &h, &err) == OPEN_OK) {
		size = h.size >= SPLIT_BYTES && h.size <= UINT32_MAX ? h.size : 0;
		source_close(&h);
	}
	return size;
}

/* What the files of the zones hold together, for who shows how far reading has come. */
static uint64_t
count_bytes(struct zone_set *set, const struct loading *l)
{
	struct source_handle h;
	struct err err;
	uint64_t bytes = 0;

	for (size_t i = 0; i < l->job_count; i++)
		if (source_open(set->sources, set->zones[l->jobs[i]].zone.spec.file, &h, &err) ==
		    OPEN_OK) {
			bytes += h.size;
			source_close(&h);
		}
	return bytes;
}

static void
read_all(struct zone_set *set)
{
	struct loading l = { .set = set,
		.jobs = arena_array(&set->arena, set->zone_count + 1, sizeof *l.jobs) };
	unsigned threads = set->options.threads ? set->options.threads : threads_default();
	uint64_t size, cut = 0;

	for (size_t i = 0; i < set->zone_count; i++)
		if (set->zones[i].zone.spec.role != ROLE_EXTERNAL &&
		    set->zones[i].zone.spec.file != 0)
			l.jobs[l.job_count++] = i;
	if (set->options.progress != NULL)
		set->to_read = count_bytes(set, &l);
	size = threads > 1 ? split_size(set, &l) : 0;
	if (size > 0)
		cut = find_cut(set, set->zones[l.jobs[0]].zone.spec.file, size);
	if (l.job_count <= FEW_ZONES && cut == 0)
		threads = 1;
	if (threads > LIMIT_THREADS)
		threads = LIMIT_THREADS;
	set->shelf_count = threads;
	for (unsigned k = 0; k < threads; k++)
		shelf_init(&set->shelves[k], k, &set->options.limits);
	if (cut == 0 || !read_split(&l, cut))
		threads_run(threads, l.job_count, read_zone, &l);
	for (unsigned k = 0; k < threads; k++)
		if (l.readers[k].set != NULL)
			reader_fini(&l.readers[k]);
}

/* ---- what was complained of ---- */

/* Sorting needs ranks of paths, and qsort() has no argument for them. */
struct problem_key {
	uint64_t place;
	struct zone_problem problem;
};

static int
compare_problems(const void *a, const void *b)
{
	const struct problem_key *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->problem.problem != y->problem.problem)
		return x->problem.problem < y->problem.problem ? -1 : 1;
	return x->problem.zone < y->problem.zone ? -1 : x->problem.zone > y->problem.zone;
}

static void
gather_problems(struct zone_set *set)
{
	struct problem_key *keys;
	size_t n = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		set->problem_count += set->shelves[k].problem_count;
	if (set->problem_count == 0)
		return;
	keys = xmalloc(set->problem_count * sizeof *keys);
	for (unsigned k = 0; k < set->shelf_count; k++)
		for (size_t i = 0; i < set->shelves[k].problem_count; i++) {
			const struct zone_problem *p = &set->shelves[k].problems[i];

			keys[n++] = (struct problem_key){
				(uint64_t)set->path_order[p->span.file] << 32 | p->span.off, *p
			};
		}
	sort_items(keys, n, sizeof *keys, compare_problems);
	set->problems = arena_array(&set->arena, n, sizeof *set->problems);
	for (size_t i = 0; i < n; i++)
		set->problems[i] = keys[i].problem;
	free(keys);
}

struct comment_key {
	uint64_t place;
	struct zone_comment comment;
};

static int
compare_comments(const void *a, const void *b)
{
	const struct comment_key *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->comment.zone < y->comment.zone ? -1 : x->comment.zone > y->comment.zone;
}

static void
gather_comments(struct zone_set *set)
{
	struct comment_key *keys;
	size_t n = 0, kept = 0, total = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		total += set->shelves[k].comment_count;
	if (total == 0)
		return;
	keys = xmalloc(total * sizeof *keys);
	for (unsigned k = 0; k < set->shelf_count; k++)
		for (size_t i = 0; i < set->shelves[k].comment_count; i++) {
			const struct zone_comment *c = &set->shelves[k].comments[i];

			keys[n++] = (struct comment_key){
				(uint64_t)set->path_order[c->span.file] << 32 | c->span.off, *c
			};
		}
	sort_items(keys, n, sizeof *keys, compare_comments);
	set->comments = arena_array(&set->arena, n, sizeof *set->comments);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_comments(&keys[i - 1], &keys[i]) != 0)
			set->comments[kept++] = keys[i].comment;
	set->comment_count = kept;
	free(keys);
}

static int
compare_unreadable(const void *a, const void *b)
{
	const struct unreadable *x = a, *y = b;

	return x->file < y->file ? -1 : x->file > y->file;
}

static void
gather_unreadable(struct zone_set *set)
{
	size_t n = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		set->unreadable_count += set->shelves[k].unreadable_count;
	set->unreadable =
	    arena_array(&set->arena, set->unreadable_count + 1, sizeof *set->unreadable);
	for (unsigned k = 0; k < set->shelf_count; k++)
		for (size_t i = 0; i < set->shelves[k].unreadable_count; i++)
			set->unreadable[n++] = set->shelves[k].unreadable[i];
	sort_items(set->unreadable, n, sizeof *set->unreadable, compare_unreadable);
}

/* SOA and NS at the apex; what a zone of its own holds there, not what its parent says of it. */
static void
look_at_apex(struct zone_set *set, struct zone_state *z)
{
	uint32_t at = 0, ref;

	while (names_next(set, z->apex_hash, &at, &ref)) {
		const struct shelf *shelf = ref_shelf(set, ref);
		const struct run *run = VEC_AT(&shelf->runs, const struct run, ref_index(ref));
		uint32_t end = shelf_run_end(shelf, run);

		if (shelf_segment(shelf, run->first)->zone != z->zone.id)
			continue;
		z->zone.signed_ |= (run->types & TYPES(TYPE_BIT_DNSSEC)) != 0;
		for (uint32_t r = run->first; r < end; r++) {
			const struct rr *rr = VEC_AT(&shelf->rrs, const struct rr, r);
			record_id id = shelf_ref(shelf->number, r);

			if ((rr->flags & RR_BAD) != 0)
				continue;
			z->zone.apex_ns_count += rr->code == RRCODE_NS;
			if (rr->code != RRCODE_SOA)
				continue;
			z->zone.soa_count++;
			if (z->zone.soa == RECORD_NONE || record_before(set, id, z->zone.soa))
				z->zone.soa = id;
		}
	}
}

struct zone_set *
set_load(struct sources *sources, const struct view_spec *views, size_t view_count,
    const struct zone_spec *specs, size_t spec_count, const struct read_options *options)
{
	struct zone_set *set = xcalloc(1, sizeof *set);

	set->sources = sources;
	pthread_mutex_init(&set->lock, NULL);
	set->options = *options;
	set->view_count = view_count;
	set->views = arena_array(&set->arena, view_count + 1, sizeof *set->views);
	for (size_t i = 0; i < view_count; i++)
		set->views[i] = views[i];
	if (namehash_key[0] == 0)
		namehash_init();
	set->zone_count = spec_count;
	zones_init(set, specs);
	read_all(set);
	for (unsigned k = 0; k < set->shelf_count; k++)
		shelf_close(&set->shelves[k]);
	order_files(set);
	if (!options->apart)
		set_match(set);
	for (size_t i = 0; i < set->zone_count; i++)
		look_at_apex(set, &set->zones[i]);
	gather_problems(set);
	gather_comments(set);
	gather_unreadable(set);
	advice_build(set);
	return set;
}

void
set_free(struct zone_set *set)
{
	if (set == NULL)
		return;
	for (unsigned k = 0; k < set->shelf_count; k++)
		shelf_free(&set->shelves[k]);
	for (size_t i = 0; i < ARRAY_LEN(set->memories); i++)
		memory_free(&set->memories[i]);
	apexes_free(&set->apexes);
	names_free(&set->names);
	free(set->names.starts);
	vec_free(&set->nonterminals);
	vec_free(&set->leaves);
	pthread_mutex_destroy(&set->lock);
	arena_free(&set->arena);
	free(set);
}

unsigned
set_threads(const struct zone_set *set)
{
	return set->shelf_count;
}

struct sources *
set_sources(const struct zone_set *set)
{
	return set->sources;
}

size_t
set_zone_count(const struct zone_set *set)
{
	return set->zone_count;
}

const struct zone *
set_zone(const struct zone_set *set, size_t id)
{
	return &set->zones[id].zone;
}

size_t
set_view_count(const struct zone_set *set)
{
	return set->view_count;
}

const struct view_spec *
set_view(const struct zone_set *set, size_t view)
{
	return &set->views[view];
}

uint64_t
set_record_count(const struct zone_set *set)
{
	uint64_t total = 0;

	for (size_t i = 0; i < set->zone_count; i++)
		total += set->zones[i].zone.records;
	return total;
}

uint64_t
set_unverified(const struct zone_set *set)
{
	uint64_t total = 0;

	for (unsigned k = 0; k < set->shelf_count; k++)
		total += VEC_COUNT(&set->shelves[k].outside, uint32_t);
	return total;
}

const struct zone_problem *
set_problems(const struct zone_set *set, size_t *count)
{
	*count = set->problem_count;
	return set->problems;
}

const struct zone_comment *
set_comments(const struct zone_set *set, size_t *count)
{
	*count = set->comment_count;
	return set->comments;
}

const struct unreadable *
set_unreadable(const struct zone_set *set, size_t *count)
{
	*count = set->unreadable_count;
	return set->unreadable;
}

bool
set_limit_hit(const struct zone_set *set)
{
	return atomic_load(&set->limit_hit);
}

const struct suspects *
set_suspects(const struct zone_set *set)
{
	return &set->suspects;
}
