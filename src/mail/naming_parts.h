/* mail/naming_parts.h -- what the files of the choice among names share.  Private to mail/. */
#ifndef MAIL_NAMING_PARTS_H
#define MAIL_NAMING_PARTS_H

#include <pthread.h>

#include "base/limits.h"
#include "mail/naming.h"

/* A name that MX, NS or SRV records lead to. */
struct referred {
	uint64_t hash;
	record_id record;
};

/* What is known of a name of a view; names of many records are asked about again and again. */
struct known_name {
	uint64_t hash;
	const struct zone *zone; /* whose record was asked about; NULL: none yet */
	bool nameable;
	uint32_t addresses[2]; /* A, AAAA: how many, and 1; 0: not counted */
};
#define KNOWN_NAMES 4096

struct naming;

/* One worker's choice, and what it keeps from one to the next. */
struct chooser {
	struct naming *names;
	struct name_candidate *candidates;
	size_t candidate_count, candidate_cap;
	struct dname *unwanted; /* names of the address with ptr=none, in order */
	size_t unwanted_count, unwanted_cap;
	struct name_incumbent *incumbents;
	size_t incumbent_count, incumbent_cap;
	struct known_name *known; /* by the last bits of the hash, the last one asked about */
	struct dname wanted;      /* of the last choice, when the map wants it */
};

struct naming {
	struct zone_set *set;
	struct naming_options options;
	bool gathered;
	struct name_fact *facts;
	size_t count, cap;
	struct prefix *networks; /* excluded */
	size_t network_count;
	const struct egress_canonical **pins; /* by address */
	size_t pin_count;
	pthread_mutex_t lock;      /* guards the next three */
	struct referred *referred; /* by hash; gathered when first asked for */
	size_t referred_count;
	bool referred_known;
	struct chooser choosers[LIMIT_THREADS]; /* by worker */
};

/* naming_choose.c: give back what it keeps. */
void chooser_free(struct chooser *ch);

/* naming_refer.c: does an MX, NS or SRV record of the view lead to the name? */
bool naming_refers(struct naming *n, uint32_t view, const struct dname *name);

/* naming.c: the entry of the map's "canonical" for the address, or NULL. */
const struct egress_canonical *naming_pin(const struct naming *n, const struct addr *addr);

#endif
