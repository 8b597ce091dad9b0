/* cli/options.c -- the option table and the words of the command line */
#include "cli/options.h"

#include <stdio.h>

#include "base/suggest.h"
#include "cli/add_ignore.h"
#include "cli/values.h"

enum option_id {
	OPT_END,
	OPT_ROOT,
	OPT_ZONE,
	OPT_MAP,
	OPT_CONFIG,
	OPT_NO_CONFIG,
	OPT_SELECT,
	OPT_IGNORE,
	OPT_SEVERITY,
	OPT_NO_INLINE_IGNORES,
	OPT_TODAY,
	OPT_FAIL_ON,
	OPT_FORMAT,
	OPT_REPORT,
	OPT_STATISTICS,
	OPT_COLOR,
	OPT_HYPERLINKS,
	OPT_PROGRESS,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_JOBS,
	OPT_LIMIT,
	OPT_ALL,
	OPT_OUTPUT,
	OPT_CHECK,
	OPT_SCHEMA,
	OPT_CI,
	OPT_PRE_COMMIT,
	OPT_FIX,
	OPT_DIFF,
	OPT_UNSAFE_FIXES,
	OPT_PRUNE,
	OPT_MAX_DELETES,
	OPT_FORCE,
	OPT_PICK,
	OPT_DELEGATE,
	OPT_SNIPPET,
	OPT_COMMENTS,
	OPT_UPDATE,
	OPT_IN_PLACE,
	OPT_BASE,
	OPT_REV,
	OPT_STAGED,
	OPT_NEW_FROM,
	OPT_BASELINE,
	OPT_STDIN_FILENAME,
	OPT_WRITE_BASELINE,
	OPT_ADD_IGNORE,
	OPT_HELP,
	OPT_VERSION
};

#define INPUT    "Input"
#define RULES    "Rules"
#define REPAIR   "Repair"
#define GENERATE "Generate"
#define OUTPUT   "Output"
#define OTHER    "Other"

