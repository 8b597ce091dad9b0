/* conf/value_net.c -- names and addresses as people write them into settings */
#include "conf/value.h"

#include "base/buf.h"
#include "dns/dname.h"

#define ADDRESS   "an address"
#define ADDRESSES "an address, prefix or range"
#define HOST_NAME "a host name"

/* Decimal digits of at most 9, as a number; -1 for anything else. */
static int64_t
parse_digits(struct str text)
{
	int64_t n = 0;

	if (text.len == 0 || text.len > 9)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		n = n * 10 + (text.ptr[i] - '0');
	}
	return n;
}

/* The four numbers of what looks like an IPv4 address, in or out of range. */
static bool
split_octets(struct str text, int64_t octets[4], bool *zero)
{
	*zero = false;
	for (size_t i = 0; i < 4; i++) {
		const char *dot = memchr(text.ptr, '.', text.len);
		size_t len = dot == NULL ? text.len : (size_t)(dot - text.ptr);

		octets[i] = parse_digits((struct str){ text.ptr, len });
		if (octets[i] < 0 || (dot == NULL) != (i == 3))
			return false;
		*zero = *zero || (len > 1 && text.ptr[0] == '0');
		text.ptr += len + (dot != NULL);
		text.len -= len + (dot != NULL);
	}
	return true;
}

/* What is wrong with text that is no address, or NULL when nothing more can be said. */
static const char *
address_hint(struct conf *c, struct str text)
{
	bool zero, letters = false;
	int64_t octets[4];

	if (split_octets(text, octets, &zero)) {
		for (size_t i = 0; i < 4; i++)
			if (octets[i] > 255)
				return conf_print(
				    c, "octet %lld is above 255", (long long)octets[i]);
		return NULL;
	}
	if (memchr(text.ptr, '%', text.len) != NULL)
		return "leave the zone id (%…) out";
	if (text.ptr[0] == '[')
		return "leave the brackets out";
	if (text.ptr[0] == '-')
		return "a list item needs a blank after \"-\"";
	if (memchr(text.ptr, ':', text.len) != NULL)
		return NULL;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t l = ascii_lower((uint8_t)text.ptr[i]);

		letters = letters || (l >= 'a' && l <= 'z');
	}
	return letters ? "write the address, not a name" : NULL;
}

static void
complain_address(struct conf *c, const struct yaml_node *node, struct span span, struct str text,
    const char *expected)
{
	const char *shown = conf_token(c, text);
	struct conf_problem *p;
	int64_t o[4];
	bool zero;

	if (split_octets(text, o, &zero) && zero && o[0] < 256 && o[1] < 256 && o[2] < 256 &&
	    o[3] < 256) {
		p = conf_report(c, "address", node, span, "got \"%s\"", shown);
		p->hint = conf_print(c, "leading zero is ambiguous, write %lld.%lld.%lld.%lld",
		    (long long)o[0], (long long)o[1], (long long)o[2], (long long)o[3]);
	} else {
		p = conf_report(
		    c, "address", node, span, "expected %s, got \"%s\"", expected, shown);
		p->hint = address_hint(c, text);
	}
	p->expected = expected;
	p->got = conf_print(c, "\"%s\"", shown);
}

/* Refuse ::ffff:4.3.2.1, which is another way to write an IPv4 address and never its own. */
static bool
is_plain_address(
    struct conf *c, const struct yaml_node *node, struct span span, const struct addr *addr)
{
	struct addr inner = { .family = ADDR_V4 };
	char text[ADDR_TEXT_MAX];

	if (addr->family == ADDR_V4 || addr_class(addr) != ADDR_V4_MAPPED)
		return true;
	memcpy(inner.octets, addr->octets + 12, 4);
	conf_report(c, "address", node, span, "IPv4-mapped IPv6 address")->hint =
	    conf_print(c, "write %s", addr_text(&inner, text));
	return false;
}

/* One address; expected says what else would have done. */
static bool
read_address(struct conf *c, const struct yaml_node *node, struct span span, struct str text,
    const char *expected, struct addr *out)
{
	if (!addr_parse(text, out)) {
		complain_address(c, node, span, text, expected);
		return false;
	}
	return is_plain_address(c, node, span, out);
}

bool
conf_address(struct conf *c, const struct yaml_node *node, struct conf_addr *out)
{
	struct str text;

	if (!conf_scalar(c, node, ADDRESS, &text) ||
	    !read_address(c, node, node->span, text, ADDRESS, &out->addr))
		return false;
	out->span = node->span;
	return true;
}

