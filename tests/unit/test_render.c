/* tests/unit/test_render.c -- hand-made findings in every format */
#include <check.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "render/render.h"

static const char zone_text[] =
    "$ORIGIN example.com.\n"
    "$TTL 1h\n"
    "@\tIN SOA ns1 hostmaster 1 2 3 4 5\n"
    "\tIN NS ns1\n"
    "\tIN MX 10\tmx1.example.net.\n"
    "mx1\tIN A 192.0.2.25\n"
    "\n"
    "; far away\n"
    "; m\303\274ller \033[31m ##[error]\n"
    "\n"
    "long IN TXT \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" "
    "\"needle\" \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n"
    "last IN A 1";
static const char map_text[] = "version: 1\nhosts:\n  mx1.example.net: 192.0.2.25\n";

static const struct rule rules[] = {
	{ .id = "mx-ptr-missing", .severity = SEVERITY_ERROR, .summary = "egress without PTR" },
	{ .id = "ttl-odd", .severity = SEVERITY_WARNING, .summary = "a TTL is odd" },
	{ .id = "note-worthy", .severity = SEVERITY_INFO, .summary = "something" },
};

static struct sources *sources;
static uint32_t zone_file, map_file;

static void
setup(void)
{
	struct err err;

	sources = sources_new("/", &err);
	ck_assert_msg(sources != NULL, "%s", err.text);
	zone_file = source_add_text(sources, "zones/db.example.com", str_of(zone_text));
	map_file = source_add_text(sources, "mail-egress.yaml", str_of(map_text));
}

static void
teardown(void)
{
	sources_free(sources);
}

/* The span of word in one of the two texts. */
static struct span
at(uint32_t file, const char *word)
{
	const char *text = file == zone_file ? zone_text : map_text;
	const char *found = strstr(text, word);

	ck_assert_msg(found != NULL, "%s", word);
	return (struct span){ file, (uint32_t)(found - text), (uint32_t)strlen(word) };
}

static char *
render(void (*format)(const struct render_input *, struct render_out *),
    const struct finding *const *findings, size_t count, struct render_options options)
{
	static const struct lint_summary summary = { .error = 1,
		.warning = 2,
		.zones = 7,
		.records = 412,
		.unverified = 3,
		.suppressed = 1,
		.fixable = 1 };
	/* the plan repairs the first finding, as far as that offers it */
	const struct fix *fix = count > 0 ? findings[0]->fix : NULL;
	struct fix_repair repair = { .text = true };
	struct fix_plan plan = { .repairs = &repair, .repair_count = fix != NULL };
	struct render_input in = { .findings = findings,
		.count = count,
		.plan = &plan,
		.summary = &summary,
		.sources = sources,
		.below = "",
		.options = options };
	struct render_out out = { 0 };

	if (fix != NULL) {
		repair.finding = findings[0];
		repair.safety = fix->safety;
		repair.title = fix->title;
	}
	format(&in, &out);
	buf_char(&out.buf, '\0');
	return out.buf.ptr;
}

static void
expect(void (*format)(const struct render_input *, struct render_out *), const struct finding *f,
    struct render_options options, const char *want)
{
	char *got = render(format, &f, 1, options);

	ck_assert_msg(strcmp(got, want) == 0, "\n--- got\n%s--- want\n%s", got, want);
	free(got);
}

#define SUMMARY                                                                         \
 "1 error, 2 warnings in 7 zones (412 records). 3 could not be verified. 1 suppressed." \
 " 1 can be fixed.\n"

START_TEST(places_in_several_files)
{
	struct note map = {
		.span = at(map_file, "192.0.2.25"), .kind = "map", .label = "address the world sees"
	};
	struct note insert = { .span = { zone_file, 0, 0 },
		.kind = "zone",
		.insert = true,
		.label = "a record belongs here",
		.next = &map };
	struct note host = { .span = at(zone_file, "A 192.0.2.25"),
		.kind = "address",
		.label = "its address",
		.next = &insert };
	struct fix fix = { .safety = FIX_SAFE, .title = "insert `25 IN PTR mx1.example.net.`" };
	struct finding f = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.span = at(zone_file, "mx1.example.net."),
		.message = "mail host has no PTR",
		.label = "mail is handled here",
		.help = "ask the provider",
		.notes = &host,
		.fix = &fix };

	expect(render_full, &f, (struct render_options){ 0 },
	    "error[mx-ptr-missing]: mail host has no PTR\n"
	    " --> zones/db.example.com:5:11\n"
	    "  |\n"
	    "5 |         IN MX 10        mx1.example.net.\n"
	    "  |                         ^^^^^^^^^^^^^^^^ mail is handled here\n"
	    "6 | mx1     IN A 192.0.2.25\n"
	    "  |            ------------ its address\n"
	    "  |\n"
	    " ::: zones/db.example.com:1:1\n"
	    "  |\n"
	    "1 | $ORIGIN example.com.\n"
	    "  | + a record belongs here\n"
	    "  |\n"
	    " ::: mail-egress.yaml:3:20\n"
	    "  |\n"
	    "3 |   mx1.example.net: 192.0.2.25\n"
	    "  |                    ---------- address the world sees\n"
	    "  |\n"
	    "  = fix (safe): insert `25 IN PTR mx1.example.net.`\n"
	    "  = help: ask the provider\n"
	    "\n" SUMMARY);
	expect(render_concise, &f, (struct render_options){ 0 },
	    "zones/db.example.com:5:11: error: mail host has no PTR [mx-ptr-missing]\n"
	    "zones/db.example.com:6:8: note: its address\n"
	    "zones/db.example.com:1:1: note: a record belongs here\n"
	    "mail-egress.yaml:3:20: note: address the world sees\n");
}
END_TEST

