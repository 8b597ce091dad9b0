/* mail/helo.c -- the names that hosts greet with */
#include "mail/parts.h"

bool
name_ends_inside(const struct dname *name)
{
	static const struct dname endings[] = {
		{ 5, "\3lan" },
		{ 7, "\5local" },
		{ 6, "\4corp" },
		{ 6, "\4home" },
		{ 6, "\4mail" },
		{ 10, "\10internal" },
		{ 10, "\10intranet" },
		{ 9, "\7private" },
		{ 13, "\13localdomain" },
		{ 11, "\11localhost" },
		{ 11, "\4home\4arpa" },
	};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (dname_below(name, &endings[i]))
			return true;
	return false;
}

static struct mail_fault *
helo_fault(struct mail *m, const char *rule, const struct mail_egress *e)
{
	struct mail_fault *f = fault_add(m, rule, e->helo_span, e->view);

	fault_name(m, f, e->helo);
	f->host = e->host;
	f->egress = e;
	f->address = e->address;
	return f;
}

static void
judge_unresolvable(struct mail *m, const struct mail_egress *e)
{
	struct mail_fault *f;
	uint32_t inside;

	if (elsewhere_find(m, e->helo, &inside)) {
		f = fault_add(m, "view-missing-public", e->helo_span, e->view);
		fault_name(m, f, e->helo);
		fault_addr(f, &e->addr);
		f->host = e->host;
		f->egress = e;
		f->address = e->address;
	} else
		f = helo_fault(m, "helo-unresolvable", e);
	f->other_addr = e->addr;
	f->other_span = e->span;
}

/* The name is another than the PTR's. */
static void
judge_ptr(struct mail *m, const struct mail_egress *e, bool shared)
{
	const struct mail_address *a = e->address;
	struct mail_fault *f = helo_fault(m, shared ? "nat-shared-helo" : "helo-ptr-mismatch", e);

	fault_addr(f, &e->addr);
	f->pointer = &a->pointers[0];
	f->other = a->pointers[0].name;
	f->other_span = a->pointers[0].span;
	if (!shared)
		f->wants = want_swap(m, a, &a->pointers[0], e->helo, false, f->rule,
		    "the PTR should name what the server greets with");
}

/* The name is an alias; true when it is reported, and the PTR names what it leads to. */
static bool
judge_alias(struct mail *m, const struct mail_egress *e)
{
	struct chase chase;
	struct mail_fault *f;

	query_chase(m->set, e->view, e->helo, &chase);
	if (chase.steps == 0 || chase.end != CHASE_END)
		return false;
	f = helo_fault(m, "helo-cname", e);
	f->other = names_keep(m, &chase.name);
	f->record = chase.aliases[0];
	return address_names(e->address, &chase.name) != NULL;
}

/* Greetings of several hosts differ: one PTR cannot equal them all. */
static bool
address_is_shared(const struct mail_egress *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (list[i].host != list[0].host)
			return true;
	return false;
}

static void
judge_one(struct mail *m, const struct mail_egress *e, const struct dname *reported, bool named,
    bool shared)
{
	struct mail_fault *f;
	enum answer any, this;
	size_t count;

	if (dname_labels(e->helo) < 2 || name_ends_inside(e->helo)) {
		helo_fault(m, "helo-not-public", e);
		return;
	}
	if ((reported != NULL && dname_equal(reported, e->helo)) ||
	    leak_find(m, e->view, e->host, e->helo) != RECORD_NONE)
		return;
	any = query_addresses(m->set, e->view, e->helo, &(struct addr){ 0 }, 0, &count);
	this = query_has_address(m->set, e->view, e->helo, &e->addr);
	if (any == ANSWER_ABSENT) {
		judge_unresolvable(m, e);
		return;
	}
	if (this == ANSWER_ABSENT) {
		f = helo_fault(m, "helo-address-mismatch", e);
		fault_addr(f, &e->addr);
		if (count > 0)
			query_addresses(m->set, e->view, e->helo, &f->other_addr, 1, &count);
		return;
	}
	if (this == ANSWER_UNKNOWN)
		m->unverified++;
	if (judge_alias(m, e))
		return;
	if (!named && address_confirmed(e->address) && address_names(e->address, e->helo) == NULL)
		judge_ptr(m, e, shared);
}

void
helo_judge(struct mail *m, const struct mail_egress *list, size_t count,
    const struct dname *reported, bool named)
{
	for (size_t i = 0; i < count; i++)
		judge_one(m, &list[i], reported, named, address_is_shared(list, count));
}
