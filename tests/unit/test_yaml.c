/* tests/unit/test_yaml.c -- trees, places, and what is refused */
#include "conf_text.h"

#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "conf/keyset.h"
#include "conf/yaml.h"

/* Print a tree as "key@off=text@off+len", collections in brackets. */
static void
print_tree(const struct yaml_node *node, struct buf *out)
{
	if (node->key_span.file != 0)
		buf_put(out, "%.*s@%u=", (int)node->key.len, node->key.ptr, node->key_span.off);
	if (node->kind == NODE_SCALAR) {
		buf_put(out, "%.*s%s", (int)node->text.len, node->text.ptr,
		    node_is_null(node) ? "~" : "");
	} else if (node->kind == NODE_BROKEN) {
		buf_char(out, '!');
	} else {
		buf_char(out, node->kind == NODE_MAPPING ? '{' : '[');
		for (const struct yaml_node *child = node->first; child != NULL;
		     child = child->next) {
			ck_assert_ptr_eq(child->parent, node);
			print_tree(child, out);
			if (child->next != NULL)
				buf_char(out, ' ');
		}
		buf_char(out, node->kind == NODE_MAPPING ? '}' : ']');
	}
	buf_put(out, "@%u+%u", node->span.off, node->span.len);
}

static const struct {
	const char *why, *text, *tree, *problems;
} rows[] = {
	{ "places of keys and values", "a: 1\nbc:\n  - x\n  - \"y\"\n",
	    "{a@0=1@3+1 bc@5=[x@13+1 y@19+3]@11+12}@0+23", "" },
	{ "flow, and JSON", "{\"a\": [1, 'x y']}", "{a@1=[1@7+1 x y@10+5]@6+10}@0+17", "" },
	{ "nothing is null, quoted or not decides", "a:\nb: ''\nc: ~\nd: null\ne: 'null'\n",
	    "{a@0=~@2+0 b@3=@6+2 c@9=~~@12+1 d@14=null~@17+4 e@22=null@25+6}@0+32", "" },
	{ "no types: all is text", "[no, 010, 1_000, 1.0, 2026-01-01]",
	    "[no@1+2 010@5+3 1_000@10+5 1.0@17+3 2026-01-01@22+10]@0+33", "" },
	{ "places count bytes behind umlauts", "a: \xC3\xA4\xC3\xB6\nb: \xE2\x82\xAC x\nc: y\n",
	    "{a@0=\xC3\xA4\xC3\xB6@3+4 b@8=\xE2\x82\xAC x@11+5 c@17=y@20+1}@0+22", "" },
	{ "a byte order mark",
	    "\xEF\xBB\xBF"
	    "a: 1\n",
	    "{a@3=1@6+1}@3+5", "" },
	{ "CRLF", "a: 1\r\nb: 2\r\n", "{a@0=1@3+1 b@6=2@9+1}@0+12", "" },
	{ "escapes", "a: \"x\\ty\"\n", "{a@0=x\ty@3+6}@0+10", "" },
	{ "one document start", "---\na: 1\n", "{a@4=1@7+1}@4+5", "" },
	{ "an address that ends in a colon, in a list", "- 2001:db8::\n",
	    "[{2001:db8:@2=~@12+0}@2+11]@0+13", "" },
	{ "nothing at all", "", "~@0+0", "" },
	{ "a comment alone", "# x\n", "~@0+0", "" },
	{ "keys twice: the first stands", "a: 1\na: 2\na: 3\n", "{a@0=1@3+1}@0+15",
	    "2:1 [map-duplicate-key] a: given twice; first at 1:1\n"
	    "3:1 [map-duplicate-key] a: given twice; first at 1:1\n" },
	{ "keys twice among many",
	    "{a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1, b: 2}",
	    "{a@1=1@4+1 b@7=1@10+1 c@13=1@16+1 d@19=1@22+1 e@25=1@28+1 f@31=1@34+1 g@37=1@40+1 "
	    "h@43=1@46+1 i@49=1@52+1 j@55=1@58+1}@0+66",
	    "1:62 [map-duplicate-key] b: given twice; first at 1:8\n" },
	{ "an anchor, complained of once", "a: &x 1\nb: *x\n", "{a@0=1@3+4 b@8=!@11+2}@0+14",
	    "1:4 [map-alias] anchors and aliases are not supported; "
	    "write the value out or use \"pools\"\n" },
	{ "an alias without anchor", "a: *x\n", "{a@0=!@3+2}@0+6",
	    "1:4 [map-alias] anchors and aliases are not supported; "
	    "write the value out or use \"pools\"\n" },
	{ "an alias as key", "*x : 1\nb: 2\n", "{b@7=2@10+1}@0+12",
	    "1:1 [map-alias] anchors and aliases are not supported; "
	    "write the value out or use \"pools\"\n" },
	{ "a merge key", "a: {<<: {b: 1}}\n", "{a@0={}@3+12}@0+16",
	    "1:5 [map-alias] merge keys (<<) are not supported; write the values out\n" },
	{ "a quoted << is a key", "\"<<\": 1\n", "{<<@0=1@6+1}@0+8", "" },
	{ "a tag", "a: !!str 1\n", "{a@0=1@3+7}@0+11",
	    "1:4 [map-syntax] tags (!) are not supported; "
	    "leave the tag out, or quote a value that begins with \"!\"\n" },
	{ "a list as key", "? [x]\n: 1\n", NULL,
	    "1:3 [map-syntax] a key must be text, not a list or a mapping\n" },
	{ "a second document", "a: 1\n---\nb: 2\n", "{a@0=1@3+1}@0+5",
	    "2:1 [map-syntax] only one document is allowed\n" },
	{ "an escaped ESC", "a: \"\\e\"\n", "{a@0=!@3+4}@0+8",
	    "1:4 [map-syntax] a: control character in a value\n" },
	{ "an escaped NUL in a key", "\"a\\0b\": 1\nc: 2\n", "{c@10=2@13+1}@0+15",
	    "1:1 [map-syntax] control character in a key\n" },
	{ "a raw control character", "a: x\n b: \x1B[m\n", NULL,
	    "2:5 [map-syntax] control character 0x1B\n" },
	{ "a raw C1 control", "a: \xC2\x9B\n", NULL, "1:4 [map-syntax] control character 0x9B\n" },
	{ "not UTF-8", "a: 1\nb: x\xFFy\n", NULL, "2:5 [map-syntax] byte 0xFF is not UTF-8\n" },
	{ "UTF-16",
	    "\xFF\xFE"
	    "a",
	    NULL, "1:1 [map-syntax] expected UTF-8, got UTF-16\n" },
	{ "a tab", "a:\n\tb: 1\n", NULL,
	    "2:1 [map-syntax] tab character cannot start a token; indent with spaces\n" },
	{ "what begins with @", "a: @x\n", NULL,
	    "1:4 [map-syntax] \"@\" cannot start a value; quote the value\n" },
	{ "what begins with *.", "a: *.example\n", NULL,
	    "1:5 [map-syntax] did not find expected alphabetic or numeric character; "
	    "a value that begins with \"*\" or \"&\" must be quoted\n" },
	{ "no blank behind the colon", "a:1\nb: 2\n", NULL,
	    "2:2 [map-syntax] mapping values are not allowed in this context; "
	    "a value that holds \": \" must be quoted, and indentation must fit the lines above\n" },
	{ "a bracket left open", "a: [1, 2\nb: 3\n", NULL,
	    "2:2 [map-syntax] did not find expected ',' or ']'; "
	    "a \"[\" is not closed, or a \",\" is missing\n" },
	{ "a quote left open", "a: \"x\n", NULL,
	    "2:1 [map-syntax] found unexpected end of stream; a quote is not closed\n" },
	{ "::1 in a list", "a: [::1]\n", NULL,
	    "1:5 [map-syntax] did not find expected node content; "
	    "an IPv6 address that begins with \":\" must be quoted: \"::1\"\n" },
};

