/* render/explain_index.c -- the list of all rule pages, by symptom and by family */
#include <stdlib.h>

#include "base/base.h"
#include "base/err.h"
#include "base/sort.h"
#include "lint/lint.h"
#include "render/explain.h"
#include "render/symptom.h"

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

/* "550" of a rule about mail. */
static size_t
reply_code(struct str text, const struct rule *rule)
{
	bool of_mail = (rule->groups & (GROUP_MAIL | GROUP_MAILAUTH)) != 0;

	return of_mail ? symptom_reply_code(text) : 0;
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
	struct str text = str_of(rule->why != NULL ? rule->why : "");

	for (size_t i = 0; i < text.len; i++) {
		struct str rest = { text.ptr + i, text.len - i };
		size_t len;

		if (i > 0 && symptom_is_word(text.ptr[i - 1]))
			continue;
		len = symptom_status_code(rest);
		len = len > 0 ? len : reply_code(rest, rule);
		len = len > 0 ? len : symptom_filter_name(rest);
		if (len > 0)
			add(s, (struct str){ rest.ptr, len }, rule, at);
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

static void
put_sayings(struct buf *out)
{
	size_t count;
	const struct saying *all = symptom_sayings(&count);

	buf_text(out, "\n## By what a log says\n\n| words of the line | look at |\n|---|---|\n");
	for (size_t i = 0; i < count; i++) {
		const char *rest = all[i].rules, *before = "";

		buf_put(out, "| %s | ", all[i].words);
		while (*rest != '\0') {
			int len = (int)strcspn(rest, " ");

			buf_put(out, "%s[%.*s](%.*s.md)", before, len, rest, len, rest);
			before = ", ";
			rest += len + (rest[len] == ' ');
		}
		buf_text(out, " |\n");
	}
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
	    "takes a word of a bounce or a whole line of a log. Level `off`: only when asked for by id, or by `all`.\n",
	    count);
	for (size_t i = 0; i < count; i++)
		collect(&s, rules[i], i);
	if (s.count > 1)
		sort_items(s.list, s.count, sizeof *s.list, compare);
	put_symptoms(&s, out);
	put_sayings(out);
	put_families(rules, count, out);
	free(s.list);
}
