/* render/graph_unite.c -- equal nodes made one, crowds thinned out, and what hangs together put together */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/graph.h"

/* Our choice: what fits a few screens.  Of more, the ways that something is wrong with are kept longest. */
enum {
	ALIKE = 4,        /* domains with the same hosts that become one node */
	WHOLE_ROOTS = 40, /* domains of a part, of those whose ways are all whole */
	BAD_ROOTS = 400,
	WHOLE_NEXT = 12, /* what a node leads to */
	BAD_NEXT = 40,
	MOST_NODES =
	    80 /* of a part that several domains share; else each domain is drawn by itself */
};

/* ---- equal nodes ---- */

struct order {
	const struct graph_node *nodes;
	uint32_t at;
};

static int
compare_keys(const void *a, const void *b)
{
	const struct order *i = a, *j = b;
	const struct graph_node *x = &i->nodes[i->at], *y = &j->nodes[j->at];
	int order;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	order = strcmp(x->key, y->key);
	return order != 0 ? order : i->at < j->at ? -1 : i->at > j->at;
}

static bool
is_same(const struct graph_node *x, const struct graph_node *y)
{
	return x->view == y->view && x->column == y->column && strcmp(x->key, y->key) == 0;
}

/* What one of two equal nodes knows and the other does not. */
static void
learn(struct graph_node *to, const struct graph_node *from)
{
	/* inside addresses are a remark; the same address in a zone is more */
	to->status = graph_worse(to->status == HOP_INFO ? from->status : to->status,
	    from->status == HOP_INFO ? to->status : from->status);
	if (to->span.file == 0)
		to->span = from->span;
	if (to->remark == NULL)
		to->remark = from->remark;
	if (to->finding == NULL ||
	    (from->finding != NULL && from->finding->severity > to->finding->severity))
		to->finding = from->finding;
}

static int
compare_edges(const void *a, const void *b)
{
	const struct graph_edge *x = a, *y = b;
	const char *s = x->text != NULL ? x->text : "", *t = y->text != NULL ? y->text : "";

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return strcmp(s, t);
}

/* Edges between the same two nodes become one that says all of it. */
static void
unite_edges(struct graph_work *w)
{
	size_t kept = 0;

	sort_items(w->edges, w->edge_count, sizeof *w->edges, compare_edges);
	for (size_t i = 0; i < w->edge_count; i++) {
		struct graph_edge *last = kept > 0 ? &w->edges[kept - 1] : NULL;
		const struct graph_edge *e = &w->edges[i];

		if (last == NULL || last->from != e->from || last->to != e->to) {
			w->edges[kept++] = *e;
		} else if (e->text != NULL && last->text == NULL) {
			last->text = e->text;
		} else if (e->text != NULL && strstr(last->text, e->text) == NULL) {
			last->text = arena_printf(w->arena, "%s, %s", last->text, e->text);
		}
	}
	w->edge_count = kept;
}

static void
unite_nodes(struct graph_work *w)
{
	struct order *order = xcalloc(w->node_count + 1, sizeof *order);
	uint32_t *number = xcalloc(w->node_count + 1, sizeof *number);
	struct graph_node *nodes = xcalloc(w->node_count + 1, sizeof *nodes);
	size_t count = 0;

	for (size_t i = 0; i < w->node_count; i++)
		order[i] = (struct order){ w->nodes, (uint32_t)i };
	sort_items(order, w->node_count, sizeof *order, compare_keys);
	for (size_t i = 0; i < w->node_count; i++) {
		const struct graph_node *node = &w->nodes[order[i].at];

		if (count > 0 && is_same(&nodes[count - 1], node))
			learn(&nodes[count - 1], node);
		else
			nodes[count++] = *node;
		number[order[i].at] = (uint32_t)count - 1;
	}
	for (size_t i = 0; i < w->edge_count; i++) {
		w->edges[i].from = number[w->edges[i].from];
		w->edges[i].to = number[w->edges[i].to];
	}
	free(w->nodes);
	free(number);
	free(order);
	w->nodes = nodes;
	w->node_count = w->node_cap = count;
	unite_edges(w);
}

/* Where the edges of each node begin, one more at the end; edges are sorted. */
static uint32_t *
edge_starts(const struct graph_work *w)
{
	uint32_t *starts = xcalloc(w->node_count + 2, sizeof *starts);

	for (size_t i = 0; i < w->edge_count; i++)
		starts[w->edges[i].from + 1]++;
	for (size_t i = 0; i < w->node_count; i++)
		starts[i + 1] += starts[i];
	return starts;
}

