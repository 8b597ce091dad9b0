/* conf/egress_hosts.h -- what egress.c and egress_hosts.c share; nobody else includes this. */
#ifndef CONF_EGRESS_HOSTS_H
#define CONF_EGRESS_HOSTS_H

#include "conf/egress.h"
#include "conf/keyset.h"

extern const struct conf_words egress_family_words;

/* pools and hosts, into the map. */
conf_reader egress_read_pools, egress_read_hosts;

/* Complain of a name that is there already in another spelling of case or final dot. */
void egress_name_twice(
    struct conf *c, struct keyset *seen, const struct yaml_node *item, const struct conf_str *name);

/* Connect hosts with their pools; complain of pools that do not exist. */
void egress_check_pools(struct conf *c, const struct yaml_node *root, struct egress_map *map);

/* Complain of lists that are too large to be looked at address by address. */
void egress_check_sizes(struct conf *c, const struct egress_map *map, uint64_t max_pool);

#endif
