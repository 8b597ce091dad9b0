/* cli/commands.c -- the list of commands, and the two that only talk */
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/out.h"

const struct command commands[] = {
	{ "check", FOR_CHECK, "[PATH]...", "lint all zones and cross-check them",
	    "Reads every zone of the project, and the egress map, and says what is wrong. All of the "
	    "project is always read; a PATH, file or folder, selects findings that have a place in it.\n"
	    "\n"
	    "Exit status: 0 nothing found, 1 errors found (see --fail-on), 2 something could not be "
	    "checked, 3 output or a repair failed, or a guard refused: too much of a zone would go.",
	    "ptrlint check --fix\n"
	    "ptrlint check --select @mail --format concise\n"
	    "ptrlint check --zone example.com=db.example --zone 2.0.192.in-addr.arpa=db.rev\n"
	    "ptrlint check --report json=report.json\n",
	    cmd_check },
	{ "plan", FOR_PLAN, "[PATH]...", "the reverse records to add, replace, delete",
	    "Prints the records that close the reverse side, one change a line, and writes nothing: "
	    "`ptrlint check --diff` shows them as a patch, `ptrlint check --fix` carries them out.\n"
	    "\n"
	    "Exit status: 0 nothing to do, 1 there are changes, 2 something could not be read, 3 a guard "
	    "would refuse them: too much of a zone would go.",
	    "ptrlint plan\n"
	    "ptrlint plan --format requests\n"
	    "ptrlint plan --format nsupdate | nsupdate -k KEYFILE\n",
	    cmd_plan },
	{ "gen", FOR_GEN, "[ZONE|NETWORK]...", "whole reverse zones from forward zones and the map",
	    "Prints reverse zones: all that were read, those named, or those of networks and addresses. "
	    "A zone that was read keeps its SOA and NS records, its delegations, and every PTR record "
	    "that cannot be disproved; a new one has what the project file says under gen. Nothing is "
	    "written over unless -o says where.\n"
	    "\n"
	    "Exit status: 0 done, 1 an address has several names and none comes first (see --pick), 2 "
	    "something could not be read or was not asked for rightly, 3 writing failed, or a guard "
	    "refused: too much of a zone would go.",
	    "ptrlint gen 2.0.192.in-addr.arpa\n"
	    "ptrlint gen 192.0.2.0/24 2001:db8::/64 -o zones\n"
	    "ptrlint gen 2.0.192.in-addr.arpa --delegate 192.0.2.64/26\n"
	    "ptrlint gen --update zones/db.192.0.2 --in-place\n",
	    cmd_gen },
	{ "trace", FOR_TRACE, "NAME|ADDRESS...", "the mail path or PTR chain of one thing",
	    "Follows a mail domain from its MX records, a host from its addresses, or an address from "
	    "its PTR record, through zones and egress map, until it is confirmed. First comes the "
	    "verdict, with the rule that explains it, then each step with its file and line.\n"
	    "\n"
	    "Exit status: 0 the path is whole, or cannot be verified from the files, 1 it is broken, 2 "
	    "nothing is known of the name, or something could not be read.",
	    "ptrlint trace example.com\n"
	    "ptrlint trace 192.0.2.25 2001:db8::25\n"
	    "ptrlint trace --format json mail.example.com\n",
	    cmd_trace },
	{ "report", FOR_REPORT, "[PATH]...",
	    "one page to look at: ways of mail, reverse blocks, findings",
	    "Writes one HTML page that needs no network and no script: each way of mail from the domain to "
	    "the name that leads back, every reverse block cell by cell, the zones, and the findings with "
	    "their lines. A PATH selects findings; the pictures are always of the whole project.\n"
	    "\n"
	    "Exit status: 0 nothing found, 1 errors found (see --fail-on), 2 something could not be "
	    "checked, 3 the page could not be written.",
	    "ptrlint report -o report.html\n"
	    "ptrlint report --format text\n"
	    "ptrlint report --format dot | dot -Tsvg -o mail.svg\n",
	    cmd_report },
	{ "diff", FOR_DIFF, "[OLD [NEW]]", "what a change does: records, mail addresses, findings",
	    "Compares two states of the project: git revisions, folders, or the files on the disk. OLD is HEAD "
	    "unless given, NEW the files on the disk. An operand that is a folder is one, any other a "
	    "revision. Records are compared by what they say, whatever file and line they stand in; "
	    "beside them stand the mail addresses that receivers see otherwise, and the findings that come "
	    "and go. No baseline is looked at.\n"
	    "\n"
	    "Exit status: 0 nothing differs, 1 something does, 2 one of the two could not be read whole.",
	    "ptrlint diff\n"
	    "ptrlint diff origin/main --format markdown\n"
	    "ptrlint diff v1.0 v1.1\n"
	    "ptrlint diff --staged\n",
	    cmd_diff },
	{ "zones", FOR_ZONES, NULL, "what was found, its origin, view and role, and why",
	    "Lists the zones that the other commands read, and for each what made it one.", NULL,
	    cmd_zones },
	{ "canon", FOR_CANON, "[PATH]...", "zones, one absolute record a line, in canonical order",
	    "Prints the records of all zones, or of those whose file is a PATH, so that two versions "
	    "can be compared line by line. A single file outside the project is read alone.\n"
	    "\n"
	    "Exit status: 1 when a record could not be read and was left out.",
	    "ptrlint canon zones/db.example.com\n"
	    "ptrlint canon --zone example.com=db.example\n",
	    cmd_canon },
	{ "rule", FOR_RULE, "[RULE|SYMPTOM]...", "explain a rule, or find it from a bounce code",
	    "Explains rules: what happens, what to do, wrong and right. What is no rule is looked for "
	    "in the explanations, so a bounce code or a word of a server's message will do, or a "
	    "whole line of a mail log. Without an operand: the list of rules.",
	    "ptrlint rule mx-target-cname\n"
	    "ptrlint rule 5.7.25\n"
	    "ptrlint rule '450 4.7.25 Client host rejected: cannot find your hostname'\n",
	    cmd_rule },
	{ "config", FOR_CONFIG, NULL, "effective settings and where each came from",
	    "Prints the settings that are in force: those of the command line, of the project file, "
	    "and defaults. With --check only what is wrong with project file and egress map.",
	    NULL, cmd_config },
	{ "init", FOR_INIT, NULL, "a commented project file and map, from what was found",
	    "Writes .ptrlint.yaml and mail-egress.yaml at the root, with what is known of the zones in "
	    "comments, and, when asked, files for CI and for the pre-commit program. What is there "
	    "already is left as it is.\n"
	    "\n"
	    "Exit status: 0 all of it is there, 2 no zone was found, 3 a file could not be written.",
	    "ptrlint init\n"
	    "ptrlint init --ci github --pre-commit\n",
	    cmd_init },
	{ "completions", FOR_COMPLETIONS, "SHELL", "what a shell completes: bash, zsh or fish",
	    "Prints a script for the shell: commands, options, their values, rules. `make install` puts "
	    "them where the shells look.",
	    "eval \"$(ptrlint completions bash)\"\n"
	    "ptrlint completions fish > ~/.config/fish/completions/ptrlint.fish\n",
	    cmd_completions },
	{ "help", FOR_HELP, "[COMMAND]", "this text, or that of a command",
	    "Prints the list of commands, or the options of one.", NULL, cmd_help },
	{ "version", FOR_VERSION, NULL, "the version", "Prints the version.", NULL, cmd_version },
	{ .name = NULL },
};

const struct command *
command_find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

enum exit_status
cmd_help(struct settings *settings)
{
	static const char *const formats[] = { "text", "man" };
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	const struct command *command = NULL;
	struct buf text = { 0 };

	if (format < 0)
		return EXIT_UNDONE;
	if (format == 1)
		return manual_print(settings);
	if (settings->operands.count > 0) {
		command = command_find(settings->operands.items[0]);
		if (command == NULL)
			return usage_error(
			    NULL, "unknown command \"%s\"", settings->operands.items[0]);
	}
	if (command != NULL)
		options_help(command, &text, terminal_width());
	else
		commands_help(&text, terminal_width());
	return print_and_free(&text, EXIT_CLEAN);
}

enum exit_status
cmd_version(struct settings *settings)
{
	struct buf text = { 0 };

	(void)settings;
	buf_text(&text, "ptrlint " PTRLINT_VERSION "\n");
	return print_and_free(&text, EXIT_CLEAN);
}
