/* render/zones.c -- zones as a table and as JSON */
#include "render/zones.h"

#include "render/escape.h"
#include "render/style.h"

static const char *
role_name(enum zone_role role)
{
	static const char *const names[] = { "managed", "reference", "external" };

	return names[role];
}

static const char *
decided_name(enum decided_by by)
{
	static const char *const names[] = { "command-line", "directive", "project", "server",
		"content", "name" };

	return names[by];
}

static const char *
view_name(const struct discovery *found, const struct zone_spec *spec)
{
	return spec->view < found->view_count ? found->views[spec->view].name : "";
}

enum { PATH, ORIGIN, VIEW, ROLE, WHY, COLUMNS };

/* What stands in a column of a row; out is emptied first. */
static void
cell(struct sources *sources, const struct discovery *found, const struct discovered *row,
    int column, struct buf *out)
{
	const struct zone_spec *spec = &row->spec;

	out->len = 0;
	switch (column) {
	case PATH:
		if (spec->file == 0)
			buf_char(out, '-');
		else
			escape_path(out, str_of(source_path(sources, spec->file)));
		break;
	case ORIGIN:
		if (spec->origin.len == 0)
			buf_char(out, '?');
		else
			dname_print(&spec->origin, out);
		break;
	case VIEW:
		escape_text(out, str_of(view_name(found, spec)));
		break;
	case ROLE:
		buf_text(out, role_name(spec->role));
		break;
	default:
		escape_text(out, str_of(row->why == NULL ? "" : row->why));
	}
}

static void
put_table(struct sources *sources, const struct discovery *found, const struct style *style,
    struct buf *out)
{
	size_t widths[COLUMNS] = { 0 };
	struct buf text = { 0 };

	for (size_t i = 0; i < found->row_count; i++)
		for (int column = 0; column < WHY; column++) {
			cell(sources, found, &found->rows[i], column, &text);
			if (text.len > widths[column])
				widths[column] = text.len;
		}
	for (size_t i = 0; i < found->row_count; i++) {
		for (int column = 0; column < COLUMNS; column++) {
			if (column != WHY && widths[column] == 0)
				continue; /* no views */
			cell(sources, found, &found->rows[i], column, &text);
			if (column == ORIGIN)
				style_begin(style, STYLE_BOLD, out);
			buf_str(out, buf_view(&text));
			if (column == ORIGIN)
				style_end(style, out);
			if (column != WHY)
				buf_fill(out, ' ', widths[column] - text.len + 2);
		}
		buf_char(out, '\n');
	}
	buf_free(&text);
}

static void
put_views(const struct discovery *found, struct buf *out)
{
	for (size_t i = 0; i < found->server_view_count; i++) {
		const struct discovered_view *v = &found->server_views[i];

		buf_text(out, i == 0 ? "\nViews of server configurations:\n  " : "  ");
		escape_text(out, str_of(v->name));
		buf_text(out, v->public ? "  public  "
		                        : "  not public, its match-clients leave \"any\" out  ");
		escape_text(out, str_of(v->place));
		buf_char(out, '\n');
	}
}

static void
put_list(const char *title, const char *const *list, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i == 0)
			buf_put(out, "\n%s:\n", title);
		buf_text(out, "  ");
		escape_text(out, str_of(list[i]));
		buf_char(out, '\n');
	}
}

void
render_zones_text(
    struct sources *sources, const struct discovery *found, bool colour, struct buf *out)
{
	struct style style = { .colour = colour };

	put_table(sources, found, &style, out);
	put_views(found, out);
	put_list(
	    "Included by server configurations, not here", found->absent, found->absent_count, out);
	put_list("Projects of their own, left out", found->nested, found->nested_count, out);
}

static void
put_pair(struct buf *out, const char *key, const char *text)
{
	buf_text(out, key);
	if (text == NULL || *text == '\0')
		buf_text(out, "null");
	else
		escape_json(out, str_of(text));
}

void
render_zones_json(struct sources *sources, const struct discovery *found, struct buf *out)
{
	char name[DNAME_TEXT_MAX];

	buf_text(out, "{\"zones\": [");
	for (size_t i = 0; i < found->row_count; i++) {
		const struct zone_spec *spec = &found->rows[i].spec;

		put_pair(out, i == 0 ? "\n  {\"path\": " : ",\n  {\"path\": ",
		    spec->file == 0 ? NULL : source_path(sources, spec->file));
		put_pair(out, ", \"origin\": ",
		    spec->origin.len == 0 ? NULL : dname_text(&spec->origin, name));
		put_pair(out, ", \"view\": ", view_name(found, spec));
		put_pair(out, ", \"role\": ", role_name(spec->role));
		put_pair(out, ", \"decided_by\": ",
		    spec->origin.len == 0 ? NULL : decided_name(spec->decided_by));
		buf_char(out, '}');
	}
	buf_text(out, "]}\n");
}
