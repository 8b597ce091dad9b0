/* base/source_place.c -- lines, columns and text of files that were read before */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/source_files.h"
#include "base/utf8.h"

/*
 * Lines and columns come from one entry for every 4 KiB of a file, made up to the furthest byte
 * that was asked for.  An entry holds the counts before its block, so a place costs one search
 * and one scan of at most a block, however long the lines are.
 */
#define BLOCK ((uint64_t)4096)
/* The bytes past a block that are needed to tell whether its last code point is valid. */
#define OVERLAP 4
#define WINDOW  (16 * BLOCK)
/* A file of up to so many bytes is read whole: its findings are shown, and their notes elsewhere. */
#define WHOLE (128 * BLOCK)

static size_t
min_size(uint64_t a, uint64_t b)
{
	return (size_t)(a < b ? a : b);
}

void
source_window_drop(struct sources *s, struct window *w)
{
	if (w->file != 0) {
		source_get(s, w->file)->window = 0;
		s->window_bytes -= w->room;
	}
	if (w->file != 0 && w->fd != -1) {
		close(w->fd);
		s->window_fds--;
	}
	free(w->text);
	*w = (struct window){ 0 };
	if ((size_t)(w - s->windows) < s->window_hint)
		s->window_hint = (size_t)(w - s->windows);
}

static struct window *
oldest_window(struct sources *s, bool with_fd)
{
	struct window *oldest = NULL;

	for (size_t i = 0; i < WINDOWS; i++) {
		struct window *w = &s->windows[i];

		if (w->file != 0 && (!with_fd || w->fd != -1) &&
		    (oldest == NULL || oldest->used > w->used))
			oldest = w;
	}
	return oldest;
}

/* A free window, with room bytes of text; others are given up for it. */
static struct window *
free_window(struct sources *s, size_t room, bool with_fd)
{
	struct window *w = NULL, *oldest;

	if (s->windows == NULL)
		s->windows = xcalloc(WINDOWS, sizeof *s->windows);
	while (s->window_bytes + room > WINDOW_BYTES && (oldest = oldest_window(s, false)) != NULL)
		source_window_drop(s, oldest);
	if (with_fd && s->window_fds >= WINDOW_FDS)
		source_window_drop(s, oldest_window(s, true));
	while (s->window_hint < WINDOWS && s->windows[s->window_hint].file != 0)
		s->window_hint++;
	if (s->window_hint < WINDOWS)
		w = &s->windows[s->window_hint];
	if (w == NULL) {
		w = oldest_window(s, false);
		source_window_drop(s, w);
	}
	w->text = xmalloc(room);
	w->room = room;
	return w;
}

/* Give the file a window; one that it fits into holds all of it. */
static struct window *
window_open(struct sources *s, uint32_t file)
{
	struct file *f = source_get(s, file);
	struct window *w;
	struct stat st;
	struct err err = { 0 };
	bool whole;
	int fd;

	if (source_open_checked(s, f, f->opened, &fd, &st, &err) != OPEN_OK ||
	    source_first_sight(s, f, &st, &err) != OPEN_OK) {
		if (fd != -1)
			close(fd);
		return NULL;
	}
	whole = f->size <= WHOLE;
	w = free_window(s, whole ? (size_t)f->size + 1 : WINDOW + OVERLAP, !whole);
	w->file = file;
	w->fd = whole ? -1 : fd;
	s->window_bytes += w->room;
	s->window_fds += !whole;
	f->window = (uint32_t)(w - s->windows) + 1;
	if (whole) {
		bool ok = source_read_full(fd, 0, w->text, (size_t)f->size) &&
		          fstat(fd, &st) != -1 && source_same(f, &st);

		close(fd);
		w->len = f->size;
		if (!ok) {
			source_window_drop(s, w);
			return NULL;
		}
	}
	return w;
}

/* The text when it needs no window; NULL else. */
static const char *
text_of(const struct file *f)
{
	return f->text != NULL ? f->text : atomic_load_explicit(&f->kept, memory_order_acquire);
}

/*
 * Bytes from off on, at most a block and its overlap, fewer at the end of file.  What is returned
 * lives until the next call; NULL when the file cannot be read any more.
 */
