/*
 * render/plan_nsupdate.c -- a plan as batches for nsupdate(1): RFC 2136
 *
 * A batch demands what the plan was made for: all values of an RRset that is changed, none where one is
 * new.  A server whose zone has changed meanwhile refuses it as a whole.  The serial is the server's.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "render/escape.h"
#include "render/plan.h"

/* A message holds 65,535 bytes; what is counted here is more than it will have, for names get shorter. */
#define BATCH_BYTES 60000
#define RECORD_MORE 10 /* type, class, TTL, length */

struct batch {
	const struct plan_input *in;
	size_t bytes;
	struct buf demands, updates;
};

/*
 * Letters, digits, hyphen, underscore, and the slash of RFC 2317 names, which is no syntax there; all
 * others as \DDD, so that no name can end its word or its line.
 */
static void
put_name(const struct dname *name, struct buf *out)
{
	if (name->len == 1)
		buf_char(out, '.');
	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u) {
		for (unsigned i = at + 1; i <= at + name->wire[at]; i++) {
			uint8_t c = ascii_lower(name->wire[i]);

			if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
			    c == '_' || c == '/')
				buf_char(out, (char)c);
			else
				buf_put(out, "\\%03u", c);
		}
		buf_char(out, '.');
	}
}

/* A line: what it does, a name, and the rest up to the data; NULL where there is none. */
static void
put_line(struct batch *b, struct buf *out, const char *what, const struct dname *owner,
    const char *rest, const struct dname *data)
{
	buf_put(out, "%s ", what);
	put_name(owner, out);
	if (*rest != '\0')
		buf_put(out, " %s", rest);
	if (data != NULL) {
		buf_char(out, ' ');
		put_name(data, out);
	}
	buf_char(out, '\n');
	b->bytes += owner->len + RECORD_MORE + (data != NULL ? data->len : 0u);
}

static int
compare_names(const void *a, const void *b)
{
	return dname_compare(a, b);
}

/* The values of the RRset as it was read, each once, in canonical order; ended by free(). */
static struct dname *
values_of(struct zone_set *set, const struct fix_change *c, size_t *count)
{
	struct dname *list = NULL;
	struct record r = { 0 };
	size_t n = 0, cap = 0, at = 0, field;
	struct node node;
	record_id id;

	query_name(set, c->zone->spec.view, &c->owner, &node);
	while (node.zone == c->zone && !node.wildcard && node_next(&node, c->type, &at, &id)) {
		if (n == cap) {
			cap = cap == 0 ? 4 : cap * 2;
			list = xrealloc(list, cap * sizeof *list);
		}
		if (query_record(set, id, &r) && record_target(&r, &list[n], &field))
			n++;
	}
	record_free(&r);
	sort_items(list, n, sizeof *list, compare_names);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !dname_equal(&list[*count - 1], &list[i]))
			list[(*count)++] = list[i];
	return list;
}

/*
 * What must be as it was.  A server drops an addition beside a CNAME, and a CNAME beside anything,
 * without a word (RFC 2136 §3.4.2.2), so that these are asked for as well.
 */
static void
put_demands(struct batch *b, const struct fix_change *c)
{
	char type[16], rest[32];
	size_t count;
	struct dname *values = values_of(b->in->set, c, &count);

	snprintf(rest, sizeof rest, "IN %s", rrtype_text(c->type, type));
	for (size_t i = 0; i < count; i++)
		put_line(b, &b->demands, "prereq yxrrset", &c->owner, rest, &values[i]);
	if (count == 0 && c->type == RRTYPE_CNAME) {
		put_line(b, &b->demands, "prereq nxdomain", &c->owner, "", NULL);
	} else if (count == 0) {
		put_line(b, &b->demands, "prereq nxrrset", &c->owner, rest, NULL);
		put_line(b, &b->demands, "prereq nxrrset", &c->owner, "IN CNAME", NULL);
	}
	free(values);
}

static void
put_change(struct batch *b, const struct fix_change *c)
{
	char type[16], rest[48];
	struct dname data;

	if (!dname_parse(str_of(c->data), NULL, &data, NULL))
		die("a name of the plan cannot be read: %s", c->data);
	rrtype_text(c->type, type);
	if (c->add)
		snprintf(rest, sizeof rest, "%" PRIu32 " IN %s", c->ttl, type);
	else
		snprintf(rest, sizeof rest, "IN %s", type);
	put_line(b, &b->updates, c->add ? "update add" : "update delete", &c->owner, rest, &data);
}

static void
put_batch(struct batch *b, const struct zone *zone, struct buf *out)
{
	const char *view = set_view(b->in->set, zone->spec.view)->name;

	if (b->updates.len == 0)
		return;
	if (*view != '\0') {
		buf_text(out, "; view ");
		escape_text(out, str_of(view));
		buf_char(out, '\n');
	}
	buf_text(out, "zone ");
	put_name(&zone->spec.origin, out);
	buf_char(out, '\n');
	buf_str(out, buf_view(&b->demands));
	buf_str(out, buf_view(&b->updates));
	buf_text(out, "send\n");
	b->demands.len = b->updates.len = b->bytes = 0;
}

void
render_nsupdate(const struct plan_input *in, struct buf *out)
{
	const struct fix_change *list = in->plan->changes;
	struct batch b = { .in = in };

	for (size_t i = 0, end; i < in->plan->change_count; i = end) {
		if (i > 0 && (list[i].zone != list[i - 1].zone || b.bytes >= BATCH_BYTES))
			put_batch(&b, list[i - 1].zone, out);
		put_demands(&b, &list[i]);
		for (end = i; end < in->plan->change_count && list[end].zone == list[i].zone &&
		              list[end].type == list[i].type &&
		              dname_equal(&list[end].owner, &list[i].owner);
		     end++)
			/* what is written several times is served once */
			if (end == i || list[end].add != list[end - 1].add ||
			    strcmp(list[end].data, list[end - 1].data) != 0)
				put_change(&b, &list[end]);
	}
	if (in->plan->change_count > 0)
		put_batch(&b, list[in->plan->change_count - 1].zone, out);
	buf_free(&b.demands);
	buf_free(&b.updates);
}
