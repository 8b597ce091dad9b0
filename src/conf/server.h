/*
 * conf/server.h -- which zones the configurations of name servers list, from which files, in which
 * views: named.conf of BIND, nsd.conf of NSD, knot.conf of Knot DNS.
 *
 * This is no checker of configurations: what does not bear on zones is passed over, and what is
 * not here (a file of keys, say) is noted and missed by nobody.  Paths stay as the server sees
 * them; where they lie in the repository is for the caller to find out.
 */
#ifndef CONF_SERVER_H
#define CONF_SERVER_H

#include "base/arena.h"
#include "base/source.h"
#include "base/vec.h"
#include "conf/keyset.h"
#include "conf/project.h"

enum server_role {
	SERVER_PRIMARY,
	SERVER_SECONDARY, /* a copy, fetched from elsewhere */
	SERVER_OTHER      /* hint, redirect and the like: no zone to be checked */
};

struct server_zone {
	const uint8_t *origin; /* its length, then its octets in wire form */
	const char *target;    /* absolute, or relative when the server's folder is not known; may
	                        * be NULL */
	const char *view;      /* NULL: none */
	enum server_role role;
	bool dynamic;     /* the server itself writes to the file */
	bool raw;         /* the file is no text */
	struct span span; /* the file's name, or the zone's where none is given */
	uint32_t line;    /* of span */
	uint32_t root;    /* the file where reading began */
};

struct server_view {
	const char *name;
	bool public; /* clients anywhere are let in: match-clients holds "any", or is not given */
	struct span span; /* the name */
	uint32_t line;
};

/* Something amiss: a sentence, or the path of a file to be read that was not found. */
struct server_remark {
	const char *text;
	struct span span;
	uint32_t line, root;
};

/* Files that a path means, by their numbers. */
struct server_files {
	const uint32_t *list;
	size_t count;
};

/*
 * What stands at a path of the server?
 *
 * from     the file that names it
 * pattern  target may be a pattern ("conf.d/" and "*.conf", whose files come in order) or one file
 */
typedef struct server_files server_find(
    void *arg, struct str target, uint32_t root, uint32_t from, bool pattern);

/* Starts as all zeroes but for what the caller gives. */
struct server_conf {
	struct sources *sources; /* the caller gives this one and the two below */
	server_find *find;
	void *arg;
	struct arena arena; /* of all text */
	struct vec zones;   /* struct server_zone */
	struct vec views;   /* struct server_view, those of one name once */
	struct vec problems;
	struct vec missing; /* both struct server_remark */
	bool limit_hit;     /* not all was read */

	/* private */
	uint64_t bytes;
	uint32_t includes;
	struct vec seen; /* uint32_t pairs: a file that was read, and from which root */
	struct keyset view_names;
};

/* Bounds on all configurations of a run together. */
#define SERVER_BYTES_MAX    ((uint64_t)64 << 20)
#define SERVER_INCLUDES_MAX 10000
#define SERVER_ZONES_MAX    1000000
#define SERVER_REMARKS_MAX  10000

/* Does the name of a file say that it is a configuration?  "named.conf.local" does. */
bool server_by_name(struct str path, enum project_server *type);

/*
 * Does its text?
 *
 * text    its beginning
 * source  our choice: the first statement is one that only a configuration has; whether it is
 *         believed is decided when all of it was read
 */
bool server_by_content(struct str path, struct str text, enum project_server *type);

/*
 * Read a configuration and what it includes, unless another one has included it.
 *
 * guessed  nothing but its content says that it is one: then it is dropped unless it is flawless
 */
void server_read(struct server_conf *conf, enum project_server type, uint32_t file, bool guessed);

/* After the last: forget what was read of a file that turned out to be part of another. */
void server_end(struct server_conf *conf);
void server_free(struct server_conf *conf);

#endif
