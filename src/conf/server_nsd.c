/*
 * conf/server_nsd.c -- nsd.conf of NSD 4: clauses of keywords and values, patterns, the list of zones.
 *
 * Source: nsd.conf(5) and the behaviour of NSD 4.6.
 */
#include "conf/server_parts.h"

/* Which clause is open. */
enum clause { CLAUSE_NONE, CLAUSE_SERVER, CLAUSE_ZONE, CLAUSE_PATTERN };

/* What a pattern says, or a zone with what it takes from patterns. */
struct pattern {
	struct server_word name, file;
	bool secondary;
};

struct nsd {
	struct server_conf *conf;
	enum clause clause;
	struct pattern now;
	struct server_word key; /* the keyword whose values follow */
	struct str zonesdir;
	struct server_word zonelist;
	struct keyset patterns; /* struct pattern, complete */
};

static bool
is_keyword(const struct server_word *w)
{
	size_t len = w->text.len;

	if (w->quoted || len < 2 || w->text.ptr[len - 1] != ':')
		return false;
	for (size_t i = 0; i + 1 < len; i++) {
		char c = w->text.ptr[i];

		if (c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9'))
			return false;
	}
	return true;
}

/* A word, or a string in double quotes: single ones are part of a word; false at the end. */
static bool
next_word(struct server_text *in, struct server_word *out)
{
	const char *bytes = in->bytes.ptr;
	size_t len = in->bytes.len, off;
	struct str text;

	while (in->at < len && (server_blank(bytes[in->at]) || bytes[in->at] == '#')) {
		if (bytes[in->at] == '#')
			while (in->at < len && bytes[in->at] != '\n')
				in->at++;
		else
			in->line += bytes[in->at++] == '\n';
	}
	if (in->at == len)
		return false;
	off = in->at;
	if (bytes[off] != '"') {
		while (in->at < len && !server_blank(bytes[in->at]))
			in->at++;
		*out = server_word(
		    in, (struct str){ bytes + off, in->at - off }, false, off, in->line);
		return true;
	}
	for (in->at++; in->at < len && bytes[in->at] != '"' && bytes[in->at] != '\n';)
		in->at++;
	text = (struct str){ bytes + off + 1, in->at - off - 1 };
	if (in->at < len && bytes[in->at] == '"')
		in->at++;
	else
		server_problem(in, (struct span){ in->file, (uint32_t)off, 1 }, in->line,
		    "this string is not closed on its line");
	*out = server_word(in, text, true, off, in->line);
	return true;
}

/* ---- names of files ---- */

/* The label with this number from the right, from 1; a period when there is none. */
static struct str
label_from_end(struct str name, unsigned number)
{
	size_t end = name.len;

	if (end > 0 && name.ptr[end - 1] == '.')
		end--;
	for (unsigned i = 1; end > 0; i++) {
		size_t begin = end;

		while (begin > 0 && name.ptr[begin - 1] != '.')
			begin--;
		if (i == number)
			return (struct str){ name.ptr + begin, end - begin };
		end = begin > 0 ? begin - 1 : 0;
	}
	return STR(".");
}

static void
put_character(struct str name, size_t i, struct buf *out)
{
	buf_str(out, i < name.len ? (struct str){ name.ptr + i, 1 } : STR("."));
}

/* "%s.zone" for this zone, whose name stays as it is written: its final dot, too. */
static const char *
file_name(struct server_conf *conf, struct str format, struct str zone)
{
	struct buf out = { 0 };
	const char *kept;

	for (size_t i = 0; i < format.len; i++) {
		char c = format.ptr[i], what = server_char(format, i + 1);

		if (c == '%' && what == 's')
			buf_str(&out, zone);
		else if (c == '%' && what >= '1' && what <= '3')
			put_character(zone, (size_t)(what - '1'), &out);
		else if (c == '%' && what >= 'x' && what <= 'z')
			buf_str(&out, label_from_end(zone, (unsigned)('z' - what) + 1));
		else {
			buf_char(&out, c);
			continue;
		}
		i++;
	}
	kept = arena_copy(&conf->arena, buf_view(&out));
	buf_free(&out);
	return kept;
}

/* ---- clauses ---- */

static void
add_zone(struct nsd *n, struct server_text *in, const struct pattern *p)
{
	struct server_zone *z = server_zone(in, &p->name);

	if (z == NULL)
		return;
	z->role = p->secondary ? SERVER_SECONDARY : SERVER_PRIMARY;
	if (p->file.text.ptr == NULL)
		return;
	z->target = file_name(n->conf, p->file.text, p->name.text);
	/* a pattern is for many: then the zone is what tells */
	if (p->file.span.file == z->span.file && p->file.span.off > z->span.off &&
	    memchr(p->file.text.ptr, '%', p->file.text.len) == NULL) {
		z->span = p->file.span;
		z->line = p->file.line;
	}
}

static void
end_clause(struct nsd *n, struct server_text *in)
{
	if (n->clause == CLAUSE_ZONE && n->now.name.text.ptr != NULL)
		add_zone(n, in, &n->now);
	if (n->clause == CLAUSE_PATTERN && n->now.name.text.ptr != NULL) {
		struct pattern *kept = arena_alloc(&n->conf->arena, sizeof *kept);

		*kept = n->now;
		keyset_add(&n->patterns, kept->name.text, kept);
	}
	n->clause = CLAUSE_NONE;
}

static void
take_pattern(struct nsd *n, struct server_text *in, const struct server_word *name)
{
	const struct pattern *p = keyset_find(&n->patterns, name->text);

	if (p == NULL) {
		server_problem(in, name->span, name->line, "there is no pattern \"%.200s\" above",
		    name->text.ptr);
		return;
	}
	if (p->file.text.ptr != NULL)
		n->now.file = p->file;
	n->now.secondary |= p->secondary;
}

static bool
is(const struct server_word *w, const char *text)
{
	return str_equal(w->text, str_of(text));
}

/* A value of the keyword. */
static void
take_value(struct nsd *n, struct server_text *in, const struct server_word *value)
{
	const struct server_word *key = &n->key;

	if (is(key, "include:")) {
		n->key = (struct server_word){ 0 };
		server_include(in, value, true, server_nsd_file, n);
	} else if (n->clause == CLAUSE_SERVER) {
		if (is(key, "zonesdir:"))
			n->zonesdir = value->text;
		else if (is(key, "zonelistfile:"))
			n->zonelist = *value;
	} else if (n->clause == CLAUSE_ZONE || n->clause == CLAUSE_PATTERN) {
		if (is(key, "name:"))
			n->now.name = *value;
		else if (is(key, "zonefile:"))
			n->now.file = *value;
		else if (is(key, "include-pattern:"))
			take_pattern(n, in, value);
		else if (is(key, "request-xfr:"))
			n->now.secondary = true;
	}
}

static bool
begin_clause(struct nsd *n, struct server_text *in, const struct server_word *w)
{
	static const char *const clauses[] = { "server:", "zone:", "pattern:", "key:", "tls-auth:",
		"remote-control:", "verify:", "dnstap:" };

	for (size_t i = 0; i < ARRAY_LEN(clauses); i++) {
		if (!is(w, clauses[i]))
			continue;
		end_clause(n, in);
		n->clause = i < CLAUSE_PATTERN ? (enum clause)(i + 1) : CLAUSE_NONE;
		n->now = (struct pattern){ 0 };
		return true;
	}
	return false;
}

void
server_nsd_file(void *arg, struct server_text *in)
{
	struct nsd *n = arg;
	struct server_word w;

	while (next_word(in, &w)) {
		if (!is_keyword(&w))
			take_value(n, in, &w);
		else if (begin_clause(n, in, &w))
			n->key = (struct server_word){ 0 };
		else
			n->key = w;
	}
}

/* ---- the list of zones that nsd-control keeps ---- */

/* "add ZONE PATTERN" */
static void
read_zone_list(void *arg, struct server_text *in)
{
	struct nsd *n = arg;
	struct server_word w, name;

	while (next_word(in, &w)) {
		const struct pattern *p;
		struct pattern zone;

		if (!is(&w, "add") || !next_word(in, &name) || !next_word(in, &w))
			continue;
		p = keyset_find(&n->patterns, w.text);
		if (p == NULL) {
			server_problem(
			    in, w.span, w.line, "there is no pattern \"%.200s\"", w.text.ptr);
			continue;
		}
		zone = *p;
		zone.name = name;
		add_zone(n, in, &zone);
	}
}

void
server_nsd(struct server_text *in)
{
	static const char *const usual[] = { "zone.list", "zones.list" };
	struct server_conf *conf = in->conf;
	struct nsd n = { .conf = conf };
	size_t first = VEC_COUNT(&conf->zones, struct server_zone);

	server_nsd_file(&n, in);
	end_clause(&n, in);
	if (n.zonelist.text.ptr != NULL)
		server_include(in, &n.zonelist, false, read_zone_list, &n);
	for (size_t i = 0; i < ARRAY_LEN(usual) && n.zonelist.text.ptr == NULL; i++) {
		struct server_word list = { .text = str_of(usual[i]) };

		if (conf->find(conf->arg, list.text, in->root, in->file, false).count > 0)
			server_include(in, &list, false, read_zone_list, &n);
	}
	for (size_t i = first; i < VEC_COUNT(&conf->zones, struct server_zone); i++) {
		struct server_zone *z = VEC_AT(&conf->zones, struct server_zone, i);

		z->target = server_join(conf, n.zonesdir.ptr, z->target);
	}
	keyset_clear(&n.patterns);
}
