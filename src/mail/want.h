/*
 * mail/want.h -- a record that should stand somewhere, or should not.
 *
 * Who judges says what is wanted and why; whoever writes decides how: which bytes of which file, which
 * TTL and serial, and what is printed only.  A want says nothing of text.
 *
 * Two examples.  203.0.113.20 has a PTR to out50.example.net., which is gone:
 *   REPLACE record 17, owner 20.113.0.203.in-addr.arpa., PTR out5.example.net., safe
 * out8.example.net. lacks its address, which the map knows:
 *   ADD out8.example.net. A 203.0.113.23, by proposal: zones for names are never written to
 */
#ifndef MAIL_WANT_H
#define MAIL_WANT_H

#include "dns/addr.h"
#include "dns/dname.h"
#include "zone/set.h"

enum want_kind {
	WANT_ADD,     /* no record of this type stands at owner, or others may stay beside it */
	WANT_REPLACE, /* old goes, this comes; the owner stays */
	WANT_DELETE,  /* old goes */
	WANT_RAISE    /* the serial of the zone is raised, and nothing else */
};

enum want_by {
	WANT_BY_PLAN,     /* a change to a zone of ours that may be applied */
	WANT_BY_PROPOSAL, /* a change to a forward zone: printed, never applied */
	WANT_BY_REQUEST   /* the zone is someone else's: to be asked for */
};

struct want {
	enum want_kind kind;
	enum want_by by;
	bool safe;  /* zones and map together prove it; else only when asked for */
	bool prune; /* a deletion that leaves the address without PTR: only when told to prune */
	const char *rule;   /* id of the rule whose finding asks: the reason code */
	const char *reason; /* "egress address without PTR": a few words */
	const char *choice; /* name_reason_text() when names were chosen among, or NULL */
	uint32_t view;
	const struct zone
	    *zone; /* where it belongs; NULL for WANT_BY_REQUEST, or when none is loaded */
	const struct dname *owner;  /* last owner of the alias chain (RFC 2317) */
	uint16_t type;              /* PTR, CNAME, A or AAAA */
	const struct dname *target; /* PTR and CNAME; else the root */
	struct addr
	    addr; /* of the reverse side: the address that is named; else the data of A, AAAA */
	record_id old; /* what is replaced or deleted; RECORD_NONE for WANT_ADD */
	bool ttl_known;
	uint32_t ttl; /* hint: of the record replaced, of the owner's other records, of the zone */
	struct span span;        /* the place that asks: an entry of the map, a record */
	const char *whom;        /* WANT_BY_REQUEST: the provider's name, or NULL */
	const char *contact;     /* WANT_BY_REQUEST: or NULL */
	bool forward_exists;     /* WANT_BY_REQUEST: the target has this address already */
	const struct want *next; /* of the same finding: all or none */
};

#endif
