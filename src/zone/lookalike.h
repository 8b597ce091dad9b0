/*
 * zone/lookalike.h -- characters taken over from a word processor or a web page that look like others.
 */
#ifndef ZONE_LOOKALIKE_H
#define ZONE_LOOKALIKE_H

#include "base/base.h"

struct lookalike {
	const char *utf8, *name; /* "U+2013 en dash" */
	const char *ascii;       /* what was probably meant; "" for nothing */
};

/*
 * The first in a token's text; NULL when there is none.
 *
 * quoted  in quotes only what nobody sees is a mistake
 * at      where it begins
 */
const struct lookalike *lookalike_find(struct str text, bool quoted, size_t *at);

/* What was meant, in words: "a blank", "nothing", or the character. */
const char *lookalike_meant(const struct lookalike *like);

#endif
