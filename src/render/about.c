/* render/about.c -- findings by address, by name, by place */
#include "render/about.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"

struct entry {
	const char *key; /* subject, as the finding has it */
	struct span span;
	const struct finding *finding;
	size_t number;
};

struct zone_entry {
	uint32_t zone;
	enum severity severity;
};

struct list {
	struct entry *items;
	size_t count, cap;
};

struct about {
	struct list addresses, names, places, numbers;
	struct zone_entry *zones;
	size_t zone_count, zone_cap;
};

/* The gravest first, then in order of output. */
static int
compare_rank(const struct entry *x, const struct entry *y)
{
	if (x->finding->severity != y->finding->severity)
		return x->finding->severity > y->finding->severity ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : compare_rank(x, y);
}

static int
compare_spans(struct span a, struct span b)
{
	if (a.file != b.file)
		return a.file < b.file ? -1 : 1;
	return a.off < b.off ? -1 : a.off > b.off;
}

static int
compare_places(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare_spans(x->span, y->span);

	return order != 0 ? order : compare_rank(x, y);
}

static int
compare_findings(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct entry *)a)->finding;
	uintptr_t y = (uintptr_t)((const struct entry *)b)->finding;

	return x < y ? -1 : x > y;
}

static int
compare_zones(const void *a, const void *b)
{
	const struct zone_entry *x = a, *y = b;

	return x->zone < y->zone ? -1 : x->zone > y->zone;
}

static void
add(struct list *l, const char *key, const struct finding *f, size_t number)
{
	l->items = xgrow(l->items, l->count, &l->cap, sizeof *l->items);
	l->items[l->count++] = (struct entry){ key, f->span, f, number };
}

struct about *
about_new(const struct finding *const *findings, size_t count)
{
	struct about *about = xcalloc(1, sizeof *about);

	for (size_t i = 0; i < count; i++) {
		const struct finding *f = findings[i];

		if (f->suppressed != NULL)
			continue;
		add(&about->numbers, NULL, f, i);
		if (f->subject_address != NULL)
			add(&about->addresses, f->subject_address, f, i);
		if (f->subject_name != NULL)
			add(&about->names, f->subject_name, f, i);
		if (f->span.file != 0)
			add(&about->places, NULL, f, i);
		if (f->zone != NULL) {
			about->zones = xgrow(about->zones, about->zone_count, &about->zone_cap,
			    sizeof *about->zones);
			about->zones[about->zone_count++] =
			    (struct zone_entry){ f->zone->id, f->severity };
		}
	}
	sort_items(
	    about->numbers.items, about->numbers.count, sizeof(struct entry), compare_findings);
	sort_items(
	    about->addresses.items, about->addresses.count, sizeof(struct entry), compare_keys);
	sort_items(about->names.items, about->names.count, sizeof(struct entry), compare_keys);
	sort_items(about->places.items, about->places.count, sizeof(struct entry), compare_places);
	sort_items(about->zones, about->zone_count, sizeof(struct zone_entry), compare_zones);
	return about;
}

void
about_free(struct about *about)
{
	free(about->addresses.items);
	free(about->names.items);
	free(about->places.items);
	free(about->numbers.items);
	free(about->zones);
	free(about);
}

/* The first entry of the key. */
static size_t
lower_bound(const struct list *l, const char *key)
{
	size_t lo = 0, hi = l->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(l->items[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
is_meant(const struct rule *rule, enum about_what what)
{
	bool sending = strstr(rule->id, "egress") != NULL;

	return what == ABOUT_ANY || (what == ABOUT_SENDING && sending) ||
	       (what == ABOUT_NAMING && !sending) ||
	       (what == ABOUT_LACKING && strstr(rule->id, "ptr-missing") != NULL);
}

static const struct finding *
first_of(const struct list *l, const char *key, unsigned groups, enum about_what what)
{
	for (size_t i = lower_bound(l, key); i < l->count && strcmp(l->items[i].key, key) == 0;
	     i++) {
		const struct rule *rule = l->items[i].finding->rule;

		if ((rule->groups & groups) != 0 && is_meant(rule, what))
			return l->items[i].finding;
	}
	return NULL;
}

const struct finding *
about_address(const struct about *about, const struct addr *addr, enum about_what what)
{
	char text[ADDR_TEXT_MAX];

	return first_of(&about->addresses, addr_text(addr, text), GROUP_MAIL | GROUP_REVERSE, what);
}

const struct finding *
about_name(const struct about *about, const struct dname *name)
{
	char text[DNAME_TEXT_MAX];
	size_t len;

	dname_text(name, text);
	len = strlen(text);
	if (len > 1)
		text[len - 1] = '\0'; /* subjects have no final dot */
	return first_of(&about->names, text, GROUP_MAIL | GROUP_MAILAUTH, ABOUT_ANY);
}

const struct finding *
about_place(const struct about *about, struct span span)
{
	const struct list *l = &about->places;
	size_t lo = 0, hi = l->count;

	if (span.file == 0)
		return NULL;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_spans(l->items[mid].span, span) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->count && compare_spans(l->items[lo].span, span) == 0 ? l->items[lo].finding
	                                                                    : NULL;
}

void
about_zone(const struct about *about, const struct zone *zone, uint64_t counts[4])
{
	size_t lo = 0, hi = about->zone_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (about->zones[mid].zone < zone->id)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < about->zone_count && about->zones[lo].zone == zone->id; lo++)
		counts[about->zones[lo].severity]++;
}

size_t
about_number(const struct about *about, const struct finding *f)
{
	struct entry key = { .finding = f };
	const struct entry *found = bsearch(&key, about->numbers.items, about->numbers.count,
	    sizeof(struct entry), compare_findings);

	return found->number;
}
