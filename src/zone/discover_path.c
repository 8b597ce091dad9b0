/* zone/discover_path.c -- where the paths of a server lie in the repository */
#include <stdlib.h>

#include "base/glob.h"
#include "base/sort.h"
#include "zone/discover_server.h"

/* Comparisons that all patterns together may cost. */
#define STEPS_MOST 20000000
/* Files with one end that are looked at for one beside the configuration. */
#define SAME_END_MOST 1000

/* ---- files by the ends of their paths ---- */

/* Order of paths read backwards, "/" before all others, so that those with one end stand together. */
static int
compare_ends(struct str a, struct str b)
{
	while (a.len > 0 && b.len > 0) {
		unsigned char x = (unsigned char)a.ptr[--a.len], y = (unsigned char)b.ptr[--b.len];

		if (x != y)
			return x == '/' ? -1 : y == '/' ? 1 : x < y ? -1 : 1;
	}
	return (a.len > 0) - (b.len > 0);
}

static int
compare_paths(const void *a, const void *b)
{
	return compare_ends(str_of(*(const char *const *)a), str_of(*(const char *const *)b));
}

void
server_paths_init(struct server_paths *p, struct walk *w)
{
	size_t most = w->candidates.count + w->links.count + w->others.count;

	*p = (struct server_paths){ .walk = w, .steps = STEPS_MOST };
	p->paths = arena_array(&w->scratch, most, sizeof(const char *));
	for (size_t i = 0; i < w->candidates.count; i++)
		p->paths[p->count++] = ((struct candidate *)w->candidates.items)[i].path;
	for (size_t i = 0; i < w->links.count; i++)
		p->paths[p->count++] = ((const char **)w->links.items)[i];
	for (size_t i = 0; i < w->others.count; i++)
		p->paths[p->count++] = ((const char **)w->others.items)[i];
	sort_items(p->paths, p->count, sizeof(const char *), compare_paths);
}

void
server_paths_free(struct server_paths *p)
{
	buf_free(&p->path);
	buf_free(&p->end);
}

/* The first path that does not stand before end. */
static size_t
first_with(const struct server_paths *p, struct str end)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_ends(str_of(p->paths[mid]), end) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Is end the path, or its last components? */
static bool
has_end(struct str path, struct str end)
{
	return path.len >= end.len &&
	       memcmp(path.ptr + path.len - end.len, end.ptr, end.len) == 0 &&
	       (path.len == end.len || path.ptr[path.len - end.len - 1] == '/');
}

/* The path in the list that is exactly FOLDER/NAME, or NULL. */
static const char *
find_at(struct server_paths *p, const char *folder, struct str name)
{
	size_t i;

	p->path.len = 0;
	if (path_join(str_of(folder), name, &p->path) != PATH_OK)
		return NULL;
	i = first_with(p, buf_view(&p->path));
	if (i < p->count && str_equal(str_of(p->paths[i]), buf_view(&p->path)))
		return p->paths[i];
	return NULL;
}

/*
 * The one file whose path ends so; of several the one below the folder of the configuration.
 */
static struct server_hit
find_end(const struct server_paths *p, const struct server_root *root, struct str end)
{
	struct server_hit hit = { 0 };
	size_t first = first_with(p, end), count = 0, below = 0;

	for (size_t i = first; i < p->count && i - first < SAME_END_MOST; i++) {
		struct str path = str_of(p->paths[i]);
		bool inside = path_below(path, str_of(root->folder));

		if (!has_end(path, end))
			break;
		/* a link and the file it leads to have one path each, and stand apart */
		count++;
		if (inside ? below++ == 0 : hit.path == NULL) {
			hit.other = hit.path != NULL ? hit.path : hit.other;
			hit.path = p->paths[i];
		} else {
			hit.other = p->paths[i];
		}
	}
	hit.ambiguous = count > 1 && below != 1;
	return hit;
}

/* ---- one path ---- */

/* A file that the search has passed by, but that is named outright. */
static bool
is_there(struct walk *w, const char *path)
{
	struct source_handle h;
	struct err err;

	if (source_open(w->sources, source_add(w->sources, path, false), &h, &err) != OPEN_OK)
		return false;
	source_close(&h);
	return true;
}

static struct server_hit
find_mapped(struct server_paths *p)
{
	const char *path = arena_copy(p->walk->arena, buf_view(&p->path));

	return (struct server_hit){
		.path = is_there(p->walk, path) ? path : NULL, .score = UINT32_MAX, .sure = true
	};
}

static unsigned
count_components(struct str path)
{
	unsigned count = 1;

	for (size_t i = 0; i < path.len; i++)
		count += path.ptr[i] == '/';
	return count;
}

