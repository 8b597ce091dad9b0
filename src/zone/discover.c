/* zone/discover.c -- from what files say of themselves to the zones of a run */
#include "zone/discover.h"

#include <stdlib.h>

#include "base/path.h"
#include "base/sort.h"
#include "zone/discover_parts.h"

struct deciding {
	struct sources *sources;
	const struct project *project;
	struct discovery *out;
	struct arena scratch;
	struct list views;     /* struct view_spec */
	struct list decisions; /* struct decision */
	struct list findings;  /* struct discovery_finding */
	struct list problems;  /* struct zone_problem */
	const char *words;     /* made last of content, and what they were made of */
	uint32_t words_line;
	bool words_at_origin;
	const char *claim_words, *claim_pattern;
};

/* Who says so, in words, and where. */
struct source_of_origin {
	struct dname origin;
	struct span span;
	const char *why;
};

static const char unknown_sentence[] =
    "the origin of this zone is unknown: write \"; ptrlint: origin=NAME.\" or \"$ORIGIN NAME.\" "
    "above its SOA, or list the file under zones in .ptrlint.yaml";

/* ---- views ---- */

static uint32_t
view_index(struct deciding *d, const char *name, bool public)
{
	struct view_spec *views = d->views.items;
	size_t i = 0;

	while (i < d->views.count && strcmp(views[i].name, name) != 0)
		i++;
	if (i == d->views.count)
		*(struct view_spec *)list_more(&d->views, sizeof *views) =
		    (struct view_spec){ name, public };
	return (uint32_t)i;
}

static void *
keep_list(struct deciding *d, const struct list *l, size_t size)
{
	void *copy = arena_array(&d->out->arena, l->count, size);

	if (l->count > 0)
		memcpy(copy, l->items, l->count * size);
	return copy;
}

static void
take_views(struct deciding *d, const struct walk *w)
{
	const struct project *p = d->project;
	struct list used = { 0 };

	for (size_t i = 0; p != NULL && i < p->view_count; i++)
		view_index(d, p->views[i].name.text, p->views[i].public.value);
	for (size_t i = 0; p != NULL && w != NULL && i < p->zone_count; i++)
		if (p->zones[i].view.text != NULL)
			view_index(d, p->zones[i].view.text, true);
	for (size_t i = 0; w != NULL && i < w->server_views.count; i++) {
		const struct discovered_view *v =
		    (struct discovered_view *)w->server_views.items + i;
		size_t known = d->views.count;

		view_index(d, v->name, v->public);
		if (d->views.count > known)
			*(struct discovered_view *)list_more(&used, sizeof *v) = *v;
	}
	d->out->server_views = keep_list(d, &used, sizeof(struct discovered_view));
	d->out->server_view_count = used.count;
	free(used.items);
}

/* ---- one candidate ---- */

/*
 * Where a complaint about the origin of c stands: at its SOA, or at the line that should lead to
 * one.
 */
static struct span
place_of(const struct candidate *c)
{
	if (c->soa)
		return (struct span){ c->file, c->soa_off, c->soa_len };
	if (c->via != NULL)
		return (struct span){ c->file, c->via->off, c->via->len };
	return (struct span){ c->file, 0, 0 };
}

/* True when the files between c and its SOA leave the origin as it is. */
static bool
origin_passes(const struct candidate *c)
{
	for (const struct candidate *at = c->next; at != NULL && at != c->body; at = at->next)
		if (at->via == NULL || at->via->origin.len > 0)
			return false;
	return true;
}

/* The origin of a zone whose SOA comes by $INCLUDE. */
static bool
included_origin(struct deciding *d, const struct candidate *c, struct source_of_origin *out)
{
	const struct sniff_include *via = c->via;
	struct dname below;

	if (via == NULL)
		return false;
	out->span = (struct span){ c->file, via->off, via->len };
	if (c->body != NULL && c->body->absolute) {
		out->why = arena_printf(&d->out->arena, "SOA owner in %s", c->body->path);
		return name_load(c->body->content, &out->origin);
	}
	if (!via->origin.absolute || via->origin.name.len == 1 || !origin_passes(c))
		return false;
	out->why =
	    arena_printf(&d->out->arena, "$ORIGIN in force at the $INCLUDE at line %u", via->line);
	out->origin = via->origin.name;
	return c->body == NULL || c->body->at_origin || !name_load(c->body->content, &below) ||
	       dname_concat(&below, &via->origin.name, &out->origin);
}

