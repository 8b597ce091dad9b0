/* cli/git.c -- asking `git cat-file --batch` */
#include "cli/git.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

extern char **environ;

/* ---- starting it ---- */

/* Who runs us from a hook tells git where it works; we ask about the root, wherever that is. */
static bool
is_dropped(const char *entry)
{
	static const char *const names[] = { "GIT_DIR=", "GIT_WORK_TREE=", "GIT_INDEX_FILE=",
		"GIT_PREFIX=", "GIT_NAMESPACE=", "GIT_OPTIONAL_LOCKS=", "GIT_NO_LAZY_FETCH=",
		"GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=", "LC_ALL=" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strncmp(entry, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* A list for posix_spawnp(), whose strings are not const for old times' sake. */
static char **
copy_list(struct arena *arena, const char *const *texts, size_t count)
{
	char **list = arena_array(arena, count + 1, sizeof(char *));

	for (size_t i = 0; i < count; i++)
		list[i] = arena_copy(arena, str_of(texts[i]));
	return list;
}

/* Ours, without that, and with all that keeps git from writing, asking and fetching. */
static char **
environment(struct arena *arena)
{
	static const char *const more[] = { "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1",
		"GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C" };
	const char **list;
	size_t count = 0, n = 0;

	while (environ[count] != NULL)
		count++;
	list = arena_array(arena, count + ARRAY_LEN(more), sizeof(const char *));
	for (size_t i = 0; i < count; i++)
		if (!is_dropped(environ[i]))
			list[n++] = environ[i];
	memcpy(list + n, more, sizeof more);
	return copy_list(arena, list, n + ARRAY_LEN(more));
}

static int
spawn(struct git *g, const char *root, int in, int out)
{
	const char *const words[] = { "git", "-C", root, "-c", "core.fsmonitor=false", "-c",
		"core.hooksPath=/dev/null", "--no-replace-objects", "cat-file", "--batch",
		"--follow-symlinks" };
	posix_spawn_file_actions_t actions;
	struct arena arena = { 0 };
	int code;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	/* what it has to say is said by us */
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	code = posix_spawnp(&g->pid, "git", &actions, NULL,
	    copy_list(&arena, words, ARRAY_LEN(words)), environment(&arena));
	posix_spawn_file_actions_destroy(&actions);
	arena_free(&arena);
	return code;
}

static bool
start(struct git *g, const char *root, struct err *err)
{
	int to[2], from[2], code;

	if (pipe2(to, O_CLOEXEC) == -1) {
		err_sys(err, "cannot start git");
		return false;
	}
	if (pipe2(from, O_CLOEXEC) == -1) {
		err_sys(err, "cannot start git");
		close(to[0]);
		close(to[1]);
		return false;
	}
	code = spawn(g, root, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	g->in = to[1];
	g->out = from[0];
	if (code == 0)
		return true;
	g->pid = 0;
	errno = code;
	err_sys(err, "cannot start git");
	return false;
}

/* ---- talking to it ---- */

enum { PATH_MOST = 4096, LINE_MOST = 2 * PATH_MOST };

static bool
ask(struct git *g, const char *name, const char *rest)
{
	struct buf line = { 0 };
	size_t at = 0;
	bool ok;

	buf_put(&line, "%s%s\n", name, rest);
	while (at < line.len) {
		ssize_t n = write(g->in, line.ptr + at, line.len - at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	ok = at == line.len;
	buf_free(&line);
	return ok;
}

/* More of its output; false at the end. */
static bool
fill(struct git *g)
{
	ssize_t n;

	do
		n = read(g->out, g->text, sizeof g->text);
	while (n == -1 && errno == EINTR);
	g->at = 0;
	g->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* The line of an answer, NUL-terminated; what is longer than its place is cut. */
static bool
take_line(struct git *g, char *line, size_t size)
{
	size_t n = 0;

	for (;;) {
		char c;

		if (g->at == g->len && !fill(g))
			return false;
		c = g->text[g->at++];
		if (c == '\n')
			break;
		if (n + 1 < size)
			line[n++] = c;
	}
	line[n] = '\0';
	return true;
}

/* The next count bytes and the line end behind them; out NULL drops them. */
static bool
take_bytes(struct git *g, uint64_t count, struct buf *out)
{
	while (count > 0) {
		size_t n = g->len - g->at;

		if (n == 0) {
			if (!fill(g))
				return false;
			continue;
		}
		n = n < count ? n : (size_t)count;
		if (out != NULL)
			buf_bytes(out, g->text + g->at, n);
		g->at += n;
		count -= n;
	}
	if (g->at == g->len && !fill(g))
		return false;
	return g->text[g->at++] == '\n';
}

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

/* The number at the end of a line, behind a blank. */
static bool
last_number(const char *line, uint64_t *out)
{
	const char *p = strrchr(line, ' ');

	*out = 0;
	if (p == NULL || p[1] == '\0')
		return false;
	for (p++; *p != '\0'; p++)
		if (*p < '0' || *p > '9' || __builtin_mul_overflow(*out, 10U, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(*p - '0'), out))
			return false;
	return true;
}

bool
git_open(struct git *g, const char *root, const char *rev, struct err *err)
{
	char line[LINE_MOST];
	uint64_t size;

	*g = (struct git){ .in = -1, .out = -1 };
	if (*rev == '\0' || strchr(rev, '\n') != NULL || strlen(rev) > PATH_MOST) {
		err_set(err, "\"%s\" is no revision", rev);
		return false;
	}
	if (!start(g, root, err))
		return false;
	if (!ask(g, rev, "^{commit}") || !take_line(g, line, sizeof line)) {
		err_set(err, "git finds no repository it trusts at %s (git -C %s status tells)",
		    root, root);
		return false;
	}
	if (strstr(line, " commit ") == NULL || !last_number(line, &size) ||
	    strcspn(line, " ") >= sizeof g->commit) {
		err_set(err, "git knows no revision \"%s\"", rev);
		return false;
	}
	memcpy(g->commit, line, strcspn(line, " "));
	if (take_bytes(g, size, NULL))
		return true;
	err_set(err, "git ended while the revision \"%s\" was read", rev);
	return false;
}

enum open_result
git_read(struct git *g, const char *path, uint64_t most, struct buf *text, struct err *err)
{
	char line[LINE_MOST];
	struct buf name = { 0 };
	uint64_t size;
	bool ok;

	/* a line is what it reads; such a name cannot be asked for, nor is it one of a zone file */
	if (strchr(path, '\n') != NULL || *path == '/' || strlen(path) > PATH_MOST)
		return OPEN_MISSING;
	buf_put(&name, "%s:./%s", g->commit, path);
	buf_char(&name, '\0');
	ok = ask(g, name.ptr, "") && take_line(g, line, sizeof line);
	buf_free(&name);
	if (ok && (ends_with(line, " missing") || ends_with(line, " ambiguous")))
		return OPEN_MISSING;
	if (ok && last_number(line, &size)) {
		bool blob = strstr(line, " blob ") != NULL, fits = size <= most;

		/* a folder, or a link that leads nowhere, is no file */
		if (take_bytes(g, size, blob && fits ? text : NULL))
			return !blob ? OPEN_MISSING : fits ? OPEN_OK : OPEN_TOO_BIG;
	}
	err_set(err, "git ended while %s was read", path);
	return OPEN_FAILED;
}

void
git_close(struct git *g)
{
	int status;

	if (g->in != -1)
		close(g->in);
	if (g->out != -1)
		close(g->out);
	if (g->pid > 0)
		while (waitpid(g->pid, &status, 0) == -1 && errno == EINTR)
			;
	*g = (struct git){ .in = -1, .out = -1 };
}
