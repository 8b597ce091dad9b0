/* fix/edit.c -- the splices that one zone's items need */
#include <stdio.h>
#include <stdlib.h>

#include "dns/ttl.h"
#include "fix/layout.h"
#include "fix/parts.h"
#include "fix/serial.h"

void
edits_append(struct edits *edits, const struct fix_edit *edit)
{
	if (edits->count == edits->cap) {
		edits->cap = edits->cap == 0 ? 16 : edits->cap * 2;
		edits->list = xrealloc(edits->list, edits->cap * sizeof *edits->list);
	}
	edits->list[edits->count++] = *edit;
}

void
edits_add(struct planner *p, struct edits *edits, uint32_t off, uint32_t len, struct str text)
{
	struct fix_edit edit = {
		.off = off, .len = len, .text = { arena_copy(p->arena, text), text.len }
	};

	edits_append(edits, &edit);
}

bool
edits_equal(const struct edits *a, const struct edits *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->list[i].off != b->list[i].off || a->list[i].len != b->list[i].len ||
		    !str_equal(a->list[i].text, b->list[i].text))
			return false;
	return true;
}

/* What is put in at a place comes before what is replaced there. */
static bool
comes_first(const struct fix_edit *a, const struct fix_edit *b)
{
	return a->off != b->off ? a->off < b->off : a->len == 0 || b->len > 0;
}

/* Merge sort keeps the order of insertions at one place. */
static void
sort_range(struct fix_edit *list, struct fix_edit *spare, size_t count)
{
	size_t half = count / 2, a = 0, b = half, n = 0;

	if (count < 2)
		return;
	sort_range(list, spare, half);
	sort_range(list + half, spare, count - half);
	while (a < half || b < count)
		spare[n++] = b == count || (a < half && comes_first(&list[a], &list[b]))
		                 ? list[a++]
		                 : list[b++];
	memcpy(list, spare, count * sizeof *list);
}

bool
edits_sort(struct edits *edits)
{
	struct fix_edit *spare = xcalloc(edits->count + 1, sizeof *spare);

	sort_range(edits->list, spare, edits->count);
	free(spare);
	for (size_t i = 1; i < edits->count; i++)
		if (edits->list[i].off < edits->list[i - 1].off + edits->list[i - 1].len)
			return false;
	return true;
}

/* ---- serial ---- */

/* The number as wide as the old one where it had zeros in front. */
static void
put_serial(uint32_t serial, struct str old, struct buf *out)
{
	char digits[16];
	int len = snprintf(digits, sizeof digits, "%u", serial);

	if (old.len > 1 && old.ptr[0] == '0' && (size_t)len < old.len)
		buf_fill(out, '0', old.len - (size_t)len);
	buf_bytes(out, digits, (size_t)len);
}

/* One blank of several behind a number that got longer: what follows stays in its column. */
static uint32_t
blanks_to_spare(const struct job *job, uint32_t end, size_t longer)
{
	uint32_t n = 0;

	while (n < longer && job->body.text[end + n] == ' ' && job->body.text[end + n + 1] == ' ')
		n++;
	return n;
}

/* The serial that comes next: none, when the zone has one already that the revision compared with lacks. */
static bool
next_serial(struct planner *p, struct job *job)
{
	const struct zone_base *base =
	    p->options->base != NULL ? &p->options->base[job->zone->id] : NULL;
	uint32_t from = job->serial_before;

	if (base != NULL && base->known) {
		job->serial_after = from;
		if (serial_compare(from, base->serial) == 1)
			return true;
		from = base->serial;
	}
	return serial_next(
	    from, p->options->serial, p->options->today, p->options->now, &job->serial_after);
}

bool
job_serial(struct planner *p, struct job *job)
{
	struct record r = { 0 };
	struct buf text = { 0 };
	struct str old;
	struct span at;
	bool ok;

	if (!query_record(p->set, job->zone->soa, &r) || r.field_count < 3) {
		record_free(&r);
		return false;
	}
	at = record_field_span(&r, 2);
	old = r.fields[2].text;
	job->serial_before = 0;
	for (size_t i = 0; i < old.len; i++)
		job->serial_before = job->serial_before * 10 + (uint32_t)(old.ptr[i] - '0');
	ok = !r.fields[2].quoted && next_serial(p, job);
	if (ok && job->serial_after != job->serial_before) {
		put_serial(job->serial_after, old, &text);
		edits_add(p, &job->edits, at.off,
		    at.len + (text.len > at.len
		                     ? blanks_to_spare(job, at.off + at.len, text.len - at.len)
		                     : 0),
		    buf_view(&text));
	}
	buf_free(&text);
	record_free(&r);
	return ok;
}

/* ---- records ---- */

