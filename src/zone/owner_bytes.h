/*
 * zone/owner_bytes.h -- the bytes of an owner, many at once.  Private to zone/.
 *
 * Text may be read up to INDEX_PAD bytes behind its end.
 */
#ifndef ZONE_OWNER_BYTES_H
#define ZONE_OWNER_BYTES_H

#include "zone/fast_value.h"
#include "zone/model.h"

/* Which of the first 32 bytes of an owner are dots, and is anything there that names of hosts have not? */
struct owner_bytes {
	uint32_t dots;
	uint16_t oddity; /* flags of a run */
};

static ALWAYS_INLINE struct owner_bytes
owner_bytes(const uint8_t *s, unsigned len)
{
	uint32_t all = len < 32 ? ((uint32_t)1 << len) - 1 : UINT32_MAX, dots, hyphens, underscores,
	         fine, odd, edges;

#ifdef __SSE2__
	uint32_t part[2][4] = { { 0 } };

	for (unsigned i = 0; i <= (len - 1) / 16; i++) {
		__m128i x = _mm_loadu_si128((const void *)(s + 16 * i));
		__m128i letter =
		    _mm_sub_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
		__m128i digit = _mm_sub_epi8(x, _mm_set1_epi8('0'));
		__m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
		__m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);

		part[i][0] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('.')));
		part[i][1] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('-')));
		part[i][2] = (uint32_t)_mm_movemask_epi8(_mm_or_si128(is_letter, is_digit));
		part[i][3] = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('_')));
	}
	dots = part[0][0] | part[1][0] << 16;
	hyphens = part[0][1] | part[1][1] << 16;
	fine = part[0][2] | part[1][2] << 16;
	underscores = part[0][3] | part[1][3] << 16;
#else
	dots = hyphens = fine = underscores = 0;
	for (unsigned i = 0; i < 32 && i < len; i++) {
		uint8_t c = ascii_lower(s[i]);

		dots |= (uint32_t)(c == '.') << i;
		hyphens |= (uint32_t)(c == '-') << i;
		underscores |= (uint32_t)(c == '_') << i;
		fine |= (uint32_t)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) << i;
	}
#endif
	dots &= all;
	hyphens &= all;
	edges = dots << 1 | 1 | dots >> 1 | (uint32_t)1 << ((len - 1) & 31);
	odd = (all & ~(dots | hyphens | fine | underscores)) | (hyphens & (edges | hyphens >> 1));
	return (struct owner_bytes){
		.dots = dots,
		.oddity = (uint16_t)((odd != 0 ? RUN_ODD : 0) |
		                     ((underscores & all) != 0 ? RUN_UNDERSCORE : 0)),
	};
}

#endif
