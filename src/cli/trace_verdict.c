/* cli/trace_verdict.c -- from hops and findings to one sentence */
#include "cli/trace.h"
#include "lint/lint.h"

/* How well a finding fits a hop: its place weighs most, then the address, then the name. */
#define FITS_PLACE   8u
#define FITS_ADDRESS 4u
#define FITS_NAME    2u

static bool
overlaps(struct span a, struct span b)
{
	return a.file != 0 && a.file == b.file && a.off < b.off + (b.len > 0 ? b.len : 1) &&
	       b.off < a.off + (a.len > 0 ? a.len : 1);
}

static bool
is_name(const struct hop *hop, const char *subject)
{
	struct dname name;

	if (subject == NULL || hop->name.len == 0)
		return subject == NULL && hop->name.len == 0;
	return dname_parse(str_of(subject), NULL, &name, NULL) && dname_equal(&name, &hop->name);
}

/* 0: the finding does not speak of the hop. */
static unsigned
fit(const struct hop *hop, const struct finding *f)
{
	struct addr addr;
	bool named, place = overlaps(f->span, hop->span);
	bool same = f->subject_address != NULL && hop->addr.family != 0 &&
	            addr_parse(str_of(f->subject_address), &addr) && addr_equal(&addr, &hop->addr);

	if (f->subject_address != NULL && hop->addr.family != 0 && !same)
		return 0;
	if (!place && !same)
		return 0;
	named = is_name(hop, f->subject_name);
	/* An address has many names: what is said of one is not said of another. */
	if (!place && !named && f->subject_name != NULL && hop->name.len > 0)
		return 0;
	return (place ? FITS_PLACE : 0) + (same ? FITS_ADDRESS : 0) + (named ? FITS_NAME : 0);
}

static bool
is_of_path(const struct finding *f)
{
	return (f->rule->groups & (GROUP_MAIL | GROUP_REVERSE)) != 0;
}

/*
 * May the finding speak of a hop with this status?  What is broken is no remark, what is unknown no
 * matter of taste.  By address alone, what breaks nothing is no error.
 */
static bool
is_apt(const struct hop *hop, const struct finding *f, bool placed)
{
	if (hop->status == HOP_UNKNOWN)
		return is_of_path(f) && f->severity != SEVERITY_WARNING;
	if (placed)
		return true;
	if (hop->status == HOP_MISSING || hop->status == HOP_WRONG)
		return is_of_path(f) && f->severity >= SEVERITY_WARNING;
	return is_of_path(f) && f->severity < SEVERITY_ERROR;
}

/* Is f the better one of two that fit as well?  The worst of what is broken, else the mildest. */
static bool
is_better(const struct hop *hop, const struct finding *f)
{
	bool bad = hop->status == HOP_MISSING || hop->status == HOP_WRONG;
	const struct finding *old = hop->finding;

	if ((old->suppressed == NULL) != (f->suppressed == NULL))
		return f->suppressed == NULL;
	return bad ? f->severity > old->severity : f->severity < old->severity;
}

static bool
is_live_error(const struct finding *f)
{
	return f->severity == SEVERITY_ERROR && f->suppressed == NULL;
}

/* What is said of the hop by a rule. */
static void
explain(struct hop *hop, const struct finding *const *findings, size_t count)
{
	unsigned best = 0;

	for (size_t i = 0; i < count; i++) {
		const struct finding *f = findings[i];
		unsigned rank = fit(hop, f);

		if (rank == 0 || !is_apt(hop, f, rank >= FITS_PLACE))
			continue;
		if (rank > best || (rank == best && is_better(hop, f))) {
			best = rank;
			hop->finding = f;
		}
	}
	if (hop->status <= HOP_UNKNOWN && best >= FITS_PLACE && is_live_error(hop->finding))
		hop->status = HOP_WRONG;
}

/* When no rule speaks of what is missing: one that speaks of what leads there. */
static void
explain_above(struct trace *trace, size_t i, const struct finding *const *findings, size_t count)
{
	struct hop *hop = &trace->hops[i];
	unsigned depth = hop->depth;

	while (hop->finding == NULL && i-- > 0 && depth > 0) {
		if (trace->hops[i].depth >= depth)
			continue;
		depth = trace->hops[i].depth;
		for (size_t k = 0; k < count && hop->finding == NULL; k++)
			if (findings[k]->severity >= SEVERITY_WARNING &&
			    fit(&trace->hops[i], findings[k]) >= FITS_PLACE)
				hop->finding = findings[k];
	}
}

/* The place where a record belongs, when the rule knows it better. */
static void
move_hop(struct hop *hop)
{
	const struct note *note = hop->finding != NULL ? hop->finding->notes : NULL;

	if (hop->status != HOP_MISSING || strcmp(hop->kind, "pointer") != 0)
		return;
	while (note != NULL && !note->insert)
		note = note->next;
	if (note != NULL)
		hop->span = note->span;
}

