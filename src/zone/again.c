/* zone/again.c -- one record, read again from its text */
#include <stdlib.h>

#include "base/err.h"
#include "base/threads.h"
#include "zone/parts.h"
#include "zone/read.h"

#define FIRST_LOOK ((size_t)512) /* most entries are shorter */

struct record_memory {
	struct zone_set *set;
	struct record_memory *next; /* while it is spare */
	struct buf text, expanded;
	struct lexed line, lexed;
	uint8_t wire[RDATA_MAX];
};

/* Records come and go by the thousand: what one leaves behind the next one takes. */
static struct record_memory *
memory_take(struct zone_set *set)
{
	struct query_memory *memory = &set->memories[threads_self()];
	struct record_memory *m = memory->spare;

	if (m != NULL) {
		memory->spare = m->next;
		return m;
	}
	m = xmalloc(sizeof *m);
	memset(m, 0, offsetof(struct record_memory, wire));
	m->set = set;
	return m;
}

void
memory_free(struct query_memory *memory)
{
	struct record_memory *m = memory->spare, *next;

	for (; m != NULL; m = next) {
		next = m->next;
		buf_free(&m->text);
		buf_free(&m->expanded);
		lexed_free(&m->line);
		lexed_free(&m->lexed);
		free(m);
	}
	for (size_t i = 0; i < ARRAY_LEN(memory->lists); i++)
		free(memory->lists[i].refs);
	vec_free(&memory->found);
	buf_free(&memory->line);
}

static struct dname
unpack_name(const struct dname *packed)
{
	struct dname name = { .len = packed->len };

	memcpy(name.wire, packed->wire, packed->len);
	return name;
}

/* Lex the entry at off; what was not kept of its file stays in text. */
static bool
lex_at(struct sources *sources, uint32_t file, uint32_t off, struct buf *text, struct lexed *out)
{
	struct str kept = source_kept(sources, file, off);

	if (kept.ptr != NULL) {
		lex_entry((const uint8_t *)kept.ptr, 0, (uint32_t)kept.len, LIMIT_RECORD_BYTES, out,
		    NULL);
		return !out->failed && out->count > 0;
	}
	for (size_t want = FIRST_LOOK;; want *= 8) {
		bool all;

		text->len = 0;
		if (!source_copy(sources, file, off, want, text) || text->len == 0)
			return false;
		all = text->len < want || want > LIMIT_RECORD_BYTES;
		buf_char(text, '\n');
		memset(buf_room(text, INDEX_PAD), ' ', INDEX_PAD);
		lex_entry((const uint8_t *)text->ptr, 0, (uint32_t)text->len - 1,
		    LIMIT_RECORD_BYTES, out, NULL);
		if (!out->cut || all)
			return !out->failed && out->count > 0;
	}
}

/* The owner that another record in full has. */
static bool
owner_of(struct zone_set *set, record_id id, struct dname *out, struct span *span)
{
	struct record r = { 0 };
	bool ok = query_record(set, id, &r);

	if (ok) {
		*out = r.owner;
		*span = r.owner_span;
	}
	record_free(&r);
	return ok;
}

/* The owner that stands at the beginning of another record's line, which most often is all of it to be read. */
static bool
owner_at(struct zone_set *set, const struct segment *s, record_id id, const struct dname *origin,
    struct record_memory *m, struct dname *out, struct span *span)
{
	uint32_t off = ref_rr(set, id)->off;
	struct str text = source_kept(set->sources, s->file, off);

	if (text.ptr == NULL || s->generated ||
	    !lex_first((const uint8_t *)text.ptr, (uint32_t)text.len, &m->line))
		return owner_of(set, id, out, span);
	*span = (struct span){ s->file, off, m->line.tokens[0].len };
	return dname_parse(m->line.tokens[0].text, origin, out, NULL);
}

static struct span
place(const struct segment *s, uint32_t base, const struct token *t)
{
	return (struct span){ s->file, base + t->off, t->len };
}

/* The text of the record as an entry: its own, or an expansion of a $GENERATE line. */
static bool
record_text(struct zone_set *set, const struct segment *s, const struct rr *rr, uint64_t iteration,
    struct record_memory *m, struct span *line)
{
	const struct token *last;

	if (!s->generated) {
		if (!lex_at(set->sources, s->file, rr->off, &m->text, &m->lexed))
			return false;
		last = &m->lexed.tokens[m->lexed.count - 1];
		*line = (struct span){ s->file, rr->off + m->lexed.tokens[0].off,
			last->off + last->len - m->lexed.tokens[0].off };
		return true;
	}
	if (!lex_at(set->sources, s->file, s->line, &m->text, &m->line) ||
	    !generate_expand(&m->line, iteration, &m->expanded))
		return false;
	last = &m->line.tokens[m->line.count - 1];
	*line = (struct span){ s->file, s->line, last->off + last->len };
	buf_char(&m->expanded, '\n');
	memset(buf_room(&m->expanded, INDEX_PAD), ' ', INDEX_PAD);
	lex_entry((const uint8_t *)m->expanded.ptr, 0, (uint32_t)m->expanded.len - 1,
	    LIMIT_RECORD_BYTES, &m->lexed, NULL);
	return !m->lexed.failed && m->lexed.count > 0;
}

