/* render/statistics.c -- how many findings of which rule */
#include <inttypes.h>
#include <stdlib.h>

#include "base/sort.h"
#include "render/common.h"
#include "render/style.h"
#include "render/wrap.h"

enum { COUNT = 8 }; /* columns of a count */

static int
compare_rows(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->rule->id, y->rule->id);
}

void
render_statistics(const struct render_input *in, struct render_out *out)
{
	struct style style = { .colour = in->options.colour };
	struct tally tally = { 0 };
	size_t widest = 0;

	for (size_t i = 0; i < in->count; i++)
		if (!is_suppressed(in->findings[i]))
			tally_row(&tally, in->findings[i]->rule)->count++;
	if (tally.count == 0)
		return;
	sort_items(tally.rows, tally.count, sizeof *tally.rows, compare_rows);
	for (size_t i = 0; i < tally.count; i++) {
		size_t len = strlen(tally.rows[i].rule->id);

		widest = len > widest ? len : widest;
	}
	for (size_t i = 0; i < tally.count; i++) {
		const struct rule *rule = tally.rows[i].rule;

		buf_put(&out->buf, "%*" PRIu64 "  ", COUNT, tally.rows[i].count);
		style_text(&style, STYLE_BOLD, rule->id, &out->buf);
		buf_fill(&out->buf, ' ', widest - strlen(rule->id) + 2);
		wrap_text(&out->buf, rule->summary, COUNT + widest + 4, in->options.width);
		buf_char(&out->buf, '\n');
	}
	buf_char(&out->buf, '\n');
	put_summary_line(in, &out->buf);
	tally_free(&tally);
}
