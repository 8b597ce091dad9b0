/* cli/cmd_canon.c -- ptrlint canon: zones in canonical form */
#include "cli/out.h"
#include "cli/session.h"
#include "zone/canon.h"

static void
say_unreadable(const struct session *s)
{
	size_t count;
	const struct unreadable *list = set_unreadable(s->set, &count);

	for (size_t i = 0; i < count; i++)
		complain("%s", list[i].reason);
}

static enum exit_status
print(struct session *s)
{
	struct output standard = output_standard();
	struct buf out = { 0 };
	bool left_out = false;
	enum exit_status status;

	for (size_t i = 0; i < set_zone_count(s->set); i++) {
		const struct zone *zone = set_zone(s->set, i);

		if (zone->spec.role == ROLE_EXTERNAL || !session_names(s, zone->spec.file))
			continue;
		canon_print(s->set, zone, &out, &left_out);
		output_flush(&standard, &out);
	}
	if (left_out)
		remark(s->settings, "records that could not be read were left out; "
		                    "`ptrlint check` says which");
	status = s->undone ? EXIT_UNDONE : left_out ? EXIT_FINDINGS : EXIT_CLEAN;
	buf_free(&out);
	return output_end(&standard, status);
}

static bool
begin(struct session *s, struct settings *settings)
{
	struct buf folder = { 0 }, name = { 0 };
	bool ok;

	if (root_outside(settings, &folder, &name))
		ok = session_open_file(s, settings, folder.ptr, name.ptr);
	else
		ok = session_open(s, settings);
	buf_free(&folder);
	buf_free(&name);
	return ok;
}

enum exit_status
cmd_canon(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	struct session s;

	if (begin(&s, settings) && session_discover(&s)) {
		session_say_extra(&s);
		session_load(&s, false);
		say_unreadable(&s);
		if (session_focus(&s))
			status = print(&s);
	}
	session_close(&s);
	return status;
}
