/*
 * mutate_tool.c -- a zone with one byte replaced, or cut short, at every place
 *
 * mutate_tool ROOT ORIGIN ZONE TEXT EVERY   ZONE and TEXT are paths below ROOT; TEXT, which is the zone or a
 *                                           file that it includes, is changed; every EVERYth place only
 *
 * Everything runs in this process, as `ptrlint check` and `ptrlint canon` would run it.  Prints "FAIL …" lines,
 * "ask OFFSET BYTE" for changes after which the zone is accepted with other records than before (a server may
 * judge those), and at the end "N cut, N replaced, N accepted".
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "dns/problem.h"
#include "dns/rrtype.h"
#include "lint/lint.h"
#include "zone/canon.h"
#include "zone/query.h"

#define PROBLEM_AS_ONE(name) +1
enum { PROBLEM_LAST_FATAL = 0 PROBLEM_FATAL_LIST(PROBLEM_AS_ONE) };

static const unsigned char replacements[] = { 0, '\n', '\r', '"', '(', ')', ';', '\\', 0x80, 0xff };

/* A record as canon prints it, and what of the changed text it depends on. */
struct known {
	char *line;
	uint32_t begin, end; /* from the beginning of its line to the end of its last line */
	struct span owner;   /* in the text */
	uint64_t iteration;
};

struct reading {
	struct sources *sources;
	struct zone_set *set;
	struct buf canon;
	bool left_out, fatal;
	int status; /* that check would leave with */
	const char *fatal_sentence;
};

static const char *root, *zone_path, *text_path;
static struct dname origin;
static struct buf original;
static struct known *known;
static size_t known_count;
static size_t failures;

static void
slurp(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_bytes(out, part, n);
	fclose(f);
}

static void
read_text(struct reading *r, struct str text, bool only_syntax)
{
	static const struct view_spec view = { "", true };
	static const char *const syntax[] = { "@syntax" };
	const struct lint_options lint_options = { .select = syntax, .select_count = only_syntax };
	struct read_options options = { .limits = LIMITS_DEFAULT, .threads = 1 };
	struct zone_spec spec = { .origin = origin };
	const struct zone_problem *problems;
	struct lint *lint;
	struct err err;
	size_t n;

	*r = (struct reading){ .sources = sources_new(root, &err) };
	if (r->sources == NULL)
		exit(2);
	source_add_text(r->sources, text_path, text);
	spec.file = source_add(r->sources, zone_path, false);
	r->set = set_load(r->sources, &view, 1, &spec, 1, &options);
	canon_print(r->set, NULL, &r->canon, &r->left_out);
	problems = set_problems(r->set, &n);
	for (size_t i = 0; i < n; i++)
		if (problems[i].problem <= PROBLEM_LAST_FATAL) {
			r->fatal = true;
			r->fatal_sentence = problems[i].sentence;
		}
	lint = lint_run(r->set, &lint_options);
	(void)set_unreadable(r->set, &n);
	r->status = n > 0 || set_limit_hit(r->set) ? 2 : lint_summary(lint)->error > 0;
	lint_free(lint);
}

static void
forget(struct reading *r)
{
	buf_free(&r->canon);
	set_free(r->set);
	sources_free(r->sources);
}

static void
show_failure(const char *kind, size_t off, int byte, const char *what, const char *more)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < off; i++) {
		column = original.ptr[i] == '\n' ? 1 : column + 1;
		line += original.ptr[i] == '\n';
	}
	printf("FAIL %s:%zu:%zu (byte %zu) %s %02x: %s%s%.*s\n", text_path, line, column, off, kind,
	    byte, what, *more ? ": " : "", (int)strcspn(more, "\n"), more);
	failures++;
}

/* ---- what the zone says before it is changed ---- */

static char *
canon_line(const struct record *r)
{
	struct buf b = { 0 };
	char type[16];

	dname_print(&r->owner, &b);
	buf_put(&b, " %u IN %s ", r->ttl, rrtype_text(r->type, type));
	rdata_print(r->type, r->rdata, r->rdata_len, &b);
	buf_char(&b, '\n');
	buf_char(&b, '\0');
	return b.ptr;
}

static void
learn(struct reading *r, uint32_t text_file)
{
	struct record rec = { 0 };
	size_t at = 0;
	record_id id;

	known = xcalloc(set_record_count(r->set) + 1, sizeof *known);
	while (zone_next(r->set, set_zone(r->set, 0), &at, &id)) {
		struct known *k = &known[known_count];

		if (!query_record(r->set, id, &rec))
			continue;
		k->line = canon_line(&rec);
		if (rec.span.file == text_file) {
			k->begin = rec.span.off;
			while (k->begin > 0 && original.ptr[k->begin - 1] != '\n')
				k->begin--;
			k->end = rec.span.off + rec.span.len;
			while (k->end < original.len && original.ptr[k->end] != '\n')
				k->end++;
		}
		if (rec.owner_span.file == text_file)
			k->owner = rec.owner_span;
		known_count++;
	}
	record_free(&rec);
}

static bool
has_line(const struct buf *canon, const char *line)
{
	size_t len = strlen(line);
	const char *at = canon->ptr, *end = canon->ptr + canon->len;

	while (at != NULL && (size_t)(end - at) >= len) {
		if (memcmp(at, line, len) == 0)
			return true;
		at = memchr(at, '\n', (size_t)(end - at));
		at = at != NULL ? at + 1 : NULL;
	}
	return false;
}

