/* dns/svcb_value.c -- the values of SvcParams, each key's own (RFC 9460 §7 and the registry) */
#include <stdio.h>

#include "dns/addr.h"
#include "dns/rdata_fields.h"

/* The registry "Service Parameter Keys (SvcParamKeys)"; a key is its place. */
static const char *const key_names[] = {
	[SVCB_MANDATORY] = "mandatory",
	[SVCB_ALPN] = "alpn",
	[SVCB_NO_DEFAULT_ALPN] = "no-default-alpn",
	[SVCB_PORT] = "port",
	[SVCB_IPV4HINT] = "ipv4hint",
	[SVCB_ECH] = "ech",
	[SVCB_IPV6HINT] = "ipv6hint",
	[SVCB_DOHPATH] = "dohpath",
	[SVCB_OHTTP] = "ohttp",
	[SVCB_TLS_GROUPS] = "tls-supported-groups",
	[SVCB_DOCPATH] = "docpath",
};

/* Keys of RFC 9460 itself; later ones are printed as keyN, which every server reads. */
#define KEYS_PRINTED_BY_NAME (SVCB_IPV6HINT + 1)

bool
svcb_key_parse(struct str text, uint16_t *key)
{
	uint32_t number = 0;

	for (size_t i = 0; i < ARRAY_LEN(key_names); i++) {
		if (str_equal(text, str_of(key_names[i]))) {
			*key = (uint16_t)i;
			return true;
		}
	}
	/* "keyN" in lower case, without leading zeros (RFC 9460 §2.1) */
	if (text.len < 4 || text.len > 8 || memcmp(text.ptr, "key", 3) != 0)
		return false;
	for (size_t i = 3; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		number = number * 10 + (uint32_t)(text.ptr[i] - '0');
	}
	if (number > 65535 || (text.ptr[3] == '0' && text.len > 4))
		return false;
	*key = (uint16_t)number;
	return true;
}

const char *
svcb_key_text(uint16_t key, char buf[16])
{
	if (key < KEYS_PRINTED_BY_NAME)
		snprintf(buf, 16, "%s", key_names[key]);
	else
		snprintf(buf, 16, "key%u", key);
	return buf;
}

static const char *
mandatory_fault(const uint8_t *value, size_t len)
{
	uint64_t last = 0;

	if (len == 0 || len % 2 != 0)
		return "a list of keys";
	for (size_t i = 0; i < len; i += 2) {
		uint64_t key = number_at(value + i, 2);

		if (key == SVCB_MANDATORY)
			return "keys other than mandatory itself";
		if (i > 0 && key <= last)
			return "each key once";
		last = key;
	}
	return NULL;
}

/* Strings with a length octet each, of at least least octets. */
static bool
is_string_list(const uint8_t *value, size_t len, size_t least)
{
	size_t at = 0;

	while (at < len) {
		if (value[at] < least || value[at] > len - at - 1)
			return false;
		at += (size_t)value[at] + 1;
	}
	return true;
}

static bool
is_utf8(const uint8_t *p, size_t len)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };

	for (size_t i = 0; i < len;) {
		unsigned more = p[i] < 0x80 ? 0 : p[i] >= 0xf0 ? 3 : p[i] >= 0xe0 ? 2 : 1;
		uint32_t point = more == 0 ? p[i] : p[i] & (0x3fu >> more);

		if ((p[i] >= 0x80 && p[i] < 0xc0) || p[i] >= 0xf8 || more >= len - i)
			return false;
		for (unsigned j = 1; j <= more; j++) {
			if ((p[i + j] & 0xc0) != 0x80)
				return false;
			point = point << 6 | (p[i + j] & 0x3f);
		}
		if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
			return false;
		i += more + 1;
	}
	return true;
}

/*
 * Whether the inside of "{…}" has the variable "dns", behind an operator and with modifiers
 * perhaps.
 */
static bool
has_dns_variable(const uint8_t *p, size_t len)
{
	size_t start = 0;

	if (len > 0 && strchr("+#./;?&", p[0]) != NULL && p[0] != 0)
		start = 1;
	for (size_t i = start; i <= len; i++) {
		size_t end = i;

		if (i < len && p[i] != ',')
			continue;
		if (end > start && p[end - 1] == '*')
			end--;
		if (end - start >= 3 && memcmp(p + start, "dns", 3) == 0 &&
		    (end - start == 3 || p[start + 3] == ':'))
			return true;
		start = i + 1;
	}
	return false;
}

