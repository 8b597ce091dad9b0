/* cli/init_text.c -- what a new project file and map say */
#include "cli/init.h"

#include <stdlib.h>

#include "dns/rrtype.h"
#include "render/escape.h"
#include "zone/query.h"

/* Lines of each kind; a file of thousands helps nobody. */
#define ZONES_SHOWN     40
#define HOSTS_SHOWN     40
#define ADDRESSES_SHOWN 8

const char init_github[] =
    "# Checks all zones on every push and pull request.  Put the repository that you have ptrlint from\n"
    "# where it says OWNER.\n"
    "name: zones\n"
    "on: [push, pull_request]\n"
    "permissions:\n"
    "  contents: read\n"
    "  security-events: write\n"
    "jobs:\n"
    "  ptrlint:\n"
    "    runs-on: ubuntu-latest\n"
    "    steps:\n"
    "      - uses: actions/checkout@v4\n"
    "      - uses: OWNER/ptrlint@v1\n"
    "        with:\n"
    "          sarif: ptrlint.sarif\n"
    "      - uses: github/codeql-action/upload-sarif@v3\n"
    "        if: always()\n"
    "        with:\n"
    "          sarif_file: ptrlint.sarif\n";

const char init_gitlab[] =
    "# Checks all zones in merge requests and on the default branch, and shows what a merge request does to the\n"
    "# records.  The image needs ptrlint and git: set PTRLINT_IMAGE.\n"
    "ptrlint:\n"
    "  image:\n"
    "    name: $PTRLINT_IMAGE\n"
    "    entrypoint: [\"\"]\n"
    "  rules:\n"
    "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
    "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"
    "  script:\n"
    "    - |\n"
    "      if [ -n \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\" ]; then\n"
    "        git fetch --quiet origin \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\"\n"
    "        ptrlint diff \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\" || [ $? -le 2 ]\n"
    "      fi\n"
    "    - ptrlint check --report gitlab=gl-code-quality-report.json --report junit=ptrlint.xml\n"
    "  artifacts:\n"
    "    when: always\n"
    "    reports:\n"
    "      codequality: gl-code-quality-report.json\n"
    "      junit: ptrlint.xml\n";

const char init_pre_commit[] = "# `pre-commit install` runs this before each commit.\n"
                               "repos:\n"
                               "  - repo: local\n"
                               "    hooks:\n"
                               "      - id: ptrlint\n"
                               "        name: ptrlint\n"
                               "        entry: ptrlint check --format concise\n"
                               "        language: system\n"
                               "        pass_filenames: false\n"
                               "        require_serial: true\n";

/* ---- the project file ---- */

static void
put_zone(const struct session *s, const struct discovered *row, struct buf *out)
{
	char origin[DNAME_TEXT_MAX];

	buf_text(out, "#   ");
	if (row->spec.file == 0)
		buf_char(out, '-');
	else
		escape_path(out, str_of(source_path(s->sources, row->spec.file)));
	buf_put(
	    out, "  %s  ", row->spec.origin.len == 0 ? "?" : dname_text(&row->spec.origin, origin));
	escape_text(out, str_of(row->why));
	buf_char(out, '\n');
}

static void
put_zones(const struct session *s, struct buf *out)
{
	const struct discovery *found = &s->found;

	for (size_t i = 0; i < found->row_count && i < ZONES_SHOWN; i++)
		put_zone(s, &found->rows[i], out);
	if (found->row_count > ZONES_SHOWN)
		buf_put(out, "#   and %zu more\n", found->row_count - ZONES_SHOWN);
}

/* The first zone of unknown origin, for an example; NULL when there is none. */
static const struct discovered *
first_unknown(const struct discovery *found)
{
	for (size_t i = 0; i < found->row_count; i++)
		if (found->rows[i].spec.origin.len == 0)
			return &found->rows[i];
	return NULL;
}

void
init_project(const struct session *s, struct buf *out)
{
	const struct discovered *unknown = first_unknown(&s->found);

	buf_text(out,
	    "# How ptrlint runs here.  All of it is optional; ptrlint.yaml(5) has every key, and\n"
	    "# `ptrlint config --schema project` the schema for editors.\n"
	    "version: 1\n"
	    "\n"
	    "# Found without being told (`ptrlint zones`): file, origin, who says so.\n");
	put_zones(s, out);
	buf_text(out,
	    "\n# What cannot be found, or not rightly:\n# zones:\n#   - {origin: NAME, file: ");
	if (unknown != NULL)
		escape_path(out, str_of(source_path(s->sources, unknown->spec.file)));
	else
		buf_text(out, "zones/FILE");
	buf_text(out,
	    "}\n"
	    "\n"
	    "# Where the folders of the name server lie here, for the paths in its configuration:\n"
	    "# servers:\n"
	    "#   - {type: bind, file: named.conf, path_map: {/etc/bind: zones}}\n"
	    "\n"
	    "# Findings that are meant to stay, each with its reason:\n"
	    "# ignore:\n"
	    "#   - {rule: ptr-multiple, at: 192.0.2.25, reason: two names while the host moves}\n");
}

