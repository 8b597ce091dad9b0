/* fix/plan.c -- from findings to a plan: items, files, edits, changes */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/replace.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/parts.h"
#include "zone/advice.h"
#include "zone/place.h"

/* ---- what is wanted ---- */

struct item *
item_add(struct planner *p, const struct finding *f, const struct want *want)
{
	if (p->item_count == p->item_cap) {
		p->item_cap = p->item_cap == 0 ? 64 : p->item_cap * 2;
		p->items = xrealloc(p->items, p->item_cap * sizeof *p->items);
	}
	p->items[p->item_count] =
	    (struct item){ .finding = f, .want = want, .chain = f->wants, .kind = want->kind };
	return &p->items[p->item_count++];
}

/* Does the plan make changes of this kind for the finding? */
bool
want_is_made(const struct planner *p, const struct want *want)
{
	bool may = want->prune ? p->options->prune : want->safe || p->options->unsafe;

	/* a serial alone is a repair: plans list records */
	if (want->kind == WANT_RAISE)
		return p->options->repairs;
	return want->by == WANT_BY_PLAN && may &&
	       (want->type == RRTYPE_PTR || want->type == RRTYPE_CNAME);
}

static void
collect(struct planner *p, const struct finding *const *findings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (const struct want *w = findings[i]->wants; w != NULL; w = w->next)
			if (findings[i]->suppressed == NULL && want_is_made(p, w))
				(void)item_add(p, findings[i], w);
}

/* ---- files ---- */

struct target *
target_of(struct planner *p, uint32_t file)
{
	for (size_t i = p->target_count; i-- > 0;)
		if (p->targets[i].file == file)
			return &p->targets[i];
	if (p->target_count == p->target_cap) {
		p->target_cap = p->target_cap == 0 ? 16 : p->target_cap * 2;
		p->targets = xrealloc(p->targets, p->target_cap * sizeof *p->targets);
	}
	p->targets[p->target_count] = (struct target){ .file = file };
	return &p->targets[p->target_count++];
}

/* The file's own path below the root when links lead to it; else as it is known. */
static const char *
real_path(struct planner *p, uint32_t file, int fd)
{
	struct sources *sources = set_sources(p->set);
	const char *root = sources_root(sources);
	size_t len = strlen(root);
	char link[64], path[8192];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = fd == -1 ? -1 : readlink(link, path, sizeof path);
	if (n <= (ssize_t)len + 1 || n == (ssize_t)sizeof path || memcmp(path, root, len) != 0 ||
	    path[len] != '/')
		return source_path(sources, file);
	return arena_copy(p->arena, (struct str){ path + len + 1, (size_t)n - len - 1 });
}

bool
target_load(struct planner *p, struct target *t)
{
	struct sources *sources = set_sources(p->set);
	struct source_handle h;
	bool ok;

	/* to look ahead, what was read is good enough */
	if ((p->options->dry ? source_open : source_open_disk)(sources, t->file, &h, p->err) !=
	    OPEN_OK)
		return false;
	ok = source_read(&h, 0, buf_room(&t->text, h.size + BODY_PAD), h.size, p->err);
	if (ok) {
		t->text.len = h.size;
		t->text.ptr[h.size] = '\n';
		memset(t->text.ptr + h.size + 1, ' ', BODY_PAD - 1);
		t->path = real_path(p, t->file, h.fd);
	}
	source_close(&h);
	return ok;
}

static void
free_jobs(struct target *t)
{
	for (size_t i = 0; i < t->job_count; i++) {
		body_free(&t->jobs[i].body);
		free(t->jobs[i].gone);
		free(t->jobs[i].items);
		free(t->jobs[i].edits.list);
	}
	free(t->jobs);
	t->jobs = NULL;
	t->job_count = 0;
}

