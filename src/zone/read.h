/*
 * zone/read.h -- reading one zone into a shelf.  Private to zone/.
 *
 * Plain lines of common types go through zone/fast.c, straight from the index to the model; every other
 * entry is lexed and read in full (record.c, directive.c, generate.c), which is the definition.  Both end
 * in reader_add().
 */
#ifndef ZONE_READ_H
#define ZONE_READ_H

#include "base/source.h"
#include "dns/addr.h"
#include "dns/rdata.h"
#include "zone/index.h"
#include "zone/lex.h"
#include "zone/model.h"

/* The part of a file that is in memory. */
struct window {
	struct source_handle handle;
	uint8_t *text; /* INDEX_PAD bytes in front of cap stay readable behind the text */
	uint32_t cap, len;
	uint64_t base;        /* offset in the file of text[0] */
	uint64_t end;         /* where reading stops: the file's size, or the split */
	bool eof;             /* text reaches the end of the file */
	bool moved;           /* text was moved since the caller last looked */
	uint32_t scan_budget; /* what may still be scanned in vain for closing parentheses */
	struct tape tape;
};

/* What one file's reading has in hand; one for each include level. */
struct level {
	struct window window;
	uint32_t file, frame;
	uint32_t records; /* of this file, outside the zone or not, for "file-empty" */
	bool said_crlf, said_cr;
	bool zone_like; /* a record or a directive was read: its text may be shown */
};

struct circumstances {
	struct dname origin;
	uint64_t origin_hash;
	bool origin_inside;       /* the zone's apex lies at or above it */
	bool origin_occluded;     /* a child zone's apex lies at or above it */
	struct prefix origin_net; /* what it stands for in the reverse tree; bits are those known */
	bool origin_reverse;      /* origin_net is set */
	bool has_default_ttl, has_last_ttl;
	bool said_inherited; /* a record took its TTL from the one before, and it was said */
	bool implied;        /* a record had to do without TTL and $TTL */
	uint32_t default_ttl, last_ttl;
	struct span
	    leak; /* the $INCLUDE line whose file changed $TTL; file 0 when none, or when it was said */
	uint32_t leak_outer; /* what $TTL was before it */
};

/* The owner in force.  In the fast path it is only a place in the window, and a hash. */
struct owner {
	enum { OWNER_NONE, OWNER_UNREADABLE, OWNER_IN_TEXT, OWNER_NAMED } kind;
	uint32_t off, len; /* OWNER_IN_TEXT: in the window; relative to the origin */
	struct dname name; /* OWNER_NAMED */
	uint64_t hash;
	bool after_origin, after_include; /* a directive stands between it and the next record */
	bool outside;                     /* it is not in the zone: its records are dropped */
	bool has_addr;                    /* it is the reverse name of addr */
	struct addr addr;
};

struct generate_frame {
	uint32_t line, len; /* the $GENERATE line in the window */
	uint64_t iteration, step;
	bool stopped; /* the budget is used up */
};

struct reader {
	struct zone_set *set;
	struct shelf *shelf;
	struct zone_state *zone;
	index_kernel *index;
	struct circumstances now;
	struct owner owner;
	struct level levels[LIMIT_INCLUDE_DEPTH + 1];
	unsigned depth;
	struct lexed lexed;
	uint8_t *wire;
	bool run_open;        /* the last run may take more records of the same owner */
	bool segment_pending; /* circumstances changed since the last segment began */
	const struct generate_frame *generate; /* expanding a $GENERATE line */
	bool stop;                             /* a budget is used up */
	bool halved;       /* this is the second half of a file: what stood before is assumed */
	bool guessed;      /* the assumption did not cover what was needed */
	uint64_t ended_at; /* where reading of the zone's own file ended */
	uint64_t counted;  /* records that are in the set's count already */
};

/* One record, on its way into the model. */
struct reading {
	uint32_t line; /* in the window */
	uint64_t hash;
	uint16_t type, rclass;
	uint8_t code;
	uint32_t ttl;
	const struct dname *owner; /* NULL when only its place is known */
	const uint8_t *wire;
	size_t len;
};

