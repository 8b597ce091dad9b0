/*
 * mail/mail.h -- who sends mail from where, and whether receivers will believe it.
 *
 * The egress map is expanded (pools, templates, addresses behind host names), then each address that mail
 * is sent from or delivered to gets one verdict in each public view: MX -> A/AAAA, address -> PTR -> A/AAAA,
 * HELO -> A/AAAA.  What is wrong is a fault: at most one for each cause, under the id of the rule that
 * explains it.  Rules put faults into words; the fix engine reads the wants that hang from them.
 *
 * Names live in the judgement, end to end: a copy of one is good, what lies behind its len is not its own.
 *
 * A map is not needed: without hosts in it the addresses of MX hosts stand in as senders.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "conf/egress.h"
#include "mail/want.h"
#include "zone/query.h"

struct mail;

struct mail_settings {
	const struct egress_map *map;                   /* NULL: there is none */
	const struct conf_prefix_list *treat_as_public; /* NULL: none */
	int64_t claim_max_age_days;                     /* 0: 180 */
	int64_t today;                                  /* days since 1970-01-01 */
};

/* The words of RFC 8601 §3 for "iprev", in ours. */
enum mail_verdict {
	MAIL_PASS,         /* a PTR name has the address */
	MAIL_FAIL,         /* there are PTR names, and none has it */
	MAIL_NO_PTR,       /* "permerror" */
	MAIL_UNVERIFIABLE, /* the files do not tell */
	MAIL_NOT_ASKED     /* private or dynamic: no receiver sees it, or no PTR would help */
};

/* A host of the map. */
struct mail_host {
	const struct egress_host *entry;
	const struct dname *name;
	const struct mail_host *relay; /* its smart host when that is a host of the map */
	bool sends;                    /* directly: its own addresses are seen */
	const struct dname **domains;  /* sender domains, those of its clients last */
	size_t domain_count, own_domain_count;
};

/* One PTR name of an address. */
struct mail_pointer {
	const struct dname *name;
	record_id record;     /* RECORD_NONE: claimed */
	struct span span;     /* of the name: in the record, or of the claim */
	enum answer confirms; /* has the name this address? */
	enum answer resolves; /* has it any address? */
	bool alias;
	const struct dname *canonical; /* where the alias leads */
	const char *malformed;         /* why no host can have this name: "a single label"; NULL */
	bool undotted;                 /* the name of the reverse zone was appended */
};

/* An address that receivers see: of a host, in a public view. */
struct mail_egress {
	const struct mail_host *host;
	uint32_t view;
	struct addr addr;
	struct span span;  /* its place in the map; the host's key when it comes from the zones */
	const char *label; /* or NULL */
	const struct dname *wanted; /* name that its PTR should have */
	bool wanted_explicit;       /* by a key "ptr" */
	struct span wanted_span;    /* of that key's value, or of helo, or of the host's key */
	const struct dname *helo;
	struct span helo_span;
	bool dynamic; /* not a fixed address, and not behind a smart host */
	const struct mail_address *address;
};

/* The same address once in each view: what is known of its reverse side. */
struct mail_address {
	struct addr addr;
	uint32_t view;
	bool egress, inbound; /* sends; stands behind an MX */
	enum mail_verdict verdict;
	struct span span;              /* entry of the map, or address record of the MX host */
	const struct dname *ptr_owner; /* where its PTR stands or would stand, aliases followed */
	const struct zone *ptr_zone;   /* that owner's zone; NULL when it is not loaded */
	unsigned aliases;              /* CNAMEs followed to ptr_owner (RFC 2317) */
	enum answer has_ptr;
	bool claimed;                  /* the pointers are those of a claim */
	struct mail_pointer *pointers; /* in order of output */
	size_t pointer_count;
	const struct dname *wanted; /* what its PTR should name; NULL when nothing says so */
};

/* Something wrong.  What a rule does not need is zero. */
struct mail_fault {
	const char *rule; /* id */
	struct span span; /* what a person would edit */
	uint32_t view;
	bool minor; /* the rule's milder severity */
	bool has_addr;
	const struct dname *name; /* what it is about, or NULL */
	struct addr addr;
	const struct mail_host *host;
	const struct mail_egress *egress;
	const struct mail_address *address;
	const struct mail_pointer *pointer;
	record_id record;          /* at fault, or RECORD_NONE */
	const struct dname *other; /* what stands there, or should; NULL: nothing */
	struct addr other_addr;    /* family 0: none */
	struct span other_span;    /* another place that belongs to it; file 0: none */
	const char *text;          /* words that only the judge knows, or NULL */
	const struct want *wants;
};

/*
 * Judge all mail addresses.
 *
 * set       must outlive the result
 * settings  copied; the map must outlive the result
 * return    never NULL; free with mail_free()
 */
struct mail *mail_judge(struct zone_set *set, const struct mail_settings *settings);
void mail_free(struct mail *mail);

/* Hosts in the order of the map; egresses and addresses by view and address; faults in none. */
const struct mail_fault *mail_faults(const struct mail *mail, size_t *count);
const struct mail_egress *mail_egresses(const struct mail *mail, size_t *count);
const struct mail_address *mail_addresses(const struct mail *mail, size_t *count);
const struct mail_host *mail_hosts(const struct mail *mail, size_t *count);

/* What could not be decided from the files. */
uint64_t mail_unverified(const struct mail *mail);

/* The verdict on an address in a view; NULL when it is no mail address there. */
const struct mail_address *mail_address_find(
    const struct mail *mail, uint32_t view, const struct addr *addr);

/* Is it a host's inside address ("internal")?  Then only view-internal-ptr speaks of its PTR. */
bool mail_is_internal(const struct mail *mail, const struct addr *addr);

/* Can receivers reach it: a global address, or one that the project treats as such? */
bool mail_is_public(const struct mail *mail, const struct addr *addr);
/* Does the project (lint.treat_as_public) say so of it, whatever the registries say? */
bool mail_treats_as_public(const struct mail *mail, const struct addr *addr);

#endif
