/* render/baseline.c -- the file of findings that were there before, as lint/baseline.h reads it */
#include <inttypes.h>

#include "base/sort.h"
#include "render/escape.h"
#include "render/render.h"

static int
compare_paths(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* Neighbours stay neighbours when others come and go, so that changes merge. */
static int
compare_entries(const void *pa, const void *pb)
{
	const struct known_finding *a = pa, *b = pb;
	int order = compare_paths(a->path, b->path);

	if (order == 0)
		order = strcmp(a->rule, b->rule);
	if (order == 0)
		order = strcmp(a->message, b->message);
	if (order == 0)
		order = (a->fingerprint > b->fingerprint) - (a->fingerprint < b->fingerprint);
	return order;
}

void
render_baseline(struct known_finding *list, size_t count, struct buf *out)
{
	sort_items(list, count, sizeof *list, compare_entries);
	buf_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		const struct known_finding *k = &list[i];

		buf_put(out, "%s\n{\"fingerprint\": \"" FINGERPRINT_PREFIX "%016" PRIx64 "\"",
		    i == 0 ? "" : ",", k->fingerprint);
		escape_json_pair(out, ", \"id\": ", k->rule);
		escape_json_pair(out, ", \"path\": ", k->path);
		escape_json_pair(out, ", \"message\": ", k->message);
		buf_char(out, '}');
	}
	buf_text(out, "\n]\n");
}
