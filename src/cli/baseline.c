/* cli/baseline.c -- the baseline's file */
#include "cli/baseline.h"

#include <stdlib.h>

#include "cli/out.h"
#include "lint/lint.h"

#define BASELINE_NAME ".ptrlint-baseline.json"

/* The path below the root, where the command line gives none. */
static const char *
path_below_root(const struct session *s)
{
	return s->project.baseline.text != NULL ? s->project.baseline.text : BASELINE_NAME;
}

static void
complain_of(struct session *s, struct span span, const char *message)
{
	session_extra(s,
	    &(struct lint_extra){ .rule = "baseline-invalid", .span = span, .message = message });
	s->undone = true;
}

/* The text of an open file; false with err. */
static bool
read_text(struct session *s, struct source_handle *h, struct buf *text, struct err *err)
{
	if (h->size > BASELINE_BYTES_MAX) {
		err_set(err, "%s is larger than %llu bytes", source_path(s->sources, h->file),
		    (unsigned long long)BASELINE_BYTES_MAX);
		return false;
	}
	if (!source_read(h, 0, buf_room(text, h->size + 1), h->size, err))
		return false;
	text->len = h->size;
	return true;
}

void
baseline_read(struct session *s, struct baseline *out)
{
	const struct settings *settings = s->settings;
	const char *given = settings->baseline;
	struct buf text = { 0 };
	struct source_handle h;
	struct err err;
	enum open_result result;
	struct span named = { 0 };
	uint32_t file;
	size_t at = 0;

	*out = (struct baseline){ 0 };
	if (settings->no_baseline || (given == NULL && settings->no_config))
		return;
	file = source_add(s->sources, given != NULL ? given : path_below_root(s), given != NULL);
	result = source_open(s->sources, file, &h, &err);
	if (result == OPEN_MISSING &&
	    (settings->write_baseline || (given == NULL && s->project.baseline.text == NULL)))
		return;
	if (result != OPEN_OK) {
		if (given == NULL)
			named = s->project.baseline.span;
		complain_of(s, named, err.text);
		return;
	}
	source_use(s->sources, file);
	if (!read_text(s, &h, &text, &err))
		complain_of(s, (struct span){ file, 0, 0 }, err.text);
	else if (!baseline_parse(buf_view(&text), file, out, &at, &err))
		complain_of(s, (struct span){ file, (uint32_t)at, 0 }, err.text);
	source_close(&h);
	buf_free(&text);
}

/* What goes into the file: what is found and not silenced otherwise, and what nobody looked for. */
static struct known_finding *
collect(const struct session *s, const struct judgement *j, size_t *count)
{
	const struct baseline *old = &j->baseline;
	struct known_finding *list = xcalloc(j->count + old->count + 1, sizeof *list);

	*count = 0;
	for (size_t i = 0; i < j->count; i++) {
		const struct finding *f = j->findings[i];

		if (f->suppressed != NULL || f->rule->diagnostic)
			continue;
		list[(*count)++] = (struct known_finding){ .fingerprint = f->fingerprint,
			.rule = f->rule->id,
			.path = f->span.file == 0 ? NULL : source_path(s->sources, f->span.file),
			.message = f->message };
	}
	for (size_t i = 0; i < old->count; i++) {
		const struct rule *rule = rule_find(old->list[i].rule);

		if (rule != NULL && !lint_wants(j->lint, rule))
			list[(*count)++] = old->list[i];
	}
	return list;
}

enum exit_status
baseline_write(const struct session *s, const struct judgement *j)
{
	const char *given = s->settings->baseline,
	           *path = given != NULL ? given : path_below_root(s);
	struct output out = output_standard();
	struct buf text = { 0 };
	struct known_finding *list;
	enum exit_status status;
	struct err err;
	size_t count;

	if (!output_setting(s->sources, path, given != NULL, &out, &err)) {
		complain("%s", err.text);
		return EXIT_BROKEN;
	}
	list = collect(s, j, &count);
	render_baseline(list, count, &text);
	output_flush(&out, &text);
	status = output_end(&out, EXIT_CLEAN);
	if (status == EXIT_CLEAN)
		remark(s->settings, "%zu finding%s written to %s%s%s", count, count == 1 ? "" : "s",
		    given != NULL ? "" : sources_root(s->sources), given != NULL ? "" : "/", path);
	free(list);
	buf_free(&text);
	return status;
}
