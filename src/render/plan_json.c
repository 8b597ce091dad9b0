/* render/plan_json.c -- a plan for programs: schemas/plan-1.schema.json */
#include <inttypes.h>
#include <stdlib.h>

#include "dns/rrtype.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/plan.h"

static void
put_string(struct buf *out, const char *key, const char *text)
{
	buf_put(out, ", \"%s\": ", key);
	if (text == NULL)
		buf_text(out, "null");
	else
		escape_json(out, str_of(text));
}

static void
put_name(struct buf *out, const char *key, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];

	put_string(out, key, dname_text(name, text));
}

static void
put_zone(const struct plan_input *in, const struct zone *zone, struct buf *out)
{
	if (zone == NULL) {
		buf_text(out, ", \"zone\": null, \"view\": null, \"path\": null");
		return;
	}
	put_name(out, "zone", &zone->spec.origin);
	put_string(out, "view", set_view(in->set, zone->spec.view)->name);
	put_string(out, "path",
	    zone->spec.file == 0 ? NULL : source_path(set_sources(in->set), zone->spec.file));
}

static void
put_place(const struct plan_input *in, const char *key, struct span span, struct buf *out)
{
	struct region r;

	buf_put(out, ", \"%s\": ", key);
	if (span.file == 0) {
		buf_text(out, "null");
		return;
	}
	r = region_of(set_sources(in->set), span);
	buf_text(out, "{\"path\": ");
	escape_json(out, str_of(r.path));
	buf_put(out, ", \"line\": %" PRIu32 ", \"column\": %" PRIu32 ", \"byte\": %" PRIu64 "}",
	    r.start.line, r.start.column, r.start.byte);
}

/* The address that a want is about, and why it is wanted. */
static void
put_reason(const struct plan_input *in, const struct want *want, struct buf *out)
{
	char text[ADDR_TEXT_MAX];

	put_string(out, "address", want->addr.family == 0 ? NULL : addr_text(&want->addr, text));
	put_string(out, "reason", want->rule);
	put_string(out, "why", want->reason);
	put_string(out, "choice", want->choice);
	put_place(in, "place", want->span, out);
}

static void
put_changes(const struct plan_input *in, struct buf *out)
{
	char type[16];

	buf_text(out, "  \"changes\": [");
	for (size_t i = 0; i < in->plan->change_count; i++) {
		const struct fix_change *c = &in->plan->changes[i];

		buf_put(out, "%s\n    {\"op\": \"%s\", \"replaces\": %s", i > 0 ? "," : "",
		    c->add ? "add" : "delete", c->replaces ? "true" : "false");
		put_name(out, "owner", &c->owner);
		buf_put(out, ", \"ttl\": %" PRIu32 ", \"class\": \"IN\"", c->ttl);
		put_string(out, "type", rrtype_text(c->type, type));
		put_string(out, "data", c->data);
		put_zone(in, c->zone, out);
		put_place(in, "at", c->line, out);
		put_reason(in, c->want, out);
		buf_char(out, '}');
	}
	buf_put(out, "%s],\n", in->plan->change_count > 0 ? "\n  " : "");
}

static void
put_serials(const struct plan_input *in, struct buf *out)
{
	buf_text(out, "  \"serials\": [");
	for (size_t i = 0; i < in->plan->serial_count; i++) {
		const struct fix_serial *s = &in->plan->serials[i];

		buf_put(out, "%s\n    {\"before\": %" PRIu32 ", \"after\": %" PRIu32,
		    i > 0 ? "," : "", s->before, s->after);
		put_zone(in, s->zone, out);
		buf_char(out, '}');
	}
	buf_put(out, "%s],\n", in->plan->serial_count > 0 ? "\n  " : "");
}

static const char *
kind_name(enum want_kind kind)
{
	return kind == WANT_ADD      ? "add"
	       : kind == WANT_DELETE ? "delete"
	       : kind == WANT_RAISE  ? "raise"
	                             : "replace";
}

static void
put_proposal(const struct plan_input *in, const struct want *want, struct buf *out)
{
	struct buf data = { 0 };
	char type[16];

	buf_put(out, "{\"op\": \"%s\"", kind_name(want->kind));
	put_name(out, "owner", want->owner);
	buf_put(out, ", \"ttl\": %" PRIu32 ", \"class\": \"IN\"", want->ttl);
	put_string(out, "type", rrtype_text(want->type, type));
	if (want->kind == WANT_ADD || !plan_old_data(in, want, &data)) {
		put_string(out, "old", NULL);
	} else {
		buf_text(out, ", \"old\": ");
		escape_json(out, buf_view(&data));
	}
	data.len = 0;
	plan_want_data(want, &data);
	buf_text(out, ", \"data\": ");
	escape_json(out, buf_view(&data));
	put_zone(in, want->zone, out);
	put_string(out, "reason", want->rule);
	put_string(out, "why", want->reason);
	put_string(out, "choice", want->choice);
	put_place(in, "place", want->span, out);
	buf_char(out, '}');
	buf_free(&data);
}

