/* tests/unit/test_query.c -- what is known of a name: zones as text, questions and answers as words */
#include "query_text.h"

/* "exists NAME": the answer, the zone, and what is special about it. */
static void
ask_exists(struct world *w, unsigned view, const char *name, struct buf *out)
{
	struct dname n = dname_const(name);
	struct node node;

	query_name(w->set, view, &n, &node);
	buf_text(out, answers[node.exists]);
	if (node.wildcard)
		buf_text(out, " wildcard");
	if (node.below_cut) {
		buf_text(out, " below ");
		put_name(&node.cut, out);
	}
	if (node.zone != NULL) {
		buf_text(out, " in ");
		put_name(&node.zone->spec.origin, out);
	}
	ck_assert_ptr_eq(node.zone, query_zone(w->set, view, &n));
}

/* "has NAME TYPE": the answer, and how many records. */
static void
ask_has(struct world *w, unsigned view, const char *name, const char *type, struct buf *out)
{
	struct dname n = dname_const(name);
	struct node node;
	record_id id, last = RECORD_NONE;
	size_t at = 0, count = 0;

	query_name(w->set, view, &n, &node);
	buf_text(out, answers[node_has(&node, type_of(type))]);
	while (node_next(&node, type_of(type), &at, &id)) {
		ck_assert_uint_eq(
		    record_type(w->set, id), record_type(w->set, id) == 0 ? 0 : type_of(type));
		ck_assert(last == RECORD_NONE || record_before(w->set, last, id));
		last = id;
		count++;
	}
	if (count > 0)
		buf_put(out, " %zu", count);
	ck_assert(count == 0 || node_has(&node, type_of(type)) == ANSWER_PRESENT);
}

static void
put_chase(const struct chase *c, struct buf *out)
{
	static const char *const ends[] = { "ends", "loops", "too long" };

	buf_put(out, "%s %u ", ends[c->end], c->steps);
	put_name(&c->name, out);
}

static void
ask_chase(struct world *w, unsigned view, const char *name, struct buf *out)
{
	struct dname n = dname_const(name);
	struct chase c;

	query_chase(w->set, view, &n, &c);
	put_chase(&c, out);
	buf_put(out, " %s", answers[c.node.exists]);
}

static void
ask_addresses(struct world *w, unsigned view, const char *name, struct buf *out)
{
	struct dname n = dname_const(name);
	struct addr list[4];
	char text[ADDR_TEXT_MAX];
	size_t count;

	buf_text(out, answers[query_addresses(w->set, view, &n, list, ARRAY_LEN(list), &count)]);
	for (size_t i = 0; i < count && i < ARRAY_LEN(list); i++)
		buf_put(out, " %s", addr_text(&list[i], text));
	if (count > ARRAY_LEN(list))
		buf_put(out, " and %zu", count - ARRAY_LEN(list));
}

static void
ask_address(struct world *w, unsigned view, const char *name, const char *address, struct buf *out)
{
	struct dname n = dname_const(name);
	struct addr a;

	ck_assert(addr_parse(str_of(address), &a));
	buf_text(out, answers[query_has_address(w->set, view, &n, &a)]);
}

static void
ask_ptr(struct world *w, unsigned view, const char *address, struct buf *out)
{
	struct addr a;
	struct chase c;

	ck_assert(addr_parse(str_of(address), &a));
	buf_put(out, "%s, ", answers[query_ptr(w->set, view, &a, &c)]);
	put_chase(&c, out);
}

static void
ask(struct world *w, const char *question, struct buf *out)
{
	char verb[16], a[300] = "", b[80] = "";
	unsigned view = 0;

	if (question[0] == '1') {
		view = 1;
		question += 2;
	}
	ck_assert_int_ge(sscanf(question, "%15s %299s %79s", verb, a, b), 2);
	if (strcmp(verb, "exists") == 0)
		ask_exists(w, view, a, out);
	else if (strcmp(verb, "has") == 0 && strpbrk(b, ".:") == NULL)
		ask_has(w, view, a, b, out);
	else if (strcmp(verb, "has") == 0)
		ask_address(w, view, a, b, out);
	else if (strcmp(verb, "chase") == 0)
		ask_chase(w, view, a, out);
	else if (strcmp(verb, "addresses") == 0)
		ask_addresses(w, view, a, out);
	else if (strcmp(verb, "ptr") == 0)
		ask_ptr(w, view, a, out);
	else
		ck_abort_msg("what is %s?", verb);
	buf_char(out, '\0');
}

#define ZONE "@0 example.com.\n"

