/* tests/unit/test_project.c -- the project file: what is read, and what is said of slips */
#include "conf_text.h"

#include "conf/project.h"

static const struct {
	const char *why, *text, *problems;
} rows[] = {
	{ "the smallest file", "version: 1\n", "" },
	{ "an ignore without reason",
	    "version: 1\n"
	    "ignore:\n"
	    "  - rule: ptr-mising\n"
	    "    at: 4.3.2.9\n",
	    "3:5 [config-missing-key] ignore[0]: \"reason\" is required\n" },
	{ "a date in another order",
	    "version: 1\n"
	    "ignore:\n"
	    "  - {rule: ptr-missing, reason: \"old firewall\", until: 31.12.2026}\n",
	    "3:56 [config-date] ignore[0].until: expected YYYY-MM-DD, got \"31.12.2026\"; "
	    "did you mean 2026-12-31?\n" },
	{ "dates that do not exist",
	    "version: 1\n"
	    "ignore:\n"
	    "  - {rule: a, reason: b, until: 2026-02-29}\n"
	    "  - {rule: a, reason: b, until: 2026/1/2}\n"
	    "  - {rule: a, reason: b, until: 02/03/2026}\n",
	    "3:33 [config-date] ignore[0].until: expected YYYY-MM-DD, got \"2026-02-29\"\n"
	    "4:33 [config-date] ignore[1].until: expected YYYY-MM-DD, got \"2026/1/2\"; "
	    "did you mean 2026-01-02?\n"
	    "5:33 [config-date] ignore[2].until: expected YYYY-MM-DD, got \"02/03/2026\"\n" },
	{ "yes is no boolean",
	    "version: 1\n"
	    "views:\n"
	    "  ext: {public: yes}\n",
	    "3:17 [config-type] views.ext.public: expected true or false, got \"yes\"; did "
	    "you mean true?\n" },
	{ "a quoted boolean",
	    "version: 1\n"
	    "views:\n"
	    "  ext: {public: \"true\"}\n",
	    "3:17 [config-type] views.ext.public: expected true or false, got \"true\"; "
	    "leave the quotes out\n" },
	{ "facts about mail",
	    "version: 1\n"
	    "hosts: {}\n"
	    "defaults: {}\n",
	    "2:1 [config-unknown-key] unknown key \"hosts\"; facts about mail belong in "
	    "the egress map (mail-egress.yaml)\n"
	    "3:1 [config-unknown-key] unknown key \"defaults\"; facts about mail belong in "
	    "the egress map (mail-egress.yaml)\n" },
	{ "keys one level too high",
	    "version: 1\n"
	    "fail_on: error\n"
	    "select: all\n",
	    "2:1 [config-unknown-key] unknown key \"fail_on\"; \"fail_on\" belongs under "
	    "\"output\"\n"
	    "3:1 [config-unknown-key] unknown key \"select\"; \"select\" belongs under "
	    "\"lint\"\n" },
	{ "paths that leave the root",
	    "version: 1\n"
	    "map: ../map.yaml\n"
	    "baseline: /tmp/b\n"
	    "include_path: [a/../../b]\n"
	    "zones:\n"
	    "  - {origin: a.example, file: \"\"}\n",
	    "2:6 [config-path] map: expected a path below the root, got \"../map.yaml\"; "
	    "the path leaves the root\n"
	    "3:11 [config-path] baseline: expected a path below the root, got \"/tmp/b\"; "
	    "an absolute path is not taken from a file\n"
	    "4:16 [config-path] include_path[0]: expected a path below the root, got "
	    "\"a/../../b\"; the path leaves the root\n"
	    "6:31 [config-type] zones[0].file: expected a path below the root, got \"\"\n" },
	{ "zones",
	    "version: 1\n"
	    "zones:\n"
	    "  - {origin: a.example, file: db.a, role: managd}\n"
	    "  - {origin: b.example, role: external}\n"
	    "  - {origin: c.example, role: external, file: x}\n"
	    "  - {origin: d.example}\n"
	    "  - {file: x}\n"
	    "  - {origin: \"a..b\", file: x}\n"
	    "  - db.a\n",
	    "3:43 [config-value] zones[0].role: expected managed, reference or external, "
	    "got \"managd\"; did you mean \"managed\"?\n"
	    "5:47 [config-conflict] zones[2]: \"file\" and \"role: external\" (5:31) "
	    "exclude each other\n"
	    "6:5 [config-missing-key] zones[3]: \"file\" is required; only a zone with "
	    "\"role: external\" has none\n"
	    "7:5 [config-missing-key] zones[4]: \"origin\" is required\n"
	    "8:14 [config-name] zones[5].origin: expected a zone name, got \"a..b\"\n"
	    "9:5 [config-type] zones[6]: expected a mapping with origin and file, got "
	    "\"db.a\"\n" },
	{ "zones given twice",
	    "version: 1\n"
	    "views:\n"
	    "  in: {zones: {a.example: a, A.example.: b}}\n"
	    "  out: {zones: {a.example: a}}\n"
	    "zones:\n"
	    "  - {origin: a.example, file: c, view: out}\n"
	    "  - {origin: a.example, file: c, view: ot}\n"
	    "  - {origin: a.example, file: c}\n",
	    "3:30 [config-duplicate-key] zone \"a.example.\" is given twice in one view; "
	    "first at 3:16\n"
	    "6:14 [config-duplicate-key] zone \"a.example.\" is given twice in one view; "
	    "first at 4:17\n"
	    "7:40 [config-reference] no view \"ot\"; did you mean \"out\"?\n" },
	{ "a view without views",
	    "version: 1\n"
	    "zones: [{origin: a.example, file: a, view: x}]\n",
	    "2:44 [config-reference] no view \"x\"; name the views under \"views\"\n" },
	{ "servers",
	    "version: 1\n"
	    "servers:\n"
	    "  - {type: bnd, file: named.conf}\n"
	    "  - {type: bind, path_map: {/etc/bind: ../x}}\n"
	    "  - {type: knot, file: k, path-map: {}}\n",
	    "3:12 [config-value] servers[0].type: expected bind, nsd or knot, got \"bnd\"; "
	    "did you mean \"bind\"?\n"
	    "4:5 [config-missing-key] servers[1]: \"file\" is required\n"
	    "4:40 [config-path] servers[1].path_map.\"/etc/bind\": expected a path below "
	    "the root, got \"../x\"; the path leaves the root\n"
	    "5:27 [config-unknown-key] servers[2]: unknown key \"path-map\"; did you mean "
	    "\"path_map\"?\n" },
	{ "patterns",
	    "version: 1\n"
	    "exclude: [\"a[\", \"b\\\\\"]\n"
	    "patterns: [\"db.{origin}\", \"{view}/{origin_reversed}.zone\", \"db\", "
	    "\"{origin}{ipv4_prefix}\", \"{x}\"]\n",
	    "2:11 [config-value] exclude[0]: expected a pattern for paths, got \"a[\"; "
	    "\"[\" without \"]\"\n"
	    "2:17 [config-value] exclude[1]: expected a pattern for paths, got \"b\\\"; "
	    "\"\\\" at its end escapes nothing\n"
	    "3:60 [config-value] patterns[2]: expected a file name with {origin}, "
	    "{origin_reversed} or {ipv4_prefix}, got \"db\"; exactly one of them\n"
	    "3:66 [config-value] patterns[3]: expected a file name with {origin}, "
	    "{origin_reversed} or {ipv4_prefix}, got \"{origin}{ipv4_prefix}\"; exactly "
	    "one of them\n"
	    "3:91 [config-value] patterns[4]: expected a file name with {origin}, "
	    "{origin_reversed} or {ipv4_prefix}, got \"{x}\"\n" },
	{ "lint",
	    "version: 1\n"
	    "lint:\n"
	    "  select: [all]\n"
	    "  severity: {ptr-generic: of, mx-x: \"off\"}\n"
	    "  per_file_ignores: {\"zones/*\": [a], \"[\": b}\n"
	    "  per_network_ignores: {192.0.2.0/24: a, 192.0.2.1/24: b}\n"
	    "  max_pool: 0\n"
	    "  claim_max_age_days: -1\n"
	    "  targets: [bind, nds]\n"
	    "  treat_as_public: [192.0.2.1/24]\n",
	    "4:27 [config-value] lint.severity.ptr-generic: expected error, warning, info "
	    "or off, got \"of\"; did you mean \"off\"?\n"
	    "5:38 [config-value] lint.per_file_ignores.\"[\": \"[\" without \"]\"\n"
	    "6:42 [config-address] lint.per_network_ignores.\"192.0.2.1/24\": expected a "
	    "prefix, all bits behind it zero\n"
	    "7:13 [config-value] lint.max_pool: expected a number from 1 to 65536, got "
	    "\"0\"\n"
	    "8:23 [config-type] lint.claim_max_age_days: expected a number from 1 to "
	    "36500, got \"-1\"\n"
	    "9:19 [config-value] lint.targets[1]: expected bind, nsd, knot or powerdns, "
	    "got \"nds\"; did you mean \"nsd\"?\n"
	    "10:21 [config-address] lint.treat_as_public[0]: host bits set in "
	    "\"192.0.2.1/24\"; the prefix is 192.0.2.0/24 (256 addresses), one address is "
	    "192.0.2.1\n" },
	{ "until is required",
	    "version: 1\n"
	    "lint: {require_until: true}\n"
	    "ignore:\n"
	    "  - {rule: a, reason: b}\n"
	    "  - {rule: a, reason: b, until: 2027-01-01}\n"
	    "  - {rule: a, reason: b, until: x}\n",
	    "4:5 [config-missing-key] ignore[0]: \"until\" is required; lint.require_until "
	    "asks for it\n"
	    "6:33 [config-date] ignore[2].until: expected YYYY-MM-DD, got \"x\"\n" },
	{ "where an ignore holds",
	    "version: 1\n"
	    "ignore:\n"
	    "  - {rule: a, reason: b, at: 192.0.2.1}\n"
	    "  - {rule: a, reason: b, at: \"2001:db8::/32\"}\n"
	    "  - {rule: a, reason: b, at: \"*.example.com\"}\n"
	    "  - {rule: a, reason: b, at: example.com}\n"
	    "  - {rule: a, reason: b, at: \"2001:db8::x\"}\n"
	    "  - {rule: a, reason: b, at: a b}\n",
	    "7:30 [config-address] ignore[4].at: expected an address, a prefix, a name or "
	    "*.name, got \"2001:db8::x\"\n"
	    "8:30 [config-address] ignore[5].at: expected an address, a prefix, a name or "
	    "*.name, got \"a b\"\n" },
	{ "fix",
	    "version: 1\n"
	    "fix: {soa_serial: dat, ptr_ttl: 1x, multiple_ptr: 1, max_delete_percent: "
	    "101}\n",
	    "2:19 [config-value] fix.soa_serial: expected auto, date, increment, unix or "
	    "keep, got \"dat\"; did you mean \"date\"?\n"
	    "2:33 [config-value] fix.ptr_ttl: expected seconds or a duration such as "
	    "1h30m, below 2^31, got \"1x\"\n"
	    "2:51 [config-value] fix.multiple_ptr: expected one, keep or all, got \"1\"\n"
	    "2:74 [config-value] fix.max_delete_percent: expected a number from 0 to 100, "
	    "got \"101\"\n" },
	{ "fix that fits",
	    "version: 1\n"
	    "fix: {soa_serial: date, ptr_ttl: 1h, multiple_ptr: all, max_delete_percent: "
	    "100}\n",
	    "" },
	{ "gen",
	    "version: 1\n"
	    "gen:\n"
	    "  soa: {mname: ns1.example.com, rname: a..b, expire: 1w, retry: 1h30}\n"
	    "  ns: [ns1.example.com, ns_2.example.com]\n"
	    "  zone_length: {ipv4: 20, ipv6: 128}\n"
	    "  style: hypen\n",
	    "3:40 [config-name] gen.soa.rname: expected a zone name, got \"a..b\"\n"
	    "3:65 [config-value] gen.soa.retry: expected seconds or a duration such as "
	    "1h30m, below 2^31, got \"1h30\"\n"
	    "4:25 [config-name] gen.ns[1]: \"_\" is not allowed in a host name, got "
	    "\"ns_2.example.com\"\n"
	    "5:23 [config-value] gen.zone_length.ipv4: expected a multiple of 8, got "
	    "\"20\"\n"
	    "5:33 [config-value] gen.zone_length.ipv6: expected a number from 4 to 124, "
	    "got \"128\"\n"
	    "6:10 [config-value] gen.style: expected hyphen, slash, range, octet or "
	    "template, got \"hypen\"; did you mean \"hyphen\"?\n" },
	{ "output",
	    "version: 1\n"
	    "output:\n"
	    "  fail_on: never\n"
	    "  formats: [{format: sarif, file: out.sarif}, {format: sarfi}, {file: x}]\n",
	    "4:56 [config-value] output.formats[1].format: expected a format of --format, "
	    "got \"sarfi\"; did you mean \"sarif\"?\n"
	    "4:64 [config-missing-key] output.formats[2]: \"format\" is required\n" },
};

