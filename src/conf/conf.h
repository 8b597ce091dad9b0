/*
 * conf/conf.h -- what the readers of settings have in common: complaints, places, typed values.
 *
 * A file of settings is read whole and everything wrong with it is said at once.  A complaint is a
 * diagnostic ("map-unknown-key"), not an error: renderers show it with file, line and column.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/arena.h"
#include "base/base.h"
#include "base/source.h"
#include "dns/addr.h"

/* Complaints kept of one list; more of them help nobody, and are only counted. */
#define CONF_PROBLEMS_MAX 1000

/* One thing wrong.  Text lives in the list's arena; bytes of the file in it are unescaped. */
struct conf_problem {
	const char *rule;     /* "map-unknown-key", "config-type", … */
	struct span span;     /* the value or key at fault */
	const char *message;  /* 'hosts."mail.source.com": expected an address, got "4.3.2.256"' */
	const char *expected; /* "an address", or NULL */
	const char *got;      /* "4.3.2.256" as the message has it, or NULL */
	const char *hint;     /* 'did you mean "hosts"?', or NULL */
	struct span other; /* another place that belongs to it (the first of two); file 0: none */
	const char *other_label; /* words for that place, or NULL */
};

/* Starts as all zeroes; one list may take the complaints of several files. */
struct conf_problems {
	struct arena arena;
	struct conf_problem *list;
	size_t count, cap;
	size_t dropped; /* not kept, beyond CONF_PROBLEMS_MAX */
};
void conf_problems_free(struct conf_problems *problems);

/* Append message and hint as text renderers show them: "MESSAGE; HINT". */
void conf_problem_text(const struct conf_problem *problem, struct buf *out);

/* A value as the user wrote it, NUL-terminated, and where; text is NULL when it was not given. */
struct conf_str {
	const char *text;
	struct span span;
};

/* Values in the order of the file. */
struct conf_list {
	struct conf_str *items;
	size_t count;
	struct span span; /* of the whole value; file 0 when it was not given */
};

/* An address, a prefix or a range; of a prefix first and last are its ends. */
struct conf_addrs {
	struct addr first, last;
	uint64_t count; /* addresses in it, UINT64_MAX when they are more */
	uint8_t bits;   /* of a prefix; 0 for a range, 32 or 128 for one address */
	struct span span;
};

struct conf_addr {
	struct addr addr;
	struct span span;
};

struct conf_prefix {
	struct prefix prefix;
	struct span span;
};

/* The three below: value is the default while given is false. */
struct conf_bool {
	bool value, given;
	struct span span;
};

/* A number, or the place of a word in a list of choices. */
struct conf_number {
	int64_t value;
	bool given;
	struct span span;
};

/* "# ptrlint: …" and the line that it speaks of: its own, or the next when it stands alone. */
struct conf_comment {
	struct span span;    /* from "#" to the end of the line */
	uint32_t begin, end; /* bytes of that line, its end included; begin > end: there is none */
	bool before_first;   /* nothing but comments stands above it in the file */
};

/* In the order of the file. */
struct conf_comments {
	struct conf_comment *items;
	size_t count;
};

/* A calendar day. */
struct conf_date {
	int32_t days; /* since 1970-01-01 */
	bool given;
	struct span span;
};

#endif
