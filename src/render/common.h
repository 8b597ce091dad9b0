/* render/common.h -- what several formats share.  Private to render/. */
#ifndef RENDER_COMMON_H
#define RENDER_COMMON_H

#include "render/render.h"

/* A stretch of a file as people and programs are told of it; end is the first byte behind. */
struct region {
	const char *path;
	struct place start, end;
	bool shown; /* the file could be read: its text can be shown */
};

/* Lines and columns of a span.  A file that cannot be read begins at 1:1 and ends there. */
struct region region_of(struct sources *sources, struct span span);

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
