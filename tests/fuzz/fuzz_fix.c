/*
 * tests/fuzz/fuzz_fix.c -- any zone text, a few wants: what is edited is what was wanted.
 *
 * The first byte says how many wants follow, two bytes each: what, and where; the rest is the text of
 * 2.0.192.in-addr.arpa.  Whatever the text, the plan passes its own check (the new text is read and
 * its records compared), wants that were met are met when asked again, bytes outside the edits are
 * those of the old text, and the patch holds the same lines.
 *
 * With bit 3 of the first byte the text is linted by all rules, and what they offer is repaired (with
 * bit 6 also what is unsafe): again the plan passes its own check, which finds the same records but for
 * those that unsafe repairs touch; each repair names edits that are made; and safe repairs leave nothing
 * that could be repaired, unless some were put off to another run.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rrtype.h"
#include "fix/fix.h"
#include "render/plan.h"

#define WANTS 8

static struct want wants[WANTS];
static struct dname owners[WANTS], names[WANTS]; /* of the wants */
static struct finding findings[WANTS];
static const struct finding *list[WANTS];

static const char *const targets[] = { "a.example.", "mail.example.net.", "x.2.0.192.in-addr.arpa.",
	"." };

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_fix: %s\n", what);
	abort();
}

static struct zone_set *
load(struct sources *sources, struct str text, bool flat)
{
	static const struct view_spec view = { "", true };
	struct zone_spec spec = { .origin =
		                      dname_const(flat ? "example." : "2.0.192.in-addr.arpa."),
		.role = ROLE_MANAGED };
	struct read_options read = { .limits = LIMITS_DEFAULT, .threads = 1, .all_remarks = true };

	read.limits.generate = 1000;
	spec.file = source_add_text(sources, "zone", text);
	return set_load(sources, &view, 1, &spec, 1, &read);
}

/* The n-th PTR record, or RECORD_NONE. */
static record_id
nth_pointer(struct zone_set *set, uint8_t n)
{
	record_id id, found = RECORD_NONE;
	size_t at = 0;

	while (zone_next(set, set_zone(set, 0), &at, &id))
		if (record_type(set, id) == RRTYPE_PTR) {
			found = id;
			if (n-- == 0)
				break;
		}
	return found;
}

static bool
make_want(struct zone_set *set, uint8_t what, uint8_t where, struct want *w)
{
	struct addr addr = { ADDR_V4, { 192, 0, 2, where } };
	struct dname *owner = &owners[w - wants], *name = &names[w - wants];

	*w = (struct want){ .safe = true,
		.type = RRTYPE_PTR,
		.old = RECORD_NONE,
		.kind = (enum want_kind)(what % 3),
		.rule = "ptr-missing",
		.reason = "fuzz" };
	*name = dname_const(targets[(what >> 2) % 4]);
	w->owner = owner;
	w->target = name;
	if (w->kind == WANT_ADD) {
		addr_reverse_name(&addr, owner);
		w->addr = addr;
		if ((what & 0x80) != 0) {
			w->type = RRTYPE_CNAME;
			*name = dname_const("9.0/25.2.0.192.in-addr.arpa.");
		}
		return true;
	}
	w->old = nth_pointer(set, where);
	return w->old != RECORD_NONE;
}

static void
check_bytes(const struct fix_file *file, struct str now)
{
	size_t old_at = 0, new_at = 0;

	for (size_t i = 0; i < file->count; i++) {
		const struct fix_edit *e = &file->edits[i];

		require(
		    e->off >= old_at && (size_t)e->off + e->len <= file->old.len, "edit outside");
		require(memcmp(now.ptr + new_at, file->old.ptr + old_at, e->off - old_at) == 0,
		    "bytes between edits changed");
		new_at += e->off - old_at + e->text.len;
		old_at = (size_t)e->off + e->len;
	}
	require(now.len - new_at == file->old.len - old_at, "the end changed");
}

/* Lines that the patch takes and gives are as many as the texts differ by. */
static void
check_patch(const struct fix_plan *plan, struct str old, struct str now)
{
	struct buf text = { 0 };
	long balance = 0;

	render_diff(plan, &text);
	/* behind the two lines with names */
	for (size_t i = sizeof "--- a/zone\n+++ b/zone\n"; i < text.len; i++)
		if (text.ptr[i - 1] == '\n')
			balance += text.ptr[i] == '+' ? 1 : text.ptr[i] == '-' ? -1 : 0;
	for (size_t i = 0; i < old.len; i++)
		balance += old.ptr[i] == '\n' || i + 1 == old.len;
	for (size_t i = 0; i < now.len; i++)
		balance -= now.ptr[i] == '\n' || i + 1 == now.len;
	require(balance == 0, "the patch does not add up");
	buf_free(&text);
}

