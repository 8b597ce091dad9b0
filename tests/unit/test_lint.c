/* tests/unit/test_lint.c -- order, merging, waivers, fingerprints of findings */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "lint/engine.h"

#define HEAD \
 "$TTL 3600\n@ IN SOA ns1 hostmaster 1 7200 900 1209600 3600\n@ IN NS ns1\nns1 A 192.0.2.53\n"
#define HEAD_LINES 4

/* A run over texts in memory; everything a test looks at. */
struct run {
	struct sources *sources;
	struct zone_set *set;
	struct lint *lint;
	const struct finding *const *findings;
	size_t count;
};

static struct err err;

static void
run_begin(struct run *run)
{
	*run = (struct run){ .sources = sources_new(".", &err) };
	ck_assert_msg(run->sources != NULL, "%s", err.text);
}

static void
run_zones(struct run *run, const struct zone_spec *specs, size_t count,
    const struct view_spec *views, size_t view_count, const struct lint_options *options)
{
	static const struct view_spec only = { "", true };
	const struct read_options read = { .limits = LIMITS_DEFAULT, .threads = 1 };

	ck_assert_msg(lint_check_options(options, &err), "%s", err.text);
	run->set = set_load(run->sources, views != NULL ? views : &only,
	    views != NULL ? view_count : 1, specs, count, &read);
	run->lint = lint_run(run->set, options);
	run->findings = lint_findings(run->lint, &run->count);
}

static void
run_text(struct run *run, const char *text, const struct lint_options *options)
{
	struct zone_spec spec = { .origin = dname_const("example.com."), .role = ROLE_MANAGED };

	run_begin(run);
	spec.file = source_add_text(run->sources, "example.com.zone", str_of(text));
	run_zones(run, &spec, 1, NULL, 0, options);
}

static void
run_end(struct run *run)
{
	lint_free(run->lint);
	set_free(run->set);
	sources_free(run->sources);
}

/* Findings as "LINE:id" parted by blanks, "!" before what is suppressed. */
static const char *
spell(const struct run *run, char out[1024])
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < run->count; i++) {
		const struct finding *f = run->findings[i];
		unsigned line = 0;

		if (f->span.file != 0)
			line =
			    source_place(run->sources, f->span.file, f->span.off).line - HEAD_LINES;
		n += (size_t)snprintf(out + n, 1024 - n, "%s%s%u:%s", n > 0 ? " " : "",
		    f->suppressed != NULL ? "!" : "", line, f->rule->id);
	}
	return out;
}

#define BIG   "3000000000"
#define TTL31 "ttl-over-31-bits"

