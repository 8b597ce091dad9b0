/* mail/sender.c -- the domains that mail is sent in the name of: MX, SPF */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rrtype.h"
#include "mail/parts.h"
#include "mail/spf.h"

/* ---- which they are ---- */

static int
by_declared_name(const void *a, const void *b)
{
	const struct declared *x = a, *y = b;

	return dname_compare(x->name, y->name);
}

static void
collect_declared(struct mail *m)
{
	const struct egress_map *map = m->settings.map;

	m->declared = arena_array(&m->arena, map->domain_count + 1, sizeof *m->declared);
	for (size_t i = 0; i < map->domain_count; i++) {
		struct declared *d = &m->declared[m->declared_count++];

		d->entry = &map->domains[i];
		d->name = names_keep_text(m, map->domains[i].name.text);
	}
	sort_items(m->declared, m->declared_count, sizeof *m->declared, by_declared_name);
}

static void
add_sender(struct mail *m, const struct dname *name, struct span span)
{
	m->senders = xgrow(m->senders, m->sender_count, &m->sender_cap, sizeof *m->senders);
	m->senders[m->sender_count++] = (struct sender){ .name = name, .span = span };
}

static int
by_sender_name(const void *a, const void *b)
{
	const struct sender *x = a, *y = b;
	int order = dname_compare(x->name, y->name);

	if (order != 0)
		return order;
	return x->span.off < y->span.off ? -1 : x->span.off > y->span.off;
}

static struct span
domains_span(const struct mail *m, const struct egress_host *e, size_t i)
{
	const struct conf_list *list = &e->domains;

	if (list->count == 0 && e->in_pool != NULL)
		list = &e->in_pool->domains;
	if (list->count == 0)
		list = &m->settings.map->defaults.domains;
	return i < list->count ? list->items[i].span : e->name.span;
}

void
senders_collect(struct mail *m)
{
	const struct egress_map *map = m->settings.map;
	size_t kept = 0;

	if (map == NULL)
		return;
	collect_declared(m);
	for (size_t i = 0; i < m->host_count; i++)
		for (size_t k = 0; k < m->hosts[i].own_domain_count; k++)
			add_sender(
			    m, m->hosts[i].domains[k], domains_span(m, m->hosts[i].entry, k));
	for (size_t i = 0; i < map->sender_count; i++)
		for (size_t k = 0; k < map->senders[i].domains.count; k++)
			add_sender(m, names_keep_text(m, map->senders[i].domains.items[k].text),
			    map->senders[i].domains.items[k].span);
	for (size_t i = 0; i < m->declared_count; i++) {
		int64_t mail = m->declared[i].entry->mail.value;

		if (mail == EGRESS_BOTH || mail == EGRESS_SEND)
			add_sender(m, m->declared[i].name, m->declared[i].entry->name.span);
	}
	if (m->sender_count > 0)
		sort_items(m->senders, m->sender_count, sizeof *m->senders, by_sender_name);
	for (size_t i = 0; i < m->sender_count; i++)
		if (kept == 0 || !dname_equal(m->senders[kept - 1].name, m->senders[i].name))
			m->senders[kept++] = m->senders[i];
	m->sender_count = kept;
}

