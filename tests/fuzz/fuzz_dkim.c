/*
 * tests/fuzz/fuzz_dkim.c -- any text as a DKIM key: it is read to an end, and what is said of it holds.
 *
 * A record that is wrong says why, at a tag that lies in the text; one that is right has a key or has revoked it,
 * and the length of an RSA key is one that so much text can hold.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mail/dkim.h"

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_dkim: %s\n", what);
	abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct dkim_key key;
	bool fine = dkim_parse(text, &key);

	require(fine == (key.wrong == NULL), "wrong without a reason");
	if (key.culprit.len > 0 && !str_equal(key.culprit, STR("p")))
		require(key.culprit.ptr >= text.ptr &&
		            key.culprit.ptr + key.culprit.len <= text.ptr + text.len,
		    "a tag beyond its text");
	require(key.bits / 6 <= size, "a key longer than its text");
	if (fine && key.type == DKIM_RSA)
		require(key.revoked || key.bits > 0, "a key of no length");
	(void)dkim_is_marked(text);
	return 0;
}
