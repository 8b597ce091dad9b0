/* fix/gen_check.c -- what was generated, read as a server would */
#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/sort.h"
#include "dns/rdata.h"
#include "fix/gen_parts.h"

struct hashes {
	XXH128_hash_t *list;
	size_t count, cap;
	uint64_t seed;
	struct buf text;
};

static void
add_hash(struct hashes *h, const struct dname *owner, uint16_t type, uint32_t ttl,
    const uint8_t *rdata, size_t len)
{
	if (h->count == h->cap) {
		h->cap = h->cap == 0 ? 256 : h->cap * 2;
		h->list = xrealloc(h->list, h->cap * sizeof *h->list);
	}
	h->text.len = 0;
	dname_print(owner, &h->text);
	buf_put(&h->text, " %u %u ", ttl, type);
	rdata_print(type, rdata, len, &h->text);
	h->list[h->count++] = XXH3_128bits_withSeed(h->text.ptr, h->text.len, h->seed);
}

static int
compare_hashes(const void *a, const void *b)
{
	return XXH128_cmp(a, b);
}

static void
hashes_finish(struct hashes *h)
{
	sort_items(h->list, h->count, sizeof *h->list, compare_hashes);
	buf_free(&h->text);
}

static bool
hash_text(struct zone_set *now, struct hashes *h)
{
	const struct zone *zone = set_zone(now, 0);
	struct record r = { 0 };
	size_t at = 0;
	record_id id;
	bool ok = !zone->unknown && !zone->left_out;

	while (ok && zone_next(now, zone, &at, &id)) {
		ok = query_record(now, id, &r) && r.rdata != NULL;
		if (ok)
			add_hash(h, &r.owner, r.type, r.ttl, r.rdata, r.rdata_len);
	}
	record_free(&r);
	return ok;
}

/* The text in a set of its own; a snippet has the TTL of the file that includes it. */
static struct zone_set *
read_text(struct sources *sources, const struct gen_zone *zone, bool snippet, struct str text)
{
	const struct view_spec view = { "", true };
	const struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = zone->target->origin, .decided_by = BY_CONTENT };
	struct buf whole = { 0 };
	struct zone_set *set;

	if (snippet)
		buf_put(&whole, "$TTL %u\n", zone->ttl);
	buf_str(&whole, text);
	spec.file = source_add_text(sources, "generated", buf_view(&whole));
	buf_free(&whole);
	set = set_load(sources, &view, 1, &spec, 1, &options);
	return set;
}

bool
gen_check(struct gen *g, const struct gen_zone *zone, struct str text, struct err *err)
{
	struct sources *sources = sources_new(sources_root(set_sources(g->set)), err);
	struct hashes wanted = { 0 }, got = { 0 };
	char name[DNAME_TEXT_MAX];
	struct zone_set *now;
	bool same;

	if (sources == NULL)
		return false;
	if (getrandom(&wanted.seed, sizeof wanted.seed, 0) != (ssize_t)sizeof wanted.seed)
		wanted.seed = (uint64_t)(uintptr_t)zone;
	got.seed = wanted.seed;
	for (size_t i = 0; i < zone->count; i++) {
		const struct gen_record *r = &zone->records[i];

		if (gen_record_in(r, g->options.snippet))
			add_hash(&wanted, r->owner, r->type, r->ttl, r->rdata, r->rdata_len);
	}
	now = read_text(sources, zone, g->options.snippet, text);
	/* a text without records, as a snippet may be, is no zone */
	same = wanted.count == 0 || hash_text(now, &got);
	set_free(now);
	sources_free(sources);
	hashes_finish(&wanted);
	hashes_finish(&got);
	same = same && wanted.count == got.count;
	for (size_t i = 0; i < got.count && same; i++)
		same = XXH128_isEqual(wanted.list[i], got.list[i]);
	free(wanted.list);
	free(got.list);
	if (!same)
		err_set(err, "self-check: the text of %s does not hold what was worked out",
		    dname_text(&zone->target->origin, name));
	return same;
}