/* RFC 9461 §5: a relative URI template (RFC 6570) with the variable "dns". */
static const char *
dohpath_fault(const uint8_t *value, size_t len)
{
	bool dns = false;
	size_t open = len; /* the place of a brace not yet closed, len when there is none */

	if (len == 0 || value[0] != '/')
		return "a path that begins with \"/\"";
	if (!is_utf8(value, len))
		return "a path in UTF-8";
	for (size_t i = 0; i < len; i++) {
		if (value[i] == '{' && open == len) {
			open = i;
		} else if (value[i] == '}' && open < len) {
			dns |= has_dns_variable(value + open + 1, i - open - 1);
			open = len;
		} else if (value[i] == '{' || value[i] == '}') {
			return "braces in pairs";
		}
	}
	if (open < len)
		return "braces in pairs";
	return dns ? NULL : "a template with the variable dns, as in /dns-query{?dns}";
}

static const char *
groups_fault(const uint8_t *value, size_t len)
{
	uint8_t seen[8192] = { 0 };

	if (len == 0 || len % 2 != 0)
		return "a list of numbers";
	for (size_t i = 0; i < len; i += 2) {
		uint64_t group = number_at(value + i, 2);

		if (seen[group / 8] & 1u << group % 8)
			return "each group once";
		seen[group / 8] |= (uint8_t)(1u << group % 8);
	}
	return NULL;
}

const char *
svcb_value_fault(uint16_t key, const uint8_t *value, size_t len)
{
	switch (key) {
	case SVCB_MANDATORY:
		return mandatory_fault(value, len);
	case SVCB_ALPN:
		return len > 0 && is_string_list(value, len, 1) ? NULL
		                                                : "protocol ids of 1 to 255 octets";
	case SVCB_NO_DEFAULT_ALPN:
	case SVCB_OHTTP:
		return len == 0 ? NULL : "no value";
	case SVCB_PORT:
		return len == 2 ? NULL : "a number from 0 to 65535";
	case SVCB_IPV4HINT:
		return len > 0 && len % 4 == 0 ? NULL : "IPv4 addresses";
	case SVCB_ECH:
		return len > 0 ? NULL : "base64";
	case SVCB_IPV6HINT:
		return len > 0 && len % 16 == 0 ? NULL : "IPv6 addresses";
	case SVCB_DOHPATH:
		return dohpath_fault(value, len);
	case SVCB_TLS_GROUPS:
		return groups_fault(value, len);
	case SVCB_DOCPATH:
		return is_string_list(value, len, 0) ? NULL : "path segments of up to 255 octets";
	default:
		return NULL;
	}
}

/* The piece of text up to the next comma, which is taken off text; text.ptr NULL marks the end. */
static struct str
next_piece(struct str *text)
{
	const char *comma = text->len == 0 ? NULL : memchr(text->ptr, ',', text->len);
	struct str piece = *text;

	if (comma == NULL) {
		text->ptr = NULL;
		return piece;
	}
	piece.len = (size_t)(comma - text->ptr);
	*text = (struct str){ comma + 1, text->len - piece.len - 1 };
	return piece;
}

static void
put16(struct buf *out, uint16_t value)
{
	char bytes[] = { (char)(value >> 8), (char)value };

	buf_bytes(out, bytes, 2);
}

static bool
small_decimal(struct str text, uint16_t *value)
{
	uint32_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		n = n * 10 + (uint32_t)(text.ptr[i] - '0');
		if (n > 65535)
			return false;
	}
	*value = (uint16_t)n;
	return text.len > 0;
}

static const char *
mandatory_parse(struct str text, struct buf *out)
{
	uint8_t listed[8192] = { 0 };

	while (text.ptr != NULL) {
		struct str piece = next_piece(&text);
		uint16_t key;

		if (!svcb_key_parse(piece, &key))
			return "keys of the registry or keyN, with commas";
		if (listed[key / 8] & 1u << key % 8)
			return "each key once";
		listed[key / 8] |= (uint8_t)(1u << key % 8);
	}
	for (unsigned key = 0; key < 65536; key++)
		if (listed[key / 8] & 1u << key % 8)
			put16(out, (uint16_t)key);
	return NULL;
}

/*
 * RFC 9460 appendix A.1: strings with commas between them; "\," and "\\" stand for comma and
 * backslash.
 */
static const char *
list_parse(struct str text, struct buf *out)
{
	size_t head = out->len;

	buf_char(out, 0);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == ',') {
			head = out->len;
			buf_char(out, 0);
			continue;
		}
		if (c == '\\') {
			if (++i == text.len || (text.ptr[i] != ',' && text.ptr[i] != '\\'))
				return "a backslash only before a comma or a backslash";
			c = text.ptr[i];
		}
		if ((uint8_t)out->ptr[head] == 255)
			return "at most 255 octets between commas";
		out->ptr[head]++;
		buf_char(out, c);
	}
	return NULL;
}

