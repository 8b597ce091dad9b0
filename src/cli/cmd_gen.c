/* cli/cmd_gen.c -- ptrlint gen: whole reverse zones */
#include "cli/gen.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/out.h"
#include "cli/values.h"
#include "fix/child.h"

/* Records that are left out, said one by one. */
#define LEFT_OUT_SAID 20

/* The more serious of two: what failed on our side, what was not done, what is left to decide. */
static enum exit_status
worse(enum exit_status a, enum exit_status b)
{
	return a > b ? a : b;
}

/* ---- delegations ---- */

/* "192.0.2.64/26=64-26.2.0.192.in-addr.arpa", or without the zone. */
static bool
read_delegation(const struct session *s, const char *text, struct gen_delegation *out)
{
	const struct project_gen *gen = &s->project.gen;
	const char *sign = strchr(text, '=');
	struct str prefix = { text, sign != NULL ? (size_t)(sign - text) : strlen(text) };
	struct dname reverse, parent;
	struct err err;

	if (!prefix_parse(prefix, &out->block) || out->block.base.family != ADDR_V4 ||
	    out->block.bits < 25) {
		usage_error(s->settings->command,
		    "--delegate: \"%s\" does not begin with an IPv4 network of 25 to 32 bits",
		    text);
		return false;
	}
	if (sign == NULL) {
		if (child_name(&out->block, (enum project_style)gen->style.value,
		        gen->template.text, &out->child, &err))
			return true;
		complain("--delegate %s: %s", text, err.text);
		return false;
	}
	if (!dname_parse(str_of(sign + 1), NULL, &out->child, NULL) || out->child.len == 1) {
		usage_error(s->settings->command, "--delegate: \"%s\" is no name", sign + 1);
		return false;
	}
	/* a label alone is one of the parent's: nobody delegates to the top */
	addr_reverse_name(&out->block.base, &reverse);
	parent = dname_parent(&reverse, 1);
	return dname_labels(&out->child) > 1 ||
	       dname_parse(str_of(sign + 1), &parent, &out->child, NULL);
}

