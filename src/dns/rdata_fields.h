/*
 * dns/rdata_fields.h -- what the files behind dns/rdata.h share; nobody else includes this.
 *
 * A reader turns tokens into wire form, field by field; a walker goes over wire form, checks it
 * and, when it has somewhere to write, prints it.  Each kind of field has a function for both, and
 * both accept exactly the same octets.
 */
#ifndef DNS_RDATA_FIELDS_H
#define DNS_RDATA_FIELDS_H

#include "dns/rdata.h"
#include "dns/rrtype.h"

struct reader {
	uint16_t type;
	const char *layout;
	struct str field; /* what messages call the field being read */
	const struct token *tokens;
	size_t count, next;
	const struct dname *origin;
	uint8_t *wire;
	size_t len;
	const struct rdata_sink *sink;
};

struct walker {
	uint16_t type;
	const uint8_t *wire;
	size_t len, at;
	struct buf *out; /* NULL: only check */
	uint8_t *fold;   /* the octets again, where names are to be lower-cased; or NULL */
	size_t start;    /* where in out the first field begins */
};

/* One entry of a layout; names holds several, parted by commas, when the field does. */
struct field {
	char letter;
	struct str names;
};

struct mnemonic {
	const char *name;
	uint16_t number;
};

/* At most so many bytes of a token are shown in a message, as the arguments of "%.*s". */
#define SHOWN_MAX   80
#define SHOWN(text) (int)((text).len < SHOWN_MAX ? (text).len : SHOWN_MAX), (text).ptr

/* rdata.c */
bool layout_next(const char **layout, struct field *field);
/* Complain about bytes [at, at + len) of the token taken last, or of another; always false. */
bool reader_bad(struct reader *r, enum problem problem, size_t at, size_t len, const char *fmt, ...)
    PL_PRINTF(5, 6);
bool reader_bad_token(struct reader *r, enum problem problem, size_t token, const char *fmt, ...)
    PL_PRINTF(4, 5);
/* "FIELD is TEXT, wanted …" about the whole token taken last; always false. */
bool reader_wanted(struct reader *r, enum problem problem, const char *fmt, ...) PL_PRINTF(3, 4);
void reader_remark(
    struct reader *r, enum problem problem, size_t at, size_t len, const char *sentence);
/* The next token, or NULL after a complaint that the field is missing. */
const struct token *reader_next(struct reader *r);
/* The same, and the token must not be quoted. */
const struct token *reader_plain(struct reader *r);
static inline bool
reader_more(const struct reader *r)
{
	return r->next < r->count;
}
PL_MUST_CHECK bool reader_put(struct reader *r, const void *octets, size_t len);
PL_MUST_CHECK bool reader_put_number(struct reader *r, uint64_t value, size_t octets);
/* The next len octets, or NULL when there are fewer. */
const uint8_t *walker_take(struct walker *w, size_t len);
static inline size_t
walker_left(const struct walker *w)
{
	return w->len - w->at;
}
/* A blank, unless the field is the first. */
void walker_gap(struct walker *w);
void walker_put(struct walker *w, const char *fmt, ...) PL_PRINTF(2, 3);

/* rdata_number.c */
bool reader_number(struct reader *r, uint64_t most, uint64_t *value);
bool reader_type(struct reader *r, uint16_t *type);
const char *printed_type(uint16_t type, char buf[16]);
bool read_number(struct reader *r, size_t octets);
bool read_duration(struct reader *r);
bool read_serial(struct reader *r);
bool read_time(struct reader *r);
bool read_type(struct reader *r);
bool read_mnemonic(struct reader *r, char letter);
bool read_key_flags(struct reader *r);
uint64_t number_at(const uint8_t *octets, size_t len);
bool walk_number(struct walker *w, size_t octets);
bool walk_key_flags(struct walker *w);
bool walk_time(struct walker *w);
bool walk_type(struct walker *w);

/* rdata_name.c */
bool read_name(struct reader *r);
bool read_signer(struct reader *r);
bool read_names(struct reader *r);
bool read_a(struct reader *r);
bool read_aaaa(struct reader *r);
bool walk_name(struct walker *w);
bool walk_signer(struct walker *w);
bool walk_a(struct walker *w);
bool walk_aaaa(struct walker *w);

