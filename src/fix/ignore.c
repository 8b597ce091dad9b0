/* fix/ignore.c -- which comment goes where */
#include "fix/ignore.h"

#include <stdlib.h>

#include "base/sort.h"
#include "fix/parts.h"
#include "zone/extent.h"

#define BOM "\xEF\xBB\xBF"

/* One rule to be silenced at one place. */
struct spot {
	const struct finding *finding;
	uint32_t file;
	uint32_t off;    /* of the finding, later of the line that the comment comes above */
	bool whole_file; /* it stands at no record */
};

struct maker {
	struct zone_set *set;
	const struct ignore_options *options;
	struct ignore_plan *plan;
	struct spot *spots;
	size_t count;
	struct err *err;
};

static bool
is_settings(const struct maker *m, uint32_t file)
{
	return file == m->options->map_file || file == m->options->project_file;
}

/* Is it the file of a zone, whatever zone a finding there speaks of? */
static bool
is_zone_file(const struct maker *m, uint32_t file)
{
	for (size_t i = 0; i < set_zone_count(m->set); i++)
		if (set_zone(m->set, i)->spec.file == file)
			return true;
	return false;
}

static void
leave(struct maker *m, const struct finding *f, const char *why)
{
	m->plan->left[m->plan->left_count++] = (struct ignore_left){ f, why };
}

/* Can a comment silence it? */
static bool
is_possible(struct maker *m, const struct finding *f)
{
	const char *why = NULL;

	if (f->rule->diagnostic || rule_never_silent(f->rule))
		why = "it tells that something could not be read";
	else if (f->span.file == 0 || (f->zone == NULL && !is_settings(m, f->span.file) &&
	                                  !is_zone_file(m, f->span.file)))
		why = "it stands in no zone, map or project file";
	else if (f->zone != NULL && f->zone->spec.role != ROLE_MANAGED &&
	         !is_settings(m, f->span.file))
		why = "the zone is read only";
	if (why != NULL)
		leave(m, f, why);
	return why == NULL;
}

static int
compare_spots(const void *pa, const void *pb)
{
	const struct spot *a = pa, *b = pb;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->whole_file != b->whole_file)
		return a->whole_file ? -1 : 1;
	if (a->off != b->off)
		return a->off < b->off ? -1 : 1;
	return strcmp(a->finding->rule->id, b->finding->rule->id);
}

/* ---- where ---- */

/* The line of settings that a finding stands in. */
static uint32_t
line_begin(struct str text, uint32_t off)
{
	while (off > 0 && off <= text.len && text.ptr[off - 1] != '\n')
		off--;
	return off;
}

/* Move the offsets of count spots of one file, sorted, to where their comments go. */
static bool
place(struct maker *m, struct spot *spots, size_t count, struct str text)
{
	uint32_t *offs;
	struct extent *extents;
	bool ok;

	if (is_settings(m, spots->file)) {
		for (size_t i = 0; i < count; i++)
			spots[i].off = line_begin(text, spots[i].off);
		return true;
	}
	offs = xcalloc(count, sizeof *offs);
	extents = xcalloc(count, sizeof *extents);
	for (size_t i = 0; i < count; i++)
		offs[i] = spots[i].off;
	ok = entries_find(set_sources(m->set), spots->file, offs, count, extents);
	for (size_t i = 0; ok && i < count; i++) {
		spots[i].whole_file = extents[i].begin > extents[i].end;
		spots[i].off = spots[i].whole_file ? 0 : extents[i].begin;
	}
	free(offs);
	free(extents);
	if (!ok)
		err_set(
		    m->err, "cannot read %s again", source_path(set_sources(m->set), spots->file));
	return ok;
}

/* ---- what ---- */

/* "; ptrlint: ignore[a,b] -- reason" for count spots of one place, sorted by rule. */
static void
put_comment(const struct maker *m, const struct spot *spots, size_t count, const char *line_end,
    struct buf *out)
{
	buf_put(out, "%s ptrlint: %s[", is_settings(m, spots->file) ? "#" : ";",
	    spots->whole_file ? "file-ignore" : "ignore");
	for (size_t i = 0; i < count; i++) {
		const char *id = spots[i].finding->rule->id;

		if (i == 0 || strcmp(id, spots[i - 1].finding->rule->id) != 0)
			buf_put(out, "%s%s", i == 0 ? "" : ",", id);
	}
	buf_char(out, ']');
	if (m->options->reason != NULL)
		buf_put(out, " -- %s", m->options->reason);
	buf_text(out, line_end);
}

