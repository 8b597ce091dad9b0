/*
 * lint/waive.c -- waivers in comments of zone files, of the map and the project file
 *
 * ignore[] counts for findings with any place in its record (of settings, its line); disable[] and file-ignore[] for
 * findings that stand in their stretch of the file.  How many are looked at for one place is
 * bounded, so that no file makes this quadratic.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/vec.h"
#include "lint/engine.h"
#include "zone/comment.h"
#include "zone/extent.h"

/* Rules waived at one record, switched in one file, or waived for one file: more are refused. */
#define WAIVERS_MAX 256

/* What is not a full id takes longer to understand, so a run takes only so much of it. */
#define PATTERNS_MAX       1000
#define PATTERN_LENGTH_MAX 64
#define SUGGESTIONS_MAX    100

enum waiver_kind { WAIVER_RECORD, WAIVER_BLOCK, WAIVER_FILE, WAIVER_KINDS };

/* One rule pattern of one list. */
struct waiver {
	const char *pattern;
	uint16_t rule; /* index, or RULE_MANY */
	bool on;       /* false: enable[] */
	bool used;
	bool sole; /* nothing else is said in the comment, and it may be taken out */
	uint32_t file;
	uint32_t begin, end; /* WAIVER_RECORD: its record; WAIVER_BLOCK: from begin on */
	struct span span;    /* the pattern */
	struct span comment;
};
struct range {
	uint32_t first, count;
};

struct waivers {
	struct waiver *list[WAIVER_KINDS];
	size_t count[WAIVER_KINDS], cap[WAIVER_KINDS];
	struct range (*files)[WAIVER_KINDS]; /* by file number */
	uint32_t file_count;
	unsigned patterns, suggestions; /* used up */
};

/* One comment on its way in. */
struct intake {
	struct lint *lint;
	struct waivers *w;
	struct span span;
	const struct zone *zone; /* or NULL */
	const struct extent *extent;
	bool settings; /* the comment stands in the map or in the project file */
	bool sole, ended;
};

static struct span
part(const struct intake *in, size_t off, size_t len)
{
	return (struct span){ in->span.file, in->span.off + (uint32_t)off, (uint32_t)len };
}

static struct finding *
complain(struct intake *in, const char *rule, struct span span, const char *message)
{
	struct finding *f = report_text(in->lint, rule_find(rule), span, message, NULL);

	f->zone = in->zone;
	return f;
}

static void PL_PRINTF(3, 4) refuse(struct intake *in, struct span span, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain(in, "ptrlint-directive-unknown", span, lint_vprintf(in->lint, fmt, args));
	va_end(args);
}

#define ONE(name) +1
enum { FATAL_PROBLEMS = 0 PROBLEM_FATAL_LIST(ONE) };
#undef ONE

bool
rule_never_silent(const struct rule *rule)
{
	return rule->diagnostic ||
	       (rule->problem != PROBLEM_NONE && (int)rule->problem <= (int)FATAL_PROBLEMS);
}

static void
waiver_push(struct waivers *w, enum waiver_kind kind, const struct waiver *waiver)
{
	if (w->count[kind] == w->cap[kind]) {
		w->cap[kind] = w->cap[kind] == 0 ? 16 : w->cap[kind] * 2;
		w->list[kind] = xrealloc(w->list[kind], w->cap[kind] * sizeof(*w->list[kind]));
	}
	w->list[kind][w->count[kind]++] = *waiver;
	w->files[waiver->file][kind].count++;
}

/* True when so many already stand at the same record, or in the same file. */
static bool
too_many(const struct waivers *w, enum waiver_kind kind, const struct waiver *waiver)
{
	const struct range *r = &w->files[waiver->file][kind];

	if (r->count < WAIVERS_MAX)
		return false;
	return kind != WAIVER_RECORD ||
	       w->list[kind][r->first + r->count - WAIVERS_MAX].begin == waiver->begin;
}

static void
refuse_unknown(struct intake *in, struct span span, const char *pattern)
{
	const char *nearest = NULL;

	if (in->w->suggestions < SUGGESTIONS_MAX) {
		in->w->suggestions++;
		nearest = rule_nearest(pattern);
	}
	if (nearest != NULL)
		refuse(in, span, "no rule \"%s\"; did you mean \"%s\"?", pattern, nearest);
	else
		refuse(in, span, "no rule \"%.80s\"", pattern);
}