static bool
content_origin(struct deciding *d, const struct candidate *c, struct source_of_origin *out)
{
	if (!c->soa)
		return included_origin(d, c, out);
	if (!c->absolute || !name_load(c->content, &out->origin))
		return false;
	out->span = (struct span){ c->file, c->content_off, c->content_len };
	/* files of one repository are alike: the words seldom change from one to the next */
	if (d->words == NULL || d->words_at_origin != c->at_origin ||
	    d->words_line != c->content_line)
		d->words = arena_printf(&d->out->arena,
		    c->at_origin ? "$ORIGIN at line %u" : "SOA owner at line %u", c->content_line);
	d->words_at_origin = c->at_origin;
	d->words_line = c->content_line;
	out->why = d->words;
	return true;
}

static const char *
claim_words(struct deciding *d, const struct name_claim *claim)
{
	struct arena *a = &d->out->arena;
	const char *kind = claim->by_project ? "pattern" : "file name";

	if (claim->link != NULL)
		return arena_printf(a, "name of the link %s", claim->link);
	if (d->claim_pattern != claim->pattern)
		d->claim_words = arena_printf(a, "%s %s", kind, claim->pattern);
	d->claim_pattern = claim->pattern;
	return d->claim_words;
}

static struct decision *
decide(struct deciding *d, const struct candidate *c, const struct source_of_origin *from,
    const char *view, enum decided_by by)
{
	struct decision *x = list_more(&d->decisions, sizeof *x);

	*x = (struct decision){ .path = c->path,
		.file = c->file,
		.view_name = view,
		.why = from->why,
		.at = from->span,
		.place = place_of(c),
		.by = by,
		.role = c->reference ? ROLE_REFERENCE : ROLE_MANAGED,
		.origin = name_keep(&d->scratch, &from->origin) };
	return x;
}

/* Say that someone with less of a word says something else. */
static void
disagree(struct deciding *d, struct decision *x, const char *who, const struct dname *says)
{
	char used[DNAME_TEXT_MAX], other[DNAME_TEXT_MAX];
	struct dname origin;

	if (x->problem != NULL || !name_load(x->origin, &origin) || dname_equal(&origin, says))
		return;
	x->problem = arena_printf(&d->out->arena, "this is read as %s (%s), but the %s says %s",
	    dname_text(&origin, used), x->why, who, dname_text(says, other));
}

/* The project file says what the file is. */
static void
decide_named(struct deciding *d, const struct candidate *c, const struct source_of_origin *content)
{
	for (size_t i = 0; i < c->named_count; i++) {
		const struct named_zone *z = &c->named[i];
		struct source_of_origin from = {
			.origin = z->origin, .span = z->span, .why = "entry in the project file"
		};
		const char *view = z->view != NULL ? z->view : c->directive_view;
		struct decision *x = decide(d, c, &from, view, BY_PROJECT);

		if (z->has_role)
			x->role = z->role;
		if (content != NULL)
			disagree(d, x, content->why, &content->origin);
	}
}

/* A server's configuration says what the file is; its name is only asked when there is one answer. */
static void
decide_served(struct deciding *d, const struct candidate *c, const struct source_of_origin *content)
{
	const struct name_claim *n = c->names;
	bool one = true;

	for (size_t i = 1; i < c->served_count && one; i++)
		one = kept_equal(c->served[i].origin, c->served[0].origin);
	for (size_t i = 0; i < c->served_count; i++) {
		const struct served_zone *z = &c->served[i];
		struct source_of_origin from = { .span = z->span, .why = z->why };
		struct decision *x;
		struct dname says;

		if (z->left_out)
			continue;
		name_load(z->origin, &from.origin);
		x = decide(d, c, &from, z->view != NULL ? z->view : c->directive_view, BY_SERVER);
		if (z->role == ROLE_REFERENCE)
			x->role = ROLE_REFERENCE;
		if (content != NULL)
			disagree(d, x, content->why, &content->origin);
		if (one && n != NULL && n->next == NULL && name_load(n->origin, &says) &&
		    !name_agrees(n, &from.origin) && !name_akin(&says, &from.origin))
			disagree(d, x, claim_words(d, n), &says);
	}
}