/* ---- the map ---- */

/* An MX record: its host, its owner, and a view that has it. */
struct exchange {
	struct dname host, domain;
	uint32_t view;
};

static int
compare_exchanges(const void *a, const void *b)
{
	const struct exchange *x = a, *y = b;
	int order = dname_compare(&x->host, &y->host);

	if (order == 0)
		order = dname_compare(&x->domain, &y->domain);
	return order != 0 ? order : (x->view > y->view) - (x->view < y->view);
}

/* All MX hosts, sorted; free the result. */
static struct exchange *
list_exchanges(struct zone_set *set, size_t *count)
{
	size_t most;
	const record_id *mx = set_records(set, RRTYPE_MX, &most);
	struct exchange *list = xcalloc(most + 1, sizeof *list);
	struct record r = { 0 };

	*count = 0;
	for (size_t i = 0; i < most; i++) {
		struct exchange *e = &list[*count];
		size_t field;

		if (!query_record(set, mx[i], &r) || !record_target(&r, &e->host, &field) ||
		    e->host.len == 1)
			continue;
		e->domain = r.owner;
		e->view = r.zone->spec.view;
		(*count)++;
	}
	record_free(&r);
	if (*count > 1)
		qsort(list, *count, sizeof *list, compare_exchanges);
	return list;
}

struct addresses {
	struct addr items[ADDRESSES_SHOWN];
	size_t count;
};

static void
add_address(struct addresses *list, const struct addr *addr)
{
	for (size_t i = 0; i < list->count; i++)
		if (addr_compare(&list->items[i], addr) == 0)
			return;
	if (list->count < ADDRESSES_SHOWN)
		list->items[list->count++] = *addr;
}

static void
put_addresses(const struct addresses *list, struct buf *out)
{
	char text[ADDR_TEXT_MAX];

	for (size_t i = 0; i < list->count; i++)
		buf_put(out, "%s\"%s\"", i == 0 ? "[" : ", ", addr_text(&list->items[i], text));
	buf_text(out, list->count == 0 ? "ADDRESS" : "]");
}

/* The host of count MX records, in whatever views; 0 when the zones know no address of it. */
static size_t
put_host(struct zone_set *set, const struct exchange *mx, size_t count, struct buf *out)
{
	struct addresses inside = { .count = 0 }, outside = { .count = 0 };
	char name[DNAME_TEXT_MAX], domain[DNAME_TEXT_MAX];
	struct addr all[ADDRESSES_SHOWN];

	for (size_t i = 0; i < count; i++) {
		size_t found = 0;

		if (query_addresses(set, mx[i].view, &mx->host, all, ADDRESSES_SHOWN, &found) !=
		    ANSWER_PRESENT)
			continue;
		for (size_t j = 0; j < found && j < ADDRESSES_SHOWN; j++)
			add_address(
			    addr_class(&all[j]) == ADDR_PRIVATE ? &inside : &outside, &all[j]);
	}
	if (inside.count + outside.count == 0 || !dname_is_hostname(&mx->host))
		return 0;
	dname_text(&mx->host, name);
	name[strlen(name) - 1] = '\0';
	buf_put(out, "#  %s: {", name);
	if (inside.count > 0) {
		buf_text(out, "internal: ");
		put_addresses(&inside, out);
		buf_text(out, ", ");
	}
	buf_text(out, "external: ");
	put_addresses(&outside, out);
	buf_put(out, "}  # MX of %s\n", dname_text(&mx->domain, domain));
	return 1;
}

void
init_map(const struct session *s, struct buf *out)
{
	size_t count, shown = 0;
	struct exchange *list = list_exchanges(s->set, &count);

	buf_text(out,
	    "# Where mail leaves: which host sends from which address, as the world sees it after NAT.\n"
	    "# mail-egress.yaml(5) has every key, `ptrlint config --schema map` the schema for editors.\n"
	    "version: 1\n"
	    "\n"
	    "# Without hosts, the addresses behind MX records are taken for senders.  Say what is true:\n"
	    "#hosts:\n");
	for (size_t i = 0, end; i < count && shown < HOSTS_SHOWN; i = end) {
		for (end = i + 1; end < count && dname_equal(&list[i].host, &list[end].host);)
			end++;
		shown += put_host(s->set, &list[i], end - i, out);
	}
	if (shown == 0)
		buf_text(out, "#  mail.example.com: {internal: 10.0.0.25, external: 192.0.2.25}\n");
	free(list);
}