void reader_init(struct reader *rd, struct zone_set *set, struct shelf *shelf);
void reader_fini(struct reader *rd);

/* Read a zone's file from its beginning up to end (UINT64_MAX: all of it). */
void reader_zone(struct reader *rd, struct zone_state *zone, uint64_t end);

/*
 * Work out the circumstances at offset cut of a zone's file from its $ORIGIN and $TTL lines alone.
 *
 * return  false when other directives stand before it, or it cannot be read
 */
bool reader_skim(struct reader *rd, struct zone_state *zone, uint64_t cut);

/* Go on from there: read [begin, end) in the circumstances of now. */
void reader_part(struct reader *rd, struct zone_state *zone, uint64_t begin, uint64_t end);

/* Read [begin, end) of the file of level depth in the circumstances of now. */
void reader_file(struct reader *rd, uint32_t file, uint32_t frame, uint64_t begin, uint64_t end);

static inline struct level *
reader_level(struct reader *rd)
{
	return &rd->levels[rd->depth];
}

/* Complain about bytes [off, off + len) of the window. */
void reader_complain(
    struct reader *rd, enum problem problem, uint32_t off, uint32_t len, const char *sentence);

/* The same at any place of the file being read. */
void reader_complain_at(
    struct reader *rd, enum problem problem, struct span span, const char *sentence);

/* Is the text of a TXT record at the owner in force one for rules to look at (see text_mark())? */
bool reader_marks(struct reader *rd, enum text_mark mark);

/* The owner's name, whatever kind it is; false when there is none. */
bool reader_owner(struct reader *rd);

/* Make name the owner in force: its hash, and the address that it stands for. */
void reader_take_owner(struct reader *rd, const struct dname *name);

/* The circumstances changed: the next record begins a segment. */
void reader_new_segment(struct reader *rd);
void reader_push_segment(struct reader *rd);

void reader_set_origin(struct reader *rd, const struct dname *origin);

/* Add a record whose RDATA is in wire form, or, when flags say so, one that could not be read. */
void reader_add(struct reader *rd, const struct reading *r, uint8_t flags);

/*
 * Keep the names between the origin and an owner of any length (no final dot), when it is relative; its oddity
 * as flags of a run.
 */
uint16_t reader_long_owner(struct reader *rd, const uint8_t *s, unsigned len, bool relative);
/* Begin or continue the run of an owner; NULL when a budget is used up. */
struct run *reader_run(struct reader *rd, uint64_t hash);

/* Take one from the budget of records; false when none is left (said once). */
bool reader_budget(struct reader *rd);

/* zone/record.c: the entry in rd->lexed, which is no directive. */
void record_read(struct reader *rd);
/* zone/directive.c: the entry in rd->lexed, which begins with "$". */
void directive_read(struct reader *rd);
/* zone/style.c: remarks on how the entry in rd->lexed is laid out; only when they are wanted. */
void style_read(struct reader *rd, uint32_t from, uint32_t next);
/* The same on how RDATA is spelled; first is the token where it begins. */
void style_rdata(struct reader *rd, uint16_t type, size_t first, size_t len);
/* zone/generate.c */
void generate_read(struct reader *rd);
/* Expand one step of the $GENERATE line in rd->lexed into out; for reading a record again. */
bool generate_expand(const struct lexed *line, uint64_t iteration, struct buf *out);

/*
 * zone/fast.c: read the indexed lines in window [from, to).
 *
 * return  where to go on: at least to, or less when the window was moved
 */
uint32_t fast_lines(struct reader *rd, uint32_t from, uint32_t to);

/* zone/read.c: read the entry at window offset from, any form; returns where the next begins. */
uint32_t reader_entry(struct reader *rd, uint32_t from);

/* Hash of a name and whether it is in the zone, under a child's apex, …; zone/read.c. */
struct name_facts {
	uint64_t hash;
	bool in_zone, occluded, known; /* known: some loaded zone of the view encloses it */
};
void reader_name_facts(const struct reader *rd, const struct dname *name, struct name_facts *out);

#endif
