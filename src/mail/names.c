/* mail/names.c -- many short names in little room */
#include <assert.h>

#include "mail/parts.h"

#define NAMES_BYTES ((size_t)16 << 10) /* of names in one piece */

const struct dname *
names_keep(struct mail *m, const struct dname *name)
{
	size_t size = offsetof(struct dname, wire) + name->len;
	uint8_t *kept;

	/* behind the last name of a piece remains room for a whole struct, so that copies read nothing else */
	if (m->names_left < sizeof *name) {
		m->names = arena_alloc(&m->arena, NAMES_BYTES);
		m->names_left = NAMES_BYTES;
	}
	kept = m->names;
	memcpy(kept, name, size);
	m->names += size;
	m->names_left -= size;
	return (const struct dname *)kept;
}

const struct dname *
names_keep_text(struct mail *m, const char *text)
{
	struct dname name;
	bool ok = dname_parse(str_of(text), NULL, &name, NULL);

	assert(ok);
	(void)ok;
	return names_keep(m, &name);
}
