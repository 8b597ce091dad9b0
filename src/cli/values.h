/* cli/values.h -- values of options: numbers, sizes, days, choices. */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "base/limits.h"
#include "cli/cli.h"

/* All return false with err on what they cannot read; out is untouched then. */

/* Digits, then perhaps k, M or G (powers of 1024). */
PL_MUST_CHECK bool value_size(const char *text, uint64_t *out, struct err *err);

/* Digits. */
PL_MUST_CHECK bool value_count(const char *text, uint64_t *out, struct err *err);

/* A day, "2026-11-22", as days since 1970-01-01. */
PL_MUST_CHECK bool value_day(const char *text, int64_t *out, struct err *err);

/* "NAME=N" into the budget of that name. */
PL_MUST_CHECK bool value_limit(const char *text, struct limits *limits, struct err *err);

/* auto, always or never. */
PL_MUST_CHECK bool value_when(const char *text, enum when *out, struct err *err);

/* error, warning, info; never is SEVERITY_OFF. */
PL_MUST_CHECK bool value_fail_on(const char *text, enum severity *out, struct err *err);

/* github or gitlab. */
PL_MUST_CHECK bool value_ci(const char *text, const char **out, struct err *err);

/* A format of findings. */
PL_MUST_CHECK bool value_format(
    const char *text, const struct render_format **out, struct err *err);

/* Seconds since 1970 in SOURCE_DATE_EPOCH, else the clock, as a day. */
PL_MUST_CHECK bool value_today(int64_t *out, struct err *err);
/* Seconds since 1970-01-01 on that day: now, when it is today by the clock. */
int64_t value_now(int64_t today);

/* Set err: what words there are, and which was probably meant. */
void value_unknown(
    const char *what, const char *text, const char *const *words, size_t count, struct err *err);

#endif
