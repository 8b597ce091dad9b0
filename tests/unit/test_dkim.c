/* tests/unit/test_dkim.c -- DKIM keys taken apart */
#include <check.h>
#include <stdlib.h>

#include "mail/dkim.h"

#define BARE                                                                    \
 "MIGJAoGBAL7oXXlRFopekp9HchzxZ4A6PEYBdq2Vp69HG29o/SPAo0RYW8P5u84D12jTOBKUPs4N" \
 "nAI4ex5tjAnGGr8xZrzXzjHYqy32LYweswBLlOwhtiE5K9gmQzcbfwTOiP8TXLLSjwh3m/uvBN6g" \
 "bq4VWt4XE/0LAJZzJhKy25IjVfk5AgMBAAE="
#define WRAPPED                                                             \
 "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMDRXaPCgcsDNkFjpxTEOVSamZVgkVt/H/1V6tYz" \
 "DHjeDFgf+QqYJ2uWCm8bt1MojyjMIdBHAe9Ph5dseEJqM70CAwEAAQ=="
#define ED25519 "fwb92R/AoIbHOgFmuVLD28dYl9wN3fYFtacDhESXzCU="

static const struct {
	const char *why, *text;
	bool fine;
	unsigned bits;
	enum dkim_type type;
} rows[] = {
	{ "a key as everybody publishes it", "v=DKIM1; p=" WRAPPED, true, 512, DKIM_RSA },
	{ "a key as RFC 6376 names it", "k=rsa; p=" BARE, true, 1024, DKIM_RSA },
	{ "blanks inside the key",
	    "p=MFww DQYJ\tKoZIhvcNAQEBBQADSwAwSAJBAMDRXaPCgcsDNkFjpxTEOVSamZVgkVt/H/1V6tYz"
	    "DHjeDFgf+QqYJ2uWCm8bt1MojyjMIdBHAe9Ph5dseEJqM70CAwEAAQ==",
	    true, 512, DKIM_RSA },
	{ "ed25519", "v=DKIM1; k=ed25519; p=" ED25519, true, 0, DKIM_ED25519 },
	{ "ed25519 of another length", "k=ed25519; p=AAAA", false, 0, DKIM_ED25519 },
	{ "a type that is not known yet", "k=mldsa; p=AAAA", true, 0, DKIM_OTHER },
	{ "revoked", "v=DKIM1; p=", true, 0, DKIM_RSA },
	{ "empty tags do not count", ";v=DKIM1;;p=;", true, 0, DKIM_RSA },
	{ "nothing", "", false, 0, DKIM_RSA },
	{ "no key", "v=DKIM1", false, 0, DKIM_RSA },
	{ "the version must be first", "p=; v=DKIM1", false, 0, DKIM_RSA },
	{ "and in capitals", "v=dkim1; p=", false, 0, DKIM_RSA },
	{ "a tag twice", "p=; p=", false, 0, DKIM_RSA },
	{ "a tag without =", "v=DKIM1; p", false, 0, DKIM_RSA },
	{ "a tag with a strange name", "v=DKIM1; 1x=y; p=", false, 0, DKIM_RSA },
	{ "no base64", "p=MFww$", false, 0, DKIM_RSA },
	{ "a letter too many", "k=x; p=AAAAA", false, 0, DKIM_OTHER },
	{ "padding inside", "k=x; p=AA=A", false, 0, DKIM_OTHER },
	{ "base64 without padding", "k=x; p=AAA", true, 0, DKIM_OTHER },
	{ "base64 of something else", "p=AAAA", false, 0, DKIM_RSA },
	{ "a length that goes beyond the text", "p=MIT/////AgEA", false, 0, DKIM_RSA },
};

START_TEST(a_key_is_read_or_refused)
{
	struct dkim_key key;
	bool fine = dkim_parse(str_of(rows[_i].text), &key);

	ck_assert_msg(
	    fine == rows[_i].fine, "%s: %s", rows[_i].why, key.wrong ? key.wrong : "read");
	ck_assert_msg(fine == (key.wrong == NULL), "%s", rows[_i].why);
	ck_assert_msg(key.bits == rows[_i].bits, "%s: %u bits", rows[_i].why, key.bits);
	ck_assert_msg(key.type == rows[_i].type, "%s", rows[_i].why);
}
END_TEST

START_TEST(flags_are_seen_among_others)
{
	struct dkim_key key;

	ck_assert(dkim_parse(STR("v=DKIM1; h=sha1; t=s:y; p="), &key));
	ck_assert(key.sha1_only && key.testing && key.revoked);
	ck_assert(dkim_parse(STR("v=DKIM1; h=sha1:sha256; t=s; k=x; p=AAAA"), &key));
	ck_assert(!key.sha1_only && !key.testing && !key.revoked);
}
END_TEST

START_TEST(a_key_is_known_by_its_first_tag)
{
	ck_assert(dkim_is_marked(STR(" v = dkim1 ; p=")));
	ck_assert(!dkim_is_marked(STR("v=DKIM10; p=")));
	ck_assert(!dkim_is_marked(STR("p=; v=DKIM1")));
	ck_assert(!dkim_is_marked(STR("")));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dkim");
	TCase *t = tcase_create("dkim");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, a_key_is_read_or_refused, 0, (int)(sizeof rows / sizeof *rows));
	tcase_add_test(t, flags_are_seen_among_others);
	tcase_add_test(t, a_key_is_known_by_its_first_tag);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
