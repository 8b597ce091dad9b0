/* lint/baseline.c -- the text of a baseline read */
#include "lint/baseline.h"

#include <stdlib.h>

#include <jansson.h>

#define DIGITS 16

/* What one entry says; false with err when it is none. */
static bool
entry_texts(json_t *entry, const char *texts[4], struct err *err)
{
	static const char *const keys[] = { "fingerprint", "id", "path", "message" };
	const char *key;
	json_t *value;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		value = json_object_get(entry, keys[i]);
		texts[i] = json_string_value(value);
		if (texts[i] != NULL || (i == 2 && json_is_null(value)))
			continue;
		err_set(err, "\"%s\" of a finding is missing or no text", keys[i]);
		return false;
	}
	json_object_foreach(entry, key, value)
	{
		size_t i = 0;

		while (i < ARRAY_LEN(keys) && strcmp(keys[i], key) != 0)
			i++;
		if (i < ARRAY_LEN(keys))
			continue;
		err_set(err, "a finding has no key \"%s\"", key);
		return false;
	}
	return true;
}

static bool
parse_fingerprint(const char *text, uint64_t *out)
{
	static const char prefix[] = FINGERPRINT_PREFIX;
	size_t len = sizeof prefix - 1;

	*out = 0;
	if (strncmp(text, prefix, len) != 0 || strlen(text) != len + DIGITS)
		return false;
	for (const char *p = text + len; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			*out = *out << 4 | (uint64_t)(*p - '0');
		else if (*p >= 'a' && *p <= 'f')
			*out = *out << 4 | (uint64_t)(*p - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* jansson keeps no places, but the entries stand in order: the next such text behind the last one. */
static struct span
find_text(struct str text, uint32_t file, const char *wanted, size_t *from)
{
	size_t len = strlen(wanted);
	const char *p = memmem(text.ptr + *from, text.len - *from, wanted, len);

	/* written with escapes, which nothing of ours does */
	if (p == NULL)
		return (struct span){ file, (uint32_t)*from, 0 };
	*from = (size_t)(p - text.ptr) + len;
	return (struct span){ file, (uint32_t)(p - text.ptr), (uint32_t)len };
}

static const char *
copy(struct baseline *b, const char *text)
{
	return text == NULL ? NULL : arena_copy(&b->arena, str_of(text));
}

/* *at is the place in the text of the entry that was looked at last. */
static bool
take_entries(const json_t *list, struct str text, uint32_t file, struct baseline *out, size_t *at,
    struct err *err)
{
	size_t count = json_array_size(list), from = 0;

	out->list = xcalloc(count + 1, sizeof *out->list);
	for (size_t i = 0; i < count; i++) {
		struct known_finding *k = &out->list[i];
		const char *texts[4];

		if (!entry_texts(json_array_get(list, i), texts, err))
			return false;
		k->span = find_text(text, file, texts[0], &from);
		*at = k->span.off;
		if (!parse_fingerprint(texts[0], &k->fingerprint)) {
			err_set(err, "\"%.80s\" is no fingerprint: %s and %d hexadecimal digits",
			    texts[0], FINGERPRINT_PREFIX, DIGITS);
			return false;
		}
		k->rule = copy(out, texts[1]);
		k->path = copy(out, texts[2]);
		k->message = copy(out, texts[3]);
		out->count++;
	}
	return true;
}

bool
baseline_parse(struct str text, uint32_t file, struct baseline *out, size_t *at, struct err *err)
{
	json_error_t wrong;
	json_t *list;
	bool ok;

	*out = (struct baseline){ 0 };
	*at = 0;
	list = json_loadb(text.len > 0 ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &wrong);
	if (list == NULL) {
		*at = wrong.position > 0 && (size_t)wrong.position <= text.len
		          ? (size_t)wrong.position - 1
		          : 0;
		err_set(err, "the baseline is no JSON: %s", wrong.text);
		return false;
	}
	ok = json_is_array(list);
	if (!ok)
		err_set(err, "the baseline is no list of findings");
	else
		ok = take_entries(list, text, file, out, at, err);
	json_decref(list);
	return ok;
}

void
baseline_free(struct baseline *b)
{
	free(b->list);
	arena_free(&b->arena);
	*b = (struct baseline){ 0 };
}
