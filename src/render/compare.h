/* render/compare.h -- what differs between two states (lint/compare.h), as bytes. */
#ifndef RENDER_COMPARE_H
#define RENDER_COMPARE_H

#include "base/buf.h"
#include "lint/compare.h"

/*
 * Append it for people: records as `ptrlint plan` prints them, then serials, mail addresses and findings, and the
 * sum; all of it.
 */
void render_compare_text(const struct comparison *c, struct buf *out);

/* The same for a comment on a change: 60,000 bytes at most, the rest counted. */
void render_compare_markdown(const struct comparison *c, struct buf *out);

/* The same for programs: schemas/diff-1.schema.json. */
void render_compare_json(const struct comparison *c, struct buf *out);

/* Append "2 records added, 1 removed in 2 zones; …" on one line. */
void render_compare_sum(const struct comparison *c, struct buf *out);

#endif
