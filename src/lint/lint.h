/*
 * lint/lint.h -- one run of the rules over a zone set: what rules call, and what comes out.
 *
 * A rule asks query_*(), then reports.  It prints nothing, opens nothing, knows no clock and no
 * other rule.
 */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "base/arena.h"
#include "lint/baseline.h"
#include "lint/finding.h"
#include "mail/mail.h"
#include "mail/naming.h"
#include "zone/advice.h"
#include "zone/dnssec.h"
#include "zone/query.h"
#include "zone/same.h"

/* ---- for rules ---- */

struct zone_set *lint_zones(struct lint *lint);
struct arena *lint_arena(struct lint *lint);
/* A copy of the name in that arena. */
const struct dname *lint_name(struct lint *lint, const struct dname *name);
/* The verdicts on mail addresses; NULL when nobody made any (the map is wrong, a test). */
const struct mail *lint_mail(const struct lint *lint);

/* The choice among the names of an address; NULL when nobody is to choose (a test). */
struct naming *lint_naming(const struct lint *lint);

/*
 * What comments say of a record today (zone/advice.h); false when nothing, or when they are not to silence
 * anything.
 */
bool lint_advice(const struct lint *lint, record_id id, struct advice *out);
/* What the zone was at the revision to compare with, and what that is called; NULL when none is known. */
const struct zone_base *lint_base(
    const struct lint *lint, const struct zone *zone, const char **name);
/* Days since 1970-01-01. */
int64_t lint_today(const struct lint *lint);

/* False when neither selected nor needed: a rule may save itself the work.  id must exist. */
bool lint_wants(const struct lint *lint, const struct rule *rule);

/*
 * Report a defect at a place.
 *
 * span    the line a person would edit, at the word at fault
 * fmt     one line, lower case, no full stop; names absolute with final dot
 * return  the finding, to be told more about; never NULL (a rule that is off gets one that is
 *         thrown away)
 */
struct finding *lint_report(struct lint *lint, const struct rule *rule, struct span span,
    const char *fmt, ...) PL_PRINTF(4, 5);

/* Tell more.  Text is copied. */
void finding_label(struct lint *lint, struct finding *f, const char *fmt, ...) PL_PRINTF(3, 4);
void finding_help(struct lint *lint, struct finding *f, const char *fmt, ...) PL_PRINTF(3, 4);
void finding_note(struct lint *lint, struct finding *f, struct span span, const char *kind,
    const char *fmt, ...) PL_PRINTF(5, 6);
void finding_subject(struct lint *lint, struct finding *f, const struct dname *name,
    const struct addr *addr, const char *type);
/* The zone, and the $INCLUDE and $GENERATE notes that go with a record. */
void finding_record(struct lint *lint, struct finding *f, const struct record *r);
/*
 * Another severity than the rule's own, for this finding.  A level that the user has set for the
 * rule stays. SEVERITY_OFF drops the finding, unless the rule was asked for by its id.
 */
void finding_severity(struct finding *f, enum severity severity);

/*
 * Offer a repair; then its edits, in order of place.  A second offer replaces the first.  Repairs
 * of what the reader complains of need none: fix/mend.h knows them by the kind of problem.
 */
void finding_fix(struct lint *lint, struct finding *f, enum fixability safety, const char *title,
    ...) PL_PRINTF(4, 5);
void finding_edit(struct lint *lint, struct finding *f, struct span span, const char *fmt, ...)
    PL_PRINTF(4, 5);
/* The record goes, with its lines; who takes his owner from it gets it written. */
void finding_drop(struct lint *lint, struct finding *f, const struct record *r);

/* Say which records it asks for: a list linked by next that outlives the run; NULL for none. */
void finding_wants(struct finding *f, const struct want *wants);

/*
 * Say that the zones disprove a PTR: it asks to go.  Safe beside another PTR that is confirmed; else only
 * for who prunes.  Nothing is asked when the target's zone is not ours to believe: one that is only read, or
 * that was not read whole.
 */
/* Is the target's zone one to believe, and has it not this address? */
bool lint_disproves(
    struct lint *lint, uint32_t view, const struct dname *target, const struct addr *addr);
void finding_disproved(struct lint *lint, struct finding *f, const struct record *ptr,
    const struct addr *addr, const struct dname *target);

/* Something could not be decided from the files: counted in the summary. */
void lint_unverified(struct lint *lint, uint64_t count);

/* ---- for the command line ---- */

struct rule_setting {
	const char *pattern;
	enum severity severity;
};
struct scoped_ignore {
	const char *scope;
	const char *pattern;
}; /* glob of path or name, or CIDR → rules */

