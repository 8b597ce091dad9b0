/*
 * tests/fuzz/fuzz_yaml.c -- the short way through YAML against libyaml, over any bytes.
 *
 * Whatever the short way takes, libyaml takes for the same tree with the same places.
 */
#include <stdint.h>

#include "../unit/yaml_same.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum tree_reader reader;

	if (!yaml_readers_agree((struct str){ (const char *)data, size }, &reader))
		abort();
	return 0;
}
