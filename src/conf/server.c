/* conf/server.c -- reading configurations of name servers, whichever server's */
#include "conf/server.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/path.h"
#include "conf/server_parts.h"

/* A file that was read, and in which root's course. */
struct seen {
	uint32_t file, root;
};

/* How much of each list there was before a root was begun. */
struct mark {
	size_t zones, problems, missing, seen;
};

static bool
begins_with(struct str text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.ptr, with, len) == 0;
}

bool
server_by_name(struct str path, enum project_server *type)
{
	static const char *const names[] = { "named.conf", "nsd.conf", "knot.conf" };
	struct str base = path_base(path);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i]);

		if (!begins_with(base, names[i]) ||
		    (base.len > len && base.ptr[len] != '.' && base.ptr[len] != '-'))
			continue;
		*type = (enum project_server)i;
		return true;
	}
	return false;
}

/* ---- what the content says ---- */

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

/* The first byte that is neither blank nor in a comment of BIND. */
static size_t
skip_comments(struct str text, size_t at)
{
	while (at < text.len) {
		const char *p = text.ptr + at;
		size_t left = text.len - at;
		const char *end;

		if (server_blank(*p)) {
			at++;
			continue;
		}
		if (left > 1 && p[0] == '/' && p[1] == '*')
			end = memmem(p, left, "*/", 2);
		else if (*p == '#' || (left > 1 && p[0] == '/' && p[1] == '/'))
			end = memchr(p, '\n', left);
		else
			break;
		if (end == NULL)
			return text.len;
		at = (size_t)(end - text.ptr) + 1 + (*end == '*');
	}
	return at;
}

/* "zone "x" {", "view x {", "options {", "include "x";" */
static bool
looks_like_bind(struct str text)
{
	static const char *const words[] = { "acl", "controls", "include", "key", "logging",
		"masters", "options", "primaries", "server", "view", "zone" };
	size_t at = skip_comments(text, 0), begin = at, words_seen = 1;

	while (at < text.len && is_word(text.ptr[at]))
		at++;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!str_equal((struct str){ text.ptr + begin, at - begin }, str_of(words[i])))
			continue;
		for (; at < text.len && words_seen < 5; words_seen++) {
			at = skip_comments(text, at);
			if (at < text.len && (text.ptr[at] == '{' || text.ptr[at] == ';'))
				return true;
			while (at < text.len && !server_blank(text.ptr[at]) &&
			       text.ptr[at] != '{' && text.ptr[at] != ';')
				at++;
		}
	}
	return false;
}

bool
server_by_content(struct str path, struct str text, enum project_server *type)
{
	bool zone = false, dash = false;

	*type = PROJECT_BIND;
	if (looks_like_bind(text))
		return true;
	if (path.len < 5 || memcmp(path.ptr + path.len - 5, ".conf", 5) != 0)
		return false;
	for (size_t at = 0; at < text.len;) {
		const char *p = text.ptr + at, *end = memchr(p, '\n', text.len - at);
		struct str line = { p, end == NULL ? text.len - at : (size_t)(end - p) };

		at += line.len + 1;
		while (line.len > 0 && server_blank(*line.ptr))
			line = (struct str){ line.ptr + 1, line.len - 1 };
		zone |= begins_with(line, "zone:") || begins_with(line, "pattern:");
		dash |= begins_with(line, "- domain:");
	}
	*type = dash ? PROJECT_KNOT : PROJECT_NSD;
	return zone;
}

/* ---- files ---- */

static void
remark(struct vec *list, const struct server_text *in, struct span span, uint32_t line,
    const char *text)
{
	struct server_remark *r = vec_more(list, sizeof *r);

	if (r != NULL)
		*r = (struct server_remark){ text, span, line, in->root };
}

void
server_problem(struct server_text *in, struct span span, uint32_t line, const char *fmt, ...)
{
	const struct vec *problems = &in->conf->problems;
	const struct server_remark *last =
	    VEC_AT(problems, struct server_remark, 0) + VEC_COUNT(problems, struct server_remark);
	char text[400];
	va_list args;

	/* one mistake may end several blocks at once */
	if (problems->len > 0 && last[-1].span.file == span.file && last[-1].span.off == span.off)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	remark(&in->conf->problems, in, span, line, arena_copy(&in->conf->arena, str_of(text)));
}

