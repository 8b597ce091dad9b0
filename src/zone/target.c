/* zone/target.c -- which records have the same target, without their text */
#include "zone/model.h"

uint64_t
record_target_hash(const struct zone_set *set, record_id id)
{
	const struct shelf *shelf = ref_shelf(set, id);
	size_t lo = 0, hi = VEC_COUNT(&shelf->targets, struct target);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct target *t = VEC_AT(&shelf->targets, const struct target, mid);

		if (t->record == ref_index(id))
			return t->hash;
		if (t->record < ref_index(id))
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}