static void
edit_replace(struct planner *p, struct job *job, struct item *item)
{
	uint32_t entry = body_find(&job->body, item->line.off);
	struct buf text = { 0 };

	layout_target(&job->body, entry, item->want->target, &text);
	edits_add(p, &job->edits, item->old_token.off, item->old_token.len, buf_view(&text));
	buf_free(&text);
}

/* The record at or behind an entry that stays. */
static uint32_t
next_live(const struct body *b, const bool *gone, uint32_t entry)
{
	entry = body_next_record(b, entry);
	while (entry != BODY_NONE && gone != NULL && gone[entry])
		entry = body_next_record(b, entry + 1);
	return entry;
}

/* Records below may take their TTL from the line that goes. */
static bool
gives_ttl(const struct body *b, const bool *gone, uint32_t entry)
{
	const struct entry *e = &b->entries[entry];
	uint32_t next = next_live(b, gone, entry + 1);

	return e->has_ttl && !e->dollar_ttl && next != BODY_NONE && !b->entries[next].dollar_ttl &&
	       !b->entries[next].has_ttl &&
	       !(e->implied_known && e->implied == b->entries[next].implied);
}

/* The first of the records that take their owner from an entry and stay. */
static uint32_t
find_heir(const struct body *b, const bool *gone, uint32_t head)
{
	for (uint32_t i = head + 1; i < b->count; i++) {
		if (b->entries[i].kind != ENTRY_RECORD)
			continue;
		if (b->entries[i].head != head)
			return BODY_NONE;
		if (gone == NULL || !gone[i])
			return i;
	}
	return BODY_NONE;
}

bool
entry_drop(struct planner *p, struct body *b, const bool *gone, uint32_t entry,
    const struct dname *owner, struct edits *edits)
{
	const struct entry *e = &b->entries[entry];
	struct buf text = { 0 };
	uint32_t heir, len;

	if (gives_ttl(b, gone, entry))
		return false;
	edits_add(p, edits, e->begin, e->next - e->begin, STR(""));
	heir = e->head == entry ? find_heir(b, gone, entry) : BODY_NONE;
	if (heir == BODY_NONE)
		return true;
	layout_owner(b, heir, owner, &text, &len);
	edits_add(p, edits, b->entries[heir].begin, len, buf_view(&text));
	buf_free(&text);
	return true;
}

static void
edit_delete(struct planner *p, struct job *job, struct item *item)
{
	uint32_t entry = body_find(&job->body, item->line.off);

	if (!entry_drop(p, &job->body, job->gone, entry, &item->owner, &job->edits))
		item_refuse(p, item, "ttl", "records below take their TTL from this line");
}

/* Is the record deleted?  Items are in order of owners, so those of one owner are neighbours. */
static bool
goes(const struct job *job, size_t index, record_id id)
{
	const struct item *item = job->items[index];

	while (index > 0 && dname_equal(&job->items[index - 1]->owner, &item->owner))
		index--;
	for (; index < job->item_count && dname_equal(&job->items[index]->owner, &item->owner);
	     index++)
		if (job->items[index]->kind == WANT_DELETE && job->items[index]->want->old == id)
			return true;
	return false;
}

/* TTL of the other records of the owner and type that stay. */
static bool
rrset_ttl(struct planner *p, const struct job *job, size_t index, uint32_t *ttl)
{
	const struct item *item = job->items[index];
	struct node node;
	size_t at = 0;
	record_id id;

	query_name(p->set, job->zone->spec.view, &item->owner, &node);
	while (node.zone == job->zone && !node.wildcard &&
	       node_next(&node, item->want->type, &at, &id))
		if (!goes(job, index, id)) {
			*ttl = record_ttl(p->set, id);
			return true;
		}
	return false;
}

/* TTL of the address record that the new one answers to. */
static bool
host_ttl(struct planner *p, const struct item *item, uint32_t *ttl)
{
	const struct want *want = item->want;
	struct chase chase;
	struct addr addr;
	size_t at = 0;
	record_id id;

	query_chase(p->set, want->view, want->target, &chase);
	while (chase.end == CHASE_END && node_next(&chase.node, 0, &at, &id))
		if (record_addr(p->set, id, &addr) && addr_equal(&addr, &want->addr)) {
			*ttl = record_ttl(p->set, id);
			return true;
		}
	return false;
}

/* The TTL that a line without one gets at the spot; false when the text alone does not tell. */
static bool
implied_ttl(const struct job *job, const struct spot *spot, uint32_t *ttl)
{
	const struct entry *entries = job->body.entries;

	*ttl = entries[spot->entry].implied;
	if (entries[spot->entry].dollar_ttl || !entries[spot->entry].implied_known)
		return entries[spot->entry].implied_known;
	if (job->spot_known && job->spot_at == spot->at) {
		*ttl = job->spot_ttl;
		return true;
	}
	for (uint32_t i = spot->entry; i-- > 0;)
		if (entries[i].kind == ENTRY_RECORD && entries[i].has_ttl && !job->gone[i]) {
			*ttl = entries[i + 1].implied;
			return true;
		}
	return false;
}

