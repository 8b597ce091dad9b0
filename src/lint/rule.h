/*
 * lint/rule.h -- what a rule is.
 *
 * One file in src/rules/ for each family: a table of rules, and the code that reports them.
 * Registry, explanations, manual, schema and tests all read these tables; nothing else in the tree
 * names a rule.
 */
#ifndef LINT_RULE_H
#define LINT_RULE_H

#include "base/base.h"
#include "dns/problem.h"

struct lint;

enum severity { SEVERITY_OFF, SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

enum fixability {
	FIX_NONE,
	FIX_SAFE, /* zones and map together prove it, or what is served does not change */
	FIX_UNSAFE
};

/* A rule may be in several groups or in none; @recommended and @strict follow from its severity. */
enum rule_group {
	GROUP_SYNTAX = 1,
	GROUP_REVERSE = 2,
	GROUP_MAIL = 4,
	GROUP_MAILAUTH = 8,
	GROUP_DELEGATION = 16,
	GROUP_DNSSEC = 32,
	GROUP_PORTABILITY = 64,
	GROUP_STYLE = 128
};

struct rule {
	const char *id; /* "mx-target-cname": family first, names the defect; never reused */
	enum severity severity; /* default; SEVERITY_OFF: only when asked for by id or "all" */
	unsigned groups;
	enum fixability fix;
	enum problem problem; /* the reader's complaint that it stands for, or PROBLEM_NONE */
	bool diagnostic;      /* always on, cannot be ignored: file-unreadable, map-*, config-* */
	const char *summary;  /* at most 60 characters, no full stop */
	const char *why;      /* whole sentences: what happens, the symptom that users see */
	const char *repair;   /* whole sentences: what to do */
	const char *bad,
	    *good; /* zone text below "$ORIGIN example.com." with SOA and NS supplied; or NULL */
	const char *const *references; /* NULL-terminated: "RFC 2181 §10.3"; or NULL */
};

struct rule_table {
	const struct rule *rules;
	size_t count;
	void (*check)(
	    struct lint *lint); /* NULL when the table only explains the reader's complaints */
};

/* All tables, NULL-terminated; the list is made from the names of the files in src/rules/. */
extern const struct rule_table *const rule_tables[];

#endif
