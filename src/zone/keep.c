/* zone/keep.c -- from what was read to the model: runs, segments, and what matching needs */
#include "base/err.h"
#include "zone/read.h"

bool
reader_budget(struct reader *rd)
{
	if (rd->stop)
		return false;
	if (VEC_COUNT(&rd->shelf->rrs, struct rr) < rd->shelf->rrs.most / sizeof(struct rr))
		return true;
	rd->stop = true;
	return false;
}

/* A copy of a name that takes no more room than it needs; only len and the used octets may be read. */
static const struct dname *
pack_name(struct arena *arena, const struct dname *name)
{
	uint8_t *copy = arena_alloc(arena, offsetof(struct dname, wire) + name->len);

	memcpy(copy, name, offsetof(struct dname, wire) + name->len);
	return (const struct dname *)(const void *)copy;
}

void
reader_new_segment(struct reader *rd)
{
	rd->segment_pending = true;
	rd->run_open = false;
}

void
reader_push_segment(struct reader *rd)
{
	struct segment *s = vec_more(&rd->shelf->segments, sizeof *s);
	const struct level *lv = reader_level(rd);

	if (s == NULL) {
		rd->stop = true;
		return;
	}
	*s = (struct segment){
		.first = (uint32_t)VEC_COUNT(&rd->shelf->rrs, struct rr),
		.zone = rd->zone->zone.id,
		.file = lv->file,
		.frame = lv->frame,
		.origin = pack_name(&rd->shelf->arena, &rd->now.origin),
	};
	if (reader_owner(rd)) {
		s->has_owner = true;
		s->owner = pack_name(&rd->shelf->arena, &rd->owner.name);
	}
	if (rd->generate != NULL) {
		s->generated = true;
		s->line = (uint32_t)lv->window.base + rd->generate->line;
		s->iteration = rd->generate->iteration;
		s->step = rd->generate->step;
	}
	rd->segment_pending = false;
}

struct run *
reader_run(struct reader *rd, uint64_t hash)
{
	struct run *run;

	if (!reader_budget(rd))
		return NULL;
	if (rd->segment_pending)
		reader_push_segment(rd);
	if (rd->run_open) {
		run = VEC_AT(
		    &rd->shelf->runs, struct run, VEC_COUNT(&rd->shelf->runs, struct run) - 1);
		if (run->hash == hash)
			return run;
	}
	shelf_close_run(rd->shelf);
	run = vec_more(&rd->shelf->runs, sizeof *run);
	if (run == NULL)
		return NULL;
	*run =
	    (struct run){ .hash = hash, .first = (uint32_t)VEC_COUNT(&rd->shelf->rrs, struct rr) };
	rd->shelf->run_nonterminals = VEC_COUNT(&rd->shelf->nonterminals, uint64_t);
	rd->run_open = true;
	return run;
}

void
reader_name_facts(const struct reader *rd, const struct dname *name, struct name_facts *out)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];
	unsigned labels = namehash_ancestors(rd->zone->root_hash, name, hashes);
	bool deeper = false;

	*out = (struct name_facts){ .hash = hashes[0] };
	for (unsigned i = 0; i <= labels && !out->in_zone; i++) {
		if (hashes[i] == rd->zone->apex_hash) {
			out->in_zone = out->known = true;
			out->occluded = deeper;
		} else if (apexes_find(rd->set, hashes[i]) != NULL) {
			out->known = deeper = true;
		}
	}
}

uint32_t
rdata_mark(uint16_t type, uint8_t code, const uint8_t *wire, size_t len, uint64_t root)
{
	struct dname name;
	size_t at = 0;
	uint64_t h;

	switch (type) {
	case RRTYPE_A:
		return (uint32_t)wire[0] << 24 | (uint32_t)wire[1] << 16 | (uint32_t)wire[2] << 8 |
		       wire[3];
	case RRTYPE_NS:
	case RRTYPE_CNAME:
	case RRTYPE_PTR:
		rdata_name(wire, len, 0, &name);
		return (uint32_t)namehash_dname(root, &name);
	case RRTYPE_MX:
		rdata_name(wire, len, 2, &name);
		h = (uint64_t)wire[0] << 8 | wire[1];
		return (uint32_t)(namehash_dname(root, &name) ^ h);
	case RRTYPE_SRV:
		rdata_name(wire, len, 6, &name);
		h = 0;
		for (unsigned i = 0; i < 6; i++)
			h = h << 8 | wire[i];
		return (uint32_t)namehash_mix(namehash_dname(root, &name), h);
	case RRTYPE_SOA:
		h = 0;
		for (unsigned i = 0; i < 2; i++) {
			at += rdata_name(wire, len, at, &name);
			h = namehash_mix(namehash_dname(root, &name), h);
		}
		return (uint32_t)namehash_bytes(h, wire + at, len - at);
	case RRTYPE_TXT:
		h = 0;
		for (; at < len; at += wire[at] + 1u)
			h = namehash_bytes(h, wire + at + 1, wire[at]);
		return (uint32_t)h;
	default:
		break;
	}
	if (code != RRCODE_OTHER && (rrtype_info(code)->flags & RRTYPE_LOWER) != 0) {
		struct buf text = { 0 };

		rdata_print(type, wire, len, &text);
		h = namehash_bytes(type, (const uint8_t *)text.ptr, text.len);
		buf_free(&text);
		return (uint32_t)h;
	}
	return (uint32_t)namehash_bytes(type, wire, len);
}