/* "{{ x }}", "{% x %}", "<% x %>": to be filled in by a program; no server has these. */
static bool
is_template(struct str text)
{
	return (memmem(text.ptr, text.len, "{{", 2) != NULL &&
	           memmem(text.ptr, text.len, "}}", 2) != NULL) ||
	       memmem(text.ptr, text.len, "{%", 2) != NULL ||
	       memmem(text.ptr, text.len, "<%", 2) != NULL;
}

enum text { TEXT_TAKEN, TEXT_EMPTY, TEXT_UNREADABLE };

/* The text of a file; empty as well when it is a template, no text, or too much. */
static enum text
take_text(struct server_text *in)
{
	struct server_conf *conf = in->conf;
	struct seen *seen = vec_more(&conf->seen, sizeof *seen);
	uint64_t left = SERVER_BYTES_MAX - conf->bytes;

	if (seen == NULL) {
		conf->limit_hit = true;
		return TEXT_EMPTY;
	}
	*seen = (struct seen){ in->file, in->root };
	source_confide(conf->sources, in->file); /* keys of TSIG, passwords of databases */
	if (!source_copy(conf->sources, in->file, 0, (size_t)left + 1, &in->bytes))
		return TEXT_UNREADABLE;
	if (in->bytes.len > left) {
		conf->bytes = SERVER_BYTES_MAX;
		conf->limit_hit = true;
		return TEXT_EMPTY;
	}
	conf->bytes += in->bytes.len;
	in->line = 1;
	if (in->bytes.len == 0 || is_template(buf_view(&in->bytes)) ||
	    memchr(in->bytes.ptr, '\0', in->bytes.len) != NULL)
		return TEXT_EMPTY;
	return TEXT_TAKEN;
}

static bool
may_include(struct server_text *in, const struct server_word *name, uint32_t file)
{
	for (const struct server_text *at = in; at != NULL; at = at->up)
		if (at->file == file) {
			server_problem(in, name->span, name->line, "\"%.200s\" includes itself",
			    name->text.ptr);
			return false;
		}
	if (in->depth >= LIMIT_INCLUDE_DEPTH) {
		server_problem(in, name->span, name->line, "more than %d files include each other",
		    LIMIT_INCLUDE_DEPTH);
		return false;
	}
	if (in->conf->includes == SERVER_INCLUDES_MAX) {
		in->conf->limit_hit = true;
		return false;
	}
	in->conf->includes++;
	return true;
}

void
server_include(struct server_text *in, const struct server_word *name, bool pattern,
    server_reader *read, void *arg)
{
	struct server_conf *conf = in->conf;
	struct server_files files = conf->find(conf->arg, name->text, in->root, in->file, pattern);

	if (files.count == 0)
		remark(&conf->missing, in, name->span, name->line, name->text.ptr);
	for (size_t i = 0; i < files.count; i++) {
		struct server_text part = { .conf = conf,
			.up = in,
			.file = files.list[i],
			.root = in->root,
			.depth = in->depth + 1 };
		enum text text;

		if (!may_include(in, name, part.file))
			continue;
		text = take_text(&part);
		if (text == TEXT_TAKEN)
			read(arg, &part);
		else if (text == TEXT_UNREADABLE)
			remark(&conf->missing, in, name->span, name->line,
			    source_path(conf->sources, part.file));
		buf_free(&part.bytes);
	}
}

struct server_word
server_word(struct server_text *in, struct str text, bool quoted, size_t off, uint32_t line)
{
	struct server_word w = { .quoted = quoted, .line = line };

	w.text = (struct str){ arena_copy(&in->conf->arena, text), text.len };
	w.span = (struct span){ in->file, (uint32_t)off, (uint32_t)(in->at - off) };
	return w;
}

struct server_zone *
server_zone(struct server_text *in, const struct server_word *name)
{
	struct server_conf *conf = in->conf;
	struct server_zone *z;
	struct dname origin;
	uint8_t *kept;

	if (!dname_parse(name->text, NULL, &origin, NULL)) {
		server_problem(
		    in, name->span, name->line, "\"%.200s\" is no domain name", name->text.ptr);
		return NULL;
	}
	z = vec_more(&conf->zones, sizeof *z);
	if (z == NULL) {
		conf->limit_hit = true;
		return NULL;
	}
	kept = arena_alloc(&conf->arena, origin.len + 1u);
	kept[0] = origin.len;
	for (unsigned i = 0; i < origin.len; i++)
		kept[i + 1] = ascii_lower(origin.wire[i]);
	*z = (struct server_zone){
		.origin = kept, .span = name->span, .line = name->line, .root = in->root
	};
	return z;
}

