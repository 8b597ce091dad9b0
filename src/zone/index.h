/*
 * zone/index.h -- where the tokens of plain lines are.
 *
 * The index goes over whole lines of text and lists where tokens begin and end.  It knows quotes and
 * comments, and keeps no state from one line to the next.  Everything that makes a line less than plain
 * (an escape, a parenthesis, a control character, a quote in a strange place, …) is listed as rare: such a
 * line is read by the lexer of zone/lex.h, and what the tape says of it is not used.
 *
 * The scalar kernel is the definition; the others must give the same lists for every input.
 */
#ifndef ZONE_INDEX_H
#define ZONE_INDEX_H

#include "base/base.h"

/* Bytes behind the text that kernels may read (not use). */
#define INDEX_PAD 64

struct tape {
	uint32_t *fields;   /* begin of each token, and each newline */
	uint32_t *ends;     /* end of each token, one past its last byte */
	uint32_t *rare;     /* offsets that make their line not plain */
	uint32_t *comments; /* semicolons of comments that speak to us */
	size_t field_count, end_count, rare_count, comment_count;
	size_t cap;
	bool crlf; /* some line ended in CR LF */
};

/* Make room for the index of len bytes. */
void tape_reserve(struct tape *t, size_t len);
void tape_free(struct tape *t);

/*
 * Index text[from, to), which ends with a newline; offsets are those in text.  Lists start anew.
 */
typedef void index_kernel(struct tape *t, const uint8_t *text, uint32_t from, uint32_t to);

struct index_kernel_info {
	const char *name;
	index_kernel *run;
};

/* The kernels that this processor can run, the scalar one first, the fastest last. */
const struct index_kernel_info *index_kernels(size_t *count);

#endif
