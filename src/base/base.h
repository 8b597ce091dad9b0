/* base/base.h -- the few types that every other file speaks in.  Knows nothing of DNS. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PL_MUST_CHECK        __attribute__((warn_unused_result))
#define PL_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define PL_NORETURN          __attribute__((noreturn))
#define PL_LIKELY(x)         __builtin_expect(!!(x), 1)
#define PL_UNLIKELY(x)       __builtin_expect(!!(x), 0)
#define ARRAY_LEN(a)         (sizeof(a) / sizeof((a)[0]))

/* A view of bytes: never owns them, and they need not end in NUL. */
struct str {
	const char *ptr;
	size_t len;
};

/*
 * A stretch of one file: bytes [off, off + len).  File 0 is nowhere (a default, the command line);
 * line and column are worked out only when they are printed.
 */
struct span {
	uint32_t file, off, len;
};

/* A view of a string literal. */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })

static inline struct str
str_of(const char *text)
{
	return (struct str){ text, strlen(text) };
}

static inline bool
str_equal(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* ASCII only, whatever the locale: DNS knows no other letters. */
static inline uint8_t
ascii_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static inline uint8_t
ascii_upper(uint8_t c)
{
	return c >= 'a' && c <= 'z' ? (uint8_t)(c & 0xDF) : c;
}

static inline bool
str_equal_fold(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower((uint8_t)a.ptr[i]) != ascii_lower((uint8_t)b.ptr[i]))
			return false;
	return true;
}

#endif
