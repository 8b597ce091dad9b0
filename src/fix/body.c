/* fix/body.c -- a zone file's text as entries */
#include "fix/body.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "dns/ttl.h"

/* What is in force while the text is walked. */
struct walk {
	struct body *b;
	uint32_t origin, head, section;
	uint32_t implied;
	bool implied_known, dollar_ttl;
	bool included; /* the text of another file stands between */
	uint32_t scan_budget;
};

/* ---- order ---- */

/* An octet or a nibble as a number, or -1. */
static int
label_number(const uint8_t *label, bool hex)
{
	unsigned n = 0;

	if (hex && label[0] == 1) {
		uint8_t c = ascii_lower(label[1]);

		return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
	}
	if (label[0] > 3)
		return -1;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] < '0' || label[i] > '9')
			return -1;
		n = n * 10 + (unsigned)(label[i] - '0');
	}
	return n <= 255 ? (int)n : -1;
}

struct order_key
order_key(const struct dname *name, const struct dname *apex)
{
	static const uint8_t ip6[] = "\3ip6\4arpa";
	bool hex = apex->len >= sizeof ip6 &&
	           memcmp(apex->wire + apex->len - sizeof ip6, ip6, sizeof ip6) == 0;
	struct order_key key = { .count = ORDER_OTHER };
	uint8_t numbers[32];
	unsigned count = 0;

	if (name->len < apex->len)
		return key;
	for (size_t at = 0; at < (size_t)(name->len - apex->len); at += name->wire[at] + 1u) {
		int n = label_number(name->wire + at, hex);

		if (n < 0 || count == sizeof numbers)
			return key;
		numbers[count++] = (uint8_t)n;
	}
	key.count = (uint8_t)count;
	for (unsigned i = 0; i < count; i++)
		key.numbers[i] = numbers[count - 1 - i];
	return key;
}

int
order_compare(const struct order_key *a, const struct dname *a_name, const struct order_key *b,
    const struct dname *b_name)
{
	int c;

	if (a->count == ORDER_OTHER || b->count == ORDER_OTHER) {
		if (a->count != b->count)
			return a->count == ORDER_OTHER ? 1 : -1;
		return dname_compare(a_name, b_name);
	}
	c = memcmp(a->numbers, b->numbers, a->count < b->count ? a->count : b->count);
	return c != 0 ? c : (int)a->count - (int)b->count;
}

static int
compare_pointers(const void *a, const void *b)
{
	const struct pointer *x = a, *y = b;
	int c;

	if (x->origin != y->origin)
		return x->origin < y->origin ? -1 : 1;
	c = order_compare(&x->key, x->owner, &y->key, y->owner);
	return c != 0 ? c : (x->entry > y->entry) - (x->entry < y->entry);
}

/* ---- origins ---- */

static void
add_origin(struct body *b, const struct dname *origin)
{
	b->origins = xgrow(b->origins, b->origin_count, &b->origin_cap, sizeof *b->origins);
	b->origins[b->origin_count++] = *origin;
}

struct numbered {
	const struct dname *name;
	uint32_t index;
};

static int
compare_numbered(const void *a, const void *b)
{
	return dname_compare(
	    ((const struct numbered *)a)->name, ((const struct numbered *)b)->name);
}

/* Equal names get equal numbers. */
static void
number_origins(struct body *b)
{
	struct numbered *list = xcalloc(b->origin_count, sizeof *list);
	uint32_t number = 0;

	for (size_t i = 0; i < b->origin_count; i++)
		list[i] = (struct numbered){ &b->origins[i], (uint32_t)i };
	sort_items(list, b->origin_count, sizeof *list, compare_numbered);
	b->origin_numbers = xcalloc(b->origin_count, sizeof *b->origin_numbers);
	for (size_t i = 0; i < b->origin_count; i++) {
		if (i > 0 && !dname_equal(list[i - 1].name, list[i].name))
			number++;
		b->origin_numbers[list[i].index] = number;
	}
	free(list);
}

/* ---- the walk ---- */

static bool
is_directive(const struct token *t, const char *name)
{
	return str_equal_fold(t->text, str_of(name));
}

