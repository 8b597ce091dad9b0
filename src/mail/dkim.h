/*
 * mail/dkim.h -- the text of DKIM key records (RFC 6376 §3.6.1), and how strong the key is.
 *
 * Text comes from zones, so it may be anything: one pass over it, nothing kept.
 */
#ifndef MAIL_DKIM_H
#define MAIL_DKIM_H

#include "base/base.h"

enum dkim_type { DKIM_RSA, DKIM_ED25519, DKIM_OTHER };

struct dkim_key {
	enum dkim_type type;
	bool revoked;       /* p= is empty */
	bool testing;       /* t=y */
	bool sha1_only;     /* h=sha1: no verifier accepts that any more (RFC 8301 §3.1) */
	unsigned bits;      /* of an RSA modulus; 0 when the key was not taken apart */
	const char *wrong;  /* why verifiers pass the record over, in words; NULL: nothing */
	struct str culprit; /* the tag's name; borrowed from the text, len 0 for none */
};

/* Does the text begin with v=DKIM1, whatever blanks and case? */
bool dkim_is_marked(struct str text);

/*
 * Read a record.
 *
 * text    its strings joined
 * return  false when it is wrong: out->wrong says why, and what was read before it counts
 */
bool dkim_parse(struct str text, struct dkim_key *out);

#endif
