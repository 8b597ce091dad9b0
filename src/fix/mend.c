/* fix/mend.c -- which repair a finding has, and whether it leaves what it should */
#include "fix/mend.h"

#include <assert.h>
#include <stdlib.h>

#include "base/err.h"

static const struct mender menders[] = {
	{ PROBLEM_FILE_BOM, IN_FILE, FIX_SAFE, "take the byte-order mark away", mend_span },
	{ PROBLEM_FILE_CRLF, IN_FILE, FIX_SAFE, "end all lines in LF", mend_crlf },
	{ PROBLEM_FILE_CR_ONLY, IN_FILE, FIX_SAFE, "end all lines in LF", mend_cr },
	{ PROBLEM_STYLE_TRAILING_SPACE, IN_FILE, FIX_SAFE, "take the blanks away", mend_span },
	{ PROBLEM_STYLE_TABS, IN_LINE, FIX_SAFE, "write blanks for tabs", mend_tabs },
	{ PROBLEM_DIRECTIVE_CASE, IN_DIRECTIVE, FIX_SAFE, "write it in capitals", mend_upper },
	{ PROBLEM_ORIGIN_RELATIVE, IN_DIRECTIVE, FIX_SAFE, "write the whole name", mend_origin },
	{ PROBLEM_INCLUDE_ORIGIN_RELATIVE, IN_DIRECTIVE, FIX_SAFE, "write the whole name",
	    mend_origin },
	{ PROBLEM_TTL_MISSING, IN_RECORD, FIX_SAFE, NULL, mend_ttl },
	{ PROBLEM_TTL_INHERITED, IN_RECORD, FIX_SAFE, NULL, mend_inherited },
	{ PROBLEM_TTL_UNIT_COMPOUND, IN_LINE, FIX_SAFE, "write seconds", mend_seconds },
	{ PROBLEM_STRING_ADJACENT, IN_RECORD, FIX_SAFE, "put a blank between them", mend_gap },
	{ PROBLEM_CLASS_GENERIC, IN_RECORD, FIX_SAFE, "write IN", mend_class },
	{ PROBLEM_FIELD_ORDER, IN_RECORD, FIX_SAFE, "write the TTL first", mend_order },
	{ PROBLEM_STYLE_TYPE_CASE, IN_RECORD, FIX_SAFE, "write it in capitals", mend_upper },
	{ PROBLEM_PAREN_NESTED, IN_RECORD, FIX_SAFE, "take the inner parentheses away",
	    mend_parens },
	{ PROBLEM_OWNER_INHERITED_AFTER_ORIGIN, IN_RECORD, FIX_SAFE, "write the owner",
	    mend_owner },
	{ PROBLEM_OWNER_INHERITED_AFTER_INCLUDE, IN_RECORD, FIX_UNSAFE,
	    "write the owner that BIND takes", mend_owner },
	{ PROBLEM_OWNER_LOOKS_LIKE_TTL, IN_RECORD, FIX_UNSAFE, "put a blank in front of it",
	    mend_indent },
	{ PROBLEM_NAME_QUOTED, IN_RECORD, FIX_SAFE, "take the quotation marks away", mend_quotes },
	{ PROBLEM_FILE_NON_ASCII_TEXT, IN_RECORD, FIX_SAFE, "write the bytes as \\DDD",
	    mend_octets },
	{ PROBLEM_TYPE_GENERIC_FOR_KNOWN, IN_RECORD, FIX_SAFE, "write it by its name", mend_type },
	{ PROBLEM_STYLE_RDATA_CANONICAL, IN_RECORD, FIX_SAFE, "write the canonical form",
	    mend_canonical },
	{ PROBLEM_FILE_LOOKALIKE_CHAR, IN_RECORD, FIX_UNSAFE, "write what was meant",
	    mend_lookalikes },
	{ PROBLEM_ESCAPE_SWALLOWS_SPACE, IN_RECORD, FIX_UNSAFE, "take the backslash away",
	    mend_escape },
	{ PROBLEM_NAME_AT_INSIDE, IN_RECORD, FIX_UNSAFE, "write a dot for \"@\"", mend_at },
	{ PROBLEM_TXT_UNQUOTED, IN_RECORD, FIX_UNSAFE, "put the words into one string", mend_join },
	{ PROBLEM_TXT_COMMENT_CUT, IN_RECORD, FIX_UNSAFE, "quote the value to the end of the line",
	    mend_cut },
};

const struct mender *
mender_of(enum problem problem)
{
	for (size_t i = 0; i < ARRAY_LEN(menders); i++)
		if (menders[i].problem == problem)
			return &menders[i];
	return NULL;
}

/* A record of a megabyte may have many findings, and is read again for each repair. */
#define WORK_BASE  ((uint64_t)16 << 20)
#define WORK_TIMES 64

void
mend_edit(struct mending *m, uint32_t off, uint32_t len, struct str text)
{
	edits_add(m->p, &m->out->edits, off, len, text);
}

/* ---- the test ---- */

