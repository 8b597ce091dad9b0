/*
 * render/report.h -- the whole state of affairs at a glance: ways of mail, coverage of the reverse side, zones,
 * findings.
 *
 * As one HTML page that needs no network and no script and may be opened anywhere, for whoever would rather
 * look; as text for a terminal; the ways of mail alone for Graphviz.  There is no date and no path from outside of
 * the root in it: the same zones give the same bytes.
 */
#ifndef RENDER_REPORT_H
#define RENDER_REPORT_H

#include "mail/mail.h"
#include "render/render.h"
#include "zone/discover.h"

struct report_input {
	const struct render_input *in;
	struct zone_set *set;    /* the one of in */
	const struct mail *mail; /* NULL when the map is wrong */
	const struct discovery *found;
};

/*
 * Append one self-contained page.
 *
 * Whatever stands in zones comes out as text: its policy (CSP) allows no script, no request and no form.
 */
void render_report_html(const struct report_input *in, struct render_out *out);

/* Append the ways of mail as a graph for dot(1). */
void render_report_dot(const struct report_input *in, struct render_out *out);

/* Append all but the findings for a terminal. */
void render_report_text(const struct report_input *in, struct render_out *out);

#endif
