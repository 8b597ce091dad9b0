/* render/zones.h -- the list of what was found, for `ptrlint zones`. */
#ifndef RENDER_ZONES_H
#define RENDER_ZONES_H

#include "base/buf.h"
#include "zone/discover.h"

/* Append a table: path, origin, view (when there are several), role, why; then what was left out. */
void render_zones_text(
    struct sources *sources, const struct discovery *found, bool colour, struct buf *out);

/* Append {"zones": [{"path", "origin", "view", "role", "decided_by"}]}; what is unknown is null. */
void render_zones_json(struct sources *sources, const struct discovery *found, struct buf *out);

#endif