/* How the lines of the text end. */
static const char *
line_end_of(struct str text)
{
	const char *p = text.len > 0 ? memchr(text.ptr, '\n', text.len) : NULL;

	return p != NULL && p > text.ptr && p[-1] == '\r' ? "\r\n" : "\n";
}

/* Blanks before what the comment stands above, so that it looks like it. */
static struct str
indent_at(struct str text, size_t at)
{
	size_t end = at;

	while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t'))
		end++;
	return (struct str){ text.ptr + at, end - at };
}

/* The text with the comments of count spots, whose places are sorted. */
static void
make_text(const struct maker *m, const struct spot *spots, size_t count, struct str text,
    struct ignore_file *out)
{
	const char *line_end = line_end_of(text);
	size_t done = 0;

	for (size_t i = 0, end; i < count; i = end) {
		size_t at = spots[i].off;

		for (end = i + 1; end < count && spots[end].off == spots[i].off &&
		                  spots[end].whole_file == spots[i].whole_file;)
			end++;
		if (at == 0 && text.len >= sizeof BOM - 1 &&
		    memcmp(text.ptr, BOM, sizeof BOM - 1) == 0)
			at = sizeof BOM - 1;
		if (at > done)
			buf_bytes(&out->text, text.ptr + done, at - done);
		done = at > done ? at : done;
		if (!spots[i].whole_file && is_settings(m, spots->file))
			buf_str(&out->text, indent_at(text, at));
		put_comment(m, &spots[i], end - i, line_end, &out->text);
		out->comments++;
	}
	buf_bytes(&out->text, text.ptr + done, text.len - done);
}

/* ---- files ---- */

/* All spots of one file. */
static bool
make_file(struct maker *m, struct spot *spots, size_t count)
{
	struct ignore_file *file = &m->plan->files[m->plan->count];
	struct buf text = { 0 };
	const char *why = NULL;
	bool ok = true;

	if (!is_settings(m, spots->file) && guard_file(m->set, spots->file, &why, m->err) != NULL) {
		for (size_t i = 0; i < count; i++)
			leave(m, spots[i].finding, why);
		return true;
	}
	ok = source_copy(set_sources(m->set), spots->file, 0, UINT32_MAX, &text);
	if (!ok)
		err_set(
		    m->err, "cannot read %s again", source_path(set_sources(m->set), spots->file));
	ok = ok && place(m, spots, count, buf_view(&text));
	if (ok) {
		sort_items(spots, count, sizeof *spots, compare_spots);
		file->file = spots->file;
		make_text(m, spots, count, buf_view(&text), file);
		m->plan->count++;
		for (size_t i = 0; i < count; i++)
			m->plan->silenced[m->plan->silenced_count++] = spots[i].finding;
	}
	buf_free(&text);
	return ok;
}

bool
ignore_plan_build(struct zone_set *set, const struct finding *const *findings, size_t count,
    const struct ignore_options *options, struct ignore_plan *out, struct err *err)
{
	struct maker m = { .set = set, .options = options, .plan = out, .err = err };
	bool ok = true;

	*out = (struct ignore_plan){ 0 };
	out->files = xcalloc(count + 1, sizeof *out->files);
	out->silenced = xcalloc(count + 1, sizeof(struct finding *));
	out->left = xcalloc(count + 1, sizeof *out->left);
	m.spots = xcalloc(count + 1, sizeof *m.spots);
	for (size_t i = 0; i < count; i++)
		if (findings[i]->suppressed == NULL && is_possible(&m, findings[i]))
			m.spots[m.count++] = (struct spot){ .finding = findings[i],
				.file = findings[i]->span.file,
				.off = findings[i]->span.off };
	sort_items(m.spots, m.count, sizeof *m.spots, compare_spots);
	for (size_t i = 0, end; ok && i < m.count; i = end) {
		for (end = i + 1; end < m.count && m.spots[end].file == m.spots[i].file;)
			end++;
		ok = make_file(&m, &m.spots[i], end - i);
	}
	free(m.spots);
	return ok;
}

void
ignore_plan_free(struct ignore_plan *p)
{
	for (size_t i = 0; i < p->count; i++)
		buf_free(&p->files[i].text);
	free(p->files);
	free(p->silenced);
	free(p->left);
	*p = (struct ignore_plan){ 0 };
}
