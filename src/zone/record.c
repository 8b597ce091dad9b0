/* zone/record.c -- a resource record of any form, read in full */
#include <stdio.h>
#include <stdlib.h>

#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "zone/lookalike.h"
#include "zone/parts.h"
#include "zone/read.h"

/* Sentences hold at most one token, and not more of it than this. */
#define SHOWN 64

struct shown {
	char text[SHOWN + 4];
};

/* A token's text, cut when long, for use in a sentence. */
static struct shown
show(const struct token *t)
{
	struct shown out;
	size_t len = t->text.len > SHOWN ? SHOWN : t->text.len;

	memcpy(out.text, t->text.ptr, len);
	memcpy(out.text + len, t->text.len > SHOWN ? "..." : "", t->text.len > SHOWN ? 4 : 1);
	return out;
}

static void
complain_token(struct reader *rd, enum problem problem, const struct token *t, const char *sentence)
{
	reader_complain(rd, problem, t->off, t->len, sentence);
}

/* Does RDATA token i hold text rather than names?  Only as far as the remark on its bytes goes. */
static bool
holds_text(uint16_t type, const struct token *t)
{
	return t->quoted || type == RRTYPE_TXT || type == RRTYPE_SPF || type == RRTYPE_HINFO ||
	       type == RRTYPE_CAA;
}

static void
remark_odd_bytes(struct reader *rd, const struct parts *parts)
{
	for (size_t i = 0; i < rd->lexed.count; i++) {
		const struct token *t = &rd->lexed.tokens[i];
		const struct lookalike *like;
		bool odd = false;
		char text[160];
		size_t at = 0;

		for (size_t k = 0; k < t->text.len && !odd; k++)
			odd = (uint8_t)t->text.ptr[at = k] >= 0x80;
		if (!odd)
			continue;
		like = lookalike_find(t->text, t->quoted, &at);
		if (like != NULL) {
			snprintf(text, sizeof text, "%s where %s was probably meant", like->name,
			    lookalike_meant(like));
			reader_complain(rd, PROBLEM_FILE_LOOKALIKE_CHAR,
			    t->off + (t->quoted ? 1 : 0) + (uint32_t)at,
			    (uint32_t)strlen(like->utf8), text);
		} else if (parts->type != PART_NONE && i >= parts->rdata &&
		           holds_text(parts->type_number, t)) {
			complain_token(rd, PROBLEM_FILE_NON_ASCII_TEXT, t,
			    "bytes above 127 in a string; Knot refuses them");
		} else {
			complain_token(rd, PROBLEM_FILE_NON_ASCII_NAME, t,
			    "bytes above 127 in a name; write the A-label (xn--...)");
		}
	}
}

/* A line that a merge left behind. */
static bool
is_conflict(struct reader *rd)
{
	const struct token *t = &rd->lexed.tokens[0];
	struct str s = t->text;

	if (t->quoted || rd->lexed.blank_start || s.len < 7)
		return false;
	if (memcmp(s.ptr, "<<<<<<<", 7) != 0 && memcmp(s.ptr, ">>>>>>>", 7) != 0 &&
	    !(s.len == 7 && (memcmp(s.ptr, "=======", 7) == 0 || memcmp(s.ptr, "|||||||", 7) == 0)))
		return false;
	complain_token(rd, PROBLEM_FILE_MERGE_CONFLICT, t, "conflict marker of a merge");
	return true;
}

/* "#" and "//" are no comments: a line may be a record all the same, with a strange owner. */
static bool
is_marker(struct reader *rd, bool complete)
{
	const struct token *t = &rd->lexed.tokens[0];
	struct str s = t->text;
	bool before;

	if (t->quoted || rd->lexed.blank_start ||
	    !(s.ptr[0] == '#' || (s.len >= 2 && s.ptr[0] == '/' && s.ptr[1] == '/')))
		return false;
	before = rd->zone->zone.left_out;
	complain_token(rd, PROBLEM_COMMENT_BAD_MARKER, t, "comments begin with \";\"");
	if (complete)
		rd->zone->zone.left_out = before; /* the record is read all the same */
	return !complete;
}

