/* cli/gen_batch.c -- generated zones, many at a time */
#include <stdlib.h>

#include "base/threads.h"
#include "cli/gen.h"
#include "cli/out.h"

/* Zones are made until they hold so many records together, then given away: memory stays flat. */
#define BATCH_RECORDS ((uint64_t)1 << 14)

struct made {
	struct gen_zone zone;
	struct buf text;
	struct err err;
	bool ok;
};

struct batch {
	struct session *session;
	struct gen *gen;
	size_t first, count;
	struct made *made;
	struct gen_text *texts;
};

static void
make(void *arg, size_t job, unsigned worker)
{
	struct batch *b = arg;
	struct made *made = &b->made[job];
	const struct zonefile_options options = { b->session->settings->snippet,
		b->session->settings->comments };

	(void)worker;
	made->ok = gen_make(b->gen, b->first + job, &made->zone, &made->err);
	if (made->ok)
		render_zonefile(&made->zone, &options, &made->text);
}

/* As many of the targets as make one batch. */
static size_t
batch_size(const struct gen_target *targets, size_t count, unsigned workers)
{
	uint64_t records = 0;
	size_t n = 0;

	for (; n < count && (n < workers || records < BATCH_RECORDS); n++)
		records += targets[n].zone != NULL ? targets[n].zone->records : 1;
	return n;
}

/* Read again what was made; zones that did not pass are no longer ok. */
static void
check(struct batch *b)
{
	size_t count = 0, *jobs = xcalloc(b->count + 1, sizeof *jobs);
	struct err err;
	bool checked;

	for (size_t i = 0; i < b->count; i++) {
		if (!b->made[i].ok)
			continue;
		jobs[count] = i;
		b->texts[count++] =
		    (struct gen_text){ &b->made[i].zone, buf_view(&b->made[i].text), false };
	}
	checked = gen_check(b->gen, b->texts, count, &err);
	for (size_t i = 0; i < count; i++) {
		struct made *made = &b->made[jobs[i]];
		char name[DNAME_TEXT_MAX];

		made->ok = checked && b->texts[i].same;
		if (!checked)
			made->err = err;
		else if (!made->ok)
			err_set(&made->err,
			    "self-check: the text of %s does not hold what was worked out",
			    dname_text(&made->zone.target->origin, name));
	}
	free(jobs);
}

/* Say what is to be said, in the order of the zones, and give the texts away. */
static void
give(struct batch *b, struct said *said, gen_taker *take, void *arg)
{
	for (size_t i = 0; i < b->count; i++) {
		struct made *made = &b->made[i];
		bool worked_out = made->text.len > 0;

		if (worked_out)
			gen_say(b->session, &made->zone, said);
		if (made->ok) {
			take(arg, &made->zone, &made->text);
		} else {
			complain("%s", made->err.text);
			said->status = worked_out                   ? EXIT_BROKEN
			               : said->status < EXIT_UNDONE ? EXIT_UNDONE
			                                            : said->status;
		}
		buf_free(&made->text);
		gen_zone_free(&made->zone);
	}
}

void
gen_each(struct session *s, struct gen *g, struct said *said, gen_taker *take, void *arg)
{
	unsigned workers = set_threads(s->set);
	struct batch b = { .session = s, .gen = g };
	size_t count;
	const struct gen_target *targets = gen_targets(g, &count);

	for (; b.first < count; b.first += b.count) {
		b.count = batch_size(targets + b.first, count - b.first, workers);
		b.made = xcalloc(b.count, sizeof *b.made);
		b.texts = xcalloc(b.count, sizeof *b.texts);
		threads_run(workers, b.count, make, &b);
		check(&b);
		give(&b, said, take, arg);
		free(b.made);
		free(b.texts);
	}
	gen_say_rest(s, said);
}
