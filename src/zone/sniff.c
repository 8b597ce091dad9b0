/*
 * zone/sniff.c -- is this file a zone?  Lines are sorted into good, junk and neither; nothing is
 * read.
 */
#include "zone/sniff.h"

#ifdef __SSE2__
# include <emmintrin.h>
#endif

#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "zone/comment.h"

/*
 * Lines looked at below a SOA that stands among doubtful lines, and the most that one entry may
 * have.
 */
#define LINES_BELOW 40
#define ENTRY_LINES 64
/* Text that is no zone is left after so many lines of junk. */
#define JUNK_MOST 16
#define TOKENS    12

struct line {
	struct str text; /* without its end */
	uint32_t off, number;
	struct str tokens[TOKENS]; /* parentheses left out, quotes taken off */
	unsigned count;
	bool indented;
	bool cut;  /* more tokens than fit */
	int depth; /* parentheses opened less those closed */
};

struct scan {
	struct str text;
	size_t at;
	uint32_t lines;
	char end; /* LF, or CR where a file has no LF at all */
	bool cut;
};

enum line_kind { LINE_NOTHING, LINE_JUNK, LINE_MARKUP, LINE_DIRECTIVE, LINE_RECORD };

/* Where the words of a record are among a line's tokens. */
struct shape {
	unsigned type_at; /* token of the type */
	uint16_t type;
	bool owner, class;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool
starts_with(struct str s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.ptr, text, len) == 0;
}

static void
scan_begin(struct scan *s, struct str text, bool cut)
{
	*s = (struct scan){ .text = text, .end = '\n', .cut = cut };
	if (starts_with(text, "\xEF\xBB\xBF"))
		s->at = 3;
	if (text.len > 0 && memchr(text.ptr, '\n', text.len) == NULL)
		s->end = '\r';
}

/* The next line, its tokens not yet found; a line that is cut off is none. */
static bool
scan_next(struct scan *s, struct line *l)
{
	const char *begin = s->text.ptr + s->at, *end;

	if (s->at >= s->text.len)
		return false;
	end = memchr(begin, s->end, s->text.len - s->at);
	if (end == NULL && s->cut)
		return false;
	if (end == NULL)
		end = s->text.ptr + s->text.len;
	l->text = (struct str){ begin, (size_t)(end - begin) };
	l->off = (uint32_t)s->at;
	l->number = ++s->lines;
	s->at += l->text.len + 1;
	return true;
}

/* One token from at on; a quoted one loses its quotes, and ends with the line at the latest. */
static size_t
token_end(struct str text, size_t at, struct str *token)
{
	size_t begin = at;

	if (text.ptr[at] == '"') {
		begin = ++at;
		while (at < text.len && text.ptr[at] != '"')
			at += text.ptr[at] == '\\' ? 2 : 1;
		if (at > text.len)
			at = text.len;
		*token = (struct str){ text.ptr + begin, at - begin };
		return at + (at < text.len);
	}
	while (at < text.len && !is_blank(text.ptr[at]) && memchr("();\"", text.ptr[at], 4) == NULL)
		at += text.ptr[at] == '\\' ? 2 : 1;
	if (at > text.len)
		at = text.len;
	*token = (struct str){ text.ptr + begin, at - begin };
	return at;
}

static void
split(struct line *l)
{
	const struct str t = l->text;

	l->count = 0;
	l->depth = 0;
	l->cut = false;
	l->indented = t.len > 0 && is_blank(t.ptr[0]);
	for (size_t at = 0; at < t.len && t.ptr[at] != ';';) {
		struct str token;

		if (is_blank(t.ptr[at])) {
			at++;
		} else if (t.ptr[at] == '(' || t.ptr[at] == ')') {
			l->depth += t.ptr[at++] == '(' ? 1 : -1;
		} else {
			at = token_end(t, at, &token);
			if (l->count < TOKENS)
				l->tokens[l->count++] = token;
			else
				l->cut = true;
		}
	}
}

static bool
is_class(struct str t)
{
	if (t.len == 2) {
		char a = (char)ascii_lower((uint8_t)t.ptr[0]),
		     b = (char)ascii_lower((uint8_t)t.ptr[1]);

		return (a == 'i' && b == 'n') || (a == 'c' && b == 'h') || (a == 'h' && b == 's');
	}
	return t.len > 5 && t.len < 11 && str_equal_fold((struct str){ t.ptr, 5 }, STR("CLASS"));
}

