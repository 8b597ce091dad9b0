/*
 * rules/soa_timers.c -- serial and times of a SOA record.
 *
 * Bounds of times are those of RFC 1912 §2.2, widened to what large registries use (RIPE-203): nobody
 * should be told about values that these chose with care.
 */
#include "rules/each.h"
#include "rules/zone.h"

enum {
	SOA_EXPIRE_LT_REFRESH,
	SOA_EXPIRE_RANGE,
	SOA_MINIMUM_RANGE,
	SOA_REFRESH_RANGE,
	SOA_RETRY_GE_REFRESH,
	SOA_RETRY_RANGE,
	SOA_SERIAL_FORMAT,
	SOA_SERIAL_FUTURE,
	SOA_SERIAL_ZERO,
	SOA_TIMER_ZERO,
	SOA_TTL_GT_MINIMUM,
	RULE_COUNT
};

static const char *const rfc1912[] = { "RFC 1912 §2.2", NULL };

static const struct rule rules[RULE_COUNT] = {
	[SOA_EXPIRE_LT_REFRESH] = {
		.id = "soa-expire-lt-refresh",
		.severity = SEVERITY_WARNING,
		.summary = "SOA expires before a secondary has tried again",
		.why = "A secondary gives the zone up after \"expire\" seconds without its primary. When that is "
		       "less than refresh and retry together, one failed transfer is enough and the zone is gone: "
		       "SERVFAIL from every secondary. BIND raises the value in memory and does not say so.",
		.repair = "Let the zone live through a week or more: 1209600 is usual.",
		.references = rfc1912,
	},
	[SOA_EXPIRE_RANGE] = {
		.id = "soa-expire-range",
		.severity = SEVERITY_INFO,
		.summary = "SOA expire is unusually short or long",
		.why = "A primary that fails on Friday should still have its zones on secondaries on Monday: two "
		       "to four weeks are usual. Much longer, and secondaries that were forgotten answer with old "
		       "data for months.",
		.repair = "Write a value between 604800 and 3628800 (one to six weeks).",
		.references = rfc1912,
	},
	[SOA_MINIMUM_RANGE] = {
		.id = "soa-minimum-range",
		.severity = SEVERITY_INFO,
		.summary = "negative TTL of the SOA is unusually short or long",
		.why = "The last field of the SOA says how long resolvers remember that a name does not exist. "
		       "A new name stays invisible for so long to whoever asked too early; with a few seconds, "
		       "every mistyped name is asked for again and again.",
		.repair = "Write a value between 300 and 86400; an hour is usual.",
		.references = (const char *const[]){ "RFC 2308 §5", NULL },
	},
	[SOA_REFRESH_RANGE] = {
		.id = "soa-refresh-range",
		.severity = SEVERITY_INFO,
		.summary = "SOA refresh is unusually short or long",
		.why = "Secondaries that miss a NOTIFY see a change after so many seconds. Less than 20 minutes "
		       "is needless load, more than a day leaves old data where nobody looks for it.",
		.repair = "Write a value between 1200 and 86400.",
		.references = rfc1912,
	},
	[SOA_RETRY_GE_REFRESH] = {
		.id = "soa-retry-ge-refresh",
		.severity = SEVERITY_WARNING,
		.summary = "SOA retry is not shorter than refresh",
		.why = "\"retry\" is for the time after a failed transfer and should be a fraction of \"refresh\". "
		       "As it is, a secondary that fails once waits longer than one that does not, and the two "
		       "fields were perhaps exchanged.",
		.repair = "Write a retry of a half or less of refresh.",
		.references = rfc1912,
	},
	[SOA_RETRY_RANGE] = {
		.id = "soa-retry-range",
		.severity = SEVERITY_INFO,
		.summary = "SOA retry is unusually short",
		.why = "When the primary is down, every secondary asks for every zone after so many seconds. "
		       "Below three minutes that is load for nothing.",
		.repair = "Write a value of 180 or more.",
		.references = rfc1912,
	},
	[SOA_SERIAL_FORMAT] = {
		.id = "soa-serial-format",
		.severity = SEVERITY_OFF,
		.summary = "serial of the SOA is no date and number",
		.why = "Where zones are edited by hand, YYYYMMDDnn shows when the last change was. This is house "
		       "style, and off unless asked for.",
		.repair = "Write today's date and 01, when that is higher than the serial now.",
		.references = rfc1912,
	},
	[SOA_SERIAL_FUTURE] = {
		.id = "soa-serial-future",
		.severity = SEVERITY_WARNING,
		.summary = "serial of the SOA is a date in the future",
		.why = "The next serial made of a real date is lower, and secondaries ignore a lower serial: "
		       "changes do not reach them until that day.",
		.repair = "Go on counting from this serial, or lower it on primary and all secondaries by the "
		          "steps of RFC 1982.",
		.references = (const char *const[]){ "RFC 1912 §3.1", NULL },
	},
	[SOA_SERIAL_ZERO] = {
		.id = "soa-serial-zero",
		.severity = SEVERITY_INFO,
		.summary = "serial of the SOA is 0",
		.why = "Some tools take 0 for \"no serial\", and secondaries may not notice the first change.",
		.repair = "Write 1 or today's date with 01.",
		.references = (const char *const[]){ "RFC 1982 §3, from memory", NULL },
	},
	[SOA_TIMER_ZERO] = {
		.id = "soa-timer-zero",
		.severity = SEVERITY_WARNING,
		.summary = "a time in the SOA is 0",
		.why = "A refresh or retry of 0 lets secondaries ask without pause, an expire of 0 lets them drop "
		       "the zone at once, a minimum of 0 lets resolvers forget that a name does not exist.",
		.repair = "Write usual values: 7200 900 1209600 3600.",
		.references = rfc1912,
	},
	[SOA_TTL_GT_MINIMUM] = {
		.id = "soa-ttl-gt-minimum",
		.severity = SEVERITY_OFF,
		.summary = "TTL of the SOA is above its minimum",
		.why = "Resolvers remember a missing name for the lower of the two. Servers send the SOA in such "
		       "answers with the lower value, so the higher one shows only to who asks for the SOA. Nearly "
		       "every zone is like that; the rule is off unless asked for.",
		.repair = "Give the SOA record a TTL that is not above the last field.",
		.references = (const char *const[]){ "RFC 2308 §3", NULL },
	},
};

