/* tests/unit/test_query_lists.c -- records by what they hold, and what stands at a name of one zone */
#include "query_text.h"

/* "OWNER TYPE" for one record. */
static void
put_record(struct world *w, record_id id, struct buf *out)
{
	struct record r = { 0 };
	char type[16];

	ck_assert(query_record(w->set, id, &r));
	if (out->len > 0)
		buf_text(out, "; ");
	put_name(&r.owner, out);
	buf_put(out, " %s", rrtype_text(r.type, type));
	record_free(&r);
}

static void
put_list(struct world *w, const record_id *list, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		put_record(w, list[i], out);
}

/* What a judge was asked, and which types it says yes to (0: all). */
struct judge {
	struct world *w;
	uint16_t type;
	unsigned calls;
};

static bool
of_type(void *arg, record_id id)
{
	struct judge *j = arg;

	j->calls++;
	return j->type == 0 || record_type(j->w->set, id) == j->type;
}

static bool
of_address_type(void *arg, const struct seen_address *seen)
{
	struct judge *j = arg;
	struct addr addr;

	ck_assert(record_addr(j->w->set, seen->id, &addr));
	ck_assert(addr_equal(&addr, &seen->addr));
	ck_assert_int_eq(addr_class(&addr), seen->class);
	ck_assert_ptr_eq(record_zone(j->w->set, seen->id), seen->zone);
	return of_type(arg, seen->id);
}

static bool
of_host_type(void *arg, record_id id, const struct addr *addr)
{
	struct judge *j = arg;
	struct addr own;

	ck_assert(record_addr(j->w->set, id, &own));
	ck_assert(addr_equal(&own, addr));
	return of_type(arg, id);
}

static void
outside(struct world *w, struct judge *j, const record_id **list, size_t *count)
{
	set_outside(w->set, of_type, j, list, count);
}

static void
addresses(struct world *w, struct judge *j, const record_id **list, size_t *count)
{
	set_addresses(w->set, of_address_type, j, list, count);
}

static void
hosts(struct world *w, struct judge *j, const record_id **list, size_t *count)
{
	set_hosts(w->set, of_host_type, j, list, count);
}

static void
ttls(struct world *w, struct judge *j, const record_id **list, size_t *count)
{
	(void)j;
	set_ttls(w->set, 60, 3600, list, count);
}

#define OUTSIDE                                                                        \
 "@0 a.\n@ MX 1 m.b.\n@ MX 2 m.a.\n@ NS ns.b.\nx CNAME m.b.\n_s._tcp SRV 0 0 1 m.b.\n" \
 "z PTR m.b.\ny DNAME m.b.\nv MX 1 v.a.\n"

static const struct list_row {
	const char *why, *zones;
	void (*ask)(struct world *w, struct judge *j, const record_id **list, size_t *count);
	const char *type; /* that the judge says yes to; NULL: all */
	const char *list;
} list_rows[] = {
	{ "targets that no zone holds", OUTSIDE, outside, NULL,
	    "a. MX; a. NS; x.a. CNAME; _s._tcp.a. SRV" },
	{ "of those, what the judge wants", OUTSIDE, outside, "CNAME", "x.a. CNAME" },
	{ "a zone that is listed and not loaded holds its names", OUTSIDE "@0 b. external\n",
	    outside, NULL, "" },
	{ "a zone of another view holds nothing", OUTSIDE "@1 b.\n@ NS ns.b.\n", outside, NULL,
	    "a. MX; a. NS; x.a. CNAME; _s._tcp.a. SRV" },
	{ "a child of the zone is no outside", "@0 a.\nc NS ns.c.a.\nc MX 1 m.c.a.\n", outside,
	    NULL, "" },
	{ "records of several zones in order of output", "@0 a.\n@ NS n.c.\n@0 b.\n@ NS n.c.\n",
	    outside, NULL, "a. NS; b. NS" },
	{ "addresses that are not the world's",
	    "@0 a.\np A 20.0.0.1\nq A 10.0.0.1\nr A 127.0.0.1\ns A 192.0.2.1\nt AAAA 2600::1\n"
	    "u AAAA fe80::1\nv AAAA 2001:db8::1\n",
	    addresses, NULL, "q.a. A; r.a. A; s.a. A; u.a. AAAA; v.a. AAAA" },
	{ "those that registries no longer list",
	    "@0 a.\np A 192.88.99.1\nq A 192.88.98.1\nr AAAA fec0::1\n", addresses, NULL,
	    "p.a. A; r.a. AAAA" },
	{ "of addresses, too, the judge decides", "@0 a.\nq A 10.0.0.1\nu AAAA fe80::1\n",
	    addresses, "AAAA", "u.a. AAAA" },
	{ "what cannot be read has no address", "@0 a.\nq A 10.0.0\nr A 10.0.0.256\n", addresses,
	    NULL, "" },
	{ "generated ones count", "@0 a.\n$GENERATE 1-2 h$ A 10.0.0.$\n", addresses, NULL,
	    "h1.a. A; h2.a. A" },
	{ "all addresses", "@0 a.\np A 20.0.0.1\nq A 10.0.0.1\nt AAAA 2600::1\nm MX 1 q\n", hosts,
	    NULL, "p.a. A; q.a. A; t.a. AAAA" },
	{ "all addresses of one kind", "@0 a.\np A 20.0.0.1\nt AAAA 2600::1\n", hosts, "A",
	    "p.a. A" },
	{ "TTLs within the bounds", "@0 a.\np 60 A 20.0.0.1\nq 3600 A 20.0.0.2\n", ttls, NULL, "" },
	{ "TTLs outside of the bounds", "@0 a.\np 59 A 20.0.0.1\nq 3601 A 20.0.0.2\nr 0 TXT x\n",
	    ttls, NULL, "p.a. A; q.a. A; r.a. TXT" },
	{ "a TTL by $TTL", "@0 a.\np A 20.0.0.1\n$TTL 1d\nq A 20.0.0.2\nr 1m A 20.0.0.3\n", ttls,
	    NULL, "q.a. A" },
	{ "more different TTLs than are kept apart",
	    "@0 a.\n$GENERATE 61-400 a$ $ A 20.0.0.1\nq 5 A 20.0.0.2\n", ttls, NULL, "q.a. A" },
};