/* RDATA that could not be meant for this type tells prose ("use a record") from records. */
static bool
rdata_possible(const struct line *l, unsigned at, uint16_t type)
{
	const struct str *t = &l->tokens[at];

	if (at >= l->count)
		return l->depth > 0;
	/* queries only, "any" among them */
	if (type >= 250 && type <= 255)
		return false;
	if (type == RRTYPE_A)
		return t->len > 0 && ((t->ptr[0] >= '0' && t->ptr[0] <= '9') || t->ptr[0] == '{');
	if (type == RRTYPE_AAAA)
		return memchr(t->ptr, ':', t->len) != NULL || (t->len > 0 && t->ptr[0] == '{');
	return true;
}

/*
 * [owner] and TTL and class in any order, then a type; or a class in capitals, then a type
 * unknown to us.
 */
static bool
find_shape(const struct line *l, struct shape *out)
{
	unsigned i = l->indented ? 0 : 1;
	bool capitals = false;

	*out = (struct shape){ .owner = !l->indented };
	for (; i < l->count; i++) {
		if (is_class(l->tokens[i])) {
			out->class = true;
			capitals = l->tokens[i].ptr[0] < 'a';
		} else if (!ttl_looks_like(l->tokens[i])) {
			break;
		}
	}
	if (i >= l->count)
		return false;
	out->type_at = i;
	if (rrtype_parse(l->tokens[i], &out->type))
		return rdata_possible(l, i + 1, out->type);
	return capitals && i + 1 < l->count;
}

/*
 * Lines that others put into zone files: comments of other languages, templates, merge conflicts.
 */
static bool
is_tolerated(struct str t)
{
	static const char *const starts[] = { "#", "//", "/*", "*/", "--", "{%", "{{", "{#", "<%",
		"%%", "<<<<<<<", "=======", ">>>>>>>", "|||||||" };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (starts_with(t, starts[i]))
			return true;
	return false;
}

/* Programs, fenced examples and markup are no zones, whatever stands in them. */
static bool
is_markup(const struct line *l)
{
	const struct str t = l->text;

	if (starts_with(t, "```") || starts_with(t, "~~~"))
		return true;
	if (l->number == 1 && starts_with(t, "#!"))
		return true;
	return t.len > 1 && t.ptr[0] == '<' &&
	       ((ascii_lower((uint8_t)t.ptr[1]) >= 'a' && ascii_lower((uint8_t)t.ptr[1]) <= 'z') ||
	           t.ptr[1] == '!' || t.ptr[1] == '?');
}

/* "$ORIGIN", and what is misspelt so that it still shows; "$name = …" is another language. */
static bool
is_directive(const struct line *l)
{
	const struct str t = l->tokens[0];

	if (t.len < 3 || t.len > 12 || l->count < 2 || str_equal(l->tokens[1], STR("=")))
		return false;
	if (str_equal_fold(t, STR("$ORIGIN")) || str_equal_fold(t, STR("$TTL")) ||
	    str_equal_fold(t, STR("$INCLUDE")) || str_equal_fold(t, STR("$GENERATE")))
		return true;
	for (size_t i = 1; i < t.len; i++)
		if (t.ptr[i] < 'A' || t.ptr[i] > 'Z')
			return false;
	return true;
}

static enum line_kind
classify(struct line *l, struct shape *shape)
{
	if (l->text.len == 0 || l->text.ptr[0] == ';')
		return LINE_NOTHING;
	if (is_markup(l))
		return LINE_MARKUP;
	split(l);
	if (l->count == 0)
		return LINE_NOTHING;
	if (l->text.ptr[0] == '$')
		return is_directive(l) ? LINE_DIRECTIVE : LINE_JUNK;
	if (find_shape(l, shape))
		return LINE_RECORD;
	return is_tolerated(l->tokens[0]) ? LINE_NOTHING : LINE_JUNK;
}

