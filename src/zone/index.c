/* zone/index.c -- tokens of plain lines, 64 bytes at a time */
#include "zone/index.h"

#include <stdlib.h>

#include "base/err.h"

#if defined(__x86_64__)
# include <immintrin.h>
#elif defined(__aarch64__)
# include <arm_neon.h>
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* What a block of 64 bytes holds, one bit for each byte. */
struct masks {
	uint64_t blank; /* space, tab, newline */
	uint64_t newline;
	uint64_t
	    special; /* quote, parenthesis, semicolon, backslash, at sign, CR, and every byte that is no printable ASCII */
};

enum line_state { IN_TEXT, IN_QUOTE, IN_COMMENT };

struct progress {
	enum line_state state;
	bool escaped;   /* the byte before was a backslash */
	uint64_t carry; /* the last byte of the block before was part of a token */
};

void
tape_reserve(struct tape *t, size_t len)
{
	size_t cap = len + 2 * INDEX_PAD;

	if (cap <= t->cap)
		return;
	tape_free(t);
	t->fields = xmalloc(cap * sizeof *t->fields);
	t->ends = xmalloc(cap * sizeof *t->ends);
	t->rare = xmalloc(cap * sizeof *t->rare);
	t->comments = xmalloc(cap * sizeof *t->comments);
	t->cap = cap;
}

void
tape_free(struct tape *t)
{
	free(t->fields);
	free(t->ends);
	free(t->rare);
	free(t->comments);
	*t = (struct tape){ 0 };
}

