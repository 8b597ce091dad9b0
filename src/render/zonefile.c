/* render/zonefile.c -- generated zones as master files */
#include "render/zonefile.h"

#include "dns/rdata.h"
#include "dns/rrtype.h"

/* Labels of a /24 and of a /64, "in-addr.arpa" and "ip6.arpa" counted. */
enum { LABELS_24 = 5, LABELS_64 = 18, LABELS_V4 = 6 };

/* The $ORIGIN that a record stands below: the zone's apex, or its address's network when that is closer. */
static struct dname
origin_of(const struct gen_record *r, const struct dname *apex)
{
	unsigned labels = dname_labels(r->owner);
	unsigned wanted = labels == LABELS_V4 ? LABELS_24 : LABELS_64;

	if (!r->full || dname_labels(apex) >= wanted)
		return *apex;
	return dname_parent(r->owner, labels - wanted);
}

/* Two addresses of one /24 or /64: their records stand below one origin. */
static bool
is_neighbour(const struct gen_record *a, const struct gen_record *b)
{
	return a->full && b->full &&
	       memcmp(a->addr.octets, b->addr.octets, b->addr.family == ADDR_V4 ? 3 : 8) == 0;
}

/* The owner without its origin. */
static void
put_owner(const struct dname *owner, const struct dname *origin, struct buf *out)
{
	struct dname prefix = { .len = (uint8_t)(owner->len - origin->len + 1) };

	if (owner->len == origin->len) {
		buf_char(out, '@');
		return;
	}
	memcpy(prefix.wire, owner->wire, prefix.len - 1u);
	prefix.wire[prefix.len - 1] = 0;
	dname_print(&prefix, out);
	out->len--;
}

static void
put_record(const struct gen_zone *zone, const struct gen_record *r, const struct dname *origin,
    bool comments, struct buf *out)
{
	char type[16], addr[ADDR_TEXT_MAX];
	struct dname target;

	put_owner(r->owner, origin, out);
	buf_char(out, '\t');
	if (r->ttl != zone->ttl)
		buf_put(out, "%u ", r->ttl);
	buf_text(out, "IN ");
	buf_text(out, rrtype_text(r->type, type));
	buf_char(out, '\t');
	if (r->type == RRTYPE_PTR && rdata_name(r->rdata, r->rdata_len, 0, &target) == r->rdata_len)
		dname_print(&target, out); /* as below, in less time */
	else
		rdata_print(r->type, r->rdata, r->rdata_len, out);
	if (r->comment != NULL)
		buf_put(out, "\t%s", r->comment);
	else if (comments && r->pointer && r->addr.family != 0)
		buf_put(out, "\t; %s", addr_text(&r->addr, addr));
	buf_char(out, '\n');
}

static void
put_origin(const struct dname *origin, struct buf *out)
{
	buf_text(out, "$ORIGIN ");
	dname_print(origin, out);
	buf_char(out, '\n');
}

void
render_zonefile(
    const struct gen_zone *zone, const struct zonefile_options *options, struct buf *out)
{
	const struct dname *apex = &zone->target->origin;
	const struct gen_record *last = NULL;
	struct dname origin = *apex;

	put_origin(apex, out);
	if (!options->snippet)
		buf_put(out, "$TTL %u\n", zone->ttl);
	for (size_t i = 0; i < zone->count; i++) {
		const struct gen_record *r = &zone->records[i];
		struct dname own;

		if (!gen_record_in(r, options->snippet))
			continue;
		if (last == NULL || !is_neighbour(last, r)) {
			own = origin_of(r, apex);
			if (!dname_equal(&own, &origin)) {
				buf_char(out, '\n');
				put_origin(&own, out);
				origin = own;
			}
		}
		last = r;
		put_record(zone, r, &origin, options->comments, out);
	}
}

/* The bytes of a file's name. */
static void
put_plain(struct str text, struct buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = (uint8_t)text.ptr[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';

		if (plain)
			buf_char(out, (char)c);
		else if (c == '/')
			buf_char(out, '-');
		else
			buf_put(out, "%%%02X", c);
	}
}

void
zonefile_name(const struct dname *origin, const char *view, bool snippet, struct buf *out)
{
	char text[DNAME_TEXT_MAX];
	struct str name = str_of(dname_text(origin, text));

	name.len--;
	put_plain(name, out);
	if (*view != '\0') {
		buf_char(out, '.');
		put_plain(str_of(view), out);
	}
	buf_text(out, snippet ? ".inc" : ".zone");
	buf_char(out, '\0');
}
