/*
 * conf/server_parts.h -- what the readers of server configurations share: text and its lines,
 * inclusion, lists of what was found.
 *
 * Nobody else includes this.
 */
#ifndef CONF_SERVER_PARTS_H
#define CONF_SERVER_PARTS_H

#include "conf/server.h"
#include "dns/dname.h"

/* A file being read, and those that include it. */
struct server_text {
	struct server_conf *conf;
	struct server_text *up;
	uint32_t file, root;
	unsigned depth;
	struct buf bytes;
	size_t at;
	uint32_t line;
};

/* A word and where it stands. */
struct server_word {
	struct str
	    text; /* quotes and their escapes taken off; lives as long as the configuration */
	bool quoted;
	struct span span;
	uint32_t line;
};

/* What reads a file from its beginning to its end; may be called from within itself. */
typedef void server_reader(void *arg, struct server_text *in);

/*
 * Read the files that an inclusion names, one after the other.
 *
 * pattern  the name may be one
 */
void server_include(struct server_text *in, const struct server_word *name, bool pattern,
    server_reader *read, void *arg);

/* A copy of text as a word that stands at [off, in->at). */
struct server_word server_word(
    struct server_text *in, struct str text, bool quoted, size_t off, uint32_t line);

void server_problem(struct server_text *in, struct span span, uint32_t line, const char *fmt, ...)
    PL_PRINTF(4, 5);

/*
 * One more zone, with origin, span, line and root filled in; NULL, with a complaint, when its name
 * is none, or there are too many.
 */
struct server_zone *server_zone(struct server_text *in, const struct server_word *name);

/* "FOLDER/FILE", or FILE where that is absolute or folder is NULL. */
const char *server_join(struct server_conf *conf, const char *folder, const char *file);

server_reader server_nsd_file, server_knot_file;

/* Read a whole configuration; in is at the beginning of its first file. */
void server_bind(struct server_text *in);
void server_nsd(struct server_text *in);
void server_knot(struct server_text *in);

/* The character at i; NUL, which no configuration holds, behind the end. */
static inline char
server_char(struct str text, size_t i)
{
	if (i < text.len)
		return text.ptr[i];
	return '\0';
}

static inline bool
server_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

#endif