/* Ask for the same again: nothing is left to be done. */
static void
ask_again(struct str text, size_t count, const struct fix_options *options, bool flat)
{
	struct err err;
	struct sources *sources = sources_new(".", &err);
	struct zone_set *set = load(sources, text, flat);
	const struct finding *again[WANTS];
	struct fix_plan plan;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (wants[i].kind == WANT_ADD)
			again[n++] = &findings[i];
	require(fix_plan_build(set, again, n, options, &plan, &err), err.text);
	require(plan.file_count == 0, "a want that was met is asked again");
	fix_plan_free(&plan);
	set_free(set);
	sources_free(sources);
}

/* ---- repairs of text ---- */

static bool
put_off(const struct fix_plan *plan)
{
	for (size_t i = 0; i < plan->refusal_count; i++)
		if (strcmp(plan->refusals[i].code, "overlap") == 0)
			return true;
	return false;
}

static void
check_repairs(const struct fix_plan *plan, const struct finding *const *found, size_t count)
{
	size_t repaired = 0;

	for (size_t i = 0; i < count; i++) {
		const struct fix_repair *r = fix_plan_repair(plan, found[i]);

		if (r == NULL)
			continue;
		repaired++;
		require(r->finding == found[i] && r->count > 0 && r->title != NULL, "a repair");
		for (size_t k = 0; k < r->count; k++)
			require(r->splices[k].file < plan->file_count &&
			            r->splices[k].number < plan->files[r->splices[k].file].count,
			    "a repair by an edit that is not made");
	}
	require(repaired == plan->repair_count, "a repair of no finding");
}

/* Repair what all rules offer; the new text, or nothing when it stays.  True when all is done. */
static bool
repair_text(struct str text, bool flat, bool unsafe, struct buf *now)
{
	static const char *const all[] = { "all" };
	struct lint_options lint_options = { .select = all, .select_count = 1, .today = 20779 };
	struct fix_options options = {
		.repairs = true, .unsafe = unsafe, .today = 20779, .now = (int64_t)20779 * 86400
	};
	struct err err;
	struct sources *sources = sources_new(".", &err);
	struct zone_set *set = load(sources, text, flat);
	struct lint *lint = lint_run(set, &lint_options);
	const struct finding *const *found;
	struct fix_plan plan;
	size_t count;
	bool done;

	found = lint_findings(lint, &count);
	require(fix_plan_build(set, found, count, &options, &plan, &err), err.text);
	check_repairs(&plan, found, count);
	if (plan.file_count > 0) {
		fix_file_text(&plan.files[0], now);
		check_bytes(&plan.files[0], buf_view(now));
		check_patch(&plan, text, buf_view(now));
	}
	done = !put_off(&plan);
	fix_plan_free(&plan);
	lint_free(lint);
	set_free(set);
	sources_free(sources);
	return done;
}

static void
repair_twice(struct str text, bool flat, bool unsafe)
{
	struct buf now = { 0 }, again = { 0 };
	bool done = repair_text(text, flat, unsafe, &now);

	if (now.len > 0) {
		(void)repair_text(buf_view(&now), flat, unsafe, &again);
		require(again.len == 0 || !done || unsafe, "a second run repairs more");
	}
	buf_free(&now);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fix_options options = { .today = 20779, .now = (int64_t)20779 * 86400 };
	struct err err;
	struct sources *sources;
	struct zone_set *set;
	struct fix_plan plan;
	struct buf now = { 0 };
	size_t count = 0, asked;
	struct str text;
	bool flat, adds_only = true;

	if (size > 0 && (data[0] & 0x08) != 0) {
		text = (struct str){ (const char *)data + 1, size - 1 };
		repair_twice(text, (data[0] & 0x80) != 0, (data[0] & 0x40) != 0);
		return 0;
	}
	if (size < 1 || size < 1u + 2u * (data[0] % WANTS))
		return 0;
	asked = data[0] % WANTS;
	flat = (data[0] & 0x80) != 0;
	options.ttl = (enum project_ptr_ttl)((data[0] >> 4) % 3);
	options.ttl_seconds = 77;
	text = (struct str){ (const char *)data + 1 + 2 * asked, size - 1 - 2 * asked };
	sources = sources_new(".", &err);
	set = load(sources, text, flat);
	for (size_t i = 0; i < asked; i++)
		if (make_want(set, data[1 + 2 * i], data[2 + 2 * i], &wants[count])) {
			adds_only &= wants[count].kind == WANT_ADD;
			findings[count] = (struct finding){ .wants = &wants[count] };
			list[count] = &findings[count];
			count++;
		}
	require(fix_plan_build(set, list, count, &options, &plan, &err), err.text);
	if (plan.file_count > 0) {
		fix_file_text(&plan.files[0], &now);
		check_bytes(&plan.files[0], buf_view(&now));
		check_patch(&plan, text, buf_view(&now));
		if (adds_only)
			ask_again(buf_view(&now), count, &options, flat);
	}
	buf_free(&now);
	fix_plan_free(&plan);
	set_free(set);
	sources_free(sources);
	return 0;
}
