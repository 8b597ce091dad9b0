/* cli/cmd_diff.c -- ptrlint diff: two states of a project side by side */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/judge.h"
#include "cli/out.h"
#include "render/compare.h"

enum format { TEXT, JSON, MARKDOWN };
static const char *const formats[] = { "text", "json", "markdown" };

/* One of the two. */
struct state {
	struct settings settings;
	struct session session;
	struct judgement judgement;
	const char *name;
	bool by_folder; /* a root of its own, whatever the other's is */
};

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What an operand means; NULL: the disk, or what is staged. */
static void
choose(struct state *state, const struct settings *given, const char *operand)
{
	state->settings = *given;
	state->settings.arena = (struct arena){ 0 };
	state->settings.operands = (struct texts){ 0 };
	/* what is added to the lists goes elsewhere, for both states have them */
	state->settings.select.cap = state->settings.select.count;
	state->settings.ignore.cap = state->settings.ignore.count;
	state->settings.format = NULL;
	state->settings.no_baseline = true;
	state->name = given->staged ? "the index" : "the work tree";
	if (operand == NULL)
		return;
	state->settings.staged = false;
	state->name = operand;
	state->by_folder = is_folder(operand);
	if (state->by_folder)
		state->settings.root = operand;
	else
		state->settings.rev = operand;
}

static bool
load(struct state *state)
{
	return session_open(&state->session, &state->settings) &&
	       judge_begin(&state->session, &state->judgement);
}

static void
unload(struct state *state)
{
	judge_end(&state->judgement);
	session_close(&state->session);
	arena_free(&state->settings.arena);
}

static enum exit_status
print(const struct settings *settings, const struct comparison *c, enum format format, bool undone)
{
	enum exit_status status = EXIT_FINDINGS;
	struct buf out = { 0 }, sum = { 0 };

	if (comparison_empty(c))
		status = c->whole && c->mail_known ? EXIT_CLEAN : EXIT_UNDONE;
	if (format == JSON)
		render_compare_json(c, &out);
	else if (format == MARKDOWN)
		render_compare_markdown(c, &out);
	else
		render_compare_text(c, &out);
	status = print_and_free(&out, undone ? EXIT_UNDONE : status);
	if (format == TEXT && status != EXIT_BROKEN) {
		render_compare_sum(c, &sum);
		buf_char(&sum, '\0');
		remark(settings, "%s -> %s: %s", c->old->name, c->new->name, sum.ptr);
		buf_free(&sum);
	}
	return status;
}

static struct compare_state
to_compare(const struct state *state)
{
	return (struct compare_state){ state->name, state->session.set, state->judgement.mail,
		state->judgement.findings, state->judgement.count };
}

/* Both states; that of the revision has the root of the other, unless that is a folder by itself. */
static enum exit_status
compare(const struct settings *settings, struct state *old, struct state *new, enum format format)
{
	struct compare_state before, after;
	struct comparison c;
	enum exit_status status;

	if (!load(new))
		return EXIT_UNDONE;
	if (!old->by_folder && !new->by_folder)
		old->settings.root = sources_root(new->session.sources);
	if (!load(old))
		return EXIT_UNDONE;
	before = to_compare(old);
	after = to_compare(new);
	compare_states(&before, &after, &c);
	status = print(settings, &c, format, old->session.undone || new->session.undone);
	comparison_free(&c);
	return status;
}

enum exit_status
cmd_diff(struct settings *settings)
{
	const struct texts *operands = &settings->operands;
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	struct state *old, *new;
	enum exit_status status;

	if (format < 0)
		return EXIT_UNDONE;
	if (operands->count > (settings->staged ? 1 : 2))
		return usage_error(
		    settings->command, settings->staged ? "with --staged there is one operand: OLD"
		                                        : "there are two operands: OLD and NEW");
	old = xcalloc(1, sizeof *old);
	new = xcalloc(1, sizeof *new);
	choose(old, settings, operands->count > 0 ? operands->items[0] : "HEAD");
	choose(new, settings, operands->count > 1 ? operands->items[1] : NULL);
	status = compare(settings, old, new, (enum format)format);
	unload(old);
	unload(new);
	free(old);
	free(new);
	return status;
}