static bool
read_directive(struct walk *w)
{
	struct body *b = w->b;
	const struct token *t = b->lexed.tokens;
	struct dname origin;
	uint32_t ttl;

	if (is_directive(t, "$ORIGIN")) {
		if (b->lexed.count < 2 ||
		    !dname_parse(t[1].text, &b->origins[w->origin], &origin, NULL))
			return false;
		w->origin = (uint32_t)b->origin_count;
		add_origin(b, &origin);
	} else if (is_directive(t, "$TTL")) {
		enum problem problem =
		    b->lexed.count < 2 ? PROBLEM_TTL_SYNTAX : ttl_parse(t[1].text, &ttl);

		if (problem != PROBLEM_NONE && problem != PROBLEM_TTL_OVER_31_BITS)
			return false;
		w->implied = problem == PROBLEM_NONE ? ttl : 0;
		w->implied_known = w->dollar_ttl = true;
	} else if (is_directive(t, "$INCLUDE")) {
		/* a $TTL of that file goes on behind it */
		w->implied_known = false;
		w->included = true;
	}
	return true;
}

static struct section *
section_of(struct body *b, uint32_t number)
{
	while (b->section_count <= number) {
		b->sections =
		    xgrow(b->sections, b->section_count, &b->section_cap, sizeof *b->sections);
		b->sections[b->section_count++] = (struct section){ .last = BODY_NONE };
	}
	return &b->sections[number];
}

/* Keep a PTR or CNAME record for the order of names. */
static bool
add_pointer(struct walk *w, uint32_t entry)
{
	struct body *b = w->b;
	struct section *s = section_of(b, w->section);
	struct pointer p = { .entry = entry, .origin = w->origin };
	const struct pointer *last;
	struct dname owner, *copy;

	last = b->pointer_count == 0 ? NULL : &b->pointers[b->pointer_count - 1];
	if (last != NULL && b->entries[last->entry].head == w->head) {
		p.owner = last->owner;
		p.key = last->key;
	} else {
		if (!dname_parse(b->lexed.tokens[0].text, &b->origins[w->origin], &owner, NULL))
			return false;
		copy = arena_alloc(&b->arena, offsetof(struct dname, wire) + owner.len);
		memcpy(copy, &owner, offsetof(struct dname, wire) + owner.len);
		p.owner = copy;
		p.key = order_key(&owner, &b->apex);
	}
	if (last != NULL && b->entries[last->entry].section == w->section &&
	    p.key.count != ORDER_OTHER && last->key.count != ORDER_OTHER &&
	    order_compare(&last->key, last->owner, &p.key, p.owner) > 0)
		s->unordered = true;
	b->pointers = xgrow(b->pointers, b->pointer_count, &b->pointer_cap, sizeof *b->pointers);
	b->pointers[b->pointer_count++] = p;
	return true;
}

static uint32_t
soa_minimum(const struct lexed *l, const struct parts *parts)
{
	uint32_t ttl = 0;
	enum problem problem = PROBLEM_TTL_SYNTAX;

	if (l->count >= parts->rdata + 7)
		problem = ttl_parse(l->tokens[parts->rdata + 6].text, &ttl);
	return problem == PROBLEM_NONE ? ttl : 0;
}

static struct entry *
add_entry(struct walk *w, enum entry_kind kind)
{
	struct body *b = w->b;
	struct entry *e;

	b->entries = xgrow(b->entries, b->count, &b->cap, sizeof *b->entries);
	e = &b->entries[b->count++];
	*e = (struct entry){ .begin = b->lexed.begin,
		.next = b->lexed.next,
		.head = BODY_NONE,
		.origin = w->origin,
		.section = w->section,
		.implied = w->implied,
		.kind = (uint8_t)kind,
		.implied_known = w->implied_known,
		.dollar_ttl = w->dollar_ttl };
	return e;
}

/* TTLs behind a record: as BIND 9.18 takes them. */
static void
take_ttl(struct walk *w, const struct parts *parts)
{
	if (w->dollar_ttl)
		return;
	if (parts->ttl != PART_NONE) {
		w->implied = parts->ttl_remark == PROBLEM_NONE ? parts->ttl_seconds : 0;
		w->implied_known = true;
	} else if (!w->implied_known && !w->included) {
		w->implied = parts->type_number == RRTYPE_SOA ? w->b->soa_minimum : 3600;
		w->implied_known = w->dollar_ttl = true;
	}
}