bool
conf_key_address(struct conf *c, const struct yaml_node *node, struct conf_addr *out)
{
	out->span = node->key_span;
	return read_address(c, node, node->key_span, node->key, ADDRESS, &out->addr);
}

void
conf_read_addresses(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_addr_list *list = to;

	(void)extra;
	if (!conf_is_filled(c, node, "address"))
		return;
	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item))
		list->count += conf_address(c, item, &list->items[list->count]);
}

const char *
conf_quote_hint(struct conf *c, const struct yaml_node *node)
{
	struct str key;

	if (node->kind != NODE_MAPPING || node->count != 1 || !node_is_null(node->first))
		return NULL;
	key = node->first->key;
	if (key.len < 2 || key.len > 45 || key.ptr[key.len - 1] != ':' ||
	    memchr(key.ptr, ':', key.len - 1) == NULL)
		return NULL;
	return conf_print(c, "quote the IPv6 address: \"%s:\"", conf_token(c, key));
}

/* 2^(width - bits) as a count. */
static uint64_t
prefix_size(const struct prefix *prefix)
{
	unsigned host = (prefix->base.family == ADDR_V4 ? 32u : 128u) - prefix->bits;

	return host >= 64 ? UINT64_MAX : (uint64_t)1 << host;
}

static struct addr
prefix_last(const struct prefix *prefix)
{
	struct addr last = prefix->base;
	unsigned width = last.family == ADDR_V4 ? 32 : 128;

	for (unsigned bit = prefix->bits; bit < width; bit++)
		last.octets[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return last;
}

/* Complain of a prefix whose host bits are set, naming both things that may be meant. */
static bool
complain_host_bits(struct conf *c, const struct yaml_node *node, struct str text)
{
	const char *slash = memchr(text.ptr, '/', text.len);
	size_t len = (size_t)(slash - text.ptr);
	int64_t bits = parse_digits((struct str){ slash + 1, text.len - len - 1 });
	char one[ADDR_TEXT_MAX], whole[ADDR_TEXT_MAX + 4];
	struct prefix prefix = { 0 };
	struct conf_problem *p;
	uint64_t size;

	if (!addr_parse((struct str){ text.ptr, len }, &prefix.base) || bits < 0 ||
	    bits > (prefix.base.family == ADDR_V4 ? 32 : 128))
		return false;
	addr_text(&prefix.base, one);
	for (int64_t bit = bits; bit < 128; bit++)
		prefix.base.octets[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
	prefix.bits = (uint8_t)bits;
	size = prefix_size(&prefix);
	p = conf_report(
	    c, "address", node, node->span, "host bits set in \"%s\"", conf_token(c, text));
	p->hint = size == UINT64_MAX
	              ? conf_print(c, "the prefix is %s, one address is %s",
	                    prefix_text(&prefix, whole), one)
	              : conf_print(c, "the prefix is %s (%llu addresses), one address is %s",
	                    prefix_text(&prefix, whole), (unsigned long long)size, one);
	return true;
}

/* A prefix, its length written; false with a complaint. */
static bool
read_prefix(struct conf *c, const struct yaml_node *node, struct str text, const char *expected,
    struct prefix *out)
{
	/* the common case by the short way */
	if (addr_parse(text, &out->base)) {
		out->bits = out->base.family == ADDR_V4 ? 32 : 128;
		return is_plain_address(c, node, node->span, &out->base);
	}
	if (prefix_parse(text, out))
		return is_plain_address(c, node, node->span, &out->base);
	if (memchr(text.ptr, '/', text.len) == NULL || !complain_host_bits(c, node, text))
		complain_address(c, node, node->span, text, expected);
	return false;
}

void
conf_read_prefix(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_prefix *out = to;
	struct prefix prefix;
	struct str text;

	(void)extra;
	if (!conf_scalar(c, node, "a prefix", &text) ||
	    !read_prefix(c, node, text, "a prefix", &prefix))
		return;
	out->prefix = prefix;
	out->span = node->span;
}

void
conf_read_prefixes(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_prefix_list *list = to;

	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		conf_read_prefix(c, item, &list->items[list->count], extra);
		list->count += list->items[list->count].span.file != 0;
	}
}

/* last - first + 1; UINT64_MAX when that is more than 64 bits hold. */
static uint64_t
range_size(const struct addr *first, const struct addr *last)
{
	size_t len = first->family == ADDR_V4 ? 4 : 16;
	uint64_t high = 0, low = 0;
	unsigned borrow = 0;

	for (size_t i = len; i-- > 0;) {
		unsigned digit = 0x100u + last->octets[i] - first->octets[i] - borrow;
		size_t place = len - 1 - i;

		borrow = digit < 0x100;
		if (place < 8)
			low |= (uint64_t)(digit & 0xFF) << 8 * place;
		else
			high |= digit & 0xFF;
	}
	return high != 0 || low == UINT64_MAX ? UINT64_MAX : low + 1;
}

static bool
read_range(struct conf *c, const struct yaml_node *node, struct str text, size_t dash,
    struct conf_addrs *out)
{
	struct str first = { text.ptr, dash }, last = { text.ptr + dash + 1, text.len - dash - 1 };

	if (!read_address(c, node, node->span, first, ADDRESSES, &out->first) ||
	    !read_address(c, node, node->span, last, ADDRESSES, &out->last))
		return false;
	if (out->first.family != out->last.family || addr_compare(&out->first, &out->last) > 0) {
		conf_report(c, "address", node, node->span,
		    out->first.family != out->last.family ? "range \"%s\" mixes IPv4 and IPv6"
		                                          : "range \"%s\" ends before it begins",
		    conf_token(c, text));
		return false;
	}
	out->count = range_size(&out->first, &out->last);
	return true;
}

/* True when the dash at this place parts two addresses. */
static bool
is_range(struct str text, size_t *dash)
{
	const char *p = memchr(text.ptr, '-', text.len);

	if (p == NULL || p == text.ptr)
		return false;
	*dash = (size_t)(p - text.ptr);
	for (size_t i = 0; i < *dash; i++) {
		uint8_t c = ascii_lower((uint8_t)text.ptr[i]);

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && c != ':' && c != '.')
			return false;
	}
	return *dash + 1 < text.len;
}