static const struct {
	const char *why, *zones, *question, *want;
} rows[] = {
	/* names */
	{ "a name with records", ZONE "a A 192.0.2.1\n", "exists a.example.com.",
	    "present in example.com." },
	{ "letters are folded", ZONE "AbC A 192.0.2.1\n", "exists aBc.EXAMPLE.com.",
	    "present in example.com." },
	{ "escapes are the bytes they stand for", ZONE "\\097 A 192.0.2.1\n",
	    "exists a.example.com.", "present in example.com." },
	{ "a dot within a label is no border", ZONE "a\\.b A 192.0.2.1\n",
	    "exists a.b.example.com.", "absent in example.com." },
	{ "no such name", ZONE "a A 192.0.2.1\n", "exists b.example.com.",
	    "absent in example.com." },
	{ "the apex", ZONE, "exists example.com.", "present in example.com." },
	{ "above the zone nothing is known", ZONE, "exists com.", "unknown" },
	{ "a sibling whose name only ends alike", ZONE, "exists notexample.com.", "unknown" },
	{ "an empty non-terminal", ZONE "x.y.z A 192.0.2.1\n", "exists z.example.com.",
	    "present in example.com." },
	{ "an empty non-terminal, one deeper", ZONE "x.y.z A 192.0.2.1\n",
	    "exists y.z.example.com.", "present in example.com." },
	{ "beside an empty non-terminal", ZONE "x.y.z A 192.0.2.1\n", "exists x.z.example.com.",
	    "absent in example.com." },
	{ "an empty non-terminal has no records", ZONE "x.y.z A 192.0.2.1\n",
	    "has z.example.com. A", "absent" },
	{ "an empty non-terminal above a relative origin",
	    ZONE "$ORIGIN y.z.example.com.\nx A 192.0.2.1\n", "exists z.example.com.",
	    "present in example.com." },
	{ "an empty non-terminal of the reverse tree",
	    "@0 8.b.d.0.1.0.0.2.ip6.arpa.\n*.f PTR w.example.net.\n"
	    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.example.net.\n",
	    "exists 0.8.b.d.0.1.0.0.2.ip6.arpa.", "present in 8.b.d.0.1.0.0.2.ip6.arpa." },

	/* types */
	{ "a type that is there", ZONE "a A 192.0.2.1\na A 192.0.2.2\n", "has a.example.com. A",
	    "present 2" },
	{ "a type that is not", ZONE "a A 192.0.2.1\n", "has a.example.com. AAAA", "absent" },
	{ "in several places of the file", ZONE "a A 192.0.2.1\nb A 192.0.2.2\na A 192.0.2.3\n",
	    "has a.example.com. A", "present 2" },
	{ "a type without a code of its own is only in the text",
	    ZONE "a TYPE65280 \\# 0\na TYPE65281 \\# 0\n", "has a.example.com. TYPE65280",
	    "unknown" },
	{ "no such type", ZONE "a A 192.0.2.1\n", "has a.example.com. TYPE65282", "absent" },
	{ "written by $GENERATE", ZONE "$GENERATE 1-300 a$ A 192.0.2.1\n",
	    "has a300.example.com. A", "present 1" },
	{ "not written by $GENERATE", ZONE "$GENERATE 1-300 a$ A 192.0.2.1\n",
	    "has a301.example.com. A", "absent" },

	/* wildcards, RFC 4592 */
	{ "a wildcard covers", ZONE "* A 192.0.2.1\n", "exists a.example.com.",
	    "present wildcard in example.com." },
	{ "its records are those of the name", ZONE "* A 192.0.2.1\n", "has a.example.com. A",
	    "present 1" },
	{ "and no others", ZONE "* A 192.0.2.1\n", "has a.example.com. MX", "absent" },
	{ "also several labels", ZONE "* A 192.0.2.1\n", "exists a.b.c.example.com.",
	    "present wildcard in example.com." },
	{ "not a name that exists", ZONE "* MX 10 m\na A 192.0.2.1\n", "has a.example.com. MX",
	    "absent" },
	{ "not below a name that exists", ZONE "* A 192.0.2.1\na TXT x\n",
	    "exists b.a.example.com.", "absent in example.com." },
	{ "not an empty non-terminal", ZONE "* A 192.0.2.1\na.b A 192.0.2.1\n",
	    "has b.example.com. A", "absent" },
	{ "not below an empty non-terminal", ZONE "* A 192.0.2.1\na.b A 192.0.2.1\n",
	    "exists c.b.example.com.", "absent in example.com." },
	{ "the closest one", ZONE "* A 192.0.2.1\n*.b TXT x\n", "has a.b.example.com. A",
	    "absent" },
	{ "the name *. itself", ZONE "* A 192.0.2.1\n", "exists *.example.com.",
	    "present in example.com." },
	{ "an escaped star is one, too", ZONE "\\042 A 192.0.2.1\n", "exists a.example.com.",
	    "present wildcard in example.com." },
	{ "a star in the middle is a label like others", ZONE "a.*.b A 192.0.2.1\n",
	    "exists a.x.b.example.com.", "absent in example.com." },
	{ "a star that is only part of a label", ZONE "*a A 192.0.2.1\n", "exists ba.example.com.",
	    "absent in example.com." },
	{ "an alias at a wildcard", ZONE "* CNAME t\nt A 192.0.2.1\n", "addresses a.example.com.",
	    "present 192.0.2.1" },
	{ "not beyond the zone", ZONE "* A 192.0.2.1\n@0 b.example.com.\n",
	    "exists a.b.example.com.", "absent in b.example.com." },
	{ "not in the reverse tree below an empty non-terminal",
	    "@0 8.b.d.0.1.0.0.2.ip6.arpa.\n*.0 PTR w.example.net.\n"
	    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.example.net.\n",
	    "ptr 2001:db8::2",
	    "absent, ends 0 2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa." },
	{ "a wildcard of the reverse tree",
	    "@0 2.0.192.in-addr.arpa.\n* PTR w.example.net.\n7 TXT x\n", "ptr 192.0.2.1",
	    "present, ends 0 1.2.0.192.in-addr.arpa." },
	{ "where something else stands it covers nothing",
	    "@0 2.0.192.in-addr.arpa.\n* PTR w.example.net.\n7 TXT x\n", "ptr 192.0.2.7",
	    "absent, ends 0 7.2.0.192.in-addr.arpa." },

	/* delegations */
	{ "a cut whose child is not here", ZONE "s NS ns.example.net.\n", "exists a.s.example.com.",
	    "unknown below s.example.com. in example.com." },
	{ "the cut itself", ZONE "s NS ns.example.net.\n", "exists s.example.com.",
	    "present below s.example.com. in example.com." },
	{ "its NS", ZONE "s NS ns.example.net.\n", "has s.example.com. NS", "present 1" },
	{ "its addresses are the child's affair", ZONE "s NS ns.example.net.\n",
	    "has s.example.com. A", "unknown" },
	{ "its DS is the parent's", ZONE "s NS ns.example.net.\n", "has s.example.com. DS",
	    "absent" },
	{ "glue", ZONE "s NS ns.s\nns.s A 192.0.2.1\n", "has ns.s.example.com. A", "present 1" },
	{ "glue of one family only", ZONE "s NS ns.s\nns.s A 192.0.2.1\n",
	    "has ns.s.example.com. AAAA", "unknown" },
	{ "beside glue", ZONE "s NS ns.s\nns.s A 192.0.2.1\n", "exists a.s.example.com.",
	    "unknown below s.example.com. in example.com." },
	{ "a wildcard covers nothing below a cut", ZONE "* A 192.0.2.1\ns NS ns.example.net.\n",
	    "has a.s.example.com. A", "unknown" },
	{ "a child that is here", ZONE "s NS ns.s\n@0 s.example.com.\na A 192.0.2.1\n",
	    "has a.s.example.com. A", "present 1" },
	{ "no such name in a child that is here", ZONE "s NS ns.s\n@0 s.example.com.\n",
	    "exists a.s.example.com.", "absent in s.example.com." },
	{ "what the parent says below a child's apex does not count",
	    ZONE "s NS ns.s\nb.s A 192.0.2.1\n@0 s.example.com.\n", "has b.s.example.com. A",
	    "absent" },
	{ "a child that is here without delegation", ZONE "@0 s.example.com.\na A 192.0.2.1\n",
	    "has a.s.example.com. A", "present 1" },
	{ "an apex has NS and is no cut", ZONE "@ NS ns\n", "exists example.com.",
	    "present in example.com." },
	{ "the uppermost cut counts", ZONE "s NS ns.example.net.\nt.s NS ns.example.net.\n",
	    "exists a.t.s.example.com.", "unknown below s.example.com. in example.com." },
	{ "a zone that is only listed", ZONE "@0 s.example.com. external\n",
	    "exists a.s.example.com.", "unknown in s.example.com." },
	{ "above a zone that is only listed", ZONE "@0 s.example.com. external\n",
	    "exists a.example.com.", "absent in example.com." },
	{ "a grandchild here, its parent only listed",
	    ZONE "@0 s.example.com. external\n@0 t.s.example.com.\n", "exists a.t.s.example.com.",
	    "absent in t.s.example.com." },

	/* records that could not be read */
	{ "RDATA that is none", ZONE "a A 192.0.2.256\n", "has a.example.com. A", "unknown" },
	{ "another type is not meant", ZONE "a A 192.0.2.256\n", "has a.example.com. MX",
	    "absent" },
	{ "one good, one bad", ZONE "a A 192.0.2.256\na A 192.0.2.1\n", "has a.example.com. A",
	    "present 1" },
	{ "the bad one may be the address asked for", ZONE "a A 192.0.2.256\na A 192.0.2.1\n",
	    "has a.example.com. 192.0.2.2", "unknown" },
	{ "not one of the other family", ZONE "a A 192.0.2.256\na AAAA ::1\n",
	    "has a.example.com. ::2", "absent" },
	{ "its owner exists", ZONE "a A 192.0.2.256\n", "exists a.example.com.",
	    "present in example.com." },
	{ "a type that nobody knows may be any", ZONE "a AA 192.0.2.1\n", "has a.example.com. A",
	    "unknown" },
	{ "as may one that some servers know", ZONE "a ALIAS x.example.net.\n",
	    "has a.example.com. A", "unknown" },
	{ "an owner that cannot be read may be any", ZONE "a..b A 192.0.2.1\n",
	    "exists b.example.com.", "unknown in example.com." },
	{ "what is written stays known", ZONE "a..b A 192.0.2.1\nc A 192.0.2.1\n",
	    "has c.example.com. A", "present 1" },
	{ "an included file that is missing", ZONE "$INCLUDE no/such/file\n",
	    "exists a.example.com.", "unknown in example.com." },
	{ "a $GENERATE line that cannot be read", ZONE "$GENERATE 1-2 a${x} A 192.0.2.1\n",
	    "exists a.example.com.", "unknown in example.com." },
	{ "another class is not ours", ZONE "a CH TXT x\n", "exists a.example.com.",
	    "absent in example.com." },
	{ "out of the zone", ZONE "a.example.net. A 192.0.2.1\n", "exists a.example.net.",
	    "unknown" },

	/* aliases */
	{ "no alias", ZONE "a A 192.0.2.1\n", "chase a.example.com.",
	    "ends 0 a.example.com. present" },
	{ "one", ZONE "a CNAME b\nb A 192.0.2.1\n", "chase a.example.com.",
	    "ends 1 b.example.com. present" },
	{ "to nowhere", ZONE "a CNAME b\n", "chase a.example.com.",
	    "ends 1 b.example.com. absent" },
	{ "out of what is known", ZONE "a CNAME b.example.net.\n", "chase a.example.com.",
	    "ends 1 b.example.net. unknown" },
	{ "across zones", ZONE "a CNAME b.example.net.\n@0 example.net.\nb A 192.0.2.1\n",
	    "addresses a.example.com.", "present 192.0.2.1" },
	{ "to itself", ZONE "a CNAME A\n", "chase a.example.com.",
	    "loops 1 a.example.com. present" },
	{ "in a circle", ZONE "a CNAME b\nb CNAME c\nc CNAME a\n", "chase a.example.com.",
	    "loops 3 a.example.com. present" },
	{ "into a circle", ZONE "a CNAME b\nb CNAME c\nc CNAME b\n", "chase a.example.com.",
	    "loops 3 b.example.com. present" },
	{ "eight are followed",
	    ZONE
	    "a CNAME b\nb CNAME c\nc CNAME d\nd CNAME e\ne CNAME f\nf CNAME g\ng CNAME h\nh CNAME i\ni A 192.0.2.1\n",
	    "chase a.example.com.", "ends 8 i.example.com. present" },
	{ "nine are not",
	    ZONE
	    "a CNAME b\nb CNAME c\nc CNAME d\nd CNAME e\ne CNAME f\nf CNAME g\ng CNAME h\nh CNAME i\n"
	    "i CNAME j\nj A 192.0.2.1\n",
	    "chase a.example.com.", "too long 8 i.example.com. present" },
	{ "no address at the end of a circle", ZONE "a CNAME a\n", "addresses a.example.com.",
	    "absent" },
	{ "an alias that cannot be read", ZONE "a CNAME b..c\n", "addresses a.example.com.",
	    "unknown" },
	{ "an alias below a cut", ZONE "s NS x.example.net.\na CNAME b.s\n",
	    "addresses a.example.com.", "unknown" },
	{ "a DNAME", ZONE "d DNAME t\na.t A 192.0.2.1\n", "addresses a.d.example.com.",
	    "present 192.0.2.1" },
	{ "a DNAME does not speak of itself", ZONE "d DNAME t\nt A 192.0.2.1\n",
	    "addresses d.example.com.", "absent" },
	{ "a DNAME keeps all labels below it", ZONE "d DNAME t\na.b.t A 192.0.2.1\n",
	    "chase a.b.d.example.com.", "ends 1 a.b.t.example.com. present" },
	{ "DNAME, then CNAME", ZONE "d DNAME t\na.t CNAME x\nx A 192.0.2.1\n",
	    "addresses a.d.example.com.", "present 192.0.2.1" },
	{ "DNAME in a circle", ZONE "d DNAME e\ne DNAME d\n", "chase a.d.example.com.",
	    "loops 2 a.d.example.com. absent" },
	{ "a DNAME that grows its own names", ZONE "d DNAME x.d\n", "chase a.d.example.com.",
	    "too long 8 a.x.x.x.x.x.x.x.x.d.example.com. absent" },
	{ "a DNAME at the apex", ZONE "@ DNAME example.net.\n@0 example.net.\na A 192.0.2.1\n",
	    "addresses a.example.com.", "present 192.0.2.1" },

	/* addresses */
	{ "both families, IPv4 first", ZONE "a AAAA ::1\na A 192.0.2.1\n",
	    "addresses a.example.com.", "present 192.0.2.1 ::1" },
	{ "more than asked for are counted",
	    ZONE "a A 192.0.2.1\na A 192.0.2.2\na A 192.0.2.3\na A 192.0.2.4\na A 192.0.2.5\n",
	    "addresses a.example.com.", "present 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 and 1" },
	{ "none", ZONE "a TXT x\n", "addresses a.example.com.", "absent" },
	{ "a name that nobody here knows", ZONE, "addresses a.example.net.", "unknown" },
	{ "this address", ZONE "a A 192.0.2.1\na AAAA ::1\n", "has a.example.com. ::1", "present" },
	{ "not this address", ZONE "a A 192.0.2.1\n", "has a.example.com. 192.0.2.2", "absent" },
	{ "this address, by an alias", ZONE "b CNAME a\na A 192.0.2.1\n",
	    "has b.example.com. 192.0.2.1", "present" },
	{ "glue may not be all", ZONE "s NS a.s\na.s A 192.0.2.1\n",
	    "has a.s.example.com. 192.0.2.2", "unknown" },

	/* PTR */
	{ "a PTR", "@0 2.0.192.in-addr.arpa.\n1 PTR a.example.com.\n", "ptr 192.0.2.1",
	    "present, ends 0 1.2.0.192.in-addr.arpa." },
	{ "no PTR", "@0 2.0.192.in-addr.arpa.\n", "ptr 192.0.2.1",
	    "absent, ends 0 1.2.0.192.in-addr.arpa." },
	{ "no zone for it", "@0 2.0.192.in-addr.arpa.\n", "ptr 192.0.3.1",
	    "unknown, ends 0 1.3.0.192.in-addr.arpa." },
	{ "RFC 2317",
	    "@0 2.0.192.in-addr.arpa.\n1 CNAME 1.0/25\n@0 0/25.2.0.192.in-addr.arpa.\n1 PTR a.example.com.\n",
	    "ptr 192.0.2.1", "present, ends 1 1.0/25.2.0.192.in-addr.arpa." },
	{ "RFC 2317, the child not here",
	    "@0 2.0.192.in-addr.arpa.\n0/25 NS ns.example.net.\n1 CNAME 1.0/25\n", "ptr 192.0.2.1",
	    "unknown, ends 1 1.0/25.2.0.192.in-addr.arpa." },
	{ "RFC 2317, no PTR there",
	    "@0 2.0.192.in-addr.arpa.\n1 CNAME 1.0/25\n@0 0/25.2.0.192.in-addr.arpa.\n2 PTR a.example.com.\n",
	    "ptr 192.0.2.1", "absent, ends 1 1.0/25.2.0.192.in-addr.arpa." },
	{ "RFC 2317 by DNAME",
	    "@0 0.192.in-addr.arpa.\n2 DNAME 2.rev.example.com.\n@0 example.com.\n1.2.rev PTR a\n",
	    "ptr 192.0.2.1", "present, ends 1 1.2.rev.example.com." },
	{ "a zone of an octet delegated", "@0 0.192.in-addr.arpa.\n2 NS ns.example.net.\n",
	    "ptr 192.0.2.1", "unknown, ends 0 1.2.0.192.in-addr.arpa." },
	{ "a PTR that cannot be read", "@0 2.0.192.in-addr.arpa.\n1 PTR a..b\n", "ptr 192.0.2.1",
	    "unknown, ends 0 1.2.0.192.in-addr.arpa." },
	{ "IPv6",
	    "@0 8.b.d.0.1.0.0.2.ip6.arpa.\n1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.example.com.\n",
	    "ptr 2001:db8::1",
	    "present, ends 0 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa." },

	/* views */
	{ "what one view says", ZONE "a A 192.0.2.1\n@1 example.com.\na A 10.0.0.1\n",
	    "addresses a.example.com.", "present 192.0.2.1" },
	{ "the other says something else", ZONE "a A 192.0.2.1\n@1 example.com.\na A 10.0.0.1\n",
	    "1 addresses a.example.com.", "present 10.0.0.1" },
	{ "a name of one view is none of the other", ZONE "a A 192.0.2.1\n@1 example.com.\n",
	    "1 exists a.example.com.", "absent in example.com." },
	{ "a zone of one view is unknown to the other", ZONE "a A 192.0.2.1\n@1 example.net.\n",
	    "1 exists a.example.com.", "unknown" },
	{ "wildcards stay in their view", ZONE "* A 192.0.2.1\n@1 example.com.\n",
	    "1 exists a.example.com.", "absent in example.com." },
	{ "empty non-terminals, too", ZONE "a.b A 192.0.2.1\n@1 example.com.\n",
	    "1 exists b.example.com.", "absent in example.com." },
};

