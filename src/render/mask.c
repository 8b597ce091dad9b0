/* render/mask.c -- nothing that opens a server's doors goes into a log */
#include "render/mask.h"

enum { KEY_LENGTH = 16 }; /* of the shortest that looks like one: 96 bits */

static bool
is_base64(char c)
{
	uint8_t lower = ascii_lower((uint8_t)c);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

static bool
is_word(char c)
{
	return is_base64(c) || c == '_' || c == '-';
}

/* Does one of the words stand at i, alone?  Its length. */
static size_t
word_at(struct str text, size_t i)
{
	static const struct str words[] = { { "secret", 6 }, { "password", 8 } };

	for (size_t k = 0; k < ARRAY_LEN(words); k++) {
		struct str word = words[k];

		if (text.len - i < word.len ||
		    !str_equal_fold(word, (struct str){ text.ptr + i, word.len }))
			continue;
		if ((i == 0 || !is_word(text.ptr[i - 1])) &&
		    (i + word.len == text.len || !is_word(text.ptr[i + word.len])))
			return word.len;
	}
	return 0;
}

/* Mask the value that begins at i, in quotation marks or not; its end. */
static size_t
mask_value(struct buf *text, size_t i)
{
	char quote = '\0';

	while (i < text->len && strchr(" \t:=", text->ptr[i]) != NULL)
		i++;
	if (i < text->len && (text->ptr[i] == '"' || text->ptr[i] == '\''))
		quote = text->ptr[i++];
	while (i < text->len &&
	       (quote != '\0' ? text->ptr[i] != quote : strchr(" \t;{}\"", text->ptr[i]) == NULL))
		text->ptr[i++] = '*';
	return i;
}

/* Mask a key that begins at i; its end, or i when there is none. */
static size_t
mask_key(struct buf *text, size_t i)
{
	size_t end = i;

	while (end < text->len && is_base64(text->ptr[end]))
		end++;
	if (end - i + 2 < KEY_LENGTH || end == text->len || text->ptr[end] != '=')
		return i;
	while (end < text->len && text->ptr[end] == '=')
		end++;
	memset(text->ptr + i, '*', end - i);
	return end;
}

void
mask_secrets(struct buf *text)
{
	size_t i = 0;

	while (i < text->len) {
		size_t len = word_at(buf_view(text), i), end;

		if (len > 0) {
			i = mask_value(text, i + len);
			continue;
		}
		end = i == 0 || !is_base64(text->ptr[i - 1]) ? mask_key(text, i) : i;
		i = end > i ? end : i + 1;
	}
}
