/*
 * conf/keyset.h -- has this text been seen before, and where?
 *
 * A hash table from text to a pointer of the caller's; the first few keys are only compared.  The
 * hash has a key of its own for each run, so a file cannot be made to collide.
 */
#ifndef CONF_KEYSET_H
#define CONF_KEYSET_H

#include "base/base.h"

#define KEYSET_FEW 8

struct keyset_slot {
	struct str key;
	const void *value; /* NULL in a free slot */
	uint64_t hash;     /* not counted while the few are enough */
};

/* Starts as all zeroes.  Keys and values are borrowed. */
struct keyset {
	struct keyset_slot few[KEYSET_FEW];
	struct keyset_slot *table; /* NULL while the few are enough */
	size_t count, mask;
};

/* So many keys in all are to come: room for them is made at once. */
void keyset_expect(struct keyset *set, size_t count);

/* The value that came first with this key: value itself (not NULL) when the key is new. */
const void *keyset_add(struct keyset *set, struct str key, const void *value);

/* The value of a key, or NULL. */
const void *keyset_find(const struct keyset *set, struct str key);

/* Forget all keys, and give memory back. */
void keyset_clear(struct keyset *set);

#endif
