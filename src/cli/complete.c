/* cli/complete.c -- ptrlint completions, and what all shells are told */
#include "cli/complete.h"

#include "cli/out.h"
#include "lint/registry.h"

static const struct {
	const char *name;
	void (*put)(struct buf *out);
} shells[] = { { "bash", complete_bash }, { "zsh", complete_zsh }, { "fish", complete_fish } };

enum value_kind
value_kind_of(const struct option_row *row)
{
	static const struct {
		const char *argument;
		enum value_kind kind;
	} kinds[] = { { "FILE", VALUE_FILE }, { "DIR", VALUE_FOLDER }, { "FORMAT", VALUE_WORD },
		{ "LEVEL", VALUE_WORD }, { "WHEN", VALUE_WORD }, { "NAME", VALUE_WORD },
		{ "NAME=N", VALUE_LIMIT }, { "FORMAT=FILE", VALUE_REPORT },
		{ "ORIGIN=FILE", VALUE_ZONE }, { "RULE=LEVEL", VALUE_RULE },
		{ "RULES", VALUE_RULES } };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(row->argument, kinds[i].argument) == 0)
			return kinds[i].kind;
	return VALUE_FREE;
}

enum value_kind
operand_kind_of(const struct command *command)
{
	switch (command->bit) {
	case FOR_RULE:
		return VALUE_RULE_OPERAND;
	case FOR_HELP:
		return VALUE_COMMAND;
	case FOR_COMPLETIONS:
		return VALUE_SHELL;
	default:
		return command->operands != NULL && strstr(command->operands, "PATH") != NULL
		           ? VALUE_FILE
		           : VALUE_FREE;
	}
}

static void
put_word(struct buf *out, struct str word, const char *between, size_t begin)
{
	if (out->len > begin)
		buf_text(out, between);
	buf_str(out, word);
}

/* The words of a list in a text: each ends at a comma, what is said of it in brackets is left out. */
static void
put_listed(const char *text, const char *between, struct buf *out)
{
	const char *colon = strstr(text, ": ");
	const char *bracket = strchr(text, '(');
	size_t begin = out->len;

	if (colon != NULL && (bracket == NULL || colon < bracket))
		text = colon + 2;
	while (*text != '\0') {
		size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789");

		put_word(out, (struct str){ text, len }, between, begin);
		text += len;
		if (strncmp(text, " (", 2) == 0)
			text += strcspn(text, ")") + 1;
		text += strcspn(text, ",");
		text += strspn(text, ", ");
	}
}

static void
put_rule_words(const char *between, bool groups, struct buf *out)
{
	size_t begin = out->len;
	const char *group;

	for (size_t i = 0; i < rule_count(); i++)
		put_word(out, str_of(rule_at(i)->id), between, begin);
	for (size_t i = 0; groups && (group = rule_group_at(i)) != NULL; i++)
		put_word(out, str_of(group), between, begin);
	if (groups)
		put_word(out, STR("all"), between, begin);
}

void
put_value_words(
    enum value_kind kind, const struct option_row *row, const char *between, struct buf *out)
{
	size_t begin = out->len;

	switch (kind) {
	case VALUE_WORD:
	case VALUE_LIMIT:
		put_listed(row->text, between, out);
		break;
	case VALUE_REPORT:
		for (size_t i = 0; render_format_at(i) != NULL; i++)
			put_word(out, str_of(render_format_at(i)->name), between, begin);
		break;
	case VALUE_RULE:
	case VALUE_RULE_OPERAND:
	case VALUE_RULES:
		put_rule_words(between, kind == VALUE_RULES, out);
		break;
	case VALUE_COMMAND:
		for (const struct command *c = commands; c->name != NULL; c++)
			put_word(out, str_of(c->name), between, begin);
		break;
	case VALUE_SHELL:
		for (size_t i = 0; i < ARRAY_LEN(shells); i++)
			put_word(out, str_of(shells[i].name), between, begin);
		break;
	default:
		break;
	}
}

void
put_option_summary(const struct option_row *row, struct buf *out)
{
	const char *text = row->text;
	size_t len = strcspn(text, "(;:");

	if (option_takes_word(row) && value_kind_of(row) == VALUE_WORD && text[len] != ':') {
		put_value_words(VALUE_WORD, row, ", ", out);
		return;
	}
	while (len > 0 && text[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\'' && text[i] != '`' && text[i] != '"')
			buf_char(out, text[i]);
}

enum exit_status
cmd_completions(struct settings *settings)
{
	const char *name = settings->operands.count == 1 ? settings->operands.items[0] : NULL;
	struct buf out = { 0 };

	for (size_t i = 0; name != NULL && i < ARRAY_LEN(shells); i++)
		if (strcmp(name, shells[i].name) == 0) {
			shells[i].put(&out);
			return print_and_free(&out, EXIT_CLEAN);
		}
	if (name == NULL)
		return usage_error(settings->command, "which shell? there are: bash, zsh, fish");
	return usage_error(
	    settings->command, "no completions for \"%s\"; there are: bash, zsh, fish", name);
}