START_TEST(test_question)
{
	struct world w;
	struct buf out = { 0 };

	world_begin(&w, rows[_i].zones);
	ask(&w, rows[_i].question, &out);
	ck_assert_msg(strcmp(out.ptr, rows[_i].want) == 0, "%s: %s\n got %s\nwant %s", rows[_i].why,
	    rows[_i].question, out.ptr, rows[_i].want);
	buf_free(&out);
	world_end(&w);
}
END_TEST

/* The same question again has the same answer: lists of records are kept between questions. */
START_TEST(test_many_questions)
{
	struct world w;
	struct buf first = { 0 }, again = { 0 };
	char question[64];

	world_begin(&w,
	    ZONE "$GENERATE 1-40 a$ A 192.0.2.$\n@1 example.com.\n$GENERATE 1-20 a$ A 10.0.0.$\n");
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 1; i <= 50; i++)
			for (unsigned view = 0; view < 2; view++) {
				first.len = again.len = 0;
				snprintf(question, sizeof question, "%shas a%u.example.com. A",
				    view ? "1 " : "", i);
				ask(&w, question, &first);
				ask(&w, question, &again);
				ck_assert_str_eq(first.ptr, again.ptr);
				ck_assert_str_eq(
				    first.ptr, i <= (view ? 20 : 40) ? "present 1" : "absent");
			}
	buf_free(&first);
	buf_free(&again);
	world_end(&w);
}
END_TEST