/* ---- domains that have the same hosts ---- */

struct alike {
	const struct graph_work *w;
	const uint32_t *starts;
	uint32_t at;
};

/* By view and edges, so that equal ones stand together; of these by name. */
static int
compare_alike(const void *a, const void *b, bool *same)
{
	const struct alike *i = a, *j = b;
	const struct graph_node *x = &i->w->nodes[i->at], *y = &j->w->nodes[j->at];
	uint32_t n = i->starts[i->at + 1] - i->starts[i->at];
	uint32_t m = j->starts[j->at + 1] - j->starts[j->at];

	*same = false;
	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	if (n != m)
		return n < m ? -1 : 1;
	for (uint32_t k = 0; k < n; k++) {
		struct graph_edge e = i->w->edges[i->starts[i->at] + k];
		struct graph_edge f = j->w->edges[j->starts[j->at] + k];
		int order;

		e.from = f.from = 0;
		order = compare_edges(&e, &f);
		if (order != 0)
			return order;
	}
	*same = true;
	return i->at < j->at ? -1 : i->at > j->at;
}

static int
compare_by_hosts(const void *a, const void *b)
{
	bool same;

	return compare_alike(a, b, &same);
}

/* One node for count of them, which keeps the edges of the first. */
static void
fold(struct graph_work *w, const struct alike *list, size_t count)
{
	const char **members = arena_array(w->arena, count, sizeof(const char *));
	struct graph_node *first = &w->nodes[list[0].at];

	for (size_t i = 0; i < count; i++) {
		struct graph_node *node = &w->nodes[list[i].at];

		members[i] = node->text;
		node->dropped = i > 0;
	}
	first->members = members;
	first->member_count = count;
}

/* Nothing is said of this domain alone. */
static bool
is_plain(const struct graph_node *node)
{
	return node->column == GRAPH_DOMAIN && node->finding == NULL && node->members == NULL &&
	       node->status == HOP_OK && node->remark == NULL;
}

static void
fold_domains(struct graph_work *w)
{
	uint32_t *starts = edge_starts(w);
	struct alike *list = xcalloc(w->node_count + 1, sizeof *list);
	size_t count = 0;
	bool same;

	for (size_t i = 0; i < w->node_count; i++)
		if (is_plain(&w->nodes[i]) && starts[i + 1] > starts[i])
			list[count++] = (struct alike){ w, starts, (uint32_t)i };
	sort_items(list, count, sizeof *list, compare_by_hosts);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count; next++) {
			(void)compare_alike(&list[i], &list[next], &same);
			if (!same)
				break;
		}
		if (next - i >= ALIKE)
			fold(w, list + i, next - i);
	}
	free(list);
	free(starts);
}

/* ---- what hangs together ---- */

static uint32_t
root_of(uint32_t *parent, uint32_t at)
{
	while (parent[at] != at)
		at = parent[at] = parent[parent[at]];
	return at;
}

/* The part of each node is the lowest number of a node in it. */
static void
find_parts(struct graph_work *w)
{
	uint32_t *parent = xcalloc(w->node_count + 1, sizeof *parent);

	for (size_t i = 0; i < w->node_count; i++)
		parent[i] = (uint32_t)i;
	for (size_t i = 0; i < w->edge_count; i++) {
		uint32_t a = root_of(parent, w->edges[i].from);
		uint32_t b = root_of(parent, w->edges[i].to);

		if (w->nodes[w->edges[i].from].dropped)
			continue;
		if (a < b)
			parent[b] = a;
		else
			parent[a] = b;
	}
	for (size_t i = 0; i < w->node_count; i++)
		w->nodes[i].part = root_of(parent, (uint32_t)i);
	free(parent);
}

/* The worst that each node leads to: edges go to the right, so columns are taken from there. */
static void
find_worst(struct graph_work *w, const uint32_t *starts)
{
	for (int column = GRAPH_COLUMNS - 1; column >= 0; column--)
		for (size_t i = 0; i < w->node_count; i++) {
			struct graph_node *node = &w->nodes[i];

			if ((int)node->column != column)
				continue;
			if (node->waypoint && starts[i] < starts[i + 1])
				node->status = w->nodes[w->edges[starts[i]].to].status;
			node->worst = node->status;
			for (uint32_t k = starts[i]; k < starts[i + 1]; k++) {
				struct graph_edge *e = &w->edges[k];

				e->status = w->nodes[e->to].status;
				/* what a remark leads to is none of its concern */
				if (node->status != HOP_INFO || node->column != GRAPH_POINTER)
					node->worst =
					    graph_worse(node->worst, w->nodes[e->to].worst);
			}
		}
}

