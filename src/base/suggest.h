/* base/suggest.h -- the word that was probably meant. */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/base.h"

#define SUGGEST_WORD_MAX 80 /* longer words get no suggestion */

/*
 * How many insertions, deletions, replacements and swaps of neighbours turn a into b; case does not
 * count, nor whether "-" or "_" is written.
 *
 * return  most + 1 when it takes more than most
 * source  Damerau-Levenshtein distance, in the form of optimal string alignment
 */
size_t suggest_distance(struct str a, struct str b, size_t most);

/* A search for the nearest of many words; best.ptr is NULL until one is near. */
struct suggest {
	struct str word, best;
	size_t most; /* only what is nearer than most + 1 will do */
};

/* Begin: up to two slips are forgiven, one in a word of up to four letters. */
void suggest_begin(struct suggest *s, struct str word);

/* Offer a word; the first of equally near ones is kept, borrowed. */
void suggest_offer(struct suggest *s, struct str candidate);

/* The nearest of count words, or NULL. */
const char *suggest_from(struct str word, const char *const *list, size_t count);

#endif