static const struct {
	const char *why, *text, *want;
} waiver_rows[] = {
	{ "the defect itself", "www " BIG " A 192.0.2.1\n", "1:" TTL31 },
	{ "at the end of the line", "www " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "] -- why\n",
	    "!1:" TTL31 },
	{ "alone on the line above", "; ptrlint: ignore[" TTL31 "]\nwww " BIG " A 192.0.2.1\n",
	    "!2:" TTL31 },
	{ "above, another comment between",
	    "; ptrlint: ignore[" TTL31 "]\n; web\nwww " BIG " A 192.0.2.1\n", "!3:" TTL31 },
	{ "above, but only the next record",
	    "; ptrlint: ignore[" TTL31 "]\na " BIG " A 192.0.2.1\nb " BIG " A 192.0.2.1\n",
	    "3:" TTL31 " !2:" TTL31 },
	{ "an empty line parts", "; ptrlint: ignore[" TTL31 "]\n\nwww " BIG " A 192.0.2.1\n",
	    "1:ptrlint-directive-unknown 3:" TTL31 },
	{ "any line of a record in parentheses",
	    "www " BIG " TXT ( \"a\"\n\"b\" ; ptrlint: ignore[" TTL31 "]\n)\n", "!1:" TTL31 },
	{ "a line of its own within parentheses",
	    "www " BIG " TXT ( \"a\"\n; ptrlint: ignore[" TTL31 "]\n\"b\" )\n", "!1:" TTL31 },
	{ "behind the parentheses it is the next record's",
	    "www " BIG " TXT ( \"a\"\n)\n; ptrlint: ignore[" TTL31 "]\nb A 192.0.2.1\n",
	    "1:" TTL31 " 3:ignore-unused" },
	{ "a semicolon in quotes begins no comment",
	    "www " BIG " TXT \"; ptrlint: ignore[" TTL31 "]\"\n", "1:" TTL31 },
	{ "a glob", "www " BIG " A 192.0.2.1 ; ptrlint: ignore[ttl-*]\n", "!1:" TTL31 },
	{ "a group", "www " BIG " A 192.0.2.1 ; ptrlint: ignore[@syntax]\n", "!1:" TTL31 },
	{ "several rules, one unused",
	    "www " BIG " A 192.0.2.1 ; ptrlint: ignore[paren-nested, " TTL31 "]\n",
	    "1:ignore-unused !1:" TTL31 },
	{ "a rule that did not run is not unused",
	    "www " BIG " A 192.0.2.1 ; ptrlint: ignore[style-tabs, " TTL31 "]\n", "!1:" TTL31 },
	{ "unused", "www A 192.0.2.1 ; ptrlint: ignore[" TTL31 "]\n", "1:ignore-unused" },
	{ "no such rule", "www " BIG " A 192.0.2.1 ; ptrlint: ignore[ttl-over-31-bit]\n",
	    "1:" TTL31 " 1:ptrlint-directive-unknown" },
	{ "a syntax error is never silenced", "www A 192.0.2 ; ptrlint: ignore[a-invalid]\n",
	    "1:a-invalid 1:ptrlint-directive-unknown" },
	{ "not by a pattern either", "www A 192.0.2 ; ptrlint: ignore[a-*]\n",
	    "1:a-invalid 1:ignore-unused" },
	{ "a block",
	    "a " BIG " A 192.0.2.1\n; ptrlint: disable[" TTL31 "]\nb " BIG
	    " A 192.0.2.1\n; ptrlint: enable[" TTL31 "]\nc " BIG " A 192.0.2.1\n",
	    "1:" TTL31 " 5:" TTL31 " !3:" TTL31 },
	{ "a block to the end of the file", "; ptrlint: disable[ttl-*]\nb " BIG " A 192.0.2.1\n",
	    "!2:" TTL31 },
	{ "the nearest block decides",
	    "; ptrlint: disable[@syntax]\n; ptrlint: enable[" TTL31 "]\nb " BIG " A 192.0.2.1\n",
	    "1:ignore-unused 3:" TTL31 },
	{ "until its last day",
	    "www " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "], until=2026-11-22\n",
	    "!1:" TTL31 },
	{ "after its last day",
	    "www " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "], until=2026-11-21\n",
	    "1:" TTL31 " 1:ignore-expired" },
	{ "no date", "www A 192.0.2.1 ; ptrlint: until=soon\n", "1:ptrlint-directive-unknown" },
	{ "file-ignore below a record",
	    "; ptrlint: file-ignore[" TTL31 "]\na " BIG " A 192.0.2.1\n",
	    "1:ptrlint-directive-unknown 2:" TTL31 },
	{ "words of others", "a MX 1 mx.example.net. ; ptrlint: keep, external\n", "" },
	{ "words of others that do nothing", "a A 192.0.2.1 ; ptrlint: ptr=none\n",
	    "1:ignore-unused" },
	{ "an ignore of the verdict on itself",
	    "a A 192.0.2.1 ; ptrlint: ignore[" TTL31 ", ignore-unused]\n", "!1:ignore-unused" },
};

static const char *const select_these[] = { TTL31, "paren-nested", "a-invalid",
	"ptrlint-directive-unknown", "ignore-unused", "ignore-expired" };