/* The items of one zone from index from on; they are neighbours. */
static struct job *
add_job(struct planner *p, struct target *t, size_t from, size_t to)
{
	struct job *job;

	t->jobs = xrealloc(t->jobs, (t->job_count + 1) * sizeof *t->jobs);
	job = &t->jobs[t->job_count++];
	*job = (struct job){ .zone = p->items[from].zone };
	job->items = xcalloc(to - from, sizeof(struct item *));
	for (size_t i = from; i < to; i++)
		if (item_lives(&p->items[i]))
			job->items[job->item_count++] = &p->items[i];
	return job;
}

static void
refuse_job(struct planner *p, struct job *job, const char *code, const char *text)
{
	for (size_t i = 0; i < job->item_count; i++)
		if (item_lives(job->items[i]))
			item_refuse(p, job->items[i], code, "%s", text);
}

static void
refuse_target(struct planner *p, struct target *t, const char *code, const char *text)
{
	for (size_t i = 0; i < t->job_count; i++)
		refuse_job(p, &t->jobs[i], code, text);
}

/* A file may be the body of several zones: all must need the same bytes. */
static bool
check_shared(struct planner *p, struct target *t)
{
	size_t bodies = 0;

	for (size_t i = 0; i < set_zone_count(p->set); i++) {
		const struct zone *zone = set_zone(p->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || !zone_uses_file(p->set, zone, t->file))
			continue;
		if (zone->spec.file != t->file) {
			refuse_target(p, t, "included", "another zone includes this file");
			return false;
		}
		bodies++;
		if (guard_zone(p, zone)->code != NULL) {
			refuse_target(p, t, "shared",
			    "the file is the body of a zone that is left alone, too");
			return false;
		}
	}
	for (size_t i = 1; i < t->job_count && bodies == t->job_count; i++)
		if (!edits_equal(&t->jobs[0].edits, &t->jobs[i].edits))
			bodies = 0;
	if (bodies == t->job_count)
		return true;
	refuse_target(
	    p, t, "shared", "the file is the body of several zones, which need different bytes");
	return false;
}

/* Take the bodies apart and make the edits; false when items were refused on the way. */
static bool
edit_target(struct planner *p, struct target *t)
{
	bool ok = true;

	for (size_t i = 0; i < t->job_count; i++) {
		struct job *job = &t->jobs[i];

		if (!body_read(&job->body, buf_view(&t->text), &job->zone->spec.origin)) {
			refuse_job(p, job, "reading-error", "the text cannot be taken apart");
			return false;
		}
		job->gone = xcalloc(job->body.count + 1, sizeof *job->gone);
		ok &= job_edit(p, job);
	}
	return ok && check_shared(p, t);
}

/* One attempt: false with err NULL when items were refused and all has to be done again. */
static bool
try_edits(struct planner *p, bool *again)
{
	*again = items_refuse_chains(p);
	for (size_t i = 0; i < p->target_count; i++)
		free_jobs(&p->targets[i]);
	for (size_t i = 0, end; i < p->item_count; i = end) {
		size_t live = 0;

		for (end = i; end < p->item_count && p->items[end].zone == p->items[i].zone; end++)
			live += item_lives(&p->items[end]);
		if (live > 0)
			add_job(p, target_of(p, p->items[i].zone->spec.file), i, end);
	}
	for (size_t i = 0; i < p->target_count; i++) {
		struct target *t = &p->targets[i];

		if (t->job_count == 0)
			continue;
		if (t->text.ptr == NULL && !target_load(p, t))
			return false;
		*again |= !edit_target(p, t);
	}
	return true;
}

void
plan_refuse(struct planner *p, const struct finding *f, const struct want *want, const char *code,
    const char *text)
{
	struct fix_plan *plan = p->plan;

	if ((plan->refusal_count & (plan->refusal_count - 1)) == 0) {
		size_t cap = plan->refusal_count == 0 ? 1 : plan->refusal_count * 2;
		struct fix_refusal *list = arena_array(p->arena, cap, sizeof *list);

		if (plan->refusal_count > 0)
			memcpy(list, plan->refusals, plan->refusal_count * sizeof *list);
		plan->refusals = list;
	}
	plan->refusals[plan->refusal_count++] = (struct fix_refusal){ f, want, code, text };
}

