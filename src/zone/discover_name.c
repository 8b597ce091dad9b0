/* zone/discover_name.c -- what the name of a file says about the zone in it */
#include "base/glob.h"
#include "base/path.h"
#include "dns/addr.h"
#include "zone/discover_parts.h"

/* Steps that matching one pattern may take: patterns come from the repository. */
#define MATCH_STEPS 20000

static bool
is_one_of(struct str s, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count && s.len > 0; i++)
		if (list[i][0] == (char)ascii_lower((uint8_t)s.ptr[0]) &&
		    str_equal_fold(s, str_of(list[i])))
			return true;
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	uint8_t low = ascii_lower((uint8_t)c);

	return low >= 'a' && low <= 'z';
}

/* The label of text that begins at *at; *at moves behind its dot. */
static struct str
next_label(struct str text, size_t *at)
{
	const char *begin = text.ptr + *at, *dot = memchr(begin, '.', text.len - *at);
	size_t len = dot == NULL ? text.len - *at : (size_t)(dot - begin);

	*at += len + 1;
	return (struct str){ begin, len };
}

static struct str
last_label(struct str text)
{
	const char *dot = memrchr(text.ptr, '.', text.len);

	if (dot == NULL)
		return text;
	return (struct str){ dot + 1, (size_t)(text.ptr + text.len - dot) - 1 };
}

/* text without its last label. */
static struct str
above_last(struct str text)
{
	size_t len = last_label(text).len;

	return (struct str){ text.ptr, text.len > len ? text.len - len - 1 : 0 };
}

/* ---- does this look like the name of a zone? ---- */

/* What stands behind the last dot of a file name and is no top-level domain. */
static const char *const extensions[] = { "zone", "db", "hosts", "dns", "rev", "txt", "text", "bak",
	"conf", "cfg", "config", "inc", "include", "includes", "fwd", "forward", "reverse", "pri",
	"primary", "master", "slave", "sec", "secondary", "soa", "hdr", "header", "tmpl",
	"template", "tpl", "erb", "jinja", "j2", "data", "dat", "file", "log", "html", "htm", "php",
	"json", "yaml", "yml", "toml", "xml", "ini", "csv", "tsv", "asc", "pem", "key", "crt",
	"csr", "sig", "gpg", "gz", "xz", "bz", "zip", "tar", "diff", "patch", "orig", "rej", "new",
	"tmp", "temp", "copy", "save", "old", "disabled", "off", "unused", "empty", "root", "cache",
	"hint", "signed", "unsigned", "raw", "lock", "pid", "external", "ext", "bind", "named",
	"nsd", "knot" };

/*
 * Top-level domains of more than two letters that are common enough to be told from second-level
 * names.
 */
static const char *const tops[] = { "com", "net", "org", "edu", "gov", "mil", "int", "arpa", "info",
	"biz", "name", "pro", "aero", "coop", "museum", "mobi", "jobs", "travel", "tel", "cat",
	"asia", "post", "dev", "app", "xyz", "online", "site", "shop", "store", "club", "top",
	"cloud", "tech", "page", "blog", "space", "live", "life", "world", "network", "systems",
	"digital", "agency", "email", "host", "hosting", "website", "web", "wiki", "team", "group",
	"work", "works", "zone", "berlin", "hamburg", "koeln", "london", "paris", "wien", "swiss",
	"example", "test", "invalid", "localhost", "local", "lan", "home", "internal", "corp",
	"intranet", "private", "localdomain" };

static const char *const generic[] = { "com", "net", "org", "edu", "gov" };
static const char *const reserved[] = { "example", "test", "invalid", "lan", "localdomain",
	"arpa" };
static const char *const documents[] = { "readme", "license", "licence", "changelog", "changes",
	"todo", "notes", "makefile", "contributing", "copying", "authors" };

static bool
labels_valid(struct str text)
{
	for (size_t at = 0; at <= text.len;) {
		struct str label = next_label(text, &at);

		if (label.len == 0 || label.len > DNAME_LABEL_MAX)
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!is_letter(label.ptr[i]) && !is_digit(label.ptr[i]) &&
			    label.ptr[i] != '-' && label.ptr[i] != '_')
				return false;
	}
	return true;
}

