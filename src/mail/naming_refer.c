/* mail/naming_refer.c -- the names that MX, NS and SRV records lead to */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/namehash.h"
#include "dns/rrtype.h"
#include "mail/naming_parts.h"

static int
compare_referred(const void *a, const void *b)
{
	const struct referred *x = a, *y = b;

	return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash)
	                          : (x->record > y->record) - (x->record < y->record);
}

static void
gather(struct naming *n)
{
	static const uint16_t types[] = { RRTYPE_MX, RRTYPE_NS, RRTYPE_SRV };
	size_t cap = 0;

	for (size_t t = 0; t < ARRAY_LEN(types); t++) {
		size_t count;
		const record_id *ids = set_records(n->set, types[t], &count);

		for (size_t i = 0; i < count; i++) {
			uint64_t hash = record_target_hash(n->set, ids[i]);

			if (hash == 0)
				continue; /* no host's name */
			n->referred =
			    xgrow(n->referred, n->referred_count, &cap, sizeof *n->referred);
			n->referred[n->referred_count++] = (struct referred){ hash, ids[i] };
		}
	}
	sort_items(n->referred, n->referred_count, sizeof *n->referred, compare_referred);
}

bool
naming_refers(struct naming *n, uint32_t view, const struct dname *name)
{
	uint64_t hash = namehash_dname(namehash_root(view), name);
	struct record r = { 0 };
	struct dname target;
	size_t lo = 0, hi, field;
	bool found = false;

	pthread_mutex_lock(&n->lock);
	if (!n->referred_known)
		gather(n);
	n->referred_known = true;
	pthread_mutex_unlock(&n->lock);
	for (hi = n->referred_count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;

		if (n->referred[mid].hash < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n->referred_count && n->referred[lo].hash == hash && !found; lo++)
		found = query_record(n->set, n->referred[lo].record, &r) &&
		        record_target(&r, &target, &field) && dname_equal(&target, name);
	record_free(&r);
	return found;
}
