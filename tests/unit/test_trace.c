/* tests/unit/test_trace.c -- trees of hops at several widths, and which rule speaks of which hop */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/err.h"
#include "cli/trace.h"
#include "lint/lint.h"

static const char zone_text[] = "@ IN MX 10 mail\nmail IN A 192.0.2.25\n";
static const char map_text[] = "hosts:\n  mail.example.com: 192.0.2.26\n";

static struct sources *sources;
static uint32_t zone_file, map_file, odd_file;

static void
setup(void)
{
	struct err err;

	sources = sources_new("/", &err);
	ck_assert_msg(sources != NULL, "%s", err.text);
	zone_file = source_add_text(sources, "zones/example.com.zone", str_of(zone_text));
	map_file = source_add_text(sources, "mail-egress.yaml", str_of(map_text));
	odd_file = source_add_text(sources, "::error\033[31m", str_of("x\n"));
}

static void
teardown(void)
{
	sources_free(sources);
}

static struct span
at(uint32_t file, const char *word)
{
	const char *text = file == zone_file ? zone_text : map_text;
	const char *found = strstr(text, word);

	ck_assert_msg(found != NULL, "%s", word);
	return (struct span){ file, (uint32_t)(found - text), (uint32_t)strlen(word) };
}

static char *
text_of(const struct trace *trace, bool colour, unsigned width)
{
	struct buf out = { 0 };

	render_trace_text(sources, trace, colour, width, &out);
	buf_char(&out, '\0');
	return out.ptr;
}

static void
expect(const struct trace *trace, bool colour, unsigned width, const char *want)
{
	char *got = text_of(trace, colour, width);

	ck_assert_msg(strcmp(got, want) == 0, "\n--- got\n%s--- want\n%s", got, want);
	free(got);
}

/* ---- drawing ---- */

static size_t
make_hops(struct hop *hops)
{
	const struct hop list[] = {
		{ .depth = 0, .kind = "domain", .text = "example.com." },
		{ .depth = 1,
		    .kind = "mx",
		    .text = "MX 10 mail",
		    .status = HOP_OK,
		    .span = at(zone_file, "mail") },
		{ .depth = 2,
		    .kind = "address",
		    .text = "A 192.0.2.25",
		    .status = HOP_OK,
		    .span = at(zone_file, "192.0.2.25") },
		{ .depth = 3,
		    .kind = "pointer",
		    .text = "no PTR",
		    .status = HOP_MISSING,
		    .rule = "mx-ptr-missing" },
		{ .depth = 1,
		    .kind = "sender",
		    .text = "sender",
		    .status = HOP_UNKNOWN,
		    .span = at(map_file, "mail") },
	};

	memcpy(hops, list, sizeof list);
	return ARRAY_LEN(list);
}

START_TEST(places_stand_in_one_column)
{
	struct hop hops[8];
	struct trace trace = { .query = "example.com",
		.verdict = TRACE_BROKEN,
		.sentence = "192.0.2.25 has no PTR record",
		.rule = "mx-ptr-missing",
		.hops = hops };

	trace.count = make_hops(hops);
	expect(&trace, false, 0,
	    "broken: 192.0.2.25 has no PTR record [mx-ptr-missing]\n"
	    "\n"
	    "         example.com.\n"
	    "ok       |- MX 10 mail       zones/example.com.zone:1\n"
	    "ok       |  `- A 192.0.2.25  zones/example.com.zone:2\n"
	    "missing  |     `- no PTR [mx-ptr-missing]\n"
	    "unknown  `- sender           mail-egress.yaml:2\n");
}
END_TEST

