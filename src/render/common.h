/* render/common.h -- what several formats share.  Private to render/. */
#ifndef RENDER_COMMON_H
#define RENDER_COMMON_H

#include "render/render.h"

/* See render_format.opening. */
#define SARIF_OPENING    "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\""
#define XML_OPENING      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"
#define MARKDOWN_OPENING "## ptrlint"

/* A stretch of a file as people and programs are told of it; end is the first byte behind. */
struct region {
	const char *path;
	struct place start, end;
	bool shown; /* the file could be read: its text can be shown */
};

/* Lines and columns of a span.  A file that cannot be read begins at 1:1 and ends there. */
struct region region_of(struct sources *sources, struct span span);

/* Append a file's path from the top of the repository, as bytes: not escaped. */
void put_host_path(const struct render_input *in, uint32_t file, struct buf *out);

/*
 * The place that a host shows a finding at: its own, else the first of its notes, else nowhere (file 0).
 * Hosts want one; line 1 of "." where there is none.
 */
struct span anchor_of(const struct finding *f);

/* The same for a path from the top of the repository. */
void put_json_path(const struct render_input *in, const char *key, uint32_t file, struct buf *out);

/* Append the lines of a finding as the format concise has them (render/concise.c). */
void put_concise(const struct render_input *in, const struct finding *f, struct buf *out);

/* Append the lines that a finding speaks of, and its remarks, as the format full has them (render/full.c). */
void put_full_places(const struct render_input *in, const struct finding *f, struct buf *out);

/* The next finding that is not suppressed, at or behind *at, which moves behind it; or NULL. */
const struct finding *next_live(const struct render_input *in, size_t *at);

/*
 * What can be done about a finding: by the plan, or, when that does nothing about it, by the offer.
 *
 * plan  whose edits the repair's splices number
 */
const struct fix_repair *repair_of(
    const struct render_input *in, const struct finding *f, const struct fix_plan **plan);

/* An edit of a repair: the bytes at span become text. */
struct splice {
	struct span span;
	struct str text;
};
struct splice splice_of(const struct fix_plan *plan, const struct fix_repair *repair, size_t i);

/* How many findings of each rule were seen. */
struct tally_row {
	const struct rule *rule;
	uint64_t count;
};
struct tally {
	struct tally_row *rows;
	size_t count, cap;
};

/* The row of a rule, a new one when it is the first time. */
struct tally_row *tally_row(struct tally *t, const struct rule *rule);
void tally_free(struct tally *t);

/* Count a finding; true while a text format shows findings of its rule. */
bool tally_show(struct tally *t, const struct rule *rule);

/* Append a line for each rule of which more was found than shown. */
void tally_rest(const struct tally *t, struct buf *out);

/* Append the summary line, in the width of the terminal. */
void put_summary_line(const struct render_input *in, struct buf *out);

/* Append "N word" or "N words". */
void put_count(struct buf *out, uint64_t n, const char *word);

/* Let the caller take the bytes when there are many. */
void render_pause(struct render_out *out);

/*
 * Append what put() writes of each finding, in order.  Workers write several at a time, each into
 * a buffer of its own, so put() must change nothing but that buffer.
 */
void render_each(const struct render_input *in, const struct finding *const *list, size_t count,
    void (*put)(const struct render_input *in, const struct finding *f, struct buf *out),
    struct render_out *out);

static inline bool
is_suppressed(const struct finding *f)
{
	return f->suppressed != NULL;
}

#endif