static const char *
peek(struct sources *s, uint32_t file, uint64_t off, size_t len)
{
	struct file *f = source_get(s, file);
	struct window *w;
	struct stat st;

	if (text_of(f) != NULL)
		return text_of(f) + off;
	w = f->window != 0 ? &s->windows[f->window - 1] : window_open(s, file);
	if (w == NULL)
		return NULL;
	w->used = ++s->clock;
	if (w->fd != -1 && (off < w->off || off + len > w->off + w->len)) {
		uint64_t begin = off / BLOCK * BLOCK;
		/* who goes forward will want more; who jumps about pays for what is needed */
		bool forward = off >= w->off && off <= w->off + w->len + WINDOW;

		w->off = begin;
		w->len = min_size((forward ? WINDOW : 2 * BLOCK) + OVERLAP, f->size - begin);
		if (!source_read_full(w->fd, begin, w->text, (size_t)w->len) ||
		    fstat(w->fd, &st) == -1 || !source_same(f, &st)) {
			source_window_drop(s, w);
			return NULL;
		}
	}
	return w->text + (off - w->off);
}

void
source_keep(struct sources *s, uint32_t file, const struct stat *st, struct str text)
{
	struct file *f = source_get(s, file);
	struct err err = { 0 };
	char *copy;

	pthread_mutex_lock(&s->lock);
	if (s->texts.most == 0) {
		vec_reserve(&s->texts, KEPT_BYTES, 1);
		s->texts.huge = true;
	}
	if (!f->opened && f->text == NULL && text.len == (uint64_t)st->st_size &&
	    (copy = vec_more(&s->texts, text.len + SOURCE_PAD)) != NULL &&
	    source_first_sight(s, f, st, &err) == OPEN_OK) {
		if (text.len > 0)
			memcpy(copy, text.ptr, text.len);
		atomic_store_explicit(&f->kept, copy, memory_order_release);
	}
	pthread_mutex_unlock(&s->lock);
}

struct str
source_kept(const struct sources *s, uint32_t file, uint64_t off)
{
	const struct file *f = source_get(s, file);
	const char *text = atomic_load_explicit(&f->kept, memory_order_acquire);

	return text == NULL || off > f->size ? (struct str){ NULL, 0 }
	                                     : (struct str){ text + off, f->size - off };
}

/*
 * Take the lock that guards the blocks of a file, and the windows when it needs one.  A text is kept before
 * anybody looks at the file, or not at all: all who look take the same lock.
 */
static pthread_mutex_t *
lock_file(struct sources *s, uint32_t file)
{
	pthread_mutex_t *lock =
	    text_of(source_get(s, file)) != NULL ? &s->stripes[file % STRIPES] : &s->lock;

	pthread_mutex_lock(lock);
	return lock;
}

/* See that the size is known, which it is not before the first open. */
static bool
know_size(struct sources *s, uint32_t file)
{
	struct file *f = source_get(s, file);

	return text_of(f) != NULL || f->opened || window_open(s, file) != NULL;
}

/* LFs in text. */
static uint32_t
count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	uint32_t lines = 0;

	while (text < end && (text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
		lines++;
		text++;
	}
	return lines;
}

/*
 * Count the code points that begin in [*at, end) of text, where an invalid byte is one; *at becomes
 * where the next one begins.
 */
static uint32_t
count_points(const char *text, size_t len, size_t end, size_t *at)
{
	uint32_t points = 0;
	uint8_t high = 0;

	/* most text is ASCII, a code point a byte */
	for (size_t i = *at; i < end; i++)
		high |= (uint8_t)text[i];
	if (high < 0x80 && *at < end) {
		points = (uint32_t)(end - *at);
		*at = end;
		return points;
	}
	while (*at < end) {
		size_t step;
		uint64_t word;

		if (end - *at >= sizeof word) {
			memcpy(&word, text + *at, sizeof word);
			if ((word & 0x8080808080808080) == 0) {
				*at += sizeof word;
				points += sizeof word;
				continue;
			}
		}
		step = utf8_length(text + *at, len - *at);
		*at += step == 0 ? 1 : step;
		points++;
	}
	return points;
}

