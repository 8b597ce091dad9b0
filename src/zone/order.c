/* zone/order.c -- records by path and offset */
#include "zone/order.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"

struct ranked_path {
	const char *path;
	uint32_t file;
};

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct ranked_path *)a)->path, ((const struct ranked_path *)b)->path);
}

void
order_files(struct zone_set *set)
{
	uint32_t count = source_count(set->sources), *ranks;
	struct ranked_path *paths = xmalloc((count + 1u) * sizeof *paths);

	ranks = arena_array(&set->arena, count + 1u, sizeof *ranks);
	for (uint32_t i = 0; i < count; i++)
		paths[i] = (struct ranked_path){ source_path(set->sources, i + 1), i + 1 };
	sort_items(paths, count, sizeof *paths, compare_paths);
	for (uint32_t i = 0; i < count; i++)
		ranks[paths[i].file] = i + 1;
	free(paths);
	set->path_order = ranks;
}

struct sort_key {
	uint64_t place, behind; /* path and offset; iteration and zone */
	uint32_t ref;
};

static struct sort_key
key_of(const struct zone_set *set, uint32_t ref)
{
	const struct shelf *shelf = ref_shelf(set, ref);
	const struct segment *s = shelf_segment(shelf, ref_index(ref));
	uint64_t iteration =
	    s->generated ? s->iteration + (ref_index(ref) - s->first) * s->step : 0;

	return (struct sort_key){ (uint64_t)set->path_order[s->file] << 32 | ref_rr(set, ref)->off,
		iteration << 32 | s->zone, ref };
}

static int
compare_keys(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->behind < y->behind ? -1 : x->behind > y->behind;
}

/* Sort and drop what comes twice; returns how many are left in list. */
static size_t
sort_keys(struct sort_key *keys, size_t n, uint32_t *list)
{
	size_t kept = 0;

	if (n > 1)
		sort_items(keys, n, sizeof *keys, compare_keys);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || keys[i].ref != keys[i - 1].ref)
			list[kept++] = keys[i].ref;
	return kept;
}

static size_t
append_keys(const struct zone_set *set, const struct vec *refs, struct sort_key *keys, size_t n)
{
	for (size_t i = 0; i < VEC_COUNT(refs, uint32_t); i++)
		keys[n++] = key_of(set, *VEC_AT(refs, uint32_t, i));
	return n;
}

void
order_records(struct zone_set *set, const struct vec *shelves, const struct vec *more,
    const uint32_t **out, size_t *count)
{
	size_t total = more ? VEC_COUNT(more, uint32_t) : 0, n = 0;
	struct sort_key *keys;
	uint32_t *list;

	for (unsigned k = 0; shelves != NULL && k < set->shelf_count; k++)
		total += VEC_COUNT(&shelves[k], uint32_t);
	*out = NULL;
	*count = 0;
	if (total == 0)
		return;
	keys = xmalloc(total * sizeof *keys);
	if (more != NULL)
		n = append_keys(set, more, keys, n);
	for (unsigned k = 0; shelves != NULL && k < set->shelf_count; k++)
		n = append_keys(set, &shelves[k], keys, n);
	pthread_mutex_lock(&set->lock);
	list = arena_array(&set->arena, n, sizeof *list);
	pthread_mutex_unlock(&set->lock);
	*count = sort_keys(keys, n, list);
	*out = list;
	free(keys);
}

void
order_list(const struct zone_set *set, const struct vec *refs, uint32_t **out, size_t *count)
{
	size_t total = VEC_COUNT(refs, uint32_t);
	struct sort_key *keys = xmalloc((total + 1) * sizeof *keys);

	*out = xmalloc((total + 1) * sizeof **out);
	*count = sort_keys(keys, append_keys(set, refs, keys, 0), *out);
	free(keys);
}

bool
record_before(const struct zone_set *set, record_id a, record_id b)
{
	struct sort_key x = key_of(set, a), y = key_of(set, b);

	return compare_keys(&x, &y) < 0;
}
