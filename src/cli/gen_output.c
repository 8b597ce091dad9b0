/* cli/gen_output.c -- generated zones into a folder */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sort.h"
#include "cli/gen.h"
#include "cli/out.h"

void
gen_files_add(struct gen_files *files, const char *name, struct buf *text)
{
	if (files->count == files->cap) {
		files->cap = files->cap == 0 ? 16 : files->cap * 2;
		files->list = xrealloc(files->list, files->cap * sizeof *files->list);
	}
	files->list[files->count++] = (struct gen_file){ xstrdup(name), *text };
	*text = (struct buf){ 0 };
}

void
gen_files_free(struct gen_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->list[i].name);
		buf_free(&files->list[i].text);
	}
	free(files->list);
	*files = (struct gen_files){ 0 };
}

static int
compare_files(const void *a, const void *b)
{
	return strcmp(((const struct gen_file *)a)->name, ((const struct gen_file *)b)->name);
}

/* Does the folder hold this very text under the name? */
static bool
is_there(int folder, const struct gen_file *file)
{
	int fd = openat(folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool same = false;
	char *old = NULL;
	size_t len = 0;

	if (fd == -1)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size == file->text.len) {
		old = xmalloc(file->text.len + 1);
		while (len < file->text.len) {
			ssize_t n = read(fd, old + len, file->text.len - len);

			if (n == -1 && errno == EINTR)
				continue;
			if (n <= 0)
				break;
			len += (size_t)n;
		}
		same = len == file->text.len && (len == 0 || memcmp(old, file->text.ptr, len) == 0);
		free(old);
	}
	close(fd);
	return same;
}

static bool
write_file(int folder, const struct gen_file *file, struct err *err)
{
	struct fresh f;

	if (!fresh_open_below(&f, folder, file->name, false, err))
		return false;
	if (!write_all(f.fd, file->text.ptr, file->text.len)) {
		err_sys(err, "cannot write %s", file->name);
		fresh_drop(&f);
		return false;
	}
	return fresh_keep(&f, err);
}

static enum exit_status
write_into(struct session *s, int folder, const struct gen_files *files)
{
	const char *path = s->settings->output;
	size_t written = 0;
	struct err err;

	for (size_t i = 0; i < files->count; i++) {
		if (is_there(folder, &files->list[i]))
			continue;
		if (!write_file(folder, &files->list[i], &err)) {
			complain("%s: %s", path, err.text);
			if (files->count > 1)
				complain("%zu of %zu files written", written, files->count);
			return EXIT_BROKEN;
		}
		written++;
	}
	remark(s->settings, "%zu file%s written to %s", written, written == 1 ? "" : "s", path);
	return EXIT_CLEAN;
}

enum exit_status
gen_files_write(struct session *s, struct gen_files *files)
{
	const char *path = s->settings->output;
	enum exit_status status;
	int folder;

	sort_items(files->list, files->count, sizeof *files->list, compare_files);
	for (size_t i = 1; i < files->count; i++)
		if (strcmp(files->list[i - 1].name, files->list[i].name) == 0) {
			complain("two zones would be written to %s/%s: write one of them alone",
			    path, files->list[i].name);
			return EXIT_UNDONE;
		}
	if (mkdir(path, 0777) == -1 && errno != EEXIST) {
		complain("cannot make the folder %s: %s", path, strerror(errno));
		return EXIT_BROKEN;
	}
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder == -1) {
		complain("cannot write to %s: %s", path, strerror(errno));
		return EXIT_BROKEN;
	}
	status = write_into(s, folder, files);
	close(folder);
	return status;
}
