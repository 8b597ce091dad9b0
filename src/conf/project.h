/*
 * conf/project.h -- the project file .ptrlint.yaml: how to run.
 *
 * Everything in it is optional but the version.  Rule ids and patterns stay text: who has the list
 * of rules checks them.  Paths are relative to the root, shortest form, and never leave it.
 */
#ifndef CONF_PROJECT_H
#define CONF_PROJECT_H

#include "base/path.h"
#include "base/source.h"
#include "conf/conf.h"
#include "conf/value.h"

enum project_role { PROJECT_MANAGED, PROJECT_REFERENCE, PROJECT_EXTERNAL };
enum project_server { PROJECT_BIND, PROJECT_NSD, PROJECT_KNOT };
enum project_severity { PROJECT_ERROR, PROJECT_WARNING, PROJECT_INFO, PROJECT_OFF };
enum project_serial {
	PROJECT_SERIAL_AUTO,
	PROJECT_SERIAL_DATE,
	PROJECT_SERIAL_INCREMENT,
	PROJECT_SERIAL_UNIX,
	PROJECT_SERIAL_KEEP
};
enum project_ptr_ttl { PROJECT_TTL_ZONE, PROJECT_TTL_INHERIT, PROJECT_TTL_SECONDS };
enum project_multiple { PROJECT_MULTIPLE_ONE, PROJECT_MULTIPLE_KEEP, PROJECT_MULTIPLE_ALL };
enum project_style {
	PROJECT_STYLE_HYPHEN,
	PROJECT_STYLE_SLASH,
	PROJECT_STYLE_RANGE,
	PROJECT_STYLE_OCTET,
	PROJECT_STYLE_TEMPLATE
};
enum project_fail_on {
	PROJECT_FAIL_ERROR,
	PROJECT_FAIL_WARNING,
	PROJECT_FAIL_INFO,
	PROJECT_FAIL_NEVER
};

/* Of zones[] and of views.<name>.zones. */
struct project_zone {
	struct span span;       /* the entry, or the key under views.<name>.zones */
	struct conf_str origin; /* absolute, lower case, with final dot */
	struct conf_str file;   /* text NULL: PROJECT_EXTERNAL */
	struct conf_str view;   /* text NULL: every view */
	struct conf_number
	    role; /* enum project_role; not given: managed, where nothing says otherwise */
};

struct project_view {
	struct conf_str name;
	struct conf_bool public; /* true when not given */
};

struct project_path_map {
	struct conf_str target; /* as the server's configuration has it; often absolute */
	struct conf_str local;
};

struct project_servers {
	struct span span;
	struct conf_number type; /* enum project_server */
	struct conf_str file;
	struct project_path_map *path_map;
	size_t path_map_count;
};

struct project_severity_of {
	struct conf_str rule;
	struct conf_number severity; /* enum project_severity */
};

/* Rules that do not count within a scope. */
struct project_scoped {
	struct conf_str scope; /* pattern of paths, pattern of names, or prefix */
	struct prefix prefix;  /* of per_network_ignores */
	struct conf_list rules;
};

struct project_lint {
	struct conf_list select, ignore;
	struct project_severity_of *severity;
	struct project_scoped *per_file, *per_name, *per_network;
	size_t severity_count, per_file_count, per_name_count, per_network_count;
	struct conf_bool require_reason, require_until; /* false */
	struct conf_prefix_list treat_as_public;
	struct conf_number max_pool;           /* 1024 */
	struct conf_number claim_max_age_days; /* 180 */
	struct conf_number targets; /* bits of: bind, nsd, knot, powerdns; 0 when not given */
};

enum project_at {
	PROJECT_AT_ALL,     /* not given */
	PROJECT_AT_NETWORK, /* an address or a prefix */
	PROJECT_AT_NAME,    /* a name or a zone */
	PROJECT_AT_BELOW    /* "*.name": all names below it */
};

struct project_ignore {
	struct span span;
	struct conf_str rule, at, reason;
	enum project_at at_kind;
	struct prefix network;  /* PROJECT_AT_NETWORK */
	struct conf_str name;   /* PROJECT_AT_NAME, PROJECT_AT_BELOW: lower case, with final dot */
	struct conf_date until; /* last day that counts */
};

struct project_fix {
	struct conf_number soa_serial; /* enum project_serial */
	struct conf_number ptr_ttl;    /* enum project_ptr_ttl */
	uint32_t ptr_ttl_seconds;
	struct conf_number multiple_ptr;        /* enum project_multiple */
	struct conf_number max_delete_percent;  /* 10 */
	struct conf_number max_replace_percent; /* 30 */
};

struct project_soa {
	struct conf_str mname, rname;                            /* with final dot */
	struct conf_number ttl, refresh, retry, expire, minimum; /* seconds */
};

struct project_gen {
	struct project_soa soa;
	struct conf_list ns;                                   /* host names without final dot */
	struct conf_number zone_length_ipv4, zone_length_ipv6; /* 24, 64; multiples of 8 and 4 */
	struct conf_number style;                              /* enum project_style */
	struct conf_str template;                              /* of PROJECT_STYLE_TEMPLATE */
	struct conf_list exclude;                              /* patterns of names, or prefixes */
};

struct project_format {
	struct conf_number format; /* index into project_formats */
	struct conf_str file;      /* text NULL: standard output */
};

struct project_output {
	struct conf_number fail_on; /* enum project_fail_on */
	struct project_format *formats;
	size_t format_count;
};

/* Names of formats, NULL-terminated: "full", "concise", "json", … */
extern const char *const project_formats[];

struct project {
	struct arena arena;
	uint32_t file; /* 0: no file, all defaults */
	struct conf_comments comments;
	struct conf_number version;
	struct conf_str map, baseline;
	struct project_zone *zones;
	struct project_view *views;
	struct project_servers *servers;
	struct project_ignore *ignores;
	size_t zone_count, view_count, server_count, ignore_count;
	struct conf_list include, exclude, patterns, include_path;
	struct project_lint lint;
	struct project_fix fix;
	struct project_gen gen;
	struct project_output output;
};

/* The path_map of all servers together, count of them; in the arena, texts borrowed. */
struct path_map *project_path_maps(const struct project *project, struct arena *a, size_t *count);

/* All defaults, as when there is no file. */
void project_defaults(struct project *project);

/*
 * Read a project file.
 *
 * project   holds what could be read, defaults elsewhere, also on failure; free with project_free()
 * problems  complaints "config-*" are appended, in order of place
 * return    false when there are any
 */
PL_MUST_CHECK bool project_load(struct sources *sources, uint32_t file, struct project *project,
    struct conf_problems *problems);
void project_free(struct project *project);

#endif
