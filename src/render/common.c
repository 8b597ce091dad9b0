/* render/common.c -- formats by name, places, counts, the summary line */
#include "render/common.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/suggest.h"
#include "base/threads.h"
#include "base/utf8.h"
#include "render/escape.h"
#include "render/wrap.h"

#define PIECE ((size_t)64 << 10) /* bytes that are worth a write */

static const struct render_format formats[] = {
	{ "full", "with the lines at fault (default)", true, REPAIRS_OFFERED, NULL, render_full },
	{ "concise", "a line for each place: path:line:col: level: sentence [rule]", true,
	    REPAIRS_UNTOLD, NULL, render_concise },
	{ "json", "one document, see report-1.schema.json", false, REPAIRS_OFFERED,
	    "{\"version\": 1,", render_json },
	{ "jsonl", "one JSON object a line for each finding", false, REPAIRS_OFFERED,
	    "{\"id\": ", render_jsonl },
	{ "sarif", "SARIF 2.1.0, for code scanning", false, REPAIRS_MADE, SARIF_OPENING,
	    render_sarif },
	{ "github", "annotations of a GitHub workflow", false, REPAIRS_UNTOLD,
	    "::", render_github },
	{ "gitlab", "GitLab's code quality report", false, REPAIRS_UNTOLD, "[", render_gitlab },
	{ "junit", "JUnit XML: a failed test for each finding", false, REPAIRS_UNTOLD, XML_OPENING,
	    render_junit },
	{ "checkstyle", "Checkstyle XML", false, REPAIRS_UNTOLD, XML_OPENING, render_checkstyle },
	{ "rdjson", "reviewdog's diagnostic format", false, REPAIRS_MADE,
	    "{\"source\": ", render_rdjson },
	{ "markdown", "a table for a job summary or a comment", false, REPAIRS_MADE,
	    MARKDOWN_OPENING, render_markdown },
};

const struct render_format *
render_format_at(size_t i)
{
	return i < ARRAY_LEN(formats) ? &formats[i] : NULL;
}

const struct render_format *
render_format_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const char *
render_format_nearest(const char *name)
{
	struct suggest s;

	suggest_begin(&s, str_of(name));
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		suggest_offer(&s, str_of(formats[i].name));
	return s.best.ptr;
}

void
render_pause(struct render_out *out)
{
	if (out->flush != NULL && out->buf.len >= PIECE)
		out->flush(out->arg, &out->buf);
}

/*
 * The end of a span from its start, by counting the code points between: a second look-up would
 * cost as much as the first.  False when the span is long or has a line end in it.
 */
static bool
end_on_line(struct sources *sources, struct span span, struct place start, struct place *end)
{
	char bytes[256];
	struct buf text = { bytes, 0, sizeof bytes };
	uint32_t points = 0;

	if (span.len > sizeof bytes || !source_copy(sources, span.file, span.off, span.len, &text))
		return false;
	if (text.len != span.len || memchr(bytes, '\n', text.len) != NULL)
		return false;
	for (size_t i = 0; i < text.len; points++) {
		size_t len = utf8_length(bytes + i, text.len - i);

		i += len == 0 ? 1 : len;
	}
	*end = (struct place){ start.line, start.column + points, start.byte + span.len };
	return true;
}

struct region
region_of(struct sources *sources, struct span span)
{
	struct region r = { .path = source_path(sources, span.file) };

	r.start = source_place(sources, span.file, span.off);
	r.shown = r.start.line != 0;
	if (!r.shown) {
		r.start = (struct place){ 1, 1, 0 };
		r.end = r.start;
	} else if (!end_on_line(sources, span, r.start, &r.end)) {
		r.end = source_place(sources, span.file, (uint64_t)span.off + span.len);
		if (r.end.line == 0)
			r.end = r.start;
	}
	return r;
}

void
put_host_path(const struct render_input *in, uint32_t file, struct buf *out)
{
	const char *path = source_path(in->sources, file);

	if (path[0] != '/' && in->below != NULL)
		buf_text(out, in->below);
	buf_text(out, path);
}

struct span
anchor_of(const struct finding *f)
{
	struct span span = f->span;

	for (const struct note *note = f->notes; span.file == 0 && note != NULL; note = note->next)
		span = note->span;
	return span;
}

void
put_json_path(const struct render_input *in, const char *key, uint32_t file, struct buf *out)
{
	struct buf path = { 0 };

	if (file != 0)
		put_host_path(in, file, &path);
	else
		buf_char(&path, '.');
	buf_text(out, key);
	escape_json(out, buf_view(&path));
	buf_free(&path);
}

const struct finding *
next_live(const struct render_input *in, size_t *at)
{
	while (*at < in->count) {
		const struct finding *f = in->findings[(*at)++];

		if (!is_suppressed(f))
			return f;
	}
	return NULL;
}

const struct fix_repair *
repair_of(const struct render_input *in, const struct finding *f, const struct fix_plan **plan)
{
	const struct fix_repair *r = in->plan != NULL ? fix_plan_repair(in->plan, f) : NULL;

	*plan = in->plan;
	if (r != NULL || in->offer == NULL)
		return r;
	*plan = in->offer;
	r = fix_plan_repair(in->offer, f);
	return r != NULL && r->safety == FIX_UNSAFE ? r : NULL;
}

struct splice
splice_of(const struct fix_plan *plan, const struct fix_repair *repair, size_t i)
{
	const struct fix_splice *at = &repair->splices[i];
	const struct fix_file *file = &plan->files[at->file];
	const struct fix_edit *e = &file->edits[at->number];

	return (struct splice){ { file->file, e->off, e->len }, e->text };
}

