/*
 * cli/session.h -- what the commands that read zones have in common: the root, the project file, the
 * map, the zones, and what was wrong on the way there.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/revision.h"
#include "conf/egress.h"

struct session {
	struct settings *settings;
	struct revision *revision; /* what is read in place of the disk; or NULL */
	struct sources *sources;
	struct project project;
	struct egress_map map;
	uint32_t project_file, map_file; /* 0: there is none */
	bool map_valid;
	struct conf_problems problems;
	struct discovery found;
	struct zone_set *set;     /* NULL until session_load() */
	struct lint_extra *extra; /* what the commands know and the zones do not say */
	size_t extra_count, extra_cap;
	const char *alone; /* the only file, below the root; NULL: a project */
	bool *focus;       /* by file number - 1; NULL when there are no operands */
	uint32_t focus_count;
	struct progress progress; /* begun by session_load(), for what comes after as well */
	struct arena arena;
	bool silent; /* what is wrong is not told: it is the state before */
	bool undone; /* something was not done as asked: exit status 2 */
};

/* Begin: root, project file, map.  False when it was said why not. */
PL_MUST_CHECK bool session_open(struct session *s, struct settings *settings);

/*
 * The same as it was at another revision: the same root and settings.  Nothing of what is wrong there is told,
 * but that there is no such revision.
 */
PL_MUST_CHECK bool session_open_before(
    struct session *s, struct settings *settings, const char *rev, const char *root);

/* The same for a file that is part of no project: path is its name in the folder root. */
PL_MUST_CHECK bool session_open_file(
    struct session *s, struct settings *settings, const char *root, const char *name);

/* Look for the zones; those of a project further down when nothing else is there. */
PL_MUST_CHECK bool session_discover(struct session *s);

/* Read them; all_remarks as lint_needs_remarks() says. */
void session_load(struct session *s, bool all_remarks);
/* How the zones are read: with the limits and folders of the command line and the project file. */
struct read_options session_reading(struct session *s);

void session_close(struct session *s);

/* A finding from outside of the rules; texts are copied. */
void session_extra(struct session *s, const struct lint_extra *extra);

/* The same on stderr, for commands that print no findings. */
void session_say_extra(const struct session *s);

/*
 * cli/focus.c: find the files that the operands name, each a file or a folder; call it when all
 * files are known.  False after a complaint about one that names none.
 */
PL_MUST_CHECK bool session_focus(struct session *s);

/* cli/focus.c: append the path, as the command line gives it, relative to the root; false when it lies elsewhere. */
bool session_relative(const struct session *s, const char *path, struct buf *out);

/* True when there are no operands, or one of them names the file. */
bool session_names(const struct session *s, uint32_t file);

/*
 * cli/root.c: the only operand is a file that belongs to no project, or lies outside the --root
 * given: its folder and its name, NUL-terminated.
 */
PL_MUST_CHECK bool root_outside(
    const struct settings *settings, struct buf *folder, struct buf *name);

/* cli/root.c: how much of an absolute path is the nearest folder at or above it with a .git; 0: none. */
size_t root_with_git(const char *path);

/*
 * cli/root.c: the root's path from the top of its repository (the nearest folder above with .git), with a
 * final slash; "" when it is the top, or there is none.  Lives as long as the session.
 */
const char *root_below_repository(struct session *s);

/* cli/root.c: the folder that the operands (or the working directory) belong to; NUL-terminated. */
PL_MUST_CHECK bool root_find(const struct settings *settings, struct buf *root, struct err *err);

#endif
