/* zone/parts.c -- owner, TTL, class and type of an entry */
#include "zone/parts.h"

#include "dns/rrtype.h"
#include "dns/ttl.h"

static bool
take_class(const struct token *t, struct parts *out, size_t i)
{
	if (out->rclass != PART_NONE || t->quoted || !rrclass_parse(t->text, &out->class_number))
		return false;
	out->rclass = i;
	return true;
}

static bool
stop(struct parts *out, enum problem problem, size_t token)
{
	out->wrong = problem;
	out->wrong_token = token;
	return false;
}

/* A token that begins with a digit is meant as a TTL when it is none. */
static bool
take_ttl(const struct token *t, struct parts *out, size_t i, bool *wrong)
{
	enum problem problem;

	*wrong = false;
	if (out->ttl != PART_NONE || t->text.len == 0 || t->text.ptr[0] < '0' ||
	    t->text.ptr[0] > '9')
		return false;
	problem = t->quoted ? PROBLEM_TTL_SYNTAX : ttl_parse(t->text, &out->ttl_seconds);
	if (problem != PROBLEM_NONE && problem != PROBLEM_TTL_OVER_31_BITS) {
		*wrong = true;
		return stop(out, problem, i);
	}
	out->ttl_remark = problem;
	out->ttl = i;
	return true;
}

bool
parts_find(const struct lexed *entry, struct parts *out)
{
	size_t i = 0;
	bool wrong;

	*out = (struct parts){
		.owner = PART_NONE, .ttl = PART_NONE, .rclass = PART_NONE, .type = PART_NONE
	};
	if (!entry->blank_start)
		out->owner = i++;
	for (; i < entry->count; i++) {
		const struct token *t = &entry->tokens[i];

		if (take_class(t, out, i) || take_ttl(t, out, i, &wrong))
			continue;
		if (wrong)
			return false;
		if (t->quoted || !rrtype_parse(t->text, &out->type_number))
			return stop(out, PROBLEM_TYPE_UNKNOWN, i);
		out->type = i;
		out->rdata = i + 1;
		return true;
	}
	return stop(out, PROBLEM_RDATA_MISSING, entry->count);
}
