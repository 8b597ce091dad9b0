/* base/limits.h -- every bound on what input can multiply, with its reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stdint.h>

/* Budgets of a whole run; the command line may raise them, no file may. */
struct limits {
	uint64_t bytes;    /* of all zone files together: 2 GiB, so that offsets fit 32 bits */
	uint64_t files;    /* 100,000 */
	uint64_t records;  /* 20 million */
	uint64_t generate; /* records that $GENERATE may write: 1 million, over all lines */
	uint64_t includes; /* 10,000 $INCLUDE lines followed: 26 files can ask for 2^25 */
};

#define LIMITS_DEFAULT ((struct limits){ (uint64_t)2 << 30, 100000, 20000000, 1000000, 10000 })

/* Not to be raised: structures depend on them, or nothing sane comes near. */
enum {
	LIMIT_INCLUDE_DEPTH = 10,     /* as NSD */
	LIMIT_RECORD_BYTES = 1 << 20, /* one entry of a master file, all its lines */
	LIMIT_WHOLE_FILE = 4 << 20,   /* larger files are read through windows */
	LIMIT_CNAME_CHAIN = 8,        /* resolvers give up between 8 and 16 */
	LIMIT_YAML_BYTES = 16 << 20,  /* a map of 100,000 hosts has 5 MB */
	LIMIT_YAML_DEPTH = 16, /* our keys reach depth 6; libyaml is quadratic in flow depth */
	LIMIT_YAML_NODES = 1000000,
	LIMIT_TEXT_FINDINGS = 1000, /* shown for one rule in text formats; the rest is counted */
	LIMIT_THREADS = 8
};

#endif