/* What a configuration says of a file that the project file, or a comment, has spoken for. */
static void
contradict_served(struct deciding *d, const struct candidate *c, size_t first)
{
	struct decision *x = (struct decision *)d->decisions.items + first;
	struct dname says;

	if (c->served_count == 0 || c->served[0].left_out || first == d->decisions.count)
		return;
	for (size_t i = 0; i < c->served_count; i++)
		if (kept_equal(c->served[i].origin, x->origin))
			return;
	name_load(c->served[0].origin, &says);
	disagree(d, x, arena_printf(&d->out->arena, "configuration (%s)", c->served[0].why), &says);
}

/* A comment in the file says what it is; the project file may only agree, and add views. */
static void
decide_directive(
    struct deciding *d, const struct candidate *c, const struct source_of_origin *content)
{
	struct source_of_origin from = { .span = { c->file, c->directive_off, c->directive_len } };
	struct decision *x;

	name_load(c->directive, &from.origin);
	for (size_t i = 0; i < c->named_count; i++)
		if (dname_equal(&c->named[i].origin, &from.origin)) {
			decide_named(d, c, content);
			return;
		}
	from.why = arena_printf(&d->out->arena, "comment at line %u", c->directive_line);
	x = decide(d, c, &from, c->directive_view, BY_DIRECTIVE);
	if (c->named_count > 0)
		disagree(d, x, "project file", &c->named[0].origin);
	if (content != NULL)
		disagree(d, x, content->why, &content->origin);
}

/* The text says what the file is; names of the file may add views, and should not contradict. */
static void
decide_content(
    struct deciding *d, const struct candidate *c, const struct source_of_origin *content)
{
	struct decision *first = NULL;
	struct dname says;

	for (const struct name_claim *n = c->names; n != NULL; n = n->next) {
		const char *view = c->directive_view != NULL ? c->directive_view : n->view;
		struct decision *x;

		if (first == NULL || view != NULL)
			decide(d, c, content, view, BY_CONTENT);
		x = (struct decision *)d->decisions.items + d->decisions.count - 1;
		first = x;
		if (name_load(n->origin, &says) && !name_agrees(n, &content->origin))
			disagree(d, x, claim_words(d, n), &says);
	}
	if (first == NULL)
		decide(d, c, content, c->directive_view, BY_CONTENT);
}

static bool
decide_names(struct deciding *d, const struct candidate *c)
{
	bool known = false;

	for (const struct name_claim *n = c->names; n != NULL; n = n->next) {
		const char *view = c->directive_view != NULL ? c->directive_view : n->view;
		struct source_of_origin from = { .why = NULL };

		if (!name_load(n->origin, &from.origin))
			continue;
		from.why = claim_words(d, n);
		decide(d, c, &from, view, BY_NAME);
		known = true;
	}
	return known;
}

static void
decide_unknown(struct deciding *d, const struct candidate *c)
{
	struct source_of_origin from = {
		.why =
		    c->soa && !c->at_origin
		        ? "unknown: the SOA owner is relative, and the file name says nothing"
		        : "unknown: no $ORIGIN stands above the SOA, and the file name says nothing"
	};
	struct zone_problem *p = list_more(&d->problems, sizeof *p);

	from.origin = DNAME_ROOT;
	decide(d, c, &from, NULL, BY_NAME)->origin = NULL;
	*p = (struct zone_problem){ .problem = PROBLEM_ZONE_ORIGIN_UNKNOWN,
		.zone = UINT32_MAX,
		.span = place_of(c),
		.sentence = unknown_sentence };
}

static void
finding(struct deciding *d, const char *rule, struct span span, const char *message)
{
	struct discovery_finding *f = list_more(&d->findings, sizeof *f);

	*f = (struct discovery_finding){ .rule = rule, .span = span, .message = message };
}