enum { SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM, NUMBERS };
static const char *const names[NUMBERS] = { "serial", "refresh", "retry", "expire", "minimum" };

/* Times with bounds of their own. */
static const struct bound {
	unsigned number, rule;
	uint32_t least, most;
} bounds[] = {
	{ REFRESH, SOA_REFRESH_RANGE, 1200, 86400 },
	{ RETRY, SOA_RETRY_RANGE, 180, UINT32_MAX },
	{ EXPIRE, SOA_EXPIRE_RANGE, 604800, 3628800 },
	{ MINIMUM, SOA_MINIMUM_RANGE, 300, 86400 },
};

static bool
soa_numbers(const struct record *r, uint32_t out[NUMBERS])
{
	const uint8_t *p;

	if (r->rdata_len < 22)
		return false;
	p = r->rdata + r->rdata_len - 20;
	for (unsigned i = 0; i < NUMBERS; i++, p += 4)
		out[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	return true;
}

static struct span
number_span(const struct record *r, unsigned number)
{
	return record_field_span(r, 2 + number);
}

static void
judge_bounds(struct lint *lint, const struct record *r, const uint32_t *n)
{
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		const struct bound *b = &bounds[i];
		struct finding *f;
		bool low = n[b->number] < b->least;

		if (n[b->number] == 0 || (!low && n[b->number] <= b->most))
			continue;
		f = lint_report(lint, &rules[b->rule], number_span(r, b->number),
		    "SOA %s is %u, %s than the usual %u", names[b->number], n[b->number],
		    low ? "less" : "more", low ? b->least : b->most);
		finish_finding(lint, f, r, low ? "short" : "long", NULL);
	}
}

