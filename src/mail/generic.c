/*
 * mail/generic.c -- names that look as if nobody had chosen them.
 *
 * Filters mistrust names made from the address or from words of access networks.  The words are those
 * that rspamd's hfilter weighs, and the substrings of its once_received; names that carry the address are
 * what SpamAssassin's RDNS_DYNAMIC, Haraka and lists of providers' schemes look for.
 */
#include <stdio.h>

#include "mail/parts.h"

struct weighed {
	const char *word;
	enum generic weight;
};

/* rspamd hfilter (eaac8e9): 4 and 5 are clear, 1 to 3 somewhat. */
static const struct weighed words[] = {
	{ "broadband", GENERIC_CLEARLY },
	{ "cable", GENERIC_SOMEWHAT },
	{ "cablemodem", GENERIC_CLEARLY },
	{ "catv", GENERIC_CLEARLY },
	{ "cdma", GENERIC_CLEARLY },
	{ "client", GENERIC_SOMEWHAT },
	{ "customer", GENERIC_SOMEWHAT },
	{ "dhcp", GENERIC_CLEARLY },
	{ "dialup", GENERIC_CLEARLY },
	{ "dsl", GENERIC_CLEARLY },
	{ "dyn", GENERIC_CLEARLY },
	{ "dynamic", GENERIC_CLEARLY },
	{ "dynip", GENERIC_CLEARLY },
	{ "gprs", GENERIC_CLEARLY },
	{ "homeuser", GENERIC_SOMEWHAT },
	{ "host", GENERIC_SOMEWHAT },
	{ "in-addr", GENERIC_CLEARLY },
	{ "modem", GENERIC_CLEARLY },
	{ "nat", GENERIC_CLEARLY },
	{ "peer", GENERIC_SOMEWHAT },
	{ "pool", GENERIC_CLEARLY },
	{ "ppp", GENERIC_CLEARLY },
	{ "pppoe", GENERIC_CLEARLY },
	{ "pptp", GENERIC_CLEARLY },
	{ "unused-addr", GENERIC_CLEARLY },
	{ "user", GENERIC_SOMEWHAT },
	{ "vps", GENERIC_SOMEWHAT },
	{ "wifi", GENERIC_CLEARLY },
};

