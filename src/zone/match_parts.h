/*
 * zone/match_parts.h -- what the files of bulk matching share.  Private to them.
 *
 * Everything is scattered into parts by the top bits of a hash, then each part is worked on while it sits in
 * the near cache.  Workers share out the shelves to scatter from, then the parts, which do not touch each
 * other; the lists of suspects are put in order of output at the end, whatever the schedule was.
 */
#ifndef ZONE_MATCH_PARTS_H
#define ZONE_MATCH_PARTS_H

#include "zone/model.h"

/* Shared by all workers of one matching. */
struct match {
	struct zone_set *set;
	void *entries;
	uint32_t *starts; /* of each part, in entries; parts + 1 of them */
	/* for each part how many entries a shelf has, then where its next one goes */
	uint32_t *places[LIMIT_THREADS];
	uint32_t *owners[LIMIT_THREADS]; /* for each part how many entries of a shelf are owners */
	unsigned bits;
	struct vec suspects[LIMIT_THREADS];      /* uint32_t records */
	struct vec more_suspects[LIMIT_THREADS]; /* a second kind: owners, pointers */
	uint32_t *scratch[LIMIT_THREADS];        /* hash table of one part */
	size_t scratch_size[LIMIT_THREADS];
	bool one_view;
	pthread_mutex_t lock;
};

static inline uint32_t
part_of(uint64_t hash, unsigned bits)
{
	return bits ? (uint32_t)(hash >> (64 - bits)) : 0;
}

static inline void
suspect(struct vec *v, uint32_t record)
{
	uint32_t *slot = vec_more(v, sizeof *slot);

	if (slot != NULL)
		*slot = record;
}

/* Entries of a hash table for count items: a power of two, half of it free. */
static inline size_t
slots_for(size_t count)
{
	size_t slots = 8;

	while (slots < count * 2)
		slots *= 2;
	return slots;
}

/* ---- match.c ---- */

/* Memory for bytes bytes that will all be written to; ended by munmap(). */
void *pages_take(size_t bytes);

/* Make room for most entries. */
void match_begin(struct match *m, struct zone_set *set, size_t most, void *entries);
void match_end(struct match *m);

/* From how many there are to where they go: part by part, in a part shelf by shelf. */
void places_sum(struct match *m);

/* A worker's table of zeroed slots, good until its next call. */
uint32_t *scratch_take(struct match *m, unsigned worker, size_t slots);

/* ---- match_address.c ---- */

/* The networks of the loaded reverse zones: set_covers() may be asked afterwards. */
void match_nets(struct zone_set *set);
/* A and AAAA against PTR. */
void match_addresses(struct zone_set *set);

#endif