static bool
is_octet(struct str label)
{
	unsigned value = 0;

	if (label.len == 0 || label.len > 3 || (label.len > 1 && label.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < label.len; i++) {
		if (!is_digit(label.ptr[i]))
			return false;
		value = value * 10 + (unsigned)(label.ptr[i] - '0');
	}
	return value <= 255;
}

/*
 * Names of the reverse tree: nibbles, or octets of which the first may be a part of a net (RFC
 * 2317).
 */
static bool
reverse_plausible(struct str above, bool nibbles)
{
	unsigned labels = 0;

	for (size_t at = 0; at <= above.len; labels++) {
		struct str label = next_label(above, &at);

		if (nibbles &&
		    (label.len != 1 ||
		        (!is_digit(label.ptr[0]) && (ascii_lower((uint8_t)label.ptr[0]) < 'a' ||
		                                        ascii_lower((uint8_t)label.ptr[0]) > 'f'))))
			return false;
		if (!nibbles && labels > 0 && !is_octet(label))
			return false;
	}
	return labels <= (nibbles ? 32 : 5);
}

/*
 * A name with a dot that may well be a domain.  What could as well be something else
 * ("example.com.internal", "uk.co.example", "db.2.1") is refused: a wrong origin is worse than
 * none.
 */
static bool
domain_plausible(struct str text)
{
	struct str last = last_label(text), above = above_last(text);
	size_t at = 0;
	struct str first = next_label(text, &at);

	if (above.len == 0 || !labels_valid(text))
		return false;
	if (str_equal_fold(last, STR("arpa"))) {
		struct str tree = last_label(above), rest = above_last(above);

		if (str_equal_fold(tree, STR("ip6")))
			return rest.len > 0 && reverse_plausible(rest, true);
		if (str_equal_fold(tree, STR("in-addr")))
			return rest.len > 0 && reverse_plausible(rest, false);
	}
	if (last.len > 4 && str_equal_fold((struct str){ last.ptr, 4 }, STR("xn--")))
		return true;
	for (size_t i = 0; i < last.len; i++)
		if (!is_letter(last.ptr[i]))
			return false;
	if (last.len < 2 || is_one_of(last, extensions, ARRAY_LEN(extensions)) ||
	    is_one_of(first, documents, ARRAY_LEN(documents)))
		return false;
	if (last.len > 2 && last_label(above).len < above.len &&
	    is_one_of(last_label(above), generic, ARRAY_LEN(generic)) &&
	    !is_one_of(last, reserved, ARRAY_LEN(reserved)))
		return false;
	if (last.len > 2 && !is_one_of(last, tops, ARRAY_LEN(tops)) &&
	    (first.len == 2 || is_one_of(first, generic, ARRAY_LEN(generic))))
		return false;
	return true;
}

/* ---- claims ---- */

/* text as an absolute name; its final dot may be missing. */
static bool
read_origin(struct str text, struct dname *out)
{
	return text.len > 0 && dname_parse(text, NULL, out, NULL);
}

/* "192.168.1" is the zone 1.168.192.in-addr.arpa.; the octets, 0 when text is no such prefix. */
static unsigned
read_prefix(struct str text, struct dname *out)
{
	struct str octets[3];
	unsigned count = 0;
	char name[32] = "";
	size_t len = 0;

	for (size_t at = 0; at <= text.len;) {
		struct str label = next_label(text, &at);

		if (count == 3 || !is_octet(label))
			return 0;
		octets[count++] = label;
	}
	for (unsigned i = count; i-- > 0;) {
		memcpy(name + len, octets[i].ptr, octets[i].len);
		len += octets[i].len;
		name[len++] = '.';
	}
	memcpy(name + len, "in-addr.arpa.", sizeof "in-addr.arpa.");
	return dname_parse(str_of(name), NULL, out, NULL) ? count : 0;
}

/* The separator of an IPv6 prefix: what stands behind its first group. */
static char
group_separator(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '.' || text.ptr[i] == '-' || text.ptr[i] == ':' ||
		    text.ptr[i] == '_')
			return text.ptr[i];
	return '\0';
}

static bool
is_nibble(char c)
{
	uint8_t low = ascii_lower((uint8_t)c);

	return is_digit(c) || (low >= 'a' && low <= 'f');
}

/*
 * "fd10.127", "2001-db8-40" or "2001:db8:40::" are the first groups of IPv6 addresses, without their leading zeros;
 * the nibbles, 0 when text is no such prefix.  Our choice: at least two, for one would be any word.
 */