START_TEST(several_marks_on_one_line)
{
	struct note second = { .span = at(zone_file, "MX 10"), .label = "asked for by this" };
	struct note first = {
		.span = at(zone_file, "IN MX"), .label = "class and type", .next = &second
	};
	struct finding f = { .rule = &rules[1],
		.severity = SEVERITY_WARNING,
		.span = at(zone_file, "mx1.example.net."),
		.message = "m",
		.label = "the host",
		.notes = &first };

	expect(render_full, &f, (struct render_options){ 0 },
	    "warning[ttl-odd]: m\n"
	    " --> zones/db.example.com:5:11\n"
	    "  |\n"
	    "5 |         IN MX 10        mx1.example.net.\n"
	    "  |         --------        ^^^^^^^^^^^^^^^^ the host\n"
	    "  |         |  asked for by this\n"
	    "  |         class and type\n"
	    "\n" SUMMARY);
}
END_TEST

START_TEST(long_lines_are_cut_around_the_mark)
{
	struct finding f = { .rule = &rules[1],
		.severity = SEVERITY_WARNING,
		.span = at(zone_file, "\"needle\""),
		.message = "m",
		.label = "a label that has no room behind its mark" };

	expect(render_full, &f, (struct render_options){ .width = 60 },
	    "warning[ttl-odd]: m\n"
	    "  --> zones/db.example.com:11:75\n"
	    "   |\n"
	    "11 | ...aaaaaaaaaaaaaaaaaaaaaaaaaa\" \"needle\" \"bbbbbbbbbbb...\n"
	    "   |                                ^^^^^^^^\n"
	    "   |                a label that has no room behind its mark\n"
	    "\n"
	    "1 error, 2 warnings in 7 zones (412 records). 3 could not be\n"
	    "verified. 1 suppressed. 1 can be fixed.\n");
}
END_TEST

START_TEST(sentences_break_between_words)
{
	struct finding f = { .rule = &rules[1],
		.severity = SEVERITY_WARNING,
		.message = "PTR of 2001:db8:77:1::52 names mx1.example.net., which has 192.0.2.1" };

	expect(render_full, &f, (struct render_options){ .width = 45 },
	    "warning[ttl-odd]: PTR of 2001:db8:77:1::52\n"
	    "    names mx1.example.net., which has\n"
	    "    192.0.2.1\n"
	    "\n"
	    "1 error, 2 warnings in 7 zones (412 records).\n"
	    "3 could not be verified. 1 suppressed. 1 can\n"
	    "be fixed.\n");
}
END_TEST

/* An included file may be anything, a private key say: its text is nobody's business. */
START_TEST(hidden_text_is_not_shown)
{
	struct note note = {
		.span = at(zone_file, "##["), .kind = "include", .label = "from here"
	};
	struct finding f = { .rule = &rules[1],
		.severity = SEVERITY_WARNING,
		.span = at(zone_file, "\"needle\""),
		.message = "m",
		.hidden = true };

	expect(render_full, &f, (struct render_options){ 0 },
	    "warning[ttl-odd]: m\n"
	    "  --> zones/db.example.com:11:75\n"
	    "\n" SUMMARY);
	f.notes = &note;
	expect(render_full, &f, (struct render_options){ 0 },
	    "warning[ttl-odd]: m\n"
	    "  --> zones/db.example.com:11:75\n"
	    "   |\n"
	    "  ::: zones/db.example.com:9:16\n"
	    "   |\n"
	    " 9 | ; m\\195\\188ller \\027[31m #\\035[error]\n"
	    "   |                          ------ from here\n"
	    "\n" SUMMARY);
}
END_TEST

