/* fix/generate.c -- the records of one reverse zone */
#include "fix/generate.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/gen_parts.h"
#include "fix/serial.h"
#include "zone/advice.h"

/* Fields of the SOA record and TTL of new zones where the project file says nothing: our choice. */
enum {
	NEW_TTL = 3600,
	NEW_REFRESH = 7200,
	NEW_RETRY = 900,
	NEW_EXPIRE = 1209600,
	NEW_MINIMUM = 300
};

/* ---- notes ---- */

void
maker_note(struct maker *m, enum gen_note_kind kind, const char *fmt, ...)
{
	struct gen_zone *z = m->out;
	char text[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	z->notes = xgrow(z->notes, z->note_count, &z->note_cap, sizeof *z->notes);
	z->notes[z->note_count++] = (struct gen_note){ kind, arena_copy(&z->arena, str_of(text)) };
}

const char *
maker_place(struct maker *m, record_id id)
{
	struct sources *sources = set_sources(m->g->set);
	struct record r = { 0 };
	const char *text = "";

	if (id != RECORD_NONE && query_record(m->g->set, id, &r))
		text = arena_printf(&m->out->arena, " (%s:%u)", source_path(sources, r.span.file),
		    source_place(sources, r.span.file, r.span.off).line);
	record_free(&r);
	return text;
}

/* ---- records ---- */

static const struct dname *
keep_name(struct maker *m, const struct dname *name)
{
	struct dname *copy = arena_alloc(&m->out->arena, offsetof(struct dname, wire) + name->len);

	memcpy(copy, name, offsetof(struct dname, wire) + name->len);
	return copy;
}

/* Room for one more, all zeroes. */
static struct gen_record *
more_records(struct maker *m)
{
	struct gen_zone *z = m->out;
	size_t before = z->cap;

	z->records = xgrow(z->records, z->count, &z->cap, sizeof *z->records);
	if (z->cap != before) {
		m->gone = xrealloc(m->gone, z->cap * sizeof *m->gone);
		memset(m->gone + before, 0, (z->cap - before) * sizeof *m->gone);
	}
	memset(&z->records[z->count], 0, sizeof *z->records);
	return &z->records[z->count++];
}

static struct gen_record *
add_record(struct maker *m, const struct dname *owner, uint16_t type, uint32_t ttl,
    const uint8_t *rdata, size_t len)
{
	struct gen_record *r = more_records(m);
	struct prefix net;

	r->owner = keep_name(m, owner);
	r->key = order_key(owner, &m->target->origin);
	r->full =
	    addr_from_reverse(owner, &net) && net.bits == (net.base.family == ADDR_V4 ? 32 : 128);
	if (r->full)
		r->addr = net.base;
	r->type = type;
	r->ttl = ttl;
	r->rdata = memcpy(arena_alloc(&m->out->arena, len + 1), rdata, len);
	r->rdata_len = (uint32_t)len;
	r->record = RECORD_NONE;
	return r;
}

struct gen_record *
maker_add(struct maker *m, const struct dname *owner, uint16_t type, uint32_t ttl,
    const struct dname *target)
{
	return add_record(m, owner, type, ttl, target->wire, target->len);
}

static int
compare_numbers(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->record > y->record) - (x->record < y->record);
}

size_t
maker_index(const struct maker *m, record_id id)
{
	struct numbered key = { .record = id };
	const struct numbered *found =
	    m->number_count == 0
	        ? NULL
	        : bsearch(&key, m->numbers, m->number_count, sizeof *m->numbers, compare_numbers);

	return found == NULL ? NO_RECORD : found->index;
}

void
maker_drop(struct maker *m, size_t index)
{
	struct gen_zone *z = m->out;

	assert(m->gone != NULL); /* there is a record at least, the one that goes */
	if (m->gone[index])
		return;
	m->gone[index] = true;
	z->dropped = xgrow(z->dropped, z->dropped_count, &z->dropped_cap, sizeof *z->dropped);
	z->dropped[z->dropped_count++] = z->records[index].record;
}

/* ---- the zone as it is ---- */

