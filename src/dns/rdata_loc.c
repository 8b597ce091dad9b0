/* dns/rdata_loc.c -- LOC, RFC 1876: "52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m" */
#include <inttypes.h>

#include "dns/rdata_fields.h"

#define MS_PER_DEGREE 3600000u
#define EQUATOR       0x80000000u /* 0 degrees */
#define ALTITUDE_BASE 10000000u   /* centimetres below the reference spheroid that 0 stands for */
#define SIZE_MAX_CM   9000000000u /* nine times ten to the ninth */

/* Defaults of RFC 1876 §3, as mantissa and exponent of centimetres: 1 m, 10 km, 10 m. */
static const uint8_t size_defaults[] = { 0x12, 0x16, 0x13 };
static const char *const size_names[] = { "size", "horizontal-precision", "vertical-precision" };

/*
 * Read decimal digits with at most places digits behind a point, as a whole number of the last
 * place.
 *
 * return  false when text is no such number; a value over 2^63 is held there
 */
static bool
decimal_parse(struct str text, unsigned places, uint64_t *value)
{
	uint64_t n = 0;
	unsigned behind = 0;
	bool point = false, digits = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9' || (point && behind == places))
			return false;
		if (n < (uint64_t)1 << 59)
			n = n * 10 + (uint64_t)(c - '0');
		behind += point;
		digits = true;
	}
	for (; behind < places; behind++)
		if (n < (uint64_t)1 << 59)
			n *= 10;
	*value = n;
	return digits;
}

/* Whether the next token is one of two letters; it is taken then. */
static bool
hemisphere(struct reader *r, const char letters[2], bool *positive)
{
	struct str text;

	if (!reader_more(r) || r->tokens[r->next].quoted)
		return false;
	text = r->tokens[r->next].text;
	if (text.len != 1 || (text.ptr[0] != letters[0] && text.ptr[0] != letters[1]))
		return false;
	*positive = text.ptr[0] == letters[0];
	r->next++;
	return true;
}

static bool
seconds(struct reader *r, uint64_t *ms)
{
	const struct token *token = reader_plain(r);

	if (token == NULL)
		return false;
	if (!decimal_parse(token->text, 3, ms))
		return reader_wanted(
		    r, PROBLEM_RDATA_INVALID, "seconds with at most three decimals");
	if (*ms >= 60000)
		return reader_wanted(r, PROBLEM_NUMBER_RANGE, "seconds from 0 to 59.999");
	return true;
}

/* Degrees, then perhaps minutes and seconds, then one of letters. */
static bool
read_angle(struct reader *r, const char letters[2], unsigned most)
{
	uint64_t degrees, minutes = 0, ms = 0, angle;
	bool positive;

	if (!reader_number(r, most, &degrees))
		return false;
	if (!hemisphere(r, letters, &positive)) {
		if (!reader_number(r, 59, &minutes))
			return false;
		if (!hemisphere(r, letters, &positive)) {
			const struct token *token;

			if (!seconds(r, &ms))
				return false;
			if (!hemisphere(r, letters, &positive)) {
				token = reader_plain(r);
				return token != NULL &&
				       reader_wanted(r, PROBLEM_RDATA_INVALID,
				           "%c or %c behind the seconds", letters[0], letters[1]);
			}
		}
	}
	angle = degrees * MS_PER_DEGREE + minutes * 60000 + ms;
	if (angle > (uint64_t)most * MS_PER_DEGREE)
		return reader_bad(r, PROBLEM_NUMBER_RANGE, 0, 0,
		    "%.*s is over %u degrees, wanted at most %u", SHOWN(r->field), most, most);
	return reader_put_number(r, positive ? EQUATOR + angle : EQUATOR - angle, 4);
}

/* Metres with at most two decimals and perhaps an "m" behind, as centimetres. */
static bool
metres_parse(struct str text, uint64_t *cm)
{
	if (text.len > 0 && text.ptr[text.len - 1] == 'm')
		text.len--;
	return decimal_parse(text, 2, cm);
}

