/* tests/unit/test_lex.c -- tokens of an entry, and where the next one begins */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "zone/lex.h"

#define PROBLEM_AS_TEXT(name) #name,
static const char *const problem_names[] = { "NONE",
	PROBLEM_FATAL_LIST(PROBLEM_AS_TEXT) PROBLEM_REMARK_LIST(PROBLEM_AS_TEXT) };

struct said {
	struct buf text;
	uint32_t last;
	unsigned count, fatal;
};

static void
complain(void *arg, enum problem problem, uint32_t off, uint32_t len, const char *sentence)
{
	struct said *s = arg;

	ck_assert_msg(off >= s->last || problem == PROBLEM_PAREN_UNCLOSED,
	    "complaints in the order of their places");
	ck_assert_ptr_nonnull(sentence);
	s->last = off;
	s->count++;
	s->fatal += PROBLEM_IS_FATAL(problem);
	buf_put(&s->text, " !%s@%u+%u", problem_names[problem], off, len);
}

/* "off+len" of each token, q when quoted; then complaints; then where the next entry begins. */
static void
spell(const char *text, size_t len, struct buf *out)
{
	uint8_t *copy = malloc(len + 1);
	struct lexed l = { 0 };
	struct said said = { 0 };
	const struct lex_sink sink = { complain, &said };

	memcpy(copy, text, len);
	copy[len] = '\n';
	lex_entry(copy, 0, (uint32_t)len, 1 << 20, &l, &sink);
	for (size_t i = 0; i < l.count; i++)
		buf_put(out, "%s%u+%u%s", i == 0 ? "" : " ", l.tokens[i].off, l.tokens[i].len,
		    l.tokens[i].quoted ? "q" : "");
	buf_bytes(out, said.text.ptr, said.text.len);
	buf_put(out, " >%u", l.next);
	if (l.blank_start)
		buf_text(out, " blank");
	buf_char(out, '\0');
	ck_assert_int_eq(l.failed, said.fatal > 0);
	lexed_free(&l);
	buf_free(&said.text);
	free(copy);
}

