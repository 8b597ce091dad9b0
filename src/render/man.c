/* render/man.c -- the few macros of mdoc(7) that our pages need */
#include "render/man.h"

#include <inttypes.h>

#include "base/utf8.h"

/* When what the pages say was last changed for a release. */
#define PAGE_DATE "November 22, 2026"

/* One character or what stands for it; begins: a line begins here. */
static size_t
put_point(struct buf *out, const char *text, bool begins)
{
	size_t len = utf8_length(text, strlen(text));

	if (len > 1) {
		buf_put(out, "\\[u%04" PRIX32 "]", utf8_point(text, len));
		return len;
	}
	if (begins && (*text == '.' || *text == '\''))
		buf_text(out, "\\&");
	if (*text == '\\')
		buf_text(out, "\\e");
	else if (*text == '-')
		buf_text(out, "\\-");
	else
		buf_char(out, *text);
	return 1;
}

/* Does a sentence end before the blank at i?  Names end in a dot, too, but no capital follows. */
static bool
ends_sentence(struct str text, size_t i)
{
	char next = (char)(i + 1 < text.len ? text.ptr[i + 1] : '\0');

	return text.ptr[i] == ' ' && i > 0 && strchr(".?!", text.ptr[i - 1]) != NULL &&
	       ((next >= 'A' && next <= 'Z') || next == '`' || next == '"');
}

/* A paragraph, each sentence on a line: a `word` is bold. */
static void
put_prose(struct buf *out, struct str text)
{
	bool bold = false, begins = true;

	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] == '`') {
			bold = !bold;
			buf_text(out, bold ? "\\fB" : "\\fR");
			i++;
		} else if (!bold && ends_sentence(text, i)) {
			buf_char(out, '\n');
			begins = true;
			i++;
			continue;
		} else {
			i += put_point(out, text.ptr + i, begins);
		}
		begins = false;
	}
	if (bold)
		buf_text(out, "\\fR");
}

struct man
man_begin(struct buf *out, const char *name, int section, const char *summary)
{
	struct man m = { .out = out, .name = name };

	buf_text(out,
	    ".\\\" Made by `ptrlint help --format man`: do not edit.\n.Dd " PAGE_DATE "\n.Dt ");
	for (const char *p = name; *p != '\0'; p++)
		buf_char(out, (char)ascii_upper((uint8_t)*p));
	buf_put(out, " %d\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", section, name, summary);
	return m;
}

void
man_section(struct man *m, const char *heading)
{
	buf_put(m->out, ".Sh %s\n", heading);
	m->in_text = false;
}

void
man_subsection(struct man *m, const char *heading)
{
	buf_put(m->out, ".Ss %s\n", heading);
	m->in_text = false;
}

void
man_text(struct man *m, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (len > 0) {
			if (m->in_text)
				buf_text(m->out, ".Pp\n");
			put_prose(m->out, (struct str){ text, len });
			buf_char(m->out, '\n');
			m->in_text = true;
		}
		text += len + (text[len] == '\n');
	}
}

void
man_lines(struct man *m, const char *text)
{
	buf_text(m->out, ".Bd -literal -offset indent\n");
	while (*text != '\0') {
		bool begins = true;

		for (; *text != '\0' && *text != '\n'; begins = false)
			text += put_point(m->out, text, begins);
		buf_char(m->out, '\n');
		text += *text == '\n';
	}
	buf_text(m->out, ".Ed\n");
	m->in_text = true;
}

void
man_list(struct man *m)
{
	buf_text(m->out, ".Bl -tag -width Ds\n");
	m->in_text = false;
}

void
man_list_end(struct man *m)
{
	buf_text(m->out, ".El\n");
	m->in_text = true;
}

void
man_tag(struct man *m, const char *name, const char *more)
{
	buf_text(m->out, ".It \\fB");
	while (*name != '\0')
		name += put_point(m->out, name, false);
	buf_text(m->out, "\\fR");
	if (more != NULL) {
		buf_char(m->out, ' ');
		while (*more != '\0') {
			/* a lone bar or bracket is a word of its own to mdoc, and set apart */
			if (strchr("()[]|.,:;?!\"", *more) != NULL)
				buf_text(m->out, "\\&");
			more += put_point(m->out, more, false);
		}
	}
	buf_char(m->out, '\n');
	m->in_text = false;
}

void
man_see_also(struct man *m)
{
	static const struct {
		const char *name;
		int section;
	} pages[] = { { "ptrlint", 1 }, { "mail-egress.yaml", 5 }, { "ptrlint.yaml", 5 },
		{ "ptrlint-rules", 7 } };
	const char *after = "";

	man_section(m, "SEE ALSO");
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		if (strcmp(pages[i].name, m->name) == 0)
			continue;
		buf_put(m->out, "%s.Xr %s %d", after, pages[i].name, pages[i].section);
		after = " ,\n";
	}
	buf_char(m->out, '\n');
}
