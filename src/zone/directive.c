/* zone/directive.c -- $ORIGIN, $TTL, $INCLUDE, $DATE */
#include <stdio.h>
#include <stdlib.h>

#include "base/path.h"
#include "base/suggest.h"
#include "dns/ttl.h"
#include "zone/read.h"

#define SHOWN 64

static const char *const directives[] = { "$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE", "$DATE" };
enum { DIRECTIVE_ORIGIN, DIRECTIVE_TTL, DIRECTIVE_INCLUDE, DIRECTIVE_GENERATE, DIRECTIVE_DATE };

static int
shown(const struct token *t)
{
	return t->text.len > SHOWN ? SHOWN : (int)t->text.len;
}

static void
complain(struct reader *rd, enum problem problem, const struct token *t, const char *sentence)
{
	reader_complain(rd, problem, t->off, t->len, sentence);
}

/* The argument with this index; false when it is missing, which is said. */
static const struct token *
argument(struct reader *rd, size_t i, const char *what)
{
	const struct lexed *l = &rd->lexed;
	const struct token *last = &l->tokens[l->count - 1];
	char text[128];

	if (i < l->count)
		return &l->tokens[i];
	snprintf(
	    text, sizeof text, "%.*s needs %s", shown(&l->tokens[0]), l->tokens[0].text.ptr, what);
	reader_complain(rd, PROBLEM_DIRECTIVE_INVALID, last->off + last->len, 0, text);
	return NULL;
}

static void
refuse_rest(struct reader *rd, size_t most)
{
	char text[160];
	const struct token *t;

	if (rd->lexed.count <= most)
		return;
	t = &rd->lexed.tokens[most];
	snprintf(text, sizeof text, "\"%.*s\" is too much behind %.*s", shown(t), t->text.ptr,
	    shown(&rd->lexed.tokens[0]), rd->lexed.tokens[0].text.ptr);
	complain(rd, PROBLEM_DIRECTIVE_INVALID, t, text);
}

static bool
is_absolute(const struct token *t)
{
	return t->text.len > 0 && t->text.ptr[t->text.len - 1] == '.';
}

/* A name behind a directive, completed with the origin in force. */
static bool
origin_argument(struct reader *rd, const struct token *t, enum problem relative, struct dname *out)
{
	struct dname_error e;
	char name[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX + 128];

	if (!dname_parse(t->text, &rd->now.origin, out, &e)) {
		snprintf(text, sizeof text, "\"%.*s\" is no domain name", shown(t), t->text.ptr);
		complain(rd, e.problem, t, text);
		return false;
	}
	if (!is_absolute(t) && !(t->text.len == 1 && t->text.ptr[0] == '@')) {
		snprintf(text, sizeof text,
		    "origin without final dot: BIND reads %s, NSD and Knot refuse it",
		    dname_text(out, name));
		complain(rd, relative, t, text);
	}
	return true;
}

static void
read_origin(struct reader *rd)
{
	const struct token *t = argument(rd, 1, "a domain name");
	char name[DNAME_TEXT_MAX], apex[DNAME_TEXT_MAX], text[2 * DNAME_TEXT_MAX + 64];
	const struct dname *zone = &rd->zone->zone.spec.origin;
	struct dname origin;

	if (t == NULL || !origin_argument(rd, t, PROBLEM_ORIGIN_RELATIVE, &origin)) {
		rd->zone->zone.unknown = true;
		return;
	}
	/* An origin above the zone is the old style "$ORIGIN com." before "example IN SOA"; beside it, a mistake. */
	if (!dname_below(&origin, zone) && !dname_below(zone, &origin)) {
		snprintf(text, sizeof text, "origin %s is not in the zone %s",
		    dname_text(&origin, name), dname_text(zone, apex));
		complain(rd, PROBLEM_ORIGIN_OUTSIDE_ZONE, t, text);
	}
	reader_set_origin(rd, &origin);
	rd->owner.after_origin = true;
	refuse_rest(rd, 2);
}

