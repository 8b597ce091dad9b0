/* fix/repairs.c -- repairs of text beside those by wants, and what is done about which finding */
#include <stdlib.h>

#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/mend.h"
#include "zone/advice.h"
#include "zone/place.h"

/* May the text of the file be repaired?  NULL, or why not. */
static const struct guard *
guard_text(struct planner *p, uint32_t file)
{
	static const struct guard no_zone = {
		.known = true, .code = "no-zone", .text = "the file is no zone's own"
	};
	static const struct guard included = {
		.known = true, .code = "included", .text = "a zone includes the file"
	};
	const struct guard *found = &no_zone;

	for (size_t i = 0; i < set_zone_count(p->set); i++) {
		const struct zone *zone = set_zone(p->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || !zone_uses_file(p->set, zone, file))
			continue;
		if (zone->spec.file != file)
			return &included;
		found = guard_zone(p, zone);
		if (found->code != NULL)
			return found;
	}
	return found->code != NULL ? found : NULL;
}

static const struct guard *
guard_target(struct planner *p, struct target *t)
{
	if (!t->guarded) {
		t->guarded = true;
		t->guard = guard_text(p, t->file);
	}
	return t->guard;
}

/* ---- which bytes are spoken for ---- */

static bool
has_bit(const uint8_t *bits, uint32_t at)
{
	return (bits[at >> 3] >> (at & 7) & 1) != 0;
}

static void
set_bit(uint8_t *bits, uint32_t at)
{
	bits[at >> 3] |= (uint8_t)(1u << (at & 7));
}

static void
take_edit(struct target *t, const struct fix_edit *e)
{
	if (e->len == 0)
		set_bit(t->spot, e->off);
	for (uint32_t i = 0; i < e->len; i++)
		set_bit(t->taken, e->off + i);
}

/* Bits for the edits of the wants; those of several jobs are the same. */
static void
take_begin(struct target *t)
{
	if (t->taken != NULL)
		return;
	t->taken = xcalloc(t->text.len / 8 + 1, 1);
	t->spot = xcalloc(t->text.len / 8 + 1, 1);
	for (size_t i = 0; t->job_count > 0 && i < t->jobs[0].edits.count; i++)
		take_edit(t, &t->jobs[0].edits.list[i]);
}

/* Would the edit change bytes that another changes, or put something in where another does? */
static bool
is_taken(const struct target *t, const struct fix_edit *e)
{
	if (e->len == 0)
		return has_bit(t->spot, e->off) ||
		       (e->off > 0 && e->off < t->text.len && has_bit(t->taken, e->off - 1) &&
		           has_bit(t->taken, e->off));
	for (uint32_t i = 0; i < e->len; i++)
		if (has_bit(t->taken, e->off + i) || (i > 0 && has_bit(t->spot, e->off + i)))
			return true;
	return false;
}

static bool
any_taken(const struct target *t, const struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++)
		if (is_taken(t, &edits->list[i]))
			return true;
	return false;
}

/* ---- serials ---- */

static bool
has_job(const struct target *t, const struct zone *zone)
{
	for (size_t i = 0; i < t->job_count; i++)
		if (t->jobs[i].zone == zone)
			return true;
	return false;
}

/*
 * What an unsafe repair leaves is served anew: the zones of the file get a serial as those that
 * wants change.  False when they cannot.
 */
static bool
raise_serials(struct planner *p, struct target *t)
{
	size_t before = t->job_count;
	bool ok = true;

	for (size_t i = 0; ok && i < set_zone_count(p->set); i++) {
		const struct zone *zone = set_zone(p->set, i);
		struct job *job;

		if (zone->spec.role == ROLE_EXTERNAL || zone->spec.file != t->file ||
		    has_job(t, zone))
			continue;
		t->jobs = xrealloc(t->jobs, (t->job_count + 1) * sizeof *t->jobs);
		job = &t->jobs[t->job_count++];
		*job = (struct job){ .zone = zone };
		job->body.text = t->text.ptr;
		job->body.len = (uint32_t)t->text.len;
		ok = before == 0 && job_serial(p, job) &&
		     edits_equal(&t->jobs[0].edits, &job->edits) && !any_taken(t, &job->edits);
	}
	if (ok && t->job_count > before)
		for (size_t i = 0; i < t->jobs[0].edits.count; i++)
			take_edit(t, &t->jobs[0].edits.list[i]);
	for (; !ok && t->job_count > before; t->job_count--)
		free(t->jobs[t->job_count - 1].edits.list);
	return ok;
}

