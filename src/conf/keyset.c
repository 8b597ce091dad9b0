/* conf/keyset.c -- open addressing over keyed hashes */
#include "conf/keyset.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/err.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t seed;

static void
make_seed(void)
{
	/* without a random seed collisions are only easier to plan */
	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == -1)
		seed = (uint64_t)(uintptr_t)&seed;
}

static struct keyset_slot *
slot_of(const struct keyset *set, struct str key)
{
	size_t at = (size_t)XXH3_64bits_withSeed(key.ptr, key.len, seed) & set->mask;

	while (set->table[at].value != NULL && !str_equal(set->table[at].key, key))
		at = (at + 1) & set->mask;
	return &set->table[at];
}

static void
grow(struct keyset *set)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct keyset_slot *old = set->table == NULL ? set->few : set->table;
	size_t slots = set->table == NULL ? set->count : set->mask + 1;
	size_t size = set->table == NULL ? 4 * KEYSET_FEW : 2 * (set->mask + 1);

	pthread_once(&once, make_seed);
	set->table = xcalloc(size, sizeof *set->table);
	set->mask = size - 1;
	for (size_t i = 0; i < slots; i++)
		if (old[i].value != NULL)
			*slot_of(set, old[i].key) = old[i];
	if (old != set->few)
		free(old);
}

static const struct keyset_slot *
find_slot(const struct keyset *set, struct str key)
{
	if (set->table != NULL)
		return slot_of(set, key);
	for (size_t i = 0; i < set->count; i++)
		if (str_equal(set->few[i].key, key))
			return &set->few[i];
	return NULL;
}

const void *
keyset_find(const struct keyset *set, struct str key)
{
	const struct keyset_slot *slot = find_slot(set, key);

	return slot == NULL ? NULL : slot->value;
}

const void *
keyset_add(struct keyset *set, struct str key, const void *value)
{
	const void *first = keyset_find(set, key);

	if (first != NULL)
		return first;
	if (set->table == NULL && set->count < KEYSET_FEW) {
		set->few[set->count++] = (struct keyset_slot){ key, value };
		return value;
	}
	if (set->table == NULL || set->count * 2 > set->mask)
		grow(set);
	*slot_of(set, key) = (struct keyset_slot){ key, value };
	set->count++;
	return value;
}

void
keyset_clear(struct keyset *set)
{
	free(set->table);
	set->table = NULL;
	set->count = 0;
}
