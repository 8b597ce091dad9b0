/* base/threads.c -- workers over one shared counter */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/limits.h"

struct pool {
	atomic_size_t next;
	size_t jobs;
	void (*work)(void *arg, size_t job, unsigned worker);
	void *arg;
};

struct worker {
	struct pool *pool;
	pthread_t thread;
	unsigned number;
	bool started;
};

unsigned
threads_default(void)
{
	cpu_set_t set;

	/* what this process may use, which in a container is less than what is online */
	if (sched_getaffinity(0, sizeof set, &set) == -1)
		return 1;
	return CPU_COUNT(&set) >= 2 ? 2 : 1;
}

static _Thread_local unsigned self;

unsigned
threads_self(void)
{
	return self;
}

static void *
run(void *arg)
{
	struct worker *w = arg;
	struct pool *pool = w->pool;

	self = w->number;
	for (;;) {
		size_t job = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);

		if (job >= pool->jobs)
			return NULL;
		pool->work(pool->arg, job, w->number);
	}
}

void
threads_run(
    unsigned count, size_t jobs, void (*work)(void *arg, size_t job, unsigned worker), void *arg)
{
	struct pool pool = { .jobs = jobs, .work = work, .arg = arg };
	struct worker workers[LIMIT_THREADS];
	unsigned before = self;

	if (count > LIMIT_THREADS)
		count = LIMIT_THREADS;
	if (count > jobs)
		count = (unsigned)jobs;
	for (unsigned i = 0; i < LIMIT_THREADS; i++)
		workers[i] = (struct worker){ .pool = &pool, .number = i };
	for (unsigned i = 1; i < count; i++)
		workers[i].started =
		    pthread_create(&workers[i].thread, NULL, run, &workers[i]) == 0;
	run(&workers[0]);
	self = before; /* who works for others goes on doing so */
	for (unsigned i = 1; i < count; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
}