static bool
pattern_ok(struct intake *in, struct span span, const char *pattern)
{
	const struct rule *rule = rule_find(pattern);

	if (pattern[0] == '\0')
		refuse(in, span, "a rule is missing in the list");
	else if (rule == NULL && strlen(pattern) > PATTERN_LENGTH_MAX)
		refuse(in, span, "no rule \"%.80s\"", pattern);
	else if (rule == NULL && in->w->patterns++ >= PATTERNS_MAX)
		refuse(in, span, "more than %d groups and patterns in comments; name the rule",
		    PATTERNS_MAX);
	else if (rule == NULL && !rule_pattern_known(pattern))
		refuse_unknown(in, span, pattern);
	else if (rule != NULL && rule_never_silent(rule))
		refuse(in, span, "%s cannot be silenced by a comment", pattern);
	else
		return true;
	return false;
}

static void
take_word(struct intake *in, const struct comment_item *item, struct str word, struct span span)
{
	struct waiver waiver = { .rule = RULE_MANY,
		.on = item->kind != COMMENT_ENABLE,
		.sole = in->sole && !in->settings,
		.file = span.file,
		.span = span,
		.comment = in->span };
	enum waiver_kind kind = item->kind == COMMENT_IGNORE        ? WAIVER_RECORD
	                        : item->kind == COMMENT_FILE_IGNORE ? WAIVER_FILE
	                                                            : WAIVER_BLOCK;
	const char *pattern = arena_copy(&in->lint->arena, word);
	const struct rule *rule;

	if (!pattern_ok(in, span, pattern))
		return;
	waiver.pattern = pattern;
	rule = rule_find(pattern);
	if (rule != NULL)
		waiver.rule = (uint16_t)rule_index(rule);
	waiver.begin = kind == WAIVER_RECORD ? in->extent->begin : in->span.off;
	waiver.end = in->extent->end;
	if (too_many(in->w, kind, &waiver))
		refuse(in, span, "more than %d rules in comments at one place", WAIVERS_MAX);
	else
		waiver_push(in->w, kind, &waiver);
}

static void
take_list(struct intake *in, const struct comment_item *item, struct str text)
{
	struct str word;
	size_t at = 0;

	if (item->kind == COMMENT_FILE_IGNORE && !in->extent->before_first) {
		refuse(in, part(in, item->off, item->len),
		    "file-ignore[] counts only above the first %s of the file",
		    in->settings ? "key" : "record");
		return;
	}
	if (item->kind == COMMENT_IGNORE && in->extent->begin > in->extent->end) {
		refuse(in, part(in, item->off, item->len),
		    "ignore[] stands at no %s; it belongs at the end of one, or on the line above",
		    in->settings ? "line with a value" : "record");
		return;
	}
	while (comment_list_next(item->value, &at, &word)) {
		size_t off = word.len > 0 ? (size_t)(word.ptr - text.ptr) : item->off;

		take_word(in, item, word, part(in, off, word.len > 0 ? word.len : item->len));
	}
}

/*
 * What is said about the comment as a whole: its end, its reason, and whether a list stands
 * alone.
 */
struct summary {
	struct comment_item until;
	int64_t last_day;
	unsigned lists, words, others;
	bool advice; /* ptr=, keep or external: zone/advice.h */
	bool has_until, has_reason;
};

static bool
is_list(enum comment_kind kind)
{
	return kind == COMMENT_IGNORE || kind == COMMENT_DISABLE || kind == COMMENT_ENABLE ||
	       kind == COMMENT_FILE_IGNORE;
}

static void
summarise(struct intake *in, struct str text, struct summary *s)
{
	struct comment c;
	struct comment_item item;
	struct str word;

	comment_begin(&c, text);
	while (comment_next(&c, &item)) {
		size_t at = 0;

		if (is_list(item.kind)) {
			s->lists += item.kind != COMMENT_ENABLE;
			while (s->words < 2 && comment_list_next(item.value, &at, &word))
				s->words++;
		} else if (item.kind != COMMENT_UNTIL) {
			s->others++;
			s->advice |= item.kind == COMMENT_PTR || item.kind == COMMENT_KEEP ||
			             item.kind == COMMENT_EXTERNAL;
		} else if (comment_date(item.value, &s->last_day)) {
			s->until = item;
			s->has_until = true;
		} else
			refuse(in, part(in, item.off, item.len),
			    "until wants a date, as in until=2027-01-31");
	}
	s->has_reason = c.reason.len > 0;
}

