/* render/escape.c -- untrusted bytes for each sink */
#include "render/escape.h"

#include "base/utf8.h"

static bool
is_plain(uint8_t c)
{
	return c >= 0x20 && c <= 0x7E;
}

static bool
is_hex(uint8_t c)
{
	c = ascii_lower(c);
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
starts_with(struct str text, size_t at, struct str word)
{
	return text.len - at >= word.len &&
	       str_equal_fold((struct str){ text.ptr + at, word.len }, word);
}

/* Does "#" before at begin a command of Azure Pipelines, GitHub (old form) or TeamCity? */
static bool
hash_command(struct str text, size_t at)
{
	return starts_with(text, at, STR("[")) || starts_with(text, at, STR("vso[")) ||
	       starts_with(text, at, STR("teamcity["));
}

/* Does a word follow that no IPv6 address could have there?  All commands of runners do. */
static bool
colon_command(struct str text, size_t at)
{
	uint8_t c;

	while (at < text.len && is_hex((uint8_t)text.ptr[at]))
		at++;
	if (at == text.len)
		return false;
	c = ascii_lower((uint8_t)text.ptr[at]);
	return (c >= 'g' && c <= 'z') || c == '-' || c == '_';
}

/* True when byte i is the second character of what a runner would take for a command. */
static bool
breaks_command(struct str text, size_t i)
{
	char c = text.ptr[i];

	if ((c != '#' && c != ':') || i == 0 || text.ptr[i - 1] != c)
		return false;
	return c == '#' ? hash_command(text, i + 1) : colon_command(text, i + 1);
}

size_t
escape_run(struct str text, size_t from)
{
	size_t i = from;

	while (i < text.len && is_plain((uint8_t)text.ptr[i]) && text.ptr[i] != '#' &&
	       text.ptr[i] != ':')
		i++;
	return i - from;
}

static size_t
put_decimal(uint8_t c, char out[ESCAPE_MAX])
{
	out[0] = '\\';
	out[1] = (char)('0' + c / 100);
	out[2] = (char)('0' + c / 10 % 10);
	out[3] = (char)('0' + c % 10);
	return ESCAPE_MAX;
}

size_t
escape_byte(struct str text, size_t i, char out[ESCAPE_MAX])
{
	uint8_t c = (uint8_t)text.ptr[i];

	if (!is_plain(c) || breaks_command(text, i))
		return put_decimal(c, out);
	out[0] = (char)c;
	return 1;
}

void
escape_text(struct buf *out, struct str text)
{
	char piece[ESCAPE_MAX];

	for (size_t i = 0; i < text.len;) {
		size_t run = escape_run(text, i);

		buf_bytes(out, text.ptr + i, run);
		i += run;
		if (i < text.len) {
			buf_bytes(out, piece, escape_byte(text, i, piece));
			i++;
		}
	}
}

void
escape_path(struct buf *out, struct str path)
{
	char piece[ESCAPE_MAX];

	for (size_t i = 0; i < path.len;) {
		char c = path.ptr[i];
		bool after_colon = i == 0 || path.ptr[i - 1] == ':';
		size_t n, run = i > 0 ? escape_run(path, i) : 0;

		if (run > 0) {
			buf_bytes(out, path.ptr + i, run);
			i += run;
			continue;
		}
		/* runners trim blanks before they look for "::" */
		if ((c == ':' && after_colon) || (c == ' ' && i == 0))
			n = put_decimal((uint8_t)c, piece);
		else
			n = escape_byte(path, i, piece);
		buf_bytes(out, piece, n);
		i++;
	}
}

/* The code point of a valid sequence of len octets. */
static uint32_t
code_point(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t c = len == 1 ? p[0] : p[0] & (0xFFU >> (len + 1));

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3FU);
	return c;
}

/* Characters that are not seen, end lines, or turn the direction of those around them. */
static bool
is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static void
json_escaped(struct buf *out, uint32_t c)
{
	switch (c) {
	case '"':
		buf_text(out, "\\\"");
		break;
	case '\\':
		buf_text(out, "\\\\");
		break;
	case '\n':
		buf_text(out, "\\n");
		break;
	case '\r':
		buf_text(out, "\\r");
		break;
	case '\t':
		buf_text(out, "\\t");
		break;
	default:
		buf_put(out, "\\u%04x", c);
	}
}

void
escape_json(struct buf *out, struct str text)
{
	size_t from = 0, i = 0;
	char piece[ESCAPE_MAX];

	buf_char(out, '"');
	while (i < text.len) {
		size_t len = utf8_length(text.ptr + i, text.len - i);
		uint32_t c = len == 0 ? 0 : code_point(text.ptr + i, len);

		if (len > 0 && !is_hidden(c) && c != '"' && c != '\\' && !breaks_command(text, i)) {
			i += len;
			continue;
		}
		buf_bytes(out, text.ptr + from, i - from);
		if (len == 0) {
			put_decimal((uint8_t)text.ptr[i], piece);
			buf_char(out, '\\');
			buf_bytes(out, piece, ESCAPE_MAX);
		} else {
			json_escaped(out, c);
		}
		i += len == 0 ? 1 : len;
		from = i;
	}
	buf_bytes(out, text.ptr + from, text.len - from);
	buf_char(out, '"');
}

void
escape_uri(struct buf *out, struct str text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.ptr[i], lower = ascii_lower(c);

		if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~/", c) != NULL)) {
			buf_char(out, (char)c);
		} else {
			buf_char(out, '%');
			buf_char(out, hex[c >> 4]);
			buf_char(out, hex[c & 15]);
		}
	}
}

void
escape_markdown(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char piece[ESCAPE_MAX];
		size_t n = escape_byte(text, i, piece);

		if (n > 1 || (piece[0] != '\0' && strchr("\\`*_[]<>|#&", piece[0]) != NULL))
			buf_char(out, '\\');
		buf_bytes(out, piece, n);
	}
}
