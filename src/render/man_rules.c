/* render/man_rules.c -- ptrlint-rules(7) from the tables */
#include "lint/registry.h"
#include "render/explain.h"
#include "render/man.h"

static const char about[] =
    "`ptrlint check` reports findings; each is of a rule. This page explains all of them, as "
    "`ptrlint rule` does, which also finds rules by a bounce code or a word of a server's message.\n"
    "A rule's id never changes its meaning. Ids, patterns of ids, groups and all select rules for "
    "--select, --ignore and the project file; patterns and groups pick only what is on by default.";

static const char silence[] =
    "A comment on the line silences a finding: `; ptrlint: ignore[RULE] -- reason`; in the map and "
    "in the project file with `#`. The project file "
    "does so by file, name, network or rule, see `ptrlint.yaml`(5).";

static const struct {
	const char *name, *text;
} levels[] = {
	{ "error", "The zone will not load, or mail is refused." },
	{ "warning", "Some resolver or receiver will mind." },
	{ "info", "Worth knowing." },
	{ "off", "Only when it is asked for: sites disagree." },
};

static void
put_group(struct man *m, const char *group)
{
	struct buf text = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < rule_count(); i++)
		count += rule_in_group(rule_at(i), group);
	buf_put(&text, count == 1 ? "%zu rule that is on." : "%zu rules that are on.", count);
	buf_char(&text, '\0');
	man_tag(m, group, NULL);
	man_text(m, text.ptr);
	buf_free(&text);
}

static void
put_facts(struct man *m, const struct rule *rule)
{
	struct buf text = { 0 };
	const char *group;

	buf_put(&text, "Level %s; fix %s", severity_name(rule->severity), explain_fix(rule));
	for (size_t i = 0, n = 0; (group = rule_group_at(i)) != NULL; i++) {
		struct rule on = *rule;

		on.severity = SEVERITY_INFO;
		if (strcmp(group, "@recommended") != 0 && strcmp(group, "@strict") != 0 &&
		    rule_in_group(&on, group))
			buf_put(&text, "%s%s", n++ == 0 ? "; " : ", ", group);
	}
	buf_text(&text, rule->diagnostic ? "; cannot be silenced." : ".");
	buf_char(&text, '\0');
	man_text(m, text.ptr);
	buf_free(&text);
}

static void
put_rule(struct man *m, const struct rule *rule)
{
	struct buf text = { 0 };

	man_subsection(m, rule->id);
	buf_put(&text, "%s.", rule->summary);
	buf_char(&text, '\0');
	text.ptr[0] = (char)ascii_upper((uint8_t)text.ptr[0]);
	man_text(m, text.ptr);
	put_facts(m, rule);
	man_text(m, rule->why);
	man_text(m, rule->repair);
	if (rule->bad != NULL) {
		man_text(m, "Wrong:");
		man_lines(m, rule->bad);
	}
	if (rule->good != NULL) {
		man_text(m, "Right:");
		man_lines(m, rule->good);
	}
	text.len = 0;
	for (const char *const *ref = rule->references; ref != NULL && *ref != NULL; ref++)
		buf_put(&text, "%s%s", text.len == 0 ? "See " : ", ", *ref);
	buf_text(&text, text.len > 0 ? "." : "");
	buf_char(&text, '\0');
	man_text(m, text.ptr);
	buf_free(&text);
}

void
man_rules(const struct rule *const *rules, size_t count, struct buf *out)
{
	struct man m = man_begin(out, "ptrlint-rules", 7, "the rules of ptrlint");
	const char *group;

	man_section(&m, "DESCRIPTION");
	man_text(&m, about);
	man_text(&m, silence);
	man_section(&m, "LEVELS");
	man_list(&m);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		man_tag(&m, levels[i].name, NULL);
		man_text(&m, levels[i].text);
	}
	man_list_end(&m);
	man_section(&m, "GROUPS");
	man_list(&m);
	for (size_t i = 0; (group = rule_group_at(i)) != NULL; i++)
		put_group(&m, group);
	man_list_end(&m);
	man_section(&m, "RULES");
	for (size_t i = 0; i < count; i++)
		put_rule(&m, rules[i]);
	man_see_also(&m);
}
