/* cli/cmd_zones.c -- ptrlint zones: what was found, and why */
#include "cli/out.h"
#include "cli/session.h"
#include "render/zones.h"

enum format { TEXT, JSON };
static const char *const formats[] = { "text", "json" };

enum exit_status
cmd_zones(struct settings *settings)
{
	int format = choose_format(settings, formats, ARRAY_LEN(formats));
	enum exit_status status = EXIT_UNDONE;
	struct buf out = { 0 };
	struct session s;

	if (format < 0)
		return EXIT_UNDONE;
	if (session_open(&s, settings) && session_discover(&s)) {
		if (format == JSON)
			render_zones_json(s.sources, &s.found, &out);
		else
			render_zones_text(s.sources, &s.found, want_colour(settings->colour), &out);
		session_say_extra(&s);
		status = print_and_free(&out, s.undone ? EXIT_UNDONE : EXIT_CLEAN);
	}
	session_close(&s);
	return status;
}
