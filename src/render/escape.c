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

/* Characters that are not seen, end lines, or turn the direction of those around them. */
static bool
is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
	       c == 0xFFFE || c == 0xFFFF;
}

/* Octets of the character at i when it is one that can be shown as it is; else 0. */
static size_t
shown_length(struct str text, size_t i)
{
	size_t len = utf8_length(text.ptr + i, text.len - i);

	return len == 0 || is_hidden(utf8_point(text.ptr + i, len)) || breaks_command(text, i)
	           ? 0
	           : len;
}

/*
 * Append UTF-8 with what cannot be shown as \DDD.  replace says what stands for a character of ASCII in
 * a sink, NULL for itself; backslash is what stands for ours.
 */
static void
escape_shown(struct buf *out, struct str text, const char *backslash,
    const char *(*replace)(struct str text, size_t i))
{
	char piece[ESCAPE_MAX];

	for (size_t i = 0, len; i < text.len; i += len == 0 ? 1 : len) {
		const char *instead = NULL;

		len = shown_length(text, i);
		if (len == 0) {
			put_decimal((uint8_t)text.ptr[i], piece);
			buf_text(out, backslash);
			buf_bytes(out, piece + 1, ESCAPE_MAX - 1);
			continue;
		}
		if (len == 1)
			instead = replace(text, i);
		if (instead != NULL)
			buf_text(out, instead);
		else
			buf_bytes(out, text.ptr + i, len);
	}
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
		uint32_t c = len == 0 ? 0 : utf8_point(text.ptr + i, len);

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

static bool
is_letter_or_digit(char c)
{
	uint8_t lower = ascii_lower((uint8_t)c);

	return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
}

/* What stands for ASCII in a comment: a backslash before signs, \DDD where a link would begin. */
static const char *
comment_sign(struct str text, size_t i)
{
	static const char signs[] = "\\`*_[]<>|#&$~";
	static const char quoted[] =
	    "\\\\\0\\`\0\\*\0\\_\0\\[\0\\]\0\\<\0\\>\0\\|\0\\#\0\\&\0\\$\0\\~";
	const char *sign = strchr(signs, text.ptr[i]);

	if (sign != NULL)
		return quoted + 3 * (sign - signs);
	if (text.ptr[i] == '@' && i + 1 < text.len && is_letter_or_digit(text.ptr[i + 1]))
		return "\\\\064";
	if (text.ptr[i] == ':' && starts_with(text, i + 1, STR("//")))
		return "\\\\058";
	if (text.ptr[i] == '.' && i >= 3 &&
	    str_equal_fold((struct str){ text.ptr + i - 3, 3 }, STR("www")))
		return "\\\\046";
	return NULL;
}

void
escape_comment(struct buf *out, struct str text)
{
	escape_shown(out, text, "\\\\", comment_sign);
}

static const char *
xml_sign(struct str text, size_t i)
{
	switch (text.ptr[i]) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	default:
		return NULL;
	}
}

void
escape_xml(struct buf *out, struct str text)
{
	escape_shown(out, text, "\\", xml_sign);
}

static const char *
message_sign(struct str text, size_t i)
{
	return text.ptr[i] == '%' ? "%25" : NULL;
}

static const char *
property_sign(struct str text, size_t i)
{
	return text.ptr[i] == ':' ? "%3A" : text.ptr[i] == ',' ? "%2C" : message_sign(text, i);
}

void
escape_workflow(struct buf *out, struct str text, bool property)
{
	escape_shown(out, text, "\\", property ? property_sign : message_sign);
}

void
escape_sarif(struct buf *out, struct str text, bool in_link)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i], next = (char)(i + 1 < text.len ? text.ptr[i + 1] : '\0');
		char piece[ESCAPE_MAX];

		/* "[text](1)" is a link and "{0}" a placeholder */
		if ((c == ']' && next == '(') || (c == '{' && next >= '0' && next <= '9') ||
		    (in_link && (c == '[' || c == ']'))) {
			put_decimal((uint8_t)c, piece);
			buf_bytes(out, piece, ESCAPE_MAX);
		} else {
			buf_char(out, c);
		}
	}
}

void
escape_json_pair(struct buf *out, const char *key, const char *text)
{
	buf_text(out, key);
	if (text == NULL)
		buf_text(out, "null");
	else
		escape_json(out, str_of(text));
}
