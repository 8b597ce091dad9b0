/*
 * tests/fuzz/fuzz_child.c -- any bytes as the label of a classless child zone, and as a template of such labels.
 *
 * The first two bytes choose a block of 192.0.2.0/24, the third a style; the rest is the label and the template.
 * A block that is read lies in the /24, on its boundary, and holds the addresses that it begins and ends with.
 * A name that is made is one label below the /24; one of first and length, or of a range, is read as the same
 * block again, unless it is one of the four that may be two.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fix/child.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dname parent = { 22, "\0012\0010\003192\7in-addr\4arpa" };

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
check_block(const struct prefix *net)
{
	unsigned first = net->base.octets[3], count;
	struct addr last = net->base;

	need(net->base.family == ADDR_V4 && net->bits >= 25 && net->bits <= 32);
	need(net->base.octets[0] == 192 && net->base.octets[1] == 0 && net->base.octets[2] == 2);
	count = 1u << (32 - net->bits);
	need(first % count == 0 && first + count <= 256);
	last.octets[3] = (uint8_t)(first + count - 1);
	need(prefix_contains(net, &net->base) && prefix_contains(net, &last));
}

static void
read_label(const uint8_t *text, size_t len)
{
	struct dname label = { 0 }, name, owner;
	struct prefix net;

	if (len == 0 || len > DNAME_LABEL_MAX)
		return;
	label.wire[0] = (uint8_t)len;
	memcpy(label.wire + 1, text, len);
	label.len = (uint8_t)(len + 2);
	need(dname_concat(&label, &parent, &name));
	if (child_read(&name, &net) != CHILD_BLOCK)
		return;
	check_block(&net);
	need(child_owner(&net.base, &name, &owner));
	need(dname_labels(&owner) == 7 && dname_below(&owner, &name));
}

static void
make_name(const struct prefix *block, enum project_style style, const char *template)
{
	struct dname name;
	struct prefix again;
	struct err err;
	enum child_reading reading;

	if (!child_name(block, style, template, &name, &err)) {
		need(style == PROJECT_STYLE_TEMPLATE && err.text[0] != '\0');
		return;
	}
	need(dname_labels(&name) == 6 && dname_below(&name, &parent));
	reading = child_read(&name, &again);
	if (reading == CHILD_BLOCK)
		check_block(&again);
	if (style != PROJECT_STYLE_HYPHEN && style != PROJECT_STYLE_SLASH &&
	    style != PROJECT_STYLE_RANGE)
		return;
	need(reading != CHILD_OTHER || block->bits == 32);
	if (reading == CHILD_BLOCK)
		need(again.bits == block->bits && addr_equal(&again.base, &block->base));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum project_style styles[] = { PROJECT_STYLE_HYPHEN, PROJECT_STYLE_SLASH,
		PROJECT_STYLE_RANGE, PROJECT_STYLE_OCTET, PROJECT_STYLE_TEMPLATE };
	struct prefix block = { { ADDR_V4, { 192, 0, 2 } }, 32 };
	char *template;

	if (size < 3)
		return 0;
	block.bits = (uint8_t)(25 + data[0] % 8);
	block.base.octets[3] = (uint8_t)(data[1] & (0xff00u >> (block.bits - 24)));
	read_label(data + 3, size - 3);
	template = malloc(size - 2);
	if (template == NULL)
		return 0;
	memcpy(template, data + 3, size - 3);
	template[size - 3] = '\0';
	make_name(&block, styles[data[2] % 5], template);
	free(template);
	return 0;
}
