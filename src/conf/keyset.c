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

static uint64_t
hash_of(struct str key)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_seed);
	return XXH3_64bits_withSeed(key.ptr, key.len, seed);
}

/* Where a key stands or would; the hash is compared first, for the text lies far away. */
static struct keyset_slot *
slot_of(const struct keyset *set, struct str key, uint64_t hash)
{
	size_t at = (size_t)hash & set->mask;

	while (set->table[at].value != NULL &&
	       (set->table[at].hash != hash || !str_equal(set->table[at].key, key)))
		at = (at + 1) & set->mask;
	return &set->table[at];
}

static void
grow(struct keyset *set, size_t size)
{
	struct keyset_slot *old = set->table == NULL ? set->few : set->table;
	size_t slots = set->table == NULL ? set->count : set->mask + 1;

	if (set->table == NULL)
		for (size_t i = 0; i < slots; i++)
			old[i].hash = hash_of(old[i].key);
	set->table = xcalloc(size, sizeof *set->table);
	set->mask = size - 1;
	for (size_t i = 0; i < slots; i++) {
		size_t at = (size_t)old[i].hash & set->mask;

		if (old[i].value == NULL)
			continue;
		while (set->table[at].value != NULL)
			at = (at + 1) & set->mask;
		set->table[at] = old[i];
	}
	if (old != set->few)
		free(old);
}

void
keyset_expect(struct keyset *set, size_t count)
{
	size_t size = 4 * (size_t)KEYSET_FEW;

	if (count <= KEYSET_FEW)
		return;
	while (size < 2 * count)
		size *= 2;
	if (set->table == NULL || size > set->mask + 1)
		grow(set, size);
}

static const void *
find_few(const struct keyset *set, struct str key)
{
	for (size_t i = 0; i < set->count; i++)
		if (str_equal(set->few[i].key, key))
			return set->few[i].value;
	return NULL;
}

const void *
keyset_find(const struct keyset *set, struct str key)
{
	return set->table == NULL ? find_few(set, key) : slot_of(set, key, hash_of(key))->value;
}

const void *
keyset_add(struct keyset *set, struct str key, const void *value)
{
	const void *first = set->table == NULL ? find_few(set, key) : NULL;
	struct keyset_slot *slot;
	uint64_t hash;

	if (first != NULL)
		return first;
	if (set->table == NULL && set->count < KEYSET_FEW) {
		set->few[set->count++] = (struct keyset_slot){ .key = key, .value = value };
		return value;
	}
	if (set->table == NULL || set->count * 2 > set->mask)
		grow(set, set->table == NULL ? 4 * (size_t)KEYSET_FEW : 2 * (set->mask + 1));
	hash = hash_of(key);
	slot = slot_of(set, key, hash);
	if (slot->value != NULL)
		return slot->value;
	*slot = (struct keyset_slot){ key, value, hash };
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
