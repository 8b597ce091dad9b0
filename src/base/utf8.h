/* base/utf8.h -- UTF-8 by RFC 3629: no surrogates, nothing overlong, nothing past U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"

/* Octets of the code point that text begins with, 1 to 4; 0 when it begins with none. */
static inline size_t
utf8_length(const char *text, size_t left)
{
	const uint8_t *p = (const uint8_t *)text;
	uint8_t low = 0x80, high = 0xBF; /* bounds of the second octet, RFC 3629 §4 */
	size_t len;

	if (left == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (len > left)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

/* The code point of a valid sequence of len octets. */
static inline uint32_t
utf8_point(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t c = len == 1 ? p[0] : p[0] & (0xFFU >> (len + 1));

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3FU);
	return c;
}

#endif
