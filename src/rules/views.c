/* rules/views.c -- what the world sees of mail hosts, and what only the inside should */
#include "rules/mailfault.h"

enum { VIEW_INTERNAL_PTR, VIEW_MISSING_PUBLIC, VIEW_PRIVATE_LEAK, RULE_COUNT };

static const struct rule rules[RULE_COUNT] = {
	[VIEW_INTERNAL_PTR] = {
		.id = "view-internal-ptr",
		.severity = SEVERITY_INFO,
		.groups = GROUP_MAIL,
		.fix = FIX_UNSAFE,
		.summary = "inside address of a mail host lacks a good PTR",
		.why = "Servers of the same network that take mail from this one look its inside address up. "
		       "Without a PTR that leads back they wait for time-outs, or log a bare number.",
		.repair = "Add the PTR to the internal reverse zone.",
		.references = (const char *const[]){ "RFC 1912 §2.1", NULL },
	},
	[VIEW_MISSING_PUBLIC] = {
		.id = "view-missing-public",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "name of a sending host exists inside only",
		.why = "Inside the name resolves, so everything looks right from there. Receivers see the public "
		       "view, find no address, and refuse mail: 450 4.7.25, 550-5.7.25.",
		.repair = "Add the outside address to the public view's zone.",
		.references = (const char *const[]){ "RFC 8601 §3", "RFC 5321 §2.3.5", NULL },
	},
	[VIEW_PRIVATE_LEAK] = {
		.id = "view-private-leak",
		.severity = SEVERITY_ERROR,
		.groups = GROUP_MAIL,
		.summary = "public view shows the inside address of a mail host",
		.why = "Nobody outside can reach the address: mail to the host bounces, mail from it fails the "
		       "check of its name, and the plan of the network is on show.",
		.repair = "Publish the outside address in the public view, and the inside one in an internal view "
		          "only.",
		.references = (const char *const[]){ "RFC 1918 §3", NULL },
	},
};

static struct finding *
tell_internal(const struct telling *t)
{
	struct finding *f;

	if (t->other[0] != '\0') {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "PTR of %s, inside address of %s, names %s, which lacks this address", t->addr,
		    t->host, t->other);
		finding_label(t->lint, f, "does not lead back");
		telling_note(t, f, "map", "the inside address");
	} else {
		f = lint_report(t->lint, t->rule, t->fault->span,
		    "inside address %s of %s has no PTR record", t->addr, t->host);
		finding_label(t->lint, f, "no PTR in the internal reverse zone");
	}
	if (strcmp(t->other, t->host) == 0)
		finding_help(t->lint, f,
		    "give %s the address %s in the view of the inside, or let the PTR name the host that has it",
		    t->host, t->addr);
	else
		finding_help(t->lint, f, "let the PTR name %s", t->host);
	return f;
}

static struct finding *
tell_missing(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "%s exists in an internal view only, though mail is sent in this name", t->name);

	finding_label(t->lint, f, "not in the public view");
	if (t->addr[0] != '\0')
		finding_help(t->lint, f, "add %s %s %s to the public view", t->name,
		    t->fault->addr.family == ADDR_V4 ? "A" : "AAAA", t->addr);
	else
		finding_help(t->lint, f, "add its outside address to the public view");
	return f;
}

static struct finding *
tell_leak(const struct telling *t)
{
	struct finding *f = lint_report(t->lint, t->rule, t->fault->span,
	    "public view shows %s, the inside address of %s", t->addr, t->host);

	finding_label(t->lint, f, "an inside address");
	if (t->other_addr[0] != '\0')
		finding_help(t->lint, f, "write %s", t->other_addr);
	else
		finding_help(t->lint, f, "write the address that the world reaches the host at");
	return f;
}

static const struct told told[RULE_COUNT] = {
	[VIEW_INTERNAL_PTR] = { .tell = tell_internal },
	[VIEW_MISSING_PUBLIC] = { .tell = tell_missing },
	[VIEW_PRIVATE_LEAK] = { .tell = tell_leak },
};

static void
check(struct lint *lint)
{
	tell_faults(lint, rules, told, RULE_COUNT);
}

const struct rule_table rules_views = { rules, RULE_COUNT, check };
