/* dns/rdata.c -- from layout to fields: reading, checking and printing RDATA */
#include "dns/rdata.h"

#include <stdarg.h>
#include <stdio.h>

#include "dns/rdata_fields.h"

static void
say_nothing(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	(void)arg, (void)problem, (void)token, (void)at, (void)len, (void)sentence;
}

const struct rdata_sink rdata_silent = { say_nothing, NULL };

#define SENTENCE_MAX 512

bool
layout_next(const char **layout, struct field *field)
{
	const char *p = *layout;
	size_t len;

	if (*p == '\0')
		return false;
	len = strcspn(p, " ");
	*field = (struct field){ p[0], { p + 2, len - 2 } };
	*layout = p + len + strspn(p + len, " ");
	return true;
}

static void PL_PRINTF(6, 0) complain(struct reader *r, enum problem problem, size_t token,
    size_t at, size_t len, const char *fmt, va_list ap)
{
	char sentence[SENTENCE_MAX];

	vsnprintf(sentence, sizeof sentence, fmt, ap);
	r->sink->complain(r->sink->arg, problem, token, (uint32_t)at, (uint32_t)len, sentence);
}

bool
reader_bad(struct reader *r, enum problem problem, size_t at, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(r, problem, r->next - 1, at, len, fmt, ap);
	va_end(ap);
	return false;
}

bool
reader_bad_token(struct reader *r, enum problem problem, size_t token, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(r, problem, token, 0, 0, fmt, ap);
	va_end(ap);
	return false;
}

bool
reader_wanted(struct reader *r, enum problem problem, const char *fmt, ...)
{
	struct str text = r->tokens[r->next - 1].text;
	char wanted[SENTENCE_MAX / 2];
	va_list ap;

	if (text.len == 0)
		text = STR("empty");
	va_start(ap, fmt);
	vsnprintf(wanted, sizeof wanted, fmt, ap);
	va_end(ap);
	return reader_bad(
	    r, problem, 0, 0, "%.*s is %.*s, wanted %s", SHOWN(r->field), SHOWN(text), wanted);
}

void
reader_remark(struct reader *r, enum problem problem, size_t at, size_t len, const char *sentence)
{
	r->sink->complain(
	    r->sink->arg, problem, r->next - 1, (uint32_t)at, (uint32_t)len, sentence);
}

/* The names of all fields of a layout, as "mname rname serial". */
static void
list_fields(const char *layout, char *buf, size_t size)
{
	struct field field;
	size_t at = 0;

	buf[0] = '\0';
	while (layout_next(&layout, &field)) {
		int len =
		    snprintf(buf + at, size - at, "%s%.*s", at == 0 ? "" : " ", SHOWN(field.names));

		at += (size_t)len;
		if (at >= size)
			break;
	}
	for (char *p = buf; *p != '\0'; p++)
		if (*p == ',')
			*p = ' ';
}

static bool
missing(struct reader *r)
{
	char fields[SENTENCE_MAX / 2], type[16];

	rrtype_text(r->type, type);
	if (r->layout[0] == 'C')
		return reader_bad_token(r, PROBLEM_TXT_EMPTY, r->count,
		    "no string stands here, %s wants at least one", type);
	list_fields(r->layout, fields, sizeof fields);
	return reader_bad_token(r, PROBLEM_RDATA_MISSING, r->count, "%.*s is missing, %s wants %s",
	    SHOWN(r->field), type, fields);
}

const struct token *
reader_next(struct reader *r)
{
	if (r->next >= r->count) {
		missing(r);
		return NULL;
	}
	return &r->tokens[r->next++];
}

const struct token *
reader_plain(struct reader *r)
{
	const struct token *token = reader_next(r);

	if (token != NULL && token->quoted) {
		reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0, "%.*s is quoted, wanted without quotes",
		    SHOWN(r->field));
		return NULL;
	}
	return token;
}

bool
reader_put(struct reader *r, const void *octets, size_t len)
{
	if (len > RDATA_MAX - r->len)
		return reader_bad(r, PROBLEM_RDATA_TOO_LONG, 0, 0,
		    "rdata has more than 65535 octets, wanted at most 65535");
	if (len > 0)
		memcpy(r->wire + r->len, octets, len);
	r->len += len;
	return true;
}

bool
reader_put_number(struct reader *r, uint64_t value, size_t octets)
{
	uint8_t bytes[8];

	for (size_t i = octets; i-- > 0; value >>= 8)
		bytes[i] = (uint8_t)value;
	return reader_put(r, bytes, octets);
}