/* ---- one by one ---- */

/* Does the repair delete a record? */
static bool
is_drop(const struct finding *f)
{
	return f->fix != NULL && f->fix->edits != NULL && f->fix->edits->record != RECORD_NONE;
}

/* The file that a repair is made in; 0: there is none, or it is not one file. */
static uint32_t
file_of(const struct finding *f)
{
	uint32_t file = f->span.file;

	if (f->fix == NULL)
		return mender_of(f->rule->problem) != NULL ? file : 0;
	file = f->fix->edits != NULL ? f->fix->edits->span.file : 0;
	for (const struct edit *e = f->fix->edits; e != NULL; e = e->next)
		if (e->span.file != file)
			return 0;
	return file;
}

static bool
asked_for(const struct planner *p, enum fixability safety)
{
	return safety == FIX_SAFE || (safety == FIX_UNSAFE && p->options->unsafe);
}

/* The last repair, when it is that of another finding and makes the same edits. */
static struct mend *
same_as_last(const struct planner *p, const struct finding *f, const struct edits *edits)
{
	struct mend *last = p->mend_count > 0 ? p->mends[p->mend_count - 1] : NULL;

	if (last != NULL && last->same != NULL)
		last = last->same;
	return last != NULL && last->finding->rule == f->rule &&
	               last->finding->span.file == f->span.file && edits_equal(&last->edits, edits)
	           ? last
	           : NULL;
}

