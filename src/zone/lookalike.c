/* zone/lookalike.c -- curly quotes, blanks that are none, dashes, dots */
#include "zone/lookalike.h"

static const struct lookalike lookalikes[] = {
	{ "\xe2\x80\x98", "U+2018 left single quotation mark", "'" },
	{ "\xe2\x80\x99", "U+2019 right single quotation mark", "'" },
	{ "\xe2\x80\x9c", "U+201C left double quotation mark", "\"" },
	{ "\xe2\x80\x9d", "U+201D right double quotation mark", "\"" },
	{ "\xe2\x80\x9e", "U+201E low double quotation mark", "\"" },
	{ "\xc2\xa0", "U+00A0 no-break space", " " },
	{ "\xe2\x80\xaf", "U+202F narrow no-break space", " " },
	{ "\xe2\x80\x8b", "U+200B zero width space", "" },
	{ "\xe2\x80\x8c", "U+200C zero width non-joiner", "" },
	{ "\xe2\x80\x8d", "U+200D zero width joiner", "" },
	{ "\xef\xbb\xbf", "U+FEFF byte order mark", "" },
	{ "\xc2\xad", "U+00AD soft hyphen", "" },
	{ "\xe2\x80\x90", "U+2010 hyphen", "-" },
	{ "\xe2\x80\x91", "U+2011 non-breaking hyphen", "-" },
	{ "\xe2\x80\x93", "U+2013 en dash", "-" },
	{ "\xe2\x80\x94", "U+2014 em dash", "-" },
	{ "\xe2\x88\x92", "U+2212 minus sign", "-" },
	{ "\xef\xbc\x8e", "U+FF0E fullwidth full stop", "." },
	{ "\xe3\x80\x82", "U+3002 ideographic full stop", "." },
	{ "\xef\xbc\xa0", "U+FF20 fullwidth commercial at", "@" },
};

const struct lookalike *
lookalike_find(struct str text, bool quoted, size_t *at)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		if ((uint8_t)text.ptr[i] < 0xc0)
			continue;
		for (size_t k = 0; k < ARRAY_LEN(lookalikes); k++) {
			size_t len = strlen(lookalikes[k].utf8);
			char ascii = lookalikes[k].ascii[0];

			if (quoted && ascii != '\0' && ascii != ' ')
				continue;
			if (len <= text.len - i &&
			    memcmp(text.ptr + i, lookalikes[k].utf8, len) == 0) {
				*at = i;
				return &lookalikes[k];
			}
		}
	}
	return NULL;
}

const char *
lookalike_meant(const struct lookalike *like)
{
	return like->ascii[0] == '\0' ? "nothing" : like->ascii[0] == ' ' ? "a blank" : like->ascii;
}
