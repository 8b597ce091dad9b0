/* lint/known.c -- findings that were there before, met again by their fingerprints */
#include "base/sort.h"
#include "lint/engine.h"

static int
compare_known(const void *pa, const void *pb)
{
	const struct known_finding *a = pa, *b = pb;

	if (a->fingerprint != b->fingerprint)
		return a->fingerprint < b->fingerprint ? -1 : 1;
	return strcmp(a->rule, b->rule);
}

/* The first with at least that fingerprint. */
static size_t
lower_bound(const struct known_finding *known, size_t count, uint64_t fingerprint)
{
	size_t lo = 0, hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (known[mid].fingerprint < fingerprint)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
known_suppress(struct lint *lint)
{
	struct known_finding *known = lint->options->known;
	size_t count = lint->options->known_count;

	sort_items(known, count, sizeof *known, compare_known);
	for (size_t i = 0; i < lint->count; i++) {
		struct finding *f = lint->findings[i];

		/* what keeps the run from being whole is always told */
		if (f->rule->diagnostic)
			continue;
		for (size_t k = lower_bound(known, count, f->fingerprint);
		     k < count && known[k].fingerprint == f->fingerprint; k++) {
			if (strcmp(known[k].rule, f->rule->id) != 0)
				continue;
			known[k].seen = true;
			if (f->suppressed == NULL)
				f->suppressed = known[k].span.file != 0 ? "baseline" : "revision";
		}
	}
}

void
known_report_stale(struct lint *lint)
{
	const struct rule *stale = rule_find("baseline-stale");

	for (size_t i = 0; i < lint->options->known_count; i++) {
		const struct known_finding *k = &lint->options->known[i];
		const struct rule *rule = rule_find(k->rule);

		if (k->seen || k->span.file == 0 || (rule != NULL && !lint_wants(lint, rule)))
			continue;
		if (rule == NULL)
			lint_report(lint, stale, k->span, "there is no rule \"%.80s\"", k->rule);
		else
			lint_report(lint, stale, k->span, "%s is not found any more: %.200s",
			    k->rule, k->message);
	}
}