static bool
read_altitude(struct reader *r)
{
	const struct token *token;
	struct str text;
	bool negative;
	uint64_t cm;

	r->field = STR("altitude");
	token = reader_plain(r);
	if (token == NULL)
		return false;
	text = token->text;
	negative = text.len > 0 && text.ptr[0] == '-';
	if (negative)
		text = (struct str){ text.ptr + 1, text.len - 1 };
	if (!metres_parse(text, &cm))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "metres with at most two decimals");
	if (cm > (negative ? ALTITUDE_BASE : UINT32_MAX - ALTITUDE_BASE))
		return reader_wanted(
		    r, PROBLEM_NUMBER_RANGE, "metres from -100000.00 to 42849672.95");
	return reader_put_number(r, negative ? ALTITUDE_BASE - cm : ALTITUDE_BASE + cm, 4);
}

/* One digit and a power of ten; what has more digits is cut, as in RFC 1876's own example code. */
static uint8_t
size_encode(uint64_t cm)
{
	unsigned exponent = 0;

	for (; cm > 9; cm /= 10)
		exponent++;
	return (uint8_t)(cm << 4 | (cm == 0 ? 0 : exponent));
}

static bool
read_size(struct reader *r, uint8_t *size)
{
	const struct token *token = reader_plain(r);
	uint64_t cm;

	if (token == NULL)
		return false;
	if (!metres_parse(token->text, &cm))
		return reader_wanted(r, PROBLEM_RDATA_INVALID, "metres with at most two decimals");
	if (cm > SIZE_MAX_CM)
		return reader_wanted(r, PROBLEM_NUMBER_RANGE, "metres from 0 to 90000000.00");
	*size = size_encode(cm);
	return true;
}

bool
read_loc(struct reader *r)
{
	uint8_t head[4] = { 0, size_defaults[0], size_defaults[1], size_defaults[2] };

	if (!reader_put(r, head, sizeof head) || !read_angle(r, "NS", 90))
		return false;
	r->field = STR("longitude");
	if (!read_angle(r, "EW", 180) || !read_altitude(r))
		return false;
	for (unsigned i = 0; i < 3 && reader_more(r); i++) {
		r->field = str_of(size_names[i]);
		if (!read_size(r, &r->wire[1 + i]))
			return false;
	}
	return true;
}

static bool
size_check(uint8_t size)
{
	unsigned mantissa = size >> 4, exponent = size & 15;

	return mantissa <= 9 && exponent <= 9 && (mantissa > 0 || exponent == 0);
}

static void
print_angle(struct walker *w, uint64_t value, const char letters[2])
{
	bool positive = value >= EQUATOR;
	uint32_t angle = (uint32_t)(positive ? value - EQUATOR : EQUATOR - value);

	walker_gap(w);
	walker_put(w, "%" PRIu32 " %" PRIu32 " %" PRIu32 ".%03" PRIu32 " %c", angle / MS_PER_DEGREE,
	    angle / 60000 % 60, angle / 1000 % 60, angle % 1000,
	    positive ? letters[0] : letters[1]);
}

static void
print_size(struct walker *w, uint8_t size)
{
	unsigned mantissa = size >> 4, exponent = size & 15;

	walker_gap(w);
	if (exponent < 2) {
		walker_put(w, exponent == 0 ? "0.0%um" : "0.%u0m", mantissa);
		return;
	}
	walker_put(w, "%u%.*sm", mantissa, (int)exponent - 2, "0000000");
}

static bool
angle_check(uint64_t value, unsigned most)
{
	uint64_t limit = (uint64_t)most * MS_PER_DEGREE;

	return value >= EQUATOR - limit && value <= EQUATOR + limit;
}

bool
walk_loc(struct walker *w)
{
	const uint8_t *p = walker_take(w, 16);
	uint64_t latitude, longitude, altitude;

	if (p == NULL || p[0] != 0 || !size_check(p[1]) || !size_check(p[2]) || !size_check(p[3]))
		return false;
	latitude = number_at(p + 4, 4);
	longitude = number_at(p + 8, 4);
	altitude = number_at(p + 12, 4);
	if (!angle_check(latitude, 90) || !angle_check(longitude, 180))
		return false;
	print_angle(w, latitude, "NS");
	print_angle(w, longitude, "EW");
	walker_gap(w);
	if (altitude < ALTITUDE_BASE) {
		altitude = ALTITUDE_BASE - altitude;
		walker_put(w, "-");
	} else {
		altitude -= ALTITUDE_BASE;
	}
	walker_put(w, "%" PRIu64 ".%02" PRIu64 "m", altitude / 100, altitude % 100);
	for (unsigned i = 1; i <= 3; i++)
		print_size(w, p[i]);
	return true;
}
