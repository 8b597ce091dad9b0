/*
 * cli/trace.h -- following one name or address, hop by hop: what cmd_trace.c and trace_*.c share.
 *
 * Hops are added in the order of the tree.  What is missing or unknown is said as a status; which
 * rule speaks of it is found at the end, from the findings of a check.
 */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include "base/arena.h"
#include "mail/mail.h"
#include "render/trace.h"
#include "zone/place.h"

#define TRACE_MOST 100 /* records of one kind that are followed at one place; the rest is counted */

struct walk {
	struct zone_set *set;
	const struct mail *mail;      /* NULL: the map is wrong */
	const struct egress_map *map; /* NULL: there is none */
	struct arena *arena;
	uint32_t view;
	bool lenient; /* what is missing breaks nothing */
	struct hop *hops;
	size_t count, cap;
	size_t from; /* first hop of the view */
};

/* ---- trace_walk.c: steps ---- */

/* A new hop; good until the next. */
struct hop *trace_add(struct walk *w, unsigned depth, const char *kind, enum hop_status status,
    struct span span, const char *fmt, ...) PL_PRINTF(6, 7);
/* What to say when no rule does. */
void trace_why(struct walk *w, struct hop *hop, const char *fmt, ...) PL_PRINTF(3, 4);
/* "and N more" when a list was cut. */
void trace_more(struct walk *w, unsigned depth, size_t count);

/* The name as text, in the arena. */
const char *trace_name(struct walk *w, const struct dname *name);
/* The place of a field of a record, or of its owner; file 0 when it cannot be read. */
struct span trace_field(struct walk *w, record_id id);
struct span trace_owner(struct walk *w, record_id id, struct dname *owner);
/* Where a zone begins. */
struct span trace_zone(struct walk *w, const struct zone *zone);

/* The CNAMEs of a chain, one below the other; the depth below the last. */
unsigned trace_aliases(struct walk *w, unsigned depth, const struct chase *chase);

/* Addresses of a name (required: it must have one) and their PTR; false when nothing is there. */
bool trace_addresses(struct walk *w, unsigned depth, const struct dname *name, bool required);

/* Does name lead to addr?  One hop for the address found, or for each other one. */
void trace_forward(
    struct walk *w, unsigned depth, const struct dname *name, const struct addr *addr);

/* ---- trace_reverse.c: PTR ---- */

/*
 * The PTR records of an address, what they name, and whether that leads back.
 *
 * shown   address record right above, which need not be shown again; or RECORD_NONE
 */
void trace_pointers(struct walk *w, unsigned depth, const struct addr *addr, record_id shown);

/* A PTR of addr that was shown in this view: with that name, or any with NULL. */
const struct hop *trace_pointer(
    const struct walk *w, const struct addr *addr, const struct dname *name);

/* The entry of "reverse" with the longest prefix that covers the address, or NULL. */
const struct egress_reverse *trace_reverse(const struct walk *w, const struct addr *addr);
/* Where the PTR of an address belongs. */
void trace_place(struct walk *w, const struct addr *addr, struct pointer_place *place);

/* ---- trace_mail.c: hosts and domains; trace_address.c: addresses ---- */

const struct mail_host *trace_host_find(const struct walk *w, const struct dname *name);
/* An address that a host sends from: its PTR, the name wanted, the name it greets with. */
void trace_egress(struct walk *w, unsigned depth, const struct mail_egress *egress);

/* MX records and aliases that lead to a name; how many. */
size_t trace_users(struct walk *w, unsigned depth, const struct dname *name);

/* Is mail sent or received in this name, as far as map and zones say? */
bool trace_is_domain(struct walk *w, const struct dname *name);

/* One view's tree; false when the view knows nothing of it. */
bool trace_domain(struct walk *w, unsigned depth, const struct dname *name);
bool trace_host(struct walk *w, unsigned depth, const struct dname *name);
bool trace_address(struct walk *w, unsigned depth, const struct addr *addr);

/* ---- trace_verdict.c ---- */

/* Find the rule that speaks of each hop, then the verdict.  what: the subject, for a sentence. */
void trace_judge(struct trace *trace, const struct finding *const *findings, size_t count,
    const char *what, struct arena *arena);

#endif
