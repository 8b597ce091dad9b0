/* conf/egress_hosts.c -- the heart of the map: hosts, and the pools they share */
#include "conf/egress_hosts.h"

#include "base/suggest.h"

const struct conf_words egress_family_words = { (const char *const[]){ "ipv4", "ipv6", NULL },
	"ipv4 or ipv6" };

/* Any pointer will do: it says that "{ptr}" alone is a helo. */
static const bool or_ptr = true;

void
egress_name_twice(
    struct conf *c, struct keyset *seen, const struct yaml_node *item, const struct conf_str *name)
{
	const struct conf_str *first = keyset_add(seen, str_of(name->text), name);
	struct conf_problem *p;

	if (first == name)
		return;
	p = conf_report(c, "duplicate-key", item, name->span, "given twice; first at %s",
	    conf_place(c, first->span));
	p->other = first->span;
	p->other_label = "first given here";
}

/* ---- external ---- */

static const struct conf_field external_fields[] = {
	CONF_REQUIRED(struct egress_external, "address", conf_read_addrs, addrs, NULL),
	CONF_FIELD(struct egress_external, "ptr", conf_read_template, ptr, NULL),
	CONF_FIELD(struct egress_external, "helo", conf_read_template, helo, &or_ptr),
	CONF_FIELD(struct egress_external, "exclude", conf_read_addrs_list, exclude, NULL),
	CONF_FIELD(struct egress_external, "label", conf_read_text, label, NULL),
};
static const struct conf_form external_form = { .expected = "an address or {address: …}",
	.fields = external_fields,
	.count = ARRAY_LEN(external_fields),
	.x_keys = true };

static void
read_external_item(struct conf *c, const struct yaml_node *node, struct egress_external *item)
{
	const char *hint;

	if (node->kind != NODE_MAPPING && node->kind != NODE_SEQUENCE) {
		conf_read_addrs(c, node, &item->addrs, NULL);
		return;
	}
	hint = conf_quote_hint(c, node);
	if (hint != NULL || node->kind == NODE_SEQUENCE)
		conf_expected(c, "type", node, external_form.expected, hint);
	else
		conf_mapping(c, node, &external_form, item);
}

/* One item, or a list of them. */
static void
read_external(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_external_list *list = to;

	(void)extra;
	if (!conf_is_filled(c, node, "address"))
		return;
	list->span = node->span;
	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		struct egress_external *external = &list->items[list->count];

		read_external_item(c, item, external);
		if (external->addrs.span.file != 0)
			list->count++;
		else
			*external = (struct egress_external){ 0 };
	}
}

/* ---- pools ---- */

static const struct conf_field pool_fields[] = {
	CONF_REQUIRED(struct egress_pool, "external", read_external, external, NULL),
	CONF_FIELD(struct egress_pool, "exclude", conf_read_addrs_list, exclude, NULL),
	CONF_FIELD(struct egress_pool, "ptr", conf_read_template, ptr, NULL),
	CONF_FIELD(struct egress_pool, "helo", conf_read_template, helo, &or_ptr),
	CONF_FIELD(struct egress_pool, "domains", conf_read_hostnames, domains, NULL),
	CONF_FIELD(struct egress_pool, "label", conf_read_text, label, NULL),
};
static const struct conf_form pool_form = { .expected = "a mapping with external",
	.fields = pool_fields,
	.count = ARRAY_LEN(pool_fields),
	.x_keys = true };

/* Letters, digits, "-" and "_", 63 at most, no sign at the front. */
static bool
is_ident(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t l = ascii_lower((uint8_t)text.ptr[i]);
		bool sign = l == '-' || l == '_';

		if (!(l >= 'a' && l <= 'z') && !(l >= '0' && l <= '9') && !(sign && i > 0))
			return false;
	}
	return text.len >= 1 && text.len <= 63;
}

void
egress_read_pools(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of pool name to {external: …}",
	        "write \"office: {external: 4.3.2.1}\""))
		return;
	map->pools = arena_array(c->arena, node->count, sizeof *map->pools);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_pool *pool = &map->pools[map->pool_count++];

		if (!is_ident(item->key))
			conf_report(c, "name", item, item->key_span,
			    "expected a pool name of letters, digits, \"-\" and \"_\"");
		pool->name = conf_copy(c, item->key, item->key_span);
		conf_mapping(c, item, &pool_form, pool);
	}
}

/* ---- hosts ---- */

