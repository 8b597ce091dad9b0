/* cli/help.c -- help for people, from the tables of commands and options */
#include "cli/options.h"
#include "render/wrap.h"

enum {
	INDENT = 2,
	COLUMN = 26, /* where the text of options begins */
	COMMAND_COLUMN = 15,
	WIDEST = 90 /* longer lines are hard to read */
};

static unsigned
readable(unsigned width)
{
	return width == 0 ? 80 : width > WIDEST ? WIDEST : width;
}

/* "-q, --quiet" or "    --root DIR", then its text in the right column. */
static void
put_option(const struct option_row *row, struct buf *out, unsigned width)
{
	size_t begin = out->len;

	buf_fill(out, ' ', INDENT);
	if (row->letter != '\0')
		buf_put(out, "-%c%s", row->letter, row->name != NULL ? ", " : "");
	else
		buf_text(out, "    ");
	if (row->name != NULL)
		buf_put(out, "--%s", row->name);
	if (row->argument != NULL)
		buf_put(out, "%s%s", option_takes_word(row) ? " " : "", row->argument);
	if (out->len - begin + 2 > COLUMN) {
		buf_char(out, '\n');
		begin = out->len;
	}
	buf_fill(out, ' ', COLUMN - (out->len - begin));
	wrap_text(out, row->text, COLUMN, width);
	buf_char(out, '\n');
}

static void
put_options(const struct command *command, struct buf *out, unsigned width)
{
	const char *group = "";

	for (const struct option_row *row = option_rows; row->id != 0; row++) {
		if ((row->commands & command->bit) == 0)
			continue;
		if (strcmp(row->group, group) != 0)
			buf_put(out, "\n%s:\n", row->group);
		group = row->group;
		put_option(row, out, width);
	}
}

/* Lines, each with an indent. */
static void
put_examples(const char *examples, struct buf *out)
{
	buf_text(out, "\nExamples:\n");
	while (*examples != '\0') {
		size_t len = strcspn(examples, "\n");

		buf_fill(out, ' ', INDENT);
		buf_bytes(out, examples, len);
		buf_char(out, '\n');
		examples += len + (examples[len] == '\n');
	}
}

void
options_help(const struct command *command, struct buf *out, unsigned width)
{
	width = readable(width);
	buf_put(out, "Usage: ptrlint %s [OPTION]...", command->name);
	if (command->operands != NULL)
		buf_put(out, " %s", command->operands);
	buf_text(out, "\n\n");
	wrap_text(out, command->text, 0, width);
	buf_char(out, '\n');
	put_options(command, out, width);
	if (command->examples != NULL)
		put_examples(command->examples, out);
}

void
commands_help(struct buf *out, unsigned width)
{
	width = readable(width);
	buf_text(out, "Usage: ptrlint COMMAND [OPTION]...\n\n");
	wrap_text(out,
	    "Checks the mail path MX, A and AAAA, NAT, egress address, PTR across all zone files "
	    "of a repository, and the zones themselves.",
	    0, width);
	buf_text(out, "\n\nCommands:\n");
	for (const struct command *c = commands; c->name != NULL; c++) {
		size_t begin = out->len;

		buf_put(out, "  %s", c->name);
		buf_fill(out, ' ', COMMAND_COLUMN - (out->len - begin));
		wrap_text(out, c->summary, COMMAND_COLUMN, width);
		buf_char(out, '\n');
	}
	put_examples("ptrlint check                    the repository you are in\n"
	             "ptrlint check zones/example.com  only what touches this file\n"
	             "ptrlint rule mx-target-cname     what a rule means, and what to do\n",
	    out);
	buf_text(out, "\n`ptrlint COMMAND --help` tells more.\n");
}
