/* fix/layout.c -- new lines as the neighbours write theirs */
#include "fix/layout.h"

#include "dns/rrtype.h"

#define TAB 8

/* Neighbours looked at on each side. */
#define AROUND 8

/* ---- columns ---- */

static size_t
column_of(struct str line)
{
	size_t column = 0;

	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = (uint8_t)line.ptr[i];

		if (c == '\t')
			column += TAB - column % TAB;
		else if (c < 0x80 || c >= 0xc0)
			column++;
	}
	return column;
}

/* The column of byte off, counted from where its line begins. */
static size_t
column_at(const struct body *b, uint32_t off)
{
	uint32_t begin = off;

	while (begin > 0 && b->text[begin - 1] != '\n')
		begin--;
	return column_of((struct str){ b->text + begin, off - begin });
}

/* The blanks before byte off. */
static struct str
gap_before(const struct body *b, uint32_t off)
{
	uint32_t begin = off;

	while (begin > 0 && (b->text[begin - 1] == ' ' || b->text[begin - 1] == '\t'))
		begin--;
	return (struct str){ b->text + begin, off - begin };
}

/* Append blanks of the gap's kind up to a column, at least one. */
static void
fill(struct buf *out, size_t line_begin, size_t column, struct str gap)
{
	size_t now = column_of((struct str){ out->ptr + line_begin, out->len - line_begin });
	bool tabs = gap.len > 0 && memchr(gap.ptr, '\t', gap.len) != NULL;
	bool spaces = gap.len == 0 || gap.ptr[gap.len - 1] == ' ';
	size_t begin = out->len;

	while (tabs && now + TAB - now % TAB <= column) {
		buf_char(out, '\t');
		now += TAB - now % TAB;
	}
	if (spaces && now < column)
		buf_fill(out, ' ', column - now);
	if (out->len == begin)
		buf_char(out, tabs ? '\t' : ' ');
}

/* ---- names ---- */

/* The name without its last labels, no final dot. */
static void
put_relative(const struct dname *name, const struct dname *origin, struct buf *out)
{
	struct dname prefix = { .len = (uint8_t)(name->len - origin->len + 1) };

	memcpy(prefix.wire, name->wire, prefix.len - 1u);
	prefix.wire[prefix.len - 1] = 0;
	dname_print(&prefix, out);
	out->len--;
}

void
layout_name(
    const struct body *b, uint32_t entry, const struct dname *name, bool relative, struct buf *out)
{
	const struct dname *origin = &b->origins[b->entries[entry].origin];

	if (relative && dname_equal(name, origin))
		buf_char(out, '@');
	else if (relative && origin->len > 1 && dname_below(name, origin))
		put_relative(name, origin, out);
	else
		dname_print(name, out);
}

static bool
is_relative(struct str text)
{
	return text.len > 0 && text.ptr[text.len - 1] != '.';
}

/* Letters, and all of them upper case. */
static bool
is_upper(struct str text)
{
	bool upper = false;

	for (size_t i = 0; i < text.len; i++) {
		upper |= text.ptr[i] >= 'A' && text.ptr[i] <= 'Z';
		if (text.ptr[i] >= 'a' && text.ptr[i] <= 'z')
			return false;
	}
	return upper;
}

static void
make_upper(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'a' && text[i] <= 'z')
			text[i] = (char)(text[i] - 'a' + 'A');
}

/* ---- models ---- */

/* A record on one line, with one token of data: "10 IN PTR a.example." */
static bool
is_model(struct body *b, uint32_t entry, uint16_t type)
{
	const struct entry *e = &b->entries[entry];
	const struct lexed *l;
	struct parts parts;
	const struct token *last;

	if (e->kind != ENTRY_RECORD || (type != 0 && e->type != type) ||
	    !body_entry(b, entry, &l, &parts) || l->count != parts.rdata + 1)
		return false;
	last = &l->tokens[l->count - 1];
	for (uint32_t i = e->begin; i < last->off; i++)
		if (b->text[i] == '(' || b->text[i] == '\n' || b->text[i] == '"')
			return false;
	return !last->quoted;
}