/* ---- the plan ---- */

static int
compare_targets(const void *a, const void *b, void *arg)
{
	const struct target *x = a, *y = b;

	return strcmp(source_path(arg, x->file), source_path(arg, y->file));
}

static bool
give_files(struct planner *p)
{
	struct fix_plan *plan = p->plan;

	if (p->target_count > 1)
		qsort_r(p->targets, p->target_count, sizeof *p->targets, compare_targets,
		    set_sources(p->set));
	plan->files = arena_array(p->arena, p->target_count + 1, sizeof *plan->files);
	for (size_t i = 0; i < p->target_count; i++) {
		struct target *t = &p->targets[i];
		struct fix_file *file = &plan->files[plan->file_count];
		struct edits *all = &t->repairs;

		for (size_t k = 0; t->job_count > 0 && k < t->jobs[0].edits.count; k++)
			edits_append(all, &t->jobs[0].edits.list[k]);
		if (all->count == 0)
			continue;
		if (!edits_sort(all)) {
			err_set(p->err, "the changes to %s overlap",
			    source_path(set_sources(p->set), t->file));
			return false;
		}
		file->file = t->file;
		file->path = t->path;
		file->count = all->count;
		file->edits = arena_array(p->arena, all->count, sizeof *file->edits);
		memcpy(file->edits, all->list, all->count * sizeof *file->edits);
		file->old = (struct str){ arena_copy(p->arena, buf_view(&t->text)), t->text.len };
		plan->file_count++;
	}
	return true;
}

static const char *
name_text(struct planner *p, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];

	return arena_copy(p->arena, str_of(dname_text(name, text)));
}

static void
give_change(struct planner *p, const struct item *item, bool add)
{
	p->plan->changes[p->plan->change_count++] = (struct fix_change){
		.add = add,
		.type = item->want->type,
		.ttl = add ? item->ttl : item->old_ttl,
		.owner = item->owner,
		.data = name_text(p, add ? item->want->target : &item->old_target),
		.zone = item->zone,
		.want = item->want,
		.line = item->line,
		.replaces = item->kind == WANT_REPLACE,
	};
}

static void
give_changes(struct planner *p)
{
	struct fix_plan *plan = p->plan;
	size_t jobs = 0;

	for (size_t i = 0; i < p->target_count; i++)
		jobs += p->targets[i].job_count;
	plan->changes = arena_array(p->arena, p->item_count * 2 + 1, sizeof *plan->changes);
	plan->serials = arena_array(p->arena, jobs + 1, sizeof *plan->serials);
	for (size_t i = 0; i < p->item_count; i++) {
		const struct item *item = &p->items[i];

		if (!item_lives(item) || item->kind == WANT_RAISE)
			continue;
		if (item->kind != WANT_ADD)
			give_change(p, item, false);
		if (item->kind != WANT_DELETE)
			give_change(p, item, true);
	}
	for (size_t i = 0; i < p->target_count; i++)
		for (size_t k = 0; k < p->targets[i].job_count; k++) {
			const struct job *job = &p->targets[i].jobs[k];

			plan->serials[plan->serial_count++] =
			    (struct fix_serial){ job->zone, job->serial_before, job->serial_after };
		}
}

static int
compare_wants(const void *a, const void *b)
{
	const struct item *x = *(const struct item *const *)a, *y = *(const struct item *const *)b;

	return (x->want > y->want) - (x->want < y->want);
}

