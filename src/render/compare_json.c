/* render/compare_json.c -- what differs, for programs: schemas/diff-1.schema.json */
#include <inttypes.h>

#include "render/common.h"
#include "render/compare.h"
#include "render/escape.h"

static const char *
view_or_null(const char *view)
{
	return *view == '\0' ? NULL : view;
}

static void
put_place(const struct compare_state *state, struct span span, struct buf *out)
{
	struct region r;

	if (span.file == 0) {
		buf_text(out, ", \"path\": null, \"line\": null, \"column\": null");
		return;
	}
	r = region_of(set_sources(state->set), span);
	escape_json_pair(out, ", \"path\": ", r.path);
	buf_put(out, ", \"line\": %" PRIu32 ", \"column\": %" PRIu32, r.start.line, r.start.column);
}

static void
put_serial(const char *key, bool known, uint32_t serial, struct buf *out)
{
	if (known)
		buf_put(out, ", \"%s\": %" PRIu32, key, serial);
	else
		buf_put(out, ", \"%s\": null", key);
}

static void
put_zone(const struct comparison *c, const struct compare_zone *z, struct buf *out)
{
	escape_json_pair(out, "{\"origin\": ", z->origin);
	escape_json_pair(out, ", \"view\": ", view_or_null(z->view));
	buf_put(out, ", \"change\": \"%s\"", !z->was ? "added" : !z->is ? "removed" : "changed");
	buf_put(out, ", \"whole\": %s", z->whole ? "true" : "false");
	put_serial("old_serial", z->serials_known, z->old_serial, out);
	put_serial("new_serial", z->serials_known, z->new_serial, out);
	buf_text(out, ",\n   \"records\": [");
	for (size_t i = 0; i < z->count; i++) {
		const struct compare_record *r = &z->records[i];

		buf_put(
		    out, "%s\n    {\"op\": \"%s\"", i > 0 ? "," : "", r->add ? "add" : "delete");
		escape_json_pair(out, ", \"owner\": ", r->owner);
		buf_put(out, ", \"ttl\": %" PRIu32 ", \"class\": \"IN\"", r->ttl);
		escape_json_pair(out, ", \"type\": ", r->type);
		escape_json_pair(out, ", \"data\": ", r->data);
		put_place(r->add ? c->new : c->old, r->span, out);
		buf_char(out, '}');
	}
	buf_text(out, "]}");
}

static void
put_side(const char *key, const struct compare_side *s, struct buf *out)
{
	static const char *const words[] = {
		[MAIL_PASS] = "pass",
		[MAIL_FAIL] = "fail",
		[MAIL_NO_PTR] = "no-ptr",
		[MAIL_UNVERIFIABLE] = "unverifiable",
		[MAIL_NOT_ASKED] = "not-asked",
	};

	if (!s->there) {
		buf_put(out, ", \"%s\": null", key);
		return;
	}
	buf_put(out, ", \"%s\": {\"verdict\": \"%s\"", key, words[s->verdict]);
	escape_json_pair(out, ", \"ptr\": ", s->pointer);
	buf_char(out, '}');
}

static void
put_mail(const struct compare_mail *m, struct buf *out)
{
	escape_json_pair(out, "{\"address\": ", m->address);
	escape_json_pair(out, ", \"view\": ", view_or_null(m->view));
	escape_json_pair(out, ", \"name\": ", m->name);
	put_side("old", &m->old, out);
	put_side("new", &m->new, out);
	buf_char(out, '}');
}

static void
put_findings(const char *key, const struct compare_state *state, const struct finding *const *list,
    size_t count, struct buf *out)
{
	buf_put(out, " \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		const struct finding *f = list[i];

		escape_json_pair(out, i > 0 ? ",\n  {\"id\": " : "\n  {\"id\": ", f->rule->id);
		escape_json_pair(out, ", \"severity\": ", severity_name(f->severity));
		escape_json_pair(out, ", \"message\": ", f->message);
		buf_put(out, ", \"fingerprint\": \"" FINGERPRINT_PREFIX "%016" PRIx64 "\"",
		    f->fingerprint);
		put_place(state, f->span, out);
		buf_char(out, '}');
	}
	buf_text(out, "]");
}

void
render_compare_json(const struct comparison *c, struct buf *out)
{
	buf_text(out, "{\"version\": 1,\n \"tool\": {\"name\": \"ptrlint\"");
	escape_json_pair(out, ", \"version\": ", PTRLINT_VERSION);
	escape_json_pair(out, "},\n \"old\": ", c->old->name);
	escape_json_pair(out, ",\n \"new\": ", c->new->name);
	buf_put(out,
	    ",\n \"summary\": {\"zones\": %zu, \"added\": %zu, \"removed\": %zu, \"mail\": %zu, "
	    "\"new_findings\": %zu, \"gone_findings\": %zu, \"mail_known\": %s, \"whole\": %s},\n",
	    c->zone_count, c->added, c->removed, c->mail_count, c->come_count, c->gone_count,
	    c->mail_known ? "true" : "false", c->whole ? "true" : "false");
	buf_text(out, " \"zones\": [");
	for (size_t i = 0; i < c->zone_count; i++) {
		buf_text(out, i > 0 ? ",\n  " : "\n  ");
		put_zone(c, &c->zones[i], out);
	}
	buf_text(out, "],\n \"mail\": [");
	for (size_t i = 0; i < c->mail_count; i++) {
		buf_text(out, i > 0 ? ",\n  " : "\n  ");
		put_mail(&c->mail[i], out);
	}
	buf_text(out, "],\n");
	put_findings("new_findings", c->new, c->come, c->come_count, out);
	buf_text(out, ",\n");
	put_findings("gone_findings", c->old, c->gone, c->gone_count, out);
	buf_text(out, "}\n");
}