/* rdata_string.c */
/* Take the escapes off; a complaint when one is bad, or when there are more than room octets. */
bool reader_decode(struct reader *r, struct str text, uint8_t *out, size_t room, size_t *len);
bool read_string(struct reader *r, char letter);
bool read_strings(struct reader *r);
bool read_long_string(struct reader *r);
bool walk_string(struct walker *w, char letter);
bool walk_strings(struct walker *w);
bool walk_long_string(struct walker *w);
void walker_quoted(struct walker *w, const uint8_t *octets, size_t len);

/* rdata_regexp.c: NULL, or what is wrong with a substitution expression of NAPTR */
const char *regexp_fault(const uint8_t *octets, size_t len);

/* rdata_binary.c */
int hex_digit(char c);
bool reader_hex_token(struct reader *r, size_t most);
bool reader_base64(struct reader *r, bool one_token);
bool read_hex(struct reader *r);
bool read_digest(struct reader *r, char letter);
bool read_base64(struct reader *r, char letter);
bool read_salt(struct reader *r);
bool read_hash(struct reader *r);
bool read_eui(struct reader *r, size_t octets);
bool read_locator(struct reader *r);
bool read_nsap(struct reader *r);
bool read_atma(struct reader *r);
bool base64_decode(struct str text, struct buf *out);
void walker_hex(struct walker *w, const uint8_t *octets, size_t len);
void walker_base64(struct walker *w, const uint8_t *octets, size_t len);
bool walk_hex(struct walker *w);
bool walk_digest(struct walker *w, char letter);
bool walk_base64(struct walker *w, char letter);
bool walk_salt(struct walker *w);
bool walk_hash(struct walker *w);
bool walk_eui(struct walker *w, size_t octets);
bool walk_locator(struct walker *w);
bool walk_nsap(struct walker *w);
bool walk_atma(struct walker *w);

/* rdata_bitmap.c */
bool read_bitmap(struct reader *r, char letter);
bool read_nxt_bitmap(struct reader *r);
bool read_wks(struct reader *r);
bool walk_bitmap(struct walker *w, char letter);
bool walk_nxt_bitmap(struct walker *w);
bool walk_wks(struct walker *w);

/* rdata_loc.c */
bool read_loc(struct reader *r);
bool walk_loc(struct walker *w);

/* rdata_gateway.c */
bool read_apl(struct reader *r);
bool read_gateway(struct reader *r);
bool read_relay(struct reader *r);
bool read_hip(struct reader *r);
bool read_a6(struct reader *r);
bool walk_apl(struct walker *w);
bool walk_gateway(struct walker *w);
bool walk_relay(struct walker *w);
bool walk_hip(struct walker *w);
bool walk_a6(struct walker *w);

/* rdata_svcb.c, svcb_value.c */
bool read_svcb(struct reader *r);
bool walk_svcb(struct walker *w);

enum svcb_key {
	SVCB_MANDATORY,
	SVCB_ALPN,
	SVCB_NO_DEFAULT_ALPN,
	SVCB_PORT,
	SVCB_IPV4HINT,
	SVCB_ECH,
	SVCB_IPV6HINT,
	SVCB_DOHPATH,
	SVCB_OHTTP,
	SVCB_TLS_GROUPS,
	SVCB_DOCPATH
};
/* The number of a key as written, "keyN" included; false when there is no such key. */
bool svcb_key_parse(struct str text, uint16_t *key);
/* How a key is printed: by name, or "keyN" when servers of today need not know the name. */
const char *svcb_key_text(uint16_t key, char buf[16]);
/* NULL, or what is wrong with a value in wire form. */
const char *svcb_value_fault(uint16_t key, const uint8_t *value, size_t len);
/* Turn a value's text, escapes of the string taken off, into wire form; NULL, or what is wrong. */
const char *svcb_value_parse(uint16_t key, struct str text, struct buf *out);
void svcb_value_print(struct walker *w, uint16_t key, const uint8_t *value, size_t len);

#endif
