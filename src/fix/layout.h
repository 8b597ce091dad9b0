/*
 * fix/layout.h -- new lines as the neighbours write theirs.
 *
 * Where fields begin, blanks or tabs, TTL and class or not, names relative or absolute, letter
 * case, line ends: all is taken from one model line nearby.  Private to fix/.
 */
#ifndef FIX_LAYOUT_H
#define FIX_LAYOUT_H

#include "base/buf.h"
#include "fix/body.h"

/* Where a line may come to stand: before entry index, at byte at. */
struct spot {
	uint32_t at;
	uint32_t entry; /* whose circumstances hold */
	uint32_t model; /* record entry to write like, or BODY_NONE */
};

/* A record to be written. */
struct new_line {
	uint16_t type;
	const struct dname *owner, *target;
	bool write_ttl;
	struct str ttl; /* its text */
};

/* Find the spot of a new pointer record. */
void layout_spot(struct body *b, const struct dname *owner, uint16_t type, struct spot *out);

/* The TTL that most neighbours of the spot write, as text; len 0 when they write none. */
struct str layout_ttl(struct body *b, const struct spot *spot);

/* Append the line, its end included. */
void layout_line(
    struct body *b, const struct spot *spot, const struct new_line *line, struct buf *out);

/*
 * Append the name as it is to be written in place of the token of a record: relative when the
 * neighbours write theirs so and it lies below the origin, else absolute.
 */
void layout_target(struct body *b, uint32_t entry, const struct dname *target, struct buf *out);

/* Append a name, relative to the entry's origin when that is wanted and possible. */
void layout_name(
    const struct body *b, uint32_t entry, const struct dname *name, bool relative, struct buf *out);

/*
 * Append what makes up for the owner that an entry inherits from one that goes: the owner as that
 * one writes it, and blanks up to the first field.
 *
 * len     set to the bytes at the entry's begin that it stands in for
 */
void layout_owner(
    struct body *b, uint32_t entry, const struct dname *owner, struct buf *out, uint32_t *len);

#endif
