/* render/mask.h -- keys and passwords in lines that are shown.  Private to render/. */
#ifndef RENDER_MASK_H
#define RENDER_MASK_H

#include "base/buf.h"

/*
 * Write "*" over every byte of what stands behind the words "secret" and "password", and of whatever looks like
 * a key in base64 (RFC 4648: 16 characters and more, "=" at the end).  The length stays, so that marks below
 * the line still fit.
 *
 * text   a line of a name server's configuration, or a part of one
 */
void mask_secrets(struct buf *text);

#endif
