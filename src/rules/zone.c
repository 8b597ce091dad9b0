/* rules/zone.c -- zones as a whole, as the search for them sees them */
#include "rules/zone.h"

#include "rules/each.h"

static const char *const serving[] = { "RFC 1034 §4.2", NULL };

static const struct rule rules[] = {
	{
	    .id = "xzone-duplicate-zone",
	    .severity = SEVERITY_ERROR,
	    .groups = GROUP_SYNTAX,
	    .summary = "two files hold the same zone",
	    .why = "A server loads one file for a zone, so the records of the other are not "
	           "served, and who edits it wonders why nothing changes. Here both were read, "
	           "so what one of them lacks may be hidden by the other.",
	    .repair = "Remove or exclude the file that is not served. Where both are, for "
	              "different clients, name their views in the project file.",
	    .references = serving,
	},
};

const struct rule_table rules_zone = { rules, ARRAY_LEN(rules), NULL };

#define ADDRESSES 4

static bool
is_loopback_only(struct lint *lint, uint32_t view, const struct dname *name)
{
	struct addr addrs[ADDRESSES];
	size_t count;

	if (query_addresses(lint_zones(lint), view, name, addrs, ADDRESSES, &count) !=
	        ANSWER_PRESENT ||
	    count > ADDRESSES)
		return false;
	for (size_t i = 0; i < count; i++)
		if (addr_class(&addrs[i]) != ADDR_LOOPBACK)
			return false;
	return true;
}

bool
server_is_nominal(const struct dname *name)
{
	return label_is(name, "localhost") ||
	       (label_is(name, "invalid") && dname_labels(name) == 1);
}

/* localhost, and networks that RFC 6303 keeps at home. */
static bool
is_local_name(const struct dname *origin)
{
	static const struct dname localhost = { 11, "\11localhost" };
	struct prefix net;

	if (dname_equal(origin, &localhost))
		return true;
	if (!addr_from_reverse(origin, &net))
		return false;
	if (net.base.family == ADDR_V6)
		return net.bits == 128 && (addr_class(&net.base) == ADDR_LOOPBACK ||
		                              addr_class(&net.base) == ADDR_UNSPECIFIED);
	return net.bits >= 8 &&
	       (net.base.octets[0] == 0 || net.base.octets[0] == 127 || net.base.octets[0] == 255);
}

bool
zone_is_local(struct lint *lint, const struct zone *zone)
{
	struct zone_set *set = lint_zones(lint);
	const struct dname *origin = &zone->spec.origin;
	struct record r = { 0 };
	struct dname target;
	struct node apex;
	record_id id;
	size_t at = 0, field, count = 0;
	bool local = true;

	if (is_local_name(origin))
		return true;
	query_name(set, zone->spec.view, origin, &apex);
	while (local && apex.zone == zone && node_next(&apex, RRTYPE_NS, &at, &id)) {
		local = query_record(set, id, &r) && record_target(&r, &target, &field) &&
		        (server_is_nominal(&target) ||
		            (dname_equal(&target, origin) &&
		                is_loopback_only(lint, zone->spec.view, origin)));
		count++;
	}
	record_free(&r);
	return local && count > 0;
}