/* The mechanism that lets a relay through: "include:spf.isp.example". */
static void
read_spf(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	static const char *const kinds[] = { "include:", "a:", "mx:", "ip4:", "ip6:", "exists:" };
	static const char expected[] = "an SPF mechanism such as include:spf.isp.example";
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, expected, &text))
		return;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t len = strlen(kinds[i]);

		if (text.len > len && memcmp(text.ptr, kinds[i], len) == 0) {
			*(struct conf_str *)to = conf_copy(c, text, node->span);
			return;
		}
	}
	conf_expected(c, "value", node, expected, NULL);
}

static const struct conf_field smarthost_fields[] = {
	CONF_REQUIRED(struct egress_smarthost, "name", conf_read_hostname, name, NULL),
	CONF_FIELD(struct egress_smarthost, "spf", read_spf, spf, NULL),
	CONF_FIELD(
	    struct egress_smarthost, "fallback_direct", conf_read_bool, fallback_direct, NULL),
};
static const struct conf_form smarthost_form = { .expected = "a host name or {name, spf}",
	.fields = smarthost_fields,
	.count = ARRAY_LEN(smarthost_fields),
	.x_keys = true };

static void
read_smarthost(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_smarthost *smarthost = arena_alloc(c->arena, sizeof *smarthost);

	*(const struct egress_smarthost **)to = smarthost;
	if (node->kind == NODE_MAPPING)
		conf_mapping(c, node, &smarthost_form, smarthost);
	else
		conf_read_hostname(c, node, &smarthost->name, extra);
}

static const struct conf_field host_fields[] = {
	CONF_FIELD(struct egress_host, "internal", conf_read_addresses, internal, NULL),
	CONF_FIELD(struct egress_host, "external", read_external, external, NULL),
	CONF_FIELD(struct egress_host, "pool", conf_read_text, pool, NULL),
	CONF_FIELD(struct egress_host, "inbound", conf_read_addresses, inbound, NULL),
	CONF_FIELD(struct egress_host, "helo", conf_read_template, helo, &or_ptr),
	CONF_FIELD(struct egress_host, "ptr", conf_read_template, ptr, NULL),
	CONF_FIELD(struct egress_host, "domains", conf_read_hostnames, domains, NULL),
	CONF_FIELD(struct egress_host, "smarthost", read_smarthost, smarthost, NULL),
	CONF_FIELD(struct egress_host, "dynamic", conf_read_bool, dynamic, NULL),
	CONF_FIELD(
	    struct egress_host, "families", conf_read_choices, families, &egress_family_words),
	CONF_FIELD(struct egress_host, "view", conf_read_text, view, NULL),
	CONF_FIELD(struct egress_host, "label", conf_read_text, label, NULL),
};
static const struct conf_form host_form = { .expected =
	                                        "an address, a list of addresses or a mapping",
	.fields = host_fields,
	.count = ARRAY_LEN(host_fields),
	.x_keys = true };

/* "pool" and "external" both say where mail leaves from. */
static void
check_exclusive(struct conf *c, const struct yaml_node *node)
{
	const struct yaml_node *pool = conf_child(node, "pool");
	const struct yaml_node *external = conf_child(node, "external");
	const struct yaml_node *later, *former;
	struct conf_problem *p;

	if (pool == NULL || external == NULL)
		return;
	later = pool->index > external->index ? pool : external;
	former = later == pool ? external : pool;
	p = conf_report(c, "conflict", later, later->key_span,
	    "\"%s\" and \"%s\" (%s) exclude each other", later == pool ? "pool" : "external",
	    later == pool ? "external" : "pool", conf_place(c, former->key_span));
	p->other = former->key_span;
	p->other_label = "the other one stands here";
}

static void
read_host(struct conf *c, const struct yaml_node *node, struct egress_host *host)
{
	const char *hint = conf_quote_hint(c, node);

	/* nothing: no NAT, the addresses are the host's own A and AAAA records */
	if (node_is_null(node))
		return;
	if (node->kind == NODE_MAPPING && hint == NULL) {
		if (conf_mapping(c, node, &host_form, host))
			check_exclusive(c, node);
	} else if (node->kind == NODE_MAPPING) {
		conf_expected(c, "type", node, host_form.expected, hint);
	} else {
		read_external(c, node, &host->external, NULL);
	}
}

/* Few hosts have one, and there may be many hosts. */
static const struct egress_smarthost no_smarthost;

