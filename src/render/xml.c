/*
 * render/xml.c -- JUnit and Checkstyle: findings in XML, file by file
 *
 * Neither has a standard.  JUnit is written as Jenkins' junit-10.xsd has it, which GitLab and others
 * read, too; Checkstyle as its own XMLLogger does.
 */
#include <inttypes.h>

#include "render/common.h"
#include "render/escape.h"

/* key="text", quotes included. */
static void
put_attribute(struct buf *out, const char *key, struct str text)
{
	buf_put(out, " %s=\"", key);
	escape_xml(out, text);
	buf_char(out, '"');
}

static void
put_path(const struct render_input *in, const char *key, uint32_t file, struct buf *out)
{
	struct buf path = { 0 };

	if (file != 0)
		put_host_path(in, file, &path);
	else
		buf_char(&path, '.');
	put_attribute(out, key, buf_view(&path));
	buf_free(&path);
}

/* Findings [*at, end) that are live and stand in one file; false when there are no more. */
struct stretch {
	size_t at, end;
	uint32_t file;
	uint64_t count;
};

static bool
next_file(const struct render_input *in, struct stretch *s)
{
	size_t at = s->end;
	const struct finding *f = next_live(in, &at);

	if (f == NULL)
		return false;
	*s = (struct stretch){ .at = at - 1, .end = at, .file = anchor_of(f).file, .count = 1 };
	while ((f = next_live(in, &at)) != NULL && anchor_of(f).file == s->file) {
		s->end = at;
		s->count++;
	}
	return true;
}

static struct place
place_of(const struct render_input *in, const struct finding *f)
{
	struct span span = anchor_of(f);

	return span.file == 0 ? (struct place){ 1, 1, 0 } : region_of(in->sources, span).start;
}

/* ---- JUnit ---- */

/* The finding as text for people: the lines of concise, then what to do. */
static void
put_body(const struct render_input *in, const struct finding *f, struct buf *out)
{
	struct buf text = { 0 };
	const char *at, *end;

	put_concise(in, f, &text);
	if (f->help != NULL) {
		buf_text(&text, "help: ");
		escape_text(&text, str_of(f->help));
		buf_char(&text, '\n');
	}
	for (at = text.ptr; at < text.ptr + text.len; at = end + 1) {
		end = memchr(at, '\n', text.len - (size_t)(at - text.ptr));
		escape_xml(out, (struct str){ at, (size_t)(end - at) });
		buf_char(out, '\n');
	}
	buf_free(&text);
}

static void
put_case(const struct render_input *in, const struct finding *f, struct buf *out)
{
	struct place at = place_of(in, f);

	buf_put(out, "    <testcase name=\"%s at %" PRIu32 ":%" PRIu32 "\"", f->rule->id, at.line,
	    at.column);
	put_path(in, "classname", anchor_of(f).file, out);
	buf_text(out, " time=\"0\">\n      <failure");
	put_attribute(out, "message", str_of(f->message));
	buf_put(out, " type=\"%s\">", severity_name(f->severity));
	put_body(in, f, out);
	buf_text(out, "</failure>\n    </testcase>\n");
}

/*
 * The run as a test of its own: failed when not all could be checked, and there when nothing else is, for
 * hosts that want to see a test.
 */
static void
put_run(bool undone, struct buf *out)
{
	buf_put(out,
	    "  <testsuite name=\"ptrlint\" tests=\"1\" failures=\"0\" errors=\"%d\" skipped=\"0\" "
	    "time=\"0\">\n"
	    "    <testcase name=\"check\" classname=\"ptrlint\" time=\"0\"",
	    undone);
	if (undone)
		buf_text(out,
		    ">\n      <error message=\"not all could be checked\" type=\"undone\"/>\n"
		    "    </testcase>\n");
	else
		buf_text(out, "/>\n");
	buf_text(out, "  </testsuite>\n");
}

void
render_junit(const struct render_input *in, struct render_out *out)
{
	struct stretch s = { 0 };
	uint64_t live = 0;
	size_t at = 0;
	bool run;

	while (next_live(in, &at) != NULL)
		live++;
	run = live == 0 || in->undone;
	buf_put(&out->buf,
	    XML_OPENING "testsuites name=\"ptrlint\" tests=\"%" PRIu64 "\" failures=\"%" PRIu64
	                "\" errors=\"%d\" time=\"0\">\n",
	    live + run, live, in->undone);
	if (run)
		put_run(in->undone, &out->buf);
	while (next_file(in, &s)) {
		const struct finding *f;

		buf_text(&out->buf, "  <testsuite");
		put_path(in, "name", s.file, &out->buf);
		buf_put(&out->buf,
		    " tests=\"%" PRIu64 "\" failures=\"%" PRIu64
		    "\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
		    s.count, s.count);
		for (at = s.at; at < s.end && (f = next_live(in, &at)) != NULL;) {
			put_case(in, f, &out->buf);
			render_pause(out);
		}
		buf_text(&out->buf, "  </testsuite>\n");
	}
	buf_text(&out->buf, "</testsuites>\n");
}

/* ---- Checkstyle ---- */

static void
put_error(const struct render_input *in, const struct finding *f, struct buf *out)
{
	struct place at = place_of(in, f);

	buf_put(out, "    <error line=\"%" PRIu32 "\" column=\"%" PRIu32 "\" severity=\"%s\"",
	    at.line, at.column, severity_name(f->severity));
	put_attribute(out, "message", str_of(f->message));
	buf_put(out, " source=\"ptrlint.%s\"/>\n", f->rule->id);
}

void
render_checkstyle(const struct render_input *in, struct render_out *out)
{
	struct stretch s = { 0 };

	buf_text(&out->buf, XML_OPENING "checkstyle version=\"4.3\">\n");
	while (next_file(in, &s)) {
		const struct finding *f;

		buf_text(&out->buf, "  <file");
		put_path(in, "name", s.file, &out->buf);
		buf_text(&out->buf, ">\n");
		for (size_t at = s.at; at < s.end && (f = next_live(in, &at)) != NULL;) {
			put_error(in, f, &out->buf);
			render_pause(out);
		}
		buf_text(&out->buf, "  </file>\n");
	}
	buf_text(&out->buf, "</checkstyle>\n");
}
