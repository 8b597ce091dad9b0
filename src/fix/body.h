/*
 * fix/body.h -- a zone file's text as entries: what stands where, and in which circumstances.
 *
 * A section is a stretch between directives and comment lines.  Pointers are the PTR and CNAME
 * records, sorted: that is where new ones go.  Only files without reading errors are taken apart,
 * so that what is not understood need not be guessed.  Private to fix/.
 */
#ifndef FIX_BODY_H
#define FIX_BODY_H

#include "base/arena.h"
#include "zone/lex.h"
#include "zone/parts.h"

#define BODY_NONE UINT32_MAX

enum entry_kind { ENTRY_RECORD, ENTRY_DIRECTIVE, ENTRY_END };

struct entry {
	uint32_t begin, next; /* its lines; next is behind the newline */
	uint32_t head;        /* of a record: the entry that spells its owner, or BODY_NONE */
	uint32_t origin;      /* index of the origin in force at it */
	uint32_t section;
	uint32_t implied; /* TTL that a record without one has here */
	uint16_t type;
	uint8_t kind;
	bool implied_known, dollar_ttl; /* implied is that of a $TTL line */
	bool has_ttl;                   /* of its own */
};

/* Names by value: octets and nibbles below the apex as numbers, from the right. */
struct order_key {
	uint8_t count; /* of numbers; ORDER_OTHER: none, compare as names */
	uint8_t numbers[32];
};
#define ORDER_OTHER 255

struct pointer {
	struct order_key key;
	uint32_t entry;
	uint32_t origin;           /* number of its origin, equal for equal names */
	const struct dname *owner; /* packed: only its octets may be read */
};

struct section {
	uint32_t last;  /* its last record, or BODY_NONE */
	bool unordered; /* its pointers do not ascend */
};

struct body {
	const char *text; /* len bytes and a newline */
	uint32_t len;
	struct dname apex;
	struct entry *entries; /* the last is ENTRY_END */
	size_t count, cap;
	struct dname *origins; /* as the directives come; the first is the apex */
	uint32_t *origin_numbers;
	size_t origin_count, origin_cap;
	struct pointer *pointers; /* by origin number, key, place */
	size_t pointer_count, pointer_cap;
	struct section *sections;
	size_t section_count, section_cap;
	uint32_t soa_minimum; /* of the first SOA record, 0 before */
	struct lexed lexed;   /* of body_entry() */
	struct arena arena;
};

/*
 * Take a zone's text apart.
 *
 * text    behind its len bytes BODY_PAD more are readable; borrowed
 * return  false when an entry cannot be read; free with body_free() in any case
 */
PL_MUST_CHECK bool body_read(struct body *b, struct str text, const struct dname *apex);
#define BODY_PAD 64
void body_free(struct body *b);

/* Lex an entry again: tokens and parts are good until the next call. */
PL_MUST_CHECK bool body_entry(
    struct body *b, uint32_t entry, const struct lexed **lexed, struct parts *parts);

/* The entry that byte off stands in, or BODY_NONE. */
uint32_t body_find(const struct body *b, uint32_t off);

/* The record entry at or behind an index, or BODY_NONE. */
uint32_t body_next_record(const struct body *b, uint32_t entry);

/* The owner of a record entry; false when it has none. */
PL_MUST_CHECK bool body_owner(struct body *b, uint32_t entry, struct dname *owner);

/* Where a name stands in the order of pointers. */
struct order_key order_key(const struct dname *name, const struct dname *apex);
int order_compare(const struct order_key *a, const struct dname *a_name, const struct order_key *b,
    const struct dname *b_name);

#endif