START_TEST(comments_waive)
{
	struct lint_options options = {
		.select = select_these, .select_count = ARRAY_LEN(select_these), .today = 20779
	};
	struct run run;
	char text[2048], out[1024];

	snprintf(text, sizeof text, "%s%s", HEAD, waiver_rows[_i].text);
	run_text(&run, text, &options);
	ck_assert_msg(strcmp(spell(&run, out), waiver_rows[_i].want) == 0, "%s: %s",
	    waiver_rows[_i].why, out);
	run_end(&run);
}
END_TEST

START_TEST(a_file_is_waived)
{
	static const char *const select[] = { TTL31 };
	struct lint_options options = { .select = select, .select_count = 1 };
	struct run run;
	char out[1024];

	run_text(&run,
	    "; ptrlint: file-ignore[" TTL31 "]\n$TTL 3600\n@ SOA ns1 a 1 2 3 4 5\n@ NS ns1\n"
	    "a " BIG " A 192.0.2.1\n",
	    &options);
	ck_assert_str_eq(spell(&run, out), "!1:" TTL31);
	run_end(&run);
	options.no_inline_ignores = true;
	run_text(&run,
	    "; ptrlint: file-ignore[" TTL31 "]\n$TTL 3600\n@ SOA ns1 a 1 2 3 4 5\n@ NS ns1\n"
	    "a " BIG " A 192.0.2.1\n",
	    &options);
	ck_assert_str_eq(spell(&run, out), "1:" TTL31);
	run_end(&run);
}
END_TEST

START_TEST(reasons_and_ends_are_asked_for)
{
	static const char *const select[] = { "ignore-needs-*" };
	struct lint_options options = {
		.select = select, .select_count = 1, .require_reason = true, .require_until = true
	};
	struct run run;
	char out[1024];

	run_text(&run,
	    HEAD "a " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "]\n"
	         "b " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "], until=2099-01-01 -- why\n"
	         "c A 192.0.2.1 ; ptrlint: keep\n",
	    &options);
	ck_assert_str_eq(spell(&run, out), "1:ignore-needs-reason 1:ignore-needs-until");
	run_end(&run);
}
END_TEST

START_TEST(levels_follow_options)
{
	static const char *const asked[] = { "style-type-case", TTL31 };
	static const struct rule_setting levels[] = { { TTL31, SEVERITY_INFO },
		{ "style-*", SEVERITY_ERROR }, { "paren-nested", SEVERITY_OFF } };
	struct lint_options options = {
		.select = asked, .select_count = 2, .severities = levels, .severity_count = 1
	};
	const struct lint_summary *s;
	struct run run;

	run_text(&run, HEAD "a " BIG " A 192.0.2.1\n", &options);
	ck_assert_uint_eq(run.count, 1);
	ck_assert_int_eq(run.findings[0]->severity, SEVERITY_INFO);
	s = lint_summary(run.lint);
	ck_assert_uint_eq(s->info, 1);
	ck_assert_uint_eq(s->error + s->warning + s->suppressed, 0);
	ck_assert_uint_eq(s->zones, 1);
	ck_assert_uint_eq(s->records, 4);
	run_end(&run);
	options.severities = &levels[2];
	options.select_count = 0;
	run_text(&run, HEAD "a TXT ( ( \"x\" ) )\n", &options);
	for (size_t i = 0; i < run.count; i++)
		ck_assert_str_ne(run.findings[i]->rule->id, "paren-nested");
	run_end(&run);
}
END_TEST

/* ---- findings that a test makes itself, in a lint of its own ---- */

struct bench {
	struct run run;
	struct lint_options options;
};

static const struct rule *
some_rule(void)
{
	return rule_find("ptrlint-directive-unknown");
}

static void
bench_begin(struct bench *b, const struct zone_spec *specs, size_t count)
{
	static const char *const select[] = { "ptrlint-directive-unknown" };

	b->options.select = select;
	b->options.select_count = 1;
	run_zones(&b->run, specs, count, NULL, 0, &b->options);
	ck_assert_uint_eq(b->run.count, 0);
}

