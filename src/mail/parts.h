/* mail/parts.h -- what the files of mail/ share.  Private to mail/. */
#ifndef MAIL_PARTS_H
#define MAIL_PARTS_H

#include "base/arena.h"
#include "mail/mail.h"

/* An MX record of a public view; of those with one known target the first alone. */
struct exchange {
	record_id record;
	uint32_t view;
	struct span span; /* of the target */
	const struct dname *owner, *target;
	const struct mail_host *host; /* the target as a host of the map, or NULL */
	bool external;                /* the target lies in nobody's zone that we have */
};

/* An address that stands behind MX records: which, and by which record. */
struct delivery {
	struct addr addr;
	uint32_t view;
	uint32_t exchange; /* index */
	record_id record;  /* the A or AAAA */
};

/* An entry of "domains". */
struct declared {
	const struct dname *name;
	const struct egress_domain *entry;
};

/* A claim and the entry of "reverse" that it stands in. */
struct claim {
	const struct egress_claim *claim;
	const struct egress_reverse *entry;
};

/* A name that mail is sent in the name of. */
struct sender {
	const struct dname *name;
	struct span span; /* where the map says so */
};

#define POINTERS_MAX 100 /* PTR records of one address that are looked at */

struct mail {
	struct zone_set *set;
	struct mail_settings settings;
	struct arena arena;
	uint8_t *names; /* where the next name goes */
	size_t names_left;
	struct mail_host *hosts; /* in the order of the map */
	uint32_t *by_name;       /* indexes of hosts, by name */
	size_t host_count;
	struct mail_egress *egresses; /* by view, address, host */
	size_t egress_count, egress_cap;
	uint32_t *egress_by_host; /* indexes of egresses, by host */
	size_t *host_egresses;    /* where each host's begin there; one more at the end */
	struct exchange *exchanges;
	size_t exchange_count, exchange_cap;
	struct delivery *deliveries; /* by view, address, place of the exchange */
	size_t delivery_count, delivery_cap;
	struct mail_address *addresses; /* by view, address */
	size_t address_count;
	struct sender *senders; /* by name, each once */
	size_t sender_count, sender_cap;
	struct mail_fault *faults;
	size_t fault_count, fault_cap;
	const struct zone **blocks; /* reverse zones whose first label is no octet, by name */
	size_t block_count;
	struct addr *internals; /* inside addresses of all hosts, sorted */
	size_t internal_count;
	const struct addr *(*outsides)[2]; /* by host: the first egress of IPv4, of IPv6; or NULL */
	struct declared *declared;         /* "domains" of the map, sorted */
	size_t declared_count;
	struct claim *claims; /* sorted by address */
	size_t claim_count;
	bool *entry_lacks, *entry_conflicts; /* by entry of "reverse": reported */
	uint64_t unverified;
};

static inline bool
view_is_public(const struct mail *m, size_t view)
{
	return set_view(m->set, view)->public;
}

/* The first address of a family that the host sends from, or NULL. */
static inline const struct addr *
host_outside(const struct mail *m, const struct mail_host *host, enum addr_family family)
{
	return m->outsides[host - m->hosts][family == ADDR_V6];
}

/* ---- names.c ---- */

/*
 * A copy of the name that lives as long as m.  Only the octets in use take room: a map has many names, and
 * most are short.
 */
const struct dname *names_keep(struct mail *m, const struct dname *name);
/* As names_keep(), of a host name that the reader of the map has accepted. */
const struct dname *names_keep_text(struct mail *m, const char *text);

/* ---- expand.c: hosts, pools, templates ---- */

void expand_hosts(struct mail *m);
void expand_egresses(struct mail *m);
const struct mail_host *host_find(const struct mail *m, const struct dname *name);
bool host_has_domain(const struct mail_host *host, const struct dname *domain);

/* ---- exchange.c: MX records and what stands behind them ---- */

void exchanges_collect(struct mail *m);
void exchanges_judge(struct mail *m);

/* ---- pointer.c: PTR records of an address ---- */

void addresses_make(struct mail *m);
/* The entry of "reverse" with the longest prefix that covers the address, or NULL. */
const struct egress_reverse *reverse_find(const struct mail *m, const struct addr *addr);
/* The name of an RFC 2317 child that holds a PTR for the address, though no CNAME leads there. */
bool block_find(struct mail *m, uint32_t view, const struct addr *addr, struct dname *out);

