/* dns/rdata_binary.c -- fields that are octets: hex, base64, base32hex, digests */
#include "dns/rdata_fields.h"

int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Add the hex digits of a token to half an octet that the last one may have left; *half is -1 for
 * none.
 */
static bool
hex_add(struct reader *r, struct str text, int *half)
{
	for (size_t i = 0; i < text.len; i++) {
		int digit = hex_digit(text.ptr[i]);
		uint8_t octet;

		if (digit < 0)
			return reader_bad(r, PROBLEM_RDATA_INVALID, i, 1,
			    "%.*s has \"%.1s\", wanted hex digits", SHOWN(r->field), text.ptr + i);
		if (*half < 0) {
			*half = digit;
			continue;
		}
		octet = (uint8_t)(*half << 4 | digit);
		*half = -1;
		if (!reader_put(r, &octet, 1))
			return false;
	}
	return true;
}

static bool
hex_odd(struct reader *r)
{
	return reader_bad(r, PROBLEM_RDATA_HEX_ODD, 0, 0,
	    "%.*s has an odd number of hex digits, wanted two for each octet", SHOWN(r->field));
}

/* All tokens that are left; octets may be split between them anywhere. */
bool
read_hex(struct reader *r)
{
	size_t before = r->len;
	int half = -1;

	do {
		const struct token *token = reader_plain(r);

		if (token == NULL || !hex_add(r, token->text, &half))
			return false;
	} while (reader_more(r));
	if (half >= 0)
		return hex_odd(r);
	if (r->len == before)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "hex digits");
	return true;
}

/* One token of at least one octet and at most most of them. */
bool
reader_hex_token(struct reader *r, size_t most)
{
	const struct token *token = reader_plain(r);
	size_t before = r->len;
	int half = -1;

	if (token == NULL || !hex_add(r, token->text, &half))
		return false;
	if (half >= 0)
		return hex_odd(r);
	if (r->len == before || r->len - before > most)
		return reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0,
		    "%.*s has %zu octets, wanted 1 to %zu", SHOWN(r->field), r->len - before, most);
	return true;
}

/* Octets of a digest; 0 when any length will do. */
struct digest_length {
	char letter;
	uint8_t kind, octets;
};

/*
 * DS: RFC 4509, RFC 6605; GOST (RFC 5933) is not counted, as in BIND 9.18.  SSHFP: RFC 4255,
 * RFC 6594.  TLSA and SMIMEA: RFC 6698 §2.1.3.  ZONEMD: RFC 8976 §2.2.3.
 */
static const struct digest_length digest_lengths[] = {
	{ 'D', 1, 20 },
	{ 'D', 2, 32 },
	{ 'D', 4, 48 },
	{ 'F', 1, 20 },
	{ 'F', 2, 32 },
	{ 'T', 1, 32 },
	{ 'T', 2, 64 },
	{ 'Z', 1, 48 },
	{ 'Z', 2, 64 },
};

/* RFC 8976 §2.2.4: "The Digest field MUST NOT be shorter than 12 octets." */
#define ZONEMD_DIGEST_MIN 12

/*
 * The octets that a digest must have.
 *
 * kind    the octet before the digest: the algorithm that made it
 * return  0 when that kind is not known
 */
static size_t
digest_length(char letter, uint8_t kind)
{
	for (size_t i = 0; i < ARRAY_LEN(digest_lengths); i++)
		if (digest_lengths[i].letter == letter && digest_lengths[i].kind == kind)
			return digest_lengths[i].octets;
	return 0;
}

bool
read_digest(struct reader *r, char letter)
{
	uint8_t kind = r->wire[r->len - 1];
	size_t first = r->next, before = r->len, wanted = digest_length(letter, kind), len;

	if (!read_hex(r))
		return false;
	len = r->len - before;
	if (wanted != 0 && len != wanted)
		return reader_bad_token(r, PROBLEM_DIGEST_LENGTH, first,
		    "%.*s has %zu octets, wanted %zu for type %u", SHOWN(r->field), len, wanted,
		    kind);
	if (letter == 'Z' && len < ZONEMD_DIGEST_MIN)
		return reader_bad_token(r, PROBLEM_DIGEST_LENGTH, first,
		    "%.*s has %zu octets, wanted at least %d", SHOWN(r->field), len,
		    ZONEMD_DIGEST_MIN);
	return true;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Base64 being read, RFC 4648 §4. */
struct base64 {
	uint8_t group[4]; /* values; 64 for "=" */
	unsigned have;
	bool ended; /* a group with "=" was the last */
};

/* The value of a digit, 64 for "=", -1 for anything else. */
static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : c == '=' ? 64 : -1;
}

/*
 * Take one more digit.
 *
 * return  octets completed, -1 when it cannot stand here; bits that "=" leaves over must be zero
 */