/* The part of a name in front of its last two labels: what a provider's scheme writes. */
static size_t
host_part(const struct dname *name, char *out)
{
	char text[DNAME_TEXT_MAX];
	unsigned labels = dname_labels(name);
	struct dname head = { .len = 0 };
	size_t len;

	for (unsigned at = 0, i = 0; i + 2 < labels; i++) {
		unsigned next = at + name->wire[at] + 1u;

		memcpy(head.wire + at, name->wire + at, next - at);
		head.len = (uint8_t)next;
		at = next;
	}
	head.wire[head.len++] = 0;
	len = strlen(dname_text(&head, text)) - 1; /* without the final dot */
	memcpy(out, text, len);
	out[len] = '\0';
	return len;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word_edge(char c)
{
	return c == '\0' || c == '.' || c == '-';
}

/* Groups of digits in text, read as decimal numbers; zeros in front do not count. */
static size_t
digit_groups(const char *text, unsigned *groups, size_t most)
{
	size_t count = 0;

	while (*text != '\0' && count < most) {
		unsigned value = 0;

		if (!is_digit(*text)) {
			text++;
			continue;
		}
		for (; is_digit(*text); text++)
			value = value > 99999 ? value : value * 10 + (unsigned)(*text - '0');
		groups[count++] = value;
	}
	return count;
}

/* Three octets of the address, in order or reversed, as groups of digits one behind the other. */
static bool
holds_octets(const char *text, const uint8_t octets[4])
{
	unsigned groups[32];
	size_t count = digit_groups(text, groups, ARRAY_LEN(groups));

	for (size_t i = 0; i + 3 <= count; i++)
		for (unsigned from = 0; from < 2; from++) {
			bool forward = true, backward = true;

			for (unsigned k = 0; k < 3; k++) {
				forward &= groups[i + k] == octets[from + k];
				backward &= groups[i + k] == octets[3 - from - k];
			}
			if (forward || backward)
				return true;
		}
	return false;
}

/* The whole address in one: twelve digits, or eight hexadecimal ones. */
static bool
holds_joined(const char *text, const uint8_t o[4])
{
	char digits[16], hex[16];

	snprintf(digits, sizeof digits, "%03u%03u%03u%03u", o[0], o[1], o[2], o[3]);
	snprintf(hex, sizeof hex, "%02x%02x%02x%02x", o[0], o[1], o[2], o[3]);
	return strstr(text, digits) != NULL || strstr(text, hex) != NULL;
}

/* Eight nibbles of the address in one, or four groups of it one behind the other. */
static bool
holds_v6(const char *text, const uint8_t octets[16])
{
	char hex[33], plain[DNAME_TEXT_MAX], groups[8][5];
	size_t len = 0;

	for (unsigned i = 0; i < 16; i++)
		snprintf(hex + i * 2, 3, "%02x", octets[i]);
	for (const char *c = text; *c != '\0'; c++)
		if (*c != '-' && *c != '.')
			plain[len++] = *c;
	plain[len] = '\0';
	for (unsigned i = 0; i + 8 <= 32; i++) {
		char part[9];

		memcpy(part, hex + i, 8);
		part[8] = '\0';
		if (strcmp(part, "00000000") != 0 && strstr(plain, part) != NULL)
			return true;
	}
	for (unsigned i = 0; i < 8; i++)
		snprintf(groups[i], sizeof groups[i], "%x",
		    (unsigned)octets[2 * i] << 8 | octets[2 * i + 1]);
	for (unsigned i = 0; i + 4 <= 8; i++) {
		char part[64];

		snprintf(part, sizeof part, "%s-%s-%s-%s", groups[i], groups[i + 1], groups[i + 2],
		    groups[i + 3]);
		if (strcmp(part, "0-0-0-0") != 0 && strstr(text, part) != NULL)
			return true;
	}
	return false;
}

/*
 * The word as a label or as a part of one between hyphens.  As rspamd reads it, a first label that is
 * nothing but the word is no sign ("nat.example.com"), and none with digits glued to it is.
 */
static bool
holds_word(const char *text, const struct weighed *w)
{
	size_t len = strlen(w->word);

	for (const char *at = text; (at = strstr(at, w->word)) != NULL; at++) {
		if (at == text && at[len] == '-')
			return true;
		if (at > text && is_word_edge(at[-1]) && is_word_edge(at[len]))
			return true;
	}
	return false;
}

enum generic
generic_judge(const struct dname *name, const struct addr *addr, char *word)
{
	char text[DNAME_TEXT_MAX];
	enum generic found = GENERIC_NOT;

	host_part(name, text);
	word[0] = '\0';
	if (addr->family == ADDR_V4
	        ? holds_octets(text, addr->octets) || holds_joined(text, addr->octets)
	        : holds_v6(text, addr->octets)) {
		snprintf(word, DNAME_LABEL_MAX + 1, "the address");
		return GENERIC_CLEARLY;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].weight > found && holds_word(text, &words[i])) {
			found = words[i].weight;
			snprintf(word, DNAME_LABEL_MAX + 1, "\"%s\"", words[i].word);
		}
	if (found == GENERIC_NOT && strstr(text, "mail") == NULL &&
	    (strstr(text, "static") != NULL || strstr(text, "dynamic") != NULL)) {
		snprintf(word, DNAME_LABEL_MAX + 1, "\"%s\"",
		    strstr(text, "static") != NULL ? "static" : "dynamic");
		found = GENERIC_SOMEWHAT;
	}
	return found;
}
