/*
 * zone/discover_parts.h -- what the files of discovery share: walk (find), look (what a file is), link and
 * name (what a file is called, and what that says), server (what configurations say), include
 * (whose part is it), discover (decide), classless (which label of RFC 2317 a file name stands for).
 *
 * Nobody else includes this.
 */
#ifndef ZONE_DISCOVER_PARTS_H
#define ZONE_DISCOVER_PARTS_H

#include "conf/server.h"
#include "zone/discover.h"
#include "zone/sniff.h"

/* A name kept small: its length, then its octets; NULL is no name. */
typedef const uint8_t *kept_name;
kept_name name_keep(struct arena *a, const struct dname *name);
bool name_load(kept_name kept, struct dname *out);
bool kept_equal(kept_name a, kept_name b); /* both there, and equal */

/* What the name of a file says. */
struct name_claim {
	kept_name origin; /* NULL: nothing, or only the view */
	unsigned octets;  /* of an IPv4 prefix that the name is, else 0 */
	unsigned left;    /* labels that addresses have below the prefix that the name is, else 0 */
	bool by_project;  /* by a pattern of the project file */
	const char *view; /* NULL: nothing */
	const char *pattern; /* "db.{o}" */
	const char *link;    /* the path of the link with that name, NULL for the file's own */
	struct name_claim *next;
};

/* A zone that the project file names. */
struct named_zone {
	const char *path; /* NULL: external */
	struct dname origin;
	const char *view; /* NULL: every view */
	bool has_role;
	enum zone_role role;
	struct span span;
	bool found;
};

/* A file that is, or may be, the configuration of a server. */
struct config_file {
	const char *path;
	enum project_server type;
	bool guessed; /* by nothing but its content */
};

/* A zone that a server configuration lists, and the file here that it means. */
struct served_zone {
	const char *path;
	kept_name origin;
	const char *view;   /* NULL: none */
	const char *target; /* the path as the server has it */
	const char *why;    /* "named.conf:12: /etc/bind/db.example" */
	struct span span;
	enum zone_role role;
	bool primary;
	bool left_out;  /* a hint or the like: no zone of ours */
	unsigned score; /* components of the path that agree; private to discover_server.c */
	bool sure;      /* private, too */
};

/* A file that may be a zone. */
struct candidate {
	const char *path;
	uint32_t file; /* its number, 0 while it has none */
	bool listed;   /* by include or a pattern of the project file: a zone even without SOA */
	bool fragment; /* a part of other zones */
	bool soa;
	bool packaged;   /* without data, as packages of BIND bring it along */
	bool zone_like;  /* holds records or directives, or nothing at all */
	bool unreadable; /* its text is not known */
	bool reference;  /* a journal stands beside it, or it is the output of a signer */
	uint32_t soa_off, soa_len, soa_line;
	bool absolute;  /* content is the origin; else it lies below an unknown one */
	bool at_origin; /* the SOA's owner is the origin in force there, not a name of its own */
	kept_name content;
	uint32_t content_off, content_len, content_line; /* the token that says so */
	kept_name directive;
	const char *directive_view;
	uint32_t directive_off, directive_len, directive_line;
	const char *directive_bad; /* the text of an origin that is no name */
	struct sniff_include *includes;
	struct sniff_include *via;     /* the line that gives a file without SOA one, or would */
	struct candidate *next;        /* the file that line names; NULL when it is not there */
	struct candidate *body;        /* the file at the end of the way, with the SOA */
	uint8_t search;                /* private to discover_include.c */
	struct name_claim *names;      /* the file's own first, then those of links */
	struct name_claim **names_end; /* while links are taken: where the next goes */
	struct named_zone
	    *named; /* the first entry of the project for this path; they are sorted */
	size_t named_count;
	const struct served_zone *served; /* what configurations say; sorted by origin and view */
	size_t served_count;
};

struct texts {
	const char **items;
	size_t count;
};

struct list {
	void *items;
	size_t count, cap;
};
/* Room for one more item of size bytes, zeroed. */
void *list_more(struct list *l, size_t size);

void list_path(struct list *l, const char *path);

struct walk {
	struct sources *sources;
	const struct limits *limits;
	struct arena *arena; /* of the discovery */
	struct arena scratch;
	struct texts include, exclude, patterns, include_path; /* of the project file */
	struct named_zone *named;        /* sorted by path, order of the file */
	size_t named_count, named_files; /* files: those with a path, which stand first */
	const char *map_folder;          /* a folder that is no project of its own, or NULL */
	struct list candidates;        /* struct candidate, sorted by path when the walk is over */
	struct list links;             /* const char *, paths of symbolic links to anything */
	struct list folders;           /* const char *, still to be read */
	struct list nested, unread;    /* const char * */
	struct list memory;            /* uint32_t: files that exist in memory only */
	const struct project *project; /* or NULL */
	const struct path_map *maps;   /* of all servers, for $INCLUDE */
	size_t map_count;
	struct list others;                     /* const char *: files that are no candidates */
	struct list configs;                    /* struct config_file */
	struct list served;                     /* struct served_zone, sorted by path */
	struct list server_views;               /* struct discovered_view */
	struct list remarks;                    /* struct discovery_finding about configurations */
	struct list absent;                     /* const char *: what they name and is not here */
	char *text;                             /* SNIFF_BYTES */
	uint64_t files, folder_count, includes; /* includes: still to be listed */
	bool all_includes; /* files without SOA may be zones: know all who include them */
};

