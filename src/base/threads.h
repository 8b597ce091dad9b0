/* base/threads.h -- jobs shared out among a few workers. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include "base/base.h"

/* Workers when nobody says otherwise: two, where there are two processors to run on. */
unsigned threads_default(void);

/*
 * Call work(arg, job, worker) once for every job below jobs, each taken by whichever worker is
 * free, lowest first, and return when all are done.  Worker numbers are below count; worker 0 is
 * the caller, so one worker starts no thread.  A thread that cannot be started is done without.
 *
 * count   taken as 1 to LIMIT_THREADS, and never more than jobs
 */
void threads_run(
    unsigned count, size_t jobs, void (*work)(void *arg, size_t job, unsigned worker), void *arg);

/* The number of the worker that asks; 0 outside of threads_run(). */
unsigned threads_self(void);

#endif
