/*
 * tests/diff/repair_tool.c -- repairs of random repositories, thousands in one process, judged by libzscanner.
 *
 *	repair_tool FIRST COUNT [FOLDER]
 *
 * Each number is a repository of forward zones and the zone 2.0.192.in-addr.arpa., in all layouts that people
 * write.  It is judged and repaired as `check --fix` does, sometimes with --prune or --unsafe-fixes; then
 *
 *	records   libzscanner reads of the new text what it read of the old, but for the plan and the serial
 *	same      our reader has those records, too
 *	bytes     outside of the edits nothing has changed
 *	again     judged and repaired anew, not a byte changes
 *	gone      nothing is left that would be repaired
 *
 * Prints what failed, and at the end how many were repaired and how many records changed.  With a folder the new
 * zones are written there as N.zone, and what they hold as N.records.
 */
#include <inttypes.h>
#include <libzscanner/scanner.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "fix/fix.h"
#include "lint/lint.h"
#include "mail/mail.h"

#define TODAY   20779
#define REVERSE "2.0.192.in-addr.arpa."

static unsigned failures;
static uint64_t number; /* of the repository */

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	failures++;
	printf("FAIL %" PRIu64 ": %s\n", number, what);
}

/* ---- chance ---- */

static uint64_t state;

static unsigned
any(unsigned below)
{
	/* splitmix64 */
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ z >> 31) % below);
}

#define ONE_OF(list) (list)[any(ARRAY_LEN(list))]

/* ---- repositories ---- */

static const char *const blanks[] = { "\t", " ", "   ", "\t\t", " \t" };
static const char *const forward[] = { "example.com.", "beta.example." };

static void
put_forward(const char *origin, struct buf *out)
{
	buf_put(out, "$ORIGIN %s\n$TTL 3600\n@ SOA ns1 host 1 7200 900 1209600 300\n@ NS ns1\n",
	    origin);
	buf_text(out, "ns1 A 198.51.100.1\n");
	for (unsigned i = any(12); i-- > 0;)
		buf_put(out, "h%u%s%sA%s192.0.2.%u%s\n", any(8), ONE_OF(blanks),
		    any(4) == 0 ? "7200 IN " : "", ONE_OF(blanks), any(20),
		    any(12) == 0   ? " ; ptrlint: ptr=primary"
		    : any(12) == 0 ? " ; ptrlint: ptr=none"
		                   : "");
	if (any(2) == 0)
		buf_put(out, "@ MX 10 h%u\n", any(8));
	if (any(3) == 0)
		buf_put(out, "alias CNAME h%u\n", any(8));
	if (any(4) == 0)
		buf_text(out, "$GENERATE 1-9 g$ A 192.0.2.2$\n");
	if (any(4) == 0)
		buf_put(out, "*.w A 192.0.2.%u\n", any(20));
}

static void
put_target(struct buf *out)
{
	switch (any(9)) {
	case 0:
		buf_text(out, "legacy.elsewhere.test.");
		break;
	case 1:
		buf_put(out, "gone%u.example.com.", any(3));
		break;
	case 2:
		buf_put(out, "h%u.example.com", any(8)); /* no dot */
		break;
	case 3:
		buf_text(out, "alias.example.com.");
		break;
	default:
		buf_put(out, "h%u.%s", any(8), ONE_OF(forward));
	}
}

static void
put_pointer(unsigned octet, struct buf *out)
{
	static const char *const between[] = { "", "", "IN ", "IN\t", "7200 ", "IN 7200 ",
		"1h IN " };
	static const char *const behind[] = { "", "", "", "\t; moved in spring", " ; ptrlint: keep",
		" ; a PTR b.", " " };
	bool wide = any(12) == 0;

	if (any(9) == 0)
		buf_put(out, "%u." REVERSE, octet);
	else
		buf_put(out, "%u", octet);
	buf_text(out, ONE_OF(blanks));
	buf_text(out, ONE_OF(between));
	buf_text(out, any(20) == 0 ? "ptr" : "PTR");
	buf_text(out, wide ? " (\n\t" : ONE_OF(blanks));
	put_target(out);
	buf_text(out, wide ? " )" : "");
	buf_text(out, ONE_OF(behind));
	buf_char(out, '\n');
	if (any(10) == 0) { /* another one below the same owner */
		buf_text(out, "\tPTR ");
		put_target(out);
		buf_char(out, '\n');
	}
	if (any(12) == 0)
		buf_text(out, "\tTXT \"rack 7; upper\"\n");
}

