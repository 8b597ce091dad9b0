/* zone/discover_include.c -- which files are parts of others, and where a zone's SOA comes from */
#include <stdlib.h>

#include "base/path.h"
#include "base/sort.h"
#include "zone/discover_parts.h"

/* Files of one name that are compared with a path that leads nowhere. */
#define SAME_NAME_MOST 1000

enum search { SEARCH_NOT_YET, SEARCH_NOW, SEARCH_DONE };

struct resolver {
	struct walk *walk;
	struct candidate *
	    *by_name; /* sorted by last component, then path; made when first needed */
	struct buf path;
};

static int
compare_base(struct str a, struct str b)
{
	int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_by_name(const void *a, const void *b)
{
	const struct candidate *x = *(struct candidate *const *)a,
	                       *y = *(struct candidate *const *)b;
	int order = compare_base(path_base(str_of(x->path)), path_base(str_of(y->path)));

	return order != 0 ? order : strcmp(x->path, y->path);
}

static void
make_by_name(struct resolver *r)
{
	struct candidate *items = r->walk->candidates.items;
	size_t count = r->walk->candidates.count;

	r->by_name = arena_array(&r->walk->scratch, count, sizeof(struct candidate *));
	for (size_t i = 0; i < count; i++)
		r->by_name[i] = &items[i];
	sort_items(r->by_name, count, sizeof(struct candidate *), compare_by_name);
}

/*
 * Paths are often those of the machine that serves the zone: "/etc/bind/db.common" is the file
 * here whose path ends most alike, one beside the including file before others; none when that is
 * not one.
 */
static struct candidate *
find_alike(struct resolver *r, const struct candidate *from, struct str path)
{
	size_t count = r->walk->candidates.count, low = 0, high = count;
	struct str base = path_base(path), here = path_folder(str_of(from->path));
	struct candidate *best = NULL;
	unsigned best_score = 0;
	bool unique = false;

	if (r->by_name == NULL)
		make_by_name(r);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_base(path_base(str_of(r->by_name[mid]->path)), base) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = low; i < count && i - low < SAME_NAME_MOST; i++) {
		struct str other = str_of(r->by_name[i]->path);
		unsigned score;

		if (!str_equal(path_base(other), base))
			break;
		score = 2 * path_common_end(other, path) + str_equal(path_folder(other), here);
		if (r->by_name[i] == from || score < best_score)
			continue;
		unique = score > best_score;
		best_score = score;
		best = r->by_name[i];
	}
	return unique ? best : NULL;
}

/*
 * The file that an $INCLUDE line means: beside its own, then in include_path, then one of like
 * path.
 */
static struct candidate *
find_target(struct resolver *r, const struct candidate *from, const struct sniff_include *inc)
{
	const struct texts *folders = &r->walk->include_path;
	struct str path = str_of(inc->path);

	r->path.len = 0;
	if (path_mapped(r->walk->maps, r->walk->map_count, path, &r->path)) {
		struct candidate *found = walk_find(r->walk, buf_view(&r->path));

		return found != from ? found : NULL;
	}
	for (size_t i = 0; i <= folders->count; i++) {
		struct str folder =
		    i == 0 ? path_folder(str_of(from->path)) : str_of(folders->items[i - 1]);
		struct candidate *found;

		r->path.len = 0;
		if (path_join(folder, path, &r->path) != PATH_OK)
			break;
		found = walk_find(r->walk, buf_view(&r->path));
		if (found != NULL)
			return found != from ? found : NULL;
	}
	return path.len > 0 ? find_alike(r, from, path) : NULL;
}

/* Find where c, which has no SOA, gets one from; depth counts how many files are on the way. */
static void
search_body(struct resolver *r, struct candidate *c, unsigned depth)
{
	struct sniff_include *lost = NULL;

	if (c->search != SEARCH_NOT_YET || c->soa || depth > LIMIT_INCLUDE_DEPTH)
		return;
	c->search = SEARCH_NOW;
	for (struct sniff_include *inc = c->includes; inc != NULL && c->body == NULL;
	     inc = inc->next) {
		struct candidate *target = find_target(r, c, inc);

		if (target == NULL) {
			lost = lost == NULL ? inc : lost;
			continue;
		}
		search_body(r, target, depth + 1);
		c->body = target->soa ? target : target->body;
		c->next = target;
		c->via = inc;
	}
	if (c->body == NULL) {
		c->next = NULL;
		c->via = lost;
	}
	c->search = SEARCH_DONE;
}

/* Mark the parts of c: the one with its SOA, and what has none. */
static void
mark_parts(struct resolver *r, struct candidate *c)
{
	if (c->body != NULL)
		c->next->fragment = true;
	for (struct sniff_include *inc = c->includes; inc != NULL; inc = inc->next) {
		struct candidate *target = find_target(r, c, inc);

		if (target != NULL && !target->soa)
			target->fragment = true;
	}
}

void
include_resolve(struct walk *w)
{
	struct resolver r = { .walk = w };
	struct candidate *items = w->candidates.items;

	for (size_t i = 0; i < w->candidates.count; i++)
		if (items[i].includes != NULL)
			search_body(&r, &items[i], 1);
	for (size_t i = 0; i < w->candidates.count; i++)
		if (items[i].includes != NULL)
			mark_parts(&r, &items[i]);
	buf_free(&r.path);
}
