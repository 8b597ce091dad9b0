/*
 * conf/egress.h -- the egress map mail-egress.yaml: where mail is sent from, under which names.
 *
 * What the file says, checked one by one and nothing added: wanted names, addresses behind host
 * names and expanded pools are worked out by who asks who sends from where.  Every value knows its
 * place, because findings point at them.
 */
#ifndef CONF_EGRESS_H
#define CONF_EGRESS_H

#include "base/source.h"
#include "conf/conf.h"
#include "conf/value.h"

/* Addresses that all pools and hosts of one map may have together. */
#define EGRESS_ADDRESSES_MAX 1000000

enum egress_family { EGRESS_IPV4 = 1, EGRESS_IPV6 = 2 }; /* bits */
enum egress_mail { EGRESS_BOTH, EGRESS_SEND, EGRESS_RECEIVE, EGRESS_NONE };

/* One item of "external": an address, prefix or range, and what is said of it alone. */
struct egress_external {
	struct conf_addrs addrs;
	struct conf_str ptr, helo; /* host names or templates; lower case, no final dot */
	struct conf_addrs_list exclude;
	struct conf_str label;
};

struct egress_external_list {
	struct egress_external *items;
	size_t count;
	struct span span; /* of the value; file 0 when not given */
};

struct egress_pool {
	struct conf_str name;
	struct egress_external_list external;
	struct conf_addrs_list exclude;
	struct conf_str ptr, helo;
	struct conf_list domains;
	struct conf_str label;
};

struct egress_smarthost {
	struct conf_str name; /* text NULL: none; a key of hosts refers to that host */
	struct conf_str spf;
	struct conf_bool fallback_direct;
};

struct egress_host {
	struct conf_str name; /* lower case, no final dot; its place is the key */
	struct conf_addr_list internal;
	struct egress_external_list external;
	struct conf_str pool;              /* text NULL: none */
	const struct egress_pool *in_pool; /* NULL: none */
	struct conf_addr_list inbound;
	struct conf_str helo, ptr; /* host names or templates; helo may be "{ptr}" */
	struct conf_list domains;
	const struct egress_smarthost *smarthost; /* never NULL */
	struct conf_bool dynamic;
	struct conf_number families; /* bits of enum egress_family; not given: those of defaults */
	struct conf_str view;
	struct conf_str label;
};

/* "reverse[].claims": what a provider is noted to publish. */
struct egress_claim {
	struct conf_addr address; /* its place is the key */
	struct conf_list ptr;
	struct conf_date checked;
};

struct egress_reverse {
	struct span span;
	struct conf_prefix prefix;
	struct conf_str owner; /* "us", or the provider's name */
	bool ours;
	struct conf_str zone; /* absolute, lower case, with final dot; text NULL: none */
	struct conf_str contact;
	struct egress_claim *claims;
	size_t claim_count;
};

struct egress_sender {
	struct span span;
	struct conf_str name;
	struct conf_list domains, spf, dkim;
};

struct egress_domain {
	struct conf_str name;    /* lower case, no final dot; its place is the key */
	struct conf_number mail; /* enum egress_mail; both when not given */
	struct conf_list mx;     /* span.file 0 when not given */
};

struct egress_canonical {
	struct conf_addr address; /* its place is the key */
	struct conf_str name;     /* text NULL: "none", no PTR at all; the place is set */
};

struct egress_map {
	struct arena arena;
	uint32_t file;
	struct conf_comments comments;
	struct conf_number version;
	struct {
		struct conf_list domains;
		struct conf_number families; /* both when not given */
		struct conf_number ttl;
	} defaults;
	struct egress_host *hosts; /* in the order of the file, as all lists */
	struct egress_pool *pools;
	struct egress_reverse *reverse;
	struct egress_sender *senders;
	struct egress_domain *domains;
	struct egress_canonical *canonical;
	size_t host_count, pool_count, reverse_count, sender_count, domain_count, canonical_count;
};

/*
 * Read a map.
 *
 * max_pool  addresses that one "external" may have: lint.max_pool of the project
 * map       what could be read, also on failure; free with egress_free()
 * problems  complaints "map-*" are appended, in order of place
 * return    false when there are any: mail rules must not run
 */
PL_MUST_CHECK bool egress_load(struct sources *sources, uint32_t file, uint64_t max_pool,
    struct egress_map *map, struct conf_problems *problems);
void egress_free(struct egress_map *map);

#endif
