/*
 * render/plan.h -- a plan as text, for programs, as a letter to providers, and as a patch.
 *
 * Names are printed absolute and in lower case; an empty output means that nothing is to be done.
 */
#ifndef RENDER_PLAN_H
#define RENDER_PLAN_H

#include "fix/fix.h"

struct plan_input {
	struct zone_set *set;
	const struct finding *const *findings; /* in order of output */
	size_t count;
	const struct fix_plan *plan;
};

/* Append one change a line: "+ OWNER TTL IN PTR DATA  ; zone ORIGIN". */
void render_plan_text(const struct plan_input *in, struct buf *out);

/* Append all of it, proposals and requests as well: schemas/plan-1.schema.json */
void render_plan_json(const struct plan_input *in, struct buf *out);

/*
 * Append what forward zones lack: "add NAME TTL IN A DATA ; zone ORIGIN", "replace NAME TTL IN A OLD
 * NEW ; zone ORIGIN".
 */
void render_proposals(const struct plan_input *in, struct buf *out);

/* Append what others are to be asked for: "OWNER IN PTR NAME ; to WHOM", by whom and address. */
void render_requests(const struct plan_input *in, struct buf *out);

/*
 * Append batches for nsupdate(1), by zone and view.  Each holds only while the zone is as it was read: all
 * values of what is changed are prerequisites.  A zone has several when they would not fit a message.
 */
void render_nsupdate(const struct plan_input *in, struct buf *out);

/* Append a unified diff that `git apply` and `patch -p1` take at the root. */
void render_diff(const struct fix_plan *plan, struct buf *out);

/* Append a line for each thing that is left alone and why, not more than most, and a count. */
void render_refusals(const struct plan_input *in, size_t most, struct buf *out);

/* ---- shared by plan.c and plan_json.c ---- */

/* The next proposal or request that findings ask for; *at and *want start at 0 and NULL. */
const struct want *plan_next_want(
    const struct plan_input *in, enum want_by by, size_t *at, const struct want *want);

/* Requests by whom and address, each once; ended by free(). */
const struct want **plan_requests(const struct plan_input *in, size_t *count);

/* The data that a proposal wants; the data of the record that it replaces, false when unreadable. */
void plan_want_data(const struct want *want, struct buf *out);
bool plan_old_data(const struct plan_input *in, const struct want *want, struct buf *out);

#endif