static const struct {
	const char *why, *text, *want;
} rows[] = {
	{ "nothing", "\n", " >1" },
	{ "words", "a bc\td\n", "0+1 2+2 5+1 >7" },
	{ "blanks at both ends", " a \n", "1+1 >4 blank" },
	{ "a tab at the start", "\ta\n", "1+1 >3 blank" },
	{ "only blanks", " \t \n", " >4 blank" },
	{ "one line only", "a\nb\n", "0+1 >2" },
	{ "no newline at the end", "a b", "0+1 2+1 >3" },
	{ "CR LF", "a b\r\nc\n", "0+1 2+1 >5" },
	{ "a bare CR ends a line", "a b\rc\n", "0+1 2+1 >4" },
	{ "CR at the end of the text", "a\r", "0+1 >2" },
	{ "a comment", "a ; b\nc\n", "0+1 >6" },
	{ "a comment without blank", "a;b\n", "0+1 >4" },
	{ "only a comment", ";a\n", " >3" },
	{ "quotes", "a \"b c\" d\n", "0+1 2+5q 8+1 >10" },
	{ "empty quotes", "a \"\"\n", "0+1 2+2q >5" },
	{ "semicolon and parentheses within quotes", "\";()\"\n", "0+5q >6" },
	{ "a quote escaped within quotes", "\"a\\\"b\" c\n", "0+6q 7+1 >9" },
	{ "a backslash escaped within quotes", "\"a\\\\\" c\n", "0+5q 6+1 >8" },
	{ "quotes side by side", "\"a\"\"b\"\n", "0+3q 3+3q !STRING_ADJACENT@3+1 >7" },
	{ "a word behind quotes", "\"a\"b\n", "0+3q 3+1 !STRING_ADJACENT@3+1 >5" },
	{ "quotes behind a word", "b\"a\"\n", "0+1 1+3q !STRING_ADJACENT@1+1 >5" },
	{ "a comment behind quotes", "\"a\";b\n", "0+3q >6" },
	{ "quotes left open", "a \"b\nc d\n", "0+1 !QUOTE_UNCLOSED@2+1 >5" },
	{ "quotes left open at the end", "a \"b", "0+1 !QUOTE_UNCLOSED@2+1 >4" },
	{ "quotes over a line end", "a \"b\nc\" d\ne\n", "0+1 !QUOTE_MULTILINE@2+1 >10" },
	{ "the next line has quotes of its own", "a \"b\nc \"d\"\n", "0+1 !QUOTE_UNCLOSED@2+1 >5" },
	{ "quotes over several lines", "\"a\n\nb\"\nc\n", " !QUOTE_MULTILINE@0+1 >7" },
	{ "quotes over a line end, escaped ones between", "\"a\n\\\"b\"\nc\n",
	    " !QUOTE_MULTILINE@0+1 >8" },
	{ "a line end escaped within quotes", "\"a\\\nb\"\nc\n", " !QUOTE_MULTILINE@0+1 >7" },
	{ "escapes in words", "a\\;b\\\"c\\( d\n", "0+9 10+1 >12" },
	{ "a blank escaped", "a\\ b\n", "0+4 !ESCAPE_SWALLOWS_SPACE@1+2 >5" },
	{ "a backslash before the line end", "a\\\nb\n", " !ESCAPE_INVALID@1+1 >3" },
	{ "a backslash before CR LF", "a\\\r\nb\n", NULL },
	{ "a backslash at the end", "a\\", " !ESCAPE_INVALID@1+1 >2" },
	{ "parentheses", "a ( b\nc )\nd\n", "0+1 4+1 6+1 >10" },
	{ "parentheses on one line", "a (b) c\n", "0+1 3+1 6+1 >8" },
	{ "parentheses without blanks", "a(b)c\n", "0+1 2+1 4+1 >6" },
	{ "a comment within parentheses", "a ( ;)\nb )\nd\n", "0+1 7+1 >11" },
	{ "blank lines within parentheses", "a (\n\n\nb )\n", "0+1 6+1 >10" },
	{ "CR LF within parentheses", "a (\r\nb )\r\nc\n", "0+1 5+1 >10" },
	{ "empty parentheses", "a ()\n", "0+1 >5" },
	{ "nested", "a ((b)\nc)\nd\n", "0+1 4+1 7+1 !PAREN_NESTED@3+1 >10" },
	{ "nested deeper is said once", "a (((b)))\n", "0+1 5+1 !PAREN_NESTED@3+1 >10" },
	{ "before the owner", "(a b)\n", "1+1 3+1 !PAREN_BEFORE_OWNER@0+1 >6" },
	{ "behind a blank that is no owner", " (a b)\n", "2+1 4+1 >7 blank" },
	{ "never closed: only this line is lost", "a ( b\nc d\n",
	    "0+1 4+1 6+1 8+1 !PAREN_UNCLOSED@2+1 >6" },
	{ "never opened", "a ) b\nc\n", "0+1 !PAREN_UNOPENED@2+1 >6" },
	{ "closed once too often", "a (b)) c\nd\n", "0+1 3+1 !PAREN_UNOPENED@5+1 >9" },
	{ "quotes left open within parentheses", "a ( \"b\n) c\nd\n", NULL },
	{ "a NUL", "a\0b c\nd\n", " !FILE_CONTROL_CHAR@1+1 >6" },
	{ "a NUL in a comment", "a ;\0b\nd\n", "0+1 !FILE_CONTROL_CHAR@3+1 >6" },
	{ "a NUL in quotes", "\"\0\" c\nd\n", " !FILE_CONTROL_CHAR@1+1 >6" },
	{ "an escaped NUL", "a\\\0 c\nd\n", " !FILE_CONTROL_CHAR@2+1 >6" },
	{ "ESC", "a\033[m c\nd\n", " !FILE_CONTROL_CHAR@1+1 >7" },
	{ "DEL", "a\177 c\nd\n", " !FILE_CONTROL_CHAR@1+1 >5" },
	{ "other control characters in a comment", "a ;\033\nd\n", "0+1 >5" },
	{ "bytes over 0x7f are parts of words", "a\200 \377\n", "0+2 3+1 >5" },
};

