/* fix/gen_address.c -- the PTR records of one address */
#include "base/sort.h"
#include "dns/rrtype.h"
#include "fix/gen_parts.h"

static void
undecided(struct maker *m, const struct addr *addr, const struct name_choice *choice)
{
	char name[DNAME_TEXT_MAX], text[ADDR_TEXT_MAX];
	struct buf list = { 0 };
	size_t shown = 0;

	for (; shown < choice->candidate_count && list.len < 600; shown++)
		buf_put(&list, "%s%s%s", shown > 0 ? ", " : "",
		    dname_text(&choice->candidates[shown].name, name),
		    maker_place(m, choice->candidates[shown].record));
	if (shown < choice->candidate_count)
		buf_put(&list, " and %zu more", choice->candidate_count - shown);
	buf_char(&list, '\0');
	if (choice->reason == NAME_CONFLICT)
		maker_note(m, GEN_UNDECIDED,
		    "comments put several names first of %s: %s; leave \"; ptrlint: ptr=primary\" "
		    "at one of them [ptr-conflict]",
		    addr_text(addr, text), list.ptr);
	else
		maker_note(m, GEN_UNDECIDED,
		    "%s has several names: %s; put \"; ptrlint: ptr=primary\" behind one of them, "
		    "or use --pick [ptr-ambiguous]",
		    addr_text(addr, text), list.ptr);
	buf_free(&list);
}

static bool
is_undecided(const struct name_choice *choice)
{
	return choice->reason == NAME_AMBIGUOUS || choice->reason == NAME_CONFLICT;
}

/* Does a PTR that stands go on standing? */
static bool
stays(const struct maker *m, const struct name_choice *choice, const struct name_incumbent *i)
{
	enum project_multiple multiple =
	    (enum project_multiple)m->g->options.project->fix.multiple_ptr.value;

	if (i->kept || is_undecided(choice))
		return true;
	if (choice->name != NULL && dname_equal(choice->name, &i->name))
		return true;
	if (!i->holds)
		return false;
	return !name_reason_demands(choice->reason) || i->external ||
	       (multiple != PROJECT_MULTIPLE_ONE && choice->name != NULL);
}

/* What one address ends up with. */
struct outcome {
	const struct addr *addr;
	const struct pointer_place *place;
	const struct name_choice *choice;
	size_t first;      /* index of the first PTR that stays, or NO_RECORD */
	bool first_kept;   /* … because a comment says so */
	size_t replaced;   /* index of one that goes, or NO_RECORD */
	size_t gone_count; /* how many go */
};

