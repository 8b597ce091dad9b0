/*
 * render/graph_layout.c -- where the nodes of a part stand
 *
 * Columns are given; within each, nodes are put in the order of the middle of their neighbours (Sugiyama,
 * Tagawa, Toda 1981: barycentres), from left to right and back.  Then the fullest column is spread evenly, and
 * every other node stands as near to the middle of its neighbours as the others of its column allow.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "render/graph.h"

enum { TALL = 12 }; /* nodes of a column that fill a screen */

struct slot {
	uint32_t node;
	int64_t want; /* the middle of its neighbours */
	uint32_t rank;
};

struct side {
	uint32_t *starts, *ends; /* of each node, the other ends of its edges */
};

struct layout {
	struct graph_part *part;
	struct side left, right;
	struct slot *slots[GRAPH_COLUMNS]; /* nodes of a column in order */
	size_t counts[GRAPH_COLUMNS];
	int64_t *y;
};

/* Neighbours on one side, by counting. */
static struct side
side_new(const struct graph_part *part, bool left)
{
	struct side s = { .starts = xcalloc(part->node_count + 2, sizeof *s.starts),
		.ends = xcalloc(part->edge_count + 1, sizeof *s.ends) };
	uint32_t *at = xcalloc(part->node_count + 1, sizeof *at);

	for (size_t i = 0; i < part->edge_count; i++)
		s.starts[(left ? part->edges[i].to : part->edges[i].from) + 1]++;
	for (size_t i = 0; i < part->node_count; i++)
		s.starts[i + 1] += s.starts[i];
	for (size_t i = 0; i < part->edge_count; i++) {
		const struct graph_edge *e = &part->edges[i];
		uint32_t own = left ? e->to : e->from;

		s.ends[s.starts[own] + at[own]++] = left ? e->from : e->to;
	}
	free(at);
	return s;
}

static void
side_free(struct side *s)
{
	free(s->starts);
	free(s->ends);
}

static int
compare_slots(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	if (x->want != y->want)
		return x->want < y->want ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* The middle of the neighbours on a side; where the node is when it has none. */
static int64_t
middle(const struct layout *l, const struct side *side, uint32_t node)
{
	int64_t sum = 0;
	uint32_t from = side->starts[node], count = side->starts[node + 1] - from;

	for (uint32_t k = 0; k < count; k++)
		sum += l->y[side->ends[from + k]];
	return count > 0 ? sum / (int64_t)count : l->y[node];
}

/* Put a column in the order of its neighbours' middles, one below the other. */
static void
arrange(struct layout *l, int column, const struct side *side)
{
	struct slot *slots = l->slots[column];

	for (size_t i = 0; i < l->counts[column]; i++) {
		slots[i].want = middle(l, side, slots[i].node);
		slots[i].rank = (uint32_t)i;
	}
	sort_items(slots, l->counts[column], sizeof *slots, compare_slots);
	for (size_t i = 0; i < l->counts[column]; i++)
		l->y[slots[i].node] = (int64_t)i * GRAPH_PITCH;
}

/* Nodes of a column that stand one right below the other: where the first would be best. */
struct crowd {
	int64_t sum;
	int64_t count;
};

static int64_t
mean(const struct crowd *c)
{
	return c->sum / c->count;
}

/*
 * Keep the order; the sum of squares of what parts each node from the middle of its neighbours is the least
 * that the pitch allows (isotonic regression, by pooling adjacent violators).
 */
static void
settle(struct layout *l, int column, const struct side *side)
{
	struct slot *slots = l->slots[column];
	size_t count = l->counts[column], crowds = 0, at = 0;
	struct crowd *list = xcalloc(count + 1, sizeof *list);

	for (size_t i = 0; i < count; i++) {
		list[crowds++] =
		    (struct crowd){ middle(l, side, slots[i].node) - (int64_t)i * GRAPH_PITCH, 1 };
		while (crowds > 1 && mean(&list[crowds - 2]) >= mean(&list[crowds - 1])) {
			list[crowds - 2].sum += list[crowds - 1].sum;
			list[crowds - 2].count += list[crowds - 1].count;
			crowds--;
		}
	}
	for (size_t c = 0; c < crowds; c++)
		for (int64_t k = 0; k < list[c].count; k++, at++)
			l->y[slots[at].node] = mean(&list[c]) + (int64_t)at * GRAPH_PITCH;
	free(list);
}

static int
fullest(const struct layout *l)
{
	int best = 0;

	for (int c = 1; c < GRAPH_COLUMNS; c++)
		if (l->counts[c] > l->counts[best])
			best = c;
	return best;
}

/* The only domain of a tall drawing stands at its top, and not where nobody begins to look. */
static void
raise_root(struct layout *l)
{
	int64_t top = INT64_MAX;

	if (l->counts[0] != 1 || l->counts[fullest(l)] <= TALL)
		return;
	for (size_t i = 0; i < l->part->node_count; i++)
		top = l->y[i] < top ? l->y[i] : top;
	l->y[l->slots[0][0].node] = top;
}

/* Coordinates of the drawing, from its upper edge. */
static void
place(struct layout *l)
{
	struct graph_part *part = l->part;
	int64_t low = INT64_MAX, high = INT64_MIN;

	for (size_t i = 0; i < part->node_count; i++) {
		low = l->y[i] < low ? l->y[i] : low;
		high = l->y[i] > high ? l->y[i] : high;
	}
	for (size_t i = 0; i < part->node_count; i++) {
		struct graph_node *node = &part->nodes[i];

		node->x = (uint32_t)node->column * (GRAPH_NODE_WIDTH + GRAPH_GAP);
		node->y = (uint32_t)(l->y[i] - low) + GRAPH_PITCH / 2;
	}
	part->width = GRAPH_COLUMNS * GRAPH_NODE_WIDTH + (GRAPH_COLUMNS - 1) * GRAPH_GAP;
	part->height = (uint32_t)(high - low) + GRAPH_PITCH;
}

void
graph_layout(struct graph_part *part)
{
	struct layout l = { .part = part,
		.left = side_new(part, true),
		.right = side_new(part, false),
		.y = xcalloc(part->node_count + 1, sizeof *l.y) };
	int most;

	for (int c = 0; c < GRAPH_COLUMNS; c++)
		l.slots[c] = xcalloc(part->node_count + 1, sizeof *l.slots[c]);
	for (size_t i = 0; i < part->node_count; i++) {
		int c = (int)part->nodes[i].column;

		l.y[i] = (int64_t)l.counts[c] * GRAPH_PITCH;
		l.slots[c][l.counts[c]++].node = (uint32_t)i;
	}
	for (int c = 1; c < GRAPH_COLUMNS; c++)
		arrange(&l, c, &l.left);
	for (int c = GRAPH_COLUMNS - 2; c >= 0; c--)
		arrange(&l, c, &l.right);
	for (int c = 1; c < GRAPH_COLUMNS; c++)
		arrange(&l, c, &l.left);
	most = fullest(&l);
	for (int c = most - 1; c >= 0; c--)
		settle(&l, c, &l.right);
	for (int c = most + 1; c < GRAPH_COLUMNS; c++)
		settle(&l, c, &l.left);
	raise_root(&l);
	place(&l);
	for (int c = 0; c < GRAPH_COLUMNS; c++)
		free(l.slots[c]);
	free(l.y);
	side_free(&l.left);
	side_free(&l.right);
}
