/* tests/unit/test_registry.c -- what every rule must say about itself, and how patterns pick rules */
#include <check.h>
#include <stdlib.h>

#include "base/err.h"
#include "lint/lint.h"
#include "lint/registry.h"

static const char *const problem_names[] = { "",
#define AS_TEXT(name) #name,
	PROBLEM_FATAL_LIST(AS_TEXT) PROBLEM_REMARK_LIST(AS_TEXT)
#undef AS_TEXT
};

static bool
is_id(const char *id)
{
	size_t len = strlen(id);

	if (len == 0 || len > 48 || id[0] == '-' || id[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(id[i] >= 'a' && id[i] <= 'z') && !(id[i] >= '0' && id[i] <= '9') &&
		    (id[i] != '-' || id[i + 1] == '-'))
			return false;
	return true;
}

static bool
ends_in(const char *text, char c)
{
	size_t len = strlen(text);

	return len > 0 && text[len - 1] == c;
}

/*
 * "RFC 2181 §10.3", or "RFC 2782", whose sections have no numbers; with ", from memory" behind it while
 * nobody has looked the section up in its text.
 */
static bool
is_reference(const char *reference)
{
	static const char unread[] = ", from memory";
	char copy[64], *text = copy;
	size_t digits, len = strlen(reference);

	if (len >= sizeof copy)
		return false;
	memcpy(copy, reference, len + 1);
	if (len > sizeof unread && strcmp(copy + len + 1 - sizeof unread, unread) == 0)
		copy[len + 1 - sizeof unread] = '\0';

	if (strncmp(text, "RFC ", 4) != 0)
		return false;
	text += 4;
	digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 5 || text[0] == '0')
		return false;
	text += digits;
	if (text[0] == '\0')
		return true;
	if (strncmp(text, " §", strlen(" §")) != 0)
		return false;
	text += strlen(" §");
	return text[0] != '\0' && strspn(text, "0123456789.") == strlen(text) &&
	       !ends_in(text, '.');
}

START_TEST(rules_say_what_is_needed)
{
	for (size_t i = 0; i < rule_count(); i++) {
		const struct rule *r = rule_at(i);

		ck_assert_msg(is_id(r->id), "%s is no id", r->id);
		ck_assert_msg(i == 0 || strcmp(rule_at(i - 1)->id, r->id) < 0, "%s: twice", r->id);
		ck_assert_msg(r->summary != NULL && r->summary[0] != '\0', "%s: no summary", r->id);
		ck_assert_msg(strlen(r->summary) <= 60, "%s: summary has %zu bytes", r->id,
		    strlen(r->summary));
		ck_assert_msg(!ends_in(r->summary, '.'), "%s: full stop in summary", r->id);
		ck_assert_msg(r->why != NULL && ends_in(r->why, '.'), "%s: why", r->id);
		ck_assert_msg(r->repair != NULL && ends_in(r->repair, '.'), "%s: repair", r->id);
		ck_assert_msg(r->bad == NULL || ends_in(r->bad, '\n'), "%s: bad", r->id);
		ck_assert_msg(r->good == NULL || ends_in(r->good, '\n'), "%s: good", r->id);
		ck_assert_msg(r->good == NULL || r->bad != NULL, "%s: good without bad", r->id);
		for (size_t k = 0; r->references != NULL && r->references[k] != NULL; k++)
			ck_assert_msg(
			    is_reference(r->references[k]), "%s: %s", r->id, r->references[k]);
		ck_assert_msg(!r->diagnostic || r->severity != SEVERITY_OFF, "%s: off", r->id);
	}
}
END_TEST

START_TEST(every_problem_has_one_rule)
{
	unsigned claims[PROBLEM_COUNT] = { 0 };

	for (size_t i = 0; i < rule_count(); i++)
		claims[rule_at(i)->problem]++;
	for (unsigned p = 1; p < PROBLEM_COUNT; p++) {
		ck_assert_msg(claims[p] == 1, "%s: claimed %u times", problem_names[p], claims[p]);
		ck_assert_ptr_nonnull(rule_of_problem((enum problem)p));
		ck_assert_int_eq(rule_of_problem((enum problem)p)->problem, p);
	}
	ck_assert_ptr_null(rule_of_problem(PROBLEM_NONE));
	ck_assert_ptr_null(rule_of_problem(PROBLEM_COUNT));
}
END_TEST