const struct option_row option_rows[] = {
	{ OPT_ROOT, 0, "root", "DIR", FOR_LOADING | FOR_CONFIG, INPUT,
	    "the folder of the project (default: the nearest above that holds .ptrlint.yaml or "
	    "mail-egress.yaml, else .git)" },
	{ OPT_ZONE, 0, "zone", "ORIGIN=FILE", FOR_LOADING, INPUT,
	    "read this zone and no others but those so given; may be repeated" },
	{ OPT_MAP, 0, "map", "FILE", FOR_LOADING | FOR_CONFIG, INPUT,
	    "the egress map (default: mail-egress.yaml at the root)" },
	{ OPT_CONFIG, 0, "config", "FILE", FOR_LOADING | FOR_CONFIG, INPUT,
	    "the project file (default: .ptrlint.yaml at the root)" },
	{ OPT_NO_CONFIG, 0, "no-config", NULL, FOR_LOADING | FOR_CONFIG, INPUT,
	    "do as if there were no project file" },
	{ OPT_STDIN_FILENAME, 0, "stdin-filename", "FILE", FOR_CHECK, INPUT,
	    "with the PATH -: take standard input for the text of this file, as editors have it before it "
	    "is saved" },
	{ OPT_REV, 0, "rev", "REV", FOR_READING, INPUT,
	    "read this git revision in place of the files on the disk; no work tree is needed" },
	{ OPT_STAGED, 0, "staged", NULL, FOR_READING, INPUT,
	    "read what is staged for the next commit in place of the files on the disk" },
	{ OPT_STAGED, 0, "staged", NULL, FOR_DIFF, INPUT,
	    "NEW is what is staged for the next commit" },
	{ OPT_LIMIT, 0, "limit", "NAME=N", FOR_LOADING, INPUT,
	    "how much is read at most: bytes (2G), files (100000), records (20000000), generate "
	    "(1000000, records of $GENERATE), includes (10000)" },
	{ OPT_SELECT, 0, "select", "RULES", FOR_JUDGING | FOR_REPORT | FOR_DIFF | FOR_CONFIG, RULES,
	    "these rules instead of those of the project file; ids, patterns (ptr-*), groups "
	    "(@mail, @strict) or all, with commas between" },
	{ OPT_IGNORE, 0, "ignore", "RULES", FOR_JUDGING | FOR_REPORT | FOR_DIFF | FOR_CONFIG, RULES,
	    "leave out these rules" },
	{ OPT_SEVERITY, 0, "severity", "RULE=LEVEL", FOR_CHECK | FOR_REPORT | FOR_DIFF | FOR_CONFIG,
	    RULES, "error, warning, info or off; may be repeated" },
	{ OPT_FAIL_ON, 0, "fail-on", "LEVEL", FOR_CHECK | FOR_REPORT | FOR_CONFIG, RULES,
	    "exit with 1 for findings of this level and above: error (default), warning, info, "
	    "never" },
	{ OPT_NO_INLINE_IGNORES, 0, "no-inline-ignores", NULL, FOR_JUDGING | FOR_REPORT | FOR_DIFF,
	    RULES, "comments in zones silence nothing" },
	{ OPT_NEW_FROM, 0, "new-from", "REV", FOR_CHECK, RULES,
	    "leave out the findings that this git revision has as well" },
	{ OPT_BASELINE, 0, "baseline", "FILE", FOR_JUDGING | FOR_REPORT, RULES,
	    "leave out the findings that this file has (default: baseline of the project file, "
	    "else .ptrlint-baseline.json at the root where there is one)" },
	{ OPT_WRITE_BASELINE, 0, "write-baseline", NULL, FOR_CHECK, RULES,
	    "write all findings into the baseline, then check again: from now on only new ones are told" },
	{ OPT_ADD_IGNORE, 0, "add-ignore", "[=REASON]", FOR_CHECK, RULES,
	    "put a comment at each finding that silences it, with this reason, then check again" },
	{ OPT_TODAY, 0, "today", "DATE", FOR_JUDGING | FOR_REPORT | FOR_DIFF | FOR_GEN | FOR_TRACE,
	    RULES,
	    "the day that dates are compared with (default: SOURCE_DATE_EPOCH, else the clock)" },
	{ OPT_FIX, 0, "fix", NULL, FOR_CHECK, REPAIR,
	    "carry out every safe repair, then check again" },
	{ OPT_DIFF, 0, "diff", NULL, FOR_CHECK, REPAIR,
	    "print the safe repairs as a patch for `git apply`, and no findings" },
	{ OPT_UNSAFE_FIXES, 0, "unsafe-fixes", NULL, FOR_JUDGING, REPAIR,
	    "also what zones and map do not prove; read the diff first" },
	{ OPT_PRUNE, 0, "prune", NULL, FOR_JUDGING, REPAIR,
	    "also delete PTR records to names that a zone of ours proves to be gone, or to have "
	    "other addresses" },
	{ OPT_MAX_DELETES, 0, "max-deletes", "N", FOR_JUDGING | FOR_GEN, REPAIR,
	    "how many PTR records one zone may lose (default: fix.max_delete_percent of them, or 3)" },
	{ OPT_FORCE, 0, "force", NULL, FOR_JUDGING | FOR_GEN, REPAIR,
	    "go ahead however much of a zone is deleted or replaced" },
	{ OPT_BASE, 0, "base", "REV", FOR_JUDGING, REPAIR,
	    "compare serials with those of this git revision: what has changed must have a higher one, "
	    "and is raised once, however often this runs" },
	{ OPT_PICK, 0, "pick", NULL, FOR_JUDGING | FOR_GEN, REPAIR,
	    "where an address has several names and none comes first, take the one that is not the name of "
	    "a zone, then has fewer addresses, then fewer labels, then sorts first" },
	{ OPT_DELEGATE, 0, "delegate", "PREFIX[=ZONE]", FOR_GEN, GENERATE,
	    "write the CNAMEs that give a network longer than /24 to a zone of its own (RFC 2317), but for "
	    "addresses with records; without ZONE it is named by gen.style; may be repeated" },
	{ OPT_SNIPPET, 0, "snippet", NULL, FOR_GEN, GENERATE,
	    "for $INCLUDE: no SOA and NS records, and nothing that stands in the zone's own file" },
	{ OPT_UPDATE, 0, "update", "FILE", FOR_GEN, GENERATE,
	    "instead of a new text, that of this zone file with the records added, replaced and taken out; "
	    "all else stays as it is" },
	{ OPT_IN_PLACE, 0, "in-place", NULL, FOR_GEN, GENERATE,
	    "with --update: replace the file, all of it or nothing, as check --fix does" },
	{ OPT_COMMENTS, 0, "comments", NULL, FOR_GEN, GENERATE,
	    "behind each record of an address that address" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_PLAN, OUTPUT,
	    "text (default), json, nsupdate (batches that hold only while the zone is as it was read), "
	    "requests (to ask of others), proposals (for forward zones)" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_CHECK, OUTPUT,
	    "full (default), concise, json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson, "
	    "markdown" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_REPORT, OUTPUT,
	    "html (default, one page that needs nothing else), dot (the ways of mail, for Graphviz), text" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_ZONES | FOR_TRACE | FOR_CONFIG, OUTPUT,
	    "text (default), json" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_DIFF, OUTPUT,
	    "text (default), json, markdown (for a comment on the change)" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_RULE, OUTPUT, "text (default), json, markdown" },
	{ OPT_FORMAT, 0, "format", "FORMAT", FOR_HELP, OUTPUT,
	    "text (default), man (the source of the manual page that COMMAND names: ptrlint.1, "
	    "ptrlint.yaml.5, mail-egress.yaml.5, ptrlint-rules.7)" },
	{ OPT_REPORT, 0, "report", "FORMAT=FILE", FOR_CHECK, OUTPUT,
	    "write a report to a file as well, or with - to standard output (then nothing else is printed "
	    "there unless --format is given); may be repeated; takes the place of those of the project "
	    "file" },
	{ OPT_STATISTICS, 0, "statistics", NULL, FOR_CHECK, OUTPUT,
	    "how many findings of which rule, instead of the findings" },
	{ OPT_ALL, 0, "all", NULL, FOR_RULE, OUTPUT, "every rule" },
	{ OPT_OUTPUT, 'o', NULL, "DIR", FOR_RULE, OUTPUT,
	    "with --all and --format markdown: write a page for each rule into this folder" },
	{ OPT_OUTPUT, 'o', NULL, "DIR", FOR_GEN, OUTPUT,
	    "write a file for each zone into this folder, named after the zone" },
	{ OPT_OUTPUT, 'o', NULL, "FILE", FOR_REPORT, OUTPUT,
	    "write the report to this file, whole or not at all (default: standard output)" },
	{ OPT_CHECK, 0, "check", NULL, FOR_CONFIG, OUTPUT,
	    "only say what is wrong with project file and map" },
	{ OPT_SCHEMA, 0, "schema", "NAME", FOR_CONFIG, OUTPUT,
	    "print a JSON schema: project (of .ptrlint.yaml), map (of mail-egress.yaml), report (of "
	    "check --format json), baseline, diff, plan, trace, zones, rules" },
	{ OPT_CI, 0, "ci", "HOST", FOR_INIT, OUTPUT,
	    "also the files that check each change: github, gitlab" },
	{ OPT_PRE_COMMIT, 0, "pre-commit", NULL, FOR_INIT, OUTPUT,
	    "also .pre-commit-config.yaml, which checks before each commit" },
	{ OPT_COLOR, 0, "color", "WHEN", FOR_CHECK | FOR_REPORT | FOR_RULE | FOR_TRACE | FOR_ZONES,
	    OUTPUT, "auto (default), always, never" },
	{ OPT_HYPERLINKS, 0, "hyperlinks", "WHEN", FOR_CHECK, OUTPUT,
	    "auto (default), always, never" },
	{ OPT_PROGRESS, 0, "progress", "WHEN", FOR_LOADING, OUTPUT,
	    "auto (default), always, never" },
	{ OPT_QUIET, 'q', "quiet", NULL, FOR_LOADING, OUTPUT, "nothing but what was asked for" },
	{ OPT_VERBOSE, 'v', "verbose", NULL, FOR_LOADING, OUTPUT, "say what was read, and why" },
	{ OPT_JOBS, 'j', "jobs", "N", FOR_LOADING, OTHER, "threads to read with (default: 2)" },
	{ OPT_HELP, 'h', "help", NULL, FOR_ALL, OTHER, "this text" },
	{ OPT_VERSION, 'V', "version", NULL, FOR_ALL, OTHER, "the version" },
	{ .id = OPT_END },
};

