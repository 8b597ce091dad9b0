/*
 * zone/advice.h -- what comments say of a record's reverse side.
 *
 *	www  A    192.0.2.10         ; ptrlint: ptr=none
 *	mail A    192.0.2.10         ; ptrlint: ptr=primary
 *	77   PTR  legacy.example.    ; ptrlint: keep, external, until=2027-03-01 -- owned by partner
 *
 * Behind a $GENERATE line it counts for all its records.  The same comment may count for several zones
 * when they share the text.
 */
#ifndef ZONE_ADVICE_H
#define ZONE_ADVICE_H

#include "zone/comment.h"
#include "zone/query.h"

/* One item of a comment: ptr=, keep or external. */
struct advice_item {
	enum comment_kind kind; /* COMMENT_PTR, COMMENT_KEEP or COMMENT_EXTERNAL */
	bool none;              /* ptr=none */
	uint32_t order;         /* ptr=N; primary is 0 */
	struct span span;       /* of the item */
	struct span comment;    /* all of it */
	struct span until_span; /* len 0: no end */
	int64_t until;       /* last day that it counts, days since 1970-01-01; INT64_MAX: no end */
	uint32_t zone;       /* the first that has the text */
	uint32_t begin, end; /* bytes of the record; begin UINT32_MAX: it stands at none */
	record_id record;    /* the first there, or RECORD_NONE */
};

/* What counts for one record on one day. */
struct advice {
	const struct advice_item *ptr, *keep, *external; /* NULL: not said */
};

#define ADVICE_ORDER 500 /* of a record without ptr=N: our choice, in the middle */

/* All items, by file, record and place, each once; borrowed. */
const struct advice_item *set_advice(const struct zone_set *set, size_t *count);

/*
 * What comments say of a record.
 *
 * today   days since 1970-01-01: what has ended says nothing
 * return  false when nothing is said; out is set in any case
 */
bool query_advice(const struct zone_set *set, record_id id, int64_t today, struct advice *out);
/* The same of the record that this byte belongs to. */
bool advice_at(
    const struct zone_set *set, uint32_t file, uint32_t off, int64_t today, struct advice *out);

#endif
