/* render/symptom.c -- from what a mail log says to the rules that speak of its cause */
#include "render/symptom.h"
#include "lint/registry.h"
#include "render/explain.h"

/*
 * What servers write when they refuse mail, the clearest first: words that follow each other in a line, and the
 * rules for what may be behind it, the likeliest first.  Gathered from the servers' documentation and sources.
 */
static const struct saying sayings[] = {
	{ "cannot find your reverse hostname", "ptr-missing mx-ptr-missing" },
	{ "cannot find your hostname",
	    "ptr-missing ptr-mismatch forward-missing ptr-target-missing ptr-name-invalid" },
	{ "does not resolve to address", "forward-missing ptr-mismatch ptr-partial" },
	{ "may be forged", "forward-missing ptr-mismatch ptr-partial" },
	{ "iprev=permerror", "ptr-missing" },
	{ "iprev=fail", "forward-missing ptr-mismatch ptr-target-missing" },
	{ "policy.iprev", "ptr-missing forward-missing ptr-mismatch" },
	{ "ptr record", "ptr-missing forward-missing ptr-mismatch ptr-wrong-name" },
	{ "invalid ptr", "ptr-name-invalid ptr-missing ptr-mismatch" },
	{ "no ptr", "ptr-missing mx-ptr-missing" },
	{ "missing ptr", "ptr-missing mx-ptr-missing" },
	{ "dns:nr", "ptr-missing" },
	{ "rtr:rd", "ptr-generic" },
	{ "rtr:du", "egress-dynamic ptr-generic" },
	{ "rtr:bb", "egress-dynamic ptr-generic" },
	{ "forward dns entry", "forward-missing ptr-mismatch" },
	{ "fcrdns", "ptr-missing forward-missing ptr-mismatch" },
	{ "generic rdns", "ptr-generic" },
	{ "generic reverse", "ptr-generic" },
	{ "generic hostname", "ptr-generic" },
	{ "dynamic", "egress-dynamic ptr-generic" },
	{ "residential", "egress-dynamic ptr-generic" },
	{ "reverse dns", "ptr-missing ptr-mismatch forward-missing" },
	{ "rdns", "ptr-missing ptr-mismatch forward-missing" },
	{ "reverse lookup", "ptr-missing ptr-mismatch forward-missing" },
	{ "reverse hostname", "ptr-missing ptr-mismatch forward-missing" },
	{ "helo command rejected host not found", "helo-unresolvable helo-not-public" },
	{ "helo command rejected fully-qualified", "helo-not-public" },
	{ "helo command rejected", "helo-unresolvable helo-not-public helo-ptr-mismatch" },
	{ "invalid helo", "helo-unresolvable helo-not-public helo-ptr-mismatch" },
	{ "helo", "helo-unresolvable helo-ptr-mismatch helo-address-mismatch helo-not-public" },
	{ "ehlo", "helo-unresolvable helo-ptr-mismatch helo-address-mismatch helo-not-public" },
	{ "null mx", "null-mx-sender null-mx-mixed" },
	{ "nullmx", "null-mx-sender null-mx-mixed" },
	{ "does not accept mail", "null-mx-sender null-mx-mixed" },
	{ "domain not found", "mx-missing mx-target-missing" },
	{ "mx host does not exist", "mx-target-missing mx-target-cname" },
	{ "no mx", "mx-missing mx-target-missing" },
	{ "spf lookup", "spf-lookups spf-void" },
	{ "spf permerror", "spf-syntax spf-multiple spf-lookups" },
	{ "spf=permerror", "spf-syntax spf-multiple spf-lookups" },
	{ "not permitted sender", "spf-egress-missing spf-missing smarthost-spf" },
	{ "designate permitted sender", "spf-egress-missing spf-missing smarthost-spf" },
	{ "not allowed to send", "spf-egress-missing smarthost-spf" },
	{ "not authorized to send", "spf-egress-missing smarthost-spf" },
	{ "spf", "spf-egress-missing spf-missing spf-syntax smarthost-spf" },
	{ "dmarc", "spf-egress-missing dmarc-syntax dmarc-multiple dmarc-location" },
	{ "dkim", "dkim-syntax dkim-revoked dkim-key-weak dkim-owner" },
	{ "unauthenticated", "spf-egress-missing spf-missing" },
	{ "sender address rejected", "mx-missing null-mx-sender mx-target-missing" },
	{ "client host rejected", "ptr-missing ptr-mismatch forward-missing" },
};

