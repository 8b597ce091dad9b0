/* render/about.h -- which finding speaks of an address, a name, a place.  Private to render/. */
#ifndef RENDER_ABOUT_H
#define RENDER_ABOUT_H

#include "lint/finding.h"

struct about;

/*
 * Look through live findings once.
 *
 * findings  in order of output; borrowed
 * return    never NULL; free with about_free()
 */
struct about *about_new(const struct finding *const *findings, size_t count);
void about_free(struct about *about);

/* Which findings about an address are meant. */
enum about_what {
	ABOUT_ANY,
	ABOUT_SENDING, /* that mail leaves from it: the map, SPF */
	ABOUT_NAMING,  /* its names: all others */
	ABOUT_LACKING  /* of these, that it has none */
};

/* The gravest finding whose subject is the address, the first of equals; or NULL. */
const struct finding *about_address(
    const struct about *about, const struct addr *addr, enum about_what what);

/* The same for a name: rules of mail alone. */
const struct finding *about_name(const struct about *about, const struct dname *name);

/* The same for what begins at this very byte. */
const struct finding *about_place(const struct about *about, struct span span);

/* Findings of a zone by severity; counts[SEVERITY_ERROR] and so on are added to. */
void about_zone(const struct about *about, const struct zone *zone, uint64_t counts[4]);

/* The number of a finding among those given, from 0. */
size_t about_number(const struct about *about, const struct finding *f);

#endif