/* The line that off is on, or the one that its line end leads to, as one that speaks of all that follow. */
static bool
on_directive(size_t off)
{
	size_t begin = original.ptr[off] == '\n' && off + 1 < original.len ? off + 1 : off;

	while (begin > 0 && original.ptr[begin - 1] != '\n')
		begin--;
	if (original.ptr[begin] == '$')
		return true;
	for (begin = off; begin > 0 && original.ptr[begin - 1] != '\n'; begin--)
		;
	return original.ptr[begin] == '$';
}

/* Nothing but comments and blank lines stands in [from, to): a line end that is lost there is not missed. */
static bool
only_remarks(size_t from, size_t to)
{
	while (from > 0 && original.ptr[from - 1] != '\n')
		from--;
	for (size_t at = from; at < to;) {
		const char *newline = memchr(original.ptr + at, '\n', original.len - at);

		while (original.ptr[at] == ' ' || original.ptr[at] == '\t')
			at++;
		if (original.ptr[at] != ';' && original.ptr[at] != '\n')
			return false;
		at = (size_t)(newline - original.ptr) + 1;
	}
	return true;
}

/*
 * May a change at off touch this record, in a text that stays valid?  Yes when it lies in the record's entry,
 * or in the line end before it, so that the entry becomes part of a comment or of the entry above; anywhere
 * from the owner that it inherits on, for a word at the beginning of a line is a new owner; and in a directive.
 */
static bool
may_touch(const struct known *k, size_t off)
{
	size_t first = k->owner.len > 0 && k->owner.off < k->begin ? k->owner.off : k->begin;

	return (off + 1 >= first && off <= k->end) || on_directive(off) ||
	       (off < first && only_remarks(off, first));
}

/* ---- the changes ---- */

static void
judge_common(const struct reading *r, const char *kind, size_t off, int byte)
{
	if (r->left_out && r->status == 0)
		show_failure(kind, off, byte, "a record is left out, and the exit status is 0", "");
	if (r->fatal && r->status == 0)
		show_failure(kind, off, byte, "exit status 0 in spite of", r->fatal_sentence);
	if (r->fatal && !r->left_out)
		show_failure(kind, off, byte, "canon knows of nothing left out, in spite of",
		    r->fatal_sentence);
}

static void
judge_replaced(const struct reading *r, size_t off, int byte, size_t *accepted)
{
	bool changed = false;

	judge_common(r, "replaced by", off, byte);
	if (r->status != 0 || r->left_out)
		return;
	++*accepted;
	for (size_t i = 0; i < known_count; i++) {
		const struct known *k = &known[i];

		if (has_line(&r->canon, k->line))
			continue;
		changed = true;
		if (!may_touch(k, off))
			show_failure("replaced by", off, byte,
			    "a record elsewhere is lost, and the exit status is 0", k->line);
	}
	if (changed)
		printf("ask %zu %d\n", off, byte);
}

static void
replace_at(size_t off, size_t *cases, size_t *accepted)
{
	struct reading r;
	char was = original.ptr[off];

	for (size_t i = 0; i < ARRAY_LEN(replacements); i++) {
		if ((unsigned char)was == replacements[i])
			continue;
		original.ptr[off] = (char)replacements[i];
		read_text(&r, buf_view(&original), true);
		original.ptr[off] = was;
		judge_replaced(&r, off, replacements[i], accepted);
		forget(&r);
		++*cases;
	}
}

/* A text that ends there may be whole: behind blanks, or in a comment that has its line for itself. */
static bool
may_end(size_t len)
{
	size_t at = len;

	while (at > 0 && original.ptr[at - 1] != '\n')
		at--;
	while (at < len && (original.ptr[at] == ' ' || original.ptr[at] == '\t'))
		at++;
	return at == len || original.ptr[at] == ';';
}

static void
cut_at(size_t len, size_t *cases)
{
	struct reading r;

	read_text(&r, (struct str){ original.ptr, len }, false);
	judge_common(&r, "cut before", len, (unsigned char)original.ptr[len]);
	if (r.status == 0 && !may_end(len))
		show_failure(
		    "cut before", len, (unsigned char)original.ptr[len], "exit status 0", "");
	forget(&r);
	++*cases;
}

int
main(int argc, char **argv)
{
	size_t cuts = 0, replaced = 0, accepted = 0, every;
	struct buf path = { 0 };
	struct reading r;
	char *name;

	if (argc != 6)
		return 2;
	root = argv[1];
	zone_path = argv[3];
	text_path = argv[4];
	every = strtoul(argv[5], NULL, 10);
	name = argv[2];
	if (!dname_parse(str_of(name), NULL, &origin, NULL))
		return 2;
	buf_put(&path, "%s/%s", root, text_path);
	buf_char(&path, '\0');
	slurp(path.ptr, &original);
	read_text(&r, buf_view(&original), true);
	if (r.left_out || r.status != 0)
		show_failure("unchanged", 0, 0, "the zone is in order, but is not accepted", "");
	learn(&r, source_add(r.sources, text_path, false));
	forget(&r);
	for (size_t off = 0; off < original.len; off++)
		if (off > 0 && original.ptr[off - 1] != '\n')
			cut_at(off, &cuts);
	for (size_t off = 0; off < original.len; off += every)
		replace_at(off, &replaced, &accepted);
	for (size_t i = 0; i < known_count; i++)
		free(known[i].line);
	free(known);
	buf_free(&original);
	buf_free(&path);
	printf("%zu cut, %zu replaced, %zu accepted\n", cuts, replaced, accepted);
	return failures > 0;
}