static void
decide_candidate(struct deciding *d, struct candidate *c)
{
	struct source_of_origin content, *said;
	bool zone = c->soa || c->body != NULL || c->listed || c->unreadable;
	size_t first = d->decisions.count;
	/* its SOA is to come from a file that is not here, but it has the name of a zone */
	bool lost = c->via != NULL && c->names != NULL && c->names->origin != NULL;

	if (c->directive == NULL && c->named_count == 0 && c->served_count == 0 &&
	    (c->fragment || (!zone && !lost)))
		return;
	c->file = source_add(d->sources, c->path, false);
	said = content_origin(d, c, &content) ? &content : NULL;
	if (c->directive_bad != NULL)
		finding(d, "ptrlint-directive-unknown",
		    (struct span){ c->file, c->directive_off, c->directive_len },
		    arena_printf(&d->out->arena, "\"%.64s\" is no domain name", c->directive_bad));
	if (c->directive != NULL)
		decide_directive(d, c, said);
	else if (c->named_count > 0)
		decide_named(d, c, said);
	else if (c->served_count > 0)
		decide_served(d, c, said);
	else if (said != NULL)
		decide_content(d, c, said);
	else if (!decide_names(d, c) && (c->listed || !c->packaged))
		decide_unknown(d, c);
	if (c->directive != NULL || c->named_count > 0)
		contradict_served(d, c, first);
}

/* ---- entries of the project without file ---- */

static void
decide_external(struct deciding *d, const struct named_zone *z)
{
	struct decision *x = list_more(&d->decisions, sizeof *x);

	*x = (struct decision){ .path = "",
		.view_name = z->view,
		.why = "entry in the project file",
		.at = z->span,
		.place = z->span,
		.by = BY_PROJECT,
		.role = ROLE_EXTERNAL,
		.origin = name_keep(&d->scratch, &z->origin) };
}

static void
report_missing(struct deciding *d, const struct named_zone *z)
{
	struct source_handle h;
	struct err err = { 0 };
	char origin[DNAME_TEXT_MAX];

	if (source_open(d->sources, source_add(d->sources, z->path, false), &h, &err) == OPEN_OK) {
		source_close(&h);
		err_set(&err, "%s has changed while it was being read", z->path);
	}
	finding(d, "config-zone-missing", z->span,
	    arena_printf(&d->out->arena, "the file of zone %s: %s", dname_text(&z->origin, origin),
	        err.text));
}

/* ---- the end ---- */

static int
compare_origins(kept_name a, kept_name b)
{
	struct dname x, y;

	/* the unknown one stands last; there is one at most */
	if (!name_load(a, &x) || !name_load(b, &y))
		return (a == NULL) - (b == NULL);
	return dname_compare(&x, &y);
}

static int
compare_decisions(const void *a, const void *b)
{
	const struct decision *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order == 0)
		order = compare_origins(x->origin, y->origin);
	if (order == 0)
		order = (x->view > y->view) - (x->view < y->view);
	if (order == 0)
		order = (x->by > y->by) - (x->by < y->by);
	if (order == 0)
		order = (x->role > y->role) - (x->role < y->role);
	return order != 0 ? order : strcmp(x->why, y->why);
}

/* A zone without a view is one of every view. */
static void
expand_views(struct deciding *d)
{
	size_t count = d->decisions.count;

	for (size_t i = 0; i < count; i++) {
		struct decision *x = (struct decision *)d->decisions.items + i;

		if (x->view_name != NULL)
			x->view = view_index(d, x->view_name, true);
	}
	if (d->views.count == 0)
		view_index(d, "", true);
	for (size_t i = 0; i < count; i++) {
		struct decision x = ((struct decision *)d->decisions.items)[i];

		if (x.view_name != NULL || x.origin == NULL)
			continue;
		x.problem = NULL; /* once is enough */
		for (x.view = 1; x.view < d->views.count; x.view++)
			*(struct decision *)list_more(&d->decisions, sizeof x) = x;
	}
}

static void
take_decisions(struct deciding *d)
{
	struct discovery *out = d->out;
	const struct decision *x = d->decisions.items, *last = NULL;
	size_t count = d->decisions.count;

	out->specs = arena_array(&out->arena, count, sizeof *out->specs);
	out->rows = arena_array(&out->arena, count, sizeof *out->rows);
	for (size_t i = 0; i < count; i++, x++) {
		struct discovered *row = &out->rows[out->row_count];

		/* said twice: by two links, say */
		if (last != NULL && last->file == x->file && last->view == x->view &&
		    compare_origins(last->origin, x->origin) == 0)
			continue;
		last = x;
		out->row_count++;
		row->why = x->why;
		row->spec.file = x->file;
		row->spec.view = x->view;
		row->spec.role = x->role;
		row->spec.decided_by = x->by;
		row->spec.decided_at = x->at;
		if (x->problem != NULL) {
			struct zone_problem *p = list_more(&d->problems, sizeof *p);

			*p = (struct zone_problem){ .problem = PROBLEM_ZONE_ORIGIN_MISMATCH,
				.zone = (uint32_t)out->spec_count,
				.span = x->place,
				.sentence = x->problem };
		}
		if (name_load(x->origin, &row->spec.origin))
			out->specs[out->spec_count++] = row->spec;
	}
}

