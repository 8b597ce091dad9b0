/*
 * lint/compare.h -- two states of a project: which records, mail addresses and findings differ.
 *
 * Zones are the same by origin and view, records by what they say, mail addresses by address and view, findings by
 * what they are about.  Files, lines and order do not count.
 */
#ifndef LINT_COMPARE_H
#define LINT_COMPARE_H

#include "base/arena.h"
#include "lint/lint.h"

/* One state, judged.  Borrowed, and needed as long as the comparison. */
struct compare_state {
	const char *name; /* for people: "HEAD", "the index", a path */
	struct zone_set *set;
	const struct mail *mail; /* NULL when the map is wrong: nothing is known of mail then */
	const struct finding *const *findings;
	size_t count;
};

struct compare_record {
	bool add;
	const char *owner, *type, *data; /* absolute; as in zone files */
	uint32_t ttl;
	struct span span; /* in the files of its state */
};

struct compare_zone {
	const char *origin, *view; /* absolute; "" for the only view */
	bool was, is;              /* there */
	bool whole;                /* all of it could be read, in both states */
	bool serials_known;        /* in both states; else the serials are 0 */
	uint32_t old_serial, new_serial;
	struct compare_record *records; /* by owner, type, gone before come, data */
	size_t count, added, removed;
};

/* A mail address in one of the states. */
struct compare_side {
	bool there; /* it is a mail address */
	enum mail_verdict verdict;
	const char *pointer; /* name of its first PTR record, or NULL */
	bool confirmed;      /* that name has the address */
};

struct compare_mail {
	const char *address, *view;
	const char *name; /* that its PTR record should have, or NULL */
	struct compare_side old, new;
};

struct comparison {
	const struct compare_state *old, *new;
	struct compare_zone *zones; /* those that differ, by origin and view */
	size_t zone_count;
	struct compare_mail *mail; /* those that differ, by address and view */
	size_t mail_count;
	bool mail_known;                     /* in both states */
	const struct finding **gone, **come; /* live ones, in order of output */
	size_t gone_count, come_count;
	size_t added, removed; /* records */
	bool whole;            /* every zone was read whole in both states */
	struct arena arena;    /* private */
};

/* out is ended by comparison_free(). */
void compare_states(
    const struct compare_state *old, const struct compare_state *new, struct comparison *out);
void comparison_free(struct comparison *c);

/* Nothing differs. */
bool comparison_empty(const struct comparison *c);

/* "no PTR record": the verdict in words. */
const char *compare_verdict(enum mail_verdict verdict);

#endif