/* Refusals in the order of the findings. */
static void
give_refusals(struct planner *p, const struct finding *const *findings, size_t count)
{
	const struct item **list = xcalloc(p->item_count + 1, sizeof(struct item *));
	struct fix_plan *plan = p->plan;
	struct fix_refusal *repairs = plan->refusals;
	size_t repair_count = plan->refusal_count, k = 0;

	for (size_t i = 0; i < p->item_count; i++)
		list[i] = &p->items[i];
	sort_items(list, p->item_count, sizeof(struct item *), compare_wants);
	plan->refusals = NULL;
	plan->refusal_count = 0;
	for (size_t i = 0; i < count; i++) {
		for (const struct want *w = findings[i]->wants; w != NULL; w = w->next) {
			struct item wanted = { .want = w };
			const struct item *key = &wanted, *const * found;

			found = bsearch(
			    &key, list, p->item_count, sizeof(struct item *), compare_wants);
			if (found != NULL && (*found)->code != NULL &&
			    (*found)->finding == findings[i])
				plan_refuse(p, findings[i], w, (*found)->code, (*found)->text);
		}
		if (k < repair_count && repairs[k].finding == findings[i]) {
			plan_refuse(p, findings[i], NULL, repairs[k].code, repairs[k].text);
			k++;
		}
	}
	free(list);
}

static void
planner_free(struct planner *p)
{
	for (size_t i = 0; i < p->target_count; i++) {
		struct target *t = &p->targets[i];

		free_jobs(t);
		buf_free(&t->text);
		free(t->repairs.list);
		free(t->drops.list);
		if (t->body != NULL)
			body_free(t->body);
		free(t->body);
		lexed_free(&t->lexed);
		free(t->taken);
		free(t->spot);
	}
	for (size_t i = 0; i < p->mend_count; i++)
		free(p->mends[i]->edits.list);
	free(p->mends);
	free(p->wires);
	free(p->targets);
	free(p->items);
	free(p->guards);
}

static bool
build(struct planner *p, const struct finding *const *findings, size_t count)
{
	bool again = true;

	collect(p, findings, count);
	guards_begin(p);
	items_settle(p);
	while (again && !p->failed)
		if (!try_edits(p, &again))
			return false;
	if (!repairs_make(p, findings, count) || p->failed || !give_files(p))
		return false;
	give_changes(p);
	budget_check(p);
	give_refusals(p, findings, count);
	repairs_give(p);
	return p->plan->file_count == 0 || p->options->dry || plan_verify(p);
}

bool
fix_plan_build(struct zone_set *set, const struct finding *const *findings, size_t count,
    const struct fix_options *options, struct fix_plan *plan, struct err *err)
{
	struct planner p = {
		.set = set, .options = options, .plan = plan, .arena = &plan->arena, .err = err
	};
	bool ok;

	*plan = (struct fix_plan){ 0 };
	p.guards = xcalloc(set_zone_count(set) + 1, sizeof *p.guards);
	ok = build(&p, findings, count);
	planner_free(&p);
	return ok;
}

void
fix_plan_free(struct fix_plan *plan)
{
	arena_free(&plan->arena);
	*plan = (struct fix_plan){ 0 };
}

/* ---- new texts ---- */

void
fix_file_text(const struct fix_file *file, struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < file->count; i++) {
		const struct fix_edit *e = &file->edits[i];

		buf_bytes(out, file->old.ptr + at, e->off - at);
		buf_str(out, e->text);
		at = (size_t)e->off + e->len;
	}
	buf_bytes(out, file->old.ptr + at, file->old.len - at);
}

bool
fix_plan_write(
    struct sources *sources, const struct fix_plan *plan, size_t *written, struct err *err)
{
	struct replace *r;
	bool ok = true;

	*written = 0;
	if (plan->file_count == 0)
		return true;
	r = replace_begin(sources, err);
	if (r == NULL)
		return false;
	for (size_t i = 0; i < plan->file_count && ok; i++) {
		struct buf text = { 0 };

		fix_file_text(&plan->files[i], &text);
		ok = replace_prepare(r, plan->files[i].file, buf_view(&text), err);
		buf_free(&text);
	}
	ok = ok && replace_commit(r, written, err);
	replace_end(r);
	return ok;
}