/* ---- too much ---- */

struct room {
	size_t whole, bad;
};

/* Is there room for one more?  What is left out is counted. */
static bool
take(struct room *room, enum hop_status worst, struct graph_part *part)
{
	bool bad = graph_is_bad(worst);
	size_t *left = bad ? &room->bad : &room->whole;

	if (*left > 0) {
		--*left;
		return true;
	}
	if (bad)
		part->bad_left++;
	else
		part->whole_left++;
	return false;
}

/*
 * Mark what is drawn, from the left: domains as far as there is room, then what they lead to.  A node without
 * an edge that leads to it is a root, whatever its column.
 */
static void
thin_out(
    struct graph_work *w, const uint32_t *starts, struct graph_part *parts, const uint32_t *part_of)
{
	bool *led = xcalloc(w->node_count + 1, sizeof *led);
	bool *keep = xcalloc(w->node_count + 1, sizeof *keep);
	struct room *rooms = xcalloc(w->node_count + 1, sizeof *rooms);

	for (size_t i = 0; i < w->edge_count; i++)
		if (!w->nodes[w->edges[i].from].dropped)
			led[w->edges[i].to] = true;
	for (size_t i = 0; i < w->node_count; i++)
		rooms[i] = (struct room){ WHOLE_ROOTS, BAD_ROOTS };
	for (size_t i = 0; i < w->node_count; i++)
		if (!led[i] && !w->nodes[i].dropped)
			keep[i] =
			    take(&rooms[w->nodes[i].part], w->nodes[i].worst, &parts[part_of[i]]);
	for (int column = 0; column < GRAPH_COLUMNS; column++)
		for (size_t i = 0; i < w->node_count; i++) {
			struct room room = { WHOLE_NEXT, BAD_NEXT };

			if ((int)w->nodes[i].column != column || !keep[i])
				continue;
			for (uint32_t k = starts[i]; k < starts[i + 1]; k++) {
				uint32_t to = w->edges[k].to;

				keep[to] =
				    keep[to] || take(&room, w->nodes[to].worst, &parts[part_of[i]]);
			}
		}
	for (size_t i = 0; i < w->node_count; i++)
		w->nodes[i].dropped = !keep[i];
	free(rooms);
	free(keep);
	free(led);
}

/* ---- parts ---- */

/* Nodes into their parts, in order, and edges with the numbers they have there. */
static void
deal(struct graph_work *w, const uint32_t *part_of, struct graph_part *parts, size_t count)
{
	uint32_t *number = xcalloc(w->node_count + 1, sizeof *number);

	for (size_t i = 0; i < w->node_count; i++)
		parts[part_of[i]].node_count += !w->nodes[i].dropped;
	for (size_t i = 0; i < w->edge_count; i++)
		if (!w->nodes[w->edges[i].from].dropped)
			parts[part_of[w->edges[i].from]].edge_count++;
	for (size_t i = 0; i < count; i++) {
		struct graph_part *p = &parts[i];

		p->nodes = arena_array(w->arena, p->node_count + 1, sizeof *p->nodes);
		p->edges = arena_array(w->arena, p->edge_count + 1, sizeof *p->edges);
		p->node_count = p->edge_count = 0;
	}
	for (size_t i = 0; i < w->node_count; i++) {
		struct graph_part *p = &parts[part_of[i]];

		if (w->nodes[i].dropped)
			continue;
		number[i] = (uint32_t)p->node_count;
		p->view = w->nodes[i].view;
		p->worst = graph_worse(p->worst, w->nodes[i].worst);
		p->nodes[p->node_count++] = w->nodes[i];
	}
	for (size_t i = 0; i < w->edge_count; i++) {
		struct graph_edge e = w->edges[i];
		struct graph_part *p = &parts[part_of[e.from]];

		if (w->nodes[e.from].dropped || w->nodes[e.to].dropped)
			continue;
		e.from = number[e.from];
		e.to = number[e.to];
		p->edges[p->edge_count++] = e;
	}
	free(number);
}

/* ---- parts that are too large ---- */

/* The first edge of a node, or of those behind it. */
static size_t
first_edge(const struct graph_part *p, size_t node)
{
	size_t lo = 0, hi = p->edge_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->edges[mid].from < node)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Number what a root leads to, from 1, in the order of nodes: edges go to the right, and so do numbers. */
