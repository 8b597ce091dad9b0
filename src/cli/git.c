/* cli/git.c -- starting git and talking to it */
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

/* A name that is asked for, and a line of an answer. */
enum { NAME_MOST = 4096, LINE_MOST = 2 * NAME_MOST };

/* A list of the files of the largest repositories has some hundred bytes a file. */
#define LIST_MOST ((size_t)256 << 20)

/* ---- starting it ---- */

/* Who runs us from a hook tells git where it works; we ask about the top, wherever that is. */
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

/* The index of the commit that a hook is run for; what it names is relative to where the hook runs. */
static const char *
index_file(struct arena *arena)
{
	const char *file = getenv("GIT_INDEX_FILE");
	char *real;

	if (file == NULL || *file == '\0')
		return NULL;
	real = realpath(file, NULL);
	file = real == NULL ? NULL : arena_printf(arena, "GIT_INDEX_FILE=%s", real);
	free(real);
	return file;
}

/* Ours, without that, and with all that keeps git from writing, asking and fetching. */
static char **
environment(struct arena *arena, bool with_index)
{
	static const char *const more[] = { "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1",
		"GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C" };
	const char *index = with_index ? index_file(arena) : NULL;
	const char **list;
	size_t count = 0, n = 0;

	while (environ[count] != NULL)
		count++;
	list = arena_array(arena, count + ARRAY_LEN(more) + 1, sizeof(const char *));
	for (size_t i = 0; i < count; i++)
		if (!is_dropped(environ[i]))
			list[n++] = environ[i];
	memcpy(list + n, more, sizeof more);
	n += ARRAY_LEN(more);
	if (index != NULL)
		list[n++] = index;
	return copy_list(arena, list, n);
}

#define WORDS_MOST 16

/* Start `git -C TOP … words` on the descriptors; the code of what went wrong, or 0. */
static int
spawn(const char *top, const char *const *words, bool with_index, int in, int out, pid_t *pid)
{
	const char *all[WORDS_MOST] = { "git", "-C", top, "-c", "core.fsmonitor=false", "-c",
		"core.hooksPath=/dev/null", "--no-replace-objects" };
	posix_spawn_file_actions_t actions;
	struct arena arena = { 0 };
	size_t count = 8;
	int code;

	while (*words != NULL && count < WORDS_MOST)
		all[count++] = *words++;
	posix_spawn_file_actions_init(&actions);
	if (in != -1)
		posix_spawn_file_actions_adddup2(&actions, in, 0);
	else
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	/* what it has to say is said by us */
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	code = posix_spawnp(pid, "git", &actions, NULL, copy_list(&arena, all, count),
	    environment(&arena, with_index));
	posix_spawn_file_actions_destroy(&actions);
	arena_free(&arena);
	return code;
}

static bool
cannot_start(int code, struct err *err)
{
	errno = code;
	err_sys(err, "cannot start git");
	return false;
}

