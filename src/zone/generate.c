/*
 * zone/generate.c -- $GENERATE start-stop[/step] lhs [ttl] [class] type rhs
 *
 * As BIND 9.18 does: "$" is the value, "$$" and "\$" a dollar sign, "${offset,width,base}" the value plus
 * offset in base d, o, x, X, n or N, padded with zeros to width; n and N write nibbles, lowest first, with
 * dots between, and count digits and dots in the width.
 */
#include <stdio.h>
#include <stdlib.h>

#include "zone/parts.h"
#include "zone/read.h"

#define SHOWN     64
#define WIDTH_MAX 255

struct modifier {
	int64_t offset;
	unsigned width;
	char base;
};

struct generate_range {
	uint64_t start, stop, step;
};

/* Digits at *at, as a number of at most 2^31-1. */
static bool
take_number(struct str s, size_t *at, uint64_t *out)
{
	size_t begin = *at;
	uint64_t v = 0;

	for (; *at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9'; ++*at) {
		v = v * 10 + (uint64_t)(s.ptr[*at] - '0');
		if (v > INT32_MAX)
			return false;
	}
	*out = v;
	return *at > begin;
}

static bool
parse_range(struct str s, struct generate_range *r)
{
	size_t at = 0;

	r->step = 1;
	if (!take_number(s, &at, &r->start) || at >= s.len || s.ptr[at] != '-')
		return false;
	at++;
	if (!take_number(s, &at, &r->stop))
		return false;
	if (at < s.len) {
		if (s.ptr[at] != '/')
			return false;
		at++;
		if (!take_number(s, &at, &r->step))
			return false;
	}
	return at == s.len && r->step > 0 && r->start <= r->stop;
}

/* What stands in braces: offset[,width[,base]]; at is behind the opening brace, then behind the closing one. */
static bool
parse_modifier(struct str s, size_t *at, struct modifier *m)
{
	bool negative = *at < s.len && s.ptr[*at] == '-';
	uint64_t v = 0, width = 0;

	*m = (struct modifier){ .base = 'd' };
	*at += negative || (*at < s.len && s.ptr[*at] == '+');
	if (!take_number(s, at, &v))
		return false;
	m->offset = negative ? -(int64_t)v : (int64_t)v;
	if (*at < s.len && s.ptr[*at] == ',') {
		++*at;
		if (!take_number(s, at, &width) || width > WIDTH_MAX)
			return false;
		m->width = (unsigned)width;
		if (*at < s.len && s.ptr[*at] == ',') {
			++*at;
			if (*at >= s.len || memchr("doxXnN", s.ptr[*at], 6) == NULL)
				return false;
			m->base = s.ptr[(*at)++];
		}
	}
	return *at < s.len && s.ptr[(*at)++] == '}';
}

/* Hex digits of value, lowest first; a dot follows while there is more to write or width is not used up. */
static void
put_nibbles(uint64_t value, unsigned width, bool upper, struct buf *out)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	do {
		buf_char(out, digits[value & 15]);
		value >>= 4;
		width -= width > 0;
		if (width > 0 || value != 0) {
			buf_char(out, '.');
			width -= width > 0;
		}
	} while (value != 0 || width > 0);
}

static bool
put_value(uint64_t iteration, const struct modifier *m, struct buf *out)
{
	int64_t value = (int64_t)iteration + m->offset;

	if (value < 0 || value > UINT32_MAX)
		return false;
	switch (m->base) {
	case 'n':
	case 'N':
		put_nibbles((uint64_t)value, m->width, m->base == 'N', out);
		break;
	case 'o':
		buf_put(out, "%0*llo", (int)m->width, (unsigned long long)value);
		break;
	case 'x':
		buf_put(out, "%0*llx", (int)m->width, (unsigned long long)value);
		break;
	case 'X':
		buf_put(out, "%0*llX", (int)m->width, (unsigned long long)value);
		break;
	default:
		buf_put(out, "%0*lld", (int)m->width, (long long)value);
		break;
	}
	return true;
}

/* One side of the line for one value; wrong gets the offset of a bad modifier. */
static bool
expand_side(struct str s, uint64_t iteration, struct buf *out, size_t *wrong)
{
	for (size_t at = 0; at < s.len;) {
		char c = s.ptr[at++];

		if (c == '\\' && at < s.len) {
			/* "\$" is a dollar sign; other escapes stay for the reader of names. */
			if (s.ptr[at] != '$')
				buf_char(out, c);
			buf_char(out, s.ptr[at++]);
			continue;
		}
		if (c != '$') {
			buf_char(out, c);
			continue;
		}
		struct modifier m = { .base = 'd' };

		*wrong = at - 1;
		if (at < s.len && s.ptr[at] == '$') {
			buf_char(out, '$');
			at++;
			continue;
		}
		if (at < s.len && s.ptr[at] == '{') {
			at++;
			if (!parse_modifier(s, &at, &m))
				return false;
		}
		if (!put_value(iteration, &m, out))
			return false;
	}
	return true;
}

/* lhs is token 2; the last token is the rhs; between them stand TTL, class and type as they are. */
static bool
expand(const struct lexed *l, uint64_t iteration, struct buf *out, size_t *token, size_t *wrong)
{
	out->len = 0;
	*token = 2;
	if (!expand_side(l->tokens[2].text, iteration, out, wrong))
		return false;
	for (size_t i = 3; i + 1 < l->count; i++) {
		buf_char(out, ' ');
		buf_str(out, l->tokens[i].text);
	}
	buf_char(out, ' ');
	*token = l->count - 1;
	return expand_side(l->tokens[l->count - 1].text, iteration, out, wrong);
}