/* One record, as it is read from some text. */
struct reading {
	struct dname owner;
	uint32_t ttl;
	uint16_t type;
	bool has_ttl;
	uint8_t *wire;
	size_t len;
};

/* Read what the tokens say in the circumstances of the entry; false when that is no record. */
static bool
read_tokens(struct mending *m, const struct lexed *l, struct reading *out)
{
	const struct dname *origin = &m->b->origins[m->b->entries[m->entry].origin];
	struct parts parts;

	if (l->failed || l->count == 0 || !parts_find(l, &parts) || parts.class_number > 1)
		return false;
	out->type = parts.type_number;
	out->has_ttl = parts.ttl != PART_NONE;
	out->ttl = out->has_ttl && parts.ttl_remark == PROBLEM_NONE ? parts.ttl_seconds : 0;
	if (parts.owner == PART_NONE ? !body_owner(m->b, m->entry, &out->owner)
	                             : !dname_parse(l->tokens[0].text, origin, &out->owner, NULL))
		return false;
	return rdata_parse(out->type, l->tokens + parts.rdata, l->count - parts.rdata, origin,
	    out->wire, &out->len, &rdata_silent);
}

/* The entry's text with the edits made, and room to read behind it. */
static void
edited(const struct mending *m, struct buf *out)
{
	const struct entry *e = &m->b->entries[m->entry];
	uint32_t at = e->begin;

	for (size_t i = 0; i < m->out->edits.count; i++) {
		const struct fix_edit *edit = &m->out->edits.list[i];

		buf_bytes(out, m->b->text + at, edit->off - at);
		buf_str(out, edit->text);
		at = edit->off + edit->len;
	}
	buf_bytes(out, m->b->text + at, e->next - at);
}

/* Do all edits lie in the entry? */
static bool
inside(const struct mending *m)
{
	const struct entry *e = &m->b->entries[m->entry];

	for (size_t i = 0; i < m->out->edits.count; i++) {
		const struct fix_edit *edit = &m->out->edits.list[i];

		if (edit->off < e->begin || edit->off + edit->len > e->next)
			return false;
	}
	return true;
}

static bool
same_reading(const struct reading *a, const struct reading *b)
{
	return a->type == b->type && a->has_ttl == b->has_ttl && a->ttl == b->ttl &&
	       dname_equal(&a->owner, &b->owner) && a->len == b->len &&
	       memcmp(a->wire, b->wire, a->len) == 0;
}

/* Read the record before and after: the same when that is safe, else at least one. */
static bool
reads(struct mending *m)
{
	const struct entry *e = &m->b->entries[m->entry];
	struct reading before = { .wire = m->p->wires }, now = { .wire = m->p->wires + RDATA_MAX };
	struct buf text = { 0 };
	struct lexed lexed = { 0 };
	bool ok;

	assert(m->lexed != NULL);
	m->t->work += e->next - e->begin;
	m->out->put_off = m->t->work > WORK_BASE + WORK_TIMES * m->t->text.len;
	if (m->out->put_off)
		return false;
	edited(m, &text);
	buf_char(&text, '\n');
	memset(buf_room(&text, BODY_PAD), ' ', BODY_PAD);
	lex_entry(
	    (const uint8_t *)text.ptr, 0, (uint32_t)text.len - 1, LIMIT_RECORD_BYTES, &lexed, NULL);
	ok = lexed.next + 1 >= text.len && read_tokens(m, &lexed, &now);
	if (ok)
		m->out->changes =
		    !read_tokens(m, m->lexed, &before) || !same_reading(&before, &now);
	/* another owner has to lie in the zone: in each whose body this is */
	if (ok && m->out->changes && !dname_equal(&before.owner, &now.owner))
		ok = m->t->zones == 1 && dname_below(&now.owner, &m->b->apex);
	lexed_free(&lexed);
	buf_free(&text);
	return ok && !(m->out->changes && m->out->safety == FIX_SAFE);
}

/* ---- finding it ---- */

/* The text as entries, for the first zone whose body it is; false when it cannot be taken apart. */
static bool
take_apart(struct planner *p, struct target *t)
{
	const struct dname *apex = NULL;

	if (t->body_tried)
		return t->body != NULL;
	t->body_tried = true;
	for (size_t i = 0; i < set_zone_count(p->set); i++) {
		const struct zone *zone = set_zone(p->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || zone->spec.file != t->file)
			continue;
		if (t->zones++ == 0)
			apex = &zone->spec.origin;
	}
	if (apex == NULL)
		return false;
	t->body = xcalloc(1, sizeof *t->body);
	if (body_read(t->body, buf_view(&t->text), apex))
		return true;
	body_free(t->body);
	free(t->body);
	t->body = NULL;
	return false;
}

