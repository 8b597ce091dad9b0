/*
 * fuzz_zone.c -- reading a zone
 *
 * The fast path says the same as the definition; every complaint lies in the text; what canon prints is
 * read back as the same records without a complaint that costs one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "zone/canon.h"
#include "zone/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sources *sources;
static unsigned texts;

static struct zone_set *
load(struct str text, bool reverse, bool plain)
{
	static const struct view_spec view = { "", true };
	struct limits limits = { 1 << 20, 16, 5000, 2000, 10 };
	struct read_options options = { .limits = limits, .threads = 1, .plain = plain };
	struct zone_spec spec = { .origin = dname_const(
		                      reverse ? "2.0.192.in-addr.arpa." : "example.com.") };
	char name[32];

	snprintf(name, sizeof name, "text-%u", texts++);
	spec.file = source_add_text(sources, name, text);
	return set_load(sources, &view, 1, &spec, 1, &options);
}

static void
compare_problems(const struct zone_set *a, const struct zone_set *b)
{
	size_t n, m;
	const struct zone_problem *p = set_problems(a, &n), *q = set_problems(b, &m);

	if (n != m)
		abort();
	for (size_t i = 0; i < n; i++)
		if (p[i].problem != q[i].problem || p[i].span.off != q[i].span.off ||
		    p[i].span.len != q[i].span.len || strcmp(p[i].sentence, q[i].sentence) != 0)
			abort();
}

static void
check_places(const struct zone_set *set, size_t size)
{
	size_t n;
	const struct zone_problem *p = set_problems(set, &n);

	for (size_t i = 0; i < n; i++)
		if (p[i].span.off > size + 1 || p[i].span.len > size + 1)
			abort();
}

static void
compare_text(const struct buf *a, const struct buf *b)
{
	if (a->len != b->len || (a->len > 0 && memcmp(a->ptr, b->ptr, a->len) != 0))
		abort();
}

static void
compare_suspects(const struct zone_set *a, const struct zone_set *b)
{
	const struct suspects *x = set_suspects(a), *y = set_suspects(b);

	if (x->target_count != y->target_count || x->address_count != y->address_count ||
	    x->pointer_count != y->pointer_count || x->owner_count != y->owner_count ||
	    x->text_count != y->text_count)
		abort();
}

static void
one(const uint8_t *data, size_t size, bool reverse)
{
	struct str text = { (const char *)data, size };
	struct zone_set *fast = load(text, reverse, false), *plain = load(text, reverse, true),
	                *again;
	struct buf a = { 0 }, b = { 0 }, c = { 0 };
	bool left = false, ignored = false, lost = false;

	compare_problems(fast, plain);
	compare_suspects(fast, plain);
	check_places(fast, size);
	canon_print(fast, NULL, &a, &left);
	canon_print(plain, NULL, &b, &ignored);
	compare_text(&a, &b);
	if (!set_limit_hit(fast)) {
		again = load(buf_view(&a), reverse, false);
		canon_print(again, NULL, &c, &lost);
		if (a.len > 0 && lost)
			abort();
		compare_text(&a, &c);
		set_free(again);
	}
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	set_free(fast);
	set_free(plain);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err;

	if (size > 32768)
		return 0;
	sources = sources_new("/", &err);
	if (sources == NULL)
		return 0;
	texts = 0;
	one(data, size, false);
	one(data, size, true);
	sources_free(sources);
	return 0;
}