static struct finding *
report_at(struct lint *lint, struct span span, const struct zone *zone, const char *name)
{
	struct dname subject = dname_const(name);
	struct finding *f = lint_report(lint, some_rule(), span, "about %s", name);

	finding_subject(lint, f, &subject, NULL, NULL);
	f->zone = zone;
	report_of(f)->from_text = true;
	return f;
}

START_TEST(one_body_is_told_once)
{
	struct bench b = { 0 };
	struct zone_spec specs[3];
	uint32_t file;

	run_begin(&b.run);
	file = source_add_text(b.run.sources, "body", str_of(HEAD "www A 192.0.2.1\n"));
	for (int i = 0; i < 3; i++) {
		char origin[] = "a.example.";

		origin[0] = (char)('a' + i);
		specs[i] = (struct zone_spec){ .file = file, .origin = dname_const(origin) };
	}
	bench_begin(&b, specs, 3);
	/* two findings at one place in each zone, of zone c only one; and one elsewhere */
	for (int k = 0; k < 2; k++)
		for (int i = 2; i >= 0; i--)
			if (i < 2 || k == 0)
				report_at(b.run.lint, (struct span){ file, 40, 3 },
				    set_zone(b.run.set, (size_t)i),
				    k == 0 ? "x.example." : "y.example.");
	report_at(b.run.lint, (struct span){ file, 50, 3 }, set_zone(b.run.set, 1), "x.example.");
	findings_sort(b.run.lint);
	findings_merge(b.run.lint);
	findings_fingerprint(b.run.lint);
	b.run.findings = lint_findings(b.run.lint, &b.run.count);
	ck_assert_uint_eq(b.run.count, 3);
	ck_assert_str_eq(b.run.findings[0]->message, "about x.example.");
	ck_assert_uint_eq(b.run.findings[0]->zone_count, 3);
	ck_assert_str_eq(
	    b.run.findings[0]->notes->label, "in 3 zones, e.g. a.example., b.example.");
	ck_assert_uint_eq(b.run.findings[1]->zone_count, 2);
	ck_assert_uint_eq(b.run.findings[2]->zone_count, 1);
	ck_assert_ptr_null(b.run.findings[2]->notes);
	run_end(&b.run);
}
END_TEST

START_TEST(order_is_that_of_output)
{
	static const char *const addresses[] = { "9.0.0.1", "10.0.0.1", "2001:db8::1" };
	struct bench b = { 0 };
	struct zone_spec specs[2] = { { .origin = dname_const("b.example.") },
		{ .origin = dname_const("a.example.") } };
	const char *last = "";

	run_begin(&b.run);
	specs[0].file = source_add_text(b.run.sources, "b.zone", str_of(HEAD));
	specs[1].file = source_add_text(b.run.sources, "a.zone", str_of(HEAD));
	bench_begin(&b, specs, 2);
	report_at(b.run.lint, (struct span){ specs[0].file, 5, 1 }, NULL, "x.example.");
	report_at(b.run.lint, (struct span){ specs[1].file, 9, 1 }, NULL, "y.example.");
	report_at(b.run.lint, (struct span){ specs[1].file, 9, 1 }, NULL, "x.example.");
	report_at(b.run.lint, (struct span){ specs[1].file, 2, 1 }, NULL, "z.example.");
	report_at(b.run.lint, (struct span){ 0, 0, 0 }, NULL, "w.example.");
	for (int i = 2; i >= 0; i--) {
		struct addr addr;
		struct finding *f = lint_report(
		    b.run.lint, some_rule(), (struct span){ specs[1].file, 30, 1 }, "at");

		ck_assert(addr_parse(str_of(addresses[i]), &addr));
		finding_subject(b.run.lint, f, NULL, &addr, NULL);
	}
	findings_sort(b.run.lint);
	b.run.findings = lint_findings(b.run.lint, &b.run.count);
	ck_assert_uint_eq(b.run.count, 8);
	ck_assert_str_eq(b.run.findings[0]->subject_name, "w.example");
	ck_assert_str_eq(b.run.findings[1]->subject_name, "z.example");
	ck_assert_str_eq(b.run.findings[2]->subject_name, "x.example");
	ck_assert_str_eq(b.run.findings[3]->subject_name, "y.example");
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(b.run.findings[4 + i]->subject_address, addresses[i]);
	last = source_path(b.run.sources, b.run.findings[7]->span.file);
	ck_assert_str_eq(last, "b.zone");
	run_end(&b.run);
}
END_TEST