struct same {
	uint64_t hash;
	const struct decision *x;
};

static int
compare_same(const void *a, const void *b)
{
	const struct same *p = a, *q = b;
	int order = (p->hash > q->hash) - (p->hash < q->hash);

	if (order == 0)
		order = compare_origins(p->x->origin, q->x->origin);
	if (order == 0)
		order = (p->x > q->x) - (p->x < q->x);
	return order;
}

/* FNV-1a, only to compare few names: who makes them collide gains slowness in O(n log n). */
static uint64_t
hash_of(const struct decision *x)
{
	uint64_t hash = 0xcbf29ce484222325u ^ x->view;

	for (unsigned i = 1; i <= x->origin[0]; i++)
		hash = (hash ^ ascii_lower(x->origin[i])) * 0x100000001b3u;
	return hash;
}

static void
report_duplicate(struct deciding *d, const struct decision *first, const struct decision *second)
{
	const char *view = ((struct view_spec *)d->views.items)[second->view].name;
	const char *other = *first->path != '\0' ? first->path : "an entry without file";
	char text[DNAME_TEXT_MAX];
	struct discovery_finding *f;
	struct dname origin;

	name_load(second->origin, &origin);
	finding(d, "xzone-duplicate-zone", second->place,
	    arena_printf(&d->out->arena, "two files hold the zone %s%s%s: %s and %s",
	        dname_text(&origin, text), *view != '\0' ? " in view " : "", view, other,
	        second->path));
	f = (struct discovery_finding *)d->findings.items + d->findings.count - 1;
	f->subject =
	    arena_copy(&d->out->arena, (struct str){ text, strlen(text) - (strlen(text) > 1) });
	f->other = first->place;
	f->other_label = "the first";
}

/* One name, one view, two files: which of them is served? */
static void
find_duplicates(struct deciding *d)
{
	const struct decision *x = d->decisions.items;
	size_t count = 0;
	struct same *same = xcalloc(d->decisions.count + 1, sizeof *same);

	for (size_t i = 0; i < d->decisions.count; i++)
		if (x[i].origin != NULL)
			same[count++] = (struct same){ hash_of(&x[i]), &x[i] };
	sort_items(same, count, sizeof *same, compare_same);
	for (size_t i = 1, first = 0; i < count; i++) {
		const struct decision *a = same[first].x, *b = same[i].x;

		if (same[i].hash != same[first].hash || a->view != b->view ||
		    compare_origins(a->origin, b->origin) != 0)
			first = i;
		else if (a->file != b->file)
			report_duplicate(d, a, b);
	}
	free(same);
}

static int
compare_findings(const void *a, const void *b)
{
	const struct discovery_finding *x = a, *y = b;

	if (x->span.file != y->span.file)
		return x->span.file < y->span.file ? -1 : 1;
	if (x->span.off != y->span.off)
		return x->span.off < y->span.off ? -1 : 1;
	return strcmp(x->message, y->message);
}

static int
compare_problems(const void *a, const void *b, void *sources)
{
	const struct zone_problem *x = a, *y = b;
	int order = x->span.file == y->span.file ? 0
	                                         : strcmp(source_path(sources, x->span.file),
	                                               source_path(sources, y->span.file));

	if (order == 0)
		order = (x->span.off > y->span.off) - (x->span.off < y->span.off);
	return order != 0 ? order : (x->zone > y->zone) - (x->zone < y->zone);
}

