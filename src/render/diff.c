/*
 * render/diff.c -- edits as a unified diff.
 *
 * The edits say what differs, so nothing is compared: each is widened to whole lines, neighbours
 * share a hunk.  Bytes of the file are written as they are, for a patch has to be exact.
 */
#include <stdlib.h>

#include "base/err.h"
#include "render/plan.h"

#define CONTEXT 3

/* Lines [begin, end) of the old text become those of the edits first to last. */
struct stretch {
	size_t begin, end;
	size_t first, last; /* edits; last is one behind */
};

struct patch {
	const struct fix_file *file;
	struct buf *out;
	size_t at, line;             /* line number of byte at, counted so far */
	size_t shift_old, shift_new; /* lines gone and come before this hunk */
};

static size_t
line_begin(struct str text, size_t at)
{
	while (at > 0 && text.ptr[at - 1] != '\n')
		at--;
	return at;
}

/* Behind the newline of the line that at is on. */
static size_t
line_behind(struct str text, size_t at)
{
	const char *lf = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;

	return lf != NULL ? (size_t)(lf - text.ptr) + 1 : text.len;
}

static bool
at_line(struct str text, size_t at)
{
	return at == 0 || text.ptr[at - 1] == '\n';
}

/* Does the edit take whole lines and give whole lines? */
static bool
is_whole(struct str text, const struct fix_edit *e)
{
	return at_line(text, e->off) && at_line(text, (size_t)e->off + e->len) &&
	       (e->text.len == 0 || e->text.ptr[e->text.len - 1] == '\n');
}

static struct stretch *
find_stretches(const struct fix_file *file, size_t *count)
{
	struct stretch *list = xcalloc(file->count + 1, sizeof *list);
	struct str old = file->old;

	*count = 0;
	for (size_t i = 0; i < file->count; i++) {
		const struct fix_edit *e = &file->edits[i];
		size_t end = (size_t)e->off + e->len, begin;
		struct stretch *last = *count > 0 ? &list[*count - 1] : NULL;

		/* A line may be long and have many edits: its ends are looked for once. */
		if (last != NULL && e->off < last->end && end < last->end) {
			last->last = i + 1;
			continue;
		}
		begin = line_begin(old, e->off);
		if (!is_whole(old, e))
			end = e->len > 0 && at_line(old, end) && e->text.len > 0 &&
			              e->text.ptr[e->text.len - 1] == '\n'
			          ? end
			          : line_behind(old, end);
		if (last != NULL && begin < last->end) {
			last->end = end > last->end ? end : last->end;
			last->last = i + 1;
		} else {
			list[(*count)++] = (struct stretch){ begin, end, i, i + 1 };
		}
	}
	return list;
}

/* The new text of a stretch. */
static void
put_new(const struct fix_file *file, const struct stretch *s, struct buf *out)
{
	size_t at = s->begin;

	for (size_t i = s->first; i < s->last; i++) {
		const struct fix_edit *e = &file->edits[i];

		buf_bytes(out, file->old.ptr + at, e->off - at);
		buf_str(out, e->text);
		at = (size_t)e->off + e->len;
	}
	buf_bytes(out, file->old.ptr + at, s->end - at);
}

static size_t
count_lines(struct str text)
{
	size_t n = 0;

	for (size_t at = 0; at < text.len; at = line_behind(text, at))
		n++;
	return n;
}

static void
put_lines(struct str text, char mark, struct buf *out)
{
	for (size_t at = 0, end; at < text.len; at = end) {
		end = line_behind(text, at);
		buf_char(out, mark);
		buf_bytes(out, text.ptr + at, end - at);
		if (text.ptr[end - 1] != '\n')
			buf_text(out, "\n\\ No newline at end of file\n");
	}
}

static struct str
part(struct str text, size_t from, size_t to)
{
	return (struct str){ text.ptr + from, to - from };
}

/* CONTEXT lines up. */
static size_t
lines_up(struct str text, size_t at, size_t floor)
{
	for (unsigned i = 0; i < CONTEXT && at > floor; i++)
		at = line_begin(text, at - 1);
	return at;
}

static size_t
lines_down(struct str text, size_t at)
{
	for (unsigned i = 0; i < CONTEXT && at < text.len; i++)
		at = line_behind(text, at);
	return at;
}

/* One hunk: stretches with little between them. */
static void
put_hunk(struct patch *p, const struct stretch *list, size_t count)
{
	struct str old = p->file->old;
	size_t begin = lines_up(old, list[0].begin, 0), end = lines_down(old, list[count - 1].end);
	size_t old_lines = count_lines(part(old, begin, end)), new_lines = 0, at = begin;
	struct buf body = { 0 }, text = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct str same = part(old, at, list[i].begin);

		text.len = 0;
		put_new(p->file, &list[i], &text);
		put_lines(same, ' ', &body);
		put_lines(part(old, list[i].begin, list[i].end), '-', &body);
		put_lines(buf_view(&text), '+', &body);
		new_lines += count_lines(same) + count_lines(buf_view(&text));
		at = list[i].end;
	}
	put_lines(part(old, at, end), ' ', &body);
	new_lines += count_lines(part(old, at, end));
	p->line += count_lines(part(old, p->at, begin));
	p->at = begin;
	/* a side without lines is named by the line before it */
	buf_put(p->out, "@@ -%zu,%zu +%zu,%zu @@\n", p->line + (old_lines > 0), old_lines,
	    p->line - p->shift_old + p->shift_new + (new_lines > 0), new_lines);
	buf_str(p->out, buf_view(&body));
	p->shift_old += old_lines;
	p->shift_new += new_lines;
	buf_free(&body);
	buf_free(&text);
}

/* A path as git writes it: in quotes when something in it could be misread. */
static void
put_path(const char *mark, const char *side, const char *path, struct buf *out)
{
	bool quote = false;

	while (*path == '/')
		path++;
	for (const char *c = path; *c != '\0'; c++)
		quote |= (uint8_t)*c < 0x20 || *c == 0x7f || *c == '"' || *c == '\\';
	buf_put(out, "%s %s%s", mark, quote ? "\"" : "", side);
	for (const char *c = path; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			buf_put(out, "\\%c", *c);
		else if ((uint8_t)*c < 0x20 || *c == 0x7f)
			buf_put(out, "\\%03o", (unsigned)(uint8_t)*c);
		else
			buf_char(out, *c);
	}
	/* patch takes a name with blanks up to the tab */
	buf_text(out, quote ? "\"\n" : strchr(path, ' ') != NULL ? "\t\n" : "\n");
}

void
render_diff(const struct fix_plan *plan, struct buf *out)
{
	for (size_t f = 0; f < plan->file_count; f++) {
		struct patch p = { .file = &plan->files[f], .out = out };
		size_t count;
		struct stretch *list = find_stretches(p.file, &count);

		put_path("---", "a/", p.file->path, out);
		put_path("+++", "b/", p.file->path, out);
		for (size_t i = 0, end; i < count; i = end) {
			for (end = i + 1;
			     end < count &&
			     lines_down(p.file->old, list[end - 1].end) >=
			         lines_up(p.file->old, list[end].begin, list[end - 1].end);
			     end++)
				;
			put_hunk(&p, &list[i], end - i);
		}
		free(list);
	}
}
