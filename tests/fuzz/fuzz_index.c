/* fuzz_index.c -- every kernel of the index gives the lists of the scalar one */
#include <stdlib.h>

#include "zone/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
compare(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
	if (a_count != b_count || (a_count > 0 && memcmp(a, b, a_count * sizeof *a) != 0))
		abort();
}

/* From each of the first lines on: steps begin at any offset. */
static void
compare_from(const uint8_t *text, uint32_t from, uint32_t to)
{
	struct tape want = { 0 }, got = { 0 };
	const struct index_kernel_info *kernels;
	size_t count;

	kernels = index_kernels(&count);
	tape_reserve(&want, to - from);
	tape_reserve(&got, to - from);
	kernels[0].run(&want, text, from, to);
	for (size_t k = 1; k < count; k++) {
		got.crlf = false;
		kernels[k].run(&got, text, from, to);
		compare(want.fields, want.field_count, got.fields, got.field_count);
		compare(want.ends, want.end_count, got.ends, got.end_count);
		compare(want.rare, want.rare_count, got.rare, got.rare_count);
		compare(want.comments, want.comment_count, got.comments, got.comment_count);
		if (want.crlf != got.crlf)
			abort();
	}
	tape_free(&want);
	tape_free(&got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *text;
	uint32_t len = (uint32_t)size;

	if (size > 65536)
		return 0;
	text = malloc(size + 1 + 2 * INDEX_PAD);
	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	memset(text + size, ' ', 1 + 2 * INDEX_PAD);
	text[len++] = '\n';
	for (uint32_t from = 0, lines = 0; from < len && lines < 70; lines++) {
		const uint8_t *newline = memchr(text + from, '\n', len - from);

		compare_from(text, from, len);
		from = (uint32_t)(newline - text) + 1;
	}
	free(text);
	return 0;
}
