/* zone/read.c -- windows over a file, entries in order, and the way into the model */
#include "zone/read.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/ttl.h"

#define WINDOW_BYTES ((uint32_t)256 << 10)
#define STEP_BYTES   ((uint32_t)16 << 10)

void
reader_init(struct reader *rd, struct zone_set *set, struct shelf *shelf)
{
	const struct index_kernel_info *kernels;
	size_t count;

	*rd = (struct reader){ .set = set, .shelf = shelf };
	kernels = index_kernels(&count);
	rd->index = kernels[set->options.plain ? 0 : count - 1].run;
	rd->wire = xmalloc(RDATA_MAX);
}

void
reader_fini(struct reader *rd)
{
	for (size_t i = 0; i < ARRAY_LEN(rd->levels); i++) {
		free(rd->levels[i].window.text);
		tape_free(&rd->levels[i].window.tape);
	}
	lexed_free(&rd->lexed);
	free(rd->wire);
}

void
reader_complain_at(struct reader *rd, enum problem problem, struct span span, const char *sentence)
{
	const struct level *lv = reader_level(rd);
	struct zone_problem p = {
		.problem = (uint16_t)problem,
		.zone = rd->zone->zone.id,
		.span = span,
		.from = VEC_AT(&rd->shelf->frames, struct frame, lv->frame)->span,
		.sentence = sentence,
		/* An included file that never looked like a zone may be anything: its text is not repeated. */
		.hidden = rd->depth > 0 && !lv->zone_like && span.file == lv->file,
	};

	if (PROBLEM_IS_FATAL(problem))
		rd->zone->zone.left_out = true;
	if (p.hidden)
		p.sentence =
		    "this cannot be read as a record (the text is not shown: no record of the file was read before)";
	shelf_complain(rd->shelf, &p);
}

void
reader_complain(
    struct reader *rd, enum problem problem, uint32_t off, uint32_t len, const char *sentence)
{
	const struct level *lv = reader_level(rd);
	struct span span = { lv->file, (uint32_t)lv->window.base + off, len };

	if (rd->generate != NULL)
		span = (struct span){ lv->file, (uint32_t)lv->window.base + rd->generate->line,
			rd->generate->len };
	reader_complain_at(rd, problem, span, sentence);
}

static void
lex_complain(void *arg, enum problem problem, uint32_t off, uint32_t len, const char *sentence)
{
	struct reader *rd = arg;

	reader_complain(rd, problem, off, len, sentence);
	if (rd->lexed.failed)
		rd->zone->zone.unknown = true;
}

/* ---- windows ---- */

static void
window_room(struct window *w, uint32_t need)
{
	uint32_t cap = w->cap ? w->cap : WINDOW_BYTES;

	while (cap < need)
		cap *= 2;
	if (cap <= w->cap)
		return;
	w->text = xrealloc(w->text, (size_t)cap + 2 * INDEX_PAD);
	w->cap = cap;
}

static bool
unreadable(struct reader *rd, uint32_t file, const char *reason)
{
	struct shelf *s = rd->shelf;

	if (s->unreadable_count == s->unreadable_cap) {
		s->unreadable_cap = s->unreadable_cap ? s->unreadable_cap * 2 : 8;
		s->unreadable = xrealloc(s->unreadable, s->unreadable_cap * sizeof *s->unreadable);
	}
	s->unreadable[s->unreadable_count++] =
	    (struct unreadable){ file, arena_copy(&s->arena, str_of(reason)) };
	rd->zone->zone.unknown = true;
	return false;
}

/* Where the newline behind the text stands: apart from a CR at the end of the file, which so stays a bare one. */
static uint32_t
window_newline(const struct window *w)
{
	return w->len + (w->eof && w->len > 0 && w->text[w->len - 1] == '\r');
}

