/* zone/signed.c -- a zone read into canonical form and order */
#include "zone/signed.h"

#include <stdlib.h>

#include "base/sort.h"

#define READ_STRIDE 2048 /* records of one job */

struct reading_job {
	struct arena arena;
	bool failed;
};

struct reading_all {
	struct signed_zone *z;
	const record_id *ids;
	size_t count;
	struct reading_job *jobs;
};

/* The key of a lower-case name below the apex; returns its length, at most twice that of the name. */
static uint16_t
name_key(const uint8_t *wire, unsigned labels, uint8_t *key)
{
	uint8_t starts[DNAME_LABELS_MAX];
	uint8_t *p = key;
	unsigned at = 0;

	for (unsigned i = 0; i < labels; i++, at += wire[at] + 1u)
		starts[i] = (uint8_t)at;
	while (labels-- > 0) {
		const uint8_t *label = wire + starts[labels];

		for (unsigned i = 1; i <= label[0]; i++) {
			/* an octet of the label must order above the end of one */
			if (label[i] <= 1) {
				*p++ = 1;
				*p++ = (uint8_t)(label[i] + 1);
			} else {
				*p++ = label[i];
			}
		}
		*p++ = 0;
	}
	return (uint16_t)(p - key);
}

static const struct signed_name *
keep_name(struct arena *arena, const struct dname *name, unsigned apex_labels)
{
	struct signed_name *n = arena_alloc(arena, sizeof *n + name->len * 3u);
	uint8_t *key = n->wire + name->len;

	for (unsigned i = 0; i < name->len; i++)
		n->wire[i] =
		    ascii_lower(name->wire[i]); /* lengths of labels are below any letter */
	n->len = name->len;
	n->labels = (uint8_t)dname_labels(name);
	n->key = key;
	n->key_len = name_key(n->wire, n->labels - apex_labels, key);
	return n;
}

static bool
same_name(const struct signed_name *kept, const struct dname *name)
{
	if (kept->len != name->len)
		return false;
	for (unsigned i = 0; i < name->len; i++)
		if (kept->wire[i] != ascii_lower(name->wire[i]))
			return false;
	return true;
}

/* Read one stretch of the zone; what lies outside of it is passed over. */
static void
read_stretch(void *arg, size_t job, unsigned worker)
{
	struct reading_all *all = arg;
	struct reading_job *j = &all->jobs[job];
	const struct dname *apex = &all->z->zone->spec.origin;
	unsigned apex_labels = dname_labels(apex);
	size_t first = job * READ_STRIDE, end = first + READ_STRIDE;
	const struct signed_name *name = NULL;
	struct record r = { 0 };

	(void)worker;
	for (size_t i = first; i < end && i < all->count && !j->failed; i++) {
		struct signed_record *out = &all->z->records[i];
		uint8_t *rdata;

		if (!query_record(all->z->set, all->ids[i], &r) || r.rdata == NULL) {
			j->failed = true;
			break;
		}
		if (name == NULL || !same_name(name, &r.owner)) {
			if (!dname_below(&r.owner, apex))
				continue;
			name = keep_name(&j->arena, &r.owner, apex_labels);
		}
		rdata = arena_alloc(&j->arena, r.rdata_len + 1);
		memcpy(rdata, r.rdata, r.rdata_len);
		rdata_canonical(r.type, rdata, r.rdata_len);
		*out = (struct signed_record){ name, rdata, all->ids[i], r.ttl, r.type,
			(uint16_t)r.rdata_len };
	}
	record_free(&r);
}

static int
compare_names(const struct signed_name *a, const struct signed_name *b)
{
	size_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
	int c = a == b || shorter == 0 ? 0 : memcmp(a->key, b->key, shorter);

	return c != 0 ? c : (int)a->key_len - (int)b->key_len;
}

static int
compare_runs(const void *a, const void *b)
{
	const struct signed_node *x = a, *y = b;
	int c = compare_names(x->name, y->name);

	return c != 0 ? c : (x->first > y->first) - (x->first < y->first);
}

/* By type, then RDATA (RFC 4034 §6.3); equal ones by their place. */
static int
compare_rdata(const void *a, const void *b)
{
	const struct signed_record *x = a, *y = b;
	size_t shorter = x->len < y->len ? x->len : y->len;
	int c = (int)x->type - (int)y->type;

	if (c == 0 && shorter > 0)
		c = memcmp(x->rdata, y->rdata, shorter);
	if (c == 0)
		c = (int)x->len - (int)y->len;
	return c != 0 ? c : (x->id > y->id) - (x->id < y->id);
}

static bool
same_record(const struct signed_record *a, const struct signed_record *b)
{
	return a->type == b->type && a->len == b->len &&
	       (a->len == 0 || memcmp(a->rdata, b->rdata, a->len) == 0);
}

