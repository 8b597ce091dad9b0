/*
 * tests/fuzz/fuzz_rdata.c -- RDATA from text to wire and back, from wire to text and back.
 *
 * The first byte chooses the type, the second the direction; the rest is the text or the octets.
 * Whatever is accepted must be accepted again as printed, and be the same (names are printed in
 * lower case, so octets are compared without case).
 */
#include <stdio.h>
#include <stdlib.h>

#include "../diff/rdata_tokens.h"
#include "dns/rrtype.h"

static struct token tokens[TOKENS_MAX];
static uint8_t first[RDATA_MAX], second[RDATA_MAX];

/* What the reader said of the text being read. */
struct said {
	size_t count;
	unsigned fatal, remarks;
};

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_rdata: %s\n", what);
	abort();
}

static void
complain(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	struct said *said = arg;

	require(problem > PROBLEM_NONE && problem < PROBLEM_COUNT, "no such problem");
	require(sentence[0] != '\0', "empty sentence");
	require(token <= said->count, "complaint about a token that is not there");
	if (token < said->count)
		require(at <= tokens[token].text.len && len <= tokens[token].text.len - at,
		    "complaint about bytes outside the token");
	if (problem >= PROBLEM_FILE_BOM)
		said->remarks++;
	else
		said->fatal++;
}

static bool
parse(uint16_t type, struct str text, uint8_t *wire, size_t *len)
{
	static const struct dname origin = { .len = 9, .wire = "\7example" };
	struct said said = { 0 };
	struct rdata_sink sink = { complain, &said };
	bool ok;

	if (!tokens_split(text, tokens, &said.count))
		return false;
	ok = rdata_parse(type, tokens, said.count, &origin, wire, len, &sink);
	require(ok == (said.fatal == 0), "refused without a word, or taken with a complaint");
	return ok;
}

static bool
equal_fold(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

/* first holds len octets that were accepted. */
static void
there_and_back(uint16_t type, size_t len)
{
	struct buf once = { 0 }, twice = { 0 };
	size_t again;

	require(rdata_check(type, first, len), "accepted, but the check refuses it");
	rdata_print(type, first, len, &once);
	require(parse(type, buf_view(&once), second, &again), "printed form is refused");
	require(again == len && equal_fold(first, second, len), "printed form is other octets");
	rdata_print(type, second, again, &twice);
	require(str_equal(buf_view(&once), buf_view(&twice)), "printing twice differs");
	buf_free(&once);
	buf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct rrtype_info *info;
	uint16_t type;
	size_t len;

	if (size < 2 || size > 4096)
		return 0;
	info = rrtype_info((enum rrcode)(data[0] % (RRCODE_OTHER + 1)));
	type = info != NULL ? info->number : 65280;
	if (data[1] & 1) {
		len = size - 2;
		memcpy(first, data + 2, len);
		if (rdata_check(type, first, len))
			there_and_back(type, len);
		return 0;
	}
	if (parse(type, (struct str){ (const char *)data + 2, size - 2 }, first, &len))
		there_and_back(type, len);
	return 0;
}
