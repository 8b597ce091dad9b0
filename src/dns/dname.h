/*
 * dns/dname.h -- domain names.
 *
 * A name is held in wire form (RFC 1035 §3.1): labels of 1 to 63 octets, each behind its length
 * octet, then the zero octet of the root; 255 octets at most, all counted.  "www.example." is 13
 * octets "\3www\7example\0"; the root is 1 octet.  Octets are kept as written; letters compare
 * without case (RFC 4343).  Written as text a name has at most 1004 characters ("\DDD" for each of
 * 251 octets).
 */
#ifndef DNS_DNAME_H
#define DNS_DNAME_H

#include "base/base.h"
#include "base/buf.h"
#include "dns/problem.h"

#define DNAME_MAX        255
#define DNAME_LABEL_MAX  63
#define DNAME_LABELS_MAX 127
#define DNAME_TEXT_MAX   1005 /* final dot and NUL included */

struct dname {
	uint8_t len; /* octets of wire in use, 1 to 255 */
	uint8_t wire[DNAME_MAX];
};

#define DNAME_ROOT ((struct dname){ .len = 1 })

/* What is wrong with a name's text, and which bytes of the text it is. */
struct dname_error {
	enum problem problem;
	uint32_t at, len;
};

/*
 * Read a name as master files write it: "@" alone is the origin, no final dot means "below origin",
 * "\X" and "\DDD" are octets without meaning.
 *
 * text    the token, quotes taken off; any bytes
 * origin  what a relative name is completed with; NULL where only absolute names make sense (then a
 *         relative name is completed with the root)
 * out     untouched on failure
 * error   may be NULL; LABEL_TOO_LONG, NAME_TOO_LONG, LABEL_EMPTY or ESCAPE_INVALID
 * source  RFC 1035 §5.1; octets above 0x7F and controls are taken as they are (the reader remarks
 *         on them)
 */
bool dname_parse(
    struct str text, const struct dname *origin, struct dname *out, struct dname_error *error);

/*
 * As dname_parse() for a trusted constant: "example." or "example"; ends the program on a bad one.
 */
struct dname dname_const(const char *text);

/*
 * Append the absolute text, lower case, with final dot.  What could be read as syntax or is not
 * printable ASCII becomes "\." or "\DDD" (so the text is safe in zone files; see render/escape.h
 * for terminals).
 */
void dname_print(const struct dname *name, struct buf *out);

/* The same, NUL-terminated, into a buffer of DNAME_TEXT_MAX bytes; returns that buffer. */
const char *dname_text(const struct dname *name, char buf[DNAME_TEXT_MAX]);

/* Equal without regard to case. */
bool dname_equal(const struct dname *a, const struct dname *b);

/* Canonical order (RFC 4034 §6.1): labels from the right, octets lower-cased; <0, 0, >0. */
int dname_compare(const struct dname *a, const struct dname *b);

/* True when name equals apex or lies below it. */
bool dname_below(const struct dname *name, const struct dname *apex);

/* Labels, the root not counted. */
unsigned dname_labels(const struct dname *name);

/* Drop count labels from the left; count is at most dname_labels(name). */
struct dname dname_parent(const struct dname *name, unsigned count);

/*
 * prefix labels (without the root's zero octet) followed by suffix; false when longer than 255
 * octets.
 */
bool dname_concat(const struct dname *prefix, const struct dname *suffix, struct dname *out);

/* "*" as the leftmost label of name, name put behind it; false when too long. */
bool dname_wildcard(const struct dname *name, struct dname *out);
bool dname_is_wildcard(const struct dname *name);

/*
 * A hostname in the sense of RFC 1123 §2.1: letters, digits, hyphens not at a label's edge, at
 * least one label; a last label of digits only is no hostname.
 */
bool dname_is_hostname(const struct dname *name);

#endif
