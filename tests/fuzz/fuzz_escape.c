/*
 * tests/fuzz/fuzz_escape.c -- whatever the bytes, what is printed is one harmless line
 *
 * The model is the scanner of GitHub's runner: a line, blanks at its start taken off, that begins
 * with "::" and a known name is a command; so is "##[" and a known name anywhere.  Azure Pipelines
 * and TeamCity look for a prefix anywhere.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "render/escape.h"

static const char *const commands[] = { "add-mask", "add-matcher", "add-path", "debug", "echo",
	"endgroup", "error", "group", "internal-set-repo-path", "notice", "remove-matcher",
	"save-state", "set-env", "set-output", "stop-commands", "warning" };

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static bool
contains(struct str text, struct str word)
{
	for (size_t i = 0; i + word.len <= text.len; i++)
		if (str_equal_fold((struct str){ text.ptr + i, word.len }, word))
			return true;
	return false;
}

static bool
known_command(struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct str name = str_of(commands[i]);

		if (text.len >= name.len &&
		    str_equal_fold((struct str){ text.ptr, name.len }, name))
			return true;
	}
	return false;
}

/* Would a runner act on this line? */
static bool
is_command(struct str line)
{
	while (line.len > 0 && line.ptr[0] == ' ')
		line = (struct str){ line.ptr + 1, line.len - 1 };
	if (line.len >= 2 && memcmp(line.ptr, "::", 2) == 0 &&
	    known_command((struct str){ line.ptr + 2, line.len - 2 }))
		return true;
	return contains(line, STR("##[")) || contains(line, STR("##vso[")) ||
	       contains(line, STR("##teamcity["));
}

static void
check_line(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		must(line.ptr[i] >= 0x20 && line.ptr[i] <= 0x7E);
	must(!is_command(line));
}

/* Undo what escape_json() does to valid UTF-8 and compare. */
static void
check_json(struct str json)
{
	bool in_escape = false;

	must(json.len >= 2 && json.ptr[0] == '"' && json.ptr[json.len - 1] == '"');
	for (size_t i = 1, len; i + 1 < json.len; i += len) {
		uint8_t c = (uint8_t)json.ptr[i];

		len = utf8_length(json.ptr + i, json.len - i);
		must(len > 0 && c >= 0x20 && c != 0x7F);
		must(!(len == 2 && c == 0xC2 && (uint8_t)json.ptr[i + 1] < 0xA0));
		if (in_escape) {
			must(strchr("\"\\nrtu", c) != NULL);
			in_escape = false;
		} else {
			must(c != '"');
			in_escape = c == '\\';
		}
	}
	must(!in_escape);
	must(!contains(json, STR("##[")) && !contains(json, STR("##vso[")));
}

/* One line of UTF-8 in which nothing is hidden, and no command. */
static void
check_shown(struct str line)
{
	for (size_t i = 0, len; i < line.len; i += len) {
		uint32_t c;

		len = utf8_length(line.ptr + i, line.len - i);
		must(len > 0);
		c = utf8_point(line.ptr + i, len);
		must(c >= 0x20 && !(c >= 0x7F && c < 0xA0) && c != 0xFFFE && c != 0xFFFF);
		must(c != 0xFEFF && !(c >= 0x2028 && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069));
	}
	must(!contains(line, STR("##[")) && !contains(line, STR("##vso[")));
}

/* No element, no reference of a stranger's, no end of an attribute. */
static void
check_xml(struct str text)
{
	static const struct str ours[] = { { "&amp;", 5 }, { "&lt;", 4 }, { "&gt;", 4 },
		{ "&quot;", 6 }, { "&apos;", 6 } };

	check_shown(text);
	for (size_t i = 0; i < text.len; i++) {
		size_t j = 0;

		must(strchr("<>\"'", text.ptr[i]) == NULL);
		if (text.ptr[i] != '&')
			continue;
		while (
		    j < ARRAY_LEN(ours) && (text.len - i < ours[j].len ||
		                               memcmp(text.ptr + i, ours[j].ptr, ours[j].len) != 0))
			j++;
		must(j < ARRAY_LEN(ours));
	}
}

/* Every "%" is of ours; in a property nothing ends the value. */
static void
check_workflow(struct str text, bool property)
{
	check_shown(text);
	for (size_t i = 0; i < text.len; i++) {
		must(!property || (text.ptr[i] != ':' && text.ptr[i] != ','));
		if (text.ptr[i] == '%')
			must(text.len - i >= 3 &&
			     (memcmp(text.ptr + i, "%25", 3) == 0 ||
			         (property && (memcmp(text.ptr + i, "%3A", 3) == 0 ||
			                          memcmp(text.ptr + i, "%2C", 3) == 0))));
	}
}

/* No sign but behind a backslash, and that not behind another. */
static void
check_comment(struct str text)
{
	bool quoted = false;

	check_shown(text);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		must(quoted || c == '\\' || strchr("`*_[]<>|#&$~", c) == NULL);
		must(quoted || c != ':' || text.len - i < 3 || memcmp(text.ptr + i, "://", 3) != 0);
		quoted = !quoted && c == '\\';
	}
	must(!quoted && !contains(text, STR("www.")));
}

static void
check_sarif(struct str text, bool in_link)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';

		must(!(c == ']' && next == '(') && !(c == '{' && next >= '0' && next <= '9'));
		must(!in_link || (c != '[' && c != ']'));
	}
}

static void
check_hosts(struct str text, struct buf *out)
{
	out->len = 0;
	escape_xml(out, text);
	check_xml(buf_view(out));
	for (int property = 0; property < 2; property++) {
		out->len = 0;
		escape_workflow(out, text, property);
		check_workflow(buf_view(out), property);
		out->len = 0;
		escape_sarif(out, text, property);
		check_sarif(buf_view(out), property);
	}
	out->len = 0;
	escape_comment(out, text);
	check_comment(buf_view(out));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct buf out = { 0 };

	escape_text(&out, text);
	check_line(buf_view(&out));
	out.len = 0;
	escape_path(&out, text);
	buf_text(&out, ":1:1: error: ");
	check_line(buf_view(&out));
	must(size == 0 || (out.ptr[0] != ' ' && memcmp(out.ptr, "::", 2) != 0));
	out.len = 0;
	escape_json(&out, text);
	check_json(buf_view(&out));
	out.len = 0;
	escape_uri(&out, text);
	for (size_t i = 0; i < out.len; i++)
		must(out.ptr[i] > 0x20 && out.ptr[i] < 0x7F);
	check_hosts(text, &out);
	buf_free(&out);
	return 0;
}
