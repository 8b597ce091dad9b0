/*
 * fix/fix.h -- from wants to edits: which bytes of which files close the reverse side.
 *
 * A want says what should be served; a change is one record more or less; an edit is a splice in a
 * file's text.  Everything but the splices is copied as it stands.  The new text is read again
 * before anybody sees it: the records it adds and takes away are exactly those of the plan.
 *
 *	want    add PTR mail.source.com. for 4.3.2.1
 *	change  + 1.2.3.4.in-addr.arpa. 3600 IN PTR mail.source.com.  ; zone 2.3.4.in-addr.arpa.
 *	edits   db.4.3.2: serial 2026112201 -> 2026112202, a line at the end
 *
 * What is doubtful is left alone and listed with the reason.  Nothing here prints.
 */
#ifndef FIX_FIX_H
#define FIX_FIX_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/project.h"
#include "lint/lint.h"
#include "mail/want.h"

/* One record more or less. */
struct fix_change {
	bool add;
	uint16_t type;
	uint32_t ttl;
	struct dname owner;
	const char *data; /* as text, names absolute */
	const struct zone *zone;
	const struct want *want;
	struct span line; /* where it is, or where it comes to stand (len 0) */
	bool replaces;    /* one of two that go together, "-" before "+" */
};

/* A splice: bytes [off, off + len) of the old text become text. */
struct fix_edit {
	uint32_t off, len;
	struct str text;
	const struct item *item; /* private: what it is made for; of a serial neither */
	struct mend *mend;
};

/* One file's new text. */
struct fix_file {
	uint32_t file;
	const char *path; /* of what is replaced: links resolved where that lies below the root */
	struct fix_edit *edits; /* in order of place, insertions first; they do not overlap */
	size_t count;
	struct str old; /* the text that the edits are made for */
};

/* The serial of a changed zone. */
struct fix_serial {
	const struct zone *zone;
	uint32_t before, after; /* equal when kept */
};

/* What repairs one finding, with the serials that go with it. */
struct fix_repair {
	const struct finding *finding;
	enum fixability safety;
	const char *title; /* "add 4.3.2.1.in-addr.arpa. PTR mail.example.", "write IN" */
	bool text;         /* not by wants */
	const struct fix_splice {
		uint32_t file, number; /* files[file].edits[number] of the plan */
	} * splices; /* in their order; those of a serial stand in several repairs */
	size_t count;
};

/* A want that is not met, or a repair that is not made, and why. */
struct fix_refusal {
	const struct finding *finding;
	const struct want *want; /* NULL: the repair of text of the finding */
	const char *code;        /* for programs: "signed", "delegated", "keep", … */
	const char *text;        /* one line without a full stop; untrusted bytes in it are raw */
};

/* Why the plan as a whole is not to be carried out: too much of a zone would go. */
struct fix_stop {
	const struct zone *zone;
	const char *code;     /* for programs: "deletes", "replaces", "last", "forward" */
	uint64_t count, most; /* records that would go, and how many may */
	const char *text;     /* about the zone, one line without a full stop */
};

struct fix_plan {
	struct fix_change *changes; /* by zone, owner (addresses by value), "-" before "+" */
	size_t change_count;
	struct fix_file *files; /* by path */
	size_t file_count;
	struct fix_serial *serials; /* by zone */
	size_t serial_count;
	struct fix_refusal *refusals; /* in order of the findings */
	size_t refusal_count;
	struct fix_stop *stops; /* by zone changed, then those of forward zones; none: go ahead */
	size_t stop_count;
	struct fix_repair *repairs; /* see fix_plan_repair() */
	size_t repair_count;
	size_t text_repairs; /* those by other means than wants */
	struct arena arena;  /* private */
};

struct fix_options {
	bool unsafe;  /* also what zones and map do not prove */
	bool repairs; /* also those of text (fix/mend.h) */
	bool dry;     /* only to tell what would be done: the new texts are not checked */
	bool
	    prune; /* also delete what the zones disprove, when its address is left without a PTR */
	bool force; /* without stops */
	bool max_deletes_given;
	uint64_t max_deletes; /* in one zone; else the percentage, or 3 if that is more */
	unsigned max_delete_percent;
	unsigned max_replace_percent; /* of zones with 10 PTR records and more */
	const struct zone_base
	    *base; /* by zone id: a serial above that one is raised already; or NULL */
	enum project_serial serial;
	enum project_ptr_ttl ttl;
	uint32_t ttl_seconds;            /* PROJECT_TTL_SECONDS */
	int64_t today;                   /* days since 1970-01-01 */
	int64_t now;                     /* seconds since 1970-01-01 */
	const struct read_options *read; /* how the zones were read */
};

/*
 * Work out changes and edits of what findings want and offer, and check the new texts.
 *
 * findings  in order of output; suppressed ones are passed over.  They and the set must outlive the
 *           plan
 * plan      free with fix_plan_free(), in any case
 * return    false with err when a file cannot be read again, or the self-check failed: then the
 *           edits must not be used
 */
PL_MUST_CHECK bool fix_plan_build(struct zone_set *set, const struct finding *const *findings,
    size_t count, const struct fix_options *options, struct fix_plan *plan, struct err *err);
void fix_plan_free(struct fix_plan *plan);

/* May there be a safe (or an unsafe) repair of the finding?  A plan tells whether there is. */
bool fix_is_offered(const struct finding *finding, bool unsafe);

/* What the plan does about a finding; NULL when it is not repaired. */
const struct fix_repair *fix_plan_repair(
    const struct fix_plan *plan, const struct finding *finding);

/* Append the new text of a file. */
void fix_file_text(const struct fix_file *file, struct buf *out);

/*
 * Replace the files of the plan (base/replace.h).
 *
 * written  how many were replaced, also on failure
 */
PL_MUST_CHECK bool fix_plan_write(
    struct sources *sources, const struct fix_plan *plan, size_t *written, struct err *err);

#endif
