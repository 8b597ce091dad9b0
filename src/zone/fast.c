/*
 * zone/fast.c -- plain lines of common types, from tape to model
 *
 * Nothing here decides what a zone file means: whatever is not plainly right, this file hands to
 * reader_entry(), which reads it in full and complains.  Nothing is changed before a line is known to be
 * plain to its end.  Text may be read up to INDEX_PAD bytes behind its end.
 */
#include "zone/fast_value.h"
#include "zone/owner_bytes.h"
#include "zone/read.h"

/* ---- types ---- */

/* The code of a type that this file reads, or RRCODE_OTHER. */
static ALWAYS_INLINE unsigned
fast_type(const uint8_t *s, unsigned len)
{
	uint64_t v;

	if (PL_UNLIKELY(len > 5))
		return RRCODE_OTHER;
	memcpy(&v, s, 8);
	v &= ((uint64_t)1 << (8 * len)) - 1;
	v &= ~((v & 0x4040404040404040u) >> 1 & 0x2020202020202020u);
	switch (v) {
	case 0x41:
		return RRCODE_A;
	case 0x41414141:
		return RRCODE_AAAA;
	case 0x534e:
		return RRCODE_NS;
	case 0x584d:
		return RRCODE_MX;
	case 0x545854:
		return RRCODE_TXT;
	case 0x454d414e43:
		return RRCODE_CNAME;
	case 0x525450:
		return RRCODE_PTR;
	case 0x565253:
		return RRCODE_SRV;
	default:
		return RRCODE_OTHER;
	}
}

/* ---- names ---- */

/* A name being hashed from its last label to its first. */
struct hashing {
	uint64_t hash;
	uint64_t parent;              /* the hash without the first label */
	const struct zone_state *met; /* the zone whose apex the labels completed last */
};

static ALWAYS_INLINE void
hash_label(
    const struct zone_set *set, const uint8_t *s, unsigned len, bool watch, struct hashing *h)
{
	h->parent = h->hash;
	h->hash = namehash_label(h->hash, s, len);
	if (watch && apexes_maybe(&set->apexes, h->hash)) {
		const struct zone_state *zone = apexes_find(set, h->hash);

		h->met = zone != NULL ? zone : h->met;
	}
}

/*
 * Put the labels of text (no final dot) on top of h->hash.
 *
 * watch   look out for apexes
 * return  false for an empty or too long label
 */
static ALWAYS_INLINE bool
hash_labels(
    const struct zone_set *set, const uint8_t *s, unsigned len, bool watch, struct hashing *h)
{
	unsigned end = len;
	uint32_t dots;

	while (PL_UNLIKELY(end > 32)) {
		unsigned i = end;

		while (i > 0 && s[i - 1] != '.')
			i--;
		if (end - i - 1 > 62)
			return false;
		hash_label(set, s + i, end - i, watch, h);
		if (i == 0)
			return true;
		end = i - 1;
	}
	if (end == 0)
		return false;
	dots = dots_in(s);
	if (end < 32)
		dots &= ((uint32_t)1 << end) - 1;
	while (dots != 0) {
		unsigned dot = 31 - (unsigned)__builtin_clz(dots);

		if (PL_UNLIKELY(end - dot - 2 > 62))
			return false;
		hash_label(set, s + dot + 1, end - dot - 1, watch, h);
		end = dot;
		dots ^= (uint32_t)1 << dot;
	}
	if (PL_UNLIKELY(end - 1 > 62))
		return false;
	hash_label(set, s, end, watch, h);
	return true;
}

