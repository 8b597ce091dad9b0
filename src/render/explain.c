/* render/explain.c -- rules explained from their tables */
#include "render/explain.h"

#include "lint/registry.h"
#include "render/escape.h"
#include "render/style.h"
#include "render/wrap.h"

enum { INDENT = 2, READABLE = 80 };

static const char *
level_of(const struct rule *rule)
{
	return severity_name(rule->severity);
}

const char *
explain_fix(const struct rule *rule)
{
	return rule->fix == FIX_SAFE ? "safe" : rule->fix == FIX_UNSAFE ? "unsafe" : "none";
}

/* Groups that tell something about the rule: those that follow from its level are left out. */
static const char *
next_group(const struct rule *rule, size_t *at)
{
	const char *group;

	while ((group = rule_group_at((*at)++)) != NULL) {
		struct rule on = *rule;

		/* a rule that is off is in its groups all the same */
		on.severity = SEVERITY_INFO;
		if (strcmp(group, "@recommended") != 0 && strcmp(group, "@strict") != 0 &&
		    rule_in_group(&on, group))
			return group;
	}
	return NULL;
}

static void
put_groups(const struct rule *rule, struct buf *out)
{
	const char *group;
	size_t at = 0;

	while ((group = next_group(rule, &at)) != NULL)
		buf_put(out, " %s", group);
}

/* ---- text ---- */

static void
put_heading(const struct style *style, const char *heading, struct buf *out)
{
	buf_char(out, '\n');
	style_text(style, STYLE_BOLD, heading, out);
	buf_char(out, '\n');
}

static void
put_prose(const struct style *style, const char *heading, const char *text, unsigned width,
    struct buf *out)
{
	if (text == NULL)
		return;
	put_heading(style, heading, out);
	buf_fill(out, ' ', INDENT);
	wrap_text(out, text, INDENT, width);
	buf_char(out, '\n');
}

/* Lines with blanks before each. */
static void
put_lines(const char *text, size_t indent, struct buf *out)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		buf_fill(out, ' ', len > 0 ? indent : 0);
		buf_bytes(out, text, len);
		buf_char(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static void
put_example(const struct style *style, const char *heading, const char *text, struct buf *out)
{
	if (text == NULL)
		return;
	put_heading(style, heading, out);
	put_lines(text, 2 * INDENT, out);
}

static void
put_silence(const struct rule *rule, const struct style *style, struct buf *out)
{
	put_heading(style, "Silence", out);
	if (rule->diagnostic) {
		buf_text(out, "  Cannot be silenced: something was not checked.\n");
		return;
	}
	buf_put(out,
	    "  one record    at the end of its line:  ; ptrlint: ignore[%s] -- reason\n"
	    "  everywhere    in .ptrlint.yaml:        lint: {ignore: [%s]}\n",
	    rule->id, rule->id);
}

void
explain_text(const struct rule *rule, bool colour, unsigned width, struct buf *out)
{
	struct style style = { .colour = colour };

	width = width == 0 || width > READABLE ? READABLE : width;
	style_text(&style, STYLE_BOLD, rule->id, out);
	buf_put(out, ": %s\n", rule->summary);
	buf_text(out, "  level: ");
	style_text(&style, style_of_severity(rule->severity), level_of(rule), out);
	buf_put(out, "   fix: %s", explain_fix(rule));
	if (rule->groups != 0) {
		buf_text(out, "   groups:");
		put_groups(rule, out);
	}
	buf_char(out, '\n');
	put_prose(&style, "Why", rule->why, width, out);
	put_prose(&style, "Repair", rule->repair, width, out);
	put_example(&style, "Wrong", rule->bad, out);
	put_example(&style, "Right", rule->good, out);
	put_silence(rule, &style, out);
	if (rule->references == NULL || rule->references[0] == NULL)
		return;
	put_heading(&style, "See", out);
	for (const char *const *ref = rule->references; *ref != NULL; ref++)
		buf_put(out, "  %s\n", *ref);
}

void
explain_list(const struct rule *const *rules, size_t count, bool colour, struct buf *out)
{
	struct style style = { .colour = colour };
	size_t widest = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(rules[i]->id);

		widest = len > widest ? len : widest;
	}
	for (size_t i = 0; i < count; i++) {
		style_text(&style, STYLE_BOLD, rules[i]->id, out);
		buf_fill(out, ' ', widest + 2 - strlen(rules[i]->id));
		style_text(&style, style_of_severity(rules[i]->severity), level_of(rules[i]), out);
		buf_fill(out, ' ', sizeof "warning  " - 1 - strlen(level_of(rules[i])));
		buf_put(out, "%s\n", rules[i]->summary);
	}
}

