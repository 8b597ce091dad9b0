/* base/suggest.c -- nearest spelling */
#include "base/suggest.h"

static uint8_t
fold(char c)
{
	return c == '-' ? '_' : ascii_lower((uint8_t)c);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
suggest_distance(struct str a, struct str b, size_t most)
{
	size_t rows[3][SUGGEST_WORD_MAX + 1];
	size_t *two = rows[0], *one = rows[1], *row = rows[2];
	size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;

	if (gap > most || a.len > SUGGEST_WORD_MAX || b.len > SUGGEST_WORD_MAX)
		return most + 1;
	for (size_t j = 0; j <= b.len; j++)
		one[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t smallest = i, *spare = two;

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			uint8_t x = fold(a.ptr[i - 1]), y = fold(b.ptr[j - 1]);

			row[j] = least(one[j - 1] + (x != y), least(one[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == fold(b.ptr[j - 2]) && y == fold(a.ptr[i - 2]))
				row[j] = least(row[j], two[j - 2] + 1);
			smallest = least(smallest, row[j]);
		}
		/* a swap reaches back two rows, so one bad row alone decides nothing */
		if (smallest > most + 1)
			return most + 1;
		two = one;
		one = row;
		row = spare;
	}
	return least(one[b.len], most + 1);
}

void
suggest_begin(struct suggest *s, struct str word)
{
	*s = (struct suggest){ .word = word, .most = word.len <= 4 ? 1 : 2 };
}

void
suggest_offer(struct suggest *s, struct str candidate)
{
	size_t distance;

	if (s->best.ptr != NULL && s->most == 0)
		return;
	distance = suggest_distance(s->word, candidate, s->most);
	if (distance > s->most || (s->best.ptr != NULL && distance == s->most))
		return;
	/* a word all of whose letters are replaced is no slip of the pen */
	if (distance >= candidate.len)
		return;
	s->best = candidate;
	s->most = distance;
}

const char *
suggest_from(struct str word, const char *const *list, size_t count)
{
	struct suggest s;

	suggest_begin(&s, word);
	for (size_t i = 0; i < count; i++)
		suggest_offer(&s, str_of(list[i]));
	return s.best.ptr;
}