void
conf_read_addrs(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_addrs addrs = { .span = node->span };
	struct prefix prefix;
	struct str text;
	size_t dash;

	(void)extra;
	if (!conf_scalar(c, node, ADDRESSES, &text))
		return;
	if (is_range(text, &dash)) {
		if (!read_range(c, node, text, dash, &addrs))
			return;
	} else {
		if (!read_prefix(c, node, text, ADDRESSES, &prefix))
			return;
		addrs.first = prefix.base;
		addrs.last = prefix_last(&prefix);
		addrs.bits = prefix.bits;
		addrs.count = prefix_size(&prefix);
	}
	*(struct conf_addrs *)to = addrs;
}

void
conf_read_addrs_list(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct conf_addrs_list *list = to;

	list->items = arena_array(c->arena, conf_count(node), sizeof *list->items);
	for (const struct yaml_node *item = conf_first(node); item; item = conf_next(node, item)) {
		conf_read_addrs(c, item, &list->items[list->count], extra);
		list->count += list->items[list->count].span.file != 0;
	}
}

/* Complain of text that is no host name; is_key: the message need not show the text again. */
static void
complain_hostname(
    struct conf *c, const struct yaml_node *node, struct span span, struct str text, bool is_key)
{
	const char *shown = conf_token(c, text);
	struct conf_problem *p;
	size_t bad = 0, len = 1;

	for (; bad < text.len; bad++) {
		uint8_t l = ascii_lower((uint8_t)text.ptr[bad]);

		if (!(l >= 'a' && l <= 'z') && !(l >= '0' && l <= '9') && l != '-' && l != '.')
			break;
	}
	if (bad < text.len && (uint8_t)text.ptr[bad] < 0x80) {
		p = conf_report(c, "name", node, span,
		    "\"%.*s\" is not allowed in a host name%s%s%s", (int)len, text.ptr + bad,
		    is_key ? "" : ", got \"", is_key ? "" : shown, is_key ? "" : "\"");
	} else {
		p = conf_report(c, "name", node, span, "expected " HOST_NAME ", got \"%s\"", shown);
		if (bad < text.len)
			p->hint = "write letters outside ASCII in their xn-- form";
	}
	p->expected = HOST_NAME;
	p->got = conf_print(c, "\"%s\"", shown);
}