static void
name_problem(struct reader *rd, const struct token *t, const struct dname_error *e)
{
	uint32_t quote = t->quoted ? 1 : 0;
	char text[160];

	switch (e->problem) {
	case PROBLEM_LABEL_TOO_LONG:
		snprintf(text, sizeof text, "label is longer than 63 octets");
		break;
	case PROBLEM_NAME_TOO_LONG:
		snprintf(text, sizeof text, "name is longer than 255 octets with the origin");
		break;
	case PROBLEM_LABEL_EMPTY:
		snprintf(text, sizeof text, "empty label in \"%s\"", show(t).text);
		break;
	default:
		snprintf(text, sizeof text,
		    "bad escape in \"%s\": \\DDD takes three digits up to 255", show(t).text);
		break;
	}
	reader_complain(
	    rd, e->problem, t->off + quote + e->at, e->len ? e->len : t->len - 2 * quote, text);
}

static bool
at_inside(struct str s)
{
	for (size_t i = 0; s.len > 1 && i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '@')
			return true;
	}
	return false;
}

static void
remark_owner_form(struct reader *rd, const struct token *t)
{
	char text[160];

	if (t->quoted)
		complain_token(rd, PROBLEM_NAME_QUOTED, t, "owner in quotes; Knot refuses that");
	else if (at_inside(t->text)) {
		snprintf(text, sizeof text, "\"@\" inside the name \"%s\" is an ordinary character",
		    show(t).text);
		complain_token(rd, PROBLEM_NAME_AT_INSIDE, t, text);
	}
}

/*
 * Numbers also name hosts: years, rooms, "3d".  Our choice: a TTL is a multiple of five minutes, one, two or three
 * minutes, or written with units, but for "2d" and "3d".
 */
static bool
is_usual_ttl(struct str text)
{
	uint32_t seconds;
	char last = text.ptr[text.len - 1];

	if (!ttl_looks_like(text) || ttl_parse(text, &seconds) != PROBLEM_NONE)
		return false;
	if (last < '0' || last > '9')
		return text.len != 2 || (last | 0x20) != 'd' ||
		       (text.ptr[0] != '2' && text.ptr[0] != '3');
	return seconds > 0 && (seconds % 300 == 0 || (seconds <= 180 && seconds % 60 == 0));
}

/* A number or a mnemonic in the first column: was the leading blank forgotten? */
static void
remark_owner_word(struct reader *rd, const struct token *t, const struct parts *parts)
{
	uint16_t number;
	char text[200];

	if (t->quoted || rd->zone->zone.reverse || rd->generate != NULL)
		return;
	if (parts->ttl == PART_NONE && is_usual_ttl(t->text)) {
		snprintf(text, sizeof text,
		    "owner \"%s\" looks like a TTL; is the leading blank missing?", show(t).text);
		complain_token(rd, PROBLEM_OWNER_LOOKS_LIKE_TTL, t, text);
	} else if (t->text.len == 2 && parts->rclass == PART_NONE &&
	           rrclass_parse(t->text, &number)) {
		snprintf(text, sizeof text,
		    "owner \"%s\" looks like a class; is the leading blank missing?", show(t).text);
		complain_token(rd, PROBLEM_OWNER_LOOKS_LIKE_TYPE, t, text);
	}
}

/* The owner in force after this entry; false when the entry has none that can be read. */
static bool
read_owner(struct reader *rd, const struct parts *parts)
{
	const struct token *t = &rd->lexed.tokens[0];
	struct dname_error e;
	struct dname name;

	if (parts->owner == PART_NONE) {
		if (rd->owner.kind == OWNER_NONE) {
			complain_token(
			    rd, PROBLEM_OWNER_MISSING, t, "the first record has no owner");
			rd->owner.kind = OWNER_UNREADABLE;
			return false;
		}
		return reader_owner(rd);
	}
	if (!dname_parse(t->text, &rd->now.origin, &name, &e)) {
		name_problem(rd, t, &e);
		rd->owner.kind = OWNER_UNREADABLE;
		rd->zone->zone.unknown = true;
		return false;
	}
	remark_owner_form(rd, t);
	reader_take_owner(rd, &name);
	return true;
}