static bool
read_delegations(struct session *s, struct gen_options *options)
{
	const struct texts *texts = &s->settings->delegate;
	struct gen_delegation *list = arena_array(&s->arena, texts->count + 1, sizeof *list);

	for (size_t i = 0; i < texts->count; i++) {
		if (!read_delegation(s, texts->items[i], &list[i]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (prefix_contains(&list[k].block, &list[i].block.base) ||
			    prefix_contains(&list[i].block, &list[k].block.base)) {
				usage_error(s->settings->command, "--delegate: %s and %s overlap",
				    texts->items[k], texts->items[i]);
				return false;
			}
	}
	options->delegations = list;
	options->delegation_count = texts->count;
	return true;
}

/* ---- notes ---- */

void
gen_say(const struct session *s, const struct gen_zone *zone, struct said *said)
{
	for (size_t i = 0; i < zone->note_count; i++) {
		const char *text = zone->notes[i].text;

		switch (zone->notes[i].kind) {
		case GEN_LEFT_OUT:
			if (said->left_out++ < LEFT_OUT_SAID || s->settings->verbose)
				remark(s->settings, "%s", text);
			break;
		case GEN_UNDECIDED:
			complain("%s", text);
			said->status = worse(said->status, EXIT_FINDINGS);
			break;
		case GEN_INCOMPLETE:
			complain("%s", text);
			break;
		default:
			remark(s->settings, "%s", text);
			break;
		}
	}
}

void
gen_say_rest(const struct session *s, const struct said *said)
{
	if (said->left_out > LEFT_OUT_SAID && !s->settings->verbose)
		remark(s->settings, "%zu more records are left out: -v names them",
		    said->left_out - LEFT_OUT_SAID);
}

/* Zones that were not read whole: their names may be missing. */
static void
say_incomplete(struct session *s)
{
	size_t count;
	const struct unreadable *list = set_unreadable(s->set, &count);
	char name[DNAME_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		complain("%s", list[i].reason);
	for (size_t i = 0; i < set_zone_count(s->set); i++) {
		const struct zone *zone = set_zone(s->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || !(zone->unknown || zone->left_out))
			continue;
		complain(
		    "%s was not read whole, names in it may be missing: `ptrlint check` says why",
		    dname_text(&zone->spec.origin, name));
		s->undone = true;
	}
}

/* ---- zones ---- */

/* Zones on their way to standard output. */
struct printing {
	struct output standard;
	bool any;
};

static void
print_zone(void *arg, struct gen_zone *zone, struct buf *text)
{
	struct printing *p = arg;
	struct buf line = { 0 };

	(void)zone;
	if (p->any) {
		buf_char(&line, '\n');
		output_flush(&p->standard, &line);
	}
	output_flush(&p->standard, text);
	p->any = true;
	buf_free(&line);
}

static enum exit_status
print_zones(struct session *s, struct gen *g)
{
	struct printing p = { .standard = output_standard() };
	struct said said = { 0 };

	gen_each(s, g, &said, print_zone, &p);
	return output_end(&p.standard, said.status);
}

/* Too much of the zone would go: said. */
static bool
is_stopped(const struct session *s, const struct gen_zone *zone)
{
	const struct project_fix *fix = &s->project.fix;
	size_t before = zone->pointers_before;
	size_t deletes = before * (size_t)fix->max_delete_percent.value / 100;
	size_t replaces = before * (size_t)fix->max_replace_percent.value / 100;
	char name[DNAME_TEXT_MAX];

	if (s->settings->force)
		return false;
	if (s->settings->max_deletes_given)
		deletes = (size_t)s->settings->max_deletes;
	else if (deletes < 3)
		deletes = 3;
	dname_text(&zone->target->origin, name);
	if (before > 0 && zone->pointers_after == 0) {
		complain("%s would lose its last PTR record", name);
		return true;
	}
	if (zone->pointers_deleted > deletes) {
		complain("%s would lose %zu of %zu PTR records, more than %zu", name,
		    zone->pointers_deleted, before, deletes);
		return true;
	}
	if (before >= 10 && zone->pointers_replaced > replaces) {
		complain("%zu of %zu PTR records of %s would be replaced, more than %zu",
		    zone->pointers_replaced, before, name, replaces);
		return true;
	}
	return false;
}

/* Zones on their way into a folder. */
struct writing {
	struct session *session;
	struct gen_files files;
	bool stopped;
};

static void
write_zone(void *arg, struct gen_zone *zone, struct buf *text)
{
	struct writing *w = arg;
	const struct session *s = w->session;
	const struct gen_target *target = zone->target;
	const char *view = set_view_count(s->set) > 1 ? set_view(s->set, target->view)->name : "";
	struct buf name = { 0 };

	zonefile_name(&target->origin, view, s->settings->snippet, &name);
	w->stopped |= is_stopped(s, zone);
	gen_files_add(&w->files, name.ptr, text);
	buf_free(&name);
}

/* Make all, and only then write them. */
static enum exit_status
write_zones(struct session *s, struct gen *g)
{
	struct writing w = { .session = s };
	struct said said = { 0 };

	gen_each(s, g, &said, write_zone, &w);
	if (w.stopped) {
		complain("refused: nothing is written; without -o the zones are printed, --force "
		         "writes them");
		said.status = EXIT_BROKEN;
	} else if (said.status < EXIT_UNDONE) {
		said.status = worse(said.status, gen_files_write(s, &w.files));
	}
	gen_files_free(&w.files);
	return said.status;
}

/* ---- the command ---- */

static bool
choose_zones(struct session *s, struct gen *g, const struct texts *operands)
{
	struct err err;
	bool ok = true;

	if (s->settings->update != NULL)
		ok = gen_update_zones(s, g);
	else if (operands->count == 0 && s->settings->delegate.count == 0)
		ok = gen_add(g, NULL, &err) || (complain("%s", err.text), false);
	for (size_t i = 0; i < operands->count; i++)
		if (!gen_add(g, operands->items[i], &err)) {
			complain("%s", err.text);
			ok = false;
		}
	/* the zone that a delegation stands in goes without saying */
	for (size_t i = 0; operands->count == 0 && s->settings->update == NULL && ok &&
	                   i < s->settings->delegate.count;
	     i++) {
		const char *text = s->settings->delegate.items[i];
		struct str octets = { text, strcspn(text, "/=") };
		char net[64];

		while (octets.len > 0 && octets.ptr[octets.len - 1] != '.')
			octets.len--;
		snprintf(net, sizeof net, "%.*s0/24", (int)octets.len, octets.ptr);
		ok = gen_add(g, net, &err) || (complain("%s", err.text), false);
	}
	if (ok && !gen_place(g, &err)) {
		complain("%s", err.text);
		ok = false;
	}
	return ok;
}

static enum exit_status
generate(struct session *s, struct naming *names, struct gen_options *options,
    const struct texts *operands)
{
	struct gen *g = gen_new(s->set, names, options);
	enum exit_status status = EXIT_UNDONE;

	if (!choose_zones(s, g, operands))
		goto out;
	if (s->undone && (s->settings->output != NULL || s->settings->in_place))
		complain("nothing is written, because not all could be read");
	else if (s->settings->update != NULL)
		status = gen_update(s, g, options->today);
	else
		status = s->settings->output != NULL ? write_zones(s, g) : print_zones(s, g);
	if (s->undone)
		status = worse(status, EXIT_UNDONE);
out:
	gen_free(g);
	return status;
}

static enum exit_status
gen_session(struct session *s, const struct texts *operands)
{
	struct gen_options options = { .snippet = s->settings->snippet,
		.tell = s->settings->verbose };
	struct naming_options choice = { .pick = s->settings->pick };
	enum exit_status status;
	struct naming *names;
	struct mail *mail;
	struct err err;

	options.today = s->settings->today;
	if (!s->settings->today_given && !value_today(&options.today, &err)) {
		complain("%s", err.text);
		return EXIT_UNDONE;
	}
	options.now = value_now(options.today);
	if (!session_discover(s) || !read_delegations(s, &options))
		return EXIT_UNDONE;
	session_load(s, false);
	session_say_extra(s);
	say_incomplete(s);
	options.project = &s->project;
	options.map = s->map_file != 0 && s->map_valid ? &s->map : NULL;
	/* only mail hosts of the map have a say */
	mail = options.map != NULL ? judge_mail(s, options.today) : NULL;
	choice.map = options.map;
	choice.mail = mail;
	choice.exclude = &s->project.gen.exclude;
	choice.today = options.today;
	names = naming_new(s->set, &choice);
	status = generate(s, names, &options, operands);
	naming_free(names);
	if (mail != NULL)
		mail_free(mail);
	return status;
}

enum exit_status
cmd_gen(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	struct texts operands = settings->operands;
	struct session s;

	if (settings->update != NULL && (operands.count > 0 || settings->snippet))
		return usage_error(settings->command,
		    "--update takes the zone from its file: it goes without operands and --snippet");
	if (settings->in_place && (settings->update == NULL || settings->output != NULL))
		return usage_error(
		    settings->command, "--in-place goes with --update, and without -o");
	settings->operands =
	    (struct texts){ 0 }; /* they are no files: the root is found without them */
	if (settings->update != NULL)
		texts_add(settings, &settings->operands, settings->update);
	if (session_open(&s, settings))
		status = gen_session(&s, &operands);
	session_close(&s);
	return status;
}
