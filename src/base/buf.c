/* base/buf.c -- growing byte buffer */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

#define PUT_ROOM ((size_t)64) /* most of what is formatted is shorter */

char *
buf_room(struct buf *b, size_t len)
{
	size_t need, cap;

	if (__builtin_add_overflow(b->len, len, &need))
		die("out of memory (%zu bytes asked)", len);
	if (need > b->cap) {
		cap = b->cap < 256 ? 256 : b->cap + b->cap / 2;
		b->cap = cap < need ? need : cap;
		b->ptr = xrealloc(b->ptr, b->cap);
	}
	return b->ptr + b->len;
}

void
buf_bytes(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	memcpy(buf_room(b, len), bytes, len);
	b->len += len;
}

void
buf_str(struct buf *b, struct str text)
{
	buf_bytes(b, text.ptr, text.len);
}

void
buf_text(struct buf *b, const char *text)
{
	buf_bytes(b, text, strlen(text));
}

void
buf_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}

void
buf_fill(struct buf *b, char c, size_t count)
{
	if (count == 0)
		return;
	memset(buf_room(b, count), c, count);
	b->len += count;
}

void
buf_put(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	size_t room;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	buf_room(b, PUT_ROOM);
	room = b->cap - b->len;
	n = vsnprintf(b->ptr + b->len, room, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("cannot format \"%s\"", fmt);
	if ((size_t)n >= room)
		vsnprintf(buf_room(b, (size_t)n + 1), (size_t)n + 1, fmt, again);
	va_end(again);
	b->len += (size_t)n;
}

void
buf_free(struct buf *b)
{
	free(b->ptr);
	*b = (struct buf){ 0 };
}
