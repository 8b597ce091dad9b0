/* zone/dnssec.c -- which zones are verified, and what comes of it */
#include "zone/dnssec.h"

#include <stdlib.h>

#include "zone/signed.h"

#define LARGE_ZONE 2000 /* records: several threads work on it */

/* The zones to look at, and what is found in each. */
struct verification {
	struct zone_set *set;
	const uint32_t *zones;
	size_t count;
	struct fault_list *faults;
	uint32_t day;
	unsigned threads;
};

bool
zone_has_signatures(const struct zone_set *set, const struct zone *zone)
{
	const struct zone_state *z = &set->zones[zone->id];
	size_t at = 0;
	record_id id;

	if (z->zone.signed_)
		return true;
	while (zone_next(set, zone, &at, &id)) {
		uint8_t code = ref_rr(set, id)->code;

		if (code >= RRCODE_RRSIG && code <= RRCODE_NSEC3)
			return true;
	}
	return false;
}

static void
verify_signatures(struct signed_zone *z)
{
	const struct signed_node *apex = &z->nodes[0];
	uint32_t at, end = node_type(z, apex, RRTYPE_RRSIG, &at);

	if (node_has_type(z, apex, RRTYPE_DNSKEY))
		signed_signatures(z);
	else
		fault_add(
		    z->faults, z->zone, DNSSEC_NO_KEY, z->records[at < end ? at : apex->first].id);
	signed_chain(z);
}

static void
verify_zone(struct verification *v, size_t job, unsigned threads)
{
	struct signed_zone *z = xcalloc(1, sizeof *z);
	const struct zone *zone = &v->set->zones[v->zones[job]].zone;

	*z = (struct signed_zone){ .set = v->set,
		.zone = zone,
		.threads = threads,
		.day = v->day,
		.day_end = v->day + 86399,
		.faults = &v->faults[job] };
	if (zone->unknown || zone->left_out || !signed_read(z)) {
		fault_add(z->faults, zone, DNSSEC_UNREAD, RECORD_NONE);
	} else {
		if (zone_has_signatures(v->set, zone))
			verify_signatures(z);
		signed_digest(z);
	}
	free(z->records);
	free(z->nodes);
	arena_free(&z->arena);
	free(z);
}

static void
verify_small(void *arg, size_t job, unsigned worker)
{
	struct verification *v = arg;

	(void)worker;
	if (v->set->zones[v->zones[job]].zone.records < LARGE_ZONE)
		verify_zone(v, job, 1);
}

/* Mark the zones that have a record of this type at their apex. */
static void
mark_zones(struct zone_set *set, uint16_t type,
    bool (*judge)(const struct zone_set *, const struct zone *), bool *marks)
{
	size_t count;
	const record_id *ids = set_records(set, type, &count);

	for (size_t i = 0; i < count; i++) {
		const struct zone *zone = record_zone(set, ids[i]);

		if (!marks[zone->id] && (judge == NULL || judge(set, zone)))
			marks[zone->id] = true;
	}
}

bool
set_verify(struct zone_set *set, int64_t today, struct err *err)
{
	struct verification v = { .set = set, .day = (uint32_t)(today * 86400) };
	bool *marks = xcalloc(set->zone_count + 1, sizeof *marks);
	uint32_t *zones = xcalloc(set->zone_count + 1, sizeof *zones);
	size_t total = 0;
	bool ok = true;

	for (size_t i = 0; i < set->zone_count; i++)
		marks[i] = set->zones[i].zone.signed_;
	mark_zones(set, RRTYPE_DNSKEY, zone_has_signatures, marks);
	mark_zones(set, RRTYPE_ZONEMD, NULL, marks);
	for (uint32_t i = 0; i < set->zone_count; i++)
		if (marks[i] && set->zones[i].zone.spec.role != ROLE_EXTERNAL)
			zones[v.count++] = i;
	free(marks);
	if (v.count > 0 && (ok = crypto_load(err))) {
		v.zones = zones;
		v.faults = xcalloc(v.count, sizeof *v.faults);
		v.threads = set->options.threads != 0 ? set->options.threads : threads_default();
		v.threads = v.threads > LIMIT_THREADS ? LIMIT_THREADS : v.threads;
		for (size_t i = 0; i < v.count; i++)
			if (set->zones[zones[i]].zone.records >= LARGE_ZONE)
				verify_zone(&v, i, v.threads);
		threads_run(v.threads, v.count, verify_small, &v);
		for (size_t i = 0; i < v.count; i++)
			total += v.faults[i].count;
		set->dnssec = arena_array(&set->arena, total + 1, sizeof *set->dnssec);
		for (size_t i = 0; i < v.count; i++) {
			if (v.faults[i].count > 0)
				memcpy(set->dnssec + set->dnssec_count, v.faults[i].list,
				    v.faults[i].count * sizeof *set->dnssec);
			set->dnssec_count += v.faults[i].count;
			free(v.faults[i].list);
		}
		free(v.faults);
	}
	free(zones);
	return ok;
}

const struct dnssec_fault *
set_dnssec(const struct zone_set *set, size_t *count)
{
	*count = set->dnssec_count;
	return set->dnssec;
}