/* Append the positions of the bits; writes up to 8 entries more than it counts. */
static ALWAYS_INLINE size_t
flatten(uint32_t *out, uint64_t bits, uint32_t base)
{
	unsigned count = (unsigned)__builtin_popcountll(bits);

	for (unsigned k = 0; k < 8; k++) {
		out[k] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
		bits &= bits - 1;
	}
	for (unsigned k = 8; PL_UNLIKELY(k < count); k++) {
		out[k] = base + (uint32_t)__builtin_ctzll(bits);
		bits &= bits - 1;
	}
	return count;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool
speaks_to_us(const uint8_t *comment)
{
	do
		comment++;
	while (*comment == ' ' || *comment == '\t');
	return memcmp(comment, "ptrlint:", 8) == 0;
}

/* Walk the special bytes of one block; takes comments out of the words and puts quoted text in. */
static __attribute__((noinline)) void
walk_special(struct tape *t, struct progress *pr, const uint8_t *text, uint32_t base,
    const struct masks *m, uint64_t *word)
{
	uint64_t events = m->special | m->newline, quoted = 0, comment = 0;
	unsigned since =
	    0; /* where the quote or comment that is open began, 0 when before this block */

	if (pr->escaped) {
		events &= ~(uint64_t)1;
		pr->escaped = false;
	}
	while (events != 0) {
		unsigned at = (unsigned)__builtin_ctzll(events);
		uint64_t bit = (uint64_t)1 << at;
		const uint8_t *p = text + base + at;

		events &= events - 1;
		if (pr->state == IN_COMMENT) {
			if (*p == '\n') {
				comment |= (bit - 1) & ~(((uint64_t)1 << since) - 1);
				pr->state = IN_TEXT;
				since = 0;
			} else if (*p == 0 || (*p == '\r' && p[1] != '\n')) {
				t->rare[t->rare_count++] = base + at;
			} else if (*p == '\r') {
				t->crlf = true;
			}
			continue;
		}
		switch (*p) {
		case '\n':
			if (pr->state == IN_QUOTE) {
				t->rare[t->rare_count++] = base + at;
				quoted |= (bit - 1) & ~(((uint64_t)1 << since) - 1);
				pr->state = IN_TEXT;
				since = 0;
			}
			break;
		case '"':
			if (pr->state == IN_TEXT) {
				pr->state = IN_QUOTE;
				since = at;
				if (base + at > 0 && !is_blank(p[-1]))
					t->rare[t->rare_count++] = base + at;
			} else {
				quoted |= ((bit << 1) - 1) & ~(((uint64_t)1 << since) - 1);
				pr->state = IN_TEXT;
				since = 0;
				if (!is_blank(p[1]) && p[1] != '\r')
					t->rare[t->rare_count++] = base + at;
			}
			break;
		case '\\':
			t->rare[t->rare_count++] = base + at;
			if (p[1] == '\n')
				break;
			if (at == 63)
				pr->escaped = true;
			else
				events &= ~(bit << 1);
			break;
		case ';':
			if (pr->state == IN_TEXT) {
				pr->state = IN_COMMENT;
				since = at;
				if (speaks_to_us(p))
					t->comments[t->comment_count++] = base + at;
			}
			break;
		case '@':
			if (pr->state == IN_TEXT &&
			    (!is_blank(p[1]) || (base + at > 0 && !is_blank(p[-1]))) &&
			    p[1] != '\r')
				t->rare[t->rare_count++] = base + at;
			break;
		case '\r':
			if (p[1] != '\n') {
				t->rare[t->rare_count++] = base + at;
				break;
			}
			t->crlf = true;
			if (pr->state == IN_QUOTE)
				break;
			*word &= ~bit;
			break;
		case '(':
		case ')':
			if (pr->state == IN_QUOTE)
				break;
			/* fall through */
		default:
			t->rare[t->rare_count++] = base + at;
			break;
		}
	}
	if (pr->state == IN_COMMENT)
		comment |= ~(((uint64_t)1 << since) - 1);
	if (pr->state == IN_QUOTE)
		quoted |= ~(((uint64_t)1 << since) - 1);
	*word = (*word & ~comment) | (quoted & ~m->newline);
}

/* One block: from masks to tape. */
static ALWAYS_INLINE void
index_block(
    struct tape *t, struct progress *pr, const uint8_t *text, uint32_t base, const struct masks *m)
{
	uint64_t word = ~m->blank, before;

	if (PL_UNLIKELY((m->special | (uint64_t)pr->state) != 0 || pr->escaped))
		walk_special(t, pr, text, base, m, &word);
	before = word << 1 | pr->carry;
	pr->carry = word >> 63;
	t->field_count += flatten(t->fields + t->field_count, (word & ~before) | m->newline, base);
	t->end_count += flatten(t->ends + t->end_count, ~word & before, base);
}

/* The blocks of [from, to); the last one is cut by making what lies behind blank. */
#define INDEX_LOOP(classify)                                           \
 struct progress pr = { .state = IN_TEXT };                            \
 struct masks m;                                                       \
 uint32_t at = from;                                                   \
                                                                       \
 t->field_count = t->end_count = t->rare_count = t->comment_count = 0; \
 for (; to - at >= 64; at += 64) {                                     \
  classify(text + at, &m);                                             \
  index_block(t, &pr, text, at, &m);                                   \
 }                                                                     \
 if (at < to) {                                                        \
  uint64_t behind = ~(uint64_t)0 << (to - at);                         \
                                                                       \
  classify(text + at, &m);                                             \
  m.blank |= behind;                                                   \
  m.newline &= ~behind;                                                \
  m.special &= ~behind;                                                \
  index_block(t, &pr, text, at, &m);                                   \
 }

static void
classify_scalar(const uint8_t *p, struct masks *m)
{
	*m = (struct masks){ 0 };
	for (unsigned i = 0; i < 64; i++) {
		uint64_t bit = (uint64_t)1 << i;
		uint8_t c = p[i];

		if (is_blank(c))
			m->blank |= bit;
		if (c == '\n')
			m->newline |= bit;
		if (c == '"' || c == '(' || c == ')' || c == ';' || c == '\\' || c == '@' ||
		    c > 0x7e || (c < 0x20 && !is_blank(c)))
			m->special |= bit;
	}
}

static void
index_scalar(struct tape *t, const uint8_t *text, uint32_t from, uint32_t to)
{
	INDEX_LOOP(classify_scalar)
}

#if defined(__x86_64__)

/* Tables for byte shuffles by low nibble: a byte is in the class when it equals its entry. */
# define BLANK_TABLE   ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, 0, 0, 0
# define SPECIAL_TABLE '@', 0, '"', 0, 0, 0, 0, 0, '(', ')', 0, ';', '\\', 0, 0, 0x7f

__attribute__((target("avx2,bmi,popcnt"))) static ALWAYS_INLINE void
classify_avx2(const uint8_t *p, struct masks *m)
{
	const __m256i blanks = _mm256_setr_epi8(BLANK_TABLE, BLANK_TABLE);
	const __m256i specials = _mm256_setr_epi8(SPECIAL_TABLE, SPECIAL_TABLE);
	uint64_t low = 0;

	*m = (struct masks){ 0 };
	for (unsigned half = 0; half < 2; half++) {
		__m256i v = _mm256_loadu_si256((const void *)(p + 32 * half));
		uint32_t blank = (uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(blanks, v)));
		uint32_t newline =
		    (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n')));
		uint32_t special = (uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(specials, v)));
		uint32_t odd =
		    (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), v));

		m->blank |= (uint64_t)blank << (32 * half);
		m->newline |= (uint64_t)newline << (32 * half);
		m->special |= (uint64_t)special << (32 * half);
		low |= (uint64_t)odd << (32 * half);
	}
	m->special |= low & ~m->blank;
}

