/* dns/rdata_svcb.c -- the list of SvcParams of SVCB and HTTPS, RFC 9460 §2 */
#include <stdlib.h>

#include "base/err.h"
#include "base/sort.h"
#include "dns/rdata_fields.h"

/* One SvcParam that has been read. */
struct param {
	uint16_t key;
	uint16_t len; /* of the value */
	uint32_t at;  /* where its four octets of key and length stand in the RDATA */
	size_t token;
};

struct params {
	struct param *list;
	size_t count, cap;
	struct buf text, value; /* of the one being read */
};

static void
params_free(struct params *ps)
{
	free(ps->list);
	buf_free(&ps->text);
	buf_free(&ps->value);
}

/*
 * Split the token taken last at "=".
 *
 * value   what stands behind, without quotes that stand in this token; empty when there is no "="
 * return  true when a value may follow in a token of its own
 */
static bool
split(struct str text, struct str *key, struct str *value)
{
	const char *equals = text.len == 0 ? NULL : memchr(text.ptr, '=', text.len);

	*key = text;
	*value = (struct str){ text.ptr + text.len, 0 };
	if (equals == NULL)
		return false;
	key->len = (size_t)(equals - text.ptr);
	*value = (struct str){ equals + 1, text.len - key->len - 1 };
	if (value->len >= 2 && value->ptr[0] == '"' && value->ptr[value->len - 1] == '"')
		*value = (struct str){ value->ptr + 1, value->len - 2 };
	return equals + 1 == text.ptr + text.len;
}

/* A quoted string that touches the token taken last, as in key="value"; it is taken then. */
static void
take_quoted(struct reader *r, struct str *value)
{
	const struct token *last = &r->tokens[r->next - 1];

	if (!reader_more(r) || !last[1].quoted || last[1].off != last->off + last->len)
		return;
	*value = last[1].text;
	r->next++;
}

static bool
bad_value(struct reader *r, struct str key, struct str text, const char *wanted)
{
	if (text.len == 0)
		return reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0, "%.*s has no value, wanted %s",
		    SHOWN(key), wanted);
	return reader_bad(r, PROBLEM_RDATA_INVALID, 0, 0, "%.*s is %.*s, wanted %s", SHOWN(key),
	    SHOWN(text), wanted);
}

/* The value of key in ps->value. */
static bool
read_value(struct reader *r, struct params *ps, uint16_t key, struct str name, struct str text)
{
	bool generic = memcmp(name.ptr, "key", 3) == 0;
	struct str decoded;
	const char *fault = NULL;
	size_t len;

	ps->text.len = 0;
	ps->value.len = 0;
	r->field = name;
	if (!reader_decode(r, text, (uint8_t *)buf_room(&ps->text, text.len + 1), text.len, &len))
		return false;
	decoded = (struct str){ ps->text.ptr, len };
	if (generic)
		buf_str(&ps->value, decoded);
	else
		fault = svcb_value_parse(key, decoded, &ps->value);
	if (fault == NULL)
		fault = svcb_value_fault(key, (const uint8_t *)ps->value.ptr, ps->value.len);
	return fault == NULL || bad_value(r, name, text, fault);
}

static bool
read_param(struct reader *r, struct params *ps)
{
	size_t first = r->next;
	const struct token *token = reader_plain(r);
	struct str name, text;
	bool open;
	uint16_t key;

	if (token == NULL)
		return false;
	open = split(token->text, &name, &text);
	if (!svcb_key_parse(name, &key))
		return reader_bad(r, PROBLEM_RDATA_INVALID, 0, name.len,
		    "%.*s is no parameter key, wanted one of the registry or keyN", SHOWN(name));
	if (open)
		take_quoted(r, &text);
	if (!read_value(r, ps, key, name, text))
		return false;
	if (ps->count == ps->cap) {
		ps->cap = ps->cap == 0 ? 16 : ps->cap * 2;
		ps->list = xrealloc(ps->list, ps->cap * sizeof *ps->list);
	}
	ps->list[ps->count++] =
	    (struct param){ key, (uint16_t)ps->value.len, (uint32_t)r->len, first };
	return reader_put_number(r, key, 2) && reader_put_number(r, ps->value.len, 2) &&
	       reader_put(r, ps->value.ptr, ps->value.len);
}

static int
by_key(const void *a, const void *b)
{
	const struct param *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->token < y->token ? -1 : x->token > y->token;
}

