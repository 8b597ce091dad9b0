/*
 * render/gitlab.c -- GitLab's code quality report: a subset of Code Climate's
 *
 * The widget of a merge request shows what is new by its fingerprints, and one finding of those that
 * share one: so a number is added from the second on.  It shows no name of a rule: the text begins with
 * it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/common.h"
#include "render/escape.h"

static const char *
level_of(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? "major"
	       : severity == SEVERITY_WARNING ? "minor"
	                                      : "info";
}

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x == y ? 0 : x < y ? -1 : 1;
}

/* Fingerprints, each as often as findings have it, and how many of these were met. */
struct prints {
	uint64_t *sorted;
	uint32_t *met;
	size_t count;
};

static void
prints_begin(struct prints *p, const struct render_input *in)
{
	const struct finding *f;
	size_t at = 0;

	*p = (struct prints){ .sorted = xcalloc(in->count + 1, sizeof *p->sorted),
		.met = xcalloc(in->count + 1, sizeof *p->met) };
	while ((f = next_live(in, &at)) != NULL)
		p->sorted[p->count++] = f->fingerprint;
	sort_items(p->sorted, p->count, sizeof *p->sorted, compare_numbers);
}

/* How many findings before this one had its fingerprint. */
static uint32_t
prints_before(struct prints *p, uint64_t print)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->sorted[middle] < print)
			low = middle + 1;
		else
			high = middle;
	}
	return p->met[low]++;
}

static void
put_finding(
    const struct render_input *in, const struct finding *f, struct prints *prints, struct buf *out)
{
	struct span span = anchor_of(f);
	struct region r = { .start = { 1, 1, 0 }, .end = { 1, 1, 0 } };
	uint32_t before = prints_before(prints, f->fingerprint);
	struct buf text = { 0 };

	if (span.file != 0)
		r = region_of(in->sources, span);
	buf_put(&text, "%s: %s", f->rule->id, f->message);
	buf_char(&text, '\0');
	escape_json_pair(out, "{\"description\": ", text.ptr);
	buf_free(&text);
	escape_json_pair(out, ", \"check_name\": ", f->rule->id);
	buf_put(out, ", \"fingerprint\": \"ptrlint/v1:%016" PRIx64, f->fingerprint);
	if (before > 0)
		buf_put(out, ":%" PRIu32, before + 1);
	buf_put(out, "\", \"severity\": \"%s\"", level_of(f->severity));
	put_json_path(in, ", \"location\": {\"path\": ", span.file, out);
	buf_put(out, ", \"lines\": {\"begin\": %" PRIu32 ", \"end\": %" PRIu32 "}}}", r.start.line,
	    r.end.line);
}

void
render_gitlab(const struct render_input *in, struct render_out *out)
{
	const struct finding *f;
	const char *before = "\n  ";
	struct prints prints;
	size_t at = 0;

	prints_begin(&prints, in);
	buf_char(&out->buf, '[');
	while ((f = next_live(in, &at)) != NULL) {
		buf_text(&out->buf, before);
		put_finding(in, f, &prints, &out->buf);
		before = ",\n  ";
		render_pause(out);
	}
	buf_text(&out->buf, "]\n");
	free(prints.sorted);
	free(prints.met);
}