static inline bool
address_confirmed(const struct mail_address *a)
{
	for (size_t i = 0; i < a->pointer_count; i++)
		if (a->pointers[i].confirms == ANSWER_PRESENT)
			return true;
	return false;
}

/* The pointer that names name, or NULL. */
const struct mail_pointer *address_names(const struct mail_address *a, const struct dname *name);

/* ---- egress.c, helo.c ---- */

void egresses_judge(struct mail *m);
/* Does it end as no public name does: RFC 6762 appendix G, RFC 6761, RFC 8375, ICANN's .internal? */
bool name_ends_inside(const struct dname *name);
/* HELO names of the hosts that share an address; reported: the name whose forward side was reported. */
void helo_judge(struct mail *m, const struct mail_egress *list, size_t count,
    const struct dname *reported, bool named_otherwise);
/* PTR records whose form is at fault, on any mail address; true when one was reported. */
bool form_judge(struct mail *m, const struct mail_egress *egress, const struct mail_address *a,
    const struct dname *wanted);
/* Confirmed addresses of MX hosts: several PTR records, aliases. */
void pointers_judge(struct mail *m, const struct mail_address *a);

/* ---- views.c: split horizon ---- */

/* The record by which a public view shows an inside address of host at name; RECORD_NONE. */
record_id leak_find(
    struct mail *m, uint32_t view, const struct mail_host *host, const struct dname *name);
/* A view that is not public and in which name has an address; false when there is none. */
bool elsewhere_find(struct mail *m, const struct dname *name, uint32_t *view);
void views_judge(struct mail *m);

/* ---- hosts.c: what is wrong with a host or an entry of the map ---- */

void hosts_judge(struct mail *m);

/* ---- sender.c: sender domains ---- */

void senders_collect(struct mail *m);
const struct sender *sender_find(const struct mail *m, const struct dname *name);
void senders_judge(struct mail *m);

/* ---- generic.c ---- */

enum generic { GENERIC_NOT, GENERIC_SOMEWHAT, GENERIC_CLEARLY };
/*
 * Does a name look as if it were made from the address, or belong to a dial-up or a pool?
 *
 * word    the part that gives it away; at least DNAME_LABEL_MAX + 1 bytes
 */
enum generic generic_judge(const struct dname *name, const struct addr *addr, char *word);

/* ---- fault.c: reporting ---- */

/* A new fault; the pointer is good until the next one. */
struct mail_fault *fault_add(struct mail *m, const char *rule, struct span span, uint32_t view);
void fault_name(struct mail *m, struct mail_fault *f, const struct dname *name);
void fault_addr(struct mail_fault *f, const struct addr *addr);
/* What was found in several views is reported once; what one view can tell, others need not. */
void faults_settle(struct mail *m);

/* ---- wants.c ---- */

/* The PTR of an address should name target: nothing stands there yet. */
const struct want *want_ptr(struct mail *m, const struct mail_address *a,
    const struct dname *target, bool safe, const char *rule, const char *reason, struct span span);
/* Its pointers that do not confirm (all: every one) should go, and target should be named. */
const struct want *want_instead(struct mail *m, const struct mail_address *a,
    const struct dname *target, bool everything, bool safe, const char *rule, const char *reason);
/* This pointer should go, replaced by target unless that is NULL or stands beside it. */
const struct want *want_swap(struct mail *m, const struct mail_address *a,
    const struct mail_pointer *p, const struct dname *target, bool safe, const char *rule,
    const char *reason);
/* Proposals for a forward zone: the name should have the address, instead of old unless RECORD_NONE. */
const struct want *want_address(struct mail *m, uint32_t view, const struct dname *name,
    const struct addr *addr, record_id old, const char *rule, const char *reason, struct span span);
/* A CNAME of the reverse tree. */
const struct want *want_cname(struct mail *m, const struct mail_address *a,
    const struct dname *target, const char *rule, const char *reason, struct span span);
/* Whoever holds the reverse zone should publish target. */
const struct want *want_request(struct mail *m, const struct mail_address *a,
    const struct dname *target, const char *rule, struct span span);

#endif
