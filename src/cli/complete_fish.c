/* cli/complete_fish.c -- completions for fish: one line an option */
#include "cli/complete.h"

static const char head[] =
    "# completions of ptrlint for fish; made by `ptrlint completions fish`\n"
    "function __ptrlint_in\n"
    "\tset -l words (commandline -opc)\n"
    "\ttest (count $words) -ge 2; and contains -- $words[2] $argv\n"
    "end\n"
    "function __ptrlint_first\n"
    "\ttest (count (commandline -opc)) -eq 1\n"
    "end\n"
    "# rules with commas between: what stands before the last comma stays\n"
    "function __ptrlint_list\n"
    "\tset -l token (string replace -r '^--?[a-z-]+=' '' -- (commandline -ct))\n"
    "\tset -l before (string match -r '^.*,' -- $token)\n"
    "\ttest -n \"$before\"; or set before ''\n"
    "\tprintf '%s\\n' $before$argv\n"
    "end\n"
    "set -g __ptrlint_rules ";

static void
put_quoted(struct str text, struct buf *out)
{
	buf_char(out, '\'');
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '\'' && text.ptr[i] != '\\')
			buf_char(out, text.ptr[i]);
	buf_char(out, '\'');
}

/* What is proposed for a value: -x alone, -r -F with files, too. */
static void
put_values(enum value_kind kind, const struct option_row *row, struct buf *out)
{
	switch (kind) {
	case VALUE_FREE:
		buf_text(out, " -x");
		break;
	case VALUE_FILE:
	case VALUE_ZONE:
		buf_text(out, " -r -F");
		break;
	case VALUE_FOLDER:
		buf_text(out, " -x -a '(__fish_complete_directories)'");
		break;
	case VALUE_RULES:
		buf_text(out, " -x -a '(__ptrlint_list $__ptrlint_rules)'");
		break;
	case VALUE_RULE:
		buf_text(out, " -x -a '$__ptrlint_rules='");
		break;
	case VALUE_RULE_OPERAND:
		buf_text(out, " -x -a '$__ptrlint_rules'");
		break;
	case VALUE_LIMIT:
	case VALUE_REPORT:
		buf_text(out, kind == VALUE_LIMIT ? " -x -a '" : " -r -F -a '");
		put_value_words(kind, row, "= ", out);
		buf_text(out, "='");
		break;
	default:
		buf_text(out, " -x -a '");
		put_value_words(kind, row, " ", out);
		buf_char(out, '\'');
	}
}

static void
put_option(const struct command *command, const struct option_row *row, struct buf *out)
{
	struct buf summary = { 0 };

	buf_put(out, "complete -c ptrlint -n '__ptrlint_in %s'", command->name);
	if (row->letter != '\0')
		buf_put(out, " -s %c", row->letter);
	if (row->name != NULL)
		buf_put(out, " -l %s", row->name);
	if (option_takes_word(row))
		put_values(value_kind_of(row), row, out);
	put_option_summary(row, &summary);
	buf_text(out, " -d ");
	put_quoted(buf_view(&summary), out);
	buf_char(out, '\n');
	buf_free(&summary);
}

static void
put_command(const struct command *command, struct buf *out)
{
	enum value_kind kind = operand_kind_of(command);

	buf_put(out, "complete -c ptrlint -n __ptrlint_first -a %s -d ", command->name);
	put_quoted(str_of(command->summary), out);
	buf_char(out, '\n');
	for (const struct option_row *row = option_rows; row->id != 0; row++)
		if ((row->commands & command->bit) != 0)
			put_option(command, row, out);
	if (kind == VALUE_FREE)
		return;
	buf_put(out, "complete -c ptrlint -n '__ptrlint_in %s'", command->name);
	if (kind == VALUE_FILE)
		buf_text(out, " -F");
	else
		put_values(kind, NULL, out);
	buf_char(out, '\n');
}

void
complete_fish(struct buf *out)
{
	buf_text(out, head);
	put_value_words(VALUE_RULES, NULL, " ", out);
	buf_text(out, "\ncomplete -c ptrlint -f\n"
	              "complete -c ptrlint -n __ptrlint_first -l help -s h -d 'the commands'\n"
	              "complete -c ptrlint -n __ptrlint_first -l version -s V -d 'the version'\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		put_command(c, out);
}