struct tally_row *
tally_row(struct tally *t, const struct rule *rule)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].rule == rule)
			return &t->rows[i];
	if (t->count == t->cap) {
		t->cap = t->cap == 0 ? 32 : t->cap * 2;
		t->rows = xrealloc(t->rows, t->cap * sizeof *t->rows);
	}
	t->rows[t->count] = (struct tally_row){ .rule = rule };
	return &t->rows[t->count++];
}

void
tally_free(struct tally *t)
{
	free(t->rows);
	*t = (struct tally){ 0 };
}

bool
tally_show(struct tally *t, const struct rule *rule)
{
	return ++tally_row(t, rule)->count <= LIMIT_TEXT_FINDINGS;
}

void
tally_rest(const struct tally *t, struct buf *out)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].count > LIMIT_TEXT_FINDINGS)
			buf_put(out,
			    "%" PRIu64 " more of %s: text shows %d of a rule, --format json all\n",
			    t->rows[i].count - LIMIT_TEXT_FINDINGS, t->rows[i].rule->id,
			    LIMIT_TEXT_FINDINGS);
}

void
put_count(struct buf *out, uint64_t n, const char *word)
{
	buf_put(out, "%" PRIu64 " %s%s", n, word, n == 1 ? "" : "s");
}

/* "; 3 could not be verified; 5 suppressed", each only when there is something to say. */
static void
put_rest(const struct lint_summary *sum, struct buf *out, const char *before, const char *after)
{
	if (sum->unverified > 0)
		buf_put(
		    out, "%s%" PRIu64 " could not be verified%s", before, sum->unverified, after);
	if (sum->suppressed > 0)
		buf_put(out, "%s%" PRIu64 " suppressed%s", before, sum->suppressed, after);
}

void
render_summary(const struct render_input *in, struct buf *out)
{
	const struct lint_summary *sum = in->summary;
	const uint64_t counts[] = { sum->error, sum->warning, sum->info };
	static const char *const words[] = { "error", "warning", "info" };
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (counts[i] == 0)
			continue;
		buf_text(out, any ? ", " : "");
		put_count(out, counts[i], words[i]);
		any = true;
	}
	buf_text(out, any ? " in " : "nothing found in ");
	put_count(out, sum->zones, "zone");
	buf_text(out, " (");
	put_count(out, sum->records, "record");
	buf_text(out, ").");
	put_rest(sum, out, " ", ".");
	if (sum->fixable > 0) {
		buf_put(out, " %s%" PRIu64 " can be fixed", sum->fixable_at_most ? "Up to " : "",
		    sum->fixable);
		if (in->options.fix_command != NULL)
			buf_put(out, ": %s", in->options.fix_command);
		else
			buf_char(out, '.');
	}
	if (sum->unsafe > 0)
		buf_put(out, "%s %" PRIu64 "%s by --unsafe-fixes%s",
		    sum->fixable > 0 && in->options.fix_command != NULL ? ";" : "", sum->unsafe,
		    sum->fixable > 0 ? " more" : " can be fixed",
		    in->options.fix_command != NULL ? "" : ".");
	buf_char(out, '\n');
}

void
put_summary_line(const struct render_input *in, struct buf *out)
{
	struct buf line = { 0 };

	render_summary(in, &line);
	buf_char(&line, '\0');
	wrap_text(out, line.ptr, 0, in->options.width);
	buf_char(out, '\n');
	buf_free(&line);
}

void
render_clean(const struct render_input *in, struct buf *out)
{
	put_count(out, in->summary->zones, "zone");
	buf_text(out, ", ");
	put_count(out, in->summary->records, "record");
	buf_text(out, ": ok");
	put_rest(in->summary, out, "; ", "");
	buf_char(out, '\n');
}

/* ---- by several workers ---- */

#define BLOCK_FINDINGS ((size_t)32)
#define BLOCKS         ((size_t)32) /* written before the first of them is taken */

struct work {
	const struct render_input *in;
	const struct finding *const *list;
	size_t count;
	void (*put)(const struct render_input *in, const struct finding *f, struct buf *out);
	struct buf blocks[BLOCKS];
};

static void
put_block(void *arg, size_t block, unsigned worker)
{
	struct work *w = arg;
	size_t end =
	    (block + 1) * BLOCK_FINDINGS < w->count ? (block + 1) * BLOCK_FINDINGS : w->count;

	(void)worker;
	for (size_t i = block * BLOCK_FINDINGS; i < end; i++)
		w->put(w->in, w->list[i], &w->blocks[block]);
}

void
render_each(const struct render_input *in, const struct finding *const *list, size_t count,
    void (*put)(const struct render_input *in, const struct finding *f, struct buf *out),
    struct render_out *out)
{
	unsigned threads = in->set != NULL ? set_threads(in->set) : 1;
	struct work w = { .in = in, .put = put };

	for (size_t at = 0; at < count; at += w.count) {
		size_t blocks;

		w.list = list + at;
		w.count =
		    count - at < BLOCKS * BLOCK_FINDINGS ? count - at : BLOCKS * BLOCK_FINDINGS;
		blocks = (w.count + BLOCK_FINDINGS - 1) / BLOCK_FINDINGS;
		threads_run(threads, blocks, put_block, &w);
		for (size_t i = 0; i < blocks; i++) {
			buf_str(&out->buf, buf_view(&w.blocks[i]));
			w.blocks[i].len = 0;
			render_pause(out);
		}
	}
	for (size_t i = 0; i < BLOCKS; i++)
		buf_free(&w.blocks[i]);
}