START_TEST(a_narrow_terminal_takes_more_lines)
{
	struct hop hops[8];
	struct trace trace = { .query = "example.com",
		.verdict = TRACE_UNKNOWN,
		.sentence = "the PTR of 192.0.2.25 stands in no zone that is here",
		.hops = hops };

	trace.count = make_hops(hops);
	expect(&trace, false, 40,
	    "cannot be verified: the PTR of\n"
	    "  192.0.2.25 stands in no zone that is\n"
	    "  here\n"
	    "\n"
	    "         example.com.\n"
	    "ok       |- MX 10 mail\n"
	    "         |  |  zones/example.com.zone:1\n"
	    "ok       |  `- A 192.0.2.25\n"
	    "         |      zones/example.com.zone:2\n"
	    "missing  |     `- no PTR\n"
	    "         |           [mx-ptr-missing]\n"
	    "unknown  `- sender  mail-egress.yaml:2\n");
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
	struct hop hops[8];
	struct trace trace = { .query = "q", .sentence = "s", .hops = hops };

	trace.count = make_hops(hops);
	hops[2].text = "PTR mail.with.a.rather.long.name.in.a.deep.zone.example.com., leads back";
	for (unsigned width = 40; width <= 120; width += 7) {
		char *text = text_of(&trace, false, width);

		for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
			ck_assert_msg(strcspn(line, "\n") <= width, "%u:\n%s", width, text);
		free(text);
	}
}
END_TEST

START_TEST(colours_and_untrusted_bytes)
{
	struct hop hops[] = {
		{ .kind = "host",
		    .text = "\033[31mhost",
		    .status = HOP_WRONG,
		    .span = { odd_file, 0, 1 } },
	};
	struct trace trace = { .query = "q",
		.verdict = TRACE_WHOLE,
		.sentence = "all \033 well",
		.hops = hops,
		.count = 1 };

	expect(&trace, true, 0,
	    "\033[1;32mwhole\033[0m: \033[1mall \\027 well\033[0m\n"
	    "\n"
	    "\033[1;31mwrong\033[0m    \033[1m\\027[31mhost\033[0m  "
	    "\033[1;34m\\058\\058error\\027[31m:1\033[0m\n");
}
END_TEST

START_TEST(a_deep_tree_is_drawn)
{
	struct hop hops[200] = { { 0 } };
	struct trace trace = { .query = "q", .sentence = "s", .hops = hops, .count = 200 };

	for (unsigned i = 0; i < 200; i++)
		hops[i] = (struct hop){ .depth = i, .kind = "alias", .text = "x" };
	for (unsigned width = 0; width <= 80; width += 80)
		free(text_of(&trace, false, width));
}
END_TEST

START_TEST(no_hop_at_all)
{
	struct trace trace = { .query = "q", .verdict = TRACE_WHOLE, .sentence = "s" };

	expect(&trace, false, 80, "whole: s\n\n");
}
END_TEST

START_TEST(json_can_be_read)
{
	struct hop hops[8];
	struct trace traces[2] = { { .query = "a\"b", .sentence = "c\nd", .hops = hops },
		{ .query = "x", .verdict = TRACE_BROKEN, .sentence = "y", .rule = "ptr-missing" } };
	struct buf out = { 0 };
	json_t *root, *query, *hop;
	json_error_t error;

	traces[0].count = make_hops(hops);
	render_trace_json(sources, traces, 2, &out);
	root = json_loadb(out.ptr, out.len, 0, &error);
	ck_assert_msg(root != NULL, "%s", error.text);
	ck_assert_int_eq(json_integer_value(json_object_get(root, "version")), 1);
	query = json_array_get(json_object_get(root, "queries"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(query, "query")), "a\"b");
	ck_assert_str_eq(json_string_value(json_object_get(query, "verdict")), "whole");
	ck_assert(json_is_null(json_object_get(query, "rule")));
	hop = json_array_get(json_object_get(query, "hops"), 4);
	ck_assert_str_eq(json_string_value(json_object_get(hop, "status")), "unknown");
	ck_assert_str_eq(json_string_value(json_object_get(hop, "path")), "mail-egress.yaml");
	ck_assert_int_eq(json_integer_value(json_object_get(hop, "line")), 2);
	query = json_array_get(json_object_get(root, "queries"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(query, "verdict")), "broken");
	ck_assert_uint_eq(json_array_size(json_object_get(query, "hops")), 0);
	json_decref(root);
	buf_free(&out);
}
END_TEST

