/*
 * tests/diff/rdata_ldns.c -- does ldns read the wire form that we make?
 *
 * Input as for rdata_tool: "TYPE<TAB>rdata" lines.  Each that our reader accepts is put behind a
 * record header and given to ldns_wire2rr(); ldns must take it, and give the same octets back.
 * ldns gets wire form only, for its text reader takes too much.  Prints the lines that differ and
 * the usual last line.
 */
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "rdata_tokens.h"

/* Owner ".", type, class IN, TTL 0, RDLENGTH. */
#define HEADER 11

static uint8_t record[HEADER + RDATA_MAX];

static void
complain(
    void *arg, enum problem problem, size_t token, uint32_t at, uint32_t len, const char *sentence)
{
	(void)arg;
	(void)problem;
	(void)token;
	(void)at;
	(void)len;
	(void)sentence;
}

static bool
read_line(uint16_t type, const char *text, size_t *len)
{
	static struct token tokens[TOKENS_MAX];
	struct rdata_sink sink = { complain, NULL };
	struct dname origin = dname_const("example.");
	size_t count;

	if (!tokens_split(str_of(text), tokens, &count))
		return false;
	return rdata_parse(type, tokens, count, &origin, record + HEADER, len, &sink);
}

/* NULL, or what ldns says. */
static const char *
ask_ldns(uint16_t type, size_t len)
{
	const uint8_t header[HEADER] = { 0, (uint8_t)(type >> 8), (uint8_t)type, 0, 1, 0, 0, 0, 0,
		(uint8_t)(len >> 8), (uint8_t)len };
	const char *fault = NULL;
	ldns_rr *rr = NULL;
	uint8_t *again = NULL;
	size_t at = 0, again_len = 0;
	ldns_status status;

	memcpy(record, header, HEADER);
	status = ldns_wire2rr(&rr, record, HEADER + len, &at, LDNS_SECTION_ANSWER);
	if (status != LDNS_STATUS_OK)
		return ldns_get_errorstr_by_id(status);
	status = ldns_rr2wire(&again, rr, LDNS_SECTION_ANSWER, &again_len);
	if (status != LDNS_STATUS_OK)
		fault = ldns_get_errorstr_by_id(status);
	else if (again_len != HEADER + len || memcmp(again, record, again_len) != 0)
		fault = "ldns gives other octets back";
	free(again);
	ldns_rr_free(rr);
	return fault;
}

int
main(void)
{
	unsigned passed = 0, failed = 0, skipped = 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t got;

	while ((got = getline(&line, &room, stdin)) > 0) {
		char *tab = strchr(line, '\t');
		const char *fault;
		uint16_t type;
		size_t len;

		if (line[got - 1] == '\n')
			line[got - 1] = '\0';
		if (tab == NULL || !rrtype_parse((struct str){ line, (size_t)(tab - line) }, &type))
			die("no type in \"%s\"", line);
		if (!read_line(type, tab + 1, &len)) {
			skipped++;
			continue;
		}
		fault = ask_ldns(type, len);
		if (fault == NULL) {
			passed++;
			continue;
		}
		failed++;
		printf("FAIL %s\t%s\n", line, fault);
	}
	free(line);
	printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed > 0;
}