static bool
read_field(struct reader *r, char letter)
{
	switch (letter) {
	case '1':
	case '2':
	case '4':
	case '8':
		return read_number(r, (size_t)(letter - '0'));
	case 't':
		return read_duration(r);
	case 'S':
		return read_serial(r);
	case 'd':
		return read_time(r);
	case 'y':
		return read_type(r);
	case 'f':
		return read_key_flags(r);
	case 'k':
	case 'p':
	case 'v':
	case 'i':
	case 'j':
	case 'w':
		return read_mnemonic(r, letter);
	case 'n':
		return read_name(r);
	case 'e':
		return read_signer(r);
	case 'N':
		return read_names(r);
	case 'a':
		return read_a(r);
	case 'A':
		return read_aaaa(r);
	case 'c':
	case 'o':
	case 'Q':
	case 'r':
	case 'g':
		return read_string(r, letter);
	case 'C':
		return read_strings(r);
	case 'q':
		return read_long_string(r);
	case 'h':
		return read_hex(r);
	case 'D':
	case 'F':
	case 'T':
	case 'Z':
		return read_digest(r, letter);
	case 'b':
	case 'O':
	case 'K':
	case 's':
		return read_base64(r, letter);
	case 'x':
		return read_salt(r);
	case 'X':
		return read_hash(r);
	case 'B':
	case 'E':
		return read_bitmap(r, letter);
	case 'm':
		return read_nxt_bitmap(r);
	case 'u':
		return read_eui(r, 6);
	case 'U':
		return read_eui(r, 8);
	case 'l':
		return read_locator(r);
	case 'L':
		return read_loc(r);
	case 'P':
		return read_apl(r);
	case 'W':
		return read_wks(r);
	case 'V':
		return read_svcb(r);
	case 'G':
		return read_gateway(r);
	case 'R':
		return read_relay(r);
	case 'I':
		return read_hip(r);
	case 'J':
		return read_a6(r);
	case 'Y':
		return read_nsap(r);
	default:
		return read_atma(r);
	}
}

static bool
read_fields(struct reader *r)
{
	const char *layout = r->layout;
	struct field field;
	char type[16];

	while (layout_next(&layout, &field)) {
		r->field = field.names;
		r->field.len = strcspn(field.names.ptr, " ,");
		if (!read_field(r, field.letter))
			return false;
	}
	if (!reader_more(r))
		return true;
	return reader_bad_token(r, PROBLEM_RDATA_TRAILING, r->next,
	    "\"%.*s\" is too much, %s ends with %.*s", SHOWN(r->tokens[r->next].text),
	    rrtype_text(r->type, type), SHOWN(r->field));
}

/*
 * "\#" begins RFC 3597 text.  In a TXT record it may also be an escaped "#", as BIND 9.18 has it
 * when no number follows.
 */
static bool
is_generic(const struct reader *r)
{
	if (r->count == 0 || r->tokens[0].quoted || !str_equal(r->tokens[0].text, STR("\\#")))
		return false;
	if (r->type != RRTYPE_TXT)
		return true;
	if (r->count < 2 || r->tokens[1].quoted || r->tokens[1].text.len == 0)
		return false;
	for (size_t i = 0; i < r->tokens[1].text.len; i++)
		if (r->tokens[1].text.ptr[i] < '0' || r->tokens[1].text.ptr[i] > '9')
			return false;
	return true;
}

static bool
read_generic(struct reader *r)
{
	char type[16];
	uint64_t len;

	r->next = 1;
	r->layout = "n:\\#,length,data";
	r->field = STR("length");
	if (!reader_number(r, RDATA_MAX, &len))
		return false;
	r->field = STR("data");
	if ((reader_more(r) || len > 0) && !read_hex(r))
		return false;
	if (r->len != len)
		return reader_bad_token(r, PROBLEM_RDATA_GENERIC_LENGTH, 1,
		    "length is %u, but %zu octets follow", (unsigned)len, r->len);
	if (rrtype_code(r->type) == RRCODE_OTHER ||
	    rrtype_info(rrtype_code(r->type))->layout[0] == '\0')
		return true;
	if (!rdata_check(r->type, r->wire, r->len))
		return reader_bad_token(r, PROBLEM_RDATA_INVALID, len > 0 ? 2 : 1,
		    "these %zu octets are no rdata of %s", r->len, rrtype_text(r->type, type));
	r->next = 1;
	reader_remark(r, PROBLEM_TYPE_GENERIC_FOR_KNOWN, 0, 0,
	    "rdata is written in octets though the type has a form of its own");
	return true;
}

bool
rdata_parse(uint16_t type, const struct token *tokens, size_t count, const struct dname *origin,
    uint8_t *wire, size_t *len, const struct rdata_sink *sink)
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(type));
	struct reader r = { .type = type,
		.layout = info != NULL ? info->layout : "",
		.field = STR("rdata"),
		.tokens = tokens,
		.count = count,
		.origin = origin,
		.wire = wire,
		.sink = sink };
	char text[16];
	bool ok;

	if (is_generic(&r)) {
		ok = read_generic(&r);
	} else if (r.layout[0] != '\0') {
		ok = read_fields(&r);
	} else if (count == 0) {
		ok = reader_bad_token(&r, PROBLEM_RDATA_MISSING, 0,
		    "rdata is missing, %s wants \\# length data", rrtype_text(type, text));
	} else {
		ok = reader_bad_token(&r, PROBLEM_RDATA_INVALID, 0,
		    "rdata begins with %.*s, %s wants \\# length data", SHOWN(tokens[0].text),
		    rrtype_text(type, text));
	}
	if (ok)
		*len = r.len;
	return ok;
}