/* The repair that deletes all bytes of an edit, with the record they stand in; or NULL. */
static struct mend *
dropper_of(const struct target *t, const struct fix_edit *e)
{
	const struct edits *drops = &t->drops;
	size_t lo = 0, hi = drops->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (drops->list[mid].off + drops->list[mid].len <= e->off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < drops->count && drops->list[lo].off <= e->off &&
	               e->off + e->len <= drops->list[lo].off + drops->list[lo].len
	           ? drops->list[lo].mend
	           : NULL;
}

/*
 * What is wrong in a record that goes is repaired by that: the repair whose edits do it, or NULL.
 * The edits of whole files are made without those bytes.
 */
static struct mend *
gone_with(const struct target *t, struct mend *mend)
{
	bool whole = mend->finding->rule->problem == PROBLEM_FILE_CRLF ||
	             mend->finding->rule->problem == PROBLEM_FILE_CR_ONLY;
	struct mend *by;
	size_t kept = 0;

	if (t->drops.count == 0)
		return NULL;
	by = dropper_of(t, &mend->edits.list[0]);
	for (size_t i = 0; i < mend->edits.count; i++) {
		struct mend *other = dropper_of(t, &mend->edits.list[i]);

		if (other != by)
			by = NULL;
		if (!whole || other == NULL)
			mend->edits.list[kept++] = mend->edits.list[i];
	}
	if (by == NULL)
		mend->edits.count = kept;
	return by;
}

static void
keep_mend(struct planner *p, struct target *t, const struct mend *mend)
{
	struct mend *kept = arena_alloc(p->arena, sizeof *kept);

	if (p->mend_count == p->mend_cap) {
		p->mend_cap = p->mend_cap == 0 ? 16 : p->mend_cap * 2;
		p->mends = xrealloc(p->mends, p->mend_cap * sizeof(struct mend *));
	}
	p->mends[p->mend_count++] = kept;
	*kept = *mend;
	t->lf |= mend->finding->rule->problem == PROBLEM_FILE_CRLF;
	if (kept->same != NULL) {
		kept->edits = (struct edits){ 0 };
		kept->next = kept->same->followers;
		kept->same->followers = kept;
	}
	for (size_t i = 0; kept->same == NULL && i < kept->edits.count; i++) {
		kept->edits.list[i].mend = kept;
		take_edit(t, &kept->edits.list[i]);
		if (is_drop(kept->finding) && kept->edits.list[i].text.len == 0)
			edits_append(&t->drops, &kept->edits.list[i]);
		edits_append(&t->repairs, &kept->edits.list[i]);
	}
}

/* Does a comment say of a record that is touched that it is to be kept?  Line ends are no part of it. */
static bool
is_kept(struct planner *p, const struct target *t, const struct mend *mend)
{
	const struct mender *mender = mender_of(mend->finding->rule->problem);
	struct advice advice;

	if (mender != NULL && mender->where == IN_FILE)
		return false;
	for (size_t i = 0; i < mend->edits.count; i++)
		if (advice_at(
		        p->set, t->file, mend->edits.list[i].off, p->options->today, &advice) &&
		    advice.keep != NULL)
			return true;
	return false;
}

/* NULL, or why the repair is not made. */
static const char *
make(struct planner *p, struct target *t, struct mend *mend, const char **text)
{
	if (is_kept(p, t, mend)) {
		*text = "a comment says that the record is to be kept";
		return "keep";
	}
	mend->same = gone_with(t, mend);
	if (mend->same == NULL)
		mend->same = same_as_last(p, mend->finding, &mend->edits);
	if (mend->same == NULL && any_taken(t, &mend->edits)) {
		*text = "another change touches the same bytes: run again";
		return "overlap";
	}
	if (mend->safety == FIX_UNSAFE && !raise_serials(p, t)) {
		*text = "the serial cannot be raised in that form without going back";
		return "serial";
	}
	/* the serial may have taken what was free before */
	if (mend->safety == FIX_UNSAFE && mend->same == NULL && any_taken(t, &mend->edits)) {
		*text = "the new serial touches the same bytes: run again";
		return "overlap";
	}
	return NULL;
}

/* The most that is to be expected; looking closer costs time. */
static enum fixability
safety_of(const struct finding *f)
{
	const struct mender *mender;

	if (f->fix != NULL)
		return f->fix->safety;
	mender = mender_of(f->rule->problem);
	return mender != NULL ? mender->safety : FIX_NONE;
}

bool
fix_is_offered(const struct finding *f, bool unsafe)
{
	enum fixability text = safety_of(f);

	/* a repair that is safe as a rule may be unsafe in a case */
	if (text != FIX_NONE && (unsafe || text == FIX_SAFE))
		return true;
	for (const struct want *w = f->wants; w != NULL; w = w->next)
		if (w->by == WANT_BY_PLAN && (w->prune || w->safe != unsafe))
			return true;
	return false;
}

/* False with the planner's err when the file cannot be read again; refused says why it is left alone. */
static bool
repair(struct planner *p, const struct finding *f, struct fix_refusal *refused)
{
	struct mend mend = { .finding = f };
	const char *code = NULL, *text = NULL;
	uint32_t file = file_of(f);
	const struct guard *guard;
	struct target *t;

	if (file == 0 || !asked_for(p, safety_of(f)))
		return true;
	t = target_of(p, file);
	guard = guard_target(p, t);
	if (guard != NULL) {
		*refused = (struct fix_refusal){ .code = guard->code, .text = guard->text };
		return true;
	}
	if (t->text.ptr == NULL && !target_load(p, t))
		return false;
	if (!mend_find(p, t, f, &mend) || !asked_for(p, mend.safety)) {
		free(mend.edits.list);
		if (mend.put_off)
			*refused = (struct fix_refusal){ .code = "overlap",
				.text = "too much is to be repaired there: run again" };
		return true;
	}
	take_begin(t);
	code = make(p, t, &mend, &text);
	if (code != NULL)
		*refused = (struct fix_refusal){ .code = code, .text = text };
	else
		keep_mend(p, t, &mend);
	if (code != NULL || mend.same != NULL)
		free(mend.edits.list);
	return true;
}

/* New lines are written like their neighbours, which end in CR LF no more. */
static void
end_in_lf(struct planner *p, struct edits *edits)
{
	for (size_t i = 0; i < edits->count; i++) {
		struct str old = edits->list[i].text;
		char *text = arena_copy(p->arena, old);
		size_t len = 0;

		for (size_t k = 0; k < old.len; k++)
			if (old.ptr[k] != '\r' || k + 1 == old.len || old.ptr[k + 1] != '\n')
				text[len++] = old.ptr[k];
		edits->list[i].text = (struct str){ text, len };
	}
}

static void
end_lines(struct planner *p)
{
	for (size_t i = 0; i < p->target_count; i++) {
		struct target *t = &p->targets[i];

		if (!t->lf)
			continue;
		end_in_lf(p, &t->repairs);
		for (size_t k = 0; k < t->job_count; k++)
			end_in_lf(p, &t->jobs[k].edits);
	}
}

bool
repairs_make(struct planner *p, const struct finding *const *findings, size_t count)
{
	struct fix_refusal *refused = xcalloc(count + 1, sizeof *refused);
	bool ok = true;

	/* records that go come first: what else is wrong in them needs no repair */
	for (unsigned rest = 0; rest < 2; rest++)
		for (size_t i = 0; ok && i < count; i++)
			if (p->options->repairs && findings[i]->suppressed == NULL &&
			    is_drop(findings[i]) == (rest == 0))
				ok = repair(p, findings[i], &refused[i]);
	for (size_t i = 0; ok && i < count; i++)
		if (refused[i].code != NULL)
			plan_refuse(p, findings[i], NULL, refused[i].code, refused[i].text);
	free(refused);
	if (!ok)
		return false;
	end_lines(p);
	p->plan->text_repairs = p->mend_count;
	return true;
}

/* ---- what is done about which finding ---- */

/* An edit that belongs to the repair of a finding. */
struct pair {
	const struct finding *finding;
	struct fix_splice splice;
};

struct pairs {
	struct pair *list;
	size_t count, cap;
};

static void
add_pair(struct pairs *pairs, const struct finding *finding, uint32_t file, uint32_t number)
{
	if (pairs->count == pairs->cap) {
		pairs->cap = pairs->cap == 0 ? 64 : pairs->cap * 2;
		pairs->list = xrealloc(pairs->list, pairs->cap * sizeof *pairs->list);
	}
	pairs->list[pairs->count++] = (struct pair){ finding, { file, number } };
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->finding != y->finding)
		return x->finding < y->finding ? -1 : 1;
	if (x->splice.file != y->splice.file)
		return x->splice.file < y->splice.file ? -1 : 1;
	return (x->splice.number > y->splice.number) - (x->splice.number < y->splice.number);
}

