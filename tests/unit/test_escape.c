/* tests/unit/test_escape.c -- untrusted bytes for each sink */
#include <check.h>
#include <stdlib.h>

#include "render/escape.h"

typedef void escaper(struct buf *out, struct str text);

static void
expect(const char *why, escaper *escape, struct str text, const char *want)
{
	struct buf out = { 0 };

	escape(&out, text);
	buf_char(&out, '\0');
	ck_assert_msg(strcmp(out.ptr, want) == 0, "%s: %s, not %s", why, out.ptr, want);
	buf_free(&out);
}

#define ROW(why, text, want)            \
 {                                      \
  why, { text, sizeof(text) - 1 }, want \
 }

struct row {
	const char *why;
	struct str text;
	const char *want;
};

static const struct row text_rows[] = {
	ROW("nothing", "", ""),
	ROW("printable ASCII stays", "mx1.example.net. 10 \"a\\b\"",
	    "mx1.example.net. 10 \"a\\b\""),
	ROW("controls", "a\033[31mb\r\n\tc\0d", "a\\027[31mb\\013\\010\\009c\\000d"),
	ROW("DEL", "\177", "\\127"),
	ROW("no exception for UTF-8", "m\303\274nchen", "m\\195\\188nchen"),
	ROW("C1 in one octet", "\233", "\\155"),
	ROW("old commands of GitHub", "a##[add-mask]b", "a#\\035[add-mask]b"),
	ROW("the last two of many", "####[error]", "###\\035[error]"),
	ROW("Azure", "##vso[task.complete]", "#\\035vso[task.complete]"),
	ROW("Azure, in another case", "##VSO[task]", "#\\035VSO[task]"),
	ROW("TeamCity", "##teamcity[x]", "#\\035teamcity[x]"),
	ROW("rulers in comments stay", ";#########", ";#########"),
	ROW("cut at the end", "##vso", "##vso"),
	ROW("commands of GitHub", "::error file=a::b", ":\\058error file=a::b"),
	ROW("all hexadecimal at first", "::add-mask::x", ":\\058add-mask:\\058x"),
	ROW("addresses stay", "2001:db8::25 ::1 fe80::/10 ::ffff:192.0.2.1 ::",
	    "2001:db8::25 ::1 fe80::/10 ::ffff:192.0.2.1 ::"),
	ROW("the second of three", ":::group", "::\\058group"),
};

START_TEST(text_is_printable_and_harmless)
{
	expect(text_rows[_i].why, escape_text, text_rows[_i].text, text_rows[_i].want);
}
END_TEST

static const struct row path_rows[] = {
	ROW("plain", "zones/db.example.com", "zones/db.example.com"),
	ROW("a command where the line begins", "::error::x", "\\058\\058error:\\058x"),
	ROW("behind what runners trim", "  ::1", "\\032 :\\0581"),
	ROW("a colon that meets ours", ":", "\\058"),
	ROW("a line end", "a\nb", "a\\010b"),
	ROW("an old command", "##[x]", "#\\035[x]"),
};

START_TEST(paths_may_begin_a_line)
{
	expect(path_rows[_i].why, escape_path, path_rows[_i].text, path_rows[_i].want);
}
END_TEST

static const struct row json_rows[] = {
	ROW("nothing", "", "\"\""),
	ROW("syntax", "a\"b\\c/", "\"a\\\"b\\\\c/\""),
	ROW("controls", "\033\0\r\n\t\177", "\"\\u001b\\u0000\\r\\n\\t\\u007f\""),
	ROW("UTF-8 stays", "m\303\274", "\"m\303\274\""),
	ROW("C1", "\302\233", "\"\\u009b\""),
	ROW("line separators", "\342\200\250\342\200\251", "\"\\u2028\\u2029\""),
	ROW("direction", "\342\200\256\342\201\246", "\"\\u202e\\u2066\""),
	ROW("byte order mark", "\357\273\277", "\"\\ufeff\""),
	ROW("no UTF-8", "a\377\303", "\"a\\\\255\\\\195\""),
	ROW("overlong", "\300\257", "\"\\\\192\\\\175\""),
	ROW("a surrogate", "\355\240\200", "\"\\\\237\\\\160\\\\128\""),
	ROW("four octets", "\360\237\222\214", "\"\360\237\222\214\""),
	ROW("a command in the log", "##[x]", "\"#\\u0023[x]\""),
};

START_TEST(json_is_utf8)
{
	expect(json_rows[_i].why, escape_json, json_rows[_i].text, json_rows[_i].want);
}
END_TEST

