/*
 * dns/rdata.h -- RDATA: from tokens to wire form and back to text.
 *
 * One table says what each type's fields are; one reader and one writer follow it.  Everything is
 * checked: ranges, lengths, digests, bitmaps, trailing fields.  Nothing is fetched from the system
 * (protocol and service names of WKS come from a list of our own).
 */
#ifndef DNS_RDATA_H
#define DNS_RDATA_H

#include "base/base.h"
#include "base/buf.h"
#include "dns/dname.h"
#include "dns/problem.h"

#define RDATA_MAX 65535

/* One field as written.  text lies inside the quotes when quoted. */
struct token {
	struct str text;
	uint32_t off, len; /* where it stands in its file, quotes included */
	bool quoted;
};

/*
 * Takes complaints about one token.
 *
 * token     index of the token; count of tokens when something is missing behind the last
 * at, len   the bytes of that token's text that are wrong; len 0 means all of it
 * sentence  one line, lower case, no full stop, names the value seen and the value wanted;
 *           untrusted bytes in it are raw (renderers escape); lives only during the call
 */
struct rdata_sink {
	void (*complain)(void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len,
	    const char *sentence);
	void *arg;
};

/* Hears complaints and says nothing, for who reads again what was judged before. */
extern const struct rdata_sink rdata_silent;

/*
 * Read the RDATA of one record.
 *
 * type    any number but meta types; those without layout, and tokens beginning with "\#", are read
 *         as RFC 3597 §5 text, and checked against the layout when the type has one
 * origin  completes relative names
 * wire    at least RDATA_MAX bytes; undefined on failure
 * len     octets written
 * sink    gets at least one complaint before false is returned; may get remarks on success
 */
PL_MUST_CHECK bool rdata_parse(uint16_t type, const struct token *tokens, size_t count,
    const struct dname *origin, uint8_t *wire, size_t *len, const struct rdata_sink *sink);

/*
 * Check wire form against the type's layout: the same bounds as rdata_parse(), with compression
 * pointers refused.
 */
PL_MUST_CHECK bool rdata_check(uint16_t type, const uint8_t *wire, size_t len);

/*
 * Turn wire form that rdata_check() takes into canonical form: the names in RDATA of those types that have them
 * in lower case.
 *
 * source  RFC 4034 §6.2 as changed by RFC 6840 §5.1
 */
void rdata_canonical(uint16_t type, uint8_t *wire, size_t len);

/*
 * Append the presentation form: names absolute and lower case, strings quoted, numbers decimal, one
 * blank between fields, no parentheses.  What rdata_parse() reads back as the same octets, and what
 * BIND, Knot, NSD and ldns read where they know the type.  Wire that rdata_check() refuses is
 * written as RFC 3597 text.
 */
void rdata_print(uint16_t type, const uint8_t *wire, size_t len, struct buf *out);

/*
 * Read the name that stands at offset at of the RDATA.
 *
 * return  octets that it takes, 0 when there is none
 */
size_t rdata_name(const uint8_t *wire, size_t len, size_t at, struct dname *out);

#endif