/* ---- JSON ---- */

static void
put_rule_json(const struct rule *rule, struct buf *out)
{
	const char *group, *before = "";
	size_t at = 0;

	escape_json_pair(out, "{\"id\": ", rule->id);
	buf_text(out, ", \"groups\": [");
	while ((group = next_group(rule, &at)) != NULL) {
		buf_text(out, before);
		escape_json(out, str_of(group));
		before = ", ";
	}
	escape_json_pair(out, "], \"severity\": ", level_of(rule));
	escape_json_pair(out, ", \"fix\": ", explain_fix(rule));
	escape_json_pair(out, ", \"summary\": ", rule->summary);
	escape_json_pair(out, ", \"why\": ", rule->why);
	escape_json_pair(out, ", \"repair\": ", rule->repair);
	escape_json_pair(out, ", \"bad\": ", rule->bad);
	escape_json_pair(out, ", \"good\": ", rule->good);
	buf_text(out, ", \"references\": [");
	before = "";
	for (const char *const *ref = rule->references; ref != NULL && *ref != NULL; ref++) {
		escape_json_pair(out, before, *ref);
		before = ", ";
	}
	buf_text(out, "]}");
}

void
explain_json(const struct rule *const *rules, size_t count, struct buf *out)
{
	buf_text(out, "{\"rules\": [");
	for (size_t i = 0; i < count; i++) {
		buf_text(out, i == 0 ? "\n  " : ",\n  ");
		put_rule_json(rules[i], out);
	}
	buf_text(out, "]}\n");
}

/* ---- Markdown ---- */

void
explain_own_text(const char *text, struct buf *out)
{
	/* letters outside ASCII are our own, and meant */
	while (*text != '\0') {
		size_t plain = 0, other = 0;

		while (text[plain] != '\0' && (text[plain] & 0x80) == 0)
			plain++;
		escape_markdown(out, (struct str){ text, plain });
		while ((text[plain + other] & 0x80) != 0)
			other++;
		buf_bytes(out, text + plain, other);
		text += plain + other;
	}
}

static void
put_section(const char *heading, const char *text, struct buf *out)
{
	if (text == NULL)
		return;
	buf_put(out, "\n## %s\n\n", heading);
	explain_own_text(text, out);
	buf_char(out, '\n');
}

static void
put_code(const char *heading, const char *text, struct buf *out)
{
	if (text == NULL)
		return;
	buf_put(out, "\n## %s\n\n", heading);
	put_lines(text, 4, out);
}

void
explain_markdown(const struct rule *rule, struct buf *out)
{
	buf_put(out, "# %s\n\n", rule->id);
	explain_own_text(rule->summary, out);
	buf_put(out, "\n\n| level | fix | groups |\n|---|---|---|\n| %s | %s |", level_of(rule),
	    explain_fix(rule));
	put_groups(rule, out);
	buf_text(out, " |\n");
	put_section("Why", rule->why, out);
	put_section("Repair", rule->repair, out);
	put_code("Wrong", rule->bad, out);
	put_code("Right", rule->good, out);
	if (rule->diagnostic)
		put_section("Silence", "It cannot be silenced: something was not checked.", out);
	else
		buf_put(out,
		    "\n## Silence\n\nOne record: `; ptrlint: ignore[%s] -- reason` at the end of its "
		    "line. Everywhere: `ignore: [%s]` below `lint:` in `.ptrlint.yaml`.\n",
		    rule->id, rule->id);
	if (rule->references == NULL || rule->references[0] == NULL)
		return;
	buf_text(out, "\n## See\n\n");
	for (const char *const *ref = rule->references; *ref != NULL; ref++) {
		buf_text(out, "- ");
		explain_own_text(*ref, out);
		buf_char(out, '\n');
	}
}

/* ---- search ---- */

static bool
holds(const char *text, struct str word)
{
	size_t len;

	if (text == NULL)
		return false;
	len = strlen(text);
	for (size_t i = 0; i + word.len <= len; i++)
		if (str_equal_fold((struct str){ text + i, word.len }, word))
			return true;
	return false;
}

bool
explain_mentions(const struct rule *rule, const char *word)
{
	struct str w = str_of(word);

	return w.len > 0 && (holds(rule->id, w) || holds(rule->summary, w) || holds(rule->why, w) ||
	                        holds(rule->repair, w));
}