/* Write the entry after the last one: what stands before block number f->block_count. */
static bool
add_block(struct sources *s, uint32_t file)
{
	struct file *f = source_get(s, file);
	struct block next = { 0 };

	if (f->block_count == f->block_cap) {
		f->block_cap = f->block_cap == 0 ? 16 : f->block_cap * 2;
		f->blocks = xrealloc(f->blocks, f->block_cap * sizeof *f->blocks);
	}
	if (f->block_count > 0) {
		uint64_t begin = (f->block_count - 1) * BLOCK;
		size_t len = min_size(BLOCK, f->size - begin), at;
		size_t seen = min_size(BLOCK + OVERLAP, f->size - begin);
		const char *text = peek(s, file, begin, seen), *lf;

		if (text == NULL)
			return false;
		next = f->blocks[f->block_count - 1];
		at = next.skip;
		next.lines += count_lines(text, len);
		next.points += count_points(text, seen, len, &at);
		next.skip = (uint8_t)(at - len);
		lf = memrchr(text, '\n', len);
		if (lf != NULL)
			next.line = (uint32_t)(begin + (uint64_t)(lf - text) + 1);
	}
	f->blocks[f->block_count++] = next;
	return true;
}

/* Make entries up to the one for the block with byte off. */
static bool
reach(struct sources *s, uint32_t file, uint64_t off)
{
	struct file *f = source_get(s, file);

	while (f->block_count <= off / BLOCK)
		if (!add_block(s, file))
			return false;
	return true;
}

/* Code points and lines that begin before off; off is at most the size. */
static bool
count_before(struct sources *s, uint32_t file, uint64_t off, struct block *out)
{
	struct file *f = source_get(s, file);
	uint64_t begin = off / BLOCK * BLOCK;
	size_t seen = min_size(BLOCK + OVERLAP, f->size - begin);
	const char *text, *lf;
	size_t at;

	if (!reach(s, file, off))
		return false;
	text = peek(s, file, begin, seen);
	if (text == NULL)
		return false;
	*out = f->blocks[off / BLOCK];
	at = out->skip;
	out->lines += count_lines(text, (size_t)(off - begin));
	if (at > off - begin) {
		out->points--; /* off is inside a code point that began in the block before */
	} else {
		out->points += count_points(text, seen, (size_t)(off - begin), &at);
		if (at > off - begin)
			out->points--;
	}
	lf = memrchr(text, '\n', (size_t)(off - begin));
	if (lf != NULL)
		out->line = (uint32_t)(begin + (uint64_t)(lf - text) + 1);
	return true;
}

/* The common case: the line begins in the block of off, so that what stands before it need not be counted. */
static bool
place_in_block(struct sources *s, uint32_t file, uint64_t off, struct place *out)
{
	struct file *f = source_get(s, file);
	uint64_t begin = off / BLOCK * BLOCK;
	size_t seen = min_size(BLOCK + OVERLAP, f->size - begin), to = (size_t)(off - begin), at;
	const char *text, *lf;
	uint32_t points;

	if (!reach(s, file, off) || (text = peek(s, file, begin, seen)) == NULL)
		return false;
	lf = memrchr(text, '\n', to);
	if (lf == NULL && begin > 0)
		return false;
	at = lf == NULL ? 0 : (size_t)(lf - text) + 1;
	points = count_points(text, seen, to, &at);
	out->line = f->blocks[off / BLOCK].lines + count_lines(text, to) + 1;
	out->column = points + (at > to ? 0 : 1);
	return true;
}

struct place
source_place(struct sources *s, uint32_t file, uint64_t off)
{
	struct file *f = source_get(s, file);
	struct place place = { 0, 0, off };
	pthread_mutex_t *lock = lock_file(s, file);
	struct block here, start;

	if (know_size(s, file)) {
		if (off > f->size)
			off = f->size;
		place.byte = off;
		if (!place_in_block(s, file, off, &place) && count_before(s, file, off, &here) &&
		    count_before(s, file, here.line, &start)) {
			place.line = here.lines + 1;
			place.column = here.points - start.points + 1;
		}
	}
	pthread_mutex_unlock(lock);
	return place;
}

/* The first LF in [off, end of its block); the size of the file when there is none. */
static bool
find_lf(struct sources *s, uint32_t file, uint64_t off, uint64_t *at)
{
	uint64_t size = source_get(s, file)->size;
	size_t len = min_size(BLOCK - off % BLOCK, size - off);
	const char *text = peek(s, file, off, len), *lf;

	if (text == NULL)
		return false;
	lf = memchr(text, '\n', len);
	*at = lf == NULL ? size : off + (uint64_t)(lf - text);
	return true;
}

