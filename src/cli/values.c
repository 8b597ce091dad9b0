/* cli/values.c -- reading the values of options */
#include "cli/values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/suggest.h"
#include "conf/project.h"

void
value_unknown(
    const char *what, const char *text, const char *const *words, size_t count, struct err *err)
{
	const char *nearest = suggest_from(str_of(text), words, count);
	struct buf list = { 0 };

	for (size_t i = 0; i < count; i++)
		buf_put(&list, "%s%s", i == 0 ? "" : ", ", words[i]);
	buf_char(&list, '\0');
	if (nearest != NULL)
		err_set(err, "unknown %s \"%s\"; did you mean \"%s\"?", what, text, nearest);
	else
		err_set(err, "unknown %s \"%s\"; there are: %s", what, text, list.ptr);
	buf_free(&list);
}

/* Digits from text on; *end is behind them.  False when there are none or too many. */
static bool
read_number(const char *text, uint64_t *out, const char **end)
{
	uint64_t n = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(n, 10U, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
			return false;
	*out = n;
	*end = p;
	return p > text;
}

bool
value_count(const char *text, uint64_t *out, struct err *err)
{
	const char *end;
	uint64_t n;

	if (!read_number(text, &n, &end) || *end != '\0') {
		err_set(err, "\"%s\" is no number", text);
		return false;
	}
	*out = n;
	return true;
}

bool
value_size(const char *text, uint64_t *out, struct err *err)
{
	static const char units[] = "kMG";
	const char *end, *unit = NULL;
	uint64_t n;

	if (read_number(text, &n, &end)) {
		if (*end != '\0' && end[1] == '\0')
			unit = strchr(units, *end == 'K' ? 'k' : *end);
		if (*end == '\0' ||
		    (unit != NULL &&
		        !__builtin_mul_overflow(n, (uint64_t)1 << (10 * (unit - units + 1)), &n))) {
			*out = n;
			return true;
		}
	}
	err_set(err, "\"%s\" is not a number such as 500, 64k, 512M or 4G", text);
	return false;
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool
value_day(const char *text, int64_t *out, struct err *err)
{
	static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t part[3] = { 0 };
	const char *p = text;
	int64_t days = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < 3; i++) {
		const char *begin = p;

		ok = read_number(p, &part[i], &p) && p - begin == (i == 0 ? 4 : 2) &&
		     *p == (i < 2 ? '-' : '\0');
		p += ok && i < 2;
	}
	ok =
	    ok && part[0] >= 1970 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 &&
	    part[2] <= lengths[part[1] - 1] + (uint64_t)(part[1] == 2 && is_leap((int64_t)part[0]));
	if (!ok) {
		err_set(err, "\"%s\" is not a day such as 2026-11-22", text);
		return false;
	}
	for (int64_t year = 1970; year < (int64_t)part[0]; year++)
		days += is_leap(year) ? 366 : 365;
	for (size_t month = 1; month < part[1]; month++)
		days += lengths[month - 1] + (month == 2 && is_leap((int64_t)part[0]));
	*out = days + (int64_t)part[2] - 1;
	return true;
}

bool
value_today(int64_t *out, struct err *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;
	const char *end;

	if (text == NULL || *text == '\0') {
		*out = (int64_t)time(NULL) / 86400;
		return true;
	}
	if (!read_number(text, &seconds, &end) || *end != '\0' || seconds > INT64_MAX) {
		err_set(err, "SOURCE_DATE_EPOCH: \"%s\" is not a number of seconds", text);
		return false;
	}
	*out = (int64_t)(seconds / 86400);
	return true;
}

int64_t
value_now(int64_t today)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	int64_t now = (int64_t)time(NULL);
	uint64_t seconds;
	const char *end;

	/* what is no number has been complained of */
	if (text != NULL && read_number(text, &seconds, &end))
		now = (int64_t)seconds;
	return now / 86400 == today ? now : today * 86400;
}

bool
value_limit(const char *text, struct limits *limits, struct err *err)
{
	static const char *const names[] = { "bytes", "files", "records", "generate", "includes" };
	uint64_t *const targets[] = { &limits->bytes, &limits->files, &limits->records,
		&limits->generate, &limits->includes };
	const char *sign = strchr(text, '=');
	struct str name = { text, sign == NULL ? strlen(text) : (size_t)(sign - text) };
	char copy[32];

	if (sign == NULL) {
		err_set(err, "\"%s\" is not NAME=N", text);
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_equal(name, str_of(names[i])))
			return value_size(sign + 1, targets[i], err);
	if (name.len >= sizeof copy)
		name.len = sizeof copy - 1;
	memcpy(copy, name.ptr, name.len);
	copy[name.len] = '\0';
	value_unknown("limit", copy, names, ARRAY_LEN(names), err);
	return false;
}

bool
value_when(const char *text, enum when *out, struct err *err)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (enum when)i;
			return true;
		}
	value_unknown("choice", text, words, ARRAY_LEN(words), err);
	return false;
}

bool
value_ci(const char *text, const char **out, struct err *err)
{
	static const char *const words[] = { "github", "gitlab" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(text, words[i]) == 0) {
			*out = words[i];
			return true;
		}
	value_unknown("host", text, words, ARRAY_LEN(words), err);
	return false;
}

bool
value_format(const char *text, const struct render_format **out, struct err *err)
{
	const struct render_format *format = render_format_find(text);
	size_t count = 0;

	if (format != NULL) {
		*out = format;
		return true;
	}
	while (project_formats[count] != NULL)
		count++;
	value_unknown("format", text, project_formats, count, err);
	return false;
}

bool
value_fail_on(const char *text, enum severity *out, struct err *err)
{
	static const char *const words[] = { "never", "info", "warning", "error" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(text, words[i]) == 0) {
			*out = (enum severity)i;
			return true;
		}
	value_unknown("level", text, words, ARRAY_LEN(words), err);
	return false;
}