void
texts_add(struct settings *settings, struct texts *list, const char *text)
{
	if (list->count == list->cap) {
		size_t cap = list->cap == 0 ? 8 : list->cap * 2;
		const char **items = arena_array(&settings->arena, cap, sizeof(const char *));

		if (list->count > 0)
			memcpy(items, list->items, list->count * sizeof(const char *));
		list->items = items;
		list->cap = cap;
	}
	list->items[list->count++] = text;
}

/* "a,b,,c" as texts of their own. */
static void
add_words(struct settings *settings, struct texts *list, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, ",");

		if (len > 0)
			texts_add(settings, list,
			    arena_copy(&settings->arena, (struct str){ text, len }));
		text += len + (text[len] == ',');
	}
}

/* The text before the first "=", and what follows; false when there is no "=" or nothing before. */
static bool
split(struct settings *settings, const char *text, const char *form, const char **left,
    const char **right, struct err *err)
{
	const char *sign = strchr(text, '=');

	if (sign == NULL || sign == text || sign[1] == '\0') {
		err_set(err, "\"%s\" is not %s", text, form);
		return false;
	}
	*left = arena_copy(&settings->arena, (struct str){ text, (size_t)(sign - text) });
	*right = sign + 1;
	return true;
}

static void *
grow(struct settings *settings, const void *old, size_t count, size_t size)
{
	void *list = arena_array(&settings->arena, count + 1, size);

	if (count > 0)
		memcpy(list, old, count * size);
	return list;
}