/* Link what was dropped to what is done in its place. */
static void
link_followers(struct planner *p)
{
	for (size_t i = 0; i < p->item_count; i++) {
		struct item *item = &p->items[i], *by = item->by;

		while (by != NULL && by->dropped)
			by = by->by;
		if (!item->dropped || item->code != NULL || by == NULL || by->code != NULL)
			continue;
		item->next = by->followers;
		by->followers = item;
	}
}

static void
add_item(struct pairs *pairs, const struct item *item, uint32_t file, uint32_t number)
{
	add_pair(pairs, item->finding, file, number);
	for (const struct item *f = item->followers; f != NULL; f = f->next)
		add_pair(pairs, f->finding, file, number);
}

static void
add_mend(struct pairs *pairs, const struct mend *mend, uint32_t file, uint32_t number)
{
	add_pair(pairs, mend->finding, file, number);
	for (const struct mend *m = mend->followers; m != NULL; m = m->next)
		add_pair(pairs, m->finding, file, number);
}

/* A serial goes with all that makes it rise. */
static void
add_serial(
    struct planner *p, struct pairs *pairs, const struct target *t, uint32_t index, uint32_t number)
{
	const struct fix_file *file = &p->plan->files[index];

	for (size_t k = 0; k < t->job_count; k++)
		for (size_t i = 0; i < t->jobs[k].item_count; i++)
			add_item(pairs, t->jobs[k].items[i], index, number);
	for (size_t n = 0; n < file->count; n++)
		if (file->edits[n].mend != NULL && file->edits[n].mend->safety == FIX_UNSAFE)
			add_mend(pairs, file->edits[n].mend, index, number);
}

