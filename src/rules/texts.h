/*
 * rules/texts.h -- what the families that read TXT records have in common.
 */
#ifndef RULES_TEXTS_H
#define RULES_TEXTS_H

#include "dns/namehash.h"
#include "mail/tags.h"
#include "rules/each.h"

/* A TXT record under judgement, with its strings joined. */
struct text {
	struct record r;
	struct buf joined;
};

/*
 * Judge the TXT records that the reader has marked (see struct suspects), those of the reverse tree left out.
 * The same storage serves all of them.
 */
static inline void
each_text(struct lint *lint, void (*judge)(struct lint *lint, const struct text *t))
{
	const struct suspects *suspects = set_suspects(lint_zones(lint));
	struct text t = { .joined = { 0 } };

	for (size_t i = 0; i < suspects->text_count; i++) {
		if (!query_record(lint_zones(lint), suspects->texts[i], &t.r) || t.r.zone->reverse)
			continue;
		t.joined.len = 0;
		text_join(t.r.rdata, t.r.rdata_len, &t.joined);
		judge(lint, &t);
	}
	buf_free(&t.joined);
	record_free(&t.r);
}

/* rules/txt.c: will it go over the marked texts? */
bool txt_reads(const struct lint *lint);
/* rules/dkim.c: what is to be said of a text as a DKIM key; nothing when it is none. */
void dkim_judge(struct lint *lint, const struct text *t);
/* rules/mailauth.c: is the text a policy of MTA-STS or TLS-RPT at a name where nobody looks for it? */
void mailauth_judge(struct lint *lint, const struct text *t);

/* Does the text begin with this tag and value, case and blanks apart: "v=DMARC1"? */
static inline bool
text_is(const struct text *t, const char *name, const char *value)
{
	struct tag tag;
	size_t at = 0;

	return tag_next(buf_view(&t->joined), &at, &tag) &&
	       str_equal_fold(tag.name, str_of(name)) && str_equal_fold(tag.value, str_of(value));
}

/* Is one of the labels of the name this one, case apart? */
static inline bool
has_label(const struct dname *name, const char *label)
{
	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		if (str_equal_fold(
		        (struct str){ (const char *)name->wire + at + 1, name->wire[at] },
		        str_of(label)))
			return true;
	return false;
}

/*
 * Does a CNAME record of the zones lead to this name?  Then what stands there counts at the alias.  Costs a look
 * at every CNAME record: ask only when something is wrong otherwise.
 */
static inline bool
is_aliased(struct lint *lint, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	size_t count;
	const record_id *list = set_records(lint_zones(lint), RRTYPE_CNAME, &count);

	for (size_t i = 0; i < count; i++)
		if (record_target_hash(lint_zones(lint), list[i]) == hash)
			return true;
	return false;
}

/*
 * Where octets [at, at + len) of the joined text stand in the file: within one string that has no escapes.
 *
 * return  false, and nothing is set, elsewhere and for $GENERATE
 */
static inline bool
text_place(const struct record *r, size_t at, size_t len, struct span *out)
{
	size_t begin = 0, i = 0;

	for (size_t k = 0; k < r->rdata_len; k += r->rdata[k] + 1u, i++) {
		size_t octets = r->rdata[k];

		if (at >= begin && at + len <= begin + octets) {
			if (r->generated || i >= r->field_count || r->fields[i].text.len != octets)
				return false;
			out->off = r->fields[i].off + (r->fields[i].quoted ? 1 : 0) +
			           (uint32_t)(at - begin);
			out->len = (uint32_t)len;
			return true;
		}
		begin += octets;
	}
	return false;
}

/* A finding at the text of a record: "TXT record of OWNER WHAT". */
static inline struct finding *
tell_text(struct lint *lint, const struct rule *rule, const struct text *t, const char *what,
    const char *label, const char *help)
{
	char owner[DNAME_TEXT_MAX];
	struct finding *f = lint_report(lint, rule, t->r.rdata_span, "TXT record of %s %s",
	    dname_text(&t->r.owner, owner), what);

	finish_finding(lint, f, &t->r, label, help);
	finding_subject(lint, f, &t->r.owner, NULL, "TXT");
	return f;
}

#endif
