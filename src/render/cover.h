/*
 * render/cover.h -- how well the reverse side covers the addresses.  Private to render/.
 *
 * Every address that has an A or AAAA record where its reverse zone is loaded, or a PTR record, or mail, once
 * in each view; IPv4 in blocks of a /24, IPv6 as a tree of prefixes.
 */
#ifndef RENDER_COVER_H
#define RENDER_COVER_H

#include "mail/mail.h"
#include "render/about.h"

/* What a cell shows. */
enum cover_state {
	COVER_UNUSED,
	COVER_MATCH,      /* one PTR, and its name has the address */
	COVER_NO_PTR,     /* address record without PTR */
	COVER_NO_FORWARD, /* PTR whose name has no address */
	COVER_MISMATCH,   /* PTR whose name has other addresses */
	COVER_SEVERAL,    /* several PTR records */
	COVER_UNKNOWN,    /* the name, or the reverse zone, is not among the zones */
	COVER_STATES
};

struct cover_address {
	uint32_t view;
	struct addr addr;
	enum cover_state state;
	bool mail;      /* mail is sent from here or delivered to it */
	uint32_t first; /* in records: its address records, then its PTR records */
	uint32_t names, pointers;
	const struct finding *finding; /* the gravest about it, or NULL */
};

/* A /24, or a /64. */
struct cover_block {
	uint32_t view;
	struct prefix prefix;
	size_t first, count; /* in addresses */
	uint64_t states[COVER_STATES];
	uint64_t mail;
};

struct cover {
	struct cover_address *addresses; /* by view, then address */
	size_t address_count;
	record_id *records;
	struct cover_block *blocks; /* the same order */
	size_t block_count, v4_blocks;
	uint64_t states[COVER_STATES];
};

/* mail may be NULL; what is lent lives as long as set and findings; ended by cover_free(). */
void cover_build(
    struct zone_set *set, const struct mail *mail, const struct about *about, struct cover *cover);
void cover_free(struct cover *cover);

/* "confirmed", "without PTR record", … */
const char *cover_state_text(enum cover_state state);

/* The letter of a cell, a capital for mail addresses: '.' for an unused one. */
char cover_letter(enum cover_state state, bool mail);

/* Is anything wrong, or at least worth a look? */
static inline bool
cover_is_bad(enum cover_state state)
{
	return state != COVER_UNUSED && state != COVER_MATCH && state != COVER_UNKNOWN;
}

#endif