/* Take what the project file, which may be NULL, says; it is borrowed. */
void walk_take_project(struct walk *w, const struct project *p);

/*
 * Walk the root; then the entries of the project that were not met, and links.  False: a limit
 * was hit.
 */
bool walk_root(struct walk *w, struct err *err);
/* Look at one file only.  False: it cannot be read. */
bool walk_file(struct walk *w, const char *path, struct err *err);
void walk_free(struct walk *w);

/* The candidate of that path, or NULL; after the walk. */
struct candidate *walk_find(const struct walk *w, struct str path);

/* The entries of the project for path, count of them; NULL when there are none. */
struct named_zone *walk_named(struct walk *w, const char *path, size_t *count);

/* Put the candidates in the order that walk_find() needs. */
void walk_sort(struct walk *w);

/*
 * Look at a file through the safe way in: what the project names, what links lead to, text in
 * memory.  It becomes a candidate when it may be a zone.
 *
 * wanted  something says that it is one: then any text will do
 */
enum open_result walk_look(struct walk *w, const char *path, bool wanted, struct err *err);

/*
 * Decide from its text what the file may be, and remember what it says; true when it is to be read
 * again.
 *
 * text       its beginning, SNIFF_BYTES at most
 * cut        it goes on behind that
 * reference  made by a program
 */
bool look_text(struct walk *w, const char *path, struct str text, bool cut, bool reference);
/*
 * A file whose text cannot be had is a zone when something else says so; the reader then
 * complains.
 */
void look_unreadable(struct walk *w, const char *path, const char *reason);
void look_unread(struct walk *w, const char *path, const char *reason);
bool look_ends_with(const char *name, const char *end);

/* A link's name is one more name of the file it leads to; candidates and links are sorted. */
void link_resolve(struct walk *w);

/* The file beneath the root that a link leads to in the end; out is emptied first. */
bool link_target(const struct walk *w, const char *link, struct buf *out);

/*
 * Read the configurations of servers: those of the project file, then those found.  Sets served of
 * the candidates, remarks, absent and server_views.
 */
void server_resolve(struct walk *w);

/* What the name of path says, by the project's patterns, then ours; NULL when it says nothing. */
struct name_claim *name_claim(struct walk *w, const char *path);
/*
 * The claim, or NULL when it is a prefix and c, whose text this is, has no PTR records that fit
 * it.
 */
struct name_claim *name_proved(
    struct name_claim *claim, struct str text, const struct candidate *c);
/* True when the patterns of the project file match path. */
bool name_listed(const struct walk *w, const char *path);

/*
 * Do packages of BIND call a zone without data so?  One file serves many zones, and a repository often has only one
 * of the two: the file, or the configuration that names it.
 */
bool name_is_packaged(const char *path);

/*
 * Does the claim agree with origin?  A prefix does with zones within it, an IPv4 one in either order of its
 * octets; a slash that no file name can hold may have become another character.
 */
bool name_agrees(const struct name_claim *claim, const struct dname *origin);

/*
 * Does one name have all labels of the other, in whatever order?  Then a file of that name may
 * well be meant: "uk.co.example" and "example.co.uk.inside" for example.co.uk.
 */
bool name_akin(const struct dname *a, const struct dname *b);

/* A zone on its way out: the view is still a name. */
struct decision {
	const char *path; /* "" for an external zone */
	uint32_t file, view;
	kept_name origin; /* NULL: unknown */
	const char *why;
	struct span at;        /* what names the origin */
	struct span place;     /* the line to edit when something is wrong with the origin */
	const char *view_name; /* NULL: every view */
	const char *problem;   /* a sentence of the kind ZONE_ORIGIN_MISMATCH, or NULL */
	enum zone_role role;
	enum decided_by by;
};

/*
 * "128-25" in the name of a file may stand for the label "128/25" (RFC 2317), which no file can be
 * named after: take the one that the parent zone, where it was found, hands on.
 */
void classless_resolve(struct walk *w, struct decision *decisions, size_t count);

/* Find out which candidates are parts of others: sets fragment, via, next and body. */
void include_resolve(struct walk *w);

#endif
