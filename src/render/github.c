/*
 * render/github.c -- commands to the runner of a GitHub workflow, which shows each as an annotation
 *
 * Of a step the host shows ten annotations of a level, and drops the others without a word.  So we send
 * no more: the tenth says how many there are, and those stand behind as lines of the log.
 */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"

enum {
	MOST = 10,       /* annotations of a level */
	MOST_PLACES = 20 /* notes in an annotation; our choice: it is shown inline in a diff */
};

/* A line break within a message. */
#define BREAK "%0A"

struct level {
	enum severity severity;
	const char *command, *word;
	uint64_t count;
};

static void
put_property(struct buf *out, const char *key, struct str text)
{
	buf_text(out, key);
	escape_workflow(out, text, true);
}

/* "file=…,line=…": columns only within one line, which is all that they are shown for. */
static void
put_place(const struct render_input *in, struct span span, struct buf *out)
{
	struct region r = region_of(in->sources, span);
	struct buf path = { 0 };

	put_host_path(in, span.file, &path);
	put_property(out, " file=", buf_view(&path));
	buf_free(&path);
	buf_put(out, ",line=%" PRIu32 ",endLine=%" PRIu32, r.start.line, r.end.line);
	if (r.start.line == r.end.line)
		buf_put(out, ",col=%" PRIu32 ",endColumn=%" PRIu32, r.start.column, r.end.column);
	buf_char(out, ',');
}

static void
put_note(const struct render_input *in, const struct note *note, struct buf *out)
{
	const char *label = note->label != NULL ? note->label : note->kind;

	buf_text(out, BREAK);
	if (note->span.file != 0) {
		struct region r = region_of(in->sources, note->span);
		struct buf path = { 0 };

		put_host_path(in, note->span.file, &path);
		escape_workflow(out, buf_view(&path), false);
		buf_free(&path);
		buf_put(out, ":%" PRIu32 ":%" PRIu32 ": ", r.start.line, r.start.column);
	}
	escape_workflow(out, str_of(label), false);
}

static void
put_message(const struct render_input *in, const struct finding *f, struct buf *out)
{
	uint64_t places = 0;

	escape_workflow(out, str_of(f->message), false);
	for (const struct note *note = f->notes; note != NULL; note = note->next)
		if (++places <= MOST_PLACES)
			put_note(in, note, out);
	if (places > MOST_PLACES) {
		buf_text(out, BREAK);
		buf_put(out, "%" PRIu64 " more places", places - MOST_PLACES);
	}
	if (f->help != NULL) {
		buf_text(out, BREAK "help: ");
		escape_workflow(out, str_of(f->help), false);
	}
}

/* Said by the last annotation of a level, when there are more. */
static void
put_more(const struct render_input *in, const struct level *level, struct buf *out)
{
	uint64_t all = level->severity == SEVERITY_ERROR     ? in->summary->error
	               : level->severity == SEVERITY_WARNING ? in->summary->warning
	                                                     : in->summary->info;

	if (all <= MOST)
		return;
	buf_text(out, BREAK);
	buf_put(out, "and %" PRIu64 " more of level %s, in the log of this step", all - MOST,
	    level->word);
}

static void
put_command(const struct render_input *in, const struct finding *f, const struct level *level,
    struct buf *out)
{
	struct span span = anchor_of(f);

	buf_put(out, "::%s", level->command);
	if (span.file != 0)
		put_place(in, span, out);
	else
		buf_char(out, ' ');
	buf_put(out, "title=%s::", f->rule->id);
	put_message(in, f, out);
	if (level->count == MOST)
		put_more(in, level, out);
	buf_char(out, '\n');
}

/* Those of one level, ten at most. */
static void
put_level(const struct render_input *in, struct level *level, struct render_out *out)
{
	const struct finding *f;
	size_t at = 0;

	while ((f = next_live(in, &at)) != NULL && level->count < MOST) {
		if (f->severity != level->severity)
			continue;
		level->count++;
		put_command(in, f, level, &out->buf);
	}
}

/* What was left out above, for who opens the log. */
static void
put_rest(const struct render_input *in, uint64_t rest, struct render_out *out)
{
	uint64_t seen[SEVERITY_ERROR + 1] = { 0 };
	const struct finding *f;
	size_t at = 0;

	buf_text(&out->buf, "::group::");
	put_count(&out->buf, rest, "finding");
	buf_text(&out->buf, " without annotation\n");
	while ((f = next_live(in, &at)) != NULL) {
		if (++seen[f->severity] > MOST)
			put_concise(in, f, &out->buf);
		render_pause(out);
	}
	buf_text(&out->buf, "::endgroup::\n");
}

void
render_github(const struct render_input *in, struct render_out *out)
{
	struct level levels[] = {
		{ SEVERITY_ERROR, "error", "error", 0 },
		{ SEVERITY_WARNING, "warning", "warning", 0 },
		{ SEVERITY_INFO, "notice", "info", 0 },
	};
	uint64_t live = 0, shown = 0;
	size_t at = 0;

	while (next_live(in, &at) != NULL)
		live++;
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		put_level(in, &levels[i], out);
		shown += levels[i].count;
	}
	if (live > shown)
		put_rest(in, live - shown, out);
}