/* Names between the apex and an owner exist, too, though they have no records. */
static void
add_nonterminals(struct reader *rd, const struct dname *owner)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1], *slot;
	unsigned labels = namehash_ancestors(rd->zone->root_hash, owner, hashes);

	for (unsigned i = 1; i < labels && hashes[i] != rd->zone->apex_hash; i++)
		if ((slot = vec_more(&rd->shelf->nonterminals, sizeof *slot)) != NULL)
			*slot = hashes[i];
}

/* How an owner differs from labels of letters, digits and hyphens, the hyphens single and inside: flags of a run. */
static uint16_t
name_oddity(const struct dname *name)
{
	uint16_t found = 0;

	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u) {
		const uint8_t *label = name->wire + at + 1;
		unsigned len = name->wire[at];

		if (label[0] == '-' || label[len - 1] == '-')
			return RUN_ODD;
		for (unsigned i = 0; i < len; i++) {
			uint8_t c = ascii_lower(label[i]);

			if (c == '_')
				found |= RUN_UNDERSCORE;
			else if (c == '-' ? label[i - 1] == '-'
			                  : (uint8_t)(c - 'a') > 25 && (uint8_t)(c - '0') > 9)
				return RUN_ODD;
		}
	}
	return found;
}

static size_t
target_offset(uint8_t code)
{
	return code == RRCODE_MX ? 2 : code == RRCODE_SRV ? 6 : 0;
}

/* Does the last label end in a digit, as in "192.0.2.1."? */
static bool
ends_in_digit(const struct dname *name)
{
	return name->len > 1 && (uint8_t)(name->wire[name->len - 2] - '0') < 10;
}

/*
 * Targets of names that some loaded zone of the view encloses are kept for matching, and those that may be
 * addresses for rules to look at.
 */
static void
add_target(struct reader *rd, const struct reading *r, uint32_t record)
{
	struct name_facts facts;
	struct target *t;
	struct dname name;

	rdata_name(r->wire, r->len, target_offset(r->code), &name);
	reader_name_facts(rd, &name, &facts);
	if (!facts.known && !ends_in_digit(&name)) {
		uint32_t *null = name.len == 1 && r->code == RRCODE_MX
		                     ? vec_more(&rd->shelf->nulls, sizeof *null)
		                     : NULL;

		if (null != NULL)
			*null = record;
		if (name.len > 1)
			shelf_note(&rd->shelf->outside, record);
		return;
	}
	t = vec_more(&rd->shelf->targets, sizeof *t);
	if (t != NULL)
		*t = (struct target){ facts.hash, record, r->code };
}