/* ---- one record in full ---- */

static const struct {
	const char *why, *line, *owner, *want; /* TTL, type, where the parts stand in the line */
} record_rows[] = {
	{ "all parts", "a 300 IN A 192.0.2.1\n", "a.example.com.",
	    "300 A owner 0+1 ttl 2+3 type 9+1 rdata 11+9 all 0+20" },
	{ "TTL from $TTL", "a A 192.0.2.1\n", "a.example.com.",
	    "60 A owner 0+1 ttl 0+0 type 2+1 rdata 4+9 all 0+13" },
	{ "class first", "a IN 300 A 192.0.2.1\n", "a.example.com.",
	    "300 A owner 0+1 ttl 5+3 type 9+1 rdata 11+9 all 0+20" },
	{ "units", "a 1h5M A 192.0.2.1\n", "a.example.com.",
	    "3900 A owner 0+1 ttl 2+4 type 7+1 rdata 9+9 all 0+18" },
	{ "over several lines", "a MX ( 10 ; x\n  m )\n", "a.example.com.",
	    "60 MX owner 0+1 ttl 0+0 type 2+2 rdata 7+10 all 0+17" },
	{ "a comment behind", "a A 192.0.2.1 ; x\n", "a.example.com.",
	    "60 A owner 0+1 ttl 0+0 type 2+1 rdata 4+9 all 0+13" },
	{ "quotes are part of the field", "a TXT \"x y\" z\n", "a.example.com.",
	    "60 TXT owner 0+1 ttl 0+0 type 2+3 rdata 6+7 all 0+13" },
	{ "names are shown in lower case", "A a 192.0.2.1\n", "a.example.com.",
	    "60 A owner 0+1 ttl 0+0 type 2+1 rdata 4+9 all 0+13" },
};

