/*
 * rules/dkim.c -- DKIM keys: their form, their strength, where they stand.
 *
 * A key is known by its place, below "_domainkey", or by its first tag.
 */
#include <stdio.h>

#include "mail/dkim.h"

#include "rules/texts.h"

enum {
	DKIM_KEY_WEAK,
	DKIM_MULTIPLE,
	DKIM_OWNER,
	DKIM_REVOKED,
	DKIM_SYNTAX,
	DKIM_TESTING,
	RULE_COUNT
};

#define WEAK                                                                \
 "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMDRXaPCgcsDNkFjpxTEOVSamZVgkVt/H/1V6tYz" \
 "DHjeDFgf+QqYJ2uWCm8bt1MojyjMIdBHAe9Ph5dseEJqM70CAwEAAQ=="
#define GOOD "v=DKIM1; k=ed25519; p=fwb92R/AoIbHOgFmuVLD28dYl9wN3fYFtacDhESXzCU="

static const char *const records[] = { "RFC 6376 §3.6.1, from memory", NULL };

static const struct rule rules[RULE_COUNT] = {
	[DKIM_KEY_WEAK] = {
		.id = "dkim-key-weak",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM key is too short",
		.why = "Verifiers must not accept RSA keys below 1,024 bits, nor signatures made with SHA-1: mail "
		       "counts as unsigned (dkim=policy or dkim=permerror in its header), and where DMARC leans on "
		       "DKIM it is refused. From 1,024 to 2,047 bits this is a note: large senders are asked for "
		       "2,048.",
		.repair = "Make a new key of 2,048 bits under a new selector, sign with it, then delete the old one.",
		.bad = "s1._domainkey TXT \"v=DKIM1; p=" WEAK "\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = (const char *const[]){ "RFC 8301 §3.2", NULL },
	},
	[DKIM_MULTIPLE] = {
		.id = "dkim-multiple",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM selector has several TXT records",
		.why = "What a verifier does with several is left open: most take the first that the answer "
		       "happens to hold, so that the same mail passes here and fails there.",
		.repair = "Keep one key a selector; a new key gets a new selector.",
		.bad = "s1._domainkey TXT \"" GOOD "\"\ns1._domainkey TXT \"v=DKIM1; p=\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = (const char *const[]){ "RFC 6376 §3.6.2.2, from memory", NULL },
	},
	[DKIM_OWNER] = {
		.id = "dkim-owner",
		.severity = SEVERITY_WARNING,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM key is not below _domainkey",
		.why = "Verifiers ask for SELECTOR._domainkey.DOMAIN. Nobody finds a key elsewhere, and mail fails "
		       "the check (dkim=permerror, \"no key for signature\").",
		.repair = "Write the owner as SELECTOR._domainkey.",
		.bad = "s1.domainkey TXT \"" GOOD "\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = (const char *const[]){ "RFC 6376 §3.6.2.1, from memory", NULL },
	},
	[DKIM_REVOKED] = {
		.id = "dkim-revoked",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM key is revoked",
		.why = "An empty p= says that the key must not be trusted any more. Mail still signed with it fails. "
		       "Once none is under way the record has done its work.",
		.repair = "Delete the record when nobody signs with the selector any more.",
		.bad = "s1._domainkey TXT \"v=DKIM1; p=\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = records,
	},
	[DKIM_SYNTAX] = {
		.id = "dkim-syntax",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM key record cannot be read",
		.why = "Verifiers pass over a record whose tags or key they cannot read: mail counts as unsigned "
		       "(dkim=permerror, \"key syntax error\"), and where DMARC leans on DKIM it is refused.",
		.repair = "Copy the record anew from the program that signs: v=DKIM1 first, k= and p= with the key "
		          "in base64, all within quotation marks.",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=rsa; p=MIGf$broken\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = records,
	},
	[DKIM_TESTING] = {
		.id = "dkim-testing",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAILAUTH,
		.summary = "DKIM key is marked as a test",
		.why = "With t=y verifiers treat signed mail that fails like unsigned mail. Left in after the trial "
		       "it tells everybody that the signature is not meant seriously.",
		.repair = "Take t=y away when the trial is over.",
		.bad = "s1._domainkey TXT \"v=DKIM1; t=y; k=ed25519; p=fwb92R/AoIbHOgFmuVLD28dYl9wN3fYFtacDhESXzCU=\"\n",
		.good = "s1._domainkey TXT \"" GOOD "\"\n",
		.references = records,
	},
};