const uint8_t *
walker_take(struct walker *w, size_t len)
{
	const uint8_t *octets = w->wire + w->at;

	if (len > walker_left(w))
		return NULL;
	w->at += len;
	return octets;
}

void
walker_gap(struct walker *w)
{
	if (w->out != NULL && w->out->len > w->start)
		buf_char(w->out, ' ');
}

void
walker_put(struct walker *w, const char *fmt, ...)
{
	char text[SENTENCE_MAX];
	va_list ap;

	if (w->out == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	buf_text(w->out, text);
}

static bool
walk_field(struct walker *w, char letter)
{
	switch (letter) {
	case '1':
	case '2':
	case '4':
	case '8':
		return walk_number(w, (size_t)(letter - '0'));
	case 't':
	case 'S':
		return walk_number(w, 4);
	case 'f':
		return walk_key_flags(w);
	case 'v':
		return walk_number(w, 2);
	case 'k':
	case 'p':
	case 'i':
	case 'j':
	case 'w':
		return walk_number(w, 1);
	case 'd':
		return walk_time(w);
	case 'y':
		return walk_type(w);
	case 'n':
		return walk_name(w);
	case 'e':
		return walk_signer(w);
	case 'N':
		while (walker_left(w) > 0)
			if (!walk_name(w))
				return false;
		return true;
	case 'a':
		return walk_a(w);
	case 'A':
		return walk_aaaa(w);
	case 'c':
	case 'o':
	case 'Q':
	case 'r':
	case 'g':
		return walk_string(w, letter);
	case 'C':
		return walk_strings(w);
	case 'q':
		return walk_long_string(w);
	case 'h':
		return walk_hex(w);
	case 'D':
	case 'F':
	case 'T':
	case 'Z':
		return walk_digest(w, letter);
	case 'b':
	case 'O':
	case 'K':
	case 's':
		return walk_base64(w, letter);
	case 'x':
		return walk_salt(w);
	case 'X':
		return walk_hash(w);
	case 'B':
	case 'E':
		return walk_bitmap(w, letter);
	case 'm':
		return walk_nxt_bitmap(w);
	case 'u':
		return walk_eui(w, 6);
	case 'U':
		return walk_eui(w, 8);
	case 'l':
		return walk_locator(w);
	case 'L':
		return walk_loc(w);
	case 'P':
		return walk_apl(w);
	case 'W':
		return walk_wks(w);
	case 'V':
		return walk_svcb(w);
	case 'G':
		return walk_gateway(w);
	case 'R':
		return walk_relay(w);
	case 'I':
		return walk_hip(w);
	case 'J':
		return walk_a6(w);
	case 'Y':
		return walk_nsap(w);
	default:
		return walk_atma(w);
	}
}

static bool
walk_fields(struct walker *w, const char *layout)
{
	struct field field;

	while (layout_next(&layout, &field))
		if (!walk_field(w, field.letter))
			return false;
	return w->at == w->len;
}

static const char *
layout_of(uint16_t type)
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(type));

	return info != NULL ? info->layout : "";
}

bool
rdata_check(uint16_t type, const uint8_t *wire, size_t len)
{
	const char *layout = layout_of(type);
	struct walker w = { .type = type, .wire = wire, .len = len };

	if (len > RDATA_MAX)
		return false;
	return layout[0] == '\0' || walk_fields(&w, layout);
}

void
rdata_canonical(uint16_t type, uint8_t *wire, size_t len)
{
	const struct rrtype_info *info = rrtype_info(rrtype_code(type));
	struct walker w = { .type = type, .wire = wire, .len = len, .fold = wire };

	if (info != NULL && (info->flags & RRTYPE_LOWER) != 0)
		(void)walk_fields(&w, info->layout);
}

void
rdata_print(uint16_t type, const uint8_t *wire, size_t len, struct buf *out)
{
	const char *layout = layout_of(type);
	struct walker w = { .type = type, .wire = wire, .len = len, .out = out, .start = out->len };

	if (layout[0] != '\0' && rdata_check(type, wire, len)) {
		/* cannot fail: the same walk has just been done without printing */
		(void)walk_fields(&w, layout);
		return;
	}
	walker_put(&w, "\\# %zu", len);
	if (len > 0) {
		walker_gap(&w);
		walker_hex(&w, wire, len);
	}
}

size_t
rdata_name(const uint8_t *wire, size_t len, size_t at, struct dname *out)
{
	size_t end = at;

	while (end < len && wire[end] != 0) {
		if (wire[end] > DNAME_LABEL_MAX || end - at >= DNAME_MAX)
			return 0;
		end += (size_t)wire[end] + 1;
	}
	if (end >= len || end - at >= DNAME_MAX)
		return 0;
	out->len = (uint8_t)(end + 1 - at);
	memcpy(out->wire, wire + at, out->len);
	return out->len;
}