/* The shortest form of target, its leading slashes off, in p->end; false when it leads nowhere. */
static bool
take_end(struct server_paths *p, struct str target)
{
	while (target.len > 0 && target.ptr[0] == '/')
		target = (struct str){ target.ptr + 1, target.len - 1 };
	p->end.len = 0;
	return path_normalise(target, &p->end) == PATH_OK;
}

/* Take components off the front of end until so many are left, one at least; the number left. */
static unsigned
skip_components(struct str *end, unsigned have, unsigned want)
{
	for (; have > want && have > 1; have--) {
		const char *slash = memchr(end->ptr, '/', end->len);

		end->len -= (size_t)(slash + 1 - end->ptr);
		end->ptr = slash + 1;
	}
	return have;
}

/* So many components at the end of a path some file has too: those that stand beside it in order tell. */
static unsigned
end_known(const struct server_paths *p, struct str end)
{
	size_t at = first_with(p, end);
	unsigned before = at > 0 ? path_common_end(str_of(p->paths[at - 1]), end) : 0;
	unsigned behind = at < p->count ? path_common_end(str_of(p->paths[at]), end) : 0;

	return before > behind ? before : behind;
}

struct server_hit
server_path_find(
    struct server_paths *p, const struct server_root *root, const char *from, struct str target)
{
	struct server_hit hit = { 0 };
	struct str end;
	unsigned all, left;

	p->path.len = 0;
	if (root->map_count > 0 && path_mapped(root->maps, root->map_count, target, &p->path))
		return find_mapped(p);
	/* "../zones/db.x" beside the configuration */
	hit.path = target.len > 0 && target.ptr[0] != '/' ? find_at(p, from, target) : NULL;
	hit.sure = hit.path != NULL;
	if (!take_end(p, target))
		return hit;
	end = buf_view(&p->end);
	hit.score = count_components(end);
	if (hit.sure)
		return hit;
	all = count_components(end);
	left = skip_components(&end, all, end_known(p, end));
	for (; left > 0; left--) {
		hit = (struct server_hit){ .path = find_at(p, from, end), .sure = true };
		if (hit.path == NULL && strcmp(from, root->folder) != 0)
			hit.path = find_at(p, root->folder, end);
		if (hit.path == NULL) {
			hit = find_end(p, root, end);
			hit.sure = left > 1 || all == 1;
		}
		hit.score = left;
		if (hit.path != NULL)
			break;
		skip_components(&end, left, left - 1);
	}
	return hit;
}

/* ---- patterns ---- */

static bool
is_pattern(struct str text)
{
	return memchr(text.ptr, '*', text.len) != NULL || memchr(text.ptr, '?', text.len) != NULL ||
	       memchr(text.ptr, '[', text.len) != NULL;
}

/* How alike the folder of path is to that of the pattern; 0: not at all. */
static unsigned
alike(struct str path, const char *from, struct str folder)
{
	struct str here = path_folder(path);
	unsigned same = path_common_end(here, folder);

	if (folder.len == 0 || str_equal(folder, STR("/")))
		return str_equal(here, str_of(from));
	return same == 0 ? 0 : 2 * same + path_below(path, str_of(from));
}

static struct server_files
number_all(struct walk *w, const struct list *l)
{
	uint32_t *list = arena_array(&w->scratch, l->count, sizeof *list);

	for (size_t i = 0; i < l->count; i++)
		list[i] = source_add(w->sources, ((const char **)l->items)[i], false);
	return (struct server_files){ list, l->count };
}

struct server_files
server_path_match(
    struct server_paths *p, const struct server_root *root, const char *from, struct str target)
{
	struct str base = path_base(target), folder = path_folder(target);
	struct server_files files;
	struct list hits = { 0 };
	unsigned best = 1;

	if (!is_pattern(base) || is_pattern(folder) || p->steps < p->count) {
		struct server_hit hit = server_path_find(p, root, from, target);

		if (hit.path != NULL && !hit.ambiguous)
			list_path(&hits, hit.path);
	} else {
		p->steps -= p->count;
		p->path.len = 0;
		if (path_mapped(root->maps, root->map_count, folder, &p->path))
			folder = (struct str){ arena_copy(&p->walk->scratch, buf_view(&p->path)),
				p->path.len };
		for (size_t i = 0; i < p->count; i++) {
			struct str path = str_of(p->paths[i]);
			unsigned score = alike(path, from, folder);

			if (score < best || !glob_match(base, path_base(path)))
				continue;
			hits.count = score > best ? 0 : hits.count;
			best = score;
			list_path(&hits, p->paths[i]);
		}
		if (hits.count > 1)
			sort_items(hits.items, hits.count, sizeof(const char *), compare_strings);
	}
	files = number_all(p->walk, &hits);
	free(hits.items);
	return files;
}