/* What TTL the record should have, by the settings and its neighbours; text: as they write it. */
static void
wanted_ttl(struct planner *p, struct job *job, size_t index, struct str usual, bool known,
    uint32_t implied, struct buf *text)
{
	struct item *item = job->items[index];
	enum problem problem;

	if (rrset_ttl(p, job, index, &item->ttl))
		return;
	if (p->options->ttl == PROJECT_TTL_SECONDS) {
		item->ttl = p->options->ttl_seconds;
		return;
	}
	if (p->options->ttl == PROJECT_TTL_INHERIT && host_ttl(p, item, &item->ttl))
		return;
	problem = usual.len > 0 ? ttl_parse(usual, &item->ttl) : PROBLEM_TTL_SYNTAX;
	if (problem == PROBLEM_NONE)
		buf_str(text, usual);
	else
		item->ttl = known ? implied : job->body.soa_minimum;
}

/* Choose the TTL of a new record; false when the line is to have none. */
static bool
choose_ttl(
    struct planner *p, struct job *job, size_t index, const struct spot *spot, struct buf *text)
{
	struct item *item = job->items[index];
	uint32_t next = next_live(&job->body, job->gone, spot->entry), implied;
	const struct entry *entries = job->body.entries;
	struct str usual = layout_ttl(&job->body, spot);
	bool known = implied_ttl(job, spot, &implied);

	/* Without $TTL the line would hand its TTL on. */
	if (!entries[spot->entry].dollar_ttl && next != BODY_NONE && !entries[next].dollar_ttl &&
	    !entries[next].has_ttl) {
		item->ttl = implied;
		if (!known)
			item_refuse(p, item, "ttl", "the records below have no TTL of their own");
		return false;
	}
	wanted_ttl(p, job, index, usual, known, implied, text);
	if (known && item->ttl == implied && usual.len == 0)
		return false;
	if (text->len == 0)
		buf_put(text, "%u", item->ttl);
	job->spot_known = true;
	job->spot_at = spot->at;
	job->spot_ttl = item->ttl;
	return true;
}

static void
edit_add(struct planner *p, struct job *job, size_t index)
{
	struct item *item = job->items[index];
	struct new_line line = {
		.type = item->want->type, .owner = &item->owner, .target = item->want->target
	};
	struct buf ttl = { 0 }, text = { 0 };
	struct spot spot;

	layout_spot(&job->body, &item->owner, line.type, &spot);
	line.write_ttl = choose_ttl(p, job, index, &spot, &ttl);
	line.ttl = buf_view(&ttl);
	layout_line(&job->body, &spot, &line, &text);
	edits_add(p, &job->edits, spot.at, 0, buf_view(&text));
	item->line = (struct span){ job->zone->spec.file, spot.at, 0 };
	buf_free(&text);
	buf_free(&ttl);
}

static bool
any_refused(const struct job *job)
{
	for (size_t i = 0; i < job->item_count; i++)
		if (!item_lives(job->items[i]))
			return true;
	return false;
}

static void
refuse_all(struct planner *p, struct job *job, const char *code, const char *text)
{
	for (size_t i = 0; i < job->item_count; i++)
		item_refuse(p, job->items[i], code, "%s", text);
}

static void
mark_gone(struct job *job)
{
	memset(job->gone, 0, job->body.count * sizeof *job->gone);
	for (size_t i = 0; i < job->item_count; i++) {
		uint32_t entry = body_find(&job->body, job->items[i]->line.off);

		if (job->items[i]->kind == WANT_DELETE && entry != BODY_NONE)
			job->gone[entry] = true;
	}
}

bool
job_edit(struct planner *p, struct job *job)
{
	size_t made = 0;

	job->edits.count = 0;
	job->spot_known = false;
	mark_gone(job);
	for (size_t i = 0; i < job->item_count; i++) {
		struct item *item = job->items[i];

		if (item->kind == WANT_RAISE)
			continue;
		if (item->kind != WANT_ADD && body_find(&job->body, item->line.off) == BODY_NONE)
			item_refuse(p, item, "unreadable", "the record can no longer be found");
		else if (item->kind == WANT_ADD)
			edit_add(p, job, i);
		else if (item->kind == WANT_REPLACE)
			edit_replace(p, job, item);
		else
			edit_delete(p, job, item);
		for (; made < job->edits.count; made++)
			job->edits.list[made].item = item;
	}
	if (any_refused(job))
		return false;
	if (!job_serial(p, job))
		refuse_all(p, job, "serial",
		    "the serial cannot be raised in that form without going back");
	else if (!edits_sort(&job->edits))
		refuse_all(p, job, "overlap", "the changes touch the same bytes");
	return !any_refused(job);
}
