/* cli/stdin.c -- standard input in place of a file, for editors */
#include "cli/stdin.h"

#include <errno.h>
#include <unistd.h>

#include "cli/session.h"

#define STEP ((size_t)64 << 10)

static bool
read_input(uint64_t most, struct buf *text)
{
	for (;;) {
		ssize_t got = read(STDIN_FILENO, buf_room(text, STEP), STEP);

		if (got == 0)
			return true;
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1) {
			complain("cannot read standard input: %s", strerror(errno));
			return false;
		}
		text->len += (size_t)got;
		if (text->len > most) {
			complain("standard input has more than %llu bytes (--limit bytes=N)",
			    (unsigned long long)most);
			return false;
		}
	}
}

bool
stdin_take(struct settings *settings, struct buf *text)
{
	const struct texts *operands = &settings->operands;
	bool asked = false;

	for (size_t i = 0; i < operands->count; i++)
		asked |= strcmp(operands->items[i], "-") == 0;
	if (settings->stdin_filename == NULL) {
		if (asked)
			usage_error(settings->command,
			    "- is standard input, and needs --stdin-filename: the file that it is");
		return !asked;
	}
	if (operands->count > 1 || (operands->count == 1 && !asked)) {
		usage_error(settings->command, "--stdin-filename goes with - and no other PATH");
		return false;
	}
	if (settings->fix || settings->write_baseline || settings->add_ignore ||
	    settings->rev != NULL || settings->staged) {
		usage_error(settings->command,
		    "--stdin-filename reads one file from standard input, and changes none");
		return false;
	}
	settings->operands.count = 0;
	texts_add(settings, &settings->operands, settings->stdin_filename);
	return read_input(settings->limits.bytes, text);
}
