/*
 * zone/sniff.h -- a cheap look at the beginning of a file: is it a zone, and what does it say of
 * itself?
 *
 * This is no reader: it takes what a zone file could hold as it comes, wrong lines included, and
 * says no to text that only speaks of zones.  Private to zone/; any bytes may be given, time is
 * linear.
 */
#ifndef ZONE_SNIFF_H
#define ZONE_SNIFF_H

#include "base/arena.h"
#include "base/base.h"
#include "dns/dname.h"

/* What is looked at of a file; a SOA or a directive further down is not found. */
#define SNIFF_BYTES ((size_t)64 << 10)
/* A NUL among these makes a file binary. */
#define SNIFF_BINARY ((size_t)1024)

/* A token that names a zone, or would if the origin of the file were known. */
struct sniff_name {
	bool absolute;     /* false: name lies below the origin of the file, whatever that is */
	struct dname name; /* the root when nothing was said */
	uint32_t off, len; /* the token; len 0 when there is none */
	uint32_t line;     /* from 1 */
};

struct sniff_include {
	struct sniff_include *next;
	const char *path;         /* as written, quotes taken off */
	struct sniff_name origin; /* in force in the included file */
	uint32_t off, len, line;  /* the directive and its path */
};

struct sniff {
	bool binary;
	bool soa; /* a zone: a SOA record among lines that look like a zone */
	uint32_t soa_off, soa_len, soa_line; /* from the owner to "SOA" */
	struct sniff_name owner;             /* of the SOA */
	bool owner_given;                    /* a name stands there, not "@" or blanks */
	struct sniff_name origin;            /* the $ORIGIN in force at the SOA */
	uint32_t good, junk; /* lines that look like a zone's, and others (comments are neither) */
	struct sniff_include *includes; /* above the SOA; all of them when wanted */
	struct str said_origin,
	    said_view; /* of "; ptrlint: origin=…, view=…": in the text, len 0 when absent */
	uint32_t said_off, said_len,
	    said_line; /* the item with the origin, else that with the view */
};

/*
 * Look at text, the first SNIFF_BYTES of a file or all of it.
 *
 * cut      the file goes on behind text
 * all      list the $INCLUDE lines below the SOA, too
 * budget   $INCLUDE lines that may still be listed, counted down
 * arena    takes what out points to, but for the words of the directive
 */
void sniff(
    struct str text, bool cut, bool all, uint64_t *budget, struct arena *arena, struct sniff *out);

/*
 * Do the PTR records of text fit the reverse zone? True when there are some and most have as many labels as are
 * left for an address.
 */
bool sniff_ptr(struct str text, unsigned left, const struct dname *zone);

/*
 * Call take for each name that the text of a zone hands on: owners of NS records and targets of
 * CNAME records, by $GENERATE too.
 *
 * zone    its origin
 */
void sniff_handed_on(struct str text, bool cut, const struct dname *zone,
    void (*take)(void *arg, const struct dname *name), void *arg);

#endif
