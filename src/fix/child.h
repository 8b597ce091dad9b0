/*
 * fix/child.h -- names of classless child zones (RFC 2317 §4, §5.1; RFC 4183 §2).
 *
 *	192.0.2.64/26   hyphen 64-26, slash 64/26, range 64-127, octet 64, template as written;
 *	                each in front of 2.0.192.in-addr.arpa.
 *
 * A child zone's PTR records have the last octet as their label, whatever the zone is called.
 */
#ifndef FIX_CHILD_H
#define FIX_CHILD_H

#include "base/err.h"
#include "conf/project.h"
#include "dns/addr.h"

/*
 * Name the child zone of a block.
 *
 * block     IPv4, 25 to 32 bits
 * template  for PROJECT_STYLE_TEMPLATE: "{first}", "{last}" and "{bits}" are filled in; NULL: there is none
 * return    false with err when there is no template, or it makes no label
 */
PL_MUST_CHECK bool child_name(const struct prefix *block, enum project_style style,
    const char *template, struct dname *out, struct err *err);

enum child_reading {
	CHILD_BLOCK,
	CHILD_AMBIGUOUS, /* "0-31", "16-31", "24-31", "28-31": a range, or a first octet and a length */
	CHILD_OTHER      /* a label that names no block */
};

/* The block that the first label of a zone's name, below a /24, stands for. */
enum child_reading child_read(const struct dname *name, struct prefix *out);

/* Owner of an address's PTR record in a child zone; false when that would be too long. */
PL_MUST_CHECK bool child_owner(
    const struct addr *addr, const struct dname *child, struct dname *out);

#endif