static void
remark_inherited(struct reader *rd, const struct parts *parts)
{
	const struct token *t = &rd->lexed.tokens[0];
	char name[DNAME_TEXT_MAX], text[DNAME_TEXT_MAX + 80];

	if (parts->owner != PART_NONE || (!rd->owner.after_origin && !rd->owner.after_include))
		return;
	dname_text(&rd->owner.name, name);
	if (rd->owner.after_include) {
		snprintf(text, sizeof text,
		    "no owner after $INCLUDE: BIND takes %s, NSD the last owner of that file",
		    name);
		complain_token(rd, PROBLEM_OWNER_INHERITED_AFTER_INCLUDE, t, text);
	} else {
		snprintf(text, sizeof text,
		    "no owner after $ORIGIN: the record still belongs to %s", name);
		complain_token(rd, PROBLEM_OWNER_INHERITED_AFTER_ORIGIN, t, text);
	}
	rd->owner.after_origin = rd->owner.after_include = false;
}

/* What stopped parts_find(), in words. */
static void
parts_problem(struct reader *rd, const struct parts *parts)
{
	const struct token *last = &rd->lexed.tokens[rd->lexed.count - 1], *t;
	char text[256];
	const char *near;

	if (parts->wrong_token >= rd->lexed.count) {
		snprintf(text, sizeof text, "the record ends before its type");
		reader_complain(rd, PROBLEM_RDATA_MISSING, last->off + last->len, 0, text);
		return;
	}
	t = &rd->lexed.tokens[parts->wrong_token];
	switch (parts->wrong) {
	case PROBLEM_TYPE_UNKNOWN:
		near = rrtype_nearest(t->text);
		snprintf(text, sizeof text,
		    near ? "unknown type \"%s\"; did you mean %s?" : "unknown type \"%s\"",
		    show(t).text, near);
		break;
	case PROBLEM_TTL_UNIT_INCOMPLETE:
		snprintf(
		    text, sizeof text, "TTL \"%s\" ends with a number without unit", show(t).text);
		break;
	case PROBLEM_TTL_OVERFLOW:
		snprintf(text, sizeof text, "TTL %s is over 4294967295", show(t).text);
		break;
	default:
		snprintf(text, sizeof text, "\"%s\" is neither a TTL nor a type", show(t).text);
		break;
	}
	complain_token(rd, parts->wrong, t, text);
}

static void
remark_ttl(struct reader *rd, const struct parts *parts)
{
	const struct token *t;
	char text[160];

	if (parts->ttl == PART_NONE)
		return;
	t = &rd->lexed.tokens[parts->ttl];
	if (parts->ttl_remark != PROBLEM_NONE) {
		snprintf(text, sizeof text, "TTL %s is over 2147483647; BIND takes it as 0",
		    show(t).text);
		complain_token(rd, parts->ttl_remark, t, text);
	}
	if (rd->set->options.all_remarks && ttl_is_compound(t->text)) {
		snprintf(text, sizeof text, "TTL %s has several units; that is %u seconds",
		    show(t).text, parts->ttl_seconds);
		complain_token(rd, PROBLEM_TTL_UNIT_COMPOUND, t, text);
	}
	if (parts->rclass != PART_NONE && parts->rclass < parts->ttl &&
	    rd->set->options.all_remarks)
		complain_token(
		    rd, PROBLEM_FIELD_ORDER, t, "TTL behind the class; ldns refuses that order");
}

static bool
check_class(struct reader *rd, const struct parts *parts)
{
	const struct token *t;
	char text[160];

	if (parts->rclass == PART_NONE)
		return true;
	t = &rd->lexed.tokens[parts->rclass];
	if (parts->class_number != 1) {
		snprintf(text, sizeof text, "class %s in a zone of class IN", show(t).text);
		complain_token(rd, PROBLEM_CLASS_MISMATCH, t, text);
		return false;
	}
	if (t->text.len > 2) {
		snprintf(
		    text, sizeof text, "class IN written as %s; Knot refuses that", show(t).text);
		complain_token(rd, PROBLEM_CLASS_GENERIC, t, text);
	}
	return true;
}

