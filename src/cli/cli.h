/*
 * cli/cli.h -- what all commands share: settings from the command line, exit statuses, output.
 *
 * Only this folder prints, reads the command line, the environment or the clock, and decides on the
 * exit status; nothing here calls exit(), so that every command can be followed to its end.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "render/render.h"
#include "zone/discover.h"

enum exit_status {
	EXIT_CLEAN = 0,    /* nothing to say, or nothing at or above --fail-on */
	EXIT_FINDINGS = 1, /* findings remain; a record was left out */
	EXIT_UNDONE = 2,   /* the job could not be done as asked: usage, settings, input, limits */
	EXIT_BROKEN = 3    /* output failed, a guard refused, no memory, a bug */
};

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* Texts of the command line, in order. */
struct texts {
	const char **items;
	size_t count, cap;
};

struct report_to {
	const struct render_format *format;
	const char *file; /* NULL: standard output */
	bool
	    by_project; /* file is below the root, and named by whoever may write the project file */
};

/* Text that is read in place of a file's. */
struct overlay {
	const char *path; /* below the root */
	struct str text;
};

/* The command line, parsed.  Lists live in the arena, texts in argv. */
struct settings {
	const struct command *command;
	const char *root, *map, *config;
	struct texts zone_texts; /* ORIGIN=FILE */
	struct cli_zone *zones;
	size_t zone_count;
	struct texts select, ignore;
	struct rule_setting *severities;
	size_t severity_count;
	const char *format; /* NULL: the command's default */
	struct report_to *reports;
	size_t report_count;
	int64_t today; /* days since 1970-01-01 */
	struct limits limits;
	uint64_t max_deletes;
	const char *base;           /* a revision, or NULL */
	const char *rev;            /* the revision that is read in place of the disk, or NULL */
	const char *new_from;       /* the revision whose findings are old news, or NULL */
	const char *baseline;       /* its file, or NULL */
	const char *ignore_reason;  /* of --add-ignore, or NULL */
	const char *stdin_filename; /* the file that standard input stands for, or NULL */
	struct str stdin_text;
	const struct overlay *overlays;
	size_t overlay_count;
	struct texts delegate; /* PREFIX=ZONE, or PREFIX */
	const char *update;
	bool in_place;
	const char *output;
	const char *schema;
	const char *ci; /* "github", "gitlab" or NULL */
	struct texts operands;
	struct arena arena;
	enum severity fail_on; /* SEVERITY_OFF: never */
	enum when colour, hyperlinks, progress;
	unsigned jobs; /* 0: as many as make sense */
	bool no_config;
	bool fail_on_given, today_given, max_deletes_given;
	bool quiet, verbose, statistics, no_inline_ignores;
	bool all, check;
	bool fix, diff, unsafe_fixes, prune, force;
	bool write_baseline, no_baseline, add_ignore;
	bool staged; /* the index is read in place of the disk */
	bool pick, snippet, comments;
	bool pre_commit;
};

struct command {
	const char *name;
	unsigned bit;         /* in the option table */
	const char *operands; /* "[PATH]...", or NULL when it takes none */
	const char *summary;  /* for the list of commands */
	const char *text;     /* paragraphs for --help, parted by empty lines */
	const char *examples; /* lines, or NULL */
	enum exit_status (*run)(struct settings *settings);
};

/* Ends with an entry without a name. */
extern const struct command commands[];
const struct command *command_find(const char *name);

enum exit_status cmd_check(struct settings *settings);
enum exit_status cmd_plan(struct settings *settings);
enum exit_status cmd_gen(struct settings *settings);
enum exit_status cmd_diff(struct settings *settings);
enum exit_status cmd_report(struct settings *settings);
enum exit_status cmd_trace(struct settings *settings);
enum exit_status cmd_zones(struct settings *settings);
enum exit_status cmd_canon(struct settings *settings);
enum exit_status cmd_rule(struct settings *settings);
enum exit_status cmd_config(struct settings *settings);
enum exit_status cmd_init(struct settings *settings);
enum exit_status cmd_completions(struct settings *settings);
enum exit_status cmd_help(struct settings *settings);
enum exit_status cmd_version(struct settings *settings);

void texts_add(struct settings *settings, struct texts *list, const char *text);

/* "ptrlint: text" on stderr, escaped, as one line; without a final full stop. */
void complain(const char *fmt, ...) PL_PRINTF(1, 2);
/* The same, then where help is to be had; returns EXIT_UNDONE. */
enum exit_status usage_error(const struct command *command, const char *fmt, ...) PL_PRINTF(2, 3);
/* A remark that is no complaint, dropped by -q. */
void remark(const struct settings *settings, const char *fmt, ...) PL_PRINTF(2, 3);

/* The index of text in names, or -1 after a usage error that lists them; text NULL gives 0. */
int choose_format(const struct settings *settings, const char *const *names, size_t count);

#endif
