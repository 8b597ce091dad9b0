/* tests/unit/test_yaml_plain.c -- the short way through YAML against libyaml */
#include "conf_text.h"
#include "yaml_same.h"

static const struct {
	const char *why, *text;
	bool plain; /* taken by the short way */
} rows[] = {
	{ "block mappings", "version: 1\nhosts:\n  a.b:\n    external: 4.3.2.1\n  c.d: 4.3.2.2\n",
	    true },
	{ "flow within a line",
	    "hosts:\n  a.b: {internal: 10.1.1.1, external: [1.2.3.4, 1.2.3.5]}\n", true },
	{ "flow with a mapping in a list",
	    "a:\n  - {address: 4.3.2.9, label: ISP A, b: [[x], {c: d}]}\n", true },
	{ "quotes", "a: \"2001:db8::\"\nb: 'x y'\n'c d': \"\"\n", true },
	{ "addresses of IPv6 without quotes",
	    "a: 2001:db8::1\n2001:db8::2: b\nc: {d: [2001:db8::3]}\n", true },
	{ "a key that ends in a colon", "a:\n  2001:db8::: x\n  y::\n", true },
	{ "no values", "a:\nb:\n  c:\n  d:\ne:", true },
	{ "comments and empty lines", "# top\n\na: 1 # one\n\n   # odd\nb: # two\n  c: d#e # f\n\n",
	    true },
	{ "lists deeper than their key",
	    "a:\n  - b: 1\n    c: 2\n  -   d: 3\n      e:\n        - f\n", true },
	{ "lists no deeper than their key", "a:\n- b: 1\n  c:\n  - d\n  - e\n- f\ng: h\n", true },
	{ "a list no deeper, below a list", "a:\n  - b:\n    - c\n    d: e\n  - f\n", true },
	{ "a document start", "# x\n---\na: 1\n", true },
	{ "keys twice", "a: 1\nb: 2\na: {c: 1, c: 2}\n", true },
	{ "keys twice, and what is below", "a: 1\na:\n  b: 2\n  c: [d]\ne: 1\n", true },
	{ "no end of line", "a: b", true },
	{ "spaces at ends of lines", "a:   \n  b: c   \n", true },
	{ "nesting at the limit", "a: [[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]\n", true },
	{ "nesting over the limit: libyaml says so", "a: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n",
	    false },
	{ "values over several lines", "a: b\n  c\nd: e\n", false },
	{ "a value on the next line", "a:\n  b\n", false },
	{ "blocks", "a: |\n  b\n", false },
	{ "anchors", "a: &x 1\nb: *x\n", false },
	{ "tags", "a: !x 1\n", false },
	{ "flow over lines", "a: [b,\n  c]\n", false },
	{ "empty collections", "a: []\nb: {}\n", false },
	{ "a colon in a value", "a: b: c\n", false },
	{ "a colon at the end of a value", "a: b:\n", false },
	{ "a colon before a bracket", "a: {b: c:}\n", false },
	{ "escapes", "a: \"b\\tc\"\n", false },
	{ "a doubled quote", "a: 'b''c'\n", false },
	{ "a quote that does not end", "a: \"b\n", false },
	{ "a quoted key without a blank", "{\"a\":1}", false },
	{ "indentation that fits nothing", "a:\n    b: 1\n  c: 2\n", false },
	{ "deeper than a value allows", "a: 1\n  b: 2\n", false },
	{ "a list where a key is due", "a: 1\n- b\n", false },
	{ "a key where an item is due", "a:\n  - b\n  c: d\n", false },
	{ "tabs", "a:\n\tb: 1\n", false },
	{ "CRLF", "a: 1\r\n", false },
	{ "umlauts in a comment", "# \xC3\xA4\na: 1 # \xE2\x80\x94 x\nb: 2\n", true },
	{ "another end of line in a comment",
	    "a: 1 # x\xE2\x80\xA8"
	    "b: 2\n",
	    false },
	{ "umlauts", "a: \xC3\xA4\n", false },
	{ "another document", "a: 1\n---\nb: 2\n", false },
	{ "a mapping alone in a list", "a: [b: c]\n", false },
	{ "a list as root", "- a\n", false },
	{ "indented root", "  a: 1\n", false },
	{ "nothing", "", false },
	{ "a document start alone", "---\n", false },
	{ "a long key",
	    "a: 1\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: 2\n",
	    false },
};

START_TEST(forms_are_taken_as_said)
{
	enum tree_reader reader;

	ck_assert_msg(
	    yaml_readers_agree(str_of(rows[_i].text), &reader), "%s: readers differ", rows[_i].why);
	ck_assert_msg((reader == TREE_SHORT) == rows[_i].plain, "%s: read the %s way", rows[_i].why,
	    reader == TREE_SHORT ? "short" : "long");
}
END_TEST

/* The same numbers in every run. */
static uint32_t
next_number(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* Pieces of settings, of which lines are put together at random. */
static const char *const pieces[] = { "a", "b.c", "a: ", "b: ", "c:", "\n", "\n  ", "\n    ",
	"\n- ", "\n  - ", "- ", "1.2.3.4", "::1", "2001:db8::", "{", "}", "[", "]", ", ", ",", ": ",
	":", " ", "\"x\"", "'y'", "\"a\": ", " # z", "#", "-", "---\n", "\n\n", "{a: b}", "[c, d]",
	"x y", "\n  b: c", "\na: b", "\n  - d: e", "\n    f: g", "?", "/", ".", "...\n", "\t", "\\",
	"|", "&x ", "*x", "!", "%", "@" };

START_TEST(both_readers_agree)
{
	uint64_t state = (uint64_t)_i;
	unsigned plain = 0;
	struct buf text = { 0 };

	for (int round = 0; round < 20000; round++) {
		uint32_t count = 2 + next_number(&state) % 14;
		/* mostly the first pieces, so that many texts are YAML at all */
		uint32_t most = next_number(&state) % 4 == 0 ? ARRAY_LEN(pieces) : 37;
		enum tree_reader reader;

		text.len = 0;
		for (uint32_t i = 0; i < count; i++)
			buf_text(&text, pieces[next_number(&state) % most]);
		ck_assert_msg(yaml_readers_agree(buf_view(&text), &reader),
		    "readers differ:\n%.*s\n", (int)text.len, text.ptr);
		plain += reader == TREE_SHORT;
	}
	ck_assert_uint_gt(plain, 200);
	buf_free(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("yaml_plain");
	TCase *tc = tcase_create("yaml_plain");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, forms_are_taken_as_said, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(tc, both_readers_agree, 0, 8);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
