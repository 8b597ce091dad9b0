/* render/style.h -- colours, where they are wanted.  Private to render/. */
#ifndef RENDER_STYLE_H
#define RENDER_STYLE_H

#include "base/buf.h"
#include "lint/rule.h"

/* SGR parameters. */
#define STYLE_BOLD "1"
#define STYLE_DIM  "1;34" /* gutter, arrows and places that are not the first */
#define STYLE_GOOD "1;32"

struct style {
	bool colour, hyperlinks;
	const char *severity; /* of the finding that is being printed */
};

static inline const char *
style_of_severity(enum severity severity)
{
	return severity == SEVERITY_ERROR ? "1;31" : severity == SEVERITY_WARNING ? "1;33" : "1;36";
}

/* All text between the two is in the style. */
static inline void
style_begin(const struct style *style, const char *code, struct buf *out)
{
	if (style->colour)
		buf_put(out, "\033[%sm", code);
}

static inline void
style_end(const struct style *style, struct buf *out)
{
	if (style->colour)
		buf_text(out, "\033[0m");
}

static inline void
style_text(const struct style *style, const char *code, const char *text, struct buf *out)
{
	style_begin(style, code, out);
	buf_text(out, text);
	style_end(style, out);
}

#endif
