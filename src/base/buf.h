/* base/buf.h -- bytes that grow at the end: output on its way out, text being put together. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/base.h"

/* Starts as all zeroes; ptr is NULL while cap is 0.  There is no NUL behind the bytes. */
struct buf {
	char *ptr;
	size_t len, cap;
};

/* Append; none of these can fail (without memory the program ends). */
void buf_bytes(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, struct str text);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t count);
void buf_put(struct buf *b, const char *fmt, ...) PL_PRINTF(2, 3);

/* Room for len more bytes at the end, not yet counted in b->len. */
char *buf_room(struct buf *b, size_t len);

/* Give the memory back; the buffer is empty and may be used again. */
void buf_free(struct buf *b);

static inline struct str
buf_view(const struct buf *b)
{
	return (struct str){ b->ptr, b->len };
}

#endif
