/* fix/serial.c -- the next serial number */
#include "fix/serial.h"

#include "dns/ttl.h"

#define YEAR_SECONDS ((int64_t)366 * 86400)

/* YYYYMMDD of a day, by the Gregorian calendar. */
static uint32_t
date_number(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
	int64_t year = yoe + era * 400 + (month <= 2);

	if (year < 1970 || year > 4293)
		return 0;
	return (uint32_t)(year * 10000 + month * 100 + day);
}

/* Days in a month of a year. */
static uint32_t
month_days(uint32_t year, uint32_t month)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (uint32_t)(month == 2 && leap);
}

/* YYYYMMDD that is a day, not before DNS was there. */
static bool
is_date(uint32_t n)
{
	uint32_t year = n / 10000, month = n / 100 % 100, day = n % 100;

	return year >= 1983 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= month_days(year, month);
}

enum serial_kind
serial_kind(uint32_t serial, int64_t today, int64_t now)
{
	int64_t apart = (int64_t)serial - now;

	if (is_date(serial / 100) && serial / 100 <= date_number(today + 1))
		return SERIAL_DATE;
	return apart > -2 * YEAR_SECONDS && apart < 2 * YEAR_SECONDS ? SERIAL_UNIX : SERIAL_COUNTER;
}

/* One step, past zero: a few secondaries take serial 0 for "none yet". */
static uint32_t
step(uint32_t serial)
{
	return serial == UINT32_MAX ? 1 : serial + 1;
}

/* The wanted number when it is later, else one step. */
static bool
at_least(uint32_t serial, uint32_t wanted, uint32_t *out)
{
	*out = serial_compare(wanted, serial) == 1 && wanted != 0 ? wanted : step(serial);
	return true;
}

/* A change of kind must be a step forward; what is not would need two steps and a wait. */
static bool
forward(uint32_t serial, uint32_t wanted, uint32_t *out)
{
	if (wanted == 0 || serial_compare(wanted, serial) != 1)
		return false;
	*out = wanted;
	return true;
}

bool
serial_next(uint32_t serial, enum project_serial policy, int64_t today, int64_t now, uint32_t *out)
{
	enum serial_kind kind = serial_kind(serial, today, now);
	uint32_t date = date_number(today) * 100;

	switch (policy) {
	case PROJECT_SERIAL_KEEP:
		*out = serial;
		return true;
	case PROJECT_SERIAL_INCREMENT:
		*out = step(serial);
		return true;
	case PROJECT_SERIAL_DATE:
		/* a date of the future goes on counting */
		if (kind == SERIAL_DATE || (is_date(serial / 100) && kind != SERIAL_UNIX))
			return at_least(serial, date, out);
		return forward(serial, date + 1, out);
	case PROJECT_SERIAL_UNIX:
		if (kind == SERIAL_UNIX)
			return at_least(serial, (uint32_t)now, out);
		return forward(serial, (uint32_t)now, out);
	default:
		break;
	}
	if (kind == SERIAL_DATE)
		return at_least(serial, date, out);
	return at_least(serial, kind == SERIAL_UNIX ? (uint32_t)now : step(serial), out);
}
