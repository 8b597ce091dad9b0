/*
 * tests/fuzz/fuzz_server.c -- readers of server configurations over any bytes.
 *
 * The first byte chooses the server; a line "%%%% NAME" begins a further file, which others may include.
 * Whatever comes in, reading ends, every place lies in its file, and every line is that of its place.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/path.h"
#include "conf/server.h"
#include "dns/dname.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTS_MOST 8

struct parts {
	struct arena arena;
	struct sources *sources;
	const char *names[PARTS_MOST];
	struct str texts[PARTS_MOST];
	uint32_t files[PARTS_MOST];
	size_t count;
};

static void
add_part(struct parts *p, struct str name, struct str text)
{
	if (p->count == PARTS_MOST || memchr(name.ptr, '\0', name.len) != NULL || name.len == 0)
		return;
	for (size_t i = 0; i < p->count; i++)
		if (str_equal(name, str_of(p->names[i])))
			return;
	p->names[p->count] = arena_copy(&p->arena, name);
	p->texts[p->count] = text;
	p->files[p->count] = source_add_text(p->sources, p->names[p->count], text);
	p->count++;
}

static void
split(struct parts *p, struct str input)
{
	struct str name = STR("first");

	for (;;) {
		const char *next = memmem(input.ptr, input.len, "\n%%%% ", 6), *line;
		size_t len = next == NULL ? input.len : (size_t)(next - input.ptr);

		add_part(p, name, (struct str){ input.ptr, len });
		if (next == NULL)
			return;
		input = (struct str){ next + 6, input.len - len - 6 };
		line = memchr(input.ptr, '\n', input.len);
		len = line == NULL ? input.len : (size_t)(line - input.ptr);
		name = (struct str){ input.ptr, len };
		len += len < input.len;
		input = (struct str){ input.ptr + len, input.len - len };
	}
}

static struct server_files
find(void *arg, struct str target, uint32_t root, uint32_t from, bool pattern)
{
	struct parts *p = arg;

	(void)root;
	(void)from;
	if (pattern && str_equal(target, STR("*")))
		return (struct server_files){ p->files, p->count };
	for (size_t i = 0; i < p->count; i++)
		if (str_equal(path_base(target), path_base(str_of(p->names[i]))))
			return (struct server_files){ &p->files[i], 1 };
	return (struct server_files){ NULL, 0 };
}

static void
check_place(const struct parts *p, struct span span, uint32_t line)
{
	for (size_t i = 0; i < p->count; i++) {
		uint32_t lines = 1;

		if (p->files[i] != span.file)
			continue;
		if (span.off > p->texts[i].len || span.len > p->texts[i].len - span.off)
			abort();
		for (size_t at = 0; at < span.off; at++)
			lines += p->texts[i].ptr[at] == '\n';
		if (lines != line)
			abort();
		return;
	}
	abort();
}

static void
check_zone(const struct parts *p, const struct server_zone *z)
{
	struct dname name, again;
	char text[DNAME_TEXT_MAX];

	name.len = z->origin[0];
	memcpy(name.wire, z->origin + 1, name.len);
	if (!dname_parse(str_of(dname_text(&name, text)), NULL, &again, NULL) ||
	    !dname_equal(&name, &again))
		abort();
	if ((z->target != NULL && strlen(z->target) > 1 << 20) || z->role > SERVER_OTHER)
		abort();
	check_place(p, z->span, z->line);
}

static void
check_remarks(const struct parts *p, const struct vec *list)
{
	for (size_t i = 0; i < VEC_COUNT(list, struct server_remark); i++) {
		const struct server_remark *r = VEC_AT(list, struct server_remark, i);

		if (r->text == NULL)
			abort();
		check_place(p, r->span, r->line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct parts p = { .count = 0 };
	struct server_conf conf = { .find = find, .arg = &p };
	enum project_server type;
	struct err err;

	if (size == 0)
		return 0;
	p.sources = sources_new("/", &err);
	if (p.sources == NULL)
		abort();
	conf.sources = p.sources;
	split(&p, (struct str){ (const char *)data + 1, size - 1 });
	for (size_t i = 0; i < p.count; i++) {
		struct str name = str_of(p.names[i]);
		bool guessed = !server_by_name(name, &type);

		if (guessed)
			server_by_content(name, p.texts[i], &type);
		if (data[0] != '?')
			type = (enum project_server)(data[0] % 3);
		server_read(&conf, type, p.files[i], guessed && i > 0);
	}
	server_end(&conf);
	for (size_t i = 0; i < VEC_COUNT(&conf.zones, struct server_zone); i++)
		check_zone(&p, VEC_AT(&conf.zones, struct server_zone, i));
	for (size_t i = 0; i < VEC_COUNT(&conf.views, struct server_view); i++) {
		const struct server_view *v = VEC_AT(&conf.views, struct server_view, i);

		check_place(&p, v->span, v->line);
	}
	check_remarks(&p, &conf.problems);
	check_remarks(&p, &conf.missing);
	server_free(&conf);
	sources_free(p.sources);
	arena_free(&p.arena);
	return 0;
}