START_TEST(test_record)
{
	struct world w;
	struct record r = { 0 };
	struct buf zone = { 0 }, out = { 0 };
	size_t at = 0;
	record_id id;
	uint32_t base;
	char type[16], name[DNAME_TEXT_MAX];

	buf_put(&zone, ZONE "%s", record_rows[_i].line);
	buf_char(&zone, '\0');
	world_begin(&w, zone.ptr);
	base = (uint32_t)strlen("$TTL 60\nexample.com. SOA a.invalid. h.invalid. 1 2 3 4 5\n");
	ck_assert(zone_next(w.set, set_zone(w.set, 0), &at, &id)); /* the SOA */
	ck_assert(zone_next(w.set, set_zone(w.set, 0), &at, &id));
	ck_assert(query_record(w.set, id, &r));
	ck_assert_uint_eq(record_ttl(w.set, id), r.ttl);
	ck_assert_ptr_eq(record_zone(w.set, id), r.zone);
	buf_put(&out, "%u %s owner %u+%u ttl %u+%u type %u+%u rdata %u+%u all %u+%u", r.ttl,
	    rrtype_text(r.type, type), r.owner_span.off - base, r.owner_span.len,
	    r.ttl_span.len ? r.ttl_span.off - base : 0, r.ttl_span.len, r.type_span.off - base,
	    r.type_span.len, r.rdata_span.off - base, r.rdata_span.len, r.span.off - base,
	    r.span.len);
	buf_char(&out, '\0');
	ck_assert_msg(
	    strcmp(out.ptr, record_rows[_i].want) == 0, "%s: %s", record_rows[_i].why, out.ptr);
	ck_assert_str_eq(dname_text(&r.owner, name), record_rows[_i].owner);
	ck_assert(!zone_next(w.set, set_zone(w.set, 0), &at, &id));
	record_free(&r);
	buf_free(&zone);
	buf_free(&out);
	world_end(&w);
}
END_TEST