/* The nearest model around the place of a pointer in the order; with an owner when there is one. */
static uint32_t
model_near(struct body *b, size_t place, uint32_t number, uint16_t type)
{
	for (size_t d = 0; d < AROUND; d++)
		for (unsigned side = 0; side < 2; side++) {
			size_t i = side == 0 ? place - 1 - d : place + d;
			uint32_t entry;

			if (i >= b->pointer_count || b->pointers[i].origin != number)
				continue;
			entry = b->entries[b->pointers[i].entry].head;
			if (entry == b->pointers[i].entry && is_model(b, entry, type))
				return entry;
		}
	return BODY_NONE;
}

/* Any record to write like when no pointer is near: an NS record, say. */
static uint32_t
model_anywhere(struct body *b, uint16_t type)
{
	uint32_t found = BODY_NONE;

	for (size_t i = 0; i < b->pointer_count && i < 64; i++)
		if (b->entries[b->pointers[i].entry].head == b->pointers[i].entry &&
		    is_model(b, b->pointers[i].entry, type))
			return b->pointers[i].entry;
	for (uint32_t i = 0; i < b->count && i < 64; i++)
		if (b->entries[i].type == RRTYPE_NS && is_model(b, i, RRTYPE_NS)) {
			found = i;
			if (b->entries[i].head == i)
				return i;
		}
	return found;
}

/* ---- spots ---- */

/* Behind an entry and those that take their owner from it. */
static void
spot_behind(const struct body *b, uint32_t entry, struct spot *out)
{
	uint32_t head = b->entries[entry].head;

	for (uint32_t i = entry + 1; i < b->count; i++) {
		if (b->entries[i].kind == ENTRY_RECORD && b->entries[i].head != head)
			break;
		if (b->entries[i].kind == ENTRY_RECORD && i != b->entries[i].head)
			entry = i;
	}
	out->at = b->entries[entry].next;
	out->entry = entry + 1;
}

