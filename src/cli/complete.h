/* cli/complete.h -- what shells are told of options, from the one table.  Private to the completions. */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include "cli/options.h"

enum value_kind {
	VALUE_FREE, /* nothing can be proposed */
	VALUE_FILE,
	VALUE_FOLDER,
	VALUE_WORD,   /* one of the words that the help text lists */
	VALUE_LIMIT,  /* such a word, and "=" */
	VALUE_REPORT, /* a format, "=", a file */
	VALUE_ZONE,   /* anything, "=", a file */
	VALUE_RULE,   /* a rule, and "=" */
	VALUE_RULES,  /* rules and groups, commas between */
	VALUE_RULE_OPERAND,
	VALUE_COMMAND,
	VALUE_SHELL
};

/* What an option's value, or the operands of a command, can be. */
enum value_kind value_kind_of(const struct option_row *row);
enum value_kind operand_kind_of(const struct command *command);

/*
 * Append the words for values of that kind, with between between them: those of the option's text
 * ("auto (default), always, never"; behind a colon when there is one), or of a table.
 */
void put_value_words(
    enum value_kind kind, const struct option_row *row, const char *between, struct buf *out);

/* Append what an option does, in few words and without quotes. */
void put_option_summary(const struct option_row *row, struct buf *out);

void complete_bash(struct buf *out);
void complete_zsh(struct buf *out);
void complete_fish(struct buf *out);

#endif