/* What holds for all records of an owner; most stand one behind the other. */
static void
look_at(struct maker *m, const struct dname *owner)
{
	struct node node;

	if (dname_equal(&m->owner, owner))
		return;
	m->owner = *owner;
	query_name(m->g->set, m->target->view, owner, &node);
	m->owner_alias = false;
	m->owner_hidden = node.zone != m->target->zone || node.below_cut;
	if (m->owner_hidden)
		m->hidden_by = node.below_cut      ? node.cut
		               : node.zone != NULL ? node.zone->spec.origin
		                                   : *owner;
	else
		m->owner_alias = node_has(&node, RRTYPE_CNAME) == ANSWER_PRESENT;
}

/* Below a delegation only what leads to the child's servers counts, beside a CNAME no PTR. */
static bool
is_hidden(struct maker *m, const struct record *r)
{
	if (r->type == RRTYPE_NS || r->type == RRTYPE_DS || r->type == RRTYPE_A ||
	    r->type == RRTYPE_AAAA)
		return false;
	look_at(m, &r->owner);
	return m->owner_hidden || (r->type == RRTYPE_PTR && m->owner_alias);
}

static void
add_orphan(struct maker *m, const struct addr *addr)
{
	m->orphans = xgrow(m->orphans, m->orphan_count, &m->orphan_cap, sizeof *m->orphans);
	m->orphans[m->orphan_count++] = *addr;
}

/* A PTR of a plain zone: of an address that is not open it stays. */
static void
take_settled(struct maker *m, struct gen_record *to)
{
	to->pointer = true;
	if (doubt_has(m->g->doubt, &to->addr))
		add_orphan(m, &to->addr);
}

/* A PTR of an address, whose fate is decided with that of the address. */
static void
take_pointer(struct maker *m, const struct record *r, struct gen_record *to)
{
	const struct gen_record *last = m->out->count > 1 ? to - 1 : NULL;
	struct pointer_place place;
	struct addr addr = to->addr;

	m->out->pointers_before++;
	if (last != NULL && last->type == RRTYPE_PTR && last->pointer &&
	    dname_equal(last->owner, &r->owner)) {
		to->pointer = true;
		to->addr = last->addr;
		return;
	}
	if (m->plain) {
		if (to->full)
			take_settled(m, to);
		return;
	}
	if (query_pointer(m->g->set, r, &m->cache, &addr) != POINTER_ADDRESS)
		return;
	place_pointer(m->g->set, m->target->view, &addr, NULL, &place);
	if (place.kind != PLACE_HERE || place.zone != m->target->zone ||
	    !dname_equal(&place.owner, &r->owner))
		return;
	to->pointer = true;
	to->addr = addr;
	add_orphan(m, &addr);
}

/* The text of a comment. */
static const char *
comment_text(struct maker *m, struct span span)
{
	struct buf text = { 0 };
	const char *kept = NULL;

	if (source_copy(set_sources(m->g->set), span.file, span.off, span.len, &text))
		kept = arena_copy(&m->out->arena, buf_view(&text));
	buf_free(&text);
	return kept;
}

static int
compare_comment(const struct maker *m, const struct zone_comment *c, const struct record *r)
{
	struct sources *sources = set_sources(m->g->set);
	int order = strcmp(source_path(sources, c->span.file), source_path(sources, r->span.file));

	return order != 0 ? order : (c->span.off > r->span.off) - (c->span.off < r->span.off);
}

/*
 * What a comment for us says of the record goes on being said: without "keep" the record would go with the next
 * run.  It stands on one of the record's lines, or above it.
 */
static const char *
take_comment(struct maker *m, const struct record *r)
{
	struct sources *sources = set_sources(m->g->set);
	struct advice advice;
	size_t count, lo = 0, hi;
	const struct zone_comment *list = set_comments(m->g->set, &count);

	if (count == 0)
		return NULL;
	query_advice(m->g->set, r->id, m->g->options.today, &advice);
	if (advice.keep != NULL || advice.external != NULL)
		return comment_text(
		    m, (advice.keep != NULL ? advice.keep : advice.external)->comment);
	for (hi = count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_comment(m, &list[mid], r) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == count || list[lo].alone || list[lo].span.file != r->span.file ||
	    source_place(sources, r->span.file, list[lo].span.off).line >
	        source_place(sources, r->span.file, r->span.off + r->span.len).line)
		return NULL;
	return comment_text(m, list[lo].span);
}

