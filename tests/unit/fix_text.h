/*
 * tests/unit/fix_text.h -- one zone, a few wants, the new text.
 *
 * Wants are words: "+OWNER=TARGET" adds a PTR, "~OWNER=TARGET" a CNAME, "-LINE" deletes the record
 * that stands in a line (from 1), "LINE=TARGET" replaces its target.
 */
#ifndef FIX_TEXT_H
#define FIX_TEXT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rrtype.h"
#include "fix/fix.h"

#define FIX_WANTS 32

struct fixing {
	struct sources *sources;
	struct zone_set *set;
	struct want wants[FIX_WANTS];
	struct dname owners[FIX_WANTS], targets[FIX_WANTS];
	struct finding findings[FIX_WANTS];
	const struct finding *list[FIX_WANTS];
	size_t count;
	struct fix_plan plan;
	struct err err;
	bool ok;
};

/* The record that begins in a line. */
static record_id
record_in_line(struct fixing *f, unsigned line)
{
	struct record r = { 0 };
	record_id id, found = RECORD_NONE;

	for (size_t z = 0; z < set_zone_count(f->set) && found == RECORD_NONE; z++) {
		const struct zone *zone = set_zone(f->set, z);
		size_t at = 0;

		while (found == RECORD_NONE && zone_next(f->set, zone, &at, &id))
			if (query_record(f->set, id, &r) && r.span.file == zone->spec.file &&
			    source_place(f->sources, r.span.file, r.span.off).line == line)
				found = id;
	}
	record_free(&r);
	return found;
}

static struct dname
name_of(struct str text)
{
	struct dname name = DNAME_ROOT;

	ck_assert(dname_parse(text, NULL, &name, NULL));
	return name;
}

static void
add_want(struct fixing *f, struct str word)
{
	struct want *w = &f->wants[f->count];
	const char *equals = memchr(word.ptr, '=', word.len);
	struct str left = word, right = { 0 };
	struct prefix net;

	ck_assert(f->count < FIX_WANTS);
	f->owners[f->count] = f->targets[f->count] = DNAME_ROOT;
	*w = (struct want){ .safe = true,
		.owner = &f->owners[f->count],
		.target = &f->targets[f->count],
		.rule = "ptr-missing",
		.reason = "test",
		.type = *word.ptr == '~' ? RRTYPE_CNAME : RRTYPE_PTR,
		.old = RECORD_NONE };
	if (equals != NULL) {
		left.len = (size_t)(equals - word.ptr);
		right = (struct str){ equals + 1, word.len - left.len - 1 };
		f->targets[f->count] = name_of(right);
	}
	if (*word.ptr == '+' || *word.ptr == '~') {
		w->kind = WANT_ADD;
		f->owners[f->count] = name_of((struct str){ left.ptr + 1, left.len - 1 });
		if (w->type == RRTYPE_PTR && addr_from_reverse(w->owner, &net) &&
		    net.bits == (net.base.family == ADDR_V4 ? 32 : 128))
			w->addr = net.base;
	} else {
		w->kind = equals == NULL ? WANT_DELETE : WANT_REPLACE;
		w->old = record_in_line(f, (unsigned)atoi(left.ptr + (*left.ptr == '-')));
		ck_assert_msg(w->old != RECORD_NONE, "no record in line %s", left.ptr);
		w->zone = record_zone(f->set, w->old);
	}
	f->findings[f->count] = (struct finding){ .wants = w };
	f->list[f->count] = &f->findings[f->count];
	f->count++;
}

static void
fixing_begin(struct fixing *f)
{
	*f = (struct fixing){ .sources = sources_new(".", &f->err) };
	ck_assert_msg(f->sources != NULL, "%s", f->err.text);
}

static void
fixing_plan(struct fixing *f, const char *words, const struct fix_options *options)
{
	f->count = 0;
	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (len > 0)
			add_want(f, (struct str){ words, len });
		words += len + (words[len] == ' ');
	}
	f->ok = fix_plan_build(f->set, f->list, f->count, options, &f->plan, &f->err);
}

static void
fixing_load(struct fixing *f, const struct zone_spec *specs, size_t count,
    const struct view_spec *views, size_t view_count)
{
	static const struct view_spec only = { "", true };
	const struct read_options read = { .limits = LIMITS_DEFAULT, .threads = 1 };

	f->set = set_load(
	    f->sources, views ? views : &only, views ? view_count : 1, specs, count, &read);
}

static void
fixing_end(struct fixing *f)
{
	fix_plan_free(&f->plan);
	set_free(f->set);
	sources_free(f->sources);
}

#endif
