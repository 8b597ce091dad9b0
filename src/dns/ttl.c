/* dns/ttl.c -- durations with units, serial number arithmetic */
#include "dns/ttl.h"

/* Anything above is an overflow; sums are held here so that they cannot wrap. */
#define TTL_CEILING ((uint64_t)1 << 32)

/* Seconds of a unit, 0 when c names none. */
static uint32_t
unit_seconds(char c)
{
	switch (ascii_lower((uint8_t)c)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

static uint64_t
held(uint64_t value)
{
	return value < TTL_CEILING ? value : TTL_CEILING;
}

enum problem
ttl_parse(struct str text, uint32_t *out)
{
	uint64_t total = 0, n = 0;
	bool digits = false, units = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c >= '0' && c <= '9') {
			n = held(n * 10 + (uint64_t)(c - '0'));
			digits = true;
		} else {
			uint32_t scale = unit_seconds(c);

			if (scale == 0 || !digits)
				return PROBLEM_TTL_SYNTAX;
			total = held(total + n * scale);
			n = 0;
			digits = false;
			units = true;
		}
	}
	if (digits && units)
		return PROBLEM_TTL_UNIT_INCOMPLETE;
	if (!digits && !units)
		return PROBLEM_TTL_SYNTAX;
	total = held(total + n);
	if (total == TTL_CEILING)
		return PROBLEM_TTL_OVERFLOW;
	*out = (uint32_t)total;
	return total > INT32_MAX ? PROBLEM_TTL_OVER_31_BITS : PROBLEM_NONE;
}

bool
ttl_is_compound(struct str text)
{
	unsigned units = 0;

	for (size_t i = 0; i < text.len; i++)
		units += unit_seconds(text.ptr[i]) != 0;
	return units > 1;
}

bool
ttl_looks_like(struct str text)
{
	if (text.len == 0 || text.ptr[0] < '0' || text.ptr[0] > '9')
		return false;
	for (size_t i = 1; i < text.len; i++) {
		char c = text.ptr[i];

		if ((c < '0' || c > '9') && unit_seconds(c) == 0)
			return false;
	}
	return true;
}

int
serial_compare(uint32_t a, uint32_t b)
{
	uint32_t ahead = b - a;

	if (ahead == 0)
		return 0;
	if (ahead == (uint32_t)1 << 31)
		return 2;
	return ahead < (uint32_t)1 << 31 ? -1 : 1;
}