/* The id is the name of the problem, but for the one that stands for all limits. */
START_TEST(problems_name_their_rules)
{
	for (unsigned p = 1; p < PROBLEM_COUNT; p++) {
		char id[64];
		size_t n = 0;

		for (const char *c = problem_names[p]; *c != '\0'; c++)
			id[n++] = *c == '_' ? '-' : (char)ascii_lower((uint8_t)*c);
		id[n] = '\0';
		if (p == PROBLEM_FILE_LIMIT)
			strcpy(id, "limit-reached");
		ck_assert_str_eq(rule_of_problem((enum problem)p)->id, id);
	}
}
END_TEST

START_TEST(rules_are_found)
{
	for (size_t i = 0; i < rule_count(); i++) {
		ck_assert_ptr_eq(rule_find(rule_at(i)->id), rule_at(i));
		ck_assert_uint_eq(rule_index(rule_at(i)), i);
	}
	ck_assert_ptr_null(rule_find(""));
	ck_assert_ptr_null(rule_find("paren-uncloses"));
	ck_assert_str_eq(rule_nearest("paren-uncloses"), "paren-unclosed");
	ck_assert_str_eq(rule_nearest("@sintax"), "@syntax");
	ck_assert_ptr_null(rule_nearest("nothing like any rule"));
}
END_TEST

static const struct {
	const char *pattern, *rule;
	bool picked;
} picks[] = {
	{ "paren-nested", "paren-nested", true },
	{ "paren-nested", "paren-unclosed", false },
	{ "paren-*", "paren-nested", true },
	{ "paren-*", "quote-unclosed", false },
	{ "paren-n?sted", "paren-nested", true },
	{ "*", "paren-nested", true },
	{ "style-*", "style-tabs", false }, /* off: a glob does not switch it on */
	{ "style-tabs", "style-tabs", true },
	{ "all", "style-tabs", true },
	{ "@style", "style-tabs", false },
	{ "@syntax", "paren-nested", true },
	{ "@syntax", "field-order", false },
	{ "@portability", "paren-nested", true },
	{ "@recommended", "paren-nested", true },
	{ "@recommended", "field-order", false },
	{ "@strict", "field-order", true }, /* off, but no matter of taste */
	{ "@strict", "style-tabs", false },
	{ "@strict", "paren-nested", true },
	{ "@nothing", "paren-nested", false },
	{ "", "paren-nested", false },
};

START_TEST(patterns_pick_rules)
{
	ck_assert_msg(
	    rule_matches(rule_find(picks[_i].rule), picks[_i].pattern) == picks[_i].picked,
	    "%s and %s", picks[_i].pattern, picks[_i].rule);
}
END_TEST

START_TEST(unknown_patterns_are_refused)
{
	static const char *const good[] = { "paren-*", "@mail", "@strict", "all", "field-order" };
	static const char *const bad[] = { "parn-nested", "@male", "qqq-*", "", "paren-[" };

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct lint_options options = { .select = &good[i], .select_count = 1 };
		struct err err = { 0 };

		ck_assert_msg(lint_check_options(&options, &err), "%s: %s", good[i], err.text);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct lint_options options = { .ignore = &bad[i], .ignore_count = 1 };
		struct err err = { 0 };

		ck_assert_msg(!lint_check_options(&options, &err), "%s", bad[i]);
		ck_assert_ptr_nonnull(strstr(err.text, bad[i]));
		if (i == 0)
			ck_assert_ptr_nonnull(strstr(err.text, "did you mean \"paren-nested\"?"));
	}
}
END_TEST

START_TEST(severities_have_names)
{
	enum severity s = SEVERITY_ERROR;

	for (int i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++) {
		ck_assert(severity_parse(severity_name((enum severity)i), &s));
		ck_assert_int_eq(s, i);
	}
	ck_assert(!severity_parse("Error", &s));
	ck_assert(!severity_parse("", &s));
	ck_assert_int_eq(s, SEVERITY_ERROR);
}
END_TEST

START_TEST(groups_are_sorted)
{
	for (size_t i = 1; rule_group_at(i) != NULL; i++)
		ck_assert_str_lt(rule_group_at(i - 1), rule_group_at(i));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("registry");
	TCase *tc = tcase_create("registry");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, rules_say_what_is_needed);
	tcase_add_test(tc, every_problem_has_one_rule);
	tcase_add_test(tc, problems_name_their_rules);
	tcase_add_test(tc, rules_are_found);
	tcase_add_loop_test(tc, patterns_pick_rules, 0, (int)ARRAY_LEN(picks));
	tcase_add_test(tc, unknown_patterns_are_refused);
	tcase_add_test(tc, severities_have_names);
	tcase_add_test(tc, groups_are_sorted);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