static unsigned
read_prefix6(struct str text, struct dname *out)
{
	char nibbles[28], name[sizeof nibbles * 2 + sizeof "ip6.arpa."],
	    separator = group_separator(text);
	unsigned count = 0, group = 0;
	size_t len = 0;

	if (text.len > 2 && separator == ':' && memcmp(text.ptr + text.len - 2, "::", 2) == 0)
		text.len -= 2;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != separator) {
			if (!is_nibble(text.ptr[i]) || ++group > 4)
				return 0;
			continue;
		}
		if (group == 0 || count + 4 > sizeof nibbles)
			return 0;
		memset(nibbles + count, '0', 4 - group);
		memcpy(nibbles + count + 4 - group, text.ptr + i - group, group);
		count += 4;
		group = 0;
	}
	if (count < 8)
		return 0;
	for (unsigned i = count; i-- > 0;) {
		name[len++] = (char)ascii_lower((uint8_t)nibbles[i]);
		name[len++] = '.';
	}
	memcpy(name + len, "ip6.arpa.", sizeof "ip6.arpa.");
	return dname_parse(str_of(name), NULL, out, NULL) ? count : 0;
}

static struct name_claim *
new_claim(struct walk *w, const struct dname *origin, unsigned octets, const char *pattern)
{
	struct name_claim *c = arena_alloc(&w->scratch, sizeof *c);

	c->origin = origin == NULL ? NULL : name_keep(&w->scratch, origin);
	c->octets = octets;
	c->left = octets > 0 ? 4 - octets : 0;
	c->pattern = pattern;
	return c;
}

/*
 * One octet is too little to go by: "db.192" is more often 192.168.something than 192.0.0.0/8. 
 * Only the two that everybody may hold are believed.
 */
static bool
prefix_plausible(unsigned octets, struct str text)
{
	return octets > 1 || str_equal(text, STR("10")) || str_equal(text, STR("127"));
}

/* Take the first of the words that text begins with (or, back, ends with) off; which, or count. */
static size_t
take_off(struct str *text, const struct str *words, size_t count, bool back)
{
	for (size_t i = 0; i < count; i++) {
		size_t left = text->len - words[i].len;

		if (text->len <= words[i].len ||
		    !str_equal_fold(
		        (struct str){ text->ptr + (back ? left : 0), words[i].len }, words[i]))
			continue;
		*text = (struct str){ text->ptr + (back ? 0 : words[i].len), left };
		return i;
	}
	return count;
}

/*
 * The built-in patterns: "db.{o}", "named.{o}", "{o}.zone" and so on, "{o}", and both ends at
 * once.
 */
static struct name_claim *
built_in_claim(struct walk *w, struct str base)
{
	static const struct str signed_ = { ".signed", 7 }, dot = { ".", 1 };
	static const struct str before[] = { { "db.", 3 }, { "named.", 6 } };
	static const struct str after[] = { { ".zone", 5 }, { ".db", 3 }, { ".hosts", 6 },
		{ ".dns", 4 }, { ".rev", 4 } };
#define PATTERNS(name)                                                                            \
 {                                                                                                \
  { "db." name ".zone", "db." name ".db", "db." name ".hosts", "db." name ".dns",                 \
	  "db." name ".rev", "db." name },                                                        \
      { "named." name ".zone", "named." name ".db", "named." name ".hosts", "named." name ".dns", \
	      "named." name ".rev", "named." name },                                              \
  {                                                                                               \
   name ".zone", name ".db", name ".hosts", name ".dns", name ".rev", name                        \
  }                                                                                               \
 }
	static const char *const patterns[3][3][6] = { PATTERNS("{o}"), PATTERNS("{ipv4_prefix}"),
		PATTERNS("{ipv6_prefix}") };
	struct name_claim *claim;
	struct dname origin;
	unsigned octets, nibbles;
	size_t front, back;

	take_off(&base, &signed_, 1, true);
	take_off(&base, &dot, 1, true);
	front = take_off(&base, before, ARRAY_LEN(before), false);
	back = take_off(&base, after, ARRAY_LEN(after), true);
	octets = read_prefix(base, &origin);
	if (octets > 0)
		return prefix_plausible(octets, base)
		           ? new_claim(w, &origin, octets, patterns[1][front][back])
		           : NULL;
	if (domain_plausible(base) && read_origin(base, &origin))
		return new_claim(w, &origin, 0, patterns[0][front][back]);
	nibbles = read_prefix6(base, &origin);
	if (nibbles == 0)
		return NULL;
	claim = new_claim(w, &origin, 0, patterns[2][front][back]);
	claim->left = 32 - nibbles;
	return claim;
}

