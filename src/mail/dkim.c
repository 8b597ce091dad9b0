/* mail/dkim.c -- DKIM key records: tags, base64, and as much DER as leads to the modulus of an RSA key */
#include "mail/dkim.h"

#include "mail/tags.h"

/* ---- base64 ---- */

#define KEY_MAX \
 2200 /* octets that are taken apart: an RSA key of 16,384 bits, the most that OpenSSL makes */

/* A key as octets; those beyond the room are counted and not kept. */
struct octets {
	uint8_t bytes[KEY_MAX];
	size_t count;
};

/* One more than the value of a letter, 65 for "=", 66 for blanks, 0 for what does not belong there. */
static const uint8_t letters[256] = { ['A'] = 1,
	['B'] = 2,
	['C'] = 3,
	['D'] = 4,
	['E'] = 5,
	['F'] = 6,
	['G'] = 7,
	['H'] = 8,
	['I'] = 9,
	['J'] = 10,
	['K'] = 11,
	['L'] = 12,
	['M'] = 13,
	['N'] = 14,
	['O'] = 15,
	['P'] = 16,
	['Q'] = 17,
	['R'] = 18,
	['S'] = 19,
	['T'] = 20,
	['U'] = 21,
	['V'] = 22,
	['W'] = 23,
	['X'] = 24,
	['Y'] = 25,
	['Z'] = 26,
	['a'] = 27,
	['b'] = 28,
	['c'] = 29,
	['d'] = 30,
	['e'] = 31,
	['f'] = 32,
	['g'] = 33,
	['h'] = 34,
	['i'] = 35,
	['j'] = 36,
	['k'] = 37,
	['l'] = 38,
	['m'] = 39,
	['n'] = 40,
	['o'] = 41,
	['p'] = 42,
	['q'] = 43,
	['r'] = 44,
	['s'] = 45,
	['t'] = 46,
	['u'] = 47,
	['v'] = 48,
	['w'] = 49,
	['x'] = 50,
	['y'] = 51,
	['z'] = 52,
	['0'] = 53,
	['1'] = 54,
	['2'] = 55,
	['3'] = 56,
	['4'] = 57,
	['5'] = 58,
	['6'] = 59,
	['7'] = 60,
	['8'] = 61,
	['9'] = 62,
	['+'] = 63,
	['/'] = 64,
	['='] = 65,
	[' '] = 66,
	['\t'] = 66,
	['\r'] = 66,
	['\n'] = 66 };
#define LETTER_PADDING 65

/*
 * Octets of a base64 text; blanks inside do not count (RFC 6376 §2.10, from memory), padding may be missing.
 *
 * return  false when it is none
 */
static bool
decode(struct str text, struct octets *out)
{
	uint32_t bits = 0;
	unsigned have = 0, padding = 0;
	size_t count = 0;

	out->count = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned value = letters[(uint8_t)text.ptr[i]];

		if (value >= LETTER_PADDING) {
			padding += value == LETTER_PADDING;
			continue;
		}
		if (value == 0 || padding > 0)
			return false;
		count++;
		bits = bits << 6 | (value - 1);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (out->count < KEY_MAX)
			out->bytes[out->count] = (uint8_t)(bits >> have);
		out->count++;
	}
	return count % 4 != 1 && padding <= 2 && (padding == 0 || (count + padding) % 4 == 0);
}

/* ---- DER ---- */

#define DER_INTEGER    0x02
#define DER_BIT_STRING 0x03
#define DER_SEQUENCE   0x30

/* Tag and length of the element at *at; *at is then behind them.  All of it lies within the octets. */
static bool
der_head(const struct octets *o, size_t *at, uint8_t tag, size_t *len)
{
	unsigned more;

	if (*at + 2 > o->count || o->bytes[*at] != tag)
		return false;
	*len = o->bytes[*at + 1];
	*at += 2;
	more = *len < 0x80 ? 0 : (unsigned)*len & 0x7f;
	if (*len >= 0x80 && (more == 0 || more > 3 || *at + more > o->count))
		return false;
	if (more > 0)
		*len = 0;
	for (; more > 0; more--)
		*len = *len << 8 | o->bytes[(*at)++];
	return *len <= o->count - *at;
}

/* The bits of the INTEGER at at, when another (the exponent) stands behind it; else 0. */
static unsigned
modulus_bits(const struct octets *o, size_t at)
{
	size_t len, rest, end;
	unsigned bits = 8;

	if (!der_head(o, &at, DER_INTEGER, &len))
		return 0;
	end = at + len;
	if (!der_head(o, &end, DER_INTEGER, &rest))
		return 0;
	for (; len > 0 && o->bytes[at] == 0; len--)
		at++;
	if (len == 0)
		return 0;
	while ((o->bytes[at] >> (bits - 1) & 1) == 0)
		bits--;
	return (unsigned)(len - 1) * 8 + bits;
}

