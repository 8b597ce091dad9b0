/*
 * zone/set.h -- all zones of a run, read: who is there, and how records are numbered.
 *
 * A view is one answer set of split horizon; without views there is one, public, without a name.
 * The same file may be the body of several zones; each has its own records.
 */
#ifndef ZONE_SET_H
#define ZONE_SET_H

#include "base/base.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/source.h"
#include "dns/dname.h"

/* A record of the set; numbers say nothing of order, record_before() does. */
typedef uint32_t record_id;
#define RECORD_NONE UINT32_MAX

enum zone_role {
	ROLE_MANAGED,   /* loaded, may be edited */
	ROLE_REFERENCE, /* loaded, never edited */
	ROLE_EXTERNAL   /* not loaded: everything below its name is unknown */
};

enum decided_by { BY_COMMAND_LINE, BY_DIRECTIVE, BY_PROJECT, BY_SERVER, BY_CONTENT, BY_NAME };

/* What discovery asks for: read this file as that zone. */
struct zone_spec {
	uint32_t file; /* source number; 0 for ROLE_EXTERNAL */
	uint32_t view; /* index of a view */
	struct dname origin;
	enum zone_role role;
	enum decided_by decided_by;
	struct span
	    decided_at; /* the entry, directive or record that named the origin; file 0 when none */
};

struct view_spec {
	const char *name; /* "" for the only view */
	bool public;
};

struct zone {
	struct zone_spec spec;
	uint32_t id; /* its index in the set */
	const struct zone
	    *above;        /* closest enclosing zone of the view, external ones included; or NULL */
	bool reverse;      /* at or below in-addr.arpa or ip6.arpa */
	bool unknown;      /* not read whole: what it lacks is unknown, not absent */
	bool left_out;     /* some record or directive of its text could not be read */
	bool has_children; /* another zone of the view lies below */
	bool signed_;      /* holds DNSSEC records */
	uint64_t records;  /* read, those of $GENERATE and includes counted */
	uint32_t first_segment, segment_count;
	record_id soa;                     /* the first at the apex, or RECORD_NONE */
	uint32_t soa_count, apex_ns_count; /* at the apex */
};

/* One complaint of the reader; see dns/problem.h. */
struct zone_problem {
	uint16_t problem; /* enum problem */
	uint32_t zone;    /* id of the zone being read */
	struct span
	    span; /* where, in the file that holds the text; never in a $GENERATE expansion */
	struct span from; /* the $INCLUDE line that led here; file 0 when none */
	const char *sentence;
	const char *label; /* words under the caret, or NULL */
	bool hidden;       /* the text there must not be shown: it may be no zone at all */
};

/* A "; ptrlint: …" comment. */
struct zone_comment {
	struct span span; /* from the semicolon to the end of the comment */
	uint32_t zone;
	bool alone; /* nothing but blanks stands before it on its line */
};

struct read_options {
	struct limits limits;
	unsigned threads; /* 0: as many as make sense, 2 at most */
	bool all_remarks; /* also the style remarks, which cost time */
	bool apart; /* every zone for itself: only zone_next() and records will be asked for */
	bool plain; /* the definition only: scalar index, no fast path (tests compare) */
	const char *const *include_path; /* NULL-terminated folders below the root; may be NULL */
	const struct path_map *path_map; /* where absolute paths of servers lie here; may be NULL */
	size_t path_map_count;
	/* May be NULL; called by one thread.  Counts the zones' own files: who includes what is not known before. */
	void (*progress)(void *arg, uint64_t bytes, uint64_t of);
	void *progress_arg;
};

struct zone_set;

/*
 * Read all zones, then match names and addresses across them.
 *
 * specs    sorted by the caller's order of files; copied
 * return   never NULL; what could not be read is in the problems, and in set_unreadable()
 */
struct zone_set *set_load(struct sources *sources, const struct view_spec *views, size_t view_count,
    const struct zone_spec *specs, size_t spec_count, const struct read_options *options);
void set_free(struct zone_set *set);

/* How many workers suit what is done with the set; 1 for a small one. */
unsigned set_threads(const struct zone_set *set);

struct sources *set_sources(const struct zone_set *set);
size_t set_zone_count(const struct zone_set *set);
const struct zone *set_zone(const struct zone_set *set, size_t id);
size_t set_view_count(const struct zone_set *set);
const struct view_spec *set_view(const struct zone_set *set, size_t view);
uint64_t set_record_count(const struct zone_set *set);
/* Targets that lie in no zone of the set: whether they exist cannot be told. */
uint64_t set_unverified(const struct zone_set *set);

/* All complaints, sorted by path, offset, kind, zone; borrowed. */
const struct zone_problem *set_problems(const struct zone_set *set, size_t *count);
/* All "; ptrlint:" comments, sorted by path and offset, each once for each zone; borrowed. */
const struct zone_comment *set_comments(const struct zone_set *set, size_t *count);

/* A file that could not be read at all (diagnostic file-unreadable, exit 2). */
struct unreadable {
	uint32_t file;
	const char *reason;
};
const struct unreadable *set_unreadable(const struct zone_set *set, size_t *count);

/* True when a budget of the limits was hit: something was not read (exit 2). */
bool set_limit_hit(const struct zone_set *set);

#endif
