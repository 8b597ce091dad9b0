/*
 * tests/fuzz/fuzz_map.c -- both readers of settings over any bytes.
 *
 * Whatever comes in, they end, complain exactly when they refuse, and every place they name lies in
 * the file.
 */
#include <stdint.h>
#include <stdlib.h>

#include "conf/egress.h"
#include "conf/project.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_span(struct span span, uint32_t file, size_t size)
{
	if (span.file == 0)
		return;
	if (span.file != file || span.off > size || span.len > size - span.off)
		abort();
}

static void
check_comments(const struct conf_comments *comments, uint32_t file, size_t size)
{
	for (size_t i = 0; i < comments->count; i++) {
		const struct conf_comment *c = &comments->items[i];

		check_span(c->span, file, size);
		if (c->begin <= c->end && c->end > size)
			abort();
		if (i > 0 && c->span.off <= comments->items[i - 1].span.off)
			abort();
		if (i > 0 && c->begin <= c->end && c->begin < comments->items[i - 1].begin)
			abort();
	}
}

static void
check_problems(struct sources *s, const struct conf_problems *problems, uint32_t file, size_t size)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < problems->count; i++) {
		const struct conf_problem *p = &problems->list[i];

		if (p->span.file != file || p->rule == NULL || p->message == NULL)
			abort();
		check_span(p->span, file, size);
		check_span(p->other, file, size);
		if (source_place(s, file, p->span.off).line == 0)
			abort();
		out.len = 0;
		conf_problem_text(p, &out);
		if (memchr(out.ptr, '\0', out.len) != NULL)
			abort();
	}
	buf_free(&out);
}

/* Values that can be judged alone: what was accepted obeys the form that its header promises. */
static void
check_map(const struct egress_map *map, size_t size)
{
	for (size_t i = 0; i < map->host_count; i++) {
		const struct egress_host *host = &map->hosts[i];
		struct dname name;

		if (!dname_parse(str_of(host->name.text), NULL, &name, NULL) ||
		    !dname_is_hostname(&name) || dname_labels(&name) < 2)
			abort();
		check_span(host->name.span, map->file, size);
		for (size_t j = 0; j < host->external.count; j++) {
			const struct conf_addrs *addrs = &host->external.items[j].addrs;

			if (addrs->count == 0 || addr_compare(&addrs->first, &addrs->last) > 0)
				abort();
			check_span(addrs->span, map->file, size);
		}
	}
}

static void
check_project(const struct project *project, size_t size)
{
	for (size_t i = 0; i < project->zone_count; i++) {
		const struct conf_str *file = &project->zones[i].file;

		check_span(project->zones[i].span, project->file, size);
		if (file->text != NULL &&
		    (file->text[0] == '/' || strncmp(file->text, "../", 3) == 0))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_problems problems = { 0 };
	struct egress_map map;
	struct project project;
	struct err err;
	struct sources *s = sources_new("/", &err);
	uint32_t file;
	bool ok;

	if (s == NULL)
		abort();
	file = source_add_text(s, "fuzz", (struct str){ (const char *)data, size });
	ok = egress_load(s, file, 1024, &map, &problems);
	if (ok != (problems.count == 0))
		abort();
	check_problems(s, &problems, file, size);
	check_map(&map, size);
	check_comments(&map.comments, file, size);
	egress_free(&map);
	conf_problems_free(&problems);
	ok = project_load(s, file, &project, &problems);
	if (ok != (problems.count == 0))
		abort();
	check_problems(s, &problems, file, size);
	check_project(&project, size);
	check_comments(&project.comments, file, size);
	project_free(&project);
	conf_problems_free(&problems);
	sources_free(s);
	return 0;
}