static bool
set_zone_of(struct settings *s, const char *value, struct err *err)
{
	struct cli_zone zone;

	if (!split(s, value, "ORIGIN=FILE", &zone.origin, &zone.file, err))
		return false;
	s->zones = grow(s, s->zones, s->zone_count, sizeof *s->zones);
	s->zones[s->zone_count++] = zone;
	return true;
}

static bool
set_severity(struct settings *s, const char *value, struct err *err)
{
	static const char *const words[] = { "error", "warning", "info", "off" };
	struct rule_setting setting;
	const char *level;

	if (!split(s, value, "RULE=LEVEL", &setting.pattern, &level, err))
		return false;
	if (!severity_parse(level, &setting.severity)) {
		value_unknown("level", level, words, ARRAY_LEN(words), err);
		return false;
	}
	s->severities = grow(s, s->severities, s->severity_count, sizeof *s->severities);
	s->severities[s->severity_count++] = setting;
	return true;
}

static bool
set_report(struct settings *s, const char *value, struct err *err)
{
	struct report_to report = { 0 };
	const char *name;

	if (!split(s, value, "FORMAT=FILE", &name, &report.file, err))
		return false;
	if (!value_format(name, &report.format, err))
		return false;
	if (strcmp(report.file, "-") == 0)
		report.file = NULL;
	s->reports = grow(s, s->reports, s->report_count, sizeof *s->reports);
	s->reports[s->report_count++] = report;
	return true;
}

static bool
set_jobs(struct settings *s, const char *value, struct err *err)
{
	uint64_t n;

	if (!value_size(value, &n, err))
		return false;
	if (n < 1 || n > LIMIT_THREADS) {
		err_set(err, "%s threads are not possible, 1 to %d are", value, LIMIT_THREADS);
		return false;
	}
	s->jobs = (unsigned)n;
	return true;
}

/* --add-ignore, the only option whose value need not be there; NULL then. */
static bool
set_reason(struct settings *s, const char *reason, struct err *err)
{
	s->add_ignore = true;
	s->ignore_reason = reason;
	return reason == NULL || reason_check(reason, err);
}