/* ---- patterns of the project file ---- */

struct match {
	struct str origin, reversed, prefix, view; /* len 0: not in the pattern */
	unsigned steps;
};

static bool match_here(struct match *m, struct str pattern, struct str text);

/* A stretch of text without slash, the longest first, then the rest of the pattern. */
static bool
match_stretch(struct match *m, struct str pattern, struct str text, size_t least, struct str *taken)
{
	const char *slash = memchr(text.ptr, '/', text.len);
	size_t len = slash == NULL ? text.len : (size_t)(slash - text.ptr);
	struct str before = { 0 };

	if (taken != NULL)
		before = *taken;
	for (len++; len-- > least;) {
		struct str part = { text.ptr, len };

		/* one word used twice must mean the same both times */
		if (before.len > 0 && !str_equal(before, part))
			continue;
		if (taken != NULL)
			*taken = part;
		if (match_here(m, pattern, (struct str){ text.ptr + len, text.len - len }))
			return true;
	}
	if (taken != NULL)
		*taken = before;
	return false;
}

static bool
match_here(struct match *m, struct str pattern, struct str text)
{
	static const struct str words[] = { { "{origin}", 8 }, { "{origin_reversed}", 17 },
		{ "{ipv4_prefix}", 13 }, { "{view}", 6 } };
	struct str *taken[] = { &m->origin, &m->reversed, &m->prefix, &m->view };

	for (; pattern.len > 0; pattern.ptr++, pattern.len--) {
		if (++m->steps > MATCH_STEPS)
			return false;
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			struct str rest = { pattern.ptr + words[i].len,
				pattern.len - words[i].len };

			if (pattern.len >= words[i].len &&
			    memcmp(pattern.ptr, words[i].ptr, words[i].len) == 0)
				return match_stretch(m, rest, text, 1, taken[i]);
		}
		if (*pattern.ptr == '*')
			return match_stretch(
			    m, (struct str){ pattern.ptr + 1, pattern.len - 1 }, text, 0, NULL);
		if (text.len == 0 ||
		    (*pattern.ptr != *text.ptr && (*pattern.ptr != '?' || *text.ptr == '/')))
			return false;
		text.ptr++;
		text.len--;
	}
	return text.len == 0;
}

static bool
match_pattern(const char *pattern, const char *path, struct match *m)
{
	struct str p = str_of(pattern), text = str_of(path);

	*m = (struct match){ 0 };
	if (memchr(p.ptr, '/', p.len) == NULL)
		text = path_base(text);
	else if (p.ptr[0] == '/')
		p = (struct str){ p.ptr + 1, p.len - 1 };
	return match_here(m, p, text);
}

/* "uk.co.example" is example.co.uk. */
static bool
read_reversed(struct str text, struct dname *out)
{
	char name[DNAME_MAX + 1];
	size_t to = text.len;

	if (text.len >= sizeof name)
		return false;
	for (size_t at = 0; at <= text.len;) {
		struct str label = next_label(text, &at);

		memcpy(name + to - label.len, label.ptr, label.len);
		to -= label.len;
		if (to > 0)
			name[--to] = '.';
	}
	return dname_parse((struct str){ name, text.len }, NULL, out, NULL);
}

/*
 * The origin that a matched pattern names; false when what matched is no name, or none was asked
 * for.
 */
static bool
matched_origin(const struct match *m, struct dname *origin, unsigned *octets)
{
	struct str text = m->origin.len > 0 ? m->origin : m->reversed;

	*octets = 0;
	if (m->prefix.len > 0)
		return (*octets = read_prefix(m->prefix, origin)) > 0;
	if (text.len > 1 && text.ptr[text.len - 1] == '.')
		text.len--;
	if (text.len == 0 || !labels_valid(text))
		return false;
	return m->origin.len > 0 ? read_origin(text, origin) : read_reversed(text, origin);
}