static void
close_both(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

bool
git_open(struct git *g, const char *top, struct err *err)
{
	static const char *const words[] = { "cat-file", "--batch", NULL };
	int to[2], from[2], code;

	g->pid = 0;
	g->in = g->out = -1;
	g->at = g->len = 0;
	g->top = xstrdup(top);
	if (pipe2(to, O_CLOEXEC) == -1)
		return cannot_start(errno, err);
	if (pipe2(from, O_CLOEXEC) == -1) {
		code = errno;
		close_both(to);
		return cannot_start(code, err);
	}
	code = spawn(top, words, false, to[0], from[1], &g->pid);
	close(to[0]);
	close(from[1]);
	g->in = to[1];
	g->out = from[0];
	if (code == 0)
		return true;
	g->pid = 0;
	return cannot_start(code, err);
}

/* True when it ended by itself and was content. */
static bool
ended_well(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void
git_close(struct git *g)
{
	if (g->in != -1)
		close(g->in);
	if (g->out != -1)
		close(g->out);
	if (g->pid > 0)
		(void)ended_well(g->pid);
	free(g->top);
	g->top = NULL;
	g->pid = 0;
	g->in = g->out = -1;
}

/* ---- talking to it ---- */

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

/* What read() gives, whatever interrupts it. */
static ssize_t
read_some(int fd, char *to, size_t size)
{
	ssize_t n;

	do
		n = read(fd, to, size);
	while (n == -1 && errno == EINTR);
	return n;
}

/* More of its output; false at the end. */
static bool
fill(struct git *g)
{
	ssize_t n = read_some(g->out, g->text, sizeof g->text);

	g->at = 0;
	g->len = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* The line of an answer; what is longer than its place is cut. */
static bool
take_line(struct git *g, char line[LINE_MOST], struct str *out)
{
	size_t n = 0;

	for (;;) {
		char c;

		if (g->at == g->len && !fill(g))
			return false;
		c = g->text[g->at++];
		if (c == '\n')
			break;
		if (n < LINE_MOST)
			line[n++] = c;
	}
	*out = (struct str){ line, n };
	return true;
}

/* The next count bytes, of which the first most are kept, and the line end behind them. */
static bool
take_bytes(struct git *g, uint64_t count, uint64_t most, struct buf *out)
{
	while (count > 0) {
		size_t n = g->len - g->at, keep;

		if (n == 0) {
			if (!fill(g))
				return false;
			continue;
		}
		n = n < count ? n : (size_t)count;
		keep = n < most ? n : (size_t)most;
		if (keep > 0)
			buf_bytes(out, g->text + g->at, keep);
		most -= keep;
		g->at += n;
		count -= n;
	}
	if (g->at == g->len && !fill(g))
		return false;
	return g->text[g->at++] == '\n';
}

/* The text behind the last blank, which is cut off with it; false when there is none. */
static bool
last_word(struct str *line, struct str *word)
{
	const char *p = line->len > 0 ? memrchr(line->ptr, ' ', line->len) : NULL;

	if (p == NULL)
		return false;
	*word = (struct str){ p + 1, line->len - (size_t)(p + 1 - line->ptr) };
	line->len = (size_t)(p - line->ptr);
	return true;
}

static bool
parse_number(struct str text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9' ||
		    __builtin_mul_overflow(*out, 10U, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(text.ptr[i] - '0'), out))
			return false;
	return text.len > 0;
}

bool
git_answer_parse(struct str line, struct git_answer *out)
{
	struct str word;

	*out = (struct git_answer){ 0 };
	if (!last_word(&line, &word))
		return false;
	if (str_equal(word, STR("missing")) || str_equal(word, STR("ambiguous"))) {
		out->missing = true;
		return true;
	}
	if (!parse_number(word, &out->size) || !last_word(&line, &out->kind))
		return false;
	out->oid = line;
	return line.len > 0 && memchr(line.ptr, ' ', line.len) == NULL;
}

bool
git_commit(struct git *g, const char *rev, char oid[GIT_OID], struct err *err)
{
	struct git_answer answer;
	char text[LINE_MOST];
	struct str line;

	if (*rev == '\0' || strchr(rev, '\n') != NULL || strlen(rev) > NAME_MOST) {
		err_set(err, "\"%s\" is no revision", rev);
		return false;
	}
	if (!ask(g, rev, "^{commit}") || !take_line(g, text, &line)) {
		err_set(err, "git finds no repository it trusts at %s (git -C %s status tells)",
		    g->top, g->top);
		return false;
	}
	if (!git_answer_parse(line, &answer) || answer.missing ||
	    !str_equal(answer.kind, STR("commit")) || answer.oid.len >= GIT_OID) {
		err_set(err, "git knows no revision \"%s\"", rev);
		return false;
	}
	memcpy(oid, answer.oid.ptr, answer.oid.len);
	oid[answer.oid.len] = '\0';
	if (take_bytes(g, answer.size, 0, NULL))
		return true;
	err_set(err, "git ended while the revision \"%s\" was read", rev);
	return false;
}

enum open_result
git_blob(struct git *g, const char *oid, uint64_t most, struct buf *text, uint64_t *size,
    struct err *err)
{
	struct git_answer answer;
	char place[LINE_MOST];
	struct str line;

	if (!ask(g, oid, "") || !take_line(g, place, &line) || !git_answer_parse(line, &answer)) {
		err_set(err, "git ended while it was asked for the object %s", oid);
		return OPEN_FAILED;
	}
	if (answer.missing) {
		err_set(err, "the repository lacks the object %s (git fsck tells)", oid);
		return OPEN_FAILED;
	}
	*size = answer.size;
	if (!take_bytes(g, answer.size, most, text)) {
		err_set(err, "git ended while it told of the object %s", oid);
		return OPEN_FAILED;
	}
	if (str_equal(answer.kind, STR("blob")))
		return OPEN_OK;
	err_set(err, "the object %s is no file", oid);
	return OPEN_FAILED;
}

/* ---- lists ---- */

/* All that comes; false when it does not end in time. */
static bool
take_all(int fd, struct buf *out)
{
	for (;;) {
		ssize_t n = read_some(fd, buf_room(out, 65536), 65536);

		if (n <= 0)
			return n == 0;
		out->len += (size_t)n;
		if (out->len > LIST_MOST)
			return false;
	}
}

bool
git_list(const struct git *g, const char *commit, struct buf *out, struct err *err)
{
	const char *const tree[] = { "ls-tree", "-r", "-z", "--full-tree", commit, NULL };
	static const char *const index[] = { "ls-files", "-s", "-z", NULL };
	const char *what = commit != NULL ? "files of the revision" : "index";
	int from[2], code;
	pid_t pid;
	bool ok;

	if (pipe2(from, O_CLOEXEC) == -1)
		return cannot_start(errno, err);
	code = spawn(g->top, commit != NULL ? tree : index, commit == NULL, -1, from[1], &pid);
	close(from[1]);
	if (code != 0) {
		close(from[0]);
		return cannot_start(code, err);
	}
	ok = take_all(from[0], out);
	close(from[0]);
	if (!ended_well(pid) || !ok) {
		err_set(err,
		    out->len > LIST_MOST ? "the %s are too many to list"
		                         : "git cannot list the %s (git -C %s status tells)",
		    what, g->top);
		return false;
	}
	return true;
}