static void
judge_comment(struct intake *in, const struct summary *s)
{
	const struct lint_options *o = in->lint->options;
	struct span where = in->span;

	if (in->ended && s->lists == 0 && s->advice)
		complain(in, "ignore-expired", part(in, s->until.off, s->until.len),
		    "the directive has ended and counts no more");
	if (s->lists == 0)
		return;
	if (o->require_reason && !s->has_reason)
		complain(in, "ignore-needs-reason", where, "a rule is silenced without a reason");
	if (o->require_until && !s->has_until)
		complain(in, "ignore-needs-until", where, "a rule is silenced without an end");
	if (in->ended)
		complain(in, "ignore-expired", part(in, s->until.off, s->until.len),
		    "the waiver has ended, its rules count again");
}

static void
take_comment(struct intake *in, struct str text)
{
	struct comment c;
	struct comment_item item;
	struct summary s = { .lists = 0 };

	if (!comment_begin(&c, text))
		return;
	summarise(in, text, &s);
	in->ended = s.has_until && in->lint->options->today > s.last_day;
	in->sole = s.words == 1 && s.others == 0;
	judge_comment(in, &s);
	while (comment_next(&c, &item)) {
		if (item.kind == COMMENT_UNKNOWN)
			refuse(in, part(in, item.off, item.len), "\"%.*s\" %s",
			    (int)(item.word.len > 80 ? 80 : item.word.len), item.word.ptr,
			    item.problem);
		else if (in->settings && !is_list(item.kind) && item.kind != COMMENT_UNTIL)
			refuse(in, part(in, item.off, item.len), "\"%.*s\" belongs in zone files",
			    (int)item.word.len, item.word.ptr);
		else if (is_list(item.kind) && !in->ended && !in->lint->options->no_inline_ignores)
			take_list(in, &item, text);
	}
}

static void
begin_file(struct waivers *w, uint32_t file)
{
	for (int kind = 0; kind < WAIVER_KINDS; kind++)
		w->files[file][kind].first = (uint32_t)w->count[kind];
}

/* All comments of one file: count of them at comments, each place once. */
static void
take_file(
    struct lint *lint, struct waivers *w, const struct zone_comment *const *comments, size_t count)
{
	struct sources *sources = set_sources(lint->set);
	uint32_t file = comments[0]->span.file;
	uint32_t *offs = xcalloc(count, sizeof(*offs));
	struct extent *extents = xcalloc(count, sizeof(*extents));
	struct buf text = { .len = 0 };

	for (size_t i = 0; i < count; i++)
		offs[i] = comments[i]->span.off;
	begin_file(w, file);
	if (extents_find(sources, file, offs, count, extents))
		for (size_t i = 0; i < count; i++) {
			struct intake in = { .lint = lint,
				.w = w,
				.span = comments[i]->span,
				.extent = &extents[i] };

			if (comments[i]->zone < set_zone_count(lint->set))
				in.zone = set_zone(lint->set, comments[i]->zone);

			text.len = 0;
			if (source_copy(sources, file, offs[i], comments[i]->span.len, &text))
				take_comment(&in, buf_view(&text));
		}
	buf_free(&text);
	free(offs);
	free(extents);
}

/* All comments of the map or of the project file. */
static void
take_settings(struct lint *lint, struct waivers *w, const struct conf_comments *comments)
{
	struct sources *sources = set_sources(lint->set);
	struct buf text = { .len = 0 };

	if (comments == NULL || comments->count == 0)
		return;
	begin_file(w, comments->items[0].span.file);
	for (size_t i = 0; i < comments->count; i++) {
		const struct conf_comment *c = &comments->items[i];
		struct extent extent = { c->begin, c->end, c->before_first };
		struct intake in = {
			.lint = lint, .w = w, .span = c->span, .extent = &extent, .settings = true
		};

		text.len = 0;
		if (source_copy(sources, c->span.file, c->span.off, c->span.len, &text))
			take_comment(&in, buf_view(&text));
	}
	buf_free(&text);
}

static bool
has_comments(const struct conf_comments *comments)
{
	return comments != NULL && comments->count > 0;
}

struct waivers *
waivers_new(struct lint *lint)
{
	size_t count, n = 0, from = 0;
	const struct zone_comment *all = set_comments(lint->set, &count);
	const struct lint_options *o = lint->options;
	const struct zone_comment **once;
	struct waivers *w;

	if (count == 0 && !has_comments(o->map_comments) && !has_comments(o->project_comments))
		return NULL;
	once = xcalloc(count + 1, sizeof(*once));
	for (size_t i = 0; i < count; i++)
		if (n == 0 || once[n - 1]->span.file != all[i].span.file ||
		    once[n - 1]->span.off != all[i].span.off)
			once[n++] = &all[i];
	w = xcalloc(1, sizeof(*w));
	w->file_count = source_count(set_sources(lint->set)) + 1;
	w->files = xcalloc(w->file_count, sizeof(*w->files));
	for (size_t i = 1; i <= n; i++)
		if (i == n || once[i]->span.file != once[from]->span.file) {
			take_file(lint, w, once + from, i - from);
			from = i;
		}
	take_settings(lint, w, o->map_comments);
	take_settings(lint, w, o->project_comments);
	free(once);
	return w;
}

