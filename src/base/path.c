/* base/path.c -- shortest forms of relative paths */
#include "base/path.h"

/* Take the last component off what was appended behind start; false when there is none. */
static bool
drop_last(struct buf *out, size_t start)
{
	if (out->len == start)
		return false;
	while (out->len > start && out->ptr[out->len - 1] != '/')
		out->len--;
	if (out->len > start)
		out->len--;
	return true;
}

/* Append the components of path to those behind start. */
static enum path_result
append(struct str path, size_t start, struct buf *out)
{
	for (size_t at = 0; at < path.len;) {
		const char *begin = path.ptr + at, *slash = memchr(begin, '/', path.len - at);
		size_t len = slash == NULL ? path.len - at : (size_t)(slash - begin);
		struct str name = { begin, len };

		at += len + 1;
		if (len == 0 || str_equal(name, STR(".")))
			continue;
		if (str_equal(name, STR(".."))) {
			if (!drop_last(out, start))
				return PATH_OUTSIDE;
			continue;
		}
		if (out->len > start)
			buf_char(out, '/');
		buf_str(out, name);
	}
	return PATH_OK;
}

enum path_result
path_join(struct str folder, struct str path, struct buf *out)
{
	size_t start = out->len;
	enum path_result result = PATH_OK;

	if (path.len == 0)
		return PATH_EMPTY;
	if (memchr(path.ptr, '\0', path.len) != NULL)
		return PATH_INVALID;
	if (path.ptr[0] == '/')
		return PATH_ABSOLUTE;
	append(folder, start, out);
	result = append(path, start, out);
	if (result != PATH_OK)
		out->len = start;
	else if (out->len == start)
		buf_char(out, '.');
	return result;
}

enum path_result
path_normalise(struct str path, struct buf *out)
{
	return path_join(STR(""), path, out);
}

struct str
path_base(struct str path)
{
	size_t at = path.len;

	while (at > 0 && path.ptr[at - 1] != '/')
		at--;
	return (struct str){ path.ptr + at, path.len - at };
}

struct str
path_folder(struct str path)
{
	size_t len = path.len - path_base(path).len;

	return (struct str){ path.ptr, len > 1 ? len - 1 : len };
}

bool
path_below(struct str path, struct str folder)
{
	if (folder.len == 0 || str_equal(folder, STR(".")))
		return true;
	return path.len >= folder.len && memcmp(path.ptr, folder.ptr, folder.len) == 0 &&
	       (path.len == folder.len || path.ptr[folder.len] == '/');
}

unsigned
path_common_end(struct str a, struct str b)
{
	unsigned count = 0;

	while (path_base(a).len > 0 && str_equal(path_base(a), path_base(b))) {
		count++;
		a = path_folder(a);
		b = path_folder(b);
	}
	return count;
}

/* Shortest form with its leading slash, if any; false when it leads nowhere. */
static bool
normalise_any(struct str path, struct buf *out)
{
	out->len = 0;
	if (path.len > 0 && path.ptr[0] == '/')
		buf_char(out, '/');
	while (path.len > 0 && path.ptr[0] == '/')
		path = (struct str){ path.ptr + 1, path.len - 1 };
	if (path.len > 0)
		return path_normalise(path, out) == PATH_OK;
	out->len = 0; /* the root of the machine: all lies below it */
	return true;
}

bool
path_mapped(const struct path_map *maps, size_t count, struct str path, struct buf *out)
{
	struct buf wanted = { 0 }, target = { 0 }, best = { 0 };
	size_t longest = 0;
	const struct path_map *hit = NULL;

	for (size_t i = 0; normalise_any(path, &wanted) && i < count; i++) {
		if (!normalise_any(str_of(maps[i].target), &target) ||
		    (hit != NULL && target.len <= longest) ||
		    !path_below(buf_view(&wanted), buf_view(&target)))
			continue;
		longest = target.len;
		hit = &maps[i];
	}
	if (hit != NULL) {
		buf_text(&best, hit->local);
		if (longest == 0)
			buf_char(&best, '/');
		buf_bytes(&best, wanted.ptr + longest, wanted.len - longest);
		hit = path_normalise(buf_view(&best), out) == PATH_OK ? hit : NULL;
	}
	buf_free(&wanted);
	buf_free(&target);
	buf_free(&best);
	return hit != NULL;
}