static struct name_claim *
project_claim(struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->patterns.count; i++) {
		bool wanted, named;
		struct name_claim *c;
		struct dname origin;
		unsigned octets;
		struct match m;

		if (!match_pattern(w->patterns.items[i], path, &m))
			continue;
		wanted = m.prefix.len > 0 || m.origin.len > 0 || m.reversed.len > 0;
		named = matched_origin(&m, &origin, &octets);
		if (wanted && !named)
			continue;
		c = new_claim(w, named ? &origin : NULL, octets, w->patterns.items[i]);
		c->by_project = true;
		c->view = m.view.len > 0 ? arena_copy(w->arena, m.view) : NULL;
		return c;
	}
	return NULL;
}

struct name_claim *
name_claim(struct walk *w, const char *path)
{
	struct name_claim *c = project_claim(w, path), *ours;

	if (c != NULL && c->origin != NULL)
		return c;
	ours = built_in_claim(w, path_base(str_of(path)));
	if (c == NULL)
		return ours;
	/* the pattern told the view only: the rest may still be told by the name */
	if (ours != NULL)
		ours->view = c->view;
	return ours != NULL ? ours : c;
}

bool
name_listed(const struct walk *w, const char *path)
{
	struct match m;

	for (size_t i = 0; i < w->include.count; i++)
		if (glob_match(str_of(w->include.items[i]), str_of(path)))
			return true;
	for (size_t i = 0; i < w->patterns.count; i++)
		if (match_pattern(w->patterns.items[i], path, &m))
			return true;
	return false;
}

/* The reverse zone with the octets of an IPv4 prefix in the other order. */
static bool
same_turned(const struct dname *a, const struct dname *b, unsigned octets)
{
	if (dname_labels(a) != octets + 2 || dname_labels(b) != octets + 2)
		return false;
	for (unsigned i = 0; i < octets; i++) {
		struct dname x = dname_parent(a, i), y = dname_parent(b, octets - 1 - i);

		if (x.wire[0] != y.wire[0] || memcmp(x.wire, y.wire, x.wire[0] + 1u) != 0)
			return false;
	}
	return true;
}

bool
name_agrees(const struct name_claim *claim, const struct dname *origin)
{
	struct dname name;

	if (!name_load(claim->origin, &name) || dname_equal(&name, origin))
		return true;
	if (claim->octets > 0 && dname_below(origin, &(struct dname){ 14, "\7in-addr\4arpa" }))
		return dname_below(origin, &name) || same_turned(&name, origin, claim->octets);
	if (claim->left > 0)
		return dname_below(origin, &name);
	if (name.len != origin->len)
		return false;
	for (unsigned i = 0; i < name.len; i++) {
		uint8_t x = ascii_lower(name.wire[i]), y = ascii_lower(origin->wire[i]);

		if (x != y && !(y == '/' && (x == '-' || x == '_')))
			return false;
	}
	return true;
}

/* Is there a label that both have, case apart? */
static bool
has_label(const struct dname *name, const uint8_t *label)
{
	for (unsigned at = 0; name->wire[at] != 0; at += name->wire[at] + 1u)
		if (str_equal_fold(
		        (struct str){ (const char *)name->wire + at + 1, name->wire[at] },
		        (struct str){ (const char *)label + 1, label[0] }))
			return true;
	return false;
}

bool
name_akin(const struct dname *a, const struct dname *b)
{
	const struct dname *few = dname_labels(a) < dname_labels(b) ? a : b,
	                   *many = few == a ? b : a;

	for (unsigned at = 0; few->wire[at] != 0; at += few->wire[at] + 1u)
		if (!has_label(many, few->wire + at))
			return false;
	return true;
}

bool
kept_equal(kept_name a, kept_name b)
{
	struct dname x, y;

	return name_load(a, &x) && name_load(b, &y) && dname_equal(&x, &y);
}

kept_name
name_keep(struct arena *a, const struct dname *name)
{
	uint8_t *kept = arena_alloc(a, name->len + 1u);

	kept[0] = name->len;
	memcpy(kept + 1, name->wire, name->len);
	return kept;
}

bool
name_load(kept_name kept, struct dname *out)
{
	if (kept == NULL)
		return false;
	out->len = kept[0];
	memcpy(out->wire, kept + 1, kept[0]);
	return true;
}

bool
name_is_packaged(const char *path)
{
	static const char *const names[] = { "db.local", "db.127", "db.0", "db.255", "db.empty",
		"named.localhost", "named.loopback", "named.empty", "empty.db",
		"localhost-forward.db", "localhost-reverse.db", "localhost.zone" };
	struct str base = path_base(str_of(path));

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_equal(base, str_of(names[i])))
			return true;
	return false;
}