void
egress_read_hosts(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;
	struct keyset seen = { 0 };

	(void)extra;
	if (!conf_is_mapping(
	        c, node, "a mapping of host name to address", "write \"mail.source.com: 4.3.2.1\""))
		return;
	map->hosts = arena_array(c->arena, node->count, sizeof *map->hosts);
	keyset_expect(&seen, node->count);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_host *host = &map->hosts[map->host_count];
		bool named = conf_key_hostname(c, item, &host->name);

		host->smarthost = &no_smarthost;

		/* the value is read all the same, for what may be wrong with it */
		if (item->kind != NODE_BROKEN)
			read_host(c, item, host);
		if (!named) {
			*host = (struct egress_host){ 0 };
			continue;
		}
		egress_name_twice(c, &seen, item, &host->name);
		map->host_count++;
	}
	keyset_clear(&seen);
}

/* ---- across hosts and pools ---- */

static void
complain_pool(struct conf *c, const struct yaml_node *at, const struct egress_map *map)
{
	struct suggest near;
	struct conf_problem *p =
	    conf_report(c, "reference", at, at->span, "no pool \"%s\"", conf_token(c, at->text));

	if (map->pool_count == 0) {
		p->hint = "the map has no \"pools\"";
		return;
	}
	if (c->suggestions < map->pool_count)
		return;
	c->suggestions -= map->pool_count;
	suggest_begin(&near, at->text);
	for (size_t i = 0; i < map->pool_count; i++)
		suggest_offer(&near, str_of(map->pools[i].name.text));
	for (size_t i = 0; i < map->pool_count && near.best.ptr != NULL; i++) {
		const struct conf_str *name = &map->pools[i].name;

		if (name->text != near.best.ptr)
			continue;
		p->hint = conf_print(
		    c, "did you mean \"%s\" (%s)?", name->text, conf_place(c, name->span));
		p->other = name->span;
		p->other_label = "this pool has nearly the same name";
		break;
	}
}

void
egress_check_pools(struct conf *c, const struct yaml_node *root, struct egress_map *map)
{
	const struct yaml_node *hosts = conf_child(root, "hosts");
	struct keyset pools = { 0 };

	for (size_t i = 0; i < map->pool_count; i++)
		keyset_add(&pools, str_of(map->pools[i].name.text), &map->pools[i]);
	for (size_t i = 0; i < map->host_count; i++)
		if (map->hosts[i].pool.text != NULL)
			map->hosts[i].in_pool =
			    keyset_find(&pools, str_of(map->hosts[i].pool.text));
	if (hosts != NULL && hosts->kind == NODE_MAPPING)
		for (const struct yaml_node *host = hosts->first; host != NULL; host = host->next) {
			const struct yaml_node *pool = conf_child(host, "pool");

			if (pool != NULL && pool->kind == NODE_SCALAR && pool->text.len > 0 &&
			    !node_is_null(pool) && keyset_find(&pools, pool->text) == NULL)
				complain_pool(c, pool, map);
		}
	keyset_clear(&pools);
}

static void
complain_size(struct conf *c, const char *path, const struct conf_addrs *addrs, uint64_t before,
    uint64_t max_pool)
{
	uint64_t sum = before + addrs->count;
	const char *size = "2^64 or more";

	if (addrs->count != UINT64_MAX)
		size = conf_print(c, "%llu", (unsigned long long)sum);
	conf_report(c, "limit", NULL, addrs->span,
	    "%s.external: %s addresses, limit is %llu (lint.max_pool)", path, size,
	    (unsigned long long)max_pool);
}

/* Complain of the item with which a list gets too large; *total counts for the whole map. */
static void
check_size(struct conf *c, const struct conf_str *name, bool pool,
    const struct egress_external_list *list, uint64_t max_pool, uint64_t *total)
{
	const char *path;
	uint64_t sum = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct conf_addrs *addrs = &list->items[i].addrs;

		if (addrs->count > max_pool || sum + addrs->count > max_pool) {
			path = conf_print(c, pool ? "pools.%s" : "hosts.\"%s\"",
			    conf_token(c, str_of(name->text)));
			complain_size(c, path, addrs, sum, max_pool);
			return;
		}
		sum += addrs->count;
		*total += addrs->count;
		if (*total > EGRESS_ADDRESSES_MAX && *total - addrs->count <= EGRESS_ADDRESSES_MAX)
			conf_report(c, "limit", NULL, addrs->span,
			    "more than %d addresses in one map", EGRESS_ADDRESSES_MAX);
	}
}

void
egress_check_sizes(struct conf *c, const struct egress_map *map, uint64_t max_pool)
{
	uint64_t total = 0;

	for (size_t i = 0; i < map->pool_count; i++)
		check_size(c, &map->pools[i].name, true, &map->pools[i].external, max_pool, &total);
	for (size_t i = 0; i < map->host_count; i++)
		check_size(
		    c, &map->hosts[i].name, false, &map->hosts[i].external, max_pool, &total);
}
