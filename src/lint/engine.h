/*
 * lint/engine.h -- what the files of lint/ share about a run.  Private to lint/.
 *
 * Reports are collected while the rules run, put in order, silenced where they were waived, merged
 * where several zones share a body, and only then handed out.
 */
#ifndef LINT_ENGINE_H
#define LINT_ENGINE_H

#include <stdarg.h>

#include "lint/lint.h"
#include "lint/registry.h"

/* A finding and what the engine keeps about it. */
struct report {
	struct finding f; /* first, so that a finding is its report */
	struct note *last_note;
	struct edit *last_edit;
	uint32_t sequence; /* order of reporting */
	uint16_t rule;     /* index */
	bool level_fixed;  /* the user has set the rule's severity */
	bool asked;        /* the rule was asked for by its id */
	bool from_text;    /* the zone is the one whose text the place lies in */
	bool has_address;
	struct addr address;
	const char *owner; /* of the record, or NULL */
	uint16_t type;
};

struct rule_state {
	enum severity severity;
	bool wanted, level_fixed, asked;
};

struct lint {
	struct zone_set *set;
	const struct lint_options *options;
	struct arena arena;
	struct rule_state *states; /* by rule index */
	struct finding **findings;
	size_t count, cap;
	struct report scratch; /* what rules that are off are told to fill */
	struct lint_summary summary;
	struct scopes *scopes;
	struct waivers *waivers;
	const char *undone;
};

static inline struct report *
report_of(struct finding *f)
{
	return (struct report *)(void *)f;
}

/* A formatted copy in the arena. */
char *lint_vprintf(struct lint *lint, const char *fmt, va_list args) PL_PRINTF(2, 0);

/* As lint_report() with text that is kept by someone else. */
struct finding *report_text(struct lint *lint, const struct rule *rule, struct span span,
    const char *message, const char *label);

/* A pattern that names one rule is kept as its index as well; the others have this instead. */
#define RULE_MANY UINT16_MAX

static inline bool
pattern_names(uint16_t rule, const char *pattern, const struct report *r)
{
	return rule != RULE_MANY ? rule == r->rule : rule_matches(r->f.rule, pattern);
}

/* ---- options.c ---- */

/* True when a rule that the pattern names has run, so that its silence means something. */
bool pattern_wanted(const struct lint *lint, uint16_t rule, const char *pattern);

/* Which rules are wanted, and how grave each is. */
void options_resolve(const struct lint_options *options, struct rule_state *states);

/* ---- order.c ---- */

/* Put findings in order of output. */
void findings_sort(struct lint *lint);
/* One finding for all zones that share a body; the findings are sorted. */
void findings_merge(struct lint *lint);
/* Fingerprints by meaning; the findings are sorted. */
void findings_fingerprint(struct lint *lint);

/* ---- known.c: findings that were there before ---- */

/* Suppress them, and mark what was seen; the fingerprints are known. */
void known_suppress(struct lint *lint);
/* Report those of a file that were not seen. */
void known_report_stale(struct lint *lint);

/* ---- scope.c: waivers of the project file ---- */

struct scopes *scopes_new(struct lint *lint);
void scopes_free(struct scopes *s);
/* True when the project file waives the finding. */
bool scopes_waive(struct scopes *s, const struct report *r);
/* Report entries that have ended or silenced nothing. */
void scopes_report(struct scopes *s, struct lint *lint);
/* False with err when a scope cannot be understood. */
PL_MUST_CHECK bool scopes_check(const struct lint_options *options, struct err *err);

/* ---- waive.c: waivers in comments ---- */

/* Read the comments; complaints about them are reported.  NULL when there are none. */
struct waivers *waivers_new(struct lint *lint);
void waivers_free(struct waivers *w);
bool waivers_waive(struct waivers *w, const struct report *r);
/* Report comments that silenced nothing. */
void waivers_report(struct waivers *w, struct lint *lint);

#endif