/* A target: its hash, and whether it is kept for matching. */
static ALWAYS_INLINE bool
fast_target(const struct reader *rd, const uint8_t *s, unsigned len, uint64_t *hash, bool *known)
{
	struct hashing h = { 0 };

	if (PL_LIKELY(s[len - 1] == '.')) {
		h.hash = rd->zone->root_hash;
		if (PL_UNLIKELY(len < 2 || len > 254 || *s == '"' ||
		                !hash_labels(rd->set, s, len - 1, true, &h)))
			return false;
		*hash = h.hash;
		/* A last label that ends in a digit: perhaps an address, which rules look at. */
		*known = h.met != NULL || (uint8_t)(s[len - 2] - '0') < 10;
		return true;
	}
	*known = true;
	if (len == 1 && *s == '@') {
		*hash = rd->now.origin_hash;
		return rd->now.origin_inside;
	}
	h.hash = rd->now.origin_hash;
	if (PL_UNLIKELY(!rd->now.origin_inside || *s == '"' ||
	                len + 1u + rd->now.origin.len > 255 ||
	                !hash_labels(rd->set, s, len, false, &h)))
		return false;
	*hash = h.hash;
	return true;
}

/* A word that record.c would remark on as an owner: a class, a number. */
static ALWAYS_INLINE bool
strange_owner(const uint8_t *s, unsigned len)
{
	uint8_t a = s[0] | 0x20, b = s[1] | 0x20;

	if ((uint8_t)(s[0] - '0') < 10)
		return true;
	return len == 2 &&
	       ((a == 'i' && b == 'n') || (a == 'c' && b == 'h') || (a == 'h' && b == 's'));
}

/* An absolute owner: in this very zone, and directly below its apex or the apex itself. */
static ALWAYS_INLINE bool
fast_absolute_owner(
    const struct reader *rd, const uint8_t *s, unsigned len, bool deep, uint64_t *hash)
{
	struct hashing h = { .hash = rd->zone->root_hash };

	if (PL_UNLIKELY(*s == '*' || *s == '"' || len < 2 || len > 254 ||
	                !hash_labels(rd->set, s, len - 1, true, &h) || h.met == NULL ||
	                h.met->apex_hash != rd->zone->apex_hash))
		return false;
	*hash = h.hash;
	return deep || h.hash == rd->zone->apex_hash || h.parent == rd->zone->apex_hash;
}

/* An owner in a forward zone. */
static ALWAYS_INLINE bool
fast_owner(const struct reader *rd, const uint8_t *s, unsigned len, uint64_t *hash)
{
	struct hashing h = { .hash = rd->now.origin_hash };

	if (len == 1 && *s == '@') {
		*hash = h.hash;
		return true;
	}
	if (PL_UNLIKELY(strange_owner(s, len)))
		return false;
	if (s[len - 1] == '.')
		return fast_absolute_owner(rd, s, len, false, hash);
	if (PL_UNLIKELY(*s == '*' || *s == '"' || len + 1u + rd->now.origin.len > 255))
		return false;
	if (rd->zone->zone.has_children) {
		if (!hash_labels(rd->set, s, len, true, &h) || h.met != NULL)
			return false;
	} else if (PL_UNLIKELY(!hash_labels(rd->set, s, len, false, &h))) {
		return false;
	}
	*hash = h.hash;
	return true;
}

/* Take the octets that stand in an owner of in-addr.arpa, last label first, behind those of the origin. */
static ALWAYS_INLINE bool
reverse_octets(const uint8_t *s, unsigned len, unsigned known, uint8_t octets[16])
{
	unsigned end = len, value;

	while (known < 4) {
		unsigned i = end;

		while (i > 0 && s[i - 1] != '.')
			i--;
		if (end - i - 1 > 2 || (end - i > 1 && s[i] == '0'))
			return false;
		value = 0;
		for (unsigned k = i; k < end; k++) {
			unsigned digit = (unsigned)s[k] - '0';

			if (digit > 9)
				return false;
			value = value * 10 + digit;
		}
		if (value > 255)
			return false;
		octets[known++] = (uint8_t)value;
		if (i == 0)
			return known == 4;
		end = i - 1;
	}
	return false;
}

/* The same for ip6.arpa: one hex digit a label. */
static ALWAYS_INLINE bool
reverse_nibbles(const uint8_t *s, unsigned len, unsigned known, uint8_t octets[16])
{
	if (len != 2 * (32 - known) - 1)
		return false;
	for (unsigned i = len; known < 32; known++) {
		unsigned digit = hex_digit(s[--i]);

		if (digit > 15 || (i > 0 && s[--i] != '.'))
			return false;
		octets[known / 2] |= (uint8_t)(known % 2 ? digit : digit << 4);
	}
	return true;
}