void
waivers_free(struct waivers *w)
{
	if (w == NULL)
		return;
	for (int kind = 0; kind < WAIVER_KINDS; kind++)
		free(w->list[kind]);
	free(w->files);
	free(w);
}

/* Rules on waivers themselves: a pattern that silenced the verdict on itself would never be seen. */
static bool
about_waivers(const struct rule *rule)
{
	return strncmp(rule->id, "ignore-", strlen("ignore-")) == 0;
}

static bool
waiver_names(const struct waiver *waiver, const struct report *r)
{
	if (waiver->rule == RULE_MANY && about_waivers(r->f.rule))
		return false;
	return pattern_names(waiver->rule, waiver->pattern, r);
}

/* The number of waivers of a kind in the file that begin at or before off. */
static size_t
begun(const struct waivers *w, enum waiver_kind kind, struct span at)
{
	const struct range *r = &w->files[at.file][kind];
	size_t lo = 0, hi = r->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->list[kind][r->first + mid].begin <= at.off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
waived_at(struct waivers *w, struct span at, const struct report *r)
{
	struct waiver *list;
	size_t i;
	uint32_t begin;

	if (at.file == 0 || at.file >= w->file_count || w->files[at.file][WAIVER_RECORD].count == 0)
		return false;
	list = w->list[WAIVER_RECORD] + w->files[at.file][WAIVER_RECORD].first;
	i = begun(w, WAIVER_RECORD, at);
	if (i == 0 || list[i - 1].end < at.off)
		return false;
	for (begin = list[i - 1].begin; i > 0 && list[i - 1].begin == begin; i--)
		if (waiver_names(&list[i - 1], r)) {
			list[i - 1].used = true;
			return true;
		}
	return false;
}

/* The last block above that names the rule decides. */
static bool
in_block(struct waivers *w, const struct report *r)
{
	struct span at = r->f.span;
	size_t i = begun(w, WAIVER_BLOCK, at);
	struct waiver *list;

	if (i == 0)
		return false;
	list = w->list[WAIVER_BLOCK] + w->files[at.file][WAIVER_BLOCK].first;
	for (; i > 0; i--)
		if (waiver_names(&list[i - 1], r)) {
			list[i - 1].used |= list[i - 1].on;
			return list[i - 1].on;
		}
	return false;
}

static bool
in_file(struct waivers *w, const struct report *r)
{
	const struct range *range = &w->files[r->f.span.file][WAIVER_FILE];

	for (size_t i = 0; i < range->count; i++) {
		struct waiver *waiver = &w->list[WAIVER_FILE][range->first + i];

		if (waiver_names(waiver, r)) {
			waiver->used = true;
			return true;
		}
	}
	return false;
}

bool
waivers_waive(struct waivers *w, const struct report *r)
{
	if (rule_never_silent(r->f.rule))
		return false;
	if (waived_at(w, r->f.span, r))
		return true;
	for (const struct note *n = r->f.notes; n != NULL; n = n->next)
		if (waived_at(w, n->span, r))
			return true;
	if (r->f.span.file == 0 || r->f.span.file >= w->file_count)
		return false;
	return in_block(w, r) || in_file(w, r);
}

void
waivers_report(struct waivers *w, struct lint *lint)
{
	const struct rule *rule = rule_find("ignore-unused");

	for (int kind = 0; kind < WAIVER_KINDS; kind++)
		for (size_t i = 0; i < w->count[kind]; i++) {
			const struct waiver *waiver = &w->list[kind][i];
			struct finding *f;

			if (waiver->used || !waiver->on ||
			    (waiver->rule != RULE_MANY && about_waivers(rule_at(waiver->rule))) ||
			    !pattern_wanted(lint, waiver->rule, waiver->pattern))
				continue;
			f = lint_report(lint, rule, waiver->span, "%s has nothing to silence here",
			    waiver->pattern);
			if (waiver->sole) {
				finding_fix(lint, f, FIX_SAFE, "remove the comment");
				finding_edit(lint, f, waiver->comment, "%s", "");
			}
		}
}
