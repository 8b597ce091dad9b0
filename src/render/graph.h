/*
 * render/graph.h -- all ways of mail as one graph in six columns.  Private to render/.
 *
 *	domain -> MX host, sender -> its addresses, inside ones too -> egress address -> PTR name -> what that
 *	leads back to
 *
 * What hangs together is a part; parts that something is wrong with come first.  What a reader could not
 * tell apart is one node (2,000 domains of one MX), and of many paths that are whole a few are drawn; the
 * others are counted.
 */
#ifndef RENDER_GRAPH_H
#define RENDER_GRAPH_H

#include "base/arena.h"
#include "mail/mail.h"
#include "render/about.h"
#include "render/trace.h"

enum graph_column {
	GRAPH_DOMAIN,
	GRAPH_HOST,
	GRAPH_ADDRESS,
	GRAPH_EGRESS,
	GRAPH_POINTER,
	GRAPH_FORWARD,
	GRAPH_COLUMNS
};

struct graph_node {
	enum graph_column column;
	enum hop_status status;
	bool waypoint;                 /* stands for nothing: an edge passes here */
	const char *text;              /* a name, an address, or what is missing; untrusted */
	const char *remark;            /* a few words more, or NULL; untrusted */
	struct span span;              /* file 0: no place */
	const struct finding *finding; /* what a rule says of it, or NULL */
	const char *const *members;    /* names that it stands for, when these are several */
	size_t member_count;
	uint32_t x,
	    y; /* of its middle on the left, in units of the drawing; set by graph_layout() */

	/* private to graph*.c */
	uint32_t view, part;
	const char *key;
	enum hop_status worst; /* of all that it leads to */
	bool dropped;
};

struct graph_edge {
	uint32_t from, to; /* numbers of nodes; to stands further to the right */
	enum hop_status status;
	const char *text; /* "MX 10", "sends"; or NULL */
};

/* Nodes that hang together, in order of column and place; edges in order of their nodes. */
struct graph_part {
	uint32_t view;
	struct graph_node *nodes;
	size_t node_count;
	struct graph_edge *edges; /* their numbers are of this part */
	size_t edge_count;
	enum hop_status worst;
	uint64_t whole_left, bad_left; /* ways that are not drawn */
	uint32_t width, height;        /* set by graph_layout() */
};

struct graph {
	struct arena arena;
	struct graph_part *parts; /* the worst first, in each view */
	size_t part_count;
	uint64_t whole_left, bad_left; /* ways that no part has */
};

/*
 * Draw up the graph of all public views.
 *
 * mail    NULL when the map is wrong: then MX records alone are followed
 * graph   lives as long as set and findings; ended by graph_free()
 */
void graph_build(
    struct zone_set *set, const struct mail *mail, const struct about *about, struct graph *graph);
void graph_free(struct graph *graph);

/* Sizes of a drawing. */
enum {
	GRAPH_NODE_WIDTH = 200,
	GRAPH_PITCH = 60, /* from one node to the next below */
	GRAPH_GAP = 54    /* between columns */
};

/* Give every node of the part its place: as near to its neighbours as the others of its column allow. */
void graph_layout(struct graph_part *part);

/* ---- graph.c and its helpers ---- */

struct graph_work {
	struct zone_set *set;
	const struct mail *mail;
	const struct about *about;
	struct arena *arena;
	struct graph_node *nodes;
	size_t node_count, node_cap;
	struct graph_edge *edges;
	size_t edge_count, edge_cap;
};

/* The worse of two. */
static inline enum hop_status
graph_worse(enum hop_status a, enum hop_status b)
{
	return a > b ? a : b;
}

/* True when something is missing, wrong or not to be told. */
static inline bool
graph_is_bad(enum hop_status status)
{
	return status > HOP_OK;
}

/* graph_unite.c: make equal nodes one, fold domains that have the same hosts, and leave out what is too much. */
void graph_unite(struct graph_work *w);
/* graph_unite.c: nodes and edges by what hangs together. */
void graph_parts(struct graph_work *w, struct graph *graph);

#endif