START_TEST(test_inherited)
{
	struct world w;
	struct record r = { 0 };
	struct node node;
	struct dname name = dname_const("a.example.com.");
	size_t at = 0, count = 0;
	record_id id;

	world_begin(&w, ZONE "a A 192.0.2.1\n A 192.0.2.2\n\n; x\n\tAAAA ::1\n");
	query_name(w.set, 0, &name, &node);
	while (node_next(&node, 0, &at, &id)) {
		ck_assert(query_record(w.set, id, &r));
		ck_assert(dname_equal(&r.owner, &name));
		ck_assert_int_eq(r.owner_inherited, count > 0);
		count++;
	}
	ck_assert_uint_eq(count, 3);
	record_free(&r);
	world_end(&w);
}
END_TEST

/* Targets are compared without their text, however they are spelled. */
START_TEST(test_target_hash)
{
	static const char text[] = "@0 example.com.\n"
	                           "a MX 1 mail\n MX 2 MAIL.example.com.\n MX 3 other\n"
	                           "b.a MX 1 mail.EXAMPLE.com.\n"
	                           "c NS mail\n"
	                           "d MX 0 .\n"
	                           "e CNAME other\n"
	                           "f A 192.0.2.1\n";
	uint64_t mail, other;
	struct world w;
	record_id ids[16];
	size_t at = 0, count = 0;

	world_begin(&w, text);
	while (count < ARRAY_LEN(ids) && zone_next(w.set, set_zone(w.set, 0), &at, &ids[count]))
		count++;
	ck_assert_uint_eq(count, 9); /* the SOA comes first */
	mail = record_target_hash(w.set, ids[1]);
	other = record_target_hash(w.set, ids[3]);
	ck_assert_uint_ne(mail, 0);
	ck_assert_uint_ne(mail, other);
	ck_assert_uint_eq(record_target_hash(w.set, ids[2]), mail);
	ck_assert_uint_eq(record_target_hash(w.set, ids[4]), mail);
	ck_assert_uint_eq(record_target_hash(w.set, ids[5]), mail);
	ck_assert_uint_eq(record_target_hash(w.set, ids[6]), 0);
	ck_assert_uint_eq(record_target_hash(w.set, ids[7]), other);
	ck_assert_uint_eq(record_target_hash(w.set, ids[8]), 0);
	world_end(&w);
}
END_TEST

