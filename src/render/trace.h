/*
 * render/trace.h -- the way of a name or an address through zones and map, hop by hop.
 *
 *	broken: 4.3.2.1, from which mail.source.com. sends mail, has no PTR record [ptr-missing]
 *
 *	         source.com.                      zones/source.com.zone:4
 *	ok       `- MX 10 mail.source.com.        zones/source.com.zone:13
 *	ok          |- A 209.54.61.76             zones/source.com.zone:18
 *	ok          `- sends from 4.3.2.1         mail-egress.yaml:6
 *	missing        `- no PTR in 2.3.4.in-addr.arpa. [ptr-missing]  zones/2.3.4.in-addr.arpa.zone:4
 */
#ifndef RENDER_TRACE_H
#define RENDER_TRACE_H

#include "base/buf.h"
#include "base/source.h"
#include "lint/finding.h"

#define TRACE_DEPTH_MAX 60 /* of a tree; what lies deeper is drawn no deeper */

enum hop_status {
	HOP_INFO, /* worth knowing: says nothing about the path */
	HOP_OK,
	HOP_UNKNOWN, /* outside of the zones that are here */
	HOP_MISSING,
	HOP_WRONG
};

/* One step.  Texts may hold untrusted bytes. */
struct hop {
	unsigned depth;   /* 0: a tree begins */
	const char *kind; /* for programs: "mx", "address", "pointer", … */
	const char *text;
	enum hop_status status;
	struct span span;              /* file 0: no place */
	const char *rule;              /* id of the rule that speaks of it, or NULL */
	const struct finding *finding; /* what the rule says, or NULL */
	/* What the finding about it is about; nothing here is printed. */
	const char *why;   /* a sentence, when nothing else says it better; NULL: nothing to say */
	struct addr addr;  /* family 0: none */
	struct dname name; /* len 0: none */
};

enum trace_verdict { TRACE_WHOLE, TRACE_UNKNOWN, TRACE_BROKEN };

/* The answer to one query. */
struct trace {
	const char *query; /* as asked */
	enum trace_verdict verdict;
	const char *sentence; /* without the verdict; lower case, no full stop */
	const char *rule;     /* or NULL */
	struct hop *hops;
	size_t count;
};

/*
 * Append the verdict and the tree.
 *
 * width   columns; 0: no terminal
 */
void render_trace_text(struct sources *sources, const struct trace *trace, bool colour,
    unsigned width, struct buf *out);

/*
 * Append {"version": 1, "queries": [{"query", "verdict", "sentence", "rule", "hops": [{"depth",
 * "kind", "text", "status", "rule", "path", "line"}]}]}; what there is not is null.
 */
void render_trace_json(
    struct sources *sources, const struct trace *traces, size_t count, struct buf *out);

#endif
