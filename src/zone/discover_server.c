/* zone/discover_server.c -- zones that the configurations of name servers list */
#include <stdlib.h>

#include "base/path.h"
#include "base/sort.h"
#include "zone/discover_server.h"

struct resolving {
	struct walk *walk;
	struct server_paths paths;
	struct server_conf conf;
	struct list roots; /* struct server_root */
	size_t last;       /* the one asked for last */
};

/* ---- what is said ---- */

static struct discovery_finding *
remark(struct resolving *r, const char *rule, struct span span, const char *message)
{
	struct discovery_finding *f = list_more(&r->walk->remarks, sizeof *f);

	*f = (struct discovery_finding){ .rule = rule, .span = span, .message = message };
	return f;
}

static const struct server_root *
root_of(struct resolving *r, uint32_t file)
{
	const struct server_root *roots = r->roots.items;

	/* zones of one configuration come in a row */
	if (roots[r->last].file != file)
		for (r->last = 0; r->last + 1 < r->roots.count && roots[r->last].file != file;)
			r->last++;
	return &roots[r->last];
}

static const char *
place(const struct resolving *r, struct span span, uint32_t line)
{
	return arena_printf(
	    r->walk->arena, "%s:%u", source_path(r->walk->sources, span.file), line);
}

/* ---- reading ---- */

static struct server_files
find(void *arg, struct str target, uint32_t root, uint32_t from, bool pattern)
{
	struct resolving *r = arg;
	const struct server_root *at = root_of(r, root);
	struct str folder = path_folder(str_of(source_path(r->walk->sources, from)));
	const char *here = arena_copy(&r->walk->scratch, folder);
	struct server_hit hit;
	uint32_t *file;

	if (pattern)
		return server_path_match(&r->paths, at, here, target);
	hit = server_path_find(&r->paths, at, here, target);
	if (hit.path == NULL || hit.ambiguous)
		return (struct server_files){ NULL, 0 };
	file = arena_alloc(&r->walk->scratch, sizeof *file);
	*file = source_add(r->walk->sources, hit.path, false);
	return (struct server_files){ file, 1 };
}

static struct server_root *
add_root(struct resolving *r, const char *path)
{
	struct server_root *root = list_more(&r->roots, sizeof *root);

	root->file = source_add(r->walk->sources, path, false);
	root->folder = arena_copy(&r->walk->scratch, path_folder(str_of(path)));
	return root;
}

static void
read_listed(struct resolving *r, const struct project_servers *s)
{
	struct path_map *maps = arena_array(&r->walk->scratch, s->path_map_count, sizeof *maps);
	struct server_root *root = add_root(r, s->file.text);
	uint32_t file = root->file;
	struct source_handle h;
	struct err err;

	for (size_t i = 0; i < s->path_map_count; i++)
		maps[i] =
		    (struct path_map){ s->path_map[i].target.text, s->path_map[i].local.text };
	root->listed = true;
	root->maps = maps;
	root->map_count = s->path_map_count;
	if (source_open(r->walk->sources, file, &h, &err) != OPEN_OK) {
		remark(r, "config-reference", s->file.span,
		    arena_printf(
		        r->walk->arena, "the server configuration cannot be read: %s", err.text));
		return;
	}
	source_close(&h);
	server_read(&r->conf, (enum project_server)s->type.value, file, false);
}

/* Those that are named as servers expect it come first: others may be their parts. */
static int
compare_configs(const void *a, const void *b)
{
	const struct config_file *x = a, *y = b;
	bool x_whole = look_ends_with(x->path, ".conf"), y_whole = look_ends_with(y->path, ".conf");

	if (x->guessed != y->guessed)
		return x->guessed ? 1 : -1;
	if (x_whole != y_whole)
		return x_whole ? -1 : 1;
	return strcmp(x->path, y->path);
}

static void
read_all(struct resolving *r)
{
	struct walk *w = r->walk;
	struct config_file *configs = w->configs.items;

	for (size_t i = 0; w->project != NULL && i < w->project->server_count; i++)
		read_listed(r, &w->project->servers[i]);
	sort_items(configs, w->configs.count, sizeof *configs, compare_configs);
	for (size_t i = 0; i < w->configs.count; i++) {
		uint32_t file = add_root(r, configs[i].path)->file;

		server_read(&r->conf, configs[i].type, file, configs[i].guessed);
	}
	server_end(&r->conf);
}

/* ---- from the server's paths to ours ---- */

static const char *
origin_text(kept_name origin, char out[DNAME_TEXT_MAX])
{
	struct dname name;

	return name_load(origin, &name) ? dname_text(&name, out) : "";
}

static void
report_absent(struct resolving *r, const struct served_zone *z, bool listed, const char *why)
{
	char text[DNAME_TEXT_MAX];
	const char *origin = origin_text(z->origin, text);
	struct discovery_finding *f;

	if (!listed && name_is_packaged(z->target))
		return;
	f = remark(r, listed ? "config-zone-missing" : "server-zone-missing", z->span,
	    arena_printf(r->walk->arena, "zone %s is loaded from \"%.200s\", which %s", origin,
	        z->target, why));
	f->subject = arena_copy(
	    r->walk->arena, (struct str){ origin, strlen(origin) - (strlen(origin) > 1) });
}