/* Where the line with byte off ends, its LF not counted; the entries make long lines cheap. */
static bool
find_line_end(struct sources *s, uint32_t file, uint64_t off, uint64_t *end)
{
	struct file *f = source_get(s, file);
	uint64_t low = off / BLOCK, high, blocks = (f->size + BLOCK - 1) / BLOCK;

	if (!find_lf(s, file, off, end))
		return false;
	if (*end != f->size || low + 1 >= blocks)
		return true;
	if (!reach(s, file, (low + 1) * BLOCK))
		return false;
	while (f->block_count <= blocks && f->blocks[f->block_count - 1].line <= off)
		if (!add_block(s, file))
			return false;
	/* the LF is in the last block whose entry still has the line of off */
	low++;
	high = f->block_count;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (f->blocks[middle].line <= off)
			low = middle;
		else
			high = middle;
	}
	if (low >= blocks)
		return true;
	return find_lf(s, file, low * BLOCK, end);
}

/* Where the line with byte off begins. */
static bool
find_line_begin(struct sources *s, uint32_t file, uint64_t off, uint64_t *begin)
{
	uint64_t block = off / BLOCK * BLOCK;
	const char *text = peek(s, file, block, (size_t)(off - block)), *lf;

	if (text == NULL)
		return false;
	lf = memrchr(text, '\n', (size_t)(off - block));
	if (lf != NULL || block == 0) {
		*begin = lf == NULL ? 0 : block + (uint64_t)(lf - text) + 1;
		return true;
	}
	if (!reach(s, file, off))
		return false;
	*begin = source_get(s, file)->blocks[off / BLOCK].line;
	return true;
}

bool
source_line(struct sources *s, uint32_t file, uint64_t off, uint64_t *begin, uint64_t *end)
{
	struct file *f = source_get(s, file);
	pthread_mutex_t *lock = lock_file(s, file);
	bool ok = false;

	if (!know_size(s, file))
		goto out;
	if (off > f->size)
		off = f->size;
	if (!find_line_begin(s, file, off, begin) || !find_line_end(s, file, off, end))
		goto out;
	if (*end<f->size && * end> * begin) {
		const char *last = peek(s, file, *end - 1, 1);

		if (last == NULL)
			goto out;
		*end -= *last == '\r';
	}
	ok = true;
out:
	pthread_mutex_unlock(lock);
	return ok;
}

/* Copy through the windows what is short, so that a line shown costs no open. */
static bool
copy_short(struct sources *s, uint32_t file, uint64_t off, size_t len, struct buf *out)
{
	while (len > 0) {
		size_t step = min_size(BLOCK, len);
		const char *text = peek(s, file, off, step);

		if (text == NULL)
			return false;
		buf_bytes(out, text, step);
		off += step;
		len -= step;
	}
	return true;
}

static bool
copy_long(struct sources *s, uint32_t file, uint64_t off, size_t len, struct buf *out)
{
	struct source_handle h;
	struct err err = { 0 };
	bool ok;

	if (source_open(s, file, &h, &err) != OPEN_OK)
		return false;
	ok = source_read(&h, off, buf_room(out, len), len, &err);
	if (ok)
		out->len += len;
	source_close(&h);
	return ok;
}

bool
source_copy(struct sources *s, uint32_t file, uint64_t off, size_t len, struct buf *out)
{
	struct file *f = source_get(s, file);
	const char *text = text_of(f);
	size_t before = out->len;
	bool ok;

	if (text != NULL) { /* neither moves nor changes: no lock */
		if (off < f->size)
			buf_bytes(out, text + off, min_size(len, f->size - off));
		return true;
	}
	pthread_mutex_lock(&s->lock);
	ok = know_size(s, file);
	if (ok && off >= f->size)
		len = 0;
	else if (ok)
		len = min_size(len, f->size - off);
	if (ok && len <= WINDOW)
		ok = copy_short(s, file, off, len, out);
	pthread_mutex_unlock(&s->lock);
	if (ok && len > WINDOW)
		ok = copy_long(s, file, off, len, out);
	if (!ok)
		out->len = before;
	return ok;
}