static const struct row comment_rows[] = {
	ROW("signs", "a*b_[c]<d>|`$~&#", "a\\*b\\_\\[c\\]\\<d\\>\\|\\`\\$\\~\\&\\#"),
	ROW("our backslash", "a\\b", "a\\\\b"),
	ROW("controls", "a\033\n", "a\\\\027\\\\010"),
	ROW("letters stay", "m\303\274", "m\303\274"),
	ROW("no UTF-8", "\377", "\\\\255"),
	ROW("a user is not called", "@ab a@b @ @.", "\\\\064ab a\\\\064b @ @."),
	ROW("no link", "http://x www.y WWW.z", "http\\\\058//x www\\\\046y WWW\\\\046z"),
};

START_TEST(comments_call_nobody)
{
	expect(comment_rows[_i].why, escape_comment, comment_rows[_i].text, comment_rows[_i].want);
}
END_TEST

static const struct row xml_rows[] = {
	ROW("signs", "<a b='c' d=\"e\">&]]>",
	    "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;]]&gt;"),
	ROW("controls", "a\0\t\n\033\177", "a\\000\\009\\010\\027\\127"),
	ROW("what XML forbids", "\357\277\276\357\277\277", "\\239\\191\\190\\239\\191\\191"),
	ROW("direction", "\342\200\256", "\\226\\128\\174"),
	ROW("letters stay", "m\303\274 \360\237\222\214", "m\303\274 \360\237\222\214"),
	ROW("no UTF-8", "\377", "\\255"),
	ROW("a command in the log", "##[x]", "#\\035[x]"),
};

START_TEST(xml_is_well_formed)
{
	expect(xml_rows[_i].why, escape_xml, xml_rows[_i].text, xml_rows[_i].want);
}
END_TEST

static void
escape_message(struct buf *out, struct str text)
{
	escape_workflow(out, text, false);
}

static void
escape_property(struct buf *out, struct str text)
{
	escape_workflow(out, text, true);
}

START_TEST(workflow_commands_hold_one_value)
{
	expect("percent", escape_message, STR("100%0A, a:b"), "100%250A, a:b");
	expect("line ends", escape_message, STR("a\r\n"), "a\\013\\010");
	expect("commands", escape_message, STR("::error::x"), ":\\058error:\\058x");
	expect("properties", escape_property, STR("a,b=c:d%"), "a%2Cb=c%3Ad%25");
	expect("letters", escape_property, STR("m\303\274"), "m\303\274");
}
END_TEST

static void
escape_sentence(struct buf *out, struct str text)
{
	escape_sarif(out, text, false);
}

static void
escape_link(struct buf *out, struct str text)
{
	escape_sarif(out, text, true);
}

START_TEST(sarif_messages_have_our_links_only)
{
	expect("a link", escape_sentence, STR("[a](1)"), "[a\\093(1)");
	expect("a placeholder", escape_sentence, STR("{0} {x} {"), "\\1230} {x} {");
	expect("brackets", escape_sentence, STR("ignore[a]"), "ignore[a]");
	expect("brackets in a link", escape_link, STR("ignore[a]"), "ignore\\091a\\093");
}
END_TEST

START_TEST(uris_are_encoded)
{
	expect("blank, percent, slash", escape_uri, STR("/a b%/\303\274~x"), "/a%20b%25/%C3%BC~x");
}
END_TEST

START_TEST(markdown_is_quoted)
{
	expect("signs", escape_markdown, STR("a*b_[c]<d>|`"), "a\\*b\\_\\[c\\]\\<d\\>\\|\\`");
	expect("controls", escape_markdown, STR("a\033"), "a\\\\027");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("escape");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, text_is_printable_and_harmless, 0, ARRAY_LEN(text_rows));
	tcase_add_loop_test(all, paths_may_begin_a_line, 0, ARRAY_LEN(path_rows));
	tcase_add_loop_test(all, json_is_utf8, 0, ARRAY_LEN(json_rows));
	tcase_add_loop_test(all, comments_call_nobody, 0, ARRAY_LEN(comment_rows));
	tcase_add_loop_test(all, xml_is_well_formed, 0, ARRAY_LEN(xml_rows));
	tcase_add_test(all, workflow_commands_hold_one_value);
	tcase_add_test(all, sarif_messages_have_our_links_only);
	tcase_add_test(all, uris_are_encoded);
	tcase_add_test(all, markdown_is_quoted);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