/* An owner in a reverse zone: also the address that it stands for, if it is one. */
static ALWAYS_INLINE bool
fast_reverse_owner(const struct reader *rd, const uint8_t *s, unsigned len, struct owner *owner)
{
	const struct prefix *net = &rd->now.origin_net;
	struct hashing h = { .hash = rd->now.origin_hash };

	owner->has_addr = false;
	if (len == 1 && *s == '@') {
		owner->hash = h.hash;
		return !rd->now.origin_reverse || net->bits < 32;
	}
	if (s[len - 1] == '.') {
		/* The labels of the tree's root count as much in text as in "in-addr.arpa.". */
		unsigned root = rd->zone->family == ADDR_V4 ? 14 : 10;

		if (!fast_absolute_owner(rd, s, len, true, &owner->hash) || len <= root)
			return false;
		owner->addr =
		    (struct addr){ .family = rd->zone->family == ADDR_V4 ? ADDR_V4 : ADDR_V6 };
		owner->has_addr = rd->zone->family == ADDR_V4
		                      ? reverse_octets(s, len - root, 0, owner->addr.octets)
		                      : reverse_nibbles(s, len - root, 0, owner->addr.octets);
		return true;
	}
	if (PL_UNLIKELY(*s == '*' || *s == '"' || len + 1u + rd->now.origin.len > 255 ||
	                !hash_labels(rd->set, s, len, rd->zone->zone.has_children, &h) ||
	                h.met != NULL))
		return false;
	owner->hash = h.hash;
	if (!rd->now.origin_reverse)
		return true;
	owner->addr = net->base;
	owner->has_addr = net->base.family == ADDR_V4
	                      ? reverse_octets(s, len, net->bits / 8, owner->addr.octets)
	                      : reverse_nibbles(s, len, net->bits / 4, owner->addr.octets);
	return true;
}

/* ---- lines ---- */

/* A directive, or what record.c knows for something else by its first character: "#", "//", "<<<<<<<" and kin. */
static ALWAYS_INLINE bool
foreign_start(uint8_t c)
{
	const uint64_t foreign = (uint64_t)1 << '#' | (uint64_t)1 << '$' | (uint64_t)1 << '/' |
	                         (uint64_t)1 << '<' | (uint64_t)1 << '=' | (uint64_t)1 << '>';

	return c < 64 ? foreign >> c & 1 : c == '|';
}

/* Where in the tape we are. */
struct cursor {
	const uint8_t *text;
	const uint32_t *fields, *ends;
	size_t field, end;
};

/* RDATA of one line, read but not yet kept. */
struct value {
	uint64_t target;
	uint32_t mark;
	bool known;
	enum text_mark text; /* of a TXT */
	uint8_t octets[16];
};

static ALWAYS_INLINE bool
next_token(struct cursor *c, const uint8_t **s, unsigned *len)
{
	uint32_t at = c->fields[c->field];

	*s = c->text + at;
	if (PL_UNLIKELY(**s == '\n'))
		return false;
	*len = c->ends[c->end] - at;
	c->field++;
	c->end++;
	return true;
}

static ALWAYS_INLINE bool
fast_number16(struct cursor *c, uint64_t *v)
{
	const uint8_t *s;
	unsigned len;
	uint32_t n;

	if (PL_UNLIKELY(!next_token(c, &s, &len) || !fast_number(s, len, &n) || n > 0xffff))
		return false;
	*v = *v << 16 | n;
	return true;
}