static bool
ends_in_dot(struct str t)
{
	size_t slashes = 0;

	if (t.len == 0 || t.ptr[t.len - 1] != '.')
		return false;
	while (slashes + 1 < t.len && t.ptr[t.len - 2 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 0;
}

/* The name that token means below origin; false, out untouched, when it is none. */
static bool
read_name(
    const struct line *l, struct str token, const struct sniff_name *origin, struct sniff_name *out)
{
	struct sniff_name name;

	if (!dname_parse(token, &origin->name, &name.name, NULL))
		return false;
	name.absolute = origin->absolute || ends_in_dot(token);
	name.off = l->off + (uint32_t)(token.ptr - l->text.ptr);
	name.len = (uint32_t)token.len;
	name.line = l->number;
	*out = name;
	return true;
}

/* ---- "; ptrlint: origin=…" ---- */

/* Where the comment of the line begins, or at its end. */
static size_t
comment_at(struct str line)
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == '\\')
			i++;
		else if (line.ptr[i] == '"')
			quoted = !quoted;
		else if (line.ptr[i] == ';' && !quoted)
			return i;
	}
	return line.len;
}

static void
take_directive(struct sniff *out, struct str text, const char *semicolon, const char *end)
{
	struct comment_item item;
	struct comment c;

	if (!comment_begin(&c, (struct str){ semicolon, (size_t)(end - semicolon) }))
		return;
	while (comment_next(&c, &item)) {
		bool origin = item.kind == COMMENT_ORIGIN;
		struct str *said = origin ? &out->said_origin : &out->said_view;

		if ((!origin && item.kind != COMMENT_VIEW) || said->len > 0)
			continue;
		*said = item.value;
		if (!origin && out->said_origin.len > 0)
			continue;
		out->said_off = (uint32_t)(semicolon - text.ptr) + item.off;
		out->said_len = item.len;
		out->said_line = 1;
		for (const char *p = text.ptr;
		     (p = memchr(p, '\n', (size_t)(semicolon - p))) != NULL; p++)
			out->said_line++;
	}
}

static const char mark[] = "ptrlint:";
#define MARK_LEN (sizeof mark - 1)

/*
 * The next mark, or NULL.  All that is looked at of most files passes through here, so 16 places
 * at a time are tried for its first and last letter.
 */
static const char *
find_mark(const char *at, const char *end)
{
#ifdef __SSE2__
	const __m128i first = _mm_set1_epi8(mark[0]), last = _mm_set1_epi8(mark[MARK_LEN - 1]);

	for (; end - at >= (ptrdiff_t)(16 + MARK_LEN - 1); at += 16) {
		__m128i a = _mm_loadu_si128((const void *)at);
		__m128i b = _mm_loadu_si128((const void *)(at + MARK_LEN - 1));
		unsigned hits = (unsigned)_mm_movemask_epi8(
		    _mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));

		for (; hits != 0; hits &= hits - 1) {
			const char *hit = at + __builtin_ctz(hits);

			if (memcmp(hit, mark, MARK_LEN) == 0)
				return hit;
		}
	}
#endif
	return memmem(at, (size_t)(end - at), mark, MARK_LEN);
}

static void
find_directives(struct sniff *out, struct str text, bool cut)
{
	size_t at = 0;

	while (at < text.len && (out->said_origin.len == 0 || out->said_view.len == 0)) {
		const char *hit = find_mark(text.ptr + at, text.ptr + text.len);
		const char *begin, *end;
		struct str line;

		if (hit == NULL)
			return;
		begin = memrchr(text.ptr + at, '\n', (size_t)(hit - text.ptr) - at);
		begin = begin == NULL ? text.ptr + at : begin + 1;
		end = memchr(hit, '\n', text.len - (size_t)(hit - text.ptr));
		if (end == NULL && cut)
			return;
		if (end == NULL)
			end = text.ptr + text.len;
		line = (struct str){ begin, (size_t)(end - begin) };
		line.ptr += comment_at(line);
		if (line.ptr < hit)
			take_directive(out, text, line.ptr, end);
		at = (size_t)(end - text.ptr);
	}
}

/* ---- SOA ---- */

/* Add the tokens of an entry's further lines to those of its first. */
static void
join_entry(struct scan *s, struct line *l)
{
	struct line more;

	for (unsigned n = 0; l->depth > 0 && n < ENTRY_LINES && scan_next(s, &more); n++) {
		split(&more);
		for (unsigned i = 0; i < more.count && l->count < TOKENS; i++)
			l->tokens[l->count++] = more.tokens[i];
		l->depth += more.depth;
	}
}

/*
 * Two names and at least three numbers: what a template leaves out is at most the serial and a
 * timer.
 */