/* The same meaning at other lines has the same print; each of several equals has one of its own. */
START_TEST(prints_are_of_the_meaning)
{
	static const char *const texts[] = {
		HEAD "a " BIG " A 192.0.2.1\nb " BIG " A 192.0.2.1\n",
		"\n\n; moved\n" HEAD "\nc A 192.0.2.1\nb   " BIG " A 192.0.2.1\na " BIG
		" A 192.0.2.1\n",
	};
	static const char *const select[] = { TTL31 };
	const struct lint_options options = { .select = select, .select_count = 1 };
	uint64_t prints[2][2];

	for (int k = 0; k < 2; k++) {
		struct run run;

		run_text(&run, texts[k], &options);
		ck_assert_uint_eq(run.count, 2);
		for (int i = 0; i < 2; i++)
			prints[k][i] = run.findings[i]->fingerprint;
		ck_assert(prints[k][0] != prints[k][1]);
		run_end(&run);
	}
	/* these two say the same, so which is which is a matter of order */
	ck_assert(prints[0][0] == prints[1][0] && prints[0][1] == prints[1][1]);
}
END_TEST

START_TEST(a_baseline_silences_what_it_knows)
{
	static const char *const select[] = { TTL31, "baseline-stale" };
	struct known_finding known[] = {
		{ .fingerprint = UINT64_MAX,
		    .rule = TTL31,
		    .message = "gone",
		    .span = { 1, sizeof HEAD - 1, 1 } },
		{ .rule = TTL31, .message = "there", .span = { 1, 2, 1 } },
		{ .fingerprint = 1, .rule = "mx-target-cname", .message = "", .span = { 1, 4, 1 } },
		{ .fingerprint = 2, .rule = TTL31, .message = "of a revision" },
	};
	struct lint_options options = { .select = select, .select_count = 2 };
	struct run run;
	char out[1024];

	run_text(&run, HEAD "a " BIG " A 192.0.2.1\nb " BIG " A 192.0.2.1\n", &options);
	known[1].fingerprint = run.findings[0]->fingerprint;
	run_end(&run);
	options.known = known;
	options.known_count = ARRAY_LEN(known);
	run_text(&run, HEAD "a " BIG " A 192.0.2.1\nb " BIG " A 192.0.2.1\n", &options);
	/* gone is told, what no rule looked for is not, nor what came from no file */
	ck_assert_str_eq(spell(&run, out), "1:baseline-stale 2:" TTL31 " !1:" TTL31);
	ck_assert_uint_eq(lint_summary(run.lint)->suppressed, 1);
	ck_assert_uint_eq(lint_summary(run.lint)->error, 1);
	run_end(&run);
	/* the fingerprint alone is not enough: another rule's is another finding */
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		known[i].rule = "mx-target-cname";
	run_text(&run, HEAD "a " BIG " A 192.0.2.1\n", &options);
	ck_assert_uint_eq(lint_summary(run.lint)->suppressed, 0);
	run_end(&run);
}
END_TEST

static bool
keep_later_lines(void *arg, const struct finding *f)
{
	return f->span.off > *(uint32_t *)arg;
}

