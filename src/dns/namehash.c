/* dns/namehash.c -- hashing of names in wire form, and the key */
#include "dns/namehash.h"

#include <sys/random.h>

#include "base/err.h"

uint64_t namehash_key[2];

void
namehash_init(void)
{
	if (getrandom(namehash_key, sizeof namehash_key, 0) != (ssize_t)sizeof namehash_key)
		die("the system gives no random numbers");
	namehash_key[1] |= 1;
}

uint64_t
namehash_root(uint32_t view)
{
	return namehash_mix(view + 1, 0x9e3779b97f4a7c15u);
}

unsigned
namehash_ancestors(uint64_t root, const struct dname *name, uint64_t *out)
{
	uint8_t start[DNAME_LABELS_MAX + 1], padded[DNAME_LABEL_MAX + NAMEHASH_PAD];
	unsigned labels = 0;

	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		start[labels++] = (uint8_t)at;
	out[labels] = root;
	for (unsigned i = labels; i-- > 0;) {
		unsigned len = name->wire[start[i]];
		const uint8_t *label = name->wire + start[i] + 1;

		/* a packed name ends in memory where it ends in length */
		if (start[i] + 1u + len + NAMEHASH_PAD > name->len)
			label = memcpy(padded, label, len);
		out[i] = namehash_label(out[i + 1], label, len);
	}
	return labels;
}

uint64_t
namehash_dname(uint64_t root, const struct dname *name)
{
	uint64_t hashes[DNAME_LABELS_MAX + 1];

	namehash_ancestors(root, name, hashes);
	return hashes[0];
}

uint64_t
namehash_bytes(uint64_t seed, const uint8_t *s, size_t len)
{
	uint64_t h = seed ^ len, a, b;

	while (len >= 16) {
		memcpy(&a, s, 8);
		memcpy(&b, s + 8, 8);
		h = namehash_mix(a ^ h, b + h);
		s += 16;
		len -= 16;
	}
	a = b = 0;
	if (len >= 8) {
		memcpy(&a, s, 8);
		memcpy(&b, s + 8, len - 8);
	} else if (len > 0) {
		memcpy(&a, s, len);
	}
	return namehash_mix(a ^ h, b + h);
}