/* Included files, and the windows of two halves where they overlap, are more than what was to be read. */
static void
tell_progress(const struct reader *rd, uint32_t bytes)
{
	struct zone_set *set = rd->set;
	uint64_t read;

	if (set->options.progress == NULL)
		return;
	read = atomic_fetch_add(&set->read, bytes) + bytes;
	if (rd->shelf->number == 0)
		set->options.progress(set->options.progress_arg,
		    read < set->to_read ? read : set->to_read, set->to_read);
}

/* Drop what lies before offset from, and read on to fill the window. */
static bool
window_fill(struct reader *rd, struct window *w, uint32_t from)
{
	uint64_t at = w->base + w->len;
	uint32_t want;
	struct err err;

	memmove(w->text, w->text + from, w->len - from);
	w->base += from;
	w->len -= from;
	w->moved = true;
	if (rd->owner.kind == OWNER_IN_TEXT)
		die("an owner was left behind");
	want = w->handle.size - at < w->cap - w->len ? (uint32_t)(w->handle.size - at)
	                                             : w->cap - w->len;
	if (want > 0 && !source_read(&w->handle, at, w->text + w->len, want, &err))
		return unreadable(rd, w->handle.file, err.text);
	w->len += want;
	tell_progress(rd, want);
	w->eof = at + want >= w->handle.size;
	/* A newline that is not there ends the last line; the blanks behind it are for the kernels. */
	memset(w->text + w->len, ' ', 2 * INDEX_PAD);
	w->text[window_newline(w)] = '\n';
	return true;
}

static bool
window_open(struct reader *rd, struct window *w, uint32_t file, uint64_t begin, uint64_t end)
{
	struct err err;
	uint64_t bytes;

	if (source_open(rd->set->sources, file, &w->handle, &err) != OPEN_OK)
		return unreadable(rd, file, err.text);
	source_use(rd->set->sources, file);
	bytes = begin > 0 ? 0 : atomic_fetch_add(&rd->set->bytes, w->handle.size) + w->handle.size;
	if (bytes > rd->set->options.limits.bytes) {
		source_close(&w->handle);
		atomic_store(&rd->set->limit_hit, true);
		return unreadable(
		    rd, file, "the limit for bytes in all zone files is reached (--limit bytes=N)");
	}
	w->base = begin;
	w->len = 0;
	w->end = end < w->handle.size ? end : w->handle.size;
	w->scan_budget = 4u << 20;
	window_room(w, w->handle.size < WINDOW_BYTES ? (uint32_t)w->handle.size + 1 : WINDOW_BYTES);
	if (window_fill(rd, w, 0))
		return true;
	source_close(&w->handle);
	return false;
}

/* ---- entries ---- */

static void
remark_line_ends(struct reader *rd, struct level *lv, uint32_t next)
{
	if (rd->lexed.crlf && !lv->said_crlf) {
		lv->said_crlf = true;
		reader_complain(rd, PROBLEM_FILE_CRLF, next >= 2 ? next - 2 : 0, 2,
		    "lines end in CR LF; Knot refuses that");
	}
	if (next > 0 && next <= lv->window.len && lv->window.text[next - 1] == '\r' &&
	    !lv->said_cr) {
		lv->said_cr = true;
		reader_complain(rd, PROBLEM_FILE_CR_ONLY, next - 1, 1,
		    "line ends in a bare CR; NSD and Knot refuse that");
	}
}

/* The entry may go on behind the window: read on, or find that it is too long. */
static bool
entry_grow(struct reader *rd, struct window *w, uint32_t from)
{
	if (w->len - from > LIMIT_RECORD_BYTES)
		return false;
	reader_owner(rd);
	if (from == 0)
		window_room(w, w->cap * 2);
	return window_fill(rd, w, from);
}

