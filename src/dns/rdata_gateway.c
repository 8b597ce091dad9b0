/*
 * dns/rdata_gateway.c -- fields whose form depends on a number before them: APL, IPSECKEY,
 * AMTRELAY, HIP, A6
 */
#include "dns/addr.h"
#include "dns/rdata_fields.h"

/* The decimal value of text, or something over most when it is none or larger. */
static unsigned
small_number(struct str text, unsigned most)
{
	unsigned value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return most + 1;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
		if (value > most)
			return most + 1;
	}
	return text.len > 0 ? value : most + 1;
}

/* RFC 3123 §5: "[!]family:address/prefix", family 1 for IPv4 and 2 for IPv6. */
static bool
read_apl_item(struct reader *r)
{
	static const char wanted[] = "[!]family:address/length";
	const struct token *token = reader_plain(r);
	uint8_t item[4 + 16] = { 0 };
	const char *colon, *slash;
	unsigned family, bits, len;
	struct str text;

	if (token == NULL)
		return false;
	text = token->text;
	if (text.len > 0 && text.ptr[0] == '!') {
		item[3] = 0x80;
		text = (struct str){ text.ptr + 1, text.len - 1 };
	}
	colon = text.len == 0 ? NULL : memchr(text.ptr, ':', text.len);
	slash = text.len == 0 ? NULL : memrchr(text.ptr, '/', text.len);
	if (colon == NULL || slash == NULL || slash < colon)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s", wanted);
	family = small_number((struct str){ text.ptr, (size_t)(colon - text.ptr) }, 2);
	if (family < 1 || family > 2)
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s with family 1 or 2", wanted);
	len = family == 1 ? 4 : 16;
	bits = small_number(
	    (struct str){ slash + 1, text.len - (size_t)(slash + 1 - text.ptr) }, len * 8);
	text = (struct str){ colon + 1, (size_t)(slash - colon - 1) };
	if (!(family == 1 ? addr_parse_v4(text, item + 4) : addr_parse_v6(text, item + 4)))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "%s with an IPv%d address", wanted,
		    family == 1 ? 4 : 6);
	if (bits > len * 8)
		return reader_wanted(
		    r, PROBLEM_NUMBER_RANGE, "%s with a length from 0 to %u", wanted, len * 8);
	while (len > 0 && item[4 + len - 1] == 0) /* RFC 3123 §4: no trailing zero octets */
		len--;
	item[1] = (uint8_t)family;
	item[2] = (uint8_t)bits;
	item[3] |= (uint8_t)len;
	return reader_put(r, item, 4 + len);
}

bool
read_apl(struct reader *r)
{
	while (reader_more(r))
		if (!read_apl_item(r))
			return false;
	return true;
}

static bool
walk_apl_item(struct walker *w)
{
	const uint8_t *head = walker_take(w, 4), *octets;
	struct addr addr = { .family = ADDR_V4 };
	char text[ADDR_TEXT_MAX];
	unsigned family, len, full;

	if (head == NULL)
		return false;
	family = (unsigned)number_at(head, 2);
	if (family < 1 || family > 2)
		return false;
	len = head[3] & 0x7f;
	full = family == 1 ? 4 : 16;
	octets = walker_take(w, len);
	if (octets == NULL || len > full || head[2] > full * 8 || (len > 0 && octets[len - 1] == 0))
		return false;
	if (family == 2)
		addr.family = ADDR_V6;
	memcpy(addr.octets, octets, len);
	walker_gap(w);
	walker_put(
	    w, "%s%u:%s/%u", head[3] & 0x80 ? "!" : "", family, addr_text(&addr, text), head[2]);
	return true;
}

bool
walk_apl(struct walker *w)
{
	while (walker_left(w) > 0)
		if (!walk_apl_item(w))
			return false;
	return true;
}

/*
 * A gateway or relay by its type: 0 ".", 1 IPv4, 2 IPv6, 3 a name (RFC 4025 §2.5, RFC 8777 §4.2.4).
 */
static bool
read_by_type(struct reader *r, unsigned type)
{
	const struct token *token;

	switch (type) {
	case 1:
		return read_a(r);
	case 2:
		return read_aaaa(r);
	case 3:
		return read_name(r);
	default:
		token = reader_plain(r);
		if (token == NULL)
			return false;
		return str_equal(token->text, STR(".")) ||
		       reader_wanted(r, PROBLEM_RDATA_INVALID, "\".\" behind type 0");
	}
}