/* Strings of at most 255 octets; a comment behind an unquoted one may be a cut value. */
static ALWAYS_INLINE bool
fast_txt(struct cursor *c, struct value *v)
{
	uint64_t h = 0;
	unsigned len;
	size_t total = 0;
	const uint8_t *s, *behind, *first = NULL;
	unsigned first_len = 0, count = 0, bare = 0;
	uint8_t last = 0;
	bool quoted = false;

	if (c->text[c->fields[c->field]] == '\n')
		return false;
	while (next_token(c, &s, &len)) {
		quoted = *s == '"';
		if (quoted) {
			s++;
			len -= 2;
		}
		if (len > 255 || (total += len + 1) > RDATA_LARGE)
			return false;
		h = namehash_bytes(h, s, len);
		if (count++ == 0) {
			first = s;
			first_len = len;
		}
		bare += !quoted;
		last = len > 0 ? s[len - 1] : 0;
	}
	if (bare > 1)
		return false;
	v->text = text_mark(first, first_len, last, count == 1);
	if (!quoted) {
		for (behind = c->text + c->ends[c->end - 1]; *behind == ' ' || *behind == '\t';
		     behind++)
			;
		if (*behind == ';')
			return false;
	}
	v->mark = (uint32_t)h;
	return true;
}

static ALWAYS_INLINE bool
fast_rdata(const struct reader *rd, struct cursor *c, unsigned code, struct value *v)
{
	const uint8_t *s;
	unsigned len;
	uint64_t numbers = 0, lo, hi;

	switch (code) {
	case RRCODE_A:
		return next_token(c, &s, &len) && fast_ipv4(s, len, &v->mark);
	case RRCODE_AAAA:
		if (!next_token(c, &s, &len) || !fast_ipv6(s, len, v->octets))
			return false;
		memcpy(&lo, v->octets, 8);
		memcpy(&hi, v->octets + 8, 8);
		v->mark = (uint32_t)namehash_mix(lo, hi);
		return true;
	case RRCODE_TXT:
		return fast_txt(c, v);
	case RRCODE_SRV:
		for (unsigned i = 0; i < 3; i++)
			if (!fast_number16(c, &numbers))
				return false;
		break;
	case RRCODE_MX:
		if (!fast_number16(c, &numbers))
			return false;
		break;
	default:
		break;
	}
	if (!next_token(c, &s, &len) || !fast_target(rd, s, len, &v->target, &v->known))
		return false;
	if (code == RRCODE_SRV)
		v->mark = (uint32_t)namehash_mix(v->target, numbers);
	else
		v->mark = (uint32_t)(v->target ^ numbers);
	return true;
}

