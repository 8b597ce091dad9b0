/* cli/manual.c -- manual pages from the tables of commands, options, rules and settings */
#include "cli/manual.h"

#include <stdlib.h>

#include "cli/options.h"
#include "cli/out.h"
#include "cli/schemas.h"
#include "cli/values.h"
#include "lint/registry.h"
#include "render/man.h"

static const char about[] =
    "Many receivers refuse mail from an address without a name, or whose name does not lead back to it. "
    "`ptrlint` reads every forward and reverse zone of a repository, and a map of the addresses that mail "
    "is sent from, and follows each mail path from MX over A and AAAA, through NAT, to the egress "
    "address, its PTR record and back. It lints the zones on the way, says what is broken with the line "
    "to edit, and writes the corrected reverse records.\n"
    "It opens no socket and starts no program. All zones of the project are always read; operands "
    "select what is told. The root of the project is the nearest folder, at or above the first operand "
    "or the working directory, with a file .ptrlint.yaml or mail-egress.yaml, else with .git.";

/* A tag and its text each. */
static const char *const statuses[][2] = {
	{ "0", "Nothing at or above --fail-on remains; the plan or the patch is empty." },
	{ "1",
	    "Findings remain; the plan or the patch is not empty; the path that was traced is broken." },
	{ "2",
	    "The job could not be done as asked: usage, settings or map invalid, input unreadable, no zone "
	    "found, a limit hit." },
	{ "3",
	    "Refused or failed on our side: a guard, a self-check, a write, no memory. Then nothing was "
	    "replaced." },
};
static const char *const variables[][2] = {
	{ "NO_COLOR", "When set and not empty: no colour, unless by --color." },
	{ "CLICOLOR_FORCE", "When set and not 0: colour also where there is no terminal." },
	{ "SOURCE_DATE_EPOCH", "Seconds since 1970: the day that dates are compared with." },
};
static const char *const files[][2] = {
	{ "mail-egress.yaml", "The egress map: facts about mail that zones do not hold." },
	{ ".ptrlint.yaml", "The project file: how to run. None is needed." },
};

static const char map_about[] =
    "What zone files cannot say about mail: from which addresses, as receivers see them, each server sends, "
    "under which names it greets, who writes the reverse zones. Three lines suffice. The file lies at the "
    "root of the project, or where `map` of the project file says.\n"
    "Types are written as YAML has them: [T, ...] is a list, {K: T} a mapping, | parts alternatives. Other "
    "keys are errors; keys that begin with x- are yours. `ptrlint config --check` says what is wrong.";
static const char map_example[] = "version: 1\n"
                                  "hosts:\n"
                                  "  mail.source.com: {internal: 10.10.10.1, external: 4.3.2.1}\n";
static const char project_about[] =
    "How to run ptrlint in a repository. The file lies at the root of the project and is called "
    ".ptrlint.yaml; a repository without it works, too. The command line goes before it.\n"
    "Types are written as YAML has them: [T, ...] is a list, {K: T} a mapping, | parts alternatives. Other "
    "keys are errors. `ptrlint config` prints the settings in force and where each came from.";
static const char project_example[] = "version: 1\n"
                                      "lint:\n"
                                      "  select: [\"@recommended\", \"@strict\"]\n"
                                      "  per_file_ignores:\n"
                                      "    legacy/*: [style-tabs]\n"
                                      "output:\n"
                                      "  fail_on: warning\n";

static const char *const page_names[] = { "ptrlint.1", "ptrlint.yaml.5", "mail-egress.yaml.5",
	"ptrlint-rules.7" };

/* "-j N, --jobs N". */
static void
put_option_tag(struct man *m, const struct option_row *row)
{
	struct buf name = { 0 };

	if (row->letter != '\0')
		buf_put(&name, "-%c%s", row->letter, row->name != NULL ? ", " : "");
	if (row->name != NULL)
		buf_put(&name, "--%s", row->name);
	if (row->argument != NULL && !option_takes_word(row))
		buf_text(&name, row->argument);
	buf_char(&name, '\0');
	man_tag(m, name.ptr, option_takes_word(row) ? row->argument : NULL);
	buf_free(&name);
}

