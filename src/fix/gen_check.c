/* fix/gen_check.c -- what was generated, read as a server would */
#include <stdio.h>
#include <stdlib.h>

#include "base/threads.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "fix/gen_parts.h"

/* One reading of several texts. */
struct check {
	struct gen *g;
	struct gen_text *texts;
	struct zone_set *now;
	const uint32_t *zones; /* by text: its zone in now, or NO_ZONE */
};
#define NO_ZONE UINT32_MAX

/* Of two of other types than PTR. */
struct compared {
	struct record record;
	struct buf a, b; /* RDATA as text: names in it are in lower case */
};

static bool
is_same(struct check *c, const struct gen_record *r, record_id id, struct compared *with)
{
	struct addr addr;
	uint64_t target;

	if (record_ttl(c->now, id) != r->ttl)
		return false;
	if (r->target_hash != 0 && r->full && record_pointer(c->now, id, &addr, &target))
		return target == r->target_hash && addr_equal(&addr, &r->addr);
	if (!query_record(c->now, id, &with->record) || with->record.rdata == NULL ||
	    with->record.type != r->type || !dname_equal(&with->record.owner, r->owner))
		return false;
	with->a.len = with->b.len = 0;
	rdata_print(r->type, r->rdata, r->rdata_len, &with->a);
	rdata_print(r->type, with->record.rdata, with->record.rdata_len, &with->b);
	return str_equal(buf_view(&with->a), buf_view(&with->b));
}

static void
compare(void *arg, size_t job, unsigned worker)
{
	struct check *c = arg;
	struct gen_text *t = &c->texts[job];
	struct compared with = { 0 };
	const struct zone *zone;
	size_t at = 0;
	record_id id;

	(void)worker;
	if (c->zones[job] == NO_ZONE) {
		t->same = true;
		return;
	}
	zone = set_zone(c->now, c->zones[job]);
	t->same = !zone->unknown && !zone->left_out;
	for (size_t i = 0; i < t->zone->count && t->same; i++)
		if (gen_record_in(&t->zone->records[i], c->g->options.snippet))
			t->same = zone_next(c->now, zone, &at, &id) &&
			          is_same(c, &t->zone->records[i], id, &with);
	t->same = t->same && !zone_next(c->now, zone, &at, &id);
	record_free(&with.record);
	buf_free(&with.a);
	buf_free(&with.b);
}

/* A text without records, as a snippet may be, is no zone. */
static bool
is_empty(const struct check *c, const struct gen_zone *zone)
{
	for (size_t i = 0; i < zone->count; i++)
		if (gen_record_in(&zone->records[i], c->g->options.snippet))
			return false;
	return true;
}

/* The texts in a set of their own; a snippet has the TTL of the file that includes it. */
static void
read_texts(struct check *c, struct sources *sources, uint32_t *zones, size_t count)
{
	const struct zone_set *old = c->g->set;
	size_t views = set_view_count(old), specs = 0;
	const struct read_options options = {
		.limits = LIMITS_DEFAULT, .threads = set_threads(old), .apart = true
	};
	struct view_spec *view = xcalloc(views + 1, sizeof *view);
	struct zone_spec *spec = xcalloc(count + 1, sizeof *spec);
	struct buf text = { 0 };

	for (size_t i = 0; i < views; i++)
		view[i] = *set_view(old, i);
	for (size_t i = 0; i < count; i++) {
		const struct gen_zone *zone = c->texts[i].zone;
		char name[32];

		zones[i] = NO_ZONE;
		if (is_empty(c, zone))
			continue;
		snprintf(name, sizeof name, "generated-%zu", i);
		text.len = 0;
		if (c->g->options.snippet)
			buf_put(&text, "$TTL %u\n", zone->ttl);
		buf_str(&text, c->texts[i].text);
		zones[i] = (uint32_t)specs;
		spec[specs++] = (struct zone_spec){
			.origin = zone->target->origin,
			.view = zone->target->view,
			.decided_by = BY_CONTENT,
			.file = source_add_text(sources, name, buf_view(&text)),
		};
	}
	c->now = set_load(sources, view, views, spec, specs, &options);
	buf_free(&text);
	free(spec);
	free(view);
}

bool
gen_check(struct gen *g, struct gen_text *texts, size_t count, struct err *err)
{
	struct sources *sources = sources_new(sources_root(set_sources(g->set)), err);
	uint32_t *zones = xcalloc(count + 1, sizeof *zones);
	struct check c = { .g = g, .texts = texts, .zones = zones };

	if (sources != NULL) {
		read_texts(&c, sources, zones, count);
		threads_run(set_threads(g->set), count, compare, &c);
		set_free(c.now);
		sources_free(sources);
	}
	free(zones);
	return sources != NULL;
}