static void
add_pointer(struct reader *rd, const struct reading *r, uint32_t record)
{
	struct dname name;
	uint64_t target;
	uint32_t *odd;

	rdata_name(r->wire, r->len, 0, &name);
	target = namehash_dname(rd->zone->root_hash, &name);
	if (!rd->owner.has_addr) {
		if ((odd = vec_more(&rd->shelf->pointers, sizeof *odd)) != NULL)
			*odd = record;
	} else if (rd->owner.addr.family == ADDR_V4) {
		const uint8_t *o = rd->owner.addr.octets;
		struct ptr4 *p = vec_more(&rd->shelf->ptr4s, sizeof *p);

		if (p != NULL)
			*p = (struct ptr4){ target,
				(uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 | (uint32_t)o[2] << 8 |
				    o[3],
				record };
	} else {
		struct ptr6 *p = vec_more(&rd->shelf->ptr6s, sizeof *p);

		if (p != NULL) {
			*p = (struct ptr6){ .target = target, .record = record };
			memcpy(p->octets, rd->owner.addr.octets, 16);
		}
	}
}

static void
add_aaaa(struct reader *rd, const struct reading *r, uint32_t record)
{
	struct aaaa *a = vec_more(&rd->shelf->aaaas, sizeof *a);

	if (a == NULL)
		return;
	memcpy(a->octets, r->wire, 16);
	a->record = record;
}

bool
reader_marks(struct reader *rd, enum text_mark mark)
{
	const struct owner *o = &rd->owner;
	struct str label = STR("");

	if (mark != TEXT_DMARC)
		return mark == TEXT_MARKED;
	if (o->kind == OWNER_NAMED) {
		label = (struct str){ (const char *)o->name.wire + 1, o->name.wire[0] };
	} else if (o->kind == OWNER_IN_TEXT) {
		label.ptr = (const char *)reader_level(rd)->window.text + o->off;
		while (label.len < o->len && label.ptr[label.len] != '.')
			label.len++;
	}
	return !str_equal_fold(label, STR("_dmarc"));
}

/* The strings of a TXT record, as the fast way looks at them. */
static void
add_text(struct reader *rd, const struct reading *r, uint32_t record)
{
	size_t last = 0;

	if (r->len == 0)
		return;
	while (last + 1 + r->wire[last] < r->len)
		last += r->wire[last] + 1u;
	if (reader_marks(rd, text_mark(r->wire + 1, r->wire[0],
	                         r->wire[last] > 0 ? r->wire[last + r->wire[last]] : 0, last == 0)))
		shelf_note(&rd->shelf->texts, record);
}

/* What matching needs of some types. */
static void
add_aside(struct reader *rd, const struct reading *r, uint32_t record)
{
	switch (r->code) {
	case RRCODE_A:
		rd->shelf->octets4[r->wire[0]] = true;
		break;
	case RRCODE_AAAA:
		rd->shelf->octets6[r->wire[0]] = true;
		add_aaaa(rd, r, record);
		break;
	case RRCODE_MX:
	case RRCODE_NS:
	case RRCODE_SRV:
	case RRCODE_CNAME:
		add_target(rd, r, record);
		break;
	case RRCODE_TXT:
		add_text(rd, r, record);
		break;
	case RRCODE_PTR:
		if (rd->zone->zone.reverse)
			add_pointer(rd, r, record);
		else
			shelf_note(&rd->shelf->forward_pointers, record);
		break;
	default:
		break;
	}
}

static uint32_t
mark_of(const struct reader *rd, const struct reading *r)
{
	uint64_t lo, hi;

	if (r->code != RRCODE_AAAA)
		return rdata_mark(r->type, r->code, r->wire, r->len, rd->zone->root_hash);
	memcpy(&lo, r->wire, 8);
	memcpy(&hi, r->wire + 8, 8);
	return (uint32_t)namehash_mix(lo, hi);
}

void
reader_take_owner(struct reader *rd, const struct dname *name)
{
	struct name_facts facts;
	struct prefix net;

	reader_name_facts(rd, name, &facts);
	rd->owner = (struct owner){
		.kind = OWNER_NAMED,
		.name = *name,
		.hash = facts.occluded ? facts.hash ^ OCCLUDED : facts.hash,
		.outside = !facts.in_zone,
	};
	if (rd->zone->zone.reverse && addr_from_reverse(name, &net) &&
	    net.bits == (net.base.family == ADDR_V4 ? 32 : 128)) {
		rd->owner.has_addr = true;
		rd->owner.addr = net.base;
	}
	if (facts.in_zone && dname_is_wildcard(name))
		rd->zone->has_wildcard = true;
}

uint16_t
reader_long_owner(struct reader *rd, const uint8_t *s, unsigned len, bool relative)
{
	uint64_t hash = rd->now.origin_hash;
	unsigned end = len;
	bool odd = s[0] == '-' || s[len - 1] == '-', underscore = false;

	for (unsigned i = len; i-- > 0;) {
		uint8_t c = ascii_lower(s[i]);
		uint64_t *slot;

		if (c == '-')
			odd |= i + 1 < len && (s[i + 1] == '-' || s[i + 1] == '.');
		else if (c == '_')
			underscore = true;
		else if (c != '.')
			odd |= (uint8_t)(c - 'a') > 25 && (uint8_t)(c - '0') > 9;
		else
			odd |= s[i + 1] == '-';
		if (c != '.' || i == 0 || !relative)
			continue;
		hash = namehash_label(hash, s + i + 1, end - i - 1);
		end = i;
		if ((slot = vec_more(&rd->shelf->nonterminals, sizeof *slot)) != NULL)
			*slot = hash;
	}
	return (uint16_t)((odd ? RUN_ODD : 0) | (underscore ? RUN_UNDERSCORE : 0));
}

/* What is kept of the owner of a new run; of names in the reverse tree only wildcards are of interest. */
static void
note_owner(struct reader *rd, const struct dname *owner, struct run *run)
{
	if (dname_is_wildcard(owner))
		shelf_note(&rd->shelf->wildcards, run->first);
	if (rd->zone->zone.reverse)
		return;
	add_nonterminals(rd, owner);
	run->flags = name_oddity(owner);
}

/* Does a loaded child decide the name, so that nobody asks its parent? */
static bool
is_shadowed(const struct reader *rd, const struct reading *r)
{
	struct name_facts facts;

	if (!rd->zone->zone.has_children ||
	    ((1u << RRCODE_A | 1u << RRCODE_AAAA | 1u << RRCODE_NS | 1u << RRCODE_DS |
	         1u << RRCODE_RRSIG | 1u << RRCODE_NSEC | 1u << RRCODE_NSEC3) >>
	            (r->code & 31) &
	        1) != 0)
		return false;
	reader_name_facts(rd, r->owner, &facts);
	return facts.occluded;
}

void
reader_add(struct reader *rd, const struct reading *r, uint8_t flags)
{
	bool fresh = !rd->run_open;
	struct run *run = reader_run(rd, rd->owner.hash);
	struct level *lv = reader_level(rd);
	uint32_t record;
	struct rr *rr;

	if (run == NULL)
		return;
	record = (uint32_t)VEC_COUNT(&rd->shelf->rrs, struct rr);
	rr = vec_more(&rd->shelf->rrs, sizeof *rr);
	if (rr == NULL)
		return;
	if (fresh || run->first == record)
		note_owner(rd, r->owner, run);
	*rr = (struct rr){
		.off = (uint32_t)lv->window.base + (rd->generate ? rd->generate->line : r->line),
		.code = r->code,
		.flags = (uint8_t)(flags | (rd->generate ? RR_GENERATED : 0)),
	};
	lv->records++;
	lv->zone_like = true;
	rd->zone->zone.records++;
	if ((flags & RR_BAD) != 0) {
		run->types |= TYPES(TYPE_BIT_BAD);
		return;
	}
	run->types |= type_bit(r->code);
	rd->zone->has_dname |= r->code == RRCODE_DNAME;
	rr->ttl = shelf_ttl_index(rd->shelf, record, r->ttl);
	rr->mark = mark_of(rd, r);
	if (code_is_rare(r->code))
		shelf_note(&rd->shelf->rares, record);
	if (r->len > RDATA_LARGE)
		shelf_note(&rd->shelf->owners, run->first);
	if (is_shadowed(rd, r))
		shelf_note(&rd->shelf->shadowed, record);
	add_aside(rd, r, record);
}

/* ---- owner and origin ---- */

bool
reader_owner(struct reader *rd)
{
	const struct window *w = &reader_level(rd)->window;
	struct str text;

	if (rd->owner.kind == OWNER_NAMED)
		return true;
	if (rd->owner.kind != OWNER_IN_TEXT)
		return false;
	text = (struct str){ (const char *)w->text + rd->owner.off, rd->owner.len };
	if (!dname_parse(text, &rd->now.origin, &rd->owner.name, NULL))
		die("a name was read once and cannot be read again");
	rd->owner.kind = OWNER_NAMED;
	return true;
}

void
reader_set_origin(struct reader *rd, const struct dname *origin)
{
	struct name_facts facts;

	reader_owner(rd);
	rd->now.origin = *origin;
	reader_name_facts(rd, origin, &facts);
	rd->now.origin_hash = facts.hash;
	rd->now.origin_inside = facts.in_zone;
	rd->now.origin_occluded = facts.occluded;
	rd->now.origin_reverse =
	    rd->zone->zone.reverse && addr_from_reverse(origin, &rd->now.origin_net);
	if (facts.in_zone && facts.hash != rd->zone->apex_hash && !rd->zone->zone.reverse) {
		uint64_t *slot = vec_more(&rd->shelf->nonterminals, sizeof *slot);

		if (slot != NULL)
			*slot = facts.hash;
		add_nonterminals(rd, origin);
	}
	reader_new_segment(rd);
}
