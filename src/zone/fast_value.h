/*
 * zone/fast_value.h -- numbers and addresses as the fast way reads them: whole words at a time, and false for
 * whatever is not plain.  Private to fast.c.
 *
 * Text may be read up to INDEX_PAD bytes behind its end.
 */
#ifndef ZONE_FAST_VALUE_H
#define ZONE_FAST_VALUE_H

#include "base/base.h"

#ifdef __SSE2__
# include <emmintrin.h>
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* Up to 8 decimal digits at once: SWAR, no branch on the data but the test for digits. */
static ALWAYS_INLINE bool
fast_number(const uint8_t *s, unsigned len, uint32_t *out)
{
	const uint64_t zeros = 0x3030303030303030u;
	uint64_t v;

	if (PL_UNLIKELY(len - 1 > 7))
		return false;
	memcpy(&v, s, 8);
	v <<= 8 * (8 - len);
	if (len < 8)
		v |= zeros >> (8 * len);
	if (PL_UNLIKELY((((v & 0xf0f0f0f0f0f0f0f0u) ^ zeros) |
	                    (((v + 0x0606060606060606u) & 0xf0f0f0f0f0f0f0f0u) ^ zeros)) != 0))
		return false;
	v = ((v & 0x0f0f0f0f0f0f0f0fu) * 2561) >> 8;
	v = ((v & 0x00ff00ff00ff00ffu) * 6553601) >> 16;
	*out = (uint32_t)(((v & 0x0000ffff0000ffffu) * 42949672960001u) >> 32);
	return true;
}

/* Where the dots are in the first 32 bytes. */
static ALWAYS_INLINE uint32_t
dots_in(const uint8_t *s)
{
#ifdef __SSE2__
	__m128i dot = _mm_set1_epi8('.');
	uint32_t lo =
	    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const void *)s), dot));
	uint32_t hi = (uint32_t)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_loadu_si128((const void *)(s + 16)), dot));

	return lo | hi << 16;
#else
	uint32_t dots = 0;

	for (unsigned i = 0; i < 32; i++)
		dots |= (uint32_t)(s[i] == '.') << i;
	return dots;
#endif
}

/* One octet of an IPv4 address: 1 to 3 digits, no leading zero. */
static ALWAYS_INLINE bool
fast_octet(const uint8_t *s, unsigned len, uint32_t *out)
{
	uint32_t v;

	if (len - 1 > 2 || (len > 1 && s[0] == '0'))
		return false;
	memcpy(&v, s, 4);
	v = (v << (8 * (4 - len))) & 0xffffff00u;
	if (len < 3)
		v |= len == 2 ? 0x3000u : 0x303000u;
	if ((((v ^ 0x30303000u) + 0x06060600u) & 0xf0f0f000u) != 0 ||
	    ((v ^ 0x30303000u) & 0xf0f0f000u) != 0)
		return false;
	v &= 0x0f0f0f00u;
	*out = (v >> 8 & 15) * 100 + (v >> 16 & 15) * 10 + (v >> 24);
	return *out < 256;
}

static ALWAYS_INLINE bool
fast_ipv4(const uint8_t *s, unsigned len, uint32_t *out)
{
	uint32_t dots, a, b, c, d;
	unsigned i, j, k;

	if (PL_UNLIKELY(len - 7 > 8))
		return false;
	dots = dots_in(s) & (((uint32_t)1 << len) - 1);
	if (PL_UNLIKELY(dots == 0))
		return false;
	i = (unsigned)__builtin_ctz(dots);
	dots &= dots - 1;
	if (PL_UNLIKELY(dots == 0))
		return false;
	j = (unsigned)__builtin_ctz(dots);
	dots &= dots - 1;
	if (PL_UNLIKELY(dots == 0 || (dots & (dots - 1)) != 0))
		return false;
	k = (unsigned)__builtin_ctz(dots);
	if (PL_UNLIKELY(!fast_octet(s, i, &a) || !fast_octet(s + i + 1, j - i - 1, &b) ||
	                !fast_octet(s + j + 1, k - j - 1, &c) ||
	                !fast_octet(s + k + 1, len - k - 1, &d)))
		return false;
	*out = a << 24 | b << 16 | c << 8 | d;
	return true;
}

static ALWAYS_INLINE unsigned
hex_digit(uint8_t c)
{
	unsigned digit = (unsigned)c - '0', letter = ((unsigned)c | 0x20) - 'a';

	return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

/* Groups of hex digits with at most one "::"; embedded IPv4 and all oddities are left to addr_parse_v6(). */
static ALWAYS_INLINE bool
fast_ipv6(const uint8_t *s, unsigned len, uint8_t out[16])
{
	uint16_t groups[8];
	unsigned count = 0, gap = 8, i = 0;

	if (len >= 2 && s[0] == ':' && s[1] == ':') {
		gap = 0;
		i = 2;
	}
	while (i < len && count < 8) {
		unsigned value = 0, start = i, digit;

		for (; i < len && (digit = hex_digit(s[i])) < 16; i++)
			value = value << 4 | digit;
		if (i == start || i - start > 4)
			return false;
		groups[count++] = (uint16_t)value;
		if (i == len)
			break;
		if (s[i++] != ':' || i == len)
			return false;
		if (s[i] == ':') {
			if (gap < 8)
				return false;
			gap = count;
			i++;
		}
	}
	if (i != len || (gap < 8 ? count > 7 : count != 8))
		return false;
	memset(out, 0, 16);
	for (unsigned k = 0; k < count; k++) {
		unsigned to = (k < gap ? k : 8 - count + k) & 7;

		out[2 * to] = (uint8_t)(groups[k] >> 8);
		out[2 * to + 1] = (uint8_t)groups[k];
	}
	return true;
}

#endif
