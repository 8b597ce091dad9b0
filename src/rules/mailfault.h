/*
 * rules/mailfault.h -- from a fault of mail/ to a finding: what all mail families have in common.
 *
 * A family is a table of rules, and for each rule a teller that finds the words.  Place, subject, severity
 * and what the finding asks for come from the fault and are the same for all.
 */
#ifndef RULES_MAILFAULT_H
#define RULES_MAILFAULT_H

#include "lint/lint.h"

/* A fault on its way to a finding.  Texts are "" where the fault has none. */
struct telling {
	struct lint *lint;
	const struct rule *rule;
	const struct mail_fault *fault;
	char name[DNAME_TEXT_MAX]; /* what it is about */
	char addr[ADDR_TEXT_MAX];
	char other[DNAME_TEXT_MAX]; /* what stands there, or should */
	char other_addr[ADDR_TEXT_MAX];
	char pointer[DNAME_TEXT_MAX]; /* what the PTR names */
	char host[DNAME_TEXT_MAX];    /* of the map */
	char zone[DNAME_TEXT_MAX];    /* where a PTR belongs */
	char owner[DNAME_TEXT_MAX];
	const char *at; /* " (ISP B)": the label of the address */
};

/* How the faults of a rule are told. */
struct told {
	struct finding *(*tell)(const struct telling *t); /* NULL: never by a fault */
	enum severity severity; /* on mail addresses; SEVERITY_OFF: the rule's own */
	enum severity milder;   /* of minor faults */
};

static inline void
telling_name(char *to, const struct dname *name)
{
	to[0] = '\0';
	if (name != NULL)
		dname_text(name, to);
}

static inline void
telling_fill(struct telling *t)
{
	const struct mail_fault *f = t->fault;
	const struct mail_address *a = f->address;
	bool placed = a != NULL && a->ptr_zone != NULL;

	telling_name(t->name, f->name);
	telling_name(t->other, f->other);
	telling_name(t->pointer, f->pointer != NULL ? f->pointer->name : NULL);
	telling_name(t->host, f->host != NULL ? f->host->name : NULL);
	telling_name(t->zone, placed ? &a->ptr_zone->spec.origin : NULL);
	telling_name(t->owner, a != NULL ? a->ptr_owner : NULL);
	t->addr[0] = t->other_addr[0] = '\0';
	if (f->has_addr)
		addr_text(&f->addr, t->addr);
	if (f->other_addr.family != 0)
		addr_text(&f->other_addr, t->other_addr);
	t->at = "";
	if (f->egress != NULL && f->egress->label != NULL)
		t->at = arena_printf(lint_arena(t->lint), " (%s)", f->egress->label);
}

static inline void
telling_finish(const struct telling *t, struct finding *f)
{
	const struct mail_fault *fault = t->fault;
	struct record r = { 0 };

	finding_subject(t->lint, f, fault->name, fault->has_addr ? &fault->addr : NULL, NULL);
	if (fault->record != RECORD_NONE && query_record(lint_zones(t->lint), fault->record, &r)) {
		finding_record(t->lint, f, &r);
		if (fault->name == NULL)
			f->subject_name = NULL; /* the address says it all */
	}
	record_free(&r);
	finding_wants(f, fault->wants);
}

/* The place that belongs to the story, when there is one. */
static inline void
telling_note(const struct telling *t, struct finding *f, const char *kind, const char *label)
{
	if (t->fault->other_span.file != 0)
		finding_note(t->lint, f, t->fault->other_span, kind, "%s", label);
}

/* The record in reverse is to stand in this zone: said where the zone begins. */
static inline void
telling_note_zone(const struct telling *t, struct finding *f)
{
	const struct mail_address *a = t->fault->address;
	struct record r = { 0 };
	struct note *note;

	if (a == NULL || a->ptr_zone == NULL || a->ptr_zone->soa == RECORD_NONE ||
	    !query_record(lint_zones(t->lint), a->ptr_zone->soa, &r))
		return;
	r.span.len = 1;
	finding_note(t->lint, f, r.span, "zone", "%s belongs in zone %s", t->owner, t->zone);
	for (note = f->notes; note != NULL && note->next != NULL;)
		note = note->next;
	if (note != NULL)
		note->insert = true;
	record_free(&r);
}

/* A comment at the PTR says that its name lies elsewhere: then nothing need be said of that. */
static inline bool
telling_is_external(const struct telling *t)
{
	struct advice advice;

	if (strcmp(t->rule->id, "ptr-target-unverifiable") != 0 &&
	    strcmp(t->rule->id, "mx-ptr-unverifiable") != 0)
		return false;
	return t->fault->pointer != NULL && t->fault->pointer->record != RECORD_NONE &&
	       lint_advice(t->lint, t->fault->pointer->record, &advice) && advice.external != NULL;
}

static inline void
tell_fault(struct telling *t, const struct told *told)
{
	struct finding *f;

	telling_fill(t);
	f = told->tell(t);
	if (told->severity != SEVERITY_OFF)
		finding_severity(f, told->severity);
	if (t->fault->minor)
		finding_severity(f, told->milder);
	telling_finish(t, f);
}

/* Report all faults that the rules of a table explain; told has an entry for each rule. */
static inline void
tell_faults(struct lint *lint, const struct rule *rules, const struct told *told, size_t rule_total)
{
	struct telling t = { .lint = lint };
	const struct mail_fault *list;
	size_t count;

	if (lint_mail(lint) == NULL)
		return;
	list = mail_faults(lint_mail(lint), &count);
	for (size_t r = 0; r < rule_total; r++) {
		if (told[r].tell == NULL || !lint_wants(lint, &rules[r]))
			continue;
		t.rule = &rules[r];
		for (size_t i = 0; i < count; i++) {
			t.fault = &list[i];
			if (strcmp(rules[r].id, list[i].rule) == 0 && !telling_is_external(&t))
				tell_fault(&t, &told[r]);
		}
	}
}

#endif
