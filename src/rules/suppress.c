/* rules/suppress.c -- comments to ptrlint, and waivers that do nothing */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "lint/lint.h"

enum { DIRECTIVE_UNKNOWN, IGNORE_UNUSED };

static const char *const none[] = { NULL };

static const struct rule rules[] = {
	[DIRECTIVE_UNKNOWN] = {
	    .id = "ptrlint-directive-unknown",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .summary = "a comment to ptrlint cannot be understood",
	    .why = "A comment that begins with \"ptrlint:\" holds a word, a rule or a value that "
	           "does not exist, or stands where it counts for nothing. What it was to do "
	           "does not happen.",
	    .repair = "Mend the spelling. Items are ignore[RULE], disable[RULE], enable[RULE], "
	              "file-ignore[RULE], until=DATE, ptr=, keep, external, origin= and view=, "
	              "parted by commas; a reason follows \"--\".",
	    .bad = "www A 192.0.2.1 ; ptrlint: ingore[address-documentation]\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	[IGNORE_UNUSED] = {
	    .id = "ignore-unused",
	    .severity = SEVERITY_INFO,
	    .groups = GROUP_SYNTAX | GROUP_MAIL,
	    .fix = FIX_SAFE,
	    .summary = "a waiver or a directive does nothing",
	    .why = "The defect was mended, or the comment stands at the wrong place: a waiver silences "
	           "nothing, a directive decides nothing. Left alone, it hides the next defect of that "
	           "kind.",
	    .repair = "Remove the comment.",
	    .bad = "www A 192.0.2.1 ; ptrlint: ignore[ttl-over-31-bits]\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ignore-expired",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX | GROUP_MAIL,
	    .summary = "a waiver or a directive has ended",
	    .why = "The day named by \"until\" has passed, so the findings that were waived "
	           "count again, and directives beside it count no more.",
	    .repair = "Mend the defect, or set a new date.",
	    .bad = "www A 192.0.2.1 ; ptrlint: ignore[address-ptr-missing], until=2020-01-31\n",
	    .good = "www A 192.0.2.1\n",
	    .references = none,
	},
	{
	    .id = "ignore-needs-reason",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "a waiver has no reason",
	    .why = "The project asks for a reason with every waiver (lint.require_reason), so "
	           "that those who come later can tell whether it still holds.",
	    .repair = "Write the reason behind \"--\" in the comment.",
	    .references = none,
	},
	{
	    .id = "ignore-needs-until",
	    .severity = SEVERITY_WARNING,
	    .groups = GROUP_SYNTAX,
	    .summary = "a waiver has no end",
	    .why = "The project asks for a last day with every waiver (lint.require_until), so "
	           "that none is forgotten.",
	    .repair = "Add until=DATE to the comment.",
	    .references = none,
	},
};

/* ---- ptr=, keep, external ---- */

/* One ptr=N and how many address records share its address. */
struct order {
	struct addr addr;
	uint32_t view;
	uint64_t sharers;
	const struct advice_item *item;
};

static int
by_address(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	int c = addr_compare(&x->addr, &y->addr);

	if (c == 0)
		c = (x->view > y->view) - (x->view < y->view);
	return c != 0 ? c : (x->item > y->item) - (x->item < y->item);
}

static bool
names_host(uint16_t type)
{
	return type == RRTYPE_PTR || type == RRTYPE_CNAME || type == RRTYPE_DNAME ||
	       type == RRTYPE_MX || type == RRTYPE_NS || type == RRTYPE_SRV;
}

static const char *
word_of(const struct advice_item *item)
{
	return item->kind == COMMENT_PTR    ? "ptr="
	       : item->kind == COMMENT_KEEP ? "keep"
	                                    : "external";
}

/* The item stands where it counts; reported when not. */
static bool
judge_place(struct lint *lint, const struct advice_item *item, const struct advice_item *before)
{
	const char *wrong = NULL;
	uint16_t type;

	if (item->begin == UINT32_MAX)
		wrong = "stands at no record; it belongs at the end of one, or on the line above";
	else if (before != NULL && before->begin == item->begin && before->kind == item->kind &&
	         before->span.file == item->span.file)
		wrong = "is said twice of one record";
	if (wrong == NULL && item->record != RECORD_NONE) {
		type = record_type(lint_zones(lint), item->record);
		if (item->kind == COMMENT_EXTERNAL && !names_host(type))
			wrong = "counts only at a record that names a host";
		else if (item->kind == COMMENT_PTR && type != RRTYPE_A && type != RRTYPE_AAAA)
			wrong = "counts only at an A or AAAA record";
	}
	if (wrong != NULL)
		lint_report(
		    lint, &rules[DIRECTIVE_UNKNOWN], item->span, "%s %s", word_of(item), wrong)
		    ->zone = set_zone(lint_zones(lint), item->zone);
	return wrong == NULL && item->record != RECORD_NONE;
}

