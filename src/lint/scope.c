/*
 * lint/scope.c -- waivers of the project file: for names, networks and paths
 *
 * Names, "*.suffixes" and networks are sorted and looked up, so that long lists cost little; what
 * is neither is tried one by one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/glob.h"
#include "base/sort.h"
#include "lint/engine.h"

/*
 * Waivers with one and the same scope that are looked at; nobody has more, and time stays
 * bounded.
 */
#define SAME_SCOPE_MAX 512

enum scope_kind {
	SCOPE_NAME,
	SCOPE_SUFFIX,
	SCOPE_NETWORK,
	SCOPE_GLOB, /* of a name */
	SCOPE_PATH,
	SCOPE_ANY,
	SCOPE_KINDS
};

struct scope {
	enum scope_kind kind;
	const char *pattern; /* of rules */
	uint16_t rule;       /* index, or RULE_MANY */
	bool zones;          /* a name may be a zone's, too */
	bool used, expired;
	struct str key; /* name or glob; in lower case, without final dot */
	struct prefix network;
	const struct lint_ignore *entry; /* NULL: from a list that is not judged */
	uint32_t sequence;
};

struct scopes {
	struct arena arena;
	struct scope *list; /* sorted by kind and key */
	size_t count;
	size_t first[SCOPE_KINDS + 1];
	bool lengths[2][129]; /* prefix lengths in use: IPv4, IPv6 */
	const struct sources *sources;
	uint32_t path_file; /* of which the next is known */
	struct scope **path_matches;
	size_t path_count;
};

static bool
is_glob(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("*?[", s.ptr[i]) != NULL && s.ptr[i] != '\0')
			return true;
	return false;
}