static void
put_reverse(struct buf *out)
{
	static const unsigned serials[] = { 1, 2026112299, 2026112201, 2030010100, 1700000000,
		4294967295u, 2147483647 };
	bool ordered = any(3) > 0;

	buf_text(out, any(3) == 0 ? "; Office, third floor\n" : "");
	buf_text(out, "$TTL 1h\n");
	buf_text(out, any(2) == 0 ? "$ORIGIN " REVERSE "\n" : "");
	switch (any(3)) {
	case 0:
		buf_put(out, "@ SOA ns1.example.com. host.example.com. %u 7200 900 1209600 300\n",
		    ONE_OF(serials));
		break;
	case 1:
		buf_put(out,
		    "@ IN SOA ns1.example.com. host.example.com. (\n\t%u ; serial\n\t7200 900 1209600 300 )\n",
		    ONE_OF(serials));
		break;
	default:
		buf_put(out, "@\tIN\tSOA ns1.example.com. host.example.com. ( %u 2h\n15m 2w 5m )\n",
		    ONE_OF(serials));
	}
	buf_text(out, any(2) == 0 ? "@ NS ns1.example.com.\n" : "\tIN NS ns1.example.com.\n");
	buf_text(out, any(3) == 0 ? "\n; servers\n" : "");
	for (unsigned i = 0; i < 20; i++) {
		if (any(3) == 0)
			put_pointer(ordered ? i : any(20), out);
		if (any(15) == 0)
			buf_text(out, "; a comment of its own\n\n");
	}
	if (any(6) == 0)
		out->len--; /* no newline at the end */
}

/* LF to CR LF, as some editors leave it. */
static void
make_crlf(struct buf *text)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < text->len; i++) {
		if (text->ptr[i] == '\n')
			buf_char(&out, '\r');
		buf_char(&out, text->ptr[i]);
	}
	buf_free(text);
	*text = out;
}

/* ---- records as lines, in order, each once ---- */

struct lines {
	char **list;
	size_t count, cap;
	uint32_t serial;
	bool failed;
};

static void
add_line(struct lines *l, const struct dname *owner, uint32_t ttl, uint16_t type,
    const uint8_t *rdata, size_t len)
{
	struct buf text = { 0 };
	char name[16];

	dname_print(owner, &text);
	buf_put(&text, " %" PRIu32 " %s ", ttl, rrtype_text(type, name));
	if (type == RRTYPE_SOA && len >= 20) {
		const uint8_t *at = rdata + len - 20;

		l->serial =
		    (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	} else {
		rdata_print(type, rdata, len, &text);
	}
	buf_char(&text, '\0');
	l->list = xgrow(l->list, l->count, &l->cap, sizeof(char *));
	l->list[l->count++] = text.ptr;
}

static void
finish(struct lines *l)
{
	size_t kept = 0;

	sort_items(l->list, l->count, sizeof(char *), compare_strings);
	for (size_t i = 0; i < l->count; i++)
		if (kept > 0 && strcmp(l->list[kept - 1], l->list[i]) == 0)
			free(l->list[i]);
		else
			l->list[kept++] = l->list[i];
	l->count = kept;
}

static void
lines_free(struct lines *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->list[i]);
	free(l->list);
	*l = (struct lines){ 0 };
}

static bool
same_lines(const struct lines *a, const struct lines *b)
{
	bool same = a->count == b->count && a->serial == b->serial;

	for (size_t i = 0; i < a->count && same; i++)
		same = strcmp(a->list[i], b->list[i]) == 0;
	return same;
}

static void
tell_difference(const struct lines *a, const struct lines *b)
{
	for (size_t i = 0, k = 0; i < a->count || k < b->count;) {
		int c = i == a->count ? 1 : k == b->count ? -1 : strcmp(a->list[i], b->list[k]);

		if (c < 0)
			printf("  - %s\n", a->list[i]);
		else if (c > 0)
			printf("  + %s\n", b->list[k]);
		i += c <= 0;
		k += c >= 0;
	}
	if (a->serial != b->serial)
		printf("  serial %" PRIu32 ", not %" PRIu32 "\n", b->serial, a->serial);
}

/* libzscanner takes CR for a character, and wants a newline at the end. */
static void
scan(struct str raw, struct lines *out)
{
	zs_scanner_t *s = calloc(1, sizeof *s);
	struct buf text = { 0 };

	for (size_t i = 0; i < raw.len; i++)
		if (raw.ptr[i] != '\r')
			buf_char(&text, raw.ptr[i]);
	buf_char(&text, '\n');

	out->failed = s == NULL || zs_init(s, REVERSE, 1, 3600) != 0 ||
	              zs_set_input_string(s, text.ptr, text.len) != 0;
	while (!out->failed && zs_parse_record(s) == 0 && s->state != ZS_STATE_EOF) {
		struct dname owner = { .len = (uint8_t)s->r_owner_length };

		if (s->state == ZS_STATE_STOP)
			break;
		out->failed |= s->state == ZS_STATE_ERROR;
		if (s->state != ZS_STATE_DATA)
			continue;
		memcpy(owner.wire, s->r_owner, owner.len);
		add_line(out, &owner, s->r_ttl, s->r_type, s->r_data, s->r_data_length);
	}
	if (s != NULL)
		zs_deinit(s);
	free(s);
	buf_free(&text);
	finish(out);
}

