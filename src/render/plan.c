/* render/plan.c -- a plan as text */
#include "render/plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "render/escape.h"

/* "; zone ORIGIN", and the view where there are several answers to a name. */
static void
put_zone(const struct plan_input *in, const struct zone *zone, const char *before, struct buf *out)
{
	const char *view = set_view(in->set, zone->spec.view)->name;

	buf_put(out, "%s; zone ", before);
	dname_print(&zone->spec.origin, out);
	if (*view != '\0') {
		buf_text(out, " view ");
		escape_text(out, str_of(view));
	}
	buf_char(out, '\n');
}

void
render_plan_text(const struct plan_input *in, struct buf *out)
{
	char type[16];

	for (size_t i = 0; i < in->plan->change_count; i++) {
		const struct fix_change *c = &in->plan->changes[i];

		buf_text(out, c->add ? "+ " : "- ");
		dname_print(&c->owner, out);
		buf_put(out, " %" PRIu32 " IN %s %s", c->ttl, rrtype_text(c->type, type), c->data);
		put_zone(in, c->zone, "  ", out);
	}
}

/* ---- wants that are printed only ---- */

const struct want *
plan_next_want(const struct plan_input *in, enum want_by by, size_t *at, const struct want *want)
{
	for (; *at < in->count; ++*at, want = NULL) {
		const struct finding *f = in->findings[*at];

		want = want != NULL ? want->next : f->wants;
		while (want != NULL && want->by != by)
			want = want->next;
		if (want != NULL && f->suppressed == NULL)
			return want;
	}
	return NULL;
}

void
plan_want_data(const struct want *want, struct buf *out)
{
	char text[ADDR_TEXT_MAX];

	if (want->type == RRTYPE_A || want->type == RRTYPE_AAAA)
		buf_text(out, addr_text(&want->addr, text));
	else
		dname_print(want->target, out);
}

bool
plan_old_data(const struct plan_input *in, const struct want *want, struct buf *out)
{
	struct record r = { 0 };
	bool ok =
	    want->old != RECORD_NONE && query_record(in->set, want->old, &r) && r.rdata != NULL;

	if (ok)
		rdata_print(r.type, r.rdata, r.rdata_len, out);
	record_free(&r);
	return ok;
}

void
render_proposals(const struct plan_input *in, struct buf *out)
{
	const struct want *want = NULL;
	size_t at = 0, begin;
	char type[16];

	while ((want = plan_next_want(in, WANT_BY_PROPOSAL, &at, want)) != NULL) {
		begin = out->len;
		buf_text(out, want->kind == WANT_ADD      ? "add "
		              : want->kind == WANT_DELETE ? "delete "
		                                          : "replace ");
		dname_print(want->owner, out);
		buf_put(out, " %" PRIu32 " IN %s ", want->ttl, rrtype_text(want->type, type));
		if (want->kind != WANT_ADD && !plan_old_data(in, want, out)) {
			out->len = begin;
			continue;
		}
		if (want->kind == WANT_REPLACE)
			buf_char(out, ' ');
		if (want->kind != WANT_DELETE)
			plan_want_data(want, out);
		put_zone(in, want->zone, " ", out);
	}
}

static int
compare_texts(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int
compare_requests(const void *a, const void *b)
{
	const struct want *x = *(const struct want *const *)a, *y = *(const struct want *const *)b;
	int c = compare_texts(x->whom, y->whom);

	if (c == 0)
		c = compare_texts(x->contact, y->contact);
	if (c == 0)
		c = addr_compare(&x->addr, &y->addr);
	if (c == 0)
		c = dname_compare(x->owner, y->owner);
	return c != 0 ? c : dname_compare(x->target, y->target);
}

const struct want **
plan_requests(const struct plan_input *in, size_t *count)
{
	const struct want **list = NULL, *want = NULL;
	size_t n = 0, cap = 0, at = 0;

	while ((want = plan_next_want(in, WANT_BY_REQUEST, &at, want)) != NULL) {
		if (n == cap) {
			cap = cap == 0 ? 16 : cap * 2;
			list = xrealloc(list, cap * sizeof(const struct want *));
		}
		list[n++] = want;
	}
	if (n > 1)
		sort_items(list, n, sizeof(const struct want *), compare_requests);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_requests(&list[*count - 1], &list[i]) != 0)
			list[(*count)++] = list[i];
	return list;
}

void
render_requests(const struct plan_input *in, struct buf *out)
{
	size_t count;
	const struct want **list = plan_requests(in, &count);

	for (size_t i = 0; i < count; i++) {
		const struct want *w = list[i];

		dname_print(w->owner, out);
		buf_text(out, " IN PTR ");
		dname_print(w->target, out);
		if (w->whom != NULL || !w->forward_exists)
			buf_text(out, " ;");
		if (w->whom != NULL) {
			buf_text(out, " to ");
			escape_text(out, str_of(w->whom));
		}
		if (!w->forward_exists)
			buf_put(out, "%s the name lacks this address", w->whom != NULL ? "," : "");
		buf_char(out, '\n');
	}
	free(list);
}

/* ---- what is left alone ---- */

void
render_refusals(const struct plan_input *in, size_t most, struct buf *out)
{
	const struct fix_plan *plan = in->plan;

	for (size_t i = 0; i < plan->refusal_count && i < most; i++) {
		const struct fix_refusal *r = &plan->refusals[i];

		buf_text(out, "ptrlint: left alone: ");
		if (r->want != NULL)
			dname_print(r->want->owner, out);
		else if (r->finding->span.file != 0)
			escape_path(
			    out, str_of(source_path(set_sources(in->set), r->finding->span.file)));
		buf_text(out, ": ");
		escape_text(out, str_of(r->text));
		if (r->finding->rule != NULL)
			buf_put(out, " [%s]", r->finding->rule->id);
		buf_char(out, '\n');
	}
	if (plan->refusal_count > most)
		buf_put(out, "ptrlint: left alone: %zu more\n", plan->refusal_count - most);
}
