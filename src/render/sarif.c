/*
 * render/sarif.c -- SARIF 2.1.0 as GitHub's code scanning wants it
 *
 * What the host shows decides: of a result the first location only, so all others are related ones with a
 * link in the message; a path through several of them as a code flow; of a rule what stands in its
 * metadata.  It refuses a report with more than MOST_RESULTS, and shows the worst first: so do we.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "lint/registry.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/linehash.h"
#include "render/sarif.h"

enum {
	MOST_RESULTS = 25000, /* of a run */
	MOST_PLACES = 100     /* related locations shown of a result */
};

struct sarif {
	const struct render_input *in;
	struct render_out *out;
	uint64_t room[SEVERITY_ERROR + 1]; /* results of that level still to be told */
	/* rules that results have, by number as in rule_at(): their place among those told, from 1 */
	uint32_t *rule_place;
	const struct rule **rules;
	size_t rule_count;
	struct linehash *hashes; /* by finding */
};

static const char *
level_of(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? "error"
	       : severity == SEVERITY_WARNING ? "warning"
	                                      : "note";
}

/* ---- what is told ---- */

/* Errors first, then warnings; and of the level that is cut those that come first. */
static void
share_room(struct sarif *s)
{
	uint64_t counts[SEVERITY_ERROR + 1] = { 0 }, left = MOST_RESULTS;
	const struct finding *f;
	size_t at = 0;

	while ((f = next_live(s->in, &at)) != NULL)
		counts[f->severity]++;
	for (int level = SEVERITY_ERROR; level >= SEVERITY_OFF; level--) {
		s->room[level] = counts[level] < left ? counts[level] : left;
		s->out->left_out += counts[level] - s->room[level];
		left -= s->room[level];
	}
}

/* The next finding that is told; room is counted down. */
static const struct finding *
next_told(const struct sarif *s, uint64_t room[SEVERITY_ERROR + 1], size_t *at)
{
	const struct finding *f;

	while ((f = next_live(s->in, at)) != NULL)
		if (room[f->severity] > 0) {
			room[f->severity]--;
			return f;
		}
	return NULL;
}

/* Rules in the order in which results name them first. */
static void
list_rules(struct sarif *s)
{
	uint64_t room[SEVERITY_ERROR + 1];
	const struct finding *f;
	size_t at = 0;

	memcpy(room, s->room, sizeof room);
	s->rule_place = xcalloc(rule_count() + 1, sizeof *s->rule_place);
	s->rules = xcalloc(rule_count() + 1, sizeof *s->rules);
	while ((f = next_told(s, room, &at)) != NULL) {
		uint32_t *place = &s->rule_place[rule_index(f->rule)];

		if (*place == 0) {
			s->rules[s->rule_count++] = f->rule;
			*place = (uint32_t)s->rule_count;
		}
	}
}

/* The line that a finding stands on, for its hash. */
static uint32_t
line_of(const struct sarif *s, const struct finding *f)
{
	struct span span = anchor_of(f);

	return span.file == 0 ? 0 : region_of(s->in->sources, span).start.line;
}

/* Hashes of lines, file by file: findings of one file stand together, in order of their lines. */
static void
hash_lines(struct sarif *s)
{
	uint32_t *lines = xcalloc(s->in->count + 1, sizeof *lines);
	size_t begin = 0, end;

	s->hashes = xcalloc(s->in->count + 1, sizeof *s->hashes);
	for (; begin < s->in->count; begin = end) {
		uint32_t file = anchor_of(s->in->findings[begin]).file;

		for (end = begin;
		     end < s->in->count && anchor_of(s->in->findings[end]).file == file; end++) {
			lines[end] = line_of(s, s->in->findings[end]);
			if (end > begin && lines[end] < lines[end - 1])
				break;
		}
		if (file != 0)
			linehash_find(
			    s->in->sources, file, lines + begin, end - begin, s->hashes + begin);
	}
	free(lines);
}

/* ---- places ---- */

/* A relative reference (RFC 3986 §4.2): no colon in it, for escape_uri() leaves none. */
static void
put_artifact(const struct sarif *s, uint32_t file, struct buf *out)
{
	struct buf path = { 0 };

	if (file != 0)
		put_host_path(s->in, file, &path);
	else
		buf_char(&path, '.');
	buf_text(out, "{\"uri\": \"");
	if (path.ptr[0] == '/')
		buf_text(out, "file://");
	escape_uri(out, buf_view(&path));
	buf_text(out, "\"}");
	buf_free(&path);
}

