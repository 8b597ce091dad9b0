/*
 * tests/diff/rdata_tool.c -- reads "TYPE<TAB>rdata" lines, prints what our reader makes of them.
 *
 * "ok HEX<TAB>PRINTED" or "bad PROBLEM SENTENCE", one line each.  With -w the lines are
 * "TYPE<TAB>HEX" and the answer is "ok PRINTED" or "bad".  Names are completed with "example.".
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "rdata_tokens.h"

#define AS_TEXT(name) #name,
static const char *const problem_names[] = { "NONE",
	PROBLEM_FATAL_LIST(AS_TEXT) PROBLEM_REMARK_LIST(AS_TEXT) };
#undef AS_TEXT

static char first_complaint[1024];

static void
complain(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	(void)arg;
	(void)token;
	(void)at;
	(void)len;
	if (first_complaint[0] == '\0')
		snprintf(first_complaint, sizeof first_complaint, "%s %s", problem_names[problem],
		    sentence);
}

static void
read_text(uint16_t type, const char *text)
{
	static struct token tokens[TOKENS_MAX];
	static uint8_t wire[RDATA_MAX];
	struct rdata_sink sink = { complain, NULL };
	struct dname origin = dname_const("example.");
	struct buf printed = { 0 };
	size_t count, len = 0;

	first_complaint[0] = '\0';
	if (!tokens_split(str_of(text), tokens, &count)) {
		puts("bad TOKENS quote is open");
		return;
	}
	if (!rdata_parse(type, tokens, count, &origin, wire, &len, &sink)) {
		printf("bad %s\n", first_complaint);
		return;
	}
	rdata_print(type, wire, len, &printed);
	fputs("ok ", stdout);
	for (size_t i = 0; i < len; i++)
		printf("%02x", wire[i]);
	printf("\t%.*s\n", (int)printed.len, printed.ptr);
	buf_free(&printed);
}

static void
read_wire(uint16_t type, const char *hex)
{
	static uint8_t wire[RDATA_MAX];
	struct buf printed = { 0 };
	size_t len = 0;
	unsigned octet;

	while (len < sizeof wire && sscanf(hex + 2 * len, "%2x", &octet) == 1)
		wire[len++] = (uint8_t)octet;
	if (!rdata_check(type, wire, len)) {
		puts("bad");
		return;
	}
	rdata_print(type, wire, len, &printed);
	printf("ok %.*s\n", (int)printed.len, printed.ptr);
	buf_free(&printed);
}

int
main(int argc, char **argv)
{
	bool from_wire = argc > 1 && strcmp(argv[1], "-w") == 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		char *tab = strchr(line, '\t');
		uint16_t type;

		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (tab == NULL || !rrtype_parse((struct str){ line, (size_t)(tab - line) }, &type))
			die("no type in \"%s\"", line);
		if (from_wire)
			read_wire(type, tab + 1);
		else
			read_text(type, tab + 1);
	}
	free(line);
	return 0;
}
