/* mail/fault.c -- what is wrong, collected; each cause once */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "mail/parts.h"

struct mail_fault *
fault_add(struct mail *m, const char *rule, struct span span, uint32_t view)
{
	struct mail_fault *f;

	m->faults = xgrow(m->faults, m->fault_count, &m->fault_cap, sizeof *m->faults);
	f = &m->faults[m->fault_count++];
	*f = (struct mail_fault){ .rule = rule, .span = span, .view = view };
	f->record = RECORD_NONE;
	return f;
}

void
fault_name(struct mail *m, struct mail_fault *f, const struct dname *name)
{
	f->name = names_keep(m, name);
}

void
fault_addr(struct mail_fault *f, const struct addr *addr)
{
	f->has_addr = true;
	f->addr = *addr;
}

/* ---- each cause once ---- */

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By what a reader would call the same finding; then by order of reporting (the address of the fault). */
static int
compare_faults(const struct mail_fault *a, const struct mail_fault *b)
{
	int order = a->rule == b->rule ? 0 : strcmp(a->rule, b->rule);

	if (order == 0)
		order = compare_numbers(a->span.file, b->span.file);
	if (order == 0)
		order = compare_numbers(a->span.off, b->span.off);
	if (order == 0)
		order = compare_numbers(a->has_addr, b->has_addr);
	if (order == 0 && a->has_addr)
		order = addr_compare(&a->addr, &b->addr);
	if (order == 0)
		order = compare_numbers(a->name != NULL, b->name != NULL);
	if (order == 0 && a->name != NULL)
		order = dname_compare(a->name, b->name);
	return order;
}

static int
by_cause(const void *a, const void *b)
{
	const struct mail_fault *x = *(const struct mail_fault *const *)a;
	const struct mail_fault *y = *(const struct mail_fault *const *)b;
	int order = compare_faults(x, y);

	return order != 0 ? order : compare_numbers((uintptr_t)x, (uintptr_t)y);
}

/* What one view does not know, another may. */
static bool
told_elsewhere(const struct mail *m, const struct mail_fault *f)
{
	if (strcmp(f->rule, "egress-host-unknown") == 0)
		for (uint32_t v = 0; v < set_view_count(m->set); v++)
			if (view_is_public(m, v) && query_zone(m->set, v, f->name) != NULL)
				return true;
	if (strcmp(f->rule, "ptr-unverifiable") != 0 && strcmp(f->rule, "mx-ptr-unverifiable") != 0)
		return false;
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		const struct mail_address *a =
		    v == f->view ? NULL : mail_address_find(m, v, &f->addr);

		if (a != NULL && a->has_ptr != ANSWER_UNKNOWN)
			return true;
	}
	return false;
}

void
faults_settle(struct mail *m)
{
	const struct mail_fault **sorted =
	    arena_array(&m->arena, m->fault_count + 1, sizeof(struct mail_fault *));
	bool *drop = arena_array(&m->arena, m->fault_count + 1, sizeof *drop);
	size_t kept = 0;

	for (size_t i = 0; i < m->fault_count; i++)
		sorted[i] = &m->faults[i];
	sort_items(sorted, m->fault_count, sizeof(struct mail_fault *), by_cause);
	for (size_t i = 0; i < m->fault_count; i++)
		drop[sorted[i] - m->faults] =
		    (i > 0 && compare_faults(sorted[i - 1], sorted[i]) == 0) ||
		    told_elsewhere(m, sorted[i]);
	for (size_t i = 0; i < m->fault_count; i++)
		if (!drop[i])
			m->faults[kept++] = m->faults[i];
	m->fault_count = kept;
}
