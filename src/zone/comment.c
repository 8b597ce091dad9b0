/* zone/comment.c -- items, values and reasons in comments */
#include "zone/comment.h"

static const struct str mark = { "ptrlint:", sizeof("ptrlint:") - 1 };

enum shape { SHAPE_WORD, SHAPE_VALUE, SHAPE_LIST };

static const struct {
	const char *word;
	enum comment_kind kind;
	enum shape shape;
	const char *wanted;
} items[] = {
	{ "ignore", COMMENT_IGNORE, SHAPE_LIST, "wants rules in brackets, as in ignore[RULE]" },
	{ "disable", COMMENT_DISABLE, SHAPE_LIST, "wants rules in brackets, as in disable[RULE]" },
	{ "enable", COMMENT_ENABLE, SHAPE_LIST, "wants rules in brackets, as in enable[RULE]" },
	{ "file-ignore", COMMENT_FILE_IGNORE, SHAPE_LIST,
	    "wants rules in brackets, as in file-ignore[RULE]" },
	{ "until", COMMENT_UNTIL, SHAPE_VALUE, "wants a date, as in until=2027-01-31" },
	{ "ptr", COMMENT_PTR, SHAPE_VALUE, "wants ptr=none, ptr=primary or ptr= and a number" },
	{ "keep", COMMENT_KEEP, SHAPE_WORD, "takes no value" },
	{ "external", COMMENT_EXTERNAL, SHAPE_WORD, "takes no value" },
	{ "origin", COMMENT_ORIGIN, SHAPE_VALUE, "wants a name, as in origin=example.com." },
	{ "view", COMMENT_VIEW, SHAPE_VALUE, "wants a name, as in view=internal" },
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct str
trim(struct str s)
{
	while (s.len > 0 && is_blank(s.ptr[0])) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static void
skip_blanks(struct comment *c)
{
	while (c->at < c->text.len && is_blank(c->text.ptr[c->at]))
		c->at++;
}

/* True where "--" stands by itself or with the reason glued to it. */
static bool
at_reason(const struct comment *c)
{
	return c->text.len - c->at >= 2 && memcmp(c->text.ptr + c->at, "--", 2) == 0;
}

bool
comment_begin(struct comment *c, struct str text)
{
	size_t at = 1;

	if (text.len == 0 || (text.ptr[0] != ';' && text.ptr[0] != '#'))
		return false;
	while (at < text.len && is_blank(text.ptr[at]))
		at++;
	if (text.len - at < mark.len || memcmp(text.ptr + at, mark.ptr, mark.len) != 0)
		return false;
	*c = (struct comment){ .text = text, .at = at + mark.len };
	return true;
}

static bool
valid_ptr(struct str value)
{
	if (str_equal(value, STR("none")) || str_equal(value, STR("primary")))
		return true;
	if (value.len == 0 || value.len > 5)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < '0' || value.ptr[i] > '9')
			return false;
	return true;
}

/* Look the word up and see that it came in the right shape. */
static void
classify(struct comment_item *item, enum shape shape, bool closed)
{
	size_t i = 0;

	while (i < ARRAY_LEN(items) && !str_equal(item->word, str_of(items[i].word)))
		i++;
	item->kind = COMMENT_UNKNOWN;
	if (i == ARRAY_LEN(items)) {
		item->problem = "is no directive";
		return;
	}
	item->problem = items[i].wanted;
	if (shape != items[i].shape || (shape != SHAPE_WORD && item->value.len == 0))
		return;
	if (!closed)
		item->problem = "lacks its closing bracket";
	else if (items[i].kind != COMMENT_PTR || valid_ptr(item->value)) {
		item->kind = items[i].kind;
		item->problem = NULL;
	}
}

/* Where a run of bytes ends: at a blank or a comma. */
static size_t
value_end(struct str text, size_t at)
{
	while (at < text.len && !is_blank(text.ptr[at]) && text.ptr[at] != ',')
		at++;
	return at;
}

/* What a comma should have stood before: taken as one unknown item, to the next comma or reason. */
static void
read_rest(struct comment *c, struct comment_item *item)
{
	size_t start = c->at;

	while (c->at < c->text.len && c->text.ptr[c->at] != ',') {
		if (at_reason(c) && is_blank(c->text.ptr[c->at - 1]))
			break;
		c->at++;
	}
	item->word = trim((struct str){ c->text.ptr + start, c->at - start });
	item->off = (uint32_t)start;
	item->len = (uint32_t)item->word.len;
	item->kind = COMMENT_UNKNOWN;
	item->problem =
	    "stands behind a complete item; items are parted by commas, a reason follows \"--\"";
}

static void
read_item(struct comment *c, struct comment_item *item)
{
	const struct str t = c->text;
	size_t start = c->at, end;
	enum shape shape = SHAPE_WORD;
	bool closed = true;

	while (c->at < t.len && !is_blank(t.ptr[c->at]) && memchr(",[=", t.ptr[c->at], 3) == NULL)
		c->at++;
	item->word = (struct str){ t.ptr + start, c->at - start };
	if (c->at < t.len && t.ptr[c->at] == '[') {
		const char *close = memchr(t.ptr + c->at, ']', t.len - c->at);

		shape = SHAPE_LIST;
		closed = close != NULL;
		end = closed ? (size_t)(close - t.ptr) : t.len;
		item->value = trim((struct str){ t.ptr + c->at + 1, end - c->at - 1 });
		c->at = closed ? end + 1 : end;
	} else if (c->at < t.len && t.ptr[c->at] == '=') {
		shape = SHAPE_VALUE;
		end = value_end(t, c->at);
		item->value = (struct str){ t.ptr + c->at + 1, end - c->at - 1 };
		c->at = end;
	}
	item->off = (uint32_t)start;
	item->len = (uint32_t)(c->at - start);
	classify(item, shape, closed);
}

bool
comment_next(struct comment *c, struct comment_item *item)
{
	bool comma = false;

	*item = (struct comment_item){ .kind = COMMENT_UNKNOWN };
	for (;;) {
		skip_blanks(c);
		if (c->at >= c->text.len)
			return false;
		if (at_reason(c)) {
			c->reason =
			    trim((struct str){ c->text.ptr + c->at + 2, c->text.len - c->at - 2 });
			c->at = c->text.len;
			return false;
		}
		if (c->text.ptr[c->at] != ',')
			break;
		comma = true;
		c->at++;
	}
	/* an item before this one, and no comma between: the byte before is its end or a blank */
	if (!comma && c->parted)
		read_rest(c, item);
	else
		read_item(c, item);
	c->parted = true;
	return true;
}

bool
comment_list_next(struct str list, size_t *at, struct str *word)
{
	const char *comma;
	size_t start = *at, end;

	if (list.len == 0 || start > list.len)
		return false;
	comma = memchr(list.ptr + start, ',', list.len - start);
	end = comma != NULL ? (size_t)(comma - list.ptr) : list.len;
	*word = trim((struct str){ list.ptr + start, end - start });
	*at = end + 1;
	return true;
}

static bool
digits(struct str text, size_t at, size_t count, int *out)
{
	int n = 0;

	for (size_t i = at; i < at + count; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		n = n * 10 + (text.ptr[i] - '0');
	}
	*out = n;
	return true;
}

bool
comment_date(struct str text, int64_t *days)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };
	int year, month, day, leap, length;
	int64_t y;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' ||
	    !digits(text, 0, 4, &year) || !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day))
		return false;
	if (year < 1970 || month < 1 || month > 12)
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	length = before[month] - before[month - 1] + (month == 2 ? leap : 0);
	if (day < 1 || day > length)
		return false;
	y = year - 1;
	*days = y * 365 + y / 4 - y / 100 + y / 400 - 719162 + before[month - 1] +
	        (month > 2 ? leap : 0) + day - 1;
	return true;
}