static void
read_ttl(struct reader *rd)
{
	const struct token *t = argument(rd, 1, "a TTL");
	enum problem problem;
	uint32_t ttl = 0;
	char text[160];

	if (t == NULL)
		return;
	problem = t->quoted ? PROBLEM_TTL_SYNTAX : ttl_parse(t->text, &ttl);
	if (problem != PROBLEM_NONE) {
		snprintf(text, sizeof text,
		    problem == PROBLEM_TTL_OVER_31_BITS
		        ? "TTL %.*s is over 2147483647; BIND takes it as 0"
		        : "\"%.*s\" is no TTL: seconds, or numbers with units as in 1h30m",
		    shown(t), t->text.ptr);
		complain(rd, problem, t, text);
		if (problem != PROBLEM_TTL_OVER_31_BITS)
			return;
		ttl = 0;
	}
	if (rd->set->options.all_remarks && ttl_is_compound(t->text)) {
		snprintf(text, sizeof text, "TTL %.*s has several units; that is %u seconds",
		    shown(t), t->text.ptr, ttl);
		complain(rd, PROBLEM_TTL_UNIT_COMPOUND, t, text);
	}
	if (rd->halved && !rd->now.has_default_ttl)
		rd->guessed = true;
	if (rd->now.implied)
		complain(rd, PROBLEM_TTL_DIRECTIVE_LATE, &rd->lexed.tokens[0],
		    "$TTL stands below records that have no TTL");
	rd->now.implied = false;
	rd->now.has_default_ttl = true;
	rd->now.default_ttl = ttl;
	rd->now.leak = (struct span){ 0 };
	refuse_rest(rd, 2);
}

/* The number of the file at path when it can be opened, else 0 with the result. */
static uint32_t
try_include(struct reader *rd, struct buf *path, enum open_result *result, struct err *err)
{
	struct source_handle h;
	uint32_t file;

	buf_char(path, '\0');
	file = source_add(rd->set->sources, path->ptr, false);
	*result = source_open(rd->set->sources, file, &h, err);
	if (*result != OPEN_OK)
		return 0;
	source_close(&h);
	return file;
}

/* Look for the file: where path_map puts it, else beside the including one, then in the folders of include_path. */
static uint32_t
find_include(struct reader *rd, const struct token *t, enum open_result *result, struct err *err)
{
	const struct read_options *options = &rd->set->options;
	const char *const *folder = options->include_path;
	struct str here =
	    path_folder(str_of(source_path(rd->set->sources, reader_level(rd)->file)));
	struct buf path = { 0 };
	uint32_t found = 0;

	*result = OPEN_MISSING;
	err_set(err, "no such file");
	if (path_mapped(options->path_map, options->path_map_count, t->text, &path)) {
		found = try_include(rd, &path, result, err);
		buf_free(&path);
		return found;
	}
	for (bool first = true; found == 0 && (first || (folder != NULL && *folder != NULL));
	     first = false) {
		enum path_result joined =
		    path_join(first ? here : str_of(*folder++), t->text, &path);

		if (joined != PATH_OK) {
			*result = joined == PATH_EMPTY ? OPEN_MISSING : OPEN_OUTSIDE;
			break;
		}
		found = try_include(rd, &path, result, err);
		path.len = 0;
		if (found != 0 && first && here.len > 0)
			complain(rd, PROBLEM_INCLUDE_RELATIVE_PATH, t,
			    "path read from the including file's folder, as Knot does; BIND and NSD start at their own");
		if (found == 0 && *result != OPEN_MISSING)
			break;
	}
	buf_free(&path);
	return found;
}

static void
include_failed(
    struct reader *rd, const struct token *t, enum open_result result, const struct err *err)
{
	char text[1200];

	rd->zone->zone.unknown = true;
	if (result == OPEN_OUTSIDE) {
		snprintf(text, sizeof text, "\"%.*s\" lies outside the repository and is not read",
		    shown(t), t->text.ptr);
		complain(rd, PROBLEM_INCLUDE_OUTSIDE_ROOT, t, text);
		return;
	}
	snprintf(text, sizeof text, "cannot read \"%.*s\": %s", shown(t), t->text.ptr, err->text);
	complain(rd, PROBLEM_INCLUDE_MISSING, t, text);
}

/* Is the file being read already, further out? */
static bool
in_progress(const struct reader *rd, uint32_t file)
{
	for (unsigned i = 0; i <= rd->depth; i++)
		if (rd->levels[i].file == file)
			return true;
	return false;
}

static bool
include_allowed(struct reader *rd, const struct token *t, uint32_t file)
{
	char text[200];

	if (in_progress(rd, file)) {
		snprintf(text, sizeof text, "\"%.*s\" includes itself", shown(t), t->text.ptr);
		complain(rd, PROBLEM_INCLUDE_CYCLE, t, text);
	} else if (rd->depth + 1 >= ARRAY_LEN(rd->levels)) {
		snprintf(text, sizeof text, "more than %d files include each other",
		    LIMIT_INCLUDE_DEPTH);
		complain(rd, PROBLEM_INCLUDE_TOO_DEEP, t, text);
	} else if (atomic_fetch_add(&rd->set->includes, 1) >= rd->set->options.limits.includes) {
		complain(rd, PROBLEM_FILE_LIMIT, t,
		    "too many $INCLUDE lines in all (--limit includes=N)");
		atomic_store(&rd->set->limit_hit, true);
	} else {
		return true;
	}
	rd->zone->zone.unknown = true;
	return false;
}

