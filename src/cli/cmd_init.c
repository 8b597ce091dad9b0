/* cli/cmd_init.c -- ptrlint init: files to begin with; what is there stays */
#include <stdio.h>

#include "cli/init.h"
#include "cli/out.h"

/* A line on standard output that names a file. */
static void
say(struct buf *out, const char *what, const char *path)
{
	buf_put(out, "%s %s\n", what, path);
}

/*
 * Write a file that is not there yet; false when that fails, which is said.
 *
 * to_add  the text is good for an older file, too: then it is shown
 */
static bool
write_new(const struct session *s, const char *path, struct str text, bool to_add, struct buf *out)
{
	struct fresh f;
	struct err err;
	bool is_there;

	if (!fresh_open_new(&f, sources_root_fd(s->sources), path, &is_there, &err)) {
		if (is_there) {
			say(out, "left as it is:", path);
			if (to_add)
				buf_put(out, "\nadd to it:\n\n%.*s\n", (int)text.len, text.ptr);
			return true;
		}
		complain("%s", err.text);
		return false;
	}
	if (!write_all(f.fd, text.ptr, text.len)) {
		err_sys(&err, "cannot write %s", path);
		fresh_drop(&f);
		complain("%s", err.text);
		return false;
	}
	if (!fresh_keep(&f, &err)) {
		complain("%s", err.text);
		return false;
	}
	say(out, "wrote", path);
	return true;
}

static bool
write_settings(const struct session *s, struct buf *out)
{
	const char *map = s->project.map.text != NULL ? s->project.map.text : "mail-egress.yaml";
	struct buf text = { 0 };
	bool ok;

	init_project(s, &text);
	ok = write_new(s, ".ptrlint.yaml", buf_view(&text), false, out);
	text.len = 0;
	init_map(s, &text);
	ok = write_new(s, map, buf_view(&text), false, out) && ok;
	buf_free(&text);
	return ok;
}

static bool
write_extras(const struct session *s, struct buf *out)
{
	const struct settings *settings = s->settings;
	bool ok = true;

	if (settings->ci != NULL && strcmp(settings->ci, "github") == 0)
		ok = write_new(s, ".github/workflows/ptrlint.yml", str_of(init_github), false, out);
	else if (settings->ci != NULL)
		ok = write_new(s, ".gitlab-ci.yml", str_of(init_gitlab), true, out);
	if (settings->pre_commit)
		ok = write_new(s, ".pre-commit-config.yaml", str_of(init_pre_commit), true, out) &&
		     ok;
	return ok;
}

enum exit_status
cmd_init(struct settings *settings)
{
	enum exit_status status = EXIT_UNDONE;
	struct buf out = { 0 };
	struct session s;

	if (session_open(&s, settings) && session_discover(&s) && s.found.row_count > 0) {
		session_load(&s, false);
		status = write_settings(&s, &out) ? EXIT_CLEAN : EXIT_BROKEN;
		if (!write_extras(&s, &out))
			status = EXIT_BROKEN;
		status = print_and_free(&out, status);
	} else if (s.found.row_count == 0) {
		session_say_extra(&s);
	}
	session_close(&s);
	return status;
}