static size_t
reach(const struct graph_part *p, size_t root, uint32_t *number)
{
	size_t count = 0;

	memset(number, 0, p->node_count * sizeof *number);
	number[root] = 1;
	for (size_t i = root; i < p->node_count; i++) {
		if (number[i] == 0)
			continue;
		number[i] = (uint32_t)++count;
		for (size_t k = first_edge(p, i); k < p->edge_count && p->edges[k].from == i; k++)
			number[p->edges[k].to] = 1;
	}
	return count;
}

/* The part of one root, with copies of what others lead to as well. */
static void
cut_out(struct arena *arena, const struct graph_part *p, size_t root, uint32_t *number,
    struct graph_part *out)
{
	size_t count = reach(p, root, number), edges = 0;

	for (size_t k = 0; k < p->edge_count; k++)
		edges += number[p->edges[k].from] > 0;
	*out = (struct graph_part){ .view = p->view,
		.worst = p->nodes[root].worst,
		.nodes = arena_array(arena, count + 1, sizeof *out->nodes),
		.edges = arena_array(arena, edges + 1, sizeof *out->edges) };
	for (size_t i = root; i < p->node_count; i++)
		if (number[i] > 0)
			out->nodes[out->node_count++] = p->nodes[i];
	for (size_t k = 0; k < p->edge_count; k++) {
		struct graph_edge e = p->edges[k];

		if (number[e.from] == 0)
			continue;
		e.from = number[e.from] - 1;
		e.to = number[e.to] - 1;
		out->edges[out->edge_count++] = e;
	}
}

/* Parts in place of one that is too large. */
static void
split(struct graph_work *w, const struct graph_part *p, struct graph *graph, size_t *cap)
{
	bool *led = xcalloc(p->node_count + 1, sizeof *led);
	uint32_t *number = xcalloc(p->node_count + 1, sizeof *number);

	for (size_t k = 0; k < p->edge_count; k++)
		led[p->edges[k].to] = true;
	for (size_t i = 0; i < p->node_count; i++) {
		if (led[i])
			continue;
		graph->parts = xgrow(graph->parts, graph->part_count, cap, sizeof *graph->parts);
		cut_out(w->arena, p, i, number, &graph->parts[graph->part_count++]);
	}
	graph->whole_left += p->whole_left;
	graph->bad_left += p->bad_left;
	free(number);
	free(led);
}

static int
compare_parts(const void *a, const void *b)
{
	const struct graph_part *x = a, *y = b;

	if (x->view != y->view)
		return x->view < y->view ? -1 : 1;
	if (x->worst != y->worst)
		return x->worst > y->worst ? -1 : 1;
	if (x->nodes[0].column != y->nodes[0].column)
		return x->nodes[0].column < y->nodes[0].column ? -1 : 1;
	return strcmp(x->nodes[0].key, y->nodes[0].key);
}

/* Keep the parts that have nodes, and split those that have too many. */
static void
gather_parts(struct graph_work *w, struct graph_part *parts, size_t count, struct graph *graph)
{
	size_t cap = 0;

	for (size_t i = 0; i < count; i++) {
		if (parts[i].node_count > MOST_NODES) {
			split(w, &parts[i], graph, &cap);
		} else if (parts[i].node_count > 0) {
			graph->parts =
			    xgrow(graph->parts, graph->part_count, &cap, sizeof *graph->parts);
			graph->parts[graph->part_count++] = parts[i];
		}
	}
	sort_items(graph->parts, graph->part_count, sizeof *graph->parts, compare_parts);
}

void
graph_unite(struct graph_work *w)
{
	unite_nodes(w);
	fold_domains(w);
	find_parts(w);
}

void
graph_parts(struct graph_work *w, struct graph *graph)
{
	uint32_t *starts = edge_starts(w), *part_of = xcalloc(w->node_count + 1, sizeof *part_of);
	struct graph_part *parts;
	size_t count = 0;

	for (size_t i = 0; i < w->node_count; i++)
		if (w->nodes[i].part == i && !w->nodes[i].dropped)
			part_of[i] = (uint32_t)count++;
	for (size_t i = 0; i < w->node_count; i++)
		part_of[i] = part_of[w->nodes[i].part];
	parts = arena_array(w->arena, count + 1, sizeof *parts);
	find_worst(w, starts);
	thin_out(w, starts, parts, part_of);
	deal(w, part_of, parts, count);
	gather_parts(w, parts, count, graph);
	for (size_t i = 0; i < graph->part_count; i++)
		graph_layout(&graph->parts[i]);
	free(part_of);
	free(starts);
}