static void
take_record(struct maker *m, const struct record *r)
{
	struct gen_record *to = add_record(m, &r->owner, r->type, r->ttl, r->rdata, r->rdata_len);
	char name[DNAME_TEXT_MAX], by[DNAME_TEXT_MAX], type[16];

	to->record = r->id;
	to->comment = take_comment(m, r);
	to->own_text = r->span.file == m->target->zone->spec.file;
	if (!m->plain && is_hidden(m, r)) {
		m->out->pointers_before += r->type == RRTYPE_PTR;
		maker_drop(m, m->out->count - 1);
		maker_note(m, GEN_LEFT_OUT, "%s %s is left out: %s hides it%s",
		    dname_text(&r->owner, name), rrtype_text(r->type, type),
		    m->owner_hidden ? dname_text(&m->hidden_by, by) : "a CNAME there",
		    maker_place(m, r->id));
		return;
	}
	if (r->type == RRTYPE_PTR)
		take_pointer(m, r, to);
}

/* Most records of a plain zone, without reading them as a whole. */
static bool
take_quick(struct maker *m, record_id id)
{
	struct quick_pointer p;
	struct gen_record *r;
	struct dname owner;

	if (!m->plain || m->g->commented[m->target->zone->id] || !query_quick(m->g->set, id, &p))
		return false;
	addr_reverse_name(&p.addr, &owner);
	r = more_records(m);
	r->owner = keep_name(m, &owner);
	r->key.count = ORDER_OTHER; /* in order by its address */
	r->full = true;
	r->type = RRTYPE_PTR;
	r->ttl = record_ttl(m->g->set, id);
	r->rdata = memcpy(arena_alloc(&m->out->arena, p.target.len), p.target.wire, p.target.len);
	r->rdata_len = p.target.len;
	r->record = id;
	r->own_text = p.file == m->target->zone->spec.file;
	r->addr = p.addr;
	r->target_hash = p.target_hash;
	m->out->pointers_before++;
	take_settled(m, r);
	return true;
}

static bool
take_zone(struct maker *m)
{
	const struct zone *zone = m->target->zone;
	struct record r = { 0 };
	size_t at = 0;
	record_id id;
	bool ok = true;

	while (ok && zone_next(m->g->set, zone, &at, &id)) {
		if (take_quick(m, id))
			continue;
		ok = query_record(m->g->set, id, &r) && r.rdata != NULL;
		if (ok)
			take_record(m, &r);
	}
	record_free(&r);
	m->old_count = m->number_count = m->out->count;
	m->numbers = xcalloc(m->old_count + 1, sizeof *m->numbers);
	for (size_t i = 0; i < m->old_count; i++)
		m->numbers[i] = (struct numbered){ m->out->records[i].record, (uint32_t)i };
	sort_items(m->numbers, m->number_count, sizeof *m->numbers, compare_numbers);
	return ok;
}

static int
compare_ttls(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The TTL that most PTR records have, the lowest of equals; without any that of the SOA record. */
static uint32_t
usual_ttl(const struct maker *m)
{
	const struct gen_zone *z = m->out;
	uint32_t *list = xcalloc(z->count + 1, sizeof *list);
	uint32_t best = record_ttl(m->g->set, m->target->zone->soa);
	size_t count = 0, most = 0;

	for (size_t i = 0; i < z->count; i++)
		if (z->records[i].type == RRTYPE_PTR)
			list[count++] = z->records[i].ttl;
	sort_items(list, count, sizeof *list, compare_ttls);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && list[end] == list[i];)
			end++;
		if (end - i > most) {
			most = end - i;
			best = list[i];
		}
	}
	free(list);
	return best;
}