static int
base64_add(struct base64 *b, int value, uint8_t octets[3])
{
	const uint8_t *g = b->group;

	if (value < 0 || b->ended)
		return -1;
	b->group[b->have++] = (uint8_t)value;
	if (b->have < 4)
		return 0;
	b->have = 0;
	if (g[0] == 64 || g[1] == 64 || (g[2] == 64 && g[3] != 64))
		return -1;
	if ((g[2] == 64 && (g[1] & 15)) || (g[2] != 64 && g[3] == 64 && (g[2] & 3)))
		return -1;
	octets[0] = (uint8_t)(g[0] << 2 | g[1] >> 4);
	octets[1] = (uint8_t)(g[1] << 4 | (g[2] & 63) >> 2);
	octets[2] = (uint8_t)(g[2] << 6 | (g[3] & 63));
	b->ended = g[3] == 64;
	return g[2] == 64 ? 1 : g[3] == 64 ? 2 : 3;
}

bool
base64_decode(struct str text, struct buf *out)
{
	struct base64 b = { .have = 0 };

	for (size_t i = 0; i < text.len; i++) {
		uint8_t octets[3];
		int len = base64_add(&b, base64_value(text.ptr[i]), octets);

		if (len < 0)
			return false;
		buf_bytes(out, octets, (size_t)len);
	}
	return b.have == 0;
}

/* All tokens that are left, or one; groups may be split between tokens anywhere. */
bool
reader_base64(struct reader *r, bool one_token)
{
	struct base64 b = { .have = 0 };
	size_t before = r->len;

	do {
		const struct token *token = reader_plain(r);

		if (token == NULL)
			return false;
		for (size_t i = 0; i < token->text.len; i++) {
			uint8_t octets[3];
			int len = base64_add(&b, base64_value(token->text.ptr[i]), octets);

			if (len < 0)
				return reader_bad(r, PROBLEM_RDATA_HEX_ODD, i, 1,
				    "%.*s has \"%.1s\" where it cannot stand, wanted base64",
				    SHOWN(r->field), token->text.ptr + i);
			if (!reader_put(r, octets, (size_t)len))
				return false;
		}
	} while (reader_more(r) && !one_token && !b.ended);
	if (b.have != 0)
		return reader_bad(r, PROBLEM_RDATA_HEX_ODD, 0, 0,
		    "%.*s ends inside a group, wanted base64 in groups of four", SHOWN(r->field));
	if (r->len == before)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "base64");
	return true;
}

/* RFC 2535 §3.1.2: a KEY with these flags has no key. */
static bool
is_no_key(uint16_t type, const uint8_t *wire)
{
	return type == RRTYPE_KEY && (wire[0] & 0xc0) == 0xc0;
}

bool
read_base64(struct reader *r, char letter)
{
	if (letter == 'O' && !reader_more(r))
		return true;
	if (letter == 'K' && is_no_key(r->type, r->wire))
		return true;
	if (letter == 's' && reader_more(r) && !r->tokens[r->next].quoted &&
	    str_equal(r->tokens[r->next].text, STR("-"))) {
		r->next++;
		return true;
	}
	return reader_base64(r, false);
}

bool
read_salt(struct reader *r)
{
	size_t at = r->len;

	if (!reader_put_number(r, 0, 1))
		return false;
	if (reader_more(r) && !r->tokens[r->next].quoted &&
	    str_equal(r->tokens[r->next].text, STR("-"))) {
		r->next++;
		return true;
	}
	if (!reader_hex_token(r, 255))
		return false;
	r->wire[at] = (uint8_t)(r->len - at - 1);
	return true;
}

static const char base32_digits[] = "0123456789abcdefghijklmnopqrstuv";

/* The value of a digit of base32hex (RFC 4648 §7), -1 for anything else. */
static int
base32_value(char c)
{
	int digit = c >= '0' && c <= '9' ? c - '0' : -1;

	c = (char)ascii_lower((uint8_t)c);
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : digit;
}

/* RFC 5155 §11: algorithm 1 is SHA-1, whose hashes have 20 octets. */
static bool
hash_check(uint8_t algorithm, size_t len)
{
	return algorithm != 1 || len == 20;
}

