/*
 * render/concise.c -- a line for each place, as compilers write them: editors and problem matchers
 * know "path:line:col: level: sentence [rule]"
 */
#include "render/common.h"
#include "render/escape.h"

/* True when there is a place to begin the line with. */
static void
put_place(const struct render_input *in, struct span span, struct buf *out)
{
	struct region r;

	if (span.file == 0) {
		buf_text(out, "ptrlint: ");
		return;
	}
	r = region_of(in->sources, span);
	escape_path(out, str_of(r.path));
	buf_put(out, ":%u:%u: ", r.start.line, r.start.column);
}

void
put_concise(const struct render_input *in, const struct finding *f, struct buf *out)
{
	put_place(in, f->span, out);
	buf_put(out, "%s: ", severity_name(f->severity));
	escape_text(out, str_of(f->message));
	buf_put(out, " [%s]\n", f->rule->id);
	for (const struct note *note = f->notes; note != NULL; note = note->next) {
		put_place(in, note->span, out);
		buf_text(out, "note: ");
		escape_text(out, str_of(note->label != NULL ? note->label : note->kind));
		buf_char(out, '\n');
	}
}

void
render_concise(const struct render_input *in, struct render_out *out)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < in->count; i++) {
		const struct finding *f = in->findings[i];

		if (is_suppressed(f) || !tally_show(&tally, f->rule))
			continue;
		put_concise(in, f, &out->buf);
		render_pause(out);
	}
	tally_rest(&tally, &out->buf);
	tally_free(&tally);
}