START_TEST(hostile_bytes_stay_text)
{
	struct finding f = { .rule = &rules[2],
		.severity = SEVERITY_INFO,
		.span = at(zone_file, "##["),
		.message = "bad \033[2J ##[group]x",
		.label = "\nlabel" };

	expect(render_full, &f, (struct render_options){ 0 },
	    "info[note-worthy]: bad \\027[2J #\\035[group]x\n"
	    " --> zones/db.example.com:9:16\n"
	    "  |\n"
	    "9 | ; m\\195\\188ller \\027[31m #\\035[error]\n"
	    "  |                          ^^^^^^ \\010label\n"
	    "\n" SUMMARY);
	expect(render_concise, &f, (struct render_options){ 0 },
	    "zones/db.example.com:9:16: info: bad \\027[2J #\\035[group]x [note-worthy]\n");
}
END_TEST

START_TEST(colour_and_links_only_when_asked_for)
{
	struct finding f = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.span = at(zone_file, "1h"),
		.message = "m" };

	expect(render_full, &f, (struct render_options){ .colour = true },
	    "\033[1;31merror[mx-ptr-missing]\033[0m\033[1m: m\033[0m\n"
	    " \033[1;34m-->\033[0m zones/db.example.com:2:6\n"
	    "\033[1;34m  |\033[0m\n"
	    "\033[1;34m2 |\033[0m $TTL 1h\n"
	    "\033[1;34m  |\033[0m      \033[1;31m^^\033[0m\n"
	    "\n" SUMMARY);
	expect(render_full, &f, (struct render_options){ .hyperlinks = true },
	    "error[mx-ptr-missing]: m\n"
	    " --> \033]8;;file:///zones/db.example.com\033\\zones/db.example.com:2:6\033]8;;\033\\\n"
	    "  |\n"
	    "2 | $TTL 1h\n"
	    "  |      ^^\n"
	    "\n" SUMMARY);
}
END_TEST

START_TEST(findings_without_a_place)
{
	uint32_t gone = source_add(sources, "no/such/file", false);
	struct note note = { .label = "said without a place" };
	struct finding run = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.message = "m",
		.notes = &note,
		.zone_count = 740 };
	struct finding file = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.message = "m",
		.span = { gone, 0, 0 } };

	expect(render_full, &run, (struct render_options){ 0 },
	    "error[mx-ptr-missing]: m\n"
	    "  = note: said without a place\n"
	    "  = note: in 740 zones\n"
	    "\n" SUMMARY);
	expect(render_concise, &run, (struct render_options){ 0 },
	    "ptrlint: error: m [mx-ptr-missing]\nptrlint: note: said without a place\n");
	expect(render_full, &file, (struct render_options){ 0 },
	    "error[mx-ptr-missing]: m\n --> no/such/file\n\n" SUMMARY);
	expect(render_concise, &file, (struct render_options){ 0 },
	    "no/such/file:1:1: error: m [mx-ptr-missing]\n");
}
END_TEST

START_TEST(a_place_at_the_end_of_the_file)
{
	struct finding f = { .rule = &rules[1],
		.severity = SEVERITY_WARNING,
		.span = { zone_file, sizeof zone_text - 1, 0 },
		.message = "m",
		.label = "here" };

	expect(render_full, &f, (struct render_options){ 0 },
	    "warning[ttl-odd]: m\n"
	    "  --> zones/db.example.com:12:12\n"
	    "   |\n"
	    "12 | last IN A 1\n"
	    "   |            ^ here\n"
	    "\n" SUMMARY);
}
END_TEST

START_TEST(json_is_complete_and_valid)
{
	struct note map = {
		.span = at(map_file, "192.0.2.25"), .kind = "map", .label = "\"q\"\377"
	};
	struct edit edit = { .span = at(zone_file, "1h"), .text = "2h\n" };
	struct fix fix = { .safety = FIX_UNSAFE, .title = "t", .edits = &edit };
	struct zone zone = { .spec.origin = dname_const("Example.com.") };
	struct finding f = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.span = at(zone_file, "mx1.example.net."),
		.message = "m",
		.notes = &map,
		.fix = &fix,
		.zone = &zone,
		.subject_name = "mx1.example.net",
		.subject_address = "192.0.2.25",
		.fingerprint = 0xabc };
	struct finding hidden = {
		.rule = &rules[1], .severity = SEVERITY_INFO, .message = "m", .suppressed = "inline"
	};
	const struct finding *both[] = { &f, &hidden };
	char *text = render(render_json, both, 2, (struct render_options){ 0 });
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error), *first, *place;

	ck_assert_msg(root != NULL, "%s", error.text);
	ck_assert_int_eq(json_integer_value(json_object_get(root, "version")), 1);
	ck_assert_int_eq(json_array_size(json_object_get(root, "diagnostics")), 2);
	first = json_array_get(json_object_get(root, "diagnostics"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(first, "id")), "mx-ptr-missing");
	ck_assert_str_eq(json_string_value(json_object_get(first, "zone")), "example.com.");
	ck_assert_str_eq(json_string_value(json_object_get(first, "fingerprint")),
	    "ptrlint/v1:0000000000000abc");
	ck_assert(json_is_null(json_object_get(first, "view")));
	place = json_array_get(json_object_get(first, "locations"), 0);
	place = json_object_get(place, "end");
	ck_assert_int_eq(json_integer_value(json_object_get(place, "line")), 5);
	ck_assert_int_eq(json_integer_value(json_object_get(place, "column")), 27);
	place = json_array_get(json_object_get(first, "locations"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(place, "label")), "\"q\"\\255");
	first = json_array_get(json_object_get(root, "diagnostics"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(first, "suppressed")), "inline");
	json_decref(root);
	free(text);
}
END_TEST

