/* cli/complete_zsh.c -- completions for zsh, by _arguments */
#include "cli/complete.h"

static const char head[] = "#compdef ptrlint\n"
                           "# completions of ptrlint for zsh; made by `ptrlint completions zsh`\n"
                           "\n"
                           "_ptrlint_rules() {\n"
                           "\tlocal -a rules=(";
static const char helpers[] =
    ")\n"
    "\tcase $1 in\n"
    "\tlist) _sequence compadd - $rules ;;\n"
    "\tsign) compset -P '*=' || compadd -S = -a rules ;;\n"
    "\t*) compadd -a rules ;;\n"
    "\tesac\n"
    "}\n"
    "\n"
    "# WORD=FILE, the words as arguments behind --; WORD= alone when the first is \"sign\"\n"
    "_ptrlint_pair() {\n"
    "\tlocal kind=$1\n"
    "\tshift\n"
    "\tif compset -P '*='; then\n"
    "\t\t[[ $kind == file ]] && _files\n"
    "\telse\n"
    "\t\tcompadd -S = - \"$@\"\n"
    "\tfi\n"
    "}\n"
    "\n"
    "_ptrlint() {\n"
    "\tif ((CURRENT == 2)); then\n"
    "\t\tlocal -a commands=(";
static const char middle[] = "\n\t\t)\n"
                             "\t\t_describe command commands\n"
                             "\t\treturn\n"
                             "\tfi\n"
                             "\tlocal command=$words[2]\n"
                             "\tshift words\n"
                             "\t((CURRENT--))\n"
                             "\tcase $command in\n";
static const char tail[] = "\tesac\n"
                           "}\n"
                           "\n"
                           "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then\n"
                           "\t_ptrlint \"$@\"\n"
                           "else\n"
                           "\tcompdef _ptrlint ptrlint\n"
                           "fi\n";

/* Text in single quotes, where ":", "[" and "]" have a meaning. */
static void
put_plain(struct str text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(":[]\\", text.ptr[i]) != NULL)
			buf_char(out, '\\');
		if (text.ptr[i] != '\'')
			buf_char(out, text.ptr[i]);
	}
}

/* ":NAME:ACTION" of _arguments, which puts nothing between the words of one that begins with a blank. */
static void
put_action(enum value_kind kind, const struct option_row *row, const char *name, struct buf *out)
{
	buf_char(out, ':');
	put_plain(str_of(name), out);
	buf_char(out, ':');
	switch (kind) {
	case VALUE_FILE:
		buf_text(out, "_files");
		break;
	case VALUE_FOLDER:
		buf_text(out, "_files -/");
		break;
	case VALUE_LIMIT:
	case VALUE_REPORT:
		buf_text(
		    out, kind == VALUE_LIMIT ? " _ptrlint_pair sign " : " _ptrlint_pair file ");
		put_value_words(kind, row, " ", out);
		break;
	case VALUE_ZONE:
		buf_text(out, " _ptrlint_pair file");
		break;
	case VALUE_RULE:
		buf_text(out, " _ptrlint_rules sign");
		break;
	case VALUE_RULES:
		buf_text(out, " _ptrlint_rules list");
		break;
	case VALUE_RULE_OPERAND:
		buf_text(out, " _ptrlint_rules one");
		break;
	case VALUE_FREE:
		break;
	default:
		buf_char(out, '(');
		put_value_words(kind, row, " ", out);
		buf_char(out, ')');
	}
}

static void
put_spec(const struct option_row *row, const char *dashes, const char *name, struct buf *out)
{
	struct buf summary = { 0 };

	put_option_summary(row, &summary);
	buf_put(out, " \\\n\t\t\t'*%s%s%s[", dashes, name,
	    !option_takes_word(row) ? ""
	    : dashes[1] == '-'      ? "="
	                            : "+");
	put_plain(buf_view(&summary), out);
	buf_char(out, ']');
	if (option_takes_word(row))
		put_action(value_kind_of(row), row, row->argument, out);
	buf_char(out, '\'');
	buf_free(&summary);
}

static void
put_command(const struct command *command, struct buf *out)
{
	enum value_kind kind = operand_kind_of(command);

	buf_put(out, "\t%s)\n\t\t_arguments -s -S", command->name);
	for (const struct option_row *row = option_rows; row->id != 0; row++) {
		const char letter[] = { row->letter, '\0' };

		if ((row->commands & command->bit) == 0)
			continue;
		if (row->letter != '\0')
			put_spec(row, "-", letter, out);
		if (row->name != NULL)
			put_spec(row, "--", row->name, out);
	}
	if (command->operands != NULL) {
		buf_text(out, " \\\n\t\t\t'*");
		put_action(kind, NULL, "operand", out);
		buf_char(out, '\'');
	}
	buf_text(out, "\n\t\t;;\n");
}

void
complete_zsh(struct buf *out)
{
	buf_text(out, head);
	put_value_words(VALUE_RULES, NULL, " ", out);
	buf_text(out, helpers);
	for (const struct command *c = commands; c->name != NULL; c++) {
		buf_put(out, "\n\t\t\t'%s:", c->name);
		put_plain(str_of(c->summary), out);
		buf_char(out, '\'');
	}
	buf_text(out, middle);
	for (const struct command *c = commands; c->name != NULL; c++)
		put_command(c, out);
	buf_text(out, tail);
}