const struct saying *
symptom_sayings(size_t *count)
{
	*count = ARRAY_LEN(sayings);
	return sayings;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && is_digit(text.ptr[at + n]))
		n++;
	return n;
}

static bool
is_failure(struct str text)
{
	return text.len > 0 && (text.ptr[0] == '4' || text.ptr[0] == '5');
}

size_t
symptom_status_code(struct str text)
{
	size_t len = 1;

	if (!is_failure(text))
		return 0;
	for (unsigned part = 0; part < 2; part++) {
		size_t n = len < text.len && text.ptr[len] == '.' ? digits(text, len + 1) : 0;

		if (n == 0 || n > 3)
			return 0;
		len += n + 1;
	}
	/* a fourth number makes it an address */
	return len < text.len && text.ptr[len] == '.' && digits(text, len + 1) > 0 ? 0 : len;
}

size_t
symptom_reply_code(struct str text)
{
	return is_failure(text) && digits(text, 0) == 3 && !(text.len > 3 && text.ptr[3] == '.')
	           ? 3
	           : 0;
}

size_t
symptom_filter_name(struct str text)
{
	size_t len = 0;
	bool low = false;

	while (len < text.len && ((text.ptr[len] >= 'A' && text.ptr[len] <= 'Z') ||
	                             (len > 0 && text.ptr[len] == '_')))
		low |= text.ptr[len++] == '_';
	return low && text.ptr[len - 1] != '_' ? len : 0;
}

bool
symptom_is_word(char c)
{
	return is_digit(c) || c == '.' || c == '_' || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Where word begins in text from at on, case apart; text.len when it does not. */
static size_t
find_word(struct str text, size_t at, struct str word)
{
	for (; at + word.len <= text.len; at++)
		if (str_equal_fold((struct str){ text.ptr + at, word.len }, word))
			return at;
	return text.len;
}

static struct str
next_word(const char **list)
{
	const char *from = *list + strspn(*list, " ");

	*list = from + strcspn(from, " ");
	return (struct str){ from, (size_t)(*list - from) };
}

static bool
says(struct str line, const char *words)
{
	struct str word;
	size_t at = 0;

	while ((word = next_word(&words)).len > 0) {
		at = find_word(line, at, word);
		if (at == line.len)
			return false;
		at += word.len;
	}
	return true;
}

static void
take(struct symptom_rules *out, const struct rule *rule)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->rules[i] == rule)
			return;
	if (out->count < SYMPTOM_RULES)
		out->rules[out->count++] = rule;
}

static void
take_saying(struct symptom_rules *out, const char *ids)
{
	char id[64];
	struct str word;

	while ((word = next_word(&ids)).len > 0 && word.len < sizeof id) {
		const struct rule *rule;

		memcpy(id, word.ptr, word.len);
		id[word.len] = '\0';
		rule = rule_find(id);
		if (rule != NULL)
			take(out, rule);
	}
}

/* All rules whose texts hold the word. */
static void
take_mentions(struct symptom_rules *out, struct str word)
{
	char text[64];

	if (word.len >= sizeof text)
		return;
	memcpy(text, word.ptr, word.len);
	text[word.len] = '\0';
	for (size_t i = 0; i < rule_count(); i++)
		if (explain_mentions(rule_at(i), text))
			take(out, rule_at(i));
}

/* A status code means the same with 4 and with 5 before it: later, or never. */
static void
take_code(struct symptom_rules *out, struct str word)
{
	char other[64];
	size_t before = out->count;

	take_mentions(out, word);
	if (out->count > before || word.len >= sizeof other)
		return;
	memcpy(other, word.ptr, word.len);
	other[0] = word.ptr[0] == '4' ? '5' : '4';
	take_mentions(out, (struct str){ other, word.len });
}

void
explain_symptom(struct str line, struct symptom_rules *out)
{
	*out = (struct symptom_rules){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(sayings) && out->count == 0; i++)
		if (says(line, sayings[i].words))
			take_saying(out, sayings[i].rules);
	for (size_t at = 0; at < line.len; at++) {
		struct str rest = { line.ptr + at, line.len - at };
		size_t len;

		if (at > 0 && symptom_is_word(line.ptr[at - 1]))
			continue;
		if ((len = symptom_filter_name(rest)) > 0)
			take_mentions(out, (struct str){ rest.ptr, len });
		else if (out->count == 0 && (len = symptom_status_code(rest)) > 0)
			take_code(out, (struct str){ rest.ptr, len });
	}
}
