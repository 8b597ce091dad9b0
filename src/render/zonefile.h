/*
 * render/zonefile.h -- a generated reverse zone as a master file.
 *
 *	$ORIGIN 2.0.192.in-addr.arpa.
 *	$TTL 3600
 *	@	IN SOA	ns1.example.com. hostmaster.example.com. 2026112201 7200 900 1209600 300
 *	@	IN NS	ns1.example.com.
 *	10	IN PTR	www.example.com.
 *
 * Addresses stand by value, below a $ORIGIN for each /24 or /64; names are written in lower case, absolute on
 * the right.  Comments "; ptrlint: …" behind records go on standing there.  The same records give the same bytes: there is no date, and no word of who wrote it.
 */
#ifndef RENDER_ZONEFILE_H
#define RENDER_ZONEFILE_H

#include "fix/generate.h"

struct zonefile_options {
	bool snippet;  /* for $INCLUDE: PTR records and delegations only */
	bool comments; /* behind each record of an address that address */
};

/* Append the zone's text. */
void render_zonefile(
    const struct gen_zone *zone, const struct zonefile_options *options, struct buf *out);

/*
 * Append the file's name, NUL-terminated: the zone's without final dot, "/" as "-", other bytes that are no
 * letter, digit, "-", "_" or "." as %XX, then ".zone" (".inc" for a snippet).
 *
 * view    put behind the zone's name; "": nothing
 */
void zonefile_name(const struct dname *origin, const char *view, bool snippet, struct buf *out);

#endif