/*
 * The modulus of a SubjectPublicKeyInfo (which everybody publishes) or of a bare RSAPublicKey (which RFC 6376
 * names); 0 when it is neither.
 */
static unsigned
rsa_bits(const struct octets *o)
{
	size_t at = 0, len, inner;

	if (o->count > KEY_MAX || !der_head(o, &at, DER_SEQUENCE, &len))
		return 0;
	inner = at;
	if (!der_head(o, &inner, DER_SEQUENCE, &len))
		return modulus_bits(o, at);
	inner += len;
	if (!der_head(o, &inner, DER_BIT_STRING, &len) || len < 1 || o->bytes[inner] != 0)
		return 0;
	inner++;
	return der_head(o, &inner, DER_SEQUENCE, &len) ? modulus_bits(o, inner) : 0;
}

/* ---- tags ---- */

static bool
is_tag_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = ascii_lower((uint8_t)name.ptr[i]);
		bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';

		if (!letter && !(i > 0 && (digit || c == '_')))
			return false;
	}
	return name.len > 0;
}

/* Is the word among those of a list parted by colons? */
static bool
list_has(struct str list, struct str word, size_t *count)
{
	bool found = false;

	*count = 0;
	for (size_t at = 0; at <= list.len; (*count)++) {
		const char *from = list.ptr + at, *end = memchr(from, ':', list.len - at);

		if (end == NULL)
			end = list.ptr + list.len;
		found |= str_equal_fold(tag_trimmed(from, end), word);
		at = (size_t)(end - list.ptr) + 1;
	}
	return found;
}

static bool
fail(struct dkim_key *out, const char *why, struct str name)
{
	out->wrong = why;
	out->culprit = name;
	return false;
}

static bool
read_key(struct str value, struct dkim_key *out)
{
	struct octets octets;

	out->revoked = value.len == 0;
	if (out->revoked)
		return true;
	if (!decode(value, &octets))
		return fail(out, "the key is no base64", STR("p"));
	if (out->type == DKIM_ED25519 && octets.count != 32)
		return fail(out, "an ed25519 key has 32 octets", STR("p"));
	if (out->type == DKIM_RSA && (out->bits = rsa_bits(&octets)) == 0)
		return fail(out, "the key is no RSA public key", STR("p"));
	return true;
}

struct reading {
	struct str key;
	bool has_key;
	uint32_t seen; /* letters of one-letter tags */
};

/* One tag; what only counts once all are read waits in *in. */
static bool
read_tag(const struct tag *t, bool first, struct reading *in, struct dkim_key *out)
{
	char c = '\0';
	size_t count;

	if (t->name.len == 1)
		c = t->name.ptr[0];
	if (!t->equals || !is_tag_name(t->name))
		return fail(out, "a tag has no name, or no \"=\"", t->name);
	if (c >= 'a' && c <= 'z') {
		if ((in->seen >> (c - 'a') & 1) != 0)
			return fail(out, "a tag stands there twice", t->name);
		in->seen |= 1u << (c - 'a');
	}
	switch (c) {
	case 'v':
		if (!first || !str_equal(t->value, STR("DKIM1")))
			return fail(out,
			    first ? "the version is not DKIM1" : "the version is not first",
			    t->name);
		break;
	case 'k':
		out->type = str_equal_fold(t->value, STR("rsa"))       ? DKIM_RSA
		            : str_equal_fold(t->value, STR("ed25519")) ? DKIM_ED25519
		                                                       : DKIM_OTHER;
		break;
	case 'h':
		out->sha1_only = list_has(t->value, STR("sha1"), &count) && count == 1;
		break;
	case 't':
		out->testing = list_has(t->value, STR("y"), &count);
		break;
	case 'p':
		in->key = t->value;
		in->has_key = true;
		break;
	default: /* notes, service types, and what nobody knows yet */
		break;
	}
	return true;
}

bool
dkim_is_marked(struct str text)
{
	struct tag t;
	size_t at = 0;

	return tag_next(text, &at, &t) && str_equal_fold(t.name, STR("v")) &&
	       str_equal_fold(t.value, STR("DKIM1"));
}

bool
dkim_parse(struct str text, struct dkim_key *out)
{
	struct reading in = { .has_key = false };
	struct tag t;
	size_t at = 0;

	*out = (struct dkim_key){ .type = DKIM_RSA };
	for (bool first = true; tag_next(text, &at, &t); first = false)
		if (!read_tag(&t, first, &in, out))
			return false;
	if (!in.has_key)
		return fail(out, "there is no key: p= is missing", STR(""));
	return read_key(in.key, out);
}