static void
report_several(struct resolving *r, const struct served_zone *z, const struct server_hit *hit)
{
	char text[DNAME_TEXT_MAX];
	const char *origin = origin_text(z->origin, text);
	struct discovery_finding *f = remark(r, "server-zone-ambiguous", z->span,
	    arena_printf(r->walk->arena,
	        "zone %s is loaded from \"%.200s\", which may be %.200s or %.200s here", origin,
	        z->target, hit->path, hit->other));

	f->subject = arena_copy(
	    r->walk->arena, (struct str){ origin, strlen(origin) - (strlen(origin) > 1) });
}

/* The path of the file itself, where path is that of a link to it. */
static const char *
behind_link(struct resolving *r, const char *path)
{
	struct buf target = { 0 };

	if (walk_find(r->walk, str_of(path)) == NULL && r->walk->links.count > 0 &&
	    link_target(r->walk, path, &target) && target.len > 0)
		path = arena_copy(r->walk->arena, buf_view(&target));
	buf_free(&target);
	return path;
}

static void
take_zone(struct resolving *r, const struct server_zone *z)
{
	struct walk *w = r->walk;
	const struct server_root *root = root_of(r, z->root);
	struct server_hit hit;
	struct served_zone s = { .origin = z->origin, .target = z->target, .span = z->span };

	if (z->target == NULL)
		return;
	hit = server_path_find(&r->paths, root, root->folder, str_of(z->target));
	if (z->role == SERVER_PRIMARY && z->raw)
		report_absent(r, &s, root->listed, "is in raw form, which is not read");
	else if (z->role == SERVER_PRIMARY && hit.path == NULL)
		report_absent(r, &s, root->listed, "is not here");
	else if (z->role == SERVER_PRIMARY && hit.ambiguous)
		report_several(r, &s, &hit);
	if (hit.path == NULL || hit.ambiguous || z->raw)
		return;
	s.path = behind_link(r, hit.path);
	s.view = z->view;
	s.left_out = z->role == SERVER_OTHER;
	s.role = z->role == SERVER_SECONDARY || z->dynamic ? ROLE_REFERENCE : ROLE_MANAGED;
	s.primary = z->role == SERVER_PRIMARY;
	s.score = hit.score;
	s.sure = hit.sure;
	s.why = arena_printf(w->arena, "%s: %s", place(r, z->span, z->line), z->target);
	*(struct served_zone *)list_more(&w->served, sizeof s) = s;
}

/* ---- what cannot be ---- */

static int
compare_served(const void *a, const void *b)
{
	const struct served_zone *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order == 0)
		order = memcmp(x->origin, y->origin,
		    (x->origin[0] < y->origin[0] ? x->origin[0] : y->origin[0]) + 1u);
	if (order == 0)
		order = y->primary - x->primary;
	if (order == 0 && x->view != y->view)
		order = x->view == NULL ? -1 : y->view == NULL ? 1 : strcmp(x->view, y->view);
	return order != 0 ? order : strcmp(x->why, y->why);
}

static bool
same_origin(kept_name a, kept_name b)
{
	return a[0] == b[0] && memcmp(a, b, a[0] + 1u) == 0;
}

/* A file that only its last name spoke for, and whose text says that it is another zone. */
static bool
is_another(const struct walk *w, const struct served_zone *z)
{
	const struct candidate *c = walk_find(w, str_of(z->path));
	struct dname says, origin;

	return !z->sure && c != NULL && c->absolute && name_load(c->content, &says) &&
	       name_load(z->origin, &origin) && !dname_equal(&says, &origin);
}

/* What several entries for one file have in common. */
struct group {
	struct served_zone *items;
	size_t count;
	unsigned best; /* score */
	bool clash;    /* two of that score want to be different zones by different paths */
};

static struct group
make_group(struct served_zone *items, size_t count)
{
	struct group g = { items, count, 0, false };
	const struct served_zone *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (!items[i].left_out && items[i].score > g.best)
			g.best = items[i].score;
	for (size_t i = 0; i < count; i++) {
		if (items[i].left_out || items[i].score < g.best)
			continue;
		first = first == NULL ? &items[i] : first;
		g.clash |= strcmp(first->target, items[i].target) != 0 &&
		           !same_origin(first->origin, items[i].origin);
	}
	return g;
}

/*
 * Several paths of servers may lead to one file, but it is the file of those that are most alike:
 * what only ends in "/zone" as well is another's.
 */
static bool
is_meant(const struct walk *w, const struct group *g, const struct served_zone *z)
{
	return z->left_out || (z->score == g->best && (z->sure || !g->clash) && !is_another(w, z));
}