/* What a caller of set_load() is told of its progress. */
/* Lines of 2.0.192.in-addr.arpa.; quick: told without lexing, else left to query_record(). */
static const struct quick_row {
	const char *line;
	bool quick;
	const char *why;
} quick_rows[] = {
	{ "1 PTR a.example.", true, "the plain form" },
	{ "1 60 IN PTR a.example.\t ", true, "TTL, class, blanks behind" },
	{ "1 PTR a.example.\r", true, "CRLF" },
	{ "1 PTR A.Example.", true, "letters in both cases" },
	{ "1 PTR a", true, "a relative name" },
	{ "1 PTR @", true, "the origin" },
	{ "1 PTR a\\.b.example.", true, "an escape without a blank" },
	{ "1 PTR a\\ b.example.", false, "an escaped blank" },
	{ "1 PTR a.example. ; b.example.", false, "a comment" },
	{ "1 PTR ( a.example. )", false, "parentheses" },
	{ "1 PTR (\na.example. )", false, "two lines" },
	{ "1 PTR \"a.example.\"", false, "quotes" },
	{ "x PTR a.example.", false, "no address" },
	{ "1.1 PTR a.example.", false, "too many labels" },
	{ "1 CNAME a.example.", false, "no PTR" },
	{ "$GENERATE 1-2 $ PTR a$.example.", false, "an expansion" },
};