/* Look at the entry that byte off stands in; several findings in a row may ask for the same one. */
static bool
look_at(struct mending *m, uint32_t off)
{
	struct target *t = m->t;

	m->entry = body_find(m->b, off);
	if (m->entry == BODY_NONE)
		return true;
	if (t->looked_at != m->entry || t->lexed.count == 0) {
		lex_entry((const uint8_t *)m->b->text, m->b->entries[m->entry].begin, m->b->len,
		    LIMIT_RECORD_BYTES, &t->lexed, NULL);
		t->looked_at = m->entry;
	}
	m->lexed = &t->lexed;
	for (size_t lo = 0, hi = t->lexed.count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		const struct token *token = &t->lexed.tokens[mid];

		if (off >= token->off && off < token->off + token->len)
			m->token = token;
		if (off < token->off)
			hi = mid;
		else
			lo = mid + 1;
	}
	return !t->lexed.failed && t->lexed.count > 0 &&
	       (m->b->entries[m->entry].kind != ENTRY_RECORD || parts_find(m->lexed, &m->parts));
}

static bool
is_record(const struct mending *m)
{
	return m->entry != BODY_NONE && m->b->entries[m->entry].kind == ENTRY_RECORD;
}

/* Does a comment for us stand at the record?  What it says would be lost with it. */
static bool
is_commented(const struct mending *m)
{
	const struct entry *e = &m->b->entries[m->entry];

	return memmem(m->b->text + e->begin, e->next - e->begin, "ptrlint:", 8) != NULL;
}

/* A record that a finding wants to go; those of $GENERATE stand at a directive. */
static bool
mend_drop(struct mending *m)
{
	struct dname owner;

	return is_record(m) && !is_commented(m) && body_owner(m->b, m->entry, &owner) &&
	       entry_drop(m->p, m->b, NULL, m->entry, &owner, &m->out->edits);
}

/* Is the TTL of the record, or that of those below which have none, not to be touched? */
static bool
hands_ttl_on(const struct mending *m, const struct edit *e)
{
	uint32_t next = body_next_record(m->b, m->entry + 1);

	return e->span.off <= m->lexed->tokens[m->parts.type].off && next != BODY_NONE &&
	       !m->b->entries[next].dollar_ttl && !m->b->entries[next].has_ttl;
}

/* A deletion to the end of a line takes the blanks before it along, and the line when nothing is left. */
static void
edit_brought(struct mending *m, const struct edit *e)
{
	const char *text = m->b->text;
	uint32_t begin = e->span.off, end = begin + e->span.len;

	if (e->text[0] == '\0' && end < m->b->len && (text[end] == '\n' || text[end] == '\r')) {
		while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t'))
			begin--;
		if (begin == 0 || text[begin - 1] == '\n')
			end += text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1;
	}
	mend_edit(m, begin, end - begin, str_of(e->text));
}

/* The edits that a finding brings. */
static bool
mend_brought(struct mending *m)
{
	const struct fix *fix = m->f->fix;
	bool one = true;
	uint32_t first = BODY_NONE;

	m->out->safety = fix->safety;
	m->out->title = fix->title;
	for (const struct edit *e = fix->edits; e != NULL; e = e->next) {
		if (!look_at(m, e->span.off))
			return false;
		if (e->record != RECORD_NONE && !mend_drop(m))
			return false;
		if (e->record == RECORD_NONE && is_record(m) && hands_ttl_on(m, e))
			return false;
		if (e->record == RECORD_NONE)
			edit_brought(m, e);
		one &= e->record == RECORD_NONE && is_record(m) &&
		       (first == BODY_NONE || first == m->entry);
		first = m->entry;
	}
	m->out->changes = m->out->safety == FIX_UNSAFE;
	return m->out->edits.count > 0 && edits_sort(&m->out->edits) &&
	       (!one || !inside(m) || reads(m));
}

static bool
mend_known(struct mending *m, const struct mender *mender)
{
	m->out->safety = mender->safety;
	m->out->title = mender->title;
	if (mender->where != IN_FILE && !look_at(m, m->f->span.off))
		return false;
	if ((mender->where == IN_RECORD && !is_record(m)) ||
	    (mender->where == IN_DIRECTIVE &&
	        (m->entry == BODY_NONE || m->b->entries[m->entry].kind != ENTRY_DIRECTIVE)))
		return false;
	if (!mender->mend(m) || m->out->edits.count == 0 || !edits_sort(&m->out->edits))
		return false;
	/* a $TTL line in front is no part of the record */
	return !is_record(m) || !inside(m) || mender->mend == mend_ttl ||
	       mender->mend == mend_inherited || reads(m);
}

bool
mend_find(struct planner *p, struct target *t, const struct finding *f, struct mend *out)
{
	const struct mender *mender = mender_of(f->rule->problem);
	struct mending m = { .p = p, .t = t, .f = f, .out = out, .entry = BODY_NONE };

	out->finding = f;
	if ((f->fix == NULL && mender == NULL) || !take_apart(p, t))
		return false;
	m.b = t->body;
	if (p->wires == NULL)
		p->wires = xmalloc(2 * RDATA_MAX);
	return f->fix != NULL ? mend_brought(&m) : mend_known(&m, mender);
}
