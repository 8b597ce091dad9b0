/* zone/discover_link.c -- symbolic links: further names of the files they lead to */
#include <stdlib.h>

#include "base/path.h"
#include "zone/discover_parts.h"

static bool
resolve_link(const struct walk *w, const char *link, struct buf *out)
{
	out->len = 0;
	return source_resolve(w->sources, link, out);
}

/* The common case without a system call for each component: a link to a file found by the walk. */
static struct candidate *
plain_target(const struct walk *w, const char *link, struct buf *path)
{
	struct buf target = { 0 };
	bool plain = source_link(w->sources, link, &target);

	path->len = 0;
	/* ".." behind a name might go up from the target of another link */
	for (size_t i = 0; plain && i + 2 < target.len; i++)
		plain = target.ptr[i] == '.' || target.ptr[i] == '/' ||
		        memmem(target.ptr + i, target.len - i, "/..", 3) == NULL;
	plain = plain && path_join(path_folder(str_of(link)), buf_view(&target), path) == PATH_OK;
	buf_free(&target);
	return plain ? walk_find(w, buf_view(path)) : NULL;
}

static struct name_claim *
link_claim(struct walk *w, const char *link, const struct candidate *target)
{
	struct name_claim *claim = name_claim(w, link);
	struct err err = { 0 };
	struct source_handle h;
	size_t len;

	if (claim == NULL || claim->left == 0)
		return claim;
	if (source_open(w->sources, source_add(w->sources, target->path, false), &h, &err) !=
	    OPEN_OK)
		return NULL;
	len = h.size < SNIFF_BYTES ? (size_t)h.size : SNIFF_BYTES;
	if (!source_read(&h, 0, w->text, len, &err))
		claim = NULL;
	source_close(&h);
	return claim == NULL ? NULL : name_proved(claim, (struct str){ w->text, len }, target);
}

bool
link_target(const struct walk *w, const char *link, struct buf *out)
{
	return plain_target(w, link, out) != NULL || resolve_link(w, link, out);
}

void
link_resolve(struct walk *w)
{
	const char **links = w->links.items;
	struct list late = { 0 };
	struct buf path = { 0 };
	struct err err;

	for (size_t i = 0; i < w->candidates.count; i++) {
		struct candidate *c = (struct candidate *)w->candidates.items + i;

		c->names_end = c->names == NULL ? &c->names : &c->names->next;
	}
	for (size_t i = 0; i < w->links.count; i++) {
		struct candidate *target = plain_target(w, links[i], &path);
		struct name_claim *claim;
		bool named = walk_named(w, links[i], &(size_t){ 0 }) != NULL;

		if (target == NULL && resolve_link(w, links[i], &path)) {
			target = walk_find(w, buf_view(&path));
			if (target == NULL && !named)
				list_path(&late, links[i]);
		}
		if (target == NULL)
			continue;
		claim = named ? NULL : link_claim(w, links[i], target);
		/* who names the link need not name what it leads to */
		if (named)
			target->fragment = true;
		if (claim == NULL)
			continue;
		claim->link = links[i];
		*target->names_end = claim;
		target->names_end = &claim->next;
	}
	/* what the walk has passed by (a hidden folder, say) is read by the name of the link */
	for (size_t i = 0; i < late.count; i++)
		walk_look(w, ((const char **)late.items)[i], false, &err);
	free(late.items);
	buf_free(&path);
}