START_TEST(test_quick)
{
	const struct quick_row *row = &quick_rows[_i];
	struct buf text = { 0 };
	struct record r = { 0 };
	struct quick_pointer q;
	struct dname target, reverse;
	struct world w;
	size_t at = 0, field;
	record_id id;
	bool quick;

	buf_put(&text, "@0 2.0.192.in-addr.arpa.\n%s\n%c", row->line, 0);
	world_begin(&w, text.ptr);
	ck_assert(zone_next(w.set, set_zone(w.set, 0), &at, &id)); /* the SOA record */
	ck_assert(zone_next(w.set, set_zone(w.set, 0), &at, &id));
	quick = query_quick(w.set, id, &q);
	ck_assert_msg(quick == row->quick, "%s: %s", row->line, row->why);
	ck_assert(query_record(w.set, id, &r));
	if (quick) {
		ck_assert(record_target(&r, &target, &field));
		ck_assert(dname_equal(&target, &q.target));
		addr_reverse_name(&q.addr, &reverse);
		ck_assert(dname_equal(&reverse, &r.owner));
		ck_assert_uint_eq(q.file, r.span.file);
	}
	record_free(&r);
	world_end(&w);
	buf_free(&text);
}
END_TEST

static const struct plain_row {
	const char *text;
	bool plain;
} plain_rows[] = {
	{ "@0 2.0.192.in-addr.arpa.\n@ NS a.\n1 PTR a.\n1 TXT x\n", true },
	{ "@0 2.0.192.in-addr.arpa.\n1 PTR a.\n2 NS a.\n", false },
	{ "@0 2.0.192.in-addr.arpa.\n1 CNAME a.\n", false },
	{ "@0 2.0.192.in-addr.arpa.\nx DNAME a.\n", false },
	{ "@0 2.0.192.in-addr.arpa.\n* PTR a.\n", false },
	{ "@0 2.0.192.in-addr.arpa.\n1 PTR a. b.\n", false },
	{ "@0 2.0.192.in-addr.arpa.\n1 PTR a.\n@0 64-26.2.0.192.in-addr.arpa.\n65 PTR b.\n",
	    false },
	{ "@0 2.0.192.in-addr.arpa.\n1 PTR a.\n@1 1.2.0.192.in-addr.arpa.\n@ PTR b.\n", true },
};

START_TEST(test_plain)
{
	struct world w;

	world_begin(&w, plain_rows[_i].text);
	ck_assert_msg(zone_is_plain(w.set, set_zone(w.set, 0)) == plain_rows[_i].plain, "%s",
	    plain_rows[_i].text);
	world_end(&w);
}
END_TEST

struct told {
	uint64_t bytes, of;
	unsigned calls;
};

static void
hear(void *arg, uint64_t bytes, uint64_t of)
{
	struct told *told = arg;

	ck_assert_uint_ge(bytes, told->bytes);
	ck_assert_uint_le(bytes, of);
	*told = (struct told){ bytes, of, told->calls + 1 };
}

START_TEST(test_progress)
{
	static const struct view_spec view = { "", true };
	struct told told = { 0 };
	struct read_options options = {
		.limits = LIMITS_DEFAULT, .threads = 1, .progress = hear, .progress_arg = &told
	};
	struct zone_spec specs[2] = { { .origin = dname_const("a.") },
		{ .origin = dname_const("b.") } };
	static const char text[] = "@ 60 SOA a. b. 1 2 3 4 5\n@ 60 NS a.\n";
	struct sources *sources;
	struct zone_set *set;
	struct err err;

	sources = sources_new("/", &err);
	specs[0].file = source_add_text(sources, "tests/a", STR(text));
	specs[1].file = source_add_text(sources, "tests/b", STR(text));
	set = set_load(sources, &view, 1, specs, 2, &options);
	ck_assert_uint_eq(told.calls, 2);
	ck_assert_uint_eq(told.bytes, 2 * (sizeof text - 1));
	ck_assert_uint_eq(told.of, told.bytes);
	set_free(set);
	sources_free(sources);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("query");
	TCase *t = tcase_create("query");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_question, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(t, test_many_questions);
	tcase_add_loop_test(t, test_record, 0, (int)ARRAY_LEN(record_rows));
	tcase_add_test(t, test_inherited);
	tcase_add_test(t, test_target_hash);
	tcase_add_loop_test(t, test_quick, 0, (int)ARRAY_LEN(quick_rows));
	tcase_add_loop_test(t, test_plain, 0, (int)ARRAY_LEN(plain_rows));
	tcase_add_test(t, test_progress);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
