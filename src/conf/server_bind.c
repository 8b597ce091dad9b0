/*
 * conf/server_bind.c -- named.conf of BIND.
 *
 * Statements are read as BIND 9.18 reads them, whatever they are; options, view, zone, acl and
 * include are looked into.
 */
#include "conf/server_parts.h"

#define WORDS_MOST 4

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_SEMICOLON };

struct token {
	enum token_kind kind;
	struct server_word word; /* of TOKEN_WORD */
	size_t off;
	uint32_t line;
};

/* In what block a statement stands. */
enum level { LEVEL_TOP, LEVEL_OPTIONS, LEVEL_VIEW, LEVEL_ZONE };

/* The zone whose block is being read. */
struct zone_block {
	struct server_word name, file, in_view;
	enum server_role role;
	bool typed, dynamic, raw, raw_given, wrong_class;
};

struct bind {
	struct server_conf *conf;
	enum level level;
	const char *directory;
	const char *view; /* NULL outside of one */
	bool view_wrong_class, view_public;
	bool raw_options, raw_view; /* masterfile-format there */
	struct zone_block zone;
	struct keyset open; /* acls that let in everybody */
	struct vec shared;  /* struct shared: zones of "in-view", to be completed */
};

/* zones[zone] of one view is that of another. */
struct shared {
	size_t zone;
	const char *view;
};

struct statement {
	struct server_word words[WORDS_MOST];
	size_t count;
};

/* ---- tokens ---- */

/* Skip blanks and the three kinds of comments. */
static void
skip_blank(struct server_text *in)
{
	const char *text = in->bytes.ptr;
	size_t len = in->bytes.len;

	while (in->at < len) {
		char c = text[in->at], next = server_char(buf_view(&in->bytes), in->at + 1);

		if (server_blank(c)) {
			in->line += c == '\n';
			in->at++;
		} else if (c == '#' || (c == '/' && next == '/')) {
			while (in->at < len && text[in->at] != '\n')
				in->at++;
		} else if (c == '/' && next == '*') {
			size_t open = in->at + 2;

			for (in->at = open; in->at < len; in->at++) {
				if (text[in->at] == '/' && in->at > open && text[in->at - 1] == '*')
					break;
				in->line += text[in->at] == '\n';
			}
			in->at += in->at < len;
		} else {
			return;
		}
	}
}

/* A string in quotes; only "\"" is an escape. */
static void
read_quoted(struct server_text *in, struct token *t)
{
	struct buf text = { 0 };
	const char *bytes = in->bytes.ptr;
	uint32_t line = in->line;
	bool closed = false;

	for (in->at++; in->at < in->bytes.len && !closed; in->at++) {
		char c = bytes[in->at];

		if (c == '\\' && in->at + 1 < in->bytes.len && bytes[in->at + 1] == '"')
			c = bytes[++in->at];
		else if (c == '"')
			closed = true;
		in->line += c == '\n';
		if (!closed)
			buf_char(&text, c);
	}
	t->word = server_word(in, buf_view(&text), true, t->off, line);
	if (!closed)
		server_problem(in, (struct span){ in->file, (uint32_t)t->off, 1 }, line,
		    "this string is not closed");
	buf_free(&text);
}

static void
read_bare(struct server_text *in, struct token *t)
{
	const char *bytes = in->bytes.ptr;

	while (in->at < in->bytes.len) {
		char c = bytes[in->at], next = server_char(buf_view(&in->bytes), in->at + 1);

		if (server_blank(c) || c == '{' || c == '}' || c == ';' || c == '"' || c == '#' ||
		    (c == '/' && (next == '/' || next == '*')))
			break;
		in->at++;
	}
	t->word = server_word(
	    in, (struct str){ bytes + t->off, in->at - t->off }, false, t->off, in->line);
}