static void
report_unused(struct lint *lint, const struct advice_item *item, const char *why)
{
	struct finding *f = lint_report(lint, &rules[IGNORE_UNUSED], item->span,
	    "%s does nothing: %s", item->none ? "ptr=none" : word_of(item), why);

	f->zone = set_zone(lint_zones(lint), item->zone);
}

/* Does a PTR of the address name the owner? */
static bool
is_named(struct zone_set *set, const struct record *r, const struct addr *addr)
{
	struct record ptr = { 0 };
	struct chase chase;
	struct dname target;
	size_t at = 0, field;
	record_id id;
	bool found = false;

	if (query_ptr(set, r->zone->spec.view, addr, &chase) != ANSWER_PRESENT)
		return false;
	while (!found && node_next(&chase.node, RRTYPE_PTR, &at, &id))
		found = query_record(set, id, &ptr) && record_target(&ptr, &target, &field) &&
		        dname_equal(&target, &r->owner);
	record_free(&ptr);
	return found;
}

static void
judge_none(struct lint *lint, const struct advice_item *item, const struct record *r)
{
	struct addr addr;

	if (!record_addr(lint_zones(lint), item->record, &addr))
		return;
	if (!set_covers(lint_zones(lint), &addr))
		report_unused(lint, item, "no reverse zone of the address is loaded");
	else if (is_named(lint_zones(lint), r, &addr))
		report_unused(lint, item, "a PTR names the host all the same");
}

static void
judge_external(struct lint *lint, const struct advice_item *item, const struct record *r)
{
	struct dname target;
	struct node node;
	size_t field;

	if (!record_target(r, &target, &field))
		return;
	query_name(lint_zones(lint), r->zone->spec.view, &target, &node);
	if (node.exists != ANSWER_UNKNOWN)
		report_unused(lint, item, "the zone of the name is loaded");
}

/* Count the address records that share an address with a ptr=N. */
static void
count_sharers(struct zone_set *set, struct order *orders, size_t count)
{
	static const uint16_t types[] = { RRTYPE_A, RRTYPE_AAAA };

	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t n;
		const record_id *ids = set_records(set, types[t], &n);

		for (size_t i = 0; i < n; i++) {
			struct order key = { .view = record_zone(set, ids[i])->spec.view };
			size_t lo = 0, hi = count;

			if (!record_addr(set, ids[i], &key.addr))
				continue;
			while (lo < hi) {
				size_t mid = lo + (hi - lo) / 2;

				if (by_address(&orders[mid], &key) < 0)
					lo = mid + 1;
				else
					hi = mid;
			}
			if (lo < count && addr_equal(&orders[lo].addr, &key.addr) &&
			    orders[lo].view == key.view)
				orders[lo].sharers++;
		}
	}
}

static void
judge_orders(struct lint *lint, struct order *orders, size_t count)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct chase chase;

	sort_items(orders, count, sizeof *orders, by_address);
	if (count > 0)
		count_sharers(set, orders, count);
	for (size_t i = 0; i < count; i++) {
		bool same = i > 0 && addr_equal(&orders[i].addr, &orders[i - 1].addr) &&
		            orders[i].view == orders[i - 1].view;

		/* the first of an address has the count */
		if (same)
			orders[i].sharers = orders[i - 1].sharers;
		if (orders[i].sharers > 1 || !query_record(set, orders[i].item->record, &r))
			continue;
		if (query_ptr(set, orders[i].view, &orders[i].addr, &chase) != ANSWER_PRESENT ||
		    is_named(set, &r, &orders[i].addr))
			report_unused(lint, orders[i].item, "no other name has the address");
	}
	record_free(&r);
}

static void
check(struct lint *lint)
{
	struct zone_set *set = lint_zones(lint);
	struct record r = { 0 };
	struct advice counts;
	size_t count, n = 0;
	const struct advice_item *items = set_advice(set, &count);
	struct order *orders = xcalloc(count + 1, sizeof *orders);

	for (size_t i = 0; i < count; i++) {
		const struct advice_item *item = &items[i];

		if (!judge_place(lint, item, i > 0 ? item - 1 : NULL) ||
		    !lint_advice(lint, item->record, &counts) || item->until < lint_today(lint) ||
		    !query_record(set, item->record, &r) || r.generated)
			continue;
		if (item->kind == COMMENT_EXTERNAL)
			judge_external(lint, item, &r);
		else if (item->none)
			judge_none(lint, item, &r);
		else if (item->kind == COMMENT_PTR &&
		         record_addr(set, item->record, &orders[n].addr)) {
			orders[n].view = r.zone->spec.view;
			orders[n++].item = item;
		}
	}
	judge_orders(lint, orders, n);
	free(orders);
	record_free(&r);
}

const struct rule_table rules_suppress = { rules, ARRAY_LEN(rules), check };