/* ---- judging ---- */

static const struct rule missing = { .id = "a-missing", .groups = GROUP_MAIL };
static const struct rule forward = { .id = "a-forward", .groups = GROUP_MAIL };
static const struct rule taste = { .id = "a-taste", .groups = GROUP_MAIL };
static const struct rule other = { .id = "a-other", .groups = GROUP_STYLE };

static struct addr
address(const char *text)
{
	struct addr addr = { 0 };

	ck_assert(addr_parse(str_of(text), &addr));
	return addr;
}

static void
judge(struct trace *trace, const struct finding *a, const struct finding *b)
{
	const struct finding *list[2] = { a, b };
	struct arena arena = { 0 };

	trace_judge(trace, list, b != NULL ? 2 : 1, "example.com.", &arena);
	trace->sentence = strdup(trace->sentence);
	arena_free(&arena);
}

START_TEST(the_same_address_and_name_choose_the_rule)
{
	struct hop hops[] = {
		{ .kind = "pointer",
		    .text = "no PTR",
		    .status = HOP_MISSING,
		    .why = "none",
		    .addr = address("192.0.2.26") },
		{ .kind = "address",
		    .text = "no A",
		    .status = HOP_MISSING,
		    .why = "no",
		    .addr = address("192.0.2.26"),
		    .name = dname_const("mail.example.com.") },
	};
	struct finding ptr = { .rule = &missing,
		.severity = SEVERITY_ERROR,
		.message = "no PTR record",
		.span = at(map_file, "192.0.2.26"),
		.subject_address = "192.0.2.26" };
	struct finding a = { .rule = &forward,
		.severity = SEVERITY_ERROR,
		.message = "no address",
		.span = at(map_file, "192.0.2.26"),
		.subject_address = "192.0.2.26",
		.subject_name = "mail.example.com" };
	struct trace trace = { .hops = hops, .count = 2 };

	judge(&trace, &a, &ptr);
	ck_assert_str_eq(hops[0].rule, "a-missing");
	ck_assert_str_eq(hops[1].rule, "a-forward");
	ck_assert_int_eq(trace.verdict, TRACE_BROKEN);
	ck_assert_str_eq(trace.sentence, "no PTR record");
	free((char *)(uintptr_t)trace.sentence);
}
END_TEST

START_TEST(another_address_is_not_spoken_of)
{
	struct hop hops[] = { { .kind = "pointer",
	    .text = "no PTR",
	    .status = HOP_MISSING,
	    .why = "none at all",
	    .span = at(map_file, "192.0.2.26"),
	    .addr = address("192.0.2.27") } };
	struct finding ptr = { .rule = &missing,
		.severity = SEVERITY_ERROR,
		.message = "no PTR record",
		.span = at(map_file, "192.0.2.26"),
		.subject_address = "192.0.2.26" };
	struct trace trace = { .hops = hops, .count = 1 };

	judge(&trace, &ptr, NULL);
	ck_assert_ptr_null(hops[0].rule);
	ck_assert_int_eq(trace.verdict, TRACE_BROKEN);
	ck_assert_str_eq(trace.sentence, "none at all");
	free((char *)(uintptr_t)trace.sentence);
}
END_TEST

