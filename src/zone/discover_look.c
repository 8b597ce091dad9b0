/* zone/discover_look.c -- look at one file: may it be a zone, or the configuration of a server? */
#include <stdlib.h>

#include "conf/server.h"
#include "zone/discover_parts.h"

static int
compare_named_path(const void *key, const void *item)
{
	return strcmp(key, ((const struct named_zone *)item)->path);
}

struct named_zone *
walk_named(struct walk *w, const char *path, size_t *count)
{
	struct named_zone *hit = NULL, *end = w->named + w->named_files;

	*count = 0;
	if (w->named_files > 0)
		hit = bsearch(path, w->named, w->named_files, sizeof *hit, compare_named_path);
	if (hit == NULL)
		return NULL;
	while (hit > w->named && strcmp(hit[-1].path, path) == 0)
		hit--;
	while (hit + *count < end && strcmp(hit[*count].path, path) == 0)
		(*count)++;
	return hit;
}

/* What content says of the origin, taken from the look at the file. */
static void
take_content(struct walk *w, struct candidate *c, const struct sniff *s)
{
	const struct sniff_name *from = s->owner_given ? &s->owner : &s->origin;

	c->soa = s->soa;
	if (!s->soa)
		return;
	c->soa_off = s->soa_off;
	c->soa_len = s->soa_len;
	c->soa_line = s->soa_line;
	c->at_origin = !s->owner_given;
	/* "$ORIGIN ." above an "@" is how some begin every file; the root says "." for its owner */
	c->absolute = s->owner.absolute && (s->owner.name.len > 1 || s->owner_given);
	c->content = name_keep(&w->scratch, &s->owner.name);
	c->content_off = from->off;
	c->content_len = from->len;
	c->content_line = from->line;
}

static void
take_directive(struct walk *w, struct candidate *c, const struct sniff *s)
{
	struct dname origin;

	if (s->said_len == 0)
		return;
	c->directive_off = s->said_off;
	c->directive_len = s->said_len;
	c->directive_line = s->said_line;
	if (s->said_view.len > 0)
		c->directive_view = arena_copy(w->arena, s->said_view);
	if (s->said_origin.len == 0)
		return;
	if (dname_parse(s->said_origin, NULL, &origin, NULL))
		c->directive = name_keep(&w->scratch, &origin);
	else
		c->directive_bad = arena_copy(w->arena, s->said_origin);
}

struct name_claim *
name_proved(struct name_claim *claim, struct str text, const struct candidate *c)
{
	const struct dname reverse4 = { 14, "\7in-addr\4arpa" }, reverse6 = { 10, "\3ip6\4arpa" };
	struct dname origin, content;
	bool believed;

	if (claim == NULL || claim->left == 0 || !name_load(claim->origin, &origin))
		return claim;
	if (c->absolute && name_load(c->content, &content))
		believed = dname_below(&content, claim->octets > 0 ? &reverse4 : &reverse6);
	else
		believed = sniff_ptr(text, claim->left, &origin);
	return believed ? claim : NULL;
}

/* Remember a file that is no zone: a configuration, or what one may name all the same. */
static bool
take_other(struct walk *w, const char *path, struct str text, bool binary)
{
	struct config_file config;

	path = arena_copy(w->arena, str_of(path));
	list_path(&w->others, path);
	config.path = path;
	config.guessed = !server_by_name(str_of(path), &config.type);
	if (binary || (config.guessed && !server_by_content(str_of(path), text, &config.type)))
		return false;
	*(struct config_file *)list_more(&w->configs, sizeof config) = config;
	return true;
}

/*
 * Is it a zone without data, as packages of BIND bring it along?  Besides its name, its primary server says so:
 * "@" or localhost.
 */
static bool
is_packaged(const char *path, struct str text, const struct sniff *s)
{
	static const char *const primaries[] = { "@", "localhost." };
	size_t at = (size_t)s->soa_off + s->soa_len;

	if (!s->soa || !name_is_packaged(path))
		return false;
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	for (size_t i = 0; i < ARRAY_LEN(primaries); i++) {
		size_t len = strlen(primaries[i]);

		if (at + len < text.len && memcmp(text.ptr + at, primaries[i], len) == 0 &&
		    (text.ptr[at + len] == ' ' || text.ptr[at + len] == '\t'))
			return true;
	}
	return false;
}

/*
 * wanted  something names the file as a zone, whatever it looks like
 */
static bool
look(struct walk *w, const char *path, struct str text, bool cut, bool reference, bool wanted)
{
	struct candidate c = { .path = path, .reference = reference };
	struct name_claim *claim;
	struct sniff s;

	c.named = walk_named(w, path, &c.named_count);
	for (size_t i = 0; i < c.named_count; i++)
		c.named[i].found = true;
	sniff(text, cut, w->all_includes, &w->includes, &w->scratch, &s);
	c.listed = c.named == NULL && name_listed(w, path);
	c.zone_like = !s.binary && (text.len == 0 || (s.good > 0 && s.junk <= s.good / 2));
	if (c.named == NULL && !s.soa && !(wanted && !s.binary) &&
	    !(c.zone_like && (c.listed || s.includes != NULL || s.said_origin.len > 0)))
		return !wanted && take_other(w, path, text, s.binary);
	take_content(w, &c, &s);
	take_directive(w, &c, &s);
	c.packaged = is_packaged(path, text, &s);
	c.includes = s.includes;
	claim = name_claim(w, path);
	c.names = name_proved(claim, text, &c);
	c.path = arena_copy(w->arena, str_of(path));
	*(struct candidate *)list_more(&w->candidates, sizeof c) = c;
	return true;
}

bool
look_text(struct walk *w, const char *path, struct str text, bool cut, bool reference)
{
	return look(w, path, text, cut, reference, false);
}

void
look_unread(struct walk *w, const char *path, const char *reason)
{
	list_path(&w->unread, arena_printf(w->arena, "%s: %s", path, reason));
}

/*
 * A file whose text cannot be had is a zone when something else says so; the reader then
 * complains.
 */
void
look_unreadable(struct walk *w, const char *path, const char *reason)
{
	struct candidate c = { .path = path, .unreadable = true };

	c.named = walk_named(w, path, &c.named_count);
	for (size_t i = 0; i < c.named_count; i++)
		c.named[i].found = true;
	c.names = name_claim(w, path);
	if (c.names != NULL && (c.names->origin == NULL || c.names->left > 0))
		c.names = NULL;
	if (c.named == NULL && c.names == NULL) {
		look_unread(w, path, reason);
		return;
	}
	c.path = arena_copy(w->arena, str_of(path));
	*(struct candidate *)list_more(&w->candidates, sizeof c) = c;
}

enum open_result
walk_look(struct walk *w, const char *path, bool wanted, struct err *err)
{
	uint32_t file = source_add(w->sources, path, false);
	struct source_handle h;
	enum open_result result = source_open(w->sources, file, &h, err);
	size_t len;

	if (result != OPEN_OK)
		return result;
	len = h.size < SNIFF_BYTES ? (size_t)h.size : SNIFF_BYTES;
	if (source_read(&h, 0, w->text, len, err))
		look(w, path, (struct str){ w->text, len }, h.size > len,
		    look_ends_with(path, ".signed"), wanted);
	else
		result = OPEN_FAILED;
	source_close(&h);
	return result;
}