/* Stretches of records with one owner, as they stand in the text. */
static bool
find_runs(struct signed_zone *z)
{
	bool in_order = true;
	size_t n = 0;

	z->nodes = xmalloc((z->record_count + 1) * sizeof *z->nodes);
	for (uint32_t i = 0; i < z->record_count; i++) {
		const struct signed_name *name = z->records[i].name;

		if (name == NULL)
			continue;
		if (n > 0 && z->nodes[n - 1].end == i &&
		    compare_names(z->nodes[n - 1].name, name) == 0) {
			z->nodes[n - 1].end++;
			continue;
		}
		in_order = in_order && (n == 0 || compare_names(z->nodes[n - 1].name, name) < 0);
		z->nodes[n++] = (struct signed_node){ .name = name, .first = i, .end = i + 1 };
	}
	z->node_count = n;
	return in_order;
}

/* Bring the records of one name together. */
static void
merge_runs(struct signed_zone *z)
{
	struct signed_record *sorted = xmalloc((z->record_count + 1) * sizeof *sorted);
	size_t kept = 0;
	uint32_t at = 0;

	sort_items(z->nodes, z->node_count, sizeof *z->nodes, compare_runs);
	for (size_t i = 0; i < z->node_count; i++) {
		struct signed_node run = z->nodes[i];
		uint32_t count = run.end - run.first;

		memcpy(sorted + at, z->records + run.first, count * sizeof *sorted);
		if (kept > 0 && compare_names(z->nodes[kept - 1].name, run.name) == 0)
			z->nodes[kept - 1].end = at + count;
		else
			z->nodes[kept++] = (struct signed_node){
				.name = run.name, .first = at, .end = at + count
			};
		at += count;
	}
	free(z->records);
	z->records = sorted;
	z->node_count = kept;
}

/* Put the records of a node in order, each once. */
static void
order_node(struct signed_zone *z, struct signed_node *n)
{
	uint32_t kept = n->first;

	sort_items(z->records + n->first, n->end - n->first, sizeof *z->records, compare_rdata);
	for (uint32_t i = n->first; i < n->end; i++)
		if (i == n->first || !same_record(&z->records[i], &z->records[kept - 1]))
			z->records[kept++] = z->records[i];
	n->end = kept;
}

static bool
only_nsec3(const struct signed_zone *z, const struct signed_node *n)
{
	bool any = false;

	for (uint32_t i = n->first; i < n->end; i++) {
		any |= z->records[i].type == RRTYPE_NSEC3;
		if (z->records[i].type != RRTYPE_NSEC3 && z->records[i].type != RRTYPE_RRSIG)
			return false;
	}
	return any;
}

/* Names below a name follow it at once, so one cut at a time is enough. */
static void
judge_nodes(struct signed_zone *z)
{
	const struct signed_name *cut = NULL;

	for (size_t i = 0; i < z->node_count; i++) {
		struct signed_node *n = &z->nodes[i];

		order_node(z, n);
		if (only_nsec3(z, n)) {
			n->kind = NODE_NSEC3;
			continue;
		}
		if (cut != NULL && name_below(n->name, cut)) {
			n->kind = NODE_OCCLUDED;
			continue;
		}
		cut = NULL;
		if (n->name->key_len > 0 && node_has_type(z, n, RRTYPE_NS))
			n->kind = NODE_CUT;
		if (n->kind == NODE_CUT || node_has_type(z, n, RRTYPE_DNAME))
			cut = n->name;
	}
}

bool
signed_read(struct signed_zone *z)
{
	record_id *ids = xmalloc((z->zone->records + 1) * sizeof *ids);
	struct reading_all all = { .z = z, .ids = ids };
	size_t at = 0, jobs;
	bool failed = false;

	while (all.count < z->zone->records && zone_next(z->set, z->zone, &at, &ids[all.count]))
		all.count++;
	jobs = (all.count + READ_STRIDE - 1) / READ_STRIDE;
	all.jobs = xcalloc(jobs + 1, sizeof *all.jobs);
	z->records = xcalloc(all.count + 1, sizeof *z->records);
	z->record_count = all.count;
	signed_share(z->threads, jobs, read_stretch, &all);
	for (size_t i = 0; i < jobs; i++) {
		failed |= all.jobs[i].failed;
		arena_join(&z->arena, &all.jobs[i].arena);
	}
	free(all.jobs);
	free(ids);
	if (failed)
		return false;
	if (!find_runs(z))
		merge_runs(z);
	judge_nodes(z);
	return z->node_count > 0 && z->nodes[0].name->key_len == 0;
}

const struct dname *
signed_keep(struct signed_zone *z, const uint8_t *wire, size_t len)
{
	struct dname *name;

	pthread_mutex_lock(&z->set->lock);
	name = arena_alloc(&z->set->arena, sizeof *name);
	pthread_mutex_unlock(&z->set->lock);
	name->len = (uint8_t)len;
	memcpy(name->wire, wire, len);
	return name;
}