/* Read the file in a level of its own; origin and owner are as before when it ends, $TTL is not (as in BIND 9.18). */
static void
read_included(struct reader *rd, const struct token *t, uint32_t file, const struct dname *origin)
{
	const struct level *lv = reader_level(rd);
	struct frame *frame = vec_more(&rd->shelf->frames, sizeof *frame);
	struct circumstances before = rd->now;
	struct span line = { lv->file, (uint32_t)lv->window.base + t->off, t->len };
	struct owner owner;

	if (frame == NULL)
		return;
	*frame = (struct frame){ .parent = lv->frame, .span = line };
	reader_owner(rd);
	owner = rd->owner;
	rd->depth++;
	reader_set_origin(rd, origin);
	reader_file(
	    rd, file, (uint32_t)VEC_COUNT(&rd->shelf->frames, struct frame) - 1, 0, UINT64_MAX);
	rd->depth--;
	if (before.has_default_ttl && rd->now.default_ttl != before.default_ttl) {
		before.leak = line;
		before.leak_outer = before.default_ttl;
	}
	before.has_default_ttl = rd->now.has_default_ttl;
	before.default_ttl = rd->now.default_ttl;
	before.has_last_ttl = rd->now.has_last_ttl;
	before.last_ttl = rd->now.last_ttl;
	before.said_inherited = rd->now.said_inherited;
	before.implied = rd->now.implied;
	rd->now = before;
	rd->owner = owner;
	rd->owner.after_include = owner.kind == OWNER_NAMED;
	reader_new_segment(rd);
}

static void
read_include(struct reader *rd)
{
	const struct token *t = argument(rd, 1, "a file name");
	struct dname origin = rd->now.origin;
	enum open_result result;
	struct err err;
	uint32_t file;

	if (t == NULL) {
		rd->zone->zone.unknown = true;
		return;
	}
	if (rd->lexed.count > 2 &&
	    !origin_argument(rd, &rd->lexed.tokens[2], PROBLEM_INCLUDE_ORIGIN_RELATIVE, &origin)) {
		rd->zone->zone.unknown = true;
		return;
	}
	refuse_rest(rd, 3);
	file = find_include(rd, t, &result, &err);
	if (file == 0)
		include_failed(rd, t, result, &err);
	else if (include_allowed(rd, t, file))
		read_included(rd, t, file, &origin);
}

static void
directive_unknown(struct reader *rd, const struct token *t)
{
	const char *near = suggest_from(t->text, directives, ARRAY_LEN(directives));
	char text[200];

	snprintf(text, sizeof text,
	    near ? "unknown directive %.*s; did you mean %s?" : "unknown directive %.*s", shown(t),
	    t->text.ptr, near);
	complain(rd, PROBLEM_DIRECTIVE_UNKNOWN, t, text);
	rd->zone->zone.unknown = true;
}

void
directive_read(struct reader *rd)
{
	const struct token *t = &rd->lexed.tokens[0];
	size_t which = 0;
	char text[96];

	while (which < ARRAY_LEN(directives) && !str_equal_fold(t->text, str_of(directives[which])))
		which++;
	if (which == ARRAY_LEN(directives)) {
		directive_unknown(rd, t);
		return;
	}
	reader_level(rd)->zone_like = true;
	if (!str_equal(t->text, str_of(directives[which]))) {
		snprintf(text, sizeof text, "directive not in upper case: new NSD knows only %s",
		    directives[which]);
		complain(rd, PROBLEM_DIRECTIVE_CASE, t, text);
	}
	switch (which) {
	case DIRECTIVE_ORIGIN:
		read_origin(rd);
		break;
	case DIRECTIVE_TTL:
		read_ttl(rd);
		break;
	case DIRECTIVE_INCLUDE:
		read_include(rd);
		break;
	case DIRECTIVE_GENERATE:
		complain(rd, PROBLEM_DIRECTIVE_NONSTANDARD, t,
		    "$GENERATE is known to BIND and PowerDNS only");
		generate_read(rd);
		break;
	default:
		complain(rd, PROBLEM_DIRECTIVE_NONSTANDARD, t, "$DATE is known to BIND only");
		break;
	}
}