/* Has the reader marked the record, so that it comes to judgement? */
static bool
is_marked(struct lint *lint, record_id id)
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));

	for (size_t i = 0; i < suspects->text_count; i++)
		if (suspects->texts[i] == id)
			return true;
	return false;
}

/* Told at the second record, at the first when only that comes here. */
static void
judge_count(struct lint *lint, const struct text *t)
{
	struct node node;
	record_id first, second;
	size_t at = 0;

	query_owner(lint_zones(lint), t->r.zone, &t->r.owner, &node);
	if (!node_next(&node, RRTYPE_TXT, &at, &first) ||
	    !node_next(&node, RRTYPE_TXT, &at, &second))
		return;
	if (t->r.id == second || (t->r.id == first && !is_marked(lint, second))) {
		struct finding *f = tell_text(lint, &rules[DKIM_MULTIPLE], t,
		    "is not the only one of its DKIM selector", "one of several", NULL);

		note_record(lint, f, t->r.id == second ? first : second, "other", "another");
	}
}

static void
judge_strength(struct lint *lint, const struct text *t, const struct dkim_key *key)
{
	char what[80];
	struct finding *f;

	if (key->sha1_only) {
		tell_text(lint, &rules[DKIM_KEY_WEAK], t, "holds a DKIM key for SHA-1 only",
		    "no verifier takes SHA-1", "sign with SHA-256 and take h=sha1 away");
		return;
	}
	if (key->type != DKIM_RSA || key->bits == 0 || key->bits >= 2048)
		return;
	snprintf(what, sizeof what, "holds an RSA key of %u bits", key->bits);
	f = tell_text(lint, &rules[DKIM_KEY_WEAK], t, what,
	    key->bits < 1024 ? "verifiers refuse it" : "2048 bits are asked for", NULL);
	if (key->bits >= 1024)
		finding_severity(f, SEVERITY_INFO);
}

static void
judge_key(struct lint *lint, const struct text *t)
{
	struct dkim_key key;
	char what[120];

	judge_count(lint, t);
	if (!dkim_parse(buf_view(&t->joined), &key)) {
		snprintf(what, sizeof what, "is no DKIM key: %s%s%.*s", key.wrong,
		    key.culprit.len > 0 ? ", at " : "",
		    (int)(key.culprit.len > 20 ? 20 : key.culprit.len),
		    key.culprit.len > 0 ? key.culprit.ptr : "");
		tell_text(lint, &rules[DKIM_SYNTAX], t, what, "verifiers pass it over", NULL);
		return;
	}
	if (key.revoked)
		tell_text(lint, &rules[DKIM_REVOKED], t, "revokes its DKIM key", "no key", NULL);
	else
		judge_strength(lint, t, &key);
	if (key.testing)
		tell_text(lint, &rules[DKIM_TESTING], t, "marks its DKIM key as a test",
		    "t=y among the flags", NULL);
}

/* "*._domainkey" without a key is how domains say that they never sign. */
void
dkim_judge(struct lint *lint, const struct text *t)
{
	bool tagged = t->joined.len > 1 && t->joined.ptr[1] == '=';

	if (!tagged)
		return;
	if (has_label(&t->r.owner, "_domainkey")) {
		if (!label_is(&t->r.owner, "_domainkey") && !dname_is_wildcard(&t->r.owner))
			judge_key(lint, t);
	} else if (text_is(t, "v", "DKIM1") &&
	           !is_aliased(lint, t->r.zone->spec.view, &t->r.owner)) {
		tell_text(lint, &rules[DKIM_OWNER], t,
		    "holds a DKIM key and is not below _domainkey", "nobody asks here", NULL);
	}
}

/* Where rules/txt.c reads the texts it asks dkim_judge(), so that they are read once for both families. */
static void
check(struct lint *lint)
{
	if (!txt_reads(lint))
		each_text(lint, dkim_judge);
}

const struct rule_table rules_dkim = { rules, RULE_COUNT, check };
