/* conf/egress.c -- mail-egress.yaml, key by key */
#include "conf/egress.h"

#include "conf/egress_hosts.h"
#include "conf/keyset.h"

static const struct conf_words mail_words = { (const char *const[]){
	                                          "both", "send", "receive", "none", NULL },
	"both, send, receive or none" };

/* ---- reverse ---- */

/* "PTR" or {ptr, checked}, below an address. */
static const struct conf_field claim_fields[] = {
	CONF_REQUIRED(struct egress_claim, "ptr", conf_read_hostnames, ptr, NULL),
	CONF_FIELD(struct egress_claim, "checked", conf_read_date, checked, NULL),
};
static const struct conf_form claim_form = { .expected = "a host name or {ptr, checked}",
	.fields = claim_fields,
	.count = ARRAY_LEN(claim_fields) };

static void
read_claim(struct conf *c, const struct yaml_node *node, struct egress_claim *claim)
{
	if (node->kind == NODE_MAPPING || node_is_null(node))
		conf_mapping(c, node, &claim_form, claim);
	else
		conf_read_hostnames(c, node, &claim->ptr, NULL);
}

/* Complain of an address that stands for a second time, perhaps in another spelling. */
static void
check_address_twice(struct conf *c, struct keyset *seen, const struct yaml_node *item,
    const struct conf_addr *address)
{
	struct str key = { (const char *)&address->addr, sizeof address->addr };
	const struct conf_addr *first = keyset_add(seen, key, address);
	struct conf_problem *p;

	_Static_assert(sizeof(struct addr) == 20, "an address has no bytes without meaning");
	if (first == address)
		return;
	p = conf_report(c, "duplicate-key", item, item->key_span, "given twice; first at %s",
	    conf_place(c, first->span));
	p->other = first->span;
	p->other_label = "first given here";
}

static void
read_claims(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_reverse *reverse = to;
	struct keyset seen = { 0 };

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of address to host name", NULL))
		return;
	reverse->claims = arena_array(c->arena, node->count, sizeof *reverse->claims);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_claim *claim = &reverse->claims[reverse->claim_count];

		if (!conf_key_address(c, item, &claim->address))
			continue;
		check_address_twice(c, &seen, item, &claim->address);
		read_claim(c, item, claim);
		reverse->claim_count += claim->ptr.count > 0;
	}
	keyset_clear(&seen);
}

static const struct conf_field reverse_fields[] = {
	CONF_REQUIRED(struct egress_reverse, "prefix", conf_read_prefix, prefix, NULL),
	CONF_REQUIRED(struct egress_reverse, "owner", conf_read_text, owner, NULL),
	CONF_FIELD(struct egress_reverse, "zone", conf_read_zone_name, zone, NULL),
	CONF_FIELD(struct egress_reverse, "contact", conf_read_text, contact, NULL),
	{ "claims", read_claims, 0, NULL, false },
};
static const struct conf_form reverse_form = { .expected = "a mapping with prefix and owner",
	.fields = reverse_fields,
	.count = ARRAY_LEN(reverse_fields),
	.x_keys = true };

/* A claim that lies outside its prefix would never be looked at. */
static void
check_claims(struct conf *c, const struct yaml_node *node, const struct egress_reverse *reverse)
{
	char text[ADDR_TEXT_MAX + 4];

	for (size_t i = 0; i < reverse->claim_count; i++)
		if (!prefix_contains(&reverse->prefix.prefix, &reverse->claims[i].address.addr))
			conf_report(c, "address", node, reverse->claims[i].address.span,
			    "claim lies outside %s", prefix_text(&reverse->prefix.prefix, text));
}

/* One prefix has one owner. */
static void
check_prefix_twice(struct conf *c, struct keyset *seen, const struct yaml_node *node,
    const struct egress_reverse *reverse)
{
	char text[ADDR_TEXT_MAX + 4];
	const char *key = conf_print(c, "%s", prefix_text(&reverse->prefix.prefix, text));
	const struct egress_reverse *first = keyset_add(seen, str_of(key), reverse);
	struct conf_problem *p;

	if (first == reverse)
		return;
	p = conf_report(c, "duplicate-key", node, reverse->prefix.span,
	    "prefix %s is given twice; first at %s", key, conf_place(c, first->prefix.span));
	p->other = first->prefix.span;
	p->other_label = "first given here";
}

static void
read_reverse(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;
	struct keyset seen = { 0 };

	(void)extra;
	if (!conf_is_list(c, node, "a list of {prefix, owner}"))
		return;
	map->reverse = arena_array(c->arena, node->count, sizeof *map->reverse);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_reverse *reverse = &map->reverse[map->reverse_count];

		reverse->span = item->span;
		conf_mapping(c, item, &reverse_form, reverse);
		if (reverse->prefix.span.file == 0) {
			*reverse = (struct egress_reverse){ 0 };
			continue;
		}
		reverse->ours =
		    reverse->owner.text != NULL && strcmp(reverse->owner.text, "us") == 0;
		check_prefix_twice(c, &seen, item, reverse);
		check_claims(c, item, reverse);
		map->reverse_count++;
	}
	keyset_clear(&seen);
}

/* ---- senders, domains, canonical, defaults ---- */

