/*
 * tests/fuzz/fuzz_spf.c -- any text as SPF records: it ends, within the limits, and says why.
 *
 * The input is split at line feeds into the TXT records of example.com., a.example.com., b.example.com. …,
 * so that records can include one another.  A result is one of the seven, a permanent error has a reason,
 * look-ups stop at the limit, and a term that is found lies in the text.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mail/spf.h"

#define RECORDS_MAX 6

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_spf: %s\n", what);
	abort();
}

/* One TXT record, its octets escaped, in strings of up to 200 octets. */
static void
put_record(struct buf *zone, unsigned n, struct str text)
{
	if (n == 0)
		buf_text(zone, "@");
	else
		buf_char(zone, (char)('a' + n - 1));
	buf_text(zone, " 300 TXT \"");
	for (size_t i = 0; i < text.len && i < 4000; i++) {
		if (i > 0 && i % 200 == 0)
			buf_text(zone, "\" \"");
		buf_put(zone, "\\%03u", (unsigned)(uint8_t)text.ptr[i]);
	}
	buf_text(zone, "\"\n");
}

static void
terms_tile_the_text(struct str text)
{
	struct spf_term t;
	enum spf_step step;
	const char *why = NULL;
	size_t at, before;

	if (!spf_is_record(text, &at))
		return;
	do {
		before = at;
		step = spf_next(text, &at, &t, &why);
		require(at >= before && at <= text.len, "a term beyond its record");
		if (step == SPF_END)
			break;
		require(at > before, "a term without length");
		require(t.text.ptr + t.text.len == text.ptr + at, "a term elsewhere");
		require(step != SPF_WRONG || why != NULL, "wrong without a reason");
	} while (true);
}

static void
ask(struct zone_set *set, const char *addr)
{
	struct spf_question q = { .set = set,
		.domain = dname_const("example.com."),
		.helo = dname_const("mail.example.com.") };
	struct spf_verdict verdict;

	require(addr_parse(str_of(addr), &q.addr), "an address");
	spf_check(&q, &verdict);
	require(verdict.result <= SPF_RESULT_UNKNOWN, "a result of its own");
	require((verdict.reason != NULL) == (verdict.result == SPF_RESULT_PERMERROR), "a reason");
	require(verdict.lookups <= SPF_LOOKUPS_MAX + 1 || verdict.result == SPF_RESULT_UNKNOWN ||
	            verdict.result == SPF_RESULT_PERMERROR || verdict.result == SPF_RESULT_PASS,
	    "a certain result beyond the limit");
	require(memchr(verdict.term, '\0', sizeof verdict.term) != NULL, "a term without end");
	(void)spf_has_term(set, 0, &q.domain, STR("include:b.example.com"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct view_spec view = { "", true };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = dname_const("example.com."), .role = ROLE_MANAGED };
	struct buf zone = { 0 };
	struct sources *sources;
	struct zone_set *set;
	struct err err;
	size_t begin = 0;

	buf_text(&zone, "@ 300 SOA ns hostmaster 1 2 3 4 5\n@ 300 MX 1 mail\nmail 300 A 192.0.2.1\n"
	                "mail 300 AAAA 2001:db8::1\nwww 300 CNAME mail\n");
	for (unsigned n = 0; n < RECORDS_MAX && begin <= size; n++) {
		const uint8_t *end = begin < size ? memchr(data + begin, '\n', size - begin) : NULL;
		size_t stop = end != NULL ? (size_t)(end - data) : size;
		struct str text = { (const char *)data + begin, stop - begin };

		terms_tile_the_text(text);
		put_record(&zone, n, text);
		begin = stop + 1;
	}
	sources = sources_new(".", &err);
	if (sources == NULL)
		return 0;
	spec.file = source_add_text(sources, "zone", buf_view(&zone));
	set = set_load(sources, &view, 1, &spec, 1, &options);
	ask(set, "192.0.2.1");
	ask(set, "2001:db8::7");
	set_free(set);
	sources_free(sources);
	buf_free(&zone);
	return 0;
}
