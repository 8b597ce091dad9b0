/* base/glob.c -- patterns matched by segments; only the last star seen is ever tried again */
#include "base/glob.h"

#include "base/utf8.h"

/* The code point at p and its length; an invalid byte stands for itself, apart from all others. */
static uint32_t
next_point(struct str text, size_t at, size_t *len)
{
	const uint8_t *p = (const uint8_t *)text.ptr + at;

	*len = utf8_length(text.ptr + at, text.len - at);
	switch (*len) {
	case 0:
		*len = 1;
		return 0x80000000u | p[0];
	case 1:
		return p[0];
	case 2:
		return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
	case 3:
		return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 |
		       (p[2] & 0x3Fu);
	default:
		return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
		       (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3Fu);
	}
}

/* One character of a class, "\" taken off. */
static uint32_t
class_point(struct str pattern, size_t *at)
{
	uint32_t point;
	size_t len;

	if (pattern.ptr[*at] == '\\' && *at + 1 < pattern.len)
		++*at;
	point = next_point(pattern, *at, &len);
	*at += len;
	return point;
}

/*
 * Match point against the class that begins at *at with "["; *at becomes the offset behind its "]",
 * or stays when the class has no end.
 */
static bool
match_class(struct str pattern, size_t *at, uint32_t point)
{
	size_t i = *at + 1;
	bool negated = i < pattern.len && (pattern.ptr[i] == '!' || pattern.ptr[i] == '^');
	bool found = false;

	i += negated;
	for (bool first = true; i < pattern.len && (first || pattern.ptr[i] != ']');
	     first = false) {
		uint32_t low = class_point(pattern, &i), high = low;

		if (i + 1 < pattern.len && pattern.ptr[i] == '-' && pattern.ptr[i + 1] != ']') {
			i++;
			high = class_point(pattern, &i);
		}
		found = found || (point >= low && point <= high);
	}
	if (i >= pattern.len)
		return false;
	*at = i + 1;
	return found != negated;
}

/* Match the pattern's item at *p, which is no "*", against the character at *t; step over both. */
static bool
match_one(struct str pattern, size_t *p, struct str text, size_t *t)
{
	size_t text_len, len;
	uint32_t point = next_point(text, *t, &text_len);
	char c = pattern.ptr[*p];

	if (c == '?') {
		++*p;
	} else if (c == '[') {
		if (!match_class(pattern, p, point))
			return false;
	} else {
		size_t at = *p + (c == '\\' && *p + 1 < pattern.len);

		if (next_point(pattern, at, &len) != point)
			return false;
		*p = at + len;
	}
	*t += text_len;
	return true;
}

/* Match one segment, without "/", against all of text. */
static bool
match_segment(struct str pattern, struct str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, retry = 0;

	while (t < text.len) {
		size_t p_next = p, t_next = t;

		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = ++p;
			retry = t;
		} else if (p < pattern.len && match_one(pattern, &p_next, text, &t_next)) {
			p = p_next;
			t = t_next;
		} else if (star != SIZE_MAX) {
			/* an earlier star need not be tried: this one can take what it would */
			p = star;
			t = ++retry;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

/* The segment that begins at *at, which becomes the offset of the next one, past len at the end. */
static struct str
next_segment(struct str path, size_t *at)
{
	const char *begin = path.ptr + *at, *slash = memchr(begin, '/', path.len - *at);
	size_t len = slash == NULL ? path.len - *at : (size_t)(slash - begin);

	*at += len + 1;
	return (struct str){ begin, len };
}

/* Match segments from the first on; a rest of path lies below what was matched. */
static bool
match_path(struct str pattern, struct str path, bool folder)
{
	size_t p = 0, t = 0, star = SIZE_MAX, retry = 0;

	while (p < pattern.len) {
		size_t p_next = p, t_next = t;
		struct str segment = next_segment(pattern, &p_next);

		if (str_equal(segment, STR("**"))) {
			if (p_next >= pattern.len)
				return t < path.len;
			star = p = p_next;
			retry = t;
			continue;
		}
		if (t < path.len && match_segment(segment, next_segment(path, &t_next))) {
			p = p_next;
			t = t_next;
			if (p < pattern.len || !folder || t < path.len)
				continue;
		}
		if (star == SIZE_MAX || retry >= path.len)
			return false;
		next_segment(path, &retry);
		p = star;
		t = retry;
	}
	return true;
}

bool
glob_match(struct str pattern, struct str path)
{
	bool folder = pattern.len > 0 && pattern.ptr[pattern.len - 1] == '/';
	size_t at = 0;

	if (glob_problem(pattern) != NULL)
		return false;
	pattern.len -= folder;
	if (memchr(pattern.ptr, '/', pattern.len) != NULL) {
		bool rooted = pattern.ptr[0] == '/';

		return match_path(
		    (struct str){ pattern.ptr + rooted, pattern.len - rooted }, path, folder);
	}
	while (at < path.len) {
		struct str segment = next_segment(path, &at);

		if (match_segment(pattern, segment) && (!folder || at < path.len))
			return true;
	}
	return false;
}

const char *
glob_problem(struct str pattern)
{
	size_t at = 0;

	if (pattern.len == 0 || str_equal(pattern, STR("/")))
		return "the pattern is empty";
	while (at < pattern.len) {
		size_t end = at;

		switch (pattern.ptr[at]) {
		case '\\':
			at += 2;
			if (at > pattern.len)
				return "\"\\\" at its end escapes nothing";
			break;
		case '[':
			match_class(pattern, &end, 0);
			if (end == at || memchr(pattern.ptr + at, '/', end - at) != NULL)
				return "\"[\" without \"]\"";
			at = end;
			break;
		default:
			at++;
		}
	}
	return NULL;
}