START_TEST(slips_are_named)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct project project;
	uint32_t file = source_add_text(s, ".ptrlint.yaml", str_of(rows[_i].text));
	bool ok = project_load(s, file, &project, &problems);

	ck_assert_msg(ok == (rows[_i].problems[0] == '\0'), "%s", rows[_i].why);
	project_free(&project);
	expect_lines(s, &problems, rows[_i].why, rows[_i].problems);
}
END_TEST

static const char everything[] =
    "version: 1\n"
    "map: conf/./egress.yaml\n"
    "zones:\n"
    "  - {origin: Example.COM, file: db.example, view: out, role: reference}\n"
    "  - {origin: ext.example, role: external}\n"
    "views:\n"
    "  in:\n"
    "    public: false\n"
    "    zones: {10.in-addr.arpa: in/db.10}\n"
    "  out:\n"
    "servers:\n"
    "  - {type: nsd, file: nsd.conf, path_map: {/etc/nsd: nsd}}\n"
    "include: [\"zones/**\"]\n"
    "exclude: old/\n"
    "patterns: [\"{view}/{origin}.zone\"]\n"
    "include_path: [snippets]\n"
    "lint:\n"
    "  select: [\"@mail\", all]\n"
    "  ignore: ptr-generic\n"
    "  severity: {mx-x: warning}\n"
    "  per_file_ignores: {\"zones/*\": [a, b]}\n"
    "  per_name_ignores: {\"*.lab.example\": a}\n"
    "  per_network_ignores: {192.0.2.0/24: [c]}\n"
    "  require_reason: true\n"
    "  treat_as_public: [192.0.2.0/24, \"2001:db8::/32\"]\n"
    "  max_pool: 64\n"
    "  targets: [bind, knot]\n"
    "ignore:\n"
    "  - {rule: ptr-missing, at: 192.0.2.1, reason: lab, until: 2027-06-30}\n"
    "  - {rule: ptr-missing, at: \"*.Lab.example\", reason: lab}\n"
    "fix: {soa_serial: date, ptr_ttl: 1h, multiple_ptr: keep, max_delete_percent: 5}\n"
    "gen:\n"
    "  soa: {mname: ns1.example.com, rname: hostmaster.example.com, refresh: 4h}\n"
    "  ns: [ns1.example.com, ns2.example.com]\n"
    "  zone_length: {ipv4: 16}\n"
    "  style: slash\n"
    "output: {fail_on: warning, formats: [{format: sarif, file: out.sarif}]}\n"
    "baseline: .ptrlint-baseline.json\n";

