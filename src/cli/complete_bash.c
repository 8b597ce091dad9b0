/*
 * cli/complete_bash.c -- completions for bash
 *
 * bash takes "--format=json" for three words, as "=" is among its separators; so an option is looked for
 * before the word and, when that is "=", before that.
 */
#include "cli/complete.h"

static const char head[] =
    "# completions of ptrlint for bash; made by `ptrlint completions bash`\n"
    "_ptrlint() {\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) kind='' words='' operand=free options=''\n"
    "\tlocal rules='";
static const char middle[] =
    "'\n"
    "\tCOMPREPLY=()\n"
    "\t[[ $cur == = ]] && cur= && at=$((COMP_CWORD))\n"
    "\t[[ ${COMP_WORDS[at]} == = ]] && at=$((at - 1))\n"
    "\tlocal option=${COMP_WORDS[at]}\n"
    "\t# \"--report json=FILE\": the option stands before the format\n"
    "\tif [[ $option != -* && ${COMP_WORDS[at + 1]} == = ]]; then\n"
    "\t\tat=$((at - 1))\n"
    "\t\t[[ ${COMP_WORDS[at]} == = ]] && at=$((at - 1))\n"
    "\t\t[[ ${COMP_WORDS[at]} == --report || ${COMP_WORDS[at]} == --zone ]] && kind=file option=\n"
    "\tfi\n"
    "\tif ((COMP_CWORD == 1)); then\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W '";
static const char tail[] =
    "\tesac\n"
    "\tif [[ -z $kind && $cur == -* ]]; then\n"
    "\t\tkind=word words=$options\n"
    "\telif [[ -z $kind ]]; then\n"
    "\t\tkind=$operand\n"
    "\tfi\n"
    "\tcase $kind in\n"
    "\tfile | folder)\n"
    "\t\tcompopt -o filenames\n"
    "\t\tif [[ $kind == file ]]; then\n"
    "\t\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
    "\t\telse\n"
    "\t\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
    "\t\tfi\n"
    "\t\t;;\n"
    "\trules)\n"
    "\t\tlocal before=\n"
    "\t\t[[ $cur == *,* ]] && before=${cur%,*},\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -P \"$before\" -W \"$words\" -- \"${cur##*,}\")\n"
    "\t\t;;\n"
    "\tword) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\") ;;\n"
    "\tsign)\n"
    "\t\tcompopt -o nospace\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -S = -W \"$words\" -- \"$cur\")\n"
    "\t\t;;\n"
    "\tesac\n"
    "} &&\n"
    "\tcomplete -F _ptrlint ptrlint\n";

/* How the script calls it; words are set beside it where there are some. */
static const char *
kind_name(enum value_kind kind)
{
	switch (kind) {
	case VALUE_FILE:
		return "file";
	case VALUE_FOLDER:
		return "folder";
	case VALUE_LIMIT:
	case VALUE_REPORT:
	case VALUE_RULE:
		return "sign";
	case VALUE_RULES:
		return "rules";
	case VALUE_FREE:
	case VALUE_ZONE:
		return "free";
	default:
		return "word";
	}
}

static void
put_words(enum value_kind kind, const struct option_row *row, struct buf *out)
{
	if (kind == VALUE_RULE || kind == VALUE_RULES || kind == VALUE_RULE_OPERAND) {
		buf_text(out, " words=$rules");
		return;
	}
	buf_text(out, " words='");
	put_value_words(kind, row, " ", out);
	buf_char(out, '\'');
}

static void
put_value(const struct option_row *row, struct buf *out)
{
	enum value_kind kind = value_kind_of(row);

	buf_text(out, "\t\t");
	if (row->letter != '\0')
		buf_put(out, "-%c%s", row->letter, row->name != NULL ? " | " : "");
	if (row->name != NULL)
		buf_put(out, "--%s", row->name);
	buf_put(out, ") kind=%s", kind_name(kind));
	put_words(kind, row, out);
	buf_text(out, " ;;\n");
}

static void
put_options(const struct command *command, struct buf *out)
{
	const char *before = "";

	buf_text(out, "\t\toptions='");
	for (const struct option_row *row = option_rows; row->id != 0; row++) {
		if ((row->commands & command->bit) == 0)
			continue;
		if (row->name != NULL)
			buf_put(out, "%s--%s", before, row->name);
		else
			buf_put(out, "%s-%c", before, row->letter);
		before = " ";
	}
	buf_text(out, "'\n");
}

static void
put_command(const struct command *command, struct buf *out)
{
	enum value_kind kind = operand_kind_of(command);

	buf_put(out, "\t%s)\n", command->name);
	put_options(command, out);
	buf_put(out, "\t\toperand=%s", kind_name(kind));
	put_words(kind, NULL, out);
	buf_text(out, "\n\t\tcase $option in\n");
	for (const struct option_row *row = option_rows; row->id != 0; row++)
		if ((row->commands & command->bit) != 0 && option_takes_word(row))
			put_value(row, out);
	buf_text(out, "\t\tesac\n\t\t;;\n");
}

void
complete_bash(struct buf *out)
{
	buf_text(out, head);
	put_value_words(VALUE_RULES, NULL, " ", out);
	buf_text(out, middle);
	put_value_words(VALUE_COMMAND, NULL, " ", out);
	buf_text(
	    out, " --help --version' -- \"$cur\")\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]} in\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		put_command(c, out);
	buf_text(out, tail);
}
