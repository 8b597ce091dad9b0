/* cli/schemas.h -- the files of schemas/, made part of the program by scripts/gen-schemas. */
#ifndef CLI_SCHEMAS_H
#define CLI_SCHEMAS_H

#include "base/base.h"

struct schema {
	const char *name; /* "map" */
	struct str text;
};

/* Ends with an entry without a name. */
extern const struct schema schemas[];

#endif