static void
judge_order(struct lint *lint, const struct record *r, const uint32_t *n)
{
	struct finding *f;

	for (unsigned i = REFRESH; i < NUMBERS; i++) {
		if (n[i] != 0)
			continue;
		f = lint_report(
		    lint, &rules[SOA_TIMER_ZERO], number_span(r, i), "SOA %s is 0", names[i]);
		finish_finding(lint, f, r, "no time at all", NULL);
	}
	if (n[RETRY] != 0 && n[REFRESH] != 0 && n[RETRY] >= n[REFRESH]) {
		f = lint_report(lint, &rules[SOA_RETRY_GE_REFRESH], number_span(r, RETRY),
		    "SOA retry %u is not shorter than refresh %u", n[RETRY], n[REFRESH]);
		finish_finding(lint, f, r, "not shorter", "write a half of refresh or less");
	}
	if (n[EXPIRE] != 0 && n[EXPIRE] < (uint64_t)n[REFRESH] + n[RETRY]) {
		f = lint_report(lint, &rules[SOA_EXPIRE_LT_REFRESH], number_span(r, EXPIRE),
		    "SOA expire %u is less than refresh %u and retry %u together", n[EXPIRE],
		    n[REFRESH], n[RETRY]);
		finish_finding(lint, f, r, "over after one failed transfer", NULL);
	}
	if (r->ttl > n[MINIMUM]) {
		f = lint_report(lint, &rules[SOA_TTL_GT_MINIMUM],
		    r->ttl_span.len > 0 ? r->ttl_span : r->type_span,
		    "TTL %u of the SOA is above its minimum %u", r->ttl, n[MINIMUM]);
		finish_finding(lint, f, r, "negative answers are kept for less", NULL);
	}
}

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t
days_of(unsigned year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2), era = y / 400, in_era = y - era * 400;
	int64_t in_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

/* The day that a serial YYYYMMDDnn names; false when it names none. */
static bool
serial_day(uint32_t serial, int64_t *day)
{
	static const uint8_t lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned year = serial / 1000000, month = serial / 10000 % 100, d = serial / 100 % 100;

	if (year < 1980 || year > 2199 || month < 1 || month > 12 || d < 1 ||
	    d > lengths[month - 1])
		return false;
	*day = days_of(year, month, d);
	return true;
}

static void
judge_serial(struct lint *lint, const struct record *r, uint32_t serial)
{
	struct finding *f;
	int64_t day;
	bool dated = serial_day(serial, &day);

	if (serial == 0) {
		f = lint_report(
		    lint, &rules[SOA_SERIAL_ZERO], number_span(r, SERIAL), "SOA serial is 0");
		finish_finding(lint, f, r, "taken for none by some", NULL);
	}
	if (!dated) {
		f = lint_report(lint, &rules[SOA_SERIAL_FORMAT], number_span(r, SERIAL),
		    "SOA serial %u is no date and number", serial);
		finish_finding(lint, f, r, "not YYYYMMDDnn", NULL);
	} else if (day > lint_today(lint) + 1) {
		f = lint_report(lint, &rules[SOA_SERIAL_FUTURE], number_span(r, SERIAL),
		    "SOA serial %u is a date %lld days ahead", serial,
		    (long long)(day - lint_today(lint)));
		finish_finding(lint, f, r, "in the future", "count on from it, do not go back");
	}
}

static void
judge(struct lint *lint, struct record *r)
{
	uint32_t n[NUMBERS];

	if (!soa_numbers(r, n) || zone_is_local(lint, r->zone))
		return;
	judge_bounds(lint, r, n);
	judge_order(lint, r, n);
	judge_serial(lint, r, n[SERIAL]);
}

static void
check(struct lint *lint)
{
	each_record(lint, RRTYPE_SOA, judge);
}

const struct rule_table rules_soa_timers = { rules, RULE_COUNT, check };