static enum token_kind
next_token(struct server_text *in, struct token *t)
{
	skip_blank(in);
	t->off = in->at;
	t->line = in->line;
	if (in->at >= in->bytes.len)
		return t->kind = TOKEN_END;
	switch (in->bytes.ptr[in->at]) {
	case '{':
		in->at++;
		return t->kind = TOKEN_OPEN;
	case '}':
		in->at++;
		return t->kind = TOKEN_CLOSE;
	case ';':
		in->at++;
		return t->kind = TOKEN_SEMICOLON;
	case '"':
		read_quoted(in, t);
		break;
	default:
		read_bare(in, t);
	}
	return t->kind = TOKEN_WORD;
}

static void
complain_at(struct server_text *in, const struct token *t, const char *what)
{
	server_problem(in, (struct span){ in->file, (uint32_t)t->off, t->kind != TOKEN_END },
	    t->line, "%s", what);
}

/* ---- lists of addresses ---- */

/* What a list in braces holds: each level of it counts. */
struct list_says {
	bool everybody; /* "any", or a list that holds it, not behind "!" */
	bool somebody;  /* anything but "none" */
};

static bool
means_everybody(const struct bind *b, struct str word)
{
	static const char *const all[] = { "any", "0/0", "0.0.0.0/0", "::/0", "geoip" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (str_equal_fold(word, str_of(all[i])))
			return true;
	return keyset_find(&b->open, word) != NULL;
}

/* Read to the end of the block that is open. */
static struct list_says
read_list(struct bind *b, struct server_text *in)
{
	struct list_says says = { 0 };
	struct token t;
	bool not_this = false;

	for (unsigned depth = 1; depth > 0;) {
		struct str word;

		switch (next_token(in, &t)) {
		case TOKEN_END:
			complain_at(in, &t, "a block is not closed before the end of the file");
			return says;
		case TOKEN_OPEN:
			depth++;
			break;
		case TOKEN_CLOSE:
			depth--;
			break;
		case TOKEN_SEMICOLON:
			not_this = false;
			break;
		default:
			word = t.word.text;
			if (word.len > 0 && word.ptr[0] == '!') {
				not_this = true;
				word = (struct str){ word.ptr + 1, word.len - 1 };
			}
			says.everybody |= !not_this && means_everybody(b, word);
			says.somebody |= !not_this && !str_equal_fold(word, STR("none"));
		}
	}
	return says;
}

/* ---- zones ---- */

static bool
is(const struct server_word *w, const char *text)
{
	return str_equal_fold(w->text, str_of(text));
}

static bool
is_internet(const struct statement *s, size_t class)
{
	return s->count <= class || is(&s->words[class], "IN");
}

static void
take_type(struct zone_block *z, const struct server_word *type)
{
	z->typed = true;
	if (is(type, "primary") || is(type, "master"))
		z->role = SERVER_PRIMARY;
	else if (is(type, "secondary") || is(type, "slave") || is(type, "mirror"))
		z->role = SERVER_SECONDARY;
	else
		z->role = SERVER_OTHER;
}

/* The block of a zone has ended. */
static void
end_zone(struct bind *b, struct server_text *in)
{
	const struct zone_block *block = &b->zone;
	struct server_zone *z;

	if (block->wrong_class || b->view_wrong_class ||
	    (!block->typed && block->in_view.text.ptr == NULL))
		return;
	z = server_zone(in, &block->name);
	if (z == NULL)
		return;
	z->role = block->role;
	z->view = b->view;
	z->dynamic = block->dynamic;
	z->raw = block->raw_given ? block->raw : b->raw_view;
	if (block->in_view.text.ptr != NULL) {
		struct shared *shared = vec_more(&b->shared, sizeof *shared);

		*shared =
		    (struct shared){ (size_t)(z - VEC_AT(&b->conf->zones, struct server_zone, 0)),
			    block->in_view.text.ptr };
	} else if (block->file.text.ptr != NULL) {
		z->target = block->file.text.ptr;
		z->span = block->file.span;
		z->line = block->file.line;
	}
}

/* ---- statements ---- */

static void read_statements(struct bind *b, struct server_text *in, bool block);

static void
read_part(void *arg, struct server_text *in)
{
	read_statements(arg, in, false);
}

/* A statement without block. */
static void
take_simple(struct bind *b, struct server_text *in, const struct statement *s)
{
	const struct server_word *value = &s->words[1];
	bool raw;

	if (s->count < 2)
		return;
	if (is(&s->words[0], "include")) {
		server_include(in, value, true, read_part, b);
	} else if (is(&s->words[0], "masterfile-format")) {
		raw = !is(value, "text");
		if (b->level == LEVEL_ZONE) {
			b->zone.raw = raw;
			b->zone.raw_given = true;
		} else {
			b->raw_options = b->level == LEVEL_OPTIONS ? raw : b->raw_options;
			b->raw_view = raw;
		}
	} else if (b->level == LEVEL_OPTIONS && is(&s->words[0], "directory")) {
		b->directory = value->text.ptr;
	} else if (b->level == LEVEL_ZONE) {
		if (s->count > 2 && (is(&s->words[0], "type") || is(&s->words[0], "file")))
			server_problem(in, s->words[2].span, s->words[2].line,
			    "a semicolon is missing before this");
		if (is(&s->words[0], "type"))
			take_type(&b->zone, value);
		else if (is(&s->words[0], "file"))
			b->zone.file = *value;
		else if (is(&s->words[0], "in-view"))
			b->zone.in_view = *value;
		else if (is(&s->words[0], "update-policy"))
			b->zone.dynamic = true;
	}
}

/* The statements of a block that is open, in a level of its own. */
static void
read_inside(struct bind *b, struct server_text *in, enum level level)
{
	enum level before = b->level;

	b->level = level;
	read_statements(b, in, true);
	b->level = before;
}

static void
read_view(struct bind *b, struct server_text *in, const struct statement *s)
{
	const struct server_word *name = &s->words[1];
	struct server_view *view = vec_more(&b->conf->views, sizeof *view);

	if (view == NULL) {
		b->conf->limit_hit = true;
		read_list(b, in);
		return;
	}
	*view =
	    (struct server_view){ .name = name->text.ptr, .span = name->span, .line = name->line };
	b->view = view->name;
	b->view_public = true;
	b->view_wrong_class = !is_internet(s, 2);
	b->raw_view = b->raw_options;
	read_inside(b, in, LEVEL_VIEW);
	view->public = b->view_public;
	/* the first of that name has said what it is */
	if (b->view_wrong_class || keyset_add(&b->conf->view_names, name->text, view) != view)
		b->conf->views.len -= sizeof *view;
	b->view = NULL;
	b->view_wrong_class = false;
	b->raw_view = b->raw_options;
}

static void
take_block(struct bind *b, struct server_text *in, const struct statement *s)
{
	const struct server_word *first = &s->words[0];
	struct list_says says;

	if (b->level <= LEVEL_VIEW && b->level != LEVEL_OPTIONS && s->count > 1 &&
	    is(first, "zone")) {
		b->zone =
		    (struct zone_block){ .name = s->words[1], .wrong_class = !is_internet(s, 2) };
		read_inside(b, in, LEVEL_ZONE);
		end_zone(b, in);
	} else if (b->level == LEVEL_TOP && s->count > 1 && is(first, "view")) {
		read_view(b, in, s);
	} else if (b->level == LEVEL_TOP && s->count > 0 && is(first, "options")) {
		read_inside(b, in, LEVEL_OPTIONS);
	} else {
		says = read_list(b, in);
		if (s->count == 0)
			return;
		if (b->level == LEVEL_TOP && s->count > 1 && is(first, "acl") && says.everybody)
			keyset_add(&b->open, s->words[1].text, b);
		else if (b->level == LEVEL_VIEW && is(first, "match-clients"))
			b->view_public = says.everybody;
		else if (b->level == LEVEL_ZONE && is(first, "allow-update"))
			b->zone.dynamic = says.somebody;
		else if (b->level == LEVEL_ZONE && is(first, "update-policy"))
			b->zone.dynamic = true;
	}
}

/*
 * One statement, whose first token is t, to its semicolon.  False: the block or the file ends
 * before that.
 */
static bool
read_statement(struct bind *b, struct server_text *in, struct token *t)
{
	struct statement s = { .count = 0 };
	bool blocks = false;

	for (;; next_token(in, t)) {
		switch (t->kind) {
		case TOKEN_WORD:
			if (s.count < WORDS_MOST && !blocks)
				s.words[s.count++] = t->word;
			break;
		case TOKEN_OPEN:
			/* what stands between a block and the semicolon bears on nothing here */
			if (blocks)
				read_list(b, in);
			else
				take_block(b, in, &s);
			blocks = true;
			break;
		case TOKEN_SEMICOLON:
			if (!blocks)
				take_simple(b, in, &s);
			return true;
		default:
			complain_at(in, t, "a semicolon is missing before this");
			if (!blocks)
				take_simple(b, in, &s);
			return false;
		}
	}
}

/* To the end of the file; of a block to its closing brace. */
static void
read_statements(struct bind *b, struct server_text *in, bool block)
{
	struct token t;

	for (;;) {
		if (next_token(in, &t) == TOKEN_SEMICOLON)
			continue;
		if (t.kind == TOKEN_WORD || t.kind == TOKEN_OPEN)
			if (read_statement(b, in, &t))
				continue;
		if (t.kind == TOKEN_CLOSE && !block) {
			complain_at(in, &t, "this brace closes nothing");
			continue;
		}
		if (t.kind == TOKEN_END && block)
			complain_at(in, &t, "a block is not closed before the end of the file");
		return;
	}
}

/* ---- the whole ---- */

/* "VIEW ORIGIN", for a table. */
static struct str
zone_key(struct server_conf *conf, const struct server_zone *z, const char *view)
{
	struct buf key = { 0 };
	struct str kept;

	buf_text(&key, view);
	buf_char(&key, '\0');
	buf_bytes(&key, z->origin, z->origin[0] + 1u);
	kept = (struct str){ arena_copy(&conf->arena, buf_view(&key)), key.len };
	buf_free(&key);
	return kept;
}

/* Zones that are those of other views: "in-view". */
static void
complete_shared(struct bind *b, size_t first)
{
	struct server_zone *zones = VEC_AT(&b->conf->zones, struct server_zone, 0);
	size_t count = VEC_COUNT(&b->conf->zones, struct server_zone);
	struct keyset known = { 0 };

	for (size_t i = first; i < count; i++)
		if (zones[i].view != NULL && zones[i].target != NULL)
			keyset_add(&known, zone_key(b->conf, &zones[i], zones[i].view), &zones[i]);
	for (size_t i = 0; i < VEC_COUNT(&b->shared, struct shared); i++) {
		const struct shared *s = VEC_AT(&b->shared, struct shared, i);
		struct server_zone *z = &zones[s->zone];
		const struct server_zone *of = keyset_find(&known, zone_key(b->conf, z, s->view));

		if (of == NULL)
			continue;
		z->target = of->target;
		z->role = of->role;
		z->dynamic = of->dynamic;
		z->raw = of->raw;
	}
	keyset_clear(&known);
}

void
server_bind(struct server_text *in)
{
	struct server_conf *conf = in->conf;
	struct bind b = { .conf = conf };
	size_t first = VEC_COUNT(&conf->zones, struct server_zone);

	vec_reserve(&b.shared, SERVER_ZONES_MAX, sizeof(struct shared));
	read_statements(&b, in, false);
	if (b.shared.len > 0)
		complete_shared(&b, first);
	for (size_t i = first; i < VEC_COUNT(&conf->zones, struct server_zone); i++) {
		struct server_zone *z = VEC_AT(&conf->zones, struct server_zone, i);

		z->target = server_join(conf, b.directory, z->target);
	}
	vec_free(&b.shared);
	keyset_clear(&b.open);
}
