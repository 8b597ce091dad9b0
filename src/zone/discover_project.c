/* zone/discover_project.c -- what the project file says of zones, as the search needs it */
#include "base/path.h"
#include "base/sort.h"
#include "zone/discover_parts.h"

static struct texts
texts_of(struct arena *a, const struct conf_list *list)
{
	struct texts t = { arena_array(a, list->count, sizeof(const char *)), list->count };

	for (size_t i = 0; i < list->count; i++)
		t.items[i] = list->items[i].text;
	return t;
}

static int
compare_named(const void *a, const void *b)
{
	const struct named_zone *x = a, *y = b;
	int order = (x->path == NULL) - (y->path == NULL);

	if (order == 0 && x->path != NULL)
		order = strcmp(x->path, y->path);
	return order != 0 ? order : (x->span.off > y->span.off) - (x->span.off < y->span.off);
}

static enum zone_role
role_of(const struct conf_number *role)
{
	switch (role->value) {
	case PROJECT_REFERENCE:
		return ROLE_REFERENCE;
	case PROJECT_EXTERNAL:
		return ROLE_EXTERNAL;
	default:
		return ROLE_MANAGED;
	}
}

void
walk_take_project(struct walk *w, const struct project *p)
{
	struct str folder;

	if (p == NULL)
		return;
	w->project = p;
	w->maps = project_path_maps(p, &w->scratch, &w->map_count);
	w->include = texts_of(&w->scratch, &p->include);
	w->exclude = texts_of(&w->scratch, &p->exclude);
	w->patterns = texts_of(&w->scratch, &p->patterns);
	w->include_path = texts_of(&w->scratch, &p->include_path);
	w->all_includes = w->include.count > 0 || w->patterns.count > 0;
	if (p->map.text != NULL) {
		folder = path_folder(str_of(p->map.text));
		w->map_folder = arena_copy(&w->scratch, folder);
	}
	w->named = arena_array(&w->scratch, p->zone_count, sizeof *w->named);
	for (size_t i = 0; i < p->zone_count; i++) {
		const struct project_zone *z = &p->zones[i];
		struct named_zone *n = &w->named[w->named_count];

		*n = (struct named_zone){ .path = z->file.text,
			.view = z->view.text,
			.span = z->span,
			.has_role = z->role.given,
			.role = role_of(&z->role) };
		/*
		 * a wrong entry has been complained of: without file it must be external, with
		 * one not
		 */
		if (dname_parse(str_of(z->origin.text), NULL, &n->origin, NULL) &&
		    (n->path == NULL) == (n->role == ROLE_EXTERNAL)) {
			w->named_count++;
			w->named_files += n->path != NULL;
		}
	}
	if (w->named_count > 1)
		sort_items(w->named, w->named_count, sizeof *w->named, compare_named);
}