static bool
is_used(const struct trace *trace, const struct finding *f)
{
	for (size_t i = 0; i < trace->count; i++)
		if (trace->hops[i].finding == f)
			return true;
	return false;
}

/* A finding at a place on the path that no hop has spoken of. */
static void
raise_hop(struct trace *trace, const struct finding *f)
{
	struct hop *hop = NULL;
	unsigned best = FITS_PLACE - 1;

	for (size_t i = 0; i < trace->count; i++) {
		unsigned rank =
		    overlaps(f->span, trace->hops[i].span) ? fit(&trace->hops[i], f) : 0;

		if (rank > best) {
			best = rank;
			hop = &trace->hops[i];
		}
	}
	if (hop == NULL || hop->status == HOP_UNKNOWN ||
	    (hop->finding != NULL && hop->finding->severity >= f->severity))
		return;
	hop->finding = f;
	if (hop->status == HOP_OK)
		hop->status = HOP_INFO;
	if (f->severity == SEVERITY_ERROR && hop->status == HOP_INFO)
		hop->status = HOP_WRONG;
}

/* The first hop of one of the two statuses, one that a rule calls an error before others. */
static const struct hop *
first_of(const struct trace *trace, enum hop_status low, enum hop_status high)
{
	const struct hop *first = NULL;

	for (size_t i = 0; i < trace->count; i++) {
		const struct hop *hop = &trace->hops[i];

		if (hop->status < low || hop->status > high)
			continue;
		if (hop->finding != NULL && hop->finding->severity == SEVERITY_ERROR)
			return hop;
		if (first == NULL)
			first = hop;
	}
	return first;
}

/* Addresses whose PTR leads back, each once. */
static size_t
count_confirmed(const struct trace *trace)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->count; i++) {
		const struct hop *hop = &trace->hops[i];
		bool seen = strcmp(hop->kind, "pointer") != 0 || hop->status != HOP_OK;

		for (size_t k = 0; !seen && k < i; k++)
			seen = strcmp(trace->hops[k].kind, "pointer") == 0 &&
			       trace->hops[k].status == HOP_OK &&
			       addr_equal(&trace->hops[k].addr, &hop->addr);
		count += !seen;
	}
	return count;
}

static bool
is_address_query(const struct trace *trace)
{
	for (size_t i = 0; i < trace->count && i < 2; i++)
		if (strcmp(trace->hops[i].kind, "query") == 0)
			return true;
	return false;
}

static void
say_whole(struct trace *trace, size_t count, const char *what, struct arena *arena)
{
	if (count == 0)
		trace->sentence = arena_printf(arena, "%s needs no PTR", what);
	else if (is_address_query(trace))
		trace->sentence = arena_printf(arena, "the PTR of %s leads back to it", what);
	else if (count == 1)
		trace->sentence =
		    arena_printf(arena, "the address of %s has a PTR that leads back", what);
	else
		trace->sentence = arena_printf(
		    arena, "%zu addresses of %s have a PTR that leads back", count, what);
}

/* Find what the rules say of each hop. */
static void
explain_hops(struct trace *trace, const struct finding *const *findings, size_t count)
{
	for (size_t i = 0; i < trace->count; i++) {
		struct hop *hop = &trace->hops[i];

		if (hop->why == NULL)
			continue;
		explain(hop, findings, count);
		if (hop->finding == NULL &&
		    (hop->status == HOP_MISSING || hop->status == HOP_WRONG))
			explain_above(trace, i, findings, count);
		move_hop(hop);
	}
	for (size_t i = 0; i < count; i++)
		if (findings[i]->suppressed == NULL && is_of_path(findings[i]) &&
		    !is_used(trace, findings[i]))
			raise_hop(trace, findings[i]);
	for (size_t i = 0; i < trace->count; i++)
		if (trace->hops[i].finding != NULL)
			trace->hops[i].rule = trace->hops[i].finding->rule->id;
}

void
trace_judge(struct trace *trace, const struct finding *const *findings, size_t count,
    const char *what, struct arena *arena)
{
	size_t confirmed = count_confirmed(trace);
	const struct hop *hop;

	explain_hops(trace, findings, count);
	trace->verdict = TRACE_BROKEN;
	hop = first_of(trace, HOP_MISSING, HOP_WRONG);
	if (hop == NULL) {
		trace->verdict = TRACE_UNKNOWN;
		hop = first_of(trace, HOP_UNKNOWN, HOP_UNKNOWN);
	}
	if (hop == NULL) {
		trace->verdict = TRACE_WHOLE;
		say_whole(trace, confirmed, what, arena);
		return;
	}
	trace->rule = hop->rule;
	trace->sentence = hop->finding != NULL ? hop->finding->message
	                  : hop->why != NULL   ? hop->why
	                                       : hop->text;
}