/* Texts with a NUL in them have a known length. */
static size_t
row_len(size_t i)
{
	static const char *const nul[] = { "a NUL", "a NUL in a comment", "a NUL in quotes",
		"an escaped NUL" };
	static const size_t len[] = { 8, 8, 8, 8 };

	for (size_t k = 0; k < ARRAY_LEN(nul); k++)
		if (strcmp(rows[i].why, nul[k]) == 0)
			return len[k];
	return strlen(rows[i].text);
}

START_TEST(test_row)
{
	struct buf out = { 0 };

	spell(rows[_i].text, row_len((size_t)_i), &out);
	if (rows[_i].want != NULL)
		ck_assert_msg(strcmp(out.ptr, rows[_i].want) == 0, "%s:\n got %s\nwant %s",
		    rows[_i].why, out.ptr, rows[_i].want);
	buf_free(&out);
}
END_TEST

/* ---- all pairs of bytes in all surroundings ---- */

static const unsigned char bytes[] = { 0, 1, '\t', '\n', '\r', 0x1b, ' ', '"', '$', '(', ')', ';',
	'@', '\\', '0', 'a', '.', 0x7f, 0x80, 0xff };

static const struct {
	const char *before, *behind;
	bool open; /* a parenthesis is open: the entry goes on over line ends */
} around[] = {
	{ "", "", false },
	{ "", " z", false },
	{ "x", "y", false },
	{ "x ", " y", false },
	{ " ", "", false },
	{ "x \"", "\" y", false },
	{ "x \"u", "v\"", false },
	{ "x (", ") y", true },
	{ "x ( u", "v\n) y", true },
	{ "x ( \"", "\" )", true },
	{ "x ;", "", false },
	{ "x \\", "y", false },
	{ "x \\00", " y", false },
	{ "x \"\\", "\"", false },
	{ "$X ", "", false },
};

static bool
is_gap(const char *text, size_t from, size_t to)
{
	bool comment = false;

	for (size_t i = from; i < to; i++) {
		if (text[i] == '\n' || text[i] == '\r')
			comment = false;
		else if (text[i] == ';')
			comment = true;
		else if (!comment && strchr(" \t()", text[i]) == NULL)
			return false;
		if (text[i] == 0)
			return false;
	}
	return true;
}

static size_t
next_line(const char *text, size_t at, size_t len)
{
	while (at < len && text[at] != '\n' &&
	       !(text[at] == '\r' && (at + 1 >= len || text[at + 1] != '\n')))
		at++;
	return at < len ? at + 1 : len;
}

/* What holds for every text. */
static void
check_entry(const char *text, size_t len, bool open)
{
	uint8_t *copy = malloc(len + 1);
	struct lexed l = { 0 }, again = { 0 };
	struct said said = { 0 };
	const struct lex_sink sink = { complain, &said };
	size_t at = 0, line;

	memcpy(copy, text, len);
	copy[len] = '\n';
	lex_entry(copy, 0, (uint32_t)len, 1 << 20, &l, &sink);
	ck_assert_uint_gt(l.next, 0);
	ck_assert_uint_le(l.next, len);
	ck_assert_int_eq(l.failed, said.fatal > 0);
	for (size_t i = 0; i < l.count; i++) {
		const struct token *t = &l.tokens[i];

		ck_assert_uint_ge(t->off, at);
		ck_assert_uint_gt(t->len, 0);
		ck_assert_uint_le(t->off + t->len, len);
		ck_assert_msg(is_gap(text, at, t->off), "something lies between tokens");
		at = t->off + t->len;
		ck_assert_int_eq(t->quoted, text[t->off] == '"');
	}
	/* All of it is in tokens, or there was a complaint. */
	ck_assert(l.failed || is_gap(text, at, l.next));
	/* An entry in order ends with its line; one that is not takes no line that belongs to another. */
	line = next_line(text, 0, len);
	if (!open && !l.failed && memchr(text, '(', len) == NULL)
		ck_assert_uint_eq(l.next, line);
	ck_assert(l.next == len || next_line(text, l.next - 1, len) == l.next);
	/* Nothing is kept from one entry to the next. */
	if (l.next < len)
		lex_entry(copy, l.next, (uint32_t)len, 1 << 20, &again, NULL);
	lex_entry(copy, 0, (uint32_t)len, 1 << 20, &again, NULL);
	ck_assert_uint_eq(again.count, l.count);
	ck_assert_uint_eq(again.next, l.next);
	for (size_t i = 0; i < l.count; i++)
		ck_assert(again.tokens[i].off == l.tokens[i].off &&
		          again.tokens[i].len == l.tokens[i].len);
	lexed_free(&l);
	lexed_free(&again);
	buf_free(&said.text);
	free(copy);
}

