/*
 * render/rdjson.c -- reviewdog's diagnostic format (proto/rdf/reviewdog.proto there)
 *
 * Columns count bytes from 1.  A suggestion has no path: it belongs to the file of its diagnostic.  So a
 * fix is offered with the finding when it edits that file only; else each edit is a diagnostic of its own,
 * where it is made.
 */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"

static const char *
level_of(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? "ERROR"
	       : severity == SEVERITY_WARNING ? "WARNING"
	                                      : "INFO";
}

/* A column in bytes: from the start of the line. */
static uint64_t
byte_column(const struct render_input *in, uint32_t file, struct place at)
{
	uint64_t begin, end;

	if (!source_line(in->sources, file, at.byte, &begin, &end) || begin > at.byte)
		return at.column;
	return at.byte - begin + 1;
}

static void
put_position(
    const struct render_input *in, const char *key, uint32_t file, struct place at, struct buf *out)
{
	buf_put(out, "%s{\"line\": %" PRIu32 ", \"column\": %" PRIu64 "}", key, at.line,
	    byte_column(in, file, at));
}

static void
put_range(const struct render_input *in, struct span span, struct buf *out)
{
	struct region r = region_of(in->sources, span);

	if (!r.shown) {
		buf_text(out, "{\"start\": {\"line\": 1, \"column\": 1}}");
		return;
	}
	put_position(in, "{\"start\": ", span.file, r.start, out);
	put_position(in, ", \"end\": ", span.file, r.end, out);
	buf_char(out, '}');
}

static void
put_location(const struct render_input *in, struct span span, struct buf *out)
{
	put_json_path(in, "\"location\": {\"path\": ", span.file, out);
	if (span.file != 0) {
		buf_text(out, ", \"range\": ");
		put_range(in, span, out);
	}
	buf_char(out, '}');
}

static void
put_rule(const struct finding *f, struct buf *out)
{
	buf_put(out, ", \"severity\": \"%s\"", level_of(f->severity));
	escape_json_pair(out, ", \"code\": {\"value\": ", f->rule->id);
#ifdef PTRLINT_RULES_URL
	buf_put(out, ", \"url\": \"" PTRLINT_RULES_URL "%s\"", f->rule->id);
#endif
	buf_char(out, '}');
}

static void
put_suggestion(const struct render_input *in, struct splice splice, struct buf *out)
{
	buf_text(out, "{\"range\": ");
	put_range(in, splice.span, out);
	buf_text(out, ", \"text\": ");
	escape_json(out, splice.text);
	buf_char(out, '}');
}

/* What --fix does about a finding; the host applies what it is told without asking how safe it is. */
static const struct fix_repair *
suggested(const struct render_input *in, const struct finding *f)
{
	return in->plan != NULL ? fix_plan_repair(in->plan, f) : NULL;
}

static bool
edits_only(const struct fix_plan *plan, const struct fix_repair *repair, uint32_t file)
{
	for (size_t i = 0; i < repair->count; i++)
		if (splice_of(plan, repair, i).span.file != file)
			return false;
	return true;
}

static void
put_related(const struct render_input *in, const struct finding *f, struct buf *out)
{
	const char *before = ", \"related_locations\": [";

	for (const struct note *note = f->notes; note != NULL; note = note->next) {
		if (note->span.file == 0)
			continue;
		buf_text(out, before);
		escape_json_pair(
		    out, "{\"message\": ", note->label != NULL ? note->label : note->kind);
		buf_text(out, ", ");
		put_location(in, note->span, out);
		buf_char(out, '}');
		before = ", ";
	}
	if (*before == ',' && before[2] == '\0')
		buf_char(out, ']');
}

static void
put_finding(const struct render_input *in, const struct finding *f, const struct fix_repair *repair,
    struct buf *out)
{
	escape_json_pair(out, "{\"message\": ", f->message);
	buf_text(out, ", ");
	put_location(in, anchor_of(f), out);
	put_rule(f, out);
	for (size_t i = 0; repair != NULL && i < repair->count; i++) {
		buf_text(out, i == 0 ? ", \"suggestions\": [" : ", ");
		put_suggestion(in, splice_of(in->plan, repair, i), out);
		buf_text(out, i + 1 == repair->count ? "]" : "");
	}
	put_related(in, f, out);
	buf_char(out, '}');
}

/* The edits of a fix elsewhere. */
static void
put_edits(const struct render_input *in, const struct finding *f, const struct fix_repair *repair,
    struct buf *out)
{
	for (size_t i = 0; i < repair->count; i++) {
		struct splice splice = splice_of(in->plan, repair, i);
		struct buf text = { 0 };

		buf_put(&text, "%s: for %s", repair->title, f->message);
		buf_char(&text, '\0');
		escape_json_pair(out, ",\n  {\"message\": ", text.ptr);
		buf_free(&text);
		buf_text(out, ", ");
		put_location(in, splice.span, out);
		put_rule(f, out);
		buf_text(out, ", \"suggestions\": [");
		put_suggestion(in, splice, out);
		buf_text(out, "]}");
	}
}

void
render_rdjson(const struct render_input *in, struct render_out *out)
{
	const struct finding *f;
	const char *before = "\n  ";
	size_t at = 0;

	buf_text(&out->buf, "{\"source\": {\"name\": \"ptrlint\"},\n \"diagnostics\": [");
	while ((f = next_live(in, &at)) != NULL) {
		const struct fix_repair *repair = suggested(in, f);
		bool here = repair != NULL && edits_only(in->plan, repair, f->span.file);

		buf_text(&out->buf, before);
		put_finding(in, f, here ? repair : NULL, &out->buf);
		if (repair != NULL && !here)
			put_edits(in, f, repair, &out->buf);
		before = ",\n  ";
		render_pause(out);
	}
	buf_text(&out->buf, "]}\n");
}
