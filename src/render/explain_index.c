/* render/explain_index.c -- the list of all rule pages, by symptom and by family */
#include <stdlib.h>

#include "base/base.h"
#include "base/err.h"
#include "base/sort.h"
#include "lint/lint.h"
#include "render/explain.h"

/* A word of a bounce or of a filter's report, and a rule that speaks of it. */
struct symptom {
	struct str word;
	const struct rule *rule;
	size_t at; /* of the rule */
};

struct symptoms {
	struct symptom *list;
	size_t count, cap;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(const char *text)
{
	size_t n = 0;

	while (is_digit(text[n]))
		n++;
	return n;
}

/* "5.7.25" (RFC 3463): how long it is, or 0. */
static size_t
status_code(const char *text)
{
	size_t len = 1;

	if (*text != '4' && *text != '5')
		return 0;
	for (unsigned part = 0; part < 2; part++) {
		size_t n = text[len] == '.' ? digits(text + len + 1) : 0;

		if (n == 0 || n > 3)
			return 0;
		len += n + 1;
	}
	return text[len] == '.' && is_digit(text[len + 1]) ? 0 : len;
}

/* "550" of a rule about mail. */
static size_t
reply_code(const char *text, const struct rule *rule)
{
	return (rule->groups & (GROUP_MAIL | GROUP_MAILAUTH)) != 0 &&
	               (*text == '4' || *text == '5') && digits(text) == 3 && text[3] != '.'
	           ? 3
	           : 0;
}

/* "RDNS_NONE". */
static size_t
filter_name(const char *text)
{
	size_t len = 0;
	bool low = false;

	while ((text[len] >= 'A' && text[len] <= 'Z') || (len > 0 && text[len] == '_'))
		low |= text[len++] == '_';
	return low && text[len - 1] != '_' ? len : 0;
}

static bool
is_word(char c)
{
	return is_digit(c) || c == '.' || c == '_' || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

static void
add(struct symptoms *s, struct str word, const struct rule *rule, size_t at)
{
	if (s->count == s->cap) {
		s->cap = s->cap == 0 ? 64 : s->cap * 2;
		s->list = xrealloc(s->list, s->cap * sizeof *s->list);
	}
	s->list[s->count++] = (struct symptom){ word, rule, at };
}

static void
collect(struct symptoms *s, const struct rule *rule, size_t at)
{
	const char *text = rule->why;

	for (const char *p = text; text != NULL && *p != '\0'; p++) {
		size_t len;

		if (p > text && is_word(p[-1]))
			continue;
		len = status_code(p);
		len = len > 0 ? len : reply_code(p, rule);
		len = len > 0 ? len : filter_name(p);
		if (len > 0)
			add(s, (struct str){ p, len }, rule, at);
	}
}

static int
compare(const void *a, const void *b)
{
	const struct symptom *x = a, *y = b;
	size_t len = x->word.len < y->word.len ? x->word.len : y->word.len;
	int order = memcmp(x->word.ptr, y->word.ptr, len);

	if (order == 0)
		order = (x->word.len > y->word.len) - (x->word.len < y->word.len);
	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static void
put_link(const struct rule *rule, struct buf *out)
{
	buf_put(out, "[%s](%s.md)", rule->id, rule->id);
}

static void
put_symptoms(const struct symptoms *s, struct buf *out)
{
	buf_text(out, "\n## By symptom\n\n| it says | rules |\n|---|---|");
	for (size_t i = 0; i < s->count; i++) {
		const struct symptom *x = &s->list[i];
		bool same = i > 0 && str_equal(x[-1].word, x->word);

		if (same && x[-1].rule == x->rule)
			continue;
		if (same)
			buf_text(out, ", ");
		else
			buf_put(out, "%s| `%.*s` | ", i > 0 ? " |\n" : "\n", (int)x->word.len,
			    x->word.ptr);
		put_link(x->rule, out);
	}
	buf_text(out, s->count > 0 ? " |\n" : "\n");
}

static size_t
family(const struct rule *rule)
{
	return strcspn(rule->id, "-");
}

static void
put_families(const struct rule *const *rules, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = family(rules[i]);

		if (i == 0 || len != family(rules[i - 1]) ||
		    memcmp(rules[i]->id, rules[i - 1]->id, len) != 0)
			buf_put(out,
			    "\n## %.*s\n\n| rule | level | fix | what it says |\n|---|---|---|---|\n",
			    (int)len, rules[i]->id);
		buf_text(out, "| ");
		put_link(rules[i], out);
		buf_put(
		    out, " | %s | %s | ", severity_name(rules[i]->severity), explain_fix(rules[i]));
		explain_own_text(rules[i]->summary, out);
		buf_text(out, " |\n");
	}
}

void
explain_index(const struct rule *const *rules, size_t count, struct buf *out)
{
	struct symptoms s = { 0 };

	buf_put(out,
	    "# Rules\n\n%zu rules. `ptrlint rule ID` prints the same pages, `ptrlint rule SYMPTOM` "
	    "looks for a word of a bounce. Level `off`: only when asked for by id, or by `all`.\n",
	    count);
	for (size_t i = 0; i < count; i++)
		collect(&s, rules[i], i);
	if (s.count > 1)
		sort_items(s.list, s.count, sizeof *s.list, compare);
	put_symptoms(&s, out);
	put_families(rules, count, out);
	free(s.list);
}