START_TEST(findings_can_be_left_out)
{
	static const char *const select[] = { TTL31 };
	const struct lint_options options = { .select = select, .select_count = 1 };
	struct run run;
	uint32_t after;

	run_text(&run, HEAD "a " BIG " A 192.0.2.1\nb " BIG " A 192.0.2.1\n", &options);
	after = run.findings[0]->span.off;
	lint_retain(run.lint, keep_later_lines, &after);
	run.findings = lint_findings(run.lint, &run.count);
	ck_assert_uint_eq(run.count, 1);
	ck_assert_uint_eq(lint_summary(run.lint)->error, 1);
	run_end(&run);
}
END_TEST

/* ---- waivers of the project file ---- */

static const struct {
	const char *why, *at, *name, *address;
	bool waived;
} scope_rows[] = {
	{ "a name", "mx1.example.net", "mx1.example.net.", NULL, true },
	{ "a final dot and capitals", "MX1.Example.NET.", "mx1.example.net.", NULL, true },
	{ "another name", "mx1.example.net", "mx2.example.net.", NULL, false },
	{ "not what lies below", "example.net", "mx1.example.net.", NULL, false },
	{ "a suffix", "*.example.net", "a.b.example.net.", NULL, true },
	{ "a suffix is not its own member", "*.example.net", "example.net.", NULL, false },
	{ "a suffix ends at a dot", "*.example.net", "a.badexample.net.", NULL, false },
	{ "a glob", "mx?.example.net", "mx1.example.net.", NULL, true },
	{ "the zone", "a.example", "x.example.net.", NULL, true },
	{ "an address", "192.0.2.1", NULL, "192.0.2.1", true },
	{ "an address in another spelling", "2001:DB8:0::1", NULL, "2001:db8::1", true },
	{ "a prefix", "192.0.2.0/25", NULL, "192.0.2.127", true },
	{ "outside a prefix", "192.0.2.0/25", NULL, "192.0.2.128", false },
	{ "any address", "0.0.0.0/0", NULL, "192.0.2.128", true },
	{ "of its own family", "0.0.0.0/0", NULL, "2001:db8::1", false },
	{ "a name pattern matches no address", "*.0.2.1", NULL, "192.0.2.1", false },
	{ "anything", NULL, "x.example.", NULL, true },
};

START_TEST(settings_waive)
{
	struct bench b = { 0 };
	struct zone_spec spec = { .origin = dname_const("a.example.") };
	struct lint_ignore ignore = {
		.rule = "ptrlint-*", .at = scope_rows[_i].at, .until = INT64_MAX
	};
	struct finding *f;

	run_begin(&b.run);
	spec.file = source_add_text(b.run.sources, "a.zone", str_of(HEAD));
	b.options.ignores = &ignore;
	b.options.ignores_count = 1;
	bench_begin(&b, &spec, 1);
	f = lint_report(b.run.lint, some_rule(), (struct span){ spec.file, 3, 1 }, "about");
	f->zone = set_zone(b.run.set, 0);
	if (scope_rows[_i].name != NULL) {
		struct dname name = dname_const(scope_rows[_i].name);

		finding_subject(b.run.lint, f, &name, NULL, NULL);
	} else {
		struct addr addr;

		ck_assert(addr_parse(str_of(scope_rows[_i].address), &addr));
		finding_subject(b.run.lint, f, NULL, &addr, NULL);
	}
	ck_assert_msg(scopes_waive(b.run.lint->scopes, report_of(f)) == scope_rows[_i].waived, "%s",
	    scope_rows[_i].why);
	run_end(&b.run);
}
END_TEST

START_TEST(settings_are_judged)
{
	static const char *const select[] = { TTL31, "ignore-*" };
	const struct lint_ignore ignores[] = {
		{ .rule = TTL31, .at = "a.example.org", .until = INT64_MAX },
		{ .rule = TTL31, .at = "b.example.org", .until = 10 },
		{ .rule = "style-tabs", .at = "c.example.org", .until = INT64_MAX },
	};
	const struct scoped_ignore files[] = { { "*.zone", TTL31 } };
	struct lint_options options = { .select = select,
		.select_count = 2,
		.ignores = ignores,
		.ignores_count = 3,
		.per_file = files,
		.per_file_count = 1,
		.today = 11 };
	struct run run;
	char out[1024];

	run_text(&run, HEAD "a " BIG " A 192.0.2.1\n", &options);
	ck_assert_str_eq(spell(&run, out), "0:ignore-expired 0:ignore-unused !1:" TTL31);
	ck_assert_str_eq(run.findings[2]->suppressed, "config");
	run_end(&run);
}
END_TEST

