/* base/temporary.c -- ".ptrlint-PID-N.tmp": made, and cleared away after those who could not */
#include "base/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
temporary_make(int folder, mode_t mode, char name[TEMPORARY_NAME])
{
	static atomic_uint serial;

	snprintf(name, TEMPORARY_NAME, ".ptrlint-%ld-%u.tmp", (long)getpid(),
	    atomic_fetch_add(&serial, 1) + 1);
	return openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
}

/* The number at *text, which moves behind it; -1 when there is none. */
static long
take_number(const char **text)
{
	long n = 0;

	if (**text < '1' || **text > '9')
		return -1;
	for (; **text >= '0' && **text <= '9' && n < 100000000; ++*text)
		n = n * 10 + (**text - '0');
	return n;
}

/* True for ".ptrlint-PID-N.tmp" of a process that is gone. */
static bool
is_stale(const char *name)
{
	static const char front[] = ".ptrlint-";
	long pid;

	if (strncmp(name, front, sizeof front - 1) != 0)
		return false;
	name += sizeof front - 1;
	pid = take_number(&name);
	if (pid < 0 || *name++ != '-' || take_number(&name) < 0 || strcmp(name, ".tmp") != 0)
		return false;
	return kill((pid_t)pid, 0) == -1 && errno == ESRCH;
}

void
temporary_clear(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	struct dirent *entry;
	struct stat st;

	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (is_stale(entry->d_name) &&
		    fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && st.st_uid == geteuid())
			unlinkat(folder, entry->d_name, 0);
	closedir(dir);
}
