/* cli/cmd_rule.c -- ptrlint rule: what a rule means */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/out.h"
#include "lint/registry.h"
#include "render/explain.h"
#include "render/symptom.h"

enum format { TEXT, JSON, MARKDOWN };
static const char *const formats[] = { "text", "json", "markdown" };

struct choice {
	const struct rule **rules;
	size_t count;
	bool whole; /* of each its explanation, not only a line */
};

static void
choose(struct choice *c, const struct rule *rule)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->rules[i] == rule)
			return;
	c->rules[c->count++] = rule;
}

static bool
choose_by_line(struct choice *c, struct str line)
{
	struct symptom_rules found;

	explain_symptom(line, &found);
	for (size_t i = 0; i < found.count; i++)
		choose(c, found.rules[i]);
	return found.count > 0;
}

/* The rule of that id, else all that speak of it; false when there is none. */
static bool
choose_by(struct choice *c, const char *word)
{
	const struct rule *rule = rule_find(word);
	size_t before = c->count;

	if (rule != NULL) {
		choose(c, rule);
		return true;
	}
	for (size_t i = 0; i < rule_count(); i++)
		if (word[0] == '@' ? rule_in_group(rule_at(i), word)
		                   : explain_mentions(rule_at(i), word))
			choose(c, rule_at(i));
	if (c->count == before)
		choose_by_line(c, str_of(word));
	c->whole = c->count == 1;
	return c->count > before;
}

/* A line of a log often has the address that it is about: the next thing to look at. */
static void
tell_address(const struct settings *settings)
{
	static const char parts[] = "0123456789abcdefABCDEF:.";
	struct addr addr;

	for (size_t i = 0; i < settings->operands.count; i++)
		for (const char *p = settings->operands.items[i]; *p != '\0';) {
			size_t len = strspn(p, parts), end = len;

			while (end > 0 && (p[end - 1] == '.' || p[end - 1] == ':'))
				end--;
			if (end > 1 && addr_parse((struct str){ p, end }, &addr)) {
				remark(settings, "what your files say of it: ptrlint trace %.*s",
				    (int)end, p);
				return;
			}
			p += len > 0 ? len : 1;
		}
}

/* A line of a log that was given without quotes. */
static bool
choose_by_all(struct choice *c, const struct texts *words)
{
	struct buf line = { 0 };
	bool found;

	for (size_t i = 0; i < words->count; i++)
		buf_put(&line, "%s%s", i > 0 ? " " : "", words->items[i]);
	c->count = 0;
	found = choose_by_line(c, buf_view(&line));
	c->whole = c->count == 1;
	buf_free(&line);
	return found;
}

static bool
choose_rules(const struct settings *settings, struct choice *c)
{
	c->rules = xcalloc(rule_count() + 1, sizeof(struct rule *));
	c->whole = !settings->all && settings->operands.count > 0;
	for (size_t i = 0; i < settings->operands.count; i++) {
		const char *word = settings->operands.items[i], *nearest;

		if (choose_by(c, word))
			continue;
		if (settings->operands.count > 1 && choose_by_all(c, &settings->operands))
			return true;
		nearest = rule_nearest(word);
		if (nearest != NULL)
			usage_error(settings->command,
			    "no rule is called \"%s\"; did you mean \"%s\"?", word, nearest);
		else
			usage_error(
			    settings->command, "no rule is called \"%s\", none speaks of it", word);
		return false;
	}
	if (settings->operands.count == 0)
		for (size_t i = 0; i < rule_count(); i++)
			choose(c, rule_at(i));
	return true;
}

static bool
write_page(const char *folder, const char *name, struct buf *page)
{
	struct buf path = { 0 };
	struct output out;
	struct err err;
	bool ok;

	buf_put(&path, "%s/%s.md", folder, name);
	buf_char(&path, '\0');
	ok = output_file(path.ptr, &out, &err);
	if (ok) {
		output_flush(&out, page);
		ok = output_end(&out, EXIT_CLEAN) == EXIT_CLEAN;
	} else {
		complain("%s", err.text);
	}
	page->len = 0;
	buf_free(&path);
	return ok;
}

/* A page for each rule, and one that lists them. */
static enum exit_status
write_pages(const char *folder, const struct choice *c)
{
	struct buf page = { 0 };
	bool ok = true;

	if (mkdir(folder, 0777) == -1 && errno != EEXIST) {
		complain("cannot make folder %s: %s", folder, strerror(errno));
		return EXIT_BROKEN;
	}
	for (size_t i = 0; ok && i < c->count; i++) {
		explain_markdown(c->rules[i], &page);
		ok = write_page(folder, c->rules[i]->id, &page);
	}
	if (ok) {
		explain_index(c->rules, c->count, &page);
		ok = write_page(folder, "README", &page);
	}
	buf_free(&page);
	return ok ? EXIT_CLEAN : EXIT_BROKEN;
}

static void
print_text(const struct settings *settings, const struct choice *c, struct buf *out)
{
	bool colour = want_colour(settings->colour);

	if (!c->whole) {
		explain_list(c->rules, c->count, colour, out);
		return;
	}
	for (size_t i = 0; i < c->count; i++) {
		buf_text(out, i > 0 ? "\n\n" : "");
		explain_text(c->rules[i], colour, terminal_width(), out);
	}
}

enum exit_status
cmd_rule(struct settings *settings)
{
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	enum exit_status status = EXIT_UNDONE;
	struct choice c = { 0 };
	struct buf out = { 0 };

	if (format < 0)
		return EXIT_UNDONE;
	if (settings->output != NULL && format != MARKDOWN)
		return usage_error(settings->command, "-o goes with --format markdown");
	if (!choose_rules(settings, &c))
		goto out;
	if (settings->output != NULL) {
		status = write_pages(settings->output, &c);
		goto out;
	}
	if (format == JSON)
		explain_json(c.rules, c.count, &out);
	else if (format == TEXT)
		print_text(settings, &c, &out);
	else
		for (size_t i = 0; i < c.count; i++) {
			buf_text(&out, i > 0 ? "\n" : "");
			explain_markdown(c.rules[i], &out);
		}
	status = print_and_free(&out, EXIT_CLEAN);
	if (format == TEXT)
		tell_address(settings);
out:
	free(c.rules);
	return status;
}