static void
add_file(struct planner *p, struct pairs *pairs, const struct target *t, uint32_t index)
{
	const struct fix_file *file = &p->plan->files[index];
	size_t at = 0; /* in the edits of the jobs, which are the same and in this order */

	for (uint32_t n = 0; n < file->count; n++) {
		const struct fix_edit *e = &file->edits[n];

		if (e->mend != NULL) {
			add_mend(pairs, e->mend, index, n);
			continue;
		}
		if (e->item == NULL)
			add_serial(p, pairs, t, index, n);
		for (size_t k = 0; k < t->job_count && e->item != NULL; k++)
			add_item(pairs, t->jobs[k].edits.list[at].item, index, n);
		at++;
	}
}

/* Is something of what it wants left for another run, or refused? */
static bool
is_partial(const struct planner *p, const struct finding *f)
{
	for (const struct want *w = f->wants; w != NULL; w = w->next)
		if (w->by == WANT_BY_PLAN && !want_is_made(p, w))
			return true;
	return false;
}

static const char *
want_title(struct planner *p, const struct want *w)
{
	char owner[DNAME_TEXT_MAX], target[DNAME_TEXT_MAX], type[16];

	dname_text(w->owner, owner);
	dname_text(w->target, target);
	rrtype_text(w->type, type);
	if (w->kind == WANT_RAISE)
		return arena_printf(p->arena, "raise the serial of %s", owner);
	if (w->kind == WANT_DELETE)
		return arena_printf(p->arena, "delete %s %s %s", owner, type, target);
	return arena_printf(p->arena, "%s %s %s %s", w->kind == WANT_ADD ? "add" : "change to",
	    owner, type, target);
}

static void
name_repair(struct planner *p, struct fix_repair *r)
{
	const struct finding *f = r->finding;

	r->safety = FIX_SAFE;
	for (const struct want *w = f->wants; w != NULL; w = w->next) {
		if (w->by != WANT_BY_PLAN)
			continue;
		if (r->title == NULL)
			r->title = want_title(p, w);
		if (!w->safe)
			r->safety = FIX_UNSAFE;
	}
}

/* Pairs are sorted: those of one finding become its repair. */
static void
give_repairs(struct planner *p, struct pairs *pairs)
{
	struct fix_plan *plan = p->plan;

	plan->repairs = arena_array(p->arena, pairs->count + 1, sizeof *plan->repairs);
	for (size_t i = 0, end; i < pairs->count; i = end) {
		struct fix_repair *r = &plan->repairs[plan->repair_count];
		struct fix_splice *list;

		for (end = i;
		     end < pairs->count && pairs->list[end].finding == pairs->list[i].finding;
		     end++)
			;
		if (is_partial(p, pairs->list[i].finding))
			continue;
		list = arena_array(p->arena, end - i, sizeof *list);
		for (size_t k = i; k < end; k++)
			if (k == i || compare_pairs(&pairs->list[k - 1], &pairs->list[k]) != 0)
				list[r->count++] = pairs->list[k].splice;
		r->finding = pairs->list[i].finding;
		r->splices = list;
		name_repair(p, r);
		plan->repair_count++;
	}
}

static struct fix_repair *
plan_repair(const struct fix_plan *plan, const struct finding *finding)
{
	size_t lo = 0, hi = plan->repair_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (plan->repairs[mid].finding == finding)
			return &plan->repairs[mid];
		if (plan->repairs[mid].finding < finding)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct fix_repair *
fix_plan_repair(const struct fix_plan *plan, const struct finding *finding)
{
	return plan_repair(plan, finding);
}

/* Those of text have a title of their own. */
static void
name_mends(struct planner *p)
{
	for (size_t i = 0; i < p->mend_count; i++) {
		const struct mend *m = p->mends[i];
		struct fix_repair *r = plan_repair(p->plan, m->finding);

		if (r == NULL)
			continue;
		r->text = true;
		r->title = m->title;
		if (m->safety == FIX_UNSAFE)
			r->safety = FIX_UNSAFE;
	}
}

void
repairs_give(struct planner *p)
{
	struct pairs pairs = { 0 };
	uint32_t index = 0;

	link_followers(p);
	for (size_t i = 0; i < p->target_count; i++)
		if (p->targets[i].repairs.count > 0)
			add_file(p, &pairs, &p->targets[i], index++);
	if (pairs.count > 1)
		sort_items(pairs.list, pairs.count, sizeof *pairs.list, compare_pairs);
	give_repairs(p, &pairs);
	name_mends(p);
	free(pairs.list);
}
