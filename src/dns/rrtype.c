/* dns/rrtype.c -- the list of RR types as tables and look-ups */
#include "dns/rrtype.h"

#include <stdio.h>

#define AS_INFO(name, text, number, layout, flags, source) { text, number, flags, layout, source },
static const struct rrtype_info infos[] = { RRTYPE_LIST(AS_INFO) };
#undef AS_INFO

_Static_assert(ARRAY_LEN(infos) < 255, "a code must fit one octet");

/* Longest mnemonic that is worth a guess; more is no slip of the finger. */
#define SPELLING_MAX 12

const struct rrtype_info *
rrtype_info(enum rrcode code)
{
	return (size_t)code < ARRAY_LEN(infos) ? &infos[code] : NULL;
}

enum rrcode
rrtype_code(uint16_t number)
{
#define AS_CASE(name, text, number, layout, flags, source) \
 case number:                                              \
  return RRCODE_##name;
	switch (number) {
		RRTYPE_LIST(AS_CASE)
	default:
		return RRCODE_OTHER;
	}
#undef AS_CASE
}

/* "TYPE" or "CLASS" followed by a decimal number of at most 65535. */
static bool
numbered_parse(struct str text, struct str word, uint16_t *number)
{
	uint32_t value = 0;

	if (text.len <= word.len || text.len > word.len + 5)
		return false;
	if (!str_equal_fold((struct str){ text.ptr, word.len }, word))
		return false;
	for (size_t i = word.len; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(text.ptr[i] - '0');
	}
	if (value > 65535)
		return false;
	*number = (uint16_t)value;
	return true;
}

bool
rrtype_parse(struct str text, uint16_t *number)
{
	uint8_t first;

	if (text.len == 0)
		return false;
	first = ascii_lower((uint8_t)text.ptr[0]);
	for (size_t i = 0; i < ARRAY_LEN(infos); i++) {
		if (ascii_lower((uint8_t)infos[i].name[0]) != first)
			continue;
		if (str_equal_fold(text, str_of(infos[i].name))) {
			*number = infos[i].number;
			return true;
		}
	}
	return numbered_parse(text, STR("TYPE"), number);
}

const char *
rrtype_text(uint16_t number, char buf[16])
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(number));

	if (info != NULL)
		memcpy(buf, info->name, strlen(info->name) + 1); /* the longest has 10 */
	else
		snprintf(buf, 16, "TYPE%u", (unsigned)number);
	return buf;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop, replace or swap with a neighbour so that a becomes b, case put aside. */
static unsigned
spelling_distance(struct str a, struct str b)
{
	unsigned rows[3][SPELLING_MAX + 1];
	unsigned *older = rows[0], *last = rows[1], *now = rows[2];

	for (unsigned j = 0; j <= b.len; j++)
		last[j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		uint8_t c = ascii_lower((uint8_t)a.ptr[i - 1]);
		unsigned *spare = older;

		now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			uint8_t d = ascii_lower((uint8_t)b.ptr[j - 1]);

			now[j] = least(last[j - 1] + (c != d), least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && c == ascii_lower((uint8_t)b.ptr[j - 2]) &&
			    d == ascii_lower((uint8_t)a.ptr[i - 2]))
				now[j] = least(now[j], older[j - 2] + 1);
		}
		older = last;
		last = now;
		now = spare;
	}
	return last[b.len];
}

const char *
rrtype_nearest(struct str text)
{
	const char *nearest = NULL;
	unsigned best = text.len <= 4 ? 1 : 2; /* of three letters, two wrong ones leave nothing */

	if (text.len < 2 || text.len > SPELLING_MAX)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(infos); i++) {
		unsigned distance;

		if (infos[i].flags & (RRTYPE_META | RRTYPE_NONSTANDARD))
			continue;
		distance = spelling_distance(text, str_of(infos[i].name));
		if (distance < best || (distance == best && nearest == NULL)) {
			best = distance;
			nearest = infos[i].name;
		}
	}
	return nearest;
}

bool
rrclass_parse(struct str text, uint16_t *number)
{
	static const struct {
		const char *name;
		uint16_t number;
	} classes[] = {
		{ "IN", 1 },
		{ "CH", 3 },
		{ "HS", 4 },
		{ "NONE", 254 },
		{ "ANY", 255 },
	};

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (str_equal_fold(text, str_of(classes[i].name))) {
			*number = classes[i].number;
			return true;
		}
	}
	return numbered_parse(text, STR("CLASS"), number);
}
