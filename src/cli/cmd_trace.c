/* cli/cmd_trace.c -- ptrlint trace: one name or address, followed through all zones */
#include <inttypes.h>
#include <stdlib.h>

#include "base/suggest.h"
#include "cli/judge.h"
#include "cli/out.h"
#include "cli/trace.h"
#include "dns/rrtype.h"

enum format { TEXT, JSON };
static const char *const formats[] = { "text", "json" };

/* What is asked for. */
struct query {
	const char *text;
	bool by_address;
	struct addr addr;
	struct dname name;
};

/* "192.0.2.1", "mail.example.com", "1.2.0.192.in-addr.arpa." */
static bool
parse_query(const char *text, struct query *q)
{
	struct prefix net;

	*q = (struct query){ .text = text };
	q->by_address = addr_parse(str_of(text), &q->addr);
	if (q->by_address)
		return true;
	if (!dname_parse(str_of(text), NULL, &q->name, NULL) || q->name.len == 1)
		return false;
	if (addr_from_reverse(&q->name, &net) &&
	    net.bits == (net.base.family == ADDR_V4 ? 32 : 128)) {
		q->by_address = true;
		q->addr = net.base;
	}
	return true;
}

/* ---- the nearest spelling ---- */

/* The words offered are borrowed: they live in the arena. */
static void
offer(struct suggest *near, struct arena *arena, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];
	struct str word = str_of(dname_text(name, text));
	size_t off =
	    word.len > near->word.len ? word.len - near->word.len : near->word.len - word.len;
	struct str before = near->best;

	if (off > near->most)
		return;
	suggest_offer(near, word);
	if (near->best.ptr != before.ptr)
		near->best = str_of(arena_copy(arena, near->best));
}

static void
offer_records(struct walk *w, struct suggest *near)
{
	static const uint16_t types[] = { RRTYPE_MX, RRTYPE_A, RRTYPE_AAAA, RRTYPE_CNAME };
	struct record r = { 0 };

	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t count;
		const record_id *list = set_records(w->set, types[t], &count);

		for (size_t i = 0; i < count; i++)
			if (query_record(w->set, list[i], &r))
				offer(near, w->arena, &r.owner);
	}
	record_free(&r);
}

/* Is there anything at the name, in whatever view? */
static bool
exists(struct walk *w, const struct dname *name)
{
	struct node node;

	for (uint32_t v = 0; v < set_view_count(w->set); v++) {
		query_name(w->set, v, name, &node);
		if (node.exists == ANSWER_PRESENT)
			return true;
	}
	return false;
}

static void
complain_unknown(struct walk *w, const struct query *q)
{
	size_t count = 0;
	const struct mail_host *hosts = w->mail != NULL ? mail_hosts(w->mail, &count) : NULL;
	char text[DNAME_TEXT_MAX];
	struct suggest near;

	if (q->by_address) {
		complain("%s stands in no zone and not in the map", q->text);
		return;
	}
	if (exists(w, &q->name)) {
		complain("%s has no address and no MX, and the map does not know it",
		    dname_text(&q->name, text));
		return;
	}
	suggest_begin(&near, str_of(dname_text(&q->name, text)));
	for (size_t i = 0; i < count; i++)
		offer(&near, w->arena, hosts[i].name);
	offer_records(w, &near);
	if (near.best.ptr != NULL)
		complain("%s stands in no zone and not in the map; did you mean %.*s?", text,
		    (int)near.best.len, near.best.ptr);
	else
		complain("%s stands in no zone and not in the map", text);
}

/* ---- views ---- */

static bool
trace_query(struct walk *w, unsigned depth, const struct query *q, bool domain)
{
	if (q->by_address)
		return trace_address(w, depth, &q->addr);
	return domain ? trace_domain(w, depth, &q->name) : trace_host(w, depth, &q->name);
}

/* The trees of all views that are public, or not; how many knew something. */
static size_t
trace_views(struct walk *w, const struct query *q, bool public, bool domain)
{
	bool several = set_view_count(w->set) > 1;
	size_t known = 0;

	for (uint32_t v = 0; v < set_view_count(w->set); v++) {
		const struct view_spec *view = set_view(w->set, v);

		if (view->public != public)
			continue;
		w->view = v;
		w->from = w->count;
		if (several)
			trace_add(w, 0, "view", HOP_INFO, (struct span){ 0 }, "view %s%s",
			    view->name, public ? "" : " (not public)");
		if (trace_query(w, several ? 1 : 0, q, domain))
			known++;
		else
			w->count = w->from;
	}
	return known;
}