START_TEST(test_pairs)
{
	for (size_t a = 0; a < ARRAY_LEN(bytes); a++)
		for (size_t b = 0; b < ARRAY_LEN(bytes); b++) {
			struct buf text = { 0 };

			buf_text(&text, around[_i].before);
			buf_char(&text, (char)bytes[a]);
			buf_char(&text, (char)bytes[b]);
			buf_text(&text, around[_i].behind);
			check_entry(text.ptr, text.len, around[_i].open);
			buf_text(&text, "\nnext A 192.0.2.1\n");
			check_entry(text.ptr, text.len, around[_i].open);
			buf_free(&text);
		}
}
END_TEST

/* Whatever stands in a line without parentheses and quotes, the line behind it is read for itself. */
START_TEST(test_resync)
{
	for (size_t a = 0; a < ARRAY_LEN(bytes); a++)
		for (size_t b = 0; b < ARRAY_LEN(bytes); b++) {
			struct buf text = { 0 };
			struct lexed l = { 0 };
			uint32_t at = 0, want;

			if (bytes[a] == '(' || bytes[b] == '(')
				continue;
			buf_text(&text, around[_i].before);
			buf_char(&text, (char)bytes[a]);
			buf_char(&text, (char)bytes[b]);
			buf_text(&text, around[_i].behind);
			buf_char(&text, '\n');
			want = (uint32_t)text.len;
			buf_text(&text, "next A 192.0.2.1\n");
			while (at < want)
				lex_entry((const uint8_t *)text.ptr, at, (uint32_t)text.len,
				    1 << 20, &l, NULL),
				    at = l.next;
			ck_assert_msg(at == want, "%u instead of %u with %02x %02x in \"%s…%s\"",
			    at, want, bytes[a], bytes[b], around[_i].before, around[_i].behind);
			lexed_free(&l);
			buf_free(&text);
		}
}
END_TEST

/* A parenthesis counts as forgotten when the entry gets too long. */
START_TEST(test_most)
{
	static const char text[] = "a (\nb\nc\nd\n)\n";
	struct lexed l = { 0 };

	lex_entry((const uint8_t *)text, 0, sizeof text - 1, 6, &l, NULL);
	ck_assert(l.failed);
	ck_assert_uint_eq(l.next, 4);
	ck_assert_uint_gt(l.scanned, 0);
	lex_entry((const uint8_t *)text, 0, sizeof text - 1, 100, &l, NULL);
	ck_assert(!l.failed);
	ck_assert_uint_eq(l.count, 4);
	lexed_free(&l);
}
END_TEST

static const struct {
	const char *text;
	bool cut;
} ends[] = {
	{ "a b\n", false },
	{ "a b\r\n", false },
	{ "a b\rc", false },
	{ "a b", true },
	{ "a b\r", true },
	{ "a (\nb)\r", true },
	{ "a (b\n", true },
};

/* An entry that ends with the text may go on behind it, be it with half of a CR LF. */
START_TEST(test_cut)
{
	struct lexed l = { 0 };

	lex_entry(
	    (const uint8_t *)ends[_i].text, 0, (uint32_t)strlen(ends[_i].text), 100, &l, NULL);
	ck_assert_int_eq(l.cut, ends[_i].cut);
	lexed_free(&l);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lex");
	TCase *t = tcase_create("lex");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_row, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(t, test_pairs, 0, (int)ARRAY_LEN(around));
	tcase_add_loop_test(t, test_resync, 0, (int)ARRAY_LEN(around));
	tcase_add_test(t, test_most);
	tcase_add_loop_test(t, test_cut, 0, (int)ARRAY_LEN(ends));
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