START_TEST(test_list)
{
	const struct list_row *row = &list_rows[_i];
	struct world w;
	struct buf out = { 0 };
	struct judge j = { .w = &w };
	const record_id *list;
	size_t count;

	world_begin(&w, row->zones);
	j.type = row->type == NULL ? 0 : type_of(row->type);
	row->ask(&w, &j, &list, &count);
	put_list(&w, list, count, &out);
	buf_char(&out, '\0');
	ck_assert_msg(strcmp(out.ptr, row->list) == 0, "%s:\ngot:    %s\nwanted: %s", row->why,
	    out.ptr, row->list);
	buf_free(&out);
	world_end(&w);
}
END_TEST

/* The same target at many names is judged once, and all of them are listed. */
START_TEST(test_judged_once)
{
	struct world w;
	struct judge j = { .w = &w };
	const record_id *list;
	size_t count;

	world_begin(&w, "@0 a.\n$GENERATE 1-50 h$ CNAME m.b.\nx CNAME n.b.\n");
	outside(&w, &j, &list, &count);
	ck_assert_uint_eq(count, 51);
	ck_assert_uint_eq(j.calls, 2);
	world_end(&w);
}
END_TEST

#define CUT                                                                          \
 "@0 a.\n@ NS ns.b.\nc NS ns.c\nc NS ns.d.c\nns.c A 192.0.2.1\nns.d.c A 192.0.2.2\n" \
 "c TXT x\n*.w A 192.0.2.3\nd.e A 192.0.2.4\n"
#define CHILD "@0 c.a.\n@ NS ns.b.\nns A 192.0.2.9\n"

static const struct name_row {
	const char *why, *zones, *name;
	void (*ask)(struct zone_set *set, const struct zone *zone, const struct dname *name,
	    struct node *out);
	const char *list;
} name_rows[] = {
	{ "an owner", CUT, "ns.c.a.", query_owner, "ns.c.a. A" },
	{ "all of its types, in order", CUT, "c.a.", query_owner, "c.a. NS; c.a. NS; c.a. TXT" },
	{ "no wildcard answers", CUT, "x.w.a.", query_owner, "" },
	{ "the wildcard itself does", CUT, "*.w.a.", query_owner, "*.w.a. A" },
	{ "nothing stands at a name that only others make", CUT, "e.a.", query_owner, "" },
	{ "nor at one that is not there", CUT, "f.a.", query_owner, "" },
	{ "below a loaded child it is query_glue() that knows", CUT CHILD, "ns.c.a.", query_owner,
	    "" },
	{ "the delegation of a loaded child", CUT CHILD, "c.a.", query_glue,
	    "c.a. NS; c.a. NS; c.a. TXT" },
	{ "glue of a loaded child, not its own address", CUT CHILD, "ns.c.a.", query_glue,
	    "ns.c.a. A" },
	{ "glue further down", CUT CHILD, "ns.d.c.a.", query_glue, "ns.d.c.a. A" },
	{ "no glue", CUT CHILD, "x.c.a.", query_glue, "" },
};

START_TEST(test_name)
{
	const struct name_row *row = &name_rows[_i];
	struct dname name = dname_const(row->name);
	struct world w;
	struct node node;
	struct buf out = { 0 };
	record_id id;
	size_t at = 0;

	world_begin(&w, row->zones);
	row->ask(w.set, set_zone(w.set, 0), &name, &node);
	while (node_next(&node, 0, &at, &id))
		put_record(&w, id, &out);
	buf_char(&out, '\0');
	ck_assert_msg(strcmp(out.ptr, row->list) == 0, "%s:\ngot:    %s\nwanted: %s", row->why,
	    out.ptr, row->list);
	if (row->ask == query_owner)
		ck_assert_msg(
		    (node.exists == ANSWER_PRESENT) == (*row->list != '\0'), "%s", row->why);
	buf_free(&out);
	world_end(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("query_lists");
	TCase *t = tcase_create("query_lists");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, test_list, 0, (int)ARRAY_LEN(list_rows));
	tcase_add_test(t, test_judged_once);
	tcase_add_loop_test(t, test_name, 0, (int)ARRAY_LEN(name_rows));
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