/* The first pointer whose origin is not before (or, with after, is behind) a name. */
static size_t
origin_bound(const struct body *b, const struct dname *origin, bool after)
{
	size_t lo = 0, hi = b->pointer_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c =
		    dname_compare(&b->origins[b->entries[b->pointers[mid].entry].origin], origin);

		if (c < 0 || (after && c == 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The pointers under the longest origin above a name that has any. */
static bool
find_range(const struct body *b, const struct dname *owner, size_t *from, size_t *to)
{
	unsigned labels = dname_labels(owner);

	for (unsigned i = 0; i <= labels; i++) {
		struct dname origin = dname_parent(owner, i);

		*from = origin_bound(b, &origin, false);
		*to = origin_bound(b, &origin, true);
		if (*from < *to)
			return true;
	}
	return false;
}

/* The last record under the longest origin that fits; without any, the last of the file. */
static void
spot_without_pointers(struct body *b, const struct dname *owner, struct spot *out)
{
	uint32_t best = BODY_NONE, last = 0;
	uint8_t best_len = 0;

	for (uint32_t i = 0; i < b->count; i++) {
		const struct entry *e = &b->entries[i];
		const struct dname *origin = &b->origins[e->origin];

		if (e->kind != ENTRY_RECORD)
			continue;
		last = i;
		if (dname_below(owner, origin) && origin->len >= best_len) {
			best = i;
			best_len = origin->len;
		}
	}
	spot_behind(b, best != BODY_NONE ? best : last, out);
}

void
layout_spot(struct body *b, const struct dname *owner, uint16_t type, struct spot *out)
{
	struct order_key key = order_key(owner, &b->apex);
	size_t from = 0, to = 0, lo, hi;
	const struct pointer *p;
	uint32_t number;

	*out = (struct spot){ .model = BODY_NONE };
	if (!find_range(b, owner, &from, &to)) {
		spot_without_pointers(b, owner, out);
		out->model = model_anywhere(b, type);
		if (out->model == BODY_NONE || b->entries[out->model].type == RRTYPE_NS)
			out->model = model_anywhere(b, 0);
		return;
	}
	for (lo = from, hi = to; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		p = &b->pointers[mid];
		if (order_compare(&p->key, p->owner, &key, owner) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	p = &b->pointers[lo > from ? lo - 1 : lo];
	number = p->origin;
	out->model = model_near(b, lo, number, type);
	if (out->model == BODY_NONE)
		out->model = model_near(b, lo, number, 0);
	if (b->sections[b->entries[p->entry].section].unordered) {
		spot_behind(b, b->sections[b->entries[p->entry].section].last, out);
	} else if (lo > from) {
		spot_behind(b, p->entry, out);
	} else {
		out->entry = b->entries[p->entry].head;
		out->at = b->entries[out->entry].begin;
	}
}

/* The TTL that a record writes, or nothing. */
static struct str
written_ttl(struct body *b, uint32_t entry)
{
	const struct lexed *l;
	struct parts parts;

	return body_entry(b, entry, &l, &parts) && parts.ttl != PART_NONE
	           ? l->tokens[parts.ttl].text
	           : STR("");
}

struct str
layout_ttl(struct body *b, const struct spot *spot)
{
	uint32_t from = spot->model > AROUND ? spot->model - AROUND : 0;
	struct str texts[2 * AROUND + 1];
	size_t count = 0, best = 0, most = 0;

	if (spot->model == BODY_NONE)
		return STR("");
	texts[count++] = written_ttl(b, spot->model);
	for (uint32_t i = from; i < b->count && i < spot->model + AROUND; i++)
		if (i != spot->model && b->entries[i].kind == ENTRY_RECORD &&
		    b->entries[i].type == b->entries[spot->model].type)
			texts[count++] = written_ttl(b, i);
	for (size_t i = 0; i < count; i++) {
		size_t same = 0;

		for (size_t k = 0; k < count; k++)
			same += str_equal(texts[i], texts[k]);
		if (same > most) {
			most = same;
			best = i;
		}
	}
	return texts[best];
}

/* ---- lines ---- */

/* Fields stand below each other though owners differ in length: one blank may end a column. */
static bool
is_aligned(struct body *b, uint32_t model)
{
	uint32_t from = model > AROUND ? model - AROUND : 0, owner_len;
	const struct lexed *l;
	struct parts parts;
	size_t column;

	if (model == BODY_NONE || !body_entry(b, model, &l, &parts) || parts.owner == PART_NONE)
		return false;
	owner_len = l->tokens[0].len;
	column = column_at(b, l->tokens[1].off);
	for (uint32_t i = from; i < b->count && i < model + AROUND; i++)
		if (i != model && b->entries[i].kind == ENTRY_RECORD && b->entries[i].head == i &&
		    body_entry(b, i, &l, &parts) && l->tokens[0].len != owner_len)
			return column_at(b, l->tokens[1].off) == column;
	return false;
}

/* What a line is put together from. */
struct writer {
	struct body *b;
	struct buf *out;
	size_t begin; /* of the line in out */
	uint32_t model_begin;
	bool aligned;
};

/* A field in the column of the model's token. */
static void
put_field(struct writer *w, uint32_t token_off, struct str text)
{
	struct str gap = gap_before(w->b, token_off);

	if (gap.len == 1 && *gap.ptr == ' ' && !w->aligned)
		buf_char(w->out, ' ');
	else
		fill(w->out, w->begin, column_at(w->b, token_off), gap);
	buf_str(w->out, text);
}

static void
put_end(struct body *b, const struct spot *spot, struct buf *out)
{
	uint32_t next =
	    spot->model != BODY_NONE ? b->entries[spot->model].next : b->entries[0].next;

	buf_text(out,
	    next >= 2 && b->text[next - 1] == '\n' && b->text[next - 2] == '\r' ? "\r\n" : "\n");
}

static void
put_owner(struct body *b, const struct spot *spot, const struct new_line *line,
    const struct token *model, struct buf *out)
{
	size_t begin = out->len;

	layout_name(b, spot->entry, line->owner, model == NULL || is_relative(model->text), out);
	if (model != NULL && is_upper(model->text))
		make_upper(out->ptr + begin, out->len - begin);
}

/* No model: tabs, and the class written out. */
static void
put_plain(struct body *b, const struct spot *spot, const struct new_line *line, struct buf *out)
{
	char type[16];

	put_owner(b, spot, line, NULL, out);
	buf_char(out, '\t');
	if (line->write_ttl) {
		buf_str(out, line->ttl);
		buf_char(out, '\t');
	}
	buf_put(out, "IN\t%s\t", rrtype_text(line->type, type));
	dname_print(line->target, out);
}

/* TTL, class and type in the model's order. */
static void
put_middle(
    struct writer *w, const struct new_line *line, const struct lexed *l, const struct parts *parts)
{
	char name[16], *type = name;
	size_t first = parts->owner == PART_NONE ? 0 : 1;

	rrtype_text(line->type, name);
	for (size_t i = first; i <= parts->type; i++) {
		const struct token *t = &l->tokens[i];

		if (i == first && line->write_ttl && parts->ttl == PART_NONE) {
			put_field(w, t->off, line->ttl);
			/* the column is taken: the rest follows it */
			buf_char(w->out, *gap_before(w->b, t->off).ptr == '\t' ? '\t' : ' ');
			buf_str(w->out, i == parts->type ? str_of(type) : t->text);
			continue;
		}
		if (i == parts->ttl) {
			if (line->write_ttl)
				put_field(w, t->off, line->ttl);
			continue;
		}
		if (i == parts->type && t->text.ptr[0] >= 'a')
			for (char *c = type; *c != '\0'; c++)
				*c = (char)ascii_lower((uint8_t)*c);
		put_field(w, t->off, i == parts->type ? str_of(type) : t->text);
	}
}

void
layout_line(struct body *b, const struct spot *spot, const struct new_line *line, struct buf *out)
{
	struct writer w = { .b = b, .out = out, .begin = out->len };
	struct buf target = { 0 };
	const struct lexed *l;
	struct parts parts;
	bool relative;

	if (spot->at > 0 && b->text[spot->at - 1] != '\n') {
		put_end(b, spot, out);
		w.begin = out->len;
	}
	w.aligned = is_aligned(b, spot->model);
	if (spot->model == BODY_NONE || !body_entry(b, spot->model, &l, &parts)) {
		put_plain(b, spot, line, out);
		put_end(b, spot, out);
		return;
	}
	put_owner(b, spot, line, parts.owner == PART_NONE ? NULL : &l->tokens[0], out);
	put_middle(&w, line, l, &parts);
	relative = is_relative(l->tokens[parts.rdata].text);
	layout_name(b, spot->entry, line->target, relative, &target);
	put_field(&w, l->tokens[parts.rdata].off, buf_view(&target));
	buf_free(&target);
	put_end(b, spot, out);
}

/* Do pointers near this one write their targets relative? */
static bool
neighbours_relative(struct body *b, uint32_t entry)
{
	uint32_t from = entry > AROUND ? entry - AROUND : 0;

	for (uint32_t i = from; i < b->count && i < entry + AROUND; i++) {
		const struct lexed *l;
		struct parts parts;

		if (i != entry && b->entries[i].kind == ENTRY_RECORD &&
		    b->entries[i].type == b->entries[entry].type && body_entry(b, i, &l, &parts) &&
		    l->count > parts.rdata)
			return is_relative(l->tokens[parts.rdata].text);
	}
	return false;
}

void
layout_target(struct body *b, uint32_t entry, const struct dname *target, struct buf *out)
{
	layout_name(b, entry, target, neighbours_relative(b, entry), out);
}

void
layout_owner(
    struct body *b, uint32_t entry, const struct dname *owner, struct buf *out, uint32_t *len)
{
	uint32_t begin = b->entries[entry].begin, head = b->entries[entry].head;
	bool same = b->entries[head].origin == b->entries[entry].origin;
	struct str gap = { b->text + begin, 0 };
	size_t line = out->len;
	const struct lexed *l;
	struct parts parts;

	while (gap.ptr[gap.len] == ' ' || gap.ptr[gap.len] == '\t')
		gap.len++;
	if (same && body_entry(b, head, &l, &parts))
		buf_bytes(out, b->text + l->tokens[0].off, l->tokens[0].len);
	else
		layout_name(b, entry, owner, false, out);
	fill(out, line, column_of(gap), gap);
	*len = (uint32_t)gap.len;
}