static bool
read_record(struct walk *w)
{
	struct body *b = w->b;
	uint32_t index = (uint32_t)b->count;
	struct parts parts;
	struct entry *e;

	if (!parts_find(&b->lexed, &parts))
		return false;
	if (parts.owner != PART_NONE)
		w->head = index;
	e = add_entry(w, ENTRY_RECORD);
	e->head = w->head;
	e->type = parts.type_number;
	e->has_ttl = parts.ttl != PART_NONE;
	if (e->type == RRTYPE_SOA && b->soa_minimum == 0)
		b->soa_minimum = soa_minimum(&b->lexed, &parts);
	section_of(b, w->section)->last = index;
	take_ttl(w, &parts);
	/* A record that takes its owner from a line of another type has no token to parse. */
	if ((e->type == RRTYPE_PTR || e->type == RRTYPE_CNAME) &&
	    (parts.owner != PART_NONE ||
	        (b->pointer_count > 0 &&
	            b->entries[b->pointers[b->pointer_count - 1].entry].head == w->head)))
		return add_pointer(w, index);
	return true;
}

/* True for a line with a comment and nothing else. */
static bool
is_comment_line(const struct body *b)
{
	return b->lexed.count == 0 && b->lexed.comment != UINT32_MAX;
}

static bool
read_entry(struct walk *w, uint32_t at)
{
	struct body *b = w->b;
	uint32_t most = w->scan_budget < LIMIT_RECORD_BYTES ? w->scan_budget : LIMIT_RECORD_BYTES;
	const struct token *t;

	lex_entry((const uint8_t *)b->text, at, b->len, most, &b->lexed, NULL);
	w->scan_budget -= b->lexed.scanned < w->scan_budget ? b->lexed.scanned : w->scan_budget;
	if (b->lexed.failed)
		return false;
	if (b->lexed.count == 0) {
		w->section += is_comment_line(b);
		return true;
	}
	t = b->lexed.tokens;
	if (!t->quoted && t->text.len > 0 && t->text.ptr[0] == '$' && !b->lexed.blank_start) {
		add_entry(w, ENTRY_DIRECTIVE);
		w->section++;
		return read_directive(w);
	}
	return read_record(w);
}

bool
body_read(struct body *b, struct str text, const struct dname *apex)
{
	struct walk w = { .b = b, .head = BODY_NONE, .scan_budget = 64u << 20 };
	uint32_t at = 0;

	*b = (struct body){ .text = text.ptr, .len = (uint32_t)text.len, .apex = *apex };
	add_origin(b, apex);
	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < b->len) {
		if (!read_entry(&w, at) || b->lexed.next <= at)
			return false;
		at = b->lexed.next;
	}
	b->lexed.begin = b->lexed.next = b->len;
	add_entry(&w, ENTRY_END);
	section_of(b, w.section);
	number_origins(b);
	for (size_t i = 0; i < b->pointer_count; i++)
		b->pointers[i].origin = b->origin_numbers[b->pointers[i].origin];
	if (b->pointer_count > 1)
		sort_items(b->pointers, b->pointer_count, sizeof *b->pointers, compare_pointers);
	return true;
}

void
body_free(struct body *b)
{
	free(b->entries);
	free(b->origins);
	free(b->origin_numbers);
	free(b->pointers);
	free(b->sections);
	lexed_free(&b->lexed);
	arena_free(&b->arena);
	*b = (struct body){ 0 };
}

bool
body_entry(struct body *b, uint32_t entry, const struct lexed **lexed, struct parts *parts)
{
	lex_entry((const uint8_t *)b->text, b->entries[entry].begin, b->len, LIMIT_RECORD_BYTES,
	    &b->lexed, NULL);
	*lexed = &b->lexed;
	return !b->lexed.failed && b->lexed.count > 0 && parts_find(&b->lexed, parts);
}

uint32_t
body_find(const struct body *b, uint32_t off)
{
	size_t lo = 0, hi = b->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (b->entries[mid].next <= off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < b->count && b->entries[lo].begin <= off && b->entries[lo].kind != ENTRY_END
	           ? (uint32_t)lo
	           : BODY_NONE;
}

uint32_t
body_next_record(const struct body *b, uint32_t entry)
{
	for (; entry < b->count; entry++)
		if (b->entries[entry].kind == ENTRY_RECORD)
			return entry;
	return BODY_NONE;
}

bool
body_owner(struct body *b, uint32_t entry, struct dname *owner)
{
	uint32_t head = b->entries[entry].head;
	const struct lexed *l;
	struct parts parts;

	return head != BODY_NONE && body_entry(b, head, &l, &parts) &&
	       dname_parse(l->tokens[0].text, &b->origins[b->entries[head].origin], owner, NULL);
}
