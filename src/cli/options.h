/* cli/options.h -- the one table of options: parsing, help, completions. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/cli.h"

enum command_bit {
	FOR_CHECK = 1,
	FOR_ZONES = 2,
	FOR_CANON = 4,
	FOR_RULE = 8,
	FOR_CONFIG = 16,
	FOR_HELP = 32,
	FOR_VERSION = 64,
	FOR_PLAN = 128,
	FOR_TRACE = 256,
	FOR_COMPLETIONS = 512,
	FOR_INIT = 1024,
	FOR_GEN = 2048,
	FOR_REPORT = 4096,
	FOR_DIFF = 8192,
	FOR_JUDGING = FOR_CHECK | FOR_PLAN, /* what runs rules, and may repair */
	FOR_READING = FOR_CHECK | FOR_TRACE | FOR_ZONES | FOR_CANON |
	              FOR_REPORT, /* what writes to no zone, or need not */
	FOR_LOADING = FOR_JUDGING | FOR_GEN | FOR_TRACE | FOR_ZONES | FOR_CANON | FOR_INIT |
	              FOR_REPORT | FOR_DIFF, /* what reads zones */
	FOR_ALL = 16383
};

struct option_row {
	int id;           /* enum option_id, private to options.c */
	char letter;      /* or 0 */
	const char *name; /* without the dashes; NULL when there is a letter only */
	const char *
	    argument; /* how help calls it; NULL when it takes none; in brackets when it need not be there */
	unsigned commands; /* bits of those that know it */
	const char *group; /* heading in help */
	const char *text;
};

/* Is the next word its value?  Where the value need not be there it comes behind "=". */
static inline bool
option_takes_word(const struct option_row *row)
{
	return row->argument != NULL && row->argument[0] != '[';
}

/* Ends with an entry with id 0. */
extern const struct option_row option_rows[];

/*
 * Parse the words behind a command's name.
 *
 * return  false after a usage error was printed
 */
bool options_parse(int argc, char *const *argv, const struct command *command,
    struct settings *settings, bool *help);

/* Append the help of a command; width as for wrap_text(). */
void options_help(const struct command *command, struct buf *out, unsigned width);

/* Append the list of commands, with three examples. */
void commands_help(struct buf *out, unsigned width);

#endif
