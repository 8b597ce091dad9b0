/* zone/quick.c -- PTR records of addresses, told without lexing */
#include "base/err.h"
#include "base/threads.h"
#include "zone/model.h"

/* Longer lines are for query_record(). */
#define LINE_MOST 256

/* What the reader noted of a PTR at the reverse name of an address. */
struct noted {
	struct addr addr;
	uint64_t target;
};

/* Lists of PTR records are in order of records: where this one is, or would be. */
#define FIND_RECORD(list, type, at)                    \
 for (size_t hi = VEC_COUNT(list, type); (at) < hi;) { \
  size_t mid = (at) + (hi - (at)) / 2;                 \
                                                       \
  if (VEC_AT(list, const type, mid)->record < record)  \
   (at) = mid + 1;                                     \
  else                                                 \
   hi = mid;                                           \
 }

static bool
find_noted(const struct shelf *shelf, uint32_t record, struct noted *out)
{
	const struct ptr4 *four;
	const struct ptr6 *six;
	size_t at = 0;

	FIND_RECORD(&shelf->ptr4s, struct ptr4, at)
	four = VEC_AT(&shelf->ptr4s, const struct ptr4, at);
	if (at < VEC_COUNT(&shelf->ptr4s, struct ptr4) && four->record == record) {
		*out = (struct noted){
			{ ADDR_V4, { (uint8_t)(four->addr >> 24), (uint8_t)(four->addr >> 16),
			               (uint8_t)(four->addr >> 8), (uint8_t)four->addr } },
			four->target
		};
		return true;
	}
	at = 0;
	FIND_RECORD(&shelf->ptr6s, struct ptr6, at)
	six = VEC_AT(&shelf->ptr6s, const struct ptr6, at);
	if (at == VEC_COUNT(&shelf->ptr6s, struct ptr6) || six->record != record)
		return false;
	*out = (struct noted){ { .family = ADDR_V6 }, six->target };
	memcpy(out->addr.octets, six->octets, 16);
	return true;
}

bool
record_pointer(const struct zone_set *set, record_id id, struct addr *addr, uint64_t *target)
{
	const struct rr *rr = ref_rr(set, id);
	struct noted noted;

	if (rr->code != RRCODE_PTR || (rr->flags & RR_BAD) != 0 ||
	    !find_noted(ref_shelf(set, id), ref_index(id), &noted))
		return false;
	*addr = noted.addr;
	*target = noted.target;
	return true;
}

/* The last word of a line. */
static struct str
last_word(const char *line, size_t len)
{
	size_t begin;

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t' || line[len - 1] == '\r'))
		len--;
	for (begin = len; begin > 0 && line[begin - 1] != ' ' && line[begin - 1] != '\t';)
		begin--;
	return (struct str){ line + begin, len - begin };
}

bool
query_quick(struct zone_set *set, record_id id, struct quick_pointer *out)
{
	const struct shelf *shelf = ref_shelf(set, id);
	const struct segment *s;
	struct buf *line = &set->memories[threads_self()].line;
	struct dname origin;
	const char *end;

	if (!record_pointer(set, id, &out->addr, &out->target_hash))
		return false;
	s = shelf_segment(shelf, ref_index(id));
	line->len = 0;
	if (s->generated ||
	    !source_copy(set->sources, s->file, ref_rr(set, id)->off, LINE_MOST, line))
		return false;
	end = memchr(line->ptr, '\n', line->len);
	if (end == NULL)
		return false;
	origin.len = s->origin->len; /* packed */
	memcpy(origin.wire, s->origin->wire, origin.len);
	out->file = s->file;
	/* a comment, parentheses, several lines: the word is another, and so is its hash */
	return dname_parse(
	           last_word(line->ptr, (size_t)(end - line->ptr)), &origin, &out->target, NULL) &&
	       namehash_dname(set->zones[s->zone].root_hash, &out->target) == out->target_hash;
}
