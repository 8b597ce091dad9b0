/*
 * mail/spf.h -- SPF (RFC 7208) worked out from the zones alone, with "unknown" among the results.
 *
 * A term that leads to a name outside of the known zones may match or not.  A result is certain when every
 * way it can go ends in the same one: "v=spf1 include:_spf.example.net ip4:192.0.2.1 -all" is a certain pass
 * for 192.0.2.1, and unknown for every other address while example.net is not loaded.
 *
 * Text comes from zones, so it may be anything: nothing here recurses deeper than the ten look-ups that
 * RFC 7208 §4.6.4 allows.
 */
#ifndef MAIL_SPF_H
#define MAIL_SPF_H

#include "base/buf.h"
#include "zone/query.h"

#define SPF_LOOKUPS_MAX 10 /* RFC 7208 §4.6.4; the same for MX names and PTR names */
#define SPF_VOIDS_MAX   2

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT, /* a modifier, not a mechanism */
	SPF_OTHER     /* exp and modifiers that nobody knows */
};

/* One term of a record. */
struct spf_term {
	enum spf_kind kind;
	char qualifier;        /* '+', '-', '~' or '?' */
	struct str text;       /* as written; the others lie in it */
	struct str domain;     /* len 0: the record's own */
	struct prefix network; /* SPF_IP4, SPF_IP6 */
	uint8_t bits4, bits6;  /* SPF_A, SPF_MX: 32 and 128 when not written */
};

/* The next term; at begins behind "v=spf1". */
enum spf_step { SPF_END, SPF_TERM, SPF_WRONG };
/*
 * Read a term.
 *
 * at      moved behind the term
 * return  SPF_WRONG: out->text is the term, *why says what is wrong with it
 */
enum spf_step spf_next(struct str record, size_t *at, struct spf_term *out, const char **why);

/* Is this text an SPF record?  *at is then where its terms begin. */
bool spf_is_record(struct str text, size_t *at);

/* The record of a domain. */
struct spf_record {
	struct buf text; /* strings joined; freed by spf_record_free() */
	record_id id;    /* the first */
	size_t count;    /* more than one is an error */
};

/* PRESENT also when there are several. */
enum answer spf_find(
    struct zone_set *set, uint32_t view, const struct dname *domain, struct spf_record *out);
void spf_record_free(struct spf_record *record);

enum spf_result {
	SPF_RESULT_NONE,
	SPF_RESULT_NEUTRAL,
	SPF_RESULT_PASS,
	SPF_RESULT_FAIL,
	SPF_RESULT_SOFTFAIL,
	SPF_RESULT_PERMERROR,
	SPF_RESULT_UNKNOWN
};
const char *spf_result_name(enum spf_result result); /* "softfail" */

struct spf_question {
	struct zone_set *set;
	uint32_t view;
	struct addr addr;
	struct dname domain; /* of the sender */
	struct dname helo;
};

struct spf_verdict {
	enum spf_result result;
	unsigned lookups, voids;
	char term[96];      /* that decided, cut when longer; "" for none */
	const char *reason; /* of SPF_RESULT_PERMERROR, else NULL */
};

void spf_check(const struct spf_question *question, struct spf_verdict *out);

/*
 * Does the domain's record, or one that it includes or redirects to, hold this mechanism?  Case and a
 * written "+" do not matter.
 */
enum answer spf_has_term(
    struct zone_set *set, uint32_t view, const struct dname *domain, struct str term);

/*
 * Fill in the macros of a domain-spec (RFC 7208 §7).
 *
 * current  the domain whose record it stands in
 * return   UNKNOWN: a macro that only a real message fills ("%{l}", "%{p}"); ABSENT: no legal name
 */
enum answer spf_expand(const struct spf_question *question, const struct dname *current,
    struct str spec, struct dname *out);

#endif