static void
put_proposals(const struct plan_input *in, struct buf *out)
{
	const struct want *want = NULL;
	size_t at = 0, n = 0;

	buf_text(out, "  \"proposals\": [");
	while ((want = plan_next_want(in, WANT_BY_PROPOSAL, &at, want)) != NULL) {
		buf_text(out, n++ > 0 ? ",\n    " : "\n    ");
		put_proposal(in, want, out);
	}
	buf_put(out, "%s],\n", n > 0 ? "\n  " : "");
}

static void
put_requests(const struct plan_input *in, struct buf *out)
{
	size_t count;
	const struct want **list = plan_requests(in, &count);

	buf_text(out, "  \"requests\": [");
	for (size_t i = 0; i < count; i++) {
		buf_text(out, i > 0 ? ",\n    {" : "\n    {");
		buf_put(out, "\"forward_exists\": %s", list[i]->forward_exists ? "true" : "false");
		put_name(out, "owner", list[i]->owner);
		put_name(out, "data", list[i]->target);
		put_string(out, "whom", list[i]->whom);
		put_string(out, "contact", list[i]->contact);
		put_reason(in, list[i], out);
		buf_char(out, '}');
	}
	buf_put(out, "%s],\n", count > 0 ? "\n  " : "");
	free(list);
}

static void
put_refusals(const struct plan_input *in, struct buf *out)
{
	buf_text(out, "  \"refused\": [");
	for (size_t i = 0; i < in->plan->refusal_count; i++) {
		const struct fix_refusal *r = &in->plan->refusals[i];

		buf_text(out, i > 0 ? ",\n    {" : "\n    {");
		buf_put(out, "\"code\": \"%s\"", r->code);
		put_string(out, "text", r->text);
		put_string(out, "op", r->want != NULL ? kind_name(r->want->kind) : "repair");
		if (r->want != NULL)
			put_name(out, "owner", r->want->owner);
		else
			put_string(out, "owner", NULL);
		put_zone(in, r->want != NULL ? r->want->zone : r->finding->zone, out);
		if (r->want != NULL) {
			put_reason(in, r->want, out);
		} else {
			buf_text(out, ", \"address\": null");
			put_string(out, "reason", r->finding->rule->id);
			put_string(out, "why", r->finding->message);
			put_place(in, "place", r->finding->span, out);
		}
		buf_char(out, '}');
	}
	buf_put(out, "%s],\n", in->plan->refusal_count > 0 ? "\n  " : "");
}

static void
put_stops(const struct plan_input *in, struct buf *out)
{
	buf_text(out, "  \"stops\": [");
	for (size_t i = 0; i < in->plan->stop_count; i++) {
		const struct fix_stop *s = &in->plan->stops[i];

		buf_put(out,
		    "%s\n    {\"code\": \"%s\", \"count\": %" PRIu64 ", \"most\": %" PRIu64,
		    i > 0 ? "," : "", s->code, s->count, s->most);
		put_string(out, "text", s->text);
		put_zone(in, s->zone, out);
		buf_char(out, '}');
	}
	buf_put(out, "%s]\n", in->plan->stop_count > 0 ? "\n  " : "");
}

void
render_plan_json(const struct plan_input *in, struct buf *out)
{
	size_t add = 0, replace = 0;

	for (size_t i = 0; i < in->plan->change_count; i++) {
		add += in->plan->changes[i].add;
		replace += in->plan->changes[i].add && in->plan->changes[i].replaces;
	}
	buf_text(out,
	    "{\n  \"version\": 1,\n  \"tool\": {\"name\": \"ptrlint\", \"version\": \"" PTRLINT_VERSION
	    "\"},\n  \"root\": ");
	escape_json(out, str_of(sources_root(set_sources(in->set))));
	buf_put(out,
	    ",\n  \"summary\": {\"add\": %zu, \"replace\": %zu, \"delete\": %zu, \"zones\": %zu, "
	    "\"refused\": %zu},\n",
	    add - replace, replace, in->plan->change_count - add - replace, in->plan->serial_count,
	    in->plan->refusal_count);
	put_changes(in, out);
	put_serials(in, out);
	put_proposals(in, out);
	put_requests(in, out);
	put_refusals(in, out);
	put_stops(in, out);
	buf_text(out, "}\n");
}