static uint32_t
entry_too_long(struct reader *rd, struct window *w, uint32_t from)
{
	const uint8_t *newline;

	reader_complain(rd, PROBLEM_FILE_LIMIT, from, 0, "an entry is longer than 1 MiB");
	atomic_store(&rd->set->limit_hit, true);
	rd->zone->zone.unknown = true;
	while ((newline = memchr(w->text + from, '\n', w->len - from)) == NULL && !w->eof) {
		if (!window_fill(rd, w, w->len))
			return w->len;
		from = 0;
	}
	return newline != NULL ? (uint32_t)(newline - w->text) + 1 : w->len;
}

uint32_t
reader_entry(struct reader *rd, uint32_t from)
{
	struct level *lv = reader_level(rd);
	struct window *w = &lv->window;
	struct lex_sink sink = { lex_complain, rd };
	size_t said = rd->shelf->problem_count;
	bool unknown = rd->zone->zone.unknown, left_out = rd->zone->zone.left_out;
	uint32_t most;

	for (;;) {
		most = w->scan_budget < LIMIT_RECORD_BYTES ? w->scan_budget : LIMIT_RECORD_BYTES;
		lex_entry(w->text, from, w->len, most, &rd->lexed, &sink);
		if (!rd->lexed.cut || w->eof)
			break;
		/* it will be said again, if it is still so */
		rd->shelf->problem_count = said;
		rd->zone->zone.unknown = unknown;
		rd->zone->zone.left_out = left_out;
		if (!entry_grow(rd, w, from))
			return entry_too_long(rd, w, from);
		from = 0;
	}
	w->scan_budget -= rd->lexed.scanned < w->scan_budget ? rd->lexed.scanned : w->scan_budget;
	uint32_t next = rd->lexed.next;

	remark_line_ends(rd, lv, next);
	if (rd->set->options.all_remarks)
		style_read(rd, from, next);
	if (rd->lexed.failed) {
		/* The owner may be readable all the same: what follows without one belongs to it. */
		rd->zone->zone.unknown = true;
		rd->owner.kind = rd->lexed.blank_start ? rd->owner.kind : OWNER_UNREADABLE;
		return next;
	}
	if (rd->lexed.count == 0)
		return next;
	if (!rd->lexed.blank_start && !rd->lexed.tokens[0].quoted &&
	    rd->lexed.tokens[0].text.ptr[0] == '$')
		directive_read(rd);
	else
		record_read(rd);
	return next;
}

/* Comments that speak to us, found by the index. */
static void
take_comments(struct reader *rd, const struct tape *t)
{
	struct shelf *s = rd->shelf;
	const struct level *lv = reader_level(rd);

	for (size_t i = 0; i < t->comment_count; i++) {
		uint32_t at = t->comments[i], end = at, line = at;

		while (lv->window.text[end] != '\n' && lv->window.text[end] != '\r')
			end++;
		while (line > 0 &&
		       (lv->window.text[line - 1] == ' ' || lv->window.text[line - 1] == '\t'))
			line--;
		if (s->comment_count == s->comment_cap) {
			s->comment_cap = s->comment_cap ? s->comment_cap * 2 : 16;
			s->comments = xrealloc(s->comments, s->comment_cap * sizeof *s->comments);
		}
		s->comments[s->comment_count++] = (struct zone_comment){
			.span = { lv->file, (uint32_t)lv->window.base + at, end - at },
			.zone = rd->zone->zone.id,
			.alone = line == 0 || lv->window.text[line - 1] == '\n',
		};
	}
}

/* The end of a step: behind the last newline of the next STEP_BYTES, or of the first that there is; 0: none. */
static uint32_t
step_end(const struct window *w, uint32_t pos, uint32_t len)
{
	const uint8_t *newline;

	if (len - pos > STEP_BYTES) {
		newline = memrchr(w->text + pos, '\n', STEP_BYTES);
		if (newline == NULL)
			newline = memchr(w->text + pos + STEP_BYTES, '\n', len - pos - STEP_BYTES);
	} else {
		newline = memrchr(w->text + pos, '\n', len - pos);
	}
	return newline == NULL ? 0 : (uint32_t)(newline - w->text) + 1;
}

