/* tests/unit/discover_text.h -- trees of files, and what the search for zones says of them, as text */
#ifndef DISCOVER_TEXT_H
#define DISCOVER_TEXT_H

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "conf/project.h"
#include "zone/discover.h"

#define SOA_AT     "@ IN SOA ns1.example.com. hostmaster.example.com. (\n 1 ; serial\n 2h 1h 2w 5m )\n"
#define SOA(owner) owner " 3600 IN SOA ns hostmaster 1 7200 3600 1209600 300\n"
#define NS         "@ IN NS ns1.example.com.\n"
#define PTR(owner) owner " IN PTR host.example.com.\n"

static char root[64];
static struct limits limits;
static struct buf said;

static inline void
begin(void)
{
	strcpy(root, "/tmp/ptrlint-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("tree", 0755), 0);
	ck_assert_int_eq(chdir("tree"), 0);
	limits = LIMITS_DEFAULT;
}

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
end(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	buf_free(&said);
}

static inline void
make_folders(const char *path)
{
	char copy[512];

	snprintf(copy, sizeof copy, "%s", path);
	for (char *p = strchr(copy, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		ck_assert(mkdir(copy, 0755) == 0 || errno == EEXIST);
		*p = '/';
	}
}

static inline void
put_bytes(const char *path, const char *text, size_t len)
{
	int fd;

	make_folders(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	ck_assert_int_eq(close(fd), 0);
}

static inline void
put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static inline void
put_link(const char *path, const char *target)
{
	make_folders(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

static inline void
put_place(struct sources *s, struct span span)
{
	if (span.file == 0) {
		buf_text(&said, "nowhere");
		return;
	}
	buf_put(
	    &said, "%s:%u", source_path(s, span.file), source_place(s, span.file, span.off).line);
}

static inline void
put_discovery(struct sources *s, const struct discovery *d)
{
	static const char *const roles[] = { "", " reference", " external" };
	char name[DNAME_TEXT_MAX];

	for (size_t i = 0; i < d->row_count; i++) {
		const struct zone_spec *z = &d->rows[i].spec;

		buf_put(&said, "%s %s%s%s%s: %s\n", z->file == 0 ? "-" : source_path(s, z->file),
		    z->origin.len == 0 ? "?" : dname_text(&z->origin, name),
		    *d->views[z->view].name ? " " : "", d->views[z->view].name, roles[z->role],
		    d->rows[i].why);
	}
	for (size_t i = 0; i < d->problem_count; i++) {
		const struct zone_problem *p = &d->problems[i];
		bool unknown = p->problem == PROBLEM_ZONE_ORIGIN_UNKNOWN;

		buf_text(&said, unknown ? "unknown " : "mismatch ");
		put_place(s, p->span);
		if (!unknown)
			buf_put(&said, " %s", p->sentence);
		ck_assert_int_eq(unknown, p->zone == UINT32_MAX);
		ck_assert(unknown || p->zone < d->spec_count);
		buf_char(&said, '\n');
	}
	for (size_t i = 0; i < d->finding_count; i++) {
		buf_put(&said, "%s ", d->findings[i].rule);
		put_place(s, d->findings[i].span);
		buf_put(&said, " %s\n", d->findings[i].message);
	}
	for (size_t i = 0; i < d->nested_count; i++)
		buf_put(&said, "nested %s\n", d->nested[i]);
	for (size_t i = 0; i < d->unread_count; i++)
		buf_put(&said, "unread %s\n", d->unread[i]);
}

static inline void
find(const struct cli_zone *zones, size_t count)
{
	struct conf_problems problems = { 0 };
	struct discovery d;
	struct project p;
	struct err err = { 0 };
	struct sources *s = sources_new(".", &err);

	ck_assert_ptr_nonnull(s);
	project_defaults(&p);
	if (access(".ptrlint.yaml", F_OK) == 0)
		ck_assert_msg(project_load(s, source_add(s, ".ptrlint.yaml", false), &p, &problems),
		    "the project file of the test is wrong");
	said.len = 0;
	if (discover(s, &p, zones, count, &limits, &d, &err))
		put_discovery(s, &d);
	else
		buf_put(&said, "failed: %s\n", err.text);
	discovery_free(&d);
	project_free(&p);
	conf_problems_free(&problems);
	sources_free(s);
}

static inline void
expect(const char *expected)
{
	find(NULL, 0);
	buf_char(&said, '\0');
	ck_assert_str_eq(said.ptr, expected);
}

#endif
