/*
 * render/json.c -- findings for programs, complete and in order: schemas/report-1.schema.json
 *
 * Written straight into the buffer: a tree of a hundred thousand findings would cost more than
 * finding them did.
 */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"

static void
put_text(struct buf *out, const char *text)
{
	if (text == NULL)
		buf_text(out, "null");
	else
		escape_json(out, str_of(text));
}

/* "key": text, with what stands before it. */
static void
put_pair(struct buf *out, const char *key, const char *text)
{
	buf_text(out, key);
	put_text(out, text);
}

static void
put_place(struct buf *out, const char *key, struct place at)
{
	buf_put(out, "%s{\"line\": %" PRIu32 ", \"column\": %" PRIu32 ", \"byte\": %" PRIu64 "}",
	    key, at.line, at.column, at.byte);
}

static void
put_region(const struct render_input *in, struct span span, struct buf *out)
{
	struct region r = region_of(in->sources, span);

	put_pair(out, "\"path\": ", r.path);
	put_place(out, ", \"start\": ", r.start);
	put_place(out, ", \"end\": ", r.end);
}

static void
put_locations(const struct render_input *in, const struct finding *f, struct buf *out)
{
	bool any = false;

	if (f->span.file != 0) {
		buf_text(out, "{\"role\": \"primary\", \"kind\": null, ");
		put_region(in, f->span, out);
		put_pair(out, ", \"label\": ", f->label);
		buf_char(out, '}');
		any = true;
	}
	for (const struct note *note = f->notes; note != NULL; note = note->next) {
		if (note->span.file == 0)
			continue;
		buf_put(out, "%s{\"role\": \"%s\"", any ? ", " : "",
		    note->insert ? "insert" : "related");
		put_pair(out, ", \"kind\": ", note->kind);
		buf_text(out, ", ");
		put_region(in, note->span, out);
		put_pair(out, ", \"label\": ", note->label);
		buf_char(out, '}');
		any = true;
	}
}

/* Edits that --fix makes have a number: the same edit may stand in several fixes. */
static void
put_fix(const struct render_input *in, const struct finding *f, struct buf *out)
{
	const struct fix_plan *plan;
	const struct fix_repair *r = repair_of(in, f, &plan);

	if (r == NULL)
		return;
	buf_put(out, "{\"safety\": \"%s\"", r->safety == FIX_SAFE ? "safe" : "unsafe");
	put_pair(out, ", \"title\": ", r->title);
	buf_text(out, ", \"edits\": [");
	for (size_t i = 0; i < r->count; i++) {
		struct splice splice = splice_of(plan, r, i);

		buf_text(out, i == 0 ? "{" : ", {");
		put_region(in, splice.span, out);
		buf_text(out, ", \"text\": ");
		escape_json(out, splice.text);
		if (plan == in->plan)
			buf_put(out, ", \"number\": %" PRIu32 "}", r->splices[i].number);
		else
			buf_text(out, ", \"number\": null}");
	}
	buf_text(out, "]}");
}

/* The zone's name and its view; views have names only where there are several. */
static void
put_zone(const struct render_input *in, const struct zone *zone, struct buf *out)
{
	const struct view_spec *view = NULL;
	char name[DNAME_TEXT_MAX];

	if (zone != NULL && in->set != NULL)
		view = set_view(in->set, zone->spec.view);
	put_pair(out, ", \"zone\": ", zone == NULL ? NULL : dname_text(&zone->spec.origin, name));
	put_pair(out, ", \"view\": ", view == NULL || view->name[0] == '\0' ? NULL : view->name);
}

static void
put_diagnostic(const struct render_input *in, const struct finding *f, struct buf *out)
{
	put_pair(out, "{\"id\": ", f->rule->id);
	put_pair(out, ", \"severity\": ", severity_name(f->severity));
	put_pair(out, ", \"message\": ", f->message);
	buf_put(out, ", \"fingerprint\": \"ptrlint/v1:%016" PRIx64 "\"", f->fingerprint);
	put_zone(in, f->zone, out);
	put_pair(out, ", \"subject\": {\"name\": ", f->subject_name);
	put_pair(out, ", \"address\": ", f->subject_address);
	put_pair(out, ", \"type\": ", f->subject_type);
	buf_text(out, "}, \"locations\": [");
	put_locations(in, f, out);
	buf_text(out, "], \"fixes\": [");
	put_fix(in, f, out);
	put_pair(out, "], \"suppressed\": ", f->suppressed);
	buf_char(out, '}');
}

static void
put_summary(const struct lint_summary *sum, struct buf *out)
{
	const struct {
		const char *key;
		uint64_t value;
	} rows[] = {
		{ "error", sum->error },
		{ "warning", sum->warning },
		{ "info", sum->info },
		{ "fixable", sum->fixable },
		{ "suppressed", sum->suppressed },
		{ "unverified", sum->unverified },
		{ "zones", sum->zones },
		{ "records", sum->records },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		buf_put(out, "%s\"%s\": %" PRIu64, i == 0 ? "" : ", ", rows[i].key, rows[i].value);
}

void
render_json(const struct render_input *in, struct render_out *out)
{
	struct buf *buf = &out->buf;

	buf_text(buf, "{\"version\": 1,\n \"tool\": {\"name\": \"ptrlint\", \"version\": ");
	put_text(buf, PTRLINT_VERSION);
	put_pair(buf, "},\n \"root\": ", sources_root(in->sources));
	buf_text(buf, ",\n \"summary\": {");
	put_summary(in->summary, buf);
	buf_text(buf, "},\n \"diagnostics\": [");
	for (size_t i = 0; i < in->count; i++) {
		buf_text(buf, i == 0 ? "\n  " : ",\n  ");
		put_diagnostic(in, in->findings[i], buf);
		render_pause(out);
	}
	buf_text(buf, "]}\n");
}

void
render_jsonl(const struct render_input *in, struct render_out *out)
{
	for (size_t i = 0; i < in->count; i++) {
		put_diagnostic(in, in->findings[i], &out->buf);
		buf_char(&out->buf, '\n');
		render_pause(out);
	}
}
