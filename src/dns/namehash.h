/*
 * dns/namehash.h -- names as 64-bit numbers, built label by label from the right.
 *
 * H(name) = label(H(parent), first label), so "a.b" below "c." and "a" below "b.c." agree, an ancestor's
 * hash falls off on the way, and text and wire form give the same.  Letters are folded.  The key comes from
 * getrandom(2): nobody outside can choose names that collide, and no output depends on it.
 */
#ifndef DNS_NAMEHASH_H
#define DNS_NAMEHASH_H

#include "base/base.h"
#include "dns/dname.h"

#ifdef __SSE2__
# include <emmintrin.h>
#endif

/* Bytes that must be readable behind any text given to namehash_label(). */
#define NAMEHASH_PAD 16

extern uint64_t namehash_key[2];

/* Choose the key; once, before anything is hashed. */
void namehash_init(void);

/* The root of one view: the same name hashes differently in each. */
uint64_t namehash_root(uint32_t view);

static inline uint64_t
namehash_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide r = (wide)(a ^ namehash_key[0]) * (b ^ namehash_key[1]);

	return (uint64_t)r ^ (uint64_t)(r >> 64);
}

/* The first len (at most 16) bytes of s, folded, the others zero. */
static inline void
namehash_fold(const uint8_t *s, unsigned len, uint64_t out[2])
{
#ifdef __SSE2__
	static const uint8_t keep[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255 };
	__m128i v = _mm_loadu_si128((const void *)s);
	__m128i upper = _mm_and_si128(
	    _mm_cmpgt_epi8(v, _mm_set1_epi8('A' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('Z' + 1)));

	v = _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
	v = _mm_and_si128(v, _mm_loadu_si128((const void *)(keep + 16 - len)));
	_mm_storeu_si128((void *)out, v);
#else
	memcpy(out, s, 16);
	for (int i = 0; i < 2; i++) {
		uint64_t v = out[i], high = 0x8080808080808080u, low = v & ~high;
		uint64_t ge = low + (0x80 - 'A') * 0x0101010101010101u;
		uint64_t gt = low + (0x7f - 'Z') * 0x0101010101010101u;

		out[i] = v | ((ge & ~gt & ~v & high) >> 2);
	}
	if (len < 8) {
		out[0] &= ((uint64_t)1 << (8 * len)) - 1;
		out[1] = 0;
	} else if (len < 16) {
		out[1] &= ((uint64_t)1 << (8 * (len - 8))) - 1;
	}
#endif
}

/* One label on top of parent; NAMEHASH_PAD bytes behind it are read and ignored. */
static inline uint64_t
namehash_label(uint64_t parent, const uint8_t *s, unsigned len)
{
	uint64_t h = parent ^ len, part[2];

	while (len > 16) {
		namehash_fold(s, 16, part);
		h = namehash_mix(part[0] ^ h, part[1] + h);
		s += 16;
		len -= 16;
	}
	namehash_fold(s, len, part);
	return namehash_mix(part[0] ^ h, part[1] + h);
}

/* The hash of a whole name. */
uint64_t namehash_dname(uint64_t root, const struct dname *name);

/*
 * The hashes of a name and all its ancestors.
 *
 * out     out[i] is the name without its first i labels, out[labels] the root; DNAME_LABELS_MAX + 1 entries
 * return  the number of labels
 */
unsigned namehash_ancestors(uint64_t root, const struct dname *name, uint64_t *out);

/* Bytes as they are: no folding, no labels. */
uint64_t namehash_bytes(uint64_t seed, const uint8_t *s, size_t len);

#endif