static void
check_lint(const struct project_lint *lint)
{
	ck_assert_uint_eq(lint->select.count, 2);
	ck_assert_str_eq(lint->ignore.items[0].text, "ptr-generic");
	ck_assert_int_eq(lint->severity[0].severity.value, PROJECT_WARNING);
	ck_assert_uint_eq(lint->per_file[0].rules.count, 2);
	ck_assert_str_eq(lint->per_name[0].scope.text, "*.lab.example");
	ck_assert_uint_eq(lint->per_network[0].prefix.bits, 24);
	ck_assert(lint->require_reason.value && !lint->require_until.value);
	ck_assert_uint_eq(lint->treat_as_public.count, 2);
	ck_assert_int_eq(lint->max_pool.value, 64);
	ck_assert_int_eq(lint->claim_max_age_days.value, 180);
	ck_assert(!lint->claim_max_age_days.given);
	ck_assert_int_eq(lint->targets.value, 1 | 4);
}

START_TEST(everything_is_read)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct project p;
	char *lines;

	bool ok = project_load(s, source_add_text(s, "p", str_of(everything)), &p, &problems);

	lines = problem_lines(s, &problems);
	ck_assert_str_eq(lines, "");
	ck_assert(ok);
	free(lines);
	ck_assert_str_eq(p.map.text, "conf/egress.yaml");
	ck_assert_uint_eq(p.zone_count, 3);
	ck_assert_str_eq(p.zones[0].origin.text, "example.com.");
	ck_assert_int_eq(p.zones[0].role.value, PROJECT_REFERENCE);
	ck_assert_ptr_null(p.zones[1].file.text);
	ck_assert_str_eq(p.zones[2].view.text, "in");
	ck_assert_uint_eq(source_place(s, p.file, p.zones[2].span.off).line, 9);
	ck_assert_uint_eq(p.view_count, 2);
	ck_assert(!p.views[0].public.value && p.views[1].public.value);
	ck_assert_int_eq(p.servers[0].type.value, PROJECT_NSD);
	ck_assert_str_eq(p.servers[0].path_map[0].target.text, "/etc/nsd");
	ck_assert_str_eq(p.exclude.items[0].text, "old/");
	check_lint(&p.lint);
	ck_assert_uint_eq(p.ignore_count, 2);
	ck_assert_int_eq(p.ignores[0].at_kind, PROJECT_AT_NETWORK);
	ck_assert_int_eq(p.ignores[0].until.days, 20999); /* 2027-06-30 */
	ck_assert_int_eq(p.ignores[1].at_kind, PROJECT_AT_BELOW);
	ck_assert_str_eq(p.ignores[1].name.text, "lab.example.");
	ck_assert_int_eq(p.fix.soa_serial.value, PROJECT_SERIAL_DATE);
	ck_assert_int_eq(p.fix.ptr_ttl.value, PROJECT_TTL_SECONDS);
	ck_assert_uint_eq(p.fix.ptr_ttl_seconds, 3600);
	ck_assert_int_eq(p.fix.max_delete_percent.value, 5);
	ck_assert_int_eq(p.fix.max_replace_percent.value, 30);
	ck_assert_str_eq(p.gen.soa.rname.text, "hostmaster.example.com.");
	ck_assert_int_eq(p.gen.soa.refresh.value, 14400);
	ck_assert_uint_eq(p.gen.ns.count, 2);
	ck_assert_int_eq(p.gen.zone_length_ipv4.value, 16);
	ck_assert_int_eq(p.gen.zone_length_ipv6.value, 64);
	ck_assert_int_eq(p.output.fail_on.value, PROJECT_FAIL_WARNING);
	ck_assert_str_eq(project_formats[p.output.formats[0].format.value], "sarif");
	ck_assert_str_eq(p.baseline.text, ".ptrlint-baseline.json");
	project_free(&p);
	conf_problems_free(&problems);
	sources_free(s);
}
END_TEST

START_TEST(defaults_stand_without_a_file)
{
	struct project p;

	project_defaults(&p);
	ck_assert_uint_eq(p.file, 0);
	ck_assert_int_eq(p.lint.max_pool.value, 1024);
	ck_assert_int_eq(p.fix.soa_serial.value, PROJECT_SERIAL_AUTO);
	ck_assert_int_eq(p.fix.ptr_ttl.value, PROJECT_TTL_ZONE);
	ck_assert_int_eq(p.output.fail_on.value, PROJECT_FAIL_ERROR);
	project_free(&p);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("project");
	TCase *tc = tcase_create("project");

	tcase_add_loop_test(tc, slips_are_named, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(tc, everything_is_read);
	tcase_add_test(tc, defaults_stand_without_a_file);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