/* Options with a value. */
static bool
set_value(struct settings *s, int id, const char *value, struct err *err)
{
	switch (id) {
	case OPT_ROOT:
		s->root = value;
		return true;
	case OPT_ZONE:
		return set_zone_of(s, value, err);
	case OPT_MAP:
		s->map = value;
		return true;
	case OPT_CONFIG:
		s->config = value;
		return true;
	case OPT_SELECT:
		add_words(s, &s->select, value);
		return true;
	case OPT_IGNORE:
		add_words(s, &s->ignore, value);
		return true;
	case OPT_SEVERITY:
		return set_severity(s, value, err);
	case OPT_TODAY:
		s->today_given = true;
		return value_day(value, &s->today, err);
	case OPT_FAIL_ON:
		s->fail_on_given = true;
		return value_fail_on(value, &s->fail_on, err);
	case OPT_FORMAT:
		s->format = value;
		return true;
	case OPT_REPORT:
		return set_report(s, value, err);
	case OPT_COLOR:
		return value_when(value, &s->colour, err);
	case OPT_HYPERLINKS:
		return value_when(value, &s->hyperlinks, err);
	case OPT_PROGRESS:
		return value_when(value, &s->progress, err);
	case OPT_JOBS:
		return set_jobs(s, value, err);
	case OPT_LIMIT:
		return value_limit(value, &s->limits, err);
	case OPT_MAX_DELETES:
		s->max_deletes_given = true;
		return value_count(value, &s->max_deletes, err);
	case OPT_BASE:
		s->base = value;
		return true;
	case OPT_REV:
		s->rev = value;
		return true;
	case OPT_NEW_FROM:
		s->new_from = value;
		return true;
	case OPT_BASELINE:
		s->baseline = value;
		return true;
	case OPT_STDIN_FILENAME:
		s->stdin_filename = value;
		return true;
	case OPT_OUTPUT:
		s->output = value;
		return true;
	case OPT_UPDATE:
		s->update = value;
		return true;
	case OPT_DELEGATE:
		texts_add(s, &s->delegate, value);
		return true;
	case OPT_SCHEMA:
		s->schema = value;
		return true;
	case OPT_CI:
		return value_ci(value, &s->ci, err);
	default:
		die("option %d has no value", id);
	}
}

/* Options without. */
static void
set_flag(struct settings *s, int id, bool *help)
{
	switch (id) {
	case OPT_NO_CONFIG:
		s->no_config = true;
		break;
	case OPT_NO_INLINE_IGNORES:
		s->no_inline_ignores = true;
		break;
	case OPT_STATISTICS:
		s->statistics = true;
		break;
	case OPT_QUIET:
		s->quiet = true;
		break;
	case OPT_VERBOSE:
		s->verbose = true;
		break;
	case OPT_ALL:
		s->all = true;
		break;
	case OPT_CHECK:
		s->check = true;
		break;
	case OPT_PRE_COMMIT:
		s->pre_commit = true;
		break;
	case OPT_STAGED:
		s->staged = true;
		break;
	case OPT_WRITE_BASELINE:
		s->write_baseline = true;
		break;
	case OPT_FIX:
		s->fix = true;
		break;
	case OPT_DIFF:
		s->diff = true;
		break;
	case OPT_UNSAFE_FIXES:
		s->unsafe_fixes = true;
		break;
	case OPT_PRUNE:
		s->prune = true;
		break;
	case OPT_FORCE:
		s->force = true;
		break;
	case OPT_PICK:
		s->pick = true;
		break;
	case OPT_IN_PLACE:
		s->in_place = true;
		break;
	case OPT_SNIPPET:
		s->snippet = true;
		break;
	case OPT_COMMENTS:
		s->comments = true;
		break;
	case OPT_HELP:
		*help = true;
		break;
	case OPT_VERSION:
		s->command = command_find("version");
		break;
	default:
		die("option %d has a value", id);
	}
}

/* The command line as it is walked along. */
struct words {
	char *const *argv;
	int argc, at;
	const struct command *command;
	struct settings *settings;
	bool *help;
};

static const struct option_row *
find_name(struct str name, unsigned bits)
{
	for (const struct option_row *row = option_rows; row->id != OPT_END; row++)
		if ((row->commands & bits) != 0 && row->name != NULL &&
		    str_equal(name, str_of(row->name)))
			return row;
	return NULL;
}

