/* render/wrap.c -- breaking prose into lines; a column for each code point */
#include "render/wrap.h"

#define LEAST 20 /* columns: less than that is not worth a break */

struct str
wrap_line(struct str *text, size_t width)
{
	struct str line = *text;
	size_t columns = 0, blank = 0, i;

	for (i = 0; i < text->len; i++) {
		uint8_t c = (uint8_t)text->ptr[i];

		if (width > 0 && columns == width && c != ' ' && (c & 0xC0) != 0x80)
			break;
		if (c == ' ') {
			if (width > 0 && columns >= width) {
				blank = i;
				break;
			}
			blank = i;
		}
		columns += (c & 0xC0) != 0x80;
	}
	if (i < text->len)
		line.len = blank > 0 ? blank : i;
	*text = (struct str){ text->ptr + line.len, text->len - line.len };
	while (text->len > 0 && text->ptr[0] == ' ')
		*text = (struct str){ text->ptr + 1, text->len - 1 };
	return line;
}

void
wrap_text(struct buf *out, const char *text, size_t indent, size_t width)
{
	bool first = true;

	if (width > 0)
		width = width > indent + LEAST ? width - indent : LEAST;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		struct str rest = { text, len };

		do {
			struct str line = wrap_line(&rest, width);

			if (!first) {
				buf_char(out, '\n');
				buf_fill(out, ' ', line.len > 0 ? indent : 0);
			}
			buf_str(out, line);
			first = false;
		} while (rest.len > 0);
		text += len + (text[len] == '\n');
	}
}