static void
remark_case(struct reader *rd, const struct token *t, const char *sentence)
{
	for (size_t i = 0; i < t->text.len; i++)
		if (t->text.ptr[i] >= 'a' && t->text.ptr[i] <= 'z') {
			complain_token(rd, PROBLEM_STYLE_TYPE_CASE, t, sentence);
			return;
		}
}

static bool
check_type(struct reader *rd, const struct parts *parts)
{
	const struct token *t = &rd->lexed.tokens[parts->type];
	const struct rrtype_info *info = rrtype_info(rrtype_code(parts->type_number));
	bool meta = info != NULL ? (info->flags & RRTYPE_META) != 0
	                         : parts->type_number == 0 ||
	                               (parts->type_number >= 128 && parts->type_number <= 255);
	char text[160];

	if (meta) {
		snprintf(text, sizeof text, "%s is no type for zone data", show(t).text);
		complain_token(rd, PROBLEM_TYPE_META, t, text);
		return false;
	}
	if (info != NULL && (info->flags & RRTYPE_NONSTANDARD) != 0) {
		snprintf(text, sizeof text,
		    "%s is known to some servers only and cannot be checked", show(t).text);
		complain_token(rd, PROBLEM_TYPE_NONSTANDARD, t, text);
		return false;
	}
	if (info != NULL && t->text.len > 4 &&
	    str_equal_fold((struct str){ t->text.ptr, 4 }, STR("TYPE")) &&
	    !(parts->rdata < rd->lexed.count &&
	        str_equal(rd->lexed.tokens[parts->rdata].text, STR("\\#")))) {
		snprintf(
		    text, sizeof text, "type %s has a name: write %s", show(t).text, info->name);
		complain_token(rd, PROBLEM_TYPE_GENERIC_FOR_KNOWN, t, text);
	}
	if (info != NULL && (info->flags & RRTYPE_OBSOLETE) != 0) {
		snprintf(text, sizeof text, "type %s is obsolete", show(t).text);
		complain_token(rd, PROBLEM_TYPE_OBSOLETE, t, text);
	}
	if (rd->set->options.all_remarks) {
		remark_case(rd, t, "type in lower case");
		if (parts->rclass != PART_NONE)
			remark_case(rd, &rd->lexed.tokens[parts->rclass], "class in lower case");
	}
	return true;
}

struct rdata_context {
	struct reader *rd;
	const struct parts *parts;
};

/* From a token of the RDATA to a place in the file. */
static void
rdata_complain(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	const struct rdata_context *cx = arg;
	const struct lexed *lexed = &cx->rd->lexed;
	size_t i = cx->parts->rdata + token;
	const struct token *t;
	uint32_t quote;

	if (i >= lexed->count) { /* something is missing behind the last token */
		t = &lexed->tokens[lexed->count - 1];
		reader_complain(cx->rd, problem, t->off + t->len, 0, sentence);
		return;
	}
	t = &lexed->tokens[i];
	quote = t->quoted && len > 0 ? 1 : 0;
	reader_complain(
	    cx->rd, problem, t->off + quote + (len > 0 ? at : 0), len > 0 ? len : t->len, sentence);
}

/* An unquoted ";" cuts the value: "v=DKIM1; k=rsa" becomes "v=DKIM1". */
static void
remark_comment_cut(struct reader *rd, const struct parts *parts)
{
	const struct level *lv = reader_level(rd);
	const struct token *last = &rd->lexed.tokens[rd->lexed.count - 1];
	uint32_t at = rd->lexed.comment, end;
	char text[SHOWN + 80];

	if ((parts->type_number != RRTYPE_TXT && parts->type_number != RRTYPE_SPF) ||
	    at == UINT32_MAX || last->quoted || rd->lexed.count <= parts->rdata ||
	    rd->generate != NULL)
		return;
	for (end = at + 1; end < lv->window.len && lv->window.text[end] == ' '; end++)
		;
	/* Glued to the value, or followed by another "tag=value": not meant as a comment. */
	bool glued = last->off + last->len == at, tagged = false;

	for (uint32_t i = end; i < lv->window.len && lv->window.text[i] > ' ' && !tagged; i++)
		tagged = lv->window.text[i] == '=' && i > end;
	if (!tagged && !(glued && memchr(last->text.ptr, '=', last->text.len) != NULL))
		return;
	snprintf(text, sizeof text,
	    "the value ends at this semicolon; \"%s\" is all that is published", show(last).text);
	reader_complain(rd, PROBLEM_TXT_COMMENT_CUT, at, 1, text);
}