/* A secondary's copy is not this file when it is somebody's own. */
static void
judge_group(struct resolving *r, const struct group *g, struct list *kept)
{
	const struct served_zone *last = NULL;
	bool owned = false;

	for (size_t i = 0; i < g->count; i++)
		owned |= !g->items[i].left_out && g->items[i].primary &&
		         is_meant(r->walk, g, &g->items[i]);
	for (size_t i = 0; i < g->count; i++) {
		const struct served_zone *z = &g->items[i];
		bool known = last != NULL && same_origin(last->origin, z->origin);

		if (!is_meant(r->walk, g, z)) {
			if (z->primary && !known)
				report_absent(r, z, false, "is not here");
		} else if (z->left_out || z->primary || !owned) {
			*(struct served_zone *)list_more(kept, sizeof *z) = *z;
			last = z;
		}
	}
}

static size_t
group_end(const struct list *served, size_t first)
{
	const struct served_zone *z = served->items;
	size_t end = first + 1;

	while (end < served->count && strcmp(z[end].path, z[first].path) == 0)
		end++;
	return end;
}

static void
judge(struct resolving *r)
{
	struct list *served = &r->walk->served, kept = { 0 };
	struct served_zone *z = served->items;

	for (size_t i = 0, end; i < served->count; i = end) {
		struct group g;

		end = group_end(served, i);
		g = make_group(&z[i], end - i);
		judge_group(r, &g, &kept);
	}
	free(served->items);
	*served = kept;
}

/* ---- the end ---- */

/* Give the candidates what was said of them; those that nobody took for zones become candidates. */
static void
attach(struct resolving *r)
{
	struct walk *w = r->walk;
	struct served_zone *z = w->served.items;
	size_t known = w->candidates.count;

	for (size_t i = 0, end; i < w->served.count; i = end) {
		struct err err = { 0 };
		enum open_result result;

		end = group_end(&w->served, i);
		if (z[i].left_out || walk_find(w, str_of(z[i].path)) != NULL)
			continue;
		result = walk_look(w, z[i].path, true, &err);
		if (result == OPEN_FAILED || result == OPEN_TOO_BIG)
			look_unread(w, z[i].path, err.text);
	}
	if (w->candidates.count > known)
		walk_sort(w);
	for (size_t i = 0, end; i < w->served.count; i = end) {
		struct candidate *c = walk_find(w, str_of(z[i].path));

		end = group_end(&w->served, i);
		if (c != NULL && z[i].left_out) {
			c->fragment = true;
		} else if (c != NULL) {
			c->served = &z[i];
			c->served_count = end - i;
		} else if (z[i].primary) {
			report_absent(r, &z[i], false, "is no text");
		}
	}
}

/* The views of zones that are here. */
static void
take_views(struct resolving *r)
{
	const struct server_conf *conf = &r->conf;
	const struct served_zone *z = r->walk->served.items;
	struct keyset used = { 0 };

	for (size_t i = 0; i < r->walk->served.count; i++)
		if (z[i].view != NULL && !z[i].left_out)
			keyset_add(&used, str_of(z[i].view), &z[i]);
	for (size_t i = 0; i < VEC_COUNT(&conf->views, struct server_view); i++) {
		const struct server_view *v = VEC_AT(&conf->views, struct server_view, i);
		struct discovered_view *out;

		if (keyset_find(&used, str_of(v->name)) == NULL)
			continue;
		out = list_more(&r->walk->server_views, sizeof *out);
		*out = (struct discovered_view){ v->name, v->public, place(r, v->span, v->line) };
	}
	keyset_clear(&used);
}

static void
say_the_rest(struct resolving *r)
{
	const struct server_conf *conf = &r->conf;
	struct walk *w = r->walk;

	for (size_t i = 0; i < VEC_COUNT(&conf->problems, struct server_remark); i++) {
		const struct server_remark *p = VEC_AT(&conf->problems, struct server_remark, i);

		remark(r, "server-config-syntax", p->span, p->text);
	}
	for (size_t i = 0; i < VEC_COUNT(&conf->missing, struct server_remark); i++) {
		const struct server_remark *p = VEC_AT(&conf->missing, struct server_remark, i);

		list_path(&w->absent,
		    arena_printf(w->arena, "%s: %s", place(r, p->span, p->line), p->text));
	}
	if (conf->limit_hit)
		list_path(&w->unread,
		    arena_printf(w->arena, "server configurations: more than %u MiB or %u files",
		        (unsigned)(SERVER_BYTES_MAX >> 20), SERVER_INCLUDES_MAX));
}

void
server_resolve(struct walk *w)
{
	struct resolving r = { .walk = w };

	if (w->configs.count == 0 && (w->project == NULL || w->project->server_count == 0))
		return;
	r.conf.sources = w->sources;
	r.conf.find = find;
	r.conf.arg = &r;
	server_paths_init(&r.paths, w);
	read_all(&r);
	for (size_t i = 0; i < VEC_COUNT(&r.conf.zones, struct server_zone); i++)
		take_zone(&r, VEC_AT(&r.conf.zones, struct server_zone, i));
	sort_items(w->served.items, w->served.count, sizeof(struct served_zone), compare_served);
	judge(&r);
	attach(&r);
	take_views(&r);
	say_the_rest(&r);
	/* names and words of it go on */
	arena_join(w->arena, &r.conf.arena);
	server_free(&r.conf);
	server_paths_free(&r.paths);
	free(r.roots.items);
}