static void
finish(struct deciding *d)
{
	struct discovery *out = d->out;

	expand_views(d);
	sort_items(
	    d->decisions.items, d->decisions.count, sizeof(struct decision), compare_decisions);
	take_decisions(d);
	find_duplicates(d);
	if (d->findings.count > 1)
		sort_items(d->findings.items, d->findings.count, sizeof(struct discovery_finding),
		    compare_findings);
	if (d->problems.count > 1)
		qsort_r(d->problems.items, d->problems.count, sizeof(struct zone_problem),
		    compare_problems, d->sources);
	out->views = keep_list(d, &d->views, sizeof *out->views);
	out->view_count = d->views.count;
	out->problems = keep_list(d, &d->problems, sizeof *out->problems);
	out->problem_count = d->problems.count;
	out->findings = keep_list(d, &d->findings, sizeof *out->findings);
	out->finding_count = d->findings.count;
}

/* ---- entry ---- */

static const char **
keep_texts(struct deciding *d, const struct list *l)
{
	const char **copy = keep_list(d, l, sizeof(const char *));

	if (l->count > 1)
		sort_items(copy, l->count, sizeof(const char *), compare_strings);
	return copy;
}

static void
decide_all(struct deciding *d, struct walk *w)
{
	struct candidate *c = w->candidates.items;

	include_resolve(w);
	take_views(d, w);
	for (size_t i = 0; i < w->candidates.count; i++)
		decide_candidate(d, &c[i]);
	for (size_t i = 0; i < w->named_count; i++) {
		if (w->named[i].path == NULL)
			decide_external(d, &w->named[i]);
		else if (!w->named[i].found)
			report_missing(d, &w->named[i]);
	}
	classless_resolve(w, d->decisions.items, d->decisions.count);
	for (size_t i = 0; i < w->remarks.count; i++)
		*(struct discovery_finding *)list_more(
		    &d->findings, sizeof(struct discovery_finding)) =
		    ((struct discovery_finding *)w->remarks.items)[i];
	d->out->absent = keep_texts(d, &w->absent);
	d->out->absent_count = w->absent.count;
	d->out->nested = keep_texts(d, &w->nested);
	d->out->nested_count = w->nested.count;
	d->out->unread = keep_texts(d, &w->unread);
	d->out->unread_count = w->unread.count;
}

/* Look for zones; only: in this file alone, or NULL. */
static bool
search(struct deciding *d, const char *only, const struct limits *limits, struct err *err)
{
	struct walk w = { .sources = d->sources, .limits = limits, .arena = &d->out->arena };
	bool ok;

	walk_take_project(&w, d->project);
	ok = only != NULL ? walk_file(&w, only, err) : walk_root(&w, err);
	if (ok)
		decide_all(d, &w);
	walk_free(&w);
	return ok;
}

static bool
take_cli_zones(struct deciding *d, const struct cli_zone *zones, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct decision *x = list_more(&d->decisions, sizeof *x);
		struct dname origin;

		if (!dname_parse(str_of(zones[i].origin), NULL, &origin, NULL)) {
			err_set(err, "\"%s\" is no domain name", zones[i].origin);
			return false;
		}
		x->file = source_add(d->sources, zones[i].file, true);
		x->path = source_path(d->sources, x->file);
		x->origin = name_keep(&d->scratch, &origin);
		x->why = "--zone";
		x->place = (struct span){ x->file, 0, 0 };
		x->by = BY_COMMAND_LINE;
		x->role = ROLE_MANAGED;
	}
	take_views(d, NULL);
	return true;
}

static void
end(struct deciding *d, bool ok)
{
	if (ok)
		finish(d);
	free(d->views.items);
	free(d->decisions.items);
	free(d->findings.items);
	free(d->problems.items);
	arena_free(&d->scratch);
}

bool
discover(struct sources *sources, const struct project *project, const struct cli_zone *zones,
    size_t zone_count, const struct limits *limits, struct discovery *out, struct err *err)
{
	struct deciding d = { .sources = sources, .project = project, .out = out };
	bool ok;

	*out = (struct discovery){ 0 };
	ok = zone_count > 0 ? take_cli_zones(&d, zones, zone_count, err)
	                    : search(&d, NULL, limits, err);
	end(&d, ok);
	return ok;
}

bool
discover_file(struct sources *sources, const char *path, const struct limits *limits,
    struct discovery *out, struct err *err)
{
	struct deciding d = { .sources = sources, .out = out };
	bool ok;

	*out = (struct discovery){ 0 };
	ok = search(&d, path, limits, err);
	end(&d, ok);
	return ok;
}

void
discovery_free(struct discovery *d)
{
	arena_free(&d->arena);
	*d = (struct discovery){ 0 };
}