static bool
record_owner(struct zone_set *set, const struct shelf *shelf, const struct segment *s,
    uint32_t index, const struct parts *parts, const struct dname *origin, struct record *out)
{
	const struct token *t = &out->memory->lexed.tokens[0];
	const struct run *run;

	if (parts->owner != PART_NONE)
		return dname_parse(t->text, origin, &out->owner, NULL);
	run = shelf_run(shelf, index);
	out->owner_inherited = true;
	if (run->first != index)
		return owner_at(set, s, shelf_ref(shelf->number, run->first), origin, out->memory,
		    &out->owner, &out->owner_span);
	if (!s->has_owner)
		return false;
	out->owner = unpack_name(s->owner);
	return true;
}

/* Places of the parts; those of a $GENERATE line are the line's. */
static void
record_places(const struct segment *s, uint32_t off, const struct parts *parts, struct record *out)
{
	struct lexed *l = &out->memory->lexed;
	const struct token *first, *last = &l->tokens[l->count - 1];

	out->owner_span =
	    out->owner_span.file ? out->owner_span : (struct span){ s->file, out->span.off, 0 };
	if (s->generated) {
		out->owner_span = out->type_span = out->rdata_span = out->span;
		for (size_t i = 0; i < l->count; i++) {
			l->tokens[i].off = out->span.off;
			l->tokens[i].len = out->span.len;
		}
		return;
	}
	if (parts->owner != PART_NONE)
		out->owner_span = place(s, off, &l->tokens[parts->owner]);
	if (parts->ttl != PART_NONE)
		out->ttl_span = place(s, off, &l->tokens[parts->ttl]);
	if (parts->type != PART_NONE)
		out->type_span = place(s, off, &l->tokens[parts->type]);
	if (parts->type != PART_NONE && parts->rdata < l->count) {
		first = &l->tokens[parts->rdata];
		out->rdata_span =
		    (struct span){ s->file, off + first->off, last->off + last->len - first->off };
	}
	for (size_t i = 0; i < l->count; i++)
		l->tokens[i].off += off;
}

bool
query_record(struct zone_set *set, record_id id, struct record *out)
{
	const struct shelf *shelf = ref_shelf(set, id);
	const struct segment *s = shelf_segment(shelf, ref_index(id));
	const struct rr *rr = ref_rr(set, id);
	uint64_t iteration = s->generated ? s->iteration + (ref_index(id) - s->first) * s->step : 0;
	struct record_memory *m = out->memory ? out->memory : memory_take(set);
	struct dname origin = unpack_name(s->origin);
	struct parts parts;
	struct span line;
	bool complete;

	*out = (struct record){ .memory = m };
	if (!record_text(set, s, rr, iteration, m, &line))
		return false;
	complete = parts_find(&m->lexed, &parts);
	*out = (struct record){
		.id = id,
		.zone = &set->zones[s->zone].zone,
		.type = parts.type == PART_NONE ? 0 : parts.type_number,
		.rclass = 1,
		.ttl = shelf_ttl(shelf, ref_index(id)),
		.span = line,
		.include = VEC_AT(&shelf->frames, const struct frame, s->frame)->span,
		.generated = s->generated,
		.iteration = iteration,
		.memory = m,
	};
	if (!record_owner(set, shelf, s, ref_index(id), &parts, &origin, out))
		return false;
	if (complete && (rr->flags & RR_BAD) == 0) {
		size_t len;

		out->fields = m->lexed.tokens + parts.rdata;
		out->field_count = m->lexed.count - parts.rdata;
		if (!rdata_parse(parts.type_number, out->fields, out->field_count, &origin, m->wire,
		        &len, &rdata_silent))
			return false;
		out->rdata = m->wire;
		out->rdata_len = len;
	}
	record_places(s, rr->off, &parts, out);
	return true;
}

void
record_free(struct record *r)
{
	struct record_memory *m = r->memory;
	struct query_memory *memory;

	if (m == NULL)
		return;
	memory = &m->set->memories[threads_self()];
	m->next = memory->spare;
	memory->spare = m;
	*r = (struct record){ 0 };
}

uint16_t
record_type(const struct zone_set *set, record_id id)
{
	const struct rr *rr = ref_rr(set, id);

	return rr->code == RRCODE_OTHER ? 0 : rrtype_info(rr->code)->number;
}

bool
record_target(const struct record *r, struct dname *target, size_t *field)
{
	size_t at = 0, i = 0;

	switch (r->type) {
	case RRTYPE_NS:
	case RRTYPE_CNAME:
	case RRTYPE_DNAME:
	case RRTYPE_PTR:
		break;
	case RRTYPE_MX:
	case RRTYPE_KX:
	case RRTYPE_RT:
	case RRTYPE_AFSDB:
	case RRTYPE_SVCB:
	case RRTYPE_HTTPS:
		at = 2;
		i = 1;
		break;
	case RRTYPE_SRV:
		at = 6;
		i = 3;
		break;
	default:
		return false;
	}
	*field = i;
	return r->rdata != NULL && rdata_name(r->rdata, r->rdata_len, at, target) > 0;
}

struct span
record_field_span(const struct record *r, size_t field)
{
	/* "\# 4 c0000201" has no fields of its own. */
	if (field >= r->field_count ||
	    (r->field_count > 0 && str_equal(r->fields[0].text, STR("\\#"))))
		return r->rdata_span.len > 0 ? r->rdata_span : r->type_span;
	return (struct span){ r->span.file, r->fields[field].off, r->fields[field].len };
}