/* RFC 5155 §3.3: base32hex without padding, one token. */
bool
read_hash(struct reader *r)
{
	const struct token *token = reader_plain(r);
	uint8_t octets[256];
	unsigned bits = 0, have = 0;
	size_t len = 0;

	if (token == NULL)
		return false;
	for (size_t i = 0; i < token->text.len; i++) {
		int value = base32_value(token->text.ptr[i]);

		if (value < 0)
			return reader_bad(r, PROBLEM_RDATA_HEX_ODD, i, 1,
			    "%.*s has \"%.1s\", wanted base32hex (0 to 9, a to v)", SHOWN(r->field),
			    token->text.ptr + i);
		bits = (bits << 5 | (unsigned)value) & 0xfff;
		have += 5;
		if (have < 8)
			continue;
		have -= 8;
		if (len < sizeof octets)
			octets[len++] = (uint8_t)(bits >> have);
	}
	/* a whole digit that completes no octet, or bits left over, are no encoding of anything */
	if (have >= 5 || (bits & ((1u << have) - 1)) != 0)
		return reader_bad(r, PROBLEM_RDATA_HEX_ODD, 0, 0,
		    "%.*s ends inside an octet, wanted whole octets in base32hex", SHOWN(r->field));
	if (len == 0 || len > 255)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "1 to 255 octets in base32hex");
	if (!hash_check(r->wire[0], len))
		return reader_wanted(r, PROBLEM_DIGEST_LENGTH, "20 octets for hash-algorithm 1");
	return reader_put_number(r, len, 1) && reader_put(r, octets, len);
}

/* RFC 7043 §3.2: pairs of hex digits parted by hyphens. */
bool
read_eui(struct reader *r, size_t octets)
{
	const struct token *token = reader_plain(r);
	struct str text;

	if (token == NULL)
		return false;
	text = token->text;
	for (size_t i = 0; i < octets; i++) {
		int high, low;

		if (text.len != octets * 3 - 1)
			break;
		high = hex_digit(text.ptr[3 * i]);
		low = hex_digit(text.ptr[3 * i + 1]);
		if (high < 0 || low < 0 || (i + 1 < octets && text.ptr[3 * i + 2] != '-'))
			break;
		if (!reader_put_number(r, (uint64_t)(high << 4 | low), 1))
			return false;
		if (i + 1 == octets)
			return true;
	}
	return reader_wanted(
	    r, PROBLEM_RDATA_INVALID, "%zu pairs of hex digits parted by hyphens", octets);
}

/* RFC 6742 §2.1.2: four groups of one to four hex digits, parted by colons. */
bool
read_locator(struct reader *r)
{
	static const char wanted[] =
	    "four groups of hex digits parted by colons, as in 14:4fff:ff20:ee64";
	const struct token *token = reader_plain(r);
	uint64_t value = 0, group = 0;
	unsigned groups = 0, digits = 0;

	if (token == NULL)
		return false;
	for (size_t i = 0; i <= token->text.len; i++) {
		int digit = i < token->text.len ? hex_digit(token->text.ptr[i]) : -1;

		if (digit >= 0) {
			group = group << 4 | (uint64_t)digit;
			if (++digits > 4)
				return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
			continue;
		}
		if (digits == 0 || ++groups > 4 ||
		    (i < token->text.len && token->text.ptr[i] != ':'))
			return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
		value = value << 16 | group;
		group = 0;
		digits = 0;
	}
	if (groups != 4)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	return reader_put_number(r, value, 8);
}

/* Hex digits with dots anywhere between them. */
static bool
dotted_hex(struct reader *r, struct str text, const char *wanted)
{
	size_t before = r->len;
	int half = -1;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '.' && !hex_add(r, (struct str){ text.ptr + i, 1 }, &half))
			return false;
	if (half >= 0)
		return hex_odd(r);
	if (r->len == before)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	return true;
}

/* RFC 1706 §6 */
bool
read_nsap(struct reader *r)
{
	const struct token *token = reader_plain(r);
	struct str text;

	if (token == NULL)
		return false;
	text = token->text;
	if (text.len < 2 || text.ptr[0] != '0' || ascii_lower((uint8_t)text.ptr[1]) != 'x')
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "0x and hex digits");
	return dotted_hex(r, (struct str){ text.ptr + 2, text.len - 2 }, "0x and hex digits");
}

/* Dots stand between digits only, one at a time. */
static bool
dots_check(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '.' && (i == 0 || i + 1 == text.len || text.ptr[i - 1] == '.'))
			return false;
	return true;
}

/* ATM Forum: "+" and digits is an E.164 number (format 1), else an AESA in hex (format 0). */
bool
read_atma(struct reader *r)
{
	static const char wanted[] = "hex digits, or + and digits, dots between them";
	const struct token *token = reader_plain(r);
	struct str text;
	bool e164;

	if (token == NULL)
		return false;
	text = token->text;
	e164 = text.len > 0 && text.ptr[0] == '+';
	if (e164)
		text = (struct str){ text.ptr + 1, text.len - 1 };
	if (text.len == 0 || !dots_check(text))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	if (!reader_put_number(r, e164, 1))
		return false;
	if (!e164)
		return dotted_hex(r, text, wanted);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '.')
			continue;
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
		if (!reader_put(r, text.ptr + i, 1))
			return false;
	}
	return true;
}