static void
put_region(const struct region *r, struct buf *out)
{
	buf_put(out,
	    "{\"startLine\": %" PRIu32 ", \"startColumn\": %" PRIu32 ", \"endLine\": %" PRIu32
	    ", \"endColumn\": %" PRIu32,
	    r->start.line, r->start.column, r->end.line, r->end.column);
	if (r->shown)
		buf_put(out, ", \"byteOffset\": %" PRIu64 ", \"byteLength\": %" PRIu64,
		    r->start.byte, r->end.byte - r->start.byte);
	buf_char(out, '}');
}

static void
put_physical(const struct sarif *s, struct span span, struct buf *out)
{
	struct region r = { .start = { 1, 1, 0 }, .end = { 1, 1, 0 } };

	if (span.file != 0)
		r = region_of(s->in->sources, span);
	buf_text(out, "\"physicalLocation\": {\"artifactLocation\": ");
	put_artifact(s, span.file, out);
	buf_text(out, ", \"region\": ");
	put_region(&r, out);
	buf_char(out, '}');
}

/* ", "message": {"text": …}" of a place. */
static void
put_label(const char *label, struct buf *out)
{
	struct buf text = { 0 };

	if (label == NULL)
		return;
	escape_sarif(&text, str_of(label), false);
	buf_text(out, ", \"message\": {\"text\": ");
	escape_json(out, buf_view(&text));
	buf_char(out, '}');
	buf_free(&text);
}

static const char *
label_of(const struct note *note)
{
	return note->label != NULL && *note->label != '\0' ? note->label : note->kind;
}

static void
put_related(const struct sarif *s, const struct finding *f, struct buf *out)
{
	unsigned id = 0;

	for (const struct note *note = f->notes; note != NULL && id < MOST_PLACES;
	     note = note->next) {
		if (note->span.file == 0)
			continue;
		buf_text(out, id == 0 ? ",\n     \"relatedLocations\": [" : ", ");
		buf_put(out, "{\"id\": %u, ", ++id);
		put_physical(s, note->span, out);
		put_label(label_of(note), out);
		buf_char(out, '}');
	}
	if (id > 0)
		buf_char(out, ']');
}

static void
put_step(const struct sarif *s, struct span span, const char *label, bool first, struct buf *out)
{
	buf_text(out, first ? "{\"location\": {" : ", {\"location\": {");
	put_physical(s, span, out);
	put_label(label, out);
	buf_text(out, "}}");
}

/*
 * The path that mail takes through the files, from the place that asks to the one that fails: rules tell
 * it in this order.
 */
static void
put_flow(const struct sarif *s, const struct finding *f, struct buf *out)
{
	unsigned steps = 0;

	if ((f->rule->groups & (GROUP_MAIL | GROUP_MAILAUTH)) == 0 || f->span.file == 0)
		return;
	for (const struct note *note = f->notes; note != NULL && steps < MOST_PLACES;
	     note = note->next) {
		if (note->span.file == 0)
			continue;
		if (steps++ == 0) {
			buf_text(
			    out, ",\n     \"codeFlows\": [{\"threadFlows\": [{\"locations\": [");
			put_step(s, f->span, f->label != NULL ? f->label : f->message, true, out);
		}
		put_step(s, note->span, label_of(note), false, out);
	}
	if (steps > 0)
		buf_text(out, "]}]}]");
}

/* ---- results ---- */

/* A sentence: what ends in a name has its full stop already. */
static void
put_sentence(struct buf *text, const char *before, const char *sentence)
{
	buf_text(text, before);
	escape_sarif(text, str_of(sentence), false);
	if (text->len > 0 && text->ptr[text->len - 1] != '.')
		buf_char(text, '.');
}

static void
put_links(const struct finding *f, struct buf *text)
{
	uint64_t id = 0;

	for (const struct note *note = f->notes; note != NULL; note = note->next) {
		if (note->span.file == 0) {
			put_sentence(text, " ", label_of(note));
		} else if (++id <= MOST_PLACES) {
			buf_text(text, " [");
			escape_sarif(text, str_of(label_of(note)), true);
			buf_put(text, "](%" PRIu64 ").", id);
		}
	}
	if (id > MOST_PLACES)
		buf_put(text, " %" PRIu64 " more places.", id - MOST_PLACES);
}

static void
put_message(const struct finding *f, struct buf *out)
{
	struct buf text = { 0 };

	put_sentence(&text, "", f->message);
	put_links(f, &text);
	if (f->help != NULL)
		put_sentence(&text, " Help: ", f->help);
	buf_text(out, ", \"message\": {\"text\": ");
	escape_json(out, buf_view(&text));
	buf_char(out, '}');
	buf_free(&text);
}