/* Take what was read since the last time from the budget of all records. */
static void
count_records(struct reader *rd)
{
	uint64_t now = VEC_COUNT(&rd->shelf->rrs, struct rr), fresh = now - rd->counted;

	rd->counted = now;
	if (atomic_fetch_add(&rd->set->records, fresh) + fresh <= rd->set->options.limits.records ||
	    rd->stop)
		return;
	reader_complain(rd, PROBLEM_FILE_LIMIT, 0, 0,
	    "the limit for records in all zones is reached (--limit records=N)");
	rd->stop = true;
}

/* Read all lines of the window that is open. */
static void
read_lines(struct reader *rd)
{
	struct level *lv = reader_level(rd);
	struct window *w = &lv->window;
	uint32_t pos =
	    w->base == 0 && w->len >= 3 && memcmp(w->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	if (pos > 0)
		reader_complain(rd, PROBLEM_FILE_BOM, 0, 3,
		    "byte order mark at the start; every server refuses that");
	while (w->base + pos < w->end && !rd->stop) {
		/* The last line may lack its newline: one stands behind the text. */
		uint32_t len = w->eof && w->len > 0 && w->text[w->len - 1] != '\n'
		                   ? window_newline(w) + 1
		                   : w->len;
		uint32_t to = pos < len ? step_end(w, pos, len) : 0;

		if (to == 0 && w->eof)
			break;
		if (to == 0) {
			reader_owner(rd);
			if (w->len - pos > LIMIT_RECORD_BYTES) {
				pos = entry_too_long(rd, w, pos);
				continue;
			}
			if (pos == 0 && w->len == w->cap)
				window_room(w, w->cap * 2);
			if (!window_fill(rd, w, pos))
				return;
			pos = 0;
			continue;
		}
		if (w->end < w->handle.size && w->base + to > w->end)
			to = (uint32_t)(w->end - w->base);
		tape_reserve(&w->tape, to - pos);
		rd->index(&w->tape, w->text, pos, to);
		if (PL_UNLIKELY(w->tape.comment_count > 0))
			take_comments(rd, &w->tape);
		if (PL_UNLIKELY(w->tape.crlf && !lv->said_crlf)) {
			const uint8_t *cr = memchr(w->text + pos, '\r', to - pos);

			lv->said_crlf = true;
			reader_complain(rd, PROBLEM_FILE_CRLF, (uint32_t)(cr - w->text), 2,
			    "lines end in CR LF; Knot refuses that");
		}
		w->tape.crlf = false;
		w->moved = false;
		pos = fast_lines(rd, pos, to);
		count_records(rd);
	}
	if (rd->depth == 0)
		rd->ended_at = w->base + pos;
}

static void
remark_file_end(struct reader *rd, struct level *lv)
{
	const struct window *w = &lv->window;

	if (w->handle.size > 0 && w->eof && w->len > 0 && w->text[w->len - 1] != '\n') {
		/* Only what a record ends with may be half of it. */
		uint32_t at = w->len;

		while (at > 0 && w->text[at - 1] != '\n')
			at--;
		while (at < w->len && (w->text[at] == ' ' || w->text[at] == '\t'))
			at++;
		if (at < w->len && w->text[at] != ';')
			reader_complain(rd, PROBLEM_FILE_NO_FINAL_NEWLINE, w->len, 0,
			    "the last line has no newline: the file may have been cut off");
	}
	if (lv->records == 0 && rd->depth == 0 && !rd->halved && lv->window.end == w->handle.size)
		reader_complain(rd, PROBLEM_FILE_EMPTY, 0, 0, "the file holds no record");
}

void
reader_file(struct reader *rd, uint32_t file, uint32_t frame, uint64_t begin, uint64_t end)
{
	struct level *lv = reader_level(rd);

	lv->file = file;
	lv->frame = frame;
	lv->records = 0;
	lv->zone_like = false;
	lv->said_crlf = lv->said_cr = false;
	if (!window_open(rd, &lv->window, file, begin, end))
		return;
	read_lines(rd);
	reader_owner(rd);
	if (!rd->stop)
		remark_file_end(rd, lv);
	source_close(&lv->window.handle);
}

static void
zone_begin(struct reader *rd, struct zone_state *zone)
{
	rd->zone = zone;
	rd->depth = 0;
	rd->now = (struct circumstances){ 0 };
	rd->owner = (struct owner){ 0 };
	rd->run_open = false;
	rd->ended_at = 0;
	reader_set_origin(rd, &zone->zone.spec.origin);
}

void
reader_part(struct reader *rd, struct zone_state *zone, uint64_t begin, uint64_t end)
{
	reader_new_segment(rd);
	reader_file(rd, zone->zone.spec.file, 0, begin, end);
	shelf_close_run(rd->shelf);
	rd->run_open = false;
	if (rd->stop) {
		zone->zone.unknown = true;
		atomic_store(&rd->set->limit_hit, true);
	}
}

void
reader_zone(struct reader *rd, struct zone_state *zone, uint64_t end)
{
	zone_begin(rd, zone);
	reader_part(rd, zone, 0, end);
}

/* One line that begins with "$": only those that change origin and TTL can be followed without reading on. */
static bool
skim_directive(struct reader *rd, const uint8_t *line, uint32_t len)
{
	const struct token *t;
	struct dname origin;

	lex_entry(line, 0, len, LIMIT_RECORD_BYTES, &rd->lexed, NULL);
	if (rd->lexed.failed || rd->lexed.count < 2)
		return false;
	t = rd->lexed.tokens;
	if (str_equal_fold(t[0].text, STR("$TTL"))) {
		rd->now.has_default_ttl =
		    ttl_parse(t[1].text, &rd->now.default_ttl) == PROBLEM_NONE;
		return rd->now.has_default_ttl;
	}
	if (!str_equal_fold(t[0].text, STR("$ORIGIN")) ||
	    !dname_parse(t[1].text, &rd->now.origin, &origin, NULL))
		return false;
	reader_set_origin(rd, &origin);
	return true;
}

bool
reader_skim(struct reader *rd, struct zone_state *zone, uint64_t cut)
{
	struct window *w = &rd->levels[0].window;
	uint32_t pos = 0;
	bool ok = true;

	zone_begin(rd, zone);
	rd->halved = true;
	if (!window_open(rd, w, zone->zone.spec.file, 0, cut))
		return false;
	/* The byte before a line's first is its newline; the file's first line is looked at by hand. */
	while (ok && w->base + pos < cut) {
		uint32_t len = w->base + w->len > cut ? (uint32_t)(cut - w->base) : w->len;
		const uint8_t *dollar = memchr(w->text + pos, '$', len - pos), *newline;
		uint32_t at = dollar != NULL ? (uint32_t)(dollar - w->text) : len;

		if (dollar == NULL || (w->base + at > 0 && at > 0 && w->text[at - 1] != '\n')) {
			pos = at + (dollar != NULL);
		} else if (at == 0 && w->base > 0) {
			pos =
			    1; /* windows are moved so that a line never begins them but for the first */
		} else {
			newline = memchr(dollar, '\n', len - at);
			if (newline == NULL) {
				ok = at > 1 && window_fill(rd, w, at - 1);
				pos = 1;
				continue;
			}
			ok = skim_directive(rd, dollar, (uint32_t)(newline - dollar));
			pos = (uint32_t)(newline - w->text);
		}
		if (pos >= len && w->base + len < cut) {
			/* The last byte stays: it may be the newline before a directive. */
			ok = ok && window_fill(rd, w, len - 1);
			pos = 1;
		}
	}
	source_close(&w->handle);
	return ok;
}