/* The first record that takes its TTL from a $TTL inside an included file that is over. */
static void
remark_ttl_leak(struct reader *rd)
{
	struct span span = rd->now.leak;
	char text[160];

	rd->now.leak = (struct span){ 0 };
	snprintf(text, sizeof text,
	    "$TTL %u of this file goes on behind it in BIND and old NSD; Knot and new NSD return to %u",
	    rd->now.default_ttl, rd->now.leak_outer);
	reader_complain_at(rd, PROBLEM_INCLUDE_TTL_LEAK, span, text);
}

/*
 * The first record that takes its TTL from the one before it.  The second half of a file cannot tell whether it
 * was said already: then the file is read in one piece.
 */
static void
remark_inherited_ttl(struct reader *rd, const struct token *t)
{
	char text[160];

	if (rd->now.said_inherited)
		return;
	rd->now.said_inherited = rd->now.implied = true;
	if (rd->halved) {
		rd->guessed = true;
		return;
	}
	if (rd->now.last_ttl == 3600)
		snprintf(text, sizeof text,
		    "no TTL and no $TTL: BIND takes 3600 from the record above, NSD and Knot because nothing is said");
	else
		snprintf(text, sizeof text,
		    "no TTL and no $TTL: BIND takes %u from the record above, NSD and Knot 3600",
		    rd->now.last_ttl);
	complain_token(rd, PROBLEM_TTL_INHERITED, t, text);
}

/* Several words without quotation marks are several strings. */
static void
remark_unquoted(struct reader *rd, const struct parts *parts)
{
	size_t bare = 0, first = 0;

	if ((parts->type_number != RRTYPE_TXT && parts->type_number != RRTYPE_SPF) ||
	    rd->generate != NULL)
		return;
	for (size_t i = rd->lexed.count; i-- > parts->rdata;)
		if (!rd->lexed.tokens[i].quoted) {
			bare++;
			first = i;
		}
	if (bare > 1 && !str_equal(rd->lexed.tokens[first].text, STR("\\#")))
		complain_token(rd, PROBLEM_TXT_UNQUOTED, &rd->lexed.tokens[first],
		    "words without quotation marks are strings of their own: who reads the text joins them without blanks");
}

/* TTL of a record that has none: as BIND 9.18 does. */
static uint32_t
implied_ttl(struct reader *rd, const struct parts *parts, size_t len)
{
	const struct token *t = &rd->lexed.tokens[parts->type];

	if (rd->now.has_default_ttl) {
		if (rd->now.leak.file != 0)
			remark_ttl_leak(rd);
		return rd->now.default_ttl;
	}
	if (rd->now.has_last_ttl) {
		remark_inherited_ttl(rd, t);
		return rd->now.last_ttl;
	}
	if (rd->halved) {
		rd->guessed = true;
		return 0;
	}
	rd->now.has_default_ttl = rd->now.implied = true;
	rd->now.default_ttl = 3600;
	if (parts->type_number == RRTYPE_SOA && len >= 4) {
		const uint8_t *m = rd->wire + len - 4;

		rd->now.default_ttl =
		    (uint32_t)m[0] << 24 | (uint32_t)m[1] << 16 | (uint32_t)m[2] << 8 | m[3];
		complain_token(rd, PROBLEM_TTL_MISSING, t,
		    "no TTL and no $TTL: BIND takes the SOA's minimum, NSD and Knot 3600");
	} else {
		complain_token(rd, PROBLEM_TTL_MISSING, t,
		    "no TTL and no $TTL: BIND refuses that, NSD and Knot take 3600");
	}
	return rd->now.default_ttl;
}