static bool
is_written(const struct maker *m, const struct outcome *o, const struct dname *name)
{
	const struct name_incumbent *list = o->choice->incumbents;
	size_t count = o->choice->incumbent_count, lo = 0, hi = count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (dname_compare(&list[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < count && dname_equal(&list[lo].name, name); lo++) {
		size_t index = maker_index(m, list[lo].record);

		if (index != NO_RECORD && !m->gone[index])
			return true;
	}
	return false;
}

/* The TTL that all PTR records of the address are to have (RFC 2181 §5.2). */
static uint32_t
ttl_of(const struct maker *m, const struct outcome *o, record_id record)
{
	const struct project_fix *fix = &m->g->options.project->fix;
	const struct gen_record *records = m->out->records;

	if (o->first != NO_RECORD && (o->first_kept || fix->ptr_ttl.value == PROJECT_TTL_ZONE))
		return records[o->first].ttl;
	if (fix->ptr_ttl.value == PROJECT_TTL_SECONDS)
		return fix->ptr_ttl_seconds;
	if (fix->ptr_ttl.value == PROJECT_TTL_INHERIT) {
		for (size_t i = 0; i < o->choice->candidate_count && record == RECORD_NONE; i++)
			if (is_written(m, o, &o->choice->candidates[i].name))
				record = o->choice->candidates[i].record;
		if (record != RECORD_NONE)
			return record_ttl(m->g->set, record);
	}
	if (o->first != NO_RECORD)
		return records[o->first].ttl;
	return o->replaced != NO_RECORD ? records[o->replaced].ttl : m->out->ttl;
}

static void
add_pointer(struct maker *m, const struct outcome *o, const struct dname *name, uint32_t ttl)
{
	struct gen_record *r;

	if (is_written(m, o, name))
		return;
	r = maker_add(m, &o->place->owner, RRTYPE_PTR, ttl, name);
	r->pointer = true;
	r->addr = *o->addr;
	m->added = true;
}

static void
leave_out(struct maker *m, struct outcome *o, const struct name_incumbent *i, size_t index)
{
	char name[DNAME_TEXT_MAX], text[ADDR_TEXT_MAX];
	const char *why = "the name does not lead back";

	if (i->unwanted)
		why = "a comment says that it needs none";
	else if (i->holds)
		why = o->choice->name != NULL ? "another name is put first" : "the map wants none";
	maker_drop(m, index);
	if (o->replaced == NO_RECORD)
		o->replaced = index;
	o->gone_count++;
	maker_note(m, GEN_LEFT_OUT, "PTR %s of %s is left out: %s%s", dname_text(&i->name, name),
	    addr_text(o->addr, text), why, maker_place(m, i->record));
}

static void
settle_incumbents(struct maker *m, struct outcome *o)
{
	for (size_t i = 0; i < o->choice->incumbent_count; i++) {
		const struct name_incumbent *incumbent = &o->choice->incumbents[i];
		size_t index = maker_index(m, incumbent->record);

		if (index == NO_RECORD || m->gone[index])
			continue;
		if (!stays(m, o->choice, incumbent)) {
			leave_out(m, o, incumbent, index);
		} else if (o->first == NO_RECORD || (incumbent->kept && !o->first_kept)) {
			o->first = index;
			o->first_kept = incumbent->kept;
		}
	}
}

static void
set_ttl(struct maker *m, const struct outcome *o, uint32_t ttl)
{
	for (size_t i = 0; i < o->choice->incumbent_count; i++) {
		size_t index = maker_index(m, o->choice->incumbents[i].record);

		if (index == NO_RECORD || m->gone[index] || m->out->records[index].ttl == ttl)
			continue;
		m->out->records[index].ttl = ttl;
		m->retimed = true;
	}
}

static void
tell(struct maker *m, const struct outcome *o)
{
	const struct name_choice *choice = o->choice;
	char name[DNAME_TEXT_MAX], text[ADDR_TEXT_MAX];
	const struct dname *shown = choice->name;

	if (choice->reason == NAME_INCUMBENT)
		for (size_t i = choice->incumbent_count; i-- > 0;)
			if (choice->incumbents[i].holds)
				shown = &choice->incumbents[i].name;
	maker_note(m, GEN_CHOICE, "%s %s: %s%s", addr_text(o->addr, text),
	    shown != NULL ? dname_text(shown, name) : "-", name_reason_text(choice->reason),
	    maker_place(m, choice->record));
}

/* A hand-written PTR in the zone's own file goes before a snippet that it includes. */
static bool
is_own(const struct maker *m, const struct name_choice *choice)
{
	for (size_t i = 0; i < choice->incumbent_count; i++) {
		size_t index = maker_index(m, choice->incumbents[i].record);

		if (index != NO_RECORD && m->out->records[index].own_text)
			return true;
	}
	return false;
}

static void
make_address(struct maker *m, const struct addr *addr, const struct name_fact *facts, size_t count)
{
	struct pointer_place place;
	struct name_choice choice;
	struct outcome o = { addr, &place, &choice, NO_RECORD, false, NO_RECORD, 0 };
	bool all = m->g->options.project->fix.multiple_ptr.value == PROJECT_MULTIPLE_ALL;
	size_t before = m->out->count;
	uint32_t ttl;

	if (naming_exclude(m->g->names, addr) ||
	    gen_find(m->g, m->target->view, addr, &place) != (uint32_t)(m->target - m->g->targets))
		return;
	naming_choose(m->g->names, addr, m->target->view, facts, count, &place, &choice);
	if (m->g->options.snippet && is_own(m, &choice))
		return;
	if (all && choice.reason == NAME_AMBIGUOUS)
		choice.reason = NAME_ALL;
	if (m->g->options.tell && (count > 0 || choice.reason != NAME_NONE))
		tell(m, &o);
	settle_incumbents(m, &o);
	if (is_undecided(&choice)) {
		undecided(m, addr, &choice);
		return;
	}
	/* of all names the first speaks, as it will when they stand */
	ttl =
	    ttl_of(m, &o, choice.reason == NAME_ALL ? choice.candidates[0].record : choice.record);
	set_ttl(m, &o, ttl);
	if (choice.name != NULL && (o.first == NO_RECORD || name_reason_demands(choice.reason)))
		add_pointer(m, &o, choice.name, ttl);
	for (size_t i = 0; all && i < choice.candidate_count && choice.reason != NAME_NONE; i++)
		if (choice.name == NULL || !dname_equal(choice.name, &choice.candidates[i].name))
			add_pointer(m, &o, &choice.candidates[i].name, ttl);
	if (o.gone_count > 0 && m->out->count > before)
		m->out->pointers_replaced++;
	m->out->pointers_deleted += o.gone_count - (o.gone_count > 0 && m->out->count > before);
}

static int
compare_orphans(const void *a, const void *b)
{
	return addr_compare(a, b);
}

/* Those that somebody names, and those with a PTR only. */
void
maker_addresses(struct maker *m)
{
	const struct gen *g = m->g;
	size_t target = (size_t)(m->target - g->targets), count, k = 0;
	const struct name_fact *facts = naming_facts(g->names, &count);
	uint32_t from = g->starts[target], to = g->starts[target + 1];

	sort_items(m->orphans, m->orphan_count, sizeof *m->orphans, compare_orphans);
	for (uint32_t i = from; i <= to; i++) {
		const struct gen_address *a = i < to ? &g->addresses[i] : NULL;

		for (; k < m->orphan_count; k++) {
			int c =
			    a == NULL ? -1 : addr_compare(&m->orphans[k], &facts[a->first].addr);

			if (c > 0)
				break;
			if (c < 0 && (k == 0 || !addr_equal(&m->orphans[k], &m->orphans[k - 1])))
				make_address(m, &m->orphans[k], NULL, 0);
		}
		if (a != NULL)
			make_address(m, &facts[a->first].addr, &facts[a->first], a->count);
	}
}