/* Mail goes by what the public sees; inside views tell of hosts and addresses, and decide alone. */
static bool
follow(struct walk *w, const struct query *q)
{
	bool domain = !q->by_address && trace_is_domain(w, &q->name);
	size_t known = trace_views(w, q, true, domain);

	w->lenient = known > 0;
	if (known == 0 || !domain)
		known += trace_views(w, q, false, domain);
	w->lenient = false;
	return known > 0;
}

/* ---- all of it ---- */

static const char *
subject_of(struct walk *w, const struct query *q)
{
	char text[ADDR_TEXT_MAX];

	return q->by_address ? arena_copy(w->arena, str_of(addr_text(&q->addr, text)))
	                     : trace_name(w, &q->name);
}

/* False after a complaint. */
static bool
answer(struct session *s, const struct judgement *j, const char *text, struct trace *trace)
{
	struct walk w = { .set = s->set, .mail = j->mail, .arena = &s->arena };
	struct query q;

	if (j->mail != NULL && s->map_file != 0)
		w.map = &s->map;
	if (!parse_query(text, &q)) {
		complain("\"%s\" is no name and no address", text);
		return false;
	}
	if (!follow(&w, &q)) {
		complain_unknown(&w, &q);
		free(w.hops);
		return false;
	}
	*trace = (struct trace){ .query = text, .hops = w.hops, .count = w.count };
	trace_judge(trace, j->findings, j->count, subject_of(&w, &q), &s->arena);
	return true;
}

/* What kept the zones or the map from being read. */
static void
say_undone(const struct session *s, const struct judgement *j)
{
	for (size_t i = 0; s->undone && i < j->count; i++) {
		const struct finding *f = j->findings[i];

		if (!f->rule->diagnostic)
			continue;
		if (f->span.file == 0)
			complain("%s [%s]", f->message, f->rule->id);
		else
			complain("%s:%" PRIu32 ": %s [%s]", source_path(s->sources, f->span.file),
			    source_place(s->sources, f->span.file, f->span.off).line, f->message,
			    f->rule->id);
	}
}

static enum exit_status
print_traces(const struct session *s, const struct trace *traces, size_t count, enum format format,
    enum exit_status status)
{
	bool colour = want_colour(s->settings->colour);
	struct buf out = { 0 };

	if (format == JSON)
		render_trace_json(s->sources, traces, count, &out);
	for (size_t i = 0; format == TEXT && i < count; i++) {
		buf_text(&out, i > 0 ? "\n" : "");
		render_trace_text(s->sources, &traces[i], colour, terminal_width(), &out);
	}
	return print_and_free(&out, status);
}

static enum exit_status
trace_session(struct session *s, const struct texts *queries, enum format format)
{
	enum exit_status status = EXIT_UNDONE;
	struct trace *traces = NULL;
	size_t count = 0;
	struct judgement j;

	if (!judge_begin(s, &j))
		goto out;
	/* not before: a session that goes down to a project below begins anew */
	traces = arena_array(&s->arena, queries->count, sizeof *traces);
	say_undone(s, &j);
	status = EXIT_CLEAN;
	for (size_t i = 0; i < queries->count; i++) {
		if (!answer(s, &j, queries->items[i], &traces[count])) {
			s->undone = true;
			continue;
		}
		if (traces[count++].verdict == TRACE_BROKEN)
			status = EXIT_FINDINGS;
	}
	if (s->undone)
		status = EXIT_UNDONE;
	status = print_traces(s, traces, count, format, status);
out:
	for (size_t i = 0; i < count; i++)
		free(traces[i].hops);
	judge_end(&j);
	return status;
}

enum exit_status
cmd_trace(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	struct texts queries = settings->operands;
	struct session s;

	if (format < 0)
		return EXIT_UNDONE;
	if (queries.count == 0)
		return usage_error(settings->command, "which name or address is to be traced?");
	settings->format = NULL;
	settings->operands.count = 0; /* they are no files: the root is found without them */
	if (session_open(&s, settings))
		status = trace_session(&s, &queries, (enum format)format);
	session_close(&s);
	return status;
}