/* The record is lost, but what is known of it is kept: its owner has something of this type, or of any. */
static void
add_bad(struct reader *rd, const struct parts *parts)
{
	uint8_t code =
	    parts->type == PART_NONE ? RRCODE_OTHER : (uint8_t)rrtype_code(parts->type_number);
	struct reading r = { .line = rd->lexed.begin, .code = code, .owner = &rd->owner.name };

	if (!rd->owner.outside)
		reader_add(rd, &r, RR_BAD);
}

static bool
out_of_zone(struct reader *rd, const struct parts *parts)
{
	char name[DNAME_TEXT_MAX], apex[DNAME_TEXT_MAX], other[DNAME_TEXT_MAX];
	char text[3 * DNAME_TEXT_MAX + 64];
	const struct token *t = &rd->lexed.tokens[0];
	const struct zone *right;
	enum problem problem;

	if (!rd->owner.outside)
		return false;
	if (parts->owner == PART_NONE)
		return true; /* said where the owner was written */
	snprintf(text, sizeof text, "%s is not in the zone %s", dname_text(&rd->owner.name, name),
	    dname_text(&rd->zone->zone.spec.origin, apex));
	problem = rd->generate ? PROBLEM_GENERATE_OUT_OF_ZONE : PROBLEM_NAME_OUT_OF_ZONE;
	right = rd->zone->zone.reverse && parts->type_number == RRTYPE_PTR
	            ? query_zone(rd->set, rd->zone->zone.spec.view, &rd->owner.name)
	            : NULL;
	if (right != NULL && rd->generate == NULL) {
		problem = PROBLEM_PTR_WRONG_ZONE;
		snprintf(text, sizeof text, "%s belongs in the zone %s, not in %s",
		    dname_text(&rd->owner.name, name), dname_text(&right->spec.origin, other),
		    apex);
	}
	complain_token(rd, problem, t, text);
	reader_level(rd)->records++; /* the file is not empty */
	return true;
}

void
record_read(struct reader *rd)
{
	struct parts parts;
	struct rdata_context cx = { rd, &parts };
	struct rdata_sink sink = { rdata_complain, &cx };
	struct reading r = { .line = rd->lexed.begin, .rclass = 1 };
	bool complete;

	if (is_conflict(rd))
		return;
	complete = parts_find(&rd->lexed, &parts);
	if (is_marker(rd, complete))
		return;
	if (!read_owner(rd, &parts))
		return;
	if (rd->lexed.has_odd)
		remark_odd_bytes(rd, &parts);
	if (!complete) {
		parts_problem(rd, &parts);
		add_bad(rd, &parts);
		return;
	}
	remark_inherited(rd, &parts);
	if (!check_class(rd, &parts))
		return;
	if (!check_type(rd, &parts)) {
		/* ALIAS stands for addresses: what else its owner has cannot be told. */
		parts.type = PART_NONE;
		add_bad(rd, &parts);
		return;
	}
	if (out_of_zone(rd, &parts))
		return;
	if (parts.owner != PART_NONE)
		remark_owner_word(rd, &rd->lexed.tokens[0], &parts);
	remark_ttl(rd, &parts);
	if (!rdata_parse(parts.type_number, rd->lexed.tokens + parts.rdata,
	        rd->lexed.count - parts.rdata, &rd->now.origin, rd->wire, &r.len, &sink)) {
		add_bad(rd, &parts);
		return;
	}
	remark_comment_cut(rd, &parts);
	remark_unquoted(rd, &parts);
	if (rd->set->options.all_remarks && rd->generate == NULL)
		style_rdata(rd, parts.type_number, parts.rdata, r.len);
	if (parts.ttl == PART_NONE) {
		r.ttl = implied_ttl(rd, &parts, r.len);
	} else {
		r.ttl = parts.ttl_remark == PROBLEM_NONE ? parts.ttl_seconds : 0;
		rd->now.has_last_ttl = true;
		rd->now.last_ttl = r.ttl;
	}
	r.type = parts.type_number;
	r.code = (uint8_t)rrtype_code(r.type);
	r.owner = &rd->owner.name;
	r.wire = rd->wire;
	reader_add(rd, &r, 0);
}