static const struct option_row *
find_letter(char letter, unsigned bits)
{
	for (const struct option_row *row = option_rows; row->id != OPT_END; row++)
		if ((row->commands & bits) != 0 && row->letter == letter)
			return row;
	return NULL;
}

static bool
unknown_name(const struct words *w, struct str name)
{
	int len = name.len > SUGGEST_WORD_MAX ? SUGGEST_WORD_MAX : (int)name.len;
	struct suggest s;

	if (find_name(name, FOR_ALL) != NULL) {
		usage_error(w->command, "%s has no option --%.*s", w->command->name, len, name.ptr);
		return false;
	}
	suggest_begin(&s, name);
	for (const struct option_row *row = option_rows; row->id != OPT_END; row++) {
		if ((row->commands & w->command->bit) == 0 || row->name == NULL)
			continue;
		suggest_offer(&s, str_of(row->name));
		/* a beginning is not taken for the whole, but it tells what was meant */
		if (s.best.ptr == NULL && name.len > 1 &&
		    strncmp(row->name, name.ptr, name.len) == 0)
			s.best = str_of(row->name);
	}
	if (s.best.ptr != NULL)
		usage_error(w->command, "unknown option --%.*s; did you mean --%s?", len, name.ptr,
		    s.best.ptr);
	else
		usage_error(w->command, "unknown option --%.*s", len, name.ptr);
	return false;
}

/* Apply an option; value NULL: the next word is it, where one is needed. */
static bool
apply(struct words *w, const struct option_row *row, const char *shown, const char *value)
{
	struct err err;

	if (row->argument == NULL) {
		set_flag(w->settings, row->id, w->help);
		return true;
	}
	if (!option_takes_word(row)) {
		if (set_reason(w->settings, value, &err))
			return true;
		usage_error(w->command, "%s: %s", shown, err.text);
		return false;
	}
	if (value == NULL && w->at < w->argc)
		value = w->argv[w->at++];
	if (value == NULL || *value == '\0') {
		usage_error(w->command, "%s needs a value: %s", shown, row->argument);
		return false;
	}
	if (set_value(w->settings, row->id, value, &err))
		return true;
	usage_error(w->command, "%s: %s", shown, err.text);
	return false;
}

static bool
long_option(struct words *w, const char *word)
{
	struct str name = { word, strcspn(word, "=") };
	const char *value = word[name.len] == '=' ? word + name.len + 1 : NULL;
	const struct option_row *row = find_name(name, w->command->bit);
	char shown[64];

	if (row == NULL)
		return unknown_name(w, name);
	snprintf(shown, sizeof shown, "--%s", row->name);
	if (value != NULL && row->argument == NULL) {
		usage_error(w->command, "%s takes no value", shown);
		return false;
	}
	return apply(w, row, shown, value == NULL ? NULL : value);
}

/* "-qv", "-j4", "-j 4". */
static bool
short_options(struct words *w, const char *word)
{
	for (; *word != '\0'; word++) {
		const struct option_row *row = find_letter(*word, w->command->bit);
		char shown[3] = { '-', *word, '\0' };

		if (row == NULL) {
			usage_error(w->command, "unknown option %s", shown);
			return false;
		}
		if (row->argument != NULL)
			return apply(w, row, shown, word[1] == '\0' ? NULL : word + 1);
		if (!apply(w, row, shown, NULL))
			return false;
	}
	return true;
}

bool
options_parse(int argc, char *const *argv, const struct command *command, struct settings *settings,
    bool *help)
{
	struct words w = { argv, argc, 0, command, settings, help };
	bool only_operands = false;

	while (w.at < argc) {
		const char *word = argv[w.at++];
		bool ok = true;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			texts_add(settings, &settings->operands, word);
		else if (strcmp(word, "--") == 0)
			only_operands = true;
		else if (word[1] == '-')
			ok = long_option(&w, word + 2);
		else
			ok = short_options(&w, word + 1);
		if (!ok)
			return false;
	}
	if (settings->operands.count > 0 && command->operands == NULL && !*help) {
		usage_error(command, "%s takes no operands: \"%s\"", command->name,
		    settings->operands.items[0]);
		return false;
	}
	return true;
}
