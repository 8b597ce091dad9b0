/*
 * tests/fuzz/fuzz_dnssec.c -- a text as a signed zone: verified by one thread and by two, with one result.
 *
 * Whatever the octets of keys, signatures, bitmaps and hashes say, nothing is read outside of them, and
 * every fault names a record of the zone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "zone/dnssec.h"

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_dnssec: %s\n", what);
	abort();
}

static struct zone_set *
verify(struct sources *sources, uint32_t file, unsigned threads)
{
	static const struct view_spec view = { "", true };
	const struct zone_spec spec = { .file = file, .origin = dname_const("example.com.") };
	const struct read_options options = { .limits = { 1 << 20, 16, 5000, 2000, 10 },
		.threads = threads };
	struct zone_set *set = set_load(sources, &view, 1, &spec, 1, &options);
	struct err err;

	require(set_verify(set, 20779, &err), "the library is there");
	return set;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err;
	struct sources *sources = sources_new("/", &err);
	uint32_t file = source_add_text(sources, "zone", (struct str){ (const char *)data, size });
	struct zone_set *one = verify(sources, file, 1), *two = verify(sources, file, 2);
	struct record r = { 0 };
	size_t count, again;
	const struct dnssec_fault *a = set_dnssec(one, &count), *b = set_dnssec(two, &again);

	require(count == again, "two threads find what one finds");
	for (size_t i = 0; i < count; i++) {
		require(a[i].kind == b[i].kind && a[i].record == b[i].record &&
		            a[i].other == b[i].other && a[i].type == b[i].type &&
		            a[i].value == b[i].value && a[i].count == b[i].count,
		    "in the same order");
		require(a[i].record == RECORD_NONE || query_record(one, a[i].record, &r),
		    "a fault is at a record");
		require(a[i].other == RECORD_NONE || query_record(one, a[i].other, &r),
		    "the other place is a record");
	}
	record_free(&r);
	set_free(one);
	set_free(two);
	sources_free(sources);
	return 0;
}