static const struct conf_field sender_fields[] = {
	CONF_REQUIRED(struct egress_sender, "name", conf_read_text, name, NULL),
	CONF_REQUIRED(struct egress_sender, "domains", conf_read_hostnames, domains, NULL),
	CONF_FIELD(struct egress_sender, "spf", conf_read_texts, spf, NULL),
	CONF_FIELD(struct egress_sender, "dkim", conf_read_texts, dkim, NULL),
};
static const struct conf_form sender_form = { .expected = "a mapping with name and domains",
	.fields = sender_fields,
	.count = ARRAY_LEN(sender_fields),
	.x_keys = true };

static void
read_senders(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;

	(void)extra;
	if (!conf_is_list(c, node, "a list of {name, domains}"))
		return;
	map->senders = arena_array(c->arena, node->count, sizeof *map->senders);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_sender *sender = &map->senders[map->sender_count];

		sender->span = item->span;
		conf_mapping(c, item, &sender_form, sender);
		map->sender_count += sender->name.text != NULL;
	}
}

static const struct conf_field domain_fields[] = {
	CONF_FIELD(struct egress_domain, "mail", conf_read_choice, mail, &mail_words),
	CONF_FIELD(struct egress_domain, "mx", conf_read_hostnames, mx, NULL),
};
static const struct conf_form domain_form = { .expected = "a mapping with mail or mx",
	.fields = domain_fields,
	.count = ARRAY_LEN(domain_fields),
	.x_keys = true };

static void
read_domains(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;
	struct keyset seen = { 0 };

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of domain to {mail, mx}",
	        "write \"example.com: {mail: both}\""))
		return;
	map->domains = arena_array(c->arena, node->count, sizeof *map->domains);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_domain *domain = &map->domains[map->domain_count];

		if (!conf_key_hostname(c, item, &domain->name))
			continue;
		egress_name_twice(c, &seen, item, &domain->name);
		/* a key alone says that the domain sends and receives */
		if (!node_is_null(item))
			conf_mapping(c, item, &domain_form, domain);
		map->domain_count++;
	}
	keyset_clear(&seen);
}

static void
read_canonical(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct egress_map *map = to;
	struct keyset seen = { 0 };

	(void)extra;
	if (!conf_is_mapping(c, node, "a mapping of address to host name or none", NULL))
		return;
	map->canonical = arena_array(c->arena, node->count, sizeof *map->canonical);
	for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
		struct egress_canonical *canonical = &map->canonical[map->canonical_count];

		if (!conf_key_address(c, item, &canonical->address))
			continue;
		check_address_twice(c, &seen, item, &canonical->address);
		if (item->kind == NODE_SCALAR && str_equal(item->text, STR("none")))
			canonical->name.span = item->span;
		else
			conf_read_hostname(c, item, &canonical->name, NULL);
		map->canonical_count += canonical->name.span.file != 0;
	}
	keyset_clear(&seen);
}

/* ---- the whole ---- */

static const struct conf_bounds ttl_bounds = { 0, INT32_MAX };
static const struct conf_field defaults_fields[] = {
	CONF_FIELD(struct egress_map, "domains", conf_read_hostnames, defaults.domains, NULL),
	CONF_FIELD(struct egress_map, "families", conf_read_choices, defaults.families,
	    &egress_family_words),
	CONF_FIELD(struct egress_map, "ttl", conf_read_number, defaults.ttl, &ttl_bounds),
};
static const struct conf_form defaults_form = { .expected = "a mapping with domains and families",
	.fields = defaults_fields,
	.count = ARRAY_LEN(defaults_fields) };

static const struct conf_field map_fields[] = {
	CONF_REQUIRED(struct egress_map, "version", conf_read_version, version, NULL),
	{ "defaults", conf_read_form, 0, &defaults_form, false },
	{ "reverse", read_reverse, 0, NULL, false },
	{ "pools", egress_read_pools, 0, NULL, false },
	{ "hosts", egress_read_hosts, 0, NULL, false },
	{ "senders", read_senders, 0, NULL, false },
	{ "domains", read_domains, 0, NULL, false },
	{ "canonical", read_canonical, 0, NULL, false },
};

static const char in_project[] = "how to run belongs in .ptrlint.yaml";
static const struct conf_moved map_moved[] = {
	{ "ignore", in_project },
	{ "policy", in_project },
	{ "views", in_project },
	{ "zones", in_project },
	{ "lint", in_project },
	{ "fix", in_project },
	{ "gen", in_project },
	{ "output", in_project },
	{ "exclude", in_project },
};
static const struct conf_form map_form = { .expected = "a mapping",
	.fields = map_fields,
	.count = ARRAY_LEN(map_fields),
	.x_keys = true,
	.moved = map_moved,
	.moved_count = ARRAY_LEN(map_moved) };

bool
egress_load(struct sources *sources, uint32_t file, uint64_t max_pool, struct egress_map *map,
    struct conf_problems *problems)
{
	struct tree doc;
	struct conf c;

	*map = (struct egress_map){ .file = file, .version.value = 1 };
	map->defaults.families.value = EGRESS_IPV4 | EGRESS_IPV6;
	conf_begin(&c, sources, file, "map", &map->arena, problems);
	tree_read(&c, &doc);
	tree_comments(&c, &doc, &map->comments);
	if (doc.root != NULL) {
		conf_mapping(&c, doc.root, &map_form, map);
		egress_check_pools(&c, doc.root, map);
		egress_check_sizes(&c, map, max_pool);
	}
	tree_free(&doc);
	return conf_end(&c);
}

void
egress_free(struct egress_map *map)
{
	arena_free(&map->arena);
	*map = (struct egress_map){ 0 };
}