void
walker_hex(struct walker *w, const uint8_t *octets, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	if (w->out == NULL)
		return;
	for (size_t i = 0; i < len; i++) {
		buf_char(w->out, digits[octets[i] >> 4]);
		buf_char(w->out, digits[octets[i] & 15]);
	}
}

void
walker_base64(struct walker *w, const uint8_t *octets, size_t len)
{
	if (w->out == NULL)
		return;
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		char third = '=', last = '=';
		unsigned group = (unsigned)octets[i] << 16;

		if (left > 1)
			group |= (unsigned)octets[i + 1] << 8;
		if (left > 2)
			group |= octets[i + 2];
		buf_char(w->out, base64_digits[group >> 18]);
		buf_char(w->out, base64_digits[group >> 12 & 63]);
		if (left > 1)
			third = base64_digits[group >> 6 & 63];
		if (left > 2)
			last = base64_digits[group & 63];
		buf_char(w->out, third);
		buf_char(w->out, last);
	}
}

bool
walk_hex(struct walker *w)
{
	size_t len = walker_left(w);

	if (len == 0)
		return false;
	walker_gap(w);
	walker_hex(w, walker_take(w, len), len);
	return true;
}

bool
walk_digest(struct walker *w, char letter)
{
	size_t wanted = digest_length(letter, w->wire[w->at - 1]), len = walker_left(w);

	if ((wanted != 0 && len != wanted) || (letter == 'Z' && len < ZONEMD_DIGEST_MIN))
		return false;
	return walk_hex(w);
}

bool
walk_base64(struct walker *w, char letter)
{
	size_t len = walker_left(w);

	if (len == 0 && (letter == 'O' || letter == 's')) {
		if (letter == 's') {
			walker_gap(w);
			walker_put(w, "-");
		}
		return true;
	}
	if (letter == 'K' && is_no_key(w->type, w->wire))
		return true;
	if (len == 0)
		return false;
	walker_gap(w);
	walker_base64(w, walker_take(w, len), len);
	return true;
}

bool
walk_salt(struct walker *w)
{
	const uint8_t *len = walker_take(w, 1), *octets;

	if (len == NULL)
		return false;
	octets = walker_take(w, *len);
	if (octets == NULL)
		return false;
	walker_gap(w);
	if (*len == 0)
		walker_put(w, "-");
	else
		walker_hex(w, octets, *len);
	return true;
}

bool
walk_hash(struct walker *w)
{
	const uint8_t *len = walker_take(w, 1), *octets;
	unsigned bits = 0, have = 0;

	if (len == NULL || *len == 0 || !hash_check(w->wire[0], *len))
		return false;
	octets = walker_take(w, *len);
	if (octets == NULL)
		return false;
	walker_gap(w);
	for (size_t i = 0; w->out != NULL && i < *len; i++) {
		bits = (bits << 8 | octets[i]) & 0xfff;
		for (have += 8; have >= 5; have -= 5)
			buf_char(w->out, base32_digits[bits >> (have - 5) & 31]);
	}
	if (w->out != NULL && have > 0)
		buf_char(w->out, base32_digits[bits << (5 - have) & 31]);
	return true;
}

bool
walk_eui(struct walker *w, size_t octets)
{
	const uint8_t *p = walker_take(w, octets);

	if (p == NULL)
		return false;
	walker_gap(w);
	for (size_t i = 0; i < octets; i++)
		walker_put(w, "%s%02x", i == 0 ? "" : "-", p[i]);
	return true;
}

bool
walk_locator(struct walker *w)
{
	const uint8_t *p = walker_take(w, 8);

	if (p == NULL)
		return false;
	walker_gap(w);
	for (size_t i = 0; i < 8; i += 2)
		walker_put(w, "%s%x", i == 0 ? "" : ":", (unsigned)number_at(p + i, 2));
	return true;
}

bool
walk_nsap(struct walker *w)
{
	size_t len = walker_left(w);

	if (len == 0)
		return false;
	walker_gap(w);
	walker_put(w, "0x");
	walker_hex(w, walker_take(w, len), len);
	return true;
}

bool
walk_atma(struct walker *w)
{
	const uint8_t *format = walker_take(w, 1), *octets;
	size_t len = walker_left(w);

	if (format == NULL || *format > 1 || len == 0)
		return false;
	octets = walker_take(w, len);
	walker_gap(w);
	if (*format == 0) {
		walker_hex(w, octets, len);
		return true;
	}
	walker_put(w, "+");
	for (size_t i = 0; i < len; i++) {
		if (octets[i] < '0' || octets[i] > '9')
			return false;
		walker_put(w, "%c", octets[i]);
	}
	return true;
}