/* The text of an option, and the commands that know it. */
static void
put_option_text(struct man *m, const struct option_row *row)
{
	struct buf text = { 0 };
	const char *before = " Commands: ";

	buf_put(&text, "%s.", row->text);
	for (const struct command *c = commands; c->name != NULL; c++) {
		if ((row->commands & c->bit) == 0 || row->commands == FOR_ALL)
			continue;
		buf_put(&text, "%s`%s`", before, c->name);
		before = ", ";
	}
	buf_text(&text, row->commands == FOR_ALL ? "" : ".");
	buf_char(&text, '\0');
	man_text(m, text.ptr);
	buf_free(&text);
}

static void
put_options(struct man *m)
{
	static const char *const groups[] = { "Input", "Rules", "Repair", "Generate", "Output",
		"Other" };

	man_section(m, "OPTIONS");
	man_text(m,
	    "Options stand behind the command. `--name VALUE` and `--name=VALUE` are the same; names are "
	    "not abbreviated; -- ends the options.");
	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		man_subsection(m, groups[i]);
		man_list(m);
		for (const struct option_row *row = option_rows; row->id != 0; row++)
			if (strcmp(row->group, groups[i]) == 0) {
				put_option_tag(m, row);
				put_option_text(m, row);
			}
		man_list_end(m);
	}
}

static void
put_commands(struct man *m)
{
	man_section(m, "COMMANDS");
	man_list(m);
	for (const struct command *c = commands; c->name != NULL; c++) {
		man_tag(m, c->name, c->operands);
		man_text(m, c->text);
		if (c->examples != NULL)
			man_lines(m, c->examples);
	}
	man_list_end(m);
}

static void
put_pairs(struct man *m, const char *heading, const char *const pairs[][2], size_t count)
{
	man_section(m, heading);
	man_list(m);
	for (size_t i = 0; i < count; i++) {
		man_tag(m, pairs[i][0], NULL);
		man_text(m, pairs[i][1]);
	}
	man_list_end(m);
}

static void
put_program(struct buf *out)
{
	struct man m = man_begin(out, "ptrlint", 1,
	    "check DNS zones together, and write the reverse records that mail needs");

	buf_text(out, ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Op Ar operand ...\n");
	man_section(&m, "DESCRIPTION");
	man_text(&m, about);
	put_commands(&m);
	put_options(&m);
	put_pairs(&m, "ENVIRONMENT", variables, ARRAY_LEN(variables));
	put_pairs(&m, "FILES", files, ARRAY_LEN(files));
	put_pairs(&m, "EXIT STATUS", statuses, ARRAY_LEN(statuses));
	man_see_also(&m);
}

static bool
put_file(const char *schema, const char *name, const char *summary, const char *text,
    const char *example, struct buf *out)
{
	const struct schema *x = schemas;
	struct err err;

	while (strcmp(x->name, schema) != 0)
		x++;
	if (man_schema(x->text, name, summary, text, example, out, &err))
		return true;
	complain("%s", err.text);
	return false;
}

static void
put_rules(struct buf *out)
{
	const struct rule **rules = xcalloc(rule_count(), sizeof *rules);

	for (size_t i = 0; i < rule_count(); i++)
		rules[i] = rule_at(i);
	man_rules(rules, rule_count(), out);
	free(rules);
}

enum exit_status
manual_print(struct settings *settings)
{
	const char *name =
	    settings->operands.count > 0 ? settings->operands.items[0] : page_names[0];
	struct buf out = { 0 };
	struct err err;
	bool ok = true;
	size_t page = 0;

	while (page < ARRAY_LEN(page_names) && strcmp(name, page_names[page]) != 0)
		page++;
	switch (page) {
	case 0:
		put_program(&out);
		break;
	case 1:
		ok = put_file("project", "ptrlint.yaml", "the project file of ptrlint",
		    project_about, project_example, &out);
		break;
	case 2:
		ok = put_file("map", "mail-egress.yaml", "the egress map of ptrlint", map_about,
		    map_example, &out);
		break;
	case 3:
		put_rules(&out);
		break;
	default:
		value_unknown("page", name, page_names, ARRAY_LEN(page_names), &err);
		return usage_error(settings->command, "%s", err.text);
	}
	if (ok)
		return print_and_free(&out, EXIT_CLEAN);
	buf_free(&out);
	return EXIT_BROKEN;
}
