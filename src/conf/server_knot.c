/*
 * conf/server_knot.c -- knot.conf of Knot DNS: sections of items, templates, formatters in file names.
 *
 * Source: the manual of Knot DNS 3.2 and what its knotc says; libyaml cannot read it, since plain
 * values may begin with "%" and sections may be given twice.
 */
#include "conf/server_parts.h"

enum section { SECTION_NONE, SECTION_ZONE, SECTION_TEMPLATE };

/* A zone or a template. */
struct item {
	struct server_word name, file, storage, template;
	bool secondary;
	struct server_zone *zone; /* NULL: a template */
};

struct knot {
	struct server_conf *conf;
	enum section section;
	struct item *now; /* NULL: none is open */
	struct vec zones; /* struct item * */
	struct keyset templates;
};

/* ---- lines ---- */

/* One line: "  - key: value" */
struct line {
	bool indented, dash;
	struct str key;           /* len 0: an empty line */
	struct server_word value; /* the first; text.ptr NULL: none */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
skip_blanks(struct server_text *in)
{
	while (in->at < in->bytes.len && is_blank(in->bytes.ptr[in->at]))
		in->at++;
}

static void
skip_line(struct server_text *in)
{
	while (in->at < in->bytes.len && in->bytes.ptr[in->at] != '\n')
		in->at++;
	if (in->at < in->bytes.len) {
		in->at++;
		in->line++;
	}
}

/* A string in quotes, with "\"" and "\\", or a plain one; of a list its first item. */
static void
read_value(struct server_text *in, struct server_word *out)
{
	const char *bytes = in->bytes.ptr;
	size_t len = in->bytes.len, off;
	struct buf text = { 0 };
	bool quoted;

	skip_blanks(in);
	if (in->at < len && bytes[in->at] == '[') {
		in->at++;
		skip_blanks(in);
	}
	off = in->at;
	if (off == len || bytes[off] == '\n' || bytes[off] == '#')
		return;
	quoted = bytes[off] == '"';
	for (in->at += quoted; in->at < len && bytes[in->at] != '\n'; in->at++) {
		char c = bytes[in->at];

		if (quoted ? c == '"' : is_blank(c) || c == '#' || c == ',' || c == ']')
			break;
		if (quoted && c == '\\' && in->at + 1 < len && bytes[in->at + 1] != '\n')
			c = bytes[++in->at];
		buf_char(&text, c);
	}
	if (quoted && (in->at == len || bytes[in->at] == '\n'))
		server_problem(in, (struct span){ in->file, (uint32_t)off, 1 }, in->line,
		    "this string is not closed on its line");
	else
		in->at += quoted;
	*out = server_word(in, buf_view(&text), quoted, off, in->line);
	buf_free(&text);
}

/* False at the end of the file. */
static bool
next_line(struct server_text *in, struct line *out)
{
	const char *bytes = in->bytes.ptr;
	size_t begin = in->at;

	*out = (struct line){ .dash = false };
	if (in->at >= in->bytes.len)
		return false;
	skip_blanks(in);
	out->indented = in->at > begin;
	if (in->at + 1 < in->bytes.len && bytes[in->at] == '-' && is_blank(bytes[in->at + 1])) {
		out->dash = true;
		in->at++;
		skip_blanks(in);
	}
	begin = in->at;
	while (in->at < in->bytes.len && bytes[in->at] != ':' && bytes[in->at] != '\n' &&
	       bytes[in->at] != '#' && !is_blank(bytes[in->at]))
		in->at++;
	out->key = (struct str){ bytes + begin, in->at - begin };
	skip_blanks(in);
	if (in->at < in->bytes.len && bytes[in->at] == ':') {
		in->at++;
		read_value(in, &out->value);
	} else {
		out->key.len = 0;
	}
	return true;
}

/* ---- names of files ---- */

/* The number in "[N]" or "[N-M]" at at; false when it is none. */
static bool
read_number(struct str format, size_t *at, char end, unsigned *out)
{
	size_t begin = *at;

	*out = 0;
	while (
	    *at < format.len && *at - begin < 4 && format.ptr[*at] >= '0' && format.ptr[*at] <= '9')
		*out = *out * 10 + (unsigned)(format.ptr[(*at)++] - '0');
	return *at > begin && *at < format.len && format.ptr[(*at)++] == end;
}

/* "%c[N]" and "%c[N-M]": characters from the left, from 0, final dot included. */
static void
put_characters(struct str name, struct str format, size_t *at, struct buf *out)
{
	size_t back = *at + 1;
	unsigned from, to;

	if (*at >= format.len || format.ptr[(*at)++] != '[')
		return;
	if (read_number(format, at, ']', &from)) {
		to = from;
	} else {
		*at = back;
		if (!read_number(format, at, '-', &from) || !read_number(format, at, ']', &to))
			return;
	}
	for (size_t i = from; i <= to && i < name.len; i++)
		buf_char(out, name.ptr[i]);
	if (from <= name.len && to >= name.len)
		buf_char(out, '.');
}

/* "%l[N]": labels from the right, from 0. */
static void
put_label(struct str name, struct str format, size_t *at, struct buf *out)
{
	unsigned number;
	size_t end = name.len;

	if (*at >= format.len || format.ptr[(*at)++] != '[' ||
	    !read_number(format, at, ']', &number))
		return;
	for (unsigned i = 0; end > 0; i++) {
		size_t begin = end;

		while (begin > 0 && name.ptr[begin - 1] != '.')
			begin--;
		if (i == number) {
			buf_bytes(out, name.ptr + begin, end - begin);
			return;
		}
		end = begin > 0 ? begin - 1 : 0;
	}
}

/* The name as Knot writes it into paths: lower case, no final dot, "/" become "_". */
static void
put_zone(const struct server_zone *z, struct buf *out)
{
	struct dname name;

	name.len = z->origin[0];
	memcpy(name.wire, z->origin + 1, name.len);
	dname_print(&name, out);
	out->len--;
	for (size_t i = 0; i < out->len; i++)
		if (out->ptr[i] == '/')
			out->ptr[i] = '_';
}

static const char *
file_name(struct server_conf *conf, struct str format, const struct server_zone *z)
{
	struct buf zone = { 0 }, out = { 0 };
	struct str name;
	const char *kept;

	put_zone(z, &zone);
	name = buf_view(&zone);
	for (size_t at = 0; at < format.len;) {
		char c = format.ptr[at++];

		if (c != '%' || at == format.len) {
			buf_char(&out, c);
			continue;
		}
		c = format.ptr[at++];
		if (c == 's')
			buf_str(&out, name);
		else if (c == 'c')
			put_characters(name, format, &at, &out);
		else if (c == 'l')
			put_label(name, format, &at, &out);
		else if (c == '%')
			buf_char(&out, '%');
	}
	kept = arena_copy(&conf->arena, buf_view(&out));
	buf_free(&zone);
	buf_free(&out);
	return kept;
}

/* ---- items ---- */

static bool
is(struct str word, const char *text)
{
	return str_equal(word, str_of(text));
}

static void
begin_item(struct knot *k, struct server_text *in, const struct line *line)
{
	struct item *item = arena_alloc(&k->conf->arena, sizeof *item), **at;

	k->now = NULL;
	item->name = line->value;
	if (k->section == SECTION_TEMPLATE) {
		keyset_add(&k->templates, item->name.text, item);
	} else {
		item->zone = server_zone(in, &item->name);
		if (item->zone == NULL || (at = vec_more(&k->zones, sizeof *at)) == NULL)
			return;
		*at = item;
	}
	k->now = item;
}

static void
take_line(struct knot *k, struct server_text *in, const struct line *line)
{
	struct item *item = k->now;

	if (!line->indented && !line->dash) {
		k->now = NULL;
		k->section = is(line->key, "zone")       ? SECTION_ZONE
		             : is(line->key, "template") ? SECTION_TEMPLATE
		                                         : SECTION_NONE;
		if (is(line->key, "include") && line->value.text.ptr != NULL)
			server_include(in, &line->value, true, server_knot_file, k);
		return;
	}
	if (k->section == SECTION_NONE || line->value.text.ptr == NULL)
		return;
	if (is(line->key, k->section == SECTION_ZONE ? "domain" : "id")) {
		begin_item(k, in, line);
	} else if (item != NULL) {
		if (is(line->key, "file"))
			item->file = line->value;
		else if (is(line->key, "storage"))
			item->storage = line->value;
		else if (is(line->key, "template"))
			item->template = line->value;
		else if (is(line->key, "master"))
			item->secondary = true;
	}
}

void
server_knot_file(void *arg, struct server_text *in)
{
	struct line line;

	while (next_line(in, &line)) {
		/* the line's number is needed until it is dealt with */
		if (line.key.len > 0)
			take_line(arg, in, &line);
		skip_line(in);
	}
}

/* Give a zone what it takes from its template, and its path. */
static void
complete(struct knot *k, const struct item *item)
{
	const struct item *from = keyset_find(
	    &k->templates, item->template.text.ptr != NULL ? item->template.text : STR("default"));
	struct server_word file = item->file, storage = item->storage;
	struct server_zone *z = item->zone;
	bool secondary = item->secondary;

	if (file.text.ptr != NULL) {
		z->span = file.span;
		z->line = file.line;
	}
	if (from != NULL) {
		file = file.text.ptr == NULL ? from->file : file;
		storage = storage.text.ptr == NULL ? from->storage : storage;
		secondary |= from->secondary;
	}
	z->role = secondary ? SERVER_SECONDARY : SERVER_PRIMARY;
	z->target = server_join(k->conf, storage.text.ptr,
	    file_name(k->conf, file.text.ptr != NULL ? file.text : STR("%s.zone"), z));
}

void
server_knot(struct server_text *in)
{
	struct knot k = { .conf = in->conf };

	vec_reserve(&k.zones, SERVER_ZONES_MAX, sizeof(struct item *));
	server_knot_file(&k, in);
	for (size_t i = 0; i < VEC_COUNT(&k.zones, struct item *); i++)
		complete(&k, *VEC_AT(&k.zones, struct item *, i));
	vec_free(&k.zones);
	keyset_clear(&k.templates);
}