static bool
soa_rdata_fits(const struct line *l, unsigned at)
{
	unsigned numbers = 0;
	struct dname name;

	if (at + 2 > l->count || !dname_parse(l->tokens[at], NULL, &name, NULL) ||
	    !dname_parse(l->tokens[at + 1], NULL, &name, NULL))
		return false;
	for (unsigned i = at + 2; i < l->count; i++)
		numbers += ttl_looks_like(l->tokens[i]);
	return numbers >= 3;
}

/* Lines below the SOA, as long as they may still change the mind about it. */
static void
count_below(struct scan s, uint32_t *good, uint32_t *junk)
{
	struct line l;

	for (unsigned n = 0; n < LINES_BELOW && scan_next(&s, &l); n++) {
		struct shape shape;
		enum line_kind kind = classify(&l, &shape);

		if (kind == LINE_MARKUP)
			*junk += JUNK_MOST;
		else if (kind == LINE_JUNK)
			(*junk)++;
		else if (kind != LINE_NOTHING)
			(*good)++;
		if (kind == LINE_RECORD)
			join_entry(&s, &l);
	}
}

/*
 * Is the record on l, of type SOA, that of a zone file?  A sound one with its class is; one in
 * doubtful company must be sound and have a zone around it, a broken one only good company.
 */
static bool
soa_believed(
    const struct scan *s, const struct line *l, const struct shape *shape, const struct sniff *out)
{
	bool sound = soa_rdata_fits(l, shape->type_at + 1);
	bool at = shape->owner && str_equal(l->tokens[0], STR("@"));
	uint32_t good = 0, junk = 0;

	if (sound && out->junk == 0 && (shape->class || at || out->good > 0))
		return true;
	count_below(*s, &good, &junk);
	if (!sound && (out->junk > 0 || !(shape->class || at) || good + out->good == 0))
		return false;
	if (out->junk > 1 + out->good / 4 || (out->junk > 0 && out->good + good < 2))
		return false;
	return junk <= 2 * (good + out->good) + 2;
}

static void
take_soa(struct sniff *out, const struct line *l, const struct shape *shape)
{
	const struct str type = l->tokens[shape->type_at];
	const char *begin = shape->owner ? l->tokens[0].ptr : type.ptr;

	out->soa = true;
	out->soa_off = l->off + (uint32_t)(begin - l->text.ptr);
	out->soa_len = (uint32_t)(type.ptr + type.len - begin);
	out->soa_line = l->number;
	out->owner = out->origin;
	out->owner_given = shape->owner && !str_equal(l->tokens[0], STR("@"));
	/* an owner that is no name says nothing; the reader will speak of it */
	if (out->owner_given && !read_name(l, l->tokens[0], &out->origin, &out->owner))
		out->owner = (struct sniff_name){ .name = DNAME_ROOT };
}

static void
take_include(struct sniff *out, const struct line *l, struct arena *arena)
{
	struct sniff_include *inc = arena_alloc(arena, sizeof *inc), **last = &out->includes;
	const struct str path = l->tokens[1];

	while (*last != NULL)
		last = &(*last)->next;
	*last = inc;
	inc->path = arena_copy(arena, path);
	inc->off = l->off;
	inc->len = (uint32_t)(path.ptr + path.len - l->text.ptr);
	inc->line = l->number;
	inc->origin = out->origin;
	if (l->count > 2)
		read_name(l, l->tokens[2], &out->origin, &inc->origin);
}

void
sniff(struct str text, bool cut, bool all, uint64_t *budget, struct arena *arena, struct sniff *out)
{
	struct sniff_name root = { .name = DNAME_ROOT };
	struct shape shape;
	struct scan s;
	struct line l;

	*out = (struct sniff){ .origin = root, .owner = root };
	out->binary =
	    memchr(text.ptr, '\0', text.len < SNIFF_BINARY ? text.len : SNIFF_BINARY) != NULL;
	if (out->binary)
		return;
	find_directives(out, text, cut);
	scan_begin(&s, text, cut);
	while ((all || !out->soa) && scan_next(&s, &l)) {
		switch (classify(&l, &shape)) {
		case LINE_MARKUP:
			out->junk += JUNK_MOST;
			break;
		case LINE_JUNK:
			out->junk++;
			break;
		case LINE_DIRECTIVE:
			out->good++;
			if (!out->soa && str_equal_fold(l.tokens[0], STR("$ORIGIN")))
				read_name(&l, l.tokens[1], &out->origin, &out->origin);
			if (str_equal_fold(l.tokens[0], STR("$INCLUDE")) && *budget > 0) {
				(*budget)--;
				take_include(out, &l, arena);
			}
			break;
		case LINE_RECORD:
			join_entry(&s, &l);
			if (!out->soa && shape.type == RRTYPE_SOA &&
			    soa_believed(&s, &l, &shape, out))
				take_soa(out, &l, &shape);
			out->good++;
			break;
		case LINE_NOTHING:
			break;
		}
		if (!out->soa && out->junk >= JUNK_MOST && out->junk > 1 + out->good / 4)
			return;
	}
}

