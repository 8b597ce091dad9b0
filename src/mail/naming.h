/*
 * mail/naming.h -- which of its names an address is to have in the reverse tree.
 *
 * Whoever names an address is a fact: an A or AAAA record, an entry of the egress map.  Of the facts of one
 * address in one view a name is chosen by fixed steps, and the step is told:
 *
 *	canonical   the map's "canonical" says so ("none": no PTR at all)
 *	map         the map's "ptr" of a mail host
 *	directive   a comment with ptr=primary or ptr=N at an address record
 *	host        the name that a mail host of the map greets with
 *	incumbent   the PTR that stands leads back, or cannot be disproved: it stays
 *	only        there is no other name
 *	target      the only name that MX, NS or SRV records lead to
 *	pick        the fixed order of naming_choose(), when that is asked for
 *
 * TTL, the order of files and that of hash tables never take part.
 */
#ifndef MAIL_NAMING_H
#define MAIL_NAMING_H

#include "conf/egress.h"
#include "mail/mail.h"
#include "zone/doubt.h"
#include "zone/place.h"

enum name_reason {
	NAME_NONE, /* no name may be written, or the map wants none */
	NAME_CANONICAL,
	NAME_MAP,
	NAME_DIRECTIVE,
	NAME_HOST,
	NAME_INCUMBENT,
	NAME_ONLY,
	NAME_TARGET,
	NAME_PICK,
	NAME_ALL,       /* every name is written: not of naming_choose() */
	NAME_AMBIGUOUS, /* several names, and none comes first */
	NAME_CONFLICT   /* comments put several names first */
};

/* "directive", … */
const char *name_reason_text(enum name_reason reason);

/* One who names an address. */
struct name_fact {
	struct addr addr;
	uint32_t view;
	record_id record; /* A or AAAA; RECORD_NONE: the map alone */
	uint32_t place;   /* in order of output */
};

struct naming_options {
	const struct egress_map *map; /* or NULL */
	const struct mail *mail;      /* or NULL */
	const struct conf_list
	    *exclude;     /* prefixes of addresses and patterns of names to leave out, or NULL */
	int64_t today;    /* days since 1970-01-01 */
	bool pick;        /* choose where names are ambiguous */
	bool no_comments; /* what comments say does not count */
	bool replace;     /* naming_replacement() is asked for: all facts are gathered at once */
	bool unsafe;      /* …, and takes names that neither map nor comment asks for, too */
};

/* A name that could be written. */
struct name_candidate {
	struct dname name;
	record_id record; /* its address record, or RECORD_NONE */
	uint32_t order;   /* ptr=N, or ADVICE_ORDER */
	bool ordered;     /* ptr=N is said */
	uint32_t place;   /* of the fact */
};

/* A PTR that stands. */
struct name_incumbent {
	struct dname name;
	record_id record;
	size_t place;  /* in order of output */
	bool kept;     /* a comment says "keep" */
	bool external; /* a comment says that its name is meant to lie elsewhere */
	bool unwanted; /* a comment says of the name that it needs no PTR */
	bool
	    holds; /* it leads back, or no zone of ours that was read whole says that it does not */
};

struct name_choice {
	enum name_reason reason;
	const struct dname *name; /* NULL for NAME_NONE, _INCUMBENT, _AMBIGUOUS, _CONFLICT */
	record_id record;         /* its address record, or RECORD_NONE */
	const struct name_candidate *candidates; /* in canonical order */
	size_t candidate_count;
	const struct name_incumbent *incumbents; /* in canonical order */
	size_t incumbent_count;
};

struct naming;

/*
 * Ready to gather and choose.
 *
 * options  copied; what they point to must outlive the result
 * return   never NULL; free with naming_free()
 */
struct naming *naming_new(struct zone_set *set, const struct naming_options *options);
void naming_free(struct naming *names);

/*
 * Gather the facts of a set, the first time that this is asked for.  Not among them: addresses that mean no host
 * or any (loopback, link-local, multicast, …), and those excluded.
 *
 * doubt   closed here, with what map and comments speak of: only what is open is gathered; or NULL: all
 */
void naming_gather(struct naming *names, struct doubt *doubt);

/* All facts by view, address, place; gathered if they are not yet. */
const struct name_fact *naming_facts(struct naming *names, size_t *count);

/* Is the address one of those that the options leave out? */
bool naming_exclude(const struct naming *names, const struct addr *addr);

/*
 * Choose; several workers of threads_run() may at the same time.  Not candidates: wildcards, what is no host name, glue of other zones, names excluded, names with
 * ptr=none.
 *
 * facts   all of one address in one view; none will do
 * place   where its PTR belongs; PLACE_HERE: what stands there counts
 * out     good until the worker's next call
 * source  our choice: ambiguous names are put in the order that a person would most likely want: not the apex
 *         of a zone, then fewer addresses, then fewer labels, then canonical order (RFC 4034 §6.1)
 */
void naming_choose(struct naming *names, const struct addr *addr, uint32_t view,
    const struct name_fact *facts, size_t count, const struct pointer_place *place,
    struct name_choice *out);

/*
 * The name that is to take the place of a PTR which goes; none when options.replace is not set, when another PTR
 * stays, when nobody says which name it is, or when without options.unsafe neither map nor comment does.  Several workers may ask at the same time.
 *
 * out     as of naming_choose()
 */
bool naming_replacement(struct naming *names, const struct addr *addr, uint32_t view,
    const struct dname *owner, struct name_choice *out);

/* Does the step demand its name, whatever stands there? */
static inline bool
name_reason_demands(enum name_reason reason)
{
	return reason >= NAME_CANONICAL && reason <= NAME_HOST;
}

#endif
