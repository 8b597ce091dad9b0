/* render/sarif.h -- what SARIF says of rules.  Private to render/. */
#ifndef RENDER_SARIF_H
#define RENDER_SARIF_H

#include "render/render.h"

/* Append ", "rules": […]" with the metadata that code scanning shows. */
void sarif_put_rules(const struct rule *const *rules, size_t count, struct buf *out);

#endif
