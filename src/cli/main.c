/* cli/main.c -- the command's name and what follows */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/suggest.h"
#include "cli/options.h"
#include "cli/out.h"

/*
 * Files that are opened must not get the number of a standard stream that was closed: what is
 * printed would go there.  Reading is all that /dev/null is opened for, so writing still fails.
 */
static void
keep_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd)
			_Exit(EXIT_BROKEN);
}

static enum exit_status
no_command(void)
{
	struct buf text = { 0 };

	commands_help(&text, 0);
	write_all(STDERR_FILENO, text.ptr, text.len);
	buf_free(&text);
	return EXIT_UNDONE;
}

static enum exit_status
unknown_command(const char *word)
{
	struct suggest s;

	suggest_begin(&s, str_of(word));
	for (const struct command *c = commands; c->name != NULL; c++)
		suggest_offer(&s, str_of(c->name));
	if (s.best.ptr != NULL)
		return usage_error(
		    NULL, "unknown command \"%s\"; did you mean \"%s\"?", word, s.best.ptr);
	if (access(word, F_OK) == 0)
		return usage_error(
		    NULL, "unknown command \"%s\"; did you mean \"ptrlint check %s\"?", word, word);
	return usage_error(NULL, "unknown command \"%s\"", word);
}

static enum exit_status
run(int argc, char **argv)
{
	struct settings settings = { .limits = LIMITS_DEFAULT, .fail_on = SEVERITY_ERROR };
	const struct command *command;
	enum exit_status status;
	bool help = false;

	if (argc < 2)
		return no_command();
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		command = command_find("help");
	else if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		command = command_find("version");
	else if (argv[1][0] == '-')
		return usage_error(NULL, "a command comes first, then options: \"%s\"", argv[1]);
	else
		command = command_find(argv[1]);
	if (command == NULL)
		return unknown_command(argv[1]);
	settings.command = command;
	if (!options_parse(argc - 2, argv + 2, command, &settings, &help)) {
		status = EXIT_UNDONE;
	} else if (help) {
		settings.operands = (struct texts){ 0 };
		texts_add(&settings, &settings.operands, command->name);
		status = cmd_help(&settings);
	} else {
		status = settings.command->run(&settings);
	}
	arena_free(&settings.arena);
	return status;
}

int
main(int argc, char **argv)
{
	keep_standard_streams();
	signal(SIGPIPE, SIG_IGN);
	return (int)run(argc, argv);
}