/* What keeps a zone from being generated; NULL: nothing. */
static const char *
obstacle(const struct zone *zone)
{
	if (zone->signed_)
		return "it is signed: generate the zone that is signed, not its result";
	if (zone->unknown || zone->left_out)
		return "it was not read whole, and what could not be read would be lost; `ptrlint "
		       "check` says what";
	if (zone->soa_count != 1 || zone->soa == RECORD_NONE)
		return "it has not exactly one SOA record";
	return NULL;
}

/* ---- a new zone ---- */

static void
put_number(uint8_t **at, uint32_t n)
{
	for (unsigned i = 0; i < 4; i++)
		*(*at)++ = (uint8_t)(n >> (24 - 8 * i));
}

static uint32_t
number_or(const struct conf_number *n, uint32_t otherwise)
{
	return n->given ? (uint32_t)n->value : otherwise;
}

/* The first serial: 1, if the project does not ask for another kind. */
static uint32_t
first_serial(const struct gen_options *options)
{
	enum project_serial policy = (enum project_serial)options->project->fix.soa_serial.value;
	uint32_t serial = 1;

	if (policy == PROJECT_SERIAL_DATE || policy == PROJECT_SERIAL_UNIX)
		(void)serial_next(0, policy, options->today, options->now, &serial);
	return serial;
}

static bool
name_of(const struct conf_str *text, struct dname *out)
{
	return text->text != NULL && dname_parse(str_of(text->text), NULL, out, NULL);
}

static bool
make_head(struct maker *m)
{
	const struct project_gen *gen = &m->g->options.project->gen;
	const struct dname *origin = &m->target->origin;
	uint8_t wire[2 * DNAME_MAX + 20], *at = wire;
	char text[DNAME_TEXT_MAX];
	struct dname mname, rname, ns;

	m->out->ttl = number_or(&gen->soa.ttl, NEW_TTL);
	m->out->serial_before = m->out->serial_after = first_serial(&m->g->options);
	if (m->g->options.snippet)
		return true;
	if (gen->ns.count == 0 || !name_of(&gen->soa.rname, &rname) ||
	    !(name_of(&gen->soa.mname, &mname) || name_of(&gen->ns.items[0], &mname))) {
		err_set(m->err,
		    "%s is no zone that was read: a new one needs gen.ns and gen.soa.rname in "
		    ".ptrlint.yaml",
		    dname_text(origin, text));
		return false;
	}
	memcpy(at, mname.wire, mname.len);
	at += mname.len;
	memcpy(at, rname.wire, rname.len);
	at += rname.len;
	put_number(&at, m->out->serial_after);
	put_number(&at, number_or(&gen->soa.refresh, NEW_REFRESH));
	put_number(&at, number_or(&gen->soa.retry, NEW_RETRY));
	put_number(&at, number_or(&gen->soa.expire, NEW_EXPIRE));
	put_number(&at, number_or(&gen->soa.minimum, NEW_MINIMUM));
	add_record(m, origin, RRTYPE_SOA, m->out->ttl, wire, (size_t)(at - wire));
	for (size_t i = 0; i < gen->ns.count; i++)
		if (name_of(&gen->ns.items[i], &ns))
			maker_add(m, origin, RRTYPE_NS, m->out->ttl, &ns);
	return true;
}

/* ---- the end ---- */

static int
type_rank(uint16_t type)
{
	return type == RRTYPE_SOA ? 0 : type == RRTYPE_NS ? 1 : type == RRTYPE_DS ? 2 : 3 + type;
}

/* The apex first, then names that are no address's, then addresses by value. */
static int
compare_records(const void *a, const void *b)
{
	const struct gen_record *x = a, *y = b;
	bool x_apex = x->key.count == 0, y_apex = y->key.count == 0;
	uint32_t shorter = x->rdata_len < y->rdata_len ? x->rdata_len : y->rdata_len;
	int c;

	if (x_apex != y_apex)
		return x_apex ? -1 : 1;
	if (x->full != y->full)
		return x->full ? 1 : -1;
	if (x->full) {
		c = addr_compare(&x->addr, &y->addr);
	} else {
		c = order_compare(&x->key, x->owner, &y->key, y->owner);
		if (c == 0)
			c = dname_compare(x->owner, y->owner);
	}
	if (c == 0)
		c = type_rank(x->type) - type_rank(y->type);
	if (c == 0)
		c = memcmp(x->rdata, y->rdata, shorter);
	if (c == 0)
		c = (x->rdata_len > y->rdata_len) - (x->rdata_len < y->rdata_len);
	return c != 0 ? c : (x->ttl > y->ttl) - (x->ttl < y->ttl);
}

