/* mail/spf.c -- which addresses a domain lets send, as far as the zones tell; RFC 7208 §4 to §7 */
#include "mail/spf.h"

#include <stdio.h>

#include "dns/rrtype.h"

const char *
spf_result_name(enum spf_result result)
{
	static const char *const names[] = { "none", "neutral", "pass", "fail", "softfail",
		"permerror", "unknown" };

	return names[result];
}

/* ---- macros ---- */

/* The parts of a macro's value, turned round and cut as its transformers say. */
static void
put_parts(struct str value, unsigned keep, bool reverse, struct str delimiters, struct buf *out)
{
	struct str parts[DNAME_LABELS_MAX];
	size_t count = 0, first;

	for (size_t at = 0, begin = 0; at <= value.len && count < ARRAY_LEN(parts); at++)
		if (at == value.len || memchr(delimiters.ptr, value.ptr[at], delimiters.len)) {
			parts[count++] = (struct str){ value.ptr + begin, at - begin };
			begin = at + 1;
		}
	for (size_t i = 0; reverse && i < count / 2; i++) {
		struct str swap = parts[i];

		parts[i] = parts[count - 1 - i];
		parts[count - 1 - i] = swap;
	}
	first = keep > 0 && keep < count ? count - keep : 0;
	for (size_t i = first; i < count; i++) {
		if (i > first)
			buf_char(out, '.');
		buf_str(out, parts[i]);
	}
}