static const char *
addresses_parse(struct str text, enum addr_family family, struct buf *out)
{
	while (text.ptr != NULL) {
		struct str piece = next_piece(&text);
		uint8_t octets[16];

		if (family == ADDR_V4 ? !addr_parse_v4(piece, octets)
		                      : !addr_parse_v6(piece, octets))
			return family == ADDR_V4 ? "IPv4 addresses with commas between them"
			                         : "IPv6 addresses with commas between them";
		buf_bytes(out, octets, family == ADDR_V4 ? 4 : 16);
	}
	return NULL;
}

static const char *
numbers_parse(struct str text, struct buf *out)
{
	while (text.ptr != NULL) {
		uint16_t value;

		if (!small_decimal(next_piece(&text), &value))
			return "numbers from 0 to 65535 with commas between them";
		put16(out, value);
	}
	return NULL;
}

const char *
svcb_value_parse(uint16_t key, struct str text, struct buf *out)
{
	uint16_t port;

	switch (key) {
	case SVCB_MANDATORY:
		return mandatory_parse(text, out);
	case SVCB_ALPN:
		return list_parse(text, out);
	case SVCB_DOCPATH: /* no segments at all is the path "/" */
		return text.len == 0 ? NULL : list_parse(text, out);
	case SVCB_PORT:
		if (!small_decimal(text, &port))
			return "a number from 0 to 65535";
		put16(out, port);
		return NULL;
	case SVCB_IPV4HINT:
		return addresses_parse(text, ADDR_V4, out);
	case SVCB_IPV6HINT:
		return addresses_parse(text, ADDR_V6, out);
	case SVCB_ECH:
		return base64_decode(text, out) ? NULL : "base64";
	case SVCB_TLS_GROUPS:
		return numbers_parse(text, out);
	default:
		buf_str(out, text);
		return NULL;
	}
}

static void
print_mandatory(struct walker *w, const uint8_t *value, size_t len)
{
	char text[16];

	for (size_t i = 0; i < len; i += 2)
		walker_put(w, "%s%s", i == 0 ? "" : ",",
		    svcb_key_text((uint16_t)number_at(value + i, 2), text));
}

/*
 * Octets of an alpn id: escaped once for the list, and once more for the quoted string around it.
 */
static void
print_id(struct walker *w, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = octets[i];

		if (c == ',')
			walker_put(w, "\\\\,");
		else if (c == '\\')
			walker_put(w, "\\\\\\\\");
		else if (c == '"')
			walker_put(w, "\\\"");
		else if (c < 0x20 || c >= 0x7f)
			walker_put(w, "\\%03u", c);
		else
			walker_put(w, "%c", c);
	}
}

static void
print_alpn(struct walker *w, const uint8_t *value, size_t len)
{
	walker_put(w, "\"");
	for (size_t i = 0; i < len; i += (size_t)value[i] + 1) {
		if (i > 0)
			walker_put(w, ",");
		print_id(w, value + i + 1, value[i]);
	}
	walker_put(w, "\"");
}

static void
print_hints(struct walker *w, const uint8_t *value, size_t len, enum addr_family family)
{
	size_t octets = family == ADDR_V4 ? 4 : 16;
	struct addr addr = { .family = family };
	char text[ADDR_TEXT_MAX];

	for (size_t i = 0; i < len; i += octets) {
		memcpy(addr.octets, value + i, octets);
		walker_put(w, "%s%s", i == 0 ? "" : ",", addr_text(&addr, text));
	}
}

void
svcb_value_print(struct walker *w, uint16_t key, const uint8_t *value, size_t len)
{
	char text[16];

	walker_gap(w);
	walker_put(w, "%s", svcb_key_text(key, text));
	if (len == 0)
		return;
	walker_put(w, "=");
	switch (key) {
	case SVCB_MANDATORY:
		print_mandatory(w, value, len);
		return;
	case SVCB_ALPN:
		print_alpn(w, value, len);
		return;
	case SVCB_PORT:
		walker_put(w, "%u", (unsigned)number_at(value, 2));
		return;
	case SVCB_IPV4HINT:
		print_hints(w, value, len, ADDR_V4);
		return;
	case SVCB_IPV6HINT:
		print_hints(w, value, len, ADDR_V6);
		return;
	case SVCB_ECH:
		walker_base64(w, value, len);
		return;
	default:
		walker_quoted(w, value, len);
		return;
	}
}
