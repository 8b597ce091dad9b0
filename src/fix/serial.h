/*
 * fix/serial.h -- the next serial number of a zone (RFC 1982), as its owner would have written it.
 *
 * 2026112201 is a date with a counter, 1795305600 are seconds since 1970, 42 is a counter.  A date
 * whose counter is used up runs on into the next number; a serial dated in the future goes on
 * counting.
 */
#ifndef FIX_SERIAL_H
#define FIX_SERIAL_H

#include "base/base.h"
#include "conf/project.h"

enum serial_kind { SERIAL_COUNTER, SERIAL_DATE, SERIAL_UNIX };

/* What a serial looks like on this day. */
enum serial_kind serial_kind(uint32_t serial, int64_t today, int64_t now);

/*
 * The serial that follows.
 *
 * today   days, now seconds since 1970-01-01
 * return  false when the policy would step back or by 2^31 and more: secondaries would not follow
 */
bool serial_next(
    uint32_t serial, enum project_serial policy, int64_t today, int64_t now, uint32_t *out);

#endif