static bool
walk_by_type(struct walker *w, unsigned type)
{
	switch (type) {
	case 0:
		walker_gap(w);
		walker_put(w, ".");
		return true;
	case 1:
		return walk_a(w);
	case 2:
		return walk_aaaa(w);
	case 3:
		return walk_name(w);
	default:
		return false;
	}
}

bool
read_gateway(struct reader *r)
{
	unsigned type = r->wire[1];

	if (type > 3)
		return reader_bad_token(
		    r, PROBLEM_NUMBER_RANGE, 1, "gateway-type is %u, wanted 0 to 3", type);
	if (!read_by_type(r, type))
		return false;
	r->field = STR("public-key");
	return reader_base64(r, false);
}

bool
walk_gateway(struct walker *w)
{
	return walk_by_type(w, w->wire[1]) && walk_base64(w, 'b');
}

bool
read_relay(struct reader *r)
{
	uint64_t optional, type;

	if (!reader_number(r, 1, &optional))
		return false;
	r->field = STR("relay-type");
	if (!reader_number(r, 3, &type) || !reader_put_number(r, optional << 7 | type, 1))
		return false;
	r->field = STR("relay");
	return read_by_type(r, (unsigned)type);
}

bool
walk_relay(struct walker *w)
{
	const uint8_t *p = walker_take(w, 1);

	if (p == NULL)
		return false;
	walker_gap(w);
	walker_put(w, "%u %u", *p >> 7, *p & 0x7fu);
	return walk_by_type(w, *p & 0x7f);
}

/* RFC 8005 §5 and §6: the lengths of HIT and key stand before both. */
bool
read_hip(struct reader *r)
{
	static const uint8_t lengths[] = { 0, 0, 0, 0 };
	uint64_t algorithm;
	size_t hit, key;

	if (!reader_number(r, 255, &algorithm) || !reader_put(r, lengths, sizeof lengths))
		return false;
	r->field = STR("hit");
	if (!reader_hex_token(r, 255))
		return false;
	hit = r->len - sizeof lengths;
	r->field = STR("public-key");
	if (!reader_base64(r, true))
		return false;
	key = r->len - sizeof lengths - hit;
	r->wire[0] = (uint8_t)hit;
	r->wire[1] = (uint8_t)algorithm;
	r->wire[2] = (uint8_t)(key >> 8);
	r->wire[3] = (uint8_t)key;
	return true;
}

bool
walk_hip(struct walker *w)
{
	const uint8_t *head = walker_take(w, 4), *hit, *key;
	size_t hit_len, key_len;

	if (head == NULL)
		return false;
	hit_len = head[0];
	key_len = (size_t)number_at(head + 2, 2);
	hit = walker_take(w, hit_len);
	key = hit == NULL ? NULL : walker_take(w, key_len);
	if (key == NULL || hit_len == 0 || key_len == 0)
		return false;
	walker_gap(w);
	walker_put(w, "%u ", head[1]);
	walker_hex(w, hit, hit_len);
	walker_put(w, " ");
	walker_base64(w, key, key_len);
	return true;
}

/*
 * RFC 2874 §3.1: the bits of the address that the prefix does not give, then the name that gives
 * it.
 */
bool
read_a6(struct reader *r)
{
	uint8_t octets[16];
	uint64_t bits;

	if (!reader_number(r, 128, &bits) || !reader_put_number(r, bits, 1))
		return false;
	if (bits < 128) {
		size_t at = r->len, skip = (size_t)bits / 8;

		r->field = STR("suffix");
		if (!read_aaaa(r))
			return false;
		memcpy(octets, r->wire + at, 16);
		octets[skip] &= (uint8_t)(0xff >> bits % 8);
		r->len = at;
		if (!reader_put(r, octets + skip, 16 - skip))
			return false;
	}
	if (bits == 0)
		return true;
	r->field = STR("prefix-name");
	return read_name(r);
}

bool
walk_a6(struct walker *w)
{
	const uint8_t *bits = walker_take(w, 1), *suffix;
	struct addr addr = { .family = ADDR_V6 };
	char text[ADDR_TEXT_MAX];
	size_t skip;

	if (bits == NULL || *bits > 128)
		return false;
	walker_gap(w);
	walker_put(w, "%u", *bits);
	skip = *bits / 8;
	if (*bits < 128) {
		suffix = walker_take(w, 16 - skip);
		if (suffix == NULL || (suffix[0] & ~(0xff >> *bits % 8)))
			return false;
		memcpy(addr.octets + skip, suffix, 16 - skip);
		walker_gap(w);
		walker_put(w, "%s", addr_text(&addr, text));
	}
	return *bits == 0 || walk_name(w);
}