/* ---- PTR records ---- */

/*
 * The owner of a $GENERATE line: its left-hand side, "$" and all, has the labels of what it
 * makes.
 */
static bool
ptr_owner(const struct line *l, enum line_kind kind, const struct shape *shape,
    const struct sniff_name *origin, struct sniff_name *owner)
{
	if (kind == LINE_DIRECTIVE) {
		if (!str_equal_fold(l->tokens[0], STR("$GENERATE")) || l->count < 5)
			return false;
		for (unsigned i = 3; i + 1 < l->count; i++)
			if (str_equal_fold(l->tokens[i], STR("PTR")))
				return read_name(l, l->tokens[2], origin, owner);
		return false;
	}
	if (kind != LINE_RECORD)
		return false;
	if (shape->owner && !read_name(l, l->tokens[0], origin, owner))
		return false;
	return shape->type == RRTYPE_PTR;
}

bool
sniff_ptr(struct str text, unsigned left, const struct dname *zone)
{
	struct sniff_name origin = { .name = DNAME_ROOT }, owner = origin;
	uint32_t fit = 0, other = 0;
	struct shape shape;
	struct scan s;
	struct line l;

	scan_begin(&s, text, text.len == SNIFF_BYTES);
	while (scan_next(&s, &l)) {
		enum line_kind kind = classify(&l, &shape);

		if (kind == LINE_DIRECTIVE && str_equal_fold(l.tokens[0], STR("$ORIGIN")))
			read_name(&l, l.tokens[1], &origin, &origin);
		if (ptr_owner(&l, kind, &shape, &origin, &owner)) {
			unsigned labels = dname_labels(&owner.name);

			if (owner.absolute ? dname_below(&owner.name, zone) : labels == left)
				fit++;
			else
				other++;
		}
		if (kind == LINE_RECORD)
			join_entry(&s, &l);
	}
	return fit > other;
}

/* ---- what a parent hands on ---- */

/* The name of an NS or CNAME line that is handed on, or would be when it is below the zone. */
static bool
handed_on(const struct line *l, enum line_kind kind, const struct shape *shape,
    const struct sniff_name *origin, const struct sniff_name *owner, struct sniff_name *out)
{
	if (kind == LINE_DIRECTIVE) {
		if (!str_equal_fold(l->tokens[0], STR("$GENERATE")))
			return false;
		for (unsigned i = 3; i + 1 < l->count; i++)
			if (str_equal_fold(l->tokens[i], STR("CNAME")))
				return read_name(l, l->tokens[i + 1], origin, out);
		return false;
	}
	if (kind != LINE_RECORD)
		return false;
	*out = *owner;
	if (shape->type == RRTYPE_NS)
		return true;
	return shape->type == RRTYPE_CNAME && shape->type_at + 1 < l->count &&
	       read_name(l, l->tokens[shape->type_at + 1], origin, out);
}

void
sniff_handed_on(struct str text, bool cut, const struct dname *zone,
    void (*take)(void *arg, const struct dname *name), void *arg)
{
	struct sniff_name origin = { .absolute = true, .name = *zone }, owner = origin, name;
	struct shape shape = { 0 };
	struct scan s;
	struct line l;

	scan_begin(&s, text, cut);
	while (scan_next(&s, &l)) {
		enum line_kind kind = classify(&l, &shape);

		if (kind == LINE_DIRECTIVE && l.count > 1 &&
		    str_equal_fold(l.tokens[0], STR("$ORIGIN")))
			read_name(&l, l.tokens[1], &origin, &origin);
		if (kind == LINE_RECORD && shape.owner)
			read_name(&l, l.tokens[0], &origin, &owner);
		if (handed_on(&l, kind, &shape, &origin, &owner, &name))
			take(arg, &name.name);
		if (kind == LINE_RECORD)
			join_entry(&s, &l);
	}
}