static void
put_prints(const struct finding *f, const struct linehash *line, struct buf *out)
{
	buf_text(out, ",\n     \"partialFingerprints\": {");
	if (line->count > 0)
		buf_put(out, "\"primaryLocationLineHash\": \"%" PRIx64 ":%" PRIu32 "\", ",
		    line->hash, line->count);
	buf_put(out, "\"ptrlint/v1\": \"%016" PRIx64 "\"}", f->fingerprint);
}

static void
put_replacement(const struct sarif *s, struct splice splice, struct buf *out)
{
	struct region r = region_of(s->in->sources, splice.span);

	buf_text(out, "{\"deletedRegion\": ");
	put_region(&r, out);
	buf_text(out, ", \"insertedContent\": {\"text\": ");
	escape_json(out, splice.text);
	buf_text(out, "}}");
}

/* What --fix does.  Edits stand in order of file and place, so those of a file stand together. */
static void
put_fix(const struct sarif *s, const struct finding *f, struct buf *out)
{
	const struct fix_plan *plan = s->in->plan;
	const struct fix_repair *repair = plan != NULL ? fix_plan_repair(plan, f) : NULL;
	struct buf title = { 0 };
	uint32_t file = 0;

	if (repair == NULL)
		return;
	escape_sarif(&title, str_of(repair->title), false);
	buf_text(out, ",\n     \"fixes\": [{\"description\": {\"text\": ");
	escape_json(out, buf_view(&title));
	buf_text(out, "}, \"artifactChanges\": [");
	buf_free(&title);
	for (size_t i = 0; i < repair->count; i++) {
		struct splice splice = splice_of(plan, repair, i);

		if (splice.span.file != file) {
			buf_text(out,
			    file == 0 ? "{\"artifactLocation\": " : "]}, {\"artifactLocation\": ");
			put_artifact(s, splice.span.file, out);
			buf_text(out, ", \"replacements\": [");
			file = splice.span.file;
		} else {
			buf_text(out, ", ");
		}
		put_replacement(s, splice, out);
	}
	buf_text(out, "]}]}]");
}

static void
put_result(const struct sarif *s, const struct finding *f, const struct linehash *line)
{
	struct buf *out = &s->out->buf;

	escape_json_pair(out, "    {\"ruleId\": ", f->rule->id);
	buf_put(out, ", \"ruleIndex\": %" PRIu32 ", \"level\": \"%s\"",
	    s->rule_place[rule_index(f->rule)] - 1, level_of(f->severity));
	put_message(f, out);
	buf_text(out, ",\n     \"locations\": [{");
	put_physical(s, anchor_of(f), out);
	put_label(f->span.file != 0 ? f->label : NULL, out);
	buf_text(out, "}]");
	put_related(s, f, out);
	put_flow(s, f, out);
	put_prints(f, line, out);
	put_fix(s, f, out);
	buf_char(out, '}');
}

static void
put_results(const struct sarif *s)
{
	uint64_t room[SEVERITY_ERROR + 1];
	const struct finding *f;
	const char *before = "\n";
	size_t at = 0;

	memcpy(room, s->room, sizeof room);
	while ((f = next_told(s, room, &at)) != NULL) {
		buf_text(&s->out->buf, before);
		put_result(s, f, &s->hashes[at - 1]);
		before = ",\n";
		render_pause(s->out);
	}
}

/* What was left out is told where programs look for it; the command line says it, too. */
static void
put_invocation(const struct sarif *s, struct buf *out)
{
	buf_put(out, "   \"invocations\": [{\"executionSuccessful\": %s",
	    s->in->undone ? "false" : "true");
	if (s->out->left_out > 0) {
		buf_put(out,
		    ", \"toolExecutionNotifications\": [{\"level\": \"warning\", \"message\": {\"text\": "
		    "\"%" PRIu64 " findings are left out: code scanning takes %d of a run.\"}}]",
		    s->out->left_out, MOST_RESULTS);
	}
	buf_text(out, "}],\n");
}

void
render_sarif(const struct render_input *in, struct render_out *out)
{
	struct sarif s = { .in = in, .out = out };
	struct buf *buf = &out->buf;

	share_room(&s);
	list_rules(&s);
	hash_lines(&s);
	buf_text(buf, SARIF_OPENING ",\n \"version\": \"2.1.0\",\n \"runs\": [\n  {");
	escape_json_pair(buf,
	    "\"tool\": {\"driver\": {\"name\": \"ptrlint\", \"semanticVersion\": ",
	    PTRLINT_VERSION);
	sarif_put_rules(s.rules, s.rule_count, buf);
	buf_text(buf, "}},\n");
	put_invocation(&s, buf);
	buf_text(buf, "   \"columnKind\": \"unicodeCodePoints\",\n   \"results\": [");
	put_results(&s);
	buf_text(buf, "]\n  }]}\n");
	free(s.rule_place);
	free(s.rules);
	free(s.hashes);
}