static void
read_ours(struct zone_set *set, struct lines *out)
{
	const struct zone *zone = set_zone(set, 0);
	struct record r = { 0 };
	size_t at = 0;
	record_id id;

	out->failed = zone->unknown || zone->left_out;
	while (zone_next(set, zone, &at, &id))
		if (query_record(set, id, &r) && r.rdata != NULL)
			add_line(out, &r.owner, r.ttl, r.type, r.rdata, r.rdata_len);
		else
			out->failed = true;
	record_free(&r);
	finish(out);
}

/* What the old lines become by the plan. */
static void
carry_out(struct lines *l, const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct fix_change *c = &plan->changes[i];
		struct buf text = { 0 };
		char name[16];
		size_t k = 0;

		dname_print(&c->owner, &text);
		buf_put(&text, " %" PRIu32 " %s %s", c->ttl, rrtype_text(c->type, name), c->data);
		buf_char(&text, '\0');
		if (c->add) {
			l->list = xgrow(l->list, l->count, &l->cap, sizeof(char *));
			l->list[l->count++] = text.ptr;
			continue;
		}
		while (k < l->count && strcmp(l->list[k], text.ptr) != 0)
			k++;
		/* of a record that is written twice both go */
		if (k < l->count) {
			free(l->list[k]);
			l->list[k] = l->list[--l->count];
		}
		buf_free(&text);
	}
	for (size_t i = 0; i < plan->serial_count; i++)
		l->serial = plan->serials[i].after;
	finish(l);
}

/* ---- judged and repaired ---- */

struct options {
	bool prune, unsafe, pick;
};

struct world {
	struct sources *sources;
	struct zone_set *set;
	struct mail *mail;
	struct naming *names;
	struct lint *lint;
	struct fix_plan plan;
};

static void
world_begin(struct world *w, const struct str texts[3], const struct options *o)
{
	static const struct view_spec view = { "", true };
	static struct conf_prefix public = { .prefix = { { ADDR_V4, { 192, 0, 2 } }, 24 } };
	static const struct conf_prefix_list publics = { &public, 1 };
	struct read_options read = { .limits = LIMITS_DEFAULT, .threads = 1, .all_remarks = true };
	const struct mail_settings settings = { .treat_as_public = &publics, .today = TODAY };
	struct zone_spec specs[3] = { { .origin = dname_const(REVERSE) },
		{ .origin = dname_const(forward[0]) }, { .origin = dname_const(forward[1]) } };
	struct fix_options fix = { .repairs = true,
		.prune = o->prune,
		.unsafe = o->unsafe,
		.force = true,
		.read = &read,
		.today = TODAY,
		.now = (int64_t)TODAY * 86400 };
	struct naming_options choice = {
		.today = TODAY, .pick = o->pick, .replace = o->prune, .unsafe = o->unsafe
	};
	struct lint_options lint = { .today = TODAY };
	const struct finding *const *found;
	struct err err;
	size_t count;

	read.limits.records = 4096; /* room for more would take longer than all else */
	w->sources = sources_new("/", &err);
	for (unsigned i = 0; i < 3; i++) {
		char name[16];

		snprintf(name, sizeof name, "zone-%u", i);
		specs[i].file = source_add_text(w->sources, name, texts[i]);
	}
	w->set = set_load(w->sources, &view, 1, specs, 3, &read);
	w->mail = mail_judge(w->set, &settings);
	choice.mail = w->mail;
	w->names = naming_new(w->set, &choice);
	lint.mail = w->mail;
	lint.naming = w->names;
	w->lint = lint_run(w->set, &lint);
	found = lint_findings(w->lint, &count);
	require(fix_plan_build(w->set, found, count, &fix, &w->plan, &err), err.text);
}

static void
world_end(struct world *w)
{
	fix_plan_free(&w->plan);
	lint_free(w->lint);
	naming_free(w->names);
	mail_free(w->mail);
	set_free(w->set);
	sources_free(w->sources);
}

