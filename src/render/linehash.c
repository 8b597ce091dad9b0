/* render/linehash.c -- a rolling hash over UTF-16, as the upload action has it */
#include "render/linehash.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "base/utf8.h"

enum {
	WINDOW = 100,      /* characters that a hash is made of */
	FACTOR = 37,       /* of the polynomial */
	END_MARK = 0xFFFF, /* stands behind the last character of a file */
	UNKNOWN = 0xFFFD,  /* stands for bytes that are no UTF-8 */
	PIECE = 64 << 10
};

/* The file as it goes by. */
struct roll {
	uint16_t window[WINDOW];
	uint32_t line_at[WINDOW]; /* the line that begins with this character; 0: none */
	uint64_t hash, first;     /* first: FACTOR to the power WINDOW */
	size_t index;
	uint32_t line;
	bool line_start, behind_cr;
	uint64_t *hashes; /* of lines 1 to done */
	size_t done, room;
	uint32_t last; /* the last line that is asked for */
};

static void
roll_begin(struct roll *r, uint32_t last)
{
	*r = (struct roll){ .first = 1, .line_start = true, .last = last };
	for (int i = 0; i < WINDOW; i++)
		r->first *= FACTOR;
}

/* The window is full: the hash of the line that its first character begins is known. */
static void
roll_line(struct roll *r)
{
	if (r->done == r->room) {
		r->room = r->room == 0 ? 256 : r->room * 2;
		r->hashes = xrealloc(r->hashes, r->room * sizeof *r->hashes);
	}
	r->hashes[r->done++] = r->hash;
	r->line_at[r->index] = 0;
}

static void
roll_update(struct roll *r, uint16_t c)
{
	r->hash = r->hash * FACTOR + c - r->first * r->window[r->index];
	r->window[r->index] = c;
	r->index = (r->index + 1) % WINDOW;
}

static void
roll_unit(struct roll *r, uint16_t c)
{
	bool behind_cr = r->behind_cr;

	r->behind_cr = c == '\r';
	if (c == ' ' || c == '\t' || (behind_cr && c == '\n'))
		return;
	if (c == '\r')
		c = '\n';
	if (r->line_at[r->index] != 0)
		roll_line(r);
	if (r->line_start)
		r->line_at[r->index] = ++r->line;
	r->line_start = c == '\n';
	roll_update(r, c);
}

/*
 * Bytes at text that decoders replace by one character: as much of a sequence as there is (WHATWG
 * Encoding, "maximal subpart"); 0 when more bytes are needed to tell.
 */
static size_t
broken_length(const char *text, size_t left, bool at_end)
{
	static const char *const fill[] = { "\x80\x80\x80", "\xBF\xBF\xBF", "\x9F\xBF\xBF",
		"\x8F\xBF\xBF", "\xA0\x80\x80", "\x90\x80\x80" };

	for (size_t have = left < 3 ? left : 3; have > 0; have--)
		for (size_t i = 0; i < ARRAY_LEN(fill); i++) {
			char trial[4];
			size_t len;

			memcpy(trial, text, have);
			memcpy(trial + have, fill[i], 4 - have);
			len = utf8_length(trial, sizeof trial);
			if (len > have)
				return have == left && !at_end ? 0 : have;
		}
	return 1;
}

static void
roll_point(struct roll *r, const char *text, size_t len)
{
	uint32_t c = utf8_point(text, len);

	if (c >= 0x10000) {
		roll_unit(r, (uint16_t)(0xD800 + ((c - 0x10000) >> 10)));
		c = 0xDC00 + ((c - 0x10000) & 0x3FF);
	}
	roll_unit(r, (uint16_t)c);
}

/* Take in text; return the bytes that were used up. */
static size_t
roll_text(struct roll *r, struct str text, bool at_end)
{
	size_t i = 0;

	while (i < text.len && r->done < r->last) {
		size_t len = utf8_length(text.ptr + i, text.len - i);

		if (len > 0) {
			roll_point(r, text.ptr + i, len);
		} else {
			len = broken_length(text.ptr + i, text.len - i, at_end);
			if (len == 0)
				return i;
			roll_unit(r, UNKNOWN);
		}
		i += len;
	}
	return i;
}

static bool
roll_file(struct roll *r, struct sources *sources, uint32_t file)
{
	struct buf piece = { 0 };
	uint64_t off = 0;
	bool at_end = false, ok = true;

	while (ok && !at_end && r->done < r->last) {
		size_t used;

		piece.len = 0;
		ok = source_copy(sources, file, off, PIECE, &piece);
		at_end = piece.len < PIECE;
		used = roll_text(r, buf_view(&piece), at_end);
		off += used;
	}
	buf_free(&piece);
	if (!ok)
		return false;
	roll_unit(r, END_MARK);
	for (int i = 0; i < WINDOW; i++) {
		if (r->line_at[r->index] != 0)
			roll_line(r);
		roll_update(r, 0);
	}
	return true;
}

static int
compare_hashes(const void *a, const void *b)
{
	const struct linehash *x = *(struct linehash *const *)a, *y = *(struct linehash *const *)b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x == y ? 0 : x < y ? -1 : 1;
}

/* The first of sorted with that hash, or count. */
static size_t
find_hash(struct linehash *const *sorted, size_t count, uint64_t hash)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle]->hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && sorted[low]->hash == hash ? low : count;
}

/* Count for each line asked for how many from the first to it have its hash. */
static void
count_equal(const struct roll *r, const uint32_t *lines, size_t count, struct linehash *out)
{
	struct linehash **sorted = xcalloc(count + 1, sizeof *sorted);
	uint32_t *seen = xcalloc(count + 1, sizeof *seen);
	size_t next = 0;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &out[i];
	sort_items(sorted, count, sizeof *sorted, compare_hashes);
	for (size_t line = 1; line <= r->done && next < count; line++) {
		size_t first = find_hash(sorted, count, r->hashes[line - 1]);

		if (first < count)
			seen[first]++;
		for (; next < count && lines[next] == line; next++)
			out[next].count = seen[first];
	}
	free(sorted);
	free(seen);
}

void
linehash_find(struct sources *sources, uint32_t file, const uint32_t *lines, size_t count,
    struct linehash *out)
{
	struct roll r;

	memset(out, 0, count * sizeof *out);
	if (count == 0)
		return;
	roll_begin(&r, lines[count - 1]);
	if (roll_file(&r, sources, file)) {
		for (size_t i = 0; i < count; i++)
			if (lines[i] >= 1 && lines[i] <= r.done)
				out[i].hash = r.hashes[lines[i] - 1];
		count_equal(&r, lines, count, out);
	}
	free(r.hashes);
}