START_TEST(trees_have_places)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct arena arena = { 0 };
	struct buf got = { 0 };
	struct tree tree;
	struct conf c;
	uint32_t file = source_add_text(s, "t.yaml", str_of(rows[_i].text));

	conf_begin(&c, s, file, "map", &arena, &problems);
	tree_read(&c, &tree);
	conf_end(&c);
	ck_assert_msg((tree.root == NULL) == (rows[_i].tree == NULL), "%s", rows[_i].why);
	if (tree.root != NULL) {
		print_tree(tree.root, &got);
		ck_assert_msg(str_equal(buf_view(&got), str_of(rows[_i].tree)), "%s: %.*s",
		    rows[_i].why, (int)got.len, got.ptr);
	}
	tree_free(&tree);
	arena_free(&arena);
	buf_free(&got);
	expect_lines(s, &problems, rows[_i].why, rows[_i].problems);
}
END_TEST

/* Input of any size made of one piece. */
static const struct {
	const char *why, *piece;
	size_t size;
	const char *problem; /* how the first begins */
} large_rows[] = {
	{ "brackets", "[", LIMIT_YAML_BYTES, "1:17 [map-limit] nested deeper than 16\n" },
	{ "braces", "{a: ", LIMIT_YAML_BYTES, "1:65 [map-limit] nested deeper than 16\n" },
	{ "dashes", "- ", LIMIT_YAML_BYTES, "1:33 [map-limit] nested deeper than 16\n" },
	{ "question marks", "? ", LIMIT_YAML_BYTES, "1:3 [map-syntax] a key must be text" },
	{ "many values", "- a\n", LIMIT_YAML_BYTES,
	    "1000000:3 [map-limit] more than 1000000 values in one file\n" },
	{ "too many bytes", "#", LIMIT_YAML_BYTES + 1,
	    "1:1 [map-limit] the file is larger than 16777216 bytes\n" },
	{ "one word", "a", LIMIT_YAML_BYTES, "" },
	{ "one key again and again", "a:\n", 3000000, "2:1 [map-duplicate-key] a: given twice" },
	{ "anchors", "- &a\n", 3000000, "1:3 [map-alias]" },
};

