/*
 * fix/parts.h -- what the files of fix/ share about one plan in the making.  Private to fix/.
 *
 * An item is a want on its way: refused, dropped because another does the same, or done.  A job is
 * one zone's body and the edits that its items need.
 */
#ifndef FIX_PARTS_H
#define FIX_PARTS_H

#include "fix/body.h"
#include "fix/fix.h"

struct item {
	const struct finding *finding;
	const struct want *want;
	const struct want *chain; /* the first of those that go together */
	enum want_kind kind;      /* a replacement by what is there already becomes a deletion */
	const struct zone *zone;
	struct dname owner, old_target;
	struct order_key key;  /* of the owner below the zone's apex */
	struct span line;      /* of the old record: first to last token */
	struct span old_token; /* its target */
	uint32_t old_ttl, ttl;
	const char *code, *text; /* refused, and why */
	bool dropped;            /* the same is done by another, or is there already */
	bool twin;               /* made for another item, whose record stands here once more */
	struct item *by;         /* dropped: that other, or NULL */
	struct item *followers;  /* those that are dropped for this one, linked by next */
	struct item *next;
};

struct edits {
	struct fix_edit *list;
	size_t count, cap;
};

/* One zone's body. */
struct job {
	const struct zone *zone;
	struct item **items; /* those of the zone that are done, by owner; in the arena */
	size_t item_count;
	struct body body;
	bool *gone;      /* by entry: deleted */
	bool spot_known; /* a line with a TTL of its own was put in at this spot last */
	uint32_t spot_at, spot_ttl;
	struct edits edits;
	uint32_t serial_before, serial_after;
};

/* The repair of text for one finding. */
struct mend {
	const struct finding *finding;
	enum fixability safety;
	bool changes; /* records are read that were not read before */
	bool
	    put_off; /* there may be one, but so much was looked at that it is left to another run */
	const char *title;
	struct edits edits;
	struct mend *same;      /* that one's edits repair this finding, too */
	struct mend *followers; /* those whose same it is, linked by next */
	struct mend *next;
};

/* A file and all that is wanted of it. */
struct target {
	uint32_t file;
	const char *path;
	struct buf text; /* with BODY_PAD bytes behind len */
	struct job *jobs;
	size_t job_count;
	struct edits repairs;      /* those of mends */
	struct edits drops;        /* of these: whole records, in order of place */
	bool guarded;              /* guard is known */
	const struct guard *guard; /* why its text is not repaired, or NULL */
	struct body *body;         /* for mends; NULL before the first, or when it cannot be read */
	bool body_tried;
	struct lexed lexed; /* of the entry that was looked at last */
	uint32_t looked_at;
	uint64_t work;         /* bytes of records that were read for the test */
	size_t zones;          /* whose body it is */
	bool lf;               /* all lines are to end in LF, new ones as well */
	uint8_t *taken, *spot; /* a bit each byte: it is replaced, something is put in before it */
};

struct planner {
	struct zone_set *set;
	const struct fix_options *options;
	struct fix_plan *plan;
	struct arena *arena; /* the plan's */
	struct item *items;
	size_t item_count, item_cap;
	struct target *targets;
	size_t target_count, target_cap;
	struct mend **mends; /* those that are done; in the arena */
	size_t mend_count, mend_cap;
	struct guard *guards; /* by zone id */
	struct err *err;
	uint8_t *wires; /* room for the RDATA of two records */
	bool failed;    /* err says why: a file that was read is there no more */
};

/* Why a zone is left alone; code NULL: it is not. */
struct guard {
	bool known;
	bool errors; /* the zone has complaints that cost records */
	const char *code, *text;
};

/* guard.c: look at complaints once. */
void guards_begin(struct planner *p);
/*
 * What the file system and the file's first comments say: a code and a text when it is to be left alone, else NULL.
 * "unreadable" comes with err.
 */
const char *guard_file(struct zone_set *set, uint32_t file, const char **text, struct err *err);
/* May the text of the zone's own file be changed? */
const struct guard *guard_zone(struct planner *p, const struct zone *zone);
/* May this record be changed?  False with the item refused. */
bool guard_record(struct planner *p, struct item *item, const struct record *r);

/* Does a comment at its address record say that the name is not to be written (ptr=none)?  Refused then. */
void guard_name(struct planner *p, struct item *item);

/* The item is not done. */
void item_refuse(struct planner *p, struct item *item, const char *code, const char *fmt, ...)
    PL_PRINTF(4, 5);
static inline bool
item_lives(const struct item *item)
{
	return item->code == NULL && !item->dropped;
}

/* settle.c: find zone, owner and old record of each item; refuse what is doubtful. */
void items_settle(struct planner *p);
/* Refuse what goes together with what was refused; true when something was. */
bool items_refuse_chains(struct planner *p);

/* edit.c: the edits of a job; false when an item was refused and all has to be done again. */
bool job_edit(struct planner *p, struct job *job);
void edits_add(struct planner *p, struct edits *edits, uint32_t off, uint32_t len, struct str text);
void edits_append(struct edits *edits, const struct fix_edit *edit);
bool edits_equal(const struct edits *a, const struct edits *b);
/* Put edits in order of place; false when two of them overlap. */
bool edits_sort(struct edits *edits);
/* Raise the serial of the job's zone; its body needs no more than text.  False: not in that form. */
bool job_serial(struct planner *p, struct job *job);
/*
 * Take out an entry with its lines, and write the owner for the record that inherits it.
 *
 * gone     by entry: those that go as well; NULL: none
 * return   false when records below take their TTL from the line
 */
bool entry_drop(struct planner *p, struct body *b, const bool *gone, uint32_t entry,
    const struct dname *owner, struct edits *edits);

/* plan.c: one more item, at the end; items may move. */
struct item *item_add(struct planner *p, const struct finding *f, const struct want *want);
/* Does the plan make changes of this kind? */
bool want_is_made(const struct planner *p, const struct want *want);
/* The target of a file, valid until the next call for a new file. */
struct target *target_of(struct planner *p, uint32_t file);
/* Read the text of a target; false with the planner's err. */
bool target_load(struct planner *p, struct target *t);
void plan_refuse(struct planner *p, const struct finding *f, const struct want *want,
    const char *code, const char *text);

/* repairs.c: add the repairs of text; false with the planner's err. */
bool repairs_make(struct planner *p, const struct finding *const *findings, size_t count);
/* Say in the plan what is done about which finding; its files are there, in the order of targets. */
void repairs_give(struct planner *p);

/* guard.c: does the complaint cost records, or make those that were read doubtful? */
bool problem_blocks(enum problem problem);

/* budget.c: the plan's stops, by its changes. */
void budget_check(struct planner *p);

/* verify.c: read the new texts; false with the planner's err when they are not what was planned. */
PL_MUST_CHECK bool plan_verify(struct planner *p);

#endif
