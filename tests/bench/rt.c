/*
 * tests/bench/rt.c -- runs one command and says what it cost.
 * SPDX-License-Identifier: MIT
 *
 * rt CMD ARG...   prints "wall_seconds cpu_seconds peak_rss_kib exit_status"; the command's own output is
 * thrown away.  Small and static on purpose: Linux hands the peak size of a process on to what it starts,
 * so that a large parent would hide a small child.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	struct timespec start, end;
	struct rusage use;
	int status;

	if (argc < 2)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &start);
	pid_t child = vfork();
	if (child < 0)
		return 1;
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a caller that gives up leaves nothing behind */
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	while (wait4(child, &status, 0, &use) < 0)
		if (errno != EINTR)
			return 1;
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%.6f %.6f %ld %d\n",
	    (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
	    seconds(use.ru_utime) + seconds(use.ru_stime), use.ru_maxrss,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}
