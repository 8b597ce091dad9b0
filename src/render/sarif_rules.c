/* render/sarif_rules.c -- rules as SARIF describes them: reportingDescriptor (2.1.0 §3.49) */
#include "base/utf8.h"
#include "lint/registry.h"
#include "render/common.h"
#include "render/escape.h"
#include "render/explain.h"
#include "render/sarif.h"

enum {
	MOST_TEXT = 1024, /* characters of a description that GitHub takes */
	MOST_TAGS = 20    /* and tags */
};

/* At most MOST_TEXT bytes of text, cut where a character begins. */
static struct str
cut(struct str text)
{
	if (text.len <= MOST_TEXT)
		return text;
	text.len = MOST_TEXT;
	while (text.len > 0 && ((uint8_t)text.ptr[text.len] & 0xC0) == 0x80)
		text.len--;
	return text;
}

static void
put_text(struct buf *out, const char *key, const char *text)
{
	buf_put(out, ", \"%s\": {\"text\": ", key);
	escape_json(out, cut(str_of(text)));
	buf_char(out, '}');
}

/* "mx-target-cname" as "MxTargetCname": names are shown beside the id. */
static void
put_name(const char *id, struct buf *out)
{
	bool begins = true;

	buf_text(out, ", \"name\": \"");
	for (; *id != '\0'; id++) {
		if (*id != '-')
			buf_char(out, (char)(begins ? ascii_upper((uint8_t)*id) : (uint8_t)*id));
		begins = *id == '-';
	}
	buf_char(out, '"');
}

/* Help as text, and as Markdown, which is shown instead where it can be. */
static void
put_help(const struct rule *rule, struct buf *out)
{
	struct buf text = { 0 }, marked = { 0 };

	buf_put(&text, "%s\n\n%s\n\nptrlint rule %s", rule->why, rule->repair, rule->id);
	explain_markdown(rule, &marked);
	buf_text(out, ",\n      \"help\": {\"text\": ");
	escape_json(out, buf_view(&text));
	buf_text(out, ", \"markdown\": ");
	escape_json(out, buf_view(&marked));
	buf_char(out, '}');
#ifdef PTRLINT_RULES_URL
	buf_put(out, ", \"helpUri\": \"" PTRLINT_RULES_URL "%s\"", rule->id);
#endif
	buf_free(&text);
	buf_free(&marked);
}

static const char *
level_of(const struct rule *rule)
{
	switch (rule->severity) {
	case SEVERITY_ERROR:
		return "error";
	case SEVERITY_WARNING:
		return "warning";
	default:
		return "note";
	}
}

/* How often it is right: what is off by default is off because sites disagree. */
static const char *
precision_of(const struct rule *rule)
{
	return rule->severity == SEVERITY_OFF     ? "medium"
	       : rule->severity == SEVERITY_ERROR ? "very-high"
	                                          : "high";
}

static const char *
problem_of(const struct rule *rule)
{
	return rule->severity == SEVERITY_ERROR     ? "error"
	       : rule->severity == SEVERITY_WARNING ? "warning"
	                                            : "recommendation";
}

static void
put_properties(const struct rule *rule, struct buf *out)
{
	const char *group, *before = "";
	unsigned tags = 0;

	buf_text(out, ",\n      \"properties\": {\"tags\": [");
	for (size_t i = 0; (group = rule_group_at(i)) != NULL && tags < MOST_TAGS; i++) {
		if (!rule_in_group(rule, group))
			continue;
		escape_json_pair(out, before, group + 1);
		before = ", ";
		tags++;
	}
	buf_put(out, "], \"precision\": \"%s\", \"problem.severity\": \"%s\"}", precision_of(rule),
	    problem_of(rule));
}

static void
put_rule(const struct rule *rule, struct buf *out)
{
	escape_json_pair(out, "\n     {\"id\": ", rule->id);
	put_name(rule->id, out);
	put_text(out, "shortDescription", rule->summary);
	put_text(out, "fullDescription", rule->why);
	put_help(rule, out);
	buf_put(out, ",\n      \"defaultConfiguration\": {\"level\": \"%s\"%s}", level_of(rule),
	    rule->severity == SEVERITY_OFF ? ", \"enabled\": false" : "");
	put_properties(rule, out);
	buf_char(out, '}');
}

void
sarif_put_rules(const struct rule *const *rules, size_t count, struct buf *out)
{
	buf_text(out, ",\n    \"rules\": [");
	for (size_t i = 0; i < count; i++) {
		put_rule(rules[i], out);
		buf_text(out, i + 1 < count ? "," : "");
	}
	buf_char(out, ']');
}
