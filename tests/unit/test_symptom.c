/* tests/unit/test_symptom.c -- lines of mail logs, and the rules that answer them */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lint/registry.h"
#include "render/symptom.h"

static const struct {
	const char *line, *first;
} rows[] = {
	{ "450 4.7.25 Client host rejected: cannot find your hostname, [4.3.2.1]", "ptr-missing" },
	{ "Client Host Rejected: CANNOT FIND your reverse hostname", "ptr-missing" },
	{ "warning: hostname a.example does not resolve to address 4.3.2.1", "forward-missing" },
	{ "relay=a.example [4.3.2.1] (may be forged)", "forward-missing" },
	{ "550-5.7.25 [4.3.2.1] The IP address sending this message does not have a PTR record setup",
	    "ptr-missing" },
	{ "554 RTR:RD", "ptr-generic" },
	{ "450 4.7.1 <x>: Helo command rejected: Host not found", "helo-unresolvable" },
	{ "550 5.1.8 <a@b>: Sender address rejected: Domain not found", "mx-missing" },
	{ "550 5.7.27 Sender address has null MX", "null-mx-sender" },
	{ "550 5.7.1 SPF fail - not authorized to send", "spf-egress-missing" },
	{ "421 4.7.23", "ptr-missing" },
	{ "421-4.7.25 try again", NULL },
	{ "X-Spam-Status: tests=RDNS_NONE", "ptr-missing" },
};

START_TEST(line_finds_rule)
{
	struct symptom_rules found;

	explain_symptom(str_of(rows[_i].line), &found);
	ck_assert_msg(found.count > 0, "%s", rows[_i].line);
	if (rows[_i].first != NULL)
		ck_assert_str_eq(found.rules[0]->id, rows[_i].first);
}
END_TEST

static const char *const silent[] = { "", "250 2.0.0 Ok: queued", "hello world",
	"10.5.7.25 is an address", "15.7.25", "A_", "connect from unknown" };

START_TEST(other_lines_find_none)
{
	struct symptom_rules found;

	explain_symptom(str_of(silent[_i]), &found);
	ck_assert_msg(
	    found.count == 0, "%s: %s", silent[_i], found.count ? found.rules[0]->id : "");
}
END_TEST

/* Every saying finds its own rules: no other one stands before it that says the same, and all ids are known. */
START_TEST(sayings_name_rules)
{
	size_t count;
	const struct saying *all = symptom_sayings(&count);

	for (size_t i = 0; i < count; i++) {
		struct symptom_rules found;
		char ids[256], *rest = ids;

		snprintf(ids, sizeof ids, "%s", all[i].rules);
		explain_symptom(str_of(all[i].words), &found);
		for (size_t k = 0; rest != NULL; k++) {
			const char *id = strsep(&rest, " ");

			ck_assert_msg(rule_find(id) != NULL, "no rule %s", id);
			ck_assert_msg(k < found.count && strcmp(found.rules[k]->id, id) == 0,
			    "\"%s\" is answered by another saying", all[i].words);
		}
	}
}
END_TEST

/* Any bytes: nothing is read behind the end. */
START_TEST(any_bytes)
{
	for (size_t len = 0; len < 40; len++) {
		struct symptom_rules found;
		char *text = malloc(len + 1);

		for (size_t i = 0; i < len; i++)
			text[i] = "5.7_RD4 "[(i * 7 + len) % 8];
		explain_symptom((struct str){ text, len }, &found);
		free(text);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("symptom");
	TCase *tcase = tcase_create("symptom");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, line_finds_rule, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(tcase, other_lines_find_none, 0, ARRAY_LEN(silent));
	tcase_add_test(tcase, sayings_name_rules);
	tcase_add_test(tcase, any_bytes);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