/* One entry of a list ignore[], with a reason and perhaps an end. */
struct lint_ignore {
	const char *rule; /* pattern */
	const char *at; /* address, prefix, name of a subject or a zone, "*.name"; NULL: anywhere */
	int64_t until;  /* last day that it holds, days since 1970-01-01; INT64_MAX: no end */
	struct span span; /* the entry */
};

/*
 * What was found before the zones were read (origins, project file, map), to be reported with
 * the rest.
 */
struct lint_extra {
	const char *rule; /* id */
	struct span span;
	const char *message, *help; /* help may be NULL */
	const char *subject;        /* a name without final dot, or NULL */
	struct span other;          /* a place that belongs to it; file 0 when there is none */
	const char *other_label;    /* or NULL */
};

struct lint_options {
	const char *const *select;
	size_t select_count; /* none: @recommended */
	const char *const *ignore;
	size_t ignore_count;
	const struct rule_setting *severities;
	size_t severity_count;
	const struct scoped_ignore *per_file, *per_name, *per_network;
	size_t per_file_count, per_name_count, per_network_count;
	const struct conf_comments *map_comments, *project_comments; /* or NULL */
	bool no_inline_ignores;
	bool require_reason, require_until;
	unsigned targets; /* servers in use, bits as in conf/project.h: bind, nsd, knot, powerdns */
	const struct lint_extra *extra;
	size_t extra_count;
	const struct lint_ignore *ignores;
	size_t ignores_count;
	const struct zone_base *base; /* by zone id: what the zones were at base_name; or NULL */
	const char *base_name;
	/*
	 * Findings that were there before, in any order, which lint_run() changes: such are suppressed
	 * ("baseline", or "revision" when they come from no file), and of those that come from a file
	 * each is reported that nothing was found for though its rule has run ("baseline-stale").
	 */
	struct known_finding *known;
	size_t known_count;
	int64_t today;           /* days since 1970-01-01 */
	const struct mail *mail; /* or NULL: mail rules are silent */
	struct naming *naming;   /* or NULL: names are not chosen */
};

struct lint_summary {
	uint64_t error, warning, info, suppressed, unverified, zones, records, addresses;
	uint64_t fixable; /* findings that --fix would repair: see lint_fixable() */
	uint64_t unsafe;  /* further ones that --unsafe-fixes would, as far as somebody looked */
	bool fixable_at_most; /* some of them may be left alone: nobody has made a plan */
};

/*
 * Resolve names in options against the registry; false with err for an unknown rule or group (the
 * message suggests the nearest).
 */
PL_MUST_CHECK bool lint_check_options(const struct lint_options *options, struct err *err);

/*
 * Exact names and networks may be many; globs in scopes are tried one by one, so they are
 * limited.
 */
#define LINT_GLOBS_MAX 1000

/* True when a rule is asked for that needs read_options.all_remarks. */
bool lint_needs_remarks(const struct lint_options *options);

/* Run all wanted rules.  The result owns everything; free with lint_free() before set_free(). */
struct lint *lint_run(struct zone_set *set, const struct lint_options *options);
void lint_free(struct lint *lint);

/*
 * Findings in order of output (path, line, column, rule, subject); suppressed ones apart at the
 * end.
 */
const struct finding *const *lint_findings(const struct lint *lint, size_t *count);
const struct lint_summary *lint_summary(const struct lint *lint);
/* What could not be done for want of something on this system, as a sentence; NULL when all was done. */
const char *lint_undone(const struct lint *lint);
/*
 * Which findings can be repaired only a plan tells (fix/fix.h): who made one says how many.
 *
 * at_most  no plan was made: these are all that come with a repair
 */
void lint_fixable(struct lint *lint, uint64_t count, bool at_most);
void lint_unsafe(struct lint *lint, uint64_t count);

/*
 * Drop the findings that keep() refuses (those without a place in the paths asked for) and count
 * anew. Pointers to the findings that stay remain good.
 */
void lint_retain(struct lint *lint, bool (*keep)(void *arg, const struct finding *f), void *arg);

/*
 * A record that was not read, or a run that is not whole, is never silenced by a comment: true for the rules that
 * tell of these.
 */
bool rule_never_silent(const struct rule *rule);

/* ---- registry (lint/registry.c) ---- */

const struct rule *rule_find(const char *id); /* NULL when unknown */
const char *rule_nearest(const char *id);     /* nearest id or group, or NULL */
size_t rule_count(void);
const struct rule *rule_at(size_t i);                      /* sorted by id */
const char *severity_name(enum severity severity);         /* "error" */
bool severity_parse(const char *text, enum severity *out); /* "off" included */
/* Does pattern (id, glob, @group, "all") pick the rule?  See lint/registry.h for the groups. */
bool rule_matches(const struct rule *rule, const char *pattern);

#endif
