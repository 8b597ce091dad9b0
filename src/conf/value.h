/*
 * conf/value.h -- from nodes of a tree to values of a type.
 *
 * A mapping with fixed keys is described by a table of fields; everything that does not fit is
 * complained of, with what was expected, what stands there, and what was probably meant.  A value
 * that does not fit leaves its target as it was.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "conf/yaml.h"

/* Read the value of a node into to, whose type the reader knows. */
typedef void conf_reader(struct conf *c, const struct yaml_node *node, void *to, const void *extra);

struct conf_field {
	const char *key;
	conf_reader *read;
	size_t offset;     /* of the target in the structure that is filled */
	const void *extra; /* for the reader */
	bool required;
};

#define CONF_FIELD(type, key, reader, member, extra) \
 {                                                   \
  key, reader, offsetof(type, member), extra, false  \
 }
#define CONF_REQUIRED(type, key, reader, member, extra) \
 {                                                      \
  key, reader, offsetof(type, member), extra, true      \
 }

/* A key that is known elsewhere, and what to say about it. */
struct conf_moved {
	const char *key, *hint;
};

struct conf_form {
	const char *expected; /* "a mapping with keys …" */
	const struct conf_field *fields;
	size_t count;
	bool x_keys; /* keys beginning with "x-" are the user's own */
	const struct conf_moved *moved;
	size_t moved_count;
};

/* Fill the structure at to; false, with a complaint, when the node is no mapping at all. */
bool conf_mapping(
    struct conf *c, const struct yaml_node *node, const struct conf_form *form, void *to);

/* The child of a mapping with this key, or NULL. */
const struct yaml_node *conf_child(const struct yaml_node *node, const char *key);

/* True when the key of the node is one of the user's own, which nobody reads. */
bool conf_is_own_key(const struct yaml_node *node);

/* A value alone or a list of such: the first, the one after, and how many. */
const struct yaml_node *conf_first(const struct yaml_node *node);
const struct yaml_node *conf_next(const struct yaml_node *node, const struct yaml_node *item);
uint32_t conf_count(const struct yaml_node *node);

/* Complain when the node is no mapping (what: "a mapping of …"), no list, or an empty list. */
bool conf_is_mapping(
    struct conf *c, const struct yaml_node *node, const char *what, const char *hint);
bool conf_is_list(struct conf *c, const struct yaml_node *node, const char *what);
bool conf_is_filled(struct conf *c, const struct yaml_node *node, const char *what);

/* The text of a scalar that is neither null nor empty; false with a complaint. */
bool conf_scalar(
    struct conf *c, const struct yaml_node *node, const char *expected, struct str *out);

/* A copy, NUL-terminated, with its place. */
struct conf_str conf_copy(struct conf *c, struct str text, struct span span);

/* The word in list that was probably meant, as 'did you mean "X"?', or NULL. */
const char *conf_meant(struct conf *c, struct str word, const char *const *list, size_t count);

/* Words that a value may be, NULL-terminated. */
struct conf_words {
	const char *const *words;
	const char *expected; /* "one of …" */
};

struct conf_bounds {
	int64_t low, high;
};

/* Readers.  The target's type stands in brackets; extra is NULL where nothing is said of it. */
conf_reader conf_read_version;    /* [conf_number] 1 */
conf_reader conf_read_form;       /* [what the form fills] extra: conf_form */
conf_reader conf_read_text;       /* [conf_str] anything but nothing */
conf_reader conf_read_texts;      /* [conf_list] one or several */
conf_reader conf_read_bool;       /* [conf_bool] true or false, nothing else */
conf_reader conf_read_number;     /* [conf_number] extra: conf_bounds */
conf_reader conf_read_choice;     /* [conf_number] index; extra: conf_words */
conf_reader conf_read_choices;    /* [conf_number] a bit for each index; extra: conf_words */
conf_reader conf_read_hostname;   /* [conf_str] lower case, no final dot, two labels at least */
conf_reader conf_read_hostnames;  /* [conf_list] one or several */
conf_reader conf_read_template;   /* [conf_str] a host name with {n} and the like; extra not NULL:
				  * "{ptr}" alone will do */
conf_reader conf_read_zone_name;  /* [conf_str] any domain name, lower case, with final dot */
conf_reader conf_read_addresses;  /* [conf_addr_list] one or several */
conf_reader conf_read_prefix;     /* [conf_prefix] */
conf_reader conf_read_prefixes;   /* [conf_prefix_list] */
conf_reader conf_read_addrs;      /* [conf_addrs] address, prefix or range */
conf_reader conf_read_addrs_list; /* [conf_addrs_list] one or several, none will do */
conf_reader conf_read_date;       /* [conf_date] */
conf_reader conf_read_path;       /* [conf_str] beneath the root, shortest form */
conf_reader conf_read_paths;      /* [conf_list] */
conf_reader conf_read_globs;      /* [conf_list] patterns of base/glob.h */
conf_reader conf_read_ttl;        /* [conf_number] seconds, units as in zone files */

struct conf_addr_list {
	struct conf_addr *items;
	size_t count;
};

struct conf_prefix_list {
	struct conf_prefix *items;
	size_t count;
};

struct conf_addrs_list {
	struct conf_addrs *items;
	size_t count;
};

/* One address, of the node's value; false with a complaint. */
bool conf_address(struct conf *c, const struct yaml_node *node, struct conf_addr *out);

/* The node's key as an address, host name, domain name; false with a complaint. */
bool conf_key_address(struct conf *c, const struct yaml_node *node, struct conf_addr *out);
bool conf_key_hostname(struct conf *c, const struct yaml_node *node, struct conf_str *out);
bool conf_key_zone_name(struct conf *c, const struct yaml_node *node, struct conf_str *out);

/* The advice for an IPv6 address that YAML took for a mapping ("- 2001:db8::"), or NULL. */
const char *conf_quote_hint(struct conf *c, const struct yaml_node *node);

#endif