START_TEST(an_error_on_the_path_breaks_it_a_warning_does_not)
{
	static const struct {
		enum severity severity;
		const char *suppressed;
		const struct rule *rule;
		enum hop_status status;
		enum trace_verdict verdict;
	} rows[] = {
		{ SEVERITY_ERROR, NULL, &missing, HOP_WRONG, TRACE_BROKEN },
		{ SEVERITY_WARNING, NULL, &missing, HOP_INFO, TRACE_WHOLE },
		{ SEVERITY_ERROR, "inline", &missing, HOP_OK, TRACE_WHOLE },
		{ SEVERITY_ERROR, NULL, &other, HOP_OK, TRACE_WHOLE },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct hop hops[] = { { .kind = "mx",
		    .text = "MX",
		    .status = HOP_OK,
		    .span = at(zone_file, "mail") } };
		struct finding f = { .rule = rows[i].rule,
			.severity = rows[i].severity,
			.suppressed = rows[i].suppressed,
			.message = "is an alias",
			.span = at(zone_file, "mail") };
		struct trace trace = { .hops = hops, .count = 1 };

		judge(&trace, &f, NULL);
		ck_assert_int_eq(hops[0].status, rows[i].status);
		ck_assert_int_eq(trace.verdict, rows[i].verdict);
		free((char *)(uintptr_t)trace.sentence);
	}
}
END_TEST

START_TEST(unknown_stays_unknown_and_a_matter_of_taste_says_nothing_of_it)
{
	struct hop hops[] = { { .kind = "pointer",
	    .text = "PTR",
	    .status = HOP_UNKNOWN,
	    .why = "outside",
	    .span = at(zone_file, "mail") } };
	struct finding f = { .rule = &taste,
		.severity = SEVERITY_WARNING,
		.message = "another domain",
		.span = at(zone_file, "mail") };
	struct trace trace = { .hops = hops, .count = 1 };

	judge(&trace, &f, NULL);
	ck_assert_ptr_null(hops[0].rule);
	ck_assert_int_eq(trace.verdict, TRACE_UNKNOWN);
	ck_assert_str_eq(trace.sentence, "outside");
	free((char *)(uintptr_t)trace.sentence);
}
END_TEST

START_TEST(what_leads_there_explains_what_is_missing)
{
	struct hop hops[] = {
		{ .depth = 0,
		    .kind = "mx",
		    .text = "MX",
		    .status = HOP_OK,
		    .span = at(zone_file, "mail") },
		{ .depth = 1,
		    .kind = "address",
		    .text = "none",
		    .status = HOP_MISSING,
		    .why = "no address" },
	};
	struct finding f = { .rule = &other,
		.severity = SEVERITY_ERROR,
		.message = "target does not exist",
		.span = at(zone_file, "mail") };
	struct trace trace = { .hops = hops, .count = 2 };

	judge(&trace, &f, NULL);
	ck_assert_ptr_null(hops[0].rule);
	ck_assert_str_eq(hops[1].rule, "a-other");
	ck_assert_str_eq(trace.sentence, "target does not exist");
	free((char *)(uintptr_t)trace.sentence);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trace");
	TCase *render = tcase_create("render"), *verdict = tcase_create("verdict");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(render, setup, teardown);
	tcase_add_test(render, places_stand_in_one_column);
	tcase_add_test(render, a_narrow_terminal_takes_more_lines);
	tcase_add_test(render, no_line_is_wider_than_the_terminal);
	tcase_add_test(render, colours_and_untrusted_bytes);
	tcase_add_test(render, a_deep_tree_is_drawn);
	tcase_add_test(render, no_hop_at_all);
	tcase_add_test(render, json_can_be_read);
	suite_add_tcase(suite, render);
	tcase_add_checked_fixture(verdict, setup, teardown);
	tcase_add_test(verdict, the_same_address_and_name_choose_the_rule);
	tcase_add_test(verdict, another_address_is_not_spoken_of);
	tcase_add_test(verdict, an_error_on_the_path_breaks_it_a_warning_does_not);
	tcase_add_test(verdict, unknown_stays_unknown_and_a_matter_of_taste_says_nothing_of_it);
	tcase_add_test(verdict, what_leads_there_explains_what_is_missing);
	suite_add_tcase(suite, verdict);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
