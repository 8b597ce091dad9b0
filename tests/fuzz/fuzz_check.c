/*
 * tests/fuzz/fuzz_check.c -- zones in, findings out: the whole way of `ptrlint check`
 *
 * The input is up to three texts, parted by lines "--": the zone example.com., its reverse zone, and a file that is
 * a child zone and may be included.  Whatever they hold: every rule runs, every place lies in its file, the JSON
 * is JSON and has as many findings as there are, so is that of hosts, nothing that is printed holds a control character,
 * a page has no element that is not ours, and the same comes out of the definition of the reader (no fast path) as of the reader itself.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "lint/lint.h"
#include "mail/mail.h"
#include "render/render.h"
#include "render/report.h"
#include "zone/canon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXTS 3
#define MOST  16384

#define HOSTS 7

/* Formats whose output is checked line by line; the first JSON_HOSTS of them are JSON. */
static const struct {
	const char *name;
	void (*render)(const struct render_input *in, struct render_out *out);
} hosts[HOSTS] = { { "sarif", render_sarif }, { "gitlab", render_gitlab },
	{ "rdjson", render_rdjson }, { "github", render_github }, { "junit", render_junit },
	{ "checkstyle", render_checkstyle }, { "markdown", render_markdown } };
#define JSON_HOSTS 3

static const char *const names[TEXTS] = { "z/example.com.zone", "z/2.0.192.in-addr.arpa.zone",
	"z/sub" };
static const char *const origins[TEXTS] = { "example.com.", "2.0.192.in-addr.arpa.",
	"sub.example.com." };

struct outcome {
	struct render_out full, concise, json;
	struct render_out hosts[HOSTS], page, dot, text;
	bool left_out, limit_hit;
	uint64_t errors;
	size_t findings, live; /* live: that nothing silences */
};

static void
require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_check: %s\n", what);
	abort();
}

/* The texts of the input. */
static size_t
part(struct str in, struct str texts[TEXTS])
{
	size_t count = 0;

	while (count + 1 < TEXTS) {
		const char *end = memmem(in.ptr, in.len, "\n--\n", 4);

		if (end == NULL)
			break;
		texts[count++] = (struct str){ in.ptr, (size_t)(end - in.ptr) + 1 };
		in.len -= (size_t)(end - in.ptr) + 4;
		in.ptr = end + 4;
	}
	texts[count++] = in;
	return count;
}

static void
check_places(
    struct sources *sources, const struct finding *f, const struct str *texts, size_t count)
{
	const struct note *n = f->notes;
	struct span span = f->span;

	require(f->message != NULL && *f->message != '\0', "a finding says something");
	require(strchr(f->message, '\n') == NULL, "a message is one line");
	for (;;) {
		if (span.file != 0) {
			const char *path = source_path(sources, span.file);
			size_t i = 0;

			while (i < count && strcmp(path, names[i]) != 0)
				i++;
			require(i < count, "a finding is in a file that was read");
			require(span.off <= texts[i].len && span.len <= texts[i].len - span.off,
			    "a place is in its file");
		}
		if (n == NULL)
			break;
		span = n->span;
		n = n->next;
	}
}

static void
check_printed(const struct buf *b, const char *what)
{
	for (size_t i = 0; i < b->len; i++) {
		unsigned char c = (unsigned char)b->ptr[i];

		require(c == '\n' || (c >= 0x20 && c != 0x7f), what);
	}
}

static void
check_json(const struct outcome *o)
{
	json_error_t error;
	json_t *root = json_loadb(o->json.buf.ptr, o->json.buf.len, 0, &error), *list;

	require(root != NULL, "the JSON is JSON");
	list = json_object_get(root, "diagnostics");
	require(json_is_array(list) && json_array_size(list) == o->findings,
	    "all findings are in the JSON");
	json_decref(root);
}

/* All findings are there, in JSON that is JSON. */
static void
check_hosts(const struct outcome *o)
{
	static const char *const pointers[JSON_HOSTS] = { "results", NULL, "diagnostics" };

	for (size_t i = 0; i < HOSTS; i++)
		check_printed(&o->hosts[i].buf, hosts[i].name);
	for (size_t i = 0; i < JSON_HOSTS; i++) {
		json_error_t error;
		json_t *root = json_loadb(o->hosts[i].buf.ptr, o->hosts[i].buf.len, 0, &error);
		json_t *list = root;

		require(root != NULL, hosts[i].name);
		if (i == 0)
			list = json_array_get(json_object_get(list, "runs"), 0);
		if (pointers[i] != NULL)
			list = json_object_get(list, pointers[i]);
		require(json_is_array(list) && json_array_size(list) == o->live,
		    "all findings are in each format of JSON");
		json_decref(root);
	}
}