static void
check_bytes(const struct fix_file *file, struct str now)
{
	size_t old_at = 0, new_at = 0;
	bool same = true;

	for (size_t i = 0; i < file->count && same; i++) {
		const struct fix_edit *e = &file->edits[i];
		size_t gap = e->off - old_at;

		same = memcmp(now.ptr + new_at, file->old.ptr + old_at, gap) == 0 &&
		       memcmp(now.ptr + new_at + gap, e->text.ptr, e->text.len) == 0;
		new_at += gap + e->text.len;
		old_at = (size_t)e->off + e->len;
	}
	require(same && now.len - new_at == file->old.len - old_at &&
	            memcmp(now.ptr + new_at, file->old.ptr + old_at, now.len - new_at) == 0,
	    "bytes outside of the edits have changed");
}

static bool
put_off(const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->refusal_count; i++)
		if (strcmp(plan->refusals[i].code, "overlap") == 0)
			return true;
	return false;
}

static void
write_out(const char *folder, struct str text, const struct lines *records)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%" PRIu64 ".zone", folder, number);
	f = fopen(path, "w");
	if (f != NULL) {
		fwrite(text.ptr, 1, text.len, f);
		fclose(f);
	}
	snprintf(path, sizeof path, "%s/%" PRIu64 ".records", folder, number);
	f = fopen(path, "w");
	for (size_t i = 0; f != NULL && i < records->count; i++)
		fprintf(f, "%s\n", records->list[i]);
	if (f != NULL)
		fclose(f);
}

/* The file of the reverse zone in the plan, or NULL. */
static const struct fix_file *
reverse_file(const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->file_count; i++)
		if (strcmp(plan->files[i].path, "zone-0") == 0)
			return &plan->files[i];
	return NULL;
}

static size_t
repair(struct str texts[3], const struct options *o, const char *folder)
{
	struct world first = { 0 }, second = { 0 };
	struct lines before = { 0 }, after = { 0 }, ours = { 0 };
	struct buf now[3] = { { 0 } };
	const struct fix_file *file;
	size_t changes;

	world_begin(&first, texts, o);
	scan(texts[0], &before);
	changes = first.plan.change_count;
	for (size_t i = 0; i < first.plan.file_count; i++) {
		unsigned n = (unsigned)(first.plan.files[i].path[5] - '0');

		fix_file_text(&first.plan.files[i], &now[n]);
		check_bytes(&first.plan.files[i], buf_view(&now[n]));
	}
	for (unsigned i = 0; i < 3; i++)
		if (now[i].ptr != NULL)
			texts[i] = buf_view(&now[i]);
	file = reverse_file(&first.plan);
	world_begin(&second, texts, o);
	scan(texts[0], &after);
	read_ours(second.set, &ours);
	require(!before.failed && !after.failed, "libzscanner refuses the zone");
	require(same_lines(&after, &ours), "libzscanner reads other records than we do");
	carry_out(&before, &first.plan);
	/* what is unsafe may change records by more than the plan: TTLs of one RRset */
	if (!o->unsafe && !same_lines(&before, &after)) {
		require(false, "the records are not those of the plan");
		tell_difference(&before, &after);
	}
	require(file != NULL || changes == 0, "changes without a file");
	/* what is unsafe in a forward zone is a cause of its own */
	if (!put_off(&first.plan) && !(o->unsafe && (now[1].ptr != NULL || now[2].ptr != NULL))) {
		require(second.plan.file_count == 0, "a second run changes more");
		require(second.plan.repair_count == 0, "something is left to repair");
	}
	if (folder != NULL && file != NULL)
		write_out(folder, texts[0], &after);
	lines_free(&before);
	lines_free(&after);
	lines_free(&ours);
	world_end(&second);
	world_end(&first);
	for (unsigned i = 0; i < 3; i++)
		buf_free(&now[i]);
	return changes;
}

int
main(int argc, char **argv)
{
	uint64_t count, changes = 0, repaired = 0;

	if (argc < 3)
		return 2;
	number = strtoull(argv[1], NULL, 10);
	count = strtoull(argv[2], NULL, 10);
	for (uint64_t end = number + count; number < end; number++) {
		struct buf zones[3] = { { 0 } };
		struct str texts[3];
		struct options o;
		size_t n;

		state = number;
		o = (struct options){ any(3) == 0, any(3) == 0, any(2) == 0 };
		put_reverse(&zones[0]);
		put_forward(forward[0], &zones[1]);
		put_forward(forward[1], &zones[2]);
		if (any(10) == 0)
			make_crlf(&zones[0]);
		for (unsigned i = 0; i < 3; i++)
			texts[i] = buf_view(&zones[i]);
		n = repair(texts, &o, argc > 3 ? argv[3] : NULL);
		changes += n;
		repaired += n > 0;
		for (unsigned i = 0; i < 3; i++)
			buf_free(&zones[i]);
	}
	printf("%" PRIu64 " repositories, %" PRIu64 " of them changed, %" PRIu64
	       " records; %u failed\n",
	    count, repaired, changes, failures);
	return failures > 0;
}
