/* lint/finding.c -- how a rule says what it found */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/rrtype.h"
#include "lint/engine.h"

char *
lint_vprintf(struct lint *lint, const char *fmt, va_list args)
{
	char small[512];
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof small, fmt, args);
	assert(len >= 0);
	if ((size_t)len < sizeof small)
		text = arena_copy(&lint->arena, (struct str){ small, (size_t)len });
	else {
		text = arena_alloc(&lint->arena, (size_t)len + 1);
		vsnprintf(text, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	return text;
}

static bool
thrown_away(const struct lint *lint, const struct finding *f)
{
	return f == &lint->scratch.f;
}

static struct report *
report_add(struct lint *lint, const struct rule *rule, struct span span)
{
	size_t index = rule_index(rule);
	const struct rule_state *state = &lint->states[index];
	struct report *r = &lint->scratch;

	if (state->wanted) {
		if (lint->count == lint->cap) {
			lint->cap = lint->cap == 0 ? 64 : lint->cap * 2;
			lint->findings =
			    xrealloc(lint->findings, lint->cap * sizeof(*lint->findings));
		}
		r = arena_alloc(&lint->arena, sizeof(*r));
		r->sequence = (uint32_t)lint->count;
		lint->findings[lint->count++] = &r->f;
	} else
		*r = (struct report){ .sequence = 0 };
	r->rule = (uint16_t)index;
	r->level_fixed = state->level_fixed;
	r->asked = state->asked;
	r->f.rule = rule;
	r->f.severity = state->severity;
	r->f.span = span;
	r->f.message = "";
	r->f.zone_count = 1;
	return r;
}

struct finding *
report_text(struct lint *lint, const struct rule *rule, struct span span, const char *message,
    const char *label)
{
	struct report *r = report_add(lint, rule, span);

	r->f.message = message;
	r->f.label = label;
	return &r->f;
}

struct finding *
lint_report(struct lint *lint, const struct rule *rule, struct span span, const char *fmt, ...)
{
	struct report *r = report_add(lint, rule, span);
	va_list args;

	if (thrown_away(lint, &r->f))
		return &r->f;
	va_start(args, fmt);
	r->f.message = lint_vprintf(lint, fmt, args);
	va_end(args);
	return &r->f;
}

void
finding_label(struct lint *lint, struct finding *f, const char *fmt, ...)
{
	va_list args;

	if (thrown_away(lint, f))
		return;
	va_start(args, fmt);
	f->label = lint_vprintf(lint, fmt, args);
	va_end(args);
}

void
finding_help(struct lint *lint, struct finding *f, const char *fmt, ...)
{
	va_list args;

	if (thrown_away(lint, f))
		return;
	va_start(args, fmt);
	f->help = lint_vprintf(lint, fmt, args);
	va_end(args);
}

void
finding_note(
    struct lint *lint, struct finding *f, struct span span, const char *kind, const char *fmt, ...)
{
	struct report *r = report_of(f);
	struct note *note;
	va_list args;

	if (thrown_away(lint, f))
		return;
	note = arena_alloc(&lint->arena, sizeof(*note));
	note->span = span;
	note->kind = kind;
	va_start(args, fmt);
	note->label = lint_vprintf(lint, fmt, args);
	va_end(args);
	if (r->last_note == NULL)
		f->notes = note;
	else
		r->last_note->next = note;
	r->last_note = note;
}

/* The absolute name without its final dot; the root stays ".". */
static const char *
subject_text(struct lint *lint, const struct dname *name)
{
	char buf[DNAME_TEXT_MAX];
	struct str text = str_of(dname_text(name, buf));

	if (text.len > 1)
		text.len--;
	return arena_copy(&lint->arena, text);
}

void
finding_subject(struct lint *lint, struct finding *f, const struct dname *name,
    const struct addr *addr, const char *type)
{
	struct report *r = report_of(f);
	char buf[ADDR_TEXT_MAX];

	if (thrown_away(lint, f))
		return;
	if (name != NULL)
		f->subject_name = subject_text(lint, name);
	if (addr != NULL) {
		r->address = *addr;
		r->has_address = true;
		f->subject_address = arena_copy(&lint->arena, str_of(addr_text(addr, buf)));
	}
	if (type != NULL)
		f->subject_type = arena_copy(&lint->arena, str_of(type));
}

void
finding_record(struct lint *lint, struct finding *f, const struct record *r)
{
	struct report *report = report_of(f);
	char buf[16];

	if (thrown_away(lint, f))
		return;
	f->zone = r->zone;
	report->from_text = r->span.file == f->span.file;
	report->owner = subject_text(lint, &r->owner);
	report->type = r->type;
	if (f->subject_type == NULL)
		f->subject_type = arena_copy(&lint->arena, str_of(rrtype_text(r->type, buf)));
	if (f->subject_name == NULL)
		f->subject_name = report->owner;
	if (r->generated)
		finding_note(lint, f, r->span, "generate", "in iteration %" PRIu64 " of this line",
		    r->iteration);
	if (r->include.file != 0)
		finding_note(lint, f, r->include, "include", "included from here");
}

void
finding_wants(struct finding *f, const struct want *wants)
{
	f->wants = wants;
}

void
finding_severity(struct finding *f, enum severity severity)
{
	const struct report *r = report_of(f);

	if (r->level_fixed)
		return;
	if (severity == SEVERITY_OFF && r->asked)
		severity = SEVERITY_WARNING;
	f->severity = severity;
}

void
finding_fix(struct lint *lint, struct finding *f, enum fixability safety, const char *title, ...)
{
	va_list args;

	if (thrown_away(lint, f))
		return;
	f->fix = arena_alloc(&lint->arena, sizeof(*f->fix));
	f->fix->safety = safety;
	va_start(args, title);
	f->fix->title = lint_vprintf(lint, title, args);
	va_end(args);
	report_of(f)->last_edit = NULL;
}

static struct edit *
add_edit(struct lint *lint, struct finding *f, struct span span)
{
	struct report *r = report_of(f);
	struct edit *edit = arena_alloc(&lint->arena, sizeof(*edit));

	assert(f->fix != NULL);
	edit->span = span;
	edit->text = "";
	edit->record = RECORD_NONE;
	if (r->last_edit == NULL)
		f->fix->edits = edit;
	else
		r->last_edit->next = edit;
	r->last_edit = edit;
	return edit;
}

void
finding_edit(struct lint *lint, struct finding *f, struct span span, const char *fmt, ...)
{
	va_list args;

	if (thrown_away(lint, f))
		return;
	va_start(args, fmt);
	add_edit(lint, f, span)->text = lint_vprintf(lint, fmt, args);
	va_end(args);
}

void
finding_drop(struct lint *lint, struct finding *f, const struct record *r)
{
	if (!thrown_away(lint, f))
		add_edit(lint, f, r->span)->record = r->id;
}