/* Elements of a page begin with a letter, and none is a script or leads out. */
static void
check_page(const struct buf *page)
{
	static const char *const never[] = { "<script", "<img", "<iframe", "<link", "<object" };

	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		require(memmem(page->ptr, page->len, never[i], strlen(never[i])) == NULL,
		    "the page is ours alone");
	for (size_t i = 0; i + 1 < page->len; i++) {
		char next = page->ptr[i + 1];

		require(page->ptr[i] != '<' || next == '/' || next == '!' ||
		            (next >= 'a' && next <= 'z'),
		    "text is text");
	}
}

static void
report(const struct render_input *in, struct zone_set *set, const struct mail *mail,
    const struct zone_spec *specs, size_t count, struct outcome *o)
{
	struct discovered rows[TEXTS];
	struct discovery found = { .rows = rows, .row_count = count };
	struct report_input r = { in, set, mail, &found };

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct discovered){ .spec = specs[i], .why = "a text" };
	render_report_html(&r, &o->page);
	render_report_dot(&r, &o->dot);
	render_report_text(&r, &o->text);
}

static void
run(const struct str *texts, size_t count, bool plain, struct outcome *o)
{
	static const struct view_spec view = { "", true };
	static const char *const all[] = { "all" };
	const struct lint_options base = { .select = all, .select_count = 1, .today = 20000 };
	const struct limits limits = { 1 << 20, 16, 5000, 2000, 10 };
	struct read_options read = {
		.limits = limits, .threads = 1, .all_remarks = true, .plain = plain
	};
	struct mail_settings settings = { .today = 20000 };
	struct lint_options options = base;
	struct zone_spec specs[TEXTS];
	struct err err;
	struct sources *sources = sources_new("/", &err);
	struct zone_set *set;
	struct mail *mail;
	struct lint *lint;
	struct render_input in;
	struct buf canon = { 0 };

	require(sources != NULL, "the root opens");
	for (size_t i = 0; i < count; i++)
		specs[i] = (struct zone_spec){ .origin = dname_const(origins[i]),
			.file = source_add_text(sources, names[i], texts[i]) };
	set = set_load(sources, &view, 1, specs, count, &read);
	mail = mail_judge(set, &settings);
	options.mail = mail;
	lint = lint_run(set, &options);
	in = (struct render_input){ .summary = lint_summary(lint), .sources = sources, .set = set };
	in.findings = lint_findings(lint, &in.count);
	for (size_t i = 0; i < in.count; i++)
		check_places(sources, in.findings[i], texts, count);
	render_full(&in, &o->full);
	render_concise(&in, &o->concise);
	render_json(&in, &o->json);
	for (size_t i = 0; i < HOSTS; i++)
		hosts[i].render(&in, &o->hosts[i]);
	if (!plain)
		report(&in, set, mail, specs, count, o);
	canon_print(set, NULL, &canon, &o->left_out);
	o->limit_hit = set_limit_hit(set);
	o->errors = in.summary->error;
	o->findings = in.count;
	for (size_t i = 0; i < in.count; i++)
		o->live += in.findings[i]->suppressed == NULL;
	buf_free(&canon);
	lint_free(lint);
	mail_free(mail);
	set_free(set);
	sources_free(sources);
}

static bool
same(const struct render_out *a, const struct render_out *b)
{
	return a->buf.len == b->buf.len &&
	       (a->buf.len == 0 || memcmp(a->buf.ptr, b->buf.ptr, a->buf.len) == 0);
}

static void
forget(struct outcome *o)
{
	buf_free(&o->full.buf);
	buf_free(&o->concise.buf);
	buf_free(&o->json.buf);
	for (size_t i = 0; i < HOSTS; i++)
		buf_free(&o->hosts[i].buf);
	buf_free(&o->page.buf);
	buf_free(&o->dot.buf);
	buf_free(&o->text.buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str texts[TEXTS];
	struct outcome a = { 0 }, b = { 0 };
	size_t count;

	if (size > MOST)
		return 0;
	count = part((struct str){ (const char *)data, size }, texts);
	run(texts, count, false, &a);
	run(texts, count, true, &b);
	require(same(&a.json, &b.json) && same(&a.full, &b.full) && same(&a.concise, &b.concise),
	    "the reader says what its definition says");
	check_printed(&a.full.buf, "no control character in full");
	check_printed(&a.concise.buf, "no control character in concise");
	check_printed(&a.json.buf, "no control character in JSON");
	check_printed(&a.page.buf, "no control character on the page");
	check_printed(&a.dot.buf, "no control character in the graph");
	check_printed(&a.text.buf, "no control character in the text");
	check_page(&a.page.buf);
	check_json(&a);
	check_hosts(&a);
	require(a.findings == 0 || a.full.buf.len > 0, "findings are shown");
	require(a.limit_hit || !a.left_out || a.findings > 0, "what is left out is said");
	forget(&a);
	forget(&b);
	return 0;
}