static ALWAYS_INLINE void
keep_aside(struct reader *rd, unsigned code, const struct value *v, uint32_t record)
{
	struct shelf *shelf = rd->shelf;
	void *slot;

	switch (code) {
	case RRCODE_A:
		shelf->octets4[v->mark >> 24] = true;
		break;
	case RRCODE_AAAA:
		shelf->octets6[v->octets[0]] = true;
		if ((slot = vec_more(&shelf->aaaas, sizeof(struct aaaa))) != NULL) {
			memcpy(((struct aaaa *)slot)->octets, v->octets, 16);
			((struct aaaa *)slot)->record = record;
		}
		break;
	case RRCODE_NS:
	case RRCODE_CNAME:
	case RRCODE_MX:
	case RRCODE_SRV:
		if (code == RRCODE_SRV)
			shelf_note(&shelf->rares, record);
		if (!v->known)
			shelf_note(&shelf->outside, record);
		else if ((slot = vec_more(&shelf->targets, sizeof(struct target))) != NULL)
			*(struct target *)slot = (struct target){ v->target, record, code };
		break;
	case RRCODE_TXT:
		if (v->text != TEXT_PLAIN && reader_marks(rd, v->text))
			shelf_note(&shelf->texts, record);
		break;
	case RRCODE_PTR:
		if (!rd->zone->zone.reverse) {
			shelf_note(&shelf->forward_pointers, record);
			break;
		}
		if (!rd->owner.has_addr) {
			if ((slot = vec_more(&shelf->pointers, sizeof(uint32_t))) != NULL)
				*(uint32_t *)slot = record;
		} else if (rd->owner.addr.family == ADDR_V4) {
			const uint8_t *o = rd->owner.addr.octets;

			if ((slot = vec_more(&shelf->ptr4s, sizeof(struct ptr4))) != NULL)
				*(struct ptr4 *)slot = (struct ptr4){ v->target,
					(uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 |
					    (uint32_t)o[2] << 8 | o[3],
					record };
		} else if ((slot = vec_more(&shelf->ptr6s, sizeof(struct ptr6))) != NULL) {
			*(struct ptr6 *)slot =
			    (struct ptr6){ .target = v->target, .record = record };
			memcpy(((struct ptr6 *)slot)->octets, rd->owner.addr.octets, 16);
		}
		break;
	default:
		break;
	}
}

/*
 * What is kept of a new owner: the names between the origin and it, when it has several labels; that it is
 * no plain host name.  Those that need more than 32 bytes go the long way.
 */
static ALWAYS_INLINE uint16_t
keep_owner(struct reader *rd, const uint8_t *s, unsigned len)
{
	struct hashing h = { .hash = rd->now.origin_hash };
	bool relative = s[len - 1] != '.';
	unsigned end = relative ? len : len - 1;
	struct owner_bytes bytes;

	if (PL_UNLIKELY(end > 32)) {
		return reader_long_owner(rd, s, end, relative);
	}
	bytes = owner_bytes(s, end);
	while (relative && bytes.dots != 0) {
		unsigned dot = 31 - (unsigned)__builtin_clz(bytes.dots);
		uint64_t *slot;

		h.hash = namehash_label(h.hash, s + dot + 1, end - dot - 1);
		end = dot;
		bytes.dots ^= (uint32_t)1 << dot;
		if ((slot = vec_more(&rd->shelf->nonterminals, sizeof *slot)) != NULL)
			*slot = h.hash;
	}
	return len == 1 && *s == '@' ? 0 : bytes.oddity;
}

static ALWAYS_INLINE bool
keep(struct reader *rd, struct level *lv, uint32_t line, unsigned code, uint32_t ttl,
    const struct value *v)
{
	struct shelf *shelf = rd->shelf;
	uint32_t record = (uint32_t)VEC_COUNT(&shelf->rrs, struct rr);
	struct run *run =
	    rd->run_open ? VEC_AT(&shelf->runs, struct run, VEC_COUNT(&shelf->runs, struct run) - 1)
	                 : NULL;
	struct rr *rr;

	if (run == NULL || run->hash != rd->owner.hash) {
		/* a new segment keeps the owner by its name */
		bool in_text = rd->owner.kind == OWNER_IN_TEXT;

		run = reader_run(rd, rd->owner.hash);
		if (PL_UNLIKELY(run == NULL))
			return false;
		if (in_text && !rd->zone->zone.reverse)
			run->flags = keep_owner(rd, lv->window.text + rd->owner.off, rd->owner.len);
	}
	rr = vec_more(&shelf->rrs, sizeof *rr);
	if (PL_UNLIKELY(rr == NULL)) {
		rd->stop = true;
		return false;
	}
	*rr = (struct rr){ .off = (uint32_t)lv->window.base + line,
		.mark = v->mark,
		.ttl = shelf_ttl_again(shelf, record, ttl),
		.code = (uint8_t)code };
	run->types |= (uint16_t)(1u << code);
	keep_aside(rd, code, v, record);
	lv->records++;
	lv->zone_like = true;
	rd->zone->zone.records++;
	return true;
}

/* One line, if it is plain: read it, keep it, move the cursor to its newline. */
static ALWAYS_INLINE bool
fast_line(struct reader *rd, struct level *lv, struct cursor *cursor, uint32_t line, uint32_t rare)
{
	struct cursor c = *cursor;
	struct owner owner;
	struct value v;
	const uint8_t *s;
	unsigned len, code;
	uint32_t ttl = 0, at = c.fields[c.field];
	bool has_owner = at == line, has_ttl = false, has_class = false;

	if (has_owner) {
		if (!next_token(&c, &s, &len) || foreign_start(*s) || !rd->now.origin_inside ||
		    rd->now.origin_occluded)
			return false;
		owner.off = at;
		owner.len = len;
		if (rd->zone->zone.reverse ? !fast_reverse_owner(rd, s, len, &owner)
		                           : !fast_owner(rd, s, len, &owner.hash))
			return false;
	} else if (rd->owner.kind < OWNER_IN_TEXT || rd->owner.outside || rd->owner.after_origin ||
	           rd->owner.after_include) {
		return false;
	}
	for (;;) {
		if (!next_token(&c, &s, &len))
			return false;
		if ((uint8_t)(*s - '0') < 10) {
			if (has_ttl || !fast_number(s, len, &ttl))
				return false;
			has_ttl = true;
		} else if (len == 2 && (s[0] | 0x20) == 'i' && (s[1] | 0x20) == 'n' && !has_class) {
			has_class = true;
		} else {
			break;
		}
	}
	code = fast_type(s, len);
	if (code == RRCODE_OTHER || !fast_rdata(rd, &c, code, &v))
		return false;
	at = c.fields[c.field];
	if (PL_UNLIKELY(c.text[at] != '\n' || rare <= at))
		return false;
	if (has_ttl) {
		rd->now.has_last_ttl = true;
		rd->now.last_ttl = ttl;
	} else if (rd->now.has_default_ttl && rd->now.leak.file == 0) {
		ttl = rd->now.default_ttl;
	} else if (rd->now.has_last_ttl && rd->now.said_inherited) {
		ttl = rd->now.last_ttl;
	} else {
		return false;
	}
	if (has_owner) {
		rd->owner.kind = OWNER_IN_TEXT;
		rd->owner.off = owner.off;
		rd->owner.len = owner.len;
		rd->owner.hash = owner.hash;
		rd->owner.outside = rd->owner.after_origin = rd->owner.after_include = false;
		if (rd->zone->zone.reverse) {
			rd->owner.has_addr = owner.has_addr;
			rd->owner.addr = owner.addr;
		}
	}
	if (!keep(rd, lv, line, code, ttl, &v))
		return true; /* a budget is used up; the caller sees rd->stop */
	*cursor = c;
	return true;
}

/* The line at line is not plain: read it in full, and whatever else belongs to its entry. */
static uint32_t
full_entry(struct reader *rd, uint32_t line, uint32_t to)
{
	struct window *w = &reader_level(rd)->window;
	uint32_t next = reader_entry(rd, line);

	/* A bare CR ends an entry, but not what the index takes for a line. */
	while (!w->moved && !rd->stop && next < to && next < w->len && w->text[next - 1] != '\n')
		next = reader_entry(rd, next);
	/* The newline that ends the last line may be the one behind the text. */
	return !w->moved && next == w->len && to > next ? to : next;
}

uint32_t
fast_lines(struct reader *rd, uint32_t from, uint32_t to)
{
	struct level *lv = reader_level(rd);
	struct window *w = &lv->window;
	const struct tape *t = &w->tape;
	struct cursor c = { .text = w->text, .fields = t->fields, .ends = t->ends };
	size_t next_rare = 0;
	uint32_t line = from, rare = t->rare_count > 0 ? t->rare[0] : UINT32_MAX;
	bool plain = !rd->set->options.plain && !rd->set->options.all_remarks;

	while (c.field < t->field_count && !rd->stop) {
		uint32_t at = c.fields[c.field];

		if (w->text[at] == '\n' && rare > at && plain) {
			c.field++;
			line = at + 1;
			continue;
		}
		if (plain && fast_line(rd, lv, &c, line, rare))
			continue;
		line = full_entry(rd, line, to);
		if (w->moved || line >= to)
			return line;
		while (c.field < t->field_count && c.fields[c.field] < line)
			c.field++;
		while (c.end < t->end_count && c.ends[c.end] < line)
			c.end++;
		while (next_rare < t->rare_count && t->rare[next_rare] < line)
			next_rare++;
		rare = next_rare < t->rare_count ? t->rare[next_rare] : UINT32_MAX;
	}
	return to;
}
