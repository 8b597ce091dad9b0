/* cli/judge.h -- read and judge a project: what check, plan and the repairs begin with. */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "cli/effective.h"
#include "fix/fix.h"
#include "render/render.h"

struct judgement {
	struct effective settings;
	struct baseline baseline;
	struct known_finding *known; /* of it and of the revision to compare with, or NULL */
	struct mail *mail;           /* NULL when the map is wrong */
	struct naming *naming;
	struct lint *lint;
	const struct finding *const *findings;
	size_t count;
};

/*
 * Find and read all zones of an opened session and run the rules; findings without a place in the
 * operands are dropped.  False when it was said why not.  End it with judge_end() before
 * session_close().
 */
PL_MUST_CHECK bool judge_begin(struct session *s, struct judgement *j);
void judge_end(struct judgement *j);

/* What the findings come to: EXIT_FINDINGS when some of them are at or above --fail-on. */
enum exit_status judge_status(const struct session *s, const struct judgement *j);

/* Verdicts on mail addresses; NULL when the map is wrong, which is no ground to judge on. */
struct mail *judge_mail(struct session *s, int64_t today);

/*
 * Plan what the findings ask for (fix/fix.h), in the project's settings; free the plan in any case.
 *
 * repairs  those of text as well
 * return   false after a complaint: the self-check failed, or a file could not be read again
 */
PL_MUST_CHECK bool judge_plan(
    struct session *s, const struct judgement *j, bool repairs, struct fix_plan *plan);

/* What --fix would repair, and what only --unsafe-fixes would; without a self-check. */
struct judged_repairs {
	struct fix_plan plan;  /* with the options given */
	struct fix_plan offer; /* with --unsafe-fixes, when that is asked for and not given */
};

/*
 * Find out what could be repaired, as far as that is told, and count it in the lint's summary;
 * nothing when not all could be read.  Free with judge_repairs_free().
 *
 * exact   each repair is told; else many are only counted, by what the findings offer
 */
void judge_repairs(struct session *s, const struct judgement *j, enum render_repairs told,
    bool exact, struct judged_repairs *out);
void judge_repairs_free(struct judged_repairs *r);

/* Say on standard error what is left alone, and why. */
void say_refusals(const struct session *s, const struct judgement *j, const struct fix_plan *plan);

/* Say what keeps the plan from being carried out; true when something does: EXIT_BROKEN. */
bool say_stops(const struct session *s, const struct fix_plan *plan);

/* Say what was done: "3 records changed, 2 files written". */
void say_written(const struct session *s, const struct fix_plan *plan);

/* `check --diff`: print the plan as a patch; 1 when there is one. */
enum exit_status repair_diff(struct session *s, const struct judgement *j);

/* `check --fix`: replace the files, written of them; EXIT_CLEAN unless that failed. */
enum exit_status repair_write(struct session *s, const struct judgement *j, size_t *written);

#endif