static int
compare_keys(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_networks(const struct prefix *a, const struct prefix *b)
{
	if (a->bits != b->bits)
		return a->bits < b->bits ? -1 : 1;
	return addr_compare(&a->base, &b->base);
}

static int
compare_scopes(const void *a, const void *b)
{
	const struct scope *x = a, *y = b;
	int order;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	order = x->kind == SCOPE_NETWORK ? compare_networks(&x->network, &y->network)
	                                 : compare_keys(x->key, y->key);
	if (order != 0)
		return order;
	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* A name as subjects are spelled: lower case, no final dot. */
static struct str
fold_name(struct arena *arena, const char *text)
{
	size_t len = strlen(text);
	char *copy = arena_copy(arena, (struct str){ text, len });

	if (len > 1 && copy[len - 1] == '.')
		len--;
	for (size_t i = 0; i < len; i++)
		copy[i] = (char)ascii_lower((uint8_t)copy[i]);
	return (struct str){ copy, len };
}

static struct scope *
scope_add(struct scopes *s, const char *pattern)
{
	struct scope *scope = &s->list[s->count];
	const struct rule *rule = rule_find(pattern);

	*scope =
	    (struct scope){ .pattern = pattern, .sequence = (uint32_t)s->count, .rule = RULE_MANY };
	if (rule != NULL)
		scope->rule = (uint16_t)rule_index(rule);
	s->count++;
	return scope;
}

static void
scope_set_name(struct scopes *s, struct scope *scope, const char *text)
{
	struct str name = fold_name(&s->arena, text);

	scope->key = name;
	if (name.len > 2 && memcmp(name.ptr, "*.", 2) == 0 &&
	    !is_glob((struct str){ name.ptr + 2, name.len - 2 })) {
		scope->kind = SCOPE_SUFFIX;
		scope->key = (struct str){ name.ptr + 2, name.len - 2 };
	} else
		scope->kind = is_glob(name) ? SCOPE_GLOB : SCOPE_NAME;
}

static bool
scope_set_network(struct scopes *s, struct scope *scope, const char *text)
{
	if (!prefix_parse(str_of(text), &scope->network))
		return false;
	scope->kind = SCOPE_NETWORK;
	s->lengths[scope->network.base.family == ADDR_V6][scope->network.bits] = true;
	return true;
}

static void
scopes_fill(struct scopes *s, const struct lint_options *o)
{
	for (size_t i = 0; i < o->per_file_count; i++) {
		struct scope *scope = scope_add(s, o->per_file[i].pattern);

		scope->kind = SCOPE_PATH;
		scope->key = str_of(o->per_file[i].scope);
	}
	for (size_t i = 0; i < o->per_name_count; i++)
		scope_set_name(s, scope_add(s, o->per_name[i].pattern), o->per_name[i].scope);
	for (size_t i = 0; i < o->per_network_count; i++) {
		struct scope *scope = scope_add(s, o->per_network[i].pattern);

		if (!scope_set_network(s, scope, o->per_network[i].scope))
			s->count--; /* lint_check_options() has refused it */
	}
	for (size_t i = 0; i < o->ignores_count; i++) {
		const struct lint_ignore *entry = &o->ignores[i];
		struct scope *scope = scope_add(s, entry->rule);

		scope->entry = entry;
		scope->zones = true;
		scope->expired = o->today > entry->until;
		if (entry->at == NULL)
			scope->kind = SCOPE_ANY;
		else if (!scope_set_network(s, scope, entry->at))
			scope_set_name(s, scope, entry->at);
	}
}

struct scopes *
scopes_new(struct lint *lint)
{
	const struct lint_options *o = lint->options;
	size_t most =
	    o->per_file_count + o->per_name_count + o->per_network_count + o->ignores_count;
	struct scopes *s;

	if (most == 0)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->list = xcalloc(most, sizeof(*s->list));
	s->sources = set_sources(lint->set);
	scopes_fill(s, o);
	sort_items(s->list, s->count, sizeof(*s->list), compare_scopes);
	for (size_t i = 0, kind = 0; kind <= SCOPE_KINDS; kind++) {
		while (i < s->count && s->list[i].kind < kind)
			i++;
		s->first[kind] = i;
	}
	s->path_matches =
	    xcalloc(s->first[SCOPE_PATH + 1] - s->first[SCOPE_PATH] + 1, sizeof(struct scope *));
	return s;
}

void
scopes_free(struct scopes *s)
{
	if (s == NULL)
		return;
	arena_free(&s->arena);
	free(s->path_matches);
	free(s->list);
	free(s);
}

static bool
waives(struct scope *scope, const struct report *r)
{
	if (scope->expired || !pattern_names(scope->rule, scope->pattern, r))
		return false;
	scope->used = true;
	return true;
}

/* The first scope of a kind whose key is not less than key. */
static size_t
lower_bound(const struct scopes *s, enum scope_kind kind, const struct scope *key)
{
	size_t lo = s->first[kind], hi = s->first[kind + 1];

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_scopes(&s->list[mid], key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
equal_found(struct scopes *s, const struct scope *key, const struct report *r, bool zones_only)
{
	size_t i = lower_bound(s, key->kind, key), end = s->first[key->kind + 1];

	if (end - i > SAME_SCOPE_MAX)
		end = i + SAME_SCOPE_MAX;
	for (; i < end; i++) {
		struct scope *scope = &s->list[i];

		if (key->kind == SCOPE_NETWORK
		        ? compare_networks(&scope->network, &key->network) != 0
		        : !str_equal(scope->key, key->key))
			return false;
		if ((scope->zones || !zones_only) && waives(scope, r))
			return true;
	}
	return false;
}

static bool
any_of_kind(struct scopes *s, enum scope_kind kind, struct str name, const struct report *r)
{
	for (size_t i = s->first[kind]; i < s->first[kind + 1]; i++)
		if ((kind == SCOPE_ANY || glob_match(s->list[i].key, name)) &&
		    waives(&s->list[i], r))
			return true;
	return false;
}

static bool
name_waived(struct scopes *s, struct str name, const struct report *r)
{
	struct scope key = { .kind = SCOPE_NAME, .key = name };

	if (equal_found(s, &key, r, false))
		return true;
	key.kind = SCOPE_SUFFIX;
	for (size_t i = 0; i + 1 < name.len && s->first[SCOPE_SUFFIX] < s->first[SCOPE_SUFFIX + 1];
	     i++) {
		if (name.ptr[i] != '.')
			continue;
		key.key = (struct str){ name.ptr + i + 1, name.len - i - 1 };
		if (equal_found(s, &key, r, false))
			return true;
	}
	return any_of_kind(s, SCOPE_GLOB, name, r);
}

static bool
zone_waived(struct scopes *s, const struct report *r)
{
	char buf[DNAME_TEXT_MAX];
	struct scope key = { .kind = SCOPE_NAME };

	if (r->f.zone == NULL || s->first[SCOPE_NAME] == s->first[SCOPE_NAME + 1])
		return false;
	key.key = str_of(dname_text(&r->f.zone->spec.origin, buf));
	if (key.key.len > 1)
		key.key.len--;
	return equal_found(s, &key, r, true);
}

/* addr with all bits behind the first ones zero. */
static void
mask(const struct addr *addr, uint8_t bits, struct prefix *out)
{
	out->base = *addr;
	out->bits = bits;
	for (unsigned i = 0; i < sizeof(addr->octets); i++)
		if (i * 8 >= bits)
			out->base.octets[i] = 0;
		else if (bits - i * 8 < 8)
			out->base.octets[i] &= (uint8_t)(0xff << (8 - (bits - i * 8)));
}

static bool
network_waived(struct scopes *s, const struct report *r)
{
	struct scope key = { .kind = SCOPE_NETWORK };
	bool six;

	if (!r->has_address)
		return false;
	six = r->address.family == ADDR_V6;
	for (unsigned bits = 0; bits <= (six ? 128u : 32u); bits++) {
		if (!s->lengths[six][bits])
			continue;
		mask(&r->address, (uint8_t)bits, &key.network);
		if (equal_found(s, &key, r, false))
			return true;
	}
	return false;
}

/* Findings come file by file, so which globs match is worked out once for each. */
static bool
path_waived(struct scopes *s, const struct report *r)
{
	if (r->f.span.file == 0 || s->first[SCOPE_PATH] == s->first[SCOPE_PATH + 1])
		return false;
	if (s->path_file != r->f.span.file) {
		struct str path = str_of(source_path(s->sources, r->f.span.file));

		s->path_file = r->f.span.file;
		s->path_count = 0;
		for (size_t i = s->first[SCOPE_PATH]; i < s->first[SCOPE_PATH + 1]; i++)
			if (glob_match(s->list[i].key, path))
				s->path_matches[s->path_count++] = &s->list[i];
	}
	for (size_t i = 0; i < s->path_count; i++)
		if (waives(s->path_matches[i], r))
			return true;
	return false;
}

bool
scopes_waive(struct scopes *s, const struct report *r)
{
	if (r->f.rule->diagnostic)
		return false;
	if (any_of_kind(s, SCOPE_ANY, STR(""), r) || network_waived(s, r) || path_waived(s, r))
		return true;
	if (r->f.subject_name != NULL && name_waived(s, str_of(r->f.subject_name), r))
		return true;
	return zone_waived(s, r);
}

void
scopes_report(struct scopes *s, struct lint *lint)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct scope *scope = &s->list[i];
		const struct lint_ignore *entry = scope->entry;
		struct finding *f;
		const char *at;

		if (entry == NULL || scope->used)
			continue;
		at = entry->at != NULL ? entry->at : "any place";
		if (scope->expired)
			f = lint_report(lint, rule_find("ignore-expired"), entry->span,
			    "the waiver of %s for %s has ended", entry->rule, at);
		else if (pattern_wanted(lint, scope->rule, scope->pattern))
			f = lint_report(lint, rule_find("ignore-unused"), entry->span,
			    "the waiver of %s for %s silences nothing", entry->rule, at);
		else
			continue;
		f->subject_name = entry->rule;
	}
}

/* Scopes that are tried one by one must be few. */
static bool
check_count(size_t count, const char *what, struct err *err)
{
	if (count <= LINT_GLOBS_MAX)
		return true;
	err_set(err, "%s: %zu patterns, limit is %d", what, count, LINT_GLOBS_MAX);
	return false;
}

static bool
check_glob(const char *scope, const char *what, struct err *err)
{
	const char *problem = glob_problem(str_of(scope));

	if (problem == NULL)
		return true;
	err_set(err, "%s: pattern \"%s\": %s", what, scope, problem);
	return false;
}

bool
scopes_check(const struct lint_options *o, struct err *err)
{
	struct prefix network;
	size_t names = 0, waivers = 0;

	for (size_t i = 0; i < o->per_network_count; i++)
		if (!prefix_parse(str_of(o->per_network[i].scope), &network)) {
			err_set(err,
			    "per_network_ignores: expected an address or a prefix, got \"%s\"",
			    o->per_network[i].scope);
			return false;
		}
	for (size_t i = 0; i < o->per_file_count; i++)
		if (!check_glob(o->per_file[i].scope, "per_file_ignores", err))
			return false;
	for (size_t i = 0; i < o->per_name_count; i++) {
		if (!check_glob(o->per_name[i].scope, "per_name_ignores", err))
			return false;
		names += is_glob(str_of(o->per_name[i].scope));
	}
	for (size_t i = 0; i < o->ignores_count; i++)
		waivers += o->ignores[i].at == NULL || is_glob(str_of(o->ignores[i].at));
	return check_count(o->per_file_count, "per_file_ignores", err) &&
	       check_count(names, "per_name_ignores", err) && check_count(waivers, "ignore", err);
}