const char *
server_join(struct server_conf *conf, const char *folder, const char *file)
{
	if (folder == NULL || file == NULL || *file == '/' || *folder == '\0')
		return file;
	return arena_printf(&conf->arena, "%s/%s", folder, file);
}

/* ---- the whole ---- */

static struct mark
mark(const struct server_conf *conf)
{
	return (
	    struct mark){ conf->zones.len, conf->problems.len, conf->missing.len, conf->seen.len };
}

static void
go_back(struct server_conf *conf, struct mark to)
{
	conf->zones.len = to.zones;
	conf->problems.len = to.problems;
	conf->missing.len = to.missing;
	conf->seen.len = to.seen;
}

static bool
was_seen(const struct server_conf *conf, uint32_t file)
{
	for (size_t i = 0; i < VEC_COUNT(&conf->seen, struct seen); i++)
		if (VEC_AT(&conf->seen, struct seen, i)->file == file)
			return true;
	return false;
}

void
server_read(struct server_conf *conf, enum project_server type, uint32_t file, bool guessed)
{
	static void (*const readers[])(
	    struct server_text *) = { server_bind, server_nsd, server_knot };
	struct server_text in = { .conf = conf, .file = file, .root = file };
	struct mark before;

	if (conf->zones.most == 0) {
		vec_reserve(&conf->zones, SERVER_ZONES_MAX, sizeof(struct server_zone));
		vec_reserve(&conf->views, SERVER_ZONES_MAX, sizeof(struct server_view));
		vec_reserve(&conf->problems, SERVER_REMARKS_MAX, sizeof(struct server_remark));
		vec_reserve(&conf->missing, SERVER_REMARKS_MAX, sizeof(struct server_remark));
		vec_reserve(&conf->seen, (size_t)2 * SERVER_INCLUDES_MAX, sizeof(struct seen));
	}
	before = mark(conf);
	if (conf->limit_hit || was_seen(conf, file))
		return;
	/* one that cannot be read is no news: whoever gave its number has tried */
	if (take_text(&in) == TEXT_TAKEN)
		readers[type](&in);
	buf_free(&in.bytes);
	if (guessed && (conf->problems.len > before.problems || conf->zones.len == before.zones))
		go_back(conf, before);
}

/* Was the file, which is a root, read as a part of another root? */
static bool
is_part(const struct server_conf *conf, uint32_t file)
{
	for (size_t i = 0; i < VEC_COUNT(&conf->seen, struct seen); i++) {
		const struct seen *s = VEC_AT(&conf->seen, struct seen, i);

		if (s->file == file && s->root != file)
			return true;
	}
	return false;
}

static void
drop_remarks(const struct server_conf *conf, struct vec *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < VEC_COUNT(list, struct server_remark); i++) {
		struct server_remark r = *VEC_AT(list, struct server_remark, i);

		if (!is_part(conf, r.root))
			*VEC_AT(list, struct server_remark, kept++) = r;
	}
	list->len = kept * sizeof(struct server_remark);
}

void
server_end(struct server_conf *conf)
{
	size_t kept = 0;
	uint32_t root = 0;
	bool part = false;

	for (size_t i = 0; i < VEC_COUNT(&conf->zones, struct server_zone); i++) {
		struct server_zone z = *VEC_AT(&conf->zones, struct server_zone, i);

		if (z.root != root)
			part = is_part(conf, z.root);
		root = z.root;
		if (!part)
			*VEC_AT(&conf->zones, struct server_zone, kept++) = z;
	}
	conf->zones.len = kept * sizeof(struct server_zone);
	drop_remarks(conf, &conf->problems);
	drop_remarks(conf, &conf->missing);
}

void
server_free(struct server_conf *conf)
{
	vec_free(&conf->zones);
	vec_free(&conf->views);
	vec_free(&conf->problems);
	vec_free(&conf->missing);
	vec_free(&conf->seen);
	keyset_clear(&conf->view_names);
	arena_free(&conf->arena);
}