bool
generate_expand(const struct lexed *line, uint64_t iteration, struct buf *out)
{
	size_t token, wrong;

	return line->count >= 5 && expand(line, iteration, out, &token, &wrong);
}

/* RDATA is one field, in quotes when it has blanks: BIND refuses more, and parentheses anywhere in the line. */
static bool
one_field(struct reader *rd)
{
	const struct lexed *l = &rd->lexed;
	const uint8_t *text = reader_level(rd)->window.text;
	struct lexed record = { .tokens = l->tokens + 2, .count = l->count - 2 };
	struct parts parts;

	for (size_t i = 1; i < l->count; i++) {
		uint32_t gap = l->tokens[i - 1].off + l->tokens[i - 1].len;

		if (memchr(text + gap, '(', l->tokens[i].off - gap) == NULL)
			continue;
		reader_complain(rd, PROBLEM_GENERATE_INVALID, gap, l->tokens[i].off - gap,
		    "a $GENERATE line takes no parentheses");
		return false;
	}
	if (!parts_find(&record, &parts) || parts.rdata + 1 >= record.count)
		return true; /* what is wrong with it is said of its first record */
	reader_complain(rd, PROBLEM_GENERATE_INVALID, record.tokens[parts.rdata + 1].off,
	    record.tokens[parts.rdata + 1].len,
	    "the RDATA of $GENERATE is one field: put quotes around all of it");
	return false;
}

static bool
generate_usable(struct reader *rd, struct generate_range *range)
{
	const struct lexed *l = &rd->lexed;
	const struct token *last = &l->tokens[l->count - 1];

	if (l->count < 5) {
		reader_complain(rd, PROBLEM_GENERATE_INVALID, last->off + last->len, 0,
		    "$GENERATE needs a range, an owner, a type and RDATA");
		return false;
	}
	if (!parse_range(l->tokens[1].text, range)) {
		reader_complain(rd, PROBLEM_GENERATE_INVALID, l->tokens[1].off, l->tokens[1].len,
		    "the range is START-STOP or START-STOP/STEP, START not over STOP, STEP not 0");
		return false;
	}
	return one_field(rd);
}

/*
 * Read one expansion as an entry; false when the line is not worth going on with.
 *
 * said    something was complained of: the other values would say the same again, so they keep quiet
 */
static bool
generate_one(struct reader *rd, const struct lexed *line, struct generate_frame *frame,
    struct buf *text, bool *said)
{
	size_t token, wrong = 0, before = rd->shelf->problem_count;
	uint32_t records = (uint32_t)VEC_COUNT(&rd->shelf->rrs, struct rr);
	struct lexed mine = *line;

	if (!expand(line, frame->iteration, text, &token, &wrong)) {
		const struct token *t = &line->tokens[token];

		rd->generate = NULL;
		reader_complain(rd, PROBLEM_GENERATE_INVALID,
		    t->off + (t->quoted ? 1 : 0) + (uint32_t)wrong, 1,
		    "bad modifier, or a value out of range: ${offset,width,base} with base d, o, x, X, n or N");
		return false;
	}
	buf_char(text, '\n');
	memset(buf_room(text, INDEX_PAD), ' ', INDEX_PAD);
	rd->lexed = (struct lexed){ 0 };
	lex_entry((const uint8_t *)text->ptr, 0, (uint32_t)text->len, LIMIT_RECORD_BYTES,
	    &rd->lexed, NULL);
	if (rd->lexed.failed || rd->lexed.count == 0)
		reader_complain(
		    rd, PROBLEM_GENERATE_INVALID, 0, 0, "an expansion of this line is no record");
	else
		record_read(rd);
	lexed_free(&rd->lexed);
	rd->lexed = mine;
	/* Records of a segment follow in steps: a gap begins a new one. */
	if (VEC_COUNT(&rd->shelf->rrs, struct rr) != records + 1)
		reader_new_segment(rd);
	if (*said)
		rd->shelf->problem_count = before;
	*said = *said || rd->shelf->problem_count > before;
	return true;
}

void
generate_read(struct reader *rd)
{
	struct lexed line = rd->lexed;
	struct generate_range range;
	struct generate_frame frame;
	struct owner before;
	struct buf text = { 0 };
	const struct token *last;
	bool said = false;

	if (!generate_usable(rd, &range)) {
		rd->zone->zone.unknown = true;
		return;
	}
	last = &line.tokens[line.count - 1];
	frame = (struct generate_frame){
		.line = line.begin, .len = last->off + last->len - line.begin, .step = range.step
	};
	reader_owner(rd);
	before = rd->owner;
	reader_new_segment(rd);
	for (uint64_t i = range.start; i <= range.stop && !rd->stop; i += range.step) {
		if (atomic_fetch_add(&rd->set->generated, 1) >= rd->set->options.limits.generate) {
			reader_complain(rd, PROBLEM_GENERATE_TOO_MANY, frame.line, frame.len,
			    "over a million $GENERATE records in all (--limit generate=N)");
			atomic_store(&rd->set->limit_hit, true);
			rd->zone->zone.unknown = true;
			break;
		}
		frame.iteration = i;
		rd->generate = &frame;
		if (!generate_one(rd, &line, &frame, &text, &said)) {
			rd->zone->zone.unknown = true;
			break;
		}
	}
	rd->generate = NULL;
	rd->lexed = line;
	rd->owner = before;
	buf_free(&text);
	reader_new_segment(rd);
}