const struct sender *
sender_find(const struct mail *m, const struct dname *name)
{
	size_t lo = 0, hi = m->sender_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = dname_compare(name, m->senders[mid].name);

		if (order == 0)
			return &m->senders[mid];
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* ---- what they need ---- */

/* Where something is to be added for a name: the zone's SOA, a record of the name, else the map. */
static struct mail_fault *
sender_fault(struct mail *m, const char *rule, const struct sender *s, uint32_t view)
{
	struct mail_fault *f = fault_add(m, rule, s->span, view);
	struct record r = { 0 };
	struct node node;
	record_id id;
	size_t at = 0;

	fault_name(m, f, s->name);
	f->other_span = s->span;
	query_name(m->set, view, s->name, &node);
	id = node.zone != NULL && dname_equal(&node.zone->spec.origin, s->name) ? node.zone->soa
	                                                                        : RECORD_NONE;
	if ((id != RECORD_NONE || (!node.wildcard && node_next(&node, 0, &at, &id))) &&
	    query_record(m->set, id, &r)) {
		f->span = r.type_span;
		f->record = id;
	}
	record_free(&r);
	return f;
}

/* Without MX a domain takes mail at its own address; without both it does not exist for mail. */
static void
judge_mx(struct mail *m, const struct sender *s, uint32_t view)
{
	struct chase chase;
	struct mail_fault *f;
	enum answer any;
	size_t count;

	query_chase(m->set, view, s->name, &chase);
	if (chase.end != CHASE_END)
		return;
	switch (node_has(&chase.node, RRTYPE_MX)) {
	case ANSWER_PRESENT:
		return;
	case ANSWER_UNKNOWN:
		m->unverified++;
		return;
	case ANSWER_ABSENT:
		break;
	}
	any = query_addresses(m->set, view, s->name, NULL, 0, &count);
	f = sender_fault(m, "mx-missing", s, view);
	f->minor = any != ANSWER_ABSENT;
}

/* ---- SPF ---- */

struct policy {
	const struct sender *sender;
	uint32_t view;
	const struct spf_record *record;
	struct span span; /* of the record's text */
};

static struct mail_fault *
policy_fault(struct mail *m, const char *rule, const struct policy *p)
{
	struct mail_fault *f = fault_add(m, rule, p->span, p->view);

	fault_name(m, f, p->sender->name);
	f->record = p->record->id;
	return f;
}

static void
judge_egress(struct mail *m, const struct policy *p, const struct mail_egress *e)
{
	struct spf_question q = { .set = m->set,
		.view = p->view,
		.addr = e->addr,
		.domain = *p->sender->name,
		.helo = *e->helo };
	struct spf_verdict verdict;
	struct mail_fault *f;

	spf_check(&q, &verdict);
	if (verdict.result == SPF_RESULT_UNKNOWN)
		m->unverified++;
	if (verdict.result == SPF_RESULT_UNKNOWN || verdict.result == SPF_RESULT_PASS)
		return;
	f = policy_fault(m, "spf-egress-missing", p);
	fault_addr(f, &e->addr);
	f->egress = e;
	f->host = e->host;
	f->other_span = e->span;
	if (verdict.reason != NULL)
		f->text = arena_printf(&m->arena, "permerror: %s%s%s", verdict.reason,
		    verdict.term[0] != '\0' ? ", at " : "", verdict.term);
	else if (verdict.term[0] != '\0')
		f->text = arena_printf(
		    &m->arena, "%s, by \"%s\"", spf_result_name(verdict.result), verdict.term);
	else
		f->text = spf_result_name(verdict.result);
}

/* The egresses of a host in the policy's view. */
static void
judge_egresses(struct mail *m, const struct policy *p, const struct mail_host *host)
{
	size_t at = m->host_egresses[host - m->hosts], end = m->host_egresses[host - m->hosts + 1];

	for (; at < end; at++) {
		const struct mail_egress *e = &m->egresses[m->egress_by_host[at]];

		if (e->view == p->view && e->address->verdict != MAIL_NOT_ASKED)
			judge_egress(m, p, e);
	}
}

/* The term by which the smart host is let send is in no record. */
static void
judge_relay_term(struct mail *m, const struct policy *p, const struct mail_host *host)
{
	const struct conf_str *term = &host->entry->smarthost->spf;
	struct mail_fault *f;

	if (spf_has_term(m->set, p->view, p->sender->name, str_of(term->text)) != ANSWER_ABSENT)
		return;
	f = policy_fault(m, "smarthost-spf", p);
	f->host = host;
	f->text = term->text;
	f->other_span = term->span;
	f->other = names_keep_text(m, host->entry->smarthost->name.text);
}

/* A relay of which no term is told, but whose addresses the zones have. */
static void
judge_relay_addresses(struct mail *m, const struct policy *p, const struct mail_host *host)
{
	struct spf_question q = { .set = m->set, .view = p->view, .domain = *p->sender->name };
	struct addr addrs[16];
	size_t count = 0;

	if (!dname_parse(str_of(host->entry->smarthost->name.text), NULL, &q.helo, NULL))
		return;
	query_addresses(m->set, p->view, &q.helo, addrs, ARRAY_LEN(addrs), &count);
	for (size_t i = 0; i < count && i < ARRAY_LEN(addrs); i++) {
		struct spf_verdict verdict;
		struct mail_fault *f;

		q.addr = addrs[i];
		spf_check(&q, &verdict);
		if (verdict.result == SPF_RESULT_UNKNOWN || verdict.result == SPF_RESULT_PASS)
			continue;
		f = policy_fault(m, "smarthost-spf", p);
		f->host = host;
		f->other = names_keep(m, &q.helo);
		f->other_addr = addrs[i];
		f->other_span = host->entry->smarthost->name.span;
		return;
	}
}

/* A host that sends in the name of the domain. */
static void
judge_host(struct mail *m, const struct policy *p, const struct mail_host *host)
{
	judge_egresses(m, p, host);
	if (host->entry->smarthost->name.text == NULL || host->relay != NULL)
		return;
	if (host->entry->smarthost->spf.text != NULL)
		judge_relay_term(m, p, host);
	else
		judge_relay_addresses(m, p, host);
}

/* Who sends for whom: a host and one of its sender domains. */
struct service {
	uint32_t sender, host;
};

static int
by_sender(const void *a, const void *b)
{
	const struct service *x = a, *y = b;

	if (x->sender != y->sender)
		return x->sender < y->sender ? -1 : 1;
	return x->host < y->host ? -1 : x->host > y->host;
}

static struct service *
services_list(const struct mail *m, size_t *count)
{
	struct service *list = NULL;
	size_t cap = 0;

	*count = 0;
	for (size_t h = 0; h < m->host_count; h++)
		for (size_t d = 0; d < m->hosts[h].domain_count; d++) {
			const struct sender *s = sender_find(m, m->hosts[h].domains[d]);

			if (s == NULL)
				continue;
			list = xgrow(list, *count, &cap, sizeof *list);
			list[(*count)++] =
			    (struct service){ (uint32_t)(s - m->senders), (uint32_t)h };
		}
	if (*count > 0)
		sort_items(list, *count, sizeof *list, by_sender);
	return list;
}

static void
judge_spf(struct mail *m, const struct sender *s, uint32_t view, const struct service *services,
    size_t count)
{
	struct spf_record record;
	struct record r = { 0 };
	struct policy p = { .sender = s, .view = view, .record = &record };

	switch (spf_find(m->set, view, s->name, &record)) {
	case ANSWER_UNKNOWN:
		m->unverified++;
		break;
	case ANSWER_ABSENT:
		sender_fault(m, "spf-missing", s, view);
		break;
	case ANSWER_PRESENT:
		if (!query_record(m->set, record.id, &r))
			break;
		p.span = record_field_span(&r, 0);
		for (size_t i = 0; i < count; i++)
			judge_host(m, &p, &m->hosts[services[i].host]);
	}
	record_free(&r);
	spf_record_free(&record);
}

/* ---- third parties ---- */

/* A term that the map says a record has. */
static void
judge_term(struct mail *m, const struct egress_sender *e, const struct dname *domain,
    const struct conf_str *term, uint32_t view)
{
	struct spf_record record;
	struct mail_fault *f;
	enum answer has = spf_find(m->set, view, domain, &record);

	spf_record_free(&record);
	if (has != ANSWER_PRESENT || /* without any record spf-missing says it */
	    spf_has_term(m->set, view, domain, str_of(term->text)) != ANSWER_ABSENT)
		return;
	f = fault_add(m, "sender-spf-missing", term->span, view);
	fault_name(m, f, domain);
	f->text = arena_printf(&m->arena, "\"%s\", the term of %s", term->text, e->name.text);
}

/* A selector of which the zones have no key. */
static void
judge_selector(struct mail *m, const struct egress_sender *e, const struct dname *domain,
    const struct conf_str *selector, uint32_t view)
{
	static const struct dname middle = { 12, "\12_domainkey" };
	struct dname label, below, name;
	struct chase chase;
	struct mail_fault *f;

	if (!dname_parse(str_of(selector->text), NULL, &label, NULL) ||
	    !dname_concat(&middle, domain, &below) || !dname_concat(&label, &below, &name))
		return;
	query_chase(m->set, view, &name, &chase);
	if (chase.end == CHASE_END && node_has(&chase.node, RRTYPE_TXT) != ANSWER_ABSENT)
		return;
	f = fault_add(m, "sender-dkim-missing", selector->span, view);
	fault_name(m, f, &name);
	f->text = e->name.text;
}

static void
judge_party(struct mail *m, const struct egress_sender *e, const struct dname *domain)
{
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		const struct zone *zone =
		    view_is_public(m, v) ? query_zone(m->set, v, domain) : NULL;

		if (zone == NULL || zone->spec.role == ROLE_EXTERNAL)
			continue;
		for (size_t i = 0; i < e->spf.count; i++)
			judge_term(m, e, domain, &e->spf.items[i], v);
		for (size_t i = 0; i < e->dkim.count; i++)
			judge_selector(m, e, domain, &e->dkim.items[i], v);
	}
}

static void
judge_parties(struct mail *m)
{
	const struct egress_map *map = m->settings.map;

	for (size_t i = 0; map != NULL && i < map->sender_count; i++)
		for (size_t k = 0; k < map->senders[i].domains.count; k++)
			judge_party(m, &map->senders[i],
			    names_keep_text(m, map->senders[i].domains.items[k].text));
}

static void
judge_sender(struct mail *m, const struct sender *s, const struct service *services, size_t count)
{
	for (uint32_t v = 0; v < set_view_count(m->set); v++) {
		const struct zone *zone =
		    view_is_public(m, v) ? query_zone(m->set, v, s->name) : NULL;

		if (zone == NULL || zone->spec.role == ROLE_EXTERNAL)
			continue;
		judge_mx(m, s, v);
		judge_spf(m, s, v, services, count);
	}
}

void
senders_judge(struct mail *m)
{
	size_t count, at = 0, end;
	struct service *services = services_list(m, &count);

	for (size_t i = 0; i < m->sender_count; i++, at = end) {
		for (end = at; end < count && services[end].sender == i;)
			end++;
		judge_sender(m, &m->senders[i], services + at, end - at);
	}
	free(services);
	judge_parties(m);
}