static bool
same_record(const struct gen_record *x, const struct gen_record *y)
{
	return x->type == y->type && x->rdata_len == y->rdata_len &&
	       dname_equal(x->owner, y->owner) && memcmp(x->rdata, y->rdata, x->rdata_len) == 0;
}

/* Without those that go, in order, each once. */
static void
finish_records(struct maker *m)
{
	struct gen_zone *z = m->out;
	size_t kept = 0;

	for (size_t i = 0; i < z->count; i++)
		if (!m->gone[i])
			z->records[kept++] = z->records[i];
	sort_items(z->records, kept, sizeof *z->records, compare_records);
	z->count = 0;
	for (size_t i = 0; i < kept; i++)
		if (z->count == 0 || !same_record(&z->records[z->count - 1], &z->records[i]))
			z->records[z->count++] = z->records[i];
	for (size_t i = 0; i < z->count; i++)
		z->pointers_after += z->records[i].type == RRTYPE_PTR;
}

static bool
finish_serial(struct maker *m)
{
	const struct gen_options *options = &m->g->options;
	enum project_serial policy = (enum project_serial)options->project->fix.soa_serial.value;
	struct gen_zone *z = m->out;
	struct gen_record *soa = z->records;
	char text[DNAME_TEXT_MAX];
	uint8_t *at;

	z->changed = m->added || m->retimed || z->dropped_count > 0;
	if (m->target->zone == NULL || z->count == 0 || soa->type != RRTYPE_SOA ||
	    soa->rdata_len < 20)
		return true;
	at = arena_alloc(&z->arena, soa->rdata_len);
	memcpy(at, soa->rdata, soa->rdata_len);
	soa->rdata = at;
	at += soa->rdata_len - 20;
	z->serial_before =
	    (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	z->serial_after = z->serial_before;
	if (z->changed && !serial_next(z->serial_before, policy, options->today, options->now,
	                      &z->serial_after)) {
		err_set(m->err,
		    "%s: fix.soa_serial asks for a serial that is no step forward from %u",
		    dname_text(&m->target->origin, text), z->serial_before);
		return false;
	}
	put_number(&at, z->serial_after);
	return true;
}

static bool
make(struct maker *m)
{
	const struct zone *zone = m->target->zone;
	const char *why = zone == NULL ? NULL : obstacle(zone);
	char text[DNAME_TEXT_MAX];

	if (why != NULL) {
		err_set(
		    m->err, "%s is not generated: %s", dname_text(&m->target->origin, text), why);
		return false;
	}
	if (zone == NULL ? !make_head(m) : !take_zone(m)) {
		if (zone != NULL)
			err_set(m->err, "%s: a record can no longer be read",
			    dname_text(&m->target->origin, text));
		return false;
	}
	/* what a snippet leaves out is filled in by the file that includes it */
	if (zone != NULL)
		m->out->ttl =
		    m->g->options.snippet ? record_ttl(m->g->set, zone->soa) : usual_ttl(m);
	maker_addresses(m);
	maker_delegations(m);
	finish_records(m);
	return finish_serial(m);
}

bool
gen_make(struct gen *g, size_t target, struct gen_zone *out, struct err *err)
{
	struct maker m = { .g = g, .target = &g->targets[target], .out = out, .err = err };
	bool ok;

	m.plain =
	    g->doubt != NULL && m.target->zone != NULL && doubt_is_plain(g->doubt, m.target->zone);
	*out = (struct gen_zone){ .target = &g->targets[target] };
	ok = make(&m);
	free(m.numbers);
	free(m.gone);
	free(m.orphans);
	return ok;
}

void
gen_zone_free(struct gen_zone *zone)
{
	free(zone->records);
	free(zone->dropped);
	free(zone->notes);
	arena_free(&zone->arena);
	*zone = (struct gen_zone){ 0 };
}
