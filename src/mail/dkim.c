/* mail/dkim.c -- DKIM key records: tags, base64, and as much DER as leads to the modulus of an RSA key */
#include "mail/dkim.h"

#include "mail/tags.h"

/* ---- base64 ---- */

/* Octets of a base64 text, one after the other; blanks inside do not count (RFC 6376 §2.10). */
struct decoder {
	struct str text;
	size_t at;
	uint32_t bits;
	unsigned count; /* bits in hand */
	size_t letters;
	unsigned padding;
	bool wrong;
};

static int
letter_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The next octet, or -1 at the end or at something that is no base64. */
static int
next_octet(struct decoder *d)
{
	while (d->at < d->text.len && d->count < 8) {
		char c = d->text.ptr[d->at++];
		int value = letter_value(c);

		if (tag_is_blank(c))
			continue;
		if (c == '=') {
			d->padding++;
			continue;
		}
		if (value < 0 || d->padding > 0) {
			d->wrong = true;
			return -1;
		}
		d->letters++;
		d->bits = d->bits << 6 | (uint32_t)value;
		d->count += 6;
	}
	if (d->count < 8)
		return -1;
	d->count -= 8;
	return (int)(d->bits >> d->count & 0xff);
}

/* Whole groups of four, padding counted; what is left of a group is not asked for. */
static bool
decoder_ended_well(const struct decoder *d)
{
	return !d->wrong && d->letters % 4 != 1 && d->padding <= 2 &&
	       (d->padding == 0 || (d->letters + d->padding) % 4 == 0);
}

/* ---- DER ---- */

#define DER_INTEGER    0x02
#define DER_BIT_STRING 0x03
#define DER_SEQUENCE   0x30

/* Tag and length of an element. */
static bool
der_head(struct decoder *d, int *tag, size_t *len)
{
	int first;

	*tag = next_octet(d);
	first = next_octet(d);
	if (*tag < 0 || first < 0)
		return false;
	*len = (size_t)first;
	if (first < 0x80)
		return true;
	if (first == 0x80 || first > 0x83)
		return false;
	*len = 0;
	for (int i = first & 0x7f; i > 0; i--) {
		int octet = next_octet(d);

		if (octet < 0)
			return false;
		*len = *len << 8 | (size_t)octet;
	}
	return true;
}

static bool
der_skip(struct decoder *d, size_t len)
{
	for (; len > 0; len--)
		if (next_octet(d) < 0)
			return false;
	return true;
}

/* The bits of the INTEGER whose head was just read, when all of it and the exponent behind it are there. */
static unsigned
modulus_bits(struct decoder *d, size_t len)
{
	unsigned bits = 8;
	int octet = 0, tag;
	size_t rest;

	while (len > 0 && (octet = next_octet(d)) == 0)
		len--;
	if (len == 0 || octet < 0 || len > 8192 || !der_skip(d, len - 1) ||
	    !der_head(d, &tag, &rest) || tag != DER_INTEGER || !der_skip(d, rest))
		return 0;
	while ((octet >> (bits - 1) & 1) == 0)
		bits--;
	return (unsigned)(len - 1) * 8 + bits;
}

/*
 * The modulus of a SubjectPublicKeyInfo (which everybody publishes) or of a bare RSAPublicKey (which RFC 6376
 * names); 0 when it is neither.
 */
static unsigned
rsa_bits(struct decoder *d)
{
	size_t len;
	int tag;

	if (!der_head(d, &tag, &len) || tag != DER_SEQUENCE || !der_head(d, &tag, &len))
		return 0;
	if (tag == DER_INTEGER)
		return modulus_bits(d, len);
	if (tag != DER_SEQUENCE || !der_skip(d, len) || !der_head(d, &tag, &len) ||
	    tag != DER_BIT_STRING || next_octet(d) != 0 || !der_head(d, &tag, &len) ||
	    tag != DER_SEQUENCE || !der_head(d, &tag, &len) || tag != DER_INTEGER)
		return 0;
	return modulus_bits(d, len);
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
	struct decoder d = { .text = value };
	size_t octets = 0;

	out->revoked = value.len == 0;
	if (out->revoked)
		return true;
	if (out->type == DKIM_RSA)
		out->bits = rsa_bits(&d);
	d = (struct decoder){ .text = value };
	while (next_octet(&d) >= 0)
		octets++;
	if (!decoder_ended_well(&d))
		return fail(out, "the key is no base64", STR("p"));
	if (out->type == DKIM_ED25519 && octets != 32)
		return fail(out, "an ed25519 key has 32 octets", STR("p"));
	if (out->type == DKIM_RSA && out->bits == 0)
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
	char c = t->name.len == 1 ? t->name.ptr[0] : '\0';
	size_t count;

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
