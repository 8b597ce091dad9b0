/*
 * tests/fuzz/fuzz_baseline.c -- any bytes as a baseline.
 *
 * Whatever comes in, it ends; what is refused says why and where; what is taken has its places in the text, and
 * written again and read again it is the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "render/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct baseline b, again;
	struct buf text = { 0 };
	struct err err = { 0 };
	size_t at;

	if (!baseline_parse((struct str){ (const char *)data, size }, 1, &b, &at, &err)) {
		if (err.text[0] == '\0' || at > size)
			abort();
		baseline_free(&b);
		return 0;
	}
	for (size_t i = 0; i < b.count; i++) {
		const struct known_finding *k = &b.list[i];

		if (k->rule == NULL || k->message == NULL || k->span.off > size ||
		    k->span.len > size - k->span.off)
			abort();
	}
	render_baseline(b.list, b.count, &text);
	if (!baseline_parse(buf_view(&text), 1, &again, &at, &err) || again.count != b.count)
		abort();
	for (size_t i = 0; i < b.count; i++)
		if (again.list[i].fingerprint != b.list[i].fingerprint ||
		    again.list[i].span.len == 0)
			abort();
	buf_free(&text);
	baseline_free(&b);
	baseline_free(&again);
	return 0;
}