/* A host name of two labels at least: lower case, no final dot, in the arena. */
static bool
check_hostname(struct conf *c, const struct yaml_node *node, struct span span, struct str text,
    bool is_key, struct conf_str *out)
{
	size_t len = text.len - (text.len > 0 && text.ptr[text.len - 1] == '.');
	struct dname name;
	char *copy;

	/* no escapes: a host name has no characters that need one */
	if (text.len == 0 || memchr(text.ptr, '\\', text.len) != NULL ||
	    !dname_parse(text, NULL, &name, NULL) || !dname_is_hostname(&name)) {
		complain_hostname(c, node, span, text, is_key);
		return false;
	}
	if (dname_labels(&name) < 2) {
		conf_report(c, "name", node, span, "expected a fully qualified name, got one label")
		    ->expected = "a fully qualified name";
		return false;
	}
	copy = arena_alloc(c->arena, len + 1);
	for (size_t i = 0; i < len; i++)
		copy[i] = (char)ascii_lower((uint8_t)text.ptr[i]);
	*out = (struct conf_str){ copy, span };
	return true;
}

void
conf_read_hostname(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct str text;

	(void)extra;
	if (conf_scalar(c, node, HOST_NAME, &text))
		check_hostname(c, node, node->span, text, false, to);
}

bool
conf_key_hostname(struct conf *c, const struct yaml_node *node, struct conf_str *out)
{
	return check_hostname(c, node, node->key_span, node->key, true, out);
}

static bool
check_zone_name(struct conf *c, const struct yaml_node *node, struct span span, struct str text,
    struct conf_str *out)
{
	struct dname name;
	struct buf print = { 0 };

	if (str_equal(text, STR("@")) || !dname_parse(text, NULL, &name, NULL)) {
		conf_report(
		    c, "name", node, span, "expected a zone name, got \"%s\"", conf_token(c, text))
		    ->expected = "a zone name";
		return false;
	}
	dname_print(&name, &print);
	*out = conf_copy(c, buf_view(&print), span);
	buf_free(&print);
	return true;
}

void
conf_read_zone_name(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct str text;

	(void)extra;
	if (conf_scalar(c, node, "a zone name", &text))
		check_zone_name(c, node, node->span, text, to);
}

bool
conf_key_zone_name(struct conf *c, const struct yaml_node *node, struct conf_str *out)
{
	return check_zone_name(c, node, node->key_span, node->key, out);
}

/* What may stand in braces, and a value that tells whether the rest makes a host name. */
static const struct {
	const char *key, *sample;
} placeholders[] = {
	{ "{n}", "1" },
	{ "{a}", "1" },
	{ "{b}", "1" },
	{ "{c}", "1" },
	{ "{d}", "1" },
	{ "{ip}", "1-1-1-1" },
	{ "{host}", "h" },
	{ "{domain}", "d.example" },
};

/* Put samples for what stands in braces; false when that is nothing we know. */
static bool
fill_template(struct str text, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		size_t i = 0;

		if (text.ptr[at] != '{') {
			buf_char(out, text.ptr[at++]);
			continue;
		}
		for (; i < ARRAY_LEN(placeholders); i++) {
			struct str key = str_of(placeholders[i].key);

			if (text.len - at >= key.len &&
			    memcmp(text.ptr + at, key.ptr, key.len) == 0) {
				buf_text(out, placeholders[i].sample);
				at += key.len;
				break;
			}
		}
		if (i == ARRAY_LEN(placeholders))
			return false;
	}
	return true;
}

void
conf_read_template(struct conf *c, const struct yaml_node *node, void *to, const void *extra)
{
	struct buf filled = { 0 };
	struct conf_str sample;
	struct str text;

	if (!conf_scalar(c, node, "a host name or a template", &text))
		return;
	if (memchr(text.ptr, '{', text.len) == NULL) {
		check_hostname(c, node, node->span, text, false, to);
		return;
	}
	if (extra != NULL && str_equal(text, STR("{ptr}"))) {
		*(struct conf_str *)to = conf_copy(c, text, node->span);
		return;
	}
	if (!fill_template(text, &filled)) {
		conf_expected(c, "name", node, "a host name or a template",
		    extra != NULL
		        ? "in braces may stand n, a, b, c, d, ip, host or domain, or {ptr} alone"
		        : "in braces may stand n, a, b, c, d, ip, host or domain");
	} else if (check_hostname(c, node, node->span, buf_view(&filled), false, &sample)) {
		size_t len = text.len - (text.ptr[text.len - 1] == '.');
		char *copy = arena_copy(c->arena, (struct str){ text.ptr, len });

		for (size_t i = 0; i < len; i++)
			copy[i] = (char)ascii_lower((uint8_t)copy[i]);
		*(struct conf_str *)to = (struct conf_str){ copy, node->span };
	}
	buf_free(&filled);
}