START_TEST(text_is_limited_and_counted)
{
	struct finding f = { .rule = &rules[0],
		.severity = SEVERITY_ERROR,
		.span = at(zone_file, "1h"),
		.message = "m" };
	const struct finding *many[1203];
	char *text, *line;
	size_t lines = 0;

	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = &f;
	text = render(render_concise, many, ARRAY_LEN(many), (struct render_options){ 0 });
	for (line = text; *line != '\0'; line = strchr(line, '\n') + 1)
		lines++;
	ck_assert_int_eq(lines, 1001);
	ck_assert_ptr_nonnull(strstr(
	    text, "\n203 more of mx-ptr-missing: text shows 1000 of a rule, --format json all\n"));
	free(text);
}
END_TEST

START_TEST(statistics_count_rules)
{
	struct finding a = { .rule = &rules[0], .severity = SEVERITY_ERROR, .message = "m" };
	struct finding b = { .rule = &rules[1], .severity = SEVERITY_ERROR, .message = "m" };
	const struct finding *all[] = { &a, &b, &b };
	char *text = render(render_statistics, all, 3, (struct render_options){ 0 });

	ck_assert_str_eq(text, "       2  ttl-odd         a TTL is odd\n"
	                       "       1  mx-ptr-missing  egress without PTR\n\n" SUMMARY);
	free(text);
}
END_TEST

static void
throw_away(void *arg, struct buf *buf)
{
	*(size_t *)arg += buf->len;
	buf->len = 0;
}

/* A file of 100,000 lines with a finding on each: no format looks at the file anew for each. */
START_TEST(a_hundred_thousand_findings)
{
	enum { LINES = 100000 };
	static const char line[] = "host IN A 192.0.2.25 ; and a comment\n";
	struct buf text = { 0 };
	struct finding *findings = xcalloc(LINES, sizeof *findings);
	const struct finding **list = xcalloc(LINES, sizeof(struct finding *));
	static const struct lint_summary summary = { .error = LINES };
	size_t written = 0;
	struct timespec begin, end;
	uint32_t file;

	for (size_t i = 0; i < LINES; i++)
		buf_bytes(&text, line, sizeof line - 1);
	file = source_add_text(sources, "big", buf_view(&text));
	for (uint32_t i = 0; i < LINES; i++) {
		findings[i] = (struct finding){ .rule = rule_at(0),
			.severity = SEVERITY_ERROR,
			.span = { file, i * (uint32_t)(sizeof line - 1) + 10, 10 },
			.message = "an address without anything" };
		list[i] = &findings[i];
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (size_t i = 0; render_format_at(i) != NULL; i++) {
		struct render_input in = { .findings = list,
			.count = LINES,
			.summary = &summary,
			.sources = sources,
			.below = "" };
		struct render_out out = { .flush = throw_away, .arg = &written };

		render_format_at(i)->render(&in, &out);
		buf_free(&out.buf);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	ck_assert_uint_gt(written, LINES);
	/* a bound for sanitizers and slow machines: quadratic work would take minutes */
	ck_assert_int_lt(end.tv_sec - begin.tv_sec, 20);
	if (getenv("SHOW_TIME") != NULL)
		printf("%.3f s\n", (double)(end.tv_sec - begin.tv_sec) +
		                       (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
	buf_free(&text);
	free(findings);
	free(list);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("render");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_add_test(all, places_in_several_files);
	tcase_add_test(all, several_marks_on_one_line);
	tcase_add_test(all, long_lines_are_cut_around_the_mark);
	tcase_add_test(all, sentences_break_between_words);
	tcase_add_test(all, hidden_text_is_not_shown);
	tcase_add_test(all, hostile_bytes_stay_text);
	tcase_add_test(all, colour_and_links_only_when_asked_for);
	tcase_add_test(all, findings_without_a_place);
	tcase_add_test(all, a_place_at_the_end_of_the_file);
	tcase_add_test(all, json_is_complete_and_valid);
	tcase_add_test(all, text_is_limited_and_counted);
	tcase_add_test(all, statistics_count_rules);
	tcase_add_test(all, a_hundred_thousand_findings);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