START_TEST(bad_scopes_are_refused)
{
	const struct scoped_ignore network = { "192.0.2.1/24", TTL31 };
	const struct scoped_ignore glob = { "zones/[a", TTL31 };
	struct scoped_ignore many[LINT_GLOBS_MAX + 1];
	struct lint_options options = { .per_network = &network, .per_network_count = 1 };

	ck_assert(!lint_check_options(&options, &err));
	options = (struct lint_options){ .per_file = &glob, .per_file_count = 1 };
	ck_assert(!lint_check_options(&options, &err));
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct scoped_ignore){ "a*", TTL31 };
	options = (struct lint_options){ .per_name = many, .per_name_count = LINT_GLOBS_MAX };
	ck_assert_msg(lint_check_options(&options, &err), "%s", err.text);
	options.per_name_count++;
	ck_assert(!lint_check_options(&options, &err));
}
END_TEST

/* ---- time ---- */

static double
seconds_of(size_t lines, const char *line)
{
	static const char *const select[] = { TTL31, "ptrlint-directive-unknown", "ignore-unused" };
	const struct lint_options options = { .select = select, .select_count = 3 };
	size_t len = strlen(HEAD), width = strlen(line);
	char *text = malloc(len + lines * width + 1);
	clock_t start;
	struct run run;

	ck_assert_ptr_nonnull(text);
	memcpy(text, HEAD, len);
	for (size_t i = 0; i < lines; i++)
		memcpy(text + len + i * width, line, width);
	text[len + lines * width] = '\0';
	start = clock();
	run_text(&run, text, &options);
	run_end(&run);
	free(text);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static const char *const hostile[] = {
	"a " BIG " A 192.0.2.1\n",
	"a " BIG " A 192.0.2.1 ; ptrlint: ignore[" TTL31 "]\n",
	"a A 192.0.2.1 ; ptrlint: ignore[ttl-over-31-bots]\n",
	"a A 192.0.2.1 ; ptrlint: ignore[x*x*x*x*x*x*x*x*x]\n",
	"; ptrlint: disable[" TTL31 "], enable[ttl-*]\n",
	"; ptrlint: ignore[@mail,@mail,@mail,@mail]\n",
	"a " BIG " TXT ( ; ptrlint: ignore[ttl-*]\n",
};

START_TEST(hostile_comments_take_linear_time)
{
	double small = seconds_of(10000, hostile[_i]), large = seconds_of(40000, hostile[_i]);

	ck_assert_msg(large < 8 * small + 0.2, "%.3f s, then %.3f s", small, large);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lint");
	TCase *tc = tcase_create("lint");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, comments_waive, 0, (int)ARRAY_LEN(waiver_rows));
	tcase_add_test(tc, a_file_is_waived);
	tcase_add_test(tc, reasons_and_ends_are_asked_for);
	tcase_add_test(tc, levels_follow_options);
	tcase_add_test(tc, one_body_is_told_once);
	tcase_add_test(tc, order_is_that_of_output);
	tcase_add_test(tc, prints_are_of_the_meaning);
	tcase_add_test(tc, a_baseline_silences_what_it_knows);
	tcase_add_test(tc, findings_can_be_left_out);
	tcase_add_loop_test(tc, settings_waive, 0, (int)ARRAY_LEN(scope_rows));
	tcase_add_test(tc, settings_are_judged);
	tcase_add_test(tc, bad_scopes_are_refused);
	tcase_add_loop_test(tc, hostile_comments_take_linear_time, 0, (int)ARRAY_LEN(hostile));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