__attribute__((target("avx2,bmi,popcnt"))) static void
index_avx2(struct tape *t, const uint8_t *text, uint32_t from, uint32_t to)
{
	INDEX_LOOP(classify_avx2)
}

__attribute__((target("ssse3"))) static ALWAYS_INLINE void
classify_ssse3(const uint8_t *p, struct masks *m)
{
	const __m128i blanks = _mm_setr_epi8(BLANK_TABLE);
	const __m128i specials = _mm_setr_epi8(SPECIAL_TABLE);
	uint64_t low = 0;

	*m = (struct masks){ 0 };
	for (unsigned part = 0; part < 4; part++) {
		__m128i v = _mm_loadu_si128((const void *)(p + 16 * part));
		uint32_t blank =
		    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_shuffle_epi8(blanks, v)));
		uint32_t newline =
		    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
		uint32_t special =
		    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_shuffle_epi8(specials, v)));
		uint32_t odd = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(_mm_set1_epi8(0x20), v));

		m->blank |= (uint64_t)blank << (16 * part);
		m->newline |= (uint64_t)newline << (16 * part);
		m->special |= (uint64_t)special << (16 * part);
		low |= (uint64_t)odd << (16 * part);
	}
	m->special |= low & ~m->blank;
}

__attribute__((target("ssse3"))) static void
index_ssse3(struct tape *t, const uint8_t *text, uint32_t from, uint32_t to)
{
	INDEX_LOOP(classify_ssse3)
}

#elif defined(__aarch64__)

static ALWAYS_INLINE uint64_t
neon_mask(const uint8x16_t part[4])
{
	static const uint8_t weights[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64,
		128 };
	uint8x16_t w = vld1q_u8(weights);
	uint8x16_t a = vpaddq_u8(vandq_u8(part[0], w), vandq_u8(part[1], w));
	uint8x16_t b = vpaddq_u8(vandq_u8(part[2], w), vandq_u8(part[3], w));

	a = vpaddq_u8(a, b);
	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(a, a)), 0);
}

static ALWAYS_INLINE void
classify_neon(const uint8_t *p, struct masks *m)
{
	uint8x16_t blank[4], newline[4], special[4];

	for (unsigned i = 0; i < 4; i++) {
		uint8x16_t v = vld1q_u8(p + 16 * i);
		uint8x16_t odd =
		    vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vcgtq_u8(v, vdupq_n_u8(0x7e)));

		newline[i] = vceqq_u8(v, vdupq_n_u8('\n'));
		blank[i] =
		    vorrq_u8(vorrq_u8(vceqq_u8(v, vdupq_n_u8(' ')), vceqq_u8(v, vdupq_n_u8('\t'))),
		        newline[i]);
		special[i] = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('(')));
		special[i] = vorrq_u8(special[i], vceqq_u8(v, vdupq_n_u8(')')));
		special[i] = vorrq_u8(special[i], vceqq_u8(v, vdupq_n_u8(';')));
		special[i] = vorrq_u8(special[i], vceqq_u8(v, vdupq_n_u8('\\')));
		special[i] = vorrq_u8(special[i], vceqq_u8(v, vdupq_n_u8('@')));
		special[i] = vorrq_u8(special[i], vbicq_u8(odd, blank[i]));
	}
	m->blank = neon_mask(blank);
	m->newline = neon_mask(newline);
	m->special = neon_mask(special);
}

static void
index_neon(struct tape *t, const uint8_t *text, uint32_t from, uint32_t to)
{
	INDEX_LOOP(classify_neon)
}

#endif

const struct index_kernel_info *
index_kernels(size_t *count)
{
	static const struct index_kernel_info kernels[] = {
		{ "scalar", index_scalar },
#if defined(__x86_64__)
		{ "ssse3", index_ssse3 },
		{ "avx2", index_avx2 },
#elif defined(__aarch64__)
		{ "neon", index_neon },
#endif
	};

	*count = ARRAY_LEN(kernels);
#if defined(__x86_64__)
	if (!__builtin_cpu_supports("ssse3"))
		*count = 1;
	else if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	         !__builtin_cpu_supports("popcnt"))
		*count = 2;
#endif
	return kernels;
}