static void
put_dotted_nibbles(const struct addr *addr, struct buf *out)
{
	for (unsigned i = 0; i < 32; i++)
		buf_put(out, "%s%x", i == 0 ? "" : ".",
		    (unsigned)(addr->octets[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15u);
}

/* The value of a macro letter; false when only a real message has it. */
static bool
put_letter(char letter, const struct spf_question *q, const struct dname *current, struct buf *out)
{
	char text[DNAME_TEXT_MAX];
	const struct dname *name = NULL;

	switch (letter) {
	case 'o':
		name = &q->domain;
		break;
	case 'd':
		name = current;
		break;
	case 'h':
		name = &q->helo;
		break;
	case 'v':
		buf_text(out, q->addr.family == ADDR_V4 ? "in-addr" : "ip6");
		return true;
	case 'i':
		if (q->addr.family == ADDR_V4)
			buf_text(out, addr_text(&q->addr, text));
		else
			put_dotted_nibbles(&q->addr, out);
		return true;
	default: /* s, l, p: the sender's address, the client's name */
		return false;
	}
	buf_text(out, dname_text(name, text));
	if (name->len > 1)
		out->len--;
	return true;
}

/* A macro "%{…}" of which text is what the braces hold. */
static bool
put_macro(
    struct str text, const struct spf_question *q, const struct dname *current, struct buf *out)
{
	struct buf value = { 0 };
	struct str delimiters = STR(".");
	unsigned keep = 0;
	bool reverse, known;
	size_t i = 1;

	for (; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
		keep = keep > 128 ? keep : keep * 10 + (unsigned)(text.ptr[i] - '0');
	reverse = i < text.len && ascii_lower((uint8_t)text.ptr[i]) == 'r';
	i += reverse;
	if (i < text.len)
		delimiters = (struct str){ text.ptr + i, text.len - i };
	known = put_letter((char)ascii_lower((uint8_t)text.ptr[0]), q, current, &value);
	if (known)
		put_parts(buf_view(&value), keep, reverse, delimiters, out);
	buf_free(&value);
	return known;
}

/* A name too long loses labels on the left; RFC 7208 §7.3. */
static enum answer
make_name(struct str text, struct dname *out)
{
	while (text.len > DNAME_MAX - 2) {
		const char *dot = memchr(text.ptr, '.', text.len);

		if (dot == NULL)
			return ANSWER_ABSENT;
		text.len -= (size_t)(dot + 1 - text.ptr);
		text.ptr = dot + 1;
	}
	return text.len > 0 && dname_parse(text, NULL, out, NULL) ? ANSWER_PRESENT : ANSWER_ABSENT;
}

enum answer
spf_expand(
    const struct spf_question *q, const struct dname *current, struct str spec, struct dname *out)
{
	struct buf text = { 0 };
	enum answer answer = ANSWER_PRESENT;

	if (spec.len == 0) {
		*out = *current;
		return ANSWER_PRESENT;
	}
	for (size_t i = 0; i < spec.len && answer == ANSWER_PRESENT; i++) {
		const char *close;

		if (spec.ptr[i] != '%' || i + 1 == spec.len) {
			buf_char(&text, spec.ptr[i]);
			continue;
		}
		i++;
		if (spec.ptr[i] != '{') {
			buf_text(&text, spec.ptr[i] == '_'   ? " "
			                : spec.ptr[i] == '-' ? "%20"
			                                     : "%");
			continue;
		}
		close = memchr(spec.ptr + i, '}', spec.len - i);
		if (close == NULL || close == spec.ptr + i + 1)
			answer = ANSWER_ABSENT;
		else if (!put_macro(
		             (struct str){ spec.ptr + i + 1, (size_t)(close - spec.ptr) - i - 1 },
		             q, current, &text))
			answer = ANSWER_UNKNOWN;
		else
			i = (size_t)(close - spec.ptr);
	}
	if (answer == ANSWER_PRESENT)
		answer = make_name(buf_view(&text), out);
	buf_free(&text);
	return answer;
}

/* ---- evaluation ---- */

struct run {
	const struct spf_question *question;
	struct spf_verdict *verdict;
	const char *error; /* the permanent error, once there is one */
};

static enum spf_result run_domain(struct run *run, const struct dname *domain);

/* One more term that asks the DNS; false when it is one too many. */
static bool
count_lookup(struct run *run)
{
	if (++run->verdict->lookups <= SPF_LOOKUPS_MAX)
		return true;
	run->error = "more than 10 terms ask the DNS";
	return false;
}

static bool
count_void(struct run *run)
{
	if (++run->verdict->voids <= SPF_VOIDS_MAX)
		return true;
	run->error = "more than 2 terms name what does not exist";
	return false;
}

static bool
addr_within(const struct addr *addr, const struct addr *other, const struct spf_term *t)
{
	uint8_t bits = addr->family == ADDR_V4 ? t->bits4 : t->bits6;

	if (addr->family != other->family)
		return false;
	for (unsigned i = 0; i < bits; i++)
		if (((addr->octets[i / 8] ^ other->octets[i / 8]) & (0x80 >> i % 8)) != 0)
			return false;
	return true;
}

/* Is the client within the networks around the addresses of a name? */
static enum answer
match_name(struct run *run, const struct dname *name, const struct spf_term *t, bool *none)
{
	const struct spf_question *q = run->question;
	uint16_t type = q->addr.family == ADDR_V4 ? RRTYPE_A : RRTYPE_AAAA;
	struct chase chase;
	struct addr addr;
	size_t at = 0;
	record_id id;
	enum answer has;

	query_chase(q->set, q->view, name, &chase);
	has = chase.end == CHASE_END ? node_has(&chase.node, type) : ANSWER_ABSENT;
	*none = has == ANSWER_ABSENT;
	while (has == ANSWER_PRESENT && node_next(&chase.node, type, &at, &id))
		if (record_addr(q->set, id, &addr) && addr_within(&q->addr, &addr, t))
			return ANSWER_PRESENT;
	if (has == ANSWER_PRESENT && chase.node.zone->unknown)
		return ANSWER_UNKNOWN;
	return has == ANSWER_UNKNOWN ? has : ANSWER_ABSENT;
}

static enum answer
match_a(struct run *run, const struct dname *name, const struct spf_term *t)
{
	bool none;
	enum answer answer = match_name(run, name, t, &none);

	if (none)
		count_void(run);
	return answer;
}

static enum answer
match_mx(struct run *run, const struct dname *name, const struct spf_term *t)
{
	const struct spf_question *q = run->question;
	struct record r = { 0 };
	struct chase chase;
	struct dname target;
	size_t at = 0, field, count = 0;
	record_id id;
	enum answer found = ANSWER_ABSENT, has;
	bool none;

	query_chase(q->set, q->view, name, &chase);
	has = chase.end == CHASE_END ? node_has(&chase.node, RRTYPE_MX) : ANSWER_ABSENT;
	if (has == ANSWER_ABSENT)
		count_void(run);
	while (has == ANSWER_PRESENT && found != ANSWER_PRESENT &&
	       node_next(&chase.node, RRTYPE_MX, &at, &id)) {
		enum answer one;

		if (++count > SPF_LOOKUPS_MAX) {
			run->error = "mx leads to more than 10 hosts";
			break;
		}
		one = query_record(q->set, id, &r) && record_target(&r, &target, &field)
		          ? match_name(run, &target, t, &none)
		          : ANSWER_UNKNOWN;
		if (one != ANSWER_ABSENT)
			found = one;
	}
	record_free(&r);
	return has == ANSWER_UNKNOWN ? has : found;
}

/* A name of the client that leads back to it and lies below the domain. */
static enum answer
match_ptr(struct run *run, const struct dname *name)
{
	const struct spf_question *q = run->question;
	struct record r = { 0 };
	struct chase chase;
	struct dname target;
	size_t at = 0, field;
	record_id id;
	enum answer has = query_ptr(q->set, q->view, &q->addr, &chase), found = ANSWER_ABSENT;

	while (has == ANSWER_PRESENT && at < SPF_LOOKUPS_MAX && found != ANSWER_PRESENT &&
	       node_next(&chase.node, RRTYPE_PTR, &at, &id)) {
		enum answer back;

		if (!query_record(q->set, id, &r) || !record_target(&r, &target, &field) ||
		    !dname_below(&target, name))
			continue;
		back = query_has_address(q->set, q->view, &target, &q->addr);
		if (back != ANSWER_ABSENT)
			found = back;
	}
	record_free(&r);
	return has == ANSWER_UNKNOWN ? has : found;
}

static enum answer
match_exists(struct run *run, const struct dname *name)
{
	const struct spf_question *q = run->question;
	struct chase chase;
	enum answer has;

	query_chase(q->set, q->view, name, &chase);
	has = chase.end == CHASE_END ? node_has(&chase.node, RRTYPE_A) : ANSWER_ABSENT;
	if (has == ANSWER_ABSENT)
		count_void(run);
	return has;
}

static enum answer
match_include(struct run *run, const struct dname *name)
{
	switch (run_domain(run, name)) {
	case SPF_RESULT_PASS:
		return ANSWER_PRESENT;
	case SPF_RESULT_NONE:
		run->error = "include names a domain without an SPF record";
		return ANSWER_ABSENT;
	case SPF_RESULT_UNKNOWN:
		run->error = NULL; /* one of two ways that it can go */
		return ANSWER_UNKNOWN;
	default: /* a permanent error is in run->error */
		return ANSWER_ABSENT;
	}
}

static enum answer
match_term(struct run *run, const struct dname *domain, const struct spf_term *t)
{
	struct dname name;
	enum answer known;

	switch (t->kind) {
	case SPF_ALL:
		return ANSWER_PRESENT;
	case SPF_IP4:
	case SPF_IP6:
		return prefix_contains(&t->network, &run->question->addr) ? ANSWER_PRESENT
		                                                          : ANSWER_ABSENT;
	case SPF_REDIRECT:
	case SPF_OTHER:
		return ANSWER_ABSENT;
	default:
		break;
	}
	if (!count_lookup(run))
		return ANSWER_ABSENT;
	known = spf_expand(run->question, domain, t->domain, &name);
	if (known != ANSWER_PRESENT)
		return known;
	switch (t->kind) {
	case SPF_A:
		return match_a(run, &name, t);
	case SPF_MX:
		return match_mx(run, &name, t);
	case SPF_PTR:
		return match_ptr(run, &name);
	case SPF_EXISTS:
		return match_exists(run, &name);
	default:
		return match_include(run, &name);
	}
}

static enum spf_result
result_of(char qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_RESULT_FAIL;
	case '~':
		return SPF_RESULT_SOFTFAIL;
	case '?':
		return SPF_RESULT_NEUTRAL;
	default:
		return SPF_RESULT_PASS;
	}
}

static void
note_term(struct run *run, struct str text)
{
	int len = text.len > 90 ? 90 : (int)text.len;

	snprintf(run->verdict->term, sizeof run->verdict->term, "%.*s%s", len, text.ptr,
	    text.len > 90 ? "…" : "");
}

/* Errors of syntax anywhere in a record spoil all of it; RFC 7208 §4.6. */
static bool
record_is_legal(struct run *run, struct str text, size_t at, struct str *redirect)
{
	struct spf_term t;
	enum spf_step step;
	const char *why;

	*redirect = (struct str){ NULL, 0 };
	while ((step = spf_next(text, &at, &t, &why)) == SPF_TERM) {
		if (t.kind != SPF_REDIRECT)
			continue;
		if (redirect->ptr != NULL) {
			run->error = "redirect stands there twice";
			return false;
		}
		*redirect = t.domain;
	}
	if (step == SPF_END)
		return true;
	note_term(run, t.text);
	run->error = why;
	return false;
}

static enum spf_result
run_redirect(struct run *run, const struct dname *domain, struct str spec)
{
	struct dname name;
	enum spf_result result;

	if (!count_lookup(run))
		return SPF_RESULT_PERMERROR;
	switch (spf_expand(run->question, domain, spec, &name)) {
	case ANSWER_UNKNOWN:
		return SPF_RESULT_UNKNOWN;
	case ANSWER_ABSENT:
		result = SPF_RESULT_NONE;
		break;
	default:
		result = run_domain(run, &name);
	}
	if (result != SPF_RESULT_NONE)
		return result;
	run->error = "redirect names a domain without an SPF record";
	return SPF_RESULT_PERMERROR;
}

/* Two ways that it can go: one result when they agree. */
static enum spf_result
either(bool open, enum spf_result other, enum spf_result result)
{
	return !open || other == result ? result : SPF_RESULT_UNKNOWN;
}

static enum spf_result
run_record(struct run *run, const struct dname *domain, struct str text, size_t at)
{
	enum spf_result maybe = SPF_RESULT_NONE;
	struct spf_term t;
	struct str redirect;
	const char *why;
	bool open = false; /* a term may have matched, with the result maybe */

	if (!record_is_legal(run, text, at, &redirect))
		return SPF_RESULT_PERMERROR;
	while (spf_next(text, &at, &t, &why) == SPF_TERM) {
		enum answer match = match_term(run, domain, &t);

		if (run->error != NULL)
			return open ? SPF_RESULT_UNKNOWN : SPF_RESULT_PERMERROR;
		if (match == ANSWER_PRESENT) {
			note_term(run, t.text);
			return either(open, maybe, result_of(t.qualifier));
		}
		if (match == ANSWER_ABSENT)
			continue;
		if (open && maybe != result_of(t.qualifier))
			return SPF_RESULT_UNKNOWN;
		open = true;
		maybe = result_of(t.qualifier);
	}
	if (redirect.ptr != NULL)
		return either(open, maybe, run_redirect(run, domain, redirect));
	run->verdict->term[0] = '\0';
	return either(open, maybe, SPF_RESULT_NEUTRAL);
}

static enum spf_result
run_domain(struct run *run, const struct dname *domain)
{
	struct spf_record record;
	enum spf_result result;
	size_t at;

	switch (spf_find(run->question->set, run->question->view, domain, &record)) {
	case ANSWER_ABSENT:
		return SPF_RESULT_NONE;
	case ANSWER_UNKNOWN:
		return SPF_RESULT_UNKNOWN;
	case ANSWER_PRESENT:
		break;
	}
	if (record.count > 1 || !spf_is_record(buf_view(&record.text), &at)) {
		run->error = "the domain has several SPF records";
		result = SPF_RESULT_PERMERROR;
	} else
		result = run_record(run, domain, buf_view(&record.text), at);
	spf_record_free(&record);
	return result;
}

void
spf_check(const struct spf_question *question, struct spf_verdict *out)
{
	struct run run = { .question = question, .verdict = out };

	*out = (struct spf_verdict){ .result = SPF_RESULT_UNKNOWN };
	out->result = run_domain(&run, &question->domain);
	out->reason = out->result == SPF_RESULT_PERMERROR ? run.error : NULL;
}

/* ---- terms ---- */

static bool
term_equals(struct str text, struct str term)
{
	if (text.len > 0 && text.ptr[0] == '+')
		text = (struct str){ text.ptr + 1, text.len - 1 };
	if (term.len > 0 && term.ptr[0] == '+')
		term = (struct str){ term.ptr + 1, term.len - 1 };
	return str_equal_fold(text, term);
}

static enum answer
search_term(
    const struct spf_question *q, const struct dname *domain, struct str term, unsigned *lookups)
{
	struct spf_record record;
	struct spf_term t;
	const char *why;
	size_t at;
	enum answer found = spf_find(q->set, q->view, domain, &record);

	if (found != ANSWER_PRESENT)
		return found;
	found = ANSWER_ABSENT;
	if (!spf_is_record(buf_view(&record.text), &at))
		at = record.text.len;
	while (
	    found != ANSWER_PRESENT && spf_next(buf_view(&record.text), &at, &t, &why) != SPF_END) {
		struct dname name;

		if (term_equals(t.text, term) ||
		    ((t.kind == SPF_INCLUDE || t.kind == SPF_REDIRECT) && t.domain.len > 0 &&
		        ++*lookups <= SPF_LOOKUPS_MAX &&
		        spf_expand(q, domain, t.domain, &name) == ANSWER_PRESENT &&
		        search_term(q, &name, term, lookups) == ANSWER_PRESENT))
			found = ANSWER_PRESENT;
	}
	spf_record_free(&record);
	return found;
}

enum answer
spf_has_term(struct zone_set *set, uint32_t view, const struct dname *domain, struct str term)
{
	struct spf_question q = {
		.set = set, .view = view, .addr.family = ADDR_V4, .domain = *domain, .helo = *domain
	};
	unsigned lookups = 0;

	return search_term(&q, domain, term, &lookups);
}
