/* tests/unit/query_text.h -- sets of zones written as text, and words for what is asked of them */
#ifndef QUERY_TEXT_H
#define QUERY_TEXT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rrtype.h"
#include "zone/query.h"

/* One set of zones: "@VIEW ORIGIN" lines, each before the text of its zone; "@VIEW ORIGIN external". */
struct world {
	struct sources *sources;
	struct zone_set *set;
};

/* The line end before the next "@VIEW". */
static inline const char *
next_zone(const char *text)
{
	const char *zero = strstr(text, "\n@0 "), *one = strstr(text, "\n@1 ");

	return zero == NULL || (one != NULL && one < zero) ? one : zero;
}

static inline void
world_begin(struct world *w, const char *text)
{
	static const struct view_spec views[] = { { "", true }, { "inside", false } };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec specs[16];
	size_t count = 0;
	struct err err;

	*w = (struct world){ .sources = sources_new("/", &err) };
	ck_assert_msg(w->sources != NULL, "%s", err.text);
	while (*text == '@') {
		struct zone_spec *spec = &specs[count];
		const char *line = text, *end = next_zone(text);
		char origin[256], role[16] = "", name[32];
		struct buf body = { 0 };
		unsigned view;

		ck_assert_int_ge(sscanf(line, "@%u %255s%15[^\n]", &view, origin, role), 2);
		text = end != NULL ? end + 1 : text + strlen(text);
		line = strchr(line, '\n') + 1;
		*spec = (struct zone_spec){ .view = view, .origin = dname_const(origin) };
		if (strcmp(role, " external") == 0) {
			spec->role = ROLE_EXTERNAL;
		} else {
			buf_text(&body, "$TTL 60\n");
			if (strncmp(line, "$INCLUDE", 8) != 0)
				buf_put(&body, "%s SOA a.invalid. h.invalid. 1 2 3 4 5\n", origin);
			if (text > line)
				buf_bytes(&body, line, (size_t)(text - line));
			snprintf(name, sizeof name, "tests/zone-%zu", count);
			spec->file = source_add_text(w->sources, name, buf_view(&body));
			buf_free(&body);
		}
		ck_assert_uint_lt(++count, ARRAY_LEN(specs));
	}
	w->set = set_load(w->sources, views, 2, specs, count, &options);
}

static inline void
world_end(struct world *w)
{
	set_free(w->set);
	sources_free(w->sources);
}

static const char *const answers[] = { "absent", "present", "unknown" };

static inline void
put_name(const struct dname *name, struct buf *out)
{
	char text[DNAME_TEXT_MAX];

	buf_text(out, dname_text(name, text));
}

static inline uint16_t
type_of(const char *text)
{
	uint16_t type;

	ck_assert_msg(rrtype_parse(str_of(text), &type), "%s", text);
	return type;
}

#endif
