/* render/wrap.h -- prose in lines of a given width. */
#ifndef RENDER_WRAP_H
#define RENDER_WRAP_H

#include "base/base.h"
#include "base/buf.h"

/*
 * Take a line off the front of text, and the blank behind it.  A word longer than the width is cut.
 *
 * width   most columns of the line; 0: all of text
 */
struct str wrap_line(struct str *text, size_t width);

/*
 * Append text in lines of at most width columns, indent blanks before each; paragraphs are parted
 * by a LF.  The first line goes on where the buffer ends, indent columns into it.
 *
 * width   0: no bound
 */
void wrap_text(struct buf *out, const char *text, size_t indent, size_t width);

#endif