START_TEST(large_input_is_linear)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct arena arena = { 0 };
	size_t size = large_rows[_i].size, len = strlen(large_rows[_i].piece);
	char *text = malloc(size), *lines;
	clock_t begin;
	struct tree tree;
	struct conf c;

	for (size_t i = 0; i < size; i++)
		text[i] = large_rows[_i].piece[i % len];
	conf_begin(
	    &c, s, source_add_text(s, "t", (struct str){ text, size }), "map", &arena, &problems);
	begin = clock();
	tree_read(&c, &tree);
	conf_end(&c);
	ck_assert_msg((double)(clock() - begin) / CLOCKS_PER_SEC < 10, "%s", large_rows[_i].why);
	ck_assert_uint_le(problems.count, CONF_PROBLEMS_MAX);
	lines = problem_lines(s, &problems);
	ck_assert_msg(strncmp(lines, large_rows[_i].problem, strlen(large_rows[_i].problem)) == 0,
	    "%s: %.200s", large_rows[_i].why, lines);
	free(lines);
	tree_free(&tree);
	arena_free(&arena);
	conf_problems_free(&problems);
	sources_free(s);
	free(text);
}
END_TEST

START_TEST(unreadable_is_a_complaint)
{
	struct sources *s = text_sources();
	struct conf_problems problems = { 0 };
	struct arena arena = { 0 };
	struct tree tree;
	struct conf c;

	conf_begin(&c, s, source_add(s, "no/such/file", false), "config", &arena, &problems);
	tree_read(&c, &tree);
	ck_assert(!conf_end(&c));
	ck_assert_ptr_null(tree.root);
	ck_assert_str_eq(problems.list[0].rule, "config-unreadable");
	tree_free(&tree);
	arena_free(&arena);
	conf_problems_free(&problems);
	sources_free(s);
}
END_TEST

START_TEST(keys_are_found_again)
{
	struct keyset set = { 0 };
	char keys[1000][8];

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			snprintf(keys[i], sizeof keys[i], "k%zu", i);
			ck_assert_ptr_null(keyset_find(&set, str_of(keys[i])));
			ck_assert_ptr_eq(keyset_add(&set, str_of(keys[i]), keys[i]), keys[i]);
			ck_assert_ptr_eq(keyset_add(&set, str_of(keys[i]), keys), keys[i]);
		}
		for (size_t i = 0; i < ARRAY_LEN(keys); i++)
			ck_assert_ptr_eq(keyset_find(&set, str_of(keys[i])), keys[i]);
		ck_assert_uint_eq(set.count, ARRAY_LEN(keys));
		keyset_clear(&set);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("yaml");
	TCase *tc = tcase_create("yaml");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, trees_have_places, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(tc, large_input_is_linear, 0, (int)ARRAY_LEN(large_rows));
	tcase_add_test(tc, unreadable_is_a_complaint);
	tcase_add_test(tc, keys_are_found_again);
	suite_add_tcase(suite, tc);
	return run_suite(suite);
}