/* RFC 9460 §2.2: parameters stand in order of their keys, each once. */
static bool
sort_params(struct reader *r, struct params *ps, size_t start)
{
	size_t len = r->len - start;
	uint8_t *copy;

	sort_items(ps->list, ps->count, sizeof *ps->list, by_key);
	for (size_t i = 1; i < ps->count; i++) {
		char name[16];

		if (ps->list[i].key == ps->list[i - 1].key)
			return reader_bad_token(r, PROBLEM_RDATA_INVALID, ps->list[i].token,
			    "%s stands twice, wanted once", svcb_key_text(ps->list[i].key, name));
	}
	copy = xmalloc(len);
	memcpy(copy, r->wire + start, len);
	r->len = start;
	for (size_t i = 0; i < ps->count; i++) {
		size_t size = 4 + (size_t)ps->list[i].len;

		memcpy(r->wire + r->len, copy + ps->list[i].at - start, size);
		ps->list[i].at = (uint32_t)r->len;
		r->len += size;
	}
	free(copy);
	return true;
}

static const struct param *
find_param(const struct params *ps, uint64_t key)
{
	struct param wanted = { .key = (uint16_t)key };
	size_t low = 0, high = ps->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ps->list[middle].key < wanted.key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ps->count && ps->list[low].key == wanted.key ? &ps->list[low] : NULL;
}

/* What one parameter asks of the others: RFC 9460 §7.1.1 and §8. */
static bool
check_together(struct reader *r, const struct params *ps)
{
	const struct param *mandatory = find_param(ps, SVCB_MANDATORY);
	const struct param *no_default = find_param(ps, SVCB_NO_DEFAULT_ALPN);
	char name[16];

	if (no_default != NULL && find_param(ps, SVCB_ALPN) == NULL)
		return reader_bad_token(r, PROBLEM_RDATA_INVALID, no_default->token,
		    "no-default-alpn stands without alpn, wanted both");
	for (size_t i = 0; mandatory != NULL && i < mandatory->len; i += 2) {
		uint64_t key = number_at(r->wire + mandatory->at + 4 + i, 2);

		if (find_param(ps, key) == NULL)
			return reader_bad_token(r, PROBLEM_RDATA_INVALID, mandatory->token,
			    "mandatory lists %s, but %s does not stand in the record",
			    svcb_key_text((uint16_t)key, name), name);
	}
	return true;
}

bool
read_svcb(struct reader *r)
{
	struct params ps = { .list = NULL };
	size_t start = r->len;
	bool ok = true;

	while (ok && reader_more(r))
		ok = read_param(r, &ps);
	ok = ok && (ps.count == 0 || (sort_params(r, &ps, start) && check_together(r, &ps)));
	params_free(&ps);
	return ok;
}

/* The value of one key among parameters that stand in order; NULL when it is not there. */
static const uint8_t *
wire_find(const uint8_t *params, size_t len, uint64_t key, size_t *value_len)
{
	for (size_t at = 0; at < len; at += 4 + *value_len) {
		*value_len = (size_t)number_at(params + at + 2, 2);
		if (number_at(params + at, 2) == key)
			return params + at + 4;
	}
	return NULL;
}

static bool
walk_together(const uint8_t *params, size_t len)
{
	size_t list_len, value_len, at = 0;
	const uint8_t *list = wire_find(params, len, SVCB_MANDATORY, &list_len);

	if (wire_find(params, len, SVCB_NO_DEFAULT_ALPN, &value_len) != NULL &&
	    wire_find(params, len, SVCB_ALPN, &value_len) == NULL)
		return false;
	/* both lists ascend, so that one pass is enough */
	for (size_t i = 0; list != NULL && i < list_len; i += 2) {
		uint64_t key = number_at(list + i, 2);

		while (at < len && number_at(params + at, 2) < key)
			at += 4 + (size_t)number_at(params + at + 2, 2);
		if (at >= len || number_at(params + at, 2) != key)
			return false;
	}
	return true;
}

bool
walk_svcb(struct walker *w)
{
	size_t start = w->at;
	int last = -1;

	while (walker_left(w) > 0) {
		const uint8_t *head = walker_take(w, 4), *value;
		uint16_t key;
		size_t len;

		if (head == NULL)
			return false;
		key = (uint16_t)number_at(head, 2);
		len = (size_t)number_at(head + 2, 2);
		value = walker_take(w, len);
		if (value == NULL || key <= last || svcb_value_fault(key, value, len) != NULL)
			return false;
		last = key;
		if (w->out != NULL)
			svcb_value_print(w, key, value, len);
	}
	return walk_together(w->wire + start, w->len - start);
}
