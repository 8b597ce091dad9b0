/*
 * lint/finding.h -- one defect, at one place, by one rule; and everything a renderer says about it.
 *
 * All text lives in the lint's arena.  Text may hold untrusted bytes: renderers escape.
 */
#ifndef LINT_FINDING_H
#define LINT_FINDING_H

#include "dns/addr.h"
#include "dns/dname.h"
#include "lint/rule.h"
#include "mail/want.h"
#include "zone/set.h"

/* Another place that belongs to the story. */
struct note {
	struct span span;
	/* For programs: "address", "alias", "pointer", "include", "zone", "first", "map", … */
	const char *kind;
	const char *label; /* words under the mark */
	bool insert;       /* nothing is there yet: the mark says where it belongs */
	struct note *next;
};

/* Replace [span] by text; an empty span inserts. */
struct edit {
	struct span span;
	const char *text;
	record_id record; /* goes, with its lines: span is all of it; else RECORD_NONE */
	struct edit *next;
};

struct fix {
	enum fixability safety;
	const char *title;  /* "insert `25 IN PTR mx1.example.net.`" */
	struct edit *edits; /* all or none, in order of place */
};

struct finding {
	const struct rule *rule;
	enum severity severity;
	struct span span;            /* file 0: about the run as a whole */
	const char *message;         /* one line, lower case, no full stop, names absolute */
	const char *label;           /* words under the caret, or NULL */
	const char *help;            /* what to do, one line, or NULL */
	struct note *notes;          /* in the order they were added */
	struct fix *fix;             /* or NULL */
	const struct want *wants;    /* records that it asks for, linked by next; or NULL */
	const struct zone *zone;     /* or NULL */
	const char *subject_name;    /* absolute, without the final dot, or NULL */
	const char *subject_address; /* or NULL */
	const char *subject_type;    /* "MX", or NULL */
	uint32_t zone_count; /* zones that share this very finding, being of one body; else 1 */
	/* "inline", "config", "baseline", "revision": kept for machine formats; NULL when live */
	const char *suppressed;
	uint64_t fingerprint; /* set by the engine */
	bool hidden;          /* the text at span must not be shown: it may be no zone at all */
};

#endif
